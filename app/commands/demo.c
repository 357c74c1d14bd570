#include "command.h"

#include "afterword/demo.h"

#include <stdlib.h>
#include <string.h>

static const struct option options[] = {
    {"data", OPTION_TEXT, "DIR", "make it in DIR and leave it there (else it goes with the demo)"},
    {"entries", OPTION_NUMBER, "N", "how many entries to make (default 9)"},
    {"team", OPTION_NUMBER, "N", "members of staff beside the first (default none)"},
    {"no-kiosk", OPTION_FLAG, NULL, "make it and leave"},
};

#define TEAM 0

static bool
read_count(
    const struct command_call *call, const char *name, long otherwise, long most, size_t *count)
{
    const char *given = call_option(call, name);
    long number = otherwise;

    if (given && !option_number(given, 0, most, &number)) {
        fprintf(stderr, "afterword: '--%s' takes a whole number up to %ld\n", name, most);
        return false;
    }
    *count = (size_t) number;
    return true;
}

/* A folder of its own under the temporary one; on tmpfs where there is one, so that a demo leaves
 * nothing on a disk. */
static char *
make_throw_away(void)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    const char *temporary = getenv("TMPDIR");
    const char *folder = runtime && runtime[0]       ? runtime
                         : temporary && temporary[0] ? temporary
                                                     : "/tmp";
    char *path = file_path(folder, "afterword-demo-XXXXXX");

    if (!mkdtemp(path)) {
        free(path);
        return NULL;
    }
    return path;
}

static char *
find_folder(const struct command_call *call, int *exit_code)
{
    struct fault fault = FAULT_EMPTY;
    char *folder;

    if (call_option(call, "data"))
        return call_folder(call, exit_code);
    folder = make_throw_away();
    if (!folder) {
        (void) FAULT_ERRNO(&fault, FAULT_DISK, "make a folder for the demo");
        *exit_code = commands_say_fault("make a folder for the demo", NULL, &fault);
    }
    return folder;
}

/* The rows behind ours are the kiosk's, in its order. What is wrong there is said before a clinic
 * is made for it. */
static bool
read_kiosk(struct command_call *call)
{
    struct commands_start *start = call->start;
    const char *problem;

    memcpy(start->values.given, call->values.given + COUNT(options),
        call->host->n_kiosk_options * sizeof(*start->values.given));
    problem = call->host->kiosk_problem(call->host, &start->values);
    if (problem)
        (void) commands_say_wrong("demo", problem);
    return !problem;
}

static int
run_demo(struct command_call *call)
{
    struct commands_start *start = call->start;
    struct demo_options demo = {.prompts = call->host->prompts, .assets = call->host->assets};
    struct fault fault = FAULT_EMPTY;
    int exit_code = 0;

    if (!read_kiosk(call))
        return 2;
    if (!read_count(call, "entries", DEMO_ENTRIES, DEMO_ENTRIES_MAX, &demo.entries) ||
        !read_count(call, "team", TEAM, DEMO_TEAM_MAX, &demo.team))
        return 2;

    start->data = find_folder(call, &exit_code);
    if (!start->data)
        return exit_code;
    start->throw_away = !call_option(call, "data");
    demo.folder = start->data;
    // A folder that goes with the demo goes now, where it could not be made: by main.
    if (!demo_make(&demo, &fault))
        return commands_say_fault("make the demo clinic", start->data, &fault);
    printf("data: ");
    write_safely(stdout, start->data);
    printf("\npassphrase: %s\n", DEMO_PASSPHRASE);
    fflush(stdout);

    start->kiosk = !call_option(call, "no-kiosk");
    if (!start->kiosk)
        start->throw_away = false; // made to be looked at: it stays
    return exit_code;
}

const struct command command_demo = {
    .name = "demo",
    .operands = "",
    .summary = "open a kiosk on a throw-away clinic with made-up people",
    .more = "Prints the passphrase of everybody in it. Everything in it is invented.",
    .options = options,
    .n_options = COUNT(options),
    .run = run_demo,
};
