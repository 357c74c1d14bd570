/* Drafts whose key died: what is said of them in the log, and that nothing of them changed since. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

/* The index of the newest of a draft's snapshots that its kiosk signed; their count for none. */
static size_t
newest_signed(struct records *records, const struct id *kiosk, const struct rows *snapshots)
{
    size_t newest = snapshots->count;

    for (size_t i = 0; i < snapshots->count; i++)
        if (snapshot_signed(records, kiosk, &snapshots->rows[i]) &&
            (newest == snapshots->count ||
                snapshots->rows[i].values[SNAPSHOT_REVISION].integer >
                    snapshots->rows[newest].values[SNAPSHOT_REVISION].integer))
            newest = i;
    return newest;
}

/* H over an interrupted draft's row, its newest snapshot whose signature holds and its sound. */
static bool
interrupted_digest(struct records *records, const struct store_row *draft,
    uint8_t digest[VAULT_HASH], struct fault *fault)
{
    struct id id = store_id(draft, DRAFT_ID), kiosk = store_id(draft, DRAFT_KIOSK);
    struct vault_message message = vault_message("interrupted");
    uint8_t part[VAULT_HASH] = {0};
    struct bytes roots = BYTES_EMPTY;
    struct rows rows;
    size_t newest;
    bool read = rows_of(records, STORE_SNAPSHOT, SNAPSHOT_DRAFT, &id, &rows, fault) &&
                recording_roots(records, &id, &roots, fault);

    if (read) {
        newest = newest_signed(records, &kiosk, &rows);
        record_digest(STORE_DRAFT, draft, part);
        vault_message_fixed(&message, part, sizeof(part));
        memset(part, 0, sizeof(part));
        if (newest < rows.count)
            record_digest(STORE_SNAPSHOT, &rows.rows[newest], part);
        vault_message_fixed(&message, part, sizeof(part));
        vault_message_sized(&message, roots.data, roots.length);
        vault_hash(&message, digest);
    }
    bytes_destroy(&message.bytes);
    bytes_destroy(&roots);
    rows_destroy(&rows);
    return read;
}

static bool
interrupt(struct records *records, struct store_row *row, struct fault *fault)
{
    struct bytes subject = BYTES_EMPTY;
    uint8_t digest[VAULT_HASH];
    bool done;

    store_set_integer(row, DRAFT_STATE, DRAFT_INTERRUPTED);
    record_subject(STORE_DRAFT, row, &subject);
    done = interrupted_digest(records, row, digest, fault) && change_begin(records, NULL, fault);
    if (done) {
        done = change_put(records, STORE_DRAFT, row, fault) &&
               line_add(records, RECORDS_LINE_INTERRUPTED, NULL, "a sitting was interrupted",
                   STORE_DRAFT, &subject, digest, fault);
        if (done)
            done = change_commit(records, fault);
        else
            change_undo(records);
    }
    bytes_destroy(&subject);
    return done;
}

bool
records_drafts_interrupt(struct records *records, const struct id *living, struct fault *fault)
{
    struct rows rows;
    bool done = rows_of(records, STORE_DRAFT, 0, NULL, &rows, fault);

    for (size_t i = 0; i < rows.count && done; i++) {
        struct id id = store_id(&rows.rows[i], DRAFT_ID);

        if (rows.rows[i].values[DRAFT_STATE].integer != DRAFT_OPEN || id_equal(&id, living))
            continue;
        // A line of ours would make a stranger's row one of the log's.
        if (fold_agrees(records, STORE_DRAFT, &rows.rows[i]))
            done = interrupt(records, &rows.rows[i], fault);
        else
            LOG("records", "a draft is not what the log says: it is left as it is");
    }
    rows_destroy(&rows);
    return done;
}

bool
records_drafts(
    struct records *records, struct records_waiting **waiting, size_t *count, struct fault *fault)
{
    struct rows rows;

    if (!rows_of(records, STORE_DRAFT, 0, NULL, &rows, fault))
        return false;
    *waiting = memory_new(rows.count, sizeof(**waiting));
    *count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        (*waiting)[i] = (struct records_waiting){
            .draft = store_id(&rows.rows[i], DRAFT_ID),
            .journal = store_id(&rows.rows[i], DRAFT_JOURNAL),
            .day = (uint32_t) rows.rows[i].values[DRAFT_DAY].integer,
            .interrupted = rows.rows[i].values[DRAFT_STATE].integer == DRAFT_INTERRUPTED,
        };
    rows_destroy(&rows);
    return true;
}

/* What stood when it was interrupted must be what stands now. */
bool
interrupted_stands(struct records *records, const struct store_row *row, struct fault *fault)
{
    struct store_row line = {0};
    struct bytes subject = BYTES_EMPTY;
    uint8_t digest[VAULT_HASH];
    bool stands;

    record_subject(STORE_DRAFT, row, &subject);
    stands = interrupted_digest(records, row, digest, fault) &&
             line_about(records, RECORDS_LINE_INTERRUPTED, &subject, &line, fault) &&
             line_holds(records, &line, fault);
    if (stands && (line.values[LINE_DIGEST].blob.length != VAULT_HASH ||
                      memcmp(line.values[LINE_DIGEST].blob.data, digest, VAULT_HASH) != 0))
        stands = FAULT(fault, FAULT_FORGED, "compare an interrupted draft with the log", 0);
    bytes_destroy(&subject);
    store_row_destroy(&line);
    return stands;
}
