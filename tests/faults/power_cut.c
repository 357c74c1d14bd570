/* A power cut for the real program, which this library is preloaded into: each sync keeps a copy of
 * what it made last, beside the data folder, and a cut leaves of everything else what a disk may
 * leave: sectors of 512 bytes, each old or new, and names that were or were not given yet.
 *
 * The program knows two names of it (app/tour/power.c) and goes on without. Files that no restart
 * looks into (the -shm, the ballast, the lock) are left out. Copies go by inode: a name that was
 * given to another file since the folder was synced may go back to the one before.
 *
 * The folder beside it: `names`, a line "INODE NAME" for each name that lasts, and a file an inode.
 */
#define _GNU_SOURCE

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECTOR 512
#define NAMES_MAX 64

void
afterword_power_watch(const char *data_folder);
void
afterword_power_cut(uint64_t seed);
void
afterword_power_forget(void);

static char folder[PATH_MAX - 16], kept[PATH_MAX];

_Noreturn static void
stop(const char *doing)
{
    perror(doing);
    _exit(70);
}

/* ---- what is synced -----------------------------------------------------------------*/

static bool
is_left_out(const char *name)
{
    return name[0] == '.' || strstr(name, "-shm") || strstr(name, ".lock") ||
           strstr(name, ".ballast");
}

static char *
read_all(int from, size_t *size)
{
    struct stat status;
    char *data;
    ssize_t got = 0;

    if (fstat(from, &status) != 0 || !(data = malloc((size_t) status.st_size + 1)))
        stop("power: read");
    for (*size = 0; *size < (size_t) status.st_size; *size += (size_t) got) {
        got = pread(from, data + *size, (size_t) status.st_size - *size, (off_t) *size);
        if (got <= 0)
            break;
    }
    return data;
}

static void
write_all(const char *path, const char *data, size_t size)
{
    int to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (to < 0 || write(to, data, size) != (ssize_t) size)
        stop("power: write");
    close(to);
}

static void
kept_path(char path[PATH_MAX + 24], ino_t inode)
{
    (void) snprintf(path, PATH_MAX + 24, "%s/%llu", kept, (unsigned long long) inode);
}

/* In one step: a process may be killed in the midst of it. */
static void
keep_file(int descriptor, ino_t inode)
{
    char path[PATH_MAX + 24], fresh[PATH_MAX + 32];
    size_t size;
    char *data;
    char own[PATH_MAX];
    int from;

    // What was opened to write alone is opened once more.
    (void) snprintf(own, sizeof(own), "/proc/self/fd/%d", descriptor);
    from = open(own, O_RDONLY | O_CLOEXEC);
    if (from < 0)
        return;
    data = read_all(from, &size);
    close(from);
    kept_path(path, inode);
    (void) snprintf(fresh, sizeof(fresh), "%s.%d", path, (int) getpid());
    write_all(fresh, data, size);
    if (rename(fresh, path) != 0)
        stop("power: rename");
    free(data);
}

static void
keep_names(void)
{
    char path[PATH_MAX + 8], fresh[PATH_MAX + 24];
    DIR *names = opendir(folder);
    struct dirent *entry;
    FILE *list;

    (void) snprintf(path, sizeof(path), "%s/names", kept);
    (void) snprintf(fresh, sizeof(fresh), "%s.%d", path, (int) getpid());
    list = fopen(fresh, "we");
    if (!names || !list)
        stop("power: names");
    while ((entry = readdir(names)))
        if (!is_left_out(entry->d_name))
            (void) fprintf(list, "%llu %s\n", (unsigned long long) entry->d_ino, entry->d_name);
    closedir(names);
    if (fclose(list) != 0 || rename(fresh, path) != 0)
        stop("power: names");
}

static void
note_sync(int descriptor)
{
    char own[PATH_MAX], path[PATH_MAX];
    struct stat status;
    ssize_t length;
    size_t of_folder = strlen(folder);

    (void) snprintf(own, sizeof(own), "/proc/self/fd/%d", descriptor);
    length = readlink(own, path, sizeof(path) - 1);
    if (of_folder == 0 || length < 0 || fstat(descriptor, &status) != 0)
        return;
    path[length] = 0;
    if (S_ISDIR(status.st_mode) && strcmp(path, folder) == 0)
        keep_names();
    else if (S_ISREG(status.st_mode) && strncmp(path, folder, of_folder) == 0 &&
             path[of_folder] == '/' && !is_left_out(path + of_folder + 1))
        keep_file(descriptor, status.st_ino);
}

static int
sync_with(const char *call, int descriptor)
{
    int (*real)(int);
    int result;

    *(void **) &real = dlsym(RTLD_NEXT, call);
    result = real(descriptor);
    if (result == 0)
        note_sync(descriptor);
    return result;
}

int
fsync(int descriptor)
{
    return sync_with("fsync", descriptor);
}

int
fdatasync(int descriptor)
{
    return sync_with("fdatasync", descriptor);
}

void
afterword_power_watch(const char *data_folder)
{
    struct dirent *entry;
    DIR *names;

    if (!realpath(data_folder, folder))
        stop("power: the data folder");
    (void) snprintf(kept, sizeof(kept), "%s.power", folder);
    (void) mkdir(kept, 0700);
    keep_names();
    names = opendir(folder);
    while (names && (entry = readdir(names))) {
        int file = is_left_out(entry->d_name)
                       ? -1
                       : openat(dirfd(names), entry->d_name, O_RDONLY | O_CLOEXEC);

        if (file >= 0) {
            keep_file(file, entry->d_ino);
            close(file);
        }
    }
    if (names)
        closedir(names);
}

/* ---- the cut ------------------------------------------------------------------------*/

static uint64_t state;

/* SplitMix64 (Steele, Lea and Flood 2014). */
static uint64_t
chance(void)
{
    uint64_t mixed = state += UINT64_C(0x9e3779b97f4a7c15);

    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ mixed >> 31;
}

struct content {
    char *data;
    size_t size;
};

static struct content
content_of(const char *path)
{
    struct content content = {NULL, 0};
    int file = open(path, O_RDONLY | O_CLOEXEC);

    if (file >= 0) {
        content.data = read_all(file, &content.size);
        close(file);
    }
    return content;
}

/* Each sector of what was written since is there or is not; so is the size. */
static void
tear(const char *path, ino_t inode)
{
    char before[PATH_MAX + 24];
    struct content old, now = content_of(path);
    size_t size;

    kept_path(before, inode);
    old = content_of(before);
    size = chance() & 1 ? now.size : old.size;
    now.data = realloc(now.data, size > now.size ? size + 1 : now.size + 1);
    if (!now.data)
        stop("power: memory");
    if (size > now.size)
        memset(now.data + now.size, 0, size - now.size);
    for (size_t at = 0; at < size; at += SECTOR) {
        size_t length = size - at < SECTOR ? size - at : SECTOR;
        size_t had = old.size > at ? old.size - at : 0;

        if (chance() & 1)
            continue;
        memset(now.data + at, 0, length);
        if (had > 0)
            memcpy(now.data + at, old.data + at, had < length ? had : length);
    }
    write_all(path, now.data, size);
    free(old.data);
    free(now.data);
}

struct name {
    char name[NAME_MAX + 1];
    unsigned long long before, now; /* inodes; 0: the name was or is nobody's */
};

static struct name *
name_of(struct name *names, size_t *count, const char *name)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(names[i].name, name) == 0)
            return &names[i];
    if (*count == NAMES_MAX)
        stop("power: too many names");
    names[*count] = (struct name){0};
    (void) snprintf(names[*count].name, sizeof(names[*count].name), "%s", name);
    return &names[(*count)++];
}

static size_t
read_names(struct name *names)
{
    char path[PATH_MAX + 8], name[NAME_MAX + 1];
    unsigned long long inode;
    size_t count = 0;
    struct dirent *entry;
    DIR *now = opendir(folder);
    FILE *list;

    (void) snprintf(path, sizeof(path), "%s/names", kept);
    list = fopen(path, "re");
    if (!now || !list)
        stop("power: names");
    while (fscanf(list, "%llu %255[^\n]", &inode, name) == 2)
        name_of(names, &count, name)->before = inode;
    while ((entry = readdir(now)))
        if (!is_left_out(entry->d_name))
            name_of(names, &count, entry->d_name)->now = entry->d_ino;
    (void) fclose(list);
    closedir(now);
    return count;
}

/* Back to the file that had the name when the folder was synced. */
static void
put_back(const char *path, unsigned long long inode)
{
    char before[PATH_MAX + 24];
    struct content old;

    (void) unlink(path);
    if (inode == 0)
        return;
    kept_path(before, inode);
    old = content_of(before);
    write_all(path, old.data ? old.data : "", old.size);
    free(old.data);
}

void
afterword_power_cut(uint64_t seed)
{
    static struct name names[NAMES_MAX];
    size_t count = read_names(names);
    char path[PATH_MAX + NAME_MAX];

    state = seed;
    for (size_t i = 0; i < count; i++) {
        (void) snprintf(path, sizeof(path), "%s/%s", folder, names[i].name);
        if (names[i].now != names[i].before && (names[i].now == 0 || chance() & 1))
            put_back(path, chance() & 1 || names[i].now != 0 ? names[i].before : 0);
        else
            tear(path, (ino_t) names[i].now);
    }
    (void) snprintf(path, sizeof(path), "%s/afterword.db-shm", folder);
    (void) unlink(path);
    // What is there now is on the disk.
    afterword_power_watch(folder);
}

void
afterword_power_forget(void)
{
    DIR *names = opendir(kept);
    struct dirent *entry;

    while (names && (entry = readdir(names)))
        (void) unlinkat(dirfd(names), entry->d_name, 0);
    if (names)
        closedir(names);
    (void) rmdir(kept);
    folder[0] = 0;
}
