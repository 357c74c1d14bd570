#include "supervisor_inside.h"

#include <assert.h>

const struct supervisor_state_row supervisor_states[SUPERVISOR_STATES] = {
    [STARTING] = {"starting", BIT(SHOWING) | BIT(PAUSING) | BIT(ENDING) | BIT(ENDED), PRESENT,
        ABSENT},
    [SHOWING] = {"showing", BIT(CHANGING) | BIT(PAUSING) | BIT(ENDING) | BIT(ENDED), PRESENT,
        ABSENT},
    // STARTING: the old child died by itself, and its picture with it.
    [CHANGING] = {"changing",
        BIT(PARTING) | BIT(STARTING) | BIT(PAUSING) | BIT(ENDING) | BIT(ENDED), PRESENT, PRESENT},
    // CHANGING: a session can be over before the old child is gone.
    [PARTING] = {"parting", BIT(SHOWING) | BIT(CHANGING) | BIT(PAUSING) | BIT(ENDING) | BIT(ENDED),
        PRESENT, PRESENT},
    [PAUSING] = {"pausing", BIT(STARTING) | BIT(CHANGING) | BIT(ENDED), ABSENT, PERHAPS},
    [ENDING] = {"ending", BIT(ENDED), PRESENT, ABSENT},
    [ENDED] = {"ended", 0, ABSENT, ABSENT},
};
_Static_assert(COUNT(supervisor_states) == SUPERVISOR_STATES, "every state has a row");

static bool
is_as(enum presence wanted, const struct child *child)
{
    return wanted == PERHAPS || (wanted == PRESENT) == (child->pid > 0);
}

bool
supervisor_is_sound(const struct supervisor *supervisor)
{
    const struct supervisor_state_row *row = &supervisor_states[supervisor->state];

    return is_as(row->current, &supervisor->current) && is_as(row->old, &supervisor->old);
}

void
supervisor_move(struct supervisor *supervisor, enum supervisor_state next)
{
    assert(supervisor_states[supervisor->state].may_go_to & BIT(next));
    supervisor->state = next;
    assert(supervisor_is_sound(supervisor));
}
