/* The vectors of tests/vectors, which were made without a line of this program: what vault and
 * records make of each is as its file says. tests/vectors_test.py asks the second reader the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <jansson.h>
#include <sqlite3.h>

#include "afterword/journal.h"
#include "afterword/records.h"
#include "afterword/vault.h"

#include "folder.h"

#define VECTORS AFTERWORD_SOURCE_DIR "/tests/vectors"
#define LEAST 120
#define NAME_MAX_BYTES 300

/* ---- what a vector holds -----------------------------------------------------------------------*/

static const char *
text_of(const json_t *vector, const char *name)
{
    const char *text = json_string_value(json_object_get(vector, name));

    if (!text)
        fail_msg("a vector has no text '%s'", name);
    return text;
}

static uint64_t
number_of(const json_t *vector, const char *name)
{
    const json_t *number = json_object_get(vector, name);

    if (!json_is_integer(number))
        fail_msg("a vector has no number '%s'", name);
    return (uint64_t) json_integer_value(number);
}

static struct bytes
bytes_of_hex(const char *digits)
{
    struct bytes bytes = BYTES_EMPTY;
    unsigned value;

    for (; sscanf(digits, "%2x", &value) == 1; digits += 2)
        bytes_append(&bytes, &(uint8_t){(uint8_t) value}, 1);
    assert_string_equal(digits, "");
    return bytes;
}

static struct bytes
bytes_of(const json_t *vector, const char *name)
{
    return bytes_of_hex(text_of(vector, name));
}

/* As many bytes as `size` says, else the vector is none. */
static void
fixed_of(const json_t *vector, const char *name, void *data, size_t size)
{
    struct bytes bytes = bytes_of(vector, name);

    assert_int_equal(bytes.length, size);
    memcpy(data, bytes.data, size);
    bytes_destroy(&bytes);
}

static struct id
id_of(const json_t *vector, const char *name)
{
    struct id id;

    fixed_of(vector, name, id.bytes, ID_LENGTH);
    return id;
}

static struct vault_key *
key_of(const json_t *vector, const char *name)
{
    uint8_t bytes[VAULT_KEY];

    fixed_of(vector, name, bytes, sizeof(bytes));
    return vault_key_of(bytes);
}

static struct vault_block
block_of(const json_t *vector)
{
    return (struct vault_block){
        .kind = (enum vault_kind) number_of(vector, "kind"),
        .clinic = id_of(vector, "clinic"),
        .owner = id_of(vector, "owner"),
        .object = id_of(vector, "object"),
        .n = number_of(vector, "n"),
    };
}

/* ---- what comes of it ---------------------------------------------------------------------------*/

/* "opens", and only with the plaintext that stands there. */
static const char *
opened_as(const json_t *vector, const void *plain, size_t length)
{
    const json_t *wanted = json_object_get(vector, "plain");
    struct bytes bytes = wanted ? bytes_of(vector, "plain") : BYTES_EMPTY;
    bool is_it =
        wanted && bytes.length == length && (length == 0 || memcmp(bytes.data, plain, length) == 0);

    bytes_destroy(&bytes);
    return is_it ? "opens" : "opens to something else";
}

static const char *
refused_as(const struct fault *fault)
{
    switch (fault->kind) {
    case FAULT_NEWER:
        return "newer";
    case FAULT_DAMAGED:
    case FAULT_FORGED: // opened to another block: to a reader the same
        return "damaged";
    case FAULT_INPUT:
        return "wrong";
    default:
        return fault->doing;
    }
}

/* A key that is freed, or why there is none. */
static const char *
key_outcome(const json_t *vector, struct vault_key *key, const struct fault *fault)
{
    const char *outcome =
        key ? opened_as(vector, vault_key_bytes(key), VAULT_KEY) : refused_as(fault);

    vault_key_free(key);
    return outcome;
}

static const char *
read_body(const json_t *vector)
{
    struct vault_block block = block_of(vector);
    struct bytes parameters = bytes_of(vector, "parameters"), sealed = bytes_of(vector, "sealed");
    struct bytes plain = BYTES_EMPTY;
    struct vault_key *key = key_of(vector, "key");
    struct fault fault = FAULT_EMPTY;
    bool is_padded = json_is_true(json_object_get(vector, "padded")), opened;
    const char *outcome;

    block.parameters = parameters.length ? &parameters : NULL;
    opened = vault_open(key, &block, &sealed, &plain, &fault) &&
             (!is_padded || vault_unpad(&plain, &fault));
    outcome = opened ? opened_as(vector, plain.data, plain.length) : refused_as(&fault);
    vault_key_free(key);
    bytes_destroy(&parameters);
    bytes_destroy(&sealed);
    bytes_destroy(&plain);
    return outcome;
}

static const char *
read_key(const json_t *vector)
{
    struct vault_block block = block_of(vector);
    struct bytes sealed = bytes_of(vector, "sealed");
    struct vault_key *box = key_of(vector, "box");
    struct fault fault = FAULT_EMPTY;
    const char *outcome = key_outcome(vector, vault_open_key(box, &block, &sealed, &fault), &fault);

    vault_key_free(box);
    bytes_destroy(&sealed);
    return outcome;
}

static bool
lock_open(const json_t *vector, const struct vault_key *passphrase, struct bytes *plain,
    struct fault *fault)
{
    struct bytes sealed = bytes_of(vector, "sealed"), parameters = bytes_of(vector, "salt");
    uint32_t numbers[] = {(uint32_t) number_of(vector, "ops"), (uint32_t) number_of(vector, "mem")};
    struct vault_block block = {.kind = VAULT_KIND_LOCK,
        .clinic = id_of(vector, "clinic"),
        .owner = id_of(vector, "staff"),
        .parameters = &parameters};
    struct vault_key *lock = vault_key_derive(passphrase, VAULT_LOCK_KEY);
    bool opened;

    block.object.bytes[0] = (uint8_t) number_of(vector, "slot");
    for (size_t i = 0; i < COUNT(numbers); i++)
        for (int shift = 0; shift < 32; shift += 8)
            bytes_append(&parameters, &(uint8_t){(uint8_t) (numbers[i] >> shift)}, 1);
    opened = vault_open(lock, &block, &sealed, plain, fault);
    vault_key_free(lock);
    bytes_destroy(&sealed);
    bytes_destroy(&parameters);
    return opened;
}

static const char *
read_lock(const json_t *vector)
{
    uint8_t salt[VAULT_SALT], checkval[VAULT_KEY];
    struct vault_cost cost = {
        (uint32_t) number_of(vector, "ops"), (uint32_t) number_of(vector, "mem")};
    struct fault fault = FAULT_EMPTY;
    struct bytes plain = BYTES_EMPTY;
    struct vault_key *key, *check;
    const char *outcome = "wrong";

    fixed_of(vector, "salt", salt, sizeof(salt));
    fixed_of(vector, "checkval", checkval, sizeof(checkval));
    key = vault_passphrase_key(text_of(vector, "passphrase"), salt, cost, &fault);
    if (!key)
        return refused_as(&fault);
    check = vault_key_derive(key, VAULT_LOCK_CHECK);
    if (vault_equal(vault_key_bytes(check), checkval, sizeof(checkval)))
        outcome = lock_open(vector, key, &plain, &fault)
                      ? opened_as(vector, plain.data, plain.length)
                      : refused_as(&fault);
    vault_key_free(check);
    vault_key_free(key);
    bytes_destroy(&plain);
    return outcome;
}

static const char *
read_tree(const json_t *vector)
{
    static const struct {
        const char *context;
        enum vault_derived first;
    } trees[] = {
        {"afwrecov", VAULT_RECOVERY_BOX},
        {"afwstaff", VAULT_STAFF_BOX},
        {"afwjourn", VAULT_JOURNAL_BOX},
        {"afwentry", VAULT_ENTRY_SUMMARY},
        {"afwdraft", VAULT_DRAFT_SNAPSHOT},
        {"afwlock_", VAULT_LOCK_KEY},
    };
    struct vault_key *seed = key_of(vector, "seed"), *key = NULL;
    struct fault fault = FAULT_EMPTY;

    for (size_t i = 0; i < COUNT(trees); i++)
        if (strcmp(trees[i].context, text_of(vector, "context")) == 0)
            key = vault_key_derive(
                seed, (enum vault_derived)(trees[i].first + number_of(vector, "number") - 1));
    vault_key_free(seed);
    return key_outcome(vector, key, &fault);
}

static const char *
read_paper(const json_t *vector)
{
    struct bytes words = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    struct vault_key *seed;

    assert_true(file_read(AFTERWORD_SOURCE_DIR "/assets/words.txt", 65536, &words, &fault));
    seed = vault_recovery_read(&words, text_of(vector, "text"), &fault);
    bytes_destroy(&words);
    return seed ? key_outcome(vector, seed, &fault) : "refused";
}

static void
add_field(struct vault_message *message, const json_t *field)
{
    const char *form = json_string_value(json_array_get(field, 0));
    const json_t *value = json_array_get(field, 1);
    struct bytes bytes = BYTES_EMPTY;

    if (strcmp(form, "u64") == 0) {
        vault_message_u64(message, (uint64_t) json_integer_value(value));
        return;
    }
    bytes = bytes_of_hex(json_string_value(value));
    if (strcmp(form, "sized") == 0)
        vault_message_sized(message, bytes.data, bytes.length);
    else
        vault_message_fixed(message, bytes.data, bytes.length);
    bytes_destroy(&bytes);
}

static const char *
read_signature(const json_t *vector)
{
    struct vault_message message = vault_message(text_of(vector, "label"));
    struct bytes signature = bytes_of(vector, "signature");
    uint8_t public[VAULT_PUBLIC];
    const json_t *fields = json_object_get(vector, "fields"), *field;
    size_t at;
    bool holds;

    fixed_of(vector, "public", public, sizeof(public));
    json_array_foreach(fields, at, field) add_field(&message, field);
    holds = vault_verify(public, &message, signature.data, signature.length);
    bytes_destroy(&signature);
    return holds ? "holds" : "refused";
}

/* ---- whole clinics ----------------------------------------------------------------------------*/

static void
write_file(const char *folder, const char *name, const char *hex)
{
    char path[NAME_MAX_BYTES];
    struct bytes bytes = bytes_of_hex(hex);
    FILE *file;

    (void) snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.data, 1, bytes.length, file), bytes.length);
    assert_int_equal(fclose(file), 0);
    bytes_destroy(&bytes);
}

static void
run(sqlite3 *database, const char *sql)
{
    char *message = NULL;

    if (sqlite3_exec(database, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", message, sql);
}

/* The clinic that all of them begin with, then what the vector does to it; NULL: nothing. */
static void
lay(const json_t *base, const json_t *vector, const char *folder)
{
    static const char *const files[][2] = {{"pin", "clinic.pin"}, {"head", "kiosk.head"}};
    const json_t *statement;
    char path[NAME_MAX_BYTES];
    sqlite3 *database;
    size_t at;

    for (size_t i = 0; i < COUNT(files); i++)
        write_file(folder, files[i][1],
            text_of(json_object_get(vector, files[i][0]) ? vector : base, files[i][0]));
    (void) snprintf(path, sizeof(path), "%s/afterword.db", folder);
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    json_array_foreach(json_object_get(base, "sql"), at, statement)
    {
        run(database, json_string_value(statement));
        if (at == 1) // after the pragmas that no transaction takes
            run(database, "BEGIN");
    }
    run(database, "COMMIT");
    json_array_foreach(json_object_get(vector, "sql"), at, statement)
        run(database, json_string_value(statement));
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

/* The first damage of a report, if it is the one that the vector names. */
static const char *
report_outcome(const json_t *vector, const struct records_report *report)
{
    for (size_t i = 0; i < report->count; i++)
        if (report->findings[i].is_damage) {
            if (strstr(report->findings[i].text, text_of(vector, "says")))
                return "damaged";
            print_error("first: %s\n", report->findings[i].text);
            return "damaged in another place";
        }
    return "sound";
}

static const char *
read_folder(const json_t *vector)
{
    json_t *base = json_load_file(VECTORS "/clinic.json", 0, NULL);
    char *folder = test_folder_make();
    struct records_report report;
    struct fault fault = FAULT_EMPTY;
    const char *outcome = "refused";

    assert_non_null(base);
    lay(base, vector, folder);
    if (records_check(folder, &report, &fault)) {
        outcome = report_outcome(vector, &report);
        records_report_destroy(&report);
    } else if (fault.kind != FAULT_FORGED && fault.kind != FAULT_DAMAGED &&
               fault.kind != FAULT_FOREIGN && fault.kind != FAULT_NEWER) {
        outcome = fault.doing;
    }
    json_decref(base);
    test_folder_remove(folder);
    return outcome;
}

/* All right codes are of this clinic, and a wrong one finds none of its journals. */
static const char *
read_code(const json_t *vector)
{
    json_t *base = json_load_file(VECTORS "/clinic.json", 0, NULL);
    char *folder = test_folder_make();
    struct records_place place = {.folder = folder, .link = -1};
    struct records *records;
    struct fault fault = FAULT_EMPTY;
    struct id journal;
    bool is_found;

    lay(base, NULL, folder);
    if (!records_open(&place, &records, &fault))
        fail_msg("the clinic does not open: %s", fault.doing);
    is_found = journal_code_find(records, text_of(vector, "text"), &journal, &fault);
    records_close(records);
    json_decref(base);
    test_folder_remove(folder);
    return is_found ? "holds" : "refused";
}

/* ---- all of them ------------------------------------------------------------------------------*/

static const struct {
    const char *of;
    const char *(*outcome)(const json_t *vector);
} readers[] = {
    {"body", read_body},
    {"key", read_key},
    {"lock", read_lock},
    {"tree", read_tree},
    {"paper", read_paper},
    {"signature", read_signature},
    {"folder", read_folder},
    {"code", read_code},
};

/* True where it came out as its file says, or is none that this side reads. */
static bool
agrees(const char *name)
{
    char path[sizeof(VECTORS) + NAME_MAX_BYTES];
    json_t *vector;
    const char *outcome = NULL;
    bool is_right;

    (void) snprintf(path, sizeof(path), "%s/%s", VECTORS, name);
    vector = json_load_file(path, 0, NULL);
    assert_non_null(vector);
    for (size_t i = 0; i < COUNT(readers); i++)
        if (strcmp(readers[i].of, text_of(vector, "of")) == 0)
            outcome = readers[i].outcome(vector);
    is_right = !outcome || strcmp(outcome, text_of(vector, "expect")) == 0;
    if (!is_right)
        print_error("%s: '%s' and not '%s'\n", name, outcome, text_of(vector, "expect"));
    json_decref(vector);
    return is_right;
}

static void
every_vector_comes_out_as_it_says(void **state)
{
    DIR *folder = opendir(VECTORS);
    size_t count = 0, wrong = 0;

    (void) state;
    assert_non_null(folder);
    for (struct dirent *file = readdir(folder); file; file = readdir(folder)) {
        if (!strstr(file->d_name, ".json"))
            continue;
        count++;
        wrong += !agrees(file->d_name);
    }
    (void) closedir(folder);
    assert_in_range(count, LEAST, 100000);
    assert_int_equal(wrong, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_vector_comes_out_as_it_says)};

    (void) umask(077); // as the data folder's files are
    vault_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
