#include "inside.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define EXPECT_MS 5000
#define LOOK_MS 50
/* A hand takes that long from one press to the next; sooner, the toolkit takes it for a tremor. */
#define PRESS_MS 600
#define DRAG_MOVES 12
#define DRAG_STEP_MS 10
#define DRAG_REST_MS 100 /* before it lets go */
/* A hand that shakes comes down again so often at most. */
#define BOUNCES_MAX 3

static void
rest(int64_t ms)
{
    struct timespec time = {ms / 1000, ms % 1000 * 1000000};

    while (nanosleep(&time, &time) != 0 && errno == EINTR)
        continue;
}

/* The machine's time: a tour moves the other. */
static int64_t
now_ms(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool
say(struct bytes *why, const char *text)
{
    bytes_clear(why);
    bytes_append_text(why, text);
    return false;
}

/* ---- eyes ------------------------------------------------------------------------*/

/* What is on the screen, as JSON; NULL with `why`. */
static json_t *
look(struct stage *stage, struct bytes *why)
{
    struct bytes text = BYTES_EMPTY;
    enum stage_answer outcome;
    json_t *list;

    do
        outcome = stage_ask(stage, DOOR_LIST, NULL, -1, &text);
    while (outcome == STAGE_CHANGED);
    list =
        outcome == STAGE_DONE ? json_loadb((const char *) text.data, text.length, 0, NULL) : NULL;
    if (!list)
        (void) say(why, outcome == STAGE_REFUSED ? bytes_text(&text) : "the kiosk is gone");
    bytes_wipe(&text);
    return list;
}

static const char *
field(const json_t *item, const char *name)
{
    const char *text = json_string_value(json_object_get(item, name));

    return text ? text : "";
}

static bool
is_named(const json_t *item, const char *name, bool whole)
{
    if (name[0] == '@')
        return strcmp(field(item, "id"), name + 1) == 0;
    if (whole)
        return strcmp(field(item, "label"), name) == 0;
    return strstr(field(item, "label"), name) || strstr(field(item, "value"), name);
}

static bool
has_state(const json_t *item, const char *wanted)
{
    const json_t *states = json_object_get(item, "state");

    for (size_t i = 0; i < json_array_size(states); i++)
        if (strcmp(json_string_value(json_array_get(states, i)), wanted) == 0)
            return true;
    return false;
}

static bool
holds(const json_t *list, const struct tour_line *line)
{
    bool focus = line->verb == TOUR_EXPECT_FOCUS;
    bool found = false;

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);

        if (is_named(item, line->text, focus) && (!focus || has_state(item, "focused")))
            found = true;
    }
    return found != (line->verb == TOUR_EXPECT_NOT);
}

static bool
expect(struct stage *stage, const struct tour_line *line, struct bytes *why)
{
    static const char *const wrong[] = {[TOUR_EXPECT] = "it is not on the screen",
        [TOUR_EXPECT_NOT] = "it is on the screen",
        [TOUR_EXPECT_FOCUS] = "it has not the focus"};
    int64_t by_ms = now_ms() + EXPECT_MS;

    for (;;) {
        json_t *list = stage_settle(stage) ? look(stage, why) : NULL;
        bool so = list && holds(list, line);

        json_decref(list);
        if (so)
            return true;
        if (!list)
            return say(why, "the kiosk does not answer");
        if (now_ms() >= by_ms)
            return say(why, wrong[line->verb]);
        rest(LOOK_MS);
    }
}

void
play_describe(struct stage *stage, struct bytes *text)
{
    struct bytes why = BYTES_EMPTY;
    json_t *list = look(stage, &why);
    if (!list)
        bytes_append_format(text, "  (%s)\n", bytes_text(&why));
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        const json_t *states = json_object_get(item, "state");

        bytes_append_format(text, "  @%-20s %-8s \"%s\"", field(item, "id"), field(item, "role"),
            field(item, "label"));
        if (field(item, "value")[0])
            bytes_append_format(text, " = \"%s\"", field(item, "value"));
        for (size_t j = 0; j < json_array_size(states); j++)
            bytes_append_format(text, " %s", json_string_value(json_array_get(states, j)));
        bytes_append_byte(text, '\n');
    }
    json_decref(list);
    bytes_destroy(&why);
}

/* ---- hands -----------------------------------------------------------------------*/

static void
request(struct bytes *body, enum door_input input, const char *text)
{
    bytes_clear(body);
    bytes_append_byte(body, (uint8_t) input);
    if (input != DOOR_UP)
        bytes_append_sized(body, text, strlen(text));
}

/* What it needs may come with the next screen: a refusal is waited out. */
static bool
send_input(struct stage *stage, const struct bytes *body, struct bytes *why)
{
    int64_t by_ms = now_ms() + EXPECT_MS;
    enum stage_answer outcome;

    for (;;) {
        outcome = stage_ask(stage, DOOR_INPUT, body, -1, why);
        if (outcome == STAGE_DONE)
            return true;
        if (outcome == STAGE_LOST)
            return say(why, "the kiosk does not answer");
        if (now_ms() >= by_ms)
            return false;
        rest(LOOK_MS);
    }
}

static bool
send_plain(struct stage *stage, enum door_input input, const char *text, struct bytes *why)
{
    struct bytes body = BYTES_EMPTY;
    bool done;

    request(&body, input, text);
    done = send_input(stage, &body, why);
    bytes_destroy(&body);
    return done;
}

static bool
send_place(struct stage *stage, enum door_input input, const char *name, double x, double y,
    struct bytes *why)
{
    struct bytes body = BYTES_EMPTY;
    bool done;

    request(&body, input, name);
    bytes_append_u32(&body, (uint32_t) (x * DOOR_WHOLE));
    bytes_append_u32(&body, (uint32_t) (y * DOOR_WHOLE));
    done = send_input(stage, &body, why);
    bytes_destroy(&body);
    return done;
}

static bool
settle(struct stage *stage, struct bytes *why)
{
    return stage_settle(stage) || say(why, "the kiosk does not come to rest");
}

/* It comes down again, on whatever stands there by then. */
static bool
bounce(struct stage *stage, struct bytes *why)
{
    size_t n_bounces = 1 + stage->seed % BOUNCES_MAX;
    struct bytes body = BYTES_EMPTY;
    enum stage_answer outcome = STAGE_DONE;

    for (size_t i = 0; i < n_bounces && outcome == STAGE_DONE; i++) {
        bytes_clear(&body);
        bytes_append_byte(&body, DOOR_BOUNCE);
        bytes_append_u64(&body, stage->seed++);
        outcome = stage_ask(stage, DOOR_INPUT, &body, -1, why);
    }
    bytes_destroy(&body);
    // A child that went away took the finger's place with it.
    return outcome != STAGE_LOST || say(why, "the kiosk does not answer");
}

static bool
touch_shaking(struct stage *stage, const char *name, double x, double y, struct bytes *why)
{
    struct bytes body = BYTES_EMPTY;
    bool done;

    request(&body, DOOR_SHAKEN, name);
    bytes_append_u32(&body, (uint32_t) (x * DOOR_WHOLE));
    bytes_append_u32(&body, (uint32_t) (y * DOOR_WHOLE));
    bytes_append_u64(&body, stage->seed++);
    done = send_input(stage, &body, why);
    bytes_destroy(&body);
    return done && bounce(stage, why) && settle(stage, why);
}

static bool
play_press(struct stage *stage, const struct tour_line *line, struct bytes *why)
{
    clock_advance(PRESS_MS);
    if (stage->options->shaking)
        return touch_shaking(stage, line->text, 0.5, 0.5, why);
    return send_plain(stage, DOOR_PRESS, line->text, why) && settle(stage, why);
}

static bool
play_hold(struct stage *stage, const struct tour_line *line, struct bytes *why)
{
    clock_advance(PRESS_MS);
    if (!send_plain(stage, DOOR_HOLD, line->text, why))
        return false;
    rest(line->time_ms);
    return send_plain(stage, DOOR_UP, "", why) && settle(stage, why);
}

static bool
play_touch(struct stage *stage, const struct tour_line *line, struct bytes *why)
{
    clock_advance(PRESS_MS);
    if (stage->options->shaking)
        return touch_shaking(stage, line->text, line->places[0], line->places[1], why);
    return send_place(stage, DOOR_DOWN, line->text, line->places[0], line->places[1], why) &&
           send_plain(stage, DOOR_UP, "", why) && settle(stage, why);
}

static bool
play_drag(struct stage *stage, const struct tour_line *line, struct bytes *why)
{
    const double *from = line->places, *to = line->places + 2;

    clock_advance(PRESS_MS);
    if (!send_place(stage, DOOR_DOWN, line->text, from[0], from[1], why))
        return false;
    for (int i = 1; i <= DRAG_MOVES; i++) {
        double way = (double) i / DRAG_MOVES;

        clock_advance(DRAG_STEP_MS);
        if (!send_place(stage, DOOR_MOVE, line->text, from[0] + (to[0] - from[0]) * way,
                from[1] + (to[1] - from[1]) * way, why))
            return false;
    }
    clock_advance(DRAG_REST_MS);
    return send_plain(stage, DOOR_UP, "", why) && settle(stage, why);
}

static bool
play_type(struct stage *stage, const struct tour_line *line, struct bytes *why)
{
    return send_plain(stage, DOOR_TYPE, line->text, why) && settle(stage, why);
}

static bool
play_key(struct stage *stage, const struct tour_line *line, struct bytes *why)
{
    return send_plain(stage, DOOR_KEY, line->text, why) && settle(stage, why);
}

/* ---- time, pictures, crashes -------------------------------------------------------*/

static bool
play_wait(struct stage *stage, const struct tour_line *line, struct bytes *why)
{
    rest(line->time_ms);
    return settle(stage, why);
}

static bool
play_clock(struct stage *stage, const struct tour_line *line, struct bytes *why)
{
    clock_advance(line->time_ms);
    return settle(stage, why); // and it wakes the loop, which looks at the clock
}

static bool
play_shot(struct stage *stage, const struct tour_line *line, struct bytes *why)
{
    struct bytes path = BYTES_EMPTY;
    enum stage_answer outcome = STAGE_CHANGED;
    int descriptor;

    if (!stage->options->shots)
        return settle(stage, why);
    bytes_append_format(&path, "%s/%s.png", stage->options->shots, line->text);
    descriptor = open(bytes_text(&path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor < 0) {
        bytes_destroy(&path);
        return say(why, "the picture's file cannot be made");
    }
    while (outcome == STAGE_CHANGED && settle(stage, why))
        outcome = stage_ask(stage, DOOR_SHOT, NULL, descriptor, why);
    close(descriptor);
    if (outcome == STAGE_DONE)
        (void) printf("%s\n", bytes_text(&path));
    bytes_destroy(&path);
    return outcome == STAGE_DONE;
}

static bool
play_restart(struct stage *stage, const struct tour_line *line, struct bytes *why)
{
    (void) line;
    if (!stage_stop(stage))
        return say(why, "the kiosk did not end well");
    return (stage_start(stage) && stage_settle(stage)) || say(why, "it did not start again");
}

static bool
play_crash(struct stage *stage, const struct tour_line *line, struct bytes *why)
{
    (void) line;
    return (stage_crash(stage) && stage_settle(stage)) || say(why, "it did not come back");
}

static bool
play_lose_power(struct stage *stage, const struct tour_line *line, struct bytes *why)
{
    (void) line;
    if (!power_can_be_cut())
        return say(why, "nothing here knows what was synced: this tour is for the test suite");
    return (stage_lose_power(stage) && stage_settle(stage)) || say(why, "it did not start again");
}

static bool (*const plays[TOUR_VERBS])(
    struct stage *stage, const struct tour_line *line, struct bytes *why) = {
    [TOUR_PRESS] = play_press,
    [TOUR_HOLD] = play_hold,
    [TOUR_TOUCH] = play_touch,
    [TOUR_DRAG] = play_drag,
    [TOUR_TYPE] = play_type,
    [TOUR_KEY] = play_key,
    [TOUR_WAIT] = play_wait,
    [TOUR_CLOCK] = play_clock,
    [TOUR_EXPECT] = expect,
    [TOUR_EXPECT_NOT] = expect,
    [TOUR_EXPECT_FOCUS] = expect,
    [TOUR_SHOT] = play_shot,
    [TOUR_RESTART] = play_restart,
    [TOUR_CRASH] = play_crash,
    [TOUR_LOSE_POWER] = play_lose_power,
};

bool
play_line(struct stage *stage, const struct tour_line *line, struct bytes *why)
{
    assert(line->verb < TOUR_VERBS);
    return plays[line->verb](stage, line, why);
}
