#include "afterword/flow.h"

#include <string.h>

#include "condition.h"

/* The text of a condition in words needs its source, which a flow does not keep; what a reader
 * wants to know is on which answers the step hangs. */
static void
show_when(const struct flow *flow, size_t at, struct bytes *text)
{
    bool asked[FLOW_STEPS_MAX] = {false};
    bool follows = false;

    if (!flow->steps[at].when)
        return;
    condition_subjects(flow->steps[at].when, asked);
    bytes_append_text(text, "     (only for some answers to ");
    for (size_t i = 0; i < at; i++) {
        if (!asked[i])
            continue;
        bytes_append_format(text, "%s%zu", follows ? ", " : "", i + 1);
        follows = true;
    }
    bytes_append_text(text, ")\n");
}

static void
show_marks(unsigned tell, bool care_now, struct bytes *text)
{
    if (tell & FLOW_TELL_THERAPIST)
        bytes_append_text(text, "  -> marked for the therapist");
    if (tell & FLOW_TELL_PRESCRIBER)
        bytes_append_text(text, "  -> marked for the prescriber");
    if (care_now)
        bytes_append_text(text, "  -> someone is called, the care page follows");
    bytes_append_text(text, "\n");
}

static void
show_options(const struct flow *flow, size_t at, const char *language, struct bytes *text)
{
    const struct flow_step *step = &flow->steps[at];

    for (size_t i = 0; i < step->n_options; i++) {
        const char *more = flow_option_more(flow, at, i, language);

        bytes_append_format(text, "     ( ) %s", flow_option_text(flow, at, i, language));
        if (more)
            bytes_append_format(text, " / %s", more);
        show_marks(step->options[i].tell, step->options[i].care_now, text);
    }
}

static void
show_answer(const struct flow *flow, size_t at, const char *language, struct bytes *text)
{
    const struct flow_step *step = &flow->steps[at];

    switch (step->kind) {
    case FLOW_BREATHE:
        bytes_append_format(text, "     a circle to breathe with: in %d, hold %d, out %d seconds\n",
            step->in, step->hold, step->out);
        break;
    case FLOW_MOOD:
        bytes_append_format(text,
            "     a point between unpleasant and pleasant, still and "
            "stirred; feeling words%s\n",
            step->compare ? "; the first point appears after the finger lifts" : "");
        break;
    case FLOW_SCALE:
        bytes_append_format(text, "     a line from \"%s\" to \"%s\"\n",
            flow_step_low(flow, at, language), flow_step_high(flow, at, language));
        break;
    case FLOW_OPEN:
        bytes_append_format(text, "     %s%s%s\n", step->ways & FLOW_WRITE ? "[write] " : "",
            step->ways & FLOW_SPEAK ? "[speak] " : "", step->ways & FLOW_DRAW ? "[draw]" : "");
        break;
    case FLOW_SCORE:
        for (size_t i = 0; i < step->n_items; i++)
            bytes_append_format(text, "     - %s\n", step->items[i].text);
        show_options(flow, at, language, text);
        break;
    case FLOW_CHOOSE:
        show_options(flow, at, language, text);
        break;
    default:
        break;
    }
}

void
flow_show(const struct flow *flow, const char *language, struct bytes *text)
{
    bytes_append_format(text, "%s (%s, version %d, %s, about %d minutes)\n\n",
        flow_title(flow, language), flow->id, flow->version, flow_moment_name(flow->moment),
        flow->minutes);
    for (size_t i = 0; i < flow->n_steps; i++) {
        const char *more = flow_step_more(flow, i, language);

        bytes_append_format(text, "%3zu. %s\n", i + 1, flow_step_text(flow, i, language));
        if (more)
            bytes_append_format(text, "     %s\n", more);
        show_when(flow, i, text);
        show_answer(flow, i, language, text);
        bytes_append_text(text, "\n");
    }
    bytes_append_text(text, "Then, in every flow: Is there anything you need from someone before "
                            "you go?\n");
}
