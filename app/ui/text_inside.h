/* What the files of text share. See text.h for what text is. */
#ifndef AFTERWORD_UI_TEXT_INSIDE_H
#define AFTERWORD_UI_TEXT_INSIDE_H

#include "ui/text.h"

#include <SDL_ttf.h>
#include <fontconfig/fontconfig.h>
#include <hb.h>

#include "ui/text_cache.h"

/* Answers of fontconfig kept, each at a place of its character: "which font holds this?" costs it
 * up to a millisecond. */
#define TEXT_ANSWERS_MAX 1024
#define TEXT_MISSING_MAX 16
#define TEXT_FACE_NONE UINT16_MAX
/* Of a grapheme's characters so many are shaped and painted. Joined emoji have eleven; a pile of
 * marks leaves its line with the sixth, and costs its square. */
#define TEXT_PILE_MAX 64

/* One font file, mapped once and read by both libraries. */
struct face {
    const char *family; /* as asked for: a literal; NULL where fontconfig chose it */
    bool bold, italic;  /* as asked for */
    char *path;
    int index;
    bool colour;     /* emoji: painted in its own colours */
    hb_blob_t *blob; /* the mapped file; both below read from it */
    hb_font_t *hb;   /* scaled to units_per_em: advances are exact, sizes are multiplied in */
    unsigned units_per_em;
};

/* A face at a size, for painting. */
struct font {
    uint16_t face;
    uint16_t em_px;
    uint64_t used; /* when: the longest unused makes room */
    TTF_Font *ttf;
};

struct answer {
    uint32_t character;
    bool colour;
    uint16_t face; /* TEXT_FACE_NONE: no font holds it */
};

struct joined; /* the pieces of a long paragraph, side by side: text_pieces.c */

struct text {
    char language[16];
    bool plain_letters;
    struct face faces[TEXT_FACES_MAX];
    size_t n_faces;
    size_t n_chosen; /* of them by fontconfig, for a character */
    struct font fonts[TEXT_FONTS_MAX];
    size_t n_fonts;
    uint64_t now;                            /* counts uses of fonts */
    uint64_t turned;                         /* the last of them before the page turned */
    struct answer answers[TEXT_ANSWERS_MAX]; /* character 0: none yet */
    const char *missing[TEXT_MISSING_MAX];
    size_t n_missing;
    hb_buffer_t *buffer;
    struct text_cache shaped;
    struct text_cache painted;
    struct bytes key; /* scratch for a cache's key */
    struct joined *joined;
};

/* ---- text_faces.c ---- */

/* The role after "plain letters" has been looked at. */
enum text_role
text_role_shown(const struct text *text, enum text_role role);
/* The face for letters of a script in a role. Never none once text_open() returned. */
uint16_t
text_face_for_script(struct text *text, enum text_role role, hb_script_t script);
/* A face that holds all of `characters`, asked of fontconfig; else TEXT_FACE_NONE. */
uint16_t
text_face_for_characters(struct text *text, const uint32_t *characters, size_t count, bool colour);
bool
text_face_covers(const struct face *face, const uint32_t *characters, size_t count);
/* Arabic and Hebrew are set at 1.1 of the size beside Latin (experience 6.4). */
int
text_script_em_px(int em_px, hb_script_t script);
/* The face at that size, opened if need be; NULL when the library cannot. Borrowed until the
 * next call. */
TTF_Font *
text_font(struct text *text, uint16_t face, int em_px);
void
text_faces_close(struct text *text);

/* ---- text_shape.c ---- */

#define TEXT_LINE_MAY_BEGIN 1
#define TEXT_LINE_MUST_BEGIN 2

struct shaped_run {
    size_t first, end; /* graphemes */
    uint32_t script;
    uint16_t face;
    uint16_t em_px;
    uint8_t level;
};

/* A paragraph or a piece of one with its advances, before it is broken into lines. In the cache it
 * is one block of memory. */
struct paragraph {
    size_t n_graphemes;
    size_t n_runs;
    bool right_to_left;
    struct text_grapheme *graphemes; /* n + 1; `at` counts from the paragraph's first byte */
    uint8_t *line_breaks;            /* n: may or must a line begin at this grapheme */
    struct shaped_run *runs;         /* in the order written */
};

/* Bytes to be shaped together, and what their order needs to know of the rest. */
struct text_piece {
    const char *string;
    size_t length;
    bool right_to_left; /* the paragraph's base direction */
    bool followed;      /* by a letter of this direction */
    bool leftwards_follows;
};

/* Shapes a piece (no newline in it) or finds it in the cache. Borrowed until the next call. */
const struct paragraph *
text_shaped(struct text *text, const struct text_style *style, const struct text_piece *piece);

/* Of a FriBidiCharType: it reads leftwards, or changes the direction. */
bool
text_type_turns(uint32_t type);

/* Of a byte at which a grapheme begins, from what libunistring said of the bytes. */
uint8_t
text_line_break(const char *breaks, size_t at);

/* ---- text_pieces.c ---- */

/* The same of a whole paragraph, however long. Borrowed until the next call. */
const struct paragraph *
text_paragraph(struct text *text, const struct text_style *style, enum text_base base,
    const char *string, size_t length);
void
text_joined_free(struct text *text);

/* ---- text_layout.c ---- */

/* The array with room for `count`, a half more than was asked for where it has to move. */
void *
text_grown(void *array, size_t *capacity, size_t count, size_t size);

#endif
