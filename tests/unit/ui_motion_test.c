/* How one page goes over into the next, and the rings that touches leave. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "afterword/ui.h"

#define WIDTH 640
#define HEIGHT 400
#define SHORE 500 /* units; half of them px */
/* A machine that was that slow shows what has just begun well on its way. */
#define SLOW_MS 40

/* Two pages of a walk: header and band are the same, what is read is not. */
struct shown {
    uint64_t page;
    const char *words;
    float shoreline;
    enum ui_theme theme;
    bool less_motion;
};
static const struct shown first = {1, "A lake in the evening", SHORE, UI_DUSK, false};
static const struct shown second = {2, "Somebody at the door", SHORE, UI_DUSK, false};

static struct ui *ui;

static int
set_up(void **state)
{
    struct ui_options options = {
        .width = WIDTH,
        .height = HEIGHT,
        .px_per_mm = 2.94,
        .comfort = {.theme = UI_DUSK, .text_percent = 100},
        .language = "en",
        .assets = AFTERWORD_SOURCE_DIR "/assets",
    };
    struct fault fault = FAULT_EMPTY;

    (void) state;
    clock_share();
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

static void
describe(struct ui *on, const struct shown *shown)
{
    struct ui_comfort comfort = {
        .theme = shown->theme, .text_percent = 100, .less_motion = shown->less_motion};
    size_t n_changed;

    ui_comfort_set(on, &comfort);
    ui_begin(on);
    ui_turn(on, shown->page);
    ui_scene(on, shown->shoreline);
    (void) ui_text(
        on, "words", (struct ui_rect){48, 150, 900, 200}, UI_PROMPT, UI_INK, shown->words);
    (void) ui_pill(on, &(struct ui_pill){.id = "continue",
                           .label = "Continue",
                           .rect = {888, 676, 360, 100},
                           .look = UI_PRIMARY});
    (void) ui_end(on, &n_changed);
}

static void
frame(const struct shown *shown)
{
    describe(ui, shown);
}

static uint32_t
pixel(struct ui *of, int x, int y)
{
    SDL_Surface *canvas = ui_canvas(of);

    return ((const uint32_t *) canvas->pixels)[y * (canvas->pitch / 4) + x] & 0xffffff;
}

static void
keep(uint32_t *picture)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            picture[y * WIDTH + x] = pixel(ui, x, y);
}

static bool
is_shown(const uint32_t *picture)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            if (picture[y * WIDTH + x] != pixel(ui, x, y))
                return false;
    return true;
}

/* Time goes on between two frames: what has just begun is a little on its way. */
static bool
is_nearly_shown(const uint32_t *picture)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            for (int bit = 0; bit < 24; bit += 8)
                if (abs((int) (picture[y * WIDTH + x] >> bit & 255) -
                        (int) (pixel(ui, x, y) >> bit & 255)) > 80)
                    return false;
    return true;
}

/* The picture of a page that nothing went before. */
static void
picture_of(const struct shown *shown, uint32_t *picture)
{
    struct ui *before = ui;

    assert_int_equal(set_up(NULL), 0);
    frame(shown);
    keep(picture);
    ui_free(ui);
    ui = before;
}

static uint32_t pictures[3][WIDTH * HEIGHT];

/* ---- pages -----------------------------------------------------------------------*/

static void
a_page_comes_when_the_last_has_gone(void **state)
{
    int64_t began_ms;

    (void) state;
    picture_of(&second, pictures[1]);
    frame(&first);
    keep(pictures[0]);
    assert_false(ui_is_moving(ui));

    began_ms = clock_now_ms();
    frame(&second);
    assert_true(ui_is_moving(ui) && !is_nearly_shown(pictures[1]));
    assert_true(is_nearly_shown(pictures[0]) || clock_now_ms() - began_ms > SLOW_MS);
    while (ui_is_moving(ui)) {
        assert_in_range(ui_wakes(ui), 0, clock_now_ms() + 16);
        clock_advance(40);
        frame(&second);
    }
    assert_true(is_shown(pictures[1]));
    assert_false(ui_is_moving(ui));
    assert_int_equal(ui_wakes(ui), -1);
}

/* Light of a pixel, for what is lighter than its ground. */
static int
light(uint32_t colour)
{
    return (int) ((colour >> 16 & 255) + (colour >> 8 & 255) + (colour & 255));
}

/* How much of a page's words is seen where the other has none: 0 to 1 of their light. */
static double
seen_of(const uint32_t *words, const uint32_t *other, int ground)
{
    long now = 0, whole = 0;

    for (int y = 60; y < 200; y++)
        for (int x = 0; x < WIDTH; x++) {
            if (light(words[y * WIDTH + x]) == ground || light(other[y * WIDTH + x]) != ground)
                continue;
            whole += light(words[y * WIDTH + x]) - ground;
            now += light(pixel(ui, x, y)) - ground;
        }
    return (double) now / (double) whole;
}

static void
two_pages_are_never_seen_at_once(void **state)
{
    int ground;
    bool went = false, came = false;

    (void) state;
    picture_of(&second, pictures[1]);
    frame(&first);
    keep(pictures[0]);
    ground = light(pixel(ui, 2, 100));
    frame(&second);
    for (int ms = 0; ms < 400; ms += 10) {
        double old, new;

        clock_advance(10);
        frame(&second);
        old = seen_of(pictures[0], pictures[1], ground);
        new = seen_of(pictures[1], pictures[0], ground);
        assert_true(old < 0.02 || new < 0.02);
        went |= old > 0.05 && old < 0.95;
        came |= new > 0.05 && new < 0.95;
    }
    assert_true(went && came);
}

static void
what_is_on_both_pages_stands_still(void **state)
{
    (void) state;
    frame(&first);
    keep(pictures[0]);
    frame(&second);
    for (int ms = 0; ms < 420; ms += 30) {
        // The band, and the shoreline but for the water's rings, which this page has none of.
        for (int y = 240; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++)
                assert_int_equal(pixel(ui, x, y), pictures[0][y * WIDTH + x]);
        clock_advance(30);
        frame(&second);
    }
}

static void
under_less_motion_a_page_is_there_at_once(void **state)
{
    struct shown still[] = {first, second};

    (void) state;
    still[0].less_motion = still[1].less_motion = true;
    picture_of(&second, pictures[1]);
    frame(&still[0]);
    frame(&still[1]);
    assert_true(is_shown(pictures[1]));
    assert_false(ui_is_moving(ui));
    assert_int_equal(ui_wakes(ui), -1);
}

static void
a_page_of_no_number_is_there_at_once(void **state)
{
    struct shown called = second;

    (void) state;
    called.page = 0;
    picture_of(&second, pictures[1]);
    picture_of(&first, pictures[0]);
    frame(&first);
    frame(&called);
    assert_true(is_shown(pictures[1]));
    frame(&first);
    assert_true(is_shown(pictures[0]));
}

static void
it_can_be_pressed_while_it_comes(void **state)
{
    const struct ui_item *items;
    size_t count;

    (void) state;
    frame(&first);
    frame(&second);
    items = ui_list(ui, &count);
    assert_int_equal(count, 2);
    assert_string_equal(items[0].label, second.words);
}

static void
less_motion_in_the_midst_ends_it(void **state)
{
    struct shown still = second;

    (void) state;
    still.less_motion = true;
    picture_of(&second, pictures[1]);
    frame(&first);
    frame(&second);
    clock_advance(100);
    frame(&second);
    frame(&still);
    assert_true(is_shown(pictures[1]));
    assert_int_equal(ui_wakes(ui), -1);
}

static void
another_page_in_the_midst_begins_with_what_is_seen(void **state)
{
    static const struct shown third = {3, "Warm hands", SHORE, UI_DUSK, false};
    int64_t began_ms;

    (void) state;
    picture_of(&third, pictures[2]);
    frame(&first);
    frame(&second);
    clock_advance(250);
    frame(&second);
    keep(pictures[0]);
    began_ms = clock_now_ms();
    frame(&third);
    assert_true(is_nearly_shown(pictures[0]) || clock_now_ms() - began_ms > SLOW_MS);
    assert_false(is_nearly_shown(pictures[2]));
    clock_advance(400);
    frame(&third);
    assert_true(is_shown(pictures[2]));
}

static void
a_window_that_turns_drops_what_was_on_its_way(void **state)
{
    (void) state;
    picture_of(&second, pictures[1]);
    frame(&first);
    frame(&second);
    ui_resize(ui, NULL, WIDTH, HEIGHT, 2.94);
    frame(&second);
    assert_true(is_shown(pictures[1]));
    assert_false(ui_is_moving(ui));
}

/* ---- light and tide --------------------------------------------------------------*/

static void
light_changes_slowly_and_one_way(void **state)
{
    struct shown day = first;
    int64_t frame_ms;
    int last;

    (void) state;
    day.theme = UI_DAY;
    frame(&first);
    last = light(pixel(ui, 2, 100));
    frame_ms = clock_now_ms();
    frame(&day);
    last = light(pixel(ui, 2, 100));
    for (int ms = 0; ms < 600; ms += 50) {
        int64_t shown_ms;
        int now;

        clock_advance(50);
        shown_ms = clock_now_ms();
        frame(&day);
        now = light(pixel(ui, 2, 100));
        // 400 ms or more for the whole way, however late a frame comes.
        assert_in_range(
            now, last, last + (0xe6 + 0xdf + 0xd3) * (clock_now_ms() - frame_ms) / 400 + 3);
        last = now;
        frame_ms = shown_ms;
    }
    assert_int_equal(pixel(ui, 2, 100), 0xe6dfd3);
    assert_false(ui_is_moving(ui));
}

static void
the_tide_rises_and_falls(void **state)
{
    struct shown high = first;
    uint32_t water, air;
    int last = SHORE / 2;

    (void) state;
    high.shoreline = 300;
    frame(&first);
    water = pixel(ui, 2, HEIGHT - 2);
    air = pixel(ui, 2, 20);
    frame(&high);
    for (int ms = 0; ms < 240; ms += 20) {
        int shore = 0;

        clock_advance(20);
        frame(&high);
        while (pixel(ui, 2, shore) == air)
            shore++;
        assert_in_range(shore, 150, last);
        for (int y = shore + 1; y < HEIGHT; y++)
            assert_int_equal(pixel(ui, 2, y), water);
        last = shore;
    }
    assert_int_equal(last, 150);
    assert_false(ui_is_moving(ui));
    frame(&first);
    clock_advance(60);
    frame(&first);
    assert_int_equal(pixel(ui, 2, 160), air);
}

/* ---- rings -----------------------------------------------------------------------*/

static void
touch(float x, float y, bool down)
{
    SDL_Event event = {.type = down ? SDL_FINGERDOWN : SDL_FINGERUP};

    event.tfinger.x = x;
    event.tfinger.y = y;
    event.tfinger.touchId = 1;
    event.tfinger.fingerId = 1;
    (void) ui_event(ui, &event);
}

static void
a_touch_leaves_one_ring_that_goes(void **state)
{
    (void) state;
    frame(&first);
    keep(pictures[0]);
    touch(0.3f, 0.55f, true);
    touch(0.3f, 0.55f, false);
    frame(&first);
    assert_true(ui_is_moving(ui));
    clock_advance(200);
    frame(&first);
    assert_false(is_shown(pictures[0]));
    // It reaches 24 mm at most.
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            if ((x - 192) * (x - 192) + (y - 220) * (y - 220) > 74 * 74)
                assert_int_equal(pixel(ui, x, y), pictures[0][y * WIDTH + x]);
    clock_advance(400);
    frame(&first);
    assert_true(is_shown(pictures[0]));
    assert_int_equal(ui_wakes(ui), -1);
}

/* WCAG's relative luminance. */
static double
luminance(uint32_t colour)
{
    static const double weights[] = {0.0722, 0.7152, 0.2126};
    double sum = 0.05;

    for (int i = 0; i < 3; i++) {
        double part = (colour >> (8 * i) & 255) / 255.0;

        sum += weights[i] * (part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
}

/* At most 1.35:1 on what it lies on (D6), and it is seen. */
static void
a_ring_is_faint(void **state)
{
    (void) state;
    for (int theme = UI_DAY; theme <= UI_DUSK; theme++) {
        struct shown shown = first;
        double most = 1, air;

        shown.theme = (enum ui_theme) theme;
        frame(&shown);
        clock_advance(700);
        frame(&shown);
        air = luminance(pixel(ui, 2, 220));
        touch(0.3f, 0.55f, true);
        touch(0.3f, 0.55f, false);
        frame(&shown);
        // Looked at often: a frame may come late.
        while (ui_is_moving(ui)) {
            for (int x = 0; x < WIDTH; x++) {
                double here = luminance(pixel(ui, x, 220));

                most = fmax(most, here > air ? here / air : air / here);
            }
            clock_advance(20);
            frame(&shown);
        }
        assert_true(most > 1.05 && most <= 1.36);
    }
}

static void
on_black_a_touch_leaves_nothing(void **state)
{
    struct shown shown = first;

    (void) state;
    shown.theme = UI_CONTRAST;
    frame(&shown);
    touch(0.3f, 0.55f, true);
    touch(0.3f, 0.55f, false);
    frame(&shown);
    assert_false(ui_is_moving(ui));
}

static void
at_most_three_rings_live(void **state)
{
    int edges = 0;

    (void) state;
    frame(&first);
    for (int i = 0; i < 6; i++) {
        touch(0.3f, 0.55f, true);
        touch(0.3f, 0.55f, false);
        frame(&first);
        clock_advance(90);
    }
    frame(&first);
    for (int x = 192; x < 192 + 80; x++)
        edges += light(pixel(ui, x, 220)) > light(pixel(ui, 2, 100)) &&
                 light(pixel(ui, x - 1, 220)) == light(pixel(ui, 2, 100));
    assert_in_range(edges, 1, 3);
}

/* The press that turns a page leaves its ring over both: nothing under it goes with the words. */
static void
a_ring_takes_no_part_in_a_passage(void **state)
{
    (void) state;
    frame(&first);
    keep(pictures[0]);
    touch(0.84f, 0.9f, true);
    frame(&first);
    clock_advance(80);
    frame(&first);
    touch(0.84f, 0.9f, false);
    frame(&first);
    frame(&second);
    clock_advance(150);
    frame(&second);
    // Inside the ring and outside of it lies the band as it was, on its line it is a little lighter.
    for (int y = 340; y < 390; y++)
        for (int x = 450; x < 600; x++)
            assert_in_range(
                light(pixel(ui, x, y)) + 120 - light(pictures[0][y * WIDTH + x]), 0, 240);
    assert_int_equal(pixel(ui, 537, 360), pictures[0][360 * WIDTH + 537]);
}

static void
under_less_motion_a_touch_leaves_nothing(void **state)
{
    struct shown still = first;

    (void) state;
    still.less_motion = true;
    frame(&still);
    keep(pictures[0]);
    touch(0.3f, 0.55f, true);
    touch(0.3f, 0.55f, false);
    frame(&still);
    clock_advance(100);
    frame(&still);
    assert_true(is_shown(pictures[0]));
    assert_int_equal(ui_wakes(ui), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_page_comes_when_the_last_has_gone),
        TEST(two_pages_are_never_seen_at_once),
        TEST(what_is_on_both_pages_stands_still),
        TEST(under_less_motion_a_page_is_there_at_once),
        TEST(a_page_of_no_number_is_there_at_once),
        TEST(it_can_be_pressed_while_it_comes),
        TEST(less_motion_in_the_midst_ends_it),
        TEST(another_page_in_the_midst_begins_with_what_is_seen),
        TEST(a_window_that_turns_drops_what_was_on_its_way),
        TEST(light_changes_slowly_and_one_way),
        TEST(the_tide_rises_and_falls),
        TEST(a_touch_leaves_one_ring_that_goes),
        TEST(a_ring_is_faint),
        TEST(on_black_a_touch_leaves_nothing),
        TEST(at_most_three_rings_live),
        TEST(a_ring_takes_no_part_in_a_passage),
        TEST(under_less_motion_a_touch_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
