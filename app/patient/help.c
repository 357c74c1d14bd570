/* W7: I need someone. Only what is true is shown, and it never closes by itself. */
#include "inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FRAME_MS 40
#define BREATH_IN 4
#define BREATH_OUT 6

/* What may be said of a call. */
enum truth { TRUTH_CALLING, TRUTH_FAILED, TRUTH_SEEN, TRUTH_UNANSWERED, TRUTH_NO_WAY };

static enum truth
truth_of(const struct patient *room)
{
    const struct clinic_help *help = room->options.help;
    bool told = room->call.kind != CLINIC_CALL_NONE;
    int64_t since = told ? room->call.since_ms : room->help.asked_wall_ms;

    if (told && room->call.state == CLINIC_CALL_SEEN)
        return TRUTH_SEEN;
    if (!help || !help->call_leaves)
        return TRUTH_NO_WAY;
    if (told && room->call.state == CLINIC_CALL_FAILED)
        return TRUTH_FAILED;
    if (clock_wall_ms() - since >= (int64_t) room_answer_s(room) * 1000)
        return TRUTH_UNANSWERED;
    return TRUTH_CALLING;
}

void
room_help_open(struct patient *room, enum clinic_call_kind kind)
{
    bool worse = kind == CLINIC_CALL_CARE && room->call.kind != CLINIC_CALL_CARE;

    room->help.open = room->screen != SCREEN_CARE;
    room->help.names = false;
    room->help.waiting = WAITING_PLAINLY;
    room->help.began_ms = clock_now_ms();
    if (room->autosave)
        journal_autosave_flush(room->autosave);
    if (room_call_is_open(room) && !worse)
        return; // it is on its way; "Call again" is there for who wants to press
    room->call = (struct clinic_call){.kind = CLINIC_CALL_NONE};
    room->help.asked_wall_ms = clock_wall_ms();
    room->options.host.call(room->options.host.context, kind);
}

static void
call_again(struct patient *room)
{
    enum clinic_call_kind kind =
        room->call.kind == CLINIC_CALL_NONE ? CLINIC_CALL_PRESSED : room->call.kind;

    if (room->screen == SCREEN_CARE)
        kind = CLINIC_CALL_CARE;
    room->call = (struct clinic_call){.kind = CLINIC_CALL_NONE};
    room->help.asked_wall_ms = clock_wall_ms();
    room->options.host.call(room->options.host.context, kind);
}

/* ---- words -----------------------------------------------------------------------*/

static const char *
title_of(const struct patient *room, enum truth truth, struct bytes *text)
{
    switch (truth) {
    case TRUTH_CALLING:
        return _("We are calling someone.");
    case TRUTH_FAILED:
        return _("The call did not leave this room.");
    case TRUTH_UNANSWERED:
        return _("No answer yet.");
    case TRUTH_NO_WAY:
        return _("Please ask for someone.");
    case TRUTH_SEEN:
        break;
    }
    if (room->call.by[0] == '\0')
        return _("Someone has seen it and is coming.");
    bytes_append_format(text, _("%s has seen it and is coming."), room->call.by);
    return bytes_text(text);
}

/* That it is kept is said only after a commit. */
static const char *
kept_words(const struct patient *room)
{
    if (!room->session || !room->autosave)
        return NULL;
    switch (journal_autosave_state(room->autosave)) {
    case JOURNAL_KEPT:
    case JOURNAL_FINISHED:
        return _("What you wrote is kept.");
    case JOURNAL_BEGINNING:
    case JOURNAL_UNBEGUN:
        return NULL;
    default:
        return _("Leave this screen as it is.");
    }
}

static void
add_first_line(const struct patient *room, struct bytes *text, bool brief)
{
    static const char *const waits[] = {
        [WAITING_PLAINLY] = N_("You can stay right here."),
        [WAITING_BREATHING] = N_("You can stay right here."),
        [WAITING_NAMING] = N_(
            "Look around. Name five things you can see, four you can touch, three you can hear."),
        [WAITING_RESTING] = N_("Just rest here. Nothing is asked."),
    };
    const char *kept = kept_words(room);
    bool plainly = room->help.waiting == WAITING_PLAINLY;

    // Where somebody is sent to the desk, a small screen does not also say to stay.
    if (!brief || !plainly || !kept)
        bytes_append_text(text, _(waits[room->help.waiting]));
    if (kept && (!brief || plainly))
        bytes_append_format(text, "%s%s", text->length > 0 ? " " : "", kept);
}

/* ---- the lamp --------------------------------------------------------------------*/

static void
draw_lamp(struct patient *room, struct ui *ui, float bottom, bool lit)
{
    struct ui_page page = ui_page(ui);
    float line = ui_line_height(ui, UI_LABEL);
    float x = page.w - 168, y = bottom - line - 128, radius = 72, full, width, most;
    const char *word;

    // Between the header and the ways to wait, its word below it.
    y = y > 292 ? 292 : y;
    most = (y - 112) / 1.46f;
    radius = radius > most ? most : radius;

    if (room->help.waiting != WAITING_BREATHING) {
        ui_lamp(ui, x, y, radius, lit);
        return;
    }
    word = room_breath_at(clock_now_ms() - room->help.began_ms, BREATH_IN, 0, BREATH_OUT, &full);
    if (!room->comfort.less_motion)
        radius = (most > 88 ? 88 : most) * (0.55f + 0.45f * full);
    ui_lamp(ui, x, y, radius, lit);
    width = ui_text_width(ui, UI_LABEL, word) + 4;
    x = x + width / 2 > page.w - 32 ? page.w - 32 - width / 2 : x;
    (void) ui_text(ui, "breath", (struct ui_rect){x - width / 2, y + 120, width, line}, UI_LABEL,
        UI_INK, word);
    ui_wake(ui, clock_now_ms() + (room->comfort.less_motion ? 500 : FRAME_MS));
}

/* ---- the page --------------------------------------------------------------------*/

static void
say(struct patient *room, struct ui *ui, struct ui_rect rect, enum truth truth)
{
    const struct clinic_help *help = room->options.help;
    const struct clinic_settings *settings = room->options.settings;
    struct ui_page page = ui_page(ui);
    struct bytes title = BYTES_EMPTY, first = BYTES_EMPTY;
    float gap = page.shape == UI_COMPACT ? 4 : 25;
    bool desk = truth == TRUTH_FAILED || truth == TRUTH_UNANSWERED || truth == TRUTH_NO_WAY;
    struct paragraph paragraphs[4];
    size_t count = 0;
    bool lamp = false;

    add_first_line(room, &first, desk && page.shape == UI_COMPACT);
    paragraphs[count++] =
        (struct paragraph){"title", UI_TITLE, UI_INK, 0, title_of(room, truth, &title)};
    if (desk && settings && settings->desk && settings->desk[0])
        paragraphs[count++] = (struct paragraph){"desk", UI_BODY, UI_INK, 12, settings->desk};
    paragraphs[count++] = (struct paragraph){"kept", UI_BODY, UI_INK, 12, bytes_text(&first)};
    if (help && help->emergency && help->emergency[0])
        paragraphs[count++] =
            (struct paragraph){"emergency", UI_BODY, UI_INK, gap, help->emergency};
    // On a small screen labels' lines stand closer, and all of it is on one page.
    if (page.shape == UI_COMPACT && !room_fits(ui, rect, paragraphs, count))
        for (size_t i = 0; i < count; i++) {
            paragraphs[i].words = i == 0 ? UI_STAFF_TITLE : UI_LABEL;
            paragraphs[i].above = 0;
        }
    (void) room_write_rising(ui, rect, room_top(ui), page.shape == UI_STANDARD ? page.w - 345 : 0,
        &lamp, paragraphs, count);
    if (lamp)
        draw_lamp(room, ui, rect.y + rect.h, truth != TRUTH_SEEN && truth != TRUTH_NO_WAY);
    bytes_wipe(&title);
    bytes_wipe(&first);
}

static const struct {
    const char *id, *label;
    enum waiting waiting;
} ways[] = {
    {"breathe-with-me", N_("Breathe with me"), WAITING_BREATHING},
    {"name-what-is-here", N_("Name what is here"), WAITING_NAMING},
    {"just-wait", N_("Just wait"), WAITING_RESTING},
};

#define WAYS_GAP 26.0f /* below each other: 20 mm from one to the next */

/* A label of two lines needs a higher pill. */
static float
ways_height(struct ui *ui, float width)
{
    struct ui_page page = ui_page(ui);
    float high = page.shape == UI_COMPACT ? 62 : page.shape == UI_PORTRAIT ? 92 : 108;
    float lines = 2 * ui_line_height(ui, UI_LABEL) + 8;

    if (page.shape == UI_COMPACT)
        return high;
    for (size_t i = 0; i < COUNT(ways); i++)
        if (ui_text_width(ui, UI_LABEL, _(ways[i].label)) > width - 40 && lines > high)
            high = lines;
    return high;
}

static void
ways_to_wait(struct patient *room, struct ui *ui, struct ui_rect row)
{
    bool stacked = ui_page(ui).shape == UI_PORTRAIT;
    // To wait plainly is what a small screen shows before one of the others is pressed, and after.
    size_t count = ui_page(ui).shape == UI_COMPACT ? COUNT(ways) - 1 : COUNT(ways);
    float gap = ui_page(ui).shape == UI_STANDARD ? 16 : 8;

    for (size_t i = 0; i < count; i++) {
        struct ui_rect place = ui_nth(row, i, count, gap);

        if (stacked)
            place = (struct ui_rect){row.x, row.y + (row.h + WAYS_GAP) * (float) i, row.w, row.h};
        // Its own edge says which it is; a tick would press the label out of its pill.
        if (ui_pill(ui,
                &(struct ui_pill){
                    .id = ways[i].id, .label = _(ways[i].label), .rect = place, .choice = true})) {
            room->help.waiting =
                room->help.waiting == ways[i].waiting ? WAITING_PLAINLY : ways[i].waiting;
            room->help.began_ms = clock_now_ms();
        }
    }
}

#define STAFF_ROW 96.0f /* above the shoreline of a portrait page, whose band has no room */

static float
staff_width(struct ui *ui, const char *label)
{
    return ui_text_width(ui, UI_STAFF, label) + (ui_page(ui).shape == UI_COMPACT ? 40 : 72);
}

static bool
staff_pill(struct ui *ui, const char *id, const char *label, bool alone)
{
    struct ui_page page = ui_page(ui);
    struct ui_rect back = ui_at(ui, UI_AT_BACK);
    float width = staff_width(ui, label), high = page.shape == UI_COMPACT ? 64 : 72;
    float x = page.w - width - back.x;

    if (page.shape == UI_STANDARD && !alone && !ui_comfort(ui)->left_hand) {
        float after = 32 + room_pill_width(ui, _("Back to where I was"), false) + 32;

        x = after < 524 ? 524 : after;
    } else if (ui_comfort(ui)->left_hand) {
        x = page.shape == UI_COMPACT ? 8 : page.shape == UI_PORTRAIT ? 16 : 32;
    }
    float y =
        page.shape == UI_PORTRAIT ? page.shoreline - STAFF_ROW + 4 : back.y + (back.h - high) / 2;

    return ui_pill(ui, &(struct ui_pill){.id = id,
                           .label = label,
                           .rect = {x, y, width, high},
                           .look = UI_QUIET,
                           .words = UI_STAFF});
}

static void
staff_acts(struct patient *room, struct ui *ui, bool may_leave)
{
    bool seen = room->call.kind != CLINIC_CALL_NONE && room->call.state == CLINIC_CALL_SEEN;

    if (!may_leave && seen) {
        if (staff_pill(ui, "finish", _("For staff: end here"), true) &&
            journal_autosave_state(room->autosave) == JOURNAL_FINISHED) {
            room->options.host.forget(room->options.host.context);
            room_end(room, PATIENT_ENDED);
        }
        return;
    }
    if (!staff_pill(ui, "i-am-here", _("For staff: I am here"), !may_leave))
        return;
    room->help.names = true;
    room->help.page = 0;
}

void
room_help_page(struct patient *room, struct ui *ui, bool may_leave)
{
    struct ui_page page = ui_page(ui);
    bool compact = page.shape == UI_COMPACT, portrait = page.shape == UI_PORTRAIT, leaves = false;
    float side = compact ? 20 : 48, pill = compact ? 8 : portrait ? 16 : 32;
    float high = ways_height(ui, portrait ? page.w - 2 * pill : (page.w - 2 * pill - 32) / 3);
    float top = compact ? 82 : 152;
    float row = page.shoreline - (portrait ? 3 * (high + WAYS_GAP) : high) -
                (compact       ? 8
                    : portrait ? STAFF_ROW
                               : 40);
    struct ui_rect back = ui_at(ui, UI_AT_BACK);
    const char *label = _("Back to where I was");
    enum truth truth = truth_of(room);
    bool again;

    ui_scene(ui, page.shoreline);
    say(room, ui, (struct ui_rect){side, top, page.w - 2 * side, row - top - (compact ? 4 : 16)},
        truth);
    again = ui_pill(ui, &(struct ui_pill){.id = "call-again",
                            .label = _("Call again"),
                            .rect = ui_at(ui, UI_AT_HELP),
                            .look = UI_HELP_PILL,
                            .icon = UI_ICON_HELP});
    ways_to_wait(room, ui, (struct ui_rect){pill, row, page.w - 2 * pill, high});
    if (may_leave) {
        float width = room_pill_width(ui, label, false), right = back.x + back.w;

        float most = page.w - 2 * pill - 8 - staff_width(ui, _("For staff: I am here"));

        width = page.shape == UI_STANDARD && width < 460 ? 460 : width;
        width = compact && width > most ? most : width;
        back.x = ui_comfort(ui)->left_hand ? right - width : back.x;
        back.w = width;
        leaves = room_pill(ui, "back-to-where", label, back, UI_STONE_PILL);
    }
    staff_acts(room, ui, may_leave);
    if (again)
        call_again(room);
    if (leaves)
        room->help.open = false;
}

/* ---- who of staff is here --------------------------------------------------------*/

#define NAMES_A_PAGE 6
#define NAMES_MAX 256

size_t
room_names(struct patient *room, struct ui *ui, size_t *at)
{
    const struct clinic_members *members = room->options.members;
    struct ui_page page = ui_page(ui);
    bool compact = page.shape == UI_COMPACT;
    struct room_rows at_rows = room_rows_of(ui, NAMES_A_PAGE / 2, compact ? 144 : 232);
    float side = compact ? 8 : 32;
    size_t rows[NAMES_MAX], count = 0, pressed = ROOM_NOTHING, from;
    struct paragraph title = {"title", UI_PROMPT, UI_INK, 0, _("Who is here?")};

    for (size_t i = 0; members && i < members->count && count < NAMES_MAX; i++)
        if (!members->members[i].revoked)
            rows[count++] = i;
    from = *at * NAMES_A_PAGE < count ? *at * NAMES_A_PAGE : 0;
    ui_scene(ui, page.shoreline);
    (void) room_write(ui,
        (struct ui_rect){
            compact ? 20 : 48, compact ? 88 : 136, page.w - 96, at_rows.top - (compact ? 92 : 144)},
        0, NULL, &title, 1);
    for (size_t i = from; i < count && i < from + NAMES_A_PAGE; i++) {
        size_t down_by = (i - from) / 2;
        struct ui_rect row = {
            side, at_rows.top + (float) down_by * at_rows.pitch, page.w - 2 * side, at_rows.high};
        char id[32];

        snprintf(id, sizeof(id), "name-%zu", i + 1);
        if (room_pill(ui, id, members->members[rows[i]].name,
                ui_nth(row, (i - from) % 2, 2, compact ? 8 : 16), UI_STONE_PILL))
            pressed = rows[i];
    }
    if (count > NAMES_A_PAGE && room_primary(ui, "more", _("More")))
        *at = (*at + 1) * NAMES_A_PAGE < count ? *at + 1 : 0;
    return pressed;
}

static void
seen_by(struct patient *room, const char *name)
{
    room->help.names = false;
    // It was said at this very screen; the supervisor tells the others.
    room->call.kind = room->call.kind == CLINIC_CALL_NONE ? CLINIC_CALL_PRESSED : room->call.kind;
    room->call.state = CLINIC_CALL_SEEN;
    snprintf(room->call.by, sizeof(room->call.by), "%s", name);
    room->options.host.seen(room->options.host.context, name);
}

static void
names_page(struct patient *room, struct ui *ui)
{
    size_t pressed = room_names(room, ui, &room->help.page);
    bool back = room_back(ui), other = room_middle(ui, "someone-else", _("Someone else"));

    if (pressed != ROOM_NOTHING)
        seen_by(room, room->options.members->members[pressed].name);
    else if (other)
        seen_by(room, "");
    else if (back)
        room->help.names = false;
}

void
room_help(struct patient *room, struct ui *ui)
{
    if (room->help.names)
        names_page(room, ui);
    else
        room_help_page(room, ui, true);
}

/* After "I do not feel safe": the session is sealed, and staff end this page. */
void
room_care(struct patient *room, struct ui *ui)
{
    if (room->help.names)
        names_page(room, ui);
    else
        room_help_page(room, ui, false);
}
