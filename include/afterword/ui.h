/* ui: the toolkit. A screen is a function that describes itself, each frame from nothing.
 *
 * What it names goes into two lists. The semantic list (role, label, value,
 * rectangle, state of each widget) serves hit testing, the keyboard's focus,
 * tours and later speech: there is no second description to keep true. The list of
 * plain commands (fill, box, disc, text run ...) is compared with the last
 * frame's, and only the places that differ are painted.
 *
 * Lengths are design units: 1 unit is 1/5.88 mm at 100 %, so that a 10.1 inch
 * screen of 1280x800 is 1280x800 units and a rectangle of the design is a
 * rectangle here. A small screen (short side under 120 mm) is "compact", with
 * units of 1/5.25 mm. ui_page() tells how large the page is. Rectangles of the
 * semantic list are pixels.
 *
 * Text sizes: content follows the person's 100-200 %, labels of header and band
 * stop at 130 %.
 *
 * Widget ids are stable names ("continue"), never labels; two equal ids in one
 * frame are an assert. Strings given to a widget are copied into the frame's arena.
 *
 * Thread: the window's alone. Memory: what stood on the last two frames is kept in
 * their arenas; ui_forget() wipes them and the text caches.
 */
#ifndef AFTERWORD_UI_H
#define AFTERWORD_UI_H

#include <SDL.h>

#include "afterword/base.h"

struct ui;
struct editor;
struct keyboard;
struct keyboard_stroke;

/* ---- life -------------------------------------------------------------------*/

enum ui_theme { UI_DAY, UI_DUSK, UI_CONTRAST, UI_THEMES };

/* What a person may change under "Make it easier". */
struct ui_comfort {
    enum ui_theme theme;
    int text_percent; /* 100, 130, 160, 200; more than 130 counts as 130 on a compact screen */
    bool less_motion;
    bool steady_hands; /* longer pause between two presses, sliding onto a target chooses it */
    bool left_hand;    /* Back and Continue change places */
    bool plain_letters;
};

struct ui_options {
    int width, height;    /* px */
    double px_per_mm;     /* 0: taken as if the short side were 136 mm */
    SDL_Surface *surface; /* of a window, painted on directly; NULL: the toolkit makes its own */
    struct ui_comfort comfort;
    const char *language;
    const char *assets; /* folder with keyboards/ */
};

/* A lent surface is of that size, of the canvas's form, and lives until ui_resize or ui_free.
 * NOT_FOUND where there is no font at all; DEVICE where SDL2_ttf does not start. */
struct ui *
ui_new(const struct ui_options *options, struct fault *fault);
void
ui_free(struct ui *ui);

const struct ui_comfort *
ui_comfort(const struct ui *ui);
void
ui_comfort_set(struct ui *ui, const struct ui_comfort *comfort);
void
ui_language_set(struct ui *ui, const char *language);
/* `surface` as in the options; one that was lent before is let go unread. */
void
ui_resize(struct ui *ui, SDL_Surface *surface, int width, int height, double px_per_mm);
/* Wipes and drops everything that stood on earlier frames and all cached text. */
void
ui_forget(struct ui *ui);
/* Warms fonts and glyphs; after the first frame is on the screen. */
void
ui_warm(struct ui *ui);

/* ---- a frame ----------------------------------------------------------------*/

/* Between these two a screen describes itself. */
void
ui_begin(struct ui *ui);
/* Draws the focus ring, compares and paints. Gives the rectangles that changed (px; borrowed until
 * the next ui_begin) and how many. */
const SDL_Rect *
ui_end(struct ui *ui, size_t *n_changed);
/* Shows what was done since the last frame before the screen is described with it: what was typed
 * on the page of writing that has the focus, whose words alone are laid out and painted, or that a
 * finger came down on a widget, which takes the colour of one that is held. Gives the rectangle
 * that changed (px). False where only a frame can show it: no such page, both at once, words being
 * selected. The frame still has to come: what stands beside the page knows nothing of it, and
 * ui_write() there says that the text changed. */
bool
ui_echo(struct ui *ui, SDL_Rect *changed);
/* True when a widget was activated in this frame: what it changed is not yet described, so the
 * frame is described once more before it is shown. */
bool
ui_acted(const struct ui *ui);
/* The canvas: 32 bits a pixel, 0x00RRGGBB (SDL_PIXELFORMAT_RGB888). Borrowed; replaced by
 * ui_resize. */
SDL_Surface *
ui_canvas(struct ui *ui);
/* Everything is painted in the next frame (a window was uncovered). */
void
ui_damage_all(struct ui *ui);
/* Writes the canvas as a PNG. */
bool
ui_shot(struct ui *ui, const char *path, struct fault *fault);

/* A screen that moves asks for another frame at clock_now_ms() time `at`; the soonest counts. */
void
ui_wake(struct ui *ui, int64_t at_ms);
/* When the next frame is wanted without input; -1 for never. */
int64_t
ui_wakes(const struct ui *ui);

/* ---- motion -------------------------------------------------------------------
 *
 * Nothing here moves under less motion, nor on pages that tell no number.
 */

/* Which page the frame describes: a number of the caller's choosing, told between ui_begin and
 * ui_end. Another page than the last frame's comes as old words fade (160 ms) and new ones do
 * (240 ms); another theme of the page in 600 ms; another shoreline of the same page as a tide
 * (240 ms). What is on both pages stands still. It can be pressed from the first frame on. With 0,
 * or after it, a page is there at once. */
void
ui_turn(struct ui *ui, uint64_t page);
/* A page is on its way, or a touch's ring. */
bool
ui_is_moving(const struct ui *ui);

/* ---- the semantic list ------------------------------------------------------*/

enum ui_role {
    UI_TEXT, /* read, not pressed */
    UI_BUTTON,
    UI_CHOICE, /* chosen or not */
    UI_PAD,
    UI_LINE, /* a scale */
    UI_PAGE, /* a page of writing or a field */
    UI_KEY,  /* of the keyboard on the screen */
    UI_PICTURE,
    UI_ROLES
};
enum ui_state { UI_FOCUSED = 1, UI_CHOSEN = 2, UI_PRESSED = 4, UI_DISABLED = 8 };

struct ui_item {
    const char *id;
    enum ui_role role;
    const char *label;
    const char *value; /* "" for none */
    SDL_Rect rect;     /* px, as drawn */
    SDL_Rect hit;      /* px, what takes a touch */
    unsigned state;
};
/* Of the last whole frame, in reading order, which is focus order; borrowed until the next. */
const struct ui_item *
ui_list(const struct ui *ui, size_t *count);
const char *
ui_role_name(enum ui_role role);

/* ---- input ------------------------------------------------------------------*/

/* Takes touch, mouse, keys and text. True when a frame is due. */
bool
ui_event(struct ui *ui, const SDL_Event *event);
/* When somebody last pressed, touched or typed, clock_now_ms() time. */
int64_t
ui_touched(const struct ui *ui);
/* True once after the last input came from keys: a physical keyboard is in use. */
bool
ui_typed_by_keys(const struct ui *ui);
/* Puts the focus on a widget of the next frame. */
void
ui_focus(struct ui *ui, const char *id);

/* ---- layout -----------------------------------------------------------------*/

struct ui_rect {
    float x, y, w, h;
};

enum ui_shape { UI_STANDARD, UI_COMPACT, UI_PORTRAIT };

struct ui_page {
    float w, h; /* of the whole page */
    enum ui_shape shape;
    struct ui_rect content; /* between header and shoreline, inside the margins */
    float shoreline;        /* y of a walk screen's */
    float text;             /* the person's text size, 1 to 2 */
    float label;            /* of header and band, 1 to 1.3 */
};
struct ui_page
ui_page(const struct ui *ui);

/* The fixed places of header and band: the same on every screen. */
enum ui_place { UI_AT_PAUSE, UI_AT_HEAR, UI_AT_HELP, UI_AT_BACK, UI_AT_SKIP, UI_AT_CONTINUE };
struct ui_rect
ui_at(const struct ui *ui, enum ui_place place);

/* Px of a length on the glass. */
float
ui_px(const struct ui *ui, float length_mm);

/* A rect of `count` in a row within `within`, `gap` between them. */
struct ui_rect
ui_nth(struct ui_rect within, size_t n, size_t count, float gap);

/* ---- words ------------------------------------------------------------------*/

enum ui_words {
    UI_TITLE,
    UI_PROMPT,
    UI_BODY,
    UI_LABEL,       /* on pills: follows the page's label size */
    UI_BREATH,      /* the one word in the disc */
    UI_LETTERS_100, /* a sample of each text size, whatever size is in use */
    UI_LETTERS_130,
    UI_LETTERS_160,
    UI_LETTERS_200,
    UI_STAFF_TITLE,
    UI_STAFF_HEAD,
    UI_STAFF_BOOK, /* questions in the reader */
    UI_STAFF,
    UI_STAFF_BOLD,
    UI_STAFF_SMALL,
    UI_WORDS
};
enum ui_colour {
    UI_AIR,
    UI_PAGE_FILL,
    UI_WATER,
    UI_INK,
    UI_SOFT,
    UI_LINE_COLOUR,
    UI_RIM,
    UI_HALO,
    UI_DEEP,
    UI_DEEP_INK,
    UI_DEEP_DOWN,
    UI_STONE,
    UI_STONE_DOWN,
    UI_LAMP,
    UI_GLOW,
    UI_ROWAN,
    UI_ROWAN_INK,
    UI_COLOURS
};
/* 0xRRGGBB of the theme in use. */
uint32_t
ui_colour(const struct ui *ui, enum ui_colour colour);
/* The theme's pad corners: upper left, upper right, lower left, lower right. */
const uint32_t *
ui_pad_corners(const struct ui *ui);

/* Text wrapped into the width of `rect` from its top; what does not fit its height is still drawn
 * and named. Gives the height used. `id` NULL: drawn and not named. */
float
ui_text(struct ui *ui, const char *id, struct ui_rect rect, enum ui_words words,
    enum ui_colour colour, const char *text);
/* The height it would use, and its width on one line. */
float
ui_text_height(struct ui *ui, float width, enum ui_words words, const char *text);
float
ui_text_width(struct ui *ui, enum ui_words words, const char *text);
/* The distance from one line to the next. */
float
ui_line_height(struct ui *ui, enum ui_words words);

/* ---- the scene --------------------------------------------------------------*/

/* Air above, water below the shoreline. */
void
ui_scene(struct ui *ui, float shoreline);
/* One flat field over everything: the goodbye's dark, SA's call. */
void
ui_fill(struct ui *ui, struct ui_rect rect, enum ui_colour colour);
/* The same as a veil: `part` from 0, nothing, to 1. */
void
ui_fill_faint(struct ui *ui, struct ui_rect rect, enum ui_colour colour, float part);
void
ui_hairline(struct ui *ui, float x, float y, float w);
/* A rounded box of one colour with an edge (`edge_width` 0: none). */
void
ui_box(struct ui *ui, struct ui_rect rect, float radius, enum ui_colour fill, enum ui_colour edge,
    float edge_width);
/* Stones on the shoreline; more than 12 become words. `here` == total: all passed. */
void
ui_stones(struct ui *ui, size_t passed, size_t total, bool here);
/* The lamp with its halo; `lit`: a call is open. */
void
ui_lamp(struct ui *ui, float x, float y, float radius, bool lit);
/* The same on its way: `part` 0 is not there yet, 1 is whole. */
void
ui_lamp_rising(struct ui *ui, float x, float y, float radius, float part);
void
ui_reflections(struct ui *ui, float x, float radius);
/* A ring that crosses the water: half a circle around a place of the shoreline; `opacity` 0 to 1 of a
 * ring's own. */
void
ui_water_ring(struct ui *ui, float x, float radius, float opacity);
/* The breath's disc: `full` 0 (out) to 1 (in), with its word. */
void
ui_breath(struct ui *ui, float x, float y, float full, const char *word);
void
ui_disc(struct ui *ui, float x, float y, float radius, enum ui_colour colour);

/* ---- widgets ----------------------------------------------------------------
 *
 * Each gives true in the one frame after it was pressed and let go (or chosen by keys).
 */
enum ui_icon {
    UI_NO_ICON,
    UI_ICON_PAUSE,
    UI_ICON_HEAR,
    UI_ICON_HELP,
    UI_ICON_BACK,
    UI_ICON_WRITE,
    UI_ICON_SPEAK,
    UI_ICON_DRAW,
    UI_ICON_UNDO,
    UI_ICON_TICK,
    UI_ICON_LOCK,
    UI_ICON_SEARCH,
    UI_ICONS
};
enum ui_look {
    UI_STONE_PILL, /* all that is not the one act */
    UI_PRIMARY,    /* deep; one a screen */
    UI_HELP_PILL,  /* rowan */
    UI_QUIET,      /* no fill, small words: "For staff: I am here" */
    UI_LOOKS
};
struct ui_pill {
    const char *id;
    const char *label;
    const char *value; /* what the label alone does not say, for the list; NULL for nothing */
    struct ui_rect rect;
    enum ui_look look;
    enum ui_icon icon;
    enum ui_words words; /* 0 (UI_TITLE) means UI_LABEL */
    bool choice, chosen; /* a choice is named as one; chosen: tick and ink edge */
    bool disabled;
    SDL_Keycode key; /* also pressed by this key; 0 for none */
};
bool
ui_pill(struct ui *ui, const struct ui_pill *pill);

/* A large answer: label, a second line under it, tick at the right end when chosen. */
bool
ui_answer(struct ui *ui, const char *id, struct ui_rect rect, const char *label, const char *more,
    bool chosen);
/* The same in words of another size, where there are many. */
bool
ui_answer_sized(struct ui *ui, const char *id, struct ui_rect rect, enum ui_words words,
    const char *label, const char *more, bool chosen);
/* A way to answer: a large card with a sign above its word. */
bool
ui_way(struct ui *ui, const char *id, struct ui_rect rect, enum ui_icon icon, const char *label);
/* A row of a staff list that is touched as a whole: the caller draws into it. `label` and `value`
 * name it. */
bool
ui_row(struct ui *ui, const char *id, struct ui_rect rect, const char *label, const char *value,
    bool chosen);
/* A place that takes a press and shows nothing: the quiet corner. Last in the focus order. */
bool
ui_corner(struct ui *ui, const char *id, struct ui_rect rect, const char *label);

/* The mood pad's touch and keys; its picture is drawn by the caller with ui_picture. Starts
 * empty. True when the point changed; `lifted` is true when no finger is on it. */
struct ui_pad_state {
    bool placed;
    double x, y; /* -1..1; y up */
    bool by_keys;
};
bool
ui_pad(struct ui *ui, const char *id, struct ui_rect rect, const char *label, const char *value,
    struct ui_pad_state *state, bool *lifted);
/* A line between two named ends; no handle until it is touched. 0..1. */
bool
ui_scale(struct ui *ui, const char *id, struct ui_rect rect, const char *label, const char *low,
    const char *high, bool *placed, double *at);

/* Pixels from a painter, called when rectangle or revision changed. `pixels` is 0x00RRGGBB. */
typedef void
ui_painter(const void *data, uint32_t *pixels, int width, int height, int stride);
void
ui_picture(struct ui *ui, const char *id, struct ui_rect rect, uint64_t revision, ui_painter *paint,
    const void *data);

/* A page of writing. Keys, text and touches go to the editor while it has the focus. */
struct ui_writing; /* an editor with its view */
struct ui_writing *
ui_writing_new(void);
void
ui_writing_free(struct ui_writing *writing);
struct editor *
ui_writing_editor(struct ui_writing *writing);
/* The text; borrowed until it changes. */
const struct bytes *
ui_writing_text(const struct ui_writing *writing);
void
ui_writing_set(struct ui_writing *writing, const char *text, size_t length);
/* One step back, or forth again; false where there is none. */
bool
ui_writing_undo(struct ui_writing *writing);
bool
ui_writing_redo(struct ui_writing *writing);
bool
ui_writing_can_undo(const struct ui_writing *writing);
bool
ui_writing_can_redo(const struct ui_writing *writing);
/* Selecting by touch: taps say what a drag would, and a drag may say it too (N10). */
enum ui_selecting {
    UI_SELECTING_NOT,
    UI_SELECTING_WORD, /* nothing is selected yet: a touch takes the word under it */
    UI_SELECTING_ENDS, /* touches move the end in hand; a touch on the other handle takes that one */
    UI_SELECTING_PLACE, /* what was taken waits: touches say where it goes */
};
enum ui_selecting
ui_writing_selecting(const struct ui_writing *writing);
/* Begins with what is selected already, if anything is; ends with nothing selected. Typing ends it
 * too. */
void
ui_writing_select(struct ui_writing *writing, bool on);
/* To the session's clipboard and from it; after the first two UI_SELECTING_PLACE, after the last
 * it is over. False where there was nothing to take or put. */
bool
ui_writing_cut(struct ui *ui, struct ui_writing *writing);
bool
ui_writing_copy(struct ui *ui, struct ui_writing *writing);
bool
ui_writing_paste(struct ui *ui, struct ui_writing *writing);
bool
ui_writing_can_paste(const struct ui *ui);
/* True when the last ui_write() took a tap: the page was touched and let go, and not moved. */
bool
ui_writing_tapped(const struct ui_writing *writing);
/* True after something typed or pasted did not fit (EDITOR_CHARACTERS_MAX, editor.h): the screen
 * says so in words. */
bool
ui_writing_full(const struct ui_writing *writing);
/* Draws it and feeds it; true when the text changed. Keys and text go to it while it has the focus
 * (ui_focus), which a touch gives it. `masked`: a dot for each character, nothing laid out, no
 * value in the list; it is only added to and taken from at its end. `one_line`: Return is not
 * taken, newlines come in as spaces. `field`: staff's words, with an edge. */
struct ui_writing_look {
    bool masked, one_line, field;
    const char *label;
};
bool
ui_write(struct ui *ui, const char *id, struct ui_rect rect, struct ui_writing *writing,
    const struct ui_writing_look *look);

/* The keys on the screen; what is pressed goes to `writing`. WORDS are the language's whole
 * keyboard, in ui_keyboard_rect(). LETTERS are the 26 of a passphrase's words and "One back",
 * which fill `rect` from edge to edge in three rows (the design's: 28,408 1220x288). The scene
 * behind them is the caller's. Keys that act are named "ID.delete", "ID.done", "ID.shift"..., the
 * others "ID.ROW.COLUMN", and labelled with what they type. */
enum ui_keys { UI_KEYS_WORDS, UI_KEYS_LETTERS };
struct ui_keys_pressed {
    bool done; /* Done, or "One back" of the letters is `back` */
    bool back;
};
struct ui_keys_pressed
ui_keyboard(struct ui *ui, const char *id, struct ui_rect rect, enum ui_keys keys,
    struct ui_writing *writing);
/* Whose keys a person can reach besides those of the language in use, by a quiet key: of these
 * languages ("en,es,ar"), and Latin letters always. Stays until it is said again. */
void
ui_keyboards_offer(struct ui *ui, const char *languages);
/* Where the keyboard stands on a page that writes. */
struct ui_rect
ui_keyboard_rect(const struct ui *ui);

/* ---- the window -------------------------------------------------------------
 *
 * One window, tuned as the smallest SDL program would be: the framebuffer and not
 * OpenGL on X11, borderless at the display's size instead of full screen.
 */
struct ui_window;

struct ui_window_options {
    bool windowed;     /* with a frame, resizable */
    int width, height; /* px; 0: the display's */
    const char *title;
};
/* SDL_INIT_VIDEO and nothing else. DEVICE where there is no display, where only a driver that
 * polls or shows nothing is left and it was not asked for, with code 1 for such a driver. */
struct ui_window *
ui_window_open(const struct ui_window_options *options, struct fault *fault);
void
ui_window_close(struct ui_window *window);
void
ui_window_size(struct ui_window *window, int *width, int *height);
/* The window's own pixels, for the toolkit to paint on: a second canvas would cost its memory and a
 * copy of each frame. NULL where it has none of the canvas's form. When the window gets another
 * size they are gone with the next call, and not before. */
SDL_Surface *
ui_window_surface(struct ui_window *window);
/* Brings the changed rectangles of the canvas onto the screen. */
void
ui_window_show(
    struct ui_window *window, SDL_Surface *canvas, const SDL_Rect *changed, size_t n_changed);

#endif
