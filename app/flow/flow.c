#include "afterword/flow.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "condition.h"
#include "inside.h"
#include "schema.h"

static void
free_options(struct flow_option *options, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(options[i].id);
        free(options[i].text);
        free(options[i].more);
    }
    free(options);
}

static void
free_score(struct flow_step *step)
{
    for (size_t i = 0; i < step->n_items; i++) {
        free(step->items[i].id);
        free(step->items[i].text);
        free(step->items[i].scale);
    }
    for (size_t i = 0; i < step->n_bands; i++) {
        free(step->bands[i].id);
        free(step->bands[i].text);
    }
    for (size_t i = 0; i < step->n_rules; i++)
        condition_free(step->rules[i].when);
    free(step->items);
    free(step->bands);
    free(step->rules);
}

static void
free_step(struct flow_step *step)
{
    free_options(step->options, step->n_options);
    free_score(step);
    condition_free(step->when);
    free(step->id);
    free(step->text);
    free(step->more);
    free(step->recall);
    free(step->compare);
    free(step->low);
    free(step->high);
    free(step->back);
}

void
flow_free(struct flow *flow)
{
    if (!flow)
        return;
    for (size_t i = 0; i < flow->n_translations; i++)
        translation_destroy(&flow->translations[i], flow);
    for (size_t i = 0; i < flow->n_steps; i++)
        free_step(&flow->steps[i]);
    for (size_t i = 0; flow->due && flow->due[i]; i++)
        free(flow->due[i]);
    free(flow->translations);
    free(flow->steps);
    free(flow->due);
    free(flow->id);
    free(flow->title);
    free(flow->licence_owner);
    free(flow->licence_terms);
    free(flow->licence_notice);
    free(flow->licence_permission);
    free(flow->approved_by);
    free(flow->approved_on);
    free(flow->language);
    bytes_destroy(&flow->source);
    free(flow);
}

const char *
flow_kind_name(enum flow_kind kind)
{
    assert(kind < FLOW_KINDS);
    return schema_kinds[kind];
}

const char *
flow_moment_name(enum flow_moment moment)
{
    static const char *const names[] = {"prepare", "same-day", "integration", "later"};

    _Static_assert(COUNT(names) == FLOW_MOMENTS, "every moment has a name");
    assert(moment < FLOW_MOMENTS);
    return names[moment];
}

size_t
flow_step_find(const struct flow *flow, const char *id)
{
    size_t i = 0;

    while (i < flow->n_steps && strcmp(flow->steps[i].id, id) != 0)
        i++;
    return i;
}

size_t
flow_option_find(const struct flow_step *step, const char *id)
{
    size_t i = 0;

    while (i < step->n_options && strcmp(step->options[i].id, id) != 0)
        i++;
    return i;
}

bool
flow_needs_care(const struct flow *flow)
{
    for (size_t i = 0; i < flow->n_steps; i++) {
        for (size_t j = 0; j < flow->steps[i].n_options; j++)
            if (flow->steps[i].options[j].care_now)
                return true;
        for (size_t j = 0; j < flow->steps[i].n_rules; j++)
            if (flow->steps[i].rules[j].care_now)
                return true;
    }
    return false;
}

/* ---- texts -----------------------------------------------------------------------*/

static const struct flow_translation *
find_translation(const struct flow *flow, const char *language)
{
    for (size_t i = 0; i < flow->n_translations; i++)
        if (strcmp(flow->translations[i].language, language) == 0)
            return &flow->translations[i];
    return NULL;
}

bool
flow_has_language(const struct flow *flow, const char *language)
{
    return strcmp(flow->language, language) == 0 || find_translation(flow, language);
}

/* The translated step; one without texts where there is none. */
static const struct flow_translation_step *
translated(const struct flow *flow, size_t step, const char *language)
{
    static const struct flow_translation_step none;
    const struct flow_translation *translation = find_translation(flow, language);

    assert(step < flow->n_steps);
    return translation ? &translation->steps[step] : &none;
}

static const char *
either(const char *text, const char *otherwise)
{
    return text ? text : otherwise;
}

const char *
flow_title(const struct flow *flow, const char *language)
{
    const struct flow_translation *translation = find_translation(flow, language);

    return either(translation ? translation->title : NULL, flow->title);
}

const char *
flow_step_text(const struct flow *flow, size_t step, const char *language)
{
    return either(translated(flow, step, language)->text, flow->steps[step].text);
}

const char *
flow_step_more(const struct flow *flow, size_t step, const char *language)
{
    return either(translated(flow, step, language)->more, flow->steps[step].more);
}

const char *
flow_step_low(const struct flow *flow, size_t step, const char *language)
{
    return either(translated(flow, step, language)->low, flow->steps[step].low);
}

const char *
flow_step_high(const struct flow *flow, size_t step, const char *language)
{
    return either(translated(flow, step, language)->high, flow->steps[step].high);
}

const char *
flow_option_text(const struct flow *flow, size_t step, size_t option, const char *language)
{
    char *const *options = translated(flow, step, language)->options;

    assert(option < flow->steps[step].n_options);
    return either(options ? options[option] : NULL, flow->steps[step].options[option].text);
}

const char *
flow_option_more(const struct flow *flow, size_t step, size_t option, const char *language)
{
    char *const *options = translated(flow, step, language)->options_more;

    assert(option < flow->steps[step].n_options);
    return either(options ? options[option] : NULL, flow->steps[step].options[option].more);
}
