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
    bool mine = editor_view_key(
        &view, text, &editor, key, (SDL_Keymod) modifiers, false, &clipboard, now_ms);

    update();
    return mine;
}

/* ---- layout ---- */

/* Work that waits is done in the frames that follow. */
static void
settle(void)
{
    for (int frames = 0; editor_pieces_wait(&view.pieces); frames++) {
        assert_true(frames < 1000);
        assert_true(editor_view_wakes_ms(&view, now_ms) == now_ms);
        update();
    }
}

static const struct text_line *
line_of(const struct editor_view *page, size_t number, size_t *from)
{
    const struct editor_piece *piece =
        &page->pieces.list[editor_pieces_of_line(&page->pieces, number)];

    *from = piece->from;
    return &piece->block.lines[number - piece->first_line];
}

/* However the text came to be, its lines are those of the whole text laid out at once. */
static void
assert_same_layout(unsigned seed)
{
    const struct editor_pieces *laid = &view.pieces;
    struct text_block whole = TEXT_BLOCK_EMPTY;
    size_t at = 0;

    settle();
    text_layout(text, &body, laid->string, laid->length, width, &whole);
    for (size_t i = 0; i < laid->count; i++) {
        if (laid->list[i].from != at || (laid->list[i].length == 0 && i + 1 < laid->count))
            fail_msg("seed %u: piece %zu at %zu, not %zu", seed, i, laid->list[i].from, at);
        at += laid->list[i].length;
    }
    if (at != laid->length || laid->n_lines != whole.n_lines)
        fail_msg("seed %u: %zu lines, not %zu", seed, laid->n_lines, whole.n_lines);
    for (size_t i = 0; i < whole.n_lines; i++) {
        const struct text_line *a = &whole.lines[i];
        const struct text_line *b = line_of(&view, i, &at);

        if (a->from != at + b->from || a->to != at + b->to || fabsf(a->width - b->width) > 0.1f ||
            fabsf(a->x - b->x) > 0.1f || a->right_to_left != b->right_to_left ||
            a->end_run - a->first_run != b->end_run - b->first_run)
            fail_msg("seed %u: line %zu is %zu..%zu, not %zu..%zu", seed, i, at + b->from,
                at + b->to, a->from, a->to);
    }
    text_block_destroy(&whole);
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

/* A text of so many bytes, in one paragraph or in many. */
static void
write_much(size_t length, const char *end)
{
    struct bytes much = BYTES_EMPTY;

    while (much.length < length) {
        for (int i = rand() % 12 + 1; i > 0; i--)
            bytes_append_text(&much, rand() % 2 == 0 ? "lake " : "é, ");
        bytes_append_text(&much, rand() % 9 == 0 ? "שלום, חבר. " : "somebody held the rope. ");
        bytes_append_text(&much, end);
    }
    editor_set(&editor, much.data, much.length);
    bytes_wipe(&much);
    update();
}

/* Puts the caret where two pieces meet: what is changed there may move the line before. */
static void
go_to_a_seam(void)
{
    const struct editor_pieces *laid = &view.pieces;
    size_t at = laid->list[(size_t) rand() % laid->count].from;

    at = text_border_floor(bytes_text(&editor.text), editor.text.length,
        at < editor.text.length ? at : editor.text.length);
    editor_move(&editor, at, TEXT_BEFORE, false);
    for (int i = rand() % 3; i > 0; i--)
        editor_move(&editor, editor_motion(&editor, EDITOR_NEXT, editor.caret), TEXT_BEFORE, false);
}

static void
a_long_text_edited_anywhere_equals_one_from_nothing(void **state)
{
    (void) state;
    for (unsigned seed = 1; seed <= 12; seed++) {
        srand(seed);
        write_much(9000, seed % 3 == 0 ? "\n" : seed % 3 == 1 ? "" : "…");
        for (int i = 0; i < 20; i++) {
            if (view.composed == 0 && rand() % 3 > 0)
                go_to_a_seam();
            if (rand() % 2 == 0)
                (void) editor_delete(&editor, EDITOR_WORD_NEXT);
            for (int n = rand() % 3; n > 0; n--)
                one_random_change();
            update();
            // Now and then the next change comes while lines still wait.
            if (rand() % 2 == 0)
                assert_same_layout(seed);
        }
        assert_same_layout(seed);
    }
}

static void
a_key_lays_out_its_piece_alone(void **state)
{
    size_t last;

    (void) state;
    srand(1);
    write_much(20000, "");
    settle();
    last = view.pieces.count - 1;
    assert_true(last > 15);
    for (size_t i = 0; i < last; i++)
        view.pieces.list[i].block.lines[0].width = 12345;
    press(SDLK_END, KMOD_CTRL);
    type("!");
    assert_false(editor_pieces_wait(&view.pieces));
    for (size_t i = 0; i < last; i++)
        assert_true(view.pieces.list[i].block.lines[0].width == 12345);
}

static void
a_jump_to_the_end_lays_out_what_is_seen(void **state)
{
    size_t n_laid = 0;
    struct view_line line;

    (void) state;
    srand(2);
    write_much(90000, "");
    editor_move(&editor, 0, TEXT_BEFORE, false);
    width = 700; // all is to be laid out anew
    update();
    editor_move(&editor, editor.text.length, TEXT_BEFORE, false);
    update();
    for (size_t i = 0; i < view.pieces.count; i++)
        n_laid += view.pieces.list[i].laid;
    assert_true(n_laid < 20);
    assert_true(editor_view_line(&view, &editor, view.n_visible - 1, &line));
    assert_true(editor_view_caret(&view, &editor, now_ms).visible);
    // While the rest is laid out the caret stays on its row.
    for (int i = 0; editor_pieces_wait(&view.pieces); i++) {
        float y = editor_view_caret(&view, &editor, now_ms).y;

        assert_true(i < 1000);
        update();
        assert_true(editor_view_caret(&view, &editor, now_ms).y == y);
    }
    assert_same_layout(2);
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

/* Where the eye goes from left to right the caret goes too, letter by letter, and back. */
static void
arrows_pass_a_mixed_line_as_the_eye_does(void **state)
{
    static const char *const lines[] = {
        "one שלום two", "שלום one חבר", "a حبل 123 b.", "123 שלום, 45", "lake", "حبل 12 (שלום) é👍"};

    (void) state;
    width = 4000;
    for (size_t i = 0; i < COUNT(lines); i++) {
        size_t n_letters = 0, n_right = 0, n_left = 0;
        float x, before;

        editor_set(&editor, lines[i], strlen(lines[i]));
        update();
        n_letters = view.pieces.list[0].block.n_graphemes;
        // Neither end of the text need be the eye's first place on the line.
        do {
            x = editor_view_caret(&view, &editor, now_ms).x;
            press(SDLK_LEFT, 0);
        } while (editor_view_caret(&view, &editor, now_ms).x < x);
        for (x = editor_view_caret(&view, &editor, now_ms).x;; n_right++, x = before) {
            press(SDLK_RIGHT, 0);
            before = editor_view_caret(&view, &editor, now_ms).x;
            if (before <= x)
                break;
        }
        for (;; n_left++, x = before) {
            press(SDLK_LEFT, 0);
            before = editor_view_caret(&view, &editor, now_ms).x;
            if (before >= x)
                break;
        }
        if (n_right != n_letters || n_left != n_letters)
            fail_msg("'%s': %zu right, %zu left of %zu", lines[i], n_right, n_left, n_letters);
    }
}

static void
arrows_pass_a_wrap_without_a_stop(void **state)
{
    size_t n_right = 0;

    (void) state;
    type("A lake, and somebody holding the other end of the rope.");
    press(SDLK_HOME, KMOD_CTRL);
    while (editor.caret < editor.text.length && n_right < 100) {
        press(SDLK_RIGHT, 0);
        n_right++;
    }
    assert_int_equal(n_right, editor.text.length);
    for (; editor.caret > 0 && n_right > 0; n_right--)
        press(SDLK_LEFT, 0);
    assert_int_equal(n_right, 0);
    press(SDLK_END, 0);
    press(SDLK_RIGHT, 0);
    assert_true(editor_view_caret(&view, &editor, now_ms).y > 0);
}

/* ---- what nobody writes, but somebody may paste ---- */

static const SDL_Keycode motion_keys[] = {
    SDLK_LEFT, SDLK_RIGHT, SDLK_UP, SDLK_DOWN, SDLK_HOME, SDLK_END, SDLK_PAGEUP, SDLK_PAGEDOWN};

/* Any keys on any text: both ends of the selection stand between graphemes, and the caret is
 * seen. */
static void
press_anything(unsigned seed, int n_keys)
{
    static const int modifiers[] = {0, KMOD_SHIFT, KMOD_CTRL, KMOD_CTRL | KMOD_SHIFT};

    for (int i = 0; i < n_keys; i++) {
        const char *string = bytes_text(&editor.text);

        if (rand() % 16 == 0)
            press(SDLK_BACKSPACE, modifiers[(size_t) rand() % 3]);
        else if (rand() % 16 == 0)
            press(SDLK_DELETE, 0);
        else
            press(motion_keys[(size_t) rand() % COUNT(motion_keys)],
                modifiers[(size_t) rand() % COUNT(modifiers)]);
        string = bytes_text(&editor.text);
        if (!text_is_border(string, editor.text.length, editor.caret) ||
            !text_is_border(string, editor.text.length, editor.anchor))
            fail_msg("seed %u: a grapheme is parted", seed);
        if (!editor_view_caret(&view, &editor, now_ms).visible)
            fail_msg("seed %u: the caret is out of sight", seed);
    }
}

static void
append_times(struct bytes *bytes, const char *piece, size_t count)
{
    for (size_t i = 0; i < count; i++)
        bytes_append_text(bytes, piece);
}

static void
strange_texts_are_walked_and_taken_back(void **state)
{
    static const struct {
        const char *before, *piece, *after;
        size_t count;
    } texts[] = {
        {"a", "\xCC\x81", "b", 200},     /* a pile of marks */
        {"", "\xE2\x80\x8B", "", 3000},  /* zero-width spaces */
        {"x", "\xE2\x80\x8D", "y", 400}, /* joiners */
        {"", "👨‍👩‍👧", "", 300}, {"", "🇪🇸", "", 300},
        {"", "x", "", 6000},    /* one word */
        {"", "123 ", "", 1500}, /* no letter at all */
        {"", "שלום ", "a", 800}, {"a ", "שלום ", "", 800}, {"", "\n", "", 5000},
        {"", " ", "", 5000}, {"", "क्षि", "", 800},
        {"\xE2\x80\xAE", "abc אבג ", "", 300}, /* an override that is never closed */
        {"\xE2\x81\xA7", "abc אבג ", "", 300}, /* an isolate */
        {"", "a\xE2\x80\x8F b ", "", 600},     /* marks of direction */
    };

    (void) state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct bytes strange = BYTES_EMPTY;

        srand((unsigned) i + 1);
        editor_set(&editor, "begin", 5);
        bytes_append_text(&strange, texts[i].before);
        append_times(&strange, texts[i].piece, texts[i].count);
        bytes_append_text(&strange, texts[i].after);
        editor_paste(&editor, &strange);
        update();
        press_anything((unsigned) i + 1, 120);
        settle();
        press_anything((unsigned) i + 1, 60);
        while (editor_undo(&editor))
            update();
        assert_string_equal(bytes_text(&editor.text), "begin");
        bytes_wipe(&strange);
    }
}

/* Two megabytes of anything: what is no text stays outside, the rest stops at the limit. */
static void
pasted_megabytes_stop_at_the_limit(void **state)
{
    struct bytes much = BYTES_EMPTY;

    (void) state;
    srand(3);
    for (int i = 0; i < 2 << 20; i++)
        bytes_append_byte(&much, (uint8_t) (rand() % 8 == 0 ? rand() : ' ' + rand() % 95));
    type("begin ");
    editor_paste(&editor, &much);
    assert_true(editor.full);
    assert_int_equal(editor.n_characters, EDITOR_CHARACTERS_MAX);
    assert_true(utf8_valid(bytes_text(&editor.text), editor.text.length, NULL));
    update();
    assert_true(editor_view_caret(&view, &editor, now_ms).visible);
    press_anything(3, 40);
    while (editor_undo(&editor))
        ;
    update();
    assert_int_equal(editor.text.length, 0);
    assert_false(editor.full);
    bytes_wipe(&much);
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
            &view, text, &editor, SDLK_BACKSPACE, KMOD_NONE, true, &clipboard, now_ms + held);
    assert_string_equal(bytes_text(&editor.text), "one two three four fiv");
    for (int64_t held = 2000; held < 2000 + 6 * 500; held += 20)
        (void) editor_view_key(
            &view, text, &editor, SDLK_BACKSPACE, KMOD_NONE, true, &clipboard, now_ms + held);
    assert_string_equal(bytes_text(&editor.text), "one two three fo");
    (void) editor_view_key(
        &view, text, &editor, SDLK_BACKSPACE, KMOD_NONE, true, &clipboard, now_ms + 5100);
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
    editor_view_touch(&view, text, &editor, x, 20, false, false, now_ms);
    assert_int_equal(editor.caret, 8);
    editor_view_touch(&view, text, &editor, x, 20, true, false, now_ms);
    assert_int_equal(editor.caret, 6);
    editor_view_touch(&view, text, &editor, 3, 20, false, false, now_ms);
    assert_int_equal(editor.caret, 0);
    editor_view_touch(&view, text, &editor, 5000, 5000, false, false, now_ms);
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
        TEST(a_long_text_edited_anywhere_equals_one_from_nothing),
        TEST(a_key_lays_out_its_piece_alone),
        TEST(a_jump_to_the_end_lays_out_what_is_seen),
        TEST(a_composition_is_shown_and_underlined),
        TEST(a_small_page_writes_on_its_last_line),
        TEST(a_large_page_writes_two_fifths_down),
        TEST(looking_scrolls_no_more_than_it_must),
        TEST(up_and_down_keep_their_column),
        TEST(home_and_end_stay_on_their_line),
        TEST(shift_selects_and_typing_replaces),
        TEST(left_is_forwards_in_hebrew),
        TEST(arrows_pass_a_mixed_line_as_the_eye_does),
        TEST(arrows_pass_a_wrap_without_a_stop),
        TEST(strange_texts_are_walked_and_taken_back),
        TEST(pasted_megabytes_stop_at_the_limit),
        TEST(keys_of_others_are_left_to_them),
        TEST(a_held_delete_waits_then_repeats_then_takes_words),
        TEST(a_finger_goes_to_the_nearest_gap_and_a_mouse_to_the_letter),
        TEST(the_caret_stops_blinking),
        TEST(the_caret_is_lit_while_it_moves),
    };

    return cmocka_run_group_tests_name("ui editor view", tests, open_fonts, close_fonts);
}
