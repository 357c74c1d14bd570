#include "inside.h"

#include <assert.h>
#include <pthread.h>

struct inbox {
    pthread_mutex_t lock;
    pthread_cond_t came;
    struct mail *mail; // a ring of `capacity`
    size_t first, count, capacity;
    bool wakes_loop;
};

struct inbox *
inbox_new(void)
{
    struct inbox *inbox = memory_new(1, sizeof(*inbox));

    pthread_mutex_init(&inbox->lock, NULL);
    pthread_cond_init(&inbox->came, NULL);
    inbox->capacity = 64;
    inbox->mail = memory_new(inbox->capacity, sizeof(*inbox->mail));
    return inbox;
}

static void
grow(struct inbox *inbox)
{
    struct mail *mail = memory_new(inbox->capacity * 2, sizeof(*mail));

    for (size_t i = 0; i < inbox->count; i++)
        mail[i] = inbox->mail[(inbox->first + i) % inbox->capacity];
    free(inbox->mail);
    inbox->mail = mail;
    inbox->first = 0;
    inbox->capacity *= 2;
}

void
inbox_put(struct inbox *inbox, const struct mail *mail)
{
    SDL_Event wake = {.type = SDL_USEREVENT};
    bool wakes_loop;

    pthread_mutex_lock(&inbox->lock);
    if (inbox->count == inbox->capacity)
        grow(inbox);
    assert(inbox->count < inbox->capacity);
    inbox->mail[(inbox->first + inbox->count++) % inbox->capacity] = *mail;
    wakes_loop = inbox->wakes_loop;
    pthread_cond_signal(&inbox->came);
    pthread_mutex_unlock(&inbox->lock);

    // Refused only where SDL's queue is full, and then the loop is awake.
    if (wakes_loop)
        (void) SDL_PushEvent(&wake);
}

bool
inbox_take(struct inbox *inbox, struct mail *mail)
{
    bool taken = false;

    pthread_mutex_lock(&inbox->lock);
    if (inbox->count > 0) {
        *mail = inbox->mail[inbox->first];
        inbox->first = (inbox->first + 1) % inbox->capacity;
        inbox->count--;
        taken = true;
    }
    pthread_mutex_unlock(&inbox->lock);
    return taken;
}

bool
inbox_is_empty(struct inbox *inbox)
{
    bool is_empty;

    pthread_mutex_lock(&inbox->lock);
    is_empty = inbox->count == 0;
    pthread_mutex_unlock(&inbox->lock);
    return is_empty;
}

void
inbox_wait(struct inbox *inbox)
{
    pthread_mutex_lock(&inbox->lock);
    while (inbox->count == 0)
        pthread_cond_wait(&inbox->came, &inbox->lock);
    pthread_mutex_unlock(&inbox->lock);
}

void
inbox_wake_loop(struct inbox *inbox)
{
    SDL_Event wake = {.type = SDL_USEREVENT};

    pthread_mutex_lock(&inbox->lock);
    inbox->wakes_loop = true;
    pthread_mutex_unlock(&inbox->lock);
    (void) SDL_PushEvent(&wake); // for what came before
}
