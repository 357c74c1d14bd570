/* editor_view: a page on which an editor's text stands in lines.
 *
 * Keeps a layout for each paragraph and lays out again only those that a change
 * touched. Scrolls by whole lines: while someone writes, the written line stays
 * two fifths down the page (on a page of three lines or less, on its last line);
 * while they only look, the page moves no more than it must.
 *
 * Knows no colours and no widgets: editor_view_update(), then ask for lines, caret
 * and selection and draw them; hand touches and keys to it.
 *
 * Thread: the window's alone. Memory: layouts are numbers, but a composition is
 * spliced into a copy of its paragraph, which is wiped.
 */
#ifndef AFTERWORD_UI_EDITOR_VIEW_H
#define AFTERWORD_UI_EDITOR_VIEW_H

#include "ui/editor.h"
#include "ui/repeat.h"
#include "ui/text.h"

/* The caret blinks for five seconds after the last change and then stands still. */
#define EDITOR_BLINK_MS 530
#define EDITOR_BLINK_STOPS_MS 5000

struct view_paragraph {
    size_t from, length; /* in the editor's text, without the newline */
    size_t first_line;
    struct text_block block;
};

struct editor_view {
    struct text_style style;
    float width;
    size_t n_visible; /* whole lines that fit */
    struct view_paragraph *paragraphs;
    size_t n_paragraphs, capacity;
    size_t n_lines;
    size_t top_line;
    size_t composed;      /* the paragraph a composition stands in, or SIZE_MAX */
    struct bytes spliced; /* that paragraph with the composition in it */
    uint32_t seen_revision, seen_compositions; /* of the editor */
    size_t seen_caret;
    float wanted_x;       /* where up and down would like to go; negative: where the caret is */
    int64_t touched_ms;   /* last change or motion: the caret blinks from here */
    struct repeat repeat; /* of a physical Delete */
};

void
editor_view_init(struct editor_view *view);
void
editor_view_destroy(struct editor_view *view);

/* Brings the layout up to date with the editor, the style and the size of the page, and scrolls.
 * Called once a frame, before anything below. */
void
editor_view_update(struct editor_view *view, struct text *text, struct editor *editor,
    const struct text_style *style, float width, float height, int64_t now_ms);

/* A line to draw. Its runs' strings begin at `string` + run->from. */
struct view_line {
    const struct text_block *block;
    const struct text_line *line;
    const char *string;
    float y;        /* of its top, from the page's */
    float baseline; /* from the page's top */
    struct text_span selected[TEXT_SPANS_MAX];
    size_t n_selected;
    struct text_span composed[TEXT_SPANS_MAX]; /* to be underlined */
    size_t n_composed;
};

/* The n-th visible line; false past the last. */
bool
editor_view_line(
    const struct editor_view *view, const struct editor *editor, size_t n, struct view_line *line);

struct view_caret {
    float x, y; /* the top of its line */
    bool visible;
    bool lit; /* not in the dark half of a blink */
};
struct view_caret
editor_view_caret(const struct editor_view *view, const struct editor *editor, int64_t now_ms);
/* When the caret's picture changes next; negative: never, it stands still. */
int64_t
editor_view_wakes_ms(const struct editor_view *view, int64_t now_ms);

/* A touch puts the caret at the nearest gap between words: fingers are wider than letters.
 * A mouse (`exact`) puts it at the nearest letter. `select` keeps the other end. */
void
editor_view_touch(struct editor_view *view, struct editor *editor, float x, float y, bool exact,
    bool select, int64_t now_ms);

/* A key that is no text: arrows, Home, End, Page Up and Down, Backspace, Delete, Return, and with
 * Ctrl z y a x c v. `repeat` is SDL's word that it is held. False: not the editor's key. */
bool
editor_view_key(struct editor_view *view, struct editor *editor, SDL_Keycode key,
    SDL_Keymod modifiers, bool repeat, struct bytes *clipboard, int64_t now_ms);

#endif
