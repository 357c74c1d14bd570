/* What the tour's own files share. */
#ifndef AFTERWORD_TOUR_INSIDE_H
#define AFTERWORD_TOUR_INSIDE_H

#include "afterword/tour.h"

/* ---- a script ------------------------------------------------------------------*/

enum tour_verb {
    TOUR_PRESS,
    TOUR_HOLD,
    TOUR_TOUCH,
    TOUR_DRAG,
    TOUR_TYPE,
    TOUR_KEY,
    TOUR_WAIT,
    TOUR_CLOCK,
    TOUR_EXPECT,
    TOUR_EXPECT_NOT,
    TOUR_EXPECT_FOCUS,
    TOUR_SHOT,
    TOUR_RESTART,
    TOUR_CRASH,
    TOUR_LOSE_POWER,
    TOUR_VERBS
};

struct tour_line {
    size_t number; /* from 1 */
    enum tour_verb verb;
    char *source;     /* the line as it stands in the file */
    char *text;       /* a name, words or a key; "" for none */
    double places[4]; /* parts from 0 to 1 */
    int64_t time_ms;
};

struct tour_script {
    char *file;
    struct tour_line *lines;
    size_t count;
};

/* Reads a script. False with `problem` as `file:line: line: what is wrong`. */
bool
script_read(const char *file, struct tour_script *script, struct bytes *problem);
/* The same from memory. */
bool
script_parse(const char *file, const char *text, size_t length, struct tour_script *script,
    struct bytes *problem);
void
script_destroy(struct tour_script *script);

/* ---- the kiosk it plays on --------------------------------------------------------*/

struct stage {
    const struct tour_options *options;
    char *folder;
    bool throw_away;  /* the folder is a demo clinic of ours */
    pid_t supervisor; /* 0: none runs */
    int door;         /* our end of what comes with HELLO; -1 */
    pid_t child;      /* the one that greeted last; 0: none yet */
    int pair;         /* to it; -1: none */
    uint64_t seed;    /* of the next touch of a hand that shakes */
};

/* Makes the folder and starts a supervisor in it. Says itself what is wrong. */
bool
stage_open(struct stage *stage, const struct tour_options *options);
/* Ends the supervisor as a person at a terminal would; false where it did not end well. */
bool
stage_stop(struct stage *stage);
bool
stage_start(struct stage *stage);
/* Kills the child and lets its supervisor bring back another. */
bool
stage_crash(struct stage *stage);
/* Kills the supervisor and all that it began, leaves in the folder what a power cut may leave, and
 * starts a supervisor in it. */
bool
stage_lose_power(struct stage *stage);
/* Stops, and removes the folder if it is ours. */
bool
stage_close(struct stage *stage);

/* How an exchange went. */
enum stage_answer {
    STAGE_DONE,
    STAGE_REFUSED, /* the child says why in `why` */
    STAGE_CHANGED, /* the child went away meanwhile; the next one has greeted */
    STAGE_LOST     /* nobody greets any more */
};

/* Asks the child and waits for its answer. `answer` gets what it said; a descriptor may ride. */
enum stage_answer
stage_ask(struct stage *stage, enum door_kind kind, const struct bytes *body, int descriptor,
    struct bytes *answer);
/* Waits until nothing moves and no job is under way, in whatever child there is then. */
bool
stage_settle(struct stage *stage);

/* ---- power: power.c -----------------------------------------------------------------*/

/* Whether the library that knows what was synced is there. */
bool
power_can_be_cut(void);
/* From here on it knows; what stands in the folder now lasts. */
void
power_watch(const char *folder);
/* False where it is not there. */
bool
power_cut(uint64_t seed);
/* What it kept is removed. */
void
power_forget(void);

/* ---- playing --------------------------------------------------------------------*/

/* Plays one line. False with `why` in English. */
bool
play_line(struct stage *stage, const struct tour_line *line, struct bytes *why);
/* All widgets of the screen, a line each. */
void
play_describe(struct stage *stage, struct bytes *text);

#endif
