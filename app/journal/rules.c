/* What follows from the answers: which steps are shown, what becomes of each answer, who is told. */
#include <assert.h>

#include "afterword/journal.h"

#include "answer.h"
#include "session.h"

static struct flow_given
given_of(const void *context, size_t index)
{
    const struct journal_session *session = context;
    const struct journal_answer *answer = &session->answers[index];

    if (!session_answer_counts(session, index))
        return (struct flow_given){.skipped = true};
    return (struct flow_given){
        .options = answer->options,
        .has_number = answer->has_number,
        .number = answer->number,
    };
}

void
session_refresh(struct journal_session *session)
{
    const struct flow *flow = session->flow;

    // In order: a condition asks about earlier steps alone, and those are settled by then.
    for (size_t i = 0; i < flow->n_steps; i++)
        session->shown[i] = flow_condition_holds(flow->steps[i].when, given_of, session);
    session->revision++;
}

bool
session_answer_counts(const struct journal_session *session, size_t index)
{
    return session->shown[index] &&
           journal_answer_is_given(&session->answers[index], &session->flow->steps[index]);
}

bool
journal_session_is_shown(const struct journal_session *session, size_t index)
{
    assert(index < session->flow->n_steps);
    return session->shown[index];
}

bool
journal_session_is_same_day(const struct journal_session *session)
{
    return session->flow->moment == FLOW_SAME_DAY;
}

enum journal_fate
journal_session_fate(const struct journal_session *session, size_t index)
{
    assert(index < session->flow->n_steps);
    const struct journal_answer *answer = &session->answers[index];

    if (session->leaving == JOURNAL_KEEP_NOTHING)
        return JOURNAL_GONE;
    if (session->leaving == JOURNAL_INTERRUPTED)
        return answer->fate_chosen && answer->fate == JOURNAL_GONE ? JOURNAL_GONE : JOURNAL_CLOSED;
    if (answer->fate_chosen)
        return answer->fate;
    if (session->leaving == JOURNAL_STOP || !session->shown[index])
        return JOURNAL_CLOSED;
    return answer->finished || answer->skipped ? JOURNAL_OPEN : JOURNAL_CLOSED;
}

void
journal_session_fate_set(struct journal_session *session, size_t index, enum journal_fate fate)
{
    assert(index < session->flow->n_steps);
    assert(fate < JOURNAL_FATES);
    assert(fate != JOURNAL_GONE || !journal_session_is_same_day(session));

    session->answers[index].fate = fate;
    session->answers[index].fate_chosen = true;
    session->revision++;
}

/* Ors a property of the chosen options; 0 where the answer says nothing now. */
static unsigned
tells_of(const struct journal_session *session, size_t index, bool *cares)
{
    const struct flow_step *step = &session->flow->steps[index];
    unsigned tells = 0;

    *cares = false;
    if (step->kind != FLOW_CHOOSE || !session_answer_counts(session, index))
        return 0;
    for (size_t i = 0; i < step->n_options; i++)
        if (session->answers[index].options >> i & 1) {
            tells |= step->options[i].tell;
            *cares = *cares || step->options[i].care_now;
        }
    return tells;
}

unsigned
session_tells(const struct journal_session *session, size_t index)
{
    bool cares;

    return tells_of(session, index, &cares);
}

bool
journal_session_cares_now(const struct journal_session *session, size_t index)
{
    bool cares;

    assert(index < session->flow->n_steps);
    (void) tells_of(session, index, &cares);
    return cares;
}

bool
journal_session_asked_for_someone(const struct journal_session *session)
{
    for (size_t i = 0; i < session->flow->n_steps; i++)
        if (journal_session_cares_now(session, i))
            return true;
    return false;
}
