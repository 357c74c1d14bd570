#include "read.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_MAX_SHOWN 160
#define TEXT_BYTES_MAX 4000

void
problem_at(
    struct reading *reading, const struct node *node, const char *path, const char *format, ...)
{
    char expected[300];
    va_list arguments;

    va_start(arguments, format);
    (void) vsnprintf(expected, sizeof(expected), format, arguments);
    va_end(arguments);
    problem_add(reading->problems, reading->file, node->line, node->column, path, "%s", expected);
}

/* Texts reach screens and terminals: no escape sequence, no override of direction. */
static bool
check_text(struct reading *reading, const struct node *node, const char *path)
{
    size_t length = strlen(node->text);
    size_t size;

    if (length == 0 || length > TEXT_BYTES_MAX) {
        problem_at(reading, node, path, "expected some words, at most 4,000 bytes");
        return false;
    }
    for (size_t at = 0; at < length; at += size) {
        uint32_t character = utf8_at(node->text, length, at, &size);

        if (!utf8_is_unsafe(character))
            continue;
        problem_at(reading, node, path,
            "expected words without control characters or direction overrides (U+%04X)",
            (unsigned) character);
        return false;
    }
    return true;
}

static bool
check_id(struct reading *reading, const struct node *node, const char *path)
{
    size_t length = strspn(node->text, "abcdefghijklmnopqrstuvwxyz0123456789-");

    if (node->text[0] && !node->text[length] && length <= 40 && node->text[0] != '-')
        return true;
    problem_at(reading, node, path, "expected an id of a-z, 0-9 and '-', at most 40 letters");
    return false;
}

bool
read_decimal(const struct node *node, double *number)
{
    char *end;

    // strtod would take "nan", "inf", "0x10" and blanks.
    if (node->kind != NODE_TEXT || node->quoted || node->text[strspn(node->text, "0123456789.-")] ||
        !node->text[0])
        return false;
    *number = strtod(node->text, &end);
    return *end == '\0' && isfinite(*number);
}

static void
read_number(struct reading *reading, const struct schema_key *key, const struct node *node,
    const char *path, void *field)
{
    double number;

    if (!read_decimal(node, &number) || number < key->least || number > key->most ||
        (key->kind == VALUE_WHOLE && number != floor(number))) {
        problem_at(reading, node, path, "expected a %snumber from %g to %g",
            key->kind == VALUE_WHOLE ? "whole " : "", key->least, key->most);
        return;
    }
    if (key->kind == VALUE_WHOLE)
        *(int *) field = (int) number;
    else
        *(double *) field = number;
}

/* Index of the text among the names, or -1 after naming the nearest. */
static int
find_choice(
    struct reading *reading, const struct node *node, const char *path, const char *const *choices)
{
    struct bytes listed = BYTES_EMPTY;
    const char *near;
    int count = 0;

    for (; choices[count]; count++) {
        if (node->kind == NODE_TEXT && strcmp(node->text, choices[count]) == 0) {
            bytes_destroy(&listed);
            return count;
        }
        bytes_append_format(&listed, "%s%s", count > 0 ? ", " : "", choices[count]);
    }
    near = node->kind == NODE_TEXT ? nearest_name(node->text, choices, (size_t) count) : NULL;
    problem_at(reading, node, path, "expected one of %s%s%s%s", bytes_text(&listed),
        near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
    bytes_destroy(&listed);
    return -1;
}

static void
read_set(struct reading *reading, const struct schema_key *key, const struct node *node,
    const char *path, unsigned *set)
{
    if (node->kind != NODE_LIST || !node->first) {
        problem_at(reading, node, path, "expected a list such as [write, speak]");
        return;
    }
    for (const struct node *child = node->first; child; child = child->next) {
        int choice = find_choice(reading, child, path, key->choices);

        if (choice >= 0)
            *set |= BIT((unsigned) choice);
    }
}

static void
read_tell(struct reading *reading, const struct node *node, const char *path, unsigned *tell)
{
    static const char *const choices[] = {"therapist", "prescriber", "both", NULL};
    static const unsigned bits[] = {
        FLOW_TELL_THERAPIST, FLOW_TELL_PRESCRIBER, FLOW_TELL_THERAPIST | FLOW_TELL_PRESCRIBER};
    int choice = find_choice(reading, node, path, choices);

    if (choice >= 0)
        *tell = bits[choice];
}

static void
read_flag(struct reading *reading, const struct schema_key *key, const struct node *node,
    const char *path, bool *flag)
{
    static const char *const flags[] = {"false", "true", NULL};
    static const char *const cares[] = {"now", NULL};
    static const char *const totals[] = {"sum", "mean", NULL};
    const char *const *choices = key->kind == VALUE_CARE   ? cares
                                 : key->kind == VALUE_MEAN ? totals
                                                           : flags;
    int choice = find_choice(reading, node, path, choices);

    if (choice >= 0)
        *flag = key->kind == VALUE_CARE || choice == 1;
}

/* A whole number below ten thousand with nothing but these words around it. */
static bool
read_number_between(const char *text, const char *before, const char *after, int *number)
{
    size_t length = strlen(before), digits;

    if (strncmp(text, before, length) != 0)
        return false;
    text += length;
    digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 4 || strcmp(text + digits, after) != 0)
        return false;
    *number = (int) strtol(text, NULL, 10);
    return true;
}

static void
read_missing(
    struct reading *reading, const struct node *node, const char *path, struct flow_step *step)
{
    int items;

    if (node->kind == NODE_TEXT && strcmp(node->text, "none") == 0)
        step->missing = FLOW_MISSING_NONE;
    else if (node->kind == NODE_TEXT && strcmp(node->text, "zero") == 0)
        step->missing = FLOW_MISSING_ZERO;
    else if (node->kind == NODE_TEXT && read_number_between(node->text, "prorate ", "", &items) &&
             items > 0) {
        step->missing = FLOW_MISSING_PRORATE;
        step->prorate = items;
    } else {
        problem_at(reading, node, path, "expected none, zero or prorate and a number");
    }
}

static void
read_days(struct reading *reading, const struct schema_key *key, const struct node *node,
    const char *path, int *days)
{
    int number;

    if (node->kind == NODE_TEXT && read_number_between(node->text, "", " days", &number) &&
        number >= key->least && number <= key->most)
        *days = number;
    else
        problem_at(reading, node, path, "expected a number of days such as '14 days'");
}

static void
read_listed(struct reading *reading, const struct node *node, const char *path, char ***listed)
{
    size_t count = 0;

    if (node->kind != NODE_LIST) {
        problem_at(reading, node, path, "expected a list of texts");
        return;
    }
    for (const struct node *child = node->first; child; child = child->next) {
        if (child->kind != NODE_TEXT || !check_text(reading, child, path)) {
            problem_at(reading, child, path, "expected a text");
            continue;
        }
        *listed = memory_resize(*listed, count + 2, sizeof(**listed));
        (*listed)[count++] = memory_string(child->text);
        (*listed)[count] = NULL;
    }
}

/* ---- maps -----------------------------------------------------------------------*/

/* The bit of a step's kind; 0 when it has none that is known. */
static unsigned
who_of(const struct schema *schema, const struct node *map)
{
    const struct node *kind = schema == &schema_step ? tree_find(map, "kind") : NULL;

    if (schema != &schema_step)
        return 1;
    for (unsigned i = 0; kind && kind->kind == NODE_TEXT && schema_kinds[i]; i++)
        if (strcmp(kind->text, schema_kinds[i]) == 0)
            return BIT(i);
    return 0;
}

static void
read_maps(struct reading *reading, const struct schema_key *key, const struct node *node,
    const char *path, char *target)
{
    const struct schema *schema = key->items;
    size_t count = 0, at = 0;
    char *items;

    if (node->kind != NODE_LIST || !node->first) {
        problem_at(reading, node, path, "expected a list with at least one entry");
        return;
    }
    for (const struct node *child = node->first; child; child = child->next)
        count++;
    if (count > schema->items_max) {
        problem_at(
            reading, node, path, "expected at most %zu entries, not %zu", schema->items_max, count);
        return;
    }
    items = memory_new(count, schema->size);
    for (const struct node *child = node->first; child; child = child->next, at++) {
        char place[PATH_MAX_SHOWN];

        snprintf(place, sizeof(place), "%.130s[%zu]", path, at + 1);
        if (child->kind == NODE_MAP)
            read_map(
                reading, schema, child, place, who_of(schema, child), items + at * schema->size);
        else
            problem_at(reading, child, place, "expected keys and values");
    }
    memcpy(target + key->offset, &items, sizeof(items));
    memcpy(target + key->count_offset, &count, sizeof(count));
}

void
read_words(struct reading *reading, const struct node *node, const char *path, char **text)
{
    if (node->kind != NODE_TEXT)
        problem_at(reading, node, path, "expected a text");
    else if (check_text(reading, node, path))
        *text = memory_string(node->text);
}

static void
read_id(struct reading *reading, const struct node *node, const char *path, char **id)
{
    if (node->kind != NODE_TEXT)
        problem_at(reading, node, path, "expected an id");
    else if (check_id(reading, node, path))
        *id = memory_string(node->text);
}

static void
read_value(struct reading *reading, const struct schema_key *key, const struct node *node,
    const char *path, void *target)
{
    void *field = (char *) target + key->offset;
    int choice;

    switch (key->kind) {
    case VALUE_TEXT:
    case VALUE_NAME:
        read_words(reading, node, path, field);
        break;
    case VALUE_ID:
        read_id(reading, node, path, field);
        break;
    case VALUE_WHOLE:
    case VALUE_DECIMAL:
        read_number(reading, key, node, path, field);
        break;
    case VALUE_FLAG:
    case VALUE_CARE:
    case VALUE_MEAN:
        read_flag(reading, key, node, path, field);
        break;
    case VALUE_CHOICE:
        choice = find_choice(reading, node, path, key->choices);
        if (choice >= 0)
            memcpy(field, &choice, sizeof(choice));
        break;
    case VALUE_SET:
        read_set(reading, key, node, path, field);
        break;
    case VALUE_TELL:
        read_tell(reading, node, path, field);
        break;
    case VALUE_MISSING:
        read_missing(reading, node, path, target);
        break;
    case VALUE_DAYS:
        read_days(reading, key, node, path, field);
        break;
    case VALUE_LISTED:
        read_listed(reading, node, path, field);
        break;
    case VALUE_MAPS:
        read_maps(reading, key, node, path, target);
        break;
    case VALUE_LICENCE:
    case VALUE_APPROVED:
        if (node->kind == NODE_MAP)
            read_map(reading, key->kind == VALUE_LICENCE ? &schema_licence : &schema_approved, node,
                path, 1, target);
        else
            problem_at(reading, node, path, "expected keys and values");
        break;
    case VALUE_LATER:
        break;
    }
}

static void
refuse_key(struct reading *reading, const struct schema *schema, const struct node *child,
    const char *path, unsigned who)
{
    const char *names[32];
    struct bytes listed = BYTES_EMPTY;
    const char *near;
    size_t count = 0;

    assert(schema->n_keys <= COUNT(names));
    for (size_t i = 0; i < schema->n_keys; i++) {
        if (!(schema->keys[i].taken_by & who))
            continue;
        bytes_append_format(&listed, "%s%s", count > 0 ? ", " : "", schema->keys[i].name);
        names[count++] = schema->keys[i].name;
    }
    near = nearest_name(child->key->text, names, count);
    if (near)
        problem_at(reading, child->key, path, "unknown key; did you mean '%s'?", near);
    else
        problem_at(
            reading, child->key, path, "unknown key; expected one of %s", bytes_text(&listed));
    bytes_destroy(&listed);
}

static void
join_path(char *joined, size_t size, const char *path, const char *key)
{
    snprintf(joined, size, "%.95s%s%.60s", path, path[0] ? "." : "", key);
}

void
read_map(struct reading *reading, const struct schema *schema, const struct node *map,
    const char *path, unsigned who, void *target)
{
    char place[PATH_MAX_SHOWN];
    // A step whose kind is unknown is named for that alone: its keys can't be judged.
    unsigned taken = who ? who : TAKEN_BY_ALL;

    for (const struct node *child = map->first; child; child = child->next) {
        const struct schema_key *key = NULL;

        for (size_t i = 0; i < schema->n_keys && !key; i++)
            if (strcmp(schema->keys[i].name, child->key->text) == 0 &&
                schema->keys[i].taken_by & taken)
                key = &schema->keys[i];
        join_path(place, sizeof(place), path, child->key->text);
        if (key)
            read_value(reading, key, child, place, target);
        else
            refuse_key(reading, schema, child, place, taken);
    }
    for (size_t i = 0; i < schema->n_keys; i++) {
        bool is_needed = schema->keys[i].needed_by & who ||
                         (who == 0 && strcmp(schema->keys[i].name, "kind") == 0);

        join_path(place, sizeof(place), path, schema->keys[i].name);
        if (is_needed && !tree_find(map, schema->keys[i].name))
            problem_at(reading, map, place, "expected this key, it is missing");
    }
}
