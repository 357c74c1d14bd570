#include "command.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAPER_MAX 4096

static const struct {
    enum clinic_backup_problem problem;
    const char *says, *hint;
} problems[] = {
    {CLINIC_BACKUP_LINK, "it is a symbolic link, or no regular file",
        "give the path of the backup itself"},
    {CLINIC_BACKUP_NONE, "it is no backup of Afterword's", "look at the path"},
    {CLINIC_BACKUP_NEWER, "it was written by a newer Afterword", "install the newer version"},
    {CLINIC_BACKUP_HALF, "it is half a file: its end is missing",
        "copy it once more, or take another"},
    {CLINIC_BACKUP_CHANGED, "it was changed after it was made",
        "copy it once more, or take another"},
    {CLINIC_BACKUP_CLINIC, "it is of another clinic", "look at the path, and at --data"},
    {CLINIC_BACKUP_NOT_EMPTY, "something is in the folder already",
        "give an empty folder with --data DIR"},
    {CLINIC_BACKUP_NOT_ADMIN, "an admin has to certify the kiosk",
        "say which with --staff NAME, or take the recovery paper"},
};
_Static_assert(COUNT(problems) == CLINIC_BACKUP_PROBLEMS - CLINIC_BACKUP_LINK, "words for each");

/* A backup's own problems have words; what else a disk or a folder did is said as everywhere. */
static int
say_problem(const char *doing, const char *file, const struct fault *fault)
{
    for (size_t i = 0; i < COUNT(problems); i++) {
        if (fault->code != (int64_t) problems[i].problem)
            continue;
        fprintf(stderr, "afterword: cannot %s '", doing);
        write_safely(stderr, file);
        fprintf(
            stderr, "': %s\nhint: %s; nothing was changed\n", problems[i].says, problems[i].hint);
        return fault_exit_code(fault->kind);
    }
    return commands_say_fault(doing, file, fault);
}

/* ---- what stands in it -----------------------------------------------------------------------*/

static void
format_time(int64_t made_ms, char *text, size_t size)
{
    int year, month, day_of_month, weekday, hour, minute;
    uint32_t day;

    clock_local(made_ms, &day, &hour, &minute);
    clock_date(day, &year, &month, &day_of_month, &weekday);
    snprintf(text, size, "%04d-%02d-%02d %02d:%02d", year % 10000, month % 100, day_of_month % 100,
        hour % 100, minute % 100);
}

static void
print_backup_json(const struct clinic_backup *backup, const struct clinic_health *health)
{
    json_t *root = health_json(health);
    char digest[2 * sizeof(backup->digest) + 1], made[32];

    for (size_t i = 0; i < sizeof(backup->digest); i++)
        snprintf(digest + 2 * i, 3, "%02x", backup->digest[i]);
    format_time(backup->made_ms, made, sizeof(made));
    json_object_set_new(root, "made", json_string(made));
    json_object_set_new(root, "digest", json_string(digest));
    json_object_set_new(root, "left_out", json_integer((json_int_t) backup->n_left_out));
    print_json(root);
}

static int
print_backup(const struct command_call *call, const struct clinic_backup *backup,
    const struct clinic_health *health)
{
    char made[32];

    format_time(backup->made_ms, made, sizeof(made));
    if (call_option(call, "json")) {
        print_backup_json(backup, health);
    } else {
        printf("made %s\n", made);
        print_health(health);
    }
    return has_damage(health) ? 4 : 0;
}

/* ---- create, verify --------------------------------------------------------------------------*/

/* The result is read once more as a whole: a backup that nobody looked at is a hope. */
static int
create_in(struct command_call *call, const char *folder)
{
    const char *file = call->values.operands[0];
    struct clinic_backup backup = {0};
    struct clinic_health health = {0};
    struct fault fault = FAULT_EMPTY;
    int exit_code;

    if (!clinic_backup_create(folder, file, &backup, &fault))
        return say_problem("make the backup", file, &fault);
    if (clinic_backup_verify(file, folder, &backup, &health, &fault))
        exit_code = print_backup(call, &backup, &health);
    else
        exit_code = say_problem("read again the backup", file, &fault);
    clinic_health_destroy(&health);
    return exit_code;
}

static int
run_create(struct command_call *call)
{
    int exit_code;
    char *folder = call_folder(call, &exit_code);

    if (folder)
        exit_code = create_in(call, folder);
    free(folder);
    return exit_code;
}

/* Half of one that a restoring left is none. */
static bool
has_clinic(const char *folder)
{
    return clinic_is_there(folder) && !clinic_restore_was_cut(folder);
}

/* Where a clinic is, it must be a backup of it. */
static bool
verify(struct command_call *call, const char *folder, struct clinic_backup *backup,
    struct clinic_health *health, int *exit_code)
{
    const char *file = call->values.operands[0];
    struct fault fault = FAULT_EMPTY;
    const char *clinic = has_clinic(folder) ? folder : NULL;

    if (clinic_backup_verify(file, clinic, backup, health, &fault))
        return true;
    *exit_code = say_problem("take the backup", file, &fault);
    return false;
}

static int
run_verify(struct command_call *call)
{
    struct clinic_backup backup = {0};
    struct clinic_health health = {0};
    int exit_code;
    char *folder = call_folder(call, &exit_code);

    if (folder && verify(call, folder, &backup, &health, &exit_code))
        exit_code = print_backup(call, &backup, &health);
    clinic_health_destroy(&health);
    free(folder);
    return exit_code;
}

/* ---- who lets a kiosk write ------------------------------------------------------------------*/

static int
certify_by_paper(struct command_call *call, const char *folder, const char *file)
{
    struct bytes paper = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    int exit_code = 0;

    if (!file_read(file, PAPER_MAX, &paper, &fault))
        exit_code = commands_say_fault("read the recovery words from", file, &fault);
    else if (!clinic_kiosk_continue(
                 folder, NULL, NULL, call->host->assets, bytes_text(&paper), &fault))
        exit_code = commands_say_fault("certify a kiosk with", file, &fault);
    bytes_wipe(&paper);
    return exit_code;
}

static int
certify_by_admin(struct command_call *call, const char *folder)
{
    struct clinic_place place = {.folder = folder, .lock = -1, .link = -1};
    struct opened opened = {.lock = -1};
    struct clinic_member admin = {0};
    struct bytes passphrase = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    int exit_code = 0;
    bool asked;

    if (!clinic_open(&place, &opened.records, &fault))
        return commands_say_fault("open", folder, &fault);
    asked = opened_ask(call, &opened, &admin, &passphrase, &exit_code);
    opened_close(&opened);
    if (asked && !clinic_kiosk_continue(
                     folder, &admin.id, bytes_text(&passphrase), call->host->assets, NULL, &fault))
        exit_code = say_problem("certify a kiosk in", folder, &fault);
    bytes_wipe(&passphrase);
    return exit_code;
}

static int
certify(struct command_call *call, const char *folder)
{
    const char *paper = call_option(call, "recovery-file");

    return paper ? certify_by_paper(call, folder, paper) : certify_by_admin(call, folder);
}

/* The lock of a folder in which nothing opens yet. */
static int
lock_folder(const char *folder, int *lock)
{
    char *path = file_path(folder, "afterword.lock");
    struct fault fault = FAULT_EMPTY;
    bool locked = file_lock(path, lock, &fault);

    free(path);
    return locked ? 0 : commands_say_fault("take the lock of", folder, &fault);
}

static int
run_certify(struct command_call *call)
{
    int exit_code, lock = -1;
    char *folder = call_folder(call, &exit_code);

    if (!folder)
        return exit_code;
    exit_code = lock_folder(folder, &lock);
    if (exit_code == 0 && !clinic_is_restored(folder)) {
        fprintf(stderr, "afterword: this folder was not restored, or a kiosk writes in it already\n"
                        "hint: afterword backup restore FILE --data DIR\n");
        exit_code = 1;
    } else if (exit_code == 0) {
        exit_code = certify(call, folder);
    }
    if (lock >= 0)
        close(lock);
    free(folder);
    return exit_code;
}

/* ---- restore ---------------------------------------------------------------------------------*/

static int
restore_into(struct command_call *call, const char *folder, const struct clinic_backup *backup)
{
    struct clinic_restore restore = {.file = call->values.operands[0],
        .folder = folder,
        .replaces = call_option(call, "replaces"),
        .verified = backup};
    struct fault fault = FAULT_EMPTY;
    char *staged = NULL;
    int exit_code;

    if (!clinic_restore_begin(&restore, &staged, &fault))
        return say_problem("restore", restore.file, &fault);
    exit_code = call_option(call, "read-only") ? 0 : certify(call, staged);
    if (exit_code == 0 && !clinic_restore_end(folder, &fault))
        exit_code = say_problem("restore", restore.file, &fault);
    if (exit_code != 0)
        clinic_restore_undo(folder);
    free(staged);
    return exit_code;
}

static int
restore_locked(struct command_call *call, const char *folder, const struct clinic_backup *backup)
{
    struct fault fault = FAULT_EMPTY;
    int lock = -1;
    int exit_code;

    if (!file_folder_make(folder, &fault) || !file_folder_check(folder, &fault))
        return commands_say_fault("restore into", folder, &fault);
    exit_code = lock_folder(folder, &lock);
    if (exit_code == 0)
        exit_code = restore_into(call, folder, backup);
    if (lock >= 0)
        close(lock);
    if (exit_code == 0 && call_option(call, "read-only"))
        fprintf(stderr, "It can be read and checked. A kiosk writes in it after:\n"
                        "afterword backup certify --data DIR\n");
    return exit_code;
}

static int
run_restore(struct command_call *call)
{
    struct clinic_backup backup = {0};
    struct clinic_health health = {0};
    int exit_code;
    char *folder = call_folder(call, &exit_code);

    if (folder && has_clinic(folder)) {
        struct fault fault = {FAULT_EXISTS, "restore", CLINIC_BACKUP_NOT_EMPTY};

        exit_code = say_problem("restore into", folder, &fault);
    } else if (folder && verify(call, folder, &backup, &health, &exit_code)) {
        exit_code = has_damage(&health) ? print_backup(call, &backup, &health)
                                        : restore_locked(call, folder, &backup);
    }
    clinic_health_destroy(&health);
    free(folder);
    return exit_code;
}

#define OPTION_RECOVERY                                                                            \
    {                                                                                              \
        "recovery-file", OPTION_TEXT, "FILE",                                                      \
            "certify with the recovery words in FILE instead of a passphrase"                      \
    }
static const struct option options_look[] = {OPTION_DATA, OPTION_JSON};
static const struct option options_certify[] = {
    OPTION_DATA, OPTION_STAFF, OPTION_PASSPHRASE, OPTION_RECOVERY};
static const struct option options_restore[] = {OPTION_DATA, OPTION_STAFF, OPTION_PASSPHRASE,
    OPTION_RECOVERY, OPTION_JSON,
    {"replaces", OPTION_TEXT, "DIR", "the folder that went before: what was erased stays erased"},
    {"read-only", OPTION_FLAG, NULL, "restore for reading alone, without a kiosk that writes"}};

const struct command command_backup_create = {"backup create", "FILE", 1, 1,
    "put all the clinic's data into one file",
    "Works beside a running kiosk. A sitting that is under way is left out. Without a passphrase "
    "nothing in it can be read; the kiosk's own key is not in it. The file is read once more when "
    "it is made.",
    options_look, COUNT(options_look), run_create};
const struct command command_backup_verify = {"backup verify", "FILE", 1, 1,
    "check every byte and every record of a backup",
    "Needs no passphrase. Where the data folder holds a clinic, the backup must be of that clinic. "
    "Exit code 4 when something is changed, lost or forged.",
    options_look, COUNT(options_look), run_verify};
const struct command command_backup_restore = {"backup restore", "FILE", 1, 1,
    "make a data folder out of a backup",
    "The folder must be empty. The backup is checked first, and nothing is in the folder until "
    "everything is. An admin certifies the new kiosk that goes on from there.",
    options_restore, COUNT(options_restore), run_restore};
const struct command command_backup_certify = {"backup certify", "", 0, 0,
    "let a kiosk write in a folder that was restored for reading", NULL, options_certify,
    COUNT(options_certify), run_certify};
