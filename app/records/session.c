/* Members of staff: their passphrase, what it opens, and what a wrong one costs. */
#include "inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SLOT 0
#define TRIES_FREE 3
#define TRIES_MANY 1000 /* counting ends; the wait stays at its longest */
#define BOOT_ID_MAX 64

/* ---- wrong tries ---------------------------------------------------------------------------
 *
 * Counted by a clock that runs since boot and that nobody at the kiosk can set; a restart begins
 * the same wait anew. Never for ever: somebody may need what is in here today.
 */
static int64_t
wait_ms(int64_t wrong)
{
    static const int64_t seconds[] = {5, 10, 20, 40, 60};

    if (wrong < TRIES_FREE)
        return 0;
    wrong -= TRIES_FREE;
    return 1000 * (wrong < (int64_t) COUNT(seconds) ? seconds[wrong] : 60);
}

static void
read_boot(struct bytes *boot)
{
    struct fault fault = FAULT_EMPTY;

    // Without one every start counts as the same boot: the waits only grow longer by that.
    if (!file_read("/proc/sys/kernel/random/boot_id", BOOT_ID_MAX, boot, &fault))
        bytes_clear(boot);
}

static bool
tries_get(
    struct records *records, const struct id *staff, struct store_row *row, struct fault *fault)
{
    if (get_by_id(records, STORE_TRIES, staff, row, fault))
        return true;
    if (fault->kind != FAULT_NOT_FOUND)
        return false;
    store_set_id(row, TRIES_STAFF, staff);
    store_set_integer(row, TRIES_WRONG, 0);
    store_set_integer(row, TRIES_SINCE, 0);
    store_set_blob(row, TRIES_BOOT, "", 0);
    return true;
}

static bool
tries_allow(struct records *records, const struct id *staff, struct fault *fault)
{
    struct store_row row = {0};
    struct bytes boot = BYTES_EMPTY;
    bool allowed = tries_get(records, staff, &row, fault);

    if (allowed) {
        int64_t wait = wait_ms(row.values[TRIES_WRONG].integer), now = clock_now_ms();
        int64_t since = row.values[TRIES_SINCE].integer;

        read_boot(&boot);
        // A time that has not come is of no boot: with it the wait would be for ever.
        if (!bytes_equal(&boot, &row.values[TRIES_BOOT].blob) || since < 0 || since > now)
            since = 0;
        if (now - since < wait)
            allowed = FAULT(fault, FAULT_SLOWED, "try a passphrase so soon", wait - (now - since));
    }
    bytes_destroy(&boot);
    store_row_destroy(&row);
    return allowed;
}

static bool
tries_count(struct records *records, const struct id *staff, struct fault *fault)
{
    struct store_row row = {0};
    struct bytes boot = BYTES_EMPTY, subject = BYTES_EMPTY;
    int64_t wrong;
    bool counted;

    if (!records->write)
        return true; // whoever looks at a copy can copy it once more
    counted = tries_get(records, staff, &row, fault) && change_begin(records, NULL, fault);
    if (counted) {
        read_boot(&boot);
        wrong = row.values[TRIES_WRONG].integer;
        store_set_integer(&row, TRIES_WRONG,
            wrong < 0            ? 1
            : wrong < TRIES_MANY ? wrong + 1
                                 : TRIES_MANY);
        store_set_integer(&row, TRIES_SINCE, clock_now_ms());
        store_set_blob(&row, TRIES_BOOT, boot.data, boot.length);
        record_subject(STORE_TRIES, &row, &subject);
        counted = change_put(records, STORE_TRIES, &row, fault) &&
                  line_add(records, RECORDS_LINE_WRONG_PASSPHRASE, NULL, "a wrong passphrase",
                      STORE_TRIES, &subject, NULL, fault);
        if (!counted)
            change_undo(records);
        else
            counted = change_commit(records, fault);
    }
    bytes_destroy(&boot);
    bytes_destroy(&subject);
    store_row_destroy(&row);
    return counted;
}

/* ---- the lock --------------------------------------------------------------------------------*/

/* The block of a lock, and behind it what the key was made with. */
static struct vault_block
lock_block(const struct records *records, const struct id *staff, const uint8_t salt[VAULT_SALT],
    struct vault_cost cost, struct bytes *parameters)
{
    static const struct id slot = {{SLOT}};
    struct vault_block block = block_of(records, VAULT_KIND_LOCK, staff, &slot, 0);

    bytes_append(parameters, salt, VAULT_SALT);
    bytes_append_u32(parameters, cost.ops);
    bytes_append_u32(parameters, cost.mem_kib);
    block.parameters = parameters;
    return block;
}

bool
lock_make(struct records *records, const struct id *staff, const struct vault_key *seed,
    const char *passphrase, struct vault_cost cost, struct store_row *row, struct fault *fault)
{
    struct vault_block block;
    struct bytes parameters = BYTES_EMPTY, plain = BYTES_EMPTY, sealed = BYTES_EMPTY;
    uint8_t salt[VAULT_SALT];
    struct vault_key *stretched, *lock, *check;

    vault_random(salt, sizeof(salt));
    stretched = vault_passphrase_key(passphrase, salt, cost, fault);
    if (!stretched)
        return false;
    lock = vault_key_derive(stretched, VAULT_LOCK_KEY);
    check = vault_key_derive(stretched, VAULT_LOCK_CHECK);
    bytes_append(&plain, vault_key_bytes(seed), VAULT_KEY);
    bytes_append(&plain, records->root_sign, VAULT_PUBLIC);
    block = lock_block(records, staff, salt, cost, &parameters);
    vault_seal(lock, &block, &plain, &sealed);

    store_set_id(row, LOCK_STAFF, staff);
    store_set_integer(row, LOCK_SLOT, SLOT);
    store_set_blob(row, LOCK_SALT, salt, sizeof(salt));
    store_set_integer(row, LOCK_OPS, cost.ops);
    store_set_integer(row, LOCK_MEM, cost.mem_kib);
    store_set_blob(row, LOCK_CHECK, vault_key_bytes(check), VAULT_KEY);
    store_set_blob(row, LOCK_SEALED, sealed.data, sealed.length);
    bytes_wipe(&plain);
    bytes_destroy(&parameters);
    bytes_destroy(&sealed);
    vault_key_free(stretched);
    vault_key_free(lock);
    vault_key_free(check);
    return true;
}

static bool
lock_get(
    struct records *records, const struct id *staff, struct store_row *row, struct fault *fault)
{
    struct store_row key = {0};
    bool got;

    store_set_id(&key, LOCK_STAFF, staff);
    store_set_integer(&key, LOCK_SLOT, SLOT);
    got = store_get(records->store, STORE_LOCK, &key, row, fault);
    store_row_destroy(&key);
    if (!got)
        return false;
    if (row->values[LOCK_SALT].blob.length != VAULT_SALT ||
        row->values[LOCK_CHECK].blob.length != VAULT_KEY ||
        row->values[LOCK_OPS].integer > UINT32_MAX || row->values[LOCK_OPS].integer < 0 ||
        row->values[LOCK_MEM].integer > UINT32_MAX || row->values[LOCK_MEM].integer < 0)
        return FAULT(fault, FAULT_DAMAGED, "read a lock", 0);
    return true;
}

/* What the lock holds: the staff seed, once its other half names the same root as the pin. */
static struct vault_key *
lock_read(struct records *records, const struct id *staff, const struct store_row *row,
    const struct vault_key *stretched, struct fault *fault)
{
    struct vault_cost cost = {
        (uint32_t) row->values[LOCK_OPS].integer, (uint32_t) row->values[LOCK_MEM].integer};
    struct bytes parameters = BYTES_EMPTY, plain = BYTES_EMPTY;
    struct vault_block block =
        lock_block(records, staff, row->values[LOCK_SALT].blob.data, cost, &parameters);
    struct vault_key *lock = vault_key_derive(stretched, VAULT_LOCK_KEY), *seed = NULL;

    if (vault_open(lock, &block, &row->values[LOCK_SEALED].blob, &plain, fault)) {
        if (plain.length != VAULT_KEY + VAULT_PUBLIC)
            FAULT(fault, FAULT_DAMAGED, "read what a lock holds", 0);
        else if (!vault_equal(plain.data + VAULT_KEY, records->root_sign, VAULT_PUBLIC))
            FAULT(fault, FAULT_FORGED, "compare the pin with a lock: it was changed", 0);
        else
            seed = vault_key_of(plain.data);
    }
    bytes_wipe(&plain);
    bytes_destroy(&parameters);
    vault_key_free(lock);
    return seed;
}

/* The seed of a member, for the right passphrase. */
static struct vault_key *
seed_of(
    struct records *records, const struct id *staff, const char *passphrase, struct fault *fault)
{
    struct store_row row = {0};
    struct vault_key *stretched = NULL, *check, *seed = NULL;
    bool revoked = false;

    if (lock_get(records, staff, &row, fault) && tries_allow(records, staff, fault) &&
        staff_revoked(records, staff, &revoked, fault) &&
        (!revoked || FAULT(fault, FAULT_ACCESS, "unlock for somebody who was revoked", 0)))
        stretched = vault_passphrase_key(passphrase, row.values[LOCK_SALT].blob.data,
            (struct vault_cost){
                (uint32_t) row.values[LOCK_OPS].integer, (uint32_t) row.values[LOCK_MEM].integer},
            fault);
    if (stretched) {
        check = vault_key_derive(stretched, VAULT_LOCK_CHECK);
        if (vault_equal(vault_key_bytes(check), row.values[LOCK_CHECK].blob.data, VAULT_KEY))
            seed = lock_read(records, staff, &row, stretched, fault);
        else if (!fold_agrees(records, STORE_LOCK, &row)) // no passphrase is wrong for it
            FAULT(fault, FAULT_DAMAGED, "compare a lock with the log", 0);
        else if (tries_count(records, staff, fault))
            FAULT(fault, FAULT_PASSPHRASE, "open a lock", 0);
        vault_key_free(check);
    }
    vault_key_free(stretched);
    store_row_destroy(&row);
    return seed;
}

/* ---- the session -------------------------------------------------------------------------------*/

const struct held *
session_held(const struct records_session *session, const struct id *journal, uint32_t epoch)
{
    const struct held *found = NULL;

    for (size_t i = 0; i < session->n_held; i++) {
        const struct held *held = &session->held[i];

        if (!id_equal(&held->journal, journal) || (epoch && held->epoch != epoch))
            continue;
        if (!found || held->epoch > found->epoch)
            found = held;
    }
    return found;
}

static void
held_clear(struct records_session *session)
{
    for (size_t i = 0; i < session->n_held; i++)
        vault_key_free(session->held[i].seed);
    free(session->held);
    session->held = NULL;
    session->n_held = 0;
}

/* A seed is believed only where its public half is the one that the epoch's certificate names, and
 * that certificate leads to the root: what is sealed under it would be anybody's else. */
static bool
seed_is_certified(
    struct records *records, const struct id *journal, uint32_t epoch, const struct vault_key *seed)
{
    struct store_row key = {0}, row = {0};
    struct fault fault = FAULT_EMPTY;
    struct vault_key *box = vault_key_derive(seed, VAULT_JOURNAL_BOX);
    uint8_t public[VAULT_PUBLIC];
    bool is;

    vault_box_public(box, public);
    store_set_id(&key, JOURNAL_ID, journal);
    store_set_integer(&key, JOURNAL_EPOCH, epoch);
    is = store_get(records->store, STORE_JOURNAL, &key, &row, &fault) &&
         row.values[JOURNAL_BOX].blob.length == VAULT_PUBLIC &&
         memcmp(row.values[JOURNAL_BOX].blob.data, public, VAULT_PUBLIC) == 0 &&
         epoch_holds(records, &row, &fault);
    vault_key_free(box);
    store_row_destroy(&key);
    store_row_destroy(&row);
    return is;
}

struct collecting {
    struct records *records;
    struct records_session *session;
};

static bool
collect_wrap(void *context, const struct store_row *row, struct fault *fault)
{
    struct collecting *collecting = context;
    struct records_session *session = collecting->session;
    struct id journal = store_id(row, KEY_SEAL_OWNER);
    uint32_t epoch = (uint32_t) row->values[KEY_SEAL_EPOCH].integer;
    struct vault_block block =
        block_of(collecting->records, VAULT_KIND_WRAP, &journal, &journal, epoch);
    struct fault broken = FAULT_EMPTY;
    struct vault_key *seed;

    (void) fault;
    if (row->values[KEY_SEAL_KIND].integer != VAULT_KIND_WRAP)
        return true;
    seed = vault_open_key(session->box, &block, &row->values[KEY_SEAL_SEALED].blob, &broken);
    // One seal that does not open costs one journal, not the sign-in.
    if (!seed || !seed_is_certified(collecting->records, &journal, epoch, seed)) {
        LOG("records", "a journal's seed did not open, or is not the certified one");
        vault_key_free(seed);
        return true;
    }
    session->held = memory_resize(session->held, session->n_held + 1, sizeof(*session->held));
    session->held[session->n_held++] = (struct held){journal, epoch, seed};
    return true;
}

bool
session_collect(struct records *records, struct records_session *session, struct fault *fault)
{
    struct collecting collecting = {records, session};

    held_clear(session);
    return each_of(records, STORE_KEY_SEAL, KEY_SEAL_RECEIVER, &session->member, collect_wrap,
        &collecting, fault);
}

void
session_free(struct records_session *session)
{
    if (!session)
        return;
    held_clear(session);
    vault_key_free(session->seed);
    vault_key_free(session->box);
    vault_key_free(session->sign);
    free(session->name);
    free(session);
}

struct records_session *
session_of(const struct id *member, const char *name, size_t name_length, unsigned roles,
    const struct vault_key *seed)
{
    struct records_session *session = memory_new(1, sizeof(*session));

    session->member = *member;
    session->name = memory_new(name_length + 1, 1);
    if (name_length)
        memcpy(session->name, name, name_length);
    session->roles = roles;
    session->seed = vault_key_of(vault_key_bytes(seed));
    session->box = vault_key_derive(seed, VAULT_STAFF_BOX);
    session->sign = vault_key_derive(seed, VAULT_STAFF_SIGN);
    return session;
}

/* The certificate must be of the keys that the lock gave. */
static struct records_session *
session_certified(struct records *records, const struct id *member, const struct vault_key *seed,
    struct fault *fault)
{
    struct store_row row = {0};
    struct records_session *session = NULL;
    uint8_t box[VAULT_PUBLIC], sign[VAULT_PUBLIC];

    if (staff_certified(records, member, &row, fault)) {
        const struct bytes *name = &row.values[STAFF_NAME].blob;

        session = session_of(member, bytes_text(name), name->length,
            (unsigned) row.values[STAFF_ROLES].integer, seed);
        vault_box_public(session->box, box);
        vault_sign_public(session->sign, sign);
        if (memcmp(row.values[STAFF_BOX].blob.data, box, VAULT_PUBLIC) != 0 ||
            memcmp(row.values[STAFF_SIGN].blob.data, sign, VAULT_PUBLIC) != 0) {
            FAULT(fault, FAULT_FORGED, "compare a lock with its certificate", 0);
            session_free(session);
            session = NULL;
        }
    }
    store_row_destroy(&row);
    return session;
}

static bool
log_sign_in(struct records *records, struct records_session *session, struct fault *fault)
{
    struct store_row tries = {0};
    bool logged;

    if (!records->write)
        return true; // a look at a copy has nobody to tell
    logged = change_begin(records, session, fault);
    if (logged) {
        store_set_id(&tries, TRIES_STAFF, &session->member);
        logged =
            change_delete(records, STORE_TRIES, &tries, fault) &&
            line_add(records, RECORDS_LINE_SIGN_IN, session, "signed in", 0, NULL, NULL, fault);
        if (!logged)
            change_undo(records);
        else
            logged = change_commit(records, fault);
    }
    store_row_destroy(&tries);
    return logged;
}

bool
records_unlock(struct records *records, const struct id *member, const char *passphrase,
    struct records_session **opened, struct fault *fault)
{
    struct vault_key *seed = seed_of(records, member, passphrase, fault);
    struct records_session *session = seed ? session_certified(records, member, seed, fault) : NULL;
    struct fault later = FAULT_EMPTY;

    vault_key_free(seed);
    if (!session)
        return false;
    if (!session_collect(records, session, fault) ||
        (!log_sign_in(records, session, fault) &&
            !(change_again(records, fault) && log_sign_in(records, session, fault)))) {
        session_free(session);
        return false;
    }
    // What stays as it is for now is renewed at a later sign-in; nobody is kept out for it.
    if (records->write && !renew_held(records, session, &later))
        LOG_FAULT("records", &later);
    *opened = session;
    return true;
}

bool
records_confirm(
    struct records *records, const struct id *member, const char *passphrase, struct fault *fault)
{
    struct vault_key *seed = seed_of(records, member, passphrase, fault);
    // A lock alone proves nothing: anybody can make one around a seed of their own.
    struct records_session *session = seed ? session_certified(records, member, seed, fault) : NULL;
    bool confirmed = session != NULL;

    vault_key_free(seed);
    session_free(session);
    return confirmed;
}

void
records_lock(struct records *records, struct records_session *session)
{
    struct fault fault = FAULT_EMPTY;

    if (!session)
        return;
    if (records->write &&
        !records_log(records, RECORDS_LINE_SIGN_OUT, session, "signed out", &fault))
        LOG_FAULT("records", &fault);
    session_free(session);
}

struct id
records_session_member(const struct records_session *session)
{
    return session->member;
}

const char *
records_session_name(const struct records_session *session)
{
    return session->name;
}

unsigned
records_session_roles(const struct records_session *session)
{
    return session->roles;
}

bool
records_session_holds(const struct records_session *session, const struct id *journal)
{
    return session_held(session, journal, 0) != NULL;
}

bool
records_passphrase_set(struct records *records, struct records_session *session,
    const char *passphrase, struct fault *fault)
{
    struct store_row old = {0}, row = {0};
    bool set = lock_get(records, &session->member, &old, fault);

    if (set) {
        struct vault_cost was = {
            (uint32_t) old.values[LOCK_OPS].integer, (uint32_t) old.values[LOCK_MEM].integer};
        // A throw-away clinic stays quick.
        bool quick = was.ops == VAULT_COST_FLOOR.ops && was.mem_kib == VAULT_COST_FLOOR.mem_kib;

        set = lock_make(records, &session->member, session->seed, passphrase,
                  quick ? VAULT_COST_FLOOR : vault_cost_measure(), &row, fault) &&
              change_begin(records, session, fault);
        if (set && !change_put(records, STORE_LOCK, &row, fault)) {
            change_undo(records);
            set = false;
        }
        set = set && change_commit(records, fault);
    }
    store_row_destroy(&old);
    store_row_destroy(&row);
    return set;
}

const char *
records_passphrase_problem(const char *passphrase, const struct bytes *words)
{
    return vault_passphrase_problem(passphrase, words);
}
