/* A page of writing with its keys on a screen of 1280x800, through the toolkit: events in, a frame and
 * its list out. One in a program; its test is set up and torn down by it. */
#ifndef AFTERWORD_TESTS_WRITING_PAGE_H
#define AFTERWORD_TESTS_WRITING_PAGE_H

#include "afterword/ui.h"

struct writing_page {
    struct ui *ui;
    struct ui_writing *writing; /* named "answer", and in focus */
    struct ui_writing_look look;
    enum ui_keys keys;
    struct ui_keys_pressed pressed; /* since it was set up */
    int n_changes;                  /* so often ui_write() said that the text changed */
    const SDL_Rect *changed;        /* by the last frame */
    size_t n_changed;
};
extern struct writing_page page;

int
page_set_up(void **state);
int
page_tear_down(void **state);

/* Describes it until nothing acts any more. */
void
page_frame(void);
/* An event, and no frame. */
void
page_post_text(const char *text);
void
page_post_key(SDL_Keycode code, int modifiers, bool repeat);
/* The same with a frame behind it. */
void
page_type(const char *text);
void
page_key(SDL_Keycode code, int modifiers);
/* A finger in the middle of a rectangle; down and up on a widget. */
void
page_finger(Uint32 type, const SDL_Rect *rect);
void
page_touch(const struct ui_item *item);

/* That stands on the page. */
void
page_expect(const char *text);
/* Of the last frame's list; fails where there is none. */
const struct ui_item *
page_item(const char *id);
const struct ui_item *
page_cap(const char *label);

#endif
