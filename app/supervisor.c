#define _GNU_SOURCE // MAP_ANONYMOUS

#include "supervisor_inside.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LOCK_AGAIN_MS 500

int64_t
machine_now_ms(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now); // cannot fail with a clock of Linux
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- signals ---------------------------------------------------------------------*/

static sigset_t
our_signals(void)
{
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGCHLD);
    return signals;
}

static void
command_ended(struct supervisor *supervisor, int status)
{
    struct held_call *call = &supervisor->held->call;

    supervisor->command = (struct call_command){0};
    if (call->kind != 0 && status != 0) {
        LOG("supervisor", "the command of a call failed");
        call->state = LINK_CALL_FAILED;
        supervisor_tell_call(supervisor);
    }
}

static void
reap(struct supervisor *supervisor)
{
    pid_t pid;
    int status;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid == supervisor->command.pid)
            command_ended(supervisor, status);
        else
            supervisor_child_ended(supervisor, pid, status);
    }
}

static void
begin_end(struct supervisor *supervisor)
{
    if (supervisor->state == ENDING || supervisor->state == ENDED)
        return;
    supervisor_drop_old(supervisor);
    if (supervisor->current.pid == 0) {
        supervisor_move(supervisor, ENDED);
        return;
    }
    (void) kill(supervisor->current.pid, SIGTERM); // ESRCH cannot be: it is not reaped yet
    supervisor->end_at_ms = machine_now_ms() + supervisor->options->times.end_ms;
    supervisor_move(supervisor, ENDING);
}

/* True when one of them asks us to end. */
static bool
read_signals(int descriptor)
{
    struct signalfd_siginfo signal;
    bool asked = false;

    while (read(descriptor, &signal, sizeof(signal)) == (ssize_t) sizeof(signal))
        asked = asked || signal.ssi_signo != SIGCHLD;
    return asked;
}

/* ---- time ------------------------------------------------------------------------*/

static int64_t
left_ms(int64_t at_ms, int64_t now_ms, int64_t least_ms)
{
    int64_t left = at_ms > now_ms ? at_ms - now_ms : 0;

    return at_ms >= 0 && left < least_ms ? left : least_ms;
}

/* For poll: how long nothing is to be done, -1 for ever. */
static int
patience_ms(const struct supervisor *supervisor)
{
    const struct child *child = &supervisor->current;
    int64_t now_ms = machine_now_ms();
    int64_t wait_ms = INT_MAX;

    if (supervisor->state == PAUSING)
        wait_ms = left_ms(supervisor->start_at_ms, now_ms, wait_ms);
    if (supervisor->state == PARTING)
        wait_ms = left_ms(supervisor->part_at_ms, now_ms, wait_ms);
    if (supervisor->state == ENDING)
        wait_ms = left_ms(supervisor->end_at_ms, now_ms, wait_ms);
    if (supervisor->command.pid > 0)
        wait_ms = left_ms(supervisor->command.end_at_ms, now_ms, wait_ms);
    wait_ms = left_ms(child->answer_by_ms, now_ms, wait_ms);
    wait_ms = left_ms(child->ping_at_ms, now_ms, wait_ms);
    wait_ms = left_ms(held_expire(supervisor->held), clock_now_ms(), wait_ms);
    return wait_ms == INT_MAX ? -1 : (int) wait_ms;
}

static bool
is_due(int64_t at_ms)
{
    return at_ms >= 0 && at_ms <= machine_now_ms();
}

static void
ask_child(struct supervisor *supervisor)
{
    struct child *child = &supervisor->current;
    struct fault fault;

    child->ping_at_ms = -1;
    child->answer_by_ms = machine_now_ms() + supervisor->options->times.answer_ms;
    if (!message_send(child->link, LINK_ALIVE, NULL, 0, -1, &fault))
        LOG_FAULT("supervisor", &fault); // then no answer comes either
}

static void
act_on_time(struct supervisor *supervisor)
{
    struct child *child = &supervisor->current;

    assert(child->pid > 0 || (child->answer_by_ms < 0 && child->ping_at_ms < 0));
    if (is_due(child->answer_by_ms)) {
        LOG("supervisor", "the kiosk does not answer: it is ended");
        (void) kill(child->pid, SIGKILL);
        child->answer_by_ms = -1;
    }
    if (is_due(child->ping_at_ms) && child->link >= 0)
        ask_child(supervisor);
    if (supervisor->command.pid > 0 && is_due(supervisor->command.end_at_ms)) {
        call_command_kill(&supervisor->command, SIGKILL);
        supervisor->command.end_at_ms = -1;
    }

    if (supervisor->state == PAUSING && is_due(supervisor->start_at_ms)) {
        supervisor_start_child(supervisor);
    } else if (supervisor->state == PARTING && is_due(supervisor->part_at_ms)) {
        supervisor_drop_old(supervisor);
        supervisor_move(supervisor, SHOWING);
    } else if (supervisor->state == ENDING && is_due(supervisor->end_at_ms)) {
        LOG("supervisor", "the kiosk takes too long to end: it is killed");
        (void) kill(child->pid, SIGKILL);
        supervisor->end_at_ms = -1;
    }
}

/* ---- life ------------------------------------------------------------------------*/

static void
turn(struct supervisor *supervisor)
{
    struct pollfd waiting[2] = {{.fd = supervisor->signals, .events = POLLIN},
        {.fd = supervisor->current.link, .events = POLLIN}};

    // EINTR cannot come: our signals are blocked, and others end us. A spurious turn is harmless.
    (void) poll(waiting, COUNT(waiting), patience_ms(supervisor));
    // The link first: what a child said stands before its end.
    if (waiting[1].revents && supervisor->current.link >= 0)
        supervisor_read_link(supervisor);
    if (waiting[0].revents) {
        if (read_signals(supervisor->signals))
            begin_end(supervisor);
        reap(supervisor);
    }
    act_on_time(supervisor);
}

/* Waits while another Afterword works on the folder: after a crash of the supervisor its child
 * still seals. False with FAULT_NONE where we are asked to end meanwhile. */
static bool
take_lock(struct supervisor *supervisor, struct fault *fault)
{
    struct pollfd signals = {.fd = supervisor->signals, .events = POLLIN};
    bool is_said = false;

    while (!file_lock(supervisor->options->lock, &supervisor->lock, fault)) {
        if (fault->kind != FAULT_LOCKED)
            return false;
        if (!is_said)
            (void) fputs("afterword: another Afterword works on this data folder; waiting for it "
                         "to leave\n",
                stderr);
        is_said = true;
        if (poll(&signals, 1, LOCK_AGAIN_MS) > 0 && read_signals(supervisor->signals)) {
            *fault = FAULT_EMPTY;
            return false;
        }
    }
    *fault = FAULT_EMPTY; // of a try that failed while we waited
    return true;
}

static bool
open_all(struct supervisor *supervisor, struct fault *fault)
{
    sigset_t signals = our_signals();
    void *page;

    supervisor->signals = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    if (supervisor->signals < 0)
        return FAULT_ERRNO(fault, FAULT_SYSTEM, "wait for signals");
    supervisor->held = held_new(&supervisor->options->times, fault);
    if (!supervisor->held)
        return false;
    page = mmap(NULL, sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        return FAULT_ERRNO(fault, FAULT_MEMORY, "share a page with the kiosk");
    supervisor->revision = page;
    return take_lock(supervisor, fault);
}

static void
close_all(struct supervisor *supervisor)
{
    // A command that still runs has been given its chance; nobody will end it later.
    call_command_kill(&supervisor->command, SIGTERM);
    held_free(supervisor->held);
    if (supervisor->revision)
        (void) munmap(supervisor->revision, sizeof(uint64_t));
    if (supervisor->lock >= 0)
        close(supervisor->lock);
    if (supervisor->signals >= 0)
        close(supervisor->signals);
}

int
supervisor_run(const struct supervisor_options *options, struct fault *fault)
{
    struct supervisor supervisor = {.options = options,
        .state = PAUSING,
        .current = CHILD_NONE,
        .old = CHILD_NONE,
        .lock = -1,
        .signals = -1,
        .pid = getpid(),
        .start_at_ms = 0,
        .deaths_ms = {-1, -1, -1}};
    sigset_t signals = our_signals(), before;

    _Static_assert(SUPERVISOR_DEATHS_MAX == 3, "deaths_ms begins with that many -1");
    *fault = FAULT_EMPTY;
    sigprocmask(SIG_BLOCK, &signals, &before);
    if (open_all(&supervisor, fault))
        while (supervisor.state != ENDED)
            turn(&supervisor);
    else
        supervisor.exit_code = fault_exit_code(fault->kind);
    close_all(&supervisor);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return supervisor.exit_code;
}
