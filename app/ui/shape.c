#include "inside.h"

#include <math.h>

/* Coverage painting. The coverage of a pixel is how far its middle lies inside the shape, from 0
 * half a pixel outside to 1 half a pixel inside; spans that lie wholly inside are filled without
 * asking. Pixels are opaque 0x00RRGGBB, so mixing is two multiplications. */

static uint32_t *
row_of(SDL_Surface *canvas, int y)
{
    return (uint32_t *) (void *) ((uint8_t *) canvas->pixels + (size_t) y * (size_t) canvas->pitch);
}

/* `alpha` 0-255 of `colour` over `under`; red and blue together, then green. */
static uint32_t
mix(uint32_t under, uint32_t colour, uint32_t alpha)
{
    uint32_t both = ((under & 0xff00ff) * (255 - alpha) + (colour & 0xff00ff) * alpha + 0x800080);
    uint32_t green = ((under & 0x00ff00) * (255 - alpha) + (colour & 0x00ff00) * alpha + 0x8000);

    both = (both + ((both >> 8) & 0xff00ff)) >> 8;
    green = (green + ((green >> 8) & 0x00ff00)) >> 8;
    return (both & 0xff00ff) | (green & 0x00ff00);
}

static void
cover(uint32_t *pixel, uint32_t colour, float coverage)
{
    uint32_t alpha = colour >> 24;

    if (coverage <= 0)
        return;
    if (coverage < 1)
        alpha = (uint32_t) ((float) alpha * coverage + 0.5f);
    *pixel = alpha >= 255 ? colour & 0xffffff : mix(*pixel, colour, alpha);
}

static void
span(uint32_t *row, int from, int to, uint32_t colour)
{
    uint32_t alpha = colour >> 24;

    if (alpha >= 255)
        SDL_memset4(row + from, colour & 0xffffff, (size_t) (to > from ? to - from : 0));
    else
        for (int x = from; x < to; x++)
            row[x] = mix(row[x], colour, alpha);
}

void
shape_fill(SDL_Surface *canvas, const SDL_Rect *rect, uint32_t colour)
{
    for (int y = rect->y; y < rect->y + rect->h; y++)
        span(row_of(canvas, y), rect->x, rect->x + rect->w, colour);
}

/* Screens are small enough for squares: hypotf() takes care of what is not, and its time. */
static float
length_of(float x, float y)
{
    return sqrtf(x * x + y * y);
}

/* The signed distance to a rounded box, negative inside. */
static float
box_distance(const float rect[4], float radius, float x, float y)
{
    float half_w = rect[2] / 2, half_h = rect[3] / 2;
    float dx = fabsf(x - rect[0] - half_w) - half_w + radius;
    float dy = fabsf(y - rect[1] - half_h) - half_h + radius;
    float outside = length_of(dx > 0 ? dx : 0, dy > 0 ? dy : 0);
    float inside = dx > dy ? dx : dy;

    return outside + (inside < 0 ? inside : 0) - radius;
}

static float
clamp01(float value)
{
    return value < 0 ? 0 : value > 1 ? 1 : value;
}

/* One row of a box: its ends by distance, its middle as a span where no corner or edge reaches. */
static void
box_row(uint32_t *row, int y, const SDL_Rect *clip, const float rect[4], float radius,
    uint32_t colour, float edge, uint32_t edge_colour)
{
    float middle = (float) y + 0.5f;
    bool is_edge_row = middle < rect[1] + (edge > 0 ? edge : 0) + 1 ||
                       middle > rect[1] + rect[3] - (edge > 0 ? edge : 0) - 1;
    float side = (radius > edge ? radius : edge) + 1;
    int inner_from = (int) ceilf(rect[0] + side), inner_to = (int) floorf(rect[0] + rect[2] - side);

    for (int x = clip->x; x < clip->x + clip->w; x++) {
        float distance;

        if (!is_edge_row && x >= inner_from && x < inner_to) {
            int to = inner_to < clip->x + clip->w ? inner_to : clip->x + clip->w;

            span(row, x, to, colour);
            x = to - 1;
            continue;
        }
        distance = box_distance(rect, radius, (float) x + 0.5f, middle);
        if (edge > 0) {
            cover(&row[x], edge_colour, clamp01(0.5f - distance));
            cover(&row[x], colour, clamp01(0.5f - distance - edge));
        } else {
            cover(&row[x], colour, clamp01(0.5f - distance));
        }
    }
}

void
shape_box(SDL_Surface *canvas, const SDL_Rect *clip, const float rect[4], float radius,
    uint32_t colour, float edge, uint32_t edge_colour)
{
    float most = (rect[2] < rect[3] ? rect[2] : rect[3]) / 2;

    if (radius > most)
        radius = most;
    for (int y = clip->y; y < clip->y + clip->h; y++)
        box_row(row_of(canvas, y), y, clip, rect, radius, colour, edge, edge_colour);
}

void
shape_disc(
    SDL_Surface *canvas, const SDL_Rect *clip, float x, float y, float radius, uint32_t colour)
{
    for (int row = clip->y; row < clip->y + clip->h; row++) {
        float dy = (float) row + 0.5f - y;
        float reach = radius - 1;
        float inner = reach > fabsf(dy) ? sqrtf(reach * reach - dy * dy) : 0;
        int inner_from = (int) ceilf(x - inner), inner_to = (int) floorf(x + inner);
        uint32_t *pixels = row_of(canvas, row);

        for (int at = clip->x; at < clip->x + clip->w; at++) {
            if (inner > 0 && at >= inner_from && at < inner_to) {
                int to = inner_to < clip->x + clip->w ? inner_to : clip->x + clip->w;

                span(pixels, at, to, colour);
                at = to - 1;
                continue;
            }
            cover(
                &pixels[at], colour, clamp01(radius + 0.5f - length_of((float) at + 0.5f - x, dy)));
        }
    }
}

static void
ring_span(uint32_t *pixels, const SDL_Rect *clip, float from, float to, float dy, float x,
    float radius, float width, uint32_t colour)
{
    int first = SDL_max((int) floorf(from), clip->x);
    int end = SDL_min((int) ceilf(to), clip->x + clip->w);

    for (int at = first; at < end; at++) {
        float off = fabsf(length_of((float) at + 0.5f - x, dy) - radius);

        cover(&pixels[at], colour, clamp01(width / 2 + 0.5f - off));
    }
}

void
shape_ring(SDL_Surface *canvas, const SDL_Rect *clip, float x, float y, float radius, float width,
    uint32_t colour)
{
    float outer = radius + width / 2 + 1, inner = radius - width / 2 - 1;

    for (int row = clip->y; row < clip->y + clip->h; row++) {
        float dy = (float) row + 0.5f - y;
        float far = outer > fabsf(dy) ? sqrtf(outer * outer - dy * dy) : -1;
        float near = inner > fabsf(dy) ? sqrtf(inner * inner - dy * dy) : 0;
        uint32_t *pixels = row_of(canvas, row);

        if (far < 0)
            continue;
        // Each row meets the line at its left and at its right, or in one piece at its top and foot.
        if (near > 1) {
            ring_span(pixels, clip, x - far, x - near, dy, x, radius, width, colour);
            ring_span(pixels, clip, x + near, x + far, dy, x, radius, width, colour);
        } else {
            ring_span(pixels, clip, x - far, x + far, dy, x, radius, width, colour);
        }
    }
}

void
shape_mask(SDL_Surface *canvas, const SDL_Rect *clip, const SDL_Rect *bounds, const uint8_t *mask,
    uint32_t colour)
{
    for (int y = clip->y; y < clip->y + clip->h; y++) {
        const uint8_t *coverage = mask + (size_t) (y - bounds->y) * (size_t) bounds->w;
        uint32_t *pixels = row_of(canvas, y);

        for (int x = clip->x; x < clip->x + clip->w; x++)
            if (coverage[x - bounds->x] > 0)
                cover(&pixels[x], colour, (float) coverage[x - bounds->x] / 255.0f);
    }
}
