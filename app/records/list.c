/* Listing a journal: its entries with their summaries.
 *
 * A list of many years is long to read and short to open, and it is wanted the moment when a
 * passphrase is right. So its rows are read before that, sealed as they lie in the file and compared
 * with the log (records_ready); what is left is to open them. Whatever changes an entry or where it is
 * placed drops what was read. Without it, or when it is more than memory should hold, each list reads
 * its own rows.
 */
#include "inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- one entry of a list ---------------------------------------------------------------------*/

void
listed_destroy(struct listed *listed)
{
    bytes_destroy(&listed->seal);
    bytes_destroy(&listed->cached);
    bytes_destroy(&listed->summary);
}

void
listed_place(struct records *records, const struct store_row *placement, struct listed *listed)
{
    struct store_row row = {0};
    struct fault ignored = FAULT_EMPTY; // without a cache row the seal opens

    listed->entry = store_id(placement, PLACEMENT_ENTRY);
    listed->journal = store_id(placement, PLACEMENT_JOURNAL);
    listed->epoch = (uint32_t) placement->values[PLACEMENT_EPOCH].integer;
    listed->placement_revision = placement->values[PLACEMENT_REVISION].integer;
    bytes_set(&listed->seal, placement->values[PLACEMENT_SEALED].blob.data,
        placement->values[PLACEMENT_SEALED].blob.length);
    bytes_clear(&listed->cached);
    if (get_by_id(records, STORE_CACHE, &listed->entry, &row, &ignored)) {
        listed->cache_revision = row.values[CACHE_REVISION].integer;
        bytes_set(&listed->cached, row.values[CACHE_SEALED].blob.data,
            row.values[CACHE_SEALED].blob.length);
    }
    store_row_destroy(&row);
}

/* `row` is an entry's, and is read into; its summary is the list's after it. NOT_FOUND when the
 * placement leads to none. */
static bool
listed_read(struct records *records, const struct store_row *placement, struct store_row *row,
    struct listed *listed, struct fault *fault)
{
    struct id id = store_id(placement, PLACEMENT_ENTRY);

    if (!get_by_id(records, STORE_ENTRY, &id, row, fault))
        return false;
    listed_place(records, placement, listed);
    listed->agrees =
        fold_agrees(records, STORE_PLACEMENT, placement) && fold_agreed(records, STORE_ENTRY, row);
    listed->revision = row->values[ENTRY_REVISION].integer;
    listed->day = (uint32_t) row->values[ENTRY_DAY].integer;
    listed->interrupted = row->values[ENTRY_STATE].integer != 0;
    listed->has_closed = row->values[ENTRY_CLOSED].blob.length > 0;
    bytes_set(&listed->summary, row->values[ENTRY_SUMMARY].blob.data,
        row->values[ENTRY_SUMMARY].blob.length);
    return true;
}

/* ---- read before it is wanted ----------------------------------------------------------------*/

struct ready {
    struct listed *listed; /* by journal */
    size_t count, capacity, bytes;
};

void
ready_free(struct records *records)
{
    struct ready *ready = records->ready;

    if (!ready)
        return;
    for (size_t i = 0; i < ready->count; i++)
        listed_destroy(&ready->listed[i]);
    free(ready->listed);
    free(ready);
    records->ready = NULL;
}

struct readying {
    struct records *records;
    size_t bytes_max;
    struct store_row row; /* one for all: its memory is used again */
};

static struct listed *
ready_add(struct ready *ready)
{
    if (ready->count == ready->capacity) {
        ready->capacity = ready->capacity ? 2 * ready->capacity : 64;
        ready->listed = memory_resize(ready->listed, ready->capacity, sizeof(*ready->listed));
    }
    ready->listed[ready->count] = (struct listed){0};
    return &ready->listed[ready->count];
}

static bool
ready_one(void *context, const struct store_row *placement, struct fault *fault)
{
    struct readying *readying = context;
    struct ready *ready = readying->records->ready;
    struct listed *listed;

    if (!fold_knows(readying->records, STORE_PLACEMENT, placement))
        return true;
    listed = ready_add(ready);
    if (!listed_read(readying->records, placement, &readying->row, listed, fault)) {
        listed_destroy(listed);
        return fault->kind == FAULT_NOT_FOUND; // as a list passes it over
    }
    ready->count++;
    ready->bytes += sizeof(*listed) + listed->summary.capacity + listed->seal.capacity +
                    listed->cached.capacity;
    return ready->bytes <= readying->bytes_max ||
           FAULT(fault, FAULT_LIMIT, "keep the rows of every list", (int64_t) readying->bytes_max);
}

/* Entries of one journal stay in the order in which a list of its own reads them. */
static int
by_journal(const void *a, const void *b)
{
    const struct listed *left = a, *right = b;
    int order = memcmp(left->journal.bytes, right->journal.bytes, ID_LENGTH);

    return order != 0 ? order : memcmp(left->entry.bytes, right->entry.bytes, ID_LENGTH);
}

bool
ready_make(struct records *records, size_t bytes_max, struct fault *fault)
{
    struct readying readying = {.records = records, .bytes_max = bytes_max};
    bool made;

    if (records->ready)
        return true;
    records->ready = memory_new(1, sizeof(*records->ready));
    made = store_each(records->store, STORE_PLACEMENT, 0, NULL, ready_one, &readying, fault);
    store_row_destroy(&readying.row);
    if (!made)
        ready_free(records);
    else if (records->ready->count > 0)
        qsort(records->ready->listed, records->ready->count, sizeof(struct listed), by_journal);
    return made || fault->kind == FAULT_LIMIT; // then each list reads its own
}

bool
records_ready(struct records *records, struct fault *fault)
{
    return ready_make(records, RECORDS_READY_MAX, fault);
}

/* ---- a list ----------------------------------------------------------------------------------*/

struct listing {
    struct records *records;
    struct records_session *session;
    struct records_entries *entries;
    size_t capacity;
    struct store_row row; /* one for all: its memory is used again */
    struct listed listed; /* and this */
    struct rows fresh;    /* cache rows that were missing: written when all is read */
};

static struct records_entry *
entries_add(struct listing *listing)
{
    struct records_entries *entries = listing->entries;

    if (entries->count == listing->capacity) {
        listing->capacity = listing->capacity ? 2 * listing->capacity : 64;
        entries->entries =
            memory_resize(entries->entries, listing->capacity, sizeof(*entries->entries));
    }
    return &entries->entries[entries->count++];
}

void
cache_hash(const struct store_row *row, uint8_t hash[VAULT_HASH])
{
    struct vault_message message = vault_message("cache");

    for (size_t i = CACHE_ENTRY; i < CACHE_PLAIN_HASH; i++)
        message_column(&message, row, i);
    message_column(&message, row, CACHE_SEALED);
    vault_hash(&message, hash);
}

/* The row that spares the slow seal from now on. */
static void
cache_make(struct records *records, const struct records_session *session, struct listed *listed,
    const struct vault_key *key, struct store_row *row)
{
    const struct held *held = session_held(session, &listed->journal, listed->epoch);
    struct vault_block block =
        block_of(records, VAULT_KIND_CACHE, &listed->journal, &listed->entry, held->epoch);
    struct vault_key *cache = vault_key_derive(held->seed, VAULT_JOURNAL_CACHE);
    struct bytes plain = BYTES_EMPTY;
    uint8_t hash[VAULT_HASH];

    bytes_append(&plain, vault_key_bytes(key), VAULT_KEY);
    vault_seal(cache, &block, &plain, &listed->cached);
    listed->cache_revision = listed->placement_revision;
    store_set_id(row, CACHE_ENTRY, &listed->entry);
    store_set_id(row, CACHE_JOURNAL, &listed->journal);
    store_set_integer(row, CACHE_EPOCH, held->epoch);
    store_set_integer(row, CACHE_REVISION, listed->cache_revision);
    store_set_blob(row, CACHE_SEALED, listed->cached.data, listed->cached.length);
    cache_hash(row, hash);
    store_set_blob(row, CACHE_PLAIN_HASH, hash, sizeof(hash));
    bytes_wipe(&plain);
    vault_key_free(cache);
}

/* One that does not open is listed as damaged, with its day. */
static void
list_listed(struct listing *listing, struct listed *listed)
{
    struct records *records = listing->records;
    struct records_entry *entry = entries_add(listing);
    struct fault broken = FAULT_EMPTY;
    struct vault_key *key = NULL;
    bool fresh = false;

    *entry = (struct records_entry){
        .id = listed->entry,
        .journal = listed->journal,
        .day = listed->day,
        .interrupted = listed->interrupted,
        .has_closed = listed->has_closed,
    };
    if (listed->agrees)
        key = listed_key(records, listing->session, listed, &fresh, &broken);
    entry->damaged =
        !key || !part_open(records, key, VAULT_ENTRY_SUMMARY, VAULT_KIND_SUMMARY, &listed->entry,
                    (uint64_t) listed->revision, &listed->summary, &entry->summary, &broken);
    if (fresh && !entry->damaged && records->write)
        cache_make(records, listing->session, listed, key, rows_add(&listing->fresh));
    vault_key_free(key);
}

/* Without a line in the log an entry is nobody's and not shown. */
static bool
list_one(void *context, const struct store_row *placement, struct fault *fault)
{
    struct listing *listing = context;
    struct fault broken = FAULT_EMPTY;

    if (!fold_knows(listing->records, STORE_PLACEMENT, placement))
        return true;
    if (listed_read(listing->records, placement, &listing->row, &listing->listed, &broken))
        list_listed(listing, &listing->listed);
    else if (broken.kind != FAULT_NOT_FOUND) // the check says what is missing
        return fault_set(fault, broken.kind, broken.doing, broken.code);
    return true;
}

/* The first of a journal's among what was read before; the number of all where there is none. */
static size_t
ready_find(const struct ready *ready, const struct id *journal)
{
    size_t from = 0, to = ready->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (memcmp(ready->listed[middle].journal.bytes, journal->bytes, ID_LENGTH) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static void
list_ready(struct listing *listing, const struct id *journal)
{
    struct ready *ready = listing->records->ready;

    for (size_t i = ready_find(ready, journal);
         i < ready->count && id_equal(&ready->listed[i].journal, journal); i++)
        list_listed(listing, &ready->listed[i]);
}

/* Not in the log: they can be made anew, and forged ones open nothing. On a full disk the list is
 * there without them. */
static void
keep_fresh(struct records *records, const struct rows *fresh)
{
    struct fault fault = FAULT_EMPTY;
    bool kept = store_begin(records->store, &fault);

    if (kept) {
        for (size_t i = 0; i < fresh->count && kept; i++)
            kept = store_put(records->store, STORE_CACHE, &fresh->rows[i], &fault);
        if (kept)
            kept = store_commit(records->store, &fault);
        else
            store_rollback(records->store);
    }
    if (!kept)
        LOG_FAULT("records", &fault);
}

static int
newest_first(const void *a, const void *b)
{
    const struct records_entry *left = a, *right = b;

    return left->day == right->day ? 0 : left->day < right->day ? 1 : -1;
}

bool
records_entries(struct records *records, struct records_session *session, const struct id *journal,
    struct records_entries *entries, struct fault *fault)
{
    struct records_entries read = {0};
    struct listing listing = {
        .records = records, .session = session, .entries = &read, .fresh = {.table = STORE_CACHE}};
    bool listed = true;

    if (!records_session_holds(session, journal))
        return FAULT(fault, FAULT_ACCESS, "list a journal", 0);
    if (records->ready)
        list_ready(&listing, journal);
    else // within the walk, so that the rows that it leads to are read without a lock for each
        listed = each_of(
            records, STORE_PLACEMENT, PLACEMENT_JOURNAL, journal, list_one, &listing, fault);
    if (listing.fresh.count > 0)
        keep_fresh(records, &listing.fresh);
    rows_destroy(&listing.fresh);
    store_row_destroy(&listing.row);
    listed_destroy(&listing.listed);
    if (!listed) {
        records_entries_destroy(&read);
        return false;
    }
    if (read.count > 0)
        qsort(read.entries, read.count, sizeof(*read.entries), newest_first);
    *entries = read;
    return true;
}

void
records_entries_destroy(struct records_entries *entries)
{
    for (size_t i = 0; i < entries->count; i++)
        bytes_wipe(&entries->entries[i].summary);
    free(entries->entries);
    *entries = (struct records_entries){NULL, 0};
}
