/* Hands that shake, rest, slip and lie on the glass (N1, N4-N10; T-1 to T-8), and keys under hands. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "afterword/ui.h"
#include "ui/hand.h"

#define WIDTH 1280
#define HEIGHT 800
#define PX_PER_MM 5.88f
#define TARGETS_MAX 64

/* The screen under test: pills, and how often each acted. */
static struct target {
    char id[16];
    struct ui_rect rect;
    SDL_Keycode key;
    int acted;
} targets[TARGETS_MAX];
static size_t n_targets;
static struct ui *ui;
static struct ui_pad_state pad;
static bool has_pad;

static void
frame(void)
{
    size_t n_changed;

    do {
        ui_begin(ui);
        ui_scene(ui, 600);
        for (size_t i = 0; i < n_targets; i++)
            targets[i].acted += ui_pill(ui, &(struct ui_pill){.id = targets[i].id,
                                                .label = targets[i].id,
                                                .rect = targets[i].rect,
                                                .key = targets[i].key});
        if (has_pad) {
            bool lifted;

            (void) ui_pad(
                ui, "pad", (struct ui_rect){700, 300, 400, 200}, "How is it?", "", &pad, &lifted);
        }
        (void) ui_end(ui, &n_changed);
    } while (ui_acted(ui));
}

static int
set_up(void **state)
{
    struct ui_options options = {
        .width = WIDTH,
        .height = HEIGHT,
        .px_per_mm = (double) PX_PER_MM,
        .comfort = {.theme = UI_DUSK, .text_percent = 100},
        .language = "en",
        .assets = AFTERWORD_SOURCE_DIR "/assets",
    };
    struct fault fault = FAULT_EMPTY;

    (void) state;
    memset(targets, 0, sizeof(targets));
    n_targets = 0;
    has_pad = false;
    pad = (struct ui_pad_state){0};
    ui = ui_new(&options, &fault);
    if (!ui)
        return -1;
    frame();
    clock_advance(1000);
    return 0;
}

static int
tear_down(void **state)
{
    (void) state;
    ui_free(ui);
    return 0;
}

static struct target *
add_target(const char *id, float x, float y, float w, float h)
{
    assert_true(n_targets < TARGETS_MAX);
    targets[n_targets] = (struct target){.rect = {x, y, w, h}};
    snprintf(targets[n_targets].id, sizeof(targets[n_targets].id), "%s", id);
    return &targets[n_targets++];
}

static void
steady_hands(void)
{
    struct ui_comfort comfort = {.theme = UI_DUSK, .text_percent = 100, .steady_hands = true};

    ui_comfort_set(ui, &comfort);
}

static bool
finger(int64_t id, Uint32 type, float x, float y)
{
    SDL_Event event = {.type = type};
    bool taken;

    event.tfinger.touchId = 7;
    event.tfinger.fingerId = id;
    event.tfinger.x = x / WIDTH;
    event.tfinger.y = y / HEIGHT;
    taken = ui_event(ui, &event);
    frame();
    return taken;
}

static void
down(float x, float y)
{
    (void) finger(1, SDL_FINGERDOWN, x, y);
}

/* Moves there and stays for a while. */
static void
move(float x, float y, int ms)
{
    (void) finger(1, SDL_FINGERMOTION, x, y);
    clock_advance(ms);
}

static void
up(float x, float y)
{
    (void) finger(1, SDL_FINGERUP, x, y);
}

static void
touch(float x, float y)
{
    down(x, y);
    up(x, y);
}

static const struct ui_item *
item_named(const char *id)
{
    size_t count;
    const struct ui_item *items = ui_list(ui, &count);

    for (size_t i = 0; i < count; i++)
        if (strcmp(items[i].id, id) == 0)
            return &items[i];
    fail_msg("nothing is named %s", id);
    return NULL;
}

/* ---- where a finger lets go (N5, N8; T-3) --------------------------------------------------*/

static void
the_last_place_of_rest_counts_and_not_the_slip(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);

    (void) state;
    frame();
    down(200, 150);
    move(205, 155, 200);
    move(200, 400, 0); // it slips as it is lifted
    up(200, 420);
    assert_int_equal(one->acted, 1);
}

static void
what_a_finger_slid_to_and_rested_on_counts(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);

    (void) state;
    frame();
    down(200, 150);
    move(200, 400, 100);
    move(200, 150, 0); // a twitch back is no rest
    up(200, 150);
    assert_int_equal(one->acted, 0);
}

static void
a_press_that_travels_less_than_6_mm_is_a_tap(void **state)
{
    const float edge = 200; // of the target, below
    struct target *one = add_target("one", 100, 100, 200, 100);
    struct target *two = add_target("two", 100, 200, 200, 100);

    (void) state;
    frame();
    // Down near the edge, at rest on the neighbour: 5.5 mm away it is still what it went down on.
    down(200, edge - 2);
    move(200, edge - 2 + 5.5f * PX_PER_MM, 100);
    up(200, edge - 2 + 5.5f * PX_PER_MM);
    assert_int_equal(one->acted, 1);
    clock_advance(1000);
    down(200, edge - 2);
    move(200, edge - 2 + 6.5f * PX_PER_MM, 100);
    up(200, edge - 2 + 6.5f * PX_PER_MM);
    assert_int_equal(one->acted, 1);
    assert_int_equal(two->acted, 0);
}

static void
with_steady_hands_the_place_of_rest_chooses(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);
    struct target *two = add_target("two", 600, 100, 200, 100);

    (void) state;
    steady_hands();
    frame();
    down(200, 150);
    move(400, 150, 20);
    move(700, 150, 100);
    assert_true(item_named("two")->state & UI_PRESSED);
    assert_false(item_named("one")->state & UI_PRESSED);
    up(700, 150);
    assert_int_equal(one->acted, 0);
    assert_int_equal(two->acted, 1);
    clock_advance(1000);
    down(200, 150); // and off everything: nothing
    move(450, 500, 100);
    up(450, 500);
    assert_int_equal(one->acted, 0);
}

static void
a_finger_slides_nowhere_out_of_the_pad(void **state)
{
    struct target *one = add_target("one", 100, 300, 200, 200);

    (void) state;
    has_pad = true;
    steady_hands();
    frame();
    down(900, 400);
    move(200, 400, 100);
    up(200, 400);
    assert_int_equal(one->acted, 0);
}

static void
a_fast_panel_tells_no_more_than_the_hand_holds(void **state)
{
    struct hand hand = {0};
    struct hand_contact contact = {true, 7, 1};
    SDL_FPoint at;

    (void) state;
    assert_true(hand_press(&hand, contact, 0, 0, false, 1000));
    for (int i = 1; i <= 2000; i++) // four places in each millisecond
        hand_move(&hand, (float) i, 50, 1000 + i / 4);
    at = hand_release(&hand, 9000, 9000, 1500);
    assert_true(at.x > 1800 && at.x < 2000);
    assert_true(at.y > 49 && at.y < 51);
    assert_false(hand.down);
}

static void
the_middle_is_weighted_by_how_long_a_finger_stays(void **state)
{
    struct hand hand = {0};
    struct hand_contact contact = {true, 7, 1};
    SDL_FPoint at;

    (void) state;
    assert_true(hand_press(&hand, contact, 10, 10, false, 0));
    hand_move(&hand, 20, 30, 100); // 50 of the last 80 ms
    hand_move(&hand, 90, 90, 150); // and many places in the last 10
    for (int i = 0; i < 10; i++)
        hand_move(&hand, 91 + (float) i, 90, 170 + i);
    at = hand_release(&hand, 200, 200, 180);
    assert_true(at.x == 20 && at.y == 30);
}

/* ---- bounces (N6; T-4) ---------------------------------------------------------------------*/

static void
bounces_are_told_by_the_clock(void **state)
{
    static const struct {
        int apart_ms;
        bool steady, acts;
    } rows[] = {
        {80, false, false},
        {150, false, false},
        {250, false, false},
        {301, false, true},
        {301, true, false},
        {440, true, false},
        {501, true, true},
    };
    struct target *one = add_target("one", 100, 100, 200, 100);

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ui_comfort comfort = {
            .theme = UI_DUSK, .text_percent = 100, .steady_hands = rows[i].steady};

        ui_comfort_set(ui, &comfort);
        frame();
        clock_advance(1000);
        touch(200, 150);
        one->acted = 0;
        clock_advance(rows[i].apart_ms);
        touch(200, 150);
        if (one->acted != rows[i].acts)
            fail_msg("%d ms: %d", rows[i].apart_ms, one->acted);
    }
}

static void
a_row_of_bounces_is_one_press_however_long(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);

    (void) state;
    frame();
    for (int i = 0; i < 20; i++) {
        touch(200, 150);
        clock_advance(160);
    }
    assert_int_equal(one->acted, 1);
}

static void
another_button_waits_less(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);
    struct target *two = add_target("two", 600, 100, 200, 100);

    (void) state;
    frame();
    touch(200, 150);
    clock_advance(100);
    touch(700, 150);
    assert_int_equal(one->acted, 1);
    assert_int_equal(two->acted, 0);
    clock_advance(60);
    touch(700, 150);
    assert_int_equal(two->acted, 1);
}

/* The page turned under the finger: what stands there now is not what was meant. */
static void
a_bounce_does_not_press_what_came_in_its_place(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);

    (void) state;
    frame();
    touch(200, 150);
    snprintf(one->id, sizeof(one->id), "%s", "next");
    one->acted = 0;
    frame();
    clock_advance(200);
    touch(200, 150);
    assert_int_equal(one->acted, 0);
    clock_advance(310);
    touch(200, 150);
    assert_int_equal(one->acted, 1);
}

/* It came late, as what waits for the disk does: nobody has seen it yet. */
static void
a_page_that_comes_late_is_not_pressed_before_it_was_seen(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);
    struct target *two = add_target("two", 600, 100, 200, 100);

    (void) state;
    frame();
    touch(200, 150);
    clock_advance(2000);
    snprintf(one->id, sizeof(one->id), "%s", "late");
    one->acted = 0;
    frame();
    clock_advance(100);
    touch(200, 150); // an impatient second press, meant for the page before
    assert_int_equal(one->acted, 0);
    clock_advance(310);
    frame(); // nothing new: the pause is not prolonged
    touch(200, 150);
    assert_int_equal(one->acted, 1);
    snprintf(one->id, sizeof(one->id), "%s", "waiting"); // a page in between, and then the page
    frame();
    clock_advance(2000);
    snprintf(one->id, sizeof(one->id), "%s", "at last");
    frame();
    clock_advance(100);
    touch(200, 150);
    assert_int_equal(one->acted, 1);
    clock_advance(160);
    touch(700, 150);
    assert_int_equal(two->acted, 1);
}

/* The second bounce is no better than the first, whatever that one met. */
static void
bounces_over_a_new_page_press_nothing_of_it(void **state)
{
    struct target *one = add_target("one", 300, 300, 200, 100);
    struct target *left = add_target("left", 900, 100, 100, 100);
    struct target *right = add_target("right", 1100, 100, 100, 100);
    struct target *below = add_target("below", 700, 600, 200, 120);

    (void) state;
    frame();
    touch(400, 350);
    below->rect = (struct ui_rect){300, 412, 200, 120}; // where nothing was
    snprintf(one->id, sizeof(one->id), "%s", "gone");
    one->rect = (struct ui_rect){900, 500, 100, 100};
    left->rect = (struct ui_rect){280, 300, 110, 100};
    right->rect = (struct ui_rect){410, 300, 110, 100};
    frame();
    for (int i = 0; i < 6; i++) {
        clock_advance(170);
        touch(i % 3 == 0 ? 400 : i % 3 == 1 ? 340 : 450, i % 3 == 0 ? 416 : 350);
    }
    assert_int_equal(left->acted + right->acted + below->acted, 0);
    clock_advance(310);
    touch(450, 350);
    assert_int_equal(right->acted, 1);
}

static void
a_first_page_takes_no_bounce_of_the_page_before(void **state)
{
    struct target *one;

    tear_down(state);
    assert_int_equal(set_up(state), 0);
    one = add_target("one", 100, 100, 200, 100);
    ui_free(ui);
    ui = ui_new(&(struct ui_options){.width = WIDTH,
                    .height = HEIGHT,
                    .px_per_mm = (double) PX_PER_MM,
                    .comfort = {.theme = UI_DUSK, .text_percent = 100},
                    .language = "en",
                    .assets = AFTERWORD_SOURCE_DIR "/assets"},
        &(struct fault){0});
    assert_non_null(ui);
    frame();
    touch(200, 150);
    assert_int_equal(one->acted, 0);
    clock_advance(310);
    touch(200, 150);
    assert_int_equal(one->acted, 1);
}

static void
a_bounce_does_not_move_the_mark(void **state)
{
    double x;

    (void) state;
    has_pad = true;
    frame();
    touch(900, 400);
    assert_true(pad.placed);
    x = pad.x;
    clock_advance(160);
    touch(950, 450);
    assert_true(pad.x == x);
    clock_advance(310);
    touch(950, 450);
    assert_true(pad.x > x);
}

/* ---- palms, edges, many contacts (N9, N10; T-5, T-7) ---------------------------------------*/

static void
what_lies_at_the_edge_is_a_palm_after_a_second(void **state)
{
    static const struct {
        float x;
        int ms;
        bool acts;
    } rows[] = {
        {2 * PX_PER_MM, 900, true},
        {2 * PX_PER_MM, 1100, false},
        {3.9f * PX_PER_MM, 1100, false},
        {4.1f * PX_PER_MM, 1100, true},
    };
    struct target *one = add_target("one", 0, 300, 200, 200);

    (void) state;
    frame();
    for (size_t i = 0; i < COUNT(rows); i++) {
        clock_advance(1000);
        one->acted = 0;
        down(rows[i].x, 400);
        assert_true(item_named("one")->state & UI_PRESSED);
        clock_advance(rows[i].ms);
        frame();
        assert_int_equal((item_named("one")->state & UI_PRESSED) != 0, rows[i].acts);
        up(rows[i].x, 400);
        if (one->acted != rows[i].acts)
            fail_msg("row %zu: %d", i, one->acted);
    }
}

static void
a_palm_asks_for_the_frame_that_lets_it_go(void **state)
{
    (void) state;
    (void) add_target("one", 0, 300, 200, 200);
    frame();
    assert_true(ui_wakes(ui) < 0);
    down(2 * PX_PER_MM, 400);
    assert_true(ui_wakes(ui) > clock_now_ms());
    assert_true(ui_wakes(ui) <= clock_now_ms() + HAND_PALM_MS + 1);
}

static void
a_palm_does_not_keep_a_finger_out(void **state)
{
    struct target *edge = add_target("edge", 0, 300, 100, 200);
    struct target *one = add_target("one", 500, 300, 200, 200);

    (void) state;
    frame();
    // It lies there already, and it comes down at the same time.
    for (int ms = 1500; ms >= 0; ms -= 1500) {
        clock_advance(1000);
        one->acted = 0;
        (void) finger(5, SDL_FINGERDOWN, 5, 400);
        clock_advance(ms);
        frame();
        touch(600, 400);
        assert_int_equal(one->acted, 1);
        (void) finger(5, SDL_FINGERUP, 5, 400);
        assert_int_equal(edge->acted, 0);
    }
}

static void
fifty_touches_at_once_are_the_first_alone(void **state)
{
    int acted = 0;

    (void) state;
    for (int i = 0; i < 50; i++) {
        char id[16];

        snprintf(id, sizeof(id), "t%d", i);
        (void) add_target(id, 40 + (float) (i % 10) * 120, 100 + (float) (i / 10) * 120, 100, 100);
    }
    frame();
    for (int i = 0; i < 50; i++)
        (void) finger(i, SDL_FINGERDOWN, targets[i].rect.x + 50, targets[i].rect.y + 50);
    clock_advance(100);
    for (int i = 49; i >= 0; i--)
        (void) finger(i, SDL_FINGERUP, targets[i].rect.x + 50, targets[i].rect.y + 50);
    for (int i = 0; i < 50; i++)
        acted += targets[i].acted;
    assert_int_equal(acted, 1);
    assert_int_equal(targets[0].acted, 1);
    // And the next one is a touch like any other.
    clock_advance(1000);
    touch(targets[7].rect.x + 50, targets[7].rect.y + 50);
    assert_int_equal(targets[7].acted, 1);
}

static void
a_second_finger_does_not_take_over_from_the_first(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);
    struct target *two = add_target("two", 600, 100, 200, 100);

    (void) state;
    frame();
    down(200, 150);
    (void) finger(2, SDL_FINGERDOWN, 700, 150);
    up(200, 150);
    assert_int_equal(one->acted, 1);
    clock_advance(1000);
    assert_false(finger(2, SDL_FINGERMOTION, 710, 150)); // it was never the hand's
    assert_false(finger(2, SDL_FINGERUP, 710, 150));
    assert_int_equal(two->acted, 0);
}

static void
one_number_on_two_panels_is_two_fingers(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);
    SDL_Event event = {.type = SDL_FINGERUP};

    (void) state;
    frame();
    down(200, 150);
    event.tfinger.touchId = 8;
    event.tfinger.fingerId = 1;
    event.tfinger.x = 200.0f / WIDTH;
    event.tfinger.y = 150.0f / HEIGHT;
    assert_false(ui_event(ui, &event));
    frame();
    assert_int_equal(one->acted, 0);
    up(200, 150);
    assert_int_equal(one->acted, 1);
}

static void
a_mouse_and_a_finger_do_not_meet(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);
    SDL_Event event = {.type = SDL_MOUSEBUTTONUP};

    (void) state;
    frame();
    down(200, 150);
    event.button.button = SDL_BUTTON_LEFT;
    event.button.x = 700;
    event.button.y = 700;
    assert_false(ui_event(ui, &event));
    up(200, 150);
    assert_int_equal(one->acted, 1);
}

static void
a_finger_that_leaves_the_window_presses_nothing(void **state)
{
    struct target *one = add_target("one", 0, 300, 200, 200);

    (void) state;
    frame();
    down(100, 400);
    move(-20, 400, 100);
    assert_false(item_named("one")->state & UI_PRESSED);
    up(-20, 400);
    assert_int_equal(one->acted, 0);
    touch(100, 400);
    assert_int_equal(one->acted, 1);
}

static void
a_finger_whose_end_was_never_told_locks_nobody_out(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);

    (void) state;
    frame();
    (void) finger(9, SDL_FINGERDOWN, 700, 500); // its panel is pulled out
    clock_advance(HAND_SILENT_MS + 100);
    touch(200, 150);
    assert_int_equal(one->acted, 1);
    clock_advance(1000);
    (void) finger(1, SDL_FINGERDOWN, 700, 500); // the same finger again, without an end before
    touch(200, 150);
    assert_int_equal(one->acted, 2);
}

static void
a_window_that_turns_drops_the_press(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);

    (void) state;
    frame();
    down(200, 150);
    ui_resize(ui, NULL, HEIGHT, WIDTH, (double) PX_PER_MM);
    frame();
    up(200, 150);
    assert_int_equal(one->acted, 0);
}

static void
a_window_without_attention_drops_the_press(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);
    SDL_Event lost = {.type = SDL_WINDOWEVENT};

    (void) state;
    frame();
    lost.window.event = SDL_WINDOWEVENT_FOCUS_LOST;
    assert_false(ui_event(ui, &lost));
    down(200, 150);
    assert_true(ui_event(ui, &lost));
    frame();
    up(200, 150);
    assert_int_equal(one->acted, 0);
}

/* ---- how large a target is (N1, N2; T-1, T-2) ----------------------------------------------*/

static void
hit_areas_have_20_mm_where_there_is_room(void **state)
{
    static const struct {
        int width, height;
        double px_per_mm;
        float least_mm;
    } screens[] = {
        {1280, 800, 5.88, 20},
        {800, 1280, 5.88, 20},
        {1920, 1080, 8.6, 20},
        {800, 480, 5.25, 14},
    };

    (void) state;
    (void) add_target("small", 300, 200, 40, 40);
    (void) add_target("flat", 300, 360, 300, 30);
    for (size_t i = 0; i < COUNT(screens); i++) {
        float least = screens[i].least_mm * (float) screens[i].px_per_mm;

        ui_resize(ui, NULL, screens[i].width, screens[i].height, screens[i].px_per_mm);
        frame();
        for (size_t j = 0; j < n_targets; j++) {
            const struct ui_item *item = item_named(targets[j].id);

            if ((float) item->hit.w < least || (float) item->hit.h < least)
                fail_msg("%dx%d: %s is hit in %dx%d", screens[i].width, screens[i].height, item->id,
                    item->hit.w, item->hit.h);
            assert_true(SDL_HasIntersection(&item->hit, &item->rect));
        }
    }
}

static uint32_t
draw(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Whatever stands beside each other: no two hit areas overlap, each holds what is drawn, and any
 * touch finds one widget or none. */
static void
hit_areas_never_overlap(void **state)
{
    (void) state;
    for (uint32_t seed = 1; seed <= 60; seed++) {
        uint32_t now = seed;

        n_targets = 0;
        for (int i = 0; i < 40; i++) { // a grid of small things, each somewhere in its field
            char id[16];
            float w = 10 + (float) (draw(&now) % 110), h = 10 + (float) (draw(&now) % 120);

            snprintf(id, sizeof(id), "t%d", i);
            (void) add_target(id, (float) (i % 8) * 160 + (float) (draw(&now) % (160 - (int) w)),
                (float) (i / 8) * 160 + (float) (draw(&now) % (160 - (int) h)), w, h);
        }
        frame();
        for (size_t i = 0; i < n_targets; i++) {
            const struct ui_item *a = item_named(targets[i].id);

            assert_true(a->hit.x <= a->rect.x && a->hit.y <= a->rect.y);
            assert_true(a->hit.x + a->hit.w >= a->rect.x + a->rect.w);
            assert_true(a->hit.y + a->hit.h >= a->rect.y + a->rect.h);
            for (size_t j = 0; j < i; j++)
                if (SDL_HasIntersection(&a->hit, &item_named(targets[j].id)->hit))
                    fail_msg("seed %u: %s and %s", seed, targets[i].id, targets[j].id);
        }
    }
}

static void
a_random_touch_presses_one_thing_at_most(void **state)
{
    uint32_t seed = 4;

    (void) state;
    for (int i = 0; i < 12; i++) {
        char id[16];

        snprintf(id, sizeof(id), "t%d", i);
        (void) add_target(id, 40 + (float) (i % 4) * 310, 40 + (float) (i / 4) * 260, 120, 60);
    }
    frame();
    for (int i = 0; i < 10000; i++) {
        float x = (float) (draw(&seed) % WIDTH), y = (float) (draw(&seed) % HEIGHT);
        SDL_Event event = {.type = SDL_FINGERDOWN};
        size_t count, n_pressed = 0;
        const struct ui_item *items;

        event.tfinger.fingerId = 1;
        event.tfinger.x = x / WIDTH;
        event.tfinger.y = y / HEIGHT;
        (void) ui_event(ui, &event);
        if (i % 100 == 0) { // the picture is not what is tested
            frame();
            items = ui_list(ui, &count);
            for (size_t j = 0; j < count; j++)
                n_pressed += (items[j].state & UI_PRESSED) != 0;
            assert_true(n_pressed <= 1);
        }
        clock_advance(1000);
        event.type = SDL_FINGERUP;
        (void) ui_event(ui, &event);
    }
}

/* ---- keys under hands (N7) -----------------------------------------------------------------*/

static void
key(SDL_Keycode code, bool repeat)
{
    SDL_Event event = {.type = SDL_KEYDOWN};

    event.key.keysym.sym = code;
    event.key.repeat = repeat;
    (void) ui_event(ui, &event);
    frame();
}

static void
a_key_that_is_held_presses_once_and_walks_one_step(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);

    (void) state;
    (void) add_target("two", 600, 100, 200, 100);
    one->key = SDLK_RETURN;
    frame();
    for (int i = 0; i < 60 * 30; i++) // a minute
        key(SDLK_RETURN, i > 0);
    assert_int_equal(one->acted, 1);
    for (int i = 0; i < 10; i++)
        key(SDLK_TAB, i > 0);
    assert_true(item_named("one")->state & UI_FOCUSED);
    for (int i = 0; i < 10; i++)
        key(SDLK_DOWN, i > 0);
    assert_true(item_named("two")->state & UI_FOCUSED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_last_place_of_rest_counts_and_not_the_slip),
        TEST(what_a_finger_slid_to_and_rested_on_counts),
        TEST(a_press_that_travels_less_than_6_mm_is_a_tap),
        TEST(with_steady_hands_the_place_of_rest_chooses),
        TEST(a_finger_slides_nowhere_out_of_the_pad),
        TEST(a_fast_panel_tells_no_more_than_the_hand_holds),
        TEST(the_middle_is_weighted_by_how_long_a_finger_stays),
        TEST(bounces_are_told_by_the_clock),
        TEST(a_row_of_bounces_is_one_press_however_long),
        TEST(another_button_waits_less),
        TEST(a_bounce_does_not_press_what_came_in_its_place),
        TEST(a_page_that_comes_late_is_not_pressed_before_it_was_seen),
        TEST(bounces_over_a_new_page_press_nothing_of_it),
        TEST(a_first_page_takes_no_bounce_of_the_page_before),
        TEST(a_bounce_does_not_move_the_mark),
        TEST(what_lies_at_the_edge_is_a_palm_after_a_second),
        TEST(a_palm_asks_for_the_frame_that_lets_it_go),
        TEST(a_palm_does_not_keep_a_finger_out),
        TEST(fifty_touches_at_once_are_the_first_alone),
        TEST(a_second_finger_does_not_take_over_from_the_first),
        TEST(one_number_on_two_panels_is_two_fingers),
        TEST(a_mouse_and_a_finger_do_not_meet),
        TEST(a_finger_that_leaves_the_window_presses_nothing),
        TEST(a_finger_whose_end_was_never_told_locks_nobody_out),
        TEST(a_window_that_turns_drops_the_press),
        TEST(a_window_without_attention_drops_the_press),
        TEST(hit_areas_have_20_mm_where_there_is_room),
        TEST(hit_areas_never_overlap),
        TEST(a_random_touch_presses_one_thing_at_most),
        TEST(a_key_that_is_held_presses_once_and_walks_one_step),
    };

    clock_share();
    return cmocka_run_group_tests_name("ui hands", tests, NULL, NULL);
}
