/* A page of writing and its keys, through the toolkit: events in, a frame and its list out. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "afterword/ui.h"

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
    };

    clock_share();
    return cmocka_run_group_tests_name("ui writing", tests, NULL, NULL);
}
