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

/* Cache rows of entries that are gone, and damaged ones, within a transaction: both can be made
 * anew. */
static bool
drop_cache(struct records *records, struct fault *fault)
{
    struct rows rows;
    bool done = rows_of(records, STORE_CACHE, 0, NULL, &rows, fault);

    for (size_t i = 0; i < rows.count && done; i++) {
        struct id entry = store_id(&rows.rows[i], CACHE_ENTRY);
        struct store_row row = {0};
        struct fault gone = FAULT_EMPTY;
        bool is_rubble =
            !cache_is_whole(&rows.rows[i]) ||
            (!get_by_id(records, STORE_ENTRY, &entry, &row, &gone) && gone.kind == FAULT_NOT_FOUND);

        if (is_rubble)
            done = store_delete(records->store, STORE_CACHE, &rows.rows[i], fault);
        store_row_destroy(&row);
    }
    rows_destroy(&rows);
    return done;
}

static bool
drop_rubble(struct records *records, struct fault *fault)
{
    if (!store_begin(records->store, fault))
        return false;
    if (drop_cache(records, fault))
        return store_commit(records->store, fault);
    store_rollback(records->store);
    return false;
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
