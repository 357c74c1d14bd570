/* The power goes: what was not synced may be lost, torn or out of order. What was, only a library that
 * stands under the program's own syncs can tell (tests/faults/power_cut.c, preloaded). */
#define _GNU_SOURCE // RTLD_DEFAULT

#include "inside.h"

#include <dlfcn.h>

void
power_watch(const char *folder)
{
    void (*watch)(const char *folder);

    *(void **) &watch = dlsym(RTLD_DEFAULT, "afterword_power_watch");
    if (watch)
        watch(folder);
}

bool
power_cut(uint64_t seed)
{
    void (*cut)(uint64_t seed);

    *(void **) &cut = dlsym(RTLD_DEFAULT, "afterword_power_cut");
    if (cut)
        cut(seed);
    return cut != NULL;
}

void
power_forget(void)
{
    void (*forget)(void);

    *(void **) &forget = dlsym(RTLD_DEFAULT, "afterword_power_forget");
    if (forget)
        forget();
}

bool
power_can_be_cut(void)
{
    return dlsym(RTLD_DEFAULT, "afterword_power_cut") != NULL;
}
