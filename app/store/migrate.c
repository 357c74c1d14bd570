#define _GNU_SOURCE // O_DIRECTORY, O_NOFOLLOW

#include "inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Bringing an older data file forward.
 *
 * Forward only, and all or nothing: the steps run in one transaction with the version in it, and the
 * result is checked before the commit. A copy is made first, as sealed as the file itself, and
 * stands until a writer opens the file again: later it would keep what was erased since. */

const struct store_step store_steps[] = {
    {0, NULL}, // format 1 is the first
};

/* ---- the copy ------------------------------------------------------------------------*/

static char *
copy_path(const char *folder, int64_t version, const char *ending)
{
    char name[64];

    (void) snprintf(name, sizeof(name), "afterword-v%lld.db%s", (long long) version, ending);
    return file_path(folder, name);
}

void
drop_copies(const char *folder)
{
    for (int64_t version = 0; version < STORE_VERSION; version++) {
        char *path = copy_path(folder, version, "");

        (void) unlink(path); // hardly ever there
        free(path);
    }
}

static bool
sync_path(const char *path, int flags, struct fault *fault)
{
    int descriptor = open(path, flags | O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    bool synced = descriptor >= 0 && fsync(descriptor) == 0;

    if (!synced)
        (void) FAULT_ERRNO(fault, FAULT_DISK, "sync the copy of an older data file");
    if (descriptor >= 0)
        close(descriptor);
    return synced;
}

static bool
keep_copy(struct store *store, int64_t version, struct fault *fault)
{
    char *path = copy_path(store->folder, version, "");
    char *part = copy_path(store->folder, version, ".part");
    bool kept;

    (void) unlink(part); // what an earlier power cut left is nobody's
    kept = store_copy(store, part, fault) && sync_path(part, 0, fault);
    if (kept && rename(part, path) != 0)
        kept = FAULT_ERRNO(fault, FAULT_DISK, "put the copy of an older data file in its place");
    kept = kept && sync_path(store->folder, O_DIRECTORY, fault);
    if (!kept)
        (void) unlink(part);
    free(path);
    free(part);
    return kept;
}

/* ---- the steps -----------------------------------------------------------------------*/

static const struct store_step *
step_from(const struct store_step *steps, int64_t version)
{
    while (steps->statements && steps->from != version)
        steps++;
    return steps->statements ? steps : NULL;
}

static bool
is_led_forward(const struct store_step *steps, int64_t version)
{
    while (version < STORE_VERSION && step_from(steps, version))
        version++;
    return version == STORE_VERSION;
}

static bool
take_step(struct store *store, const struct store_step *step, struct fault *fault)
{
    for (const char *const *statement = step->statements; *statement; statement++)
        if (!run(store, *statement, fault))
            return false;
    return set_version(store, step->from + 1, fault);
}

/* Inside the transaction, where nobody else can have stepped it in the meantime. */
static bool
take_steps(struct store *store, int64_t version, struct fault *fault)
{
    int64_t now = 0;

    if (!ask(store, "PRAGMA user_version", &now, fault))
        return false;
    if (now != version)
        return FAULT(fault, FAULT_STORE_BUSY, "find the data file in its old version", now);
    for (; version < STORE_VERSION; version++)
        if (!take_step(store, step_from(store->steps, version), fault))
            return false;
    return check_schema(store, fault) && store_quick_check(store, fault);
}

bool
bring_forward(struct store *store, int64_t version, struct fault *fault)
{
    if (!is_led_forward(store->steps, version))
        return FAULT(fault, FAULT_FOREIGN, "read the data file's version", version);
    if (store->mode == STORE_READ || is_copy(store))
        return FAULT(fault, FAULT_DISK_READ_ONLY, "bring an older data file forward", version);
    if (!store_quick_check(store, fault) || !keep_copy(store, version, fault) ||
        !store_begin(store, fault))
        return false;
    // Not store_commit: the file is only being opened, and who opens it tries again.
    if (!take_steps(store, version, fault) || !run(store, "COMMIT", fault)) {
        store_rollback(store);
        return false;
    }
    store->in_transaction = false;
    return true;
}
