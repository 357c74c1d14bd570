#include "ui/keyboard.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <unicase.h>

/* Between two drawn keys, as a share of the pitch: 1.5 mm at 10 inches. */
#define GAP_SHARE 0.07f
/* A row is never thinner than the widest of ten keys makes it: columns of the common layouts. */
#define COLUMNS_MIN 10.0f

void
keyboard_init(struct keyboard *keyboard, const struct keyboard_layout *layout)
{
    assert(layout->n_rows[KEYBOARD_PAGE_LETTERS] > 0);
    *keyboard = (struct keyboard){.layout = layout};
}

void
keyboard_sentence(struct keyboard *keyboard, bool starts)
{
    if (starts && keyboard->shift == KEYBOARD_SMALL) {
        keyboard->shift = KEYBOARD_CAPITAL;
        keyboard->offered = true;
    } else if (!starts && keyboard->shift == KEYBOARD_CAPITAL && keyboard->offered) {
        keyboard->shift = KEYBOARD_SMALL;
        keyboard->offered = false;
    }
}

/* ---- places ----------------------------------------------------------------------- */

/* In pitches: {wide, narrow}. */
static const float widths[][2] = {
    [KEYBOARD_GAP] = {0.5f, 0.5f},
    [KEYBOARD_TEXT] = {1, 1},
    [KEYBOARD_SPACE] = {3.5f, 3.5f},
    [KEYBOARD_LINE] = {1.25f, 1},
    [KEYBOARD_DELETE] = {1.75f, 2},
    [KEYBOARD_BACK] = {2, 2},
    [KEYBOARD_DONE] = {3, 3},
    [KEYBOARD_SHIFT] = {1.25f, 1},
    [KEYBOARD_NUMBERS] = {1.5f, 1.5f},
    [KEYBOARD_LETTERS] = {1.5f, 1.5f},
    [KEYBOARD_ACCENTS] = {1, 1},
};
_Static_assert(COUNT(widths) == KEYBOARD_KEY_KINDS, "every kind of key has a width");

static float
row_width(const struct keyboard_row *row, bool narrow)
{
    float width = 0;

    for (size_t i = 0; i < row->n_keys; i++)
        width += widths[row->keys[i].kind][narrow];
    return width;
}

/* The rows shown: the page's, or a family in place of all but the last. */
struct rows {
    struct keyboard_row rows[KEYBOARD_ROWS_MAX];
    size_t n_rows;
    float columns; /* of the widest row of the layout, so that keys never change their size */
};

static void
show_family(const struct keyboard_family *family, struct rows *rows)
{
    struct keyboard_row *row = &rows->rows[0];

    for (size_t i = 0; i + 1 < rows->n_rows; i++)
        rows->rows[i].n_keys = 0;
    row->n_keys = family->n_members;
    for (size_t i = 0; i < family->n_members; i++) {
        row->keys[i] = (struct keyboard_key){.kind = KEYBOARD_TEXT};
        memcpy(row->keys[i].text, family->members[i], sizeof(row->keys[i].text));
    }
}

static void
show_rows(const struct keyboard *keyboard, bool narrow, struct rows *rows)
{
    const struct keyboard_layout *layout = keyboard->layout;

    *rows = (struct rows){.n_rows = layout->n_rows[keyboard->page], .columns = COLUMNS_MIN};
    memcpy(rows->rows, layout->pages[keyboard->page], sizeof(rows->rows));
    for (size_t i = 0; i < layout->n_rows[KEYBOARD_PAGE_LETTERS]; i++)
        rows->columns =
            fmaxf(rows->columns, row_width(&layout->pages[KEYBOARD_PAGE_LETTERS][i], narrow));
    if (keyboard->family)
        show_family(keyboard->family, rows);
}

static bool
is_chosen(const struct keyboard *keyboard, const struct keyboard_key *key)
{
    if (key->kind == KEYBOARD_SHIFT)
        return keyboard->shift == KEYBOARD_CAPITALS;
    return key->kind == KEYBOARD_ACCENTS && (keyboard->accenting || keyboard->family);
}

/* The text with its capital where Shift is on. */
static void
set_case(const struct keyboard *keyboard, struct keyboard_key *key)
{
    uint8_t buffer[KEYBOARD_TEXT_MAX];
    size_t length = sizeof(buffer);
    uint8_t *capital;

    if (key->kind != KEYBOARD_TEXT || keyboard->shift == KEYBOARD_SMALL)
        return;
    capital =
        u8_toupper((const uint8_t *) key->text, strlen(key->text), NULL, NULL, buffer, &length);
    // The library gives memory of its own where the buffer is too small: such a key stays small.
    if (capital == buffer) {
        memcpy(key->text, capital, length);
        key->text[length] = '\0';
    } else {
        free(capital);
    }
}

/* Of one row: where it lies and how large its pitch is. */
struct measures {
    const SDL_Rect *area;
    float pitch_x, pitch_y;
    float gap_x, gap_y;
    float down, out; /* bias, px */
    bool narrow;
};

static int
rounded(float value)
{
    return (int) lroundf(value);
}

static SDL_Rect
between(float left, float top, float right, float bottom)
{
    int x = rounded(left);
    int y = rounded(top);

    return (SDL_Rect){x, y, rounded(right) - x, rounded(bottom) - y};
}

/* Hit areas of a row meet in the middle of the gaps and reach its area's ends. The first and last
 * key's inner edge moves outward, all of the row moves down. */
static void
set_hits(const struct measures *measures, size_t row, struct keyboard_cap *caps, size_t n_caps)
{
    int top = rounded((float) measures->area->y + (float) row * measures->pitch_y + measures->down);
    int bottom =
        rounded((float) measures->area->y + (float) (row + 1) * measures->pitch_y + measures->down);
    int left = measures->area->x;

    for (size_t i = 0; i < n_caps; i++) {
        int right = measures->area->x + measures->area->w;

        if (i + 1 < n_caps) {
            const SDL_Rect *drawn = &caps[i].drawn;

            right = (drawn->x + drawn->w + caps[i + 1].drawn.x) / 2;
            if (i == 0)
                right -= rounded(measures->out);
            if (i + 2 == n_caps)
                right += rounded(measures->out);
        }
        caps[i].hit = (SDL_Rect){left, top, right - left, bottom - top};
        left = right;
    }
}

static size_t
place_row(const struct keyboard *keyboard, const struct measures *measures, const struct rows *rows,
    size_t number, struct keyboard_cap *caps)
{
    const struct keyboard_row *row = &rows->rows[number];
    float half_x = measures->gap_x / 2;
    float half_y = measures->gap_y / 2;
    float top = (float) measures->area->y + (float) number * measures->pitch_y;
    float x = (rows->columns - row_width(row, measures->narrow)) / 2;
    size_t n_caps = 0;

    for (size_t i = 0; i < row->n_keys; i++) {
        float width = widths[row->keys[i].kind][measures->narrow];
        float left = (float) measures->area->x + x * measures->pitch_x;

        x += width;
        if (row->keys[i].kind == KEYBOARD_GAP)
            continue;
        caps[n_caps] = (struct keyboard_cap){.key = row->keys[i], .row = number, .column = i};
        caps[n_caps].drawn = between(left + half_x, top + half_y,
            left + width * measures->pitch_x - half_x, top + measures->pitch_y - half_y);
        caps[n_caps].narrow = measures->narrow;
        caps[n_caps].chosen = is_chosen(keyboard, &row->keys[i]);
        set_case(keyboard, &caps[n_caps++].key);
    }
    set_hits(measures, number, caps, n_caps);
    return n_caps;
}

size_t
keyboard_caps(const struct keyboard *keyboard, const SDL_Rect *area, float px_per_mm,
    struct keyboard_cap caps[KEYBOARD_KEYS_MAX])
{
    struct measures measures = {.area = area};
    struct rows rows;
    size_t n_caps = 0;

    assert(area->w > 0 && area->h > 0 && px_per_mm > 0);
    measures.narrow = (float) area->w / COLUMNS_MIN < KEYBOARD_NARROW_MM * px_per_mm;
    show_rows(keyboard, measures.narrow, &rows);
    measures.pitch_x = (float) area->w / rows.columns;
    measures.pitch_y = (float) area->h / (float) rows.n_rows;
    measures.gap_x = measures.pitch_x * GAP_SHARE;
    measures.gap_y = keyboard->row_gap > 0 ? measures.pitch_y * keyboard->row_gap : measures.gap_x;
    measures.down = KEYBOARD_BIAS_DOWN_MM * px_per_mm;
    measures.out = KEYBOARD_BIAS_OUT_MM * px_per_mm;
    for (size_t i = 0; i < rows.n_rows; i++)
        n_caps += place_row(keyboard, &measures, &rows, i, &caps[n_caps]);
    return n_caps;
}

/* ---- words ------------------------------------------------------------------------ */

/* Named for what a press leads to. */
static const char *
shift_label(enum keyboard_shift shift, bool narrow)
{
    if (narrow)
        return shift == KEYBOARD_SMALL ? "Aa" : "aA";
    return shift == KEYBOARD_SMALL ? "ABC" : "abc";
}

const char *
keyboard_label(const struct keyboard *keyboard, const struct keyboard_cap *cap)
{
    static const char *const words[] = {
        [KEYBOARD_SPACE] = N_("space"),
        [KEYBOARD_LINE] = N_("Line"),
        [KEYBOARD_DELETE] = N_("Delete"),
        [KEYBOARD_BACK] = N_("One back"),
        [KEYBOARD_DONE] = N_("Done"),
        [KEYBOARD_SHIFT] = NULL,
        [KEYBOARD_NUMBERS] = "123",
        [KEYBOARD_LETTERS] = "abc",
        [KEYBOARD_ACCENTS] = "á",
    };
    _Static_assert(COUNT(words) == KEYBOARD_KEY_KINDS, "every key has a word");

    if (cap->key.kind == KEYBOARD_TEXT)
        return cap->key.text;
    if (cap->key.kind == KEYBOARD_SHIFT)
        return shift_label(keyboard->shift, cap->narrow);
    assert(words[cap->key.kind]);
    return _(words[cap->key.kind]);
}

const char *
keyboard_state(const struct keyboard *keyboard, const struct keyboard_cap *cap)
{
    static const char *const shifts[] = {
        [KEYBOARD_SMALL] = N_("small letters"),
        [KEYBOARD_CAPITAL] = N_("next letter is a capital"),
        [KEYBOARD_CAPITALS] = N_("capitals"),
    };

    if (cap->key.kind == KEYBOARD_SHIFT)
        return _(shifts[keyboard->shift]);
    if (cap->key.kind == KEYBOARD_ACCENTS && keyboard->accenting)
        return _("now the letter");
    return NULL;
}

/* ---- pressing --------------------------------------------------------------------- */

static const struct keyboard_family *
family_of(const struct keyboard *keyboard, const struct keyboard_key *key)
{
    const struct keyboard_layout *layout = keyboard->layout;
    struct keyboard_key letter;

    for (size_t i = 0; i < layout->n_families; i++) {
        letter = (struct keyboard_key){.kind = KEYBOARD_TEXT};
        memcpy(letter.text, layout->families[i].letter, sizeof(letter.text));
        set_case(keyboard, &letter);
        if (strcmp(letter.text, key->text) == 0)
            return &layout->families[i];
    }
    return NULL;
}

static struct keyboard_stroke
types(struct keyboard *keyboard, const char *text)
{
    struct keyboard_stroke stroke = {.kind = KEYBOARD_TYPES};

    (void) SDL_strlcpy(stroke.text, text, sizeof(stroke.text));
    keyboard->accenting = false;
    keyboard->family = NULL;
    if (keyboard->shift == KEYBOARD_CAPITAL)
        keyboard->shift = KEYBOARD_SMALL;
    keyboard->offered = false;
    return stroke;
}

/* A letter after the accent key: its one accent at once, or its family to choose from. */
static struct keyboard_stroke
accent(struct keyboard *keyboard, const struct keyboard_key *key)
{
    const struct keyboard_family *family = family_of(keyboard, key);
    struct keyboard_key only = {.kind = KEYBOARD_TEXT};

    keyboard->accenting = false;
    if (!family)
        return types(keyboard, key->text);
    if (family->n_members > 1) {
        keyboard->family = family;
        return (struct keyboard_stroke){.kind = KEYBOARD_NOTHING};
    }
    memcpy(only.text, family->members[0], sizeof(only.text));
    set_case(keyboard, &only);
    return types(keyboard, only.text);
}

static void
press_shift(struct keyboard *keyboard)
{
    // A capital that was offered is refused by one press; one that was asked for stays by another.
    if (keyboard->shift == KEYBOARD_SMALL)
        keyboard->shift = KEYBOARD_CAPITAL;
    else if (keyboard->shift == KEYBOARD_CAPITAL && !keyboard->offered)
        keyboard->shift = KEYBOARD_CAPITALS;
    else
        keyboard->shift = KEYBOARD_SMALL;
    keyboard->offered = false;
}

static void
press_accents(struct keyboard *keyboard)
{
    bool waiting = keyboard->accenting || keyboard->family;

    keyboard->family = NULL;
    keyboard->accenting = !waiting;
    keyboard->page = KEYBOARD_PAGE_LETTERS;
}

static void
turn_page(struct keyboard *keyboard, enum keyboard_page page)
{
    keyboard->family = NULL;
    keyboard->accenting = false;
    if (keyboard->layout->n_rows[page] > 0)
        keyboard->page = page;
}

struct keyboard_stroke
keyboard_press(struct keyboard *keyboard, const struct keyboard_cap *cap)
{
    switch (cap->key.kind) {
    case KEYBOARD_TEXT:
        if (keyboard->accenting)
            return accent(keyboard, &cap->key);
        return types(keyboard, cap->key.text);
    case KEYBOARD_SPACE:
        return types(keyboard, " ");
    case KEYBOARD_LINE:
        return types(keyboard, "\n");
    case KEYBOARD_DELETE:
        keyboard->family = NULL;
        return (struct keyboard_stroke){.kind = KEYBOARD_DELETES};
    case KEYBOARD_BACK:
        return (struct keyboard_stroke){.kind = KEYBOARD_GOES_BACK};
    case KEYBOARD_DONE:
        return (struct keyboard_stroke){.kind = KEYBOARD_IS_DONE};
    case KEYBOARD_SHIFT:
        press_shift(keyboard);
        break;
    case KEYBOARD_NUMBERS:
        turn_page(keyboard, KEYBOARD_PAGE_NUMBERS);
        break;
    case KEYBOARD_LETTERS:
        turn_page(keyboard, KEYBOARD_PAGE_LETTERS);
        break;
    case KEYBOARD_ACCENTS:
        press_accents(keyboard);
        break;
    case KEYBOARD_GAP:
    case KEYBOARD_KEY_KINDS:
        break;
    }
    return (struct keyboard_stroke){.kind = KEYBOARD_NOTHING};
}
