#include "afterword/flow.h"

#include <assert.h>
#include <string.h>

/* A reversed item mirrors its value on the shared list: least + most - value. */
static double
item_value(const struct flow_step *step, size_t item, int chosen)
{
    double least = step->options[0].value, most = step->options[0].value;
    double value = step->options[chosen].value;

    for (size_t i = 1; i < step->n_options; i++) {
        if (step->options[i].value < least)
            least = step->options[i].value;
        if (step->options[i].value > most)
            most = step->options[i].value;
    }
    return step->items[item].reverse ? least + most - value : value;
}

static bool
is_of(const struct flow_item *item, const char *scale)
{
    return !scale || (item->scale && strcmp(item->scale, scale) == 0);
}

/* Whether the measure's own rule gives a total when some items are missing. */
static bool
may_total(const struct flow_step *step, size_t n_answered, size_t n_items)
{
    size_t n_missing = n_items - n_answered;

    switch (step->missing) {
    case FLOW_MISSING_ZERO:
        return true;
    case FLOW_MISSING_PRORATE:
        return n_answered > 0 && n_missing <= (size_t) step->prorate;
    default:
        return n_missing == 0 && n_items > 0;
    }
}

static double
total_of(const struct flow_step *step, double sum, size_t n_answered, size_t n_items)
{
    // Zero counts what is missing as nothing; prorating gives it the mean of the rest.
    if (step->missing == FLOW_MISSING_PRORATE && n_answered > 0)
        sum = sum / (double) n_answered * (double) n_items;
    return step->mean && n_items > 0 ? sum / (double) n_items : sum;
}

struct flow_score
flow_score_of_scale(const struct flow_step *step, const int *chosen, const char *scale)
{
    struct flow_score score = {0};
    size_t n_items = 0;
    double sum = 0;

    assert(step->kind == FLOW_SCORE && step->n_options > 0);
    for (size_t i = 0; i < step->n_items; i++) {
        if (!is_of(&step->items[i], scale))
            continue;
        n_items++;
        assert(chosen[i] < (int) step->n_options);
        if (chosen[i] < 0)
            continue;
        score.n_answered++;
        sum += item_value(step, i, chosen[i]);
    }
    score.has_total = may_total(step, score.n_answered, n_items);
    if (score.has_total)
        score.total = total_of(step, sum, score.n_answered, n_items);
    return score;
}

struct flow_score
flow_score_of(const struct flow_step *step, const int *chosen)
{
    struct flow_score score = flow_score_of_scale(step, chosen, NULL);

    for (size_t i = 0; score.has_total && i < step->n_bands; i++)
        if (score.total >= step->bands[i].from && score.total <= step->bands[i].to)
            score.band = &step->bands[i];
    return score;
}
