#include "answer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void
answer_empty(struct journal_answer *answer)
{
    struct journal_answer left = {
        .skipped = answer->skipped,
        .finished = answer->finished,
        .fate = answer->fate,
        .fate_chosen = answer->fate_chosen,
    };

    assert(answer->n_words <= JOURNAL_WORDS_MAX);
    bytes_wipe(&answer->text);
    for (size_t i = 0; i < answer->n_words; i++)
        free(answer->words[i]);
    memory_wipe(answer, sizeof(*answer));
    *answer = left;
}

void
answer_clear(struct journal_answer *answer)
{
    answer_empty(answer);
    memset(answer, 0, sizeof(*answer));
}

bool
answer_is_asked(const struct flow_step *step)
{
    return step->kind != FLOW_WORDS;
}

bool
journal_answer_is_given(const struct journal_answer *answer, const struct flow_step *step)
{
    switch (step->kind) {
    case FLOW_BREATHE:
        return answer->seconds > 0;
    case FLOW_MOOD:
        return answer->placed || answer->n_words > 0;
    case FLOW_SCALE:
        return answer->has_number;
    case FLOW_CHOOSE:
        return answer->options != 0;
    case FLOW_OPEN:
    case FLOW_LETTER:
        return answer->text.length > 0;
    case FLOW_WORDS:
    case FLOW_BODY:
    case FLOW_SCORE:
    case FLOW_KINDS:
        return false;
    }
    return false;
}

size_t
answer_feeling_find(const char *id)
{
    size_t at = 0;

    while (at < n_flow_feelings && strcmp(flow_feelings[at].id, id) != 0)
        at++;
    return at;
}
