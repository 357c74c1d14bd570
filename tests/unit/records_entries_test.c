/* Entries: listed, opened, placed; one that is damaged beside whole ones. */
#include "records/inside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "records_clinic.h"
#include "records_disk.h"

/* Another list of the same journal says the same. */
static void
lists_the_same(struct records_clinic *clinic, struct records_session *session,
    const struct id *journal, const struct records_entries *entries)
{
    struct records_entries again;

    WORKS(clinic, records_entries(clinic->records, session, journal, &again, &clinic->fault));
    assert_int_equal(again.count, entries->count);
    for (size_t i = 0; i < again.count; i++) {
        const struct records_entry *one = &entries->entries[i], *other = &again.entries[i];

        assert_true(id_equal(&one->id, &other->id));
        assert_true(id_equal(&one->journal, &other->journal));
        assert_int_equal(one->day, other->day);
        assert_int_equal(one->damaged, other->damaged);
        assert_int_equal(one->interrupted, other->interrupted);
        assert_int_equal(one->has_closed, other->has_closed);
        assert_true(bytes_equal(&one->summary, &other->summary));
    }
    records_entries_destroy(&again);
}

/* As it comes, which is by what the last call made ready unless something changed since; by its own
 * rows; and by rows that were made ready just now: they must not differ. */
static void
list(struct records_clinic *clinic, struct records_session *session, const struct id *journal,
    struct records_entries *entries)
{
    WORKS(clinic, records_entries(clinic->records, session, journal, entries, &clinic->fault));
    ready_free(clinic->records);
    lists_the_same(clinic, session, journal, entries);
    WORKS(clinic, records_ready(clinic->records, &clinic->fault));
    assert_non_null(clinic->records->ready);
    lists_the_same(clinic, session, journal, entries);
}

static const struct records_entry *
entry_of(const struct records_entries *entries, const struct id *id)
{
    for (size_t i = 0; i < entries->count; i++)
        if (id_equal(&entries->entries[i].id, id))
            return &entries->entries[i];
    return NULL;
}

static size_t
n_listed(struct records_clinic *clinic, struct records_session *session, const struct id *journal)
{
    struct records_entries entries;
    size_t count;

    list(clinic, session, journal, &entries);
    count = entries.count;
    records_entries_destroy(&entries);
    return count;
}

struct opened {
    struct records_entry entry;
    struct bytes open, closed;
};

static bool
opens(struct records_clinic *clinic, struct records_session *session, const struct id *id,
    bool with_closed, struct opened *opened)
{
    *opened = (struct opened){.open = BYTES_EMPTY};
    return records_entry_open(clinic->records, session, id, with_closed, &opened->entry,
        &opened->open, &opened->closed, &clinic->fault);
}

static void
wipe(struct opened *opened)
{
    bytes_wipe(&opened->entry.summary);
    bytes_wipe(&opened->open);
    bytes_wipe(&opened->closed);
}

/* Not opened, and not a word of it given. */
static void
refuses(struct records_clinic *clinic, struct records_session *session, const struct id *id,
    enum fault_kind kind)
{
    struct opened opened;

    REFUSED(clinic, opens(clinic, session, id, true, &opened), kind);
    assert_int_equal(opened.entry.summary.length, 0);
    assert_int_equal(opened.open.length, 0);
    assert_int_equal(opened.closed.length, 0);
}

/* ---- listing --------------------------------------------------------------------------------*/

static void
the_newest_day_stands_first(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct id one = records_clinic_write(clinic, &clinic->maple, "One.", NULL), two;
    struct records_entries entries;
    uint32_t day = clock_day();

    clock_advance(INT64_C(2) * 86400000);
    two = records_clinic_write(clinic, &clinic->maple, "Two.", "Closed.");
    (void) records_clinic_write(clinic, &clinic->heron, "Another's.", NULL);
    list(clinic, ana, &clinic->maple, &entries);
    assert_int_equal(entries.count, 2);
    assert_true(id_equal(&entries.entries[0].id, &two));
    assert_true(id_equal(&entries.entries[1].id, &one));
    assert_int_equal(entries.entries[0].day, day + 2);
    assert_int_equal(entries.entries[1].day, day);
    assert_true(entries.entries[0].has_closed);
    assert_false(entries.entries[1].has_closed);
    assert_true(id_equal(&entries.entries[0].journal, &clinic->maple));
    for (size_t i = 0; i < 2; i++) {
        assert_false(entries.entries[i].damaged);
        assert_false(entries.entries[i].interrupted);
        assert_text_equal(&entries.entries[i].summary, "summary");
    }
    records_entries_destroy(&entries);
    assert_int_equal(n_listed(clinic, ana, &records_unplaced), 0);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

static void
a_session_that_does_not_hold_a_journal_gets_nothing_of_it(void **state)
{
    struct records_clinic *clinic = *state;
    struct id entry = records_clinic_write(clinic, &clinic->maple, "One.", "Closed.");
    struct records_session *lee = records_clinic_sign_in(clinic, &clinic->lee);
    struct records_entries entries = {0};

    REFUSED(clinic, records_entries(clinic->records, lee, &clinic->maple, &entries, &clinic->fault),
        FAULT_ACCESS);
    REFUSED(clinic, records_entries(clinic->records, lee, &ID_NONE, &entries, &clinic->fault),
        FAULT_ACCESS);
    assert_null(entries.entries);
    refuses(clinic, lee, &entry, FAULT_ACCESS);
    REFUSED(clinic,
        records_entry_place(clinic->records, lee, &entry, &clinic->heron, &clinic->fault),
        FAULT_ACCESS);
    records_lock(clinic->records, lee);
    assert_int_equal(records_clinic_lines(clinic, RECORDS_LINE_OPENED), 0);
    records_clinic_finds_nothing(clinic);
}

static void
one_damaged_entry_stands_beside_whole_ones(void **state)
{
    static const char *const damages[] = {"UPDATE entry SET summary = zeroblob(2090)",
        "UPDATE entry SET summary = x''", "UPDATE entry SET open = x'01'",
        "UPDATE entry SET closed = x'01'", "UPDATE entry SET state = 1",
        "UPDATE entry SET revision = 7", "UPDATE placement SET sealed = zeroblob(176)",
        "UPDATE placement SET sealed = x''", "UPDATE placement SET epoch = 4294967296",
        "UPDATE placement SET revision = 2"};
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct id one = records_clinic_write(clinic, &clinic->maple, "One.", "Closed."), two;
    uint32_t day = clock_day();
    struct bytes file = BYTES_EMPTY;

    two = records_clinic_write(clinic, &clinic->maple, "Two.", NULL);
    records_clinic_close(clinic);
    file_keep(clinic, "afterword.db", &file);
    for (size_t i = 0; i < COUNT(damages); i++) {
        struct records_entries entries;
        struct bytes sql = BYTES_EMPTY;

        records_clinic_close(clinic);
        file_remove(clinic, "kiosk.head"); // it leads the copy that is put back
        file_put_back(clinic, "afterword.db", &file);
        bytes_append_format(&sql, "%s WHERE %s = %%s", damages[i],
            strstr(damages[i], "UPDATE entry") ? "id" : "entry");
        file_sql_ids(clinic, bytes_text(&sql), &one, NULL);
        bytes_destroy(&sql);
        records_clinic_open(clinic);
        list(clinic, ana, &clinic->maple, &entries);
        assert_int_equal(entries.count, 2);
        if (!entry_of(&entries, &one)->damaged)
            fail_msg("not called damaged: %s", damages[i]);
        assert_int_equal(entry_of(&entries, &one)->day, day);
        assert_int_equal(entry_of(&entries, &one)->summary.length, 0);
        assert_false(entry_of(&entries, &two)->damaged);
        records_entries_destroy(&entries);
        refuses(clinic, ana, &one, FAULT_FORGED);
        WORKS(clinic, records_log(clinic->records, RECORDS_LINE_CALLED, NULL, "a call",
                          &clinic->fault)); // a head again
    }
    records_lock(clinic->records, ana);
    bytes_destroy(&file);
}

/* The first listing makes a cache row for each entry; from then on the seals are not opened. */
static void
a_damaged_cache_row_is_made_anew(void **state)
{
    static const char *const damages[] = {"UPDATE cache SET sealed = zeroblob(74)",
        "UPDATE cache SET sealed = x''", "UPDATE cache SET revision = 2",
        "UPDATE cache SET sealed = (SELECT sealed FROM cache AS other WHERE other.entry != "
        "cache.entry)",
        "DELETE FROM cache"};
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct id one = records_clinic_write(clinic, &clinic->maple, "One.", NULL);

    (void) records_clinic_write(clinic, &clinic->maple, "Two.", NULL);
    for (size_t i = 0; i < COUNT(damages); i++) {
        struct opened opened;
        char *before, *after;

        assert_int_equal(n_listed(clinic, ana, &clinic->maple), 2);
        assert_int_equal(file_number(clinic, "SELECT count(*) FROM cache"), 2);
        before = file_text(clinic, "SELECT hex(group_concat(sealed)) FROM cache");
        assert_int_equal(n_listed(clinic, ana, &clinic->maple), 2);
        after = file_text(clinic, "SELECT hex(group_concat(sealed)) FROM cache");
        assert_string_equal(before, after); // read, not written again
        free(before);
        free(after);
        file_sql(clinic, damages[i]);
        WORKS(clinic, opens(clinic, ana, &one, false, &opened));
        assert_text_equal(&opened.open, "One.");
        wipe(&opened);
    }
    assert_int_equal(n_listed(clinic, ana, &clinic->maple), 2);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM cache"), 2);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

/* The entry anew as its next revision, under another key, and its placement with it. */
static void
write_again(struct records_clinic *clinic, const struct id *entry, const char *text)
{
    struct bytes summary = text_bytes("summary"), open = text_bytes(text);
    struct records_bodies bodies = {&summary, &open, NULL, false};
    struct rows old;

    WORKS(clinic,
        rows_of(clinic->records, STORE_PLACEMENT, PLACEMENT_ENTRY, entry, &old, &clinic->fault));
    WORKS(clinic, change_begin(clinic->records, NULL, &clinic->fault));
    WORKS(clinic, change_delete(clinic->records, STORE_PLACEMENT, &old.rows[0], &clinic->fault));
    WORKS(clinic,
        entry_put(clinic->records, entry, 2, 20000, &bodies, &clinic->maple, &clinic->fault));
    WORKS(clinic, change_commit(clinic->records, &clinic->fault));
    rows_destroy(&old);
}

static void
a_key_in_the_cache_is_of_one_revision(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct id entry = records_clinic_write(clinic, &clinic->maple, "One.", NULL);
    struct opened opened;

    assert_int_equal(n_listed(clinic, ana, &clinic->maple), 1);
    assert_int_equal(file_number(clinic, "SELECT revision FROM cache"), 1);
    write_again(clinic, &entry, "Two.");
    WORKS(clinic, opens(clinic, ana, &entry, false, &opened));
    assert_text_equal(&opened.open, "Two.");
    wipe(&opened);
    assert_int_equal(n_listed(clinic, ana, &clinic->maple), 1);
    assert_int_equal(file_number(clinic, "SELECT revision FROM cache"), 2);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

static void
cache_rows_of_no_entry_are_tidied_away(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);

    (void) records_clinic_write(clinic, &clinic->maple, "One.", NULL);
    assert_int_equal(n_listed(clinic, ana, &clinic->maple), 1);
    file_sql(clinic,
        "INSERT INTO cache (entry, journal, epoch, revision, plain_hash, sealed) SELECT "
        "x'01', journal, epoch, revision, plain_hash, sealed FROM cache");
    WORKS(clinic, records_tidy(clinic->records, &clinic->fault));
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM cache"), 1);
    assert_int_equal(n_listed(clinic, ana, &clinic->maple), 1);
    records_lock(clinic->records, ana);
}

static void
a_full_disk_hides_no_entry(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct records_entries entries;

    for (int i = 0; i < 3; i++)
        (void) records_clinic_write(clinic, &clinic->maple, "Words.", NULL);
    disk_fail(DISK_WRITE, 1, true);
    list(clinic, ana, &clinic->maple, &entries);
    disk_mend();
    assert_int_equal(entries.count, 3);
    for (size_t i = 0; i < entries.count; i++)
        assert_false(entries.entries[i].damaged);
    records_entries_destroy(&entries);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM cache"), 0);
    assert_int_equal(n_listed(clinic, ana, &clinic->maple), 3);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM cache"), 3);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

static void
a_list_that_was_made_ready_makes_cache_rows_too(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct records_entries entries;
    char *before, *after;

    (void) records_clinic_write(clinic, &clinic->maple, "One.", NULL);
    (void) records_clinic_write(clinic, &clinic->maple, "Two.", NULL);
    WORKS(clinic, records_ready(clinic->records, &clinic->fault));
    WORKS(clinic, records_entries(clinic->records, ana, &clinic->maple, &entries, &clinic->fault));
    before = file_text(clinic, "SELECT hex(group_concat(sealed)) FROM cache");
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM cache"), 2);
    lists_the_same(clinic, ana, &clinic->maple, &entries);
    after = file_text(clinic, "SELECT hex(group_concat(sealed)) FROM cache");
    assert_string_equal(before, after); // read, not made again
    free(before);
    free(after);
    records_entries_destroy(&entries);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

static void
what_was_made_ready_goes_when_an_entry_comes_or_goes(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct id one = records_clinic_write(clinic, &clinic->maple, "One.", NULL);

    WORKS(clinic, records_ready(clinic->records, &clinic->fault));
    WORKS(
        clinic, records_log(clinic->records, RECORDS_LINE_CALLED, NULL, "a call", &clinic->fault));
    assert_non_null(clinic->records->ready); // a line more changes no list
    (void) records_clinic_write(clinic, &clinic->maple, "Two.", NULL);
    assert_null(clinic->records->ready);
    assert_int_equal(n_listed(clinic, ana, &clinic->maple), 2);
    WORKS(clinic, change_begin(clinic->records, NULL, &clinic->fault));
    WORKS(clinic, entry_drop(clinic->records, &one, &clinic->fault));
    WORKS(clinic, change_commit(clinic->records, &clinic->fault));
    assert_null(clinic->records->ready);
    assert_int_equal(n_listed(clinic, ana, &clinic->maple), 1);
    records_lock(clinic->records, ana);
}

static void
more_than_memory_should_hold_is_read_when_it_is_listed(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);

    for (int i = 0; i < 3; i++)
        (void) records_clinic_write(clinic, &clinic->maple, "Words.", NULL);
    WORKS(clinic, ready_make(clinic->records, 5000, &clinic->fault));
    assert_null(clinic->records->ready);
    assert_int_equal(n_listed(clinic, ana, &clinic->maple), 3);
    records_lock(clinic->records, ana);
}

/* ---- opening --------------------------------------------------------------------------------*/

/* What the newest line says, as who holds the audit journal reads it. */
static void
newest_line_says(
    struct records_clinic *clinic, const struct records_session *session, const char *what)
{
    struct records *records = clinic->records;
    struct store_row line = {0};
    struct vault_block block =
        block_of(records, VAULT_KIND_LINE_KEY, &records_audit, &records->kiosk, records->seq);
    struct vault_key *box, *key;
    struct bytes body = BYTES_EMPTY;

    WORKS(clinic, line_newest(records, NULL, &line, &clinic->fault));
    box = vault_key_derive(
        session_held(session, &records_audit, (uint32_t) line.values[LINE_EPOCH].integer)->seed,
        VAULT_JOURNAL_BOX);
    key = vault_open_key(box, &block, &line.values[LINE_LINE_KEY].blob, &clinic->fault);
    WORKS(clinic, key != NULL);
    block.kind = VAULT_KIND_LINE;
    WORKS(clinic, body_open(key, &block, &line.values[LINE_BODY].blob, &body, &clinic->fault));
    if (!strstr(bytes_text(&body), what))
        fail_msg("not '%s': %s", what, bytes_text(&body));
    bytes_wipe(&body);
    vault_key_free(box);
    vault_key_free(key);
    store_row_destroy(&line);
}

static void
what_is_closed_opens_only_when_it_is_asked_for(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct id entry =
        records_clinic_write(clinic, &clinic->maple, "The open words.", "The closed words.");
    struct opened opened;

    WORKS(clinic, opens(clinic, ana, &entry, false, &opened));
    assert_text_equal(&opened.entry.summary, "summary");
    assert_text_equal(&opened.open, "The open words.");
    assert_int_equal(opened.closed.length, 0);
    assert_true(opened.entry.has_closed);
    assert_int_equal(records_clinic_lines(clinic, RECORDS_LINE_OPENED), 1);
    newest_line_says(clinic, ana, "\"an entry was opened\"");
    wipe(&opened);

    WORKS(clinic, opens(clinic, ana, &entry, true, &opened));
    assert_text_equal(&opened.closed, "The closed words.");
    assert_int_equal(records_clinic_lines(clinic, RECORDS_LINE_OPENED), 2);
    newest_line_says(clinic, ana, "with what is closed");
    wipe(&opened);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

/* No line, no words. */
static void
what_cannot_be_logged_is_not_opened(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct id entry =
        records_clinic_write(clinic, &clinic->maple, "The open words.", "The closed words.");

    disk_fail(DISK_WRITE, 1, true);
    refuses(clinic, ana, &entry, FAULT_DISK_FULL);
    disk_mend();
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

static void
an_entry_that_is_not_there_is_not_found(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct id entry = records_clinic_write(clinic, &clinic->maple, "One.", NULL);

    refuses(clinic, ana, &clinic->maple, FAULT_NOT_FOUND);
    refuses(clinic, ana, &ID_NONE, FAULT_NOT_FOUND);
    file_sql(clinic, "DELETE FROM placement");
    refuses(clinic, ana, &entry, FAULT_NOT_FOUND);
    records_lock(clinic->records, ana);
    records_clinic_finds(clinic, "placement ");
}

/* Two entries that change their places, or parts of them: each opens, and none is believed. */
static void
swapped_parts_are_forged(void **state)
{
    static const char *const columns[] = {"summary", "open", "closed"};
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct id one = records_clinic_write(clinic, &clinic->maple, "One.", "Closed one.");
    struct id two = records_clinic_write(clinic, &clinic->maple, "Two.", "Closed two.");

    for (size_t i = 0; i < COUNT(columns); i++) {
        char sql[160];

        (void) snprintf(sql, sizeof(sql),
            "UPDATE entry SET %s = (SELECT %s FROM entry AS other WHERE id = %%s) WHERE id = %%s",
            columns[i], columns[i]);
        file_sql_ids(clinic, sql, &two, &one);
        refuses(clinic, ana, &one, FAULT_FORGED);
    }
    records_lock(clinic->records, ana);
    records_clinic_finds(clinic, "entry ");
}

static void
an_entry_without_a_line_is_nobodys(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct id entry = records_clinic_write(clinic, &clinic->maple, "One.", NULL);
    struct id foreign = {{7, 7}};

    file_sql_ids(clinic,
        "INSERT INTO placement (id, entry, revision, journal, epoch, sealed) SELECT x'0102', %s, "
        "revision, journal, epoch, sealed FROM placement WHERE entry = %s",
        &foreign, &entry);
    assert_int_equal(n_listed(clinic, ana, &clinic->maple), 1);
    refuses(clinic, ana, &foreign, FAULT_NOT_FOUND);
    records_lock(clinic->records, ana);
    records_clinic_finds(clinic, "it is foreign");
}

/* The line says that the entry is right, and no kiosk signed it. */
static void
a_forged_line_opens_nothing(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct id entry = records_clinic_write(clinic, &clinic->maple, "One.", NULL);

    file_sql(clinic, "UPDATE line SET signature = zeroblob(64)");
    records_clinic_close(clinic);
    records_clinic_open(clinic);
    refuses(clinic, ana, &entry, FAULT_FORGED);
    records_lock(clinic->records, ana);
}

/* ---- placing --------------------------------------------------------------------------------*/

static void
an_entry_moves_to_the_journal_it_is_placed_in(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct id entry = records_clinic_write(clinic, &records_unplaced, "One.", "Closed.");
    struct opened opened;

    assert_int_equal(n_listed(clinic, ana, &records_unplaced), 1);
    WORKS(
        clinic, records_entry_place(clinic->records, ana, &entry, &clinic->maple, &clinic->fault));
    assert_int_equal(n_listed(clinic, ana, &records_unplaced), 0);
    assert_int_equal(n_listed(clinic, ana, &clinic->maple), 1);
    WORKS(clinic, opens(clinic, ana, &entry, true, &opened));
    assert_true(id_equal(&opened.entry.journal, &clinic->maple));
    assert_text_equal(&opened.open, "One.");
    assert_text_equal(&opened.closed, "Closed.");
    wipe(&opened);
    assert_int_equal(records_clinic_lines(clinic, RECORDS_LINE_PLACED), 1);
    assert_int_equal(
        file_number(clinic, "SELECT count(*) FROM line WHERE kind = 9 AND length(witness) = 64"),
        1);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

static void
an_entry_is_not_placed_where_it_is_nor_nowhere(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct id entry = records_clinic_write(clinic, &clinic->maple, "One.", NULL), nobody = {{9}};
    struct {
        const struct id *journal;
        enum fault_kind kind;
    } wrong[] = {
        {&clinic->maple, FAULT_EXISTS}, {&ID_NONE, FAULT_NOT_FOUND}, {&nobody, FAULT_NOT_FOUND}};

    for (size_t i = 0; i < COUNT(wrong); i++)
        REFUSED(clinic,
            records_entry_place(clinic->records, ana, &entry, wrong[i].journal, &clinic->fault),
            wrong[i].kind);
    file_flip(clinic, "journal", "box", "CAST(code AS TEXT) = 'heron 3 b'");
    REFUSED(clinic,
        records_entry_place(clinic->records, ana, &entry, &clinic->heron, &clinic->fault),
        FAULT_FORGED);
    assert_int_equal(n_listed(clinic, ana, &clinic->maple), 1);
    assert_int_equal(records_clinic_lines(clinic, RECORDS_LINE_PLACED), 0);
    records_lock(clinic->records, ana);
}

static void
an_old_placement_put_back_is_not_followed(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct id entry = records_clinic_write(clinic, &clinic->heron, "One.", NULL);
    char *old = file_text(clinic,
        "SELECT printf('INSERT INTO placement (id, entry, revision, journal, epoch, sealed) VALUES "
        "(x''%s'', x''%s'', %d, x''%s'', %d, x''%s'')', hex(id), hex(entry), revision, "
        "hex(journal), epoch, hex(sealed)) FROM placement");

    WORKS(
        clinic, records_entry_place(clinic->records, ana, &entry, &clinic->maple, &clinic->fault));
    file_sql(clinic, old);
    assert_int_equal(n_listed(clinic, ana, &clinic->heron), 0);
    assert_int_equal(n_listed(clinic, ana, &clinic->maple), 1);
    records_lock(clinic->records, ana);
    records_clinic_finds(clinic, "placement ");
    free(old);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CLINIC_TEST(the_newest_day_stands_first),
        CLINIC_TEST(a_session_that_does_not_hold_a_journal_gets_nothing_of_it),
        CLINIC_TEST(one_damaged_entry_stands_beside_whole_ones),
        CLINIC_TEST(a_damaged_cache_row_is_made_anew),
        CLINIC_TEST(a_key_in_the_cache_is_of_one_revision),
        CLINIC_TEST(cache_rows_of_no_entry_are_tidied_away),
        CLINIC_TEST(a_full_disk_hides_no_entry),
        CLINIC_TEST(a_list_that_was_made_ready_makes_cache_rows_too),
        CLINIC_TEST(what_was_made_ready_goes_when_an_entry_comes_or_goes),
        CLINIC_TEST(more_than_memory_should_hold_is_read_when_it_is_listed),
        CLINIC_TEST(what_is_closed_opens_only_when_it_is_asked_for),
        CLINIC_TEST(what_cannot_be_logged_is_not_opened),
        CLINIC_TEST(an_entry_that_is_not_there_is_not_found),
        CLINIC_TEST(swapped_parts_are_forged),
        CLINIC_TEST(an_entry_without_a_line_is_nobodys),
        CLINIC_TEST(a_forged_line_opens_nothing),
        CLINIC_TEST(an_entry_moves_to_the_journal_it_is_placed_in),
        CLINIC_TEST(an_entry_is_not_placed_where_it_is_nor_nowhere),
        CLINIC_TEST(an_old_placement_put_back_is_not_followed),
    };

    clock_share();
    disk_install();
    return CLINIC_RUN(tests);
}
