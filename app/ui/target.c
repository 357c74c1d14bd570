/* Targets: how large a widget is for a finger, and which one a touch means.
 *
 * A widget is drawn as large as it looks well and is hit as large as a hand needs (N1): its hit area
 * grows into the empty ground around it, away from the page's edge where that stops it, and where
 * two would grow into each other they meet in the middle. So hit areas of widgets that stand apart
 * never overlap (T-2). Keys of the keyboard part the keyboard among them and give way to what
 * stands beside it. A touch that falls just outside goes to the nearest,
 * where there is no doubt which that is (N4). */
#include "inside.h"

#include <math.h>
#include <string.h>

#define HIT_MM 20.0f
#define HIT_COMPACT_MM 14.0f
#define GROWING_TURNS 6
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

/* A disabled widget keeps its place: its neighbours' areas do not move when it wakes. */
static bool
is_target(const struct ui_item *item)
{
    return item->role != UI_TEXT && item->role != UI_PICTURE;
}

/* As long as it is, or `least`; a page's edge gives nothing, so the other side gives more. */
static void
grow(int *at, int *length, int least, int limit)
{
    int more = least - *length;

    if (more <= 0)
        return;
    *at -= more / 2;
    *length += more;
    *at = SDL_max(SDL_min(*at, limit - *length), 0);
    *length = SDL_min(*length, limit - *at);
}

/* What is between two spans; negative where they overlap. */
static int
gap_between(int a, int a_length, int b, int b_length)
{
    return SDL_max(b - (a + a_length), a - (b + b_length));
}

static void
end_at(int *at, int *length, int end)
{
    *length = SDL_min(*length, end - *at);
}

static void
begin_at(int *at, int *length, int begin)
{
    int less = SDL_max(begin - *at, 0);

    *at += less;
    *length -= less;
}

/* Two areas that grew into each other end in the middle of the gap between what is drawn. */
static void
part(struct ui_item *a, struct ui_item *b)
{
    int across = gap_between(a->rect.x, a->rect.w, b->rect.x, b->rect.w);
    int down = gap_between(a->rect.y, a->rect.h, b->rect.y, b->rect.h);

    if (!SDL_HasIntersection(&a->hit, &b->hit) || SDL_HasIntersection(&a->rect, &b->rect))
        return;
    if (across >= down) {
        struct ui_item *left = a->rect.x < b->rect.x ? a : b, *right = left == a ? b : a;
        int middle = left->rect.x + left->rect.w + across / 2;

        end_at(&left->hit.x, &left->hit.w, middle);
        begin_at(&right->hit.x, &right->hit.w, middle);
    } else {
        struct ui_item *upper = a->rect.y < b->rect.y ? a : b, *lower = upper == a ? b : a;
        int middle = upper->rect.y + upper->rect.h + down / 2;

        end_at(&upper->hit.y, &upper->hit.h, middle);
        begin_at(&lower->hit.y, &lower->hit.h, middle);
    }
}

static void
part_all(struct frame *frame)
{
    for (size_t i = 0; i < frame->n_items; i++) {
        struct ui_item *a = &frame->items[i];

        for (size_t j = i + 1; is_target(a) && j < frame->n_items; j++) {
            struct ui_item *b = &frame->items[j];

            if (is_target(b) && (a->role != UI_KEY || b->role != UI_KEY))
                part(a, b);
        }
    }
}

static void
grow_all(struct ui *ui, int least)
{
    for (size_t i = 0; i < ui->now->n_items; i++) {
        struct ui_item *item = &ui->now->items[i];

        if (!is_target(item) || item->role == UI_KEY)
            continue;
        grow(&item->hit.x, &item->hit.w, least, ui->width);
        grow(&item->hit.y, &item->hit.h, least, ui->height);
    }
}

void
spread_hits(struct ui *ui)
{
    bool compact = ui->page.shape == UI_COMPACT;
    int least = (int) ceilf(ui_px(ui, compact ? HIT_COMPACT_MM : HIT_MM));

    for (size_t i = 0; i < ui->now->n_items; i++)
        if (ui->now->items[i].role != UI_KEY)
            ui->now->items[i].hit = ui->now->items[i].rect;
    // What a neighbour takes on one side is found on the other, half of it at each turn.
    for (int turn = 0; turn < GROWING_TURNS; turn++) {
        grow_all(ui, least);
        part_all(ui->now);
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
