/* editor_pieces: a long text laid out a piece at a time.
 *
 * The text is parted into pieces of some hundred bytes, each of which begins where a line begins:
 * behind a newline or, in a long paragraph, where a line of the piece before it ended. A change
 * lays out the pieces it touched and those whose lines moved by it; the rest waits until it is
 * looked at or until there is time (editor_pieces_work). So a key costs the same in a text of ten
 * words and in one of twenty thousand.
 *
 * A piece that is looked at before those above it were laid out, as after a jump to the end, is
 * begun at a gap between two words. When the pieces above reach it its lines are made again; they
 * then stand as if all had been laid out at once.
 *
 * Offsets are bytes of the text as it is shown. Thread: the window's alone. Memory: numbers, no
 * words; `text` and `string` are borrowed from editor_pieces_begin() to the end of the call.
 */
#ifndef AFTERWORD_UI_EDITOR_PIECES_H
#define AFTERWORD_UI_EDITOR_PIECES_H

#include "ui/editor.h"
#include "ui/text.h"

struct editor_piece {
    size_t from, length; /* with the newline it ends with */
    size_t first_line;
    size_t n_lines;        /* a guess until it is laid out */
    bool begins_paragraph; /* else it goes on with a paragraph */
    enum text_base base;   /* of the paragraph it goes on with; by letter where it is a guess */
    bool loose;            /* at no seam: there was none for thousands of letters */
    bool laid;
    struct text_block block; /* its lines and maybe more: those past n_lines are not its own */
};

/* Invariant: the pieces join without gap or overlap from 0 to the text's length, each of them
 * begins on a grapheme border, and none but the last is empty. */
struct editor_pieces {
    struct text *text;
    const char *string;
    size_t length;
    struct text_style style;
    float width;
    struct editor_piece *list;
    size_t count, capacity;
    size_t n_lines;
    float line_bytes; /* of a line, as the last piece that was laid out had them */
};

void
editor_pieces_destroy(struct editor_pieces *pieces);

/* What the calls below are about; before each group of them. */
void
editor_pieces_begin(
    struct editor_pieces *pieces, struct text *text, const char *string, size_t length);
/* Forgets all lines: another text, style or width. */
void
editor_pieces_reset(struct editor_pieces *pieces, const struct text_style *style, float width);
/* Bytes were replaced: parts the text anew and lays nothing out. */
void
editor_pieces_change(struct editor_pieces *pieces, const struct editor_change *change);

/* Lays out the piece that holds an offset, and gives its index; `n_rows` lines above it come with
 * it where they are not far. */
size_t
editor_pieces_reach(struct editor_pieces *pieces, size_t offset, size_t n_rows);
/* Lays out the piece of that index, which may then end earlier or later. */
void
editor_pieces_lay(struct editor_pieces *pieces, size_t i);
/* Lays out some of what waits, from the top. True while there is more. */
bool
editor_pieces_work(struct editor_pieces *pieces);

/* The piece that holds an offset, or a line. */
size_t
editor_pieces_of(const struct editor_pieces *pieces, size_t offset);
size_t
editor_pieces_of_line(const struct editor_pieces *pieces, size_t line);
bool
editor_pieces_wait(const struct editor_pieces *pieces);

#endif
