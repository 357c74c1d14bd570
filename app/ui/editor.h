/* editor: what is being written, without a picture of it.
 *
 * A run of UTF-8, a caret, a selection and a way back. One operation lies under
 * everything: editor_replace(). Motions are functions from position to position;
 * moving, selecting and deleting use the same ones.
 *
 * Invariants, checked after each change: the text is valid UTF-8 without
 * controls, of at most EDITOR_CHARACTERS_MAX characters; caret and anchor stand
 * on grapheme borders.
 *
 * Thread: the window's alone. Memory: the text, what was taken out of it and the
 * composition are a person's words; editor_destroy() wipes them.
 */
#ifndef AFTERWORD_UI_EDITOR_H
#define AFTERWORD_UI_EDITOR_H

#include "afterword/base.h"
#include "ui/text.h"

/* Nobody is told of this number before it is reached: no counter, no target. */
#define EDITOR_CHARACTERS_MAX 100000
/* A composition of an input method is a few words. */
#define EDITOR_COMPOSITION_BYTES_MAX 1024
/* What the way back may hold. Below it every step since the page was opened is there; above it
 * the oldest go, but never the newest EDITOR_UNDO_STEPS_MIN. */
#define EDITOR_UNDO_BYTES_MAX (4u << 20)
#define EDITOR_UNDO_STEPS_MIN 20

enum editor_step_kind {
    EDITOR_TYPED,   /* may grow while someone goes on typing */
    EDITOR_DELETED, /* may grow while someone goes on deleting */
    EDITOR_CHANGED  /* anything else: stands alone */
};

/* One step of the way back, and after it was taken, of the way forth: at `from`, `length` bytes
 * of the text stand where `was` stood. */
struct editor_step {
    enum editor_step_kind kind;
    size_t from;
    size_t length;
    struct bytes was;
    size_t caret, anchor; /* before it */
};

/* What changed since the view looked last: the bytes from..old_to became from..new_to. */
struct editor_change {
    bool any;
    size_t from, old_to, new_to;
};

struct editor {
    struct bytes text;
    size_t n_characters;
    size_t caret;
    size_t anchor;         /* the selection's other end; == caret: none */
    enum text_side side;   /* of the caret, where one offset has two places */
    bool one_line;         /* set by its owner: newlines come in as spaces */
    bool full;             /* the last thing typed or pasted did not fit, or not whole */
    uint32_t revision;     /* counts changes of the text */
    uint32_t compositions; /* counts changes of the composition */

    struct editor_step *steps;
    size_t n_steps; /* n_undone of them, at the end, lie ahead */
    size_t n_undone;
    size_t steps_capacity;
    bool step_closed; /* the next change begins a step of its own */

    struct editor_change change;
    struct bytes composition; /* drawn at the caret, not stored */
    size_t composition_caret; /* bytes into it */
};

void
editor_init(struct editor *editor);
/* Wipes everything. NULL-safe, repeatable. */
void
editor_destroy(struct editor *editor);

/* Puts `length` bytes in place of the text without a way back: a draft that is opened again.
 * What is no text is left out as editor_insert() does. */
void
editor_set(struct editor *editor, const void *data, size_t length);

/* ---- the one operation ------------------------------------------------------*/

/* Puts `length` bytes in place of the bytes from..to and the caret behind them. Asserts that both
 * are grapheme borders and that the bytes are clean (see editor_clean); of what would be more
 * than EDITOR_CHARACTERS_MAX characters the rest is left out and `full` is set. Adds to the way
 * back and drops the way forth. */
void
editor_replace(struct editor *editor, size_t from, size_t to, const void *data, size_t length);

/* Appends to `clean` what of the bytes may stand in a text: ill-formed UTF-8, controls and
 * direction overrides are left out, tabs become spaces, every kind of line end a newline. */
void
editor_clean(const void *data, size_t length, struct bytes *clean);

/* Types text over the selection or at the caret, cleaned. Ends a composition. */
void
editor_insert(struct editor *editor, const void *data, size_t length);

/* ---- motions ----------------------------------------------------------------*/

enum editor_motion {
    EDITOR_STAY,
    EDITOR_NEXT,
    EDITOR_PREVIOUS,
    EDITOR_WORD_NEXT,     /* behind the next word */
    EDITOR_WORD_PREVIOUS, /* before the last one */
    EDITOR_PARAGRAPH_BEGIN,
    EDITOR_PARAGRAPH_END,
    EDITOR_TEXT_BEGIN,
    EDITOR_TEXT_END,
    EDITOR_MOTIONS
};

/* Where a motion leads from `at`. */
size_t
editor_motion(const struct editor *editor, enum editor_motion motion, size_t at);
/* Puts the caret at a grapheme border; `select` leaves the anchor where it is. */
void
editor_move(struct editor *editor, size_t to, enum text_side side, bool select);
/* The word around `at`, or the gap between two words. */
void
editor_word_at(const struct editor *editor, size_t at, size_t *from, size_t *to);
/* True where nothing but spaces and newlines stand between two borders. */
bool
editor_is_gap(const struct editor *editor, size_t from, size_t to);
/* The first and the last byte of what is selected; equal where nothing is. */
void
editor_selection(const struct editor *editor, size_t *from, size_t *to);
/* Takes out the selection, or what lies between the caret and where the motion leads. False
 * where there is nothing. */
bool
editor_delete(struct editor *editor, enum editor_motion motion);

/* ---- back and forth ---------------------------------------------------------*/

/* One step back, or forth again. False where there is none. */
bool
editor_undo(struct editor *editor);
bool
editor_redo(struct editor *editor);
bool
editor_can_undo(const struct editor *editor);
bool
editor_can_redo(const struct editor *editor);

/* ---- taking out, putting in -------------------------------------------------
 *
 * `clipboard` is the session's own and never the desktop's.
 */
bool
editor_copy(const struct editor *editor, struct bytes *clipboard);
bool
editor_cut(struct editor *editor, struct bytes *clipboard);
void
editor_paste(struct editor *editor, const struct bytes *clipboard);

/* What an input method is composing; length 0 ends it. The first of it takes the selection out. */
void
editor_compose(struct editor *editor, const void *data, size_t length, size_t caret);

/* True where a sentence begins at the caret: the keyboard offers a capital. */
bool
editor_at_sentence_start(const struct editor *editor);

/* Gives what changed since it was last asked, and forgets it. */
struct editor_change
editor_take_change(struct editor *editor);

#endif
