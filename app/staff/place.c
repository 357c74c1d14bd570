/* S7: entries that were written without a code, and whose they are. */
#include "inside.h"

#include <stdio.h>

void
staff_place_open(struct staff *staff)
{
    staff->unplaced_read = staff->patient_chosen = staff->confirming = false;
    staff->unplaced_at = 0;
    review_entries_destroy(&staff->unplaced);
    staff->unplaced = (struct review_entries){0};
    staff_ask(staff, ASK_UNPLACED);
}

struct halves {
    struct place place;
    struct ui_rect left, right;
    float entry_h, patient_h;
};

static struct halves
halves_of(struct ui *ui, float y)
{
    struct place place = staff_place_of(ui);
    float middle = ui_page(ui).w / 2, high = place.shoreline - y;

    if (ui_page(ui).shape == UI_PORTRAIT) {
        float upper = high * 0.36f, wide = place.right - place.margin;

        return (struct halves){
            .place = place,
            .left = {place.margin, y, wide, upper - 24},
            .right = {place.margin, y + upper, wide, high - upper},
            .entry_h = 104,
            .patient_h = 76,
        };
    }
    return (struct halves){
        .place = place,
        .left = {place.margin, y, middle - 40 - place.margin, high},
        .right = {middle + 16, y, place.right - middle - 16, high},
        .entry_h = place.compact ? 96 : 104,
        .patient_h = place.compact ? 60 : 76,
    };
}

/* ---- the entries -------------------------------------------------------------------------*/

static bool
entry_row(
    struct ui *ui, size_t n, const struct review_entry_line *line, struct ui_rect row, bool chosen)
{
    bool compact = staff_place_of(ui).compact;
    float inset = compact ? 20 : 28, half = compact ? (row.h - 12) / 3 : (row.h - 16) / 2;
    struct ui_rect inside = {row.x + inset, row.y + 8, row.w - 2 * inset - 40, half};
    char id[32], when[WORDS_MAX], second[WORDS_MAX * 2], called[WORDS_MAX];
    const char *flow = line->flow ? line->flow : _("An entry");
    float wide;
    bool acted;

    if (line->when_ms > 0 && !staff_place_of(ui).narrow)
        staff_moment_words(line->when_ms, when, sizeof(when));
    else
        staff_day_words(line->day, when, sizeof(when));
    if (line->called && line->called[0])
        (void) snprintf(called, sizeof(called), _("called “%s”"), line->called);
    else
        (void) snprintf(called, sizeof(called), "%s", _("no name given"));
    (void) snprintf(second, sizeof(second), _("%u min, %s"), line->minutes, called);
    (void) snprintf(id, sizeof(id), "entry-%zu", n);
    acted = ui_row(ui, id, row, flow, second, chosen);
    wide = staff_line_of(ui, NULL, inside, UI_STAFF_BOLD, UI_INK, flow) + 14;
    if (compact) { // in three lines
        wide = 0;
        inside.y += half;
    }
    (void) staff_line_of(ui, NULL,
        (struct ui_rect){inside.x + wide, inside.y, inside.w - wide + 30, half},
        compact ? UI_STAFF_SMALL : UI_STAFF, UI_SOFT, when);
    // In half a small page the name is what tells it apart.
    if (compact && ui_text_width(ui, UI_STAFF_SMALL, second) > inside.w + 30)
        (void) snprintf(second, sizeof(second), "%s", called);
    (void) staff_line_of(ui, NULL, (struct ui_rect){inside.x, inside.y + half, inside.w + 30, half},
        compact ? UI_STAFF_SMALL : UI_STAFF, UI_SOFT,
        line->damaged ? _("Damaged: what is left of it can be placed") : second);
    memory_wipe(second, sizeof(second));
    memory_wipe(called, sizeof(called));
    return acted;
}

static void
entry_rows(struct staff *staff, struct ui *ui, const struct halves *halves, size_t per_page)
{
    size_t from = staff->unplaced_page * per_page;
    float step = halves->entry_h + 8, y = halves->left.y;

    for (size_t i = from; i < staff->unplaced.count && i < from + per_page; i++, y += step) {
        struct ui_rect row = {halves->left.x, y, halves->left.w, halves->entry_h};

        if (entry_row(ui, i, &staff->unplaced.lines[i], row, i == staff->unplaced_at)) {
            staff->unplaced_at = i;
            staff->confirming = false;
        }
    }
    if (!halves->place.narrow && y + 80 < halves->left.y + halves->left.h)
        (void) ui_text(ui, "opens-after", (struct ui_rect){halves->place.text, y + 16, 460, 0},
            UI_STAFF, UI_SOFT,
            _("It opens after it is placed, and only for those who hold that journal."));
}

/* ---- the patients ------------------------------------------------------------------------*/

static bool
patient_row(
    struct ui *ui, size_t n, const struct clinic_patient *patient, struct ui_rect row, bool chosen)
{
    char id[32], text[64], code[64];
    struct ui_rect inside = {row.x + 28, row.y, row.w - 56, row.h};
    float wide = row.w * (staff_place_of(ui).narrow ? 0.4f : 0.32f);
    bool acted;

    staff_code_words(patient->code, code, sizeof(code));
    (void) snprintf(id, sizeof(id), "to-%zu", n);
    acted = ui_row(ui, id, row, staff_patient_name(patient, text, sizeof(text)), code, chosen);
    if (staff_place_of(ui).compact && patient->name && patient->name[0]) {
        // Name and code below each other.
        inside.h /= 2;
        (void) staff_line_of(ui, NULL, (struct ui_rect){inside.x, inside.y + 2, inside.w, inside.h},
            UI_STAFF_BOLD, UI_INK, patient->name);
        inside.y += inside.h - 2;
        (void) staff_line_of(ui, NULL, inside, UI_STAFF_SMALL, UI_SOFT, code);
        return acted;
    }
    (void) staff_line_of(ui, NULL,
        (struct ui_rect){inside.x, inside.y, inside.w - wide - 12, inside.h}, UI_STAFF_BOLD, UI_INK,
        staff_patient_name(patient, text, sizeof(text)));
    if (patient->name && patient->name[0])
        (void) staff_line_right(ui, NULL,
            (struct ui_rect){inside.x + inside.w - wide, inside.y, wide, inside.h}, UI_STAFF,
            UI_SOFT, code);
    return acted;
}

static void
patient_rows(struct staff *staff, struct ui *ui, const struct halves *halves)
{
    const struct place *place = &halves->place;
    bool paged = staff->patients.count > staff_rows_in(halves->right.h, halves->patient_h);
    float list = halves->right.h - (paged ? place->pill + 12 : 0);
    size_t per_page = staff_rows_in(list, halves->patient_h);
    size_t pages = staff_pages_of(staff->patients.count, per_page);
    size_t from = (staff->patients_page % pages) * per_page;
    float y = halves->right.y;

    for (size_t i = from; i < staff->patients.count && i < from + per_page; i++) {
        struct ui_rect row = {halves->right.x, y, halves->right.w, halves->patient_h - 4};

        if (patient_row(ui, i, &staff->patients.patients[i], row,
                staff->patient_chosen && i == staff->patients_at)) {
            staff->patients_at = i;
            staff->patient_chosen = true;
            staff->confirming = false;
        }
        y += halves->patient_h;
    }
    if (paged) {
        struct pill_row more = {halves->right.x, place->right,
            halves->right.y + halves->right.h - place->pill - 12, place->pill};

        if (staff_row_pill(ui, &more, "more-people", _("More people"), false, false))
            staff->patients_page = (staff->patients_page + 1) % pages;
    }
}

/* ---- the act -----------------------------------------------------------------------------*/

static void
place_it(struct staff *staff)
{
    struct asking *asking = staff_asking_new(staff, ASK_PLACE);

    asking->subject = staff->unplaced.lines[staff->unplaced_at].entry;
    asking->to = staff->patients.patients[staff->patients_at].journal;
    staff->confirming = false;
    staff_asking_post(staff, asking);
}

static void
place_band(struct staff *staff, struct ui *ui, size_t per_page)
{
    char text[WORDS_MAX], name[64];
    bool may = staff->unplaced_read && staff->patient_chosen && staff->n_asked == 0 &&
               staff->unplaced_at < staff->unplaced.count;
    struct band band;

    if (staff->confirming && may) {
        band = staff_band_of(ui, _("Yes, place it"));
        if (staff_band_pill(ui, &band, "not-yet", _("Not yet"), false))
            staff->confirming = false;
        staff_band_words(
            ui, &band, "sure", _("It stays in that journal from then on. Is it theirs?"));
        if (staff_band_primary(ui, "confirm", _("Yes, place it"), UI_ICON_TICK, false))
            place_it(staff);
        return;
    }
    if (staff->patient_chosen && staff->patients_at < staff->patients.count)
        (void) snprintf(text, sizeof(text), _("Place with %s"),
            staff_patient_name(&staff->patients.patients[staff->patients_at], name, sizeof(name)));
    else
        (void) snprintf(text, sizeof(text), "%s", _("Whose is it?"));
    band = staff_band_of(ui, text);
    staff_band_pages(ui, &band, &staff->unplaced_page, staff->unplaced.count, per_page);
    if (staff_band_primary(ui, "place", text, UI_NO_ICON, !may))
        staff->confirming = true;
}

void
staff_place_frame(struct staff *staff, struct ui *ui)
{
    struct place place = staff_place_of(ui);
    struct halves halves;
    size_t per_page;
    float y = place.content.y;

    if (staff_header(staff, ui, _("To place"), _("written without a code"), true)) {
        staff_go(staff, SCREEN_CASELOAD);
        staff_caseload_open(staff);
        return;
    }
    y += staff_page_notice(staff, ui, y, staff->unplaced_read);
    halves = halves_of(ui, y);
    if (!staff->unplaced_read)
        return;
    if (staff->unplaced.count == 0) {
        (void) ui_text(ui, "empty", (struct ui_rect){place.text, y, place.content.w, 0}, UI_STAFF,
            UI_SOFT, _("Nothing is left to place."));
        return;
    }
    per_page = staff_rows_in(halves.left.h + 8, halves.entry_h + 8);
    if (ui_page(ui).shape == UI_PORTRAIT)
        ui_hairline(ui, place.text, halves.right.y - 14, place.right - place.text);
    else
        ui_box(ui, (struct ui_rect){ui_page(ui).w / 2 - 13, y, 2, halves.left.h - 24}, 0,
            UI_STONE_DOWN, UI_STONE_DOWN, 0);
    entry_rows(staff, ui, &halves, per_page);
    patient_rows(staff, ui, &halves);
    place_band(staff, ui, per_page);
}
