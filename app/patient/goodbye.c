/* W9, and the corner that leads to staff. */
#include "inside.h"

#define CORNER_MM 20

static struct ui_rect
corner(struct ui *ui)
{
    // A unit is 1/5.88 mm, on a compact screen 1/5.25.
    float side = CORNER_MM * (ui_page(ui).shape == UI_COMPACT ? 5.25f : 5.88f);

    return (struct ui_rect){0, 0, side, side};
}

void
room_quiet_corner(struct patient *room, struct ui *ui)
{
    if (ui_corner(ui, "quiet-corner", corner(ui), _("Staff")))
        room_end(room, PATIENT_TO_STAFF);
}

void
room_goodbye(struct patient *room, struct ui *ui)
{
    const struct clinic_settings *settings = room->options.settings;
    const char *line = settings && settings->goodbye ? settings->goodbye : "";
    bool nothing = journal_session_leaving(room->session) == JOURNAL_KEEP_NOTHING;
    float shore;
    struct ui_rect rect = room_lamp_scene(ui, 0, &shore);
    struct ui_page page = ui_page(ui);
    struct paragraph paragraphs[] = {
        {"title", UI_TITLE, UI_INK, 0, nothing ? _("Nothing was kept.") : _("It is kept.")},
        {"prompt", UI_PROMPT, UI_INK, 16, line},
    };
    bool touched;

    if (room_call_is_open(room))
        paragraphs[1].text = _("Please stay here. We are still calling.");
    (void) room_write_rising(
        ui, rect, room_top(ui), 0, NULL, paragraphs, paragraphs[1].text[0] ? 2 : 1);
    room_quiet_corner(room, ui);
    if (room_call_is_open(room)) {
        room_header(room, ui, false);
        return;
    }
    // Anywhere else, a touch is enough.
    touched = ui_corner(ui, "goodbye",
        (struct ui_rect){corner(ui).w, 0, page.w - corner(ui).w, page.h}, _("Goodbye"));
    if (touched)
        room_end(room, PATIENT_ENDED);
}
