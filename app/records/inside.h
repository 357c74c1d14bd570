/* What the files of module records share. Columns are named as in docs/format.md. */
#ifndef AFTERWORD_RECORDS_INSIDE_H
#define AFTERWORD_RECORDS_INSIDE_H

#include <jansson.h>

#include "afterword/records.h"
#include "afterword/store.h"
#include "afterword/vault.h"

/* Positions of columns, by table. */
enum { META_ONE, META_CLINIC, META_DAY, META_SIGN, META_BOX, META_SIGNATURE };
enum {
    STAFF_ID,
    STAFF_NAME,
    STAFF_BOX,
    STAFF_SIGN,
    STAFF_ROLES,
    STAFF_NUMBER,
    STAFF_DAY,
    STAFF_SIGNER,
    STAFF_SIGNATURE
};
enum { KIOSK_ID, KIOSK_SIGN, KIOSK_DAY, KIOSK_SIGNER, KIOSK_SIGNATURE };
enum {
    JOURNAL_ID,
    JOURNAL_EPOCH,
    JOURNAL_BOX,
    JOURNAL_CODE,
    JOURNAL_RETIRED,
    JOURNAL_SIGNER,
    JOURNAL_SIGNATURE
};
enum {
    GRANT_ID,
    GRANT_JOURNAL,
    GRANT_EPOCH,
    GRANT_STAFF,
    GRANT_SEAL_HASH,
    GRANT_SIGNER,
    GRANT_SIGNATURE
};
enum { REVOCATION_ID, REVOCATION_SUBJECT, REVOCATION_DAY, REVOCATION_SIGNER, REVOCATION_SIGNATURE };
enum { LOCK_STAFF, LOCK_SLOT, LOCK_SALT, LOCK_OPS, LOCK_MEM, LOCK_CHECK, LOCK_SEALED };
enum {
    KEY_SEAL_OWNER,
    KEY_SEAL_OBJECT,
    KEY_SEAL_RECEIVER,
    KEY_SEAL_KIND,
    KEY_SEAL_EPOCH,
    KEY_SEAL_SEALED
};
enum { IDENTITY_JOURNAL, IDENTITY_ID, IDENTITY_REVISION, IDENTITY_EPOCH, IDENTITY_SEALED };
enum { LEAF_ID, LEAF_JOURNAL, LEAF_KIND, LEAF_REVISION, LEAF_EPOCH, LEAF_SEALED };
enum { SETTING_NAME, SETTING_REVISION, SETTING_VALUE, SETTING_SIGNER, SETTING_SIGNATURE };
enum { WORDING_HASH, WORDING_TEXT };
enum {
    DRAFT_ID,
    DRAFT_JOURNAL,
    DRAFT_EPOCH,
    DRAFT_DAY,
    DRAFT_KEY_REVISION,
    DRAFT_STATE,
    DRAFT_KIOSK,
    DRAFT_SEALED
};
enum { SNAPSHOT_DRAFT, SNAPSHOT_SLOT, SNAPSHOT_REVISION, SNAPSHOT_SEALED, SNAPSHOT_SIGNATURE };
enum {
    ENTRY_ID,
    ENTRY_REVISION,
    ENTRY_DAY,
    ENTRY_STATE,
    ENTRY_RECORDINGS,
    ENTRY_SUMMARY,
    ENTRY_OPEN,
    ENTRY_CLOSED
};
enum { CHUNK_ENTRY, CHUNK_RECORDING, CHUNK_NUMBER, CHUNK_SEALED };
enum { NOTE_ID, NOTE_ENTRY, NOTE_AUTHOR, NOTE_REVISION, NOTE_SEALED };
enum { TOMBSTONE_ENTRY, TOMBSTONE_DAY };
enum {
    PLACEMENT_ENTRY,
    PLACEMENT_ID,
    PLACEMENT_REVISION,
    PLACEMENT_JOURNAL,
    PLACEMENT_EPOCH,
    PLACEMENT_SEALED
};
enum { CACHE_ENTRY, CACHE_JOURNAL, CACHE_EPOCH, CACHE_REVISION, CACHE_PLAIN_HASH, CACHE_SEALED };
enum {
    LINE_KIOSK,
    LINE_SEQ,
    LINE_BEFORE,
    LINE_KIND,
    LINE_DAY,
    LINE_SUBJECT_KIND,
    LINE_SUBJECT,
    LINE_DIGEST,
    LINE_EPOCH,
    LINE_LINE_KEY,
    LINE_BODY,
    LINE_STAFF,
    LINE_WITNESS,
    LINE_HASH,
    LINE_SIGNATURE
};
enum { TRIES_STAFF, TRIES_WRONG, TRIES_SINCE, TRIES_BOOT };

enum draft_state { DRAFT_OPEN = 0, DRAFT_INTERRUPTED = 1 };

struct records_session;
struct fold;

struct records {
    char *folder;
    bool write;
    int link;
    uint64_t *revision;
    struct store *store;
    struct id clinic;
    uint8_t root_sign[VAULT_PUBLIC],
        root_box[VAULT_PUBLIC]; /* the first from the pin, the second signed by it */
    struct id kiosk;
    struct vault_key *kiosk_sign;   /* NULL for a look */
    uint64_t seq;                   /* of the newest line */
    uint8_t head[VAULT_HASH];       /* and its hash */
    bool head_missing;              /* kiosk.head was not there: a rollback could not be told */
    bool pending;                   /* a checkpoint that a reader kept from running */
    struct records_session *acting; /* who changes something now; NULL: the kiosk itself */
    struct fold *fold;              /* of the log up to a line; made when it is needed */
    struct ready
        *ready; /* rows of every list, read before they are wanted; NULL where they were not */
    struct absent *absent; /* of a copy: what the log says is there and was left out; else NULL */
};

/* A journal's seed of one epoch, opened. */
struct held {
    struct id journal;
    uint32_t epoch;
    struct vault_key *seed;
};
struct records_session {
    struct id member;
    char *name;
    unsigned roles;
    struct vault_key *seed, *box, *sign;
    struct held *held;
    size_t n_held;
};
/* The seed of an epoch; the newest held for epoch 0. NULL when it is not held. */
const struct held *
session_held(const struct records_session *session, const struct id *journal, uint32_t epoch);

/* ---- the transaction with its lines: log.c -------------------------------------------*/

/* Begins one; every change inside goes through change_put and change_delete, which add the log's
 * lines. */
bool
change_begin(struct records *records, struct records_session *who, struct fault *fault);
bool
change_put(struct records *records, enum store_table table, const struct store_row *row,
    struct fault *fault);
bool
change_delete(struct records *records, enum store_table table, const struct store_row *key,
    struct fault *fault);
/* Commits and writes the head; undoes everything on false. */
bool
change_commit(struct records *records, struct fault *fault);
void
change_undo(struct records *records);
/* The line alone, of a row that is in already. */
bool
log_row(struct records *records, enum store_table table, const struct store_row *row,
    struct fault *fault);
bool
is_logged(enum store_table table);
/* True once, when a change failed on a full disk and the ballast could be given up: it may be tried
 * again. For what must work even then: signing in, closing and erasing. */
bool
change_again(struct records *records, const struct fault *fault);
/* Where the chain stands, as the file says. */
bool
chain_read_tail(struct records *records, struct fault *fault);
/* Every line of the log in the order in which they were written. */
bool
lines_each(struct records *records, store_visit *visit, void *context, struct fault *fault);
/* The same of their columns up to the digest: the rest is the greater part of the file. With
 * `from_last` in the other order, for what is found near the end. */
bool
lines_heads(struct records *records, bool from_last, store_visit *visit, void *context,
    struct fault *fault);
/* The newest line of a kiosk; of the whole log for NULL. NOT_FOUND. */
bool
line_newest(
    struct records *records, const struct id *kiosk, struct store_row *line, struct fault *fault);
/* Adds a line within a change. `subject` and `digest` may be NULL for a line about no record. */
bool
line_add(struct records *records, enum records_line_kind kind, struct records_session *who,
    const char *what, enum store_table table, const struct bytes *subject, const uint8_t *digest,
    struct fault *fault);
/* A column as every message holds it: an integer in 8 bytes, a blob behind its length. */
void
message_column(struct vault_message *message, const struct store_row *row, size_t column);
/* H over a record's table and all its columns as stored; a chunk's stands in its recording's root. */
void
record_digest(enum store_table table, const struct store_row *row, uint8_t digest[VAULT_HASH]);
/* The key columns as one run of bytes. */
void
record_subject(enum store_table table, const struct store_row *row, struct bytes *subject);
/* True of what a member of staff signs as well as the kiosk. */
bool
line_is_order(enum records_line_kind kind);
/* What a member of staff signs in a line that is an order of theirs. */
struct vault_message
witness_message(const struct store_row *line);
/* The hash of a line over its columns. */
void
line_hash(const struct store_row *line, uint8_t hash[VAULT_HASH]);

/* ---- certificates: certificate.c ------------------------------------------------------*/

/* The messages that certificates sign. */
struct vault_message
meta_message(const struct records *records, const struct store_row *row);
struct vault_message
staff_message(const struct records *records, const struct store_row *row);
struct vault_message
kiosk_message(const struct records *records, const struct store_row *row);
struct vault_message
journal_message(const struct records *records, const struct store_row *row);
struct vault_message
grant_message(const struct records *records, const struct store_row *row);
struct vault_message
revocation_message(const struct records *records, const struct store_row *row);
struct vault_message
setting_message(const struct records *records, const struct store_row *row);

/* Reads a staff certificate and walks it up to the pinned root. FORGED, NOT_FOUND. */
bool
staff_certified(
    struct records *records, const struct id *staff, struct store_row *row, struct fault *fault);
/* A signature by a member with one of `roles` (0: any), or by the root for a zero signer. */
bool
signed_by(struct records *records, const struct id *signer, unsigned roles,
    struct vault_message *message, const struct bytes *signature, struct fault *fault);
bool
staff_revoked(struct records *records, const struct id *staff, bool *revoked, struct fault *fault);
/* The newest epoch of a journal, its certificate walked to the root. */
bool
journal_certified(
    struct records *records, const struct id *journal, struct store_row *row, struct fault *fault);
/* A kiosk's certificate up to the root. */
bool
kiosk_certified(
    struct records *records, const struct id *kiosk, struct store_row *row, struct fault *fault);
/* Signs with the session's key and fills signer and signature. */
void
sign_row(struct records_session *session, struct vault_message message, struct store_row *row,
    size_t signer_column);

/* ---- epochs: epoch.c -------------------------------------------------------------------*/

/* The id of the journal that is made with that key. */
struct id
journal_id_of(const struct records *records, const uint8_t box[VAULT_PUBLIC]);
/* One epoch's certificate, walked to the root and to the journal's first. FORGED. */
bool
epoch_holds(struct records *records, const struct store_row *certificate, struct fault *fault);
/* The certificate of one epoch, as it stands in the file. NOT_FOUND. */
bool
epoch_get(struct records *records, const struct id *journal, int64_t epoch, struct store_row *row,
    struct fault *fault);
/* Whether a member was given the epoch of a certificate, or made it. */
bool
epoch_was_given(
    struct records *records, const struct store_row *certificate, const struct id *staff);
/* Everybody it was given to, some more than once, the maker aside; gives how many. The ids are the
 * caller's to free. */
size_t
epoch_given(struct records *records, const struct store_row *certificate, struct id **ids);

/* ---- journals: journal.c ----------------------------------------------------------------*/

/* Makes an epoch of a journal sealed to the paper and to each member, with certificates, within
 * a change. */
bool
epoch_make(struct records *records, struct records_session *maker, const struct id *journal,
    uint32_t epoch, const char *code, bool retired, const struct id *members, size_t n_members,
    struct fault *fault);
/* One of the three that every clinic has: never retired, never erased. */
bool
is_fixed(const struct id *journal);
/* A journal's certificate, signed. */
void
journal_row(struct records *records, struct records_session *maker, const struct id *journal,
    uint32_t epoch, const char *code, bool retired, const uint8_t box[VAULT_PUBLIC],
    struct store_row *row);
/* The seed of an epoch to the paper and to each member, within a change. */
bool
epoch_seal(struct records *records, struct records_session *maker, const struct id *journal,
    uint32_t epoch, const struct vault_key *seed, const struct id *members, size_t n_members,
    struct fault *fault);
/* A member's seals of a journal's seed go and a new epoch begins for those who stay, within a change. */
bool
access_end(struct records *records, struct records_session *session, const struct id *journal,
    const struct id *member, struct fault *fault);
/* A fresh row of a lock. */
bool
lock_make(struct records *records, const struct id *staff, const struct vault_key *seed,
    const char *passphrase, struct vault_cost cost, struct store_row *row, struct fault *fault);
/* INPUT for a name that is empty, too long, no text or would move a terminal, and for a role that
 * there is not. */
bool
member_check(const char *name, unsigned roles, struct fault *fault);
/* Fills a staff certificate's row, unsigned. */
void
staff_row(const struct id *id, const char *name, unsigned roles, const struct vault_key *seed,
    struct store_row *row);
/* Seals the seed of an epoch to a member, whose certificate is walked, with a grant. */
bool
grant_put(struct records *records, struct records_session *maker, const struct id *journal,
    uint32_t epoch, const struct id *member, const struct vault_key *seed, struct fault *fault);
/* Opens again every seed that is sealed to the session's member. */
bool
session_collect(struct records *records, struct records_session *session, struct fault *fault);
/* Keys from a staff seed; nothing is checked and nothing held yet. */
struct records_session *
session_of(const struct id *member, const char *name, size_t name_length, unsigned roles,
    const struct vault_key *seed);
void
session_free(struct records_session *session);
/* Identities and leaves that stand under an old epoch are sealed anew under the newest. */
bool
renew_held(struct records *records, struct records_session *session, struct fault *fault);

/* ---- the files beside the database: open.c ------------------------------------------------*/

#define RECORDS_PIN "clinic.pin"
#define RECORDS_KIOSK_KEY "kiosk.key"
#define RECORDS_HEAD "kiosk.head"

/* Nothing open yet. */
struct records *
records_new(const struct records_place *place);
bool
head_write(struct records *records, struct fault *fault);
/* DAMAGED when the data file is older than its head. A missing head is noted. */
bool
head_check(struct records *records, struct fault *fault);
/* The same of bytes that were read elsewhere. */
bool
head_holds(struct records *records, const struct bytes *bytes, struct fault *fault);
/* What head_write and pin_write write. */
void
head_bytes(const struct records *records, struct bytes *bytes);
void
pin_bytes(const struct records *records, struct bytes *bytes);
/* The clinic and its root as the pin names them; all else is compared with these. */
bool
pin_read(struct records *records, struct fault *fault);
bool
pin_take(struct records *records, const struct bytes *bytes, struct fault *fault);
/* The data file's clinic and root are the pinned ones; takes over the paper's box. */
bool
clinic_is_pinned(struct records *records, struct fault *fault);
bool
pin_write(const struct records *records, struct fault *fault);
bool
kiosk_key_write(const struct records *records, struct fault *fault);
/* What a restored folder leaves out. One that nobody restored leaves out nothing. */
bool
absent_read(struct records *records, struct fault *fault);
/* Empties the WAL; while a reader keeps it from that it is pending, and tidy tries again. */
void
checkpoint_now_or_later(struct records *records);

struct vault_block
block_of(const struct records *records, enum vault_kind kind, const struct id *owner,
    const struct id *object, uint64_t n);
bool
get_by_id(struct records *records, enum store_table table, const struct id *id,
    struct store_row *row, struct fault *fault);
/* store_each over the rows whose `column` is an id. */
bool
each_of(struct records *records, enum store_table table, size_t column, const struct id *id,
    store_visit *visit, void *context, struct fault *fault);
/* Copies of rows, for who writes while walking. */
struct rows {
    enum store_table table;
    struct store_row *rows;
    size_t count;
};
/* Those whose `column` is `id`; all for NULL. */
bool
rows_of(struct records *records, enum store_table table, size_t column, const struct id *id,
    struct rows *rows, struct fault *fault);
/* One more, empty. Borrowed until the next. */
struct store_row *
rows_add(struct rows *rows);
void
rows_destroy(struct rows *rows);
void
row_copy(struct store_row *to, const struct store_row *from, size_t n_columns);

/* LIMIT for what, padded and sealed, is too large for a row. */
bool
body_fits(const struct bytes *body, struct fault *fault);
/* The number after a stored one, which is anybody's until it is checked. */
int64_t
revision_after(int64_t stored);
/* Seals a JSON body padded. */
void
body_seal(const struct vault_key *key, const struct vault_block *block, const struct bytes *body,
    size_t least, struct bytes *sealed);
bool
body_open(const struct vault_key *key, const struct vault_block *block, const struct bytes *sealed,
    struct bytes *body, struct fault *fault);

/* ---- what a copy leaves out: absent.c ------------------------------------------------------*/

#define RECORDS_ABSENT "afterword.absent" /* in a restored folder that no kiosk went on from yet */

/* An empty list, where there is none yet. From here on a change without a kiosk's key is noted in it
 * instead of the log. */
void
absent_begin(struct records *records);
void
absent_free(struct records *records);
void
absent_add(
    struct records *records, enum store_table table, uint32_t day, const struct bytes *subject);
bool
absent_has(const struct records *records, enum store_table table, const struct bytes *subject);
/* True when it names sittings alone that nobody had said to be interrupted. */
bool
absent_were_under_way(struct records *records);
size_t
absent_count(const struct records *records);
/* As docs/format.md has the list. Taking adds to what is there. FOREIGN. */
void
absent_bytes(const struct records *records, struct bytes *bytes);
bool
absent_take(struct records *records, const struct bytes *bytes, struct fault *fault);
/* A line for each, and the tombstones, within a change. */
bool
absent_say(struct records *records, struct fault *fault);

/* ---- the fold of the log: fold.c ------------------------------------------------------------*/

/* What the log says of a record: that it must be there, and how it looks. */
struct folded {
    enum store_table table;
    struct bytes subject;
    uint8_t digest[VAULT_HASH]; /* all zero: it must not be there */
    struct id kiosk;            /* of the line that said so */
    uint64_t seq;
    bool seen;     /* for who compares both ways */
    bool compared; /* fold_agreed: with the record as it stood, and it agreed */
};
/* Borrowed until the log grows; NULL where no line is about it. Reads the log when it grew. */
struct folded *
fold_find(struct records *records, enum store_table table, const struct bytes *subject,
    struct fault *fault);
/* True when the row is what the newest line about it says. */
bool
fold_agrees(struct records *records, enum store_table table, const struct store_row *row);
/* The same, for a list: compared once, until there is a newer line. What is opened is compared
 * again. */
bool
fold_agreed(struct records *records, enum store_table table, const struct store_row *row);
/* True when the log says that there must be a row of this key, however it looks. */
bool
fold_knows(struct records *records, enum store_table table, const struct store_row *row);
/* Every record that must be there; the callback's false ends it. */
bool
fold_each(struct records *records, bool (*visit)(void *context, struct folded *folded),
    void *context, struct fault *fault);
/* A line that was added just now, so that the log need not be read again for it. */
void
fold_grow(struct records *records, const struct store_row *line);
void
fold_free(struct records *records);
/* Frees one that grew by lines which are not in the file. */
void
fold_undo(struct records *records);
/* The newest line about a record, its hash and signature verified. */
bool
fold_line_holds(struct records *records, const struct folded *folded, struct fault *fault);
/* A line's hash, and what is still to be verified: its signature by a kiosk whose certificate was
 * followed. FORGED. */
bool
line_signature(const struct store_row *line, const struct store_row *kiosk,
    struct vault_signed *signature, struct fault *fault);
/* A line's hash and its kiosk's signature. FORGED. */
bool
line_holds(struct records *records, const struct store_row *line, struct fault *fault);
/* The newest line of a kind about a subject; NOT_FOUND. */
bool
line_about(struct records *records, enum records_line_kind kind, const struct bytes *subject,
    struct store_row *line, struct fault *fault);

/* ---- recordings: recording.c ------------------------------------------------------------------*/

#define RECORDING_ROOT (ID_LENGTH + 4 + VAULT_HASH) /* id, number of chunks, root */

/* The root of every recording whose chunks are there, by id, RECORDING_ROOT bytes each. */
bool
recording_roots(
    struct records *records, const struct id *entry, struct bytes *roots, struct fault *fault);
/* Every recording that an entry's row names is there as it was. What it does not name is rubble.
 * FORGED. */
bool
recordings_hold(struct records *records, const struct store_row *entry, struct fault *fault);

/* ---- entries and drafts ----------------------------------------------------------------------*/

/* What a list needs of an entry, sealed as it lies in the file. */
struct listed {
    struct id entry, journal;
    uint32_t epoch, day;
    int64_t revision, placement_revision, cache_revision;
    bool interrupted, has_closed;
    bool agrees; /* entry and placement, with their lines */
    struct bytes seal, cached, summary;
};
/* The fields of the placement and of its cache row alone. */
void
listed_place(struct records *records, const struct store_row *placement, struct listed *listed);
void
listed_destroy(struct listed *listed);
/* The entry key, by cache or seal. `fresh` is set when it came from the seal, so that a cache row can
 * be made. */
struct vault_key *
listed_key(struct records *records, struct records_session *session, const struct listed *listed,
    bool *fresh, struct fault *fault);
/* Opens one sealed part of an entry; an empty one is one that there is not. */
bool
part_open(struct records *records, const struct vault_key *entry, enum vault_derived which,
    enum vault_kind kind, const struct id *id, uint64_t revision, const struct bytes *sealed,
    struct bytes *body, struct fault *fault);
/* records_ready(); what takes more than `bytes_max` is not kept, and true all the same. */
#define RECORDS_READY_MAX ((size_t) 64 << 20) /* some 25,000 entries */
bool
ready_make(struct records *records, size_t bytes_max, struct fault *fault);
/* Before an entry or its place changes; the next records_ready() reads anew. */
void
ready_free(struct records *records);
/* Where an entry is placed, as the log says. NOT_FOUND, FORGED. */
bool
placement_get(struct records *records, const struct id *entry, struct store_row *placement,
    struct fault *fault);
/* The id of the leaf of a kind about a record. */
struct id
leaf_id(const struct id *about, enum records_leaf_kind kind);
/* What is erased goes, within a change: an entry with its placements, all of a journal. What is not
 * there is fine. */
bool
entry_drop(struct records *records, const struct id *entry, struct fault *fault);
bool
journal_drop(struct records *records, const struct id *journal, struct fault *fault);
/* The checks of one that is open already: records_check but for opening it. */
bool
check_opened(struct records *records, struct records_report *report, struct fault *fault);
/* What tells a damaged cache row without a key. */
void
cache_hash(const struct store_row *row, uint8_t hash[VAULT_HASH]);
/* Puts entry and placement in, within a change. */
bool
entry_put(struct records *records, const struct id *id, uint64_t revision, uint32_t day,
    const struct records_bodies *bodies, const struct id *journal, struct fault *fault);
/* The box to seal to and its epoch: of a journal whose chain holds, of the paper for none. */
bool
receiver_of(struct records *records, const struct id *journal, uint32_t *epoch,
    uint8_t box[VAULT_PUBLIC], struct fault *fault);
/* What stood when it was interrupted is what stands now. FORGED. */
bool
interrupted_stands(struct records *records, const struct store_row *draft, struct fault *fault);
/* By the kiosk that the draft's row names. */
bool
snapshot_signed(struct records *records, const struct id *kiosk, const struct store_row *snapshot);

#endif
