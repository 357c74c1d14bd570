/* The gallery's flows, and their words in the language that is 40 % longer. */
#include "gallery.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/flow.h"

static struct flow *loaded[2];
static const struct flow_folder folder = {.flows = loaded, .count = COUNT(loaded)};

/* Each vowel twice: longer by the part that other languages are, and still to be read. The same
 * rule as pseudo.py's. */
static void
add_longer(struct bytes *yaml, const char *text)
{
    bytes_append_byte(yaml, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            bytes_append_byte(yaml, '\\');
        bytes_append_byte(yaml, (uint8_t) *text);
        if (strchr("aeiouAEIOU", *text))
            bytes_append_byte(yaml, (uint8_t) *text);
    }
    bytes_append_text(yaml, "\"\n");
}

static void
add_key(struct bytes *yaml, const char *key, const char *text)
{
    if (!text)
        return;
    bytes_append_text(yaml, key);
    add_longer(yaml, text);
}

static void
add_step(struct bytes *yaml, const struct flow_step *step)
{
    bytes_append_format(yaml, "  %s:\n", step->id);
    add_key(yaml, "    text: ", step->text);
    add_key(yaml, "    more: ", step->more);
    add_key(yaml, "    low: ", step->low);
    add_key(yaml, "    high: ", step->high);
    if (step->n_options > 0)
        bytes_append_text(yaml, "    options:\n");
    for (size_t i = 0; i < step->n_options; i++) {
        bytes_append_format(yaml, "      %s:\n", step->options[i].id);
        add_key(yaml, "        text: ", step->options[i].text);
        add_key(yaml, "        more: ", step->options[i].more);
    }
}

static void
refuse(const struct flow_problems *problems)
{
    struct bytes text = BYTES_EMPTY;

    flow_problems_print(problems, &text);
    fprintf(stderr, "%s", bytes_text(&text));
    exit(2);
}

static struct flow *
load(const char *path)
{
    struct flow_problems problems = {0};
    struct bytes yaml = BYTES_EMPTY;
    struct flow *flow = flow_load(path, &problems);

    if (!flow)
        refuse(&problems);
    add_key(&yaml, "title: ", flow->title);
    bytes_append_text(&yaml, "steps:\n");
    for (size_t i = 0; i < flow->n_steps; i++)
        add_step(&yaml, &flow->steps[i]);
    if (!flow_translate(flow, "xx", "xx", yaml.data, yaml.length, &problems))
        refuse(&problems);
    bytes_destroy(&yaml);
    flow_problems_destroy(&problems);
    return flow;
}

const struct flow_folder *
gallery_flows(void)
{
    if (!loaded[0]) {
        loaded[0] = load(AFTERWORD_SOURCE_DIR "/prompts/landing.yaml");
        loaded[1] = load(AFTERWORD_SOURCE_DIR "/tests/gallery/flows/days.yaml");
    }
    return &folder;
}

void
gallery_flows_free(void)
{
    for (size_t i = 0; i < COUNT(loaded); i++) {
        flow_free(loaded[i]);
        loaded[i] = NULL;
    }
}
