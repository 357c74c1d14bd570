/* hand: of all that touches the glass, the one contact that is meant, and where it was last at rest.
 *
 * One contact at a time is the hand's. The first finger wins: whatever comes down beside it (a
 * second finger, a third, fifty) is nobody's until it is lifted. What came down at the edge of the
 * glass may be the hand that holds the screen: it gives way to a finger, and after a second it is a
 * palm and presses nothing (N9). A contact whose end never came (its device was pulled out) gives
 * way too, once it has been silent for long.
 *
 * Where a finger lets go it slips: what counts is the median of its last 80 ms, each place weighted
 * by how long the finger stayed there (N5).
 *
 * Thread: the window's alone. It knows no widgets; times are clock_now_ms().
 */
#ifndef AFTERWORD_UI_HAND_H
#define AFTERWORD_UI_HAND_H

#include <SDL.h>

#include "afterword/base.h"

#define HAND_STABLE_MS 80    /* of these the middle place counts */
#define HAND_PALM_MS 1000    /* longer than this from the edge is a palm */
#define HAND_SILENT_MS 5000  /* a contact that said nothing for so long may be gone */
#define HAND_EDGE_MM 4.0f    /* what begins nearer to the edge may be a palm */
#define HAND_SAMPLES_MAX 128 /* a panel that tells a thousand places a second fits */

/* Who touches: a finger of a touch device, or the mouse (all zero). */
struct hand_contact {
    bool is_finger;
    SDL_TouchID device;
    SDL_FingerID finger;
};

struct hand {
    bool down;
    bool from_edge;
    struct hand_contact contact;
    int64_t began_ms;
    struct hand_sample {
        float x, y; /* px */
        int64_t at_ms;
    } samples[HAND_SAMPLES_MAX]; /* a ring: the last of them is at n_samples - 1 */
    size_t n_samples;            /* since it came down */
    SDL_FPoint began;
};

/* A contact comes down. False: it is not the hand's, now and until it is lifted. */
bool
hand_press(struct hand *hand, struct hand_contact contact, float x, float y, bool from_edge,
    int64_t now_ms);
/* True while this contact is the hand's. */
bool
hand_has(const struct hand *hand, struct hand_contact contact);
void
hand_move(struct hand *hand, float x, float y, int64_t now_ms);
/* It is lifted, here. Gives where it was last at rest. */
SDL_FPoint
hand_release(struct hand *hand, float x, float y, int64_t now_ms);
/* True once it is a palm: the caller drops it. */
bool
hand_is_palm(const struct hand *hand, int64_t now_ms);
/* Forgets the contact: it is nobody's until it is lifted. */
void
hand_drop(struct hand *hand);

#endif
