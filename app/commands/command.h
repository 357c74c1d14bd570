/* What the commands share: their table's row, the open data folder, the passphrase. */
#ifndef AFTERWORD_COMMANDS_COMMAND_H
#define AFTERWORD_COMMANDS_COMMAND_H

#include <jansson.h>
#include <stdio.h>

#include "afterword/base.h"
#include "afterword/clinic.h"
#include "afterword/commands.h"

struct command_call;

struct command {
    const char *name;     /* "check", "staff add" */
    const char *operands; /* as help shows them; "" for none */
    size_t operands_least, operands_most;
    const char *summary; /* one line, lower case */
    const char *more;    /* a paragraph for --help and the man page; NULL for none */
    const struct option *options;
    size_t n_options;
    int (*run)(struct command_call *call);
};

struct command_call {
    const struct command *command;
    const struct commands_host *host;
    const struct option *options; /* the command's, and for a demo the kiosk's behind them */
    size_t n_options;
    struct option_values values;
    struct commands_start *start;
};

extern const struct command command_backup_create, command_backup_verify, command_backup_restore,
    command_backup_certify;
extern const struct command command_check;
extern const struct command command_demo;
extern const struct command command_entries_list, command_entries_show, command_entries_erase;
extern const struct command command_flow_check, command_flow_show;
extern const struct command command_patient_add, command_patient_list, command_patient_assign,
    command_patient_release, command_patient_retire, command_patient_erase;
extern const struct command command_setup;
extern const struct command command_staff_add, command_staff_list, command_staff_passphrase,
    command_staff_revoke;

/* All commands, in the order of help. */
extern const struct command *const commands_table[];
extern const size_t n_commands_table;

/* Rows that most tables share. */
#define OPTION_DATA                                                                                \
    {                                                                                              \
        "data", OPTION_TEXT, "DIR", "the data folder"                                              \
    }
#define OPTION_STAFF                                                                               \
    {                                                                                              \
        "staff", OPTION_TEXT, "NAME", "who opens it, where there are several"                      \
    }
#define OPTION_PASSPHRASE                                                                          \
    {                                                                                              \
        "passphrase-file", OPTION_TEXT, "FILE",                                                    \
            "read the passphrase from FILE; - for standard input"                                  \
    }
#define OPTION_JSON                                                                                \
    {                                                                                              \
        "json", OPTION_FLAG, NULL, "print JSON"                                                    \
    }

/* The command's table, and behind it the kiosk's for a demo; free with free(). */
struct option *
join_options(const struct command *command, const struct commands_host *host, size_t *count);

/* The value of an option, or NULL. */
const char *
call_option(const struct command_call *call, const char *name);

/* The data folder's path; free(). NULL, with the exit code, after saying why. */
char *
call_folder(const struct command_call *call, int *exit_code);

/* The data folder opened for writing, with its lock held. Says what is wrong itself. */
struct opened {
    char *folder;
    int lock;
    struct records *records;
    struct records_session *session; /* after opened_unlock */
};
/* False, with the exit code in *exit_code, after saying why. A running kiosk is named before any
 * passphrase is asked for. */
bool
opened_open(struct command_call *call, struct opened *opened, int *exit_code);
/* Asks for the passphrase of --staff, or of the only member, and opens them. */
bool
opened_unlock(struct command_call *call, struct opened *opened, int *exit_code);
/* Signs out, closes, frees; half-opened is fine. */
void
opened_close(struct opened *opened);

/* Opens, unlocks, acts, closes: the whole of most commands. Gives the exit code. */
int
run_unlocked(
    struct command_call *call, int (*act)(struct command_call *call, struct opened *opened));

/* What a check found, a line each, and in one line how much was checked. */
void
print_health(const struct clinic_health *health);
json_t *
health_json(const struct clinic_health *health);
bool
has_damage(const struct clinic_health *health);

/* Chooses the member of --staff, or the only one, and asks for their passphrase; wipe it. */
bool
opened_ask(struct command_call *call, struct opened *opened, struct clinic_member *member,
    struct bytes *passphrase, int *exit_code);
/* The member with this display name. */
bool
opened_member(struct opened *opened, const char *name, struct clinic_member *member);
/* The journal with this code. */
bool
opened_journal(struct opened *opened, const char *code, struct id *journal);

/* Reads a passphrase: from `file` ('-' standard input) or the terminal without echo. `twice` asks
 * again and compares. Wipe it. False, with the exit code in *exit_code, after saying why. */
bool
passphrase_read(
    const char *file, const char *prompt, bool twice, struct bytes *passphrase, int *exit_code);

/* 0 for a passphrase that a clinic takes; else says why not, and gives the exit code. */
int
passphrase_refuse(const struct command_call *call, const struct bytes *passphrase);

/* A name or a path in one line: what a terminal would obey becomes '?'. */
void
write_safely(FILE *to, const char *text);
/* The same for text of several lines, on standard output. */
void
print_lines(const char *text);
/* Takes the reference. Its strings come out as UTF-8, with what a terminal would obey escaped. */
void
print_json(json_t *value);
/* The exit code to leave with: a result that could not be written is no result. */
int
finish_output(int exit_code);

/* One command as help, the man page and the completion show it; kiosk, tour and demo as well,
 * whose options main knows. */
struct manual {
    const char *name, *operands, *summary, *more;
    const struct option *options;
    size_t n_options;
    struct option *joined; /* owned: where the options are of two tables */
};
/* All of them, in the order of help; free with manuals_free. */
struct manual *
manuals_make(const struct commands_host *host, size_t *count);
void
manuals_free(struct manual *manuals, size_t count);

void
print_help(const struct manual *manual);
/* A line for each whose name begins with `first`; "" for all, with an introduction. */
void
print_overview(const struct commands_host *host, const char *first);
/* In roff, for section 1. */
void
print_man(const struct commands_host *host);
/* For bash. */
void
print_completion(const struct commands_host *host);

#endif
