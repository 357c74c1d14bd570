#include "command.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct command *const commands_table[] = {
    &command_setup,
    &command_demo,
    &command_staff_add,
    &command_staff_list,
    &command_staff_passphrase,
    &command_staff_revoke,
    &command_patient_add,
    &command_patient_list,
    &command_patient_assign,
    &command_patient_release,
    &command_patient_retire,
    &command_patient_erase,
    &command_flow_check,
    &command_flow_show,
    &command_entries_list,
    &command_entries_show,
    &command_entries_erase,
    &command_backup_create,
    &command_backup_verify,
    &command_backup_restore,
    &command_backup_certify,
    &command_check,
};
const size_t n_commands_table = COUNT(commands_table);

/* How many words of argv the command's name takes (1 or 2), or 0 when it is another. */
static int
match_words(const struct command *command, int argc, char **argv)
{
    const char *blank = strchr(command->name, ' ');
    size_t first = blank ? (size_t) (blank - command->name) : strlen(command->name);

    if (argc < 2 || strlen(argv[1]) != first || strncmp(argv[1], command->name, first) != 0)
        return 0;
    if (!blank)
        return 1;
    return argc > 2 && strcmp(argv[2], blank + 1) == 0 ? 2 : 0;
}

static const struct command *
find_command(int argc, char **argv, int *words)
{
    for (size_t i = 0; i < n_commands_table; i++) {
        *words = match_words(commands_table[i], argc, argv);
        if (*words > 0)
            return commands_table[i];
    }
    return NULL;
}

/* True for "staff" alone or with an unknown second word. */
static bool
begins_a_command(const char *word)
{
    size_t length = strlen(word);

    for (size_t i = 0; i < n_commands_table; i++)
        if (strncmp(commands_table[i]->name, word, length) == 0 &&
            commands_table[i]->name[length] == ' ')
            return true;
    return false;
}

static bool
is_word_of_ours(const char *word)
{
    static const char *const words[] = {
        "--help", "-h", "help", "--version", "--man", "--completion"};

    for (size_t i = 0; i < COUNT(words); i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

bool
commands_has(const struct commands_host *host, int argc, char **argv)
{
    int words;

    (void) host;
    return argc > 1 && (find_command(argc, argv, &words) || begins_a_command(argv[1]) ||
                           is_word_of_ours(argv[1]));
}

struct option *
join_options(const struct command *command, const struct commands_host *host, size_t *count)
{
    size_t more = command == &command_demo ? host->n_kiosk_options : 0;
    struct option *options = memory_new(command->n_options + more + 1, sizeof(*options));

    memcpy(options, command->options, command->n_options * sizeof(*options));
    if (more > 0)
        memcpy(options + command->n_options, host->kiosk_options, more * sizeof(*options));
    *count = command->n_options + more;
    return options;
}

static bool
asks_for_help(int argc, char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

/* Names what is missing or too much as help does. */
static int
say_operands(const struct command *command, const char *what)
{
    struct bytes problem = BYTES_EMPTY;
    int exit_code;

    bytes_append_format(&problem, "%s on the command line: it takes %s", what,
        command->operands[0] ? command->operands : "options alone");
    exit_code = commands_say_wrong(command->name, bytes_text(&problem));
    bytes_destroy(&problem);
    return exit_code;
}

static int
run_parsed(struct command_call *call)
{
    const struct command *command = call->command;

    if (call->values.n_operands < command->operands_least)
        return say_operands(command, "something is missing");
    if (call->values.n_operands > command->operands_most)
        return say_operands(command, "there is too much");
    return command->run(call);
}

static int
run_command(const struct commands_host *host, const struct command *command, int argc, char **argv,
    struct commands_start *start)
{
    struct command_call call = {.command = command, .host = host, .start = start};
    struct bytes problem = BYTES_EMPTY;
    struct option *options = join_options(command, host, &call.n_options);
    int exit_code = 0;

    call.options = options;
    if (asks_for_help(argc, argv)) {
        exit_code = commands_help(host, command->name);
    } else if (!option_parse(options, call.n_options, argc, argv, &call.values, &problem)) {
        exit_code = commands_say_wrong(command->name, bytes_text(&problem));
    } else {
        exit_code = run_parsed(&call);
        option_values_destroy(&call.values);
    }
    free(options);
    bytes_destroy(&problem);
    return exit_code;
}

static int
run_word_of_ours(const struct commands_host *host, const char *word)
{
    if (strcmp(word, "--version") == 0)
        printf("afterword %s\n", host->version);
    else if (strcmp(word, "--man") == 0)
        print_man(host);
    else if (strcmp(word, "--completion") == 0)
        print_completion(host);
    else
        print_overview(host, "");
    return 0;
}

/* "staff" alone, or with a word that is no command of it. */
static int
run_first_word(const struct commands_host *host, int argc, char **argv)
{
    struct bytes first = BYTES_EMPTY, problem = BYTES_EMPTY;
    int exit_code = 0;

    bytes_append_format(&first, "%s ", argv[1]);
    if (asks_for_help(argc - 2, argv + 2)) {
        print_overview(host, bytes_text(&first));
    } else {
        bytes_append_format(&problem, "'afterword %s' needs one of these after it:", argv[1]);
        for (size_t i = 0; i < n_commands_table; i++)
            if (strncmp(commands_table[i]->name, bytes_text(&first), first.length) == 0)
                bytes_append_format(&problem, " %s", commands_table[i]->name + first.length);
        exit_code = commands_say_wrong(argv[1], bytes_text(&problem));
    }
    bytes_destroy(&first);
    bytes_destroy(&problem);
    return exit_code;
}

int
commands_run(const struct commands_host *host, int argc, char **argv, struct commands_start *start)
{
    int words = 0, exit_code;
    const struct command *command = find_command(argc, argv, &words);

    *start = (struct commands_start){0};
    if (command)
        exit_code = run_command(host, command, argc - 1 - words, argv + 1 + words, start);
    else if (!is_word_of_ours(argv[1]))
        exit_code = run_first_word(host, argc, argv);
    else if (argc > 2)
        exit_code = commands_say_wrong("", "there is too much on the command line");
    else
        exit_code = run_word_of_ours(host, argv[1]);
    return finish_output(exit_code);
}

const char *
call_option(const struct command_call *call, const char *name)
{
    return option_value(call->options, call->n_options, &call->values, name);
}

char *
call_folder(const struct command_call *call, int *exit_code)
{
    const char *given = call_option(call, "data");
    struct fault fault = FAULT_EMPTY;
    char *folder = commands_data_folder(given, &fault);

    if (!folder)
        *exit_code = commands_say_fault(
            "use as the data folder", given ? given : getenv("AFTERWORD_DATA"), &fault);
    return folder;
}

/* ---- the data folder -----------------------------------------------------------*/

#define SYSTEM_FOLDER "/var/lib/afterword"

static bool
has_control(const char *path)
{
    for (; *path; path++)
        if ((unsigned char) *path < 0x20 || *path == 0x7f)
            return true;
    return false;
}

static bool
is_folder_of_ours(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid();
}

static char *
xdg_folder(void)
{
    const char *xdg = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    struct bytes path = BYTES_EMPTY;

    if (xdg && xdg[0] == '/')
        bytes_append_format(&path, "%s/afterword", xdg);
    else if (home && home[0] == '/')
        bytes_append_format(&path, "%s/.local/share/afterword", home);
    else
        bytes_append_text(&path, SYSTEM_FOLDER);
    return (char *) path.data;
}

char *
commands_data_folder(const char *given, struct fault *fault)
{
    const char *environment = getenv("AFTERWORD_DATA");
    struct stat status;

    if (!given && environment && environment[0])
        given = environment;
    if (given && (!given[0] || has_control(given))) {
        (void) FAULT(fault, FAULT_INPUT, "read the name of the data folder", 0);
        return NULL;
    }
    if (given && stat(given, &status) == 0 && !S_ISDIR(status.st_mode)) {
        (void) FAULT(fault, FAULT_INPUT, "find a folder at the data folder's path", 0);
        return NULL;
    }
    if (given)
        return memory_string(given);
    if (is_folder_of_ours(SYSTEM_FOLDER))
        return memory_string(SYSTEM_FOLDER);
    return xdg_folder();
}
