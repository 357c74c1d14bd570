/* W8: one sentence that lets go, and behind it what becomes of each answer. */
#include "inside.h"

#include <assert.h>
#include <stdlib.h>

/* ---- the sentence ----------------------------------------------------------------*/

static void
sentences(const struct patient *room, struct bytes *first, struct bytes *second)
{
    enum journal_leaving leaving = journal_session_leaving(room->session);

    if (leaving == JOURNAL_KEEP_NOTHING) {
        bytes_append_text(first, _("Nothing of today will be kept."));
    } else if (leaving == JOURNAL_STOP) {
        bytes_append_text(first, _("All of it stays closed."));
        bytes_append_text(second, _("Closed is kept, and opened only with you beside."));
    } else if (room->first && room->first[0]) {
        bytes_append_format(first, _("This goes to %s, as you left it."), room->first);
        bytes_append_format(second, _("%s can open it before you meet again."), room->first);
    } else {
        bytes_append_text(first, _("This goes to your therapist, as you left it."));
        bytes_append_text(second, _("It can be opened before you meet again."));
    }
}

static void
say(struct patient *room, struct ui *ui, const char *instead)
{
    struct ui_page page = ui_page(ui);
    bool compact = page.shape == UI_COMPACT;
    float side = compact ? 20 : 48, top = compact ? 92 : 208;
    struct bytes first = BYTES_EMPTY, second = BYTES_EMPTY;
    struct paragraph paragraphs[2];

    sentences(room, &first, &second);
    paragraphs[0] = (struct paragraph){
        "title", instead ? UI_PROMPT : UI_TITLE, UI_INK, 0, instead ? instead : bytes_text(&first)};
    paragraphs[1] =
        (struct paragraph){"prompt", UI_PROMPT, UI_INK, compact ? 4 : 16, bytes_text(&second)};
    (void) room_write_rising(ui,
        (struct ui_rect){side, top, page.w - 2 * side, page.shoreline - (compact ? 84 : 144) - top},
        room_top(ui), 0, NULL, paragraphs, instead || second.length == 0 ? 1 : 2);
    bytes_destroy(&first);
    bytes_destroy(&second);
}

/* ---- which answers ---------------------------------------------------------------*/

/* Time spent with the breath is nothing to decide about. */
static bool
is_listed(const struct patient *room, size_t index)
{
    const struct flow_step *step = &journal_session_flow(room->session)->steps[index];

    return step->kind != FLOW_BREATHE &&
           journal_answer_is_given(journal_session_answer_read(room->session, index), step);
}

/* The n-th answer that was given: those asked for first, those hidden by a change of mind last. */
static size_t
given_at(const struct patient *room, size_t n)
{
    const struct flow *flow = journal_session_flow(room->session);

    for (int shown = 1; shown >= 0; shown--)
        for (size_t i = 0; i < flow->n_steps; i++)
            if (is_listed(room, i) && journal_session_is_shown(room->session, i) == (shown == 1) &&
                n-- == 0)
                return i;
    return flow->n_steps;
}

static void
fate_set(struct patient *room, size_t index, enum journal_fate fate)
{
    const struct flow *flow = journal_session_flow(room->session);

    if (!flow->closes) {
        journal_session_fate_set(room->session, index, fate);
        return;
    }
    // In a flow that puts each answer away there is one choice for all of it.
    for (size_t n = 0; (index = given_at(room, n)) < flow->n_steps; n++)
        journal_session_fate_set(room->session, index, fate);
}

void
room_what_goes(struct patient *room, struct ui *ui)
{
    static const enum journal_fate fates[] = {JOURNAL_OPEN, JOURNAL_CLOSED, JOURNAL_GONE};
    const struct flow *flow = journal_session_flow(room->session);
    const char *language = journal_session_language(room->session);
    size_t index = given_at(room, room->what_goes), pressed, page = 0;
    enum journal_fate fate = journal_session_fate(room->session, index);
    struct choice choices[] = {
        {"goes", _("Goes"), "", fate == JOURNAL_OPEN},
        {"stays-closed", _("Stays closed"),
            ui_page(ui).shape == UI_COMPACT ? ""
                                            : _("Closed is kept, and opened only with you beside."),
            fate == JOURNAL_CLOSED},
        {"is-gone", _("Is gone"), "", fate == JOURNAL_GONE},
    };
    // On the same day nothing lasting is decided: gone is not offered.
    size_t count = journal_session_is_same_day(room->session) ? 2 : 3;
    bool back, on;

    room_walk_frame(room, ui);
    pressed = room_choices(ui,
        flow->closes ? flow_title(flow, language) : flow_step_text(flow, index, language), choices,
        count, &page);
    room_header(room, ui, true);
    back = room_back(ui);
    on = room_primary(ui, "continue", _("Continue"));
    if (pressed != ROOM_NOTHING) {
        fate_set(room, index, fates[pressed]);
    } else if (on) {
        if (flow->closes || given_at(room, room->what_goes + 1) >= flow->n_steps)
            room_go(room, SCREEN_CLOSE);
        else
            room->what_goes++;
    } else if (back) {
        if (room->what_goes == 0)
            room_go(room, SCREEN_CLOSE);
        else
            room->what_goes--;
    }
}

/* ---- close, let go, sealing ------------------------------------------------------*/

static void
finish(struct patient *room)
{
    if (journal_session_leaving(room->session) == JOURNAL_KEEP_NOTHING) {
        room_go(room, SCREEN_LETTING);
        return;
    }
    journal_session_end(room->session);
    journal_autosave_finish(room->autosave);
    room_follow(room);
}

void
room_close(struct patient *room, struct ui *ui)
{
    struct ui_page page = ui_page(ui);
    const struct flow *flow = journal_session_flow(room->session);
    bool compact = page.shape == UI_COMPACT, choose = false, back, done;
    const char *label = flow->closes ? _("Change it") : _("Choose what goes");
    float width = room_pill_width(ui, label, false);

    room_walk_frame(room, ui);
    say(room, ui, NULL);
    if (given_at(room, 0) < flow->n_steps &&
        journal_session_leaving(room->session) != JOURNAL_KEEP_NOTHING)
        choose = room_pill(ui, "choose-what-goes", label,
            (struct ui_rect){compact                     ? 8
                             : page.shape == UI_PORTRAIT ? 16
                                                         : 32,
                page.shoreline - (compact ? 80 : 128),
                page.shape == UI_STANDARD && width < 400 ? 400 : width, compact ? 64 : 88},
            UI_STONE_PILL);
    room_header(room, ui, true);
    room_holding(room, ui);
    back = room_back(ui);
    done = room_primary(ui, "finish", _("Finish"));
    if (done) {
        finish(room);
    } else if (choose) {
        room->what_goes = 0;
        room_go(room, SCREEN_WHAT_GOES);
    } else if (back) {
        (void) journal_session_back(room->session);
        room_follow(room);
    }
}

/* Nothing is kept: for ten seconds that can be taken back. */
void
room_letting(struct patient *room, struct ui *ui)
{
    struct ui_rect place = ui_at(ui, UI_AT_BACK);
    float more = ui_text_width(ui, UI_LABEL, _("Undo")) + 48 - place.w;

    if (more > 0) {
        place.x -= ui_comfort(ui)->left_hand ? more : 0;
        place.w += more;
    }
    ui_scene(ui, ui_page(ui).shoreline);
    say(room, ui, NULL);
    room_header(room, ui, false);
    if (room_pill(ui, "undo", _("Undo"), place, UI_STONE_PILL)) {
        journal_session_leave(room->session, JOURNAL_STOP);
        room_go(room, SCREEN_CLOSE);
    }
}

/* On its way to the disk: a moment, or longer where the disk does not take it. */
void
room_sealing(struct patient *room, struct ui *ui)
{
    bool failing = journal_autosave_state(room->autosave) == JOURNAL_FAILING;

    ui_scene(ui, ui_page(ui).shoreline);
    say(room, ui, failing ? _("This is not kept yet. Please wait, or call someone.") : NULL);
    room_header(room, ui, false);
    if (failing && room_primary(ui, "again", _("Try again")))
        journal_autosave_finish(room->autosave);
}
