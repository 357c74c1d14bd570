#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EMERGENCY_MAX 4096

static const struct option options[] = {
    OPTION_DATA,
    {"clinic", OPTION_TEXT, "NAME", "name of the clinic"},
    {"admin", OPTION_TEXT, "NAME", "name of the first member of staff, as patients know them"},
    {"recovery-file", OPTION_TEXT, "FILE",
        "where the 24 recovery words are written, to be put on paper"},
    {"emergency-file", OPTION_TEXT, "FILE", "the clinic's own words for an emergency"},
    {"answers", OPTION_TEXT, "NAME", "who answers a call for help"},
    {"leaves-room", OPTION_TEXT, "staff|COMMAND",
        "how a call leaves the room: a member of staff is in it, or a command"},
    {"place", OPTION_TEXT, "NAME", "what this kiosk is called (default: This kiosk)"},
    {"passphrase-file", OPTION_TEXT, "FILE",
        "read the admin's passphrase from FILE; - for standard input"},
};

static const char *const missing_words[] = {
    [CLINIC_SETUP_NAME] = "--clinic NAME, the name of the clinic",
    [CLINIC_SETUP_ADMIN] = "--admin NAME, the first member of staff",
    [CLINIC_SETUP_PASSPHRASE] = "a passphrase",
    [CLINIC_SETUP_EMERGENCY] = "--emergency-file FILE, the clinic's own words for an emergency",
    [CLINIC_SETUP_ANSWERS] = "--answers NAME, who answers a call for help",
};

static int
say_missing(const char *what)
{
    fprintf(stderr, "afterword: set-up is not finished without %s\n", what);
    fprintf(stderr, "hint: nothing was made; afterword setup --help\n");
    return 2;
}

/* What can be seen to be missing before a passphrase is asked for; NULL when all is there. */
static const char *
find_missing(const struct command_call *call)
{
    if (!call_option(call, "clinic"))
        return missing_words[CLINIC_SETUP_NAME];
    if (!call_option(call, "admin"))
        return missing_words[CLINIC_SETUP_ADMIN];
    if (!call_option(call, "emergency-file"))
        return missing_words[CLINIC_SETUP_EMERGENCY];
    if (!call_option(call, "answers"))
        return missing_words[CLINIC_SETUP_ANSWERS];
    if (!call_option(call, "leaves-room"))
        return "--leaves-room, how a call leaves the room";
    if (!call_option(call, "recovery-file"))
        return "--recovery-file FILE, where the recovery words are written";
    return NULL;
}

/* "bell --room 2" as an argv: blanks part the words, there is no shell and no quoting. */
static char **
split_command(char *command)
{
    char **argv = memory_new(strlen(command) / 2 + 2, sizeof(*argv));
    size_t count = 0;
    char *rest = NULL;

    for (char *word = strtok_r(command, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        argv[count++] = word;
    return argv;
}

static bool
make_clinic(struct command_call *call, const char *folder, const struct bytes *emergency,
    const struct bytes *passphrase, struct fault *fault)
{
    const char *leaves = call_option(call, "leaves-room");
    const char *place = call_option(call, "place");
    bool staff_in_room = strcmp(leaves, "staff") == 0;
    char *command = memory_string(leaves);
    char **argv = staff_in_room ? NULL : split_command(command);
    struct bytes recovery = BYTES_EMPTY;
    struct clinic_setup setup = {
        .folder = folder,
        .name = call_option(call, "clinic"),
        .admin = call_option(call, "admin"),
        .admin_roles = CLINIC_ADMIN | CLINIC_REGISTRAR | CLINIC_THERAPIST | CLINIC_PLACING,
        .passphrase = bytes_text(passphrase),
        .emergency = bytes_text(emergency),
        .answers = call_option(call, "answers"),
        .call_argv = (const char *const *) argv,
        .place = place ? place : "This kiosk",
        .languages = "en,es",
        .assets = call->host->assets,
    };
    bool made = clinic_set_up(&setup, &recovery, fault);

    if (made) {
        bytes_append_byte(&recovery, '\n');
        made = file_write(call_option(call, "recovery-file"), &recovery, 0600, fault);
    }
    bytes_wipe(&recovery);
    free(argv);
    free(command);
    return made;
}

static int
say_done(const struct command_call *call)
{
    fprintf(stderr,
        "The clinic is set up. Put the 24 words in '%s' on paper, keep the paper locked away, and "
        "delete the file: whoever has them can open everything.\n",
        call_option(call, "recovery-file"));
    return 0;
}

static int
run_with(struct command_call *call, const char *folder, struct bytes *passphrase)
{
    struct bytes emergency = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    const char *problem = clinic_passphrase_problem(bytes_text(passphrase), call->host->assets);
    int exit_code;

    if (problem) {
        fprintf(stderr, "afterword: this passphrase is not taken: %s\n", problem);
        return 2;
    }
    if (!file_read(call_option(call, "emergency-file"), EMERGENCY_MAX, &emergency, &fault))
        return commands_say_fault("read the emergency words", &fault);

    if (make_clinic(call, folder, &emergency, passphrase, &fault))
        exit_code = say_done(call);
    else if (fault.kind == FAULT_INPUT && fault.code > 0 &&
             fault.code < (int64_t) COUNT(missing_words) && missing_words[fault.code])
        exit_code = say_missing(missing_words[fault.code]);
    else
        exit_code = commands_say_fault("set up the clinic", &fault);
    bytes_destroy(&emergency);
    return exit_code;
}

static int
run_setup(struct command_call *call)
{
    const char *missing = find_missing(call);
    struct bytes passphrase = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    char *folder;
    int exit_code;

    if (missing)
        return say_missing(missing);
    folder = commands_data_folder(call_option(call, "data"), &fault);
    if (!folder || !file_folder_make(folder, &fault))
        exit_code = commands_say_fault("make the data folder", &fault);
    else if (passphrase_read(call_option(call, "passphrase-file"),
                 "Passphrase for the admin: ", true, &passphrase, &exit_code))
        exit_code = run_with(call, folder, &passphrase);
    bytes_wipe(&passphrase);
    free(folder);
    return exit_code;
}

const struct command command_setup = {
    .name = "setup",
    .operands = "",
    .summary = "set up a clinic on this machine",
    .more = "Makes the data folder, the clinic's keys and the first member of staff. It does not "
            "finish without who answers a call for help, how the call leaves the room and the "
            "clinic's own words for an emergency.",
    .options = options,
    .n_options = COUNT(options),
    .run = run_setup,
};
