/* Writing: the page with its keys, or the whole page once they are down. */
#include "patient/inside.h"

#include <string.h>

/* The page of this step, filled with what is kept when it is opened first. */
static struct ui_writing *
writing_of(struct patient *room)
{
    size_t step = journal_session_step(room->session);
    const struct bytes *kept = &room_answer(room)->text;

    if (!room->writings[step]) {
        room->writings[step] = ui_writing_new();
        ui_writing_set(room->writings[step], bytes_text(kept), kept->length);
    }
    return room->writings[step];
}

/* What does not fit the session is taken back from the page: nothing may stand there unkept. */
static void
keep(struct patient *room, struct ui_writing *writing)
{
    const struct bytes *text = ui_writing_text(writing);

    room->step.full = false;
    while (!journal_session_text_set(
        room->session, journal_session_step(room->session), bytes_text(text), text->length)) {
        room->step.full = true;
        if (!ui_writing_undo(writing))
            return;
    }
}

static bool
write_page(struct patient *room, struct ui *ui, struct ui_rect rect, struct ui_writing *writing)
{
    struct ui_writing_look look = {.label = room_step_text(room)};
    const struct ui_item *items;
    size_t count;

    if (ui_write(ui, "page", rect, writing, &look))
        keep(room, writing);
    items = ui_list(ui, &count);
    return count > 0 && (items[count - 1].state & UI_PRESSED);
}

static void
undo_pill(struct patient *room, struct ui *ui, struct ui_rect rect, struct ui_writing *writing)
{
    bool back = ui_writing_can_undo(writing), forth = !back && ui_writing_can_redo(writing);

    if (ui_pill(ui, &(struct ui_pill){.id = "undo",
                        .label = forth ? _("Redo") : _("Undo"),
                        .rect = rect,
                        .icon = UI_ICON_UNDO,
                        .disabled = !back && !forth})) {
        if (back ? ui_writing_undo(writing) : ui_writing_redo(writing))
            keep(room, writing);
    }
}

static void
say_full(struct patient *room, struct ui *ui, const struct ui_writing *writing, struct ui_rect at)
{
    if (room->step.full || ui_writing_full(writing))
        (void) ui_text(ui, "full", at, UI_STAFF, UI_INK,
            _("That is all this page can hold. Everything on it is kept."));
}

/* ---- keys up ---------------------------------------------------------------------*/

struct page_layout {
    struct ui_rect page, first, second; /* of the two pills beside it */
};

static struct page_layout
layout_of(struct ui *ui, float keys, float prompt)
{
    struct ui_page page = ui_page(ui);
    float pill = room_pill_width(ui, _("Undo"), true), top = 184;

    if (page.shape == UI_COMPACT) {
        // Without its sign Undo is as wide as its word.
        pill = ui_text_width(ui, UI_LABEL, _("Undo")) + 48;
        pill = pill < 188 ? 188 : pill;
        return (struct page_layout){{8, 88, page.w - pill - 28, keys - 96},
            {page.w - 8 - pill, 88, pill, 74}, {page.w - 8 - pill, 170, pill, 74}};
    }
    if (page.shape == UI_PORTRAIT)
        return (struct page_layout){{16, 136 + prompt, page.w - 32, keys - 256 - prompt},
            {page.w - 16 - pill, keys - 104, pill, 88}, {16, keys - 104, 280, 88}};
    pill = pill < 248 ? 248 : pill;
    top = 128 + prompt < top ? top : 128 + prompt;
    return (struct page_layout){{32, top, page.w - 64 - pill - 16, keys - 16 - top},
        {page.w - 32 - pill, top, pill, 96}, {page.w - 32 - pill, top + 112, pill, 96}};
}

static void
with_keys(struct patient *room, struct ui *ui, struct ui_writing *writing)
{
    struct ui_rect keys = ui_keyboard_rect(ui);
    struct ui_page page = ui_page(ui);
    const char *prompt = room_step_text(room);
    float high = ui_text_height(ui, page.w - 96, UI_STAFF_TITLE, prompt);
    bool folds = page.shape == UI_COMPACT || high > 130;
    struct page_layout layout = layout_of(ui, keys.y, folds ? 0 : high);

    ui_scene(ui, keys.y);
    if (folds && room->step.question) {
        struct paragraph question = {"prompt", UI_PROMPT, UI_INK, 0, prompt};
        struct ui_rect at = layout.page;

        (void) room_write(
            ui, (struct ui_rect){at.x + 12, at.y, at.w - 24, at.h}, 0, NULL, &question, 1);
    } else {
        if (!folds)
            (void) ui_text(ui, "prompt", (struct ui_rect){48, 117, page.w - 96, high},
                UI_STAFF_TITLE, UI_INK, prompt);
        (void) write_page(room, ui, layout.page, writing);
    }
    if (folds && ui_pill(ui, &(struct ui_pill){.id = "question",
                                 .label = _("Question"),
                                 .rect = layout.first,
                                 .choice = true,
                                 .chosen = room->step.question})) {
        room->step.question = !room->step.question;
        ui_focus(ui, "page");
    }
    undo_pill(room, ui, folds ? layout.second : layout.first, writing);
    if (page.shape == UI_STANDARD && !folds)
        say_full(room, ui, writing,
            (struct ui_rect){layout.second.x, layout.second.y, layout.second.w, 96});
    if (ui_keyboard(ui, "keys", keys, UI_KEYS_WORDS, writing).done)
        room->step.keys_up = false;
    // Whoever types on a keyboard of their own has the whole page.
    if (ui_typed_by_keys(ui)) {
        room->step.keys_up = false;
        room_again(ui);
    }
}

/* ---- keys down -------------------------------------------------------------------*/

static void
without_keys(struct patient *room, struct ui *ui, struct ui_writing *writing)
{
    const struct flow *flow = journal_session_flow(room->session);
    const char *more = flow_step_more(
        flow, journal_session_step(room->session), journal_session_language(room->session));
    struct ui_page page = ui_page(ui);
    bool compact = page.shape == UI_COMPACT, standard = page.shape == UI_STANDARD;
    float side = compact ? 20 : 48, pill = compact ? 8 : standard ? 32 : 16;
    float top = compact ? 84 : standard ? 128 : 144, width = room_pill_width(ui, _("Undo"), true);
    struct paragraph paragraphs[] = {
        {"prompt", UI_PROMPT, UI_INK, 0, room_step_text(room)},
        {"more", UI_BODY, UI_SOFT, 4, more},
    };
    size_t count = more && more[0] && !compact ? 2 : 1;
    struct ui_rect rect = {pill, 0, page.w - 2 * pill - width - 16, 0};
    bool pressed;

    rect.y =
        room_write(ui, (struct ui_rect){side, top, page.w - 2 * side, compact ? 96 : page.h * 0.3f},
            0, NULL, paragraphs, count) +
        (compact ? 4 : 16);
    rect.h = page.shoreline - rect.y - (compact ? 16 : 32);
    pressed = write_page(room, ui, rect, writing);
    undo_pill(room, ui, (struct ui_rect){page.w - pill - width, rect.y, width, compact ? 74 : 96},
        writing);
    if (!compact)
        say_full(room, ui, writing,
            (struct ui_rect){page.w - pill - width, rect.y + 112, width, rect.h - 112});
    // A touch in the page brings the keys back.
    if (pressed && !ui_typed_by_keys(ui)) {
        room->step.keys_up = true;
        room_again(ui);
    }
}

void
room_step_open(struct patient *room, struct ui *ui)
{
    struct ui_writing *writing = writing_of(room);

    if (room->step.keys_up)
        with_keys(room, ui, writing);
    else
        without_keys(room, ui, writing);
}
