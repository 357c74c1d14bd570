/* What the supervisor's own files share. */
#ifndef AFTERWORD_SUPERVISOR_INSIDE_H
#define AFTERWORD_SUPERVISOR_INSIDE_H

#include "afterword/supervisor.h"

#include <poll.h>
#include <sys/signalfd.h>

/* ---- states -----------------------------------------------------------------
 *
 * The "current" child may hold the data file; there is one at most. The "old" one
 * closed it: all that is left of it is a plain picture, which stands until 100 ms
 * after the next one's first frame, so that no other colour is ever seen.
 *
 *   PAUSING  -> STARTING   fork
 *   STARTING -> SHOWING    its first frame
 *   SHOWING  -> CHANGING   it closed; the next is forked
 *   CHANGING -> PARTING    the next one's first frame
 *   PARTING  -> SHOWING    the old one is gone
 *
 * To PAUSING from wherever the current child dies; to ENDING from wherever there is one and we
 * are told to end.
 */
enum supervisor_state {
    STARTING, /* a child without a frame; nothing else is on the screen */
    SHOWING,  /* a child on the screen */
    CHANGING, /* the old one's picture stands; the next has no frame yet */
    PARTING,  /* the next has its first frame; the old one goes in a moment */
    PAUSING,  /* no current child; the next starts at start_at_ms */
    ENDING,   /* told to end: the child seals and leaves */
    ENDED,    /* no child is left */
    SUPERVISOR_STATES
};

enum presence { ABSENT, PERHAPS, PRESENT };

struct supervisor_state_row {
    const char *name;
    unsigned may_go_to;
    enum presence current, old; /* the children in this state */
};
extern const struct supervisor_state_row supervisor_states[SUPERVISOR_STATES];

/* ---- what outlives a child ----------------------------------------------------
 *
 * One mapping: locked, not dumped, not inherited by a fork. Times in it are base's
 * clock, which a tour moves.
 */
#define HELD_DRAFT_LENGTH (ID_LENGTH + 32 + ID_LENGTH) /* body of KEEP and RESUME */
#define HELD_NAME_MAX 95                               /* bytes of a name that answered a call */

struct held_draft {
    bool is_kept;
    bool was_handed_over; /* it may rest longer */
    bool for_the_next;    /* staff handed it back: the end of their session is not its end */
    int64_t present_ms;   /* the last press */
    uint8_t body[HELD_DRAFT_LENGTH];
};

struct held_tray {
    size_t length; /* 0: none */
    int64_t since_ms;
    uint8_t json[SUPERVISOR_TRAY_MAX];
};

struct held_call {
    uint8_t kind; /* 0: no call */
    enum link_call_state state;
    uint64_t since; /* as the child said it */
    size_t by_length;
    char by[HELD_NAME_MAX];
};

struct held {
    struct supervisor_times times;
    struct held_draft draft;
    struct held_tray tray;
    struct held_call call;
};

/* NULL with a fault where there is no memory; one that can't be locked is used and logged. */
struct held *
held_new(const struct supervisor_times *times, struct fault *fault);
/* Wipes. NULL is fine. */
void
held_free(struct held *held);

/* KEEP. False, and nothing changed, for a body of another length. */
bool
held_draft_keep(struct held *held, struct reader *body, bool was_handed_over);
/* BACK. The same. */
bool
held_draft_back(struct held *held, struct reader *body);
void
held_draft_present(struct held *held);
void
held_draft_forget(struct held *held);
/* TRAY; an empty one takes back what waits. False, and nothing changed, when it is too long. */
bool
held_tray_set(struct held *held, struct reader *body);
void
held_tray_wipe(struct held *held);
/* The body of LINK_CALLING. */
void
held_call_write(const struct held *held, struct bytes *body);
/* Wipes what is past its time; -1 or the time (clock_now_ms) of the next. Asked before anything
 * is given to a child, so nothing is given late however late we woke. */
int64_t
held_expire(struct held *held);

/* ---- the call's command ---------------------------------------------------------*/

struct call_command {
    pid_t pid; /* 0: none runs */
    int64_t end_at_ms;
};

/* Runs argv (words as sized strings) with nothing to read, its output thrown away, no shell. False
 * when it could not be started; an empty argv is no command, and true. */
bool
call_command_start(struct call_command *command, struct reader *argv, int64_t end_at_ms);
/* Ends it and all it started. None is fine. */
void
call_command_kill(struct call_command *command, int signal);

/* ---- the supervisor -------------------------------------------------------------*/

struct child {
    pid_t pid; /* 0: none */
    int link;  /* -1: none */
    bool was_handed_over;
    int64_t answer_by_ms; /* kill it then; -1: nothing is asked of it */
    int64_t ping_at_ms;   /* -1: one is under way, or it has no frame yet */
};
#define CHILD_NONE ((struct child){0, -1, false, -1, -1})

struct supervisor {
    const struct supervisor_options *options;
    enum supervisor_state state;
    struct child current, old;
    struct held *held;
    struct call_command command;
    uint64_t *revision;
    int lock;
    int signals; /* a signalfd */
    pid_t pid;   /* ours, for children to compare with */
    int exit_code;

    // Machine times (CLOCK_MONOTONIC), -1 for none.
    int64_t part_at_ms;
    int64_t start_at_ms;
    int64_t end_at_ms;
    int64_t deaths_ms[SUPERVISOR_DEATHS_MAX]; /* the last ones, oldest first; -1: fewer */
    int refusals;                             /* in a row */
    bool has_shown;                           /* any child, ever */
};

/* CLOCK_MONOTONIC in milliseconds. */
int64_t
machine_now_ms(void);

/* Asserts that the table allows it and that the state is sound. */
void
supervisor_move(struct supervisor *supervisor, enum supervisor_state next);
/* The invariant: which children there are. */
bool
supervisor_is_sound(const struct supervisor *supervisor);

/* Forks the next child, with what is held for it already waiting in its link. On failure waits
 * in PAUSING. From PAUSING, or from SHOWING and PARTING at CLOSED. */
void
supervisor_start_child(struct supervisor *supervisor);
/* The current child closed its file: it becomes the old one, and the next starts. */
void
supervisor_change_child(struct supervisor *supervisor);
/* Kills and forgets the old child, if there is one; whoever reaps it does not know it any more. */
void
supervisor_drop_old(struct supervisor *supervisor);
/* A process of ours was reaped: the current child, the old one, or one already forgotten. */
void
supervisor_child_ended(struct supervisor *supervisor, pid_t pid, int status);

/* Takes one message of the current child; closes a link that has ended. */
void
supervisor_read_link(struct supervisor *supervisor);
/* Tells the current child how the call stands. */
void
supervisor_tell_call(struct supervisor *supervisor);

#endif
