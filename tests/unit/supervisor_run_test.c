/* The supervisor with real forks: each test is a script that its children play, one turn each. */
#define _GNU_SOURCE // MAP_ANONYMOUS

#include "supervisor_inside.h"

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MINUTE_MS (60 * 1000)
#define TURNS_MAX 8

/* What one child found in its link before it did anything. */
struct found {
    bool draft, tray, call;
    uint8_t body[HELD_DRAFT_LENGTH];
    uint8_t call_kind, call_state;
    size_t tray_length;
    pid_t pid;
};

/* Shared with all children. */
struct stage {
    int turns; /* how many children there have been */
    struct found found[TURNS_MAX];
    bool old_stood, old_went; /* of a change */
    uint8_t told_state[8];    /* CALLING, as it came while a child ran */
    char told_by[HELD_NAME_MAX + 1];
    int n_told;
};

static struct stage *stage;
static char folder[] = "/tmp/afterword-supervisor-XXXXXX";
static char *lock_path;

static void
sleep_ms(long ms)
{
    struct timespec time = {ms / 1000, ms % 1000 * 1000000};

    nanosleep(&time, NULL);
}

/* ---- what children do ------------------------------------------------------------*/

static void
say(int link, enum link_kind kind, const void *body, size_t length)
{
    struct fault fault;

    if (!message_send(link, (uint16_t) kind, body, length, -1, &fault))
        _exit(99);
}

static bool
has_more(int link, int wait_ms)
{
    struct pollfd waiting = {.fd = link, .events = POLLIN};

    return poll(&waiting, 1, wait_ms) > 0;
}

static void
note_message(struct found *found, const struct message *message)
{
    struct reader body = reader_of(message->body.data, message->body.length);

    if (message->kind == LINK_RESUME) {
        found->draft = true;
        memcpy(found->body, message->body.data, HELD_DRAFT_LENGTH);
    } else if (message->kind == LINK_TRAY) {
        found->tray = true;
        found->tray_length = message->body.length;
    } else if (message->kind == LINK_CALLING) {
        found->call = true;
        found->call_kind = reader_u8(&body);
        (void) reader_u64(&body);
        found->call_state = reader_u8(&body);
    }
}

/* Reads what was given at the start; gives this child's turn, from 0. */
static int
begin_turn(const struct supervisor_child *child)
{
    int turn = stage->turns++;
    struct found *found = &stage->found[turn];
    struct message message;
    struct fault fault;

    found->pid = getpid();
    while (has_more(child->link, 0) && message_receive(child->link, &message, &fault)) {
        note_message(found, &message);
        message_destroy(&message);
    }
    return turn;
}

static int
show(const struct supervisor_child *child)
{
    int turn = begin_turn(child);

    say(child->link, LINK_SHOWN, NULL, 0);
    return turn;
}

/* Waits for one CALLING and notes it. */
static void
hear_call(const struct supervisor_child *child)
{
    struct message message;
    struct fault fault;
    struct found told = {0};
    struct reader body;
    size_t length;
    const uint8_t *by;

    if (!has_more(child->link, 5000) || !message_receive(child->link, &message, &fault))
        _exit(98);
    note_message(&told, &message);
    stage->told_state[stage->n_told++] = told.call_state;
    body = reader_of(message.body.data, message.body.length);
    (void) reader_take(&body, 1 + 8 + 1);
    by = reader_sized(&body, &length);
    memcpy(stage->told_by, by, length);
    stage->told_by[length] = '\0';
    message_destroy(&message);
}

static void
tell_draft(const struct supervisor_child *child, enum link_kind kind, uint8_t filling)
{
    uint8_t body[HELD_DRAFT_LENGTH];

    memset(body, filling, sizeof(body));
    say(child->link, kind, body, sizeof(body));
}

static void
keep_draft(const struct supervisor_child *child, uint8_t filling)
{
    tell_draft(child, LINK_KEEP, filling);
}

_Noreturn static void
crash(void)
{
    (void) raise(SIGKILL);
    _exit(97);
}

/* As a kiosk does: says that it closed, and waits to be ended. */
static int
close_turn(const struct supervisor_child *child)
{
    say(child->link, LINK_CLOSED, NULL, 0);
    sleep_ms(20000);
    return 96;
}

static void
call(const struct supervisor_child *child, const char *const *argv)
{
    struct bytes body = BYTES_EMPTY;

    bytes_append_byte(&body, 1);
    bytes_append_u64(&body, 1234);
    for (; argv && *argv; argv++)
        bytes_append_sized(&body, *argv, strlen(*argv));
    say(child->link, LINK_CALL, body.data, body.length);
    bytes_destroy(&body);
}

/* ---- a run -----------------------------------------------------------------------*/

static struct supervisor_times
quick(void)
{
    struct supervisor_times times = SUPERVISOR_TIMES;

    times.pause_ms = 20;
    times.part_ms = 30;
    return times;
}

static int
play_with(
    struct supervisor_times times, int (*run)(void *context, const struct supervisor_child *child))
{
    struct supervisor_options options = {
        .lock = lock_path, .door = -1, .times = times, .run = run, .context = NULL};
    struct fault fault;
    int exit_code = supervisor_run(&options, &fault);

    assert_int_equal(fault.kind, FAULT_NONE);
    return exit_code;
}

static int
play(int (*run)(void *context, const struct supervisor_child *child))
{
    return play_with(quick(), run);
}

/* ---- the draft key ---------------------------------------------------------------*/

static int
crash_with_a_draft(void *context, const struct supervisor_child *child)
{
    (void) context;
    if (show(child) > 0)
        return 0;
    keep_draft(child, 7);
    crash();
}

static void
after_a_crash_the_next_child_gets_the_draft_key(void **state)
{
    uint8_t expected[HELD_DRAFT_LENGTH];

    (void) state;
    memset(expected, 7, sizeof(expected));
    assert_int_equal(play(crash_with_a_draft), 0);
    assert_int_equal(stage->turns, 2);
    assert_false(stage->found[0].draft);
    assert_true(stage->found[1].draft);
    assert_memory_equal(stage->found[1].body, expected, sizeof(expected));
}

static int
crash_late(void *context, const struct supervisor_child *child)
{
    (void) context;
    switch (show(child)) {
    case 0:
        keep_draft(child, 7);
        clock_advance(9 * MINUTE_MS);
        say(child->link, LINK_PRESENT, NULL, 0);
        sleep_ms(50); // PRESENT is timed when it is read
        clock_advance(9 * MINUTE_MS);
        crash();
    case 1:
        clock_advance(2 * MINUTE_MS);
        crash();
    default:
        return 0;
    }
}

static void
the_draft_key_dies_ten_minutes_after_the_last_press(void **state)
{
    (void) state;
    assert_int_equal(play(crash_late), 0);
    assert_int_equal(stage->turns, 3);
    assert_true(stage->found[1].draft);
    assert_false(stage->found[2].draft);
}

static int
forget_and_crash(void *context, const struct supervisor_child *child)
{
    (void) context;
    if (show(child) > 0)
        return 0;
    keep_draft(child, 7);
    say(child->link, LINK_FORGET, NULL, 0);
    crash();
}

static void
a_forgotten_draft_key_is_not_given(void **state)
{
    (void) state;
    assert_int_equal(play(forget_and_crash), 0);
    assert_false(stage->found[1].draft);
}

static int
keep_and_close(void *context, const struct supervisor_child *child)
{
    (void) context;
    if (show(child) > 0)
        return 0;
    keep_draft(child, 7);
    return close_turn(child);
}

static void
a_session_that_closed_leaves_no_draft_key(void **state)
{
    (void) state;
    assert_int_equal(play(keep_and_close), 0);
    assert_false(stage->found[1].draft);
}

static int
crash_thrice(void *context, const struct supervisor_child *child)
{
    (void) context;
    switch (show(child)) {
    case 0:
        keep_draft(child, 7);
        crash();
    case 1:
    case 2:
        crash();
    default:
        return 0;
    }
}

static void
three_deaths_leave_the_sitting_to_staff(void **state)
{
    (void) state;
    assert_int_equal(play(crash_thrice), 0);
    assert_int_equal(stage->turns, 4);
    assert_true(stage->found[1].draft);
    assert_true(stage->found[2].draft);
    assert_false(stage->found[3].draft);
}

static int
hand_back(void *context, const struct supervisor_child *child)
{
    (void) context;
    switch (show(child)) {
    case 0:
        tell_draft(child, LINK_BACK, 7);
        return close_turn(child);
    case 1:
        clock_advance(29 * MINUTE_MS);
        crash();
    case 2:
        return close_turn(child);
    default:
        return 0;
    }
}

/* Staff sign out, and it waits for its person; whose session's end is its end. */
static void
what_staff_hand_back_waits_in_the_next_child(void **state)
{
    (void) state;
    assert_int_equal(play(hand_back), 0);
    assert_int_equal(stage->turns, 4);
    assert_false(stage->found[0].draft);
    assert_true(stage->found[1].draft);
    assert_true(stage->found[2].draft);
    assert_false(stage->found[3].draft);
}

/* ---- the tray --------------------------------------------------------------------*/

static int
hand_over(void *context, const struct supervisor_child *child)
{
    (void) context;
    switch (show(child)) {
    case 0:
        say(child->link, LINK_TRAY, "{\"called\":\"M.\"}", 15);
        return close_turn(child);
    case 1:
        keep_draft(child, 9);
        sleep_ms(50); // timed when it is read
        clock_advance(29 * MINUTE_MS);
        crash();
    case 2:
        clock_advance(2 * MINUTE_MS);
        crash();
    default:
        return 0;
    }
}

static void
a_tray_is_given_once_and_its_sitting_may_rest_longer(void **state)
{
    (void) state;
    assert_int_equal(play(hand_over), 0);
    assert_int_equal(stage->turns, 4);
    assert_true(stage->found[1].tray);
    assert_int_equal(stage->found[1].tray_length, 15);
    assert_true(stage->found[2].draft);
    assert_false(stage->found[2].tray);
    assert_false(stage->found[3].draft);
}

static int
leave_the_tray(void *context, const struct supervisor_child *child)
{
    (void) context;
    if (show(child) > 0)
        return 0;
    say(child->link, LINK_TRAY, "{}", 2);
    sleep_ms(50); // timed when it is read
    clock_advance(31 * MINUTE_MS);
    return close_turn(child);
}

static void
a_tray_dies_unused_after_thirty_minutes(void **state)
{
    (void) state;
    assert_int_equal(play(leave_the_tray), 0);
    assert_int_equal(stage->turns, 2);
    assert_false(stage->found[1].tray);
}

static int
hand_over_too_much(void *context, const struct supervisor_child *child)
{
    uint8_t *json = memory_new(SUPERVISOR_TRAY_MAX + 1, 1);

    (void) context;
    if (show(child) > 1)
        return 0;
    say(child->link, LINK_TRAY, json, SUPERVISOR_TRAY_MAX + (size_t) (2 - stage->turns));
    return close_turn(child);
}

static void
a_tray_has_a_limit(void **state)
{
    (void) state;
    assert_int_equal(play(hand_over_too_much), 0);
    assert_false(stage->found[1].tray);
    assert_true(stage->found[2].tray);
    assert_int_equal(stage->found[2].tray_length, SUPERVISOR_TRAY_MAX);
}

/* ---- the call --------------------------------------------------------------------*/

/* A command outlives the child that asked for it, but not the supervisor. */
static void
wait_for_the_command(void)
{
    struct stat status;

    for (int i = 0; i < 500; i++) {
        if (stat(getenv("AFTERWORD_TEST_RANG"), &status) == 0 && status.st_size > 0)
            return;
        sleep_ms(10);
    }
    _exit(93);
}

static int
call_through_everything(void *context, const struct supervisor_child *child)
{
    static const char *const argv[] = {"sh", "-c", "echo x >>\"$AFTERWORD_TEST_RANG\"", NULL};

    (void) context;
    switch (show(child)) {
    case 0:
        call(child, argv);
        crash();
    case 1:
        call(child, argv);
        wait_for_the_command();
        return close_turn(child);
    case 2:
        say(child->link, LINK_SEEN, "\4\0\0\0Lena", 8);
        hear_call(child);
        crash();
    default:
        return 0;
    }
}

static void
a_call_outlives_children_until_it_is_seen_and_rings_once(void **state)
{
    char *rang = file_path(folder, "rang");
    struct bytes lines = BYTES_EMPTY;
    struct fault fault;

    (void) state;
    setenv("AFTERWORD_TEST_RANG", rang, 1);
    assert_int_equal(play(call_through_everything), 0);
    assert_int_equal(stage->turns, 4);
    assert_false(stage->found[0].call);
    assert_true(stage->found[1].call);
    assert_int_equal(stage->found[1].call_state, LINK_CALL_OPEN);
    assert_true(stage->found[2].call);
    assert_int_equal(stage->found[2].call_kind, 1);
    assert_int_equal(stage->n_told, 1);
    assert_int_equal(stage->told_state[0], LINK_CALL_SEEN);
    assert_string_equal(stage->told_by, "Lena");
    assert_false(stage->found[3].call);

    assert_true(file_read(rang, 100, &lines, &fault));
    assert_string_equal(bytes_text(&lines), "x\n");
    bytes_destroy(&lines);
    (void) unlink(rang);
    free(rang);
}

static int
call_in_vain(void *context, const struct supervisor_child *child)
{
    static const char *const fails[] = {"false", NULL};
    static const char *const missing[] = {"/no/such/command", NULL};
    static const char *const hangs[] = {"sleep", "60", NULL};
    static const char *const *const commands[] = {fails, missing, hangs};

    (void) context;
    show(child);
    for (size_t i = 0; i < COUNT(commands); i++) {
        call(child, commands[i]);
        do
            hear_call(child);
        while (stage->told_state[--stage->n_told] != LINK_CALL_FAILED);
        stage->n_told++;
        say(child->link, LINK_SEEN, "\0\0\0\0", 4);
        hear_call(child);
    }
    return 0;
}

static void
a_command_that_fails_is_missing_or_hangs_is_told(void **state)
{
    struct supervisor_times times = quick();

    (void) state;
    times.call_ms = 100;
    assert_int_equal(play_with(times, call_in_vain), 0);
    assert_int_equal(stage->n_told, 6);
    assert_int_equal(stage->told_state[5], LINK_CALL_SEEN);
}

static int
call_without_a_command(void *context, const struct supervisor_child *child)
{
    (void) context;
    show(child);
    call(child, NULL);
    hear_call(child);
    return 0;
}

static void
a_call_may_have_no_command(void **state)
{
    (void) state;
    assert_int_equal(play(call_without_a_command), 0);
    assert_int_equal(stage->told_state[0], LINK_CALL_OPEN);
}

#define LEFT_OPEN 77 /* a descriptor that whoever started us left open */

static int
call_and_look(void *context, const struct supervisor_child *child)
{
    static const char *const argv[] = {
        "sh", "-c", "ls /proc/self/fd >\"$AFTERWORD_TEST_RANG\"", NULL};

    (void) context;
    show(child);
    call(child, argv);
    wait_for_the_command();
    return 0;
}

static void
a_command_has_none_of_our_descriptors(void **state)
{
    char *rang = file_path(folder, "rang");
    struct bytes descriptors = BYTES_EMPTY;
    struct fault fault;

    (void) state;
    setenv("AFTERWORD_TEST_RANG", rang, 1);
    assert_int_equal(dup2(STDERR_FILENO, LEFT_OPEN), LEFT_OPEN);
    assert_int_equal(play(call_and_look), 0);
    close(LEFT_OPEN);
    assert_true(file_read(rang, 1000, &descriptors, &fault));
    assert_non_null(strstr(bytes_text(&descriptors), "2\n"));
    assert_null(strstr(bytes_text(&descriptors), "77\n"));
    bytes_destroy(&descriptors);
    (void) unlink(rang);
    free(rang);
}

/* ---- from one child to the next -----------------------------------------------------*/

static int
change(void *context, const struct supervisor_child *child)
{
    int turn;

    (void) context;
    turn = begin_turn(child);
    if (turn == 0) {
        say(child->link, LINK_SHOWN, NULL, 0);
        return close_turn(child);
    }
    sleep_ms(50);
    stage->old_stood = kill(stage->found[0].pid, 0) == 0;
    say(child->link, LINK_SHOWN, NULL, 0);
    for (int i = 0; i < 200 && !stage->old_went; i++) {
        sleep_ms(10);
        stage->old_went = kill(stage->found[0].pid, 0) != 0;
    }
    return 0;
}

static void
the_old_picture_stands_until_the_next_one_shows(void **state)
{
    (void) state;
    assert_int_equal(play(change), 0);
    assert_int_equal(stage->turns, 2);
    assert_true(stage->old_stood);
    assert_true(stage->old_went);
}

static int
change_fast(void *context, const struct supervisor_child *child)
{
    (void) context;
    return show(child) < 6 ? close_turn(child) : 0;
}

static void
a_session_may_be_over_before_the_old_child_is_gone(void **state)
{
    struct supervisor_times times = quick();

    (void) state;
    times.part_ms = 5000;
    assert_int_equal(play_with(times, change_fast), 0);
    assert_int_equal(stage->turns, 7);
}

static int
die_before_the_frame(void *context, const struct supervisor_child *child)
{
    (void) context;
    switch (begin_turn(child)) {
    case 0:
        say(child->link, LINK_SHOWN, NULL, 0);
        return close_turn(child);
    case 1:
        crash();
    default:
        stage->old_stood = kill(stage->found[0].pid, 0) == 0;
        say(child->link, LINK_SHOWN, NULL, 0);
        return 0;
    }
}

static void
the_old_picture_stands_while_the_next_one_is_started_again(void **state)
{
    (void) state;
    assert_int_equal(play(die_before_the_frame), 0);
    assert_int_equal(stage->turns, 3);
    assert_true(stage->old_stood);
}

/* ---- children that hang ----------------------------------------------------------*/

static int
hang_at_first(void *context, const struct supervisor_child *child)
{
    (void) context;
    if (begin_turn(child) > 0)
        return 0;
    sleep_ms(20000);
    return 95;
}

static void
a_child_without_a_first_frame_is_ended(void **state)
{
    struct supervisor_times times = quick();

    (void) state;
    times.first_frame_ms = 50;
    assert_int_equal(play_with(times, hang_at_first), 0);
    assert_int_equal(stage->turns, 2);
}

static int
answer_once(void *context, const struct supervisor_child *child)
{
    struct message message;
    struct fault fault;

    (void) context;
    if (show(child) > 0)
        return 0;
    if (!has_more(child->link, 5000) || !message_receive(child->link, &message, &fault))
        return 94;
    stage->told_state[stage->n_told++] = (uint8_t) message.kind;
    message_destroy(&message);
    say(child->link, LINK_ALIVE, NULL, 0);
    sleep_ms(20000);
    return 95;
}

static void
a_child_that_answers_no_more_is_ended(void **state)
{
    struct supervisor_times times = quick();

    (void) state;
    times.ping_ms = 50;
    times.answer_ms = 100;
    assert_int_equal(play_with(times, answer_once), 0);
    assert_int_equal(stage->turns, 2);
    assert_int_equal(stage->told_state[0], LINK_ALIVE);
}

static int
talk_nonsense(void *context, const struct supervisor_child *child)
{
    (void) context;
    if (show(child) > 0)
        return 0;
    say(child->link, LINK_KEEP, "short", 5);
    say(child->link, LINK_CALL, "", 0);
    say(child->link, LINK_CALL, "\0\0\0\0\0\0\0\0\0", 9);
    say(child->link, LINK_SEEN, "\2\0\0\0\xff\xff", 6);
    say(child->link, LINK_SHOWN, NULL, 0);
    say(child->link, LINK_RESUME, NULL, 0);
    say(child->link, LINK_KINDS, NULL, 0);
    say(child->link, (enum link_kind) 0, NULL, 0);
    say(child->link, (enum link_kind) 65535, NULL, 0);
    crash();
}

static void
messages_that_are_not_of_their_form_change_nothing(void **state)
{
    (void) state;
    assert_int_equal(play(talk_nonsense), 0);
    assert_int_equal(stage->turns, 2);
    assert_false(stage->found[1].draft);
    assert_false(stage->found[1].call);
}

/* ---- the end ---------------------------------------------------------------------*/

static int
leave_when_told(void *context, const struct supervisor_child *child)
{
    sigset_t signals;
    int signal;

    (void) context;
    show(child);
    (void) kill(getppid(), SIGTERM);
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigwait(&signals, &signal);
    stage->old_went = true;
    return 0;
}

static void
told_to_end_it_tells_the_child_and_leaves(void **state)
{
    (void) state;
    assert_int_equal(play(leave_when_told), 0);
    assert_int_equal(stage->turns, 1);
    assert_true(stage->old_went);
}

static int
ignore_the_end(void *context, const struct supervisor_child *child)
{
    (void) context;
    show(child);
    (void) kill(getppid(), SIGINT);
    sleep_ms(20000);
    return 95;
}

static void
a_child_that_does_not_end_is_killed(void **state)
{
    struct supervisor_times times = quick();

    (void) state;
    times.end_ms = 100;
    assert_int_equal(play_with(times, ignore_the_end), 0);
    assert_int_equal(stage->turns, 1);
}

static int
refuse(void *context, const struct supervisor_child *child)
{
    (void) context;
    begin_turn(child);
    return 4;
}

static void
a_first_child_that_cannot_begin_gives_its_exit_code(void **state)
{
    (void) state;
    assert_int_equal(play(refuse), 4);
    assert_int_equal(stage->turns, 1);
}

static int
refuse_later(void *context, const struct supervisor_child *child)
{
    (void) context;
    if (begin_turn(child) > 0)
        return 1;
    say(child->link, LINK_SHOWN, NULL, 0);
    crash();
}

static void
three_later_refusals_in_a_row_end_it_too(void **state)
{
    (void) state;
    assert_int_equal(play(refuse_later), 1);
    assert_int_equal(stage->turns, 1 + SUPERVISOR_REFUSALS_MAX);
}

/* ---- the lock --------------------------------------------------------------------*/

static int
only_look(void *context, const struct supervisor_child *child)
{
    (void) context;
    stage->old_went = child->lock >= 0;
    return 0;
}

static void
a_second_one_waits_for_the_lock(void **state)
{
    int lock, pipe_ends[2];
    struct fault fault;
    pid_t holder;

    (void) state;
    // The lock lives in a process that stays behind for a moment, like a child that still seals.
    assert_int_equal(pipe(pipe_ends), 0);
    holder = fork();
    if (holder == 0) {
        if (!file_lock(lock_path, &lock, &fault) || write(pipe_ends[1], "x", 1) != 1)
            _exit(1);
        sleep_ms(200);
        _exit(0);
    }
    assert_int_equal(read(pipe_ends[0], &lock, 1), 1);
    assert_int_equal(play(only_look), 0);
    assert_true(stage->old_went);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
}

static void
a_lock_that_cannot_be_made_is_said(void **state)
{
    struct supervisor_options options = {
        .lock = "/no/such/folder/lock", .door = -1, .times = quick(), .run = only_look};
    struct fault fault;

    (void) state;
    assert_int_equal(supervisor_run(&options, &fault), 1);
    assert_int_equal(fault.kind, FAULT_NOT_FOUND);
}

/* What a daemon could hear words by is not there, and nothing will start one. */
static void
the_environment_leads_to_no_daemon(void **state)
{
    int status;
    pid_t pid = fork(); // what it prepares is a whole process

    (void) state;
    if (pid == 0) {
        const char *bus;

        (void) setenv("XMODIFIERS", "@im=somebody", 1);
        (void) setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/somebody", 1);
        (void) setenv("LC_TIME", "C", 1);
        supervisor_prepare(false);
        bus = getenv("DBUS_SESSION_BUS_ADDRESS");
        _exit(!getenv("XMODIFIERS") && getenv("LC_TIME") && bus && strcmp(bus, "disabled:") == 0
                  ? 0
                  : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* Neither a picture of its memory nor a file that others may read. */
static void
what_was_prepared_leaves_nothing_to_others(void **state)
{
    int status;
    pid_t pid = fork();

    (void) state;
    if (pid == 0) {
        struct rlimit core;

        (void) umask(0);
        (void) getrlimit(RLIMIT_CORE, &core);
        core.rlim_cur = core.rlim_max;
        (void) setrlimit(RLIMIT_CORE, &core);
        supervisor_prepare(false);
        _exit(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 && getrlimit(RLIMIT_CORE, &core) == 0 &&
                      core.rlim_cur == 0 && core.rlim_max == 0 && umask(0) == 077
                  ? 0
                  : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* The kernel's two letters for what it does with the mapping that `at` is in. */
static void
read_flags(const void *at, char flags[256])
{
    FILE *maps = fopen("/proc/self/smaps", "r");
    char line[512];
    bool is_its = false;

    flags[0] = '\0';
    assert_non_null(maps);
    while (flags[0] == '\0' && fgets(line, sizeof(line), maps)) {
        unsigned long from, to;

        if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
            is_its = (uintptr_t) at >= from && (uintptr_t) at < to;
        else if (is_its && strncmp(line, "VmFlags:", 8) == 0)
            (void) snprintf(flags, 256, "%.255s", line);
    }
    (void) fclose(maps);
}

/* False where the machine forbids it, and in a sanitizer's build: there mlock() does nothing. */
static bool
memory_may_be_locked(size_t bytes)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    (void) bytes;
    return false;
#else
    struct rlimit locked;

    return geteuid() == 0 || (getrlimit(RLIMIT_MEMLOCK, &locked) == 0 && locked.rlim_cur >= bytes);
#endif
}

/* Not copied by a fork, not dumped, not swapped out. */
static void
the_page_of_the_key_is_ours_alone(void **state)
{
    struct supervisor_times times = quick();
    struct fault fault;
    struct held *held = held_new(&times, &fault);
    char flags[256];

    (void) state;
    assert_non_null(held);
    read_flags(held, flags);
    assert_non_null(strstr(flags, " dc"));
    assert_non_null(strstr(flags, " dd"));
    if (memory_may_be_locked(2 * sizeof(*held)))
        assert_non_null(strstr(flags, " lo"));
    held_free(held);
}

static int
wait_to_be_told(void *context, const struct supervisor_child *child)
{
    struct timespec patience = {.tv_sec = 3};
    sigset_t term;

    (void) context;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    show(child);
    stage->old_stood = true;
    stage->old_went = sigtimedwait(&term, NULL, &patience) == SIGTERM;
    return 0;
}

static void
a_child_without_its_supervisor_is_told_to_end(void **state)
{
    pid_t supervisor = fork();

    (void) state;
    if (supervisor == 0)
        _exit(play(wait_to_be_told));
    for (int i = 0; i < 500 && !stage->old_stood; i++)
        sleep_ms(10);
    assert_int_equal(kill(supervisor, SIGKILL), 0);
    assert_int_equal(waitpid(supervisor, NULL, 0), supervisor);
    for (int i = 0; i < 300 && !stage->old_went; i++)
        sleep_ms(10);
    assert_true(stage->old_went);
}

static int
set_stage(void **state)
{
    (void) state;
    memset(stage, 0, sizeof(*stage));
    return 0;
}

int
main(int argc, char **argv)
{
#define ROW(test) cmocka_unit_test_setup(test, set_stage)
    const struct CMUnitTest tests[] = {
        ROW(after_a_crash_the_next_child_gets_the_draft_key),
        ROW(the_draft_key_dies_ten_minutes_after_the_last_press),
        ROW(a_forgotten_draft_key_is_not_given),
        ROW(a_session_that_closed_leaves_no_draft_key),
        ROW(three_deaths_leave_the_sitting_to_staff),
        ROW(what_staff_hand_back_waits_in_the_next_child),
        ROW(a_tray_is_given_once_and_its_sitting_may_rest_longer),
        ROW(a_tray_dies_unused_after_thirty_minutes),
        ROW(a_tray_has_a_limit),
        ROW(a_call_outlives_children_until_it_is_seen_and_rings_once),
        ROW(a_command_that_fails_is_missing_or_hangs_is_told),
        ROW(a_call_may_have_no_command),
        ROW(a_command_has_none_of_our_descriptors),
        ROW(the_old_picture_stands_until_the_next_one_shows),
        ROW(a_session_may_be_over_before_the_old_child_is_gone),
        ROW(the_old_picture_stands_while_the_next_one_is_started_again),
        ROW(a_child_without_a_first_frame_is_ended),
        ROW(a_child_that_answers_no_more_is_ended),
        ROW(messages_that_are_not_of_their_form_change_nothing),
        ROW(told_to_end_it_tells_the_child_and_leaves),
        ROW(a_child_that_does_not_end_is_killed),
        ROW(a_first_child_that_cannot_begin_gives_its_exit_code),
        ROW(three_later_refusals_in_a_row_end_it_too),
        ROW(a_second_one_waits_for_the_lock),
        ROW(a_lock_that_cannot_be_made_is_said),
        ROW(the_environment_leads_to_no_daemon),
        ROW(what_was_prepared_leaves_nothing_to_others),
        ROW(the_page_of_the_key_is_ours_alone),
        ROW(a_child_without_its_supervisor_is_told_to_end),
    };
    int failed;

    clock_share();
    stage = mmap(NULL, sizeof(*stage), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (stage == MAP_FAILED || !mkdtemp(folder))
        return 1;
    lock_path = file_path(folder, "lock");
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    failed = cmocka_run_group_tests_name("supervisor_run", tests, NULL, NULL);
    (void) unlink(lock_path);
    (void) rmdir(folder);
    free(lock_path);
    return failed;
}
