/* Contact sheets: the gallery's own pictures of every screen, small, beside each other. */
#include "gallery.h"

#include <cairo.h>
#include <stdio.h>
#include <stdlib.h>

#define MARGIN 16
#define LABEL 22

static void
draw_screen(cairo_t *sheet, const struct gallery_sheet *of, const struct gallery_screen *screen,
    double x, double y, double scale)
{
    SDL_Surface *canvas;
    cairo_surface_t *picture;

    gallery_reach(screen, of->look.language);
    gallery_show(&of->look, true);
    canvas = ui_canvas(gallery_ui());
    picture = cairo_image_surface_create_for_data(
        canvas->pixels, CAIRO_FORMAT_RGB24, canvas->w, canvas->h, canvas->pitch);
    cairo_save(sheet);
    cairo_translate(sheet, x, y + LABEL);
    cairo_scale(sheet, scale, scale);
    cairo_set_source_surface(sheet, picture, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(sheet), CAIRO_FILTER_GOOD);
    cairo_paint(sheet);
    cairo_restore(sheet);
    cairo_surface_destroy(picture);
    cairo_move_to(sheet, x, y + LABEL - 7);
    cairo_show_text(sheet, screen->name);
}

bool
gallery_sheet(const struct gallery_sheet *of)
{
    bool patient = of->side == GALLERY_PATIENT;
    const struct gallery_screen *screens = patient ? gallery_patient : gallery_staff;
    size_t count = patient ? n_gallery_patient : n_gallery_staff;
    const struct gallery_size *size = of->look.size;
    int high = of->thumb_width * size->height / size->width;
    int columns = of->columns, rows = ((int) count + columns - 1) / columns;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24,
        columns * (of->thumb_width + MARGIN) + MARGIN, rows * (high + LABEL + MARGIN) + MARGIN);
    cairo_t *sheet = cairo_create(surface);
    cairo_status_t status;

    cairo_set_source_rgb(sheet, 0.5, 0.5, 0.5);
    cairo_paint(sheet);
    cairo_select_font_face(sheet, "Andika", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(sheet, 14);
    for (size_t i = 0; i < count; i++) {
        cairo_set_source_rgb(sheet, 1, 1, 1);
        draw_screen(sheet, of, &screens[i],
            MARGIN + (double) ((int) i % columns) * (of->thumb_width + MARGIN),
            MARGIN + (double) ((int) i / columns) * (high + LABEL + MARGIN),
            (double) of->thumb_width / size->width);
    }
    status = cairo_surface_write_to_png(surface, of->path);
    cairo_destroy(sheet);
    cairo_surface_destroy(surface);
    return status == CAIRO_STATUS_SUCCESS;
}
