#include "inside.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- one frame's memory ----------------------------------------------------------*/

void *
arena_new(struct arena *arena, size_t size)
{
    struct arena_piece *piece = arena->pieces;
    void *block;

    size = (size + 15) & ~(size_t) 15;
    if (!piece || piece->size - piece->used < size) {
        size_t room = size > UI_FRAME_ARENA_PIECE ? size : UI_FRAME_ARENA_PIECE;

        piece = memory_new(1, sizeof(*piece) + room);
        piece->size = room;
        piece->next = arena->pieces;
        arena->pieces = piece;
    }
    block = piece->bytes + piece->used;
    piece->used += size;
    return block;
}

char *
arena_text(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_new(arena, length + 1);

    memcpy(copy, text, length);
    return copy;
}

void
arena_drop(struct arena *arena)
{
    while (arena->pieces) {
        struct arena_piece *next = arena->pieces->next;

        // It may hold what somebody wrote.
        memory_wipe(arena->pieces->bytes, arena->pieces->used);
        free(arena->pieces);
        arena->pieces = next;
    }
}

/* ---- adding ----------------------------------------------------------------------*/

struct command *
add_command(struct ui *ui, enum command_kind kind, SDL_Rect bounds)
{
    struct command *command;

    assert(ui->describing);
    assert(ui->now->n_commands < UI_COMMANDS_MAX);
    command = &ui->now->commands[ui->now->n_commands++];
    memset(command, 0, sizeof(*command));
    command->kind = kind;
    command->bounds = bounds;
    return command;
}

/* As FNV-1a, but eight bytes at a time, with the upper half mixed into the lower. A collision paints
 * one place late. */
static uint64_t
hash_word(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

static uint64_t
hash_bytes(uint64_t hash, const void *data, size_t length)
{
    const uint8_t *bytes = data;
    uint64_t word;

    for (; length >= sizeof(word); bytes += sizeof(word), length -= sizeof(word)) {
        memcpy(&word, bytes, sizeof(word));
        hash = hash_word(hash, word);
    }
    word = length; // so that a zero byte more is another string
    if (length > 0)
        memcpy((uint8_t *) &word + 1, bytes, length);
    return hash_word(hash, word);
}

void
seal_command(struct command *command, const void *more, size_t length)
{
    uint64_t hash = 0;
    const struct text_run *run = &command->run;

    hash = hash_bytes(hash, &command->kind, sizeof(command->kind));
    hash = hash_bytes(hash, &command->bounds, sizeof(command->bounds));
    hash = hash_bytes(hash, &command->colour, sizeof(command->colour));
    hash = hash_bytes(hash, &command->x, 4 * sizeof(float));
    hash = hash_bytes(hash, command->rect, sizeof(command->rect));
    hash = hash_bytes(hash, &command->edge_colour, sizeof(command->edge_colour));
    hash = hash_bytes(hash, &run->face, sizeof(run->face));
    hash = hash_bytes(hash, &run->em_px, sizeof(run->em_px));
    hash = hash_bytes(hash, &command->pen_x, sizeof(command->pen_x));
    hash = hash_bytes(hash, &command->baseline, sizeof(command->baseline));
    command->hash = hash_bytes(hash, more, length);
}

static bool
is_on_canvas(const struct ui *ui, const SDL_Rect *rect)
{
    SDL_Rect all = {0, 0, ui->width, ui->height};

    return SDL_HasIntersection(rect, &all);
}

void
add_fill(struct ui *ui, SDL_Rect rect, uint32_t colour)
{
    struct command *command;

    if (!is_on_canvas(ui, &rect))
        return;
    command = add_command(ui, COMMAND_FILL, rect);
    command->colour = colour;
    seal_command(command, NULL, 0);
}

void
add_box(struct ui *ui, struct ui_rect rect, float radius, uint32_t fill, uint32_t edge, float width)
{
    SDL_Rect bounds = to_px(ui, rect);
    struct command *command;

    if (!is_on_canvas(ui, &bounds))
        return;
    command = add_command(ui, COMMAND_BOX, bounds);
    command->colour = fill;
    command->edge_colour = edge;
    command->edge = width * ui->scale;
    command->radius = radius * ui->scale;
    command->rect[0] = (float) bounds.x;
    command->rect[1] = (float) bounds.y;
    command->rect[2] = (float) bounds.w;
    command->rect[3] = (float) bounds.h;
    seal_command(command, NULL, 0);
}

void
add_widget_box(struct ui *ui, struct ui_rect rect, float radius, enum ui_colour fill,
    enum ui_colour held_fill, bool held, enum ui_colour edge, float width)
{
    size_t at = ui->now->n_commands;

    add_box(ui, rect, radius, opaque(ui, held ? held_fill : fill), opaque(ui, edge), width);
    if (at == ui->now->n_commands)
        return; // it is off the canvas
    ui->now->commands[at].held_colour = opaque(ui, held_fill);
    ui->now->commands[at].widget = ui->now->n_items;
}

void
add_disc(struct ui *ui, float x, float y, float radius, uint32_t colour)
{
    float px = x * ui->scale, py = y * ui->scale, r = radius * ui->scale;
    SDL_Rect bounds = {(int) floorf(px - r - 1), (int) floorf(py - r - 1), (int) ceilf(2 * r + 3),
        (int) ceilf(2 * r + 3)};
    struct command *command;

    if (!is_on_canvas(ui, &bounds))
        return;
    command = add_command(ui, COMMAND_DISC, bounds);
    command->colour = colour;
    command->x = px;
    command->y = py;
    command->radius = r;
    seal_command(command, NULL, 0);
}

void
add_ring(struct ui *ui, float x, float y, float radius, float width, uint32_t colour, int top)
{
    float reach = radius + width / 2 + 1;
    int left = (int) floorf(x - reach), right = (int) ceilf(x + reach);
    int above = SDL_max((int) floorf(y - reach), top), below = (int) ceilf(y + reach);
    SDL_Rect bounds = {left, above, right - left, below - above};
    struct command *command;

    if (below <= above || !is_on_canvas(ui, &bounds))
        return;
    command = add_command(ui, COMMAND_RING, bounds);
    command->colour = colour;
    command->x = x;
    command->y = y;
    command->radius = radius;
    command->edge = width;
    seal_command(command, NULL, 0);
}

void
add_icon(struct ui *ui, enum ui_icon icon, float x, float y, float size, uint32_t colour)
{
    int px = (int) (size * ui->scale + 0.5f);
    SDL_Rect bounds = {(int) (x * ui->scale + 0.5f), (int) (y * ui->scale + 0.5f), px, px};
    struct command *command;

    if (px < 1 || !is_on_canvas(ui, &bounds))
        return;
    command = add_command(ui, COMMAND_MASK, bounds);
    command->colour = colour;
    command->mask = icon_mask(ui, icon, px);
    seal_command(command, &icon, sizeof(icon));
}

static void
add_run(struct ui *ui, const struct text_run *run, const char *string, int x, int baseline,
    uint32_t colour)
{
    SDL_Rect bounds = text_paint_bounds(run, x, baseline);
    struct command *command;

    if (!is_on_canvas(ui, &bounds))
        return;
    command = add_command(ui, COMMAND_TEXT, bounds);
    command->colour = colour;
    command->run = *run;
    command->string = arena_text(&ui->now->arena, string, run->to - run->from);
    command->pen_x = x;
    command->baseline = baseline;
    seal_command(command, command->string, run->to - run->from);
}

void
add_line(struct ui *ui, const struct text_block *block, const struct text_line *line,
    const char *string, float x_px, float baseline_px, uint32_t colour)
{
    for (size_t i = line->first_run; i < line->end_run; i++) {
        const struct text_run *run = &block->runs[i];

        add_run(ui, run, string + run->from, (int) lroundf(x_px + line->x + run->x),
            (int) lroundf(baseline_px), colour);
    }
}

/* What is being written is painted in pieces of some letters, each to the end of a word: so a
 * letter more paints its own word anew and not the line, and finds the others painted. Letters do
 * not join across a space. Shorter pieces would be too many commands on a page of single letters. */
#define PIECE_GRAPHEMES 4

/* The grapheme at which the piece that begins at `first` ends, and how wide it is. */
static size_t
piece_end(const struct text_block *block, const struct text_run *run, size_t first, float *width)
{
    size_t end = first;

    *width = 0;
    while (end < run->end_grapheme) {
        bool after_space = end > first && block->graphemes[end - 1].space;

        if (end - first >= PIECE_GRAPHEMES && after_space && !block->graphemes[end].space)
            break;
        *width += block->graphemes[end++].advance;
    }
    return end;
}

/* `x_px` is the line's left edge. */
static void
add_pieces(struct ui *ui, const struct text_block *block, const struct text_run *run,
    const char *string, float x_px, float baseline_px, uint32_t colour)
{
    struct text_run piece = *run;
    float before = 0;

    for (size_t at = run->first_grapheme; at < run->end_grapheme; at = piece.end_grapheme) {
        piece.first_grapheme = at;
        piece.end_grapheme = piece_end(block, run, at, &piece.width);
        piece.from = block->graphemes[at].at;
        piece.to = block->graphemes[piece.end_grapheme].at;
        piece.x = run->x + (run->right_to_left ? run->width - before - piece.width : before);
        before += piece.width;
        add_run(ui, &piece, string + piece.from, (int) lroundf(x_px + piece.x),
            (int) lroundf(baseline_px), colour);
    }
}

void
add_written_line(struct ui *ui, const struct text_block *block, const struct text_line *line,
    const char *string, float x_px, float baseline_px, uint32_t colour)
{
    for (size_t i = line->first_run; i < line->end_run; i++)
        add_pieces(ui, block, &block->runs[i], string, x_px + line->x, baseline_px, colour);
}

void
add_block(struct ui *ui, const struct text_block *block, const char *string, float x_px, float y_px,
    uint32_t colour)
{
    for (size_t i = 0; i < block->n_lines; i++)
        add_line(
            ui, block, &block->lines[i], string, x_px, y_px + block->lines[i].baseline, colour);
}

void
add_block_centred(struct ui *ui, const struct text_block *block, const char *string, float x_px,
    float y_px, uint32_t colour)
{
    for (size_t i = 0; i < block->n_lines; i++) {
        const struct text_line *line = &block->lines[i];

        add_line(ui, block, line, string, x_px - line->x - line->width / 2, y_px + line->baseline,
            colour);
    }
}

/* ---- painting --------------------------------------------------------------------*/

static void
paint_pixels(struct ui *ui, const struct command *command, const SDL_Rect *clip)
{
    for (int y = clip->y; y < clip->y + clip->h; y++)
        memcpy((uint8_t *) ui->canvas->pixels + (size_t) y * (size_t) ui->canvas->pitch +
                   (size_t) clip->x * 4,
            command->pixels + (size_t) (y - command->bounds.y) * (size_t) command->bounds.w +
                (clip->x - command->bounds.x),
            (size_t) clip->w * 4);
}

static void
paint_command(struct ui *ui, const struct command *command, const SDL_Rect *clip)
{
    switch (command->kind) {
    case COMMAND_FILL:
        shape_fill(ui->canvas, clip, command->colour);
        break;
    case COMMAND_BOX:
        shape_box(ui->canvas, clip, command->rect, command->radius, command->colour, command->edge,
            command->edge_colour);
        break;
    case COMMAND_DISC:
        shape_disc(ui->canvas, clip, command->x, command->y, command->radius, command->colour);
        break;
    case COMMAND_RING:
        shape_ring(ui->canvas, clip, command->x, command->y, command->radius, command->edge,
            command->colour);
        break;
    case COMMAND_TEXT:
        text_paint(ui->text, ui->canvas, clip, &command->run, command->string, command->pen_x,
            command->baseline, command->colour);
        break;
    case COMMAND_MASK:
        shape_mask(ui->canvas, clip, &command->bounds, command->mask, command->colour);
        break;
    case COMMAND_PIXELS:
        paint_pixels(ui, command, clip);
        break;
    }
}

void
paint_rect(struct ui *ui, const SDL_Rect *clip)
{
    for (size_t i = 0; i < ui->now->n_commands; i++) {
        const struct command *command = &ui->now->commands[i];
        SDL_Rect both;

        if (SDL_IntersectRect(&command->bounds, clip, &both))
            paint_command(ui, command, &both);
    }
}

/* A picture may have been painted anew since. */
static bool
is_kept(const struct ui *ui, const struct command *command)
{
    if (command->kind != COMMAND_PIXELS)
        return true;
    for (size_t i = 0; i < ui->n_pictures; i++)
        if (ui->pictures[i].pixels == command->pixels &&
            ui->pictures[i].width == command->bounds.w &&
            ui->pictures[i].height == command->bounds.h)
            return true;
    return false;
}

void
paint_last_without_rings(struct ui *ui, const SDL_Rect *clip)
{
    for (size_t i = 0; i < ui->last->n_commands; i++) {
        const struct command *command = &ui->last->commands[i];
        SDL_Rect both;

        if (command->kind != COMMAND_RING && is_kept(ui, command) &&
            SDL_IntersectRect(&command->bounds, clip, &both))
            paint_command(ui, command, &both);
    }
}
