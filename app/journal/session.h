/* The inside of a session, for the files that walk it, judge it and write it down. */
#ifndef AFTERWORD_JOURNAL_SESSION_H
#define AFTERWORD_JOURNAL_SESSION_H

#include "afterword/journal.h"

#include "wording.h"

struct journal_session {
    const struct flow *flow; /* borrowed */
    struct wording wording;
    char *language;
    char *called; /* "" for none */
    bool handed_over;

    enum journal_place place;
    size_t step; /* where the person is, or was before the closing question */
    enum journal_leaving leaving;
    enum journal_need need;

    struct journal_answer *answers; /* beside the flow's steps */
    bool *shown;                    /* the same: what the conditions say now */
    uint64_t revision;

    int64_t begun_wall_ms;   /* when the person began, whatever came between */
    int64_t begun_ms;        /* clock_now_ms() of this run */
    uint32_t minutes_before; /* of the runs before a crash or a hand-back */

    struct journal_answer started_over; /* the answer before the last start over */
    size_t started_over_step;           /* n_steps: there is none */
};

/* Asserted at each move, and asked of what comes from a disk. */
bool
session_is_sound(const struct journal_session *session);
/* Works out anew which steps are shown; then the change counts. */
void
session_refresh(struct journal_session *session);
/* How long the sitting was so far. */
uint32_t
session_minutes(const struct journal_session *session);

/* Shown and given: an answer that says something now. A hidden one says nothing: it is not scored,
 * no condition sees it and it marks nobody. */
bool
session_answer_counts(const struct journal_session *session, size_t index);
/* Who is to be told of it, as enum flow_tell bits; 0 where nobody is. */
unsigned
session_tells(const struct journal_session *session, size_t index);

#endif
