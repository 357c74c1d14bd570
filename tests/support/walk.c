#include "walk.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct flow *
walk_flow(const char *yaml)
{
    struct flow_problems problems = {0};
    struct flow *flow = flow_load_bytes("test", yaml, strlen(yaml), &problems);
    struct bytes text = BYTES_EMPTY;

    if (!flow) {
        flow_problems_print(&problems, &text);
        fprintf(stderr, "%s", bytes_text(&text));
        abort();
    }
    flow_problems_destroy(&problems);
    bytes_destroy(&text);
    return flow;
}

static struct journal_answer *
here(struct journal_session *session)
{
    return journal_session_answer(session, journal_session_step(session));
}

void
walk_mood(struct journal_session *session, double valence, double arousal, const char *word)
{
    struct journal_answer *answer = here(session);

    answer->placed = true;
    answer->valence = valence;
    answer->arousal = arousal;
    if (word)
        answer->words[answer->n_words++] = memory_string(word);
    journal_session_changed(session);
}

void
walk_choose(struct journal_session *session, const char *option)
{
    size_t at = journal_session_step(session);
    const struct flow_step *step = &journal_session_flow(session)->steps[at];
    size_t index = flow_option_find(step, option);

    assert(index < step->n_options);
    here(session)->options = UINT64_C(1) << index;
    journal_session_changed(session);
}

void
walk_write(struct journal_session *session, const char *text)
{
    bool taken =
        journal_session_text_set(session, journal_session_step(session), text, strlen(text));

    assert(taken);
}

void
walk_to(struct journal_session *session, size_t step)
{
    while (journal_session_step(session) != step)
        journal_session_forward(session);
}

static void
answer_step(struct journal_session *session, const char *who, const char *help)
{
    switch ((enum walk_step) journal_session_step(session)) {
    case WALK_SETTLE:
        here(session)->seconds = 42;
        break;
    case WALK_MOOD_1:
        walk_mood(session, -0.25, 0.5, "tense");
        break;
    case WALK_BRANCH:
        walk_choose(session, who ? "yes" : "no");
        break;
    case WALK_MORE:
        walk_write(session, "A lake.\nAnd \"somebody\" — on the shore.");
        break;
    case WALK_WHO:
        walk_choose(session, who);
        break;
    case WALK_LINE:
        here(session)->has_number = true;
        here(session)->number = 7;
        break;
    case WALK_HELP:
        walk_choose(session, help);
        break;
    case WALK_CARRY:
        walk_write(session, "The rope.");
        break;
    case WALK_MOOD_2:
        walk_mood(session, 0.125, -0.3, "calm");
        break;
    case WALK_HELLO:
    case WALK_N_STEPS:
        break;
    }
    journal_session_changed(session);
}

void
walk_all(struct journal_session *session, const char *who, const char *help)
{
    while (journal_session_place(session) == JOURNAL_WALKING) {
        answer_step(session, who, help);
        journal_session_forward(session);
    }
}

void
walk_close(struct journal_session *session, enum journal_need need)
{
    if (journal_session_place(session) == JOURNAL_CLOSING) {
        journal_session_need_set(session, need);
        journal_session_close(session);
    }
    if (journal_session_place(session) == JOURNAL_CLOSE)
        journal_session_end(session);
}
