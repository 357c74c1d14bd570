#include "figure/figure_draw.h"

#include <assert.h>
#include <math.h>

struct figure_box
figure_circle(double x, double y, double radius)
{
    return (struct figure_box){x - radius, y - radius, 2 * radius, 2 * radius, radius};
}

double
figure_box_distance(const struct figure_box *box, double x, double y)
{
    double half_width = box->width / 2, half_height = box->height / 2;
    double radius = fmax(0, fmin(box->radius, fmin(half_width, half_height)));
    double across = fabs(x - box->x - half_width) - half_width + radius;
    double down = fabs(y - box->y - half_height) - half_height + radius;

    // Beside a corner the corner is nearest, else the nearer of two sides.
    return (across > 0 && down > 0 ? hypot(across, down) : fmax(across, down)) - radius;
}

static double
within_one(double value)
{
    return value < 0 ? 0 : value > 1 ? 1 : value;
}

double
figure_inside(double distance)
{
    return within_one(0.5 - distance);
}

double
figure_on_line(double distance, double width)
{
    // A line thinner than a pixel covers no more of it than it is wide.
    return fmin(within_one(width / 2 + 0.5 - fabs(distance)), width);
}

static int
bounded(double value, int most)
{
    return value <= 0 ? 0 : value >= most ? most : (int) value;
}

struct figure_area
figure_area(const struct figure_canvas *canvas, const struct figure_box *box)
{
    double left = canvas->left + box->x, top = canvas->top + box->y;

    return (struct figure_area){
        .x = bounded(floor(left - 1), canvas->width),
        .y = bounded(floor(top - 1), canvas->height),
        .end_x = bounded(ceil(left + box->width + 1), canvas->width),
        .end_y = bounded(ceil(top + box->height + 1), canvas->height),
    };
}

uint32_t *
figure_pixel(const struct figure_canvas *canvas, int x, int y)
{
    return &canvas->pixels[(ptrdiff_t) y * canvas->stride + x];
}

void
figure_cover(uint32_t *pixel, uint32_t colour, double coverage)
{
    uint32_t over = (uint32_t) (coverage * 256 + 0.5);
    uint32_t under = 256 - over;
    uint32_t red_blue = (*pixel & 0xFF00FF) * under + (colour & 0xFF00FF) * over + 0x800080;
    uint32_t green = (*pixel & 0x00FF00) * under + (colour & 0x00FF00) * over + 0x008000;

    *pixel = (red_blue >> 8 & 0xFF00FF) | (green >> 8 & 0x00FF00);
}

/* ---- shapes -------------------------------------------------------------------*/

/* How much of the pixel whose middle is there the shape covers. */
typedef double
coverage_at(const void *shape, double x, double y);

static void
cover_area(const struct figure_canvas *canvas, const struct figure_area *area,
    coverage_at *coverage, const void *shape, uint32_t colour)
{
    for (int y = area->y; y < area->end_y; y++) {
        for (int x = area->x; x < area->end_x; x++)
            figure_cover(figure_pixel(canvas, x, y), colour,
                coverage(shape, x + 0.5 - canvas->left, y + 0.5 - canvas->top));
    }
}

static double
in_box(const void *shape, double x, double y)
{
    return figure_inside(figure_box_distance(shape, x, y));
}

void
figure_fill(const struct figure_canvas *canvas, const struct figure_box *box, uint32_t colour)
{
    struct figure_area area = figure_area(canvas, box);

    cover_area(canvas, &area, in_box, box, colour);
}

struct outline {
    struct figure_box box;
    double width;
    double dash; /* length of a dash and of a gap, along the line; 0: unbroken */
};

static double
on_outline(const void *shape, double x, double y)
{
    const struct outline *outline = shape;

    return figure_on_line(figure_box_distance(&outline->box, x, y), outline->width);
}

/* The same, between where its dash begins and where it ends. */
static double
on_dash(const void *shape, double x, double y)
{
    const struct outline *outline = shape;
    const struct figure_box *box = &outline->box;
    double turn = atan2(y - box->y - box->radius, x - box->x - box->radius);
    double along = (turn < 0 ? turn + 2 * FIGURE_PI : turn) * box->radius;
    double at = fmod(along, 2 * outline->dash);
    // How far outside of the nearest dash.
    double past = at < outline->dash ? -fmin(at, outline->dash - at)
                                     : fmin(at - outline->dash, 2 * outline->dash - at);

    return on_outline(shape, x, y) * figure_inside(past);
}

static void
draw_outline(const struct figure_canvas *canvas, const struct outline *outline,
    coverage_at *coverage, uint32_t colour)
{
    const struct figure_box *box = &outline->box;
    double half = outline->width / 2;
    struct figure_box reached = {
        box->x - half, box->y - half, box->width + outline->width, box->height + outline->width, 0};
    struct figure_area area = figure_area(canvas, &reached);

    cover_area(canvas, &area, coverage, outline, colour);
}

void
figure_outline(
    const struct figure_canvas *canvas, const struct figure_box *box, double width, uint32_t colour)
{
    struct outline outline = {.box = *box, .width = width};

    draw_outline(canvas, &outline, on_outline, colour);
}

void
figure_dashes(const struct figure_canvas *canvas, const struct figure_box *circle, int n_dashes,
    double width, uint32_t colour)
{
    struct outline outline = {
        .box = *circle, .width = width, .dash = FIGURE_PI * circle->radius / n_dashes};

    assert(n_dashes > 0 && circle->width == 2 * circle->radius);
    draw_outline(canvas, &outline, on_dash, colour);
}

struct stroke {
    double x, y;             /* where it begins */
    double along_x, along_y; /* to where it ends */
    double width;
};

static double
on_stroke(const void *shape, double x, double y)
{
    const struct stroke *stroke = shape;
    double dx = x - stroke->x, dy = y - stroke->y;
    double square = stroke->along_x * stroke->along_x + stroke->along_y * stroke->along_y;
    double share =
        square > 0 ? within_one((dx * stroke->along_x + dy * stroke->along_y) / square) : 0;

    return figure_on_line(
        hypot(dx - share * stroke->along_x, dy - share * stroke->along_y), stroke->width);
}

void
figure_line(const struct figure_canvas *canvas, double x0, double y0, double x1, double y1,
    double width, uint32_t colour)
{
    struct stroke stroke = {x0, y0, x1 - x0, y1 - y0, width};
    double half = width / 2;
    struct figure_box reached = {
        fmin(x0, x1) - half, fmin(y0, y1) - half, fabs(x1 - x0) + width, fabs(y1 - y0) + width, 0};
    struct figure_area area = figure_area(canvas, &reached);

    cover_area(canvas, &area, on_stroke, &stroke, colour);
}
