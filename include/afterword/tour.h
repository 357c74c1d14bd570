/* tour: plays a script on the real screens.
 *
 * A tour is the parent of a kiosk's supervisor and knows neither toolkit nor screens: through a
 * door (base.h) each child gives it an end of a pair of its own, on which it presses, types, looks
 * and takes pictures. It can move the clock of all of them.
 *
 * The language, one instruction a line; a "#" that begins a line is a comment. A name is a label as
 * a person sees it, in quotes, or "@" and a widget's id. Numbers are parts of the named widget, else
 * of the window, from 0 to 1.
 *
 *   press NAME              hold NAME TIME          touch [NAME] X Y     drag [NAME] X Y X Y
 *   type "words"            key Ctrl+Shift+Left     wait TIME            clock +TIME
 *   expect NAME             expect-not NAME         expect-focus NAME    shot name
 *   restart                 crash                   lose-power
 *
 * `crash` kills the program and its supervisor brings it back. `lose-power` kills both and leaves of the
 * data folder what a power cut may leave: what was not synced is there, or is not, or in part. It
 * plays in the test suite, which has a library under the program's syncs.
 *
 * A hand that shakes presses and touches beside what it aims at, swings while it is down, and comes
 * down one to three times more; it holds and drags as any other.
 *
 * TIME is a number with ms, s, min or h. "expect" and its kind wait up to five seconds for it to be
 * so; a quoted name is then a part of a label or of a value. In quotes \" \\ and \n are known.
 */
#ifndef AFTERWORD_TOUR_H
#define AFTERWORD_TOUR_H

#include "afterword/base.h"

struct tour_options {
    char *const *files;
    size_t n_files;
    const char *data;  /* folder to play on; NULL: each tour on a fresh demo clinic */
    const char *shots; /* folder for pictures; NULL: none are written */
    const char *assets, *prompts;
    bool shaking;  /* every press and touch is that of a hand that shakes */
    uint64_t seed; /* the same one shakes the same way */
    /* Runs a supervisor and its kiosk in `folder` with this door until SIGTERM ends it; gives its
     * exit code. Called in a process of its own. */
    int (*supervise)(void *context, const char *folder, int door);
    void *context;
};

/* Reads all files, then plays one after the other. A line that fails is said on standard error as
 * `file:line: instruction`, with what is on the screen, and ends its tour. Exit code: 0 when all
 * went well, 1 when one failed, 2 when one could not be read. */
int
tour_run(const struct tour_options *options);

#endif
