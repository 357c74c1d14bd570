#include "inside.h"

#include <string.h>

/* Who may be sealed to. Every certificate leads to R.sign, the clinic's root, whose public half is
 * pinned outside of the database: swapping a key in the file breaks a signature. */
#define CHAIN_MAX 16 /* staff certificates that lead to the root */

/* The clinic, then every column before signer and signature, then the signer. */
static struct vault_message
certificate_message(
    const struct records *records, const char *label, const struct store_row *row, size_t n_columns)
{
    struct vault_message message = vault_message(label);

    vault_message_fixed(&message, records->clinic.bytes, ID_LENGTH);
    for (size_t i = 0; i < n_columns; i++)
        message_column(&message, row, i);
    return message;
}

struct vault_message
meta_message(const struct records *records, const struct store_row *row)
{
    return certificate_message(records, "meta", row, META_SIGNATURE);
}

struct vault_message
staff_message(const struct records *records, const struct store_row *row)
{
    return certificate_message(records, "staff", row, STAFF_SIGNATURE);
}

struct vault_message
kiosk_message(const struct records *records, const struct store_row *row)
{
    return certificate_message(records, "kiosk", row, KIOSK_SIGNATURE);
}

struct vault_message
journal_message(const struct records *records, const struct store_row *row)
{
    return certificate_message(records, "journal", row, JOURNAL_SIGNATURE);
}

struct vault_message
grant_message(const struct records *records, const struct store_row *row)
{
    return certificate_message(records, "grant", row, GRANT_SIGNATURE);
}

struct vault_message
revocation_message(const struct records *records, const struct store_row *row)
{
    return certificate_message(records, "revocation", row, REVOCATION_SIGNATURE);
}

struct vault_message
setting_message(const struct records *records, const struct store_row *row)
{
    return certificate_message(records, "setting", row, SETTING_SIGNATURE);
}

void
sign_row(struct records_session *session, struct vault_message message, struct store_row *row,
    size_t signer_column)
{
    uint8_t signature[VAULT_SIGNATURE];

    vault_sign(session->sign, &message, signature);
    store_set_blob(row, signer_column + 1, signature, sizeof(signature));
}

/* ---- walking -----------------------------------------------------------------------------*/

static bool
verify_staff(struct records *records, const struct id *staff, int depth, struct store_row *row,
    struct fault *fault);

static bool
verify_signer(struct records *records, const struct id *signer, unsigned roles, int depth,
    struct vault_message *message, const struct bytes *signature, struct fault *fault)
{
    struct store_row certificate = {0};
    bool holds = false;

    if (id_is_none(signer)) {
        holds = vault_verify(records->root_sign, message, signature->data, signature->length);
    } else if (depth < CHAIN_MAX && verify_staff(records, signer, depth + 1, &certificate, fault)) {
        holds = vault_verify(
            certificate.values[STAFF_SIGN].blob.data, message, signature->data, signature->length);
        if (roles && !((unsigned) certificate.values[STAFF_ROLES].integer & roles))
            holds = false;
    }
    bytes_destroy(&message->bytes);
    store_row_destroy(&certificate);
    return holds || FAULT(fault, FAULT_FORGED, "follow a certificate to the clinic's root", depth);
}

static bool
verify_staff(struct records *records, const struct id *staff, int depth, struct store_row *row,
    struct fault *fault)
{
    struct vault_message message;
    struct id signer;

    if (!get_by_id(records, STORE_STAFF, staff, row, fault))
        return false;
    if (row->values[STAFF_BOX].blob.length != VAULT_PUBLIC ||
        row->values[STAFF_SIGN].blob.length != VAULT_PUBLIC)
        return FAULT(fault, FAULT_FORGED, "read a staff certificate", 0);
    signer = store_id(row, STAFF_SIGNER);
    message = staff_message(records, row);
    return verify_signer(records, &signer, RECORDS_ADMIN, depth, &message,
        &row->values[STAFF_SIGNATURE].blob, fault);
}

bool
staff_certified(
    struct records *records, const struct id *staff, struct store_row *row, struct fault *fault)
{
    return verify_staff(records, staff, 1, row, fault); // itself one of CHAIN_MAX
}

bool
signed_by(struct records *records, const struct id *signer, unsigned roles,
    struct vault_message *message, const struct bytes *signature, struct fault *fault)
{
    return verify_signer(records, signer, roles, 0, message, signature, fault);
}

struct searching {
    struct records *records;
    const struct id *wanted;
    bool found;
};

static bool
find_revocation(void *context, const struct store_row *row, struct fault *fault)
{
    struct searching *searching = context;
    struct id subject = store_id(row, REVOCATION_SUBJECT);
    struct id signer = store_id(row, REVOCATION_SIGNER);
    struct vault_message message;
    struct fault broken = FAULT_EMPTY;

    (void) fault;
    if (!id_equal(&subject, searching->wanted))
        return true;
    message = revocation_message(searching->records, row);
    // A revocation that nobody of this clinic signed revokes nothing.
    if (signed_by(searching->records, &signer, RECORDS_ADMIN, &message,
            &row->values[REVOCATION_SIGNATURE].blob, &broken))
        searching->found = true;
    return true;
}

bool
staff_revoked(struct records *records, const struct id *staff, bool *revoked, struct fault *fault)
{
    struct searching searching = {records, staff, false};

    if (!store_each(records->store, STORE_REVOCATION, 0, NULL, find_revocation, &searching, fault))
        return false;
    *revoked = searching.found;
    return true;
}

/* ---- journals ----------------------------------------------------------------------------*/

struct newest {
    const struct id *journal;
    struct store_row row;
    bool found;
};

static bool
keep_newest(void *context, const struct store_row *row, struct fault *fault)
{
    struct newest *newest = context;

    (void) fault;
    row_copy(&newest->row, row, store_columns(STORE_JOURNAL)); // walked by epoch: the last stays
    newest->found = true;
    return true;
}

bool
journal_certified(
    struct records *records, const struct id *journal, struct store_row *row, struct fault *fault)
{
    struct newest newest = {.journal = journal};
    bool walked;

    walked = each_of(records, STORE_JOURNAL, JOURNAL_ID, journal, keep_newest, &newest, fault);
    if (walked && !newest.found)
        walked = FAULT(fault, FAULT_NOT_FOUND, "find a journal", 0);
    walked = walked && epoch_holds(records, &newest.row, fault);
    if (walked)
        row_copy(row, &newest.row, store_columns(STORE_JOURNAL));
    store_row_destroy(&newest.row);
    return walked;
}

bool
kiosk_certified(
    struct records *records, const struct id *kiosk, struct store_row *row, struct fault *fault)
{
    struct vault_message message;
    struct id signer;

    if (!get_by_id(records, STORE_KIOSK, kiosk, row, fault))
        return false;
    if (row->values[KIOSK_SIGN].blob.length != VAULT_PUBLIC)
        return FAULT(fault, FAULT_FORGED, "read a kiosk's certificate", 0);
    signer = store_id(row, KIOSK_SIGNER);
    message = kiosk_message(records, row);
    return signed_by(
        records, &signer, RECORDS_ADMIN, &message, &row->values[KIOSK_SIGNATURE].blob, fault);
}
