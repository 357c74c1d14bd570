#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "afterword/journal.h"

#include "support/walk.h"

struct sealed {
    struct flow *flow;
    struct journal_session *session;
    struct journal_bodies bodies;
    json_t *summary, *open, *closed; /* NULL: empty */
};

static struct sealed
begin(const char *yaml)
{
    struct sealed sealed = {.flow = walk_flow(yaml)};

    sealed.session = journal_session_new(sealed.flow, "en");
    return sealed;
}

static json_t *
parse(const struct bytes *text)
{
    if (text->length == 0)
        return NULL;
    json_t *root = json_loadb((const char *) text->data, text->length, 0, NULL);
    assert_non_null(root);
    return root;
}

static void
seal(struct sealed *sealed)
{
    journal_session_bodies(sealed->session, &sealed->bodies);
    sealed->summary = parse(&sealed->bodies.summary);
    sealed->open = parse(&sealed->bodies.open);
    sealed->closed = parse(&sealed->bodies.closed);
}

static void
end(struct sealed *sealed)
{
    json_decref(sealed->summary);
    json_decref(sealed->open);
    json_decref(sealed->closed);
    journal_bodies_destroy(&sealed->bodies);
    journal_session_free(sealed->session);
    flow_free(sealed->flow);
}

static const json_t *
answer_of(const json_t *body, const char *step)
{
    const json_t *answers = json_object_get(body, "answers");

    for (size_t i = 0; i < json_array_size(answers); i++) {
        const json_t *answer = json_array_get(answers, i);
        if (strcmp(json_string_value(json_object_get(answer, "step")), step) == 0)
            return answer;
    }
    return NULL;
}

static const char *
text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "(none)";
}

static bool
holds(const struct bytes *bytes, const char *text)
{
    return bytes->length > 0 && strstr(bytes_text(bytes), text);
}

static void
an_answer_stands_beside_its_question_as_worded(void **state)
{
    struct sealed sealed = begin(WALK_SAME_DAY);

    (void) state;
    walk_all(sealed.session, "ana", "no");
    walk_close(sealed.session, JOURNAL_NEED_NOTHING);
    seal(&sealed);

    assert_null(sealed.closed);
    assert_string_equal(text_of(sealed.open, "title"), "Today");
    const json_t *more = answer_of(sealed.open, "more");
    assert_string_equal(text_of(more, "question"), "What more?");
    assert_string_equal(text_of(more, "text"), "A lake.\nAnd \"somebody\" — on the shore.");
    const json_t *options = json_object_get(answer_of(sealed.open, "who"), "options");
    assert_int_equal(json_array_size(options), 3);
    assert_string_equal(text_of(json_array_get(options, 1), "text"), "My \"own\" therapist");
    assert_true(json_is_true(json_object_get(json_array_get(options, 1), "chosen")));
    assert_true(json_is_false(json_object_get(json_array_get(options, 0), "chosen")));
    const json_t *line = answer_of(sealed.open, "line");
    assert_true(json_number_value(json_object_get(line, "number")) == 7);
    assert_string_equal(text_of(line, "low"), "far");
    // Words were read, not answered.
    assert_null(answer_of(sealed.open, "hello"));
    end(&sealed);
}

static void
a_closed_answer_shows_its_question_and_nothing_else(void **state)
{
    struct sealed sealed = begin(WALK_SAME_DAY);

    (void) state;
    walk_all(sealed.session, "two", "no");
    journal_session_close(sealed.session);
    journal_session_fate_set(sealed.session, WALK_MORE, JOURNAL_CLOSED);
    journal_session_fate_set(sealed.session, WALK_WHO, JOURNAL_CLOSED);
    journal_session_fate_set(sealed.session, WALK_MOOD_1, JOURNAL_CLOSED);
    journal_session_end(sealed.session);
    seal(&sealed);

    assert_false(holds(&sealed.bodies.open, "A lake"));
    assert_false(holds(&sealed.bodies.open, "Both of them"));
    assert_false(holds(&sealed.bodies.open, "tense"));
    assert_true(json_is_true(json_object_get(answer_of(sealed.open, "more"), "closed")));
    assert_true(holds(&sealed.bodies.closed, "A lake"));
    assert_true(holds(&sealed.bodies.closed, "Both of them"));
    assert_false(holds(&sealed.bodies.closed, "The rope"));

    // Who was to be told still is; with which words is closed.
    assert_int_equal(json_array_size(json_object_get(sealed.summary, "tell")), 2);
    assert_null(json_object_get(sealed.summary, "said"));
    assert_null(json_object_get(sealed.summary, "before"));
    assert_non_null(json_object_get(sealed.summary, "after"));
    assert_int_equal(json_integer_value(json_object_get(sealed.summary, "closed")), 3);
    end(&sealed);
}

static void
what_is_gone_leaves_no_trace(void **state)
{
    struct sealed sealed = begin(WALK_OTHER);

    (void) state;
    walk_all(sealed.session, "two", "no");
    journal_session_close(sealed.session);
    for (size_t i = WALK_SETTLE; i <= WALK_WHO; i++)
        journal_session_fate_set(sealed.session, i, JOURNAL_GONE);
    journal_session_end(sealed.session);
    seal(&sealed);

    assert_null(sealed.closed);
    assert_int_equal(json_array_size(json_object_get(sealed.open, "answers")), 4);
    assert_null(answer_of(sealed.open, "more"));
    assert_int_equal(json_array_size(json_object_get(sealed.summary, "tell")), 0);
    assert_int_equal(json_integer_value(json_object_get(sealed.summary, "open")), 4);
    assert_int_equal(json_integer_value(json_object_get(sealed.summary, "closed")), 0);
    assert_int_equal(json_integer_value(json_object_get(sealed.summary, "skipped")), 0);
    end(&sealed);
}

static void
a_summary_holds_what_a_caseload_needs(void **state)
{
    struct sealed sealed = begin(WALK_SAME_DAY);

    (void) state;
    journal_session_beginning_set(sealed.session, &(struct journal_beginning){.called = "Mo"});
    walk_all(sealed.session, "ana", "no");
    walk_close(sealed.session, JOURNAL_NEED_WORD);
    seal(&sealed);

    const json_t *before = json_object_get(sealed.summary, "before");
    assert_string_equal(text_of(sealed.summary, "title"), "Today");
    assert_string_equal(text_of(sealed.summary, "called"), "Mo");
    assert_string_equal(text_of(sealed.summary, "need"), "word");
    assert_string_equal(text_of(sealed.summary, "said"), "My \"own\" therapist");
    assert_true(json_number_value(json_object_get(before, "valence")) == -0.25);
    assert_string_equal(
        json_string_value(json_array_get(json_object_get(before, "words"), 0)), "tense");
    assert_true(json_is_false(json_object_get(sealed.summary, "left")));
    assert_true(json_is_false(json_object_get(sealed.summary, "care")));
    end(&sealed);
}

static void
who_asked_for_someone_is_marked(void **state)
{
    struct sealed sealed = begin(WALK_SAME_DAY);

    (void) state;
    walk_all(sealed.session, "none", "now");
    walk_close(sealed.session, JOURNAL_NEED_NOTHING);
    seal(&sealed);
    assert_true(json_is_true(json_object_get(sealed.summary, "care")));
    assert_string_equal(text_of(sealed.summary, "said"), "Yes, someone now");
    assert_null(json_object_get(sealed.summary, "need"));
    end(&sealed);
}

static void
hidden_answers_are_kept_closed_and_mark_nobody(void **state)
{
    struct sealed sealed = begin(WALK_SAME_DAY);

    (void) state;
    walk_all(sealed.session, "two", "no");
    while (journal_session_place(sealed.session) != JOURNAL_WALKING ||
           journal_session_step(sealed.session) != WALK_BRANCH)
        assert_true(journal_session_back(sealed.session));
    walk_choose(sealed.session, "no");
    while (journal_session_place(sealed.session) == JOURNAL_WALKING)
        journal_session_forward(sealed.session);
    walk_close(sealed.session, JOURNAL_NEED_NOTHING);
    seal(&sealed);

    assert_true(holds(&sealed.bodies.closed, "A lake"));
    assert_true(json_is_true(json_object_get(answer_of(sealed.closed, "who"), "hidden")));
    assert_int_equal(json_array_size(json_object_get(sealed.summary, "tell")), 0);
    assert_null(json_object_get(sealed.summary, "said"));
    end(&sealed);
}

static void
stop_closes_every_answer(void **state)
{
    struct sealed sealed = begin(WALK_SAME_DAY);

    (void) state;
    walk_to(sealed.session, WALK_CARRY);
    walk_write(sealed.session, "half a sen");
    journal_session_leave(sealed.session, JOURNAL_STOP);
    walk_close(sealed.session, JOURNAL_NEED_NOTHING);
    seal(&sealed);

    const json_t *answers = json_object_get(sealed.open, "answers");
    for (size_t i = 0; i < json_array_size(answers); i++)
        assert_true(json_is_true(json_object_get(json_array_get(answers, i), "closed")));
    assert_true(holds(&sealed.bodies.closed, "half a sen"));
    assert_true(json_is_true(json_object_get(answer_of(sealed.closed, "carry"), "unfinished")));
    end(&sealed);
}

static void
an_interrupted_session_is_closed_and_says_that_the_question_was_not_asked(void **state)
{
    struct sealed sealed = begin(WALK_SAME_DAY);

    (void) state;
    walk_to(sealed.session, WALK_CARRY);
    walk_write(sealed.session, "half a sen");
    journal_session_interrupt(sealed.session);
    seal(&sealed);
    assert_true(json_is_true(json_object_get(sealed.summary, "left")));
    assert_false(holds(&sealed.bodies.open, "half a sen"));
    assert_true(holds(&sealed.bodies.closed, "half a sen"));
    end(&sealed);
}

static void
nothing_reached_makes_no_body(void **state)
{
    struct sealed sealed = begin(WALK_SAME_DAY);

    (void) state;
    journal_session_leave(sealed.session, JOURNAL_STOP);
    walk_close(sealed.session, JOURNAL_NEED_NOTHING);
    seal(&sealed);
    assert_null(sealed.open);
    assert_null(sealed.closed);
    end(&sealed);
}

/* Everything at its longest, and of characters that are written as two. */
static void
a_summary_always_fits_its_record(void **state)
{
    struct bytes yaml = BYTES_EMPTY;
    char quotes[401] = "";
    char called[JOURNAL_CALLED_MAX + 1] = "";

    (void) state;
    memset(quotes, '"', sizeof(quotes) - 1);
    memset(called, '"', sizeof(called) - 1);
    bytes_append_format(&yaml,
        "flow: f\nversion: 1\ntitle: '%s'\nmoment: same-day\nminutes: 6\nsteps:\n"
        "  - {id: a, kind: mood, text: One}\n"
        "  - id: b\n    kind: choose\n    text: Two\n    options:\n"
        "      - {id: x, text: '%s', tell: both}\n      - {id: y, text: z}\n"
        "  - {id: c, kind: mood, compare: a, text: Three}\n",
        quotes, quotes);
    struct sealed sealed = begin(bytes_text(&yaml));
    journal_session_beginning_set(sealed.session, &(struct journal_beginning){.called = called});
    while (journal_session_place(sealed.session) == JOURNAL_WALKING) {
        struct journal_answer *answer =
            journal_session_answer(sealed.session, journal_session_step(sealed.session));
        if (journal_session_step(sealed.session) == 1)
            answer->options = 1;
        else
            walk_mood(sealed.session, -0.123, -0.123, "an id that is longer than any of ours is");
        while (answer->n_words > 0 && answer->n_words < JOURNAL_WORDS_MAX)
            answer->words[answer->n_words++] =
                memory_string("an id that is longer than any of ours is");
        journal_session_changed(sealed.session);
        journal_session_forward(sealed.session);
    }
    walk_close(sealed.session, JOURNAL_NEED_UNSAFE);
    seal(&sealed);
    assert_true(sealed.bodies.summary.length <= JOURNAL_SUMMARY_MAX);
    assert_true(sealed.bodies.summary.length > JOURNAL_SUMMARY_MAX / 2);
    bytes_destroy(&yaml);
    end(&sealed);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_stands_beside_its_question_as_worded),
        cmocka_unit_test(a_closed_answer_shows_its_question_and_nothing_else),
        cmocka_unit_test(what_is_gone_leaves_no_trace),
        cmocka_unit_test(a_summary_holds_what_a_caseload_needs),
        cmocka_unit_test(who_asked_for_someone_is_marked),
        cmocka_unit_test(hidden_answers_are_kept_closed_and_mark_nobody),
        cmocka_unit_test(stop_closes_every_answer),
        cmocka_unit_test(an_interrupted_session_is_closed_and_says_that_the_question_was_not_asked),
        cmocka_unit_test(nothing_reached_makes_no_body),
        cmocka_unit_test(a_summary_always_fits_its_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
