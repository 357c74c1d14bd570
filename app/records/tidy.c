/* Work that can wait until after the first frame. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
cache_is_whole(const struct store_row *row)
{
    const struct bytes *stored = &row->values[CACHE_PLAIN_HASH].blob;
    uint8_t hash[VAULT_HASH];

    cache_hash(row, hash);
    return stored->length == VAULT_HASH && memcmp(stored->data, hash, VAULT_HASH) == 0;
}

/* Entries and cache rows are walked beside each other: both go by the entry's id. */
struct sweep {
    struct bytes entries; /* their ids */
    size_t at;            /* in them */
    struct rows rubble;
};

static bool
note_entry(void *context, const struct store_row *entry, struct fault *fault)
{
    struct sweep *sweep = context;
    struct id id = store_id(entry, ENTRY_ID);

    (void) fault;
    bytes_append(&sweep->entries, id.bytes, ID_LENGTH);
    return true;
}

static bool
has_entry(struct sweep *sweep, const struct id *id)
{
    int order = -1;

    for (; sweep->at < sweep->entries.length; sweep->at += ID_LENGTH) {
        order = memcmp(sweep->entries.data + sweep->at, id->bytes, ID_LENGTH);
        if (order >= 0)
            break;
    }
    return order == 0;
}

static bool
note_rubble(void *context, const struct store_row *cache, struct fault *fault)
{
    struct sweep *sweep = context;
    struct id entry = store_id(cache, CACHE_ENTRY);

    (void) fault;
    if (!has_entry(sweep, &entry) || !cache_is_whole(cache))
        row_copy(rows_add(&sweep->rubble), cache, store_columns(STORE_CACHE));
    return true;
}

static bool
rubble_drop(struct records *records, const struct rows *rubble, struct fault *fault)
{
    bool dropped = store_begin(records->store, fault);

    if (!dropped)
        return false;
    for (size_t i = 0; i < rubble->count && dropped; i++)
        dropped = store_delete(records->store, STORE_CACHE, &rubble->rows[i], fault);
    if (dropped)
        return store_commit(records->store, fault);
    store_rollback(records->store);
    return false;
}

/* Cache rows of entries that are gone, and damaged ones: both can be made anew. */
static bool
drop_rubble(struct records *records, struct fault *fault)
{
    const struct store_walk ids = {.table = STORE_ENTRY, .n_columns = ENTRY_ID + 1};
    struct sweep sweep = {.rubble = {.table = STORE_CACHE}};
    bool swept = store_walk(records->store, &ids, note_entry, &sweep, fault) &&
                 store_each(records->store, STORE_CACHE, 0, NULL, note_rubble, &sweep, fault) &&
                 (sweep.rubble.count == 0 || rubble_drop(records, &sweep.rubble, fault));

    bytes_destroy(&sweep.entries);
    rows_destroy(&sweep.rubble);
    return swept;
}

/* A kiosk that went on from a restored folder said in the log what is not there: a power cut may have
 * left the list. */
static void
drop_absent(const struct records *records)
{
    char *path = file_path(records->folder, RECORDS_ABSENT);

    (void) unlink(path); // hardly ever there
    free(path);
}

bool
records_tidy(struct records *records, struct fault *fault)
{
    if (!records->write)
        return true;
    drop_absent(records);
    if (!drop_rubble(records, fault))
        return false;
    // Before the WAL is filled, which emptying would undo.
    if (records->pending)
        checkpoint_now_or_later(records);
    if (!store_warm(records->store, fault) || !records_backups_log(records, fault))
        return false;
    return store_ballast_make(records->folder, fault); // given up when the disk was full
}
