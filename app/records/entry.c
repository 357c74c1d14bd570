/* Entries: bodies under one key of their own, and the placement that seals that key to a journal. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

#define SUMMARY_BUCKET 2048
#define BODY_BUCKET 1024
#define SUMMARY_MAX (SUMMARY_BUCKET - 1) /* a summary's size says nothing */

/* ---- writing --------------------------------------------------------------------------------*/

static void
part_seal(struct records *records, const struct vault_key *entry, enum vault_derived which,
    enum vault_kind kind, const struct id *id, uint64_t revision, const struct bytes *body,
    size_t least, struct store_row *row, size_t column)
{
    struct vault_block block = block_of(records, kind, id, id, revision);
    struct vault_key *key;
    struct bytes sealed = BYTES_EMPTY;

    if (body && body->length > 0) {
        key = vault_key_derive(entry, which);
        body_seal(key, &block, body, least, &sealed);
        vault_key_free(key);
    }
    store_set_blob(row, column, sealed.data, sealed.length);
    bytes_destroy(&sealed);
}

static bool
placement_put(struct records *records, const struct id *entry, uint64_t revision,
    const struct id *journal, const struct vault_key *key, struct fault *fault)
{
    struct vault_block block = block_of(records, VAULT_KIND_PLACEMENT, journal, entry, revision);
    struct store_row row = {0};
    struct bytes sealed = BYTES_EMPTY;
    struct id id = vault_random_id();
    uint8_t box[VAULT_PUBLIC];
    uint32_t epoch;
    bool put = receiver_of(records, journal, &epoch, box, fault) &&
               vault_seal_key(box, &block, key, &sealed, fault);

    if (put) {
        store_set_id(&row, PLACEMENT_ID, &id);
        store_set_id(&row, PLACEMENT_ENTRY, entry);
        store_set_integer(&row, PLACEMENT_REVISION, (int64_t) revision);
        store_set_id(&row, PLACEMENT_JOURNAL, journal);
        store_set_integer(&row, PLACEMENT_EPOCH, epoch);
        store_set_blob(&row, PLACEMENT_SEALED, sealed.data, sealed.length);
        put = change_put(records, STORE_PLACEMENT, &row, fault);
    }
    bytes_destroy(&sealed);
    store_row_destroy(&row);
    return put;
}

static bool
bodies_fit(const struct records_bodies *bodies, struct fault *fault)
{
    if (bodies->summary->length > SUMMARY_MAX)
        return FAULT(fault, FAULT_LIMIT, "seal a summary", SUMMARY_MAX);
    return (!bodies->open || body_fits(bodies->open, fault)) &&
           (!bodies->closed || body_fits(bodies->closed, fault));
}

bool
entry_put(struct records *records, const struct id *id, uint64_t revision, uint32_t day,
    const struct records_bodies *bodies, const struct id *journal, struct fault *fault)
{
    struct vault_key *key;
    struct store_row row = {0};
    bool put;

    if (!bodies_fit(bodies, fault))
        return false;
    key = vault_key_random();
    store_set_id(&row, ENTRY_ID, id);
    store_set_integer(&row, ENTRY_REVISION, (int64_t) revision);
    store_set_integer(&row, ENTRY_DAY, day);
    store_set_integer(&row, ENTRY_STATE, bodies->interrupted);
    store_set_blob(&row, ENTRY_RECORDINGS, NULL, 0);
    part_seal(records, key, VAULT_ENTRY_SUMMARY, VAULT_KIND_SUMMARY, id, revision, bodies->summary,
        SUMMARY_BUCKET, &row, ENTRY_SUMMARY);
    part_seal(records, key, VAULT_ENTRY_OPEN, VAULT_KIND_OPEN, id, revision, bodies->open,
        BODY_BUCKET, &row, ENTRY_OPEN);
    part_seal(records, key, VAULT_ENTRY_CLOSED, VAULT_KIND_CLOSED, id, revision, bodies->closed,
        BODY_BUCKET, &row, ENTRY_CLOSED);
    put = change_put(records, STORE_ENTRY, &row, fault) &&
          placement_put(records, id, revision, journal, key, fault);
    vault_key_free(key);
    store_row_destroy(&row);
    return put;
}

/* ---- keys -----------------------------------------------------------------------------------*/

static bool
cache_get(struct records *records, const struct id *entry, struct store_row *row)
{
    struct fault fault = FAULT_EMPTY;

    return get_by_id(records, STORE_CACHE, entry, row, &fault);
}

/* The cache spares the slow seal. What is wrong in it opens nothing and is made anew. */
static struct vault_key *
key_from_cache(struct records *records, const struct held *held, const struct store_row *placement)
{
    struct id entry = store_id(placement, PLACEMENT_ENTRY);
    struct vault_block block =
        block_of(records, VAULT_KIND_CACHE, &held->journal, &entry, held->epoch);
    struct store_row row = {0};
    struct bytes plain = BYTES_EMPTY;
    struct vault_key *cache, *key = NULL;
    struct fault fault = FAULT_EMPTY;

    if (cache_get(records, &entry, &row) &&
        row.values[CACHE_REVISION].integer == placement->values[PLACEMENT_REVISION].integer) {
        cache = vault_key_derive(held->seed, VAULT_JOURNAL_CACHE);
        if (vault_open(cache, &block, &row.values[CACHE_SEALED].blob, &plain, &fault) &&
            plain.length == VAULT_KEY)
            key = vault_key_of(plain.data);
        vault_key_free(cache);
    }
    bytes_wipe(&plain);
    store_row_destroy(&row);
    return key;
}

struct vault_key *
entry_key(struct records *records, struct records_session *session,
    const struct store_row *placement, bool *fresh, struct fault *fault)
{
    struct id journal = store_id(placement, PLACEMENT_JOURNAL);
    struct id entry = store_id(placement, PLACEMENT_ENTRY);
    const struct held *held =
        session_held(session, &journal, (uint32_t) placement->values[PLACEMENT_EPOCH].integer);
    struct vault_block block = block_of(records, VAULT_KIND_PLACEMENT, &journal, &entry,
        (uint64_t) placement->values[PLACEMENT_REVISION].integer);
    struct vault_key *box, *key;

    *fresh = false;
    if (!held) {
        FAULT(fault, FAULT_ACCESS, "open an entry", 0);
        return NULL;
    }
    key = key_from_cache(records, held, placement);
    if (key)
        return key;
    box = vault_key_derive(held->seed, VAULT_JOURNAL_BOX);
    key = vault_open_key(box, &block, &placement->values[PLACEMENT_SEALED].blob, fault);
    vault_key_free(box);
    *fresh = key != NULL;
    return key;
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
cache_make(struct records *records, const struct records_session *session,
    const struct store_row *placement, const struct vault_key *key, struct store_row *row)
{
    struct id journal = store_id(placement, PLACEMENT_JOURNAL);
    struct id entry = store_id(placement, PLACEMENT_ENTRY);
    const struct held *held =
        session_held(session, &journal, (uint32_t) placement->values[PLACEMENT_EPOCH].integer);
    struct vault_block block = block_of(records, VAULT_KIND_CACHE, &journal, &entry, held->epoch);
    struct vault_key *cache = vault_key_derive(held->seed, VAULT_JOURNAL_CACHE);
    struct bytes plain = BYTES_EMPTY, sealed = BYTES_EMPTY;
    uint8_t hash[VAULT_HASH];

    bytes_append(&plain, vault_key_bytes(key), VAULT_KEY);
    vault_seal(cache, &block, &plain, &sealed);
    store_set_id(row, CACHE_ENTRY, &entry);
    store_set_id(row, CACHE_JOURNAL, &journal);
    store_set_integer(row, CACHE_EPOCH, held->epoch);
    store_set_integer(row, CACHE_REVISION, placement->values[PLACEMENT_REVISION].integer);
    store_set_blob(row, CACHE_SEALED, sealed.data, sealed.length);
    cache_hash(row, hash);
    store_set_blob(row, CACHE_PLAIN_HASH, hash, sizeof(hash));
    bytes_wipe(&plain);
    bytes_destroy(&sealed);
    vault_key_free(cache);
}

/* ---- listing --------------------------------------------------------------------------------*/

static bool
part_open(struct records *records, const struct vault_key *entry, enum vault_derived which,
    enum vault_kind kind, const struct store_row *row, size_t column, struct bytes *body,
    struct fault *fault)
{
    struct id id = store_id(row, ENTRY_ID);
    struct vault_block block =
        block_of(records, kind, &id, &id, (uint64_t) row->values[ENTRY_REVISION].integer);
    struct vault_key *key;
    bool open;

    if (row->values[column].blob.length == 0)
        return true;
    key = vault_key_derive(entry, which);
    open = body_open(key, &block, &row->values[column].blob, body, fault);
    vault_key_free(key);
    return open;
}

static void
entry_of_row(const struct store_row *row, const struct id *journal, struct records_entry *entry)
{
    *entry = (struct records_entry){
        .id = store_id(row, ENTRY_ID),
        .journal = *journal,
        .day = (uint32_t) row->values[ENTRY_DAY].integer,
        .interrupted = row->values[ENTRY_STATE].integer != 0,
        .has_closed = row->values[ENTRY_CLOSED].blob.length > 0,
    };
}

struct listing {
    struct records *records;
    struct records_session *session;
    struct records_entries *entries;
    struct store_row row; /* one for all: its memory is used again */
    struct rows fresh;    /* cache rows that were missing: written when all is read */
};

static struct records_entry *
entries_add(struct records_entries *entries)
{
    entries->entries =
        memory_resize(entries->entries, entries->count + 1, sizeof(*entries->entries));
    return &entries->entries[entries->count++];
}

static struct store_row *
rows_add(struct rows *rows)
{
    rows->rows = memory_resize(rows->rows, rows->count + 1, sizeof(*rows->rows));
    memset(&rows->rows[rows->count], 0, sizeof(*rows->rows));
    return &rows->rows[rows->count++];
}

static void
list_row(struct listing *listing, const struct store_row *placement, const struct store_row *row)
{
    struct records *records = listing->records;
    struct id journal = store_id(placement, PLACEMENT_JOURNAL);
    struct records_entry *entry = entries_add(listing->entries);
    struct fault broken = FAULT_EMPTY;
    struct vault_key *key = NULL;
    bool fresh = false;

    entry_of_row(row, &journal, entry);
    if (fold_agrees(records, STORE_PLACEMENT, placement))
        key = entry_key(records, listing->session, placement, &fresh, &broken);
    entry->damaged = !key || !fold_agreed(records, STORE_ENTRY, row) ||
                     !part_open(records, key, VAULT_ENTRY_SUMMARY, VAULT_KIND_SUMMARY, row,
                         ENTRY_SUMMARY, &entry->summary, &broken);
    if (fresh && !entry->damaged && records->write)
        cache_make(records, listing->session, placement, key, rows_add(&listing->fresh));
    vault_key_free(key);
}

/* Without a line in the log an entry is nobody's and not shown; one that does not open is shown as
 * damaged with its day. */
static bool
list_one(void *context, const struct store_row *placement, struct fault *fault)
{
    struct listing *listing = context;
    struct records *records = listing->records;
    struct id id = store_id(placement, PLACEMENT_ENTRY);
    struct fault broken = FAULT_EMPTY;
    bool listed = true;

    if (!fold_knows(records, STORE_PLACEMENT, placement))
        return true;
    if (get_by_id(records, STORE_ENTRY, &id, &listing->row, &broken))
        list_row(listing, placement, &listing->row);
    else if (broken.kind != FAULT_NOT_FOUND) // the check says what is missing
        listed = fault_set(fault, broken.kind, broken.doing, broken.code);
    return listed;
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
    bool listed;

    if (!records_session_holds(session, journal))
        return FAULT(fault, FAULT_ACCESS, "list a journal", 0);
    // Within the walk, so that the rows that it leads to are read without locking the file for each.
    listed =
        each_of(records, STORE_PLACEMENT, PLACEMENT_JOURNAL, journal, list_one, &listing, fault);
    if (listing.fresh.count > 0)
        keep_fresh(records, &listing.fresh);
    rows_destroy(&listing.fresh);
    store_row_destroy(&listing.row);
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

/* ---- opening --------------------------------------------------------------------------------*/

bool
placement_get(struct records *records, const struct id *entry, struct store_row *placement,
    struct fault *fault)
{
    struct rows rows;
    bool found = false, changed = false;

    if (!rows_of(records, STORE_PLACEMENT, PLACEMENT_ENTRY, entry, &rows, fault))
        return false;
    for (size_t i = 0; i < rows.count; i++) {
        changed = changed || fold_knows(records, STORE_PLACEMENT, &rows.rows[i]);
        if (fold_agrees(records, STORE_PLACEMENT, &rows.rows[i])) {
            row_copy(placement, &rows.rows[i], store_columns(STORE_PLACEMENT));
            found = true;
        }
    }
    rows_destroy(&rows);
    if (!found && changed)
        return FAULT(fault, FAULT_FORGED, "compare where an entry is placed with the log", 0);
    return found || FAULT(fault, FAULT_NOT_FOUND, "find where an entry is placed", 0);
}

/* The record is what its line says, and the line is the kiosk's. */
static bool
entry_holds(struct records *records, const struct store_row *row, struct fault *fault)
{
    struct bytes subject = BYTES_EMPTY;
    const struct folded *folded;
    bool holds;

    record_subject(STORE_ENTRY, row, &subject);
    folded = fold_find(records, STORE_ENTRY, &subject, fault);
    bytes_destroy(&subject);
    holds = folded && fold_agrees(records, STORE_ENTRY, row);
    if (!holds)
        return FAULT(fault, FAULT_FORGED, "compare an entry with the log", 0);
    return fold_line_holds(records, folded, fault);
}

static bool
log_opened(struct records *records, struct records_session *session, const struct id *entry,
    bool with_closed, struct fault *fault)
{
    struct bytes subject = BYTES_EMPTY;
    bool logged;

    if (!records->write)
        return true; // a look at a copy has nobody to tell
    bytes_append_sized(&subject, entry->bytes, ID_LENGTH);
    logged = change_begin(records, session, fault);
    if (logged) {
        logged = line_add(records, RECORDS_LINE_OPENED, session,
            with_closed ? "an entry was opened, with what is closed" : "an entry was opened",
            STORE_ENTRY, &subject, NULL, fault);
        if (logged)
            logged = change_commit(records, fault);
        else
            change_undo(records);
    }
    bytes_destroy(&subject);
    return logged;
}

bool
records_entry_open(struct records *records, struct records_session *session, const struct id *id,
    bool with_closed, struct records_entry *opened, struct bytes *open, struct bytes *closed,
    struct fault *fault)
{
    struct store_row row = {0}, placement = {0};
    struct vault_key *key = NULL;
    struct id journal;
    bool fresh, done;

    *opened = (struct records_entry){0};
    done = get_by_id(records, STORE_ENTRY, id, &row, fault) &&
           placement_get(records, id, &placement, fault);

    if (done) {
        journal = store_id(&placement, PLACEMENT_JOURNAL);
        entry_of_row(&row, &journal, opened);
        key = entry_key(records, session, &placement, &fresh, fault);
        done = key && entry_holds(records, &row, fault);
    }
    done =
        done &&
        part_open(records, key, VAULT_ENTRY_SUMMARY, VAULT_KIND_SUMMARY, &row, ENTRY_SUMMARY,
            &opened->summary, fault) &&
        part_open(records, key, VAULT_ENTRY_OPEN, VAULT_KIND_OPEN, &row, ENTRY_OPEN, open, fault);
    if (done && with_closed)
        done = part_open(
            records, key, VAULT_ENTRY_CLOSED, VAULT_KIND_CLOSED, &row, ENTRY_CLOSED, closed, fault);
    done = done && log_opened(records, session, id, with_closed, fault);
    vault_key_free(key);
    store_row_destroy(&row);
    store_row_destroy(&placement);
    if (!done) {
        bytes_wipe(&opened->summary);
        bytes_wipe(open);
        if (closed)
            bytes_wipe(closed);
    }
    return done;
}

/* ---- moving ---------------------------------------------------------------------------------*/

static bool
move(struct records *records, struct records_session *session, const struct store_row *placement,
    const struct id *journal, const struct vault_key *key, struct fault *fault)
{
    struct id entry = store_id(placement, PLACEMENT_ENTRY);
    struct store_row cache = {0};
    struct bytes subject = BYTES_EMPTY;
    bool moved;

    bytes_append_sized(&subject, entry.bytes, ID_LENGTH);
    store_set_id(&cache, CACHE_ENTRY, &entry);
    moved = line_add(records, RECORDS_LINE_PLACED, session, "an entry was placed", STORE_ENTRY,
                &subject, NULL, fault) &&
            placement_put(records, &entry, (uint64_t) placement->values[PLACEMENT_REVISION].integer,
                journal, key, fault) &&
            change_delete(records, STORE_PLACEMENT, placement, fault) &&
            change_delete(records, STORE_CACHE, &cache, fault);
    bytes_destroy(&subject);
    store_row_destroy(&cache);
    return moved;
}

bool
records_entry_place(struct records *records, struct records_session *session,
    const struct id *entry, const struct id *journal, struct fault *fault)
{
    struct store_row placement = {0};
    struct vault_key *key = NULL;
    struct id from;
    bool fresh, placed;

    if (id_is_none(journal)) // the paper's key would take it, and nobody could list it
        return FAULT(fault, FAULT_NOT_FOUND, "place an entry in no journal", 0);
    if (!placement_get(records, entry, &placement, fault))
        return false;
    from = store_id(&placement, PLACEMENT_JOURNAL);
    if (id_equal(&from, journal))
        FAULT(fault, FAULT_EXISTS, "place an entry where it is", 0);
    else
        key = entry_key(records, session, &placement, &fresh, fault);
    placed = key && change_begin(records, session, fault);
    if (placed) {
        placed = move(records, session, &placement, journal, key, fault);
        if (placed)
            placed = change_commit(records, fault);
        else
            change_undo(records);
    }
    vault_key_free(key);
    store_row_destroy(&placement);
    return placed;
}
