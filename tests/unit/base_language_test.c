#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "afterword/base.h"

/* A bare Debian has no locale but C and C.UTF-8; the catalogue must work there all the same. */
static void
the_language_changes_while_running(void **state)
{
    char number[16];

    (void) state;
    language_folder(AFTERWORD_BUILD_DIR "/locale");
    assert_string_equal(_("Continue"), "Continue");
    language_use("es");
    assert_string_equal(_("Continue"), "Seguir");
    snprintf(number, sizeof(number), "%.1f", 1.5);
    assert_string_equal(number, "1.5");
    language_use("xx");
    assert_string_equal(_("Continue"), "Continue");
    language_use("es");
    assert_string_equal(_("Continue"), "Seguir");
    assert_string_equal(language_current(), "es");
    language_use("en");
    assert_string_equal(_("Continue"), "Continue");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_language_changes_while_running),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
