#include <assert.h>
#include <stdlib.h>

#include "condition.h"
#include "inside.h"

/* The proof that a step can be reached: try every set of answers that its condition, and the
 * conditions of what that asks about, can tell apart.
 *
 * Each step asked about has a small domain: skipped; each option, or each set of them where several
 * may be chosen; for a number the constants it is compared with, and a place between each two of
 * them and beyond. A step that its own condition hides counts as skipped. The product of domains is
 * walked like an odometer, up to a limit; where a domain had to leave something out, a step that
 * was not reached is not proven unreachable. */
#define TESTS_MAX 50000 /* conditions looked at for one step */
#define DOMAIN_MAX 256
#define NUMBERS_MAX 40
#define SETS_MAX 8 /* options of which every set is tried */

struct domain {
    size_t step;
    struct flow_given values[DOMAIN_MAX];
    size_t count, at;
    bool is_hidden; /* in this try */
    bool is_cut;    /* not all that a person could answer */
};

struct trying {
    const struct flow *flow;
    struct domain *domains; /* in the order of their steps, those asked about */
    size_t n_domains;
    size_t tests;
};

static void
add_value(struct domain *domain, struct flow_given value)
{
    if (domain->count < DOMAIN_MAX)
        domain->values[domain->count++] = value;
    else
        domain->is_cut = true;
}

static void
add_set(struct domain *domain, uint64_t options)
{
    add_value(domain, (struct flow_given){.options = options});
}

static void
fill_options(struct domain *domain, const struct flow_step *step)
{
    uint64_t all = step->n_options < 64 ? (UINT64_C(1) << step->n_options) - 1 : UINT64_MAX;

    if (step->many && step->n_options <= SETS_MAX) {
        for (uint64_t set = 1; set <= all; set++)
            add_set(domain, set);
        return;
    }
    for (size_t i = 0; i < step->n_options; i++)
        add_set(domain, UINT64_C(1) << i);
    if (!step->many)
        return;
    domain->is_cut = true;
    add_set(domain, all);
    for (size_t i = 0; i < step->n_options; i++)
        add_set(domain, all & ~(UINT64_C(1) << i));
    for (size_t i = 0; i < step->n_options; i++)
        for (size_t j = 0; j < i; j++)
            add_set(domain, UINT64_C(1) << i | UINT64_C(1) << j);
}

static void
add_number(struct domain *domain, const struct flow_step *step, double number)
{
    if (step->kind != FLOW_SCALE || (number >= step->from && number <= step->to))
        add_value(domain, (struct flow_given){.has_number = true, .number = number});
}

static int
compare_numbers(const void *a, const void *b)
{
    double one = *(const double *) a, two = *(const double *) b;

    return (one > two) - (one < two);
}

static void
fill_numbers(struct domain *domain, const struct flow *flow, const struct flow_step *step)
{
    double numbers[NUMBERS_MAX] = {0};
    size_t count = 0;

    for (size_t i = 0; i < flow->n_steps; i++)
        condition_numbers(flow->steps[i].when, domain->step, numbers, &count, NUMBERS_MAX);
    domain->is_cut = count == NUMBERS_MAX;
    qsort(numbers, count, sizeof(*numbers), compare_numbers);
    for (size_t i = 0; i < count; i++) {
        add_number(domain, step, numbers[i]);
        if (i > 0)
            add_number(domain, step, (numbers[i - 1] + numbers[i]) / 2);
    }
    if (step->kind == FLOW_SCALE) {
        add_number(domain, step, step->from);
        add_number(domain, step, step->to);
    } else if (count > 0) {
        add_number(domain, step, numbers[0] - 1);
        add_number(domain, step, numbers[count - 1] + 1);
    }
}

static void
fill_domain(struct domain *domain, const struct flow *flow, size_t at)
{
    const struct flow_step *step = &flow->steps[at];

    domain->step = at;
    add_value(domain, (struct flow_given){.skipped = true});
    if (step->kind == FLOW_CHOOSE)
        fill_options(domain, step);
    else if (step->kind == FLOW_SCALE || step->kind == FLOW_SCORE)
        fill_numbers(domain, flow, step);
    if (domain->count == 1)
        add_value(domain, (struct flow_given){.skipped = false});
}

static struct flow_given
given_in_try(const void *context, size_t step)
{
    const struct trying *trying = context;
    const struct flow_given hidden = {.skipped = true};

    for (size_t i = 0; i < trying->n_domains; i++) {
        const struct domain *domain = &trying->domains[i];

        if (domain->step == step)
            return domain->is_hidden ? hidden : domain->values[domain->at];
    }
    assert(false && "every step asked about has a domain");
    return hidden;
}

/* Front to back, as a person meets the steps: what hides one lies before it and is known. */
static bool
holds_in_try(struct trying *trying, size_t step)
{
    for (size_t i = 0; i < trying->n_domains; i++) {
        struct domain *domain = &trying->domains[i];

        domain->is_hidden =
            !flow_condition_holds(trying->flow->steps[domain->step].when, given_in_try, trying);
    }
    trying->tests += trying->n_domains + 1;
    return flow_condition_holds(trying->flow->steps[step].when, given_in_try, trying);
}

/* The next set of answers; false after the last. */
static bool
turn(struct trying *trying)
{
    for (size_t i = 0; i < trying->n_domains; i++) {
        struct domain *domain = &trying->domains[i];

        if (++domain->at < domain->count)
            return true;
        domain->at = 0;
    }
    return false;
}

/* Marks what `step` asks about, and what those ask about: always steps before. */
static void
mark_asked(const struct flow *flow, size_t step, bool *asked)
{
    condition_subjects(flow->steps[step].when, asked);
    for (size_t i = step; i-- > 0;)
        if (asked[i])
            condition_subjects(flow->steps[i].when, asked);
}

enum flow_reached
flow_reach(const struct flow *flow, size_t step)
{
    bool asked[FLOW_STEPS_MAX] = {false};
    struct trying trying = {.flow = flow};
    enum flow_reached reached = FLOW_UNREACHED;
    bool is_cut = false;

    if (!flow->steps[step].when)
        return FLOW_REACHED;
    mark_asked(flow, step, asked);
    trying.domains = memory_new(FLOW_STEPS_MAX, sizeof(*trying.domains));
    for (size_t i = 0; i < step; i++) {
        if (!asked[i])
            continue;
        fill_domain(&trying.domains[trying.n_domains], flow, i);
        is_cut = is_cut || trying.domains[trying.n_domains++].is_cut;
    }
    do {
        if (holds_in_try(&trying, step))
            reached = FLOW_REACHED;
        else if (trying.tests > TESTS_MAX)
            reached = FLOW_UNPROVEN;
    } while (reached == FLOW_UNREACHED && turn(&trying));
    free(trying.domains);
    return reached == FLOW_UNREACHED && is_cut ? FLOW_UNPROVEN : reached;
}
