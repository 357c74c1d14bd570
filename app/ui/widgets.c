#include "inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- words -----------------------------------------------------------------------*/

float
ui_line_height(struct ui *ui, enum ui_words words)
{
    return (float) words_style(ui, words).line_px / ui->scale;
}

float
ui_text_height(struct ui *ui, float width, enum ui_words words, const char *text)
{
    struct text_style style = words_style(ui, words);
    struct text_block block = TEXT_BLOCK_EMPTY;
    float height;

    text_layout(ui->text, &style, text, strlen(text), width * ui->scale, &block);
    height = block.height / ui->scale;
    text_block_destroy(&block);
    return height;
}

float
ui_text_width(struct ui *ui, enum ui_words words, const char *text)
{
    struct text_style style = words_style(ui, words);

    return text_width(ui->text, &style, text, strlen(text)) / ui->scale;
}

float
ui_text(struct ui *ui, const char *id, struct ui_rect rect, enum ui_words words,
    enum ui_colour colour, const char *text)
{
    struct text_style style = words_style(ui, words);
    struct text_block block = TEXT_BLOCK_EMPTY;
    float height;

    text_layout(ui->text, &style, text, strlen(text), rect.w * ui->scale, &block);
    add_block(ui, &block, text, rect.x * ui->scale, rect.y * ui->scale, opaque(ui, colour));
    height = block.height / ui->scale;
    text_block_destroy(&block);
    if (id)
        (void) add_item(ui, id, UI_TEXT, text, "",
            to_px(ui, (struct ui_rect){rect.x, rect.y, rect.w, height}), 0);
    return height;
}

/* ---- pills -----------------------------------------------------------------------*/

static const struct {
    enum ui_colour fill, down, ink;
} looks[UI_LOOKS] = {
    [UI_STONE_PILL] = {UI_STONE, UI_STONE_DOWN, UI_INK},
    [UI_PRIMARY] = {UI_DEEP, UI_DEEP_DOWN, UI_DEEP_INK},
    [UI_HELP_PILL] = {UI_ROWAN, UI_ROWAN, UI_ROWAN_INK},
    [UI_QUIET] = {UI_WATER, UI_STONE_DOWN, UI_SOFT},
};

/* Chosen is a tick and an ink edge; `contrast` needs more of it beside its white edges. */
static void
edge_of(const struct ui *ui, enum ui_look look, bool chosen, enum ui_colour *edge, float *width)
{
    *edge = chosen ? UI_INK : UI_RIM;
    *width = chosen ? (ui->comfort.theme == UI_CONTRAST ? 8 : 5)
             : look == UI_STONE_PILL || look == UI_QUIET
                 ? (ui->comfort.theme == UI_CONTRAST ? 3 : 2)
                 : 0;
    if (look == UI_QUIET)
        *width = chosen ? *width : 1.5f;
}

#define LABEL_SIDE 20.0f /* what a pill's curve takes of its width */
#define LABEL_SIDE_NARROW 12.0f
#define LABEL_STEP 0.94f /* from one size tried to the next */

/* A label and its sign as they fit a pill. */
struct label {
    struct text_block block;
    enum ui_icon icon;
    float sign, left, gap; /* px; of the sign the side that is empty, and what parts it */
    float sign_width, width;
};

/* No word is broken, and all lines stand in the height. */
static bool
is_whole(const struct text_block *block, const struct text_style *style, const char *label,
    float room, float height)
{
    for (size_t i = 0; i < block->n_lines; i++) {
        const struct text_line *line = &block->lines[i];

        if (line->width > room || (!line->ends_paragraph && label[line->to - 1] != ' '))
            return false;
    }
    return (float) (style->line_px * (int) (block->n_lines - 1) + style->em_px) <= height;
}

static void
measure_label(struct label *label, const struct text_style *style)
{
    float right = 0;

    label->left = label->sign_width = label->sign = label->gap = label->width = 0;
    if (label->icon != UI_NO_ICON) {
        icon_sides(label->icon, &label->left, &right);
        label->sign = (float) style->em_px * 0.95f;
        label->gap = (float) style->em_px * 0.46f;
        label->sign_width = label->sign * (1 - label->left - right) + label->gap;
    }
    for (size_t i = 0; i < label->block.n_lines; i++)
        if (label->block.lines[i].width > label->width)
            label->width = label->block.lines[i].width;
    label->width += label->sign_width;
}

/* In that size: on one line with its sign, else without it, else on more lines. The sign for help
 * stays, and so does a tick: they say what the word does not. */
static bool
fit_label(struct ui *ui, struct label *label, const struct text_style *style, enum ui_icon icon,
    const char *text, float room, float height)
{
    size_t length = strlen(text);
    bool keeps = icon == UI_ICON_HELP || icon == UI_ICON_TICK;

    text_layout(ui->text, style, text, length, 0, &label->block);
    label->icon = icon;
    measure_label(label, style);
    if (label->width > room && !keeps) {
        label->icon = UI_NO_ICON;
        measure_label(label, style);
    }
    if (label->width <= room)
        return true;
    room -= label->sign_width;
    text_layout(ui->text, style, text, length, room, &label->block);
    measure_label(label, style);
    return is_whole(&label->block, style, text, room, height);
}

/* Sign and label, centred together, in the largest size that holds them whole. */
static void
add_label(struct ui *ui, struct ui_rect rect, enum ui_icon icon, enum ui_words words,
    const char *text, uint32_t colour)
{
    struct text_style style = words_style(ui, words);
    struct label label = {.block = TEXT_BLOCK_EMPTY};
    float side = ui->page.shape == UI_STANDARD ? LABEL_SIDE : LABEL_SIDE_NARROW;
    float room = (rect.w - 2 * side) * ui->scale, height = (rect.h - 8) * ui->scale, x, y;
    int least = words_style(ui, words >= UI_STAFF_TITLE ? UI_STAFF_SMALL : UI_LETTERS_100).em_px;

    while (
        !fit_label(ui, &label, &style, icon, text, room, height) && style.em_px > least * 3 / 4) {
        int em_px = (int) ((float) style.em_px * LABEL_STEP);

        // The smallest size that may be is tried before any below it.
        em_px = style.em_px > least && em_px < least ? least : em_px;
        style.line_px = style.line_px * em_px / style.em_px;
        style.em_px = em_px;
    }
    x = (rect.x + rect.w / 2) * ui->scale - label.width / 2;
    y = (rect.y + rect.h / 2) * ui->scale;
    if (label.icon != UI_NO_ICON)
        add_icon(ui, label.icon, (x - label.sign * label.left) / ui->scale,
            (y - label.sign / 2) / ui->scale, label.sign / ui->scale, colour);
    if (label.icon == UI_NO_ICON)
        add_block_centred(
            ui, &label.block, text, x + label.width / 2, y - label.block.height / 2, colour);
    else
        add_block(ui, &label.block, text, x + label.sign_width, y - label.block.height / 2, colour);
    text_block_destroy(&label.block);
}

bool
ui_pill(struct ui *ui, const struct ui_pill *pill)
{
    enum ui_words words = pill->words ? pill->words : UI_LABEL;
    unsigned state =
        (pill->chosen ? (unsigned) UI_CHOSEN : 0) | (pill->disabled ? (unsigned) UI_DISABLED : 0);
    enum ui_colour edge;
    float width;
    bool held;
    bool acted = press(ui, pill->id, pill->choice ? UI_CHOICE : UI_BUTTON, pill->label,
        pill->value ? pill->value : "", pill->rect, state, &held);

    ui->now->keys[ui->now->n_items - 1] = pill->key;
    edge_of(ui, pill->look, pill->chosen, &edge, &width);
    // Where every colour is white, what cannot be pressed has no edge.
    if (pill->disabled && ui->comfort.theme == UI_CONTRAST)
        width = 0;
    add_widget_box(ui, pill->rect, pill->rect.h / 2, looks[pill->look].fill, looks[pill->look].down,
        held, edge, width);
    add_label(ui, pill->rect, pill->chosen ? UI_ICON_TICK : pill->icon, words, pill->label,
        pill->disabled ? opaque(ui, UI_LINE_COLOUR) : opaque(ui, looks[pill->look].ink));
    return acted;
}

/* ---- answers, ways, rows ---------------------------------------------------------*/

#define ANSWER_PAD 40.0f
#define ANSWER_PAD_COMPACT 28.0f

bool
ui_answer(struct ui *ui, const char *id, struct ui_rect rect, const char *label, const char *more,
    bool chosen)
{
    return ui_answer_sized(ui, id, rect, UI_BODY, label, more, chosen);
}

bool
ui_answer_sized(struct ui *ui, const char *id, struct ui_rect rect, enum ui_words words,
    const char *label, const char *more, bool chosen)
{
    bool held;
    bool acted =
        press(ui, id, UI_CHOICE, label, more, rect, chosen ? (unsigned) UI_CHOSEN : 0, &held);
    float line = ui_line_height(ui, words);
    float pad = ui->page.shape == UI_COMPACT ? ANSWER_PAD_COMPACT : ANSWER_PAD;
    float inside = rect.w - 2 * pad, tick = line * 0.7f;
    float first = ui_text_height(ui, inside - tick, words, label);
    float height = first + (more && more[0] ? ui_text_height(ui, inside, words, more) : 0);
    float y = rect.y + (rect.h - height) / 2;
    enum ui_colour edge;
    float width;

    edge_of(ui, UI_STONE_PILL, chosen, &edge, &width);
    add_widget_box(ui, rect, 40, UI_STONE, UI_STONE_DOWN, held, edge, width);
    (void) ui_text(
        ui, NULL, (struct ui_rect){rect.x + pad, y, inside - tick, first}, words, UI_INK, label);
    if (more && more[0])
        (void) ui_text(ui, NULL, (struct ui_rect){rect.x + pad, y + first, inside, line}, words,
            UI_SOFT, more);
    if (chosen)
        add_icon(ui, UI_ICON_TICK, rect.x + rect.w - pad - tick, y + (line - tick) / 2, tick,
            opaque(ui, UI_INK));
    return acted;
}

bool
ui_way(struct ui *ui, const char *id, struct ui_rect rect, enum ui_icon icon, const char *label)
{
    bool held;
    bool acted = press(ui, id, UI_BUTTON, label, "", rect, 0, &held);
    float sign = rect.h * 0.34f, line = ui_line_height(ui, UI_BODY);
    float width = ui_text_width(ui, UI_BODY, label);

    add_widget_box(ui, rect, 40, UI_STONE, UI_STONE_DOWN, held, UI_RIM, 2);
    add_icon(ui, icon, rect.x + (rect.w - sign) / 2, rect.y + rect.h / 2 - sign + 4, sign,
        opaque(ui, UI_INK));
    (void) ui_text(ui, NULL,
        (struct ui_rect){
            rect.x + (rect.w - width) / 2, rect.y + rect.h - 44 - line, width + 4, line},
        UI_BODY, UI_INK, label);
    return acted;
}

bool
ui_row(struct ui *ui, const char *id, struct ui_rect rect, const char *label, const char *value,
    bool chosen)
{
    bool held;
    bool acted =
        press(ui, id, UI_CHOICE, label, value, rect, chosen ? (unsigned) UI_CHOSEN : 0, &held);

    if (chosen)
        add_box(ui, rect, 24, opaque(ui, UI_STONE), opaque(ui, UI_INK),
            ui->comfort.theme == UI_CONTRAST ? 8 : 5);
    else if (held)
        add_box(ui, rect, 24, opaque(ui, UI_STONE_DOWN), 0, 0);
    return acted;
}

bool
ui_corner(struct ui *ui, const char *id, struct ui_rect rect, const char *label)
{
    return press(ui, id, UI_BUTTON, label, "", rect, 0, NULL);
}

/* ---- the mood pad ----------------------------------------------------------------*/

static double
limit(double value)
{
    return value < -1 ? -1 : value > 1 ? 1 : value;
}

/* Arrows move the point by a tenth, with Shift by a fiftieth; the first one sets it in the
 * middle. */
static bool
pad_keys(struct ui *ui, struct ui_pad_state *state)
{
    bool moved = false;

    for (size_t i = 0; i < ui->input.n_keys; i++) {
        SDL_Keycode key = ui->input.keys[i].key;
        double by = ui->input.keys[i].modifiers & KMOD_SHIFT ? 0.02 : 0.1;
        double dx = key == SDLK_RIGHT ? by : key == SDLK_LEFT ? -by : 0;
        double dy = key == SDLK_UP ? by : key == SDLK_DOWN ? -by : 0;

        if (dx == 0 && dy == 0)
            continue;
        state->x = limit((state->placed ? state->x : 0) + dx);
        state->y = limit((state->placed ? state->y : 0) + dy);
        state->placed = state->by_keys = moved = true;
    }
    return moved;
}

bool
ui_pad(struct ui *ui, const char *id, struct ui_rect rect, const char *label, const char *value,
    struct ui_pad_state *state, bool *lifted)
{
    const struct input *input = &ui->input;
    SDL_Rect px = to_px(ui, rect);
    bool held;
    bool acted = press(ui, id, UI_PAD, label, value, rect, 0, &held);
    bool moved = false;

    if (held || (acted && !input->by_keys)) {
        double x = limit(2.0 * (double) (input->x - (float) px.x) / px.w - 1);
        double y = limit(1 - 2.0 * (double) (input->y - (float) px.y) / px.h);

        // A finger that rests changes nothing: no frame follows from it.
        moved = !state->placed || x != state->x || y != state->y;
        *state = (struct ui_pad_state){true, x, y, false};
    }
    if (is_focused(ui, id) && pad_keys(ui, state))
        moved = true;
    if (moved)
        ui->acted = true;
    *lifted = !held;
    return moved;
}

/* ---- the scale -------------------------------------------------------------------*/

static bool
scale_keys(struct ui *ui, bool *placed, double *at)
{
    bool moved = false;

    for (size_t i = 0; i < ui->input.n_keys; i++) {
        SDL_Keycode key = ui->input.keys[i].key;
        double by = key == SDLK_RIGHT || key == SDLK_UP    ? 0.05
                    : key == SDLK_LEFT || key == SDLK_DOWN ? -0.05
                                                           : 0;

        if (by == 0)
            continue;
        *at = (*placed ? *at : 0.5) + by;
        *at = *at < 0 ? 0 : *at > 1 ? 1 : *at;
        *placed = moved = true;
    }
    return moved;
}

/* Both ends on one line, in the largest size that holds them. */
static enum ui_words
ends_words(struct ui *ui, float width, const char *low, const char *high)
{
    static const enum ui_words sizes[] = {UI_BODY, UI_LABEL, UI_LETTERS_100};
    size_t at = 0;

    while (at + 1 < COUNT(sizes) &&
           ui_text_width(ui, sizes[at], low) + ui_text_width(ui, sizes[at], high) + 48 > width)
        at++;
    return sizes[at];
}

bool
ui_scale(struct ui *ui, const char *id, struct ui_rect rect, const char *label, const char *low,
    const char *high, bool *placed, double *at)
{
    const struct input *input = &ui->input;
    float ends = ui_line_height(ui, UI_BODY);
    struct ui_rect line = {rect.x, rect.y, rect.w, rect.h - ends};
    SDL_Rect px = to_px(ui, line);
    enum ui_words words = ends_words(ui, rect.w, low, high);
    float middle = line.y + line.h / 2, wide = ui_text_width(ui, words, high);
    bool held;
    bool acted = press(ui, id, UI_LINE, label, "", line, 0, &held);
    bool moved = false;

    if (held || (acted && !input->by_keys)) {
        double to = (double) (input->x - (float) px.x) / px.w;

        to = to < 0 ? 0 : to > 1 ? 1 : to;
        moved = !*placed || to != *at;
        *at = to;
        *placed = true;
    }
    if (is_focused(ui, id) && scale_keys(ui, placed, at))
        moved = true;
    if (moved)
        ui->acted = true;

    add_box(
        ui, (struct ui_rect){line.x, middle - 3, line.w, 6}, 3, opaque(ui, UI_LINE_COLOUR), 0, 0);
    if (*placed) {
        add_disc(ui, line.x + (float) *at * line.w, middle, 34, opaque(ui, UI_INK));
        add_disc(ui, line.x + (float) *at * line.w, middle, 26, opaque(ui, UI_STONE));
    }
    (void) ui_text(ui, NULL,
        (struct ui_rect){rect.x, line.y + line.h, ui_text_width(ui, words, low) + 4, ends}, words,
        UI_INK, low);
    (void) ui_text(ui, NULL,
        (struct ui_rect){rect.x + rect.w - wide - 2, line.y + line.h, wide + 4, ends}, words,
        UI_INK, high);
    return moved;
}
