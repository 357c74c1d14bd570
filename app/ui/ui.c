#include "inside.h"

#include <assert.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

/* Which places differ from the last frame is found by cells: each cell of the canvas gathers a
 * hash of the commands that touch it, in their order, and where two frames' hashes differ the
 * cell is painted. It needs no matching of commands, sees a changed order too, and costs as many
 * steps as cells are covered. */
#define CELL_PX 32

/* ---- life ------------------------------------------------------------------------*/

static void
make_canvas(struct ui *ui, SDL_Surface *surface)
{
    assert(!surface || (surface->w == ui->width && surface->h == ui->height &&
                           surface->format->format == SDL_PIXELFORMAT_RGB888));
    SDL_FreeSurface(ui->own_canvas);
    free(ui->cells_now);
    free(ui->cells_last);
    ui->own_canvas = surface ? NULL
                             : SDL_CreateRGBSurfaceWithFormat(
                                   0, ui->width, ui->height, 32, SDL_PIXELFORMAT_RGB888);
    ui->canvas = surface ? surface : ui->own_canvas;
    if (!ui->canvas)
        memory_exhausted();
    text_window_set(ui->text, (size_t) ui->width * (size_t) ui->height);
    ui->cells_across = (ui->width + CELL_PX - 1) / CELL_PX;
    ui->cells_down = (ui->height + CELL_PX - 1) / CELL_PX;
    ui->cells_now =
        memory_new((size_t) ui->cells_across * (size_t) ui->cells_down, sizeof(uint64_t));
    ui->cells_last =
        memory_new((size_t) ui->cells_across * (size_t) ui->cells_down, sizeof(uint64_t));
    ui->damage_all = true;
}

struct ui *
ui_new(const struct ui_options *options, struct fault *fault)
{
    struct ui *ui = memory_new(1, sizeof(*ui));

    ui->width = options->width;
    ui->height = options->height;
    ui->px_per_mm = options->px_per_mm;
    ui->comfort = options->comfort;
    ui->assets = memory_string(options->assets);
    ui->now = &ui->frames[0];
    ui->last = &ui->frames[1];
    ui->wakes_ms = -1;
    // A finger that still bounces from the screen before has pressed all of this one.
    ui->input.last_hit = (SDL_Rect){0, 0, ui->width, ui->height};
    for (size_t i = 0; i < COUNT(ui->frames); i++)
        ui->frames[i].commands = memory_new(UI_COMMANDS_MAX, sizeof(struct command));
    snprintf(ui->language, sizeof(ui->language), "%s", options->language);
    page_measure(ui);

    ui->text = text_open(ui->language, fault);
    if (!ui->text) {
        ui_free(ui);
        return NULL;
    }
    text_plain_letters(ui->text, ui->comfort.plain_letters);
    make_canvas(ui, options->surface);
    return ui;
}

static void
drop_pictures(struct ui *ui)
{
    for (size_t i = 0; i < ui->n_pictures; i++) {
        memory_wipe(ui->pictures[i].pixels,
            (size_t) ui->pictures[i].width * (size_t) ui->pictures[i].height * 4);
        free(ui->pictures[i].pixels);
    }
    ui->n_pictures = 0;
}

void
ui_forget(struct ui *ui)
{
    echo_off(ui);
    motion_drop(ui);
    for (size_t i = 0; i < COUNT(ui->frames); i++) {
        arena_drop(&ui->frames[i].arena);
        ui->frames[i].n_commands = 0;
        ui->frames[i].n_items = 0;
    }
    drop_pictures(ui);
    bytes_wipe(&ui->clipboard);
    bytes_wipe(&ui->input.text);
    bytes_wipe(&ui->input.composing);
    if (ui->text)
        text_forget(ui->text);
    ui->damage_all = true;
}

void
ui_free(struct ui *ui)
{
    if (!ui)
        return;
    ui_forget(ui);
    keys_close(ui);
    for (size_t i = 0; i < ui->n_icons; i++)
        free(ui->icons[i].coverage);
    for (size_t i = 0; i < COUNT(ui->frames); i++)
        free(ui->frames[i].commands);
    text_close(ui->text);
    if (ui->canvas)
        memory_wipe(ui->canvas->pixels, (size_t) ui->canvas->pitch * (size_t) ui->canvas->h);
    SDL_FreeSurface(ui->own_canvas);
    free(ui->cells_now);
    free(ui->cells_last);
    free(ui->assets);
    free(ui->keyboards_offered);
    free(ui);
}

const struct ui_comfort *
ui_comfort(const struct ui *ui)
{
    return &ui->comfort;
}

void
ui_comfort_set(struct ui *ui, const struct ui_comfort *comfort)
{
    if (memcmp(&ui->comfort, comfort, sizeof(*comfort)) == 0)
        return;
    ui->comfort = *comfort;
    echo_off(ui);
    text_plain_letters(ui->text, comfort->plain_letters);
    page_measure(ui);
}

void
ui_language_set(struct ui *ui, const char *language)
{
    snprintf(ui->language, sizeof(ui->language), "%s", language);
    keys_close(ui); // its keys are another language's
}

void
ui_resize(struct ui *ui, SDL_Surface *surface, int width, int height, double px_per_mm)
{
    ui->width = width;
    ui->height = height;
    ui->px_per_mm = px_per_mm;
    echo_off(ui);
    motion_drop(ui);
    input_drop(ui); // what the finger lies on is elsewhere now
    page_measure(ui);
    make_canvas(ui, surface);
}

void
ui_warm(struct ui *ui)
{
    struct text_style styles[] = {words_style(ui, UI_PROMPT), words_style(ui, UI_BODY),
        words_style(ui, UI_LABEL), words_style(ui, UI_TITLE)};

    text_warm(ui->text, styles, COUNT(styles));
}

SDL_Surface *
ui_canvas(struct ui *ui)
{
    return ui->canvas;
}

void
ui_damage_all(struct ui *ui)
{
    ui->damage_all = true;
}

bool
ui_acted(const struct ui *ui)
{
    return ui->acted;
}

void
ui_wake(struct ui *ui, int64_t at_ms)
{
    if (ui->wakes_ms < 0 || at_ms < ui->wakes_ms)
        ui->wakes_ms = at_ms;
}

int64_t
ui_wakes(const struct ui *ui)
{
    return ui->wakes_ms;
}

/* ---- a frame ---------------------------------------------------------------------*/

void
ui_begin(struct ui *ui)
{
    struct frame *reused = ui->last;

    assert(!ui->describing);
    // A frame that is described again before it was shown takes its own place: what is compared
    // with stays the one on the screen.
    if (ui->acted)
        reused = ui->now;
    else {
        ui->last = ui->now;
        ui->now = reused;
    }
    arena_drop(&reused->arena);
    reused->n_commands = 0;
    reused->n_items = 0;
    memset(&ui->focused_item, 0, sizeof(ui->focused_item));
    ui->motion.page = 0;
    echo_off(ui);
    for (size_t i = 0; i < ui->n_pictures; i++)
        ui->pictures[i].used = false;
    ui->describing = true;
    ui->acted = false;
    ui->wakes_ms = -1;
    input_begin(ui);
}

static void
hash_cells(struct ui *ui)
{
    size_t n_cells = (size_t) ui->cells_across * (size_t) ui->cells_down;
    SDL_Rect all = {0, 0, ui->width, ui->height};

    memset(ui->cells_now, 0, n_cells * sizeof(uint64_t));
    for (size_t i = 0; i < ui->now->n_commands; i++) {
        const struct command *command = &ui->now->commands[i];
        SDL_Rect seen;

        if (!SDL_IntersectRect(&command->bounds, &all, &seen))
            continue;
        for (int y = seen.y / CELL_PX; y <= (seen.y + seen.h - 1) / CELL_PX; y++)
            for (int x = seen.x / CELL_PX; x <= (seen.x + seen.w - 1) / CELL_PX; x++) {
                uint64_t *cell = &ui->cells_now[y * ui->cells_across + x];

                *cell = (*cell ^ command->hash) * UINT64_C(0x9e3779b97f4a7c15) + 1;
            }
    }
}

void
forget_cells(struct ui *ui, const SDL_Rect *rect)
{
    for (int y = rect->y / CELL_PX; y <= (rect->y + rect->h - 1) / CELL_PX; y++)
        for (int x = rect->x / CELL_PX; x <= (rect->x + rect->w - 1) / CELL_PX; x++)
            ui->cells_last[y * ui->cells_across + x] = 0;
}

/* Adds a run of cells of one row, joined with the rect above when it is as wide. */
static void
add_changed(struct ui *ui, SDL_Rect rect, size_t *count)
{
    SDL_Rect all = {0, 0, ui->width, ui->height};

    (void) SDL_IntersectRect(&rect, &all, &rect);
    for (size_t i = 0; i < *count; i++) {
        SDL_Rect *above = &ui->changed[i];

        if (above->x == rect.x && above->w == rect.w && above->y + above->h == rect.y) {
            above->h += rect.h;
            return;
        }
    }
    if (*count < UI_CHANGED_MAX)
        ui->changed[(*count)++] = rect;
    else
        SDL_UnionRect(&ui->changed[*count - 1], &rect, &ui->changed[*count - 1]);
}

static size_t
find_changed(struct ui *ui)
{
    size_t count = 0;

    for (int y = 0; y < ui->cells_down; y++) {
        const uint64_t *now = &ui->cells_now[(ptrdiff_t) y * ui->cells_across];
        const uint64_t *last = &ui->cells_last[(ptrdiff_t) y * ui->cells_across];

        for (int x = 0; x < ui->cells_across; x++) {
            int from = x;

            while (x < ui->cells_across && (ui->damage_all || now[x] != last[x]))
                x++;
            if (x > from)
                add_changed(ui,
                    (SDL_Rect){from * CELL_PX, y * CELL_PX, (x - from) * CELL_PX, CELL_PX}, &count);
        }
    }
    return count;
}

static void
add_focus_ring(struct ui *ui)
{
    SDL_Rect rect = ui->focused_item.rect;
    int gap = (int) (12 * ui->scale + 0.5f);
    float radius = 32;

    if (!ui->input.focus_shown || !ui->focused_item.id || ui->focused_item.role == UI_TEXT)
        return;
    rect = (SDL_Rect){rect.x - gap, rect.y - gap, rect.w + 2 * gap, rect.h + 2 * gap};
    // A pill's ring is a pill; larger things have round corners.
    if (rect.h < 160 * ui->scale)
        radius = (float) rect.h / ui->scale / 2;
    add_box(ui,
        (struct ui_rect){(float) rect.x / ui->scale, (float) rect.y / ui->scale,
            (float) rect.w / ui->scale, (float) rect.h / ui->scale},
        radius, 0, opaque(ui, UI_LAMP), 6);
}

static void
drop_unused_pictures(struct ui *ui)
{
    size_t kept = 0;

    for (size_t i = 0; i < ui->n_pictures; i++) {
        if (ui->pictures[i].used)
            ui->pictures[kept++] = ui->pictures[i];
        else
            free(ui->pictures[i].pixels);
    }
    ui->n_pictures = kept;
}

/* More than half of the canvas was painted. */
static bool
is_another_page(const struct ui *ui, size_t n_changed)
{
    int64_t painted = 0;

    for (size_t i = 0; i < n_changed; i++)
        painted += (int64_t) ui->changed[i].w * ui->changed[i].h;
    return painted > (int64_t) ui->width * ui->height / 2;
}

const SDL_Rect *
ui_end(struct ui *ui, size_t *n_changed)
{
    SDL_Surface *canvas = ui->canvas;
    uint64_t *cells;

    assert(ui->describing);
    add_focus_ring(ui);
    if (!ui->acted)
        motion_begin(ui);
    spread_hits(ui);
    ui->describing = false;
    input_end(ui);
    *n_changed = 0;
    if (ui->acted)
        return ui->changed; // described again before anything is painted

    drop_unused_pictures(ui);
    hash_cells(ui);
    *n_changed = find_changed(ui);
    ui->canvas = motion_canvas(ui);
    for (size_t i = 0; i < *n_changed; i++)
        paint_rect(ui, &ui->changed[i]);
    ui->canvas = canvas;
    if (is_another_page(ui, *n_changed))
        text_turn(ui->text);
    if (motion_show(ui)) {
        ui->changed[0] = (SDL_Rect){0, 0, ui->width, ui->height};
        *n_changed = 1;
        echo_off(ui); // what is typed meanwhile comes with the next frame, which is near
    }
    input_shown(ui);
    cells = ui->cells_last;
    ui->cells_last = ui->cells_now;
    ui->cells_now = cells;
    ui->damage_all = false;
    return ui->changed;
}

bool
ui_shot(struct ui *ui, const char *path, struct fault *fault)
{
    const SDL_Surface *canvas = ui->canvas;
    png_image picture = {.version = PNG_IMAGE_VERSION,
        .width = (png_uint_32) canvas->w,
        .height = (png_uint_32) canvas->h,
        .format = PNG_FORMAT_BGR,
        .flags = PNG_IMAGE_FLAG_FAST};
    uint8_t *pixels = memory_new((size_t) canvas->w * (size_t) canvas->h, 3);
    bool written;

    // Of each pixel's four bytes three: the fourth is not its opacity.
    for (int y = 0; y < canvas->h; y++)
        for (int x = 0; x < canvas->w; x++)
            memcpy(&pixels[3 * ((size_t) y * (size_t) canvas->w + (size_t) x)],
                (const uint8_t *) canvas->pixels + (size_t) y * (size_t) canvas->pitch +
                    (size_t) x * 4,
                3);
    written = png_image_write_to_file(&picture, path, 0, pixels, 0, NULL) != 0;
    memory_wipe(pixels, (size_t) canvas->w * (size_t) canvas->h * 3);
    free(pixels);
    return written || FAULT(fault, FAULT_DISK, "write a picture", 0);
}

/* ---- pictures --------------------------------------------------------------------*/

static struct picture *
find_picture(struct ui *ui, const char *id)
{
    for (size_t i = 0; i < ui->n_pictures; i++)
        if (strcmp(ui->pictures[i].id, id) == 0)
            return &ui->pictures[i];
    assert(ui->n_pictures < PICTURES_MAX);
    memset(&ui->pictures[ui->n_pictures], 0, sizeof(struct picture));
    snprintf(ui->pictures[ui->n_pictures].id, ID_MAX, "%s", id);
    return &ui->pictures[ui->n_pictures++];
}

void
ui_picture(struct ui *ui, const char *id, struct ui_rect rect, uint64_t revision, ui_painter *paint,
    const void *data)
{
    SDL_Rect bounds = to_px(ui, rect);
    struct picture *picture = find_picture(ui, id);
    struct command *command;

    if (bounds.w < 1 || bounds.h < 1)
        return;
    if (!picture->pixels || picture->width != bounds.w || picture->height != bounds.h ||
        picture->revision != revision || picture->theme != ui->comfort.theme) {
        free(picture->pixels);
        picture->pixels = memory_new((size_t) bounds.w * (size_t) bounds.h, 4);
        picture->width = bounds.w;
        picture->height = bounds.h;
        picture->revision = revision;
        picture->theme = ui->comfort.theme;
        paint(data, picture->pixels, bounds.w, bounds.h, bounds.w * 4);
    }
    picture->used = true;
    command = add_command(ui, COMMAND_PIXELS, bounds);
    command->pixels = picture->pixels;
    seal_command(command, &revision, sizeof(revision));
}
