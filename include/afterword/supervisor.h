/* supervisor: the small parent of a kiosk.
 *
 * The kiosk forgets by dying: after each person its process ends and the supervisor forks the
 * next. It also brings the kiosk back after a crash, and carries the little that must outlive a
 * process:
 *
 *   one draft key   so that a crash gives a person their sentence back
 *   one tray        what staff hand over to the next sitting; given once, then wiped
 *   one call        for help, told to each next child until somebody has answered
 *
 * The first two lie in one mapping that is locked, left out of core dumps and absent from every
 * child. It opens no window, no data file and no sound device, has one thread, and asks the
 * kernel for nothing while nothing happens.
 *
 * It knows nothing of screens: what a child does is a function it is given. Child and supervisor
 * speak the messages of enum link_kind (base.h).
 */
#ifndef AFTERWORD_SUPERVISOR_H
#define AFTERWORD_SUPERVISOR_H

#include "afterword/base.h"

/* What each child is given. The child owns nothing here: it leaves by _exit. */
struct supervisor_child {
    int link;           /* its end of the pair to the supervisor */
    int lock;           /* the data folder's lock */
    int door;           /* a tour's door; -1 where no tour made one */
    uint64_t *revision; /* shared with every child: the newest committed revision */
};

/* How long the supervisor is patient. What concerns a person is asked of base's clock, which a
 * tour can move and which counts while the machine sleeps; what concerns a process is asked of
 * CLOCK_MONOTONIC, where a machine that slept makes no child look hung. */
struct supervisor_times {
    int64_t key_ms;        /* a draft key without a press */
    int64_t key_handed_ms; /* the same in a sitting that was handed over: people doze */
    int64_t tray_ms;       /* a tray that nobody took */
    int64_t first_frame_ms;
    int64_t ping_ms;   /* silence after which a child is asked whether it is there */
    int64_t answer_ms; /* and how long it may take to say so */
    int64_t part_ms;   /* from the next child's first frame to the end of the old one: a
                          compositor shows a frame later than SDL says */
    int64_t end_ms;    /* from being told to end to being killed */
    int64_t call_ms;   /* the call's command */
    int64_t pause_ms;  /* before the next start, where starts went wrong */
    int64_t deaths_ms; /* SUPERVISOR_DEATHS_MAX deaths within this: the key is not given again */
};

#define SUPERVISOR_SECOND INT64_C(1000)
#define SUPERVISOR_TIMES                                                                           \
    ((struct supervisor_times){.key_ms = SUPERVISOR_SECOND * 60 * 10,                              \
        .key_handed_ms = SUPERVISOR_SECOND * 60 * 30,                                              \
        .tray_ms = SUPERVISOR_SECOND * 60 * 30,                                                    \
        .first_frame_ms = 6000,                                                                    \
        .ping_ms = 60 * SUPERVISOR_SECOND,                                                         \
        .answer_ms = 6000,                                                                         \
        .part_ms = 100,                                                                            \
        .end_ms = 2000,                                                                            \
        .call_ms = 20 * SUPERVISOR_SECOND,                                                         \
        .pause_ms = 2000,                                                                          \
        .deaths_ms = SUPERVISOR_SECOND * 60 * 5})

#define SUPERVISOR_DEATHS_MAX 3
/* Children in a row that said why they could not show a frame, and left: then so do we. */
#define SUPERVISOR_REFUSALS_MAX 3
#define SUPERVISOR_TRAY_MAX (64u << 10)
#define SUPERVISOR_CALL_WORDS_MAX 32 /* of the call's command */

struct supervisor_options {
    const char *lock; /* path of the lock, in the data folder */
    int door;         /* -1: none */
    struct supervisor_times times;
    /* Runs in each child; its value is the exit code. 0 without a LINK_CLOSED before it ends the
     * whole program: somebody closed the window. */
    int (*run)(void *context, const struct supervisor_child *child);
    void *context;
};

/* The first line of main, before anything is read: umask 077, no core dumps, nobody may trace
 * us, and an environment that is a list. SDL_VIDEODRIVER stays only where `any_driver`. */
void
supervisor_prepare(bool any_driver);

/* Takes the lock (waits for it, and says so on standard error), then keeps a kiosk running until
 * SIGTERM, SIGINT, SIGHUP, or until a child ends it. Gives the exit code; where it could not
 * begin, `fault` says why (else its kind is FAULT_NONE).
 *
 * Main thread alone, with no other thread in the process: children are forked without exec, and
 * a child's parent-death signal follows the thread that forked it. Blocks the three signals and
 * SIGCHLD while it runs and puts the mask back. */
int
supervisor_run(const struct supervisor_options *options, struct fault *fault);

#endif
