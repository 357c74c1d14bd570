/* A draft: its key, its two slots, and the four ways it ends. */
#include "inside.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define KEPT_LENGTH (ID_LENGTH + VAULT_KEY + ID_LENGTH) /* body of LINK_KEEP and LINK_RESUME */

struct records_draft {
    struct records *records;
    struct id id, journal, kiosk; /* the kiosk signs its snapshots */
    uint32_t day;
    uint64_t revision; /* of the newest committed snapshot */
    struct vault_key *key, *snapshot;
};

static struct records_draft *
draft_new(struct records *records, const struct id *id, const struct id *journal,
    const struct id *kiosk, uint32_t day, struct vault_key *key)
{
    struct records_draft *draft = memory_new(1, sizeof(*draft));

    draft->records = records;
    draft->id = *id;
    draft->journal = *journal;
    draft->kiosk = *kiosk;
    draft->day = day;
    draft->key = key;
    draft->snapshot = vault_key_derive(key, VAULT_DRAFT_SNAPSHOT);
    return draft;
}

static struct records_draft *
draft_of_row(struct records *records, const struct store_row *row, struct vault_key *key)
{
    struct id id = store_id(row, DRAFT_ID), journal = store_id(row, DRAFT_JOURNAL);
    struct id kiosk = store_id(row, DRAFT_KIOSK);

    return draft_new(
        records, &id, &journal, &kiosk, (uint32_t) row->values[DRAFT_DAY].integer, key);
}

void
records_draft_free(struct records_draft *draft)
{
    if (!draft)
        return;
    vault_key_free(draft->key);
    vault_key_free(draft->snapshot);
    free(draft);
}

struct id
records_draft_id(const struct records_draft *draft)
{
    return draft->id;
}

/* ---- snapshots -------------------------------------------------------------------------------*/

static struct vault_message
snapshot_message(const struct records *records, const struct store_row *row)
{
    struct id draft = store_id(row, SNAPSHOT_DRAFT);
    struct vault_block block = block_of(records, VAULT_KIND_SNAPSHOT, &draft, &draft,
        (uint64_t) row->values[SNAPSHOT_REVISION].integer);
    struct vault_message message = vault_message("snapshot");

    vault_message_block(&message, &block);
    message_column(&message, row, SNAPSHOT_SEALED);
    return message;
}

/* Into the slot that the last one does not stand in. */
static bool
snapshot_put(struct records_draft *draft, uint64_t revision, const struct bytes *snapshot,
    struct fault *fault)
{
    struct vault_block block =
        block_of(draft->records, VAULT_KIND_SNAPSHOT, &draft->id, &draft->id, revision);
    struct store_row row = {0};
    struct vault_message message;
    struct bytes sealed = BYTES_EMPTY;
    uint8_t signature[VAULT_SIGNATURE];
    bool put;

    if (!body_fits(snapshot, fault))
        return false;
    body_seal(draft->snapshot, &block, snapshot, 1024, &sealed);
    store_set_id(&row, SNAPSHOT_DRAFT, &draft->id);
    store_set_integer(&row, SNAPSHOT_SLOT, (int64_t) (revision & 1));
    store_set_integer(&row, SNAPSHOT_REVISION, (int64_t) revision);
    store_give_blob(&row, SNAPSHOT_SEALED, &sealed);
    message = snapshot_message(draft->records, &row);
    vault_sign(draft->records->kiosk_sign, &message, signature);
    store_set_blob(&row, SNAPSHOT_SIGNATURE, signature, sizeof(signature));
    put = store_put(draft->records->store, STORE_SNAPSHOT, &row, fault);
    store_row_destroy(&row);
    return put;
}

bool
snapshot_signed(
    struct records *records, const struct id *kiosk_id, const struct store_row *snapshot)
{
    struct store_row kiosk = {0};
    struct fault fault = FAULT_EMPTY;
    struct vault_message message = snapshot_message(records, snapshot);
    const struct bytes *signature = &snapshot->values[SNAPSHOT_SIGNATURE].blob;
    bool is_signed = false;

    // The signature does not cover the slot; its revision names it.
    if (snapshot->values[SNAPSHOT_SLOT].integer ==
            (snapshot->values[SNAPSHOT_REVISION].integer & 1) &&
        kiosk_certified(records, kiosk_id, &kiosk, &fault))
        is_signed = vault_verify(
            kiosk.values[KIOSK_SIGN].blob.data, &message, signature->data, signature->length);
    else
        bytes_destroy(&message.bytes);
    store_row_destroy(&kiosk);
    return is_signed;
}

static bool
snapshot_open(struct records_draft *draft, const struct store_row *row, struct bytes *snapshot)
{
    struct fault fault = FAULT_EMPTY;
    struct vault_block block = block_of(draft->records, VAULT_KIND_SNAPSHOT, &draft->id, &draft->id,
        (uint64_t) row->values[SNAPSHOT_REVISION].integer);

    return snapshot_signed(draft->records, &draft->kiosk, row) &&
           body_open(draft->snapshot, &block, &row->values[SNAPSHOT_SEALED].blob, snapshot, &fault);
}

/* The newest of the two that is whole: a torn commit leaves the other. */
static bool
snapshot_newest(struct records_draft *draft, struct bytes *snapshot, struct fault *fault)
{
    struct rows rows;
    bool found = false;

    if (!rows_of(draft->records, STORE_SNAPSHOT, SNAPSHOT_DRAFT, &draft->id, &rows, fault))
        return false;
    for (size_t i = 0; i < rows.count; i++) {
        uint64_t revision = (uint64_t) rows.rows[i].values[SNAPSHOT_REVISION].integer;
        struct bytes opened = BYTES_EMPTY;

        if ((found && revision < draft->revision) || !snapshot_open(draft, &rows.rows[i], &opened))
            continue;
        bytes_wipe(snapshot);
        *snapshot = opened;
        draft->revision = revision;
        found = true;
    }
    rows_destroy(&rows);
    return found || FAULT(fault, FAULT_DAMAGED, "open a draft's snapshots", 0);
}

static bool
snapshots_drop(struct records *records, const struct id *draft, struct fault *fault)
{
    struct store_row key = {0};
    bool dropped = true;

    store_set_id(&key, SNAPSHOT_DRAFT, draft);
    for (int slot = 0; slot < 2 && dropped; slot++) {
        store_set_integer(&key, SNAPSHOT_SLOT, slot);
        dropped = store_delete(records->store, STORE_SNAPSHOT, &key, fault);
    }
    store_row_destroy(&key);
    return dropped;
}

/* The page that outlives a process: a resume refuses what is older. */
static void
tell_revision(struct records_draft *draft, uint64_t revision)
{
    draft->revision = revision;
    if (draft->records->revision)
        atomic_store((_Atomic uint64_t *) draft->records->revision, revision);
}

/* ---- the key ---------------------------------------------------------------------------------*/

static bool
draft_row(struct records *records, const struct id *id, struct store_row *row, struct fault *fault)
{
    return get_by_id(records, STORE_DRAFT, id, row, fault);
}

/* The draft's key sealed to a journal, as the next revision of the key. */
static bool
key_put(struct records *records, const struct id *id, const struct id *journal, uint32_t day,
    uint64_t key_revision, const struct vault_key *key, struct fault *fault)
{
    struct vault_block block = block_of(records, VAULT_KIND_DRAFT_KEY, journal, id, key_revision);
    struct store_row row = {0};
    struct bytes sealed = BYTES_EMPTY;
    uint8_t box[VAULT_PUBLIC];
    uint32_t epoch;
    bool put = receiver_of(records, journal, &epoch, box, fault) &&
               vault_seal_key(box, &block, key, &sealed, fault);

    if (put) {
        store_set_id(&row, DRAFT_ID, id);
        store_set_id(&row, DRAFT_JOURNAL, journal);
        store_set_integer(&row, DRAFT_EPOCH, epoch);
        store_set_integer(&row, DRAFT_DAY, day);
        store_set_integer(&row, DRAFT_KEY_REVISION, (int64_t) key_revision);
        store_set_integer(&row, DRAFT_STATE, DRAFT_OPEN);
        store_set_id(&row, DRAFT_KIOSK, &records->kiosk);
        store_set_blob(&row, DRAFT_SEALED, sealed.data, sealed.length);
        put = change_put(records, STORE_DRAFT, &row, fault);
    }
    bytes_destroy(&sealed);
    store_row_destroy(&row);
    return put;
}

/* From here straight to the supervisor: no other module touches the 32 bytes. */
static void
tell_key(struct records_draft *draft, enum link_kind kind)
{
    uint8_t body[KEPT_LENGTH];
    struct fault fault = FAULT_EMPTY;

    if (draft->records->link < 0)
        return;
    memcpy(body, draft->id.bytes, ID_LENGTH);
    memcpy(body + ID_LENGTH, vault_key_bytes(draft->key), VAULT_KEY);
    memcpy(body + ID_LENGTH + VAULT_KEY, draft->journal.bytes, ID_LENGTH);
    // Without it a crash leaves the draft to staff; what is written is sealed all the same.
    if (!message_send(draft->records->link, (uint16_t) kind, body, sizeof(body), -1, &fault))
        LOG_FAULT("records", &fault);
    memory_wipe(body, sizeof(body));
}

/* ---- begin, save -----------------------------------------------------------------------------*/

/* The chain of the journal asked for, else of the unplaced one, else the paper: nothing is lost, and
 * nothing goes to a stranger's key. */
static bool
choose_journal(struct records *records, struct id *journal, struct fault *fault)
{
    const struct id ladder[] = {*journal, records_unplaced, ID_NONE};
    uint8_t box[VAULT_PUBLIC];
    uint32_t epoch;

    for (size_t i = 0; i < COUNT(ladder); i++) {
        *journal = ladder[i];
        if (receiver_of(records, journal, &epoch, box, fault))
            return i == 0 || line_add(records, RECORDS_LINE_BROKEN, NULL,
                                 "a chain of certificates did not hold", 0, NULL, NULL, fault);
        if (fault->kind != FAULT_FORGED && fault->kind != FAULT_NOT_FOUND)
            return false;
        LOG_FAULT("records", fault);
    }
    return false;
}

bool
records_draft_begin(struct records *records, struct id *journal, const struct bytes *snapshot,
    struct records_draft **begun, struct fault *fault)
{
    struct id id = vault_random_id();
    struct records_draft *draft = NULL;
    bool made = change_begin(records, NULL, fault);

    if (!made)
        return false;
    made = choose_journal(records, journal, fault);
    if (made) {
        draft = draft_new(records, &id, journal, &records->kiosk, clock_day(), vault_key_random());
        made = key_put(records, &id, journal, draft->day, 1, draft->key, fault) &&
               snapshot_put(draft, 1, snapshot, fault);
    }
    if (!made) {
        change_undo(records);
        records_draft_free(draft);
        return false;
    }
    if (!change_commit(records, fault)) {
        records_draft_free(draft);
        return false;
    }
    tell_revision(draft, 1);
    tell_key(draft, LINK_KEEP);
    *begun = draft;
    return true;
}

bool
records_draft_save(struct records_draft *draft, const struct bytes *snapshot, struct fault *fault)
{
    struct store *store = draft->records->store;

    if (!store_begin(store, fault))
        return false;
    if (!snapshot_put(draft, draft->revision + 1, snapshot, fault)) {
        store_rollback(store);
        return false;
    }
    if (!store_commit(store, fault))
        return false;
    tell_revision(draft, draft->revision + 1);
    return true;
}

/* ---- the ends --------------------------------------------------------------------------------*/

static bool
draft_delete(struct records_draft *draft, struct fault *fault)
{
    struct store_row key = {0};
    bool gone;

    store_set_id(&key, DRAFT_ID, &draft->id);
    gone = change_delete(draft->records, STORE_DRAFT, &key, fault) &&
           snapshots_drop(draft->records, &draft->id, fault);
    store_row_destroy(&key);
    return gone;
}

/* A commit whose sync failed is undone for us, and may stand in the file all the same once that is
 * opened anew. What it left of this sitting gives way, so that closing again makes one entry. */
static bool
give_way(struct records *records, const struct id *entry, uint64_t *revision, struct fault *fault)
{
    struct store_row row = {0};
    struct rows placements;
    bool gone;

    *revision = 1;
    if (!get_by_id(records, STORE_ENTRY, entry, &row, fault))
        return fault->kind == FAULT_NOT_FOUND;
    *revision = (uint64_t) row.values[ENTRY_REVISION].integer + 1;
    store_row_destroy(&row);
    gone = rows_of(records, STORE_PLACEMENT, PLACEMENT_ENTRY, entry, &placements, fault);
    for (size_t i = 0; gone && i < placements.count; i++)
        gone = change_delete(records, STORE_PLACEMENT, &placements.rows[i], fault);
    rows_destroy(&placements);
    return gone;
}

static bool
entry_close(struct records_draft *draft, const struct records_bodies *bodies, struct fault *fault)
{
    struct records *records = draft->records;
    struct id journal = draft->journal;
    uint64_t revision;

    // The chain may have broken since the sitting began.
    return choose_journal(records, &journal, fault) &&
           give_way(records, &draft->id, &revision, fault) &&
           entry_put(records, &draft->id, revision, draft->day, bodies, &journal, fault);
}

/* In one transaction: what takes the draft's place, where something does, and the draft out. */
static bool
draft_replace(struct records_draft *draft, const struct records_bodies *bodies, struct fault *fault)
{
    struct records *records = draft->records;
    bool done;

    if (!change_begin(records, NULL, fault))
        return false;
    done = (!bodies || entry_close(draft, bodies, fault)) && draft_delete(draft, fault);
    if (!done) {
        change_undo(records);
        return false;
    }
    return change_commit(records, fault);
}

static bool
draft_end(struct records_draft *draft, const struct records_bodies *bodies, struct fault *fault)
{
    struct records *records = draft->records;

    if (!draft_replace(draft, bodies, fault) &&
        !(change_again(records, fault) && draft_replace(draft, bodies, fault)))
        return false;
    // Until then the old pages of the draft lie in the WAL.
    checkpoint_now_or_later(records);
    tell_revision(draft, 0);
    records_draft_free(draft);
    return true;
}

bool
records_draft_close(
    struct records_draft *draft, const struct records_bodies *bodies, struct fault *fault)
{
    return draft_end(draft, bodies, fault);
}

bool
records_draft_drop(struct records_draft *draft, struct fault *fault)
{
    return draft_end(draft, NULL, fault);
}

/* ---- going on --------------------------------------------------------------------------------*/

static bool
log_opened(struct records *records, struct records_session *who, const struct id *draft,
    const char *what, struct fault *fault)
{
    struct bytes subject = BYTES_EMPTY;
    bool logged = change_begin(records, who, fault);

    bytes_append_sized(&subject, draft->bytes, ID_LENGTH);
    if (logged) {
        logged =
            line_add(records, RECORDS_LINE_OPENED, who, what, STORE_DRAFT, &subject, NULL, fault);
        if (logged)
            logged = change_commit(records, fault);
        else
            change_undo(records);
    }
    bytes_destroy(&subject);
    return logged;
}

static struct records_draft *
draft_of_kept(struct records *records, const struct bytes *kept, struct fault *fault)
{
    struct store_row row = {0};
    struct id id, journal;
    struct records_draft *draft = NULL;

    if (kept->length != KEPT_LENGTH) {
        FAULT(fault, FAULT_DAMAGED, "read the key of a draft that was kept", 0);
        return NULL;
    }
    memcpy(id.bytes, kept->data, ID_LENGTH);
    memcpy(journal.bytes, kept->data + ID_LENGTH + VAULT_KEY, ID_LENGTH);
    if (draft_row(records, &id, &row, fault)) {
        struct id in = store_id(&row, DRAFT_JOURNAL);

        if (row.values[DRAFT_STATE].integer != DRAFT_OPEN)
            FAULT(fault, FAULT_NOT_FOUND, "go on with a draft that waits for staff", 0);
        else if (!id_equal(&in, &journal) || !fold_agrees(records, STORE_DRAFT, &row))
            FAULT(fault, FAULT_FORGED, "compare a draft with the log", 0);
        else
            draft = draft_of_row(records, &row, vault_key_of(kept->data + ID_LENGTH));
    }
    store_row_destroy(&row);
    return draft;
}

bool
records_draft_resume(struct records *records, const struct bytes *kept, struct bytes *snapshot,
    struct id *journal, struct records_draft **resumed, struct fault *fault)
{
    struct records_draft *draft = draft_of_kept(records, kept, fault);
    uint64_t newest = records->revision ? atomic_load((_Atomic uint64_t *) records->revision) : 0;
    bool open = draft && snapshot_newest(draft, snapshot, fault);

    if (open && draft->revision < newest)
        open = FAULT(fault, FAULT_DAMAGED, "go on with a draft that is older than it was", 0);
    if (!open || !log_opened(records, NULL, &draft->id, "a draft went on", fault)) {
        bytes_wipe(snapshot);
        records_draft_free(draft);
        return false;
    }
    *journal = draft->journal;
    *resumed = draft;
    return true;
}

/* ---- opened by staff -------------------------------------------------------------------------*/

bool
records_draft_open(struct records *records, struct records_session *session, const struct id *id,
    struct bytes *snapshot, struct records_draft **opened, struct fault *fault)
{
    struct store_row row = {0};
    struct vault_block block;
    struct vault_key *box, *key = NULL;
    const struct held *held = NULL;
    struct records_draft *draft = NULL;
    struct id journal;

    if (!draft_row(records, id, &row, fault))
        return false;
    journal = store_id(&row, DRAFT_JOURNAL);
    held = session_held(session, &journal, (uint32_t) row.values[DRAFT_EPOCH].integer);
    if (row.values[DRAFT_STATE].integer != DRAFT_INTERRUPTED)
        FAULT(fault, FAULT_ACCESS, "open a draft that its person is writing", 0);
    else if (!held)
        FAULT(fault, FAULT_ACCESS, "open a draft", 0);
    else if (!fold_agrees(records, STORE_DRAFT, &row))
        FAULT(fault, FAULT_FORGED, "compare a draft with the log", 0);
    else if (interrupted_stands(records, &row, fault)) {
        block = block_of(records, VAULT_KIND_DRAFT_KEY, &journal, id,
            (uint64_t) row.values[DRAFT_KEY_REVISION].integer);
        box = vault_key_derive(held->seed, VAULT_JOURNAL_BOX);
        key = vault_open_key(box, &block, &row.values[DRAFT_SEALED].blob, fault);
        vault_key_free(box);
    }
    if (key)
        draft = draft_of_row(records, &row, key);
    store_row_destroy(&row);
    if (!draft || !snapshot_newest(draft, snapshot, fault) ||
        !log_opened(records, session, id, "an interrupted sitting was opened", fault)) {
        bytes_wipe(snapshot);
        records_draft_free(draft);
        return false;
    }
    *opened = draft;
    return true;
}

bool
records_draft_hand_back(
    struct records_draft *old, const struct bytes *snapshot, struct fault *fault)
{
    struct records *records = old->records;
    struct records_draft *draft;
    struct store_row row = {0};
    uint64_t key_revision, revision = old->revision + 1;
    bool handed = draft_row(records, &old->id, &row, fault) && change_begin(records, NULL, fault);

    if (!handed) {
        store_row_destroy(&row);
        return false;
    }
    key_revision = (uint64_t) row.values[DRAFT_KEY_REVISION].integer + 1;
    store_row_destroy(&row);
    draft =
        draft_new(records, &old->id, &old->journal, &records->kiosk, old->day, vault_key_random());
    handed = key_put(records, &old->id, &old->journal, old->day, key_revision, draft->key, fault) &&
             snapshots_drop(records, &old->id, fault) &&
             snapshot_put(draft, revision, snapshot, fault);
    if (!handed)
        change_undo(records);
    else
        handed = change_commit(records, fault);
    if (handed) {
        checkpoint_now_or_later(records); // the old seal and slots are gone with it
        tell_revision(draft, revision);
        tell_key(draft, LINK_BACK);
        records_draft_free(old);
    }
    records_draft_free(draft);
    return handed;
}
