/* O2, O3: the veil over a page left alone, and the question whether somebody is here. */
#include "inside.h"

void
room_veil(struct patient *room, struct ui *ui)
{
    bool asks = room->veil == VEIL_ASKING, on;
    bool failing = room->autosave && journal_autosave_state(room->autosave) == JOURNAL_FAILING;
    float shore;
    struct ui_rect rect = room_lamp_scene(ui, 0, &shore);
    struct paragraph paragraphs[] = {
        {"title", UI_TITLE, UI_INK, 0, _("Still here?")},
        {"prompt", UI_PROMPT, UI_INK, 0, _("Your words are covered.")},
    };

    if (failing)
        paragraphs[1].text = _("I am holding this. Please call your therapist before you leave.");
    if (!asks && ui_page(ui).shape == UI_STANDARD)
        rect.y += 106;                    // the sentence stands where a title's second line would
    if (ui_page(ui).shape != UI_PORTRAIT) // where the lamp stands below the words
        rect.h = shore - rect.y - 16;
    (void) room_write(ui, rect, 0, NULL, asks && !failing ? paragraphs : paragraphs + 1, 1);
    room_header(room, ui, false);
    on = room_primary(ui, asks ? "yes" : "go-on", asks ? _("Yes") : _("Go on"));
    if (on)
        room->veil = VEIL_NONE;
}
