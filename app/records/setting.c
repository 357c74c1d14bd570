/* What stands in the clear and is signed: settings, files beside the database; and wordings. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

static bool
setting_row(struct records *records, const char *name, struct store_row *row, struct fault *fault)
{
    struct store_row key = {0};
    bool got;

    store_set_text(&key, SETTING_NAME, name);
    got = store_get(records->store, STORE_SETTING, &key, row, fault);
    store_row_destroy(&key);
    return got;
}

bool
records_setting_get(
    struct records *records, const char *name, struct bytes *value, struct fault *fault)
{
    struct store_row row = {0};
    struct vault_message message;
    struct id signer;
    bool got = setting_row(records, name, &row, fault);

    if (got) {
        signer = store_id(&row, SETTING_SIGNER);
        message = setting_message(records, &row);
        got = signed_by(
            records, &signer, RECORDS_ADMIN, &message, &row.values[SETTING_SIGNATURE].blob, fault);
    }
    if (got)
        bytes_set(
            value, row.values[SETTING_VALUE].blob.data, row.values[SETTING_VALUE].blob.length);
    store_row_destroy(&row);
    return got;
}

bool
records_setting_put(struct records *records, struct records_session *admin, const char *name,
    const struct bytes *value, struct fault *fault)
{
    struct store_row row = {0};
    int64_t revision = 0;
    bool put;

    if (!(admin->roles & RECORDS_ADMIN))
        return FAULT(fault, FAULT_ACCESS, "change a setting", 0);
    if (value->length > RECORDS_SETTING_MAX)
        return FAULT(fault, FAULT_LIMIT, "change a setting", RECORDS_SETTING_MAX);
    if (setting_row(records, name, &row, fault))
        revision = row.values[SETTING_REVISION].integer;
    else if (fault->kind != FAULT_NOT_FOUND)
        return false;
    put = change_begin(records, admin, fault);
    if (put) {
        store_set_text(&row, SETTING_NAME, name);
        store_set_integer(&row, SETTING_REVISION, revision_after(revision));
        store_set_blob(&row, SETTING_VALUE, value->data, value->length);
        store_set_id(&row, SETTING_SIGNER, &admin->member);
        sign_row(admin, setting_message(records, &row), &row, SETTING_SIGNER);
        put = change_put(records, STORE_SETTING, &row, fault);
        if (put)
            put = change_commit(records, fault);
        else
            change_undo(records);
    }
    store_row_destroy(&row);
    return put;
}

/* ---- files beside the database ---------------------------------------------------------------*/

static struct vault_message
file_message(const struct records *records, const char *label, const struct bytes *content)
{
    struct vault_message message = vault_message("file");

    vault_message_fixed(&message, records->clinic.bytes, ID_LENGTH);
    vault_message_sized(&message, label, strlen(label));
    vault_message_sized(&message, content->data, content->length);
    return message;
}

void
records_file_sign(struct records *records, struct records_session *admin, const char *label,
    const struct bytes *content, struct bytes *signer_and_signature)
{
    struct vault_message message = file_message(records, label, content);
    uint8_t signature[VAULT_SIGNATURE];

    vault_sign(admin->sign, &message, signature);
    bytes_set(signer_and_signature, admin->member.bytes, ID_LENGTH);
    bytes_append(signer_and_signature, signature, sizeof(signature));
}

bool
records_file_verify(struct records *records, const char *label, const struct bytes *content,
    const struct bytes *signer_and_signature)
{
    struct vault_message message;
    struct bytes signature = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    struct id signer;
    bool holds;

    if (signer_and_signature->length != ID_LENGTH + VAULT_SIGNATURE)
        return false;
    memcpy(signer.bytes, signer_and_signature->data, ID_LENGTH);
    bytes_set(&signature, signer_and_signature->data + ID_LENGTH, VAULT_SIGNATURE);
    message = file_message(records, label, content);
    holds = signed_by(records, &signer, RECORDS_ADMIN, &message, &signature, &fault);
    bytes_destroy(&signature);
    return holds;
}

/* ---- wordings ----------------------------------------------------------------------------------*/

_Static_assert(RECORDS_HASH == VAULT_HASH, "a hash is a hash");

void
records_hash(const void *data, size_t length, uint8_t hash[RECORDS_HASH])
{
    struct vault_message message = vault_message("wording");

    vault_message_sized(&message, data, length);
    vault_hash(&message, hash);
}

static bool
wording_row(struct records *records, const uint8_t hash[RECORDS_HASH], struct store_row *row,
    struct fault *fault)
{
    struct store_row key = {0};
    bool got;

    store_set_blob(&key, WORDING_HASH, hash, RECORDS_HASH);
    got = store_get(records->store, STORE_WORDING, &key, row, fault);
    store_row_destroy(&key);
    return got;
}

bool
records_wording_put(struct records *records, const struct bytes *text, uint8_t hash[RECORDS_HASH],
    struct fault *fault)
{
    struct store_row row = {0};
    bool put;

    if (!body_fits(text, fault))
        return false;
    records_hash(text->data, text->length, hash);
    put = wording_row(records, hash, &row, fault);
    if (!put && fault->kind == FAULT_NOT_FOUND && change_begin(records, NULL, fault)) {
        store_set_blob(&row, WORDING_HASH, hash, RECORDS_HASH);
        store_set_blob(&row, WORDING_TEXT, text->data, text->length);
        put = change_put(records, STORE_WORDING, &row, fault);
        if (put)
            put = change_commit(records, fault);
        else
            change_undo(records);
    }
    store_row_destroy(&row);
    return put;
}

bool
records_wording_get(struct records *records, const uint8_t hash[RECORDS_HASH], struct bytes *text,
    struct fault *fault)
{
    struct store_row row = {0};
    uint8_t is[RECORDS_HASH];
    bool got = wording_row(records, hash, &row, fault);

    if (got) {
        const struct bytes *stored = &row.values[WORDING_TEXT].blob;

        records_hash(stored->data, stored->length, is);
        if (memcmp(is, hash, RECORDS_HASH) != 0)
            got = FAULT(fault, FAULT_DAMAGED, "compare a flow's text with its hash", 0);
        else
            bytes_set(text, stored->data, stored->length);
    }
    store_row_destroy(&row);
    return got;
}
