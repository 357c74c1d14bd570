/* Members of staff as the file lists them: certificates, and revoking one. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

void
staff_row(const struct id *id, const char *name, unsigned roles, const struct vault_key *seed,
    struct store_row *row)
{
    struct vault_key *box = vault_key_derive(seed, VAULT_STAFF_BOX);
    struct vault_key *sign = vault_key_derive(seed, VAULT_STAFF_SIGN);
    uint8_t public[VAULT_PUBLIC];

    store_set_id(row, STAFF_ID, id);
    store_set_text(row, STAFF_NAME, name);
    vault_box_public(box, public);
    store_set_blob(row, STAFF_BOX, public, sizeof(public));
    vault_sign_public(sign, public);
    store_set_blob(row, STAFF_SIGN, public, sizeof(public));
    store_set_integer(row, STAFF_ROLES, roles);
    store_set_integer(row, STAFF_NUMBER, 1);
    store_set_integer(row, STAFF_DAY, clock_day());
    vault_key_free(box);
    vault_key_free(sign);
}

static int
by_name(const void *a, const void *b)
{
    const struct records_member *left = a, *right = b;

    return strcmp(left->name, right->name);
}

bool
records_members(struct records *records, struct records_members *members, struct fault *fault)
{
    struct records_members read = {0};
    struct rows rows;
    bool done = rows_of(records, STORE_STAFF, 0, NULL, &rows, fault);

    if (!done)
        return false;
    read.members = memory_new(rows.count, sizeof(*read.members));
    for (size_t i = 0; i < rows.count && done; i++) {
        struct id id = store_id(&rows.rows[i], STAFF_ID);
        struct store_row row = {0};
        struct fault broken = FAULT_EMPTY;
        struct records_member *member = &read.members[read.count];

        if (staff_certified(records, &id, &row, &broken)) {
            member->id = id;
            member->name = memory_string(bytes_text(&row.values[STAFF_NAME].blob));
            member->roles = (unsigned) row.values[STAFF_ROLES].integer;
            read.count++;
            done = staff_revoked(records, &id, &member->revoked, fault);
        } else {
            LOG("records", "a staff certificate does not hold: it is left out");
        }
        store_row_destroy(&row);
    }
    rows_destroy(&rows);
    if (!done) {
        records_members_destroy(&read);
        return false;
    }
    qsort(read.members, read.count, sizeof(*read.members), by_name);
    *members = read;
    return true;
}

void
records_members_destroy(struct records_members *members)
{
    for (size_t i = 0; i < members->count; i++)
        free(members->members[i].name);
    free(members->members);
    *members = (struct records_members){NULL, 0};
}

/* ---- adding ----------------------------------------------------------------------------------*/

bool
member_check(const char *name, unsigned roles, struct fault *fault)
{
    const unsigned known = RECORDS_THERAPIST | RECORDS_PRESCRIBER | RECORDS_ADMIN |
                           RECORDS_REGISTRAR | RECORDS_PLACING;
    size_t length = strlen(name), size;
    bool fit = length > 0 && length <= RECORDS_NAME_MAX && utf8_valid(name, length, NULL);

    // It stands on screens, on a terminal and in the log's lines.
    for (size_t at = 0; fit && at < length; at += size) {
        uint32_t character = utf8_at(name, length, at, &size);

        fit = character >= ' ' && !utf8_is_unsafe(character);
    }
    if (!fit)
        return FAULT(fault, FAULT_INPUT, "name a member of staff", RECORDS_NAME_MAX);
    return !(roles & ~known) || FAULT(fault, FAULT_INPUT, "give a role that there is not", roles);
}

static bool
name_is_free(struct records *records, const char *name, struct fault *fault)
{
    struct records_members members;
    bool is_free = true;

    if (!records_members(records, &members, fault))
        return false;
    for (size_t i = 0; i < members.count; i++)
        is_free =
            is_free && (members.members[i].revoked || strcmp(members.members[i].name, name) != 0);
    records_members_destroy(&members);
    return is_free || FAULT(fault, FAULT_EXISTS, "add a member of staff under a taken name", 0);
}

/* What a member gets with the role: all staff hold the clinic's own journal, admins the audit
 * journal, those who place the unplaced one. Only what the adding admin holds can be given. */
static bool
give_fixed(struct records *records, struct records_session *admin, const struct id *member,
    unsigned roles, struct fault *fault)
{
    const struct {
        const struct id *journal;
        bool due;
    } fixed[] = {
        {&records_clinic, true},
        {&records_audit, (roles & RECORDS_ADMIN) != 0},
        {&records_unplaced, (roles & RECORDS_PLACING) != 0},
    };
    bool given = true;

    for (size_t i = 0; i < COUNT(fixed); i++)
        for (size_t j = 0; fixed[i].due && j < admin->n_held && given; j++)
            if (id_equal(&admin->held[j].journal, fixed[i].journal))
                given = grant_put(records, admin, fixed[i].journal, admin->held[j].epoch, member,
                    admin->held[j].seed, fault);
    return given;
}

bool
records_member_add(struct records *records, struct records_session *admin, const char *name,
    unsigned roles, const char *passphrase, bool quick, struct id *member, struct fault *fault)
{
    struct id id = vault_random_id();
    struct vault_key *seed;
    struct store_row row = {0}, lock = {0};
    bool added;

    if (!(admin->roles & RECORDS_ADMIN))
        return FAULT(fault, FAULT_ACCESS, "add a member of staff", 0);
    if (!member_check(name, roles, fault) || !name_is_free(records, name, fault))
        return false;

    seed = vault_key_random();
    added = lock_make(records, &id, seed, passphrase,
                quick ? VAULT_COST_FLOOR : vault_cost_measure(), &lock, fault) &&
            change_begin(records, admin, fault);
    if (added) {
        staff_row(&id, name, roles, seed, &row);
        store_set_id(&row, STAFF_SIGNER, &admin->member);
        sign_row(admin, staff_message(records, &row), &row, STAFF_SIGNER);
        added = change_put(records, STORE_STAFF, &row, fault) &&
                change_put(records, STORE_LOCK, &lock, fault) &&
                give_fixed(records, admin, &id, roles, fault);
        if (added)
            added = change_commit(records, fault);
        else
            change_undo(records);
    }
    vault_key_free(seed);
    store_row_destroy(&row);
    store_row_destroy(&lock);
    if (added)
        *member = id;
    return added;
}

/* ---- revoking --------------------------------------------------------------------------------*/

/* Before anything is taken away: which journals the member holds. */
static bool
held_by(struct records *records, const struct id *member, struct id **journals, size_t *count,
    struct fault *fault)
{
    struct rows rows;

    if (!rows_of(records, STORE_KEY_SEAL, KEY_SEAL_RECEIVER, member, &rows, fault))
        return false;
    *journals = memory_new(rows.count, sizeof(**journals));
    *count = 0;
    for (size_t i = 0; i < rows.count; i++) {
        struct id id = store_id(&rows.rows[i], KEY_SEAL_OWNER);

        // By journal, then epoch.
        if (rows.rows[i].values[KEY_SEAL_KIND].integer != VAULT_KIND_WRAP)
            continue;
        if (*count == 0 || !id_equal(&(*journals)[*count - 1], &id))
            (*journals)[(*count)++] = id;
    }
    rows_destroy(&rows);
    return true;
}

static bool
revocation_put(struct records *records, struct records_session *admin, const struct id *subject,
    struct fault *fault)
{
    struct store_row row = {0};
    struct id id = vault_random_id();
    struct bytes about = BYTES_EMPTY;
    bool put;

    store_set_id(&row, REVOCATION_ID, &id);
    store_set_id(&row, REVOCATION_SUBJECT, subject);
    store_set_integer(&row, REVOCATION_DAY, clock_day());
    store_set_id(&row, REVOCATION_SIGNER, &admin->member);
    sign_row(admin, revocation_message(records, &row), &row, REVOCATION_SIGNER);
    bytes_append_sized(&about, subject->bytes, ID_LENGTH);
    put = line_add(records, RECORDS_LINE_REVOKED, admin, "a member of staff was revoked",
              STORE_STAFF, &about, NULL, fault) &&
          change_put(records, STORE_REVOCATION, &row, fault);
    bytes_destroy(&about);
    store_row_destroy(&row);
    return put;
}

static bool
lock_drop(struct records *records, const struct id *member, struct fault *fault)
{
    struct rows rows;
    bool dropped = rows_of(records, STORE_LOCK, LOCK_STAFF, member, &rows, fault);

    for (size_t i = 0; i < rows.count && dropped; i++)
        dropped = change_delete(records, STORE_LOCK, &rows.rows[i], fault);
    rows_destroy(&rows);
    return dropped;
}

bool
records_member_revoke(struct records *records, struct records_session *admin,
    const struct id *member, struct fault *fault)
{
    struct id *journals = NULL;
    struct store_row row = {0};
    size_t count = 0;
    bool known, revoked;

    if (!(admin->roles & RECORDS_ADMIN))
        return FAULT(fault, FAULT_ACCESS, "revoke a member of staff", 0);
    if (id_equal(&admin->member, member))
        return FAULT(fault, FAULT_ACCESS, "revoke oneself", 0);
    // The paper is no member: nobody takes its keys away.
    known = get_by_id(records, STORE_STAFF, member, &row, fault);
    store_row_destroy(&row);
    if (!known)
        return false;
    if (!held_by(records, member, &journals, &count, fault) ||
        !change_begin(records, admin, fault)) {
        free(journals);
        return false;
    }
    revoked = lock_drop(records, member, fault);
    for (size_t i = 0; i < count && revoked; i++)
        revoked = access_end(records, admin, &journals[i], member, fault);
    revoked = revoked && revocation_put(records, admin, member, fault);
    free(journals);
    if (!revoked) {
        change_undo(records);
        return false;
    }
    return change_commit(records, fault) && session_collect(records, admin, fault);
}
