/* Reading a backup: nothing of it is believed before its bytes are those that were written, and no
 * record before the log says so. */
#define _GNU_SOURCE // O_NOFOLLOW, realpath

#include "backup_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE 65536
#define HEADER 100 /* of a SQLite file */
#define HEADER_VERSION 60
#define HEADER_APPLICATION 68

/* ---- bytes -----------------------------------------------------------------------------------*/

static bool
read_at(int descriptor, int64_t at, void *data, size_t length, struct fault *fault)
{
    size_t done = 0;

    while (done < length) {
        ssize_t got =
            pread(descriptor, (uint8_t *) data + done, length - done, (off_t) at + (off_t) done);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return FAULT_ERRNO(fault, FAULT_DISK, "read a backup");
        if (got == 0)
            return FAULT(fault, FAULT_DAMAGED, "read a backup to its end", RECORDS_BACKUP_HALF);
        done += (size_t) got;
    }
    return true;
}

static bool
write_all(int descriptor, const uint8_t *data, size_t length, struct fault *fault)
{
    while (length > 0) {
        ssize_t wrote = write(descriptor, data, length);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return FAULT_ERRNO(fault, FAULT_DISK, "write a backup");
        data += wrote;
        length -= (size_t) wrote;
    }
    return true;
}

bool
backup_digest(
    int descriptor, int64_t length, int to, uint8_t digest[VAULT_HASH], struct fault *fault)
{
    struct vault_hashing *hashing = vault_hashing_new("backup");
    uint8_t *piece = memory_new(PIECE, 1);
    bool read = true;

    for (int64_t at = 0; at < length && read; at += PIECE) {
        size_t size = length - at < PIECE ? (size_t) (length - at) : PIECE;

        read = read_at(descriptor, at, piece, size, fault) &&
               (to < 0 || write_all(to, piece, size, fault));
        vault_hashing_add(hashing, piece, size);
    }
    vault_hashing_result(hashing, digest);
    vault_hashing_free(hashing);
    free(piece);
    return read;
}

static uint32_t
big_endian(const uint8_t *data)
{
    return (uint32_t) data[0] << 24 | (uint32_t) data[1] << 16 | (uint32_t) data[2] << 8 | data[3];
}

/* Whose file it is, before its end is looked for: a newer one may end otherwise. */
static bool
check_header(int descriptor, int64_t length, struct fault *fault)
{
    static const char sqlite[] = "SQLite format 3"; // and the zero
    uint8_t header[HEADER];

    if (length < HEADER)
        return FAULT(fault, FAULT_FOREIGN, "find a backup", RECORDS_BACKUP_NONE);
    if (!read_at(descriptor, 0, header, sizeof(header), fault))
        return false;
    if (memcmp(header, sqlite, sizeof(sqlite)) != 0 ||
        big_endian(header + HEADER_APPLICATION) != 0x41465457)
        return FAULT(fault, FAULT_FOREIGN, "find a backup", RECORDS_BACKUP_NONE);
    return big_endian(header + HEADER_VERSION) <= STORE_VERSION ||
           FAULT(fault, FAULT_NEWER, "read a backup's version", RECORDS_BACKUP_NEWER);
}

static bool
check_digest(int descriptor, int64_t length, uint8_t *digest, struct fault *fault)
{
    uint8_t end[BACKUP_END];

    if (!check_header(descriptor, length, fault))
        return false;
    if (length < HEADER + BACKUP_END)
        return FAULT(fault, FAULT_DAMAGED, "find the end of a backup", RECORDS_BACKUP_HALF);
    if (!read_at(descriptor, length - BACKUP_END, end, sizeof(end), fault))
        return false;
    if (memcmp(end, BACKUP_MAGIC, BACKUP_MAGIC_LENGTH) != 0)
        return FAULT(fault, FAULT_DAMAGED, "find the end of a backup", RECORDS_BACKUP_HALF);
    if (!digest)
        return true;
    if (!backup_digest(descriptor, length - VAULT_HASH, -1, digest, fault))
        return false;
    return memcmp(end + BACKUP_MAGIC_LENGTH, digest, VAULT_HASH) == 0 ||
           FAULT(fault, FAULT_DAMAGED, "compare a backup with its digest", RECORDS_BACKUP_CHANGED);
}

bool
backup_file_open(
    const char *path, int *descriptor, int64_t *length, uint8_t *digest, struct fault *fault)
{
    // O_NONBLOCK: opening a FIFO must not wait for somebody to write into it.
    int opened = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat status;
    bool read = false;

    *descriptor = -1;
    if (opened < 0 && errno == ELOOP)
        return FAULT(fault, FAULT_PERMISSION, "open a backup", RECORDS_BACKUP_LINK);
    if (opened < 0)
        return FAULT_ERRNO(fault, FAULT_DISK, "open a backup");
    if (fstat(opened, &status) != 0)
        (void) FAULT_ERRNO(fault, FAULT_DISK, "look at a backup");
    else if (!S_ISREG(status.st_mode))
        (void) FAULT(fault, FAULT_PERMISSION, "open a backup", RECORDS_BACKUP_LINK);
    else
        read = check_digest(opened, status.st_size, digest, fault);
    if (!read) {
        close(opened);
        return false;
    }
    *descriptor = opened;
    *length = status.st_size;
    return true;
}

char *
backup_real_path(const char *path, struct fault *fault)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? memory_string_of(path, (size_t) (slash - path) + 1) : memory_string(".");
    char *real = realpath(folder, NULL), *whole = NULL;

    if (real)
        whole = file_path(real, slash ? slash + 1 : path);
    else
        (void) FAULT_ERRNO(fault, FAULT_DISK, "find the folder of a backup");
    free(real);
    free(folder);
    return whole;
}

/* ---- records ---------------------------------------------------------------------------------*/

bool
backup_carried(struct records *records, const char *name, struct bytes *bytes, struct fault *fault)
{
    bytes_clear(bytes);
    if (store_carried_get(records->store, name, bytes, fault))
        return true;
    // Every backup has it: somebody took it out.
    return fault->kind == FAULT_NOT_FOUND
               ? FAULT(fault, FAULT_DAMAGED, "find what a backup carries", RECORDS_BACKUP_CHANGED)
               : false;
}

bool
backup_take_carried(struct records *records, struct fault *fault)
{
    struct bytes bytes = BYTES_EMPTY;
    bool taken = backup_carried(records, CARRIED_PIN, &bytes, fault) &&
                 pin_take(records, &bytes, fault) && clinic_is_pinned(records, fault) &&
                 chain_read_tail(records, fault) &&
                 backup_carried(records, CARRIED_HEAD, &bytes, fault) &&
                 head_holds(records, &bytes, fault) &&
                 backup_carried(records, CARRIED_ABSENT, &bytes, fault) &&
                 absent_take(records, &bytes, fault);

    bytes_destroy(&bytes);
    return taken;
}

bool
backup_records_open(const char *path, bool making, struct records **opened, struct fault *fault)
{
    const struct records_place place = {.folder = "", .link = -1};
    struct records *records = records_new(&place);
    bool open = store_copy_open(path, making, &records->store, fault) &&
                (making || backup_take_carried(records, fault));

    if (!open) {
        records_close(records);
        return false;
    }
    *opened = records;
    return true;
}

bool
backup_is_of(const struct records *records, const char *folder, struct fault *fault)
{
    const struct records_place place = {.folder = folder, .link = -1};
    struct records *own = records_new(&place);
    bool is = pin_read(own, fault);

    if (is && (!id_equal(&own->clinic, &records->clinic) ||
                  memcmp(own->root_sign, records->root_sign, VAULT_PUBLIC) != 0))
        is = FAULT(fault, FAULT_FOREIGN, "find a backup of this clinic", RECORDS_BACKUP_CLINIC);
    records_close(own);
    return is;
}

static bool
describe(struct records *records, struct records_backup *backup, struct fault *fault)
{
    struct bytes bytes = BYTES_EMPTY;
    struct reader reader;
    bool read = backup_carried(records, CARRIED_MADE, &bytes, fault);

    reader = reader_of(bytes.data, bytes.length);
    backup->made_ms = (int64_t) reader_u64(&reader);
    backup->clinic = records->clinic;
    backup->seq = records->seq;
    backup->n_left_out = absent_count(records);
    bytes_destroy(&bytes);
    return read;
}

static bool
check_copy(const char *path, const char *folder, struct records_backup *backup,
    struct records_report *report, struct fault *fault)
{
    struct records *records = NULL;
    bool checked;

    if (!backup_records_open(path, false, &records, fault))
        return false;
    checked = (!folder || backup_is_of(records, folder, fault)) &&
              describe(records, backup, fault) &&
              (absent_were_under_way(records) ||
                  FAULT(fault, FAULT_FORGED, "believe what a backup leaves out", 0)) &&
              check_opened(records, report, fault);
    records_close(records);
    return checked;
}

bool
records_backup_check(const char *path, const char *folder, struct records_backup *backup,
    struct records_report *report, struct fault *fault)
{
    struct records_backup read = {0};
    char *real = backup_real_path(path, fault);
    int descriptor = -1;
    int64_t length;
    bool checked = false;

    *report = (struct records_report){0};
    vault_start();
    if (real && backup_file_open(real, &descriptor, &length, read.digest, fault))
        checked = check_copy(real, folder, &read, report, fault);
    if (descriptor >= 0)
        close(descriptor);
    free(real);
    if (checked)
        *backup = read;
    return checked;
}
