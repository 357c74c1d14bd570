/* Sound beside a draft and an entry: the log covers each second of what was kept. */

#define _GNU_SOURCE

#include "records/inside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "folder.h"

static char *folder;
static struct records *records;
static struct fault fault;

static int
set_up(void **state)
{
    struct records_founding founding = {
        .admin = "Dr. Ruiz", .roles = RECORDS_ADMIN, .passphrase = "harbor candle", .quick = true};
    struct records_place place = {.write = true, .link = -1};
    struct bytes recovery = BYTES_EMPTY;
    bool ready;

    (void) state;
    fault = FAULT_EMPTY;
    folder = test_folder_make();
    founding.folder = place.folder = folder;
    ready = file_read(AFTERWORD_SOURCE_DIR "/assets/words.txt", 65536, &founding.words, &fault) &&
            records_found(&founding, &recovery, &fault) && records_open(&place, &records, &fault);
    bytes_destroy(&founding.words);
    bytes_wipe(&recovery);
    return ready ? 0 : -1;
}

static int
tear_down(void **state)
{
    (void) state;
    records_close(records);
    test_folder_remove(folder);
    return 0;
}

static struct id
id_of(uint8_t last)
{
    return (struct id){{[ID_LENGTH - 1] = last}};
}

static void
put_second(const struct id *entry, const struct id *recording, int64_t number, const char *sound)
{
    struct store_row row = {0};

    store_set_id(&row, CHUNK_ENTRY, entry);
    store_set_id(&row, CHUNK_RECORDING, recording);
    store_set_integer(&row, CHUNK_NUMBER, number);
    store_set_text(&row, CHUNK_SEALED, sound);
    assert_true(store_begin(records->store, &fault));
    assert_true(store_put(records->store, STORE_CHUNK, &row, &fault));
    assert_true(store_commit(records->store, &fault));
    store_row_destroy(&row);
}

static void
drop_second(const struct id *entry, const struct id *recording, int64_t number)
{
    struct store_row row = {0};

    store_set_id(&row, CHUNK_ENTRY, entry);
    store_set_id(&row, CHUNK_RECORDING, recording);
    store_set_integer(&row, CHUNK_NUMBER, number);
    assert_true(store_begin(records->store, &fault));
    assert_true(store_delete(records->store, STORE_CHUNK, &row, &fault));
    assert_true(store_commit(records->store, &fault));
    store_row_destroy(&row);
}

/* An entry whose row names the recordings in `roots`, with its line. */
static void
put_entry(const struct id *id, const struct bytes *roots)
{
    struct store_row row = {0};

    store_set_id(&row, ENTRY_ID, id);
    store_set_integer(&row, ENTRY_REVISION, 1);
    store_set_integer(&row, ENTRY_DAY, 20000);
    store_set_integer(&row, ENTRY_STATE, 0);
    store_set_blob(&row, ENTRY_RECORDINGS, roots->data, roots->length);
    for (size_t i = ENTRY_SUMMARY; i <= ENTRY_CLOSED; i++)
        store_set_blob(&row, i, NULL, 0);
    assert_true(change_begin(records, NULL, &fault));
    assert_true(change_put(records, STORE_ENTRY, &row, &fault));
    assert_true(change_commit(records, &fault));
    store_row_destroy(&row);
}

/* How many findings of damage the check has. */
static size_t
n_damaged(void)
{
    struct records_report report;
    size_t count = 0;

    assert_true(records_check(folder, &report, &fault));
    for (size_t i = 0; i < report.count; i++)
        count += report.findings[i].is_damage;
    records_report_destroy(&report);
    return count;
}

static void
a_root_is_of_every_second_in_its_place(void **state)
{
    struct id entry = id_of(7), other = id_of(8), one = id_of(1), two = id_of(2);
    struct bytes roots = BYTES_EMPTY, again = BYTES_EMPTY;

    (void) state;
    assert_true(recording_roots(records, &entry, &roots, &fault));
    assert_int_equal(roots.length, 0);
    for (int64_t second = 0; second < 3; second++)
        put_second(&entry, &one, second, "a second");
    put_second(&entry, &two, 0, "a second");
    put_second(&other, &one, 0, "of another entry");

    assert_true(recording_roots(records, &entry, &roots, &fault));
    assert_int_equal(roots.length, 2 * RECORDING_ROOT);
    assert_memory_equal(roots.data, one.bytes, ID_LENGTH);
    assert_int_equal(roots.data[ID_LENGTH], 3);
    assert_memory_equal(roots.data + RECORDING_ROOT, two.bytes, ID_LENGTH);
    assert_int_equal(roots.data[RECORDING_ROOT + ID_LENGTH], 1);

    put_second(&entry, &one, 1, "another one");
    assert_true(recording_roots(records, &entry, &again, &fault));
    assert_memory_not_equal(roots.data, again.data, RECORDING_ROOT);
    assert_memory_equal(roots.data + RECORDING_ROOT, again.data + RECORDING_ROOT, RECORDING_ROOT);
    bytes_destroy(&roots);
    bytes_destroy(&again);
}

static void
the_check_misses_no_second_of_an_entry(void **state)
{
    struct id entry = id_of(7), kept = id_of(1), rubble = id_of(2);
    struct bytes roots = BYTES_EMPTY;

    (void) state;
    put_second(&entry, &kept, 0, "first");
    put_second(&entry, &kept, 1, "second");
    assert_true(recording_roots(records, &entry, &roots, &fault));
    put_second(&entry, &rubble, 0, "nobody kept this");
    put_entry(&entry, &roots);
    assert_int_equal(n_damaged(), 0);
    drop_second(&entry, &rubble, 0); // goes later, in its own time
    assert_int_equal(n_damaged(), 0);

    put_second(&entry, &kept, 1, "Second");
    assert_int_equal(n_damaged(), 1);
    drop_second(&entry, &kept, 1);
    assert_int_equal(n_damaged(), 1);
    put_second(&entry, &kept, 1, "second");
    assert_int_equal(n_damaged(), 0);
    put_second(&entry, &kept, 2, "one more");
    assert_int_equal(n_damaged(), 1);
    bytes_destroy(&roots);
}

/* Begins a draft with sound and cuts its process off. */
static struct id
interrupted(const struct id *recording)
{
    struct bytes snapshot = BYTES_EMPTY;
    struct records_draft *draft = NULL;
    struct id journal = records_clinic, id;

    bytes_append_text(&snapshot, "{}");
    assert_true(records_draft_begin(records, &journal, &snapshot, &draft, &fault));
    id = records_draft_id(draft);
    put_second(&id, recording, 0, "a second");
    records_draft_free(draft);
    bytes_destroy(&snapshot);
    assert_true(records_drafts_interrupt(records, &ID_NONE, &fault));
    return id;
}

static void
the_check_misses_no_second_of_an_interrupted_draft(void **state)
{
    struct id recording = id_of(1), draft = interrupted(&recording);

    (void) state;
    assert_int_equal(n_damaged(), 0);
    put_second(&draft, &recording, 1, "said by somebody else");
    assert_int_equal(n_damaged(), 1);
    drop_second(&draft, &recording, 1);
    assert_int_equal(n_damaged(), 0);
    drop_second(&draft, &recording, 0);
    assert_int_equal(n_damaged(), 1);
}

/* A damaged cache row is dropped and made anew; it needs no key to be told. */
static void
a_damaged_cache_row_is_dropped(void **state)
{
    struct store_row row = {0}, read = {0};
    struct bytes none = BYTES_EMPTY;
    uint8_t hash[VAULT_HASH];
    struct id entry = id_of(7);

    (void) state;
    put_entry(&entry, &none);
    store_set_id(&row, CACHE_ENTRY, &entry);
    store_set_id(&row, CACHE_JOURNAL, &records_clinic);
    store_set_integer(&row, CACHE_EPOCH, 1);
    store_set_integer(&row, CACHE_REVISION, 1);
    store_set_text(&row, CACHE_SEALED, "a key");
    cache_hash(&row, hash);
    store_set_blob(&row, CACHE_PLAIN_HASH, hash, sizeof(hash));
    for (int damaged = 0; damaged < 2; damaged++) {
        store_set_integer(&row, CACHE_EPOCH, 1 + damaged);
        assert_true(store_begin(records->store, &fault));
        assert_true(store_put(records->store, STORE_CACHE, &row, &fault));
        assert_true(store_commit(records->store, &fault));
        assert_true(records_tidy(records, &fault));
        assert_int_equal(
            get_by_id(records, STORE_CACHE, &entry, &read, &fault), damaged ? false : true);
    }
    store_row_destroy(&row);
    store_row_destroy(&read);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_root_is_of_every_second_in_its_place),
        TEST(the_check_misses_no_second_of_an_entry),
        TEST(the_check_misses_no_second_of_an_interrupted_draft),
        TEST(a_damaged_cache_row_is_dropped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
