/* Backups: what is in them, what is left out, and what the log knows of them. */
#define _GNU_SOURCE // asprintf, syscall

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "afterword/records.h"
#include "afterword/vault.h"
#include "folder.h"
#include "records_clinic.h"

/* The syncs of folders that are yet to fail. Defined here, it stands before libc's. */
static int failing_syncs;

int
fsync(int descriptor)
{
    struct stat status;

    if (failing_syncs > 0 && fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
        failing_syncs--;
        errno = EIO;
        return -1;
    }
    return (int) syscall(SYS_fsync, descriptor);
}

static char *
make(struct records_clinic *clinic, const char *name, struct records_backup *made)
{
    struct bytes help = text_bytes("{}");
    char *path = NULL;

    assert_true(asprintf(&path, "%s/%s", clinic->folder, name) > 0);
    WORKS(clinic, records_backup_make(clinic->folder, path, &help, made, &clinic->fault));
    return path;
}

static bool
is_damaged(struct records_clinic *clinic, const char *path, struct records_backup *backup)
{
    struct records_report report = {0};
    bool damaged = false;

    WORKS(clinic, records_backup_check(path, clinic->folder, backup, &report, &clinic->fault));
    for (size_t i = 0; i < report.count; i++)
        damaged = damaged || report.findings[i].is_damage;
    records_report_destroy(&report);
    return damaged;
}

static void
a_sitting_under_way_is_left_out_and_an_interrupted_one_is_not(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_backup backup = {0};
    char *path;

    records_draft_free(records_clinic_begin(clinic, &clinic->maple, "interrupted"));
    WORKS(clinic, records_drafts_interrupt(clinic->records, &ID_NONE, &clinic->fault));
    records_draft_free(records_clinic_begin(clinic, &clinic->heron, "under way"));
    path = make(clinic, "one", &backup);
    assert_false(is_damaged(clinic, path, &backup));
    assert_int_equal(backup.n_left_out, 1);
    free(path);
}

/* Even where a power cut brings its small file back. */
static void
a_backup_becomes_a_line_once(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_backup backup = {0};
    struct bytes mark = BYTES_EMPTY;
    char *path = make(clinic, "one", &backup), name[] = "afterword.backup-0123456789abcdef";

    for (size_t i = 0; i < 8; i++)
        (void) snprintf(name + 17 + 2 * i, 3, "%02x", backup.digest[i]);
    file_keep(clinic, name, &mark);
    for (int i = 0; i < 2; i++) {
        WORKS(clinic, records_backups_log(clinic->records, &clinic->fault));
        assert_false(file_exists(clinic, name));
        file_put_back(clinic, name, &mark);
    }
    assert_int_equal(records_clinic_lines(clinic, RECORDS_LINE_BACKED_UP), 1);
    records_clinic_finds_nothing(clinic);
    bytes_destroy(&mark);
    free(path);
}

static void
an_erased_entry_names_the_backups_that_hold_it(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana), *lee;
    struct records_backup backup = {0};
    struct records_backups held = {0};
    char *early = make(clinic, "early", &backup), *late;
    struct id entry = records_clinic_write(clinic, &clinic->maple, "Words.", NULL);
    struct bytes discussed = text_bytes("{\"discussed\":true}");
    bool pending = true;

    WORKS(clinic, records_leaf_put(clinic->records, ana, &clinic->maple, &entry,
                      RECORDS_LEAF_DISCUSSED, &discussed, &clinic->fault));
    late = make(clinic, "late", &backup);
    lee = records_clinic_sign_in(clinic, &clinic->lee);
    REFUSED(clinic, records_entry_erase(clinic->records, lee, &entry, &pending, &clinic->fault),
        FAULT_ACCESS);
    WORKS(clinic, records_entry_erase(clinic->records, ana, &entry, &pending, &clinic->fault));
    assert_false(pending);
    WORKS(clinic, records_backups_log(clinic->records, &clinic->fault));
    WORKS(clinic, records_backups_of(clinic->records, &entry, &held, &clinic->fault));
    assert_int_equal(held.count, 1);
    assert_memory_equal(held.backups[0].digest, backup.digest, RECORDS_HASH);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM entry"), 0);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM leaf"), 0);
    assert_int_equal(file_number(clinic, "SELECT count(*) FROM tombstone"), 1);
    records_clinic_keys_went_first(clinic);
    records_backups_destroy(&held);
    records_lock(clinic->records, lee);
    records_lock(clinic->records, ana);
    records_clinic_finds_nothing(clinic);
    free(early);
    free(late);
}

/* ---- refused --------------------------------------------------------------------------------*/

static void
refuses(struct records_clinic *clinic, const char *path, const char *folder, enum fault_kind kind,
    enum records_backup_problem code)
{
    struct records_backup backup = {0};
    struct records_report report = {0};

    REFUSED(clinic, records_backup_check(path, folder, &backup, &report, &clinic->fault), kind);
    assert_int_equal(clinic->fault.code, code);
    records_report_destroy(&report);
}

static void
a_backup_that_is_not_as_it_was_made_is_named(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_backup backup = {0};
    struct bytes whole = BYTES_EMPTY, changed = BYTES_EMPTY;
    char *path = make(clinic, "one", &backup), *link = file_path(clinic->folder, "link");

    file_keep(clinic, "one", &whole);
    bytes_set(&changed, whole.data, whole.length);
    changed.data[whole.length - 1] ^= 1; // of the digest itself: every page is right
    file_put_back(clinic, "one", &changed);
    refuses(clinic, path, NULL, FAULT_DAMAGED, RECORDS_BACKUP_CHANGED);
    bytes_set(&changed, whole.data, whole.length - 1);
    file_put_back(clinic, "one", &changed);
    refuses(clinic, path, NULL, FAULT_DAMAGED, RECORDS_BACKUP_HALF);
    bytes_set(&changed, whole.data, whole.length);
    changed.data[63] = 2; // SQLite's user_version, big endian
    file_put_back(clinic, "one", &changed);
    refuses(clinic, path, NULL, FAULT_NEWER, RECORDS_BACKUP_NEWER);
    file_put_back(clinic, "one", &whole);
    assert_int_equal(symlink(path, link), 0);
    refuses(clinic, link, NULL, FAULT_PERMISSION, RECORDS_BACKUP_LINK);
    assert_false(is_damaged(clinic, path, &backup));
    bytes_destroy(&whole);
    bytes_destroy(&changed);
    free(link);
    free(path);
}

static void
a_backup_of_another_clinic_is_told(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_clinic other = {.folder = test_folder_make()};
    struct records_backup backup = {0};
    struct bytes pin = BYTES_EMPTY;
    char *path = make(clinic, "one", &backup), *folder = test_folder_make(), *staged = NULL;

    file_keep(clinic, "clinic.pin", &pin);
    pin.data[8] ^= 1;
    file_put_back(&other, "clinic.pin", &pin);
    refuses(clinic, path, other.folder, FAULT_FOREIGN, RECORDS_BACKUP_CLINIC);
    REFUSED(clinic,
        records_restore_begin(path, &backup, folder, other.folder, &staged, &clinic->fault),
        FAULT_FOREIGN);
    bytes_destroy(&pin);
    free(path);
    test_folder_remove(folder);
    test_folder_remove(other.folder);
}

static void
a_backup_takes_nobodys_place(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_backup backup = {0};
    struct bytes theirs = text_bytes("theirs"), after = BYTES_EMPTY;
    char *victim = file_path(clinic->folder, "victim"),
         *part = file_path(clinic->folder, "two.part");
    char *path = make(clinic, "one", &backup), *folder = test_folder_make(), *staged = NULL;

    REFUSED(clinic, records_backup_make(clinic->folder, path, &theirs, &backup, &clinic->fault),
        FAULT_EXISTS);
    free(path);
    file_put_back(clinic, "victim", &theirs);
    assert_int_equal(symlink(victim, part), 0);
    path = make(clinic, "two", &backup);
    file_keep(clinic, "victim", &after);
    assert_text_equal(&after, "theirs");
    REFUSED(clinic,
        records_restore_begin(path, &backup, clinic->folder, NULL, &staged, &clinic->fault),
        FAULT_EXISTS);
    WORKS(clinic, records_restore_begin(path, &backup, folder, NULL, &staged, &clinic->fault));
    bytes_destroy(&after);
    free(staged);
    free(part);
    free(victim);
    free(path);
    test_folder_remove(folder);
}

static void
a_backup_that_may_be_gone_tomorrow_is_none_today(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_backup backup = {0};
    char *path = file_path(clinic->folder, "one");

    failing_syncs = 1;
    REFUSED(clinic, records_backup_make(clinic->folder, path, NULL, &backup, &clinic->fault),
        FAULT_DISK);
    assert_int_equal(failing_syncs, 0);
    assert_false(file_exists(clinic, "one"));
    assert_false(file_exists(clinic, "one.part"));
    free(path);
    path = make(clinic, "one", &backup); // under the same name
    assert_false(is_damaged(clinic, path, &backup));
    free(path);
}

/* ---- restored -------------------------------------------------------------------------------*/

/* A restored folder, before a kiosk goes on in it. */
static struct records_clinic
restored(struct records_clinic *clinic, const char *path, const struct records_backup *backup,
    char *folder)
{
    struct records_clinic there = {.ana = clinic->ana, .lee = clinic->lee, .link = {-1, -1}};

    WORKS(clinic,
        records_restore_begin(path, backup, folder, clinic->folder, &there.folder, &clinic->fault));
    return there;
}

/* What is said in `sql` to have been erased, by somebody who has the folder alone. */
static void
forge_order(struct records_clinic *clinic, const struct id *journal)
{
    file_sql_ids(clinic,
        "CREATE TEMP TABLE forged AS SELECT * FROM line WHERE seq = (SELECT max(seq) FROM line);"
        "UPDATE forged SET seq = seq + 1, kind = 11, subject_kind = 4, subject = CAST(x'10000000' "
        "|| %s AS BLOB); INSERT INTO line SELECT * FROM forged",
        journal, NULL);
}

static void
what_was_erased_since_is_not_restored(void **state)
{
    struct records_clinic *clinic = *state, there;
    struct records_session *ana = records_clinic_sign_in(clinic, &clinic->ana);
    struct records_backup backup = {0};
    struct id gone = records_clinic_write(clinic, &clinic->heron, "Words.", NULL);
    char *path, *folder = test_folder_make();
    bool pending;

    (void) records_clinic_write(clinic, &clinic->heron, "Words that stay.", NULL);
    (void) records_clinic_write(clinic, &clinic->maple, "Words of a whole journal.", NULL);
    path = make(clinic, "one", &backup);
    WORKS(clinic, records_entry_erase(clinic->records, ana, &gone, &pending, &clinic->fault));
    WORKS(clinic, records_journal_erase(clinic->records, ana, &clinic->maple, &clinic->fault));
    records_lock(clinic->records, ana);
    forge_order(clinic, &clinic->heron);
    there = restored(clinic, path, &backup, folder);
    assert_int_equal(file_number(&there, "SELECT count(*) FROM entry"), 1);
    assert_int_equal(file_number(&there, "SELECT count(*) FROM placement"), 1);
    assert_int_equal(
        file_number(&there, "SELECT count(*) FROM journal WHERE CAST(code AS TEXT) LIKE '% _'"), 1);
    free(there.folder);
    free(path);
    test_folder_remove(folder);
}

/* The file may be exchanged between the check and the restoring. */
static void
what_is_restored_is_what_was_checked(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_backup checked = {0}, another = {0};
    char *path = make(clinic, "one", &checked), *later = make(clinic, "two", &another);
    char *folder = test_folder_make(), *staged = NULL;

    REFUSED(clinic, records_restore_begin(later, &checked, folder, NULL, &staged, &clinic->fault),
        FAULT_DAMAGED);
    assert_null(staged);
    WORKS(clinic, records_restore_begin(later, &another, folder, NULL, &staged, &clinic->fault));
    free(staged);
    free(path);
    free(later);
    test_folder_remove(folder);
}

/* Twenty-four good words, of a root that is not this clinic's. */
static void
another_paper(struct records_clinic *there)
{
    struct vault_key *seed = vault_key_random();
    struct bytes words = BYTES_EMPTY, paper = BYTES_EMPTY;

    WORKS(there, file_read(AFTERWORD_SOURCE_DIR "/assets/words.txt", 65536, &words, &there->fault));
    vault_recovery_words(&words, seed, &paper);
    REFUSED(there,
        records_kiosk_continue(
            there->folder, NULL, NULL, &words, bytes_text(&paper), &there->fault),
        FAULT_PASSPHRASE);
    vault_key_free(seed);
    bytes_destroy(&words);
    bytes_wipe(&paper);
}

static void
an_admin_alone_lets_a_kiosk_go_on(void **state)
{
    struct records_clinic *clinic = *state, there;
    struct records_backup backup = {0};
    char *path, *folder = test_folder_make();

    records_draft_free(records_clinic_begin(clinic, &clinic->heron, "under way"));
    path = make(clinic, "one", &backup);
    there = restored(clinic, path, &backup, folder);
    REFUSED(&there,
        records_kiosk_continue(there.folder, &there.lee, LEE_PASSPHRASE, NULL, NULL, &there.fault),
        FAULT_ACCESS);
    another_paper(&there);
    WORKS(&there,
        records_kiosk_continue(there.folder, &there.ana, ANA_PASSPHRASE, NULL, NULL, &there.fault));
    // What was left out is said: nothing is missing.
    records_clinic_finds_nothing(&there);
    free(there.folder);
    free(path);
    test_folder_remove(folder);
}

/* ---- cut off --------------------------------------------------------------------------------*/

static const char *const moved[] = {
    "clinic.pin", "kiosk.key", "kiosk.head", "help.json"}; // no afterword.absent: a kiosk went on

static bool
is_in(const char *folder, const char *name)
{
    char *path = file_path(folder, name);
    bool is = access(path, F_OK) == 0;

    free(path);
    return is;
}

/* A whole restoring up to where its files are moved out; the first `n_moved` of them already are. */
static void
cut_off(struct records_clinic *clinic, const char *path, const struct records_backup *backup,
    const char *folder, size_t n_moved)
{
    char *staged = NULL;

    WORKS(clinic, records_restore_begin(path, backup, folder, NULL, &staged, &clinic->fault));
    WORKS(clinic,
        records_kiosk_continue(staged, &clinic->ana, ANA_PASSPHRASE, NULL, NULL, &clinic->fault));
    assert_true(records_restore_was_cut(folder));
    for (size_t i = 0; i < n_moved; i++) {
        char *from = file_path(staged, moved[i]), *to = file_path(folder, moved[i]);

        assert_int_equal(rename(from, to), 0);
        free(from);
        free(to);
    }
    free(staged);
}

static void
is_empty_but_for_its_lock(const char *folder)
{
    for (size_t i = 0; i < COUNT(moved); i++)
        assert_false(is_in(folder, moved[i]));
    assert_false(is_in(folder, "afterword.restoring"));
    assert_false(records_restore_was_cut(folder));
}

static void
a_restoring_that_was_cut_off_gives_way_to_the_next(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_backup backup = {0};
    char *path = make(clinic, "one", &backup), *folder = test_folder_make();
    struct records_clinic there = {.folder = folder, .link = {-1, -1}};

    for (size_t n_moved = 0; n_moved <= COUNT(moved); n_moved++) {
        cut_off(clinic, path, &backup, folder, n_moved);
        records_restore_undo(folder);
        is_empty_but_for_its_lock(folder);
        cut_off(clinic, path, &backup, folder, n_moved);
    }
    cut_off(clinic, path, &backup, folder, 0);
    WORKS(clinic, records_restore_end(folder, &clinic->fault));
    for (size_t i = 0; i < COUNT(moved); i++)
        assert_true(is_in(folder, moved[i]));
    assert_false(is_in(folder, "afterword.restoring")); // nothing was left in it
    records_clinic_finds_nothing(&there);
    free(path);
    test_folder_remove(folder);
}

/* The last of its syncs fails, and the command takes back what it did. */
static void
a_restoring_whose_sync_fails_leaves_nothing(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_backup backup = {0};
    char *path = make(clinic, "one", &backup), *folder = test_folder_make();

    cut_off(clinic, path, &backup, folder, 0);
    failing_syncs = 1;
    REFUSED(clinic, records_restore_end(folder, &clinic->fault), FAULT_DISK);
    assert_true(is_in(folder, "clinic.pin"));
    assert_false(is_in(folder, "afterword.db"));
    records_restore_undo(folder);
    is_empty_but_for_its_lock(folder);
    free(path);
    test_folder_remove(folder);
}

/* What is somebody's own stays, whatever lies beside it. */
static void
a_folder_with_a_data_file_is_not_cleared(void **state)
{
    struct records_clinic *clinic = *state;
    struct records_backup backup = {0};
    char *path = make(clinic, "one", &backup), *folder = test_folder_make(), *staged = NULL;
    struct bytes theirs = text_bytes("theirs");
    struct records_clinic there = {.folder = folder};

    cut_off(clinic, path, &backup, folder, 1);
    file_put_back(&there, "afterword.db", &theirs);
    assert_false(records_restore_was_cut(folder));
    REFUSED(clinic, records_restore_begin(path, &backup, folder, NULL, &staged, &clinic->fault),
        FAULT_EXISTS);
    assert_true(is_in(folder, "clinic.pin"));
    assert_true(is_in(folder, "afterword.db"));
    free(path);
    test_folder_remove(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CLINIC_TEST(a_sitting_under_way_is_left_out_and_an_interrupted_one_is_not),
        CLINIC_TEST(a_backup_becomes_a_line_once),
        CLINIC_TEST(an_erased_entry_names_the_backups_that_hold_it),
        CLINIC_TEST(a_backup_that_is_not_as_it_was_made_is_named),
        CLINIC_TEST(a_backup_of_another_clinic_is_told),
        CLINIC_TEST(a_backup_takes_nobodys_place),
        CLINIC_TEST(a_backup_that_may_be_gone_tomorrow_is_none_today),
        CLINIC_TEST(what_was_erased_since_is_not_restored),
        CLINIC_TEST(what_is_restored_is_what_was_checked),
        CLINIC_TEST(an_admin_alone_lets_a_kiosk_go_on),
        CLINIC_TEST(a_restoring_that_was_cut_off_gives_way_to_the_next),
        CLINIC_TEST(a_restoring_whose_sync_fails_leaves_nothing),
        CLINIC_TEST(a_folder_with_a_data_file_is_not_cleared),
    };

    return CLINIC_RUN(tests);
}
