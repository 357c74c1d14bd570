/* Making a backup, and what is known of those that were made.
 *
 * VACUUM INTO reads one state of the data file, whatever a kiosk writes meanwhile, and leaves out the
 * pages that are free. All else happens in the copy, under a name of its own, until it is whole and
 * synced. */
#define _GNU_SOURCE // O_NOFOLLOW

#include "backup_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the copy --------------------------------------------------------------------------------*/

static bool
drop_of(struct records *copy, enum store_table table, size_t column, const struct id *id,
    struct fault *fault)
{
    struct rows rows;
    bool dropped = rows_of(copy, table, column, id, &rows, fault);

    for (size_t i = 0; i < rows.count && dropped; i++)
        dropped = store_delete(copy->store, table, &rows.rows[i], fault);
    rows_destroy(&rows);
    return dropped;
}

/* Nobody has decided about a sitting that is under way, and its kiosk alone goes on with it. */
static bool
drop_open_drafts(struct records *copy, struct fault *fault)
{
    struct rows rows;
    bool dropped = rows_of(copy, STORE_DRAFT, 0, NULL, &rows, fault);

    for (size_t i = 0; i < rows.count && dropped; i++) {
        struct id id = store_id(&rows.rows[i], DRAFT_ID);
        struct bytes subject = BYTES_EMPTY;

        if (rows.rows[i].values[DRAFT_STATE].integer != DRAFT_OPEN)
            continue;
        record_subject(STORE_DRAFT, &rows.rows[i], &subject);
        absent_add(copy, STORE_DRAFT, 0, &subject);
        bytes_destroy(&subject);
        dropped = store_delete(copy->store, STORE_DRAFT, &rows.rows[i], fault) &&
                  drop_of(copy, STORE_SNAPSHOT, SNAPSHOT_DRAFT, &id, fault) &&
                  drop_of(copy, STORE_CHUNK, CHUNK_ENTRY, &id, fault);
    }
    rows_destroy(&rows);
    return dropped;
}

/* The head is of the copy itself: the kiosk's own file may lag or be ahead of it by now. */
static bool
carry(struct records *copy, const struct bytes *help, int64_t made_ms, struct fault *fault)
{
    struct bytes pin = BYTES_EMPTY, head = BYTES_EMPTY, absent = BYTES_EMPTY, made = BYTES_EMPTY;
    bool carried;

    pin_bytes(copy, &pin);
    head_bytes(copy, &head);
    absent_bytes(copy, &absent);
    bytes_append_u64(&made, (uint64_t) made_ms);
    carried = store_carried_make(copy->store, fault) &&
              store_carried_put(copy->store, CARRIED_PIN, &pin, fault) &&
              store_carried_put(copy->store, CARRIED_HEAD, &head, fault) &&
              store_carried_put(copy->store, CARRIED_ABSENT, &absent, fault) &&
              store_carried_put(copy->store, CARRIED_MADE, &made, fault) &&
              (!help || store_carried_put(copy->store, CARRIED_HELP, help, fault));
    bytes_destroy(&pin);
    bytes_destroy(&head);
    bytes_destroy(&absent);
    bytes_destroy(&made);
    return carried;
}

static bool
find_head(struct records *copy, struct fault *fault)
{
    struct store_row line = {0};
    bool found = chain_read_tail(copy, fault) && line_newest(copy, NULL, &line, fault);

    if (found)
        copy->kiosk = store_id(&line, LINE_KIOSK);
    store_row_destroy(&line);
    return found;
}

static bool
edit_copy(const struct records *records, const char *part, const struct bytes *help,
    struct records_backup *made, struct fault *fault)
{
    struct records *copy = NULL;
    bool edited;

    if (!backup_records_open(part, true, &copy, fault))
        return false;
    copy->clinic = records->clinic;
    memcpy(copy->root_sign, records->root_sign, VAULT_PUBLIC);
    absent_begin(copy);
    edited = find_head(copy, fault) && store_begin(copy->store, fault) &&
             drop_open_drafts(copy, fault) && carry(copy, help, made->made_ms, fault) &&
             store_commit(copy->store, fault);
    made->clinic = copy->clinic;
    made->seq = copy->seq;
    made->n_left_out = absent_count(copy);
    records_close(copy);
    return edited;
}

/* ---- under its name --------------------------------------------------------------------------*/

/* The letters and the digest behind the last page, and all of it on the disk. */
static bool
write_end(int descriptor, uint8_t digest[VAULT_HASH], struct fault *fault)
{
    off_t end = lseek(descriptor, 0, SEEK_END);

    if (end < 0 ||
        write(descriptor, BACKUP_MAGIC, BACKUP_MAGIC_LENGTH) != (ssize_t) BACKUP_MAGIC_LENGTH)
        return FAULT_ERRNO(fault, FAULT_DISK, "write the end of a backup");
    if (!backup_digest(descriptor, (int64_t) end + BACKUP_MAGIC_LENGTH, -1, digest, fault))
        return false;
    if (write(descriptor, digest, VAULT_HASH) != VAULT_HASH || fsync(descriptor) != 0)
        return FAULT_ERRNO(fault, FAULT_DISK, "write the end of a backup");
    return true;
}

/* SQLite opened the copy by its name: it must still be the file that was made for it. */
static bool
is_same_file(int descriptor, const char *path, struct fault *fault)
{
    struct stat ours, there;

    if (fstat(descriptor, &ours) != 0 || lstat(path, &there) != 0)
        return FAULT_ERRNO(fault, FAULT_DISK, "look at a backup");
    return (ours.st_dev == there.st_dev && ours.st_ino == there.st_ino) ||
           FAULT(fault, FAULT_PERMISSION, "find the backup that was made", RECORDS_BACKUP_LINK);
}

static bool
put_in_place(const char *part, const char *path, struct fault *fault)
{
    struct stat status;

    if (lstat(path, &status) == 0)
        return FAULT(fault, FAULT_EXISTS, "put a backup in its place", 0);
    if (rename(part, path) != 0)
        return FAULT_ERRNO(fault, FAULT_DISK, "put a backup in its place");
    if (file_folder_sync(path, fault))
        return true;
    // It may be gone after a power cut: what failed leaves no file that looks like a backup.
    (void) unlink(path);
    return false;
}

static bool
write_copy(struct records *records, const char *path, const struct bytes *help,
    struct records_backup *made, struct fault *fault)
{
    struct bytes part = BYTES_EMPTY;
    int descriptor;
    bool written = false;

    bytes_append_format(&part, "%s.part", path);
    // What an earlier power cut left half written is nobody's.
    (void) unlink(bytes_text(&part));
    descriptor = open(bytes_text(&part), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        (void) FAULT_ERRNO(fault, FAULT_DISK, "make a backup");
    } else {
        written = store_copy(records->store, bytes_text(&part), fault) &&
                  edit_copy(records, bytes_text(&part), help, made, fault) &&
                  is_same_file(descriptor, bytes_text(&part), fault) &&
                  write_end(descriptor, made->digest, fault);
        if (close(descriptor) != 0 && written)
            written = FAULT_ERRNO(fault, FAULT_DISK, "close a backup");
        written = written && put_in_place(bytes_text(&part), path, fault);
        if (!written)
            (void) unlink(bytes_text(&part)); // litter, where it is still there
    }
    bytes_destroy(&part);
    return written;
}

/* ---- what a kiosk makes a line of ------------------------------------------------------------*/

static const char mark_magic[] = "AFTWBAK1";
#define MARK_PREFIX "afterword.backup-"
#define MARK_MAGIC 8
#define MARK_SUBJECT 16 /* u64 ms, u64 seq */
#define MARK_LENGTH (MARK_MAGIC + MARK_SUBJECT + VAULT_HASH)
#define MARKS_MAX 64 /* in one go: what is more is for the next time */

static void
leave_mark(const char *folder, const struct records_backup *made)
{
    struct bytes mark = BYTES_EMPTY, path = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;

    bytes_append_format(&path, "%s/" MARK_PREFIX, folder);
    for (size_t i = 0; i < 8; i++)
        bytes_append_format(&path, "%02x", made->digest[i]);
    bytes_append(&mark, mark_magic, MARK_MAGIC);
    bytes_append_u64(&mark, (uint64_t) made->made_ms);
    bytes_append_u64(&mark, made->seq);
    bytes_append(&mark, made->digest, VAULT_HASH);
    // The backup is whole without it: the log then does not know of it.
    if (!file_write(bytes_text(&path), &mark, 0600, &fault))
        LOG_FAULT("records", &fault);
    bytes_destroy(&mark);
    bytes_destroy(&path);
}

bool
records_backup_make(const char *folder, const char *path, const struct bytes *help,
    struct records_backup *made, struct fault *fault)
{
    const struct records_place place = {.folder = folder, .link = -1};
    struct records_backup backup = {.made_ms = clock_wall_ms()};
    struct records *records = NULL;
    char *real = backup_real_path(path, fault);
    struct stat status;
    bool done = real != NULL;

    if (done && lstat(real, &status) == 0)
        done = FAULT(fault, FAULT_EXISTS, "make a backup", 0);
    done = done && records_open(&place, &records, fault) &&
           write_copy(records, real, help, &backup, fault);
    records_close(records);
    free(real);
    if (done) {
        leave_mark(folder, &backup);
        *made = backup;
    }
    return done;
}

static bool
log_mark(struct records *records, const struct bytes *mark, struct fault *fault)
{
    struct bytes subject = BYTES_EMPTY;
    struct store_row line = {0};
    struct fault none = FAULT_EMPTY;
    bool logged;

    bytes_append(&subject, mark->data + MARK_MAGIC, MARK_SUBJECT);
    // One that was logged, and whose file a power cut brought back.
    logged = line_about(records, RECORDS_LINE_BACKED_UP, &subject, &line, &none);
    if (!logged && change_begin(records, NULL, fault)) {
        if (line_add(records, RECORDS_LINE_BACKED_UP, NULL, "a backup was made", 0, &subject,
                mark->data + MARK_MAGIC + MARK_SUBJECT, fault))
            logged = change_commit(records, fault);
        else
            change_undo(records);
    }
    store_row_destroy(&line);
    bytes_destroy(&subject);
    return logged;
}

static bool
take_mark(struct records *records, const char *name, struct fault *fault)
{
    char *path = file_path(records->folder, name);
    struct bytes mark = BYTES_EMPTY;
    struct fault unread = FAULT_EMPTY;
    bool taken = true;

    if (!file_read(path, MARK_LENGTH, &mark, &unread) || mark.length != MARK_LENGTH ||
        memcmp(mark.data, mark_magic, MARK_MAGIC) != 0)
        LOG("records", "a file of a backup's name is none that a backup left");
    else
        taken = log_mark(records, &mark, fault) &&
                (unlink(path) == 0 || FAULT_ERRNO(fault, FAULT_DISK, "remove a small file"));
    bytes_destroy(&mark);
    free(path);
    return taken;
}

static bool
is_mark(const char *name)
{
    size_t prefix = strlen(MARK_PREFIX);

    // Not one that is still being written.
    return strncmp(name, MARK_PREFIX, prefix) == 0 && strlen(name) == prefix + 16;
}

bool
records_backups_log(struct records *records, struct fault *fault)
{
    DIR *folder = opendir(records->folder);
    struct dirent *entry;
    bool logged = true;

    if (!folder)
        return FAULT_ERRNO(fault, FAULT_DISK, "look into the data folder");
    for (int left = MARKS_MAX; left > 0 && logged && (entry = readdir(folder));) {
        if (!is_mark(entry->d_name))
            continue;
        logged = take_mark(records, entry->d_name, fault);
        left--;
    }
    closedir(folder);
    return logged;
}

/* ---- what the log knows ----------------------------------------------------------------------*/

struct knowing {
    struct records_backups *backups;
    const struct bytes *entry; /* its subject; NULL: all backups */
    uint64_t first;            /* the entry's first line; 0 before it */
};

static bool
know_line(void *context, const struct store_row *line, struct fault *fault)
{
    struct knowing *knowing = context;
    struct records_backups *backups = knowing->backups;
    const struct bytes *subject = &line->values[LINE_SUBJECT].blob;
    const struct bytes *digest = &line->values[LINE_DIGEST].blob;
    struct reader reader = reader_of(subject->data, subject->length);
    struct records_backup backup = {0};

    (void) fault;
    if (knowing->entry && knowing->first == 0 &&
        line->values[LINE_KIND].integer == RECORDS_LINE_CHANGED &&
        line->values[LINE_SUBJECT_KIND].integer == STORE_ENTRY &&
        bytes_equal(subject, knowing->entry))
        knowing->first = (uint64_t) line->values[LINE_SEQ].integer;
    if (line->values[LINE_KIND].integer != RECORDS_LINE_BACKED_UP || digest->length != VAULT_HASH)
        return true;
    backup.made_ms = (int64_t) reader_u64(&reader);
    backup.seq = reader_u64(&reader);
    memcpy(backup.digest, digest->data, VAULT_HASH);
    if (!reader_at_end(&reader) ||
        (knowing->entry && (knowing->first == 0 || backup.seq < knowing->first)))
        return true;
    backups->backups =
        memory_resize(backups->backups, backups->count + 1, sizeof(*backups->backups));
    backups->backups[backups->count++] = backup;
    return true;
}

static bool
know(struct records *records, const struct bytes *entry, struct records_backups *backups,
    struct fault *fault)
{
    struct knowing knowing = {backups, entry, 0};

    *backups = (struct records_backups){0};
    if (lines_each(records, know_line, &knowing, fault))
        return true;
    records_backups_destroy(backups);
    return false;
}

bool
records_backups(struct records *records, struct records_backups *backups, struct fault *fault)
{
    return know(records, NULL, backups, fault);
}

bool
records_backups_of(struct records *records, const struct id *entry, struct records_backups *backups,
    struct fault *fault)
{
    struct bytes subject = BYTES_EMPTY;
    bool known;

    bytes_append_sized(&subject, entry->bytes, ID_LENGTH);
    known = know(records, &subject, backups, fault);
    bytes_destroy(&subject);
    return known;
}

void
records_backups_destroy(struct records_backups *backups)
{
    free(backups->backups);
    *backups = (struct records_backups){0};
}
