/* The walk: what every step has in common, and which screen a step is. */
#include "inside.h"

#include <assert.h>
#include <string.h>

const struct flow_step *
room_step(const struct patient *room)
{
    return &journal_session_flow(room->session)->steps[journal_session_step(room->session)];
}

const char *
room_step_text(const struct patient *room)
{
    return flow_step_text(journal_session_flow(room->session), journal_session_step(room->session),
        journal_session_language(room->session));
}

struct journal_answer *
room_answer(struct patient *room)
{
    return journal_session_answer(room->session, journal_session_step(room->session));
}

/* What the last step's screen held is forgotten; what was written in it stays with its page. */
static void
begin_step(struct patient *room, struct ui *ui)
{
    size_t step = journal_session_step(room->session);

    if (room->step.step == step)
        return;
    room_pad_forget(room);
    room->step = (struct step_state){.step = step, .began_ms = clock_now_ms()};
    room->step.breath = room->comfort.less_motion ? BREATH_WORDS : BREATH_MOVES;
    if (room_step(room)->kind == FLOW_OPEN || room_step(room)->kind == FLOW_LETTER) {
        // Who passed one question is not met by keys at the next, and not at this one again.
        room->step.keys_up = room_answer(room)->text.length == 0 && !room_answer(room)->skipped &&
                             !room->keys_passed;
        ui_focus(ui, "page");
    }
}

/* Time stayed with the breath is its answer. */
static void
end_breath(struct patient *room)
{
    int64_t stayed = clock_now_ms() - room->step.began_ms;

    if (room_step(room)->kind != FLOW_BREATHE)
        return;
    room_answer(room)->seconds += (uint32_t) (stayed / 1000) + (stayed < 1000);
    journal_session_changed(room->session);
    room->step.began_ms = clock_now_ms();
}

/* An option that asks for someone calls at once, and once. */
static void
care_for(struct patient *room, size_t step)
{
    if (!journal_session_cares_now(room->session, step)) {
        room->cared &= ~(UINT64_C(1) << step);
        return;
    }
    if (room->cared >> step & 1)
        return;
    room->cared |= UINT64_C(1) << step;
    room_help_open(room, CLINIC_CALL_CARE);
}

void
room_continue(struct patient *room)
{
    size_t step = journal_session_step(room->session);

    end_breath(room);
    journal_session_forward(room->session);
    room->step.step = ROOM_NOTHING;
    care_for(room, step);
    room_follow(room);
}

static void
skip(struct patient *room)
{
    size_t step = journal_session_step(room->session);

    room->keys_passed |= room_step(room)->kind == FLOW_OPEN;
    journal_session_skip(room->session);
    if (room->writings[step])
        ui_writing_set(room->writings[step], "", 0);
    room->step.step = ROOM_NOTHING;
    care_for(room, step);
    room_follow(room);
}

/* From the first step to the page before it. */
static void
go_back(struct patient *room)
{
    if (room_step(room)->kind == FLOW_BREATHE)
        end_breath(room);
    room->step.step = ROOM_NOTHING;
    if (journal_session_back(room->session))
        return;
    room_go(room, room->handed_over && room->names ? SCREEN_READY
                  : room_flow(room, 1)             ? SCREEN_WHICH
                                                   : SCREEN_WHO);
}

void
room_holding(struct patient *room, struct ui *ui)
{
    struct ui_page page = ui_page(ui);
    struct ui_rect pause = ui_at(ui, UI_AT_PAUSE), help = room_help_place(ui);
    float x = pause.x + pause.w + (page.shape == UI_STANDARD ? 32 : 12);
    struct ui_rect rect = {x, pause.y, help.x - x - (page.shape == UI_STANDARD ? 32 : 8), pause.h};
    const char *text = page.shape == UI_STANDARD
                           ? _("I am holding this. Please call your therapist before you leave.")
                           : _("I am holding this. Please call someone.");
    enum ui_words words = page.shape == UI_STANDARD ? UI_STAFF : UI_STAFF_SMALL;
    float high;

    if (!room->autosave || journal_autosave_state(room->autosave) != JOURNAL_FAILING)
        return;
    high = ui_text_height(ui, rect.w, words, text);
    // Where the header has no room for it, it is a line below.
    if (page.shape == UI_PORTRAIT || (page.shape == UI_STANDARD && high > rect.h)) {
        words = UI_STAFF_SMALL;
        rect = (struct ui_rect){48, 108, page.w - 96, 28};
        high = ui_text_height(ui, rect.w, words, text);
    }
    // Nor a small screen's, where help is said at length: above the shoreline, then.
    if (page.shape == UI_COMPACT && high > rect.h + 14) {
        rect = (struct ui_rect){20, page.shoreline - 30, page.w - 40, 28};
        high = ui_text_height(ui, rect.w, words, text);
    }
    rect.y += (rect.h - high) / 2;
    (void) ui_text(ui, "holding", rect, words, UI_INK, text);
}

void
room_walk_frame(struct patient *room, struct ui *ui)
{
    size_t passed, total;

    ui_scene(ui, ui_page(ui).shoreline);
    journal_session_count(room->session, &passed, &total);
    ui_stones(ui, passed, total, journal_session_place(room->session) == JOURNAL_WALKING);
}

/* The band's actions, taken after all of the page was described. */
static void
band(struct patient *room, struct ui *ui)
{
    enum flow_kind kind = room_step(room)->kind;
    bool breathes = kind == FLOW_BREATHE;
    bool back = room_back(ui), passed = false, on;

    if (breathes) {
        if (room_middle(ui, "something-else", _("Something else")))
            room->step.settling = (room->step.settling + 1) % 3;
    } else if (kind != FLOW_WORDS) {
        passed = room_middle(ui, "skip", _("Skip"));
    }
    on = room_primary(ui, breathes ? "enough" : "continue",
        breathes             ? _("Enough")
        : kind == FLOW_WORDS ? _("Go on")
                             : _("Continue"));
    if (on)
        room_continue(room);
    else if (passed)
        skip(room);
    else if (back)
        go_back(room);
}

/* In a flow that closes each answer Back shows the question and not the answer. */
static bool
is_put_away(struct patient *room)
{
    enum flow_kind kind = room_step(room)->kind;

    return journal_session_flow(room->session)->closes && room_answer(room)->finished &&
           kind != FLOW_WORDS && kind != FLOW_BREATHE;
}

static void
put_away(struct patient *room, struct ui *ui)
{
    struct ui_page page = ui_page(ui);
    struct paragraph paragraphs[] = {
        {"prompt", UI_PROMPT, UI_INK, 0, room_step_text(room)},
        {"more", UI_BODY, UI_SOFT, 16, _("Your answer is put away. It is kept.")},
    };

    (void) room_write(ui,
        (struct ui_rect){page.content.x, page.content.y, page.content.w, page.content.h}, 0, NULL,
        paragraphs, COUNT(paragraphs));
}

void
room_walk(struct patient *room, struct ui *ui)
{
    static room_screen *const steps[FLOW_KINDS] = {
        [FLOW_WORDS] = room_step_words,
        [FLOW_BREATHE] = room_step_breathe,
        [FLOW_MOOD] = room_step_mood,
        [FLOW_SCALE] = room_step_scale,
        [FLOW_CHOOSE] = room_step_choose,
        [FLOW_OPEN] = room_step_open,
        [FLOW_LETTER] = room_step_open,
    };
    enum flow_kind kind = room_step(room)->kind;

    begin_step(room, ui);
    if (room->step.other_words) {
        room_other_words(room, ui);
        return;
    }
    if ((kind == FLOW_OPEN || kind == FLOW_LETTER) && room->step.keys_up && !is_put_away(room)) {
        room_step_open(room, ui);
        room_header(room, ui, true);
        room_holding(room, ui);
        return;
    }
    room_walk_frame(room, ui);
    if (is_put_away(room))
        put_away(room, ui);
    else if (steps[kind])
        steps[kind](room, ui);
    else
        room_step_words(room, ui); // a kind that has no screen yet is read and passed
    room_header(room, ui, true);
    room_holding(room, ui);
    band(room, ui);
}
