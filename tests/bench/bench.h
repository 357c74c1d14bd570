/* What the benches share: the screen as its server writes it, programs that are started and ended,
 * a clock, the middle of many. A bench prints what it measured on standard output; what goes wrong
 * it says on standard error and leaves with 1. */
#ifndef AFTERWORD_BENCH_H
#define AFTERWORD_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* ---- the screen ------------------------------------------------------------------
 *
 * An Xvfb started with -fbdir keeps its pixels in a file. Mapped, they are what somebody in front
 * of it would see, in every moment, and looking asks nothing of the server.
 */
struct screen {
    const volatile uint32_t *pixels;
    size_t width, height, pitch; /* pitch in pixels */
};

/* Ends the bench when the file is not of that form. Never unmapped. */
struct screen
screen_open(const char *path);
size_t
screen_bytes(const struct screen *screen);
/* Copies all of it; free. */
uint32_t *
screen_copy(const struct screen *screen);
bool
screen_is(const struct screen *screen, const uint32_t *picture);
/* False when it does not become so within the time. Looks all the time. */
bool
screen_becomes(const struct screen *screen, const uint32_t *picture, int64_t within_us);
/* Waits until nothing has changed for that long, ten seconds at most. */
void
screen_rest(const struct screen *screen, int64_t still_us);

/* The rows in which something showed last: looking at them takes microseconds, at all of the screen
 * as long as what is measured. */
struct band {
    size_t from, to;
};

/* Around the rows that differ from that picture; stays as it is where none do. */
void
band_find(struct band *band, const struct screen *screen, const uint32_t *before);
/* Looks until something in the band differs from that picture: ms since `from_us`; below zero where
 * nothing does within a second. */
double
band_shows_after(
    const struct screen *screen, const uint32_t *before, const struct band *band, int64_t from_us);

/* ---- programs ---------------------------------------------------------------------*/

struct program {
    pid_t pid;
    int64_t exec_us; /* when exec was asked for */
};

struct program
program_start(char *const *argv);
/* SIGTERM, a wait, and after three seconds SIGKILL. */
void
program_stop(const struct program *program);

/* ---- time, numbers, ends ------------------------------------------------------------*/

int64_t
now_us(void);
void
sleep_us(int64_t us);
/* A wait ends when it should, not up to 50 us later. */
void
time_sharply(void);
/* The one below which `share` of them lie; sorts them. */
double
share_of(double *values, size_t n_values, double share);
_Noreturn void
give_up(const char *why);

#endif
