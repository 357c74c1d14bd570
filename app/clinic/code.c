/* A journal's code, as it stands on the card: "maple 14 k".
 *
 * The words differ in three letters at least, and the last letter is a check over the others: one
 * wrong or two swapped signs of a valid code give none of another patient's. It has no i, l or o. */
#include "inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define LEAST 10
#define MOST 99
#define TRIES 10000

static const char check_letters[] = "abcdefghjkmnpqrstuvwxyz";
_Static_assert(sizeof(check_letters) - 1 == 23, "a prime, so that each place counts");

/* Each sign by its place, modulo 23. */
static char
check_letter(const char *word, size_t length, unsigned number)
{
    unsigned sum = 0, place = 1;

    for (size_t i = 0; i < length; i++)
        sum += place++ * (unsigned) (word[i] - 'a');
    sum += place++ * (number / 10);
    sum += place * (number % 10);
    return check_letters[sum % 23];
}

/* `limit` is above 0. */
static bool
random_below(uint32_t limit, uint32_t *value, struct fault *fault)
{
    assert(limit > 0);
    // The remainder's bias is under one in a million here.
    if (getrandom(value, sizeof(*value), 0) != (ssize_t) sizeof(*value))
        return FAULT_ERRNO(fault, FAULT_SYSTEM, "draw a random number");
    *value %= limit;
    return true;
}

static size_t
line_count(const struct bytes *words)
{
    size_t count = 0;

    for (size_t i = 0; i < words->length; i++)
        count += words->data[i] == '\n';
    return count;
}

static const char *
line_at(const struct bytes *words, size_t index, size_t *length)
{
    const char *at = bytes_text(words);

    while (index-- > 0)
        at = strchr(at, '\n') + 1;
    *length = strcspn(at, "\n");
    return at;
}

static bool
is_taken(const struct records_journals *journals, const struct bytes *code)
{
    for (size_t i = 0; i < journals->count; i++)
        if (strcmp(journals->journals[i].code, bytes_text(code)) == 0)
            return true;
    return false;
}

static bool
draw(const struct bytes *words, size_t n_words, struct bytes *code, struct fault *fault)
{
    uint32_t which, number;
    size_t length;
    const char *word;

    if (!random_below((uint32_t) n_words, &which, fault) ||
        !random_below(MOST - LEAST + 1, &number, fault))
        return false;
    number += LEAST;
    word = line_at(words, which, &length);
    bytes_clear(code);
    bytes_append_format(code, "%.*s %u %c", (int) length, word, (unsigned) number,
        check_letter(word, length, number));
    return true;
}

bool
code_make(struct records *records, struct bytes *code, struct fault *fault)
{
    struct records_journals journals = {0};
    struct bytes words = BYTES_EMPTY;
    size_t n_words;
    bool made = records_setting_get(records, SETTING_CODE_WORDS, &words, fault) &&
                records_journals(records, &journals, fault);

    n_words = made ? line_count(&words) : 0;
    if (made && n_words == 0)
        made = FAULT(fault, FAULT_DAMAGED, "read the words of journal codes", 0);
    for (int i = 0; made; i++) {
        made = draw(&words, n_words, code, fault);
        if (!made || !is_taken(&journals, code))
            break;
        if (i == TRIES)
            made = FAULT(fault, FAULT_LIMIT, "find a free journal code", TRIES);
    }
    bytes_destroy(&words);
    records_journals_destroy(&journals);
    return made;
}
