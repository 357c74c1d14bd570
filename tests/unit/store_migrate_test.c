/* Bringing an older data file forward, with made-up steps through the real mechanism. */

// Before cmocka, which makes a macro of its name `fail`.
#include "store/inside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"

#define TOMBSTONE                                                                                  \
    "CREATE TABLE tombstone (entry BLOB NOT NULL, day INTEGER NOT NULL, PRIMARY KEY (entry)) "     \
    "STRICT, WITHOUT ROWID"

/* Version 0 had tombstones without a day; version -1 had no place for notes besides. */
static const char *const to_zero[] = {
    "CREATE TABLE note (id BLOB NOT NULL, entry BLOB NOT NULL, author BLOB NOT NULL, revision "
    "INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (id)) STRICT, WITHOUT ROWID",
    "CREATE INDEX note_by_entry ON note (entry)",
    NULL,
};
static const char *const to_one[] = {
    "ALTER TABLE tombstone RENAME TO before",
    TOMBSTONE,
    "INSERT INTO tombstone SELECT entry, 19000 FROM before",
    "DROP TABLE before",
    NULL,
};
static const struct store_step steps[] = {{-1, to_zero}, {0, to_one}, {0, NULL}};

static char *folder, *path, *copy;
static struct fault fault;

static int
set_up(void **state)
{
    (void) state;
    fault = FAULT_EMPTY;
    folder = test_folder_make();
    path = file_path(folder, "afterword.db");
    copy = file_path(folder, "afterword-v0.db");
    return 0;
}

static int
tear_down(void **state)
{
    (void) state;
    free(path);
    free(copy);
    test_folder_remove(folder);
    return 0;
}

/* Statements through a connection that is not the store's; the last one's number. */
static int64_t
plainly(const char *file, const char *sql)
{
    sqlite3 *database = NULL;
    int64_t answer = -1;

    assert_int_equal(sqlite3_open_v2(file, &database, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    while (*sql) {
        sqlite3_stmt *statement = NULL;
        int code;

        if (sqlite3_prepare_v2(database, sql, -1, &statement, &sql) != SQLITE_OK)
            fail_msg("%s", sqlite3_errmsg(database));
        while ((code = sqlite3_step(statement)) == SQLITE_ROW)
            answer = sqlite3_column_int64(statement, 0);
        assert_int_equal(code, SQLITE_DONE);
        sqlite3_finalize(statement);
    }
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
    return answer;
}

static void
put(struct store *store, enum store_table table, const char *key)
{
    struct store_row row = {0};

    for (size_t i = 0; i < store_columns(table); i++) {
        if (store_column_is_blob(table, i))
            store_set_text(&row, i, key);
        else
            store_set_integer(&row, i, 7);
    }
    assert_true(store_begin(store, &fault));
    assert_true(store_put(store, table, &row, &fault));
    assert_true(store_commit(store, &fault));
    store_row_destroy(&row);
}

/* A file as version 0 wrote it, with an entry and two tombstones. */
static void
make_old(void)
{
    struct store *store = NULL;

    assert_true(store_open(folder, STORE_CREATE, &store, &fault));
    put(store, STORE_ENTRY, "kept");
    put(store, STORE_TOMBSTONE, "one");
    put(store, STORE_TOMBSTONE, "two");
    store_close(store);
    plainly(path,
        "CREATE TABLE more AS SELECT entry FROM tombstone; DROP TABLE tombstone;"
        "CREATE TABLE tombstone (entry BLOB NOT NULL, PRIMARY KEY (entry)) STRICT, WITHOUT ROWID;"
        "INSERT INTO tombstone SELECT entry FROM more; DROP TABLE more; PRAGMA user_version=0;");
}

static struct store *
opened(enum store_mode mode)
{
    struct store *store = NULL;

    if (!open_with(steps, folder, mode, &store, &fault))
        fail_msg("%s: %s (%d)", fault.doing, fault_description(fault.kind), (int) fault.code);
    return store;
}

/* What stays when the file could not be brought forward. */
static void
stands_as_it_was(void)
{
    assert_int_equal(plainly(path, "PRAGMA user_version"), 0);
    assert_int_equal(plainly(path, "SELECT count(entry) FROM tombstone"), 2);
    assert_int_equal(plainly(path, "SELECT count(*) FROM pragma_table_info('tombstone')"), 1);
    assert_int_equal(plainly(path, "SELECT count(*) FROM entry WHERE id = x'6b657074'"), 1);
}

static void
refuses(const struct store_step *with, enum store_mode mode, enum fault_kind kind)
{
    struct store *store = NULL;

    assert_false(open_with(with, folder, mode, &store, &fault));
    assert_null(store);
    assert_int_equal(fault.kind, kind);
    stands_as_it_was();
}

/* ---- forward ---------------------------------------------------------------------------*/

static void
an_older_file_is_brought_forward(void **state)
{
    struct store_row key = {0}, row = {0};
    struct store *store;

    (void) state;
    make_old();
    store = opened(STORE_WRITE);
    store_set_text(&key, 0, "two");
    assert_true(store_get(store, STORE_TOMBSTONE, &key, &row, &fault));
    assert_int_equal(row.values[1].integer, 19000);
    store_set_text(&key, 0, "kept");
    assert_true(store_get(store, STORE_ENTRY, &key, &row, &fault));
    put(store, STORE_TOMBSTONE, "three"); // it is a file like any other
    store_close(store);
    store_row_destroy(&key);
    store_row_destroy(&row);
    assert_int_equal(plainly(path, "PRAGMA user_version"), STORE_VERSION);
    store = NULL;
    assert_true(store_open(folder, STORE_READ, &store, &fault));
    store_close(store);
}

static void
steps_follow_one_another(void **state)
{
    (void) state;
    make_old();
    plainly(path, "DROP TABLE note; PRAGMA user_version=-1;");
    store_close(opened(STORE_WRITE));
    assert_int_equal(plainly(path, "PRAGMA user_version"), STORE_VERSION);
    assert_int_equal(plainly(path, "SELECT count(*) FROM note"), 0);
    assert_int_equal(plainly(path, "SELECT min(day) FROM tombstone"), 19000);
}

/* Kept until a writer finds the file in order: then it would hold what is erased from now on. */
static void
a_copy_stands_until_the_next_writer(void **state)
{
    struct stat status;

    (void) state;
    make_old();
    store_close(opened(STORE_WRITE));
    assert_int_equal(stat(copy, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(plainly(copy, "PRAGMA user_version"), 0);
    assert_int_equal(plainly(copy, "SELECT count(*) FROM tombstone"), 2);
    store_close(opened(STORE_READ));
    assert_int_equal(access(copy, F_OK), 0);
    store_close(opened(STORE_WRITE));
    assert_int_not_equal(access(copy, F_OK), 0);
}

/* ---- not at all ------------------------------------------------------------------------*/

static void
a_reader_leaves_an_older_file(void **state)
{
    (void) state;
    make_old();
    refuses(steps, STORE_READ, FAULT_DISK_READ_ONLY);
    assert_int_not_equal(access(copy, F_OK), 0);
}

static void
a_version_that_no_steps_lead_from_is_foreign(void **state)
{
    static const struct store_step elsewhere[] = {{-1, to_zero}, {0, NULL}};

    (void) state;
    make_old();
    refuses(elsewhere, STORE_WRITE, FAULT_FOREIGN);
    assert_int_not_equal(access(copy, F_OK), 0);
}

static void
a_step_that_fails_changes_nothing(void **state)
{
    static const char *const half[] = {"ALTER TABLE tombstone RENAME TO before", TOMBSTONE,
        "DELETE FROM entry", "INSERT INTO no_table VALUES (1)", NULL};
    static const struct store_step failing[] = {{0, half}, {0, NULL}};

    (void) state;
    make_old();
    refuses(failing, STORE_WRITE, FAULT_DISK);
    // The next try is not kept back by what the first one left.
    store_close(opened(STORE_WRITE));
    assert_int_equal(plainly(path, "PRAGMA user_version"), STORE_VERSION);
}

static void
a_step_to_another_schema_is_undone(void **state)
{
    // ALTER TABLE writes the column in another place and in other words than our shapes do.
    static const char *const added[] = {
        "ALTER TABLE tombstone ADD COLUMN day INTEGER NOT NULL DEFAULT 0", NULL};
    static const struct store_step astray[] = {{0, added}, {0, NULL}};

    (void) state;
    make_old();
    refuses(astray, STORE_WRITE, FAULT_FOREIGN);
}

static void
another_programs_table_is_not_taken_along(void **state)
{
    (void) state;
    make_old();
    plainly(path, "CREATE TABLE more (words TEXT)");
    refuses(steps, STORE_WRITE, FAULT_FOREIGN);
    assert_int_equal(plainly(path, "SELECT count(*) FROM more"), 0);
}

/* Rows that SQLite would still read past a page that is not one. */
static void
a_damaged_file_is_not_brought_forward(void **state)
{
    struct bytes file = BYTES_EMPTY;
    struct store *store = NULL;

    (void) state;
    make_old();
    assert_true(file_read(path, 64 << 20, &file, &fault));
    memset(file.data + file.length - 4096, 0xa5, 64);
    assert_true(file_write(path, &file, 0600, &fault));
    bytes_destroy(&file);
    assert_false(open_with(steps, folder, STORE_WRITE, &store, &fault));
    assert_int_equal(fault.kind, FAULT_DAMAGED);
    assert_int_not_equal(access(copy, F_OK), 0);
    assert_int_equal(plainly(path, "PRAGMA user_version"), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_older_file_is_brought_forward),
        TEST(steps_follow_one_another),
        TEST(a_copy_stands_until_the_next_writer),
        TEST(a_reader_leaves_an_older_file),
        TEST(a_version_that_no_steps_lead_from_is_foreign),
        TEST(a_step_that_fails_changes_nothing),
        TEST(a_step_to_another_schema_is_undone),
        TEST(another_programs_table_is_not_taken_along),
        TEST(a_damaged_file_is_not_brought_forward),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
