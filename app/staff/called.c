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

/* ---- at the locked page ------------------------------------------------------------*/

#define NAMES_A_PAGE 6

static const char *
locked_title(const struct staff *staff, char *text, size_t size)
{
    const char *where = staff->options.settings ? staff->options.settings->place : NULL;

    if (!where || !where[0])
        return call_title(staff);
    (void) snprintf(text, size,
        staff->call.kind == CLINIC_CALL_WORD ? _("%s asks for a word") : _("%s is calling"), where);
    return text;
}

static void
locked_words(struct staff *staff, struct ui *ui, const struct place *place)
{
    bool small = place->compact || place->narrow;
    float radius = place->compact ? 24 : small ? 40 : 60;
    float x = place->text + 2 * radius + (small ? 20 : 40), wide = place->right - x;
    float y = place->header_y + place->header_h + (place->compact ? 4 : 8);
    enum ui_words words = place->compact ? UI_STAFF : UI_BODY;
    char text[WORDS_MAX], since[WORDS_MAX];

    call_ring(ui, place->text + radius, y + radius, radius);
    y += ui_text(ui, "called-title", (struct ui_rect){x, y, wide, 0},
             place->compact ? UI_STAFF_TITLE
             : small        ? UI_PROMPT
                            : UI_TITLE,
             UI_INK, locked_title(staff, text, sizeof(text))) +
         (place->compact ? 0 : 8);
    staff_since_words(staff->call.since_ms, since, sizeof(since));
    (void) snprintf(text, sizeof(text), _("Since %s. Nobody has gone yet."), since);
    y += ui_text(ui, "called-since", (struct ui_rect){x, y, wide, 0}, words, UI_INK, text) +
         (place->compact ? 0 : 8);
    (void) ui_text(ui, "called-way", (struct ui_rect){x, y, wide, 0},
        place->compact || ui_page(ui).h < 780 ? UI_STAFF_SMALL : UI_STAFF, UI_SOFT,
        way_words(staff));
}

/* Names are the answer: one touch says who is going. */
static void
going_pills(struct staff *staff, struct ui *ui, const struct place *place, struct ui_rect rect)
{
    size_t columns = place->narrow && !place->compact ? 2 : 3, rows = NAMES_A_PAGE / columns;
    size_t names = NAMES_A_PAGE - 1, count = staff->members_read ? staff->members.count : 0;
    size_t from = staff->names_page * names < count ? staff->names_page * names : 0;
    float gap = place->compact ? 8 : 16, down = place->compact ? 8 : 20;
    float high = (rect.h - down * (float) (rows - 1)) / (float) rows;
    size_t shown = 0;

    for (size_t i = from; i <= count && shown < NAMES_A_PAGE; i++, shown++) {
        bool other = i == count || shown == names;
        bool turns = other && count > names;
        const char *label = turns   ? _("More")
                            : other ? _("Someone else")
                                    : staff->members.members[i].name;
        size_t row_index = shown / columns;
        struct ui_rect row = {rect.x, rect.y + (float) row_index * (high + down), rect.w, high};
        char id[32];

        (void) snprintf(id, sizeof(id), "going-%zu", shown + 1);
        if (ui_pill(ui, &(struct ui_pill){.id = turns   ? "more"
                                                : other ? "someone-else"
                                                        : id,
                            .label = label,
                            .rect = ui_nth(row, shown % columns, columns, gap),
                            .words = place->compact ? UI_STAFF : UI_LABEL})) {
            if (turns)
                staff->names_page = from + names < count ? staff->names_page + 1 : 0;
            else
                answer(staff, other ? "" : label);
        }
        if (other)
            break;
    }
}

bool
staff_called_alone(const struct staff *staff)
{
    return staff->screen == SCREEN_UNLOCK && staff_call_is_open(staff) && !staff->unlock_first;
}

void
staff_called_frame(struct staff *staff, struct ui *ui)
{
    struct ui_page page = ui_page(ui);
    struct place place = staff_place_of(ui);
    const char *first = _("Unlock");
    float wide = ui_text_width(ui, UI_STAFF, first) + (place.compact ? 72 : 120);
    float low = place.compact ? 258 : place.narrow ? 620 : 408 - fminf(fmaxf(800 - page.h, 0), 64);
    float pad = place.compact ? 8 : 28;
    float head = place.compact ? 48 : 76, leave;

    ui_scene(ui, page.h - low);
    locked_words(staff, ui, &place);
    (void) ui_text(ui, "touch-your-name",
        (struct ui_rect){place.text, page.h - low + pad, place.right - place.text, 0},
        place.compact ? UI_STAFF_HEAD : UI_PROMPT, UI_INK, _("Touch your name: I am going"));
    going_pills(staff, ui, &place,
        (struct ui_rect){place.text, page.h - low + pad + head, place.right - place.text,
            low - head - pad - (place.compact ? 12 : 48)});
    leave = staff_leave_pill(staff, ui, &place);
    if (ui_pill(ui, &(struct ui_pill){.id = "unlock-first",
                        .label = first,
                        .rect = {leave - place.gap - wide, place.header_y, wide, place.header_h},
                        .icon = UI_ICON_LOCK,
                        .words = UI_STAFF}))
        staff->unlock_first = true;
}
