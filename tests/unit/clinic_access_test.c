/* Who may open what: staff, their passphrases, and the journals they hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clinic_demo.h"

#define SECRET "another good and long passphrase"

/* ---- passphrases ------------------------------------------------------------------*/

static void
refuse_unlock(
    struct clinic_demo *demo, const struct id *member, const char *passphrase, enum fault_kind kind)
{
    struct fault fault = FAULT_EMPTY;

    assert_null(clinic_demo_sign_in(demo, member, passphrase, &fault));
    assert_int_equal(fault.kind, kind);
}

static void
what_no_passphrase_can_be_opens_nothing(void **state)
{
    struct clinic_demo *demo = *state;
    char *long_one = memory_new(5001, 1);

    memset(long_one, 'x', 5000);
    refuse_unlock(demo, &demo->member, "", FAULT_INPUT);
    refuse_unlock(demo, &demo->member, long_one, FAULT_INPUT);
    refuse_unlock(demo, &demo->member, "harbor \xff candle", FAULT_INPUT);
    refuse_unlock(demo, &demo->member, DEMO_PASSPHRASE " ", FAULT_PASSPHRASE);
    free(long_one);
}

static void
a_passphrase_is_its_letters_and_not_their_bytes(void **state)
{
    struct clinic_demo *demo = *state;
    struct fault fault = FAULT_EMPTY;
    char thousand[1001];

    // Accents in front and behind: NFC where it is set, NFD where it is typed.
    assert_true(clinic_passphrase_change(demo->records, demo->session,
        "caf\xc3\xa9 del mar, ma\xc3\xb1"
        "ana",
        &fault));
    assert_non_null(clinic_demo_sign_in(demo, &demo->member,
        "cafe\xcc\x81 del mar, man\xcc\x83"
        "ana",
        &fault));
    refuse_unlock(demo, &demo->member, "cafe del mar, manana", FAULT_PASSPHRASE);
    refuse_unlock(demo, &demo->member, DEMO_PASSPHRASE, FAULT_PASSPHRASE);
    assert_non_null(clinic_demo_sign_in(demo, &demo->member,
        "caf\xc3\xa9 del mar, ma\xc3\xb1"
        "ana",
        &fault));

    for (size_t i = 0; i < 1000; i++)
        thousand[i] = "a sentence about boats "[i % 23];
    thousand[1000] = '\0';
    assert_true(clinic_passphrase_change(demo->records, demo->session, thousand, &fault));
    thousand[999] = '!';
    refuse_unlock(demo, &demo->member, thousand, FAULT_PASSPHRASE);
}

static void
wrong_tries_are_slowed_and_a_restart_does_not_help(void **state)
{
    struct clinic_demo *demo = *state;
    struct fault fault = FAULT_EMPTY;

    for (int i = 0; i < 3; i++)
        refuse_unlock(demo, &demo->member, SECRET, FAULT_PASSPHRASE);
    refuse_unlock(demo, &demo->member, DEMO_PASSPHRASE, FAULT_SLOWED);
    clinic_demo_restart(demo);
    assert_null(clinic_demo_sign_in(demo, &demo->member, DEMO_PASSPHRASE, &fault));
    assert_int_equal(fault.kind, FAULT_SLOWED);
    assert_in_range(fault.code, 1, 5000);
    clock_advance(fault.code);
    assert_non_null(clinic_demo_sign_in(demo, &demo->member, DEMO_PASSPHRASE, &fault));
}

static void
confirming_opens_nothing_and_counts_the_same(void **state)
{
    struct clinic_demo *demo = *state;
    struct fault fault = FAULT_EMPTY;

    assert_true(clinic_confirm(demo->records, &demo->member, DEMO_PASSPHRASE, &fault));
    for (int i = 0; i < 3; i++) {
        assert_false(clinic_confirm(demo->records, &demo->member, SECRET, &fault));
        assert_int_equal(fault.kind, FAULT_PASSPHRASE);
    }
    assert_false(clinic_confirm(demo->records, &demo->member, DEMO_PASSPHRASE, &fault));
    assert_int_equal(fault.kind, FAULT_SLOWED);
}

/* ---- the sign-in page --------------------------------------------------------------*/

static void
the_sign_in_says_what_happened_since(void **state)
{
    struct clinic_demo *demo = *state;
    struct clinic_sign_in sign_in = {0};
    struct fault fault = FAULT_EMPTY;

    // The demo was made in one sign-in; this is the second.
    assert_true(clinic_sign_in_read(demo->records, demo->session, &sign_in, &fault));
    assert_true(sign_in.last_ms > 0);
    assert_int_equal(sign_in.wrong_tries, 0);
    assert_int_equal(sign_in.entries_since, 0);
    assert_false(sign_in.damaged);
    assert_false(sign_in.head_missing);

    refuse_unlock(demo, &demo->member, SECRET, FAULT_PASSPHRASE);
    refuse_unlock(demo, &demo->member, SECRET, FAULT_PASSPHRASE);
    assert_non_null(clinic_demo_sign_in(demo, &demo->member, DEMO_PASSPHRASE, &fault));
    assert_true(clinic_sign_in_read(demo->records, demo->session, &sign_in, &fault));
    assert_int_equal(sign_in.wrong_tries, 2);

    // A new member has no time before.
    struct id ben = clinic_demo_colleague(demo, "Ben", CLINIC_THERAPIST, SECRET);
    assert_non_null(clinic_demo_sign_in(demo, &ben, SECRET, &fault));
    assert_true(clinic_sign_in_read(demo->records, demo->session, &sign_in, &fault));
    assert_int_equal(sign_in.last_ms, 0);
}

static void
a_head_that_was_gone_is_said(void **state)
{
    struct clinic_demo *demo = *state;
    char *head = file_path(demo->folder, "kiosk.head");
    struct clinic_sign_in sign_in = {0};
    struct fault fault = FAULT_EMPTY;

    clinic_demo_restart(demo); // nobody is signed in: closing again writes nothing
    assert_int_equal(remove(head), 0);
    clinic_demo_restart(demo);
    assert_non_null(clinic_demo_sign_in(demo, &demo->member, DEMO_PASSPHRASE, &fault));
    assert_true(clinic_sign_in_read(demo->records, demo->session, &sign_in, &fault));
    assert_true(sign_in.head_missing);
    free(head);
}

/* ---- staff --------------------------------------------------------------------------*/

static void
staff_are_added_by_an_admin_under_a_plain_name(void **state)
{
    static const char *const names[] = {
        "", " ", "new\nline", "tab\there", "red \x1b[31m", "\xe2\x80\xae", "caf\xe9"};
    struct clinic_demo *demo = *state;
    struct fault fault = FAULT_EMPTY;
    struct id id = ID_NONE, ben;

    for (size_t i = 0; i < COUNT(names); i++) {
        assert_false(clinic_staff_add(
            demo->records, demo->session, names[i], CLINIC_THERAPIST, SECRET, &id, &fault));
        assert_int_equal(fault.kind, FAULT_INPUT);
    }
    ben = clinic_demo_colleague(
        demo, "\xc5\x8c\x65 \xe5\xa4\xa7\xe6\xb1\x9f", CLINIC_THERAPIST, SECRET);
    assert_false(clinic_staff_add(demo->records, demo->session,
        "\xc5\x8c\x65 \xe5\xa4\xa7\xe6\xb1\x9f", CLINIC_THERAPIST, SECRET, &id, &fault));
    assert_int_equal(fault.kind, FAULT_EXISTS);

    assert_non_null(clinic_demo_sign_in(demo, &ben, SECRET, &fault));
    assert_int_equal(clinic_session_roles(demo->session), CLINIC_THERAPIST);
    assert_false(
        clinic_staff_add(demo->records, demo->session, "Eve", CLINIC_ADMIN, SECRET, &id, &fault));
    assert_int_equal(fault.kind, FAULT_ACCESS);
    assert_false(clinic_staff_revoke(demo->records, demo->session, &demo->member, &fault));
    assert_int_equal(fault.kind, FAULT_ACCESS);
    assert_true(id_is_none(&id));
}

static void
who_was_revoked_opens_nothing_and_gives_the_name_back(void **state)
{
    struct clinic_demo *demo = *state;
    struct id ben = clinic_demo_colleague(demo, "Ben", CLINIC_THERAPIST, SECRET);
    struct clinic_members members = {0};
    struct fault fault = FAULT_EMPTY;
    size_t revoked = 0;

    assert_true(clinic_staff_revoke(demo->records, demo->session, &ben, &fault));
    assert_true(clinic_members_read(demo->records, &members, &fault));
    for (size_t i = 0; i < members.count; i++)
        revoked += members.members[i].revoked && id_equal(&members.members[i].id, &ben);
    assert_int_equal(members.count, 2);
    assert_int_equal(revoked, 1);
    clinic_members_destroy(&members);
    (void) clinic_demo_colleague(demo, "Ben", CLINIC_THERAPIST, SECRET);
    assert_null(clinic_demo_sign_in(demo, &ben, SECRET, &fault));
}

/* ---- patients -----------------------------------------------------------------------*/

static struct clinic_patient *
find(const struct clinic_patients *patients, const struct id *journal)
{
    for (size_t i = 0; i < patients->count; i++)
        if (id_equal(&patients->patients[i].journal, journal))
            return &patients->patients[i];
    return NULL;
}

static bool
sees_the_name(struct clinic_demo *demo, const struct id *journal, const char *name)
{
    struct clinic_patients patients = {0};
    struct fault fault = FAULT_EMPTY;
    struct clinic_patient *one;
    bool sees;

    assert_true(clinic_patients_read(demo->records, demo->session, &patients, &fault));
    one = find(&patients, journal);
    assert_non_null(one);
    assert_true(one->code[0] != '\0');
    sees = one->can_open && one->name && strcmp(one->name, name) == 0;
    if (!sees) {
        assert_false(one->can_open);
        assert_null(one->name);
        assert_null(one->called);
    }
    clinic_patients_destroy(&patients);
    return sees;
}

static void
a_colleague_sees_what_they_are_given_and_no_longer(void **state)
{
    struct clinic_demo *demo = *state;
    struct id mara = clinic_demo_journal(demo, "Mara Lind");
    struct id priya = clinic_demo_journal(demo, "Priya Nair");
    struct id ben = clinic_demo_colleague(demo, "Ben", CLINIC_THERAPIST, SECRET);
    struct fault fault = FAULT_EMPTY;

    assert_true(clinic_patient_assign(demo->records, demo->session, &mara, &ben, &fault));
    assert_non_null(clinic_demo_sign_in(demo, &ben, SECRET, &fault));
    assert_true(sees_the_name(demo, &mara, "Mara Lind"));
    assert_false(sees_the_name(demo, &priya, "Priya Nair"));
    // What one does not hold one cannot give.
    assert_false(clinic_patient_assign(demo->records, demo->session, &priya, &ben, &fault));
    assert_int_equal(fault.kind, FAULT_ACCESS);

    assert_non_null(clinic_demo_sign_in(demo, &demo->member, DEMO_PASSPHRASE, &fault));
    assert_true(clinic_patient_release(demo->records, demo->session, &mara, &ben, &fault));
    assert_true(sees_the_name(demo, &mara, "Mara Lind"));
    assert_non_null(clinic_demo_sign_in(demo, &ben, SECRET, &fault));
    assert_false(sees_the_name(demo, &mara, "Mara Lind"));
}

static void
a_patient_is_added_under_a_plain_name(void **state)
{
    static const struct {
        const char *name, *called;
    } rows[] = {{"", NULL}, {"  ", NULL}, {"a\nb", NULL}, {"\x1b[31m", NULL}, {"caf\xe9", NULL},
        {"Fine", "\xe2\x80\xae"}, {"Fine", "a\tb"}};
    struct clinic_demo *demo = *state;
    struct fault fault = FAULT_EMPTY;
    struct id journal = ID_NONE;
    char long_name[122];

    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_false(clinic_patient_add(
            demo->records, demo->session, rows[i].name, rows[i].called, &journal, &fault));
        assert_int_equal(fault.kind, FAULT_INPUT);
    }
    memset(long_name, 'x', sizeof(long_name));
    long_name[121] = '\0';
    assert_false(
        clinic_patient_add(demo->records, demo->session, long_name, NULL, &journal, &fault));
    long_name[120] = '\0';
    assert_true(
        clinic_patient_add(demo->records, demo->session, long_name, NULL, &journal, &fault));
    assert_true(sees_the_name(demo, &journal, long_name));
}

static void
erasing_takes_the_passphrase_again(void **state)
{
    struct clinic_demo *demo = *state;
    struct id mara = clinic_demo_journal(demo, "Mara Lind");
    struct clinic_patients patients = {0};
    struct clinic_health health = {0};
    struct fault fault = FAULT_EMPTY;

    assert_false(clinic_patient_erase(demo->records, demo->session, &mara, SECRET, &fault));
    assert_int_equal(fault.kind, FAULT_PASSPHRASE);
    assert_true(sees_the_name(demo, &mara, "Mara Lind"));
    assert_true(clinic_patient_erase(demo->records, demo->session, &mara, DEMO_PASSPHRASE, &fault));
    assert_true(clinic_patients_read(demo->records, demo->session, &patients, &fault));
    assert_null(find(&patients, &mara));
    assert_int_equal(patients.count, 6);
    clinic_patients_destroy(&patients);

    assert_true(clinic_check(demo->folder, &health, &fault));
    for (size_t i = 0; i < health.count; i++)
        if (health.findings[i].is_damage)
            fail_msg("damage: %s", health.findings[i].text);
    clinic_health_destroy(&health);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, clinic_demo_open, clinic_demo_close)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_no_passphrase_can_be_opens_nothing),
        TEST(a_passphrase_is_its_letters_and_not_their_bytes),
        TEST(wrong_tries_are_slowed_and_a_restart_does_not_help),
        TEST(confirming_opens_nothing_and_counts_the_same),
        TEST(the_sign_in_says_what_happened_since),
        TEST(a_head_that_was_gone_is_said),
        TEST(staff_are_added_by_an_admin_under_a_plain_name),
        TEST(who_was_revoked_opens_nothing_and_gives_the_name_back),
        TEST(a_colleague_sees_what_they_are_given_and_no_longer),
        TEST(a_patient_is_added_under_a_plain_name),
        TEST(erasing_takes_the_passphrase_again),
    };

    return cmocka_run_group_tests(tests, clinic_demo_make, clinic_demo_remove);
}
