/* Keys, hashes and signatures. Where a number is of the format, libsodium is asked directly. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "afterword/vault.h"

static const uint8_t seed_bytes[VAULT_KEY] = {1, 2, 3, 4, 5, 6, 7, 8, 9};

static int
set_up(void **state)
{
    (void) state;
    vault_start();
    return 0;
}

static void
a_key_is_the_bytes_it_was_made_of(void **state)
{
    struct vault_key *key = vault_key_of(seed_bytes), *other = vault_key_random();

    (void) state;
    assert_memory_equal(vault_key_bytes(key), seed_bytes, VAULT_KEY);
    assert_true(vault_equal(vault_key_bytes(key), seed_bytes, VAULT_KEY));
    assert_false(vault_equal(vault_key_bytes(other), seed_bytes, VAULT_KEY));
    vault_key_free(key);
    vault_key_free(other);
    vault_key_free(NULL);
}

/* Its memory serves the next key. In a child of fork it would not be locked, so there it does not. */
static void
what_was_freed_is_wiped_and_stays_with_its_process(void **state)
{
    static const uint8_t nothing[VAULT_KEY];
    struct vault_key *key = vault_key_of(seed_bytes), *next;
    const uint8_t *freed = vault_key_bytes(key);
    pid_t child;
    int status;

    (void) state;
    vault_key_free(key);
    assert_memory_equal(freed, nothing, VAULT_KEY);
    child = fork();
    if (child == 0) {
        next = vault_key_random();
        _exit(vault_key_bytes(next) == freed);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    next = vault_key_random();
    assert_ptr_equal(vault_key_bytes(next), freed);
    vault_key_free(next);
}

static void
random_ids_and_bytes_differ(void **state)
{
    uint8_t bytes[32], again[32];
    struct id id = vault_random_id(), other = vault_random_id();

    (void) state;
    vault_random(bytes, sizeof(bytes));
    vault_random(again, sizeof(again));
    assert_memory_not_equal(bytes, again, sizeof(bytes));
    assert_false(id_equal(&id, &other));
    assert_false(id_is_none(&id));
}

/* ---- the tree of keys ----------------------------------------------------------*/

static void
every_arrow_gives_a_key_of_its_own(void **state)
{
    struct vault_key *seed = vault_key_of(seed_bytes), *keys[VAULT_DERIVED];

    (void) state;
    for (int i = 0; i < VAULT_DERIVED; i++) {
        struct vault_key *again = vault_key_derive(seed, (enum vault_derived) i);

        keys[i] = vault_key_derive(seed, (enum vault_derived) i);
        assert_memory_equal(vault_key_bytes(again), vault_key_bytes(keys[i]), VAULT_KEY);
        assert_memory_not_equal(vault_key_bytes(keys[i]), seed_bytes, VAULT_KEY);
        vault_key_free(again);
        for (int j = 0; j < i; j++)
            assert_memory_not_equal(vault_key_bytes(keys[i]), vault_key_bytes(keys[j]), VAULT_KEY);
    }
    for (int i = 0; i < VAULT_DERIVED; i++)
        vault_key_free(keys[i]);
    vault_key_free(seed);
}

static void
arrows_are_those_of_the_format(void **state)
{
    static const struct {
        enum vault_derived what;
        const char *context;
        uint64_t number;
    } rows[] = {
        {VAULT_RECOVERY_BOX, "afwrecov", 1},
        {VAULT_RECOVERY_SIGN, "afwrecov", 2},
        {VAULT_STAFF_BOX, "afwstaff", 1},
        {VAULT_STAFF_SIGN, "afwstaff", 2},
        {VAULT_JOURNAL_BOX, "afwjourn", 1},
        {VAULT_JOURNAL_CACHE, "afwjourn", 2},
        {VAULT_JOURNAL_NAME, "afwjourn", 3},
        {VAULT_JOURNAL_COURSE, "afwjourn", 4},
        {VAULT_ENTRY_SUMMARY, "afwentry", 1},
        {VAULT_ENTRY_OPEN, "afwentry", 2},
        {VAULT_ENTRY_CLOSED, "afwentry", 3},
        {VAULT_DRAFT_SNAPSHOT, "afwdraft", 1},
        {VAULT_LOCK_KEY, "afwlock_", 1},
        {VAULT_LOCK_CHECK, "afwlock_", 2},
    };
    struct vault_key *seed = vault_key_of(seed_bytes);

    (void) state;
    assert_int_equal(COUNT(rows), VAULT_DERIVED);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct vault_key *key = vault_key_derive(seed, rows[i].what);
        uint8_t expected[VAULT_KEY];

        crypto_kdf_derive_from_key(
            expected, sizeof(expected), rows[i].number, rows[i].context, seed_bytes);
        assert_memory_equal(vault_key_bytes(key), expected, VAULT_KEY);
        vault_key_free(key);
    }
    vault_key_free(seed);
}

static void
public_halves_are_those_of_the_seed(void **state)
{
    struct vault_key *seed = vault_key_of(seed_bytes);
    uint8_t public[VAULT_PUBLIC], expected[VAULT_PUBLIC], secret[crypto_sign_SECRETKEYBYTES];

    (void) state;
    crypto_box_seed_keypair(expected, secret, seed_bytes);
    vault_box_public(seed, public);
    assert_memory_equal(public, expected, VAULT_PUBLIC);
    crypto_sign_seed_keypair(expected, secret, seed_bytes);
    vault_sign_public(seed, public);
    assert_memory_equal(public, expected, VAULT_PUBLIC);
    vault_key_free(seed);
}

/* ---- H and SIGN ------------------------------------------------------------------*/

static void
a_message_is_its_label_and_fields_in_order(void **state)
{
    static const uint8_t expected[] = "afterword/1/try\0ab\2\0\0\0cd\7\4\3\2\1\1\0\0\0\0\0\0\0";
    struct vault_message message = vault_message("try");
    uint8_t hash[VAULT_HASH], wanted[VAULT_HASH];

    (void) state;
    vault_message_fixed(&message, "ab", 2);
    vault_message_sized(&message, "cd", 2);
    vault_message_u8(&message, 7);
    vault_message_u32(&message, 0x01020304);
    vault_message_u64(&message, 1);
    assert_int_equal(message.bytes.length, sizeof(expected) - 1);
    assert_memory_equal(message.bytes.data, expected, sizeof(expected) - 1);
    crypto_generichash(wanted, sizeof(wanted), expected, sizeof(expected) - 1, NULL, 0);
    vault_hash(&message, hash);
    assert_memory_equal(hash, wanted, VAULT_HASH);
    assert_null(message.bytes.data);
}

static void
fields_can_not_run_into_each_other(void **state)
{
    struct vault_message one = vault_message("try"), two = vault_message("try");
    uint8_t first[VAULT_HASH], second[VAULT_HASH];

    (void) state;
    vault_message_sized(&one, "ab", 2);
    vault_message_sized(&one, "c", 1);
    vault_message_sized(&two, "a", 1);
    vault_message_sized(&two, "bc", 2);
    vault_hash(&one, first);
    vault_hash(&two, second);
    assert_memory_not_equal(first, second, VAULT_HASH);
}

static struct vault_message
message_of(const char *label, const char *field)
{
    struct vault_message message = vault_message(label);

    vault_message_sized(&message, field, strlen(field));
    return message;
}

static bool
verifies(const uint8_t public[VAULT_PUBLIC], const char *label, const char *field,
    const uint8_t *signature, size_t length)
{
    struct vault_message message = message_of(label, field);

    return vault_verify(public, &message, signature, length);
}

static void
a_signature_holds_for_its_message_and_key_alone(void **state)
{
    struct vault_key *seed = vault_key_of(seed_bytes), *other = vault_key_random();
    struct vault_message message = message_of("grant", "kim");
    uint8_t public[VAULT_PUBLIC], others[VAULT_PUBLIC], signature[VAULT_SIGNATURE];

    (void) state;
    vault_sign_public(seed, public);
    vault_sign_public(other, others);
    vault_sign(seed, &message, signature);
    assert_null(message.bytes.data);
    assert_true(verifies(public, "grant", "kim", signature, VAULT_SIGNATURE));
    assert_false(verifies(public, "grant", "kin", signature, VAULT_SIGNATURE));
    assert_false(verifies(public, "grand", "kim", signature, VAULT_SIGNATURE));
    assert_false(verifies(others, "grant", "kim", signature, VAULT_SIGNATURE));
    assert_false(verifies(public, "grant", "kim", signature, VAULT_SIGNATURE - 1));
    assert_false(verifies(public, "grant", "kim", signature, 0));
    for (size_t i = 0; i < VAULT_SIGNATURE; i++) {
        signature[i] ^= 1;
        assert_false(verifies(public, "grant", "kim", signature, VAULT_SIGNATURE));
        signature[i] ^= 1;
    }
    vault_key_free(seed);
    vault_key_free(other);
}

static void
sign_kim(struct vault_key *seed, uint8_t signature[VAULT_SIGNATURE])
{
    struct vault_message message = vault_message("grant");

    vault_message_sized(&message, "kim", 3);
    vault_sign(seed, &message, signature);
}

/* What a key remembers of its first signature goes with it: its memory serves the next key. */
static void
each_key_signs_with_its_own_half(void **state)
{
    (void) state;
    for (uint8_t i = 0; i < 20; i++) {
        uint8_t bytes[VAULT_KEY] = {i}, public[VAULT_PUBLIC], first[VAULT_SIGNATURE];
        uint8_t again[VAULT_SIGNATURE];
        struct vault_key *seed = vault_key_of(bytes);

        vault_sign_public(seed, public);
        sign_kim(seed, first);
        sign_kim(seed, again);
        assert_true(verifies(public, "grant", "kim", first, VAULT_SIGNATURE));
        assert_memory_equal(first, again, VAULT_SIGNATURE);
        vault_key_free(seed);
    }
}

static void
sign_often(struct vault_key *seed)
{
    uint8_t signature[VAULT_SIGNATURE];

    for (int i = 0; i < 50; i++)
        sign_kim(seed, signature);
}

struct signing {
    struct job job;
    struct vault_key *seed;
};

static bool
run_signing(struct job *job, struct fault *fault)
{
    (void) fault;
    sign_often(((struct signing *) (void *) job)->seed);
    return true;
}

static void
free_signing(struct job *job)
{
    free(job);
}

static void
take_signing(void *context, struct job *job)
{
    (void) context;
    job->free(job);
}

static void
two_threads_sign_with_one_seed(void **state)
{
    struct vault_key *seed = vault_key_of(seed_bytes);
    struct worker *worker = worker_start(1, take_signing, NULL);
    struct signing *signing = memory_new(1, sizeof(*signing));
    uint8_t public[VAULT_PUBLIC], signature[VAULT_SIGNATURE];

    (void) state;
    signing->job.run = run_signing;
    signing->job.free = free_signing;
    signing->seed = seed;
    assert_true(worker_post(worker, &signing->job));
    sign_often(seed);
    worker_stop(worker);
    vault_sign_public(seed, public);
    sign_kim(seed, signature);
    assert_true(verifies(public, "grant", "kim", signature, VAULT_SIGNATURE));
    vault_key_free(seed);
}

/* As many as every processor gets some of, signed by two keys in turns. */
#define MANY 300

static void
sign_many(struct vault_signed *many)
{
    struct vault_key *seeds[] = {vault_key_of(seed_bytes), vault_key_random()};

    for (size_t i = 0; i < MANY; i++) {
        struct vault_message message = vault_message("grant"), again = vault_message("grant");

        vault_message_u32(&message, (uint32_t) i);
        vault_message_u32(&again, (uint32_t) i);
        vault_sign(seeds[i % 2], &message, many[i].signature);
        vault_hash(&again, many[i].hash);
        vault_sign_public(seeds[i % 2], many[i].public);
        many[i].holds = true;
    }
    vault_key_free(seeds[0]);
    vault_key_free(seeds[1]);
}

static void
of_many_signatures_each_is_verified(void **state)
{
    static struct vault_signed many[MANY];
    static const size_t counts[] = {0, 1, 31, 32, 63, 64, MANY};

    (void) state;
    for (size_t n = 0; n < COUNT(counts); n++) {
        sign_many(many);
        many[0].signature[63] ^= 1;
        many[1].hash[0] ^= 1;
        memcpy(many[MANY - 1].public, many[0].public, VAULT_PUBLIC); // the other's
        many[40].holds = false;                                      // it was wrong before
        many[62].signature[0] ^= 1;
        vault_verify_all(many, counts[n]);
        for (size_t i = 0; i < counts[n]; i++)
            if (many[i].holds != (i > 1 && i != 40 && i != 62 && i != MANY - 1))
                fail_msg("signature %zu of %zu", i, counts[n]);
        for (size_t i = counts[n]; i < MANY; i++)
            assert_int_equal(many[i].holds, i != 40); // not looked at
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_the_bytes_it_was_made_of),
        cmocka_unit_test(what_was_freed_is_wiped_and_stays_with_its_process),
        cmocka_unit_test(random_ids_and_bytes_differ),
        cmocka_unit_test(every_arrow_gives_a_key_of_its_own),
        cmocka_unit_test(arrows_are_those_of_the_format),
        cmocka_unit_test(public_halves_are_those_of_the_seed),
        cmocka_unit_test(a_message_is_its_label_and_fields_in_order),
        cmocka_unit_test(fields_can_not_run_into_each_other),
        cmocka_unit_test(a_signature_holds_for_its_message_and_key_alone),
        cmocka_unit_test(each_key_signs_with_its_own_half),
        cmocka_unit_test(two_threads_sign_with_one_seed),
        cmocka_unit_test(of_many_signatures_each_is_verified),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
