/* The power goes: states of a disk that keeps what it synced, and of one that lies. */
#include "campaign.h"

#include <stdlib.h>
#include <string.h>

#define ALL_STATES 50000
#define ALL_LIES 1000

/* ---- states that were seen ---------------------------------------------------------------*/

struct seen {
    uint64_t *hashes;
    size_t size; /* a power of two, twice what it will hold: a state, and a way to judge it */
};

static bool
is_new(struct seen *seen, uint64_t hash)
{
    size_t at = (size_t) hash & (seen->size - 1);

    hash |= 1; // zero is an empty place
    while (seen->hashes[at] && seen->hashes[at] != hash)
        at = (at + 1) & (seen->size - 1);
    if (seen->hashes[at])
        return false;
    seen->hashes[at] = hash;
    return true;
}

static struct seen
seen_of(uint64_t n)
{
    struct seen seen = {.size = 16};

    while (seen.size < 4 * n)
        seen.size *= 2;
    seen.hashes = memory_new(seen.size, sizeof(*seen.hashes));
    return seen;
}

/* ---- rows ------------------------------------------------------------------------------------*/

static struct device_record
record(struct scene *scene)
{
    struct fault fault = FAULT_EMPTY;
    struct device_record recorded;

    scene_restore(scene);
    if (!scene_enter(scene, &fault))
        abort();
    device_record_begin();
    device_mark(scene->told, sizeof(*scene->told));
    if (!scene->kind->act(scene, &fault))
        abort();
    scene_leave(scene);
    recorded = device_record_end();
    device_know(NULL);
    return recorded;
}

/* Builds the state of a seed and says what had been told. False for a state that was judged in this
 * way already: each of the four ways is judged once, and most states come again. */
static bool
build(struct scene *scene, struct crash *crash, uint64_t seed, struct seen *seen,
    struct tally *tally, struct told *told)
{
    uint8_t mark[DEVICE_MARK];
    uint64_t hash = crash_choose(crash, seed, mark);
    uint64_t way = seed % 4;

    tally->states++;
    if (is_new(seen, hash))
        tally->distinct++;
    if (!is_new(seen, hash ^ ((way + 1) * UINT64_C(0x9e3779b97f4a7c15))))
        return false;
    crash_build(crash, scene->clinic->folder);
    memcpy(told, mark, sizeof(*told));
    if (told->tried == 0)
        told->saved = told->tried = scene->told_before.saved;
    scene->check_first = way % 2 == 0;
    scene->go_on = way < 2;
    return true;
}

/* What was begun when the power went is not in the mark: it may be there and may not. */
static void
allow_begun(struct scene *scene, struct told *told)
{
    const struct told *all = scene->told;

    told->tried = told->tried < all->tried ? told->tried + 1 : told->tried;
    told->closing = all->closing && told->saved == all->saved;
    told->beginning = all->beginning;
    told->erasing = all->erasing;
    told->backups = all->backups;
    told->moves = told->moved < all->moved ? (uint8_t) (told->moved + 1) : told->moved;
}

static uint64_t
honest(const struct scene_kind *kind, uint64_t states, uint64_t seed)
{
    struct scene *scene = scene_new(kind);
    struct device_record recorded = record(scene);
    struct crash *crash = crash_new(&recorded, false);
    struct seen seen = seen_of(states);
    struct tally tally = {0};
    int64_t began_ms = clock_now_ms();

    for (uint64_t i = seed; i < seed + states && !campaign_stopped(); i++) {
        struct told told;
        const char *wrong;

        if (!build(scene, crash, i, &seen, &tally, &told))
            continue;
        allow_begun(scene, &told);
        wrong = kind->judge(scene, &told);
        if (wrong)
            campaign_wrong(&tally, kind->name, i, wrong);
    }
    campaign_row("power", kind->name, &tally, began_ms);
    free(seen.hashes);
    crash_free(crash);
    device_record_destroy(&recorded);
    scene_free(scene);
    return tally.found;
}

/* Found here is what is not said: something told is lost, and everything opens as if nothing were.
 * The head covers what the log does; the last sentences of an open draft it cannot, and no page of a
 * supervisor outlives the power. */
static const char *
silently_lost(struct scene *scene, struct told *told)
{
    struct records_report report;
    struct fault fault = FAULT_EMPTY;
    bool said = false;

    if (!told->closed)
        told->saved = scene->told_before.saved;
    if (!records_check(scene->clinic->folder, &report, &fault))
        return NULL;
    for (size_t i = 0; i < report.count; i++)
        said = said || report.findings[i].is_damage;
    records_report_destroy(&report);
    return said ? NULL : scene->kind->judge(scene, told);
}

static uint64_t
lying(const struct scene_kind *kind, uint64_t states, uint64_t seed)
{
    struct scene *scene = scene_new(kind);
    struct device_record recorded = record(scene);
    struct crash *crash = crash_new(&recorded, true);
    struct seen seen = seen_of(states);
    struct tally tally = {0};
    int64_t began_ms = clock_now_ms();
    for (uint64_t i = seed; i < seed + states && !campaign_stopped(); i++) {
        struct told told;
        const char *lost;

        if (!build(scene, crash, i, &seen, &tally, &told))
            continue;
        allow_begun(scene, &told);
        lost = silently_lost(scene, &told);
        if (lost)
            campaign_wrong(&tally, kind->name, i, lost);
    }
    campaign_row("lies", kind->name, &tally, began_ms);
    free(seen.hashes);
    crash_free(crash);
    device_record_destroy(&recorded);
    scene_free(scene);
    return tally.found;
}

uint64_t
power_run(uint64_t states, uint64_t seed)
{
    static const int scenes[] = {SCENE_BEGIN, SCENE_AUTOSAVE, SCENE_CLOSE, SCENE_ERASE,
        SCENE_ERASE_ENTRY, SCENE_PLACE, SCENE_BACKUP, SCENE_RESTORE, SCENE_MIGRATE};
    uint64_t found = 0;

    for (size_t i = 0; i < COUNT(scenes); i++)
        if (campaign_wants(&scene_kinds[scenes[i]]))
            found += honest(&scene_kinds[scenes[i]], states ? states : ALL_STATES, seed);
    return found;
}

uint64_t
lies_run(uint64_t states, uint64_t seed)
{
    static const int logged[] = {SCENE_CLOSE, SCENE_ERASE, SCENE_ERASE_ENTRY, SCENE_PLACE};
    uint64_t found = 0;

    for (size_t i = 0; i < COUNT(logged); i++)
        if (campaign_wants(&scene_kinds[logged[i]]))
            found += lying(&scene_kinds[logged[i]], states ? states : ALL_LIES, seed);
    return found;
}
