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

    if (ui_write(ui, "page", rect, writing, &look)) {
        keep(room, writing);
        room->step.touched = false;
    }
    room->step.touched = room->step.touched || ui_writing_tapped(writing);
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
        room->step.touched = false;
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

/* The second place is empty where nothing fits there: what it holds waits for the keys to go down. */
struct page_layout {
    struct ui_rect page, first, second; /* of the two pills beside it */
};

/* A line that is shorter than this is no line to read (N13). */
#define SHORTEST_LINE "a lake, and somebody holding"
#define PAGE_PADS 64

/* The keys leave room for one row of pills: a second one stands beside the first while the lines
 * stay long enough for it. */
static struct page_layout
low_layout(struct ui *ui, float keys, float top)
{
    float right = ui_page(ui).w - 32, undo = room_pill_width(ui, _("Undo"), true);
    float other =
        fmaxf(room_pill_width(ui, _("Select"), true), ui_text_width(ui, UI_LABEL, _("Redo")) + 80);
    float line = ui_text_width(ui, UI_BODY, SHORTEST_LINE) + PAGE_PADS;
    struct page_layout layout = {.first = {right - undo, top, undo, 96}};

    if (right - undo - 16 - other - 16 - 32 >= line) {
        layout.second = (struct ui_rect){right - other, top, other, 96};
        layout.first.x -= other + 16;
    }
    layout.page = (struct ui_rect){32, top, layout.first.x - 16 - 32, keys - 16 - top};
    return layout;
}

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
    top = 128 + prompt < top ? top : 128 + prompt;
    if (top + 208 > keys)
        return low_layout(ui, keys, top);
    pill = pill < 248 ? 248 : pill;
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

static bool
is_selectable(struct ui *ui, const struct ui_writing *writing)
{
    return ui_writing_text(writing)->length > 0 || ui_writing_can_paste(ui);
}

/* Selecting has the whole page; the keys, in whose place it is, come back when it is over. */
static void
select_pill(struct patient *room, struct ui *ui, struct ui_rect rect, struct ui_writing *writing)
{
    room_select_pill(ui, rect, writing);
    if (ui_writing_selecting(writing) == UI_SELECTING_NOT)
        return;
    room->step.keys_up = room->step.touched = false;
    room->step.keys_wait = true;
    room_again(ui);
}

/* Undo stands where the thumb finds it; the other place is the question's, but right after an undo
 * Redo's, and right after a touch in the page, when a word there is meant, that of Select. */
static void
beside_folded(struct patient *room, struct ui *ui, const struct page_layout *layout,
    struct ui_writing *writing)
{
    bool touched = room->step.touched && !room->step.question && is_selectable(ui, writing);

    undo_pill(room, ui, layout->second, writing);
    if (redo_pill(room, ui, layout->first, writing, true))
        return;
    if (touched)
        select_pill(room, ui, layout->first, writing);
    else
        question_pill(room, ui, layout->first);
}

static void
beside_with_keys(struct patient *room, struct ui *ui, const struct page_layout *layout,
    struct ui_writing *writing)
{
    undo_pill(room, ui, layout->first, writing);
    if (layout->second.w == 0 || redo_pill(room, ui, layout->second, writing, true))
        return;
    if (is_selectable(ui, writing))
        select_pill(room, ui, layout->second, writing);
}

static void
with_keys(struct patient *room, struct ui *ui, struct ui_writing *writing)
{
    struct ui_rect keys = ui_keyboard_rect(ui);
    struct ui_page page = ui_page(ui);
    bool folds = folds_question(room, ui), full = is_full(room, writing) && !folds;
    const char *prompt = full ? full_text() : room_step_text(room);
    float high = ui_text_height(ui, page.w - 96, UI_STAFF_TITLE, prompt);
    struct page_layout layout = layout_of(ui, keys.y, folds ? 0 : high);

    ui_scene(ui, keys.y);
    if (folds && room->step.question) {
        struct paragraph question = {"prompt", UI_PROMPT, UI_INK, 0, prompt};
        struct ui_rect at = layout.page;

        (void) room_write(
            ui, (struct ui_rect){at.x + 12, at.y, at.w - 24, at.h}, 0, NULL, &question, 1);
    } else {
        if (!folds)
            (void) ui_text(ui, full ? "full" : "prompt",
                (struct ui_rect){48, 117, page.w - 96, high}, UI_STAFF_TITLE, UI_INK, prompt);
        (void) write_page(room, ui, layout.page, writing);
    }
    if (folds)
        beside_folded(room, ui, &layout, writing);
    else
        beside_with_keys(room, ui, &layout, writing);
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

/* The question and more; of a full page that it is full, in place of more or of both. */
struct question {
    struct ui_rect rect;
    struct paragraph paragraphs[2];
    size_t count;
};

static struct question
question_of(struct patient *room, struct ui *ui, const struct ui_writing *writing)
{
    const struct flow *flow = journal_session_flow(room->session);
    const char *more = flow_step_more(
        flow, journal_session_step(room->session), journal_session_language(room->session));
    struct ui_page page = ui_page(ui);
    bool compact = page.shape == UI_COMPACT, full = is_full(room, writing);
    float side = compact ? 20 : 48, top = compact ? 84 : page.shape == UI_STANDARD ? 128 : 144;
    struct question question = {
        {side, top, page.w - 2 * side, compact ? 106 : page.h * 0.3f},
        {
            {"prompt", UI_PROMPT, UI_INK, 0, room_step_text(room)},
            {"more", UI_BODY, UI_SOFT, 4, more},
        },
        more && more[0] && !compact ? 2 : 1,
    };

    if (full && compact)
        question.paragraphs[0] = (struct paragraph){"full", UI_BODY, UI_INK, 0, full_text()};
    else if (full)
        question.paragraphs[1] = (struct paragraph){"full", UI_BODY, UI_INK, 4, full_text()};
    question.count = full && !compact ? 2 : question.count;
    return question;
}

static void
beside_page(
    struct patient *room, struct ui *ui, const struct place *place, struct ui_writing *writing)
{
    bool selecting = ui_writing_selecting(writing) != UI_SELECTING_NOT;
    bool third = place->n_beside == 3;

    undo_pill(room, ui, place->beside[0], writing);
    if (third)
        (void) redo_pill(room, ui, place->beside[2], writing, false);
    else if (!selecting && redo_pill(room, ui, place->beside[1], writing, true))
        return;
    if (selecting || is_selectable(ui, writing))
        room_select_pill(ui, place->beside[1], writing);
}

/* Selecting takes the question's place, right above the page, which stays where it was unless the
 * question had less room. Gives where the page begins. */
static float
write_selecting(struct ui *ui, float page_top, struct ui_writing *writing)
{
    struct ui_page page = ui_page(ui);
    bool compact = page.shape == UI_COMPACT;
    float side = compact ? 8 : page.shape == UI_PORTRAIT ? 16 : 32, high = compact ? 74 : 96;
    float gap = compact ? 8 : 28; // to the pills below, whose hit areas are larger than they look
    struct ui_rect row = {
        side, fmaxf(page_top - high - gap, compact ? 88 : 124), page.w - 2 * side, high};

    row.h = room_select_row(ui, row, writing);
    return fmaxf(page_top, row.y + row.h + gap);
}

static void
without_keys(struct patient *room, struct ui *ui, struct ui_writing *writing)
{
    bool selecting = ui_writing_selecting(writing) != UI_SELECTING_NOT;
    float gap = ui_page(ui).shape == UI_COMPACT ? 4 : 16, top;
    struct question question = question_of(room, ui, writing);
    struct place place;

    top = gap +
          (selecting ? room_written(ui, question.rect, question.paragraphs, question.count)
                     : room_write(ui, question.rect, 0, NULL, question.paragraphs, question.count));
    place = place_of(ui, selecting ? write_selecting(ui, top, writing) : top);
    if (write_page(room, ui, place.page, writing) && !selecting && !ui_typed_by_keys(ui)) {
        // A touch in the page brings the keys back, and means no word there.
        room->step.keys_up = true;
        room->step.touched = false;
        room_again(ui);
    }
    beside_page(room, ui, &place, writing);
    if (room->step.keys_wait && ui_writing_selecting(writing) == UI_SELECTING_NOT) {
        room->step.keys_up = !ui_typed_by_keys(ui);
        room->step.keys_wait = false;
        room_again(ui);
    }
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
