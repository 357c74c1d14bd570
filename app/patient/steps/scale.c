#include "patient/inside.h"

void
room_step_scale(struct patient *room, struct ui *ui)
{
    const struct flow *flow = journal_session_flow(room->session);
    const struct flow_step *step = room_step(room);
    const char *language = journal_session_language(room->session);
    size_t index = journal_session_step(room->session);
    struct journal_answer *answer = room_answer(room);
    struct ui_page page = ui_page(ui);
    bool compact = page.shape == UI_COMPACT, placed = answer->has_number;
    double whole = step->to - step->from,
           at = whole > 0 ? (answer->number - step->from) / whole : 0;
    float side = compact ? 20 : 48, top = compact ? 92 : 132, high = compact ? 120 : 160;
    float ends = ui_line_height(ui, UI_BODY),
          y = page.shoreline - high - ends - (compact ? 16 : 64);

    (void) room_prompt(
        ui, (struct ui_rect){side, top, page.w - 2 * side, y - top - 16}, room_step_text(room));
    if (ui_scale(ui, "scale", (struct ui_rect){side + 40, y, page.w - 2 * side - 80, high + ends},
            room_step_text(room), flow_step_low(flow, index, language),
            flow_step_high(flow, index, language), &placed, &at)) {
        answer->has_number = placed;
        answer->number = step->from + at * whole;
        journal_session_changed(room->session);
    }
}
