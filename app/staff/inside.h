/* staff, inside: the room's state, its places on the page, its jobs. */
#ifndef STAFF_INSIDE_H
#define STAFF_INSIDE_H

#include <stdatomic.h>

#include "afterword/staff.h"

/* ---- screens ----------------------------------------------------------------*/

enum screen {
    SCREEN_UNLOCK,
    SCREEN_CASELOAD,
    SCREEN_ENTRIES,   /* of one patient */
    SCREEN_READER,    /* one of them */
    SCREEN_PLACE,     /* entries that were written without a code */
    SCREEN_DRAFTS,    /* interrupted sittings */
    SCREEN_WHO,       /* hand over: the patient */
    SCREEN_HAND_OVER, /* and all the rest */
    SCREEN_LOCKING,   /* nothing is shown any more; keys are being wiped */
    SCREENS
};

#define IDLE_LOCK_MS (INT64_C(120) * 1000)
#define IDLE_WARNING_MS (INT64_C(30) * 1000) /* before that */

/* ---- what the worker holds --------------------------------------------------
 *
 * The session lives on the worker alone: it is made, used and wiped there, so that a sign-in that
 * ends behind a sign-out is still signed out. The loop knows who it is, and no more.
 */
struct hold {
    struct records *records;
    struct records_session *session; /* the worker's; NULL: nobody */
    atomic_int n_holding;            /* the room, and each of its jobs */
};

enum staff_asks {
    ASK_MEMBERS,
    ASK_READY, /* nothing is answered */
    ASK_UNLOCK,
    ASK_CASELOAD,
    ASK_ENTRIES,
    ASK_ENTRY,
    ASK_DISCUSSED,
    ASK_UNPLACED, /* with the patients to choose from */
    ASK_PLACE,
    ASK_DRAFTS,
    ASK_KEEP,
    ASK_HAND_BACK,
    ASK_PATIENTS,
    ASK_HOLDERS,
    ASK_LOCK,
    ASK_PART, /* the room is gone */
    STAFF_ASKS
};

/* First the job, so that a pointer to one is a pointer to the other. What was read belongs to it
 * until the room takes it. */
struct asking {
    struct job job;
    struct hold *hold;
    struct id subject, to;
    bool on;
    struct bytes passphrase;

    char *name; /* who signed in */
    unsigned roles;
    struct clinic_sign_in sign_in;
    struct clinic_members members;
    struct review_caseload caseload;
    struct review_entries entries;
    struct review_entry opened;
    struct clinic_patients patients;
    struct review_drafts drafts;
    struct journal_names names;
};

/* ---- six words --------------------------------------------------------------*/

#define CHIPS 6
#define CHIP_LETTERS 4

/* The words of a passphrase, as far as they are typed. */
struct chip {
    size_t from, length; /* in what was typed */
    const char *word;    /* of the list, up to its newline; NULL: none begins so */
    size_t word_length;
};
struct chips {
    struct chip chips[CHIPS];
    size_t count;
    bool closed;   /* the last one is done */
    bool complete; /* six, all of the list, and nothing more */
    bool overflow; /* more than six, or other than small letters */
};
void
staff_chips_parse(const struct bytes *words, const char *text, struct chips *chips);
/* The whole words with a space between. */
void
staff_chips_join(const struct chips *chips, struct bytes *passphrase);

/* ---- the reader's leaves ------------------------------------------------------*/

enum piece_kind { PIECE_QUESTION, PIECE_ANSWER, PIECE_QUIET, PIECE_ALARM, PIECE_MOOD };

/* Something that stands in a column of a leaf. */
struct piece {
    enum piece_kind kind;
    size_t answer;   /* index */
    char *text;      /* owned; NULL for a mood */
    size_t column;   /* from the first on */
    float y, height; /* inside of the column */
    bool marked;     /* a question with the ring of a mark beside it */
};
struct leaves {
    struct piece *pieces;
    size_t count, capacity;
    float width, height; /* of a column; laid out anew when they change */
    size_t columns;
    float y; /* where the next piece of the last column goes */
};

/* ---- the room ------------------------------------------------------------------*/

struct staff {
    struct staff_options options;
    struct hold *hold;
    char *language;
    enum screen screen;
    enum staff_outcome outcome;
    bool dressed; /* theme and text size of staff are set */
    enum ui_theme theme;
    int64_t began_ms, touched_ms;
    size_t n_asked;  /* jobs that are under way */
    bool wants_lock; /* Lock was pressed in this frame */

    struct fault trouble;   /* of the screen; kind NONE: none */
    const char *trouble_in; /* what did not work, a msgid */
    struct clinic_call call;
    int64_t wakes_ms; /* the next second of a wait; -1: none */

    /* unlock */
    struct clinic_members members;
    bool members_read;
    size_t member, names_page;
    bool typed; /* not six words */
    bool shown;
    struct ui_writing *passphrase;
    struct bytes words;
    struct fault refused;
    int64_t wait_until_ms;
    bool unlocking;
    bool unlock_first; /* before a call is answered */

    /* signed in */
    char *name;
    unsigned roles;
    struct clinic_sign_in sign_in;
    struct review_caseload caseload;
    bool caseload_read;
    size_t caseload_page;

    /* a patient */
    size_t at_case;
    struct review_entries entries;
    bool entries_read;
    size_t entries_page;
    size_t at_entry;
    struct review_entry opened;
    bool is_open;
    struct leaves leaves;
    size_t leaf;

    /* placing and handing over */
    struct review_entries unplaced;
    bool unplaced_read;
    size_t unplaced_page, unplaced_at;
    struct clinic_patients patients; /* those this session holds, none retired */
    bool patients_read;
    size_t patients_page, patients_at;
    bool patient_chosen;
    bool confirming;

    /* interrupted */
    struct review_drafts drafts; /* that this session opens */
    bool drafts_read;
    size_t drafts_page, drafts_at;
    size_t n_drafts_of_others;
    bool handed_back; /* one waits on this kiosk for the end of the sign-in */

    /* the hand-over */
    struct id prefer; /* whose row it was asked from */
    const struct flow *flow;
    char tray_language[16];
    struct journal_comfort comfort; /* theme borrowed from a literal */
    bool shared_room;
    struct journal_names holders;
    bool holders_read;
    size_t hand_over_page;
    size_t flows_page;
};

/* room.c */
bool
staff_screen_may_go(enum screen from, enum screen to);
void
staff_go(struct staff *staff, enum screen to);
/* Wipes what is on the screens, and signs out on the worker. */
void
staff_lock(struct staff *staff);
/* Remembers what did not work, for the line that says so; `in` is a msgid. */
void
staff_trouble(struct staff *staff, const char *in, const struct fault *fault);

/* jobs.c */
struct asking *
staff_asking_new(struct staff *staff, enum staff_asks kind);
/* Posts it; it is gone from here. */
void
staff_asking_post(struct staff *staff, struct asking *asking);
void
staff_ask(struct staff *staff, enum staff_asks kind);
void
staff_ask_about(struct staff *staff, enum staff_asks kind, const struct id *subject);

/* The last to let go frees it; by then it is signed out. */
void
staff_hold_drop(struct hold *hold);

/* wipe.c */
void
staff_text_drop(char **text);
void
staff_hand_over_forget(struct staff *staff);
void
staff_entry_forget(struct staff *staff);
void
staff_forget(struct staff *staff);
/* Keeps what this session may choose from. */
void
staff_patients_keep(struct clinic_patients *patients);
/* Gives how many it left out. */
size_t
staff_drafts_keep(struct review_drafts *drafts);

/* ---- the page ------------------------------------------------------------------*/

struct place {
    bool compact, narrow; /* narrow: a portrait page, or a small one */
    float margin;         /* of pills */
    float text;           /* of words */
    float right;          /* where words end */
    float header_y, header_h;
    float shoreline;
    float band_y, band_h;
    struct ui_rect content;
    float row;  /* height of a row of a list */
    float pill; /* height of a pill in a row */
    float gap;
};
struct place
staff_place_of(const struct ui *ui);
/* Scene, title and Lock, and Back where `back`: true when it was pressed. `meta` may be "". */
bool
staff_header(struct staff *staff, struct ui *ui, const char *title, const char *meta, bool back);
void
staff_lock_pill(struct staff *staff, struct ui *ui);

/* The band: quiet pills from the left, the one act at the right. */
struct band {
    struct place place;
    float x, limit;
    bool tight; /* its pills are no wider than they must be */
};
struct band
staff_band_of(struct ui *ui, const char *primary);
/* How wide such a pill is, with the gap behind it. */
float
staff_band_needs(struct ui *ui, const struct band *band, const char *label);
bool
staff_band_pill(struct ui *ui, struct band *band, const char *id, const char *label, bool disabled);
bool
staff_band_primary(
    struct ui *ui, const char *id, const char *label, enum ui_icon icon, bool disabled);
bool
staff_band_act(struct ui *ui, const char *id, const char *label, enum ui_icon icon,
    enum ui_look look, bool disabled);
/* A sentence in what is left of the band. */
void
staff_band_words(struct ui *ui, const struct band *band, const char *id, const char *text);
/* "Up" and "Down" of a list of several pages. */
void
staff_band_pages(struct ui *ui, struct band *band, size_t *page, size_t count, size_t rows);

/* Choices beside each other. */
struct pill_row {
    float x, right, y, h;
};
bool
staff_row_pill(struct ui *ui, struct pill_row *row, const char *id, const char *label, bool choice,
    bool chosen);
/* With the gap behind it. */
float
staff_row_pill_width(struct ui *ui, const char *label);

/* One line, cut where it does not fit, in the middle of the rect's height. Gives its width. */
float
staff_line_of(struct ui *ui, const char *id, struct ui_rect rect, enum ui_words words,
    enum ui_colour colour, const char *text);
/* Of words that must be seen. */
enum ui_colour
staff_alarm_colour(const struct ui *ui);
float
staff_line_right(struct ui *ui, const char *id, struct ui_rect rect, enum ui_words words,
    enum ui_colour colour, const char *text);
/* The ring that marks what staff should see first. */
void
staff_mark_ring(struct ui *ui, float x, float y, enum ui_colour ground);
/* Before and after on a small pad; nothing where neither is placed. */
void
staff_mood_picture(struct ui *ui, const char *id, struct ui_rect rect,
    const struct review_mood *before, const struct review_mood *after, enum ui_colour ground);
/* What did not work, or that something is being read, where the list would be. Gives its height. */
float
staff_page_notice(struct staff *staff, struct ui *ui, float y, bool ready);
/* How many rows of a list stand in a height, and the pages of a list. */
size_t
staff_rows_in(float height, float row);
size_t
staff_pages_of(size_t count, size_t rows);

/* ---- words ---------------------------------------------------------------------*/

#define WORDS_MAX 256

/* "today", "yesterday", "12 November", with the year where it is another. */
void
staff_day_words(uint32_t day, char *text, size_t size);
/* "today, 14:10" */
void
staff_moment_words(int64_t wall_ms, char *text, size_t size);
/* "14:10", with the day where it is another. */
void
staff_since_words(int64_t wall_ms, char *text, size_t size);
/* Why somebody should see this first: the patient's words, or what they asked for. */
void
staff_mark_words(unsigned marks, const char *said, char *text, size_t size);
/* What the world did and what to do. */
const char *
staff_fault_words(const struct fault *fault);
/* The same, where the data file did not open. */
const char *
staff_records_words(const struct fault *fault);
/* "Ana Ruiz, Ben Okafor and Dr Lee" */
void
staff_names_join(const struct journal_names *names, struct bytes *text);
/* The first word of a name, but for titles: "Ana", "Dr Lee". */
void
staff_first_name(const char *name, char *text, size_t size);
/* "maple 14 k" as a heading: "Maple 14 K". */
void
staff_code_words(const char *code, char *text, size_t size);
const char *
staff_patient_name(const struct clinic_patient *patient, char *text, size_t size);

/* ---- screens -------------------------------------------------------------------*/

void
staff_unlock_frame(struct staff *staff, struct ui *ui);
void
staff_unlock_done(struct staff *staff, struct asking *asking);
void
staff_unlock_clear(struct staff *staff);
/* "Leave", at the right of the header; gives where it begins. */
float
staff_leave_pill(struct staff *staff, struct ui *ui, const struct place *place);
void
staff_caseload_frame(struct staff *staff, struct ui *ui);
void
staff_caseload_open(struct staff *staff);
void
staff_entries_frame(struct staff *staff, struct ui *ui);
void
staff_entries_open(struct staff *staff, size_t at_case);
void
staff_reader_frame(struct staff *staff, struct ui *ui);
void
staff_reader_open(struct staff *staff, size_t at_entry);
void
staff_leaves_fill(struct leaves *leaves, struct ui *ui, const struct review_entry *entry);
void
staff_leaves_forget(struct leaves *leaves);
/* How many columns a leaf has, and where one stands on the page. */
size_t
staff_leaf_columns(const struct ui *ui);
struct ui_rect
staff_leaf_paper(const struct ui *ui);
struct ui_rect
staff_leaf_column(const struct ui *ui, size_t n);
void
staff_place_frame(struct staff *staff, struct ui *ui);
void
staff_place_open(struct staff *staff);
void
staff_drafts_frame(struct staff *staff, struct ui *ui);
void
staff_drafts_open(struct staff *staff);
void
staff_who_frame(struct staff *staff, struct ui *ui);
void
staff_hand_over_frame(struct staff *staff, struct ui *ui);
/* `journal` is whose row it was asked from; NULL: nobody's. */
void
staff_hand_over_open(struct staff *staff, const struct id *journal);
void
staff_hand_over_take(struct staff *staff, size_t patient);
void
staff_hand_over_give(struct staff *staff);
/* SA, a call that nobody has answered: over a screen, and in the place of the locked page, where
 * it is alone and dark, until somebody says they are going or unlocks first. */
bool
staff_call_is_open(const struct staff *staff);
void
staff_called_panel(struct staff *staff, struct ui *ui);
bool
staff_called_alone(const struct staff *staff);
void
staff_called_frame(struct staff *staff, struct ui *ui);

#endif
