/* Filling a struct by its schema. */
#ifndef AFTERWORD_FLOW_READ_H
#define AFTERWORD_FLOW_READ_H

#include "schema.h"

struct reading {
    const char *file;
    struct flow_problems *problems;
};

/* Fills `target` from a map; `who` (a bit) chooses which keys are needed and taken. Reads what it
 * can and adds every problem. `path` names the map in problems ("steps[2]"). */
void
read_map(struct reading *reading, const struct schema *schema, const struct node *map,
    const char *path, unsigned who, void *target);
/* Adds a problem at a node (at its key where it has one). */
void
problem_at(struct reading *reading, const struct node *node, const char *path, const char *format,
    ...) __attribute__((format(printf, 4, 5)));
/* A text for people, as keys of a flow's own hold it. */
void
read_words(struct reading *reading, const struct node *node, const char *path, char **text);
bool
read_decimal(const struct node *node, double *number);

#endif
