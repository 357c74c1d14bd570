/* One patient's entries, newest first. */
#include "inside.h"

#include <stdio.h>

void
staff_entries_open(struct staff *staff, size_t at_case)
{
    staff_go(staff, SCREEN_ENTRIES);
    staff->at_case = at_case;
    staff->entries_page = 0;
    staff->entries_read = false;
    review_entries_destroy(&staff->entries);
    staff_ask_about(staff, ASK_ENTRIES, &staff->caseload.cases[at_case].journal);
}

static void
entry_words(const struct review_entry_line *line, char *text, size_t size)
{
    char said[WORDS_MAX];

    staff_mark_words(line->marks, line->mark_text, said, sizeof(said));
    if (line->damaged)
        (void) snprintf(text, size, "%s", _("Damaged: what is left of it is shown"));
    else if (line->marks)
        (void) snprintf(text, size, "%s%s%s", said, line->discussed ? ", " : "",
            line->discussed ? _("discussed") : "");
    else if (line->discussed)
        (void) snprintf(text, size, "%s", _("discussed"));
    else
        (void) snprintf(text, size, "%s", line->interrupted ? _("new, interrupted") : _("new"));
}

static bool
entry_row(struct ui *ui, size_t n, const struct review_entry_line *line, struct ui_rect row)
{
    struct place place = staff_place_of(ui);
    char id[32], picture[32], words[2 * WORDS_MAX], when[WORDS_MAX];
    const char *flow = line->flow ? line->flow : _("An entry");
    float x = place.text + 28, end = place.right;
    float words_x = place.compact  ? place.text + 380
                    : place.narrow ? place.text + 420
                                   : place.text + 560;
    bool acted;

    entry_words(line, words, sizeof(words));
    if (line->when_ms > 0)
        staff_moment_words(line->when_ms, when, sizeof(when));
    else
        staff_day_words(line->day, when, sizeof(when));
    (void) snprintf(id, sizeof(id), "entry-%zu", n);
    (void) snprintf(picture, sizeof(picture), "entry-mood-%zu", n);
    acted = ui_row(ui, id, row, flow, words, false);

    // The lamp stands for what is new: nobody has talked about it yet.
    if (!line->discussed)
        ui_disc(ui, place.text + 6, row.y + row.h / 2, 7, UI_LAMP);
    if (place.narrow) {
        // What it was and when below each other.
        (void) staff_line_of(ui, NULL, (struct ui_rect){x, row.y, words_x - x - 44, row.h / 2 + 6},
            UI_STAFF_BOLD, UI_INK, flow);
        (void) staff_line_of(ui, NULL,
            (struct ui_rect){x, row.y + row.h / 2 - 2, words_x - 44 - x, row.h / 2}, UI_STAFF_SMALL,
            UI_SOFT, when);
    } else {
        x += staff_line_of(ui, NULL, (struct ui_rect){x, row.y, words_x - x - 160, row.h},
                 UI_STAFF_BOLD, UI_INK, flow) +
             14;
        (void) staff_line_of(
            ui, NULL, (struct ui_rect){x, row.y, words_x - 44 - x, row.h}, UI_STAFF, UI_SOFT, when);
    }
    if (line->marks)
        staff_mark_ring(ui, words_x - 22, row.y + row.h / 2, UI_AIR);
    (void) staff_line_of(ui, NULL, (struct ui_rect){words_x, row.y, end - 104 - words_x, row.h},
        UI_STAFF, line->marks && !line->discussed ? UI_INK : UI_SOFT, words);
    staff_mood_picture(ui, picture, (struct ui_rect){end - 88, row.y + (row.h - 54) / 2, 88, 54},
        &line->before, &line->after, UI_AIR);
    memory_wipe(words, sizeof(words));
    return acted;
}

static void
rows(struct staff *staff, struct ui *ui, float top, size_t per_page)
{
    struct place place = staff_place_of(ui);
    size_t from = staff->entries_page * per_page;

    for (size_t i = from; i < staff->entries.count && i < from + per_page; i++) {
        struct ui_rect row = {place.text - 16, top + (float) (i - from) * place.row,
            place.right - place.text + 16 + place.gap, place.row};

        if (entry_row(ui, i, &staff->entries.lines[i], row)) {
            staff_go(staff, SCREEN_READER);
            staff_reader_open(staff, i);
        }
        if (i + 1 < staff->entries.count && i + 1 < from + per_page)
            ui_hairline(ui, place.text + 28, row.y + row.h - 1, place.right - place.text - 28);
    }
}

/* The newest stand first, so Earlier turns the page on. */
static void
entries_band(struct staff *staff, struct ui *ui, size_t per_page)
{
    struct band band = staff_band_of(ui, _("Hand over"));
    size_t pages = staff_pages_of(staff->entries.count, per_page);

    if (staff->entries_page >= pages)
        staff->entries_page = pages - 1;
    if (pages > 1) {
        if (staff_band_pill(ui, &band, "earlier", _("Earlier"), staff->entries_page + 1 == pages))
            staff->entries_page++;
        if (staff_band_pill(ui, &band, "later", _("Later"), staff->entries_page == 0))
            staff->entries_page--;
    }
    if (staff_band_primary(ui, "hand-over", _("Hand over"), UI_NO_ICON, false))
        staff_hand_over_open(staff, &staff->caseload.cases[staff->at_case].journal);
}

void
staff_entries_frame(struct staff *staff, struct ui *ui)
{
    struct place place = staff_place_of(ui);
    const struct review_case *one = &staff->caseload.cases[staff->at_case];
    char meta[WORDS_MAX], code[64], count[64];
    bool named = one->name && one->name[0];
    float y = place.content.y;
    size_t per_page;

    staff_code_words(one->code, code, sizeof(code));
    (void) snprintf(
        count, sizeof(count), ngettext("%u entry", "%u entries", one->n_entries), one->n_entries);
    (void) snprintf(meta, sizeof(meta), "%s%s%s", named ? code : "", named ? "   " : "", count);
    if (staff_header(staff, ui, named ? one->name : code, meta, true)) {
        staff_go(staff, SCREEN_CASELOAD);
        staff_caseload_open(staff);
        return;
    }
    y += staff_page_notice(staff, ui, y, staff->entries_read);
    if (staff->entries_read && staff->entries.count == 0)
        (void) ui_text(ui, "empty", (struct ui_rect){place.text, y, place.content.w, 0}, UI_STAFF,
            UI_SOFT, _("No entry yet"));
    per_page = staff_rows_in(place.shoreline - y, place.row);
    rows(staff, ui, y, per_page);
    if (staff->screen == SCREEN_ENTRIES)
        entries_band(staff, ui, per_page);
}
