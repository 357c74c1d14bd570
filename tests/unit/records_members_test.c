/* Members of staff: who may add and revoke, and what revoking takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "afterword/records.h"
#include "records_clinic.h"

#define BO_PASSPHRASE "nine barrels under the old stair"

static bool
revokes(struct records_clinic *clinic, struct records_session *admin, const struct id *member)
{
    return records_member_revoke(clinic->records, admin, member, &clinic->fault);
}

static bool
is_listed(struct records_clinic *clinic, const char *name, bool revoked)
{
    struct records_members members;
    bool listed = false;

    WORKS(clinic, records_members(clinic->records, &members, &clinic->fault));
    for (size_t i = 0; i < members.count; i++) {
        // Those of one name stay in the order of the list.
        assert_true(i == 0 || strcmp(members.members[i - 1].name, members.members[i].name) <= 0);
        if (strcmp(members.members[i].name, name) == 0 && members.members[i].revoked == revoked)
            listed = true;
    }
    records_members_destroy(&members);
    return listed;
}

static bool
holds(struct records_clinic *clinic, const struct id *journal, const struct id *member)
{
    struct id *holders = NULL;
    size_t count = 0;
    bool found = false;

    WORKS(clinic, records_holders(clinic->records, journal, &holders, &count, &clinic->fault));
    for (size_t i = 0; i < count; i++)
        found = found || id_equal(&holders[i], member);
    free(holders);
    return found;
}

static uint32_t
epoch_of(struct records_clinic *clinic, const struct id *journal)
{
    struct records_journals journals;
    uint32_t epoch = 0;

    WORKS(clinic, records_journals(clinic->records, &journals, &clinic->fault));
    for (size_t i = 0; i < journals.count; i++)
        if (id_equal(&journals.journals[i].id, journal))
            epoch = journals.journals[i].epoch;
    records_journals_destroy(&journals);
    return epoch;
}

static void
grant(struct records_clinic *clinic, struct records_session *session, const struct id *journal,
    const struct id *member)
{
    WORKS(clinic, records_grant(clinic->records, session, journal, member, &clinic->fault));
}

static bool
opens(struct records_clinic *clinic, struct records_session *session, const struct id *entry)
{
    struct records_entry opened = {0};
    struct bytes open = BYTES_EMPTY;
    bool done = records_entry_open(
        clinic->records, session, entry, false, &opened, &open, NULL, &clinic->fault);

    bytes_wipe(&opened.summary);
    bytes_wipe(&open);
    return done;
}

/* ---- adding ---------------------------------------------------------------------------------*/

static void
only_an_admin_adds_and_revokes(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *lee = records_clinic_sign_in(clinic, &clinic->lee);
    struct id id = ID_NONE;

    REFUSED(clinic,
        records_member_add(
            clinic->records, lee, "Bo", RECORDS_ADMIN, BO_PASSPHRASE, true, &id, &clinic->fault),
        FAULT_ACCESS);
    REFUSED(clinic, revokes(clinic, lee, &clinic->ana), FAULT_ACCESS);
    assert_false(is_listed(clinic, "Bo", false));
    assert_true(is_listed(clinic, "Ana Ruiz", false));
    records_lock(clinic->records, lee);
    records_clinic_finds_nothing(clinic);
}

static void
a_role_gives_the_journals_that_are_its_own(void **state)
{
    static const struct {
        const char *name;
        unsigned roles;
        bool audit, unplaced;
    } added[] = {
        {"Adm", RECORDS_ADMIN, true, false},
        {"Pla", RECORDS_PLACING, false, true},
        {"Reg", RECORDS_REGISTRAR | RECORDS_PRESCRIBER, false, false},
        {"All", RECORDS_ADMIN | RECORDS_PLACING, true, true},
    };
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);

    for (size_t i = 0; i < COUNT(added); i++) {
        struct id id =
            records_clinic_add(clinic, ana, added[i].name, added[i].roles, BO_PASSPHRASE);

        assert_true(holds(clinic, &records_clinic, &id));
        assert_int_equal(holds(clinic, &records_audit, &id), added[i].audit);
        assert_int_equal(holds(clinic, &records_unplaced, &id), added[i].unplaced);
        assert_false(holds(clinic, &clinic->maple, &id));
        assert_true(is_listed(clinic, added[i].name, false));
    }
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

static void
a_name_that_is_taken_or_no_name_is_refused(void **state)
{
    static const struct {
        const char *name;
        unsigned roles;
        const char *passphrase;
        enum fault_kind kind;
    } wrong[] = {
        {"Ana Ruiz", 0, BO_PASSPHRASE, FAULT_EXISTS},
        {"", 0, BO_PASSPHRASE, FAULT_INPUT},
        {"Bo\n", 0, BO_PASSPHRASE, FAULT_INPUT},
        {"Bo\xc3", 0, BO_PASSPHRASE, FAULT_INPUT},
        {"Bo\xe2\x80\xae", 0, BO_PASSPHRASE, FAULT_INPUT}, // turns the reading direction over
        {"Bo", 32, BO_PASSPHRASE, FAULT_INPUT},
        {"Bo", RECORDS_THERAPIST, "", FAULT_INPUT},
    };
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    int64_t lines = file_number(clinic, "SELECT count(*) FROM line");
    struct id id = ID_NONE;

    for (size_t i = 0; i < COUNT(wrong); i++)
        REFUSED(clinic,
            records_member_add(clinic->records, ana, wrong[i].name, wrong[i].roles,
                wrong[i].passphrase, true, &id, &clinic->fault),
            wrong[i].kind);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM line"), lines);
    records_lock(clinic->records, ana);
}

static void
an_admin_who_was_added_adds_the_next(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana), *bo = NULL;
    struct id id = records_clinic_add(clinic, ana, "Bo", RECORDS_ADMIN, BO_PASSPHRASE), next;

    records_lock(clinic->records, ana);
    WORKS(clinic, records_unlock(clinic->records, &id, BO_PASSPHRASE, &bo, &clinic->fault));
    next = records_clinic_add(clinic, bo, "Cy", RECORDS_THERAPIST, BO_PASSPHRASE);
    // Bo does not place: what he does not hold he cannot give.
    assert_true(holds(clinic, &records_clinic, &next));
    // And the one who certified him can go: what was certified stays.
    WORKS(clinic, revokes(clinic, bo, &clinic->ana));
    records_lock(clinic->records, bo);
    records_clinic_open(clinic);
    assert_true(is_listed(clinic, "Cy", false));
    assert_true(is_listed(clinic, "Ana Ruiz", true));
    records_clinic_finds_nothing(clinic);
}

/* ---- revoking -------------------------------------------------------------------------------*/

static void
nobody_revokes_oneself_a_stranger_or_the_paper(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    int64_t lines = file_number(clinic, "SELECT count(*) FROM line");

    REFUSED(clinic, revokes(clinic, ana, &clinic->ana), FAULT_ACCESS);
    REFUSED(clinic, revokes(clinic, ana, &clinic->maple), FAULT_NOT_FOUND);
    REFUSED(clinic, revokes(clinic, ana, &ID_NONE), FAULT_NOT_FOUND);
    REFUSED(clinic, records_release(clinic->records, ana, &clinic->maple, &ID_NONE, &clinic->fault),
        FAULT_NOT_FOUND);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM line"), lines);
    records_lock(clinic->records, ana);
}

static void
who_is_revoked_opens_nothing_that_is_written_later(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana), *lee;
    struct id before, after, open_draft;
    struct records_draft *draft;
    struct bytes words = text_bytes("Half a sitting.");
    struct records_bodies bodies = {&words, &words, NULL, false};

    grant(clinic, ana, &clinic->maple, &clinic->lee);
    before = records_clinic_write(clinic, &clinic->maple, "Before.", NULL);
    lee = records_clinic_sign_in(
        clinic, &clinic->lee); // keeps in memory what a thief would have kept
    assert_true(opens(clinic, lee, &before));
    draft = records_clinic_begin(clinic, &clinic->maple, "begun");
    open_draft = records_draft_id(draft);

    WORKS(clinic, revokes(clinic, ana, &clinic->lee));
    assert_int_equal(epoch_of(clinic, &clinic->maple), 2);
    assert_int_equal(epoch_of(clinic, &clinic->heron), 1); // not held: untouched
    assert_false(holds(clinic, &clinic->maple, &clinic->lee));
    assert_false(holds(clinic, &records_clinic, &clinic->lee));
    assert_true(holds(clinic, &clinic->maple, &clinic->ana));
    assert_int_equal(records_clinic_lines(clinic, RECORDS_LINE_REVOKED), 1);

    // A sitting under way goes on and ends.
    WORKS(clinic, records_draft_save(draft, &words, &clinic->fault));
    WORKS(clinic, records_draft_close(draft, &bodies, &clinic->fault));
    after = records_clinic_write(clinic, &clinic->maple, "After.", NULL);
    REFUSED(clinic, opens(clinic, lee, &after), FAULT_ACCESS);
    REFUSED(clinic, opens(clinic, lee, &open_draft), FAULT_ACCESS);
    assert_true(opens(clinic, ana, &before)); // an old placement keeps its epoch
    assert_true(opens(clinic, ana, &after));
    assert_true(opens(clinic, ana, &open_draft));
    records_lock(clinic->records, lee);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

static void
a_revoked_member_does_not_sign_in_again(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana), *lee = NULL;

    WORKS(clinic, revokes(clinic, ana, &clinic->lee));
    REFUSED(clinic,
        records_unlock(clinic->records, &clinic->lee, LEE_PASSPHRASE, &lee, &clinic->fault),
        FAULT_NOT_FOUND);
    assert_true(is_listed(clinic, "Dr Lee", true));
    REFUSED(clinic,
        records_grant(clinic->records, ana, &clinic->maple, &clinic->lee, &clinic->fault),
        FAULT_ACCESS);
    // The name is free again, for somebody else of it.
    (void) records_clinic_add(clinic, ana, "Dr Lee", RECORDS_THERAPIST, BO_PASSPHRASE);
    assert_true(is_listed(clinic, "Dr Lee", false));
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

/* The lock of before, out of a backup: it opens, and is of somebody who was revoked. */
static void
an_old_lock_put_back_opens_for_nobody_revoked(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana), *lee = NULL;
    char *lock = file_text(clinic,
        "SELECT printf('INSERT INTO lock VALUES (x''%s'', %d, x''%s'', %d, %d, x''%s'', x''%s'')', "
        "hex(staff), slot, hex(salt), ops, mem, hex(checkval), hex(sealed)) FROM lock JOIN staff "
        "ON staff.id = lock.staff WHERE CAST(name AS TEXT) = 'Dr Lee'");

    WORKS(clinic, revokes(clinic, ana, &clinic->lee));
    records_lock(clinic->records, ana);
    file_sql(clinic, lock);
    REFUSED(clinic,
        records_unlock(clinic->records, &clinic->lee, LEE_PASSPHRASE, &lee, &clinic->fault),
        FAULT_ACCESS);
    REFUSED(clinic, records_confirm(clinic->records, &clinic->lee, LEE_PASSPHRASE, &clinic->fault),
        FAULT_ACCESS);
    records_clinic_finds(clinic, "lock ");
    free(lock);
}

static void
names_and_leaves_are_sealed_anew_by_the_next_holder(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana), *lee;
    struct id entry = records_clinic_write(clinic, &clinic->maple, "Words.", NULL);
    struct bytes name = text_bytes("{\"name\":\"Mara\"}"), read = BYTES_EMPTY;

    grant(clinic, ana, &clinic->maple, &clinic->lee);
    WORKS(
        clinic, records_identity_put(clinic->records, ana, &clinic->maple, &name, &clinic->fault));
    WORKS(clinic, records_leaf_put(clinic->records, ana, &clinic->maple, &entry,
                      RECORDS_LEAF_DISCUSSED, &name, &clinic->fault));
    lee = records_clinic_sign_in(clinic, &clinic->lee);
    WORKS(clinic, revokes(clinic, ana, &clinic->lee));
    records_lock(clinic->records, ana);

    ana = records_clinic_sign_in(clinic, &clinic->ana);
    assert_int_equal(file_number(clinic, "SELECT epoch FROM identity"), 2);
    assert_int_equal(file_number(clinic, "SELECT epoch FROM leaf"), 2);
    REFUSED(clinic,
        records_identity_get(clinic->records, lee, &clinic->maple, &read, &clinic->fault),
        FAULT_ACCESS);
    REFUSED(clinic,
        records_leaf_get(clinic->records, lee, &clinic->maple, &entry, RECORDS_LEAF_DISCUSSED,
            &read, &clinic->fault),
        FAULT_ACCESS);
    WORKS(
        clinic, records_identity_get(clinic->records, ana, &clinic->maple, &read, &clinic->fault));
    assert_text_equal(&read, "{\"name\":\"Mara\"}");
    WORKS(clinic, records_leaf_get(clinic->records, ana, &clinic->maple, &entry,
                      RECORDS_LEAF_DISCUSSED, &read, &clinic->fault));
    bytes_wipe(&read);
    records_lock(clinic->records, lee);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

static void
what_is_damaged_elsewhere_does_not_keep_somebody_in(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct id bo = records_clinic_add(clinic, ana, "Bo", RECORDS_THERAPIST, BO_PASSPHRASE);

    grant(clinic, ana, &clinic->maple, &clinic->lee);
    grant(clinic, ana, &clinic->maple, &bo);
    grant(clinic, ana, &clinic->heron, &clinic->lee);
    file_flip(clinic, "staff", "box", "CAST(name AS TEXT) = 'Bo'");
    file_flip(clinic, "journal", "box", "CAST(code AS TEXT) = 'heron 3 b'");
    WORKS(clinic, revokes(clinic, ana, &clinic->lee));
    assert_int_equal(epoch_of(clinic, &clinic->maple), 2);
    assert_false(holds(clinic, &clinic->maple, &bo)); // his key is not his certificate's
    assert_true(is_listed(clinic, "Dr Lee", true));
    records_lock(clinic->records, ana);
    records_clinic_finds(clinic, "staff ");
}

/* ---- certificates in other hands ------------------------------------------------------------*/

static void
a_forged_revocation_revokes_nobody(void **state)
{
    struct records_clinic *clinic = *state;

    file_sql_ids(clinic,
        "INSERT INTO revocation (id, subject, day, signer, signature) VALUES (x'01', %s, 1, %s, "
        "zeroblob(64))",
        &clinic->lee, &clinic->ana);
    records_lock(clinic->records, records_clinic_sign_in(clinic, &clinic->lee));
    assert_true(is_listed(clinic, "Dr Lee", false));
    records_clinic_finds(clinic, "revocation ");
}

static void
a_changed_certificate_is_left_out_and_given_nothing(void **state)
{
    static const char *const changes[] = {
        "UPDATE staff SET box = (SELECT box FROM staff AS a WHERE CAST(name AS TEXT) = 'Ana Ruiz')",
        "UPDATE staff SET box = x'00'",
        "UPDATE staff SET box = zeroblob(32)",
        "UPDATE staff SET sign = x''",
        "UPDATE staff SET roles = 31",
        "UPDATE staff SET signer = id",           // a circle
        "UPDATE staff SET signer = zeroblob(16)", // as if the paper had
        "UPDATE staff SET signer = x'0102'",
        "UPDATE staff SET signature = x''",
        "UPDATE staff SET signature = zeroblob(64)",
        "UPDATE staff SET name = CAST('Ana Ruiz' AS BLOB)",
    };
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct bytes file = BYTES_EMPTY;

    records_clinic_close(clinic);
    file_keep(clinic, "afterword.db", &file);
    for (size_t i = 0; i < COUNT(changes); i++) {
        struct bytes sql = BYTES_EMPTY;

        file_put_back(clinic, "afterword.db", &file);
        bytes_append_format(&sql, "%s WHERE CAST(name AS TEXT) = 'Dr Lee'", changes[i]);
        file_sql(clinic, bytes_text(&sql));
        records_clinic_open(clinic);
        assert_false(is_listed(clinic, "Dr Lee", false));
        REFUSED(clinic,
            records_grant(clinic->records, ana, &clinic->maple, &clinic->lee, &clinic->fault),
            FAULT_FORGED);
        records_clinic_finds(clinic, "staff ");
        bytes_destroy(&sql);
    }
    records_clinic_open(clinic);
    records_lock(clinic->records, ana);
    bytes_destroy(&file);
}

/* The paper's signature carries everything: without it not even the kiosk is believed. */
static void
a_clinic_whose_first_certificate_was_changed_is_not_opened(void **state)
{
    struct records_clinic *clinic = *state;

    records_clinic_close(clinic);
    file_flip(clinic, "staff", "signature", "CAST(name AS TEXT) = 'Ana Ruiz'");
    assert_int_equal(records_clinic_opens(clinic, true), FAULT_FORGED);
    records_clinic_finds(clinic, "staff ");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CLINIC_TEST(only_an_admin_adds_and_revokes),
        CLINIC_TEST(a_role_gives_the_journals_that_are_its_own),
        CLINIC_TEST(a_name_that_is_taken_or_no_name_is_refused),
        CLINIC_TEST(an_admin_who_was_added_adds_the_next),
        CLINIC_TEST(nobody_revokes_oneself_a_stranger_or_the_paper),
        CLINIC_TEST(who_is_revoked_opens_nothing_that_is_written_later),
        CLINIC_TEST(a_revoked_member_does_not_sign_in_again),
        CLINIC_TEST(an_old_lock_put_back_opens_for_nobody_revoked),
        CLINIC_TEST(names_and_leaves_are_sealed_anew_by_the_next_holder),
        CLINIC_TEST(what_is_damaged_elsewhere_does_not_keep_somebody_in),
        CLINIC_TEST(a_forged_revocation_revokes_nobody),
        CLINIC_TEST(a_changed_certificate_is_left_out_and_given_nothing),
        CLINIC_TEST(a_clinic_whose_first_certificate_was_changed_is_not_opened),
    };

    return CLINIC_RUN(tests);
}
