/* keyboard: the keys on the screen, without a picture of them.
 *
 * A layout is data (assets/keyboards/LANGUAGE.txt), a keyboard is a layout and
 * what has been pressed on it: which page, Shift, an accent that waits for its
 * letter. It guesses nothing, corrects nothing and remembers nothing of what is
 * typed.
 *
 * Thread: the window's alone.
 *
 * A layout file, line by line ('#' begins a comment where it begins a line):
 *
 *     called EN English       on the key that leads to this layout, and its whole name
 *     marks abc 123 á         on the keys that lead to letters, to numbers, to an accent
 *     order a–z qwerty        on the key that leads to the alphabet, and on the way back
 *     page letters            then up to four rows of keys, from the top;
 *     q w e r t y u i o p     keys are parted by spaces and stand as they are seen,
 *     %shift z x %delete      from left to right in every script
 *     page numbers            a second page, in the same way
 *     page alphabet           the letters once more, in the order that is learned first
 *     accents                 then families: a letter and what its accents offer
 *     a á à â
 *
 *     %shift %delete %numbers %letters %accents %space %done %line %back %language %order   act
 *     _                       half a key's width of nothing
 *
 * A key is as wide as one pitch but those that act; space takes what its row has
 * left, and a row that is shorter than the widest stands in the middle. %language
 * and %order are not there where they lead nowhere.
 */
#ifndef AFTERWORD_UI_KEYBOARD_H
#define AFTERWORD_UI_KEYBOARD_H

#include "afterword/base.h"

#include <SDL.h>

#define KEYBOARD_ROWS_MAX 4
#define KEYBOARD_ROW_KEYS_MAX 14
#define KEYBOARD_KEYS_MAX (KEYBOARD_ROWS_MAX * KEYBOARD_ROW_KEYS_MAX)
#define KEYBOARD_FAMILIES_MAX 40
#define KEYBOARD_FAMILY_MAX 12
/* A key types one grapheme. */
#define KEYBOARD_TEXT_MAX 15
/* What stands on a key that acts, and the name of a layout. */
#define KEYBOARD_MARK_MAX 31
#define KEYBOARD_FILE_BYTES_MAX (16u << 10)

enum keyboard_key_kind {
    KEYBOARD_GAP, /* half a pitch of nothing */
    KEYBOARD_TEXT,
    KEYBOARD_SPACE,
    KEYBOARD_LINE,
    KEYBOARD_DELETE,
    KEYBOARD_BACK, /* "One back", of the letters for a passphrase */
    KEYBOARD_DONE,
    KEYBOARD_SHIFT,
    KEYBOARD_NUMBERS,
    KEYBOARD_LETTERS,
    KEYBOARD_ACCENTS,
    KEYBOARD_LANGUAGE, /* the next layout that is offered */
    KEYBOARD_ORDER,    /* the alphabet, or the usual order again */
    KEYBOARD_KEY_KINDS
};

enum keyboard_page {
    KEYBOARD_PAGE_LETTERS,
    KEYBOARD_PAGE_NUMBERS,
    KEYBOARD_PAGE_ALPHABET,
    KEYBOARD_PAGES
};

enum keyboard_mark {
    KEYBOARD_MARK_CALLED, /* "EN"; empty: this layout is not offered */
    KEYBOARD_MARK_NAME,   /* "English" */
    KEYBOARD_MARK_LETTERS,
    KEYBOARD_MARK_NUMBERS,
    KEYBOARD_MARK_ACCENTS,
    KEYBOARD_MARK_ALPHABET,
    KEYBOARD_MARK_USUAL,
    KEYBOARD_MARKS
};

struct keyboard_key {
    enum keyboard_key_kind kind;
    char text[KEYBOARD_TEXT_MAX + 1]; /* what a text key types */
};

struct keyboard_row {
    struct keyboard_key keys[KEYBOARD_ROW_KEYS_MAX];
    size_t n_keys;
};

struct keyboard_family {
    char letter[KEYBOARD_TEXT_MAX + 1];
    char members[KEYBOARD_FAMILY_MAX][KEYBOARD_TEXT_MAX + 1];
    size_t n_members;
};

struct keyboard_layout {
    char marks[KEYBOARD_MARKS][KEYBOARD_MARK_MAX + 1];
    struct keyboard_row pages[KEYBOARD_PAGES][KEYBOARD_ROWS_MAX];
    size_t n_rows[KEYBOARD_PAGES];
    struct keyboard_family families[KEYBOARD_FAMILIES_MAX];
    size_t n_families;
};

/* Reads a layout. INPUT with the line's number for what is not as above: too many rows, keys or
 * families, an unknown action, a text that is too long, not UTF-8 or no single grapheme, no page
 * of letters, an alphabet without its marks. */
bool
keyboard_layout_read(
    const void *data, size_t length, struct keyboard_layout *layout, struct fault *fault);
/* Reads FOLDER/LANGUAGE.txt, or that of the language without its region ("es" for "es-MX"), or
 * FOLDER/en.txt where neither is there. Faults: file_read()'s and keyboard_layout_read()'s. */
bool
keyboard_layout_load(
    const char *folder, const char *language, struct keyboard_layout *layout, struct fault *fault);

enum keyboard_shift {
    KEYBOARD_SMALL,
    KEYBOARD_CAPITAL, /* the next letter alone */
    KEYBOARD_CAPITALS /* until it is pressed again */
};

struct keyboard {
    const struct keyboard_layout *layout; /* borrowed */
    const struct keyboard_layout *next;   /* where the language key leads; NULL: nowhere */
    enum keyboard_page page;              /* letters or numbers */
    bool alphabetical;                    /* the letters stand in the alphabet's order */
    enum keyboard_shift shift;
    bool offered;   /* the capital came by itself at the start of a sentence */
    bool accenting; /* the next letter offers its family */
    const struct keyboard_family *family; /* offered now; NULL: none */
    float row_gap; /* between rows, as a share of their pitch; 0: as between keys */
};

void
keyboard_init(struct keyboard *keyboard, const struct keyboard_layout *layout);
/* True where the letters are Latin: what a passphrase is written with. */
bool
keyboard_layout_is_latin(const struct keyboard_layout *layout);
/* Called when the place of writing changed: offers a capital where a sentence begins, and takes
 * back one that was only offered. */
void
keyboard_sentence(struct keyboard *keyboard, bool starts);

/* ---- places -----------------------------------------------------------------*/

/* Touches fall below what was aimed at, and at the sides outside of it (5.1). */
#define KEYBOARD_BIAS_DOWN_MM 1.0f
#define KEYBOARD_BIAS_OUT_MM 0.5f
/* Below this pitch the keys that act take whole pitches, because their words no longer fit. */
#define KEYBOARD_NARROW_MM 18.0f

struct keyboard_cap {
    struct keyboard_key key; /* the text as it would be typed now */
    SDL_Rect drawn;
    SDL_Rect hit;       /* of one row these touch and fill the row: nothing between keys is dead */
    size_t row, column; /* name it, together with the page, between one frame and the next */
    bool chosen;        /* Shift that is on, an accent that waits */
    bool narrow;        /* there is room for short words only */
    char label[2 * KEYBOARD_MARK_MAX + 1]; /* keyboard_label()'s, where it made one */
};

/* All keys that are shown now, in rows from the top; returns how many. The number does not
 * change with Shift. */
size_t
keyboard_caps(const struct keyboard *keyboard, const SDL_Rect *area, float px_per_mm,
    struct keyboard_cap caps[KEYBOARD_KEYS_MAX]);

/* True where its letters run from right to left. */
bool
keyboard_layout_is_leftwards(const struct keyboard_layout *layout);
/* Makes a key's text a capital where Shift is on. */
void
keyboard_set_case(const struct keyboard *keyboard, struct keyboard_key *key);
/* What stands on a key, in the interface's language. Borrowed: from the cap, the layout or a
 * literal. */
const char *
keyboard_label(const struct keyboard *keyboard, struct keyboard_cap *cap);
/* What is said aloud of a key's state ("small letters"); NULL where there is none. */
const char *
keyboard_state(const struct keyboard *keyboard, const struct keyboard_cap *cap);

/* ---- pressing ---------------------------------------------------------------*/

enum keyboard_stroke_kind {
    KEYBOARD_NOTHING, /* the keyboard itself changed, or a gap was pressed */
    KEYBOARD_TYPES,
    KEYBOARD_DELETES,
    KEYBOARD_GOES_BACK,
    KEYBOARD_IS_DONE,
    KEYBOARD_CHANGES_LANGUAGE /* the caller puts keyboard.next in its place */
};

struct keyboard_stroke {
    enum keyboard_stroke_kind kind;
    char text[KEYBOARD_TEXT_MAX + 1]; /* of KEYBOARD_TYPES */
};

struct keyboard_stroke
keyboard_press(struct keyboard *keyboard, const struct keyboard_cap *cap);

#endif
