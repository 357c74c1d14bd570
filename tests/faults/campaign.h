/* A campaign runs one kind of trouble through scenes and counts. script/campaign prints the table. */
#ifndef AFTERWORD_TESTS_CAMPAIGN_H
#define AFTERWORD_TESTS_CAMPAIGN_H

#include "scene.h"

struct tally {
    uint64_t states;   /* that were made */
    uint64_t distinct; /* of them no two alike; 0 where that is not counted, and each was judged */
    uint64_t found;    /* that were not as they must be */
};

struct campaign {
    const char *name;
    /* Prints its rows. `states` for each scene; 0: its whole. */
    uint64_t (*run)(uint64_t states, uint64_t seed);
};

/* Whether the scene was asked for. */
bool
campaign_wants(const struct scene_kind *kind);
/* True after ^C or SIGTERM: rows end where they are and say how far they came. */
bool
campaign_stopped(void);
/* Says a wrong state on standard error; after the first few of a row it only counts. */
void
campaign_wrong(struct tally *tally, const char *scene, uint64_t seed, const char *what);
void
campaign_row(const char *campaign, const char *scene, const struct tally *tally, int64_t began_ms);

uint64_t
power_run(uint64_t states, uint64_t seed);
uint64_t
lies_run(uint64_t states, uint64_t seed);
uint64_t
faults_run(uint64_t states, uint64_t seed);
uint64_t
kills_run(uint64_t states, uint64_t seed);

#endif
