/* Whether the disk below the data folder keeps what it says it kept. It can be asked in one way alone:
 * how long it takes. */
#define _GNU_SOURCE // statfs, O_NOFOLLOW

#include "inside.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <time.h>
#include <unistd.h>

#define SYNCS 21 /* odd, so that there is a middle one */
#define PAGE 4096
#define PROBE_FILE "afterword.probe"

/* From linux/magic.h. */
#define IN_MEMORY_TMPFS 0x01021994
#define IN_MEMORY_RAMFS 0x858458f6

/* Disks with a capacitor behind their memory answer in 15 to 50 us through a file system, others in
 * 0.1 to 10 ms. What answers sooner than this has not asked a disk: measured 0.2 us on tmpfs. A disk
 * that ignores the order and takes its time is not seen. */
#define PLAUSIBLE_NS 10000

static int64_t
now_ns(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000000000 + now.tv_nsec;
}

static int
compare(const void *one, const void *other)
{
    int64_t a = *(const int64_t *) one, b = *(const int64_t *) other;

    return (a > b) - (a < b);
}

static bool
sync_once(int descriptor, uint8_t number, int64_t *took_ns, struct fault *fault)
{
    uint8_t page[PAGE];
    int64_t began_ns;

    memset(page, number, sizeof(page)); // another each time: a disk may skip what is the same
    if (pwrite(descriptor, page, sizeof(page), 0) != (ssize_t) sizeof(page))
        return FAULT_ERRNO(fault, FAULT_DISK, "write to measure the disk");
    began_ns = now_ns();
    if (fdatasync(descriptor) != 0)
        return FAULT_ERRNO(fault, FAULT_DISK, "sync to measure the disk");
    *took_ns = now_ns() - began_ns;
    return true;
}

/* The first makes the file longer and is not counted. */
static bool
measure(int descriptor, int64_t *median_ns, struct fault *fault)
{
    int64_t took_ns[SYNCS] = {0};
    bool measured = sync_once(descriptor, 0, took_ns, fault);

    for (size_t i = 0; i < SYNCS && measured; i++)
        measured = sync_once(descriptor, (uint8_t) (i + 1), took_ns + i, fault);
    qsort(took_ns, SYNCS, sizeof(*took_ns), compare);
    if (measured)
        *median_ns = took_ns[SYNCS / 2];
    return measured;
}

bool
clinic_disk_measure(const char *folder, struct clinic_disk *disk, struct fault *fault)
{
    char *path = file_path(folder, PROBE_FILE);
    struct statfs system;
    struct clinic_disk found = {0};
    int descriptor = -1;
    bool measured = false;

    (void) unlink(path); // one that a power cut left
    if (statfs(folder, &system) == 0)
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        (void) FAULT_ERRNO(fault, FAULT_DISK, "make a file to measure the disk");
    } else {
        measured = measure(descriptor, &found.sync_ns, fault);
        (void) close(descriptor); // it holds nothing
        (void) unlink(path);
    }
    free(path);
    if (!measured)
        return false;
    found.in_memory =
        (uint32_t) system.f_type == IN_MEMORY_TMPFS || (uint32_t) system.f_type == IN_MEMORY_RAMFS;
    *disk = found;
    return true;
}

enum clinic_disk_problem
clinic_disk_problem(const struct clinic_disk *disk)
{
    if (disk->in_memory)
        return CLINIC_DISK_MEMORY;
    return disk->sync_ns < PLAUSIBLE_NS ? CLINIC_DISK_HASTY : CLINIC_DISK_FINE;
}
