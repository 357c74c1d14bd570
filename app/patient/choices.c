/* A question and its large answers: beside each other, above each other, or on pages. */
#include "inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How answers may stand, the roomiest first: in fewer columns before smaller letters, and both
 * before a page turn. */
static const struct plan {
    size_t columns;
    enum ui_words words;
    bool at_ease;
    bool bare; /* labels alone: only for answers that may not be parted */
} plans[] = {
    {1, UI_BODY, true, false},
    {1, UI_BODY, false, false},
    {2, UI_BODY, false, false},
    {1, UI_LABEL, false, false},
    {2, UI_LABEL, false, false},
    {1, UI_LETTERS_100, false, false},
    {2, UI_LETTERS_100, false, false},
    {1, UI_BODY, false, true},
    {1, UI_LABEL, false, true},
    {1, UI_LETTERS_100, false, true},
};
#define PLAN_PAGED 1 /* of several pages each has one column */

#define ANSWER_SIDES 80.0f /* of an answer's width, beside its words */
#define ANSWER_SIDES_COMPACT 56.0f
#define TICK_PART 0.7f /* of a line */

/* ---- where prompt and answers stand ---------------------------------------------------*/

/* Landscape: answers at the right, as wide as the longest needs; else below the prompt. */
static struct ui_rect
answers_at(struct ui *ui, float need, float prompt)
{
    struct ui_page page = ui_page(ui);
    float least = page.w * 0.5375f, most = page.w - 32 - 48 - 40 - 360;
    float width = need < least ? least : need > most ? most : need;

    if (page.shape == UI_COMPACT)
        return (struct ui_rect){8, 92 + prompt, page.w - 16, page.shoreline - 106 - prompt};
    if (page.shape == UI_PORTRAIT)
        return (struct ui_rect){16, 168 + prompt, page.w - 32, page.shoreline - 200 - prompt};
    // Up to where the stones stand, by a row's height where each counts.
    return (struct ui_rect){
        page.w - 32 - width, 144, width, page.shoreline - (page.h < 780 ? 164 : 176)};
}

/* Writes it; gives its height. */
static float
prompt_beside(struct ui *ui, const char *prompt, float answers_x)
{
    struct ui_page page = ui_page(ui);
    struct paragraph folded = {"prompt", UI_STAFF_TITLE, UI_INK, 0, prompt};

    if (page.shape == UI_COMPACT)
        return room_write(ui, (struct ui_rect){20, 88, page.w - 40, 112}, 0, NULL, &folded, 1) - 88;
    if (page.shape == UI_PORTRAIT)
        return room_prompt(ui, (struct ui_rect){48, 144, page.w - 96, 480}, prompt);
    return room_prompt(ui, (struct ui_rect){48, 132, answers_x - 88, page.shoreline - 156}, prompt);
}

/* ---- how high they are ----------------------------------------------------------------*/

static float
longest_word(struct ui *ui, enum ui_words words, const char *text)
{
    float longest = 0;

    while (*text) {
        size_t length = strcspn(text, " ");
        char *word = memory_string_of(text, length);
        float width = ui_text_width(ui, words, word);

        longest = fmaxf(longest, width);
        memory_wipe(word, length);
        free(word);
        text += length + (text[length] == ' ');
    }
    return longest;
}

static float
column_of(const struct ui_rect *rect, const struct plan *plan)
{
    return ui_nth(*rect, 0, plan->columns, 16).w;
}

static const char *
more_of(const struct choice *choice, const struct plan *plan)
{
    return choice->more && !plan->bare ? choice->more : "";
}

/* Its words, and room to rest a finger; INFINITY where a word would be broken. */
static float
wanted(struct ui *ui, float width, const struct choice *choice, const struct plan *plan)
{
    bool compact = ui_page(ui).shape == UI_COMPACT;
    float inside = width - (compact ? ANSWER_SIDES_COMPACT : ANSWER_SIDES);
    float tick = ui_line_height(ui, plan->words) * TICK_PART;
    float least = compact ? 62 : plan->at_ease ? 124 : 92;
    float high = (compact ? 4 : plan->at_ease ? 52 : 24);

    if (longest_word(ui, plan->words, choice->label) > inside - tick ||
        longest_word(ui, plan->words, more_of(choice, plan)) > inside)
        return INFINITY;
    high += ui_text_height(ui, inside - tick, plan->words, choice->label);
    if (more_of(choice, plan)[0])
        high += ui_text_height(ui, inside, plan->words, choice->more);
    return fmaxf(high, least);
}

/* From the top of one row to the next: never so near that a finger finds both (N1). */
static float
pitch_of(struct ui *ui, float high, const struct plan *plan)
{
    bool compact = ui_page(ui).shape == UI_COMPACT;
    float gap = compact ? 6 : plan->at_ease ? 24 : 12, least = compact ? 74 : 118;

    return fmaxf(high + gap, least);
}

static float
row_height(struct ui *ui, float width, const struct choice *choices, size_t count, size_t row,
    const struct plan *plan)
{
    float high = 0;

    for (size_t i = row * plan->columns; i < (row + 1) * plan->columns && i < count; i++)
        high = fmaxf(high, wanted(ui, width, &choices[i], plan));
    return high;
}

/* How many rows stand in the height, and how high they are together. */
static size_t
rows_that_fit(struct ui *ui, const struct ui_rect *rect, const struct choice *choices, size_t count,
    const struct plan *plan, float *used)
{
    size_t rows = (count + plan->columns - 1) / plan->columns, n = 0;
    float width = column_of(rect, plan), y = 0;

    *used = 0;
    for (; n < rows; n++) {
        float high = row_height(ui, width, choices, count, n, plan);

        if (y + high > rect->h)
            break;
        *used = y + high;
        y += pitch_of(ui, high, plan);
    }
    return n;
}

/* ---- drawing ----------------------------------------------------------------------------*/

static size_t
draw_rows(struct ui *ui, struct ui_rect rect, const struct choice *choices, size_t count,
    const struct plan *plan, float extra)
{
    size_t rows = (count + plan->columns - 1) / plan->columns, pressed = ROOM_NOTHING;
    float width = column_of(&rect, plan);

    for (size_t row = 0; row < rows; row++) {
        float high = row_height(ui, width, choices, count, row, plan), pitch;

        high = high == INFINITY ? 92 : high;
        pitch = pitch_of(ui, high, plan) + extra;
        for (size_t n = 0; n < plan->columns && row * plan->columns + n < count; n++) {
            const struct choice *choice = &choices[row * plan->columns + n];
            struct ui_rect at = ui_nth(rect, n, plan->columns, 16);

            at.h = high + extra;
            if (ui_answer_sized(ui, choice->id, at, plan->words, choice->label,
                    more_of(choice, plan), choice->chosen))
                pressed = row * plan->columns + n;
        }
        rect.y += pitch;
    }
    return pressed;
}

static float
spare(const struct ui_rect *rect, float used, size_t rows)
{
    float extra = (rect->h - used) / (float) rows;

    return extra > 12 ? 12 : extra < 0 ? 0 : extra;
}

/* As many as fit, and "More". */
static size_t
draw_paged(
    struct ui *ui, struct ui_rect rect, const struct choice *choices, size_t count, size_t *page)
{
    const struct plan *plan = &plans[PLAN_PAGED];
    float more = ui_page(ui).shape == UI_COMPACT ? 62 : 92, used;
    struct ui_rect list = rect;
    size_t from = 0, n, pressed;

    list.h -= pitch_of(ui, more, plan);
    for (size_t at = 0; at < *page && from < count; at++) {
        n = rows_that_fit(ui, &list, choices + from, count - from, plan, &used);
        from += n > 0 ? n : 1;
    }
    if (from >= count)
        from = *page = 0;
    n = rows_that_fit(ui, &list, choices + from, count - from, plan, &used);
    n = n > 0 ? n : 1;
    pressed = draw_rows(ui, list, choices + from, n, plan, spare(&list, used, n));
    if (room_pill(ui, "more", _("More"),
            (struct ui_rect){rect.x, rect.y + rect.h - more, rect.w, more}, UI_STONE_PILL))
        ++*page;
    return pressed == ROOM_NOTHING ? ROOM_NOTHING : from + pressed;
}

static float
width_wanted(struct ui *ui, const struct choice *choices, size_t count, const struct plan *plan)
{
    float need = 0, tick = ui_line_height(ui, plan->words) * TICK_PART;

    for (size_t i = 0; i < count; i++) {
        need = fmaxf(need, ui_text_width(ui, plan->words, choices[i].label) + tick + 96);
        need = fmaxf(need, ui_text_width(ui, plan->words, more_of(&choices[i], plan)) + 96);
    }
    return need * (float) plan->columns;
}

size_t
room_choices(
    struct ui *ui, const char *prompt, const struct choice *choices, size_t count, size_t *page)
{
    bool beside = ui_page(ui).shape == UI_STANDARD;
    float above = beside ? 0 : prompt_beside(ui, prompt, 0), used = 0;
    size_t rows = 0, at = 0;
    struct ui_rect rect;

    for (; at < COUNT(plans); at++) {
        const struct plan *plan = &plans[at];

        if (plan->bare && page)
            continue; // they turn a page before they lose a word
        rect = answers_at(ui, width_wanted(ui, choices, count, plan), above);
        rows = rows_that_fit(ui, &rect, choices, count, plan, &used);
        if (rows * plan->columns >= count)
            break;
    }
    if (at == COUNT(plans)) {
        // Answers that may not be parted stand as they can; the others turn a page.
        at = page ? PLAN_PAGED : COUNT(plans) - 1;
        rect = answers_at(ui, width_wanted(ui, choices, count, &plans[at]), above);
        if (beside)
            (void) prompt_beside(ui, prompt, rect.x);
        return page ? draw_paged(ui, rect, choices, count, page)
                    : draw_rows(ui, rect, choices, count, &plans[at], 0);
    }
    if (page)
        *page = 0;
    if (beside)
        (void) prompt_beside(ui, prompt, rect.x);
    return draw_rows(ui, rect, choices, count, &plans[at], spare(&rect, used, rows));
}
