#include "inside.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* 2.5 px of a sign of 37 px, the size it has beside a label of the design. */
#define LINE_WIDTH 1.75f
/* Straight pieces that a curve is drawn in: at 80 px each leaves it by less than a tenth of one. */
#define CURVE_PIECES 12
#define PIECES_MAX 96

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

/* A straight piece of a line; or a circle, where `radius` is not 0. */
struct piece {
    float x, y;
    float along_x, along_y;
    float radius;
    bool filled;
};

struct drawing {
    struct piece pieces[PIECES_MAX];
    size_t n_pieces;
    float x, y; /* the pen */
};

static struct piece *
add_piece(struct drawing *drawing, float x, float y)
{
    struct piece *piece = &drawing->pieces[drawing->n_pieces++];

    assert(drawing->n_pieces <= PIECES_MAX);
    *piece = (struct piece){.x = x, .y = y};
    return piece;
}

static void
line_to(struct drawing *drawing, float x, float y)
{
    struct piece *piece = add_piece(drawing, drawing->x, drawing->y);

    piece->along_x = x - drawing->x;
    piece->along_y = y - drawing->y;
    drawing->x = x;
    drawing->y = y;
}

/* A curve from the pen to the last of three points, pulled towards the others. */
static void
curve_to(struct drawing *drawing, const float n[6])
{
    float x = drawing->x, y = drawing->y;

    for (int i = 1; i <= CURVE_PIECES; i++) {
        float t = (float) i / CURVE_PIECES, r = 1 - t;
        float a = r * r * r, b = 3 * r * r * t, c = 3 * r * t * t, d = t * t * t;

        line_to(drawing, a * x + b * n[0] + c * n[2] + d * n[4],
            a * y + b * n[1] + c * n[3] + d * n[5]);
    }
}

static void
add_step(struct drawing *drawing, char step, const float n[6])
{
    if (step == 'M') {
        drawing->x = n[0];
        drawing->y = n[1];
    } else if (step == 'L') {
        line_to(drawing, n[0], n[1]);
    } else if (step == 'C') {
        curve_to(drawing, n);
    } else {
        struct piece *piece = add_piece(drawing, n[0], n[1]);

        piece->radius = n[2];
        piece->filled = step == 'F';
    }
}

static void
read_path(struct drawing *drawing, const char *at)
{
    while (*at) {
        char step = *at++;
        int count = step == 'C' ? 6 : step == 'A' || step == 'F' ? 3 : 2;
        float n[6] = {0};

        if (step == ' ')
            continue;
        for (int i = 0; i < count; i++) {
            char *end;

            n[i] = strtof(at, &end);
            at = end;
        }
        add_step(drawing, step, n);
    }
}

/* How far a place is from the edge of what a piece inks; negative within. */
static float
distance(const struct piece *piece, float x, float y)
{
    float dx = x - piece->x, dy = y - piece->y;
    float square = piece->along_x * piece->along_x + piece->along_y * piece->along_y;
    float share = square > 0 ? (dx * piece->along_x + dy * piece->along_y) / square : 0;

    if (piece->filled)
        return hypotf(dx, dy) - piece->radius;
    share = SDL_clamp(share, 0, 1);
    return fabsf(hypotf(dx - share * piece->along_x, dy - share * piece->along_y) - piece->radius) -
           LINE_WIDTH / 2;
}

/* What a pixel has of the sign, from 0 half a pixel outside it to 255 half a pixel inside. */
static uint8_t
coverage_at(const struct drawing *drawing, float x, float y, float scale)
{
    float nearest = 1;

    for (size_t i = 0; i < drawing->n_pieces; i++)
        nearest = fminf(nearest, distance(&drawing->pieces[i], x, y));
    return (uint8_t) (SDL_clamp(0.5f - nearest * scale, 0, 1) * 255 + 0.5f);
}

static uint8_t *
draw_mask(enum ui_icon icon, int size)
{
    struct drawing drawing = {0};
    uint8_t *coverage = memory_new((size_t) size * (size_t) size, 1);
    float scale = (float) size / 24;

    read_path(&drawing, signs[icon].path);
    for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x++)
            coverage[y * size + x] = coverage_at(
                &drawing, ((float) x + 0.5f) / scale, ((float) y + 0.5f) / scale, scale);
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
