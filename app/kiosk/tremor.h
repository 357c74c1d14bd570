/* tremor: how a finger that shakes lies on the glass, for tours.
 *
 * It comes down beside what it aims at and swings around that place six times a second; together
 * its places scatter with a standard deviation of 2.5 mm to each side, as measured of old hands
 * (experience.md, T-6). The same seed shakes the same way. */
#ifndef AFTERWORD_KIOSK_TREMOR_H
#define AFTERWORD_KIOSK_TREMOR_H

#include <stdint.h>

#define TREMOR_MM 2.5 /* standard deviation on each axis */
#define TREMOR_HZ 6.0

struct tremor {
    double beside_x, beside_y; /* mm */
    double swing_x, swing_y;   /* the amplitude, mm */
    double phase_x, phase_y;   /* radians */
    int contact_ms;            /* how long it stays down */
    int after_ms;              /* a bounce: how long after it was lifted */
};

/* One touch of a hand; `bounce`: it only comes down again, and briefly. */
struct tremor
tremor_of(uint64_t seed, int bounce);
/* How far from its aim it is so long after it came down. */
void
tremor_at(const struct tremor *tremor, int ms, double *x_mm, double *y_mm);

#endif
