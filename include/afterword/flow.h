/* flow: one guided reflection, read from a file that a clinician wrote.
 *
 * Load, check, show; conditions and scores as pure functions. A struct flow never
 * changes after it was loaded, so any thread may read it. Nothing here knows of
 * people, journals or screens.
 *
 * A file is checked before it runs: every problem is found, not the first alone,
 * and each says file, line, column, key and what was expected.
 */
#ifndef AFTERWORD_FLOW_H
#define AFTERWORD_FLOW_H

#include "afterword/base.h"

/* Limits, refused while the file is being read. */
#define FLOW_BYTES_MAX (1u << 20)
#define FLOW_DEPTH_MAX 32
#define FLOW_NODES_MAX 50000
#define FLOW_STEPS_MAX 64
#define FLOW_OPTIONS_MAX 64 /* of a step: a chosen set is one 64-bit word */
#define FLOW_ITEMS_MAX 200

enum flow_kind {
    FLOW_WORDS,
    FLOW_BREATHE,
    FLOW_MOOD,
    FLOW_SCALE,
    FLOW_CHOOSE,
    FLOW_OPEN,
    FLOW_BODY,
    FLOW_SCORE,
    FLOW_LETTER,
    FLOW_KINDS
};

enum flow_moment { FLOW_PREPARE, FLOW_SAME_DAY, FLOW_INTEGRATION, FLOW_LATER, FLOW_MOMENTS };

/* Ways to answer an open step, as bits. */
enum flow_way { FLOW_WRITE = 1, FLOW_SPEAK = 2, FLOW_DRAW = 4 };

/* Who sees a marked answer first, as bits. */
enum flow_tell { FLOW_TELL_THERAPIST = 1, FLOW_TELL_PRESCRIBER = 2 };

struct flow_condition; /* parsed `when` */

struct flow_option {
    char *id;
    char *text;
    char *more;     /* NULL for none */
    unsigned tell;  /* enum flow_tell */
    bool care_now;  /* `care: now` */
    bool has_value; /* of a score's shared list */
    double value;
};

struct flow_item { /* of a score */
    char *id;
    char *text;
    bool reverse;
    char *scale; /* sub-scale; NULL for none */
};

struct flow_band {
    char *id;
    char *text;
    double from, to;
};

struct flow_rule { /* of a score: tell or care when a condition over items and total holds */
    struct flow_condition *when;
    unsigned tell;
    bool care_now;
};

enum flow_missing { FLOW_MISSING_NONE, FLOW_MISSING_ZERO, FLOW_MISSING_PRORATE };

struct flow_step {
    char *id;
    enum flow_kind kind;
    char *text;
    char *more;                  /* NULL for none */
    struct flow_condition *when; /* NULL: always */
    char *recall;                /* "prepare.intention"; NULL for none */

    int seconds, in, hold, out;  /* breathe */
    char *compare;               /* mood: id of the first one; NULL for none */
    double from, to;             /* scale */
    char *low, *high;            /* scale: its named ends */
    unsigned ways;               /* open: enum flow_way */
    bool many;                   /* choose: several may be chosen */
    struct flow_option *options; /* choose, score */
    size_t n_options;
    struct flow_item *items; /* score */
    size_t n_items;
    struct flow_band *bands;
    size_t n_bands;
    struct flow_rule *rules;
    size_t n_rules;
    bool mean; /* score: mean, else sum */
    enum flow_missing missing;
    int prorate;        /* at most so many items may be missing */
    int look_back_days; /* 0 for none */
    char *back;         /* letter: when it is handed back */
    bool to_someone;    /* letter: `to: someone` */
};

struct flow {
    char *id;
    int version;
    char *title;
    enum flow_moment moment;
    int minutes;
    bool closes; /* each answer is put away after Continue */
    struct flow_step *steps;
    size_t n_steps;
    char **due; /* "day 1-3"; NULL-terminated, may be NULL */
    char *licence_owner, *licence_terms, *licence_notice, *licence_permission;
    char *approved_by, *approved_on;
    struct bytes source; /* the file as it was read: what its hash is made of */

    char *language;                        /* "en": the file's own */
    struct flow_translation *translations; /* by language */
    size_t n_translations;
};

/* ---- problems ---------------------------------------------------------------*/

struct flow_problem {
    char *file;
    size_t line, column; /* from 1; 0 where there is no place */
    char *key;           /* "steps[2].kind"; may be "" */
    char *expected;      /* what was expected, and what stands there, safe for a terminal */
    bool is_note;        /* worth knowing; the flow runs */
};
struct flow_problems {
    struct flow_problem *problems;
    size_t count;
};
void
flow_problems_destroy(struct flow_problems *problems);
/* True when one is more than a note. */
bool
flow_problems_refuse(const struct flow_problems *problems);
/* `file:line:column: key: expected`, a line each. */
void
flow_problems_print(const struct flow_problems *problems, struct bytes *text);

/* ---- loading ----------------------------------------------------------------*/

/* Reads and checks one file and its translations (beside it in <language>/<name>). Gives NULL, and
 * every problem, when it can't run; may add notes when it can. `file` names it in problems. */
struct flow *
flow_load(const char *path, struct flow_problems *problems);
/* The same from memory, without translations. */
struct flow *
flow_load_bytes(const char *file, const void *data, size_t length, struct flow_problems *problems);
/* Adds a translation from memory; problems name unknown ids, notes name missing texts. */
bool
flow_translate(struct flow *flow, const char *language, const char *file, const void *data,
    size_t length, struct flow_problems *problems);
void
flow_free(struct flow *flow);

struct flow_folder {
    struct flow **flows; /* by id */
    size_t count;
    struct flow_problems problems; /* of all files; one that can't run is hidden */
};
/* All *.yaml of a folder. Fault only when the folder itself can't be read. */
struct flow_folder *
flow_folder_load(const char *path, struct fault *fault);
void
flow_folder_free(struct flow_folder *folder);
/* Borrowed; NULL when there is none. */
const struct flow *
flow_folder_find(const struct flow_folder *folder, const char *id);

/* ---- reading ----------------------------------------------------------------*/

const char *
flow_kind_name(enum flow_kind kind);
const char *
flow_moment_name(enum flow_moment moment);
/* Index of a step, or n_steps. */
size_t
flow_step_find(const struct flow *flow, const char *id);
/* Index of an option of a step, or n_options. */
size_t
flow_option_find(const struct flow_step *step, const char *id);
bool
flow_has_language(const struct flow *flow, const char *language);

/* The language of a translation, borrowed; NULL past the last. */
const char *
flow_translation_language(const struct flow *flow, size_t index);

/* Texts in a language, else in the flow's own; borrowed from the flow. */
const char *
flow_title(const struct flow *flow, const char *language);
const char *
flow_step_text(const struct flow *flow, size_t step, const char *language);
const char *
flow_step_more(const struct flow *flow, size_t step, const char *language);
const char *
flow_step_low(const struct flow *flow, size_t step, const char *language);
const char *
flow_step_high(const struct flow *flow, size_t step, const char *language);
const char *
flow_option_text(const struct flow *flow, size_t step, size_t option, const char *language);
const char *
flow_option_more(const struct flow *flow, size_t step, size_t option, const char *language);

/* True when an option or a rule of it says `care: now`: it needs a clinic that has said who
 * answers and how a call leaves the room. */
bool
flow_needs_care(const struct flow *flow);

/* ---- conditions -------------------------------------------------------------*/

/* What a condition may ask about a step's answer. */
struct flow_given {
    bool skipped;     /* or not given at all */
    uint64_t options; /* choose: bit n is option n */
    bool has_number;  /* scale: the number; score: the total */
    double number;
};
/* Gives the answer of step `step`; called with steps that lie before only. */
typedef struct flow_given
flow_given_of(const void *context, size_t step);
/* NULL holds always. */
bool
flow_condition_holds(const struct flow_condition *when, flow_given_of *given, const void *context);

/* ---- scores -----------------------------------------------------------------*/

struct flow_score {
    bool has_total; /* false: too much is missing */
    double total;
    size_t n_answered;
    const struct flow_band *band; /* borrowed; NULL for none */
};
/* `chosen[i]` is the option of item i, or -1. A pure function. */
struct flow_score
flow_score_of(const struct flow_step *step, const int *chosen);
/* The total of one sub-scale. */
struct flow_score
flow_score_of_scale(const struct flow_step *step, const int *chosen, const char *scale);

/* ---- showing ----------------------------------------------------------------*/

/* The flow as a person would meet it, with its branches, as plain text. */
void
flow_show(const struct flow *flow, const char *language, struct bytes *text);

/* ---- feeling words ----------------------------------------------------------*/

/* 48 words in four corners; ids are English, the words themselves come from the catalogue of the
 * interface (N_). Positions are ours: the corner's middle, spread so that the nearest three to
 * a point differ. */
struct flow_feeling {
    const char *id; /* also the English word */
    double valence, arousal;
};
extern const struct flow_feeling flow_feelings[];
extern const size_t n_flow_feelings;
/* The `count` words nearest a point, nearest first, as indices. */
void
flow_feelings_near(double valence, double arousal, size_t *nearest, size_t count);

#endif
