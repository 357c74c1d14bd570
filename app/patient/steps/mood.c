/* One point between unpleasant and pleasant, stirred and still, and words for it. */
#include "patient/inside.h"

#include <math.h>

/* ---- the point -------------------------------------------------------------------*/

static void
add_degree(struct bytes *text, double value, const char *above, const char *below)
{
    double size = fabs(value);
    const char *name = value < 0 ? below : above;

    if (size < 0.1)
        return;
    if (text->length > 0)
        bytes_append_text(text, ", ");
    if (size < 0.4)
        bytes_append_format(text, _("a little %s"), name);
    else if (size < 0.75)
        bytes_append_format(text, _("rather %s"), name);
    else
        bytes_append_format(text, _("very %s"), name);
}

/* The point in words, for who does not see it. */
static void
say_point(const struct journal_answer *answer, struct bytes *text)
{
    if (!answer->placed)
        return;
    add_degree(text, answer->valence, _("pleasant"), _("unpleasant"));
    add_degree(text, answer->arousal, _("stirred"), _("still"));
    if (text->length == 0)
        bytes_append_text(text, _("in the middle"));
}

static void
take_point(struct patient *room, struct ui *ui, struct ui_rect rect, bool *lifted)
{
    struct journal_answer *answer = room_answer(room);
    struct ui_pad_state state = {answer->placed, answer->valence, answer->arousal, false};
    struct bytes value = BYTES_EMPTY;

    say_point(answer, &value);
    if (ui_pad(ui, "pad", rect, room_step_text(room), bytes_text(&value), &state, lifted)) {
        answer->placed = true;
        answer->valence = state.x;
        answer->arousal = state.y;
        room->step.moved = true;
        answer->how = state.by_keys ? JOURNAL_BY_KEYS : JOURNAL_BY_TOUCH;
        journal_session_changed(room->session);
    }
    bytes_wipe(&value);
}

/* The three words beside the pad: the nearest, nearest first, and in the place of the last of them
 * what was chosen elsewhere. They change with the point alone: no word moves under a finger. */
static void
find_near(struct patient *room)
{
    const struct journal_answer *answer = room_answer(room);
    size_t *near = room->step.near, last = COUNT(room->step.near);

    flow_feelings_near(answer->valence, answer->arousal, near, COUNT(room->step.near));
    for (size_t i = 0; i < n_flow_feelings; i++) {
        if (!room_feeling_is_chosen(answer, i) || i == near[0] || i == near[1] || i == near[2])
            continue;
        while (last > 0 && room_feeling_is_chosen(answer, near[last - 1]))
            last--;
        if (last > 0)
            near[--last] = i;
    }
    room->step.has_near = answer->placed || answer->n_words > 0;
    room->step.moved = false;
}

static void
word_column(struct patient *room, struct ui *ui, struct ui_rect at, float pitch)
{
    static const char *const ids[] = {"word-1", "word-2", "word-3"};
    const struct journal_answer *answer = room_answer(room);
    size_t pressed = ROOM_NOTHING;

    for (size_t i = 0; room->step.has_near && i < COUNT(ids); i++) {
        size_t feeling = room->step.near[i];

        if (ui_pill(ui, &(struct ui_pill){.id = ids[i],
                            .label = _(flow_feelings[feeling].id),
                            .rect = {at.x, at.y + (float) i * pitch, at.w, at.h},
                            .words = room_feeling_words(ui, feeling, at.w),
                            .choice = true,
                            .chosen = room_feeling_is_chosen(answer, feeling)}))
            pressed = feeling;
    }
    at.y += 3 * pitch;
    if (ui_pill(
            ui, &(struct ui_pill){
                    .id = "other-word", .label = _("other word…"), .rect = at, .words = UI_BODY})) {
        room->step.other_words = true;
        room->step.page = (answer->placed && answer->valence > 0 ? 2 : 0) +
                          (answer->placed && answer->arousal < 0 ? 1 : 0);
    }
    if (pressed != ROOM_NOTHING)
        room_feeling_toggle(room, pressed);
}

/* A small screen has one way to the words, and those that were chosen below it. */
static void
word_list(struct patient *room, struct ui *ui, struct ui_rect at)
{
    const struct journal_answer *answer = room_answer(room);
    struct bytes words = BYTES_EMPTY;
    struct paragraph paragraph = {"chosen-words", UI_BODY, UI_INK, 0, ""};

    for (size_t i = 0; i < answer->n_words; i++) {
        bytes_append_text(&words, i > 0 ? ", " : "");
        bytes_append_text(&words, _(answer->words[i]));
    }
    paragraph.text = bytes_text(&words);
    if (answer->n_words > 0)
        (void) room_write(ui, (struct ui_rect){at.x + 16, at.y + 108, at.w - 24, at.h - 108}, 0,
            NULL, &paragraph, 1);
    bytes_wipe(&words);
    if (ui_pill(ui, &(struct ui_pill){.id = "other-word",
                        .label = _("Words…"),
                        .rect = {at.x, at.y, at.w, 96},
                        .words = UI_BODY})) {
        room->step.other_words = true;
        room->step.page = (answer->placed && answer->valence > 0 ? 2 : 0) +
                          (answer->placed && answer->arousal < 0 ? 1 : 0);
    }
}

/* Every label of the column with its tick, in the person's text size. */
static float
column_width(struct ui *ui)
{
    float least = ui_page(ui).text > 1.15f ? 412 : 360;
    float need = ui_text_width(ui, UI_BODY, _("other word…")) + 80;

    return need > least ? need : least;
}

/* Writes the prompt and says where pad and words stand. */
static void
areas(struct patient *room, struct ui *ui, struct ui_rect *pad, struct ui_rect *words,
    struct room_rows *rows)
{
    struct ui_page page = ui_page(ui);
    const char *prompt = room_step_text(room);
    float high, width;

    switch (page.shape) {
    case UI_COMPACT:
        high = room_prompt(ui, (struct ui_rect){20, 86, page.w - 40, 70}, prompt);
        *pad = (struct ui_rect){8, 92 + high, page.w - 264, page.shoreline - 116 - high};
        *words = (struct ui_rect){page.w - 240, pad->y, 232, pad->h};
        break;
    case UI_PORTRAIT:
        high = room_prompt(ui, (struct ui_rect){48, 144, page.w - 96, 240}, prompt);
        // Four words below it, and a stone's height above the shoreline.
        *rows = (struct room_rows){0, 92, 118};
        *pad = (struct ui_rect){16, 160 + high, page.w - 32, 0};
        pad->h = page.shoreline - 24 - 3 * rows->pitch - rows->high - 24 - pad->y;
        pad->h = pad->h > 400 ? 400 : pad->h;
        *words = (struct ui_rect){16, pad->y + pad->h + 24, page.w - 32, rows->high};
        break;
    default:
        width = column_width(ui);
        *rows = room_rows_of(ui, 4, 144);
        *words = (struct ui_rect){page.w - 32 - width, rows->top, width, rows->high};
        high = room_prompt(ui, (struct ui_rect){48, 132, words->x - 88, 200}, prompt);
        *pad = (struct ui_rect){48, 148 + high < 216 ? 216 : 148 + high, words->x - 88, 0};
        pad->h = page.shoreline - 32 - pad->y;
        break;
    }
}

void
room_step_mood(struct patient *room, struct ui *ui)
{
    enum ui_shape shape = ui_page(ui).shape;
    struct ui_rect pad, words;
    struct room_rows rows = {0, 100, 100};
    bool lifted;

    areas(room, ui, &pad, &words, &rows);
    take_point(room, ui, pad, &lifted);
    if (lifted && (room->step.moved || !room->step.has_near))
        find_near(room);
    room_draw_pad(room, ui, pad, lifted);
    if (shape == UI_COMPACT)
        word_list(room, ui, words);
    else
        word_column(room, ui, words, rows.pitch);
}
