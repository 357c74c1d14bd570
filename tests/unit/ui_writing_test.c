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
#include "support/seed.h"
#include "ui/writing.h"

static struct ui *ui;
static struct ui_writing *writing;
static struct ui_writing_look look;
static enum ui_keys keys;
static struct ui_keys_pressed pressed;
static int n_changes;
static const SDL_Rect *changed;
static size_t n_changed;

static void
describe(void)
{
    struct ui_rect place =
        keys == UI_KEYS_WORDS ? ui_keyboard_rect(ui) : (struct ui_rect){28, 408, 1220, 288};
    struct ui_keys_pressed now;

    ui_scene(ui, place.y);
    n_changes += ui_write(ui, "answer", (struct ui_rect){32, 184, 952, 208}, writing, &look);
    now = ui_keyboard(ui, "keys", place, keys, writing);
    pressed.done |= now.done;
    pressed.back |= now.back;
}

static void
frame(void)
{
    do {
        ui_begin(ui);
        describe();
        changed = ui_end(ui, &n_changed);
    } while (ui_acted(ui));
}

static int
set_up(void **state)
{
    struct ui_options options = {
        .width = 1280,
        .height = 800,
        .px_per_mm = 5.88,
        .comfort = {.theme = UI_DUSK, .text_percent = 100},
        .language = "en",
        .assets = AFTERWORD_SOURCE_DIR "/assets",
    };
    struct fault fault = FAULT_EMPTY;

    (void) state;
    ui = ui_new(&options, &fault);
    if (!ui)
        return -1;
    writing = ui_writing_new();
    look = (struct ui_writing_look){.label = "What is still with you?"};
    keys = UI_KEYS_WORDS;
    pressed = (struct ui_keys_pressed){false, false};
    ui_focus(ui, "answer");
    frame();
    frame();
    clock_advance(1000); // a first page takes no press that comes with it
    n_changes = 0;
    return 0;
}

static int
tear_down(void **state)
{
    (void) state;
    ui_writing_free(writing);
    ui_free(ui);
    return 0;
}

static void
expect(const char *text)
{
    assert_string_equal(bytes_text(ui_writing_text(writing)), text);
}

static void
type(const char *text)
{
    SDL_Event event = {.type = SDL_TEXTINPUT};

    (void) snprintf(event.text.text, sizeof(event.text.text), "%s", text);
    (void) ui_event(ui, &event);
    frame();
}

static void
key(SDL_Keycode code, int modifiers)
{
    SDL_Event event = {.type = SDL_KEYDOWN};

    event.key.keysym.sym = code;
    event.key.keysym.mod = (Uint16) modifiers;
    (void) ui_event(ui, &event);
    frame();
}

static const struct ui_item *
item_named(const char *id)
{
    size_t count;
    const struct ui_item *items = ui_list(ui, &count);

    for (size_t i = 0; i < count; i++) {
        if (strcmp(items[i].id, id) == 0)
            return &items[i];
    }
    fail_msg("nothing is named %s", id);
    return NULL;
}

static const struct ui_item *
key_labelled(const char *label)
{
    size_t count;
    const struct ui_item *items = ui_list(ui, &count);

    for (size_t i = 0; i < count; i++) {
        if (items[i].role == UI_KEY && strcmp(items[i].label, label) == 0)
            return &items[i];
    }
    fail_msg("no key '%s'", label);
    return NULL;
}

static void
finger(Uint32 type, const SDL_Rect *rect)
{
    SDL_Event event = {.type = type};

    event.tfinger.fingerId = 1;
    event.tfinger.x = ((float) rect->x + (float) rect->w / 2) / 1280;
    event.tfinger.y = ((float) rect->y + (float) rect->h / 2) / 800;
    (void) ui_event(ui, &event);
    frame();
}

static void
touch(const struct ui_item *item)
{
    SDL_Rect rect = item->hit;

    clock_advance(1000);
    finger(SDL_FINGERDOWN, &rect);
    finger(SDL_FINGERUP, &rect);
}

static void
typed_text_stands_on_the_page_and_in_the_list(void **state)
{
    (void) state;
    type("A");
    type(" lake");
    expect("A lake");
    assert_string_equal(item_named("answer")->value, "A lake");
    assert_int_equal(n_changes, 2);
    key(SDLK_BACKSPACE, 0);
    expect("A lak");
    assert_int_equal(n_changes, 3);
    frame();
    assert_int_equal(n_changes, 3);
}

static void
keys_on_the_screen_write_and_the_page_tells_of_it(void **state)
{
    (void) state;
    touch(key_labelled("A"));
    touch(item_named("keys.space"));
    touch(key_labelled("l"));
    expect("A l");
    assert_int_equal(n_changes, 3);
    touch(item_named("keys.delete"));
    expect("A ");
    touch(item_named("keys.done"));
    assert_true(pressed.done);
}

static void
undo_from_beside_the_page_is_told_too(void **state)
{
    (void) state;
    type("a");
    assert_true(ui_writing_can_undo(writing));
    assert_true(ui_writing_undo(writing));
    frame();
    assert_int_equal(n_changes, 2);
    assert_true(ui_writing_can_redo(writing));
}

static void
a_draft_that_is_put_back_is_no_change(void **state)
{
    (void) state;
    ui_writing_set(writing, "kept", 4);
    frame();
    assert_int_equal(n_changes, 0);
    assert_false(ui_writing_can_undo(writing));
}

static void
a_letter_repaints_its_line_and_not_the_page(void **state)
{
    long area = 0;

    (void) state;
    ui_writing_set(writing, "one two three four\nfive six seven\neight", 39);
    frame();
    type("s");
    for (size_t i = 0; i < n_changed; i++)
        area += (long) changed[i].w * changed[i].h;
    assert_true(n_changed > 0);
    // Cells of 32 px, a line of 58 and its accents: three rows or four of a short line.
    assert_true(area <= 400 * 128);
}

static void
nothing_new_paints_nothing(void **state)
{
    (void) state;
    type("a");
    frame();
    assert_int_equal(n_changed, 0);
}

static void
a_held_delete_repeats_and_its_end_deletes_no_more(void **state)
{
    SDL_Rect rect = item_named("keys.delete")->hit;

    (void) state;
    type("abcdef");
    finger(SDL_FINGERDOWN, &rect);
    expect("abcdef");
    assert_true(ui_wakes(ui) > 0);
    clock_advance(1900);
    frame();
    expect("abcdef");
    clock_advance(200);
    frame();
    expect("abcde");
    clock_advance(600);
    frame();
    expect("abcd");
    finger(SDL_FINGERUP, &rect);
    expect("abcd");
    touch(item_named("keys.delete"));
    expect("abc");
}

static void
a_letter_that_is_held_is_written_once(void **state)
{
    SDL_Event event = {.type = SDL_KEYDOWN};

    (void) state;
    event.key.keysym.sym = SDLK_a;
    for (int i = 0; i < 100; i++) {
        event.key.repeat = i > 0;
        (void) ui_event(ui, &event);
        type("a");
    }
    expect("a");
    event.type = SDL_KEYUP;
    (void) ui_event(ui, &event);
    type("b");
    expect("ab");
}

static void
the_caret_asks_for_frames_and_then_for_none(void **state)
{
    (void) state;
    type("a");
    assert_true(ui_wakes(ui) > 0);
    clock_advance(6000);
    frame();
    assert_true(ui_wakes(ui) < 0);
}

static void
what_is_masked_is_in_no_list_and_in_no_picture(void **state)
{
    (void) state;
    look.masked = look.one_line = look.field = true;
    type("secret");
    expect("secret");
    assert_string_equal(item_named("answer")->value, "");
    key(SDLK_LEFT, 0);
    key(SDLK_c, KMOD_CTRL);
    key(SDLK_BACKSPACE, 0);
    expect("secre");
    key(SDLK_BACKSPACE, KMOD_CTRL);
    expect("");
}

static void
a_line_takes_no_return(void **state)
{
    (void) state;
    look.one_line = look.field = true;
    type("a\nb");
    key(SDLK_RETURN, 0);
    expect("a b");
}

static void
letters_for_a_passphrase_have_one_back(void **state)
{
    (void) state;
    keys = UI_KEYS_LETTERS;
    frame();
    touch(key_labelled("q"));
    expect("q");
    touch(item_named("keys.back"));
    assert_true(pressed.back);
    assert_in_range(key_labelled("q")->rect.x, 31, 33);
    assert_in_range(key_labelled("q")->rect.y, 415, 417);
    assert_in_range(key_labelled("q")->rect.h, 79, 81);
    assert_in_range(key_labelled("z")->rect.x, 153, 155);
}

static bool
is_there(const char *id)
{
    size_t count;
    const struct ui_item *items = ui_list(ui, &count);

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
    ui_keyboards_offer(ui, "en,es-MX, ar,qq");
    frame();
    assert_string_equal(item_named("keys.language")->label, "ES");
    assert_string_equal(item_named("keys.language")->value, "Español");
    touch(item_named("keys.language"));
    touch(key_labelled("Ñ"));
    touch(item_named("keys.language"));
    touch(key_labelled("ش"));
    expect("Ñش");
    touch(item_named("keys.language")); // qq has none, and English stands there already
    assert_string_equal(item_named("keys.language")->label, "ES");
    touch(key_labelled("q"));
    expect("Ñشq");
}

static void
latin_letters_are_always_there(void **state)
{
    (void) state;
    ui_language_set(ui, "el");
    frame();
    touch(key_labelled("Σ"));
    touch(item_named("keys.language"));
    touch(key_labelled("s"));
    expect("Σs");
    touch(item_named("keys.language"));
    touch(key_labelled("σ"));
    expect("Σsσ");
}

/* N6: a doubled letter waits as any other second press, a different one hardly. */
static void
a_letter_of_a_bounce_is_written_once(void **state)
{
    SDL_Rect q = key_labelled("Q")->hit, w = key_labelled("W")->hit;

    (void) state;
    clock_advance(1000);
    for (int i = 0; i < 4; i++) {
        finger(SDL_FINGERDOWN, &q);
        finger(SDL_FINGERUP, &q);
        clock_advance(150);
    }
    expect("Q");
    finger(SDL_FINGERDOWN, &w);
    finger(SDL_FINGERUP, &w);
    expect("Qw");
    clock_advance(50);
    finger(SDL_FINGERDOWN, &q);
    finger(SDL_FINGERUP, &q);
    expect("Qwq");
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
        (void) ui_event(ui, &event);
        event = (SDL_Event){.type = SDL_TEXTINPUT};
        event.text.text[0] = all[i];
        (void) ui_event(ui, &event);
        if (i % 40 == 39) // more than a turn has room for keys
            frame();
        clock_advance(1);
    }
    expect(all);
}

/* Its last key was held and its end never came: what is typed otherwise is written all the same. */
static void
a_keyboard_that_is_pulled_out_leaves_no_key_down(void **state)
{
    SDL_Event event = {.type = SDL_KEYDOWN};

    (void) state;
    event.key.keysym.sym = SDLK_a;
    (void) ui_event(ui, &event);
    type("a");
    event.key.repeat = 1;
    (void) ui_event(ui, &event);
    type("a");
    touch(key_labelled("b"));
    expect("ab");
    clock_advance(1000);
    type("c"); // of an input method, which has no keys
    expect("abc");
    event.key.repeat = 0;
    event.key.keysym.sym = SDLK_d;
    (void) ui_event(ui, &event);
    type("d");
    expect("abcd");
}

static void
a_delete_that_is_held_for_a_minute_takes_what_it_says(void **state)
{
    SDL_Event event = {.type = SDL_KEYDOWN};
    int n_deleted = 0;
    size_t before;

    (void) state;
    for (int i = 0; i < 400; i++)
        type(i % 4 == 3 ? " " : "x");
    event.key.keysym.sym = SDLK_BACKSPACE;
    for (int ms = 0; ms < 60000; ms += 33) {
        before = ui_writing_text(writing)->length;
        event.key.repeat = ms > 0;
        (void) ui_event(ui, &event);
        frame();
        n_deleted += ui_writing_text(writing)->length < before;
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
    type("somebody");
    finger(SDL_FINGERDOWN, &inside_first_word);
    finger(SDL_FINGERUP, &inside_first_word);
    type("x");
    expect("xsomebody");
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
    (void) ui_event(ui, &event);
    frame();
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
    const struct editor *editor = ui_writing_editor(writing);
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
    type("somebody");
    finger_at(SDL_FINGERDOWN, 40, 32);
    assert_int_equal(ui_writing_editor(writing)->caret, 8);
    assert_false(ui_writing_tapped(writing));
    finger_at(SDL_FINGERMOTION, 40 + 5 * 5.88f, 32);
    finger_at(SDL_FINGERUP, 40, 32);
    assert_int_equal(ui_writing_editor(writing)->caret, 0);
    frame();
    assert_false(ui_writing_tapped(writing));
}

static void
a_finger_that_travels_moves_the_page_and_not_the_caret(void **state)
{
    size_t top;

    (void) state;
    type("1");
    for (int i = 0; i < 30; i++) {
        key(SDLK_RETURN, 0);
        type("lake");
    }
    top = writing->view.top_line;
    assert_int_equal(writing->editor.caret, writing->editor.text.length);
    drag(100, 20, 100, 20 + 8 * 5.88f); // neither a tap nor a scroll
    assert_int_equal(writing->view.top_line, top);
    assert_int_equal(writing->editor.caret, writing->editor.text.length);
    drag(100, 20, 100, 20 + 3 * 58);
    assert_int_equal(writing->view.top_line, top - 3);
    assert_int_equal(writing->editor.caret, writing->editor.text.length);
    drag(100, 20, 100, 4000);
    drag(100, 20, 100, -4000);
    assert_int_equal(writing->view.top_line, top);
    drag(100, 20, 100, 4000);
    assert_int_equal(writing->view.top_line, 0);
    type("!");
    assert_int_equal(writing->view.top_line, top);
}

static void
taps_select_from_the_first_word_to_the_last(void **state)
{
    (void) state;
    type("one two three four");
    ui_writing_select(writing, true);
    assert_int_equal(ui_writing_selecting(writing), UI_SELECTING_WORD);
    tap(100, 20);
    assert_int_equal(ui_writing_selecting(writing), UI_SELECTING_ENDS);
    expect_selected("two");
    tap(400, 20);
    expect_selected("two three four");
    // The other handle is taken in hand, and the next tap moves that end.
    tap(70, 66);
    expect_selected("two three four");
    tap(3, 20);
    expect_selected("one two three four");
    ui_writing_select(writing, false);
    expect_selected("");
    expect("one two three four");
}

static void
a_handle_can_be_dragged(void **state)
{
    (void) state;
    type("one two three four");
    ui_writing_select(writing, true);
    tap(100, 20);
    drag(135, 30, 400, 30);
    expect_selected("two three four");
    drag(72, 60, 3, 60);
    expect_selected("one two three four");
    // Past the other end the two change places; onto it they never come.
    drag(3, 60, 900, 60);
    assert_true(writing->editor.anchor != writing->editor.caret);
}

static void
what_was_cut_goes_where_a_tap_says(void **state)
{
    (void) state;
    type("one two three four");
    assert_false(ui_writing_cut(ui, writing));
    assert_false(ui_writing_can_paste(ui));
    assert_false(ui_writing_paste(ui, writing));
    ui_writing_select(writing, true);
    tap(100, 20);
    assert_true(ui_writing_cut(ui, writing));
    frame();
    assert_int_equal(ui_writing_selecting(writing), UI_SELECTING_PLACE);
    expect("one  three four");
    tap(900, 20);
    assert_true(ui_writing_paste(ui, writing));
    frame();
    assert_int_equal(ui_writing_selecting(writing), UI_SELECTING_NOT);
    expect("one  three fourtwo");
    assert_true(ui_writing_undo(writing));
    assert_true(ui_writing_undo(writing));
    expect("one two three four");
}

static void
what_was_copied_stays_and_typing_ends_selecting(void **state)
{
    (void) state;
    type("one two");
    ui_writing_select(writing, true);
    tap(100, 20);
    assert_true(ui_writing_copy(ui, writing));
    expect("one two");
    tap(3, 20);
    assert_int_equal(ui_writing_selecting(writing), UI_SELECTING_PLACE);
    assert_true(ui_writing_paste(ui, writing));
    expect("twoone two");
    ui_writing_select(writing, true);
    type("x");
    assert_int_equal(ui_writing_selecting(writing), UI_SELECTING_NOT);
}

static void
selecting_finds_nothing_on_an_empty_page(void **state)
{
    (void) state;
    ui_writing_select(writing, true);
    tap(100, 20);
    tap(300, 90);
    assert_int_equal(ui_writing_selecting(writing), UI_SELECTING_WORD);
    type("  \n ");
    ui_writing_select(writing, true);
    tap(10, 20);
    tap(10, 70);
    assert_int_equal(ui_writing_selecting(writing), UI_SELECTING_WORD);
}

static void
insert(const char *text)
{
    editor_insert(&writing->editor, text, strlen(text));
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
        frame();
        bytes_append(&before, writing->editor.text.data, writing->editor.text.length);
        for (int i = 0; i < 40; i++) {
            float x = (float) (rand() % 1000), y = (float) (rand() % 200 - 14); // not onto the keys

            if (rand() % 8 == 0)
                ui_writing_select(writing, rand() % 2 == 0);
            if (rand() % 2 == 0)
                tap(x, y);
            else
                drag(x, y, (float) (rand() % 1000), (float) (rand() % 400 - 100));
            assert_true(text_is_border(bytes_text(&writing->editor.text),
                writing->editor.text.length, writing->editor.caret));
            assert_true(text_is_border(bytes_text(&writing->editor.text),
                writing->editor.text.length, writing->editor.anchor));
        }
        assert_true(bytes_equal(&writing->editor.text, &before));
        ui_writing_select(writing, false);
        bytes_destroy(&before);
    }
}

/* ---- fast hands ------------------------------------------------------------------- */

static void
post_text(const char *text)
{
    SDL_Event event = {.type = SDL_TEXTINPUT};

    (void) snprintf(event.text.text, sizeof(event.text.text), "%s", text);
    (void) ui_event(ui, &event);
}

static void
post_key(SDL_Keycode code, int modifiers, bool repeat)
{
    SDL_Event event = {.type = SDL_KEYDOWN};

    event.key.keysym.sym = code;
    event.key.keysym.mod = (Uint16) modifiers;
    event.key.repeat = repeat;
    (void) ui_event(ui, &event);
}

static void
keys_and_text_of_one_turn_come_in_their_order(void **state)
{
    (void) state;
    post_text("a");
    post_text("b");
    post_key(SDLK_BACKSPACE, 0, false);
    post_text("c");
    post_key(SDLK_LEFT, 0, false);
    post_text("d");
    post_key(SDLK_RETURN, 0, false);
    frame();
    expect("ad\nc");
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
        ui_writing_free(writing);
        writing = ui_writing_new();
        frame();
        srand(7);
        for (int i = 0; i < 2000; i++) {
            size_t key = (size_t) rand() % COUNT(codes);
            int modifiers = (rand() % 4 == 0 ? KMOD_SHIFT : 0) | (rand() % 4 == 0 ? KMOD_CTRL : 0);

            if (codes[key] == SDLK_z || codes[key] == SDLK_y)
                modifiers = KMOD_CTRL;
            if (rand() % 8 > 0)
                post_text(texts[(size_t) rand() % COUNT(texts)]);
            else
                post_key(codes[key], modifiers, false);
            if (pass == 0 || i % 16 == 0)
                frame();
        }
        frame();
        if (pass == 0)
            bytes_append(&slow, writing->editor.text.data, writing->editor.text.length);
    }
    assert_true(slow.length > 100);
    assert_true(bytes_equal(&slow, &writing->editor.text));
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
    type("one two three. ");
    key(SDLK_a, KMOD_CTRL);
    key(SDLK_c, KMOD_CTRL);
    key(SDLK_END, KMOD_CTRL);
    for (size_t i = 0; i < COUNT(held); i++) {
        struct bytes once = BYTES_EMPTY;
        size_t caret;

        key(held[i].code, held[i].modifiers);
        bytes_append(&once, writing->editor.text.data, writing->editor.text.length);
        caret = writing->editor.caret;
        for (int n = 0; n < 60 * 30; n++) {
            post_key(held[i].code, held[i].modifiers, true);
            clock_advance(33);
            if (n % 100 == 0)
                frame();
        }
        frame();
        assert_true(bytes_equal(&once, &writing->editor.text));
        assert_int_equal(writing->editor.caret, caret);
        bytes_destroy(&once);
        type("word "); // there is something to take back again
    }
}

/* ---- shown before the rest of the screen ----------------------------------------- */

static uint32_t *
canvas_copy(void)
{
    SDL_Surface *canvas = ui_canvas(ui);
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
        post_text(texts[seed_below(seed, COUNT(texts))]);
    else
        post_key(codes[seed_below(seed, COUNT(codes))], seed_below(seed, 4) == 0 ? KMOD_SHIFT : 0,
            false);
}

/* Whatever is typed: the rectangle holds all that changed, and what stands on the page is what a
 * whole frame paints there. */
static bool
echoes_as_a_frame_would(void)
{
    const SDL_Rect all = {0, 0, 1280, 800}, none = {0, 0, 0, 0};
    uint32_t *before = canvas_copy(), *echoed, *whole;
    SDL_Rect rect = {0, 0, 0, 0};
    bool shown = ui_echo(ui, &rect);

    echoed = canvas_copy();
    assert_true(same_picture(before, echoed, all, shown ? rect : none));
    ui_damage_all(ui);
    frame();
    whole = canvas_copy();
    // Beside the page a key may say that its Shift is over.
    if (shown)
        assert_true(same_picture(echoed, whole, item_named("answer")->rect, none));
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

        ui_writing_set(writing, "", 0);
        for (int i = 0; i < 50; i++) {
            clock_advance(EDITOR_BLINK_STOPS_MS); // the caret stands still
            frame();
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
    post_text("A lake");
    assert_true(ui_echo(ui, &rect));
    expect("A lake");
    assert_int_equal(n_changes, 0);
    assert_true(ui_typed_by_keys(ui));
    frame();
    assert_int_equal(n_changes, 1);
    assert_string_equal(item_named("answer")->value, "A lake");
    assert_false(ui_typed_by_keys(ui));
    assert_false(ui_echo(ui, &rect)); // nothing is left of it
}

static void
a_letter_shows_no_more_than_itself(void **state)
{
    SDL_Rect rect;

    (void) state;
    type("somebody who held the rop");
    post_text("e");
    assert_true(ui_echo(ui, &rect));
    assert_in_range(rect.w, 1, 60);
    assert_in_range(rect.h, 1, 80);
}

static void
a_key_under_a_finger_shows_it_at_once(void **state)
{
    const SDL_Rect all = {0, 0, 1280, 800};
    uint32_t *before = canvas_copy(), *echoed, *whole;
    SDL_Rect key = key_labelled("E")->rect, rect;
    SDL_Event event = {.type = SDL_FINGERDOWN};

    (void) state;
    event.tfinger.x = ((float) key.x + (float) key.w / 2) / 1280;
    event.tfinger.y = ((float) key.y + (float) key.h / 2) / 800;
    (void) ui_event(ui, &event);
    assert_true(ui_echo(ui, &rect));
    assert_true(SDL_RectEquals(&rect, &key));
    echoed = canvas_copy();
    assert_true(same_picture(before, echoed, all, key));
    assert_false(same_picture(before, echoed, all, (SDL_Rect){0, 0, 0, 0}));
    frame();
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
    assert_false(ui_echo(ui, &rect)); // nothing was typed
    ui_focus(ui, "keys.done");
    post_text("a");
    assert_false(ui_echo(ui, &rect));
    frame();
    expect("");

    ui_focus(ui, "answer");
    frame();
    ui_damage_all(ui); // nothing on the canvas is known
    post_text("a");
    assert_false(ui_echo(ui, &rect));
    frame();
    expect("a");

    look.masked = true;
    frame();
    post_text("b");
    assert_false(ui_echo(ui, &rect));
    frame();
    expect("ab");
    look.masked = false;
    frame();

    ui_writing_free(writing);
    post_text("c");
    assert_false(ui_echo(ui, &rect)); // the page has gone
    writing = ui_writing_new();
    frame();
    expect("c");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

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
        TEST(what_is_typed_shows_at_once_as_a_frame_shows_it),
        TEST(what_was_shown_at_once_is_told_by_the_next_frame),
        TEST(a_letter_shows_no_more_than_itself),
        TEST(a_key_under_a_finger_shows_it_at_once),
        TEST(nothing_shows_at_once_without_the_page_and_its_focus),
    };

    clock_share();
    return cmocka_run_group_tests_name("ui writing", tests, NULL, NULL);
}
