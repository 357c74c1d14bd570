#include "figure/figure_draw.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "afterword/base.h"
#include "figure/oklab.h"

/* Pixels a colour is computed for: between them it is blended, which no eye can tell. */
#define FIELD_STEP 4
/* How many dashes an earlier mark has. */
#define DASHES 12

/* A grain of half a level either way, the same in every picture: a hash of the place. */
static float
grain(uint32_t x, uint32_t y)
{
    uint32_t hash = x * 0x9E3779B1u ^ y * 0x85EBCA77u;

    hash = (hash ^ hash >> 15) * 0x2C1B3C6Du;
    return (float) (hash >> 16) / 65535.0f - 0.5f;
}

static uint32_t
grained(const float channels[3], uint32_t x, uint32_t y)
{
    uint32_t pixel = 0;

    for (int c = 0; c < 3; c++) {
        float value = channels[c] + grain(x, y);

        pixel = pixel << 8 | (uint32_t) lroundf(fminf(fmaxf(value, 0), 255));
    }
    return pixel;
}

/* One row: the colours at every FIELD_STEP-th pixel, what lies between them blended. */
static void
field_row(uint32_t *row, int width, uint32_t y, struct oklab left, struct oklab right)
{
    float from[3], to[3], channels[3];

    oklab_channels(left, to);
    for (int x = 0; x < width; x++) {
        int step = x % FIELD_STEP;

        if (step == 0) {
            for (int c = 0; c < 3; c++)
                from[c] = to[c];
            oklab_channels(oklab_mix(left, right, (float) (x + FIELD_STEP) / (float) width), to);
        }
        for (int c = 0; c < 3; c++)
            channels[c] = from[c] + (to[c] - from[c]) * (float) step / FIELD_STEP;
        row[x] = grained(channels, (uint32_t) x, y);
    }
}

static void
fill_field(const struct figure_canvas *canvas, const struct figure_box *box, double width,
    double height, const uint32_t corners[4])
{
    struct oklab upper[2] = {oklab_of(corners[0]), oklab_of(corners[1])};
    struct oklab lower[2] = {oklab_of(corners[2]), oklab_of(corners[3])};
    struct figure_area area = figure_area(canvas, box);
    int columns = (int) ceil(width);
    uint32_t *row = memory_new((size_t) columns + 1, sizeof(*row));

    for (int y = area.y; y < area.end_y; y++) {
        double down = y + 0.5 - canvas->top;
        float share = (float) fmin(fmax(down / height, 0), 1);

        field_row(row, columns, (uint32_t) fmax(down, 0), oklab_mix(upper[0], lower[0], share),
            oklab_mix(upper[1], lower[1], share));
        for (int x = area.x; x < area.end_x; x++) {
            double across = x + 0.5 - canvas->left;
            double coverage = figure_inside(figure_box_distance(box, across, down));

            if (coverage > 0)
                figure_cover(figure_pixel(canvas, x, y),
                    row[(int) fmin(fmax(across, 0), columns - 1)], coverage);
        }
    }
    free(row);
}

void
figure_pad(const struct figure_canvas *canvas, double width, double height,
    const struct figure_pad_look *look)
{
    double half = look->edge_width / 2;
    // The middle of the edge's line.
    struct figure_box box = {
        half, half, width - look->edge_width, height - look->edge_width, look->radius - half};

    if (look->coloured)
        fill_field(canvas, &box, width, height, look->corners);
    else
        figure_fill(canvas, &box, look->fill);
    figure_outline(canvas, &box, look->edge_width, look->edge);
}

static double
within(double value)
{
    return fmin(fmax(value, -1), 1);
}

void
figure_pad_place(double width, double height, const struct figure_mood *mood, double *x, double *y)
{
    *x = (within(mood->valence) + 1) / 2 * width;
    *y = (1 - within(mood->arousal)) / 2 * height;
}

struct figure_mood
figure_pad_mood(double width, double height, double x, double y)
{
    assert(width > 0 && height > 0);
    return (struct figure_mood){within(2 * x / width - 1), within(1 - 2 * y / height)};
}

/* Dashes by angle, so that those of both rings lie side by side. */
static void
ring(const struct figure_canvas *canvas, const struct figure_box *circle, double width,
    uint32_t colour, bool dashed)
{
    if (dashed)
        figure_dashes(canvas, circle, DASHES, width, colour);
    else
        figure_outline(canvas, circle, width, colour);
}

void
figure_mark(const struct figure_canvas *canvas, double width, double height,
    const struct figure_mood *mood, const struct figure_mark_look *look)
{
    double radius = look->diameter / 2;
    double thin = look->dashed ? 0.5 : 1;
    double outer = look->outer_width * thin;
    double inner = look->inner_width * thin;
    struct figure_box circle;
    double x, y;

    figure_pad_place(width, height, mood, &x, &y);
    circle = figure_circle(x, y, radius - outer / 2);
    ring(canvas, &circle, outer, look->outer, look->dashed);
    circle = figure_circle(x, y, radius - outer - inner / 2);
    if (inner > 0)
        ring(canvas, &circle, inner, look->inner, look->dashed);
}

/* ---- before and after --------------------------------------------------------- */

/* Measures of a small pad, from its width: circles and lines grow more slowly than the pad does. */
struct arrow {
    double width, height;
    double radius; /* of a circle, to the middle of its line */
    double line;
    double margin; /* axes and circles keep away from the edge */
};

static struct arrow
arrow_of(double width, double height)
{
    struct arrow arrow = {.width = width, .height = height};

    arrow.radius = 2.2 + width * 0.022;
    arrow.line = 1.7 + width * 0.007;
    arrow.margin = 5;
    return arrow;
}

static void
draw_small_pad(const struct figure_canvas *canvas, const struct arrow *arrow,
    const struct figure_arrow_look *look)
{
    const double hairline = 1.5;
    struct figure_box box = {
        hairline / 2, hairline / 2, arrow->width - hairline, arrow->height - hairline, 6};
    struct figure_box upright = {(arrow->width - hairline) / 2, arrow->margin, hairline,
        arrow->height - 2 * arrow->margin, 0};
    struct figure_box level = {arrow->margin, (arrow->height - hairline) / 2,
        arrow->width - 2 * arrow->margin, hairline, 0};

    figure_fill(canvas, &box, look->fill);
    figure_outline(canvas, &box, hairline, look->edge);
    figure_fill(canvas, &upright, look->edge);
    figure_fill(canvas, &level, look->edge);
}

static void
arrow_place(const struct arrow *arrow, const struct figure_mood *mood, double *x, double *y)
{
    double margin = arrow->radius + arrow->line / 2 + 2;

    figure_pad_place(arrow->width - 2 * margin, arrow->height - 2 * margin, mood, x, y);
    *x += margin;
    *y += margin;
}

/* From the rim of the open circle to the middle of the filled one. */
static void
draw_line(const struct figure_canvas *canvas, const struct arrow *arrow, double x0, double y0,
    double x1, double y1, uint32_t colour)
{
    double distance = hypot(x1 - x0, y1 - y0);

    if (distance <= arrow->radius)
        return;
    figure_line(canvas, x0 + (x1 - x0) * arrow->radius / distance,
        y0 + (y1 - y0) * arrow->radius / distance, x1, y1, arrow->line, colour);
}

static void
draw_before(const struct figure_canvas *canvas, const struct arrow *arrow, double x, double y,
    const struct figure_arrow_look *look)
{
    struct figure_box circle = figure_circle(x, y, arrow->radius);

    figure_fill(canvas, &circle, look->fill);
    figure_outline(canvas, &circle, arrow->line, look->ink);
}

static void
draw_after(const struct figure_canvas *canvas, const struct arrow *arrow, double x, double y,
    uint32_t colour)
{
    struct figure_box circle = figure_circle(x, y, arrow->radius + arrow->line / 2);

    figure_fill(canvas, &circle, colour);
}

void
figure_mood_arrow(const struct figure_canvas *canvas, double width, double height,
    const struct figure_mood *before, const struct figure_mood *after,
    const struct figure_arrow_look *look)
{
    struct arrow arrow = arrow_of(width, height);
    double x0 = 0, y0 = 0, x1 = 0, y1 = 0;

    draw_small_pad(canvas, &arrow, look);
    if (before)
        arrow_place(&arrow, before, &x0, &y0);
    if (after)
        arrow_place(&arrow, after, &x1, &y1);
    if (before && after)
        draw_line(canvas, &arrow, x0, y0, x1, y1, look->ink);
    if (before)
        draw_before(canvas, &arrow, x0, y0, look);
    if (after)
        draw_after(canvas, &arrow, x1, y1, look->after);
}
