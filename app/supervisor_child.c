#include "supervisor_inside.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* A child that hangs reads nothing; whoever writes to it must not hang with it. */
#define SEND_WAIT_S 1

/* ---- a start ---------------------------------------------------------------------*/

/* Puts what is held for the next child into its link before there is a child: it finds all of it
 * there, and never has to guess whether more will come. */
static bool
give(struct supervisor *supervisor, int link, struct child *child, struct fault *fault)
{
    struct held *held = supervisor->held;
    struct bytes call = BYTES_EMPTY;
    bool given = true;

    (void) held_expire(held);
    if (held->draft.is_kept) {
        child->was_handed_over = held->draft.was_handed_over;
        given = message_send(link, LINK_RESUME, held->draft.body, HELD_DRAFT_LENGTH, -1, fault);
    }
    if (given && held->tray.length > 0) {
        child->was_handed_over = true;
        given = message_send(link, LINK_TRAY, held->tray.json, held->tray.length, -1, fault);
    }
    if (given && held->call.kind != 0) {
        held_call_write(held, &call);
        given = message_send(link, LINK_CALLING, call.data, call.length, -1, fault);
        bytes_destroy(&call);
    }
    return given;
}

_Noreturn static void
be_child(const struct supervisor *supervisor, const int sockets[2])
{
    struct supervisor_child child = {
        sockets[1], supervisor->lock, supervisor->options->door, supervisor->revision};
    int exit_code;

    // The supervisor may have died before this line: then no signal would ever come.
    if (prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0) != 0 || getppid() != supervisor->pid)
        _exit(1);
    close(sockets[0]);
    close(supervisor->signals);
    if (supervisor->old.link >= 0)
        close(supervisor->old.link);

    exit_code = supervisor->options->run(supervisor->options->context, &child);
    (void) fflush(NULL); // nobody is left to be told that it failed
    _exit(exit_code);
}

static bool
fork_child(struct supervisor *supervisor, struct child *child, struct fault *fault)
{
    struct timeval patience = {.tv_sec = SEND_WAIT_S};
    int sockets[2];

    if (!message_pair(sockets, fault))
        return false;
    (void) setsockopt(sockets[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    if (!give(supervisor, sockets[0], child, fault))
        goto failed;

    (void) fflush(NULL); // else the child prints what lies in our buffers once more
    child->pid = fork();
    if (child->pid == 0)
        be_child(supervisor, sockets);
    if (child->pid < 0) {
        (void) FAULT_ERRNO(fault, FAULT_SYSTEM, "fork the kiosk");
        goto failed;
    }
    close(sockets[1]);
    child->link = sockets[0];
    return true;

failed:
    close(sockets[0]);
    close(sockets[1]);
    return false;
}

static void
pause_until(struct supervisor *supervisor, int64_t start_at_ms)
{
    supervisor->start_at_ms = start_at_ms;
    if (supervisor->state != PAUSING)
        supervisor_move(supervisor, PAUSING);
}

void
supervisor_start_child(struct supervisor *supervisor)
{
    const struct supervisor_times *times = &supervisor->options->times;
    struct child child = CHILD_NONE;
    struct fault fault;

    assert(supervisor->current.pid == 0);
    if (!fork_child(supervisor, &child, &fault)) {
        LOG_FAULT("supervisor", &fault);
        pause_until(supervisor, machine_now_ms() + times->pause_ms);
        return;
    }
    held_tray_wipe(supervisor->held); // given, once
    // What was handed back is this one's from now on.
    supervisor->held->draft.for_the_next = false;
    child.answer_by_ms = machine_now_ms() + times->first_frame_ms;
    supervisor->current = child;
    supervisor_move(supervisor, supervisor->old.pid > 0 ? CHANGING : STARTING);
}

void
supervisor_change_child(struct supervisor *supervisor)
{
    supervisor_drop_old(supervisor); // in PARTING the one before it still stands
    if (!supervisor->held->draft.for_the_next)
        held_draft_forget(supervisor->held);
    supervisor->old = supervisor->current;
    supervisor->current = CHILD_NONE;
    supervisor_start_child(supervisor);
}

/* ---- an end ----------------------------------------------------------------------*/

static void
forget(struct child *child)
{
    if (child->link >= 0)
        close(child->link);
    *child = CHILD_NONE;
}

void
supervisor_drop_old(struct supervisor *supervisor)
{
    // It closed its file and wiped its words: nothing in it can be lost.
    if (supervisor->old.pid > 0)
        (void) kill(supervisor->old.pid, SIGKILL);
    forget(&supervisor->old);
}

/* Three deaths within five minutes: perhaps the sitting itself brings the kiosk down. */
static void
note_death(struct supervisor *supervisor)
{
    const struct supervisor_times *times = &supervisor->options->times;
    int64_t *deaths_ms = supervisor->deaths_ms;
    int64_t now_ms = machine_now_ms();
    int64_t start_at_ms = now_ms;

    LOG("supervisor", "the kiosk died; it is started again");
    memmove(deaths_ms, deaths_ms + 1, (SUPERVISOR_DEATHS_MAX - 1) * sizeof(*deaths_ms));
    deaths_ms[SUPERVISOR_DEATHS_MAX - 1] = now_ms;
    if (deaths_ms[0] >= 0 && now_ms - deaths_ms[0] <= times->deaths_ms) {
        if (supervisor->held->draft.is_kept)
            LOG("supervisor", "it died too often: the sitting is left to staff");
        held_draft_forget(supervisor->held);
        start_at_ms = now_ms + times->pause_ms;
    }
    pause_until(supervisor, start_at_ms);
}

static void
leave(struct supervisor *supervisor, int exit_code)
{
    supervisor_drop_old(supervisor);
    supervisor->exit_code = exit_code;
    supervisor_move(supervisor, ENDED);
}

/* True where a child could not begin and said why: at the first start, or again and again. */
static bool
is_refusal(struct supervisor *supervisor, int status)
{
    bool had_frame = supervisor->state == SHOWING || supervisor->state == PARTING;

    if (had_frame || !WIFEXITED(status))
        return false;
    supervisor->refusals++;
    return !supervisor->has_shown || supervisor->refusals >= SUPERVISOR_REFUSALS_MAX;
}

static void
current_ended(struct supervisor *supervisor, int status)
{
    forget(&supervisor->current);
    if (supervisor->state == ENDING || (WIFEXITED(status) && WEXITSTATUS(status) == 0))
        leave(supervisor, 0);
    else if (is_refusal(supervisor, status))
        leave(supervisor, WEXITSTATUS(status));
    else
        note_death(supervisor);
}

static void
old_ended(struct supervisor *supervisor)
{
    forget(&supervisor->old);
    if (supervisor->state == CHANGING)
        supervisor_move(supervisor, STARTING);
    else if (supervisor->state == PARTING)
        supervisor_move(supervisor, SHOWING);
}

/* Takes what a child that died still said: a draft key, or a call for help. */
static void
drain_link(struct supervisor *supervisor, pid_t pid)
{
    struct pollfd waiting = {.events = POLLIN};

    while (supervisor->current.pid == pid && supervisor->current.link >= 0) {
        waiting.fd = supervisor->current.link;
        if (poll(&waiting, 1, 0) <= 0)
            break;
        supervisor_read_link(supervisor);
    }
}

void
supervisor_child_ended(struct supervisor *supervisor, pid_t pid, int status)
{
    drain_link(supervisor, pid);
    if (pid == supervisor->current.pid)
        current_ended(supervisor, status);
    else if (pid == supervisor->old.pid)
        old_ended(supervisor);
}
