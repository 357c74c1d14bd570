#include "ui/characters.h"

#include <stdlib.h>
#include <string.h>

#include <unicase.h>
#include <unictype.h>

#define ASCII_END 0x80
/* The soft hyphen is the first that is ignored. */
#define IGNORABLE_FIRST 0xAD

bool
character_is_space(uint32_t character)
{
    if (character < ASCII_END)
        return character == ' ' || (character >= '\t' && character <= '\r');
    return uc_is_property_white_space(character);
}

bool
character_is_ignorable(uint32_t character)
{
    return character >= IGNORABLE_FIRST && uc_is_property_default_ignorable_code_point(character);
}

bool
character_is_letter(uint32_t character)
{
    if (character < ASCII_END)
        return (character | 0x20) >= 'a' && (character | 0x20) <= 'z';
    return uc_is_general_category(character, UC_CATEGORY_L);
}

bool
character_is_leftwards(uint32_t character)
{
    int direction = character < ASCII_END ? UC_BIDI_L : uc_bidi_category(character);

    return direction == UC_BIDI_R || direction == UC_BIDI_AL;
}

static bool
is_ascii(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char) text[i] >= ASCII_END)
            return false;
    }
    return true;
}

bool
characters_to_capitals(char *text, size_t *length, size_t size)
{
    size_t made;
    uint8_t *capitals;
    bool fits;

    if (is_ascii(text, *length)) {
        for (size_t i = 0; i < *length; i++)
            text[i] = (char) (text[i] >= 'a' && text[i] <= 'z' ? text[i] - 'a' + 'A' : text[i]);
        return true;
    }
    capitals = u8_toupper((const uint8_t *) text, *length, NULL, NULL, NULL, &made);
    fits = capitals && made <= size;
    if (fits) {
        memcpy(text, capitals, made);
        *length = made;
    }
    free(capitals);
    return fits;
}
