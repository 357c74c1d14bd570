/* Help: its words are shown whoever wrote them, its command runs only where an admin signed it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clinic/inside.h"

#include "clinic_demo.h"

static const char *const bell[] = {"bell", "--room", "2 east", NULL};

/* The demo's help again, with a command. */
static int
open_with_bell(void **state)
{
    struct clinic_demo *demo;
    struct fault fault = FAULT_EMPTY;

    if (clinic_demo_open(state) != 0)
        return -1;
    demo = *state;
    return help_write(demo->records, demo->session, "The red button.", "the desk", bell, &fault)
               ? 0
               : -1;
}

static void
read_trusted(struct clinic_demo *demo, struct clinic_help *help)
{
    struct fault fault = FAULT_EMPTY;

    assert_true(clinic_help_read(demo->folder, help, &fault));
    assert_false(help->is_signed);
    assert_null(help->argv); // until it is trusted
    clinic_help_trust(demo->records, help);
}

/* Puts `to` in the place of `from`, once, in help.json. */
static void
edit(struct clinic_demo *demo, const char *from, const char *to)
{
    char *path = file_path(demo->folder, CLINIC_HELP_FILE);
    struct bytes text = BYTES_EMPTY, edited = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    const char *at;

    assert_true(file_read(path, CLINIC_HELP_MAX, &text, &fault));
    at = strstr(bytes_text(&text), from);
    assert_non_null(at);
    bytes_append(&edited, text.data, (size_t) (at - bytes_text(&text)));
    bytes_append_text(&edited, to);
    bytes_append_text(&edited, at + strlen(from));
    assert_true(file_write(path, &edited, 0600, &fault));
    bytes_destroy(&text);
    bytes_destroy(&edited);
    free(path);
}

static void
what_an_admin_signed_is_trusted(void **state)
{
    struct clinic_demo *demo = *state;
    struct clinic_help help = {0};

    read_trusted(demo, &help);
    assert_true(help.is_signed);
    assert_string_equal(help.emergency, "The red button.");
    assert_string_equal(help.answers, "the desk");
    assert_true(help.call_leaves);
    assert_int_equal(help.checked_day, clock_day());
    for (size_t i = 0; i < COUNT(bell) - 1; i++)
        assert_string_equal(help.argv[i], bell[i]);
    assert_null(help.argv[3]);
    clinic_help_destroy(&help);
}

static void
staff_in_the_room_is_no_command(void **state)
{
    struct clinic_demo *demo = *state;
    struct clinic_help help = {0};
    struct fault fault = FAULT_EMPTY;

    assert_true(help_write(demo->records, demo->session, "Words.", "Ana", NULL, &fault));
    read_trusted(demo, &help);
    assert_true(help.is_signed);
    assert_true(help.call_leaves);
    assert_null(help.argv);
    clinic_help_destroy(&help);
}

static void
edited_words_are_shown_and_no_command_runs(void **state)
{
    static const char *const edits[][2] = {
        {"The red button.", "The blue button."},
        {"the desk", "nobody"},
        {"\"bell\"", "\"sh\""},
        {"\"checked\":", "\"checked\":1"},
        {"\"signed\":\"", "\"signed\":\"0"},
        {"\"signed\":\"", "\"unsigned\":\""},
        {"{", "{\"more\":1,"},
    };

    for (size_t i = 0; i < COUNT(edits); i++) {
        struct clinic_demo *demo = *state;
        struct clinic_help help = {0};
        struct fault fault = FAULT_EMPTY;

        assert_true(
            help_write(demo->records, demo->session, "The red button.", "the desk", bell, &fault));
        edit(demo, edits[i][0], edits[i][1]);
        read_trusted(demo, &help);
        assert_false(help.is_signed);
        assert_null(help.argv);
        assert_string_equal(help.emergency, i == 0 ? "The blue button." : "The red button.");
        clinic_help_destroy(&help);
    }
}

static void
the_help_of_another_clinic_is_not_trusted(void **state)
{
    struct clinic_demo *demo = *state;
    struct clinic_setup setup = {.name = "Other",
        .admin = "Eve",
        .admin_roles = CLINIC_ADMIN,
        .passphrase = DEMO_PASSPHRASE,
        .emergency = "Elsewhere.",
        .answers = "Eve",
        .call_argv = bell,
        .assets = AFTERWORD_SOURCE_DIR "/assets",
        .quick = true};
    char *other = file_path(demo->folder, "other"), *theirs = file_path(other, CLINIC_HELP_FILE);
    char *ours = file_path(demo->folder, CLINIC_HELP_FILE);
    struct bytes recovery = BYTES_EMPTY;
    struct clinic_help help = {0};
    struct fault fault = FAULT_EMPTY;

    setup.folder = other;
    assert_true(clinic_set_up(&setup, &recovery, &fault));
    assert_int_equal(rename(theirs, ours), 0);
    read_trusted(demo, &help);
    assert_false(help.is_signed);
    assert_null(help.argv);
    clinic_help_destroy(&help);
    bytes_wipe(&recovery);
    free(other);
    free(theirs);
    free(ours);
}

static void
what_is_no_help_is_damaged(void **state)
{
    static const char *const texts[] = {"", "{", "[]", "null", "{}",
        "{\"emergency\":1,\"call\":[]}", "{\"emergency\":\"words\"}",
        "{\"emergency\":\"words\",\"call\":{}}", "\xff"};
    struct clinic_demo *demo = *state;
    char *path = file_path(demo->folder, CLINIC_HELP_FILE);
    struct clinic_help help = {0};
    struct fault fault = FAULT_EMPTY;

    for (size_t i = 0; i < COUNT(texts); i++) {
        struct bytes text = BYTES_EMPTY;

        bytes_append_text(&text, texts[i]);
        assert_true(file_write(path, &text, 0600, &fault));
        assert_false(clinic_help_read(demo->folder, &help, &fault));
        assert_int_equal(fault.kind, FAULT_DAMAGED);
        assert_null(help.emergency);
        clinic_help_trust(demo->records, &help);
        assert_false(help.is_signed);
        bytes_destroy(&text);
    }
    assert_int_equal(unlink(path), 0);
    assert_false(clinic_help_read(demo->folder, &help, &fault));
    assert_int_equal(fault.kind, FAULT_NOT_FOUND);
    free(path);
}

static void
the_kiosk_s_own_settings_are_signed(void **state)
{
    struct clinic_demo *demo = *state;
    struct clinic_settings settings = {0};
    struct bytes text = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;

    // Out of its range a time is the usual one; what is missing is empty.
    bytes_append_text(
        &text, "{\"name\":\"N\",\"veil\":4,\"ask\":86401,\"seal\":\"x\",\"answer\":5}");
    assert_true(records_setting_put(demo->records, demo->session, SETTING_KIOSK, &text, &fault));
    assert_true(clinic_settings_read(demo->records, &settings, &fault));
    assert_string_equal(settings.name, "N");
    assert_string_equal(settings.place, "");
    assert_int_equal(settings.veil_s, 120);
    assert_int_equal(settings.ask_s, 300);
    assert_int_equal(settings.seal_s, 600);
    assert_int_equal(settings.answer_s, 5);
    clinic_settings_destroy(&settings);

    bytes_clear(&text);
    bytes_append_text(&text, "no JSON");
    assert_true(records_setting_put(demo->records, demo->session, SETTING_KIOSK, &text, &fault));
    assert_false(clinic_settings_read(demo->records, &settings, &fault));
    assert_int_equal(fault.kind, FAULT_DAMAGED);
    bytes_destroy(&text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_with_bell, clinic_demo_close)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_an_admin_signed_is_trusted),
        TEST(staff_in_the_room_is_no_command),
        TEST(edited_words_are_shown_and_no_command_runs),
        TEST(the_help_of_another_clinic_is_not_trusted),
        TEST(what_is_no_help_is_damaged),
        TEST(the_kiosk_s_own_settings_are_signed),
    };

    return cmocka_run_group_tests(tests, clinic_demo_make, clinic_demo_remove);
}
