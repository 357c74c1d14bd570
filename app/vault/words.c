#include "key.h"

#include <sodium.h>
#include <string.h>

#define LETTERS 4 /* name a word */
#define BITS 11   /* a word stands for */
#define PASSPHRASE_WORDS 6

const char *
vault_word(const struct bytes *words, int index, size_t *length)
{
    const char *at = bytes_text(words);

    for (int i = 0; i < index; i++)
        at = strchr(at, '\n') + 1;
    *length = strcspn(at, "\n");
    return at;
}

static bool
is_word(const char *word, size_t length)
{
    return length >= 3 && length <= VAULT_WORD_MAX &&
           strspn(word, "abcdefghijklmnopqrstuvwxyz") >= length;
}

/* In order by their first four letters, where a shorter word comes before a longer one. */
static bool
is_before(const char *a, size_t a_length, const char *b, size_t b_length)
{
    char first[LETTERS + 1] = "", second[LETTERS + 1] = "";

    memcpy(first, a, a_length < LETTERS ? a_length : LETTERS);
    memcpy(second, b, b_length < LETTERS ? b_length : LETTERS);
    return strcmp(first, second) < 0;
}

bool
vault_words_check(const struct bytes *words, struct fault *fault)
{
    const char *at = bytes_text(words), *before = NULL;
    size_t count = 0, before_length = 0;

    while (*at) {
        size_t length = strcspn(at, "\n");

        if (!is_word(at, length) || at[length] != '\n' ||
            (before && !is_before(before, before_length, at, length)))
            return FAULT(fault, FAULT_DAMAGED, "read the list of words", (int64_t) count + 1);
        before = at;
        before_length = length;
        at += length + 1;
        count++;
    }
    if (count != VAULT_WORDS)
        return FAULT(fault, FAULT_DAMAGED, "count the list of words", (int64_t) count);
    return true;
}

int
vault_word_find(const struct bytes *words, const char *letters, size_t length)
{
    const char *at = bytes_text(words);

    if (!is_word(letters, length)) // a line's end would match too
        return -1;
    for (int index = 0; *at; index++) {
        size_t full = strcspn(at, "\n");

        if (strncmp(at, letters, length) == 0 && (full == length || length >= LETTERS))
            return index;
        at += full + 1;
    }
    return -1;
}

static void
append_word(const struct bytes *words, int index, struct bytes *text)
{
    size_t length;
    const char *word = vault_word(words, index, &length);

    if (text->length > 0)
        bytes_append_byte(text, ' ');
    bytes_append(text, word, length);
}

void
vault_passphrase_make(const struct bytes *words, struct bytes *passphrase)
{
    for (int i = 0; i < PASSPHRASE_WORDS; i++)
        append_word(words, (int) randombytes_uniform(VAULT_WORDS), passphrase);
}

/* The seed and the first byte of its hash: 264 bits, the highest first. */
static void
with_check(const struct vault_key *seed, uint8_t bits[VAULT_KEY + 1])
{
    uint8_t hash[VAULT_HASH];

    crypto_generichash(hash, sizeof(hash), seed->bytes, VAULT_KEY, NULL, 0);
    memcpy(bits, seed->bytes, VAULT_KEY);
    bits[VAULT_KEY] = hash[0];
}

void
vault_recovery_words(const struct bytes *words, const struct vault_key *seed, struct bytes *text)
{
    uint8_t bits[VAULT_KEY + 1];

    with_check(seed, bits);
    for (int i = 0; i < VAULT_RECOVERY_WORDS; i++) {
        int index = 0;

        for (int j = i * BITS; j < (i + 1) * BITS; j++)
            index = index << 1 | (bits[j / 8] >> (7 - j % 8) & 1);
        append_word(words, index, text);
    }
    sodium_memzero(bits, sizeof(bits));
}

/* Puts one word's eleven bits in their place. */
static void
put_bits(uint8_t *bits, int place, int index)
{
    for (int j = 0; j < BITS; j++) {
        int at = place * BITS + j;

        if (index >> (BITS - 1 - j) & 1)
            bits[at / 8] |= (uint8_t) (1 << (7 - at % 8));
    }
}

struct vault_key *
vault_recovery_read(const struct bytes *words, const char *text, struct fault *fault)
{
    uint8_t bits[VAULT_KEY + 1] = {0}, check[VAULT_KEY + 1];
    struct vault_key *seed = NULL;
    int count = 0, wrong = 0;

    for (text += strspn(text, " \t\n"); *text; text += strspn(text, " \t\n")) {
        size_t length = strcspn(text, " \t\n");
        int index = vault_word_find(words, text, length);

        if (index < 0 && wrong == 0)
            wrong = count + 1;
        if (index >= 0 && count < VAULT_RECOVERY_WORDS)
            put_bits(bits, count, index);
        count++;
        text += length;
    }
    if (wrong > 0 || count != VAULT_RECOVERY_WORDS) {
        (void) FAULT(fault, FAULT_INPUT, "read the recovery words", wrong);
    } else {
        seed = vault_key_of(bits);
        with_check(seed, check);
        if (sodium_memcmp(bits, check, sizeof(bits)) != 0) {
            (void) FAULT(fault, FAULT_DAMAGED, "check the recovery words", 0);
            vault_key_free(seed);
            seed = NULL;
        }
    }
    sodium_memzero(bits, sizeof(bits));
    sodium_memzero(check, sizeof(check));
    return seed;
}
