/* An entry laid out on two leaves, as in a book: columns that are filled from top to bottom, and
 * turned instead of scrolled. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

#define GAP_ABOVE_QUESTION 14
#define GAP_BELOW_QUESTION 2
#define PIECE_BYTES_MAX 1500 /* more than a column holds */

static const enum ui_words faces[] = {
    [PIECE_QUESTION] = UI_STAFF_BOOK,
    [PIECE_ANSWER] = UI_STAFF,
    [PIECE_QUIET] = UI_STAFF,
    [PIECE_ALARM] = UI_STAFF_BOLD,
};

size_t
staff_leaf_columns(const struct ui *ui)
{
    return staff_place_of(ui).narrow ? 1 : 2;
}

struct ui_rect
staff_leaf_paper(const struct ui *ui)
{
    struct place place = staff_place_of(ui);
    float y = place.header_y + place.header_h + place.gap;

    return (struct ui_rect){place.margin, y, place.right - place.margin,
        place.shoreline - y - (place.compact ? 10 : 18)};
}

struct ui_rect
staff_leaf_column(const struct ui *ui, size_t n)
{
    struct ui_rect paper = staff_leaf_paper(ui);
    float side = staff_place_of(ui).compact ? 36 : 40, above = staff_place_of(ui).compact ? 12 : 20;
    struct ui_rect inner = {
        paper.x + side, paper.y + above, paper.w - 2 * side, paper.h - 2 * above};

    return ui_nth(inner, n, staff_leaf_columns(ui), 72);
}

static float
mood_height(const struct ui *ui)
{
    return staff_place_of(ui).compact ? 76 : 84;
}

/* ---- pieces ----------------------------------------------------------------------------*/

static struct piece *
add_piece(struct leaves *leaves, enum piece_kind kind, size_t answer, float height)
{
    struct piece *piece;

    if (leaves->count == leaves->capacity) {
        leaves->capacity = leaves->capacity ? 2 * leaves->capacity : 32;
        leaves->pieces = memory_resize(leaves->pieces, leaves->capacity, sizeof(*leaves->pieces));
    }
    piece = &leaves->pieces[leaves->count++];
    *piece = (struct piece){.kind = kind,
        .answer = answer,
        .column = leaves->columns - 1,
        .y = leaves->y,
        .height = height};
    leaves->y += height;
    return piece;
}

static void
next_column(struct leaves *leaves)
{
    leaves->columns++;
    leaves->y = 0;
}

static float
height_of(struct ui *ui, const struct leaves *leaves, enum piece_kind kind, const char *text,
    size_t length)
{
    struct bytes part = BYTES_EMPTY;
    float height;

    bytes_append(&part, text, length);
    height = ui_text_height(ui, leaves->width, faces[kind], bytes_text(&part));
    bytes_wipe(&part);
    return height;
}

static size_t
whole_characters(const char *text, size_t length)
{
    while (length > 0 && ((unsigned char) text[length] & 0xc0) == 0x80)
        length--;
    return length;
}

/* The longest beginning of the text that fits what is left of the column, ending between two
 * words where there are two. */
static size_t
fitting(struct ui *ui, const struct leaves *leaves, enum piece_kind kind, const char *text)
{
    size_t length = strlen(text), low = 0, high;
    float left = leaves->height - leaves->y;

    high = length < PIECE_BYTES_MAX ? length : whole_characters(text, PIECE_BYTES_MAX);
    if (height_of(ui, leaves, kind, text, high) <= left)
        low = high;
    while (high - low > 1) {
        size_t middle = whole_characters(text, low + (high - low) / 2);

        if (middle <= low)
            break;
        if (height_of(ui, leaves, kind, text, middle) <= left)
            low = middle;
        else
            high = middle;
    }
    if (low == length)
        return low;
    for (size_t at = low; at > low / 2; at--)
        if (text[at] == ' ' || text[at] == '\n')
            return at;
    return low;
}

static void
add_text(struct leaves *leaves, struct ui *ui, enum piece_kind kind, size_t answer,
    const char *text, bool marked)
{
    float line = ui_line_height(ui, faces[kind]);

    text += strspn(text, "\n");
    while (*text) {
        struct piece *piece;
        size_t length;

        if (leaves->height - leaves->y < line && leaves->y > 0)
            next_column(leaves);
        length = fitting(ui, leaves, kind, text);
        if (length == 0)
            length = whole_characters(text, strlen(text) < 8 ? strlen(text) : 8);
        piece = add_piece(leaves, kind, answer, height_of(ui, leaves, kind, text, length));
        piece->text = memory_string_of(text, length);
        piece->marked = marked;
        marked = false;
        text += length;
        text += strspn(text, " \n");
    }
}

/* ---- answers ---------------------------------------------------------------------------*/

static void
add_answer(struct leaves *leaves, struct ui *ui, size_t n, const struct review_answer *answer)
{
    bool placed = answer->mood.placed && !answer->closed && !answer->skipped;

    if (answer->closed) {
        add_text(leaves, ui, PIECE_QUIET, n, _("kept closed, for together"), false);
    } else if (answer->skipped) {
        add_text(leaves, ui, PIECE_QUIET, n, _("skipped"), false);
    } else if (placed) {
        (void) add_piece(leaves, PIECE_MOOD, n, mood_height(ui));
    } else if (answer->mood.words) {
        add_text(leaves, ui, PIECE_ANSWER, n, answer->mood.words, false);
    } else if (answer->text && answer->text[0]) {
        add_text(leaves, ui, PIECE_ANSWER, n, answer->text, false);
    } else {
        add_text(leaves, ui, PIECE_QUIET, n, _("nothing given"), false);
    }
}

/* A question stays with the beginning of its answer. */
static void
add_question(struct leaves *leaves, struct ui *ui, size_t n, const struct review_answer *answer)
{
    float least = ui_text_height(ui, leaves->width, UI_STAFF_BOOK, answer->question) +
                  GAP_ABOVE_QUESTION + GAP_BELOW_QUESTION +
                  (answer->mood.placed ? mood_height(ui) : ui_line_height(ui, UI_STAFF));

    if (leaves->y > 0) {
        if (leaves->y + least > leaves->height)
            next_column(leaves);
        else
            leaves->y += GAP_ABOVE_QUESTION;
    }
    add_text(leaves, ui, PIECE_QUESTION, n, answer->question, answer->marked);
    leaves->y += GAP_BELOW_QUESTION;
}

static void
add_state(struct leaves *leaves, struct ui *ui, const struct review_entry *entry)
{
    if (entry->line.damaged)
        add_text(leaves, ui, PIECE_ALARM, 0,
            _("This record is not as it was sealed. What still opens is here."), false);
    else if (entry->parts_missing)
        add_text(leaves, ui, PIECE_ALARM, 0,
            _("A part of this entry did not open. The rest is here."), false);
    if (entry->line.interrupted)
        add_text(leaves, ui, PIECE_QUIET, 0,
            _("Interrupted, and kept by staff as it was: all of it is closed."), false);
    else if (entry->count == 0 && !entry->line.damaged)
        add_text(leaves, ui, PIECE_QUIET, 0, _("Nothing here was left open."), false);
}

void
staff_leaves_fill(struct leaves *leaves, struct ui *ui, const struct review_entry *entry)
{
    struct ui_rect column = staff_leaf_column(ui, 0);

    if (leaves->columns > 0 && leaves->width == column.w && leaves->height == column.h)
        return;
    staff_leaves_forget(leaves);
    leaves->width = column.w;
    leaves->height = column.h;
    leaves->columns = 1;
    add_state(leaves, ui, entry);
    for (size_t i = 0; i < entry->count; i++) {
        const struct review_answer *answer = &entry->answers[i];

        if (answer->kind == FLOW_WORDS)
            continue; // it was read and asked for nothing
        add_question(leaves, ui, i, answer);
        add_answer(leaves, ui, i, answer);
    }
}
