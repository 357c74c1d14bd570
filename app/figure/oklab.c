#include "figure/oklab.h"

#include <math.h>

static float
linear_of(uint32_t channel)
{
    float value = (float) channel / 255;

    return value <= 0.04045f ? value / 12.92f : powf((value + 0.055f) / 1.055f, 2.4f);
}

static float
encoded(float value)
{
    if (value <= 0.0031308f)
        return fmaxf(value, 0) * 12.92f * 255;
    return fminf(1.055f * powf(value, 1 / 2.4f) - 0.055f, 1) * 255;
}

struct oklab
oklab_of(uint32_t rgb)
{
    float r = linear_of(rgb >> 16 & 0xFF);
    float g = linear_of(rgb >> 8 & 0xFF);
    float b = linear_of(rgb & 0xFF);
    float l = cbrtf(0.4122214708f * r + 0.5363325363f * g + 0.0514459929f * b);
    float m = cbrtf(0.2119034982f * r + 0.6806995451f * g + 0.1073969566f * b);
    float s = cbrtf(0.0883024619f * r + 0.2817188376f * g + 0.6299787005f * b);

    return (struct oklab){
        0.2104542553f * l + 0.7936177850f * m - 0.0040720468f * s,
        1.9779984951f * l - 2.4285922050f * m + 0.4505937099f * s,
        0.0259040371f * l + 0.7827717662f * m - 0.8086757660f * s,
    };
}

void
oklab_channels(struct oklab colour, float channels[3])
{
    float l = colour.l + 0.3963377774f * colour.a + 0.2158037573f * colour.b;
    float m = colour.l - 0.1055613458f * colour.a - 0.0638541728f * colour.b;
    float s = colour.l - 0.0894841775f * colour.a - 1.2914855480f * colour.b;

    l = l * l * l;
    m = m * m * m;
    s = s * s * s;
    channels[0] = encoded(4.0767416621f * l - 3.3077115913f * m + 0.2309699292f * s);
    channels[1] = encoded(-1.2684380046f * l + 2.6097574011f * m - 0.3413193965f * s);
    channels[2] = encoded(-0.0041960863f * l - 0.7034186147f * m + 1.7076147010f * s);
}

struct oklab
oklab_mix(struct oklab a, struct oklab b, float share)
{
    return (struct oklab){
        a.l + (b.l - a.l) * share,
        a.a + (b.a - a.a) * share,
        a.b + (b.b - a.b) * share,
    };
}
