/* The page of the hand-over: a line for each thing that staff decide. */
#include "inside.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum line {
    LINE_WHO,
    LINE_WHAT,
    LINE_LANGUAGE,
    LINE_LIGHT,
    LINE_LETTERS,
    LINE_EASE,
    LINE_EASE_MORE, /* on a narrow page the four stand in two lines */
    LINE_WHERE,
    LINE_OPENS, /* where the band has no room to say it */
    LINES
};

static const char *const labels[LINES] = {
    [LINE_WHO] = N_("Who"),
    [LINE_WHAT] = N_("What"),
    [LINE_LANGUAGE] = N_("Language"),
    [LINE_LIGHT] = N_("Light"),
    [LINE_LETTERS] = N_("Letters"),
    [LINE_EASE] = N_("Ease"),
    [LINE_EASE_MORE] = "",
    [LINE_WHERE] = N_("Where"),
    [LINE_OPENS] = N_("Opens"),
};

static struct pill_row
pills_at(const struct place *place, float x, float y, float height)
{
    return (struct pill_row){x, place->right, y + (height - place->pill) / 2, place->pill};
}

static bool
fits(struct ui *ui, const struct pill_row *pills, const char *words)
{
    return pills->x + 8 + ui_text_width(ui, UI_STAFF, words) <= pills->right;
}

/* ---- the lines -----------------------------------------------------------------------*/

static void
who_line(struct staff *staff, struct ui *ui, struct ui_rect rect)
{
    struct place place = staff_place_of(ui);
    const struct clinic_patient *patient = &staff->patients.patients[staff->patients_at];
    float wide = staff_row_pill_width(ui, _("Another"));
    struct pill_row pills = pills_at(&place, place.right - wide + 12, rect.y, rect.h);
    char text[64], code[64], words[WORDS_MAX];
    float x = rect.x;

    staff_code_words(patient->code, code, sizeof(code));
    (void) snprintf(words, sizeof(words), "%s%s%s", staff_patient_name(patient, text, sizeof(text)),
        patient->name && patient->name[0] ? ", " : "",
        patient->name && patient->name[0] ? code : "");
    x += staff_line_of(ui, "who", (struct ui_rect){x, rect.y, place.right - wide - x - 12, rect.h},
             UI_STAFF_BOLD, UI_INK, words) +
         24;
    if (patient->called && patient->called[0]) {
        (void) snprintf(words, sizeof(words), _("called “%s”"), patient->called);
        if (place.right - wide - x > 120)
            (void) staff_line_of(ui, "called-so",
                (struct ui_rect){x, rect.y, place.right - wide - x - 12, rect.h}, UI_STAFF, UI_SOFT,
                words);
    }
    if (staff_row_pill(ui, &pills, "another", _("Another"), false, false)) {
        staff->prefer = ID_NONE;
        staff_go(staff, SCREEN_WHO);
    }
}

/* Flows stand beside each other as far as they fit; "More" goes on. */
static void
what_line(struct staff *staff, struct ui *ui, struct ui_rect rect)
{
    struct place place = staff_place_of(ui);
    const struct flow_folder *flows = staff->options.flows;
    struct pill_row pills = pills_at(&place, rect.x, rect.y, rect.h);
    float more = staff_row_pill_width(ui, _("More"));
    size_t skipped = 0, n = flows ? flows->count : 0;
    bool full = false;

    for (size_t i = 0; i < n && !full; i++) {
        const struct flow *flow = flows->flows[i];
        const char *title = flow_title(flow, staff->language);
        char id[48];

        if (flow_needs_care(flow) && !(staff->options.help && staff->options.help->call_leaves))
            continue;
        if (skipped++ < staff->flows_page)
            continue;
        full = pills.x + staff_row_pill_width(ui, title) > place.right - (i + 1 < n ? more : 0) &&
               pills.x > rect.x;
        if (full)
            continue;
        (void) snprintf(id, sizeof(id), "flow-%.40s", flow->id);
        if (staff_row_pill(ui, &pills, id, title, true, flow == staff->flow))
            staff->flow = flow;
    }
    if (!staff->flow)
        (void) staff_line_of(ui, "no-flow", rect, UI_STAFF, UI_ROWAN,
            _("No flow can run here: see “afterword doctor”."));
    if ((full || staff->flows_page > 0) &&
        staff_row_pill(ui, &pills, "more-flows", _("More"), false, false))
        staff->flows_page = full ? skipped - 1 : 0;
}

static const char *
language_name(const char *language)
{
    static const struct {
        const char *language, *name;
    } names[] = {{"en", "English"}, {"es", "Español"}, {"de", "Deutsch"}, {"fr", "Français"},
        {"pt", "Português"}, {"it", "Italiano"}, {"nl", "Nederlands"}, {"ca", "Català"}};

    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(names[i].language, language) == 0)
            return names[i].name;
    return language;
}

static void
language_line(struct staff *staff, struct ui *ui, struct ui_rect rect)
{
    struct place place = staff_place_of(ui);
    struct pill_row pills = pills_at(&place, rect.x, rect.y, rect.h);
    const char *at = staff->options.settings && staff->options.settings->languages
                         ? staff->options.settings->languages
                         : "en";

    while (*at) {
        size_t length = strcspn(at, ",");
        char language[sizeof(staff->tray_language)], id[32];

        (void) snprintf(language, sizeof(language), "%.*s", (int) length, at);
        (void) snprintf(id, sizeof(id), "lang-%s", language);
        if (language[0] && staff_row_pill(ui, &pills, id, language_name(language), true,
                               strcmp(language, staff->tray_language) == 0))
            (void) snprintf(staff->tray_language, sizeof(staff->tray_language), "%s", language);
        at += length + (at[length] == ',');
    }
}

/* A touch on what is chosen leaves it to the sitting again. */
static void
light_line(struct staff *staff, struct ui *ui, struct ui_rect rect)
{
    static const struct {
        const char *id, *label;
        char *theme;
    } themes[] = {{"theme-day", N_("Day"), "day"}, {"theme-dusk", N_("Dusk"), "dusk"},
        {"theme-contrast", N_("Strong contrast"), "contrast"}};
    struct place place = staff_place_of(ui);
    struct pill_row pills = pills_at(&place, rect.x, rect.y, rect.h);

    for (size_t i = 0; i < COUNT(themes); i++) {
        bool chosen = staff->comfort.theme && strcmp(staff->comfort.theme, themes[i].theme) == 0;

        if (staff_row_pill(ui, &pills, themes[i].id, _(themes[i].label), true, chosen))
            staff->comfort.theme = chosen ? NULL : themes[i].theme;
    }
    if (!staff->comfort.theme && fits(ui, &pills, _("as the flow has it")))
        (void) staff_line_of(ui, NULL,
            (struct ui_rect){pills.x + 8, rect.y, place.right - pills.x - 8, rect.h}, UI_STAFF,
            UI_SOFT, _("as the flow has it"));
}

static void
letters_line(struct staff *staff, struct ui *ui, struct ui_rect rect)
{
    static const int sizes[] = {100, 130, 160, 200};
    struct place place = staff_place_of(ui);
    struct pill_row pills = pills_at(&place, rect.x, rect.y, rect.h);

    for (size_t i = 0; i < COUNT(sizes); i++) {
        bool chosen = staff->comfort.text_percent == sizes[i];
        char id[32], label[32];

        (void) snprintf(id, sizeof(id), "text-%d", sizes[i]);
        (void) snprintf(label, sizeof(label), "%d %%", sizes[i]);
        if (staff_row_pill(ui, &pills, id, label, true, chosen))
            staff->comfort.text_percent = chosen ? 0 : sizes[i];
    }
    if (staff->comfort.text_percent == 0 && fits(ui, &pills, _("as the flow has it")))
        (void) staff_line_of(ui, NULL,
            (struct ui_rect){pills.x + 8, rect.y, place.right - pills.x - 8, rect.h}, UI_STAFF,
            UI_SOFT, _("as the flow has it"));
}

static void
ease_line(struct staff *staff, struct ui *ui, struct ui_rect rect, size_t from, size_t count)
{
    struct {
        const char *id, *label;
        bool *on;
    } eases[] = {
        {"less-motion", _("Less motion"), &staff->comfort.less_motion},
        {"steady-hands", _("Steady hands"), &staff->comfort.steady_hands},
        {"left-hand", _("Left hand"), &staff->comfort.left_hand},
        {"plain-letters", _("Plain letters"), &staff->comfort.plain_letters},
    };
    struct place place = staff_place_of(ui);
    struct pill_row pills = pills_at(&place, rect.x, rect.y, rect.h);

    for (size_t i = from; i < from + count && i < COUNT(eases); i++)
        if (staff_row_pill(ui, &pills, eases[i].id, eases[i].label, true, *eases[i].on))
            *eases[i].on = !*eases[i].on;
}

static void
where_line(struct staff *staff, struct ui *ui, struct ui_rect rect)
{
    struct place place = staff_place_of(ui);
    struct pill_row pills = pills_at(&place, rect.x, rect.y, rect.h);

    if (staff_row_pill(ui, &pills, "alone", _("Alone"), true, !staff->shared_room))
        staff->shared_room = false;
    if (staff_row_pill(ui, &pills, "shared-room", _("Shared room"), true, staff->shared_room))
        staff->shared_room = !staff->shared_room;
}

static void
opens_words(const struct staff *staff, char *text, size_t size)
{
    struct bytes names = BYTES_EMPTY;

    staff_names_join(&staff->holders, &names);
    (void) snprintf(
        text, size, _("%s can open it. The staff side locks first."), bytes_text(&names));
    bytes_destroy(&names);
}

static void
opens_line(struct staff *staff, struct ui *ui, struct ui_rect rect)
{
    char text[WORDS_MAX * 2];
    float height;

    if (!staff->holders_read)
        return;
    opens_words(staff, text, sizeof(text));
    height = ui_text_height(ui, rect.w, UI_STAFF, text);
    rect.y += height < rect.h ? (rect.h - height) / 2 : 0;
    (void) ui_text(ui, "holders", rect, UI_STAFF, UI_SOFT, text);
}

static void
draw_line(struct staff *staff, struct ui *ui, enum line line, struct ui_rect rect)
{
    bool narrow = staff_place_of(ui).narrow;

    switch (line) {
    case LINE_WHO:
        who_line(staff, ui, rect);
        break;
    case LINE_WHAT:
        what_line(staff, ui, rect);
        break;
    case LINE_LANGUAGE:
        language_line(staff, ui, rect);
        break;
    case LINE_LIGHT:
        light_line(staff, ui, rect);
        break;
    case LINE_LETTERS:
        letters_line(staff, ui, rect);
        break;
    case LINE_EASE:
        ease_line(staff, ui, rect, 0, narrow ? 2 : 4);
        break;
    case LINE_EASE_MORE:
        ease_line(staff, ui, rect, 2, 2);
        break;
    case LINE_WHERE:
        where_line(staff, ui, rect);
        break;
    case LINE_OPENS:
        opens_line(staff, ui, rect);
        break;
    case LINES:
        break;
    }
}

/* As wide as the longest of them in this language. */
static float
labels_width(struct ui *ui, const struct place *place)
{
    float wide = place->compact ? 116 : 160;

    for (size_t i = 0; i < LINES; i++)
        if (labels[i][0])
            wide = fmaxf(wide, ui_text_width(ui, UI_STAFF, _(labels[i])) + 24);
    return wide;
}

/* ---- the page ------------------------------------------------------------------------*/

void
staff_hand_over_frame(struct staff *staff, struct ui *ui)
{
    struct place place = staff_place_of(ui);
    const char *give = _("Lock and hand over"), *asked = _("Awake, steady, water beside?");
    struct band band = staff_band_of(ui, give);
    float row = place.compact ? 60 : 80, label_w = labels_width(ui, &place);
    float y = place.content.y - (place.compact ? 4 : 0);
    enum line lines[LINES];
    size_t count = 0, per_page, from;
    char text[WORDS_MAX * 2];

    if (staff_header(staff, ui, _("Hand over"), place.narrow ? "" : asked, true)) {
        staff_go(staff, SCREEN_WHO);
        return;
    }
    if (place.narrow)
        y += ui_text(ui, "meta", (struct ui_rect){place.text, y, place.content.w, 0}, UI_STAFF,
            UI_SOFT, asked);
    y += staff_page_notice(staff, ui, y, true);
    for (enum line line = LINE_WHO; line < LINES; line++)
        if ((line != LINE_EASE_MORE && line != LINE_OPENS) || place.narrow)
            lines[count++] = line;
    per_page = staff_rows_in(place.shoreline - y, row);
    staff_band_pages(ui, &band, &staff->hand_over_page, count, per_page);
    from = staff->hand_over_page * per_page;
    for (size_t i = from; i < count && i < from + per_page; i++) {
        struct ui_rect rect = {place.text + label_w, y + (float) (i - from) * row,
            place.right - place.text - label_w, row};

        (void) staff_line_of(ui, NULL, (struct ui_rect){place.text, rect.y, label_w - 8, row},
            UI_STAFF, UI_SOFT, labels[lines[i]][0] ? _(labels[lines[i]]) : "");
        draw_line(staff, ui, lines[i], rect);
        if (i + 1 < count && i + 1 < from + per_page)
            ui_hairline(ui, rect.x, rect.y + row - 1, rect.w);
    }
    if (staff->screen != SCREEN_HAND_OVER)
        return;
    if (staff->holders_read && !place.narrow) {
        opens_words(staff, text, sizeof(text));
        staff_band_words(ui, &band, "holders", text);
    }
    if (staff_band_primary(ui, "give", give, UI_ICON_LOCK, !staff->holders_read || !staff->flow))
        staff_hand_over_give(staff);
}
