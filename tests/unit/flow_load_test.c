/* Flows that load: the shipped one, folders, translations, and how one is shown. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "afterword/flow.h"
#include "folder.h"

#define PROMPTS AFTERWORD_SOURCE_DIR "/prompts"
#define FLOW                                                                                       \
    "flow: try\nversion: 2\ntitle: Try\nmoment: later\nminutes: 5\nsteps:\n"                       \
    "  - {id: near, kind: scale, text: How near?, more: Or far., from: 0, to: 10, low: far, "      \
    "high: near}\n"                                                                                \
    "  - id: who\n    kind: choose\n    text: Who?\n    options:\n"                                \
    "      - {id: a, text: Ana, more: Your own, tell: both}\n"                                     \
    "      - {id: b, text: Ben, care: now}\n"                                                      \
    "  - {id: last, kind: open, ways: [write, draw], text: What else?, when: who is a}\n"

static struct flow_problems problems;
static struct bytes printed;

static int
set_up(void **state)
{
    (void) state;
    problems = (struct flow_problems){0};
    printed = BYTES_EMPTY;
    return 0;
}

static int
tear_down(void **state)
{
    (void) state;
    flow_problems_destroy(&problems);
    bytes_destroy(&printed);
    return 0;
}

static const char *
print(void)
{
    bytes_clear(&printed);
    flow_problems_print(&problems, &printed);
    return bytes_text(&printed);
}

static struct flow *
load(const char *text)
{
    struct flow *flow = flow_load_bytes("try.yaml", text, strlen(text), &problems);

    if (!flow)
        fail_msg("%s", print());
    return flow;
}

/* ---- the shipped flow -----------------------------------------------------------------------*/

static void
landing_has_no_problems(void **state)
{
    struct flow *flow = flow_load(PROMPTS "/landing.yaml", &problems);

    (void) state;
    assert_string_equal(print(), ""); // no notes either: Spanish is complete
    assert_non_null(flow);
    assert_string_equal(flow->id, "landing");
    assert_int_equal(flow->moment, FLOW_SAME_DAY);
    assert_string_equal(flow->language, "en");
    assert_true(flow_has_language(flow, "en"));
    assert_true(flow_has_language(flow, "es"));
    assert_false(flow_has_language(flow, "fr"));
    assert_true(flow_needs_care(flow));
    flow_free(flow);
}

static void
landing_in_spanish_is_spanish(void **state)
{
    struct flow *flow = flow_load(PROMPTS "/landing.yaml", &problems);

    (void) state;
    assert_non_null(flow);
    assert_string_not_equal(flow_title(flow, "es"), flow_title(flow, "en"));
    for (size_t i = 0; i < flow->n_steps; i++) {
        const char *more = flow_step_more(flow, i, "en");

        assert_string_not_equal(flow_step_text(flow, i, "es"), flow_step_text(flow, i, "en"));
        if (more)
            assert_string_not_equal(flow_step_more(flow, i, "es"), more);
        for (size_t j = 0; j < flow->steps[i].n_options; j++) {
            const char *text = flow_option_text(flow, i, j, "es");

            // "No" is the same word in both.
            if (strcmp(text, "No") != 0)
                assert_string_not_equal(text, flow_option_text(flow, i, j, "en"));
        }
    }
    flow_free(flow);
}

static void
every_shipped_flow_loads(void **state)
{
    struct fault fault = FAULT_EMPTY;
    struct flow_folder *folder = flow_folder_load(PROMPTS, &fault);

    (void) state;
    assert_non_null(folder);
    assert_int_equal(folder->problems.count, 0);
    assert_true(folder->count > 0);
    assert_non_null(flow_folder_find(folder, "landing"));
    assert_null(flow_folder_find(folder, "nothing"));
    flow_folder_free(folder);
    flow_folder_free(NULL);
}

/* ---- loading --------------------------------------------------------------------------------*/

static void
a_flow_holds_what_the_file_says(void **state)
{
    struct flow *flow = load(FLOW);
    const struct flow_step *steps = flow->steps;

    (void) state;
    assert_int_equal(problems.count, 0);
    assert_int_equal(flow->version, 2);
    assert_int_equal(flow->minutes, 5);
    assert_int_equal(flow->n_steps, 3);
    assert_int_equal(steps[0].kind, FLOW_SCALE);
    assert_true(steps[0].from == 0 && steps[0].to == 10);
    assert_string_equal(steps[0].low, "far");
    assert_int_equal(steps[1].options[0].tell, FLOW_TELL_THERAPIST | FLOW_TELL_PRESCRIBER);
    assert_false(steps[1].options[0].care_now);
    assert_true(steps[1].options[1].care_now);
    assert_int_equal(steps[2].ways, FLOW_WRITE | FLOW_DRAW);
    assert_non_null(steps[2].when);
    assert_int_equal(flow_step_find(flow, "last"), 2);
    assert_int_equal(flow_step_find(flow, "nothing"), 3);
    assert_int_equal(flow_option_find(&steps[1], "b"), 1);
    assert_int_equal(flow_option_find(&steps[1], "c"), 2);
    assert_string_equal(bytes_text(&flow->source), FLOW);
    assert_string_equal(flow_kind_name(FLOW_SCALE), "scale");
    assert_string_equal(flow_moment_name(flow->moment), "later");
    flow_free(flow);
    flow_free(NULL);
}

/* "No", "off" and "1_0" are words where words stand. */
static void
words_stay_words(void **state)
{
    struct flow *flow = load("flow: try\nversion: 1\ntitle: No\nmoment: later\nminutes: 5\nsteps:\n"
                             "  - id: no\n    kind: choose\n    text: off\n    options:\n"
                             "      - {id: yes, text: null}\n      - {id: 1-0, text: 1_0}\n");

    (void) state;
    assert_string_equal(flow->title, "No");
    assert_string_equal(flow->steps[0].id, "no");
    assert_string_equal(flow->steps[0].text, "off");
    assert_string_equal(flow->steps[0].options[0].text, "null");
    assert_string_equal(flow->steps[0].options[1].text, "1_0");
    flow_free(flow);
}

/* Writes folder/name; the folder is made when it is not there. */
static void
write_file(const char *folder, const char *name, const char *text)
{
    char *path = file_path(folder, name);
    struct bytes bytes = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;

    assert_true(file_folder_make(folder, &fault));
    bytes_append_text(&bytes, text);
    assert_true(file_write(path, &bytes, 0600, &fault));
    bytes_destroy(&bytes);
    free(path);
}

static void
a_folder_hides_what_can_not_run(void **state)
{
    char *path = test_folder_make(), *spanish = file_path(path, "es");
    struct fault fault = FAULT_EMPTY;
    struct flow_folder *folder;

    (void) state;
    write_file(path, "a.yaml", FLOW);
    write_file(path, "b.yaml", FLOW); // the same id
    write_file(path, "c.yaml", "flow: broken\n");
    write_file(path, "d.yaml", "");
    write_file(path, "notes.txt", "no flow");
    write_file(path, ".hidden.yaml", "no flow");
    write_file(spanish, "a.yaml", "title: Prueba\n");
    folder = flow_folder_load(path, &fault);
    assert_non_null(folder);
    assert_int_equal(folder->count, 1);
    assert_string_equal(flow_title(flow_folder_find(folder, "try"), "es"), "Prueba");
    bytes_clear(&printed);
    flow_problems_print(&folder->problems, &printed);
    assert_non_null(strstr(bytes_text(&printed), "b.yaml: flow: expected each flow once"));
    assert_non_null(strstr(bytes_text(&printed), "c.yaml:1:1: version: expected this key"));
    assert_non_null(strstr(bytes_text(&printed), "d.yaml:1:1: expected a flow"));
    assert_non_null(strstr(bytes_text(&printed), "es/a.yaml: near: note: the text is not"));
    assert_null(strstr(bytes_text(&printed), "hidden"));
    flow_folder_free(folder);
    free(spanish);
    test_folder_remove(path);
    assert_null(flow_folder_load("/nowhere/at/all", &fault));
    assert_int_equal(fault.kind, FAULT_NOT_FOUND);
}

static void
a_broken_translation_refuses_its_flow(void **state)
{
    char *path = test_folder_make(), *spanish = file_path(path, "es");
    char *other = file_path(path, "ES"), *file = file_path(path, "a.yaml");

    (void) state;
    write_file(path, "a.yaml", FLOW);
    write_file(other, "a.yaml", "no: language\n"); // a folder that is no language is not read
    write_file(spanish, "a.yaml", "");
    assert_null(flow_load(file, &problems));
    assert_non_null(strstr(print(), "es/a.yaml:1:1: expected a flow, the file is empty"));
    free(file);
    free(other);
    free(spanish);
    test_folder_remove(path);
}

/* ---- translations -----------------------------------------------------------------------------*/

static bool
translate(struct flow *flow, const char *text)
{
    return flow_translate(flow, "es", "es/try.yaml", text, strlen(text), &problems);
}

static void
a_missing_text_is_a_note_and_falls_back(void **state)
{
    struct flow *flow = load(FLOW);

    (void) state;
    assert_true(translate(flow, "steps:\n"
                                "  near:\n    text: ¿Qué tan cerca?\n    high: cerca\n"
                                "  who:\n    options:\n      a: {more: Tuya}\n      b: Benito\n"));
    assert_false(flow_problems_refuse(&problems));
    assert_string_equal(print(), "es/try.yaml: title: note: the title is not translated into 'es'\n"
                                 "es/try.yaml: near: note: more is not translated into 'es'\n"
                                 "es/try.yaml: near: note: an end of the scale is not translated "
                                 "into 'es'\n"
                                 "es/try.yaml: who: note: the text is not translated into 'es'\n"
                                 "es/try.yaml: who: note: a is not translated into 'es'\n"
                                 "es/try.yaml: last: note: the text is not translated into 'es'\n");
    assert_string_equal(flow_title(flow, "es"), "Try");
    assert_string_equal(flow_step_text(flow, 0, "es"), "¿Qué tan cerca?");
    assert_string_equal(flow_step_text(flow, 0, "en"), "How near?");
    assert_string_equal(flow_step_text(flow, 0, "fr"), "How near?");
    assert_string_equal(flow_step_more(flow, 0, "es"), "Or far.");
    assert_string_equal(flow_step_low(flow, 0, "es"), "far");
    assert_string_equal(flow_step_high(flow, 0, "es"), "cerca");
    assert_null(flow_step_low(flow, 1, "es"));
    assert_string_equal(flow_option_text(flow, 1, 0, "es"), "Ana");
    assert_string_equal(flow_option_more(flow, 1, 0, "es"), "Tuya");
    assert_string_equal(flow_option_text(flow, 1, 1, "es"), "Benito");
    assert_null(flow_option_more(flow, 1, 1, "es"));
    flow_free(flow);
}

static void
unknown_ids_of_a_translation_are_problems(void **state)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"steps:\n  neer:\n    text: x\n",
            "es/try.yaml:2:3: steps: expected the id of a step of this flow; did you mean 'near'?"},
        {"steps:\n  who:\n    options:\n      c: x\n",
            "es/try.yaml:4:7: steps.who.options: expected the id of an option of this step"},
        {"steps:\n  who:\n    low: x\n", "es/try.yaml:3:5: steps.who.low: expected a text that"},
        {"steps:\n  near:\n    items: {x: y}\n", "es/try.yaml:3:5: steps.near.items: expected"},
        {"steps:\n  who:\n    options:\n      b: {text: x, more: y}\n",
            "es/try.yaml:4:20: steps.who.options: expected text alone"},
        {"steps:\n  who:\n    options: x\n",
            "es/try.yaml:3:14: steps.who.options: expected option ids and texts"},
        {"steps:\n  - near\n", "es/try.yaml:2:3: steps: expected step ids and their texts"},
        {"steps:\n  near: x\n", "es/try.yaml:2:3: steps: expected"},
        {"version: 3\n", "es/try.yaml:1:1: version: expected title or steps"},
        {"title: [a]\n", "es/try.yaml:1:8: title: expected a text"},
        {"title: \"\\e[1m\"\n", "es/try.yaml:1:8: title: expected words without control"},
        {"steps:\n  near:\n    text: \"\"\n",
            "es/try.yaml:3:11: steps.near.text: expected some words"},
        {"words\n", "es/try.yaml:1:1: expected keys and values"},
        {"", "es/try.yaml:1:1: expected a flow, the file is empty"},
        {"title: &a x\n", "es/try.yaml:1:8: aliases, anchors and tags are not taken"},
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct flow *flow = load(FLOW);

        assert_false(translate(flow, rows[i].text));
        if (!strstr(print(), rows[i].expected))
            fail_msg("no '%s' in:\n%s", rows[i].expected, print());
        flow_problems_destroy(&problems);
        flow_free(flow);
    }
}

static void
items_of_a_score_are_translated(void **state)
{
    struct flow *flow =
        load("flow: try\nversion: 1\ntitle: Try\nmoment: later\nminutes: 5\nsteps:\n"
             "  - id: s\n    kind: score\n    text: How often?\n"
             "    options: [{id: a, text: never, value: 0}, {id: b, text: often, value: 1}]\n"
             "    items: [{id: i, text: Walks}, {id: j, text: Rests}]\n");

    (void) state;
    assert_true(translate(flow, "title: T\nsteps:\n  s:\n    text: x\n"
                                "    options: {a: nunca, b: mucho}\n"
                                "    items: {i: Paseos, j: Pausas}\n"));
    assert_string_equal(print(), "");
    assert_false(translate(flow, "steps:\n  s:\n    items: {k: x}\n"));
    assert_non_null(strstr(print(), "expected the id of an item of this score"));
    flow_problems_destroy(&problems);
    assert_false(translate(flow, "steps:\n  s:\n    items: x\n"));
    assert_non_null(strstr(print(), "es/try.yaml:3:12: steps.s.items: expected item ids"));
    flow_free(flow);
}

/* ---- showing ----------------------------------------------------------------------------------*/

static void
a_flow_is_shown_as_it_would_be_met(void **state)
{
    struct flow *flow = load(FLOW);
    struct bytes text = BYTES_EMPTY;

    (void) state;
    flow_show(flow, "en", &text);
    assert_string_equal(bytes_text(&text),
        "Try (try, version 2, later, about 5 minutes)\n"
        "\n"
        "  1. How near?\n"
        "     Or far.\n"
        "     a line from \"far\" to \"near\"\n"
        "\n"
        "  2. Who?\n"
        "     ( ) Ana / Your own  -> marked for the therapist  -> marked for the prescriber\n"
        "     ( ) Ben  -> someone is called, the care page follows\n"
        "\n"
        "  3. What else?\n"
        "     (only for some answers to 2)\n"
        "     [write] [draw]\n"
        "\n"
        "Then, in every flow: Is there anything you need from someone before you go?\n");
    bytes_destroy(&text);
    flow_free(flow);
}

static void
landing_is_shown_in_both_languages(void **state)
{
    struct flow *flow = flow_load(PROMPTS "/landing.yaml", &problems);
    struct bytes english = BYTES_EMPTY, spanish = BYTES_EMPTY;

    (void) state;
    assert_non_null(flow);
    flow_show(flow, "en", &english);
    flow_show(flow, "es", &spanish);
    for (size_t i = 0; i < flow->n_steps; i++) {
        assert_non_null(strstr(bytes_text(&english), flow_step_text(flow, i, "en")));
        assert_non_null(strstr(bytes_text(&spanish), flow_step_text(flow, i, "es")));
    }
    bytes_destroy(&english);
    bytes_destroy(&spanish);
    flow_free(flow);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(landing_has_no_problems),
        TEST(landing_in_spanish_is_spanish),
        TEST(every_shipped_flow_loads),
        TEST(a_flow_holds_what_the_file_says),
        TEST(words_stay_words),
        TEST(a_folder_hides_what_can_not_run),
        TEST(a_broken_translation_refuses_its_flow),
        TEST(a_missing_text_is_a_note_and_falls_back),
        TEST(unknown_ids_of_a_translation_are_problems),
        TEST(items_of_a_score_are_translated),
        TEST(a_flow_is_shown_as_it_would_be_met),
        TEST(landing_is_shown_in_both_languages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
