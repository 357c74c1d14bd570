/* Interrupted sittings: kept as they are, or given back to their person. */
#include "inside.h"

#include <stdio.h>

void
staff_drafts_open(struct staff *staff)
{
    staff->drafts_read = false;
    staff->drafts_at = 0;
    review_drafts_destroy(&staff->drafts);
    staff_ask(staff, ASK_DRAFTS);
}

static void
whose_words(const struct review_draft *draft, char *text, size_t size)
{
    char code[64];

    staff_code_words(draft->code, code, sizeof(code));
    if (draft->called && draft->called[0] && code[0])
        (void) snprintf(text, size, "%s, %s", draft->called, code);
    else if (draft->called && draft->called[0])
        (void) snprintf(text, size, _("%s, written without a code"), draft->called);
    else
        (void) snprintf(text, size, "%s", code[0] ? code : _("written without a code"));
}

static bool
draft_row(
    struct ui *ui, size_t n, const struct review_draft *draft, struct ui_rect row, bool chosen)
{
    struct place place = staff_place_of(ui);
    char id[32], whose[WORDS_MAX], day[WORDS_MAX];
    const char *flow = draft->flow ? draft->flow : _("It did not open");
    float x = row.x + 24, end = row.x + row.w - 24, column = place.narrow ? 180 : 360;
    float days = place.narrow ? 180 : 200;
    bool acted;

    whose_words(draft, whose, sizeof(whose));
    staff_day_words(draft->day, day, sizeof(day));
    (void) snprintf(id, sizeof(id), "draft-%zu", n);
    acted = ui_row(ui, id, row, flow, whose, chosen);
    (void) staff_line_of(
        ui, NULL, (struct ui_rect){x, row.y, column - 16, row.h}, UI_STAFF_BOLD, UI_INK, flow);
    (void) staff_line_of(ui, NULL,
        (struct ui_rect){x + column, row.y, end - days - 16 - x - column, row.h}, UI_STAFF, UI_INK,
        whose);
    (void) staff_line_right(
        ui, NULL, (struct ui_rect){end - days, row.y, days, row.h}, UI_STAFF, UI_SOFT, day);
    memory_wipe(whose, sizeof(whose));
    return acted;
}

/* What the two acts do, and what waits. */
static float
explain(const struct staff *staff, struct ui *ui, float y)
{
    struct place place = staff_place_of(ui);
    struct ui_rect rect = {place.text, y, place.right - place.text, 0};
    char text[WORDS_MAX];
    float from = y;

    if (staff->handed_back)
        rect.y += ui_text(ui, "handed-back", rect, UI_STAFF_BOLD, UI_INK,
                      _("It waits on this kiosk for its person from when you sign out.")) +
                  8;
    if (staff->drafts.count > 0)
        rect.y += ui_text(ui, "what-it-does", rect, UI_STAFF, UI_SOFT,
                      _("Kept, it becomes an entry with everything closed. Handed back, its person "
                        "goes on where they stopped.")) +
                  8;
    else if (staff->drafts_read)
        rect.y += ui_text(ui, "empty", rect, UI_STAFF, UI_SOFT,
                      _("No interrupted sitting waits for you.")) +
                  8;
    if (staff->n_drafts_of_others > 0) {
        (void) snprintf(text, sizeof(text),
            ngettext("%zu more waits for those who hold its journal.",
                "%zu more wait for those who hold their journals.", staff->n_drafts_of_others),
            staff->n_drafts_of_others);
        rect.y += ui_text(ui, "of-others", rect, UI_STAFF, UI_SOFT, text) + 8;
    }
    return rect.y - from + 8;
}

static void
drafts_band(struct staff *staff, struct ui *ui, size_t per_page)
{
    struct band band = staff_band_of(ui, _("Hand back"));
    bool may = staff->n_asked == 0;
    const struct id *draft;

    if (staff->drafts.count == 0)
        return;
    staff_band_pages(ui, &band, &staff->drafts_page, staff->drafts.count, per_page);
    draft = &staff->drafts.drafts[staff->drafts_at].draft;
    if (staff_band_pill(ui, &band, "keep", _("Keep as it is"), !may))
        staff_ask_about(staff, ASK_KEEP, draft);
    if (staff_band_primary(ui, "hand-back", _("Hand back"), UI_NO_ICON, !may))
        staff_ask_about(staff, ASK_HAND_BACK, draft);
}

void
staff_drafts_frame(struct staff *staff, struct ui *ui)
{
    struct place place = staff_place_of(ui);
    float y = place.content.y;
    size_t per_page, from;

    if (staff_header(staff, ui, _("Interrupted"), _("begun here and not finished"), true)) {
        staff_go(staff, SCREEN_CASELOAD);
        staff_caseload_open(staff);
        return;
    }
    y += staff_page_notice(staff, ui, y, staff->drafts_read);
    y += explain(staff, ui, y);
    per_page = staff_rows_in(place.shoreline - y - 8, place.row + 8);
    from = staff->drafts_page * per_page;
    for (size_t i = from; i < staff->drafts.count && i < from + per_page; i++) {
        struct ui_rect row = {place.text - 16, y + (float) (i - from) * (place.row + 8),
            place.right - place.text + 16, place.row};

        if (draft_row(ui, i, &staff->drafts.drafts[i], row, i == staff->drafts_at))
            staff->drafts_at = i;
    }
    drafts_band(staff, ui, per_page);
}
