#include "figure/figure_draw.h"

#include <assert.h>
#include <math.h>

cairo_t *
figure_begin(void *pixels, int width, int height, int stride)
{
    cairo_surface_t *surface;
    cairo_t *context;

    assert(pixels && width > 0 && height > 0 && stride >= width * 4);
    surface =
        cairo_image_surface_create_for_data(pixels, CAIRO_FORMAT_RGB24, width, height, stride);
    context = cairo_create(surface);
    cairo_surface_destroy(surface); // the context holds on to it
    return context;
}

void
figure_end(cairo_t *context)
{
    cairo_surface_flush(cairo_get_target(context));
    cairo_destroy(context);
}

void
figure_colour(cairo_t *context, uint32_t colour)
{
    cairo_set_source_rgb(context, (colour >> 16 & 0xFF) / 255.0, (colour >> 8 & 0xFF) / 255.0,
        (colour & 0xFF) / 255.0);
}

void
figure_rounded(cairo_t *context, double x, double y, double width, double height, double radius)
{
    double r = fmax(0, fmin(radius, fmin(width, height) / 2));

    cairo_new_path(context);
    cairo_arc(context, x + width - r, y + r, r, -FIGURE_PI / 2, 0);
    cairo_arc(context, x + width - r, y + height - r, r, 0, FIGURE_PI / 2);
    cairo_arc(context, x + r, y + height - r, r, FIGURE_PI / 2, FIGURE_PI);
    cairo_arc(context, x + r, y + r, r, FIGURE_PI, 3 * FIGURE_PI / 2);
    cairo_close_path(context);
}
