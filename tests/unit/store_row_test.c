/* Rows of every table, there and back. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "afterword/store.h"
#include "folder.h"
#include "seed.h"

static char *folder;
static struct store *store;
static struct fault fault;

static int
set_up(void **state)
{
    (void) state;
    fault = FAULT_EMPTY;
    folder = test_folder_make();
    return store_open(folder, STORE_CREATE, &store, &fault) ? 0 : -1;
}

static int
tear_down(void **state)
{
    (void) state;
    store_close(store);
    test_folder_remove(folder);
    return 0;
}

/* A row that is like no other: key columns by `key`, the others by `seed`. */
static struct store_row
row_of(enum store_table table, unsigned key, uint64_t seed)
{
    static const int64_t integers[] = {0, -1, INT64_MAX, INT64_MIN, 1, 4294967296};
    static const size_t lengths[] = {0, 1, 16, 176, 5000};
    struct seed random = {seed + 1};
    struct store_row row = {0};

    for (size_t i = 0; i < store_columns(table); i++) {
        bool in_key = i < store_key_columns(table);
        uint8_t bytes[5000];
        size_t length = in_key ? 4 : lengths[seed_below(&random, COUNT(lengths))];

        if (!store_column_is_blob(table, i)) {
            store_set_integer(
                &row, i, in_key ? (int64_t) key : integers[seed_below(&random, COUNT(integers))]);
            continue;
        }
        for (size_t j = 0; j < length; j++)
            bytes[j] = (uint8_t) (in_key ? key >> (8 * (3 - j)) : seed_next(&random));
        store_set_blob(&row, i, bytes, length);
    }
    return row;
}

static void
assert_rows_equal(enum store_table table, const struct store_row *a, const struct store_row *b)
{
    for (size_t i = 0; i < store_columns(table); i++) {
        assert_int_equal(a->values[i].is_blob, b->values[i].is_blob);
        if (a->values[i].is_blob)
            assert_true(bytes_equal(&a->values[i].blob, &b->values[i].blob));
        else
            assert_true(a->values[i].integer == b->values[i].integer);
    }
}

static void
put(enum store_table table, unsigned key, uint64_t seed)
{
    struct store_row row = row_of(table, key, seed);

    assert_true(store_put(store, table, &row, &fault));
    store_row_destroy(&row);
}

/* The row of this key is there and is what row_of makes of `seed`. */
static void
expect(enum store_table table, unsigned key, uint64_t seed)
{
    struct store_row wanted = row_of(table, key, seed), read = {0};

    if (!store_get(store, table, &wanted, &read, &fault))
        fail_msg("%s: %s", store_table_name(table), fault_description(fault.kind));
    assert_rows_equal(table, &wanted, &read);
    store_row_destroy(&wanted);
    store_row_destroy(&read);
}

static void
expect_none(enum store_table table, unsigned key)
{
    struct store_row wanted = row_of(table, key, 0), read = {0};

    fault = FAULT_EMPTY;
    assert_false(store_get(store, table, &wanted, &read, &fault));
    assert_int_equal(fault.kind, FAULT_NOT_FOUND);
    store_row_destroy(&wanted);
    store_row_destroy(&read);
}

static uint64_t
counted(enum store_table table)
{
    uint64_t count = UINT64_MAX;

    assert_true(store_count(store, table, &count, &fault));
    return count;
}

static void
drop(enum store_table table, unsigned key)
{
    struct store_row row = row_of(table, key, 0);

    assert_true(store_delete(store, table, &row, &fault));
    store_row_destroy(&row);
}

/* ---- tables ----------------------------------------------------------------------------*/

static void
tables_have_names_and_keys(void **state)
{
    (void) state;
    for (int i = 1; i < STORE_TABLES; i++) {
        enum store_table table = (enum store_table) i;

        assert_in_range(store_columns(table), 2, STORE_COLUMNS_MAX);
        assert_in_range(store_key_columns(table), 1, store_columns(table) - 1);
        for (int j = 1; j < i; j++)
            assert_string_not_equal(
                store_table_name((enum store_table) j), store_table_name(table));
    }
    assert_string_equal(store_table_name(STORE_META), "meta");
    assert_string_equal(store_table_name(STORE_LINE), "line");
    assert_int_equal(STORE_TABLES, 23); // their numbers are of the format
}

static void
rows_of_every_table_come_back(void **state)
{
    (void) state;
    for (int i = 1; i < STORE_TABLES; i++) {
        enum store_table table = (enum store_table) i;

        assert_int_equal(counted(table), 0);
        assert_true(store_begin(store, &fault));
        for (unsigned key = 1; key <= 12; key++)
            put(table, key, key * 100);
        assert_true(store_commit(store, &fault));
        assert_int_equal(counted(table), 12);
        for (unsigned key = 1; key <= 12; key++)
            expect(table, key, key * 100);
        expect_none(table, 13);
    }
}

static void
rows_are_there_when_opened_again(void **state)
{
    (void) state;
    assert_true(store_begin(store, &fault));
    for (int i = 1; i < STORE_TABLES; i++)
        put((enum store_table) i, 5, 55);
    assert_true(store_commit(store, &fault));
    store_close(store);
    store = NULL;
    assert_true(store_open(folder, STORE_WRITE, &store, &fault));
    for (int i = 1; i < STORE_TABLES; i++)
        expect((enum store_table) i, 5, 55);
    assert_true(store_quick_check(store, &fault));
}

static void
the_same_key_is_overwritten(void **state)
{
    (void) state;
    assert_true(store_begin(store, &fault));
    for (int i = 1; i < STORE_TABLES; i++) {
        put((enum store_table) i, 1, 10);
        put((enum store_table) i, 2, 20);
        put((enum store_table) i, 1, 11);
    }
    assert_true(store_commit(store, &fault));
    for (int i = 1; i < STORE_TABLES; i++) {
        assert_int_equal(counted((enum store_table) i), 2);
        expect((enum store_table) i, 1, 11);
        expect((enum store_table) i, 2, 20);
    }
}

static void
a_deleted_row_is_gone(void **state)
{
    (void) state;
    assert_true(store_begin(store, &fault));
    for (int i = 1; i < STORE_TABLES; i++) {
        put((enum store_table) i, 1, 10);
        put((enum store_table) i, 2, 20);
        drop((enum store_table) i, 1);
        drop((enum store_table) i, 3); // one that is not there is fine
    }
    assert_true(store_commit(store, &fault));
    for (int i = 1; i < STORE_TABLES; i++) {
        assert_int_equal(counted((enum store_table) i), 1);
        expect_none((enum store_table) i, 1);
        expect((enum store_table) i, 2, 20);
    }
}

static void
every_part_of_a_key_counts(void **state)
{
    struct store_row row = row_of(STORE_CHUNK, 1, 1);

    (void) state;
    assert_true(store_begin(store, &fault));
    for (int i = 0; i < 3; i++) {
        store_set_integer(&row, 2, i);
        assert_true(store_put(store, STORE_CHUNK, &row, &fault));
    }
    store_set_blob(&row, 1, "other", 5);
    assert_true(store_put(store, STORE_CHUNK, &row, &fault));
    assert_true(store_delete(store, STORE_CHUNK, &row, &fault));
    assert_true(store_commit(store, &fault));
    assert_int_equal(counted(STORE_CHUNK), 3);
    store_row_destroy(&row);
}

/* ---- walks -------------------------------------------------------------------------------*/

struct walk {
    enum store_table table;
    unsigned keys[64];
    size_t count, stop_after;
};

static bool
note_key(void *context, const struct store_row *row, struct fault *found)
{
    struct walk *walk = context;
    const uint8_t *key = row->values[0].blob.data;

    assert_in_range(walk->count, 0, COUNT(walk->keys) - 1);
    walk->keys[walk->count++] = (unsigned) (key[0] << 24 | key[1] << 16 | key[2] << 8 | key[3]);
    return walk->count != walk->stop_after || FAULT(found, FAULT_LIMIT, "walk on", 9);
}

static void
a_walk_goes_by_the_key(void **state)
{
    static const unsigned keys[] = {256, 3, 0x01000000, 1, 255, 2};
    static const unsigned ordered[] = {1, 2, 3, 255, 256, 0x01000000};
    struct walk walk = {STORE_NOTE, {0}, 0, 0};

    (void) state;
    assert_true(store_begin(store, &fault));
    for (size_t i = 0; i < COUNT(keys); i++)
        put(STORE_NOTE, keys[i], i);
    assert_true(store_each(store, STORE_NOTE, 0, NULL, note_key, &walk, &fault));
    assert_int_equal(walk.count, COUNT(ordered));
    assert_memory_equal(walk.keys, ordered, sizeof(ordered));
    assert_true(store_commit(store, &fault));
}

static void
a_walk_by_a_column_meets_its_rows_alone(void **state)
{
    struct walk walk = {STORE_NOTE, {0}, 0, 0};
    struct store_value value = {.is_blob = true};
    struct store_value revision = {.integer = 7};

    (void) state;
    assert_true(store_begin(store, &fault));
    for (unsigned key = 1; key <= 20; key++) {
        struct store_row row = row_of(STORE_NOTE, key, key);

        store_set_text(&row, 1, key % 3 == 0 ? "this entry" : "another");
        store_set_integer(&row, 3, key % 5 == 0 ? 7 : 8);
        assert_true(store_put(store, STORE_NOTE, &row, &fault));
        store_row_destroy(&row);
    }
    assert_true(store_commit(store, &fault));
    bytes_append_text(&value.blob, "this entry");
    assert_true(store_each(store, STORE_NOTE, 1, &value, note_key, &walk, &fault));
    assert_int_equal(walk.count, 6);
    for (unsigned i = 0; i < 6; i++)
        assert_int_equal(walk.keys[i], 3 * (i + 1));
    walk.count = 0;
    assert_true(store_each(store, STORE_NOTE, 3, &revision, note_key, &walk, &fault));
    assert_int_equal(walk.count, 4);
    walk.count = 0;
    bytes_append_text(&value.blob, "'; DROP TABLE note; --");
    assert_true(store_each(store, STORE_NOTE, 1, &value, note_key, &walk, &fault));
    assert_int_equal(walk.count, 0);
    bytes_destroy(&value.blob);
}

static void
a_visitor_ends_the_walk(void **state)
{
    struct walk walk = {STORE_NOTE, {0}, 0, 3};

    (void) state;
    assert_true(store_begin(store, &fault));
    for (unsigned key = 1; key <= 9; key++)
        put(STORE_NOTE, key, key);
    assert_true(store_commit(store, &fault));
    assert_false(store_each(store, STORE_NOTE, 0, NULL, note_key, &walk, &fault));
    assert_int_equal(fault.kind, FAULT_LIMIT);
    assert_int_equal(walk.count, 3);
}

static void
the_last_row_has_the_highest_key(void **state)
{
    struct store_row row = {0}, wanted;

    (void) state;
    for (int i = 1; i < STORE_TABLES; i++) {
        enum store_table table = (enum store_table) i;

        fault = FAULT_EMPTY;
        assert_false(store_last(store, table, &row, &fault));
        assert_int_equal(fault.kind, FAULT_NOT_FOUND);
        assert_true(store_begin(store, &fault));
        put(table, 300, 3);
        put(table, 7, 70);
        put(table, 29, 2);
        assert_true(store_commit(store, &fault));
        assert_true(store_last(store, table, &row, &fault));
        wanted = row_of(table, 300, 3);
        assert_rows_equal(table, &wanted, &row);
        store_row_destroy(&wanted);
    }
    store_row_destroy(&row);
}

/* ---- transactions --------------------------------------------------------------------------*/

static void
what_is_rolled_back_never_was(void **state)
{
    (void) state;
    assert_true(store_begin(store, &fault));
    put(STORE_ENTRY, 1, 10);
    put(STORE_ENTRY, 2, 20);
    assert_true(store_commit(store, &fault));
    assert_true(store_begin(store, &fault));
    put(STORE_ENTRY, 1, 11);
    put(STORE_ENTRY, 3, 30);
    drop(STORE_ENTRY, 2);
    store_rollback(store);
    store_rollback(store); // nothing more to undo
    store_rollback(NULL);
    expect(STORE_ENTRY, 1, 10);
    expect(STORE_ENTRY, 2, 20);
    expect_none(STORE_ENTRY, 3);
    assert_true(store_begin(store, &fault));
    put(STORE_ENTRY, 3, 30);
    assert_true(store_commit(store, &fault));
    expect(STORE_ENTRY, 3, 30);
}

static void
closing_undoes_what_was_not_committed(void **state)
{
    (void) state;
    assert_true(store_begin(store, &fault));
    put(STORE_ENTRY, 1, 10);
    store_close(store);
    store = NULL;
    assert_true(store_open(folder, STORE_WRITE, &store, &fault));
    expect_none(STORE_ENTRY, 1);
}

static void
a_large_blob_comes_back(void **state)
{
    struct store_row row = row_of(STORE_ENTRY, 1, 1), read = {0};
    uint8_t *large = memory_new(STORE_BLOB_MAX, 1);

    (void) state;
    for (size_t i = 0; i < STORE_BLOB_MAX; i++)
        large[i] = (uint8_t) (i * 31 >> 3);
    store_set_blob(&row, 4, "", 0);
    store_set_blob(&row, 6, "", 0);
    store_set_blob(&row, 5, large, STORE_BLOB_MAX);
    assert_true(store_begin(store, &fault));
    assert_true(store_put(store, STORE_ENTRY, &row, &fault));
    assert_true(store_commit(store, &fault));
    assert_true(store_get(store, STORE_ENTRY, &row, &read, &fault));
    assert_rows_equal(STORE_ENTRY, &row, &read);
    store_row_destroy(&row);
    store_row_destroy(&read);
    free(large);
}

static void
an_id_is_16_bytes_or_none(void **state)
{
    struct store_row row = {0};
    struct id id = {{1, 2, 3}}, read;

    (void) state;
    store_set_id(&row, 0, &id);
    read = store_id(&row, 0);
    assert_true(id_equal(&read, &id));
    store_set_blob(&row, 0, id.bytes, ID_LENGTH - 1);
    read = store_id(&row, 0);
    assert_true(id_is_none(&read));
    store_set_integer(&row, 1, 7);
    read = store_id(&row, 1);
    assert_true(id_is_none(&read));
    store_row_destroy(&row);
}

static void
bytes_that_are_given_to_a_row_are_its_own(void **state)
{
    struct bytes given = BYTES_EMPTY;
    struct store_row row = {0};
    const uint8_t *data;

    (void) state;
    store_set_blob(&row, 1, "what it held", 12);
    bytes_append_text(&given, "boots");
    data = given.data;
    store_give_blob(&row, 1, &given);
    assert_ptr_equal(row.values[1].blob.data, data);
    assert_int_equal(row.values[1].blob.length, 5);
    assert_true(row.values[1].is_blob);
    assert_null(given.data);
    assert_int_equal(given.length, 0);
    store_row_destroy(&row);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tables_have_names_and_keys),
        TEST(rows_of_every_table_come_back),
        TEST(rows_are_there_when_opened_again),
        TEST(the_same_key_is_overwritten),
        TEST(a_deleted_row_is_gone),
        TEST(every_part_of_a_key_counts),
        TEST(a_walk_goes_by_the_key),
        TEST(a_walk_by_a_column_meets_its_rows_alone),
        TEST(a_visitor_ends_the_walk),
        TEST(the_last_row_has_the_highest_key),
        TEST(what_is_rolled_back_never_was),
        TEST(closing_undoes_what_was_not_committed),
        TEST(a_large_blob_comes_back),
        TEST(an_id_is_16_bytes_or_none),
        TEST(bytes_that_are_given_to_a_row_are_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
