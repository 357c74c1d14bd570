/* Erasing a journal: keys first, then what they would have opened. */
#include "inside.h"

#include <stdlib.h>

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

/* The entry goes; that there was one, and when, stays said. */
static bool
drop_entry(struct records *records, const struct id *entry, struct fault *fault)
{
    struct store_row row = {0}, tombstone = {0};
    bool dropped = get_by_id(records, STORE_ENTRY, entry, &row, fault);

    if (dropped) {
        store_set_id(&tombstone, TOMBSTONE_ENTRY, entry);
        store_set_integer(&tombstone, TOMBSTONE_DAY, row.values[ENTRY_DAY].integer);
        dropped = change_delete(records, STORE_ENTRY, &row, fault) &&
                  change_put(records, STORE_TOMBSTONE, &tombstone, fault);
    } else if (fault->kind == FAULT_NOT_FOUND) {
        dropped = true; // a placement of nothing
    }
    store_row_destroy(&row);
    store_row_destroy(&tombstone);
    return dropped && drop_rows(records, STORE_KEY_SEAL, KEY_SEAL_OWNER, entry, fault) &&
           drop_rows(records, STORE_CACHE, CACHE_ENTRY, entry, fault) &&
           drop_rows(records, STORE_NOTE, NOTE_ENTRY, entry, fault) &&
           drop_rows(records, STORE_CHUNK, CHUNK_ENTRY, entry, fault);
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

static bool
order(struct records *records, struct records_session *session, const struct id *journal,
    struct fault *fault)
{
    struct bytes subject = BYTES_EMPTY;
    bool added;

    bytes_append_sized(&subject, journal->bytes, ID_LENGTH);
    added = line_add(records, RECORDS_LINE_ERASED, session, "a journal was erased", STORE_JOURNAL,
        &subject, NULL, fault);
    bytes_destroy(&subject);
    return added;
}

static bool
erase(struct records *records, struct records_session *session, const struct id *journal,
    struct fault *fault)
{
    bool erased;

    if (!change_begin(records, session, fault))
        return false;
    erased = order(records, session, journal, fault) &&
             drop_rows(records, STORE_KEY_SEAL, KEY_SEAL_OWNER, journal, fault) &&
             drop_rows(records, STORE_GRANT, GRANT_JOURNAL, journal, fault) &&
             drop_drafts(records, journal, fault) && drop_entries(records, journal, fault) &&
             drop_rows(records, STORE_IDENTITY, IDENTITY_JOURNAL, journal, fault) &&
             drop_rows(records, STORE_LEAF, LEAF_JOURNAL, journal, fault) &&
             drop_rows(records, STORE_JOURNAL, JOURNAL_ID, journal, fault);
    if (!erased) {
        change_undo(records);
        return false;
    }
    return change_commit(records, fault);
}

bool
records_journal_erase(struct records *records, struct records_session *session,
    const struct id *journal, struct fault *fault)
{
    if (!records_session_holds(session, journal) || is_fixed(journal))
        return FAULT(fault, FAULT_ACCESS, "erase a journal", 0);
    if (!erase(records, session, journal, fault) &&
        !(change_again(records, fault) && erase(records, session, journal, fault)))
        return false;
    checkpoint_now_or_later(records); // until then the old pages lie in the WAL
    return session_collect(records, session, fault);
}
