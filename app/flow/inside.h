/* What the files of module flow share beside the tree. */
#ifndef AFTERWORD_FLOW_INSIDE_H
#define AFTERWORD_FLOW_INSIDE_H

#include "afterword/flow.h"

/* A translation: texts by step and option, NULL where the file has none. */
struct flow_translation_step {
    char *text, *more, *low, *high;
    char **options, **options_more; /* n_options of the step each */
    char **items;                   /* n_items */
};
struct flow_translation {
    char *language;
    char *title;
    struct flow_translation_step *steps; /* n_steps */
};
void
translation_destroy(struct flow_translation *translation, const struct flow *flow);

/* "es", "pt-BR": a folder's name that is a language. */
bool
is_language(const char *name);

/* Whether answers exist that lead to a step. */
enum flow_reached { FLOW_REACHED, FLOW_UNREACHED, FLOW_UNPROVEN };
enum flow_reached
flow_reach(const struct flow *flow, size_t step);

/* Appends `from` to `to` and empties it. */
void
problems_move(struct flow_problems *to, struct flow_problems *from);

#endif
