/* O1: Pause. The ways out, and what makes it easier. */
#include "inside.h"

static const char *
who_reads(const struct patient *room, struct bytes *text)
{
    if (!room->first || !room->first[0])
        return _("Your therapist can read your answers.");
    bytes_append_format(text, _("%s can read your answers."), room->first);
    return bytes_text(text);
}

/* Only what is true of the disk is said. */
static const char *
what_is_kept(const struct patient *room)
{
    switch (journal_autosave_state(room->autosave)) {
    case JOURNAL_KEPT:
        return _("Everything so far is kept.");
    case JOURNAL_FAILING:
        return _("I am holding this. Please call your therapist before you leave.");
    default:
        return "";
    }
}

static bool
is_walking(const struct patient *room)
{
    return journal_session_place(room->session) == JOURNAL_WALKING;
}

static bool
can_bring_back(const struct patient *room)
{
    return is_walking(room) && room->started_over == journal_session_step(room->session);
}

static void
start_over(struct patient *room)
{
    size_t step = journal_session_step(room->session);
    const struct bytes *text;

    if (can_bring_back(room)) {
        (void) journal_session_undo_start_over(room->session);
        room->started_over = journal_session_flow(room->session)->n_steps;
    } else {
        journal_session_start_over(room->session);
        room->started_over = step;
    }
    text = &journal_session_answer_read(room->session, step)->text;
    if (room->writings[step])
        ui_writing_set(room->writings[step], bytes_text(text), text->length);
    room->step.step = ROOM_NOTHING;
    room->sheet = SHEET_NONE;
}

static void
leave(struct patient *room, enum journal_leaving leaving)
{
    room->sheet = SHEET_NONE;
    room->step.step = ROOM_NOTHING;
    if (room->screen == SCREEN_WHAT_GOES)
        room_go(room, SCREEN_CLOSE);
    journal_session_leave(room->session, leaving);
    room_follow(room);
}

/* Where the four cards and the way back to the step stand. */
struct cards {
    struct ui_rect enough, stop, easier, over, on, nothing;
    float shore, top;
};

/* Both ways out stand beside each other, what makes it easier below; on a portrait page all four
 * below each other. `high` and `low` are what their words need. */
static struct cards
cards_of(struct ui *ui, float high, float low)
{
    struct ui_page page = ui_page(ui);
    bool compact = page.shape == UI_COMPACT, left = ui_comfort(ui)->left_hand;
    float side = page.shape == UI_STANDARD ? 32 : page.shape == UI_PORTRAIT ? 16 : 8;
    float gap = compact ? 6 : 24, most = compact ? 150 : 320, y;
    struct cards cards = {.on = room_primary_place(ui, _("Go on")), .top = compact ? 84 : 124};
    struct ui_rect row = {side, 0, page.w - 2 * side, high};
    size_t n_high = page.shape == UI_PORTRAIT ? 2 : 1;

    y = cards.on.y - gap - (float) n_high * (high + low + 2 * gap) + gap;
    cards.shore = y - (compact ? 8 : 32) < most ? y - (compact ? 8 : 32) : most;
    y = cards.shore + (compact ? 8 : 32);
    cards.nothing = cards.on;
    cards.nothing.x = left ? cards.on.x + cards.on.w + 16 : side;
    cards.nothing.w = left ? page.w - side - cards.nothing.x : cards.on.x - side - 16;
    row.y = y;
    if (page.shape == UI_PORTRAIT) {
        cards.enough = cards.stop = row;
        cards.stop.y += high + gap;
        cards.easier = (struct ui_rect){row.x, cards.stop.y + high + gap, row.w, low};
        cards.over = cards.easier;
        cards.over.y += low + gap;
        return cards;
    }
    cards.enough = ui_nth(row, 0, 2, 16);
    cards.stop = ui_nth(row, 1, 2, 16);
    row.y += high + gap;
    row.h = low;
    cards.easier = ui_nth(row, 0, 2, 16);
    cards.over = ui_nth(row, 1, 2, 16);
    return cards;
}

static void
say(struct patient *room, struct ui *ui, const struct cards *cards)
{
    struct ui_page page = ui_page(ui);
    const char *kept = what_is_kept(room);
    float side = page.shape == UI_COMPACT ? 20 : 48;
    struct paragraph paragraphs[] = {
        {"title", UI_TITLE, UI_INK, 0, _("Take your time.")},
        {"prompt", UI_PROMPT, UI_INK, 0, kept},
    };
    struct ui_rect rect = {side, cards->top, page.w - 2 * side,
        cards->shore - cards->top - (page.shape == UI_COMPACT ? 2 : 16)};

    // On a small screen the title alone says it; what failed is said instead of it.
    if (page.shape == UI_COMPACT && rect.h < ui_line_height(ui, UI_STAFF_TITLE))
        return;
    if (page.shape == UI_COMPACT)
        (void) room_write(ui, rect, 0, NULL,
            journal_autosave_state(room->autosave) == JOURNAL_FAILING ? paragraphs + 1 : paragraphs,
            1);
    else
        (void) room_write(ui, rect, 0, NULL, paragraphs, kept[0] ? 2 : 1);
}

enum pause_card { PAUSE_ENOUGH, PAUSE_STOP, PAUSE_EASIER, PAUSE_OVER, PAUSE_CARDS };

static void
act(struct patient *room, enum pause_card card)
{
    switch (card) {
    case PAUSE_ENOUGH:
        leave(room, JOURNAL_ENOUGH);
        break;
    case PAUSE_STOP:
        leave(room, JOURNAL_STOP);
        break;
    case PAUSE_EASIER:
        room->sheet = SHEET_COMFORT;
        break;
    case PAUSE_OVER:
        start_over(room);
        break;
    case PAUSE_CARDS:
        break;
    }
}

/* In the largest letters whose cards leave a line for what is kept. */
static struct cards
places_of(struct ui *ui, const struct card *cards)
{
    static const enum ui_words sizes[] = {UI_BODY, UI_LABEL, UI_LETTERS_100};
    struct ui_page page = ui_page(ui);
    bool compact = page.shape == UI_COMPACT;
    float width = cards_of(ui, 0, 0).enough.w, least = compact                     ? 56
                                                       : page.shape == UI_PORTRAIT ? 190
                                                                                   : 124;
    struct cards places;

    for (size_t i = 0; i < COUNT(sizes); i++) {
        float high = compact ? 74 : 136, low = compact ? 64 : 108;

        for (size_t n = 0; n < PAUSE_CARDS; n++) {
            float need = room_card_height(ui, &cards[n], width, sizes[i]);
            float *row = n < PAUSE_EASIER ? &high : &low;

            *row = need > *row ? need : *row;
        }
        places = cards_of(ui, high, low);
        if (places.shore - places.top >= least)
            break;
    }
    return places;
}

void
room_pause(struct patient *room, struct ui *ui)
{
    struct bytes reads = BYTES_EMPTY;
    struct card cards[PAUSE_CARDS] = {
        [PAUSE_ENOUGH] = {"enough-today", _("Enough for today"), who_reads(room, &reads), {0}},
        [PAUSE_STOP] = {"stop-here", _("Stop here"), _("All of it stays closed."), {0}},
        [PAUSE_EASIER] = {"easier", _("Make it easier"), "", {0}},
        [PAUSE_OVER] = {"start-over",
            can_bring_back(room) ? _("Bring this answer back") : _("Start this answer over"), "",
            {0}},
    };
    struct cards places = places_of(ui, cards);
    size_t pressed;
    bool on, nothing = false;

    cards[PAUSE_ENOUGH].rect = places.enough;
    cards[PAUSE_STOP].rect = places.stop;
    cards[PAUSE_EASIER].rect = places.easier;
    cards[PAUSE_OVER].rect = places.over;
    ui_scene(ui, places.shore);
    room_header(room, ui, true);
    say(room, ui, &places);
    // Past the walk there is no answer to start over.
    pressed = room_cards(ui, cards, is_walking(room) ? PAUSE_CARDS : PAUSE_OVER);
    bytes_wipe(&reads);
    if (!journal_session_is_same_day(room->session))
        nothing = room_pill(
            ui, "keep-nothing", _("Stop and keep nothing"), places.nothing, UI_STONE_PILL);
    on = room_primary(ui, "go-on", _("Go on"));
    if (on)
        room->sheet = SHEET_NONE;
    else if (nothing)
        room->sheet = SHEET_NOTHING;
    else if (pressed != ROOM_NOTHING)
        act(room, (enum pause_card) pressed);
}

/* Asked once, with two equal buttons. */
void
room_nothing(struct patient *room, struct ui *ui)
{
    struct ui_page page = ui_page(ui);
    bool compact = page.shape == UI_COMPACT;
    float side = compact ? 20 : 48, pill = compact ? 8 : page.shape == UI_PORTRAIT ? 16 : 32;
    struct ui_rect row = ui_at(ui, UI_AT_CONTINUE);
    struct paragraph paragraph = {
        "prompt", UI_PROMPT, UI_INK, 0, _("Nothing of today will be kept.")};
    bool yes, no;

    // Labels of two lines on a small screen.
    if (compact) {
        row.y = page.h - 100;
        row.h = 92;
    }
    ui_scene(ui, compact ? row.y - 12 : page.shoreline);
    room_header(room, ui, false);
    (void) room_write(ui,
        (struct ui_rect){
            side, compact ? 100 : 208, page.w - 2 * side, page.shoreline - (compact ? 110 : 240)},
        0, NULL, &paragraph, 1);
    row.x = pill;
    row.w = page.w - 2 * pill;
    no = room_pill(ui, "go-on", _("Go on"), ui_nth(row, 0, 2, 16), UI_STONE_PILL);
    yes = room_pill(
        ui, "keep-nothing", _("Stop and keep nothing"), ui_nth(row, 1, 2, 16), UI_STONE_PILL);
    if (yes)
        leave(room, JOURNAL_KEEP_NOTHING);
    else if (no)
        room->sheet = SHEET_NONE;
}
