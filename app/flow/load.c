#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "condition.h"
#include "inside.h"
#include "read.h"

/* ---- what the schema can't say ---------------------------------------------------*/

struct checking {
    struct reading reading;
    struct flow *flow;
    const struct node *steps; /* list */
};

static const struct node *
nth(const struct node *list, size_t n)
{
    const struct node *child = list ? list->first : NULL;

    while (child && n-- > 0)
        child = child->next;
    return child;
}

static const struct node *
value_of(const struct node *map, const char *key)
{
    const struct node *value = map && map->kind == NODE_MAP ? tree_find(map, key) : NULL;

    return value ? value : map;
}

static void
check_option_ids(struct checking *checking, const struct flow_step *step, const struct node *map)
{
    const struct node *list = value_of(map, "options");

    for (size_t i = 0; i < step->n_options; i++)
        for (size_t j = 0; j < i; j++)
            if (step->options[i].id && step->options[j].id &&
                strcmp(step->options[i].id, step->options[j].id) == 0)
                problem_at(&checking->reading, value_of(nth(list, i), "id"), "options",
                    "expected each id once in a step");
    if (step->kind == FLOW_CHOOSE && step->n_options == 1)
        problem_at(&checking->reading, list, "options", "expected at least two options");
}

static void
check_step_id(struct checking *checking, size_t at, const struct node *map)
{
    const struct flow_step *steps = checking->flow->steps;

    for (size_t i = 0; steps[at].id && i < at; i++)
        if (steps[i].id && strcmp(steps[i].id, steps[at].id) == 0)
            problem_at(&checking->reading, value_of(map, "id"), "id",
                "expected each id once; line %zu has it already",
                value_of(nth(checking->steps, i), "id")->line);
}

static void
check_compare(struct checking *checking, size_t at, const struct node *map)
{
    const struct flow_step *steps = checking->flow->steps;

    if (!steps[at].compare)
        return;
    for (size_t i = 0; i < at; i++)
        if (steps[i].id && steps[i].kind == FLOW_MOOD &&
            strcmp(steps[i].id, steps[at].compare) == 0)
            return;
    problem_at(&checking->reading, value_of(map, "compare"), "compare",
        "expected the id of a mood step before this one");
}

/* `to` is a number on a scale and a word on a letter. */
static void
check_to(struct checking *checking, struct flow_step *step, const struct node *map)
{
    const struct node *to = map->kind == NODE_MAP ? tree_find(map, "to") : NULL;

    if (!to)
        return;
    if (step->kind == FLOW_SCALE) {
        if (!read_decimal(to, &step->to) || step->to <= step->from || step->to > 1e6)
            problem_at(&checking->reading, to, "to", "expected a number above 'from'");
    } else if (step->kind == FLOW_LETTER) {
        step->to_someone = to->kind == NODE_TEXT && strcmp(to->text, "someone") == 0;
        if (!step->to_someone && !(to->kind == NODE_TEXT && strcmp(to->text, "self") == 0))
            problem_at(&checking->reading, to, "to", "expected self or someone");
    }
}

static void
check_values(struct checking *checking, struct flow_step *step, const struct node *map)
{
    const struct node *list = value_of(map, "options");

    for (size_t i = 0; i < step->n_options; i++) {
        const struct node *option = nth(list, i);

        step->options[i].has_value = option->kind == NODE_MAP && tree_find(option, "value");
        if (step->kind == FLOW_SCORE && !step->options[i].has_value)
            problem_at(&checking->reading, option, "options", "expected a value for each option");
        if (step->kind != FLOW_SCORE && step->options[i].has_value)
            problem_at(&checking->reading, value_of(option, "value"), "value",
                "expected no value: nothing is scored here");
    }
}

static void
check_score(struct checking *checking, struct flow_step *step, const struct node *map)
{
    for (size_t i = 0; i < step->n_items; i++)
        for (size_t j = 0; j < i; j++)
            if (step->items[i].id && step->items[j].id &&
                strcmp(step->items[i].id, step->items[j].id) == 0)
                problem_at(&checking->reading, nth(value_of(map, "items"), i), "items",
                    "expected each id once in a score");
    for (size_t i = 0; i < step->n_bands; i++)
        if (step->bands[i].to < step->bands[i].from ||
            (i > 0 && step->bands[i].from <= step->bands[i - 1].to))
            problem_at(&checking->reading, nth(value_of(map, "bands"), i), "bands",
                "expected bands from low to high that do not overlap");
}

/* ---- conditions ------------------------------------------------------------------*/

static struct flow_condition *
read_when(struct checking *checking, const struct node *when, const char *path,
    const struct condition_subject *subjects, size_t n_subjects, size_t n_known)
{
    struct condition_reading reading = {
        .subjects = subjects, .n_subjects = n_subjects, .n_known = n_known};
    struct flow_condition *condition;

    if (when->kind != NODE_TEXT) {
        problem_at(&checking->reading, when, path, "expected a condition");
        return NULL;
    }
    reading.text = when->text;
    condition = condition_read(&reading);
    if (!condition)
        problem_add(checking->reading.problems, checking->reading.file, when->line,
            when->column + reading.problem_at + (when->quoted ? 1 : 0), path, "%s",
            reading.problem);
    return condition;
}

static void
read_step_conditions(struct checking *checking)
{
    struct flow *flow = checking->flow;
    struct condition_subject *subjects = memory_new(flow->n_steps, sizeof(*subjects));

    for (size_t i = 0; i < flow->n_steps; i++)
        subjects[i] = (struct condition_subject){flow->steps[i].id ? flow->steps[i].id : "",
            flow->steps[i].kind == FLOW_CHOOSE ? flow->steps[i].options : NULL,
            flow->steps[i].kind == FLOW_CHOOSE ? flow->steps[i].n_options : 0,
            flow->steps[i].kind == FLOW_SCALE || flow->steps[i].kind == FLOW_SCORE};
    for (size_t i = 0; i < flow->n_steps; i++) {
        const struct node *map = nth(checking->steps, i);
        const struct node *when = map->kind == NODE_MAP ? tree_find(map, "when") : NULL;
        char path[40];

        snprintf(path, sizeof(path), "steps[%zu].when", i + 1);
        if (when)
            flow->steps[i].when = read_when(checking, when, path, subjects, i, flow->n_steps);
    }
    free(subjects);
}

/* A rule asks about the items of its own score and their total. */
static void
read_rules(struct checking *checking, struct flow_step *step, const struct node *map)
{
    struct condition_subject *subjects = memory_new(step->n_items + 1, sizeof(*subjects));

    for (size_t i = 0; i < step->n_items; i++)
        subjects[i] =
            (struct condition_subject){step->items[i].id ? step->items[i].id : "", NULL, 0, true};
    subjects[step->n_items] = (struct condition_subject){"total", NULL, 0, true};
    for (size_t i = 0; i < step->n_rules; i++) {
        const struct node *rule = nth(value_of(map, "rules"), i);
        const struct node *when = rule->kind == NODE_MAP ? tree_find(rule, "when") : NULL;

        if (when)
            step->rules[i].when = read_when(
                checking, when, "rules.when", subjects, step->n_items + 1, step->n_items + 1);
        if (!step->rules[i].tell && !step->rules[i].care_now)
            problem_at(&checking->reading, rule, "rules", "expected tell or care: what it does");
    }
    free(subjects);
}

/* ---- the whole -------------------------------------------------------------------*/

static void
check_steps(struct checking *checking)
{
    struct flow *flow = checking->flow;

    for (size_t i = 0; i < flow->n_steps; i++) {
        struct flow_step *step = &flow->steps[i];
        const struct node *map = nth(checking->steps, i);

        check_step_id(checking, i, map);
        check_compare(checking, i, map);
        check_option_ids(checking, step, map);
        check_to(checking, step, map);
        check_values(checking, step, map);
        check_score(checking, step, map);
        read_rules(checking, step, map);
    }
    read_step_conditions(checking);
}

static void
check_reach(struct checking *checking)
{
    for (size_t i = 0; i < checking->flow->n_steps; i++) {
        const struct node *when = value_of(nth(checking->steps, i), "when");
        char path[40];

        snprintf(path, sizeof(path), "steps[%zu].when", i + 1);
        switch (flow_reach(checking->flow, i)) {
        case FLOW_REACHED:
            break;
        case FLOW_UNREACHED:
            problem_at(&checking->reading, when, path,
                "expected a condition that can hold: no answers before lead to this step");
            break;
        case FLOW_UNPROVEN:
            problem_note(checking->reading.problems, checking->reading.file, when->line,
                when->column, path, "too many answers before it to prove that it is reached");
            break;
        }
    }
}

struct flow *
flow_load_bytes(const char *file, const void *data, size_t length, struct flow_problems *problems)
{
    struct flow_problems found = {0};
    struct checking checking = {.reading = {file, &found}};
    struct node *root = tree_read(file, data, length, &found);

    checking.flow = memory_new(1, sizeof(*checking.flow));
    if (root && root->kind != NODE_MAP)
        problem_at(&checking.reading, root, "", "expected keys and values");
    if (root && root->kind == NODE_MAP) {
        read_map(&checking.reading, &schema_flow, root, "", 1, checking.flow);
        checking.steps = tree_find(root, "steps");
        check_steps(&checking);
        // With broken ids or conditions the proof would only repeat what was said.
        if (!flow_problems_refuse(&found))
            check_reach(&checking);
    }
    tree_free(root);

    if (flow_problems_refuse(&found)) {
        flow_free(checking.flow);
        checking.flow = NULL;
    } else {
        bytes_append(&checking.flow->source, data, length);
        if (!checking.flow->language)
            checking.flow->language = memory_string("en");
    }
    problems_move(problems, &found);
    return checking.flow;
}

/* ---- files -----------------------------------------------------------------------*/

static void
say_unread(const char *file, const struct fault *fault, struct flow_problems *problems)
{
    if (fault->kind == FAULT_LIMIT)
        problem_add(problems, file, 0, 0, "", "expected at most 1 MiB");
    else
        problem_add(problems, file, 0, 0, "", "expected a file that can be read: %s",
            fault_description(fault->kind));
}

/* prompts/landing.yaml has its translations in prompts/<language>/landing.yaml: each folder of
 * two letters (and a region) is a language. */
static void
load_translations(struct flow *flow, const char *path, struct flow_problems *problems)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    struct bytes folder = BYTES_EMPTY;
    struct dirent **entries = NULL;
    int count;

    bytes_append_format(&folder, "%.*s", slash ? (int) (slash - path) : 1, slash ? path : ".");
    count = scandir(bytes_text(&folder), &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        struct bytes file = BYTES_EMPTY, text = BYTES_EMPTY;
        struct fault fault = FAULT_EMPTY;

        bytes_append_format(&file, "%s/%s/%s", bytes_text(&folder), entries[i]->d_name, name);
        if (is_language(entries[i]->d_name)) {
            if (file_read(bytes_text(&file), FLOW_BYTES_MAX, &text, &fault))
                (void) flow_translate(
                    flow, entries[i]->d_name, bytes_text(&file), text.data, text.length, problems);
            else if (fault.kind != FAULT_NOT_FOUND)
                say_unread(bytes_text(&file), &fault, problems);
        }
        bytes_destroy(&text);
        bytes_destroy(&file);
        free(entries[i]);
    }
    free(entries);
    bytes_destroy(&folder);
}

struct flow *
flow_load(const char *path, struct flow_problems *problems)
{
    struct flow_problems found = {0};
    struct bytes text = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    struct flow *flow = NULL;

    if (!file_read(path, FLOW_BYTES_MAX, &text, &fault))
        say_unread(path, &fault, &found);
    else
        flow = flow_load_bytes(path, bytes_text(&text), text.length, &found);
    bytes_destroy(&text);
    if (flow)
        load_translations(flow, path, &found);
    if (flow && flow_problems_refuse(&found)) {
        flow_free(flow);
        flow = NULL;
    }
    problems_move(problems, &found);
    return flow;
}

static int
is_flow_file(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return entry->d_name[0] != '.' && length > 5 &&
           strcmp(entry->d_name + length - 5, ".yaml") == 0;
}

static void
folder_add(struct flow_folder *folder, const char *path, struct flow *flow)
{
    if (flow_folder_find(folder, flow->id)) {
        problem_add(&folder->problems, path, 0, 0, "flow",
            "expected each flow once; another file has '%s' already", flow->id);
        flow_free(flow);
        return;
    }
    folder->flows = memory_resize(folder->flows, folder->count + 1, sizeof(struct flow *));
    folder->flows[folder->count++] = flow;
}

struct flow_folder *
flow_folder_load(const char *path, struct fault *fault)
{
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, is_flow_file, alphasort);
    struct flow_folder *folder;

    if (count < 0) {
        (void) FAULT_ERRNO(fault, FAULT_DISK, "read the folder of flows");
        return NULL;
    }
    folder = memory_new(1, sizeof(*folder));
    for (int i = 0; i < count; i++) {
        char *file = file_path(path, entries[i]->d_name);
        struct flow *flow = flow_load(file, &folder->problems);

        if (flow)
            folder_add(folder, file, flow);
        free(file);
        free(entries[i]);
    }
    free(entries);
    return folder;
}

void
flow_folder_free(struct flow_folder *folder)
{
    if (!folder)
        return;
    for (size_t i = 0; i < folder->count; i++)
        flow_free(folder->flows[i]);
    free(folder->flows);
    flow_problems_destroy(&folder->problems);
    free(folder);
}

const struct flow *
flow_folder_find(const struct flow_folder *folder, const char *id)
{
    for (size_t i = 0; i < folder->count; i++)
        if (strcmp(folder->flows[i]->id, id) == 0)
            return folder->flows[i];
    return NULL;
}
