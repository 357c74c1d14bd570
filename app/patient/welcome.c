/* W0, W1 and what stands in their place when nothing can begin. */
#include "inside.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LANGUAGES_MAX 6

static const struct {
    const char *code, *name; /* each in its own language */
} languages[] = {
    {"en", "English"},
    {"es", "Español"},
    {"de", "Deutsch"},
    {"fr", "Français"},
    {"pt", "Português"},
    {"it", "Italiano"},
};

/* ---- resting ---------------------------------------------------------------------*/

void
room_resting(struct patient *room, struct ui *ui)
{
    float shore;
    struct ui_rect rect = room_lamp_scene(ui, 0, &shore);
    struct paragraph paragraphs[] = {
        {"title", UI_TITLE, UI_INK, 0, _("Afterword")},
        {"prompt", UI_PROMPT, UI_INK, 16, _("This screen is resting. Please tell your therapist.")},
    };

    (void) room_write_rising(ui, rect, room_top(ui), 0, NULL, paragraphs, COUNT(paragraphs));
    room_header(room, ui, false);
    room_quiet_corner(room, ui);
}

void
room_unbegun(struct patient *room, struct ui *ui)
{
    float shore;
    struct ui_rect rect = room_lamp_scene(ui, 0, &shore);
    struct paragraph paragraphs[] = {
        {"prompt", UI_PROMPT, UI_INK, 0, _("This screen is resting. Please tell your therapist.")},
    };

    (void) room_write_rising(ui, rect, room_top(ui), 0, NULL, paragraphs, COUNT(paragraphs));
    room_header(room, ui, false);
    if (room_primary(ui, "again", _("Try again")))
        room_begin(room);
}

/* ---- W1 --------------------------------------------------------------------------*/

/* The clinic's languages that have a name; `chosen` gets the one in use. */
static size_t
offered(const struct patient *room, size_t rows[LANGUAGES_MAX])
{
    const struct clinic_settings *settings = room->options.settings;
    const char *list = settings && settings->languages ? settings->languages : room->language;
    size_t count = 0;

    while (*list) {
        size_t length = strcspn(list, ",");

        for (size_t i = 0; i < COUNT(languages); i++)
            if (strlen(languages[i].code) == length &&
                strncmp(languages[i].code, list, length) == 0 && count < LANGUAGES_MAX)
                rows[count++] = i;
        list += length + (list[length] == ',');
        list += strspn(list, " ");
    }
    return count;
}

/* The rows of the water: what to begin with, then languages and comfort. */
struct water {
    float side, gap, high, low, pitch;
    bool wide;
};

static struct water
water_of(const struct ui *ui)
{
    switch (ui_page(ui).shape) {
    case UI_COMPACT:
        return (struct water){8, 8, 76, 72, 82, false};
    case UI_PORTRAIT:
        return (struct water){16, 8, 100, 88, 118, false};
    default:
        return (struct water){32, 16, 100, 88, 120, true};
    }
}

/* Where the languages stand, in rows from the left, and "Make it easier" at the end of the last one
 * or below it. Gives the number of rows. */
static size_t
place_rows(struct patient *room, struct ui *ui, const size_t *languages_at, size_t count,
    struct ui_rect *places)
{
    struct water water = water_of(ui);
    float right = ui_page(ui).w - water.side, x = water.side, wide;
    size_t row = 0;

    for (size_t i = 0; i <= count; i++) {
        const char *label = i < count ? languages[languages_at[i]].name : _("Make it easier");
        bool chosen = i < count && strcmp(languages[languages_at[i]].code, room->language) == 0;

        wide = water.wide ? room_pill_width(ui, label, chosen)
                          : ui_text_width(ui, UI_LABEL, label) + (chosen ? 84 : 40);
        wide = i == count && water.wide && wide < 360 ? 360 : wide;
        if (x > water.side && x + wide > right) {
            x = water.side;
            row++;
        }
        places[i] = (struct ui_rect){
            i < count ? x : right - wide, (float) row * water.pitch, wide, water.low};
        x += wide + water.gap;
    }
    return row + 1;
}

static bool
language_pills(struct patient *room, struct ui *ui, const size_t *languages_at, size_t count,
    const struct ui_rect *places)
{
    size_t pressed = ROOM_NOTHING;

    for (size_t i = 0; i < count; i++) {
        const char *code = languages[languages_at[i]].code;
        char id[16];

        snprintf(id, sizeof(id), "lang-%s", code);
        if (ui_pill(ui, &(struct ui_pill){.id = id,
                            .label = languages[languages_at[i]].name,
                            .rect = places[i],
                            .choice = true,
                            .chosen = strcmp(code, room->language) == 0}))
            pressed = languages_at[i];
    }
    if (pressed != ROOM_NOTHING)
        room_language_set(room, ui, languages[pressed].code);
    return room_pill(ui, "easier", _("Make it easier"), places[count], UI_STONE_PILL);
}

static void
begin_pills(struct patient *room, struct ui *ui, float y)
{
    struct water water = water_of(ui);
    float half = (ui_page(ui).w - 2 * water.side - water.gap) / 2;
    float has_card = room_pill_width(ui, _("I have a card"), false);
    float without = room_pill_width(ui, _("Without a code"), false);
    struct ui_rect card = {water.side, y, half, water.high};
    bool begin, nameless;

    if (water.wide) {
        card.w = has_card > 400 ? has_card : 400;
        card.w = card.w > half ? half : card.w;
    }
    begin = room_pill(ui, "card", _("I have a card"), card, UI_PRIMARY);
    card.x += card.w + water.gap;
    if (water.wide) {
        card.w = without > 400 ? without : 400;
        card.w = card.w > half ? half : card.w;
    }
    nameless = room_pill(ui, "without", _("Without a code"), card, UI_STONE_PILL);
    if (begin || nameless) {
        room_field_clear(room);
        ui_focus(ui, begin ? "code" : "name");
        room_go(room, begin ? SCREEN_CODE : SCREEN_NAME);
    }
}

/* A room that begins with the welcome is seen to have its lamp turned on: once, slowly. */
#define RISE_MS 2400
#define RISE_FRAME_MS 33

static float
lamp_risen(struct patient *room, struct ui *ui)
{
    int64_t passed = clock_now_ms() - room->rose_ms;
    float part = (float) passed / RISE_MS;

    if (room->rose_ms == 0 || room->comfort.less_motion || passed >= RISE_MS)
        return 1;
    ui_wake(ui, clock_now_ms() + RISE_FRAME_MS);
    // in-out sine, as breath has it
    return part <= 0 ? 0 : 0.5f - 0.5f * cosf(part * 3.14159265f);
}

void
room_welcome_screen(struct patient *room, struct ui *ui)
{
    struct water water = water_of(ui);
    size_t languages_at[LANGUAGES_MAX], count = offered(room, languages_at);
    struct ui_rect places[LANGUAGES_MAX + 1], rect;
    size_t rows = place_rows(room, ui, languages_at, count, places);
    struct paragraph paragraphs[] = {
        {"title", UI_TITLE, UI_INK, 0, _("Afterword")},
        {"prompt", UI_PROMPT, UI_INK, 16, _("A quiet place to put down what you want to keep.")},
    };
    size_t held = ui_page(ui).shape == UI_PORTRAIT ? 2 : 1; // of the scene as it is
    float shore, more = rows > held ? water.pitch * (float) (rows - held) : 0, y, narrow = 0;
    size_t n = COUNT(paragraphs);

    rect = room_lamp_rising(ui, more, lamp_risen(room, ui), &shore);
    if (ui_page(ui).shape == UI_STANDARD && rect.w > 640)
        narrow = 640;
    // The name alone, where there is no room for what it is.
    if (!room_fits(ui,
            (struct ui_rect){rect.x, room_top(ui), rect.w, rect.y + rect.h - room_top(ui)},
            paragraphs, n))
        n = 1;
    (void) room_write_rising(ui, rect, room_top(ui), narrow, NULL, paragraphs, n);
    room_header(room, ui, false);
    y = shore + (ui_page(ui).shape == UI_COMPACT ? 16 : 32);
    begin_pills(room, ui, y);
    y += water.high + (ui_page(ui).shape == UI_COMPACT ? 12 : 32);
    for (size_t i = 0; i <= count; i++)
        places[i].y += y;
    if (language_pills(room, ui, languages_at, count, places))
        room->sheet = SHEET_COMFORT;
    room_quiet_corner(room, ui);
}

/* ---- W0 and W1b: who reads this --------------------------------------------------*/

static char *
formatted(const char *format, const char *what)
{
    struct bytes text = BYTES_EMPTY;
    const char *at = strstr(format, "%s");

    // One %s and nothing else: msgfmt checks the catalogues, this needs no format string.
    bytes_append(&text, format, at ? (size_t) (at - format) : strlen(format));
    if (at) {
        bytes_append_text(&text, what);
        bytes_append_text(&text, at + 2);
    }
    return (char *) text.data;
}

static char *
sealed_words(const struct patient *room)
{
    if (room->names && room->names[0])
        return formatted(
            _("What you put down is sealed. %s can open it; the clinic can too, if it must."),
            room->names);
    return memory_string(_("What you put down is sealed. The staff who place it can open it; the "
                           "clinic can too, if it must."));
}

/* Who reads it. Where a page does not hold all of it there are two: gives whether another one
 * follows. */
static bool
statement(struct patient *room, struct ui *ui, const char *title)
{
    struct ui_page page = ui_page(ui);
    char *sealed = sealed_words(room);
    float gap = page.shape == UI_COMPACT ? 4 : 25;
    struct paragraph paragraphs[] = {
        {"title", UI_TITLE, UI_INK, 0, title},
        {"sealed", UI_BODY, UI_INK, gap + 8, sealed},
        {"nobody", UI_BODY, UI_INK, gap, _("Nobody watches through this screen.")},
        {"for-help", UI_BODY, UI_INK, gap, _("For help now, touch I need someone, at the top.")},
    };

    float top = page.shape == UI_COMPACT ? 84 : page.shape == UI_PORTRAIT ? 160 : 168;
    float bottom = page.shoreline - (page.shape == UI_COMPACT ? 4 : 32);
    float side = page.shape == UI_COMPACT ? 20 : 48;
    struct ui_rect rect = {side, room_top(ui), page.w - 2 * side, bottom - room_top(ui)};
    bool parted = !room_fits(ui, rect, paragraphs, COUNT(paragraphs));
    bool first = parted && room->sheet_page == 0;

    if (parted)
        (void) room_lamp_page(ui, top, bottom, first ? paragraphs : paragraphs + 2, 2);
    else
        (void) room_lamp_page(ui, top, bottom, paragraphs, COUNT(paragraphs));
    free(sealed);
    return first;
}

static struct ui_rect
not_me_place(struct ui *ui)
{
    struct ui_rect place = ui_at(ui, UI_AT_BACK);
    float more = ui_text_width(ui, UI_LABEL, _("Not me")) + 44 - place.w;

    if (more > 0) {
        place.x -= ui_comfort(ui)->left_hand ? more : 0;
        place.w += more;
    }
    return place;
}

void
room_ready(struct patient *room, struct ui *ui)
{
    const char *name = room->called && room->called[0] ? room->called : NULL;
    size_t length = name ? strlen(name) : 0;
    char *title = name ? formatted(_("Ready for %s"), name) : memory_string(_("Ready for you"));
    struct bytes stopped = BYTES_EMPTY;
    bool mine, other = false, easier, more;
    const char *label;

    // The sentence ends with a full stop, and an initial has brought its own.
    bytes_append_text(&stopped, title);
    if (!name || name[length - 1] != '.')
        bytes_append_byte(&stopped, '.');
    more = statement(room, ui, bytes_text(&stopped));
    bytes_destroy(&stopped);
    free(title);

    room_header(room, ui, false);
    if (!room->session)
        other = room_pill(ui, "not-me", _("Not me"), not_me_place(ui), UI_STONE_PILL);
    label = more ? _("Go on") : _("That is me");
    easier = room_between(ui, "easier", _("Make it easier"),
        room->session ? ui_at(ui, UI_AT_BACK) : not_me_place(ui), room_primary_place(ui, label));
    mine = room_primary(ui, more ? "go-on" : "that-is-me", label);
    if (mine && more) {
        room->sheet_page = 1;
    } else if (mine) {
        room_begin(room);
    } else if (other) {
        // The tray goes with this process; the next one has none.
        LOG("patient", "the person said: not me");
        room_end(room, PATIENT_ENDED);
    } else if (easier) {
        room->sheet = SHEET_COMFORT;
    }
}

void
room_who(struct patient *room, struct ui *ui)
{
    bool more = statement(room, ui, _("Who reads this")), back = false, mine;

    room_header(room, ui, false);
    if (!room->session || room->sheet_page > 0)
        back = room_back(ui);
    mine = room_primary(ui, more ? "go-on" : "begin", more ? _("Go on") : _("I understand"));
    if (mine && more) {
        room->sheet_page = 1;
    } else if (back && room->sheet_page > 0) {
        room->sheet_page = 0;
    } else if (back) {
        room_welcome(room);
    } else if (mine) {
        if (room->session || room->flow)
            room_begin(room);
        else
            room_go(room, SCREEN_WHICH);
    }
}

/* ---- W2b -------------------------------------------------------------------------*/

#define FLOWS_SHOWN 16

void
room_which(struct patient *room, struct ui *ui)
{
    struct choice choices[FLOWS_SHOWN];
    size_t count = 0, pressed;
    const struct flow *flow;
    bool back = false, begin;

    for (; count < FLOWS_SHOWN && (flow = room_flow(room, count)); count++)
        choices[count] = (struct choice){.id = flow->id,
            .label = flow_title(flow, room->language),
            .chosen = count == room->which};
    ui_scene(ui, ui_page(ui).shoreline);
    pressed = room_choices(ui, _("Which one would you like?"), choices, count, &room->sheet_page);
    room_header(room, ui, false);
    if (!room->session)
        back = room_back(ui);
    begin = room_primary(ui, "begin", _("Begin this"));
    if (pressed != ROOM_NOTHING && !room->session) {
        room->which = pressed;
    } else if (back) {
        room_go(room, SCREEN_WHO);
    } else if (begin) {
        if (!room->session)
            room_flow_set(room, room_flow(room, room->which));
        room_begin(room);
    }
}
