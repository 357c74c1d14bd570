#include "ui/editor_view_inside.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/base.h"

#define NONE SIZE_MAX
/* On a page of more lines than this the written line stands two fifths down, else at its foot. */
#define SMALL_PAGE_LINES 3

void
editor_view_init(struct editor_view *view)
{
    *view = (struct editor_view){.composed = NONE, .wanted_x = -1};
}

void
editor_view_destroy(struct editor_view *view)
{
    if (!view)
        return;
    for (size_t i = 0; i < view->n_paragraphs; i++)
        text_block_destroy(&view->paragraphs[i].block);
    free(view->paragraphs);
    bytes_wipe(&view->spliced);
    editor_view_init(view);
}

/* The paragraph that holds an offset. */
static size_t
paragraph_of(const struct editor_view *view, size_t offset)
{
    size_t low = 0;
    size_t high = view->n_paragraphs;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (view->paragraphs[middle].from <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static size_t
count_newlines(const char *string, size_t length)
{
    size_t count = 0;

    for (size_t i = 0; i < length; i++)
        count += string[i] == '\n';
    return count;
}

/* ---- keeping up with the editor ------------------------------------------------- */

/* Makes room for `count` paragraphs where first..end stood; blocks keep their memory. */
static void
splice_paragraphs(struct editor_view *view, size_t first, size_t end, size_t count)
{
    size_t n_after = view->n_paragraphs - end;
    size_t n_total = first + count + n_after;

    for (size_t i = first + count; i < end; i++)
        text_block_destroy(&view->paragraphs[i].block);
    if (n_total > view->capacity) {
        view->capacity = n_total + n_total / 2;
        view->paragraphs =
            memory_resize(view->paragraphs, view->capacity, sizeof(*view->paragraphs));
    }
    if (n_after > 0)
        memmove(&view->paragraphs[first + count], &view->paragraphs[end],
            n_after * sizeof(*view->paragraphs));
    for (size_t i = end; i < first + count; i++)
        view->paragraphs[i] = (struct view_paragraph){0};
    view->n_paragraphs = n_total;
}

static const char *
string_of(const struct editor_view *view, const struct editor *editor, size_t i)
{
    if (i == view->composed)
        return bytes_text(&view->spliced);
    return bytes_text(&editor->text) + view->paragraphs[i].from;
}

static void
lay_out(struct editor_view *view, struct text *text, const struct editor *editor, size_t i)
{
    struct view_paragraph *paragraph = &view->paragraphs[i];
    size_t length = i == view->composed ? view->spliced.length : paragraph->length;

    text_layout(
        text, &view->style, string_of(view, editor, i), length, view->width, &paragraph->block);
}

/* Lays out `count` paragraphs from the `first` on, which begins at `from` in the text. */
static void
lay_out_from(struct editor_view *view, struct text *text, const struct editor *editor, size_t first,
    size_t count, size_t from)
{
    const char *string = bytes_text(&editor->text);

    for (size_t i = first; i < first + count; i++) {
        const char *end = memchr(string + from, '\n', editor->text.length - from);
        size_t to = end ? (size_t) (end - string) : editor->text.length;

        view->paragraphs[i].from = from;
        view->paragraphs[i].length = to - from;
        lay_out(view, text, editor, i);
        from = to + 1;
    }
}

static void
lay_out_all(struct editor_view *view, struct text *text, const struct editor *editor)
{
    size_t count = count_newlines(bytes_text(&editor->text), editor->text.length) + 1;

    view->composed = NONE;
    splice_paragraphs(view, 0, view->n_paragraphs, count);
    lay_out_from(view, text, editor, 0, count, 0);
}

static void
lay_out_change(struct editor_view *view, struct text *text, const struct editor *editor,
    const struct editor_change *change)
{
    size_t first = paragraph_of(view, change->from);
    size_t last = paragraph_of(view, change->old_to);
    size_t from = view->paragraphs[first].from;
    size_t old_end = view->paragraphs[last].from + view->paragraphs[last].length;
    size_t new_end = old_end - change->old_to + change->new_to;
    size_t count = count_newlines(bytes_text(&editor->text) + from, new_end - from) + 1;

    splice_paragraphs(view, first, last + 1, count);
    lay_out_from(view, text, editor, first, count, from);
}

/* The paragraph that showed a composition is to be laid out again: it joins the change. */
static void
drop_composition(struct editor_view *view, struct editor_change *change)
{
    const struct view_paragraph *paragraph = &view->paragraphs[view->composed];
    size_t from = paragraph->from;
    size_t to = from + paragraph->length;

    if (!change->any)
        *change = (struct editor_change){true, from, to, to};
    if (from < change->from)
        change->from = from;
    if (to > change->old_to) {
        change->new_to += to - change->old_to;
        change->old_to = to;
    }
    view->composed = NONE;
    bytes_wipe(&view->spliced);
}

/* What is composed stands in its paragraph, and nowhere in the editor. */
static void
lay_out_composition(struct editor_view *view, struct text *text, const struct editor *editor)
{
    const struct view_paragraph *paragraph;

    view->composed = paragraph_of(view, editor->caret);
    paragraph = &view->paragraphs[view->composed];
    bytes_append(&view->spliced, editor->text.data + paragraph->from, paragraph->length);
    bytes_replace(&view->spliced, editor->caret - paragraph->from, 0, editor->composition.data,
        editor->composition.length);
    lay_out(view, text, editor, view->composed);
}

static void
count_lines(struct editor_view *view)
{
    size_t from = 0;

    view->n_lines = 0;
    for (size_t i = 0; i < view->n_paragraphs; i++) {
        view->paragraphs[i].from = from;
        view->paragraphs[i].first_line = view->n_lines;
        view->n_lines += view->paragraphs[i].block.n_lines;
        from += view->paragraphs[i].length + 1;
    }
}

/* ---- places --------------------------------------------------------------------- */

/* Offsets of the editor and of what is shown differ behind a composition. */
static size_t
shown_offset(const struct editor_view *view, const struct editor *editor, size_t i, size_t offset)
{
    size_t within = offset - view->paragraphs[i].from;

    if (i != view->composed)
        return within;
    if (offset == editor->caret)
        return within + editor->composition_caret;
    return offset > editor->caret ? within + editor->composition.length : within;
}

static size_t
stored_offset(const struct editor_view *view, const struct editor *editor, size_t i, size_t shown)
{
    size_t from = view->paragraphs[i].from;
    size_t length = editor->composition.length;
    size_t caret = editor->caret - from;

    if (i != view->composed || shown <= caret)
        return from + shown;
    return from + (shown < caret + length ? caret : shown - length);
}

static size_t
border_at(const struct text_block *block, const char *string, size_t offset)
{
    size_t length = block->graphemes[block->n_graphemes].at;

    return text_border_floor(string, length, offset);
}

struct view_place {
    size_t line; /* of the whole page */
    float x;
};

static struct view_place
place_of(
    const struct editor_view *view, const struct editor *editor, size_t offset, enum text_side side)
{
    size_t i = paragraph_of(view, offset);
    const struct view_paragraph *paragraph = &view->paragraphs[i];
    // A composition may join its neighbours: then the nearest border before is the place.
    size_t shown = border_at(
        &paragraph->block, string_of(view, editor, i), shown_offset(view, editor, i, offset));
    struct text_place place = text_caret(&paragraph->block, shown, side);

    return (struct view_place){paragraph->first_line + place.line, place.x};
}

static size_t
paragraph_of_line(const struct editor_view *view, size_t line)
{
    size_t low = 0;
    size_t high = view->n_paragraphs;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (view->paragraphs[middle].first_line <= line)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static size_t
offset_at(const struct editor_view *view, const struct editor *editor, size_t line, float x,
    enum text_side *side)
{
    size_t i = paragraph_of_line(view, line);
    const struct view_paragraph *paragraph = &view->paragraphs[i];
    float y = ((float) (line - paragraph->first_line) + 0.5f) * (float) view->style.line_px;
    size_t shown = text_hit(&paragraph->block, x, y, side);
    size_t offset = stored_offset(view, editor, i, shown);

    return text_border_floor(bytes_text(&editor->text), editor->text.length, offset);
}

/* ---- scrolling ------------------------------------------------------------------ */

/* The row on which the written line stands. */
static size_t
writing_row(const struct editor_view *view)
{
    if (view->n_visible <= SMALL_PAGE_LINES)
        return view->n_visible - 1;
    return SDL_max(view->n_visible * 2 / 5, 2);
}

static void
scroll(struct editor_view *view, size_t caret_line, bool writing)
{
    size_t row = writing_row(view);

    if (writing)
        view->top_line = caret_line > row ? caret_line - row : 0;
    else if (caret_line < view->top_line)
        view->top_line = caret_line;
    else if (caret_line >= view->top_line + view->n_visible)
        view->top_line = caret_line - view->n_visible + 1;
    if (view->top_line >= view->n_lines)
        view->top_line = view->n_lines - 1;
}

/* Lays out what differs from the last time. */
static void
keep_up(struct editor_view *view, struct text *text, const struct editor *editor,
    struct editor_change *change, bool all)
{
    if (view->composed != NONE)
        drop_composition(view, change);
    if (all)
        lay_out_all(view, text, editor);
    else if (change->any)
        lay_out_change(view, text, editor, change);
    count_lines(view);
    if (editor->composition.length > 0) {
        lay_out_composition(view, text, editor);
        count_lines(view);
    }
}

static bool
same_style(const struct text_style *a, const struct text_style *b)
{
    return a->role == b->role && a->em_px == b->em_px && a->line_px == b->line_px;
}

void
editor_view_update(struct editor_view *view, struct text *text, struct editor *editor,
    const struct text_style *style, float width, float height, int64_t now_ms)
{
    struct editor_change change = editor_take_change(editor);
    size_t n_visible =
        height < (float) style->line_px ? 1 : (size_t) (height / (float) style->line_px);
    bool resized = view->n_paragraphs == 0 || width != view->width ||
                   n_visible != view->n_visible || !same_style(style, &view->style);
    bool wrote =
        editor->revision != view->seen_revision || editor->compositions != view->seen_compositions;

    view->style = *style;
    view->width = width;
    view->n_visible = n_visible;
    keep_up(view, text, editor, &change, resized);
    if (wrote || resized || editor->caret != view->seen_caret) {
        scroll(view, place_of(view, editor, editor->caret, editor->side).line, wrote || resized);
        view->touched_ms = now_ms;
    }
    if (wrote)
        view->wanted_x = -1;
    view->seen_revision = editor->revision;
    view->seen_compositions = editor->compositions;
    view->seen_caret = editor->caret;
}

bool
editor_view_line(
    const struct editor_view *view, const struct editor *editor, size_t n, struct view_line *line)
{
    size_t number = view->top_line + n;
    const struct view_paragraph *paragraph;
    size_t i, from, to, within;

    if (n >= view->n_visible || number >= view->n_lines)
        return false;
    i = paragraph_of_line(view, number);
    paragraph = &view->paragraphs[i];
    within = number - paragraph->first_line;
    line->block = &paragraph->block;
    line->line = &paragraph->block.lines[within];
    line->string = string_of(view, editor, i);
    line->y = (float) n * (float) view->style.line_px;
    line->baseline = line->y + line->line->baseline - (float) within * (float) view->style.line_px;
    line->n_selected = line->n_composed = 0;

    editor_selection(editor, &from, &to);
    from = SDL_max(from, paragraph->from);
    to = SDL_min(to, paragraph->from + paragraph->length);
    if (from < to)
        line->n_selected = text_spans(
            line->block, within, from - paragraph->from, to - paragraph->from, line->selected);
    if (i == view->composed) {
        from = editor->caret - paragraph->from;
        to = from + editor->composition.length;
        line->n_composed =
            text_spans(line->block, within, border_at(line->block, line->string, from),
                border_at(line->block, line->string, to), line->composed);
    }
    return true;
}

/* ---- the caret ------------------------------------------------------------------ */

struct view_caret
editor_view_caret(const struct editor_view *view, const struct editor *editor, int64_t now_ms)
{
    struct view_place place = place_of(view, editor, editor->caret, editor->side);
    int64_t age_ms = now_ms - view->touched_ms;
    struct view_caret caret = {.x = place.x};

    caret.visible = place.line >= view->top_line && place.line < view->top_line + view->n_visible;
    caret.y = ((float) place.line - (float) view->top_line) * (float) view->style.line_px;
    caret.lit = age_ms >= EDITOR_BLINK_STOPS_MS || age_ms / EDITOR_BLINK_MS % 2 == 0;
    return caret;
}

int64_t
editor_view_wakes_ms(const struct editor_view *view, int64_t now_ms)
{
    int64_t age_ms = now_ms - view->touched_ms;
    int64_t next_ms = (age_ms / EDITOR_BLINK_MS + 1) * EDITOR_BLINK_MS;

    if (age_ms < 0 || age_ms >= EDITOR_BLINK_STOPS_MS)
        return -1;
    return view->touched_ms + SDL_min(next_ms, EDITOR_BLINK_STOPS_MS);
}

/* Which end of the word around `at` is nearer to x; both ends on the touched line. */
static size_t
nearest_gap(
    const struct editor_view *view, const struct editor *editor, size_t at, size_t line, float x)
{
    struct view_place before, after;
    size_t from, to;

    editor_word_at(editor, at, &from, &to);
    before = place_of(view, editor, from, TEXT_BEFORE);
    after = place_of(view, editor, to, TEXT_AFTER);
    if (before.line != line || after.line != line)
        return before.line == line ? from : to;
    return fabsf(x - before.x) <= fabsf(x - after.x) ? from : to;
}

void
editor_view_touch(struct editor_view *view, struct editor *editor, float x, float y, bool exact,
    bool select, int64_t now_ms)
{
    float row = floorf(y / (float) view->style.line_px);
    size_t line = view->top_line + (row > 0 ? (size_t) row : 0);
    enum text_side side;
    size_t offset;

    editor_compose(editor, NULL, 0, 0);
    line = SDL_min(line, view->n_lines - 1);
    offset = offset_at(view, editor, line, x, &side);
    if (!exact) {
        offset = nearest_gap(view, editor, offset, line, x);
        side = TEXT_BEFORE;
    }
    editor_move(editor, offset, side, select);
    view->wanted_x = -1;
    view->touched_ms = now_ms;
}

/* ---- for the keys --------------------------------------------------------------- */

bool
editor_view_reads_leftwards(const struct editor_view *view, const struct editor *editor)
{
    const struct view_paragraph *paragraph = &view->paragraphs[paragraph_of(view, editor->caret)];
    const struct text_block *block = &paragraph->block;
    size_t within = editor->caret - paragraph->from;
    size_t i = 0;

    if (block->n_graphemes == 0)
        return block->lines[0].right_to_left;
    while (i + 1 < block->n_graphemes && block->graphemes[i].at < within)
        i++;
    return block->graphemes[i].level & 1;
}

size_t
editor_view_lines_away(
    struct editor_view *view, const struct editor *editor, long n_lines, enum text_side *side)
{
    struct view_place place = place_of(view, editor, editor->caret, editor->side);
    long line = (long) place.line + n_lines;

    *side = TEXT_BEFORE;
    if (view->wanted_x < 0)
        view->wanted_x = place.x;
    if (line < 0)
        return 0;
    if (line >= (long) view->n_lines)
        return editor->text.length;
    return offset_at(view, editor, (size_t) line, view->wanted_x, side);
}

void
editor_view_line_ends(
    const struct editor_view *view, const struct editor *editor, size_t *from, size_t *to)
{
    size_t number = place_of(view, editor, editor->caret, editor->side).line;
    size_t i = paragraph_of_line(view, number);
    const struct view_paragraph *paragraph = &view->paragraphs[i];
    const struct text_line *line = &paragraph->block.lines[number - paragraph->first_line];

    *from = stored_offset(view, editor, i, line->from);
    *to = stored_offset(view, editor, i, line->to);
}
