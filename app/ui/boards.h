/* boards: the keyboards a person can reach, read when the first is shown: that of the language in
 * use first, then those that are offered, each once, and one with Latin letters always. */
#ifndef AFTERWORD_UI_BOARDS_H
#define AFTERWORD_UI_BOARDS_H

#include "ui/inside.h"
#include "ui/keyboard.h"
#include "ui/repeat.h"

#define BOARDS_MAX 8

struct board {
    struct keyboard_layout layout;
    struct keyboard keyboard;
};

struct keyboards {
    struct board *words[BOARDS_MAX];
    struct board *letters; /* NULL: its file cannot be read */
    size_t n_words, now;
    struct repeat repeat; /* of the Delete that is held */
};

struct keyboards *
boards_open(struct ui *ui);
/* The one that is shown; NULL where its file could not be read. */
struct keyboard *
boards_shown(struct keyboards *keyboards, enum ui_keys keys);
/* Shows the next of those that are offered, at its letters. */
void
boards_change(struct keyboards *keyboards);

#endif
