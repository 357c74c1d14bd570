#include "ui/hand.h"

#include <assert.h>

static bool
is_same(struct hand_contact a, struct hand_contact b)
{
    return a.is_finger == b.is_finger && a.device == b.device && a.finger == b.finger;
}

/* The n-th sample since the contact came down; the ring holds the last of them. */
static struct hand_sample *
sample(struct hand *hand, size_t n)
{
    assert(n + HAND_SAMPLES_MAX >= hand->n_samples);
    return &hand->samples[n % HAND_SAMPLES_MAX];
}

static void
add_sample(struct hand *hand, float x, float y, int64_t now_ms)
{
    hand->n_samples++;
    *sample(hand, hand->n_samples - 1) = (struct hand_sample){x, y, now_ms};
}

/* ---- whose it is -----------------------------------------------------------------*/

static bool
gives_way(const struct hand *hand, bool from_edge, int64_t now_ms)
{
    const struct hand_sample *last = &hand->samples[(hand->n_samples - 1) % HAND_SAMPLES_MAX];

    return (hand->from_edge && !from_edge) || now_ms - last->at_ms > HAND_SILENT_MS;
}

bool
hand_press(struct hand *hand, struct hand_contact contact, float x, float y, bool from_edge,
    int64_t now_ms)
{
    // The same finger that comes down again has been lifted, whether we were told or not.
    if (hand->down && !is_same(hand->contact, contact) && !gives_way(hand, from_edge, now_ms))
        return false;
    hand->down = true;
    hand->from_edge = from_edge;
    hand->contact = contact;
    hand->began = (SDL_FPoint){x, y};
    hand->began_ms = now_ms;
    hand->n_samples = 0;
    add_sample(hand, x, y, now_ms);
    return true;
}

bool
hand_has(const struct hand *hand, struct hand_contact contact)
{
    return hand->down && is_same(hand->contact, contact);
}

bool
hand_is_palm(const struct hand *hand, int64_t now_ms)
{
    return hand->down && hand->from_edge && now_ms - hand->began_ms > HAND_PALM_MS;
}

void
hand_drop(struct hand *hand)
{
    hand->down = false;
}

/* ---- where it is -----------------------------------------------------------------*/

void
hand_move(struct hand *hand, float x, float y, int64_t now_ms)
{
    assert(hand->down);
    add_sample(hand, x, y, now_ms);
}

/* A coordinate and for how long the finger was there. */
struct stay {
    float at;
    int64_t ms;
};

static float
middle_of(struct stay *stays, size_t count)
{
    int64_t all_ms = 0, passed_ms = 0;
    size_t n = 0;

    for (size_t i = 1; i < count; i++) {
        struct stay stay = stays[i];
        size_t to = i;

        for (; to > 0 && stays[to - 1].at > stay.at; to--)
            stays[to] = stays[to - 1];
        stays[to] = stay;
    }
    for (size_t i = 0; i < count; i++)
        all_ms += stays[i].ms;
    for (; n + 1 < count; n++) {
        passed_ms += stays[n].ms;
        if (2 * passed_ms >= all_ms)
            break;
    }
    return stays[n].at;
}

SDL_FPoint
hand_release(struct hand *hand, float x, float y, int64_t now_ms)
{
    struct stay across[HAND_SAMPLES_MAX], along[HAND_SAMPLES_MAX];
    size_t oldest = hand->n_samples > HAND_SAMPLES_MAX ? hand->n_samples - HAND_SAMPLES_MAX : 0;
    int64_t until_ms = now_ms;
    size_t count = 0;

    assert(hand->down);
    hand->down = false;
    // Backwards: a place was held until the next one came.
    for (size_t n = hand->n_samples; n-- > oldest && now_ms - until_ms < HAND_STABLE_MS;) {
        const struct hand_sample *at = sample(hand, n);
        int64_t from_ms = SDL_max(at->at_ms, now_ms - HAND_STABLE_MS);

        if (until_ms > from_ms) {
            across[count] = (struct stay){at->x, until_ms - from_ms};
            along[count++] = (struct stay){at->y, until_ms - from_ms};
        }
        until_ms = at->at_ms;
    }
    // All of it in one moment: there is nothing but its end.
    if (count == 0)
        return (SDL_FPoint){x, y};
    return (SDL_FPoint){middle_of(across, count), middle_of(along, count)};
}
