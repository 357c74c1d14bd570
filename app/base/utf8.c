#include "afterword/base.h"

#include <assert.h>

/* The least character each length may hold; a smaller one is an over-long form. */
static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

/* The length that a first byte announces; 0 for none that begins a character. */
static size_t
length_of(uint8_t first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first < 0xe0)
        return 2;
    if (first >= 0xe0 && first < 0xf0)
        return 3;
    return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/* Decodes one character; false when the bytes there are not one. */
static bool
decode(const uint8_t *text, size_t left, uint32_t *character, size_t *size)
{
    size_t length = length_of(text[0]);
    uint32_t value;

    if (length == 0 || length > left)
        return false;
    value = length == 1 ? text[0] : text[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return false;
        value = value << 6 | (text[i] & 0x3f);
    }
    *character = value;
    *size = length;
    return value >= least[length] && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
}

bool
utf8_valid(const void *text, size_t length, size_t *bad)
{
    const uint8_t *bytes = text;
    uint32_t character;
    size_t size = 0;

    for (size_t at = 0; at < length; at += size) {
        if (decode(bytes + at, length - at, &character, &size))
            continue;
        if (bad)
            *bad = at;
        return false;
    }
    return true;
}

uint32_t
utf8_at(const char *text, size_t length, size_t at, size_t *size)
{
    uint32_t character = 0xfffd;

    assert(at < length);
    // The caller promises well-formed text; going on byte by byte is the safe answer to a lie.
    if (!decode((const uint8_t *) text + at, length - at, &character, size)) {
        *size = 1;
        return 0xfffd;
    }
    return character;
}

void
utf8_append(struct bytes *bytes, uint32_t character)
{
    uint8_t encoded[4];

    if (character > 0x10ffff || (character >= 0xd800 && character <= 0xdfff))
        character = 0xfffd;
    if (character < 0x80) {
        bytes_append_byte(bytes, (uint8_t) character);
        return;
    }
    for (size_t size = 2; size <= 4; size++) {
        if (size < 4 && character >= least[size + 1])
            continue;
        for (size_t i = size - 1; i > 0; i--) {
            encoded[i] = (uint8_t) (0x80 | (character & 0x3f));
            character >>= 6;
        }
        encoded[0] = (uint8_t) ((0xf00u >> size & 0xf0) | character);
        bytes_append(bytes, encoded, size);
        return;
    }
}

size_t
utf8_count(const char *text, size_t length)
{
    size_t count = 0;

    for (size_t i = 0; i < length; i++)
        count += ((uint8_t) text[i] & 0xc0) != 0x80;
    return count;
}

bool
utf8_is_unsafe(uint32_t character)
{
    if (character == '\t' || character == '\n')
        return false;
    return character < 0x20 || (character >= 0x7f && character < 0xa0) ||
           (character >= 0x202a && character <= 0x202e) ||
           (character >= 0x2066 && character <= 0x2069) || character == 0xfeff ||
           character == 0xfffe || character == 0xffff;
}
