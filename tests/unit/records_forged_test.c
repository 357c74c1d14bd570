/* Rows of a right form, signed with a key that does not reach so far: what somebody can make who has
 * the folder and a passphrase, or a root of their own. */
#include "records/inside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "records_clinic.h"

/* With its line: who has the folder has the kiosk's key too. */
static void
put(struct records_clinic *clinic, enum store_table table, struct store_row *row)
{
    WORKS(clinic, change_begin(clinic->records, NULL, &clinic->fault));
    WORKS(clinic, change_put(clinic->records, table, row, &clinic->fault));
    WORKS(clinic, change_commit(clinic->records, &clinic->fault));
    store_row_destroy(row);
}

/* ---- who may sign what ----------------------------------------------------------------------*/

/* A certificate of a kiosk, signed by `signer` and said to be by `as_whom`. */
static void
certify(struct records_clinic *clinic, const struct id *kiosk, const struct vault_key *sign,
    struct records_session *signer, const struct id *as_whom)
{
    struct store_row row = {0};
    uint8_t public[VAULT_PUBLIC];

    vault_sign_public(sign, public);
    store_set_id(&row, KIOSK_ID, kiosk);
    store_set_blob(&row, KIOSK_SIGN, public, sizeof(public));
    store_set_integer(&row, KIOSK_DAY, 20000);
    store_set_id(&row, KIOSK_SIGNER, as_whom);
    sign_row(signer, kiosk_message(clinic->records, &row), &row, KIOSK_SIGNER);
    put(clinic, STORE_KIOSK, &row);
}

static bool
kiosk_holds(struct records_clinic *clinic, struct records_session *signer, const struct id *as_whom)
{
    struct store_row read = {0};
    struct id id = vault_random_id();
    bool holds;

    certify(clinic, &id, signer->sign, signer, as_whom);
    holds = kiosk_certified(clinic->records, &id, &read, &clinic->fault);
    store_row_destroy(&read);
    return holds;
}

static void
a_kiosk_is_certified_by_an_admin_alone(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct records_session *lee = records_clinic_sign_in(clinic, &clinic->lee);

    assert_true(kiosk_holds(clinic, ana, &clinic->ana));
    REFUSED(clinic, kiosk_holds(clinic, lee, &clinic->lee), FAULT_FORGED);
    REFUSED(clinic, kiosk_holds(clinic, lee, &clinic->ana), FAULT_FORGED);
    REFUSED(clinic, kiosk_holds(clinic, lee, &ID_NONE), FAULT_FORGED);
    records_lock(clinic->records, lee);
    records_lock(clinic->records, ana);
}

/* From here on the folder is written as another kiosk would. */
static void
change_kiosk(struct records_clinic *clinic)
{
    struct records *records = clinic->records;

    records->kiosk = vault_random_id();
    vault_key_free(records->kiosk_sign);
    records->kiosk_sign = vault_key_random();
    WORKS(clinic, kiosk_key_write(records, &clinic->fault));
}

/* Another kiosk, which an admin certified, goes on where this one stopped: by the order of `who`. */
static void
go_on(struct records_clinic *clinic, struct records_session *who, struct records_session *admin)
{
    struct records *records = clinic->records;
    struct bytes before = BYTES_EMPTY;

    bytes_append_sized(&before, records->kiosk.bytes, ID_LENGTH);
    change_kiosk(clinic);
    WORKS(clinic, change_begin(records, who, &clinic->fault));
    WORKS(clinic, line_add(records, RECORDS_LINE_CONTINUES, who, "a kiosk goes on", STORE_KIOSK,
                      &before, NULL, &clinic->fault));
    WORKS(clinic, change_commit(records, &clinic->fault));
    certify(clinic, &records->kiosk, records->kiosk_sign, admin, &admin->member);
    bytes_destroy(&before);
}

static void
an_admin_lets_a_kiosk_go_on_and_a_therapist_does_not(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct records_session *lee = records_clinic_sign_in(clinic, &clinic->lee);
    char *findings;

    go_on(clinic, ana, ana);
    findings = records_clinic_findings(clinic);
    assert_string_equal(findings, "");
    free(findings);
    records_clinic_open(clinic);
    go_on(clinic, lee, ana);
    records_lock(clinic->records, lee);
    records_lock(clinic->records, ana);
    records_clinic_finds(clinic, "the staff signature in line");
}

static bool
is_revoked_by(
    struct records_clinic *clinic, struct records_session *signer, const struct id *subject)
{
    struct store_row row = {0};
    struct id id = vault_random_id();
    bool revoked = false;

    store_set_id(&row, REVOCATION_ID, &id);
    store_set_id(&row, REVOCATION_SUBJECT, subject);
    store_set_integer(&row, REVOCATION_DAY, 20000);
    store_set_id(&row, REVOCATION_SIGNER, &signer->member);
    sign_row(signer, revocation_message(clinic->records, &row), &row, REVOCATION_SIGNER);
    put(clinic, STORE_REVOCATION, &row);
    WORKS(clinic, staff_revoked(clinic->records, subject, &revoked, &clinic->fault));
    return revoked;
}

static void
an_admin_alone_revokes(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct records_session *lee = records_clinic_sign_in(clinic, &clinic->lee);

    assert_false(is_revoked_by(clinic, lee, &clinic->ana));
    assert_true(is_revoked_by(clinic, ana, &clinic->lee));
    records_lock(clinic->records, lee);
    records_lock(clinic->records, ana);
}

/* ---- lines with the kiosk's key -------------------------------------------------------------*/

/* The line before is the right one, and between the two there is a number less. */
static void
a_number_that_was_passed_over_is_found(void **state)
{
    struct records_clinic *clinic = *state;

    clinic->records->seq++;
    WORKS(
        clinic, records_log(clinic->records, RECORDS_LINE_CALLED, NULL, "a call", &clinic->fault));
    records_clinic_finds(clinic, "a line is missing");
}

/* It is certified, and no line says that it goes on. */
static void
a_kiosk_that_nobody_let_go_on_is_found(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);

    change_kiosk(clinic);
    certify(clinic, &clinic->records->kiosk, clinic->records->kiosk_sign, ana, &clinic->ana);
    records_lock(clinic->records, ana);
    records_clinic_finds(clinic, "of a kiosk that nobody let go on");
}

/* ---- a lock of one's own --------------------------------------------------------------------*/

/* Around a seed and with a passphrase of one's own, in a member's place. */
static void
a_lock_around_a_strangers_seed_is_nobodys(void **state)
{
    struct records_clinic *clinic = *state;
    struct vault_key *seed = vault_key_random();
    struct records_session *session = NULL;
    struct store_row lock = {0};

    WORKS(clinic, lock_make(clinic->records, &clinic->lee, seed, "a stranger's own words",
                      VAULT_COST_FLOOR, &lock, &clinic->fault));
    put(clinic, STORE_LOCK, &lock);
    REFUSED(clinic,
        records_unlock(
            clinic->records, &clinic->lee, "a stranger's own words", &session, &clinic->fault),
        FAULT_FORGED);
    REFUSED(clinic,
        records_confirm(clinic->records, &clinic->lee, "a stranger's own words", &clinic->fault),
        FAULT_FORGED);
    vault_key_free(seed);
}

/* ---- back after a revocation ----------------------------------------------------------------*/

/* A grant of the journal's newest epoch to a member, with a seal that it names and that holds nothing. */
static void
put_grant_to(struct records_clinic *clinic, struct records_session *signer,
    const struct id *journal, const struct id *member)
{
    struct store_row certificate = {0}, wrap = {0}, grant = {0};
    struct vault_message message = vault_message("key-seal");
    struct id id = vault_random_id();
    uint8_t sealed[VAULT_SEAL] = {1}, hash[VAULT_HASH];
    int64_t epoch;

    WORKS(clinic, journal_certified(clinic->records, journal, &certificate, &clinic->fault));
    epoch = certificate.values[JOURNAL_EPOCH].integer;
    store_set_id(&wrap, KEY_SEAL_OWNER, journal);
    store_set_id(&wrap, KEY_SEAL_OBJECT, journal);
    store_set_id(&wrap, KEY_SEAL_RECEIVER, member);
    store_set_integer(&wrap, KEY_SEAL_KIND, VAULT_KIND_WRAP);
    store_set_integer(&wrap, KEY_SEAL_EPOCH, epoch);
    store_set_blob(&wrap, KEY_SEAL_SEALED, sealed, sizeof(sealed));
    vault_message_sized(&message, sealed, sizeof(sealed));
    vault_hash(&message, hash);
    store_set_id(&grant, GRANT_ID, &id);
    store_set_id(&grant, GRANT_JOURNAL, journal);
    store_set_integer(&grant, GRANT_EPOCH, epoch);
    store_set_id(&grant, GRANT_STAFF, member);
    store_set_blob(&grant, GRANT_SEAL_HASH, hash, sizeof(hash));
    store_set_id(&grant, GRANT_SIGNER, &signer->member);
    sign_row(signer, grant_message(clinic->records, &grant), &grant, GRANT_SIGNER);
    put(clinic, STORE_KEY_SEAL, &wrap);
    put(clinic, STORE_GRANT, &grant);
    store_row_destroy(&certificate);
}

static void
put_grant(struct records_clinic *clinic, struct records_session *signer, const struct id *journal)
{
    put_grant_to(clinic, signer, journal, &signer->member);
}

static void
who_was_revoked_is_no_holder_by_a_grant_of_their_own(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct records_session *lee = records_clinic_sign_in(clinic, &clinic->lee);
    struct id *holders = NULL;
    size_t count = 0;

    WORKS(clinic, records_member_revoke(clinic->records, ana, &clinic->lee, &clinic->fault));
    put_grant(clinic, lee, &clinic->maple);
    WORKS(
        clinic, records_holders(clinic->records, &clinic->maple, &holders, &count, &clinic->fault));
    assert_int_equal(count, 1);
    assert_true(id_equal(&holders[0], &clinic->ana));
    free(holders);
    records_lock(clinic->records, lee);
    records_lock(clinic->records, ana);
}

/* ---- epochs and grants ----------------------------------------------------------------------*/

#define BO_PASSPHRASE "harbor velvet lamp cousin meadow brick"

/* A journal's certificate of that epoch with a key of the signer's own. */
static void
put_epoch(struct records_clinic *clinic, struct records_session *signer, const struct id *journal,
    uint32_t epoch)
{
    struct vault_key *seed = vault_key_random();
    struct vault_key *box = vault_key_derive(seed, VAULT_JOURNAL_BOX);
    struct store_row row = {0};
    uint8_t public[VAULT_PUBLIC];

    vault_box_public(box, public);
    journal_row(clinic->records, signer, journal, epoch, "maple 14 k", false, public, &row);
    put(clinic, STORE_JOURNAL, &row);
    vault_key_free(seed);
    vault_key_free(box);
}

static bool
is_certified(struct records_clinic *clinic, const struct id *journal)
{
    struct store_row row = {0};
    bool is = journal_certified(clinic->records, journal, &row, &clinic->fault);

    store_row_destroy(&row);
    return is;
}

static size_t
n_holders(struct records_clinic *clinic, const struct id *journal)
{
    struct id *holders = NULL;
    size_t count = 0;

    WORKS(clinic, records_holders(clinic->records, journal, &holders, &count, &clinic->fault));
    free(holders);
    return count;
}

/* Else the next sitting would be sealed to a key of theirs. */
static void
who_never_held_a_journal_makes_no_epoch_of_it(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *lee = records_clinic_sign_in(clinic, &clinic->lee);

    assert_true(is_certified(clinic, &clinic->maple));
    put_epoch(clinic, lee, &clinic->maple, 2);
    REFUSED(clinic, is_certified(clinic, &clinic->maple), FAULT_FORGED);
    assert_true(is_certified(clinic, &clinic->heron));
    records_lock(clinic->records, lee);
    records_clinic_finds(clinic, "journal ");
}

/* Its id is of its first key. */
static void
the_first_key_of_a_journal_is_nobodys_to_change(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);

    put_epoch(clinic, ana, &clinic->maple, 1);
    REFUSED(clinic, is_certified(clinic, &clinic->maple), FAULT_FORGED);
    records_lock(clinic->records, ana);
    records_clinic_finds(clinic, "journal ");
}

static void
who_holds_a_journal_makes_its_next_epoch(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct records_session *lee = records_clinic_sign_in(clinic, &clinic->lee);

    WORKS(
        clinic, records_grant(clinic->records, ana, &clinic->maple, &clinic->lee, &clinic->fault));
    put_epoch(clinic, lee, &clinic->maple, 2);
    assert_true(is_certified(clinic, &clinic->maple));
    records_lock(clinic->records, lee);
    records_lock(clinic->records, ana);
}

static void
who_was_released_makes_no_later_epoch(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana), *lee;

    WORKS(
        clinic, records_grant(clinic->records, ana, &clinic->maple, &clinic->lee, &clinic->fault));
    lee = records_clinic_sign_in(clinic, &clinic->lee);
    WORKS(clinic,
        records_release(clinic->records, ana, &clinic->maple, &clinic->lee, &clinic->fault));
    put_epoch(clinic, lee, &clinic->maple, 3);
    REFUSED(clinic, is_certified(clinic, &clinic->maple), FAULT_FORGED);
    records_lock(clinic->records, lee);
    records_lock(clinic->records, ana);
}

static void
an_epoch_behind_a_gap_is_none(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *lee = records_clinic_sign_in(clinic, &clinic->lee);

    put_epoch(clinic, lee, &clinic->maple, 7);
    REFUSED(clinic, is_certified(clinic, &clinic->maple), FAULT_NOT_FOUND);
    records_lock(clinic->records, lee);
}

/* Their ids are the same in every clinic: anybody could make one. */
static void
the_clinics_own_journals_are_an_admins(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *lee = records_clinic_sign_in(clinic, &clinic->lee);

    put_epoch(clinic, lee, &records_unplaced, 1);
    REFUSED(clinic, is_certified(clinic, &records_unplaced), FAULT_FORGED);
    records_lock(clinic->records, lee);
}

static void
what_a_stranger_gives_is_nothing(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana), *bo = NULL;
    struct records_session *lee = records_clinic_sign_in(clinic, &clinic->lee);
    struct id id = records_clinic_add(clinic, ana, "Bo", RECORDS_THERAPIST, BO_PASSPHRASE);

    WORKS(clinic, records_unlock(clinic->records, &id, BO_PASSPHRASE, &bo, &clinic->fault));
    put_grant(clinic, lee, &clinic->maple);
    assert_int_equal(n_holders(clinic, &clinic->maple), 1);
    // Nor what two give to each other.
    put_grant_to(clinic, lee, &clinic->maple, &id);
    put_grant_to(clinic, bo, &clinic->maple, &clinic->lee);
    assert_int_equal(n_holders(clinic, &clinic->maple), 1);
    put_epoch(clinic, bo, &clinic->maple, 2);
    REFUSED(clinic, is_certified(clinic, &clinic->maple), FAULT_FORGED);
    records_lock(clinic->records, bo);
    records_lock(clinic->records, lee);
    records_lock(clinic->records, ana);
    records_clinic_finds(clinic, "grant ");
}

/* Who was given a journal by somebody whose own access has ended keeps it. */
static void
what_was_given_on_outlives_who_gave_it(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana), *bo = NULL, *lee;
    struct id id = records_clinic_add(clinic, ana, "Bo", RECORDS_THERAPIST, BO_PASSPHRASE);
    struct id entry = records_clinic_write(clinic, &clinic->maple, "Words.", NULL);
    struct records_entry read = {0};
    struct bytes words = BYTES_EMPTY;

    WORKS(
        clinic, records_grant(clinic->records, ana, &clinic->maple, &clinic->lee, &clinic->fault));
    lee = records_clinic_sign_in(clinic, &clinic->lee);
    WORKS(clinic, records_grant(clinic->records, lee, &clinic->maple, &id, &clinic->fault));
    records_lock(clinic->records, lee);
    WORKS(clinic,
        records_release(clinic->records, ana, &clinic->maple, &clinic->lee, &clinic->fault));
    assert_int_equal(n_holders(clinic, &clinic->maple), 2);
    WORKS(clinic, records_unlock(clinic->records, &id, BO_PASSPHRASE, &bo, &clinic->fault));
    WORKS(clinic, records_entry_open(
                      clinic->records, bo, &entry, false, &read, &words, NULL, &clinic->fault));
    assert_string_equal(bytes_text(&words), "Words.");
    bytes_wipe(&words);
    bytes_wipe(&read.summary);
    records_lock(clinic->records, bo);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

/* ---- another root ---------------------------------------------------------------------------*/

/* Pin, meta and the first certificate by a root of one's own; everything else leads there. */
static void
swap_root(struct records_clinic *clinic, struct records_session *root)
{
    struct records *records = clinic->records;
    struct store_row key = {0}, meta = {0}, first = {0};

    vault_sign_public(root->sign, records->root_sign);
    store_set_integer(&key, META_ONE, 1);
    WORKS(clinic, store_get(records->store, STORE_META, &key, &meta, &clinic->fault));
    store_set_blob(&meta, META_SIGN, records->root_sign, VAULT_PUBLIC);
    sign_row(root, meta_message(records, &meta), &meta, META_BOX);
    WORKS(clinic, get_by_id(records, STORE_STAFF, &clinic->ana, &first, &clinic->fault));
    sign_row(root, staff_message(records, &first), &first, STAFF_SIGNER);
    put(clinic, STORE_META, &meta);
    put(clinic, STORE_STAFF, &first);
    WORKS(clinic, pin_write(records, &clinic->fault));
    store_row_destroy(&key);
}

/* Pin and data file agree: only what a passphrase opens can tell. */
static void
a_pin_that_was_swapped_with_all_below_it_is_named_at_the_unlock(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session root = {.member = ID_NONE, .sign = vault_key_random()};
    struct records_session *session = NULL;

    swap_root(clinic, &root);
    records_clinic_open(clinic);
    REFUSED(clinic,
        records_unlock(clinic->records, &clinic->ana, ANA_PASSPHRASE, &session, &clinic->fault),
        FAULT_FORGED);
    assert_non_null(strstr(clinic->fault.doing, "the pin"));
    REFUSED(clinic, records_confirm(clinic->records, &clinic->ana, ANA_PASSPHRASE, &clinic->fault),
        FAULT_FORGED);
    vault_key_free(root.sign);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CLINIC_TEST(a_kiosk_is_certified_by_an_admin_alone),
        CLINIC_TEST(an_admin_lets_a_kiosk_go_on_and_a_therapist_does_not),
        CLINIC_TEST(an_admin_alone_revokes),
        CLINIC_TEST(a_number_that_was_passed_over_is_found),
        CLINIC_TEST(a_kiosk_that_nobody_let_go_on_is_found),
        CLINIC_TEST(a_lock_around_a_strangers_seed_is_nobodys),
        CLINIC_TEST(who_was_revoked_is_no_holder_by_a_grant_of_their_own),
        CLINIC_TEST(who_never_held_a_journal_makes_no_epoch_of_it),
        CLINIC_TEST(the_first_key_of_a_journal_is_nobodys_to_change),
        CLINIC_TEST(who_holds_a_journal_makes_its_next_epoch),
        CLINIC_TEST(who_was_released_makes_no_later_epoch),
        CLINIC_TEST(an_epoch_behind_a_gap_is_none),
        CLINIC_TEST(the_clinics_own_journals_are_an_admins),
        CLINIC_TEST(what_a_stranger_gives_is_nothing),
        CLINIC_TEST(what_was_given_on_outlives_who_gave_it),
        CLINIC_TEST(a_pin_that_was_swapped_with_all_below_it_is_named_at_the_unlock),
    };

    return CLINIC_RUN(tests);
}
