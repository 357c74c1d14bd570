#include "afterword/base.h"

#include <assert.h>
#include <errno.h>

static const struct {
    const char *description;
    const char *hint;
    int exit_code;
} kinds[] = {
    [FAULT_NONE] = {"nothing went wrong", NULL, 0},
    [FAULT_SYSTEM] = {"the system refused", NULL, 1},
    [FAULT_MEMORY] = {"there is not enough memory for the key",
        "close other programs; opening needs up to 256 MiB", 1},
    [FAULT_DISK] = {"the disk could not be read or written",
        "look at the disk's health; nothing was changed", 1},
    [FAULT_DISK_FULL] = {"the disk is full", "free some space and try again", 1},
    [FAULT_DISK_READ_ONLY] = {"it cannot be written", "look at the owner and the mount", 1},
    [FAULT_STORE_BUSY] = {"another program holds the data file", "close it and try again", 1},
    [FAULT_LOCKED] = {"another Afterword works on this data folder",
        "leave the kiosk first; check, backup create and flow work beside it", 1},
    [FAULT_PERMISSION] = {"the folder or file is not safe to use",
        "it must be a real folder of yours with mode 0700, on a local disk", 1},
    [FAULT_NOT_FOUND] = {"it is not there", "look at the path, or give --data DIR", 1},
    [FAULT_EXISTS] = {"it is there already", "nothing was changed", 1},
    [FAULT_FOREIGN] = {"it is not a file of this Afterword",
        "the file was not touched; look at the path", 4},
    [FAULT_NEWER] = {"it was written by a newer Afterword",
        "nothing was changed; install the newer version", 1},
    [FAULT_DAMAGED] = {"the data is damaged", "nothing was changed; run afterword check", 4},
    [FAULT_FORGED] = {"the data was changed outside Afterword",
        "nothing was changed; run afterword check", 4},
    [FAULT_PASSPHRASE] = {"the passphrase did not open it", NULL, 3},
    [FAULT_SLOWED] = {"there were too many wrong tries", "wait a minute and try again", 3},
    [FAULT_ACCESS] = {"you hold no key for this", "ask a colleague who does to assign it", 1},
    [FAULT_INPUT] = {"what was given is not of the right form", NULL, 2},
    [FAULT_LIMIT] = {"it is larger than Afterword takes", NULL, 2},
    [FAULT_DEVICE] = {"the device does not work", NULL, 1},
    [FAULT_STOPPED] = {"the program is ending", NULL, 1},
};
_Static_assert(COUNT(kinds) == FAULT_KINDS, "every fault has words");

bool
fault_set(struct fault *fault, enum fault_kind kind, const char *doing, int64_t code)
{
    assert(kind > FAULT_NONE && kind < FAULT_KINDS);
    *fault = (struct fault){kind, doing, code};
    return false;
}

bool
fault_from_errno(struct fault *fault, enum fault_kind kind, const char *doing)
{
    int code = errno;

    switch (code) {
    case ENOSPC:
    case EDQUOT:
        kind = FAULT_DISK_FULL;
        break;
    case EROFS:
        kind = FAULT_DISK_READ_ONLY;
        break;
    case EACCES:
    case EPERM:
    case ELOOP:
        kind = FAULT_PERMISSION;
        break;
    case ENOENT:
        kind = FAULT_NOT_FOUND;
        break;
    default:
        break;
    }
    return fault_set(fault, kind, doing, code);
}

const char *
fault_description(enum fault_kind kind)
{
    assert(kind < FAULT_KINDS);
    return kinds[kind].description;
}

const char *
fault_hint(enum fault_kind kind)
{
    assert(kind < FAULT_KINDS);
    return kinds[kind].hint;
}

int
fault_exit_code(enum fault_kind kind)
{
    assert(kind < FAULT_KINDS);
    return kinds[kind].exit_code;
}
