/* The editor without a picture: one operation, and what must hold after any of it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "ui/editor.h"

static struct editor editor;

static int
set_up(void **state)
{
    (void) state;
    editor_init(&editor);
    return 0;
}

static int
tear_down(void **state)
{
    (void) state;
    editor_destroy(&editor);
    return 0;
}

static void
type(const char *text)
{
    editor_insert(&editor, text, strlen(text));
}

/* As a hand types: a letter at a time. */
static void
type_letters(const char *text)
{
    size_t length = strlen(text);

    for (size_t at = 0, next; at < length; at = next) {
        next = text_border_next(text, length, at);
        editor_insert(&editor, text + at, next - at);
    }
}

static void
expect(const char *text)
{
    assert_string_equal(bytes_text(&editor.text), text);
}

static void
typed_letters_stand_one_behind_the_other(void **state)
{
    (void) state;
    type_letters("a lake");
    expect("a lake");
    assert_int_equal(editor.caret, 6);
}

static void
undo_takes_back_a_word(void **state)
{
    (void) state;
    type_letters("a lake and");
    assert_true(editor_undo(&editor));
    expect("a lake ");
    assert_true(editor_undo(&editor));
    expect("a ");
    assert_true(editor_redo(&editor));
    expect("a lake ");
    assert_int_equal(editor.caret, 7);
}

static void
a_caret_that_moved_begins_a_new_step(void **state)
{
    (void) state;
    type_letters("lak");
    editor_move(&editor, 0, TEXT_BEFORE, false);
    editor_move(&editor, 3, TEXT_BEFORE, false);
    type_letters("e");
    assert_true(editor_undo(&editor));
    expect("lak");
}

static void
undo_takes_back_deleted_words(void **state)
{
    (void) state;
    type("one two three");
    for (int i = 0; i < 9; i++)
        assert_true(editor_delete(&editor, EDITOR_PREVIOUS));
    expect("one ");
    assert_true(editor_undo(&editor));
    expect("one two");
    assert_true(editor_undo(&editor));
    expect("one two three");
    assert_int_equal(editor.caret, 13);
}

static void
typing_after_undo_drops_the_way_forth(void **state)
{
    (void) state;
    type("one");
    assert_true(editor_undo(&editor));
    type("two");
    assert_false(editor_redo(&editor));
    expect("two");
}

static void
a_selection_is_typed_over_and_comes_back(void **state)
{
    (void) state;
    type("a cold lake");
    editor_move(&editor, 2, TEXT_BEFORE, false);
    editor_move(&editor, 6, TEXT_BEFORE, true);
    type("deep");
    expect("a deep lake");
    assert_true(editor_undo(&editor));
    expect("a cold lake");
    assert_int_equal(editor.anchor, 2);
    assert_int_equal(editor.caret, 6);
}

static void
cut_words_are_pasted_elsewhere(void **state)
{
    struct bytes clipboard = BYTES_EMPTY;

    (void) state;
    type("two one ");
    editor_move(&editor, 0, TEXT_BEFORE, false);
    editor_move(&editor, 4, TEXT_BEFORE, true);
    assert_true(editor_cut(&editor, &clipboard));
    expect("one ");
    editor_move(&editor, 4, TEXT_BEFORE, false);
    editor_paste(&editor, &clipboard);
    expect("one two ");
    assert_false(editor_cut(&editor, &clipboard));
    bytes_wipe(&clipboard);
}

static void
a_word_is_deleted_at_once(void **state)
{
    (void) state;
    type("holding the other end");
    assert_true(editor_delete(&editor, EDITOR_WORD_PREVIOUS));
    expect("holding the other ");
    assert_true(editor_delete(&editor, EDITOR_WORD_PREVIOUS));
    expect("holding the ");
}

static void
motions_stop_at_both_ends(void **state)
{
    (void) state;
    for (int motion = 0; motion < EDITOR_MOTIONS; motion++)
        assert_int_equal(editor_motion(&editor, (enum editor_motion) motion, 0), 0);
    type("a");
    assert_int_equal(editor_motion(&editor, EDITOR_NEXT, 1), 1);
    assert_int_equal(editor_motion(&editor, EDITOR_WORD_NEXT, 1), 1);
    assert_int_equal(editor_motion(&editor, EDITOR_PREVIOUS, 0), 0);
    assert_int_equal(editor_motion(&editor, EDITOR_WORD_PREVIOUS, 0), 0);
}

static void
word_motions_pass_gaps_and_lines(void **state)
{
    (void) state;
    type("one, two\nthree");
    assert_int_equal(editor_motion(&editor, EDITOR_WORD_NEXT, 0), 3);
    assert_int_equal(editor_motion(&editor, EDITOR_WORD_NEXT, 3), 8);
    assert_int_equal(editor_motion(&editor, EDITOR_WORD_NEXT, 8), 9);
    assert_int_equal(editor_motion(&editor, EDITOR_WORD_NEXT, 9), 14);
    assert_int_equal(editor_motion(&editor, EDITOR_WORD_PREVIOUS, 14), 9);
    assert_int_equal(editor_motion(&editor, EDITOR_WORD_PREVIOUS, 9), 8);
    assert_int_equal(editor_motion(&editor, EDITOR_WORD_PREVIOUS, 8), 5);
    assert_int_equal(editor_motion(&editor, EDITOR_PARAGRAPH_BEGIN, 12), 9);
    assert_int_equal(editor_motion(&editor, EDITOR_PARAGRAPH_END, 2), 8);
}

/* ---- what may not come in ---- */

static const struct cleaning {
    const char *dirty;
    size_t length;
    const char *clean;
} cleanings[] = {
    {"plain", 5, "plain"},
    {"a\tb", 3, "a b"},
    {"a\r\nb", 4, "a\nb"},
    {"a\rb", 3, "a\nb"},
    {"a\xE2\x80\xA8"
     "b",
        5, "a\nb"},
    {"a\0b", 3, "ab"},
    {"a\x1b[31mb", 7, "a[31mb"},
    {"a\x7f"
     "b",
        3, "ab"},
    {"a\xff"
     "b",
        3, "ab"},
    {"\xC3", 1, ""},
    {"a\xC3", 2, "a"},
    {"a\xED\xA0\x80"
     "b",
        5, "ab"},
    {"a\xE2\x80\xAE"
     "b",
        5, "ab"},
    {"a\xE2\x81\xA6"
     "b",
        5, "ab"},
    {"\xEF\xBB\xBF"
     "a",
        4, "a"},
    {"a\xE2\x80\x8D"
     "b",
        5,
        "a\xE2\x80\x8D"
        "b"},
    {"a\xE2\x80\x8F"
     "b",
        5,
        "a\xE2\x80\x8F"
        "b"},
    {"\xF0\x9F\x99\x82", 4, "\xF0\x9F\x99\x82"},
};

static void
what_is_no_text_stays_outside(void **state)
{
    (void) state;
    for (size_t i = 0; i < COUNT(cleanings); i++) {
        struct bytes clean = BYTES_EMPTY;

        editor_clean(cleanings[i].dirty, cleanings[i].length, &clean);
        assert_string_equal(bytes_text(&clean), cleanings[i].clean);
        bytes_wipe(&clean);
    }
}

static void
nothing_but_controls_changes_nothing(void **state)
{
    (void) state;
    type("a");
    editor_insert(&editor, "\x01\x02", 2);
    expect("a");
    assert_true(editor_undo(&editor));
    assert_false(editor_undo(&editor));
}

/* ---- the limit ---- */

static void
a_text_stops_at_its_limit_and_says_so(void **state)
{
    char *many = memory_new(EDITOR_CHARACTERS_MAX + 11, 1);

    (void) state;
    memset(many, 'a', EDITOR_CHARACTERS_MAX + 10);
    type(many);
    assert_int_equal(editor.n_characters, EDITOR_CHARACTERS_MAX);
    assert_true(editor.full);
    type("b");
    assert_int_equal(editor.n_characters, EDITOR_CHARACTERS_MAX);
    assert_true(editor.full);
    assert_true(editor_delete(&editor, EDITOR_PREVIOUS));
    assert_false(editor.full);
    type("b");
    assert_false(editor.full);
    assert_true(editor_undo(&editor));
    free(many);
}

static void
the_limit_never_parts_a_grapheme(void **state)
{
    char *many = memory_new(EDITOR_CHARACTERS_MAX, 1);

    (void) state;
    memset(many, 'a', EDITOR_CHARACTERS_MAX - 2);
    type(many);
    type("👨‍👩‍👧");
    assert_int_equal(editor.n_characters, EDITOR_CHARACTERS_MAX - 2);
    assert_true(editor.full);
    type("ok");
    assert_int_equal(editor.n_characters, EDITOR_CHARACTERS_MAX);
    free(many);
}

static void
twenty_steps_stay_however_large(void **state)
{
    char *large = memory_new(90001, 1);
    int n_undone = 0;

    (void) state;
    memset(large, 'x', 90000);
    for (int i = 0; i < 80; i++) {
        editor_move(&editor, 0, TEXT_BEFORE, false);
        editor_move(&editor, editor.text.length, TEXT_BEFORE, true);
        type(large);
    }
    while (editor_undo(&editor))
        n_undone++;
    assert_true(n_undone >= EDITOR_UNDO_STEPS_MIN && n_undone < 80);
    free(large);
}

/* ---- graphemes ---- */

static void
deleting_takes_a_whole_grapheme(void **state)
{
    static const char *const graphemes[] = {
        "é", "e\xCC\x81", "👨‍👩‍👧", "👍🏽", "🇪🇸", "क्षि", "שָׁ", "각"};

    (void) state;
    for (size_t i = 0; i < COUNT(graphemes); i++) {
        type("a");
        type(graphemes[i]);
        assert_true(editor_delete(&editor, EDITOR_PREVIOUS));
        // Two Devanagari clusters may be one or two graphemes; what is left stands on a border.
        while (editor.text.length > 1)
            assert_true(editor_delete(&editor, EDITOR_PREVIOUS));
        expect("a");
        assert_true(editor_delete(&editor, EDITOR_PREVIOUS));
    }
}

static void
a_mark_typed_behind_a_letter_joins_it(void **state)
{
    (void) state;
    type_letters("e");
    type_letters("\xCC\x81");
    assert_int_equal(editor.caret, 3);
    assert_int_equal(editor_motion(&editor, EDITOR_PREVIOUS, 3), 0);
    assert_true(editor_undo(&editor));
    assert_true(text_is_border(bytes_text(&editor.text), editor.text.length, editor.caret));
}

static void
a_letter_typed_before_a_mark_takes_it(void **state)
{
    (void) state;
    type("\xCC\x81");
    editor_move(&editor, 0, TEXT_BEFORE, false);
    type("e");
    expect("e\xCC\x81");
    assert_int_equal(editor.caret, 3);
    assert_true(editor_undo(&editor));
    expect("\xCC\x81");
}

static void
a_pile_of_marks_is_one_grapheme(void **state)
{
    (void) state;
    type("a");
    for (int i = 0; i < 200; i++)
        type("\xCC\x81");
    assert_int_equal(editor_motion(&editor, EDITOR_PREVIOUS, editor.caret), 0);
}

/* ---- composing ---- */

static void
a_composition_is_not_stored(void **state)
{
    (void) state;
    type("ni");
    editor_compose(&editor, "に", 3, 3);
    expect("ni");
    assert_string_equal(bytes_text(&editor.composition), "に");
    type("日");
    expect("ni日");
    assert_int_equal(editor.composition.length, 0);
}

static void
a_composition_takes_the_place_of_the_selection(void **state)
{
    (void) state;
    type("one two");
    editor_move(&editor, 4, TEXT_BEFORE, true);
    editor_compose(&editor, "x", 1, 1);
    expect("one ");
    editor_compose(&editor, "", 0, 0);
    assert_true(editor_undo(&editor));
    expect("one two");
}

static void
a_composition_too_long_is_none(void **state)
{
    char large[EDITOR_COMPOSITION_BYTES_MAX + 1];

    (void) state;
    memset(large, 'x', sizeof(large));
    editor_compose(&editor, large, sizeof(large), 0);
    assert_int_equal(editor.composition.length, 0);
}

/* ---- sentences ---- */

static const struct {
    const char *text;
    bool starts;
} starts[] = {
    {"", true},
    {"a", false},
    {"a ", false},
    {"a.", false},
    {"a. ", true},
    {"a? ", true},
    {"a! \"", true},
    {"a.\n", true},
    {"a\n", true},
    {"a, ", false},
    {"Hola. ¿", true},
    {"¿", true},
    {"3.5", false},
    {"a… ", true},
};

static void
a_sentence_begins_behind_its_end(void **state)
{
    (void) state;
    for (size_t i = 0; i < COUNT(starts); i++) {
        editor_set(&editor, starts[i].text, strlen(starts[i].text));
        assert_int_equal(editor_at_sentence_start(&editor), starts[i].starts);
    }
}

static void
a_draft_that_is_opened_has_no_way_back(void **state)
{
    (void) state;
    editor_set(&editor, "kept", 4);
    assert_false(editor_undo(&editor));
    expect("kept");
    assert_int_equal(editor.caret, 4);
}

/* ---- properties over seeds ---- */

static const char *const pieces[] = {"a", "lake ", "é", "e\xCC\x81", "\xCC\x81", "\n", " ", "ب",
    "حبل", "שלום", "👨‍👩‍👧", "🇪", "🇸", "\xE2\x80\x8D", "👩", "🏽", "क्", "ष", "漢",
    ". ", "\xE2\x80\x8F"};

static void
one_random_change(void)
{
    size_t length = editor.text.length;
    size_t at = length > 0 ? (size_t) rand() % (length + 1) : 0;
    const char *piece = pieces[(size_t) rand() % COUNT(pieces)];

    while (at > 0 && ((uint8_t) bytes_text(&editor.text)[at] & 0xC0) == 0x80)
        at--;
    at = text_border_floor(bytes_text(&editor.text), length, at);
    switch (rand() % 6) {
    case 0:
        editor_move(&editor, at, TEXT_BEFORE, false);
        break;
    case 1:
        editor_move(&editor, at, TEXT_BEFORE, true);
        break;
    case 2:
        (void) editor_delete(&editor, (enum editor_motion)(rand() % EDITOR_MOTIONS));
        break;
    default:
        type(piece);
    }
}

static void
any_edit_then_undo_is_identity(void **state)
{
    (void) state;
    for (unsigned seed = 1; seed <= 200; seed++) {
        struct bytes end = BYTES_EMPTY;
        struct bytes begin = BYTES_EMPTY;

        srand(seed);
        editor_set(&editor, "one two", 7);
        bytes_append(&begin, editor.text.data, editor.text.length);
        for (int i = 0; i < 60; i++)
            one_random_change();
        bytes_append(&end, editor.text.data, editor.text.length);
        while (editor_undo(&editor))
            ;
        if (!bytes_equal(&begin, &editor.text))
            fail_msg("seed %u: undo does not lead back", seed);
        while (editor_redo(&editor))
            ;
        if (!bytes_equal(&end, &editor.text))
            fail_msg("seed %u: redo does not lead forth", seed);
        if (editor.n_characters != utf8_count(bytes_text(&editor.text), editor.text.length))
            fail_msg("seed %u: characters are miscounted", seed);
        bytes_wipe(&begin);
        bytes_wipe(&end);
    }
}

/* What the view is told is enough to keep a copy: only the bytes in the change differ. */
static void
a_change_tells_all_that_changed(void **state)
{
    struct bytes copy = BYTES_EMPTY;

    (void) state;
    for (unsigned seed = 1; seed <= 200; seed++) {
        srand(seed);
        (void) editor_take_change(&editor);
        bytes_set(&copy, editor.text.data, editor.text.length);
        for (int round = 0; round < 12; round++) {
            struct editor_change change;

            for (int i = rand() % 4; i >= 0; i--)
                one_random_change();
            change = editor_take_change(&editor);
            if (change.any)
                bytes_replace(&copy, change.from, change.old_to - change.from,
                    editor.text.data + change.from, change.new_to - change.from);
            if (!bytes_equal(&copy, &editor.text))
                fail_msg("seed %u: the change does not tell all", seed);
        }
    }
    bytes_wipe(&copy);
}

static void
next_and_previous_are_inverse(void **state)
{
    (void) state;
    for (unsigned seed = 1; seed <= 100; seed++) {
        size_t at = 0;

        srand(seed);
        editor_set(&editor, "", 0);
        for (int i = 0; i < 40; i++)
            type(pieces[(size_t) rand() % COUNT(pieces)]);
        while (at < editor.text.length) {
            size_t next = editor_motion(&editor, EDITOR_NEXT, at);

            if (next <= at || editor_motion(&editor, EDITOR_PREVIOUS, next) != at)
                fail_msg("seed %u: at %zu", seed, at);
            at = next;
        }
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(typed_letters_stand_one_behind_the_other),
        TEST(undo_takes_back_a_word),
        TEST(a_caret_that_moved_begins_a_new_step),
        TEST(undo_takes_back_deleted_words),
        TEST(typing_after_undo_drops_the_way_forth),
        TEST(a_selection_is_typed_over_and_comes_back),
        TEST(cut_words_are_pasted_elsewhere),
        TEST(a_word_is_deleted_at_once),
        TEST(motions_stop_at_both_ends),
        TEST(word_motions_pass_gaps_and_lines),
        TEST(what_is_no_text_stays_outside),
        TEST(nothing_but_controls_changes_nothing),
        TEST(a_text_stops_at_its_limit_and_says_so),
        TEST(the_limit_never_parts_a_grapheme),
        TEST(twenty_steps_stay_however_large),
        TEST(deleting_takes_a_whole_grapheme),
        TEST(a_mark_typed_behind_a_letter_joins_it),
        TEST(a_letter_typed_before_a_mark_takes_it),
        TEST(a_pile_of_marks_is_one_grapheme),
        TEST(a_composition_is_not_stored),
        TEST(a_composition_takes_the_place_of_the_selection),
        TEST(a_composition_too_long_is_none),
        TEST(a_sentence_begins_behind_its_end),
        TEST(a_draft_that_is_opened_has_no_way_back),
        TEST(any_edit_then_undo_is_identity),
        TEST(a_change_tells_all_that_changed),
        TEST(next_and_previous_are_inverse),
    };

    return cmocka_run_group_tests_name("ui editor", tests, NULL, NULL);
}
