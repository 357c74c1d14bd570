/* What the worker answered, and where it belongs. */
#include "inside.h"

static const char *const failures[STAFF_ASKS] = {
    [ASK_CASELOAD] = N_("The list did not open."),
    [ASK_ENTRIES] = N_("This journal did not open."),
    [ASK_ENTRY] = N_("This entry did not open."),
    [ASK_DISCUSSED] = N_("That was not noted."),
    [ASK_UNPLACED] = N_("The list did not open."),
    [ASK_PLACE] = N_("It was not placed."),
    [ASK_DRAFTS] = N_("The list did not open."),
    [ASK_KEEP] = N_("It was not kept."),
    [ASK_HAND_BACK] = N_("It was not handed back."),
    [ASK_PATIENTS] = N_("The list did not open."),
    [ASK_HOLDERS] = N_("Who can open it is not known."),
};

/* Moves what was read out of its job. */
#define TAKE(to, from, type, destroy)                                                              \
    do {                                                                                           \
        destroy(&(to));                                                                            \
        (to) = (from);                                                                             \
        (from) = (type){0};                                                                        \
    } while (0)

static void
take_entry(struct staff *staff, struct asking *ask)
{
    // Another one may have been asked for since.
    if (staff->at_entry >= staff->entries.count ||
        !id_equal(&staff->entries.lines[staff->at_entry].entry, &ask->subject))
        return;
    staff_entry_forget(staff);
    staff->opened = ask->opened;
    ask->opened = (struct review_entry){0};
    staff->is_open = true;
}

static void
take_discussed(struct staff *staff, struct asking *ask)
{
    for (size_t i = 0; i < staff->entries.count; i++)
        if (id_equal(&staff->entries.lines[i].entry, &ask->subject))
            staff->entries.lines[i].discussed = ask->on;
    if (staff->is_open && id_equal(&staff->opened.line.entry, &ask->subject))
        staff->opened.line.discussed = ask->on;
}

static void
take_entries(struct staff *staff, struct asking *ask)
{
    if (staff->at_case >= staff->caseload.count ||
        !id_equal(&staff->caseload.cases[staff->at_case].journal, &ask->subject))
        return;
    TAKE(staff->entries, ask->entries, struct review_entries, review_entries_destroy);
    staff->entries_read = true;
}

static void
take_patients(struct staff *staff, struct asking *ask)
{
    TAKE(staff->patients, ask->patients, struct clinic_patients, clinic_patients_destroy);
    staff->patients_read = true;
    for (size_t i = 0; staff->screen == SCREEN_WHO && i < staff->patients.count; i++)
        if (id_equal(&staff->patients.patients[i].journal, &staff->prefer))
            staff_hand_over_take(staff, i);
}

static void
take_unplaced(struct staff *staff, struct asking *ask)
{
    TAKE(staff->unplaced, ask->entries, struct review_entries, review_entries_destroy);
    staff->unplaced_read = true;
    take_patients(staff, ask);
}

static void
take_drafts(struct staff *staff, struct asking *ask)
{
    TAKE(staff->drafts, ask->drafts, struct review_drafts, review_drafts_destroy);
    staff->n_drafts_of_others = staff_drafts_keep(&staff->drafts);
    staff->drafts_read = true;
}

static void
take_caseload(struct staff *staff, struct asking *ask)
{
    TAKE(staff->caseload, ask->caseload, struct review_caseload, review_caseload_destroy);
    staff->caseload_read = true;
}

static void
take_holders(struct staff *staff, struct asking *ask)
{
    if (!id_equal(&staff->patients.patients[staff->patients_at].journal, &ask->subject))
        return;
    TAKE(staff->holders, ask->names, struct journal_names, journal_names_free);
    staff->holders_read = true;
}

static void
take_placed(struct staff *staff, struct asking *ask)
{
    (void) ask;
    staff_place_open(staff);
}

static void
take_decided(struct staff *staff, struct asking *ask)
{
    staff->handed_back = staff->handed_back || ask->job.kind == ASK_HAND_BACK;
    staff_drafts_open(staff);
}

/* Where an answer belongs. Who has gone on meanwhile is not disturbed: lists are named by place, so
 * that a new one under an open journal would put another name on it. */
static const struct {
    void (*take)(struct staff *staff, struct asking *ask);
    unsigned screens;
} takes[STAFF_ASKS] = {
    [ASK_CASELOAD] = {take_caseload, BIT(SCREEN_CASELOAD)},
    [ASK_ENTRIES] = {take_entries, BIT(SCREEN_ENTRIES)},
    [ASK_ENTRY] = {take_entry, BIT(SCREEN_READER)},
    [ASK_DISCUSSED] = {take_discussed, BIT(SCREEN_READER) | BIT(SCREEN_ENTRIES)},
    [ASK_UNPLACED] = {take_unplaced, BIT(SCREEN_PLACE)},
    [ASK_PLACE] = {take_placed, BIT(SCREEN_PLACE)},
    [ASK_DRAFTS] = {take_drafts, BIT(SCREEN_DRAFTS)},
    [ASK_KEEP] = {take_decided, BIT(SCREEN_DRAFTS)},
    [ASK_HAND_BACK] = {take_decided, BIT(SCREEN_DRAFTS)},
    [ASK_PATIENTS] = {take_patients, BIT(SCREEN_WHO)},
    [ASK_HOLDERS] = {take_holders, BIT(SCREEN_HAND_OVER)},
};

static void
take(struct staff *staff, struct asking *ask)
{
    if (!(takes[ask->job.kind].screens & BIT(staff->screen)))
        return;
    if (ask->job.done)
        takes[ask->job.kind].take(staff, ask);
    else
        staff_trouble(staff, failures[ask->job.kind], &ask->job.fault);
}

void
staff_done(struct staff *staff, struct job *job)
{
    struct asking *ask = (struct asking *) job;

    if (staff->n_asked > 0)
        staff->n_asked--;
    if (job->kind == ASK_LOCK) {
        staff->outcome = STAFF_ENDED;
    } else if (staff->screen == SCREEN_LOCKING) {
        // Nobody is here any more to show it to.
    } else if (job->kind == ASK_MEMBERS || job->kind == ASK_UNLOCK) {
        staff_unlock_done(staff, ask);
    } else {
        take(staff, ask);
    }
    job->free(job);
}
