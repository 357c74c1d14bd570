/* The check: every record that the log covers, changed, missing, foreign, swapped or older, in every
 * table and column; and nothing where nothing is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/records.h"
#include "records_clinic.h"
#include "records_disk.h"

/* ---- a clinic with a record of every kind ---------------------------------------------------*/

/* The data file as it was half-way: what is older than what stands. */
static struct bytes older;

static struct id first_entry, second_entry;

static void
fill_first_half(struct records_clinic *clinic, struct records_session *ana)
{
    struct bytes json = text_bytes("{\"name\":\"Mara\"}");
    const struct id *const journals[] = {&clinic->maple, &clinic->heron};
    uint8_t hash[RECORDS_HASH];

    first_entry = records_clinic_write(clinic, &clinic->maple, "One.", "Closed one.");
    second_entry = records_clinic_write(clinic, &clinic->heron, "Two.", "Closed two.");
    for (size_t i = 0; i < COUNT(journals); i++) {
        WORKS(
            clinic, records_identity_put(clinic->records, ana, journals[i], &json, &clinic->fault));
        WORKS(clinic,
            records_leaf_put(clinic->records, ana, journals[i], i ? &second_entry : &first_entry,
                RECORDS_LEAF_DISCUSSED, &json, &clinic->fault));
        WORKS(clinic, records_setting_put(
                          clinic->records, ana, i ? "voice" : "languages", &json, &clinic->fault));
        WORKS(clinic, records_wording_put(clinic->records, &json, hash, &clinic->fault));
        json = text_bytes("{\"name\":\"Tobias\"}");
        records_draft_free(records_clinic_begin(clinic, journals[i], "half a sitting"));
    }
    WORKS(
        clinic, records_grant(clinic->records, ana, &clinic->maple, &clinic->lee, &clinic->fault));
}

/* Replaces or removes something of each kind that can be. */
static void
fill_second_half(struct records_clinic *clinic, struct records_session *ana)
{
    struct bytes json = text_bytes("{\"name\":\"Newer\"}");
    struct id gone, erased;

    gone = records_clinic_add(
        clinic, ana, "Bo", RECORDS_THERAPIST, "nine barrels under the old stair");
    WORKS(clinic, records_journal_add(clinic->records, ana, "birch 9 d", &erased, &clinic->fault));
    for (int i = 0; i < 2; i++)
        (void) records_clinic_write(clinic, &erased, "Erased.", NULL);
    WORKS(clinic, records_journal_erase(clinic->records, ana, &erased, &clinic->fault));
    WORKS(clinic, records_member_revoke(clinic->records, ana, &gone, &clinic->fault));
    WORKS(clinic, records_member_revoke(clinic->records, ana, &clinic->lee, &clinic->fault));
    WORKS(
        clinic, records_identity_put(clinic->records, ana, &clinic->maple, &json, &clinic->fault));
    WORKS(clinic, records_leaf_put(clinic->records, ana, &clinic->maple, &first_entry,
                      RECORDS_LEAF_DISCUSSED, &json, &clinic->fault));
    WORKS(clinic, records_setting_put(clinic->records, ana, "languages", &json, &clinic->fault));
    WORKS(clinic, records_journal_retire(clinic->records, ana, &clinic->heron, &clinic->fault));
    WORKS(clinic,
        records_entry_place(clinic->records, ana, &first_entry, &clinic->heron, &clinic->fault));
    WORKS(clinic, records_passphrase_set(clinic->records, ana, ANA_PASSPHRASE, &clinic->fault));
    WORKS(clinic, records_drafts_interrupt(clinic->records, &ID_NONE, &clinic->fault));
    records_draft_free(records_clinic_begin(clinic, &clinic->maple, "open"));
}

static void
fill(struct records_clinic *clinic)
{
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);

    fill_first_half(clinic, ana);
    records_clinic_open(clinic); // closing empties the WAL into the file
    records_clinic_close(clinic);
    file_keep(clinic, "afterword.db", &older);
    records_clinic_open(clinic);
    fill_second_half(clinic, ana);
    records_lock(clinic->records, ana);
}

static int
found_filled(void **state)
{
    (void) state;
    return records_clinic_found_and(fill);
}

static int
remove_filled(void **state)
{
    bytes_destroy(&older);
    return records_clinic_remove(state);
}

/* ---- tables and columns, as the file itself names them --------------------------------------*/

#define COLUMNS_MAX 24
struct table {
    char *name;
    char *columns[COLUMNS_MAX];
    size_t n_columns, n_key;
};

/* What the log covers: all but what is signed or counted otherwise. */
#define UNCOVERED "('snapshot', 'chunk', 'cache', 'tries', 'line', 'warm')"

static char *
ask(struct records_clinic *clinic, const char *format, ...) __attribute__((format(printf, 2, 3)));
static char *
ask(struct records_clinic *clinic, const char *format, ...)
{
    char sql[512];
    va_list arguments;

    va_start(arguments, format);
    assert_in_range(vsnprintf(sql, sizeof(sql), format, arguments), 1, sizeof(sql) - 1);
    va_end(arguments);
    return file_text(clinic, sql);
}

static bool
table_read(struct records_clinic *clinic, size_t at, struct table *table)
{
    char *n_key;

    *table = (struct table){0};
    table->name = ask(clinic,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN " UNCOVERED
        " ORDER BY name LIMIT 1 OFFSET %zu",
        at);
    if (!table->name)
        return false;
    while ((table->columns[table->n_columns] = ask(clinic,
                "SELECT '\"' || name || '\"' FROM pragma_table_info('%s') LIMIT 1 OFFSET %zu",
                table->name, table->n_columns)))
        assert_true(++table->n_columns < COLUMNS_MAX);
    n_key = ask(clinic, "SELECT count(*) FROM pragma_table_info('%s') WHERE pk > 0", table->name);
    table->n_key = strtoul(n_key, NULL, 10);
    free(n_key);
    return true;
}

static void
table_destroy(struct table *table)
{
    for (size_t i = 0; i < table->n_columns; i++)
        free(table->columns[i]);
    free(table->name);
}

static int64_t
n_rows(struct records_clinic *clinic, const struct table *table)
{
    char *text = ask(clinic, "SELECT count(*) FROM \"%s\"", table->name);
    int64_t count = strtoll(text, NULL, 10);

    free(text);
    return count;
}

/* True when the check finds damage in these words, or will not open the file at all. */
static bool
is_found(struct records_clinic *clinic, const char *words)
{
    struct records_report report;
    bool found = false;

    if (!records_check(clinic->folder, &report, &clinic->fault))
        return fault_exit_code(clinic->fault.kind) == 4 || clinic->fault.kind == FAULT_NOT_FOUND;
    for (size_t i = 0; i < report.count; i++)
        found = found || (report.findings[i].is_damage && strstr(report.findings[i].text, words));
    records_report_destroy(&report);
    return found;
}

/* Runs a change and asks for its finding; the file is as before afterwards. */
static void
finds_change(struct records_clinic *clinic, const struct bytes *file, const char *what,
    const struct table *table, const char *words)
{
    if (!is_found(clinic, words))
        fail_msg("not found: %s in %s", what, table->name);
    file_put_back(clinic, "afterword.db", file);
}

static void
keep_file(struct records_clinic *clinic, struct bytes *file)
{
    records_clinic_close(clinic);
    file_keep(clinic, "afterword.db", file);
}

/* ---- nothing wrong --------------------------------------------------------------------------*/

static void
a_clean_file_has_no_damage(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_report report;
    int64_t lines = file_number(clinic, "SELECT count(*) FROM line");

    records_clinic_finds_nothing(clinic);
    WORKS(clinic, records_check(clinic->folder, &report, &clinic->fault));
    assert_int_equal(report.lines, lines);
    assert_int_equal(report.entries, 2);
    // What is said all the same: passphrases at the floor are for demos.
    assert_true(report.count >= 1);
    for (size_t i = 0; i < report.count; i++)
        assert_false(report.findings[i].is_damage);
    records_report_destroy(&report);
    assert_int_equal(report.count, 0);
}

static void
every_table_has_rows_here(void **state)
{
    struct records_clinic *clinic = *state;
    struct table table;
    size_t at = 0, empty = 0;

    for (; table_read(clinic, at, &table); at++) {
        empty += n_rows(clinic, &table) == 0;
        table_destroy(&table);
    }
    assert_int_equal(at, 17);
    assert_int_equal(empty, 1); // notes have no way in yet
}

/* The content of each file of the folder but SQLite's index of the log, name by name. */
static void
read_folder(struct records_clinic *clinic, struct bytes *all)
{
    char *names[32] = {0};
    size_t count = 0;
    DIR *folder = opendir(clinic->folder);
    struct dirent *entry;

    while ((entry = readdir(folder)))
        if (entry->d_name[0] != '.' && !strstr(entry->d_name, "-shm")) {
            size_t at = count++;

            assert_true(count < COUNT(names));
            for (; at > 0 && strcmp(names[at - 1], entry->d_name) > 0; at--)
                names[at] = names[at - 1];
            names[at] = strdup(entry->d_name);
        }
    closedir(folder);
    for (size_t i = 0; i < count; i++) {
        struct bytes content = BYTES_EMPTY;

        file_keep(clinic, names[i], &content);
        // An empty log of SQLite's is no log: opening to read makes one.
        if (content.length > 0) {
            bytes_append_text(all, names[i]);
            bytes_append_sized(all, content.data, content.length);
        }
        bytes_destroy(&content);
        free(names[i]);
    }
}

static void
the_check_writes_nothing(void **state)
{
    struct records_clinic *clinic = *state;

    for (int running = 0; running < 2; running++) {
        struct bytes before = BYTES_EMPTY, after = BYTES_EMPTY;

        if (running) {
            records_clinic_open(clinic);
            (void) records_clinic_write(clinic, &clinic->maple, "In the log of SQLite's.", NULL);
            records_draft_free(records_clinic_begin(clinic, &clinic->maple, "open"));
        } else {
            records_clinic_close(clinic);
        }
        read_folder(clinic, &before);
        assert_false(is_found(clinic, ""));
        read_folder(clinic, &after);
        assert_true(bytes_equal(&before, &after));
        bytes_destroy(&before);
        bytes_destroy(&after);
    }
}

static void
begin_another(void *context)
{
    struct records_clinic *clinic = context;

    records_draft_free(records_clinic_begin(clinic, &clinic->maple, "beside the check"));
}

/* A commit at the first read of the check, at the second, and so on. */
static void
a_kiosk_that_writes_meanwhile_is_not_suspected(void **state)
{
    struct records_clinic *clinic = *state;
    int64_t before = file_number(clinic, "SELECT count(*) FROM draft"), began;

    for (int n = 1; n < 200; n += 9) {
        disk_at_read(n, begin_another, clinic);
        if (is_found(clinic, ""))
            fail_msg("a commit at read %d was taken for a change", n);
        disk_mend();
    }
    began = file_number(clinic, "SELECT count(*) FROM draft") - before;
    assert_in_range(began, 3, 100);
}

static void
what_is_no_clinic_is_not_checked(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_report report;
    struct bytes garbage = text_bytes("this is no data file, whatever it is called by somebody");

    records_clinic_close(clinic);
    file_put_back(clinic, "afterword.db", &garbage);
    REFUSED(clinic, records_check(clinic->folder, &report, &clinic->fault), FAULT_FOREIGN);
    file_remove(clinic, "afterword.db");
    REFUSED(clinic, records_check(clinic->folder, &report, &clinic->fault), FAULT_NOT_FOUND);
    assert_int_equal(report.count, 0);
}

/* ---- records --------------------------------------------------------------------------------*/

static void
a_changed_column_is_found_in_every_table(void **state)
{
    struct records_clinic *clinic = *state;
    struct bytes file = BYTES_EMPTY;
    struct table table;

    keep_file(clinic, &file);
    for (size_t at = 0; table_read(clinic, at, &table); at++) {
        for (size_t i = 0; i < table.n_columns && n_rows(clinic, &table) > 0; i++) {
            char first[256];

            // One row: the first, or a key would meet another's.
            (void) snprintf(first, sizeof(first), "%s = (SELECT min(%s) FROM \"%s\")",
                table.columns[0], table.columns[0], table.name);
            if (i > 0 && i < table.n_key)
                (void) snprintf(first, sizeof(first), "%s = (SELECT max(%s) FROM \"%s\")",
                    table.columns[i], table.columns[i], table.name);
            file_flip(clinic, table.name, table.columns[i], first);
            finds_change(clinic, &file, table.columns[i], &table, table.name);
        }
        table_destroy(&table);
    }
    bytes_destroy(&file);
}

static void
a_missing_record_is_found_in_every_table(void **state)
{
    struct records_clinic *clinic = *state;
    struct bytes file = BYTES_EMPTY;
    struct table table;

    keep_file(clinic, &file);
    for (size_t at = 0; table_read(clinic, at, &table); at++) {
        char sql[256];

        (void) snprintf(sql, sizeof(sql),
            "DELETE FROM \"%s\" WHERE %s = (SELECT max(%s) FROM \"%s\")", table.name,
            table.columns[0], table.columns[0], table.name);
        if (n_rows(clinic, &table) > 0) {
            file_sql(clinic, sql);
            finds_change(clinic, &file, "a missing row", &table, "missing");
        }
        table_destroy(&table);
    }
    bytes_destroy(&file);
}

static void
a_foreign_record_is_found_in_every_table(void **state)
{
    struct records_clinic *clinic = *state;
    struct bytes file = BYTES_EMPTY;
    struct table table;

    keep_file(clinic, &file);
    for (size_t at = 0; table_read(clinic, at, &table); at++) {
        struct bytes sql = BYTES_EMPTY;

        // Made of nothing but its types, or of a row that is there under another key.
        bytes_append_format(&sql, "INSERT INTO \"%s\" SELECT ", table.name);
        for (size_t i = 0; i < table.n_columns; i++)
            bytes_append_format(&sql,
                "%s(SELECT CASE upper(type) WHEN 'BLOB' THEN x'5a' ELSE 77 END "
                "FROM pragma_table_info('%s') WHERE cid = %zu)",
                i ? ", " : "", table.name, i);
        file_sql(clinic, bytes_text(&sql));
        finds_change(clinic, &file, "a foreign row", &table, "foreign");
        bytes_destroy(&sql);
        table_destroy(&table);
    }
    bytes_destroy(&file);
}

static void
swapped_records_are_found_in_every_table(void **state)
{
    struct records_clinic *clinic = *state;
    struct bytes file = BYTES_EMPTY;
    struct table table;
    int swapped = 0;

    keep_file(clinic, &file);
    for (size_t at = 0; table_read(clinic, at, &table); at++) {
        char sql[512], *last = table.columns[table.n_columns - 1];

        (void) snprintf(sql, sizeof(sql),
            "UPDATE \"%s\" AS a SET %s = coalesce((SELECT %s FROM \"%s\" AS b WHERE b.%s != a.%s "
            "LIMIT 1), %s)",
            table.name, last, last, table.name, last, last, last);
        if (n_rows(clinic, &table) > 1 && strcmp(table.name, "tombstone") != 0) {
            file_sql(clinic, sql);
            finds_change(clinic, &file, "two rows swapped", &table, table.name);
            swapped++;
        }
        table_destroy(&table);
    }
    assert_in_range(swapped, 11, 15);
    bytes_destroy(&file);
}

/* The rows of half-way put back over those that stand, table by table. */
static void
an_older_record_is_found_in_every_table_that_changed(void **state)
{
    static const char *const unchanged[] = {"kiosk", "meta", "note", "revocation", "staff",
        "tombstone", "wording", "entry", "grant", "journal"};
    struct records_clinic *clinic = *state;
    struct bytes file = BYTES_EMPTY;
    struct table table;
    char *path;

    keep_file(clinic, &file);
    file_put_back(clinic, "older.db", &older);
    path = file_path(clinic->folder, "older.db");
    for (size_t at = 0; table_read(clinic, at, &table); at++) {
        struct bytes sql = BYTES_EMPTY;
        bool same = false;

        for (size_t i = 0; i < COUNT(unchanged); i++)
            same = same || strcmp(unchanged[i], table.name) == 0;
        bytes_append_format(&sql,
            "ATTACH '%s' AS older; REPLACE INTO main.\"%s\" SELECT * FROM older.\"%s\"", path,
            table.name, table.name);
        file_sql(clinic, bytes_text(&sql));
        if (same)
            assert_false(is_found(clinic, "outside"));
        else
            finds_change(clinic, &file, "an older row", &table, table.name);
        file_put_back(clinic, "afterword.db", &file);
        bytes_destroy(&sql);
        table_destroy(&table);
    }
    file_remove(clinic, "older.db");
    free(path);
    bytes_destroy(&file);
}

static void
a_changed_or_foreign_snapshot_is_found(void **state)
{
    static const struct {
        const char *change, *words;
    } changes[] = {
        {"UPDATE snapshot SET sealed = zeroblob(1064)", "saved state of a sitting"},
        {"UPDATE snapshot SET signature = zeroblob(64)", "saved state of a sitting"},
        {"UPDATE snapshot SET revision = revision + 2", "saved state of a sitting"},
        {"UPDATE snapshot SET draft = zeroblob(16) WHERE draft = (SELECT max(draft) FROM snapshot)",
            "of no sitting"},
    };
    struct records_clinic *clinic = *state;
    struct bytes file = BYTES_EMPTY;

    keep_file(clinic, &file);
    for (size_t i = 0; i < COUNT(changes); i++) {
        file_sql(clinic, changes[i].change);
        if (!is_found(clinic, changes[i].words))
            fail_msg("%s", changes[i].change);
        file_put_back(clinic, "afterword.db", &file);
    }
    bytes_destroy(&file);
}

/* With the head gone too an interrupted sitting is still told from a changed one. */
static void
a_missing_head_is_the_one_finding(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_report report;
    int damages = 0;

    records_clinic_close(clinic);
    file_remove(clinic, "kiosk.head");
    WORKS(clinic, records_check(clinic->folder, &report, &clinic->fault));
    for (size_t i = 0; i < report.count; i++)
        damages += report.findings[i].is_damage;
    assert_int_equal(damages, 1);
    records_report_destroy(&report);
    assert_true(is_found(clinic, "kiosk.head"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CLINIC_TEST(a_clean_file_has_no_damage),
        CLINIC_TEST(every_table_has_rows_here),
        CLINIC_TEST(the_check_writes_nothing),
        CLINIC_TEST(a_kiosk_that_writes_meanwhile_is_not_suspected),
        CLINIC_TEST(what_is_no_clinic_is_not_checked),
        CLINIC_TEST(a_changed_column_is_found_in_every_table),
        CLINIC_TEST(a_missing_record_is_found_in_every_table),
        CLINIC_TEST(a_foreign_record_is_found_in_every_table),
        CLINIC_TEST(swapped_records_are_found_in_every_table),
        CLINIC_TEST(an_older_record_is_found_in_every_table_that_changed),
        CLINIC_TEST(a_changed_or_foreign_snapshot_is_found),
        CLINIC_TEST(a_missing_head_is_the_one_finding),
    };

    disk_install();
    return cmocka_run_group_tests(tests, found_filled, remove_filled);
}
