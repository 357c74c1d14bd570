/* A small random stream for property tests: the same seed gives the same walk on every machine. */
#ifndef AFTERWORD_TESTS_SEED_H
#define AFTERWORD_TESTS_SEED_H

#include <stdint.h>

struct seed {
    uint64_t state;
};

/* xorshift64*; never with state 0. */
static inline uint32_t
seed_next(struct seed *seed)
{
    seed->state ^= seed->state >> 12;
    seed->state ^= seed->state << 25;
    seed->state ^= seed->state >> 27;
    return (uint32_t) (seed->state * UINT64_C(2685821657736338717) >> 32);
}

/* In [0, limit). */
static inline uint32_t
seed_below(struct seed *seed, uint32_t limit)
{
    return seed_next(seed) % limit;
}

#endif
