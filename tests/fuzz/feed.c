/* Feeds files to a fuzz target, and each of them cut short at every length, up to a limit.
 * usage: TARGET FOLDER... */
#include <assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/base.h"
#include "fuzz.h"

#define FILE_BYTES_MAX (1u << 20)
#define CUTS_MAX 64 /* more than that many lengths are passed over evenly */

/* A copy of its own size: a byte read behind the end is one that a sanitizer sees. */
static void
feed(const void *data, size_t length)
{
    uint8_t *copy = memory_new(length, 1);

    if (length > 0)
        memcpy(copy, data, length);
    (void) LLVMFuzzerTestOneInput(copy, length);
    free(copy);
}

static void
feed_file(const char *path)
{
    struct bytes bytes = BYTES_EMPTY;
    struct fault fault;

    if (!file_read(path, FILE_BYTES_MAX, &bytes, &fault)) {
        (void) fprintf(stderr, "cannot read %s\n", path);
        exit(1);
    }
    for (size_t cut = 0; cut < CUTS_MAX; cut++)
        feed(bytes.data, bytes.length * cut / CUTS_MAX);
    feed(bytes.data, bytes.length);
    bytes_destroy(&bytes);
}

static size_t
feed_folder(const char *folder)
{
    DIR *names = opendir(folder);
    size_t count = 0;

    for (const struct dirent *name; names && (name = readdir(names));) {
        char *path = name->d_name[0] == '.' ? NULL : file_path(folder, name->d_name);
        if (path) {
            feed_file(path);
            count++;
        }
        free(path);
    }
    if (names)
        (void) closedir(names);
    return count;
}

int
main(int argc, char **argv)
{
    size_t count = 0;

    for (int i = 1; i < argc; i++)
        count += feed_folder(argv[i]);
    (void) printf("%zu files\n", count);
    return count > 0 ? 0 : 1; // a corpus that is not there tests nothing
}
