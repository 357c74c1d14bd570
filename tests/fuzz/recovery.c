/* Recovery words as a person types them: what is read is written in 24 words that are read again. */
#include "fuzz.h"

#include <assert.h>
#include <stdlib.h>

#include "afterword/vault.h"

#define WORDS_BYTES_MAX (64u << 10)

static void
load(struct bytes *words)
{
    char *path = file_path(AFTERWORD_SOURCE_DIR "/assets", "words.txt");
    struct fault fault;

    vault_start();
    if (!file_read(path, WORDS_BYTES_MAX, words, &fault) || !vault_words_check(words, &fault))
        abort();
    free(path);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    static struct bytes words;
    char *text = memory_string_of((const char *) data, length);
    struct bytes again = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    struct vault_key *seed, *same;

    if (words.length == 0)
        load(&words);
    seed = vault_recovery_read(&words, text, &fault);
    if (seed) {
        vault_recovery_words(&words, seed, &again);
        same = vault_recovery_read(&words, bytes_text(&again), &fault);
        assert(same && vault_equal(vault_key_bytes(seed), vault_key_bytes(same), VAULT_KEY));
        vault_key_free(same);
    }
    vault_key_free(seed);
    bytes_wipe(&again);
    free(text);
    return 0;
}
