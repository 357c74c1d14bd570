/* An open draft: a session's snapshots, sealed by records, and what they become at the end. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/journal.h"
#include "afterword/records.h"

#include "json.h"
#include "wording.h"

struct journal_sitting {
    struct records_draft *draft;
};

static struct journal_sitting *
sitting_of(struct records_draft *draft)
{
    struct journal_sitting *sitting = memory_new(1, sizeof(*sitting));

    sitting->draft = draft;
    return sitting;
}

struct journal_sitting *
journal_sitting_begin(struct records *records, const struct flow *flow,
    const struct journal_beginning *beginning, const struct bytes *snapshot, struct fault *fault)
{
    struct id journal = id_is_none(&beginning->journal) ? records_unplaced : beginning->journal;
    struct records_draft *draft = NULL;
    json_t *root = field_parse(snapshot);
    const char *language = field_text(root, "language");

    // First the wording: without it a draft could not be read beside its questions.
    bool begun = wording_put(records, flow, language ? language : flow->language, fault) &&
                 records_draft_begin(records, &journal, snapshot, &draft, fault);
    json_decref(root);
    return begun ? sitting_of(draft) : NULL;
}

bool
journal_sitting_save(
    struct journal_sitting *sitting, const struct bytes *snapshot, struct fault *fault)
{
    return records_draft_save(sitting->draft, snapshot, fault);
}

bool
journal_sitting_close(struct journal_sitting *sitting, const struct journal_bodies *bodies,
    bool nothing, struct fault *fault)
{
    struct records_bodies sealed = {
        .summary = &bodies->summary,
        .open = &bodies->open,
        .closed = &bodies->closed,
    };
    bool closed = nothing ? records_draft_drop(sitting->draft, fault)
                          : records_draft_close(sitting->draft, &sealed, fault);

    if (closed)
        free(sitting); // the draft went with it
    return closed;
}

void
journal_sitting_free(struct journal_sitting *sitting)
{
    if (!sitting)
        return;
    records_draft_free(sitting->draft);
    free(sitting);
}

/* ---- going on after a crash -------------------------------------------------------*/

static bool
was_handed_over(const struct bytes *snapshot)
{
    json_t *root = field_parse(snapshot);
    bool handed_over = field_flag(root, "handed_over");

    json_decref(root);
    return handed_over;
}

struct journal_sitting *
journal_sitting_resume(struct records *records, struct bytes *kept, struct journal_resumed *resumed,
    struct fault *fault)
{
    struct bytes snapshot = BYTES_EMPTY;
    struct records_draft *draft = NULL;
    struct flow *flow = NULL;
    struct id journal = ID_NONE;

    bool opened = records_draft_resume(records, kept, &snapshot, &journal, &draft, fault);
    bytes_wipe(kept); // the draft's key was in it
    if (!opened || !journal_snapshot_flow(records, &snapshot, &flow, fault)) {
        records_draft_free(draft);
        bytes_wipe(&snapshot);
        return NULL;
    }
    *resumed = (struct journal_resumed){
        .journal = id_equal(&journal, &records_unplaced) ? ID_NONE : journal,
        .snapshot = snapshot,
        .flow = flow,
        .handed_over = was_handed_over(&snapshot),
    };
    return sitting_of(draft);
}

void
journal_resumed_destroy(struct journal_resumed *resumed)
{
    bytes_wipe(&resumed->snapshot);
    flow_free(resumed->flow);
    memory_wipe(resumed, sizeof(*resumed));
}
