#define _GNU_SOURCE // mkdtemp, nftw

#include "folder.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *
test_folder_make(void)
{
    const char *temporary = getenv("TMPDIR");
    char path[4096];

    snprintf(path, sizeof(path), "%s/afterword-test-XXXXXX", temporary ? temporary : "/tmp");
    if (!mkdtemp(path)) {
        perror("mkdtemp");
        abort();
    }
    return strdup(path);
}

static int
remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void) status;
    (void) kind;
    (void) walk;
    return remove(path);
}

void
test_folder_remove(char *path)
{
    (void) nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(path);
}
