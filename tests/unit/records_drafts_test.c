/* A draft: begun, saved, resumed, closed, interrupted, handed back; on a good disk and on a bad
 * one. */
#include "records/inside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sys/socket.h>

#include "records_clinic.h"
#include "records_disk.h"

static bool
saves(struct records_clinic *clinic, struct records_draft *draft, const char *text)
{
    struct bytes snapshot = text_bytes(text);

    return records_draft_save(draft, &snapshot, &clinic->fault);
}

static bool
closes(
    struct records_clinic *clinic, struct records_draft *draft, const char *open, bool interrupted)
{
    struct bytes summary = text_bytes("summary"), words = text_bytes(open);
    struct records_bodies bodies = {&summary, &words, NULL, interrupted};

    return records_draft_close(draft, &bodies, &clinic->fault);
}

static bool
resumes(struct records_clinic *clinic, const struct bytes *kept, struct bytes *snapshot,
    struct records_draft **draft)
{
    struct id journal;

    return records_draft_resume(clinic->records, kept, snapshot, &journal, draft, &clinic->fault);
}

/* As the next process finds it: the words that a resume gives. */
static void
resumes_to(struct records_clinic *clinic, const struct bytes *kept, const char *text)
{
    struct bytes snapshot = BYTES_EMPTY;
    struct records_draft *draft = NULL;

    records_clinic_open(clinic);
    WORKS(clinic, resumes(clinic, kept, &snapshot, &draft));
    assert_text_equal(&snapshot, text);
    bytes_wipe(&snapshot);
    records_draft_free(draft);
}

static bool
opens_draft(struct records_clinic *clinic, struct records_session *session, const struct id *id,
    struct bytes *snapshot, struct records_draft **draft)
{
    return records_draft_open(clinic->records, session, id, snapshot, draft, &clinic->fault);
}

static size_t
n_waiting(struct records_clinic *clinic, bool interrupted)
{
    struct records_waiting *waiting = NULL;
    size_t count = 0, found = 0;

    WORKS(clinic, records_drafts(clinic->records, &waiting, &count, &clinic->fault));
    for (size_t i = 0; i < count; i++)
        found += waiting[i].interrupted == interrupted;
    free(waiting);
    return found;
}

/* Reads the one entry of a journal as its holder, and compares. */
static void
has_entry(struct records_clinic *clinic, const struct id *journal, const char *open)
{
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct records_entries entries;
    struct bytes words = BYTES_EMPTY;

    WORKS(clinic, records_entries(clinic->records, ana, journal, &entries, &clinic->fault));
    assert_int_equal(entries.count, 1);
    assert_false(entries.entries[0].damaged);
    records_clinic_read(clinic, ana, &entries.entries[0].id, &words);
    assert_text_equal(&words, open);
    bytes_wipe(&words);
    records_entries_destroy(&entries);
    records_lock(clinic->records, ana);
}

/* Nothing that was deleted lies on in SQLite's log. */
static void
wal_is_empty(struct records_clinic *clinic)
{
    struct bytes wal = BYTES_EMPTY;

    file_keep(clinic, "afterword.db-wal", &wal);
    assert_int_equal(wal.length, 0);
    bytes_destroy(&wal);
}

/* ---- begin and save -------------------------------------------------------------------------*/

static void
a_begun_draft_stands_before_the_first_question(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_draft *draft = records_clinic_begin(clinic, &clinic->maple, "begun");
    struct bytes kept = BYTES_EMPTY;
    struct id id = records_draft_id(draft);

    records_clinic_kept(clinic, &kept);
    assert_int_equal(kept.length, ID_LENGTH + 32 + ID_LENGTH);
    assert_memory_equal(kept.data, id.bytes, ID_LENGTH);
    assert_memory_equal(kept.data + ID_LENGTH + 32, clinic->maple.bytes, ID_LENGTH);
    assert_int_equal(clinic->revision, 1);
    assert_int_equal(n_waiting(clinic, false), 1);
    records_draft_free(draft); // the program stops; the sealed draft stays
    resumes_to(clinic, &kept, "begun");
    bytes_wipe(&kept);
    records_clinic_finds_nothing(clinic);
}

static void
saves_take_turns_in_two_slots(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_draft *draft = records_clinic_begin(clinic, &clinic->maple, "begun");
    struct bytes kept = BYTES_EMPTY;
    int64_t lines = file_number(clinic, "SELECT count(*) FROM line");

    records_clinic_kept(clinic, &kept);
    for (int i = 2; i < 7; i++) {
        WORKS(clinic, saves(clinic, draft, i % 2 ? "odd" : "even"));
        assert_int_equal(clinic->revision, i);
        assert_int_equal(file_number(clinic, "SELECT max(revision) FROM snapshot"), i);
        assert_int_equal(file_number(clinic, "SELECT min(revision) FROM snapshot"), i - 1);
    }
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM snapshot"), 2);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM line"), lines);
    records_draft_free(draft);
    resumes_to(clinic, &kept, "even");
    bytes_wipe(&kept);
}

static void
a_snapshot_has_a_limit(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_draft *draft = records_clinic_begin(clinic, &clinic->maple, "begun"),
                         *other = NULL;
    struct bytes large = BYTES_EMPTY;
    struct records_bodies bodies = {&large, NULL, NULL, false};
    struct id journal = clinic->maple;

    bytes_reserve(&large, RECORDS_BODY_MAX + 1);
    memset(large.data, 'w', RECORDS_BODY_MAX + 1);
    large.length = RECORDS_BODY_MAX + 1;
    REFUSED(clinic, records_draft_save(draft, &large, &clinic->fault), FAULT_LIMIT);
    REFUSED(clinic, records_draft_begin(clinic->records, &journal, &large, &other, &clinic->fault),
        FAULT_LIMIT);
    REFUSED(clinic, records_draft_close(draft, &bodies, &clinic->fault), FAULT_LIMIT);
    assert_int_equal(n_waiting(clinic, false), 1);
    large.length--;
    WORKS(clinic, records_draft_save(draft, &large, &clinic->fault));
    WORKS(clinic, records_draft_drop(draft, &clinic->fault));
    bytes_wipe(&large);
    records_clinic_finds_nothing(clinic);
}

static void
a_draft_without_a_supervisor_is_begun_all_the_same(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_draft *draft;

    assert_int_equal(shutdown(clinic->link[1], SHUT_RDWR), 0);
    draft = records_clinic_begin(clinic, &clinic->maple, "begun");
    WORKS(clinic, saves(clinic, draft, "more"));
    WORKS(clinic, closes(clinic, draft, "All of it.", false));
    has_entry(clinic, &clinic->maple, "All of it.");
}

/* ---- resume ---------------------------------------------------------------------------------*/

static void
a_torn_slot_leaves_the_other(void **state)
{
    static const char *const columns[] = {"sealed", "signature", "revision"};
    struct records_clinic *clinic = *state;
    struct records_draft *draft = records_clinic_begin(clinic, &clinic->maple, "begun");
    struct bytes kept = BYTES_EMPTY, file = BYTES_EMPTY;

    records_clinic_kept(clinic, &kept);
    WORKS(clinic, saves(clinic, draft, "more"));
    records_draft_free(draft);
    records_clinic_close(clinic);
    file_keep(clinic, "afterword.db", &file);
    clinic->revision = 1; // the commit that tore was never told
    for (size_t i = 0; i < COUNT(columns); i++) {
        file_put_back(clinic, "afterword.db", &file);
        file_flip(clinic, "snapshot", columns[i], "revision = 2");
        resumes_to(clinic, &kept, "begun");
        records_clinic_close(clinic);
        file_remove(clinic, "kiosk.head"); // it leads the copy that is put back
    }
    bytes_wipe(&kept);
    bytes_destroy(&file);
}

static void
an_older_draft_than_the_supervisor_saw_is_refused(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_draft *draft = records_clinic_begin(clinic, &clinic->maple, "begun");
    struct bytes kept = BYTES_EMPTY, snapshot = BYTES_EMPTY;

    records_clinic_kept(clinic, &kept);
    WORKS(clinic, saves(clinic, draft, "two"));
    WORKS(clinic, saves(clinic, draft, "three"));
    records_draft_free(draft);
    draft = NULL;
    file_sql(clinic, "DELETE FROM snapshot WHERE revision = 3");
    records_clinic_open(clinic);
    REFUSED(clinic, resumes(clinic, &kept, &snapshot, &draft), FAULT_DAMAGED);
    assert_null(draft);
    assert_int_equal(snapshot.length, 0);
    file_sql(clinic, "DELETE FROM snapshot");
    REFUSED(clinic, resumes(clinic, &kept, &snapshot, &draft), FAULT_DAMAGED);
    bytes_wipe(&kept);
}

static void
what_was_kept_opens_its_own_draft_alone(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_draft *draft = records_clinic_begin(clinic, &clinic->maple, "mine"), *other;
    struct bytes kept = BYTES_EMPTY, theirs = BYTES_EMPTY, snapshot = BYTES_EMPTY;

    records_clinic_kept(clinic, &kept);
    other = records_clinic_begin(clinic, &clinic->maple, "theirs");
    records_clinic_kept(clinic, &theirs);
    records_draft_free(draft);
    records_draft_free(other);
    clinic->revision = 0;
    draft = NULL;

    for (int way = 0; way < 4; way++) {
        static const enum fault_kind kinds[] = {
            FAULT_DAMAGED, FAULT_NOT_FOUND, FAULT_DAMAGED, FAULT_FORGED};
        struct bytes changed = BYTES_EMPTY;

        bytes_set(&changed, kept.data, kept.length - (way == 0)); // too short
        if (way == 1)
            changed.data[0] ^= 1; // another draft's id
        if (way == 2)
            memcpy(changed.data + ID_LENGTH, theirs.data + ID_LENGTH, 32); // another's key
        if (way == 3)
            memcpy(changed.data + ID_LENGTH + 32, clinic->heron.bytes, ID_LENGTH);
        REFUSED(clinic, resumes(clinic, &changed, &snapshot, &draft), kinds[way]);
        assert_null(draft);
        bytes_wipe(&changed);
    }
    resumes_to(clinic, &kept, "mine");
    resumes_to(clinic, &theirs, "theirs");
    bytes_wipe(&kept);
    bytes_wipe(&theirs);
}

static void
a_changed_draft_is_not_resumed(void **state)
{
    static const char *const columns[] = {
        "journal", "epoch", "day", "key_revision", "kiosk", "sealed"};
    struct records_clinic *clinic = *state;
    struct records_draft *draft = records_clinic_begin(clinic, &clinic->maple, "begun");
    struct bytes kept = BYTES_EMPTY, file = BYTES_EMPTY, snapshot = BYTES_EMPTY;

    records_clinic_kept(clinic, &kept);
    records_draft_free(draft);
    draft = NULL;
    records_clinic_close(clinic);
    file_keep(clinic, "afterword.db", &file);
    for (size_t i = 0; i < COUNT(columns); i++) {
        file_put_back(clinic, "afterword.db", &file);
        file_flip(clinic, "draft", columns[i], "1");
        records_clinic_open(clinic);
        REFUSED(clinic, resumes(clinic, &kept, &snapshot, &draft), FAULT_FORGED);
        records_clinic_finds(clinic, "draft ");
    }
    bytes_wipe(&kept);
    bytes_destroy(&file);
}

/* ---- the ends -------------------------------------------------------------------------------*/

static void
closing_leaves_an_entry_and_nothing_of_the_draft(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_draft *draft = records_clinic_begin(clinic, &clinic->maple, "begun"),
                         *none = NULL;
    struct bytes kept = BYTES_EMPTY, snapshot = BYTES_EMPTY;

    records_clinic_kept(clinic, &kept);
    WORKS(clinic, saves(clinic, draft, "more"));
    WORKS(clinic, closes(clinic, draft, "All of it.", false));
    wal_is_empty(clinic);
    assert_int_equal(clinic->revision, 0);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM draft"), 0);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM snapshot"), 0);
    REFUSED(clinic, resumes(clinic, &kept, &snapshot, &none), FAULT_NOT_FOUND);
    has_entry(clinic, &clinic->maple, "All of it.");
    bytes_wipe(&kept);
    records_clinic_finds_nothing(clinic);
}

/* As after a commit that was undone for us and stands in the file all the same. */
static void
an_entry_that_stands_already_gives_way(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_draft *draft = records_clinic_begin(clinic, &clinic->maple, "begun");
    struct bytes summary = text_bytes("summary"), words = text_bytes("Half of it.");
    struct records_bodies bodies = {&summary, &words, NULL, false};
    struct id id = records_draft_id(draft);

    WORKS(clinic, change_begin(clinic->records, NULL, &clinic->fault));
    WORKS(clinic,
        entry_put(clinic->records, &id, 1, clock_day(), &bodies, &clinic->maple, &clinic->fault));
    WORKS(clinic, change_commit(clinic->records, &clinic->fault));
    WORKS(clinic, closes(clinic, draft, "All of it.", false));
    assert_int_equal(file_number(clinic, "SELECT revision FROM entry"), 2);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM placement"), 1);
    has_entry(clinic, &clinic->maple, "All of it.");
    records_clinic_finds_nothing(clinic);
}

static void
a_summarys_size_says_nothing(void **state)
{
    static const size_t lengths[] = {1, 1000, 2047};
    struct records_clinic *clinic = *state;

    for (size_t i = 0; i < COUNT(lengths); i++) {
        struct records_draft *draft = records_clinic_begin(clinic, &clinic->maple, "begun");
        struct bytes summary = BYTES_EMPTY;
        struct records_bodies bodies = {&summary, NULL, NULL, false};

        while (summary.length < lengths[i])
            bytes_append_byte(&summary, 'x');
        WORKS(clinic, records_draft_close(draft, &bodies, &clinic->fault));
        bytes_destroy(&summary);
    }
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM entry"), COUNT(lengths));
    assert_int_equal(file_number(clinic, "SELECT count(DISTINCT length(summary)) FROM entry"), 1);
}

static void
dropping_leaves_nothing(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_draft *draft = records_clinic_begin(clinic, &clinic->maple, "begun");

    WORKS(clinic, records_draft_drop(draft, &clinic->fault));
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM draft"), 0);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM snapshot"), 0);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM entry"), 0);
    records_clinic_finds_nothing(clinic);
}

/* ---- interrupted ----------------------------------------------------------------------------*/

static void
all_but_the_living_are_interrupted_once(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_draft *living = records_clinic_begin(clinic, &clinic->maple, "living");
    struct id id = records_draft_id(living);
    struct bytes kept = BYTES_EMPTY, snapshot = BYTES_EMPTY;
    struct records_draft *none = NULL;

    records_clinic_kept(clinic, &kept);
    records_draft_free(records_clinic_begin(clinic, &clinic->heron, "left"));
    WORKS(clinic, records_drafts_interrupt(clinic->records, &id, &clinic->fault));
    WORKS(clinic, records_drafts_interrupt(clinic->records, &id, &clinic->fault));
    assert_int_equal(n_waiting(clinic, true), 1);
    assert_int_equal(n_waiting(clinic, false), 1);
    assert_int_equal(records_clinic_lines(clinic, RECORDS_LINE_INTERRUPTED), 1);
    WORKS(clinic, saves(clinic, living, "goes on"));
    records_draft_free(living);
    WORKS(clinic, records_drafts_interrupt(clinic->records, &ID_NONE, &clinic->fault));
    REFUSED(clinic, resumes(clinic, &kept, &snapshot, &none), FAULT_NOT_FOUND);
    bytes_wipe(&kept);
    records_clinic_finds_nothing(clinic);
}

/* A draft left behind, interrupted; its id, and what a supervisor had kept of it. */
static struct id
interrupted_of(struct records_clinic *clinic, const struct id *journal, struct bytes *kept)
{
    struct records_draft *draft = records_clinic_begin(clinic, journal, "begun");
    struct id id = records_draft_id(draft);

    records_clinic_kept(clinic, kept);
    WORKS(clinic, saves(clinic, draft, "half of it"));
    records_draft_free(draft);
    clinic->revision = 0;
    records_clinic_open(clinic);
    WORKS(clinic, records_drafts_interrupt(clinic->records, &ID_NONE, &clinic->fault));
    return id;
}

static struct id
interrupted(struct records_clinic *clinic, const struct id *journal)
{
    struct bytes kept = BYTES_EMPTY;
    struct id id = interrupted_of(clinic, journal, &kept);

    bytes_wipe(&kept);
    return id;
}

static void
an_interrupted_sitting_is_kept_as_it_is(void **state)
{
    struct records_clinic *clinic = *state;
    struct id id = interrupted(clinic, &clinic->maple);
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct records_session *lee = records_clinic_sign_in(clinic, &clinic->lee);
    struct records_draft *draft = NULL;
    struct bytes snapshot = BYTES_EMPTY;

    REFUSED(clinic, opens_draft(clinic, lee, &id, &snapshot, &draft), FAULT_ACCESS);
    REFUSED(clinic, opens_draft(clinic, ana, &clinic->maple, &snapshot, &draft), FAULT_NOT_FOUND);
    assert_null(draft);
    WORKS(clinic, opens_draft(clinic, ana, &id, &snapshot, &draft));
    assert_text_equal(&snapshot, "half of it");
    bytes_wipe(&snapshot);
    assert_int_equal(records_clinic_lines(clinic, RECORDS_LINE_OPENED), 1);
    WORKS(clinic, closes(clinic, draft, "Half of it.", true));
    records_lock(clinic->records, lee);
    records_lock(clinic->records, ana);
    assert_int_equal(file_number(clinic, "SELECT state FROM entry"), 1);
    has_entry(clinic, &clinic->maple, "Half of it.");
    records_clinic_finds_nothing(clinic);
}

static void
a_sitting_that_is_handed_back_has_a_new_key(void **state)
{
    struct records_clinic *clinic = *state;
    struct bytes old = BYTES_EMPTY;
    struct id id = interrupted_of(clinic, &clinic->maple, &old);
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct records_draft *draft = NULL, *again = NULL;
    struct bytes snapshot = BYTES_EMPTY, kept = BYTES_EMPTY, back = text_bytes("half, and back");

    WORKS(clinic, opens_draft(clinic, ana, &id, &snapshot, &draft));
    bytes_wipe(&snapshot);
    WORKS(clinic, records_draft_hand_back(draft, &back, &clinic->fault));
    wal_is_empty(clinic); // the old key is gone from there too
    records_lock(clinic->records, ana);
    records_clinic_kept(clinic, &kept);
    assert_memory_equal(kept.data, id.bytes, ID_LENGTH);
    assert_int_equal(clinic->revision, 3);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM snapshot"), 1);
    assert_int_equal(file_number(clinic, "SELECT key_revision FROM draft"), 2);
    assert_int_equal(n_waiting(clinic, false), 1);
    records_clinic_open(clinic);
    REFUSED(clinic, resumes(clinic, &old, &snapshot, &again), FAULT_DAMAGED);
    WORKS(clinic, resumes(clinic, &kept, &snapshot, &again));
    assert_text_equal(&snapshot, "half, and back");
    WORKS(clinic, saves(clinic, again, "and on"));
    WORKS(clinic, closes(clinic, again, "The whole.", false));
    has_entry(clinic, &clinic->maple, "The whole.");
    bytes_wipe(&snapshot);
    bytes_wipe(&kept);
    bytes_wipe(&old);
    records_clinic_finds_nothing(clinic);
}

static void
a_draft_that_its_person_is_writing_is_not_opened(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct records_draft *draft = records_clinic_begin(clinic, &clinic->maple, "begun"),
                         *none = NULL;
    struct id id = records_draft_id(draft);
    struct bytes snapshot = BYTES_EMPTY;

    REFUSED(clinic, opens_draft(clinic, ana, &id, &snapshot, &none), FAULT_ACCESS);
    records_draft_free(draft);
    records_lock(clinic->records, ana);
}

static void
an_interrupted_sitting_that_was_changed_is_forged(void **state)
{
    static const struct {
        const char *change;
        const char *finding;
    } changes[] = {
        {"UPDATE draft SET sealed = zeroblob(176)", "draft "},
        {"UPDATE draft SET day = day + 1", "draft "},
        {"UPDATE draft SET key_revision = 2", "draft "},
        {"DELETE FROM snapshot WHERE revision = 2", "interrupted sitting"}, // an older one
        {"DELETE FROM snapshot", "interrupted sitting"},
        {"UPDATE snapshot SET sealed = zeroblob(1064)", "interrupted sitting"},
        {"UPDATE snapshot SET signature = zeroblob(64)", "interrupted sitting"},
    };
    struct records_clinic *clinic = *state;
    struct id id = interrupted(clinic, &clinic->maple);
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct records_draft *draft = NULL;
    struct bytes snapshot = BYTES_EMPTY, file = BYTES_EMPTY;

    records_clinic_close(clinic);
    file_keep(clinic, "afterword.db", &file);
    for (size_t i = 0; i < COUNT(changes); i++) {
        file_put_back(clinic, "afterword.db", &file);
        file_sql(clinic, changes[i].change);
        records_clinic_open(clinic);
        REFUSED(clinic, opens_draft(clinic, ana, &id, &snapshot, &draft), FAULT_FORGED);
        assert_null(draft);
        assert_int_equal(snapshot.length, 0);
        records_clinic_finds(clinic, changes[i].finding);
    }
    records_clinic_open(clinic);
    records_lock(clinic->records, ana);
    bytes_destroy(&file);
}

/* What the log does not know gets no line of ours, which would make it the log's. */
static void
a_strangers_draft_is_not_made_ours(void **state)
{
    struct records_clinic *clinic = *state;
    int64_t lines;

    records_draft_free(records_clinic_begin(clinic, &clinic->maple, "begun"));
    file_sql(clinic, "UPDATE draft SET id = x'00112233445566778899aabbccddeeff'");
    lines = file_number(clinic, "SELECT count(*) FROM line");
    records_clinic_open(clinic);
    WORKS(clinic, records_drafts_interrupt(clinic->records, &ID_NONE, &clinic->fault));
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM line"), lines);
    records_clinic_finds(clinic, "it is foreign");
}

/* ---- a broken chain -------------------------------------------------------------------------*/

static void
break_chain(struct records_clinic *clinic, const struct id *journal)
{
    // Of a key that the breaker holds: it can be sealed to, and is found before.
    file_sql_ids(clinic,
        "UPDATE journal SET box = (SELECT box FROM journal AS other WHERE id = %s) WHERE id = %s",
        id_equal(journal, &clinic->heron) ? &clinic->maple : &clinic->heron, journal);
}

static void
begins_in(struct records_clinic *clinic, const struct id *asked, const struct id *given)
{
    struct bytes snapshot = text_bytes("begun");
    struct id journal = *asked;
    struct records_draft *draft = NULL;
    struct bytes kept = BYTES_EMPTY;

    WORKS(
        clinic, records_draft_begin(clinic->records, &journal, &snapshot, &draft, &clinic->fault));
    assert_true(id_equal(&journal, given));
    records_clinic_kept(clinic, &kept);
    assert_memory_equal(kept.data + ID_LENGTH + 32, given->bytes, ID_LENGTH);
    bytes_wipe(&kept);
    WORKS(clinic, saves(clinic, draft, "more"));
    WORKS(clinic, closes(clinic, draft, "All of it.", false));
}

static void
a_swapped_key_is_found_before_anything_is_sealed_to_it(void **state)
{
    struct records_clinic *clinic = *state;

    break_chain(clinic, &clinic->maple);
    begins_in(clinic, &clinic->maple, &records_unplaced);
    assert_int_equal(records_clinic_lines(clinic, RECORDS_LINE_BROKEN), 1);
    has_entry(clinic, &records_unplaced, "All of it.");
    records_clinic_finds(clinic, "journal ");
}

static void
without_the_unplaced_journal_the_paper_takes_it(void **state)
{
    struct records_clinic *clinic = *state;

    break_chain(clinic, &clinic->maple);
    break_chain(clinic, &records_unplaced);
    begins_in(clinic, &clinic->maple, &ID_NONE);
    assert_int_equal(
        file_number(clinic, "SELECT count(*) FROM placement WHERE journal = zeroblob(16)"), 1);
    // Nor does a broken audit journal keep anybody from writing.
    break_chain(clinic, &records_audit);
    begins_in(clinic, &clinic->maple, &ID_NONE);
    begins_in(clinic, &clinic->heron, &clinic->heron);
    records_clinic_finds(clinic, "journal ");
}

static void
a_journal_that_is_none_goes_to_the_unplaced_one(void **state)
{
    struct records_clinic *clinic = *state;
    struct id nobody = {{9}};

    begins_in(clinic, &nobody, &records_unplaced);
    has_entry(clinic, &records_unplaced, "All of it.");
}

static void
a_chain_that_breaks_while_somebody_writes_lets_them_end(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_draft *draft = records_clinic_begin(clinic, &clinic->maple, "begun");

    break_chain(clinic, &clinic->maple);
    WORKS(clinic, saves(clinic, draft, "more"));
    WORKS(clinic, closes(clinic, draft, "All of it.", false));
    assert_int_equal(records_clinic_lines(clinic, RECORDS_LINE_BROKEN), 1);
    has_entry(clinic, &records_unplaced, "All of it.");
}

/* ---- a bad disk -----------------------------------------------------------------------------*/

static void
a_draft_survives_a_failed_commit(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_draft *draft = records_clinic_begin(clinic, &clinic->maple, "begun");
    struct bytes kept = BYTES_EMPTY;

    records_clinic_kept(clinic, &kept);
    WORKS(clinic, saves(clinic, draft, "two"));
    disk_fail(DISK_WRITE, 1, true);
    REFUSED(clinic, saves(clinic, draft, "three"), FAULT_DISK_FULL);
    REFUSED(clinic, saves(clinic, draft, "three"), FAULT_DISK_FULL);
    assert_int_equal(clinic->revision, 2);
    disk_mend();
    WORKS(clinic, saves(clinic, draft, "whole again")); // one good save heals it all
    assert_int_equal(clinic->revision, 3);
    records_draft_free(draft);
    resumes_to(clinic, &kept, "whole again");
    bytes_wipe(&kept);
    records_clinic_finds_nothing(clinic);
}

/* A sync that failed is not believed again: the connection is closed, and the newest snapshot is
 * written anew through another. */
static void
after_a_failed_sync_the_next_save_holds(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_draft *draft = records_clinic_begin(clinic, &clinic->maple, "begun");
    struct bytes kept = BYTES_EMPTY;

    records_clinic_kept(clinic, &kept);
    disk_fail(DISK_SYNC, 1, false);
    REFUSED(clinic, saves(clinic, draft, "two"), FAULT_DISK);
    assert_int_equal(clinic->revision, 1);
    WORKS(clinic, saves(clinic, draft, "two, anew"));
    WORKS(clinic, saves(clinic, draft, "three"));
    records_draft_free(draft);
    resumes_to(clinic, &kept, "three");
    bytes_wipe(&kept);
    records_clinic_finds_nothing(clinic);
}

static void
after_a_second_failed_sync_nothing_is_written(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_draft *draft = records_clinic_begin(clinic, &clinic->maple, "begun"),
                         *other = NULL;
    struct bytes kept = BYTES_EMPTY, words = text_bytes("x");
    struct id journal = clinic->maple;

    records_clinic_kept(clinic, &kept);
    for (int i = 0; i < 2; i++) {
        disk_fail(DISK_SYNC, 1, false);
        REFUSED(clinic, saves(clinic, draft, "two"), FAULT_DISK);
    }
    disk_mend();
    REFUSED(clinic, saves(clinic, draft, "two"), FAULT_DISK_READ_ONLY);
    REFUSED(clinic, closes(clinic, draft, "x", false), FAULT_DISK_READ_ONLY);
    REFUSED(clinic, records_draft_begin(clinic->records, &journal, &words, &other, &clinic->fault),
        FAULT_DISK_READ_ONLY);
    assert_int_equal(disk_count(DISK_WRITE), 0);
    assert_int_equal(n_waiting(clinic, false), 1); // reading goes on
    records_draft_free(draft);
    resumes_to(clinic, &kept, "begun");
    bytes_wipe(&kept);
    records_clinic_finds_nothing(clinic);
}

static void
on_a_full_disk_the_ballast_lets_a_sitting_end(void **state)
{
    struct records_clinic *clinic = *state;
    char *ballast = file_path(clinic->folder, "afterword.ballast");
    struct records_draft *draft;

    WORKS(clinic, records_tidy(clinic->records, &clinic->fault));
    draft = records_clinic_begin(clinic, &clinic->maple, "begun");
    disk_full_beside(ballast);
    REFUSED(clinic, saves(clinic, draft, "more"), FAULT_DISK_FULL);
    assert_true(file_exists(clinic, "afterword.ballast")); // kept for the end
    WORKS(clinic, closes(clinic, draft, "All of it.", false));
    assert_false(file_exists(clinic, "afterword.ballast"));
    disk_mend();
    has_entry(clinic, &clinic->maple, "All of it.");
    WORKS(clinic, records_tidy(clinic->records, &clinic->fault));
    assert_true(file_exists(clinic, "afterword.ballast"));
    records_clinic_finds_nothing(clinic);
    free(ballast);
}

/* Of one journal, all whole. */
static void
has_entries(struct records_clinic *clinic, struct records_session *ana, size_t count)
{
    struct records_entries entries;

    WORKS(clinic, records_entries(clinic->records, ana, &clinic->maple, &entries, &clinic->fault));
    assert_int_equal(entries.count, count);
    for (size_t i = 0; i < entries.count; i++)
        assert_false(entries.entries[i].damaged);
    records_entries_destroy(&entries);
}

/* The nth call of an ending fails: what stands after it is the draft or the entry, whole, and
 * trying again ends it. True when there was an nth call. */
static bool
ends_with_a_failure(struct records_clinic *clinic, enum disk_call call, int n)
{
    struct records_draft *draft = records_clinic_begin(clinic, &clinic->maple, "begun");
    struct bytes kept = BYTES_EMPTY;
    bool closed, failed;

    records_clinic_kept(clinic, &kept);
    bytes_wipe(&kept);
    disk_fail(call, n, false);
    closed = closes(clinic, draft, "All of it.", false);
    failed = disk_count(call) >= n;
    disk_mend();
    assert_int_equal(n_waiting(clinic, false), !closed);
    if (!closed)
        WORKS(clinic, closes(clinic, draft, "All of it.", false));
    assert_int_equal(n_waiting(clinic, false), 0);
    return failed;
}

static void
an_ending_is_all_or_nothing(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    size_t count = 0;

    for (int call = 0; call < DISK_CALLS; call++)
        for (int n = 1;; n++) {
            bool failed = ends_with_a_failure(clinic, (enum disk_call) call, n);

            has_entries(clinic, ana, ++count);
            records_clinic_open(clinic); // a second failed sync would leave it read-only
            if (!failed)
                break;
        }
    assert_in_range(count, 10, 100);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CLINIC_TEST(a_begun_draft_stands_before_the_first_question),
        CLINIC_TEST(saves_take_turns_in_two_slots),
        CLINIC_TEST(a_snapshot_has_a_limit),
        CLINIC_TEST(a_draft_without_a_supervisor_is_begun_all_the_same),
        CLINIC_TEST(a_torn_slot_leaves_the_other),
        CLINIC_TEST(an_older_draft_than_the_supervisor_saw_is_refused),
        CLINIC_TEST(what_was_kept_opens_its_own_draft_alone),
        CLINIC_TEST(a_changed_draft_is_not_resumed),
        CLINIC_TEST(closing_leaves_an_entry_and_nothing_of_the_draft),
        CLINIC_TEST(an_entry_that_stands_already_gives_way),
        CLINIC_TEST(a_summarys_size_says_nothing),
        CLINIC_TEST(dropping_leaves_nothing),
        CLINIC_TEST(all_but_the_living_are_interrupted_once),
        CLINIC_TEST(an_interrupted_sitting_is_kept_as_it_is),
        CLINIC_TEST(a_sitting_that_is_handed_back_has_a_new_key),
        CLINIC_TEST(a_draft_that_its_person_is_writing_is_not_opened),
        CLINIC_TEST(an_interrupted_sitting_that_was_changed_is_forged),
        CLINIC_TEST(a_strangers_draft_is_not_made_ours),
        CLINIC_TEST(a_swapped_key_is_found_before_anything_is_sealed_to_it),
        CLINIC_TEST(without_the_unplaced_journal_the_paper_takes_it),
        CLINIC_TEST(a_journal_that_is_none_goes_to_the_unplaced_one),
        CLINIC_TEST(a_chain_that_breaks_while_somebody_writes_lets_them_end),
        CLINIC_TEST(a_draft_survives_a_failed_commit),
        CLINIC_TEST(after_a_failed_sync_the_next_save_holds),
        CLINIC_TEST(after_a_second_failed_sync_nothing_is_written),
        CLINIC_TEST(on_a_full_disk_the_ballast_lets_a_sitting_end),
        CLINIC_TEST(an_ending_is_all_or_nothing),
    };

    disk_install();
    return CLINIC_RUN(tests);
}
