/* The page: what a change lays out, where it scrolls, what touches and keys do. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ui/editor_view.h"

static struct text *text;
static struct editor editor;
static struct editor_view view;
static struct bytes clipboard;
static int64_t now_ms;
static const struct text_style body = {TEXT_PLAIN, 39, 58};
static float width = 600;
static float height = 208;

static int
open_fonts(void **state)
{
    struct fault fault = FAULT_EMPTY;

    (void) state;
    text = text_open("en", &fault);
    return text ? 0 : -1;
}

static int
close_fonts(void **state)
{
    (void) state;
    text_close(text);
    return 0;
}

static void
update(void)
{
    editor_view_update(&view, text, &editor, &body, width, height, now_ms);
}

static int
set_up(void **state)
{
    (void) state;
    editor_init(&editor);
    editor_view_init(&view);
    now_ms = 1000;
    width = 600;
    height = 208;
    update();
    return 0;
}

static int
tear_down(void **state)
{
    (void) state;
    editor_view_destroy(&view);
    editor_destroy(&editor);
    bytes_wipe(&clipboard);
    return 0;
}

static void
type(const char *string)
{
    editor_insert(&editor, string, strlen(string));
    update();
}

static bool
press(SDL_Keycode key, int modifiers)
{
    bool mine =
        editor_view_key(&view, &editor, key, (SDL_Keymod) modifiers, false, &clipboard, now_ms);

    update();
    return mine;
}

/* ---- layout ---- */

static void
assert_same_layout(unsigned seed)
{
    struct editor_view fresh;

    editor_view_init(&fresh);
    editor_view_update(&fresh, text, &editor, &body, width, height, now_ms);
    if (fresh.n_paragraphs != view.n_paragraphs || fresh.n_lines != view.n_lines)
        fail_msg("seed %u: %zu paragraphs, not %zu", seed, view.n_paragraphs, fresh.n_paragraphs);
    for (size_t i = 0; i < fresh.n_paragraphs; i++) {
        const struct view_paragraph *a = &fresh.paragraphs[i];
        const struct view_paragraph *b = &view.paragraphs[i];

        if (a->from != b->from || a->length != b->length || a->first_line != b->first_line ||
            a->block.n_graphemes != b->block.n_graphemes || a->block.n_runs != b->block.n_runs)
            fail_msg("seed %u: paragraph %zu differs", seed, i);
    }
    editor_view_destroy(&fresh);
}

static const char *const pieces[] = {
    "a", "lake ", "é", "\n", "\n\n", " ", "حبل ", "שלום", "👨‍👩‍👧", ". "};

static void
one_random_change(void)
{
    size_t at = editor.text.length > 0 ? (size_t) rand() % (editor.text.length + 1) : 0;
    const char *string = bytes_text(&editor.text);
    const char *piece = pieces[(size_t) rand() % COUNT(pieces)];

    while (at > 0 && ((uint8_t) string[at] & 0xC0) == 0x80)
        at--;
    at = text_border_floor(string, editor.text.length, at);
    switch (rand() % 8) {
    case 0:
        editor_move(&editor, at, TEXT_BEFORE, rand() % 2);
        break;
    case 1:
        (void) editor_delete(&editor, (enum editor_motion)(rand() % EDITOR_MOTIONS));
        break;
    case 2:
        (void) editor_undo(&editor);
        break;
    case 3:
        editor_compose(&editor, piece, strlen(piece), strlen(piece));
        break;
    default:
        editor_insert(&editor, piece, strlen(piece));
    }
}

static void
an_edited_layout_equals_one_from_nothing(void **state)
{
    (void) state;
    for (unsigned seed = 1; seed <= 60; seed++) {
        srand(seed);
        for (int i = 0; i < 40; i++) {
            for (int n = rand() % 3; n >= 0; n--)
                one_random_change();
            update();
            assert_same_layout(seed);
        }
    }
}

static void
a_key_lays_out_its_paragraph_alone(void **state)
{
    const struct text_line *lines;

    (void) state;
    type("one\ntwo\nthree");
    lines = view.paragraphs[0].block.lines;
    view.paragraphs[0].block.lines[0].width = 12345;
    type("!");
    assert_ptr_equal(view.paragraphs[0].block.lines, lines);
    assert_true(view.paragraphs[0].block.lines[0].width == 12345);
    assert_int_equal(view.paragraphs[2].length, 6);
}

static void
a_composition_is_shown_and_underlined(void **state)
{
    struct view_line line;

    (void) state;
    type("ab");
    editor_move(&editor, 1, TEXT_BEFORE, false);
    editor_compose(&editor, "xy", 2, 1);
    update();
    assert_true(editor_view_line(&view, &editor, 0, &line));
    assert_memory_equal(line.string, "axyb", 4);
    assert_int_equal(line.n_composed, 1);
    assert_true(fabsf(line.composed[0].x - text_width(text, &body, "a", 1)) < 1);
    assert_true(
        fabsf(editor_view_caret(&view, &editor, now_ms).x - text_width(text, &body, "ax", 2)) < 1);
    editor_compose(&editor, NULL, 0, 0);
    update();
    assert_true(editor_view_line(&view, &editor, 0, &line));
    assert_memory_equal(line.string, "ab", 2);
    assert_same_layout(0);
}

/* ---- scrolling ---- */

static void
a_small_page_writes_on_its_last_line(void **state)
{
    (void) state;
    assert_int_equal(view.n_visible, 3);
    type("1\n2\n3");
    assert_int_equal(view.top_line, 0);
    type("\n4");
    assert_int_equal(view.top_line, 1);
}

static void
a_large_page_writes_two_fifths_down(void **state)
{
    (void) state;
    height = 600;
    update();
    assert_int_equal(view.n_visible, 10);
    type("1\n2\n3\n4\n5");
    assert_int_equal(view.top_line, 0);
    type("\n6");
    assert_int_equal(view.top_line, 1);
}

static void
looking_scrolls_no_more_than_it_must(void **state)
{
    (void) state;
    type("1\n2\n3\n4\n5\n6");
    assert_int_equal(view.top_line, 3);
    press(SDLK_UP, 0);
    assert_int_equal(view.top_line, 3);
    press(SDLK_HOME, KMOD_CTRL);
    assert_int_equal(view.top_line, 0);
    press(SDLK_DOWN, 0);
    assert_int_equal(view.top_line, 0);
}

/* ---- keys ---- */

static void
up_and_down_keep_their_column(void **state)
{
    (void) state;
    type("a long line\nno\nanother long one");
    press(SDLK_HOME, KMOD_CTRL);
    for (int i = 0; i < 8; i++)
        press(SDLK_RIGHT, 0);
    press(SDLK_DOWN, 0);
    assert_int_equal(editor.caret, 14);
    press(SDLK_DOWN, 0);
    assert_in_range(editor.caret, 21, 24);
    press(SDLK_UP, 0);
    press(SDLK_UP, 0);
    assert_int_equal(editor.caret, 8);
}

static void
home_and_end_stay_on_their_line(void **state)
{
    size_t end;

    (void) state;
    type("A lake, and somebody holding the other end of the rope.");
    press(SDLK_HOME, KMOD_CTRL);
    press(SDLK_END, 0);
    end = editor.caret;
    assert_true(end > 0 && end < editor.text.length);
    assert_true(editor_view_caret(&view, &editor, now_ms).y == 0);
    press(SDLK_HOME, 0);
    assert_int_equal(editor.caret, 0);
}

static void
shift_selects_and_typing_replaces(void **state)
{
    (void) state;
    type("cold lake");
    press(SDLK_HOME, 0);
    press(SDLK_RIGHT, KMOD_SHIFT | KMOD_CTRL);
    type("deep");
    assert_string_equal(bytes_text(&editor.text), "deep lake");
    press(SDLK_a, KMOD_CTRL);
    press(SDLK_x, KMOD_CTRL);
    assert_int_equal(editor.text.length, 0);
    press(SDLK_v, KMOD_CTRL);
    assert_string_equal(bytes_text(&editor.text), "deep lake");
    press(SDLK_z, KMOD_CTRL);
    assert_int_equal(editor.text.length, 0);
    press(SDLK_y, KMOD_CTRL);
    assert_string_equal(bytes_text(&editor.text), "deep lake");
}

static void
left_is_forwards_in_hebrew(void **state)
{
    (void) state;
    type("שלום");
    press(SDLK_HOME, 0);
    assert_int_equal(editor.caret, 0);
    press(SDLK_LEFT, 0);
    assert_int_equal(editor.caret, 2);
    press(SDLK_RIGHT, 0);
    assert_int_equal(editor.caret, 0);
}

static void
keys_of_others_are_left_to_them(void **state)
{
    (void) state;
    assert_false(press(SDLK_F1, 0));
    assert_false(press(SDLK_TAB, 0));
    assert_false(press(SDLK_a, 0));
    assert_false(press(SDLK_v, KMOD_CTRL | KMOD_ALT));
}

static void
a_held_delete_waits_then_repeats_then_takes_words(void **state)
{
    (void) state;
    type("one two three four five");
    assert_true(press(SDLK_BACKSPACE, 0));
    for (int64_t held = 0; held < 2000; held += 33)
        (void) editor_view_key(
            &view, &editor, SDLK_BACKSPACE, KMOD_NONE, true, &clipboard, now_ms + held);
    assert_string_equal(bytes_text(&editor.text), "one two three four fiv");
    for (int64_t held = 2000; held < 2000 + 6 * 500; held += 20)
        (void) editor_view_key(
            &view, &editor, SDLK_BACKSPACE, KMOD_NONE, true, &clipboard, now_ms + held);
    assert_string_equal(bytes_text(&editor.text), "one two three fo");
    (void) editor_view_key(
        &view, &editor, SDLK_BACKSPACE, KMOD_NONE, true, &clipboard, now_ms + 5100);
    assert_string_equal(bytes_text(&editor.text), "one two three ");
}

/* ---- touch ---- */

static void
a_finger_goes_to_the_nearest_gap_and_a_mouse_to_the_letter(void **state)
{
    float x;

    (void) state;
    type("somebody holding");
    x = text_width(text, &body, "somebo", 6);
    editor_view_touch(&view, &editor, x, 20, false, false, now_ms);
    assert_int_equal(editor.caret, 8);
    editor_view_touch(&view, &editor, x, 20, true, false, now_ms);
    assert_int_equal(editor.caret, 6);
    editor_view_touch(&view, &editor, 3, 20, false, false, now_ms);
    assert_int_equal(editor.caret, 0);
    editor_view_touch(&view, &editor, 5000, 5000, false, false, now_ms);
    assert_int_equal(editor.caret, 16);
}

/* ---- the caret ---- */

static void
the_caret_stops_blinking(void **state)
{
    bool was_dark = false;
    int64_t wakes_ms = now_ms;
    int n_wakes = 0;

    (void) state;
    type("a");
    while ((wakes_ms = editor_view_wakes_ms(&view, wakes_ms)) >= 0) {
        was_dark = was_dark || !editor_view_caret(&view, &editor, wakes_ms).lit;
        assert_true(++n_wakes < 20);
    }
    assert_true(was_dark);
    assert_true(editor_view_caret(&view, &editor, now_ms + EDITOR_BLINK_STOPS_MS).lit);
    assert_true(editor_view_caret(&view, &editor, now_ms + 99999).lit);
}

static void
the_caret_is_lit_while_it_moves(void **state)
{
    (void) state;
    type("ab");
    now_ms += EDITOR_BLINK_MS + 1;
    assert_false(editor_view_caret(&view, &editor, now_ms).lit);
    press(SDLK_LEFT, 0);
    assert_true(editor_view_caret(&view, &editor, now_ms).lit);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_edited_layout_equals_one_from_nothing),
        TEST(a_key_lays_out_its_paragraph_alone),
        TEST(a_composition_is_shown_and_underlined),
        TEST(a_small_page_writes_on_its_last_line),
        TEST(a_large_page_writes_two_fifths_down),
        TEST(looking_scrolls_no_more_than_it_must),
        TEST(up_and_down_keep_their_column),
        TEST(home_and_end_stay_on_their_line),
        TEST(shift_selects_and_typing_replaces),
        TEST(left_is_forwards_in_hebrew),
        TEST(keys_of_others_are_left_to_them),
        TEST(a_held_delete_waits_then_repeats_then_takes_words),
        TEST(a_finger_goes_to_the_nearest_gap_and_a_mouse_to_the_letter),
        TEST(the_caret_stops_blinking),
        TEST(the_caret_is_lit_while_it_moves),
    };

    return cmocka_run_group_tests_name("ui editor view", tests, open_fonts, close_fonts);
}
