/* What the clock does to a room: it is covered, asks, is sealed; a call has no answer; a tray dies. */
#include "inside.h"

#include <stdlib.h>

static int
seconds_or(int set, int otherwise)
{
    return set > 0 ? set : otherwise;
}

int
room_answer_s(const struct patient *room)
{
    const struct clinic_settings *settings = room->options.settings;

    return seconds_or(settings ? settings->answer_s : 0, 90);
}

static int64_t
veil_ms(const struct patient *room)
{
    const struct clinic_settings *settings = room->options.settings;

    return (int64_t) seconds_or(settings ? settings->veil_s : 0, 120) * 1000;
}

static int64_t
ask_ms(const struct patient *room)
{
    const struct clinic_settings *settings = room->options.settings;

    return (int64_t) seconds_or(settings ? settings->ask_s : 0, 300) * 1000;
}

static int64_t
seal_ms(const struct patient *room)
{
    const struct clinic_settings *settings = room->options.settings;

    return room->handed_over
               ? (int64_t) seconds_or(settings ? settings->seal_handed_s : 0, 1800) * 1000
               : (int64_t) seconds_or(settings ? settings->seal_s : 0, 600) * 1000;
}

bool
room_call_is_open(const struct patient *room)
{
    return room->call.kind != CLINIC_CALL_NONE && room->call.state != CLINIC_CALL_SEEN;
}

bool
room_is_breathing(const struct patient *room)
{
    return room->screen == SCREEN_STEP && room->sheet == SHEET_NONE && room->veil == VEIL_NONE &&
           room_step(room)->kind == FLOW_BREATHE && room->step.settling == SETTLING_BREATH &&
           room->step.breath != BREATH_STILL && room->step.began_ms > 0 &&
           clock_now_ms() < room->step.began_ms + ROOM_BREATH_MS;
}

bool
room_rests(const struct patient *room)
{
    return room->screen == SCREEN_WELCOME && room->sheet == SHEET_NONE && !room->help.open &&
           room->comfort.theme == UI_DAY && clock_now_ms() - room->touched_ms >= veil_ms(room);
}

/* Since when nobody has been seen here. */
static int64_t
idle_since(const struct patient *room)
{
    int64_t breathed = room->step.began_ms + ROOM_BREATH_MS;

    if (room->screen == SCREEN_STEP && room->sheet == SHEET_NONE &&
        room->step.breath != BREATH_STILL && room_step(room)->kind == FLOW_BREATHE &&
        room->step.began_ms > 0 && breathed > room->touched_ms)
        return breathed;
    return room->touched_ms;
}

/* Words of a person stand here, or stood. */
static bool
is_walk(const struct patient *room)
{
    return room->screen == SCREEN_STEP || room->screen == SCREEN_CLOSING ||
           room->screen == SCREEN_CLOSE || room->screen == SCREEN_WHAT_GOES ||
           room->screen == SCREEN_RESUME ||
           (room->session && (room->screen == SCREEN_READY || room->screen == SCREEN_WHO ||
                                 room->screen == SCREEN_WHICH));
}

static bool
is_door(const struct patient *room)
{
    return !room->session && !room->asking &&
           (room->screen == SCREEN_CODE || room->screen == SCREEN_NAME ||
               room->screen == SCREEN_WHO || room->screen == SCREEN_WHICH);
}

static bool
is_proving(const struct patient *room)
{
    return room->screen == SCREEN_KEPT || room->screen == SCREEN_PROOF ||
           room->screen == SCREEN_STAFF || room->screen == SCREEN_PASSWORDS;
}

void
room_seal(struct patient *room)
{
    enum journal_keeping keeping =
        room->autosave ? journal_autosave_state(room->autosave) : JOURNAL_KEPT;

    // After a failure the autosave repeats it in its own time.
    if (keeping == JOURNAL_CHANGED)
        journal_autosave_flush(room->autosave);
    if (keeping != JOURNAL_KEPT)
        return; // what did not reach the disk is not let go of
    room->options.host.forget(room->options.host.context);
    room_end(room, PATIENT_ENDED);
}

static void
mind_walk(struct patient *room)
{
    int64_t idle = clock_now_ms() - idle_since(room);

    if (room->veil == VEIL_NONE && idle >= veil_ms(room)) {
        room->veil = VEIL_COVERED;
        if (room->autosave)
            journal_autosave_flush(room->autosave);
    }
    // While somebody is being called nobody is asked anything, and nothing is ended.
    if (room_call_is_open(room))
        return;
    if (room->veil == VEIL_COVERED && idle >= ask_ms(room))
        room->veil = VEIL_ASKING;
    if (room->veil == VEIL_ASKING && idle >= seal_ms(room)) {
        room->veil = VEIL_SEALING;
        room_seal(room); // what is kept already ends here: nothing else would wake us
    }
}

static int64_t
tray_ends_ms(const struct patient *room)
{
    int64_t left =
        room->options.tray->made_ms + (int64_t) JOURNAL_TRAY_MINUTES * 60000 - clock_wall_ms();

    return clock_now_ms() + (left > 0 ? left : 0);
}

static void
mind_goodbye(struct patient *room)
{
    if (room_call_is_open(room)) {
        room->screen_ms = clock_now_ms(); // it stays, and its time begins when the call is over
        return;
    }
    if (clock_now_ms() - room->screen_ms >= ROOM_GOODBYE_MS)
        room_part(room);
}

static void
let_go(struct patient *room)
{
    journal_session_end(room->session);
    journal_autosave_finish(room->autosave);
    room_follow(room);
}

void
room_mind_time(struct patient *room)
{
    int64_t now = clock_now_ms();

    if (room->veil == VEIL_SEALING) {
        room_seal(room);
        return;
    }
    if (room->help.open)
        return; // nothing covers it
    if (is_walk(room))
        mind_walk(room);
    else if (is_door(room) && now - room->touched_ms >= veil_ms(room))
        room_welcome(room);
    else if (is_proving(room) && !room->asking &&
             now - (room->touched_ms > room->screen_ms ? room->touched_ms : room->screen_ms) >=
                 seal_ms(room))
        room_seal(room);
    else if (room->screen == SCREEN_READY && !room->session && now >= tray_ends_ms(room))
        room_end(room, PATIENT_ENDED);
    else if (room->screen == SCREEN_GOODBYE)
        mind_goodbye(room);
    else if (room->screen == SCREEN_LETTING && now - room->screen_ms >= ROOM_UNDO_MS)
        let_go(room);
}

/* The sooner one of two times, of which -1 is never. */
static int64_t
sooner(int64_t a, int64_t b)
{
    if (a < 0 || b < 0)
        return a < 0 ? b : a;
    return a < b ? a : b;
}

static int64_t
next_of_walk(const struct patient *room)
{
    int64_t since = idle_since(room);

    if (room->veil == VEIL_NONE)
        return since + veil_ms(room);
    if (room_call_is_open(room) || room->veil == VEIL_SEALING)
        return -1; // a save that fails is the autosave's to repeat
    return since + (room->veil == VEIL_COVERED ? ask_ms(room) : seal_ms(room));
}

/* When "No answer yet" begins. */
static int64_t
next_of_call(const struct patient *room)
{
    int64_t since =
        room->call.kind != CLINIC_CALL_NONE ? room->call.since_ms : room->help.asked_wall_ms;
    int64_t left = since + (int64_t) room_answer_s(room) * 1000 - clock_wall_ms();

    if (since == 0 || left <= 0 || room->call.state == CLINIC_CALL_SEEN)
        return -1;
    return clock_now_ms() + left;
}

int64_t
room_next_time(const struct patient *room)
{
    int64_t touched = room->touched_ms > room->screen_ms ? room->touched_ms : room->screen_ms;

    if (room->outcome != PATIENT_STAYS)
        return -1;
    if (room->help.open || room->screen == SCREEN_CARE)
        return next_of_call(room);
    if (is_walk(room))
        return next_of_walk(room);
    if (is_door(room))
        return sooner(room->touched_ms + veil_ms(room),
            room->slowed_ms > clock_now_ms() ? room->slowed_ms : -1);
    if (is_proving(room))
        return room->asking ? -1 : touched + seal_ms(room);
    switch (room->screen) {
    case SCREEN_READY:
        return room->session ? -1 : tray_ends_ms(room);
    case SCREEN_WELCOME:
        return room->comfort.theme == UI_DAY && !room_rests(room) ? room->touched_ms + veil_ms(room)
                                                                  : -1;
    case SCREEN_GOODBYE:
        // Once it has begun to go dark its frames wake it.
        return room_call_is_open(room) || room->parted_ms > 0 ? -1
                                                              : room->screen_ms + ROOM_GOODBYE_MS;
    case SCREEN_LETTING:
        return room->screen_ms + ROOM_UNDO_MS;
    default:
        return -1;
    }
}
