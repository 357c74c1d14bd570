/* E1: after a crash. Until a person proved that it is theirs, nothing is said of what is kept. */
#include "inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void
room_kept(struct patient *room, struct ui *ui)
{
    struct ui_page page = ui_page(ui);
    bool standard = page.shape == UI_STANDARD, placed, whole, card = false, staff = false;
    float shore, side = standard ? 32 : page.shape == UI_PORTRAIT ? 16 : 8;
    struct ui_rect rect = room_lamp_scene(ui, 0, &shore);
    struct ui_rect row = {side, shore + (page.shape == UI_COMPACT ? 16 : 32), page.w - 2 * side,
        page.shape == UI_COMPACT ? 80 : 100};
    struct paragraph paragraphs[] = {
        {"title", UI_TITLE, UI_INK, 0, _("Something is kept here.")},
        {"prompt", UI_PROMPT, UI_INK, 16, ""},
    };

    room_header(room, ui, false);
    if (!room->resuming)
        return; // a moment, until the worker has looked
    placed = !id_is_none(&room->resumed.journal);
    paragraphs[1].text =
        placed ? _("If it is yours, type the code on your card, or call a member of staff.")
               : _("A member of staff can open this for you.");
    whole = room_fits(ui,
        (struct ui_rect){rect.x, room_top(ui), rect.w, rect.y + rect.h - room_top(ui)}, paragraphs,
        COUNT(paragraphs));
    // What to do stands before what it is.
    (void) room_write_rising(ui, rect, room_top(ui), 0, NULL, whole ? paragraphs : paragraphs + 1,
        whole ? COUNT(paragraphs) : 1);
    if (standard)
        row.w = 816;
    if (placed)
        card = room_pill(
            ui, "card", _("I have a card"), ui_nth(row, 0, 2, standard ? 16 : 8), UI_PRIMARY);
    if (room->options.members && room->options.members->count > 0)
        staff = room_pill(ui, "staff", _("Staff"),
            ui_nth(row, placed ? 1 : 0, 2, standard ? 16 : 8), UI_STONE_PILL);
    room_quiet_corner(room, ui);
    if (card || staff) {
        room_field_clear(room);
        room->sheet_page = 0;
        ui_focus(ui, "code");
        room_go(room, card ? SCREEN_PROOF : SCREEN_STAFF);
    }
}

void
room_proof(struct patient *room, struct ui *ui)
{
    bool slowed = room->slowed_ms > clock_now_ms();
    const char *more = slowed             ? _("One moment, please.")
                       : room->field_note ? _(room->field_note)
                                          : _("A word, a number and a letter.");
    enum field_press press = room_field(room, ui, "code", _("What is on your card?"), more);

    room_header(room, ui, false);
    if (press == FIELD_BACK) {
        room_field_clear(room);
        room_go(room, SCREEN_KEPT);
    } else if (press == FIELD_DONE && !room->asking && !slowed &&
               ui_writing_text(room->field)->length > 0) {
        room_ask_proof(room);
    }
}

/* ---- by a member of staff --------------------------------------------------------*/

void
room_staff(struct patient *room, struct ui *ui)
{
    size_t pressed = room_names(room, ui, &room->sheet_page);
    bool back;

    room_header(room, ui, false);
    back = room_back(ui);
    if (pressed != ROOM_NOTHING) {
        room->member = pressed;
        room->more_keys = false;
        room_field_clear(room);
        ui_focus(ui, "passphrase");
        room_go(room, SCREEN_PASSWORDS);
    } else if (back) {
        room_go(room, SCREEN_KEPT);
    }
}

/* The letters of a passphrase's words have no space and no way back of their own. */
static void
change_end(struct patient *room, bool take)
{
    struct bytes text = BYTES_EMPTY;
    const struct bytes *now = ui_writing_text(room->field);

    bytes_append(&text, now->data, now->length);
    if (!take)
        bytes_append_byte(&text, ' ');
    while (take && text.length > 0 && (text.data[--text.length] & 0xC0) == 0x80)
        continue;
    ui_writing_set(room->field, text.length > 0 ? (const char *) text.data : "", text.length);
    bytes_wipe(&text);
}

struct pass_layout {
    struct ui_rect words, field, keys, more;
    float shore;
};

static struct pass_layout
pass_layout_of(struct ui *ui, bool more_keys, const char *label)
{
    struct ui_page page = ui_page(ui);
    bool compact = page.shape == UI_COMPACT;
    float pill = compact ? 8 : 32, high = compact ? 60 : 88,
          more = room_pill_width(ui, label, false);
    struct ui_rect back = ui_at(ui, UI_AT_BACK);
    struct pass_layout layout;

    layout.keys = ui_keyboard_rect(ui);
    if (!more_keys) {
        float keys = compact ? 188 : 288;

        layout.keys = (struct ui_rect){compact ? 4 : 28, back.y - keys - (compact ? 4 : 12),
            page.w - (compact ? 8 : 56), keys};
        layout.keys.w = page.shape == UI_STANDARD ? page.w - 60 : layout.keys.w;
    }
    layout.shore = layout.keys.y;
    layout.field = (struct ui_rect){
        pill, layout.shore - high - (compact ? 4 : 16), page.w - 2 * pill - more - 16, high};
    layout.more = (struct ui_rect){page.w - pill - more, layout.field.y, more, high};
    layout.words = (struct ui_rect){compact ? 20 : 48, compact ? 84 : 120,
        page.w - (compact ? 40 : 96), layout.field.y - (compact ? 84 : 128)};
    return layout;
}

void
room_passwords(struct patient *room, struct ui *ui)
{
    const char *label = room->more_keys ? _("Fewer keys") : _("More keys");
    struct pass_layout layout = pass_layout_of(ui, room->more_keys, label);
    bool instead;
    const char *name = room->options.members->members[room->member].name;
    struct ui_writing_look look = {.masked = true, .one_line = true, .label = _("Passphrase")};
    struct paragraph paragraphs[] = {
        {"prompt", UI_PROMPT, UI_INK, 0, name},
        {"more", UI_BODY, UI_SOFT, 4,
            room->field_note ? _(room->field_note) : _("Your passphrase opens this for them.")},
    };
    struct ui_keys_pressed keys;
    bool back, space = false, on = false, more;

    ui_scene(ui, layout.shore);
    // Where there is room for one line alone, what went wrong stands there.
    instead = !room_fits(ui, layout.words, paragraphs, COUNT(paragraphs));
    (void) room_write(ui, layout.words, 0, NULL,
        instead && room->field_note ? paragraphs + 1 : paragraphs, instead ? 1 : COUNT(paragraphs));
    (void) ui_write(ui, "passphrase", layout.field, room->field, &look);
    more = room_pill(ui, "more-keys", label, layout.more, UI_STONE_PILL);
    keys = ui_keyboard(
        ui, "keys", layout.keys, room->more_keys ? UI_KEYS_WORDS : UI_KEYS_LETTERS, room->field);
    room_header(room, ui, false);
    if (room->more_keys) {
        back = ui_pill(ui, &(struct ui_pill){.id = "back",
                               .label = _("Back"),
                               .rect = ui_at(ui, UI_AT_PAUSE),
                               .icon = UI_ICON_BACK});
    } else {
        back = room_back(ui);
        space = room_middle(ui, "space", _("space"));
        on = ui_pill(ui, &(struct ui_pill){.id = "continue",
                             .label = _("Continue"),
                             .rect = ui_at(ui, UI_AT_CONTINUE),
                             .look = UI_PRIMARY,
                             .key = SDLK_RETURN});
    }
    if (more)
        room->more_keys = !room->more_keys;
    if (space || keys.back)
        change_end(room, keys.back);
    if (back) {
        room_field_clear(room);
        room_go(room, SCREEN_STAFF);
    } else if ((on || keys.done) && !room->asking && ui_writing_text(room->field)->length > 0) {
        room_ask_passphrase(room);
    }
}

/* ---- what was begun --------------------------------------------------------------*/

static void
go_on(struct patient *room, struct ui *ui)
{
    struct fault fault = FAULT_EMPTY;

    room->session = journal_session_read(room->resumed.flow, &room->resumed.snapshot, &fault);
    bytes_wipe(&room->resumed.snapshot);
    if (!room->session) {
        LOG_FAULT("patient", &fault);
        room_seal(room);
        return;
    }
    room->flow = room->resumed.flow;
    room->started_over = room->flow->n_steps;
    room->journal = room->resumed.journal;
    room->autosave =
        journal_autosave_new(room->options.worker, room->options.records, room->options.screen);
    journal_autosave_resume(room->autosave, room->session, room->sitting);
    room->sitting = NULL;
    room_language_set(room, ui, journal_session_language(room->session));
    // It was ended, and the disk had not taken it yet.
    if (journal_session_place(room->session) == JOURNAL_ENDED)
        journal_autosave_finish(room->autosave);
    room_follow(room);
}

void
room_resume(struct patient *room, struct ui *ui)
{
    struct ui_page page = ui_page(ui);
    bool compact = page.shape == UI_COMPACT, on, as_it_is;
    float side = compact ? 20 : 48, top = compact ? 92 : 208;
    struct bytes begun = BYTES_EMPTY;
    struct paragraph paragraphs[] = {
        {"title", UI_TITLE, UI_INK, 0, _("There is something you began.")},
        {"prompt", UI_PROMPT, UI_INK, 16, ""},
    };

    bytes_append_format(
        &begun, _("%s, begun earlier"), flow_title(room->resumed.flow, room->language));
    paragraphs[1].text = bytes_text(&begun);
    ui_scene(ui, page.shoreline);
    (void) room_write(ui, (struct ui_rect){side, top, page.w - 2 * side, page.shoreline - top - 16},
        0, NULL, paragraphs, COUNT(paragraphs));
    bytes_destroy(&begun);
    room_header(room, ui, false);
    as_it_is = room_middle(ui, "seal-it", _("Seal it as it is"));
    on = room_primary(ui, "go-on", _("Go on"));
    if (on)
        go_on(room, ui);
    else if (as_it_is)
        room_seal(room);
}
