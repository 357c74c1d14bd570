#include "inside.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* From being told to end to being gone: the supervisor kills after two seconds, and on its own
 * death nobody else is left to. */
#define END_MS 1900

enum { LINK, SIGNALS, DOOR, HEARD };

struct ears {
    struct inbox *inbox;
    struct pollfd heard[HEARD];
};

static void
hear_message(struct ears *ears, int which, enum mail_kind kind)
{
    struct mail mail = {.kind = kind};
    struct fault fault;

    if (message_receive(ears->heard[which].fd, &mail.message, &fault)) {
        inbox_put(ears->inbox, &mail);
    } else if (fault.kind != FAULT_DAMAGED) {
        ears->heard[which].fd = -1; // gone; polling on would never sleep again
        if (which == LINK)
            inbox_put(ears->inbox, &(struct mail){.kind = MAIL_END});
    }
}

static void
hear_signal(struct ears *ears)
{
    struct signalfd_siginfo signal;

    if (read(ears->heard[SIGNALS].fd, &signal, sizeof(signal)) != (ssize_t) sizeof(signal))
        return;
    inbox_put(ears->inbox, &(struct mail){.kind = MAIL_END});
    (void) poll(NULL, 0, END_MS);
    LOG("kiosk", "it takes too long to end");
    _exit(1);
}

static void *
listen_on(void *context)
{
    struct ears *ears = context;

    for (;;) {
        // EINTR is harmless: then nothing is ready.
        if (poll(ears->heard, HEARD, -1) <= 0)
            continue;
        if (ears->heard[LINK].revents)
            hear_message(ears, LINK, MAIL_LINK);
        if (ears->heard[DOOR].revents)
            hear_message(ears, DOOR, MAIL_DOOR);
        if (ears->heard[SIGNALS].revents)
            hear_signal(ears);
    }
    return NULL;
}

bool
ears_start(struct inbox *inbox, int link, int door, struct fault *fault)
{
    struct ears *ears = memory_new(1, sizeof(*ears)); // the thread's, as long as the process is
    sigset_t signals;
    pthread_t thread;
    int descriptor;

    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    descriptor = signalfd(-1, &signals, SFD_CLOEXEC);
    if (descriptor < 0) {
        free(ears);
        return FAULT_ERRNO(fault, FAULT_SYSTEM, "wait for signals");
    }
    *ears = (struct ears){inbox, {[LINK] = {.fd = link, .events = POLLIN},
                                     [SIGNALS] = {.fd = descriptor, .events = POLLIN},
                                     [DOOR] = {.fd = door, .events = POLLIN}}};
    if (pthread_create(&thread, NULL, listen_on, ears) != 0)
        memory_exhausted(); // EAGAIN: no memory or too many threads
    pthread_detach(thread);
    return true;
}
