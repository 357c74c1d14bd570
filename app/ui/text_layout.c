/* From shaped paragraphs to lines.
 *
 * Lines are filled by adding advances. Spaces hang past the edge: a line is as wide as what is
 * seen of it, so a space never begins a line and never makes one longer. A line's runs are the
 * paragraph's, cut at its ends and put in the order the eye meets them (rule L2 of the
 * bidirectional algorithm; the trailing spaces, which rule L1 sends to the base direction, are in
 * no run at all). */

#include "ui/text_inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/base.h"

/* FriBidi's deepest embedding. */
#define LEVEL_MAX 126

/* What is being filled: a paragraph, whose graphemes begin at `first` in the block. */
struct filling {
    struct text_block *block;
    const struct paragraph *paragraph;
    size_t first;
    size_t next_run; /* of the paragraph's, the first that is not wholly in the lines so far */
    float width;     /* 0 or less: no edge */
};

void *
text_grown(void *array, size_t *capacity, size_t count, size_t size)
{
    if (count <= *capacity)
        return array;
    *capacity = count + count / 2 + 8;
    return memory_resize(array, *capacity, size);
}

static void
add_grapheme(struct text_block *block, struct text_grapheme grapheme)
{
    block->graphemes = text_grown(block->graphemes, &block->graphemes_capacity,
        block->n_graphemes + 2, sizeof(*block->graphemes));
    block->graphemes[block->n_graphemes++] = grapheme;
}

static void
add_graphemes(struct text_block *block, const struct paragraph *paragraph, size_t from)
{
    for (size_t i = 0; i < paragraph->n_graphemes; i++) {
        struct text_grapheme grapheme = paragraph->graphemes[i];

        grapheme.at += from;
        add_grapheme(block, grapheme);
    }
}

static struct text_line *
add_line(struct text_block *block)
{
    block->lines =
        text_grown(block->lines, &block->lines_capacity, block->n_lines + 1, sizeof(*block->lines));
    block->lines[block->n_lines] = (struct text_line){0};
    return &block->lines[block->n_lines++];
}

static struct text_run *
add_run(struct text_block *block)
{
    block->runs =
        text_grown(block->runs, &block->runs_capacity, block->n_runs + 1, sizeof(*block->runs));
    block->runs[block->n_runs] = (struct text_run){0};
    return &block->runs[block->n_runs++];
}

/* Where the line that begins at grapheme `begin` of the paragraph ends. */
static size_t
line_end(const struct filling *filling, size_t begin)
{
    const struct paragraph *paragraph = filling->paragraph;
    size_t may_end = begin;
    float x = 0;

    for (size_t i = begin; i < paragraph->n_graphemes; i++) {
        if (i > begin && paragraph->line_breaks[i] == TEXT_LINE_MUST_BEGIN)
            return i;
        if (i > begin && paragraph->line_breaks[i] == TEXT_LINE_MAY_BEGIN)
            may_end = i;
        x += paragraph->graphemes[i].advance;
        if (filling->width <= 0 || x <= filling->width || paragraph->graphemes[i].space)
            continue;
        if (may_end > begin)
            return may_end;
        // A word wider than the line is broken where it must; one grapheme always fits.
        if (i > begin)
            return i;
    }
    return paragraph->n_graphemes;
}

static float
advances(const struct text_block *block, size_t first, size_t end)
{
    float sum = 0;

    for (size_t i = first; i < end; i++)
        sum += block->graphemes[i].advance;
    return sum;
}

static size_t
without_spaces(const struct text_block *block, size_t first, size_t end)
{
    while (end > first && block->graphemes[end - 1].space)
        end--;
    return end;
}

/* The paragraph's runs, cut to the graphemes first..end of the block; first only ever grows. */
static void
cut_runs(struct filling *filling, size_t first, size_t end, uint8_t *level_max)
{
    const struct paragraph *paragraph = filling->paragraph;

    while (filling->next_run < paragraph->n_runs &&
           paragraph->runs[filling->next_run].end + filling->first <= first)
        filling->next_run++;
    for (size_t i = filling->next_run; i < paragraph->n_runs; i++) {
        const struct shaped_run *shaped = &paragraph->runs[i];
        size_t from = SDL_max(shaped->first + filling->first, first);
        size_t to = SDL_min(shaped->end + filling->first, end);
        struct text_run *run;

        if (from >= end)
            break;
        run = add_run(filling->block);
        run->first_grapheme = from;
        run->end_grapheme = to;
        run->from = filling->block->graphemes[from].at;
        run->to = filling->block->graphemes[to].at;
        run->script = shaped->script;
        run->face = shaped->face;
        run->em_px = shaped->em_px;
        run->right_to_left = shaped->level & 1;
        run->width = advances(filling->block, from, to);
        if (shaped->level > *level_max)
            *level_max = shaped->level;
    }
}

static void
reverse_runs(struct text_run *runs, size_t first, size_t end)
{
    while (first + 1 < end) {
        struct text_run swapped = runs[first];

        runs[first++] = runs[--end];
        runs[end] = swapped;
    }
}

static uint8_t
level_of(const struct text_block *block, const struct text_run *run)
{
    return block->graphemes[run->first_grapheme].level;
}

/* Rule L2: from the highest level down to the lowest odd one, turn every stretch at or above it. */
static void
order_runs(struct text_block *block, size_t first, uint8_t level_max)
{
    struct text_run *runs = block->runs;
    size_t end;

    assert(level_max <= LEVEL_MAX);
    for (uint8_t level = level_max; level > 0; level--) {
        for (size_t i = first; i < block->n_runs; i = end + 1) {
            end = i;
            while (end < block->n_runs && level_of(block, &runs[end]) >= level)
                end++;
            reverse_runs(runs, i, end);
        }
    }
}

static void
place_runs(struct text_block *block, struct text_line *line)
{
    float x = 0;

    for (size_t i = line->first_run; i < line->end_run; i++) {
        block->runs[i].x = x;
        x += block->runs[i].width;
    }
    line->width = x;
}

/* A line over the graphemes first..end of the block. */
static void
fill_line(struct filling *filling, size_t first, size_t end)
{
    struct text_block *block = filling->block;
    size_t seen_end = without_spaces(block, first, end);
    struct text_line *line = add_line(block);
    uint8_t level_max = 0;

    line->from = block->graphemes[first].at;
    line->to = block->graphemes[end].at;
    line->first_grapheme = first;
    line->end_grapheme = end;
    line->right_to_left = filling->paragraph->right_to_left;
    line->ends_paragraph = end == filling->first + filling->paragraph->n_graphemes;
    line->first_run = block->n_runs;
    cut_runs(filling, first, seen_end, &level_max);
    line->end_run = block->n_runs;
    order_runs(block, line->first_run, level_max);
    place_runs(block, line);
    line->spaces = advances(block, seen_end, end);
}

static void
fill_paragraph(struct filling *filling)
{
    size_t n_graphemes = filling->paragraph->n_graphemes;
    size_t begin = 0;

    do {
        size_t end = line_end(filling, begin);

        fill_line(filling, filling->first + begin, filling->first + end);
        begin = end;
    } while (begin < n_graphemes);
}

/* Baselines, and the left edges: those of a paragraph that reads leftwards stand flush right. */
static void
place_lines(
    struct text *text, const struct text_style *style, float width, struct text_block *block)
{
    float cap_px = text_measure(text, style).cap_px;

    block->width = width;
    for (size_t i = 0; width <= 0 && i < block->n_lines; i++)
        block->width = SDL_max(block->width, block->lines[i].width);
    for (size_t i = 0; i < block->n_lines; i++) {
        struct text_line *line = &block->lines[i];

        line->x = line->right_to_left ? block->width - line->width : 0;
        line->baseline = (float) ((int) i * style->line_px) + ((float) style->line_px + cap_px) / 2;
    }
    block->height = (float) ((int) block->n_lines * style->line_px);
}

void
text_layout(struct text *text, const struct text_style *style, const char *string, size_t length,
    float width, struct text_block *block)
{
    text_layout_on(text, style, TEXT_BASE_BY_LETTER, string, length, width, block);
}

void
text_layout_on(struct text *text, const struct text_style *style, enum text_base base,
    const char *string, size_t length, float width, struct text_block *block)
{
    struct filling filling = {.block = block, .width = width};
    const char *newline;
    size_t from = 0;

    assert(style->em_px > 0 && style->em_px <= TEXT_EM_PX_MAX && style->line_px > 0);
    block->n_lines = block->n_runs = block->n_graphemes = 0;
    do {
        newline = length > from ? memchr(string + from, '\n', length - from) : NULL;
        size_t to = newline ? (size_t) (newline - string) : length;

        filling.paragraph = text_paragraph(text, style, base, string + from, to - from);
        filling.first = block->n_graphemes;
        filling.next_run = 0;
        add_graphemes(block, filling.paragraph, from);
        // The newline (or the end) bounds the last line before it is filled.
        add_grapheme(block, (struct text_grapheme){.at = to, .space = true});
        fill_paragraph(&filling);
        from = to + 1;
    } while (newline);
    block->n_graphemes--; // the end of the string is no grapheme, only a bound
    assert(block->graphemes[block->n_graphemes].at == length);
    place_lines(text, style, width, block);
}

void
text_block_destroy(struct text_block *block)
{
    if (!block)
        return;
    free(block->lines);
    free(block->runs);
    free(block->graphemes);
    *block = TEXT_BLOCK_EMPTY;
}

float
text_width(struct text *text, const struct text_style *style, const char *string, size_t length)
{
    const struct paragraph *paragraph;
    float width = 0;

    assert(!memchr(string, '\n', length));
    paragraph = text_paragraph(text, style, TEXT_BASE_BY_LETTER, string, length);
    for (size_t i = 0; i < paragraph->n_graphemes; i++)
        width += paragraph->graphemes[i].advance;
    return width;
}
