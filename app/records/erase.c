/* Erasing an entry or a journal: keys first, then what they would have opened. */
#include "inside.h"

#include <stdlib.h>

#define LEAF_KINDS_MAX 32 /* more than docs/format.md keeps free */

static bool
drop_rows(struct records *records, enum store_table table, size_t column, const struct id *id,
    struct fault *fault)
{
    struct rows rows;
    bool dropped = rows_of(records, table, column, id, &rows, fault);

    for (size_t i = 0; i < rows.count && dropped; i++)
        dropped = change_delete(records, table, &rows.rows[i], fault);
    rows_destroy(&rows);
    return dropped;
}

static bool
put_tombstone(struct records *records, const struct id *entry, uint32_t day, struct fault *fault)
{
    struct store_row tombstone = {0};
    bool put;

    store_set_id(&tombstone, TOMBSTONE_ENTRY, entry);
    store_set_integer(&tombstone, TOMBSTONE_DAY, day);
    put = change_put(records, STORE_TOMBSTONE, &tombstone, fault);
    store_row_destroy(&tombstone);
    return put;
}

/* That it was discussed, and whatever else is kept about an entry alone. */
static bool
drop_about(struct records *records, const struct id *entry, struct fault *fault)
{
    bool dropped = true;

    for (int kind = 1; kind <= LEAF_KINDS_MAX && dropped; kind++) {
        struct id id = leaf_id(entry, (enum records_leaf_kind) kind);
        struct store_row row = {0};

        if (get_by_id(records, STORE_LEAF, &id, &row, fault))
            dropped = change_delete(records, STORE_LEAF, &row, fault);
        else
            dropped = fault->kind == FAULT_NOT_FOUND;
        store_row_destroy(&row);
    }
    return dropped;
}

/* The body goes; that there was one, and when, stays said. */
static bool
drop_body(struct records *records, const struct id *entry, struct fault *fault)
{
    struct store_row row = {0};
    bool dropped = get_by_id(records, STORE_ENTRY, entry, &row, fault);

    if (dropped)
        dropped = change_delete(records, STORE_ENTRY, &row, fault) &&
                  put_tombstone(records, entry, (uint32_t) row.values[ENTRY_DAY].integer, fault);
    else
        dropped = fault->kind == FAULT_NOT_FOUND; // a placement of nothing
    store_row_destroy(&row);
    return dropped;
}

/* What would open it goes first: keys, caches, and what is said about it. */
static bool
drop_entry(struct records *records, const struct id *entry, struct fault *fault)
{
    return drop_rows(records, STORE_CACHE, CACHE_ENTRY, entry, fault) &&
           drop_rows(records, STORE_KEY_SEAL, KEY_SEAL_OWNER, entry, fault) &&
           drop_about(records, entry, fault) && drop_body(records, entry, fault) &&
           drop_rows(records, STORE_NOTE, NOTE_ENTRY, entry, fault) &&
           drop_rows(records, STORE_CHUNK, CHUNK_ENTRY, entry, fault);
}

bool
entry_drop(struct records *records, const struct id *entry, struct fault *fault)
{
    return drop_rows(records, STORE_PLACEMENT, PLACEMENT_ENTRY, entry, fault) &&
           drop_entry(records, entry, fault);
}

/* True when the log says that the entry is placed in another journal: then a row that claims it for
 * this one was put in by somebody else, and erasing must not follow it. */
static bool
is_elsewhere(struct records *records, const struct id *entry, const struct id *journal,
    bool *elsewhere, struct fault *fault)
{
    struct rows rows;
    bool read = rows_of(records, STORE_PLACEMENT, PLACEMENT_ENTRY, entry, &rows, fault);

    *elsewhere = false;
    for (size_t i = 0; i < rows.count; i++) {
        struct id in = store_id(&rows.rows[i], PLACEMENT_JOURNAL);

        if (!id_equal(&in, journal) && fold_agrees(records, STORE_PLACEMENT, &rows.rows[i]))
            *elsewhere = true;
    }
    rows_destroy(&rows);
    return read;
}

static bool
drop_entries(struct records *records, const struct id *journal, struct fault *fault)
{
    struct rows rows;
    bool dropped = rows_of(records, STORE_PLACEMENT, PLACEMENT_JOURNAL, journal, &rows, fault);

    for (size_t i = 0; i < rows.count && dropped; i++) {
        struct id entry = store_id(&rows.rows[i], PLACEMENT_ENTRY);
        bool elsewhere;

        dropped = is_elsewhere(records, &entry, journal, &elsewhere, fault) &&
                  change_delete(records, STORE_PLACEMENT, &rows.rows[i], fault) &&
                  (elsewhere || drop_entry(records, &entry, fault));
    }
    rows_destroy(&rows);
    return dropped;
}

static bool
drop_drafts(struct records *records, const struct id *journal, struct fault *fault)
{
    struct rows rows;
    bool dropped = rows_of(records, STORE_DRAFT, DRAFT_JOURNAL, journal, &rows, fault);

    for (size_t i = 0; i < rows.count && dropped; i++) {
        struct id draft = store_id(&rows.rows[i], DRAFT_ID);

        dropped = change_delete(records, STORE_DRAFT, &rows.rows[i], fault) &&
                  drop_rows(records, STORE_SNAPSHOT, SNAPSHOT_DRAFT, &draft, fault);
    }
    rows_destroy(&rows);
    return dropped;
}

bool
journal_drop(struct records *records, const struct id *journal, struct fault *fault)
{
    return drop_rows(records, STORE_KEY_SEAL, KEY_SEAL_OWNER, journal, fault) &&
           drop_rows(records, STORE_GRANT, GRANT_JOURNAL, journal, fault) &&
           drop_drafts(records, journal, fault) && drop_entries(records, journal, fault) &&
           drop_rows(records, STORE_IDENTITY, IDENTITY_JOURNAL, journal, fault) &&
           drop_rows(records, STORE_LEAF, LEAF_JOURNAL, journal, fault) &&
           drop_rows(records, STORE_JOURNAL, JOURNAL_ID, journal, fault);
}

/* ---- by order of somebody who holds it -------------------------------------------------------*/

/* What is erased: a journal or one entry. */
struct erasing {
    enum store_table table;
    const struct id *id;
    const char *what;
    bool (*drop)(struct records *records, const struct id *id, struct fault *fault);
};

static bool
order(struct records *records, struct records_session *session, const struct erasing *erasing,
    struct fault *fault)
{
    struct bytes subject = BYTES_EMPTY;
    bool added;

    bytes_append_sized(&subject, erasing->id->bytes, ID_LENGTH);
    added = line_add(records, RECORDS_LINE_ERASED, session, erasing->what, erasing->table, &subject,
        NULL, fault);
    bytes_destroy(&subject);
    return added;
}

static bool
erase_once(struct records *records, struct records_session *session, const struct erasing *erasing,
    struct fault *fault)
{
    if (!change_begin(records, session, fault))
        return false;
    if (!order(records, session, erasing, fault) || !erasing->drop(records, erasing->id, fault)) {
        change_undo(records);
        return false;
    }
    return change_commit(records, fault);
}

static bool
erase(struct records *records, struct records_session *session, const struct erasing *erasing,
    struct fault *fault)
{
    if (!erase_once(records, session, erasing, fault) &&
        !(change_again(records, fault) && erase_once(records, session, erasing, fault)))
        return false;
    checkpoint_now_or_later(records); // until then the old pages lie in the WAL
    return true;
}

bool
records_journal_erase(struct records *records, struct records_session *session,
    const struct id *journal, struct fault *fault)
{
    const struct erasing erasing = {STORE_JOURNAL, journal, "a journal was erased", journal_drop};

    if (!records_session_holds(session, journal) || is_fixed(journal))
        return FAULT(fault, FAULT_ACCESS, "erase a journal", 0);
    return erase(records, session, &erasing, fault) && session_collect(records, session, fault);
}

bool
records_entry_erase(struct records *records, struct records_session *session,
    const struct id *entry, bool *pending, struct fault *fault)
{
    const struct erasing erasing = {STORE_ENTRY, entry, "an entry was erased", entry_drop};
    struct store_row placement = {0};
    struct id journal;
    bool erased = placement_get(records, entry, &placement, fault);

    if (erased) {
        journal = store_id(&placement, PLACEMENT_JOURNAL);
        erased = records_session_holds(session, &journal) ||
                 FAULT(fault, FAULT_ACCESS, "erase an entry", 0);
    }
    store_row_destroy(&placement);
    if (!erased || !erase(records, session, &erasing, fault))
        return false;
    *pending = records->pending;
    return true;
}
