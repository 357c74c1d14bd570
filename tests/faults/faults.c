/* Each call fails in turn, once and for ever, as a disk fails, is full or is read-only; and each
 * allocation of memory. */
#include "campaign.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "seed.h"

#define SHARE 30 /* of the states asked for, in each of a scene's 36 series */

enum { FINE = 10, WRONG };

static const char *const call_names[] = {
    [DEVICE_OPEN] = "open",
    [DEVICE_WRITE] = "write",
    [DEVICE_SYNC] = "sync",
    [DEVICE_CUT] = "truncate",
    [DEVICE_RENAME] = "rename",
    [DEVICE_REMOVE] = "remove",
};
_Static_assert(COUNT(call_names) == DEVICE_CALLS, "every call has a name");

struct trouble {
    enum device_call call;
    int nth;
    bool for_ever;
    int code;
};

static int
count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;

    while (folder && readdir(folder))
        count++;
    if (folder)
        (void) closedir(folder);
    return count;
}

/* The program's log of what fails is as it should be. Not closed: SQLite would fill the gap. */
static void
hush(void)
{
    int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);

    if (nothing >= 0) {
        (void) dup2(nothing, STDERR_FILENO);
        (void) close(nothing);
    }
}

static int
wrong_is(struct scene *scene, const char *what, const struct fault *fault)
{
    (void) snprintf(scene->wrong, SCENE_WRONG, "%s: %s: %s (%lld)", what, fault->doing,
        fault_description(fault->kind), (long long) fault->code);
    return WRONG;
}

/* ---- the disk ----------------------------------------------------------------------------*/

/* The disk is well again: what failed is done once more, in the process as it stands or, where that
 * has given its file up, in the next. */
static bool
once_more(struct scene *scene, struct fault *fault)
{
    bool open = scene->clinic->records && (scene->kept.length == 0 || scene->draft);

    if (open && scene->kind->act(scene, fault))
        return true;
    scene_leave(scene);
    return scene_enter(scene, fault) && scene->kind->act(scene, fault);
}

static int
bear(struct scene *scene, const struct trouble *trouble)
{
    struct fault fault = FAULT_EMPTY;
    int before = count_descriptors();
    bool done;
    const char *wrong;

    device_fail(trouble->call, trouble->nth, trouble->for_ever, trouble->code);
    done = scene_enter(scene, &fault) && scene->kind->act(scene, &fault);
    device_mend();
    if (!done && !once_more(scene, &fault))
        return wrong_is(scene, "once more", &fault);
    scene_leave(scene);
    if (count_descriptors() != before)
        return wrong_is(scene, "a descriptor is left open", &fault);
    wrong = scene->kind->judge(scene, scene->told);
    if (wrong && wrong != scene->wrong)
        (void) snprintf(scene->wrong, SCENE_WRONG, "%s", wrong);
    return wrong ? WRONG : FINE;
}

/* In a process of its own, so that one that dies is seen. */
static int
bear_apart(struct scene *scene, const struct trouble *trouble)
{
    int status = 0;
    pid_t child;

    scene_restore(scene);
    child = fork();
    if (child == 0) {
        hush();
        _exit(bear(scene, trouble));
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        abort();
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    (void) snprintf(scene->wrong, SCENE_WRONG, "it died of signal %d", WTERMSIG(status));
    return WRONG;
}

/* `most` of the calls, evenly; the last of them always. */
static void
fail_each(struct scene *scene, struct trouble trouble, uint64_t most, struct tally *tally)
{
    int calls = scene->shared->calls[trouble.call];
    uint64_t n = (uint64_t) calls < most ? (uint64_t) calls : most;
    char name[80];

    for (uint64_t i = 1; i <= n && !campaign_stopped(); i++) {
        trouble.nth = (int) (i * (uint64_t) calls / n);
        tally->states++;
        if (bear_apart(scene, &trouble) == FINE)
            continue;
        (void) snprintf(name, sizeof(name), "%s, %s%s, %s", scene->kind->name,
            call_names[trouble.call], trouble.for_ever ? " and on" : "", strerror(trouble.code));
        campaign_wrong(tally, name, (uint64_t) trouble.nth, scene->wrong);
    }
}

/* ---- memory ---------------------------------------------------------------------------------*/

/* Out of memory ends the program in one way, and what had been told stands. */
static const char *
starve(struct scene *scene, int nth)
{
    struct fault fault = FAULT_EMPTY;
    int status = 0;
    pid_t child;

    scene_restore(scene);
    child = fork();
    if (child == 0) {
        hush();
        device_starve(nth);
        _exit(scene_enter(scene, &fault) && scene->kind->act(scene, &fault) ? FINE : WRONG);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        abort();
    if (WIFSIGNALED(status) ? WTERMSIG(status) != SIGABRT : WEXITSTATUS(status) > WRONG) {
        (void) snprintf(scene->wrong, SCENE_WRONG, "it ended as %d", status);
        return scene->wrong;
    }
    device_know(NULL);
    return scene->kind->judge(scene, scene->told);
}

/* How many calls and allocations there are when nothing fails. */
static void
count_calls(struct scene *scene)
{
    struct fault fault = FAULT_EMPTY;
    int status = 0;
    pid_t child;

    scene_restore(scene);
    child = fork();
    if (child == 0) {
        device_starve(0);
        device_mend();
        if (!scene_enter(scene, &fault) || !scene->kind->act(scene, &fault))
            _exit(WRONG);
        *scene->counted = device_allocations();
        for (int i = 0; i < DEVICE_CALLS; i++)
            scene->shared->calls[i] = device_count((enum device_call) i);
        _exit(FINE);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || status != FINE << 8)
        abort();
}

/* ---- rows ---------------------------------------------------------------------------------------*/

static uint64_t
disk_in(struct scene *scene, uint64_t states)
{
    static const int codes[] = {EIO, ENOSPC, EROFS};
    struct tally tally = {0};
    int64_t began_ms = clock_now_ms();
    uint64_t most = states ? states / SHARE + 1 : UINT64_MAX;
    char name[48];

    for (int call = 0; call < DEVICE_CALLS; call++)
        for (size_t i = 0; i < 2 * COUNT(codes); i++)
            fail_each(scene, (struct trouble){(enum device_call) call, 1, i % 2 == 1, codes[i / 2]},
                most, &tally);
    (void) snprintf(name, sizeof(name), "%s, calls of the disk", scene->kind->name);
    campaign_row("faults", name, &tally, began_ms);
    return tally.found;
}

static uint64_t
memory_in(struct scene *scene, uint64_t states, uint64_t first)
{
    struct tally tally = {0};
    int64_t began_ms = clock_now_ms();
    int n = *scene->counted;
    int most = states > 0 && states < (uint64_t) n ? (int) states : n;
    struct seed seed = {first + 1};
    char name[48];

    if (n == 0)
        return 0; // a sanitizer's memory is not ours to refuse
    for (int i = 1; i <= most && !campaign_stopped(); i++) {
        int nth = most < n ? 1 + (int) seed_below(&seed, (uint32_t) n) : i;
        const char *wrong = starve(scene, nth);

        tally.states++;
        if (wrong)
            campaign_wrong(&tally, scene->kind->name, (uint64_t) nth, wrong);
    }
    (void) snprintf(name, sizeof(name), "%s, memory", scene->kind->name);
    campaign_row("faults", name, &tally, began_ms);
    return tally.found;
}

uint64_t
faults_run(uint64_t states, uint64_t seed)
{
    uint64_t found = 0;

    for (int i = 0; i < SCENES; i++) {
        struct scene *scene;

        if (!campaign_wants(&scene_kinds[i]))
            continue;
        scene = scene_new(&scene_kinds[i]);
        count_calls(scene);
        found += disk_in(scene, states);
        // Few: each takes a passphrase's time in one scene.
        found += memory_in(scene, states ? states / SHARE + 1 : 0, seed);
        scene_free(scene);
    }
    return found;
}
