/* The log: lines changed, removed, put in; a file of an older day; and what goes on all the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "afterword/records.h"
#include "records_clinic.h"
#include "records_disk.h"

static void
add_line(struct records_clinic *clinic)
{
    WORKS(
        clinic, records_log(clinic->records, RECORDS_LINE_CALLED, NULL, "a call", &clinic->fault));
}

static int64_t
newest(struct records_clinic *clinic)
{
    return file_number(clinic, "SELECT max(seq) FROM line");
}

/* Runs a statement with a number in it. */
static void
run_at(struct records_clinic *clinic, const char *before, int64_t seq, const char *after)
{
    struct bytes sql = BYTES_EMPTY;

    bytes_append_format(&sql, "%s%lld%s", before, (long long) seq, after);
    file_sql(clinic, bytes_text(&sql));
    bytes_destroy(&sql);
}

/* ---- what is added --------------------------------------------------------------------------*/

static void
each_line_names_the_one_before(void **state)
{
    struct records_clinic *clinic = *state;
    int64_t lines = newest(clinic);

    add_line(clinic);
    records_clinic_open(clinic);
    add_line(clinic);
    assert_int_equal(newest(clinic), lines + 2);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM line"), lines + 2);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM line AS b JOIN line AS a ON b.seq = "
                                         "a.seq + 1 AND b.before = a.hash"),
        lines + 1);
    WORKS(clinic, records_newest_line_holds(clinic->records, &clinic->fault));
    records_clinic_finds_nothing(clinic);
}

static void
a_line_says_its_day_and_seals_the_rest(void **state)
{
    struct records_clinic *clinic = *state;
    struct bytes file = BYTES_EMPTY;

    records_lock(clinic->records, records_clinic_sign_in(clinic, &clinic->lee));
    records_clinic_close(clinic);
    file_keep(clinic, "afterword.db", &file);
    for (size_t at = 0; at + 9 <= file.length; at++)
        assert_memory_not_equal(file.data + at, "signed in", 9);
    bytes_destroy(&file);
    // Padded: a short line and a long one look the same.
    assert_int_equal(file_number(clinic, "SELECT count(DISTINCT length(body)) FROM line"), 1);
    assert_int_equal(
        file_number(clinic, "SELECT count(DISTINCT line_key) = count(*) FROM line"), 1);
}

static void
a_change_that_fails_adds_no_line(void **state)
{
    struct records_clinic *clinic = *state;
    int64_t lines = newest(clinic);
    struct bytes head = BYTES_EMPTY, after = BYTES_EMPTY;

    file_keep(clinic, "kiosk.head", &head);
    disk_fail(DISK_WRITE, 1, true);
    REFUSED(clinic,
        records_log(clinic->records, RECORDS_LINE_CALLED, NULL, "a call", &clinic->fault),
        FAULT_DISK_FULL);
    disk_mend();
    file_keep(clinic, "kiosk.head", &after);
    assert_true(bytes_equal(&head, &after)); // it never leads
    assert_int_equal(newest(clinic), lines);
    add_line(clinic);
    assert_int_equal(newest(clinic), lines + 1);
    bytes_destroy(&head);
    bytes_destroy(&after);
    records_clinic_finds_nothing(clinic);
}

/* The commit decides: a head that can't be written lags, and the change stands. */
static void
a_head_that_cannot_be_written_lags(void **state)
{
    struct records_clinic *clinic = *state;
    char *part = file_path(clinic->folder, "kiosk.head.part"),
         *inside = file_path(part, "in the way");
    struct bytes head = BYTES_EMPTY, after = BYTES_EMPTY;
    int64_t lines = newest(clinic);

    file_keep(clinic, "kiosk.head", &head);
    assert_int_equal(mkdir(part, 0700), 0); // neither written over nor removed
    assert_int_equal(mkdir(inside, 0700), 0);
    add_line(clinic);
    file_keep(clinic, "kiosk.head", &after);
    assert_true(bytes_equal(&head, &after));
    assert_int_equal(newest(clinic), lines + 1);
    records_clinic_open(clinic);
    assert_int_equal(rmdir(inside), 0);
    assert_int_equal(rmdir(part), 0);
    add_line(clinic);
    records_clinic_finds_nothing(clinic);
    bytes_destroy(&head);
    bytes_destroy(&after);
    free(inside);
    free(part);
}

/* ---- in other hands -------------------------------------------------------------------------*/

static void
a_changed_column_of_a_line_is_found(void **state)
{
    struct records_clinic *clinic = *state;
    struct bytes file = BYTES_EMPTY;
    char *column, sql[128];
    size_t at = 0;

    records_lock(clinic->records, records_clinic_sign_in(clinic, &clinic->lee));
    add_line(clinic);
    records_clinic_close(clinic);
    file_keep(clinic, "afterword.db", &file);
    for (;; at++) {
        (void) snprintf(
            sql, sizeof(sql), "SELECT name FROM pragma_table_info('line') LIMIT 1 OFFSET %zu", at);
        column = file_text(clinic, sql);
        if (!column)
            break;
        // The sign-in: it has a witness, and stands neither first nor last.
        file_flip(clinic, "line", column,
            strcmp(column, "seq") == 0 ? "seq = (SELECT max(seq) FROM line)"
                                       : "seq = (SELECT max(seq) FROM line WHERE kind = 2)");
        if (strcmp(column, "seq") == 0) {
            // The newest under another number: the head names the right one.
            assert_int_equal(records_clinic_opens(clinic, false), FAULT_DAMAGED);
        } else {
            records_clinic_finds(clinic, "line");
        }
        records_clinic_close(clinic);
        file_put_back(clinic, "afterword.db", &file);
        free(column);
    }
    assert_true(at >= 14);
    bytes_destroy(&file);
}

static void
a_line_removed_from_the_middle_is_found(void **state)
{
    struct records_clinic *clinic = *state;

    for (int i = 0; i < 3; i++)
        add_line(clinic);
    run_at(clinic, "DELETE FROM line WHERE seq = ", newest(clinic) - 1, "");
    records_clinic_finds(clinic, "a line is missing or changed");
}

static void
the_first_line_removed_is_found(void **state)
{
    struct records_clinic *clinic = *state;

    file_sql(clinic, "DELETE FROM line WHERE seq = 1");
    records_clinic_finds(clinic, "the log is broken before line 2");
}

static void
lines_removed_at_the_end_are_older_than_the_head(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_report report;

    for (int i = 0; i < 3; i++)
        add_line(clinic);
    records_clinic_close(clinic);
    run_at(clinic, "DELETE FROM line WHERE seq > ", newest(clinic) - 2, "");
    REFUSED(clinic, records_check(clinic->folder, &report, &clinic->fault), FAULT_DAMAGED);
    assert_non_null(strstr(clinic->fault.doing, "older"));
    assert_int_equal(records_clinic_opens(clinic, true), FAULT_DAMAGED);
    file_remove(clinic, "kiosk.head");
    records_clinic_finds(clinic, "kiosk.head is missing");
}

static void
a_file_of_an_older_day_is_older_than_the_head(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_report report;
    struct bytes older = BYTES_EMPTY;

    records_clinic_close(clinic);
    file_keep(clinic, "afterword.db", &older);
    records_clinic_open(clinic);
    (void) records_clinic_write(clinic, &clinic->maple, "Words.", NULL);
    records_clinic_close(clinic);
    file_put_back(clinic, "afterword.db", &older);
    REFUSED(clinic, records_check(clinic->folder, &report, &clinic->fault), FAULT_DAMAGED);
    assert_int_equal(report.count, 0);
    assert_int_equal(records_clinic_opens(clinic, true), FAULT_DAMAGED);
    bytes_destroy(&older);
}

/* Lines of two days swapped: each is signed, and the chain says where it stands. */
static void
lines_that_change_their_places_are_found(void **state)
{
    struct records_clinic *clinic = *state;
    int64_t seq;

    for (int i = 0; i < 3; i++)
        add_line(clinic);
    seq = newest(clinic);
    run_at(clinic, "UPDATE line SET seq = -1 WHERE seq = ", seq - 1, "");
    run_at(clinic, "UPDATE line SET seq = seq + 1 WHERE seq = ", seq - 2, "");
    run_at(clinic, "UPDATE line SET seq = ", seq - 2, " WHERE seq = -1");
    records_clinic_finds(clinic, "a line is missing or changed");
}

#define COPY_LINE                                                                                  \
    "CREATE TEMP TABLE copy AS SELECT * FROM line WHERE seq = (SELECT max(seq) FROM line);"

static void
a_line_that_was_put_in_is_found(void **state)
{
    static const char *const forged[] = {
        // As the next of this kiosk, its chain right and its signature another line's.
        COPY_LINE
        "UPDATE copy SET seq = seq + 1, before = hash; INSERT INTO line SELECT * FROM copy",
        // Of a kiosk that is none, sorted before and behind ours.
        COPY_LINE "UPDATE copy SET kiosk = zeroblob(16); INSERT INTO line SELECT * FROM copy",
        COPY_LINE
        "UPDATE copy SET kiosk = x'ffffffffffffffffffffffffffffffff', seq = 1; INSERT INTO "
        "line SELECT * FROM copy",
        // Of a table that is none.
        COPY_LINE "UPDATE copy SET seq = seq + 1, before = hash, kind = 1, digest = "
                  "randomblob(32), subject_kind = 99; INSERT "
                  "INTO line SELECT * FROM copy",
        COPY_LINE "UPDATE copy SET seq = seq + 1, before = hash, kind = 1, digest = "
                  "randomblob(32), subject_kind = -1; INSERT "
                  "INTO line SELECT * FROM copy",
        COPY_LINE "UPDATE copy SET seq = seq + 1, before = hash, kind = 1, digest = "
                  "randomblob(32), subject_kind = "
                  "4294967298; INSERT INTO line SELECT * FROM copy",
        COPY_LINE
        "UPDATE copy SET seq = seq + 1, before = x'', hash = x'', digest = x''; INSERT INTO "
        "line SELECT * FROM copy",
    };
    struct records_clinic *clinic = *state;
    struct bytes file = BYTES_EMPTY;

    records_clinic_close(clinic);
    file_keep(clinic, "afterword.db", &file);
    for (size_t i = 0; i < COUNT(forged); i++) {
        file_sql(clinic, forged[i]);
        records_clinic_finds(clinic, "line");
        file_put_back(clinic, "afterword.db", &file);
    }
    bytes_destroy(&file);
}

/* A line of a made-up kiosk sorts behind ours: the next must not be written over one of ours. */
static void
a_made_up_kiosk_has_nothing_overwritten(void **state)
{
    struct records_clinic *clinic = *state;
    int64_t lines = file_number(clinic, "SELECT count(*) FROM line");
    char *before, *after;

    records_clinic_close(clinic);
    before = file_text(clinic, "SELECT hex(group_concat(hash)) FROM line");
    file_sql(clinic, COPY_LINE "UPDATE copy SET kiosk = x'ffffffffffffffffffffffffffffffff', seq = "
                               "1; INSERT INTO line SELECT * FROM copy");
    records_clinic_open(clinic);
    REFUSED(clinic, records_newest_line_holds(clinic->records, &clinic->fault), FAULT_FORGED);
    add_line(clinic);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM line"), lines + 2);
    file_sql(clinic, "DELETE FROM line WHERE kiosk = x'ffffffffffffffffffffffffffffffff'");
    after = file_text(clinic, "SELECT hex(group_concat(hash)) FROM line");
    assert_memory_equal(before, after, strlen(before));
    records_clinic_finds_nothing(clinic); // the chain goes on where ours ended
    free(before);
    free(after);
}

static void
a_changed_newest_line_is_named_at_the_start(void **state)
{
    static const char *const columns[] = {"day", "body", "hash", "signature"};
    struct records_clinic *clinic = *state;
    struct bytes file = BYTES_EMPTY;

    records_clinic_close(clinic);
    file_keep(clinic, "afterword.db", &file);
    for (size_t i = 0; i < COUNT(columns); i++) {
        file_flip(clinic, "line", columns[i], "seq = (SELECT max(seq) FROM line)");
        if (records_clinic_opens(clinic, true) == FAULT_NONE)
            REFUSED(
                clinic, records_newest_line_holds(clinic->records, &clinic->fault), FAULT_FORGED);
        else
            assert_int_equal(clinic->fault.kind, FAULT_DAMAGED); // the head's hash is another
        records_clinic_close(clinic);
        file_put_back(clinic, "afterword.db", &file);
    }
    bytes_destroy(&file);
}

/* With the head gone nothing else names the newest line's hash. */
static void
a_changed_newest_hash_is_found_without_a_head(void **state)
{
    struct records_clinic *clinic = *state;

    records_clinic_close(clinic);
    file_flip(clinic, "line", "hash", "seq = (SELECT max(seq) FROM line)");
    file_remove(clinic, "kiosk.head");
    records_clinic_finds(clinic, "of the log was changed outside");
}

/* The certificate of the kiosk carries its lines. */
static void
without_the_kiosks_certificate_no_line_holds(void **state)
{
    struct records_clinic *clinic = *state;

    records_clinic_close(clinic);
    file_flip(clinic, "kiosk", "sign", "1");
    assert_int_equal(records_clinic_opens(clinic, true), FAULT_FORGED);
    records_clinic_finds(clinic, "line 1 of the log was changed outside");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CLINIC_TEST(each_line_names_the_one_before),
        CLINIC_TEST(a_line_says_its_day_and_seals_the_rest),
        CLINIC_TEST(a_change_that_fails_adds_no_line),
        CLINIC_TEST(a_head_that_cannot_be_written_lags),
        CLINIC_TEST(a_changed_column_of_a_line_is_found),
        CLINIC_TEST(a_line_removed_from_the_middle_is_found),
        CLINIC_TEST(the_first_line_removed_is_found),
        CLINIC_TEST(lines_removed_at_the_end_are_older_than_the_head),
        CLINIC_TEST(a_file_of_an_older_day_is_older_than_the_head),
        CLINIC_TEST(lines_that_change_their_places_are_found),
        CLINIC_TEST(a_line_that_was_put_in_is_found),
        CLINIC_TEST(a_made_up_kiosk_has_nothing_overwritten),
        CLINIC_TEST(a_changed_newest_line_is_named_at_the_start),
        CLINIC_TEST(a_changed_newest_hash_is_found_without_a_head),
        CLINIC_TEST(without_the_kiosks_certificate_no_line_holds),
    };

    disk_install();
    return CLINIC_RUN(tests);
}
