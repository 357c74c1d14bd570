/* commands: the clinic's command line.
 *
 * Each command is one file in app/commands with a table of its options; parsing,
 * --help, the shell completion and the man page read the same table. Results go to
 * standard output, words for people to standard error.
 *
 * Exit codes: 0 done, 1 it could not be done, 2 the command line is wrong,
 * 3 wrong passphrase, 4 damaged data.
 */
#ifndef AFTERWORD_COMMANDS_H
#define AFTERWORD_COMMANDS_H

#include "afterword/base.h"

/* A command that main starts itself (kiosk, tour), here only for help and the man page. */
struct commands_other {
    const char *name;
    const char *operands;
    const char *summary;
    const char *more; /* a paragraph for --help and the man page; NULL for none */
    const struct option *options;
    size_t n_options;
};

struct commands_host {
    const struct commands_other *others;
    size_t n_others;
    const struct option *kiosk_options; /* a demo takes them too */
    size_t n_kiosk_options;
    /* What is wrong with their values, in words; NULL when nothing is. */
    const char *(*kiosk_problem)(
        const struct commands_host *host, const struct option_values *values);
    const char *assets;  /* folder with words.txt */
    const char *prompts; /* folder of the shipped flows */
    const char *version;
    const char *day; /* of the build, "2026-01-31" */
};

/* What main is to start after a command that needs a window. */
struct commands_start {
    bool kiosk;                  /* start one; else leave with the exit code */
    char *data;                  /* its data folder; free() */
    bool throw_away;             /* remove the folder afterwards */
    struct option_values values; /* beside kiosk_options */
};

/* True when argv[1] names a command of this module, or asks for help or the version. */
bool
commands_has(const struct commands_host *host, int argc, char **argv);
/* Runs it and returns the exit code. */
int
commands_run(const struct commands_host *host, int argc, char **argv, struct commands_start *start);
/* Prints the help of one command that main runs itself; exit code 0. */
int
commands_help(const struct commands_host *host, const char *name);

/* The data folder: `given` (--data), $AFTERWORD_DATA, the XDG data folder, /var/lib/afterword when
 * that is ours. Free with free(). INPUT for a path with a newline or other
 * control character, and for one that is no folder. */
char *
commands_data_folder(const char *given, struct fault *fault);

/* `afterword: cannot DOING 'SUBJECT': ...` and a hint, on standard error; gives the exit code.
 * SUBJECT, a path or a name, is made safe for a terminal; NULL for none. */
int
commands_say_fault(const char *doing, const char *subject, const struct fault *fault);
/* `afterword: PROBLEM`, and whose help to read; exit code 2. */
int
commands_say_wrong(const char *command, const char *problem);

#endif
