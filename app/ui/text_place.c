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

/* From here on a line's graphemes are spaces that hang past its edge, in no run. */
static size_t
hanging_from(const struct text_block *block, const struct text_line *line)
{
    size_t first = line->first_grapheme;

    for (size_t i = line->first_run; i < line->end_run; i++)
        first = SDL_max(first, block->runs[i].end_grapheme);
    return first;
}

/* A walk over a line's graphemes as they were written: long lines are walked once, not summed up
 * again for each. */
struct walk {
    const struct text_block *block;
    const struct text_line *line;
    size_t grapheme;
    size_t run_end; /* what is true of the run holds up to here */
    bool leftwards;
    float leading;  /* the edge of the grapheme where reading enters it */
    float trailing; /* and where it leaves it */
};

/* Enters the run that holds the grapheme, or what hangs past the line's end: left of it where it
 * reads leftwards. */
static void
enter_run(struct walk *walk)
{
    const struct text_line *line = walk->line;
    const struct text_run *run = run_of(walk->block, line, walk->grapheme);
    size_t first = run ? run->first_grapheme : hanging_from(walk->block, line);
    float before = advances(walk->block, first, walk->grapheme);

    walk->leftwards = run ? run->right_to_left : line->right_to_left;
    walk->run_end = run ? run->end_grapheme : line->end_grapheme;
    walk->leading = line->x;
    if (run)
        walk->leading += run->x + (run->right_to_left ? run->width : 0);
    else if (!line->right_to_left)
        walk->leading += line->width;
    walk->leading += walk->leftwards ? -before : before;
}

static void
measure(struct walk *walk)
{
    float advance = walk->block->graphemes[walk->grapheme].advance;

    walk->trailing = walk->leading + (walk->leftwards ? -advance : advance);
}

static struct walk
walk_from(const struct text_block *block, const struct text_line *line, size_t grapheme)
{
    struct walk walk = {.block = block, .line = line, .grapheme = grapheme};

    enter_run(&walk);
    measure(&walk);
    return walk;
}

static void
step(struct walk *walk)
{
    walk->leading = walk->trailing;
    if (++walk->grapheme >= walk->line->end_grapheme)
        return;
    if (walk->grapheme == walk->run_end)
        enter_run(walk);
    measure(walk);
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
        place.x = after ? walk_from(block, line, grapheme - 1).trailing
                        : walk_from(block, line, grapheme).leading;
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
    struct walk walk = walk_from(block, line, line->first_grapheme);
    enum text_side nearest_side = TEXT_BEFORE;
    size_t nearest = line->first_grapheme;
    float distance = INFINITY;

    for (; walk.grapheme < line->end_grapheme; step(&walk)) {
        size_t i = walk.grapheme;
        float before = fabsf(x - walk.leading);
        float after = fabsf(x - walk.trailing);
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
    size_t first = hanging_from(block, line);

    if (first == line->end_grapheme)
        return count;
    for (struct walk walk = walk_from(block, line, first); walk.grapheme < line->end_grapheme;
         step(&walk)) {
        size_t at = block->graphemes[walk.grapheme].at;

        if (at >= from && at < to)
            count = add_span(spans, count, fminf(walk.leading, walk.trailing),
                fabsf(walk.trailing - walk.leading));
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
