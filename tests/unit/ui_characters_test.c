/* What is answered without libunistring is what libunistring answers, for every character. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <unicase.h>
#include <unictype.h>

#include "ui/characters.h"

#define CHARACTERS_END 0x110000

static void
every_character_has_its_properties(void **state)
{
    (void) state;
    for (uint32_t c = 0; c < CHARACTERS_END; c++) {
        int direction = uc_bidi_category(c);
        bool leftwards = direction == UC_BIDI_R || direction == UC_BIDI_AL;

        assert_int_equal(character_is_space(c), uc_is_property_white_space(c));
        assert_int_equal(character_is_ignorable(c), uc_is_property_default_ignorable_code_point(c));
        assert_int_equal(character_is_letter(c), uc_is_general_category(c, UC_CATEGORY_L));
        assert_int_equal(character_is_leftwards(c), leftwards);
    }
}

static void
every_ascii_character_has_its_capital(void **state)
{
    (void) state;
    for (char c = 1; c > 0 && c < 127; c++) {
        char text[2] = {c, '\0'};
        uint8_t theirs[8];
        size_t length = 1, their_length = sizeof(theirs);

        assert_true(characters_to_capitals(text, &length, 1));
        assert_ptr_equal(
            u8_toupper((const uint8_t *) &c, 1, NULL, NULL, theirs, &their_length), theirs);
        assert_int_equal(length, their_length);
        assert_memory_equal(text, theirs, length);
    }
}

static void
capitals_that_take_more_room_need_it(void **state)
{
    char text[8] = "\xC3\x9Fi";  // a sharp s: its capitals are two letters
    char longer[8] = "\xC5\x89"; // an n behind an apostrophe: three bytes
    size_t length = 3;

    (void) state;
    assert_true(characters_to_capitals(text, &length, 3));
    assert_int_equal(length, 3);
    assert_memory_equal(text, "SSI", 3);
    length = 2;
    assert_false(characters_to_capitals(longer, &length, 2));
    assert_int_equal(length, 2);
    assert_memory_equal(longer, "\xC5\x89", 2);
    assert_true(characters_to_capitals(longer, &length, 3));
    assert_int_equal(length, 3);
    assert_memory_equal(longer, "\xCA\xBCN", 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_has_its_properties),
        cmocka_unit_test(every_ascii_character_has_its_capital),
        cmocka_unit_test(capitals_that_take_more_room_need_it),
    };

    return cmocka_run_group_tests_name("ui characters", tests, NULL, NULL);
}
