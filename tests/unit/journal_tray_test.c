#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "afterword/journal.h"

static struct journal_tray
some_tray(void)
{
    return (struct journal_tray){
        .journal = {{1, 2, 3}},
        .called = memory_string("M. \"Mo\""),
        .flow = memory_string("landing"),
        .language = memory_string("es"),
        .comfort = {.theme = memory_string("dusk"), .text_percent = 130, .steady_hands = true},
        .names = memory_string("Ana Ruiz and Dr Lee"),
        .first = memory_string("Ana"),
        .shared_room = true,
        .made_ms = 1764000000000,
    };
}

static void
a_tray_arrives_as_it_left(void **state)
{
    struct journal_tray left = some_tray(), arrived = {0};
    struct bytes json = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;

    (void) state;
    journal_tray_write(&left, &json);
    assert_true(journal_tray_read(&arrived, &json, &fault));
    assert_true(id_equal(&left.journal, &arrived.journal));
    assert_string_equal(left.called, arrived.called);
    assert_string_equal(left.flow, arrived.flow);
    assert_string_equal(left.language, arrived.language);
    assert_string_equal(left.comfort.theme, arrived.comfort.theme);
    assert_int_equal(left.comfort.text_percent, arrived.comfort.text_percent);
    assert_true(arrived.comfort.steady_hands);
    assert_false(arrived.comfort.left_hand);
    assert_string_equal(left.names, arrived.names);
    assert_string_equal(left.first, arrived.first);
    assert_true(arrived.shared_room);
    assert_int_equal(left.made_ms, arrived.made_ms);
    bytes_wipe(&json);
    journal_tray_destroy(&left);
    journal_tray_destroy(&arrived);
    assert_null(arrived.called);
}

#define JOURNAL "\"journal\":\"01020300000000000000000000000000\""
#define REST                                                                                       \
    ",\"called\":\"M\",\"flow\":\"landing\",\"language\":\"en\",\"names\":\"A\",\"first\":\"A\","  \
    "\"made_ms\":1,\"comfort\":{\"text_percent\":0}"

static void
what_is_no_tray_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "[]",
        "{}",
        "{" JOURNAL "}",
        "{" JOURNAL REST,
        "{\"journal\":\"00000000000000000000000000000000\"" REST "}",
        "{\"journal\":\"0102\"" REST "}",
        "{\"journal\":7" REST "}",
        "{" JOURNAL REST ",\"flow\":\"other\"}",
        "{" JOURNAL ",\"called\":\"M\",\"flow\":\"\",\"language\":\"en\",\"names\":\"\","
        "\"first\":\"\",\"made_ms\":1,\"comfort\":{\"text_percent\":0}}",
        "{" JOURNAL ",\"called\":\"M\",\"flow\":\"l\",\"language\":\"en\",\"names\":\"\","
        "\"first\":\"\",\"made_ms\":-1,\"comfort\":{\"text_percent\":0}}",
        "{" JOURNAL ",\"called\":\"M\",\"flow\":\"l\",\"language\":\"en\",\"names\":\"\","
        "\"first\":\"\",\"made_ms\":1,\"comfort\":{\"text_percent\":131}}",
        "{" JOURNAL ",\"called\":\"M\",\"flow\":\"l\",\"language\":\"en\",\"names\":\"\","
        "\"first\":\"\",\"made_ms\":1,\"comfort\":{\"text_percent\":100,\"theme\":\"noon\"}}",
        "{" JOURNAL ",\"called\":\"M\",\"flow\":\"l\",\"language\":\"en\",\"names\":\"\","
        "\"first\":\"\",\"made_ms\":1}",
        "{" JOURNAL REST "} and more",
    };
    struct fault fault = FAULT_EMPTY;

    (void) state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct bytes json = BYTES_EMPTY;
        struct journal_tray tray = {0};
        bytes_append_text(&json, bad[i]);
        if (journal_tray_read(&tray, &json, &fault))
            fail_msg("taken: %s", bad[i]);
        assert_int_equal(fault.kind, FAULT_DAMAGED);
        assert_null(tray.flow);
        bytes_destroy(&json);
    }
}

static void
the_least_tray_is_taken_and_too_long_a_one_is_not(void **state)
{
    struct bytes json = BYTES_EMPTY;
    struct journal_tray tray = {0};
    struct fault fault = FAULT_EMPTY;

    (void) state;
    bytes_append_text(&json, "{" JOURNAL REST "}");
    assert_true(journal_tray_read(&tray, &json, &fault));
    assert_null(tray.comfort.theme);
    journal_tray_destroy(&tray);

    while (json.length <= JOURNAL_TRAY_MAX)
        bytes_append_text(&json, "                                ");
    assert_false(journal_tray_read(&tray, &json, &fault));
    assert_int_equal(fault.kind, FAULT_LIMIT);
    bytes_destroy(&json);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tray_arrives_as_it_left),
        cmocka_unit_test(what_is_no_tray_is_refused),
        cmocka_unit_test(the_least_tray_is_taken_and_too_long_a_one_is_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
