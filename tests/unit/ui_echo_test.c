/* What a hand did, shown before the screen is described: what of it shows, and that it is what a frame
 * shows. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/ui.h"
#include "support/seed.h"
#include "support/writing_page.h"
#include "ui/writing.h"

static uint32_t *
canvas_copy(void)
{
    SDL_Surface *canvas = ui_canvas(page.ui);
    uint32_t *copy = memory_new((size_t) canvas->w * (size_t) canvas->h, sizeof(*copy));

    for (int y = 0; y < canvas->h; y++)
        memcpy(&copy[(ptrdiff_t) y * canvas->w],
            (uint8_t *) canvas->pixels + (ptrdiff_t) y * canvas->pitch, (size_t) canvas->w * 4);
    return copy;
}

/* True where two pictures of that part of the canvas differ nowhere outside of `except`. */
static bool
same_picture(const uint32_t *a, const uint32_t *b, SDL_Rect part, SDL_Rect except)
{
    for (int y = part.y; y < part.y + part.h; y++)
        for (int x = part.x; x < part.x + part.w; x++)
            if (a[y * 1280 + x] != b[y * 1280 + x] && !SDL_PointInRect(&(SDL_Point){x, y}, &except))
                return false;
    return true;
}

/* One thing that somebody at a keyboard may do. */
static void
post_something(struct seed *seed)
{
    static const char *const texts[] = {"a", "e", "o", "fi", "l", "W", " ", " ", ".", "ñ", "ש", "ل",
        "ا", "(", "🌊", "e\xcc\x81", "и"};
    static const SDL_Keycode codes[] = {SDLK_BACKSPACE, SDLK_LEFT, SDLK_RIGHT, SDLK_UP, SDLK_DOWN,
        SDLK_HOME, SDLK_END, SDLK_RETURN, SDLK_DELETE};
    uint32_t what = seed_below(seed, 10);

    if (what < 7)
        page_post_text(texts[seed_below(seed, COUNT(texts))]);
    else
        page_post_key(codes[seed_below(seed, COUNT(codes))],
            seed_below(seed, 4) == 0 ? KMOD_SHIFT : 0, false);
}

/* Whatever is typed: the rectangle holds all that changed, and what stands on the page is what a
 * whole frame paints there. */
static bool
echoes_as_a_frame_would(void)
{
    const SDL_Rect all = {0, 0, 1280, 800}, none = {0, 0, 0, 0};
    uint32_t *before = canvas_copy(), *echoed, *whole;
    SDL_Rect rect = {0, 0, 0, 0};
    bool shown = ui_echo(page.ui, &rect);

    echoed = canvas_copy();
    assert_true(same_picture(before, echoed, all, shown ? rect : none));
    ui_damage_all(page.ui);
    page_frame();
    whole = canvas_copy();
    // Beside the page a key may say that its Shift is over.
    if (shown)
        assert_true(same_picture(echoed, whole, page_item("answer")->rect, none));
    free(before);
    free(echoed);
    free(whole);
    return shown;
}

static void
what_is_typed_shows_at_once_as_a_frame_shows_it(void **state)
{
    size_t n_echoes = 0;

    (void) state;
    for (uint64_t at = 1; at <= 2; at++) {
        struct seed seed = {at};

        ui_writing_set(page.writing, "", 0);
        for (int i = 0; i < 50; i++) {
            clock_advance(EDITOR_BLINK_STOPS_MS); // the caret stands still
            page_frame();
            post_something(&seed);
            n_echoes += echoes_as_a_frame_would();
        }
    }
    assert_true(n_echoes > 70);
}

static void
what_was_shown_at_once_is_told_by_the_next_frame(void **state)
{
    SDL_Rect rect;

    (void) state;
    page_post_text("A lake");
    assert_true(ui_echo(page.ui, &rect));
    page_expect("A lake");
    assert_int_equal(page.n_changes, 0);
    assert_true(ui_typed_by_keys(page.ui));
    page_frame();
    assert_int_equal(page.n_changes, 1);
    assert_string_equal(page_item("answer")->value, "A lake");
    assert_false(ui_typed_by_keys(page.ui));
    assert_false(ui_echo(page.ui, &rect)); // nothing is left of it
}

static void
a_letter_shows_no_more_than_itself(void **state)
{
    SDL_Rect rect;

    (void) state;
    page_type("somebody who held the rop");
    page_post_text("e");
    assert_true(ui_echo(page.ui, &rect));
    assert_in_range(rect.w, 1, 60);
    assert_in_range(rect.h, 1, 80);
}

static void
a_key_under_a_finger_shows_it_at_once(void **state)
{
    const SDL_Rect all = {0, 0, 1280, 800};
    uint32_t *before = canvas_copy(), *echoed, *whole;
    SDL_Rect key = page_cap("E")->rect, rect;
    SDL_Event event = {.type = SDL_FINGERDOWN};

    (void) state;
    event.tfinger.x = ((float) key.x + (float) key.w / 2) / 1280;
    event.tfinger.y = ((float) key.y + (float) key.h / 2) / 800;
    (void) ui_event(page.ui, &event);
    assert_true(ui_echo(page.ui, &rect));
    assert_true(SDL_RectEquals(&rect, &key));
    echoed = canvas_copy();
    assert_true(same_picture(before, echoed, all, key));
    assert_false(same_picture(before, echoed, all, (SDL_Rect){0, 0, 0, 0}));
    page_frame();
    whole = canvas_copy();
    assert_true(same_picture(echoed, whole, key, (SDL_Rect){0, 0, 0, 0}));
    free(before);
    free(echoed);
    free(whole);
}

static void
nothing_shows_at_once_without_the_page_and_its_focus(void **state)
{
    SDL_Rect rect;

    (void) state;
    assert_false(ui_echo(page.ui, &rect)); // nothing was typed
    ui_focus(page.ui, "keys.done");
    page_post_text("a");
    assert_false(ui_echo(page.ui, &rect));
    page_frame();
    page_expect("");

    ui_focus(page.ui, "answer");
    page_frame();
    ui_damage_all(page.ui); // nothing on the canvas is known
    page_post_text("a");
    assert_false(ui_echo(page.ui, &rect));
    page_frame();
    page_expect("a");

    page.look.masked = true;
    page_frame();
    page_post_text("b");
    assert_false(ui_echo(page.ui, &rect));
    page_frame();
    page_expect("ab");
    page.look.masked = false;
    page_frame();

    ui_writing_free(page.writing);
    page_post_text("c");
    assert_false(ui_echo(page.ui, &rect)); // the page has gone
    page.writing = ui_writing_new();
    page_frame();
    page_expect("c");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, page_set_up, page_tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_typed_shows_at_once_as_a_frame_shows_it),
        TEST(what_was_shown_at_once_is_told_by_the_next_frame),
        TEST(a_letter_shows_no_more_than_itself),
        TEST(a_key_under_a_finger_shows_it_at_once),
        TEST(nothing_shows_at_once_without_the_page_and_its_focus),
    };

    clock_share();
    return cmocka_run_group_tests_name("ui echo", tests, NULL, NULL);
}
