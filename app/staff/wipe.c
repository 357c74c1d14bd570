/* What the screens hold, let go of without a trace. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

void
staff_text_drop(char **text)
{
    if (*text)
        memory_wipe(*text, strlen(*text));
    free(*text);
    *text = NULL;
}

void
staff_leaves_forget(struct leaves *leaves)
{
    for (size_t i = 0; i < leaves->count; i++)
        staff_text_drop(&leaves->pieces[i].text);
    free(leaves->pieces);
    *leaves = (struct leaves){0};
}

void
staff_entry_forget(struct staff *staff)
{
    staff_leaves_forget(&staff->leaves);
    if (staff->is_open)
        review_entry_destroy(&staff->opened);
    staff->opened = (struct review_entry){0};
    staff->is_open = false;
    staff->leaf = 0;
}

void
staff_hand_over_forget(struct staff *staff)
{
    journal_names_free(&staff->holders);
    staff->holders = (struct journal_names){NULL, 0};
    staff->holders_read = false;
    staff->comfort = (struct journal_comfort){0};
    staff->shared_room = false;
    staff->flow = NULL;
    staff->hand_over_page = staff->flows_page = 0;
}

void
staff_forget(struct staff *staff)
{
    staff_unlock_clear(staff);
    staff_entry_forget(staff);
    staff_hand_over_forget(staff);
    review_caseload_destroy(&staff->caseload);
    review_entries_destroy(&staff->entries);
    review_entries_destroy(&staff->unplaced);
    clinic_patients_destroy(&staff->patients);
    review_drafts_destroy(&staff->drafts);
    memory_wipe(&staff->sign_in, sizeof(staff->sign_in));
    staff->caseload = (struct review_caseload){0};
    staff->entries = staff->unplaced = (struct review_entries){0};
    staff->patients = (struct clinic_patients){0};
    staff->drafts = (struct review_drafts){0};
    staff->caseload_read = staff->entries_read = staff->unplaced_read = false;
    staff->patients_read = staff->drafts_read = staff->patient_chosen = staff->confirming = false;
}

static void
patient_destroy(struct clinic_patient *patient)
{
    staff_text_drop(&patient->code);
    staff_text_drop(&patient->name);
    staff_text_drop(&patient->called);
}

void
staff_patients_keep(struct clinic_patients *patients)
{
    size_t kept = 0;

    for (size_t i = 0; i < patients->count; i++) {
        if (patients->patients[i].can_open && !patients->patients[i].retired)
            patients->patients[kept++] = patients->patients[i];
        else
            patient_destroy(&patients->patients[i]);
    }
    patients->count = kept;
}

size_t
staff_drafts_keep(struct review_drafts *drafts)
{
    size_t kept = 0, of_others;

    for (size_t i = 0; i < drafts->count; i++) {
        struct review_draft *draft = &drafts->drafts[i];

        if (draft->can_open) {
            drafts->drafts[kept++] = *draft;
            continue;
        }
        staff_text_drop(&draft->code);
        staff_text_drop(&draft->called);
        staff_text_drop(&draft->flow);
    }
    of_others = drafts->count - kept;
    drafts->count = kept;
    return of_others;
}
