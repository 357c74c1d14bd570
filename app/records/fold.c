/* The fold of the log: its lines, one after another, give the set of records that must exist. */
#include "inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Open addressing over H(table, subject); a power of two, at most half full. */
struct fold {
    struct folded *slots;
    size_t n_slots, count;
    uint64_t seq; /* of the last line in it */
};

static const uint8_t nothing[VAULT_HASH];

static size_t
slot_of(const struct fold *fold, enum store_table table, const struct bytes *subject)
{
    uint64_t hash = UINT64_C(14695981039346656037) ^ (uint64_t) table;

    for (size_t i = 0; i < subject->length; i++)
        hash = (hash ^ subject->data[i]) * UINT64_C(1099511628211); // FNV-1a
    for (size_t at = (size_t) (hash ^ (hash >> 32)) & (fold->n_slots - 1);;
         at = (at + 1) & (fold->n_slots - 1)) {
        const struct folded *slot = &fold->slots[at];

        if (slot->table == 0 || (slot->table == table && bytes_equal(&slot->subject, subject)))
            return at;
    }
}

static void
grow(struct fold *fold)
{
    struct fold larger = {NULL, fold->n_slots ? fold->n_slots * 2 : 256, fold->count, fold->seq};

    larger.slots = memory_new(larger.n_slots, sizeof(*larger.slots));
    for (size_t i = 0; i < fold->n_slots; i++)
        if (fold->slots[i].table)
            larger.slots[slot_of(&larger, fold->slots[i].table, &fold->slots[i].subject)] =
                fold->slots[i];
    free(fold->slots);
    *fold = larger;
}

static bool
fold_line(void *context, const struct store_row *line, struct fault *fault)
{
    struct fold *fold = context;
    int64_t number = line->values[LINE_SUBJECT_KIND].integer;
    enum store_table table;
    const struct bytes *subject = &line->values[LINE_SUBJECT].blob;
    const struct bytes *digest = &line->values[LINE_DIGEST].blob;
    struct folded *folded;

    (void) fault;
    fold->seq = (uint64_t) line->values[LINE_SEQ].integer;
    // A number of no table is of no line of ours: its hash says so to the check.
    if (line->values[LINE_KIND].integer != RECORDS_LINE_CHANGED || number <= 0 ||
        number >= STORE_TABLES || !is_logged((enum store_table) number))
        return true;
    table = (enum store_table) number;
    if (2 * (fold->count + 1) > fold->n_slots)
        grow(fold);
    folded = &fold->slots[slot_of(fold, table, subject)];
    if (folded->table == 0) {
        folded->table = table;
        bytes_append(&folded->subject, subject->data, subject->length);
        fold->count++;
    }
    folded->compared = false;
    folded->kiosk = store_id(line, LINE_KIOSK);
    folded->seq = fold->seq;
    memcpy(folded->digest, digest->length == VAULT_HASH ? digest->data : nothing, VAULT_HASH);
    return true;
}

void
fold_free(struct records *records)
{
    if (!records->fold)
        return;
    for (size_t i = 0; i < records->fold->n_slots; i++)
        bytes_destroy(&records->fold->slots[i].subject);
    free(records->fold->slots);
    free(records->fold);
    records->fold = NULL;
}

void
fold_undo(struct records *records)
{
    if (records->fold && records->fold->seq > records->seq)
        fold_free(records);
}

void
fold_grow(struct records *records, const struct store_row *line)
{
    struct fault fault = FAULT_EMPTY;

    if (records->fold && records->fold->seq + 1 == (uint64_t) line->values[LINE_SEQ].integer)
        (void) fold_line(records->fold, line, &fault); // never fails
}

/* Reads the log, unless the fold grew with it. */
static bool
fold_make(struct records *records, struct fault *fault)
{
    struct fold *fold;

    if (records->fold && records->fold->seq == records->seq)
        return true;
    fold_free(records);
    fold = records->fold = memory_new(1, sizeof(*fold));
    grow(fold);
    if (lines_heads(records, false, fold_line, fold, fault)) {
        fold->seq = records->seq; // a line that somebody put in may have a greater number
        return true;
    }
    fold_free(records);
    return false;
}

struct folded *
fold_find(struct records *records, enum store_table table, const struct bytes *subject,
    struct fault *fault)
{
    struct folded *folded;

    if (!fold_make(records, fault))
        return NULL;
    folded = &records->fold->slots[slot_of(records->fold, table, subject)];
    return folded->table ? folded : NULL;
}

static bool
is_digest_of(const struct folded *folded, enum store_table table, const struct store_row *row)
{
    uint8_t digest[VAULT_HASH];

    record_digest(table, row, digest);
    return memcmp(folded->digest, digest, VAULT_HASH) == 0;
}

static struct folded *
find_by_row(struct records *records, enum store_table table, const struct store_row *row)
{
    struct bytes subject = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    struct folded *folded;

    record_subject(table, row, &subject);
    folded = fold_find(records, table, &subject, &fault);
    bytes_destroy(&subject);
    return folded;
}

bool
fold_agrees(struct records *records, enum store_table table, const struct store_row *row)
{
    const struct folded *folded;

    assert(is_logged(table));
    folded = find_by_row(records, table, row);
    return folded && is_digest_of(folded, table, row);
}

bool
fold_agreed(struct records *records, enum store_table table, const struct store_row *row)
{
    struct folded *folded;

    assert(is_logged(table));
    folded = find_by_row(records, table, row);
    if (folded && !folded->compared)
        folded->compared = is_digest_of(folded, table, row);
    return folded && folded->compared;
}

bool
fold_knows(struct records *records, enum store_table table, const struct store_row *row)
{
    const struct folded *folded = find_by_row(records, table, row);

    return folded && memcmp(folded->digest, nothing, VAULT_HASH) != 0;
}

bool
fold_each(struct records *records, bool (*visit)(void *context, struct folded *folded),
    void *context, struct fault *fault)
{
    if (!fold_make(records, fault))
        return false;
    for (size_t i = 0; i < records->fold->n_slots; i++) {
        struct folded *folded = &records->fold->slots[i];

        if (folded->table && memcmp(folded->digest, nothing, VAULT_HASH) != 0 &&
            !visit(context, folded))
            return false;
    }
    return true;
}

/* ---- single lines ------------------------------------------------------------------------------*/

bool
line_signature(const struct store_row *line, const struct store_row *kiosk,
    struct vault_signed *signature, struct fault *fault)
{
    struct vault_message message;
    uint8_t hash[VAULT_HASH];
    const struct bytes *stored = &line->values[LINE_HASH].blob;
    const struct bytes *bytes = &line->values[LINE_SIGNATURE].blob;

    line_hash(line, hash);
    if (stored->length != VAULT_HASH || memcmp(stored->data, hash, VAULT_HASH) != 0)
        return FAULT(fault, FAULT_FORGED, "compare a line of the log with its hash", 0);
    if (bytes->length != VAULT_SIGNATURE)
        return FAULT(fault, FAULT_FORGED, "find the signature of a line of the log", 0);
    message = vault_message("line-signed");
    vault_message_fixed(&message, hash, sizeof(hash));
    vault_hash(&message, signature->hash);
    memcpy(signature->public, kiosk->values[KIOSK_SIGN].blob.data, VAULT_PUBLIC);
    memcpy(signature->signature, bytes->data, VAULT_SIGNATURE);
    signature->holds = true;
    return true;
}

static bool
line_signed(const struct store_row *line, const struct store_row *kiosk, struct fault *fault)
{
    struct vault_signed signature = {.holds = false};

    if (!line_signature(line, kiosk, &signature, fault))
        return false;
    vault_verify_all(&signature, 1);
    return signature.holds ||
           FAULT(fault, FAULT_FORGED, "verify the signature of a line of the log", 0);
}

bool
line_holds(struct records *records, const struct store_row *line, struct fault *fault)
{
    struct store_row kiosk = {0};
    struct id id = store_id(line, LINE_KIOSK);
    bool holds = kiosk_certified(records, &id, &kiosk, fault) && line_signed(line, &kiosk, fault);

    if (!holds && fault->kind == FAULT_NOT_FOUND)
        FAULT(fault, FAULT_FORGED, "find the kiosk of a line of the log", 0);
    store_row_destroy(&kiosk);
    return holds;
}

bool
fold_line_holds(struct records *records, const struct folded *folded, struct fault *fault)
{
    struct store_row key = {0}, line = {0};
    bool holds;

    store_set_id(&key, LINE_KIOSK, &folded->kiosk);
    store_set_integer(&key, LINE_SEQ, (int64_t) folded->seq);
    holds = store_get(records->store, STORE_LINE, &key, &line, fault) &&
            line_holds(records, &line, fault);
    store_row_destroy(&key);
    store_row_destroy(&line);
    return holds;
}

struct finding_line {
    enum records_line_kind kind;
    const struct bytes *subject;
    struct store_row *line;
    bool found;
};

static bool
keep_line(void *context, const struct store_row *line, struct fault *fault)
{
    struct finding_line *finding = context;

    (void) fault;
    if (line->values[LINE_KIND].integer == finding->kind &&
        bytes_equal(&line->values[LINE_SUBJECT].blob, finding->subject)) {
        row_copy(finding->line, line, store_columns(STORE_LINE)); // the newest stays
        finding->found = true;
    }
    return true;
}

bool
line_about(struct records *records, enum records_line_kind kind, const struct bytes *subject,
    struct store_row *line, struct fault *fault)
{
    struct finding_line finding = {kind, subject, line, false};

    if (!lines_each(records, keep_line, &finding, fault))
        return false;
    return finding.found || FAULT(fault, FAULT_NOT_FOUND, "find a line of the log", 0);
}
