/* The keyboard: layouts that are read, places of keys, what pressing does. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/keyboard.h"

/* 10.1 inches of 1280x800. */
#define PX_PER_MM 5.88f

static struct keyboard_layout layout;
static struct keyboard keyboard;
static struct keyboard_cap caps[KEYBOARD_KEYS_MAX];
static size_t n_caps;
static SDL_Rect area;

static const char en[] = "# a comment\n"
                         "page letters\n"
                         "q w e r t y u i o p\n"
                         "a s d f g h j k l\n"
                         "%shift z x c v b n m %delete\n"
                         "%numbers %accents %space . %done\n"
                         "\n"
                         "page numbers\n"
                         "1 2 3 4 5 6 7 8 9 0\n"
                         "%letters %accents %space . %done\n"
                         "accents\n"
                         "a á à â\n"
                         "e é\n";

static void
place(void)
{
    n_caps = keyboard_caps(&keyboard, &area, PX_PER_MM, caps);
}

static int
set_up(void **state)
{
    struct fault fault = FAULT_EMPTY;

    (void) state;
    if (!keyboard_layout_read(en, strlen(en), &layout, &fault))
        return -1;
    keyboard_init(&keyboard, &layout);
    area = (SDL_Rect){16, 412, 1248, 384};
    place();
    return 0;
}

static const struct keyboard_cap *
cap_of(enum keyboard_key_kind kind, const char *text)
{
    for (size_t i = 0; i < n_caps; i++) {
        if (caps[i].key.kind == kind && strcmp(caps[i].key.text, text) == 0)
            return &caps[i];
    }
    fail_msg("no key '%s'", text);
    return NULL;
}

static struct keyboard_stroke
press(enum keyboard_key_kind kind, const char *text)
{
    struct keyboard_stroke stroke = keyboard_press(&keyboard, cap_of(kind, text));

    place();
    return stroke;
}

static void
expect_typed(const char *key, const char *typed)
{
    struct keyboard_stroke stroke = press(KEYBOARD_TEXT, key);

    assert_int_equal(stroke.kind, KEYBOARD_TYPES);
    assert_string_equal(stroke.text, typed);
}

/* ---- layouts ---- */

static const struct bad {
    const char *text;
    int line;
} bads[] = {
    {"", 1},
    {"page numbers\n1\n", 3},
    {"q w e\n", 1},
    {"page letters\na\npage letters\nb\n", 3},
    {"page middle\n", 1},
    {"page letters\n%jump\n", 0},
    {"page letters\nab\n", 2},
    {"page letters\n\xE2\x80\xAE\n", 2},
    {"page letters\na\nb\nc\nd\ne\n", 6},
    {"page letters\na b c d e f g h i j k l m n o\n", 2},
    {"page letters\na\naccents\na\n", 4},
    {"page letters\na\naccents\na 1 2 3 4 5 6 7 8 9 0 1 2 3\n", 4},
    {"page letters\n\xFF\n", 0},
};

static void
a_bad_layout_is_refused_with_its_line(void **state)
{
    (void) state;
    for (size_t i = 0; i < COUNT(bads); i++) {
        struct keyboard_layout read = {.n_families = 77};
        struct fault fault = FAULT_EMPTY;

        if (keyboard_layout_read(bads[i].text, strlen(bads[i].text), &read, &fault))
            fail_msg("layout %zu was read", i);
        assert_int_equal(fault.kind, FAULT_INPUT);
        if (bads[i].line > 0)
            assert_int_equal(fault.code, bads[i].line);
        assert_int_equal(read.n_families, 77);
    }
}

static void
a_layout_of_the_largest_size_is_read(void **state)
{
    struct keyboard_layout read;
    struct fault fault = FAULT_EMPTY;
    const char *text = "page letters\r\n";

    (void) state;
    // A carriage return is a control: it is no key.
    assert_false(keyboard_layout_read(text, strlen(text), &read, &fault));
    text = "page letters\n"
           "a b c d e f g h i j k l m n\n1 2 3 4 5 6 7 8 9 0 - = + .\n"
           "א ב ג ד ה ו ז ח ט י כ ל מ נ\nا ب ت ث ج ح خ د ذ ر ز س ش ص\n";
    assert_true(keyboard_layout_read(text, strlen(text), &read, &fault));
    keyboard_init(&keyboard, &read);
    place();
    assert_int_equal(n_caps, KEYBOARD_KEYS_MAX);
}

/* ---- places ---- */

static void
keys_stand_where_the_pictures_have_them(void **state)
{
    static const struct {
        enum keyboard_key_kind kind;
        const char *text;
        SDL_Rect drawn;
    } places[] = {
        {KEYBOARD_TEXT, "q", {20, 416, 116, 88}},
        {KEYBOARD_TEXT, "a", {83, 512, 116, 88}},
        {KEYBOARD_SHIFT, "", {20, 608, 147, 88}},
        {KEYBOARD_TEXT, "m", {925, 608, 116, 88}},
        {KEYBOARD_DELETE, "", {1050, 608, 210, 88}},
        {KEYBOARD_NUMBERS, "", {20, 704, 178, 88}},
        {KEYBOARD_SPACE, "", {332, 704, 428, 88}},
        {KEYBOARD_DONE, "", {894, 704, 366, 88}},
    };

    (void) state;
    for (size_t i = 0; i < COUNT(places); i++) {
        const SDL_Rect *drawn = &cap_of(places[i].kind, places[i].text)->drawn;

        assert_in_range(drawn->x, places[i].drawn.x - 1, places[i].drawn.x + 1);
        assert_in_range(drawn->y, places[i].drawn.y - 1, places[i].drawn.y + 1);
        assert_in_range(drawn->w, places[i].drawn.w - 1, places[i].drawn.w + 1);
        assert_in_range(drawn->h, places[i].drawn.h - 1, places[i].drawn.h + 1);
    }
}

static void
on_a_small_screen_delete_has_room_for_its_word(void **state)
{
    (void) state;
    area = (SDL_Rect){10, 258, 780, 224};
    n_caps = keyboard_caps(&keyboard, &area, 5.25f, caps);
    assert_in_range(cap_of(KEYBOARD_DELETE, "")->drawn.w, 149, 151);
    assert_in_range(cap_of(KEYBOARD_SHIFT, "")->drawn.w, 72, 74);
    assert_string_equal(keyboard_label(&keyboard, cap_of(KEYBOARD_SHIFT, "")), "Aa");
}

/* Every touch in the area belongs to exactly one key, but for the strip the bias leaves. */
static void
hit_areas_have_no_gap_and_no_overlap(void **state)
{
    (void) state;
    for (int y = area.y + 8; y < area.y + area.h; y += 3) {
        for (int x = area.x; x < area.x + area.w; x += 3) {
            SDL_Point point = {x, y};
            int n_hits = 0;

            for (size_t i = 0; i < n_caps; i++)
                n_hits += SDL_PointInRect(&point, &caps[i].hit);
            if (n_hits != 1)
                fail_msg("%d keys at %d,%d", n_hits, x, y);
        }
    }
}

static void
hit_areas_lie_lower_and_outside(void **state)
{
    const struct keyboard_cap *q = cap_of(KEYBOARD_TEXT, "q");
    const struct keyboard_cap *w = cap_of(KEYBOARD_TEXT, "w");

    (void) state;
    assert_int_equal(q->hit.y - area.y, 6);
    assert_int_equal(q->hit.x, area.x);
    // The border between the first two keys lies half a millimetre outside the gap's middle.
    assert_in_range((q->drawn.x + q->drawn.w + w->drawn.x) / 2 - w->hit.x, 2, 4);
}

/* ---- pressing ---- */

static void
letters_are_typed_as_they_stand(void **state)
{
    (void) state;
    expect_typed("q", "q");
    expect_typed(".", ".");
    assert_string_equal(press(KEYBOARD_SPACE, "").text, " ");
    assert_int_equal(press(KEYBOARD_DELETE, "").kind, KEYBOARD_DELETES);
    assert_int_equal(press(KEYBOARD_DONE, "").kind, KEYBOARD_IS_DONE);
}

static void
shift_goes_from_one_capital_to_all_to_none(void **state)
{
    (void) state;
    press(KEYBOARD_SHIFT, "");
    expect_typed("Q", "Q");
    expect_typed("q", "q");
    press(KEYBOARD_SHIFT, "");
    press(KEYBOARD_SHIFT, "");
    expect_typed("Q", "Q");
    expect_typed("W", "W");
    assert_true(cap_of(KEYBOARD_SHIFT, "")->chosen);
    press(KEYBOARD_SHIFT, "");
    expect_typed("q", "q");
}

static void
shift_says_its_state_in_words(void **state)
{
    (void) state;
    for (int i = 0; i < 3; i++) {
        assert_non_null(keyboard_state(&keyboard, cap_of(KEYBOARD_SHIFT, "")));
        press(KEYBOARD_SHIFT, "");
    }
    assert_null(keyboard_state(&keyboard, cap_of(KEYBOARD_SPACE, "")));
}

static void
a_sentence_offers_a_capital_that_one_press_refuses(void **state)
{
    (void) state;
    keyboard_sentence(&keyboard, true);
    place();
    expect_typed("Q", "Q");
    keyboard_sentence(&keyboard, false);
    place();
    expect_typed("q", "q");

    keyboard_sentence(&keyboard, true);
    place();
    press(KEYBOARD_SHIFT, "");
    expect_typed("q", "q");
}

static void
an_offered_capital_goes_with_its_place_but_a_wanted_one_stays(void **state)
{
    (void) state;
    keyboard_sentence(&keyboard, true);
    keyboard_sentence(&keyboard, false);
    assert_int_equal(keyboard.shift, KEYBOARD_SMALL);
    press(KEYBOARD_SHIFT, "");
    keyboard_sentence(&keyboard, false);
    assert_int_equal(keyboard.shift, KEYBOARD_CAPITAL);
}

static void
an_accent_waits_for_its_letter(void **state)
{
    (void) state;
    press(KEYBOARD_ACCENTS, "");
    assert_true(cap_of(KEYBOARD_ACCENTS, "")->chosen);
    // One accent alone is typed at once, several are offered.
    expect_typed("e", "é");
    press(KEYBOARD_ACCENTS, "");
    assert_int_equal(press(KEYBOARD_TEXT, "a").kind, KEYBOARD_NOTHING);
    expect_typed("à", "à");
    expect_typed("a", "a");
}

static void
an_accent_of_a_letter_without_one_is_the_letter(void **state)
{
    (void) state;
    press(KEYBOARD_ACCENTS, "");
    expect_typed("q", "q");
    press(KEYBOARD_ACCENTS, "");
    press(KEYBOARD_ACCENTS, "");
    expect_typed("e", "e");
}

static void
capitals_have_accents_too(void **state)
{
    (void) state;
    press(KEYBOARD_SHIFT, "");
    press(KEYBOARD_ACCENTS, "");
    expect_typed("E", "É");
    press(KEYBOARD_SHIFT, "");
    press(KEYBOARD_ACCENTS, "");
    press(KEYBOARD_TEXT, "A");
    expect_typed("Â", "Â");
    expect_typed("a", "a");
}

static void
pages_turn_and_come_back(void **state)
{
    (void) state;
    press(KEYBOARD_NUMBERS, "");
    expect_typed("7", "7");
    expect_typed("8", "8");
    press(KEYBOARD_LETTERS, "");
    expect_typed("q", "q");
    press(KEYBOARD_NUMBERS, "");
    press(KEYBOARD_ACCENTS, "");
    expect_typed("e", "é");
}

/* ---- the layouts that are shipped ---- */

static void
shipped_layouts_are_good(void **state)
{
    static const char *const languages[] = {"en", "es", "letters"};
    struct fault fault = FAULT_EMPTY;

    (void) state;
    for (size_t i = 0; i < COUNT(languages); i++) {
        if (!keyboard_layout_load(
                AFTERWORD_SOURCE_DIR "/assets/keyboards", languages[i], &layout, &fault))
            fail_msg("%s: line %d", languages[i], (int) fault.code);
        keyboard_init(&keyboard, &layout);
        place();
        assert_true(n_caps >= 27);
        for (char letter = 'a'; letter <= 'z'; letter++)
            (void) cap_of(KEYBOARD_TEXT, (char[]){letter, '\0'});
    }
    assert_true(
        keyboard_layout_load(AFTERWORD_SOURCE_DIR "/assets/keyboards", "xx", &layout, &fault));
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_bad_layout_is_refused_with_its_line),
        TEST(a_layout_of_the_largest_size_is_read),
        TEST(keys_stand_where_the_pictures_have_them),
        TEST(on_a_small_screen_delete_has_room_for_its_word),
        TEST(hit_areas_have_no_gap_and_no_overlap),
        TEST(hit_areas_lie_lower_and_outside),
        TEST(letters_are_typed_as_they_stand),
        TEST(shift_goes_from_one_capital_to_all_to_none),
        TEST(shift_says_its_state_in_words),
        TEST(a_sentence_offers_a_capital_that_one_press_refuses),
        TEST(an_offered_capital_goes_with_its_place_but_a_wanted_one_stays),
        TEST(an_accent_waits_for_its_letter),
        TEST(an_accent_of_a_letter_without_one_is_the_letter),
        TEST(capitals_have_accents_too),
        TEST(pages_turn_and_come_back),
        TEST(shipped_layouts_are_good),
    };

    return cmocka_run_group_tests_name("ui keyboard", tests, NULL, NULL);
}
