#define _DEFAULT_SOURCE // environ

#include "afterword/supervisor.h"

#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

/* What may stay in the environment; a "*" stands for the rest of a name, or for its beginning.
 * An input method's variables are not here: its daemon would see every word. */
static const char *const kept_names[] = {
    "PATH",
    "HOME",
    "LANG",
    "LC_*",
    "TZ",
    "DISPLAY",
    "XAUTHORITY",
    "WAYLAND_DISPLAY",
    "XDG_RUNTIME_DIR",
    "XDG_DATA_HOME",
    "AFTERWORD_DATA",
    "XCOMPOSEFILE",
    "PULSE_*",
    "ALSA_CONFIG_PATH",
    "NOTIFY_SOCKET",
    "WATCHDOG_USEC",
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    "*SAN_OPTIONS",
#endif
};

static bool
matches(const char *pattern, const char *name, size_t length)
{
    size_t fixed = strlen(pattern) - 1;

    if (pattern[0] == '*')
        return length >= fixed && memcmp(name + length - fixed, pattern + 1, fixed) == 0;
    if (pattern[fixed] == '*')
        return length >= fixed && memcmp(name, pattern, fixed) == 0;
    return length == fixed + 1 && memcmp(name, pattern, length) == 0;
}

static bool
is_kept(const char *variable, bool any_driver)
{
    size_t length = strcspn(variable, "=");

    if (any_driver && matches("SDL_VIDEODRIVER", variable, length))
        return true;
    for (size_t i = 0; i < COUNT(kept_names); i++)
        if (matches(kept_names[i], variable, length))
            return true;
    return false;
}

void
supervisor_prepare(bool any_driver)
{
    struct rlimit no_core = {0, 0};
    char **to = environ;

    (void) umask(077);
    // Neither can fail with these arguments. Not dumpable: no core, no ptrace, no /proc/PID/mem.
    (void) prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    (void) setrlimit(RLIMIT_CORE, &no_core);

    for (char **from = environ; from && *from; from++)
        if (is_kept(*from, any_driver))
            *to++ = *from;
    if (to)
        *to = NULL;
    // Without an address SDL would start a session bus, to ask it about input methods: a daemon of
    // nobody's, and 10 ms before the first frame.
    if (setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:", 1) != 0)
        memory_exhausted();
}
