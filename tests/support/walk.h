/* Flows and walks through them, for the tests of journal and review. */
#ifndef AFTERWORD_TESTS_WALK_H
#define AFTERWORD_TESTS_WALK_H

/* Two flows of all kinds that are asked, one for the same day and one for another: mood, choose
 * with marks, a branch, open, scale, breathe, words, a second mood. */
#define WALK_STEPS                                                                                 \
    "  - {id: hello, kind: words, text: Sit as you like.}\n"                                       \
    "  - {id: settle, kind: breathe, text: Breathe., seconds: 60, in: 4, hold: 0, out: 6}\n"       \
    "  - {id: mood-1, kind: mood, text: How is it now?}\n"                                         \
    "  - id: branch\n"                                                                             \
    "    kind: choose\n"                                                                           \
    "    text: Is there more?\n"                                                                   \
    "    options:\n"                                                                               \
    "      - {id: no, text: \"No\"}\n"                                                             \
    "      - {id: yes, text: \"Yes\"}\n"                                                           \
    "  - {id: more, kind: open, ways: [write], when: branch is yes, text: What more?}\n"           \
    "  - id: who\n"                                                                                \
    "    kind: choose\n"                                                                           \
    "    many: true\n"                                                                             \
    "    when: branch is yes and not more is skipped\n"                                            \
    "    text: Who should know?\n"                                                                 \
    "    options:\n"                                                                               \
    "      - {id: none, text: Nobody}\n"                                                           \
    "      - {id: ana, text: My \"own\" therapist, tell: therapist}\n"                             \
    "      - {id: two, text: Both of them, tell: both}\n"                                          \
    "  - {id: line, kind: scale, text: How near?, from: 0, to: 10, low: far, high: near}\n"        \
    "  - id: help\n"                                                                               \
    "    kind: choose\n"                                                                           \
    "    text: Was anything too much?\n"                                                           \
    "    options:\n"                                                                               \
    "      - {id: no, text: \"No\"}\n"                                                             \
    "      - {id: now, text: \"Yes, someone now\", care: now}\n"                                   \
    "  - {id: carry, kind: open, ways: [write], text: What goes with you?}\n"                      \
    "  - {id: mood-2, kind: mood, compare: mood-1, text: And now?}\n"

#define WALK_SAME_DAY                                                                              \
    "flow: today\nversion: 1\ntitle: Today\nmoment: same-day\nminutes: 6\nsteps:\n" WALK_STEPS
#define WALK_OTHER                                                                                 \
    "flow: other\nversion: 3\ntitle: Another day\nmoment: integration\nminutes: "                  \
    "12\nsteps:\n" WALK_STEPS

enum walk_step {
    WALK_HELLO,
    WALK_SETTLE,
    WALK_MOOD_1,
    WALK_BRANCH,
    WALK_MORE,
    WALK_WHO,
    WALK_LINE,
    WALK_HELP,
    WALK_CARRY,
    WALK_MOOD_2,
    WALK_N_STEPS
};

#include "afterword/journal.h"

/* Aborts, with the problems on standard error, when it does not load. */
struct flow *
walk_flow(const char *yaml);
/* Gives the answer of the step the session is at, without Continue. */
void
walk_mood(struct journal_session *session, double valence, double arousal, const char *word);
void
walk_choose(struct journal_session *session, const char *option);
void
walk_write(struct journal_session *session, const char *text);
/* Continue until the step, giving nothing on the way; asserts that it is reached. */
void
walk_to(struct journal_session *session, size_t step);
/* Every shown step answered, to the closing question: mood, "yes", words, marks by `who`, 7 of 10. */
void
walk_all(struct journal_session *session, const char *who, const char *help);
/* From the closing question to the end. */
void
walk_close(struct journal_session *session, enum journal_need need);

#endif
