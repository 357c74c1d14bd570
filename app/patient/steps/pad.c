/* The mood pad's picture: its field, the marks on it, the words at its four ends. */
#include "patient/inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/figure.h"

#define MARK 68.0f
#define MARK_MARGIN 24.0f /* how far a mark may reach over the pad's edge */

struct mark_tile {
    const struct pad_picture *pad;
    int x, y;    /* of the tile on the pad's picture, px */
    float scale; /* px a unit */
    uint32_t air;
    struct figure_mood before, now;
    bool has_before, has_now, contrast;
};

static float
scale_of(struct ui *ui)
{
    return (float) ui_canvas(ui)->w / ui_page(ui).w;
}

/* ---- the field -------------------------------------------------------------------*/

static void
paint_field(const void *data, uint32_t *pixels, int width, int height, int stride)
{
    const struct pad_picture *pad = data;

    for (int y = 0; y < height && y < pad->height; y++)
        memcpy((char *) pixels + (size_t) y * (size_t) stride,
            pad->pixels + (size_t) y * (size_t) pad->width,
            (size_t) (width < pad->width ? width : pad->width) * sizeof(uint32_t));
}

/* The colours cost more than all the rest of a frame: painted once a size and theme. */
static void
make_field(struct patient *room, struct ui *ui, int width, int height)
{
    struct pad_picture *pad = &room->pad;
    bool contrast = room->comfort.theme == UI_CONTRAST;
    struct figure_pad_look look = {
        .coloured = !contrast,
        .fill = ui_colour(ui, UI_PAGE_FILL),
        .edge = ui_colour(ui, UI_LINE_COLOUR),
        .edge_width = (contrast ? 3 : 2) * scale_of(ui),
        .radius = 24 * scale_of(ui),
    };
    uint32_t air = ui_colour(ui, UI_AIR);
    struct figure_canvas canvas;

    if (pad->pixels && pad->width == width && pad->height == height &&
        pad->theme == ui_comfort(ui)->theme)
        return;
    memcpy(look.corners, ui_pad_corners(ui), sizeof(look.corners));
    free(pad->pixels);
    pad->pixels = memory_new((size_t) width * (size_t) height, sizeof(uint32_t));
    pad->width = width;
    pad->height = height;
    pad->theme = ui_comfort(ui)->theme;
    for (size_t i = 0; i < (size_t) width * (size_t) height; i++)
        pad->pixels[i] = air;
    canvas = (struct figure_canvas){pad->pixels, width, height, width, 0, 0};
    figure_pad(&canvas, width, height, &look);
}

void
room_pad_forget(struct patient *room)
{
    free(room->pad.pixels);
    room->pad = (struct pad_picture){0};
}

/* ---- the marks -------------------------------------------------------------------*/

static struct figure_mark_look
mark_look(const struct mark_tile *tile, bool dashed)
{
    // Two rings, one of which is seen on whatever colour lies under them; in contrast one.
    struct figure_mark_look look = {.diameter = (double) (MARK * tile->scale),
        .outer = tile->contrast ? 0xFFFFFF : 0x101817,
        .inner = 0xF6F1E6,
        .outer_width = 8 * (double) tile->scale,
        .inner_width = tile->contrast ? 0 : 4 * (double) tile->scale,
        .dashed = dashed};

    return look;
}

static void
paint_marks(const void *data, uint32_t *pixels, int width, int height, int stride)
{
    const struct mark_tile *tile = data;
    const struct pad_picture *pad = tile->pad;
    struct figure_canvas canvas = {pixels, width, height, stride / 4, -tile->x, -tile->y};
    struct figure_mark_look look;

    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            int px = x + tile->x, py = y + tile->y;
            bool inside = px >= 0 && py >= 0 && px < pad->width && py < pad->height;

            pixels[y * stride / 4 + x] = inside ? pad->pixels[py * pad->width + px] : tile->air;
        }
    if (tile->has_before) {
        look = mark_look(tile, true);
        figure_mark(&canvas, pad->width, pad->height, &tile->before, &look);
    }
    if (tile->has_now) {
        look = mark_look(tile, false);
        figure_mark(&canvas, pad->width, pad->height, &tile->now, &look);
    }
}

static uint64_t
bits_of(double a, double b)
{
    int64_t x = llround(a * 100000), y = llround(b * 100000);

    return (uint64_t) x * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t) y;
}

/* A mark stays on the pad but for a little: near the edge it is drawn a little further in. */
static struct figure_mood
drawn_at(struct figure_mood mood, struct ui_rect pad)
{
    double reach_x = 1 - 2 * (double) ((MARK / 2 - MARK_MARGIN + 2) / pad.w);
    double reach_y = 1 - 2 * (double) ((MARK / 2 - MARK_MARGIN + 2) / pad.h);

    mood.valence = fmin(fmax(mood.valence, -reach_x), reach_x);
    mood.arousal = fmin(fmax(mood.arousal, -reach_y), reach_y);
    return mood;
}

static void
add_marks(struct ui *ui, struct ui_rect pad, struct mark_tile *tile)
{
    float side = MARK + 8;
    const struct figure_mood moods[] = {drawn_at(tile->before, pad), drawn_at(tile->now, pad)};
    const bool has[] = {tile->has_before, tile->has_now};

    tile->before = moods[0];
    tile->now = moods[1];
    for (size_t i = 0; i < COUNT(moods); i++) {
        float x = pad.x + ((float) moods[i].valence + 1) / 2 * pad.w - side / 2;
        float y = pad.y + (1 - (float) moods[i].arousal) / 2 * pad.h - side / 2;
        struct ui_rect place = {floorf(x * tile->scale) / tile->scale,
            floorf(y * tile->scale) / tile->scale, side, side};
        struct mark_tile part = *tile;

        if (!has[i])
            continue;
        part.x = (int) lroundf(place.x * tile->scale) - (int) lroundf(pad.x * tile->scale);
        part.y = (int) lroundf(place.y * tile->scale) - (int) lroundf(pad.y * tile->scale);
        part.has_now = tile->has_now && i == 1;
        ui_picture(ui, i == 0 ? "mark-before" : "mark", place,
            bits_of(moods[i].valence, moods[i].arousal) ^
                (tile->has_before ? bits_of(moods[0].arousal, moods[0].valence) : 1),
            paint_marks, &part);
    }
}

/* ---- words around ----------------------------------------------------------------*/

static void
ends(struct ui *ui, struct ui_rect pad, bool compact)
{
    const char *names[] = {_("stirred"), _("still"), _("unpleasant"), _("pleasant")};
    static const enum ui_words sizes[] = {UI_BODY, UI_LABEL, UI_LETTERS_100};
    size_t size = 0;
    enum ui_words words;
    bool apart; // and where that is too much, not on one line
    float widths[4], line, y, in = compact ? 10 : 24;

    // The two at the sides share one line: at the largest sizes they are smaller.
    while (size + 1 < COUNT(sizes) && ui_text_width(ui, sizes[size], names[2]) +
                                              ui_text_width(ui, sizes[size], names[3]) + 72 >
                                          pad.w)
        size++;
    words = sizes[size];
    apart = ui_text_width(ui, words, names[2]) + ui_text_width(ui, words, names[3]) + 72 > pad.w;
    for (size_t i = 0; i < COUNT(names); i++)
        widths[i] = ui_text_width(ui, words, names[i]) + 4;
    line = ui_line_height(ui, words);
    y = pad.y + (pad.h - line) / 2;

    const struct ui_rect places[] = {
        {pad.x + (pad.w - widths[0]) / 2, pad.y + in / 2, widths[0], line},
        {pad.x + (pad.w - widths[1]) / 2, pad.y + pad.h - in / 2 - line, widths[1], line},
        {pad.x + 24, apart ? y - line / 2 : y, widths[2], line},
        {pad.x + pad.w - 20 - widths[3], apart ? y + line / 2 : y, widths[3], line},
    };
    for (size_t i = 0; i < COUNT(names); i++)
        (void) ui_text(ui, NULL, places[i], words, UI_INK, names[i]);
}

/* The first point of the day, shown beside the second only once that was set. */
static bool
point_before(struct patient *room, struct figure_mood *mood)
{
    const struct flow *flow = journal_session_flow(room->session);
    const struct flow_step *step = room_step(room);
    const struct journal_answer *before;
    size_t index;

    if (!step->compare)
        return false;
    index = flow_step_find(flow, step->compare);
    if (index >= flow->n_steps)
        return false;
    before = journal_session_answer_read(room->session, index);
    *mood = (struct figure_mood){before->valence, before->arousal};
    return before->placed;
}

/* ---- all of it -------------------------------------------------------------------*/

void
room_draw_pad(struct patient *room, struct ui *ui, struct ui_rect rect, bool lifted)
{
    const struct journal_answer *answer = room_answer(room);
    float scale = scale_of(ui);
    struct mark_tile tile = {
        .pad = &room->pad,
        .scale = scale,
        .air = ui_colour(ui, UI_AIR),
        .now = {answer->valence, answer->arousal},
        .has_now = answer->placed,
        .contrast = ui_comfort(ui)->theme == UI_CONTRAST,
    };

    make_field(room, ui, (int) lroundf((rect.x + rect.w) * scale) - (int) lroundf(rect.x * scale),
        (int) lroundf((rect.y + rect.h) * scale) - (int) lroundf(rect.y * scale));
    ui_picture(ui, "pad-field", rect, 1, paint_field, &room->pad);
    tile.has_before = answer->placed && lifted && point_before(room, &tile.before);
    add_marks(ui, rect, &tile);
    ends(ui, rect, ui_page(ui).shape == UI_COMPACT);
}
