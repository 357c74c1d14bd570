#include "command.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* What clinic_setup_problem counts. */
static const struct {
    const char *option, *what;
} parts[] = {
    [CLINIC_SETUP_NAME] = {"--clinic NAME", "the name of the clinic"},
    [CLINIC_SETUP_ADMIN] = {"--admin NAME", "the first member of staff"},
    [CLINIC_SETUP_PASSPHRASE] = {"a passphrase", "of the admin"},
    [CLINIC_SETUP_EMERGENCY] = {"--emergency-file FILE", "the clinic's own words for an emergency"},
    [CLINIC_SETUP_ANSWERS] = {"--answers NAME", "who answers a call for help"},
    [CLINIC_SETUP_CALL] = {"--leaves-room staff|COMMAND", "how a call leaves the room"},
    [CLINIC_SETUP_PLACE] = {"--place NAME", "what this kiosk is called"},
};
_Static_assert(COUNT(parts) == CLINIC_SETUP_PARTS, "every part has words");

/* What set-up holds while it asks and makes. */
struct setting_up {
    char *folder;
    int lock;
    struct bytes emergency, passphrase;
    char *command; /* the call's, in words */
    char **argv;   /* NULL: staff in the room */
    const char *recovery;
    bool reserved; /* the recovery file was made and holds no words yet */
};

/* ---- what it refuses -----------------------------------------------------------*/

static int
say_missing(const char *option, const char *what)
{
    fprintf(stderr, "afterword: set-up is not finished without %s, %s\n", option, what);
    fprintf(stderr, "hint: nothing was made; afterword setup --help\n");
    return 2;
}

static int
say_problem(int64_t problem)
{
    if (problem > 0)
        return say_missing(parts[problem].option, parts[problem].what);
    fprintf(stderr, "afterword: %s takes plain text in UTF-8, without control characters\n",
        parts[-problem].option);
    fprintf(stderr,
        "hint: nothing was made; %u bytes in a line and %u words of a command at most\n",
        (unsigned) CLINIC_LINE_MAX, (unsigned) CLINIC_CALL_WORDS_MAX);
    return 2;
}

/* What is not in struct clinic_setup, or there in another form. */
static int
check_files(const struct command_call *call)
{
    const char *leaves = call_option(call, "leaves-room");
    const char *recovery = call_option(call, "recovery-file");

    if (!call_option(call, "emergency-file"))
        return say_problem(CLINIC_SETUP_EMERGENCY);
    if (!leaves || leaves[strspn(leaves, " \t")] == '\0')
        return say_problem(CLINIC_SETUP_CALL);
    if (!recovery || !*recovery)
        return say_missing("--recovery-file FILE", "where the recovery words are written");
    return 0;
}

/* ---- in the order in which it happens ---------------------------------------------*/

/* "bell --room 2" as an argv: blanks part the words, there is no shell and no quoting. */
static void
split_command(struct setting_up *setting, const char *leaves)
{
    size_t count = 0;
    char *rest = NULL;

    if (strcmp(leaves, "staff") == 0)
        return;
    setting->command = memory_string(leaves);
    setting->argv = memory_new(strlen(leaves) / 2 + 2, sizeof(*setting->argv));
    for (char *word = strtok_r(setting->command, " \t", &rest); word;
         word = strtok_r(NULL, " \t", &rest))
        setting->argv[count++] = word;
}

static int
read_emergency(struct command_call *call, struct setting_up *setting)
{
    const char *file = call_option(call, "emergency-file");
    struct fault fault = FAULT_EMPTY;

    if (!file_read(file, CLINIC_EMERGENCY_MAX, &setting->emergency, &fault))
        return commands_say_fault("read the emergency words from", file, &fault);
    if (memchr(setting->emergency.data, 0, setting->emergency.length))
        return say_problem(-CLINIC_SETUP_EMERGENCY);
    return 0;
}

/* A folder of the kiosk's own, closed to others, in which nothing runs and no clinic lies. */
static int
take_folder(struct command_call *call, struct setting_up *setting)
{
    struct fault fault = FAULT_EMPTY;
    char *lock;
    bool taken;
    int exit_code;

    setting->folder = call_folder(call, &exit_code);
    if (!setting->folder)
        return exit_code;
    lock = file_path(setting->folder, "afterword.lock");
    taken = file_folder_make(setting->folder, &fault) &&
            file_folder_check(setting->folder, &fault) && file_lock(lock, &setting->lock, &fault);
    free(lock);
    if (taken && clinic_is_there(setting->folder))
        taken = FAULT(&fault, FAULT_EXISTS, "set up a clinic where one is", 0);
    return taken ? 0 : commands_say_fault("set up a clinic in", setting->folder, &fault);
}

/* A disk that does not keep what it says is the clinic's to change: it is said, and set-up goes on. */
static void
look_at_disk(const struct setting_up *setting)
{
    struct clinic_disk disk;
    struct fault fault = FAULT_EMPTY;
    enum clinic_disk_problem problem;

    if (!clinic_disk_measure(setting->folder, &disk, &fault)) {
        (void) commands_say_fault("measure the disk of", setting->folder, &fault);
        return;
    }
    problem = clinic_disk_problem(&disk);
    if (problem == CLINIC_DISK_FINE)
        return;
    fprintf(stderr, "afterword: warning: the data folder '");
    write_safely(stderr, setting->folder);
    if (problem == CLINIC_DISK_MEMORY) {
        fprintf(stderr,
            "' lies in the machine's memory: all of it is lost when the machine is off\n"
            "hint: for patients take a folder on a disk, with --data\n");
        return;
    }
    fprintf(stderr,
        "' is on a disk that says after %.1f us that it has kept something, sooner than a disk "
        "can: "
        "a power cut could lose what somebody has just said\n"
        "hint: in a virtual machine give the disk another cache than 'unsafe'; mount it without "
        "'nobarrier'; start without libeatmydata; else take another disk\n",
        (double) disk.sync_ns / 1000.0);
}

/* A file that holds something is somebody's. */
static int
look_at_recovery(struct setting_up *setting)
{
    struct bytes found = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    bool there = file_read(setting->recovery, CLINIC_EMERGENCY_MAX, &found, &fault);
    bool is_free = there ? found.length == 0 : fault.kind == FAULT_NOT_FOUND;

    if (there && !is_free)
        (void) FAULT(&fault, FAULT_EXISTS, "make the recovery file", 0);
    bytes_wipe(&found);
    return is_free ? 0
                   : commands_say_fault("write the recovery words to", setting->recovery, &fault);
}

/* A clinic whose recovery words could not be written would have no paper: so their file is made
 * before the clinic is. */
static int
reserve_recovery(struct setting_up *setting)
{
    struct bytes note = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;

    bytes_append_text(&note, "The recovery words are written here when the clinic is made.\n");
    setting->reserved = file_write(setting->recovery, &note, 0600, &fault);
    bytes_destroy(&note);
    return setting->reserved
               ? 0
               : commands_say_fault("write the recovery words to", setting->recovery, &fault);
}

static int
ask_passphrase(struct command_call *call, struct setting_up *setting)
{
    int exit_code;

    if (!passphrase_read(call_option(call, "passphrase-file"), "Passphrase for the admin: ", true,
            &setting->passphrase, &exit_code))
        return exit_code;
    return passphrase_refuse(call, &setting->passphrase);
}

static struct clinic_setup
describe(struct command_call *call, struct setting_up *setting)
{
    const char *place = call_option(call, "place");

    return (struct clinic_setup){
        .folder = setting->folder,
        .name = call_option(call, "clinic"),
        .admin = call_option(call, "admin"),
        .admin_roles = CLINIC_ADMIN | CLINIC_REGISTRAR | CLINIC_THERAPIST | CLINIC_PLACING,
        .passphrase = bytes_text(&setting->passphrase),
        .emergency = bytes_text(&setting->emergency),
        .answers = call_option(call, "answers"),
        .call_argv = (const char *const *) setting->argv,
        .place = place ? place : "This kiosk",
        .languages = "en,es",
        .assets = call->host->assets,
    };
}

static int
write_recovery(struct setting_up *setting, struct bytes *recovery)
{
    struct fault fault = FAULT_EMPTY;

    bytes_append_byte(recovery, '\n');
    if (file_write(setting->recovery, recovery, 0600, &fault)) {
        setting->reserved = false;
        return 0;
    }
    (void) commands_say_fault("write the recovery words to", setting->recovery, &fault);
    fprintf(stderr, "hint: the clinic was made without its paper: remove the data folder '");
    write_safely(stderr, setting->folder);
    fprintf(stderr, "' and set up again\n");
    return 1;
}

static int
make_clinic(struct command_call *call, struct setting_up *setting)
{
    struct clinic_setup setup = describe(call, setting);
    struct bytes recovery = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    int exit_code;

    if (clinic_set_up(&setup, &recovery, &fault))
        exit_code = write_recovery(setting, &recovery);
    else
        exit_code = commands_say_fault("set up a clinic in", setting->folder, &fault);
    bytes_wipe(&recovery);
    return exit_code;
}

static int
say_done(const struct setting_up *setting)
{
    fprintf(stderr, "The clinic is set up. Put the 24 words in '");
    write_safely(stderr, setting->recovery);
    fprintf(stderr, "' on paper, keep the paper locked away, and delete the file: whoever has "
                    "them can open everything.\n");
    return 0;
}

static void
leave(struct setting_up *setting)
{
    if (setting->reserved)
        (void) unlink(setting->recovery); // it holds no words; left there it would only be litter
    bytes_wipe(&setting->passphrase);
    bytes_destroy(&setting->emergency);
    free(setting->argv);
    free(setting->command);
    free(setting->folder);
    if (setting->lock >= 0)
        close(setting->lock);
}

static int
run_steps(struct command_call *call, struct setting_up *setting)
{
    struct clinic_setup setup;
    int64_t problem;
    int exit_code = check_files(call);

    if (exit_code == 0)
        exit_code = read_emergency(call, setting);
    if (exit_code != 0)
        return exit_code;
    split_command(setting, call_option(call, "leaves-room"));
    setup = describe(call, setting);
    problem = clinic_setup_problem(&setup, false);
    if (problem)
        return say_problem(problem);

    exit_code = take_folder(call, setting);
    if (exit_code == 0)
        exit_code = look_at_recovery(setting);
    if (exit_code == 0) {
        look_at_disk(setting);
        exit_code = ask_passphrase(call, setting);
    }
    if (exit_code == 0)
        exit_code = reserve_recovery(setting);
    if (exit_code == 0)
        exit_code = make_clinic(call, setting);
    return exit_code ? exit_code : say_done(setting);
}

static int
run_setup(struct command_call *call)
{
    struct setting_up setting = {.lock = -1, .recovery = call_option(call, "recovery-file")};
    int exit_code = run_steps(call, &setting);

    leave(&setting);
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
