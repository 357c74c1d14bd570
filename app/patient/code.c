/* W1a: a code, or without one a name. */
#include "inside.h"

#include <stdlib.h>

void
room_code(struct patient *room, struct ui *ui)
{
    const char *more = room->slowed_ms > clock_now_ms() ? _("One moment, please.")
                       : room->field_note               ? _(room->field_note)
                                                        : _("A word, a number and a letter.");
    enum field_press press = room_field(room, ui, "code", _("What is on your card?"), more);

    room_header(room, ui, false);
    if (press == FIELD_BACK)
        room_welcome(room);
    else if (press == FIELD_DONE && !room->asking && room->slowed_ms <= clock_now_ms() &&
             ui_writing_text(room->field)->length > 0)
        room_ask_code(room);
}

void
room_name(struct patient *room, struct ui *ui)
{
    const char *title = ui_page(ui).shape == UI_COMPACT
                            ? _("What may we call you?")
                            : _("What may we call you, so your therapist finds this?");
    enum field_press press =
        room_field(room, ui, "name", title, _("A name is enough. You can also leave it empty."));

    room_header(room, ui, false);
    if (press == FIELD_BACK) {
        room_welcome(room);
    } else if (press == FIELD_DONE) {
        free(room->called);
        room->called = memory_string(bytes_text(ui_writing_text(room->field)));
        room->journal = ID_NONE;
        room_field_clear(room);
        room_go(room, SCREEN_WHO);
    }
}
