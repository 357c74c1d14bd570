/* Codes on cards: a mistake in one of them never gives somebody else's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/journal.h"
#include "clinic/inside.h"

#include "clinic_demo.h"

#define WORDS_MAX 256
#define LETTERS "abcdefghjkmnpqrstuvwxyz"

static char words[WORDS_MAX][16];
static size_t n_words;

static void
read_words(void)
{
    struct bytes text = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    char *rest = NULL;

    assert_true(file_read(AFTERWORD_SOURCE_DIR "/assets/code-words.txt", 65536, &text, &fault));
    n_words = 0;
    for (char *word = strtok_r((char *) text.data, "\n", &rest); word;
         word = strtok_r(NULL, "\n", &rest))
        (void) snprintf(words[n_words++], sizeof(words[0]), "%s", word);
    bytes_destroy(&text);
}

static int
compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

static bool
is_word(const char *text, size_t length)
{
    char word[16] = "";

    if (length >= sizeof(word))
        return false;
    memcpy(word, text, length);
    return bsearch(word, words, n_words, sizeof(words[0]), compare) != NULL;
}

/* The rule of the code's last letter, written down a second time: each sign times its place. */
static char
check_of(const char *signs, size_t length)
{
    unsigned sum = 0;

    for (size_t i = 0; i < length; i++)
        sum += (unsigned) (i + 1) * (unsigned) (signs[i] >= 'a' ? signs[i] - 'a' : signs[i] - '0');
    return LETTERS[sum % (sizeof(LETTERS) - 1)];
}

/* "maple14k": whether a clinic could ever give this code to somebody. */
static bool
could_be_given(const char *folded)
{
    size_t length = strlen(folded), letters = strspn(folded, "abcdefghijklmnopqrstuvwxyz");

    return length == letters + 3 && is_word(folded, letters) && folded[letters] >= '1' &&
           folded[letters] <= '9' && folded[letters + 1] >= '0' && folded[letters + 1] <= '9' &&
           folded[letters + 2] == check_of(folded, letters + 2);
}

static void
for_each_mistake(const char *code, void (*look)(const char *mistake, void *context), void *context)
{
    size_t length = strlen(code);
    char mistake[32];

    for (size_t i = 0; i < length; i++) {
        for (const char *sign = "abcdefghijklmnopqrstuvwxyz0123456789"; *sign; sign++) {
            (void) snprintf(mistake, sizeof(mistake), "%s", code);
            mistake[i] = *sign;
            if (*sign != code[i])
                look(mistake, context);
        }
        (void) snprintf(mistake, sizeof(mistake), "%s", code);
        if (i + 1 < length && code[i] != code[i + 1]) {
            mistake[i] = code[i + 1];
            mistake[i + 1] = code[i];
            look(mistake, context);
        }
    }
}

static void
must_not_be_given(const char *mistake, void *context)
{
    if (could_be_given(mistake))
        fail_msg("'%s' for '%s' is another code", mistake, (const char *) context);
}

/* All that a clinic can give, each with each sign changed and each two neighbours swapped. */
static void
no_mistake_in_a_code_is_another_code(void **state)
{
    size_t count = 0;

    (void) state;
    read_words();
    for (size_t i = 0; i < n_words; i++)
        for (unsigned number = 10; number <= 99; number++, count++) {
            char code[32];
            size_t length = (size_t) snprintf(code, sizeof(code), "%s%u", words[i], number);

            code[length] = check_of(code, length);
            code[length + 1] = '\0';
            assert_true(could_be_given(code));
            for_each_mistake(code, must_not_be_given, code);
        }
    assert_int_equal(count, 128 * 90);
}

static void
a_made_code_is_one_that_can_be_given(void **state)
{
    struct clinic_demo *demo = *state;
    struct bytes code = BYTES_EMPTY, other = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    size_t same = 0;

    read_words();
    for (int i = 0; i < 100; i++) {
        char word[16], number[4], check[2], folded[32];

        assert_true(code_make(demo->records, &code, &fault));
        assert_int_equal(
            sscanf(bytes_text(&code), "%15[a-z] %3[0-9] %1[a-z]", word, number, check), 3);
        (void) snprintf(folded, sizeof(folded), "%s%s%s", word, number, check);
        assert_int_equal(strlen(folded) + 2, code.length);
        if (!could_be_given(folded))
            fail_msg("no code: %s", bytes_text(&code));
        assert_null(strpbrk(check, "ilo"));
        same += bytes_equal(&code, &other);
        bytes_set(&other, code.data, code.length);
    }
    assert_true(same < 5);
    bytes_destroy(&code);
    bytes_destroy(&other);
}

/* ---- on the demo's own cards -------------------------------------------------------*/

static void
fold(const char *code, char *folded)
{
    for (; *code; code++)
        if (*code != ' ')
            *folded++ = *code;
    *folded = '\0';
}

static void
must_be_nobody(const char *mistake, void *context)
{
    struct clinic_demo *demo = context;
    struct fault fault = FAULT_EMPTY;
    struct id found = ID_NONE;

    if (journal_code_find(demo->records, mistake, &found, &fault))
        fail_msg("'%s' opens a journal", mistake);
    assert_true(fault.kind == FAULT_INPUT || fault.kind == FAULT_NOT_FOUND);
    assert_true(id_is_none(&found));
}

static void
a_card_is_read_as_people_type_it_and_no_other(void **state)
{
    struct clinic_demo *demo = *state;
    struct clinic_patients patients = {0};
    struct fault fault = FAULT_EMPTY;

    assert_true(clinic_patients_read(demo->records, demo->session, &patients, &fault));
    assert_int_equal(patients.count, 7);
    for (size_t i = 0; i < patients.count; i += 3) {
        const char *code = patients.patients[i].code;
        char folded[32], upper[32];
        struct id found = ID_NONE;

        fold(code, folded);
        (void) snprintf(upper, sizeof(upper), "%s\n", code);
        for (char *at = upper; *at; at++)
            *at = *at >= 'a' && *at <= 'z' ? (char) (*at - 'a' + 'A') : *at == ' ' ? '-' : *at;
        const char *const typed[] = {code, folded, upper};
        for (size_t j = 0; j < COUNT(typed); j++) {
            assert_true(journal_code_find(demo->records, typed[j], &found, &fault));
            assert_true(id_equal(&found, &patients.patients[i].journal));
        }
        if (i == 0)
            for_each_mistake(folded, must_be_nobody, demo);
    }
    clinic_patients_destroy(&patients);
}

static void
what_only_looks_like_a_code_is_nobodys(void **state)
{
    static const char *const rows[] = {"", " ", "maple", "14 k", "maple 14", "maple k",
        "maple 1O k", "maple I4 k", "map1e 14 k", "maple 14 k k", "maple 014 k 2",
        "m\xc3\xa1ple 14 k", "maple 14 k\x1b[31m", "%s%s%n 14 k",
        "maplemaplemaplemaplemaplemaplemaple 14 k"};

    for (size_t i = 0; i < COUNT(rows); i++)
        must_be_nobody(rows[i], *state);
}

static void
a_retired_card_is_nobodys(void **state)
{
    struct clinic_demo *demo = *state;
    struct id journal = clinic_demo_journal(demo, "Mara Lind"), found = ID_NONE;
    struct clinic_patients patients = {0};
    struct fault fault = FAULT_EMPTY;
    char *code = NULL;

    assert_true(clinic_patients_read(demo->records, demo->session, &patients, &fault));
    for (size_t i = 0; i < patients.count; i++)
        if (id_equal(&patients.patients[i].journal, &journal))
            code = memory_string(patients.patients[i].code);
    clinic_patients_destroy(&patients);
    assert_true(journal_code_find(demo->records, code, &found, &fault));
    assert_true(clinic_patient_retire(demo->records, demo->session, &journal, &fault));
    must_be_nobody(code, demo);
    free(code);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, clinic_demo_open, clinic_demo_close)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_mistake_in_a_code_is_another_code),
        TEST(a_made_code_is_one_that_can_be_given),
        TEST(a_card_is_read_as_people_type_it_and_no_other),
        TEST(what_only_looks_like_a_code_is_nobodys),
        TEST(a_retired_card_is_nobodys),
    };

    return cmocka_run_group_tests(tests, clinic_demo_make, clinic_demo_remove);
}
