#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inside.h"
#include "read.h"

/* A translation maps step and option ids to text and nothing else:
 *
 *     title: Llegada
 *     steps:
 *       too-much:
 *         text: ¿Hubo algo demasiado intenso?
 *         options:
 *           later: {text: "Sí, para después", more: "Tu terapeuta lo ve primero."}
 *           no: "No"
 *
 * An id that the flow does not have is a problem; a text that is missing is a note, and falls back
 * to the flow's own language. */
struct translating {
    struct reading reading;
    const struct flow *flow;
    struct flow_translation *made;
};

bool
is_language(const char *name)
{
    size_t length = strlen(name);

    if (length < 2 || !islower((unsigned char) name[0]) || !islower((unsigned char) name[1]))
        return false;
    return length == 2 || (length == 5 && name[2] == '-' && isupper((unsigned char) name[3]) &&
                              isupper((unsigned char) name[4]));
}

void
translation_destroy(struct flow_translation *translation, const struct flow *flow)
{
    for (size_t i = 0; translation->steps && i < flow->n_steps; i++) {
        struct flow_translation_step *step = &translation->steps[i];

        for (size_t j = 0; j < flow->steps[i].n_options; j++) {
            free(step->options[j]);
            free(step->options_more[j]);
        }
        for (size_t j = 0; j < flow->steps[i].n_items; j++)
            free(step->items[j]);
        free(step->options);
        free(step->options_more);
        free(step->items);
        free(step->text);
        free(step->more);
        free(step->low);
        free(step->high);
    }
    free(translation->steps);
    free(translation->language);
    free(translation->title);
}

/* Where the text of `key` goes; NULL where the step has no such text to translate. */
static char **
place_of(struct flow_translation_step *made, const struct flow_step *step, const char *key)
{
    if (strcmp(key, "text") == 0)
        return &made->text;
    if (strcmp(key, "more") == 0 && step->more)
        return &made->more;
    if (strcmp(key, "low") == 0 && step->low)
        return &made->low;
    if (strcmp(key, "high") == 0 && step->high)
        return &made->high;
    return NULL;
}

static void
read_option(struct translating *translating, const struct node *node, const char *path, char **text,
    char **more, bool takes_more)
{
    if (node->kind == NODE_TEXT) {
        read_words(&translating->reading, node, path, text);
        return;
    }
    for (const struct node *child = node->first; child; child = child->next) {
        if (child->key && strcmp(child->key->text, "text") == 0)
            read_words(&translating->reading, child, path, text);
        else if (child->key && takes_more && strcmp(child->key->text, "more") == 0)
            read_words(&translating->reading, child, path, more);
        else
            problem_at(&translating->reading, child->key ? child->key : child, path,
                takes_more ? "expected text or more" : "expected text alone");
    }
}

static void
read_options(struct translating *translating, const struct node *map, const char *path, size_t at)
{
    const struct flow_step *step = &translating->flow->steps[at];
    struct flow_translation_step *made = &translating->made->steps[at];

    assert(translating->made->steps);
    if (map->kind != NODE_MAP) {
        problem_at(&translating->reading, map, path, "expected option ids and texts");
        return;
    }
    for (const struct node *child = map->first; child; child = child->next) {
        size_t option = flow_option_find(step, child->key->text);

        if (option < step->n_options)
            read_option(translating, child, path, &made->options[option],
                &made->options_more[option], step->options[option].more != NULL);
        else
            problem_at(&translating->reading, child->key, path,
                "expected the id of an option of this step");
    }
}

static void
read_items(struct translating *translating, const struct node *map, const char *path, size_t at)
{
    const struct flow_step *step = &translating->flow->steps[at];

    assert(translating->made->steps);
    if (map->kind != NODE_MAP) {
        problem_at(&translating->reading, map, path, "expected item ids and texts");
        return;
    }
    for (const struct node *child = map->first; child; child = child->next) {
        size_t item = 0;

        while (item < step->n_items && strcmp(step->items[item].id, child->key->text) != 0)
            item++;
        if (item < step->n_items)
            read_words(
                &translating->reading, child, path, &translating->made->steps[at].items[item]);
        else
            problem_at(&translating->reading, child->key, path,
                "expected the id of an item of this score");
    }
}

static void
read_step(struct translating *translating, const struct node *map, size_t at)
{
    const struct flow_step *step = &translating->flow->steps[at];
    char path[160];

    for (const struct node *child = map->first; child; child = child->next) {
        const char *key = child->key ? child->key->text : "";
        char **place = place_of(&translating->made->steps[at], step, key);

        snprintf(path, sizeof(path), "steps.%s.%.60s", step->id, key);
        if (place)
            read_words(&translating->reading, child, path, place);
        else if (strcmp(key, "options") == 0 && step->n_options > 0)
            read_options(translating, child, path, at);
        else if (strcmp(key, "items") == 0 && step->n_items > 0)
            read_items(translating, child, path, at);
        else
            problem_at(&translating->reading, child->key ? child->key : child, path,
                "expected a text that this step has in the flow");
    }
}

static void
read_steps(struct translating *translating, const struct node *map)
{
    const char *ids[FLOW_STEPS_MAX];

    for (size_t i = 0; i < translating->flow->n_steps; i++)
        ids[i] = translating->flow->steps[i].id;
    if (map->kind != NODE_MAP) {
        problem_at(&translating->reading, map, "steps", "expected step ids and their texts");
        return;
    }
    for (const struct node *child = map->first; child; child = child->next) {
        size_t at = flow_step_find(translating->flow, child->key->text);
        const char *near;

        if (at < translating->flow->n_steps && child->kind == NODE_MAP) {
            read_step(translating, child, at);
            continue;
        }
        near = nearest_name(child->key->text, ids, translating->flow->n_steps);
        problem_at(&translating->reading, child->key, "steps",
            "expected the id of a step of this flow%s%s%s", near ? "; did you mean '" : "",
            near ? near : "", near ? "'?" : "");
    }
}

static void
note_missing(struct translating *translating, const char *what, const char *id)
{
    problem_note(translating->reading.problems, translating->reading.file, 0, 0, id,
        "%s is not translated into '%s'", what, translating->made->language);
}

static void
list_missing(struct translating *translating)
{
    const struct flow *flow = translating->flow;

    if (!translating->made->title)
        note_missing(translating, "the title", "title");
    for (size_t i = 0; i < flow->n_steps; i++) {
        const struct flow_translation_step *made = &translating->made->steps[i];
        const struct flow_step *step = &flow->steps[i];

        if (!made->text)
            note_missing(translating, "the text", step->id);
        if (step->more && !made->more)
            note_missing(translating, "more", step->id);
        if ((step->low && !made->low) || (step->high && !made->high))
            note_missing(translating, "an end of the scale", step->id);
        for (size_t j = 0; j < step->n_options; j++) {
            if (!made->options[j] || (step->options[j].more && !made->options_more[j]))
                note_missing(translating, step->options[j].id, step->id);
        }
        for (size_t j = 0; j < step->n_items; j++)
            if (!made->items[j])
                note_missing(translating, step->items[j].id, step->id);
    }
}

static void
read_root(struct translating *translating, const struct node *root)
{
    if (root->kind != NODE_MAP) {
        problem_at(&translating->reading, root, "", "expected keys and values");
        return;
    }
    for (const struct node *child = root->first; child; child = child->next) {
        const char *key = child->key->text;

        if (strcmp(key, "title") == 0)
            read_words(&translating->reading, child, "title", &translating->made->title);
        else if (strcmp(key, "steps") == 0)
            read_steps(translating, child);
        else
            problem_at(&translating->reading, child->key, key,
                "expected title or steps: a translation holds texts and nothing else");
    }
}

static struct flow_translation *
add_translation(struct flow *flow, const char *language)
{
    struct flow_translation *made;

    flow->translations =
        memory_resize(flow->translations, flow->n_translations + 1, sizeof(*flow->translations));
    made = &flow->translations[flow->n_translations++];
    *made = (struct flow_translation){.language = memory_string(language)};
    made->steps = memory_new(flow->n_steps, sizeof(*made->steps));
    for (size_t i = 0; i < flow->n_steps; i++) {
        made->steps[i].options = memory_new(flow->steps[i].n_options, sizeof(char *));
        made->steps[i].options_more = memory_new(flow->steps[i].n_options, sizeof(char *));
        made->steps[i].items = memory_new(flow->steps[i].n_items, sizeof(char *));
    }
    return made;
}

bool
flow_translate(struct flow *flow, const char *language, const char *file, const void *data,
    size_t length, struct flow_problems *problems)
{
    struct flow_problems found = {0};
    struct translating translating = {.reading = {file, &found}, .flow = flow};
    struct node *root = tree_read(file, data, length, &found);
    bool is_fine;

    if (root) {
        translating.made = add_translation(flow, language);
        read_root(&translating, root);
        list_missing(&translating);
    }
    tree_free(root);
    is_fine = !flow_problems_refuse(&found);
    problems_move(problems, &found);
    return is_fine;
}

const char *
flow_translation_language(const struct flow *flow, size_t index)
{
    return index < flow->n_translations ? flow->translations[index].language : NULL;
}
