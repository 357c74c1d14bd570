/* Six words of the list, by their first four letters. */
#include "inside.h"

#include <string.h>

#define SHORTEST 3

/* The word that these letters name: three are a word themselves, four and more begin one. */
static const char *
find_word(const struct bytes *words, const char *letters, size_t length, size_t *full)
{
    const char *at = bytes_text(words);

    if (length < SHORTEST)
        return NULL;
    while (*at) {
        size_t line = strcspn(at, "\n");

        if (line >= length && memcmp(at, letters, length) == 0 &&
            (line == length || length >= CHIP_LETTERS)) {
            *full = line;
            return at;
        }
        at += line + (at[line] == '\n');
    }
    return NULL;
}

/* How much of `token` is one word. A whole word that was typed on keys counts as one, although its
 * first four letters name it. */
static size_t
take_chip(const struct bytes *words, const char *token, size_t length, struct chip *chip)
{
    static const size_t shorter[] = {CHIP_LETTERS, SHORTEST};

    chip->word = find_word(words, token, length, &chip->word_length);
    if (chip->word)
        return length;
    for (size_t i = 0; i < COUNT(shorter); i++) {
        if (length <= shorter[i])
            continue;
        chip->word = find_word(words, token, shorter[i], &chip->word_length);
        if (chip->word)
            return shorter[i];
    }
    return length < CHIP_LETTERS ? length : CHIP_LETTERS;
}

void
staff_chips_parse(const struct bytes *words, const char *text, struct chips *chips)
{
    size_t length = strlen(text), at = 0;
    bool all = true;

    *chips = (struct chips){0};
    chips->overflow = strspn(text, "abcdefghijklmnopqrstuvwxyz ") < length;
    while (!chips->overflow && at < length) {
        size_t token = strcspn(text + at, " ");
        struct chip chip = {.from = at};

        if (token == 0) {
            at++;
            continue;
        }
        if (chips->count == CHIPS) {
            chips->overflow = true;
            break;
        }
        chip.length = take_chip(words, text + at, token, &chip);
        all = all && chip.word;
        chips->chips[chips->count++] = chip;
        at += chip.length;
        chips->closed = text[at] == ' ' || (chip.word && chip.length >= CHIP_LETTERS);
    }
    chips->complete = !chips->overflow && all && chips->count == CHIPS;
}

void
staff_chips_join(const struct chips *chips, struct bytes *passphrase)
{
    for (size_t i = 0; i < chips->count; i++) {
        if (i > 0)
            bytes_append_text(passphrase, " ");
        bytes_append(passphrase, chips->chips[i].word, chips->chips[i].word_length);
    }
}
