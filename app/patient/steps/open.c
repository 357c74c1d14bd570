/* Writing: the page with its keys, or the whole page once they are down. */
#include "patient/inside.h"

#include <math.h>
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

/* The page; true when it was tapped. */
static bool
write_page(struct patient *room, struct ui *ui, struct ui_rect rect, struct ui_writing *writing)
{
    struct ui_writing_look look = {.label = room_step_text(room)};

    if (ui_write(ui, "page", rect, writing, &look))
        keep(room, writing);
    room->step.undid = room->step.undid && !ui_writing_tapped(writing);
    return ui_writing_tapped(writing);
}

static void
undo_pill(struct patient *room, struct ui *ui, struct ui_rect rect, struct ui_writing *writing)
{
    if (ui_pill(ui, &(struct ui_pill){.id = "undo",
                        .label = _("Undo"),
                        .rect = rect,
                        .icon = UI_ICON_UNDO,
                        .disabled = !ui_writing_can_undo(writing)})) {
        room->step.undid = ui_writing_undo(writing);
        keep(room, writing);
    }
}

/* The way forth takes the second place beside the page. Where something else lives there it does so
 * only right after an undo, and goes with the next thing that is done. */
static bool
redo_pill(struct patient *room, struct ui *ui, struct ui_rect rect, struct ui_writing *writing,
    bool shared)
{
    if (!ui_writing_can_redo(writing) || (shared && !room->step.undid))
        return false;
    if (room_pill(ui, "redo", _("Redo"), rect, UI_STONE_PILL)) {
        (void) ui_writing_redo(writing);
        keep(room, writing);
    }
    return true;
}

static bool
is_full(const struct patient *room, const struct ui_writing *writing)
{
    return room->step.full || ui_writing_full(writing);
}

static const char *
full_text(void)
{
    return _("That is all this page can hold. Everything on it is kept.");
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
    if (page.shape == UI_PORTRAIT) {
        struct ui_rect row = {16, keys - 120, page.w - 32, 96};

        return (struct page_layout){{16, 136 + prompt, page.w - 32, keys - 272 - prompt},
            ui_nth(row, 0, 2, 16), ui_nth(row, 1, 2, 16)};
    }
    pill = pill < 248 ? 248 : pill;
    top = 128 + prompt < top ? top : 128 + prompt;
    return (struct page_layout){{32, top, page.w - 64 - pill - 16, keys - 16 - top},
        {page.w - 32 - pill, top, pill, 96}, {page.w - 32 - pill, top + 112, pill, 96}};
}

static void
question_pill(struct patient *room, struct ui *ui, struct ui_rect rect)
{
    if (ui_pill(ui, &(struct ui_pill){.id = "question",
                        .label = _("Question"),
                        .rect = rect,
                        .choice = true,
                        .chosen = room->step.question})) {
        room->step.question = !room->step.question;
        ui_focus(ui, "page");
    }
}

/* True where the question has no room above the page: it waits behind a button. */
static bool
folds_question(const struct patient *room, struct ui *ui)
{
    struct ui_page page = ui_page(ui);

    return page.shape == UI_COMPACT ||
           ui_text_height(ui, page.w - 96, UI_STAFF_TITLE, room_step_text(room)) > 130;
}

static void
with_keys(struct patient *room, struct ui *ui, struct ui_writing *writing)
{
    struct ui_rect keys = ui_keyboard_rect(ui);
    struct ui_page page = ui_page(ui);
    const char *prompt = room_step_text(room);
    float high = ui_text_height(ui, page.w - 96, UI_STAFF_TITLE, prompt);
    bool folds = folds_question(room, ui);
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
    if (folds) {
        // Undo stands where the thumb finds it; the other place is the question's.
        if (!redo_pill(room, ui, layout.first, writing, true))
            question_pill(room, ui, layout.first);
        undo_pill(room, ui, layout.second, writing);
    } else {
        undo_pill(room, ui, layout.first, writing);
        if (!redo_pill(room, ui, layout.second, writing, false) && is_full(room, writing))
            (void) ui_text(ui, "full", layout.second, UI_STAFF, UI_INK, full_text());
    }
    if (ui_keyboard(ui, "keys", keys, UI_KEYS_WORDS, writing).done)
        room->step.keys_up = room->step.undid = false;
    // Whoever types on a keyboard of their own has the whole page.
    if (ui_typed_by_keys(ui)) {
        room->step.keys_up = false;
        room_again(ui);
    }
}

/* ---- keys down -------------------------------------------------------------------*/

struct place {
    float side, top, high, gap; /* of the screen, its first line, and of pills */
    struct ui_rect page, beside[3];
    size_t n_beside;
};

/* Beside the page Undo, Select and a third place where there is room for it: of Redo, and of Read
 * back. On a narrow page they stand in two rows below it. */
static struct place
place_of(struct ui *ui, float top)
{
    struct ui_page page = ui_page(ui);
    bool compact = page.shape == UI_COMPACT, portrait = page.shape == UI_PORTRAIT;
    struct place place = {.side = compact    ? 8
                                  : portrait ? 16
                                             : 32,
        .high = compact ? 74 : 96,
        .gap = compact ? 8 : 16};
    float width = room_pill_width(ui, _("Undo"), true);
    float bottom = page.shoreline - (compact ? 16 : 32);
    struct ui_rect all = {place.side, top, page.w - 2 * place.side, bottom - top};

    width = fmaxf(width, room_pill_width(ui, _("Select"), true));
    place.page = all;
    if (portrait) {
        float both = 2 * (place.high + place.gap);
        struct ui_rect row = {all.x, bottom - both + place.gap, all.w, place.high};

        place.page.h -= both;
        place.n_beside = 3;
        for (size_t i = 0; i < 3; i++) {
            place.beside[i] = ui_nth(row, i % 2, 2, place.gap);
            place.beside[i].y += i < 2 ? 0 : place.high + place.gap;
        }
        return place;
    }
    place.page.w -= width + place.gap;
    place.n_beside = all.h >= 3 * place.high + 2 * place.gap ? 3 : 2;
    for (size_t i = 0; i < place.n_beside; i++)
        place.beside[i] = (struct ui_rect){
            all.x + all.w - width, top + (float) i * (place.high + place.gap), width, place.high};
    return place;
}

/* The question and more; of a full page that it is full, where its pills leave no room for it. */
static float
write_question(struct patient *room, struct ui *ui, const struct ui_writing *writing)
{
    const struct flow *flow = journal_session_flow(room->session);
    const char *more = flow_step_more(
        flow, journal_session_step(room->session), journal_session_language(room->session));
    struct ui_page page = ui_page(ui);
    bool compact = page.shape == UI_COMPACT, standard = page.shape == UI_STANDARD;
    float side = compact ? 20 : 48, top = compact ? 84 : standard ? 128 : 144;
    bool full = is_full(room, writing) && !standard;
    struct paragraph paragraphs[] = {
        {"prompt", UI_PROMPT, UI_INK, 0, room_step_text(room)},
        {"more", UI_BODY, UI_SOFT, 4, more},
    };
    size_t count = more && more[0] && !compact ? 2 : 1;

    if (full && compact)
        paragraphs[0] = (struct paragraph){"full", UI_BODY, UI_INK, 0, full_text()};
    else if (full)
        paragraphs[1] = (struct paragraph){"full", UI_BODY, UI_INK, 4, full_text()}, count = 2;
    return room_write(ui,
               (struct ui_rect){side, top, page.w - 2 * side, compact ? 106 : page.h * 0.3f}, 0,
               NULL, paragraphs, count) +
           (compact ? 4 : 16);
}

static void
beside_page(
    struct patient *room, struct ui *ui, const struct place *place, struct ui_writing *writing)
{
    bool selecting = ui_writing_selecting(writing) != UI_SELECTING_NOT;
    bool third = place->n_beside == 3;

    undo_pill(room, ui, place->beside[0], writing);
    if (is_full(room, writing) && ui_page(ui).shape == UI_STANDARD && !selecting) {
        (void) ui_text(ui, "full", place->beside[1], UI_STAFF, UI_INK, full_text());
        return;
    }
    if (third)
        (void) redo_pill(room, ui, place->beside[2], writing, false);
    else if (!selecting && redo_pill(room, ui, place->beside[1], writing, true))
        return;
    if (selecting || ui_writing_text(writing)->length > 0 || ui_writing_can_paste(ui))
        room_select_pill(ui, place->beside[1], writing);
}

/* Right above the page, which stays where it was unless the question had less room. */
static struct ui_rect
select_place(const struct patient *room, struct ui *ui)
{
    struct ui_page page = ui_page(ui);
    bool compact = page.shape == UI_COMPACT;
    float side = compact ? 8 : page.shape == UI_PORTRAIT ? 16 : 32, high = compact ? 74 : 96;
    float y = room->step.page_top - high - (compact ? 8 : 16);

    return (struct ui_rect){side, fmaxf(y, compact ? 88 : 124), page.w - 2 * side, high};
}

static void
without_keys(struct patient *room, struct ui *ui, struct ui_writing *writing)
{
    bool selecting = ui_writing_selecting(writing) != UI_SELECTING_NOT;
    struct place place;

    if (selecting) {
        struct ui_rect row = select_place(room, ui);

        row.h = room_select_row(ui, row, writing);
        place = place_of(ui,
            fmaxf(room->step.page_top, row.y + row.h + (ui_page(ui).shape == UI_COMPACT ? 8 : 16)));
    } else {
        room->step.page_top = write_question(room, ui, writing);
        place = place_of(ui, room->step.page_top);
    }
    if (write_page(room, ui, place.page, writing) && !selecting && !ui_typed_by_keys(ui)) {
        // A touch in the page brings the keys back.
        room->step.keys_up = true;
        room_again(ui);
    }
    beside_page(room, ui, &place, writing);
}

void
room_step_open(struct patient *room, struct ui *ui)
{
    struct ui_writing *writing = writing_of(room);
    bool full = is_full(room, writing);

    // Selecting is over when the page was left, and while the keys are up.
    if ((!room->step.opened || room->step.keys_up) &&
        ui_writing_selecting(writing) != UI_SELECTING_NOT)
        ui_writing_select(writing, false);
    room->step.opened = true;
    if (room->step.keys_up)
        with_keys(room, ui, writing);
    else
        without_keys(room, ui, writing);
    // A full page says so; where the keys leave no room for it, they go down.
    if (room->step.keys_up && !full && is_full(room, writing) && folds_question(room, ui)) {
        room->step.keys_up = false;
        room_again(ui);
    }
}
