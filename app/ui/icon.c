#include "inside.h"

#include <cairo.h>
#include <stdlib.h>

#define FULL_CIRCLE 6.283185307179586

/* The eleven signs: lines of 2.5 px with round caps on a grid of 24. Each is a string of strokes:
 * M move, L line, C curve (three points), A whole circle (x y radius), F filled circle, then
 * numbers. */
static const struct {
    const char *path;
    float left, right; /* empty sides, as parts of the grid: trimmed before a label is centred */
} signs[UI_ICONS] = {
    [UI_NO_ICON] = {"", 0, 0},
    [UI_ICON_PAUSE] = {"M 8.5 6 L 8.5 18 M 15.5 6 L 15.5 18", 0.28f, 0.28f},
    [UI_ICON_HEAR] =
        {"M 4 9.5 L 4 14.5 L 7.5 14.5 L 12 18.5 L 12 5.5 L 7.5 9.5 L 4 9.5 "
         "M 15.5 9 C 17 10.6 17 13.4 15.5 15 M 18.5 6.5 C 21.4 9.6 21.4 14.4 18.5 17.5",
            0.12f, 0.10f},
    [UI_ICON_HELP] = {"A 12 12 8.5 F 12 12 3.2", 0.09f, 0.09f},
    [UI_ICON_BACK] = {"M 14.5 6 L 8.5 12 L 14.5 18", 0.30f, 0.36f},
    [UI_ICON_WRITE] =
        {"M 5 19 L 6 14.8 L 16.2 4.6 L 19.4 7.8 L 9.2 18 L 5 19 M 13.7 7.1 L 16.9 10.3", 0.15f,
            0.14f},
    [UI_ICON_SPEAK] = {"M 9 6.5 C 9 2.4 15 2.4 15 6.5 L 15 11 C 15 15.1 9 15.1 9 11 L 9 6.5 "
                       "M 5.5 11 C 5.8 19.4 18.2 19.4 18.5 11 M 12 17.3 L 12 20.5",
        0.17f, 0.17f},
    [UI_ICON_DRAW] = {"M 4 16 C 6 6 10 6 10.5 11 C 11 18 14 18 15 12 C 15.8 7.8 19 8 20 10.5", 0.1f,
        0.1f},
    [UI_ICON_UNDO] =
        {"M 8.5 5 L 4.5 9 L 8.5 13 M 4.5 9 L 14 9 C 21.5 9 21.5 18.5 14 18.5 L 10 18.5", 0.13f,
            0.14f},
    [UI_ICON_TICK] = {"M 5 12.5 L 10 17.5 L 19 7", 0.12f, 0.12f},
    [UI_ICON_LOCK] =
        {"M 6 11 L 18 11 L 18 19.5 L 6 19.5 L 6 11 M 8.5 11 L 8.5 8 C 8.5 3.4 15.5 3.4 "
         "15.5 8 L 15.5 11",
            0.19f, 0.19f},
    [UI_ICON_SEARCH] = {"A 10.5 10.5 5.5 M 14.6 14.6 L 19.5 19.5", 0.15f, 0.13f},
};

static double
number(const char **at)
{
    char *end;
    double value = strtod(*at, &end);

    *at = end;
    return value;
}

static void
stroke_path(cairo_t *context, const char *at)
{
    double n[6] = {0};

    while (*at) {
        char step = *at++;
        int count = step == 'C' ? 6 : step == 'A' || step == 'F' ? 3 : 2;

        if (step == ' ')
            continue;
        for (int i = 0; i < count; i++)
            n[i] = number(&at);
        if (step == 'M')
            cairo_move_to(context, n[0], n[1]);
        else if (step == 'L')
            cairo_line_to(context, n[0], n[1]);
        else if (step == 'C')
            cairo_curve_to(context, n[0], n[1], n[2], n[3], n[4], n[5]);
        else {
            cairo_new_sub_path(context);
            cairo_arc(context, n[0], n[1], n[2], 0, FULL_CIRCLE);
            if (step == 'F')
                cairo_fill(context);
            else
                cairo_stroke(context);
        }
    }
    cairo_stroke(context);
}

static uint8_t *
draw_mask(enum ui_icon icon, int size)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, size, size);
    cairo_t *context = cairo_create(surface);
    uint8_t *coverage = memory_new((size_t) size * (size_t) size, 1);
    const uint8_t *drawn;

    cairo_scale(context, size / 24.0, size / 24.0);
    // 2.5 px of a sign of 37 px, the size it has beside a label of the design.
    cairo_set_line_width(context, 1.75);
    cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND);
    stroke_path(context, signs[icon].path);
    cairo_surface_flush(surface);
    drawn = cairo_image_surface_get_data(surface);
    for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x++)
            coverage[y * size + x] = drawn[y * cairo_image_surface_get_stride(surface) + x];
    cairo_destroy(context);
    cairo_surface_destroy(surface);
    return coverage;
}

const uint8_t *
icon_mask(struct ui *ui, enum ui_icon icon, int size)
{
    struct icon_mask *made;

    for (size_t i = 0; i < ui->n_icons; i++)
        if (ui->icons[i].icon == icon && ui->icons[i].size == size)
            return ui->icons[i].coverage;
    if (ui->n_icons == ICON_MASKS_MAX) {
        // Commands of this frame may still point at every one: the oldest is not on the screen
        // any more only when text sizes changed that often, which takes as many frames.
        free(ui->icons[0].coverage);
        for (size_t i = 1; i < ui->n_icons; i++)
            ui->icons[i - 1] = ui->icons[i];
        ui->n_icons--;
    }
    made = &ui->icons[ui->n_icons++];
    *made = (struct icon_mask){icon, size, draw_mask(icon, size)};
    return made->coverage;
}

void
icon_sides(enum ui_icon icon, float *left, float *right)
{
    *left = signs[icon].left;
    *right = signs[icon].right;
}
