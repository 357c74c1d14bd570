#include "inside.h"
#include "kiosk/tremor.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A tour's hands and eyes. What it presses goes through the same events as a person's finger; what
 * it sees is the frame's own list. */

/* A caret that blinks is still; what moves sooner than this again moves. */
#define STILL_MS 100
/* Something that moves for a person's sake, such as the breath, may be looked at as it moves. */
#define IDLE_PATIENCE_MS 1000
/* Of a widget's value: a page of writing can be long, and a packet has its end. */
#define VALUE_MAX 4096

#define FINGER 1
/* A panel tells where a finger is so often. */
#define PANEL_MS 10

/* ---- the pair --------------------------------------------------------------------*/

bool
driver_open(struct driver *driver, int door, struct fault *fault)
{
    int sockets[2];

    driver->pair = driver->other = -1;
    if (door < 0)
        return true;
    if (!message_pair(sockets, fault))
        return false;
    driver->pair = sockets[0];
    driver->other = sockets[1];
    return true;
}

void
driver_greet(struct driver *driver, int door)
{
    struct bytes body = BYTES_EMPTY;
    struct fault fault;

    if (driver->other < 0)
        return;
    bytes_append_u32(&body, (uint32_t) getpid());
    if (!message_send(door, DOOR_HELLO, body.data, body.length, driver->other, &fault))
        LOG_FAULT("kiosk", &fault);
    bytes_destroy(&body);
    close(driver->other);
    driver->other = -1;
}

void
driver_close(struct driver *driver)
{
    // Only shut: the ears still hold its number.
    if (driver->pair >= 0)
        (void) shutdown(driver->pair, SHUT_RDWR);
    driver->idle_asked = false;
}

/* ---- answers ---------------------------------------------------------------------*/

static void
answer(const struct kiosk *kiosk, enum door_kind kind, const void *body, size_t length)
{
    struct fault fault;

    if (!message_send(kiosk->driver.pair, (uint16_t) kind, body, length, -1, &fault))
        LOG_FAULT("kiosk", &fault);
}

static void
answer_done(const struct kiosk *kiosk)
{
    answer(kiosk, DOOR_DONE, NULL, 0);
}

static void
answer_failed(const struct kiosk *kiosk, const char *why)
{
    answer(kiosk, DOOR_FAILED, why, strlen(why));
}

/* ---- the list --------------------------------------------------------------------*/

static json_t *
state_of(const struct ui_item *item)
{
    static const struct {
        enum ui_state state;
        const char *name;
    } names[] = {{UI_FOCUSED, "focused"}, {UI_CHOSEN, "chosen"}, {UI_PRESSED, "pressed"},
        {UI_DISABLED, "disabled"}};
    json_t *state = json_array();

    for (size_t i = 0; i < COUNT(names); i++)
        if (item->state & names[i].state)
            (void) json_array_append_new(state, json_string(names[i].name));
    return state;
}

static json_t *
describe(const struct ui_item *item)
{
    size_t length = strlen(item->value);

    if (length > VALUE_MAX) {
        length = VALUE_MAX;
        while (length > 0 && ((unsigned char) item->value[length] & 0xC0) == 0x80)
            length--;
    }
    return json_pack("{ss, ss, ss, ss%, s[iiii], so}", "id", item->id, "role",
        ui_role_name(item->role), "label", item->label, "value", item->value, length, "rect",
        item->rect.x, item->rect.y, item->rect.w, item->rect.h, "state", state_of(item));
}

static void
answer_list(const struct kiosk *kiosk)
{
    json_t *list = json_array();
    size_t count;
    const struct ui_item *items = ui_list(kiosk->ui, &count);
    char *text;

    for (size_t i = 0; i < count; i++)
        (void) json_array_append_new(list, describe(&items[i]));
    text = json_dumps(list, JSON_COMPACT);
    if (text && strlen(text) <= MESSAGE_LENGTH_MAX)
        answer(kiosk, DOOR_LISTED, text, strlen(text));
    else
        answer_failed(kiosk, "the list of widgets is too long for one answer");
    free(text);
    json_decref(list);
}

/* ---- finding ---------------------------------------------------------------------*/

static bool
can_press(const struct ui_item *item)
{
    return item->role != UI_TEXT && item->role != UI_PICTURE && !(item->state & UI_DISABLED);
}

/* By "@id", or by label; of two with one label the one that can be pressed. */
static const struct ui_item *
find(const struct kiosk *kiosk, const char *name)
{
    size_t count;
    const struct ui_item *items = ui_list(kiosk->ui, &count);
    const struct ui_item *found = NULL;

    for (size_t i = 0; i < count; i++) {
        bool is_it =
            name[0] == '@' ? strcmp(items[i].id, name + 1) == 0 : strcmp(items[i].label, name) == 0;

        if (is_it && (!found || (!can_press(found) && can_press(&items[i]))))
            found = &items[i];
    }
    return found;
}

/* ---- hands -----------------------------------------------------------------------*/

static void
do_event(struct kiosk *kiosk, const SDL_Event *event)
{
    kiosk_event(kiosk, event);
    if (kiosk->due && kiosk->ending == KIOSK_GOES_ON)
        kiosk_frame(kiosk);
}

static SDL_Event
finger_event(const struct kiosk *kiosk, Uint32 type)
{
    SDL_Event event = {.type = type};
    SDL_Surface *canvas = ui_canvas(kiosk->ui);

    event.tfinger.touchId = 1;
    event.tfinger.fingerId = FINGER;
    event.tfinger.x = kiosk->driver.x / (float) canvas->w;
    event.tfinger.y = kiosk->driver.y / (float) canvas->h;
    return event;
}

static void
finger(struct kiosk *kiosk, Uint32 type)
{
    SDL_Event event = finger_event(kiosk, type);

    do_event(kiosk, &event);
}

static float
part_of(uint32_t millionths, int length)
{
    return (float) ((double) millionths / DOOR_WHOLE * length);
}

/* Puts the finger onto a place of a widget, or of the window where there is no name. */
static bool
aim(struct kiosk *kiosk, const char *name, uint32_t x, uint32_t y)
{
    SDL_Surface *canvas = ui_canvas(kiosk->ui);
    SDL_Rect rect = {0, 0, canvas->w, canvas->h};
    const struct ui_item *item = NULL;

    if (name[0]) {
        item = find(kiosk, name);
        if (!item || !can_press(item)) {
            answer_failed(kiosk, item ? "it cannot be pressed now" : "it is not on the screen");
            return false;
        }
        rect = item->rect;
    }
    kiosk->driver.x = (float) rect.x + part_of(x, rect.w);
    kiosk->driver.y = (float) rect.y + part_of(y, rect.h);
    return true;
}

/* What was drawn meanwhile took its time already. */
static void
advance_to(int64_t at_ms)
{
    int64_t now_ms = clock_now_ms();

    if (now_ms < at_ms)
        clock_advance(at_ms - now_ms);
}

static void
aim_beside(struct kiosk *kiosk, const struct tremor *tremor, int ms, float x, float y)
{
    double x_mm, y_mm;

    tremor_at(tremor, ms, &x_mm, &y_mm);
    kiosk->driver.x = x + ui_px(kiosk->ui, (float) x_mm);
    kiosk->driver.y = y + ui_px(kiosk->ui, (float) y_mm);
}

/* A touch that shakes around the place where the finger is aimed, in its own time. As on a real
 * panel, places that come faster than frames are one movement. */
static void
touch_shaking(struct kiosk *kiosk, uint64_t seed, bool bounce)
{
    struct tremor tremor = tremor_of(seed, bounce);
    float x = kiosk->driver.x, y = kiosk->driver.y;
    int64_t began_ms;

    advance_to(kiosk->driver.lifted_ms + tremor.after_ms);
    began_ms = clock_now_ms();
    aim_beside(kiosk, &tremor, 0, x, y);
    finger(kiosk, SDL_FINGERDOWN);
    for (int ms = PANEL_MS; ms < tremor.contact_ms; ms += PANEL_MS) {
        SDL_Event event;

        advance_to(began_ms + ms);
        aim_beside(kiosk, &tremor, ms, x, y);
        event = finger_event(kiosk, SDL_FINGERMOTION);
        kiosk_event(kiosk, &event);
    }
    advance_to(began_ms + tremor.contact_ms);
    finger(kiosk, SDL_FINGERUP);
    kiosk->driver.lifted_ms = clock_now_ms();
    kiosk->driver.x = x;
    kiosk->driver.y = y;
}

static void
type_text(struct kiosk *kiosk, const char *text)
{
    size_t length = strlen(text);
    size_t size;

    for (size_t at = 0; at < length; at += size) {
        SDL_Event event = {.type = SDL_TEXTINPUT};

        (void) utf8_at(text, length, at, &size);
        memcpy(event.text.text, text + at, size);
        do_event(kiosk, &event);
    }
}

static void
press_key(struct kiosk *kiosk, const char *name)
{
    static const struct {
        const char *prefix;
        Uint16 modifier;
    } modifiers[] = {{"Ctrl+", KMOD_LCTRL}, {"Alt+", KMOD_LALT}, {"Shift+", KMOD_LSHIFT}};
    SDL_Event event = {.type = SDL_KEYDOWN};
    Uint16 held = 0;

    for (size_t i = 0; i < COUNT(modifiers); i++) {
        size_t length = strlen(modifiers[i].prefix);

        if (strncmp(name, modifiers[i].prefix, length) == 0) {
            held |= modifiers[i].modifier;
            name += length;
        }
    }
    event.key.keysym.sym = SDL_GetKeyFromName(name);
    event.key.keysym.scancode = SDL_GetScancodeFromKey(event.key.keysym.sym);
    event.key.keysym.mod = held;
    event.key.state = SDL_PRESSED;
    if (event.key.keysym.sym == SDLK_UNKNOWN) {
        answer_failed(kiosk, "no key has this name");
        return;
    }
    do_event(kiosk, &event);
    event.type = SDL_KEYUP;
    event.key.state = SDL_RELEASED;
    do_event(kiosk, &event);
    answer_done(kiosk);
}

static char *
read_text(struct reader *body)
{
    size_t length = 0;
    const uint8_t *text = reader_sized(body, &length);

    return memory_string_of(
        text && utf8_valid(text, length, NULL) ? text : (const uint8_t *) "", length);
}

/* What an input is made of; the rest stays empty. */
struct hands {
    enum door_input input;
    char *text;
    uint32_t x, y;
    uint64_t seed;
};

static struct hands
read_hands(struct reader *body)
{
    struct hands hands = {.input = (enum door_input) reader_u8(body)};
    bool by_place =
        hands.input == DOOR_DOWN || hands.input == DOOR_MOVE || hands.input == DOOR_SHAKEN;
    bool named = hands.input != DOOR_UP && hands.input != DOOR_BOUNCE;

    hands.text = named ? read_text(body) : memory_string("");
    hands.x = by_place ? reader_u32(body) : DOOR_WHOLE / 2;
    hands.y = by_place ? reader_u32(body) : DOOR_WHOLE / 2;
    if (hands.input == DOOR_SHAKEN || hands.input == DOOR_BOUNCE)
        hands.seed = reader_u64(body);
    return hands;
}

/* The finger is where it should be: it does what was asked. */
static void
move_finger(struct kiosk *kiosk, const struct hands *hands)
{
    switch (hands->input) {
    case DOOR_SHAKEN:
    case DOOR_BOUNCE:
        touch_shaking(kiosk, hands->seed, hands->input == DOOR_BOUNCE);
        break;
    case DOOR_PRESS:
        finger(kiosk, SDL_FINGERDOWN);
        finger(kiosk, SDL_FINGERUP);
        break;
    case DOOR_MOVE:
        finger(kiosk, SDL_FINGERMOTION);
        break;
    case DOOR_UP:
        finger(kiosk, SDL_FINGERUP);
        break;
    default:
        finger(kiosk, SDL_FINGERDOWN);
        break;
    }
    answer_done(kiosk);
}

static void
take_input(struct kiosk *kiosk, struct reader *body)
{
    struct hands hands = read_hands(body);
    bool aimed = hands.input == DOOR_UP || hands.input == DOOR_BOUNCE;

    if (!reader_at_end(body)) {
        answer_failed(kiosk, "the request is not of its form");
    } else if (hands.input == DOOR_TYPE) {
        type_text(kiosk, hands.text);
        answer_done(kiosk);
    } else if (hands.input == DOOR_KEY) {
        press_key(kiosk, hands.text);
    } else if (aimed || aim(kiosk, hands.text, hands.x, hands.y)) {
        move_finger(kiosk, &hands);
    }
    bytes_wipe(&(struct bytes){(uint8_t *) hands.text, strlen(hands.text), strlen(hands.text)});
}

/* ---- eyes ------------------------------------------------------------------------*/

static void
take_shot(const struct kiosk *kiosk, int descriptor)
{
    struct fault fault;
    char path[40];

    (void) snprintf(path, sizeof(path), "/proc/self/fd/%d", descriptor);
    if (descriptor >= 0 && ui_shot(kiosk->ui, path, &fault))
        answer_done(kiosk);
    else
        answer_failed(kiosk, "the picture could not be written");
}

/* ---- requests --------------------------------------------------------------------*/

void
driver_take(struct kiosk *kiosk, const struct message *request)
{
    struct reader body = reader_of(request->body.data, request->body.length);

    switch (request->kind) {
    case DOOR_INPUT:
        take_input(kiosk, &body);
        break;
    case DOOR_LIST:
        answer_list(kiosk);
        break;
    case DOOR_SHOT:
        take_shot(kiosk, request->descriptor);
        break;
    case DOOR_IDLE:
        kiosk->driver.idle_asked = true;
        kiosk->driver.idle_by_ms = clock_now_ms() + IDLE_PATIENCE_MS;
        break;
    default:
        answer_failed(kiosk, "the request is not known");
    }
}

void
driver_answer_idle(struct kiosk *kiosk)
{
    struct driver *driver = &kiosk->driver;
    int64_t now_ms = clock_now_ms();
    int64_t wakes_ms = ui_wakes(kiosk->ui);
    bool moves = wakes_ms >= 0 && wakes_ms - now_ms <= STILL_MS && now_ms < driver->idle_by_ms;

    if (!driver->idle_asked || kiosk->due || moves)
        return;
    // In this order: what is not pending any more lies in the inbox.
    if (worker_pending(kiosk->worker) > 0 || !inbox_is_empty(kiosk->inbox))
        return;
    driver->idle_asked = false;
    answer_done(kiosk);
}
