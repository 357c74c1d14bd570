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
                         "called EN English\n"
                         "marks abc 123 á\n"
                         "order a–z qwerty\n"
                         "page letters\n"
                         "q w e r t y u i o p\n"
                         "a s d f g h j k l\n"
                         "%shift z x c v b n m %delete\n"
                         "%numbers %accents %language %space . %done\n"
                         "\n"
                         "page numbers\n"
                         "1 2 3 4 5 6 7 8 9 0\n"
                         "%letters %accents %order %space . %done\n"
                         "page alphabet\n"
                         "a b c d e f g h i j\n"
                         "k l m n o p q r s\n"
                         "%shift t u v w x y z %delete\n"
                         "%numbers %accents %language %space . %done\n"
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

static struct keyboard_cap *
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
    {"", 1}, {"page numbers\n1\n", 3}, {"q w e\n", 1}, {"page letters\na\npage letters\nb\n", 3},
    {"page middle\n", 1}, {"page letters\n%jump\n", 0}, {"page letters\nab\n", 2},
    {"page letters\n\xE2\x80\xAE\n", 2}, {"page letters\na\nb\nc\nd\ne\n", 6},
    {"page letters\na b c d e f g h i j k l m n o\n", 2}, {"page letters\na\naccents\na\n", 4},
    {"page letters\na\naccents\na 1 2 3 4 5 6 7 8 9 0 1 2 3\n", 4}, {"page letters\n\xFF\n", 0},
    {"called EN\npage letters\na\n", 1}, {"called EN English too\npage letters\na\n", 1},
    {"marks abc 123\npage letters\na\n", 1}, {"marks abc 123 \xE2\x80\xAE\npage letters\na\n", 1},
    {"order a-z 12345678901234567890123456789012\npage letters\na\n", 1},
    {"page letters\na\ncalled EN English\n", 3},
    {"page letters\na\npage alphabet\na\n", 5}, // with nothing to lead to it
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

/* ---- other orders, other languages ---- */

static const struct keyboard_cap *
find_kind(enum keyboard_key_kind kind)
{
    for (size_t i = 0; i < n_caps; i++)
        if (caps[i].key.kind == kind)
            return &caps[i];
    return NULL;
}

static void
the_alphabet_is_one_key_away_and_stays(void **state)
{
    (void) state;
    press(KEYBOARD_NUMBERS, "");
    assert_string_equal(keyboard_label(&keyboard, cap_of(KEYBOARD_ORDER, "")), "a–z");
    assert_non_null(keyboard_state(&keyboard, cap_of(KEYBOARD_ORDER, "")));
    press(KEYBOARD_ORDER, "");
    assert_string_equal(caps[0].key.text, "a");
    assert_string_equal(caps[9].key.text, "j");
    press(KEYBOARD_NUMBERS, "");
    press(KEYBOARD_LETTERS, "");
    assert_string_equal(caps[0].key.text, "a");
    press(KEYBOARD_ACCENTS, "");
    expect_typed("e", "é");
    press(KEYBOARD_NUMBERS, "");
    assert_string_equal(keyboard_label(&keyboard, cap_of(KEYBOARD_ORDER, "")), "qwerty");
    press(KEYBOARD_ORDER, "");
    assert_string_equal(caps[0].key.text, "q");
}

static void
keys_that_lead_nowhere_are_not_there_and_space_takes_their_room(void **state)
{
    struct keyboard_layout other = {0};
    int alone;

    (void) state;
    assert_null(find_kind(KEYBOARD_LANGUAGE));
    alone = find_kind(KEYBOARD_SPACE)->drawn.w;
    memcpy(other.marks[KEYBOARD_MARK_CALLED], "ES", 3);
    memcpy(other.marks[KEYBOARD_MARK_NAME], "Español", sizeof("Español"));
    keyboard.next = &other;
    place();
    assert_string_equal(keyboard_label(&keyboard, cap_of(KEYBOARD_LANGUAGE, "")), "ES");
    assert_string_equal(keyboard_state(&keyboard, cap_of(KEYBOARD_LANGUAGE, "")), "Español");
    assert_in_range(find_kind(KEYBOARD_SPACE)->drawn.w, alone - 126, alone - 124); // one pitch
    assert_int_equal(press(KEYBOARD_LANGUAGE, "").kind, KEYBOARD_CHANGES_LANGUAGE);
}

static void
shift_is_marked_with_the_letters_of_its_script(void **state)
{
    static const char el[] = "called ΕΛ Ελληνικά\nmarks αβγ 123 ά\npage letters\n%shift α ς σ\n"
                             "%space\naccents\nα ά\n";
    struct fault fault = FAULT_EMPTY;

    (void) state;
    assert_true(keyboard_layout_read(el, strlen(el), &layout, &fault));
    place();
    assert_string_equal(keyboard_label(&keyboard, cap_of(KEYBOARD_SHIFT, "")), "ΑΒΓ");
    press(KEYBOARD_SHIFT, "");
    assert_string_equal(keyboard_label(&keyboard, cap_of(KEYBOARD_SHIFT, "")), "αβγ");
    expect_typed("Α", "Α");
    caps[0].narrow = true;
    assert_string_equal(keyboard_label(&keyboard, &caps[0]), "Αα");
}

static void
a_family_is_offered_in_keys_of_15_mm(void **state)
{
    (void) state;
    // The smallest screens of the design: 7 inches, and 10 inches upright.
    static const struct {
        SDL_Rect area;
        float px_per_mm;
    } screens[] = {{{10, 258, 780, 224}, 5.25f}, {{10, 884, 780, 384}, 5.88f}};

    for (size_t i = 0; i < COUNT(screens); i++) {
        set_up(state);
        area = screens[i].area;
        place();
        press(KEYBOARD_ACCENTS, "");
        press(KEYBOARD_TEXT, "a");
        n_caps = keyboard_caps(&keyboard, &area, screens[i].px_per_mm, caps);
        assert_true((float) cap_of(KEYBOARD_TEXT, "à")->hit.w >= 14.8f * screens[i].px_per_mm);
    }
}

/* ---- the layouts that are shipped ---- */

static const struct shipped {
    const char *language;
    const char *accented[2]; /* a letter, and one that its accents offer; NULL: it has none */
    const char *signs[4];    /* some of its own */
    size_t columns;          /* keys in its longest row */
    bool latin, leftwards, capitals;
} shipped[] = {
    {"en", {"e", "é"}, {"1", "?", "'"}, 10, true, false, true},
    {"es", {"u", "ü"}, {"1", "¿", "¡"}, 10, true, false, true},
    {"el", {"ι", "ΐ"}, {"1", ";", "·", "«"}, 9, false, false, true},
    {"ru", {"е", "ё"}, {"1", "№", "«"}, 12, false, false, true},
    {"uk", {"г", "ґ"}, {"1", "’", "«"}, 12, false, false, true},
    {"he", {NULL}, {"1", "״", "׳", "₪"}, 10, false, true, false},
    {"ar", {"ا", "إ"}, {"٣", "3", "؟", "؛"}, 12, false, true, false},
};

static void
load(const char *language)
{
    struct fault fault = FAULT_EMPTY;

    if (!keyboard_layout_load(AFTERWORD_SOURCE_DIR "/assets/keyboards", language, &layout, &fault))
        fail_msg("%s: line %d", language, (int) fault.code);
    keyboard_init(&keyboard, &layout);
    place();
}

static size_t
texts_of(enum keyboard_page page, const char *texts[KEYBOARD_KEYS_MAX])
{
    size_t count = 0;

    for (size_t row = 0; row < layout.n_rows[page]; row++)
        for (size_t i = 0; i < layout.pages[page][row].n_keys; i++)
            if (layout.pages[page][row].keys[i].kind == KEYBOARD_TEXT)
                texts[count++] = layout.pages[page][row].keys[i].text;
    return count;
}

static bool
is_among(const char *text, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(texts[i], text) == 0)
            return true;
    return false;
}

static void
shipped_layouts_are_good(void **state)
{
    (void) state;
    for (size_t i = 0; i < COUNT(shipped); i++) {
        const char *numbers[KEYBOARD_KEYS_MAX];
        size_t n_numbers, longest = 0;

        load(shipped[i].language);
        assert_true(layout.marks[KEYBOARD_MARK_CALLED][0] != '\0');
        assert_int_equal(keyboard_layout_is_latin(&layout), shipped[i].latin);
        assert_int_equal(keyboard_layout_is_leftwards(&layout), shipped[i].leftwards);
        assert_int_equal(find_kind(KEYBOARD_SHIFT) != NULL, shipped[i].capitals);
        assert_int_equal(find_kind(KEYBOARD_ACCENTS) != NULL, shipped[i].accented[0] != NULL);
        n_numbers = texts_of(KEYBOARD_PAGE_NUMBERS, numbers);
        for (size_t j = 0; j < COUNT(shipped[i].signs) && shipped[i].signs[j]; j++)
            if (!is_among(shipped[i].signs[j], numbers, n_numbers))
                fail_msg("%s: no %s", shipped[i].language, shipped[i].signs[j]);
        for (size_t j = 0; j < layout.n_rows[KEYBOARD_PAGE_LETTERS]; j++)
            if (layout.pages[KEYBOARD_PAGE_LETTERS][j].n_keys > longest)
                longest = layout.pages[KEYBOARD_PAGE_LETTERS][j].n_keys;
        assert_int_equal(longest, shipped[i].columns);
    }
}

/* The alphabet has the letters of the other order, each once, and nothing else. */
static void
both_orders_have_the_same_letters(void **state)
{
    (void) state;
    for (size_t i = 0; i < COUNT(shipped); i++) {
        const char *usual[KEYBOARD_KEYS_MAX], *alphabet[KEYBOARD_KEYS_MAX];
        size_t n_usual, n_alphabet;

        load(shipped[i].language);
        n_usual = texts_of(KEYBOARD_PAGE_LETTERS, usual);
        n_alphabet = texts_of(KEYBOARD_PAGE_ALPHABET, alphabet);
        for (size_t j = 0; j < n_usual; j++) {
            if (is_among(usual[j], usual, j))
                fail_msg("%s: %s stands there twice", shipped[i].language, usual[j]);
            if (!is_among(usual[j], alphabet, n_alphabet))
                fail_msg("%s: %s is not in the alphabet", shipped[i].language, usual[j]);
        }
        assert_int_equal(n_usual, n_alphabet);
    }
}

/* Every page fits its keyboard: no key lies outside, on another or under a hand's width. */
static void
every_page_of_every_layout_fits(void **state)
{
    static const struct {
        SDL_Rect area;
        float px_per_mm;
    } screens[] = {
        {{16, 412, 1248, 384}, 5.88f}, {{10, 258, 780, 224}, 5.25f}, {{10, 884, 780, 384}, 5.88f}};
    struct keyboard_layout other = {0};

    (void) state;
    for (size_t i = 0; i < COUNT(shipped) * COUNT(screens) * KEYBOARD_PAGES; i++) {
        load(shipped[i % COUNT(shipped)].language);
        keyboard.next = &other;
        area = screens[i / COUNT(shipped) % COUNT(screens)].area;
        keyboard.page = (enum keyboard_page)(i / COUNT(shipped) / COUNT(screens));
        if (keyboard.page == KEYBOARD_PAGE_ALPHABET) {
            keyboard.page = KEYBOARD_PAGE_LETTERS;
            keyboard.alphabetical = true;
        }
        n_caps = keyboard_caps(
            &keyboard, &area, screens[i / COUNT(shipped) % COUNT(screens)].px_per_mm, caps);
        for (size_t j = 0; j < n_caps; j++) {
            const SDL_Rect *drawn = &caps[j].drawn;

            assert_true(drawn->x >= area.x && drawn->x + drawn->w <= area.x + area.w);
            assert_true(drawn->w * 12 >= area.w - 12 * 8); // a twelfth, but for the gap
            for (size_t k = 0; k < j; k++) {
                assert_false(SDL_HasIntersection(drawn, &caps[k].drawn));
                assert_false(SDL_HasIntersection(&caps[j].hit, &caps[k].hit));
            }
        }
    }
}

static void
accents_offer_what_a_script_needs(void **state)
{
    (void) state;
    for (size_t i = 0; i < COUNT(shipped); i++) {
        if (!shipped[i].accented[0])
            continue;
        load(shipped[i].language);
        press(KEYBOARD_ACCENTS, "");
        if (press(KEYBOARD_TEXT, shipped[i].accented[0]).kind == KEYBOARD_NOTHING)
            expect_typed(shipped[i].accented[1], shipped[i].accented[1]);
    }
}

static void
a_language_without_keys_of_its_own_has_those_of_its_kin(void **state)
{
    (void) state;
    load("es-MX");
    assert_string_equal(layout.marks[KEYBOARD_MARK_CALLED], "ES");
    load("uk_UA");
    assert_string_equal(layout.marks[KEYBOARD_MARK_CALLED], "УК");
    load("xx-YY");
    assert_string_equal(layout.marks[KEYBOARD_MARK_CALLED], "EN");
    load("letters");
    assert_string_equal(layout.marks[KEYBOARD_MARK_CALLED], "");
    for (char letter = 'a'; letter <= 'z'; letter++)
        (void) cap_of(KEYBOARD_TEXT, (char[]){letter, '\0'});
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
        TEST(the_alphabet_is_one_key_away_and_stays),
        TEST(keys_that_lead_nowhere_are_not_there_and_space_takes_their_room),
        TEST(shift_is_marked_with_the_letters_of_its_script),
        TEST(a_family_is_offered_in_keys_of_15_mm),
        TEST(shipped_layouts_are_good),
        TEST(both_orders_have_the_same_letters),
        TEST(every_page_of_every_layout_fits),
        TEST(accents_offer_what_a_script_needs),
        TEST(a_language_without_keys_of_its_own_has_those_of_its_kin),
    };

    return cmocka_run_group_tests_name("ui keyboard", tests, NULL, NULL);
}
