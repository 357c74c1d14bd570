/* The tour language: what is taken, and what is said of what is not. */
#include "tour/inside.h"

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <stdlib.h>
#include <string.h>

static bool
parse(const char *text, struct tour_script *script, struct bytes *problem)
{
    bytes_clear(problem);
    return script_parse("a.tour", text, strlen(text), script, problem);
}

static void
every_instruction_is_read(void **state)
{
    static const char text[] = "# a comment\n"
                               "\n"
                               "press \"I need someone\"\n"
                               "  press @continue\r\n"
                               "hold \"Speak\" 2s\n"
                               "touch @mood 0.62 0.4\n"
                               "touch 0 1\n"
                               "drag 0.2 0.5 0.8 .5\n"
                               "drag @pad 0.2 0.5 0.8 0.5\n"
                               "type \"one \\\"two\\\"\\nthr\\\\ee\"\n"
                               "key Ctrl+Shift+Left\n"
                               "wait 250ms\n"
                               "clock +1.5min\n"
                               "expect \"Ready\"\n"
                               "expect-not \"Ready\"\n"
                               "expect-focus @page\n"
                               "shot w1-welcome\n"
                               "restart\n"
                               "crash\n"
                               "lose-power";
    static const enum tour_verb verbs[] = {TOUR_PRESS, TOUR_PRESS, TOUR_HOLD, TOUR_TOUCH,
        TOUR_TOUCH, TOUR_DRAG, TOUR_DRAG, TOUR_TYPE, TOUR_KEY, TOUR_WAIT, TOUR_CLOCK, TOUR_EXPECT,
        TOUR_EXPECT_NOT, TOUR_EXPECT_FOCUS, TOUR_SHOT, TOUR_RESTART, TOUR_CRASH, TOUR_LOSE_POWER};
    struct tour_script script;
    struct bytes problem = BYTES_EMPTY;

    (void) state;
    assert_true(parse(text, &script, &problem));
    assert_int_equal(script.count, COUNT(verbs));
    for (size_t i = 0; i < COUNT(verbs); i++)
        assert_int_equal(script.lines[i].verb, verbs[i]);

    assert_string_equal(script.lines[0].text, "I need someone");
    assert_int_equal(script.lines[0].number, 3);
    assert_string_equal(script.lines[1].text, "@continue");
    assert_int_equal(script.lines[2].time_ms, 2000);
    assert_true(script.lines[3].places[0] == 0.62 && script.lines[3].places[1] == 0.4);
    assert_string_equal(script.lines[4].text, "");
    assert_true(script.lines[4].places[1] == 1);
    assert_true(script.lines[5].places[3] == 0.5);
    assert_string_equal(script.lines[6].text, "@pad");
    assert_string_equal(script.lines[7].text, "one \"two\"\nthr\\ee");
    assert_string_equal(script.lines[8].text, "Ctrl+Shift+Left");
    assert_int_equal(script.lines[9].time_ms, 250);
    assert_int_equal(script.lines[10].time_ms, 90000);
    assert_string_equal(script.lines[14].text, "w1-welcome");
    assert_int_equal(script.lines[16].number, 19);
    script_destroy(&script);
    bytes_destroy(&problem);
}

static void
what_is_wrong_is_said_with_its_line(void **state)
{
    static const struct {
        const char *text, *problem;
    } rows[] = {
        {"\npres @a", "a.tour:2: pres @a: the instruction is not known"},
        {"speak file.wav", "a.tour:1: speak file.wav: the instruction is not known"},
        {"heard \"words\"", "a.tour:1: heard \"words\": the instruction is not known"},
        {"lose-power @a", "a.tour:1: lose-power @a: there is more than this instruction takes"},
        {"press Begin", NULL},
        {"press", NULL},
        {"press \"\"", NULL},
        {"press @", NULL},
        {"press \"Begin", NULL},
        {"press @a @b", "a.tour:1: press @a @b: there is more than this instruction takes"},
        {"hold @a", NULL},
        {"hold @a 2", NULL},
        {"hold @a 2days", NULL},
        {"touch @a 0.5", NULL},
        {"touch @a 0.5 1.5", NULL},
        {"touch @a -0.5 0.5", NULL},
        {"touch @a 0.5 nan", NULL},
        {"type words", NULL},
        {"key", NULL},
        {"wait +2s", NULL},
        {"clock 2s", NULL},
        {"clock +inf", NULL},
        {"shot ../w1", NULL},
        {"shot", NULL},
        {"restart now", NULL},
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tour_script script;
        struct bytes problem = BYTES_EMPTY;

        assert_false(parse(rows[i].text, &script, &problem));
        if (rows[i].problem)
            assert_string_equal(bytes_text(&problem), rows[i].problem);
        assert_non_null(strstr(bytes_text(&problem), "a.tour:"));
        assert_int_equal(script.count, 0);
        bytes_destroy(&problem);
    }
}

static void
what_is_no_text_is_refused(void **state)
{
    struct tour_script script;
    struct bytes problem = BYTES_EMPTY;

    (void) state;
    assert_false(script_parse("a", "crash\0crash", 11, &script, &problem));
    assert_false(script_parse("a", "press \"\xff\"", 9, &script, &problem));
    assert_false(script_read("/no/such.tour", &script, &problem));
    bytes_destroy(&problem);
}

static void
an_empty_script_has_no_lines(void **state)
{
    struct tour_script script;
    struct bytes problem = BYTES_EMPTY;

    (void) state;
    assert_true(parse("", &script, &problem));
    assert_int_equal(script.count, 0);
    script_destroy(&script);
    bytes_destroy(&problem);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_instruction_is_read),
        cmocka_unit_test(what_is_wrong_is_said_with_its_line),
        cmocka_unit_test(what_is_no_text_is_refused),
        cmocka_unit_test(an_empty_script_has_no_lines),
    };

    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests_name("tour_read", tests, NULL, NULL);
}
