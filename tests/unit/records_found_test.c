/* Founding a clinic and opening it: what is made, what is refused, and what is left behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "afterword/records.h"
#include "folder.h"
#include "records_clinic.h"

static const char *const made_files[] = {"afterword.db", "clinic.pin", "kiosk.key", "kiosk.head"};

/* ---- founding -----------------------------------------------------------------------------*/

static bool
found_in(const char *folder, const char *admin, unsigned roles, const char *passphrase,
    struct fault *fault)
{
    struct records_founding founding = {
        .folder = folder, .admin = admin, .roles = roles, .passphrase = passphrase, .quick = true};
    struct bytes recovery = BYTES_EMPTY;
    bool found;

    assert_true(file_read(AFTERWORD_SOURCE_DIR "/assets/words.txt", 65536, &founding.words, fault));
    found = records_found(&founding, &recovery, fault);
    // 24 words where there is a clinic, and nothing of a paper where there is none.
    assert_int_equal(recovery.length > 24 * 4, found);
    bytes_wipe(&recovery);
    bytes_destroy(&founding.words);
    return found;
}

static void
is_empty(const char *folder)
{
    struct fault fault = FAULT_EMPTY;

    assert_int_equal(rmdir(folder), 0); // only an empty one goes
    assert_true(file_folder_make(folder, &fault));
}

static void
each_file_of_a_new_clinic_is_closed_to_others(void **state)
{
    struct records_clinic *clinic = *state;

    for (size_t i = 0; i < COUNT(made_files); i++) {
        char *path = file_path(clinic->folder, made_files[i]);
        struct stat status;

        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(status.st_mode & 07777, 0600);
        free(path);
    }
}

static void
a_new_clinic_has_its_three_journals_and_no_patient(void **state)
{
    char *folder = test_folder_make();
    struct records_clinic clinic = {.folder = folder, .link = {-1, -1}};
    struct records_journals journals;
    const struct id *const fixed[] = {&records_audit, &records_unplaced, &records_clinic};

    (void) state;
    WORKS(&clinic, found_in(folder, "Ana Ruiz", RECORDS_ADMIN, ANA_PASSPHRASE, &clinic.fault));
    assert_true(file_exists(&clinic, "afterword.ballast"));
    records_clinic_open(&clinic);
    WORKS(&clinic, records_journals(clinic.records, &journals, &clinic.fault));
    assert_int_equal(journals.count, 0);
    records_journals_destroy(&journals);
    for (size_t i = 0; i < COUNT(fixed); i++) {
        struct id *holders = NULL;
        size_t count = 0;

        WORKS(&clinic, records_holders(clinic.records, fixed[i], &holders, &count, &clinic.fault));
        assert_int_equal(count, 1);
        free(holders);
    }
    assert_false(records_head_was_missing(clinic.records));
    WORKS(&clinic, records_newest_line_holds(clinic.records, &clinic.fault));
    records_clinic_finds_nothing(&clinic);
    test_folder_remove(folder);
}

static void
a_clinic_is_not_founded_over_another(void **state)
{
    struct records_clinic *clinic = *state;
    struct bytes before = BYTES_EMPTY, after = BYTES_EMPTY;

    records_clinic_close(clinic);
    file_keep(clinic, "kiosk.key", &before);
    REFUSED(clinic, found_in(clinic->folder, "Eve", RECORDS_ADMIN, ANA_PASSPHRASE, &clinic->fault),
        FAULT_EXISTS);
    file_keep(clinic, "kiosk.key", &after);
    assert_true(bytes_equal(&before, &after));
    bytes_wipe(&before);
    bytes_wipe(&after);
    records_clinic_open(clinic);
    records_clinic_close(clinic);
    // A pin whose data file is gone is a clinic too: its paper still opens a backup.
    file_remove(clinic, "afterword.db");
    REFUSED(clinic, found_in(clinic->folder, "Eve", RECORDS_ADMIN, ANA_PASSPHRASE, &clinic->fault),
        FAULT_EXISTS);
    assert_true(file_exists(clinic, "clinic.pin"));
}

static void
what_cannot_found_a_clinic_leaves_nothing(void **state)
{
    static const char long_name[] =
        "012345678901234567890123456789012345678901234567890123456789012345678901234567890";
    static const struct {
        const char *admin;
        unsigned roles;
        const char *passphrase;
    } wrong[] = {
        {"", RECORDS_ADMIN, ANA_PASSPHRASE},
        {long_name, RECORDS_ADMIN, ANA_PASSPHRASE},
        {"Ana \xff", RECORDS_ADMIN, ANA_PASSPHRASE},
        {"Ana\033[2J", RECORDS_ADMIN, ANA_PASSPHRASE},
        {"Ana Ruiz", RECORDS_THERAPIST, ANA_PASSPHRASE}, // nobody could add anybody
        {"Ana Ruiz", RECORDS_ADMIN | 1024, ANA_PASSPHRASE},
        {"Ana Ruiz", RECORDS_ADMIN, ""},
        {"Ana Ruiz", RECORDS_ADMIN, "\xff\xfe"},
    };
    char *folder = test_folder_make();

    (void) state;
    assert_int_equal(strlen(long_name), RECORDS_NAME_MAX + 1);
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct fault fault = FAULT_EMPTY;

        if (found_in(folder, wrong[i].admin, wrong[i].roles, wrong[i].passphrase, &fault) ||
            fault.kind != FAULT_INPUT)
            fail_msg("row %zu: %s", i, fault_description(fault.kind));
        is_empty(folder);
    }
    test_folder_remove(folder);
}

static void
a_folder_open_to_others_founds_nothing(void **state)
{
    char *folder = test_folder_make();
    struct fault fault = FAULT_EMPTY;

    (void) state;
    assert_int_equal(chmod(folder, 0750), 0);
    assert_false(found_in(folder, "Ana Ruiz", RECORDS_ADMIN, ANA_PASSPHRASE, &fault));
    assert_int_equal(fault.kind, FAULT_PERMISSION);
    is_empty(folder);
    test_folder_remove(folder);
}

/* ---- opening ------------------------------------------------------------------------------*/

static void
a_folder_without_one_of_its_files_is_not_opened(void **state)
{
    struct records_clinic *clinic = *state;

    for (size_t i = 0; i < 3; i++) {
        struct bytes kept = BYTES_EMPTY;

        records_clinic_close(clinic);
        file_keep(clinic, made_files[i], &kept);
        file_remove(clinic, made_files[i]);
        assert_int_equal(records_clinic_opens(clinic, true), FAULT_NOT_FOUND);
        file_put_back(clinic, made_files[i], &kept);
        bytes_wipe(&kept);
        records_clinic_open(clinic);
    }
}

static void
a_small_file_of_another_form_is_foreign(void **state)
{
    struct records_clinic *clinic = *state;

    for (size_t i = 1; i < COUNT(made_files); i++)
        for (int way = 0; way < 4; way++) {
            struct bytes kept = BYTES_EMPTY, changed = BYTES_EMPTY;

            records_clinic_close(clinic);
            file_keep(clinic, made_files[i], &kept);
            bytes_set(&changed, kept.data, way == 0 ? 0 : kept.length - (way == 1));
            if (way == 2)
                bytes_append_byte(&changed, 0);
            if (way == 3)
                changed.data[0] ^= 1;
            file_put_back(clinic, made_files[i], &changed);
            assert_int_equal(records_clinic_opens(clinic, true), FAULT_FOREIGN);
            bytes_reserve(&changed, 100000);
            changed.length = 100000;
            file_put_back(clinic, made_files[i], &changed);
            assert_int_equal(records_clinic_opens(clinic, true), FAULT_FOREIGN);
            file_put_back(clinic, made_files[i], &kept);
            bytes_wipe(&kept);
            bytes_destroy(&changed);
            records_clinic_open(clinic);
        }
}

/* The parts of the small files behind their eight letters. */
static void
a_small_file_of_another_clinic_is_not_believed(void **state)
{
    static const struct {
        const char *name;
        size_t at; /* of a byte that is changed */
        enum fault_kind kind;
    } parts[] = {
        {"clinic.pin", 8, FAULT_FOREIGN},      // the clinic's id
        {"clinic.pin", 8 + 16, FAULT_FOREIGN}, // the key of the paper that signs
        {"kiosk.key", 8, FAULT_NOT_FOUND},     // a kiosk without a certificate
        {"kiosk.key", 8 + 16, FAULT_FORGED},   // a key that the certificate does not name
        {"kiosk.head", 8, FAULT_FOREIGN},      // of another kiosk
        {"kiosk.head", 8 + 16, FAULT_DAMAGED}, // another line
        {"kiosk.head", 8 + 24, FAULT_DAMAGED}, // another hash
        {"kiosk.head", 8 + 18, FAULT_DAMAGED}, // a line that is not there yet
    };
    struct records_clinic *clinic = *state;

    for (size_t i = 0; i < COUNT(parts); i++) {
        struct bytes kept = BYTES_EMPTY, changed = BYTES_EMPTY;

        records_clinic_close(clinic);
        file_keep(clinic, parts[i].name, &kept);
        bytes_set(&changed, kept.data, kept.length);
        changed.data[parts[i].at] ^= 1;
        file_put_back(clinic, parts[i].name, &changed);
        if (records_clinic_opens(clinic, true) != parts[i].kind)
            fail_msg("row %zu: %s", i, fault_description(clinic->fault.kind));
        file_put_back(clinic, parts[i].name, &kept);
        bytes_wipe(&kept);
        bytes_destroy(&changed);
        records_clinic_open(clinic);
    }
}

static void
a_missing_head_is_said_and_made_again(void **state)
{
    struct records_clinic *clinic = *state;

    records_clinic_close(clinic);
    file_remove(clinic, "kiosk.head");
    records_clinic_open(clinic);
    assert_true(records_head_was_missing(clinic->records));
    WORKS(
        clinic, records_log(clinic->records, RECORDS_LINE_CALLED, NULL, "a call", &clinic->fault));
    records_clinic_open(clinic);
    assert_false(records_head_was_missing(clinic->records));
}

static void
a_head_that_lags_is_fine_and_one_that_leads_is_not(void **state)
{
    struct records_clinic *clinic = *state;
    struct bytes head = BYTES_EMPTY, file = BYTES_EMPTY;

    records_clinic_close(clinic);
    file_keep(clinic, "kiosk.head", &head);
    file_keep(clinic, "afterword.db", &file);
    records_clinic_open(clinic);
    WORKS(
        clinic, records_log(clinic->records, RECORDS_LINE_CALLED, NULL, "a call", &clinic->fault));
    records_clinic_close(clinic);
    file_put_back(clinic, "afterword.db", &file); // the head now leads
    assert_int_equal(records_clinic_opens(clinic, true), FAULT_DAMAGED);
    assert_int_equal(records_clinic_opens(clinic, false), FAULT_DAMAGED);
    file_put_back(clinic, "kiosk.head", &head);
    records_clinic_open(clinic);
    WORKS(
        clinic, records_log(clinic->records, RECORDS_LINE_CALLED, NULL, "a call", &clinic->fault));
    records_clinic_close(clinic);
    file_put_back(clinic, "kiosk.head", &head); // the head lags
    records_clinic_open(clinic);
    records_clinic_finds_nothing(clinic);
    bytes_destroy(&head);
    bytes_destroy(&file);
}

static void
a_look_changes_nothing(void **state)
{
    struct records_clinic *clinic = *state;
    struct bytes value = text_bytes("x"), before = BYTES_EMPTY, after = BYTES_EMPTY;
    uint8_t hash[RECORDS_HASH];
    struct id journal = clinic->maple;
    struct records_draft *draft = NULL;

    records_clinic_close(clinic);
    file_keep(clinic, "afterword.db", &before);
    records_clinic_look(clinic);
    REFUSED(clinic,
        records_log(clinic->records, RECORDS_LINE_CALLED, NULL, "a call", &clinic->fault),
        FAULT_DISK_READ_ONLY);
    REFUSED(clinic, records_wording_put(clinic->records, &value, hash, &clinic->fault),
        FAULT_DISK_READ_ONLY);
    REFUSED(clinic, records_draft_begin(clinic->records, &journal, &value, &draft, &clinic->fault),
        FAULT_DISK_READ_ONLY);
    WORKS(clinic, records_tidy(clinic->records, &clinic->fault));
    records_clinic_close(clinic);
    file_keep(clinic, "afterword.db", &after);
    assert_true(bytes_equal(&before, &after));
    bytes_destroy(&before);
    bytes_destroy(&after);
}

/* A restored folder can be read at once: it has no kiosk key, and its reader no line to add. */
static void
a_look_opens_what_its_reader_holds(void **state)
{
    struct records_clinic *clinic = *state;
    struct id entry = records_clinic_write(clinic, &clinic->maple, "The river.", NULL);
    struct bytes open = BYTES_EMPTY;
    struct records_session *ana;

    records_clinic_close(clinic);
    file_remove(clinic, "kiosk.key");
    records_clinic_look(clinic);
    REFUSED(clinic, records_unlock(clinic->records, &clinic->ana, "wrong", &ana, &clinic->fault),
        FAULT_PASSPHRASE);
    ana = records_clinic_sign_in(clinic, &clinic->ana);
    records_clinic_read(clinic, ana, &entry, &open);
    assert_text_equal(&open, "The river.");
    bytes_wipe(&open);
    records_lock(clinic->records, ana);
}

static void
tidying_makes_the_ballast_again(void **state)
{
    struct records_clinic *clinic = *state;

    assert_false(file_exists(clinic, "afterword.ballast"));
    WORKS(clinic, records_tidy(clinic->records, &clinic->fault));
    assert_true(file_exists(clinic, "afterword.ballast"));
    records_clinic_finds_nothing(clinic);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CLINIC_TEST(each_file_of_a_new_clinic_is_closed_to_others),
        CLINIC_TEST(a_new_clinic_has_its_three_journals_and_no_patient),
        CLINIC_TEST(a_clinic_is_not_founded_over_another),
        CLINIC_TEST(what_cannot_found_a_clinic_leaves_nothing),
        CLINIC_TEST(a_folder_open_to_others_founds_nothing),
        CLINIC_TEST(a_folder_without_one_of_its_files_is_not_opened),
        CLINIC_TEST(a_small_file_of_another_form_is_foreign),
        CLINIC_TEST(a_small_file_of_another_clinic_is_not_believed),
        CLINIC_TEST(a_missing_head_is_said_and_made_again),
        CLINIC_TEST(a_head_that_lags_is_fine_and_one_that_leads_is_not),
        CLINIC_TEST(a_look_changes_nothing),
        CLINIC_TEST(a_look_opens_what_its_reader_holds),
        CLINIC_TEST(tidying_makes_the_ballast_again),
    };

    return CLINIC_RUN(tests);
}
