#define _GNU_SOURCE // O_NOFOLLOW, posix_fallocate

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "afterword/store.h"

#define BALLAST_NAME "afterword.ballast"

bool
store_ballast_make(const char *folder, struct fault *fault)
{
    char *path = file_path(folder, BALLAST_NAME);
    int descriptor = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    int code = descriptor < 0 ? errno : posix_fallocate(descriptor, 0, STORE_BALLAST);

    if (descriptor >= 0)
        close(descriptor);
    free(path);
    errno = code;
    return code == 0 || FAULT_ERRNO(fault, FAULT_DISK, "keep some space free");
}

bool
store_ballast_drop(const char *folder)
{
    char *path = file_path(folder, BALLAST_NAME);
    bool dropped = unlink(path) == 0; // else the disk is fuller than we can help

    free(path);
    return dropped;
}
