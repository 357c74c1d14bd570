/* From exec to the first complete frame: the moment in which the screen shows, in every pixel,
 * what the program comes to rest with. Programs take turns, so that what else the machine does
 * meets all of them.
 * usage: bench_start SCREEN ROUNDS PROGRAM [ARGUMENT...] [-- PROGRAM [ARGUMENT...]]...
 * prints a line a program: median and fastest, in ms */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROGRAMS_MAX 4
#define ROUNDS_MAX 1000
#define STILL_US 400000
#define FRAME_MAX_US 10000000

struct timed {
    char **argv;
    uint32_t *picture; /* what it comes to rest with */
    double ms[ROUNDS_MAX];
};

/* The screen without anybody, which each program finds. */
static void
stop(const struct program *program, const struct screen *screen, const uint32_t *nobody)
{
    program_stop(program);
    if (!screen_becomes(screen, nobody, FRAME_MAX_US))
        give_up("a program is gone and its picture stays");
}

static void
learn(struct timed *timed, const struct screen *screen, const uint32_t *nobody)
{
    struct program program = program_start(timed->argv);
    int64_t until_us = now_us() + FRAME_MAX_US;

    while (screen_is(screen, nobody) && now_us() < until_us)
        sleep_us(1000);
    screen_rest(screen, STILL_US);
    timed->picture = screen_copy(screen);
    if (screen_is(screen, nobody))
        give_up("a program shows nothing");
    stop(&program, screen, nobody);
}

static double
measure(const struct timed *timed, const struct screen *screen, const uint32_t *nobody)
{
    struct program program = program_start(timed->argv);
    double ms;

    if (!screen_becomes(screen, timed->picture, FRAME_MAX_US))
        give_up("a program does not come to the picture of its first start");
    ms = (double) (now_us() - program.exec_us) / 1000;
    stop(&program, screen, nobody);
    return ms;
}

static size_t
read_programs(char **argv, struct timed *timed)
{
    size_t count = 0;

    for (bool begins = true; *argv; argv++) {
        bool ends = strcmp(*argv, "--") == 0;

        if (ends)
            *argv = NULL;
        else if (begins && count < PROGRAMS_MAX)
            timed[count++].argv = argv;
        begins = ends;
    }
    return count;
}

int
main(int argc, char **argv)
{
    static struct timed timed[PROGRAMS_MAX];
    size_t n_timed = argc > 3 ? read_programs(argv + 3, timed) : 0;
    long n_rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
    struct screen screen;
    uint32_t *nobody;

    if (n_timed == 0 || n_rounds < 1 || n_rounds > ROUNDS_MAX)
        give_up("usage: bench_start SCREEN ROUNDS PROGRAM [ARGUMENT...] [-- PROGRAM...]");
    time_sharply();
    screen = screen_open(argv[1]);
    nobody = screen_copy(&screen);
    for (size_t i = 0; i < n_timed; i++)
        learn(&timed[i], &screen, nobody);
    for (long round = 0; round < n_rounds; round++)
        for (size_t i = 0; i < n_timed; i++)
            timed[i].ms[round] = measure(&timed[i], &screen, nobody);
    for (size_t i = 0; i < n_timed; i++)
        (void) printf("%.2f %.2f\n", share_of(timed[i].ms, (size_t) n_rounds, 0.5),
            share_of(timed[i].ms, (size_t) n_rounds, 0));
    return 0;
}
