/* What the files of the page ask of each other. */
#ifndef AFTERWORD_UI_EDITOR_VIEW_INSIDE_H
#define AFTERWORD_UI_EDITOR_VIEW_INSIDE_H

#include "ui/editor_view.h"

/* A place on the page: a line of the whole text, and how far from the left. */
struct view_place {
    size_t line;
    float x;
};

/* ---- editor_view.c ---- */

/* Takes over what changed in the editor since last time; lays nothing out. */
void
editor_view_follow(struct editor_view *view, struct text *text, struct editor *editor);

/* ---- editor_place.c: offsets are the editor's ---- */

/* Where a caret stands; its lines must have been laid out, but for editor_view_place_far(). */
struct view_place
editor_view_place(const struct editor_view *view, const struct editor *editor, size_t offset,
    enum text_side side);
struct view_place
editor_view_place_far(
    struct editor_view *view, const struct editor *editor, size_t offset, enum text_side side);
/* The offset nearest to a place. */
size_t
editor_view_offset(struct editor_view *view, const struct editor *editor, struct view_place place,
    enum text_side *side);
/* Shown and stored offsets differ behind a composition. */
size_t
editor_view_shown(const struct editor_view *view, const struct editor *editor, size_t offset);

/* The place the caret goes to with an arrow to the side, as the eye sees it. `words`: to the
 * word's end. */
size_t
editor_view_beside(struct editor_view *view, const struct editor *editor, bool rightwards,
    bool words, enum text_side *side);
/* Of what is selected, the end that lies to that side. */
size_t
editor_view_end_beside(struct editor_view *view, const struct editor *editor, bool rightwards);
/* The place `n_lines` below the caret (negative: above), as near as can be to where it came
 * from; the text's ends past the first and last line. */
size_t
editor_view_lines_away(
    struct editor_view *view, const struct editor *editor, long n_lines, enum text_side *side);
/* The first and last place of the caret's line. */
void
editor_view_line_ends(
    struct editor_view *view, const struct editor *editor, size_t *from, size_t *to);

#endif
