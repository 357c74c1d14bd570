/* A YAML file as a tree in which every node keeps its place.
 *
 * libyaml parses; the limits are enforced while it reads, because libyaml itself
 * goes thousands deep. Scalars stay text: "No", "off" and "1_0" never become
 * something else.
 */
#ifndef AFTERWORD_FLOW_TREE_H
#define AFTERWORD_FLOW_TREE_H

#include "afterword/base.h"
#include "afterword/flow.h"

enum node_kind { NODE_TEXT, NODE_LIST, NODE_MAP };

struct node {
    enum node_kind kind;
    size_t line, column; /* from 1 */
    struct node *key;    /* of this node in its map; a NODE_TEXT */
    struct node *next;   /* in its list or map */
    struct node *first;  /* of a list or map */
    char *text;          /* of a NODE_TEXT */
    bool quoted;         /* a number must not be */
};

/* NULL after adding the problem. */
struct node *
tree_read(const char *file, const void *data, size_t length, struct flow_problems *problems);
void
tree_free(struct node *node);
/* The value of a key; NULL when it is not there. */
const struct node *
tree_find(const struct node *map, const char *key);

/* Adds a problem; `format` builds what was expected, made safe for a terminal. */
void
problem_add(struct flow_problems *problems, const char *file, size_t line, size_t column,
    const char *key, const char *format, ...) __attribute__((format(printf, 6, 7)));
/* The same as a note. */
void
problem_note(struct flow_problems *problems, const char *file, size_t line, size_t column,
    const char *key, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* The name nearest to `wrong` by edit distance, or NULL when none is near. */
const char *
nearest_name(const char *wrong, const char *const *names, size_t count);

#endif
