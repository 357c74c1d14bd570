/* Whether a signature holds is asked again in each state of a disk, about the same rows, and takes a
 * third of the time. Defined in the program, this stands before libsodium's function; the same bytes
 * have the same answer. */
#include <sodium.h>
#include <string.h>

#define SLOTS 65536 /* a power of two; a newer answer takes an older one's place */

static unsigned char known[SLOTS][crypto_generichash_BYTES];

int
crypto_sign_verify_detached(const unsigned char *signature, const unsigned char *message,
    unsigned long long length, const unsigned char *key)
{
    crypto_generichash_state state;
    unsigned char hash[crypto_generichash_BYTES];
    size_t at;

    (void) crypto_generichash_init(&state, NULL, 0, sizeof(hash));
    (void) crypto_generichash_update(&state, signature, crypto_sign_BYTES);
    (void) crypto_generichash_update(&state, key, crypto_sign_PUBLICKEYBYTES);
    (void) crypto_generichash_update(&state, message, length);
    (void) crypto_generichash_final(&state, hash, sizeof(hash));
    at = ((size_t) hash[0] | (size_t) hash[1] << 8) & (SLOTS - 1);
    if (memcmp(known[at], hash, sizeof(hash)) == 0)
        return 0;
    if (crypto_sign_ed25519_verify_detached(signature, message, length, key) != 0)
        return -1; // what does not hold is looked at each time
    memcpy(known[at], hash, sizeof(hash));
    return 0;
}
