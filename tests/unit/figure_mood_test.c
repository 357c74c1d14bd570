/* Drawings are looked at through their pixels: what colour stands where. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/figure.h"

#define SIDE_MAX 400

static uint32_t pixels[SIDE_MAX * SIDE_MAX];

static struct figure_canvas
begin(int width, int height, uint32_t under)
{
    for (int i = 0; i < width * height; i++)
        pixels[i] = under;
    return (struct figure_canvas){pixels, width, height, width, 0, 0};
}

static uint32_t
at(int width, double x, double y)
{
    return pixels[(int) y * width + (int) x] & 0xFFFFFF;
}

static int
distance(uint32_t a, uint32_t b)
{
    int sum = 0;

    for (int shift = 0; shift < 24; shift += 8)
        sum += abs((int) (a >> shift & 0xFF) - (int) (b >> shift & 0xFF));
    return sum;
}

static const struct figure_pad_look coloured = {
    .coloured = true,
    .corners = {0x543A34, 0x705831, 0x36404B, 0x435F55},
    .edge = 0x848A81,
    .edge_width = 2,
    .radius = 24,
};

static void
the_pads_corners_have_their_colours(void **state)
{
    struct figure_canvas canvas = begin(400, 200, 0);

    (void) state;
    figure_pad(&canvas, 400, 200, &coloured);
    assert_true(distance(at(400, 12, 12), 0x543A34) < 24);
    assert_true(distance(at(400, 387, 12), 0x705831) < 24);
    assert_true(distance(at(400, 12, 187), 0x36404B) < 24);
    assert_true(distance(at(400, 387, 187), 0x435F55) < 24);
    // Outside the rounded corner nothing is drawn.
    assert_int_equal(at(400, 1, 1), 0);
}

static void
the_field_has_no_bands_and_no_jumps(void **state)
{
    struct figure_canvas canvas = begin(400, 200, 0);

    (void) state;
    figure_pad(&canvas, 400, 200, &coloured);
    for (int x = 30; x < 370; x++)
        assert_true(distance(at(400, x, 100), at(400, x + 1, 100)) <= 9);
}

static void
a_pad_without_colours_is_plain(void **state)
{
    struct figure_pad_look look = {.fill = 0x000000, .edge = 0xFFFFFF, .edge_width = 3};
    struct figure_canvas canvas = begin(100, 50, 0x123456);

    (void) state;
    figure_pad(&canvas, 100, 50, &look);
    assert_int_equal(at(100, 50, 25), 0x000000);
    assert_int_equal(at(100, 50, 1), 0xFFFFFF);
}

static void
a_place_and_its_mood_are_inverse(void **state)
{
    (void) state;
    srand(7);
    for (int i = 0; i < 1000; i++) {
        struct figure_mood mood = {rand() % 2001 / 1000.0 - 1, rand() % 2001 / 1000.0 - 1};
        struct figure_mood back;
        double x, y;

        figure_pad_place(800, 400, &mood, &x, &y);
        back = figure_pad_mood(800, 400, x, y);
        assert_true(fabs(back.valence - mood.valence) < 1e-9);
        assert_true(fabs(back.arousal - mood.arousal) < 1e-9);
    }
}

static void
a_touch_outside_the_pad_is_at_its_edge(void **state)
{
    struct figure_mood mood = figure_pad_mood(800, 400, 900, -3);

    (void) state;
    assert_true(mood.valence == 1 && mood.arousal == 1);
}

static void
right_is_pleasant_and_up_is_stirred(void **state)
{
    struct figure_mood mood = figure_pad_mood(800, 400, 600, 100);

    (void) state;
    assert_true(mood.valence > 0 && mood.arousal > 0);
}

static const struct figure_arrow_look arrow_look = {
    .fill = 0xF3EDE2, .edge = 0xB8B9AE, .ink = 0x1E2B2A, .after = 0x8A4E05};

static void
before_is_open_and_after_is_filled(void **state)
{
    struct figure_mood before = {-0.5, 0.5};
    struct figure_mood after = {0.5, -0.5};
    struct figure_canvas canvas = begin(184, 112, 0);
    double margin = 2.2 + 184 * 0.022 + (1.7 + 184 * 0.007) / 2 + 2;
    double x, y;

    (void) state;
    figure_mood_arrow(&canvas, 184, 112, &before, &after, &arrow_look);
    figure_pad_place(184 - 2 * margin, 112 - 2 * margin, &before, &x, &y);
    assert_true(distance(at(184, x + margin, y + margin), arrow_look.fill) < 9);
    figure_pad_place(184 - 2 * margin, 112 - 2 * margin, &after, &x, &y);
    assert_true(distance(at(184, x + margin, y + margin), arrow_look.after) < 9);
}

static void
one_mood_alone_draws_no_line(void **state)
{
    struct figure_mood before = {-0.5, 0.5};
    struct figure_canvas canvas = begin(184, 112, 0);
    int n_after = 0;

    (void) state;
    figure_mood_arrow(&canvas, 184, 112, &before, NULL, &arrow_look);
    for (int i = 0; i < 184 * 112; i++)
        n_after += distance(pixels[i] & 0xFFFFFF, arrow_look.after) < 9;
    assert_int_equal(n_after, 0);
    assert_true(distance(at(184, 110, 80), arrow_look.fill) < 9);
}

static void
circles_at_the_corners_stay_inside(void **state)
{
    struct figure_mood before = {-1, -1};
    struct figure_mood after = {1, 1};
    struct figure_canvas canvas = begin(200, 100, 0);

    (void) state;
    canvas.left = 50;
    canvas.top = 20;
    figure_mood_arrow(&canvas, 88, 54, &before, &after, &arrow_look);
    for (int y = 0; y < 100; y++) {
        for (int x = 0; x < 200; x++) {
            bool inside = x >= 50 && x < 138 && y >= 20 && y < 74;

            assert_true(inside || pixels[y * 200 + x] == 0);
        }
    }
}

/* Drawn at once and in tiles that each cut it somewhere else, it is the same picture. */
static void
what_falls_outside_is_cut_off(void **state)
{
    static uint32_t whole[200 * 100];
    struct figure_mood mood = {0.9, -0.8};
    struct figure_mark_look look = {68, 0x101817, 0xF6F1E6, 8, 4, true};
    struct figure_canvas canvas = begin(200, 100, 0x242926);

    (void) state;
    figure_mark(&canvas, 200, 100, &mood, &look);
    figure_mood_arrow(&canvas, 88, 54, &mood, &mood, &arrow_look);
    memcpy(whole, pixels, sizeof(whole));
    for (int y = 0; y < 100; y += 7) {
        for (int x = 0; x < 200; x += 9) {
            canvas = begin(9, 7, 0x242926);
            canvas.left = -x;
            canvas.top = -y;
            figure_mark(&canvas, 200, 100, &mood, &look);
            figure_mood_arrow(&canvas, 88, 54, &mood, &mood, &arrow_look);
            for (int i = 0; i < 9 * 7; i++) {
                int at_x = x + i % 9, at_y = y + i / 9;

                if (at_x < 200 && at_y < 100)
                    assert_int_equal(pixels[i], whole[at_y * 200 + at_x]);
            }
        }
    }
}

/* A quarter of a pixel to the right is a quarter of a pixel more and less at its sides. */
static void
a_place_between_pixels_is_seen(void **state)
{
    struct figure_mood mood = {0, 0};
    struct figure_mark_look look = {.diameter = 20, .outer = 0xFFFFFF, .outer_width = 4};
    uint32_t left, right;

    (void) state;
    for (int quarter = 0; quarter < 4; quarter++) {
        struct figure_canvas canvas = begin(40, 40, 0);

        canvas.left = quarter / 4.0;
        figure_mark(&canvas, 40, 40, &mood, &look);
        left = at(40, 10, 20) & 0xFF;
        right = at(40, 30, 20) & 0xFF;
        assert_in_range(left, 255 - 64 * quarter - 6, 256 - 64 * quarter + 6);
        assert_in_range(right + 6, 64 * quarter, 64 * quarter + 12);
    }
}

/* A ring in dashes: as many pieces as gaps, and both rings' at the same angles. */
static void
an_earlier_mark_is_broken(void **state)
{
    struct figure_mood mood = {0, 0};
    struct figure_mark_look look = {120, 0xFFFFFF, 0xFFFFFF, 16, 16, true};
    struct figure_canvas canvas = begin(140, 140, 0);
    int changes = 0;
    bool was = true;

    (void) state;
    figure_mark(&canvas, 140, 140, &mood, &look);
    for (int i = 0; i < 3600; i++) {
        // A little past three o'clock: there the first dash has begun.
        double turn = (i + 20) * 3.14159265358979 / 1800;
        bool lit = at(140, 70 + 56 * cos(turn), 70 + 56 * sin(turn)) > 0x808080;
        bool inner = at(140, 70 + 48 * cos(turn), 70 + 48 * sin(turn)) > 0x808080;

        changes += lit != was;
        was = lit;
        if (i % 150 == 55)
            assert_true(lit == inner);
    }
    assert_int_equal(changes, 2 * 12);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pads_corners_have_their_colours),
        cmocka_unit_test(the_field_has_no_bands_and_no_jumps),
        cmocka_unit_test(a_pad_without_colours_is_plain),
        cmocka_unit_test(a_place_and_its_mood_are_inverse),
        cmocka_unit_test(a_touch_outside_the_pad_is_at_its_edge),
        cmocka_unit_test(right_is_pleasant_and_up_is_stirred),
        cmocka_unit_test(before_is_open_and_after_is_filled),
        cmocka_unit_test(one_mood_alone_draws_no_line),
        cmocka_unit_test(circles_at_the_corners_stay_inside),
        cmocka_unit_test(what_falls_outside_is_cut_off),
        cmocka_unit_test(a_place_between_pixels_is_seen),
        cmocka_unit_test(an_earlier_mark_is_broken),
    };

    return cmocka_run_group_tests_name("figure mood", tests, NULL, NULL);
}
