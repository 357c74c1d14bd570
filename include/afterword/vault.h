/* vault: keys, the binding block, seal, sign, passphrase. libsodium in single calls, no primitive
 * of ours; the only module that sees libsodium.
 *
 * Two lessons decide its shape: a key beside its lock protects nothing, and anyone can seal to a
 * public key, so nothing may rest on "it opened": what was opened is compared with the binding
 * block that was expected.
 *
 * The bytes are given in docs/format.md. Keys live in guarded memory (sodium_malloc) and are
 * wiped when they are freed.
 *
 * Threads: any, for distinct objects, after vault_start().
 */
#ifndef AFTERWORD_VAULT_H
#define AFTERWORD_VAULT_H

#include "afterword/base.h"

#define VAULT_KEY 32 /* bytes of every secret key and seed */
#define VAULT_PUBLIC 32
#define VAULT_HASH 32
#define VAULT_SIGNATURE 64
#define VAULT_BLOCK 96
#define VAULT_SEAL 176 /* crypto_box_seal of block and key */
#define VAULT_SALT 16
#define VAULT_FORMAT 1
#define VAULT_SUITE 1 /* 2 is kept free for a hybrid post-quantum seal */

/* Once, before anything else. Out of entropy ends the process. */
void
vault_start(void);
/* False when some key since the start could not be locked into memory (RLIMIT_MEMLOCK). */
bool
vault_memory_is_locked(void);
void
vault_random(void *bytes, size_t length);
struct id
vault_random_id(void);
/* In constant time. */
bool
vault_equal(const void *a, const void *b, size_t length);

/* ---- keys ---------------------------------------------------------------------*/

/* A secret key or seed in guarded memory. */
struct vault_key;
struct vault_key *
vault_key_random(void);
/* From bytes, which stay the caller's to wipe. */
struct vault_key *
vault_key_of(const uint8_t bytes[VAULT_KEY]);
/* Wipes. NULL is fine. */
void
vault_key_free(struct vault_key *key);
/* For the few that store or send one: borrowed. */
const uint8_t *
vault_key_bytes(const struct vault_key *key);

/* Every arrow of the key tree: one crypto_kdf_derive_from_key each. */
enum vault_derived {
    VAULT_RECOVERY_BOX, /* from the recovery seed */
    VAULT_RECOVERY_SIGN,
    VAULT_STAFF_BOX, /* from a staff seed */
    VAULT_STAFF_SIGN,
    VAULT_JOURNAL_BOX, /* from a journal seed */
    VAULT_JOURNAL_CACHE,
    VAULT_JOURNAL_NAME,
    VAULT_JOURNAL_COURSE,
    VAULT_ENTRY_SUMMARY, /* from an entry key */
    VAULT_ENTRY_OPEN,
    VAULT_ENTRY_CLOSED,
    VAULT_DRAFT_SNAPSHOT, /* from a draft key */
    VAULT_LOCK_KEY,       /* from what Argon2id made of a passphrase */
    VAULT_LOCK_CHECK,
    VAULT_DERIVED
};
struct vault_key *
vault_key_derive(const struct vault_key *seed, enum vault_derived what);

/* The public halves of the key pairs made from a derived seed. */
void
vault_box_public(const struct vault_key *box_seed, uint8_t public[VAULT_PUBLIC]);
void
vault_sign_public(const struct vault_key *sign_seed, uint8_t public[VAULT_PUBLIC]);

/* ---- H and SIGN -----------------------------------------------------------------*/

/* A message for H or SIGN: its label, a zero byte, then the fields in order; what varies in length
 * stands behind its u32 length. */
struct vault_message {
    struct bytes bytes;
};
struct vault_message
vault_message(const char *label);
void
vault_message_fixed(struct vault_message *message, const void *field, size_t length);
void
vault_message_sized(struct vault_message *message, const void *field, size_t length);
void
vault_message_u8(struct vault_message *message, uint8_t value);
void
vault_message_u32(struct vault_message *message, uint32_t value);
void
vault_message_u64(struct vault_message *message, uint64_t value);
/* H of the message, which is destroyed. */
void
vault_hash(struct vault_message *message, uint8_t hash[VAULT_HASH]);
/* H of a message whose fields are too much for memory: a whole file's bytes. */
struct vault_hashing;
struct vault_hashing *
vault_hashing_new(const char *label);
void
vault_hashing_add(struct vault_hashing *hashing, const void *data, size_t length);
/* What was added so far; more may follow. */
void
vault_hashing_result(const struct vault_hashing *hashing, uint8_t hash[VAULT_HASH]);
void
vault_hashing_free(struct vault_hashing *hashing);
/* A signature over H of the message, which is destroyed. The seed keeps its public half from the first
 * one on; two threads may sign with the same seed. */
void
vault_sign(
    struct vault_key *sign_seed, struct vault_message *message, uint8_t signature[VAULT_SIGNATURE]);
bool
vault_verify(const uint8_t public[VAULT_PUBLIC], struct vault_message *message,
    const uint8_t *signature, size_t length);
/* One signature among many. */
struct vault_signed {
    uint8_t public[VAULT_PUBLIC];
    uint8_t hash[VAULT_HASH]; /* H of the message */
    uint8_t signature[VAULT_SIGNATURE];
    bool holds; /* set where it is to be verified; cleared where it does not hold */
};
/* Verifies them on as many threads as there are processors, and returns when all are. */
void
vault_verify_all(struct vault_signed *signatures, size_t count);

/* ---- the binding block ------------------------------------------------------------*/

/* What a seal or a body is. Numbers are of the format. */
enum vault_kind {
    VAULT_KIND_LOCK = 1,
    VAULT_KIND_WRAP,     /* a journal seed sealed to somebody */
    VAULT_KIND_NOTE_KEY, /* a note's key sealed to its author and to the paper */
    VAULT_KIND_LINE_KEY, /* a log line's key sealed to the audit journal */
    VAULT_KIND_IDENTITY,
    VAULT_KIND_LEAF,
    VAULT_KIND_DRAFT_KEY,
    VAULT_KIND_SNAPSHOT,
    VAULT_KIND_CHUNK,
    VAULT_KIND_SUMMARY,
    VAULT_KIND_OPEN,
    VAULT_KIND_CLOSED,
    VAULT_KIND_PLACEMENT,
    VAULT_KIND_CACHE,
    VAULT_KIND_NOTE,
    VAULT_KIND_LINE,
    VAULT_KINDS
};
struct vault_block {
    enum vault_kind kind;
    struct id clinic, owner, object;
    uint64_t n;                     /* revision, chunk, epoch or sequence */
    const struct bytes *parameters; /* of a lock: they follow the block; NULL for all else */
};
/* Appends the 96 bytes of an AEAD's block, for what is signed with it. */
void
vault_message_block(struct vault_message *message, const struct vault_block *block);

/* ---- seal and open ------------------------------------------------------------------*/

/* A key sealed to a public key. FORGED for an all-zero or otherwise impossible one. */
bool
vault_seal_key(const uint8_t public[VAULT_PUBLIC], const struct vault_block *block,
    const struct vault_key *key, struct bytes *sealed, struct fault *fault);
/* NULL with DAMAGED when it does not open, NEWER for another suite or format, FORGED when it opens
 * to another block. */
struct vault_key *
vault_open_key(const struct vault_key *box_seed, const struct vault_block *block,
    const struct bytes *sealed, struct fault *fault);

/* XChaCha20-Poly1305 with the block as associated data: format, suite, nonce, ciphertext. */
void
vault_seal(const struct vault_key *key, const struct vault_block *block, const struct bytes *plain,
    struct bytes *sealed);
/* NEWER for another format or suite, DAMAGED when it does not open. */
bool
vault_open(const struct vault_key *key, const struct vault_block *block, const struct bytes *sealed,
    struct bytes *plain, struct fault *fault);

/* Pads to 1, 2, 4 ... 64 KiB, then multiples of 64 KiB; `least` is the smallest bucket. */
void
vault_pad(struct bytes *plain, size_t least);
/* DAMAGED when it is not padded. */
bool
vault_unpad(struct bytes *plain, struct fault *fault);

/* ---- passphrases ------------------------------------------------------------------*/

#define VAULT_PASSPHRASE_MAX 4096 /* bytes, before and after NFKC */

struct vault_cost {
    uint32_t ops;
    uint32_t mem_kib;
};
/* 64 MiB and three passes: what a throw-away clinic and tests use. */
#define VAULT_COST_FLOOR ((struct vault_cost){3, 65536})
/* 256 MiB where memory allows, else 128, 64; passes until it takes half a second or more. */
struct vault_cost
vault_cost_measure(void);

/* NFKC, Argon2id: the key of a passphrase. INPUT for an empty, too long or ill-formed one; DAMAGED for
 * a cost outside 1-20 passes and 64 MiB-1 GiB; MEMORY when there is not enough of it. */
struct vault_key *
vault_passphrase_key(const char *passphrase, const uint8_t salt[VAULT_SALT], struct vault_cost cost,
    struct fault *fault);
/* Why it is not taken, in English (N_); NULL when it is: six words of the list, or at least 15
 * characters that libpwquality does not call weak. */
const char *
vault_passphrase_problem(const char *passphrase, const struct bytes *words);

/* ---- words ---------------------------------------------------------------------*/

#define VAULT_WORDS 2048
#define VAULT_WORD_MAX 8
#define VAULT_RECOVERY_WORDS 24

/* `words` is the text of assets/words.txt: one a line, sorted, first four letters unique. FAULT
 * DAMAGED when it is not that. */
bool
vault_words_check(const struct bytes *words, struct fault *fault);
/* The word that begins with these letters (four, or all of a shorter one); its index or -1. */
int
vault_word_find(const struct bytes *words, const char *letters, size_t length);
/* Word `index`, borrowed, with its length. */
const char *
vault_word(const struct bytes *words, int index, size_t *length);
/* Six random words with blanks between, appended. */
void
vault_passphrase_make(const struct bytes *words, struct bytes *passphrase);
/* The 24 words of a seed: 256 bits and the first 8 of H, eleven bits a word. */
void
vault_recovery_words(const struct bytes *words, const struct vault_key *seed, struct bytes *text);
/* NULL with INPUT for a word that is not in the list or a wrong number of them (code: which, from
 * 1; 0: the number), DAMAGED when the check does not hold. */
struct vault_key *
vault_recovery_read(const struct bytes *words, const char *text, struct fault *fault);

#endif
