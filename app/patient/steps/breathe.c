/* Arriving: by the breath, by what can be seen and heard, or by resting. */
#include "patient/inside.h"

#define FRAME_MS 40

/* Where the disc stands. */
static void
place_of(struct ui *ui, float *x, float *y)
{
    struct ui_page page = ui_page(ui);

    *x = page.shape == UI_PORTRAIT ? page.w / 2 : page.w - (page.shape == UI_COMPACT ? 150 : 400);
    *y = page.shape == UI_PORTRAIT ? page.shoreline - 320 : page.shape == UI_COMPACT ? 226 : 378;
}

static void
draw_breath(struct patient *room, struct ui *ui)
{
    const struct flow_step *step = room_step(room);
    int64_t ms = clock_now_ms() - room->step.began_ms;
    float full = 0.5f, x, y;
    const char *word = room_breath_at(ms, step->in, step->hold, step->out, &full);

    place_of(ui, &x, &y);
    if (room->step.breath == BREATH_MOVES && room_is_breathing(room)) {
        ui_breath(ui, x, y, full, word);
        ui_wake(ui, clock_now_ms() + FRAME_MS);
    } else if (room->step.breath == BREATH_WORDS && room_is_breathing(room)) {
        // Only the word changes, where one phase becomes the next.
        int64_t whole = ((int64_t) step->in + step->hold + step->out) * 1000;
        int64_t at = ms % (whole > 0 ? whole : 1), next = step->in * INT64_C(1000);

        next = at >= next ? next + step->hold * INT64_C(1000) : next;
        next = at >= next ? whole : next;
        ui_breath(ui, x, y, 0.64f, word);
        ui_wake(ui, clock_now_ms() + (next > at ? next - at : 1000));
    } else {
        ui_breath(ui, x, y, 0.64f, "");
    }
}

void
room_step_breathe(struct patient *room, struct ui *ui)
{
    static const char *const texts[] = {
        [SETTLING_BREATH] = NULL,
        [SETTLING_SENSES] = N_(
            "Look around. Name five things you can see, four you can touch, three you can hear."),
        [SETTLING_REST] = N_("Just rest here. Nothing is asked."),
    };
    struct ui_page page = ui_page(ui);
    bool compact = page.shape == UI_COMPACT, breath = room->step.settling == SETTLING_BREATH;
    const char *text = breath ? room_step_text(room) : _(texts[room->step.settling]);
    const char *still = room->step.breath == BREATH_STILL ? _("Let it move") : _("Keep it still");
    float side = compact ? 20 : 48, width = page.w - 400 - 216 - 40 - side;
    struct ui_rect words = {
        side, compact ? 92 : 132, width, page.shoreline - (compact ? 180 : 280)};
    float x, y;

    if (compact)
        words =
            (struct ui_rect){side, 88, page.w - 290 - side, page.shoreline - (breath ? 176 : 96)};
    if (page.shape == UI_PORTRAIT)
        words = (struct ui_rect){side, 144, page.w - 2 * side, 360};
    (void) room_prompt(ui, words, text);
    place_of(ui, &x, &y);
    if (!breath) {
        ui_lamp(ui, x, y, compact ? 80 : 150, false);
        return;
    }
    draw_breath(room, ui);
    if (room_pill(ui, "keep-still", still,
            (struct ui_rect){compact                     ? 8
                             : page.shape == UI_PORTRAIT ? 16
                                                         : 32,
                page.shoreline - (compact ? 76 : 120), room_pill_width(ui, still, false),
                compact ? 64 : 88},
            UI_STONE_PILL))
        room->step.breath = room->step.breath == BREATH_STILL ? BREATH_MOVES : BREATH_STILL;
}
