#include "autosave_jobs.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* First the job, so that a pointer to one is a pointer to the other. */
struct sealing {
    struct job job;
    struct journal_hold *hold;
    uint64_t revision; /* of the session, as it stood when this was posted */

    struct records *records; /* begin */
    const struct flow *flow; /* begin: outlives the worker */
    struct journal_beginning beginning;
    char *called;

    struct bytes snapshot;        /* begin, save */
    struct journal_bodies bodies; /* close */
    bool nothing;
};

static void
free_sealing(struct job *job)
{
    struct sealing *sealing = (struct sealing *) job;

    if (sealing->called)
        memory_wipe(sealing->called, strlen(sealing->called));
    free(sealing->called);
    bytes_wipe(&sealing->snapshot);
    journal_bodies_destroy(&sealing->bodies);
    free(sealing);
}

static bool
run_begin(struct job *job, struct fault *fault)
{
    struct sealing *sealing = (struct sealing *) job;

    assert(!sealing->hold->sitting);
    sealing->hold->sitting = journal_sitting_begin(
        sealing->records, sealing->flow, &sealing->beginning, &sealing->snapshot, fault);
    return sealing->hold->sitting != NULL;
}

static bool
run_save(struct job *job, struct fault *fault)
{
    struct sealing *sealing = (struct sealing *) job;

    return journal_sitting_save(sealing->hold->sitting, &sealing->snapshot, fault);
}

static bool
run_close(struct job *job, struct fault *fault)
{
    struct sealing *sealing = (struct sealing *) job;

    if (!journal_sitting_close(sealing->hold->sitting, &sealing->bodies, sealing->nothing, fault))
        return false;
    sealing->hold->sitting = NULL;
    return true;
}

static bool
run_part(struct job *job, struct fault *fault)
{
    struct sealing *sealing = (struct sealing *) job;

    (void) fault;
    journal_sitting_free(sealing->hold->sitting);
    sealing->hold->sitting = NULL;
    return true;
}

static void
free_part(struct job *job)
{
    struct sealing *sealing = (struct sealing *) job;

    // Still there only when the worker had stopped and never ran this.
    journal_sitting_free(sealing->hold->sitting);
    free(sealing->hold);
    free_sealing(job);
}

static struct sealing *
sealing_new(enum journal_job_kind kind, uint32_t screen, struct journal_hold *hold,
    const struct journal_session *session)
{
    static bool (*const run[])(struct job *, struct fault *) = {
        [JOURNAL_JOB_BEGIN] = run_begin,
        [JOURNAL_JOB_SAVE] = run_save,
        [JOURNAL_JOB_CLOSE] = run_close,
        [JOURNAL_JOB_PART] = run_part,
    };
    struct sealing *sealing = memory_new(1, sizeof(*sealing));

    sealing->job.screen = screen;
    sealing->job.kind = kind;
    sealing->job.run = run[kind];
    sealing->job.free = kind == JOURNAL_JOB_PART ? free_part : free_sealing;
    sealing->hold = hold;
    sealing->revision = session ? journal_session_revision(session) : 0;
    return sealing;
}

void
journal_job_begin(struct worker *worker, struct journal_hold *hold, struct records *records,
    uint32_t screen, const struct journal_session *session,
    const struct journal_beginning *beginning)
{
    struct sealing *sealing = sealing_new(JOURNAL_JOB_BEGIN, screen, hold, session);

    sealing->records = records;
    sealing->flow = journal_session_flow(session);
    sealing->beginning = *beginning;
    sealing->called = memory_string(beginning->called);
    sealing->beginning.called = sealing->called;
    journal_session_write(session, &sealing->snapshot);
    (void) worker_post(worker, &sealing->job); // refused only at the program's end: it is freed
}

void
journal_job_save(struct worker *worker, struct journal_hold *hold, uint32_t screen,
    const struct journal_session *session)
{
    struct sealing *sealing = sealing_new(JOURNAL_JOB_SAVE, screen, hold, session);

    journal_session_write(session, &sealing->snapshot);
    (void) worker_post(worker, &sealing->job);
}

void
journal_job_close(struct worker *worker, struct journal_hold *hold, uint32_t screen,
    const struct journal_session *session)
{
    struct sealing *sealing = sealing_new(JOURNAL_JOB_CLOSE, screen, hold, session);

    sealing->nothing = journal_session_leaving(session) == JOURNAL_KEEP_NOTHING;
    if (!sealing->nothing)
        journal_session_bodies(session, &sealing->bodies);
    (void) worker_post(worker, &sealing->job);
}

void
journal_job_part(struct worker *worker, struct journal_hold *hold)
{
    struct sealing *sealing = sealing_new(JOURNAL_JOB_PART, 0, hold, NULL);

    (void) worker_post(worker, &sealing->job);
}

bool
journal_job_is_of(const struct job *job, const struct journal_hold *hold, uint64_t *revision)
{
    // By function, not by kind: a screen numbers its own jobs as it likes.
    if (job->free != free_sealing)
        return false;
    const struct sealing *sealing = (const struct sealing *) job;
    if (sealing->hold != hold)
        return false;
    *revision = sealing->revision;
    return true;
}
