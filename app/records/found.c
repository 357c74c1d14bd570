/* Founding a clinic: the paper, the first member of staff, the kiosk, the three journals. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct founding {
    const struct records_founding *options;
    struct records *records;
    struct vault_key *root; /* seed of R.sign */
    struct records_session *admin;
    struct vault_key *audit;
    struct store_row meta, staff, kiosk, lock, journal;
};

static bool
exists(const char *folder, const char *name)
{
    char *path = file_path(folder, name);
    bool there = access(path, F_OK) == 0;

    free(path);
    return there;
}

bool
records_are_there(const char *folder)
{
    return exists(folder, "afterword.db") || exists(folder, RECORDS_PIN);
}

static void
root_sign(
    struct founding *founding, struct vault_message message, struct store_row *row, size_t column)
{
    uint8_t signature[VAULT_SIGNATURE];

    vault_sign(founding->root, &message, signature);
    store_set_blob(row, column, signature, sizeof(signature));
}

/* The keys of the paper; the seed itself is on the paper alone. */
static void
make_root(struct founding *founding, struct bytes *recovery)
{
    struct vault_key *seed = vault_key_random();
    struct vault_key *box = vault_key_derive(seed, VAULT_RECOVERY_BOX);

    founding->root = vault_key_derive(seed, VAULT_RECOVERY_SIGN);
    vault_box_public(box, founding->records->root_box);
    vault_sign_public(founding->root, founding->records->root_sign);
    vault_recovery_words(&founding->options->words, seed, recovery);
    vault_key_free(seed);
    vault_key_free(box);
}

static bool
make_admin(struct founding *founding, struct fault *fault)
{
    const struct records_founding *options = founding->options;
    struct vault_key *seed = vault_key_random();
    struct id id = vault_random_id();
    bool made;

    staff_row(&id, options->admin, options->roles, seed, &founding->staff);
    store_set_id(&founding->staff, STAFF_SIGNER, &ID_NONE);
    root_sign(founding, staff_message(founding->records, &founding->staff), &founding->staff,
        STAFF_SIGNATURE);
    founding->admin = session_of(&id, options->admin, strlen(options->admin), options->roles, seed);
    made = lock_make(founding->records, &id, seed, options->passphrase,
        options->quick ? VAULT_COST_FLOOR : vault_cost_measure(), &founding->lock, fault);
    vault_key_free(seed);
    return made;
}

static void
make_rows(struct founding *founding)
{
    struct records *records = founding->records;
    struct vault_key *box;
    uint8_t public[VAULT_PUBLIC];

    store_set_integer(&founding->meta, META_ONE, 1);
    store_set_id(&founding->meta, META_CLINIC, &records->clinic);
    store_set_integer(&founding->meta, META_DAY, clock_day());
    store_set_blob(&founding->meta, META_SIGN, records->root_sign, VAULT_PUBLIC);
    store_set_blob(&founding->meta, META_BOX, records->root_box, VAULT_PUBLIC);
    root_sign(founding, meta_message(records, &founding->meta), &founding->meta, META_SIGNATURE);

    vault_sign_public(records->kiosk_sign, public);
    store_set_id(&founding->kiosk, KIOSK_ID, &records->kiosk);
    store_set_blob(&founding->kiosk, KIOSK_SIGN, public, sizeof(public));
    store_set_integer(&founding->kiosk, KIOSK_DAY, clock_day());
    store_set_id(&founding->kiosk, KIOSK_SIGNER, &founding->admin->member);
    sign_row(
        founding->admin, kiosk_message(records, &founding->kiosk), &founding->kiosk, KIOSK_SIGNER);

    founding->audit = vault_key_random();
    box = vault_key_derive(founding->audit, VAULT_JOURNAL_BOX);
    vault_box_public(box, public);
    journal_row(records, founding->admin, &records_audit, 1, "", false, public, &founding->journal);
    vault_key_free(box);
}

/* A line is sealed to the audit journal and signed by the kiosk: so the rows that make this possible
 * go in first and get their lines at once after. */
static bool
put_first_rows(struct founding *founding, struct fault *fault)
{
    const struct {
        enum store_table table;
        const struct store_row *row;
    } first[] = {
        {STORE_META, &founding->meta},
        {STORE_STAFF, &founding->staff},
        {STORE_KIOSK, &founding->kiosk},
        {STORE_LOCK, &founding->lock},
        {STORE_JOURNAL, &founding->journal},
    };
    bool put = true;

    for (size_t i = 0; i < COUNT(first) && put; i++)
        put = store_put(founding->records->store, first[i].table, first[i].row, fault);
    for (size_t i = 0; i < COUNT(first) && put; i++)
        put = log_row(founding->records, first[i].table, first[i].row, fault);
    return put;
}

static bool
put_all(struct founding *founding, struct fault *fault)
{
    struct records *records = founding->records;
    struct records_session *admin = founding->admin;
    bool put = change_begin(records, admin, fault);

    if (!put)
        return false;
    put =
        put_first_rows(founding, fault) &&
        epoch_seal(records, admin, &records_audit, 1, founding->audit, &admin->member, 1, fault) &&
        epoch_make(records, admin, &records_unplaced, 1, "", false, &admin->member, 1, fault) &&
        epoch_make(records, admin, &records_clinic, 1, "", false, &admin->member, 1, fault);
    if (!put) {
        change_undo(records);
        return false;
    }
    return change_commit(records, fault);
}

static void
founding_end(struct founding *founding)
{
    vault_key_free(founding->root);
    vault_key_free(founding->audit);
    session_free(founding->admin);
    store_row_destroy(&founding->meta);
    store_row_destroy(&founding->staff);
    store_row_destroy(&founding->kiosk);
    store_row_destroy(&founding->lock);
    store_row_destroy(&founding->journal);
}

void
records_found_undo(const char *folder)
{
    static const char *const names[] = {"afterword.db", "afterword.db-wal", "afterword.db-shm",
        RECORDS_PIN, RECORDS_KIOSK_KEY, RECORDS_HEAD, "afterword.ballast"};

    for (size_t i = 0; i < COUNT(names); i++) {
        char *path = file_path(folder, names[i]);

        (void) unlink(path);
        free(path);
    }
}

bool
records_found(const struct records_founding *options, struct bytes *recovery, struct fault *fault)
{
    struct records_place place = {.folder = options->folder, .write = true, .link = -1};
    struct founding founding = {.options = options};
    bool found;

    if (!member_check(options->admin, options->roles, fault))
        return false;
    // Whoever is not one certifies nothing: not even this kiosk.
    if (!(options->roles & RECORDS_ADMIN))
        return FAULT(fault, FAULT_INPUT, "found a clinic without an admin", options->roles);
    if (!file_folder_make(options->folder, fault) || !file_folder_check(options->folder, fault))
        return false;
    if (records_are_there(options->folder))
        return FAULT(fault, FAULT_EXISTS, "found a clinic where one is", 0);

    founding.records = records_new(&place);
    founding.records->clinic = vault_random_id();
    founding.records->kiosk = vault_random_id();
    founding.records->kiosk_sign = vault_key_random();
    make_root(&founding, recovery);
    found = make_admin(&founding, fault);
    if (found) {
        make_rows(&founding);
        found = store_open(options->folder, STORE_CREATE, &founding.records->store, fault) &&
                pin_write(founding.records, fault) && kiosk_key_write(founding.records, fault) &&
                put_all(&founding, fault) && store_ballast_make(options->folder, fault);
    }
    founding_end(&founding);
    records_close(founding.records);
    if (!found) {
        records_found_undo(options->folder);
        bytes_wipe(recovery);
    }
    return found;
}
