/* Restoring: a backup becomes a data folder, and a new kiosk goes on from it.
 *
 * Everything is made in a folder inside the new one and moved out when it is whole, the data file last:
 * without it nothing opens, with it everything is there. A restoring that was cut off between the two
 * left files of its own there, and nobody else's: the folder was empty when it began. They go before
 * the next one begins. */
#define _GNU_SOURCE // O_NOFOLLOW

#include "backup_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STAGED "afterword.restoring"
#define DATA_FILE "afterword.db"
#define HELP_FILE "help.json"

/* What is moved out before the data file, where it is there: SQLite leaves its log behind when it could
 * not be emptied at the end. */
static const char *const beside[] = {RECORDS_PIN, RECORDS_KIOSK_KEY, RECORDS_HEAD, RECORDS_ABSENT,
    HELP_FILE, DATA_FILE "-wal", DATA_FILE "-shm"};

/* ---- the new folder --------------------------------------------------------------------------*/

static bool
may_be_there(const char *name)
{
    static const char *const names[] = {".", "..", "lost+found", "afterword.lock", STAGED};

    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static bool
check_empty(const char *path, struct fault *fault)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    bool is_empty = true;

    if (!folder)
        return FAULT_ERRNO(fault, FAULT_DISK, "look into the folder to restore into");
    while (is_empty && (entry = readdir(folder)))
        is_empty = may_be_there(entry->d_name);
    closedir(folder);
    return is_empty || FAULT(fault, FAULT_EXISTS, "find an empty folder", RECORDS_BACKUP_NOT_EMPTY);
}

static bool
is_there(const char *folder, const char *name)
{
    char *path = file_path(folder, name);
    bool is = access(path, F_OK) == 0;

    free(path);
    return is;
}

bool
records_restore_was_cut(const char *folder)
{
    return is_there(folder, STAGED "/" DATA_FILE) && !is_there(folder, DATA_FILE);
}

/* On the disk, too, before the folder goes that tells whose they are. */
static bool
take_back_beside(const char *folder, const char *staged, struct fault *fault)
{
    bool taken = true;

    for (size_t i = 0; i < COUNT(beside) && taken; i++) {
        char *path = file_path(folder, beside[i]);

        taken = unlink(path) == 0 || errno == ENOENT ||
                FAULT_ERRNO(fault, FAULT_DISK, "remove what a restoring left");
        free(path);
    }
    return taken && file_folder_sync(staged, fault);
}

void
records_restore_undo(const char *folder)
{
    char *staged = file_path(folder, STAGED);
    struct fault fault = FAULT_EMPTY;
    bool undone = !records_restore_was_cut(folder) || take_back_beside(folder, staged, &fault);

    undone = undone && (access(staged, F_OK) != 0 || file_folder_remove(staged, &fault));
    if (!undone)
        LOG_FAULT("records", &fault);
    free(staged);
}

static bool
stage(const char *folder, char **staged, struct fault *fault)
{
    if (!file_folder_make(folder, fault) || !file_folder_check(folder, fault))
        return false;
    if (records_restore_was_cut(folder))
        records_restore_undo(folder);
    if (!check_empty(folder, fault))
        return false;
    records_restore_undo(folder); // one that was cut off before it had a data file
    *staged = file_path(folder, STAGED);
    if (mkdir(*staged, 0700) == 0)
        return true;
    free(*staged);
    *staged = NULL;
    return FAULT_ERRNO(fault, FAULT_DISK, "make a folder");
}

/* ---- the data file ---------------------------------------------------------------------------*/

/* Hashed once more on the way: what is restored is what was checked. */
static bool
copy_pages(
    int from, int64_t length, int to, const struct records_backup *checked, struct fault *fault)
{
    uint8_t digest[VAULT_HASH];

    if (!backup_digest(from, length - VAULT_HASH, to, digest, fault))
        return false;
    if (memcmp(digest, checked->digest, VAULT_HASH) != 0)
        return FAULT(fault, FAULT_DAMAGED, "copy a backup", RECORDS_BACKUP_CHANGED);
    return (ftruncate(to, (off_t) (length - BACKUP_END)) == 0 && fsync(to) == 0) ||
           FAULT_ERRNO(fault, FAULT_DISK, "copy a backup");
}

static bool
copy_data_file(
    const char *path, const struct records_backup *checked, const char *target, struct fault *fault)
{
    int64_t length;
    int from, to;
    bool copied;

    if (!backup_file_open(path, &from, &length, NULL, fault))
        return false;
    to = open(target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    copied = to >= 0 ? copy_pages(from, length, to, checked, fault)
                     : FAULT_ERRNO(fault, FAULT_DISK, "make a data file");
    if (to >= 0 && close(to) != 0 && copied)
        copied = FAULT_ERRNO(fault, FAULT_DISK, "close a data file");
    close(from);
    return copied;
}

/* ---- what was erased since -------------------------------------------------------------------*/

struct erasures {
    struct records *old, *copy;
};

static bool
erase_journal(void *context, const struct store_row *line, struct fault *fault)
{
    struct erasures *erasures = context;
    const struct bytes *subject = &line->values[LINE_SUBJECT].blob;
    struct reader reader = reader_of(subject->data, subject->length);
    struct fault broken = FAULT_EMPTY;
    struct id journal;
    size_t length = 0;
    const uint8_t *id;

    if (line->values[LINE_KIND].integer != RECORDS_LINE_ERASED ||
        line->values[LINE_SUBJECT_KIND].integer != STORE_JOURNAL)
        return true;
    id = reader_sized(&reader, &length);
    if (!reader_at_end(&reader) || length != ID_LENGTH)
        return true;
    memcpy(journal.bytes, id, ID_LENGTH);
    // A line that nobody of this clinic wrote erases nothing.
    if (is_fixed(&journal) || !line_holds(erasures->old, line, &broken))
        return true;
    return journal_drop(erasures->copy, &journal, fault);
}

static bool
erase_entry(void *context, const struct store_row *tombstone, struct fault *fault)
{
    struct erasures *erasures = context;
    struct id entry = store_id(tombstone, TOMBSTONE_ENTRY);

    if (!fold_agrees(erasures->old, STORE_TOMBSTONE, tombstone))
        return true;
    return entry_drop(erasures->copy, &entry, fault);
}

static bool
erase_again(struct records *copy, const char *replaces, struct fault *fault)
{
    const struct records_place place = {.folder = replaces, .link = -1};
    struct erasures erasures = {.copy = copy};
    bool erased;

    if (!backup_is_of(copy, replaces, fault) || !records_open(&place, &erasures.old, fault))
        return false;
    erased =
        lines_each(erasures.old, erase_journal, &erasures, fault) &&
        store_each(erasures.old->store, STORE_TOMBSTONE, 0, NULL, erase_entry, &erasures, fault);
    records_close(erasures.old);
    return erased;
}

/* ---- beginning -------------------------------------------------------------------------------*/

static bool
write_beside(const char *folder, const char *name, const struct bytes *bytes, struct fault *fault)
{
    char *path = file_path(folder, name);
    bool written = file_write(path, bytes, 0600, fault);

    free(path);
    return written;
}

/* The file's own readers take it from here: pin, head and the rest beside it, and no table more than
 * they know. */
static bool
unpack(struct records *copy, const char *folder, const char *replaces, struct fault *fault)
{
    struct bytes pin = BYTES_EMPTY, head = BYTES_EMPTY, absent = BYTES_EMPTY, help = BYTES_EMPTY;
    struct fault none = FAULT_EMPTY;
    bool done;

    (void) backup_carried(copy, CARRIED_HELP, &help, &none); // a clinic need not have had one
    done = backup_take_carried(copy, fault) && store_begin(copy->store, fault) &&
           (!replaces || erase_again(copy, replaces, fault)) &&
           store_carried_drop(copy->store, fault) && store_commit(copy->store, fault);
    if (done) {
        pin_bytes(copy, &pin);
        head_bytes(copy, &head);
        absent_bytes(copy, &absent);
        done = write_beside(folder, RECORDS_PIN, &pin, fault) &&
               write_beside(folder, RECORDS_HEAD, &head, fault) &&
               write_beside(folder, RECORDS_ABSENT, &absent, fault) &&
               (help.length == 0 || write_beside(folder, HELP_FILE, &help, fault));
    }
    bytes_destroy(&pin);
    bytes_destroy(&head);
    bytes_destroy(&absent);
    bytes_destroy(&help);
    return done;
}

static bool
fill_stage(const char *path, const struct records_backup *checked, const char *staged,
    const char *replaces, struct fault *fault)
{
    char *target = file_path(staged, DATA_FILE);
    char *real = NULL;
    struct records *copy = NULL;
    bool filled = copy_data_file(path, checked, target, fault);

    if (filled)
        real = backup_real_path(target, fault);
    filled = real && backup_records_open(real, true, &copy, fault) &&
             unpack(copy, staged, replaces, fault);
    records_close(copy);
    free(real);
    free(target);
    return filled;
}

bool
records_restore_begin(const char *path, const struct records_backup *checked, const char *folder,
    const char *replaces, char **staged, struct fault *fault)
{
    vault_start();
    if (!stage(folder, staged, fault))
        return false;
    if (fill_stage(path, checked, *staged, replaces, fault))
        return true;
    records_restore_undo(folder);
    free(*staged);
    *staged = NULL;
    return false;
}

/* ---- ending ----------------------------------------------------------------------------------*/

static bool
move_out(const char *staged, const char *folder, const char *name, struct fault *fault)
{
    char *from = file_path(staged, name), *to = file_path(folder, name);
    bool moved = rename(from, to) == 0 || FAULT_ERRNO(fault, FAULT_DISK, "put a file in its place");

    free(from);
    free(to);
    return moved;
}

static bool
move_beside(const char *staged, const char *folder, struct fault *fault)
{
    bool moved = true;

    for (size_t i = 0; i < COUNT(beside) && moved; i++)
        if (is_there(staged, beside[i]))
            moved = move_out(staged, folder, beside[i], fault);
    return moved;
}

bool
records_restore_end(const char *folder, struct fault *fault)
{
    char *staged = file_path(folder, STAGED);
    bool ended = move_beside(staged, folder, fault) && file_folder_sync(staged, fault) &&
                 move_out(staged, folder, DATA_FILE, fault) && file_folder_sync(staged, fault);

    if (ended)
        (void) rmdir(staged); // empty; nobody minds it
    free(staged);
    return ended;
}
