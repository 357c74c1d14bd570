/* Long paragraphs and hostile ones: laid out in pieces, they come out as if they were not. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <fribidi.h>
#include <unigbrk.h>

#include "seed.h"
#include "ui/text.h"

static struct text *text;
static const struct text_style body = {TEXT_PLAIN, 39, 58};

#define PAGE_PX 900
/* The longest text a page takes, in one paragraph. */
#define CHARACTERS 100000

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

static int
forget(void **state)
{
    (void) state;
    text_forget(text);
    return 0;
}

/* ---- what they are made of ---- */

struct hand {
    const char *name;
    const char *words[24];
};

static const struct hand hands[] = {
    {"english", {"a", "lake,", "and", "somebody", "(really)", "holding", "the", "rope.", "It's",
                    "quiet;", "2024", "\"no\"", "else", "I'd", "breathe", "again", "slowly"}},
    {"arabic", {"كانت", "بحيرة،", "وشخص", "يمسك", "(12)", "من", "the rope", "الحبل", "2024.",
                   "(في الماء)", "English words", "سكون"}},
    {"hebrew", {"אֲגַם,", "ומישהו", "(השני)", "מחזיק", "42", "rope", "החבל.", "[של lake]", "שקט"}},
    {"greek", {"Λίμνη,", "και", "κάποιος", "κρατούσε", "«σχοινί»", "2024"}},
    {"cyrillic", {"Озеро,", "и", "кто-то", "держал", "верёвку", "(12)"}},
    {"devanagari", {"एक", "झील", "और", "कोई", "रस्सी", "पकड़े", "हुए।"}},
    {"emoji", {"family", "👨‍👩‍👧", "👍🏽", "ok", "🇪🇸🇫🇷", "lake",
                  "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "e\xCC\x81\xCC\x81"}},
    {"mixed", {"abc", "אבג", "123", "بحيرة", "(def)", "(גד)", "Λίμνη", "झील", "👍🏽", "4%",
                  "5-6", "x=y", "-", "漢字"}},
};

/* Words of a hand until there are `count` characters. */
static void
write_words(struct seed *seed, const struct hand *hand, size_t count, struct bytes *written)
{
    uint32_t n_words = 0;
    size_t size;

    while (n_words < COUNT(hand->words) && hand->words[n_words])
        n_words++;
    assert_true(n_words > 0);
    while (count > 0) {
        const char *word = hand->words[seed_below(seed, n_words)];
        size_t length = strlen(word);

        for (size_t at = 0; at < length && count > 0; at += size, count--) {
            utf8_append(written, utf8_at(word, length, at, &size));
        }
        if (count > 0) {
            bytes_append_byte(written, ' ');
            count--;
        }
    }
}

static void
lay_out(const struct bytes *string, float width, struct text_block *block)
{
    text_layout(text, &body, bytes_text(string), string->length, width, block);
}

static void
assert_same(const struct text_block *a, const struct text_block *b)
{
    assert_int_equal(a->n_graphemes, b->n_graphemes);
    assert_int_equal(a->n_lines, b->n_lines);
    assert_int_equal(a->n_runs, b->n_runs);
    for (size_t i = 0; i < a->n_graphemes; i++) {
        assert_int_equal(a->graphemes[i].at, b->graphemes[i].at);
        assert_true(a->graphemes[i].advance == b->graphemes[i].advance);
        assert_int_equal(a->graphemes[i].level, b->graphemes[i].level);
        assert_int_equal(a->graphemes[i].space, b->graphemes[i].space);
    }
    for (size_t i = 0; i < a->n_runs; i++) {
        assert_int_equal(a->runs[i].from, b->runs[i].from);
        assert_int_equal(a->runs[i].to, b->runs[i].to);
        assert_true(a->runs[i].x == b->runs[i].x);
        assert_int_equal(a->runs[i].face, b->runs[i].face);
    }
    for (size_t i = 0; i < a->n_lines; i++) {
        assert_int_equal(a->lines[i].from, b->lines[i].from);
        assert_int_equal(a->lines[i].right_to_left, b->lines[i].right_to_left);
    }
}

/* ---- pieces ---- */

/* The order of a long paragraph is the one that FriBidi gives of all of it. */
static void
a_long_paragraph_has_the_order_of_the_whole(void **state)
{
    (void) state;
    for (size_t h = 0; h < COUNT(hands); h++) {
        struct seed seed = {.state = 11 + h};
        struct bytes string = BYTES_EMPTY;
        struct text_block block = TEXT_BLOCK_EMPTY;
        FriBidiParType base = FRIBIDI_PAR_WLTR;
        FriBidiStrIndex count = 0;
        size_t size;

        write_words(&seed, &hands[h], 12000, &string);
        bytes_append_byte(&string, 'x'); // ends without a space: rule L1 is of lines
        lay_out(&string, PAGE_PX, &block);

        uint32_t *characters = memory_new(string.length, sizeof(*characters));
        size_t *at = memory_new(string.length, sizeof(*at));
        for (size_t i = 0; i < string.length; i += size) {
            at[count] = i;
            characters[count++] = utf8_at(bytes_text(&string), string.length, i, &size);
        }
        FriBidiCharType *types = memory_new((size_t) count, sizeof(*types));
        FriBidiBracketType *brackets = memory_new((size_t) count, sizeof(*brackets));
        FriBidiLevel *levels = memory_new((size_t) count, sizeof(*levels));
        fribidi_get_bidi_types(characters, count, types);
        fribidi_get_bracket_types(characters, count, types, brackets);
        assert_true(fribidi_get_par_embedding_levels_ex(types, brackets, count, &base, levels) > 0);
        assert_int_equal(block.lines[0].right_to_left, FRIBIDI_IS_RTL(base) != 0);
        for (size_t g = 0, c = 0; g < block.n_graphemes; g++) {
            while (at[c] < block.graphemes[g].at)
                c++;
            if (block.graphemes[g].level != (uint8_t) levels[c])
                fail_msg("%s: byte %zu has level %d, not %d", hands[h].name, at[c],
                    block.graphemes[g].level, levels[c]);
        }
        free(characters);
        free(at);
        free(types);
        free(brackets);
        free(levels);
        bytes_destroy(&string);
        text_block_destroy(&block);
    }
}

/* A place where a short paragraph may begin and come out as the same letters in a long one:
 * digits and signs take script and face from what is before them. */
static size_t
next_letter_after_space(const struct bytes *string, size_t at)
{
    for (at++; at < string->length; at++) {
        uint8_t byte = string->data[at];
        bool letter = byte < 0x80 ? (byte | 0x20) >= 'a' : byte > 0xC2 && byte < 0xF0;

        if (letter && string->data[at - 1] == ' ')
            return at;
    }
    return string->length;
}

/* Letters stand in a paragraph of thousands as they do in one that is a single piece. */
static void
a_long_paragraph_is_as_wide_as_its_parts(void **state)
{
    (void) state;
    for (size_t h = 0; h < COUNT(hands); h++) {
        struct seed seed = {.state = 23 + h};
        struct bytes string = BYTES_EMPTY;
        struct text_block block = TEXT_BLOCK_EMPTY;
        struct text_block alone = TEXT_BLOCK_EMPTY;
        size_t n_compared = 0;

        write_words(&seed, &hands[h], 8000, &string);
        lay_out(&string, 0, &block);
        for (size_t from = next_letter_after_space(&string, 0); from + 1200 < string.length;
             from = next_letter_after_space(&string, from + 500)) {
            size_t to = text_border_floor(bytes_text(&string), string.length, from + 1200);
            size_t first = 0;
            float there = 0, here = 0;

            text_layout(text, &body, bytes_text(&string) + from, to - from, 0, &alone);
            while (block.graphemes[first].at < from)
                first++;
            // The last word is cut off: it may join otherwise.
            for (size_t g = 0; g + 20 < alone.n_graphemes; g++, n_compared++) {
                there += block.graphemes[first + g].advance;
                here += alone.graphemes[g].advance;
                if (fabsf(there - here) > 0.5f)
                    fail_msg("%s, byte %zu: %g px, alone %g", hands[h].name,
                        block.graphemes[first + g].at, (double) there, (double) here);
            }
        }
        assert_true(n_compared > 2000);
        bytes_destroy(&string);
        text_block_destroy(&block);
        text_block_destroy(&alone);
    }
}

/* Replaces a stretch between two borders by some words. */
static void
edit(struct seed *seed, const struct hand *hand, struct bytes *string)
{
    const char *now = bytes_text(string);
    uint32_t reach = seed_below(seed, seed_below(seed, 4) ? 12 : 2000);
    size_t from = seed_below(seed, (uint32_t) string->length + 1);
    size_t to = SDL_min(string->length, from + reach);
    struct bytes put = BYTES_EMPTY;

    from = text_border_floor(now, string->length, from);
    to = text_border_floor(now, string->length, to);
    write_words(seed, hand, seed_below(seed, seed_below(seed, 4) ? 9 : 2000), &put);
    bytes_replace(string, from, to - from, put.data, put.length);
    bytes_destroy(&put);
}

/* Whatever the caches hold of the text before, an edited paragraph comes out as from nothing. */
static void
a_layout_after_edits_equals_one_from_nothing(void **state)
{
    (void) state;
    for (uint64_t n = 1; n <= 24; n++) {
        struct seed seed = {.state = n};
        const struct hand *hand = &hands[n % COUNT(hands)];
        struct bytes string = BYTES_EMPTY;
        struct text_block edited = TEXT_BLOCK_EMPTY;
        struct text_block fresh = TEXT_BLOCK_EMPTY;

        write_words(&seed, hand, seed_below(&seed, 8000), &string);
        for (int i = 0; i < 12; i++) {
            edit(&seed, hand, &string);
            lay_out(&string, PAGE_PX, &edited);
        }
        text_forget(text);
        lay_out(&string, PAGE_PX, &fresh);
        assert_same(&edited, &fresh);
        bytes_destroy(&string);
        text_block_destroy(&edited);
        text_block_destroy(&fresh);
    }
}

/* What a letter typed into the longest paragraph adds to the cache is what was shaped for it. */
static void
a_letter_typed_shapes_a_few_pieces_only(void **state)
{
    (void) state;
    for (size_t h = 0; h < COUNT(hands); h++) {
        struct seed seed = {.state = 31 + h};
        struct bytes string = BYTES_EMPTY;
        struct text_block block = TEXT_BLOCK_EMPTY;
        size_t whole;

        text_forget(text);
        // A third: what is added shows only while nothing has to be dropped for it.
        write_words(&seed, &hands[h], CHARACTERS / 3, &string);
        lay_out(&string, PAGE_PX, &block);
        whole = text_cached_bytes(text);
        for (int i = 0; i < 20; i++) {
            size_t before = text_cached_bytes(text);
            size_t at = text_border_floor(
                bytes_text(&string), string.length, seed_below(&seed, (uint32_t) string.length));

            bytes_replace(&string, at, 0, "q", 1);
            lay_out(&string, PAGE_PX, &block);
            if (text_cached_bytes(text) - before > whole / 8)
                fail_msg("%s: %zu of %zu bytes shaped again", hands[h].name,
                    text_cached_bytes(text) - before, whole);
        }
        bytes_destroy(&string);
        text_block_destroy(&block);
    }
}

/* The cache holds the longest text whole: else each letter would find its neighbours dropped. */
static void
the_longest_paragraph_stays_in_the_cache(void **state)
{
    (void) state;
    for (size_t h = 0; h < COUNT(hands); h++) {
        struct seed seed = {.state = 41 + h};
        struct bytes string = BYTES_EMPTY;
        struct text_block block = TEXT_BLOCK_EMPTY;
        size_t cached;

        text_forget(text);
        write_words(&seed, &hands[h], CHARACTERS, &string);
        lay_out(&string, PAGE_PX, &block);
        cached = text_cached_bytes(text);
        if (cached > TEXT_SHAPED_BYTES_MAX - TEXT_SHAPED_BYTES_MAX / 8)
            fail_msg("%s: %zu bytes", hands[h].name, cached);
        lay_out(&string, PAGE_PX, &block);
        assert_int_equal(text_cached_bytes(text), cached);
        bytes_destroy(&string);
        text_block_destroy(&block);
    }
}

/* ---- places ---- */

/* Carets and touches of a line agree, and what is selected ends at graphemes. */
static void
assert_places(const struct text_block *block, struct seed *seed, float line_px)
{
    struct text_span spans[TEXT_SPANS_MAX];

    for (int i = 0; i < 40; i++) {
        size_t at = block->graphemes[seed_below(seed, (uint32_t) block->n_graphemes + 1)].at;
        enum text_side side = seed_below(seed, 2) ? TEXT_BEFORE : TEXT_AFTER;
        struct text_place place = text_caret(block, at, side);
        size_t hit = text_hit(block, place.x, ((float) place.line + 0.5f) * line_px, &side);
        struct text_place back = text_caret(block, hit, side);

        assert_int_equal(back.line, place.line);
        assert_true(fabsf(back.x - place.x) < 0.05f);
    }
    for (int i = 0; i < 40; i++) {
        size_t a = block->graphemes[seed_below(seed, (uint32_t) block->n_graphemes + 1)].at;
        size_t b = block->graphemes[seed_below(seed, (uint32_t) block->n_graphemes + 1)].at;
        size_t line = seed_below(seed, (uint32_t) block->n_lines);
        size_t count = text_spans(block, line, SDL_min(a, b), SDL_max(a, b), spans);

        for (size_t s = 0; s < count && count < TEXT_SPANS_MAX; s++) {
            float ends[] = {spans[s].x, spans[s].x + spans[s].width};

            for (int e = 0; e < 2; e++) {
                enum text_side side;
                float y = ((float) line + 0.5f) * line_px;
                size_t hit = text_hit(block, ends[e], y, &side);

                // Each end of a span is a caret's place: no grapheme is cut in two.
                assert_true(fabsf(text_caret(block, hit, side).x - ends[e]) < 0.5f);
            }
        }
    }
}

static void
places_hold_over_seeds(void **state)
{
    static const float widths[] = {0, 70, 300, PAGE_PX};

    (void) state;
    for (uint64_t n = 1; n <= 60; n++) {
        struct seed seed = {.state = n * 77};
        const struct hand *hand = &hands[n % COUNT(hands)];
        struct bytes string = BYTES_EMPTY;
        struct text_block block = TEXT_BLOCK_EMPTY;

        write_words(&seed, hand, seed_below(&seed, n % 6 ? 120 : 4000), &string);
        lay_out(&string, widths[n % COUNT(widths)], &block);
        assert_places(&block, &seed, (float) body.line_px);
        bytes_destroy(&string);
        text_block_destroy(&block);
    }
}

/* ---- borders ---- */

static void
borders_are_those_of_the_whole(void **state)
{
    static const uint32_t pool[] = {'a', 'b', ' ', '\n', '\r', 0x301, 0x200D, 0x1F1EA, 0x1F1F8,
        0x1F468, 0x1F469, 0x1F3FD, 0xFE0F, 0xAC00, 0xAC01, 0x1100, 0x1161, 0x11A8, 0x600, 0x94D,
        0x915, 0x937, 0x93F, 0x200B, 0x202E, 0x5D0, 0x5B0, 0xE33, 0x110BD, 0xA9, 0x2764, 0xE0067,
        0xE007F};
    struct seed seed = {.state = 5};
    char breaks[128];

    (void) state;
    for (int n = 0; n < 20000; n++) {
        struct bytes string = BYTES_EMPTY;

        for (uint32_t i = seed_below(&seed, 14); i > 0; i--)
            utf8_append(&string, pool[seed_below(&seed, COUNT(pool))]);
        u8_grapheme_breaks(string.data, string.length, breaks);
        for (size_t i = 1; i < string.length; i++)
            assert_int_equal(text_is_border(bytes_text(&string), string.length, i), breaks[i] != 0);
        bytes_destroy(&string);
    }
}

/* ---- hostile ---- */

static const struct {
    const char *name, *before, *unit;
    size_t count;
} hostile[] = {
    {"one letter", "", "x", CHARACTERS},
    {"one Arabic word", "", "ب", CHARACTERS},
    {"spaces", "", " ", CHARACTERS},
    {"marks", "A", "\xCC\x88", CHARACTERS},
    {"Hebrew points", "א", "\xD6\xB0", CHARACTERS},
    {"joiners", "a", "\xE2\x80\x8D", CHARACTERS},
    {"zero-width spaces", "a", "\xE2\x80\x8B", CHARACTERS},
    {"overrides", "a", "\xE2\x80\xAE", CHARACTERS},
    {"isolates", "a", "\xE2\x81\xA7", CHARACTERS},
    {"brackets never closed", "", "(", CHARACTERS},
    {"brackets in Hebrew", "א", "(א)", CHARACTERS / 3},
    {"scripts that change", "", "aא", CHARACTERS / 2},
    {"half flags", "", "🇪", CHARACTERS},
    {"families", "", "👨‍👩‍👧", CHARACTERS / 5},
    {"Hangul", "", "한", CHARACTERS},
    {"no spaces", "", "漢", CHARACTERS},
    {"controls", "a", "\x01\x7F\xC2\x85\xE2\x80\xA8", CHARACTERS / 4},
    {"not assigned", "", "\xF3\xA0\xBF\xBF", CHARACTERS},
    {"faces that change", "", "Λ漢→é", CHARACTERS / 4},
};

/* Nothing here is quadratic: any one of these would be minutes, and the test's time is limited. */
static void
hostile_paragraphs_are_laid_out_and_painted(void **state)
{
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, 1000, 120, 32, SDL_PIXELFORMAT_RGB888);

    (void) state;
    for (size_t h = 0; h < COUNT(hostile); h++) {
        struct seed seed = {.state = 3 + h};
        struct bytes string = BYTES_EMPTY;
        struct text_block block = TEXT_BLOCK_EMPTY;

        bytes_append_text(&string, hostile[h].before);
        for (size_t i = 0; i < hostile[h].count; i++)
            bytes_append_text(&string, hostile[h].unit);
        lay_out(&string, PAGE_PX, &block);
        assert_int_equal(block.graphemes[block.n_graphemes].at, string.length);
        assert_places(&block, &seed, (float) body.line_px);
        for (size_t r = block.lines[0].first_run; r < block.lines[0].end_run; r++)
            text_paint(text, surface, NULL, &block.runs[r],
                bytes_text(&string) + block.runs[r].from, 50, 80, 0xFFFFFFFFu);
        assert_true(text_cached_bytes(text) <= TEXT_PAINTED_BYTES_MAX + TEXT_SHAPED_BYTES_MAX);
        bytes_destroy(&string);
        text_block_destroy(&block);
    }
    SDL_FreeSurface(surface);
}

/* A pile of marks shows the first of them, and paints no more than is seen. */
static void
a_pile_of_200_marks_is_one_letter_wide(void **state)
{
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, 200, 200, 32, SDL_PIXELFORMAT_RGB888);
    struct bytes string = BYTES_EMPTY;
    struct text_block block = TEXT_BLOCK_EMPTY;

    (void) state;
    bytes_append_text(&string, "A");
    for (int i = 0; i < 200; i++)
        bytes_append_text(&string, "\xCC\x88");
    bytes_append_text(&string, "b");
    lay_out(&string, PAGE_PX, &block);
    assert_int_equal(block.n_graphemes, 2);
    assert_true(fabsf(block.lines[0].width - text_width(text, &body, "Ab", 2)) < 0.5f);

    size_t before = text_cached_bytes(text);
    text_paint(text, surface, NULL, &block.runs[0], bytes_text(&string), 50, 120, 0xFFFFFFFFu);
    const SDL_Rect bounds = text_paint_bounds(&block.runs[0], 50, 120);
    // The key holds the 400 bytes; a coverage a pixel.
    assert_true(text_cached_bytes(text) - before <= (size_t) (bounds.w * bounds.h) + 1024);
    SDL_FreeSurface(surface);
    bytes_destroy(&string);
    text_block_destroy(&block);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_long_paragraph_has_the_order_of_the_whole, forget),
        cmocka_unit_test_setup(a_long_paragraph_is_as_wide_as_its_parts, forget),
        cmocka_unit_test_setup(a_layout_after_edits_equals_one_from_nothing, forget),
        cmocka_unit_test_setup(a_letter_typed_shapes_a_few_pieces_only, forget),
        cmocka_unit_test_setup(the_longest_paragraph_stays_in_the_cache, forget),
        cmocka_unit_test(places_hold_over_seeds),
        cmocka_unit_test(borders_are_those_of_the_whole),
        cmocka_unit_test_setup(hostile_paragraphs_are_laid_out_and_painted, forget),
        cmocka_unit_test_setup(a_pile_of_200_marks_is_one_letter_wide, forget),
    };

    return cmocka_run_group_tests_name("ui text in pieces", tests, open_fonts, close_fonts);
}
