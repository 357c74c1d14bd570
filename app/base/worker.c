#include "afterword/base.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct worker {
    // Set before the thread starts, never changed.
    pthread_t thread;
    size_t limit;
    void (*deliver)(void *context, struct job *job);
    void *context;

    // Owned by the lock.
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct job **queue; // a ring of `limit`
    size_t first, count;
    size_t pending; // posted, and not yet delivered
    bool stopping;
};

static struct job *
take_job(struct worker *worker)
{
    struct job *job = NULL;

    pthread_mutex_lock(&worker->lock);
    while (worker->count == 0 && !worker->stopping)
        pthread_cond_wait(&worker->changed, &worker->lock);
    // What was posted before the stop still runs: it may be somebody's last sentence.
    if (worker->count > 0) {
        job = worker->queue[worker->first];
        worker->first = (worker->first + 1) % worker->limit;
        worker->count--;
        pthread_cond_broadcast(&worker->changed);
    }
    pthread_mutex_unlock(&worker->lock);
    return job;
}

static void *
work(void *context)
{
    struct worker *worker = context;
    struct job *job;

    while ((job = take_job(worker))) {
        job->fault = FAULT_EMPTY;
        job->done = job->run(job, &job->fault);
        assert(job->done || job->fault.kind != FAULT_NONE);
        worker->deliver(worker->context, job);
        // Only now: with nothing pending, everything lies where deliver() put it.
        pthread_mutex_lock(&worker->lock);
        worker->pending--;
        pthread_mutex_unlock(&worker->lock);
    }
    return NULL;
}

/* Signals go to the thread that waits for them; a thread inherits the mask it is made under. */
static void
start_thread(struct worker *worker)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (pthread_create(&worker->thread, NULL, work, worker) != 0)
        memory_exhausted(); // EAGAIN: no memory or too many threads
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct worker *
worker_start(size_t limit, void (*deliver)(void *context, struct job *job), void *context)
{
    struct worker *worker = memory_new(1, sizeof(*worker));

    assert(limit > 0);
    worker->limit = limit;
    worker->deliver = deliver;
    worker->context = context;
    worker->queue = memory_new(limit, sizeof(struct job *));
    pthread_mutex_init(&worker->lock, NULL);
    pthread_cond_init(&worker->changed, NULL);
    start_thread(worker);
    return worker;
}

bool
worker_post(struct worker *worker, struct job *job)
{
    bool taken = false;

    pthread_mutex_lock(&worker->lock);
    while (worker->count == worker->limit && !worker->stopping)
        pthread_cond_wait(&worker->changed, &worker->lock);
    if (!worker->stopping) {
        worker->queue[(worker->first + worker->count) % worker->limit] = job;
        worker->count++;
        worker->pending++;
        taken = true;
        pthread_cond_broadcast(&worker->changed);
    }
    pthread_mutex_unlock(&worker->lock);

    if (!taken)
        job->free(job);
    return taken;
}

size_t
worker_pending(struct worker *worker)
{
    size_t pending;

    pthread_mutex_lock(&worker->lock);
    pending = worker->pending;
    pthread_mutex_unlock(&worker->lock);
    return pending;
}

void
worker_stop(struct worker *worker)
{
    if (!worker)
        return;
    pthread_mutex_lock(&worker->lock);
    worker->stopping = true;
    pthread_cond_broadcast(&worker->changed);
    pthread_mutex_unlock(&worker->lock);
    pthread_join(worker->thread, NULL);

    assert(worker->count == 0);
    pthread_cond_destroy(&worker->changed);
    pthread_mutex_destroy(&worker->lock);
    free(worker->queue);
    free(worker);
}
