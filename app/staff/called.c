/* SA: somebody called. Over a screen it covers the upper half and what lies there, not the band;
 * it goes when somebody says they are here. */
#include "inside.h"

#include <math.h>
#include <stdio.h>

bool
staff_call_is_open(const struct staff *staff)
{
    return staff->call.kind != CLINIC_CALL_NONE && staff->call.state != CLINIC_CALL_SEEN;
}

static const char *
call_title(const struct staff *staff)
{
    return staff->call.kind == CLINIC_CALL_WORD ? _("Someone asks for a word")
                                                : _("Someone is calling");
}

/* Where and since when; the time of day, for counting seconds presses everybody. */
static void
call_words(const struct staff *staff, bool brief, char *text, size_t size)
{
    const char *where = staff->options.settings ? staff->options.settings->place : NULL;
    char since[WORDS_MAX];

    staff_since_words(staff->call.since_ms, since, sizeof(since));
    if (brief)
        (void) snprintf(text, size, _("since %s"), since);
    else if (where && where[0])
        (void) snprintf(text, size, _("%s, since %s. Nobody has gone yet."), where, since);
    else
        (void) snprintf(text, size, _("Since %s. Nobody has gone yet."), since);
}

static const char *
way_words(const struct staff *staff)
{
    if (staff->call.state == CLINIC_CALL_FAILED)
        return _("The call did not leave the room: only this screen says it. Please go yourself.");
    if (staff->options.help && !staff->options.help->is_signed)
        return _("The call command is not trusted and was not run. Please go yourself.");
    return _("This screen keeps calling until someone is there.");
}

static void
call_ring(struct ui *ui, float x, float y, float radius)
{
    ui_disc(ui, x, y, radius, UI_ROWAN_INK);
    ui_disc(ui, x, y, radius * 0.76f, UI_ROWAN);
    ui_disc(ui, x, y, radius * 0.36f, UI_ROWAN_INK);
}

static void
answer(struct staff *staff, const char *name)
{
    // The supervisor tells it too; until then it is over here.
    staff->call.state = CLINIC_CALL_SEEN;
    if (staff->options.host.seen)
        staff->options.host.seen(staff->options.host.context, name);
}

void
staff_called_panel(struct staff *staff, struct ui *ui)
{
    struct ui_page page = ui_page(ui);
    struct place place = staff_place_of(ui);
    bool compact = place.compact;
    float x = compact ? 84 : 152, y = compact ? 16 : 36, wide = place.right - x;
    float title = compact ? 60 : 84, pill = compact ? 64 : 96, above = compact ? 12 : 36;
    float since, way, height;
    const char *label = _("I am here");
    char text[WORDS_MAX];

    if (!staff_call_is_open(staff))
        return;
    call_words(staff, false, text, sizeof(text));
    since = ui_text_height(ui, wide, UI_STAFF, text);
    way = ui_text_height(ui, wide, UI_STAFF, way_words(staff));
    height = fmaxf(y + title + since + way + above + pill + 24, compact ? 236 : 344);
    ui_fill(ui, (struct ui_rect){0, 0, page.w, height}, UI_ROWAN);
    // What lies under the field is not to be pressed by accident.
    (void) ui_corner(ui, "called", (struct ui_rect){0, 0, page.w, height}, call_title(staff));
    call_ring(ui, compact ? 44 : 84, compact ? 44 : 80, compact ? 20 : 30);
    (void) staff_line_of(ui, "called-title", (struct ui_rect){x, y, wide - 190, title - 4},
        UI_PROMPT, UI_ROWAN_INK, call_title(staff));
    y += title;
    y += ui_text(ui, "called-since", (struct ui_rect){x, y, wide, 0}, UI_STAFF, UI_ROWAN_INK, text);
    y += ui_text(ui, "called-way", (struct ui_rect){x, y, wide, 0}, UI_STAFF, UI_ROWAN_INK,
        way_words(staff));
    if (ui_pill(ui, &(struct ui_pill){.id = "i-am-here",
                        .label = label,
                        .rect = {x, y + above, fmaxf(ui_text_width(ui, UI_LABEL, label) + 120, 280),
                            pill}}))
        answer(staff, staff->name ? staff->name : "");
    staff_lock_pill(staff, ui);
}

void
staff_called_strip(struct staff *staff, struct ui *ui, const char *name)
{
    struct ui_page page = ui_page(ui);
    struct place place = staff_place_of(ui);
    float height = place.header_y * 2 + place.header_h - (place.compact ? 4 : 12);
    float leave = place.compact ? 150 : 210;
    const char *label = _("I am here");
    float wide = ui_text_width(ui, UI_STAFF, label) + (place.compact ? 48 : 80);
    float end = place.right - leave - wide - 2 * place.gap, x = place.compact ? 64 : 120;
    char text[WORDS_MAX];

    call_words(staff, place.narrow, text, sizeof(text));
    ui_fill(ui, (struct ui_rect){0, 0, page.w, height}, UI_ROWAN);
    call_ring(
        ui, place.compact ? 36 : 76, place.header_y + place.header_h / 2, place.compact ? 18 : 26);
    (void) staff_line_of(ui, "called-title",
        (struct ui_rect){x, place.header_y - 6, end - x, place.header_h / 2 + 6}, UI_STAFF_BOLD,
        UI_ROWAN_INK, call_title(staff));
    (void) staff_line_of(ui, "called-since",
        (struct ui_rect){
            x, place.header_y + place.header_h / 2 - 2, end - x, place.header_h / 2 + 2},
        UI_STAFF_SMALL, UI_ROWAN_INK,
        staff->call.state == CLINIC_CALL_FAILED ? way_words(staff) : text);
    if (ui_pill(ui, &(struct ui_pill){.id = "i-am-here",
                        .label = label,
                        .rect = {end + place.gap, place.header_y, wide, place.header_h},
                        .words = UI_STAFF,
                        .disabled = !name}))
        answer(staff, name);
}
