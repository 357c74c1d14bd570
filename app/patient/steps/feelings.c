/* Feeling words: which are chosen, and the page of all of them, a corner of the pad a page. */
#include "patient/inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_A_PAGE 12

static size_t
place_of(const struct journal_answer *answer, size_t feeling)
{
    size_t i = 0;

    while (i < answer->n_words && strcmp(answer->words[i], flow_feelings[feeling].id) != 0)
        i++;
    return i;
}

bool
room_feeling_is_chosen(const struct journal_answer *answer, size_t feeling)
{
    return place_of(answer, feeling) < answer->n_words;
}

void
room_feeling_toggle(struct patient *room, size_t feeling)
{
    struct journal_answer *answer = room_answer(room);
    size_t at = place_of(answer, feeling);

    if (at < answer->n_words) {
        free(answer->words[at]);
        answer->n_words--;
        memmove(&answer->words[at], &answer->words[at + 1],
            (answer->n_words - at) * sizeof(answer->words[0]));
    } else if (answer->n_words < JOURNAL_WORDS_MAX) {
        answer->words[answer->n_words++] = memory_string(flow_feelings[feeling].id);
    }
    journal_session_changed(room->session);
}

/* A word and its tick in the person's size, or in a label's where they would not fit. */
enum ui_words
room_feeling_words(struct ui *ui, size_t feeling, float width)
{
    float need = ui_text_width(ui, UI_BODY, _(flow_feelings[feeling].id)) +
                 ui_line_height(ui, UI_BODY) * 0.9f + 40;

    return need <= width ? UI_BODY : UI_LABEL;
}

void
room_other_words(struct patient *room, struct ui *ui)
{
    const struct journal_answer *answer = room_answer(room);
    struct ui_page page = ui_page(ui);
    bool compact = page.shape == UI_COMPACT, portrait = page.shape == UI_PORTRAIT;
    float side = compact ? 8 : portrait ? 16 : 32, gap = compact ? 8 : 16;
    size_t columns = portrait ? 2 : 3, rows = WORDS_A_PAGE / columns, pressed = ROOM_NOTHING;
    struct room_rows at = room_rows_of(ui, rows, compact ? 92 : 144);
    bool back, more, done;
    char id[16];

    // A small screen has no room for the stones.
    if (compact)
        ui_scene(ui, page.shoreline);
    else
        room_walk_frame(room, ui);
    for (size_t i = 0; i < WORDS_A_PAGE; i++) {
        size_t feeling = room->step.page * WORDS_A_PAGE + i;
        bool chosen = room_feeling_is_chosen(answer, feeling);
        size_t down_by = i / columns;
        struct ui_rect row = {
            side, at.top + (float) down_by * at.pitch, page.w - 2 * side, at.high};

        snprintf(id, sizeof(id), "feeling-%zu", i + 1);
        if (ui_pill(ui, &(struct ui_pill){.id = id,
                            .label = _(flow_feelings[feeling].id),
                            .rect = ui_nth(row, i % columns, columns, gap),
                            .words = compact ? UI_LABEL
                                             : room_feeling_words(
                                                   ui, feeling, ui_nth(row, 0, columns, gap).w),
                            .choice = true,
                            .chosen = chosen,
                            .disabled = !chosen && answer->n_words == JOURNAL_WORDS_MAX}))
            pressed = feeling;
    }
    room_header(room, ui, true);
    back = room_back(ui);
    more = room_middle(ui, "more", _("More"));
    done = room_primary(ui, "that-is-fine", _("That is fine"));
    if (pressed != ROOM_NOTHING)
        room_feeling_toggle(room, pressed);
    if (more)
        room->step.page = (room->step.page + 1) % (n_flow_feelings / WORDS_A_PAGE);
    if (back || done) {
        room->step.other_words = false;
        room->step.has_near = false;
    }
}
