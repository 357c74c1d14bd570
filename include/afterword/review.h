/* review: opened journals, for staff who hold their keys.
 *
 * Thread: the worker, or a command. Everything given back is a copy in the
 * caller's memory: wipe it with its destroy. `patient` never includes this.
 */
#ifndef AFTERWORD_REVIEW_H
#define AFTERWORD_REVIEW_H

#include "afterword/base.h"
#include "afterword/flow.h"
#include "afterword/journal.h"

struct records;
struct records_session;

struct review_mood {
    bool placed;
    double valence, arousal;
    char *words; /* as worded, comma-separated; NULL for none */
};

enum review_mark {
    REVIEW_MARK_THERAPIST = 1,
    REVIEW_MARK_PRESCRIBER = 2,
    REVIEW_MARK_WORD = 4,   /* asked for a word with someone */
    REVIEW_MARK_UNSAFE = 8, /* does not feel safe, or asked for someone now */
    REVIEW_MARK_LEFT = 16   /* left without the closing question */
};

/* One line of a list: from the summary alone. */
struct review_entry_line {
    struct id entry;
    struct id journal;
    int64_t when_ms;
    uint32_t day;
    char *flow;   /* its title as it was worded */
    char *called; /* unplaced: the name given, may be NULL */
    bool interrupted;
    bool discussed;
    bool damaged; /* the record is whole no more; day and flow may be missing */
    unsigned marks;
    char *mark_text;  /* the first marked answer's own words (the option as worded) */
    uint32_t minutes; /* how long the sitting was */
    struct review_mood before, after;
};
struct review_entries {
    struct review_entry_line *lines;
    size_t count;
};

/* One row of the caseload: a patient of this session's. */
struct review_case {
    struct id journal;
    char *code;
    char *name;
    char *called;
    bool closed_to_us;         /* the journal did not open; the others do */
    uint32_t n_entries, n_new; /* new: not discussed */
    unsigned marks;            /* of entries not discussed */
    char *mark_text;
    uint32_t last_day;                /* 0: no entry yet */
    struct review_mood before, after; /* of the last entry */
};
struct review_caseload {
    struct review_case *cases; /* marked first, then new, then the rest; newest first in each */
    size_t count;
    uint32_t n_unplaced;
    uint32_t n_interrupted;
};
bool
review_caseload_read(struct records *records, struct records_session *session,
    struct review_caseload *caseload, struct fault *fault);
void
review_caseload_destroy(struct review_caseload *caseload);

/* A journal's entries, newest first. ACCESS when the session does not hold it. */
bool
review_entries_read(struct records *records, struct records_session *session,
    const struct id *journal, struct review_entries *entries, struct fault *fault);
/* Entries of the unplaced journal, for staff who place. */
bool
review_unplaced_read(struct records *records, struct records_session *session,
    struct review_entries *entries, struct fault *fault);
void
review_entries_destroy(struct review_entries *entries);

/* One answer as a reader sees it. What is gone is not there at all. */
struct review_answer {
    char *step;
    enum flow_kind kind;
    char *question; /* as worded */
    /* The answer in words: the text, the chosen options, "3 (0 far, 10 near)", "40 s"; NULL: none */
    char *text;
    bool skipped;
    bool closed;             /* kept closed: `text` is NULL */
    bool marked;             /* a chosen option of it says `tell` or `care: now` */
    struct review_mood mood; /* kind mood */
};
struct review_entry {
    struct review_entry_line line;
    char *language;
    struct review_answer *answers;
    size_t count;
    bool parts_missing; /* a body did not open; the rest is here */
};
/* Verifies the signatures, opens summary and open body, logs that it was opened. The closed body
 * stays shut: the open one keeps the questions of its answers in their places. */
bool
review_entry_open(struct records *records, struct records_session *session, const struct id *entry,
    struct review_entry *opened, struct fault *fault);
void
review_entry_destroy(struct review_entry *entry);

/* A leaf, and a log line. */
bool
review_entry_discussed(struct records *records, struct records_session *session,
    const struct id *entry, bool discussed, struct fault *fault);
/* Puts an unplaced entry into a journal; afterwards it opens for those who hold that. */
bool
review_entry_place(struct records *records, struct records_session *session, const struct id *entry,
    const struct id *journal, struct fault *fault);

/* Interrupted sittings: drafts that wait for staff to decide. */
struct review_draft {
    struct id draft;
    struct id journal; /* none: unplaced */
    char *code;        /* NULL: unplaced */
    char *called;
    char *flow;
    uint32_t day;
    bool can_open; /* this session holds the journal */
};
struct review_drafts {
    struct review_draft *drafts;
    size_t count;
};
/* Opens, and so logs, those that the session can open: for what they are and whose they say. */
bool
review_drafts_read(struct records *records, struct records_session *session,
    struct review_drafts *drafts, struct fault *fault);
void
review_drafts_destroy(struct review_drafts *drafts);
/* Makes an entry of it, state interrupted, all answers closed; or none, where the person had said
 * that nothing is kept. */
bool
review_draft_keep(struct records *records, struct records_session *session, const struct id *draft,
    struct fault *fault);
/* Gives it back to its person: a new draft key goes to the supervisor, which resumes it in the
 * next child, after sign-out. */
bool
review_draft_hand_back(struct records *records, struct records_session *session,
    const struct id *draft, struct fault *fault);

#endif
