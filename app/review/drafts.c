/* Interrupted sittings: kept as they are, or given back to their person. */
#include <stdlib.h>
#include <string.h>

#include "afterword/review.h"

#include "summary.h"

/* A draft opened with a member of staff's keys, and its session. */
struct opened {
    struct records_draft *draft; /* NULL once records took it */
    struct bytes snapshot;
    struct flow *flow;
    struct journal_session *session;
};

static void
opened_destroy(struct opened *opened)
{
    journal_session_free(opened->session);
    flow_free(opened->flow);
    bytes_wipe(&opened->snapshot);
    records_draft_free(opened->draft);
}

static bool
open_draft(struct records *records, struct records_session *session, const struct id *draft,
    struct opened *opened, struct fault *fault)
{
    *opened = (struct opened){0};
    if (!records_draft_open(records, session, draft, &opened->snapshot, &opened->draft, fault))
        return false;
    if (journal_snapshot_flow(records, &opened->snapshot, &opened->flow, fault))
        opened->session = journal_session_read(opened->flow, &opened->snapshot, fault);
    if (opened->session)
        return true;
    opened_destroy(opened);
    return false;
}

/* ---- the list ---------------------------------------------------------------------*/

static const char *
code_of(const struct records_journals *journals, const struct id *journal)
{
    for (size_t i = 0; i < journals->count; i++)
        if (id_equal(&journals->journals[i].id, journal))
            return journals->journals[i].code;
    return NULL;
}

/* Where the draft opens: what it is and whose it says it is. A damaged one stays in the list. */
static void
describe(struct records *records, struct records_session *session, struct review_draft *draft)
{
    struct fault fault = FAULT_EMPTY;
    struct opened opened;

    if (!open_draft(records, session, &draft->draft, &opened, &fault)) {
        LOG_FAULT("review", &fault);
        return;
    }
    draft->called = memory_string(journal_session_called(opened.session));
    draft->flow = memory_string(flow_title(opened.flow, journal_session_language(opened.session)));
    opened_destroy(&opened);
}

bool
review_drafts_read(struct records *records, struct records_session *session,
    struct review_drafts *drafts, struct fault *fault)
{
    struct records_waiting *waiting = NULL;
    struct records_journals journals = {0};
    struct review_drafts read = {0};
    size_t n_waiting = 0;

    if (!records_journals(records, &journals, fault))
        return false;
    if (!records_drafts(records, &waiting, &n_waiting, fault)) {
        records_journals_destroy(&journals);
        return false;
    }
    read.drafts = memory_new(n_waiting, sizeof(*read.drafts));
    for (size_t i = 0; i < n_waiting; i++) {
        if (!waiting[i].interrupted)
            continue;
        struct review_draft *draft = &read.drafts[read.count++];
        bool is_unplaced = id_equal(&waiting[i].journal, &records_unplaced);
        draft->draft = waiting[i].draft;
        draft->day = waiting[i].day;
        draft->journal = is_unplaced ? ID_NONE : waiting[i].journal;
        draft->code = memory_string(code_of(&journals, &waiting[i].journal));
        draft->can_open = records_session_holds(session, &waiting[i].journal);
        if (draft->can_open)
            describe(records, session, draft);
    }
    free(waiting);
    records_journals_destroy(&journals);
    *drafts = read;
    return true;
}

void
review_drafts_destroy(struct review_drafts *drafts)
{
    for (size_t i = 0; i < drafts->count; i++) {
        text_destroy(&drafts->drafts[i].code);
        text_destroy(&drafts->drafts[i].called);
        text_destroy(&drafts->drafts[i].flow);
    }
    free(drafts->drafts);
    *drafts = (struct review_drafts){NULL, 0};
}

/* ---- keep, hand back --------------------------------------------------------------*/

static bool
seal_interrupted(struct opened *opened, struct fault *fault)
{
    struct journal_bodies bodies = {0};

    journal_session_interrupt(opened->session);
    journal_session_bodies(opened->session, &bodies);
    bool sealed = records_draft_close(opened->draft,
        &(struct records_bodies){&bodies.summary, &bodies.open, &bodies.closed, true}, fault);
    journal_bodies_destroy(&bodies);
    return sealed;
}

bool
review_draft_keep(struct records *records, struct records_session *session, const struct id *draft,
    struct fault *fault)
{
    struct opened opened;

    if (!open_draft(records, session, draft, &opened, fault))
        return false;
    // Who said that nothing of today is kept said it before the light went out.
    bool kept = journal_session_leaving(opened.session) == JOURNAL_KEEP_NOTHING
                    ? records_draft_drop(opened.draft, fault)
                    : seal_interrupted(&opened, fault);
    if (kept)
        opened.draft = NULL;
    opened_destroy(&opened);
    return kept;
}

bool
review_draft_hand_back(struct records *records, struct records_session *session,
    const struct id *draft, struct fault *fault)
{
    struct opened opened;

    if (!open_draft(records, session, draft, &opened, fault))
        return false;
    bool handed = records_draft_hand_back(opened.draft, &opened.snapshot, fault);
    if (handed)
        opened.draft = NULL;
    opened_destroy(&opened);
    return handed;
}
