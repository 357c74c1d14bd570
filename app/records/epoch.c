/* Whose signature makes an epoch of a journal.
 *
 * Any member of staff may make a journal, and its id is of the key it was made with: nobody can put
 * another key into that place. The clinic's own three journals have ids that everybody knows: an
 * admin makes them. A later epoch is made by somebody who was given the one before it, or by an
 * admin: who never held a journal cannot have its next sittings sealed to a key of their own.
 *
 * Who was given an epoch is told by grants, from the member who made it on: a grant counts where it
 * is signed by who made the epoch or by who was given it in turn. It goes on counting when the seal
 * that it is about was taken away, for the sake of what was given on. docs/format.md, section 6. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

/* ---- the id ------------------------------------------------------------------------------*/

struct id
journal_id_of(const struct records *records, const uint8_t box[VAULT_PUBLIC])
{
    struct vault_message message = vault_message("journal-id");
    uint8_t hash[VAULT_HASH];
    struct id id;

    vault_message_fixed(&message, records->clinic.bytes, ID_LENGTH);
    vault_message_fixed(&message, box, VAULT_PUBLIC);
    vault_hash(&message, hash);
    memcpy(id.bytes, hash, ID_LENGTH);
    return id;
}

/* ---- who was given an epoch --------------------------------------------------------------*/

/* A grant of the epoch whose signature holds. */
struct gift {
    struct id signer, staff;
    bool counts;
};

struct gifts {
    struct records *records;
    int64_t epoch;
    struct gift *gifts;
    size_t count;
};

static bool
keep_gift(void *context, const struct store_row *grant, struct fault *fault)
{
    struct gifts *gifts = context;
    struct id signer = store_id(grant, GRANT_SIGNER);
    struct fault broken = FAULT_EMPTY;
    struct vault_message message;

    (void) fault;
    if (grant->values[GRANT_EPOCH].integer != gifts->epoch)
        return true;
    message = grant_message(gifts->records, grant);
    if (!signed_by(
            gifts->records, &signer, 0, &message, &grant->values[GRANT_SIGNATURE].blob, &broken))
        return true;
    gifts->gifts = memory_resize(gifts->gifts, gifts->count + 1, sizeof(*gifts->gifts));
    gifts->gifts[gifts->count++] = (struct gift){signer, store_id(grant, GRANT_STAFF), false};
    return true;
}

static bool
was_given(const struct gifts *gifts, const struct id *maker, const struct id *staff)
{
    if (id_is_none(staff) || id_equal(staff, maker))
        return true; // the paper opens every epoch, and who made one had its seed
    for (size_t i = 0; i < gifts->count; i++)
        if (gifts->gifts[i].counts && id_equal(&gifts->gifts[i].staff, staff))
            return true;
    return false;
}

/* From the maker on, until no gift more counts: two that only gave to each other never begin to. */
static void
follow_gifts(struct gifts *gifts, const struct id *maker)
{
    bool more = true;

    while (more) {
        more = false;
        for (size_t i = 0; i < gifts->count; i++) {
            struct gift *gift = &gifts->gifts[i];

            if (gift->counts || !was_given(gifts, maker, &gift->signer))
                continue;
            gift->counts = more = true;
        }
    }
}

static bool
find_gifts(struct records *records, const struct store_row *certificate, struct gifts *gifts)
{
    struct id journal = store_id(certificate, JOURNAL_ID);
    struct id maker = store_id(certificate, JOURNAL_SIGNER);
    struct fault fault = FAULT_EMPTY;

    *gifts = (struct gifts){records, certificate->values[JOURNAL_EPOCH].integer, NULL, 0};
    if (!each_of(records, STORE_GRANT, GRANT_JOURNAL, &journal, keep_gift, gifts, &fault))
        return false;
    follow_gifts(gifts, &maker);
    return true;
}

bool
epoch_was_given(
    struct records *records, const struct store_row *certificate, const struct id *staff)
{
    struct id maker = store_id(certificate, JOURNAL_SIGNER);
    struct gifts gifts = {0};
    bool given = was_given(&gifts, &maker, staff) ||
                 (find_gifts(records, certificate, &gifts) && was_given(&gifts, &maker, staff));

    free(gifts.gifts);
    return given;
}

size_t
epoch_given(struct records *records, const struct store_row *certificate, struct id **ids)
{
    struct gifts gifts = {0};
    size_t count = 0;

    (void) find_gifts(records, certificate, &gifts);
    *ids = memory_new(gifts.count, sizeof(**ids));
    for (size_t i = 0; i < gifts.count; i++)
        if (gifts.gifts[i].counts)
            (*ids)[count++] = gifts.gifts[i].staff;
    free(gifts.gifts);
    return count;
}

/* ---- the chain of epochs -----------------------------------------------------------------*/

static bool
is_admin(struct records *records, const struct id *staff)
{
    struct store_row row = {0};
    struct fault broken = FAULT_EMPTY;
    bool is =
        id_is_none(staff) || (staff_certified(records, staff, &row, &broken) &&
                                 ((unsigned) row.values[STAFF_ROLES].integer & RECORDS_ADMIN));

    store_row_destroy(&row);
    return is;
}

static bool
is_first(const struct store_row *row)
{
    return row->values[JOURNAL_EPOCH].integer <= 1;
}

/* By somebody of this clinic; the clinic's own journals by an admin, to begin with. */
static bool
is_signed(struct records *records, const struct store_row *row, struct fault *fault)
{
    struct id journal = store_id(row, JOURNAL_ID), signer = store_id(row, JOURNAL_SIGNER);
    unsigned roles = is_first(row) && is_fixed(&journal) ? RECORDS_ADMIN : 0;
    struct vault_message message;

    if (row->values[JOURNAL_BOX].blob.length != VAULT_PUBLIC)
        return FAULT(fault, FAULT_FORGED, "read a journal's certificate", 0);
    message = journal_message(records, row);
    return signed_by(
        records, &signer, roles, &message, &row->values[JOURNAL_SIGNATURE].blob, fault);
}

bool
epoch_get(struct records *records, const struct id *journal, int64_t epoch, struct store_row *row,
    struct fault *fault)
{
    struct store_row key = {0};
    bool got;

    store_set_id(&key, JOURNAL_ID, journal);
    store_set_integer(&key, JOURNAL_EPOCH, epoch);
    got = store_get(records->store, STORE_JOURNAL, &key, row, fault);
    store_row_destroy(&key);
    return got;
}

/* The one before it holds so far, and whoever made this one was given that. */
static bool
follows(struct records *records, const struct store_row *row, struct store_row *before,
    struct fault *fault)
{
    struct id journal = store_id(row, JOURNAL_ID), signer = store_id(row, JOURNAL_SIGNER);

    return epoch_get(records, &journal, row->values[JOURNAL_EPOCH].integer - 1, before, fault) &&
           is_signed(records, before, fault) &&
           (epoch_was_given(records, before, &signer) ||
               FAULT(fault, FAULT_FORGED, "find who made an epoch among those before it", 0));
}

/* Another first key would be another journal. */
static bool
has_own_id(struct records *records, const struct store_row *row, struct fault *fault)
{
    struct id journal = store_id(row, JOURNAL_ID);
    struct id own = journal_id_of(records, row->values[JOURNAL_BOX].blob.data);

    return !is_first(row) || is_fixed(&journal) || id_equal(&journal, &own) ||
           FAULT(fault, FAULT_FORGED, "compare a journal's id with its first key", 0);
}

/* The first, or an admin's: there the way ends. */
static bool
stands_alone(struct records *records, const struct store_row *row)
{
    struct id signer = store_id(row, JOURNAL_SIGNER);

    return is_first(row) || is_admin(records, &signer);
}

bool
epoch_holds(struct records *records, const struct store_row *certificate, struct fault *fault)
{
    struct store_row row = {0}, before = {0};
    bool holds = is_signed(records, certificate, fault);

    row_copy(&row, certificate, store_columns(STORE_JOURNAL));
    while (holds && !stands_alone(records, &row)) {
        holds = follows(records, &row, &before, fault);
        if (holds)
            row_copy(&row, &before, store_columns(STORE_JOURNAL));
    }
    holds = holds && has_own_id(records, &row, fault);
    store_row_destroy(&row);
    store_row_destroy(&before);
    return holds;
}
