/* Answers: what the other files of this module need. */
#ifndef AFTERWORD_JOURNAL_ANSWER_H
#define AFTERWORD_JOURNAL_ANSWER_H

#include "afterword/journal.h"

/* Wipes it and leaves it as before the step was met. */
void
answer_clear(struct journal_answer *answer);
/* Wipes what was given; how the step was left, and what the person chose to become of it, stay. */
void
answer_empty(struct journal_answer *answer);
/* False for the kinds that ask nothing: they are never skipped and stand in no body. */
bool
answer_is_asked(const struct flow_step *step);
/* Index in flow_feelings, or n_flow_feelings. */
size_t
answer_feeling_find(const char *id);

#endif
