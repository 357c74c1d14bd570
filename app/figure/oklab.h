/* OKLab: a colour space in which a straight line between two colours looks straight. The numbers
 * are its author's (Bjorn Ottosson, 2020). */
#ifndef AFTERWORD_FIGURE_OKLAB_H
#define AFTERWORD_FIGURE_OKLAB_H

#include <stdint.h>

struct oklab {
    float l, a, b;
};

struct oklab
oklab_of(uint32_t rgb);
/* Each channel 0 to 255, not yet rounded: whoever draws adds a grain first. */
void
oklab_channels(struct oklab colour, float channels[3]);
/* `share` of `b` in `a`. */
struct oklab
oklab_mix(struct oklab a, struct oklab b, float share);

#endif
