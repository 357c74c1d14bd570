#define _GNU_SOURCE // O_NOFOLLOW, pwrite

#include "crash.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "seed.h"

struct crash {
    const struct device_record *record;
    bool lying;
    size_t *durable_at; /* by deed: the sync that makes it last; SIZE_MAX for none */
    struct bytes *images;
    struct device_name names[DEVICE_NAMES];
    size_t n_names;

    size_t now; /* when the power goes: deeds before it were begun */
    enum { WHOLE, LOST, SOME, SECTORS, TORN, NOISE, FATES } fate;
    size_t sector, torn_at;
    struct seed seed;
};

/* ---- what lasts -----------------------------------------------------------------------*/

static bool
is_of_folder(enum device_kind kind)
{
    return kind == DID_NAME || kind == DID_RENAME || kind == DID_REMOVE;
}

/* SQLite's syncs are the ones that a lying disk forgets: afterword.db and its WAL. */
static bool
lies_about(const struct crash *crash, int file)
{
    const struct device_record *record = crash->record;

    for (size_t i = 0; i < record->n_names; i++)
        if (record->names[i].file == file)
            return strstr(record->names[i].name, ".db") != NULL;
    for (size_t i = 0; i < record->n_deeds; i++)
        if (record->deeds[i].kind == DID_NAME && record->deeds[i].file == file)
            return strstr(record->deeds[i].name, ".db") != NULL;
    return false;
}

/* The folder inside that a deed is about, or "" for the folder itself. `inside` has DEVICE_NAME bytes. */
static void
folder_of(const struct device_deed *deed, char *inside)
{
    const char *name = deed->kind == DID_RENAME ? deed->to : deed->name;
    const char *end = deed->kind == DID_SYNC_FOLDER ? name + strlen(name) : strrchr(name, '/');

    (void) snprintf(inside, DEVICE_NAME, "%.*s", end ? (int) (end - name) : 0, name);
}

/* The first sync after a deed that makes its name last; SIZE_MAX for none. */
static size_t
find_folder_sync(const struct device_record *record, size_t number)
{
    char inside[DEVICE_NAME], synced[DEVICE_NAME];

    folder_of(&record->deeds[number], inside);
    for (size_t i = number; i < record->n_deeds; i++) {
        folder_of(&record->deeds[i], synced);
        if (record->deeds[i].kind == DID_SYNC_FOLDER && strcmp(synced, inside) == 0)
            return i;
    }
    return SIZE_MAX;
}

static void
find_syncs(struct crash *crash)
{
    const struct device_record *record = crash->record;
    size_t *next = memory_new((size_t) record->n_files + 1, sizeof(*next));
    bool *lies = memory_new((size_t) record->n_files, sizeof(*lies));

    for (int i = 0; i < record->n_files; i++) {
        next[i] = SIZE_MAX;
        lies[i] = crash->lying && lies_about(crash, i);
    }
    for (size_t i = record->n_deeds; i-- > 0;) {
        const struct device_deed *deed = &record->deeds[i];

        if (deed->kind == DID_SYNC && !lies[deed->file])
            next[deed->file] = i;
        crash->durable_at[i] = is_of_folder(deed->kind) ? find_folder_sync(record, i)
                               : deed->kind == DID_WRITE || deed->kind == DID_CUT ? next[deed->file]
                                                                                  : 0;
    }
    free(next);
    free(lies);
}

struct crash *
crash_new(const struct device_record *record, bool lying)
{
    struct crash *crash = memory_new(1, sizeof(*crash));

    crash->record = record;
    crash->lying = lying;
    crash->durable_at = memory_new(record->n_deeds, sizeof(*crash->durable_at));
    crash->images = memory_new((size_t) record->n_files, sizeof(*crash->images));
    find_syncs(crash);
    return crash;
}

void
crash_free(struct crash *crash)
{
    for (int i = 0; i < crash->record->n_files; i++)
        bytes_destroy(&crash->images[i]);
    free(crash->images);
    free(crash->durable_at);
    free(crash);
}

/* ---- files ------------------------------------------------------------------------------*/

static void
resize(struct bytes *image, size_t length)
{
    bytes_reserve(image, length);
    if (length > image->length)
        memset(image->data + image->length, 0, length - image->length);
    image->length = length;
}

static void
put(struct bytes *image, uint64_t at, const uint8_t *data, size_t length)
{
    if (image->length < at + length)
        resize(image, (size_t) at + length);
    memcpy(image->data + at, data, length);
}

static uint32_t
choose(struct crash *crash, uint32_t limit)
{
    return seed_below(&crash->seed, limit);
}

static void
put_noise(struct crash *crash, struct bytes *image, uint64_t at, size_t length)
{
    if (image->length < at + length)
        resize(image, (size_t) at + length);
    for (size_t i = 0; i < length; i++)
        image->data[at + i] = (uint8_t) seed_next(&crash->seed);
}

/* A write whose sectors fare each by itself. */
static void
put_sectors(struct crash *crash, struct bytes *image, const struct device_deed *deed)
{
    const uint8_t *data = crash->record->data.data + deed->data;
    size_t done = 0;

    while (done < deed->length) {
        size_t left = crash->sector - (size_t) ((deed->at + done) % crash->sector);
        size_t length = left < deed->length - done ? left : deed->length - done;
        uint32_t chosen = choose(crash, crash->fate == NOISE ? 3 : 2);

        if (chosen == 1)
            put(image, deed->at + done, data + done, length);
        else if (chosen == 2)
            put_noise(crash, image, deed->at + done, length);
        done += length;
    }
}

/* What came before the one torn write is there, what came after is not. */
static void
put_torn(struct crash *crash, struct bytes *image, const struct device_deed *deed, size_t number)
{
    const uint8_t *data = crash->record->data.data + deed->data;
    size_t length = number < crash->torn_at ? deed->length : 0;

    if (number == crash->torn_at) {
        length =
            (size_t) choose(crash, (uint32_t) (deed->length / crash->sector + 1)) * crash->sector;
        if (length > deed->length)
            length = deed->length;
    }
    if (length > 0)
        put(image, deed->at, data, length);
}

static bool
is_kept(struct crash *crash, size_t number)
{
    switch (crash->fate) {
    case WHOLE:
        return true;
    case LOST:
        return false;
    case TORN:
        return number < crash->torn_at;
    default:
        return choose(crash, 2) == 1;
    }
}

static void
write_back(struct crash *crash, size_t number)
{
    const struct device_deed *deed = &crash->record->deeds[number];
    struct bytes *image = &crash->images[deed->file];

    if (crash->durable_at[number] < crash->now)
        put(image, deed->at, crash->record->data.data + deed->data, deed->length);
    else if (crash->fate == SECTORS || crash->fate == NOISE)
        put_sectors(crash, image, deed);
    else if (crash->fate == TORN)
        put_torn(crash, image, deed, number);
    else if (is_kept(crash, number))
        put(image, deed->at, crash->record->data.data + deed->data, deed->length);
}

/* ---- names --------------------------------------------------------------------------------*/

static void
forget(struct crash *crash, const char *name)
{
    for (size_t i = 0; i < crash->n_names; i++)
        if (strcmp(crash->names[i].name, name) == 0)
            crash->names[i--] = crash->names[--crash->n_names];
}

static void
give_name(struct crash *crash, const char *name, int file)
{
    forget(crash, name);
    assert(crash->n_names < DEVICE_NAMES);
    memcpy(crash->names[crash->n_names].name, name, DEVICE_NAME);
    crash->names[crash->n_names++].file = file;
}

static void
change_names(struct crash *crash, const struct device_deed *deed)
{
    switch (deed->kind) {
    case DID_NAME:
        give_name(crash, deed->name, deed->file);
        break;
    case DID_RENAME:
        forget(crash, deed->name);
        give_name(crash, deed->to, deed->file);
        break;
    default:
        forget(crash, deed->name);
        break;
    }
}

/* ---- a state ---------------------------------------------------------------------------------*/

static void
play(struct crash *crash, size_t number, uint8_t mark[DEVICE_MARK])
{
    const struct device_deed *deed = &crash->record->deeds[number];
    bool lasts = crash->durable_at[number] < crash->now;

    if (deed->kind == DID_MARK)
        memcpy(mark, crash->record->data.data + deed->data, deed->length);
    else if (deed->kind == DID_WRITE)
        write_back(crash, number);
    else if (deed->kind == DID_CUT && (lasts || is_kept(crash, number)))
        resize(&crash->images[deed->file], (size_t) deed->at);
    else if (is_of_folder(deed->kind) && (lasts || is_kept(crash, number)))
        change_names(crash, deed);
}

static void
begin(struct crash *crash, uint64_t seed)
{
    const struct device_record *record = crash->record;

    crash->seed.state = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
    for (int i = 0; i < 4; i++)
        (void) seed_next(&crash->seed);
    for (int i = 0; i < record->n_files; i++) {
        resize(&crash->images[i], 0);
        bytes_append(&crash->images[i], record->before[i].data, record->before[i].length);
    }
    memcpy(crash->names, record->names, sizeof(crash->names));
    crash->n_names = record->n_names;
    crash->now = choose(crash, (uint32_t) record->n_deeds + 1);
    crash->fate = choose(crash, FATES);
    crash->sector = choose(crash, 2) ? 4096 : 512;
    // Near the end: what lies further back has mostly been synced.
    crash->torn_at = 0;
    if (crash->fate == TORN && crash->now > 0)
        crash->torn_at =
            crash->now - 1 - choose(crash, crash->now < 16 ? (uint32_t) crash->now : 16);
}

static void
make_inside(const char *folder, const char *name)
{
    char *path = file_path(folder, name);
    char *end = strrchr(path, '/');

    *end = 0;
    if (strchr(name, '/') && mkdir(path, 0700) != 0 && errno != EEXIST)
        abort();
    free(path);
}

static void
write_file(const char *folder, const char *name, const struct bytes *content)
{
    char *path = file_path(folder, name);
    int descriptor;

    make_inside(folder, name);
    descriptor = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (descriptor < 0 ||
        pwrite(descriptor, content->data, content->length, 0) != (ssize_t) content->length ||
        ftruncate(descriptor, (off_t) content->length) != 0)
        abort();
    (void) close(descriptor);
    free(path);
}

static bool
is_named(const struct crash *crash, const char *name)
{
    for (size_t i = 0; i < crash->n_names; i++)
        if (strcmp(crash->names[i].name, name) == 0)
            return true;
    return false;
}

/* What the state before left. */
static void
clear(const struct crash *crash, const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;

    assert(folder);
    while ((entry = readdir(folder)))
        if (entry->d_name[0] != '.' && !is_named(crash, entry->d_name)) {
            char *file = file_path(path, entry->d_name);
            struct fault fault = FAULT_EMPTY;

            if (unlink(file) != 0)
                (void) file_folder_remove(file, &fault);
            free(file);
        }
    (void) closedir(folder);
}

/* FNV's way, eight bytes a step. */
static uint64_t
add_hash(uint64_t hash, const void *data, size_t length)
{
    const uint8_t *bytes = data;

    for (; length >= 8; bytes += 8, length -= 8) {
        uint64_t word;

        memcpy(&word, bytes, 8);
        hash = (hash ^ word) * UINT64_C(1099511628211);
        hash ^= hash >> 32;
    }
    for (; length > 0; bytes++, length--)
        hash = (hash ^ *bytes) * UINT64_C(1099511628211);
    return hash;
}

uint64_t
crash_choose(struct crash *crash, uint64_t seed, uint8_t mark[DEVICE_MARK])
{
    uint64_t hash = UINT64_C(14695981039346656037);

    memset(mark, 0, DEVICE_MARK);
    begin(crash, seed);
    for (size_t i = 0; i < crash->now; i++)
        play(crash, i, mark);
    for (size_t i = 0; i < crash->n_names; i++) {
        const struct bytes *image = &crash->images[crash->names[i].file];

        hash = add_hash(hash, crash->names[i].name, strlen(crash->names[i].name));
        hash = add_hash(hash, image->data, image->length);
    }
    return add_hash(hash, mark, DEVICE_MARK);
}

void
crash_build(const struct crash *crash, const char *folder)
{
    clear(crash, folder);
    for (size_t i = 0; i < crash->n_names; i++)
        write_file(folder, crash->names[i].name, &crash->images[crash->names[i].file]);
}
