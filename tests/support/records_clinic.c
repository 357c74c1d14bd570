#define _GNU_SOURCE // asprintf

#include "records_clinic.h"

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
#include <unistd.h>

#include <sqlite3.h>

#include "folder.h"

#define FILE_MAX (64u << 20)
#define PATIENT_MS 10000

/* The one that the others are copied from. */
static struct records_clinic founded;

void
records_clinic_works(const struct records_clinic *clinic, bool done, const char *file, int line)
{
    if (done)
        return;
    print_error("%s:%d: %s: %s (%lld)\n", file, line, clinic->fault.doing,
        fault_description(clinic->fault.kind), (long long) clinic->fault.code);
    fail();
}

void
records_clinic_refused(const struct records_clinic *clinic, bool done, enum fault_kind kind,
    const char *file, int line)
{
    if (!done && clinic->fault.kind == kind)
        return;
    if (done)
        print_error("%s:%d: it was done\n", file, line);
    else
        print_error("%s:%d: %s: %s, not %s\n", file, line, clinic->fault.doing,
            fault_description(clinic->fault.kind), fault_description(kind));
    fail();
}

/* ---- opening ----------------------------------------------------------------------------*/

enum fault_kind
records_clinic_opens(struct records_clinic *clinic, bool write)
{
    struct records_place place = {.folder = clinic->folder,
        .write = write,
        .link = clinic->link[0],
        .revision = &clinic->revision};

    records_clinic_close(clinic);
    if (records_open(&place, &clinic->records, &clinic->fault))
        return FAULT_NONE;
    return clinic->fault.kind;
}

void
records_clinic_close(struct records_clinic *clinic)
{
    records_close(clinic->records);
    clinic->records = NULL;
}

void
records_clinic_open(struct records_clinic *clinic)
{
    WORKS(clinic, records_clinic_opens(clinic, true) == FAULT_NONE);
}

void
records_clinic_look(struct records_clinic *clinic)
{
    WORKS(clinic, records_clinic_opens(clinic, false) == FAULT_NONE);
}

struct records_session *
records_clinic_sign_in(struct records_clinic *clinic, const struct id *member)
{
    const char *passphrase = id_equal(member, &clinic->ana) ? ANA_PASSPHRASE : LEE_PASSPHRASE;
    struct records_session *session = NULL;

    WORKS(clinic, records_unlock(clinic->records, member, passphrase, &session, &clinic->fault));
    return session;
}

struct id
records_clinic_add(struct records_clinic *clinic, struct records_session *admin, const char *name,
    unsigned roles, const char *passphrase)
{
    struct id id = ID_NONE;

    WORKS(clinic, records_member_add(
                      clinic->records, admin, name, roles, passphrase, true, &id, &clinic->fault));
    return id;
}

int64_t
records_clinic_lines(struct records_clinic *clinic, enum records_line_kind kind)
{
    char sql[80];

    (void) snprintf(sql, sizeof(sql), "SELECT count(*) FROM line WHERE kind = %d", (int) kind);
    return file_number(clinic, sql);
}

void
records_clinic_keys_went_first(struct records_clinic *clinic)
{
    static const char since[] = "seq > (SELECT max(seq) FROM line WHERE kind = 11)";
    char sql[256];

    (void) snprintf(sql, sizeof(sql),
        "SELECT max(seq) < (SELECT min(seq) FROM line WHERE subject_kind = 16 AND %s) FROM line "
        "WHERE subject_kind IN (8, 17) AND %s",
        since, since);
    assert_int_equal(file_number(clinic, sql), 1);
}

/* ---- founding and copying -----------------------------------------------------------------*/

static void
found(struct records_clinic *clinic)
{
    struct records_founding founding = {.folder = clinic->folder,
        .admin = "Ana Ruiz",
        .roles = RECORDS_ADMIN | RECORDS_THERAPIST | RECORDS_PLACING,
        .passphrase = ANA_PASSPHRASE,
        .quick = true};
    struct bytes recovery = BYTES_EMPTY;
    struct records_members members = {0};

    WORKS(clinic, file_read(AFTERWORD_SOURCE_DIR "/assets/words.txt", 65536, &founding.words,
                      &clinic->fault));
    WORKS(clinic, records_found(&founding, &recovery, &clinic->fault));
    bytes_wipe(&recovery);
    bytes_destroy(&founding.words);
    records_clinic_open(clinic);
    WORKS(clinic, records_members(clinic->records, &members, &clinic->fault));
    assert_int_equal(members.count, 1);
    clinic->ana = members.members[0].id;
    records_members_destroy(&members);
}

int
records_clinic_found(void **state)
{
    struct records_clinic *clinic = &founded;
    struct records_session *ana;

    *state = NULL;
    *clinic = (struct records_clinic){.folder = test_folder_make(), .link = {-1, -1}};
    found(clinic);
    ana = records_clinic_sign_in(clinic, &clinic->ana);
    clinic->lee = records_clinic_add(clinic, ana, "Dr Lee", RECORDS_THERAPIST, LEE_PASSPHRASE);
    WORKS(clinic,
        records_journal_add(clinic->records, ana, "maple 14 k", &clinic->maple, &clinic->fault));
    WORKS(clinic,
        records_journal_add(clinic->records, ana, "heron 3 b", &clinic->heron, &clinic->fault));
    records_lock(clinic->records, ana);
    records_clinic_close(clinic);
    file_remove(clinic, "afterword.ballast"); // eight megabytes a test are not needed
    return 0;
}

int
records_clinic_found_and(void (*fill)(struct records_clinic *clinic))
{
    void *none = NULL;

    (void) records_clinic_found(&none);
    records_clinic_open(&founded);
    fill(&founded);
    records_clinic_close(&founded);
    return 0;
}

int
records_clinic_remove(void **state)
{
    (void) state;
    test_folder_remove(founded.folder);
    return 0;
}

static void
copy_files(struct records_clinic *from, struct records_clinic *to)
{
    DIR *folder = opendir(from->folder);
    struct dirent *entry;

    assert_non_null(folder);
    while ((entry = readdir(folder))) {
        struct bytes content = BYTES_EMPTY;

        if (entry->d_name[0] == '.')
            continue;
        file_keep(from, entry->d_name, &content);
        file_put_back(to, entry->d_name, &content);
        bytes_destroy(&content);
    }
    closedir(folder);
}

int
records_clinic_copy(void **state)
{
    struct records_clinic *clinic = calloc(1, sizeof(*clinic));

    *clinic = founded;
    clinic->folder = test_folder_make();
    WORKS(clinic, message_pair(clinic->link, &clinic->fault));
    copy_files(&founded, clinic);
    records_clinic_open(clinic);
    *state = clinic;
    return 0;
}

int
records_clinic_drop(void **state)
{
    struct records_clinic *clinic = *state;

    records_clinic_close(clinic);
    close(clinic->link[0]);
    close(clinic->link[1]);
    test_folder_remove(clinic->folder);
    free(clinic);
    return 0;
}

/* ---- sittings ---------------------------------------------------------------------------*/

struct bytes
text_bytes(const char *text)
{
    size_t length = strlen(text);

    return (struct bytes){(uint8_t *) (uintptr_t) text, length, length};
}

struct records_draft *
records_clinic_begin(struct records_clinic *clinic, const struct id *journal, const char *snapshot)
{
    struct bytes bytes = text_bytes(snapshot);
    struct id chosen = *journal;
    struct records_draft *draft = NULL;

    WORKS(clinic, records_draft_begin(clinic->records, &chosen, &bytes, &draft, &clinic->fault));
    assert_true(id_equal(&chosen, journal));
    return draft;
}

struct id
records_clinic_write(
    struct records_clinic *clinic, const struct id *journal, const char *open, const char *closed)
{
    struct records_draft *draft = records_clinic_begin(clinic, journal, "begun");
    struct bytes summary = text_bytes("summary"), words = text_bytes(open),
                 kept = text_bytes(closed ? closed : "");
    struct records_bodies bodies = {&summary, &words, closed ? &kept : NULL, false};
    struct id id = records_draft_id(draft);

    WORKS(clinic, records_draft_save(draft, &words, &clinic->fault));
    WORKS(clinic, records_draft_close(draft, &bodies, &clinic->fault));
    return id;
}

void
records_clinic_kept(struct records_clinic *clinic, struct bytes *kept)
{
    struct message message = {0};

    WORKS(clinic, message_receive(clinic->link[1], &message, &clinic->fault));
    assert_true(message.kind == LINK_KEEP || message.kind == LINK_BACK);
    bytes_set(kept, message.body.data, message.body.length);
    message_destroy(&message);
}

void
records_clinic_read(struct records_clinic *clinic, struct records_session *session,
    const struct id *entry, struct bytes *open)
{
    struct records_entry opened = {0};

    WORKS(clinic, records_entry_open(
                      clinic->records, session, entry, false, &opened, open, NULL, &clinic->fault));
    bytes_wipe(&opened.summary);
}

/* ---- the check --------------------------------------------------------------------------*/

char *
records_clinic_findings(struct records_clinic *clinic)
{
    struct records_report report;
    struct bytes texts = BYTES_EMPTY;

    records_clinic_close(clinic);
    WORKS(clinic, records_check(clinic->folder, &report, &clinic->fault));
    bytes_append_text(&texts, "");
    bytes_reserve(&texts, 1);
    for (size_t i = 0; i < report.count; i++)
        if (report.findings[i].is_damage)
            bytes_append_format(&texts, "%s\n", report.findings[i].text);
    records_report_destroy(&report);
    return (char *) texts.data;
}

void
records_clinic_finds(struct records_clinic *clinic, const char *words)
{
    char *texts = records_clinic_findings(clinic);

    if (!strstr(texts, words))
        fail_msg("not found: '%s' in:\n%s", words, texts);
    free(texts);
}

void
records_clinic_finds_nothing(struct records_clinic *clinic)
{
    char *texts = records_clinic_findings(clinic);

    assert_string_equal(texts, "");
    free(texts);
}

/* ---- the file in other hands ----------------------------------------------------------------*/

static sqlite3 *
connect_to(struct records_clinic *clinic)
{
    char *path = file_path(clinic->folder, "afterword.db");
    sqlite3 *database = NULL;

    assert_int_equal(sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    (void) sqlite3_busy_timeout(database, PATIENT_MS);
    free(path);
    return database;
}

static int
one_text(void *context, int count, char **values, char **names)
{
    char **text = context;

    (void) count;
    (void) names;
    if (!*text)
        *text = strdup(values[0] ? values[0] : "");
    return 0;
}

char *
file_text(struct records_clinic *clinic, const char *sql)
{
    sqlite3 *database = connect_to(clinic);
    char *message = NULL, *text = NULL;

    if (sqlite3_exec(database, sql, one_text, &text, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
    return text;
}

void
file_sql(struct records_clinic *clinic, const char *sql)
{
    free(file_text(clinic, sql));
}

int64_t
file_number(struct records_clinic *clinic, const char *sql)
{
    char *text = file_text(clinic, sql);
    int64_t number;

    if (!text)
        fail_msg("no row: %s", sql);
    number = strtoll(text, NULL, 10);
    free(text);
    return number;
}

/* `sql` with the ids in place of each %s. */
static struct bytes
with_ids(const char *sql, const struct id *a, const struct id *b)
{
    const struct id *ids[] = {a, b};
    struct bytes made = BYTES_EMPTY;
    size_t used = 0;

    for (const char *at = sql; *at; at++) {
        char digits[ID_TEXT_LENGTH + 1];

        if (at[0] != '%' || at[1] != 's') {
            bytes_append(&made, at, 1);
            continue;
        }
        assert_true(used < COUNT(ids) && ids[used]);
        id_text(ids[used++], digits);
        bytes_append_format(&made, "x'%s'", digits);
        at++;
    }
    return made;
}

void
file_sql_ids(struct records_clinic *clinic, const char *sql, const struct id *a, const struct id *b)
{
    struct bytes made = with_ids(sql, a, b);

    file_sql(clinic, bytes_text(&made));
    bytes_destroy(&made);
}

void
file_set_blob(struct records_clinic *clinic, const char *sql, const void *data, size_t length,
    const struct id *a, const struct id *b)
{
    sqlite3 *database = connect_to(clinic);
    sqlite3_stmt *statement = NULL;

    assert_int_equal(sqlite3_prepare_v2(database, sql, -1, &statement, NULL), SQLITE_OK);
    (void) sqlite3_bind_blob(statement, 1, data, (int) length, SQLITE_STATIC);
    (void) sqlite3_bind_blob(statement, 2, a->bytes, ID_LENGTH, SQLITE_STATIC);
    if (b)
        (void) sqlite3_bind_blob(statement, 3, b->bytes, ID_LENGTH, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
    assert_true(sqlite3_changes(database) > 0);
    (void) sqlite3_finalize(statement);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

void
file_blob(struct records_clinic *clinic, const char *sql, const struct id *id, uint8_t *blob,
    size_t length)
{
    struct bytes made = with_ids(sql, id, NULL);
    char *digits = file_text(clinic, bytes_text(&made));

    assert_non_null(digits);
    assert_int_equal(strlen(digits), 2 * length);
    for (size_t i = 0; i < length; i++) {
        char pair[3] = {digits[2 * i], digits[2 * i + 1], 0};

        blob[i] = (uint8_t) strtoul(pair, NULL, 16);
    }
    free(digits);
    bytes_destroy(&made);
}

/* Flips a bit in the middle of a blob. */
static void
flip(sqlite3_context *context, int count, sqlite3_value **values)
{
    int length = sqlite3_value_bytes(values[0]);
    uint8_t *blob = sqlite3_malloc(length + 1);

    (void) count;
    if (length == 0) {
        blob[0] = 1;
        length = 1;
    } else {
        memcpy(blob, sqlite3_value_blob(values[0]), (size_t) length);
        blob[length / 2] ^= 1;
    }
    sqlite3_result_blob(context, blob, length, sqlite3_free);
}

void
file_flip(struct records_clinic *clinic, const char *table, const char *column, const char *where)
{
    sqlite3 *database = connect_to(clinic);
    char *sql = NULL, *message = NULL;

    assert_int_equal(
        sqlite3_create_function(database, "flip", 1, SQLITE_UTF8, NULL, flip, NULL, NULL),
        SQLITE_OK);
    assert_true(asprintf(&sql,
                    "UPDATE %s SET %s = CASE typeof(%s) WHEN 'blob' THEN flip(%s) ELSE %s + 1 END "
                    "WHERE %s",
                    table, column, column, column, column, where) > 0);
    if (sqlite3_exec(database, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    assert_true(sqlite3_changes(database) > 0);
    free(sql);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

void
file_keep(struct records_clinic *clinic, const char *name, struct bytes *kept)
{
    char *path = file_path(clinic->folder, name);

    WORKS(clinic, file_read(path, FILE_MAX, kept, &clinic->fault));
    free(path);
}

void
file_put_back(struct records_clinic *clinic, const char *name, const struct bytes *kept)
{
    char *path = file_path(clinic->folder, name);

    WORKS(clinic, file_write(path, kept, 0600, &clinic->fault));
    free(path);
}

void
file_remove(struct records_clinic *clinic, const char *name)
{
    char *path = file_path(clinic->folder, name);

    assert_int_equal(unlink(path), 0);
    free(path);
}

bool
file_exists(struct records_clinic *clinic, const char *name)
{
    char *path = file_path(clinic->folder, name);
    bool exists = access(path, F_OK) == 0;

    free(path);
    return exists;
}
