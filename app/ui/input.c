#include "inside.h"

#include <assert.h>
#include <string.h>

/* Events come in, a widget's id that was activated comes out; what a hand on the glass means is said
 * in press.c, hand.c and target.c. */

/* The text of a key comes so soon after it, on the slowest machine. */
#define HELD_MS 500

static const char *const role_names[] = {
    "text", "button", "choice", "pad", "line", "page", "key", "picture"};
_Static_assert(COUNT(role_names) == UI_ROLES, "every role has a name");

const char *
ui_role_name(enum ui_role role)
{
    return role_names[role];
}

/* ---- the list --------------------------------------------------------------------*/

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

/* The widget that is pressed by this key wherever the focus is. */
static const struct ui_item *
pressed_by(const struct ui *ui, SDL_Keycode key)
{
    for (size_t i = 0; i < ui->now->n_items; i++)
        if (ui->now->keys[i] == key && takes_press(&ui->now->items[i]))
            return &ui->now->items[i];
    return NULL;
}

static void
keep_key(struct ui *ui, const SDL_KeyboardEvent *event)
{
    struct input *input = &ui->input;

    input->typed = true;
    if (input->n_keys == COUNT(input->keys))
        return; // faster than frames come: a held key, and the next one says the same
    input->keys[input->n_keys].key = event->keysym.sym;
    input->keys[input->n_keys].modifiers = (SDL_Keymod) event->keysym.mod;
    input->keys[input->n_keys].text_before = input->text.length;
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
    bool moves_focus = is_arrow(key) && !(focused && (writes || follows_finger(focused)));
    const struct ui_item *pressing = pressed_by(ui, key);

    ui->input.key_repeats = event->repeat != 0;
    ui->input.repeated_ms = clock_now_ms();
    // A hand that rests on a key presses nothing more, and walks nowhere (N7).
    if (event->repeat && (pressing || key == SDLK_TAB || moves_focus))
        return false;
    if (pressing) {
        activate_by_key(ui, pressing);
        return true;
    }
    if (key == SDLK_TAB) {
        step_focus(ui, event->keysym.mod & KMOD_SHIFT ? -1 : 1);
        return true;
    }
    if (moves_focus) {
        step_focus(ui, key == SDLK_UP || key == SDLK_LEFT ? -1 : 1);
        return true;
    }
    if (focused && !writes && !event->repeat &&
        (key == SDLK_RETURN || key == SDLK_KP_ENTER || key == SDLK_SPACE)) {
        activate_by_key(ui, focused);
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
    struct hand_contact contact = {true, finger->touchId, finger->fingerId};
    float x = finger->x * (float) ui->width, y = finger->y * (float) ui->height;

    if (finger->type == SDL_FINGERDOWN)
        return press_at(ui, contact, x, y);
    if (!hand_has(&ui->input.hand, contact))
        return false;
    if (finger->type == SDL_FINGERUP) {
        release_at(ui, x, y);
    } else {
        hand_move(&ui->input.hand, x, y, clock_now_ms());
        move_to(ui, x, y);
    }
    return true;
}

static bool
take_mouse(struct ui *ui, const SDL_Event *event)
{
    const struct hand_contact mouse = {0};
    bool held = hand_has(&ui->input.hand, mouse);

    if (event->type == SDL_MOUSEMOTION) {
        if (!held || event->motion.which == SDL_TOUCH_MOUSEID)
            return false;
        hand_move(
            &ui->input.hand, (float) event->motion.x, (float) event->motion.y, clock_now_ms());
        move_to(ui, (float) event->motion.x, (float) event->motion.y);
        return true;
    }
    // SDL gives each touch as a mouse as well.
    if (event->button.which == SDL_TOUCH_MOUSEID || event->button.button != SDL_BUTTON_LEFT)
        return false;
    if (event->type == SDL_MOUSEBUTTONDOWN)
        return press_at(ui, mouse, (float) event->button.x, (float) event->button.y);
    if (held)
        release_at(ui, (float) event->button.x, (float) event->button.y);
    return held;
}

/* Without the window's attention the ends of what is held down are told to others. */
static bool
take_window(struct ui *ui, const SDL_WindowEvent *event)
{
    if (event->event != SDL_WINDOWEVENT_FOCUS_LOST)
        return false;
    ui->input.key_repeats = false;
    if (!ui->input.down)
        return false;
    input_drop(ui);
    return true;
}

/* The text of a key that is held comes right behind the key. One whose keyboard was pulled out says
 * nothing more, and no end either: it stops nobody else's text. */
static bool
is_repeated(const struct ui *ui)
{
    return ui->input.key_repeats && clock_now_ms() - ui->input.repeated_ms < HELD_MS;
}

static bool
take_text(struct ui *ui, const SDL_Event *event)
{
    if (event->type == SDL_TEXTINPUT) {
        if (is_repeated(ui))
            return false; // a hand that rests on a key writes one letter (N7)
        bytes_append_text(&ui->input.text, event->text.text);
        ui->input.typed = true;
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
    case SDL_WINDOWEVENT:
        return take_window(ui, &event->window); // nobody's touch
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
    return ui->input.typed;
}

void
input_take_typed(struct ui *ui)
{
    struct input *input = &ui->input;

    input->n_keys = 0;
    input->composed = false;
    if (input->text.data)
        memory_wipe(input->text.data, input->text.length);
    bytes_clear(&input->text);
}

/* What a turn's input activated is used up by the frame that described it. A frame in which a
 * widget acted is described once more, without its input. */
void
input_end(struct ui *ui)
{
    struct input *input = &ui->input;

    input_take_typed(ui);
    input->activated[0] = '\0';
    input->released = false;
    input->began = false;
    input->typed = false;
    if (!input->down)
        input->pressed[0] = '\0';
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
