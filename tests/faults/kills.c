/* The process is killed: at one of its calls, in the middle of a write, or at any moment by the
 * clock. What the kernel has, it keeps. */
#include "campaign.h"

#include <stdlib.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "seed.h"

#define ALL_KILLS 1000

struct span {
    int calls;
    uint32_t us;
};

/* How long the scene is when nobody disturbs it: in a child, for it may cost who acts their keys. */
static struct span
measure(struct scene *scene)
{
    struct fault fault = FAULT_EMPTY;
    struct timeval begin, end;
    int status = 0;
    pid_t child;

    scene_restore(scene);
    child = fork();
    if (child == 0) {
        if (!scene_enter(scene, &fault))
            _exit(2);
        device_mend();
        (void) gettimeofday(&begin, NULL);
        if (!scene->kind->act(scene, &fault))
            _exit(3);
        (void) gettimeofday(&end, NULL);
        *scene->counted = device_count_all();
        *scene->took_us =
            (uint32_t) ((end.tv_sec - begin.tv_sec) * 1000000 + end.tv_usec - begin.tv_usec);
        _exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
        abort();
    return (struct span){*scene->counted, *scene->took_us};
}

static void
arm(struct seed *seed, const struct span *span)
{
    struct itimerval timer = {{0, 0}, {0, 0}};
    uint32_t us = 1 + seed_below(seed, span->us);

    if (seed_below(seed, 2) == 0) {
        device_die(1 + (int) seed_below(seed, (uint32_t) span->calls));
        return;
    }
    // Nobody handles the alarm: it kills.
    timer.it_value.tv_sec = us / 1000000;
    timer.it_value.tv_usec = us % 1000000;
    (void) setitimer(ITIMER_REAL, &timer, NULL);
}

static bool
is_killed(struct scene *scene, struct seed *seed, const struct span *span)
{
    struct fault fault = FAULT_EMPTY;
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        if (!scene_enter(scene, &fault))
            _exit(2);
        arm(seed, span);
        _exit(scene->kind->act(scene, &fault) ? 0 : 3);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        abort();
    return WIFSIGNALED(status) || WEXITSTATUS(status) == 0;
}

static uint64_t
kill_in(const struct scene_kind *kind, uint64_t kills, uint64_t first)
{
    struct scene *scene = scene_new(kind);
    struct span span = measure(scene);
    struct tally tally = {0};
    int64_t began_ms = clock_now_ms();

    for (uint64_t i = first; i < first + kills && !campaign_stopped(); i++) {
        struct seed seed = {(i + 1) * UINT64_C(0x9e3779b97f4a7c15)};
        const char *wrong = NULL;

        scene_restore(scene);
        if (!is_killed(scene, &seed, &span))
            wrong = "a call failed";
        tally.states++;
        device_know(NULL);
        scene->check_first = i % 2 == 0;
        scene->go_on = i % 4 < 2;
        if (!wrong)
            wrong = kind->judge(scene, scene->told);
        if (wrong)
            campaign_wrong(&tally, kind->name, i, wrong);
    }
    campaign_row("kills", kind->name, &tally, began_ms);
    scene_free(scene);
    return tally.found;
}

uint64_t
kills_run(uint64_t states, uint64_t seed)
{
    uint64_t found = 0;

    for (int i = 0; i <= SCENE_MIGRATE; i++)
        if (campaign_wants(&scene_kinds[i]))
            found += kill_in(&scene_kinds[i], states ? states / 2 + 1 : ALL_KILLS, seed);
    return found;
}
