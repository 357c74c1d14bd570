/* From a press going down on a place of the screen to the first pixel of it: presses are given to the
 * server (XTEST), pixels are looked at in its memory.
 * usage: bench_touch SCREEN X Y PRESSES
 * prints: median, 95th of a hundred and fastest, in ms; presses that showed nothing */
#include "bench.h"

#include <X11/Xlib.h>
#include <X11/extensions/XTest.h>
#include <stdio.h>
#include <stdlib.h>

#define PRESSES_MAX 1000
/* Sooner, a toolkit that knows shaking hands takes a press for a tremor. */
#define BETWEEN_US 700000
#define STILL_US 150000

static double
time_press(Display *display, const struct screen *screen, struct band *band)
{
    uint32_t *before = screen_copy(screen);
    int64_t from_us = now_us();
    double ms;

    XTestFakeButtonEvent(display, 1, True, CurrentTime);
    XFlush(display);
    ms = band_shows_after(screen, before, band, from_us);
    screen_rest(screen, STILL_US);
    band_find(band, screen, before);
    XTestFakeButtonEvent(display, 1, False, CurrentTime);
    XFlush(display);
    sleep_us(BETWEEN_US);
    screen_rest(screen, STILL_US);
    free(before);
    return ms;
}

int
main(int argc, char **argv)
{
    static double ms[PRESSES_MAX];
    int x = argc == 5 ? (int) strtol(argv[2], NULL, 10) : -1;
    int y = argc == 5 ? (int) strtol(argv[3], NULL, 10) : -1;
    long n_presses = argc == 5 ? strtol(argv[4], NULL, 10) : 0;
    Display *display = XOpenDisplay(NULL);
    struct screen screen;
    struct band band;
    size_t n_shown = 0;

    if (!display || x < 0 || y < 0 || n_presses < 1 || n_presses > PRESSES_MAX)
        give_up("usage: DISPLAY=:N bench_touch SCREEN X Y PRESSES");
    time_sharply();
    screen = screen_open(argv[1]);
    band = (struct band){0, screen.height};
    XTestFakeMotionEvent(display, -1, x, y, CurrentTime);
    XFlush(display);
    screen_rest(&screen, STILL_US);
    for (long i = 0; i < n_presses; i++) {
        ms[n_shown] = time_press(display, &screen, &band);
        n_shown += ms[n_shown] >= 0;
    }
    XCloseDisplay(display);
    if (n_shown == 0)
        give_up("no press shows anything");
    (void) printf("%.2f %.2f %.2f %ld\n", share_of(ms, n_shown, 0.5), share_of(ms, n_shown, 0.95),
        share_of(ms, n_shown, 0), n_presses - (long) n_shown);
    return 0;
}
