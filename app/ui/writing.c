#include "ui/writing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/inside.h"

/* Lengths in units: from the page's edge to its words, and the caret. */
#define PAGE_PAD 32
#define PAGE_PAD_COMPACT 24
#define PAGE_PAD_ABOVE 16
#define FIELD_PAD 16
#define FIELD_PAD_ABOVE 8
#define PAGE_RADIUS 24
#define CARET_WIDTH 4
#define CARET_GAP 2 /* from the letter before it */
#define PAGE_LEADING 1.5f

/* A dot for each character of what is not shown. */
#define DOT_RADIUS 7
#define DOT_STEP 24

struct ui_writing *
ui_writing_new(void)
{
    struct ui_writing *writing = memory_new(1, sizeof(*writing));

    editor_init(&writing->editor);
    editor_view_init(&writing->view);
    return writing;
}

void
ui_writing_free(struct ui_writing *writing)
{
    if (!writing)
        return;
    if (writing->echoed_by)
        echo_off(writing->echoed_by);
    editor_view_destroy(&writing->view);
    editor_destroy(&writing->editor);
    free(writing);
}

struct editor *
ui_writing_editor(struct ui_writing *writing)
{
    return &writing->editor;
}

const struct bytes *
ui_writing_text(const struct ui_writing *writing)
{
    return &writing->editor.text;
}

void
ui_writing_set(struct ui_writing *writing, const char *text, size_t length)
{
    editor_set(&writing->editor, text, length);
    writing->told_revision = writing->editor.revision;
}

bool
ui_writing_undo(struct ui_writing *writing)
{
    return editor_undo(&writing->editor);
}

bool
ui_writing_redo(struct ui_writing *writing)
{
    return editor_redo(&writing->editor);
}

bool
ui_writing_can_undo(const struct ui_writing *writing)
{
    return editor_can_undo(&writing->editor);
}

bool
ui_writing_can_redo(const struct ui_writing *writing)
{
    return editor_can_redo(&writing->editor);
}

bool
ui_writing_full(const struct ui_writing *writing)
{
    return writing->editor.full;
}

/* ---- feeding ---------------------------------------------------------------------*/

/* What is masked has no motions, no selection and no layout: it is added to and taken from at its
 * end, and no cache sees it. */
static void
feed_masked(struct ui *ui, struct ui_writing *writing)
{
    struct editor *editor = &writing->editor;
    const struct input *input = &ui->input;

    editor_move(editor, editor->text.length, TEXT_BEFORE, false);
    for (size_t i = 0; i < input->n_keys; i++) {
        bool whole = (input->keys[i].modifiers & KMOD_CTRL) != 0;

        if (input->keys[i].key == SDLK_BACKSPACE && !input->keys[i].repeat)
            (void) editor_delete(editor, whole ? EDITOR_TEXT_BEGIN : EDITOR_PREVIOUS);
    }
    editor_insert(editor, input->text.data, input->text.length);
}

static bool
is_return(SDL_Keycode key)
{
    return key == SDLK_RETURN || key == SDLK_KP_ENTER;
}

/* Letter by letter, as it would come where frames are faster: so it is taken back, too. */
static void
feed_text(struct ui_writing *writing, const char *text, size_t length)
{
    size_t end;

    for (size_t from = 0; from < length; from = end) {
        end = text_border_next(text, length, from);
        editor_insert(&writing->editor, text + from, end - from);
    }
}

static void
feed_key(struct ui *ui, struct ui_writing *writing, size_t i)
{
    SDL_Keycode key = ui->input.keys[i].key;
    bool repeat = ui->input.keys[i].repeat;

    if (writing->editor.one_line && is_return(key))
        return;
    if (ui->comfort.steady_hands && repeat)
        return;
    (void) editor_view_key(&writing->view, ui->text, &writing->editor, key,
        ui->input.keys[i].modifiers, repeat, &ui->clipboard, clock_now_ms());
}

/* Keys and text of this turn, in the order they came. */
static void
feed_keys(struct ui *ui, struct ui_writing *writing)
{
    struct editor *editor = &writing->editor;
    const struct input *input = &ui->input;
    const char *text = bytes_text(&input->text);
    size_t written = 0;

    for (size_t i = 0; i < input->n_keys; i++) {
        size_t before = input->keys[i].text_before;

        if (before > written)
            feed_text(writing, text + written, before - written);
        written = before;
        feed_key(ui, writing, i);
    }
    if (input->text.length > written)
        feed_text(writing, text + written, input->text.length - written);
    if (input->composed)
        editor_compose(
            editor, input->composing.data, input->composing.length, input->composing.length);
}

/* ---- drawing ---------------------------------------------------------------------*/

static void
add_spans(
    struct ui *ui, const struct text_span *spans, size_t count, SDL_Rect line, uint32_t colour)
{
    for (size_t i = 0; i < count; i++) {
        int x = line.x + (int) lroundf(spans[i].x);
        int end = line.x + (int) lroundf(spans[i].x + spans[i].width);

        add_fill(ui, (SDL_Rect){x, line.y, end - x, line.h}, colour);
    }
}

static void
add_lines(struct ui *ui, const struct ui_writing *writing, const SDL_Rect *inner)
{
    int line_px = writing->view.pieces.style.line_px;
    int thin = SDL_max(1, (int) lroundf(2 * ui->scale));
    struct view_line line;

    for (size_t n = 0; editor_view_line(&writing->view, &writing->editor, n, &line); n++) {
        int y = inner->y + (int) lroundf(line.y);
        int baseline = inner->y + (int) lroundf(line.baseline);

        add_spans(ui, line.selected, line.n_selected, (SDL_Rect){inner->x, y, 0, line_px},
            opaque(ui, UI_STONE_DOWN));
        add_spans(ui, line.composed, line.n_composed,
            (SDL_Rect){inner->x, baseline + 3 * thin, 0, thin}, opaque(ui, UI_INK));
        add_written_line(ui, line.block, line.line, line.string, (float) inner->x, (float) baseline,
            opaque(ui, UI_INK));
    }
}

static void
add_caret(struct ui *ui, const struct ui_writing *writing, const SDL_Rect *inner)
{
    int64_t now_ms = clock_now_ms();
    struct view_caret caret = editor_view_caret(&writing->view, &writing->editor, now_ms);
    int64_t wakes_ms = editor_view_wakes_ms(&writing->view, now_ms);
    float line_px = (float) writing->view.pieces.style.line_px;
    float x = (float) inner->x + caret.x + CARET_GAP * ui->scale;
    float y = (float) inner->y + caret.y + line_px / 12;

    if (wakes_ms >= 0)
        ui_wake(ui, wakes_ms);
    if (caret.visible && caret.lit)
        add_box(ui,
            (struct ui_rect){
                x / ui->scale, y / ui->scale, CARET_WIDTH, line_px * 5 / 6 / ui->scale},
            CARET_WIDTH / 2.0f, opaque(ui, UI_LAMP), 0, 0);
}

static void
add_dots(struct ui *ui, const struct ui_writing *writing, struct ui_rect inner)
{
    float x = inner.x + DOT_RADIUS;

    for (size_t i = 0; i < writing->editor.n_characters; i++, x += DOT_STEP) {
        if (x > inner.x + inner.w - DOT_RADIUS)
            break;
        add_disc(ui, x, inner.y + inner.h / 2, DOT_RADIUS, opaque(ui, UI_INK));
    }
}

/* Where the words stand: whole lines, with what is left over above and below them, but no more
 * than the pad; a line alone stands in the middle. */
static struct ui_rect
inner_of(const struct ui *ui, struct ui_rect rect, const struct text_style *style,
    const struct ui_writing_look *look)
{
    float side = ui->page.shape == UI_COMPACT ? PAGE_PAD_COMPACT : PAGE_PAD;
    float line = (float) style->line_px / ui->scale;
    float over = look->one_line ? rect.h - line : rect.h - floorf(rect.h / line) * line;
    float above = fmaxf(over / 2, 0);

    if (look->field)
        side = FIELD_PAD;
    if (!look->one_line)
        above = fminf(above, look->field ? FIELD_PAD_ABOVE : PAGE_PAD_ABOVE);
    return (struct ui_rect){rect.x + side, rect.y + above, rect.w - 2 * side, rect.h - 2 * above};
}

static void
add_page(struct ui *ui, struct ui_rect rect, bool field)
{
    bool edged = field || ui->comfort.theme == UI_CONTRAST;
    float width = ui->comfort.theme == UI_CONTRAST ? 3 : 2;

    add_box(ui, rect, PAGE_RADIUS, opaque(ui, UI_PAGE_FILL), opaque(ui, UI_RIM), edged ? width : 0);
}

static void
write_masked(struct ui *ui, struct ui_writing *writing, struct ui_rect inner, bool focused)
{
    if (focused)
        feed_masked(ui, writing);
    add_dots(ui, writing, inner);
}

static void
update(
    struct ui *ui, struct ui_writing *writing, const SDL_Rect *px, const struct text_style *style)
{
    // Rounding to pixels may take one from the whole lines that fit.
    editor_view_update(&writing->view, ui->text, &writing->editor, style, (float) px->w,
        (float) px->h + 1, clock_now_ms());
}

void
writing_echo(struct ui *ui, const struct echo *echo)
{
    struct ui_writing *writing = echo->writing;

    update(ui, writing, &echo->words, &echo->style);
    feed_keys(ui, writing);
    update(ui, writing, &echo->words, &echo->style);
    add_lines(ui, writing, &echo->words);
    add_caret(ui, writing, &echo->words);
}

/* What is typed here next may be shown before the rest of the screen is described: it is known where
 * the words stand, and which commands of the frame they are. */
static void
offer_echo(struct ui *ui, const char *id, struct ui_writing *writing, const SDL_Rect *px,
    const struct text_style *style, size_t first)
{
    struct echo echo = {writing, "", *px, *style, first, ui->now->n_commands};

    (void) snprintf(echo.id, sizeof(echo.id), "%s", id);
    if (is_focused(ui, id) && ui_writing_selecting(writing) == UI_SELECTING_NOT)
        echo_on(ui, &echo);
}

static void
write_shown(struct ui *ui, const char *id, struct ui_writing *writing, struct ui_rect rect,
    struct ui_rect inner, const struct text_style *style)
{
    size_t first;

    const struct input *input = &ui->input;
    SDL_Rect px = to_px(ui, inner);
    enum ui_selecting before = ui_writing_selecting(writing);
    bool focused = is_focused(ui, id);
    int64_t wakes_ms;

    // Keys and touches mean the page as it was seen, and no other.
    if (input->n_keys > 0 || input->down || input->released || writing->view.pieces.count == 0)
        update(ui, writing, &px, style);
    if (focused)
        feed_keys(ui, writing);
    writing_touch(ui, id, writing, &px);
    if (writing->editor.revision != writing->select_revision && writing->selecting)
        ui_writing_select(writing, false);
    update(ui, writing, &px, style);
    first = ui->now->n_commands;
    add_lines(ui, writing, &px);
    if (ui_writing_selecting(writing) == UI_SELECTING_ENDS)
        writing_handles(ui, writing, &px, rect);
    else if (focused || writing->selecting)
        add_caret(ui, writing, &px);
    offer_echo(ui, id, writing, &px, style, first);
    wakes_ms = editor_view_wakes_ms(&writing->view, clock_now_ms());
    if (editor_pieces_wait(&writing->view.pieces))
        ui_wake(ui, wakes_ms);
    // What stands beside the page follows from both.
    if (writing->tapped || ui_writing_selecting(writing) != before)
        ui->acted = true;
}

bool
ui_write(struct ui *ui, const char *id, struct ui_rect rect, struct ui_writing *writing,
    const struct ui_writing_look *look)
{
    struct text_style style = words_style(ui, look->field ? UI_STAFF : UI_BODY);
    uint32_t before = writing->editor.revision;
    const char *value = look->masked ? "" : bytes_text(&writing->editor.text);
    bool acted = ui->acted;
    bool changed;
    struct ui_rect inner;

    if (!look->field)
        style.line_px = (int) lroundf((float) style.em_px * PAGE_LEADING);
    inner = inner_of(ui, rect, &style, look);
    writing->editor.one_line = look->one_line;
    (void) press(ui, id, UI_PAGE, look->label, value, rect, 0, NULL);
    ui->acted = acted; // a touch moves the caret, which this frame shows already
    add_page(ui, rect, look->field);
    writing->tapped = false;
    if (look->masked)
        write_masked(ui, writing, inner, is_focused(ui, id));
    else
        write_shown(ui, id, writing, rect, inner, &style);

    // What stands beside the page may have been described before it changed.
    if (writing->editor.revision != before)
        ui->acted = true;
    // Changes from elsewhere count too: the keys on the screen, Undo.
    changed = writing->editor.revision != writing->told_revision;
    writing->told_revision = writing->editor.revision;
    return changed;
}
