/* Seals and bodies: each opens in its own place, and nowhere else. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "afterword/vault.h"

#define NONCE 24
#define TAG 16

static struct vault_key *seed, *other;
static uint8_t public[VAULT_PUBLIC];
static struct vault_block block;
static struct bytes sealed, plain;

static int
set_up(void **state)
{
    static const uint8_t bytes[VAULT_KEY] = {42};

    (void) state;
    vault_start();
    seed = vault_key_of(bytes);
    other = vault_key_random();
    vault_box_public(seed, public);
    block = (struct vault_block){.kind = VAULT_KIND_WRAP,
        .clinic = vault_random_id(),
        .owner = vault_random_id(),
        .object = vault_random_id(),
        .n = 7};
    sealed = plain = BYTES_EMPTY;
    return 0;
}

static int
tear_down(void **state)
{
    (void) state;
    vault_key_free(seed);
    vault_key_free(other);
    bytes_destroy(&sealed);
    bytes_wipe(&plain);
    return 0;
}

/* The block with one field changed; false behind the last. */
static bool
block_but_for(size_t field, struct vault_block *changed)
{
    *changed = block;
    switch (field) {
    case 0:
        changed->kind = VAULT_KIND_LINE_KEY;
        return true;
    case 1:
        changed->clinic.bytes[15] ^= 1;
        return true;
    case 2:
        changed->owner.bytes[0] ^= 0x80;
        return true;
    case 3:
        changed->object.bytes[7] ^= 1;
        return true;
    case 4:
        changed->n++;
        return true;
    case 5:
        changed->n += UINT64_C(1) << 40;
        return true;
    default:
        return false;
    }
}

static void
refuses_key(const struct vault_key *with, const struct vault_block *as, enum fault_kind kind)
{
    struct fault fault = FAULT_EMPTY;

    assert_null(vault_open_key(with, as, &sealed, &fault));
    assert_int_equal(fault.kind, kind);
}

static void
refuses_body(const struct vault_key *with, const struct vault_block *as, enum fault_kind kind)
{
    struct fault fault = FAULT_EMPTY;
    struct bytes opened = BYTES_EMPTY;

    bytes_append_text(&opened, "as before");
    assert_false(vault_open(with, as, &sealed, &opened, &fault));
    assert_int_equal(fault.kind, kind);
    assert_string_equal(bytes_text(&opened), "as before");
    bytes_destroy(&opened);
}

/* ---- keys ------------------------------------------------------------------------*/

static void
a_sealed_key_opens_in_its_own_place(void **state)
{
    struct fault fault = FAULT_EMPTY;
    struct vault_key *opened;

    (void) state;
    assert_true(vault_seal_key(public, &block, other, &sealed, &fault));
    assert_int_equal(sealed.length, VAULT_SEAL);
    opened = vault_open_key(seed, &block, &sealed, &fault);
    assert_non_null(opened);
    assert_memory_equal(vault_key_bytes(opened), vault_key_bytes(other), VAULT_KEY);
    vault_key_free(opened);
}

static void
a_sealed_key_in_another_place_is_forged(void **state)
{
    struct fault fault = FAULT_EMPTY;
    struct vault_block changed;
    size_t fields = 0;

    (void) state;
    assert_true(vault_seal_key(public, &block, other, &sealed, &fault));
    while (block_but_for(fields, &changed)) {
        refuses_key(seed, &changed, FAULT_FORGED);
        fields++;
    }
    assert_int_equal(fields, 6);
}

static void
a_damaged_sealed_key_does_not_open(void **state)
{
    struct fault fault = FAULT_EMPTY;

    (void) state;
    assert_true(vault_seal_key(public, &block, other, &sealed, &fault));
    refuses_key(other, &block, FAULT_DAMAGED);
    for (size_t i = 0; i < sealed.length; i++) {
        sealed.data[i] ^= 1;
        refuses_key(seed, &block, FAULT_DAMAGED);
        sealed.data[i] ^= 1;
    }
    bytes_append_byte(&sealed, 0);
    refuses_key(seed, &block, FAULT_DAMAGED);
    for (sealed.length = VAULT_SEAL - 1; sealed.length > 0; sealed.length /= 2)
        refuses_key(seed, &block, FAULT_DAMAGED);
    refuses_key(seed, &block, FAULT_DAMAGED);
}

/* Anyone can seal to a public key: what opens but holds no block of ours is forged. */
static void
what_somebody_else_sealed_is_forged(void **state)
{
    uint8_t made[VAULT_BLOCK + VAULT_KEY] = {0}, cipher[VAULT_SEAL];

    (void) state;
    assert_int_equal(crypto_box_seal(cipher, made, sizeof(made), public), 0);
    bytes_set(&sealed, cipher, sizeof(cipher));
    refuses_key(seed, &block, FAULT_FORGED);
}

/* A sealed block names the key it was sealed to, so it can't be sealed on to somebody else. */
static void
a_seal_passed_on_is_forged(void **state)
{
    struct fault fault = FAULT_EMPTY;
    uint8_t secret[crypto_box_SECRETKEYBYTES], first[VAULT_PUBLIC], others[VAULT_PUBLIC];
    uint8_t opened[VAULT_BLOCK + VAULT_KEY], cipher[VAULT_SEAL];

    (void) state;
    assert_true(vault_seal_key(public, &block, other, &sealed, &fault));
    crypto_box_seed_keypair(first, secret, vault_key_bytes(seed));
    assert_int_equal(crypto_box_seal_open(opened, sealed.data, sealed.length, first, secret), 0);
    vault_box_public(other, others);
    assert_int_equal(crypto_box_seal(cipher, opened, sizeof(opened), others), 0);
    bytes_set(&sealed, cipher, sizeof(cipher));
    refuses_key(other, &block, FAULT_FORGED);
}

/* A clear error, never a guess: what a newer Afterword sealed is not called forged. */
static void
a_sealed_key_of_another_format_is_newer(void **state)
{
    static const size_t places[] = {4, 6, 7}; /* suite, format's two bytes */
    uint8_t opened[VAULT_BLOCK + VAULT_KEY] = "AFTW", cipher[VAULT_SEAL];

    (void) state;
    opened[4] = VAULT_SUITE;
    opened[6] = VAULT_FORMAT;
    for (size_t i = 0; i < COUNT(places); i++) {
        opened[places[i]]++;
        assert_int_equal(crypto_box_seal(cipher, opened, sizeof(opened), public), 0);
        bytes_set(&sealed, cipher, sizeof(cipher));
        refuses_key(seed, &block, FAULT_NEWER);
        opened[places[i]]--;
    }
}

static void
nothing_is_sealed_to_an_impossible_key(void **state)
{
    static const uint8_t zeros[VAULT_PUBLIC], one[VAULT_PUBLIC] = {1};
    struct fault fault = FAULT_EMPTY;

    (void) state;
    assert_false(vault_seal_key(zeros, &block, other, &sealed, &fault));
    assert_int_equal(fault.kind, FAULT_FORGED);
    fault = FAULT_EMPTY;
    assert_false(vault_seal_key(one, &block, other, &sealed, &fault));
    assert_int_equal(fault.kind, FAULT_FORGED);
    assert_int_equal(sealed.length, 0);
}

/* ---- bodies ------------------------------------------------------------------------*/

static void
a_body_opens_in_its_own_place(void **state)
{
    static const size_t lengths[] = {0, 1, 1024, 200000};
    struct fault fault = FAULT_EMPTY;
    struct bytes opened = BYTES_EMPTY;

    (void) state;
    for (size_t i = 0; i < COUNT(lengths); i++) {
        bytes_clear(&plain);
        for (size_t j = 0; j < lengths[i]; j++)
            bytes_append_byte(&plain, (uint8_t) j);
        vault_seal(seed, &block, &plain, &sealed);
        assert_int_equal(sealed.length, 2 + NONCE + lengths[i] + TAG);
        assert_true(vault_open(seed, &block, &sealed, &opened, &fault));
        assert_true(bytes_equal(&opened, &plain));
    }
    bytes_wipe(&opened);
}

static void
the_same_body_never_looks_the_same(void **state)
{
    struct bytes again = BYTES_EMPTY;

    (void) state;
    bytes_append_text(&plain, "the same words");
    vault_seal(seed, &block, &plain, &sealed);
    vault_seal(seed, &block, &plain, &again);
    assert_false(bytes_equal(&sealed, &again));
    bytes_destroy(&again);
}

static void
a_body_in_another_place_does_not_open(void **state)
{
    struct vault_block changed;
    size_t fields = 0;

    (void) state;
    bytes_append_text(&plain, "words");
    vault_seal(seed, &block, &plain, &sealed);
    while (block_but_for(fields, &changed)) {
        refuses_body(seed, &changed, FAULT_DAMAGED);
        fields++;
    }
    assert_int_equal(fields, 6);
    refuses_body(other, &block, FAULT_DAMAGED);
}

static void
a_damaged_body_does_not_open(void **state)
{
    (void) state;
    bytes_append_text(&plain, "words");
    vault_seal(seed, &block, &plain, &sealed);
    for (size_t i = 2; i < sealed.length; i++) {
        sealed.data[i] ^= 1;
        refuses_body(seed, &block, FAULT_DAMAGED);
        sealed.data[i] ^= 1;
    }
    while (sealed.length > 0) {
        sealed.length--;
        refuses_body(seed, &block, FAULT_DAMAGED);
    }
}

static void
another_format_or_suite_is_newer(void **state)
{
    (void) state;
    bytes_append_text(&plain, "words");
    vault_seal(seed, &block, &plain, &sealed);
    assert_int_equal(sealed.data[0], VAULT_FORMAT);
    assert_int_equal(sealed.data[1], VAULT_SUITE);
    sealed.data[0] = VAULT_FORMAT + 1;
    refuses_body(seed, &block, FAULT_NEWER);
    sealed.data[0] = VAULT_FORMAT;
    sealed.data[1] = VAULT_SUITE + 1;
    refuses_body(seed, &block, FAULT_NEWER);
    sealed.data[1] = 0;
    refuses_body(seed, &block, FAULT_NEWER);
}

/* The 96 bytes of the block as the format gives them, put together here once more. */
static void
a_body_is_byte_for_byte_of_the_format(void **state)
{
    uint8_t associated[VAULT_BLOCK] = "AFTW", opened[16];
    unsigned long long length = 0;

    (void) state;
    associated[4] = 1;
    associated[5] = 2;
    associated[6] = 1;
    memcpy(associated + 8, block.clinic.bytes, ID_LENGTH);
    memcpy(associated + 24, block.owner.bytes, ID_LENGTH);
    memcpy(associated + 40, block.object.bytes, ID_LENGTH);
    block.n = 0x0102;
    associated[72] = 2;
    associated[73] = 1;
    bytes_append_text(&plain, "words");
    vault_seal(seed, &block, &plain, &sealed);
    assert_int_equal(crypto_aead_xchacha20poly1305_ietf_decrypt(opened, &length, NULL,
                         sealed.data + 2 + NONCE, sealed.length - 2 - NONCE, associated,
                         sizeof(associated), sealed.data + 2, vault_key_bytes(seed)),
        0);
    assert_int_equal(length, 5);
    assert_memory_equal(opened, "words", 5);
}

/* A lock's salt and cost stand in the clear: changed ones must not open it. */
static void
parameters_follow_the_block(void **state)
{
    struct bytes parameters = BYTES_EMPTY, opened = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;

    (void) state;
    bytes_append_text(&plain, "words");
    bytes_append_text(&parameters, "salt and cost");
    block.parameters = &parameters;
    vault_seal(seed, &block, &plain, &sealed);
    assert_true(vault_open(seed, &block, &sealed, &opened, &fault));
    assert_true(bytes_equal(&opened, &plain));
    parameters.data[0] ^= 1;
    refuses_body(seed, &block, FAULT_DAMAGED);
    parameters.data[0] ^= 1;
    parameters.length--;
    refuses_body(seed, &block, FAULT_DAMAGED);
    block.parameters = NULL;
    refuses_body(seed, &block, FAULT_DAMAGED);
    bytes_destroy(&parameters);
    bytes_wipe(&opened);
}

static void
a_signed_block_is_that_of_a_body(void **state)
{
    struct vault_message message = vault_message("try");
    size_t label = message.bytes.length;
    uint8_t expected[VAULT_BLOCK] = "AFTW";

    (void) state;
    expected[4] = 1;
    expected[5] = 2;
    expected[6] = 1;
    memcpy(expected + 8, block.clinic.bytes, ID_LENGTH);
    memcpy(expected + 24, block.owner.bytes, ID_LENGTH);
    memcpy(expected + 40, block.object.bytes, ID_LENGTH);
    expected[72] = 7;
    vault_message_block(&message, &block);
    assert_int_equal(message.bytes.length, label + VAULT_BLOCK);
    assert_memory_equal(message.bytes.data + label, expected, VAULT_BLOCK);
    bytes_destroy(&message.bytes);
}

/* ---- padding -----------------------------------------------------------------------*/

static void
buckets_hide_the_length(void **state)
{
    static const struct {
        size_t length, least, padded;
    } rows[] = {
        {0, 1024, 1024},
        {1, 1024, 1024},
        {1023, 1024, 1024},
        {1024, 1024, 2048},
        {2047, 1024, 2048},
        {2048, 1024, 4096},
        {40000, 1024, 65536},
        {65535, 1024, 65536},
        {65536, 1024, 131072},
        {131072, 1024, 196608},
        {150000, 1024, 196608},
        {0, 4096, 4096},
        {5000, 4096, 8192},
        {70000, 65536, 131072},
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct fault fault = FAULT_EMPTY;

        bytes_clear(&plain);
        for (size_t j = 0; j < rows[i].length; j++)
            bytes_append_byte(&plain, (uint8_t) (j | 0x80));
        vault_pad(&plain, rows[i].least);
        assert_int_equal(plain.length, rows[i].padded);
        assert_true(vault_unpad(&plain, &fault));
        assert_int_equal(plain.length, rows[i].length);
        for (size_t j = 0; j < rows[i].length; j++)
            assert_int_equal(plain.data[j], (uint8_t) (j | 0x80));
    }
}

static void
what_is_not_padded_is_damaged(void **state)
{
    struct fault fault = FAULT_EMPTY;

    (void) state;
    assert_false(vault_unpad(&plain, &fault));
    assert_int_equal(fault.kind, FAULT_DAMAGED);
    bytes_append_text(&plain, "words");
    assert_false(vault_unpad(&plain, &fault));
    vault_pad(&plain, 1024);
    plain.length--;
    assert_false(vault_unpad(&plain, &fault));
    bytes_clear(&plain);
    for (int i = 0; i < 1024; i++)
        bytes_append_byte(&plain, 0);
    fault = FAULT_EMPTY;
    assert_false(vault_unpad(&plain, &fault)); // zeros and no mark where they begin
    assert_int_equal(fault.kind, FAULT_DAMAGED);
    plain.data[1023] = 'x';
    assert_false(vault_unpad(&plain, &fault));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_sealed_key_opens_in_its_own_place),
        TEST(a_sealed_key_in_another_place_is_forged),
        TEST(a_damaged_sealed_key_does_not_open),
        TEST(what_somebody_else_sealed_is_forged),
        TEST(a_seal_passed_on_is_forged),
        TEST(a_sealed_key_of_another_format_is_newer),
        TEST(nothing_is_sealed_to_an_impossible_key),
        TEST(a_body_opens_in_its_own_place),
        TEST(the_same_body_never_looks_the_same),
        TEST(a_body_in_another_place_does_not_open),
        TEST(a_damaged_body_does_not_open),
        TEST(another_format_or_suite_is_newer),
        TEST(a_body_is_byte_for_byte_of_the_format),
        TEST(parameters_follow_the_block),
        TEST(a_signed_block_is_that_of_a_body),
        TEST(buckets_hide_the_length),
        TEST(what_is_not_padded_is_damaged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
