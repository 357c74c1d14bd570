/* Backups: the clinic's data in one file, and back. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

#define SAME(name) (int) CLINIC_BACKUP_##name == (int) RECORDS_BACKUP_##name
_Static_assert(SAME(LINK) && SAME(NONE) && SAME(NEWER) && SAME(HALF) && SAME(CHANGED) &&
                   SAME(CLINIC) && SAME(NOT_EMPTY) && SAME(NOT_ADMIN),
    "the codes of records are handed on");
_Static_assert(sizeof(((struct clinic_backup *) NULL)->digest) == RECORDS_HASH, "one digest");

static void
backup_of(const struct records_backup *from, struct clinic_backup *backup)
{
    *backup = (struct clinic_backup){
        .made_ms = from->made_ms, .lines = from->seq, .n_left_out = from->n_left_out};
    memcpy(backup->digest, from->digest, sizeof(backup->digest));
}

bool
clinic_backup_create(
    const char *folder, const char *file, struct clinic_backup *backup, struct fault *fault)
{
    struct records_backup made = {0};
    struct bytes help = BYTES_EMPTY;
    char *path = file_path(folder, CLINIC_HELP_FILE);
    bool done = file_folder_check(folder, fault);

    // Without it the clinic is less, and its records are as worth keeping.
    if (done && !file_read(path, CLINIC_HELP_MAX, &help, fault))
        LOG_FAULT("clinic", fault);
    done = done && records_backup_make(folder, file, help.length > 0 ? &help : NULL, &made, fault);
    if (done)
        backup_of(&made, backup);
    bytes_destroy(&help);
    free(path);
    return done;
}

bool
clinic_backup_verify(const char *file, const char *folder, struct clinic_backup *backup,
    struct clinic_health *health, struct fault *fault)
{
    struct records_backup read = {0};
    struct records_report report = {0};

    *health = (struct clinic_health){0};
    if (!records_backup_check(file, folder, &read, &report, fault))
        return false;
    backup_of(&read, backup);
    health_of(&report, health);
    records_report_destroy(&report);
    return true;
}

/* ---- restoring -------------------------------------------------------------------------------*/

bool
clinic_restore_begin(const struct clinic_restore *restore, char **staged, struct fault *fault)
{
    struct records_backup checked = {0};

    memcpy(checked.digest, restore->verified->digest, sizeof(checked.digest));
    return records_restore_begin(
        restore->file, &checked, restore->folder, restore->replaces, staged, fault);
}

bool
clinic_kiosk_continue(const char *folder, const struct id *admin, const char *passphrase,
    const char *assets, const char *paper, struct fault *fault)
{
    struct bytes words = BYTES_EMPTY;
    bool done = (!paper || words_read(assets, &words, fault)) &&
                records_kiosk_continue(folder, admin, passphrase, &words, paper, fault);

    bytes_destroy(&words);
    return done;
}

bool
clinic_restore_end(const char *folder, struct fault *fault)
{
    return records_restore_end(folder, fault);
}

void
clinic_restore_undo(const char *folder)
{
    records_restore_undo(folder);
}

bool
clinic_restore_was_cut(const char *folder)
{
    return records_restore_was_cut(folder);
}

bool
clinic_is_restored(const char *folder)
{
    return records_is_restored(folder);
}
