/* kiosk: one child of the supervisor, from its first frame to its last.
 *
 * Opens the window and the data folder, runs the patient's room and the staff's room one after
 * the other, and ends: after a person's session and after staff's it closes the data file, wipes
 * what was written, keeps a plain picture on the screen and says so; the supervisor then starts
 * the next one and ends this one.
 *
 * Three threads: the loop (window, rooms), the worker (everything that blocks) and the ears
 * (supervisor, signals, tour). They meet in one inbox; the loop sleeps in SDL's event queue and
 * wakes for nothing of ours.
 */
#ifndef AFTERWORD_KIOSK_H
#define AFTERWORD_KIOSK_H

#include "afterword/base.h"

struct kiosk_options {
    const char *folder;  /* of the data */
    const char *prompts; /* folder of the flows */
    const char *assets;
    const char *language; /* to begin with; NULL: the first of the clinic's */
    const char *theme; /* "day", "dusk", "contrast": kept for everybody; NULL: the rooms choose */
    int text_percent;  /* the same; 0: the rooms choose */
    double px_per_mm;  /* 0: as the clinic measured it */
    bool windowed;     /* a window that may be closed; that ends the program */
    int width, height; /* px; 0: the display's */
};

/* What a child inherits from its supervisor; it owns none of it. */
struct kiosk_place {
    int link; /* its end of the pair to the supervisor */
    int lock; /* the data folder's lock */
    int door; /* a tour's door; -1 where no tour made one */
    uint64_t *revision;
};

/* Runs until this child is over, and gives its exit code: 0 when it was told to end or its window
 * was closed, 1 where it could not begin, after saying why on standard error. After CLOSED it does
 * not return: the supervisor kills it. The caller leaves by _exit at once: threads still run.
 *
 * Expects SIGTERM, SIGINT and SIGHUP to be blocked. */
int
kiosk_run(const struct kiosk_options *options, const struct kiosk_place *place);

#endif
