#define _GNU_SOURCE // MAP_ANONYMOUS

// Before cmocka, which makes a macro of its name `fail`.
#include "records/inside.h"
#include "store/inside.h"

#include "scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SAVES 60 /* enough that SQLite moves the WAL into the file by itself */
#define MOVES 6
#define BACKUPS 2
#define WORDS_MAX 9000

void
words_of(uint64_t n, struct bytes *words)
{
    size_t length = 200 + (size_t) (n * 677) % WORDS_MAX;

    bytes_clear(words);
    bytes_append_format(words, "%llu: ", (unsigned long long) n);
    while (words->length < length)
        bytes_append_format(words, "the boots by the door, %zu; ", words->length);
}

/* ---- a draft ---------------------------------------------------------------------------*/

static bool
save(struct scene *scene, struct fault *fault)
{
    uint64_t n = scene->told->saved + 1;
    struct bytes words = BYTES_EMPTY;
    bool saved;

    words_of(n, &words);
    scene->told->tried = n;
    saved = records_draft_save(scene->draft, &words, fault);
    if (saved)
        scene->told->saved = n;
    device_mark(scene->told, sizeof(*scene->told));
    bytes_destroy(&words);
    return saved;
}

static void
begin_draft(struct scene *scene)
{
    struct bytes words = BYTES_EMPTY;

    words_of(1, &words);
    scene->draft = records_clinic_begin(scene->clinic, &scene->clinic->maple, bytes_text(&words));
    records_clinic_kept(scene->clinic, &scene->kept);
    scene->told->saved = scene->told->tried = 1;
    bytes_destroy(&words);
}

static void
begin_nothing(struct scene *scene)
{
    (void) scene;
}

static bool
act_begin(struct scene *scene, struct fault *fault)
{
    struct bytes words = BYTES_EMPTY;
    struct id journal = scene->clinic->maple;
    bool begun;

    words_of(1, &words);
    scene->told->beginning = true;
    begun = records_draft_begin(scene->clinic->records, &journal, &words, &scene->draft, fault);
    if (begun) {
        scene->told->begun = true;
        device_mark(scene->told, sizeof(*scene->told));
    }
    bytes_destroy(&words);
    return begun;
}

static bool
act_autosave(struct scene *scene, struct fault *fault)
{
    for (int i = 0; i < SAVES; i++)
        if (!save(scene, fault))
            return false;
    return true;
}

static bool
act_close(struct scene *scene, struct fault *fault)
{
    struct bytes summary = text_bytes("summary"), words = BYTES_EMPTY;
    struct records_bodies bodies = {&summary, &words, NULL, false};
    bool closed = save(scene, fault) && save(scene, fault);

    if (closed) {
        words_of(scene->told->saved, &words);
        scene->told->closing = true;
        closed = records_draft_close(scene->draft, &bodies, fault);
    }
    if (closed) {
        scene->draft = NULL;
        scene->told->closed = true;
        device_mark(scene->told, sizeof(*scene->told));
    }
    bytes_destroy(&words);
    return closed;
}

static bool
act_unlock(struct scene *scene, struct fault *fault)
{
    struct records_clinic *clinic = scene->clinic;
    struct records_session *session = NULL;

    if (!records_unlock(clinic->records, &clinic->ana, ANA_PASSPHRASE, &session, fault))
        return false;
    records_lock(clinic->records, session);
    return true;
}

/* ---- staff -------------------------------------------------------------------------------*/

/* Two entries of "maple 14 k" beside an identity. */
static void
write_entries(struct scene *scene)
{
    struct records_clinic *clinic = scene->clinic;
    struct bytes name = text_bytes("{\"name\":\"Sam Okafor\"}");
    struct bytes words = BYTES_EMPTY;
    uint8_t seal[176];

    for (uint64_t n = 0; n < 2; n++) {
        words_of(n + 1, &words);
        scene->entries[n] =
            records_clinic_write(clinic, &clinic->maple, bytes_text(&words), "closed");
        bytes_destroy(&words);
    }
    WORKS(clinic, records_identity_put(
                      clinic->records, scene->acting, &clinic->maple, &name, &clinic->fault));
    file_blob(clinic,
        "SELECT hex(sealed) FROM " TABLE_SEALS " WHERE " SEALS_JOURNAL " = %s LIMIT 1",
        &clinic->maple, seal, sizeof(seal));
    memcpy(scene->lost_seal, seal + 64, sizeof(scene->lost_seal));
}

static bool
act_erase(struct scene *scene, struct fault *fault)
{
    scene->told->erasing = true;
    if (!records_journal_erase(scene->clinic->records, scene->acting, &scene->clinic->maple, fault))
        return false;
    scene->told->erased = true;
    device_mark(scene->told, sizeof(*scene->told));
    return true;
}

static bool
act_place(struct scene *scene, struct fault *fault)
{
    struct records_clinic *clinic = scene->clinic;

    for (int i = 0; i < MOVES; i++) {
        uint8_t n = scene->told->moved + 1;

        scene->told->moves = n;
        if (!records_entry_place(clinic->records, scene->acting, &scene->entries[0],
                n % 2 == 1 ? &clinic->heron : &clinic->maple, fault))
            return false;
        scene->told->moved = n;
        device_mark(scene->told, sizeof(*scene->told));
    }
    return true;
}

static bool
act_erase_entry(struct scene *scene, struct fault *fault)
{
    bool pending;

    scene->told->erasing = true;
    if (!records_entry_erase(
            scene->clinic->records, scene->acting, &scene->entries[0], &pending, fault))
        return false;
    scene->told->erased = true;
    device_mark(scene->told, sizeof(*scene->told));
    return true;
}

/* ---- backups -----------------------------------------------------------------------------*/

char *
backup_path(const struct scene *scene, int n)
{
    char name[] = "copy-0.backup";

    name[5] = (char) ('0' + n);
    return file_path(scene->clinic->folder, name);
}

/* Each under a name of its own: what is tried again does not know how far the first came. */
static bool
act_backup(struct scene *scene, struct fault *fault)
{
    for (int i = 0; i < BACKUPS; i++) {
        int n = 0;
        struct records_backup made;
        char *path;
        bool done;

        while (scene->told->backups >> n & 1)
            n++;
        path = backup_path(scene, n);
        scene->told->backups |= (uint8_t) (1u << n);
        done = records_backup_make(scene->clinic->folder, path, NULL, &made, fault);
        free(path);
        if (!done)
            return false;
        scene->told->backed_up |= (uint8_t) (1u << n);
        device_mark(scene->told, sizeof(*scene->told));
    }
    return true;
}

bool
has_data_file(const struct scene *scene)
{
    char *path = file_path(scene->clinic->folder, "afterword.db");
    bool there = access(path, F_OK) == 0;

    free(path);
    return there;
}

static void
empty(struct scene *scene)
{
    struct fault fault = FAULT_EMPTY;

    if (!file_folder_remove(scene->clinic->folder, &fault) ||
        !file_folder_make(scene->clinic->folder, &fault))
        abort();
}

static void
make_backup(struct scene *scene)
{
    struct records_clinic *clinic = scene->clinic;
    struct records_report report = {0};
    struct bytes path = BYTES_EMPTY;

    write_entries(scene);
    scene_leave(scene);
    bytes_append_format(&path, "%s.backup", clinic->folder);
    scene->backup = memory_string(bytes_text(&path));
    bytes_destroy(&path);
    WORKS(clinic,
        records_backup_make(clinic->folder, scene->backup, NULL, &scene->checked, &clinic->fault));
    WORKS(clinic,
        records_backup_check(scene->backup, NULL, &scene->checked, &report, &clinic->fault));
    records_report_destroy(&report);
    empty(scene);
}

static bool
act_restore(struct scene *scene, struct fault *fault)
{
    struct records_clinic *clinic = scene->clinic;
    char *staged = NULL;
    bool done =
        records_restore_begin(scene->backup, &scene->checked, clinic->folder, NULL, &staged, fault);

    // The data file is moved last: where a call failed after that, the folder is what it will be.
    if (!done && fault->kind == FAULT_EXISTS && has_data_file(scene))
        return true;
    done = done &&
           records_kiosk_continue(staged, &clinic->ana, ANA_PASSPHRASE, NULL, NULL, fault) &&
           records_restore_end(clinic->folder, fault);
    free(staged);
    if (done) {
        scene->told->restored = true;
        device_mark(scene->told, sizeof(*scene->told));
    }
    return done;
}

/* ---- an older file ---------------------------------------------------------------------------*/

static const char *const to_one[] = {
    "ALTER TABLE tombstone RENAME TO before",
    "CREATE TABLE tombstone (entry BLOB NOT NULL, day INTEGER NOT NULL, PRIMARY KEY (entry)) "
    "STRICT, WITHOUT ROWID",
    "INSERT INTO tombstone SELECT entry, 19000 FROM before",
    "DROP TABLE before",
    NULL,
};
static const struct store_step steps[] = {{0, to_one}, {0, NULL}};

bool
migrate_folder(const char *folder, struct fault *fault)
{
    struct store *store = NULL;

    if (!open_with(steps, folder, STORE_WRITE, &store, fault))
        return false;
    store_close(store);
    return true;
}

static void
make_old(struct scene *scene)
{
    write_entries(scene);
    scene_leave(scene);
    file_sql(scene->clinic,
        "BEGIN; DROP TABLE tombstone;"
        "CREATE TABLE tombstone (entry BLOB NOT NULL, PRIMARY KEY (entry)) STRICT, WITHOUT ROWID;"
        "PRAGMA user_version=0; COMMIT;");
}

static bool
act_migrate(struct scene *scene, struct fault *fault)
{
    if (!migrate_folder(scene->clinic->folder, fault))
        return false;
    scene->told->migrated = true;
    device_mark(scene->told, sizeof(*scene->told));
    return true;
}

/* ---- scenes ------------------------------------------------------------------------------------*/

const struct scene_kind scene_kinds[SCENES] = {
    [SCENE_BEGIN] = {"begin", begin_nothing, act_begin, judge_begun},
    [SCENE_AUTOSAVE] = {"autosave", begin_draft, act_autosave, judge_draft},
    [SCENE_CLOSE] = {"close", begin_draft, act_close, judge_draft},
    [SCENE_ERASE] = {"erase", write_entries, act_erase, judge_erased},
    [SCENE_ERASE_ENTRY] = {"erase-entry", write_entries, act_erase_entry, judge_entry_erased},
    [SCENE_BACKUP] = {"backup", write_entries, act_backup, judge_backed_up},
    [SCENE_RESTORE] = {"restore", make_backup, act_restore, judge_restored},
    [SCENE_PLACE] = {"place", write_entries, act_place, judge_placed},
    [SCENE_MIGRATE] = {"migrate", make_old, act_migrate, judge_migrated},
    [SCENE_UNLOCK] = {"unlock", begin_draft, act_unlock, judge_draft},
};

static void *
shared(size_t size)
{
    void *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (block == MAP_FAILED)
        memory_exhausted();
    return block;
}

struct scene *
scene_new(const struct scene_kind *kind)
{
    struct scene *scene = memory_new(1, sizeof(*scene));
    void *state = NULL;

    (void) records_clinic_copy(&state);
    scene->kind = kind;
    scene->clinic = state;
    scene->shared = shared(sizeof(*scene->shared));
    scene->told = &scene->shared->told;
    scene->counted = &scene->shared->counted;
    scene->took_us = &scene->shared->took_us;
    scene->wrong = scene->shared->wrong;
    scene->acting = records_clinic_sign_in(scene->clinic, &scene->clinic->ana);
    scene->reader = records_clinic_sign_in(scene->clinic, &scene->clinic->ana);
    kind->prepare(scene);
    scene_leave(scene);
    scene->told_before = *scene->told;
    device_know(scene->clinic->folder);
    device_record_begin();
    scene->before = device_record_end();
    scene->rebuilt = crash_new(&scene->before, false);
    return scene;
}

void
scene_restore(struct scene *scene)
{
    uint8_t none[DEVICE_MARK];

    scene_leave(scene);
    (void) crash_choose(scene->rebuilt, 0, none);
    crash_build(scene->rebuilt, scene->clinic->folder);
    device_know(scene->clinic->folder);
    *scene->told = scene->told_before;
}

bool
scene_enter(struct scene *scene, struct fault *fault)
{
    struct records_place place = {.folder = scene->clinic->folder,
        .write = true,
        .link = -1,
        .revision = &scene->clinic->revision};
    struct bytes words = BYTES_EMPTY;
    struct id journal;
    bool entered;

    if (scene->kind->act == act_migrate || scene->kind->act == act_restore)
        return true; // opening is the act
    scene->clinic->revision = scene->told->saved;
    entered = records_open(&place, &scene->clinic->records, fault) &&
              records_tidy(scene->clinic->records, fault);
    if (entered && scene->kept.length > 0)
        entered = records_draft_resume(
            scene->clinic->records, &scene->kept, &words, &journal, &scene->draft, fault);
    bytes_wipe(&words);
    return entered;
}

void
scene_leave(struct scene *scene)
{
    records_draft_free(scene->draft);
    scene->draft = NULL;
    records_clinic_close(scene->clinic);
}

void
scene_free(struct scene *scene)
{
    void *state = scene->clinic;

    scene_leave(scene);
    session_free(scene->acting);
    session_free(scene->reader);
    bytes_wipe(&scene->kept);
    if (scene->backup)
        (void) remove(scene->backup);
    free(scene->backup);
    crash_free(scene->rebuilt);
    device_record_destroy(&scene->before);
    device_know(NULL);
    (void) records_clinic_drop(&state);
    (void) munmap(scene->shared, sizeof(*scene->shared));
    free(scene);
}
