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

/* The cache spares the slow seal. What is wrong in it opens nothing and is made anew. */
static struct vault_key *
key_from_cache(struct records *records, const struct held *held, const struct listed *listed)
{
    struct vault_block block =
        block_of(records, VAULT_KIND_CACHE, &held->journal, &listed->entry, held->epoch);
    struct bytes plain = BYTES_EMPTY;
    struct vault_key *cache, *key = NULL;
    struct fault fault = FAULT_EMPTY;

    if (listed->cached.length == 0 || listed->cache_revision != listed->placement_revision)
        return NULL;
    cache = vault_key_derive(held->seed, VAULT_JOURNAL_CACHE);
    if (vault_open(cache, &block, &listed->cached, &plain, &fault) && plain.length == VAULT_KEY)
        key = vault_key_of(plain.data);
    vault_key_free(cache);
    bytes_wipe(&plain);
    return key;
}

struct vault_key *
listed_key(struct records *records, struct records_session *session, const struct listed *listed,
    bool *fresh, struct fault *fault)
{
    const struct held *held = session_held(session, &listed->journal, listed->epoch);
    struct vault_block block = block_of(records, VAULT_KIND_PLACEMENT, &listed->journal,
        &listed->entry, (uint64_t) listed->placement_revision);
    struct vault_key *box, *key;

    *fresh = false;
    if (!held) {
        FAULT(fault, FAULT_ACCESS, "open an entry", 0);
        return NULL;
    }
    key = key_from_cache(records, held, listed);
    if (key)
        return key;
    box = vault_key_derive(held->seed, VAULT_JOURNAL_BOX);
    key = vault_open_key(box, &block, &listed->seal, fault);
    vault_key_free(box);
    *fresh = key != NULL;
    return key;
}

/* The entry key of a placement, by cache or seal. */
static struct vault_key *
entry_key(struct records *records, struct records_session *session,
    const struct store_row *placement, struct fault *fault)
{
    struct listed listed = {0};
    struct vault_key *key;
    bool fresh;

    listed_place(records, placement, &listed);
    key = listed_key(records, session, &listed, &fresh, fault);
    listed_destroy(&listed);
    return key;
}

/* ---- opening --------------------------------------------------------------------------------*/

bool
part_open(struct records *records, const struct vault_key *entry, enum vault_derived which,
    enum vault_kind kind, const struct id *id, uint64_t revision, const struct bytes *sealed,
    struct bytes *body, struct fault *fault)
{
    struct vault_block block = block_of(records, kind, id, id, revision);
    struct vault_key *key;
    bool open;

    if (sealed->length == 0)
        return true;
    key = vault_key_derive(entry, which);
    open = body_open(key, &block, sealed, body, fault);
    vault_key_free(key);
    return open;
}

/* All parts that are asked for; NULL for the closed one. */
static bool
parts_open(struct records *records, const struct vault_key *key, const struct store_row *row,
    struct bytes *summary, struct bytes *open, struct bytes *closed, struct fault *fault)
{
    const struct {
        enum vault_derived which;
        enum vault_kind kind;
        size_t column;
        struct bytes *body;
    } parts[] = {
        {VAULT_ENTRY_SUMMARY, VAULT_KIND_SUMMARY, ENTRY_SUMMARY, summary},
        {VAULT_ENTRY_OPEN, VAULT_KIND_OPEN, ENTRY_OPEN, open},
        {VAULT_ENTRY_CLOSED, VAULT_KIND_CLOSED, ENTRY_CLOSED, closed},
    };
    struct id id = store_id(row, ENTRY_ID);
    uint64_t revision = (uint64_t) row->values[ENTRY_REVISION].integer;
    bool opened = true;

    for (size_t i = 0; i < COUNT(parts) && opened; i++)
        opened =
            !parts[i].body || part_open(records, key, parts[i].which, parts[i].kind, &id, revision,
                                  &row->values[parts[i].column].blob, parts[i].body, fault);
    return opened;
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
    bool done;

    *opened = (struct records_entry){0};
    done = get_by_id(records, STORE_ENTRY, id, &row, fault) &&
           placement_get(records, id, &placement, fault);

    if (done) {
        journal = store_id(&placement, PLACEMENT_JOURNAL);
        entry_of_row(&row, &journal, opened);
        key = entry_key(records, session, &placement, fault);
        done = key && entry_holds(records, &row, fault);
    }
    done = done && parts_open(records, key, &row, &opened->summary, open,
                       with_closed ? closed : NULL, fault);
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
    bool placed;

    if (id_is_none(journal)) // the paper's key would take it, and nobody could list it
        return FAULT(fault, FAULT_NOT_FOUND, "place an entry in no journal", 0);
    if (!placement_get(records, entry, &placement, fault))
        return false;
    from = store_id(&placement, PLACEMENT_JOURNAL);
    if (id_equal(&from, journal))
        FAULT(fault, FAULT_EXISTS, "place an entry where it is", 0);
    else
        key = entry_key(records, session, &placement, fault);
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
