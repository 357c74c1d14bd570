#include "figure/figure_draw.h"

#include <assert.h>
#include <math.h>

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

static cairo_surface_t *
field(int width, int height, const uint32_t corners[4])
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    unsigned char *pixels = cairo_image_surface_get_data(surface);
    ptrdiff_t stride = cairo_image_surface_get_stride(surface);
    struct oklab upper[2] = {oklab_of(corners[0]), oklab_of(corners[1])};
    struct oklab lower[2] = {oklab_of(corners[2]), oklab_of(corners[3])};

    // A surface in error (a size past cairo's) has no pixels and paints nothing.
    for (int y = 0; pixels && y < height; y++) {
        float share = ((float) y + 0.5f) / (float) height;

        field_row((uint32_t *) (void *) (pixels + y * stride), width, (uint32_t) y,
            oklab_mix(upper[0], lower[0], share), oklab_mix(upper[1], lower[1], share));
    }
    cairo_surface_mark_dirty(surface);
    return surface;
}

static void
fill_field(cairo_t *context, double width, double height, const uint32_t corners[4])
{
    cairo_surface_t *surface = field((int) ceil(width), (int) ceil(height), corners);

    cairo_set_source_surface(context, surface, 0, 0);
    cairo_fill_preserve(context);
    cairo_surface_destroy(surface);
}

void
figure_pad(cairo_t *context, double width, double height, const struct figure_pad_look *look)
{
    double half = look->edge_width / 2;

    cairo_save(context);
    figure_rounded(context, half, half, width - look->edge_width, height - look->edge_width,
        look->radius - half);
    if (look->coloured) {
        fill_field(context, width, height, look->corners);
    } else {
        figure_colour(context, look->fill);
        cairo_fill_preserve(context);
    }
    figure_colour(context, look->edge);
    cairo_set_line_width(context, look->edge_width);
    cairo_stroke(context);
    cairo_restore(context);
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

static void
ring(cairo_t *context, double x, double y, double radius, double width, uint32_t colour)
{
    figure_colour(context, colour);
    cairo_set_line_width(context, width);
    cairo_new_path(context);
    cairo_arc(context, x, y, radius, 0, 2 * FIGURE_PI);
    cairo_stroke(context);
}

/* By angle, so that the dashes of both rings lie side by side. */
static void
dash(cairo_t *context, double radius)
{
    double length = FIGURE_PI * radius / DASHES;

    cairo_set_dash(context, &length, 1, 0);
}

void
figure_mark(cairo_t *context, double width, double height, const struct figure_mood *mood,
    const struct figure_mark_look *look)
{
    double radius = look->diameter / 2;
    double thin = look->dashed ? 0.5 : 1;
    double outer = look->outer_width * thin;
    double inner = look->inner_width * thin;
    double x, y;

    figure_pad_place(width, height, mood, &x, &y);
    cairo_save(context);
    if (look->dashed)
        dash(context, radius - outer / 2);
    ring(context, x, y, radius - outer / 2, outer, look->outer);
    if (look->dashed)
        dash(context, radius - outer - inner / 2);
    if (inner > 0)
        ring(context, x, y, radius - outer - inner / 2, inner, look->inner);
    cairo_restore(context);
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
draw_small_pad(cairo_t *context, const struct arrow *arrow, const struct figure_arrow_look *look)
{
    const double hairline = 1.5;
    double middle_x = arrow->width / 2;
    double middle_y = arrow->height / 2;

    figure_rounded(
        context, hairline / 2, hairline / 2, arrow->width - hairline, arrow->height - hairline, 6);
    figure_colour(context, look->fill);
    cairo_fill_preserve(context);
    figure_colour(context, look->edge);
    cairo_set_line_width(context, hairline);
    cairo_stroke(context);
    cairo_move_to(context, middle_x, arrow->margin);
    cairo_line_to(context, middle_x, arrow->height - arrow->margin);
    cairo_move_to(context, arrow->margin, middle_y);
    cairo_line_to(context, arrow->width - arrow->margin, middle_y);
    cairo_stroke(context);
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
draw_line(cairo_t *context, const struct arrow *arrow, double x0, double y0, double x1, double y1)
{
    double distance = hypot(x1 - x0, y1 - y0);

    if (distance <= arrow->radius)
        return;
    cairo_move_to(context, x0 + (x1 - x0) * arrow->radius / distance,
        y0 + (y1 - y0) * arrow->radius / distance);
    cairo_line_to(context, x1, y1);
    cairo_stroke(context);
}

static void
draw_before(cairo_t *context, const struct arrow *arrow, double x, double y,
    const struct figure_arrow_look *look)
{
    figure_colour(context, look->fill);
    cairo_arc(context, x, y, arrow->radius, 0, 2 * FIGURE_PI);
    cairo_fill(context);
    ring(context, x, y, arrow->radius, arrow->line, look->ink);
}

static void
draw_after(cairo_t *context, const struct arrow *arrow, double x, double y, uint32_t colour)
{
    cairo_new_path(context);
    cairo_arc(context, x, y, arrow->radius + arrow->line / 2, 0, 2 * FIGURE_PI);
    figure_colour(context, colour);
    cairo_fill(context);
}

void
figure_mood_arrow(cairo_t *context, double width, double height, const struct figure_mood *before,
    const struct figure_mood *after, const struct figure_arrow_look *look)
{
    struct arrow arrow = arrow_of(width, height);
    double x0 = 0, y0 = 0, x1 = 0, y1 = 0;

    cairo_save(context);
    draw_small_pad(context, &arrow, look);
    if (before)
        arrow_place(&arrow, before, &x0, &y0);
    if (after)
        arrow_place(&arrow, after, &x1, &y1);
    if (before && after) {
        figure_colour(context, look->ink);
        cairo_set_line_width(context, arrow.line);
        draw_line(context, &arrow, x0, y0, x1, y1);
    }
    if (before)
        draw_before(context, &arrow, x0, y0, look);
    if (after)
        draw_after(context, &arrow, x1, y1, look->after);
    cairo_restore(context);
}
