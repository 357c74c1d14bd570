/* What the page's keys ask of its layout. */
#ifndef AFTERWORD_UI_EDITOR_VIEW_INSIDE_H
#define AFTERWORD_UI_EDITOR_VIEW_INSIDE_H

#include "ui/editor_view.h"

/* True where the letter behind the caret runs leftwards (at the end: the one before it). */
bool
editor_view_reads_leftwards(const struct editor_view *view, const struct editor *editor);
/* The place `n_lines` below the caret (negative: above), as near as can be to where it came
 * from; the text's ends past the first and last line. */
size_t
editor_view_lines_away(
    struct editor_view *view, const struct editor *editor, long n_lines, enum text_side *side);
/* The first and last place of the caret's line. */
void
editor_view_line_ends(
    const struct editor_view *view, const struct editor *editor, size_t *from, size_t *to);

#endif
