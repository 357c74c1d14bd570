/* Paragraphs of any length, at the price of what changed in them.
 *
 * HarfBuzz, FriBidi and fontconfig's questions cost a tenth of a second for a paragraph of 100,000
 * characters, and each letter typed into it would pay that again. So a long paragraph is shaped in
 * pieces of some words or a few hundred bytes, and the cache keeps pieces: an edit costs the piece
 * it stands in and the joining of the rest.
 *
 * A piece must come out as it would inside the whole. It therefore begins with a letter behind a
 * space: there a word begins, a script is known, no face, ligature or number reaches across, and
 * the direction of the spaces follows from the two letters around them. It begins outside of
 * brackets and embeddings, too, where they matter and do not make it too long; one that stays open for
 * longer is closed at the end of its piece. Where not even a space comes, the piece ends between
 * two graphemes.
 *
 * Which of the places is taken is told by the letters behind it and not by the count of bytes
 * before it, so that an edit moves no borders but those beside it.
 *
 * Breaks of lines are asked of the whole: they cost little and look far ahead. */

#include "ui/text_inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <fribidi.h>
#include <unilbrk.h>

#include "afterword/base.h"
#include "ui/characters.h"

/* In bytes: the place taken is one between the first two; where there is none, it is the next
 * space, whatever is open; where there is none up to the third, any border. A paragraph up to
 * `whole` is one piece. */
struct sizes {
    size_t min, good, max, whole;
};
/* Where something may read leftwards, what stands in brackets should stay together. */
static const struct sizes both_ways = {256, 1024, 1536, 1536};
/* Where nothing does, no order is to be found, and a piece may be some words: a letter then costs
 * a tenth as much. */
static const struct sizes rightwards = {24, 96, 1536, 96};
/* So many bytes behind a place decide whether it is taken: some words, which no other place has. */
#define MARK_BYTES 16

struct joined {
    struct paragraph paragraph;
    size_t graphemes_capacity, runs_capacity, breaks_capacity;
};

/* ---- direction ------------------------------------------------------------------- */

static bool
reads_leftwards(const char *language)
{
    static const char *const leftwards[] = {"ar", "fa", "he", "ur", "yi"};

    for (size_t i = 0; i < COUNT(leftwards); i++) {
        if (strncmp(language, leftwards[i], 2) == 0)
            return true;
    }
    return false;
}

/* Rules P2 and P3: by the first letter outside of isolates, else by the interface's language. */
static bool
base_is_leftwards(const struct text *text, const char *string, size_t length)
{
    size_t n_isolates = 0;
    size_t size;

    for (size_t at = 0; at < length; at += size) {
        FriBidiCharType type = fribidi_get_bidi_type(utf8_at(string, length, at, &size));

        if (type == FRIBIDI_TYPE_PDI)
            n_isolates -= n_isolates > 0;
        else if (FRIBIDI_IS_ISOLATE(type))
            n_isolates++;
        else if (n_isolates == 0 && FRIBIDI_IS_LETTER(type))
            return FRIBIDI_IS_RTL(type);
    }
    return reads_leftwards(text->language);
}

/* Nothing in it reads leftwards or changes the direction. */
static bool
all_rightwards(const char *string, size_t length)
{
    size_t size;

    for (size_t at = 0; at < length; at += size) {
        size = 1;
        if ((uint8_t) string[at] < 0x80)
            continue; // most of it, and no table need be asked
        if (text_type_turns(fribidi_get_bidi_type(utf8_at(string, length, at, &size))))
            return false;
    }
    return true;
}

/* ---- where a piece ends ---------------------------------------------------------- */

static bool
begins_word(uint32_t character)
{
    hb_script_t script = hb_unicode_script(hb_unicode_funcs_get_default(), character);

    return FRIBIDI_IS_LETTER(fribidi_get_bidi_type(character)) && script != HB_SCRIPT_COMMON &&
           script != HB_SCRIPT_INHERITED && script != HB_SCRIPT_UNKNOWN;
}

/* How many brackets, embeddings and isolates are open after a character. */
static size_t
depth_after(size_t depth, uint32_t character)
{
    FriBidiCharType type = fribidi_get_bidi_type(character);
    FriBidiBracketType bracket = FRIBIDI_NO_BRACKET;

    if (type == FRIBIDI_TYPE_ON)
        bracket = fribidi_get_bracket(character);
    if (type == FRIBIDI_TYPE_PDF || type == FRIBIDI_TYPE_PDI ||
        (bracket != FRIBIDI_NO_BRACKET && !FRIBIDI_IS_BRACKET_OPEN(bracket)))
        return depth - (depth > 0);
    return depth + (FRIBIDI_IS_EXPLICIT(type) || FRIBIDI_IS_ISOLATE(type) ||
                       FRIBIDI_IS_BRACKET_OPEN(bracket));
}

/* A number that the letters behind a place give it. The lowest of a stretch is the same one after
 * an edit, wherever the stretch then begins. */
static uint32_t
mark_of(const char *string, size_t length, size_t at)
{
    size_t end = SDL_min(length, at + MARK_BYTES);
    uint32_t mark = 2166136261u;

    for (; at < end; at++)
        mark = (mark ^ (uint8_t) string[at]) * 16777619u;
    return mark;
}

/* Between two graphemes, the first of which begins the piece. */
static size_t
forced_end(const char *string, size_t length, size_t from, size_t at)
{
    size_t seen = SDL_min(length - from, 2 * both_ways.max);
    size_t border = text_border_floor(string + from, seen, at - from);

    return border > 0 ? from + border : text_border_next(string, length, from);
}

/* Of text in which nothing reads leftwards; most of it is ASCII. */
static bool
begins_word_at(const char *string, size_t length, size_t at, size_t *size)
{
    *size = 1;
    if ((uint8_t) string[at] < 0x80)
        return character_is_letter((uint8_t) string[at]);
    return begins_word(utf8_at(string, length, at, size));
}

/* What stands open decides nothing there. */
static size_t
piece_end_rightwards(const char *string, size_t length, size_t from)
{
    const struct sizes *sizes = &rightwards;
    size_t best = 0, size;
    uint32_t lowest = UINT32_MAX;

    for (size_t at = from; at < length; at += size) {
        bool place = begins_word_at(string, length, at, &size) && at - from >= sizes->min &&
                     string[at - 1] == ' ';

        if (at - from >= sizes->good && (best > 0 || place))
            return best > 0 ? best : at;
        if (at - from >= sizes->max)
            return forced_end(string, length, from, at);
        if (place) {
            uint32_t mark = mark_of(string, length, at);

            if (mark < lowest)
                best = at, lowest = mark;
        }
    }
    return length;
}

static size_t
piece_end(const char *string, size_t length, size_t from)
{
    const struct sizes *sizes = &both_ways;
    size_t best = 0;
    uint32_t lowest = UINT32_MAX;
    size_t depth = 0;
    bool after_space = false;
    size_t size;

    for (size_t at = from; at < length; at += size) {
        uint32_t character = utf8_at(string, length, at, &size);
        bool place = after_space && at - from >= sizes->min && begins_word(character);

        if (at - from >= sizes->good && (best > 0 || place))
            return best > 0 ? best : at;
        if (at - from >= sizes->max)
            return forced_end(string, length, from, at);
        if (place && depth == 0 && mark_of(string, length, at) < lowest) {
            lowest = mark_of(string, length, at);
            best = at;
        }
        depth = depth_after(depth, character);
        after_space = character == ' ';
    }
    return length;
}

typedef size_t
piece_end_fn(const char *string, size_t length, size_t from);

/* ---- joining --------------------------------------------------------------------- */

static struct joined *
new_joined(struct text *text, bool right_to_left)
{
    if (!text->joined)
        text->joined = memory_new(1, sizeof(*text->joined));
    text->joined->paragraph.n_graphemes = text->joined->paragraph.n_runs = 0;
    text->joined->paragraph.right_to_left = right_to_left;
    return text->joined;
}

static void
join_graphemes(struct joined *joined, const struct paragraph *piece, size_t from)
{
    struct paragraph *paragraph = &joined->paragraph;
    size_t count = paragraph->n_graphemes + piece->n_graphemes;

    // One more: the end.
    paragraph->graphemes = text_grown(paragraph->graphemes, &joined->graphemes_capacity, count + 1,
        sizeof(*paragraph->graphemes));
    for (size_t i = 0; i < piece->n_graphemes; i++) {
        struct text_grapheme *grapheme = &paragraph->graphemes[paragraph->n_graphemes + i];

        *grapheme = piece->graphemes[i];
        grapheme->at += from;
    }
    paragraph->n_graphemes = count;
    paragraph->graphemes[count] =
        (struct text_grapheme){.at = from + piece->graphemes[piece->n_graphemes].at};
}

static bool
same_look(const struct shaped_run *a, const struct shaped_run *b)
{
    return a->script == b->script && a->face == b->face && a->em_px == b->em_px &&
           a->level == b->level;
}

static void
join_runs(struct joined *joined, const struct paragraph *piece, size_t first)
{
    struct paragraph *paragraph = &joined->paragraph;

    paragraph->runs = text_grown(paragraph->runs, &joined->runs_capacity,
        paragraph->n_runs + piece->n_runs, sizeof(*paragraph->runs));
    for (size_t i = 0; i < piece->n_runs; i++) {
        struct shaped_run run = piece->runs[i];

        run.first += first;
        run.end += first;
        // A run that goes on is one run: it is painted in one go.
        if (paragraph->n_runs > 0 && same_look(&paragraph->runs[paragraph->n_runs - 1], &run))
            paragraph->runs[paragraph->n_runs - 1].end = run.end;
        else
            paragraph->runs[paragraph->n_runs++] = run;
    }
}

static void
find_line_breaks(struct joined *joined, const char *string, size_t length)
{
    struct paragraph *paragraph = &joined->paragraph;
    char *breaks = memory_new(length, 1);

    u8_possible_linebreaks((const uint8_t *) string, length, "UTF-8", breaks);
    paragraph->line_breaks =
        text_grown(paragraph->line_breaks, &joined->breaks_capacity, paragraph->n_graphemes, 1);
    for (size_t i = 0; i < paragraph->n_graphemes; i++)
        paragraph->line_breaks[i] = text_line_break(breaks, paragraph->graphemes[i].at);
    free(breaks);
}

static const struct paragraph *
join(struct text *text, const struct text_style *style, const struct text_piece *whole,
    piece_end_fn *ends)
{
    struct joined *joined = new_joined(text, whole->right_to_left);
    size_t end;

    for (size_t from = 0; from < whole->length; from = end) {
        size_t first = joined->paragraph.n_graphemes;
        struct text_piece piece = *whole;
        const struct paragraph *shaped;

        end = ends(whole->string, whole->length, from);
        piece.string = whole->string + from;
        piece.length = end - from;
        if (end < whole->length) {
            size_t size;
            FriBidiCharType type =
                fribidi_get_bidi_type(utf8_at(whole->string, whole->length, end, &size));

            piece.followed = FRIBIDI_IS_LETTER(type);
            piece.leftwards_follows = piece.followed && FRIBIDI_IS_RTL(type);
        }
        shaped = text_shaped(text, style, &piece);
        join_graphemes(joined, shaped, from);
        join_runs(joined, shaped, first);
    }
    find_line_breaks(joined, whole->string, whole->length);
    return &joined->paragraph;
}

const struct paragraph *
text_paragraph(struct text *text, const struct text_style *style, enum text_base base,
    const char *string, size_t length)
{
    const struct text_piece whole = {.string = string,
        .length = length,
        .right_to_left = base == TEXT_BASE_BY_LETTER ? base_is_leftwards(text, string, length)
                                                     : base == TEXT_BASE_LEFTWARDS};

    bool simple = !whole.right_to_left && all_rightwards(string, length);

    if (length <= (simple ? rightwards.whole : both_ways.whole))
        return text_shaped(text, style, &whole);
    return join(text, style, &whole, simple ? piece_end_rightwards : piece_end);
}

void
text_joined_free(struct text *text)
{
    if (!text->joined)
        return;
    free(text->joined->paragraph.graphemes);
    free(text->joined->paragraph.runs);
    free(text->joined->paragraph.line_breaks);
    free(text->joined);
    text->joined = NULL;
}
