/* What the files of module clinic share. */
#ifndef AFTERWORD_CLINIC_INSIDE_H
#define AFTERWORD_CLINIC_INSIDE_H

#include <jansson.h>

#include "afterword/clinic.h"
#include "afterword/records.h"

#define CLINIC_HELP_FILE "help.json"
#define CLINIC_HELP_MAX 65536
#define CLINIC_WORDS_FILE "words.txt"
#define CLINIC_CODE_WORDS_FILE "code-words.txt"
#define CLINIC_WORDS_MAX (1u << 20)

/* Names of settings. */
#define SETTING_KIOSK "kiosk"
#define SETTING_CODE_WORDS "code-words"

/* Writes help.json, signed by an admin. `argv` NULL: staff are in the room. */
bool
help_write(struct records *records, struct records_session *admin, const char *emergency,
    const char *answers, const char *const *argv, struct fault *fault);

/* Stores what the kiosk must know with nobody signed in. */
bool
settings_put(struct records *records, struct records_session *admin,
    const struct clinic_setup *setup, struct fault *fault);

/* A fresh code that no journal has: a calm word, two digits, a check letter: "maple 14 k". */
bool
code_make(struct records *records, struct bytes *code, struct fault *fault);

/* UTF-8 without control characters and overrides of its direction: a name, a line on a screen. Blank
 * is plain. `lines`: may have several. */
bool
text_is_plain(const char *text, bool lines);
bool
text_is_blank(const char *text);

/* JSON as text, its keys sorted; the text's copies are wiped where they are names. */
void
json_text(const json_t *json, struct bytes *text);

/* The report as the commands see it. */
void
health_of(const struct records_report *report, struct clinic_health *health);
/* The list of words that passphrases and the paper are made of. */
bool
words_read(const char *assets, struct bytes *words, struct fault *fault);

#endif
