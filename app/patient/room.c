/* The room's life, and where it goes from each screen. */
#include "inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct screen_row {
    const char *name;
    room_screen *describe;
    uint32_t may_go_to;
};

#define OUT (BIT(SCREEN_GOODBYE) | BIT(SCREEN_WELCOME) | BIT(SCREEN_RESTING))
#define WALK (BIT(SCREEN_STEP) | BIT(SCREEN_CLOSING) | BIT(SCREEN_CLOSE) | BIT(SCREEN_SEALING))
#define DOOR (BIT(SCREEN_WELCOME) | BIT(SCREEN_RESTING))

static const struct screen_row screens[] = {
    [SCREEN_RESTING] = {"resting", room_resting, DOOR},
    [SCREEN_READY] = {"ready", room_ready, DOOR | WALK | BIT(SCREEN_UNBEGUN)},
    [SCREEN_WELCOME] = {"welcome", room_welcome_screen, BIT(SCREEN_CODE) | BIT(SCREEN_NAME)},
    [SCREEN_CODE] = {"code", room_code, DOOR | BIT(SCREEN_WHO) | BIT(SCREEN_NAME)},
    [SCREEN_NAME] = {"name", room_name, DOOR | BIT(SCREEN_WHO)},
    [SCREEN_WHO] = {"who", room_who, DOOR | WALK | BIT(SCREEN_WHICH) | BIT(SCREEN_UNBEGUN)},
    [SCREEN_WHICH] = {"which", room_which, DOOR | WALK | BIT(SCREEN_WHO) | BIT(SCREEN_UNBEGUN)},
    [SCREEN_UNBEGUN] = {"unbegun", room_unbegun, DOOR | WALK},
    [SCREEN_STEP] = {"step", room_walk,
        WALK | BIT(SCREEN_READY) | BIT(SCREEN_WHO) | BIT(SCREEN_WHICH) | BIT(SCREEN_CARE)},
    [SCREEN_CLOSING] = {"closing", room_closing, WALK | BIT(SCREEN_CARE)},
    [SCREEN_CLOSE] = {"close", room_close, WALK | BIT(SCREEN_WHAT_GOES) | BIT(SCREEN_LETTING)},
    [SCREEN_WHAT_GOES] = {"what goes", room_what_goes, BIT(SCREEN_CLOSE)},
    [SCREEN_LETTING] = {"letting go", room_letting, BIT(SCREEN_CLOSE) | BIT(SCREEN_SEALING)},
    [SCREEN_SEALING] = {"sealing", room_sealing, BIT(SCREEN_GOODBYE)},
    [SCREEN_CARE] = {"care", room_care, 0},
    [SCREEN_GOODBYE] = {"goodbye", room_goodbye, 0},
    [SCREEN_KEPT] = {"kept", room_kept, DOOR | BIT(SCREEN_PROOF) | BIT(SCREEN_STAFF)},
    [SCREEN_PROOF] = {"proof", room_proof, BIT(SCREEN_KEPT) | BIT(SCREEN_RESUME)},
    [SCREEN_STAFF] = {"staff", room_staff, BIT(SCREEN_KEPT) | BIT(SCREEN_PASSWORDS)},
    [SCREEN_PASSWORDS] = {"passwords", room_passwords, BIT(SCREEN_STAFF) | BIT(SCREEN_RESUME)},
    [SCREEN_RESUME] = {"resume", room_resume, WALK},
};
_Static_assert(COUNT(screens) == SCREENS, "every screen has a row");

void
room_go(struct patient *room, enum screen next)
{
    if (next == room->screen)
        return;
    assert(screens[room->screen].may_go_to & BIT(next));
    room->screen = next;
    room->screen_ms = clock_now_ms();
    room->sheet = SHEET_NONE;
    room->sheet_page = 0;
}

void
room_follow(struct patient *room)
{
    static const enum screen of_place[] = {
        [JOURNAL_WALKING] = SCREEN_STEP,
        [JOURNAL_CLOSING] = SCREEN_CLOSING,
        [JOURNAL_CLOSE] = SCREEN_CLOSE,
        [JOURNAL_ENDED] = SCREEN_SEALING,
    };
    _Static_assert(COUNT(of_place) == JOURNAL_PLACES, "every place has a screen");

    room_go(room, of_place[journal_session_place(room->session)]);
}

void
room_field_clear(struct patient *room)
{
    ui_writing_free(room->field);
    room->field = ui_writing_new();
    room->field_note = NULL;
}

void
room_welcome(struct patient *room)
{
    assert(!room->session);
    room_field_clear(room);
    if (room->called)
        memory_wipe(room->called, strlen(room->called));
    free(room->called);
    free(room->names);
    free(room->first);
    room->called = room->names = room->first = NULL;
    room->journal = ID_NONE;
    room->handed_over = false;
    room->comfort_chosen = false;
    room->flow = NULL;
    room_flow_set(room, room_flow(room, 1) ? NULL : room_flow(room, 0));
    room_go(room, room->options.records && room_flow(room, 0) ? SCREEN_WELCOME : SCREEN_RESTING);
}

void
room_end(struct patient *room, enum patient_outcome outcome)
{
    room->outcome = outcome;
}

/* ---- life ------------------------------------------------------------------------*/

static bool
tray_is_good(const struct patient *room)
{
    const struct journal_tray *tray = room->options.tray;
    const struct flow *flow = NULL;

    if (!tray || !room->options.records)
        return false;
    for (size_t i = 0; (flow = room_flow(room, i)); i++)
        if (tray->flow && strcmp(flow->id, tray->flow) == 0)
            break;
    if (!flow || clock_wall_ms() - tray->made_ms >= (int64_t) JOURNAL_TRAY_MINUTES * 60000) {
        LOG("patient", "what staff handed over is not for this kiosk, or too old");
        return false;
    }
    return true;
}

static void
take_tray(struct patient *room, const struct journal_tray *tray)
{
    const struct flow *flow;

    room->journal = tray->journal;
    room->called = memory_string(tray->called);
    room->names = memory_string(tray->names);
    room->first = memory_string(tray->first);
    room->handed_over = true;
    if (tray->language && tray->language[0]) {
        free(room->language);
        room->language = memory_string(tray->language);
    }
    for (size_t i = 0; (flow = room_flow(room, i)); i++)
        if (strcmp(flow->id, tray->flow) == 0)
            room_flow_set(room, flow);
    room->screen = SCREEN_READY;
}

struct patient *
patient_new(const struct patient_options *options)
{
    struct patient *room = memory_new(1, sizeof(*room));

    room->options = *options;
    room->outcome = PATIENT_STAYS;
    room->screen = SCREEN_RESTING;
    room->screen_ms = room->touched_ms = clock_now_ms();
    room->language = memory_string(options->language ? options->language : "en");
    room->field = ui_writing_new();
    room->call = options->call;
    room->step.step = ROOM_NOTHING;
    room->comfort.text_percent = 100;
    if (options->kept && options->kept->length > 0 && options->records) {
        room->screen = SCREEN_KEPT;
        room_comfort_default(room);
        room_ask_resume(room);
    } else if (tray_is_good(room)) {
        take_tray(room, options->tray);
    } else {
        room_welcome(room);
        room->rose_ms = clock_now_ms();
    }
    // A call outlives the process it was made in: whoever sits here next sees it first.
    room->help.open = room_call_is_open(room);
    room->help.asked_wall_ms = options->call.since_ms;
    language_use(room->language);
    return room;
}

void
patient_free(struct patient *room)
{
    if (!room)
        return;
    journal_autosave_free(room->autosave);
    journal_session_free(room->session);
    for (size_t i = 0; i < COUNT(room->writings); i++)
        ui_writing_free(room->writings[i]);
    ui_writing_free(room->field);
    journal_sitting_free(room->sitting);
    if (room->resuming) {
        // The worker may still read the flow: it goes behind all that was posted.
        room_ask_free(room, room->resumed.flow);
        room->resumed.flow = NULL;
        journal_resumed_destroy(&room->resumed);
    }
    if (room->called)
        memory_wipe(room->called, strlen(room->called));
    free(room->called);
    free(room->names);
    free(room->first);
    free(room->language);
    room_pad_forget(room);
    free(room);
}

/* ---- a frame ---------------------------------------------------------------------*/

/* What came of the autosave's work since the last turn. */
static void
follow_keeping(struct patient *room)
{
    if (!room->autosave)
        return;
    journal_autosave_tick(room->autosave);
    switch (journal_autosave_state(room->autosave)) {
    case JOURNAL_UNBEGUN:
        if (room->screen != SCREEN_UNBEGUN)
            room_go(room, SCREEN_UNBEGUN);
        break;
    case JOURNAL_FINISHED:
        if (room->screen == SCREEN_SEALING) {
            room->options.host.forget(room->options.host.context);
            room_go(room, SCREEN_GOODBYE);
        }
        break;
    default:
        break;
    }
}

/* A press keeps the draft's key alive, told at most each five seconds. */
#define PRESENT_MS 5000

static void
note_touch(struct patient *room, const struct ui *ui)
{
    if (ui_touched(ui) <= room->touched_ms)
        return;
    room->touched_ms = ui_touched(ui);
    if (room->touched_ms - room->present_ms < PRESENT_MS)
        return;
    room->present_ms = room->touched_ms;
    room->options.host.present(room->options.host.context);
}

/* Which page is shown, as ui_turn() wants it. Help and the veil are there at once: one is waited for,
 * the other covers words. Pause is the tide that rises over a page. */
static uint64_t
page_number(const struct patient *room)
{
    const struct step_state *step = &room->step;
    uint64_t number = (uint64_t) room->screen + 1;

    if (room->help.open || room->veil != VEIL_NONE)
        return 0;
    if (room->sheet == SHEET_COMFORT || room->sheet == SHEET_NOTHING)
        return number << 8 | (uint64_t) room->sheet << 4 | (uint64_t) (room->sheet_page + 1);
    if (room->screen == SCREEN_WHAT_GOES)
        return number << 32 | (uint64_t) room->what_goes;
    if (room->screen != SCREEN_STEP)
        return number << 8 | (uint64_t) (room->parted_ms > 0);
    number = number << 8 | (uint64_t) journal_session_step(room->session);
    return number << 24 | (uint64_t) step->settling << 16 | (uint64_t) step->other_words << 15 |
           (uint64_t) (step->page & 0xff);
}

static void
describe(struct patient *room, struct ui *ui)
{
    static room_screen *const sheets[] = {
        [SHEET_PAUSE] = room_pause,
        [SHEET_COMFORT] = room_comfort,
        [SHEET_NOTHING] = room_nothing,
    };

    if (room->help.open)
        room_help(room, ui);
    else if (room->veil != VEIL_NONE)
        room_veil(room, ui);
    else if (room->sheet != SHEET_NONE)
        sheets[room->sheet](room, ui);
    else
        screens[room->screen].describe(room, ui);
}

void
patient_frame(struct patient *room, struct ui *ui)
{
    struct ui_comfort comfort = room->comfort;

    note_touch(room, ui);
    follow_keeping(room);
    room_mind_time(room);
    // The welcome that nobody looks at rests: a bright room's panel goes dark.
    if (room_rests(room))
        comfort.theme = UI_DUSK;
    ui_comfort_set(ui, &comfort);
    if (!room->language_told)
        ui_language_set(ui, room->language);
    room->language_told = true;
    ui_turn(ui, page_number(room));
    describe(room, ui);
    if (room->autosave)
        journal_autosave_tick(room->autosave);
}

void
patient_done(struct patient *room, struct job *job)
{
    if (room->autosave && journal_autosave_done(room->autosave, job)) {
        enum journal_keeping keeping = journal_autosave_state(room->autosave);

        // The first question shows only once there is a place to keep its answer.
        if (room->asking && keeping != JOURNAL_BEGINNING) {
            room->asking = false;
            if (keeping != JOURNAL_UNBEGUN)
                room_follow(room);
        }
        return;
    }
    room_asked(room, job);
}

void
patient_call_told(struct patient *room, const struct clinic_call *call)
{
    bool again = call->kind != CLINIC_CALL_NONE && !room_call_is_open(room);

    room->call = *call;
    // Where someone called, the call itself is the signal: it comes up by itself.
    if (again && room_call_is_open(room) && !room->help.open && room->help.asked_wall_ms == 0)
        room->help.open = true;
}

int64_t
patient_deadline(const struct patient *room)
{
    int64_t at = room->autosave ? journal_autosave_deadline(room->autosave) : -1;
    int64_t next = room_next_time(room);

    if (at < 0 || (next >= 0 && next < at))
        at = next;
    return at;
}

enum patient_outcome
patient_outcome(const struct patient *room)
{
    return room->outcome;
}

void
patient_stop(struct patient *room)
{
    if (room->autosave)
        journal_autosave_flush(room->autosave);
}
