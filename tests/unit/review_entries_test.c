/* What staff read: the caseload, lists of entries, and one entry as it was worded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/review.h"

#include "clinic_demo.h"
#include "walk.h"

#define DAY_MS (INT64_C(24) * 3600 * 1000)

/* ---- sittings ---------------------------------------------------------------------*/

/* Walks a session somewhere, to its end. */
typedef void
walking(struct journal_session *session);

/* A sitting on another day and back; gives its entry, the newest of its journal. */
static void
sit(struct clinic_demo *demo, const struct id *journal, const char *yaml, int64_t days_ago,
    walking *walk)
{
    struct flow *flow = walk_flow(yaml);
    struct journal_session *session = journal_session_new(flow, "en");
    struct journal_beginning beginning = {*journal, "Robin", false};
    struct journal_bodies bodies = {0};
    struct bytes snapshot = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    struct journal_sitting *sitting;

    clock_advance(-days_ago * DAY_MS);
    journal_session_beginning_set(session, &beginning);
    journal_session_write(session, &snapshot);
    sitting = journal_sitting_begin(demo->records, flow, &beginning, &snapshot, &fault);
    assert_non_null(sitting);
    walk(session);
    assert_int_equal(journal_session_place(session), JOURNAL_ENDED);
    journal_session_bodies(session, &bodies);
    assert_true(journal_sitting_close(sitting, &bodies, false, &fault));
    clock_advance(days_ago * DAY_MS);
    journal_bodies_destroy(&bodies);
    bytes_wipe(&snapshot);
    journal_session_free(session);
    flow_free(flow);
}

static void
walk_quiet(struct journal_session *session)
{
    walk_all(session, NULL, "no");
    walk_close(session, JOURNAL_NEED_NOTHING);
}

static void
walk_marked(struct journal_session *session)
{
    walk_all(session, "ana", "no");
    walk_close(session, JOURNAL_NEED_WORD);
}

static void
walk_unsafe(struct journal_session *session)
{
    walk_all(session, "two", "now");
    walk_close(session, JOURNAL_NEED_UNSAID);
}

static struct review_entries
entries_of(struct clinic_demo *demo, const struct id *journal)
{
    struct review_entries entries = {0};
    struct fault fault = FAULT_EMPTY;

    assert_true(review_entries_read(demo->records, demo->session, journal, &entries, &fault));
    return entries;
}

static struct review_entry
open_newest(struct clinic_demo *demo, const struct id *journal)
{
    struct review_entries entries = entries_of(demo, journal);
    struct review_entry entry = {0};
    struct fault fault = FAULT_EMPTY;

    assert_true(entries.count > 0);
    assert_true(
        review_entry_open(demo->records, demo->session, &entries.lines[0].entry, &entry, &fault));
    review_entries_destroy(&entries);
    return entry;
}

static const struct review_answer *
answer_of(const struct review_entry *entry, const char *step)
{
    for (size_t i = 0; i < entry->count; i++)
        if (strcmp(entry->answers[i].step, step) == 0)
            return &entry->answers[i];
    return NULL;
}

/* ---- the caseload --------------------------------------------------------------------*/

static void
marked_come_first_then_new_then_the_rest(void **state)
{
    static const char *const wanted[] = {"Oren Wade", "Mara Lind", "Priya Nair", "Tobias Ferro"};
    struct clinic_demo *demo = *state;
    struct id mara = clinic_demo_journal(demo, "Mara Lind");
    struct id tobias = clinic_demo_journal(demo, "Tobias Ferro");
    struct id oren = clinic_demo_journal(demo, "Oren Wade");
    struct id priya = clinic_demo_journal(demo, "Priya Nair");
    struct review_caseload caseload = {0};
    struct review_entries entries;
    struct fault fault = FAULT_EMPTY;

    sit(demo, &tobias, WALK_SAME_DAY, 1, walk_marked);
    sit(demo, &priya, WALK_SAME_DAY, 3, walk_quiet);
    sit(demo, &mara, WALK_SAME_DAY, 9, walk_marked);
    sit(demo, &mara, WALK_SAME_DAY, 2, walk_quiet);
    sit(demo, &oren, WALK_SAME_DAY, 1, walk_unsafe);
    // What was talked about asks for nobody any more, though it is the newest.
    entries = entries_of(demo, &tobias);
    assert_true(review_entry_discussed(
        demo->records, demo->session, &entries.lines[0].entry, true, &fault));
    review_entries_destroy(&entries);

    assert_true(review_caseload_read(demo->records, demo->session, &caseload, &fault));
    assert_int_equal(caseload.count, 7);
    for (size_t i = 0; i < COUNT(wanted); i++)
        assert_string_equal(caseload.cases[i].name, wanted[i]);
    assert_int_equal(caseload.cases[0].marks,
        REVIEW_MARK_THERAPIST | REVIEW_MARK_PRESCRIBER | REVIEW_MARK_UNSAFE);
    assert_int_equal(caseload.cases[1].marks, REVIEW_MARK_THERAPIST | REVIEW_MARK_WORD);
    assert_string_equal(caseload.cases[1].mark_text, "My \"own\" therapist");
    assert_int_equal(caseload.cases[1].n_entries, 2);
    assert_int_equal(caseload.cases[1].n_new, 2);
    assert_int_equal(caseload.cases[1].last_day, clock_day() - 2);
    assert_int_equal(caseload.cases[2].marks, 0);
    assert_int_equal(caseload.cases[2].n_new, 1);
    assert_int_equal(caseload.cases[3].marks, 0);
    assert_int_equal(caseload.cases[3].n_new, 0);
    assert_int_equal(caseload.cases[3].n_entries, 1);
    assert_true(caseload.cases[0].before.placed && caseload.cases[0].after.placed);
    assert_true(caseload.cases[0].before.valence == -0.25);
    for (size_t i = 4; i < 7; i++)
        assert_int_equal(caseload.cases[i].last_day, 0);
    review_caseload_destroy(&caseload);
}

/* What waits is marked however many newer entries there are, until it was discussed. */
static void
an_older_entry_that_waits_is_marked(void **state)
{
    struct clinic_demo *demo = *state;
    struct id mara = clinic_demo_journal(demo, "Mara Lind");
    struct review_caseload caseload = {0};
    struct review_entries entries;
    struct fault fault = FAULT_EMPTY;

    sit(demo, &mara, WALK_SAME_DAY, 9, walk_marked);
    sit(demo, &mara, WALK_OTHER, 1, walk_quiet);
    for (int discussed = 0; discussed <= 1; discussed++) {
        assert_true(review_caseload_read(demo->records, demo->session, &caseload, &fault));
        assert_true(id_equal(&caseload.cases[0].journal, &mara));
        assert_int_equal(caseload.cases[0].n_entries, 2);
        assert_int_equal(caseload.cases[0].n_new, 2 - discussed);
        assert_int_equal(caseload.cases[0].last_day, clock_day() - 1);
        assert_int_equal(caseload.cases[0].marks != 0, !discussed);
        review_caseload_destroy(&caseload);
        entries = entries_of(demo, &mara);
        assert_true(review_entry_discussed(
            demo->records, demo->session, &entries.lines[1].entry, true, &fault));
        review_entries_destroy(&entries);
    }
}

static void
a_colleague_s_caseload_is_what_they_hold(void **state)
{
    struct clinic_demo *demo = *state;
    struct id mara = clinic_demo_journal(demo, "Mara Lind");
    struct id priya = clinic_demo_journal(demo, "Priya Nair");
    struct id ben = clinic_demo_colleague(demo, "Ben", CLINIC_THERAPIST, DEMO_PASSPHRASE);
    struct review_caseload caseload = {0};
    struct review_entries entries = {0};
    struct review_entry entry = {0};
    struct fault fault = FAULT_EMPTY;
    struct id hers;

    sit(demo, &priya, WALK_SAME_DAY, 1, walk_quiet);
    sit(demo, &ID_NONE, WALK_SAME_DAY, 1, walk_quiet);
    entries = entries_of(demo, &priya);
    hers = entries.lines[0].entry;
    review_entries_destroy(&entries);
    assert_true(clinic_patient_assign(demo->records, demo->session, &mara, &ben, &fault));
    assert_non_null(clinic_demo_sign_in(demo, &ben, DEMO_PASSPHRASE, &fault));

    assert_true(review_caseload_read(demo->records, demo->session, &caseload, &fault));
    assert_int_equal(caseload.count, 1);
    assert_string_equal(caseload.cases[0].name, "Mara Lind");
    assert_int_equal(caseload.n_unplaced, 0); // Ben does not place
    review_caseload_destroy(&caseload);
    assert_false(review_entries_read(demo->records, demo->session, &priya, &entries, &fault));
    assert_int_equal(fault.kind, FAULT_ACCESS);
    assert_false(review_unplaced_read(demo->records, demo->session, &entries, &fault));
    assert_int_equal(fault.kind, FAULT_ACCESS);
    assert_false(review_entry_open(demo->records, demo->session, &hers, &entry, &fault));
    assert_false(review_entry_discussed(demo->records, demo->session, &hers, true, &fault));
}

/* ---- the reader -----------------------------------------------------------------------*/

static void
answers_are_read_as_they_were_worded(void **state)
{
    static const struct {
        const char *step, *question, *text;
    } rows[] = {
        {"settle", "Breathe.", "42 s"},
        {"branch", "Is there more?", "Yes"},
        {"more", "What more?", "A lake.\nAnd \"somebody\" \xe2\x80\x94 on the shore."},
        {"who", "Who should know?", "My \"own\" therapist"},
        {"line", "How near?", "7 (0 far, 10 near)"},
        {"help", "Was anything too much?", "No"},
        {"carry", "What goes with you?", "The rope."},
    };
    struct clinic_demo *demo = *state;
    struct id mara = clinic_demo_journal(demo, "Mara Lind");
    struct review_entry entry;

    sit(demo, &mara, WALK_SAME_DAY, 1, walk_marked);
    entry = open_newest(demo, &mara);
    assert_string_equal(entry.line.flow, "Today");
    assert_string_equal(entry.language, "en");
    assert_false(entry.parts_missing);
    assert_false(entry.line.interrupted);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct review_answer *answer = answer_of(&entry, rows[i].step);

        assert_non_null(answer);
        assert_string_equal(answer->question, rows[i].question);
        assert_string_equal(answer->text, rows[i].text);
        assert_false(answer->closed || answer->skipped);
        assert_int_equal(answer->marked, strcmp(rows[i].step, "who") == 0);
    }
    assert_true(answer_of(&entry, "mood-1")->mood.placed);
    assert_true(answer_of(&entry, "mood-1")->mood.arousal == 0.5);
    assert_string_equal(answer_of(&entry, "mood-1")->mood.words, "tense");
    assert_string_equal(answer_of(&entry, "mood-2")->mood.words, "calm");
    review_entry_destroy(&entry);
}

/* One skipped, one hidden by a change of mind, one closed and one gone by choice. */
static void
walk_chosen(struct journal_session *session)
{
    walk_all(session, "ana", "no");
    while (journal_session_place(session) != JOURNAL_WALKING ||
           journal_session_step(session) != WALK_BRANCH)
        (void) journal_session_back(session);
    walk_choose(session, "no");
    journal_session_forward(session);
    assert_int_equal(journal_session_step(session), WALK_LINE);
    journal_session_skip(session);
    while (journal_session_place(session) == JOURNAL_WALKING)
        journal_session_forward(session);
    journal_session_need_set(session, JOURNAL_NEED_NOTHING);
    journal_session_close(session);
    journal_session_fate_set(session, WALK_CARRY, JOURNAL_CLOSED);
    journal_session_fate_set(session, WALK_MOOD_1, JOURNAL_GONE);
    journal_session_end(session);
}

static void
what_is_closed_is_named_and_what_is_gone_is_not_there(void **state)
{
    struct clinic_demo *demo = *state;
    struct id mara = clinic_demo_journal(demo, "Mara Lind");
    struct review_entry entry;
    const struct review_answer *answer;

    sit(demo, &mara, WALK_OTHER, 1, walk_chosen);
    entry = open_newest(demo, &mara);
    assert_int_equal(entry.line.marks, 0); // hidden answers ask for nobody

    answer = answer_of(&entry, "line");
    assert_non_null(answer);
    assert_true(answer->skipped);
    assert_null(answer->text);

    answer = answer_of(&entry, "carry");
    assert_non_null(answer);
    assert_true(answer->closed);
    assert_string_equal(answer->question, "What goes with you?");
    assert_null(answer->text);

    assert_null(answer_of(&entry, "mood-1"));
    assert_false(entry.line.before.placed);

    answer = answer_of(&entry, "more"); // hidden
    assert_true(!answer || (answer->closed && !answer->text));
    answer = answer_of(&entry, "branch");
    assert_string_equal(answer->text, "No");
    for (size_t i = 0; i < entry.count; i++)
        assert_true(!entry.answers[i].text || !strstr(entry.answers[i].text, "rope"));
    review_entry_destroy(&entry);
}

static void
newest_stand_first_and_discussed_is_taken_back(void **state)
{
    struct clinic_demo *demo = *state;
    struct id mara = clinic_demo_journal(demo, "Mara Lind");
    struct review_entries entries;
    struct fault fault = FAULT_EMPTY;
    struct id newest;

    sit(demo, &mara, WALK_SAME_DAY, 5, walk_quiet);
    sit(demo, &mara, WALK_OTHER, 1, walk_quiet);
    sit(demo, &mara, WALK_SAME_DAY, 3, walk_marked);
    entries = entries_of(demo, &mara);
    assert_int_equal(entries.count, 3);
    assert_string_equal(entries.lines[0].flow, "Another day");
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(entries.lines[i].day, clock_day() - 1 - 2 * i);
    newest = entries.lines[0].entry;
    review_entries_destroy(&entries);

    for (int discussed = 1; discussed >= 0; discussed--) {
        assert_true(
            review_entry_discussed(demo->records, demo->session, &newest, discussed, &fault));
        entries = entries_of(demo, &mara);
        assert_int_equal(entries.lines[0].discussed, discussed);
        assert_false(entries.lines[1].discussed);
        review_entries_destroy(&entries);
    }
    assert_false(
        review_entry_discussed(demo->records, demo->session, &(struct id){{1}}, true, &fault));
    assert_int_equal(fault.kind, FAULT_NOT_FOUND);
}

/* ---- placing -------------------------------------------------------------------------*/

static void
an_unplaced_entry_is_placed_once_and_read_there(void **state)
{
    struct clinic_demo *demo = *state;
    struct id mara = clinic_demo_journal(demo, "Mara Lind");
    struct review_caseload caseload = {0};
    struct review_entries unplaced = {0}, entries;
    struct review_entry entry;
    struct fault fault = FAULT_EMPTY;

    sit(demo, &ID_NONE, WALK_SAME_DAY, 1, walk_marked);
    assert_true(review_caseload_read(demo->records, demo->session, &caseload, &fault));
    assert_int_equal(caseload.n_unplaced, 1);
    review_caseload_destroy(&caseload);
    assert_true(review_unplaced_read(demo->records, demo->session, &unplaced, &fault));
    assert_int_equal(unplaced.count, 1);
    assert_string_equal(unplaced.lines[0].called, "Robin");
    assert_true(review_entry_discussed(
        demo->records, demo->session, &unplaced.lines[0].entry, false, &fault));

    assert_true(
        review_entry_place(demo->records, demo->session, &unplaced.lines[0].entry, &mara, &fault));
    entries = entries_of(demo, &mara);
    assert_int_equal(entries.count, 1);
    assert_true(id_equal(&entries.lines[0].entry, &unplaced.lines[0].entry));
    review_entries_destroy(&entries);
    review_entries_destroy(&unplaced);
    entry = open_newest(demo, &mara);
    assert_string_equal(answer_of(&entry, "carry")->text, "The rope.");
    review_entry_destroy(&entry);
    assert_true(review_unplaced_read(demo->records, demo->session, &unplaced, &fault));
    assert_int_equal(unplaced.count, 0);
    review_entries_destroy(&unplaced);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, clinic_demo_open, clinic_demo_close)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(marked_come_first_then_new_then_the_rest),
        TEST(an_older_entry_that_waits_is_marked),
        TEST(a_colleague_s_caseload_is_what_they_hold),
        TEST(answers_are_read_as_they_were_worded),
        TEST(what_is_closed_is_named_and_what_is_gone_is_not_there),
        TEST(newest_stand_first_and_discussed_is_taken_back),
        TEST(an_unplaced_entry_is_placed_once_and_read_there),
    };

    return cmocka_run_group_tests(tests, clinic_demo_make, clinic_demo_remove);
}
