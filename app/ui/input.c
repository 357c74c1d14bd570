#include "inside.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Touch, mouse and keys become one thing: a widget's id that was activated. A widget acts when it
 * is let go, never when it is pressed; sliding off takes it back; a touch just outside goes to the
 * nearest, where there is no doubt which that is; a hand that shakes presses once (N4-N6). */
#define SNAP_MM 8.0f        /* how far outside of a target a touch may fall */
#define SNAP_MARGIN_MM 4.0f /* and how much farther the second nearest must be */
#define REPEAT_MS 300       /* the same target again is a bounce */
#define REPEAT_STEADY_MS 500

static const char *const role_names[] = {
    "text", "button", "choice", "pad", "line", "page", "key", "picture"};
_Static_assert(COUNT(role_names) == UI_ROLES, "every role has a name");

const char *
ui_role_name(enum ui_role role)
{
    return role_names[role];
}

/* ---- the list --------------------------------------------------------------------*/

static bool
takes_press(const struct ui_item *item)
{
    return item->role != UI_TEXT && item->role != UI_PICTURE && !(item->state & UI_DISABLED);
}

struct ui_item *
add_item(struct ui *ui, const char *id, enum ui_role role, const char *label, const char *value,
    SDL_Rect rect, unsigned state)
{
    struct frame *frame = ui->now;
    struct ui_item *item;

    assert(ui->describing);
    assert(strlen(id) < ID_MAX);
    for (size_t i = 0; i < frame->n_items; i++)
        assert(strcmp(frame->items[i].id, id) != 0); // a screen names each widget once
    assert(frame->n_items < UI_ITEMS_MAX);

    item = &frame->items[frame->n_items];
    frame->keys[frame->n_items++] = 0;
    *item = (struct ui_item){arena_text(&frame->arena, id, strlen(id)), role,
        arena_text(&frame->arena, label, strlen(label)),
        arena_text(&frame->arena, value ? value : "", strlen(value ? value : "")), rect, rect,
        state};
    if (takes_press(item) && strcmp(ui->input.focus, id) == 0) {
        item->state |= UI_FOCUSED;
        ui->focused_item = *item;
    }
    return item;
}

const struct ui_item *
ui_list(const struct ui *ui, size_t *count)
{
    const struct frame *frame = ui->now;

    *count = frame->n_items;
    return frame->items;
}

static const struct ui_item *
find_item(const struct ui *ui, const char *id)
{
    for (size_t i = 0; i < ui->now->n_items; i++)
        if (strcmp(ui->now->items[i].id, id) == 0)
            return &ui->now->items[i];
    return NULL;
}

/* ---- hitting ---------------------------------------------------------------------*/

static float
distance_to(const SDL_Rect *rect, float x, float y)
{
    float dx = x < (float) rect->x               ? (float) rect->x - x
               : x > (float) (rect->x + rect->w) ? x - (float) (rect->x + rect->w)
                                                 : 0;
    float dy = y < (float) rect->y               ? (float) rect->y - y
               : y > (float) (rect->y + rect->h) ? y - (float) (rect->y + rect->h)
                                                 : 0;

    return hypotf(dx, dy);
}

/* The widget a touch means. The later one of two that overlap lies above. */
static const struct ui_item *
hit(const struct ui *ui, float x, float y)
{
    const struct ui_item *nearest = NULL;
    float near = INFINITY, second = INFINITY;
    float mm = (float) (ui->px_per_mm > 0 ? ui->px_per_mm : 5.88 * (double) ui->scale);

    for (size_t i = ui->now->n_items; i-- > 0;) {
        const struct ui_item *item = &ui->now->items[i];
        float far;

        if (!takes_press(item))
            continue;
        far = distance_to(&item->hit, x, y);
        if (far == 0)
            return item;
        if (far < near) {
            second = near;
            near = far;
            nearest = item;
        } else if (far < second) {
            second = far;
        }
    }
    return near <= SNAP_MM * mm && second - near >= SNAP_MARGIN_MM * mm ? nearest : NULL;
}

static bool
is_bounce(const struct ui *ui, const char *id)
{
    int64_t pause = ui->comfort.steady_hands ? REPEAT_STEADY_MS : REPEAT_MS;
    const struct ui_item *item = find_item(ui, id);

    // Keys of the keyboard repeat as fast as a person types doubled letters.
    return strcmp(ui->input.last, id) == 0 && clock_now_ms() - ui->input.last_ms < pause &&
           !(item && item->role == UI_KEY && !ui->comfort.steady_hands);
}

/* `by_keys` activations are deliberate: they never bounce from a shaking finger. */
static void
activate(struct ui *ui, const char *id, bool by_keys)
{
    struct input *input = &ui->input;

    if (by_keys || !is_bounce(ui, id)) {
        snprintf(input->activated, sizeof(input->activated), "%s", id);
        input->by_keys = by_keys;
    }
    snprintf(input->last, sizeof(input->last), "%s", id);
    input->last_ms = clock_now_ms();
}

static void
press_at(struct ui *ui, float x, float y, bool exact)
{
    struct input *input = &ui->input;
    const struct ui_item *item = hit(ui, x, y);

    input->down = true;
    input->began = true;
    input->exact = exact;
    input->x = x;
    input->y = y;
    input->inside = item != NULL;
    input->focus_shown = false;
    snprintf(input->pressed, sizeof(input->pressed), "%s", item ? item->id : "");
    if (item && item->role == UI_PAGE)
        snprintf(input->focus, sizeof(input->focus), "%s", item->id);
}

static void
move_to(struct ui *ui, float x, float y)
{
    struct input *input = &ui->input;
    const struct ui_item *item = hit(ui, x, y);

    input->x = x;
    input->y = y;
    // With steady hands a finger may slide onto what it wants.
    if (ui->comfort.steady_hands && item && item->role != UI_PAGE && input->pressed[0] == '\0')
        snprintf(input->pressed, sizeof(input->pressed), "%s", item->id);
    input->inside = item && strcmp(item->id, input->pressed) == 0;
}

static void
release_at(struct ui *ui, float x, float y)
{
    struct input *input = &ui->input;

    move_to(ui, x, y);
    if (input->inside)
        activate(ui, input->pressed, false);
    input->down = false;
    input->released = true;
    input->inside = false;
}

/* ---- focus -----------------------------------------------------------------------*/

bool
is_focused(const struct ui *ui, const char *id)
{
    return strcmp(ui->input.focus, id) == 0;
}

void
ui_focus(struct ui *ui, const char *id)
{
    assert(strlen(id) < ID_MAX);
    snprintf(ui->input.focus, sizeof(ui->input.focus), "%s", id);
}

static void
step_focus(struct ui *ui, int direction)
{
    const struct frame *frame = ui->now;
    size_t count = frame->n_items;
    size_t at = direction > 0 ? count - 1 : 0; // with no focus yet: the first, or the last

    for (size_t i = 0; i < count; i++)
        if (strcmp(frame->items[i].id, ui->input.focus) == 0)
            at = i;
    for (size_t n = 0; n < count; n++) {
        at = direction > 0 ? (at + 1) % count : (at + count - 1) % count;
        if (takes_press(&frame->items[at]) && frame->items[at].role != UI_KEY) {
            ui_focus(ui, frame->items[at].id);
            break;
        }
    }
    ui->input.focus_shown = true;
}

/* ---- keys ------------------------------------------------------------------------*/

static bool
press_by_key(struct ui *ui, SDL_Keycode key)
{
    for (size_t i = 0; i < ui->now->n_items; i++) {
        if (ui->now->keys[i] != key || !takes_press(&ui->now->items[i]))
            continue;
        activate(ui, ui->now->items[i].id, true);
        return true;
    }
    return false;
}

static void
keep_key(struct ui *ui, const SDL_KeyboardEvent *event)
{
    struct input *input = &ui->input;

    if (input->n_keys == COUNT(input->keys))
        return; // faster than frames come: a held key, and the next one says the same
    input->keys[input->n_keys].key = event->keysym.sym;
    input->keys[input->n_keys].modifiers = (SDL_Keymod) event->keysym.mod;
    input->keys[input->n_keys++].repeat = event->repeat != 0;
}

static bool
is_arrow(SDL_Keycode key)
{
    return key == SDLK_UP || key == SDLK_DOWN || key == SDLK_LEFT || key == SDLK_RIGHT;
}

static bool
take_key(struct ui *ui, const SDL_KeyboardEvent *event)
{
    SDL_Keycode key = event->keysym.sym;
    const struct ui_item *focused = find_item(ui, ui->input.focus);
    bool writes = focused && focused->role == UI_PAGE;
    bool takes_arrows = focused && (writes || focused->role == UI_PAD || focused->role == UI_LINE);

    ui->input.key_repeats = event->repeat != 0;
    if (press_by_key(ui, key))
        return true;
    if (key == SDLK_TAB) {
        step_focus(ui, event->keysym.mod & KMOD_SHIFT ? -1 : 1);
        return true;
    }
    if (is_arrow(key) && !takes_arrows) {
        step_focus(ui, key == SDLK_UP || key == SDLK_LEFT ? -1 : 1);
        return true;
    }
    if (focused && !writes && !event->repeat &&
        (key == SDLK_RETURN || key == SDLK_KP_ENTER || key == SDLK_SPACE)) {
        activate(ui, ui->input.focus, true);
        ui->input.focus_shown = true;
        return true;
    }
    keep_key(ui, event);
    return true;
}

/* ---- events ----------------------------------------------------------------------*/

static bool
take_finger(struct ui *ui, const SDL_TouchFingerEvent *finger)
{
    float x = finger->x * (float) ui->width, y = finger->y * (float) ui->height;

    // The first finger wins; a palm that follows is not a press (N9).
    if (ui->input.down && finger->fingerId != ui->input.finger)
        return false;
    if (finger->type == SDL_FINGERDOWN) {
        ui->input.finger = finger->fingerId;
        press_at(ui, x, y, false);
    } else if (!ui->input.down) {
        return false;
    } else if (finger->type == SDL_FINGERUP) {
        release_at(ui, x, y);
    } else {
        move_to(ui, x, y);
    }
    return true;
}

static bool
take_mouse(struct ui *ui, const SDL_Event *event)
{
    if (event->type == SDL_MOUSEMOTION) {
        if (!ui->input.down || event->motion.which == SDL_TOUCH_MOUSEID)
            return false;
        move_to(ui, (float) event->motion.x, (float) event->motion.y);
        return true;
    }
    // SDL gives each touch as a mouse as well.
    if (event->button.which == SDL_TOUCH_MOUSEID || event->button.button != SDL_BUTTON_LEFT)
        return false;
    if (event->type == SDL_MOUSEBUTTONDOWN)
        press_at(ui, (float) event->button.x, (float) event->button.y, true);
    else if (ui->input.down)
        release_at(ui, (float) event->button.x, (float) event->button.y);
    return true;
}

static bool
take_text(struct ui *ui, const SDL_Event *event)
{
    if (event->type == SDL_TEXTINPUT) {
        if (ui->input.key_repeats)
            return false; // a hand that rests on a key writes one letter (N7)
        bytes_append_text(&ui->input.text, event->text.text);
        return true;
    }
    bytes_set(&ui->input.composing, event->edit.text, strlen(event->edit.text));
    ui->input.composed = true;
    return true;
}

bool
ui_event(struct ui *ui, const SDL_Event *event)
{
    bool taken = false;

    switch (event->type) {
    case SDL_FINGERDOWN:
    case SDL_FINGERMOTION:
    case SDL_FINGERUP:
        taken = take_finger(ui, &event->tfinger);
        break;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
    case SDL_MOUSEMOTION:
        taken = take_mouse(ui, event);
        break;
    case SDL_KEYDOWN:
        taken = take_key(ui, &event->key);
        break;
    case SDL_KEYUP:
        ui->input.key_repeats = false;
        break;
    case SDL_TEXTINPUT:
    case SDL_TEXTEDITING:
        taken = take_text(ui, event);
        break;
    default:
        break;
    }
    if (taken)
        ui->input.touched_ms = clock_now_ms();
    return taken;
}

int64_t
ui_touched(const struct ui *ui)
{
    return ui->input.touched_ms;
}

bool
ui_typed_by_keys(const struct ui *ui)
{
    return ui->input.n_keys > 0 || ui->input.text.length > 0;
}

/* What a turn's input activated is used up by the frame that described it. A frame in which a
 * widget acted is described once more, without its input. */
void
input_end(struct ui *ui)
{
    struct input *input = &ui->input;

    input->activated[0] = '\0';
    input->released = false;
    input->began = false;
    input->n_keys = 0;
    input->composed = false;
    if (!input->down)
        input->pressed[0] = '\0';
    if (input->text.data)
        memory_wipe(input->text.data, input->text.length);
    bytes_clear(&input->text);
}

bool
press(struct ui *ui, const char *id, enum ui_role role, const char *label, const char *value,
    struct ui_rect rect, unsigned state, bool *held)
{
    struct input *input = &ui->input;
    bool is_held = input->down && input->inside && strcmp(input->pressed, id) == 0;
    bool acted = !(state & UI_DISABLED) && strcmp(input->activated, id) == 0;

    (void) add_item(
        ui, id, role, label, value, to_px(ui, rect), state | (is_held ? (unsigned) UI_PRESSED : 0));
    if (held)
        *held = is_held;
    if (acted)
        ui->acted = true;
    return acted;
}
