/* clinic: what a clinic sets up and looks after.
 *
 * Opening the data folder, first set-up, staff and passphrases, patients and who
 * may open whose journal, who answers a call for help, settings, health.
 *
 * Threads: everything that takes a struct records or a session blocks and runs on
 * the worker (or in a command, which has one thread). Help's part reads one small
 * file and runs anywhere: it must work with no flow and no data file.
 */
#ifndef AFTERWORD_CLINIC_H
#define AFTERWORD_CLINIC_H

#include "afterword/base.h"
#include "afterword/flow.h"

struct records;         /* an open data folder */
struct records_session; /* a member of staff, unlocked: seeds and journal keys in locked memory */

/* ---- the data folder -----------------------------------------------------------*/

struct clinic_place {
    const char *folder;
    int lock; /* from file_lock(); -1 opens read-only, for a look beside a running kiosk */
    int link; /* socket to the supervisor, for draft keys; -1 in a command */
    uint64_t *revision; /* the page shared with the supervisor; NULL in a command */
};

/* Checks the folder, the pin, the data file and the head. On false nothing is open, and the file
 * is untouched. */
bool
clinic_open(const struct clinic_place *place, struct records **records, struct fault *fault);
/* Checkpoints and closes. NULL is fine. */
void
clinic_close(struct records *records);
/* Work that can wait until after the first frame: pre-fills the WAL, clears rubble, retries a
 * pending checkpoint, turns drafts without a living key into interrupted ones (`living` is the
 * draft the supervisor still holds a key for, or none). */
bool
clinic_tidy(struct records *records, const struct id *living, struct fault *fault);

/* ---- set-up ---------------------------------------------------------------------*/

enum clinic_role {
    CLINIC_THERAPIST = 1,
    CLINIC_PRESCRIBER = 2,
    CLINIC_ADMIN = 4,
    CLINIC_REGISTRAR = 8,
    CLINIC_PLACING = 16
};

struct clinic_setup {
    const char *folder;
    const char *name;  /* of the clinic */
    const char *admin; /* name patients know the first member of staff by */
    unsigned admin_roles;
    const char *passphrase; /* borrowed, not kept */
    const char *emergency;  /* the clinic's own emergency words; required */
    const char *answers;    /* who answers a call; required */
    const char *const
        *call_argv;    /* how a call leaves the room: NULL-terminated; NULL: staff in the room */
    const char *place; /* what this kiosk is called ("Room 2") */
    const char *languages; /* "en,es" */
    const char *assets;    /* folder with words.txt */
    bool quick;            /* a throw-away clinic: Argon2id at its floor */
};

/* Makes the clinic, whole or not at all. `recovery` gets the 24 words, to be written on paper; wipe
 * it. EXISTS when a clinic is there. INPUT when something required is missing (code: which,
 * CLINIC_SETUP_*) or is too long or no plain text (code: minus which): UTF-8 without control
 * characters and overrides of its direction; the emergency words may have several lines. */
enum clinic_setup_part {
    CLINIC_SETUP_NAME = 1,
    CLINIC_SETUP_ADMIN,
    CLINIC_SETUP_PASSPHRASE,
    CLINIC_SETUP_EMERGENCY,
    CLINIC_SETUP_ANSWERS,
    CLINIC_SETUP_CALL, /* more than CLINIC_CALL_WORDS_MAX words, or none, are no plain call */
    CLINIC_SETUP_PLACE,
    CLINIC_SETUP_PARTS
};
#define CLINIC_CALL_WORDS_MAX 32 /* as many as the supervisor runs */
#define CLINIC_LINE_MAX 200      /* bytes of a name, or of a word of the call's command */
#define CLINIC_EMERGENCY_MAX 4096
bool
clinic_set_up(const struct clinic_setup *setup, struct bytes *recovery, struct fault *fault);
/* The first part of it that is missing or no plain text: the code of clinic_set_up's INPUT; 0 when
 * all is there. What can be said before a passphrase is asked for leaves the passphrase out. */
int64_t
clinic_setup_problem(const struct clinic_setup *setup, bool with_passphrase);
/* True when the data folder holds a clinic, whole or not. */
bool
clinic_is_there(const char *folder);

/* Why a passphrase is not taken, in words; NULL when it is fine. */
const char *
clinic_passphrase_problem(const char *passphrase, const char *assets);

/* ---- help: with or without a data file -------------------------------------------*/

struct clinic_help {
    char *emergency; /* the clinic's own words */
    char *answers;   /* who answers */
    char **argv;    /* the call command, NULL-terminated; NULL: staff in the room, or not trusted */
    bool is_signed; /* false: shown all the same, the command is not run, staff are told */
    uint32_t checked_day; /* "last checked" */
    bool call_leaves;     /* a call can leave the room: `care: now` may load */
};

/* Reads help.json beside the data file. Faults: NOT_FOUND, DAMAGED. */
bool
clinic_help_read(const char *folder, struct clinic_help *help, struct fault *fault);
/* Compares its signature with the clinic's admins, on the worker: sets is_signed, and argv where it
 * holds. Until then the words are shown and no command runs. */
void
clinic_help_trust(struct records *records, struct clinic_help *help);
void
clinic_help_destroy(struct clinic_help *help);

/* A call as the supervisor holds it: no words, no patient's name. The body of LINK_CALL,
 * LINK_CALLING and LINK_SEEN. */
enum clinic_call_kind { CLINIC_CALL_NONE, CLINIC_CALL_PRESSED, CLINIC_CALL_WORD, CLINIC_CALL_CARE };
enum clinic_call_state {
    CLINIC_CALL_OPEN,   /* rings; nobody has answered */
    CLINIC_CALL_FAILED, /* rings, and the way out of the room did not work */
    CLINIC_CALL_SEEN    /* somebody said they are going */
};
struct clinic_call {
    enum clinic_call_kind kind; /* NONE: no call */
    enum clinic_call_state state;
    int64_t since_ms; /* wall clock */
    char by[96];      /* who said they are going: a name from the list of staff */
};

/* ---- what the kiosk knows with nobody signed in -----------------------------------*/

struct clinic_settings {
    char *name;                               /* of the clinic */
    char *place;                              /* of this kiosk */
    char *languages;                          /* "en,es" */
    double px_per_mm;                         /* 0: not measured yet */
    int veil_s, ask_s, seal_s, seal_handed_s; /* N20: 120, 300, 600, 1800 */
    int answer_s;                             /* after how long "No answer yet": 90 */
    char *desk;    /* where to go then: "Please go to the desk, two doors left." */
    char *goodbye; /* the clinic's line at the end; may be empty */
};
bool
clinic_settings_read(
    struct records *records, struct clinic_settings *settings, struct fault *fault);
void
clinic_settings_destroy(struct clinic_settings *settings);

/* Staff's display names: they are not secret (patients know people by them). */
struct clinic_member {
    struct id id;
    char *name;
    unsigned roles;
    bool revoked;
};
struct clinic_members {
    struct clinic_member *members;
    size_t count;
};
bool
clinic_members_read(struct records *records, struct clinic_members *members, struct fault *fault);
void
clinic_members_destroy(struct clinic_members *members);

/* ---- access -----------------------------------------------------------------------*/

/* Reads what a sign-in will want, while somebody still types: what is not ready by then is read
 * after it. */
bool
clinic_ready(struct records *records, struct fault *fault);
/* Opens a member of staff with their passphrase: Argon2id, 0.5-1 s. Faults: PASSPHRASE (logged,
 * counted), SLOWED (code: ms to wait; nothing was tried), DAMAGED, MEMORY (not counted), FORGED
 * (the pinned root is not the one in the lock). Logs the sign-in with its witness. */
bool
clinic_unlock(struct records *records, const struct id *member, const char *passphrase,
    struct records_session **session, struct fault *fault);
/* Confirms that a passphrase is somebody's and opens nothing: "go on" after a crash. */
bool
clinic_confirm(
    struct records *records, const struct id *member, const char *passphrase, struct fault *fault);
/* Logs the sign-out with its witness and wipes every key. NULL is fine. */
void
clinic_lock(struct records *records, struct records_session *session);
const char *
clinic_session_name(const struct records_session *session);
unsigned
clinic_session_roles(const struct records_session *session);

/* What people check at the sign-in: borrowed by nobody. */
struct clinic_sign_in {
    int64_t last_ms;        /* day of this person's last sign-in, as wall clock; 0: the first */
    uint32_t entries_since; /* of the whole kiosk */
    uint32_t wrong_tries;   /* since then */
    bool memory_unlocked;   /* a key could lie in memory that is not locked */
    bool damaged;           /* the log's newest line does not hold: see check */
    bool head_missing;      /* kiosk.head was gone: an older data file could not be told */
};
bool
clinic_sign_in_read(struct records *records, struct records_session *session,
    struct clinic_sign_in *sign_in, struct fault *fault);

/* Members of staff: by an admin. INPUT for a name that is empty, too long or no plain text. */
bool
clinic_staff_add(struct records *records, struct records_session *admin, const char *name,
    unsigned roles, const char *passphrase, struct id *member, struct fault *fault);
bool
clinic_staff_revoke(struct records *records, struct records_session *admin, const struct id *member,
    struct fault *fault);
bool
clinic_passphrase_change(struct records *records, struct records_session *session,
    const char *passphrase, struct fault *fault);

/* ---- patients ---------------------------------------------------------------------*/

struct clinic_patient {
    struct id journal;
    char *code;   /* as on the card: "maple 14 k" */
    char *name;   /* roster name; only where the session holds the journal */
    char *called; /* what they want to be called; may be empty */
    bool retired;
    bool can_open; /* this session holds it */
};
struct clinic_patients {
    struct clinic_patient *patients;
    size_t count;
};
/* All journals: codes for all, names for those this session holds. By code. */
bool
clinic_patients_read(struct records *records, struct records_session *session,
    struct clinic_patients *patients, struct fault *fault);
void
clinic_patients_destroy(struct clinic_patients *patients);

/* Makes a journal held by the session (and the paper), with a fresh code. INPUT for a name that is
 * empty, longer than 120 bytes or no plain text. */
bool
clinic_patient_add(struct records *records, struct records_session *session, const char *name,
    const char *called, struct id *journal, struct fault *fault);
/* Gives a member of staff access to all epochs so far. ACCESS when the session does not hold it. */
bool
clinic_patient_assign(struct records *records, struct records_session *session,
    const struct id *journal, const struct id *member, struct fault *fault);
/* Takes a member's access away: their wraps go, a new epoch begins. */
bool
clinic_patient_release(struct records *records, struct records_session *session,
    const struct id *journal, const struct id *member, struct fault *fault);
/* No new sittings by its code. */
bool
clinic_patient_retire(struct records *records, struct records_session *session,
    const struct id *journal, struct fault *fault);
/* Erases the journal and all in it, for good: the passphrase again. */
bool
clinic_patient_erase(struct records *records, struct records_session *session,
    const struct id *journal, const char *passphrase, struct fault *fault);

/* Erases one entry for good, by who holds its journal: the passphrase again. */
struct clinic_erased {
    bool pending;     /* a reader still keeps the old pages: emptied at the next start or rest */
    int64_t *held_ms; /* when the backups were made that the log knows and that still hold it */
    size_t n_held;
};
bool
clinic_entry_erase(struct records *records, struct records_session *session, const struct id *entry,
    const char *passphrase, struct clinic_erased *erased, struct fault *fault);
void
clinic_erased_destroy(struct clinic_erased *erased);

/* ---- health -------------------------------------------------------------------------*/

struct clinic_finding {
    bool is_damage; /* false: advice alone */
    char *text;     /* what it is and where, in English; ids and days, never words */
};
struct clinic_health {
    struct clinic_finding *findings;
    size_t count;
    uint64_t lines, entries; /* how many were checked */
};
/* The data file, every record's digest, the signed log, the head. No passphrase; read-only. True
 * when it could look, whatever it found. */
bool
clinic_check(const char *folder, struct clinic_health *health, struct fault *fault);
void
clinic_health_destroy(struct clinic_health *health);

/* The disk below the data folder, as far as its answers tell: what the program says it has kept is kept
 * only where the disk obeys the order to write it now. */
struct clinic_disk {
    bool in_memory;  /* no disk at all: gone when the machine is off */
    int64_t sync_ns; /* the median of overwriting 4 KiB and waiting for them (fdatasync) */
};
enum clinic_disk_problem {
    CLINIC_DISK_FINE, /* or one that lies slowly: nothing but a power cut shows it */
    CLINIC_DISK_MEMORY,
    CLINIC_DISK_HASTY /* answers sooner than any disk can */
};
/* Writes a small file in the folder some twenty times and removes it: 10 ms to a second. Fault: DISK. */
bool
clinic_disk_measure(const char *folder, struct clinic_disk *disk, struct fault *fault);
enum clinic_disk_problem
clinic_disk_problem(const struct clinic_disk *disk);

/* ---- backups ------------------------------------------------------------------------*/

/* What is wrong with a backup, or with where it is to go: the code of the fault. */
enum clinic_backup_problem {
    CLINIC_BACKUP_LINK = 1001, /* a symbolic link, or no regular file */
    CLINIC_BACKUP_NONE,        /* no backup of Afterword's */
    CLINIC_BACKUP_NEWER,       /* written by a newer Afterword */
    CLINIC_BACKUP_HALF,        /* its end is missing */
    CLINIC_BACKUP_CHANGED,     /* bytes of it are not those that were written */
    CLINIC_BACKUP_CLINIC,      /* of another clinic */
    CLINIC_BACKUP_NOT_EMPTY,   /* the folder to restore into holds something */
    CLINIC_BACKUP_NOT_ADMIN,   /* who is to certify the kiosk is no admin */
    CLINIC_BACKUP_PROBLEMS     /* one past the last */
};
struct clinic_backup {
    int64_t made_ms;
    uint64_t lines;    /* of the log in it */
    size_t n_left_out; /* sittings that were under way */
    uint8_t digest[32];
};
/* Makes one file of the data folder, beside a running kiosk or alone. Whole under its name, or not
 * there; EXISTS where something is. It is to be verified. */
bool
clinic_backup_create(
    const char *folder, const char *file, struct clinic_backup *backup, struct fault *fault);
/* Reads and checks all of it. `folder` is whose clinic it must be of; NULL for any. True when it
 * could look: `health` says what is wrong with the records in it. */
bool
clinic_backup_verify(const char *file, const char *folder, struct clinic_backup *backup,
    struct clinic_health *health, struct fault *fault);

/* Restoring takes a verified backup into an empty folder, whose lock the caller holds. What is begun
 * can be opened at `staged` (free with free()) and looked at; restore_end puts it in its place. */
struct clinic_restore {
    const char *file, *folder;
    const char *replaces; /* the folder that went before: what was erased there is erased again */
    const struct clinic_backup *verified;
};
bool
clinic_restore_begin(const struct clinic_restore *restore, char **staged, struct fault *fault);
/* Lets a new kiosk write in a restored folder: by an admin with a passphrase or, where `paper` is not
 * NULL, by the recovery words. PASSPHRASE, ACCESS; EXISTS where a kiosk writes already. */
bool
clinic_kiosk_continue(const char *folder, const struct id *admin, const char *passphrase,
    const char *assets, const char *paper, struct fault *fault);
bool
clinic_restore_end(const char *folder, struct fault *fault);
void
clinic_restore_undo(const char *folder);
/* True for a folder in which a restoring was cut off: the next one takes its place. */
bool
clinic_restore_was_cut(const char *folder);
/* True for a folder that was restored and where no kiosk writes yet: it can only be looked at. */
bool
clinic_is_restored(const char *folder);

#endif
