/* Many signatures at once: a log of years has tens of thousands, at a twelfth of a millisecond each. */
#include "afterword/vault.h"

#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <unistd.h>

#define THREADS_MAX 8
#define SHARE_LEAST 32 /* what is less is verified sooner than a thread has begun */

struct share {
    struct vault_signed *signatures;
    size_t count;
    pthread_t thread;
    bool is_apart; /* on a thread of its own */
};

static void *
verify(void *context)
{
    struct share *share = context;

    for (size_t i = 0; i < share->count; i++) {
        struct vault_signed *one = &share->signatures[i];

        one->holds = one->holds && crypto_sign_verify_detached(one->signature, one->hash,
                                       sizeof(one->hash), one->public) == 0;
    }
    return NULL;
}

static size_t
n_shares(size_t count)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t most = count / SHARE_LEAST;

    if (processors < 1)
        processors = 1;
    if (most > (size_t) processors)
        most = (size_t) processors;
    if (most > THREADS_MAX)
        most = THREADS_MAX;
    return most > 0 ? most : 1;
}

void
vault_verify_all(struct vault_signed *signatures, size_t count)
{
    struct share shares[THREADS_MAX];
    size_t n = n_shares(count), at = 0;
    sigset_t all, before;

    // Signals go to the thread that waits for them; a thread inherits the mask it is made under.
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (size_t i = 0; i < n; i++) {
        size_t end = count * (i + 1) / n;

        shares[i] = (struct share){.signatures = signatures + at, .count = end - at};
        // The last is this thread's, and so is one that the system has no thread for.
        shares[i].is_apart =
            i + 1 < n && pthread_create(&shares[i].thread, NULL, verify, &shares[i]) == 0;
        at = end;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    for (size_t i = 0; i < n; i++)
        if (!shares[i].is_apart)
            (void) verify(&shares[i]);
    for (size_t i = 0; i < n; i++)
        if (shares[i].is_apart)
            (void) pthread_join(shares[i].thread, NULL);
}
