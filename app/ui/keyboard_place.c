/* Where keys stand: rows of a page in an area, and what of it each key takes. */

#include "ui/keyboard.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Between two drawn keys, as a share of the pitch: 1.5 mm at 10 inches. */
#define GAP_SHARE 0.07f
/* A row is never thinner than the widest of ten keys makes it: columns of the common layouts. */
#define COLUMNS_MIN 10.0f
/* Keys of a family are offered at 15 mm and more where they have room. */
#define FAMILY_WIDER 1.5f

/* In pitches: {wide, narrow}. */
static const float widths[][2] = {
    [KEYBOARD_GAP] = {0.5f, 0.5f},
    [KEYBOARD_TEXT] = {1, 1},
    [KEYBOARD_SPACE] = {2, 2}, // at least: it takes what is left
    [KEYBOARD_LINE] = {1.25f, 1.5f},
    [KEYBOARD_DELETE] = {1.75f, 2},
    [KEYBOARD_BACK] = {2, 2},
    [KEYBOARD_DONE] = {3, 3},
    [KEYBOARD_SHIFT] = {1.25f, 1},
    [KEYBOARD_NUMBERS] = {1.5f, 1.5f},
    [KEYBOARD_LETTERS] = {1.5f, 1.5f},
    [KEYBOARD_ACCENTS] = {1, 1},
    [KEYBOARD_LANGUAGE] = {1, 1},
    [KEYBOARD_ORDER] = {1.5f, 1.5f},
};
_Static_assert(COUNT(widths) == KEYBOARD_KEY_KINDS, "every kind of key has a width");

static bool
is_there(const struct keyboard *keyboard, const struct keyboard_key *key)
{
    if (key->kind == KEYBOARD_LANGUAGE)
        return keyboard->next != NULL;
    return key->kind != KEYBOARD_ORDER || keyboard->layout->n_rows[KEYBOARD_PAGE_ALPHABET] > 0;
}

/* In pitches, with every space at its least. */
static float
row_width(const struct keyboard *keyboard, const struct keyboard_row *row, bool narrow)
{
    float width = 0;

    for (size_t i = 0; i < row->n_keys; i++)
        if (is_there(keyboard, &row->keys[i]))
            width += widths[row->keys[i].kind][narrow];
    return width;
}

/* The rows shown: the page's, or a family in place of all but the last. */
struct rows {
    struct keyboard_row rows[KEYBOARD_ROWS_MAX];
    size_t n_rows;
    float columns; /* of the widest row of the layout, so that keys never change their size */
    float wider;   /* each key of a family, where it has room: 1 to 1.5 */
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
    rows->wider = fmaxf(1, fminf(FAMILY_WIDER, rows->columns / (float) family->n_members));
}

static enum keyboard_page
page_of(const struct keyboard *keyboard)
{
    bool has_alphabet = keyboard->layout->n_rows[KEYBOARD_PAGE_ALPHABET] > 0;

    if (keyboard->page == KEYBOARD_PAGE_LETTERS && keyboard->alphabetical && has_alphabet)
        return KEYBOARD_PAGE_ALPHABET;
    return keyboard->page;
}

static void
show_rows(const struct keyboard *keyboard, bool narrow, struct rows *rows)
{
    const struct keyboard_layout *layout = keyboard->layout;
    enum keyboard_page shown = page_of(keyboard);

    *rows = (struct rows){.n_rows = layout->n_rows[shown], .columns = COLUMNS_MIN, .wider = 1};
    memcpy(rows->rows, layout->pages[shown], sizeof(rows->rows));
    for (size_t page = 0; page < KEYBOARD_PAGES; page++)
        for (size_t i = 0; i < layout->n_rows[page]; i++)
            rows->columns =
                fmaxf(rows->columns, row_width(keyboard, &layout->pages[page][i], narrow));
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

/* How wide each key of a row is, in pitches; 0 for one that is not there. Gives the row's width. */
static float
measure_row(const struct keyboard *keyboard, const struct measures *measures,
    const struct rows *rows, const struct keyboard_row *row, float key_widths[])
{
    float width = row_width(keyboard, row, measures->narrow);
    float left = rows->columns - width;
    float all = 0;

    for (size_t i = 0; i < row->n_keys; i++) {
        enum keyboard_key_kind kind = row->keys[i].kind;

        key_widths[i] = is_there(keyboard, &row->keys[i]) ? widths[kind][measures->narrow] : 0;
        if (kind == KEYBOARD_TEXT && row == &rows->rows[0])
            key_widths[i] *= rows->wider;
        if (kind == KEYBOARD_SPACE && left > 0)
            key_widths[i] += left;
        all += key_widths[i];
    }
    return all;
}

static size_t
place_row(const struct keyboard *keyboard, const struct measures *measures, const struct rows *rows,
    size_t number, struct keyboard_cap *caps)
{
    const struct keyboard_row *row = &rows->rows[number];
    float key_widths[KEYBOARD_ROW_KEYS_MAX];
    float half_x = measures->gap_x / 2;
    float half_y = measures->gap_y / 2;
    float top = (float) measures->area->y + (float) number * measures->pitch_y;
    float x = (rows->columns - measure_row(keyboard, measures, rows, row, key_widths)) / 2;
    size_t n_caps = 0;

    for (size_t i = 0; i < row->n_keys; i++) {
        float left = (float) measures->area->x + x * measures->pitch_x;

        x += key_widths[i];
        if (row->keys[i].kind == KEYBOARD_GAP || key_widths[i] == 0)
            continue;
        caps[n_caps] = (struct keyboard_cap){.key = row->keys[i], .row = number, .column = i};
        caps[n_caps].drawn = between(left + half_x, top + half_y,
            left + key_widths[i] * measures->pitch_x - half_x, top + measures->pitch_y - half_y);
        caps[n_caps].narrow = measures->narrow;
        caps[n_caps].chosen = is_chosen(keyboard, &row->keys[i]);
        keyboard_set_case(keyboard, &caps[n_caps++].key);
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
