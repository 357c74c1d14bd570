/* Files that are no flow: each is refused at once, with its place and what was expected. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "afterword/flow.h"
#include "folder.h"

#define HEAD "flow: try\nversion: 1\ntitle: Try\nmoment: same-day\nminutes: 5\n"
/* Twenty times what any of these takes under a sanitizer on a slow machine. */
#define SECONDS_MAX 10

static struct bytes printed;

/* Loads what must be refused; what is printed stays for expect(). */
static void
refuse(const char *text, size_t length)
{
    struct flow_problems problems = {0};
    clock_t began = clock();
    struct flow *flow = flow_load_bytes("try.yaml", text, length, &problems);

    assert_null(flow);
    assert_true((clock() - began) / CLOCKS_PER_SEC < SECONDS_MAX);
    assert_true(flow_problems_refuse(&problems));
    bytes_clear(&printed);
    flow_problems_print(&problems, &printed);
    flow_problems_destroy(&problems);
}

/* Every line is `file:line:column: key: expected`, of printable characters alone. */
static void
check_lines(void)
{
    const char *text = bytes_text(&printed);
    size_t size;

    for (size_t at = 0; at < printed.length; at += size) {
        uint32_t character = utf8_at(text, printed.length, at, &size);

        assert_false(utf8_is_unsafe(character));
        assert_int_not_equal(character, 0xfffd);
    }
    for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
        unsigned row, column;
        int length = 0;

        assert_int_equal(sscanf(line, "try.yaml:%u:%u: %n", &row, &column, &length), 2);
        assert_true(length > 0 && row > 0 && column > 0);
        assert_int_not_equal(line[length], '\n');
    }
}

static void
expect(const char *wanted)
{
    if (!strstr(bytes_text(&printed), wanted))
        fail_msg("no '%s' in:\n%s", wanted, bytes_text(&printed));
}

static size_t
n_lines(void)
{
    size_t count = 0;

    for (const char *at = bytes_text(&printed); (at = strchr(at, '\n')); at++)
        count++;
    return count;
}

static void
refuse_text(const char *text)
{
    refuse(text, strlen(text));
    check_lines();
}

static int
tear_down(void **state)
{
    (void) state;
    bytes_destroy(&printed);
    return 0;
}

/* ---- bytes that are no text of YAML ---------------------------------------------------------*/

static void
an_empty_file_is_refused(void **state)
{
    static const char *const empty[] = {"", "\n\n", "# a note\n", "---\n", "---\n...\n", "~\n"};

    (void) state;
    for (size_t i = 0; i < COUNT(empty); i++)
        refuse_text(empty[i]);
    refuse(NULL, 0);
    expect("try.yaml:1:1: expected a flow, the file is empty\n");
}

static void
wrong_bytes_are_refused_at_their_place(void **state)
{
    static const struct {
        const char *line; /* 7 of the file */
        size_t length;
        unsigned column;
    } rows[] = {
        {"ab\xff", 3, 3},           // no UTF-8
        {"\xc0\x80", 2, 1},         // over-long
        {"\xc3", 1, 2},             // cut off: its second byte is wrong
        {"a\xed\xa0\x80", 4, 2},    // a surrogate
        {"abc\0d", 5, 4},           // NUL
        {"\xc3\xa9\x1b[31m", 7, 2}, // an escape; columns count characters
        {"\xc2\x9b"
         "31m",
            5, 1}, // the same, of one character
        {"\x07", 1, 1},
        {"\xff\xfe", 2, 1},
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct bytes text = BYTES_EMPTY;
        char place[32];

        bytes_append_text(&text, HEAD "steps:\n");
        bytes_append(&text, rows[i].line, rows[i].length);
        bytes_append_text(&text, "\n");
        refuse(bytes_text(&text), text.length);
        check_lines();
        (void) snprintf(place, sizeof(place), "try.yaml:7:%u: expected UTF-8", rows[i].column);
        expect(place);
        bytes_destroy(&text);
    }
}

static void
tabs_are_no_indentation(void **state)
{
    (void) state;
    refuse_text(HEAD "steps:\n\t- id: one\n\t  kind: words\n");
    expect("try.yaml:7:1: expected YAML: ");
}

static void
a_file_over_the_limit_is_refused(void **state)
{
    size_t length = 10u << 20;
    char *text = memory_new(length, 1);
    char *folder = test_folder_make(), *path = file_path(folder, "large.yaml");
    struct bytes bytes = BYTES_EMPTY;
    struct flow_problems problems = {0};
    struct fault fault = FAULT_EMPTY;

    (void) state;
    memset(text, '#', length);
    refuse(text, length);
    assert_string_equal(bytes_text(&printed), "try.yaml: expected at most 1 MiB\n");
    bytes_append(&bytes, text, length);
    assert_true(file_write(path, &bytes, 0600, &fault));
    assert_null(flow_load(path, &problems));
    assert_int_equal(problems.count, 1);
    assert_string_equal(problems.problems[0].expected, "expected at most 1 MiB");
    flow_problems_destroy(&problems);
    bytes_destroy(&bytes);
    free(path);
    test_folder_remove(folder);
    free(text);
}

static void
a_file_that_is_not_there_is_said(void **state)
{
    struct flow_problems problems = {0};

    (void) state;
    assert_null(flow_load("/nowhere/at\x1b[2Jall.yaml", &problems));
    flow_problems_print(&problems, &printed);
    assert_null(strchr(bytes_text(&printed), '\x1b'));
    expect("/nowhere/at?[2Jall.yaml: expected a file that can be read");
    flow_problems_destroy(&problems);
}

/* ---- files made to be large ----------------------------------------------------------------*/

/* `times` of `part` behind `head`. */
static void
refuse_repeated(const char *head, const char *part, size_t times)
{
    struct bytes text = BYTES_EMPTY;

    bytes_append_text(&text, head);
    for (size_t i = 0; i < times; i++)
        bytes_append_text(&text, part);
    refuse(bytes_text(&text), text.length);
    check_lines();
    bytes_destroy(&text);
}

static void
deep_nesting_is_refused(void **state)
{
    (void) state;
    refuse_repeated("", "[", 80000);
    expect("try.yaml:1:33: expected at most 32 levels");
    refuse_repeated("a: ", "[", 80000);
    expect("expected at most 32 levels");
    refuse_repeated("", "{", 80000);
    refuse_repeated("", "{a: ", 80000);
    expect("expected at most 32 levels");
    refuse_repeated("", "- ", 80000);
    expect("expected at most 32 levels");
    refuse_repeated("", "? ", 80000);
    refuse_repeated("", "]", 80000);
}

static void
many_values_are_refused(void **state)
{
    (void) state;
    refuse_repeated("a:\n", "- b\n", 60000);
    expect("50,000 values");
    refuse_repeated("a: [", "b,", 300000);
    expect("50,000 values");
}

static void
many_keys_are_refused(void **state)
{
    struct bytes text = BYTES_EMPTY;

    (void) state;
    for (int i = 0; i < 45000; i++)
        bytes_append_format(&text, "k%d: a\n", i);
    refuse(bytes_text(&text), text.length);
    check_lines();
    expect("try.yaml:257:1: expected at most 256 keys");
    bytes_destroy(&text);
}

static void
ten_thousand_options_are_refused(void **state)
{
    struct bytes text = BYTES_EMPTY;

    (void) state;
    bytes_append_text(&text, HEAD "steps:\n  - id: one\n    kind: choose\n    text: One?\n"
                                  "    options:\n");
    for (int i = 0; i < 10000; i++)
        bytes_append_format(&text, "      - {id: o%d, text: Option}\n", i);
    refuse(bytes_text(&text), text.length);
    check_lines();
    expect("try.yaml:11:7: steps[1].options: expected at most 64 entries, not 10000\n");
    bytes_destroy(&text);
}

static void
many_steps_are_refused(void **state)
{
    (void) state;
    refuse_repeated(HEAD "steps:\n", "  - {id: a, kind: words, text: Words.}\n", 65);
    expect("steps: expected at most 64 entries, not 65");
    refuse_repeated(HEAD "steps:\n", "  - {}\n", 9000);
    expect("not 9000");
}

static void
a_great_many_problems_are_cut_off(void **state)
{
    (void) state;
    refuse_repeated(HEAD "due:\n", "- []\n", 20000);
    assert_in_range(n_lines(), 100, 1000);
}

static void
a_long_text_is_refused(void **state)
{
    (void) state;
    refuse_repeated(HEAD "steps:\n  - id: one\n    kind: words\n    text: ", "words ", 700);
    expect("try.yaml:9:11: steps[1].text: expected some words, at most 4,000 bytes\n");
    refuse_repeated(HEAD "steps:\n  - {id: a, kind: words, text: Hi, when: ", "not ", 200);
    refuse_repeated(HEAD "steps:\n  - {id: a, kind: words, text: Hi, when: \"", "(", 900);
    refuse_repeated(HEAD, "x", 500000);
}

/* ---- YAML that is not taken -------------------------------------------------------------------*/

static void
aliases_anchors_and_tags_are_refused(void **state)
{
    static const char *const rows[] = {
        "a: &a [x]\nb: *a\n",
        "a: &a x\n",
        "a: *nothing\n",
        "&a flow: try\n",
        "flow: !!str try\n",
        "flow: !python/object x\n",
        "a: !!binary aGk=\n",
        "a: &a {b: c}\n<<: *a\n",
        "*a : b\n",
        "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n",
        "%TAG ! tag:x,2000:\n---\na: !b c\n",
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++)
        refuse_text(rows[i]);
    refuse_text(rows[0]);
    assert_string_equal(
        bytes_text(&printed), "try.yaml:1:4: aliases, anchors and tags are not taken\n");
}

static void
other_forms_are_refused(void **state)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"- a\n- b\n", "try.yaml:1:1: expected keys and values\n"},
        {"words\n", "try.yaml:1:1: expected keys and values\n"},
        {"flow: a\n---\nflow: b\n", "try.yaml:2:1: expected one document alone\n"},
        {"flow: a\nflow: b\n",
            "try.yaml:2:1: flow: expected each key once; it stands in line 1 already\n"},
        {"[a, b]: c\n", "try.yaml:1:1: expected a key that is plain text\n"},
        {"flow: [a\n", "expected YAML: "},
        {"flow: \"a\n", "expected YAML: "},
        {"flow: a: b\n", "expected YAML: "},
        {"\"a\\0b\": c\n", "try.yaml:1:1: expected text without a zero character\n"},
        {"a: \"\\0\"\n", "try.yaml:1:4: expected text without a zero character\n"},
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        refuse_text(rows[i].text);
        expect(rows[i].expected);
    }
}

/* ---- words that must not reach a terminal -----------------------------------------------------*/

static void
control_characters_in_words_are_refused(void **state)
{
    static const struct {
        const char *title, *named;
    } rows[] = {
        {"\"\\e[31mred\"", "(U+001B)"},
        {"\"\\x9b31m\"", "(U+009B)"},
        {"\"ring \\a\"", "(U+0007)"},
        {"\"back\\b\"", "(U+0008)"},
        {"\"line\\rover\"", "(U+000D)"},
        {"right \xe2\x80\xae to left", "(U+202E)"},
        {"\"right \\u202e to left\"", "(U+202E)"},
        {"a \xe2\x81\xa6"
         "b",
            "(U+2066)"},
        {"\"\\uFEFF\"", "(U+FEFF)"},
        {"\"\"", "expected some words"},
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct bytes text = BYTES_EMPTY;

        bytes_append_format(&text,
            "flow: try\nversion: 1\ntitle: %s\nmoment: same-day\nminutes: 5\n"
            "steps:\n  - {id: one, kind: words, text: Words.}\n",
            rows[i].title);
        refuse(bytes_text(&text), text.length);
        check_lines();
        expect("try.yaml:3:8: title: ");
        expect(rows[i].named);
        bytes_destroy(&text);
    }
}

/* What stands in the file is quoted in problems; there it is harmless. */
static void
quoted_text_is_made_safe(void **state)
{
    (void) state;
    refuse_text(HEAD "\"\\e]0;title\\a\": x\nsteps:\n"
                     "  - {id: \"\\e[1m\", kind: \"wor\\u202eds\", text: Words.}\n"
                     "  - {id: two, kind: words, text: Words., when: \"\\e[2J is skipped\"}\n"
                     "  - {id: three, kind: words, text: Words., when: \"one is \xc3\xa9\"}\n"
                     "  - {id: four, kind: words, text: Words., \"line\\nline\": x}\n");
    expect("?]0;title?");
    expect("line?line");
}

/* ---- keys and values ----------------------------------------------------------------------------*/

static void
every_problem_is_listed_with_its_place(void **state)
{
    (void) state;
    refuse_text("flow: Try it\n"
                "version: one\n"
                "titel: Try\n"
                "moment: someday\n"
                "minutes: 0\n"
                "steps:\n"
                "  - id: one\n"
                "    kind: chose\n"
                "    text: One?\n"
                "  - id: one\n"
                "    kind: scale\n"
                "    text: Two?\n"
                "    from: 5\n"
                "    to: 3\n"
                "    low: near\n"
                "  - just words\n"
                "  - id: four\n"
                "    kind: breathe\n"
                "    text: Breathe.\n"
                "    seconds: 5.5\n"
                "    in: .nan\n"
                "    hold: \"0\"\n"
                "    out: 0x10\n"
                "    options: [a]\n");
    expect("try.yaml:1:7: flow: expected an id of a-z");
    expect("try.yaml:2:10: version: expected a whole number from 1 to 1e+06");
    expect("try.yaml:3:1: titel: unknown key; did you mean 'title'?");
    expect("try.yaml:1:1: title: expected this key, it is missing");
    expect("try.yaml:4:9: moment: expected one of prepare, same-day, integration, later");
    expect("try.yaml:5:10: minutes: expected a whole number from 1 to 120");
    expect("try.yaml:8:11: steps[1].kind: expected one of words, breathe, mood, scale, choose, "
           "open, body, score, letter (did you mean 'choose'?)");
    expect("try.yaml:10:9: id: expected each id once; line 7 has it already");
    expect("try.yaml:10:5: steps[2].high: expected this key, it is missing");
    expect("try.yaml:14:9: to: expected a number above 'from'");
    expect("try.yaml:16:5: steps[3]: expected keys and values");
    expect("try.yaml:20:14: steps[4].seconds: expected a whole number from 10 to 600");
    expect("try.yaml:21:9: steps[4].in: expected a whole number from 1 to 20");
    expect("try.yaml:22:11: steps[4].hold: ");
    expect("try.yaml:23:10: steps[4].out: ");
    expect("try.yaml:24:5: steps[4].options: unknown key");
    assert_int_equal(n_lines(), 16);
}

static void
ids_stand_once(void **state)
{
    (void) state;
    refuse_text(
        HEAD "steps:\n"
             "  - id: one\n    kind: choose\n    text: One?\n    options:\n"
             "      - {id: a, text: A}\n      - {id: b, text: B}\n      - {id: a, text: C}\n"
             "  - id: one\n    kind: words\n    text: Two.\n");
    expect("try.yaml:13:14: options: expected each id once in a step\n");
    expect("try.yaml:14:9: id: expected each id once; line 7 has it already\n");
    assert_int_equal(n_lines(), 2);
}

static void
what_a_kind_does_not_take_is_refused(void **state)
{
    static const struct {
        const char *step, *expected;
    } rows[] = {
        {"kind: words, seconds: 60", "steps[1].seconds: unknown key"},
        {"kind: choose, options: [{id: a, text: A}]", "expected at least two options"},
        {"kind: choose, options: []", "expected a list with at least one entry"},
        {"kind: choose, options: {a: b}", "expected a list with at least one entry"},
        {"kind: choose, options: [{id: a, text: A, value: 1}, {id: b, text: B}]",
            "value: expected no value"},
        {"kind: choose, options: [{id: a, text: A, tell: me}, {id: b, text: B, care: later}]",
            "options[1].tell: expected one of therapist, prescriber, both"},
        {"kind: open, ways: [write, sing]", "expected one of write, speak, draw"},
        {"kind: open, ways: write", "expected a list such as [write, speak]"},
        {"kind: open", "steps[1].ways: expected this key, it is missing"},
        {"kind: mood, compare: one", "expected the id of a mood step before this one"},
        {"kind: mood, compare: later", "expected the id of a mood step before this one"},
        {"kind: scale, from: 0, to: ten, low: a, high: b", "expected a number above 'from'"},
        {"kind: letter, back: 30 days, to: nobody", "expected self or someone"},
        {"kind: score, options: [{id: a, text: A}], items: [{id: i, text: I}]",
            "expected a value for each option"},
        {"kind: score, options: [{id: a, text: A, value: 0}], items: [{id: i, text: I}, "
         "{id: i, text: J}]",
            "items: expected each id once in a score"},
        {"kind: score, options: [{id: a, text: A, value: 0}], items: [{id: i, text: I}], "
         "missing: prorate 0",
            "expected none, zero or prorate and a number"},
        {"kind: score, options: [{id: a, text: A, value: 0}], items: [{id: i, text: I}], "
         "look-back: 0 days",
            "expected a number of days"},
        {"kind: score, options: [{id: a, text: A, value: 0}], items: [{id: i, text: I}], "
         "bands: [{id: x, text: X, from: 0, to: 4}, {id: y, text: Y, from: 4, to: 9}]",
            "expected bands from low to high that do not overlap"},
        {"kind: score, options: [{id: a, text: A, value: 0}], items: [{id: i, text: I}], "
         "rules: [{when: j >= 1, tell: both}]",
            "rules.when: expected the id of a step before this one"},
        {"kind: score, options: [{id: a, text: A, value: 0}], items: [{id: i, text: I}], "
         "rules: [{when: i >= 1}]",
            "rules: expected tell or care"},
        {"[a]", "expected"},
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct bytes text = BYTES_EMPTY;

        bytes_append_format(&text, HEAD "steps:\n  - {id: one, text: One?, %s}\n", rows[i].step);
        refuse(bytes_text(&text), text.length);
        check_lines();
        expect(rows[i].expected);
        bytes_destroy(&text);
    }
}

/* ---- conditions ----------------------------------------------------------------------------------*/

static void
a_wrong_condition_is_named_at_its_word(void **state)
{
    static const struct {
        const char *when;
        unsigned column; /* of the condition's own */
        const char *expected;
    } rows[] = {
        {"three is a", 1, "a step that comes before this one, not 'three'"},
        {"two is skipped", 1, "a step that comes before this one, not 'two'"},
        {"on is a", 1, "the id of a step before this one (did you mean 'one'?), not 'on'"},
        {"nobody is a", 1, "the id of a step before this one, not 'nobody'"},
        {"one is c", 8, "'skipped' or an option of that step, not 'c'"},
        {"one is", 7, "not ''"},
        {"one", 4, "'is', 'in', '<', '<=', '>' or '>=', not ''"},
        {"one = a", 5, "'is', 'in', '<', '<=', '>' or '>=', not '='"},
        {"one > 3", 7, "a step that has a number before '<' or '>', not '3'"},
        {"one in a", 8, "'(' and options with commas between, not 'a'"},
        {"one in (a b)", 11, "',' or ')', not 'b'"},
        {"one in ()", 9, "'skipped' or an option of that step, not ')'"},
        {"(one is a", 10, "')', not ''"},
        {"one is a)", 9, "'and', 'or' or the end, not ')'"},
        {"one is a b", 10, "'and', 'or' or the end, not 'b'"},
        {"one is a and", 13, "the id of a step before this one, not ''"},
        {"one is a or or one is b", 13, "the id of a step before this one, not 'or'"},
        {"not", 4, "the id of a step before this one, not ''"},
        {"one is a; drop", 9, "'and', 'or' or the end, not ';'"},
        {"one is a && one is b", 10, "'and', 'or' or the end, not '&'"},
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct bytes text = BYTES_EMPTY;
        char place[64];

        bytes_append_format(&text,
            HEAD
            "steps:\n"
            "  - {id: one, kind: choose, text: One?, options: [{id: a, text: A}, {id: b, text: "
            "B}]}\n"
            "  - id: two\n    kind: words\n    text: Two.\n    when: \"%s\"\n"
            "  - {id: three, kind: words, text: Three.}\n",
            rows[i].when);
        refuse(bytes_text(&text), text.length);
        check_lines();
        // Line 11, behind `    when: "`.
        (void) snprintf(
            place, sizeof(place), "try.yaml:11:%u: steps[2].when: expected ", 11 + rows[i].column);
        expect(place);
        expect(rows[i].expected);
        bytes_destroy(&text);
    }
}

#define TEST(name) cmocka_unit_test_teardown(name, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_empty_file_is_refused),
        TEST(wrong_bytes_are_refused_at_their_place),
        TEST(tabs_are_no_indentation),
        TEST(a_file_over_the_limit_is_refused),
        TEST(a_file_that_is_not_there_is_said),
        TEST(deep_nesting_is_refused),
        TEST(many_values_are_refused),
        TEST(many_keys_are_refused),
        TEST(ten_thousand_options_are_refused),
        TEST(many_steps_are_refused),
        TEST(a_great_many_problems_are_cut_off),
        TEST(a_long_text_is_refused),
        TEST(aliases_anchors_and_tags_are_refused),
        TEST(other_forms_are_refused),
        TEST(control_characters_in_words_are_refused),
        TEST(quoted_text_is_made_safe),
        TEST(every_problem_is_listed_with_its_place),
        TEST(ids_stand_once),
        TEST(what_a_kind_does_not_take_is_refused),
        TEST(a_wrong_condition_is_named_at_its_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
