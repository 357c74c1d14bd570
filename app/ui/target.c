/* Targets: how large a widget is for a finger, and which one a touch means.
 *
 * A widget is drawn as large as it looks well and is hit as large as a hand needs (N1): its hit area
 * grows into the empty ground around it, and where two would grow into each other they meet in the
 * middle. So hit areas of widgets that stand apart never overlap (T-2). Keys of the keyboard have
 * areas of their own, which touch already. A touch that falls just outside goes to the nearest,
 * where there is no doubt which that is (N4). */
#include "inside.h"

#include <math.h>
#include <string.h>

#define HIT_MM 20.0f
#define HIT_COMPACT_MM 14.0f
#define SNAP_MM 8.0f        /* how far outside of a target a touch may fall */
#define SNAP_MARGIN_MM 4.0f /* and how much farther the second nearest must be */

bool
takes_press(const struct ui_item *item)
{
    return item->role != UI_TEXT && item->role != UI_PICTURE && !(item->state & UI_DISABLED);
}

const struct ui_item *
find_item(const struct ui *ui, const char *id)
{
    for (size_t i = 0; i < ui->now->n_items; i++)
        if (strcmp(ui->now->items[i].id, id) == 0)
            return &ui->now->items[i];
    return NULL;
}

float
ui_px(const struct ui *ui, float length_mm)
{
    const float design = 5.88f;

    return length_mm * (ui->px_per_mm > 0 ? (float) ui->px_per_mm : design * ui->scale);
}

/* ---- growing ---------------------------------------------------------------------*/

static SDL_Rect
grown(SDL_Rect rect, int least)
{
    int more_x = rect.w < least ? (least - rect.w + 1) / 2 : 0;
    int more_y = rect.h < least ? (least - rect.h + 1) / 2 : 0;

    return (SDL_Rect){rect.x - more_x, rect.y - more_y, rect.w + 2 * more_x, rect.h + 2 * more_y};
}

/* What is between two spans; negative where they overlap. */
static int
gap_between(int a, int a_length, int b, int b_length)
{
    return SDL_max(b - (a + a_length), a - (b + b_length));
}

/* Draws one span's end back to the middle of the gap between its own part and another's. */
static void
cut(int *at, int *length, int own, int own_length, int other, int gap)
{
    int end = *at + *length;

    if (other > own)
        end = SDL_min(end, own + own_length + gap / 2);
    else
        *at = SDL_max(*at, own - gap / 2);
    *length = end - *at;
}

static void
keep_apart(struct ui_item *item, const struct ui_item *other)
{
    const SDL_Rect *own = &item->rect;
    const SDL_Rect *its = other->role == UI_KEY ? &other->hit : &other->rect;
    int gap_x = gap_between(own->x, own->w, its->x, its->w);
    int gap_y = gap_between(own->y, own->h, its->y, its->h);

    if (gap_x < 0 && gap_y < 0)
        return; // one lies upon the other
    if (gap_x >= gap_y)
        cut(&item->hit.x, &item->hit.w, own->x, own->w, its->x, gap_x);
    else
        cut(&item->hit.y, &item->hit.h, own->y, own->h, its->y, gap_y);
}

void
spread_hits(struct ui *ui)
{
    bool compact = ui->page.shape == UI_COMPACT;
    int least = (int) ceilf(ui_px(ui, compact ? HIT_COMPACT_MM : HIT_MM));
    struct frame *frame = ui->now;

    for (size_t i = 0; i < frame->n_items; i++) {
        struct ui_item *item = &frame->items[i];

        if (!takes_press(item) || item->role == UI_KEY)
            continue;
        item->hit = grown(item->rect, least);
        if (SDL_RectEquals(&item->hit, &item->rect))
            continue;
        for (size_t j = 0; j < frame->n_items; j++)
            if (j != i && takes_press(&frame->items[j]))
                keep_apart(item, &frame->items[j]);
    }
}

/* ---- hitting ---------------------------------------------------------------------*/

static bool
holds(const SDL_Rect *rect, float x, float y)
{
    return x >= (float) rect->x && x <= (float) (rect->x + rect->w) && y >= (float) rect->y &&
           y <= (float) (rect->y + rect->h);
}

static float
distance_to(const SDL_Rect *rect, float x, float y)
{
    float dx = fmaxf(fmaxf((float) rect->x - x, x - (float) (rect->x + rect->w)), 0);
    float dy = fmaxf(fmaxf((float) rect->y - y, y - (float) (rect->y + rect->h)), 0);

    return hypotf(dx, dy);
}

static const struct ui_item *
snap(const struct ui *ui, float x, float y)
{
    const struct ui_item *nearest = NULL;
    float near = INFINITY, second = INFINITY;

    for (size_t i = ui->now->n_items; i-- > 0;) {
        const struct ui_item *item = &ui->now->items[i];
        float far;

        if (!takes_press(item))
            continue;
        far = distance_to(item->role == UI_KEY ? &item->hit : &item->rect, x, y);
        if (far < near) {
            second = near;
            near = far;
            nearest = item;
        } else if (far < second) {
            second = far;
        }
    }
    if (near > ui_px(ui, SNAP_MM) || second - near < ui_px(ui, SNAP_MARGIN_MM))
        return NULL;
    return nearest;
}

const struct ui_item *
hit(const struct ui *ui, float x, float y)
{
    // What leaves the glass means nothing on it.
    if (x < 0 || y < 0 || x > (float) ui->width || y > (float) ui->height)
        return NULL;
    // The later one of two lies above.
    for (size_t i = ui->now->n_items; i-- > 0;) {
        const struct ui_item *item = &ui->now->items[i];

        if (takes_press(item) && holds(&item->hit, x, y))
            return item;
    }
    return snap(ui, x, y);
}
