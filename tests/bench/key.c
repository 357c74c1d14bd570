/* From a key going down to the first pixel of it: keys are given to the server (XTEST), pixels are
 * looked at in its memory. First it types that many words, so that the page is as full as asked;
 * the last line is where the keys then go.
 * usage: bench_key SCREEN WORDS KEYS
 * prints: median, 95th of a hundred and fastest, in ms; keys that showed nothing */
#include "bench.h"

#include <X11/Xlib.h>
#include <X11/extensions/XTest.h>
#include <X11/keysym.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEYS_MAX 2000
#define STILL_US 150000

/* Words of five letters, six with their blank; a blank alone may show nothing and is not timed. */
#define WORD_LETTERS 5
static const char letters[] = "aeiou tnrsl ";
#define LETTERS ((long) sizeof(letters) - 1)
#define KEY_US 1500
#define CAUGHT_UP_US 8000

static void
press(Display *display, char letter)
{
    KeySym sym = letter == ' ' ? XK_space : (KeySym) letter; // Latin-1 is its own keysym
    KeyCode code = XKeysymToKeycode(display, sym);

    XTestFakeKeyEvent(display, code, True, CurrentTime);
    XTestFakeKeyEvent(display, code, False, CurrentTime);
    XFlush(display);
}

static void
type_words(Display *display, const struct screen *screen, long n_words)
{
    for (long i = 0; i < n_words * 6; i++) {
        press(display, letters[i % LETTERS]);
        sleep_us(KEY_US);
        // A window that comes behind would be timed while it still catches up.
        if (i % LETTERS == LETTERS - 1)
            screen_rest(screen, CAUGHT_UP_US);
    }
}

/* Below zero where nothing showed. */
static double
time_key(Display *display, const struct screen *screen, struct band *band, char letter)
{
    uint32_t *before = screen_copy(screen);
    int64_t from_us = now_us();
    double ms;

    press(display, letter);
    ms = band_shows_after(screen, before, band, from_us);
    screen_rest(screen, STILL_US);
    band_find(band, screen, before);
    free(before);
    return ms;
}

int
main(int argc, char **argv)
{
    static double ms[KEYS_MAX];
    long n_words = argc == 4 ? strtol(argv[2], NULL, 10) : -1;
    long n_keys = argc == 4 ? strtol(argv[3], NULL, 10) : 0;
    Display *display = XOpenDisplay(NULL);
    struct screen screen;
    struct band band;
    size_t n_shown = 0;

    if (!display || n_words < 0 || n_keys < 1 || n_keys > KEYS_MAX)
        give_up("usage: DISPLAY=:N bench_key SCREEN WORDS KEYS");
    time_sharply();
    screen = screen_open(argv[1]);
    band = (struct band){0, screen.height};
    type_words(display, &screen, n_words);
    screen_rest(&screen, STILL_US);
    for (long i = 0; i < n_keys; i++) {
        if (i % WORD_LETTERS == 0) {
            press(display, ' ');
            screen_rest(&screen, STILL_US);
        }
        ms[n_shown] = time_key(display, &screen, &band, "aeotn"[i % WORD_LETTERS]);
        n_shown += ms[n_shown] >= 0;
    }
    XCloseDisplay(display);
    if (n_shown == 0)
        give_up("no key shows anything");
    (void) printf("%.2f %.2f %.2f %ld\n", share_of(ms, n_shown, 0.5), share_of(ms, n_shown, 0.95),
        share_of(ms, n_shown, 0), n_keys - (long) n_shown);
    return 0;
}
