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

/* The design's times: words go, one ring crosses the water, and it is dark. */
#define WORDS_OUT_MS 400
#define RING_MS 1800
#define DARK_MS 1200
#define FRAME_MS 33

static float
part_of(int64_t passed, int after, int length)
{
    float part = (float) (passed - after) / (float) length;

    return part < 0 ? 0 : part > 1 ? 1 : part;
}

/* Whatever is touched now ends it at once: the next person may be there already. */
static void
part(struct patient *room, struct ui *ui)
{
    int64_t passed = clock_now_ms() - room->parted_ms;
    float ring = part_of(passed, WORDS_OUT_MS, RING_MS);
    float dark = part_of(passed, WORDS_OUT_MS + RING_MS, DARK_MS), shore;
    struct ui_page page = ui_page(ui);
    struct ui_rect all = {0, 0, page.w, page.h};

    (void) room_lamp_scene(ui, 0, &shore);
    if (ring > 0 && ring < 1)
        ui_water_ring(ui, page.shape == UI_PORTRAIT ? page.w / 2 : page.w - 228,
            page.w * 0.6f * ring, 1 - ring);
    ui_fill_faint(ui, all, UI_AIR, dark);
    ui_wake(ui, clock_now_ms() + FRAME_MS);
    room_quiet_corner(room, ui);
    if (ui_corner(ui, "goodbye", (struct ui_rect){corner(ui).w, 0, page.w - corner(ui).w, page.h},
            _("Goodbye")) ||
        dark >= 1)
        room_end(room, PATIENT_ENDED);
}

void
room_part(struct patient *room)
{
    if (room->comfort.less_motion)
        room_end(room, PATIENT_ENDED);
    else if (room->parted_ms == 0)
        room->parted_ms = clock_now_ms();
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
        room->parted_ms = 0; // it stays, and says so
    if (room->parted_ms > 0) {
        part(room, ui);
        return;
    }
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
        room_part(room);
}
