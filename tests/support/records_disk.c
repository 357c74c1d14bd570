#include "records_disk.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

static struct {
    sqlite3_vfs vfs, *real;
    sqlite3_io_methods methods;
    int count[DISK_CALLS], nth[DISK_CALLS];
    bool for_ever[DISK_CALLS];
    const char *full_beside;
    int read_left; /* until the call; 0 for none */
    void (*call)(void *context);
    void *context;
} disk;

/* SQLite's file stands behind ours in one block. */
struct file {
    sqlite3_file base;
    sqlite3_file *real;
};

static sqlite3_file *
real_of(sqlite3_file *file)
{
    return ((struct file *) file)->real;
}

static bool
fails(enum disk_call call)
{
    int count = ++disk.count[call];

    return disk.nth[call] > 0 &&
           (disk.for_ever[call] ? count >= disk.nth[call] : count == disk.nth[call]);
}

static int
write_some(sqlite3_file *file, const void *data, int length, sqlite3_int64 at)
{
    if (fails(DISK_WRITE) || (disk.full_beside && access(disk.full_beside, F_OK) == 0))
        return SQLITE_FULL;
    return real_of(file)->pMethods->xWrite(real_of(file), data, length, at);
}

static int
sync_file(sqlite3_file *file, int flags)
{
    if (fails(DISK_SYNC))
        return SQLITE_IOERR_FSYNC;
    return real_of(file)->pMethods->xSync(real_of(file), flags);
}

/* ---- handed on --------------------------------------------------------------------------*/

static int
close_file(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int
read_some(sqlite3_file *file, void *data, int length, sqlite3_int64 at)
{
    if (disk.read_left > 0 && --disk.read_left == 0)
        disk.call(disk.context);
    return real_of(file)->pMethods->xRead(real_of(file), data, length, at);
}

static int
cut(sqlite3_file *file, sqlite3_int64 size)
{
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int
size_of(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int
lock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int
unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int
is_reserved(sqlite3_file *file, int *result)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), result);
}

static int
control(sqlite3_file *file, int what, void *argument)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), what, argument);
}

static int
sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int
traits(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int
shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **at)
{
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, at);
}

static int
shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags);
}

static void
shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int
shm_unmap(sqlite3_file *file, int remove)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static int
open_file(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out)
{
    struct file *ours = (struct file *) file;
    int code;

    (void) vfs;
    ours->real = (sqlite3_file *) (ours + 1);
    code = disk.real->xOpen(disk.real, name, ours->real, flags, out);
    // SQLite closes what has methods, even after an error.
    ours->base.pMethods = ours->real->pMethods ? &disk.methods : NULL;
    return code;
}

static int
remove_file(sqlite3_vfs *vfs, const char *name, int sync)
{
    (void) vfs;
    return disk.real->xDelete(disk.real, name, sync);
}

static int
look_at(sqlite3_vfs *vfs, const char *name, int flags, int *result)
{
    (void) vfs;
    return disk.real->xAccess(disk.real, name, flags, result);
}

static int
full_path(sqlite3_vfs *vfs, const char *name, int size, char *path)
{
    (void) vfs;
    return disk.real->xFullPathname(disk.real, name, size, path);
}

void
disk_install(void)
{
    if (disk.real)
        return;
    disk.real = sqlite3_vfs_find(NULL);
    disk.methods = (sqlite3_io_methods){.iVersion = 2,
        .xClose = close_file,
        .xRead = read_some,
        .xWrite = write_some,
        .xTruncate = cut,
        .xSync = sync_file,
        .xFileSize = size_of,
        .xLock = lock,
        .xUnlock = unlock,
        .xCheckReservedLock = is_reserved,
        .xFileControl = control,
        .xSectorSize = sector,
        .xDeviceCharacteristics = traits,
        .xShmMap = shm_map,
        .xShmLock = shm_lock,
        .xShmBarrier = shm_barrier,
        .xShmUnmap = shm_unmap};
    disk.vfs = *disk.real;
    disk.vfs.pNext = NULL;
    disk.vfs.zName = "failing";
    disk.vfs.szOsFile = (int) sizeof(struct file) + disk.real->szOsFile;
    disk.vfs.xOpen = open_file;
    disk.vfs.xDelete = remove_file;
    disk.vfs.xAccess = look_at;
    disk.vfs.xFullPathname = full_path;
    if (sqlite3_vfs_register(&disk.vfs, 1) != SQLITE_OK)
        abort();
}

void
disk_fail(enum disk_call call, int nth, bool for_ever)
{
    disk_mend();
    disk.nth[call] = nth;
    disk.for_ever[call] = for_ever;
}

void
disk_full_beside(const char *path)
{
    disk.full_beside = path;
}

void
disk_at_read(int nth, void (*call)(void *context), void *context)
{
    disk.read_left = nth;
    disk.call = call;
    disk.context = context;
}

void
disk_mend(void)
{
    disk.read_left = 0;
    memset(disk.count, 0, sizeof(disk.count));
    memset(disk.nth, 0, sizeof(disk.nth));
    disk.full_beside = NULL;
}

int
disk_count(enum disk_call call)
{
    return disk.count[call];
}
