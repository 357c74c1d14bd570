/* What answers mean: conditions, the proof that steps are reached, scores, feeling words. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "afterword/flow.h"

#define HEAD "flow: try\nversion: 1\ntitle: Try\nmoment: later\nminutes: 5\nsteps:\n"
#define ASKED                                                                                      \
    "  - id: who\n    kind: choose\n    many: true\n    text: Who?\n"                              \
    "    options: [{id: a, text: A}, {id: b, text: B}, {id: c, text: C}]\n"                        \
    "  - {id: near, kind: scale, text: How near?, from: 0, to: 10, low: l, high: h}\n"             \
    "  - {id: feel, kind: mood, text: How?}\n"

#define A UINT64_C(1)
#define B UINT64_C(2)
#define C UINT64_C(4)

static struct flow_problems problems;

static int
tear_down(void **state)
{
    (void) state;
    flow_problems_destroy(&problems);
    return 0;
}

/* NULL where it is refused. */
static struct flow *
load_with(const char *asked, const char *when)
{
    struct bytes text = BYTES_EMPTY;
    struct flow *flow;

    bytes_append_format(
        &text, HEAD "%s  - {id: last, kind: words, text: Last., when: \"%s\"}\n", asked, when);
    flow = flow_load_bytes("try.yaml", bytes_text(&text), text.length, &problems);
    bytes_destroy(&text);
    return flow;
}

/* ---- conditions --------------------------------------------------------------------------------*/

static struct flow_given
given_of(const void *context, size_t step)
{
    const struct flow_given *given = context;

    assert_in_range(step, 0, 2);
    return given[step];
}

static bool
holds(const char *when, const struct flow_given *given)
{
    struct flow *flow = load_with(ASKED, when);
    bool is_held;

    if (!flow)
        fail_msg("'%s' is refused", when);
    is_held = flow_condition_holds(flow->steps[3].when, given_of, given);
    flow_free(flow);
    return is_held;
}

static void
no_condition_holds_always(void **state)
{
    (void) state;
    assert_true(flow_condition_holds(NULL, given_of, NULL));
}

static void
what_was_chosen_is_told_apart(void **state)
{
    static const struct {
        const char *when;
        bool with_a, with_bc, with_skipped;
    } rows[] = {
        {"who is a", true, false, false},
        {"who is b", false, true, false},
        {"not who is a", false, true, true},
        {"who is skipped", false, false, true},
        {"not who is skipped", true, true, false},
        {"who in (a)", true, false, false},
        {"who in (a, c)", true, true, false},
        {"who is b and who is c", false, true, false},
        {"who is a or who is c", true, true, false},
        {"who is a and who is b", false, false, false},
        {"not (who is a or who is skipped)", false, true, false},
    };
    const struct flow_given a[3] = {{.options = A}}, bc[3] = {{.options = B | C}};
    const struct flow_given skipped[3] = {{.skipped = true, .options = A}};

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (holds(rows[i].when, a) != rows[i].with_a ||
            holds(rows[i].when, bc) != rows[i].with_bc ||
            holds(rows[i].when, skipped) != rows[i].with_skipped)
            fail_msg("'%s'", rows[i].when);
    }
}

static void
numbers_are_compared(void **state)
{
    static const struct {
        const char *when;
        bool at_4, at_5, at_6;
    } rows[] = {
        {"near < 5", true, false, false},
        {"near <= 5", true, true, false},
        {"near > 5", false, false, true},
        {"near >= 5", false, true, true},
        {"near >= 4.5 and near < 5.5", false, true, false},
        {"not near > 5", true, true, false},
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const bool wanted[] = {rows[i].at_4, rows[i].at_5, rows[i].at_6};

        for (int number = 4; number <= 6; number++) {
            const struct flow_given given[3] = {
                {0}, {.has_number = true, .number = number}, {.skipped = true}};

            if (holds(rows[i].when, given) != wanted[number - 4])
                fail_msg("'%s' at %d", rows[i].when, number);
        }
    }
}

/* What was skipped is not less and not more than anything. */
static void
a_skipped_number_compares_with_nothing(void **state)
{
    static const char *const whens[] = {"near < 5", "near <= 5", "near > 5", "near >= 5"};
    const struct flow_given given[3] = {{0}, {.skipped = true}, {0}};

    (void) state;
    for (size_t i = 0; i < COUNT(whens); i++)
        assert_false(holds(whens[i], given));
    assert_true(holds("near is skipped", given));
    assert_true(holds("not feel is skipped", given));
}

/* Every set of three truths, against C's own operators: `and` before `or`, `not` before both. */
static void
operators_have_their_order(void **state)
{
    (void) state;
    for (unsigned set = 0; set < 8; set++) {
        const struct flow_given given[3] = {
            {.skipped = (set & 1) == 0}, {.skipped = (set & 2) == 0}, {.skipped = (set & 4) == 0}};
        bool a = set & 1, b = (set & 2) != 0, c = (set & 4) != 0;

#define IS(step) "not " step " is skipped"
        assert_int_equal(
            holds(IS("who") " or " IS("near") " and " IS("feel"), given), a || (b && c));
        assert_int_equal(
            holds(IS("who") " and " IS("near") " or " IS("feel"), given), (a && b) || c);
        assert_int_equal(
            holds("(" IS("who") " or " IS("near") ") and " IS("feel"), given), (a || b) && c);
        assert_int_equal(holds("not (" IS("who") " and " IS("near") ")", given), !(a && b));
        assert_int_equal(holds("not not " IS("who") " and " IS("feel"), given), a && c);
        assert_int_equal(holds(IS("who") "\n  and\t" IS("feel"), given), a && c);
#undef IS
    }
}

/* ---- what is reached ------------------------------------------------------------------------------*/

static void
reaches(const char *asked, const char *when, bool wanted)
{
    struct flow *flow = load_with(asked, when);
    struct bytes text = BYTES_EMPTY;

    flow_problems_print(&problems, &text);
    if ((flow != NULL) != wanted)
        fail_msg("'%s': %s", when, text.length > 0 ? bytes_text(&text) : "loaded");
    if (!wanted)
        assert_non_null(strstr(bytes_text(&text), "expected a condition that can hold"));
    bytes_destroy(&text);
    flow_problems_destroy(&problems);
    flow_free(flow);
}

static void
a_step_that_nothing_leads_to_is_refused(void **state)
{
    (void) state;
    reaches(ASKED, "who is skipped and who is a", false);
    reaches(ASKED, "near < 3 and near > 4", false);
    reaches(ASKED, "near > 10", false);
    reaches(ASKED, "near < 0", false);
    reaches(ASKED, "feel is skipped and not feel is skipped", false);
    reaches(ASKED "  - {id: yes, kind: choose, text: Yes?, when: who is a, options: [{id: y, text: "
                  "Y}, {id: n, text: N}]}\n",
        "yes is y and not who is a", false); // hidden, and so skipped
}

static void
a_step_that_something_leads_to_is_reached(void **state)
{
    (void) state;
    reaches(ASKED, "who is a and who is b and who is c", true);
    reaches(ASKED, "who is a and who is b and not who is c", true);
    reaches(ASKED, "near > 9.8", true);
    reaches(ASKED, "near < 0.1", true);
    reaches(ASKED, "near < 20", true);
    reaches(ASKED, "near > -7", true);
    reaches(ASKED, "near > 0.1 and near < 0.2", true);
    reaches(ASKED, "near >= 10", true);
    reaches(ASKED, "near > 3 and who in (b, c) and not feel is skipped", true);
    reaches(ASKED "  - {id: yes, kind: choose, text: Yes?, when: who is a, options: [{id: y, text: "
                  "Y}, {id: n, text: N}]}\n",
        "yes is skipped and not who is a", true);
}

/* Sets of many options are too many to try: what can't be proven is a note, never a refusal. */
static void
many_options_are_never_called_out_of_reach(void **state)
{
    struct bytes asked = BYTES_EMPTY;
    struct flow *flow;

    (void) state;
    bytes_append_text(&asked, "  - id: who\n    kind: choose\n    many: true\n    text: Who?\n"
                              "    options:\n");
    for (int i = 0; i < 64; i++)
        bytes_append_format(&asked, "      - {id: o%d, text: Option}\n", i);
    flow = load_with(bytes_text(&asked), "who is o63");
    assert_non_null(flow);
    assert_int_equal(problems.count, 0);
    flow_free(flow);
    flow = load_with(bytes_text(&asked), "who is o7 and who is o50 and who is o63 and not (who is "
                                         "o1 or who is o2)");
    assert_non_null(flow);
    assert_int_equal(problems.count, 1);
    assert_true(problems.problems[0].is_note);
    flow_free(flow);
    bytes_destroy(&asked);
}

/* Each step asks twice about the one before: a proof by recursion would never end. */
static void
a_long_chain_is_proven_quickly(void **state)
{
    struct bytes asked = BYTES_EMPTY;
    clock_t began = clock();
    struct flow *flow;

    (void) state;
    bytes_append_text(&asked, "  - {id: s0, kind: mood, text: How?}\n");
    for (int i = 1; i < 60; i++)
        bytes_append_format(&asked,
            "  - {id: s%d, kind: mood, text: How?, when: \"s%d is skipped or not s%d is "
            "skipped\"}\n",
            i, i - 1, i - 1);
    flow = load_with(bytes_text(&asked), "s59 is skipped and not s59 is skipped");
    assert_non_null(flow);
    assert_true(problems.problems[0].is_note);
    assert_true((clock() - began) / CLOCKS_PER_SEC < 10);
    flow_free(flow);
    bytes_destroy(&asked);
}

/* ---- scores ----------------------------------------------------------------------------------------*/

static struct flow *
load_score(const char *more)
{
    struct bytes text = BYTES_EMPTY;
    struct flow *flow;

    bytes_append_format(&text,
        HEAD
        "  - id: s\n    kind: score\n    text: How often?\n"
        "    options: [{id: a, text: A, value: 0}, {id: b, text: B, value: 1.5}, {id: c, text: "
        "C, value: 4}]\n"
        "    items:\n"
        "      - {id: i, text: I, scale: one}\n      - {id: j, text: J, scale: one}\n"
        "      - {id: k, text: K, reverse: true, scale: two}\n"
        "      - {id: l, text: L}\n%s",
        more);
    flow = flow_load_bytes("try.yaml", bytes_text(&text), text.length, &problems);
    bytes_destroy(&text);
    assert_non_null(flow);
    return flow;
}

static void
scores(const char *more, const int chosen[4], bool has_total, double total)
{
    struct flow *flow = load_score(more);
    struct flow_score score = flow_score_of(&flow->steps[0], chosen);
    size_t n_answered = 0;

    for (int i = 0; i < 4; i++)
        n_answered += chosen[i] >= 0;
    assert_int_equal(score.n_answered, n_answered);
    assert_int_equal(score.has_total, has_total);
    if (has_total && !(score.total > total - 1e-9 && score.total < total + 1e-9))
        fail_msg("%s: %g, not %g", more, score.total, total);
    flow_free(flow);
}

static void
totals_follow_the_measures_own_rules(void **state)
{
    // Values 0, 1.5, 4; the third item is reversed: 4, 2.5, 0.
    static const int all[4] = {2, 1, 1, 0}, one_missing[4] = {2, 1, -1, 0};
    static const int two_missing[4] = {2, -1, -1, 1}, none[4] = {-1, -1, -1, -1};

    (void) state;
    scores("", all, true, 4 + 1.5 + 2.5 + 0);
    scores("    total: mean\n", all, true, 2);
    scores("", (const int[4]){2, 2, 2, 2}, true, 12);
    scores("", (const int[4]){0, 0, 0, 0}, true, 4);

    scores("", one_missing, false, 0);
    scores("    missing: none\n", one_missing, false, 0);
    scores("    missing: zero\n", one_missing, true, 5.5);
    scores("    missing: zero\n    total: mean\n", one_missing, true, 5.5 / 4);
    scores("    missing: prorate 1\n", one_missing, true, 5.5 / 3 * 4);
    scores("    missing: prorate 1\n    total: mean\n", one_missing, true, 5.5 / 3);
    scores("    missing: prorate 1\n", two_missing, false, 0);
    scores("    missing: prorate 2\n", two_missing, true, 11);
    scores("    missing: prorate 9\n", none, false, 0);
    scores("", none, false, 0);
}

/* A list from 1 to 4 mirrors 1 to 4, not to 3. */
static void
a_reversed_item_mirrors_the_shared_list(void **state)
{
    static const char text[] = HEAD
        "  - id: s\n    kind: score\n    text: How often?\n"
        "    options: [{id: a, text: A, value: 1}, {id: b, text: B, value: 2}, {id: c, text: C, "
        "value: 4}]\n"
        "    items: [{id: i, text: I, reverse: true}]\n";
    static const double mirrored[] = {4, 3, 1};
    struct flow *flow = flow_load_bytes("try.yaml", text, sizeof(text) - 1, &problems);

    (void) state;
    assert_non_null(flow);
    for (int option = 0; option < 3; option++)
        assert_true(flow_score_of(&flow->steps[0], &option).total == mirrored[option]);
    flow_free(flow);
}

static void
sub_scales_count_their_items_alone(void **state)
{
    static const int chosen[4] = {2, 1, 0, -1};
    struct flow *flow = load_score("");
    const struct flow_step *step = &flow->steps[0];
    struct flow_score score = flow_score_of_scale(step, chosen, "one");

    (void) state;
    assert_true(score.has_total && score.total == 5.5);
    assert_int_equal(score.n_answered, 2);
    score = flow_score_of_scale(step, chosen, "two");
    assert_true(score.has_total && score.total == 4);
    score = flow_score_of_scale(step, chosen, "three");
    assert_false(score.has_total);
    score = flow_score_of(step, chosen);
    assert_false(score.has_total);
    flow_free(flow);
}

static void
bands_name_a_total(void **state)
{
    struct flow *flow = load_score("    bands:\n"
                                   "      - {id: low, text: Low, from: 0, to: 4}\n"
                                   "      - {id: high, text: High, from: 5, to: 16}\n");
    const struct flow_step *step = &flow->steps[0];

    (void) state;
    // 0 + 0 + 4 + 0
    assert_string_equal(flow_score_of(step, (const int[4]){0, 0, 0, 0}).band->id, "low");
    assert_string_equal(flow_score_of(step, (const int[4]){2, 2, 0, 2}).band->id, "high");
    // 1.5 + 0 + 2.5 + 0.
    assert_string_equal(flow_score_of(step, (const int[4]){1, 0, 1, 0}).band->id, "low");
    assert_null(flow_score_of(step, (const int[4]){0, -1, 0, 0}).band);
    flow_free(flow);
    flow = load_score("    bands: [{id: high, text: High, from: 5, to: 16}]\n");
    assert_null(flow_score_of(&flow->steps[0], (const int[4]){0, 0, 0, 0}).band);
    flow_free(flow);
}

static struct flow_given
given_in_score(const void *context, size_t item)
{
    const double *values = context;

    return (struct flow_given){.has_number = true, .number = values[item]};
}

static void
a_rule_asks_about_items_and_total(void **state)
{
    struct flow *flow = load_score("    rules:\n      - {when: k >= 1, tell: therapist}\n"
                                   "      - {when: total > 9 and i < 2, care: now}\n");
    const struct flow_rule *rules = flow->steps[0].rules;
    static const double values[] = {1, 0, 1, 0, 12}, others[] = {2, 0, 0, 0, 12};

    (void) state;
    assert_int_equal(flow->steps[0].n_rules, 2);
    assert_int_equal(rules[0].tell, FLOW_TELL_THERAPIST);
    assert_true(rules[1].care_now);
    assert_true(flow_needs_care(flow));
    assert_true(flow_condition_holds(rules[0].when, given_in_score, values));
    assert_true(flow_condition_holds(rules[1].when, given_in_score, values));
    assert_false(flow_condition_holds(rules[0].when, given_in_score, others));
    assert_false(flow_condition_holds(rules[1].when, given_in_score, others));
    flow_free(flow);
}

/* ---- feeling words ---------------------------------------------------------------------------------*/

static void
feelings_fill_four_corners(void **state)
{
    size_t corners[4] = {0};

    (void) state;
    assert_int_equal(n_flow_feelings, 48);
    for (size_t i = 0; i < n_flow_feelings; i++) {
        const struct flow_feeling *feeling = &flow_feelings[i];

        assert_true(feeling->valence > -1 && feeling->valence < 1 && feeling->valence != 0);
        assert_true(feeling->arousal > -1 && feeling->arousal < 1 && feeling->arousal != 0);
        corners[(feeling->valence > 0) * 2 + (feeling->arousal > 0)]++;
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(flow_feelings[j].id, feeling->id);
            assert_false(flow_feelings[j].valence == feeling->valence &&
                         flow_feelings[j].arousal == feeling->arousal);
        }
    }
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(corners[i], 12);
}

static double
distance_to(size_t feeling, double valence, double arousal)
{
    double x = flow_feelings[feeling].valence - valence;
    double y = flow_feelings[feeling].arousal - arousal;

    return x * x + y * y;
}

static void
the_nearest_words_come_nearest_first(void **state)
{
    (void) state;
    for (int at = 0; at < 441; at++) {
        double valence = (at % 21) / 10.0 - 1, arousal = (at / 21) / 10.0 - 1;
        size_t nearest[6];

        flow_feelings_near(valence, arousal, nearest, COUNT(nearest));
        for (size_t i = 1; i < COUNT(nearest); i++)
            assert_true(distance_to(nearest[i - 1], valence, arousal) <=
                        distance_to(nearest[i], valence, arousal));
        for (size_t i = 0; i < n_flow_feelings; i++) {
            bool is_near = false;

            for (size_t j = 0; j < COUNT(nearest); j++)
                is_near = is_near || nearest[j] == i;
            if (!is_near)
                assert_true(distance_to(i, valence, arousal) >=
                            distance_to(nearest[COUNT(nearest) - 1], valence, arousal));
        }
    }
}

static void
a_words_own_place_gives_that_word(void **state)
{
    size_t all[48];

    (void) state;
    for (size_t i = 0; i < n_flow_feelings; i++) {
        flow_feelings_near(flow_feelings[i].valence, flow_feelings[i].arousal, all, 1);
        assert_int_equal(all[0], i);
    }
    flow_feelings_near(0, 0, all, n_flow_feelings);
    flow_feelings_near(0, 0, all, 0);
}

#define TEST(name) cmocka_unit_test_teardown(name, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(no_condition_holds_always),
        TEST(what_was_chosen_is_told_apart),
        TEST(numbers_are_compared),
        TEST(a_skipped_number_compares_with_nothing),
        TEST(operators_have_their_order),
        TEST(a_step_that_nothing_leads_to_is_refused),
        TEST(a_step_that_something_leads_to_is_reached),
        TEST(many_options_are_never_called_out_of_reach),
        TEST(a_long_chain_is_proven_quickly),
        TEST(totals_follow_the_measures_own_rules),
        TEST(a_reversed_item_mirrors_the_shared_list),
        TEST(sub_scales_count_their_items_alone),
        TEST(bands_name_a_total),
        TEST(a_rule_asks_about_items_and_total),
        TEST(feelings_fill_four_corners),
        TEST(the_nearest_words_come_nearest_first),
        TEST(a_words_own_place_gives_that_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
