/* Passphrases: what they open, and what a damaged lock says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "afterword/records.h"
#include "afterword/vault.h"
#include "records_clinic.h"

static bool
unlocks(struct records_clinic *clinic, const struct id *member, const char *passphrase)
{
    struct records_session *session = NULL;
    bool unlocked = records_unlock(clinic->records, member, passphrase, &session, &clinic->fault);

    assert_int_equal(unlocked, session != NULL);
    if (unlocked)
        records_lock(clinic->records, session);
    return unlocked;
}

static bool
confirms(struct records_clinic *clinic, const struct id *member, const char *passphrase)
{
    return records_confirm(clinic->records, member, passphrase, &clinic->fault);
}

/* ---- what opens ---------------------------------------------------------------------------*/

static void
a_passphrase_opens_its_own_member(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana), *lee;
    struct id id = records_session_member(ana);

    assert_true(id_equal(&id, &clinic->ana));
    assert_string_equal(records_session_name(ana), "Ana Ruiz");
    assert_int_equal(
        records_session_roles(ana), RECORDS_ADMIN | RECORDS_THERAPIST | RECORDS_PLACING);
    assert_true(records_session_holds(ana, &clinic->maple));
    assert_true(records_session_holds(ana, &records_audit));
    assert_true(records_session_holds(ana, &records_unplaced));

    lee = records_clinic_sign_in(clinic, &clinic->lee);
    assert_string_equal(records_session_name(lee), "Dr Lee");
    assert_true(records_session_holds(lee, &records_clinic));
    assert_false(records_session_holds(lee, &clinic->maple));
    assert_false(records_session_holds(lee, &records_audit));
    assert_false(records_session_holds(lee, &records_unplaced));
    records_lock(clinic->records, lee);
    records_lock(clinic->records, ana);
    records_lock(clinic->records, NULL);
}

static void
a_passphrase_is_the_same_however_its_letters_are_composed(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct id id = records_clinic_add(
        clinic, ana, "Zo\xc3\xab", RECORDS_THERAPIST, "caf\xc3\xa9 by the old pier");

    records_lock(clinic->records, ana);
    WORKS(clinic, unlocks(clinic, &id, "cafe\xcc\x81 by the old pier"));
    REFUSED(clinic, unlocks(clinic, &id, "cafe by the old pier"), FAULT_PASSPHRASE);
    REFUSED(clinic, unlocks(clinic, &id, "caf\xc3\xa9 by the old pier "), FAULT_PASSPHRASE);
}

static void
sign_in_and_sign_out_are_lines_with_a_witness(void **state)
{
    struct records_clinic *clinic = *state;
    int64_t in = records_clinic_lines(clinic, RECORDS_LINE_SIGN_IN);
    int64_t out = records_clinic_lines(clinic, RECORDS_LINE_SIGN_OUT);

    WORKS(clinic, unlocks(clinic, &clinic->lee, LEE_PASSPHRASE));
    assert_int_equal(records_clinic_lines(clinic, RECORDS_LINE_SIGN_IN), in + 1);
    assert_int_equal(records_clinic_lines(clinic, RECORDS_LINE_SIGN_OUT), out + 1);
    assert_int_equal(
        file_number(clinic, "SELECT count(*) FROM line WHERE length(witness) = 64"), in + out + 2);
    records_clinic_finds_nothing(clinic);
}

static void
confirming_opens_nothing_and_adds_no_line(void **state)
{
    struct records_clinic *clinic = *state;
    int64_t lines = file_number(clinic, "SELECT count(*) FROM line");

    WORKS(clinic, confirms(clinic, &clinic->lee, LEE_PASSPHRASE));
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM line"), lines);
    REFUSED(clinic, confirms(clinic, &clinic->lee, ANA_PASSPHRASE), FAULT_PASSPHRASE);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM line"), lines + 1);
    assert_int_equal(records_clinic_lines(clinic, RECORDS_LINE_WRONG_PASSPHRASE), 1);
    records_clinic_finds_nothing(clinic);
}

static void
a_new_passphrase_takes_the_place_of_the_old_one(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);

    REFUSED(clinic, records_passphrase_set(clinic->records, ana, "", &clinic->fault), FAULT_INPUT);
    WORKS(clinic, records_passphrase_set(
                      clinic->records, ana, "four crows on a frosty gate", &clinic->fault));
    records_lock(clinic->records, ana);
    records_clinic_open(clinic);
    REFUSED(clinic, unlocks(clinic, &clinic->ana, ANA_PASSPHRASE), FAULT_PASSPHRASE);
    WORKS(clinic, unlocks(clinic, &clinic->ana, "four crows on a frosty gate"));
    records_clinic_finds_nothing(clinic);
}

static void
nobody_is_unlocked_by_an_unknown_name(void **state)
{
    struct records_clinic *clinic = *state;

    REFUSED(clinic, unlocks(clinic, &clinic->maple, ANA_PASSPHRASE), FAULT_NOT_FOUND);
    REFUSED(clinic, unlocks(clinic, &ID_NONE, ANA_PASSPHRASE), FAULT_NOT_FOUND);
    REFUSED(clinic, confirms(clinic, &clinic->maple, ANA_PASSPHRASE), FAULT_NOT_FOUND);
}

static void
a_weak_passphrase_has_its_reason(void **state)
{
    struct bytes words = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;

    (void) state;
    assert_true(file_read(AFTERWORD_SOURCE_DIR "/assets/words.txt", 65536, &words, &fault));
    assert_null(records_passphrase_problem(ANA_PASSPHRASE, &words));
    assert_non_null(records_passphrase_problem("", &words));
    assert_non_null(records_passphrase_problem("short", &words));
    assert_non_null(records_passphrase_problem("aaaaaaaaaaaaaaaaaaaa", &words));
    bytes_destroy(&words);
}

/* ---- what is wrong with a lock ------------------------------------------------------------*/

/* A damaged lock is not a wrong passphrase: it is neither counted nor slowed. */
static void
a_damaged_lock_is_not_called_a_wrong_passphrase(void **state)
{
    static const char *const damages[] = {
        "UPDATE lock SET ops = ops + 1",
        "UPDATE lock SET ops = 0",
        "UPDATE lock SET ops = 21",
        "UPDATE lock SET ops = -1",
        "UPDATE lock SET ops = 4294967296 + ops", // as many passes, in 32 bits
        "UPDATE lock SET mem = 1024",
        "UPDATE lock SET mem = 1048577",
        "UPDATE lock SET mem = 4294967296 + mem",
        "UPDATE lock SET salt = x''",
        "UPDATE lock SET salt = zeroblob(16)",
        "UPDATE lock SET checkval = x''",
        "UPDATE lock SET checkval = zeroblob(32)",
        "UPDATE lock SET sealed = x''",
        "UPDATE lock SET sealed = substr(sealed, 1, length(sealed) - 1)",
        "UPDATE lock SET sealed = CAST(substr(sealed, 1, 60) || x'00' || substr(sealed, 62) AS "
        "BLOB)",
    };
    struct records_clinic *clinic = *state;
    struct bytes file = BYTES_EMPTY;

    records_clinic_close(clinic);
    file_keep(clinic, "afterword.db", &file);
    for (size_t i = 0; i < COUNT(damages); i++) {
        file_put_back(clinic, "afterword.db", &file);
        file_sql(clinic, damages[i]);
        records_clinic_open(clinic);
        if (unlocks(clinic, &clinic->ana, ANA_PASSPHRASE) || clinic->fault.kind != FAULT_DAMAGED)
            fail_msg("%s: %s", damages[i], fault_description(clinic->fault.kind));
        assert_int_equal(records_clinic_lines(clinic, RECORDS_LINE_WRONG_PASSPHRASE), 0);
        records_clinic_finds(clinic, "lock ");
    }
    bytes_destroy(&file);
}

static void
a_format_that_is_newer_is_said(void **state)
{
    struct records_clinic *clinic = *state;

    file_sql(clinic, "UPDATE lock SET sealed = CAST(x'02' || substr(sealed, 2) AS BLOB)");
    REFUSED(clinic, unlocks(clinic, &clinic->ana, ANA_PASSPHRASE), FAULT_NEWER);
    file_sql(clinic,
        "UPDATE lock SET sealed = CAST(x'0102' || substr(sealed, 3) AS BLOB)"); // another suite
    REFUSED(clinic, unlocks(clinic, &clinic->ana, ANA_PASSPHRASE), FAULT_NEWER);
}

/* Whoever has a passphrase of their own puts their lock in the place of another's. */
static void
a_lock_opens_in_its_own_place_alone(void **state)
{
    struct records_clinic *clinic = *state;

    file_sql_ids(clinic,
        "UPDATE lock SET (salt, checkval, sealed) = (SELECT salt, checkval, sealed FROM lock WHERE "
        "staff = %s) WHERE staff = %s",
        &clinic->lee, &clinic->ana);
    REFUSED(clinic, unlocks(clinic, &clinic->ana, LEE_PASSPHRASE), FAULT_DAMAGED);
    REFUSED(clinic, confirms(clinic, &clinic->ana, LEE_PASSPHRASE), FAULT_DAMAGED);
}

static void
a_changed_certificate_unlocks_and_confirms_nobody(void **state)
{
    static const char *const columns[] = {"name", "box", "sign", "roles", "day", "signature"};
    struct records_clinic *clinic = *state;
    struct bytes file = BYTES_EMPTY;

    records_clinic_close(clinic);
    file_keep(clinic, "afterword.db", &file);
    for (size_t i = 0; i < COUNT(columns); i++) {
        file_put_back(clinic, "afterword.db", &file);
        file_flip(clinic, "staff", columns[i], "CAST(name AS TEXT) = 'Dr Lee'");
        records_clinic_open(clinic);
        if (i % 2 == 0)
            REFUSED(clinic, unlocks(clinic, &clinic->lee, LEE_PASSPHRASE), FAULT_FORGED);
        else
            REFUSED(clinic, confirms(clinic, &clinic->lee, LEE_PASSPHRASE), FAULT_FORGED);
        records_clinic_close(clinic);
    }
    bytes_destroy(&file);
}

/* Pin and data file name another root, and agree: only what a passphrase opens can tell. */
static void
a_swapped_pin_is_named_at_the_first_unlock(void **state)
{
    struct records_clinic *clinic = *state;
    struct bytes pin = BYTES_EMPTY;

    records_clinic_close(clinic);
    file_keep(clinic, "clinic.pin", &pin);
    pin.data[8 + ID_LENGTH + 16] ^= 1; // as file_flip does in the file
    file_put_back(clinic, "clinic.pin", &pin);
    file_flip(clinic, "meta", PIN_SIGN, "1");
    assert_int_equal(
        records_clinic_opens(clinic, true), FAULT_FORGED); // no kiosk leads to this root
    if (records_clinic_opens(clinic, false) == FAULT_NONE) {
        REFUSED(clinic, unlocks(clinic, &clinic->ana, ANA_PASSPHRASE), FAULT_FORGED);
        assert_non_null(strstr(clinic->fault.doing, "the pin"));
    } else {
        assert_int_equal(clinic->fault.kind, FAULT_FORGED);
    }
    bytes_destroy(&pin);
}

/* One seal that does not open costs one journal, not the sign-in. */
static void
a_damaged_seal_costs_its_journal_alone(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana;

    file_sql_ids(clinic,
        "UPDATE " TABLE_SEALS " SET sealed = zeroblob(176) WHERE " SEALS_JOURNAL
        " = %s AND " SEALS_RECEIVER " = %s",
        &clinic->maple, &clinic->ana);
    ana = records_clinic_sign_in(clinic, &clinic->ana);
    assert_false(records_session_holds(ana, &clinic->maple));
    assert_true(records_session_holds(ana, &clinic->heron));
    records_lock(clinic->records, ana);
    records_clinic_finds(clinic, TABLE_SEALS " ");
}

/* Two seals swapped: each opens, and neither is what its place says. */
static void
a_seal_in_another_place_is_not_believed(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana;

    file_sql_ids(clinic,
        "UPDATE " TABLE_SEALS " AS a SET sealed = (SELECT sealed FROM " TABLE_SEALS
        " AS b WHERE b." SEALS_RECEIVER " = a." SEALS_RECEIVER " AND b." SEALS_JOURNAL
        " = %s) WHERE " SEALS_JOURNAL " = %s",
        &clinic->heron, &clinic->maple);
    ana = records_clinic_sign_in(clinic, &clinic->ana);
    assert_false(records_session_holds(ana, &clinic->maple));
    assert_true(records_session_holds(ana, &clinic->heron));
    records_lock(clinic->records, ana);
}

/* Sealed to a member by a stranger, whom a public key lets do that: the seed of a key that the
 * stranger put in the journal's certificate. */
static void
forge_seal(struct records_clinic *clinic, const struct id *journal, const struct id *member)
{
    struct vault_key *seed = vault_key_random();
    struct vault_key *box = vault_key_derive(seed, VAULT_JOURNAL_BOX);
    struct vault_block block = {.kind = VAULT_KIND_WRAP,
        .clinic = records_clinic_id(clinic->records),
        .owner = *journal,
        .object = *member,
        .n = 1};
    struct bytes sealed = BYTES_EMPTY;
    uint8_t public[VAULT_PUBLIC], theirs[VAULT_PUBLIC];

    vault_box_public(box, public);
    file_blob(clinic, "SELECT hex(box) FROM staff WHERE id = %s", member, theirs, sizeof(theirs));
    WORKS(clinic, vault_seal_key(theirs, &block, seed, &sealed, &clinic->fault));
    file_set_blob(
        clinic, "UPDATE journal SET box = ?1 WHERE id = ?2", public, sizeof(public), journal, NULL);
    file_set_blob(clinic,
        "UPDATE " TABLE_SEALS " SET sealed = ?1 WHERE " SEALS_JOURNAL " = ?2 AND " SEALS_RECEIVER
        " = ?3",
        sealed.data, sealed.length, journal, member);
    bytes_destroy(&sealed);
    vault_key_free(box);
    vault_key_free(seed);
}

static void
a_seed_of_a_strangers_is_not_held(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana;
    struct bytes name = text_bytes("{\"name\":\"Mara\"}");

    forge_seal(clinic, &clinic->maple, &clinic->ana);
    ana = records_clinic_sign_in(clinic, &clinic->ana);
    assert_false(records_session_holds(ana, &clinic->maple));
    REFUSED(clinic,
        records_identity_put(clinic->records, ana, &clinic->maple, &name, &clinic->fault),
        FAULT_ACCESS);
    records_lock(clinic->records, ana);
}

/* ---- since the last time ------------------------------------------------------------------*/

static void
what_came_since_the_last_sign_in_is_counted(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana;
    struct records_since since;
    struct bytes open = BYTES_EMPTY;
    struct id entry = records_clinic_write(clinic, &clinic->maple, "One.", NULL);

    (void) records_clinic_write(clinic, &clinic->heron, "Two.", NULL);
    REFUSED(clinic, unlocks(clinic, &clinic->ana, "wrong"), FAULT_PASSPHRASE);
    REFUSED(clinic, unlocks(clinic, &clinic->lee, "wrong"), FAULT_PASSPHRASE); // not hers
    ana = records_clinic_sign_in(clinic, &clinic->ana);
    WORKS(clinic, records_since(clinic->records, ana, &since, &clinic->fault));
    assert_int_equal(since.entries, 2);
    assert_int_equal(since.wrong_tries, 1);
    assert_true(since.last_ms > 0);
    // Reading one is no new entry.
    records_clinic_read(clinic, ana, &entry, &open);
    WORKS(
        clinic, records_entry_place(clinic->records, ana, &entry, &clinic->heron, &clinic->fault));
    WORKS(clinic, records_since(clinic->records, ana, &since, &clinic->fault));
    assert_int_equal(since.entries, 2);
    records_lock(clinic->records, ana);

    ana = records_clinic_sign_in(clinic, &clinic->ana);
    WORKS(clinic, records_since(clinic->records, ana, &since, &clinic->fault));
    assert_int_equal(since.entries, 0);
    assert_int_equal(since.wrong_tries, 0);
    records_lock(clinic->records, ana);
    bytes_wipe(&open);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CLINIC_TEST(a_passphrase_opens_its_own_member),
        CLINIC_TEST(a_passphrase_is_the_same_however_its_letters_are_composed),
        CLINIC_TEST(sign_in_and_sign_out_are_lines_with_a_witness),
        CLINIC_TEST(confirming_opens_nothing_and_adds_no_line),
        CLINIC_TEST(a_new_passphrase_takes_the_place_of_the_old_one),
        CLINIC_TEST(nobody_is_unlocked_by_an_unknown_name),
        CLINIC_TEST(a_weak_passphrase_has_its_reason),
        CLINIC_TEST(a_damaged_lock_is_not_called_a_wrong_passphrase),
        CLINIC_TEST(a_format_that_is_newer_is_said),
        CLINIC_TEST(a_lock_opens_in_its_own_place_alone),
        CLINIC_TEST(a_changed_certificate_unlocks_and_confirms_nobody),
        CLINIC_TEST(a_swapped_pin_is_named_at_the_first_unlock),
        CLINIC_TEST(a_damaged_seal_costs_its_journal_alone),
        CLINIC_TEST(a_seal_in_another_place_is_not_believed),
        CLINIC_TEST(a_seed_of_a_strangers_is_not_held),
        CLINIC_TEST(what_came_since_the_last_sign_in_is_counted),
    };

    return CLINIC_RUN(tests);
}
