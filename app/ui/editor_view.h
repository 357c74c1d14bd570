/* editor_view: a page on which an editor's text stands in lines.
 *
 * Lays the text out in pieces (editor_pieces.h): what is looked at at once, the rest while there
 * is time. Scrolls by whole lines: while someone writes, the written line stays two fifths down
 * the page (on a page of three lines or less, on its last line); while they only look, the page
 * moves no more than it must.
 *
 * Knows no colours and no widgets: editor_view_update(), then ask for lines, caret
 * and selection and draw them; hand touches and keys to it.
 *
 * Thread: the window's alone. Memory: layouts are numbers, but a composition is
 * spliced into a copy of the text, which is wiped.
 */
#ifndef AFTERWORD_UI_EDITOR_VIEW_H
#define AFTERWORD_UI_EDITOR_VIEW_H

#include "ui/editor.h"
#include "ui/editor_pieces.h"
#include "ui/repeat.h"
#include "ui/text.h"

/* The caret blinks for five seconds after the last change and then stands still. */
#define EDITOR_BLINK_MS 530
#define EDITOR_BLINK_STOPS_MS 5000

struct editor_view {
    struct editor_pieces pieces;
    size_t n_visible; /* whole lines that fit */
    size_t top_line;
    struct bytes shown; /* the text with a composition in it; empty where there is none */
    size_t composed_at; /* where that stands, and its length; 0 for none */
    size_t composed;
    uint32_t seen_compositions; /* of the editor */
    size_t seen_caret;
    bool wrote;           /* something changed since the page was last brought up to date */
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
/* The selection's other end, as if the caret stood there. */
struct view_caret
editor_view_anchor(const struct editor_view *view, const struct editor *editor);
/* When the page wants to be described next: the caret blinks, or lines wait to be laid out.
 * Negative: never, it stands still. */
int64_t
editor_view_wakes_ms(const struct editor_view *view, int64_t now_ms);

/* Moves the page by whole lines, downwards where positive, and no further than the text goes. The
 * caret stays in its place in the text; writing brings the page back to it. */
void
editor_view_scroll(struct editor_view *view, long n_lines);

/* A touch puts the caret at the nearest gap between words: fingers are wider than letters.
 * A mouse (`exact`) puts it at the nearest letter. `select` keeps the other end. */
void
editor_view_touch(struct editor_view *view, struct text *text, struct editor *editor, float x,
    float y, bool exact, bool select, int64_t now_ms);
/* Selects the word that is touched, or the one before a gap. */
void
editor_view_touch_word(struct editor_view *view, struct text *text, struct editor *editor, float x,
    float y, int64_t now_ms);

/* A key that is no text: arrows, Home, End, Page Up and Down, Backspace, Delete, Return, and with
 * Ctrl z y a x c v. `repeat` is SDL's word that it is held. False: not the editor's key. */
bool
editor_view_key(struct editor_view *view, struct text *text, struct editor *editor, SDL_Keycode key,
    SDL_Keymod modifiers, bool repeat, struct bytes *clipboard, int64_t now_ms);

#endif
