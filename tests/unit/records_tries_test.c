/* What a wrong passphrase costs: counted by the clock since boot, and never for ever. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "afterword/records.h"
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

static void
is_slowed(struct records_clinic *clinic, int seconds)
{
    // Even the right one; and asking while it is slowed costs nothing more.
    for (int i = 0; i < 2; i++) {
        REFUSED(clinic, unlocks(clinic, &clinic->lee, LEE_PASSPHRASE), FAULT_SLOWED);
        assert_in_range(clinic->fault.code, 1000 * seconds - 900, 1000 * seconds);
    }
    REFUSED(clinic, confirms(clinic, &clinic->lee, LEE_PASSPHRASE), FAULT_SLOWED);
}

static void
after_the_third_wrong_try_each_waits_longer(void **state)
{
    static const int seconds[] = {5, 10, 20, 40, 60, 60};
    struct records_clinic *clinic = *state;

    for (int i = 0; i < 2; i++)
        REFUSED(clinic, unlocks(clinic, &clinic->lee, "wrong"), FAULT_PASSPHRASE);
    for (size_t i = 0; i < COUNT(seconds); i++) {
        REFUSED(clinic, unlocks(clinic, &clinic->lee, "wrong"), FAULT_PASSPHRASE);
        is_slowed(clinic, seconds[i]);
        records_clinic_open(clinic); // starting the program again does not help
        is_slowed(clinic, seconds[i]);
        clock_advance(1000 * seconds[i]);
    }
    WORKS(clinic, unlocks(clinic, &clinic->lee, LEE_PASSPHRASE));
    REFUSED(clinic, unlocks(clinic, &clinic->lee, "wrong"), FAULT_PASSPHRASE);
    WORKS(clinic, unlocks(clinic, &clinic->lee, LEE_PASSPHRASE)); // it began anew
    assert_int_equal(records_clinic_lines(clinic, RECORDS_LINE_WRONG_PASSPHRASE), 9);
    records_clinic_finds_nothing(clinic);
}

static void
one_member_is_not_slowed_by_another(void **state)
{
    struct records_clinic *clinic = *state;

    for (int i = 0; i < 3; i++)
        REFUSED(clinic, confirms(clinic, &clinic->lee, "wrong"), FAULT_PASSPHRASE);
    is_slowed(clinic, 5);
    WORKS(clinic, unlocks(clinic, &clinic->ana, ANA_PASSPHRASE));
}

/* The count is in the clear: whatever stands there, somebody may need what is in here today. */
static void
no_stored_count_keeps_anybody_out_for_ever(void **state)
{
    static const char *const forged[] = {
        "UPDATE tries SET since_boot_ms = 9223372036854775807",
        "UPDATE tries SET since_boot_ms = -9223372036854775807 - 1",
        "UPDATE tries SET wrong = 9223372036854775807",
        "UPDATE tries SET wrong = -9223372036854775807 - 1",
        "UPDATE tries SET boot = x''",
    };
    struct records_clinic *clinic = *state;

    REFUSED(clinic, confirms(clinic, &clinic->lee, "wrong"), FAULT_PASSPHRASE);
    for (size_t i = 0; i < COUNT(forged); i++) {
        file_sql(clinic, "UPDATE tries SET wrong = 3");
        file_sql(clinic, forged[i]);
        clock_advance(60000);
        REFUSED(clinic, confirms(clinic, &clinic->lee, "wrong"), FAULT_PASSPHRASE);
        clock_advance(60000);
    }
    WORKS(clinic, confirms(clinic, &clinic->lee, LEE_PASSPHRASE));
    records_clinic_finds_nothing(clinic);
}

static void
another_start_of_the_machine_begins_the_wait_anew(void **state)
{
    struct records_clinic *clinic = *state;

    for (int i = 0; i < 3; i++)
        REFUSED(clinic, confirms(clinic, &clinic->lee, "wrong"), FAULT_PASSPHRASE);
    is_slowed(clinic, 5);
    clock_advance(60000);
    // As if this start had been up for a minute, and the tries were of the one before.
    file_sql(clinic, "UPDATE tries SET boot = x'00', since_boot_ms = since_boot_ms + 60000");
    WORKS(clinic, confirms(clinic, &clinic->lee, LEE_PASSPHRASE));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CLINIC_TEST(after_the_third_wrong_try_each_waits_longer),
        CLINIC_TEST(one_member_is_not_slowed_by_another),
        CLINIC_TEST(no_stored_count_keeps_anybody_out_for_ever),
        CLINIC_TEST(another_start_of_the_machine_begins_the_wait_anew),
    };

    clock_share();
    return CLINIC_RUN(tests);
}
