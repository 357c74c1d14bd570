#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "afterword/journal.h"

#include "journal/session.h"
#include "support/seed.h"
#include "support/walk.h"

struct flows {
    struct flow *same_day, *other;
};

static int
load(void **state)
{
    struct flows *flows = calloc(1, sizeof(*flows));

    flows->same_day = walk_flow(WALK_SAME_DAY);
    flows->other = walk_flow(WALK_OTHER);
    *state = flows;
    return 0;
}

static int
unload(void **state)
{
    struct flows *flows = *state;

    flow_free(flows->same_day);
    flow_free(flows->other);
    free(flows);
    return 0;
}

static struct journal_session *
begin_same_day(void **state)
{
    return journal_session_new(((struct flows *) *state)->same_day, "en");
}

static struct journal_session *
begin_other(void **state)
{
    return journal_session_new(((struct flows *) *state)->other, "en");
}

/* ---- the table --------------------------------------------------------------------*/

/* A session that rests at each place, however it gets there. */
static struct journal_session *
session_at(void **state, enum journal_place place)
{
    struct journal_session *session = begin_same_day(state);

    if (place == JOURNAL_WALKING)
        return session;
    walk_all(session, "none", "no");
    if (place == JOURNAL_CLOSING)
        return session;
    journal_session_close(session);
    if (place == JOURNAL_ENDED)
        journal_session_end(session);
    assert_int_equal(journal_session_place(session), place);
    return session;
}

static void
call_forward(struct journal_session *session)
{
    if (journal_session_place(session) == JOURNAL_WALKING)
        journal_session_forward(session);
}

static void
call_skip(struct journal_session *session)
{
    if (journal_session_place(session) == JOURNAL_WALKING)
        journal_session_skip(session);
}

static void
call_leave(struct journal_session *session)
{
    if (journal_session_place(session) != JOURNAL_ENDED)
        journal_session_leave(session, JOURNAL_ENOUGH);
}

static void
call_back(struct journal_session *session)
{
    (void) journal_session_back(session);
}

static void
call_close(struct journal_session *session)
{
    if (journal_session_place(session) == JOURNAL_CLOSING)
        journal_session_close(session);
}

static void
call_close_unsafe(struct journal_session *session)
{
    if (journal_session_place(session) != JOURNAL_CLOSING)
        return;
    journal_session_need_set(session, JOURNAL_NEED_UNSAFE);
    journal_session_close(session);
}

static void
call_end(struct journal_session *session)
{
    if (journal_session_place(session) == JOURNAL_CLOSE)
        journal_session_end(session);
}

/* Every call from every place makes only moves of the table, and together they make all of them. */
static void
every_move_of_the_table_is_made_and_no_other(void **state)
{
    static void (*const calls[])(struct journal_session *) = {
        call_forward, call_skip, call_leave, call_back, call_close, call_close_unsafe, call_end};
    unsigned made[JOURNAL_PLACES] = {0};

    for (enum journal_place from = JOURNAL_WALKING; from < JOURNAL_PLACES; from++)
        for (size_t i = 0; i < COUNT(calls); i++) {
            struct journal_session *session = session_at(state, from);
            uint64_t revision = journal_session_revision(session);
            calls[i](session);
            enum journal_place to = journal_session_place(session);
            if (to != from || revision != journal_session_revision(session))
                made[from] |= BIT(to);
            journal_session_free(session);
        }
    for (enum journal_place from = JOURNAL_WALKING; from < JOURNAL_PLACES; from++)
        for (enum journal_place to = JOURNAL_WALKING; to < JOURNAL_PLACES; to++) {
            if (from == to && from != JOURNAL_WALKING)
                continue; // leaving again changes how, not where
            assert_int_equal((made[from] & BIT(to)) != 0, journal_place_may_go(from, to));
        }
}

/* ---- walking ----------------------------------------------------------------------*/

static void
a_walk_with_no_branch_counts_its_stones(void **state)
{
    struct journal_session *session = begin_same_day(state);
    size_t passed, total;

    journal_session_count(session, &passed, &total);
    assert_int_equal(passed, 0);
    assert_int_equal(total, WALK_N_STEPS - 2);
    walk_to(session, WALK_LINE);
    journal_session_count(session, &passed, &total);
    assert_int_equal(passed, 4);
    walk_all(session, NULL, "no");
    journal_session_count(session, &passed, &total);
    assert_int_equal(passed, total);
    journal_session_free(session);
}

static void
continue_with_nothing_given_is_a_skip(void **state)
{
    struct journal_session *session = begin_same_day(state);

    journal_session_forward(session);
    assert_false(journal_session_answer_read(session, WALK_HELLO)->skipped);
    journal_session_forward(session);
    assert_true(journal_session_answer_read(session, WALK_SETTLE)->skipped);
    walk_mood(session, 0.5, 0.5, "calm");
    journal_session_skip(session);
    const struct journal_answer *mood = journal_session_answer_read(session, WALK_MOOD_1);
    assert_true(mood->skipped);
    assert_false(mood->placed);
    assert_int_equal(mood->n_words, 0);
    journal_session_free(session);
}

static void
back_reaches_the_first_step_and_keeps_everything(void **state)
{
    struct journal_session *session = begin_same_day(state);

    walk_all(session, "ana", "no");
    while (journal_session_back(session))
        continue;
    assert_int_equal(journal_session_step(session), WALK_HELLO);
    for (size_t i = WALK_SETTLE; i < WALK_N_STEPS; i++)
        assert_true(journal_answer_is_given(
            journal_session_answer_read(session, i), &journal_session_flow(session)->steps[i]));
    journal_session_free(session);
}

static void
back_from_the_closing_question_leads_where_it_was_left(void **state)
{
    struct journal_session *session = begin_same_day(state);

    walk_to(session, WALK_LINE);
    journal_session_leave(session, JOURNAL_STOP);
    assert_true(journal_session_back(session));
    assert_int_equal(journal_session_step(session), WALK_LINE);
    // Going on is going on: what Stop said is forgotten.
    assert_int_equal(journal_session_leaving(session), JOURNAL_LAST_STEP);
    journal_session_free(session);
}

static void
who_asked_for_someone_is_not_asked_again(void **state)
{
    struct journal_session *session = begin_same_day(state);

    walk_all(session, "none", "now");
    assert_true(journal_session_cares_now(session, WALK_HELP));
    assert_true(journal_session_asked_for_someone(session));
    assert_int_equal(journal_session_place(session), JOURNAL_CLOSE);
    assert_true(journal_session_back(session));
    assert_int_equal(journal_session_step(session), WALK_MOOD_2);

    // Taken back, the question is asked.
    walk_all(session, "none", "now");
    while (journal_session_place(session) != JOURNAL_WALKING ||
           journal_session_step(session) != WALK_HELP)
        assert_true(journal_session_back(session));
    walk_choose(session, "no");
    journal_session_leave(session, JOURNAL_ENOUGH);
    assert_int_equal(journal_session_place(session), JOURNAL_CLOSING);
    journal_session_free(session);
}

static void
who_does_not_feel_safe_ends_there(void **state)
{
    struct journal_session *session = begin_same_day(state);

    walk_all(session, "none", "no");
    journal_session_need_set(session, JOURNAL_NEED_UNSAFE);
    journal_session_close(session);
    assert_int_equal(journal_session_place(session), JOURNAL_ENDED);
    assert_false(journal_session_back(session));
    journal_session_free(session);
}

static void
starting_over_is_undone_and_undone_again(void **state)
{
    struct journal_session *session = begin_same_day(state);

    walk_to(session, WALK_CARRY);
    assert_false(journal_session_undo_start_over(session));
    walk_write(session, "first");
    journal_session_start_over(session);
    assert_int_equal(journal_session_answer_read(session, WALK_CARRY)->text.length, 0);
    walk_write(session, "second");
    assert_true(journal_session_undo_start_over(session));
    assert_string_equal(
        bytes_text(&journal_session_answer_read(session, WALK_CARRY)->text), "first");
    assert_true(journal_session_undo_start_over(session));
    assert_string_equal(
        bytes_text(&journal_session_answer_read(session, WALK_CARRY)->text), "second");
    journal_session_forward(session);
    assert_false(journal_session_undo_start_over(session));
    journal_session_free(session);
}

static void
a_text_has_a_limit_and_is_utf8(void **state)
{
    struct journal_session *session = begin_same_day(state);
    struct bytes text = BYTES_EMPTY;

    walk_to(session, WALK_CARRY);
    for (size_t i = 0; i < JOURNAL_TEXT_CHARACTERS_MAX; i++)
        bytes_append_text(&text, "ñ");
    assert_true(journal_session_text_set(session, WALK_CARRY, bytes_text(&text), text.length));
    uint64_t revision = journal_session_revision(session);
    bytes_append_text(&text, "n");
    assert_false(journal_session_text_set(session, WALK_CARRY, bytes_text(&text), text.length));
    assert_false(journal_session_text_set(session, WALK_CARRY, "\xc3(", 2));
    assert_false(journal_session_text_set(session, WALK_CARRY, "a\0b", 3));
    assert_int_equal(journal_session_revision(session), revision);
    assert_int_equal(journal_session_answer_read(session, WALK_CARRY)->text.length,
        2 * JOURNAL_TEXT_CHARACTERS_MAX);
    bytes_destroy(&text);
    journal_session_free(session);
}

static void
a_name_is_cut_between_characters(void **state)
{
    struct journal_session *session = begin_same_day(state);
    char called[2 * JOURNAL_CALLED_MAX + 2] = "x";

    for (size_t i = 0; i < JOURNAL_CALLED_MAX; i++)
        memcpy(&called[1 + 2 * i], "é", 2);
    journal_session_beginning_set(session, &(struct journal_beginning){.called = called});
    assert_int_equal(strlen(session->called), JOURNAL_CALLED_MAX - 1);
    assert_true(utf8_valid(session->called, strlen(session->called), NULL));
    journal_session_free(session);
}

static void
a_language_the_flow_lacks_becomes_its_own(void **state)
{
    struct journal_session *session = journal_session_new(((struct flows *) *state)->other, "tlh");

    assert_string_equal(journal_session_language(session), "en");
    journal_session_free(session);
}

/* ---- fates ------------------------------------------------------------------------*/

static void
finished_is_open_and_begun_is_closed(void **state)
{
    struct journal_session *session = begin_other(state);

    walk_to(session, WALK_CARRY);
    walk_write(session, "begun");
    journal_session_leave(session, JOURNAL_ENOUGH);
    assert_int_equal(journal_session_fate(session, WALK_CARRY), JOURNAL_CLOSED);
    assert_int_equal(journal_session_fate(session, WALK_LINE), JOURNAL_OPEN);
    journal_session_free(session);
}

static void
an_answer_changed_after_continue_is_begun_again(void **state)
{
    struct journal_session *session = begin_other(state);

    walk_to(session, WALK_CARRY);
    walk_write(session, "done");
    journal_session_forward(session);
    assert_true(journal_session_back(session));
    assert_int_equal(journal_session_fate(session, WALK_CARRY), JOURNAL_OPEN);
    walk_write(session, "done, nearly");
    assert_int_equal(journal_session_fate(session, WALK_CARRY), JOURNAL_CLOSED);
    journal_session_free(session);
}

static void
what_a_change_of_mind_hides_is_closed_and_asks_nothing(void **state)
{
    struct journal_session *session = begin_other(state);

    walk_all(session, "ana", "no");
    while (journal_session_place(session) != JOURNAL_WALKING ||
           journal_session_step(session) != WALK_BRANCH)
        assert_true(journal_session_back(session));
    walk_choose(session, "no");
    journal_session_forward(session);
    assert_int_equal(journal_session_step(session), WALK_LINE);
    assert_false(journal_session_is_shown(session, WALK_MORE));
    assert_false(journal_session_is_shown(session, WALK_WHO));
    assert_int_equal(journal_session_fate(session, WALK_MORE), JOURNAL_CLOSED);
    assert_int_equal(journal_session_fate(session, WALK_WHO), JOURNAL_CLOSED);
    assert_int_equal(session_tells(session, WALK_WHO), 0);
    journal_session_free(session);
}

static void
stop_closes_all_and_a_later_choice_still_counts(void **state)
{
    struct journal_session *session = begin_other(state);

    walk_to(session, WALK_LINE);
    journal_session_fate_set(session, WALK_SETTLE, JOURNAL_OPEN);
    journal_session_fate_set(session, WALK_MOOD_1, JOURNAL_GONE);
    journal_session_leave(session, JOURNAL_STOP);
    assert_int_equal(journal_session_fate(session, WALK_SETTLE), JOURNAL_CLOSED);
    assert_int_equal(journal_session_fate(session, WALK_MOOD_1), JOURNAL_GONE);
    assert_int_equal(journal_session_fate(session, WALK_BRANCH), JOURNAL_CLOSED);
    journal_session_close(session);
    journal_session_fate_set(session, WALK_SETTLE, JOURNAL_OPEN);
    assert_int_equal(journal_session_fate(session, WALK_SETTLE), JOURNAL_OPEN);
    journal_session_free(session);
}

static void
keep_nothing_keeps_nothing_and_interrupted_keeps_it_closed(void **state)
{
    struct journal_session *session = begin_other(state);

    walk_to(session, WALK_LINE);
    journal_session_leave(session, JOURNAL_KEEP_NOTHING);
    for (size_t i = 0; i < WALK_N_STEPS; i++)
        assert_int_equal(journal_session_fate(session, i), JOURNAL_GONE);
    journal_session_back(session);
    journal_session_interrupt(session);
    for (size_t i = 0; i < WALK_N_STEPS; i++)
        assert_int_equal(journal_session_fate(session, i), JOURNAL_CLOSED);
    journal_session_free(session);
}

static void
what_was_let_go_stays_gone_when_it_is_interrupted(void **state)
{
    struct journal_session *session = begin_other(state);

    walk_to(session, WALK_LINE);
    journal_session_fate_set(session, WALK_MOOD_1, JOURNAL_GONE);
    journal_session_fate_set(session, WALK_SETTLE, JOURNAL_OPEN);
    journal_session_interrupt(session);
    assert_int_equal(journal_session_fate(session, WALK_MOOD_1), JOURNAL_GONE);
    assert_int_equal(journal_session_fate(session, WALK_SETTLE), JOURNAL_CLOSED);
    journal_session_free(session);
}

/* ---- snapshots --------------------------------------------------------------------*/

static void
check_round_trip(const struct journal_session *session)
{
    struct bytes first = BYTES_EMPTY, second = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;

    journal_session_write(session, &first);
    struct journal_session *again =
        journal_session_read(journal_session_flow(session), &first, &fault);
    assert_non_null(again);
    journal_session_write(again, &second);
    assert_string_equal(bytes_text(&first), bytes_text(&second));
    assert_int_equal(journal_session_place(session), journal_session_place(again));
    for (size_t i = 0; i < WALK_N_STEPS; i++) {
        assert_int_equal(journal_session_is_shown(session, i), journal_session_is_shown(again, i));
        assert_int_equal(journal_session_fate(session, i), journal_session_fate(again, i));
    }
    journal_session_free(again);
    bytes_wipe(&first);
    bytes_wipe(&second);
}

static void
a_snapshot_is_the_session(void **state)
{
    struct journal_session *session = begin_other(state);

    journal_session_beginning_set(
        session, &(struct journal_beginning){.called = "M.", .handed_over = true});
    check_round_trip(session);
    walk_all(session, "two", "no");
    check_round_trip(session);
    journal_session_need_set(session, JOURNAL_NEED_WORD);
    journal_session_close(session);
    journal_session_fate_set(session, WALK_MORE, JOURNAL_GONE);
    check_round_trip(session);
    journal_session_end(session);
    check_round_trip(session);
    journal_session_free(session);
}

#define SNAPSHOT(more)                                                                             \
    "{\"flow\":\"today\",\"version\":1,\"language\":\"en\",\"place\":\"walking\","                 \
    "\"step\":\"hello\",\"leaving\":\"last-step\",\"need\":\"unsaid\"" more "}"

/* The text, with the wording's hash put in as its first field. */
static struct bytes
snapshot_of(const struct flow *flow, const char *text)
{
    struct journal_session *session = journal_session_new(flow, "en");
    struct bytes snapshot = BYTES_EMPTY;

    bytes_append_text(&snapshot, text);
    if (text[0] == '{' && text[1] == '"') {
        bytes_replace(&snapshot, 1, 0, "\"wording\":\"\",", 13);
        bytes_replace(&snapshot, 12, 0, session->wording.flow, WORDING_HEX);
    }
    journal_session_free(session);
    return snapshot;
}

static void
a_snapshot_of_the_least_is_read(void **state)
{
    const struct flow *flow = ((struct flows *) *state)->same_day;
    struct bytes snapshot = snapshot_of(flow, SNAPSHOT(""));
    struct fault fault = FAULT_EMPTY;
    struct journal_session *session = journal_session_read(flow, &snapshot, &fault);
    assert_non_null(session);
    journal_session_free(session);
    bytes_destroy(&snapshot);
}

static void
what_is_no_snapshot_is_damaged(void **state)
{
    static const char *const bad[] = {
        "",
        "null",
        "[]",
        "{}",
        "{\"flow\":\"today\"",
        "{\"flow\":\"today\",\"version\":1,\"language\":\"en\"}",
        SNAPSHOT(",\"flow\":\"today\""),
        SNAPSHOT(",\"answers\":[{\"step\":\"nowhere\"}]"),
        SNAPSHOT(",\"answers\":[7]"),
        SNAPSHOT(",\"answers\":[{\"step\":\"branch\",\"options\":[\"perhaps\"]}]"),
        SNAPSHOT(",\"answers\":[{\"step\":\"branch\",\"options\":[\"yes\",\"no\"]}]"),
        SNAPSHOT(",\"answers\":[{\"step\":\"branch\",\"options\":[\"yes\"],\"skipped\":true}]"),
        SNAPSHOT(",\"answers\":[{\"step\":\"line\",\"number\":11}]"),
        SNAPSHOT(",\"answers\":[{\"step\":\"line\",\"fate\":\"lost\"}]"),
        SNAPSHOT(",\"answers\":[{\"step\":\"line\",\"fate\":\"gone\"}]"),
        SNAPSHOT(
            ",\"answers\":[{\"step\":\"mood-1\",\"valence\":2,\"arousal\":0,\"how\":\"keys\"}]"),
        SNAPSHOT(",\"answers\":[{\"step\":\"mood-1\",\"valence\":0,\"arousal\":0}]"),
        SNAPSHOT(",\"answers\":[{\"step\":\"mood-1\",\"words\":[1]}]"),
        SNAPSHOT(",\"answers\":[{\"step\":\"mood-1\",\"words\":[\"a\",\"a\",\"a\",\"a\",\"a\","
                 "\"a\",\"a\",\"a\",\"a\"]}]"),
        SNAPSHOT(",\"answers\":[{\"step\":\"carry\",\"text\":\"\\u0000\"}]"),
        SNAPSHOT(",\"answers\":[{\"step\":\"carry\",\"text\":\"\xff\"}]"),
        "{\"flow\":\"today\",\"version\":1,\"language\":\"en\",\"place\":\"nowhere\","
        "\"step\":\"hello\",\"leaving\":\"last-step\",\"need\":\"unsaid\"}",
        "{\"flow\":\"today\",\"version\":1,\"language\":\"en\",\"place\":\"walking\","
        "\"step\":\"more\",\"leaving\":\"last-step\",\"need\":\"unsaid\"}",
        "{\"flow\":\"today\",\"version\":1,\"language\":\"en\",\"place\":\"walking\","
        "\"step\":\"hello\",\"leaving\":\"stop\",\"need\":\"unsaid\"}",
        "{\"flow\":\"today\",\"version\":1,\"language\":\"en\",\"place\":\"close\","
        "\"step\":\"hello\",\"leaving\":\"keep-nothing\",\"need\":\"unsaid\"}",
    };

    for (size_t i = 0; i < COUNT(bad); i++) {
        const struct flow *flow = ((struct flows *) *state)->same_day;
        struct bytes snapshot = snapshot_of(flow, bad[i]);
        struct fault fault = FAULT_EMPTY;
        struct journal_session *session = journal_session_read(flow, &snapshot, &fault);
        if (session)
            fail_msg("taken: %s", bad[i]);
        assert_int_equal(fault.kind, FAULT_DAMAGED);
        bytes_destroy(&snapshot);
    }
}

static void
a_snapshot_of_other_words_is_not_taken(void **state)
{
    struct journal_session *session = begin_same_day(state);
    struct bytes snapshot = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    struct flow *changed = walk_flow(WALK_SAME_DAY "# a word more\n");

    journal_session_write(session, &snapshot);
    assert_null(journal_session_read(changed, &snapshot, &fault));
    assert_int_equal(fault.kind, FAULT_DAMAGED);
    flow_free(changed);
    bytes_wipe(&snapshot);
    journal_session_free(session);
}

/* ---- properties over seeds --------------------------------------------------------*/

static void
give_anything(struct journal_session *session, struct seed *seed)
{
    size_t at = journal_session_step(session);
    const struct flow_step *step = &journal_session_flow(session)->steps[at];
    struct journal_answer *answer = journal_session_answer(session, at);
    char text[32];

    if (step->kind == FLOW_BREATHE)
        answer->seconds = seed_below(seed, 90);
    if (step->kind == FLOW_MOOD) {
        answer->placed = seed_below(seed, 4) > 0;
        answer->valence = seed_below(seed, 2001) / 1000.0 - 1;
        answer->arousal = seed_below(seed, 2001) / 1000.0 - 1;
        answer->how = seed_below(seed, 2) ? JOURNAL_BY_KEYS : JOURNAL_BY_TOUCH;
        if (answer->n_words < JOURNAL_WORDS_MAX)
            answer->words[answer->n_words++] =
                memory_string(flow_feelings[seed_below(seed, (uint32_t) n_flow_feelings)].id);
    }
    if (step->kind == FLOW_SCALE) {
        answer->has_number = true;
        answer->number = seed_below(seed, 11);
    }
    if (step->kind == FLOW_CHOOSE)
        answer->options = UINT64_C(1) << seed_below(seed, (uint32_t) step->n_options);
    if (step->kind == FLOW_OPEN) {
        snprintf(text, sizeof(text), "line\n\t\"%u\" ñ", seed_next(seed));
        walk_write(session, text);
    }
    journal_session_changed(session);
}

static void
walk_anywhere(struct journal_session *session, struct seed *seed)
{
    static const enum journal_leaving leavings[] = {JOURNAL_ENOUGH, JOURNAL_STOP};

    switch (seed_below(seed, 9)) {
    case 0:
    case 1:
    case 2:
        give_anything(session, seed);
        break;
    case 3:
        journal_session_skip(session);
        break;
    case 4:
        (void) journal_session_back(session);
        break;
    case 5:
        journal_session_start_over(session);
        break;
    case 6:
        (void) journal_session_undo_start_over(session);
        break;
    case 7:
        if (seed_below(seed, 4) == 0)
            journal_session_leave(session, leavings[seed_below(seed, 2)]);
        break;
    default:
        journal_session_forward(session);
    }
}

static void
step_anywhere(struct journal_session *session, struct seed *seed)
{
    if (journal_session_place(session) == JOURNAL_WALKING) {
        walk_anywhere(session, seed);
    } else if (seed_below(seed, 2)) {
        (void) journal_session_back(session);
    } else if (journal_session_place(session) == JOURNAL_CLOSING) {
        journal_session_need_set(session, (enum journal_need) seed_below(seed, 3));
        journal_session_close(session);
    } else {
        journal_session_fate_set(
            session, seed_below(seed, WALK_N_STEPS), (enum journal_fate) seed_below(seed, 2));
    }
}

static void
any_walk_is_sound_and_survives_its_snapshot(void **state)
{
    for (uint64_t number = 1; number <= 300; number++) {
        struct seed seed = {number * UINT64_C(0x9e3779b97f4a7c15)};
        struct journal_session *session = number % 2 ? begin_same_day(state) : begin_other(state);
        for (size_t i = 0; i < 60; i++) {
            step_anywhere(session, &seed);
            if (!session_is_sound(session))
                fail_msg("seed %llu, step %zu", (unsigned long long) number, i);
        }
        check_round_trip(session);
        journal_session_free(session);
    }
}

/* Only Skip, Start over and the person's own change take an answer away: going back, forward,
 * leaving, hiding and closing never do. */
static void
no_way_through_loses_an_answer(void **state)
{
    for (uint64_t number = 1; number <= 100; number++) {
        struct seed seed = {number * UINT64_C(0x9e3779b97f4a7c15)};
        struct journal_session *session = begin_other(state);
        walk_all(session, "two", "no");
        for (size_t i = 0; i < 60; i++) {
            if (journal_session_place(session) != JOURNAL_WALKING)
                (void) journal_session_back(session);
            else if (journal_session_step(session) == WALK_BRANCH)
                walk_choose(session, seed_below(&seed, 2) ? "yes" : "no");
            if (journal_session_place(session) == JOURNAL_WALKING) {
                if (seed_below(&seed, 2))
                    journal_session_forward(session);
                else
                    (void) journal_session_back(session);
            }
        }
        for (size_t i = WALK_SETTLE; i < WALK_N_STEPS; i++)
            if (!journal_answer_is_given(journal_session_answer_read(session, i),
                    &journal_session_flow(session)->steps[i]))
                fail_msg("seed %llu lost step %zu", (unsigned long long) number, i);
        journal_session_free(session);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_move_of_the_table_is_made_and_no_other),
        cmocka_unit_test(a_walk_with_no_branch_counts_its_stones),
        cmocka_unit_test(continue_with_nothing_given_is_a_skip),
        cmocka_unit_test(back_reaches_the_first_step_and_keeps_everything),
        cmocka_unit_test(back_from_the_closing_question_leads_where_it_was_left),
        cmocka_unit_test(who_asked_for_someone_is_not_asked_again),
        cmocka_unit_test(who_does_not_feel_safe_ends_there),
        cmocka_unit_test(starting_over_is_undone_and_undone_again),
        cmocka_unit_test(a_text_has_a_limit_and_is_utf8),
        cmocka_unit_test(a_name_is_cut_between_characters),
        cmocka_unit_test(a_language_the_flow_lacks_becomes_its_own),
        cmocka_unit_test(finished_is_open_and_begun_is_closed),
        cmocka_unit_test(an_answer_changed_after_continue_is_begun_again),
        cmocka_unit_test(what_a_change_of_mind_hides_is_closed_and_asks_nothing),
        cmocka_unit_test(stop_closes_all_and_a_later_choice_still_counts),
        cmocka_unit_test(keep_nothing_keeps_nothing_and_interrupted_keeps_it_closed),
        cmocka_unit_test(what_was_let_go_stays_gone_when_it_is_interrupted),
        cmocka_unit_test(a_snapshot_is_the_session),
        cmocka_unit_test(a_snapshot_of_the_least_is_read),
        cmocka_unit_test(what_is_no_snapshot_is_damaged),
        cmocka_unit_test(a_snapshot_of_other_words_is_not_taken),
        cmocka_unit_test(any_walk_is_sound_and_survives_its_snapshot),
        cmocka_unit_test(no_way_through_loses_an_answer),
    };

    return cmocka_run_group_tests(tests, load, unload);
}
