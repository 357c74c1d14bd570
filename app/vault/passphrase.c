#include "key.h"

#include <pwquality.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <uninorm.h>

#define OPS_MAX 20
#define MEM_KIB_MIN 65536
#define MEM_KIB_MAX 1048576
#define PATIENCE_MS 500 /* Argon2id is raised until it takes this long */
#define CHARACTERS_MIN 15

/* ---- the key -------------------------------------------------------------------------*/

/* The passphrase in NFKC, so that the same letters typed in two ways are the same. Never
 * trimmed. */
static bool
normalize(const char *passphrase, struct bytes *normal, struct fault *fault)
{
    size_t length = strlen(passphrase), made = 0;
    uint8_t *text;

    if (length == 0 || length > VAULT_PASSPHRASE_MAX)
        return FAULT(fault, FAULT_INPUT, "take a passphrase of this length", VAULT_PASSPHRASE_MAX);
    if (!utf8_valid(passphrase, length, NULL))
        return FAULT(fault, FAULT_INPUT, "take a passphrase that is no text", 0);
    text = u8_normalize(UNINORM_NFKC, (const uint8_t *) passphrase, length, NULL, &made);
    if (!text)
        memory_exhausted();
    bytes_set(normal, text, made);
    sodium_memzero(text, made);
    free(text);
    return made <= VAULT_PASSPHRASE_MAX ||
           FAULT(fault, FAULT_INPUT, "take a passphrase of this length", VAULT_PASSPHRASE_MAX);
}

struct vault_key *
vault_passphrase_key(const char *passphrase, const uint8_t salt[VAULT_SALT], struct vault_cost cost,
    struct fault *fault)
{
    struct bytes normal = BYTES_EMPTY;
    uint8_t made[VAULT_KEY];
    struct vault_key *key = NULL;

    // A stored cost is somebody else's number until it is checked.
    if (cost.ops < 1 || cost.ops > OPS_MAX || cost.mem_kib < MEM_KIB_MIN ||
        cost.mem_kib > MEM_KIB_MAX) {
        (void) FAULT(fault, FAULT_DAMAGED, "read the cost of a passphrase", cost.ops);
        return NULL;
    }
    if (normalize(passphrase, &normal, fault)) {
        if (crypto_pwhash(made, sizeof(made), bytes_text(&normal), normal.length, salt, cost.ops,
                (size_t) cost.mem_kib * 1024, crypto_pwhash_ALG_ARGON2ID13) == 0)
            key = vault_key_of(made);
        else
            (void) FAULT(fault, FAULT_MEMORY, "make a key of a passphrase", cost.mem_kib);
    }
    sodium_memzero(made, sizeof(made));
    bytes_wipe(&normal);
    return key;
}

/* Milliseconds one pass takes; -1 when there is not that much memory. */
static int64_t
time_cost(struct vault_cost cost)
{
    static const uint8_t salt[VAULT_SALT];
    struct fault fault = FAULT_EMPTY;
    int64_t began = clock_now_ms();
    struct vault_key *key = vault_passphrase_key("measured", salt, cost, &fault);

    vault_key_free(key);
    return key ? clock_now_ms() - began : -1;
}

struct vault_cost
vault_cost_measure(void)
{
    static const struct vault_cost starts[] = {{1, 262144}, {2, 131072}, {3, 65536}};
    struct vault_cost cost = VAULT_COST_FLOOR;
    int64_t took = -1;

    for (size_t i = 0; i < COUNT(starts) && took < 0; i++) {
        cost = starts[i];
        took = time_cost(cost);
    }
    if (took <= 0)
        return VAULT_COST_FLOOR;
    while (took < PATIENCE_MS && cost.ops < OPS_MAX) {
        uint32_t passes = cost.ops;

        cost.ops++;
        took = took * cost.ops / passes;
    }
    return cost;
}

/* ---- is it good enough ---------------------------------------------------------------*/

static bool
is_six_words(const char *passphrase, const struct bytes *words)
{
    const char *at = passphrase;
    int count = 0;

    while (*at) {
        size_t length = strcspn(at, " ");
        size_t full = 0;
        int index = vault_word_find(words, at, length);

        if (index >= 0)
            (void) vault_word(words, index, &full);
        // Four letters name a word; so does the whole of it.
        if (index < 0 || !(length == full || length == 4))
            return false;
        count++;
        at += length;
        while (*at == ' ')
            at++;
    }
    return count >= 6;
}

const char *
vault_passphrase_problem(const char *passphrase, const struct bytes *words)
{
    size_t length = strlen(passphrase);
    pwquality_settings_t *settings;
    int score;

    if (length == 0)
        return N_("it is empty");
    if (length > VAULT_PASSPHRASE_MAX || !utf8_valid(passphrase, length, NULL))
        return N_("it is too long, or no text");
    if (words && words->length > 0 && is_six_words(passphrase, words))
        return NULL;
    if (utf8_count(passphrase, length) < CHARACTERS_MIN)
        return N_("use six words of the list, or at least 15 characters");
    settings = pwquality_default_settings();
    if (!settings)
        memory_exhausted();
    score = pwquality_check(settings, passphrase, NULL, NULL, NULL);
    pwquality_free_settings(settings);
    return score < 0 ? N_("it is too easy to guess") : NULL;
}
