#include "command.h"

#include <stdlib.h>
#include <string.h>

#include "afterword/flow.h"

static void
say_problems(const struct flow_problems *problems)
{
    struct bytes text = BYTES_EMPTY;

    flow_problems_print(problems, &text);
    fputs(bytes_text(&text), stderr);
    bytes_destroy(&text);
}

/* ---- check --------------------------------------------------------------------------*/

/* What was found in all files; the lists are for --json and NULL without. */
struct checked {
    bool all_run;
    json_t *flows, *problems;
};

static json_t *
flow_json(const struct flow *flow)
{
    json_t *languages = json_array();

    json_array_append_new(languages, json_string(flow->language));
    for (size_t i = 0; flow_translation_language(flow, i); i++)
        json_array_append_new(languages, json_string(flow_translation_language(flow, i)));
    return json_pack("{s:s, s:i, s:s, s:I, s:i, s:o}", "flow", flow->id, "version", flow->version,
        "title", flow->title, "steps", (json_int_t) flow->n_steps, "minutes", flow->minutes,
        "languages", languages);
}

static void
take_problems(struct checked *checked, const struct flow_problems *problems)
{
    checked->all_run = checked->all_run && !flow_problems_refuse(problems);
    if (!checked->problems)
        say_problems(problems);
    for (size_t i = 0; checked->problems && i < problems->count; i++) {
        const struct flow_problem *one = &problems->problems[i];

        // A path may be no UTF-8; then the problem is still one.
        json_array_append_new(checked->problems,
            json_pack("{s:s*, s:I, s:I, s:s, s:s, s:b}", "file",
                utf8_valid(one->file, strlen(one->file), NULL) ? one->file : NULL, "line",
                (json_int_t) one->line, "column", (json_int_t) one->column, "key", one->key,
                "expected", one->expected, "note", one->is_note));
    }
}

static void
take_flow(struct checked *checked, const struct flow *flow, const char *path)
{
    if (checked->flows) {
        json_array_append_new(checked->flows, flow_json(flow));
        return;
    }
    write_safely(stdout, path);
    printf(": runs: %zu steps, %d minutes, %s", flow->n_steps, flow->minutes, flow->language);
    for (size_t i = 0; flow_translation_language(flow, i); i++)
        printf(", %s", flow_translation_language(flow, i));
    printf("\n");
}

static void
check_file(struct checked *checked, const char *path)
{
    struct flow_problems problems = {0};
    struct flow *flow = flow_load(path, &problems);

    take_problems(checked, &problems);
    if (flow)
        take_flow(checked, flow, path);
    checked->all_run = checked->all_run && flow;
    flow_problems_destroy(&problems);
    flow_free(flow);
}

static bool
check_shipped(struct checked *checked, const char *prompts)
{
    struct fault fault = FAULT_EMPTY;
    struct flow_folder *folder = flow_folder_load(prompts, &fault);

    if (!folder) {
        (void) commands_say_fault("read", prompts, &fault);
        return false;
    }
    take_problems(checked, &folder->problems);
    for (size_t i = 0; i < folder->count; i++)
        take_flow(checked, folder->flows[i], folder->flows[i]->id);
    flow_folder_free(folder);
    return true;
}

/* Every file named, else every flow that Afterword ships; each problem of each, not the first. */
static int
run_check(struct command_call *call)
{
    bool json = call_option(call, "json") != NULL;
    struct checked checked = {.all_run = true,
        .flows = json ? json_array() : NULL,
        .problems = json ? json_array() : NULL};

    for (size_t i = 0; i < call->values.n_operands; i++)
        check_file(&checked, call->values.operands[i]);
    if (call->values.n_operands == 0)
        checked.all_run = check_shipped(&checked, call->host->prompts) && checked.all_run;
    if (json)
        print_json(json_pack("{s:b, s:o, s:o}", "runs", checked.all_run, "flows", checked.flows,
            "problems", checked.problems));
    return checked.all_run ? 0 : 1;
}

static const struct option check_options[] = {OPTION_DATA, OPTION_JSON};

const struct command command_flow_check = {
    .name = "flow check",
    .operands = "[FILE...]",
    .operands_least = 0,
    .operands_most = 1000,
    .summary = "check flow files and name every problem",
    .more = "Each problem is a line, FILE:LINE:COLUMN: KEY: what was expected. Without a file the "
            "flows that come with Afterword are checked. Exit code 1 when one of them can't run.",
    .options = check_options,
    .n_options = COUNT(check_options),
    .run = run_check,
};

/* ---- show ---------------------------------------------------------------------------*/

static const struct option show_options[] = {
    OPTION_DATA,
    {"lang", OPTION_TEXT, "L", "language of the questions (default: the flow's own)"},
};

static int
run_show(struct command_call *call)
{
    struct flow_problems problems = {0};
    struct flow *flow = flow_load(call->values.operands[0], &problems);
    const char *language = call_option(call, "lang");
    struct bytes text = BYTES_EMPTY;
    int exit_code = 1;

    say_problems(&problems);
    if (flow && language && !flow_has_language(flow, language)) {
        exit_code = commands_say_wrong("flow show", "the flow is not written in this language");
    } else if (flow) {
        flow_show(flow, language ? language : flow->language, &text);
        print_lines(bytes_text(&text));
        exit_code = 0;
    }
    bytes_destroy(&text);
    flow_problems_destroy(&problems);
    flow_free(flow);
    return exit_code;
}

const struct command command_flow_show = {
    .name = "flow show",
    .operands = "FILE",
    .operands_least = 1,
    .operands_most = 1,
    .summary = "print a flow as a person would meet it",
    .more = NULL,
    .options = show_options,
    .n_options = COUNT(show_options),
    .run = run_show,
};
