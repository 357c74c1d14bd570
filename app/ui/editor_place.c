/* Between the editor's offsets and places on the page, and the motions that need both. */

#include "ui/editor_view_inside.h"

#include <assert.h>
#include <math.h>

#include "afterword/base.h"

/* ---- offsets -------------------------------------------------------------------- */

size_t
editor_view_shown(const struct editor_view *view, const struct editor *editor, size_t offset)
{
    size_t shown = offset;

    if (view->composed == 0)
        return offset;
    if (offset == view->composed_at)
        shown += editor->composition_caret;
    else if (offset > view->composed_at)
        shown += view->composed;
    // A composition may join its neighbours: then the nearest border before is the place.
    return text_border_floor(view->pieces.string, view->pieces.length, shown);
}

static size_t
stored(const struct editor_view *view, size_t shown)
{
    size_t at = view->composed_at;

    if (view->composed == 0 || shown <= at)
        return shown;
    return shown < at + view->composed ? at : shown - view->composed;
}

/* The piece that shows an offset from that side: where a paragraph goes on in a piece of its own,
 * the end of the line before it is in the other. */
static size_t
piece_beside(const struct editor_view *view, size_t shown, enum text_side side)
{
    size_t i = editor_pieces_of(&view->pieces, shown);
    const struct editor_piece *piece = &view->pieces.list[i];

    return side == TEXT_AFTER && shown == piece->from && !piece->begins_paragraph ? i - 1 : i;
}

struct view_place
editor_view_place(
    const struct editor_view *view, const struct editor *editor, size_t offset, enum text_side side)
{
    size_t shown = editor_view_shown(view, editor, offset);
    const struct editor_piece *piece = &view->pieces.list[piece_beside(view, shown, side)];
    struct text_place place;

    assert(piece->laid);
    place = text_caret(&piece->block, shown - piece->from, side);
    return (struct view_place){piece->first_line + place.line, place.x};
}

struct view_place
editor_view_place_far(
    struct editor_view *view, const struct editor *editor, size_t offset, enum text_side side)
{
    size_t shown = editor_view_shown(view, editor, offset);
    size_t i;

    (void) editor_pieces_reach(&view->pieces, shown, view->n_visible);
    i = piece_beside(view, shown, side);
    // Laying out the one before may take this one in.
    if (!view->pieces.list[i].laid) {
        editor_pieces_lay(&view->pieces, i);
        (void) editor_pieces_reach(&view->pieces, shown, view->n_visible);
    }
    return editor_view_place(view, editor, offset, side);
}

/* The piece of a line. Lines that wait are laid out first, those above the caret from the top. */
static const struct editor_piece *
piece_of_line(struct editor_view *view, size_t line)
{
    size_t i = editor_pieces_of_line(&view->pieces, line);

    while (!view->pieces.list[i].laid) {
        editor_pieces_lay(&view->pieces, i);
        i = editor_pieces_of_line(&view->pieces, SDL_min(line, view->pieces.n_lines - 1));
    }
    return &view->pieces.list[i];
}

size_t
editor_view_offset(struct editor_view *view, const struct editor *editor, struct view_place place,
    enum text_side *side)
{
    const struct editor_piece *piece = piece_of_line(view, place.line);
    size_t within = SDL_min(place.line - piece->first_line, piece->n_lines - 1);
    float y = ((float) within + 0.5f) * (float) view->pieces.style.line_px;
    size_t shown = piece->from + text_hit(&piece->block, place.x, y, side);

    return text_border_floor(bytes_text(&editor->text), editor->text.length, stored(view, shown));
}

/* ---- up and down ---------------------------------------------------------------- */

size_t
editor_view_lines_away(
    struct editor_view *view, const struct editor *editor, long n_lines, enum text_side *side)
{
    struct view_place place = editor_view_place_far(view, editor, editor->caret, editor->side);
    size_t i;

    *side = TEXT_BEFORE;
    if (view->wanted_x < 0)
        view->wanted_x = place.x;
    for (;;) {
        long line = (long) place.line + n_lines;

        if (line < 0)
            return 0;
        if (line >= (long) view->pieces.n_lines)
            return editor->text.length;
        i = editor_pieces_of_line(&view->pieces, (size_t) line);
        if (view->pieces.list[i].laid)
            break;
        // Now it shows how many lines there are, and which one the caret's is.
        editor_pieces_lay(&view->pieces, i);
        place = editor_view_place_far(view, editor, editor->caret, editor->side);
    }
    place.line = (size_t) ((long) place.line + n_lines);
    place.x = view->wanted_x;
    return editor_view_offset(view, editor, place, side);
}

/* ---- the caret's line ----------------------------------------------------------- */

/* A line, and the offset as shown at which its block begins. */
struct line_at {
    size_t number;
    const struct text_block *block;
    const struct text_line *line;
    size_t from;
};

static struct line_at
line_at(struct editor_view *view, size_t number)
{
    const struct editor_piece *piece = piece_of_line(view, number);
    size_t within = SDL_min(number - piece->first_line, piece->n_lines - 1);

    return (struct line_at){number, &piece->block, &piece->block.lines[within], piece->from};
}

void
editor_view_line_ends(
    struct editor_view *view, const struct editor *editor, size_t *from, size_t *to)
{
    struct view_place place = editor_view_place_far(view, editor, editor->caret, editor->side);
    struct line_at at = line_at(view, place.line);

    *from = stored(view, at.from + at.line->from);
    *to = stored(view, at.from + at.line->to);
}

/* The grapheme of a line whose nearer edge is next to x, or SIZE_MAX. What has no width is passed
 * with the letter beside it. */
static size_t
grapheme_beside(const struct line_at *at, float x, bool rightwards)
{
    const struct text_block *block = at->block;
    size_t nearest = SIZE_MAX;
    float distance = INFINITY;

    for (size_t i = at->line->first_grapheme; i < at->line->end_grapheme; i++) {
        float a = text_caret(block, block->graphemes[i].at, TEXT_BEFORE).x;
        float b = text_caret(block, block->graphemes[i + 1].at, TEXT_AFTER).x;
        float away = rightwards ? fminf(a, b) - x : x - fmaxf(a, b);

        if (fabsf(a - b) < 0.1f || away < -0.5f || away >= distance)
            continue;
        distance = away;
        nearest = i;
    }
    return nearest;
}

/* Past a grapheme, to its far side; where the line wraps, to the beginning of the next one. */
static size_t
pass_grapheme(const struct editor_view *view, const struct line_at *at, size_t i, bool rightwards,
    enum text_side *side)
{
    const struct text_grapheme *grapheme = &at->block->graphemes[i];
    bool forwards = rightwards != (grapheme->level & 1);
    size_t offset = forwards ? grapheme[1].at : grapheme->at;

    *side = forwards ? TEXT_AFTER : TEXT_BEFORE;
    if (offset == at->line->to && !at->line->ends_paragraph)
        *side = TEXT_BEFORE;
    return stored(view, at->from + offset);
}

/* The end of the next line, or of the one before, at which reading enters it. */
static size_t
enter_line(struct editor_view *view, const struct editor *editor, const struct line_at *from,
    bool forwards, enum text_side *side, struct line_at *to)
{
    *side = editor->side;
    *to = *from;
    // Beside the first and the last line there is nothing: the caret stays.
    if (forwards ? from->number + 1 >= view->pieces.n_lines : from->number == 0)
        return editor->caret;
    *side = forwards ? TEXT_BEFORE : TEXT_AFTER;
    *to = line_at(view, forwards ? from->number + 1 : from->number - 1);
    return stored(view, to->from + (forwards ? to->line->from : to->line->to));
}

static size_t
beside_word(const struct editor *editor, bool forwards, enum text_side *side)
{
    *side = forwards ? TEXT_AFTER : TEXT_BEFORE;
    return editor_motion(editor, forwards ? EDITOR_WORD_NEXT : EDITOR_WORD_PREVIOUS, editor->caret);
}

size_t
editor_view_beside(struct editor_view *view, const struct editor *editor, bool rightwards,
    bool words, enum text_side *side)
{
    struct view_place place = editor_view_place_far(view, editor, editor->caret, editor->side);
    struct line_at at = line_at(view, place.line);
    size_t i = grapheme_beside(&at, place.x, rightwards);
    bool forwards = rightwards != at.line->right_to_left;
    struct line_at next;
    size_t offset;

    if (words)
        return beside_word(editor,
            i == SIZE_MAX ? forwards : rightwards != (at.block->graphemes[i].level & 1), side);
    if (i != SIZE_MAX)
        return pass_grapheme(view, &at, i, rightwards, side);
    offset = enter_line(view, editor, &at, forwards, side, &next);
    if (offset != editor->caret || next.number == at.number)
        return offset;
    // Where a line wraps, its end and the next one's beginning are one offset: go on past it.
    i = grapheme_beside(&next, editor_view_place_far(view, editor, offset, *side).x, rightwards);
    return i == SIZE_MAX ? offset : pass_grapheme(view, &next, i, rightwards, side);
}

size_t
editor_view_end_beside(struct editor_view *view, const struct editor *editor, bool rightwards)
{
    struct view_place anchor;
    struct view_place caret;
    size_t from, to;

    // Laying out the one may move the other.
    (void) editor_view_place_far(view, editor, editor->anchor, TEXT_BEFORE);
    caret = editor_view_place_far(view, editor, editor->caret, editor->side);
    anchor = editor_view_place_far(view, editor, editor->anchor, TEXT_BEFORE);
    editor_selection(editor, &from, &to);
    if (anchor.line == caret.line)
        return (caret.x > anchor.x) == rightwards ? editor->caret : editor->anchor;
    return rightwards != line_at(view, caret.line).line->right_to_left ? to : from;
}
