/* One durable save of a draft of 4 KiB, against the least that a disk can be asked for the same
 * bytes: writing them over what was there and fdatasync. And against the least that the format can be
 * asked for them: padding, sealing, hashing and signing with bare libsodium, and three pages of
 * SQLite's behind each other, its log's heads before them. All in one folder, taking turns.
 * usage: bench_save DATA PROMPTS ROUNDS
 * prints: the medians of the save, the overwrite and the least, then the slowest of each, in ms */
#define _GNU_SOURCE // fdatasync

#include "bench.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "afterword/clinic.h"
#include "afterword/flow.h"
#include "afterword/journal.h"

#define SAVED_BYTES 4096
#define ROUNDS_MAX 2000
#define PADDED_BYTES 8192 /* the next bucket: padding is a byte at least */
#define PAGE_BYTES 4096
#define FRAME_BYTES (24 + PAGE_BYTES)
#define LOG_BYTES (200 * FRAME_BYTES) /* as often as SQLite is told to begin it anew */

struct saving {
    struct flow_folder *flows;
    struct records *records;
    struct journal_session *session;
    struct journal_sitting *sitting;
    size_t step; /* the one that is answered in words */
};

static void
check(bool done, const struct fault *fault)
{
    if (!done)
        give_up(fault->doing ? fault->doing : "something failed");
}

static void
open_records(struct saving *saving, const char *folder)
{
    char *path = file_path(folder, "afterword.lock");
    struct clinic_place place = {.folder = folder, .link = -1};
    struct fault fault = FAULT_EMPTY;

    check(file_lock(path, &place.lock, &fault), &fault);
    check(clinic_open(&place, &saving->records, &fault), &fault);
    check(clinic_tidy(saving->records, &ID_NONE, &fault), &fault); // as behind the first frame
    free(path);
}

static void
begin(struct saving *saving, const char *prompts)
{
    struct journal_beginning beginning = {.journal = ID_NONE, .called = "Robin"};
    struct bytes snapshot = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    const struct flow *flow;

    saving->flows = flow_folder_load(prompts, &fault);
    check(saving->flows != NULL, &fault);
    flow = flow_folder_find(saving->flows, "landing");
    if (!flow)
        give_up("there is no flow 'landing'");
    saving->session = journal_session_new(flow, "en");
    while (flow->steps[journal_session_step(saving->session)].kind != FLOW_OPEN)
        journal_session_forward(saving->session);
    saving->step = journal_session_step(saving->session);
    journal_session_write(saving->session, &snapshot);
    saving->sitting = journal_sitting_begin(saving->records, flow, &beginning, &snapshot, &fault);
    check(saving->sitting != NULL, &fault);
    bytes_wipe(&snapshot);
}

/* Another text of the same length each time, so that the whole snapshot is 4 KiB. */
static void
write_snapshot(struct saving *saving, char letter, struct bytes *snapshot)
{
    char text[SAVED_BYTES];
    size_t length = sizeof(text) / 2;

    memset(text, letter, sizeof(text));
    for (int i = 0; i < 2; i++) {
        bytes_wipe(snapshot);
        (void) journal_session_text_set(saving->session, saving->step, text, length);
        journal_session_write(saving->session, snapshot);
        length += SAVED_BYTES - snapshot->length;
    }
}

static double
time_save(struct saving *saving, char letter)
{
    struct bytes snapshot = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    int64_t from_us;

    write_snapshot(saving, letter, &snapshot);
    if (snapshot.length != SAVED_BYTES)
        give_up("the snapshot is not 4 KiB");
    from_us = now_us();
    check(journal_sitting_save(saving->sitting, &snapshot, &fault), &fault);
    from_us = now_us() - from_us;
    bytes_wipe(&snapshot);
    return (double) from_us / 1000;
}

static double
time_overwrite(int file, char letter)
{
    char bytes[SAVED_BYTES];
    int64_t from_us;

    memset(bytes, letter, sizeof(bytes));
    from_us = now_us();
    if (pwrite(file, bytes, sizeof(bytes), 0) != (ssize_t) sizeof(bytes) || fdatasync(file) != 0)
        give_up("the overwrite failed");
    return (double) (now_us() - from_us) / 1000;
}

/* The bytes need not be right, only as many: a page in the tree and the two that a row of this size
 * runs over into. */
static void
seal_barely(const char *plain, uint8_t pages[3 * PAGE_BYTES])
{
    static uint8_t public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
    static uint8_t key[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
    uint8_t nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES], padded[PADDED_BYTES] = {0};
    uint8_t beside[96] = {0}, hash[32];
    unsigned long long length;

    if (sodium_is_zero(secret, sizeof(secret)))
        crypto_sign_keypair(public, secret);
    memcpy(padded, plain, SAVED_BYTES);
    padded[SAVED_BYTES] = 0x80;
    randombytes_buf(nonce, sizeof(nonce));
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        pages, &length, padded, sizeof(padded), beside, sizeof(beside), NULL, nonce, key);
    crypto_generichash(hash, sizeof(hash), pages, length, NULL, 0);
    crypto_sign_detached(pages + length, NULL, hash, sizeof(hash), secret);
}

static double
time_least(int file, char letter)
{
    static off_t at = LOG_BYTES;
    static uint8_t pages[3 * PAGE_BYTES];
    uint8_t head[FRAME_BYTES - PAGE_BYTES] = {0};
    char bytes[SAVED_BYTES];
    bool written = true;
    int64_t from_us;

    memset(bytes, letter, sizeof(bytes));
    if (at + 3 * FRAME_BYTES > LOG_BYTES)
        at = PAGE_BYTES;
    from_us = now_us();
    seal_barely(bytes, pages);
    for (int i = 0; i < 3; i++, at += FRAME_BYTES)
        written = written && pwrite(file, head, sizeof(head), at) == (ssize_t) sizeof(head) &&
                  pwrite(file, pages + i * PAGE_BYTES, PAGE_BYTES, at + (off_t) sizeof(head)) ==
                      PAGE_BYTES;
    if (!written || fdatasync(file) != 0)
        give_up("the log of the least was not written");
    return (double) (now_us() - from_us) / 1000;
}

/* A file with its blocks on the disk. */
static int
make_file(const char *folder, const char *name, size_t length)
{
    char *path = file_path(folder, name);
    int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    uint8_t *filling = memory_new(length, 1);

    if (file < 0 || pwrite(file, filling, length, 0) != (ssize_t) length || fsync(file) != 0)
        give_up("there is no place for a file to write over");
    (void) unlink(path); // it lives as long as it is open
    free(filling);
    free(path);
    return file;
}

int
main(int argc, char **argv)
{
    static double saves[ROUNDS_MAX], overwrites[ROUNDS_MAX], leasts[ROUNDS_MAX];
    long n_rounds = argc == 4 ? strtol(argv[3], NULL, 10) : 0;
    double *const all[] = {saves, overwrites, leasts};
    struct saving saving = {0};
    int file, log;

    if (n_rounds < 1 || n_rounds > ROUNDS_MAX)
        give_up("usage: bench_save DATA PROMPTS ROUNDS");
    open_records(&saving, argv[1]);
    begin(&saving, argv[2]);
    file = make_file(argv[1], "bench", SAVED_BYTES);
    log = make_file(argv[1], "bench-log", LOG_BYTES + FRAME_BYTES);

    for (long i = 0; i < n_rounds; i++) {
        saves[i] = time_save(&saving, (char) ('a' + i % 26));
        overwrites[i] = time_overwrite(file, (char) ('a' + i % 26));
        leasts[i] = time_least(log, (char) ('a' + i % 26));
    }
    for (int slowest = 0; slowest < 2; slowest++)
        for (size_t i = 0; i < COUNT(all); i++)
            (void) printf("%.3f ", share_of(all[i], (size_t) n_rounds, slowest ? 1 : 0.5));
    (void) printf("\n");

    close(file);
    close(log);
    journal_sitting_free(saving.sitting);
    journal_session_free(saving.session);
    clinic_close(saving.records);
    flow_folder_free(saving.flows);
    return 0;
}
