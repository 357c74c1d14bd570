/* Conditions: `when` of a step, and of a score's rule. */
#ifndef AFTERWORD_FLOW_CONDITION_H
#define AFTERWORD_FLOW_CONDITION_H

#include "afterword/flow.h"

/* What a condition may name: steps before its own, or a score's items and its total. */
struct condition_subject {
    const char *id;
    const struct flow_option *options; /* NULL where it has none */
    size_t n_options;
    bool has_number;
};

struct condition_reading {
    const char *text;
    const struct condition_subject *subjects;
    size_t n_subjects; /* those that may be asked about */
    size_t n_known;    /* and those behind them, which would be looking ahead */
    char problem[200]; /* what was expected, after a failure */
    size_t problem_at; /* byte offset */
};

/* NULL on failure. */
struct flow_condition *
condition_read(struct condition_reading *reading);
void
condition_free(struct flow_condition *condition);
/* Marks in `asked` (n_subjects booleans) what it asks about. */
void
condition_subjects(const struct flow_condition *condition, bool *asked);
/* Appends the constants that subject's number is compared with. */
void
condition_numbers(const struct flow_condition *condition, size_t subject, double *numbers,
    size_t *count, size_t limit);
bool
condition_holds(const struct flow_condition *condition, flow_given_of *given, const void *context);

#endif
