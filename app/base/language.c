#include "afterword/base.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define LANGUAGE_MAX 16

/* glibc's counter of catalogue changes: gettext keeps what it found until it moves. */
extern int _nl_msg_cat_cntr;

static char current[LANGUAGE_MAX] = "en";

void
language_folder(const char *folder)
{
    // A kiosk has no locale but C.UTF-8, and gettext translates in any that is not "C": the
    // language itself comes from LANGUAGE. Numbers keep their point.
    (void) setlocale(LC_CTYPE, "C.UTF-8");
    (void) setlocale(LC_MESSAGES, "C.UTF-8");
    (void) bindtextdomain("afterword", folder);
    (void) bind_textdomain_codeset("afterword", "UTF-8");
    (void) textdomain("afterword");
}

void
language_use(const char *language)
{
    size_t length = strlen(language);

    if (length >= sizeof(current))
        return;
    memcpy(current, language, length + 1);
    (void) setenv("LANGUAGE", language, 1);
    _nl_msg_cat_cntr++;
}

const char *
language_current(void)
{
    return current;
}
