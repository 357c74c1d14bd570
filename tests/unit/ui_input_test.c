/* What a finger, a mouse and keys press: act on release, snapping, bounces, focus. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "afterword/ui.h"

#define WIDTH 1280
#define HEIGHT 800
#define PX_PER_MM 5.88
#define TARGETS_MAX 8

/* The screen under test: pills, each with its rectangle, and how often each acted. */
static struct target {
    const char *id;
    struct ui_rect rect;
    bool disabled;
    SDL_Keycode key;
    int acted;
} targets[TARGETS_MAX];
static size_t n_targets;
static struct ui *ui;
static void (*describe_more)(void);

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
                                                .disabled = targets[i].disabled,
                                                .key = targets[i].key});
        if (describe_more)
            describe_more();
        (void) ui_end(ui, &n_changed);
    } while (ui_acted(ui));
}

static int
set_up(void **state)
{
    struct ui_options options = {
        .width = WIDTH,
        .height = HEIGHT,
        .px_per_mm = PX_PER_MM,
        .comfort = {.theme = UI_DUSK, .text_percent = 100},
        .language = "en",
        .assets = AFTERWORD_SOURCE_DIR "/assets",
    };
    struct fault fault = FAULT_EMPTY;

    (void) state;
    memset(targets, 0, sizeof(targets));
    n_targets = 0;
    describe_more = NULL;
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
    targets[n_targets] = (struct target){.id = id, .rect = {x, y, w, h}};
    return &targets[n_targets++];
}

/* ---- hands -------------------------------------------------------------------------------*/

static bool
finger_of(int64_t id, Uint32 type, float x, float y)
{
    SDL_Event event = {.type = type};
    bool taken;

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
    (void) finger_of(1, SDL_FINGERDOWN, x, y);
}

/* Moves and rests there. */
static void
move(float x, float y)
{
    (void) finger_of(1, SDL_FINGERMOTION, x, y);
    clock_advance(100);
}

static void
up(float x, float y)
{
    (void) finger_of(1, SDL_FINGERUP, x, y);
}

static void
touch(float x, float y)
{
    down(x, y);
    up(x, y);
}

static bool
key_event(SDL_Keycode code, int modifiers, bool repeat)
{
    SDL_Event event = {.type = SDL_KEYDOWN};
    bool taken;

    event.key.keysym.sym = code;
    event.key.keysym.mod = (Uint16) modifiers;
    event.key.repeat = repeat;
    taken = ui_event(ui, &event);
    frame();
    return taken;
}

static void
key(SDL_Keycode code)
{
    assert_true(key_event(code, 0, false));
}

static bool
mouse(Uint32 type, Uint32 which, Uint8 button, int x, int y)
{
    SDL_Event event = {.type = type};
    bool taken;

    if (type == SDL_MOUSEMOTION) {
        event.motion.which = which;
        event.motion.x = x;
        event.motion.y = y;
    } else {
        event.button.which = which;
        event.button.button = button;
        event.button.x = x;
        event.button.y = y;
    }
    taken = ui_event(ui, &event);
    frame();
    return taken;
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

static const char *
focused(void)
{
    size_t count;
    const struct ui_item *items = ui_list(ui, &count);

    for (size_t i = 0; i < count; i++)
        if (items[i].state & UI_FOCUSED)
            return items[i].id;
    return "";
}

/* ---- pressing ------------------------------------------------------------------------------*/

static void
a_press_acts_when_it_is_let_go(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);

    (void) state;
    frame();
    down(200, 150);
    assert_int_equal(one->acted, 0);
    assert_true(item_named("one")->state & UI_PRESSED);
    frame();
    assert_int_equal(one->acted, 0);
    up(210, 160);
    assert_int_equal(one->acted, 1);
    assert_false(item_named("one")->state & UI_PRESSED);
    frame();
    assert_int_equal(one->acted, 1);
}

static void
sliding_off_takes_it_back(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);
    struct target *two = add_target("two", 600, 100, 200, 100);

    (void) state;
    frame();
    down(200, 150);
    move(200, 400);
    assert_false(item_named("one")->state & UI_PRESSED);
    up(200, 400);
    assert_int_equal(one->acted, 0);

    down(200, 150);
    move(700, 150);
    assert_false(item_named("two")->state & UI_PRESSED);
    up(700, 150);
    assert_int_equal(one->acted + two->acted, 0);

    down(200, 150); // off and back on again
    move(200, 400);
    move(200, 160);
    assert_true(item_named("one")->state & UI_PRESSED);
    up(200, 160);
    assert_int_equal(one->acted, 1);

    down(200, 400); // from the ground onto it
    up(200, 150);
    assert_int_equal(one->acted, 1);
}

static void
with_steady_hands_a_finger_slides_onto_its_target(void **state)
{
    struct ui_comfort comfort = {.theme = UI_DUSK, .text_percent = 100, .steady_hands = true};
    struct target *one = add_target("one", 100, 100, 200, 100);

    (void) state;
    ui_comfort_set(ui, &comfort);
    frame();
    down(200, 400);
    move(200, 150);
    assert_true(item_named("one")->state & UI_PRESSED);
    up(200, 150);
    assert_int_equal(one->acted, 1);
}

static void
what_left_the_screen_is_not_pressed(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);

    (void) state;
    frame();
    down(200, 150);
    one->id = "another"; // the screen changes under the finger
    frame();
    up(200, 150);
    assert_int_equal(one->acted, 0);
    touch(200, 150);
    assert_int_equal(one->acted, 1);
}

static void
the_later_of_two_lies_above(void **state)
{
    struct target *below = add_target("below", 100, 100, 400, 300);
    struct target *above = add_target("above", 200, 200, 100, 100);

    (void) state;
    frame();
    touch(250, 250);
    assert_int_equal(above->acted, 1);
    clock_advance(1000);
    touch(450, 350);
    assert_int_equal(below->acted, 1);
}

static void
what_is_disabled_takes_no_press(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);

    (void) state;
    one->disabled = true;
    one->key = SDLK_F5;
    frame();
    touch(200, 150);
    ui_focus(ui, "one");
    key(SDLK_RETURN);
    key(SDLK_F5);
    assert_int_equal(one->acted, 0);
    assert_true(item_named("one")->state & UI_DISABLED);
    assert_false(item_named("one")->state & UI_FOCUSED);
}

static void
the_first_finger_wins(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);
    struct target *two = add_target("two", 600, 100, 200, 100);

    (void) state;
    frame();
    down(200, 150);
    assert_false(finger_of(2, SDL_FINGERDOWN, 700, 150));
    assert_false(finger_of(2, SDL_FINGERUP, 700, 150));
    assert_int_equal(two->acted, 0);
    up(200, 150);
    assert_int_equal(one->acted, 1);
    assert_false(finger_of(2, SDL_FINGERUP, 700, 150)); // it never went down
    assert_int_equal(two->acted, 0);
}

static void
a_mouse_presses_with_its_left_button(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);

    (void) state;
    frame();
    assert_true(mouse(SDL_MOUSEBUTTONDOWN, 0, SDL_BUTTON_LEFT, 200, 150));
    assert_true(mouse(SDL_MOUSEMOTION, 0, 0, 205, 150));
    assert_true(mouse(SDL_MOUSEBUTTONUP, 0, SDL_BUTTON_LEFT, 205, 150));
    assert_int_equal(one->acted, 1);
    clock_advance(1000);
    assert_false(mouse(SDL_MOUSEBUTTONDOWN, 0, SDL_BUTTON_RIGHT, 200, 150));
    assert_false(mouse(SDL_MOUSEBUTTONUP, 0, SDL_BUTTON_RIGHT, 200, 150));
    assert_false(mouse(SDL_MOUSEMOTION, 0, 0, 205, 150)); // hovering is nothing
    // SDL tells each touch a second time, as a mouse.
    assert_false(mouse(SDL_MOUSEBUTTONDOWN, SDL_TOUCH_MOUSEID, SDL_BUTTON_LEFT, 200, 150));
    assert_false(mouse(SDL_MOUSEBUTTONUP, SDL_TOUCH_MOUSEID, SDL_BUTTON_LEFT, 200, 150));
    assert_int_equal(one->acted, 1);
}

/* ---- how large a target is --------------------------------------------------------------------*/

/* N4: a touch up to 8 mm outside goes to the nearest. */
static void
a_touch_beside_a_target_snaps_to_it(void **state)
{
    static const struct {
        float x, y;
        bool acts;
    } rows[] = {
        {200, 100 - 47, true},
        {200, 100 - 48, false},
        {200, 200 + 47, true},
        {200, 200 + 48, false},
        {100 - 47, 150, true},
        {100 - 48, 150, false},
        {300 + 47, 150, true},
        {300 + 48, 150, false},
        {300 + 33, 200 + 33, true}, // from a corner it is as far, by the eye
        {300 + 34, 200 + 34, false},
    };
    struct target *one = add_target("one", 100, 100, 200, 100);

    (void) state;
    frame();
    for (size_t i = 0; i < COUNT(rows); i++) {
        one->acted = 0;
        clock_advance(1000);
        touch(rows[i].x, rows[i].y);
        if (one->acted != rows[i].acts)
            fail_msg("%g,%g: %d", (double) rows[i].x, (double) rows[i].y, one->acted);
    }
}

/* N4: only when the second nearest is at least 4 mm (23.52 px) farther. */
static void
a_touch_in_doubt_goes_nowhere(void **state)
{
    struct target *left = add_target("left", 100, 100, 200, 100);
    struct target *right = add_target("right", 340, 100, 200, 100);

    (void) state;
    frame();
    touch(320, 150); // the middle of a gap of 40
    touch(311, 150); // 11 and 29: less than 4 mm apart
    touch(329, 150);
    assert_int_equal(left->acted + right->acted, 0);
    touch(308, 150); // 8 and 32
    assert_int_equal(left->acted, 1);
    clock_advance(1000);
    touch(332, 150);
    assert_int_equal(right->acted, 1);
    assert_int_equal(left->acted, 1);
}

static void
what_can_not_be_pressed_draws_no_touch(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);
    struct target *off = add_target("off", 310, 100, 200, 100);

    (void) state;
    off->disabled = true;
    frame();
    touch(309, 150); // nearer to what takes no press
    assert_int_equal(one->acted, 1);
}

/* D5: at least 20 x 20 mm around its middle presses a target, however small it is drawn. */
static void
a_small_target_is_hit_in_20_mm(void **state)
{
    const float half = 10 * (float) PX_PER_MM;
    struct target *one = add_target("one", 600, 400, 30, 30);

    (void) state;
    frame();
    for (int side = 0; side < 4; side++) {
        one->acted = 0;
        clock_advance(1000);
        touch(615 + (side == 0      ? -half
                        : side == 1 ? half
                                    : 0),
            415 + (side == 2      ? -half
                      : side == 3 ? half
                                  : 0));
        assert_int_equal(one->acted, 1);
    }
}

static const char *const place_names[] = {"pause", "hear", "help", "back", "skip", "continue"};

static void
the_fixed_places_are_hit_in_20_mm(void **state)
{
    const float half = 10 * (float) PX_PER_MM - 0.5f;

    (void) state;
    for (size_t i = 0; i < COUNT(place_names); i++) {
        struct ui_rect rect = ui_at(ui, (enum ui_place) i);

        (void) add_target(place_names[i], rect.x, rect.y, rect.w, rect.h);
        assert_true(rect.h >= 14.9f * (float) PX_PER_MM); // N1: as drawn
    }
    frame();
    for (size_t i = 0; i < n_targets; i++) {
        struct ui_rect rect = targets[i].rect;

        for (int corner = 0; corner < 4; corner++) {
            targets[i].acted = 0;
            clock_advance(1000);
            touch(rect.x + rect.w / 2 + (corner & 1 ? half : -half),
                rect.y + rect.h / 2 + (corner & 2 ? half : -half));
            if (targets[i].acted != 1)
                fail_msg("%s, corner %d", targets[i].id, corner);
        }
        for (size_t j = 0; j < i; j++) { // N3: two millimetres between any two
            struct ui_rect other = targets[j].rect;
            const float gap = 2 * (float) PX_PER_MM;

            assert_true(other.x + other.w + gap <= rect.x || rect.x + rect.w + gap <= other.x ||
                        other.y + other.h + gap <= rect.y || rect.y + rect.h + gap <= other.y);
        }
    }
}

static void
a_denser_screen_snaps_by_its_own_millimetres(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);

    (void) state;
    ui_resize(ui, NULL, 2 * WIDTH, 2 * HEIGHT, 2 * PX_PER_MM);
    frame();
    assert_int_equal(item_named("one")->rect.x, 200);
    touch(200, 100 - 46.5f); // fractions of the window, which is twice as large in pixels
    assert_int_equal(one->acted, 1);
    clock_advance(1000);
    touch(200, 100 - 48);
    assert_int_equal(one->acted, 1);
}

/* ---- bounces -----------------------------------------------------------------------------------*/

static void
a_bounce_is_one_press(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);
    struct target *two = add_target("two", 600, 100, 200, 100);

    (void) state;
    frame();
    touch(200, 150);
    clock_advance(200);
    touch(200, 150);
    assert_int_equal(one->acted, 1);
    clock_advance(160);
    touch(700, 150); // another target is no bounce
    assert_int_equal(two->acted, 1);
    clock_advance(160);
    touch(200, 150);
    assert_int_equal(one->acted, 2);
    clock_advance(310);
    touch(200, 150);
    assert_int_equal(one->acted, 3);
}

static void
steady_hands_have_a_longer_pause(void **state)
{
    struct ui_comfort comfort = {.theme = UI_DUSK, .text_percent = 100, .steady_hands = true};
    struct target *one = add_target("one", 100, 100, 200, 100);

    (void) state;
    ui_comfort_set(ui, &comfort);
    frame();
    touch(200, 150);
    clock_advance(400);
    touch(200, 150);
    assert_int_equal(one->acted, 1);
    clock_advance(510);
    touch(200, 150);
    assert_int_equal(one->acted, 2);
}

static void
keys_do_not_bounce(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);

    (void) state;
    ui_focus(ui, "one");
    frame();
    key(SDLK_RETURN);
    key(SDLK_RETURN);
    key(SDLK_SPACE);
    assert_int_equal(one->acted, 3);
    assert_true(key_event(SDLK_RETURN, 0, true)); // one that is held is one press
    assert_int_equal(one->acted, 3);
}

/* ---- focus -------------------------------------------------------------------------------------*/

static void
describe_words(void)
{
    (void) ui_text(ui, "words", (struct ui_rect){100, 300, 400, 60}, UI_BODY, UI_INK, "Words");
    (void) ui_answer(ui, "answer", (struct ui_rect){100, 400, 400, 120}, "Yes", NULL, true);
    (void) ui_corner(ui, "corner", (struct ui_rect){0, 0, 90, 90}, "For staff");
}

static void
the_focus_follows_the_list(void **state)
{
    static const char *const order[] = {"right", "left", "answer", "corner"};
    size_t count, at = 0;
    const struct ui_item *items;

    (void) state;
    describe_more = describe_words;
    (void) add_target("right", 600, 100, 200, 100); // first in the list, whatever its place
    add_target("off", 400, 100, 100, 100)->disabled = true;
    (void) add_target("left", 100, 100, 200, 100);
    frame();
    assert_string_equal(focused(), "");
    for (size_t i = 0; i < 2 * COUNT(order); i++) {
        key(SDLK_TAB);
        assert_string_equal(focused(), order[i % COUNT(order)]);
    }
    for (size_t i = 2 * COUNT(order) - 1; i-- > 0;) {
        assert_true(key_event(SDLK_TAB, KMOD_LSHIFT, false));
        assert_string_equal(focused(), order[i % COUNT(order)]);
    }
    // The same in the list itself, without what can't be pressed.
    items = ui_list(ui, &count);
    for (size_t i = 0; i < count; i++)
        if (items[i].role != UI_TEXT && !(items[i].state & UI_DISABLED))
            assert_string_equal(items[i].id, order[at++]);
    assert_int_equal(at, COUNT(order));
}

static void
arrows_move_the_focus_too(void **state)
{
    (void) state;
    (void) add_target("one", 100, 100, 200, 100);
    (void) add_target("two", 100, 300, 200, 100);
    (void) add_target("three", 100, 500, 200, 100);
    frame();
    key(SDLK_UP); // with no focus yet: the last
    assert_string_equal(focused(), "three");
    key(SDLK_DOWN);
    assert_string_equal(focused(), "one");
    key(SDLK_RIGHT);
    assert_string_equal(focused(), "two");
    key(SDLK_LEFT);
    key(SDLK_UP);
    assert_string_equal(focused(), "three");
}

static void
enter_presses_what_has_the_focus(void **state)
{
    static const SDL_Keycode keys[] = {SDLK_RETURN, SDLK_KP_ENTER, SDLK_SPACE};
    struct target *one = add_target("one", 100, 100, 200, 100);
    struct target *two = add_target("two", 100, 300, 200, 100);

    (void) state;
    frame();
    key(SDLK_RETURN); // nothing has the focus
    assert_int_equal(one->acted + two->acted, 0);
    key(SDLK_TAB);
    key(SDLK_TAB);
    for (size_t i = 0; i < COUNT(keys); i++) {
        key(keys[i]);
        assert_int_equal(two->acted, i + 1);
    }
    assert_int_equal(one->acted, 0);
}

static void
a_key_of_its_own_presses_without_the_focus(void **state)
{
    struct target *one = add_target("one", 100, 100, 200, 100);

    (void) state;
    (void) add_target("two", 100, 300, 200, 100);
    one->key = SDLK_ESCAPE;
    ui_focus(ui, "two");
    frame();
    key(SDLK_ESCAPE);
    assert_int_equal(one->acted, 1);
    assert_string_equal(focused(), "two");
}

static bool placed;
static double place;
static struct ui_pad_state pad;

static void
describe_scale(void)
{
    bool lifted;

    (void) ui_scale(ui, "scale", (struct ui_rect){100, 300, 1000, 120}, "How near?", "far", "near",
        &placed, &place);
    (void) ui_pad(ui, "pad", (struct ui_rect){900, 450, 200, 100}, "How is it?", "", &pad, &lifted);
}

static void
arrows_belong_to_what_moves(void **state)
{
    (void) state;
    placed = false;
    pad = (struct ui_pad_state){0};
    describe_more = describe_scale;
    (void) add_target("one", 100, 100, 200, 100);
    ui_focus(ui, "scale");
    frame();
    key(SDLK_RIGHT);
    assert_true(placed);
    assert_true(place > 0.54 && place < 0.56);
    assert_string_equal(focused(), "scale");
    key(SDLK_TAB);
    assert_string_equal(focused(), "pad");
    key(SDLK_UP);
    key(SDLK_UP);
    key(SDLK_LEFT);
    assert_true(pad.placed && pad.by_keys);
    assert_true(pad.y > 0.19 && pad.y < 0.21 && pad.x < -0.09 && pad.x > -0.11);
    for (int i = 0; i < 30; i++)
        key(SDLK_UP);
    assert_true(pad.y <= 1);
    key(SDLK_TAB);
    assert_string_equal(focused(), "one");
}

static void
a_finger_places_what_moves(void **state)
{
    (void) state;
    placed = false;
    pad = (struct ui_pad_state){0};
    describe_more = describe_scale;
    frame();
    assert_false(placed);
    down(350, 340);
    assert_true(placed);
    assert_true(place > 0.24 && place < 0.26);
    move(850, 340);
    assert_true(place > 0.74 && place < 0.76);
    up(850, 340);
    assert_true(place > 0.74 && place < 0.76);
    clock_advance(1000);
    touch(1050, 475);
    assert_true(pad.placed && !pad.by_keys);
    assert_true(pad.x > 0.49 && pad.x < 0.51 && pad.y > 0.49 && pad.y < 0.51);
}

/* ---- what else is taken ----------------------------------------------------------------------------*/

static void
the_time_of_the_last_input_is_known(void **state)
{
    SDL_Event release = {.type = SDL_KEYUP}, window = {.type = SDL_WINDOWEVENT};
    int64_t before;

    (void) state;
    (void) add_target("one", 100, 100, 200, 100);
    frame();
    touch(900, 700); // the ground counts as well: somebody is there
    before = ui_touched(ui);
    assert_true(before > 0 && before <= clock_now_ms());
    clock_advance(5000);
    assert_false(ui_event(ui, &release));
    assert_false(ui_event(ui, &window));
    assert_true(ui_touched(ui) == before);
    key(SDLK_TAB);
    assert_true(ui_touched(ui) >= before + 5000);
}

static void
roles_have_names(void **state)
{
    (void) state;
    assert_string_equal(ui_role_name(UI_TEXT), "text");
    assert_string_equal(ui_role_name(UI_PICTURE), "picture");
    for (int i = 0; i < UI_ROLES; i++)
        assert_true(ui_role_name((enum ui_role) i)[0] != '\0');
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_press_acts_when_it_is_let_go),
        TEST(sliding_off_takes_it_back),
        TEST(with_steady_hands_a_finger_slides_onto_its_target),
        TEST(what_left_the_screen_is_not_pressed),
        TEST(the_later_of_two_lies_above),
        TEST(what_is_disabled_takes_no_press),
        TEST(the_first_finger_wins),
        TEST(a_mouse_presses_with_its_left_button),
        TEST(a_touch_beside_a_target_snaps_to_it),
        TEST(a_touch_in_doubt_goes_nowhere),
        TEST(what_can_not_be_pressed_draws_no_touch),
        TEST(a_small_target_is_hit_in_20_mm),
        TEST(the_fixed_places_are_hit_in_20_mm),
        TEST(a_denser_screen_snaps_by_its_own_millimetres),
        TEST(a_bounce_is_one_press),
        TEST(steady_hands_have_a_longer_pause),
        TEST(keys_do_not_bounce),
        TEST(the_focus_follows_the_list),
        TEST(arrows_move_the_focus_too),
        TEST(enter_presses_what_has_the_focus),
        TEST(a_key_of_its_own_presses_without_the_focus),
        TEST(arrows_belong_to_what_moves),
        TEST(a_finger_places_what_moves),
        TEST(the_time_of_the_last_input_is_known),
        TEST(roles_have_names),
    };

    clock_share();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
