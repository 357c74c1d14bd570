/* demo: a throw-away clinic with made-up people and entries.
 *
 * For trying Afterword, for tours and for benches. The people, their words and
 * the clinic's emergency words are invented; Argon2id runs at its floor, which
 * `afterword check` says.
 */
#ifndef AFTERWORD_DEMO_H
#define AFTERWORD_DEMO_H

#include "afterword/base.h"

/* The passphrase of everybody in a demo clinic. Not secret: it is printed. */
#define DEMO_PASSPHRASE "harbor candle pepper window lantern meadow"

#define DEMO_ENTRIES_MAX 100000
#define DEMO_TEAM_MAX 20
#define DEMO_ENTRIES 9 /* made where nothing else is asked for */

struct demo_options {
    const char *folder;  /* made; must not hold a clinic yet */
    const char *prompts; /* folder of the flows */
    const char *assets;
    size_t entries; /* how many, spread over the people and the last weeks */
    size_t team;    /* members of staff beside the first, who may do everything */
};

/* Makes the clinic, its people and their entries through the same code as a real one. */
bool
demo_make(const struct demo_options *options, struct fault *fault);

#endif
