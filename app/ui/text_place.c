/* Between offsets and places. Every answer is a sum of advances along one line. */

#include "ui/text.h"

#include <assert.h>
#include <math.h>

#include "afterword/base.h"

/* The grapheme that begins at an offset; n_graphemes for the end. */
static size_t
grapheme_of(const struct text_block *block, size_t offset)
{
    size_t low = 0;
    size_t high = block->n_graphemes;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (block->graphemes[middle].at < offset)
            low = middle + 1;
        else
            high = middle;
    }
    assert(block->graphemes[low].at == offset);
    return low;
}

/* The line of an offset; where a line wraps, `side` decides. */
static size_t
line_of(const struct text_block *block, size_t offset, enum text_side side)
{
    size_t low = 0;
    size_t high = block->n_lines;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (block->lines[middle].from <= offset)
            low = middle;
        else
            high = middle;
    }
    if (side == TEXT_AFTER && low > 0 && block->lines[low].from == offset &&
        block->lines[low - 1].to == offset)
        low--;
    return low;
}

static const struct text_run *
run_of(const struct text_block *block, const struct text_line *line, size_t grapheme)
{
    for (size_t i = line->first_run; i < line->end_run; i++) {
        const struct text_run *run = &block->runs[i];

        if (run->first_grapheme <= grapheme && grapheme < run->end_grapheme)
            return run;
    }
    return NULL;
}

static float
advances(const struct text_block *block, size_t first, size_t end)
{
    float sum = 0;

    for (size_t i = first; i < end; i++)
        sum += block->graphemes[i].advance;
    return sum;
}

/* Spaces that hang past the edge lie beyond the line's end: left of it where it reads leftwards. */
static float
hanging_edge(const struct text_block *block, const struct text_line *line, size_t grapheme)
{
    size_t first = grapheme;
    float sum;

    while (first > line->first_grapheme && !run_of(block, line, first - 1))
        first--;
    sum = advances(block, first, grapheme);
    return line->right_to_left ? line->x - sum : line->x + line->width + sum;
}

/* The edge of a grapheme where reading enters it. */
static float
leading_edge(const struct text_block *block, const struct text_line *line, size_t grapheme)
{
    const struct text_run *run = run_of(block, line, grapheme);
    float before;

    if (!run)
        return hanging_edge(block, line, grapheme);
    before = advances(block, run->first_grapheme, grapheme);
    return line->x + run->x + (run->right_to_left ? run->width - before : before);
}

static float
trailing_edge(const struct text_block *block, const struct text_line *line, size_t grapheme)
{
    const struct text_run *run = run_of(block, line, grapheme);
    float advance = block->graphemes[grapheme].advance;
    bool leftwards = run ? run->right_to_left : line->right_to_left;

    return leading_edge(block, line, grapheme) + (leftwards ? -advance : advance);
}

struct text_place
text_caret(const struct text_block *block, size_t offset, enum text_side side)
{
    struct text_place place = {.line = line_of(block, offset, side)};
    const struct text_line *line = &block->lines[place.line];
    size_t grapheme = grapheme_of(block, offset);
    bool after =
        grapheme > line->first_grapheme && (side == TEXT_AFTER || grapheme >= line->end_grapheme);

    if (line->first_grapheme == line->end_grapheme)
        place.x = line->x;
    else
        place.x =
            after ? trailing_edge(block, line, grapheme - 1) : leading_edge(block, line, grapheme);
    return place;
}

static size_t
line_at(const struct text_block *block, float y)
{
    float line_px = block->height / (float) block->n_lines;
    float line = floorf(y / line_px);

    if (!(line > 0))
        return 0;
    return line < (float) block->n_lines ? (size_t) line : block->n_lines - 1;
}

size_t
text_hit(const struct text_block *block, float x, float y, enum text_side *side)
{
    const struct text_line *line = &block->lines[line_at(block, y)];
    enum text_side nearest_side = TEXT_BEFORE;
    size_t nearest = line->first_grapheme;
    float distance = INFINITY;

    for (size_t i = line->first_grapheme; i < line->end_grapheme; i++) {
        float before = fabsf(x - leading_edge(block, line, i));
        float after = fabsf(x - trailing_edge(block, line, i));
        // The end of a line that wraps shares its offset with the next line's beginning: only
        // who takes the side can be told it.
        bool is_end = i + 1 == line->end_grapheme && !line->ends_paragraph;

        if (before < distance) {
            distance = before;
            nearest = i;
            nearest_side = TEXT_BEFORE;
        }
        if (after < distance && (side || !is_end)) {
            distance = after;
            nearest = i + 1;
            nearest_side = TEXT_AFTER;
        }
    }
    if (side)
        *side = nearest_side;
    return block->graphemes[nearest].at;
}

/* Joins a span to the last one where they touch. */
static size_t
add_span(struct text_span spans[TEXT_SPANS_MAX], size_t count, float x, float width)
{
    struct text_span *last = count > 0 ? &spans[count - 1] : NULL;

    if (last && fabsf(last->x + last->width - x) < 0.5f) {
        last->width += width;
        return count;
    }
    if (count == TEXT_SPANS_MAX) {
        last->width = x + width - last->x;
        return count;
    }
    spans[count] = (struct text_span){x, width};
    return count + 1;
}

static size_t
add_hanging(const struct text_block *block, const struct text_line *line, size_t from, size_t to,
    struct text_span spans[TEXT_SPANS_MAX], size_t count)
{
    for (size_t i = line->first_grapheme; i < line->end_grapheme; i++) {
        const struct text_grapheme *grapheme = &block->graphemes[i];
        float a, b;

        if (grapheme->at < from || grapheme->at >= to || run_of(block, line, i))
            continue;
        a = leading_edge(block, line, i);
        b = trailing_edge(block, line, i);
        count = add_span(spans, count, fminf(a, b), fabsf(b - a));
    }
    return count;
}

size_t
text_spans(const struct text_block *block, size_t line_number, size_t from, size_t to,
    struct text_span spans[TEXT_SPANS_MAX])
{
    const struct text_line *line = &block->lines[line_number];
    size_t count = 0;

    for (size_t i = line->first_run; i < line->end_run; i++) {
        const struct text_run *run = &block->runs[i];
        size_t first = grapheme_of(block, SDL_max(from, run->from));
        size_t end;
        float before, width;

        if (SDL_max(from, run->from) >= SDL_min(to, run->to))
            continue;
        end = grapheme_of(block, SDL_min(to, run->to));
        before = advances(block, run->first_grapheme, first);
        width = advances(block, first, end);
        if (run->right_to_left)
            before = run->width - before - width;
        count = add_span(spans, count, line->x + run->x + before, width);
    }
    return add_hanging(block, line, from, to, spans, count);
}
