/* Opening a caseload after the unlock, against reading the same rows with bare SQLite calls and
 * decrypting them with bare libsodium calls. In one process, taking turns; each round opens and
 * unlocks the data file anew, so that nothing is left of the round before but the kernel's pages.
 * usage: bench_caseload DATA PASSPHRASE ROUNDS
 * prints: how many entries; the medians of the caseload, of the floor, and of the caseload with what
 *         was read for it before the unlock, in ms; the first caseload, which makes the records that
 *         spare the later ones the slow seals, in ms */
#include "bench.h"

#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "afterword/clinic.h"
#include "afterword/review.h"
#include "records/inside.h"

#define ROUNDS_MAX 200
#define BLOCK 96 /* docs/format.md, "The block" */
#define NONCE 24
#define HEAD (2 + NONCE)

static void
check(bool done, const struct fault *fault)
{
    if (!done)
        give_up(fault->doing ? fault->doing : "something failed");
}

static double
since(int64_t from_us)
{
    return (double) (now_us() - from_us) / 1000;
}

/* ---- the floor ------------------------------------------------------------------------*/

struct floor {
    sqlite3 *database;
    sqlite3_stmt *placements, *cache, *entry, *leaf;
    uint8_t clinic[ID_LENGTH];
    size_t n_entries;
    uint64_t touched; /* bytes of all columns: that none is left out by the compiler */
};

static sqlite3_stmt *
prepare(struct floor *floor, const char *sql)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v2(floor->database, sql, -1, &statement, NULL) != SQLITE_OK)
        give_up("the floor knows another schema");
    return statement;
}

static void
open_floor(struct floor *floor, const char *folder, const struct records *records)
{
    char *path = file_path(folder, "afterword.db");
    struct id clinic = records_clinic_id(records);

    if (sqlite3_open_v2(path, &floor->database, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        give_up("the floor cannot open the data file");
    free(path);
    memcpy(floor->clinic, clinic.bytes, ID_LENGTH);
    floor->placements = prepare(floor, "SELECT * FROM placement WHERE journal = ?");
    floor->cache = prepare(floor, "SELECT * FROM cache WHERE entry = ?");
    floor->entry = prepare(floor, "SELECT * FROM entry WHERE id = ?");
    floor->leaf = prepare(floor, "SELECT * FROM leaf WHERE journal = ?");
}

static void
close_floor(struct floor *floor)
{
    sqlite3_finalize(floor->placements);
    sqlite3_finalize(floor->cache);
    sqlite3_finalize(floor->entry);
    sqlite3_finalize(floor->leaf);
    sqlite3_close(floor->database);
}

static bool
step(struct floor *floor, sqlite3_stmt *statement)
{
    if (sqlite3_step(statement) != SQLITE_ROW)
        return false;
    for (int i = 0; i < sqlite3_column_count(statement); i++) {
        const uint8_t *bytes = sqlite3_column_blob(statement, i);

        floor->touched += bytes ? bytes[sqlite3_column_bytes(statement, i) - 1] : 0;
    }
    return true;
}

static bool
step_to(struct floor *floor, sqlite3_stmt *statement, const void *id)
{
    sqlite3_reset(statement);
    sqlite3_bind_blob(statement, 1, id, ID_LENGTH, SQLITE_STATIC);
    return step(floor, statement);
}

static void
put_number(uint8_t *at, uint64_t number, size_t size)
{
    for (size_t i = 0; i < size; i++)
        at[i] = (uint8_t) (number >> (8 * i));
}

/* Opens the sealed body in a column; what is inside goes to `plain`, whose length is given back. */
static size_t
open_body(struct floor *floor, sqlite3_stmt *statement, int column, enum vault_kind kind,
    const void *owner, const void *object, uint64_t n, const uint8_t key[VAULT_KEY], uint8_t *plain,
    size_t size)
{
    uint8_t block[BLOCK] = {'A', 'F', 'T', 'W', VAULT_SUITE, (uint8_t) kind, VAULT_FORMAT, 0};
    const uint8_t *sealed = sqlite3_column_blob(statement, column);
    size_t length = (size_t) sqlite3_column_bytes(statement, column);
    unsigned long long opened = 0;

    memcpy(block + 8, floor->clinic, ID_LENGTH);
    memcpy(block + 24, owner, ID_LENGTH);
    memcpy(block + 40, object, ID_LENGTH);
    put_number(block + 72, n, 8);
    if (length < HEAD || length - HEAD > size ||
        crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &opened, NULL, sealed + HEAD,
            length - HEAD, block, sizeof(block), sealed + 2, key) != 0)
        give_up("the floor cannot open what the caseload opens");
    return (size_t) opened;
}

/* What a journal's seed gives. */
struct seeds {
    const struct id *journal;
    uint32_t epoch;
    uint8_t cache[VAULT_KEY], course[VAULT_KEY];
};

static void
open_entry(struct floor *floor, const struct seeds *seeds, const struct id *id)
{
    static uint8_t plain[64 << 10];
    uint8_t key[VAULT_KEY], summary[VAULT_KEY];

    if (!step_to(floor, floor->cache, id) || !step_to(floor, floor->entry, id))
        give_up("the floor finds no row for an entry");
    (void) open_body(floor, floor->cache, CACHE_SEALED, VAULT_KIND_CACHE, seeds->journal, id,
        seeds->epoch, seeds->cache, key, sizeof(key) + 16);
    crypto_kdf_derive_from_key(summary, sizeof(summary), 1, "afwentry", key);
    floor->touched += open_body(floor, floor->entry, ENTRY_SUMMARY, VAULT_KIND_SUMMARY, id, id,
        (uint64_t) sqlite3_column_int64(floor->entry, ENTRY_REVISION), summary, plain,
        sizeof(plain));
    floor->n_entries++;
}

/* Whether they were discussed. */
static void
open_leaves(struct floor *floor, const struct seeds *seeds)
{
    static uint8_t plain[64 << 10];
    bool found;

    for (found = step_to(floor, floor->leaf, seeds->journal); found;
         found = step(floor, floor->leaf))
        floor->touched += open_body(floor, floor->leaf, LEAF_SEALED, VAULT_KIND_LEAF,
            seeds->journal, sqlite3_column_blob(floor->leaf, LEAF_ID),
            (uint64_t) sqlite3_column_int64(floor->leaf, LEAF_REVISION), seeds->course, plain,
            sizeof(plain));
}

static void
open_journal(struct floor *floor, const struct held *held)
{
    struct seeds seeds = {.journal = &held->journal, .epoch = held->epoch};
    const uint8_t *seed = vault_key_bytes(held->seed);
    bool found;

    crypto_kdf_derive_from_key(seeds.cache, sizeof(seeds.cache), 2, "afwjourn", seed);
    crypto_kdf_derive_from_key(seeds.course, sizeof(seeds.course), 4, "afwjourn", seed);
    for (found = step_to(floor, floor->placements, &held->journal); found;
         found = step(floor, floor->placements)) {
        struct id id;

        memcpy(id.bytes, sqlite3_column_blob(floor->placements, PLACEMENT_ENTRY), ID_LENGTH);
        open_entry(floor, &seeds, &id);
    }
    open_leaves(floor, &seeds);
}

static double
time_floor(const char *folder, const struct records *records, const struct records_session *session,
    size_t *n_entries)
{
    struct floor floor = {0};
    int64_t from_us;
    double took;

    open_floor(&floor, folder, records);
    from_us = now_us();
    for (size_t i = 0; i < session->n_held; i++)
        open_journal(&floor, &session->held[i]);
    took = since(from_us);
    close_floor(&floor);
    *n_entries = floor.n_entries;
    return took;
}

/* ---- ours -----------------------------------------------------------------------------*/

static struct id
first_member(struct records *records)
{
    struct clinic_members members;
    struct fault fault = FAULT_EMPTY;
    struct id id;

    check(clinic_members_read(records, &members, &fault), &fault);
    if (members.count == 0)
        give_up("nobody can unlock");
    id = members.members[0].id;
    clinic_members_destroy(&members);
    return id;
}

static double
time_caseload(struct records *records, struct records_session *session, size_t *n_entries)
{
    struct review_caseload caseload;
    struct fault fault = FAULT_EMPTY;
    int64_t from_us = now_us();
    double took;

    check(review_caseload_read(records, session, &caseload, &fault), &fault);
    took = since(from_us);
    *n_entries = caseload.n_unplaced;
    for (size_t i = 0; i < caseload.count; i++)
        *n_entries += caseload.cases[i].n_entries;
    review_caseload_destroy(&caseload);
    return took;
}

struct round {
    double caseload, floor, ready;
    size_t n_entries;
};

static struct round
time_round(const char *folder, const char *passphrase)
{
    char *path = file_path(folder, "afterword.lock");
    struct clinic_place place = {.folder = folder, .link = -1};
    struct records *records;
    struct records_session *session;
    struct fault fault = FAULT_EMPTY;
    struct round round;
    struct id member;
    size_t n_floor;
    int64_t ready_us;

    check(file_lock(path, &place.lock, &fault), &fault);
    check(clinic_open(&place, &records, &fault), &fault);
    member = first_member(records);
    ready_us = now_us();
    check(clinic_ready(records, &fault), &fault); // as while a passphrase is typed
    round.ready = since(ready_us);
    check(clinic_unlock(records, &member, passphrase, &session, &fault), &fault);
    round.caseload = time_caseload(records, session, &round.n_entries);
    round.floor = time_floor(folder, records, session, &n_floor);
    if (n_floor != round.n_entries)
        give_up("the floor opens other entries than the caseload");
    clinic_lock(records, session);
    clinic_close(records);
    close(place.lock);
    free(path);
    return round;
}

int
main(int argc, char **argv)
{
    static double caseloads[ROUNDS_MAX], floors[ROUNDS_MAX], wholes[ROUNDS_MAX];
    long n_rounds = argc == 4 ? strtol(argv[3], NULL, 10) : 0;
    struct round first;

    if (n_rounds < 1 || n_rounds > ROUNDS_MAX)
        give_up("usage: bench_caseload DATA PASSPHRASE ROUNDS");
    first = time_round(argv[1], argv[2]);
    for (long i = 0; i < n_rounds; i++) {
        struct round round = time_round(argv[1], argv[2]);

        caseloads[i] = round.caseload;
        floors[i] = round.floor;
        wholes[i] = round.caseload + round.ready;
    }
    (void) printf("%zu %.2f %.2f %.2f %.2f\n", first.n_entries,
        share_of(caseloads, (size_t) n_rounds, 0.5), share_of(floors, (size_t) n_rounds, 0.5),
        share_of(wholes, (size_t) n_rounds, 0.5), first.caseload);
    return 0;
}
