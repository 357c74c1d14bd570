/* Journals: their epochs, who holds them, and how one ends. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

/* ---- epochs and grants --------------------------------------------------------------------*/

static void
seal_hash(const struct bytes *sealed, uint8_t hash[VAULT_HASH])
{
    struct vault_message message = vault_message("key-seal");

    vault_message_sized(&message, sealed->data, sealed->length);
    vault_hash(&message, hash);
}

/* Where the seal of a journal's seed stands: owner and object are the journal. */
static void
wrap_key(const struct id *journal, const struct id *receiver, int64_t epoch, struct store_row *row)
{
    store_set_id(row, KEY_SEAL_OWNER, journal);
    store_set_id(row, KEY_SEAL_OBJECT, journal);
    store_set_id(row, KEY_SEAL_RECEIVER, receiver);
    store_set_integer(row, KEY_SEAL_KIND, VAULT_KIND_WRAP);
    store_set_integer(row, KEY_SEAL_EPOCH, epoch);
}

/* Seals the seed of an epoch to one receiver: a member, or the paper for none. */
static bool
wrap_put(struct records *records, const struct id *journal, uint32_t epoch,
    const struct id *receiver, const uint8_t *box, const struct vault_key *seed,
    uint8_t hash[VAULT_HASH], struct fault *fault)
{
    struct vault_block block = block_of(records, VAULT_KIND_WRAP, journal, journal, epoch);
    struct store_row row = {0};
    struct bytes sealed = BYTES_EMPTY;
    bool put = vault_seal_key(box, &block, seed, &sealed, fault);

    if (put) {
        seal_hash(&sealed, hash);
        wrap_key(journal, receiver, epoch, &row);
        store_set_blob(&row, KEY_SEAL_SEALED, sealed.data, sealed.length);
        put = change_put(records, STORE_KEY_SEAL, &row, fault);
    }
    bytes_destroy(&sealed);
    store_row_destroy(&row);
    return put;
}

bool
grant_put(struct records *records, struct records_session *maker, const struct id *journal,
    uint32_t epoch, const struct id *member, const struct vault_key *seed, struct fault *fault)
{
    struct store_row certificate = {0}, row = {0};
    struct id id = vault_random_id();
    uint8_t hash[VAULT_HASH];
    bool revoked = false;
    bool put = staff_certified(records, member, &certificate, fault) &&
               staff_revoked(records, member, &revoked, fault) &&
               (!revoked || FAULT(fault, FAULT_ACCESS, "give a journal to who was revoked", 0)) &&
               wrap_put(records, journal, epoch, member, certificate.values[STAFF_BOX].blob.data,
                   seed, hash, fault);

    if (put) {
        store_set_id(&row, GRANT_ID, &id);
        store_set_id(&row, GRANT_JOURNAL, journal);
        store_set_integer(&row, GRANT_EPOCH, epoch);
        store_set_id(&row, GRANT_STAFF, member);
        store_set_blob(&row, GRANT_SEAL_HASH, hash, sizeof(hash));
        store_set_id(&row, GRANT_SIGNER, &maker->member);
        sign_row(maker, grant_message(records, &row), &row, GRANT_SIGNER);
        put = change_put(records, STORE_GRANT, &row, fault);
    }
    store_row_destroy(&certificate);
    store_row_destroy(&row);
    return put;
}

void
journal_row(struct records *records, struct records_session *maker, const struct id *journal,
    uint32_t epoch, const char *code, bool retired, const uint8_t box[VAULT_PUBLIC],
    struct store_row *row)
{
    store_set_id(row, JOURNAL_ID, journal);
    store_set_integer(row, JOURNAL_EPOCH, epoch);
    store_set_blob(row, JOURNAL_BOX, box, VAULT_PUBLIC);
    store_set_text(row, JOURNAL_CODE, code);
    store_set_integer(row, JOURNAL_RETIRED, retired);
    store_set_id(row, JOURNAL_SIGNER, &maker->member);
    sign_row(maker, journal_message(records, row), row, JOURNAL_SIGNER);
}

bool
epoch_seal(struct records *records, struct records_session *maker, const struct id *journal,
    uint32_t epoch, const struct vault_key *seed, const struct id *members, size_t n_members,
    struct fault *fault)
{
    uint8_t hash[VAULT_HASH];

    if (!wrap_put(records, journal, epoch, &ID_NONE, records->root_box, seed, hash, fault))
        return false;
    for (size_t i = 0; i < n_members; i++)
        if (!grant_put(records, maker, journal, epoch, &members[i], seed, fault))
            return false;
    return true;
}

static void
box_public_of(const struct vault_key *seed, uint8_t public[VAULT_PUBLIC])
{
    struct vault_key *box = vault_key_derive(seed, VAULT_JOURNAL_BOX);

    vault_box_public(box, public);
    vault_key_free(box);
}

bool
epoch_make(struct records *records, struct records_session *maker, const struct id *journal,
    uint32_t epoch, const char *code, bool retired, const struct id *members, size_t n_members,
    struct fault *fault)
{
    struct vault_key *seed = vault_key_random();
    struct store_row row = {0};
    uint8_t public[VAULT_PUBLIC];
    bool made;

    box_public_of(seed, public);
    journal_row(records, maker, journal, epoch, code, retired, public, &row);
    made = change_put(records, STORE_JOURNAL, &row, fault) &&
           epoch_seal(records, maker, journal, epoch, seed, members, n_members, fault);
    vault_key_free(seed);
    store_row_destroy(&row);
    return made;
}

/* Its first epoch, and its id by that. */
static bool
journal_make(struct records *records, struct records_session *maker, const char *code,
    struct id *journal, struct fault *fault)
{
    struct vault_key *seed = vault_key_random();
    struct store_row row = {0};
    uint8_t public[VAULT_PUBLIC];
    bool made;

    box_public_of(seed, public);
    *journal = journal_id_of(records, public);
    journal_row(records, maker, journal, 1, code, false, public, &row);
    made = change_put(records, STORE_JOURNAL, &row, fault) &&
           epoch_seal(records, maker, journal, 1, seed, &maker->member, 1, fault);
    vault_key_free(seed);
    store_row_destroy(&row);
    return made;
}

bool
receiver_of(struct records *records, const struct id *journal, uint32_t *epoch,
    uint8_t box[VAULT_PUBLIC], struct fault *fault)
{
    struct store_row row = {0};
    bool found;

    if (id_is_none(journal)) {
        *epoch = 0;
        memcpy(box, records->root_box, VAULT_PUBLIC);
        return true;
    }
    found = journal_certified(records, journal, &row, fault);
    if (found) {
        *epoch = (uint32_t) row.values[JOURNAL_EPOCH].integer;
        memcpy(box, row.values[JOURNAL_BOX].blob.data, VAULT_PUBLIC);
    }
    store_row_destroy(&row);
    return found;
}

/* ---- who holds one ---------------------------------------------------------------------------*/

struct holding {
    struct records *records;
    uint32_t epoch;
    struct id maker, *given; /* whose grants count */
    size_t n_given;
    struct records_members *members;
    struct id *ids;
    size_t count;
};

/* The seal that a grant is about is there and is the one it was given for. */
static bool
grant_stands(struct records *records, const struct store_row *grant)
{
    struct store_row key = {0}, wrap = {0};
    struct fault fault = FAULT_EMPTY;
    struct id journal = store_id(grant, GRANT_JOURNAL), staff = store_id(grant, GRANT_STAFF);
    struct id signer = store_id(grant, GRANT_SIGNER);
    struct vault_message message = grant_message(records, grant);
    uint8_t hash[VAULT_HASH];
    bool stands;

    wrap_key(&journal, &staff, grant->values[GRANT_EPOCH].integer, &key);
    stands =
        signed_by(records, &signer, 0, &message, &grant->values[GRANT_SIGNATURE].blob, &fault) &&
        store_get(records->store, STORE_KEY_SEAL, &key, &wrap, &fault);
    if (stands) {
        seal_hash(&wrap.values[KEY_SEAL_SEALED].blob, hash);
        stands = grant->values[GRANT_SEAL_HASH].blob.length == VAULT_HASH &&
                 memcmp(grant->values[GRANT_SEAL_HASH].blob.data, hash, VAULT_HASH) == 0;
    }
    store_row_destroy(&key);
    store_row_destroy(&wrap);
    return stands;
}

static bool
may_give(const struct holding *holding, const struct id *signer)
{
    bool may = id_is_none(signer) || id_equal(signer, &holding->maker);

    for (size_t i = 0; i < holding->n_given && !may; i++)
        may = id_equal(&holding->given[i], signer);
    return may;
}

static bool
keep_holder(void *context, const struct store_row *grant, struct fault *fault)
{
    struct holding *holding = context;
    struct id staff = store_id(grant, GRANT_STAFF), signer = store_id(grant, GRANT_SIGNER);
    struct store_row certificate = {0};
    struct fault broken = FAULT_EMPTY;
    bool revoked = false, certified;

    if (grant->values[GRANT_EPOCH].integer != holding->epoch || !may_give(holding, &signer))
        return true;
    if (!staff_revoked(holding->records, &staff, &revoked, fault))
        return false;
    certified = staff_certified(holding->records, &staff, &certificate, &broken);
    store_row_destroy(&certificate);
    if (revoked || !certified || !grant_stands(holding->records, grant))
        return true;
    for (size_t i = 0; i < holding->count; i++)
        if (id_equal(&holding->ids[i], &staff))
            return true;
    holding->ids = memory_resize(holding->ids, holding->count + 1, sizeof(*holding->ids));
    holding->ids[holding->count++] = staff;
    return true;
}

static size_t
place_of(const struct records_members *members, const struct id *id)
{
    size_t at = 0;

    while (at < members->count && !id_equal(&members->members[at].id, id))
        at++;
    return at;
}

/* Who made the journal first, the others by name, as the list of members is. */
static void
sort_holders(
    struct id *ids, size_t count, const struct id *maker, const struct records_members *members)
{
    for (size_t i = 1; i < count; i++)
        for (size_t at = i; at > 0; at--) {
            struct id one = ids[at - 1], two = ids[at];

            if (id_equal(&one, maker) ||
                (!id_equal(&two, maker) && place_of(members, &one) <= place_of(members, &two)))
                break;
            ids[at - 1] = two;
            ids[at] = one;
        }
}

bool
records_holders(struct records *records, const struct id *journal, struct id **ids, size_t *count,
    struct fault *fault)
{
    struct holding holding = {.records = records};
    struct records_members members = {0};
    struct store_row row = {0};
    bool read = journal_certified(records, journal, &row, fault) &&
                records_members(records, &members, fault);

    if (read) {
        holding.maker = store_id(&row, JOURNAL_SIGNER);
        holding.n_given = epoch_given(records, &row, &holding.given);
        holding.epoch = (uint32_t) row.values[JOURNAL_EPOCH].integer;
        read = each_of(records, STORE_GRANT, GRANT_JOURNAL, journal, keep_holder, &holding, fault);
        if (read)
            sort_holders(holding.ids, holding.count, &holding.maker, &members);
    }
    store_row_destroy(&row);
    records_members_destroy(&members);
    free(holding.given);
    if (!read) {
        free(holding.ids);
        return false;
    }
    *ids = holding.ids;
    *count = holding.count;
    return true;
}

/* ---- the list --------------------------------------------------------------------------------*/

bool
is_fixed(const struct id *journal)
{
    return id_equal(journal, &records_audit) || id_equal(journal, &records_unplaced) ||
           id_equal(journal, &records_clinic);
}

static int
by_code(const void *a, const void *b)
{
    const struct records_journal *left = a, *right = b;

    return strcmp(left->code, right->code);
}

bool
records_journals(struct records *records, struct records_journals *journals, struct fault *fault)
{
    struct records_journals read = {0};
    struct rows rows;

    if (!rows_of(records, STORE_JOURNAL, 0, NULL, &rows, fault))
        return false;
    read.journals = memory_new(rows.count, sizeof(*read.journals));
    for (size_t i = 0; i < rows.count; i++) {
        const struct store_row *row = &rows.rows[i];
        struct id id = store_id(row, JOURNAL_ID);
        struct id next = i + 1 < rows.count ? store_id(&rows.rows[i + 1], JOURNAL_ID) : ID_NONE;
        struct fault broken = FAULT_EMPTY;

        // By id, then epoch: the last of an id is its newest.
        if (is_fixed(&id) || id_equal(&id, &next))
            continue;
        if (!epoch_holds(records, row, &broken)) {
            LOG("records", "a journal's certificate does not hold: it is left out");
            continue;
        }
        read.journals[read.count++] = (struct records_journal){
            .id = id,
            .epoch = (uint32_t) row->values[JOURNAL_EPOCH].integer,
            .code = memory_string(bytes_text(&row->values[JOURNAL_CODE].blob)),
            .retired = row->values[JOURNAL_RETIRED].integer != 0,
        };
    }
    rows_destroy(&rows);
    qsort(read.journals, read.count, sizeof(*read.journals), by_code);
    *journals = read;
    return true;
}

void
records_journals_destroy(struct records_journals *journals)
{
    for (size_t i = 0; i < journals->count; i++)
        free(journals->journals[i].code);
    free(journals->journals);
    *journals = (struct records_journals){NULL, 0};
}

static bool
code_is_free(struct records *records, const char *code, struct fault *fault)
{
    struct records_journals journals;
    bool is_free = true;

    if (!records_journals(records, &journals, fault))
        return false;
    for (size_t i = 0; i < journals.count; i++)
        is_free = is_free && strcmp(journals.journals[i].code, code) != 0;
    records_journals_destroy(&journals);
    return is_free || FAULT(fault, FAULT_EXISTS, "give a journal a code that is taken", 0);
}

bool
records_journal_add(struct records *records, struct records_session *session, const char *code,
    struct id *journal, struct fault *fault)
{
    size_t length = strlen(code);
    struct id id;

    if (length == 0 || length > RECORDS_CODE_MAX || !utf8_valid(code, length, NULL))
        return FAULT(fault, FAULT_INPUT, "give a journal a code", RECORDS_CODE_MAX);
    if (!code_is_free(records, code, fault) || !change_begin(records, session, fault))
        return false;
    if (!journal_make(records, session, code, &id, fault)) {
        change_undo(records);
        return false;
    }
    if (!change_commit(records, fault) || !session_collect(records, session, fault))
        return false;
    *journal = id;
    return true;
}

/* In an epoch of its own: the certificate of the one before stays as it was signed, since what was given
 * of it counts from whoever signed it. */
static bool
retire(struct records *records, struct records_session *session, const struct store_row *row,
    struct fault *fault)
{
    struct id journal = store_id(row, JOURNAL_ID), *holders = NULL;
    size_t count = 0;
    bool retired =
        records_holders(records, &journal, &holders, &count, fault) &&
        epoch_make(records, session, &journal, (uint32_t) row->values[JOURNAL_EPOCH].integer + 1,
            bytes_text(&row->values[JOURNAL_CODE].blob), true, holders, count, fault);

    free(holders);
    return retired;
}

bool
records_journal_retire(struct records *records, struct records_session *session,
    const struct id *journal, struct fault *fault)
{
    struct store_row row = {0};
    bool retired = (records_session_holds(session, journal) && !is_fixed(journal)) ||
                   FAULT(fault, FAULT_ACCESS, "retire a journal", 0);

    retired = retired && journal_certified(records, journal, &row, fault) &&
              change_begin(records, session, fault);
    if (retired) {
        retired = retire(records, session, &row, fault);
        if (retired)
            retired = change_commit(records, fault) && session_collect(records, session, fault);
        else
            change_undo(records);
    }
    store_row_destroy(&row);
    return retired;
}

/* ---- access --------------------------------------------------------------------------------*/

bool
records_grant(struct records *records, struct records_session *session, const struct id *journal,
    const struct id *member, struct fault *fault)
{
    bool granted = true;

    if (!records_session_holds(session, journal))
        return FAULT(fault, FAULT_ACCESS, "give access to a journal", 0);
    if (!change_begin(records, session, fault))
        return false;
    for (size_t i = 0; i < session->n_held && granted; i++)
        if (id_equal(&session->held[i].journal, journal))
            granted = grant_put(records, session, journal, session->held[i].epoch, member,
                session->held[i].seed, fault);
    if (!granted) {
        change_undo(records);
        return false;
    }
    return change_commit(records, fault) && session_collect(records, session, fault);
}

/* The seals of a member to a journal go; a new epoch begins for those who stay. The grants stay: what
 * this member gave to others counts by them. */
static bool
take_away(
    struct records *records, const struct id *journal, const struct id *member, struct fault *fault)
{
    struct rows wraps;
    bool taken = rows_of(records, STORE_KEY_SEAL, KEY_SEAL_RECEIVER, member, &wraps, fault);

    for (size_t i = 0; i < wraps.count && taken; i++) {
        struct id of = store_id(&wraps.rows[i], KEY_SEAL_OWNER);

        if (id_equal(&of, journal))
            taken = change_delete(records, STORE_KEY_SEAL, &wraps.rows[i], fault);
    }
    rows_destroy(&wraps);
    return taken;
}

/* A new epoch for those of the holders who stay; a retired journal gets one too, for its leaves. */
static bool
epoch_begin(struct records *records, struct records_session *session, const struct store_row *row,
    struct id *holders, size_t count, const struct id *member, struct fault *fault)
{
    struct id journal = store_id(row, JOURNAL_ID);
    size_t stay = 0;

    for (size_t i = 0; i < count; i++)
        if (!id_equal(&holders[i], member))
            holders[stay++] = holders[i];
    return epoch_make(records, session, &journal, (uint32_t) row->values[JOURNAL_EPOCH].integer + 1,
        bytes_text(&row->values[JOURNAL_CODE].blob), row->values[JOURNAL_RETIRED].integer != 0,
        holders, stay, fault);
}

bool
access_end(struct records *records, struct records_session *session, const struct id *journal,
    const struct id *member, struct fault *fault)
{
    struct store_row row = {0};
    struct fault broken = FAULT_EMPTY;
    struct id *holders = NULL;
    size_t count = 0;
    bool ended, certified = journal_certified(records, journal, &row, &broken);

    // A journal whose chain does not hold is sealed to by nobody: taking away is all there is to
    // do, and it must not keep somebody in.
    if (certified)
        ended = records_holders(records, journal, &holders, &count, fault) &&
                take_away(records, journal, member, fault) &&
                epoch_begin(records, session, &row, holders, count, member, fault);
    else if (broken.kind == FAULT_FORGED || broken.kind == FAULT_NOT_FOUND)
        ended = take_away(records, journal, member, fault);
    else
        ended = fault_set(fault, broken.kind, broken.doing, broken.code);
    free(holders);
    store_row_destroy(&row);
    return ended;
}

bool
records_release(struct records *records, struct records_session *session, const struct id *journal,
    const struct id *member, struct fault *fault)
{
    struct store_row row = {0};
    bool known;

    if (!records_session_holds(session, journal) && !(session->roles & RECORDS_ADMIN))
        return FAULT(fault, FAULT_ACCESS, "take access to a journal away", 0);
    // The paper is no member: nobody takes its keys away.
    known = get_by_id(records, STORE_STAFF, member, &row, fault);
    store_row_destroy(&row);
    if (!known || !change_begin(records, session, fault))
        return false;
    if (!access_end(records, session, journal, member, fault)) {
        change_undo(records);
        return false;
    }
    return change_commit(records, fault) && session_collect(records, session, fault);
}
