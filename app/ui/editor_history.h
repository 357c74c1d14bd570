/* The way back of an editor: see editor.h. */
#ifndef AFTERWORD_UI_EDITOR_HISTORY_H
#define AFTERWORD_UI_EDITOR_HISTORY_H

#include "ui/editor.h"

/* Remembers a change that is about to be made. Letters typed one behind the other, and letters
 * deleted one before the other, join to steps of a word. */
void
editor_history_record(
    struct editor *editor, size_t from, size_t to, const void *data, size_t length);
/* Wipes the way back and forth. */
void
editor_history_clear(struct editor *editor);

/* In editor.c: the change of bytes alone, on character borders. */
void
editor_apply(struct editor *editor, size_t from, size_t to, const void *data, size_t length);
/* In editor.c: `at`, or the first grapheme border after it. */
size_t
editor_border_after(const struct editor *editor, size_t at);

#endif
