#define _DEFAULT_SOURCE // MAP_ANONYMOUS

#include "bench.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LOOK_AGAIN_US 50
#define REST_MAX_US 10000000
#define END_MAX_US 3000000

/* ---- time, numbers, ends -----------------------------------------------------------*/

int64_t
now_us(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now); // cannot fail with a clock of Linux
    return (int64_t) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void
sleep_us(int64_t us)
{
    struct timespec time = {us / 1000000, us % 1000000 * 1000};

    (void) nanosleep(&time, NULL); // a signal only shortens it
}

void
time_sharply(void)
{
    (void) prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0); // cannot fail
}

static int
compare(const void *a, const void *b)
{
    double x = *(const double *) a, y = *(const double *) b;

    return (x > y) - (x < y);
}

double
share_of(double *values, size_t n_values, double share)
{
    qsort(values, n_values, sizeof(*values), compare);
    return values[(size_t) ((double) (n_values - 1) * share + 0.5)];
}

void
give_up(const char *why)
{
    (void) fprintf(stderr, "bench: %s\n", why);
    exit(1);
}

/* ---- the screen ---------------------------------------------------------------------*/

/* The file is an XWD dump: a header of big-endian words, a colour map, the pixels. */
enum { XWD_HEADER_BYTES = 0, XWD_WIDTH = 4, XWD_HEIGHT = 5, XWD_BITS = 11, XWD_LINE_BYTES = 12 };
enum { XWD_COLOURS = 19, XWD_COLOUR_BYTES = 12, XWD_WORDS = 25 };

static size_t
word(const uint32_t *header, int at)
{
    return ntohl(header[at]);
}

struct screen
screen_open(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct screen screen;
    struct stat status;
    const uint32_t *header;
    size_t from;

    if (file < 0 || fstat(file, &status) != 0 || status.st_size < XWD_WORDS * 4)
        give_up("there is no screen in that file");
    header = mmap(NULL, (size_t) status.st_size, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (header == MAP_FAILED)
        give_up("the screen's file cannot be mapped");
    from = word(header, XWD_HEADER_BYTES) + word(header, XWD_COLOURS) * XWD_COLOUR_BYTES;
    screen = (struct screen){.pixels = (const volatile uint32_t *) (header + from / 4),
        .width = word(header, XWD_WIDTH),
        .height = word(header, XWD_HEIGHT),
        .pitch = word(header, XWD_LINE_BYTES) / 4};
    if (word(header, XWD_BITS) != 32 || from % 4 != 0 ||
        from + screen_bytes(&screen) > (size_t) status.st_size)
        give_up("the screen has no 32 bits a pixel");
    return screen;
}

size_t
screen_bytes(const struct screen *screen)
{
    return screen->pitch * screen->height * 4;
}

uint32_t *
screen_copy(const struct screen *screen)
{
    uint32_t *copy = malloc(screen_bytes(screen));

    if (!copy)
        give_up("out of memory");
    memcpy(copy, (const void *) screen->pixels, screen_bytes(screen));
    return copy;
}

bool
screen_is(const struct screen *screen, const uint32_t *picture)
{
    return memcmp((const void *) screen->pixels, picture, screen_bytes(screen)) == 0;
}

bool
screen_becomes(const struct screen *screen, const uint32_t *picture, int64_t within_us)
{
    int64_t until_us = now_us() + within_us;

    while (!screen_is(screen, picture)) {
        if (now_us() > until_us)
            return false;
        sleep_us(LOOK_AGAIN_US);
    }
    return true;
}

void
screen_rest(const struct screen *screen, int64_t still_us)
{
    int64_t give_up_us = now_us() + REST_MAX_US;
    int64_t since_us = now_us();
    uint32_t *picture = screen_copy(screen);

    while (now_us() - since_us < still_us && now_us() < give_up_us) {
        sleep_us(1000);
        if (screen_is(screen, picture))
            continue;
        free(picture);
        picture = screen_copy(screen);
        since_us = now_us();
    }
    free(picture);
}

#define SHOWN_MAX_US 1000000
#define BAND_PX 96 /* rows above and below the last change that are looked at */

static bool
band_changed(const struct screen *screen, const uint32_t *before, const struct band *band)
{
    size_t at = band->from * screen->pitch;

    return memcmp((const void *) (screen->pixels + at), before + at,
               (band->to - band->from) * screen->pitch * 4) != 0;
}

void
band_find(struct band *band, const struct screen *screen, const uint32_t *before)
{
    size_t first = screen->height, last = 0;

    for (size_t y = 0; y < screen->height; y++) {
        if (!band_changed(screen, before, &(struct band){y, y + 1}))
            continue;
        first = y < first ? y : first;
        last = y;
    }
    if (first > last)
        return;
    band->from = first > BAND_PX ? first - BAND_PX : 0;
    band->to = last + BAND_PX < screen->height ? last + BAND_PX : screen->height;
}

double
band_shows_after(
    const struct screen *screen, const uint32_t *before, const struct band *band, int64_t from_us)
{
    while (now_us() - from_us < SHOWN_MAX_US)
        if (band_changed(screen, before, band))
            return (double) (now_us() - from_us) / 1000;
    return -1;
}

/* ---- programs -------------------------------------------------------------------------*/

struct program
program_start(char *const *argv)
{
    // The child says itself when it calls exec: what fork costs is not the program's.
    int64_t *exec_us =
        mmap(NULL, sizeof(*exec_us), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct program program;

    if (exec_us == MAP_FAILED)
        give_up("no page to share");
    program.pid = fork();
    if (program.pid < 0)
        give_up("fork failed");
    if (program.pid == 0) {
        *exec_us = now_us();
        execv(argv[0], argv);
        _exit(127);
    }
    while (__atomic_load_n(exec_us, __ATOMIC_ACQUIRE) == 0)
        sleep_us(20);
    program.exec_us = *exec_us;
    (void) munmap(exec_us, sizeof(*exec_us));
    return program;
}

void
program_stop(const struct program *program)
{
    int64_t until_us = now_us() + END_MAX_US;

    (void) kill(program->pid, SIGTERM); // it may be gone already
    while (waitpid(program->pid, NULL, WNOHANG) == 0) {
        if (now_us() > until_us)
            (void) kill(program->pid, SIGKILL);
        sleep_us(1000);
    }
}
