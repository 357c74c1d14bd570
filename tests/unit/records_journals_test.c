/* Journals: their codes, who holds them, what is kept in them beside entries, and how they end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/records.h"
#include "records_clinic.h"
#include "records_disk.h"

#define BO_PASSPHRASE "nine barrels under the old stair"

static bool
opens(struct records_clinic *clinic, struct records_session *session, const struct id *entry)
{
    struct records_entry opened = {0};
    struct bytes open = BYTES_EMPTY;
    bool done = records_entry_open(
        clinic->records, session, entry, false, &opened, &open, NULL, &clinic->fault);

    bytes_wipe(&opened.summary);
    bytes_wipe(&open);
    return done;
}

static size_t
n_holders(struct records_clinic *clinic, const struct id *journal, struct id ids[4])
{
    struct id *holders = NULL;
    size_t count = 0;

    WORKS(clinic, records_holders(clinic->records, journal, &holders, &count, &clinic->fault));
    assert_true(count <= 4);
    if (count)
        memcpy(ids, holders, count * sizeof(*ids));
    free(holders);
    return count;
}

static bool
grants(struct records_clinic *clinic, struct records_session *session, const struct id *journal,
    const struct id *member)
{
    return records_grant(clinic->records, session, journal, member, &clinic->fault);
}

static bool
releases(struct records_clinic *clinic, struct records_session *session, const struct id *journal,
    const struct id *member)
{
    return records_release(clinic->records, session, journal, member, &clinic->fault);
}

/* ---- codes ----------------------------------------------------------------------------------*/

static void
journals_are_listed_by_code(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_journals journals;

    WORKS(clinic, records_journals(clinic->records, &journals, &clinic->fault));
    assert_int_equal(journals.count, 2);
    assert_string_equal(journals.journals[0].code, "heron 3 b");
    assert_true(id_equal(&journals.journals[0].id, &clinic->heron));
    assert_string_equal(journals.journals[1].code, "maple 14 k");
    assert_int_equal(journals.journals[1].epoch, 1);
    assert_false(journals.journals[1].retired);
    records_journals_destroy(&journals);
}

static void
a_code_is_text_and_free(void **state)
{
    static const char long_code[] =
        "012345678901234567890123456789012345678901234567890123456789012345678901234567890";
    static const struct {
        const char *code;
        enum fault_kind kind;
    } wrong[] = {{"maple 14 k", FAULT_EXISTS}, {"", FAULT_INPUT}, {"maple \xff", FAULT_INPUT},
        {long_code, FAULT_INPUT}};
    struct records_clinic *clinic = *state;
    struct records_session *lee = records_clinic_sign_in(clinic, &clinic->lee);
    struct id id;

    assert_int_equal(strlen(long_code), RECORDS_CODE_MAX + 1);
    for (size_t i = 0; i < COUNT(wrong); i++)
        REFUSED(clinic,
            records_journal_add(clinic->records, lee, wrong[i].code, &id, &clinic->fault),
            wrong[i].kind);
    WORKS(clinic, records_journal_add(clinic->records, lee, long_code + 1, &id, &clinic->fault));
    assert_true(records_session_holds(lee, &id));
    records_lock(clinic->records, lee);
    records_clinic_finds_nothing(clinic);
}

/* ---- who holds one --------------------------------------------------------------------------*/

static void
a_grant_opens_what_was_and_what_will_be_written(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana), *lee;
    struct id before = records_clinic_write(clinic, &clinic->maple, "Before.", NULL), after, ids[4];

    WORKS(clinic, grants(clinic, ana, &clinic->maple, &clinic->lee));
    after = records_clinic_write(clinic, &clinic->maple, "After.", NULL);
    assert_int_equal(n_holders(clinic, &clinic->maple, ids), 2);
    assert_true(id_equal(&ids[0], &clinic->ana)); // who made it, whatever the name
    WORKS(clinic, grants(clinic, ana, &clinic->maple, &clinic->lee)); // once more is no more
    assert_int_equal(n_holders(clinic, &clinic->maple, ids), 2);
    lee = records_clinic_sign_in(clinic, &clinic->lee);
    assert_true(opens(clinic, lee, &before));
    assert_true(opens(clinic, lee, &after));
    records_lock(clinic->records, lee);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

static void
only_a_holder_grants_and_only_to_staff(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct records_session *lee = records_clinic_sign_in(clinic, &clinic->lee);

    REFUSED(clinic, grants(clinic, lee, &clinic->maple, &clinic->lee), FAULT_ACCESS);
    REFUSED(clinic, grants(clinic, ana, &clinic->maple, &ID_NONE), FAULT_NOT_FOUND);
    REFUSED(clinic, grants(clinic, ana, &clinic->maple, &clinic->heron), FAULT_NOT_FOUND);
    REFUSED(clinic, grants(clinic, ana, &clinic->ana, &clinic->lee), FAULT_ACCESS);
    REFUSED(clinic, releases(clinic, lee, &clinic->maple, &clinic->ana), FAULT_ACCESS);
    records_lock(clinic->records, lee);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

static void
who_is_released_reads_nothing_that_is_written_later(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana), *lee;
    struct id before = records_clinic_write(clinic, &clinic->maple, "Before.", NULL), after, ids[4];

    WORKS(clinic, grants(clinic, ana, &clinic->maple, &clinic->lee));
    lee = records_clinic_sign_in(clinic, &clinic->lee);
    WORKS(clinic, releases(clinic, ana, &clinic->maple, &clinic->lee));
    assert_int_equal(n_holders(clinic, &clinic->maple, ids), 1);
    after = records_clinic_write(clinic, &clinic->maple, "After.", NULL);
    assert_true(opens(clinic, lee, &before)); // what they held in memory: said on the screen
    REFUSED(clinic, opens(clinic, lee, &after), FAULT_ACCESS);
    records_lock(clinic->records, lee);
    lee = records_clinic_sign_in(clinic, &clinic->lee);
    assert_false(records_session_holds(lee, &clinic->maple));
    assert_true(opens(clinic, ana, &before));
    assert_true(opens(clinic, ana, &after));
    records_lock(clinic->records, lee);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

static void
an_admin_who_ends_an_access_keeps_none(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana), *bo = NULL;
    struct id id = records_clinic_add(clinic, ana, "Bo", RECORDS_ADMIN, BO_PASSPHRASE), ids[4];

    records_lock(clinic->records, ana);
    WORKS(clinic, records_unlock(clinic->records, &id, BO_PASSPHRASE, &bo, &clinic->fault));
    WORKS(clinic, releases(clinic, bo, &clinic->maple, &clinic->ana));
    assert_false(records_session_holds(bo, &clinic->maple));
    assert_int_equal(n_holders(clinic, &clinic->maple, ids), 0);
    records_lock(clinic->records, bo);
    // A journal for the paper alone is said, and is no damage.
    records_clinic_finds_nothing(clinic);
}

static void
a_forged_or_changed_grant_makes_nobody_a_holder(void **state)
{
    struct records_clinic *clinic = *state;
    struct id ids[4];

    file_sql_ids(clinic, "UPDATE " TABLE_GRANTS " SET " GRANTS_STAFF " = %s WHERE journal = %s",
        &clinic->lee, &clinic->maple);
    assert_int_equal(n_holders(clinic, &clinic->maple, ids), 0);
    file_flip(clinic, TABLE_GRANTS, "signature", "1");
    assert_int_equal(n_holders(clinic, &clinic->heron, ids), 0);
    records_clinic_finds(clinic, TABLE_GRANTS " ");
}

/* The grant is as it was, and the seal is another: its reader may hold nothing. */
static void
an_exchanged_seal_makes_nobody_a_holder(void **state)
{
    struct records_clinic *clinic = *state;
    struct id ids[4];

    assert_int_equal(n_holders(clinic, &clinic->maple, ids), 1);
    file_sql_ids(clinic,
        "UPDATE " TABLE_SEALS " SET sealed = zeroblob(176) WHERE " SEALS_JOURNAL
        " = %s AND " SEALS_RECEIVER " = %s",
        &clinic->maple, &clinic->ana);
    assert_int_equal(n_holders(clinic, &clinic->maple, ids), 0);
    assert_int_equal(n_holders(clinic, &clinic->heron, ids), 1);
}

/* ---- how one ends ---------------------------------------------------------------------------*/

static void
a_retired_journal_is_read_and_keeps_its_epochs(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana), *lee;
    struct id entry = records_clinic_write(clinic, &clinic->maple, "Words.", NULL);
    struct records_journals journals;

    lee = records_clinic_sign_in(clinic, &clinic->lee);
    REFUSED(clinic, records_journal_retire(clinic->records, lee, &clinic->maple, &clinic->fault),
        FAULT_ACCESS);
    records_lock(clinic->records, lee);
    WORKS(clinic, grants(clinic, ana, &clinic->maple, &clinic->lee));
    WORKS(clinic, records_journal_retire(clinic->records, ana, &clinic->maple, &clinic->fault));
    assert_true(opens(clinic, ana, &entry));
    WORKS(clinic, releases(clinic, ana, &clinic->maple, &clinic->lee));
    WORKS(clinic, records_journals(clinic->records, &journals, &clinic->fault));
    assert_int_equal(journals.count, 2);
    assert_string_equal(journals.journals[1].code, "maple 14 k");
    assert_true(journals.journals[1].retired);
    assert_int_equal(journals.journals[1].epoch, 3); // retiring began one, and releasing another
    records_journals_destroy(&journals);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

static void
the_clinics_own_journals_do_not_end(void **state)
{
    const struct id *const fixed[] = {&records_audit, &records_unplaced, &records_clinic};
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);

    for (size_t i = 0; i < COUNT(fixed); i++) {
        assert_true(records_session_holds(ana, fixed[i]));
        REFUSED(clinic, records_journal_retire(clinic->records, ana, fixed[i], &clinic->fault),
            FAULT_ACCESS);
        REFUSED(clinic, records_journal_erase(clinic->records, ana, fixed[i], &clinic->fault),
            FAULT_ACCESS);
    }
    records_lock(clinic->records, ana);
}

/* Everything a journal can have. */
static struct id
fill(struct records_clinic *clinic, struct records_session *ana)
{
    struct bytes json = text_bytes("{\"name\":\"Mara\"}");
    struct id entry =
        records_clinic_write(clinic, &clinic->maple, "The open words.", "The closed words.");
    struct records_entries entries;

    WORKS(clinic, grants(clinic, ana, &clinic->maple, &clinic->lee));
    WORKS(
        clinic, records_identity_put(clinic->records, ana, &clinic->maple, &json, &clinic->fault));
    WORKS(clinic, records_leaf_put(clinic->records, ana, &clinic->maple, &entry,
                      RECORDS_LEAF_DISCUSSED, &json, &clinic->fault));
    WORKS(clinic, records_entries(clinic->records, ana, &clinic->maple, &entries, &clinic->fault));
    records_entries_destroy(&entries); // a cache row
    file_sql_ids(clinic, "INSERT INTO chunk VALUES (%s, %s, 1, x'5a')", &entry, &clinic->ana);
    records_draft_free(records_clinic_begin(clinic, &clinic->maple, "half a sitting"));
    return entry;
}

static void
is_erased(struct records_clinic *clinic)
{
    static const char *const empty[] = {"identity", "leaf", "draft", "snapshot", "cache", "chunk"};
    char sql[64];

    for (size_t i = 0; i < COUNT(empty); i++) {
        (void) snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", empty[i]);
        if (file_number(clinic, sql) != 0)
            fail_msg("a row is left in %s", empty[i]);
    }
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM tombstone"), 1);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM journal WHERE CAST(code AS TEXT) = "
                                         "'maple 14 k'"),
        0);
    assert_int_equal(records_clinic_lines(clinic, RECORDS_LINE_ERASED), 1);
}

static void
an_erased_journal_leaves_a_tombstone_and_a_witness(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct id entry = fill(clinic, ana), other, ids[4];
    int64_t seals = file_number(clinic, "SELECT count(*) FROM " TABLE_SEALS);

    other = records_clinic_write(clinic, &clinic->heron, "Another's words.", NULL);
    WORKS(clinic, records_journal_erase(clinic->records, ana, &clinic->maple, &clinic->fault));
    is_erased(clinic);
    records_clinic_keys_went_first(clinic);
    // Its three seals (Ana, Lee, the paper); what else there is of seals is another's.
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM " TABLE_SEALS), seals - 3);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM line WHERE kind = 11 AND "
                                         "length(witness) = 64"),
        1);
    REFUSED(clinic, opens(clinic, ana, &entry), FAULT_NOT_FOUND);
    assert_true(opens(clinic, ana, &other));
    assert_int_equal(n_holders(clinic, &clinic->heron, ids), 1);
    assert_false(records_session_holds(ana, &clinic->maple));
    REFUSED(clinic, records_journal_erase(clinic->records, ana, &clinic->maple, &clinic->fault),
        FAULT_ACCESS);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

static bool
file_holds(struct records_clinic *clinic, const char *name, const struct bytes *mark)
{
    struct bytes content = BYTES_EMPTY;
    bool holds = false;

    if (!file_exists(clinic, name))
        return false;
    file_keep(clinic, name, &content);
    for (size_t at = 0; at + mark->length <= content.length && !holds; at++)
        holds = memcmp(content.data + at, mark->data, mark->length) == 0;
    bytes_destroy(&content);
    return holds;
}

/* Not a byte of the sealed body or of the keys' seals, in the data file or its log. */
static void
what_was_erased_is_in_no_file(void **state)
{
    static const char *const asked[] = {
        "SELECT hex(substr(open, 40, 32)) FROM entry",
        "SELECT hex(substr(sealed, 40, 32)) FROM placement",
        "SELECT hex(substr(sealed, 40, 32)) FROM identity",
        "SELECT hex(substr(sealed, 40, 32)) FROM cache",
        "SELECT hex(substr(sealed, 40, 32)) FROM snapshot",
        "SELECT hex(substr(sealed, 40, 32)) FROM draft",
    };
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct bytes marks[COUNT(asked)] = {0};

    (void) fill(clinic, ana);
    for (size_t i = 0; i < COUNT(asked); i++) {
        char *digits = file_text(clinic, asked[i]);

        assert_int_equal(strlen(digits), 64);
        for (size_t at = 0; at < 64; at += 2) {
            char pair[3] = {digits[at], digits[at + 1], 0};

            bytes_append_byte(&marks[i], (uint8_t) strtoul(pair, NULL, 16));
        }
        free(digits);
        assert_true(file_holds(clinic, "afterword.db", &marks[i]) ||
                    file_holds(clinic, "afterword.db-wal", &marks[i]));
    }
    WORKS(clinic, records_journal_erase(clinic->records, ana, &clinic->maple, &clinic->fault));
    for (size_t i = 0; i < COUNT(asked); i++) {
        assert_false(file_holds(clinic, "afterword.db", &marks[i]));
        assert_false(file_holds(clinic, "afterword.db-wal", &marks[i]));
        bytes_destroy(&marks[i]);
    }
    records_lock(clinic->records, ana);
}

static void
on_a_full_disk_a_journal_is_erased_all_the_same(void **state)
{
    struct records_clinic *clinic = *state;
    char *ballast = file_path(clinic->folder, "afterword.ballast");
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);

    (void) fill(clinic, ana);
    WORKS(clinic, records_tidy(clinic->records, &clinic->fault));
    disk_full_beside(ballast);
    WORKS(clinic, records_journal_erase(clinic->records, ana, &clinic->maple, &clinic->fault));
    disk_mend();
    assert_false(file_exists(clinic, "afterword.ballast"));
    is_erased(clinic);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
    free(ballast);
}

static void
erasing_is_all_or_nothing(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct id entry = fill(clinic, ana);

    disk_fail(DISK_WRITE, 1, true); // and no ballast to give up
    REFUSED(clinic, records_journal_erase(clinic->records, ana, &clinic->maple, &clinic->fault),
        FAULT_DISK_FULL);
    disk_mend();
    assert_true(opens(clinic, ana, &entry));
    assert_int_equal(records_clinic_lines(clinic, RECORDS_LINE_ERASED), 0);
    WORKS(clinic, records_journal_erase(clinic->records, ana, &clinic->maple, &clinic->fault));
    is_erased(clinic);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

/* A row that says another's entry is in this journal: erasing does not follow it. */
static void
a_forged_placement_erases_no_other_entry(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct id entry = records_clinic_write(clinic, &clinic->heron, "Another's words.", NULL);

    file_sql_ids(clinic,
        "INSERT INTO placement (id, entry, revision, journal, epoch, sealed) SELECT x'0102', "
        "entry, "
        "revision, %s, epoch, sealed FROM placement WHERE entry = %s",
        &clinic->maple, &entry);
    WORKS(clinic, records_journal_erase(clinic->records, ana, &clinic->maple, &clinic->fault));
    assert_true(opens(clinic, ana, &entry));
    records_lock(clinic->records, ana);
}

/* ---- identities and leaves ------------------------------------------------------------------*/

static bool
gets_name(struct records_clinic *clinic, struct records_session *session, const struct id *journal,
    struct bytes *json)
{
    return records_identity_get(clinic->records, session, journal, json, &clinic->fault);
}

static bool
puts_name(struct records_clinic *clinic, struct records_session *session, const struct id *journal,
    const char *text)
{
    struct bytes json = text_bytes(text);

    return records_identity_put(clinic->records, session, journal, &json, &clinic->fault);
}

static bool
gets_leaf(struct records_clinic *clinic, struct records_session *session, const struct id *journal,
    const struct id *about, struct bytes *json)
{
    return records_leaf_get(
        clinic->records, session, journal, about, RECORDS_LEAF_DISCUSSED, json, &clinic->fault);
}

static bool
puts_leaf(struct records_clinic *clinic, struct records_session *session, const struct id *journal,
    const struct id *about, const char *text)
{
    struct bytes json = text_bytes(text);

    return records_leaf_put(
        clinic->records, session, journal, about, RECORDS_LEAF_DISCUSSED, &json, &clinic->fault);
}

static void
a_name_is_read_by_who_holds_its_journal(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct records_session *lee = records_clinic_sign_in(clinic, &clinic->lee);
    struct bytes json = BYTES_EMPTY;

    REFUSED(clinic, gets_name(clinic, ana, &clinic->maple, &json), FAULT_NOT_FOUND);
    WORKS(clinic, puts_name(clinic, ana, &clinic->maple, "{\"name\":\"Mara\"}"));
    WORKS(clinic, puts_name(clinic, ana, &clinic->maple, "{\"name\":\"Mara Lind\"}"));
    WORKS(clinic, gets_name(clinic, ana, &clinic->maple, &json));
    assert_text_equal(&json, "{\"name\":\"Mara Lind\"}");
    assert_int_equal(file_number(clinic, "SELECT revision FROM identity"), 2);
    REFUSED(clinic, gets_name(clinic, lee, &clinic->maple, &json), FAULT_ACCESS);
    REFUSED(clinic, puts_name(clinic, lee, &clinic->maple, "{}"), FAULT_ACCESS);
    bytes_wipe(&json);
    records_lock(clinic->records, lee);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

static void
a_leaf_is_of_one_journal_and_one_thing(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct records_session *lee = records_clinic_sign_in(clinic, &clinic->lee);
    struct id one = {{1}}, two = {{2}};
    struct bytes json = BYTES_EMPTY;

    WORKS(clinic, puts_leaf(clinic, ana, &clinic->maple, &one, "{\"a\":1}"));
    WORKS(clinic, puts_leaf(clinic, ana, &clinic->maple, &two, "{\"b\":1}"));
    WORKS(clinic, puts_leaf(clinic, ana, &clinic->maple, &one, "{\"a\":2}"));
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM leaf"), 2);
    WORKS(clinic, gets_leaf(clinic, ana, &clinic->maple, &one, &json));
    assert_text_equal(&json, "{\"a\":2}");
    REFUSED(clinic, gets_leaf(clinic, ana, &clinic->heron, &one, &json), FAULT_NOT_FOUND);
    REFUSED(clinic, gets_leaf(clinic, lee, &clinic->maple, &one, &json), FAULT_ACCESS);
    REFUSED(clinic, puts_leaf(clinic, lee, &clinic->maple, &one, "{}"), FAULT_ACCESS);
    bytes_wipe(&json);
    records_lock(clinic->records, lee);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

static void
what_no_row_can_hold_is_refused(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct bytes large = BYTES_EMPTY, read = BYTES_EMPTY;
    struct id about = {{1}};
    uint8_t hash[RECORDS_HASH];

    bytes_reserve(&large, RECORDS_BODY_MAX + 1);
    memset(large.data, 'w', RECORDS_BODY_MAX + 1);
    large.length = RECORDS_BODY_MAX + 1;
    REFUSED(clinic,
        records_identity_put(clinic->records, ana, &clinic->maple, &large, &clinic->fault),
        FAULT_LIMIT);
    REFUSED(clinic,
        records_leaf_put(clinic->records, ana, &clinic->maple, &about, RECORDS_LEAF_DISCUSSED,
            &large, &clinic->fault),
        FAULT_LIMIT);
    REFUSED(
        clinic, records_wording_put(clinic->records, &large, hash, &clinic->fault), FAULT_LIMIT);
    large.length--;
    WORKS(clinic, records_leaf_put(clinic->records, ana, &clinic->maple, &about,
                      RECORDS_LEAF_DISCUSSED, &large, &clinic->fault));
    WORKS(clinic, records_leaf_get(clinic->records, ana, &clinic->maple, &about,
                      RECORDS_LEAF_DISCUSSED, &read, &clinic->fault));
    assert_true(bytes_equal(&large, &read));
    WORKS(clinic, records_wording_put(clinic->records, &large, hash, &clinic->fault));
    bytes_wipe(&large);
    bytes_wipe(&read);
    records_lock(clinic->records, ana);
}

/* Its sealed size would say how long a name is. */
static void
an_identity_has_one_size(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct bytes name = BYTES_EMPTY, read = BYTES_EMPTY, short_name = text_bytes("w");

    for (size_t i = 0; i < 2047; i++)
        bytes_append_byte(&name, 'w');
    WORKS(
        clinic, records_identity_put(clinic->records, ana, &clinic->maple, &name, &clinic->fault));
    bytes_append_byte(&name, 'w');
    REFUSED(clinic,
        records_identity_put(clinic->records, ana, &clinic->maple, &name, &clinic->fault),
        FAULT_LIMIT);
    WORKS(clinic,
        records_identity_put(clinic->records, ana, &clinic->heron, &short_name, &clinic->fault));
    assert_int_equal(
        file_number(
            clinic, "SELECT count(*) = 2 AND count(DISTINCT length(sealed)) = 1 FROM identity"),
        1);
    WORKS(clinic, gets_name(clinic, ana, &clinic->maple, &read));
    assert_int_equal(read.length, 2047);
    bytes_wipe(&name);
    bytes_wipe(&read);
    records_lock(clinic->records, ana);
}

static void
a_changed_name_or_leaf_is_forged_and_can_be_written_anew(void **state)
{
    static const char *const changes[] = {
        "UPDATE identity SET sealed = zeroblob(2090)",
        "UPDATE identity SET sealed = x''",
        "UPDATE identity SET revision = 9223372036854775807",
        "UPDATE identity SET epoch = 4294967297",
        "UPDATE identity SET id = zeroblob(16)",
        "UPDATE leaf SET sealed = x'0101'",
        "UPDATE leaf SET revision = 9223372036854775807",
        "UPDATE leaf SET revision = -9",
        "UPDATE leaf SET kind = 9",
    };
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct id about = {{1}};
    struct bytes json = BYTES_EMPTY;

    for (size_t i = 0; i < COUNT(changes); i++) {
        bool of_name = strstr(changes[i], "identity") != NULL;

        WORKS(clinic, puts_name(clinic, ana, &clinic->maple, "{\"name\":\"Mara\"}"));
        WORKS(clinic, puts_leaf(clinic, ana, &clinic->maple, &about, "{}"));
        file_sql(clinic, changes[i]);
        REFUSED(clinic,
            of_name ? gets_name(clinic, ana, &clinic->maple, &json)
                    : gets_leaf(clinic, ana, &clinic->maple, &about, &json),
            FAULT_FORGED);
        assert_int_equal(json.length, 0);
    }
    WORKS(clinic, puts_leaf(clinic, ana, &clinic->maple, &about, "{}"));
    WORKS(clinic, gets_leaf(clinic, ana, &clinic->maple, &about, &json));
    bytes_wipe(&json);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

static void
a_name_of_an_older_day_is_forged(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct bytes json = BYTES_EMPTY;
    char *older;

    WORKS(clinic, puts_name(clinic, ana, &clinic->maple, "{\"name\":\"Older\"}"));
    older =
        file_text(clinic, "SELECT printf('UPDATE identity SET revision = %d, sealed = x''%s''', "
                          "revision, hex(sealed)) FROM identity");
    WORKS(clinic, puts_name(clinic, ana, &clinic->maple, "{\"name\":\"Newer\"}"));
    file_sql(clinic, older);
    REFUSED(clinic, gets_name(clinic, ana, &clinic->maple, &json), FAULT_FORGED);
    records_lock(clinic->records, ana);
    records_clinic_finds(clinic, "identity ");
    free(older);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CLINIC_TEST(journals_are_listed_by_code),
        CLINIC_TEST(a_code_is_text_and_free),
        CLINIC_TEST(a_grant_opens_what_was_and_what_will_be_written),
        CLINIC_TEST(only_a_holder_grants_and_only_to_staff),
        CLINIC_TEST(who_is_released_reads_nothing_that_is_written_later),
        CLINIC_TEST(an_admin_who_ends_an_access_keeps_none),
        CLINIC_TEST(a_forged_or_changed_grant_makes_nobody_a_holder),
        CLINIC_TEST(an_exchanged_seal_makes_nobody_a_holder),
        CLINIC_TEST(a_retired_journal_is_read_and_keeps_its_epochs),
        CLINIC_TEST(the_clinics_own_journals_do_not_end),
        CLINIC_TEST(an_erased_journal_leaves_a_tombstone_and_a_witness),
        CLINIC_TEST(what_was_erased_is_in_no_file),
        CLINIC_TEST(on_a_full_disk_a_journal_is_erased_all_the_same),
        CLINIC_TEST(erasing_is_all_or_nothing),
        CLINIC_TEST(a_forged_placement_erases_no_other_entry),
        CLINIC_TEST(a_name_is_read_by_who_holds_its_journal),
        CLINIC_TEST(a_leaf_is_of_one_journal_and_one_thing),
        CLINIC_TEST(what_no_row_can_hold_is_refused),
        CLINIC_TEST(an_identity_has_one_size),
        CLINIC_TEST(a_changed_name_or_leaf_is_forged_and_can_be_written_anew),
        CLINIC_TEST(a_name_of_an_older_day_is_forged),
    };

    disk_install();
    return CLINIC_RUN(tests);
}
