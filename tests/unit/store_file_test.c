/* The file beside its rows: readers, the write-ahead log, what is wiped, copies, a full disk. */

#define _GNU_SOURCE // inotify, setenv

// Before cmocka, which makes a macro of its name `fail`.
#include "store/inside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "afterword/store.h"
#include "folder.h"

#define MARK "a sentence that must not stay"

static char *temporary; /* SQLite's, asked for once when it starts */
static char *folder, *path, *wal;
static struct store *store;
static struct fault fault;

static int
set_up_all(void **state)
{
    (void) state;
    temporary = test_folder_make();
    return setenv("SQLITE_TMPDIR", temporary, 1);
}

static int
tear_down_all(void **state)
{
    (void) state;
    test_folder_remove(temporary);
    return 0;
}

static int
set_up(void **state)
{
    (void) state;
    fault = FAULT_EMPTY;
    folder = test_folder_make();
    path = file_path(folder, "afterword.db");
    wal = file_path(folder, "afterword.db-wal");
    return store_open(folder, STORE_CREATE, &store, &fault) ? 0 : -1;
}

static int
tear_down(void **state)
{
    (void) state;
    store_close(store);
    free(path);
    free(wal);
    test_folder_remove(folder);
    return 0;
}

static struct store_row
wording(uint32_t key, const char *text, size_t length)
{
    struct store_row row = {0};

    store_set_blob(&row, 0, &key, sizeof(key));
    store_set_blob(&row, 1, text, length);
    return row;
}

static bool
put(uint32_t key, const char *text, size_t length)
{
    struct store_row row = wording(key, text, length);
    bool is_put = store_put(store, STORE_WORDING, &row, &fault);

    store_row_destroy(&row);
    return is_put;
}

static bool
save(uint32_t key, const char *text)
{
    return store_begin(store, &fault) && put(key, text, strlen(text)) &&
           store_commit(store, &fault);
}

static bool
has(struct store *in, uint32_t key)
{
    struct store_row row = wording(key, "", 0);
    struct fault missing = FAULT_EMPTY;
    bool found = store_get(in, STORE_WORDING, &row, &row, &missing);

    store_row_destroy(&row);
    return found;
}

static off_t
size_of(const char *file)
{
    struct stat status;

    return stat(file, &status) == 0 ? status.st_size : -1;
}

static bool
holds(const char *file, const char *text)
{
    struct bytes bytes = BYTES_EMPTY;
    struct fault missing = FAULT_EMPTY;
    bool found = file_read(file, 64u << 20, &bytes, &missing) && bytes.length > 0 &&
                 memmem(bytes.data, bytes.length, text, strlen(text)) != NULL;

    bytes_destroy(&bytes);
    return found;
}

/* ---- readers -----------------------------------------------------------------------------*/

static void
a_reader_sees_what_is_committed(void **state)
{
    struct store *reader = NULL;

    (void) state;
    assert_true(save(1, "one"));
    assert_true(store_open(folder, STORE_READ, &reader, &fault));
    assert_true(has(reader, 1));
    assert_true(store_begin(store, &fault));
    assert_true(put(2, "two", 3));
    assert_true(has(store, 2));
    assert_false(has(reader, 2));
    assert_true(store_commit(store, &fault));
    assert_true(has(reader, 2));
    store_close(reader);
}

static void
a_reader_leaves_the_log_as_it_is(void **state)
{
    struct store *reader = NULL;
    off_t size, wal_size;

    (void) state;
    assert_true(save(1, "one"));
    size = size_of(path);
    wal_size = size_of(wal);
    assert_true(wal_size > 0);
    assert_true(store_open(folder, STORE_READ, &reader, &fault));
    assert_true(has(reader, 1));
    store_close(reader);
    assert_int_equal(size_of(path), size);
    assert_int_equal(size_of(wal), wal_size);
}

/* Without a writer a reader is the last to close, and still checkpoints nothing. */
static void
a_reader_alone_leaves_the_log_too(void **state)
{
    struct store *reader = NULL;
    struct bytes kept = BYTES_EMPTY, kept_wal = BYTES_EMPTY, after = BYTES_EMPTY;

    (void) state;
    assert_true(save(1, "one"));
    assert_true(file_read(path, 8u << 20, &kept, &fault));
    assert_true(file_read(wal, 8u << 20, &kept_wal, &fault));
    store_close(store);
    store = NULL;
    // As a crash would have left it.
    assert_true(file_write(path, &kept, 0600, &fault));
    assert_true(file_write(wal, &kept_wal, 0600, &fault));
    assert_true(store_open(folder, STORE_READ, &reader, &fault));
    assert_true(has(reader, 1));
    store_close(reader);
    assert_true(file_read(path, 8u << 20, &after, &fault));
    assert_true(bytes_equal(&kept, &after));
    assert_true(file_read(wal, 8u << 20, &after, &fault));
    assert_true(bytes_equal(&kept_wal, &after));
    bytes_destroy(&kept);
    bytes_destroy(&kept_wal);
    bytes_destroy(&after);
}

static bool
checkpoint_meanwhile(void *context, const struct store_row *row, struct fault *found)
{
    (void) context;
    (void) row;
    return store_checkpoint(store, found);
}

static void
a_reader_in_a_walk_makes_a_checkpoint_wait(void **state)
{
    struct store *reader = NULL;

    (void) state;
    assert_true(save(1, "one"));
    assert_true(store_open(folder, STORE_READ, &reader, &fault));
    assert_false(store_each(reader, STORE_WORDING, 0, NULL, checkpoint_meanwhile, NULL, &fault));
    assert_int_equal(fault.kind, FAULT_STORE_BUSY);
    assert_true(store_checkpoint(store, &fault));
    assert_int_equal(size_of(wal), 0);
    store_close(reader);
}

static void
a_second_writer_is_kept_out(void **state)
{
    struct store *second = NULL;
    struct fault refused = FAULT_EMPTY;

    (void) state;
    assert_true(store_open(folder, STORE_WRITE, &second, &fault));
    assert_true(store_begin(store, &fault));
    assert_false(store_begin(second, &refused));
    assert_int_equal(refused.kind, FAULT_STORE_BUSY);
    assert_true(store_commit(store, &fault));
    assert_true(store_begin(second, &fault));
    store_rollback(second);
    store_close(second);
}

/* ---- what is wiped ---------------------------------------------------------------------*/

static void
what_was_deleted_is_in_no_file(void **state)
{
    struct store_row row = wording(1, "", 0);

    (void) state;
    assert_true(save(1, MARK));
    assert_true(save(2, "another"));
    assert_true(store_checkpoint(store, &fault));
    assert_true(holds(path, MARK)); // else this test sees nothing
    assert_true(store_begin(store, &fault));
    assert_true(store_delete(store, STORE_WORDING, &row, &fault));
    assert_true(store_commit(store, &fault));
    assert_true(store_checkpoint(store, &fault));
    assert_false(holds(path, MARK));
    assert_false(holds(wal, MARK));
    store_row_destroy(&row);
}

static void
what_was_overwritten_is_in_no_file(void **state)
{
    struct bytes large = BYTES_EMPTY;

    (void) state;
    for (int i = 0; i < 2000; i++) // pages of its own, which become free
        bytes_append_text(&large, MARK);
    assert_true(save(1, bytes_text(&large)));
    assert_true(store_checkpoint(store, &fault));
    assert_true(holds(path, MARK));
    assert_true(save(1, "short"));
    assert_true(store_checkpoint(store, &fault));
    assert_false(holds(path, MARK));
    assert_false(holds(wal, MARK));
    bytes_destroy(&large);
}

/* Takes what the watch has seen since the last time: how many files were made. */
static int
files_made(int watch)
{
    char events[4096] __attribute__((aligned(8)));
    ssize_t length = read(watch, events, sizeof(events));
    int made = 0;

    for (ssize_t at = 0; at < length;) {
        const struct inotify_event *event = (const struct inotify_event *) (events + at);

        made += (event->mask & IN_CREATE) != 0;
        at += (ssize_t) (sizeof(*event) + event->len);
    }
    return made;
}

/* Sorts more than a cache holds. */
static void
sort_much(sqlite3 *database)
{
    static const char *const sql =
        "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 9000) "
        "SELECT count(*) FROM (SELECT randomblob(1000) AS b FROM n ORDER BY b LIMIT 8900)";

    assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
}

/* As Debian's SQLite does it by itself: the watch must see that. */
static void
sort_carelessly(void)
{
    sqlite3 *database = NULL;

    assert_int_equal(sqlite3_open(":memory:", &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, "PRAGMA temp_store=FILE", NULL, NULL, NULL), 0);
    sort_much(database);
    sqlite3_close(database);
}

static bool
go_on(void *context, const struct store_row *row, struct fault *found)
{
    (void) context;
    (void) row;
    (void) found;
    return true;
}

static void
nothing_is_spilled_to_temporary_files(void **state)
{
    char *copy = file_path(folder, "copy.db");
    int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    char *large = memory_new(4000, 1);
    struct store_value value = {.is_blob = true};

    (void) state;
    assert_true(watch >= 0);
    assert_true(inotify_add_watch(watch, temporary, IN_CREATE) >= 0);
    sort_carelessly();
    assert_true(files_made(watch) > 0);

    assert_true(store_begin(store, &fault));
    for (uint32_t key = 0; key < 3000; key++)
        assert_true(put(key * 7919, large, 4000));
    assert_true(store_commit(store, &fault));
    bytes_set(&value.blob, large, 4000);
    assert_true(store_each(store, STORE_WORDING, 1, &value, go_on, NULL, &fault));
    assert_true(store_quick_check(store, &fault));
    assert_true(store_copy(store, copy, &fault));
    assert_true(store_checkpoint(store, &fault));
    sort_much(store->database);
    assert_int_equal(files_made(watch), 0);
    bytes_destroy(&value.blob);
    free(large);
    close(watch);
    free(copy);
}

/* ---- the write-ahead log ------------------------------------------------------------------*/

static void
a_warm_log_keeps_its_length(void **state)
{
    off_t length;

    (void) state;
    assert_true(store_warm(store, &fault));
    length = size_of(wal);
    assert_true(length > 1 << 20);
    for (uint32_t i = 0; i < 300; i++)
        assert_true(save(1, i % 2 ? "one" : "two"));
    assert_int_equal(size_of(wal), length);
    assert_true(store_checkpoint(store, &fault));
    assert_int_equal(size_of(wal), 0);
}

static void
closing_moves_the_log_into_the_file(void **state)
{
    (void) state;
    assert_true(save(1, MARK));
    store_close(store);
    store = NULL;
    assert_int_equal(size_of(wal), -1);
    assert_true(holds(path, MARK));
}

/* ---- damage, copies, a full disk ------------------------------------------------------------*/

static void
a_changed_page_is_damage(void **state)
{
    char *large = memory_new(60000, 1);
    int descriptor;

    (void) state;
    memset(large, 'x', 60000);
    assert_true(store_begin(store, &fault));
    for (uint32_t key = 0; key < 40; key++)
        assert_true(put(key, large, key == 7 ? 60000 : 900));
    assert_true(store_commit(store, &fault));
    assert_true(store_quick_check(store, &fault));
    store_close(store);
    store = NULL;
    descriptor = open(path, O_WRONLY | O_CLOEXEC);
    assert_true(descriptor >= 0);
    for (off_t page = size_of(path) / 4096 - 8; page < size_of(path) / 4096; page++)
        assert_int_equal(pwrite(descriptor, large, 4096, page * 4096), 4096);
    close(descriptor);
    assert_true(store_open(folder, STORE_WRITE, &store, &fault));
    assert_false(store_quick_check(store, &fault));
    assert_int_equal(fault.kind, FAULT_DAMAGED);
    free(large);
}

static void
a_copy_is_a_data_file(void **state)
{
    char *other = test_folder_make(), *copy = file_path(other, "afterword.db");
    struct store *copied = NULL;
    struct store_row row = wording(1, "", 0);
    struct stat status;

    (void) state;
    assert_true(save(1, MARK));
    assert_true(save(2, "another"));
    assert_true(store_begin(store, &fault));
    assert_true(store_delete(store, STORE_WORDING, &row, &fault));
    assert_true(store_commit(store, &fault));
    assert_true(store_copy(store, copy, &fault));
    assert_int_equal(stat(copy, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_false(holds(copy, MARK));
    assert_true(store_open(other, STORE_READ, &copied, &fault));
    assert_true(has(copied, 2));
    assert_false(has(copied, 1));
    store_close(copied);
    assert_true(store_open(other, STORE_WRITE, &copied, &fault));
    assert_true(store_begin(copied, &fault));
    assert_true(store_commit(copied, &fault));
    store_close(copied);

    assert_false(store_copy(store, copy, &fault)); // one new file, never over another
    assert_true(has(store, 2));
    store_row_destroy(&row);
    free(copy);
    test_folder_remove(other);
}

static void
a_full_disk_undoes_what_was_begun(void **state)
{
    struct rlimit before, small;
    char *large = memory_new(100000, 1);

    (void) state;
    assert_true(save(1, "one"));
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = (rlim_t) size_of(wal) + 20000;
    (void) signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_true(store_begin(store, &fault));
    // Whether SQLite spills before the commit or in it is its own affair.
    if (put(1, "", 0) && put(2, large, 100000))
        assert_false(store_commit(store, &fault));
    else
        store_rollback(store);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_in_range(fault.kind, FAULT_DISK, FAULT_DISK_FULL);
    assert_true(has(store, 1));
    assert_false(has(store, 2));
    assert_true(save(3, "three"));
    assert_true(store_quick_check(store, &fault));
    free(large);
}

static void
ballast_takes_its_room_and_gives_it_back(void **state)
{
    char *ballast = file_path(folder, "afterword.ballast");
    struct stat status;

    (void) state;
    assert_true(store_ballast_make(folder, &fault));
    assert_true(store_ballast_make(folder, &fault)); // there already
    assert_int_equal(stat(ballast, &status), 0);
    assert_int_equal(status.st_size, STORE_BALLAST);
    assert_true(status.st_blocks * 512 >= STORE_BALLAST); // no sparse file
    assert_int_equal(status.st_mode & 07777, 0600);
    store_ballast_drop(folder);
    assert_int_equal(size_of(ballast), -1);
    store_ballast_drop(folder);
    assert_int_equal(symlink(path, ballast), 0);
    assert_false(store_ballast_make(folder, &fault));
    free(ballast);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_reader_sees_what_is_committed),
        TEST(a_reader_leaves_the_log_as_it_is),
        TEST(a_reader_alone_leaves_the_log_too),
        TEST(a_reader_in_a_walk_makes_a_checkpoint_wait),
        TEST(a_second_writer_is_kept_out),
        TEST(what_was_deleted_is_in_no_file),
        TEST(what_was_overwritten_is_in_no_file),
        TEST(nothing_is_spilled_to_temporary_files),
        TEST(a_warm_log_keeps_its_length),
        TEST(closing_moves_the_log_into_the_file),
        TEST(a_changed_page_is_damage),
        TEST(a_copy_is_a_data_file),
        TEST(a_full_disk_undoes_what_was_begun),
        TEST(ballast_takes_its_room_and_gives_it_back),
    };

    return cmocka_run_group_tests(tests, set_up_all, tear_down_all);
}
