#include "inside.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "afterword/demo.h"

#define GREETING_MS 20000 /* a first frame may wait for a slow disk, and for one that died */
#define ANSWER_MS 30000
#define END_MS 5000
#define TEAM 2
/* A tour touches less often than that: no two seeds give a hand the same touches. */
#define SEEDS_APART 1000003u

/* ---- the folder ------------------------------------------------------------------*/

static char *
make_folder(void)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    char *path = file_path(runtime && runtime[0] ? runtime : "/tmp", "afterword-tour-XXXXXX");

    if (mkdtemp(path))
        return path;
    free(path);
    return NULL;
}

static bool
make_clinic(struct stage *stage)
{
    const struct tour_options *options = stage->options;
    struct fault fault = FAULT_EMPTY;
    struct demo_options demo = {.prompts = options->prompts,
        .assets = options->assets,
        .entries = DEMO_ENTRIES,
        .team = TEAM};

    stage->folder = make_folder();
    stage->throw_away = true;
    if (!stage->folder)
        (void) FAULT_ERRNO(&fault, FAULT_DISK, "make a folder for the tour");
    demo.folder = stage->folder;
    if (stage->folder && demo_make(&demo, &fault))
        return true;
    (void) fprintf(stderr, "afterword: cannot make the demo clinic of a tour: %s (%s)\n",
        fault_description(fault.kind), fault.doing);
    return false;
}

/* ---- greetings -------------------------------------------------------------------*/

static void
part(struct stage *stage)
{
    if (stage->pair >= 0)
        close(stage->pair);
    stage->pair = -1;
    stage->child = 0;
}

/* Takes one HELLO; false where nobody is left who could say it. */
static bool
take_greeting(struct stage *stage)
{
    struct message message;
    struct fault fault;
    struct reader body;

    if (!message_receive(stage->door, &message, &fault))
        return false;
    body = reader_of(message.body.data, message.body.length);
    if (message.kind == DOOR_HELLO && message.descriptor >= 0) {
        part(stage);
        stage->child = (pid_t) reader_u32(&body);
        stage->pair = message.descriptor;
        message.descriptor = -1;
    }
    message_destroy(&message);
    return true;
}

static bool
await_greeting(struct stage *stage)
{
    struct pollfd door = {.fd = stage->door, .events = POLLIN};

    while (stage->pair < 0)
        if (poll(&door, 1, GREETING_MS) <= 0 || !take_greeting(stage))
            return false;
    return true;
}

/* The newest child is the one on the screen. */
static void
greet_newer(struct stage *stage)
{
    struct pollfd door = {.fd = stage->door, .events = POLLIN};

    while (poll(&door, 1, 0) > 0 && take_greeting(stage))
        continue;
}

/* ---- the supervisor --------------------------------------------------------------*/

_Noreturn static void
be_supervisor(const struct stage *stage, int door)
{
    int exit_code;

    // One group, so that a power cut meets all of it.
    (void) setpgid(0, 0);
    // A tour that is killed leaves no kiosk behind.
    (void) prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
    close(stage->door);
    exit_code = stage->options->supervise(stage->options->context, stage->folder, door);
    (void) fflush(NULL);
    _exit(exit_code);
}

bool
stage_start(struct stage *stage)
{
    struct fault fault;
    int sockets[2];

    if (!message_pair(sockets, &fault)) {
        LOG_FAULT("tour", &fault);
        return false;
    }
    stage->door = sockets[0];
    (void) fflush(NULL);
    stage->supervisor = fork();
    if (stage->supervisor == 0)
        be_supervisor(stage, sockets[1]);
    close(sockets[1]);
    if (stage->supervisor > 0)
        (void) setpgid(stage->supervisor, stage->supervisor); // whoever of the two comes first
    if (stage->supervisor < 0) {
        stage->supervisor = 0;
        (void) FAULT_ERRNO(&fault, FAULT_SYSTEM, "start the kiosk of a tour");
        LOG_FAULT("tour", &fault);
        return false;
    }
    return await_greeting(stage);
}

static void
rest(long ms)
{
    struct timespec time = {ms / 1000, ms % 1000 * 1000000};

    (void) nanosleep(&time, NULL);
}

bool
stage_stop(struct stage *stage)
{
    int status = 0;
    pid_t ended = 0;

    if (stage->supervisor > 0) {
        (void) kill(stage->supervisor, SIGTERM);
        for (int i = 0; i < END_MS / 10 && ended == 0; i++) {
            ended = waitpid(stage->supervisor, &status, WNOHANG);
            if (ended == 0)
                rest(10);
        }
        if (ended == 0) {
            (void) kill(stage->supervisor, SIGKILL);
            (void) waitpid(stage->supervisor, &status, 0);
        }
    }
    stage->supervisor = 0;
    part(stage);
    if (stage->door >= 0)
        close(stage->door);
    stage->door = -1;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool
stage_crash(struct stage *stage)
{
    if (stage->child > 0)
        (void) kill(stage->child, SIGKILL);
    part(stage);
    return await_greeting(stage);
}

/* No process of it is left that could still write. */
static bool
kill_all(struct stage *stage)
{
    pid_t group = stage->supervisor;

    (void) kill(-group, SIGKILL);
    (void) waitpid(group, NULL, 0);
    stage->supervisor = 0;
    part(stage);
    close(stage->door);
    stage->door = -1;
    for (int i = 0; i < END_MS / 10; i++) {
        if (kill(-group, 0) != 0 && errno == ESRCH)
            return true;
        rest(10);
    }
    return false;
}

bool
stage_lose_power(struct stage *stage)
{
    return kill_all(stage) && power_cut(stage->seed++) && stage_start(stage);
}

bool
stage_open(struct stage *stage, const struct tour_options *options)
{
    *stage = (struct stage){
        .options = options, .door = -1, .pair = -1, .seed = options->seed * SEEDS_APART};
    if (options->data)
        stage->folder = memory_string(options->data);
    else if (!make_clinic(stage))
        return false;
    power_watch(stage->folder);
    if (stage_start(stage))
        return true;
    (void) fputs("afterword: the kiosk of a tour did not start\n", stderr);
    return false;
}

bool
stage_close(struct stage *stage)
{
    bool ended_well = stage_stop(stage);
    struct fault fault;

    power_forget();
    if (stage->throw_away && stage->folder && !file_folder_remove(stage->folder, &fault))
        LOG_FAULT("tour", &fault);
    free(stage->folder);
    stage->folder = NULL;
    return ended_well;
}

/* ---- asking ----------------------------------------------------------------------*/

static enum stage_answer
change(struct stage *stage)
{
    part(stage);
    return await_greeting(stage) ? STAGE_CHANGED : STAGE_LOST;
}

enum stage_answer
stage_ask(struct stage *stage, enum door_kind kind, const struct bytes *body, int descriptor,
    struct bytes *answer)
{
    struct pollfd pair = {.events = POLLIN};
    struct message message;
    struct fault fault;
    enum stage_answer outcome;

    greet_newer(stage);
    if (stage->pair < 0 || !message_send(stage->pair, (uint16_t) kind, body ? body->data : NULL,
                               body ? body->length : 0, descriptor, &fault))
        return change(stage);
    pair.fd = stage->pair;
    if (poll(&pair, 1, ANSWER_MS) <= 0)
        return STAGE_LOST;
    if (!message_receive(stage->pair, &message, &fault))
        return change(stage);

    outcome = message.kind == DOOR_FAILED ? STAGE_REFUSED : STAGE_DONE;
    if (answer)
        bytes_set(answer, message.body.data, message.body.length);
    message_destroy(&message);
    return outcome;
}

bool
stage_settle(struct stage *stage)
{
    enum stage_answer outcome;

    do
        outcome = stage_ask(stage, DOOR_IDLE, NULL, -1, NULL);
    while (outcome == STAGE_CHANGED);
    return outcome == STAGE_DONE;
}
