#include "ui/editor_view_inside.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/base.h"

/* On a page of more lines than this the written line stands two fifths down, else at its foot. */
#define SMALL_PAGE_LINES 3

void
editor_view_init(struct editor_view *view)
{
    *view = (struct editor_view){.wanted_x = -1};
}

void
editor_view_destroy(struct editor_view *view)
{
    if (!view)
        return;
    editor_pieces_destroy(&view->pieces);
    bytes_wipe(&view->shown);
    editor_view_init(view);
}

/* ---- keeping up with the editor ------------------------------------------------- */

static void
take_change(struct editor_view *view, size_t from, size_t old_to, size_t new_to)
{
    const struct editor_change change = {true, from, old_to, new_to};

    if (view->pieces.count > 0)
        editor_pieces_change(&view->pieces, &change);
}

static void
begin(struct editor_view *view, struct text *text, const struct editor *editor)
{
    const struct bytes *shown = view->composed > 0 ? &view->shown : &editor->text;

    editor_pieces_begin(&view->pieces, text, bytes_text(shown), shown->length);
}

/* What is composed is taken out of the lines, what the editor changed is put in, and then what
 * is composed now: each is a change like any other. */
void
editor_view_follow(struct editor_view *view, struct text *text, struct editor *editor)
{
    struct editor_change change = editor_take_change(editor);
    bool composed = editor->compositions != view->seen_compositions ||
                    (view->composed > 0 && (change.any || editor->caret != view->composed_at));

    view->seen_compositions = editor->compositions;
    if (composed && view->composed > 0)
        take_change(view, view->composed_at, view->composed_at + view->composed, view->composed_at);
    if (change.any)
        take_change(view, change.from, change.old_to, change.new_to);
    if (composed) {
        bytes_wipe(&view->shown);
        view->composed_at = editor->caret;
        view->composed = editor->composition.length;
    }
    if (composed && view->composed > 0) {
        bytes_append(&view->shown, editor->text.data, editor->text.length);
        bytes_replace(
            &view->shown, editor->caret, 0, editor->composition.data, editor->composition.length);
        take_change(view, view->composed_at, view->composed_at, view->composed_at + view->composed);
    }
    if (change.any || composed) {
        view->wrote = true;
        view->wanted_x = -1;
    }
    begin(view, text, editor);
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
scroll_to(struct editor_view *view, size_t caret_line, bool writing)
{
    size_t row = writing_row(view);

    if (writing)
        view->top_line = caret_line > row ? caret_line - row : 0;
    else if (caret_line < view->top_line)
        view->top_line = caret_line;
    else if (caret_line >= view->top_line + view->n_visible)
        view->top_line = caret_line - view->n_visible + 1;
}

static bool
is_visible(const struct editor_view *view, size_t line)
{
    return line >= view->top_line && line < view->top_line + view->n_visible;
}

/* What stays where it is on the page while lines above it are laid out: the caret, or where it is
 * out of sight the page's first line. */
struct hold {
    bool by_caret;
    size_t row;
    size_t offset; /* as shown */
};

static struct hold
hold(const struct editor_view *view, const struct editor *editor)
{
    size_t line = editor_view_place(view, editor, editor->caret, editor->side).line;
    const struct editor_piece *piece =
        &view->pieces.list[editor_pieces_of_line(&view->pieces, view->top_line)];
    struct hold hold = {is_visible(view, line), line - view->top_line, piece->from};

    if (piece->laid && view->top_line - piece->first_line < piece->n_lines)
        hold.offset += piece->block.lines[view->top_line - piece->first_line].from;
    return hold;
}

static void
hold_on(struct editor_view *view, const struct editor *editor, const struct hold *hold)
{
    const struct editor_piece *piece;
    size_t line;

    if (hold->by_caret) {
        line = editor_view_place_far(view, editor, editor->caret, editor->side).line;
        view->top_line = line > hold->row ? line - hold->row : 0;
        return;
    }
    piece = &view->pieces.list[editor_pieces_reach(&view->pieces, hold->offset, 0)];
    for (line = piece->n_lines - 1; line > 0; line--) {
        if (piece->from + piece->block.lines[line].from <= hold->offset)
            break;
    }
    view->top_line = piece->first_line + line;
}

static size_t
first_that_waits(const struct editor_view *view)
{
    size_t i = 0;

    while (view->pieces.list[i].laid)
        i++;
    return i;
}

/* Lays out all that is on the page. */
static void
fill_page(struct editor_view *view, const struct editor *editor)
{
    struct editor_pieces *pieces = &view->pieces;
    struct hold held = hold(view, editor);
    size_t row = 0;

    while (row < view->n_visible && view->top_line + row < pieces->n_lines) {
        size_t i = editor_pieces_of_line(pieces, view->top_line + row);

        if (pieces->list[i].laid) {
            row++;
        } else if (row > 0) {
            editor_pieces_lay(pieces, i); // it begins where a line of this page ends
        } else {
            editor_pieces_lay(pieces, first_that_waits(view));
            hold_on(view, editor, &held);
        }
    }
}

/* Lays out more of what waits; what is on the page stays in its place there. */
static void
work(struct editor_view *view, const struct editor *editor)
{
    struct hold held;

    if (!editor_pieces_wait(&view->pieces))
        return;
    held = hold(view, editor);
    (void) editor_pieces_work(&view->pieces);
    hold_on(view, editor, &held);
    fill_page(view, editor);
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
    size_t n_visible =
        height < (float) style->line_px ? 1 : (size_t) (height / (float) style->line_px);
    bool resized = view->pieces.count == 0 || width != view->pieces.width ||
                   n_visible != view->n_visible || !same_style(style, &view->pieces.style);
    bool moved;

    editor_view_follow(view, text, editor);
    view->n_visible = n_visible;
    if (resized)
        editor_pieces_reset(&view->pieces, style, width);
    (void) editor_pieces_reach(
        &view->pieces, editor_view_shown(view, editor, editor->caret), n_visible);
    moved = view->wrote || resized || editor->caret != view->seen_caret;
    if (moved) {
        size_t line = editor_view_place_far(view, editor, editor->caret, editor->side).line;

        scroll_to(view, line, view->wrote || resized);
        view->touched_ms = now_ms;
    }
    if (view->top_line >= view->pieces.n_lines)
        view->top_line = view->pieces.n_lines - 1;
    fill_page(view, editor);
    // What somebody did is shown first; the next frame comes at once.
    if (!moved)
        work(view, editor);
    view->wrote = false;
    view->seen_caret = editor->caret;
}

void
editor_view_scroll(struct editor_view *view, long n_lines)
{
    const struct editor_pieces *pieces = &view->pieces;
    long lowest = (long) pieces->n_lines - (long) view->n_visible;
    long top = (long) view->top_line + n_lines;
    const struct editor_piece *piece;

    lowest = SDL_max(lowest, (long) view->top_line); // writing may have led further down
    top = SDL_clamp(top, 0, lowest);
    piece = &pieces->list[editor_pieces_of_line(pieces, (size_t) top)];
    // Above what is laid out nobody knows yet which line it is: it will be known in a moment.
    if (!piece->laid && top < (long) view->top_line)
        top = SDL_min((long) (piece->first_line + piece->n_lines), (long) view->top_line);
    view->top_line = (size_t) top;
}

/* ---- lines ---------------------------------------------------------------------- */

/* The pieces of a line that the bytes from..to of what is shown cover. */
static size_t
spans_of(const struct editor_piece *piece, size_t line, size_t from, size_t to,
    struct text_span spans[TEXT_SPANS_MAX])
{
    from = SDL_max(from, piece->from);
    to = SDL_min(to, piece->from + piece->length);
    return from < to ? text_spans(&piece->block, line, from - piece->from, to - piece->from, spans)
                     : 0;
}

static size_t
shown_border(const struct editor_view *view, size_t offset)
{
    return text_border_floor(view->pieces.string, view->pieces.length, offset);
}

bool
editor_view_line(
    const struct editor_view *view, const struct editor *editor, size_t n, struct view_line *line)
{
    size_t number = view->top_line + n;
    float line_px = (float) view->pieces.style.line_px;
    const struct editor_piece *piece;
    size_t from, to, within;

    if (n >= view->n_visible || number >= view->pieces.n_lines)
        return false;
    piece = &view->pieces.list[editor_pieces_of_line(&view->pieces, number)];
    assert(piece->laid);
    within = number - piece->first_line;
    line->block = &piece->block;
    line->line = &piece->block.lines[within];
    line->string = view->pieces.string + piece->from;
    line->y = (float) n * line_px;
    line->baseline = line->y + line->line->baseline - (float) within * line_px;

    editor_selection(editor, &from, &to);
    line->n_selected = spans_of(piece, within, from, to, line->selected);
    from = shown_border(view, view->composed_at);
    to = shown_border(view, view->composed_at + view->composed);
    line->n_composed = view->composed > 0 ? spans_of(piece, within, from, to, line->composed) : 0;
    return true;
}

/* ---- the caret ------------------------------------------------------------------ */

static struct view_caret
caret_at(const struct editor_view *view, struct view_place place)
{
    float row = (float) place.line - (float) view->top_line;

    return (struct view_caret){
        .x = place.x,
        .y = row * (float) view->pieces.style.line_px,
        .visible = is_visible(view, place.line),
        .lit = true,
    };
}

struct view_caret
editor_view_caret(const struct editor_view *view, const struct editor *editor, int64_t now_ms)
{
    struct view_caret caret =
        caret_at(view, editor_view_place(view, editor, editor->caret, editor->side));
    int64_t age_ms = now_ms - view->touched_ms;

    caret.lit = age_ms >= EDITOR_BLINK_STOPS_MS || age_ms / EDITOR_BLINK_MS % 2 == 0;
    return caret;
}

struct view_caret
editor_view_anchor(const struct editor_view *view, const struct editor *editor)
{
    size_t i = editor_pieces_of(&view->pieces, editor_view_shown(view, editor, editor->anchor));
    enum text_side side = editor->anchor > editor->caret ? TEXT_AFTER : TEXT_BEFORE;

    // What was never looked at is not on the page; nor is the line before it.
    if (!view->pieces.list[i].laid || (i > 0 && !view->pieces.list[i - 1].laid))
        return (struct view_caret){0};
    return caret_at(view, editor_view_place(view, editor, editor->anchor, side));
}

int64_t
editor_view_wakes_ms(const struct editor_view *view, int64_t now_ms)
{
    int64_t age_ms = now_ms - view->touched_ms;
    int64_t next_ms = (age_ms / EDITOR_BLINK_MS + 1) * EDITOR_BLINK_MS;

    if (editor_pieces_wait(&view->pieces))
        return now_ms;
    if (age_ms < 0 || age_ms >= EDITOR_BLINK_STOPS_MS)
        return -1;
    return view->touched_ms + SDL_min(next_ms, EDITOR_BLINK_STOPS_MS);
}

/* ---- touches -------------------------------------------------------------------- */

static struct view_place
touched_place(const struct editor_view *view, float x, float y)
{
    float row = floorf(y / (float) view->pieces.style.line_px);
    size_t line = view->top_line;

    if (row < 0)
        line -= line > 0;
    else
        line += SDL_min((size_t) row, view->n_visible);
    return (struct view_place){SDL_min(line, view->pieces.n_lines - 1), x};
}

/* Which end of the word around `at` is nearer to a touch; both ends on the touched line. */
static size_t
nearest_gap(
    struct editor_view *view, const struct editor *editor, size_t at, struct view_place touched)
{
    struct view_place before, after;
    size_t from, to;

    editor_word_at(editor, at, &from, &to);
    before = editor_view_place_far(view, editor, from, TEXT_BEFORE);
    after = editor_view_place_far(view, editor, to, TEXT_AFTER);
    if (before.line != touched.line || after.line != touched.line)
        return before.line == touched.line ? from : to;
    return fabsf(touched.x - before.x) <= fabsf(touched.x - after.x) ? from : to;
}

void
editor_view_touch(struct editor_view *view, struct text *text, struct editor *editor, float x,
    float y, bool exact, bool select, int64_t now_ms)
{
    struct view_place touched;
    enum text_side side;
    size_t offset;

    editor_compose(editor, NULL, 0, 0);
    editor_view_follow(view, text, editor);
    touched = touched_place(view, x, y);
    offset = editor_view_offset(view, editor, touched, &side);
    if (!exact) {
        offset = nearest_gap(view, editor, offset, touched);
        // The end of what is selected stands behind its last word, also where a line ends.
        side = select && offset > editor->anchor ? TEXT_AFTER : TEXT_BEFORE;
    }
    editor_move(editor, offset, side, select);
    view->wanted_x = -1;
    view->touched_ms = now_ms;
    (void) editor_view_place_far(view, editor, offset, side);
}

void
editor_view_touch_word(struct editor_view *view, struct text *text, struct editor *editor, float x,
    float y, int64_t now_ms)
{
    size_t from, to, at;
    enum text_side side;

    editor_compose(editor, NULL, 0, 0);
    editor_view_follow(view, text, editor);
    at = editor_view_offset(view, editor, touched_place(view, x, y), &side);
    // At a border the touched letter is the one on this side of it.
    if (side == TEXT_AFTER)
        at = editor_motion(editor, EDITOR_PREVIOUS, at);
    editor_word_at(editor, at, &from, &to);
    while (from > 0 && editor_is_gap(editor, from, to))
        editor_word_at(editor, editor_motion(editor, EDITOR_PREVIOUS, from), &from, &to);
    if (editor_is_gap(editor, from, to))
        to = from;
    editor_move(editor, from, TEXT_BEFORE, false);
    editor_move(editor, to, TEXT_AFTER, true);
    view->wanted_x = -1;
    view->touched_ms = now_ms;
    (void) editor_view_place_far(view, editor, to, TEXT_AFTER);
}
