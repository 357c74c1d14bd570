/* Where a piece may end.
 *
 * Lines are filled one after the other, so a piece can end at any line of which enough was seen
 * behind it: the last two of a window are not its own, since what follows may change them. But a
 * piece is laid out without the one before it, and what is looked at across lines must come out
 * the same: which way the paragraph reads is handed on from piece to piece, and where a line begins
 * with a letter behind a space neither letters join nor do directions depend on what stands
 * before. Such a line is looked for, in ever longer windows; nearly every line of prose is one.
 * Where there is none (one word of thousands of letters) the piece ends where a line does.
 *
 * Pieces that follow and still begin where a line begins are met again, and everything below them
 * stands. Where they are not met their words belong to this piece now, or to what is left. */

#include "ui/editor_pieces.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <fribidi.h>

#include "afterword/base.h"

#define PIECE_BYTES ((size_t) 384)
/* Seen behind a piece's likely end. */
#define MARGIN_BYTES 192
#define WINDOW_BYTES_MAX 2048
/* Below it a piece takes in the one behind it. */
#define SMALL_BYTES (PIECE_BYTES / 4)
/* How far back a gap between words is looked for. */
#define GAP_BYTES 256
/* Laid out in one frame while nothing else is to be done: about three milliseconds. */
#define WORK_BYTES 6000

void
editor_pieces_destroy(struct editor_pieces *pieces)
{
    if (!pieces)
        return;
    for (size_t i = 0; i < pieces->count; i++)
        text_block_destroy(&pieces->list[i].block);
    free(pieces->list);
    *pieces = (struct editor_pieces){0};
}

void
editor_pieces_begin(
    struct editor_pieces *pieces, struct text *text, const char *string, size_t length)
{
    pieces->text = text;
    pieces->string = string;
    pieces->length = length;
}

/* ---- the list ------------------------------------------------------------------- */

static size_t
end_of(const struct editor_piece *piece)
{
    return piece->from + piece->length;
}

/* Makes room for `count` pieces where first..end stood; those that stay keep their memory. */
static void
splice(struct editor_pieces *pieces, size_t first, size_t end, size_t count)
{
    size_t n_after = pieces->count - end;
    size_t n_total = first + count + n_after;

    for (size_t i = first + count; i < end; i++)
        text_block_destroy(&pieces->list[i].block);
    if (n_total > pieces->capacity) {
        pieces->capacity = n_total + n_total / 2 + 4;
        pieces->list = memory_resize(pieces->list, pieces->capacity, sizeof(*pieces->list));
    }
    if (n_after > 0)
        memmove(&pieces->list[first + count], &pieces->list[end], n_after * sizeof(*pieces->list));
    for (size_t i = end; i < first + count; i++)
        pieces->list[i] = (struct editor_piece){0};
    pieces->count = n_total;
}

static size_t
guess_lines(const struct editor_pieces *pieces, size_t length)
{
    return 1 + (size_t) ((float) length / SDL_max(pieces->line_bytes, 1));
}

static void
number_lines(struct editor_pieces *pieces)
{
    pieces->n_lines = 0;
    for (size_t i = 0; i < pieces->count; i++) {
        pieces->list[i].first_line = pieces->n_lines;
        pieces->n_lines += pieces->list[i].n_lines;
    }
}

void
editor_pieces_reset(struct editor_pieces *pieces, const struct text_style *style, float width)
{
    pieces->style = *style;
    pieces->width = width;
    // Until a line was seen: letters are half as wide as high.
    pieces->line_bytes = width * 2 / (float) style->em_px;
    splice(pieces, 0, pieces->count, 1);
    pieces->list[0].from = 0;
    pieces->list[0].length = pieces->length;
    pieces->list[0].begins_paragraph = true;
    pieces->list[0].laid = false;
    pieces->list[0].n_lines = guess_lines(pieces, pieces->length);
    number_lines(pieces);
}

size_t
editor_pieces_of(const struct editor_pieces *pieces, size_t offset)
{
    size_t low = 0;
    size_t high = pieces->count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (pieces->list[middle].from <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

size_t
editor_pieces_of_line(const struct editor_pieces *pieces, size_t line)
{
    size_t low = 0;
    size_t high = pieces->count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (pieces->list[middle].first_line <= line)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* ---- changes -------------------------------------------------------------------- */

/* A word that got shorter may now fit on the line before it, which another piece may hold. */
static bool
moves_the_line_before(const struct editor_piece *piece, size_t at)
{
    return !piece->begins_paragraph &&
           (!piece->laid || at <= piece->from + piece->block.lines[0].to);
}

/* The first piece a change is about, and the one behind the last. */
static void
find_touched(const struct editor_pieces *pieces, const struct editor_change *change, size_t *first,
    size_t *end)
{
    *first = editor_pieces_of(pieces, change->from);
    *end = editor_pieces_of(pieces, change->old_to) + 1;
    while (*first > 0 && moves_the_line_before(&pieces->list[*first], change->from))
        --*first;
}

void
editor_pieces_change(struct editor_pieces *pieces, const struct editor_change *change)
{
    size_t first, end, length, n_lines = 0;
    struct editor_piece *piece;

    find_touched(pieces, change, &first, &end);
    length = end_of(&pieces->list[end - 1]) - pieces->list[first].from;
    length = length - change->old_to + change->new_to;
    for (size_t i = end; i < pieces->count; i++)
        pieces->list[i].from = pieces->list[i].from - change->old_to + change->new_to;
    while (end < pieces->count && length < SMALL_BYTES &&
           (length == 0 || pieces->list[end].length <= PIECE_BYTES))
        length += pieces->list[end++].length;
    for (size_t i = first; i < end; i++)
        n_lines += pieces->list[i].n_lines;
    if (change->new_to - change->from > PIECE_BYTES)
        n_lines = guess_lines(pieces, length);

    splice(pieces, first, end, 1);
    piece = &pieces->list[first];
    piece->length = length;
    piece->n_lines = SDL_max(n_lines, 1);
    piece->laid = false;
    number_lines(pieces);
}

/* ---- where a piece ends --------------------------------------------------------- */

/* What is laid out to find a piece: from its beginning to `to`. */
struct window {
    const struct editor_pieces *pieces;
    size_t piece;
    size_t from, to;
    bool whole; /* it ends with the text, or with the paragraph the piece goes on with */
    const struct text_block *block;
};

static size_t
character_floor(const struct editor_pieces *pieces, size_t at)
{
    while (at < pieces->length && ((uint8_t) pieces->string[at] & 0xC0) == 0x80)
        at--;
    return at;
}

/* Reads on as the paragraph does, so it is laid out alone; one that begins paragraphs may hold
 * many of them. */
static struct window
open_window(const struct editor_pieces *pieces, size_t i, size_t length)
{
    const struct editor_piece *piece = &pieces->list[i];
    struct window window = {pieces, i, piece->from, pieces->length, true, &piece->block};
    const char *newline;

    if (length < pieces->length - piece->from) {
        window.to = character_floor(pieces, piece->from + length);
        window.whole = false;
    }
    newline = piece->begins_paragraph || window.to == window.from
                  ? NULL
                  : memchr(pieces->string + window.from, '\n', window.to - window.from);
    if (newline) {
        window.to = (size_t) (newline - pieces->string);
        window.whole = true;
    }
    return window;
}

/* Where a line begins, in the text; of the one behind the last, where the next window would. */
static size_t
line_begin(const struct window *window, size_t line)
{
    if (line < window->block->n_lines)
        return window->from + window->block->lines[line].from;
    return window->to + (window->to < window->pieces->length);
}

/* See the essay above. */
static bool
is_seam(const struct window *window, size_t line)
{
    const char *string = window->pieces->string;
    size_t at = line_begin(window, line);
    FriBidiCharType type;
    size_t size;

    if (line == window->block->n_lines || string[at - 1] == '\n')
        return true;
    if (string[at - 1] != ' ')
        return false;
    type = fribidi_get_bidi_type(utf8_at(string, window->to, at, &size));
    return FRIBIDI_IS_STRONG(type) && FRIBIDI_IS_LETTER(type);
}

/* Which way the paragraph of a line's predecessor reads: the one that may go on there. */
static enum text_base
base_before(const struct window *window, size_t line)
{
    return window->block->lines[line - 1].right_to_left ? TEXT_BASE_LEFTWARDS
                                                        : TEXT_BASE_RIGHTWARDS;
}

/* Lines that nothing behind the window can change. */
static size_t
settled_lines(const struct window *window)
{
    size_t n_lines = window->block->n_lines;

    if (window->whole)
        return n_lines;
    return n_lines > 2 ? n_lines - 2 : 0;
}

/* What stands before a piece may have changed: it stays as it is if it would begin like this. */
static bool
is_met(const struct window *window, const struct editor_piece *piece, size_t line)
{
    bool ends_paragraph = window->block->lines[line - 1].ends_paragraph;

    if (line_begin(window, line) != piece->from || ends_paragraph != piece->begins_paragraph)
        return false;
    return ends_paragraph ||
           ((piece->loose || is_seam(window, line)) && piece->base == base_before(window, line));
}

/* The line at which a piece that is already laid out begins; 0 for none. */
static size_t
line_of_known_piece(const struct window *window)
{
    const struct editor_pieces *pieces = window->pieces;
    size_t n_settled = settled_lines(window);
    size_t line = 1;

    for (size_t i = window->piece + 1; i < pieces->count && line < n_settled; i++) {
        const struct editor_piece *piece = &pieces->list[i];

        while (line < n_settled && line_begin(window, line) < piece->from)
            line++;
        if (line < n_settled && piece->laid && is_met(window, piece, line))
            return line;
    }
    return 0;
}

/* The line at which this piece ends; 0 where a longer window is wanted. A paragraph's end is
 * best, so that a change stays within it. */
static size_t
line_to_end_at(const struct window *window)
{
    const struct text_block *block = window->block;
    size_t seam = 0, paragraph = 0;
    size_t n_settled = settled_lines(window);

    for (size_t i = 1; i < n_settled && block->lines[i].from <= PIECE_BYTES; i++) {
        if (block->lines[i - 1].ends_paragraph)
            paragraph = i;
        if (is_seam(window, i))
            seam = i;
    }
    if (paragraph > 0 && block->lines[paragraph].from >= PIECE_BYTES / 2)
        return paragraph;
    for (size_t i = 1; seam == 0 && i < n_settled; i++)
        seam = is_seam(window, i) ? i : 0;
    if (seam > 0 || window->to - window->from < WINDOW_BYTES_MAX)
        return seam;
    return n_settled > 1 ? n_settled - 1 : 0;
}

static size_t
choose_end(const struct window *window)
{
    size_t line = line_of_known_piece(window);
    bool fits = window->whole && window->to - window->from <= PIECE_BYTES * 3 / 2;

    if (line == 0 && !fits)
        line = line_to_end_at(window);
    return line == 0 && window->whole ? window->block->n_lines : line;
}

/* The piece ends where its line of that number would begin; what it leaves, or takes from those
 * behind it, is parted anew. */
static void
end_piece(struct editor_pieces *pieces, const struct window *window, size_t n_lines)
{
    struct editor_piece *piece = &pieces->list[window->piece];
    size_t end = line_begin(window, n_lines);
    size_t next = window->piece + 1;
    size_t old_end = end_of(piece);
    size_t n_left = piece->n_lines > n_lines ? piece->n_lines - n_lines : 1;
    bool ends_text = n_lines == window->block->n_lines && window->to == pieces->length;
    bool begins_paragraph = piece->block.lines[n_lines - 1].ends_paragraph;
    enum text_base base = base_before(window, n_lines);
    bool loose = !is_seam(window, n_lines);
    bool leaves;

    piece->length = end - piece->from;
    piece->n_lines = n_lines;
    piece->laid = true;
    if (n_lines > 1)
        pieces->line_bytes = (float) piece->length / (float) n_lines;
    // Pieces of which nothing is left, and the one of which something is.
    while (next < pieces->count && (ends_text || pieces->list[next].from < end)) {
        old_end = end_of(&pieces->list[next]);
        n_left = pieces->list[next++].n_lines;
    }
    // Behind a newline that ends the text stands a line of no length.
    leaves = old_end > end || (!ends_text && next == pieces->count);
    splice(pieces, window->piece + 1, next, leaves);
    if (leaves) {
        struct editor_piece *rest = &pieces->list[window->piece + 1];

        rest->from = end;
        rest->length = old_end - end;
        rest->n_lines = n_left;
        rest->laid = false;
    }
    if (!ends_text) {
        struct editor_piece *rest = &pieces->list[window->piece + 1];
        struct window moved = *window;

        // One that begins here by chance may have been laid out as part of something else.
        moved.block = &pieces->list[window->piece].block;
        rest->laid = rest->laid && is_met(&moved, rest, n_lines);
        rest->begins_paragraph = begins_paragraph;
        rest->base = base;
        rest->loose = loose;
    }
    number_lines(pieces);
}

void
editor_pieces_lay(struct editor_pieces *pieces, size_t i)
{
    struct editor_piece *piece = &pieces->list[i];
    enum text_base base = piece->begins_paragraph ? TEXT_BASE_BY_LETTER : piece->base;
    size_t wanted = SDL_max(SDL_min(piece->length, PIECE_BYTES * 3 / 2), PIECE_BYTES);
    struct window window;
    size_t n_lines;

    wanted += MARGIN_BYTES;
    do {
        window = open_window(pieces, i, wanted);
        text_layout_on(pieces->text, &pieces->style, base, pieces->string + window.from,
            window.to - window.from, pieces->width, &piece->block);
        n_lines = choose_end(&window);
        wanted *= 2;
    } while (n_lines == 0);
    end_piece(pieces, &window, n_lines);
}

/* ---- reaching ------------------------------------------------------------------- */

/* Where to begin so that an offset and what stands above it can be shown: best behind a newline,
 * else at a gap between words. */
static size_t
place_to_begin(const struct editor_pieces *pieces, size_t at, size_t lowest, bool *begins_paragraph)
{
    size_t furthest = at > lowest + PIECE_BYTES ? at - PIECE_BYTES : lowest;

    *begins_paragraph = true;
    for (size_t i = at; i > furthest; i--) {
        if (pieces->string[i - 1] == '\n')
            return i;
    }
    *begins_paragraph = false;
    furthest = at > lowest + GAP_BYTES ? at - GAP_BYTES : lowest;
    for (size_t i = at; i > furthest; i--) {
        if (pieces->string[i - 1] == ' ')
            return text_border_floor(pieces->string, pieces->length, i);
    }
    return text_border_floor(pieces->string, pieces->length, character_floor(pieces, at));
}

/* Parts a piece that waits in two. */
static void
part(struct editor_pieces *pieces, size_t i, size_t at, bool begins_paragraph)
{
    struct editor_piece *rest;
    size_t end = end_of(&pieces->list[i]);

    assert(!pieces->list[i].laid && at > pieces->list[i].from && at < end);
    splice(pieces, i + 1, i + 1, 1);
    rest = &pieces->list[i + 1];
    rest->from = at;
    rest->length = end - at;
    rest->n_lines = guess_lines(pieces, rest->length);
    rest->begins_paragraph = begins_paragraph;
    pieces->list[i].length = at - pieces->list[i].from;
    pieces->list[i].n_lines = guess_lines(pieces, pieces->list[i].length);
    number_lines(pieces);
}

size_t
editor_pieces_reach(struct editor_pieces *pieces, size_t offset, size_t n_rows)
{
    size_t above = PIECE_BYTES + (size_t) ((float) n_rows * pieces->line_bytes);
    size_t i = editor_pieces_of(pieces, offset);

    while (!pieces->list[i].laid) {
        size_t from = pieces->list[i].from;
        bool begins_paragraph;

        if (offset - from > above + 2 * PIECE_BYTES) {
            size_t begin =
                place_to_begin(pieces, offset - above, from + PIECE_BYTES, &begins_paragraph);

            // One grapheme may be longer than all of it.
            if (begin > from)
                part(pieces, i++, begin, begins_paragraph);
        }
        editor_pieces_lay(pieces, i);
        i = editor_pieces_of(pieces, offset);
    }
    return i;
}

bool
editor_pieces_wait(const struct editor_pieces *pieces)
{
    for (size_t i = 0; i < pieces->count; i++) {
        if (!pieces->list[i].laid)
            return true;
    }
    return false;
}

bool
editor_pieces_work(struct editor_pieces *pieces)
{
    size_t worked = 0;

    for (size_t i = 0; i < pieces->count; i++) {
        if (pieces->list[i].laid)
            continue;
        if (worked >= WORK_BYTES)
            return true;
        editor_pieces_lay(pieces, i);
        worked += pieces->list[i].block.graphemes[pieces->list[i].block.n_graphemes].at;
    }
    return false;
}
