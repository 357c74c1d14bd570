/* Borders between graphemes, as libunistring's rules for extended clusters give them.
 *
 * u8_grapheme_next and _prev look at two characters alone and so part flags and families of
 * emoji. u8_grapheme_breaks knows the whole rules but wants the text from a certain border on.
 * So each question looks back to the nearest place that is a border whatever stands around it,
 * and asks from there to the next such place: a few bytes in any language, never the whole text. */

#include "ui/text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <unigbrk.h>

#include "afterword/base.h"

/* Clusters longer than this many bytes are asked about on the heap: families of emoji are 25-40. */
#define WINDOW 256
#define JOINER 0x200D

static bool
is_lead_byte(char byte)
{
    return ((uint8_t) byte & 0xC0) != 0x80;
}

static size_t
character_before(const char *string, size_t at)
{
    while (!is_lead_byte(string[--at]))
        ;
    return at;
}

static bool
is_half_flag(uint32_t character)
{
    return uc_graphemeclusterbreak_property(character) == GBP_RI;
}

/* A border whatever stands around it. The rules for pairs know too little only of joined emoji and
 * of flags: behind a joiner, and between two halves of flags, it depends on what came before. */
static bool
is_certain(const char *string, size_t length, size_t at)
{
    uint32_t before, after;
    size_t size;

    if (at == 0 || at == length)
        return true;
    before = utf8_at(string, length, character_before(string, at), &size);
    after = utf8_at(string, length, at, &size);
    if (before == JOINER || (is_half_flag(before) && is_half_flag(after)))
        return false;
    return uc_is_grapheme_break(before, after);
}

static size_t
certain_before(const char *string, size_t length, size_t at)
{
    while (at < length && !is_lead_byte(string[at]))
        at--;
    while (!is_certain(string, length, at))
        at = character_before(string, at);
    return at;
}

static size_t
certain_after(const char *string, size_t length, size_t at)
{
    do
        at++;
    while (at < length && (!is_lead_byte(string[at]) || !is_certain(string, length, at)));
    return at;
}

struct window {
    size_t from, to;
    char *breaks; /* breaks[i]: a grapheme begins at from + i */
    char small[WINDOW];
    char *large;
};

static void
open_window(struct window *window, const char *string, size_t from, size_t to)
{
    window->from = from;
    window->to = to;
    window->large = to - from > WINDOW ? memory_new(to - from, 1) : NULL;
    window->breaks = window->large ? window->large : window->small;
    u8_grapheme_breaks((const uint8_t *) string + from, to - from, window->breaks);
}

size_t
text_border_next(const char *string, size_t length, size_t at)
{
    struct window window;
    size_t next = at + 1;

    assert(at <= length);
    if (at == length)
        return length;
    open_window(
        &window, string, certain_before(string, length, at), certain_after(string, length, at));
    while (next < window.to && !window.breaks[next - window.from])
        next++;
    free(window.large);
    return next;
}

size_t
text_border_floor(const char *string, size_t length, size_t at)
{
    struct window window;
    size_t floor = at;

    assert(at <= length);
    if (at == 0 || at == length)
        return at;
    open_window(
        &window, string, certain_before(string, length, at), certain_after(string, length, at));
    while (floor > window.from && !window.breaks[floor - window.from])
        floor--;
    free(window.large);
    return floor;
}

size_t
text_border_previous(const char *string, size_t length, size_t at)
{
    assert(at <= length);
    return at == 0 ? 0 : text_border_floor(string, length, at - 1);
}

bool
text_is_border(const char *string, size_t length, size_t at)
{
    return at <= length && text_border_floor(string, length, at) == at;
}
