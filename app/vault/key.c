#include "key.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(VAULT_KEY == crypto_kdf_KEYBYTES, "one size of key");
_Static_assert(VAULT_KEY == crypto_box_SEEDBYTES, "one size of key");
_Static_assert(VAULT_KEY == crypto_sign_SEEDBYTES, "one size of key");
_Static_assert(VAULT_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "one size of key");

/* Worker and loop both make keys; a flag that only ever turns true needs no lock. */
static volatile bool some_unlocked;

/* Contexts and numbers are of the format: docs/format.md, "Derivation". */
static const struct {
    const char *context;
    uint64_t number;
} arrows[VAULT_DERIVED] = {
    [VAULT_RECOVERY_BOX] = {"afwrecov", 1},
    [VAULT_RECOVERY_SIGN] = {"afwrecov", 2},
    [VAULT_STAFF_BOX] = {"afwstaff", 1},
    [VAULT_STAFF_SIGN] = {"afwstaff", 2},
    [VAULT_JOURNAL_BOX] = {"afwjourn", 1},
    [VAULT_JOURNAL_CACHE] = {"afwjourn", 2},
    [VAULT_JOURNAL_NAME] = {"afwjourn", 3},
    [VAULT_JOURNAL_COURSE] = {"afwjourn", 4},
    [VAULT_ENTRY_SUMMARY] = {"afwentry", 1},
    [VAULT_ENTRY_OPEN] = {"afwentry", 2},
    [VAULT_ENTRY_CLOSED] = {"afwentry", 3},
    [VAULT_DRAFT_SNAPSHOT] = {"afwdraft", 1},
    [VAULT_LOCK_KEY] = {"afwlock_", 1},
    [VAULT_LOCK_CHECK] = {"afwlock_", 2},
};

/* ---- spare memory ---------------------------------------------------------------------
 *
 * A guarded allocation is a mapping of its own: eight system calls to make it and to let it go, which
 * is most of what opening an entry would cost. So the last few that were freed are kept, wiped, still
 * guarded and locked, for the keys that come next. A child of fork has none of them: its copies
 * are not locked.
 */
#define SPARES_MAX 8
static pthread_mutex_t spares_guard = PTHREAD_MUTEX_INITIALIZER;
static struct vault_key *spares[SPARES_MAX];
static size_t n_spares;

static void
lock_spares(void)
{
    pthread_mutex_lock(&spares_guard);
}

static void
unlock_spares(void)
{
    pthread_mutex_unlock(&spares_guard);
}

static void
forget_spares(void)
{
    n_spares = 0;
    unlock_spares();
}

static struct vault_key *
take_spare(void)
{
    struct vault_key *key;

    lock_spares();
    key = n_spares > 0 ? spares[--n_spares] : NULL;
    unlock_spares();
    return key;
}

/* False when there are enough. */
static bool
keep_spare(struct vault_key *key)
{
    bool kept;

    sodium_memzero(key, sizeof(*key));
    lock_spares();
    kept = n_spares < SPARES_MAX;
    if (kept)
        spares[n_spares++] = key;
    unlock_spares();
    return kept;
}

static void
start(void)
{
    if (sodium_init() < 0 || pthread_atfork(lock_spares, unlock_spares, forget_spares) != 0)
        abort();
}

void
vault_start(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void) pthread_once(&once, start);
}

bool
vault_memory_is_locked(void)
{
    return !some_unlocked;
}

void
vault_random(void *bytes, size_t length)
{
    randombytes_buf(bytes, length);
}

struct id
vault_random_id(void)
{
    struct id id;

    randombytes_buf(id.bytes, sizeof(id.bytes));
    return id;
}

bool
vault_equal(const void *a, const void *b, size_t length)
{
    return sodium_memcmp(a, b, length) == 0;
}

static struct vault_key *
new_key(void)
{
    struct vault_key *key = take_spare();

    if (key)
        return key;
    key = sodium_malloc(sizeof(*key));
    if (!key)
        memory_exhausted();
    // sodium_malloc tries to lock and does not say whether it could; asking again does.
    if (sodium_mlock(key, sizeof(*key)) != 0)
        some_unlocked = true;
    key->sign_public_known = false;
    return key;
}

struct vault_key *
vault_key_random(void)
{
    struct vault_key *key = new_key();

    randombytes_buf(key->bytes, sizeof(key->bytes));
    return key;
}

struct vault_key *
vault_key_of(const uint8_t bytes[VAULT_KEY])
{
    struct vault_key *key = new_key();

    memcpy(key->bytes, bytes, sizeof(key->bytes));
    return key;
}

void
vault_key_free(struct vault_key *key)
{
    if (key && !keep_spare(key))
        sodium_free(key);
}

const uint8_t *
vault_key_bytes(const struct vault_key *key)
{
    return key->bytes;
}

struct vault_key *
vault_key_derive(const struct vault_key *seed, enum vault_derived what)
{
    struct vault_key *key = new_key();

    assert(what < VAULT_DERIVED);
    if (crypto_kdf_derive_from_key(key->bytes, sizeof(key->bytes), arrows[what].number,
            arrows[what].context, seed->bytes) != 0)
        abort(); // only for a length it does not take
    return key;
}

void
vault_box_public(const struct vault_key *box_seed, uint8_t public[VAULT_PUBLIC])
{
    uint8_t secret[crypto_box_SECRETKEYBYTES];

    crypto_box_seed_keypair(public, secret, box_seed->bytes);
    sodium_memzero(secret, sizeof(secret));
}

void
vault_sign_public(const struct vault_key *sign_seed, uint8_t public[VAULT_PUBLIC])
{
    uint8_t secret[crypto_sign_SECRETKEYBYTES];

    crypto_sign_seed_keypair(public, secret, sign_seed->bytes);
    sodium_memzero(secret, sizeof(secret));
}

/* ---- H and SIGN --------------------------------------------------------------------*/

struct vault_message
vault_message(const char *label)
{
    struct vault_message message = {BYTES_EMPTY};

    bytes_append_text(&message.bytes, "afterword/1/");
    bytes_append(&message.bytes, label, strlen(label) + 1);
    return message;
}

void
vault_message_fixed(struct vault_message *message, const void *field, size_t length)
{
    bytes_append(&message->bytes, field, length);
}

void
vault_message_sized(struct vault_message *message, const void *field, size_t length)
{
    bytes_append_sized(&message->bytes, field, length);
}

void
vault_message_u8(struct vault_message *message, uint8_t value)
{
    bytes_append_byte(&message->bytes, value);
}

void
vault_message_u32(struct vault_message *message, uint32_t value)
{
    bytes_append_u32(&message->bytes, value);
}

void
vault_message_u64(struct vault_message *message, uint64_t value)
{
    bytes_append_u64(&message->bytes, value);
}

void
vault_hash(struct vault_message *message, uint8_t hash[VAULT_HASH])
{
    crypto_generichash(hash, VAULT_HASH, message->bytes.data, message->bytes.length, NULL, 0);
    bytes_destroy(&message->bytes);
}

struct vault_hashing {
    crypto_generichash_state state;
};

struct vault_hashing *
vault_hashing_new(const char *label)
{
    struct vault_hashing *hashing = aligned_alloc(64, sizeof(*hashing));
    struct vault_message message = vault_message(label);

    if (!hashing)
        memory_exhausted();
    crypto_generichash_init(&hashing->state, NULL, 0, VAULT_HASH);
    crypto_generichash_update(&hashing->state, message.bytes.data, message.bytes.length);
    bytes_destroy(&message.bytes);
    return hashing;
}

void
vault_hashing_add(struct vault_hashing *hashing, const void *data, size_t length)
{
    crypto_generichash_update(&hashing->state, data, length);
}

void
vault_hashing_result(const struct vault_hashing *hashing, uint8_t hash[VAULT_HASH])
{
    crypto_generichash_state state = hashing->state;

    crypto_generichash_final(&state, hash, VAULT_HASH);
}

void
vault_hashing_free(struct vault_hashing *hashing)
{
    free(hashing);
}

_Static_assert(
    crypto_sign_SECRETKEYBYTES == VAULT_KEY + VAULT_PUBLIC, "a seed and its public half");

/* The secret key as libsodium takes it: the seed, then the public half. */
static void
secret_of(struct vault_key *sign_seed, uint8_t secret[crypto_sign_SECRETKEYBYTES])
{
    static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

    pthread_mutex_lock(&guard);
    if (!sign_seed->sign_public_known) {
        crypto_sign_seed_keypair(sign_seed->sign_public, secret, sign_seed->bytes);
        sign_seed->sign_public_known = true;
    }
    memcpy(secret, sign_seed->bytes, VAULT_KEY);
    memcpy(secret + VAULT_KEY, sign_seed->sign_public, VAULT_PUBLIC);
    pthread_mutex_unlock(&guard);
}

void
vault_sign(
    struct vault_key *sign_seed, struct vault_message *message, uint8_t signature[VAULT_SIGNATURE])
{
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    uint8_t hash[VAULT_HASH];

    vault_hash(message, hash);
    secret_of(sign_seed, secret);
    crypto_sign_detached(signature, NULL, hash, sizeof(hash), secret);
    sodium_memzero(secret, sizeof(secret));
}

bool
vault_verify(const uint8_t public[VAULT_PUBLIC], struct vault_message *message,
    const uint8_t *signature, size_t length)
{
    uint8_t hash[VAULT_HASH];

    vault_hash(message, hash);
    return length == VAULT_SIGNATURE &&
           crypto_sign_verify_detached(signature, hash, sizeof(hash), public) == 0;
}
