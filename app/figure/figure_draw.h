/* What the drawings share: shapes by coverage.
 *
 * How much of a pixel a shape covers is read off the distance of the pixel's middle from the
 * shape's edge, from 0 half a pixel outside to 1 half a pixel inside. */
#ifndef AFTERWORD_FIGURE_DRAW_H
#define AFTERWORD_FIGURE_DRAW_H

#include "afterword/figure.h"

#define FIGURE_PI 3.14159265358979323846

/* A box with round corners; a circle is one whose radius is half of both sides. A radius that does
 * not fit counts as the largest that does. */
struct figure_box {
    double x, y, width, height;
    double radius;
};

struct figure_box
figure_circle(double x, double y, double radius);
/* From the box's edge, negative inside. */
double
figure_box_distance(const struct figure_box *box, double x, double y);

/* Of a pixel whose middle is so far outside an edge, the part inside. */
double
figure_inside(double distance);
/* Of a pixel whose middle is so far from the middle of a line, the part on the line. */
double
figure_on_line(double distance, double width);

/* The pixels of a canvas whose middles lie within a box and one pixel round it. */
struct figure_area {
    int x, y, end_x, end_y;
};
struct figure_area
figure_area(const struct figure_canvas *canvas, const struct figure_box *box);
uint32_t *
figure_pixel(const struct figure_canvas *canvas, int x, int y);
/* Lays a colour over that part of a pixel. */
void
figure_cover(uint32_t *pixel, uint32_t colour, double coverage);

void
figure_fill(const struct figure_canvas *canvas, const struct figure_box *box, uint32_t colour);
/* A line along the box's edge, half of it on either side. */
void
figure_outline(const struct figure_canvas *canvas, const struct figure_box *box, double width,
    uint32_t colour);
/* A circle's line in as many dashes as gaps, the first from three o'clock on downwards. */
void
figure_dashes(const struct figure_canvas *canvas, const struct figure_box *circle, int n_dashes,
    double width, uint32_t colour);
/* A straight line with round ends. */
void
figure_line(const struct figure_canvas *canvas, double x0, double y0, double x1, double y1,
    double width, uint32_t colour);

#endif
