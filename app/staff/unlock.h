/* unlock, inside: the page and its six words. */
#ifndef STAFF_UNLOCK_H
#define STAFF_UNLOCK_H

#include "staff/inside.h"

/* Where things stand on this page; its keys are the highest of all pages. */
struct unlock_place {
    struct place place;
    float names_y, names_h;
    float chips_y, chips_h;
    float under_y, under_h; /* the line below the words, and Show */
    float shoreline;
    struct ui_rect keys;
};

size_t
staff_n_typed(const struct staff *staff);
void
staff_chips_row(struct staff *staff, struct ui *ui, const struct unlock_place *at);
/* The keys of letters, and what their fourth one does. */
void
staff_letters(struct staff *staff, struct ui *ui, const struct unlock_place *at);

#endif
