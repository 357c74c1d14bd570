/* What autosave asks of the worker: each job owns a copy of what it needs and wipes it.
 *
 * A hold is the one thing that autosave and the worker share. The loop makes it; from the first
 * job on its inside is touched by the worker alone; the parting job, the last of all, ends it. So
 * an autosave can be freed at any time and a job that is still out finds everything it needs.
 */
#ifndef AFTERWORD_JOURNAL_AUTOSAVE_JOBS_H
#define AFTERWORD_JOURNAL_AUTOSAVE_JOBS_H

#include "afterword/journal.h"

struct journal_hold {
    struct journal_sitting *sitting; /* the worker's; NULL before begin and after the close */
};

enum journal_job_kind {
    JOURNAL_JOB_BEGIN = 1,
    JOURNAL_JOB_SAVE,
    JOURNAL_JOB_CLOSE,
    JOURNAL_JOB_PART
};

void
journal_job_begin(struct worker *worker, struct journal_hold *hold, struct records *records,
    uint32_t screen, const struct journal_session *session,
    const struct journal_beginning *beginning);
void
journal_job_save(struct worker *worker, struct journal_hold *hold, uint32_t screen,
    const struct journal_session *session);
void
journal_job_close(struct worker *worker, struct journal_hold *hold, uint32_t screen,
    const struct journal_session *session);
/* Ends the sitting's memory and the hold, behind all that was posted before. */
void
journal_job_part(struct worker *worker, struct journal_hold *hold);

/* Whether a completion came from this hold's jobs, and which revision of the session it carried. */
bool
journal_job_is_of(const struct job *job, const struct journal_hold *hold, uint64_t *revision);

#endif
