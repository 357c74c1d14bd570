/* Selecting, while the keys are down: one line says what to touch, then what can be done stands in its
 * place. A button that has no use is not there. */
#include "patient/inside.h"

#include <math.h>

#define PILL_PAD 80
/* As high a hint may become: on a small screen there are two pills below it. */
#define HINT 128
#define HINT_COMPACT 112

void
room_select_pill(struct ui *ui, struct ui_rect rect, struct ui_writing *writing)
{
    bool selecting = ui_writing_selecting(writing) != UI_SELECTING_NOT;

    if (ui_pill(ui, &(struct ui_pill){.id = "select",
                        .label = _("Select"),
                        .rect = rect,
                        .choice = true,
                        .chosen = selecting}))
        ui_writing_select(writing, !selecting);
}

/* What can be done with what is selected, and with what was taken. */
static const struct act {
    const char *id;
    const char *label;
    bool (*act)(struct ui *ui, struct ui_writing *writing);
} cut = {"cut", N_("Cut"), ui_writing_cut}, copy = {"copy", N_("Copy"), ui_writing_copy},
  paste = {"paste", N_("Paste"), ui_writing_paste};

/* Each as wide as its word asks for, from the left. */
static void
act_pills(struct ui *ui, struct ui_rect row, float gap, const struct act *const *acts, size_t count,
    struct ui_writing *writing)
{
    float words = 0, pad;

    for (size_t i = 0; i < count; i++)
        words += ui_text_width(ui, UI_LABEL, _(acts[i]->label));
    pad = fminf((row.w - words - (float) (count - 1) * gap) / (float) count, PILL_PAD);
    for (size_t i = 0; i < count; i++) {
        struct ui_rect rect = row;

        rect.w = ui_text_width(ui, UI_LABEL, _(acts[i]->label)) + pad;
        row.x += rect.w + gap;
        if (room_pill(ui, acts[i]->id, _(acts[i]->label), rect, UI_STONE_PILL))
            (void) acts[i]->act(ui, writing);
    }
}

/* What to touch next, with Paste at its end where there is something to paste. */
static float
hint(struct ui *ui, struct ui_rect row, float gap, const char *text, struct ui_writing *writing)
{
    const struct act *const acts[] = {&paste};
    float pill = ui_text_width(ui, UI_LABEL, _(paste.label)) + PILL_PAD;
    struct paragraph paragraph = {"hint", UI_BODY, UI_INK, 0, text};
    struct ui_rect words = row;
    float high;

    words.x += gap;
    words.w -= gap + (ui_writing_can_paste(ui) ? pill + gap : 0);
    words.h = ui_page(ui).shape == UI_COMPACT ? HINT_COMPACT : HINT;
    high = room_written(ui, words, &paragraph, 1) - words.y;
    row.h = fmaxf(row.h, high);
    words.y += (row.h - high) / 2;
    (void) room_write(ui, words, 0, NULL, &paragraph, 1);
    if (ui_writing_can_paste(ui))
        act_pills(ui, (struct ui_rect){row.x + row.w - pill, row.y, pill, row.h}, gap, acts,
            COUNT(acts), writing);
    return row.h;
}

float
room_select_row(struct ui *ui, struct ui_rect row, struct ui_writing *writing)
{
    const struct act *const acts[] = {&cut, &copy, &paste};
    float gap = ui_page(ui).shape == UI_COMPACT ? 8 : 16;

    switch (ui_writing_selecting(writing)) {
    case UI_SELECTING_WORD:
        return hint(ui, row, gap, _("Touch the first word, then the last."), writing);
    case UI_SELECTING_PLACE:
        return hint(ui, row, gap, _("Touch where it should go."), writing);
    case UI_SELECTING_ENDS:
    case UI_SELECTING_NOT:
        break;
    }
    act_pills(ui, row, gap, acts, ui_writing_can_paste(ui) ? 3 : 2, writing);
    return row.h;
}
