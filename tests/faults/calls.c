/* libc's calls, where they are about the folder. Defined in the program, they stand before libc's for
 * libsqlite3 too. */
#define _GNU_SOURCE // syscall, off64_t

#include "calls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int
open64(const char *path, int flags, ...);
ssize_t
pwrite64(int descriptor, const void *data, size_t length, off64_t at);
int
ftruncate64(int descriptor, off64_t size);

static int
open_it(const char *path, int flags, mode_t mode)
{
    const char *name = device_name_of(path);
    bool is_new;
    int descriptor;

    if (!name)
        return (int) syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    if (device_refuses(DEVICE_OPEN))
        return -1;
    is_new = (flags & O_CREAT) && syscall(SYS_faccessat, AT_FDCWD, path, F_OK) != 0;
    descriptor = (int) syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    if (descriptor >= 0) {
        device_opened(descriptor, name, is_new, flags & O_TRUNC);
        device_done();
    }
    return descriptor;
}

static mode_t
mode_of(int flags, va_list arguments)
{
    return flags & (O_CREAT | __O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
}

int
open(const char *path, int flags, ...)
{
    va_list arguments;
    mode_t mode;

    va_start(arguments, flags);
    mode = mode_of(flags, arguments);
    va_end(arguments);
    return open_it(path, flags, mode);
}

int
open64(const char *path, int flags, ...)
{
    va_list arguments;
    mode_t mode;

    va_start(arguments, flags);
    mode = mode_of(flags, arguments);
    va_end(arguments);
    return open_it(path, flags, mode);
}

int
close(int descriptor)
{
    device_closed(descriptor);
    return (int) syscall(SYS_close, descriptor);
}

ssize_t
pwrite64(int descriptor, const void *data, size_t length, off64_t at)
{
    ssize_t wrote;

    if (!device_has(descriptor))
        return syscall(SYS_pwrite64, descriptor, data, length, at);
    if (device_refuses(DEVICE_WRITE))
        return -1;
    wrote = syscall(SYS_pwrite64, descriptor, data, device_part(length), at);
    if (wrote > 0)
        device_wrote(descriptor, data, (size_t) wrote, (uint64_t) at);
    device_done();
    return wrote;
}

ssize_t
pwrite(int descriptor, const void *data, size_t length, off_t at)
{
    return pwrite64(descriptor, data, length, at);
}

ssize_t
write(int descriptor, const void *data, size_t length)
{
    ssize_t wrote;
    off_t at;

    if (!device_has(descriptor))
        return syscall(SYS_write, descriptor, data, length);
    if (device_refuses(DEVICE_WRITE))
        return -1;
    at = lseek(descriptor, 0, SEEK_CUR);
    wrote = syscall(SYS_write, descriptor, data, device_part(length));
    if (wrote > 0)
        device_wrote(descriptor, data, (size_t) wrote, (uint64_t) at);
    device_done();
    return wrote;
}

static int
sync_it(int descriptor, long number)
{
    int code;

    if (!device_has(descriptor))
        return (int) syscall(number, descriptor);
    if (device_refuses(DEVICE_SYNC))
        return -1;
    code = (int) syscall(number, descriptor);
    if (code == 0)
        device_synced(descriptor);
    device_done();
    return code;
}

int
fsync(int descriptor)
{
    return sync_it(descriptor, SYS_fsync);
}

int
fdatasync(int descriptor)
{
    return sync_it(descriptor, SYS_fdatasync);
}

int
ftruncate64(int descriptor, off64_t size)
{
    int code;

    if (!device_has(descriptor))
        return (int) syscall(SYS_ftruncate, descriptor, size);
    if (device_refuses(DEVICE_CUT))
        return -1;
    code = (int) syscall(SYS_ftruncate, descriptor, size);
    if (code == 0)
        device_cut(descriptor, (uint64_t) size);
    device_done();
    return code;
}

int
ftruncate(int descriptor, off_t size)
{
    return ftruncate64(descriptor, size);
}

int
rename(const char *from, const char *to)
{
    const char *name = device_name_of(from);
    int code;

    if (!name)
        return (int) syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    if (device_refuses(DEVICE_RENAME))
        return -1;
    code = (int) syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    if (code == 0)
        device_renamed(name, device_name_of(to));
    device_done();
    return code;
}

int
unlink(const char *path)
{
    const char *name = device_name_of(path);
    int code;

    if (!name)
        return (int) syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (device_refuses(DEVICE_REMOVE))
        return -1;
    code = (int) syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (code == 0)
        device_removed(name);
    device_done();
    return code;
}

/* ---- memory --------------------------------------------------------------------------*/

// A sanitizer has its own.
#ifndef __SANITIZE_ADDRESS__

void *
__libc_malloc(size_t size);
void *
__libc_calloc(size_t count, size_t size);
void *
__libc_realloc(void *block, size_t size);

void *
malloc(size_t size)
{
    return device_starves() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
    return device_starves() ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *block, size_t size)
{
    return device_starves() ? NULL : __libc_realloc(block, size);
}

#endif
