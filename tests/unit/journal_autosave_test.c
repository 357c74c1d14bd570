/* When a session is sealed, and what may be said of it: with a real worker, a real data file, and a
 * disk that fails. Time is the clock's and moved by hand; where it must not run away, the worker is
 * held: nothing is posted while a save is under way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/journal.h"
#include "records_clinic.h"
#include "records_disk.h"
#include "walk.h"

#define SCREEN 7
#define JOBS_MAX 16

/* Completions on their way from the worker, and the gate that holds it. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct job *jobs[JOBS_MAX]; /* in the order in which they came */
    size_t first, count;
    bool held;
} post = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

struct room {
    struct records_clinic *clinic;
    struct worker *worker;
    struct flow *flow;
    struct journal_session *session;
    struct journal_autosave *autosave;
};

static void
deliver(void *context, struct job *job)
{
    (void) context;
    pthread_mutex_lock(&post.lock);
    assert(post.count < JOBS_MAX);
    post.jobs[(post.first + post.count++) % JOBS_MAX] = job;
    pthread_cond_broadcast(&post.changed);
    pthread_mutex_unlock(&post.lock);
}

static struct job *
next_completion(void)
{
    struct job *job;

    pthread_mutex_lock(&post.lock);
    while (post.count == 0)
        pthread_cond_wait(&post.changed, &post.lock);
    job = post.jobs[post.first];
    post.first = (post.first + 1) % JOBS_MAX;
    post.count--;
    pthread_mutex_unlock(&post.lock);
    return job;
}

/* What is delivered counts as pending for a moment more. */
static void
settle(struct room *room)
{
    while (worker_pending(room->worker) > 0)
        (void) sched_yield();
}

static void
nothing_was_posted(struct room *room)
{
    settle(room);
    assert_int_equal(post.count, 0);
}

/* ---- a worker that is held -----------------------------------------------------------------*/

static bool
wait_at_gate(struct job *job, struct fault *fault)
{
    (void) job;
    (void) fault;
    pthread_mutex_lock(&post.lock);
    while (post.held)
        pthread_cond_wait(&post.changed, &post.lock);
    pthread_mutex_unlock(&post.lock);
    return true;
}

static void
free_gate(struct job *job)
{
    free(job);
}

/* What is posted from here on waits until release(), whose first completion is the gate's own. */
static void
hold(struct room *room)
{
    struct job *gate = memory_new(1, sizeof(*gate));

    gate->screen = SCREEN; // of the same screen, and not the autosave's
    gate->run = wait_at_gate;
    gate->free = free_gate;
    post.held = true; // nothing else runs
    assert_true(worker_post(room->worker, gate));
}

static void
release(struct room *room)
{
    struct job *gate;

    pthread_mutex_lock(&post.lock);
    post.held = false;
    pthread_cond_broadcast(&post.changed);
    pthread_mutex_unlock(&post.lock);
    gate = next_completion();
    if (room->autosave)
        assert_false(journal_autosave_done(room->autosave, gate)); // it is left alone
    free_gate(gate);
}

/* ---- a room ----------------------------------------------------------------------------------*/

static int
set_up(void **state)
{
    struct room *room = calloc(1, sizeof(*room));
    void *clinic = NULL;

    if (records_clinic_copy(&clinic) != 0)
        return -1;
    room->clinic = clinic;
    room->worker = worker_start(JOBS_MAX, deliver, NULL);
    room->flow = walk_flow(WALK_SAME_DAY);
    room->session = journal_session_new(room->flow, "en");
    room->autosave = journal_autosave_new(room->worker, room->clinic->records, SCREEN);
    *state = room;
    return 0;
}

/* The autosave goes, and all that it had posted is done. */
static void
leave(struct room *room)
{
    journal_autosave_free(room->autosave);
    room->autosave = NULL;
    worker_stop(room->worker);
    room->worker = NULL;
    while (post.count > 0) {
        struct job *job = next_completion();

        job->free(job);
    }
}

static int
tear_down(void **state)
{
    struct room *room = *state;
    void *clinic = room->clinic;

    disk_mend();
    if (room->worker)
        leave(room);
    journal_session_free(room->session);
    flow_free(room->flow);
    free(room);
    return records_clinic_drop(&clinic);
}

static enum journal_keeping
state_of(const struct room *room)
{
    return journal_autosave_state(room->autosave);
}

static void
take(struct room *room)
{
    assert_true(journal_autosave_done(room->autosave, next_completion()));
}

static void
start(struct room *room)
{
    const struct journal_beginning beginning = {room->clinic->maple, "Robin", false};

    journal_autosave_begin(room->autosave, room->session, &beginning);
}

/* Begun and kept, at the step that is answered in words. */
static void
begin(struct room *room)
{
    start(room);
    assert_int_equal(state_of(room), JOURNAL_BEGINNING);
    take(room);
    assert_int_equal(state_of(room), JOURNAL_KEPT);
    walk_to(room->session, WALK_CARRY);
    journal_autosave_flush(room->autosave);
    take(room);
    assert_int_equal(state_of(room), JOURNAL_KEPT);
    settle(room);
}

static int64_t
revision(struct room *room)
{
    return file_number(room->clinic, "SELECT max(revision) FROM snapshot");
}

/* The newest snapshot on the disk, as the next process opens it. Ends the sitting's worker. */
static void
disk_holds(struct room *room, const char *words)
{
    struct bytes kept = BYTES_EMPTY, snapshot = BYTES_EMPTY;
    struct records_draft *draft = NULL;
    struct id journal;

    if (room->worker)
        leave(room);
    records_clinic_kept(room->clinic, &kept);
    WORKS(room->clinic, records_draft_resume(room->clinic->records, &kept, &snapshot, &journal,
                            &draft, &room->clinic->fault));
    if (!strstr(bytes_text(&snapshot), words))
        fail_msg("not in what was saved: %s", words);
    records_draft_free(draft);
    bytes_wipe(&kept);
    bytes_wipe(&snapshot);
}

/* ---- when ------------------------------------------------------------------------------------*/

static void
words_that_follow_each_other_are_one_save(void **state)
{
    struct room *room = *state;
    char words[] = "the boots by the door";
    int64_t before;

    begin(room);
    before = revision(room);
    hold(room);
    walk_write(room->session, "the");
    journal_autosave_flush(room->autosave);
    assert_int_equal(state_of(room), JOURNAL_CHANGED);
    for (size_t i = 4; i < sizeof(words); i++) {
        char letter = words[i];

        words[i] = 0;
        walk_write(room->session, words);
        words[i] = letter;
        clock_advance(JOURNAL_TYPING_MS);
        journal_autosave_tick(room->autosave); // long due, and one is under way
        assert_int_equal(journal_autosave_deadline(room->autosave), -1);
    }
    walk_write(room->session, words);
    journal_autosave_tick(room->autosave);
    release(room);
    take(room);
    assert_int_equal(state_of(room), JOURNAL_CHANGED);
    clock_advance(JOURNAL_TYPING_MS);
    journal_autosave_tick(room->autosave);
    take(room);
    assert_int_equal(state_of(room), JOURNAL_KEPT);
    assert_int_equal(revision(room), before + 2);
    assert_int_equal(journal_autosave_deadline(room->autosave), -1);
    disk_holds(room, words);
}

/* 400 ms after the last change; of words that never rest, a second after the first. */
static void
a_save_is_due_after_a_rest_and_each_second(void **state)
{
    struct room *room = *state;
    int64_t from, to, due;

    begin(room);
    for (int n_changes = 1; n_changes <= 5; n_changes++) {
        hold(room);
        walk_write(room->session, "under way");
        journal_autosave_flush(room->autosave);
        from = clock_now_ms();
        walk_write(room->session, "first");
        journal_autosave_tick(room->autosave);
        to = clock_now_ms();
        for (int i = 1; i < n_changes; i++) {
            clock_advance(300);
            walk_write(room->session, i % 2 ? "more" : "and more");
            journal_autosave_tick(room->autosave);
        }
        release(room);
        take(room);
        due = journal_autosave_deadline(room->autosave);
        if (n_changes == 1)
            assert_in_range(due, from + JOURNAL_REST_MS, to + JOURNAL_REST_MS);
        else if (n_changes > 3)
            assert_in_range(due, from + JOURNAL_TYPING_MS, to + JOURNAL_TYPING_MS);
        else
            assert_true(due <= to + JOURNAL_TYPING_MS);
        clock_advance(JOURNAL_TYPING_MS);
        journal_autosave_tick(room->autosave);
        take(room);
        assert_int_equal(state_of(room), JOURNAL_KEPT);
    }
}

static void
a_new_step_is_saved_at_once(void **state)
{
    struct room *room = *state;
    int64_t before;

    begin(room);
    before = revision(room);
    walk_to(room->session, WALK_MOOD_2);
    journal_autosave_tick(room->autosave);
    take(room);
    assert_int_equal(state_of(room), JOURNAL_KEPT);
    assert_int_equal(revision(room), before + 1);
    journal_autosave_tick(room->autosave);
    journal_autosave_flush(room->autosave);
    nothing_was_posted(room); // nothing is newer
    disk_holds(room, "\"step\":\"mood-2\"");
}

/* ---- in which order --------------------------------------------------------------------------*/

static void
saves_are_committed_in_the_order_of_the_words(void **state)
{
    static const char *const words[] = {"one", "two", "three"};
    struct room *room = *state;
    int64_t before;

    begin(room);
    before = revision(room);
    hold(room);
    for (size_t i = 0; i < COUNT(words); i++) {
        walk_write(room->session, words[i]);
        journal_autosave_flush(room->autosave);
    }
    release(room);
    for (size_t i = 0; i < COUNT(words); i++) {
        assert_int_equal(state_of(room), JOURNAL_CHANGED);
        take(room);
    }
    assert_int_equal(state_of(room), JOURNAL_KEPT);
    assert_int_equal(revision(room), before + 3);
    disk_holds(room, "three");
}

static void
what_is_posted_is_done_when_the_autosave_goes(void **state)
{
    struct room *room = *state;

    begin(room);
    hold(room);
    walk_write(room->session, "the last words");
    journal_autosave_flush(room->autosave);
    journal_autosave_free(room->autosave);
    room->autosave = NULL;
    release(room);
    disk_holds(room, "the last words");
}

/* ---- a disk that fails -------------------------------------------------------------------------*/

static void
after_a_failure_the_next_save_holds_everything(void **state)
{
    static const enum fault_kind kinds[DISK_CALLS] = {
        [DISK_WRITE] = FAULT_DISK_FULL, [DISK_SYNC] = FAULT_DISK};
    struct room *room = *state;
    int64_t before;

    begin(room);
    for (int call = 0; call < DISK_CALLS; call++) {
        before = revision(room);
        disk_fail((enum disk_call) call, 1, call == DISK_WRITE); // a second sync is not tried
        walk_write(room->session, "one");
        journal_autosave_flush(room->autosave);
        take(room);
        assert_int_equal(state_of(room), JOURNAL_FAILING);
        assert_int_equal(journal_autosave_fault(room->autosave).kind, kinds[call]);
        walk_write(room->session, "one and two");
        journal_autosave_tick(room->autosave);
        assert_int_equal(state_of(room), JOURNAL_FAILING);
        disk_mend();
        clock_advance(JOURNAL_RETRY_MS);
        journal_autosave_tick(room->autosave);
        take(room);
        assert_int_equal(state_of(room), JOURNAL_KEPT);
        // The one whose sync failed may stand or not; it is written anew under its number.
        assert_int_equal(revision(room), before + 1);
    }
    disk_holds(room, "one and two");
}

static void
what_failed_is_tried_again_without_another_word(void **state)
{
    struct room *room = *state;

    begin(room);
    disk_fail(DISK_WRITE, 1, true);
    walk_write(room->session, "the only words");
    journal_autosave_flush(room->autosave);
    for (int i = 0; i < 3; i++) {
        int64_t from = clock_now_ms(), due;

        take(room);
        assert_int_equal(state_of(room), JOURNAL_FAILING);
        due = journal_autosave_deadline(room->autosave);
        assert_in_range(due, from + JOURNAL_RETRY_MS, clock_now_ms() + JOURNAL_RETRY_MS);
        clock_advance(JOURNAL_RETRY_MS);
        journal_autosave_tick(room->autosave);
    }
    take(room);
    disk_mend();
    journal_autosave_flush(room->autosave); // before the person leaves it does not wait
    take(room);
    assert_int_equal(state_of(room), JOURNAL_KEPT);
    disk_holds(room, "the only words");
}

static void
a_sitting_that_could_not_begin_begins_again(void **state)
{
    struct room *room = *state;

    disk_fail(DISK_WRITE, 1, true);
    start(room);
    take(room);
    assert_int_equal(state_of(room), JOURNAL_UNBEGUN);
    assert_int_equal(journal_autosave_fault(room->autosave).kind, FAULT_DISK_FULL);
    assert_int_equal(journal_autosave_deadline(room->autosave), -1);
    assert_int_equal(file_number(room->clinic, "SELECT count(*) FROM draft"), 0);
    disk_mend();
    begin(room);
    assert_int_equal(file_number(room->clinic, "SELECT count(*) FROM draft"), 1);
}

/* ---- the end -----------------------------------------------------------------------------------*/

static void
end(struct room *room)
{
    walk_to(room->session, WALK_MOOD_2);
    journal_session_forward(room->session);
    walk_close(room->session, JOURNAL_NEED_NOTHING);
    assert_int_equal(journal_session_place(room->session), JOURNAL_ENDED);
}

static void
is_one_entry(struct room *room)
{
    assert_int_equal(state_of(room), JOURNAL_FINISHED);
    assert_int_equal(file_number(room->clinic, "SELECT count(*) FROM entry"), 1);
    assert_int_equal(file_number(room->clinic, "SELECT count(*) FROM draft"), 0);
    assert_int_equal(file_number(room->clinic, "SELECT count(*) FROM snapshot"), 0);
    journal_autosave_tick(room->autosave);
    journal_autosave_flush(room->autosave);
    journal_autosave_finish(room->autosave);
    nothing_was_posted(room);
}

static void
closing_comes_behind_what_is_under_way_and_once(void **state)
{
    struct room *room = *state;

    begin(room);
    hold(room);
    walk_write(room->session, "the boots by the door");
    journal_autosave_flush(room->autosave);
    end(room);
    journal_autosave_finish(room->autosave);
    journal_autosave_finish(room->autosave);
    assert_int_equal(worker_pending(room->worker), 3); // the gate, the save, the close
    release(room);
    take(room);
    assert_int_equal(state_of(room), JOURNAL_FINISHING);
    take(room);
    is_one_entry(room);
}

static void
a_close_that_failed_is_what_is_tried_again(void **state)
{
    struct room *room = *state;

    begin(room);
    walk_write(room->session, "the boots by the door");
    end(room);
    disk_fail(DISK_WRITE, 1, true);
    journal_autosave_finish(room->autosave);
    take(room);
    assert_int_equal(state_of(room), JOURNAL_FAILING);
    assert_int_equal(file_number(room->clinic, "SELECT count(*) FROM draft"), 1);
    assert_int_equal(file_number(room->clinic, "SELECT count(*) FROM entry"), 0);
    disk_mend();
    journal_autosave_flush(room->autosave); // the close will do
    nothing_was_posted(room);
    clock_advance(JOURNAL_RETRY_MS);
    journal_autosave_tick(room->autosave);
    assert_int_equal(state_of(room), JOURNAL_FINISHING);
    take(room);
    is_one_entry(room);
}

static void
a_save_that_fails_before_the_close_costs_nothing(void **state)
{
    struct room *room = *state;

    begin(room);
    hold(room);
    walk_write(room->session, "the boots by the door");
    journal_autosave_flush(room->autosave);
    end(room);
    journal_autosave_finish(room->autosave);
    disk_fail(DISK_WRITE, 1, false);
    release(room);
    take(room);
    assert_int_equal(state_of(room), JOURNAL_FINISHING);
    take(room);
    is_one_entry(room);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(words_that_follow_each_other_are_one_save),
        TEST(a_save_is_due_after_a_rest_and_each_second),
        TEST(a_new_step_is_saved_at_once),
        TEST(saves_are_committed_in_the_order_of_the_words),
        TEST(what_is_posted_is_done_when_the_autosave_goes),
        TEST(after_a_failure_the_next_save_holds_everything),
        TEST(what_failed_is_tried_again_without_another_word),
        TEST(a_sitting_that_could_not_begin_begins_again),
        TEST(closing_comes_behind_what_is_under_way_and_once),
        TEST(a_close_that_failed_is_what_is_tried_again),
        TEST(a_save_that_fails_before_the_close_costs_nothing),
    };

    clock_share();
    disk_install();
    return CLINIC_RUN(tests);
}
