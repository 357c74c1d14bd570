/* figure: drawings of what somebody answered, without words.
 *
 * Shapes on pixels by coverage: boxes with round corners, circles, lines. Plain
 * numbers and colours come in; nothing here knows a theme, a language or an entry.
 * A drawing fills the box 0,0 to width,height, and is opaque over what stands there.
 *
 * No drawing library is behind it: one that is linked costs each process half a
 * megabyte before it has drawn anything, and these three shapes need none.
 *
 * Colours are 0xRRGGBB.
 *
 * Threads: any, for distinct pixels.
 */
#ifndef AFTERWORD_FIGURE_H
#define AFTERWORD_FIGURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Pixels that stay the caller's: 32 bits each as 0x00RRGGBB. A drawing's 0,0 lies at left,top of
 * them; what falls outside is cut off. */
struct figure_canvas {
    uint32_t *pixels;
    int width, height;
    int stride; /* pixels from one row to the next */
    double left, top;
};

/* ---- the mood pad -----------------------------------------------------------
 *
 * One field of two axes: unpleasant left, pleasant right, stirred above, still
 * below. It is never mirrored, whatever way the language runs.
 */

/* A mood: each from -1 to 1. What lies outside is drawn at the edge. */
struct figure_mood {
    double valence; /* right is pleasant */
    double arousal; /* up is stirred */
};

/* The field a person touches. */
struct figure_pad_look {
    bool coloured;       /* corners blended in OKLab, with a 1/255 grain against banding */
    uint32_t corners[4]; /* upper left, upper right, lower left, lower right */
    uint32_t fill;       /* where it is not coloured */
    uint32_t edge;
    double edge_width;
    double radius;
};

void
figure_pad(const struct figure_canvas *canvas, double width, double height,
    const struct figure_pad_look *look);

/* The mark on it: two rings, one of which is seen on whatever colour lies under them. */
struct figure_mark_look {
    double diameter;
    uint32_t outer, inner;
    double outer_width;
    double inner_width; /* 0: no second ring */
    bool dashed;        /* an earlier mark: broken and thinner */
};

/* The place of a mood on a pad of that size, and the mood at a place. */
void
figure_pad_place(double width, double height, const struct figure_mood *mood, double *x, double *y);
struct figure_mood
figure_pad_mood(double width, double height, double x, double y);

/* Draws a mark with its middle at the mood; near an edge it reaches over the pad's. */
void
figure_mark(const struct figure_canvas *canvas, double width, double height,
    const struct figure_mood *mood, const struct figure_mark_look *look);

/* ---- before and after -------------------------------------------------------*/

struct figure_arrow_look {
    uint32_t fill;  /* the small pad */
    uint32_t edge;  /* its edge, and the axes in it */
    uint32_t ink;   /* the circles and the line between them */
    uint32_t after; /* the filled circle: ink, or the lamp's colour for today's */
};

/* A small pad (from 40 to some hundred wide) with an open circle before, a filled one after and
 * a line between them. Either may be NULL: then the other stands alone; with neither it is the
 * empty pad. Circles stay whole inside the pad. */
void
figure_mood_arrow(const struct figure_canvas *canvas, double width, double height,
    const struct figure_mood *before, const struct figure_mood *after,
    const struct figure_arrow_look *look);

#endif
