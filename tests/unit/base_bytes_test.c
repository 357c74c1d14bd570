#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "afterword/base.h"

static void
appended_bytes_end_in_a_zero(void **state)
{
    struct bytes bytes = BYTES_EMPTY;

    (void) state;
    for (int i = 0; i < 200; i++)
        bytes_append_text(&bytes, "ab");
    assert_int_equal(bytes.length, 400);
    assert_int_equal(strlen(bytes_text(&bytes)), 400);
    bytes_append_format(&bytes, "%d-%s", 7, "x");
    assert_string_equal(bytes_text(&bytes) + 400, "7-x");
    bytes_wipe(&bytes);
    assert_null(bytes.data);
    assert_string_equal(bytes_text(&bytes), "");
}

static void
a_replaced_range_moves_the_tail(void **state)
{
    static const struct {
        size_t at, removed;
        const char *data, *result;
    } rows[] = {
        {0, 0, "x", "xhello"},
        {5, 0, "x", "hellox"},
        {1, 3, "", "ho"},
        {1, 1, "eee", "heeello"},
        {0, 5, "", ""},
        {2, 2, "LL", "heLLo"},
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct bytes bytes = BYTES_EMPTY;

        bytes_append_text(&bytes, "hello");
        bytes_replace(&bytes, rows[i].at, rows[i].removed, rows[i].data, strlen(rows[i].data));
        assert_string_equal(bytes_text(&bytes), rows[i].result);
        assert_int_equal(bytes.length, strlen(rows[i].result));
        bytes_wipe(&bytes);
    }
}

static void
what_is_written_is_read_back(void **state)
{
    struct bytes bytes = BYTES_EMPTY;
    struct reader reader;
    size_t length;

    (void) state;
    bytes_append_byte(&bytes, 0xfe);
    bytes_append_u16(&bytes, 0x1234);
    bytes_append_u32(&bytes, 0x89abcdef);
    bytes_append_u64(&bytes, UINT64_C(0x0123456789abcdef));
    bytes_append_sized(&bytes, "word", 4);
    assert_int_equal(bytes.data[1], 0x34); // little endian

    reader = reader_of(bytes.data, bytes.length);
    assert_int_equal(reader_u8(&reader), 0xfe);
    assert_int_equal(reader_u16(&reader), 0x1234);
    assert_int_equal(reader_u32(&reader), 0x89abcdef);
    assert_true(reader_u64(&reader) == UINT64_C(0x0123456789abcdef));
    assert_memory_equal(reader_sized(&reader, &length), "word", 4);
    assert_int_equal(length, 4);
    assert_true(reader_at_end(&reader));
    bytes_destroy(&bytes);
}

static void
a_reader_never_passes_its_end(void **state)
{
    static const uint8_t encoded[] = {0xff, 0xff, 0xff, 0xff, 1};
    struct reader reader = reader_of(encoded, sizeof(encoded));
    size_t length = 99;

    (void) state;
    assert_null(reader_sized(&reader, &length)); // says four billion, one byte is there
    assert_int_equal(length, 0);
    assert_false(reader.ok);
    assert_int_equal(reader_u8(&reader), 0); // and stays so
    assert_false(reader_at_end(&reader));
}

static void
identifiers_go_to_text_and_back(void **state)
{
    struct id id = {{0, 1, 0xab, 0xff, [15] = 9}}, read = ID_NONE;
    char text[ID_TEXT_LENGTH + 1];

    (void) state;
    id_text(&id, text);
    assert_string_equal(text, "0001abff000000000000000000000009");
    assert_true(id_from_text(text, &read));
    assert_true(id_equal(&id, &read));
    assert_false(id_from_text("0001ABff000000000000000000000009", &read));
    assert_false(id_from_text("0001", &read));
    assert_true(id_is_none(&ID_NONE));
}

static void
utf8_is_told_from_what_is_not(void **state)
{
    static const struct {
        const char *text;
        size_t length;
        bool valid;
        size_t bad;
    } rows[] = {
        {"", 0, true, 0},
        {"a\0b", 3, true, 0},
        {"soñó \xf0\x9f\x8c\x8a", 11, true, 0},
        {"\xf4\x8f\xbf\xbf", 4, true, 0},
        {"a\x80", 2, false, 1},
        {"\xc0\xaf", 2, false, 0},         // over-long
        {"\xe0\x80\xaf", 3, false, 0},     // over-long
        {"\xed\xa0\x80", 3, false, 0},     // surrogate
        {"\xf4\x90\x80\x80", 4, false, 0}, // past the last character
        {"ab\xe2\x82", 4, false, 2},       // cut
        {"\xff", 1, false, 0},
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t bad = 0;

        assert_int_equal(utf8_valid(rows[i].text, rows[i].length, &bad), rows[i].valid);
        assert_int_equal(bad, rows[i].bad);
    }
}

static void
every_character_survives_its_encoding(void **state)
{
    static const uint32_t characters[] = {
        0, 0x41, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff};

    (void) state;
    for (size_t i = 0; i < COUNT(characters); i++) {
        struct bytes bytes = BYTES_EMPTY;
        size_t size;

        utf8_append(&bytes, characters[i]);
        assert_true(utf8_valid(bytes.data, bytes.length, NULL));
        assert_int_equal(utf8_at(bytes_text(&bytes), bytes.length, 0, &size), characters[i]);
        assert_int_equal(size, bytes.length);
        bytes_destroy(&bytes);
    }
}

static void
controls_and_overrides_are_unsafe(void **state)
{
    static const uint32_t unsafe[] = {0, 0x1b, 0x7f, 0x9b, 0x202e, 0x2066, 0xfeff};
    static const uint32_t safe[] = {'\n', '\t', 'a', 0xe9, 0x200d, 0x200f, 0x1f30a};

    (void) state;
    for (size_t i = 0; i < COUNT(unsafe); i++)
        assert_true(utf8_is_unsafe(unsafe[i]));
    for (size_t i = 0; i < COUNT(safe); i++)
        assert_false(utf8_is_unsafe(safe[i]));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appended_bytes_end_in_a_zero),
        cmocka_unit_test(a_replaced_range_moves_the_tail),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(a_reader_never_passes_its_end),
        cmocka_unit_test(identifiers_go_to_text_and_back),
        cmocka_unit_test(utf8_is_told_from_what_is_not),
        cmocka_unit_test(every_character_survives_its_encoding),
        cmocka_unit_test(controls_and_overrides_are_unsafe),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
