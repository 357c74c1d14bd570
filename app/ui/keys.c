#include <math.h>
#include <string.h>

#include "ui/boards.h"
#include "ui/writing.h"

/* Lengths in units. */
#define KEY_RADIUS 18
#define LETTERS_EM 34 /* of the keys for a passphrase */
#define COMPACT_EM 35
#define STANDARD_EM 39
#define LABEL_ROOM 12 /* of a key's width, for no label */

/* ---- places ----------------------------------------------------------------------*/

/* Four rows of keys at the foot of the page, and how far the keys stand inside of that: from the
 * sides, above and below. */
static const struct {
    float height, side, above, below;
} places[] = {
    [UI_STANDARD] = {392, 16, 4, 4},
    [UI_COMPACT] = {228, 10, 6, -2},
    [UI_PORTRAIT] = {408, 10, 12, 12},
};

struct ui_rect
ui_keyboard_rect(const struct ui *ui)
{
    float height = places[ui->page.shape].height;

    return (struct ui_rect){0, ui->page.h - height, ui->page.w, height};
}

static SDL_Rect
area_of(const struct ui *ui, struct ui_rect rect, enum ui_keys keys)
{
    enum ui_shape shape = ui->page.shape;

    if (keys == UI_KEYS_WORDS) {
        rect.x += places[shape].side;
        rect.w -= 2 * places[shape].side;
        rect.y += places[shape].above;
        rect.h -= places[shape].above + places[shape].below;
    }
    return to_px(ui, rect);
}

static struct ui_rect
in_units(const struct ui *ui, const SDL_Rect *rect)
{
    return (struct ui_rect){(float) rect->x / ui->scale, (float) rect->y / ui->scale,
        (float) rect->w / ui->scale, (float) rect->h / ui->scale};
}

/* ---- drawing ---------------------------------------------------------------------*/

/* What keys look like: those of a page have no edge, for three dozen edges would be the busiest
 * picture of all; those that act have, so that they do not look pressed. */
struct cap_look {
    enum ui_colour fill, ink, edge;
    float edge_width, radius;
};

static struct cap_look
look_of(const struct ui *ui, const struct keyboard_cap *cap, enum ui_keys keys)
{
    bool contrast = ui->comfort.theme == UI_CONTRAST;
    bool acts = cap->key.kind != KEYBOARD_TEXT && cap->key.kind != KEYBOARD_SPACE;
    struct cap_look look = {UI_STONE, UI_INK, UI_RIM, contrast ? 3 : 0, KEY_RADIUS};

    if (keys == UI_KEYS_LETTERS)
        look = (struct cap_look){UI_STONE, UI_INK, UI_LINE_COLOUR, 2, KEY_RADIUS};
    else if (acts)
        look = (struct cap_look){UI_AIR, UI_INK, UI_RIM, contrast ? 3 : 2, KEY_RADIUS};
    if (cap->key.kind == KEYBOARD_DONE)
        look = (struct cap_look){UI_DEEP, UI_DEEP_INK, UI_DEEP, 0, 1000};
    if (cap->chosen) {
        look.edge = UI_INK;
        look.edge_width = contrast ? 8 : 5;
    }
    return look;
}

/* Letters of keys do not follow the person's text size but to 130 %: a key has no more room. */
static struct text_style
style_of(struct ui *ui, enum ui_keys keys, const struct keyboard_cap *cap)
{
    float em = ui->page.shape == UI_COMPACT ? COMPACT_EM : STANDARD_EM * ui->page.label;
    struct text_style style = {.role = TEXT_PLAIN};

    if (keys == UI_KEYS_LETTERS)
        em = LETTERS_EM;
    if (cap->key.kind == KEYBOARD_BACK)
        return words_style(ui, UI_STAFF);
    style.em_px = (int) lroundf(em * ui->scale);
    style.line_px = (int) lroundf(em * ui->scale * 1.2f);
    return style;
}

/* A label that is too wide for its key is drawn smaller. */
static void
lay_out_label(struct ui *ui, const struct text_style *style, const char *label, float room,
    struct text_block *block)
{
    struct text_style smaller = *style;

    text_layout(ui->text, style, label, strlen(label), 0, block);
    if (block->width <= room)
        return;
    smaller.em_px = (int) ((float) style->em_px * room / block->width);
    text_layout(ui->text, &smaller, label, strlen(label), 0, block);
}

#define RIGHT_TO_LEFT_MARK "\xE2\x80\x8F"

/* What is drawn of a label: a bracket among letters that run leftwards looks as it will look there,
 * which is the other way round. */
static const char *
drawn_label(const struct keyboard *board, const struct keyboard_cap *cap, const char *label,
    char marked[sizeof(RIGHT_TO_LEFT_MARK) + KEYBOARD_TEXT_MAX])
{
    if (cap->key.kind != KEYBOARD_TEXT || !keyboard_layout_is_leftwards(board->layout))
        return label;
    snprintf(marked, sizeof(RIGHT_TO_LEFT_MARK) + KEYBOARD_TEXT_MAX, "%s%s", RIGHT_TO_LEFT_MARK,
        cap->key.text);
    return marked;
}

/* Words that are longer than their key stand below each other there. */
static bool
add_words(struct ui *ui, const SDL_Rect *box, const struct text_style *style, const char *label,
    uint32_t colour)
{
    struct text_block block = TEXT_BLOCK_EMPTY;
    float room = (float) box->w - LABEL_ROOM * ui->scale;
    bool longer = strchr(label, ' ') && text_width(ui->text, style, label, strlen(label)) > room;

    if (longer) {
        text_layout(ui->text, style, label, strlen(label), room, &block);
        add_block_centred(ui, &block, label, (float) box->x + (float) box->w / 2,
            (float) box->y + ((float) box->h - block.height) / 2, colour);
        text_block_destroy(&block);
    }
    return longer;
}

/* The label in the middle of a box, behind the key's sign where it has one. */
static void
add_label(struct ui *ui, const SDL_Rect *box, const struct text_style *style,
    const struct keyboard_cap *cap, const char *label, uint32_t colour)
{
    struct text_block block = TEXT_BLOCK_EMPTY;
    bool signed_key = cap->key.kind == KEYBOARD_BACK;
    float sign = signed_key ? (float) style->em_px : 0;
    float gap = signed_key ? (float) style->em_px * 0.46f : 0;
    float x;

    if (signed_key && add_words(ui, box, style, label, colour))
        return;
    lay_out_label(ui, style, label, (float) box->w - LABEL_ROOM * ui->scale, &block);
    if (signed_key && block.width + sign + gap > (float) box->w - sign) {
        signed_key = false; // the word says it alone
        sign = gap = 0;
    }
    x = (float) box->x + ((float) box->w - block.width - sign - gap) / 2;
    if (signed_key)
        add_icon(ui, UI_ICON_UNDO, x / ui->scale,
            ((float) box->y + ((float) box->h - sign) / 2) / ui->scale, sign / ui->scale, colour);
    add_block(ui, &block, label, x + sign + gap,
        (float) box->y + ((float) box->h - block.height) / 2, colour);
    text_block_destroy(&block);
}

static void
add_cap(struct ui *ui, const struct keyboard *board, const struct keyboard_cap *cap,
    enum ui_keys keys, const char *label, bool held)
{
    char marked[sizeof(RIGHT_TO_LEFT_MARK) + KEYBOARD_TEXT_MAX];
    struct cap_look look = look_of(ui, cap, keys);
    struct text_style style = style_of(ui, keys, cap);
    enum ui_colour held_fill = cap->key.kind == KEYBOARD_DONE ? UI_DEEP_DOWN : UI_STONE_DOWN;

    add_widget_box(ui, in_units(ui, &cap->drawn), look.radius, look.fill, held_fill, held,
        look.edge, look.edge_width);
    add_label(
        ui, &cap->drawn, &style, cap, drawn_label(board, cap, label, marked), opaque(ui, look.ink));
}

/* The letter once more and larger above the finger that hides it. */
static void
add_raised(struct ui *ui, const struct keyboard *board, const struct keyboard_cap *cap)
{
    char marked[sizeof(RIGHT_TO_LEFT_MARK) + KEYBOARD_TEXT_MAX];
    struct text_style style = style_of(ui, UI_KEYS_WORDS, cap);
    SDL_Rect box = cap->drawn;

    style.em_px = style.em_px * 3 / 2;
    style.line_px = style.line_px * 3 / 2;
    box.y = SDL_max(0, box.y - box.h - box.h / 8);
    add_box(ui, in_units(ui, &box), KEY_RADIUS, opaque(ui, UI_STONE_DOWN), opaque(ui, UI_RIM), 2);
    add_label(
        ui, &box, &style, cap, drawn_label(board, cap, cap->key.text, marked), opaque(ui, UI_INK));
}

/* ---- pressing --------------------------------------------------------------------*/

/* A Delete that is held goes on by itself; when it is let go it has done its work already. */
static void
hold_delete(struct ui *ui, struct editor *editor)
{
    struct repeat *repeat = &ui->keyboards->repeat;
    int64_t now_ms = clock_now_ms();

    if (ui->comfort.steady_hands)
        return;
    if (ui->input.began)
        repeat_press(repeat, now_ms);
    else if (repeat_held(repeat, now_ms))
        ui->acted |= editor_delete(
            editor, repeat_takes_words(repeat) ? EDITOR_WORD_PREVIOUS : EDITOR_PREVIOUS);
    ui_wake(ui, repeat_wakes_ms(repeat));
}

static void
apply(struct ui *ui, struct editor *editor, const struct keyboard_stroke *stroke,
    struct ui_keys_pressed *pressed)
{
    struct repeat *repeat = &ui->keyboards->repeat;

    switch (stroke->kind) {
    case KEYBOARD_TYPES:
        editor_insert(editor, stroke->text, strlen(stroke->text));
        break;
    case KEYBOARD_DELETES:
        if (repeat->n_repeats == 0)
            (void) editor_delete(editor, EDITOR_PREVIOUS);
        *repeat = (struct repeat){0};
        break;
    case KEYBOARD_GOES_BACK:
        pressed->back = true;
        break;
    case KEYBOARD_IS_DONE:
        pressed->done = true;
        break;
    case KEYBOARD_CHANGES_LANGUAGE:
        boards_change(ui->keyboards);
        break;
    case KEYBOARD_NOTHING:
        break;
    }
}

/* A key's name in the list: that of what it does, or of its place, which is what stays while the
 * letters on it change. */
static void
name_of(char name[ID_MAX], const char *id, const struct keyboard_cap *cap)
{
    static const char *const names[KEYBOARD_KEY_KINDS] = {
        [KEYBOARD_SPACE] = "space",
        [KEYBOARD_LINE] = "line",
        [KEYBOARD_DELETE] = "delete",
        [KEYBOARD_BACK] = "back",
        [KEYBOARD_DONE] = "done",
        [KEYBOARD_SHIFT] = "shift",
        [KEYBOARD_NUMBERS] = "numbers",
        [KEYBOARD_LETTERS] = "letters",
        [KEYBOARD_ACCENTS] = "accents",
        [KEYBOARD_LANGUAGE] = "language",
        [KEYBOARD_ORDER] = "order",
    };

    if (names[cap->key.kind])
        snprintf(name, ID_MAX, "%s.%s", id, names[cap->key.kind]);
    else
        snprintf(name, ID_MAX, "%s.%zu.%zu", id, cap->row, cap->column);
}

static bool
press_cap(struct ui *ui, const char *id, const struct keyboard *board,
    const struct keyboard_cap *cap, const char *label, bool *held)
{
    unsigned state = cap->chosen ? (unsigned) UI_CHOSEN : 0;
    char name[ID_MAX];
    bool acted;

    name_of(name, id, cap);
    acted = press(ui, name, UI_KEY, label, keyboard_state(board, cap), in_units(ui, &cap->drawn),
        state, held);
    ui->now->items[ui->now->n_items - 1].hit = cap->hit;
    return acted;
}

/* Describes every key and gives the one that was pressed, and the one that is held. */
static void
describe_caps(struct ui *ui, const char *id, const struct keyboard *board, enum ui_keys keys,
    struct keyboard_cap *caps, size_t n_caps, const struct keyboard_cap **pressed,
    const struct keyboard_cap **held)
{
    for (size_t i = 0; i < n_caps; i++) {
        const char *label = keyboard_label(board, &caps[i]);
        bool is_held;

        if (press_cap(ui, id, board, &caps[i], label, &is_held))
            *pressed = &caps[i];
        if (is_held)
            *held = &caps[i];
        add_cap(ui, board, &caps[i], keys, label, is_held);
    }
}

struct ui_keys_pressed
ui_keyboard(struct ui *ui, const char *id, struct ui_rect rect, enum ui_keys keys,
    struct ui_writing *writing)
{
    struct ui_keys_pressed done = {false, false};
    struct keyboards *keyboards = boards_open(ui);
    struct keyboard *board = boards_shown(keyboards, keys);
    struct keyboard_cap caps[KEYBOARD_KEYS_MAX];
    const struct keyboard_cap *pressed = NULL;
    const struct keyboard_cap *held = NULL;
    SDL_Rect area = area_of(ui, rect, keys);
    size_t n_caps;

    if (!board)
        return done; // said in the log; a physical keyboard still writes
    if (keys == UI_KEYS_WORDS)
        keyboard_sentence(board, editor_at_sentence_start(&writing->editor));
    n_caps = keyboard_caps(board, &area, ui_px(ui, 1), caps);
    describe_caps(ui, id, board, keys, caps, n_caps, &pressed, &held);
    if (held && held->key.kind == KEYBOARD_TEXT && keys == UI_KEYS_WORDS)
        add_raised(ui, board, held);
    if (held && held->key.kind == KEYBOARD_DELETE)
        hold_delete(ui, &writing->editor);
    else if (!pressed)
        keyboards->repeat = (struct repeat){0};
    if (pressed) {
        struct keyboard_stroke stroke = keyboard_press(board, pressed);

        apply(ui, &writing->editor, &stroke, &done);
    }
    return done;
}
