/* The list of words, the recovery paper's 24, and passphrases. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "afterword/vault.h"

#define COST VAULT_COST_FLOOR

static struct bytes words;
static const uint8_t salt[VAULT_SALT] = {9, 8, 7};

static int
set_up(void **state)
{
    struct fault fault = FAULT_EMPTY;

    (void) state;
    vault_start();
    return file_read(AFTERWORD_SOURCE_DIR "/assets/words.txt", 1 << 20, &words, &fault) ? 0 : -1;
}

static int
tear_down(void **state)
{
    (void) state;
    bytes_destroy(&words);
    return 0;
}

/* ---- the list ------------------------------------------------------------------------*/

static void
the_list_is_what_it_must_be(void **state)
{
    static const char *const expected[] = {
        "harbor", "candle", "pepper", "window", "lantern", "meadow"};
    struct fault fault = FAULT_EMPTY;

    (void) state;
    assert_true(vault_words_check(&words, &fault));
    for (size_t i = 0; i < COUNT(expected); i++)
        assert_true(vault_word_find(&words, expected[i], strlen(expected[i])) >= 0);
}

static void
each_word_is_found_by_its_first_letters(void **state)
{
    (void) state;
    for (int i = 0; i < VAULT_WORDS; i++) {
        size_t length;
        const char *word = vault_word(&words, i, &length);

        assert_in_range(length, 3, VAULT_WORD_MAX);
        assert_int_equal(vault_word_find(&words, word, length), i);
        if (length >= 4)
            assert_int_equal(vault_word_find(&words, word, 4), i);
        if (length > 3) // three letters are no name of a longer word
            assert_int_not_equal(vault_word_find(&words, word, 3), i);
    }
}

static void
what_is_no_word_is_not_found(void **state)
{
    static const char *const wrong[] = {"", "a", "ha", "har", "harbar", "harbors", "harborsides",
        "zzzz", "HARB", "har ", "elk\n", "elk\nelm"};

    (void) state;
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_int_equal(vault_word_find(&words, wrong[i], strlen(wrong[i])), -1);
}

/* Puts `line` in place of the list's line `at` (from 0) and checks that it is refused there. */
static void
refuses_line(int at, const char *line, int64_t code)
{
    struct bytes changed = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    size_t length;
    const char *word = vault_word(&words, at, &length);

    bytes_append(&changed, words.data, words.length);
    bytes_replace(&changed, (size_t) (word - bytes_text(&words)), length + 1, line, strlen(line));
    assert_false(vault_words_check(&changed, &fault));
    assert_int_equal(fault.kind, FAULT_DAMAGED);
    assert_int_equal(fault.code, code);
    bytes_destroy(&changed);
}

static void
another_list_is_refused(void **state)
{
    struct bytes empty = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    size_t length;
    char again[16];

    (void) state;
    (void) memcpy(again, vault_word(&words, 9, &length), 4);
    memcpy(again + 4, "s\n", 3);
    refuses_line(10, again, 11); // the same four letters as the one before
    refuses_line(10, "Word\n", 11);
    refuses_line(10, "ab\n", 11);
    refuses_line(10, "abcdefghi\n", 11);
    refuses_line(10, "\n", 11);
    refuses_line(10, "wo rd\n", 11);
    refuses_line(10, "zzzz\n", 12);
    refuses_line(10, "", VAULT_WORDS - 1);
    refuses_line(VAULT_WORDS - 1, "zzzz", VAULT_WORDS); // without its end of line
    refuses_line(VAULT_WORDS - 1, "zzzy\nzzzz\n", VAULT_WORDS + 1);
    assert_false(vault_words_check(&empty, &fault));
}

/* ---- the recovery paper ----------------------------------------------------------------*/

static void
a_seed_comes_back_from_its_words(void **state)
{
    (void) state;
    for (int i = 0; i < 20; i++) {
        struct vault_key *seed = vault_key_random(), *read;
        struct bytes text = BYTES_EMPTY;
        struct fault fault = FAULT_EMPTY;

        vault_recovery_words(&words, seed, &text);
        read = vault_recovery_read(&words, bytes_text(&text), &fault);
        assert_non_null(read);
        assert_memory_equal(vault_key_bytes(read), vault_key_bytes(seed), VAULT_KEY);
        vault_key_free(read);
        vault_key_free(seed);
        bytes_wipe(&text);
    }
}

static struct vault_key *
known_seed(void)
{
    static const uint8_t bytes[VAULT_KEY] = {0};

    return vault_key_of(bytes);
}

static void
eleven_bits_are_a_word(void **state)
{
    struct vault_key *seed = known_seed();
    struct bytes text = BYTES_EMPTY;
    size_t length, count = 1;
    const char *first = vault_word(&words, 0, &length);

    (void) state;
    vault_recovery_words(&words, seed, &text);
    for (const char *at = bytes_text(&text); (at = strchr(at, ' ')); at++)
        count++;
    assert_int_equal(count, VAULT_RECOVERY_WORDS);
    for (size_t i = 0; i < VAULT_RECOVERY_WORDS - 1; i++) {
        assert_memory_equal(bytes_text(&text) + i * (length + 1), first, length);
        assert_int_equal(bytes_text(&text)[i * (length + 1) + length], ' ');
    }
    // The last word carries the check, which is not zero for a seed of zeros.
    assert_memory_not_equal(strrchr(bytes_text(&text), ' ') + 1, first, length);
    vault_key_free(seed);
    bytes_wipe(&text);
}

/* The words of a seed with word `at` (from 0) replaced; free it. */
static char *
words_with(const struct vault_key *seed, int at, const char *instead)
{
    struct bytes text = BYTES_EMPTY, made = BYTES_EMPTY;
    char *rest, *word;
    int i = 0;

    vault_recovery_words(&words, seed, &text);
    for (word = strtok_r((char *) text.data, " ", &rest); word;
         word = strtok_r(NULL, " ", &rest), i++)
        bytes_append_format(&made, "%s%s", i > 0 ? " " : "", i == at ? instead : word);
    bytes_destroy(&text);
    return (char *) made.data;
}

static void
refuses_words(const char *text, enum fault_kind kind, int64_t code)
{
    struct fault fault = FAULT_EMPTY;

    assert_null(vault_recovery_read(&words, text, &fault));
    assert_int_equal(fault.kind, kind);
    assert_int_equal(fault.code, code);
}

static void
a_wrong_word_is_named_by_its_place(void **state)
{
    struct vault_key *seed = vault_key_random();

    (void) state;
    for (int at = 0; at < VAULT_RECOVERY_WORDS; at++) {
        char *text = words_with(seed, at, "qqqq");

        refuses_words(text, FAULT_INPUT, at + 1);
        free(text);
    }
    vault_key_free(seed);
}

static void
a_wrong_number_of_words_is_refused(void **state)
{
    struct vault_key *seed = vault_key_random();
    char *less = words_with(seed, 23, ""), *more = words_with(seed, 0, "candle candle");

    (void) state;
    refuses_words(less, FAULT_INPUT, 0);
    refuses_words(more, FAULT_INPUT, 0);
    refuses_words("", FAULT_INPUT, 0);
    refuses_words("candle", FAULT_INPUT, 0);
    free(less);
    free(more);
    vault_key_free(seed);
}

static void
another_word_fails_the_check(void **state)
{
    struct vault_key *seed = known_seed();
    struct fault fault = FAULT_EMPTY;
    int refused = 0;

    (void) state;
    // Eight bits of check: each of these fails but for one in 256, and none of this seed's does.
    for (int at = 0; at < VAULT_RECOVERY_WORDS; at++) {
        char *text = words_with(seed, at, "candle");
        struct vault_key *read = vault_recovery_read(&words, text, &fault);

        if (!read) {
            assert_int_equal(fault.kind, FAULT_DAMAGED);
            refused++;
        }
        vault_key_free(read);
        free(text);
    }
    assert_int_equal(refused, VAULT_RECOVERY_WORDS);
    vault_key_free(seed);
}

static void
words_are_read_as_people_write_them(void **state)
{
    struct vault_key *seed = known_seed(), *read;
    struct bytes text = BYTES_EMPTY, spaced = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    char *rest;

    (void) state;
    vault_recovery_words(&words, seed, &text);
    for (char *word = strtok_r((char *) text.data, " ", &rest); word;
         word = strtok_r(NULL, " ", &rest))
        bytes_append_format(&spaced, "\n  %.4s\t", word); // four letters are enough
    read = vault_recovery_read(&words, bytes_text(&spaced), &fault);
    assert_non_null(read);
    assert_memory_equal(vault_key_bytes(read), vault_key_bytes(seed), VAULT_KEY);
    vault_key_free(read);
    vault_key_free(seed);
    bytes_wipe(&text);
    bytes_wipe(&spaced);
}

/* ---- passphrases -----------------------------------------------------------------------*/

static bool
same_key(const char *one, const char *two)
{
    struct fault fault = FAULT_EMPTY;
    struct vault_key *first = vault_passphrase_key(one, salt, COST, &fault);
    struct vault_key *second = vault_passphrase_key(two, salt, COST, &fault);
    bool same;

    assert_non_null(first);
    assert_non_null(second);
    same = vault_equal(vault_key_bytes(first), vault_key_bytes(second), VAULT_KEY);
    vault_key_free(first);
    vault_key_free(second);
    return same;
}

static void
the_same_letters_are_the_same_passphrase(void **state)
{
    (void) state;
    // One letter with an accent, and the letter with the accent behind it.
    assert_true(same_key("caf\xc3\xa9 del mar", "cafe\xcc\x81 del mar"));
    // Half a ligature more: NFKC, not NFC alone.
    assert_true(same_key("\xef\xac\x81ve pepper", "five pepper"));
    assert_true(same_key("\xed\x95\x9c\xea\xb8\x80", "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab"
                                                     "\xe1\x84\x80\xe1\x85\xb3\xe1\x86\xaf"));
}

static void
other_letters_are_another_passphrase(void **state)
{
    (void) state;
    assert_false(same_key("candle pepper", "candle peppers"));
    assert_false(same_key("candle pepper", "Candle pepper"));
    assert_false(same_key("candle pepper", "candle pepper ")); // never trimmed
    assert_false(same_key("candle pepper", " candle pepper"));
}

static void
salt_and_cost_are_part_of_the_key(void **state)
{
    static const uint8_t other_salt[VAULT_SALT] = {1};
    struct fault fault = FAULT_EMPTY;
    struct vault_key *key = vault_passphrase_key("candle", salt, COST, &fault);
    struct vault_key *salted = vault_passphrase_key("candle", other_salt, COST, &fault);
    struct vault_key *dearer =
        vault_passphrase_key("candle", salt, (struct vault_cost){4, 65536}, &fault);

    (void) state;
    assert_memory_not_equal(vault_key_bytes(key), vault_key_bytes(salted), VAULT_KEY);
    assert_memory_not_equal(vault_key_bytes(key), vault_key_bytes(dearer), VAULT_KEY);
    vault_key_free(key);
    vault_key_free(salted);
    vault_key_free(dearer);
}

static char *
repeated(const char *text, size_t times)
{
    struct bytes bytes = BYTES_EMPTY;

    for (size_t i = 0; i < times; i++)
        bytes_append_text(&bytes, text);
    return (char *) bytes.data;
}

static void
refuses_passphrase(const char *passphrase)
{
    struct fault fault = FAULT_EMPTY;

    assert_null(vault_passphrase_key(passphrase, salt, COST, &fault));
    assert_int_equal(fault.kind, FAULT_INPUT);
    assert_non_null(vault_passphrase_problem(passphrase, &words));
}

static void
a_passphrase_of_a_wrong_form_is_refused(void **state)
{
    char *over = repeated("x", VAULT_PASSPHRASE_MAX + 1);
    // One character of three bytes that NFKC makes 33 of.
    char *grows = repeated("\xef\xb7\xba", 200);
    struct fault fault = FAULT_EMPTY;

    (void) state;
    refuses_passphrase("");
    refuses_passphrase(over);
    refuses_passphrase("harbor \xff\xfe window lantern");
    refuses_passphrase("harbor \xc0\x80 window lantern");
    refuses_passphrase("harbor \xed\xa0\x80 window lantern");
    assert_null(vault_passphrase_key(grows, salt, COST, &fault));
    assert_int_equal(fault.kind, FAULT_INPUT);
    free(over);
    free(grows);
}

static void
a_thousand_characters_are_taken(void **state)
{
    char *long_one = repeated("a b\xc3\xa9 ", 200), *other = repeated("a b\xc3\xa9 ", 200);

    (void) state;
    assert_int_equal(utf8_count(long_one, strlen(long_one)), 1000);
    assert_true(same_key(long_one, other));
    other[strlen(other) - 1] = 'x'; // the last character counts
    assert_false(same_key(long_one, other));
    free(long_one);
    free(other);
}

static void
a_cost_out_of_range_is_damage(void **state)
{
    static const struct vault_cost costs[] = {
        {0, 65536}, {21, 65536}, {3, 0}, {3, 65535}, {3, 1048577}, {UINT32_MAX, UINT32_MAX}};

    (void) state;
    for (size_t i = 0; i < COUNT(costs); i++) {
        struct fault fault = FAULT_EMPTY;

        assert_null(vault_passphrase_key("candle", salt, costs[i], &fault));
        assert_int_equal(fault.kind, FAULT_DAMAGED);
    }
}

static void
only_good_passphrases_are_taken(void **state)
{
    static const struct {
        const char *passphrase;
        bool taken;
    } rows[] = {
        {"harbor candle pepper window lantern meadow", true},
        {"harb cand pepp wind lant mead", true},
        {"harbor candle pepper window lantern", true}, // long enough by itself
        {"harb cand pepp", false},                     // neither six nor 15 characters
        {"short one", false},
        {"aaaaaaaaaaaaaaaaaaaa", false},
        {"\xc3\xb1"
         "and\xc3\xba azul corre lejos \xe2\x98\x80",
            true},
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *problem = vault_passphrase_problem(rows[i].passphrase, &words);

        if ((problem == NULL) != rows[i].taken)
            fail_msg("'%s': %s", rows[i].passphrase, problem ? problem : "taken");
    }
}

static void
a_made_passphrase_is_six_words_and_taken(void **state)
{
    struct bytes made = BYTES_EMPTY, again = BYTES_EMPTY;
    size_t blanks = 0;

    (void) state;
    vault_passphrase_make(&words, &made);
    vault_passphrase_make(&words, &again);
    for (const char *at = bytes_text(&made); (at = strchr(at, ' ')); at++)
        blanks++;
    assert_int_equal(blanks, 5);
    assert_null(vault_passphrase_problem(bytes_text(&made), &words));
    assert_false(bytes_equal(&made, &again));
    bytes_wipe(&made);
    bytes_wipe(&again);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_list_is_what_it_must_be),
        cmocka_unit_test(each_word_is_found_by_its_first_letters),
        cmocka_unit_test(what_is_no_word_is_not_found),
        cmocka_unit_test(another_list_is_refused),
        cmocka_unit_test(a_seed_comes_back_from_its_words),
        cmocka_unit_test(eleven_bits_are_a_word),
        cmocka_unit_test(a_wrong_word_is_named_by_its_place),
        cmocka_unit_test(a_wrong_number_of_words_is_refused),
        cmocka_unit_test(another_word_fails_the_check),
        cmocka_unit_test(words_are_read_as_people_write_them),
        cmocka_unit_test(the_same_letters_are_the_same_passphrase),
        cmocka_unit_test(other_letters_are_another_passphrase),
        cmocka_unit_test(salt_and_cost_are_part_of_the_key),
        cmocka_unit_test(a_passphrase_of_a_wrong_form_is_refused),
        cmocka_unit_test(a_thousand_characters_are_taken),
        cmocka_unit_test(a_cost_out_of_range_is_damage),
        cmocka_unit_test(only_good_passphrases_are_taken),
        cmocka_unit_test(a_made_passphrase_is_six_words_and_taken),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
