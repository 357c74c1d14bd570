/* Opening the data file: what is made, and what is refused and left as it was. */

#define _GNU_SOURCE // symlink, link, lchown

// Before cmocka, which makes a macro of its name `fail`.
#include "store/inside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "afterword/store.h"
#include "folder.h"

static char *folder, *path;

static int
set_up(void **state)
{
    (void) state;
    folder = test_folder_make();
    path = file_path(folder, "afterword.db");
    return 0;
}

static int
tear_down(void **state)
{
    (void) state;
    free(path);
    test_folder_remove(folder);
    return 0;
}

static struct store *
opened(enum store_mode mode)
{
    struct fault fault = FAULT_EMPTY;
    struct store *store = NULL;

    if (!store_open(folder, mode, &store, &fault))
        fail_msg("%s: %s (%d)", fault.doing, fault_description(fault.kind), (int) fault.code);
    return store;
}

static void
refuses(enum store_mode mode, enum fault_kind kind, int64_t code)
{
    struct fault fault = FAULT_EMPTY;
    struct store *store = NULL;

    assert_false(store_open(folder, mode, &store, &fault));
    assert_null(store);
    assert_int_equal(fault.kind, kind);
    if (code >= 0)
        assert_int_equal(fault.code, code);
}

static mode_t
mode_of(const char *name)
{
    char *file = file_path(folder, name);
    struct stat status;

    assert_int_equal(stat(file, &status), 0);
    free(file);
    return status.st_mode & 07777;
}

/* A statement through a connection that is not the store's. */
static void
run_plainly(const char *sql)
{
    sqlite3 *database = NULL;
    char *message = NULL;

    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    if (sqlite3_exec(database, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

static void
make_one(void)
{
    store_close(opened(STORE_CREATE));
}

/* ---- what is made --------------------------------------------------------------------*/

static void
a_new_file_is_closed_to_others(void **state)
{
    mode_t before = umask(0);
    struct store *store = opened(STORE_CREATE);

    (void) state;
    assert_int_equal(mode_of("afterword.db"), 0600);
    assert_int_equal(mode_of("afterword.db-wal"), 0600);
    assert_int_equal(mode_of("afterword.db-shm"), 0600);
    assert_int_equal(umask(before), 0); // the caller's own is given back
    store_close(store);
}

static void
each_mode_opens_what_is_there(void **state)
{
    struct fault fault = FAULT_EMPTY;
    struct store *store;

    (void) state;
    refuses(STORE_WRITE, FAULT_NOT_FOUND, -1);
    refuses(STORE_READ, FAULT_NOT_FOUND, -1);
    make_one();
    refuses(STORE_CREATE, FAULT_EXISTS, -1);
    store_close(opened(STORE_WRITE));
    store = opened(STORE_READ);
    assert_false(store_begin(store, &fault));
    assert_int_equal(fault.kind, FAULT_DISK_READ_ONLY);
    store_close(store);
    store_close(NULL);
}

static int64_t
asked(sqlite3 *database, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int64_t answer;

    assert_int_equal(sqlite3_prepare_v2(database, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    answer = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return answer;
}

static void
settings_are_in_force(enum store_mode mode)
{
    static const struct {
        const char *pragma;
        int64_t value;
    } rows[] = {
        {"PRAGMA temp_store", 2},
        {"PRAGMA synchronous", 2},
        {"PRAGMA secure_delete", 1},
        {"PRAGMA cell_size_check", 1},
        {"PRAGMA foreign_keys", 1},
        {"PRAGMA trusted_schema", 0},
        {"SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'", 1},
    };
    struct store *store = opened(mode);

    for (size_t i = 0; i < COUNT(rows); i++)
        if (asked(store->database, rows[i].pragma) != rows[i].value)
            fail_msg("%s is not %d", rows[i].pragma, (int) rows[i].value);
    store_close(store);
}

static void
every_connection_has_the_settings(void **state)
{
    (void) state;
    settings_are_in_force(STORE_CREATE);
    settings_are_in_force(STORE_WRITE);
    settings_are_in_force(STORE_READ);
}

static void
the_schema_can_not_be_written_through(void **state)
{
    struct store *store = opened(STORE_CREATE);

    (void) state;
    // With this alone it could be.
    assert_int_equal(
        sqlite3_exec(store->database, "PRAGMA writable_schema=ON", NULL, NULL, NULL), SQLITE_OK);
    assert_int_not_equal(
        sqlite3_exec(store->database, "UPDATE sqlite_schema SET sql = '' WHERE name = 'entry'",
            NULL, NULL, NULL),
        SQLITE_OK);
    assert_int_not_equal(
        sqlite3_exec(store->database, "SELECT \"no such column\"", NULL, NULL, NULL), SQLITE_OK);
    store_close(store);
}

/* A file that was brought back from a copy is not in WAL mode until a writer opens it. */
static void
a_writer_brings_back_the_wal(void **state)
{
    struct store *store;

    (void) state;
    make_one();
    run_plainly("PRAGMA journal_mode=DELETE");
    store = opened(STORE_READ);
    assert_int_equal(asked(store->database, "SELECT count(*) FROM meta"), 0);
    store_close(store);
    settings_are_in_force(STORE_WRITE);
}

/* ---- what is refused -------------------------------------------------------------------*/

static void
a_folder_open_to_others_is_refused(void **state)
{
    (void) state;
    assert_int_equal(chmod(folder, 0755), 0);
    refuses(STORE_CREATE, FAULT_PERMISSION, 3);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(chmod(folder, 0700), 0);
    make_one();
    assert_int_equal(chmod(folder, 0750), 0);
    refuses(STORE_WRITE, FAULT_PERMISSION, 3);
    refuses(STORE_READ, FAULT_PERMISSION, 3);
}

static void
a_folder_that_is_none_is_refused(void **state)
{
    char *real = folder, *link_to = file_path(real, "link");

    (void) state;
    assert_int_equal(symlink(real, link_to), 0);
    folder = link_to;
    refuses(STORE_CREATE, FAULT_PERMISSION, 1);
    folder = file_path(real, "nothing");
    refuses(STORE_CREATE, FAULT_NOT_FOUND, -1);
    free(folder);
    free(link_to);
    folder = real;
}

static void
a_linked_file_is_refused(void **state)
{
    char *real = file_path(folder, "real.db"), *wal = file_path(folder, "afterword.db-wal");

    (void) state;
    make_one();
    assert_int_equal(link(path, real), 0);
    refuses(STORE_WRITE, FAULT_PERMISSION, 5);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink(real, path), 0);
    refuses(STORE_WRITE, FAULT_PERMISSION, 1);
    refuses(STORE_READ, FAULT_PERMISSION, 1);
    refuses(STORE_CREATE, FAULT_EXISTS, -1);
    assert_int_equal(rename(real, path), 0);
    assert_int_equal(symlink(path, wal), 0);
    refuses(STORE_WRITE, FAULT_PERMISSION, 1);
    assert_int_equal(unlink(wal), 0);
    store_close(opened(STORE_WRITE));
    free(wal);
    free(real);
}

/* Nobody looks at a copy's path before SQLite does. */
static void
a_copy_is_not_opened_through_a_link(void **state)
{
    char *link_to = file_path(folder, "link.db");
    struct fault fault = FAULT_EMPTY;
    struct store *store = NULL;

    (void) state;
    make_one();
    run_plainly("PRAGMA journal_mode=DELETE");
    assert_int_equal(symlink(path, link_to), 0);
    for (int making = 0; making < 2; making++) {
        assert_false(store_copy_open(link_to, making, &store, &fault));
        assert_true(store_copy_open(path, making, &store, &fault));
        store_close(store);
    }
    free(link_to);
}

static void
a_dangling_link_is_no_free_place(void **state)
{
    char *elsewhere = file_path(folder, "elsewhere");

    (void) state;
    assert_int_equal(symlink(elsewhere, path), 0);
    refuses(STORE_CREATE, FAULT_EXISTS, -1);
    assert_int_equal(access(elsewhere, F_OK), -1);
    free(elsewhere);
}

static void
a_file_open_to_others_is_refused(void **state)
{
    (void) state;
    make_one();
    assert_int_equal(chmod(path, 0640), 0);
    refuses(STORE_WRITE, FAULT_PERMISSION, 3);
    assert_int_equal(chmod(path, 0600), 0);
    if (geteuid() == 0) { // only root can give a file away
        assert_int_equal(chown(path, 1, 1), 0);
        refuses(STORE_WRITE, FAULT_PERMISSION, 2);
    }
}

static void
a_folder_in_the_files_place_is_refused(void **state)
{
    (void) state;
    assert_int_equal(mkdir(path, 0700), 0);
    refuses(STORE_WRITE, FAULT_PERMISSION, 1);
    refuses(STORE_CREATE, FAULT_EXISTS, -1);
}

/* What is in the place of the file is refused by readers and writers, and not a byte changes. */
static void
refuses_and_leaves(enum fault_kind kind)
{
    struct bytes before = BYTES_EMPTY, after = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;

    assert_int_equal(chmod(path, 0600), 0);
    assert_true(file_read(path, 8u << 20, &before, &fault));
    refuses(STORE_READ, kind, -1);
    refuses(STORE_WRITE, kind, -1);
    assert_true(file_read(path, 8u << 20, &after, &fault));
    assert_true(bytes_equal(&before, &after));
    bytes_destroy(&before);
    bytes_destroy(&after);
}

static void
what_is_not_sqlite_is_foreign(void **state)
{
    struct bytes bytes = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;

    (void) state;
    assert_true(file_write(path, &bytes, 0600, &fault));
    refuses_and_leaves(FAULT_FOREIGN); // empty
    for (int i = 0; i < 3000; i++)
        bytes_append_text(&bytes, "no data file. ");
    assert_true(file_write(path, &bytes, 0600, &fault));
    refuses_and_leaves(FAULT_FOREIGN);
    bytes_destroy(&bytes);
}

static void
another_programs_file_is_foreign(void **state)
{
    (void) state;
    run_plainly("CREATE TABLE notes (words TEXT); INSERT INTO notes VALUES ('theirs')");
    refuses_and_leaves(FAULT_FOREIGN);
}

static void
another_mark_or_version_is_refused(void **state)
{
    static const struct {
        const char *sql;
        enum fault_kind kind;
    } rows[] = {
        {"PRAGMA application_id=7", FAULT_FOREIGN},
        {"PRAGMA application_id=1095128151; PRAGMA user_version=2", FAULT_NEWER},
        {"PRAGMA user_version=2000000000", FAULT_NEWER},
        {"PRAGMA user_version=0", FAULT_FOREIGN},
        {"PRAGMA user_version=-1", FAULT_FOREIGN},
    };

    (void) state;
    make_one();
    for (size_t i = 0; i < COUNT(rows); i++) {
        run_plainly(rows[i].sql);
        refuses_and_leaves(rows[i].kind);
    }
    run_plainly("PRAGMA user_version=1");
    store_close(opened(STORE_WRITE));
}

static void
an_altered_schema_is_foreign(void **state)
{
    static const char *const rows[][2] = {
        {"CREATE TABLE more (words TEXT)", "DROP TABLE more"},
        {"CREATE VIEW more AS SELECT * FROM entry", "DROP VIEW more"},
        {"CREATE INDEX more ON entry (day)", "DROP INDEX more"},
        {"CREATE TRIGGER more AFTER INSERT ON entry BEGIN DELETE FROM line; END",
            "DROP TRIGGER more"},
        // The same number of statements, and one of them another's.
        {"DROP TABLE tombstone; CREATE TABLE tombstone (entry BLOB NOT NULL)",
            "DROP TABLE tombstone; CREATE TABLE tombstone (entry BLOB NOT NULL, day INTEGER NOT "
            "NULL, PRIMARY KEY (entry)) STRICT, WITHOUT ROWID"},
        {"ALTER TABLE note ADD COLUMN words TEXT", "ALTER TABLE note DROP COLUMN words"},
        {"DROP TABLE warm", NULL},
    };

    (void) state;
    make_one();
    for (size_t i = 0; i < COUNT(rows); i++) {
        run_plainly(rows[i][0]);
        refuses_and_leaves(FAULT_FOREIGN);
        if (!rows[i][1])
            continue;
        run_plainly(rows[i][1]);
        store_close(opened(STORE_WRITE));
    }
}

static void
a_cut_file_is_refused(void **state)
{
    (void) state;
    make_one();
    assert_int_equal(truncate(path, 4096), 0);
    refuses(STORE_WRITE, FAULT_DAMAGED, -1);
    refuses(STORE_READ, FAULT_DAMAGED, -1);
    assert_int_equal(truncate(path, 50), 0);
    refuses(STORE_WRITE, FAULT_DAMAGED, -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_file_is_closed_to_others),
        TEST(each_mode_opens_what_is_there),
        TEST(every_connection_has_the_settings),
        TEST(the_schema_can_not_be_written_through),
        TEST(a_writer_brings_back_the_wal),
        TEST(a_folder_open_to_others_is_refused),
        TEST(a_folder_that_is_none_is_refused),
        TEST(a_linked_file_is_refused),
        TEST(a_copy_is_not_opened_through_a_link),
        TEST(a_dangling_link_is_no_free_place),
        TEST(a_file_open_to_others_is_refused),
        TEST(a_folder_in_the_files_place_is_refused),
        TEST(what_is_not_sqlite_is_foreign),
        TEST(another_programs_file_is_foreign),
        TEST(another_mark_or_version_is_refused),
        TEST(an_altered_schema_is_foreign),
        TEST(a_cut_file_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
