/* Decides when a session is sealed, and what may be said about it.
 *
 *   BEGINNING --commit--> KEPT <--commit, change--> CHANGED
 *     |   ^                 ^                          ^
 *   fault |                 +--commit-- FAILING <------+ fault
 *     v   | begin again                  |   ^
 *   UNBEGUN                       finish |   | fault
 *                                        v   |
 *      (KEPT and CHANGED too) ------> FINISHING --commit--> FINISHED
 *
 * A save that failed is not queued again: the next one is a whole snapshot, so it holds what the
 * failed one held. Nothing is waited for: what is due is posted, what came of it is a completion.
 */
#include <assert.h>
#include <stdlib.h>

#include "afterword/journal.h"

#include "autosave_jobs.h"

struct state {
    const char *name;
    unsigned may_go_to;
};

static const struct state states[] = {
    [JOURNAL_BEGINNING] = {"beginning", BIT(JOURNAL_KEPT) | BIT(JOURNAL_UNBEGUN)},
    [JOURNAL_KEPT] = {"kept", BIT(JOURNAL_CHANGED) | BIT(JOURNAL_FINISHING)},
    [JOURNAL_CHANGED] = {"changed",
        BIT(JOURNAL_KEPT) | BIT(JOURNAL_FAILING) | BIT(JOURNAL_FINISHING)},
    [JOURNAL_FAILING] = {"failing",
        BIT(JOURNAL_KEPT) | BIT(JOURNAL_CHANGED) | BIT(JOURNAL_FINISHING)},
    [JOURNAL_FINISHING] = {"finishing", BIT(JOURNAL_FINISHED) | BIT(JOURNAL_FAILING)},
    [JOURNAL_FINISHED] = {"finished", 0},
    [JOURNAL_UNBEGUN] = {"unbegun", BIT(JOURNAL_BEGINNING)},
};
_Static_assert(COUNT(states) == JOURNAL_KEEPINGS, "every state has a row");

struct journal_autosave {
    struct worker *worker;
    struct records *records;
    uint32_t screen;
    struct journal_session *session; /* borrowed; NULL before begin */
    struct journal_hold *hold;       /* what is in it belongs to the worker */

    enum journal_keeping state;
    bool finishes;  /* finish was asked for: after a failure it is the close that is repeated */
    unsigned n_out; /* jobs posted and not yet back */

    /* Revisions of the session. Invariant: kept <= posted <= seen. */
    uint64_t kept, posted, seen;
    enum journal_place place; /* as posted last: a move is saved at once */
    size_t step;
    int64_t first_ms; /* when the first change since the last post was seen */
    int64_t last_ms;  /* and the last */
    int64_t retry_ms; /* while FAILING */
    struct fault fault;
};

static bool
is_sound(const struct journal_autosave *autosave)
{
    if (autosave->kept > autosave->posted || autosave->posted > autosave->seen)
        return false;
    if (autosave->state == JOURNAL_KEPT && autosave->kept != autosave->seen)
        return false;
    return autosave->state != JOURNAL_FINISHED || autosave->finishes;
}

static void
move_to(struct journal_autosave *autosave, enum journal_keeping next)
{
    if (next == autosave->state)
        return;
    assert(states[autosave->state].may_go_to & BIT(next));
    autosave->state = next;
    assert(is_sound(autosave));
}

struct journal_autosave *
journal_autosave_new(struct worker *worker, struct records *records, uint32_t screen)
{
    struct journal_autosave *autosave = memory_new(1, sizeof(*autosave));

    autosave->worker = worker;
    autosave->records = records;
    autosave->screen = screen;
    autosave->hold = memory_new(1, sizeof(*autosave->hold));
    autosave->state = JOURNAL_BEGINNING;
    autosave->fault = FAULT_EMPTY;
    return autosave;
}

void
journal_autosave_free(struct journal_autosave *autosave)
{
    if (!autosave)
        return;
    // Behind all that was posted before it: only then does nobody need the sitting any more.
    journal_job_part(autosave->worker, autosave->hold);
    free(autosave);
}

static size_t
step_of(const struct journal_session *session)
{
    return journal_session_place(session) == JOURNAL_WALKING ? journal_session_step(session) : 0;
}

/* What stands in the session now is what the next job carries. */
static void
note_posted(struct journal_autosave *autosave)
{
    autosave->seen = journal_session_revision(autosave->session);
    autosave->posted = autosave->seen;
    autosave->place = journal_session_place(autosave->session);
    autosave->step = step_of(autosave->session);
}

void
journal_autosave_begin(struct journal_autosave *autosave, struct journal_session *session,
    const struct journal_beginning *beginning)
{
    assert(autosave->n_out == 0 && autosave->kept == 0);

    autosave->session = session;
    journal_session_beginning_set(session, beginning);
    move_to(autosave, JOURNAL_BEGINNING);
    note_posted(autosave);
    autosave->n_out++;
    journal_job_begin(
        autosave->worker, autosave->hold, autosave->records, autosave->screen, session, beginning);
}

void
journal_autosave_resume(struct journal_autosave *autosave, struct journal_session *session,
    struct journal_sitting *sitting)
{
    assert(!autosave->session && autosave->n_out == 0);

    autosave->session = session;
    autosave->hold->sitting = sitting;
    note_posted(autosave);
    autosave->kept = autosave->posted;
    move_to(autosave, JOURNAL_KEPT);
}

static void
look_for_changes(struct journal_autosave *autosave, int64_t now)
{
    uint64_t revision = journal_session_revision(autosave->session);

    if (revision == autosave->seen)
        return;
    if (autosave->seen == autosave->posted)
        autosave->first_ms = now;
    autosave->seen = revision;
    autosave->last_ms = now;
    if (autosave->state == JOURNAL_KEPT)
        move_to(autosave, JOURNAL_CHANGED);
}

static bool
has_moved(const struct journal_autosave *autosave)
{
    return journal_session_place(autosave->session) != autosave->place ||
           step_of(autosave->session) != autosave->step;
}

/* When the next job is due; -1 for never. */
static int64_t
due_ms(const struct journal_autosave *autosave)
{
    if (autosave->state == JOURNAL_FAILING && autosave->finishes)
        return autosave->retry_ms;
    if (autosave->seen == autosave->posted)
        return -1;
    if (has_moved(autosave))
        return autosave->first_ms;
    if (autosave->state == JOURNAL_FAILING)
        return autosave->retry_ms;

    int64_t rested = autosave->last_ms + JOURNAL_REST_MS;
    int64_t longest = autosave->first_ms + JOURNAL_TYPING_MS;
    return rested < longest ? rested : longest;
}

/* Between the first commit and the last. */
static bool
is_keeping(const struct journal_autosave *autosave)
{
    return autosave->state == JOURNAL_KEPT || autosave->state == JOURNAL_CHANGED ||
           autosave->state == JOURNAL_FAILING;
}

static void
post_save(struct journal_autosave *autosave)
{
    note_posted(autosave);
    autosave->n_out++;
    journal_job_save(autosave->worker, autosave->hold, autosave->screen, autosave->session);
}

static void
post_close(struct journal_autosave *autosave)
{
    note_posted(autosave);
    autosave->n_out++;
    move_to(autosave, JOURNAL_FINISHING);
    journal_job_close(autosave->worker, autosave->hold, autosave->screen, autosave->session);
}

void
journal_autosave_tick(struct journal_autosave *autosave)
{
    int64_t now = clock_now_ms();

    if (!is_keeping(autosave))
        return;
    look_for_changes(autosave, now);

    int64_t due = due_ms(autosave);
    if (autosave->n_out > 0 || due < 0 || now < due)
        return;
    if (autosave->finishes)
        post_close(autosave);
    else
        post_save(autosave);
}

void
journal_autosave_flush(struct journal_autosave *autosave)
{
    if (!is_keeping(autosave) || autosave->finishes)
        return;
    look_for_changes(autosave, clock_now_ms());
    if (autosave->seen != autosave->posted)
        post_save(autosave);
}

int64_t
journal_autosave_deadline(const struct journal_autosave *autosave)
{
    if (!is_keeping(autosave) || autosave->n_out > 0)
        return -1;
    if (journal_session_revision(autosave->session) != autosave->seen)
        return clock_now_ms();
    return due_ms(autosave);
}

void
journal_autosave_finish(struct journal_autosave *autosave)
{
    // Pressed twice, it is still closed once.
    if (autosave->state == JOURNAL_FINISHING || autosave->state == JOURNAL_FINISHED)
        return;
    assert(is_keeping(autosave));
    autosave->finishes = true;
    post_close(autosave);
}

static void
note_failed(struct journal_autosave *autosave, const struct job *job)
{
    autosave->fault = job->fault;
    autosave->retry_ms = clock_now_ms() + JOURNAL_RETRY_MS;
    LOG_FAULT("journal", &job->fault);
}

static void
begin_done(struct journal_autosave *autosave, const struct job *job, uint64_t revision)
{
    if (!job->done) {
        note_failed(autosave, job);
        move_to(autosave, JOURNAL_UNBEGUN);
        return;
    }
    autosave->kept = revision;
    move_to(autosave, JOURNAL_KEPT);
}

static void
save_done(struct journal_autosave *autosave, const struct job *job, uint64_t revision)
{
    if (!job->done) {
        note_failed(autosave, job);
        // Not kept, so it is due again; a later one that is under way may still carry it.
        if (autosave->posted == revision)
            autosave->posted = autosave->kept;
        if (autosave->state != JOURNAL_FINISHING)
            move_to(autosave, JOURNAL_FAILING);
        return;
    }
    autosave->kept = revision;
    if (autosave->state == JOURNAL_FINISHING)
        return;
    look_for_changes(autosave, clock_now_ms());
    move_to(autosave, autosave->kept == autosave->seen ? JOURNAL_KEPT : JOURNAL_CHANGED);
}

static void
close_done(struct journal_autosave *autosave, const struct job *job, uint64_t revision)
{
    if (!job->done) {
        note_failed(autosave, job);
        autosave->posted = autosave->kept;
        move_to(autosave, JOURNAL_FAILING);
        return;
    }
    autosave->kept = revision;
    move_to(autosave, JOURNAL_FINISHED);
}

bool
journal_autosave_done(struct journal_autosave *autosave, struct job *job)
{
    uint64_t revision;

    if (job->screen != autosave->screen || !journal_job_is_of(job, autosave->hold, &revision))
        return false;

    assert(autosave->n_out > 0);
    autosave->n_out--;
    switch ((enum journal_job_kind) job->kind) {
    case JOURNAL_JOB_BEGIN:
        begin_done(autosave, job, revision);
        break;
    case JOURNAL_JOB_SAVE:
        save_done(autosave, job, revision);
        break;
    case JOURNAL_JOB_CLOSE:
        close_done(autosave, job, revision);
        break;
    case JOURNAL_JOB_PART:
        assert(false && "it is posted when nobody listens any more");
    }
    job->free(job);
    return true;
}

enum journal_keeping
journal_autosave_state(const struct journal_autosave *autosave)
{
    return autosave->state;
}

struct fault
journal_autosave_fault(const struct journal_autosave *autosave)
{
    return autosave->fault;
}
