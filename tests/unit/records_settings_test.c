/* What stands in the clear: settings, signatures over files beside the database, wordings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "afterword/records.h"
#include "records_clinic.h"

static bool
puts_setting(struct records_clinic *clinic, struct records_session *session, const char *name,
    const char *text)
{
    struct bytes value = text_bytes(text);

    return records_setting_put(clinic->records, session, name, &value, &clinic->fault);
}

static bool
gets_setting(struct records_clinic *clinic, const char *name, struct bytes *value)
{
    return records_setting_get(clinic->records, name, value, &clinic->fault);
}

static void
a_setting_is_read_with_nobody_signed_in(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct bytes value = BYTES_EMPTY;

    REFUSED(clinic, gets_setting(clinic, "languages", &value), FAULT_NOT_FOUND);
    WORKS(clinic, puts_setting(clinic, ana, "languages", "en"));
    WORKS(clinic, puts_setting(clinic, ana, "languages", "en es"));
    WORKS(clinic, puts_setting(clinic, ana, "place", ""));
    records_lock(clinic->records, ana);
    records_clinic_look(clinic);
    WORKS(clinic, gets_setting(clinic, "languages", &value));
    assert_text_equal(&value, "en es");
    WORKS(clinic, gets_setting(clinic, "place", &value));
    assert_int_equal(value.length, 0);
    bytes_destroy(&value);
    records_clinic_finds_nothing(clinic);
}

static void
only_an_admin_changes_a_setting(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *lee = records_clinic_sign_in(clinic, &clinic->lee);
    struct bytes value = BYTES_EMPTY;

    REFUSED(clinic, puts_setting(clinic, lee, "languages", "en"), FAULT_ACCESS);
    REFUSED(clinic, gets_setting(clinic, "languages", &value), FAULT_NOT_FOUND);
    records_lock(clinic->records, lee);
}

static void
a_setting_has_a_limit(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct bytes large = BYTES_EMPTY;

    bytes_reserve(&large, RECORDS_SETTING_MAX + 1);
    memset(large.data, 'x', RECORDS_SETTING_MAX + 1);
    large.length = RECORDS_SETTING_MAX + 1;
    REFUSED(clinic, records_setting_put(clinic->records, ana, "flows", &large, &clinic->fault),
        FAULT_LIMIT);
    large.length--;
    WORKS(clinic, records_setting_put(clinic->records, ana, "flows", &large, &clinic->fault));
    bytes_destroy(&large);
    records_lock(clinic->records, ana);
}

static void
a_changed_setting_is_forged(void **state)
{
    static const char *const changes[] = {
        "UPDATE setting SET value = CAST('tt' AS BLOB) WHERE CAST(name AS TEXT) = 'languages'",
        "UPDATE setting SET revision = 2 WHERE CAST(name AS TEXT) = 'languages'",
        "UPDATE setting SET signature = x'' WHERE CAST(name AS TEXT) = 'languages'",
        "UPDATE setting SET signer = zeroblob(16) WHERE CAST(name AS TEXT) = 'languages'",
        "UPDATE setting SET (revision, value, signer, signature) = (SELECT revision, value, "
        "signer, "
        "signature FROM setting WHERE CAST(name AS TEXT) = 'voice') WHERE CAST(name AS TEXT) = "
        "'languages'",
    };
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct bytes value = BYTES_EMPTY, file = BYTES_EMPTY;

    WORKS(clinic, puts_setting(clinic, ana, "languages", "en"));
    WORKS(clinic, puts_setting(clinic, ana, "voice", "on"));
    records_lock(clinic->records, ana);
    records_clinic_close(clinic);
    file_keep(clinic, "afterword.db", &file);
    for (size_t i = 0; i < COUNT(changes); i++) {
        file_put_back(clinic, "afterword.db", &file);
        file_sql(clinic, changes[i]);
        records_clinic_open(clinic);
        REFUSED(clinic, gets_setting(clinic, "languages", &value), FAULT_FORGED);
        assert_int_equal(value.length, 0);
        WORKS(clinic, gets_setting(clinic, "voice", &value));
        bytes_destroy(&value);
        records_clinic_finds(clinic, "setting ");
    }
    bytes_destroy(&file);
}

static void
a_setting_that_a_therapist_signed_is_forged(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct bytes value = BYTES_EMPTY;

    WORKS(clinic, puts_setting(clinic, ana, "languages", "en"));
    file_sql_ids(clinic, "UPDATE setting SET signer = %s", &clinic->lee, NULL);
    REFUSED(clinic, gets_setting(clinic, "languages", &value), FAULT_FORGED);
    // An admin writes it anew over whatever stands there.
    file_sql(clinic, "UPDATE setting SET revision = 9223372036854775807");
    WORKS(clinic, puts_setting(clinic, ana, "languages", "es"));
    WORKS(clinic, gets_setting(clinic, "languages", &value));
    bytes_destroy(&value);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

/* ---- files beside the database --------------------------------------------------------------*/

static void
a_file_is_verified_by_who_signed_it(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct records_session *lee = records_clinic_sign_in(clinic, &clinic->lee);
    struct bytes help = text_bytes("call the front desk"), other = text_bytes("call nobody");
    struct bytes by_ana = BYTES_EMPTY, by_lee = BYTES_EMPTY;

    records_file_sign(clinic->records, ana, "help", &help, &by_ana);
    records_file_sign(clinic->records, lee, "help", &help, &by_lee);
    assert_int_equal(by_ana.length, 80);
    assert_true(records_file_verify(clinic->records, "help", &help, &by_ana));
    assert_false(records_file_verify(clinic->records, "help", &other, &by_ana));
    assert_false(records_file_verify(clinic->records, "flow", &help, &by_ana));
    assert_false(records_file_verify(clinic->records, "help", &help, &by_lee)); // no admin
    for (size_t at = 0; at < by_ana.length; at += 13) {
        by_ana.data[at] ^= 1;
        assert_false(records_file_verify(clinic->records, "help", &help, &by_ana));
        by_ana.data[at] ^= 1;
    }
    by_ana.length--;
    assert_false(records_file_verify(clinic->records, "help", &help, &by_ana));
    by_ana.length = 0;
    assert_false(records_file_verify(clinic->records, "help", &help, &by_ana));
    bytes_destroy(&by_ana);
    bytes_destroy(&by_lee);
    records_lock(clinic->records, lee);
    records_lock(clinic->records, ana);
}

/* ---- wordings -------------------------------------------------------------------------------*/

static void
a_wording_is_kept_once_and_found_by_its_hash(void **state)
{
    struct records_clinic *clinic = *state;
    struct bytes text = text_bytes("flow: today\n"), read = BYTES_EMPTY;
    uint8_t hash[RECORDS_HASH], again[RECORDS_HASH];
    int64_t lines;

    records_hash(text.data, text.length, hash);
    REFUSED(
        clinic, records_wording_get(clinic->records, hash, &read, &clinic->fault), FAULT_NOT_FOUND);
    WORKS(clinic, records_wording_put(clinic->records, &text, again, &clinic->fault));
    assert_memory_equal(hash, again, sizeof(hash));
    lines = file_number(clinic, "SELECT count(*) FROM line");
    WORKS(clinic, records_wording_put(clinic->records, &text, again, &clinic->fault));
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM line"), lines);
    WORKS(clinic, records_wording_get(clinic->records, hash, &read, &clinic->fault));
    assert_true(bytes_equal(&read, &text));
    bytes_destroy(&read);
    records_clinic_finds_nothing(clinic);
}

static void
a_changed_wording_is_damaged(void **state)
{
    struct records_clinic *clinic = *state;
    struct bytes text = text_bytes("flow: today\n"), read = BYTES_EMPTY;
    uint8_t hash[RECORDS_HASH];

    WORKS(clinic, records_wording_put(clinic->records, &text, hash, &clinic->fault));
    file_flip(clinic, "wording", "text", "1");
    REFUSED(
        clinic, records_wording_get(clinic->records, hash, &read, &clinic->fault), FAULT_DAMAGED);
    assert_int_equal(read.length, 0);
    records_clinic_finds(clinic, "wording ");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CLINIC_TEST(a_setting_is_read_with_nobody_signed_in),
        CLINIC_TEST(only_an_admin_changes_a_setting),
        CLINIC_TEST(a_setting_has_a_limit),
        CLINIC_TEST(a_changed_setting_is_forged),
        CLINIC_TEST(a_setting_that_a_therapist_signed_is_forged),
        CLINIC_TEST(a_file_is_verified_by_who_signed_it),
        CLINIC_TEST(a_wording_is_kept_once_and_found_by_its_hash),
        CLINIC_TEST(a_changed_wording_is_damaged),
    };

    return CLINIC_RUN(tests);
}
