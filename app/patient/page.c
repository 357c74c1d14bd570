#include "inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- words that fit --------------------------------------------------------------*/

/* What title, prompt and body become, level by level, until a page holds them. None is below the
 * smallest letters a patient is given (N11) but the last: for a page that a language or a clinic's
 * words have filled beyond what was meant, small letters are better than words that are cut. */
static const enum ui_words levels[][3] = {
    {UI_TITLE, UI_PROMPT, UI_BODY},
    {UI_PROMPT, UI_PROMPT, UI_BODY},
    {UI_PROMPT, UI_STAFF_TITLE, UI_LABEL},
    {UI_STAFF_TITLE, UI_STAFF_TITLE, UI_LABEL},
    {UI_STAFF_TITLE, UI_STAFF_TITLE, UI_LETTERS_100},
    {UI_STAFF_HEAD, UI_STAFF_HEAD, UI_STAFF},
};
#define LEVELS_MEANT (COUNT(levels) - 1)
#define NO_LEVEL COUNT(levels)

static enum ui_words
words_at(enum ui_words words, size_t level)
{
    return words <= UI_BODY ? levels[level][words] : words;
}

/* How high they are in a level's sizes; a title that wraps is no title: INFINITY. */
static float
height_of(
    struct ui *ui, float width, size_t level, const struct paragraph *paragraphs, size_t count)
{
    float used = 0;

    for (size_t i = 0; i < count; i++) {
        enum ui_words words = words_at(paragraphs[i].words, level);
        float high = ui_text_height(ui, width, words, paragraphs[i].text);

        if (words == UI_TITLE && high > ui_line_height(ui, words) * 1.5f)
            return INFINITY;
        used += high + (i > 0 ? paragraphs[i].above : 0);
    }
    return used;
}

static size_t
level_for(struct ui *ui, struct ui_rect rect, float narrow, bool *is_narrow,
    const struct paragraph *paragraphs, size_t count)
{
    for (size_t level = 0; level < COUNT(levels); level++) {
        *is_narrow = narrow > 0;
        if (*is_narrow && height_of(ui, narrow, level, paragraphs, count) <= rect.h)
            return level;
        *is_narrow = false;
        if (height_of(ui, rect.w, level, paragraphs, count) <= rect.h)
            return level;
    }
    return NO_LEVEL;
}

bool
room_fits(struct ui *ui, struct ui_rect rect, const struct paragraph *paragraphs, size_t count)
{
    bool narrow;

    return level_for(ui, rect, 0, &narrow, paragraphs, count) < LEVELS_MEANT;
}

float
room_write_rising(struct ui *ui, struct ui_rect rect, float highest, float narrow, bool *is_narrow,
    const struct paragraph *paragraphs, size_t count)
{
    float bottom = rect.y + rect.h, width, y;
    bool served;
    size_t level = level_for(ui, (struct ui_rect){rect.x, highest, rect.w, bottom - highest},
        narrow, &served, paragraphs, count);

    level = level == NO_LEVEL ? NO_LEVEL - 1 : level;
    width = served ? narrow : rect.w;
    y = bottom - height_of(ui, width, level, paragraphs, count);
    y = y > rect.y ? rect.y : y < highest ? highest : y;
    for (size_t i = 0; i < count; i++) {
        y += i > 0 ? paragraphs[i].above : 0;
        y += ui_text(ui, paragraphs[i].id, (struct ui_rect){rect.x, y, width, rect.h},
            words_at(paragraphs[i].words, level), paragraphs[i].colour, paragraphs[i].text);
    }
    if (is_narrow)
        *is_narrow = served;
    return y;
}

float
room_write(struct ui *ui, struct ui_rect rect, float narrow, bool *is_narrow,
    const struct paragraph *paragraphs, size_t count)
{
    return room_write_rising(ui, rect, rect.y, narrow, is_narrow, paragraphs, count);
}

float
room_written(struct ui *ui, struct ui_rect rect, const struct paragraph *paragraphs, size_t count)
{
    bool narrow;
    size_t level = level_for(ui, rect, 0, &narrow, paragraphs, count);

    level = level == NO_LEVEL ? NO_LEVEL - 1 : level;
    return rect.y + height_of(ui, rect.w, level, paragraphs, count);
}

float
room_prompt(struct ui *ui, struct ui_rect rect, const char *text)
{
    struct paragraph prompt = {"prompt", UI_PROMPT, UI_INK, 0, text};

    return room_write(ui, rect, 0, NULL, &prompt, 1) - rect.y;
}

/* ---- header and band -------------------------------------------------------------*/

float
room_pill_width(struct ui *ui, const char *label, bool icon)
{
    return ui_text_width(ui, UI_LABEL, label) + (icon ? 48 + 47 * ui_page(ui).label : 80);
}

bool
room_pill(struct ui *ui, const char *id, const char *label, struct ui_rect rect, enum ui_look look)
{
    return ui_pill(ui, &(struct ui_pill){.id = id, .label = label, .rect = rect, .look = look});
}

struct ui_rect
room_help_place(struct ui *ui)
{
    struct ui_rect place = ui_at(ui, UI_AT_HELP);
    float need = room_pill_width(ui, _("I need someone"), true);
    float most = place.x + place.w - ui_at(ui, UI_AT_HEAR).x;

    // A longer label grows to the left, over the place that is kept for hearing.
    need = need < place.w ? place.w : need > most ? most : need;
    place.x += place.w - need;
    place.w = need;
    return place;
}

void
room_header(struct patient *room, struct ui *ui, bool pause)
{
    if (pause && ui_pill(ui, &(struct ui_pill){.id = "pause",
                                 .label = _("Pause"),
                                 .rect = ui_at(ui, UI_AT_PAUSE),
                                 .icon = UI_ICON_PAUSE,
                                 .key = SDLK_ESCAPE})) {
        room->sheet = room->sheet == SHEET_NONE ? SHEET_PAUSE : SHEET_NONE;
        room->sheet_page = 0;
    }
    if (ui_pill(ui, &(struct ui_pill){.id = "help",
                        .label = _("I need someone"),
                        .rect = room_help_place(ui),
                        .look = UI_HELP_PILL,
                        .icon = UI_ICON_HELP,
                        .key = SDLK_F1}))
        room_help_open(room, CLINIC_CALL_PRESSED);
}

bool
room_back(struct ui *ui)
{
    return ui_pill(ui,
        &(struct ui_pill){
            .id = "back", .label = _("Back"), .rect = ui_at(ui, UI_AT_BACK), .icon = UI_ICON_BACK});
}

bool
room_middle(struct ui *ui, const char *id, const char *label)
{
    return room_between(ui, id, label, ui_at(ui, UI_AT_BACK), room_primary_place(ui, ""));
}

bool
room_between(
    struct ui *ui, const char *id, const char *label, struct ui_rect back, struct ui_rect on)
{
    struct ui_rect place = ui_at(ui, UI_AT_SKIP);
    float gap = ui_page(ui).shape == UI_STANDARD ? 16 : 8;
    float least = (back.x < on.x ? back.x + back.w : on.x + on.w) + gap;
    float most = (back.x < on.x ? on.x : back.x) - gap;
    float width = room_pill_width(ui, label, false), middle = place.x + place.w / 2;

    if (width > place.w) {
        place.w = width < most - least ? width : most - least;
        place.x = middle - place.w / 2;
    }
    if (place.x < least)
        place.x = least;
    if (place.x + place.w > most)
        place.x = most - place.w;
    return room_pill(ui, id, label, place, UI_STONE_PILL);
}

struct ui_rect
room_primary_place(struct ui *ui, const char *label)
{
    struct ui_rect place = ui_at(ui, UI_AT_CONTINUE);
    float need = ui_text_width(ui, UI_LABEL, label);
    float least = ui_text_width(ui, UI_LABEL, _("Continue")); // as wide on each screen
    float more = (need > least ? need : least) + 48 - place.w;

    if (more > 0) {
        place.x -= ui_comfort(ui)->left_hand ? 0 : more;
        place.w += more;
    }
    return place;
}

bool
room_primary(struct ui *ui, const char *id, const char *label)
{
    return room_pill(ui, id, label, room_primary_place(ui, label), UI_PRIMARY);
}

float
room_top(struct ui *ui)
{
    return ui_page(ui).shape == UI_COMPACT ? 84 : 124;
}

#define ROW 100.0f
#define ROW_PITCH 124.0f
#define ROW_LEAST 90.0f /* 15 mm drawn, 20 mm from one to the next (N1) */
#define ROW_PITCH_LEAST 118.0f
#define ROW_COMPACT 64.0f
#define ROW_COMPACT_PITCH 74.0f

struct room_rows
room_rows_of(struct ui *ui, size_t count, float top)
{
    struct ui_page page = ui_page(ui);
    bool compact = page.shape == UI_COMPACT;
    float bottom = page.shoreline - (compact ? 2 : 12), down = (float) (count - 1);
    struct room_rows rows = {top, ROW, ROW_PITCH};

    if (!compact && rows.top + down * rows.pitch + rows.high <= bottom)
        return rows;
    rows.high = compact ? ROW_COMPACT : ROW_LEAST;
    rows.pitch = compact ? ROW_COMPACT_PITCH : ROW_PITCH_LEAST;
    if (rows.top + down * rows.pitch + rows.high > bottom)
        rows.top = bottom - down * rows.pitch - rows.high;
    return rows;
}

/* ---- the scene with the lamp -----------------------------------------------------*/

struct ui_rect
room_lamp_scene(struct ui *ui, float water, float *shore)
{
    return room_lamp_rising(ui, water, 1, shore);
}

struct ui_rect
room_lamp_rising(struct ui *ui, float water, float part, float *shore)
{
    struct ui_page page = ui_page(ui);
    float radius;

    switch (page.shape) {
    case UI_COMPACT:
        *shore = page.h - 196 - water;
        ui_scene(ui, *shore);
        radius = (*shore - 96) / 2.92f;
        radius = radius > 48 ? 48 : radius;
        ui_lamp_rising(ui, page.w - 120, (*shore + 84) / 2, radius, part);
        return (struct ui_rect){20, 96, page.w - 232, *shore - 104};
    case UI_PORTRAIT:
        *shore = page.h - 440 - water;
        ui_scene(ui, *shore);
        ui_lamp_rising(ui, page.w / 2, *shore - 200, 100, part);
        return (struct ui_rect){48, 160, page.w - 96, *shore - 520};
    default:
        *shore = page.h - 280 - water;
        radius = (*shore - 154) / 2.92f;
        radius = radius > 92 ? 92 : radius;
        ui_scene(ui, *shore);
        ui_lamp_rising(ui, page.w - 228, *shore - 38 - 1.46f * radius, radius, part);
        if (part >= 1)
            ui_reflections(ui, page.w - 228, radius);
        return (struct ui_rect){48, *shore * 0.4f, page.w - 442, *shore * 0.6f - 16};
    }
}

float
room_lamp_page(
    struct ui *ui, float top, float bottom, const struct paragraph *paragraphs, size_t count)
{
    struct ui_page page = ui_page(ui);
    float side = page.shape == UI_COMPACT ? 20 : 48;
    struct ui_rect rect = {side, top, page.w - 2 * side, bottom - top};
    bool lamp;
    float y;

    ui_scene(ui, page.shoreline);
    if (page.shape != UI_STANDARD)
        return room_write(ui, rect, 0, NULL, paragraphs, count);
    y = room_write_rising(ui, rect, 128, page.w - 350, &lamp, paragraphs, count);
    if (lamp)
        ui_lamp(ui, page.w - 168, 500, 80, false);
    return y;
}

/* ---- cards -----------------------------------------------------------------------*/

static struct ui_rect
card_inside(struct ui *ui, struct ui_rect rect)
{
    float pad = ui_page(ui).shape == UI_COMPACT ? 20 : 40;

    return (struct ui_rect){rect.x + pad, rect.y + 6, rect.w - 2 * pad, rect.h - 12};
}

static size_t
card_words(const struct card *card, struct paragraph paragraphs[2])
{
    paragraphs[0] = (struct paragraph){NULL, UI_BODY, UI_INK, 0, card->label};
    paragraphs[1] = (struct paragraph){NULL, UI_BODY, UI_SOFT, 0, card->more};
    return card->more[0] ? 2 : 1;
}

float
room_card_height(struct ui *ui, const struct card *card, float width, enum ui_words words)
{
    struct ui_rect inside = card_inside(ui, (struct ui_rect){0, 0, width, 0});

    return ui_text_height(ui, inside.w, words, card->label) - inside.h +
           (card->more[0] ? ui_text_height(ui, inside.w, words, card->more) : 0);
}

size_t
room_cards(struct ui *ui, const struct card *cards, size_t count)
{
    struct paragraph paragraphs[2];
    size_t level = 0, pressed = ROOM_NOTHING;
    bool narrow;

    // What stands side by side is of one size: that of the fullest card.
    for (size_t i = 0; i < count; i++) {
        size_t of_card = level_for(ui, card_inside(ui, cards[i].rect), 0, &narrow, paragraphs,
            card_words(&cards[i], paragraphs));

        level = of_card > level ? of_card : level;
    }
    level = level == NO_LEVEL ? NO_LEVEL - 1 : level;
    for (size_t i = 0; i < count; i++) {
        struct ui_rect inside = card_inside(ui, cards[i].rect);
        size_t n = card_words(&cards[i], paragraphs);

        ui_box(
            ui, cards[i].rect, 40, UI_STONE, UI_RIM, ui_comfort(ui)->theme == UI_CONTRAST ? 3 : 2);
        if (ui_row(ui, cards[i].id, cards[i].rect, cards[i].label, cards[i].more, false))
            pressed = i;
        inside.y += (inside.h - height_of(ui, inside.w, level, paragraphs, n)) / 2;
        for (size_t line = 0; line < n; line++)
            inside.y += ui_text(ui, NULL, inside, words_at(UI_BODY, level), paragraphs[line].colour,
                paragraphs[line].text);
    }
    return pressed;
}

/* ---- fields ----------------------------------------------------------------------*/

enum field_press
room_field(struct patient *room, struct ui *ui, const char *id, const char *title, const char *more)
{
    struct ui_page page = ui_page(ui);
    struct ui_rect keys = ui_keyboard_rect(ui);
    bool compact = page.shape == UI_COMPACT, narrow = page.shape != UI_STANDARD;
    float side = compact ? 20 : 48, pill = narrow ? 8 : 32, high = compact ? 72 : 88;
    bool stacked = page.shape == UI_PORTRAIT; // the field above its two pills
    float y = keys.y - high - (compact ? 8 : 16), gap = narrow ? 8 : 16;
    float back = compact ? 150 : stacked ? 200 : 240, on = compact ? 200 : stacked ? 314 : 300;
    float above = stacked ? high + 30 : 0;
    struct ui_rect words = {
        side, compact ? 84 : 120, page.w - 2 * side, y - above - (compact ? 88 : 128)};
    struct ui_rect row = {stacked ? 16 : pill, y, page.w - 2 * (stacked ? 16 : pill), high};
    struct ui_rect field = {row.x + back + gap, y, row.w - back - on - 2 * gap, high};
    struct ui_writing_look look = {.one_line = true, .label = title};
    struct paragraph paragraphs[] = {
        {"prompt", UI_PROMPT, UI_INK, 0, title},
        {"more", UI_BODY, UI_SOFT, 8, more},
    };
    enum field_press press = FIELD_STAYS;
    size_t count;

    ui_scene(ui, keys.y);
    // Where one of them has room, what went wrong stands before what was asked.
    count = more && more[0] && room_fits(ui, words, paragraphs, 2) ? 2 : 1;
    (void) room_write(
        ui, words, 0, NULL, count == 1 && room->field_note ? paragraphs + 1 : paragraphs, count);
    if (ui_pill(ui, &(struct ui_pill){.id = "back",
                        .label = _("Back"),
                        .rect = {row.x, y, back, high},
                        .icon = UI_ICON_BACK}))
        press = FIELD_BACK;
    if (stacked)
        field = (struct ui_rect){row.x, y - above, row.w, high};
    (void) ui_write(ui, id, field, room->field, &look);
    // Return goes on as well: a hand scanner ends what it types with one.
    if (ui_pill(ui, &(struct ui_pill){.id = "continue",
                        .label = _("Continue"),
                        .rect = {row.x + row.w - on, y, on, high},
                        .key = SDLK_RETURN}))
        press = FIELD_DONE;
    if (ui_keyboard(ui, "keys", keys, UI_KEYS_WORDS, room->field).done)
        press = FIELD_DONE;
    return press;
}

/* ---- small things ----------------------------------------------------------------*/

char *
room_joined(char *const *names, size_t count)
{
    struct bytes text = BYTES_EMPTY, joined = BYTES_EMPTY;

    if (count == 0)
        return NULL;
    for (size_t i = 0; i + 1 < count; i++) {
        if (i > 0)
            bytes_append_text(&text, ", ");
        bytes_append_text(&text, names[i]);
    }
    if (count == 1)
        bytes_append_text(&joined, names[0]);
    else
        bytes_append_format(&joined, _("%s and %s"), bytes_text(&text), names[count - 1]);
    bytes_destroy(&text);
    return (char *) joined.data;
}

const char *
room_breath_at(int64_t ms, int in, int hold, int out, float *full)
{
    int64_t in_ms = in * INT64_C(1000), hold_ms = hold * INT64_C(1000),
            out_ms = out * INT64_C(1000);
    int64_t whole = in_ms + hold_ms + out_ms, at;

    *full = 0.5f;
    if (whole <= 0)
        return "";
    at = ms % whole;
    if (at < in_ms) {
        *full = (float) at / (float) in_ms;
        return _("in");
    }
    at -= in_ms;
    if (at < hold_ms) {
        *full = 1;
        return _("hold");
    }
    at -= hold_ms;
    *full = 1 - (float) at / (float) out_ms;
    return _("out");
}

void
room_again(struct ui *ui)
{
    ui_wake(ui, clock_now_ms());
}
