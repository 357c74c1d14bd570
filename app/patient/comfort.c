/* W2: what makes it easier. Each touch shows at once; nothing is asked on the way in. */
#include "inside.h"

#include <stdio.h>

#define CHOICES_MAX 4
#define ROWS_A_PAGE 3
#define PORTRAIT_PITCH 220.0f

struct comfort_row {
    const char *id, *name;
    const char *labels[CHOICES_MAX];
    int values[CHOICES_MAX];
    enum ui_words words[CHOICES_MAX]; /* 0: the label's own */
};

enum comfort_what {
    COMFORT_LETTERS,
    COMFORT_LIGHT,
    COMFORT_MOVEMENT,
    COMFORT_HAND,
    COMFORT_PLAIN,
    COMFORT_STEADY,
    COMFORT_ROWS
};

static const struct comfort_row rows[COMFORT_ROWS] = {
    [COMFORT_LETTERS] = {"letters", N_("Letters"), {"A", "A", "A", "A"}, {100, 130, 160, 200},
        {UI_LETTERS_100, UI_LETTERS_130, UI_LETTERS_160, UI_LETTERS_200}},
    [COMFORT_LIGHT] = {"light", N_("Light"), {N_("Day"), N_("Dusk"), N_("Strong")},
        {UI_DAY, UI_DUSK, UI_CONTRAST}, {0}},
    [COMFORT_MOVEMENT] = {"movement", N_("Movement"), {N_("Some"), N_("None")}, {0, 1}, {0}},
    [COMFORT_HAND] = {"hand", N_("Hand"), {N_("Right"), N_("Left")}, {0, 1}, {0}},
    [COMFORT_PLAIN] = {"plain", N_("Plain letters"), {N_("No"), N_("Yes")}, {0, 1}, {0}},
    [COMFORT_STEADY] = {"steady", N_("Steady hands"), {N_("No"), N_("Yes")}, {0, 1}, {0}},
};

static int
value_of(const struct ui_comfort *comfort, enum comfort_what what)
{
    switch (what) {
    case COMFORT_LETTERS:
        return comfort->text_percent;
    case COMFORT_LIGHT:
        return (int) comfort->theme;
    case COMFORT_MOVEMENT:
        return comfort->less_motion;
    case COMFORT_HAND:
        return comfort->left_hand;
    case COMFORT_PLAIN:
        return comfort->plain_letters;
    case COMFORT_STEADY:
        return comfort->steady_hands;
    case COMFORT_ROWS:
        break;
    }
    return 0;
}

static void
value_set(struct ui_comfort *comfort, enum comfort_what what, int value)
{
    switch (what) {
    case COMFORT_LETTERS:
        comfort->text_percent = value;
        break;
    case COMFORT_LIGHT:
        comfort->theme = (enum ui_theme) value;
        break;
    case COMFORT_MOVEMENT:
        comfort->less_motion = value;
        break;
    case COMFORT_HAND:
        comfort->left_hand = value;
        break;
    case COMFORT_PLAIN:
        comfort->plain_letters = value;
        break;
    case COMFORT_STEADY:
        comfort->steady_hands = value;
        break;
    case COMFORT_ROWS:
        break;
    }
}

static void
comfort_row(struct patient *room, struct ui *ui, enum comfort_what what, struct ui_rect place)
{
    const struct comfort_row *row = &rows[what];
    size_t count = 0, pressed = ROOM_NOTHING;
    char id[32], percent[16];

    while (count < CHOICES_MAX && row->labels[count])
        count++;
    // A small screen holds letters of 130 % at most.
    if (what == COMFORT_LETTERS && ui_page(ui).shape == UI_COMPACT)
        count = 2;
    for (size_t i = 0; i < count; i++) {
        snprintf(id, sizeof(id), "%s-%d", row->id, row->values[i]);
        snprintf(percent, sizeof(percent), "%d %%", row->values[i]);
        if (ui_pill(
                ui, &(struct ui_pill){.id = id,
                        .label = _(row->labels[i]),
                        .value = what == COMFORT_LETTERS ? percent : _(row->name),
                        .rect = ui_nth(place, i, count, ui_page(ui).shape == UI_COMPACT ? 8 : 16),
                        .words = row->words[i],
                        .choice = true,
                        .chosen = value_of(&room->comfort, what) == row->values[i]}))
            pressed = i;
    }
    if (pressed != ROOM_NOTHING) {
        value_set(&room->comfort, what, row->values[pressed]);
        room->comfort_chosen = true;
    }
}

void
room_comfort(struct patient *room, struct ui *ui)
{
    struct ui_page page = ui_page(ui);
    bool compact = page.shape == UI_COMPACT, portrait = page.shape == UI_PORTRAIT, done, more;
    float side = compact ? 20 : 48, left = compact ? 214 : 400;
    float pill = compact ? 8 : portrait ? 16 : 32, y;
    struct room_rows at = room_rows_of(ui, ROWS_A_PAGE, compact ? 124 : 256);
    size_t from = room->sheet_page * ROWS_A_PAGE;
    bool over_walk = room->session != NULL;

    ui_scene(ui, page.shoreline);
    y = at.top;
    if (!compact) {
        struct paragraph title = {"title", UI_TITLE, UI_INK, 0, _("Make this easier")};

        (void) room_write(
            ui, (struct ui_rect){side, 124, page.w - 2 * side, at.top - 132}, 0, NULL, &title, 1);
    }
    for (size_t i = from; i < from + ROWS_A_PAGE && i < COMFORT_ROWS; i++) {
        const char *name = _(rows[i].name);
        struct ui_rect choices = {left, y, page.w - left - pill, at.high};
        struct ui_rect words = {side, y, left - side - (compact ? 6 : 16), at.high};
        enum ui_words size = UI_LABEL;

        if (portrait) {
            // The name above its choices, which have the whole width.
            words = (struct ui_rect){side, y, page.w - 2 * side, 56};
            choices = (struct ui_rect){pill, y + 56, page.w - 2 * pill, at.high};
        } else if (ui_text_height(ui, words.w, size, name) > words.h) {
            size = UI_LETTERS_100;
        }
        words.y += (words.h - ui_text_height(ui, words.w, size, name)) / 2;
        (void) ui_text(ui, rows[i].id, words, size, UI_INK, name);
        comfort_row(room, ui, (enum comfort_what) i, choices);
        y += portrait ? PORTRAIT_PITCH : at.pitch;
    }
    room_header(room, ui, over_walk);
    more = room_middle(ui, "more", _("More"));
    done = room_primary(ui, "that-is-fine", _("That is fine"));
    if (more)
        room->sheet_page = room->sheet_page == 0 ? 1 : 0;
    if (done) {
        room->sheet = SHEET_NONE;
        room->sheet_page = 0;
    }
}
