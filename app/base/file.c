#define _GNU_SOURCE // flock, nftw

#include "afterword/base.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

char *
file_path(const char *folder, const char *name)
{
    struct bytes path = BYTES_EMPTY;

    bytes_append_format(&path, "%s/%s", folder, name);
    return (char *) path.data;
}

/* ---- reading --------------------------------------------------------------------*/

static bool
read_all(int descriptor, size_t limit, struct bytes *bytes, struct fault *fault)
{
    uint8_t piece[16384];
    ssize_t got;

    while ((got = read(descriptor, piece, sizeof(piece))) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return FAULT_ERRNO(fault, FAULT_DISK, "read a file");
        if ((size_t) got > limit - bytes->length)
            return FAULT(fault, FAULT_LIMIT, "read a file", (int64_t) limit);
        bytes_append(bytes, piece, (size_t) got);
    }
    memory_wipe(piece, sizeof(piece));
    return true;
}

bool
file_read(const char *path, size_t limit, struct bytes *bytes, struct fault *fault)
{
    struct bytes read = BYTES_EMPTY;
    struct stat status;
    bool done = false;
    // O_NONBLOCK: opening a FIFO must not wait for somebody to write into it.
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (descriptor < 0)
        return FAULT_ERRNO(fault, FAULT_DISK, "open a file");
    if (fstat(descriptor, &status) != 0)
        (void) FAULT_ERRNO(fault, FAULT_DISK, "look at a file");
    else if (!S_ISREG(status.st_mode))
        (void) FAULT(fault, FAULT_PERMISSION, "read what is no regular file", 0);
    else if (status.st_size > 0 && (uint64_t) status.st_size > limit)
        (void) FAULT(fault, FAULT_LIMIT, "read a file", (int64_t) limit);
    else
        done = read_all(descriptor, limit, &read, fault);
    close(descriptor);

    if (done) {
        bytes_reserve(&read, read.length);
        bytes_set(bytes, read.data, read.length);
    }
    bytes_wipe(&read);
    return done;
}

/* ---- writing --------------------------------------------------------------------*/

static bool
write_all(int descriptor, const struct bytes *bytes, struct fault *fault)
{
    size_t done = 0;

    while (done < bytes->length) {
        ssize_t wrote = write(descriptor, bytes->data + done, bytes->length - done);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return FAULT_ERRNO(fault, FAULT_DISK, "write a file");
        done += (size_t) wrote;
    }
    if (fsync(descriptor) != 0)
        return FAULT_ERRNO(fault, FAULT_DISK, "sync a file");
    return true;
}

bool
file_folder_sync(const char *path, struct fault *fault)
{
    const char *slash = strrchr(path, '/');
    struct bytes folder = BYTES_EMPTY;
    int descriptor;
    bool synced;

    if (slash)
        bytes_append(&folder, path, slash == path ? 1 : (size_t) (slash - path));
    else
        bytes_append_text(&folder, ".");
    descriptor = open(bytes_text(&folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    synced = descriptor >= 0 && fsync(descriptor) == 0;
    if (!synced)
        (void) FAULT_ERRNO(fault, FAULT_DISK, "sync a folder");
    if (descriptor >= 0)
        close(descriptor);
    bytes_destroy(&folder);
    return synced;
}

bool
file_write(const char *path, const struct bytes *bytes, mode_t mode, struct fault *fault)
{
    struct bytes part = BYTES_EMPTY;
    int descriptor;
    bool written = false;

    bytes_append_format(&part, "%s.part", path);
    // What an earlier power cut left half written is nobody's.
    (void) unlink(bytes_text(&part));
    descriptor =
        open(bytes_text(&part), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (descriptor < 0) {
        (void) FAULT_ERRNO(fault, FAULT_DISK, "make a file");
    } else {
        written = write_all(descriptor, bytes, fault);
        if (close(descriptor) != 0 && written)
            written = FAULT_ERRNO(fault, FAULT_DISK, "close a file");
    }
    if (written && rename(bytes_text(&part), path) != 0)
        written = FAULT_ERRNO(fault, FAULT_DISK, "put a file in its place");
    if (written)
        written = file_folder_sync(path, fault);
    else if (descriptor >= 0)
        (void) unlink(bytes_text(&part)); // the old file stands; the part is only litter
    bytes_destroy(&part);
    return written;
}

/* ---- folders --------------------------------------------------------------------*/

bool
file_folder_make(const char *path, struct fault *fault)
{
    char *copy = memory_string(path);
    bool made = true;

    for (char *slash = copy; made && slash;) {
        slash = strchr(slash + 1, '/');
        if (slash)
            *slash = '\0';
        if (copy[0] && mkdir(copy, 0700) != 0 && errno != EEXIST)
            made = FAULT_ERRNO(fault, FAULT_DISK, "make a folder");
        if (slash)
            *slash = '/';
    }
    free(copy);
    return made;
}

/* Where locks and mmap do not hold, SQLite can lose what it said was kept. Magic numbers from
 * linux/magic.h and the file systems' own sources. */
static bool
is_network(const struct statfs *system)
{
    static const uint32_t magics[] = {
        0x6969,     // NFS
        0xff534d42, // CIFS
        0xfe534d42, // SMB2
        0x517b,     // SMB
        0x01021997, // 9P
        0x5346414f, // AFS
        0x00c36400, // Ceph
        0x65735546, // FUSE: sshfs and its like
        0x7461636f, // OCFS2
        0x01161970, // GFS2
    };

    for (size_t i = 0; i < COUNT(magics); i++)
        if ((uint32_t) system->f_type == magics[i])
            return true;
    return false;
}

bool
file_folder_check(const char *path, struct fault *fault)
{
    struct stat status;
    struct statfs system;

    if (lstat(path, &status) != 0)
        return FAULT_ERRNO(fault, FAULT_DISK, "look at the data folder");
    if (!S_ISDIR(status.st_mode))
        return FAULT(fault, FAULT_PERMISSION, "find a real folder at the data folder's path", 1);
    if (status.st_uid != geteuid())
        return FAULT(fault, FAULT_PERMISSION, "find the data folder to be ours", 2);
    if ((status.st_mode & 07777) != 0700)
        return FAULT(fault, FAULT_PERMISSION, "find the data folder closed to others", 3);
    if (statfs(path, &system) != 0)
        return FAULT_ERRNO(fault, FAULT_DISK, "look at the data folder's file system");
    if (is_network(&system))
        return FAULT(fault, FAULT_PERMISSION, "find the data folder on a local disk", 4);
    return true;
}

static int
remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void) status;
    (void) kind;
    (void) walk;
    return remove(path);
}

bool
file_folder_remove(const char *path, struct fault *fault)
{
    if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0)
        return FAULT_ERRNO(fault, FAULT_DISK, "remove a folder");
    return true;
}

/* ---- the lock -------------------------------------------------------------------*/

bool
file_lock(const char *path, int *descriptor, struct fault *fault)
{
    int opened = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (opened < 0)
        return FAULT_ERRNO(fault, FAULT_DISK, "open the lock");
    if (flock(opened, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            (void) FAULT(fault, FAULT_LOCKED, "take the lock", 0);
        else
            (void) FAULT_ERRNO(fault, FAULT_DISK, "take the lock");
        close(opened);
        return false;
    }
    *descriptor = opened;
    return true;
}
