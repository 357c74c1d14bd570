/* One durable save of a draft of 4 KiB, against the least that a disk can be asked for the same
 * bytes: writing them over what was there and fdatasync. Both in one folder, taking turns.
 * usage: bench_save DATA PROMPTS ROUNDS
 * prints: the save's and the overwrite's medians, then the slowest of each, in ms */
#define _GNU_SOURCE // fdatasync

#include "bench.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "afterword/clinic.h"
#include "afterword/flow.h"
#include "afterword/journal.h"

#define SAVED_BYTES 4096
#define ROUNDS_MAX 2000

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

int
main(int argc, char **argv)
{
    static double saves[ROUNDS_MAX], overwrites[ROUNDS_MAX];
    long n_rounds = argc == 4 ? strtol(argv[3], NULL, 10) : 0;
    struct saving saving = {0};
    char *path;
    int file;

    if (n_rounds < 1 || n_rounds > ROUNDS_MAX)
        give_up("usage: bench_save DATA PROMPTS ROUNDS");
    open_records(&saving, argv[1]);
    begin(&saving, argv[2]);
    path = file_path(argv[1], "bench");
    file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        give_up("there is no place for the file to overwrite");
    (void) time_overwrite(file, ' '); // from now on its blocks are there

    for (long i = 0; i < n_rounds; i++) {
        saves[i] = time_save(&saving, (char) ('a' + i % 26));
        overwrites[i] = time_overwrite(file, (char) ('a' + i % 26));
    }
    (void) printf("%.3f %.3f %.3f %.3f\n", share_of(saves, (size_t) n_rounds, 0.5),
        share_of(overwrites, (size_t) n_rounds, 0.5), share_of(saves, (size_t) n_rounds, 1),
        share_of(overwrites, (size_t) n_rounds, 1));

    close(file);
    (void) unlink(path); // the folder goes with the bench
    free(path);
    journal_sitting_free(saving.sitting);
    journal_session_free(saving.session);
    clinic_close(saving.records);
    flow_folder_free(saving.flows);
    return 0;
}
