#include "kiosk/tremor.h"

#include <math.h>

#define PI 3.14159265358979323846

/* A touch lasts so long, and a bounce. */
#define CONTACT_MS 120
#define CONTACT_MORE_MS 120
#define BOUNCE_MS 30
#define BOUNCE_MORE_MS 40
#define LIFTED_MS 80
#define LIFTED_MORE_MS 40

/* A number from 0 up to 1 (splitmix64). */
static double
draw(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double) ((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}

/* Two of a normal distribution (Box and Muller). */
static void
draw_normal(uint64_t *state, double deviation, double *a, double *b)
{
    double far = deviation * sqrt(-2 * log(1 - draw(state)));
    double turn = 2 * PI * draw(state);

    *a = far * cos(turn);
    *b = far * sin(turn);
}

struct tremor
tremor_of(uint64_t seed, int bounce)
{
    // Half of the variance is where it comes down, half the swing, whose amplitude a has a*a/2.
    const double half = TREMOR_MM / sqrt(2);
    struct tremor tremor = {.swing_x = TREMOR_MM, .swing_y = TREMOR_MM};

    draw_normal(&seed, half, &tremor.beside_x, &tremor.beside_y);
    tremor.phase_x = 2 * PI * draw(&seed);
    tremor.phase_y = 2 * PI * draw(&seed);
    tremor.contact_ms = bounce ? BOUNCE_MS + (int) (BOUNCE_MORE_MS * draw(&seed))
                               : CONTACT_MS + (int) (CONTACT_MORE_MS * draw(&seed));
    if (bounce)
        tremor.after_ms = LIFTED_MS + (int) (LIFTED_MORE_MS * draw(&seed));
    return tremor;
}

void
tremor_at(const struct tremor *tremor, int ms, double *x_mm, double *y_mm)
{
    double turn = 2 * PI * TREMOR_HZ * ms / 1000;

    *x_mm = tremor->beside_x + tremor->swing_x * sin(turn + tremor->phase_x);
    *y_mm = tremor->beside_y + tremor->swing_y * sin(turn + tremor->phase_y);
}
