/* What the files of the toolkit share: the frame being described and the last one. */
#ifndef AFTERWORD_UI_INSIDE_H
#define AFTERWORD_UI_INSIDE_H

#include "afterword/ui.h"
#include "ui/hand.h"
#include "ui/text.h"

#define UI_COMMANDS_MAX 4096
#define UI_ITEMS_MAX 256
#define UI_CHANGED_MAX 64
#define UI_FRAME_ARENA_PIECE (16u << 10)

/* ---- one frame's memory ------------------------------------------------------*/

struct arena_piece {
    struct arena_piece *next;
    size_t used, size;
    _Alignas(16) unsigned char bytes[];
};
struct arena {
    struct arena_piece *pieces;
};
/* Zeroed memory until the arena is dropped. */
void *
arena_new(struct arena *arena, size_t size);
char *
arena_text(struct arena *arena, const char *text, size_t length);
/* Wipes and frees all. */
void
arena_drop(struct arena *arena);

/* ---- commands: what a frame is made of -----------------------------------------*/

enum command_kind {
    COMMAND_FILL,
    COMMAND_BOX,
    COMMAND_DISC,
    COMMAND_RING,
    COMMAND_TEXT,
    COMMAND_MASK,
    COMMAND_PIXELS
};

struct command {
    enum command_kind kind;
    SDL_Rect bounds;          /* px; every pixel it may touch */
    uint64_t hash;            /* of all that decides how it looks */
    uint32_t colour;          /* 0xAARRGGBB */
    float x, y, radius, edge; /* BOX: bounds' shape is rect; DISC, RING: centre */
    float rect[4];
    uint32_t edge_colour;
    uint32_t held_colour; /* BOX: while its widget is pressed */
    size_t widget;        /* that widget's place in the list, from 1; 0: it is none's */
    struct text_run run;  /* TEXT */
    const char *string;
    int pen_x, baseline;
    const uint8_t *mask;    /* MASK: one byte of coverage a pixel, bounds' size */
    const uint32_t *pixels; /* PIXELS: bounds' size */
};

struct frame {
    struct arena arena;
    struct command *commands;
    size_t n_commands;
    struct ui_item items[UI_ITEMS_MAX];
    SDL_Keycode keys[UI_ITEMS_MAX]; /* that press an item without the focus */
    size_t n_items;
};

/* ---- input ---------------------------------------------------------------------*/

#define ID_MAX 48

struct input {
    struct hand hand;
    bool down;              /* the hand is on the screen */
    bool exact;             /* a mouse, not a finger */
    float x, y;             /* px; where it is, or was last at rest before it was let go */
    char pressed[ID_MAX];   /* what it went down on; "" for ground */
    bool inside;            /* still on it */
    char activated[ID_MAX]; /* let go on it, or Enter: returned by that widget in the next frame */
    bool by_keys;           /* the activation came from keys */
    bool released;          /* a press ended in this turn */
    bool began;             /* a press began in this turn */
    char focus[ID_MAX];
    bool focus_shown;  /* keys are in use: the ring is drawn */
    char last[ID_MAX]; /* what was activated last, where it was, and when it was let go */
    SDL_Rect last_hit;
    SDL_FPoint last_at;
    int64_t last_ms; /* or when a frame showed what came of it */
    bool last_shown;
    uint64_t last_there; /* what could be pressed there then */
    int64_t touched_ms;
    /* Keys and text of this turn, for the page of writing that has the focus. */
    struct {
        SDL_Keycode key;
        SDL_Keymod modifiers;
        bool repeat;
        size_t text_before; /* so much of the turn's text came before it */
    } keys[128];
    size_t n_keys;
    bool key_repeats;    /* the key that went down last is held, */
    int64_t repeated_ms; /* and said so last then */
    struct bytes text;
    struct bytes composing;
    bool composed; /* the composition changed in this turn */
    bool typed;    /* keys or text came in this turn, for whomever */
};

/* ---- caches ----------------------------------------------------------------------*/

struct icon_mask {
    enum ui_icon icon;
    int size;
    uint8_t *coverage;
};
#define ICON_MASKS_MAX 48

struct picture {
    char id[ID_MAX];
    uint64_t revision;
    int width, height;
    enum ui_theme theme;
    uint32_t *pixels;
    bool used; /* in this frame or the last */
};
#define PICTURES_MAX 24

/* The page of writing that has the focus, as the last frame showed it: what is typed there is shown
 * before the screen is described anew. */
struct echo {
    struct ui_writing *writing; /* NULL: none; it knows, so as to take itself out */
    char id[ID_MAX];
    SDL_Rect words; /* px; where they stand on it */
    struct text_style style;
    size_t first, end; /* the frame's commands that are its words */
};

/* What moves. A passage is the way from what stood on the screen to what the frame describes. */
enum passage { PASSAGE_NONE, PASSAGE_WORDS, PASSAGE_TIDE, PASSAGE_LIGHT };
#define RINGS_MAX 3 /* at a time (D6 of the experience page) */

struct motion {
    uint64_t page, page_last; /* what ui_turn() told; 0: a page that is there at once */
    int64_t turned_ms;
    enum ui_theme theme_last;
    float shoreline_last;
    enum passage passage;
    int64_t began_ms;
    float tide_from;        /* units, as a shoreline */
    SDL_Surface *from, *to; /* while there is a passage */
    struct ring {
        float x, y; /* px */
        int64_t began_ms;
    } rings[RINGS_MAX];
    size_t n_rings;
};

struct ui {
    int width, height;
    double px_per_mm;
    struct ui_comfort comfort;
    char language[16];
    char *assets;
    struct ui_page page;
    float scale;     /* px a unit */
    float shoreline; /* of the scene that is being described */
    SDL_Surface *canvas;
    SDL_Surface *own_canvas; /* NULL: it is lent */
    struct text *text;
    struct bytes clipboard; /* the session's own */
    struct echo echo;
    struct motion motion;

    struct frame frames[2];
    struct frame *now, *last;
    bool describing, acted, damage_all;
    struct ui_item focused_item; /* of the frame being described */
    SDL_Rect changed[UI_CHANGED_MAX];
    uint64_t *cells_now, *cells_last;
    int cells_across, cells_down;

    struct input input;
    int64_t wakes_ms;

    struct icon_mask icons[ICON_MASKS_MAX];
    size_t n_icons;
    struct picture pictures[PICTURES_MAX];
    size_t n_pictures;
    struct keyboards *keyboards; /* keys.c */
    char *keyboards_offered;     /* "en,es"; NULL: none but the language's own */
};

/* ---- what the files offer each other ----------------------------------------------*/

SDL_Rect
to_px(const struct ui *ui, struct ui_rect rect);
void
page_measure(struct ui *ui);

struct command *
add_command(struct ui *ui, enum command_kind kind, SDL_Rect bounds);
/* Finishes a command: its hash over its fields. `more` is what the fields only point to. */
void
seal_command(struct command *command, const void *more, size_t length);
void
add_fill(struct ui *ui, SDL_Rect rect, uint32_t colour);
void
add_box(
    struct ui *ui, struct ui_rect rect, float radius, uint32_t fill, uint32_t edge, float width);
/* The box of the widget that was named last: another colour while it is held. */
void
add_widget_box(struct ui *ui, struct ui_rect rect, float radius, enum ui_colour fill,
    enum ui_colour held_fill, bool held, enum ui_colour edge, float width);
void
add_disc(struct ui *ui, float x, float y, float radius, uint32_t colour);
/* A circle's line; places are px. Nothing of it is painted above the row `top`. */
void
add_ring(struct ui *ui, float x, float y, float radius, float width, uint32_t colour, int top);
void
add_icon(struct ui *ui, enum ui_icon icon, float x, float y, float size, uint32_t colour);
/* Draws one line of a block, and all of them; places are px. */
void
add_line(struct ui *ui, const struct text_block *block, const struct text_line *line,
    const char *string, float x_px, float baseline_px, uint32_t colour);
/* The same of a page of writing: word by word, so that one more letter changes one command. */
void
add_written_line(struct ui *ui, const struct text_block *block, const struct text_line *line,
    const char *string, float x_px, float baseline_px, uint32_t colour);
void
add_block(struct ui *ui, const struct text_block *block, const char *string, float x_px, float y_px,
    uint32_t colour);
/* Each line's middle at x_px. */
void
add_block_centred(struct ui *ui, const struct text_block *block, const char *string, float x_px,
    float y_px, uint32_t colour);
/* Paints every command that touches `clip` onto the canvas. */
void
paint_rect(struct ui *ui, const SDL_Rect *clip);
/* The same of the last frame, before the next has let go of what is not used any more. */
void
paint_last_without_rings(struct ui *ui, const SDL_Rect *clip);

/* ui.c: the next frame paints every cell that touches `rect`. */
void
forget_cells(struct ui *ui, const SDL_Rect *rect);

/* motion.c. How far a movement of that length has come: 0 to 1. */
float
motion_part(int64_t began_ms, int length_ms);
/* A finger came down there (px). */
void
motion_touch(struct ui *ui, float x, float y);
/* The rings of a step, at its stone in the water. */
void
motion_add_stone_rings(struct ui *ui, float x, float y);
/* When a frame is described: whether a passage begins with it; and the rings of touches, over all
 * else. */
void
motion_begin(struct ui *ui);
/* Where the frame is painted. */
SDL_Surface *
motion_canvas(struct ui *ui);
/* After that: the canvas shows a passage, and the whole of it changed. */
bool
motion_show(struct ui *ui);
/* What moves is there at once, and the next page too. */
void
motion_drop(struct ui *ui);

/* shape.c: coverage painting on 0x00RRGGBB pixels. */
void
shape_fill(SDL_Surface *canvas, const SDL_Rect *rect, uint32_t colour);
void
shape_box(SDL_Surface *canvas, const SDL_Rect *clip, const float rect[4], float radius,
    uint32_t colour, float edge, uint32_t edge_colour);
void
shape_disc(
    SDL_Surface *canvas, const SDL_Rect *clip, float x, float y, float radius, uint32_t colour);
void
shape_ring(SDL_Surface *canvas, const SDL_Rect *clip, float x, float y, float radius, float width,
    uint32_t colour);
void
shape_mask(SDL_Surface *canvas, const SDL_Rect *clip, const SDL_Rect *bounds, const uint8_t *mask,
    uint32_t colour);

/* icon.c: coverage of `size` x `size` px; cached. */
const uint8_t *
icon_mask(struct ui *ui, enum ui_icon icon, int size);
/* How much of a sign's box is empty at its left and right, each as a part of its size. */
void
icon_sides(enum ui_icon icon, float *left, float *right);

/* The style of words at the text size in force. */
struct text_style
words_style(struct ui *ui, enum ui_words words);
uint32_t
opaque(const struct ui *ui, enum ui_colour colour);

/* target.c: who takes a touch. */
bool
takes_press(const struct ui_item *item);
const struct ui_item *
find_item(const struct ui *ui, const char *id);
/* Gives every widget of a whole frame its hit area. */
void
spread_hits(struct ui *ui);
/* The widget a touch means; NULL for ground. */
const struct ui_item *
hit(const struct ui *ui, float x, float y);

/* Names a widget in the semantic list; gives its row. */
struct ui_item *
add_item(struct ui *ui, const char *id, enum ui_role role, const char *label, const char *value,
    SDL_Rect rect, unsigned state);
/* The whole of a pressed widget's life: names it, true when it was activated. */
bool
press(struct ui *ui, const char *id, enum ui_role role, const char *label, const char *value,
    struct ui_rect rect, unsigned state, bool *held);
bool
is_focused(const struct ui *ui, const char *id);
/* press.c: what a contact does. */
bool
press_at(struct ui *ui, struct hand_contact contact, float x, float y);
void
move_to(struct ui *ui, float x, float y);
void
release_at(struct ui *ui, float x, float y);
/* The widget acts in the next frame. Keys are pressed one by one: they never bounce. */
void
activate_by_key(struct ui *ui, const struct ui_item *item);
/* A pad or a line: it moves under the finger from the first touch on. */
bool
follows_finger(const struct ui_item *item);
/* Before a frame: a hand that turned out to be a palm is none. */
void
input_begin(struct ui *ui);
/* After a frame was painted: the pause for bounces begins with what a person sees. */
void
input_shown(struct ui *ui);
/* The turn's keys and text have come where they go. */
void
input_take_typed(struct ui *ui);
/* After a whole frame: what it took is over. */
void
input_end(struct ui *ui);
/* The press under way, if any, is no press any more. */
void
input_drop(struct ui *ui);

/* echo.c: what is typed into this writing from now on may be shown at once. */
void
echo_on(struct ui *ui, const struct echo *echo);
/* There is no such page any more. */
void
echo_off(struct ui *ui);
/* What ui_write() does with what was typed, and the words as they are then. */
void
writing_echo(struct ui *ui, const struct echo *echo);

/* keys.c: drops the layouts, which are a language's. */
void
keys_close(struct ui *ui);

#endif
