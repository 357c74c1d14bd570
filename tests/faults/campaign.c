/* usage: campaign [power|lies|faults|kills]... [--scene NAME] [--states N | --all] [--seed N] */
#include "campaign.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAID_MAX 5
#define FIRST_PART 20

static const struct campaign campaigns[] = {
    {"power", power_run},
    {"lies", lies_run},
    {"faults", faults_run},
    {"kills", kills_run},
};

static const char *only; /* NULL: every scene */

static volatile sig_atomic_t stopped;

static void
stop(int number)
{
    (void) number;
    stopped = 1;
}

bool
campaign_stopped(void)
{
    return stopped;
}

bool
campaign_wants(const struct scene_kind *kind)
{
    return !only || strcmp(only, kind->name) == 0;
}

void
campaign_wrong(struct tally *tally, const char *scene, uint64_t seed, const char *what)
{
    if (++tally->found <= SAID_MAX)
        (void) fprintf(stderr, "%s, %" PRIu64 ": %s\n", scene, seed, what);
}

void
campaign_row(const char *campaign, const char *scene, const struct tally *tally, int64_t began_ms)
{
    int64_t took_ms = clock_now_ms() - began_ms;

    (void) printf("%-8s %-40s %9" PRIu64 " %9" PRIu64 " %7" PRIu64 " %9.0f\n", campaign, scene,
        tally->states, tally->distinct, tally->found,
        (double) tally->states * 1000.0 / (double) (took_ms > 0 ? took_ms : 1));
    (void) fflush(stdout);
}

static bool
is_asked(const struct option_values *values, const char *name)
{
    for (size_t i = 0; i < values->n_operands; i++)
        if (strcmp(values->operands[i], name) == 0)
            return true;
    return values->n_operands == 0;
}

static uint64_t
run(const struct option_values *values, uint64_t states, uint64_t seed)
{
    uint64_t found = 0;
    void *none = NULL;

    (void) records_clinic_found(&none);
    (void) printf(
        "%-8s %-40s %9s %9s %7s %9s\n", "", "", "states", "distinct", "found", "a second");
    for (size_t i = 0; i < COUNT(campaigns); i++)
        if (is_asked(values, campaigns[i].name))
            found += campaigns[i].run(states, seed);
    (void) records_clinic_remove(&none);
    return found;
}

int
main(int argc, char **argv)
{
    static const struct option options[] = {
        {"scene", OPTION_TEXT, "NAME", "this one alone"},
        {"states", OPTION_NUMBER, "N", "of each scene"},
        {"all", OPTION_FLAG, NULL, "as many as the design asks for"},
        {"seed", OPTION_NUMBER, "N", "the first state's number"},
    };
    struct option_values values = {0};
    struct bytes problem = BYTES_EMPTY;
    long states = FIRST_PART, seed = 0;
    const char *text;
    uint64_t found;

    if (!option_parse(options, COUNT(options), argc - 1, argv + 1, &values, &problem)) {
        (void) fprintf(stderr, "campaign: %s\n", bytes_text(&problem));
        return 2;
    }
    text = option_value(options, COUNT(options), &values, "states");
    if (text && !option_number(text, 1, 100000000, &states))
        return 2;
    text = option_value(options, COUNT(options), &values, "seed");
    if (text && !option_number(text, 0, 1000000000, &seed))
        return 2;
    only = option_value(options, COUNT(options), &values, "scene");
    if (option_value(options, COUNT(options), &values, "all"))
        states = 0;
    (void) signal(SIGINT, stop);
    (void) signal(SIGTERM, stop);
    found = run(&values, (uint64_t) states, (uint64_t) seed);
    option_values_destroy(&values);
    return found > 0;
}
