/* Small sealed bodies of a journal: who its person is, and the leaves of their course. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

#define IDENTITY_BUCKET 2048
#define IDENTITY_MAX (IDENTITY_BUCKET - 1) /* an identity's size says nothing */
#define LEAF_BUCKET 1024

/* ---- identity ------------------------------------------------------------------------------*/

static bool
identity_row(
    struct records *records, const struct id *journal, struct store_row *row, struct fault *fault)
{
    return get_by_id(records, STORE_IDENTITY, journal, row, fault);
}

static bool
identity_open(struct records *records, const struct records_session *session,
    const struct store_row *row, struct bytes *json, struct fault *fault)
{
    struct id journal = store_id(row, IDENTITY_JOURNAL), id = store_id(row, IDENTITY_ID);
    const struct held *held =
        session_held(session, &journal, (uint32_t) row->values[IDENTITY_EPOCH].integer);
    struct vault_block block = block_of(records, VAULT_KIND_IDENTITY, &journal, &id,
        (uint64_t) row->values[IDENTITY_REVISION].integer);
    struct vault_key *key;
    bool open;

    if (!held)
        return FAULT(fault, FAULT_ACCESS, "open an identity", 0);
    if (!fold_agrees(records, STORE_IDENTITY, row))
        return FAULT(fault, FAULT_FORGED, "compare an identity with the log", 0);
    key = vault_key_derive(held->seed, VAULT_JOURNAL_NAME);
    open = body_open(key, &block, &row->values[IDENTITY_SEALED].blob, json, fault);
    vault_key_free(key);
    return open;
}

/* Seals under the newest epoch that the session holds, as the next revision. */
static bool
identity_seal(struct records *records, const struct records_session *session,
    const struct id *journal, const struct bytes *json, struct store_row *row, struct fault *fault)
{
    const struct held *held = session_held(session, journal, 0);
    struct id id = store_id(row, IDENTITY_ID);
    int64_t revision = revision_after(row->values[IDENTITY_REVISION].integer);
    struct vault_key *key;
    struct vault_block block;
    struct bytes sealed = BYTES_EMPTY;

    if (!held)
        return FAULT(fault, FAULT_ACCESS, "write an identity", 0);
    if (id_is_none(&id))
        id = vault_random_id();
    block = block_of(records, VAULT_KIND_IDENTITY, journal, &id, (uint64_t) revision);
    key = vault_key_derive(held->seed, VAULT_JOURNAL_NAME);
    body_seal(key, &block, json, IDENTITY_BUCKET, &sealed);
    store_set_id(row, IDENTITY_JOURNAL, journal);
    store_set_id(row, IDENTITY_ID, &id);
    store_set_integer(row, IDENTITY_REVISION, revision);
    store_set_integer(row, IDENTITY_EPOCH, held->epoch);
    store_set_blob(row, IDENTITY_SEALED, sealed.data, sealed.length);
    bytes_destroy(&sealed);
    vault_key_free(key);
    return change_put(records, STORE_IDENTITY, row, fault);
}

bool
records_identity_get(struct records *records, struct records_session *session,
    const struct id *journal, struct bytes *json, struct fault *fault)
{
    struct store_row row = {0};
    bool got;

    if (!records_session_holds(session, journal))
        return FAULT(fault, FAULT_ACCESS, "open an identity", 0);
    got = identity_row(records, journal, &row, fault) &&
          identity_open(records, session, &row, json, fault);
    store_row_destroy(&row);
    return got;
}

bool
records_identity_put(struct records *records, struct records_session *session,
    const struct id *journal, const struct bytes *json, struct fault *fault)
{
    struct store_row row = {0};
    bool put;

    if (json->length > IDENTITY_MAX)
        return FAULT(fault, FAULT_LIMIT, "write an identity", IDENTITY_MAX);
    if (!identity_row(records, journal, &row, fault) && fault->kind != FAULT_NOT_FOUND)
        return false;
    put = change_begin(records, session, fault);
    if (put) {
        put = identity_seal(records, session, journal, json, &row, fault);
        if (put)
            put = change_commit(records, fault);
        else
            change_undo(records);
    }
    store_row_destroy(&row);
    return put;
}

/* ---- leaves --------------------------------------------------------------------------------*/

struct id
leaf_id(const struct id *about, enum records_leaf_kind kind)
{
    struct vault_message message = vault_message("leaf-id");
    uint8_t hash[VAULT_HASH];
    struct id id;

    vault_message_fixed(&message, about->bytes, ID_LENGTH);
    vault_message_u32(&message, (uint32_t) kind);
    vault_hash(&message, hash);
    memcpy(id.bytes, hash, ID_LENGTH);
    return id;
}

static bool
leaf_open(struct records *records, const struct records_session *session,
    const struct store_row *row, struct bytes *json, struct fault *fault)
{
    struct id journal = store_id(row, LEAF_JOURNAL), id = store_id(row, LEAF_ID);
    const struct held *held =
        session_held(session, &journal, (uint32_t) row->values[LEAF_EPOCH].integer);
    struct vault_block block = block_of(
        records, VAULT_KIND_LEAF, &journal, &id, (uint64_t) row->values[LEAF_REVISION].integer);
    struct vault_key *key;
    bool open;

    if (!held)
        return FAULT(fault, FAULT_ACCESS, "open a leaf", 0);
    if (!fold_agrees(records, STORE_LEAF, row))
        return FAULT(fault, FAULT_FORGED, "compare a leaf with the log", 0);
    key = vault_key_derive(held->seed, VAULT_JOURNAL_COURSE);
    open = body_open(key, &block, &row->values[LEAF_SEALED].blob, json, fault);
    vault_key_free(key);
    return open;
}

/* `row` has its id, journal and kind, and the revision before. */
static bool
leaf_seal(struct records *records, const struct records_session *session, const struct bytes *json,
    struct store_row *row, struct fault *fault)
{
    struct id journal = store_id(row, LEAF_JOURNAL), id = store_id(row, LEAF_ID);
    const struct held *held = session_held(session, &journal, 0);
    int64_t revision = revision_after(row->values[LEAF_REVISION].integer);
    struct vault_block block =
        block_of(records, VAULT_KIND_LEAF, &journal, &id, (uint64_t) revision);
    struct vault_key *key;
    struct bytes sealed = BYTES_EMPTY;

    if (!held)
        return FAULT(fault, FAULT_ACCESS, "write a leaf", 0);
    key = vault_key_derive(held->seed, VAULT_JOURNAL_COURSE);
    body_seal(key, &block, json, LEAF_BUCKET, &sealed);
    store_set_integer(row, LEAF_REVISION, revision);
    store_set_integer(row, LEAF_EPOCH, held->epoch);
    store_set_blob(row, LEAF_SEALED, sealed.data, sealed.length);
    bytes_destroy(&sealed);
    vault_key_free(key);
    return change_put(records, STORE_LEAF, row, fault);
}

bool
records_leaf_put(struct records *records, struct records_session *session, const struct id *journal,
    const struct id *about, enum records_leaf_kind kind, const struct bytes *json,
    struct fault *fault)
{
    struct store_row row = {0};
    struct id id = leaf_id(about, kind);
    bool put;

    if (!records_session_holds(session, journal))
        return FAULT(fault, FAULT_ACCESS, "write a leaf", 0);
    if (!body_fits(json, fault))
        return false;
    if (!get_by_id(records, STORE_LEAF, &id, &row, fault) && fault->kind != FAULT_NOT_FOUND)
        return false;
    store_set_id(&row, LEAF_ID, &id);
    store_set_id(&row, LEAF_JOURNAL, journal);
    store_set_integer(&row, LEAF_KIND, kind);
    put = change_begin(records, session, fault);
    if (put) {
        put = leaf_seal(records, session, json, &row, fault);
        if (put)
            put = change_commit(records, fault);
        else
            change_undo(records);
    }
    store_row_destroy(&row);
    return put;
}

bool
records_leaf_get(struct records *records, struct records_session *session, const struct id *journal,
    const struct id *about, enum records_leaf_kind kind, struct bytes *json, struct fault *fault)
{
    struct store_row row = {0};
    struct id id = leaf_id(about, kind);
    bool got;

    store_set_id(&row, LEAF_ID, &id);
    // Most have none: the log says so sooner than the file.
    got = fold_knows(records, STORE_LEAF, &row) ? get_by_id(records, STORE_LEAF, &id, &row, fault)
                                                : FAULT(fault, FAULT_NOT_FOUND, "find a leaf", 0);
    if (got) {
        struct id in = store_id(&row, LEAF_JOURNAL);

        // The leaf of another journal is none of this one's.
        got = id_equal(&in, journal) || FAULT(fault, FAULT_NOT_FOUND, "find a leaf", 0);
    }
    got = got && leaf_open(records, session, &row, json, fault);
    store_row_destroy(&row);
    return got;
}

/* ---- a new epoch ------------------------------------------------------------------------------
 *
 * After somebody was taken out of a journal its small bodies still stand under a seed they had. The
 * next holder who signs in seals them anew. */

static bool
renew_identity(struct records *records, struct records_session *session, const struct held *newest,
    struct fault *fault)
{
    struct store_row row = {0};
    struct bytes json = BYTES_EMPTY;
    struct fault broken = FAULT_EMPTY;
    bool renewed = true;

    if (identity_row(records, &newest->journal, &row, &broken) &&
        row.values[IDENTITY_EPOCH].integer < newest->epoch &&
        identity_open(records, session, &row, &json, &broken))
        renewed = identity_seal(records, session, &newest->journal, &json, &row, fault);
    bytes_wipe(&json);
    store_row_destroy(&row);
    return renewed;
}

static bool
renew_leaves(struct records *records, struct records_session *session, const struct held *newest,
    struct fault *fault)
{
    struct rows rows;
    bool renewed = rows_of(records, STORE_LEAF, LEAF_JOURNAL, &newest->journal, &rows, fault);

    for (size_t i = 0; i < rows.count && renewed; i++) {
        struct bytes json = BYTES_EMPTY;
        struct fault broken = FAULT_EMPTY;

        if (rows.rows[i].values[LEAF_EPOCH].integer < newest->epoch &&
            leaf_open(records, session, &rows.rows[i], &json, &broken))
            renewed = leaf_seal(records, session, &json, &rows.rows[i], fault);
        bytes_wipe(&json);
    }
    rows_destroy(&rows);
    return renewed;
}

static bool
renew_all(struct records *records, struct records_session *session, struct fault *fault)
{
    bool renewed = true;

    for (size_t i = 0; i < session->n_held && renewed; i++) {
        const struct held *held = &session->held[i];

        if (held->epoch == 1 || session_held(session, &held->journal, 0) != held)
            continue; // nothing can stand under an older one
        renewed = renew_identity(records, session, held, fault) &&
                  renew_leaves(records, session, held, fault);
    }
    return renewed;
}

bool
renew_held(struct records *records, struct records_session *session, struct fault *fault)
{
    uint64_t before = records->seq;

    if (!change_begin(records, session, fault))
        return false;
    if (!renew_all(records, session, fault)) {
        change_undo(records);
        return false;
    }
    if (records->seq == before) {
        change_undo(records); // as at most sign-ins: nothing is worth a commit
        return true;
    }
    return change_commit(records, fault);
}
