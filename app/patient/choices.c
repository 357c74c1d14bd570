/* A question and its large answers: beside each other, above each other, or on pages. */
#include "inside.h"

struct ui_rect
room_split(struct ui *ui, const char *prompt, float need)
{
    struct ui_page page = ui_page(ui);
    float least = page.w * 0.5375f, most = page.w - 32 - 48 - 40 - 360, high;

    if (page.shape == UI_STANDARD) {
        float width = need < least ? least : need > most ? most : need;
        float x = page.w - 32 - width;

        (void) room_prompt(ui, (struct ui_rect){48, 132, x - 88, page.shoreline - 156}, prompt);
        return (struct ui_rect){x, 144, width, page.shoreline - 176};
    }
    if (page.shape == UI_COMPACT) {
        struct paragraph folded = {"prompt", UI_STAFF_TITLE, UI_INK, 0, prompt};

        high = room_write(ui, (struct ui_rect){20, 88, page.w - 40, 112}, 0, NULL, &folded, 1) - 88;
        return (struct ui_rect){8, 92 + high, page.w - 16, page.shoreline - 100 - high};
    }
    high = room_prompt(ui, (struct ui_rect){48, 144, page.w - 96, 480}, prompt);
    return (struct ui_rect){16, 168 + high, page.w - 32, page.shoreline - 200 - high};
}

enum room_tight { AT_EASE, TIGHT, TIGHTEST };

/* How high an answer wants to be: its words, and room to rest a finger. */
static float
wanted(struct ui *ui, float width, const struct choice *choice, enum room_tight tight)
{
    bool compact = ui_page(ui).shape == UI_COMPACT;
    float tick = ui_line_height(ui, UI_BODY) * 0.7f, pad = compact ? (tight ? 2 : 8)
                                                           : tight ? 24
                                                                   : 52;
    float least = compact ? (tight == TIGHTEST ? 54 : 66) : tight ? 92 : 124;
    float high = ui_text_height(ui, width - 80 - tick, UI_BODY, choice->label);

    if (choice->more && choice->more[0])
        high += ui_text_height(ui, width - 80, UI_BODY, choice->more);
    return high + pad < least ? least : high + pad;
}

static size_t
how_many_fit(struct ui *ui, struct ui_rect rect, const struct choice *choices, size_t from,
    size_t count, enum room_tight tight, float gap, float *used)
{
    size_t n = 0;

    *used = 0;
    while (from + n < count) {
        float high = wanted(ui, rect.w, &choices[from + n], tight) + (n > 0 ? gap : 0);

        if (n > 0 && *used + high > rect.h)
            break;
        *used += high;
        n++;
    }
    return n;
}

static size_t
draw_choices(struct ui *ui, struct ui_rect rect, const struct choice *choices, size_t from,
    size_t count, enum room_tight tight, float gap, float extra)
{
    size_t pressed = ROOM_NOTHING;

    for (size_t i = from; i < from + count; i++) {
        float high = wanted(ui, rect.w, &choices[i], tight) + extra;

        if (ui_answer(ui, choices[i].id, (struct ui_rect){rect.x, rect.y, rect.w, high},
                choices[i].label, choices[i].more, choices[i].chosen))
            pressed = i;
        rect.y += high + gap;
    }
    return pressed;
}

/* Answers that may not be parted stand together, if need be in the size of labels. */
static size_t
draw_smaller(
    struct ui *ui, struct ui_rect rect, const struct choice *choices, size_t count, float gap)
{
    float high = (rect.h - gap * (float) (count - 1)) / (float) count;
    size_t pressed = ROOM_NOTHING;

    for (size_t i = 0; i < count; i++)
        if (ui_pill(ui, &(struct ui_pill){.id = choices[i].id,
                            .label = choices[i].label,
                            .rect = {rect.x, rect.y + (float) i * (high + gap), rect.w, high},
                            .choice = true,
                            .chosen = choices[i].chosen}))
            pressed = i;
    return pressed;
}

size_t
room_choices(
    struct ui *ui, const char *prompt, const struct choice *choices, size_t count, size_t *page)
{
    bool compact = ui_page(ui).shape == UI_COMPACT;
    enum room_tight tight = AT_EASE;
    float gap = compact ? 8 : 24, need = 0, used, extra;
    struct ui_rect rect;
    size_t from = 0, n, pressed;

    for (size_t i = 0; i < count; i++) {
        float label =
            ui_text_width(ui, UI_BODY, choices[i].label) + ui_line_height(ui, UI_BODY) * 0.7f + 96;
        float more = choices[i].more ? ui_text_width(ui, UI_BODY, choices[i].more) + 96 : 0;

        need = label > need ? label : need;
        need = more > need ? more : need;
    }
    rect = room_split(ui, prompt, need);
    while (
        tight < TIGHTEST && how_many_fit(ui, rect, choices, 0, count, tight, gap, &used) < count) {
        tight++;
        gap = compact ? 6 : 12;
    }
    n = how_many_fit(ui, rect, choices, 0, count, tight, gap, &used);
    if (!page && n < count)
        return draw_smaller(ui, rect, choices, count, gap);
    if (n < count)
        rect.h -= (compact ? 60 : 88) + gap;
    for (size_t at = 0; page && at < *page && from < count; at++)
        from += how_many_fit(ui, rect, choices, from, count, tight, gap, &used);
    if (page && from >= count)
        from = *page = 0;
    n = how_many_fit(ui, rect, choices, from, count, tight, gap, &used);
    extra = (rect.h - used) / (float) n;
    extra = extra > 12 ? 12 : extra < 0 ? 0 : extra;
    pressed = draw_choices(ui, rect, choices, from, n, tight, gap, extra);
    if (page && n < count &&
        room_pill(ui, "more", _("More"),
            (struct ui_rect){rect.x, rect.y + rect.h + gap, rect.w, compact ? 60 : 88},
            UI_STONE_PILL))
        ++*page;
    return pressed;
}
