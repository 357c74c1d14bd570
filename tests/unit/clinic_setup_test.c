/* First set-up: a whole clinic or none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "afterword/clinic.h"

#include "folder.h"

#define ASSETS AFTERWORD_SOURCE_DIR "/assets"
#define PASSPHRASE "harbor candle pepper window lantern meadow"

static struct clinic_setup
whole(const char *folder)
{
    return (struct clinic_setup){
        .folder = folder,
        .name = "Lindenhof",
        .admin = "Zo\xc3\xab \xc3\x85ngstr\xc3\xb6m",
        .admin_roles = CLINIC_ADMIN | CLINIC_THERAPIST,
        .passphrase = PASSPHRASE,
        .emergency = "In danger: the red button.\nOr shout.",
        .answers = "the desk",
        .place = "Room 2",
        .languages = "en,es",
        .assets = ASSETS,
        .quick = true,
    };
}

static int
make_folder(void **state)
{
    *state = test_folder_make();
    return 0;
}

static int
remove_folder(void **state)
{
    test_folder_remove(*state);
    return 0;
}

static size_t
count_files(const char *folder)
{
    DIR *opened = opendir(folder);
    size_t count = 0;

    assert_non_null(opened);
    for (struct dirent *one; (one = readdir(opened));)
        count += one->d_name[0] != '.';
    closedir(opened);
    return count;
}

static void
refuse(const struct clinic_setup *setup, enum fault_kind kind, int64_t code)
{
    struct bytes recovery = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;

    assert_false(clinic_set_up(setup, &recovery, &fault));
    assert_int_equal(fault.kind, kind);
    assert_int_equal(fault.code, code);
    assert_int_equal(recovery.length, 0);
    assert_int_equal(count_files(setup->folder), 0);
    bytes_wipe(&recovery);
}

/* ---- what it needs ---------------------------------------------------------------*/

static void
set_part(struct clinic_setup *setup, enum clinic_setup_part part, const char *text)
{
    static const char *argv[2];

    switch (part) {
    case CLINIC_SETUP_NAME:
        setup->name = text;
        break;
    case CLINIC_SETUP_ADMIN:
        setup->admin = text;
        break;
    case CLINIC_SETUP_PASSPHRASE:
        setup->passphrase = text;
        break;
    case CLINIC_SETUP_EMERGENCY:
        setup->emergency = text;
        break;
    case CLINIC_SETUP_ANSWERS:
        setup->answers = text;
        break;
    case CLINIC_SETUP_CALL:
        argv[0] = text;
        setup->call_argv = argv;
        break;
    case CLINIC_SETUP_PLACE:
        setup->place = text;
        break;
    case CLINIC_SETUP_PARTS:
        break;
    }
}

static void
nothing_required_can_be_left_out(void **state)
{
    static const enum clinic_setup_part required[] = {CLINIC_SETUP_NAME, CLINIC_SETUP_ADMIN,
        CLINIC_SETUP_PASSPHRASE, CLINIC_SETUP_EMERGENCY, CLINIC_SETUP_ANSWERS};
    static const char *const nothing[] = {NULL, "", " \t\n"};

    for (size_t i = 0; i < COUNT(required); i++)
        for (size_t j = 0; j < COUNT(nothing); j++) {
            struct clinic_setup setup = whole(*state);

            // A passphrase of blanks is one; whether it is good is another question.
            if (required[i] == CLINIC_SETUP_PASSPHRASE && j == 2)
                continue;
            set_part(&setup, required[i], nothing[j]);
            assert_int_equal(clinic_setup_problem(&setup, true), required[i]);
            refuse(&setup, FAULT_INPUT, required[i]);
        }
}

static void
a_text_that_is_not_plain_is_refused(void **state)
{
    static const enum clinic_setup_part texts[] = {CLINIC_SETUP_NAME, CLINIC_SETUP_ADMIN,
        CLINIC_SETUP_EMERGENCY, CLINIC_SETUP_ANSWERS, CLINIC_SETUP_CALL, CLINIC_SETUP_PLACE};
    static const char *const not_plain[] = {"caf\xe9", "\xed\xa0\x80", "red \x1b[31m", "\x7f",
        "a\xc2\x9b"
        "31m",
        "left \xe2\x80\xae right", "\xe2\x81\xa6", "\xef\xbb\xbf"};
    char *long_text = memory_new(CLINIC_EMERGENCY_MAX + 2, 1);

    memset(long_text, 'x', CLINIC_EMERGENCY_MAX + 1);
    for (size_t i = 0; i < COUNT(texts); i++)
        for (size_t j = 0; j <= COUNT(not_plain); j++) {
            struct clinic_setup setup = whole(*state);

            set_part(&setup, texts[i], j < COUNT(not_plain) ? not_plain[j] : long_text);
            assert_int_equal(clinic_setup_problem(&setup, true), -(int64_t) texts[i]);
            refuse(&setup, FAULT_INPUT, -(int64_t) texts[i]);
        }
    free(long_text);
}

static void
only_the_emergency_words_have_lines(void **state)
{
    for (enum clinic_setup_part part = CLINIC_SETUP_NAME; part < CLINIC_SETUP_PARTS; part++) {
        struct clinic_setup setup = whole(*state);
        bool taken = part == CLINIC_SETUP_EMERGENCY || part == CLINIC_SETUP_PASSPHRASE;

        set_part(&setup, part, "one\nother");
        assert_int_equal(clinic_setup_problem(&setup, true), taken ? 0 : -(int64_t) part);
    }
}

static void
a_call_has_words_and_not_too_many(void **state)
{
    const char *argv[CLINIC_CALL_WORDS_MAX + 2] = {NULL};
    struct clinic_setup setup = whole(*state);

    setup.call_argv = argv;
    assert_int_equal(clinic_setup_problem(&setup, true), -CLINIC_SETUP_CALL);
    for (size_t i = 0; i < CLINIC_CALL_WORDS_MAX; i++)
        argv[i] = "bell";
    assert_int_equal(clinic_setup_problem(&setup, true), 0);
    argv[CLINIC_CALL_WORDS_MAX] = "bell";
    assert_int_equal(clinic_setup_problem(&setup, true), -CLINIC_SETUP_CALL);
}

/* ---- what it makes ---------------------------------------------------------------*/

static void
a_clinic_that_cannot_be_finished_is_taken_away(void **state)
{
    struct clinic_setup setup = whole(*state);
    char *assets = test_folder_make(), *words = file_path(assets, "words.txt");
    struct bytes list = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;

    // The words of recovery are there, the words of codes are not: that is seen last.
    assert_true(file_read(ASSETS "/words.txt", 1 << 20, &list, &fault));
    assert_true(file_write(words, &list, 0600, &fault));
    setup.assets = assets;
    refuse(&setup, FAULT_NOT_FOUND, 2);
    setup.assets = ASSETS;
    bytes_clear(&list);
    assert_true(clinic_set_up(&setup, &list, &fault));
    bytes_wipe(&list);
    free(words);
    test_folder_remove(assets);
}

static void
a_clinic_opens_with_its_first_passphrase_alone(void **state)
{
    struct clinic_setup setup = whole(*state);
    struct clinic_place place = {.folder = *state, .lock = 1000, .link = -1};
    struct bytes recovery = BYTES_EMPTY;
    struct clinic_members members = {0};
    struct records_session *session = NULL;
    struct records *records = NULL;
    struct fault fault = FAULT_EMPTY;
    size_t blanks = 0;

    assert_false(clinic_is_there(*state));
    assert_true(clinic_set_up(&setup, &recovery, &fault));
    assert_true(clinic_is_there(*state));
    for (const char *at = bytes_text(&recovery); (at = strchr(at, ' ')); at++)
        blanks++;
    assert_int_equal(blanks, 23);

    assert_true(clinic_open(&place, &records, &fault));
    assert_true(clinic_members_read(records, &members, &fault));
    assert_int_equal(members.count, 1);
    assert_string_equal(members.members[0].name, setup.admin);
    assert_int_equal(members.members[0].roles, setup.admin_roles);
    assert_false(members.members[0].revoked);
    assert_false(
        clinic_unlock(records, &members.members[0].id, bytes_text(&recovery), &session, &fault));
    assert_int_equal(fault.kind, FAULT_PASSPHRASE);
    assert_true(clinic_unlock(records, &members.members[0].id, PASSPHRASE, &session, &fault));
    assert_string_equal(clinic_session_name(session), setup.admin);
    clinic_lock(records, session);
    clinic_members_destroy(&members);
    clinic_close(records);
    bytes_wipe(&recovery);
}

static void
a_second_clinic_leaves_the_first(void **state)
{
    struct clinic_setup setup = whole(*state);
    struct bytes recovery = BYTES_EMPTY, again = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    struct clinic_health health = {0};

    assert_true(clinic_set_up(&setup, &recovery, &fault));
    assert_false(clinic_set_up(&setup, &again, &fault));
    assert_int_equal(fault.kind, FAULT_EXISTS);
    assert_int_equal(again.length, 0);
    assert_true(clinic_check(*state, &health, &fault));
    for (size_t i = 0; i < health.count; i++)
        assert_false(health.findings[i].is_damage);
    assert_true(health.lines > 0);
    clinic_health_destroy(&health);
    bytes_wipe(&recovery);
}

static void
what_was_set_up_is_read_with_nobody_signed_in(void **state)
{
    static const char *const argv[] = {"bell", "--room", "2", NULL};
    struct clinic_setup setup = whole(*state);
    struct clinic_place place = {.folder = *state, .lock = -1, .link = -1};
    struct bytes recovery = BYTES_EMPTY;
    struct clinic_settings settings = {0};
    struct records *records = NULL;
    struct fault fault = FAULT_EMPTY;

    setup.call_argv = argv;
    assert_true(clinic_set_up(&setup, &recovery, &fault));
    assert_true(clinic_open(&place, &records, &fault)); // read-only: beside a running kiosk
    assert_true(clinic_settings_read(records, &settings, &fault));
    assert_string_equal(settings.name, setup.name);
    assert_string_equal(settings.place, setup.place);
    assert_string_equal(settings.languages, setup.languages);
    assert_true(settings.px_per_mm == 0);
    assert_int_equal(settings.veil_s, 120);
    assert_int_equal(settings.ask_s, 300);
    assert_int_equal(settings.seal_s, 600);
    assert_int_equal(settings.seal_handed_s, 1800);
    assert_int_equal(settings.answer_s, 90);
    clinic_settings_destroy(&settings);
    clinic_close(records);
    bytes_wipe(&recovery);
}

/* ---- passphrases -------------------------------------------------------------------*/

static void
a_poor_passphrase_is_named(void **state)
{
    static const struct {
        const char *passphrase;
        bool taken;
    } rows[] = {
        {"", false},
        {"short one", false},
        {"harbor \xff window lantern", false},
        {PASSPHRASE, true},
        {"ein v\xc3\xb6llig neuer Satz", true},
    };
    char thousand[1001];

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(
            clinic_passphrase_problem(rows[i].passphrase, ASSETS) == NULL, rows[i].taken);
    for (size_t i = 0; i < 1000; i++)
        thousand[i] = "a sentence about boats and rivers, 42 of them! "[(i * 7 + i / 47) % 47];
    thousand[1000] = '\0';
    assert_null(clinic_passphrase_problem(thousand, ASSETS));
    // Without the list of words six short ones are one short text.
    assert_null(clinic_passphrase_problem("harb cand pepp wind lant mead", "/no/such/folder"));
    assert_non_null(clinic_passphrase_problem("harb cand pepp", "/no/such/folder"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_required_can_be_left_out),
        TEST(a_text_that_is_not_plain_is_refused),
        TEST(only_the_emergency_words_have_lines),
        TEST(a_call_has_words_and_not_too_many),
        TEST(a_clinic_that_cannot_be_finished_is_taken_away),
        TEST(a_clinic_opens_with_its_first_passphrase_alone),
        TEST(a_second_clinic_leaves_the_first),
        TEST(what_was_set_up_is_read_with_nobody_signed_in),
        TEST(a_poor_passphrase_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
