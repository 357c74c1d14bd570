/* A sealed blob: nothing but what was sealed opens, and nothing is read past its end. The same bytes
 * as a sealed key, and as a padded body. */
#include "fuzz.h"

#include <assert.h>

#include "afterword/vault.h"

static const uint8_t key_bytes[VAULT_KEY] = {42};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    static struct vault_key *key;
    const struct vault_block block = {.kind = VAULT_KIND_OPEN, .n = 7};
    const struct vault_block wrap = {.kind = VAULT_KIND_WRAP, .n = 7};
    struct bytes sealed = BYTES_EMPTY, plain = BYTES_EMPTY, again = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;

    vault_start();
    if (!key)
        key = vault_key_of(key_bytes);
    bytes_append(&sealed, data, length);
    // Nobody but who has the key makes such bytes: the golden file of the corpus alone opens.
    if (!vault_open(key, &block, &sealed, &plain, &fault))
        assert(plain.length == 0 && fault.kind != FAULT_NONE);
    vault_key_free(vault_open_key(key, &wrap, &sealed, &fault));

    bytes_clear(&plain);
    vault_seal(key, &block, &sealed, &again);
    assert(vault_open(key, &block, &again, &plain, &fault) && bytes_equal(&plain, &sealed));
    if (length > 0) {
        bytes_clear(&again);
        vault_seal(key, &block, &sealed, &again);
        again.data[data[0] % again.length] ^= (uint8_t) (1u << data[length - 1] % 8);
        bytes_clear(&plain);
        assert(!vault_open(key, &block, &again, &plain, &fault));
    }
    (void) vault_unpad(&sealed, &fault);
    bytes_destroy(&again);
    bytes_destroy(&plain);
    bytes_destroy(&sealed);
    return 0;
}
