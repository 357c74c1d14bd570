/* text: fonts, the layout of lines and the drawing of them.
 *
 * SDL2_ttf is the pen, HarfBuzz the ruler, FriBidi the order, libunistring the
 * breaks. A layout is plain numbers: places and runs over a string that stays
 * the caller's. No copy of a word is in it, so it may be kept as long as one
 * likes; it is only valid for the same bytes.
 *
 *   text_layout()  string -> lines -> runs (one face, one direction, one script)
 *   text_caret(), text_hit(), text_spans()  offset <-> place
 *   text_paint()   one run onto a surface
 *
 * Offsets are bytes. Sizes and places are pixels; sizes of letters are em sizes.
 * y grows downwards. What is given as text must be valid UTF-8: that is asserted,
 * so whoever takes text from outside checks it first.
 *
 * Thread: the window's thread alone.
 *
 * Memory: fonts, shaped paragraphs and painted runs are cached, each cache with a
 * limit named below. The caches hold words people wrote: text_forget() wipes
 * them and is called when a page is veiled and when a session ends.
 */
#ifndef AFTERWORD_UI_TEXT_H
#define AFTERWORD_UI_TEXT_H

#include "afterword/base.h"

#include <SDL.h>

/* Painted runs kept, in bytes as they are packed, until text_window_set says how large the window is.
 * Each letter typed paints its word anew, so whatever stands here fills up while somebody writes. */
#define TEXT_PAINTED_BYTES_MAX (1u << 20)
/* Shaped paragraphs kept, in bytes: the longest text there may be (100,000 characters, 20 to 27 bytes
 * each) and the page around it. With less room than that each letter typed into such a text would
 * find what it needs just dropped. */
#define TEXT_SHAPED_BYTES_MAX (4u << 20)
/* Font files open at once, those among them that fontconfig chose for signs and scripts that are in
 * no table of ours (the others are 16 at most, and always find room), and sizes of all. */
#define TEXT_FACES_MAX 40
#define TEXT_FACES_CHOSEN_MAX 24
#define TEXT_FONTS_MAX 40
/* Largest em size; above it a layout is asked in vain. */
#define TEXT_EM_PX_MAX 512

/* What letters are for. Which family that is, is decided in text_faces.c, per script. */
enum text_role {
    TEXT_BOOK,        /* prompts and titles: Gentium Book Plus */
    TEXT_BOOK_ITALIC, /* the same, leaning */
    TEXT_PLAIN,       /* everything touched or written: Andika */
    TEXT_PLAIN_BOLD,  /* names on the staff side */
    TEXT_ROLES
};

struct text_style {
    enum text_role role;
    int em_px;   /* see text_em_px() */
    int line_px; /* from one baseline to the next: 1.5 em body, 1.3 em prompt (N12) */
};

/* The fonts and caches. One for the program. */
struct text;

/* Finds the fonts by family and opens those of every role.
 *
 * `language` ("en", "es", "ar"...) decides between faces where a script leaves a choice; it is
 * copied. A family that is not installed is stood in for by DejaVu or by whatever the machine
 * has: then text_missing() names it. NULL where there is no font at all (NOT_FOUND), or where
 * the font library does not start (DEVICE). */
struct text *
text_open(const char *language, struct fault *fault);
/* Wipes and frees all of it. NULL is fine. */
void
text_close(struct text *text);

/* The name of the n-th family that was wanted and is not installed; NULL past the last. A
 * literal. */
const char *
text_missing(const struct text *text, size_t n);

/* How many pixels the window has. A fifth as many bytes of painted runs are kept: a page filled with
 * writing and what stands round it, so that what is painted anew finds every run. */
void
text_window_set(struct text *text, size_t pixels);

/* "Plain letters": Andika for TEXT_BOOK too. Layouts made before are to be made again. */
void
text_plain_letters(struct text *text, bool plain);

/* Opens every role at `styles`' sizes and paints the alphabet once, so that the first key press
 * and the first page pay nothing. Called after the first frame is on the screen; tens of
 * milliseconds. */
void
text_warm(struct text *text, const struct text_style *styles, size_t n_styles);

/* Another page stands on the screen. Closes every font that has painted nothing since the page
 * before it came: a font open at one size holds a quarter of a megabyte. */
void
text_turn(struct text *text);

/* Wipes and drops all shaped paragraphs and painted runs. Fonts stay open. */
void
text_forget(struct text *text);

/* Bytes the two caches hold at the moment. */
size_t
text_cached_bytes(const struct text *text);

/* ---- measures ---------------------------------------------------------------*/

/* The em size at which the role's capitals are `cap_px` high; 1 to TEXT_EM_PX_MAX. */
int
text_em_px(struct text *text, enum text_role role, float cap_px);

struct text_measures {
    float cap_px;     /* height of a capital over the baseline */
    float x_px;       /* height of an x */
    float ascent_px;  /* the font's own, over the highest accents */
    float descent_px; /* below the baseline, positive */
};
struct text_measures
text_measure(struct text *text, const struct text_style *style);

/* The width of a string on one line, trailing spaces counted. */
float
text_width(struct text *text, const struct text_style *style, const char *string, size_t length);

/* ---- layout -----------------------------------------------------------------*/

/* What can be painted at once: one face, one direction, one script, within one line. */
struct text_run {
    size_t from, to; /* bytes of the string; a line's trailing spaces are in no run */
    float x, width;  /* from the line's left edge */
    uint32_t script; /* ISO 15924 as HarfBuzz tags it */
    uint16_t face;   /* opaque */
    uint16_t em_px;  /* the style's, or 1.1 of it for Arabic and Hebrew */
    bool right_to_left;
    size_t first_grapheme, end_grapheme; /* for text_caret() and its kin */
};

struct text_line {
    size_t from, to;           /* bytes; `to` is after the trailing spaces, before the newline */
    size_t first_run, end_run; /* in the order seen, from left to right */
    float x;                   /* left edge in the block: 0, or flush right where the base is so */
    float width;               /* without the trailing spaces */
    float spaces;              /* the width of the trailing spaces, which hang past the edge */
    float baseline;            /* from the block's top */
    bool right_to_left;        /* the paragraph's base direction */
    bool ends_paragraph;       /* followed by a newline or the end */
    size_t first_grapheme, end_grapheme;
};

struct text_grapheme {
    size_t at;     /* first byte */
    float advance; /* px */
    uint8_t level; /* bidirectional embedding level */
    bool space;
};

/* A string laid out. Invariants: at least one line; lines join without gap or overlap (but for
 * newlines); graphemes[n_graphemes].at is the length of the string. */
struct text_block {
    struct text_line *lines;
    size_t n_lines;
    struct text_run *runs;
    size_t n_runs;
    struct text_grapheme *graphemes; /* n_graphemes + 1 */
    size_t n_graphemes;
    size_t lines_capacity, runs_capacity, graphemes_capacity;
    float width;  /* the one it was laid out in; the widest line's where that was not given */
    float height; /* n_lines * line_px */
};
#define TEXT_BLOCK_EMPTY ((struct text_block){0})

/* Lays the string out within `width` (0 or less: lines end at newlines only) in place of what
 * `block` held, keeping its memory. Paragraphs end at newlines; a word wider than the line is
 * broken between graphemes.
 *
 * What was laid out before is found in the cache, a piece of some words or some hundred
 * bytes at a time: in a paragraph of 100,000 characters an edit costs 3 to 5 ms. Two bounds keep
 * hostile texts from costing more: of a grapheme 64 characters are looked at, and in a paragraph of
 * more than 1,536 bytes in which something reads leftwards a bracket or an embedding that stays open
 * for 1,024 is closed there. */
void
text_layout(struct text *text, const struct text_style *style, const char *string, size_t length,
    float width, struct text_block *block);
/* The same for what goes on with a paragraph: that one decides which way it reads, and not the
 * first letter here. */
enum text_base { TEXT_BASE_BY_LETTER, TEXT_BASE_RIGHTWARDS, TEXT_BASE_LEFTWARDS };
void
text_layout_on(struct text *text, const struct text_style *style, enum text_base base,
    const char *string, size_t length, float width, struct text_block *block);
/* Frees; NULL-safe and repeatable. */
void
text_block_destroy(struct text_block *block);

/* Two places of the caret can share one offset: where a line wraps, and where the direction
 * turns. `AFTER` stands at the end of what lies before the offset, `BEFORE` at the beginning of
 * what comes. */
enum text_side { TEXT_BEFORE, TEXT_AFTER };

struct text_place {
    size_t line;
    float x; /* from the block's left edge */
};

/* Where the caret stands for an offset on a grapheme border. */
struct text_place
text_caret(const struct text_block *block, size_t offset, enum text_side side);

/* The offset nearest to a point, always on a grapheme border; y outside the block goes to its
 * first or last line. `side` may be NULL. text_caret() of the answer is the nearest caret. */
size_t
text_hit(const struct text_block *block, float x, float y, enum text_side *side);

struct text_span {
    float x, width;
};
#define TEXT_SPANS_MAX 32
/* The pieces of line `line` that the bytes from..to cover, left to right, from the block's left
 * edge. Returns how many (in mixed lines a selection can be several). */
size_t
text_spans(const struct text_block *block, size_t line, size_t from, size_t to,
    struct text_span spans[TEXT_SPANS_MAX]);

/* ---- painting ---------------------------------------------------------------*/

/* Paints the bytes of one run (`string` begins at run->from) with its pen at x and its baseline
 * at `baseline`, within `clip` (NULL: all of the surface). `surface` has 32 bits a pixel as
 * 0xXXRRGGBB and is opaque; `colour` is 0xAARRGGBB. Emoji keep their own colours. */
void
text_paint(struct text *text, SDL_Surface *surface, const SDL_Rect *clip,
    const struct text_run *run, const char *string, int x, int baseline, uint32_t colour);

/* A rectangle that holds every pixel text_paint() may touch, for damage: half an em on each side,
 * 1.4 above the baseline and 0.7 below. A pile of marks that climbs higher is cut there. */
SDL_Rect
text_paint_bounds(const struct text_run *run, int x, int baseline);

/* The rectangle in which a run that was painted at a place differs from another one painted there,
 * by their pixels: of a word that got a letter more, where that letter stands. Paints the second
 * one into the cache. */
SDL_Rect
text_paint_difference(struct text *text, const struct text_run *before, const char *string_before,
    const struct text_run *now, const char *string_now, int x, int baseline);

/* ---- borders ----------------------------------------------------------------
 *
 * Pure functions over valid UTF-8: the same graphemes that layout uses.
 */

/* True where a caret may stand: 0, length, and between graphemes. */
bool
text_is_border(const char *string, size_t length, size_t at);
/* The next border after `at`, the one before it; `length` and 0 stay. */
size_t
text_border_next(const char *string, size_t length, size_t at);
size_t
text_border_previous(const char *string, size_t length, size_t at);
/* The border at `at`, or the last one before it. */
size_t
text_border_floor(const char *string, size_t length, size_t at);

#endif
