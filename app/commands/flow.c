#include <stdio.h>
#include <stdlib.h>

#include "afterword/flow.h"

#include "command.h"

static void
print_problems(const struct flow_problems *problems)
{
    struct bytes text = BYTES_EMPTY;

    flow_problems_print(problems, &text);
    fputs(bytes_text(&text), stderr);
    bytes_destroy(&text);
}

/* ---- check --------------------------------------------------------------------------*/

static const struct option check_options[] = {
    OPTION_DATA,
};

/* Every file named, else every flow that Afterword ships; each problem of each, not the first. */
static bool
check_file(const char *path)
{
    struct flow_problems problems = {0};
    struct flow *flow = flow_load(path, &problems);
    bool runs = flow != NULL;

    print_problems(&problems);
    if (runs) {
        print_safely(path);
        printf(": runs: %zu steps, %d minutes, %s", flow->n_steps, flow->minutes, flow->language);
        for (size_t i = 0; flow_translation_language(flow, i); i++)
            printf(", %s", flow_translation_language(flow, i));
        printf("\n");
    }
    flow_problems_destroy(&problems);
    flow_free(flow);
    return runs;
}

static int
check_shipped(const struct command_call *call)
{
    struct fault fault = FAULT_EMPTY;
    struct flow_folder *folder = flow_folder_load(call->host->prompts, &fault);
    bool refused;

    if (!folder)
        return commands_say_fault("read the folder of flows", &fault);
    print_problems(&folder->problems);
    refused = flow_problems_refuse(&folder->problems);
    printf("%zu flows run\n", folder->count);
    flow_folder_free(folder);
    return refused ? 2 : 0;
}

static int
run_check(struct command_call *call)
{
    bool all = true;

    if (call->values.n_operands == 0)
        return check_shipped(call);
    for (size_t i = 0; i < call->values.n_operands; i++)
        all = check_file(call->values.operands[i]) && all;
    return all ? 0 : 2;
}

const struct command command_flow_check = {
    .name = "flow check",
    .operands = "[FILE...]",
    .operands_least = 0,
    .operands_most = 1000,
    .summary = "check flow files and name every problem",
    .more = "Each problem is a line, FILE:LINE:COLUMN: KEY: what was expected. Without a file the "
            "flows that come with Afterword are checked.",
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
    int exit_code = 2;

    print_problems(&problems);
    if (flow && language && !flow_has_language(flow, language)) {
        fprintf(stderr, "afterword: the flow is not written in this language\n");
    } else if (flow) {
        flow_show(flow, language ? language : flow->language, &text);
        print_safely(bytes_text(&text));
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
