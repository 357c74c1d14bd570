#define _GNU_SOURCE // memmem

#include "scene.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX (64u << 20)

static const char *
say(struct scene *scene, const char *format, ...) __attribute__((format(printf, 2, 3)));
static const char *
say(struct scene *scene, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void) vsnprintf(scene->wrong, SCENE_WRONG, format, arguments);
    va_end(arguments);
    return scene->wrong;
}

static const char *
say_fault(struct scene *scene, const char *what, const struct fault *fault)
{
    return say(scene, "%s: %s: %s (%lld)", what, fault->doing, fault_description(fault->kind),
        (long long) fault->code);
}

/* `afterword check`: NULL when it finds no damage. */
static const char *
check(struct scene *scene)
{
    struct records_report report;
    struct fault fault = FAULT_EMPTY;
    const char *wrong = NULL;

    if (!records_check(scene->clinic->folder, &report, &fault))
        return say_fault(scene, "the check", &fault);
    for (size_t i = 0; i < report.count && !wrong; i++)
        if (report.findings[i].is_damage)
            wrong = say(scene, "the check found: %s", report.findings[i].text);
    records_report_destroy(&report);
    return wrong;
}

/* Around what a judge looks at: the check before or after, and the file open as the kiosk has it. */
static const char *
judge(struct scene *scene, const struct told *told,
    const char *(*look)(struct scene *scene, struct records *records, const struct told *told))
{
    uint64_t newest = told->saved;
    struct records_place place = {
        .folder = scene->clinic->folder, .write = true, .link = -1, .revision = &newest};
    struct records *records = NULL;
    struct fault fault = FAULT_EMPTY;
    const char *wrong = scene->check_first ? check(scene) : NULL;

    if (wrong)
        return wrong;
    if (!records_open(&place, &records, &fault))
        return say_fault(scene, "opening", &fault);
    wrong = look(scene, records, told);
    records_close(records);
    if (wrong || (scene->check_first && !scene->go_on))
        return wrong;
    return check(scene);
}

/* ---- a sitting ------------------------------------------------------------------------*/

/* The number of the save that the words are of; 0 when they are no save's. */
static uint64_t
save_of(const struct bytes *words)
{
    struct bytes expected = BYTES_EMPTY;
    uint64_t n = words->length > 0 ? strtoull((const char *) words->data, NULL, 10) : 0;

    if (n > 0)
        words_of(n, &expected);
    if (n > 0 && !bytes_equal(words, &expected))
        n = 0;
    bytes_destroy(&expected);
    return n;
}

static const char *
end_sitting(struct scene *scene, struct records_draft *draft, uint64_t n)
{
    struct bytes summary = text_bytes("summary"), words = BYTES_EMPTY;
    struct records_bodies bodies = {&summary, &words, NULL, false};
    struct fault fault = FAULT_EMPTY;
    const char *wrong = NULL;

    words_of(n, &words);
    if (!records_draft_save(draft, &words, &fault))
        wrong = say_fault(scene, "the next save", &fault);
    else if (!records_draft_close(draft, &bodies, &fault))
        wrong = say_fault(scene, "closing", &fault);
    if (wrong)
        records_draft_free(draft);
    bytes_destroy(&words);
    return wrong;
}

static const char *
look_at_draft(struct scene *scene, struct records *records, const struct told *told)
{
    struct bytes words = BYTES_EMPTY;
    struct records_draft *draft = NULL;
    struct fault fault = FAULT_EMPTY;
    struct id journal;
    uint64_t n;

    if (!records_draft_resume(records, &scene->kept, &words, &journal, &draft, &fault))
        return say_fault(scene, "resuming", &fault);
    n = save_of(&words);
    bytes_wipe(&words);
    if (n < told->saved || n > told->tried) {
        records_draft_free(draft);
        return say(scene, "save %llu stands, %llu was told", (unsigned long long) n,
            (unsigned long long) told->saved);
    }
    if (scene->go_on)
        return end_sitting(scene, draft, n + 1);
    records_draft_free(draft);
    return NULL;
}

/* The words of an entry are those of the nth save. */
static const char *
look_at_entry(struct scene *scene, struct records *records, const struct id *id, uint64_t n)
{
    struct records_entry entry = {0};
    struct bytes words = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    const char *wrong = NULL;

    if (!records_entry_open(records, scene->reader, id, false, &entry, &words, NULL, &fault))
        return say_fault(scene, "opening an entry", &fault);
    if (entry.damaged || save_of(&words) != n)
        wrong = say(scene, "an entry holds other words");
    bytes_wipe(&words);
    bytes_wipe(&entry.summary);
    return wrong;
}

static const char *
look_at_sitting(struct scene *scene, struct records *records, const struct told *told)
{
    struct records_waiting *waiting = NULL;
    struct records_entries entries = {0};
    struct fault fault = FAULT_EMPTY;
    size_t n_drafts = 0, n_entries;
    struct id entry = ID_NONE;
    bool read = records_drafts(records, &waiting, &n_drafts, &fault) &&
                records_entries(records, scene->reader, &scene->clinic->maple, &entries, &fault);

    n_entries = entries.count;
    if (n_entries > 0)
        entry = entries.entries[0].id;
    free(waiting);
    records_entries_destroy(&entries);
    if (!read)
        return say_fault(scene, "listing", &fault);
    if (n_drafts + n_entries != 1)
        return say(scene, "%zu drafts and %zu entries of one sitting", n_drafts, n_entries);
    if (n_entries == 0 && told->closed)
        return "an entry that was told is lost";
    if (n_entries == 1 && !told->closing)
        return "an entry that nobody made";
    return n_entries == 1 ? look_at_entry(scene, records, &entry, told->tried)
                          : look_at_draft(scene, records, told);
}

const char *
judge_draft(struct scene *scene, const struct told *told)
{
    return judge(scene, told, look_at_sitting);
}

/* ---- a sitting that was only begun: staff find it interrupted ------------------------------*/

static const char *
open_interrupted(struct scene *scene, struct records *records, const struct id *id)
{
    struct bytes words = BYTES_EMPTY;
    struct records_draft *draft = NULL;
    struct fault fault = FAULT_EMPTY;
    uint64_t n;

    if (!records_drafts_interrupt(records, &ID_NONE, &fault))
        return say_fault(scene, "interrupting", &fault);
    if (!records_draft_open(records, scene->reader, id, &words, &draft, &fault))
        return say_fault(scene, "opening an interrupted sitting", &fault);
    n = save_of(&words);
    bytes_wipe(&words);
    records_draft_free(draft);
    return n == 1 ? NULL : "an interrupted sitting holds other words";
}

static const char *
look_at_begun(struct scene *scene, struct records *records, const struct told *told)
{
    struct records_waiting *waiting = NULL;
    struct fault fault = FAULT_EMPTY;
    size_t count = 0;
    struct id id = ID_NONE;

    if (!records_drafts(records, &waiting, &count, &fault))
        return say_fault(scene, "listing", &fault);
    if (count > 0)
        id = waiting[0].draft;
    free(waiting);
    if (count > 1 || count < told->begun || count > told->beginning)
        return say(scene, "%zu drafts of one sitting", count);
    return count == 1 ? open_interrupted(scene, records, &id) : NULL;
}

const char *
judge_begun(struct scene *scene, const struct told *told)
{
    return judge(scene, told, look_at_begun);
}

/* ---- an erased journal --------------------------------------------------------------------*/

/* True when the bytes stand in any file of the folder. */
static bool
is_on_disk(struct scene *scene, const uint8_t *bytes, size_t length)
{
    DIR *folder = opendir(scene->clinic->folder);
    struct dirent *entry;
    bool found = false;

    while (folder && (entry = readdir(folder))) {
        struct bytes content = BYTES_EMPTY;
        struct fault fault = FAULT_EMPTY;
        char *path = file_path(scene->clinic->folder, entry->d_name);

        if (entry->d_name[0] != '.' && file_read(path, FILE_MAX, &content, &fault))
            found = found || memmem(content.data, content.length, bytes, length);
        bytes_destroy(&content);
        free(path);
    }
    if (folder)
        (void) closedir(folder);
    return found;
}

static const char *
look_at_both(struct scene *scene, struct records *records)
{
    const char *wrong = look_at_entry(scene, records, &scene->entries[0], 1);

    return wrong ? wrong : look_at_entry(scene, records, &scene->entries[1], 2);
}

static const char *
look_at_nothing(struct scene *scene, struct records *records)
{
    static const char *const counts[] = {
        "SELECT count(*) FROM placement",
        "SELECT count(*) FROM entry",
        "SELECT count(*) FROM identity",
        "SELECT abs(2 - count(*)) FROM tombstone",
    };
    struct fault fault = FAULT_EMPTY;

    for (size_t i = 0; i < COUNT(counts); i++)
        if (file_number(scene->clinic, counts[i]) != 0)
            return say(scene, "half erased: %s", counts[i]);
    if (!scene->go_on)
        return NULL;
    // What the next start does; a truncated WAL may have come back with the power.
    if (!records_tidy(records, &fault))
        return say_fault(scene, "tidying", &fault);
    return is_on_disk(scene, scene->lost_seal, sizeof(scene->lost_seal))
               ? "a key that was erased is still on the disk"
               : NULL;
}

static const char *
look_at_erased(struct scene *scene, struct records *records, const struct told *told)
{
    struct records_journals journals = {0};
    struct fault fault = FAULT_EMPTY;
    bool is_there = false;

    if (!records_journals(records, &journals, &fault))
        return say_fault(scene, "listing journals", &fault);
    for (size_t i = 0; i < journals.count; i++)
        is_there = is_there || id_equal(&journals.journals[i].id, &scene->clinic->maple);
    records_journals_destroy(&journals);
    if (is_there && told->erased)
        return "a journal that was erased is back";
    if (!is_there && !told->erasing)
        return "a journal that nobody erased is gone";
    return is_there ? look_at_both(scene, records) : look_at_nothing(scene, records);
}

const char *
judge_erased(struct scene *scene, const struct told *told)
{
    return judge(scene, told, look_at_erased);
}

/* ---- an erased entry ------------------------------------------------------------------------*/

static const char *
look_at_entry_erased(struct scene *scene, struct records *records, const struct told *told)
{
    int64_t entries = file_number(scene->clinic, "SELECT count(*) FROM entry");
    int64_t placements = file_number(scene->clinic, "SELECT count(*) FROM placement");
    int64_t tombstones = file_number(scene->clinic, "SELECT count(*) FROM tombstone");

    if (placements != entries || tombstones != 2 - entries)
        return say(scene, "half erased: %lld entries, %lld placements, %lld tombstones",
            (long long) entries, (long long) placements, (long long) tombstones);
    if (entries == 2)
        return told->erased ? "an entry that was erased is back" : look_at_both(scene, records);
    return told->erasing ? look_at_entry(scene, records, &scene->entries[1], 2)
                         : "an entry that nobody erased is gone";
}

const char *
judge_entry_erased(struct scene *scene, const struct told *told)
{
    return judge(scene, told, look_at_entry_erased);
}

/* ---- backups --------------------------------------------------------------------------------*/

/* Under its name a backup is whole. */
static const char *
look_at_backup(struct scene *scene, const char *path, bool told)
{
    struct records_backup backup;
    struct records_report report = {0};
    struct fault fault = FAULT_EMPTY;
    const char *wrong = NULL;

    if (access(path, F_OK) != 0)
        return told ? "a backup that was told is gone" : NULL;
    if (!records_backup_check(path, scene->clinic->folder, &backup, &report, &fault))
        return say_fault(scene, "a backup", &fault);
    for (size_t i = 0; i < report.count && !wrong; i++)
        if (report.findings[i].is_damage)
            wrong = say(scene, "a backup: %s", report.findings[i].text);
    records_report_destroy(&report);
    return wrong;
}

static const char *
look_at_backed_up(struct scene *scene, struct records *records, const struct told *told)
{
    const char *wrong = look_at_both(scene, records);

    for (int n = 0; n < 8 && !wrong; n++) {
        char *path = backup_path(scene, n);

        wrong = look_at_backup(scene, path, told->backed_up >> n & 1);
        free(path);
    }
    return wrong;
}

const char *
judge_backed_up(struct scene *scene, const struct told *told)
{
    return judge(scene, told, look_at_backed_up);
}

static const char *
look_at_restored(struct scene *scene, struct records *records, const struct told *told)
{
    (void) told;
    return look_at_both(scene, records);
}

/* A folder that was half restored is no clinic's, and can be restored into. */
const char *
judge_restored(struct scene *scene, const struct told *told)
{
    const struct records_place place = {.folder = scene->clinic->folder, .link = -1};
    struct records *records = NULL;
    struct fault fault = FAULT_EMPTY;

    if (!has_data_file(scene)) {
        if (told->restored)
            return "a folder that was restored is none";
        if (records_open(&place, &records, &fault)) {
            records_close(records);
            return "a folder that was half restored opens";
        }
        fault = FAULT_EMPTY;
        if (!scene->kind->act(scene, &fault))
            return say_fault(scene, "restoring once more", &fault);
    }
    return judge(scene, told, look_at_restored);
}

/* ---- an entry that moves ---------------------------------------------------------------------*/

/* True when the journal's list holds the first entry. */
static bool
holds_first(struct scene *scene, struct records *records, const struct id *journal)
{
    struct records_entries entries = {0};
    struct fault fault = FAULT_EMPTY;
    bool holds = false;

    if (!records_entries(records, scene->reader, journal, &entries, &fault))
        return false;
    for (size_t i = 0; i < entries.count; i++)
        holds = holds || id_equal(&entries.entries[i].id, &scene->entries[0]);
    records_entries_destroy(&entries);
    return holds;
}

static const char *
look_at_placed(struct scene *scene, struct records *records, const struct told *told)
{
    bool in_maple = holds_first(scene, records, &scene->clinic->maple);
    bool in_heron = holds_first(scene, records, &scene->clinic->heron);

    if (in_maple == in_heron)
        return in_maple ? "an entry is in two journals" : "an entry is in no journal";
    // An odd number of moves brings it to "heron 3 b".
    if (in_heron != (told->moved % 2 == 1) && in_heron != (told->moves % 2 == 1))
        return "an entry is not where it was moved to";
    return look_at_both(scene, records);
}

const char *
judge_placed(struct scene *scene, const struct told *told)
{
    return judge(scene, told, look_at_placed);
}

/* ---- an older file -------------------------------------------------------------------------------*/

static const char *
look_at_migrated(struct scene *scene, struct records *records, const struct told *told)
{
    (void) told;
    return look_at_both(scene, records);
}

const char *
judge_migrated(struct scene *scene, const struct told *told)
{
    struct fault fault = FAULT_EMPTY;

    // The program's own steps lead from no older version: what was told must open as it is.
    if (!told->migrated && !migrate_folder(scene->clinic->folder, &fault))
        return say_fault(scene, "migrating once more", &fault);
    return judge(scene, told, look_at_migrated);
}
