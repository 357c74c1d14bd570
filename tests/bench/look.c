/* Looks at every frame while a program runs: how often something was on the screen whose edge is
 * of no colour that the first page has there. The root window, a page of another theme, and a
 * window that is not painted yet are such frames.
 *
 * It begins with the first page at rest and ends with the last time that the screen is as it should
 * be: what the program's own start and end show does not count.
 * usage: bench_look SCREEN PROGRAM [ARGUMENT...]
 * prints: foreign frames, the longest of them in ms, looks, the longest time between two in ms, and
 * the program's exit code */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#define COLOURS_MAX 8
#define EDGE_STEP 8
#define LOOK_AGAIN_US 40
#define STILL_US 300000

struct look {
    struct screen screen;
    uint32_t colours[COLOURS_MAX];
    size_t n_colours;

    long n_foreign, n_foreign_before_end; /* counted; of those, what was followed by ours */
    long n_looks;
    int64_t foreign_since_us; /* 0: it is ours now */
    int64_t longest_us, gap_us;
};

static bool
is_known(const struct look *look, uint32_t colour)
{
    for (size_t i = 0; i < look->n_colours; i++)
        if (look->colours[i] == colour)
            return true;
    return false;
}

/* One row or column of the edge: every EDGE_STEP-th pixel of it. */
static uint32_t
edge_pixel(const struct screen *screen, int side, size_t at)
{
    size_t x = side == 0 ? 0 : side == 1 ? screen->width - 1 : at;
    size_t y = side == 2 ? 0 : side == 3 ? screen->height - 1 : at;

    return screen->pixels[y * screen->pitch + x] & 0xffffff;
}

static void
learn_colours(struct look *look)
{
    for (int side = 0; side < 4; side++) {
        size_t length = side < 2 ? look->screen.height : look->screen.width;

        for (size_t at = 0; at < length; at++) {
            uint32_t colour = edge_pixel(&look->screen, side, at);

            if (is_known(look, colour))
                continue;
            if (look->n_colours == COLOURS_MAX)
                give_up("the first page has too many colours at its edge");
            look->colours[look->n_colours++] = colour;
        }
    }
}

static bool
is_ours(const struct look *look)
{
    for (int side = 0; side < 4; side++) {
        size_t length = side < 2 ? look->screen.height : look->screen.width;

        for (size_t at = 0; at < length; at += EDGE_STEP)
            if (!is_known(look, edge_pixel(&look->screen, side, at)))
                return false;
    }
    return true;
}

static void
look_once(struct look *look, int64_t at_us)
{
    look->n_looks++;
    if (!is_ours(look)) {
        if (look->foreign_since_us == 0) {
            look->foreign_since_us = at_us;
            look->n_foreign++;
        }
        return;
    }
    if (look->foreign_since_us != 0 && at_us - look->foreign_since_us > look->longest_us)
        look->longest_us = at_us - look->foreign_since_us;
    look->foreign_since_us = 0;
    look->n_foreign_before_end = look->n_foreign;
}

/* Until the program has ended; its wait status. */
static int
look_on(struct look *look, const struct program *program)
{
    int64_t last_us = now_us();
    int status;

    while (waitpid(program->pid, &status, WNOHANG) == 0) {
        int64_t at_us = now_us();

        if (at_us - last_us > look->gap_us)
            look->gap_us = at_us - last_us;
        last_us = at_us;
        look_once(look, at_us);
        sleep_us(LOOK_AGAIN_US);
    }
    return status;
}

int
main(int argc, char **argv)
{
    struct look look = {0};
    struct program program;
    uint32_t *nobody;
    int status;

    if (argc < 3)
        give_up("usage: bench_look SCREEN PROGRAM [ARGUMENT...]");
    time_sharply();
    look.screen = screen_open(argv[1]);
    nobody = screen_copy(&look.screen);
    program = program_start(argv + 2);
    while (screen_is(&look.screen, nobody) && waitpid(program.pid, NULL, WNOHANG) == 0)
        sleep_us(1000);
    screen_rest(&look.screen, STILL_US);
    learn_colours(&look);
    status = look_on(&look, &program);
    (void) printf("%ld %.1f %ld %.1f %d\n", look.n_foreign_before_end,
        (double) look.longest_us / 1000, look.n_looks, (double) look.gap_us / 1000,
        WIFEXITED(status) ? WEXITSTATUS(status) : 128);
    free(nobody);
    return 0;
}
