/* Sittings that a crash or a power cut left behind: kept as they are, or handed back. */
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

/* Walks to a step, saves there, and goes without a word, as a power cut does; the folder is opened
 * anew. */
static void
leave_behind(struct clinic_demo *demo, const struct id *journal, const char *yaml, size_t step,
    enum journal_leaving leaving)
{
    struct flow *flow = walk_flow(yaml);
    struct journal_session *session = journal_session_new(flow, "en");
    struct journal_beginning beginning = {*journal, "Robin", false};
    struct bytes snapshot = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    struct journal_sitting *sitting;

    journal_session_beginning_set(session, &beginning);
    journal_session_write(session, &snapshot);
    sitting = journal_sitting_begin(demo->records, flow, &beginning, &snapshot, &fault);
    assert_non_null(sitting);
    walk_to(session, step);
    if (step == WALK_CARRY)
        walk_write(session, "the boots by the door");
    if (leaving != JOURNAL_LAST_STEP)
        journal_session_leave(session, leaving);
    bytes_clear(&snapshot);
    journal_session_write(session, &snapshot);
    assert_true(journal_sitting_save(sitting, &snapshot, &fault));
    journal_sitting_free(sitting);
    bytes_wipe(&snapshot);
    journal_session_free(session);
    flow_free(flow);

    clinic_demo_restart(demo);
    assert_true(clinic_tidy(demo->records, &ID_NONE, &fault));
    assert_non_null(clinic_demo_sign_in(demo, &demo->member, DEMO_PASSPHRASE, &fault));
}

static struct review_drafts
drafts_of(struct clinic_demo *demo)
{
    struct review_drafts drafts = {0};
    struct fault fault = FAULT_EMPTY;

    assert_true(review_drafts_read(demo->records, demo->session, &drafts, &fault));
    return drafts;
}

static void
a_draft_left_behind_is_named(void **state)
{
    struct clinic_demo *demo = *state;
    struct id mara = clinic_demo_journal(demo, "Mara Lind");
    struct id ben = clinic_demo_colleague(demo, "Ben", CLINIC_THERAPIST, DEMO_PASSPHRASE);
    struct review_caseload caseload = {0};
    struct review_drafts drafts;
    struct fault fault = FAULT_EMPTY;
    struct id draft;

    leave_behind(demo, &mara, WALK_SAME_DAY, WALK_CARRY, JOURNAL_LAST_STEP);
    assert_true(review_caseload_read(demo->records, demo->session, &caseload, &fault));
    assert_int_equal(caseload.n_interrupted, 1);
    review_caseload_destroy(&caseload);

    drafts = drafts_of(demo);
    assert_int_equal(drafts.count, 1);
    assert_true(drafts.drafts[0].can_open);
    assert_true(id_equal(&drafts.drafts[0].journal, &mara));
    assert_non_null(drafts.drafts[0].code);
    assert_string_equal(drafts.drafts[0].flow, "Today");
    assert_int_equal(drafts.drafts[0].day, clock_day());
    draft = drafts.drafts[0].draft;
    review_drafts_destroy(&drafts);

    // Who holds another journal sees that it is there, and can do nothing with it.
    assert_non_null(clinic_demo_sign_in(demo, &ben, DEMO_PASSPHRASE, &fault));
    drafts = drafts_of(demo);
    assert_int_equal(drafts.count, 1);
    assert_false(drafts.drafts[0].can_open);
    assert_null(drafts.drafts[0].flow);
    review_drafts_destroy(&drafts);
    assert_false(review_draft_keep(demo->records, demo->session, &draft, &fault));
    assert_int_equal(fault.kind, FAULT_ACCESS);
    assert_false(review_draft_hand_back(demo->records, demo->session, &draft, &fault));
}

static void
keeping_makes_an_entry_with_all_of_it_closed(void **state)
{
    struct clinic_demo *demo = *state;
    struct id mara = clinic_demo_journal(demo, "Mara Lind");
    struct review_entries entries = {0};
    struct review_entry entry = {0};
    struct review_drafts drafts;
    struct fault fault = FAULT_EMPTY;
    bool names_it = false;

    leave_behind(demo, &mara, WALK_SAME_DAY, WALK_CARRY, JOURNAL_LAST_STEP);
    drafts = drafts_of(demo);
    assert_true(review_draft_keep(demo->records, demo->session, &drafts.drafts[0].draft, &fault));
    review_drafts_destroy(&drafts);
    drafts = drafts_of(demo);
    assert_int_equal(drafts.count, 0);
    review_drafts_destroy(&drafts);

    assert_true(review_entries_read(demo->records, demo->session, &mara, &entries, &fault));
    assert_int_equal(entries.count, 1);
    assert_true(entries.lines[0].interrupted);
    assert_true(
        review_entry_open(demo->records, demo->session, &entries.lines[0].entry, &entry, &fault));
    for (size_t i = 0; i < entry.count; i++) {
        assert_true(entry.answers[i].closed);
        assert_null(entry.answers[i].text);
        names_it = names_it || strcmp(entry.answers[i].step, "carry") == 0;
    }
    assert_true(names_it);
    review_entry_destroy(&entry);
    review_entries_destroy(&entries);
}

static void
who_wanted_nothing_kept_is_kept_to_it(void **state)
{
    struct clinic_demo *demo = *state;
    struct id mara = clinic_demo_journal(demo, "Mara Lind");
    struct review_entries entries = {0};
    struct review_drafts drafts;
    struct fault fault = FAULT_EMPTY;

    leave_behind(demo, &mara, WALK_OTHER, WALK_CARRY, JOURNAL_KEEP_NOTHING);
    drafts = drafts_of(demo);
    assert_int_equal(drafts.count, 1);
    assert_true(review_draft_keep(demo->records, demo->session, &drafts.drafts[0].draft, &fault));
    review_drafts_destroy(&drafts);
    drafts = drafts_of(demo);
    assert_int_equal(drafts.count, 0);
    review_drafts_destroy(&drafts);
    assert_true(review_entries_read(demo->records, demo->session, &mara, &entries, &fault));
    assert_int_equal(entries.count, 0);
    review_entries_destroy(&entries);
}

static size_t
count_drafts(struct clinic_demo *demo)
{
    struct review_drafts drafts = drafts_of(demo);
    size_t count = drafts.count;

    review_drafts_destroy(&drafts);
    return count;
}

/* What the person finds: their flow, their place, their words. */
static void
expect_words(struct clinic_demo *demo, struct bytes *kept)
{
    struct journal_resumed resumed = {0};
    struct fault fault = FAULT_EMPTY;
    struct journal_sitting *sitting = journal_sitting_resume(demo->records, kept, &resumed, &fault);
    struct journal_session *session;

    assert_non_null(sitting);
    session = journal_session_read(resumed.flow, &resumed.snapshot, &fault);
    assert_non_null(session);
    assert_int_equal(journal_session_step(session), WALK_CARRY);
    assert_string_equal(bytes_text(&journal_session_answer_read(session, WALK_CARRY)->text),
        "the boots by the door");
    journal_session_free(session);
    journal_sitting_free(sitting);
    journal_resumed_destroy(&resumed);
}

static void
who_gets_it_back_goes_on_where_they_were(void **state)
{
    struct clinic_demo *demo = *state;
    struct id mara = clinic_demo_journal(demo, "Mara Lind");
    struct review_drafts drafts;
    struct fault fault = FAULT_EMPTY;
    struct bytes kept;
    struct id draft;

    leave_behind(demo, &mara, WALK_SAME_DAY, WALK_CARRY, JOURNAL_LAST_STEP);
    drafts = drafts_of(demo);
    draft = drafts.drafts[0].draft;
    review_drafts_destroy(&drafts);
    assert_true(review_draft_hand_back(demo->records, demo->session, &draft, &fault));
    assert_int_equal(count_drafts(demo), 0);
    assert_false(review_draft_keep(demo->records, demo->session, &draft, &fault));

    // The next child holds the key that the supervisor kept; tidying leaves the living draft.
    kept = clinic_demo_kept(demo);
    clinic_demo_restart(demo);
    assert_true(clinic_tidy(demo->records, &draft, &fault));
    expect_words(demo, &kept);
    bytes_wipe(&kept);

    // A key that died on the way: it waits for staff again, and nothing is lost.
    assert_true(clinic_tidy(demo->records, &ID_NONE, &fault));
    assert_non_null(clinic_demo_sign_in(demo, &demo->member, DEMO_PASSPHRASE, &fault));
    assert_int_equal(count_drafts(demo), 1);
    assert_true(review_draft_keep(demo->records, demo->session, &draft, &fault));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, clinic_demo_open, clinic_demo_close)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_draft_left_behind_is_named),
        TEST(keeping_makes_an_entry_with_all_of_it_closed),
        TEST(who_wanted_nothing_kept_is_kept_to_it),
        TEST(who_gets_it_back_goes_on_where_they_were),
    };

    return cmocka_run_group_tests(tests, clinic_demo_make, clinic_demo_remove);
}
