/* How one page goes over into the next, and the rings that a touch leaves.
 *
 * A page is described and painted at once, on a canvas beside the one that is shown; what is shown
 * meanwhile is mixed of both. What is the same on both stands still, so that header, band and
 * shoreline do not move, and of the rest no place holds two things at a time: old words fade into
 * the ground before new ones come out of it. Who sees double would see four. */
#include "inside.h"

#include <math.h>
#include <string.h>

/* The design's times (6.5 of the experience page), ms. */
#define WORDS_OUT_MS 160
#define WORDS_IN_MS 240
#define TIDE_MS 240
#define LIGHT_MS 600
#define RING_MS 600
/* What is the same is found by cells of this size. */
#define CELL_PX 16
/* Between two frames: as often as a screen of 60 Hz can show. */
#define FRAME_MS 16

#define RING_MM 24.0f
#define RINGS_APART_MM 12.0f
#define RING_WIDTH_MM 0.5f
/* At most 1.35:1 on what it lies on (D6): the line colour at 35 % would be 1.7:1 in dusk. */
#define RING_OPACITY 0.21f

/* out-cubic: quick to answer, slow to come to rest. */
static float
eased(float part)
{
    float left = 1 - part;

    return 1 - left * left * left;
}

float
motion_part(int64_t began_ms, int length_ms)
{
    int64_t passed = clock_now_ms() - began_ms;

    return passed <= 0 ? 0 : passed >= length_ms ? 1 : (float) passed / (float) length_ms;
}

static bool
moves(const struct ui *ui)
{
    return !ui->comfort.less_motion && ui->motion.page != 0;
}

/* On black no ring is faint. */
static bool
has_rings(const struct ui *ui)
{
    return moves(ui) && ui->comfort.theme != UI_CONTRAST;
}

/* ---- rings -----------------------------------------------------------------------*/

void
motion_touch(struct ui *ui, float x, float y)
{
    struct motion *motion = &ui->motion;

    if (!has_rings(ui))
        return;
    if (motion->n_rings == RINGS_MAX) {
        memmove(motion->rings, motion->rings + 1, (RINGS_MAX - 1) * sizeof(motion->rings[0]));
        motion->n_rings--;
    }
    motion->rings[motion->n_rings++] = (struct ring){x, y, clock_now_ms()};
}

static uint32_t
ring_colour(const struct ui *ui, float opacity)
{
    return (uint32_t) (opacity * 255 + 0.5f) << 24 | ui_colour(ui, UI_LINE_COLOUR);
}

static void
forget_old_rings(struct motion *motion)
{
    size_t kept = 0;

    for (size_t i = 0; i < motion->n_rings; i++)
        if (motion_part(motion->rings[i].began_ms, RING_MS) < 1)
            motion->rings[kept++] = motion->rings[i];
    motion->n_rings = kept;
}

static void
add_touch_rings(struct ui *ui)
{
    for (size_t i = 0; i < ui->motion.n_rings; i++) {
        const struct ring *ring = &ui->motion.rings[i];
        float part = motion_part(ring->began_ms, RING_MS);

        add_ring(ui, ring->x, ring->y, ui_px(ui, RING_MM) * eased(part), ui_px(ui, RING_WIDTH_MM),
            ring_colour(ui, RING_OPACITY * (1 - part)), 0);
    }
}

void
motion_add_stone_rings(struct ui *ui, float x, float y)
{
    float part = motion_part(ui->motion.turned_ms + WORDS_OUT_MS + WORDS_IN_MS, RING_MS);
    int top = (int) (y * ui->scale) + 2;

    if (!has_rings(ui) || ui->motion.turned_ms == 0 || part >= 1)
        return;
    ui_wake(ui, clock_now_ms() + FRAME_MS);
    // Only the water has rings: above it words are read.
    for (int i = 0; i < 2; i++) {
        float radius_mm = (RING_MM + RINGS_APART_MM) * eased(part) - (float) i * RINGS_APART_MM;

        if (radius_mm > 0)
            add_ring(ui, x * ui->scale, y * ui->scale, ui_px(ui, radius_mm),
                ui_px(ui, RING_WIDTH_MM), ring_colour(ui, RING_OPACITY * (1 - part)), top);
    }
}

void
ui_water_ring(struct ui *ui, float x, float radius, float opacity)
{
    add_ring(ui, x * ui->scale, ui->shoreline * ui->scale, radius * ui->scale,
        ui_px(ui, RING_WIDTH_MM), ring_colour(ui, RING_OPACITY * opacity),
        (int) (ui->shoreline * ui->scale) + 2);
}

/* ---- a passage -------------------------------------------------------------------*/

void
ui_turn(struct ui *ui, uint64_t page)
{
    struct motion *motion = &ui->motion;

    motion->page = page;
    if (page != motion->page_last && page != 0 && motion->page_last != 0)
        motion->turned_ms = clock_now_ms();
}

bool
ui_is_moving(const struct ui *ui)
{
    return ui->motion.passage != PASSAGE_NONE || ui->motion.n_rings > 0;
}

static void
drop_picture(SDL_Surface **surface)
{
    // Words stand on it.
    if (*surface)
        memory_wipe((*surface)->pixels, (size_t) (*surface)->pitch * (size_t) (*surface)->h);
    SDL_FreeSurface(*surface);
    *surface = NULL;
}

static void
drop_passage(struct ui *ui)
{
    struct motion *motion = &ui->motion;

    if (motion->passage != PASSAGE_NONE)
        ui->damage_all = true;
    motion->passage = PASSAGE_NONE;
    drop_picture(&motion->from);
    drop_picture(&motion->to);
}

void
motion_drop(struct ui *ui)
{
    drop_passage(ui);
    ui->motion.page_last = 0;
    ui->motion.turned_ms = 0;
    ui->motion.n_rings = 0;
}

static SDL_Surface *
new_picture(const struct ui *ui)
{
    SDL_Surface *surface =
        SDL_CreateRGBSurfaceWithFormat(0, ui->width, ui->height, 32, SDL_PIXELFORMAT_RGB888);

    if (!surface)
        memory_exhausted();
    return surface;
}

static uint32_t *
row_of(SDL_Surface *surface, int y)
{
    return (
        uint32_t *) (void *) ((uint8_t *) surface->pixels + (size_t) y * (size_t) surface->pitch);
}

static void
copy_picture(SDL_Surface *to, SDL_Surface *from)
{
    for (int y = 0; y < from->h; y++)
        memcpy(row_of(to, y), row_of(from, y), (size_t) from->w * 4);
}

/* What the frame that was described is to the one that is shown. */
static enum passage
passage_of(const struct ui *ui)
{
    const struct motion *motion = &ui->motion;

    if (!moves(ui) || motion->page_last == 0)
        return PASSAGE_NONE;
    if (motion->theme_last != ui->comfort.theme)
        return PASSAGE_LIGHT;
    if (motion->page_last != motion->page)
        return PASSAGE_WORDS;
    return motion->shoreline_last != ui->shoreline ? PASSAGE_TIDE : PASSAGE_NONE;
}

/* What stands on the screen, without the rings: they go on over whatever comes. */
static void
take_what_stands(struct ui *ui)
{
    struct motion *motion = &ui->motion;
    SDL_Surface *canvas = ui->canvas;
    SDL_Rect all = {0, 0, ui->width, ui->height}, seen;

    copy_picture(motion->from, canvas);
    if (motion->passage != PASSAGE_NONE)
        return; // in the midst of another passage it begins with what is seen
    ui->canvas = motion->from;
    for (size_t i = 0; i < ui->last->n_commands; i++)
        if (ui->last->commands[i].kind == COMMAND_RING &&
            SDL_IntersectRect(&ui->last->commands[i].bounds, &all, &seen))
            paint_last_without_rings(ui, &seen);
    ui->canvas = canvas;
}

void
motion_begin(struct ui *ui)
{
    struct motion *motion = &ui->motion;
    enum passage passage = passage_of(ui);

    if (passage != PASSAGE_NONE) {
        motion->from = motion->from ? motion->from : new_picture(ui);
        motion->to = motion->to ? motion->to : new_picture(ui);
        take_what_stands(ui);
        motion->passage = passage;
        motion->began_ms = clock_now_ms();
        motion->tide_from = motion->shoreline_last;
        ui->damage_all = true;
    } else if (!moves(ui)) {
        drop_passage(ui);
        motion->n_rings = 0;
    }
    motion->page_last = motion->page;
    motion->theme_last = ui->comfort.theme;
    motion->shoreline_last = ui->shoreline;

    forget_old_rings(motion);
    if (motion->passage == PASSAGE_NONE)
        add_touch_rings(ui);
    if (motion->n_rings > 0)
        ui_wake(ui, clock_now_ms() + FRAME_MS);
}

SDL_Surface *
motion_canvas(struct ui *ui)
{
    return ui->motion.passage != PASSAGE_NONE ? ui->motion.to : ui->canvas;
}

/* `part` of 256 of `over`, the rest of `under`: red and blue together, then green. */
static uint32_t
mixed(uint32_t under, uint32_t over, uint32_t part)
{
    uint32_t both = (under & 0xff00ff) * (256 - part) + (over & 0xff00ff) * part;
    uint32_t green = (under & 0x00ff00) * (256 - part) + (over & 0x00ff00) * part;

    return (both >> 8 & 0xff00ff) | (green >> 8 & 0x00ff00);
}

/* The row of a shoreline. */
static int
row_at(const struct ui *ui, float shoreline)
{
    return (int) (shoreline * ui->scale + 0.5f);
}

/* What stands under words in that row. */
static uint32_t
ground_of(const struct ui *ui, int y)
{
    int shore = row_at(ui, ui->shoreline);

    if (y < shore)
        return ui_colour(ui, UI_AIR);
    return ui_colour(ui, y < shore + row_at(ui, 2) ? UI_LINE_COLOUR : UI_WATER);
}

struct mixing {
    float words_out, words_in; /* 0 to 1 each, one after the other */
    float light;
    int tide; /* the row where the shoreline stands on its way */
};

/* From one row of pixels to another. */
static void
mix_row(const uint32_t *from, const uint32_t *to, uint32_t part, int width, uint32_t *shown)
{
    for (int x = 0; x < width; x++)
        shown[x] = mixed(from[x], to[x], part);
}

static void
mix_words(const struct ui *ui, const struct mixing *mixing, int y, const SDL_Rect *cell)
{
    const uint32_t *from = row_of(ui->motion.from, y) + cell->x;
    const uint32_t *to = row_of(ui->motion.to, y) + cell->x;
    uint32_t ground[CELL_PX], *shown = row_of(ui->canvas, y) + cell->x;

    SDL_memset4(ground, ground_of(ui, y), (size_t) cell->w);
    if (mixing->words_in <= 0)
        mix_row(from, ground, (uint32_t) (256 * mixing->words_out), cell->w, shown);
    else
        mix_row(ground, to, (uint32_t) (256 * mixing->words_in), cell->w, shown);
}

/* Above both shorelines words change as on any page; below the moving one lies what the tide brings,
 * or what it leaves. */
static void
mix_tide(const struct ui *ui, const struct mixing *mixing, int y, const SDL_Rect *cell)
{
    int last = row_at(ui, ui->motion.tide_from), next = row_at(ui, ui->shoreline);
    bool rises = next < last, under = y >= mixing->tide;
    SDL_Surface *stands = under == rises ? ui->motion.to : ui->motion.from;
    uint32_t *shown = row_of(ui->canvas, y) + cell->x;

    if (y < (rises ? next : last))
        mix_words(ui, mixing, y, cell);
    else if (under && y < mixing->tide + row_at(ui, 2))
        SDL_memset4(shown, ui_colour(ui, UI_LINE_COLOUR), (size_t) cell->w);
    else
        memcpy(shown, row_of(stands, y) + cell->x, (size_t) cell->w * 4);
}

/* It stands still where nothing of it is another: by cells, since letters that lie on letters share
 * pixels. */
static bool
is_still(const struct ui *ui, const SDL_Rect *cell)
{
    for (int y = cell->y; y < cell->y + cell->h; y++)
        if (memcmp(row_of(ui->motion.from, y) + cell->x, row_of(ui->motion.to, y) + cell->x,
                (size_t) cell->w * 4) != 0)
            return false;
    return true;
}

static void
mix_cell(const struct ui *ui, const struct mixing *mixing, const SDL_Rect *cell)
{
    bool still = is_still(ui, cell);

    for (int y = cell->y; y < cell->y + cell->h; y++) {
        const uint32_t *from = row_of(ui->motion.from, y) + cell->x;
        const uint32_t *to = row_of(ui->motion.to, y) + cell->x;
        uint32_t *shown = row_of(ui->canvas, y) + cell->x;

        if (still)
            memcpy(shown, to, (size_t) cell->w * 4);
        else if (ui->motion.passage == PASSAGE_LIGHT)
            mix_row(from, to, (uint32_t) (256 * mixing->light), cell->w, shown);
        else if (ui->motion.passage == PASSAGE_TIDE)
            mix_tide(ui, mixing, y, cell);
        else
            mix_words(ui, mixing, y, cell);
    }
}

static int
length_of(enum passage passage)
{
    return passage == PASSAGE_LIGHT  ? LIGHT_MS
           : passage == PASSAGE_TIDE ? TIDE_MS
                                     : WORDS_OUT_MS + WORDS_IN_MS;
}

static void
show_mixed(struct ui *ui)
{
    const struct motion *motion = &ui->motion;
    float part = motion_part(motion->began_ms, length_of(motion->passage));
    float turn = (float) WORDS_OUT_MS / (float) (WORDS_OUT_MS + WORDS_IN_MS);
    struct mixing mixing = {
        .words_out = part / turn,
        .words_in = (part - turn) / (1 - turn),
        .light = part,
        .tide = row_at(ui, motion->tide_from + (ui->shoreline - motion->tide_from) * eased(part)),
    };

    for (int y = 0; y < ui->height; y += CELL_PX)
        for (int x = 0; x < ui->width; x += CELL_PX) {
            SDL_Rect cell = {x, y, ui->width - x < CELL_PX ? ui->width - x : CELL_PX,
                ui->height - y < CELL_PX ? ui->height - y : CELL_PX};

            mix_cell(ui, &mixing, &cell);
        }
}

/* Rings lie over a passage, whose pages have none. */
static void
show_rings(struct ui *ui)
{
    SDL_Rect all = {0, 0, ui->width, ui->height};

    for (size_t i = 0; i < ui->motion.n_rings; i++) {
        const struct ring *ring = &ui->motion.rings[i];
        float part = motion_part(ring->began_ms, RING_MS);

        shape_ring(ui->canvas, &all, ring->x, ring->y, ui_px(ui, RING_MM) * eased(part),
            ui_px(ui, RING_WIDTH_MM), ring_colour(ui, RING_OPACITY * (1 - part)));
    }
}

bool
motion_show(struct ui *ui)
{
    struct motion *motion = &ui->motion;

    if (motion->passage == PASSAGE_NONE)
        return false;
    if (clock_now_ms() - motion->began_ms < length_of(motion->passage)) {
        show_mixed(ui);
        show_rings(ui);
        ui_wake(ui, clock_now_ms() + FRAME_MS);
        return true;
    }
    copy_picture(ui->canvas, motion->to);
    drop_passage(ui);
    return true;
}
