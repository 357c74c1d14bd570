/* The hand that shakes in tours: as far and as fast as it says, and the same again by its seed. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "kiosk/tremor.h"

#define TOUCHES 4000

static void
its_places_scatter_by_2_and_a_half_mm(void **state)
{
    double sum[2] = {0}, squares[2] = {0};
    int count = 0;

    (void) state;
    for (uint64_t seed = 0; seed < TOUCHES; seed++) {
        struct tremor tremor = tremor_of(seed, 0);

        for (int ms = 0; ms < tremor.contact_ms; ms += 10, count++) {
            double at[2];

            tremor_at(&tremor, ms, &at[0], &at[1]);
            for (int axis = 0; axis < 2; axis++) {
                sum[axis] += at[axis];
                squares[axis] += at[axis] * at[axis];
            }
        }
    }
    for (int axis = 0; axis < 2; axis++) {
        double mean = sum[axis] / count;

        assert_true(fabs(mean) < 0.15);
        assert_true(fabs(sqrt(squares[axis] / count - mean * mean) - TREMOR_MM) < 0.15);
    }
}

static void
it_swings_six_times_a_second(void **state)
{
    struct tremor tremor = tremor_of(3, 0);
    double before, now, unused;
    int n_turns = 0;

    (void) state;
    tremor_at(&tremor, 0, &before, &unused);
    for (int ms = 1; ms <= 10000; ms++) {
        tremor_at(&tremor, ms, &now, &unused);
        n_turns += (before - tremor.beside_x < 0) != (now - tremor.beside_x < 0);
        before = now;
    }
    assert_in_range(n_turns, 119, 121); // twice a swing, ten seconds
}

static void
a_seed_shakes_the_same_way_and_another_does_not(void **state)
{
    struct tremor a = tremor_of(7, 0), b = tremor_of(7, 0), c = tremor_of(8, 0);

    (void) state;
    assert_memory_equal(&a, &b, sizeof(a));
    assert_true(a.beside_x != c.beside_x && a.phase_x != c.phase_x);
}

/* From one end to the next it is one swing of the hand: within the pause for the same target. */
static void
a_bounce_is_brief_and_soon(void **state)
{
    (void) state;
    for (uint64_t seed = 0; seed < TOUCHES; seed++) {
        struct tremor touch = tremor_of(seed, 0), bounce = tremor_of(seed, 1);

        assert_int_equal(touch.after_ms, 0);
        assert_in_range(touch.contact_ms, 120, 240);
        assert_in_range(bounce.after_ms, 80, 120);
        assert_in_range(bounce.contact_ms, 30, 70);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_places_scatter_by_2_and_a_half_mm),
        cmocka_unit_test(it_swings_six_times_a_second),
        cmocka_unit_test(a_seed_shakes_the_same_way_and_another_does_not),
        cmocka_unit_test(a_bounce_is_brief_and_soon),
    };

    return cmocka_run_group_tests_name("kiosk tremor", tests, NULL, NULL);
}
