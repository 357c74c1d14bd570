/* A page of writing and its keys, through the toolkit: events in, a frame and its list out. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/ui.h"
#include "support/writing_page.h"
#include "ui/writing.h"

static void
typed_text_stands_on_the_page_and_in_the_list(void **state)
{
    (void) state;
    page_type("A");
    page_type(" lake");
    page_expect("A lake");
    assert_string_equal(page_item("answer")->value, "A lake");
    assert_int_equal(page.n_changes, 2);
    page_key(SDLK_BACKSPACE, 0);
    page_expect("A lak");
    assert_int_equal(page.n_changes, 3);
    page_frame();
    assert_int_equal(page.n_changes, 3);
}

static void
keys_on_the_screen_write_and_the_page_tells_of_it(void **state)
{
    (void) state;
    page_touch(page_cap("A"));
    page_touch(page_item("keys.space"));
    page_touch(page_cap("l"));
    page_expect("A l");
    assert_int_equal(page.n_changes, 3);
    page_touch(page_item("keys.delete"));
    page_expect("A ");
    page_touch(page_item("keys.done"));
    assert_true(page.pressed.done);
}

static void
undo_from_beside_the_page_is_told_too(void **state)
{
    (void) state;
    page_type("a");
    assert_true(ui_writing_can_undo(page.writing));
    assert_true(ui_writing_undo(page.writing));
    page_frame();
    assert_int_equal(page.n_changes, 2);
    assert_true(ui_writing_can_redo(page.writing));
}

static void
a_draft_that_is_put_back_is_no_change(void **state)
{
    (void) state;
    ui_writing_set(page.writing, "kept", 4);
    page_frame();
    assert_int_equal(page.n_changes, 0);
    assert_false(ui_writing_can_undo(page.writing));
}

static void
a_letter_repaints_its_line_and_not_the_page(void **state)
{
    long area = 0;

    (void) state;
    ui_writing_set(page.writing, "one two three four\nfive six seven\neight", 39);
    page_frame();
    page_type("s");
    for (size_t i = 0; i < page.n_changed; i++)
        area += (long) page.changed[i].w * page.changed[i].h;
    assert_true(page.n_changed > 0);
    // Cells of 32 px, a line of 58 and its accents: three rows or four of a short line.
    assert_true(area <= 400 * 128);
}

static void
nothing_new_paints_nothing(void **state)
{
    (void) state;
    page_type("a");
    page_frame();
    assert_int_equal(page.n_changed, 0);
}

static void
a_held_delete_repeats_and_its_end_deletes_no_more(void **state)
{
    SDL_Rect rect = page_item("keys.delete")->hit;

    (void) state;
    page_type("abcdef");
    page_finger(SDL_FINGERDOWN, &rect);
    page_expect("abcdef");
    assert_true(ui_wakes(page.ui) > 0);
    clock_advance(1900);
    page_frame();
    page_expect("abcdef");
    clock_advance(200);
    page_frame();
    page_expect("abcde");
    clock_advance(600);
    page_frame();
    page_expect("abcd");
    page_finger(SDL_FINGERUP, &rect);
    page_expect("abcd");
    page_touch(page_item("keys.delete"));
    page_expect("abc");
}

static void
a_letter_that_is_held_is_written_once(void **state)
{
    SDL_Event event = {.type = SDL_KEYDOWN};

    (void) state;
    event.key.keysym.sym = SDLK_a;
    for (int i = 0; i < 100; i++) {
        event.key.repeat = i > 0;
        (void) ui_event(page.ui, &event);
        page_type("a");
    }
    page_expect("a");
    event.type = SDL_KEYUP;
    (void) ui_event(page.ui, &event);
    page_type("b");
    page_expect("ab");
}

static void
the_caret_asks_for_frames_and_then_for_none(void **state)
{
    (void) state;
    page_type("a");
    assert_true(ui_wakes(page.ui) > 0);
    clock_advance(6000);
    page_frame();
    assert_true(ui_wakes(page.ui) < 0);
}

static void
what_is_masked_is_in_no_list_and_in_no_picture(void **state)
{
    (void) state;
    page.look.masked = page.look.one_line = page.look.field = true;
    page_type("secret");
    page_expect("secret");
    assert_string_equal(page_item("answer")->value, "");
    page_key(SDLK_LEFT, 0);
    page_key(SDLK_c, KMOD_CTRL);
    page_key(SDLK_BACKSPACE, 0);
    page_expect("secre");
    page_key(SDLK_BACKSPACE, KMOD_CTRL);
    page_expect("");
}

static void
a_line_takes_no_return(void **state)
{
    (void) state;
    page.look.one_line = page.look.field = true;
    page_type("a\nb");
    page_key(SDLK_RETURN, 0);
    page_expect("a b");
}

static void
letters_for_a_passphrase_have_one_back(void **state)
{
    (void) state;
    page.keys = UI_KEYS_LETTERS;
    page_frame();
    page_touch(page_cap("q"));
    page_expect("q");
    page_touch(page_item("keys.back"));
    assert_true(page.pressed.back);
    assert_in_range(page_cap("q")->rect.x, 31, 33);
    assert_in_range(page_cap("q")->rect.y, 415, 417);
    assert_in_range(page_cap("q")->rect.h, 79, 81);
    assert_in_range(page_cap("z")->rect.x, 153, 155);
}

static bool
is_there(const char *id)
{
    size_t count;
    const struct ui_item *items = ui_list(page.ui, &count);

    for (size_t i = 0; i < count; i++)
        if (strcmp(items[i].id, id) == 0)
            return true;
    return false;
}

static void
a_quiet_key_leads_to_the_languages_of_the_clinic(void **state)
{
    (void) state;
    assert_false(is_there("keys.language")); // nobody offered another
    ui_keyboards_offer(page.ui, "en,es-MX, ar,qq");
    page_frame();
    assert_string_equal(page_item("keys.language")->label, "ES");
    assert_string_equal(page_item("keys.language")->value, "Español");
    page_touch(page_item("keys.language"));
    page_touch(page_cap("Ñ"));
    page_touch(page_item("keys.language"));
    page_touch(page_cap("ش"));
    page_expect("Ñش");
    page_touch(page_item("keys.language")); // qq has none, and English stands there already
    assert_string_equal(page_item("keys.language")->label, "ES");
    page_touch(page_cap("q"));
    page_expect("Ñشq");
}

static void
latin_letters_are_always_there(void **state)
{
    (void) state;
    ui_language_set(page.ui, "el");
    page_frame();
    page_touch(page_cap("Σ"));
    page_touch(page_item("keys.language"));
    page_touch(page_cap("s"));
    page_expect("Σs");
    page_touch(page_item("keys.language"));
    page_touch(page_cap("σ"));
    page_expect("Σsσ");
}

/* N6: a doubled letter waits as any other second press, a different one hardly. */
static void
a_letter_of_a_bounce_is_written_once(void **state)
{
    SDL_Rect q = page_cap("Q")->hit, w = page_cap("W")->hit;

    (void) state;
    clock_advance(1000);
    for (int i = 0; i < 4; i++) {
        page_finger(SDL_FINGERDOWN, &q);
        page_finger(SDL_FINGERUP, &q);
        clock_advance(150);
    }
    page_expect("Q");
    page_finger(SDL_FINGERDOWN, &w);
    page_finger(SDL_FINGERUP, &w);
    page_expect("Qw");
    clock_advance(50);
    page_finger(SDL_FINGERDOWN, &q);
    page_finger(SDL_FINGERUP, &q);
    page_expect("Qwq");
}

static void
a_thousand_keys_in_a_second_are_a_thousand_letters(void **state)
{
    static char all[1001];

    (void) state;
    for (int i = 0; i < 1000; i++) {
        SDL_Event event = {.type = SDL_KEYDOWN};

        all[i] = (char) ('a' + i % 26);
        event.key.keysym.sym = all[i];
        (void) ui_event(page.ui, &event);
        event = (SDL_Event){.type = SDL_TEXTINPUT};
        event.text.text[0] = all[i];
        (void) ui_event(page.ui, &event);
        if (i % 40 == 39) // more than a turn has room for keys
            page_frame();
        clock_advance(1);
    }
    page_expect(all);
}

/* Its last key was held and its end never came: what is typed otherwise is written all the same. */
static void
a_keyboard_that_is_pulled_out_leaves_no_key_down(void **state)
{
    SDL_Event event = {.type = SDL_KEYDOWN};

    (void) state;
    event.key.keysym.sym = SDLK_a;
    (void) ui_event(page.ui, &event);
    page_type("a");
    event.key.repeat = 1;
    (void) ui_event(page.ui, &event);
    page_type("a");
    page_touch(page_cap("b"));
    page_expect("ab");
    clock_advance(1000);
    page_type("c"); // of an input method, which has no keys
    page_expect("abc");
    event.key.repeat = 0;
    event.key.keysym.sym = SDLK_d;
    (void) ui_event(page.ui, &event);
    page_type("d");
    page_expect("abcd");
}

static void
a_delete_that_is_held_for_a_minute_takes_what_it_says(void **state)
{
    SDL_Event event = {.type = SDL_KEYDOWN};
    int n_deleted = 0;
    size_t before;

    (void) state;
    for (int i = 0; i < 400; i++)
        page_type(i % 4 == 3 ? " " : "x");
    event.key.keysym.sym = SDLK_BACKSPACE;
    for (int ms = 0; ms < 60000; ms += 33) {
        before = ui_writing_text(page.writing)->length;
        event.key.repeat = ms > 0;
        (void) ui_event(page.ui, &event);
        page_frame();
        n_deleted += ui_writing_text(page.writing)->length < before;
        clock_advance(33);
    }
    // One at once, then from two seconds on two a second (at a keyboard's own pace of 33 ms).
    assert_in_range(n_deleted, 105, 118);
}

static void
a_finger_puts_the_caret_at_a_gap(void **state)
{
    const SDL_Rect inside_first_word = {70, 205, 10, 40};

    (void) state;
    page_type("somebody");
    page_finger(SDL_FINGERDOWN, &inside_first_word);
    page_finger(SDL_FINGERUP, &inside_first_word);
    page_type("x");
    page_expect("xsomebody");
}

/* ---- touches -------------------------------------------------------------------- */

/* A finger at a place of the page's words, as 39 px letters stand in 58 px lines there. */
static void
finger_at(Uint32 type, float x, float y)
{
    SDL_Event event = {.type = type};

    event.tfinger.fingerId = 1;
    event.tfinger.x = (64 + x) / 1280;
    event.tfinger.y = (200 + y) / 800;
    (void) ui_event(page.ui, &event);
    page_frame();
}

static void
tap(float x, float y)
{
    clock_advance(1000);
    finger_at(SDL_FINGERDOWN, x, y);
    finger_at(SDL_FINGERUP, x, y);
}

static void
drag(float x, float y, float to_x, float to_y)
{
    clock_advance(1000);
    finger_at(SDL_FINGERDOWN, x, y);
    for (int i = 1; i <= 10; i++) {
        float part = (float) i / 10;

        clock_advance(20);
        finger_at(SDL_FINGERMOTION, x + (to_x - x) * part, y + (to_y - y) * part);
    }
    clock_advance(200);
    finger_at(SDL_FINGERUP, to_x, to_y);
}

static void
expect_selected(const char *text)
{
    const struct editor *editor = ui_writing_editor(page.writing);
    size_t from, to;
    struct bytes selected = BYTES_EMPTY;

    editor_selection(editor, &from, &to);
    bytes_append(&selected, bytes_text(&editor->text) + from, to - from);
    assert_string_equal(bytes_text(&selected), text);
    bytes_destroy(&selected);
}

static void
a_finger_acts_when_it_is_lifted(void **state)
{
    (void) state;
    page_type("somebody");
    finger_at(SDL_FINGERDOWN, 40, 32);
    assert_int_equal(ui_writing_editor(page.writing)->caret, 8);
    assert_false(ui_writing_tapped(page.writing));
    finger_at(SDL_FINGERMOTION, 40 + 5 * 5.88f, 32);
    finger_at(SDL_FINGERUP, 40, 32);
    assert_int_equal(ui_writing_editor(page.writing)->caret, 0);
    page_frame();
    assert_false(ui_writing_tapped(page.writing));
}

static void
a_finger_that_travels_moves_the_page_and_not_the_caret(void **state)
{
    size_t top;

    (void) state;
    page_type("1");
    for (int i = 0; i < 30; i++) {
        page_key(SDLK_RETURN, 0);
        page_type("lake");
    }
    top = page.writing->view.top_line;
    assert_int_equal(page.writing->editor.caret, page.writing->editor.text.length);
    drag(100, 20, 100, 20 + 8 * 5.88f); // neither a tap nor a scroll
    assert_int_equal(page.writing->view.top_line, top);
    assert_int_equal(page.writing->editor.caret, page.writing->editor.text.length);
    drag(100, 20, 100, 20 + 3 * 58);
    assert_int_equal(page.writing->view.top_line, top - 3);
    assert_int_equal(page.writing->editor.caret, page.writing->editor.text.length);
    drag(100, 20, 100, 4000);
    drag(100, 20, 100, -4000);
    assert_int_equal(page.writing->view.top_line, top);
    drag(100, 20, 100, 4000);
    assert_int_equal(page.writing->view.top_line, 0);
    page_type("!");
    assert_int_equal(page.writing->view.top_line, top);
}

static void
taps_select_from_the_first_word_to_the_last(void **state)
{
    (void) state;
    page_type("one two three four");
    ui_writing_select(page.writing, true);
    assert_int_equal(ui_writing_selecting(page.writing), UI_SELECTING_WORD);
    tap(100, 20);
    assert_int_equal(ui_writing_selecting(page.writing), UI_SELECTING_ENDS);
    expect_selected("two");
    tap(400, 20);
    expect_selected("two three four");
    assert_string_equal(page_item("selected-from")->value, "");
    assert_string_equal(page_item("selected-to")->value, "in hand");
    assert_true(page_item("selected-from")->rect.x < page_item("selected-to")->rect.x);
    // The other handle is taken in hand, and the next tap moves that end.
    tap(70, 66);
    expect_selected("two three four");
    tap(3, 20);
    expect_selected("one two three four");
    ui_writing_select(page.writing, false);
    expect_selected("");
    page_expect("one two three four");
}

static void
a_handle_can_be_dragged(void **state)
{
    (void) state;
    page_type("one two three four");
    ui_writing_select(page.writing, true);
    tap(100, 20);
    drag(135, 30, 400, 30);
    expect_selected("two three four");
    drag(72, 60, 3, 60);
    expect_selected("one two three four");
    // Past the other end the two change places; onto it they never come.
    drag(3, 60, 900, 60);
    assert_true(page.writing->editor.anchor != page.writing->editor.caret);
}

static void
what_was_cut_goes_where_a_tap_says(void **state)
{
    (void) state;
    page_type("one two three four");
    assert_false(ui_writing_cut(page.ui, page.writing));
    assert_false(ui_writing_can_paste(page.ui));
    assert_false(ui_writing_paste(page.ui, page.writing));
    ui_writing_select(page.writing, true);
    tap(100, 20);
    assert_true(ui_writing_cut(page.ui, page.writing));
    page_frame();
    assert_int_equal(ui_writing_selecting(page.writing), UI_SELECTING_PLACE);
    page_expect("one  three four");
    tap(900, 20);
    assert_true(ui_writing_paste(page.ui, page.writing));
    page_frame();
    assert_int_equal(ui_writing_selecting(page.writing), UI_SELECTING_NOT);
    page_expect("one  three fourtwo");
    assert_true(ui_writing_undo(page.writing));
    assert_true(ui_writing_undo(page.writing));
    page_expect("one two three four");
}

static void
what_was_copied_stays_and_typing_ends_selecting(void **state)
{
    (void) state;
    page_type("one two");
    ui_writing_select(page.writing, true);
    tap(100, 20);
    assert_true(ui_writing_copy(page.ui, page.writing));
    page_expect("one two");
    tap(3, 20);
    assert_int_equal(ui_writing_selecting(page.writing), UI_SELECTING_PLACE);
    assert_true(ui_writing_paste(page.ui, page.writing));
    page_expect("twoone two");
    ui_writing_select(page.writing, true);
    page_type("x");
    assert_int_equal(ui_writing_selecting(page.writing), UI_SELECTING_NOT);
}

static void
selecting_finds_nothing_on_an_empty_page(void **state)
{
    (void) state;
    ui_writing_select(page.writing, true);
    tap(100, 20);
    tap(300, 90);
    assert_int_equal(ui_writing_selecting(page.writing), UI_SELECTING_WORD);
    page_type("  \n ");
    ui_writing_select(page.writing, true);
    tap(10, 20);
    tap(10, 70);
    assert_int_equal(ui_writing_selecting(page.writing), UI_SELECTING_WORD);
}

static void
insert(const char *text)
{
    editor_insert(&page.writing->editor, text, strlen(text));
}

/* A hand that taps and drags anywhere never parts a grapheme and never changes the text. */
static void
no_touch_splits_a_grapheme(void **state)
{
    static const char *const pieces[] = {"lake ", "👨‍👩‍👧", "é̂̃", "שלום ", "حبل ",
        "क्षि ", "\n", "🇪🇸🇲🇽", "a\xCC\x80", "\xE2\x80\x8D"};

    (void) state;
    for (unsigned seed = 1; seed <= 8; seed++) {
        struct bytes before = BYTES_EMPTY;

        srand(seed);
        for (int i = 0; i < 40; i++)
            insert(pieces[(size_t) rand() % COUNT(pieces)]);
        page_frame();
        bytes_append(&before, page.writing->editor.text.data, page.writing->editor.text.length);
        for (int i = 0; i < 40; i++) {
            float x = (float) (rand() % 1000), y = (float) (rand() % 200 - 14); // not onto the keys

            if (rand() % 8 == 0)
                ui_writing_select(page.writing, rand() % 2 == 0);
            if (rand() % 2 == 0)
                tap(x, y);
            else
                drag(x, y, (float) (rand() % 1000), (float) (rand() % 400 - 100));
            assert_true(text_is_border(bytes_text(&page.writing->editor.text),
                page.writing->editor.text.length, page.writing->editor.caret));
            assert_true(text_is_border(bytes_text(&page.writing->editor.text),
                page.writing->editor.text.length, page.writing->editor.anchor));
        }
        assert_true(bytes_equal(&page.writing->editor.text, &before));
        ui_writing_select(page.writing, false);
        bytes_destroy(&before);
    }
}

/* ---- fast hands ------------------------------------------------------------------- */

static void
keys_and_text_of_one_turn_come_in_their_order(void **state)
{
    (void) state;
    page_post_text("a");
    page_post_text("b");
    page_post_key(SDLK_BACKSPACE, 0, false);
    page_post_text("c");
    page_post_key(SDLK_LEFT, 0, false);
    page_post_text("d");
    page_post_key(SDLK_RETURN, 0, false);
    page_frame();
    page_expect("ad\nc");
}

/* A thousand keys a second are sixteen in each frame; each sees what the one before it did. */
static void
a_thousand_keys_a_second_write_what_slow_ones_do(void **state)
{
    static const SDL_Keycode codes[] = {SDLK_LEFT, SDLK_RIGHT, SDLK_UP, SDLK_DOWN, SDLK_HOME,
        SDLK_END, SDLK_PAGEUP, SDLK_PAGEDOWN, SDLK_BACKSPACE, SDLK_DELETE, SDLK_RETURN, SDLK_z,
        SDLK_y};
    static const char *const texts[] = {"a", "é", "שלום", "👍", " ", "lake "};
    struct bytes slow = BYTES_EMPTY;

    (void) state;
    for (int pass = 0; pass < 2; pass++) {
        ui_writing_free(page.writing);
        page.writing = ui_writing_new();
        page_frame();
        srand(7);
        for (int i = 0; i < 2000; i++) {
            size_t key = (size_t) rand() % COUNT(codes);
            int modifiers = (rand() % 4 == 0 ? KMOD_SHIFT : 0) | (rand() % 4 == 0 ? KMOD_CTRL : 0);

            if (codes[key] == SDLK_z || codes[key] == SDLK_y)
                modifiers = KMOD_CTRL;
            if (rand() % 8 > 0)
                page_post_text(texts[(size_t) rand() % COUNT(texts)]);
            else
                page_post_key(codes[key], modifiers, false);
            if (pass == 0 || i % 16 == 0)
                page_frame();
        }
        page_frame();
        if (pass == 0)
            bytes_append(&slow, page.writing->editor.text.data, page.writing->editor.text.length);
    }
    assert_true(slow.length > 100);
    assert_true(bytes_equal(&slow, &page.writing->editor.text));
    bytes_destroy(&slow);
}

/* A book that lies on the keyboard: a minute of repeats. */
static void
a_key_that_is_held_for_a_minute_does_what_it_does_once(void **state)
{
    static const struct {
        SDL_Keycode code;
        int modifiers;
    } held[] = {{SDLK_z, KMOD_CTRL}, {SDLK_v, KMOD_CTRL}, {SDLK_y, KMOD_CTRL}, {SDLK_LEFT, 0},
        {SDLK_PAGEUP, KMOD_SHIFT}, {SDLK_RETURN, 0}};

    (void) state;
    page_type("one two three. ");
    page_key(SDLK_a, KMOD_CTRL);
    page_key(SDLK_c, KMOD_CTRL);
    page_key(SDLK_END, KMOD_CTRL);
    for (size_t i = 0; i < COUNT(held); i++) {
        struct bytes once = BYTES_EMPTY;
        size_t caret;

        page_key(held[i].code, held[i].modifiers);
        bytes_append(&once, page.writing->editor.text.data, page.writing->editor.text.length);
        caret = page.writing->editor.caret;
        for (int n = 0; n < 60 * 30; n++) {
            page_post_key(held[i].code, held[i].modifiers, true);
            clock_advance(33);
            if (n % 100 == 0)
                page_frame();
        }
        page_frame();
        assert_true(bytes_equal(&once, &page.writing->editor.text));
        assert_int_equal(page.writing->editor.caret, caret);
        bytes_destroy(&once);
        page_type("word "); // there is something to take back again
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, page_set_up, page_tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(typed_text_stands_on_the_page_and_in_the_list),
        TEST(keys_on_the_screen_write_and_the_page_tells_of_it),
        TEST(undo_from_beside_the_page_is_told_too),
        TEST(a_draft_that_is_put_back_is_no_change),
        TEST(a_letter_repaints_its_line_and_not_the_page),
        TEST(nothing_new_paints_nothing),
        TEST(a_held_delete_repeats_and_its_end_deletes_no_more),
        TEST(a_letter_that_is_held_is_written_once),
        TEST(the_caret_asks_for_frames_and_then_for_none),
        TEST(what_is_masked_is_in_no_list_and_in_no_picture),
        TEST(a_line_takes_no_return),
        TEST(letters_for_a_passphrase_have_one_back),
        TEST(a_quiet_key_leads_to_the_languages_of_the_clinic),
        TEST(latin_letters_are_always_there),
        TEST(a_letter_of_a_bounce_is_written_once),
        TEST(a_thousand_keys_in_a_second_are_a_thousand_letters),
        TEST(a_keyboard_that_is_pulled_out_leaves_no_key_down),
        TEST(a_delete_that_is_held_for_a_minute_takes_what_it_says),
        TEST(a_finger_puts_the_caret_at_a_gap),
        TEST(a_finger_acts_when_it_is_lifted),
        TEST(a_finger_that_travels_moves_the_page_and_not_the_caret),
        TEST(taps_select_from_the_first_word_to_the_last),
        TEST(a_handle_can_be_dragged),
        TEST(what_was_cut_goes_where_a_tap_says),
        TEST(what_was_copied_stays_and_typing_ends_selecting),
        TEST(selecting_finds_nothing_on_an_empty_page),
        TEST(no_touch_splits_a_grapheme),
        TEST(keys_and_text_of_one_turn_come_in_their_order),
        TEST(a_thousand_keys_a_second_write_what_slow_ones_do),
        TEST(a_key_that_is_held_for_a_minute_does_what_it_does_once),
    };

    clock_share();
    return cmocka_run_group_tests_name("ui writing", tests, NULL, NULL);
}
