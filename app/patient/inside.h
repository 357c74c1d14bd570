/* What the files of the room share.
 *
 * A screen is a function that describes itself from struct patient and acts on what was pressed.
 * Over it may lie a sheet (pause, comfort), over that the veil, over all of them help: whoever
 * comes back from one of these is exactly where they were.
 */
#ifndef AFTERWORD_PATIENT_INSIDE_H
#define AFTERWORD_PATIENT_INSIDE_H

#include "afterword/patient.h"

#define ROOM_FIELD_CHARACTERS 64
#define ROOM_GOODBYE_MS 20000
#define ROOM_UNDO_MS 10000
#define ROOM_BREATH_MS (INT64_C(3) * 60 * 1000) /* breathing is presence for so long */
#define ROOM_STEPS_MAX FLOW_STEPS_MAX

enum screen {
    SCREEN_RESTING,   /* no data file, or no flow: help works */
    SCREEN_READY,     /* W0 */
    SCREEN_WELCOME,   /* W1 */
    SCREEN_CODE,      /* W1a */
    SCREEN_NAME,      /* W1a without a code */
    SCREEN_WHO,       /* W1b */
    SCREEN_WHICH,     /* W2b */
    SCREEN_UNBEGUN,   /* the first commit failed */
    SCREEN_STEP,      /* the walk */
    SCREEN_CLOSING,   /* W7c */
    SCREEN_CLOSE,     /* W8 */
    SCREEN_WHAT_GOES, /* behind it */
    SCREEN_LETTING,   /* nothing is kept: ten seconds to take that back */
    SCREEN_SEALING,   /* the entry is on its way to the disk */
    SCREEN_CARE,      /* after "I do not feel safe": until staff end it */
    SCREEN_GOODBYE,   /* W9 */
    SCREEN_KEPT,      /* E1: something is kept here */
    SCREEN_PROOF,     /* E1: the code of the card */
    SCREEN_STAFF,     /* E1: who of staff is here */
    SCREEN_PASSWORDS, /* E1: their passphrase */
    SCREEN_RESUME,    /* E1: there is something you began */
    SCREENS
};

enum sheet { SHEET_NONE, SHEET_PAUSE, SHEET_COMFORT, SHEET_NOTHING };
enum veil { VEIL_NONE, VEIL_COVERED, VEIL_ASKING, VEIL_SEALING };
enum waiting { WAITING_PLAINLY, WAITING_BREATHING, WAITING_NAMING, WAITING_RESTING };
enum breath { BREATH_MOVES, BREATH_WORDS, BREATH_STILL };
enum settling { SETTLING_BREATH, SETTLING_SENSES, SETTLING_REST };

struct pad_picture { /* the coloured field, painted once a size and theme */
    uint32_t *pixels;
    int width, height;
    enum ui_theme theme;
};

/* What one step's screen holds that is no answer; forgotten at the next step. */
struct step_state {
    size_t step;
    bool keys_up, question, full;
    bool opened;    /* the page of writing has been shown */
    bool undid;     /* Undo was pressed last: Redo stands in the second place beside the page */
    bool touched;   /* the page was, and nothing written since: Select stands in a shared place */
    bool keys_wait; /* they went down for selecting and come back behind it */
    enum breath breath;
    enum settling settling;
    int64_t began_ms;
    bool other_words;
    size_t near[3]; /* feelings beside the pad, as of when the finger was lifted */
    bool has_near, moved;
    size_t page; /* of options, or of words */
};

struct help_state {
    bool open, names;
    size_t page;
    enum waiting waiting;
    int64_t asked_wall_ms, began_ms;
};

struct patient {
    struct patient_options options;
    enum patient_outcome outcome;
    enum screen screen;
    int64_t screen_ms; /* when it came */
    int64_t
        rose_ms; /* when the lamp of the first welcome began to glow; 0: it is not seen rising */
    int64_t parted_ms; /* when the goodbye began to go dark; 0: it stands */
    enum sheet sheet, sheet_before;
    size_t sheet_page;
    enum veil veil;
    int64_t touched_ms, present_ms;

    char *language;
    struct ui_comfort comfort;
    bool comfort_chosen; /* by the person: a flow's default changes it no more */

    /* Who is here, and for what. */
    const struct flow *flow;
    struct id journal;
    char *called, *names, *first; /* NULL where nobody said */
    bool handed_over;

    struct journal_session *session;
    struct journal_autosave *autosave;
    struct ui_writing *writings[ROOM_STEPS_MAX]; /* of open steps */
    struct step_state step;
    bool keys_passed;   /* an open step was skipped */
    bool language_told; /* to the ui, whose keys are a language's */
    struct pad_picture pad;
    uint64_t cared;         /* steps whose option has called someone */
    size_t started_over;    /* the step whose answer can be brought back; n_steps for none */
    enum journal_need need; /* chosen at the closing question */
    bool word_called;       /* and for "A word with someone" once */
    size_t what_goes;       /* which answer "Choose what goes" shows */

    /* A field before the walk: code, name, passphrase. */
    struct ui_writing *field;
    const char *field_note; /* a msgid; NULL for none */
    bool asking;            /* a job of ours is on the worker */
    unsigned wrong;         /* codes in a row */
    int64_t slowed_ms;      /* until then the next waits */
    size_t which;           /* W2b: the flow that stands on top */

    /* E1. The sitting is the room's until the autosave takes it. */
    struct journal_sitting *sitting;
    struct journal_resumed resumed;
    bool resuming; /* `resumed` holds something */
    size_t member; /* of staff, at the passphrase */
    bool more_keys;

    struct help_state help;
    struct clinic_call call;
};

/* ---- room.c: moving ---------------------------------------------------------------*/

/* Asserts that the table of moves allows it. */
void
room_go(struct patient *room, enum screen next);
/* To the screen of the session's place. */
void
room_follow(struct patient *room);
/* Where a room begins that nobody has entered, and what stood in the fields is wiped. */
void
room_welcome(struct patient *room);
void
room_field_clear(struct patient *room);
void
room_end(struct patient *room, enum patient_outcome outcome);
/* Something else was changed than what the frame shows: one more at once. */
void
room_again(struct ui *ui);

/* ---- begin.c: from the door to the first question ----------------------------------*/

/* The n-th flow that may be offered here; NULL past the last. */
const struct flow *
room_flow(const struct patient *room, size_t n);
void
room_flow_set(struct patient *room, const struct flow *flow);
/* The first commit is under way: nothing is asked yet. */
bool
room_is_beginning(const struct patient *room);
void
room_begin(struct patient *room);
void
room_comfort_default(struct patient *room);
void
room_language_set(struct patient *room, struct ui *ui, const char *language);

/* ---- asks.c: what the worker is asked ----------------------------------------------*/

enum ask_kind { ASK_CODE = 101, ASK_RESUME, ASK_PROOF, ASK_PASSPHRASE, ASK_FREE };
/* Finds the journal of the code in the field, and who can open it. */
void
room_ask_code(struct patient *room);
void
room_ask_resume(struct patient *room);
/* Whether the code in the field is of the journal that is kept. */
void
room_ask_proof(struct patient *room);
/* Whether the passphrase in the field is the member's. */
void
room_ask_passphrase(struct patient *room);
/* Frees a flow behind all that was posted: jobs may still read it. */
void
room_ask_free(struct patient *room, struct flow *flow);
void
room_asked(struct patient *room, struct job *job);

/* ---- time.c: what the clock does ----------------------------------------------------*/

/* Seconds of the clinic's settings, or the design's where there are none. */
int
room_answer_s(const struct patient *room);
bool
room_call_is_open(const struct patient *room);
/* The draft stays sealed as it is, until staff decide; the process ends. */
void
room_seal(struct patient *room);
/* Takes what the clock brought: veil, goodbye, trays that died. */
void
room_mind_time(struct patient *room);
int64_t
room_next_time(const struct patient *room);
/* A step that breathes is not idle. */
bool
room_is_breathing(const struct patient *room);
/* The welcome that nobody touched: its panel is dimmed. */
bool
room_rests(const struct patient *room);

/* ---- page.c: what screens have in common --------------------------------------------*/

struct paragraph {
    const char *id;
    enum ui_words words;
    enum ui_colour colour;
    float above;
    const char *text;
};
/* Whether a size of them fits: what may be left out is, before letters become too small. */
bool
room_fits(struct ui *ui, struct ui_rect rect, const struct paragraph *paragraphs, size_t count);
/* Writes them below each other, in the largest sizes that fit; gives where they end. With `narrow`
 * above 0 that width is tried first at each size and *is_narrow says whether it served. */
float
room_write(struct ui *ui, struct ui_rect rect, float narrow, bool *is_narrow,
    const struct paragraph *paragraphs, size_t count);
/* Where they would end, if they were written. */
float
room_written(struct ui *ui, struct ui_rect rect, const struct paragraph *paragraphs, size_t count);
/* room_write(), beginning as high as `highest` where it is long; rect's own top where it is not. */
float
room_write_rising(struct ui *ui, struct ui_rect rect, float highest, float narrow, bool *is_narrow,
    const struct paragraph *paragraphs, size_t count);
/* Text in the largest of prompt and smaller sizes that fits; gives the height used. */
float
room_prompt(struct ui *ui, struct ui_rect rect, const char *text);
/* Where "I need someone" stands, as wide as its language asks for. */
struct ui_rect
room_help_place(struct ui *ui);
void
room_header(struct patient *room, struct ui *ui, bool pause);
bool
room_pill(struct ui *ui, const char *id, const char *label, struct ui_rect rect, enum ui_look look);
bool
room_back(struct ui *ui);
/* A pill at Skip's place, as wide as its label asks for. */
bool
room_middle(struct ui *ui, const char *id, const char *label);
/* The same, where its neighbours are wider than Back and Continue. */
bool
room_between(
    struct ui *ui, const char *id, const char *label, struct ui_rect back, struct ui_rect on);
bool
room_primary(struct ui *ui, const char *id, const char *label);
struct ui_rect
room_primary_place(struct ui *ui, const char *label);
/* Large answers that are never chosen, their words in the largest size that fits them all. Gives
 * the index of the pressed one, or ROOM_NOTHING. */
struct card {
    const char *id, *label, *more;
    struct ui_rect rect;
};
size_t
room_cards(struct ui *ui, const struct card *cards, size_t count);
/* How high a card of that width must be for words of that size. */
float
room_card_height(struct ui *ui, const struct card *card, float width, enum ui_words words);
/* How wide a pill of that label is, with its sign. */
float
room_pill_width(struct ui *ui, const char *label, bool icon);
/* As high as words may begin below the header. */
float
room_top(struct ui *ui);
/* Air, water, the lamp and its light on the water; gives where words stand. `water`: how much higher
 * it stands than for two rows of pills. */
struct ui_rect
room_lamp_scene(struct ui *ui, float water, float *shore);
/* The same with a lamp that is on its way: `part` from 0 to 1. */
struct ui_rect
room_lamp_rising(struct ui *ui, float water, float part, float *shore);
/* Rows of large pills between header and shoreline: as the design has them, or as near to each
 * other as targets may be. */
struct room_rows {
    float top, high, pitch;
};
struct room_rows
room_rows_of(struct ui *ui, size_t count, float top);
/* A page of words with the lamp beside them, walk's shoreline. */
float
room_lamp_page(
    struct ui *ui, float top, float bottom, const struct paragraph *paragraphs, size_t count);
/* A prompt at the left and large answers at the right; on narrow pages above each other. They turn
 * pages where they do not fit. */
struct choice {
    const char *id, *label, *more;
    bool chosen;
};
#define ROOM_NOTHING ((size_t) -1)
/* Gives the index of the pressed one, or ROOM_NOTHING. `page` NULL: they are never parted. */
size_t
room_choices(
    struct ui *ui, const char *prompt, const struct choice *choices, size_t count, size_t *page);
/* A field with Back and Continue beside it and the keys below. */
enum field_press { FIELD_STAYS, FIELD_DONE, FIELD_BACK };
enum field_press
room_field(
    struct patient *room, struct ui *ui, const char *id, const char *title, const char *more);
/* "Ana and Dr Lee" of names; free it. */
char *
room_joined(char *const *names, size_t count);
/* The disc's word at that time, and how full it is. */
const char *
room_breath_at(int64_t ms, int in, int hold, int out, float *full);

/* The goodbye is over: it goes dark, slowly where things may move. */
void
room_part(struct patient *room);
/* The top left of welcome, resume veil and goodbye: to staff. */
void
room_quiet_corner(struct patient *room, struct ui *ui);

/* ---- screens -------------------------------------------------------------------------*/

typedef void
room_screen(struct patient *room, struct ui *ui);

room_screen room_resting, room_ready, room_welcome_screen, room_code, room_name, room_who,
    room_which, room_unbegun;
room_screen room_walk, room_closing, room_close, room_what_goes, room_letting, room_sealing,
    room_care, room_goodbye;
room_screen room_kept, room_proof, room_staff, room_passwords, room_resume;
room_screen room_pause, room_comfort, room_nothing, room_veil, room_help;

/* walk.c, for the steps. */
const char *
room_step_text(const struct patient *room);
const struct flow_step *
room_step(const struct patient *room);
struct journal_answer *
room_answer(struct patient *room);
void
room_continue(struct patient *room);
/* Header, scene, stones, band; Continue and Skip act. */
void
room_walk_frame(struct patient *room, struct ui *ui);
/* What is said while the disk does not take it. */
void
room_holding(struct patient *room, struct ui *ui);

/* open_select.c: the button that begins and ends selecting, and the row above the page meanwhile:
 * what to do, or what can be done. Gives the row's height. */
void
room_select_pill(struct ui *ui, struct ui_rect rect, struct ui_writing *writing);
float
room_select_row(struct ui *ui, struct ui_rect row, struct ui_writing *writing);

room_screen room_step_words, room_step_breathe, room_step_mood, room_step_scale, room_step_choose,
    room_step_open;
/* steps/pad.c: `lifted` when no finger is on it; only then an earlier mark shows. */
void
room_draw_pad(struct patient *room, struct ui *ui, struct ui_rect rect, bool lifted);
/* The field's pixels are a megabyte that other steps have no use for. */
void
room_pad_forget(struct patient *room);
/* steps/feelings.c: the sheet of feeling words, and the chosen ones. */
room_screen room_other_words;
bool
room_feeling_is_chosen(const struct journal_answer *answer, size_t feeling);
enum ui_words
room_feeling_words(struct ui *ui, size_t feeling, float width);
void
room_feeling_toggle(struct patient *room, size_t feeling);

/* help.c */
/* Names of staff as pills, a page of them from *at; gives the index of the pressed member, or ROOM_NOTHING. */
size_t
room_names(struct patient *room, struct ui *ui, size_t *at);
void
room_help_open(struct patient *room, enum clinic_call_kind kind);
/* The call's own words, and the clinic's; used by help and care. */
void
room_help_page(struct patient *room, struct ui *ui, bool may_leave);

#endif
