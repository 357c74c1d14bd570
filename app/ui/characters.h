/* characters: what the toolkit asks about single characters.
 *
 * libunistring knows, but the answers lie in a megabyte of tables, each property in pages of its
 * own that stay in memory once they were looked at. What ASCII is needs no table. */
#ifndef AFTERWORD_UI_CHARACTERS_H
#define AFTERWORD_UI_CHARACTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool
character_is_space(uint32_t character);
/* Never seen where it is not understood: joiners, marks of direction, choices of a variant. */
bool
character_is_ignorable(uint32_t character);
bool
character_is_letter(uint32_t character);
/* Of a script that is read from right to left. */
bool
character_is_leftwards(uint32_t character);

/* Makes capitals of a text of `length` bytes, in its place. False, and unchanged, where they take
 * more than `size` bytes. */
bool
characters_to_capitals(char *text, size_t *length, size_t size);

#endif
