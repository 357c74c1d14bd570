/* Backups: what is in them, what is left out, and what the log knows of them. */
#define _GNU_SOURCE // asprintf

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "afterword/records.h"
#include "folder.h"
#include "records_clinic.h"

static char *
make(struct records_clinic *clinic, const char *name, struct records_backup *made)
{
    struct bytes help = text_bytes("{}");
    char *path = NULL;

    assert_true(asprintf(&path, "%s/%s", clinic->folder, name) > 0);
    WORKS(clinic, records_backup_make(clinic->folder, path, &help, made, &clinic->fault));
    return path;
}

static bool
is_damaged(struct records_clinic *clinic, const char *path, struct records_backup *backup)
{
    struct records_report report = {0};
    bool damaged = false;

    WORKS(clinic, records_backup_check(path, clinic->folder, backup, &report, &clinic->fault));
    for (size_t i = 0; i < report.count; i++)
        damaged = damaged || report.findings[i].is_damage;
    records_report_destroy(&report);
    return damaged;
}

static void
a_sitting_under_way_is_left_out_and_an_interrupted_one_is_not(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_backup backup = {0};
    char *path;

    records_draft_free(records_clinic_begin(clinic, &clinic->maple, "interrupted"));
    WORKS(clinic, records_drafts_interrupt(clinic->records, &ID_NONE, &clinic->fault));
    records_draft_free(records_clinic_begin(clinic, &clinic->heron, "under way"));
    path = make(clinic, "one", &backup);
    assert_false(is_damaged(clinic, path, &backup));
    assert_int_equal(backup.n_left_out, 1);
    free(path);
}

static void
a_backup_becomes_a_line_once(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_backup backup = {0};
    char *path = make(clinic, "one", &backup);

    for (int i = 0; i < 2; i++)
        WORKS(clinic, records_backups_log(clinic->records, &clinic->fault));
    assert_int_equal(records_clinic_lines(clinic, RECORDS_LINE_BACKED_UP), 1);
    records_clinic_finds_nothing(clinic);
    free(path);
}

static void
an_erased_entry_names_the_backups_that_hold_it(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana), *lee;
    struct records_backup backup = {0};
    struct records_backups held = {0};
    char *early = make(clinic, "early", &backup), *late;
    struct id entry = records_clinic_write(clinic, &clinic->maple, "Words.", NULL);
    struct bytes discussed = text_bytes("{\"discussed\":true}");
    bool pending = true;

    WORKS(clinic, records_leaf_put(clinic->records, ana, &clinic->maple, &entry,
                      RECORDS_LEAF_DISCUSSED, &discussed, &clinic->fault));
    late = make(clinic, "late", &backup);
    lee = records_clinic_sign_in(clinic, &clinic->lee);
    REFUSED(clinic, records_entry_erase(clinic->records, lee, &entry, &pending, &clinic->fault),
        FAULT_ACCESS);
    WORKS(clinic, records_entry_erase(clinic->records, ana, &entry, &pending, &clinic->fault));
    assert_false(pending);
    WORKS(clinic, records_backups_log(clinic->records, &clinic->fault));
    WORKS(clinic, records_backups_of(clinic->records, &entry, &held, &clinic->fault));
    assert_int_equal(held.count, 1);
    assert_memory_equal(held.backups[0].digest, backup.digest, RECORDS_HASH);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM entry"), 0);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM leaf"), 0);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM tombstone"), 1);
    records_clinic_keys_went_first(clinic);
    records_backups_destroy(&held);
    records_lock(clinic->records, lee);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
    free(early);
    free(late);
}

/* ---- restored -------------------------------------------------------------------------------*/

/* A restored folder, before a kiosk goes on in it. */
static struct records_clinic
restored(struct records_clinic *clinic, const char *path, const struct records_backup *backup,
    char *folder)
{
    struct records_clinic there = {.ana = clinic->ana, .lee = clinic->lee, .link = {-1, -1}};

    WORKS(clinic,
        records_restore_begin(path, backup, folder, clinic->folder, &there.folder, &clinic->fault));
    return there;
}

/* What is said in `sql` to have been erased, by somebody who has the folder alone. */
static void
forge_order(struct records_clinic *clinic, const struct id *journal)
{
    file_sql_ids(clinic,
        "CREATE TEMP TABLE forged AS SELECT * FROM line WHERE seq = (SELECT max(seq) FROM line);"
        "UPDATE forged SET seq = seq + 1, kind = 11, subject_kind = 4, subject = CAST(x'10000000' "
        "|| %s AS BLOB); INSERT INTO line SELECT * FROM forged",
        journal, NULL);
}

static void
what_was_erased_since_is_not_restored(void **state)
{
    struct records_clinic *clinic = *state, there;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct records_backup backup = {0};
    struct id gone = records_clinic_write(clinic, &clinic->heron, "Words.", NULL);
    char *path, *folder = test_folder_make();
    bool pending;

    (void) records_clinic_write(clinic, &clinic->heron, "Words that stay.", NULL);
    (void) records_clinic_write(clinic, &clinic->maple, "Words of a whole journal.", NULL);
    path = make(clinic, "one", &backup);
    WORKS(clinic, records_entry_erase(clinic->records, ana, &gone, &pending, &clinic->fault));
    WORKS(clinic, records_journal_erase(clinic->records, ana, &clinic->maple, &clinic->fault));
    records_lock(clinic->records, ana);
    forge_order(clinic, &clinic->heron);
    there = restored(clinic, path, &backup, folder);
    assert_int_equal(file_number(&there, "SELECT count(*) FROM entry"), 1);
    assert_int_equal(file_number(&there, "SELECT count(*) FROM placement"), 1);
    assert_int_equal(
        file_number(&there, "SELECT count(*) FROM journal WHERE CAST(code AS TEXT) LIKE '% _'"), 1);
    free(there.folder);
    free(path);
    test_folder_remove(folder);
}

/* The file may be exchanged between the check and the restoring. */
static void
what_is_restored_is_what_was_checked(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_backup checked = {0}, another = {0};
    char *path = make(clinic, "one", &checked), *later = make(clinic, "two", &another);
    char *folder = test_folder_make(), *staged = NULL;

    REFUSED(clinic, records_restore_begin(later, &checked, folder, NULL, &staged, &clinic->fault),
        FAULT_DAMAGED);
    assert_null(staged);
    WORKS(clinic, records_restore_begin(later, &another, folder, NULL, &staged, &clinic->fault));
    free(staged);
    free(path);
    free(later);
    test_folder_remove(folder);
}

static void
an_admin_alone_lets_a_kiosk_go_on(void **state)
{
    struct records_clinic *clinic = *state, there;
    struct records_backup backup = {0};
    char *path, *folder = test_folder_make();

    records_draft_free(records_clinic_begin(clinic, &clinic->heron, "under way"));
    path = make(clinic, "one", &backup);
    there = restored(clinic, path, &backup, folder);
    REFUSED(&there,
        records_kiosk_continue(there.folder, &there.lee, LEE_PASSPHRASE, NULL, NULL, &there.fault),
        FAULT_ACCESS);
    WORKS(&there,
        records_kiosk_continue(there.folder, &there.ana, ANA_PASSPHRASE, NULL, NULL, &there.fault));
    // What was left out is said: nothing is missing.
    records_clinic_finds_nothing(&there);
    free(there.folder);
    free(path);
    test_folder_remove(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CLINIC_TEST(a_sitting_under_way_is_left_out_and_an_interrupted_one_is_not),
        CLINIC_TEST(a_backup_becomes_a_line_once),
        CLINIC_TEST(an_erased_entry_names_the_backups_that_hold_it),
        CLINIC_TEST(what_was_erased_since_is_not_restored),
        CLINIC_TEST(what_is_restored_is_what_was_checked),
        CLINIC_TEST(an_admin_alone_lets_a_kiosk_go_on),
    };

    return CLINIC_RUN(tests);
}
