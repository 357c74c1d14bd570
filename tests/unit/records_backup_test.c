/* Backups: what is in them, what is left out, and what the log knows of them. */
#define _GNU_SOURCE // asprintf

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "afterword/records.h"
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
    bool pending = true;

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
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM tombstone"), 1);
    records_backups_destroy(&held);
    records_lock(clinic->records, lee);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
    free(early);
    free(late);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CLINIC_TEST(a_sitting_under_way_is_left_out_and_an_interrupted_one_is_not),
        CLINIC_TEST(a_backup_becomes_a_line_once),
        CLINIC_TEST(an_erased_entry_names_the_backups_that_hold_it),
    };

    return CLINIC_RUN(tests);
}
