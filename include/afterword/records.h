/* records: sealed records in the file. The only module that knows both vault and store.
 *
 * What the kiosk writes it cannot read: it holds public keys. Reading takes a
 * struct records_session, a member of staff unlocked with their passphrase.
 *
 * Every change of a record goes through one transaction that adds a line to the
 * signed log for each record it touches (snapshots, cache rows and wrong tries
 * aside). docs/format.md gives the bytes.
 *
 * Bodies are bytes here: JSON that journal, clinic and review make and read.
 *
 * Thread: the worker alone (a command has one thread).
 */
#ifndef AFTERWORD_RECORDS_H
#define AFTERWORD_RECORDS_H

#include "afterword/base.h"

struct records;
struct records_session;

/* Journals that every clinic has. AUDIT holds what the log's lines say, UNPLACED the entries that
 * nobody placed yet, CLINIC what belongs to all staff. */
extern const struct id records_audit, records_unplaced, records_clinic;

#define RECORDS_NAME_MAX 80 /* bytes of a display name */
#define RECORDS_CODE_MAX 80 /* and of a journal's code */
#define RECORDS_SETTING_MAX 65536
#define RECORDS_BODY_MAX ((4u << 20) - (128u << 10)) /* padded and sealed it is a store's blob */

enum records_role {
    RECORDS_THERAPIST = 1,
    RECORDS_PRESCRIBER = 2,
    RECORDS_ADMIN = 4,
    RECORDS_REGISTRAR = 8,
    RECORDS_PLACING = 16
};

/* ---- the data folder --------------------------------------------------------------*/

struct records_founding {
    const char *folder;
    const char *admin;
    unsigned roles;
    const char *passphrase;
    struct bytes words; /* assets/words.txt, borrowed */
    bool quick;         /* Argon2id at its floor */
};
/* Makes pin, kiosk key, data file, the first member of staff and the clinic's three journals.
 * `recovery` gets the 24 words. EXISTS when there is a clinic already. */
bool
records_found(const struct records_founding *founding, struct bytes *recovery, struct fault *fault);

/* True when the folder holds a data file or a pin: records_found says EXISTS. */
bool
records_are_there(const char *folder);
/* Removes what records_found made: nothing of a clinic that did not come to be stays behind. */
void
records_found_undo(const char *folder);

struct records_place {
    const char *folder;
    bool write;         /* with the lock held; else a look */
    int link;           /* to the supervisor; -1 for none */
    uint64_t *revision; /* page shared with the supervisor; NULL for none */
};
/* Checks the pin, the kiosk's key and certificate, and that the file is not older than its
 * head (DAMAGED, "older than its head"). */
bool
records_open(const struct records_place *place, struct records **records, struct fault *fault);
void
records_close(struct records *records);
const char *
records_folder(const struct records *records);
struct id
records_clinic_id(const struct records *records);
/* True when kiosk.head was not there at the start: an older data file could not have been told. */
bool
records_head_was_missing(const struct records *records);
/* Reads what a caseload will want, sealed as it lies in the file, and compares it with the log: done
 * before somebody signs in, it keeps nobody waiting after. It stands until an entry changes. */
bool
records_ready(struct records *records, struct fault *fault);
/* A quick look at the log: its newest line's hash and signature. FORGED, DAMAGED. */
bool
records_newest_line_holds(struct records *records, struct fault *fault);
/* Fills the WAL, empties it when a close left that pending, removes cache rows of no entry. */
bool
records_tidy(struct records *records, struct fault *fault);
bool
records_memory_is_locked(const struct records *records);

/* ---- staff -----------------------------------------------------------------------*/

struct records_member {
    struct id id;
    char *name;
    unsigned roles;
    bool revoked;
};
struct records_members {
    struct records_member *members;
    size_t count;
};
/* Those whose certificate holds. */
bool
records_members(struct records *records, struct records_members *members, struct fault *fault);
void
records_members_destroy(struct records_members *members);

/* PASSPHRASE, SLOWED (code: ms to wait), DAMAGED, MEMORY, FORGED. Counts wrong tries by the clock
 * that runs since boot; after the third 5, 10, 20, 40, 60 s. Logs the sign-in with its witness. */
bool
records_unlock(struct records *records, const struct id *member, const char *passphrase,
    struct records_session **session, struct fault *fault);
/* The same and opens nothing. */
bool
records_confirm(
    struct records *records, const struct id *member, const char *passphrase, struct fault *fault);
/* Logs the sign-out with its witness, wipes. NULL is fine. */
void
records_lock(struct records *records, struct records_session *session);
struct id
records_session_member(const struct records_session *session);
const char *
records_session_name(const struct records_session *session);
unsigned
records_session_roles(const struct records_session *session);
bool
records_session_holds(const struct records_session *session, const struct id *journal);

/* ACCESS unless `admin` is one. */
bool
records_member_add(struct records *records, struct records_session *admin, const char *name,
    unsigned roles, const char *passphrase, bool quick, struct id *member, struct fault *fault);
/* Wraps go, every journal they held gets a new epoch. */
bool
records_member_revoke(struct records *records, struct records_session *admin,
    const struct id *member, struct fault *fault);
bool
records_passphrase_set(struct records *records, struct records_session *session,
    const char *passphrase, struct fault *fault);

/* Why a passphrase is not taken, in English (N_); NULL when it is. `words` is assets/words.txt. */
const char *
records_passphrase_problem(const char *passphrase, const struct bytes *words);

/* ---- journals --------------------------------------------------------------------*/

struct records_journal {
    struct id id;
    uint32_t epoch; /* the newest */
    char *code;     /* "" for the clinic's own three */
    bool retired;
};
struct records_journals {
    struct records_journal *journals;
    size_t count;
};
/* Patients' journals, by code. */
bool
records_journals(struct records *records, struct records_journals *journals, struct fault *fault);
void
records_journals_destroy(struct records_journals *journals);
/* `code` is text of 1 to RECORDS_CODE_MAX bytes (INPUT) and free (EXISTS). Sealed to the session's member and to the paper. */
bool
records_journal_add(struct records *records, struct records_session *session, const char *code,
    struct id *journal, struct fault *fault);
/* Takes no new sittings. ACCESS for one of the clinic's own three. */
bool
records_journal_retire(struct records *records, struct records_session *session,
    const struct id *journal, struct fault *fault);
/* Keys first, then all of it; each entry leaves a tombstone. Uses the ballast where the disk is
 * full. ACCESS for one of the clinic's own three. */
bool
records_journal_erase(struct records *records, struct records_session *session,
    const struct id *journal, struct fault *fault);
/* Grants every epoch so far. ACCESS when the session does not hold it. */
bool
records_grant(struct records *records, struct records_session *session, const struct id *journal,
    const struct id *member, struct fault *fault);
bool
records_release(struct records *records, struct records_session *session, const struct id *journal,
    const struct id *member, struct fault *fault);
/* Who can open what is sealed to the journal now: who made it first, then by name. */
bool
records_holders(struct records *records, const struct id *journal, struct id **members,
    size_t *count, struct fault *fault);

/* The identity's JSON; NOT_FOUND when there is none. */
bool
records_identity_get(struct records *records, struct records_session *session,
    const struct id *journal, struct bytes *json, struct fault *fault);
bool
records_identity_put(struct records *records, struct records_session *session,
    const struct id *journal, const struct bytes *json, struct fault *fault);

/* ---- leaves ----------------------------------------------------------------------*/

/* Numbers of the format, where those of kinds to come are kept free. */
enum records_leaf_kind { RECORDS_LEAF_DISCUSSED = 2 };
/* A leaf of a journal that is named by another record (an entry): its id is that record's with
 * the kind worked in, so there is one of each. */
bool
records_leaf_put(struct records *records, struct records_session *session, const struct id *journal,
    const struct id *about, enum records_leaf_kind kind, const struct bytes *json,
    struct fault *fault);
bool
records_leaf_get(struct records *records, struct records_session *session, const struct id *journal,
    const struct id *about, enum records_leaf_kind kind, struct bytes *json, struct fault *fault);

/* ---- settings and wordings ---------------------------------------------------------*/

/* What the kiosk knows with nobody signed in; signed by an admin. FORGED when the signature does not
 * hold. NOT_FOUND. */
bool
records_setting_get(
    struct records *records, const char *name, struct bytes *value, struct fault *fault);
bool
records_setting_put(struct records *records, struct records_session *admin, const char *name,
    const struct bytes *value, struct fault *fault);
/* A signature of the first member of staff or an admin over a file beside the database. */
#define RECORDS_HASH 32
bool
records_file_verify(struct records *records, const char *label, const struct bytes *content,
    const struct bytes *signer_and_signature);
/* Signs in a founding or by an admin: signer id and signature, 80 bytes. */
void
records_file_sign(struct records *records, struct records_session *admin, const char *label,
    const struct bytes *content, struct bytes *signer_and_signature);
/* The text by its hash; put keeps one of each. */
void
records_hash(const void *data, size_t length, uint8_t hash[RECORDS_HASH]);
bool
records_wording_put(struct records *records, const struct bytes *text, uint8_t hash[RECORDS_HASH],
    struct fault *fault);
bool
records_wording_get(struct records *records, const uint8_t hash[RECORDS_HASH], struct bytes *text,
    struct fault *fault);

/* ---- drafts ----------------------------------------------------------------------*/

struct records_draft;

/* Walks journal -> staff -> root, makes the draft key and seals it, commits the first snapshot and
 * hands the key to the supervisor. Where the journal's chain does not hold, the draft goes to the
 * unplaced journal and, where that does not hold either, to the paper's key; *journal says
 * which. */
bool
records_draft_begin(struct records *records, struct id *journal, const struct bytes *snapshot,
    struct records_draft **draft, struct fault *fault);
/* Seals and signs `snapshot` in place of the last saved state but one. */
bool
records_draft_save(struct records_draft *draft, const struct bytes *snapshot, struct fault *fault);
/* Opens the draft whose key the supervisor kept (body of LINK_RESUME). A revision below the one in
 * the shared page is refused: DAMAGED. */
bool
records_draft_resume(struct records *records, const struct bytes *kept, struct bytes *snapshot,
    struct id *journal, struct records_draft **draft, struct fault *fault);
struct id
records_draft_id(const struct records_draft *draft);
struct records_bodies {
    const struct bytes *summary, *open, *closed; /* open or closed may be NULL or empty */
    bool interrupted;
};
/* Entry, placement and lines in, draft out, in one transaction; then the checkpoint. Where the
 * journal's chain no longer holds the entry goes where a draft would begin; where the disk is full
 * the ballast is given up. The draft is freed when true. */
bool
records_draft_close(
    struct records_draft *draft, const struct records_bodies *bodies, struct fault *fault);
/* The draft goes and nothing takes its place. */
bool
records_draft_drop(struct records_draft *draft, struct fault *fault);
void
records_draft_free(struct records_draft *draft);

struct records_waiting {
    struct id draft, journal;
    uint32_t day;
    bool interrupted;
};
bool
records_drafts(
    struct records *records, struct records_waiting **waiting, size_t *count, struct fault *fault);
/* Turns every open draft but `living` into an interrupted one. */
bool
records_drafts_interrupt(struct records *records, const struct id *living, struct fault *fault);
/* An interrupted draft, opened by somebody who holds its journal. */
bool
records_draft_open(struct records *records, struct records_session *session, const struct id *draft,
    struct bytes *snapshot, struct records_draft **opened, struct fault *fault);
/* New draft key, snapshot sealed anew with revision + 1, key to the supervisor. Frees it. */
bool
records_draft_hand_back(
    struct records_draft *draft, const struct bytes *snapshot, struct fault *fault);

/* ---- entries ---------------------------------------------------------------------*/

struct records_entry {
    struct id id, journal;
    uint32_t day;
    bool interrupted;
    bool damaged; /* the summary did not open: it is empty */
    bool has_closed;
    struct bytes summary;
};
struct records_entries {
    struct records_entry *entries;
    size_t count;
};
/* Of one journal, newest day first. ACCESS. */
bool
records_entries(struct records *records, struct records_session *session, const struct id *journal,
    struct records_entries *entries, struct fault *fault);
void
records_entries_destroy(struct records_entries *entries);
/* Summary and open body, with the log's digest verified. The closed one only with
 * `with_closed`, which is logged. NOT_FOUND, ACCESS, FORGED, DAMAGED. */
bool
records_entry_open(struct records *records, struct records_session *session, const struct id *entry,
    bool with_closed, struct records_entry *opened, struct bytes *open, struct bytes *closed,
    struct fault *fault);
/* From the journal it is in to another: a new placement. */
bool
records_entry_place(struct records *records, struct records_session *session,
    const struct id *entry, const struct id *journal, struct fault *fault);

/* The entry with its keys, caches and notes, and what is said about it, for good: a tombstone stays. By
 * who holds the journal that it is in. `pending`: a reader still keeps the old pages in the WAL, which
 * tidy empties later. ACCESS, NOT_FOUND, FORGED. */
bool
records_entry_erase(struct records *records, struct records_session *session,
    const struct id *entry, bool *pending, struct fault *fault);

/* ---- the log and the check ---------------------------------------------------------*/

enum records_line_kind {
    RECORDS_LINE_CHANGED = 1, /* a record was added, replaced or removed */
    RECORDS_LINE_SIGN_IN,
    RECORDS_LINE_SIGN_OUT,
    RECORDS_LINE_WRONG_PASSPHRASE,
    RECORDS_LINE_OPENED,      /* a draft or an entry was opened */
    RECORDS_LINE_CALLED,      /* a call for help, and its answer */
    RECORDS_LINE_INTERRUPTED, /* a draft whose key died: digest over key row and snapshot */
    RECORDS_LINE_BROKEN,      /* a chain of certificates did not hold: the unplaced journal, or the
                                 paper, took the draft */
    RECORDS_LINE_PLACED,      /* orders of staff, with their signature */
    RECORDS_LINE_REVOKED,
    RECORDS_LINE_ERASED,    /* a journal or an entry */
    RECORDS_LINE_CONTINUES, /* a kiosk goes on where another stopped: a folder that was restored */
    RECORDS_LINE_BACKED_UP, /* a backup was made */
};
/* A line that is about no record. `what` is a literal for people; `who` may be NULL. */
bool
records_log(struct records *records, enum records_line_kind kind, struct records_session *who,
    const char *what, struct fault *fault);

/* Since the last sign-in of this member. */
struct records_since {
    int64_t last_ms;
    uint32_t entries, wrong_tries;
};
bool
records_since(struct records *records, struct records_session *session, struct records_since *since,
    struct fault *fault);

struct records_finding {
    bool is_damage;
    char *text;
};
struct records_report {
    struct records_finding *findings;
    size_t count;
    uint64_t lines, entries;
};
/* Folds the log and compares both ways; needs no passphrase and writes nothing. */
bool
records_check(const char *folder, struct records_report *report, struct fault *fault);
void
records_report_destroy(struct records_report *report);

/* ---- backups ---------------------------------------------------------------------
 *
 * One file: the data file without sittings that are under way, what lies beside it (never the
 * kiosk's key), and a digest over every byte. */

/* What is wrong with one, as the code of the fault. */
enum records_backup_problem {
    RECORDS_BACKUP_LINK = 1001, /* PERMISSION: a symbolic link, or no regular file */
    RECORDS_BACKUP_NONE,        /* FOREIGN: no backup of Afterword's */
    RECORDS_BACKUP_NEWER,       /* NEWER */
    RECORDS_BACKUP_HALF,        /* DAMAGED: its end is missing */
    RECORDS_BACKUP_CHANGED,     /* DAMAGED: the digest is another */
    RECORDS_BACKUP_CLINIC,      /* FOREIGN: of another clinic */
    RECORDS_BACKUP_NOT_EMPTY,   /* EXISTS: something is in the folder that is to be restored into */
    RECORDS_BACKUP_NOT_ADMIN,   /* ACCESS: who is to certify the kiosk is no admin */
};
struct records_backup {
    struct id clinic;
    int64_t made_ms;
    uint64_t seq;                 /* of the newest line in it */
    uint8_t digest[RECORDS_HASH]; /* that ends the file */
    size_t n_left_out;            /* sittings that were under way */
};
/* Copies what stands now to a new file, beside a running kiosk or alone; `help` is what is to be
 * carried of the clinic's own. Whole under its name, or not there. It leaves a small file in the
 * folder, of which the next writer makes a line. EXISTS. */
bool
records_backup_make(const char *folder, const char *path, const struct bytes *help,
    struct records_backup *made, struct fault *fault);
/* Reads all of it, digest first, and checks it as records_check does a folder. `folder`: whose pin
 * it must have; NULL for none. */
bool
records_backup_check(const char *path, const char *folder, struct records_backup *backup,
    struct records_report *report, struct fault *fault);

/* Backups that the log knows, oldest first; made_ms, seq and digest alone. */
struct records_backups {
    struct records_backup *backups;
    size_t count;
};
bool
records_backups(struct records *records, struct records_backups *backups, struct fault *fault);
/* Those that were made since the entry was. */
bool
records_backups_of(struct records *records, const struct id *entry, struct records_backups *backups,
    struct fault *fault);
void
records_backups_destroy(struct records_backups *backups);
/* Turns the small files that backups left into lines. Part of records_tidy. */
bool
records_backups_log(struct records *records, struct fault *fault);

/* Restoring is in three steps, so that somebody can be asked for a passphrase between them. What is
 * begun lies in a folder of its own inside the new one (`staged`, to be freed), which can be opened
 * and looked at; until records_restore_end nothing else is there.
 *
 * Begin takes a backup that was `checked`, and no other. What was erased in the folder that it
 * `replaces` (NULL: there is none) since the backup was made is erased from it again. */
bool
records_restore_begin(const char *path, const struct records_backup *checked, const char *folder,
    const char *replaces, char **staged, struct fault *fault);
/* Makes a new kiosk in a restored folder, which goes on where the backup's stopped: by an admin with
 * their passphrase or, where `paper` is not NULL, with the recovery words, out of the list `words`.
 * PASSPHRASE, ACCESS, INPUT; EXISTS where a kiosk writes already. */
bool
records_kiosk_continue(const char *folder, const struct id *admin, const char *passphrase,
    const struct bytes *words, const char *paper, struct fault *fault);
bool
records_restore_end(const char *folder, struct fault *fault);
/* Removes what was begun, from a folder that has no data file all of it. */
void
records_restore_undo(const char *folder);
/* True for a folder in which a restoring was cut off before its data file was in its place: what lies
 * there is its own, and the next one begins by removing it. */
bool
records_restore_was_cut(const char *folder);
/* True for a restored folder where no kiosk went on yet. */
bool
records_is_restored(const char *folder);

#endif
