/* Files, messages, the clock, options and the worker: with real files, sockets and threads. */
#define _GNU_SOURCE // syscall

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "afterword/base.h"
#include "folder.h"

/* ---- files ---------------------------------------------------------------------*/

static void
a_written_file_is_read_back(void **state)
{
    char *folder = test_folder_make();
    char *path = file_path(folder, "pin");
    struct bytes out = BYTES_EMPTY, in = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    struct stat status;

    (void) state;
    bytes_append_text(&out, "first");
    assert_true(file_write(path, &out, 0600, &fault));
    bytes_append_text(&out, " and second");
    assert_true(file_write(path, &out, 0600, &fault));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_true(file_read(path, 100, &in, &fault));
    assert_true(bytes_equal(&out, &in));

    assert_false(file_read(path, 5, &in, &fault));
    assert_int_equal(fault.kind, FAULT_LIMIT);
    assert_false(file_read(folder, 100, &in, &fault));
    assert_int_equal(fault.kind, FAULT_PERMISSION);
    bytes_wipe(&out);
    bytes_wipe(&in);
    free(path);
    test_folder_remove(folder);
}

/* libc's, with a look at what is synced when: f a file and d a folder, in capitals once the file
 * stands under its name. */
static const char *watched;
static char synced[8];

int
fsync(int descriptor)
{
    struct stat status;
    size_t at = strlen(synced);

    if (watched && at + 1 < sizeof(synced) && fstat(descriptor, &status) == 0) {
        bool stands = access(watched, F_OK) == 0;

        synced[at] = "fFdD"[(S_ISDIR(status.st_mode) ? 2 : 0) + stands];
        synced[at + 1] = '\0';
    }
    return (int) syscall(SYS_fsync, descriptor);
}

static void
a_file_is_on_the_disk_before_its_name_and_its_name_before_it_is_said(void **state)
{
    char *folder = test_folder_make();
    char *path = file_path(folder, "pin");
    struct bytes content = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;

    (void) state;
    bytes_append_text(&content, "whole");
    watched = path;
    assert_true(file_write(path, &content, 0600, &fault));
    watched = NULL;
    assert_string_equal(synced, "fD");
    bytes_destroy(&content);
    free(path);
    test_folder_remove(folder);
}

static void
a_data_folder_must_be_real_and_closed(void **state)
{
    char *folder = test_folder_make();
    char *link = file_path(folder, "link");
    char *inside = file_path(folder, "a/b");
    struct fault fault = FAULT_EMPTY;

    (void) state;
    assert_true(file_folder_check(folder, &fault));
    assert_true(file_folder_make(inside, &fault));
    assert_true(file_folder_check(inside, &fault));
    assert_int_equal(symlink(folder, link), 0);
    assert_false(file_folder_check(link, &fault));
    assert_int_equal(fault.kind, FAULT_PERMISSION);
    assert_int_equal(fault.code, 1);
    assert_int_equal(chmod(folder, 0755), 0);
    assert_false(file_folder_check(folder, &fault));
    assert_int_equal(fault.code, 3);
    assert_false(file_folder_check("/no/such/folder", &fault));
    assert_int_equal(fault.kind, FAULT_NOT_FOUND);
    free(inside);
    free(link);
    test_folder_remove(folder);
}

static void
a_lock_is_held_until_the_last_child_is_gone(void **state)
{
    char *folder = test_folder_make();
    char *path = file_path(folder, "lock");
    struct fault fault = FAULT_EMPTY;
    int first, second, pipes[2];
    pid_t child;
    char byte = 0;

    (void) state;
    assert_true(file_lock(path, &first, &fault));
    assert_false(file_lock(path, &second, &fault));
    assert_int_equal(fault.kind, FAULT_LOCKED);

    assert_int_equal(pipe(pipes), 0);
    child = fork();
    if (child == 0) {
        (void) !read(pipes[0], &byte, 1);
        _exit(0);
    }
    close(first);
    assert_false(file_lock(path, &second, &fault));
    assert_int_equal(write(pipes[1], &byte, 1), 1);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_true(file_lock(path, &second, &fault));
    close(second);
    close(pipes[0]);
    close(pipes[1]);
    free(path);
    test_folder_remove(folder);
}

/* ---- messages ------------------------------------------------------------------*/

static void
messages_arrive_whole_with_their_descriptor(void **state)
{
    struct fault fault = FAULT_EMPTY;
    struct message message;
    struct bytes big = BYTES_EMPTY;
    int sockets[2], pipes[2];
    char byte = 'x';

    (void) state;
    assert_true(message_pair(sockets, &fault));
    assert_int_equal(pipe(pipes), 0);
    bytes_reserve(&big, MESSAGE_LENGTH_MAX);
    memset(big.data, 7, MESSAGE_LENGTH_MAX);
    big.length = MESSAGE_LENGTH_MAX;

    assert_true(message_send(sockets[0], 3, "word", 4, pipes[1], &fault));
    assert_true(message_receive(sockets[1], &message, &fault));
    assert_int_equal(message.kind, 3);
    assert_string_equal(bytes_text(&message.body), "word");
    assert_int_equal(write(message.descriptor, &byte, 1), 1);
    assert_int_equal(read(pipes[0], &byte, 1), 1);
    message_destroy(&message);

    assert_true(message_send(sockets[0], LINK_ALIVE, NULL, 0, -1, &fault));
    assert_true(message_receive(sockets[1], &message, &fault));
    assert_int_equal(message.body.length, 0);
    assert_int_equal(message.descriptor, -1);
    message_destroy(&message);

    assert_true(message_send(sockets[0], 9, big.data, big.length, -1, &fault));
    assert_true(message_receive(sockets[1], &message, &fault));
    assert_true(bytes_equal(&big, &message.body));
    message_destroy(&message);
    assert_false(message_send(sockets[0], 9, big.data, big.length + 1, -1, &fault));
    assert_int_equal(fault.kind, FAULT_LIMIT);

    close(sockets[0]);
    assert_false(message_receive(sockets[1], &message, &fault));
    assert_int_equal(fault.kind, FAULT_NOT_FOUND);
    assert_false(message_send(sockets[1], 1, NULL, 0, -1, &fault));
    assert_int_equal(fault.code, EPIPE);
    close(sockets[1]);
    close(pipes[0]);
    close(pipes[1]);
    bytes_destroy(&big);
}

/* ---- the clock -----------------------------------------------------------------*/

static void
days_follow_the_calendar(void **state)
{
    int year, month, day, weekday, hour, minute;
    uint32_t number;

    (void) state;
    clock_date(0, &year, &month, &day, &weekday);
    assert_int_equal(year * 10000 + month * 100 + day, 19700101);
    assert_int_equal(weekday, 4);
    clock_date(19782, &year, &month, &day, &weekday);
    assert_int_equal(year * 10000 + month * 100 + day, 20240229);

    setenv("TZ", "America/New_York", 1);
    tzset();
    clock_local(INT64_C(1700000000000), &number, &hour, &minute); // 2023-11-14 22:13 UTC
    clock_date(number, &year, &month, &day, &weekday);
    assert_int_equal(day * 10000 + hour * 100 + minute, 141713);
    unsetenv("TZ");
    tzset();
}

static void
a_shared_clock_moves_in_a_forked_child(void **state)
{
    int64_t before;
    pid_t child;
    int status;

    (void) state;
    clock_share();
    before = clock_now_ms();
    child = fork();
    if (child == 0) {
        clock_advance(20 * 60 * 1000);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(clock_now_ms() - before >= 20 * 60 * 1000);
    clock_advance(-20 * 60 * 1000);
}

/* ---- options -------------------------------------------------------------------*/

static const struct option table[] = {
    {"data", OPTION_TEXT, "DIR", "the folder"},
    {"json", OPTION_FLAG, NULL, "print JSON"},
    {"count", OPTION_NUMBER, "N", "how many"},
    {"theme", OPTION_CHOICE, "day|dusk|contrast", "light"},
};

static void
good_command_lines_are_read(void **state)
{
    char *argv[] = {
        "one", "--data=/x", "--json", "--count", "12", "--theme", "dusk", "--", "--two"};
    struct option_values values;
    struct bytes problem = BYTES_EMPTY;

    (void) state;
    assert_true(option_parse(table, COUNT(table), COUNT(argv), argv, &values, &problem));
    assert_string_equal(option_value(table, COUNT(table), &values, "data"), "/x");
    assert_non_null(option_value(table, COUNT(table), &values, "json"));
    assert_string_equal(option_value(table, COUNT(table), &values, "count"), "12");
    assert_string_equal(option_value(table, COUNT(table), &values, "theme"), "dusk");
    assert_int_equal(values.n_operands, 2);
    assert_string_equal(values.operands[1], "--two");
    option_values_destroy(&values);
}

static void
bad_command_lines_are_named(void **state)
{
    static struct {
        char *argv[2];
        int argc;
        const char *problem;
    } rows[] = {
        {{"--nonsense"}, 1, "unknown option '--nonsense'"},
        {{"-x"}, 1, "unknown option '-x'"},
        {{"--\x1b[31m"}, 1, "unknown option '--?[31m'"},
        {{"--data"}, 1, "option '--data' needs a value"},
        {{"--json=1"}, 1, "option '--json' takes no value"},
        {{"--json", "--json"}, 2, "option '--json' is given twice"},
        {{"--count", "-4"}, 2, "'--count' takes a whole number"},
        {{"--count", "4x"}, 2, "'--count' takes a whole number"},
        {{"--theme", "da"}, 2, "'--theme' takes one of day|dusk|contrast"},
        {{"--theme", ""}, 2, "'--theme' takes one of day|dusk|contrast"},
        {{"--theme", "day|dusk"}, 2, "'--theme' takes one of day|dusk|contrast"},
        {{"--theme", "contrast|"}, 2, "'--theme' takes one of day|dusk|contrast"},
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct option_values values;
        struct bytes problem = BYTES_EMPTY;

        assert_false(
            option_parse(table, COUNT(table), rows[i].argc, rows[i].argv, &values, &problem));
        assert_string_equal(bytes_text(&problem), rows[i].problem);
        bytes_destroy(&problem);
    }
}

/* ---- the worker ----------------------------------------------------------------*/

struct counting {
    struct job job;
    int number;
};

static int ran[1000], delivered[1000], n_ran, n_delivered, n_freed;

static bool
run_counting(struct job *job, struct fault *fault)
{
    int number = ((struct counting *) job)->number;

    ran[n_ran++] = number;
    return number % 10 != 3 || FAULT(fault, FAULT_DISK, "count", number);
}

static void
free_counting(struct job *job)
{
    __atomic_add_fetch(&n_freed, 1, __ATOMIC_SEQ_CST);
    free(job);
}

static void
deliver(void *context, struct job *job)
{
    (void) context;
    assert_int_equal(job->done, ((struct counting *) job)->number % 10 != 3);
    if (!job->done)
        assert_int_equal(job->fault.kind, FAULT_DISK);
    delivered[n_delivered++] = ((struct counting *) job)->number;
    job->free(job);
}

static void
jobs_run_in_order_and_none_is_dropped(void **state)
{
    struct worker *worker = worker_start(4, deliver, NULL);

    (void) state;
    for (int i = 0; i < 1000; i++) {
        struct counting *counting = memory_new(1, sizeof(*counting));

        counting->job.run = run_counting;
        counting->job.free = free_counting;
        counting->number = i;
        assert_true(worker_post(worker, &counting->job));
    }
    worker_stop(worker); // runs what is queued
    assert_int_equal(n_ran, 1000);
    assert_int_equal(n_delivered, 1000);
    assert_int_equal(n_freed, 1000);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(ran[i], i);
        assert_int_equal(delivered[i], i);
    }
    worker_stop(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_written_file_is_read_back),
        cmocka_unit_test(a_file_is_on_the_disk_before_its_name_and_its_name_before_it_is_said),
        cmocka_unit_test(a_data_folder_must_be_real_and_closed),
        cmocka_unit_test(a_lock_is_held_until_the_last_child_is_gone),
        cmocka_unit_test(messages_arrive_whole_with_their_descriptor),
        cmocka_unit_test(days_follow_the_calendar),
        cmocka_unit_test(a_shared_clock_moves_in_a_forked_child),
        cmocka_unit_test(good_command_lines_are_read),
        cmocka_unit_test(bad_command_lines_are_named),
        cmocka_unit_test(jobs_run_in_order_and_none_is_dropped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
