/* The worked example of docs/format.md: whoever writes another reader compares with it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/vault.h"

static char *page; /* docs/format.md, its blanks and marks of code left out */
static uint8_t run[64];

/* The page without what only sets it: hexadecimal digits stand there in groups. */
static char *
page_read(void)
{
    struct bytes text = BYTES_EMPTY, plain = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    char *read;

    if (!file_read(AFTERWORD_SOURCE_DIR "/docs/format.md", 1 << 20, &text, &fault))
        fail_msg("docs/format.md: %s", fault_description(fault.kind));
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] != ' ' && text.data[i] != '`' && text.data[i] != '\n')
            bytes_append_byte(&plain, text.data[i]);
    read = memory_string(bytes_text(&plain));
    bytes_destroy(&text);
    bytes_destroy(&plain);
    return read;
}

static void
stands_on_the_page(const void *bytes, size_t length)
{
    const uint8_t *at = bytes;
    struct bytes hex = BYTES_EMPTY;

    for (size_t i = 0; i < length; i++)
        bytes_append_format(&hex, "%02x", at[i]);
    if (!strstr(page, bytes_text(&hex)))
        fail_msg("%s is not in docs/format.md", bytes_text(&hex));
    bytes_destroy(&hex);
}

static int
set_up(void **state)
{
    (void) state;
    vault_start();
    for (size_t i = 0; i < sizeof(run); i++)
        run[i] = (uint8_t) i;
    page = page_read();
    return 0;
}

static int
tear_down(void **state)
{
    (void) state;
    free(page);
    return 0;
}

static struct vault_message
leaf_message(void)
{
    struct vault_message message = vault_message("leaf-id");

    vault_message_fixed(&message, run, ID_LENGTH);
    vault_message_u32(&message, 2);
    return message;
}

static struct vault_block
leaf_block(void)
{
    struct vault_block block = {.kind = VAULT_KIND_LEAF, .n = 3};
    struct vault_message message = leaf_message();
    uint8_t hash[VAULT_HASH];

    vault_hash(&message, hash);
    memcpy(block.clinic.bytes, run, ID_LENGTH);
    memcpy(block.owner.bytes, run + ID_LENGTH, ID_LENGTH);
    memcpy(block.object.bytes, hash, ID_LENGTH);
    return block;
}

static void
a_message_and_its_hash(void **state)
{
    struct vault_message message = leaf_message();
    uint8_t hash[VAULT_HASH];

    (void) state;
    stands_on_the_page(message.bytes.data, message.bytes.length);
    vault_hash(&message, hash);
    stands_on_the_page(hash, sizeof(hash));
}

static void
derived_keys(void **state)
{
    struct vault_key *seed = vault_key_of(run);
    struct vault_key *box = vault_key_derive(seed, VAULT_JOURNAL_BOX);
    struct vault_key *course = vault_key_derive(seed, VAULT_JOURNAL_COURSE);
    uint8_t public[VAULT_PUBLIC], hash[VAULT_HASH];

    (void) state;
    stands_on_the_page(vault_key_bytes(box), VAULT_KEY);
    stands_on_the_page(vault_key_bytes(course), VAULT_KEY);
    vault_box_public(box, public);
    stands_on_the_page(public, sizeof(public));
    crypto_generichash(hash, sizeof(hash), public, sizeof(public), NULL, 0);
    stands_on_the_page(hash, ID_LENGTH);
    vault_key_free(seed);
    vault_key_free(box);
    vault_key_free(course);
}

static void
a_signature(void **state)
{
    struct vault_key *seed = vault_key_of(run);
    struct vault_key *sign = vault_key_derive(seed, VAULT_STAFF_SIGN);
    struct vault_message message = leaf_message();
    uint8_t public[VAULT_PUBLIC], signature[VAULT_SIGNATURE];

    (void) state;
    vault_sign_public(sign, public);
    stands_on_the_page(public, sizeof(public));
    vault_sign(sign, &message, signature);
    stands_on_the_page(signature, sizeof(signature));
    vault_key_free(seed);
    vault_key_free(sign);
}

/* Sealed here with the page's nonce, as vault_seal would with a random one; vault opens it. */
static void
a_sealed_leaf(void **state)
{
    struct vault_key *seed = vault_key_of(run);
    struct vault_key *course = vault_key_derive(seed, VAULT_JOURNAL_COURSE);
    struct vault_block block = leaf_block();
    struct vault_message beside = vault_message("try");
    size_t label = beside.bytes.length;
    struct bytes plain = BYTES_EMPTY, sealed = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    uint8_t hash[VAULT_HASH];

    (void) state;
    vault_message_block(&beside, &block);
    stands_on_the_page(beside.bytes.data + label, VAULT_BLOCK);
    bytes_append_text(&plain, "{\"discussed\":true}");
    vault_pad(&plain, 1024);
    bytes_append(&sealed, "\1\1", 2);
    bytes_append(&sealed, run, 24);
    bytes_reserve(&sealed, 1066);
    assert_int_equal(
        crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data + 26, NULL, plain.data, plain.length,
            beside.bytes.data + label, VAULT_BLOCK, NULL, run, vault_key_bytes(course)),
        0);
    sealed.length = 1066;
    stands_on_the_page(sealed.data + 26, 14);
    stands_on_the_page(sealed.data + 1050, 16);
    crypto_generichash(hash, sizeof(hash), sealed.data, sealed.length, NULL, 0);
    stands_on_the_page(hash, sizeof(hash));

    assert_true(vault_open(course, &block, &sealed, &plain, &fault));
    assert_true(vault_unpad(&plain, &fault));
    assert_string_equal(bytes_text(&plain), "{\"discussed\":true}");
    bytes_destroy(&beside.bytes);
    bytes_destroy(&plain);
    bytes_destroy(&sealed);
    vault_key_free(seed);
    vault_key_free(course);
}

static void
a_passphrase(void **state)
{
    struct fault fault = FAULT_EMPTY;
    struct vault_key *key = vault_passphrase_key(
        "harbor candle pepper window lantern meadow", run, VAULT_COST_FLOOR, &fault);
    struct vault_key *check;

    (void) state;
    assert_non_null(key);
    stands_on_the_page(vault_key_bytes(key), VAULT_KEY);
    check = vault_key_derive(key, VAULT_LOCK_CHECK);
    stands_on_the_page(vault_key_bytes(check), VAULT_KEY);
    vault_key_free(key);
    vault_key_free(check);
}

static void
recovery_words(void **state)
{
    struct bytes words = BYTES_EMPTY, text = BYTES_EMPTY, plain = BYTES_EMPTY;
    struct vault_key *seed = vault_key_of(run);
    struct fault fault = FAULT_EMPTY;

    (void) state;
    assert_true(file_read(AFTERWORD_SOURCE_DIR "/assets/words.txt", 1 << 20, &words, &fault));
    vault_recovery_words(&words, seed, &text);
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] != ' ')
            bytes_append_byte(&plain, text.data[i]);
    assert_non_null(strstr(page, bytes_text(&plain)));
    bytes_destroy(&words);
    bytes_destroy(&text);
    bytes_destroy(&plain);
    vault_key_free(seed);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_and_its_hash),
        cmocka_unit_test(derived_keys),
        cmocka_unit_test(a_signature),
        cmocka_unit_test(a_sealed_leaf),
        cmocka_unit_test(a_passphrase),
        cmocka_unit_test(recovery_words),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
