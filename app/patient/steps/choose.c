#include "patient/inside.h"

#include <stdio.h>

#define OPTION_ID 48

void
room_step_choose(struct patient *room, struct ui *ui)
{
    const struct flow *flow = journal_session_flow(room->session);
    const struct flow_step *step = room_step(room);
    const char *language = journal_session_language(room->session);
    size_t index = journal_session_step(room->session), pressed;
    struct journal_answer *answer = room_answer(room);
    struct choice choices[FLOW_OPTIONS_MAX];
    char ids[FLOW_OPTIONS_MAX][OPTION_ID];
    bool calls = false; // who asks for someone turns no page for it
    uint64_t bit;

    for (size_t i = 0; i < step->n_options; i++) {
        snprintf(ids[i], sizeof(ids[i]), "option-%.39s", step->options[i].id);
        choices[i] = (struct choice){
            .id = ids[i],
            .label = flow_option_text(flow, index, i, language),
            .more = flow_option_more(flow, index, i, language),
            .chosen = answer->options >> i & 1,
        };
        calls |= step->options[i].care_now || step->options[i].tell != 0;
    }
    pressed = room_choices(
        ui, room_step_text(room), choices, step->n_options, calls ? NULL : &room->step.page);
    if (pressed == ROOM_NOTHING)
        return;
    // Pressed again it is taken back: nothing here holds a person to what they touched.
    bit = UINT64_C(1) << pressed;
    if (step->many)
        answer->options ^= bit;
    else
        answer->options = answer->options == bit ? 0 : bit;
    journal_session_changed(room->session);
}
