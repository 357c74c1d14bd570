/* W7c: the closing question, on every way out. */
#include "inside.h"

static void
go_on(struct patient *room)
{
    enum journal_need need = room->need;

    journal_session_need_set(room->session, need);
    journal_session_close(room->session);
    if (need == JOURNAL_NEED_UNSAFE) {
        // The sitting ends here, sealed as it is.
        journal_autosave_finish(room->autosave);
        room_go(room, SCREEN_CARE);
        room_help_open(room, CLINIC_CALL_CARE);
        return;
    }
    room_follow(room);
    if (need == JOURNAL_NEED_WORD && !room->word_called) {
        room->word_called = true;
        room_help_open(room, CLINIC_CALL_WORD);
    }
}

void
room_closing(struct patient *room, struct ui *ui)
{
    static const enum journal_need needs[] = {
        JOURNAL_NEED_NOTHING, JOURNAL_NEED_WORD, JOURNAL_NEED_UNSAFE};
    struct choice choices[] = {
        {"need-none", _("No"), "", room->need == JOURNAL_NEED_NOTHING},
        {"need-word", _("A word with someone"), "", room->need == JOURNAL_NEED_WORD},
        {"need-unsafe", _("I do not feel safe"), "", room->need == JOURNAL_NEED_UNSAFE},
    };
    // A question about safety never parts from its answers: on a small screen it is shorter.
    const char *prompt = ui_page(ui).shape == UI_COMPACT
                             ? _("Do you need anything before you go?")
                             : _("Is there anything you need from someone before you go?");
    size_t pressed;
    bool back, on;

    room_walk_frame(room, ui);
    pressed = room_choices(ui, prompt, choices, COUNT(choices), NULL);
    room_header(room, ui, true);
    room_holding(room, ui);
    back = room_back(ui);
    on = room_primary(ui, "continue", _("Continue"));
    if (pressed != ROOM_NOTHING) {
        room->need = room->need == needs[pressed] ? JOURNAL_NEED_UNSAID : needs[pressed];
    } else if (on) {
        go_on(room);
    } else if (back) {
        (void) journal_session_back(room->session);
        room_follow(room);
    }
}
