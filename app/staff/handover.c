/* S8: what the next sitting knows about its person. */
#include "inside.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

void
staff_hand_over_open(struct staff *staff, const struct id *journal)
{
    staff_hand_over_forget(staff);
    staff->prefer = journal ? *journal : ID_NONE;
    staff->patients_read = staff->patient_chosen = false;
    staff->patients_page = 0;
    staff_go(staff, SCREEN_WHO);
    staff_ask(staff, ASK_PATIENTS);
}

/* ---- who -------------------------------------------------------------------------------*/

static bool
flow_may_run(const struct staff *staff, const struct flow *flow)
{
    return !flow_needs_care(flow) || (staff->options.help && staff->options.help->call_leaves);
}

static bool
clinic_speaks(const struct staff *staff, const char *language)
{
    const char *at = staff->options.settings ? staff->options.settings->languages : NULL;
    size_t length = strlen(language);

    while (at && *at) {
        size_t one = strcspn(at, ",");

        if (one == length && memcmp(at, language, one) == 0)
            return true;
        at += one + (at[one] == ',');
    }
    return false;
}

void
staff_hand_over_take(struct staff *staff, size_t patient)
{
    const struct flow_folder *flows = staff->options.flows;
    const char *language = clinic_speaks(staff, staff->language) ? staff->language : "en";

    staff_hand_over_forget(staff);
    staff->patients_at = patient;
    staff->patient_chosen = true;
    for (size_t i = 0; flows && i < flows->count && !staff->flow; i++)
        if (flow_may_run(staff, flows->flows[i]))
            staff->flow = flows->flows[i];
    (void) snprintf(staff->tray_language, sizeof(staff->tray_language), "%s", language);
    staff_go(staff, SCREEN_HAND_OVER);
    staff_ask_about(staff, ASK_HOLDERS, &staff->patients.patients[patient].journal);
}

static bool
who_row(struct ui *ui, size_t n, const struct clinic_patient *patient, struct ui_rect row)
{
    struct place place = staff_place_of(ui);
    char id[32], text[64], code[64];
    float x = row.x + 16;
    bool acted;

    staff_code_words(patient->code, code, sizeof(code));
    (void) snprintf(id, sizeof(id), "patient-%zu", n);
    acted = ui_row(ui, id, row, staff_patient_name(patient, text, sizeof(text)), code, false);
    x += staff_line_of(ui, NULL, (struct ui_rect){x, row.y, row.w * 0.55f, row.h}, UI_STAFF_BOLD,
             UI_INK, staff_patient_name(patient, text, sizeof(text))) +
         14;
    if (patient->name && patient->name[0])
        (void) staff_line_of(
            ui, NULL, (struct ui_rect){x, row.y, place.right - x, row.h}, UI_STAFF, UI_SOFT, code);
    return acted;
}

void
staff_who_frame(struct staff *staff, struct ui *ui)
{
    struct place place = staff_place_of(ui);
    struct band band = staff_band_of(ui, NULL);
    float y = place.content.y;
    size_t per_page, from;

    if (staff_header(staff, ui, _("Hand over"), _("to whom?"), true)) {
        staff_go(staff, SCREEN_CASELOAD);
        staff_caseload_open(staff);
        return;
    }
    y += staff_page_notice(staff, ui, y, staff->patients_read);
    per_page = staff_rows_in(place.shoreline - y, place.row);
    if (staff->patients_read && staff->patients.count == 0)
        (void) ui_text(ui, "empty", (struct ui_rect){place.text, y, place.content.w, 0}, UI_STAFF,
            UI_SOFT, _("No journal is yours to open yet."));
    if (!staff->patients_read)
        return;
    staff_band_pages(ui, &band, &staff->patients_page, staff->patients.count, per_page);
    from = staff->patients_page * per_page;
    for (size_t i = from; i < staff->patients.count && i < from + per_page; i++) {
        struct ui_rect row = {place.text - 16, y + (float) (i - from) * place.row,
            place.right - place.text + 16 + place.gap, place.row};
        bool last = i + 1 == staff->patients.count || i + 1 == from + per_page;

        if (who_row(ui, i, &staff->patients.patients[i], row)) {
            staff_hand_over_take(staff, i);
            return;
        }
        if (!last)
            ui_hairline(ui, place.text, row.y + row.h - 1, place.right - place.text);
    }
}

/* ---- what is handed over -----------------------------------------------------------------*/

/* Whom it goes to: who hands over, where they hold the journal. */
static const char *
holder_first(const struct staff *staff)
{
    for (size_t i = 0; i < staff->holders.count; i++)
        if (staff->name && strcmp(staff->holders.names[i], staff->name) == 0)
            return staff->name;
    return staff->holders.count > 0 ? staff->holders.names[0] : "";
}

void
staff_hand_over_give(struct staff *staff)
{
    const struct clinic_patient *patient = &staff->patients.patients[staff->patients_at];
    struct bytes names = BYTES_EMPTY, json = BYTES_EMPTY;
    struct journal_tray tray = {0};
    char called[WORDS_MAX] = "", first[WORDS_MAX];

    assert(staff->flow && staff->holders_read);
    if (patient->called && patient->called[0])
        (void) snprintf(called, sizeof(called), "%s", patient->called);
    else if (patient->name && patient->name[0])
        staff_first_name(patient->name, called, sizeof(called));
    staff_first_name(holder_first(staff), first, sizeof(first));
    staff_names_join(&staff->holders, &names);
    tray.journal = patient->journal;
    tray.called = memory_string(called);
    tray.flow = memory_string(staff->flow->id);
    tray.language = memory_string(staff->tray_language);
    tray.comfort = staff->comfort;
    tray.comfort.theme = memory_string(staff->comfort.theme);
    tray.names = memory_string(bytes_text(&names));
    tray.first = memory_string(first);
    tray.shared_room = staff->shared_room;
    tray.made_ms = clock_wall_ms();
    journal_tray_write(&tray, &json);
    if (staff->options.host.tray)
        staff->options.host.tray(staff->options.host.context, &json);
    journal_tray_destroy(&tray);
    bytes_wipe(&names);
    bytes_wipe(&json);
    memory_wipe(called, sizeof(called));
    staff_lock(staff);
}
