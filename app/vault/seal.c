#include "key.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

_Static_assert(VAULT_SEAL == crypto_box_SEALBYTES + VAULT_BLOCK + VAULT_KEY, "as the format says");

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
#define HEAD (2 + NONCE) /* format byte, suite byte, nonce */

static void
put_little_endian(uint8_t *at, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        at[i] = (uint8_t) (value >> (8 * i));
}

/* The 96 bytes. `public` is the key sealed to; NULL for an AEAD, whose key id is zero. */
static void
encode_block(const struct vault_block *block, const uint8_t *public, uint8_t encoded[VAULT_BLOCK])
{
    static const uint8_t magic[4] = {'A', 'F', 'T', 'W'};
    uint8_t hash[VAULT_HASH];

    assert(block->kind > 0 && block->kind < VAULT_KINDS);
    memset(encoded, 0, VAULT_BLOCK);
    memcpy(encoded, magic, sizeof(magic));
    encoded[4] = VAULT_SUITE;
    encoded[5] = (uint8_t) block->kind;
    put_little_endian(encoded + 6, VAULT_FORMAT, 2);
    memcpy(encoded + 8, block->clinic.bytes, ID_LENGTH);
    memcpy(encoded + 24, block->owner.bytes, ID_LENGTH);
    memcpy(encoded + 40, block->object.bytes, ID_LENGTH);
    if (public) {
        crypto_generichash(hash, sizeof(hash), public, VAULT_PUBLIC, NULL, 0);
        memcpy(encoded + 56, hash, ID_LENGTH);
    }
    put_little_endian(encoded + 72, block->n, 8);
    // 80-83 flags, 84-95 zero: nothing of format 1 sets them.
}

/* Ours by its mark, yet of another suite or format. */
static bool
is_newer(const uint8_t encoded[VAULT_BLOCK])
{
    return memcmp(encoded, "AFTW", 4) == 0 &&
           (encoded[4] != VAULT_SUITE || encoded[6] != VAULT_FORMAT || encoded[7] != 0);
}

void
vault_message_block(struct vault_message *message, const struct vault_block *block)
{
    uint8_t encoded[VAULT_BLOCK];

    encode_block(block, NULL, encoded);
    vault_message_fixed(message, encoded, sizeof(encoded));
}

/* ---- keys ----------------------------------------------------------------------------*/

bool
vault_seal_key(const uint8_t public[VAULT_PUBLIC], const struct vault_block *block,
    const struct vault_key *key, struct bytes *sealed, struct fault *fault)
{
    uint8_t plain[VAULT_BLOCK + VAULT_KEY], cipher[VAULT_SEAL];
    int failed;

    assert(!block->parameters);
    if (sodium_is_zero(public, VAULT_PUBLIC))
        return FAULT(fault, FAULT_FORGED, "seal to a public key of zeros", 0);
    encode_block(block, public, plain);
    memcpy(plain + VAULT_BLOCK, key->bytes, VAULT_KEY);
    failed = crypto_box_seal(cipher, plain, sizeof(plain), public);
    sodium_memzero(plain, sizeof(plain));
    if (failed)
        return FAULT(fault, FAULT_FORGED, "seal to a public key that is none", 0);
    bytes_set(sealed, cipher, sizeof(cipher));
    return true;
}

struct vault_key *
vault_open_key(const struct vault_key *box_seed, const struct vault_block *block,
    const struct bytes *sealed, struct fault *fault)
{
    uint8_t public[crypto_box_PUBLICKEYBYTES], secret[crypto_box_SECRETKEYBYTES];
    uint8_t plain[VAULT_BLOCK + VAULT_KEY], expected[VAULT_BLOCK];
    struct vault_key *key = NULL;
    bool opened;

    crypto_box_seed_keypair(public, secret, box_seed->bytes);
    opened = sealed->length == VAULT_SEAL &&
             crypto_box_seal_open(plain, sealed->data, sealed->length, public, secret) == 0;
    sodium_memzero(secret, sizeof(secret));
    encode_block(block, public, expected);
    if (!opened)
        (void) FAULT(fault, FAULT_DAMAGED, "open a sealed key", 0);
    else if (is_newer(plain))
        (void) FAULT(fault, FAULT_NEWER, "open a key of another format", plain[4]);
    else if (sodium_memcmp(plain, expected, VAULT_BLOCK) != 0)
        (void) FAULT(fault, FAULT_FORGED, "find a sealed key in its own place", 0);
    else
        key = vault_key_of(plain + VAULT_BLOCK);
    sodium_memzero(plain, sizeof(plain));
    return key;
}

/* ---- bodies --------------------------------------------------------------------------*/

/* What is authenticated beside the ciphertext: the block, and what follows it. */
static void
append_beside(const struct vault_block *block, struct bytes *beside)
{
    uint8_t encoded[VAULT_BLOCK];

    encode_block(block, NULL, encoded);
    bytes_append(beside, encoded, sizeof(encoded));
    if (block->parameters)
        bytes_append(beside, block->parameters->data, block->parameters->length);
}

void
vault_seal(const struct vault_key *key, const struct vault_block *block, const struct bytes *plain,
    struct bytes *sealed)
{
    struct bytes beside = BYTES_EMPTY, made = BYTES_EMPTY;
    unsigned long long length = 0;

    append_beside(block, &beside);
    bytes_reserve(&made, HEAD + plain->length + TAG);
    made.data[0] = VAULT_FORMAT;
    made.data[1] = VAULT_SUITE;
    randombytes_buf(made.data + 2, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(made.data + HEAD, &length, plain->data,
        plain->length, beside.data, beside.length, NULL, made.data + 2, key->bytes);
    assert(length == plain->length + TAG);
    bytes_destroy(&beside);
    made.length = HEAD + (size_t) length;
    made.data[made.length] = 0;
    bytes_destroy(sealed);
    *sealed = made;
}

bool
vault_open(const struct vault_key *key, const struct vault_block *block, const struct bytes *sealed,
    struct bytes *plain, struct fault *fault)
{
    struct bytes beside = BYTES_EMPTY, made = BYTES_EMPTY;
    unsigned long long length = 0;
    int failed;

    if (sealed->length < HEAD + TAG)
        return FAULT(fault, FAULT_DAMAGED, "open a body that is too short", 0);
    if (sealed->data[0] != VAULT_FORMAT || sealed->data[1] != VAULT_SUITE)
        return FAULT(fault, FAULT_NEWER, "open a body of another format", sealed->data[0]);
    append_beside(block, &beside);
    bytes_reserve(&made, sealed->length - HEAD - TAG);
    failed =
        crypto_aead_xchacha20poly1305_ietf_decrypt(made.data, &length, NULL, sealed->data + HEAD,
            sealed->length - HEAD, beside.data, beside.length, sealed->data + 2, key->bytes);
    bytes_destroy(&beside);
    if (failed) {
        bytes_wipe(&made);
        return FAULT(fault, FAULT_DAMAGED, "open a body", 0);
    }
    made.length = (size_t) length;
    made.data[made.length] = 0;
    bytes_wipe(plain);
    *plain = made;
    return true;
}

/* ---- padding -------------------------------------------------------------------------*/

#define KIB ((size_t) 1024)
#define LARGEST (64 * KIB)

/* The bucket that holds `length` bytes and at least one of padding. */
static size_t
bucket_of(size_t length, size_t least)
{
    size_t bucket = least;

    while (bucket < length + 1 && bucket < LARGEST)
        bucket *= 2;
    if (bucket < length + 1)
        bucket = (length + 1 + LARGEST - 1) / LARGEST * LARGEST;
    return bucket;
}

void
vault_pad(struct bytes *plain, size_t least)
{
    size_t bucket = bucket_of(plain->length, least);

    assert(least >= KIB && (least & (least - 1)) == 0);
    // As sodium_pad() does, but for its walk over the whole bucket, which hides the length from who
    // measures time: nobody does, and the seal took longer.
    bytes_reserve(plain, bucket);
    memset(plain->data + plain->length, 0, bucket - plain->length + 1);
    plain->data[plain->length] = 0x80;
    plain->length = bucket;
}

/* How many of the first `length` bytes are left when the zeros at their end are taken off: by eights,
 * for a summary of a few words has two thousand. */
static size_t
without_zeros(const uint8_t *bytes, size_t length)
{
    uint64_t eight = 0;

    while (length >= sizeof(eight) && eight == 0) {
        memcpy(&eight, bytes + length - sizeof(eight), sizeof(eight));
        if (eight == 0)
            length -= sizeof(eight);
    }
    while (length > 0 && bytes[length - 1] == 0)
        length--;
    return length;
}

bool
vault_unpad(struct bytes *plain, struct fault *fault)
{
    size_t length = plain->length;

    if (length == 0 || length % KIB != 0)
        return FAULT(fault, FAULT_DAMAGED, "read a body's padding", 0);
    // Not in constant time, which guards against who can send ciphertexts and time the answers: here
    // the seal was whole, and nobody is told how long it took.
    length = without_zeros(plain->data, length);
    if (length == 0 || plain->data[length - 1] != 0x80)
        return FAULT(fault, FAULT_DAMAGED, "read a body's padding", 0);
    plain->length = length - 1;
    plain->data[plain->length] = 0;
    return true;
}
