/* What a flow file may hold, written once as data: reading, checking and hints use this table. */
#ifndef AFTERWORD_FLOW_SCHEMA_H
#define AFTERWORD_FLOW_SCHEMA_H

#include "tree.h"

enum value_kind {
    VALUE_TEXT,    /* char *; one line or more of words */
    VALUE_ID,      /* char *; a-z, 0-9 and '-' */
    VALUE_NAME,    /* char *; read as it is, no words for a person */
    VALUE_WHOLE,   /* int within least..most */
    VALUE_DECIMAL, /* double */
    VALUE_FLAG,    /* bool: true or false */
    VALUE_CHOICE,  /* int: index in `choices` */
    VALUE_SET,     /* unsigned: bits by `choices`, from a list */
    VALUE_TELL,    /* unsigned: therapist, prescriber or both */
    VALUE_CARE,    /* bool: `now` */
    VALUE_MEAN,    /* bool: mean (true) or sum */
    VALUE_MISSING, /* enum flow_missing and the number behind `prorate` */
    VALUE_DAYS,    /* int: "14 days" */
    VALUE_LISTED,  /* char **: a list of texts, NULL at its end */
    VALUE_MAPS,    /* a list of maps: `items` */
    VALUE_LICENCE, /* struct flow's licence */
    VALUE_APPROVED,
    VALUE_LATER /* read by the caller: conditions need the steps before */
};

struct schema;

struct schema_key {
    const char *name;
    enum value_kind kind;
    size_t offset;      /* in the struct it fills */
    unsigned needed_by; /* bits of enum flow_kind; of a table without kinds: 1 */
    unsigned taken_by;  /* the same; needed ones included */
    double least, most;
    const char *const *choices; /* NULL-terminated */
    const struct schema *items;
    size_t count_offset;
};

struct schema {
    const struct schema_key *keys;
    size_t n_keys;
    size_t size; /* of a struct of VALUE_MAPS */
    size_t items_max;
};

extern const struct schema schema_flow, schema_step, schema_option, schema_item, schema_band,
    schema_rule, schema_licence, schema_approved;
extern const char *const schema_kinds[]; /* names of enum flow_kind, NULL-terminated */

#define TAKEN_BY_ALL ((1u << FLOW_KINDS) - 1)

#endif
