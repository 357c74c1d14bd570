/* Touches on a page of writing.
 *
 * Nothing needs a drag, and nothing happens before the finger lifts: a press that travels less
 * than 6 mm is a tap and puts the caret down, from 10 mm on it moves the page (N8). Selecting is a
 * state of its own, begun by a button beside the page: there a tap takes a word, the next ones move
 * the end in hand, a tap on the other handle takes that end. Who can drag drags a handle. A mouse
 * selects by dragging, as everywhere. */

#include "ui/writing.h"

#include <math.h>
#include <string.h>

#include "ui/inside.h"

#define TAP_MM 6.0f
#define SCROLL_MM 10.0f
/* Half of a handle's hit area (N1), and its disc. */
#define HANDLE_REACH_MM 10.0f
#define HANDLE_REACH_COMPACT_MM 7.0f
#define HANDLE_RADIUS_MM 3.6f
#define HANDLE_RADIUS_COMPACT_MM 3.0f
#define HANDLE_STEM 4 /* units */
/* An end that is pulled past the page's edge takes the page along, a line at a time. */
#define PULL_MS 300

/* ---- the state -------------------------------------------------------------------*/

enum ui_selecting
ui_writing_selecting(const struct ui_writing *writing)
{
    if (!writing->selecting)
        return UI_SELECTING_NOT;
    if (writing->placing)
        return UI_SELECTING_PLACE;
    return writing->editor.anchor == writing->editor.caret ? UI_SELECTING_WORD : UI_SELECTING_ENDS;
}

void
ui_writing_select(struct ui_writing *writing, bool on)
{
    struct editor *editor = &writing->editor;

    editor_compose(editor, NULL, 0, 0);
    if (!on)
        editor_move(editor, editor->caret, editor->side, false);
    writing->selecting = on;
    writing->placing = false;
    writing->select_revision = editor->revision;
}

static bool
place_next(struct ui_writing *writing)
{
    writing->placing = true;
    writing->select_revision = writing->editor.revision;
    return true;
}

bool
ui_writing_cut(struct ui *ui, struct ui_writing *writing)
{
    return editor_cut(&writing->editor, &ui->clipboard) && place_next(writing);
}

bool
ui_writing_copy(struct ui *ui, struct ui_writing *writing)
{
    if (!editor_copy(&writing->editor, &ui->clipboard))
        return false;
    editor_move(&writing->editor, writing->editor.caret, writing->editor.side, false);
    return place_next(writing);
}

bool
ui_writing_paste(struct ui *ui, struct ui_writing *writing)
{
    if (ui->clipboard.length == 0)
        return false;
    editor_paste(&writing->editor, &ui->clipboard);
    ui_writing_select(writing, false);
    return true;
}

bool
ui_writing_can_paste(const struct ui *ui)
{
    return ui->clipboard.length > 0;
}

bool
ui_writing_tapped(const struct ui_writing *writing)
{
    return writing->tapped;
}

/* ---- handles ---------------------------------------------------------------------*/

struct handle {
    bool shown, first;
    float x, y;               /* px, from the page's words: the disc */
    float stem_x, top, below; /* the bar at the end of what is selected */
};

/* Left of its bar the one that stands first, right of it the other: so they part. */
static struct handle
handle_at(const struct ui *ui, const struct ui_writing *writing, struct view_caret end, bool first)
{
    bool compact = ui->page.shape == UI_COMPACT;
    float radius = ui_px(ui, compact ? HANDLE_RADIUS_COMPACT_MM : HANDLE_RADIUS_MM);
    float line_px = (float) writing->view.pieces.style.line_px;

    return (struct handle){
        .shown = end.visible,
        .first = first,
        .x = end.x + (first ? -radius : radius) * 0.8f,
        .y = end.y + line_px * 0.9f + radius * 0.6f,
        .stem_x = end.x,
        .top = end.y + line_px / 12,
        .below = end.y + line_px * 11 / 12,
    };
}

struct handles {
    struct handle in_hand, other;
};

static struct handles
handles_of(const struct ui *ui, const struct ui_writing *writing)
{
    const struct editor *editor = &writing->editor;
    struct view_caret caret = editor_view_caret(&writing->view, editor, clock_now_ms());
    struct view_caret anchor = editor_view_anchor(&writing->view, editor);
    bool same_line = anchor.visible && caret.y == anchor.y;
    bool first = same_line ? caret.x < anchor.x : editor->caret < editor->anchor;

    return (struct handles){
        handle_at(ui, writing, caret, first), handle_at(ui, writing, anchor, !first)};
}

static float
distance_to(const struct handle *handle, float x, float y)
{
    // A finger that aims at the words' edge means it as well as one that aims at the disc.
    float to_disc = hypotf(x - handle->x, y - handle->y);
    float to_edge = hypotf(x - handle->stem_x, y - (handle->top + handle->below) / 2);

    return handle->shown ? fminf(to_disc, to_edge) : INFINITY;
}

static void
add_handle(struct ui *ui, const struct handle *handle, const SDL_Rect *inner, struct ui_rect page,
    bool in_hand)
{
    bool compact = ui->page.shape == UI_COMPACT;
    float radius = ui_px(ui, compact ? HANDLE_RADIUS_COMPACT_MM : HANDLE_RADIUS_MM) / ui->scale;
    float x = ((float) inner->x + handle->x) / ui->scale;
    float y = ((float) inner->y + handle->y) / ui->scale;
    float stem_x = ((float) inner->x + handle->stem_x) / ui->scale;
    float top = ((float) inner->y + handle->top) / ui->scale;

    if (!handle->shown)
        return;
    x = SDL_clamp(x, page.x + radius, page.x + page.w - radius);
    y = SDL_clamp(y, page.y + radius, page.y + page.h - radius);
    add_box(ui,
        (struct ui_rect){stem_x - HANDLE_STEM / 2.0f, top, HANDLE_STEM,
            (handle->below - handle->top) / ui->scale},
        HANDLE_STEM / 2.0f, opaque(ui, UI_LAMP), 0, 0);
    add_box(ui, (struct ui_rect){x - radius, y - radius, 2 * radius, 2 * radius}, radius,
        opaque(ui, in_hand ? UI_LAMP : UI_PAGE_FILL), opaque(ui, UI_LAMP), HANDLE_STEM);
    // A picture, since the page itself takes its touches.
    (void) add_item(ui, handle->first ? "selected-from" : "selected-to", UI_PICTURE,
        handle->first ? _("beginning of what is selected") : _("end of what is selected"),
        in_hand ? _("in hand") : "",
        to_px(ui, (struct ui_rect){x - radius, y - radius, 2 * radius, 2 * radius}), 0);
}

void
writing_handles(
    struct ui *ui, const struct ui_writing *writing, const SDL_Rect *inner, struct ui_rect page)
{
    struct handles handles = handles_of(ui, writing);

    add_handle(ui, &handles.other, inner, page, false);
    add_handle(ui, &handles.in_hand, inner, page, true);
}

/* ---- a press ---------------------------------------------------------------------*/

/* Takes the handle under the finger, if there is one, in hand. */
static void
take_handle(struct ui *ui, struct ui_writing *writing, float x, float y)
{
    struct writing_press *press = &writing->press;
    struct editor *editor = &writing->editor;
    struct handles handles = handles_of(ui, writing);
    float reach =
        ui_px(ui, ui->page.shape == UI_COMPACT ? HANDLE_REACH_COMPACT_MM : HANDLE_REACH_MM);
    float near = distance_to(&handles.in_hand, x, y);
    float other = distance_to(&handles.other, x, y);

    if (fminf(near, other) > reach)
        return;
    if (other < near) {
        size_t from, to;

        editor_selection(editor, &from, &to);
        editor_move(editor, editor->caret, TEXT_BEFORE, false);
        editor_move(editor, editor->caret == from ? to : from,
            editor->caret == from ? TEXT_AFTER : TEXT_BEFORE, true);
        handles.in_hand = handles.other;
    }
    press->by_handle = true;
    press->dx = handles.in_hand.stem_x - x;
    press->dy = (handles.in_hand.top + handles.in_hand.below) / 2 - y;
}

static void
begin_press(struct ui *ui, struct ui_writing *writing, float x, float y)
{
    writing->press = (struct writing_press){.x = x, .y = y};
    if (ui_writing_selecting(writing) == UI_SELECTING_ENDS)
        take_handle(ui, writing, x, y);
}

/* Moves the end in hand to the gap nearest to a place, but never onto the other end. */
static void
move_end(struct ui *ui, struct ui_writing *writing, float x, float y)
{
    struct editor *editor = &writing->editor;
    size_t caret = editor->caret;
    enum text_side side = editor->side;

    editor_view_touch(&writing->view, ui->text, editor, x, y, false, true, clock_now_ms());
    if (editor->caret == editor->anchor)
        editor_move(editor, caret, side, true);
}

static void
drag_end(struct ui *ui, struct ui_writing *writing, float x, float y, const SDL_Rect *inner)
{
    struct writing_press *press = &writing->press;
    float low = (float) writing->view.n_visible * (float) writing->view.pieces.style.line_px - 1;
    int64_t now_ms = clock_now_ms();

    x += press->dx;
    y += press->dy;
    if (y < 0 || y > fminf(low, (float) inner->h)) {
        if (now_ms - press->scrolled_ms >= PULL_MS) {
            press->scrolled_ms = now_ms;
            editor_view_scroll(&writing->view, y < 0 ? -1 : 1);
        }
        ui_wake(ui, press->scrolled_ms + PULL_MS);
        y = y < 0 ? 0 : low;
    }
    move_end(ui, writing, x, y);
}

static void
drag_page(struct ui_writing *writing, float y)
{
    struct writing_press *press = &writing->press;
    long n_lines = lroundf((press->y - y) / (float) writing->view.pieces.style.line_px);

    editor_view_scroll(&writing->view, n_lines - press->n_scrolled);
    press->n_scrolled = n_lines;
}

static void
go_on(struct ui *ui, struct ui_writing *writing, float x, float y, const SDL_Rect *inner)
{
    struct writing_press *press = &writing->press;

    press->far_px = fmaxf(press->far_px, hypotf(x - press->x, y - press->y));
    if (press->by_handle && press->far_px >= ui_px(ui, TAP_MM))
        drag_end(ui, writing, x, y, inner);
    else if (!press->by_handle && press->far_px >= ui_px(ui, SCROLL_MM))
        drag_page(writing, y);
}

static void
tap(struct ui *ui, struct ui_writing *writing, float x, float y)
{
    struct editor_view *view = &writing->view;
    struct editor *editor = &writing->editor;
    int64_t now_ms = clock_now_ms();

    writing->tapped = true;
    switch (ui_writing_selecting(writing)) {
    case UI_SELECTING_NOT:
    case UI_SELECTING_PLACE:
        editor_view_touch(view, ui->text, editor, x, y, ui->input.exact, false, now_ms);
        break;
    case UI_SELECTING_WORD:
        editor_view_touch_word(view, ui->text, editor, x, y, now_ms);
        break;
    case UI_SELECTING_ENDS:
        move_end(ui, writing, x, y);
        break;
    }
}

/* A mouse puts the caret down at once, and what it is dragged over is selected. */
static void
follow_mouse(struct ui *ui, struct ui_writing *writing, float x, float y)
{
    const struct input *input = &ui->input;

    if (input->down || input->began)
        editor_view_touch(
            &writing->view, ui->text, &writing->editor, x, y, true, !input->began, clock_now_ms());
}

void
writing_touch(struct ui *ui, const char *id, struct ui_writing *writing, const SDL_Rect *inner)
{
    const struct input *input = &ui->input;
    float x = input->x - (float) inner->x, y = input->y - (float) inner->y;
    bool lifted = input->released && strcmp(input->activated, id) == 0;

    if (strcmp(input->pressed, id) != 0)
        return;
    if (input->began)
        begin_press(ui, writing, x, y);
    if (input->exact && !writing->selecting) {
        follow_mouse(ui, writing, x, y);
        writing->tapped = lifted && writing->editor.anchor == writing->editor.caret;
        return;
    }
    if (input->down || input->released)
        go_on(ui, writing, x, y, inner);
    if (lifted && !writing->press.by_handle && writing->press.far_px < ui_px(ui, TAP_MM))
        tap(ui, writing, x, y);
}
