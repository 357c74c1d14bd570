/* The places of the staff's pages: header, band, rows and what stands in them. */
#include "inside.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "afterword/figure.h"

struct place
staff_place_of(const struct ui *ui)
{
    struct ui_page page = ui_page(ui);
    struct place place = {
        .narrow = page.w < 1000,
        .margin = 32,
        .text = 48,
        .header_y = 24,
        .header_h = 72,
        .shoreline = page.h - 120,
        .band_h = 72,
        .row = 72,
        .pill = 64,
        .gap = 16,
    };

    if (page.shape == UI_COMPACT) {
        place.compact = true;
        place.margin = 12;
        place.text = 20;
        place.header_y = 8;
        place.header_h = 60;
        place.shoreline = page.h - 76;
        place.band_h = 56;
        place.row = 58;
        place.pill = 52;
        place.gap = 8;
    }
    place.right = page.w - place.margin;
    place.band_y = page.h - place.gap - place.band_h - (place.compact ? 2 : 8);
    place.content = (struct ui_rect){
        place.text, place.header_y + place.header_h + place.gap, place.right - place.text, 0};
    place.content.h = place.shoreline - place.content.y;
    return place;
}

size_t
staff_rows_in(float height, float row)
{
    return height < row ? 1 : (size_t) (height / row);
}

size_t
staff_pages_of(size_t count, size_t rows)
{
    return count == 0 ? 1 : (count + rows - 1) / rows;
}

/* ---- lines ---------------------------------------------------------------------------*/

/* The longest beginning that fits, at the end of a character. */
static void
cut(struct ui *ui, enum ui_words words, float width, const char *text, char *line, size_t size)
{
    size_t length = strlen(text), fits = 0, at = 0;

    while (at < length && at + 8 < size) {
        size_t step = 1;

        (void) utf8_at(text, length, at, &step);
        (void) snprintf(line, size, "%.*s…", (int) (at + step), text);
        if (ui_text_width(ui, words, line) > width)
            break;
        at += step;
        fits = at;
    }
    (void) snprintf(line, size, "%.*s…", (int) fits, text);
}

static float
draw_line(struct ui *ui, const char *id, struct ui_rect rect, enum ui_words words,
    enum ui_colour colour, const char *text, bool right)
{
    static const enum ui_words titles[] = {
        UI_TITLE, UI_PROMPT, UI_STAFF_TITLE, UI_STAFF_HEAD, UI_STAFF_BOOK};
    char line[WORDS_MAX * 2];
    float height = ui_line_height(ui, words), width = ui_text_width(ui, words, text);

    // A title that is too long is a smaller title.
    for (size_t i = 0; i + 1 < COUNT(titles) && width > rect.w; i++)
        if (words == titles[i]) {
            words = titles[i + 1];
            height = ui_line_height(ui, words);
            width = ui_text_width(ui, words, text);
        }
    // Two small lines hold more than one that is cut.
    if (width > rect.w && words >= UI_STAFF && words != UI_STAFF_SMALL && !right) {
        float two = ui_text_height(ui, rect.w, UI_STAFF_SMALL, text);

        if (two <= rect.h && two <= ui_line_height(ui, UI_STAFF_SMALL) * 2.5f) {
            rect.y += (rect.h - two) / 2;
            (void) ui_text(ui, id, (struct ui_rect){rect.x, rect.y, rect.w, two}, UI_STAFF_SMALL,
                colour, text);
            return rect.w;
        }
    }
    if (width > rect.w) {
        cut(ui, words, rect.w, text, line, sizeof(line));
        text = line;
        width = ui_text_width(ui, words, text);
    }
    if (right)
        rect.x += rect.w - width;
    // A little wider than it is, so that rounding never breaks it.
    (void) ui_text(ui, id,
        (struct ui_rect){rect.x, rect.y + (rect.h - height) / 2, width + 8, height}, words, colour,
        text);
    memory_wipe(line, sizeof(line));
    return width;
}

float
staff_line_of(struct ui *ui, const char *id, struct ui_rect rect, enum ui_words words,
    enum ui_colour colour, const char *text)
{
    return draw_line(ui, id, rect, words, colour, text, false);
}

float
staff_line_right(struct ui *ui, const char *id, struct ui_rect rect, enum ui_words words,
    enum ui_colour colour, const char *text)
{
    return draw_line(ui, id, rect, words, colour, text, true);
}

enum ui_colour
staff_alarm_colour(const struct ui *ui)
{
    // Rowan by dusk holds 3:1 on the air: enough for a mark, too little for words.
    return ui_comfort(ui)->theme == UI_DUSK ? UI_INK : UI_ROWAN;
}

/* ---- header --------------------------------------------------------------------------*/

static float
header_pill_width(struct ui *ui, const struct place *place, const char *label)
{
    float wide = ui_text_width(ui, UI_STAFF, label) + (place->compact ? 56 : 96);

    return fmaxf(wide, place->compact ? 104 : 152);
}

void
staff_lock_pill(struct staff *staff, struct ui *ui)
{
    struct place place = staff_place_of(ui);
    float width = header_pill_width(ui, &place, _("Lock"));

    if (ui_pill(ui, &(struct ui_pill){.id = "lock",
                        .label = _("Lock"),
                        .rect = {place.right - width, place.header_y, width, place.header_h},
                        .icon = UI_ICON_LOCK,
                        .words = UI_STAFF}))
        staff->wants_lock = true;
}

/* On the title's baseline; in two small lines where one is too long for a narrow page. */
static void
header_meta(struct ui *ui, const struct place *place, struct ui_rect rect, const char *meta)
{
    enum ui_words words = ui_text_width(ui, UI_STAFF, meta) <= rect.w ? UI_STAFF : UI_STAFF_SMALL;
    float height = ui_text_height(ui, rect.w, UI_STAFF_SMALL, meta);

    if (ui_text_width(ui, words, meta) > rect.w && height <= rect.h) {
        rect.y += (rect.h - height) / 2;
        (void) ui_text(ui, "meta", rect, UI_STAFF_SMALL, UI_SOFT, meta);
        return;
    }
    rect.y += place->compact ? 5 : 8;
    (void) staff_line_of(ui, "meta", rect, words, UI_SOFT, meta);
}

/* A narrow page has them below each other. */
static void
header_lines(struct ui *ui, struct ui_rect rect, const char *title, const char *meta)
{
    float small = ui_line_height(ui, UI_STAFF_SMALL);

    rect.h -= small - 2;
    (void) staff_line_of(ui, "title", rect, UI_STAFF_HEAD, UI_INK, title);
    (void) staff_line_of(ui, "meta", (struct ui_rect){rect.x, rect.y + rect.h, rect.w, small},
        UI_STAFF_SMALL, UI_SOFT, meta);
}

bool
staff_header(struct staff *staff, struct ui *ui, const char *title, const char *meta, bool back)
{
    struct place place = staff_place_of(ui);
    float width = header_pill_width(ui, &place, _("Lock"));
    float x = place.text, end = place.right - width - place.gap;
    struct ui_rect line;
    bool went = false;

    ui_scene(ui, place.shoreline);
    // Under a call the header is covered, and Lock stands on what covers it.
    if (staff_call_is_open(staff))
        return false;
    if (back) {
        float wide = header_pill_width(ui, &place, _("Back"));

        went = ui_pill(ui, &(struct ui_pill){.id = "back",
                               .label = _("Back"),
                               .rect = {place.margin, place.header_y, wide, place.header_h},
                               .icon = UI_ICON_BACK,
                               .words = UI_STAFF});
        x = place.margin + wide + 24;
    }
    line = (struct ui_rect){x, place.header_y + 2, end - x, place.header_h};
    if (meta[0] && place.narrow) {
        header_lines(ui, line, title, meta);
        staff_lock_pill(staff, ui);
        return went;
    }
    x += staff_line_of(ui, "title", line, UI_STAFF_TITLE, UI_INK, title) + 24;
    if (meta[0] && end - x > 100)
        header_meta(ui, &place, (struct ui_rect){x, place.header_y, end - x, place.header_h}, meta);
    staff_lock_pill(staff, ui);
    return went;
}

/* ---- band ----------------------------------------------------------------------------*/

static float
primary_width(struct ui *ui, const struct place *place, const char *label)
{
    float wide = ui_text_width(ui, UI_STAFF, label) + (place->narrow ? 56 : 136);
    float most = (place->right - place->margin) * 0.6f;

    return fminf(fmaxf(wide, place->narrow ? 150 : 272), most);
}

struct band
staff_band_of(struct ui *ui, const char *primary)
{
    struct place place = staff_place_of(ui);
    struct band band = {place, place.margin, place.right, false};

    if (primary)
        band.limit -= primary_width(ui, &place, primary) + place.gap;
    return band;
}

float
staff_band_needs(struct ui *ui, const struct band *band, const char *label)
{
    float side = band->place.narrow || band->tight ? 44 : 88;

    return ui_text_width(ui, UI_STAFF, label) + side + band->place.gap;
}

bool
staff_band_pill(struct ui *ui, struct band *band, const char *id, const char *label, bool disabled)
{
    const struct place *place = &band->place;
    float wide = staff_band_needs(ui, band, label) - place->gap;
    struct ui_rect rect = {
        band->x, place->band_y, fminf(wide, band->limit - band->x), place->band_h};

    band->x += wide + place->gap;
    return ui_pill(
        ui, &(struct ui_pill){
                .id = id, .label = label, .rect = rect, .words = UI_STAFF, .disabled = disabled});
}

bool
staff_band_act(struct ui *ui, const char *id, const char *label, enum ui_icon icon,
    enum ui_look look, bool disabled)
{
    struct place place = staff_place_of(ui);
    float width = primary_width(ui, &place, label);

    return ui_pill(ui, &(struct ui_pill){.id = id,
                           .label = label,
                           .rect = {place.right - width, place.band_y, width, place.band_h},
                           .look = disabled ? UI_STONE_PILL : look,
                           .icon = icon,
                           .words = UI_STAFF,
                           .disabled = disabled});
}

bool
staff_band_primary(
    struct ui *ui, const char *id, const char *label, enum ui_icon icon, bool disabled)
{
    return staff_band_act(ui, id, label, icon, UI_PRIMARY, disabled);
}

void
staff_band_words(struct ui *ui, const struct band *band, const char *id, const char *text)
{
    const struct place *place = &band->place;
    float x = band->x > place->margin ? band->x + 8 : place->text;
    float width = band->limit - x, height;
    enum ui_words words;

    if (width < 120)
        return;
    words =
        ui_text_height(ui, width, UI_STAFF, text) <= place->band_h + 8 ? UI_STAFF : UI_STAFF_SMALL;
    height = ui_text_height(ui, width, words, text);
    if (height <= place->band_h + 22)
        (void) ui_text(ui, id,
            (struct ui_rect){x, place->band_y + (place->band_h - height) / 2, width, height}, words,
            UI_SOFT, text);
    else
        (void) staff_line_of(ui, id, (struct ui_rect){x, place->band_y, width, place->band_h},
            UI_STAFF, UI_SOFT, text);
}

void
staff_band_pages(struct ui *ui, struct band *band, size_t *page, size_t count, size_t rows)
{
    size_t pages = staff_pages_of(count, rows);

    if (*page >= pages)
        *page = pages - 1;
    if (pages < 2)
        return;
    if (staff_band_pill(ui, band, "earlier", _("Up"), *page == 0))
        (*page)--;
    if (staff_band_pill(ui, band, "later", _("Down"), *page + 1 == pages))
        (*page)++;
}

/* ---- pills in a row ----------------------------------------------------------------------*/

bool
staff_row_pill(struct ui *ui, struct pill_row *row, const char *id, const char *label, bool choice,
    bool chosen)
{
    struct place place = staff_place_of(ui);
    // Room for the tick, so that choosing moves nothing.
    float wide = ui_text_width(ui, UI_STAFF, label) + (place.narrow ? 60 : 80);
    struct ui_rect rect = {row->x, row->y, wide, row->h};

    if (row->x + wide > row->right)
        rect.w = fmaxf(row->right - row->x, 60);
    row->x += wide + (place.narrow ? 8 : 12);
    return ui_pill(ui, &(struct ui_pill){.id = id,
                           .label = label,
                           .rect = rect,
                           .words = UI_STAFF,
                           .choice = choice,
                           .chosen = chosen});
}

float
staff_row_pill_width(struct ui *ui, const char *label)
{
    struct place place = staff_place_of(ui);

    return ui_text_width(ui, UI_STAFF, label) + (place.narrow ? 68 : 92);
}

/* ---- marks and moods -------------------------------------------------------------------*/

void
staff_mark_ring(struct ui *ui, float x, float y, enum ui_colour ground)
{
    ui_disc(ui, x, y, 12, UI_ROWAN);
    ui_disc(ui, x, y, 8.5f, ground);
    ui_disc(ui, x, y, 4, UI_ROWAN);
}

struct drawn_mood {
    struct figure_mood before, after;
    bool has_before, has_after;
    struct figure_arrow_look look;
    uint32_t ground;
};

static void
paint_mood(const void *data, uint32_t *pixels, int width, int height, int stride)
{
    const struct drawn_mood *mood = data;
    struct figure_canvas canvas = {pixels, width, height, stride / 4, 0, 0};

    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            pixels[(size_t) y * (size_t) (stride / 4) + (size_t) x] = mood->ground;
    figure_mood_arrow(&canvas, width, height, mood->has_before ? &mood->before : NULL,
        mood->has_after ? &mood->after : NULL, &mood->look);
}

static uint64_t
revision_of(const struct drawn_mood *mood)
{
    double numbers[] = {mood->before.valence, mood->before.arousal, mood->after.valence,
        mood->after.arousal, (double) mood->has_before, (double) mood->has_after,
        (double) mood->ground};
    uint64_t hash = UINT64_C(0xcbf29ce484222325), bits;

    for (size_t i = 0; i < COUNT(numbers); i++) {
        memcpy(&bits, &numbers[i], sizeof(bits));
        hash = (hash ^ bits) * UINT64_C(0x100000001b3);
    }
    return hash;
}

void
staff_mood_picture(struct ui *ui, const char *id, struct ui_rect rect,
    const struct review_mood *before, const struct review_mood *after, enum ui_colour ground)
{
    struct drawn_mood mood = {
        .look = {ui_colour(ui, UI_PAGE_FILL), ui_colour(ui, UI_RIM), ui_colour(ui, UI_INK),
            ui_colour(ui, UI_INK)},
        .ground = ui_colour(ui, ground),
    };

    if (before && before->placed) {
        mood.has_before = true;
        mood.before = (struct figure_mood){before->valence, before->arousal};
    }
    if (after && after->placed) {
        mood.has_after = true;
        mood.after = (struct figure_mood){after->valence, after->arousal};
    }
    if (mood.has_before || mood.has_after)
        ui_picture(ui, id, rect, revision_of(&mood), paint_mood, &mood);
}

/* ---- notices ---------------------------------------------------------------------------*/

float
staff_page_notice(struct staff *staff, struct ui *ui, float y, bool ready)
{
    struct place place = staff_place_of(ui);
    struct ui_rect rect = {place.text, y, place.right - place.text, 0};
    float height = 0;

    if (staff->trouble.kind != FAULT_NONE) {
        height = ui_text(
            ui, "trouble", rect, UI_STAFF_BOLD, staff_alarm_colour(ui), _(staff->trouble_in));
        rect.y += height;
        height += ui_text(
            ui, "trouble-cause", rect, UI_STAFF, UI_INK, staff_fault_words(&staff->trouble));
        return height + 8;
    }
    if (!ready)
        height = ui_text(ui, "reading", rect, UI_STAFF, UI_SOFT, _("Opening…"));
    return height;
}
