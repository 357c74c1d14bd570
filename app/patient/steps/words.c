#include "patient/inside.h"

void
room_step_words(struct patient *room, struct ui *ui)
{
    const struct flow *flow = journal_session_flow(room->session);
    struct ui_page page = ui_page(ui);
    const char *more = flow_step_more(
        flow, journal_session_step(room->session), journal_session_language(room->session));
    float side = page.shape == UI_COMPACT ? 20 : 48, top = page.shape == UI_COMPACT ? 100 : 208;
    struct paragraph paragraphs[] = {
        {"prompt", UI_PROMPT, UI_INK, 0, room_step_text(room)},
        {"more", UI_BODY, UI_SOFT, 16, more},
    };

    (void) room_write(ui, (struct ui_rect){side, top, page.w - 2 * side, page.shoreline - top - 32},
        page.shape == UI_STANDARD ? 800 : 0, NULL, paragraphs, more && more[0] ? 2 : 1);
}
