/* Pressing: touch, mouse and pen become one thing.
 *
 * A widget acts when it is let go, never when it is pressed; sliding off takes it back, but a press
 * that hardly travels is a tap; a hand that shakes presses once (N5, N6, N8). Which contact is meant
 * is said by hand.c, which widget by target.c. */
#include "inside.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define TAP_MM 6.0f   /* a press that travels less is a tap, wherever it was let go */
#define REPEAT_MS 300 /* the same target again is a bounce */
#define REPEAT_STEADY_MS 500
#define OTHER_MS 150 /* after that another one is meant */
#define OTHER_KEY_MS 40
#define BOUNCE_MM 12.0f /* so near to the last press it is one, where the page changed meanwhile */

/* ---- bounces ---------------------------------------------------------------------*/

/* True where the page changed under the finger: the last target is gone, or is elsewhere. */
static bool
has_changed(const struct ui *ui)
{
    const struct ui_item *last = find_item(ui, ui->input.last);

    return !(last && SDL_RectEquals(&last->hit, &ui->input.last_hit));
}

static bool
is_near_last(const struct ui *ui, SDL_FPoint at)
{
    const SDL_FPoint *last = &ui->input.last_at;

    return hypotf(at.x - last->x, at.y - last->y) < ui_px(ui, BOUNCE_MM);
}

/* The same target: the one of the last press, or what came in its place. */
static bool
is_same(const struct ui *ui, const struct ui_item *item, SDL_FPoint at)
{
    if (strcmp(ui->input.last, item->id) == 0)
        return true;
    return has_changed(ui) &&
           (is_near_last(ui, at) || SDL_HasIntersection(&ui->input.last_hit, &item->hit));
}

static bool
is_bounce(const struct ui *ui, const struct ui_item *item, SDL_FPoint at)
{
    int64_t since_ms = clock_now_ms() - ui->input.last_ms;

    if (is_same(ui, item, at))
        return since_ms < (ui->comfort.steady_hands ? REPEAT_STEADY_MS : REPEAT_MS);
    return since_ms < (item->role == UI_KEY ? OTHER_KEY_MS : OTHER_MS);
}

/* What can be pressed where the last press was, as one number (FNV-1a). */
static uint64_t
what_is_there(const struct ui *ui)
{
    const SDL_FPoint *at = &ui->input.last_at;
    int far = (int) ui_px(ui, BOUNCE_MM);
    SDL_Rect place = {(int) at->x - far, (int) at->y - far, 2 * far, 2 * far};
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < ui->now->n_items; i++) {
        const struct ui_item *item = &ui->now->items[i];

        if (!takes_press(item) || !SDL_HasIntersection(&item->hit, &place))
            continue;
        for (const char *c = item->id; *c; c++)
            hash = (hash ^ (unsigned char) *c) * UINT64_C(0x100000001b3);
    }
    return hash;
}

/* What a shaking hand meets again and again stays quiet until it has rested: the pause begins anew,
 * and is still that of the press it began with. */
static void
note_bounce(struct ui *ui)
{
    ui->input.last_ms = clock_now_ms();
    ui->input.last_shown = false;
}

static void
act(struct ui *ui, const struct ui_item *item, bool by_keys)
{
    struct input *input = &ui->input;

    snprintf(input->activated, sizeof(input->activated), "%s", item->id);
    snprintf(input->last, sizeof(input->last), "%s", item->id);
    input->by_keys = by_keys;
    input->last_hit = item->hit;
    input->last_at = (SDL_FPoint){input->x, input->y};
    input->last_there = what_is_there(ui);
    note_bounce(ui);
}

void
activate_by_key(struct ui *ui, const struct ui_item *item)
{
    act(ui, item, true);
}

static void
activate(struct ui *ui, const struct ui_item *item, SDL_FPoint at)
{
    if (!is_bounce(ui, item, at))
        act(ui, item, false);
    else if (is_same(ui, item, at))
        note_bounce(ui);
}

/* ---- a press ---------------------------------------------------------------------*/

static bool
is_near_edge(const struct ui *ui, float x, float y)
{
    float edge = ui_px(ui, HAND_EDGE_MM);

    return x < edge || y < edge || x > (float) ui->width - edge || y > (float) ui->height - edge;
}

/* What moves under the finger from the first touch on takes no bounce even for a moment. */
bool
follows_finger(const struct ui_item *item)
{
    return item->role == UI_PAD || item->role == UI_LINE;
}

bool
press_at(struct ui *ui, struct hand_contact contact, float x, float y)
{
    struct input *input = &ui->input;
    const struct ui_item *item = hit(ui, x, y);
    bool from_edge = contact.is_finger && is_near_edge(ui, x, y);

    if (!hand_press(&input->hand, contact, x, y, from_edge, clock_now_ms()))
        return false;
    if (item && follows_finger(item) && is_bounce(ui, item, (SDL_FPoint){x, y})) {
        note_bounce(ui);
        item = NULL;
    }
    input->down = true;
    input->began = true;
    input->exact = !contact.is_finger;
    input->x = x;
    input->y = y;
    input->inside = item != NULL;
    input->focus_shown = false;
    snprintf(input->pressed, sizeof(input->pressed), "%s", item ? item->id : "");
    if (item && item->role == UI_PAGE)
        snprintf(input->focus, sizeof(input->focus), "%s", item->id);
    // Who writes is not followed by rings.
    if (!item || (item->role != UI_KEY && item->role != UI_PAGE))
        motion_touch(ui, x, y);
    return true;
}

/* With steady hands a finger may slide onto what it wants, but not out of what follows it. */
static bool
may_slide_to(const struct ui *ui, const struct ui_item *item)
{
    const struct ui_item *pressed = find_item(ui, ui->input.pressed);

    return ui->comfort.steady_hands && item && item->role != UI_PAGE &&
           !(pressed && (follows_finger(pressed) || pressed->role == UI_PAGE));
}

void
move_to(struct ui *ui, float x, float y)
{
    struct input *input = &ui->input;
    const struct ui_item *item = hit(ui, x, y);

    input->x = x;
    input->y = y;
    if (may_slide_to(ui, item))
        snprintf(input->pressed, sizeof(input->pressed), "%s", item->id);
    input->inside = item && strcmp(item->id, input->pressed) == 0;
}

static bool
is_tap(const struct ui *ui, SDL_FPoint at)
{
    const SDL_FPoint *began = &ui->input.hand.began;

    return hypotf(at.x - began->x, at.y - began->y) < ui_px(ui, TAP_MM);
}

void
release_at(struct ui *ui, float x, float y)
{
    struct input *input = &ui->input;
    SDL_FPoint stable = hand_release(&input->hand, x, y, clock_now_ms());
    const struct ui_item *item;

    move_to(ui, stable.x, stable.y);
    item = find_item(ui, input->pressed);
    if (item && takes_press(item) && (input->inside || is_tap(ui, stable)))
        activate(ui, item, stable);
    input->down = false;
    input->released = true;
    input->inside = false;
}

void
input_drop(struct ui *ui)
{
    struct input *input = &ui->input;

    hand_drop(&input->hand);
    input->down = false;
    input->inside = false;
    input->pressed[0] = '\0';
}

/* A new page may take longer to come than a finger to bounce, and nobody means what they have not
 * seen: the pause begins anew with each frame that changes what is where the last press was. */
void
input_shown(struct ui *ui)
{
    struct input *input = &ui->input;
    uint64_t there = what_is_there(ui);

    if (!input->last_shown || (there != input->last_there && has_changed(ui)))
        input->last_ms = clock_now_ms();
    input->last_shown = true;
    input->last_there = there;
}

void
input_begin(struct ui *ui)
{
    struct input *input = &ui->input;

    if (!input->down || !input->hand.from_edge)
        return;
    if (hand_is_palm(&input->hand, clock_now_ms()))
        input_drop(ui);
    else
        ui_wake(ui, input->hand.began_ms + HAND_PALM_MS + 1);
}
