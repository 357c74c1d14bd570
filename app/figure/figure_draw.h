/* What the drawings share. */
#ifndef AFTERWORD_FIGURE_DRAW_H
#define AFTERWORD_FIGURE_DRAW_H

#include "afterword/figure.h"

#define FIGURE_PI 3.14159265358979323846

void
figure_colour(cairo_t *context, uint32_t colour);
/* A path round the box, its corners rounded; the radius is cut to what fits. */
void
figure_rounded(cairo_t *context, double x, double y, double width, double height, double radius);

#endif
