#include "calls.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DESCRIPTORS 1024
#define FILE_MAX (64u << 20)
#define NONE (-1)
#define FOLDER (-2)
#define ASIDE (-3)  /* of the folder, and not recorded */
#define WITHIN (-4) /* a folder inside; one at a time */

static struct {
    char folder[512], within[DEVICE_NAME];
    size_t folder_length;
    int file_of[DESCRIPTORS];
    struct device_name names[DEVICE_NAMES];
    size_t n_names;
    int n_files;
    bool recording;
    struct device_record record;

    int count[DEVICE_CALLS], all, fail_at, die_at, code;
    enum device_call failing;
    bool for_ever;
    int allocations, starve_at;
} device;

/* ---- failing and ending -----------------------------------------------------------------*/

static void
die(void)
{
    (void) kill(getpid(), SIGKILL);
}

bool
device_refuses(enum device_call call)
{
    int count = ++device.count[call];

    device.all++;
    if (device.all == device.die_at && device.all % 3 == 0)
        die();
    if (device.fail_at == 0 || call != device.failing ||
        (device.for_ever ? count < device.fail_at : count != device.fail_at))
        return false;
    errno = device.code;
    return true;
}

size_t
device_part(size_t length)
{
    return device.all == device.die_at && length > 1 ? length / 2 : length;
}

void
device_done(void)
{
    if (device.all == device.die_at)
        die();
}

void
device_fail(enum device_call call, int nth, bool for_ever, int code)
{
    device_mend();
    device.failing = call;
    device.fail_at = nth;
    device.for_ever = for_ever;
    device.code = code;
}

void
device_die(int nth)
{
    device_mend();
    device.die_at = nth;
}

void
device_mend(void)
{
    memset(device.count, 0, sizeof(device.count));
    device.all = device.fail_at = device.die_at = 0;
}

int
device_count(enum device_call call)
{
    return device.count[call];
}

int
device_count_all(void)
{
    return device.all;
}

void
device_starve(int nth)
{
    device.allocations = 0;
    device.starve_at = nth;
}

int
device_allocations(void)
{
    return device.allocations;
}

bool
device_starves(void)
{
    if (++device.allocations != device.starve_at)
        return false;
    errno = ENOMEM;
    return true;
}

/* ---- which file ---------------------------------------------------------------------------*/

static bool
is_aside(const char *name)
{
    return strstr(name, "-shm") || strstr(name, ".ballast") || strstr(name, ".lock");
}

const char *
device_name_of(const char *path)
{
    if (device.folder_length == 0 || strncmp(path, device.folder, device.folder_length) != 0)
        return NULL;
    path += device.folder_length;
    if (*path == 0)
        return ".";
    return *path == '/' && strlen(path + 1) < DEVICE_NAME ? path + 1 : NULL;
}

bool
device_has(int descriptor)
{
    return device.folder_length > 0 && descriptor >= 0 && descriptor < DESCRIPTORS &&
           device.file_of[descriptor] != NONE;
}

static struct device_name *
named(const char *name)
{
    for (size_t i = 0; i < device.n_names; i++)
        if (strcmp(device.names[i].name, name) == 0)
            return &device.names[i];
    return NULL;
}

static void
forget_name(const char *name)
{
    struct device_name *row = named(name);

    if (row)
        *row = device.names[--device.n_names];
}

static int
name_file(const char *name, int file)
{
    forget_name(name);
    assert(device.n_names < DEVICE_NAMES);
    (void) snprintf(device.names[device.n_names].name, DEVICE_NAME, "%s", name);
    device.names[device.n_names++].file = file;
    return file;
}

void
device_know(const char *folder)
{
    device.folder_length = 0;
    device.n_names = 0;
    device.n_files = 0;
    for (int i = 0; i < DESCRIPTORS; i++)
        device.file_of[i] = NONE;
    if (!folder)
        return;
    (void) snprintf(device.folder, sizeof(device.folder), "%s", folder);
    device.folder_length = strlen(device.folder);
}

/* ---- recording ------------------------------------------------------------------------------*/

static struct device_deed *
deed(enum device_kind kind, int file)
{
    static struct device_deed unseen;
    struct device_record *record = &device.record;
    struct device_deed *row = &unseen;

    if (device.recording) {
        record->deeds = memory_resize(record->deeds, record->n_deeds + 1, sizeof(*record->deeds));
        row = &record->deeds[record->n_deeds++];
    }
    *row = (struct device_deed){.kind = kind, .file = file};
    return row;
}

static void
keep_data(struct device_deed *row, const void *data, size_t length)
{
    row->data = device.record.data.length;
    row->length = length;
    if (device.recording)
        bytes_append(&device.record.data, data, length);
}

static void
read_before(void)
{
    struct fault fault = FAULT_EMPTY;
    DIR *folder = opendir(device.folder);
    struct dirent *entry;

    assert(folder);
    while ((entry = readdir(folder)))
        if (entry->d_name[0] != '.' && !is_aside(entry->d_name) && !named(entry->d_name))
            (void) name_file(entry->d_name, device.n_files++);
    (void) closedir(folder);
    device.record.before = memory_new((size_t) device.n_files, sizeof(struct bytes));
    for (size_t i = 0; i < device.n_names; i++) {
        char *path = file_path(device.folder, device.names[i].name);

        if (!file_read(path, FILE_MAX, &device.record.before[device.names[i].file], &fault))
            abort();
        free(path);
    }
}

void
device_record_begin(void)
{
    device.record = (struct device_record){0};
    read_before();
    memcpy(device.record.names, device.names, sizeof(device.names));
    device.record.n_names = device.n_names;
    device.record.n_files = device.n_files;
    device.recording = true;
}

struct device_record
device_record_end(void)
{
    struct device_record *record = &device.record;

    device.recording = false;
    record->before = memory_resize(record->before, (size_t) device.n_files, sizeof(struct bytes));
    for (int i = record->n_files; i < device.n_files; i++)
        record->before[i] = BYTES_EMPTY;
    record->n_files = device.n_files;
    return *record;
}

void
device_record_destroy(struct device_record *record)
{
    for (int i = 0; i < record->n_files; i++)
        bytes_destroy(&record->before[i]);
    free(record->before);
    free(record->deeds);
    bytes_destroy(&record->data);
    *record = (struct device_record){0};
}

void
device_mark(const void *mark, size_t length)
{
    assert(length <= DEVICE_MARK);
    keep_data(deed(DID_MARK, NONE), mark, length);
}

/* ---- what was done ---------------------------------------------------------------------------*/

void
device_opened(int descriptor, const char *name, bool is_new, bool is_cut)
{
    struct device_name *known = named(name);
    int file = strcmp(name, ".") == 0 ? FOLDER : is_aside(name) ? ASIDE : NONE;
    struct stat status;

    assert(descriptor < DESCRIPTORS);
    if (file == NONE && fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
        (void) snprintf(device.within, sizeof(device.within), "%s", name);
        file = WITHIN;
    }
    if (file == NONE)
        file = known ? known->file : name_file(name, device.n_files++);
    device.file_of[descriptor] = file;
    if (is_new && file >= 0)
        (void) snprintf(deed(DID_NAME, file)->name, DEVICE_NAME, "%s", name);
    if (is_cut && !is_new && file >= 0)
        (void) deed(DID_CUT, file);
}

void
device_closed(int descriptor)
{
    if (device_has(descriptor))
        device.file_of[descriptor] = NONE;
}

void
device_wrote(int descriptor, const void *data, size_t length, uint64_t at)
{
    struct device_deed *row;

    if (device.file_of[descriptor] < 0)
        return;
    row = deed(DID_WRITE, device.file_of[descriptor]);
    row->at = at;
    keep_data(row, data, length);
}

void
device_cut(int descriptor, uint64_t size)
{
    if (device.file_of[descriptor] >= 0)
        deed(DID_CUT, device.file_of[descriptor])->at = size;
}

void
device_synced(int descriptor)
{
    int file = device.file_of[descriptor];

    if (file == FOLDER)
        (void) deed(DID_SYNC_FOLDER, FOLDER);
    else if (file == WITHIN)
        (void) snprintf(deed(DID_SYNC_FOLDER, FOLDER)->name, DEVICE_NAME, "%s", device.within);
    else if (file >= 0)
        (void) deed(DID_SYNC, file);
}

void
device_renamed(const char *from, const char *to)
{
    struct device_name *known = named(from);
    struct device_deed *row;
    int file = known ? known->file : device.n_files++;

    assert(to);
    row = deed(DID_RENAME, file);
    (void) snprintf(row->name, DEVICE_NAME, "%s", from);
    (void) snprintf(row->to, DEVICE_NAME, "%s", to);
    forget_name(from);
    (void) name_file(to, file);
}

void
device_removed(const char *name)
{
    struct device_name *known = named(name);

    if (is_aside(name))
        return;
    (void) snprintf(deed(DID_REMOVE, known ? known->file : NONE)->name, DEVICE_NAME, "%s", name);
    forget_name(name);
}
