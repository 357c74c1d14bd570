/* S1: everybody this member of staff sees, those first who need somebody. */
#include "inside.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void
staff_caseload_open(struct staff *staff)
{
    staff_ask(staff, ASK_CASELOAD);
}

/* ---- above the list --------------------------------------------------------------------*/

static void
sign_in_words(const struct staff *staff, char *text, size_t size)
{
    const struct clinic_sign_in *last = &staff->sign_in;
    char when[WORDS_MAX], since[WORDS_MAX];

    if (last->last_ms == 0) {
        (void) snprintf(text, size, "%s", _("Your first sign-in here"));
        return;
    }
    staff_day_words((uint32_t) (last->last_ms / 86400000), when, sizeof(when)); // no hour is kept
    (void) snprintf(since, sizeof(since),
        ngettext("%u entry since", "%u entries since", last->entries_since), last->entries_since);
    (void) snprintf(text, size, _("Last sign-in %s   %s"), when, since);
}

/* What whoever looks after the kiosk must hear of, in one line each. */
static float
alarms(const struct staff *staff, struct ui *ui, float y)
{
    struct place place = staff_place_of(ui);
    const struct clinic_sign_in *last = &staff->sign_in;
    char tries[WORDS_MAX];
    struct ui_rect words = {place.text, y + 10, place.right - place.text - 24, 0};
    struct {
        bool is;
        const char *id, *words;
    } lines[] = {
        {last->damaged, "damaged",
            _("The log or a record is damaged: run “afterword check” before you go on.")},
        {last->head_missing, "head-missing",
            _("The file kiosk.head was missing: run “afterword check”.")},
        {last->memory_unlocked, "memory-unlocked",
            _("A key could have lain in memory that is not locked: run “afterword doctor”.")},
        {last->wrong_tries > 0, "wrong-tries", tries},
    };
    float height = 0;

    (void) snprintf(tries, sizeof(tries),
        ngettext("%u wrong try with your name since then.",
            "%u wrong tries with your name since then.", last->wrong_tries),
        last->wrong_tries);
    for (size_t i = 0; i < COUNT(lines); i++)
        if (lines[i].is)
            height += ui_text_height(ui, words.w, UI_STAFF, lines[i].words);
    if (height == 0)
        return 0;
    ui_box(ui, (struct ui_rect){place.margin, y, place.right - place.margin, height + 20}, 24,
        UI_ROWAN, UI_ROWAN, 0);
    for (size_t i = 0; i < COUNT(lines); i++)
        if (lines[i].is)
            words.y += ui_text(ui, lines[i].id, words, UI_STAFF, UI_ROWAN_INK, lines[i].words);
    return height + 20 + (place.compact ? 4 : 12);
}

/* ---- a row -----------------------------------------------------------------------------*/

/* What is new with a patient, in their words where they said some. */
static void
case_words(const struct review_case *one, char *text, size_t size)
{
    char said[WORDS_MAX], fresh[WORDS_MAX], day[WORDS_MAX];

    if (one->closed_to_us) {
        (void) snprintf(text, size, "%s", _("Did not open; the others do"));
        return;
    }
    if (one->n_entries == 0) {
        (void) snprintf(text, size, "%s", _("No entry yet"));
        return;
    }
    staff_mark_words(one->marks, one->mark_text, said, sizeof(said));
    (void) snprintf(fresh, sizeof(fresh), ngettext("%u new", "%u new", one->n_new), one->n_new);
    staff_day_words(one->last_day, day, sizeof(day));
    if (one->marks)
        (void) snprintf(text, size, "%s, %s", said, fresh);
    else if (one->n_new > 0)
        (void) snprintf(text, size, _("%s, last entry %s"), fresh, day);
    else
        (void) snprintf(text, size, _("Last entry %s"), day);
}

static bool
case_row(struct ui *ui, size_t n, const struct review_case *one, struct ui_rect row, float words_x)
{
    struct place place = staff_place_of(ui);
    char id[32], picture[32], words[3 * WORDS_MAX], code[64];
    const char *name = one->name && one->name[0] ? one->name : one->called;
    float wide = 88, high = 54, x = row.x + (place.compact ? 12 : 16), end = row.x + row.w - 16;
    bool acted;

    case_words(one, words, sizeof(words));
    staff_code_words(one->code, code, sizeof(code));
    (void) snprintf(id, sizeof(id), "case-%zu", n);
    (void) snprintf(picture, sizeof(picture), "case-mood-%zu", n);
    acted = ui_row(ui, id, row, name && name[0] ? name : code, words, false);

    if (name && name[0])
        x += staff_line_of(ui, NULL, (struct ui_rect){x, row.y, words_x - x - 60, row.h},
                 UI_STAFF_BOLD, UI_INK, name) +
             14;
    // A portrait page has room for the name, and none for the code beside it.
    if ((!place.narrow || place.compact || !name || !name[0]) && words_x - 52 - x > 60)
        (void) staff_line_of(ui, NULL, (struct ui_rect){x, row.y, words_x - 40 - x, row.h},
            UI_STAFF, name && name[0] ? UI_SOFT : UI_INK, code);
    if (one->marks)
        staff_mark_ring(ui, words_x - 26, row.y + row.h / 2, UI_AIR);
    (void) staff_line_of(ui, NULL,
        (struct ui_rect){words_x, row.y, end - wide - 16 - words_x, row.h}, UI_STAFF, UI_INK,
        words);
    staff_mood_picture(ui, picture,
        (struct ui_rect){end - wide, row.y + (row.h - high) / 2, wide, high}, &one->before,
        &one->after, UI_AIR);
    memory_wipe(words, sizeof(words));
    return acted;
}

/* Where the words of all rows begin: behind the longest name, but not past the middle. */
static float
words_column(const struct place *place)
{
    return place->compact ? 356 : place->narrow ? 300 : place->text + (place->right - 48) * 0.453f;
}

static void
rows(struct staff *staff, struct ui *ui, float top, size_t per_page)
{
    struct place place = staff_place_of(ui);
    size_t from = staff->caseload_page * per_page;
    float words_x = words_column(&place);

    for (size_t i = from; i < staff->caseload.count && i < from + per_page; i++) {
        struct ui_rect row = {place.text - 16, top + (float) (i - from) * place.row,
            place.right - place.text + 16 + place.gap, place.row};

        if (case_row(ui, i, &staff->caseload.cases[i], row, words_x) &&
            !staff->caseload.cases[i].closed_to_us)
            staff_entries_open(staff, i);
        if (i + 1 < staff->caseload.count && i + 1 < from + per_page)
            ui_hairline(ui, place.text, row.y + row.h - 1, place.right - place.text);
    }
}

/* ---- the page --------------------------------------------------------------------------*/

static void
caseload_band(struct staff *staff, struct ui *ui, size_t per_page)
{
    struct band band = staff_band_of(ui, _("Hand over"));
    char text[WORDS_MAX];

    staff_band_pages(ui, &band, &staff->caseload_page, staff->caseload.count, per_page);
    if (staff->caseload.n_unplaced > 0 && (staff->roles & CLINIC_PLACING)) {
        (void) snprintf(text, sizeof(text), _("To place: %u"), staff->caseload.n_unplaced);
        if (staff_band_pill(ui, &band, "unplaced", text, false)) {
            staff_go(staff, SCREEN_PLACE);
            staff_place_open(staff);
        }
    }
    if (staff->screen == SCREEN_CASELOAD && staff->caseload.n_interrupted > 0) {
        (void) snprintf(text, sizeof(text), _("Interrupted: %u"), staff->caseload.n_interrupted);
        if (staff_band_pill(ui, &band, "interrupted", text, false)) {
            staff_go(staff, SCREEN_DRAFTS);
            staff_drafts_open(staff);
        }
    }
    if (staff_band_primary(ui, "hand-over", _("Hand over"), UI_NO_ICON, !staff->caseload_read) &&
        staff->screen == SCREEN_CASELOAD)
        staff_hand_over_open(staff, NULL);
}

void
staff_caseload_frame(struct staff *staff, struct ui *ui)
{
    struct place place = staff_place_of(ui);
    char meta[WORDS_MAX];
    float y = place.content.y;
    size_t per_page;

    sign_in_words(staff, meta, sizeof(meta));
    (void) staff_header(staff, ui, _("People"), meta, false);
    y += alarms(staff, ui, y);
    y += staff_page_notice(staff, ui, y, staff->caseload_read);
    per_page = staff_rows_in(place.shoreline - y, place.row);
    if (staff->caseload_read && staff->caseload.count == 0)
        (void) ui_text(ui, "empty", (struct ui_rect){place.text, y, place.content.w, 0}, UI_STAFF,
            UI_SOFT, _("No journal is yours to open yet."));
    // The list is drawn first: a row that was touched goes before the band is asked.
    rows(staff, ui, y, per_page);
    if (staff->screen == SCREEN_CASELOAD)
        caseload_band(staff, ui, per_page);
}
