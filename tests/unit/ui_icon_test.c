/* The signs beside labels, through their coverage. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "ui/inside.h"

static struct ui *ui;

static int
set_up(void **state)
{
    struct ui_options options = {.width = 320,
        .height = 200,
        .comfort = {.text_percent = 100},
        .language = "en",
        .assets = AFTERWORD_SOURCE_DIR "/assets"};
    struct fault fault = FAULT_EMPTY;

    (void) state;
    ui = ui_new(&options, &fault);
    return ui ? 0 : -1;
}

static int
tear_down(void **state)
{
    (void) state;
    ui_free(ui);
    return 0;
}

/* The first and last column with ink in it. */
static void
find_columns(const uint8_t *mask, int size, int *first, int *last)
{
    *first = size;
    *last = -1;
    for (int i = 0; i < size * size; i++)
        if (mask[i] > 25) {
            *first = SDL_min(*first, i % size);
            *last = SDL_max(*last, i % size);
        }
}

/* Labels are centred beside what of a sign is inked, so the table of its sides has to be true. */
static void
a_signs_sides_are_empty_and_no_more(void **state)
{
    (void) state;
    for (int icon = UI_NO_ICON + 1; icon < UI_ICONS; icon++) {
        const int size = 120;
        const uint8_t *mask = icon_mask(ui, (enum ui_icon) icon, size);
        float left, right;
        int first, last;

        icon_sides((enum ui_icon) icon, &left, &right);
        find_columns(mask, size, &first, &last);
        assert_true((float) first >= left * (float) size - 1);
        assert_true((float) (size - 1 - last) >= right * (float) size - 1);
        assert_true((float) first <= (left + 0.06f) * (float) size);
        assert_true((float) (size - 1 - last) <= (right + 0.06f) * (float) size);
    }
}

static uint32_t
sum_of(const uint8_t *mask, int size)
{
    uint32_t sum = 0;

    for (int i = 0; i < size * size; i++)
        sum += mask[i];
    return sum;
}

/* Help is a ring of radius 8.5 and a disc of 3.2 on a grid of 24; lines are 1.75 wide. */
static void
a_circle_has_its_area(void **state)
{
    (void) state;
    for (int size = 12; size <= 96; size += 7) {
        double grid = 2 * 3.14159265 * 8.5 * 1.75 + 3.14159265 * 3.2 * 3.2;
        double area = grid * size / 24 * size / 24;
        double inked = sum_of(icon_mask(ui, UI_ICON_HELP, size), size) / 255.0;

        assert_true(inked > area * 0.98 && inked < area * 1.02);
    }
}

/* Pause is two upright lines, at 8.5 and 15.5: at 24 px their edges lie within pixels. */
static void
an_edge_within_a_pixel_is_seen(void **state)
{
    const uint8_t *row = icon_mask(ui, UI_ICON_PAUSE, 24) + (ptrdiff_t) 24 * 12;

    (void) state;
    assert_int_equal(row[6], 0);
    assert_in_range(row[7], 90, 100);
    assert_int_equal(row[8], 255);
    assert_in_range(row[9], 90, 100);
    assert_int_equal(row[10], 0);
    assert_int_equal(row[15], 255);
}

/* The lock's bow is a curve: the way round it has no gap. */
static void
a_curve_has_no_gaps(void **state)
{
    const uint8_t *mask = icon_mask(ui, UI_ICON_LOCK, 48);

    (void) state;
    for (int x = 17; x <= 30; x++) {
        int most = 0;

        for (int y = 6; y < 20; y++)
            most = SDL_max(most, mask[y * 48 + x]);
        assert_true(most > 200);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signs_sides_are_empty_and_no_more),
        cmocka_unit_test(a_circle_has_its_area),
        cmocka_unit_test(an_edge_within_a_pixel_is_seen),
        cmocka_unit_test(a_curve_has_no_gaps),
    };

    return cmocka_run_group_tests_name("ui icons", tests, set_up, tear_down);
}
