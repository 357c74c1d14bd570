/* repeat: a key that is held. Only Delete repeats (N7): two seconds after it was pressed, then twice
 * a second, and after six times a word at a time; a hand that rests on a key writes nothing. */
#ifndef AFTERWORD_UI_REPEAT_H
#define AFTERWORD_UI_REPEAT_H

#include <stdbool.h>
#include <stdint.h>

#define REPEAT_DELAY_MS 2000
#define REPEAT_EACH_MS 500
#define REPEATS_TO_WORDS 6

/* All zero is a key that was never pressed. */
struct repeat {
    int64_t pressed_ms;
    int64_t obeyed_ms;
    int n_repeats; /* since it was pressed */
};

/* The key goes down. */
void
repeat_press(struct repeat *repeat, int64_t now_ms);
/* The key is held: true when it is to be obeyed once more. */
bool
repeat_held(struct repeat *repeat, int64_t now_ms);
/* When repeat_held() may be true next. */
int64_t
repeat_wakes_ms(const struct repeat *repeat);
/* True once it takes whole words. */
bool
repeat_takes_words(const struct repeat *repeat);

#endif
