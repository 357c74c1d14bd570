/* W0, W1 and what stands in their place when nothing can begin. */
#include "inside.h"

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
    struct ui_rect rect = room_lamp_scene(ui, &shore);
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
    struct ui_rect rect = room_lamp_scene(ui, &shore);
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

static void
language_pills(struct patient *room, struct ui *ui, struct ui_rect place)
{
    size_t rows[LANGUAGES_MAX], count = offered(room, rows), pressed = ROOM_NOTHING;
    float gap = ui_page(ui).shape == UI_STANDARD ? 16 : 8;

    for (size_t i = 0; i < count; i++) {
        const char *code = languages[rows[i]].code, *name = languages[rows[i]].name;
        bool chosen = strcmp(code, room->language) == 0;
        char id[16];

        snprintf(id, sizeof(id), "lang-%s", code);
        place.w = room_pill_width(ui, name, chosen);
        if (ui_pill(
                ui, &(struct ui_pill){
                        .id = id, .label = name, .rect = place, .choice = true, .chosen = chosen}))
            pressed = rows[i];
        place.x += place.w + gap;
    }
    if (pressed != ROOM_NOTHING)
        room_language_set(room, ui, languages[pressed].code);
}

/* The rows of the water: what to begin with, then languages and comfort. */
static void
welcome_water(struct patient *room, struct ui *ui, float shore)
{
    struct ui_page page = ui_page(ui);
    bool compact = page.shape == UI_COMPACT, portrait = page.shape == UI_PORTRAIT;
    float side = compact ? 8 : portrait ? 16 : 32, gap = compact ? 8 : 16;
    float high = compact ? 80 : 100, low = compact ? 72 : 88;
    float y = shore + (compact ? 16 : 32), half = (page.w - 2 * side - gap) / 2;
    float has_card = room_pill_width(ui, _("I have a card"), false);
    float without = room_pill_width(ui, _("Without a code"), false);
    float easier = room_pill_width(ui, _("Make it easier"), false);
    struct ui_rect card = {side, y,
        page.shape != UI_STANDARD ? half
        : has_card > 400          ? has_card
                                  : 400,
        high};
    bool begin, nameless;

    begin = room_pill(ui, "card", _("I have a card"), card, UI_PRIMARY);
    card.x += card.w + gap;
    card.w = page.shape != UI_STANDARD ? half : without > 400 ? without : 400;
    nameless = room_pill(ui, "without", _("Without a code"), card, UI_STONE_PILL);
    y += high + (compact ? 12 : 32);
    language_pills(room, ui, (struct ui_rect){side, y, 0, low});
    easier = page.shape == UI_STANDARD && easier < 360 ? 360 : easier;
    if (portrait)
        y += low + 24;
    if (room_pill(ui, "easier", _("Make it easier"),
            (struct ui_rect){page.w - side - easier, y, easier, low}, UI_STONE_PILL))
        room->sheet = SHEET_COMFORT;
    if (begin || nameless) {
        room_field_clear(room);
        ui_focus(ui, begin ? "code" : "name");
        room_go(room, begin ? SCREEN_CODE : SCREEN_NAME);
    }
}

void
room_welcome_screen(struct patient *room, struct ui *ui)
{
    float shore;
    struct ui_rect rect = room_lamp_scene(ui, &shore);
    struct paragraph paragraphs[] = {
        {"title", UI_TITLE, UI_INK, 0, _("Afterword")},
        {"prompt", UI_PROMPT, UI_INK, 16, _("A quiet place to put down what you want to keep.")},
    };

    if (ui_page(ui).shape == UI_STANDARD && rect.w > 640)
        rect.w = 640;
    (void) room_write_rising(ui, rect, room_top(ui), 0, NULL, paragraphs, COUNT(paragraphs));
    room_header(room, ui, false);
    welcome_water(room, ui, shore);
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

static void
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

    (void) room_lamp_page(ui,
        page.shape == UI_COMPACT    ? 88
        : page.shape == UI_PORTRAIT ? 160
                                    : 168,
        page.shoreline - (page.shape == UI_COMPACT ? 4 : 32), paragraphs, COUNT(paragraphs));
    free(sealed);
}

static struct ui_rect
not_me_place(struct ui *ui)
{
    struct ui_rect place = ui_at(ui, UI_AT_BACK);
    float more = ui_text_width(ui, UI_LABEL, _("Not me")) + 48 - place.w;

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
    bool mine, other = false, easier;

    // The sentence ends with a full stop, and an initial has brought its own.
    bytes_append_text(&stopped, title);
    if (!name || name[length - 1] != '.')
        bytes_append_byte(&stopped, '.');
    statement(room, ui, bytes_text(&stopped));
    bytes_destroy(&stopped);
    free(title);

    room_header(room, ui, false);
    if (!room->session)
        other = room_pill(ui, "not-me", _("Not me"), not_me_place(ui), UI_STONE_PILL);
    easier = room_middle(ui, "easier", _("Make it easier"));
    mine = room_primary(ui, "that-is-me", _("That is me"));
    if (mine) {
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
    bool back = false, mine;

    statement(room, ui, _("Who reads this"));
    room_header(room, ui, false);
    if (!room->session)
        back = room_back(ui);
    mine = room_primary(ui, "begin", _("I understand"));
    if (back) {
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
