#include "ui/repeat.h"

void
repeat_press(struct repeat *repeat, int64_t now_ms)
{
    *repeat = (struct repeat){.pressed_ms = now_ms, .obeyed_ms = now_ms};
}

int64_t
repeat_wakes_ms(const struct repeat *repeat)
{
    int64_t next_ms = repeat->obeyed_ms + REPEAT_EACH_MS;

    return repeat->n_repeats == 0 ? repeat->pressed_ms + REPEAT_DELAY_MS : next_ms;
}

bool
repeat_held(struct repeat *repeat, int64_t now_ms)
{
    if (now_ms < repeat_wakes_ms(repeat))
        return false;
    repeat->obeyed_ms = now_ms;
    repeat->n_repeats++;
    return true;
}

bool
repeat_takes_words(const struct repeat *repeat)
{
    return repeat->n_repeats > REPEATS_TO_WORDS;
}
