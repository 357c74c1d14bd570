/* Everything that blocks: one job for each question to clinic, review and journal. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

/* ---- on the worker -------------------------------------------------------------------*/

static bool
run_members(struct asking *ask, struct fault *fault)
{
    return clinic_members_read(ask->hold->records, &ask->members, fault);
}

static bool
run_ready(struct asking *ask, struct fault *fault)
{
    return clinic_ready(ask->hold->records, fault);
}

static bool
run_unlock(struct asking *ask, struct fault *fault)
{
    struct hold *hold = ask->hold;
    struct fault unread = FAULT_EMPTY;
    bool open = clinic_unlock(
        hold->records, &ask->subject, bytes_text(&ask->passphrase), &hold->session, fault);

    bytes_wipe(&ask->passphrase);
    if (!open)
        return false;
    ask->name = memory_string(clinic_session_name(hold->session));
    ask->roles = clinic_session_roles(hold->session);
    // Who is in is in: what can't be told about the last time is left out, and logged.
    if (!clinic_sign_in_read(hold->records, hold->session, &ask->sign_in, &unread)) {
        LOG_FAULT("staff", &unread);
        ask->sign_in = (struct clinic_sign_in){.damaged = unread.kind == FAULT_DAMAGED};
    }
    return true;
}

static bool
run_caseload(struct asking *ask, struct fault *fault)
{
    return review_caseload_read(ask->hold->records, ask->hold->session, &ask->caseload, fault);
}

static bool
run_entries(struct asking *ask, struct fault *fault)
{
    return review_entries_read(
        ask->hold->records, ask->hold->session, &ask->subject, &ask->entries, fault);
}

static bool
run_entry(struct asking *ask, struct fault *fault)
{
    return review_entry_open(
        ask->hold->records, ask->hold->session, &ask->subject, &ask->opened, fault);
}

static bool
run_discussed(struct asking *ask, struct fault *fault)
{
    return review_entry_discussed(
        ask->hold->records, ask->hold->session, &ask->subject, ask->on, fault);
}

static bool
run_patients(struct asking *ask, struct fault *fault)
{
    if (!clinic_patients_read(ask->hold->records, ask->hold->session, &ask->patients, fault))
        return false;
    staff_patients_keep(&ask->patients);
    return true;
}

static bool
run_unplaced(struct asking *ask, struct fault *fault)
{
    return review_unplaced_read(ask->hold->records, ask->hold->session, &ask->entries, fault) &&
           run_patients(ask, fault);
}

static bool
run_place(struct asking *ask, struct fault *fault)
{
    return review_entry_place(
        ask->hold->records, ask->hold->session, &ask->subject, &ask->to, fault);
}

static bool
run_drafts(struct asking *ask, struct fault *fault)
{
    return review_drafts_read(ask->hold->records, ask->hold->session, &ask->drafts, fault);
}

static bool
run_keep(struct asking *ask, struct fault *fault)
{
    return review_draft_keep(ask->hold->records, ask->hold->session, &ask->subject, fault);
}

static bool
run_hand_back(struct asking *ask, struct fault *fault)
{
    return review_draft_hand_back(ask->hold->records, ask->hold->session, &ask->subject, fault);
}

static bool
run_holders(struct asking *ask, struct fault *fault)
{
    return journal_holders(ask->hold->records, &ask->subject, &ask->names, fault);
}

static void
sign_out(struct hold *hold)
{
    if (hold->session)
        clinic_lock(hold->records, hold->session);
    hold->session = NULL;
}

static bool
run_lock(struct asking *ask, struct fault *fault)
{
    (void) fault;
    sign_out(ask->hold);
    return true;
}

static const struct {
    bool (*run)(struct asking *ask, struct fault *fault);
    bool signed_in; /* asked by somebody who is */
} asks[STAFF_ASKS] = {
    [ASK_MEMBERS] = {run_members, false},
    [ASK_READY] = {run_ready, false},
    [ASK_UNLOCK] = {run_unlock, false},
    [ASK_CASELOAD] = {run_caseload, true},
    [ASK_ENTRIES] = {run_entries, true},
    [ASK_ENTRY] = {run_entry, true},
    [ASK_DISCUSSED] = {run_discussed, true},
    [ASK_UNPLACED] = {run_unplaced, true},
    [ASK_PLACE] = {run_place, true},
    [ASK_DRAFTS] = {run_drafts, true},
    [ASK_KEEP] = {run_keep, true},
    [ASK_HAND_BACK] = {run_hand_back, true},
    [ASK_PATIENTS] = {run_patients, true},
    [ASK_HOLDERS] = {run_holders, true},
    [ASK_LOCK] = {run_lock, false},
    [ASK_PART] = {run_lock, false},
};

static bool
run(struct job *job, struct fault *fault)
{
    struct asking *ask = (struct asking *) job;

    // A question that stood behind the sign-out has nobody to answer.
    if (asks[job->kind].signed_in && !ask->hold->session)
        return FAULT(fault, FAULT_STOPPED, "ask after the sign-out", 0);
    return asks[job->kind].run(ask, fault);
}

/* ---- asking ----------------------------------------------------------------------------*/

void
staff_hold_drop(struct hold *hold)
{
    if (atomic_fetch_sub(&hold->n_holding, 1) == 1)
        free(hold);
}

static void
free_asking(struct job *job)
{
    struct asking *ask = (struct asking *) job;

    bytes_wipe(&ask->passphrase);
    free(ask->name);
    clinic_members_destroy(&ask->members);
    review_caseload_destroy(&ask->caseload);
    review_entries_destroy(&ask->entries);
    review_entry_destroy(&ask->opened);
    clinic_patients_destroy(&ask->patients);
    review_drafts_destroy(&ask->drafts);
    journal_names_free(&ask->names);
    staff_hold_drop(ask->hold);
    free(ask);
}

struct asking *
staff_asking_new(struct staff *staff, enum staff_asks kind)
{
    struct asking *ask = memory_new(1, sizeof(*ask));

    ask->job = (struct job){
        .screen = staff->options.screen, .kind = kind, .run = run, .free = free_asking};
    ask->hold = staff->hold;
    (void) atomic_fetch_add(&ask->hold->n_holding, 1);
    return ask;
}

void
staff_asking_post(struct staff *staff, struct asking *ask)
{
    if (worker_post(staff->options.worker, &ask->job))
        staff->n_asked++;
}

void
staff_ask(struct staff *staff, enum staff_asks kind)
{
    staff_asking_post(staff, staff_asking_new(staff, kind));
}

void
staff_ask_about(struct staff *staff, enum staff_asks kind, const struct id *subject)
{
    struct asking *asking = staff_asking_new(staff, kind);

    asking->subject = *subject;
    staff_asking_post(staff, asking);
}
