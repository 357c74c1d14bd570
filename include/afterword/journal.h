/* journal: one person walking through one flow, and what keeps their words.
 *
 * session   the person's place in the flow and their answers, in memory
 * tray      what staff hand over to the next sitting
 * sitting   the sealed draft of a session: begin, save, close, resume (worker)
 * autosave  decides when the session is sealed, and says what is kept
 *
 * Words leave a session only as the bodies that records seals. Nothing here
 * reads an entry: what is closed comes back through review alone.
 */
#ifndef AFTERWORD_JOURNAL_H
#define AFTERWORD_JOURNAL_H

#include "afterword/base.h"
#include "afterword/flow.h"

struct records; /* the open data folder, from clinic_open(); lives on the worker */

/* ---- answers ----------------------------------------------------------------*/

#define JOURNAL_TEXT_CHARACTERS_MAX 100000
#define JOURNAL_TEXTS_BYTES_MAX (3u << 19) /* all texts of a session, as JSON: 1.5 MiB */
#define JOURNAL_WORDS_MAX 8                /* feeling words for one mood */
#define JOURNAL_CALLED_MAX 80              /* bytes of the name a person is called by */

/* What becomes of an answer. Open: staff who hold the journal's key may read it
 * from now. Closed: kept, opened only with the person beside. Gone: nobody holds a key. */
enum journal_fate { JOURNAL_OPEN, JOURNAL_CLOSED, JOURNAL_GONE, JOURNAL_FATES };

enum journal_how { JOURNAL_BY_TOUCH, JOURNAL_BY_KEYS };

/* The answer to one step. Which fields count is the step's kind.
 * Invariant: `skipped` and anything given exclude each other. */
struct journal_answer {
    bool skipped;  /* left with Skip, or left empty with Continue */
    bool finished; /* left with Continue or Done; what is not finished is kept closed */
    enum journal_fate fate;
    bool fate_chosen; /* by the person, under "Choose what goes" */

    struct bytes text; /* open: UTF-8 */

    bool placed;             /* mood: a point is set */
    double valence, arousal; /* -1..1, right pleasant, top stirred */
    enum journal_how how;
    char *words[JOURNAL_WORDS_MAX]; /* ids of feeling words, in the order chosen; owned */
    size_t n_words;

    bool has_number; /* scale */
    double number;

    uint64_t options; /* choose: bit n is the step's n-th option. At most 64 a step on screen */

    uint32_t seconds; /* breathe: stayed */
};

/* True when the person gave something (a mood point, a word, text, an option ...). */
bool
journal_answer_is_given(const struct journal_answer *answer, const struct flow_step *step);

/* ---- the session --------------------------------------------------------------
 *
 * Thread: the loop's. It borrows the flow, which must outlive it.
 * States (session.c has the table): WALKING between steps, CLOSING at the built-in
 * closing question, CLOSE on the page that lets go, ENDED. Every way out but a
 * crash passes CLOSING once.
 */
struct journal_session;

struct journal_beginning {
    struct id journal;  /* none: the unplaced journal */
    const char *called; /* the name for staff to place it by; NULL or "" for none */
    bool handed_over;
};

enum journal_place {
    JOURNAL_WALKING,
    JOURNAL_CLOSING,
    JOURNAL_CLOSE,
    JOURNAL_ENDED,
    JOURNAL_PLACES
};

/* How the person came to the closing question. */
enum journal_leaving {
    JOURNAL_LAST_STEP,
    JOURNAL_ENOUGH,       /* Enough for today: finished goes open, begun goes closed */
    JOURNAL_STOP,         /* Stop here: all of it closed */
    JOURNAL_KEEP_NOTHING, /* other flows only: nothing of today is kept */
    JOURNAL_INTERRUPTED   /* never by the person: staff keep what a crash or idle left behind */
};

/* Answers of the closing question. */
enum journal_need {
    JOURNAL_NEED_UNSAID,
    JOURNAL_NEED_NOTHING,
    JOURNAL_NEED_WORD,
    JOURNAL_NEED_UNSAFE
};

/* `language` is one of the flow's, or its own where it lacks it; copied. */
struct journal_session *
journal_session_new(const struct flow *flow, const char *language);
/* Wipes every answer. NULL is fine. */
void
journal_session_free(struct journal_session *session);
/* How it began, kept in snapshot and summary; `called` is copied and cut to JOURNAL_CALLED_MAX.
 * journal_autosave_begin calls it; who begins a sitting without one calls it before the first
 * snapshot. */
void
journal_session_beginning_set(
    struct journal_session *session, const struct journal_beginning *beginning);

const struct flow *
journal_session_flow(const struct journal_session *session);
const char *
journal_session_language(const struct journal_session *session);
/* The name for staff to place it by; "" for none. */
const char *
journal_session_called(const struct journal_session *session);
bool
journal_session_is_same_day(const struct journal_session *session);

enum journal_place
journal_session_place(const struct journal_session *session);
/* The table of moves: whether a session may go from one place to another. */
bool
journal_place_may_go(enum journal_place from, enum journal_place to);
const char *
journal_place_name(enum journal_place place);
/* Index of the step the person is at; only while WALKING. */
size_t
journal_session_step(const struct journal_session *session);

/* The answer to step `index`; for changing it, then call journal_session_changed. While WALKING
 * only the step the person is at is changed. */
struct journal_answer *
journal_session_answer(struct journal_session *session, size_t index);
const struct journal_answer *
journal_session_answer_read(const struct journal_session *session, size_t index);
/* Sets the text of an open step, and counts as a change by itself. False, and nothing changed, past
 * JOURNAL_TEXT_CHARACTERS_MAX, where all texts would pass JOURNAL_TEXTS_BYTES_MAX, and when it is
 * not UTF-8 or holds a zero byte. */
bool
journal_session_text_set(
    struct journal_session *session, size_t index, const char *text, size_t length);
/* The answer of the step the person is at was changed: it is unfinished until the next Continue. */
void
journal_session_changed(struct journal_session *session);
/* Counts changes; autosave compares it. */
uint64_t
journal_session_revision(const struct journal_session *session);

/* True when `when` of the step asks for it, by the answers so far. */
bool
journal_session_is_shown(const struct journal_session *session, size_t index);
/* How many steps are asked for now, and how many lie before where the person is: the stones. */
void
journal_session_count(const struct journal_session *session, size_t *passed, size_t *total);

/* Continue: the answer is finished (or skipped, where nothing was given); on to the next shown
 * step, or to the closing question. */
void
journal_session_forward(struct journal_session *session);
/* Skip: what was given is dropped, the step is saved as skipped. */
void
journal_session_skip(struct journal_session *session);
/* Back one shown step; from CLOSING to the step it was left from; from CLOSE to CLOSING, or past it
 * where it was not asked. False, and nothing changed, at the first step and once ENDED. */
bool
journal_session_back(struct journal_session *session);
/* Start this answer over: empties it. The old one stays in memory (never in a snapshot) until
 * another answer is started over; undoing at the same step swaps the two, so what was given in
 * between is not lost either. False when there is nothing to undo. */
void
journal_session_start_over(struct journal_session *session);
bool
journal_session_undo_start_over(struct journal_session *session);
/* To the closing question, from any step; past the walk it only changes what becomes of the answers.
 * KEEP_NOTHING is asserted not to be same-day. STOP takes back every "open" that was chosen. Going
 * back to the walk forgets how it was left. */
void
journal_session_leave(struct journal_session *session, enum journal_leaving leaving);
enum journal_leaving
journal_session_leaving(const struct journal_session *session);
/* True when an option that was chosen on the way already asked for someone now: then nothing more
 * is asked. The session passes CLOSING by itself, on to CLOSE and back from it. */
bool
journal_session_asked_for_someone(const struct journal_session *session);

enum journal_need
journal_session_need(const struct journal_session *session);
void
journal_session_need_set(struct journal_session *session, enum journal_need need);
/* From CLOSING: to CLOSE; after "I do not feel safe" to ENDED (sealed there, no close page). */
void
journal_session_close(struct journal_session *session);
/* From CLOSE: Finish. */
void
journal_session_end(struct journal_session *session);
/* Staff keep an interrupted draft as it is: from any place, and only to make bodies of it. All of
 * it goes closed, but for what the person had chosen to be gone. */
void
journal_session_interrupt(struct journal_session *session);

/* What the step's answer will become if the session ended now: the person's choice, or the
 * rule: hidden and unfinished are closed; STOP closes all. Left out is chosen: closed on the same
 * day, gone in other flows. */
enum journal_fate
journal_session_fate(const struct journal_session *session, size_t index);
/* The person's choice. GONE is asserted not to be same-day. */
void
journal_session_fate_set(struct journal_session *session, size_t index, enum journal_fate fate);

/* Whether the chosen options of a shown step say `care: now`. */
bool
journal_session_cares_now(const struct journal_session *session, size_t index);

/* The whole session as JSON (docs/format.md, snapshot), and back. From a snapshot: DAMAGED when
 * it is not one of this flow's, word for word. */
void
journal_session_write(const struct journal_session *session, struct bytes *snapshot);
struct journal_session *
journal_session_read(const struct flow *flow, const struct bytes *snapshot, struct fault *fault);

/* ---- the tray ------------------------------------------------------------------
 *
 * What staff hand over to the next sitting; it travels in memory only. JSON of at most
 * JOURNAL_TRAY_MAX bytes.
 */
#define JOURNAL_TRAY_MAX (64u << 10)
#define JOURNAL_TRAY_MINUTES 30 /* it dies unused */

struct journal_comfort {
    char *theme;      /* "day", "dusk", "contrast"; NULL: the default of the sitting */
    int text_percent; /* 100, 130, 160, 200; 0: the default */
    bool less_motion, steady_hands, left_hand, plain_letters;
};

struct journal_tray {
    struct id journal;
    char *called; /* what the person wants to be called */
    char *flow;   /* id of the flow */
    char *language;
    struct journal_comfort comfort;
    char *names; /* who can open it, worded for the statement: "Ana Ruiz and Dr Lee" */
    char *first; /* whom it goes to, for the close page: "Ana" */
    bool shared_room;
    int64_t made_ms; /* wall clock */
};

/* All zero; journal_tray_destroy wipes and leaves it so. */
void
journal_tray_destroy(struct journal_tray *tray);
void
journal_tray_write(const struct journal_tray *tray, struct bytes *json);
/* DAMAGED or LIMIT when it is no tray. */
bool
journal_tray_read(struct journal_tray *tray, const struct bytes *json, struct fault *fault);

/* ---- sittings: on the worker ---------------------------------------------------*/

struct journal_sitting; /* an open draft */

/* Finds a journal by its card's code, which a person types in any case, with or without blanks.
 * INPUT: no code can look like this; NOT_FOUND: none of this clinic's. */
bool
journal_code_find(
    struct records *records, const char *code, struct id *journal, struct fault *fault);
/* Who can open what goes into this journal: display names in the order of their grants, joined
 * by the caller. Free with journal_names_free. */
struct journal_names {
    char **names;
    size_t count;
};
bool
journal_holders(struct records *records, const struct id *journal, struct journal_names *names,
    struct fault *fault);
void
journal_names_free(struct journal_names *names);

/* Walks the certificates, makes and seals the draft key, commits the first snapshot and hands the
 * key to the supervisor; only then may the first question show. The flow's wording is stored. */
struct journal_sitting *
journal_sitting_begin(struct records *records, const struct flow *flow,
    const struct journal_beginning *beginning, const struct bytes *snapshot, struct fault *fault);
/* Seals a whole snapshot in place of the last. On false the last one stands; call again. */
bool
journal_sitting_save(
    struct journal_sitting *sitting, const struct bytes *snapshot, struct fault *fault);
/* Everything that closing needs, made from the session on the loop's thread: of an ENDED session, or
 * of an interrupted one. The summary is at most JOURNAL_SUMMARY_MAX bytes. */
#define JOURNAL_SUMMARY_MAX 2047 /* 2 KiB with one byte of padding at least */
struct journal_bodies {
    struct bytes summary, open, closed; /* JSON; open or closed may be empty */
};
void
journal_session_bodies(const struct journal_session *session, struct journal_bodies *bodies);
void
journal_bodies_destroy(struct journal_bodies *bodies);
/* One transaction: entry, placement and line in, draft gone. True only after the commit. Also
 * frees the sitting then. `nothing`: the draft ends and no entry is made. */
bool
journal_sitting_close(struct journal_sitting *sitting, const struct journal_bodies *bodies,
    bool nothing, struct fault *fault);
/* Opens the draft whose key the supervisor kept: `kept` is the body of a LINK_RESUME, wiped here.
 * Gives the last snapshot, the flow as it was worded then, and whose journal it is. */
struct journal_resumed {
    struct id journal; /* none: unplaced */
    struct bytes snapshot;
    struct flow *flow; /* for journal_session_read; outlives that session */
    bool handed_over;
};
void
journal_resumed_destroy(struct journal_resumed *resumed);
struct journal_sitting *
journal_sitting_resume(struct records *records, struct bytes *kept, struct journal_resumed *resumed,
    struct fault *fault);
/* The flow that a snapshot was worded by, in the language it was asked in; flow_free it. NOT_FOUND,
 * DAMAGED. */
bool
journal_snapshot_flow(
    struct records *records, const struct bytes *snapshot, struct flow **flow, struct fault *fault);
/* The sitting's memory alone; the sealed draft stays. NULL is fine. */
void
journal_sitting_free(struct journal_sitting *sitting);

/* ---- autosave: on the loop's thread ---------------------------------------------
 *
 * Seals 400 ms after the last change, at each step, and at least each second
 * while typing; after a failure again each 5 s. One save is under way at most.
 */
#define JOURNAL_REST_MS 400
#define JOURNAL_TYPING_MS 1000
#define JOURNAL_RETRY_MS 5000

struct journal_autosave;

enum journal_keeping {
    JOURNAL_BEGINNING, /* the first commit is under way: no question yet */
    JOURNAL_KEPT,      /* the newest revision is committed */
    JOURNAL_CHANGED,   /* newer words than the last commit; a save comes within a second */
    JOURNAL_FAILING,   /* the last save failed; words are on the page; it tries again */
    JOURNAL_FINISHING, /* closing is under way */
    JOURNAL_FINISHED,  /* the entry is committed: the goodbye may show */
    JOURNAL_UNBEGUN,   /* the first commit failed */
    JOURNAL_KEEPINGS
};

/* `screen` is the number that completions carry; `worker` and `records` must outlive it, and the
 * session's flow must outlive the worker. */
struct journal_autosave *
journal_autosave_new(struct worker *worker, struct records *records, uint32_t screen);
/* Does not wait: what is on the worker ends by itself; the session is not freed. NULL is fine. */
void
journal_autosave_free(struct journal_autosave *autosave);
/* Begins the draft. The session is borrowed until autosave_free. Again after UNBEGUN. */
void
journal_autosave_begin(struct journal_autosave *autosave, struct journal_session *session,
    const struct journal_beginning *beginning);
/* Goes on with a resumed sitting, which is the autosave's from then on. */
void
journal_autosave_resume(struct journal_autosave *autosave, struct journal_session *session,
    struct journal_sitting *sitting);
/* Looks at the session and the clock; posts a save when one is due. Cheap: call it each turn. */
void
journal_autosave_tick(struct journal_autosave *autosave);
/* Saves now if anything is newer, behind a save that is under way: before the person leaves and at
 * the end of the process. A new step needs no call: tick sees it. */
void
journal_autosave_flush(struct journal_autosave *autosave);
/* When to call tick next, clock_now_ms() time; -1 for never. */
int64_t
journal_autosave_deadline(const struct journal_autosave *autosave);
/* Seals the ENDED session into an entry, or ends the draft where nothing is kept. After a failure
 * tick repeats it; a call repeats it at once. */
void
journal_autosave_finish(struct journal_autosave *autosave);
/* Takes a completion of its own. True when it took and freed it; a job of the same screen that is
 * not its own is left alone. */
bool
journal_autosave_done(struct journal_autosave *autosave, struct job *job);
enum journal_keeping
journal_autosave_state(const struct journal_autosave *autosave);
/* The fault of the last failure; kind NONE when there was none. */
struct fault
journal_autosave_fault(const struct journal_autosave *autosave);

#endif
