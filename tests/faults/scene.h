/* What a person or staff do while the disk fails, and what must hold afterwards.
 *
 * A scene is prepared once in a folder in memory. It is acted while a record is made, while calls
 * fail or until the process is killed; then somebody else judges what stands in the folder, knowing
 * only what had been acknowledged.
 */
#ifndef AFTERWORD_TESTS_SCENE_H
#define AFTERWORD_TESTS_SCENE_H

#include "crash.h"
#include "records_clinic.h"

/* What was told to a person, and what was asked for: in memory that outlives who acts. */
struct told {
    uint64_t saved, tried; /* the newest save that returned true; the newest begun */
    uint8_t beginning, begun;
    uint8_t closing, closed;
    uint8_t erasing, erased;
    uint8_t moves, moved; /* of an entry from one journal to the other: begun, done */
    uint8_t migrated;
    uint8_t backups, backed_up; /* a bit each by number: begun, told */
    uint8_t restored;
};
_Static_assert(sizeof(struct told) <= DEVICE_MARK, "a mark holds what was told");

#define SCENE_WRONG 512
/* In memory that outlives a child. */
struct scene_shared {
    struct told told;
    int counted, calls[DEVICE_CALLS];
    uint32_t took_us;
    char wrong[SCENE_WRONG];
};

struct scene_kind;
struct scene {
    const struct scene_kind *kind;
    struct records_clinic *clinic;  /* a copy; its records are open while it is acted */
    struct records_session *acting; /* Ana, signed in; she acts */
    struct records_session
        *reader; /* and once more, who only reads: erasing takes no key from her */
    struct records_draft *draft;
    struct bytes kept; /* its key, as the supervisor keeps it */
    struct id entries[2];
    uint8_t lost_seal[32]; /* from the middle of a sealed key that an erased journal had */
    char *backup;          /* beside the folder: what is restored into it; NULL in other scenes */
    struct records_backup checked;
    struct scene_shared *shared;
    struct told *told; /* of what is shared with a child, and the next three */
    int *counted;
    uint32_t *took_us;
    char *wrong; /* SCENE_WRONG bytes: what a judge said */
    struct told told_before;
    struct device_record before; /* the folder as it was prepared */
    struct crash *rebuilt;
    bool check_first; /* whether who judges begins with the check */
    bool go_on;       /* and ends with what people do next */
};

enum {
    SCENE_BEGIN,
    SCENE_AUTOSAVE,
    SCENE_CLOSE,
    SCENE_ERASE,
    SCENE_ERASE_ENTRY,
    SCENE_PLACE,
    SCENE_BACKUP,
    SCENE_RESTORE,
    SCENE_MIGRATE,
    SCENE_UNLOCK,
    SCENES
};

struct scene_kind {
    const char *name;
    void (*prepare)(struct scene *scene);
    /* False where a call failed; what was told stands in scene->told. */
    bool (*act)(struct scene *scene, struct fault *fault);
    /* NULL where all is well, else what is not: literals, or scene->wrong. */
    const char *(*judge)(struct scene *scene, const struct told *told);
};
extern const struct scene_kind scene_kinds[SCENES];

/* A copy of the founded clinic, prepared, and closed. */
struct scene *
scene_new(const struct scene_kind *kind);
void
scene_free(struct scene *scene);
/* The folder as it was prepared. */
void
scene_restore(struct scene *scene);
/* Opens it as a kiosk that starts does, with the WAL filled and the draft resumed. */
bool
scene_enter(struct scene *scene, struct fault *fault);
/* Closes what acted. */
void
scene_leave(struct scene *scene);

/* The words of the nth save: they begin with the number and grow over the first bounds of padding. */
void
words_of(uint64_t n, struct bytes *words);
const char *
judge_begun(struct scene *scene, const struct told *told);
const char *
judge_draft(struct scene *scene, const struct told *told);
const char *
judge_erased(struct scene *scene, const struct told *told);
const char *
judge_entry_erased(struct scene *scene, const struct told *told);
const char *
judge_backed_up(struct scene *scene, const struct told *told);
const char *
judge_restored(struct scene *scene, const struct told *told);
const char *
judge_placed(struct scene *scene, const struct told *told);
const char *
judge_migrated(struct scene *scene, const struct told *told);

/* Whether the data file stands in the folder: what is restored last. */
bool
has_data_file(const struct scene *scene);
/* The path of the nth backup that a scene makes; free(). */
char *
backup_path(const struct scene *scene, int n);

/* Opens the folder's data file with the made-up step that scenes migrate by. */
bool
migrate_folder(const char *folder, struct fault *fault);

#endif
