/* Tours on a kiosk that is played by this test: it speaks through the door as a real one does. */
#include "tour/inside.h"

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/folder.h"

/* ---- the kiosk that is played ----------------------------------------------------
 *
 * Its screen has a line that says how many children there have been, a button "Begin" that comes
 * alive at the second look, a page, and "End", which closes this child.
 */
struct played {
    int pair;
    int child;
    int looks;
    char written[64];
    int n_shaken, n_bounces;
    bool ended;
};

static void
say(const struct played *played, enum door_kind kind, const char *text)
{
    struct fault fault;

    if (!message_send(played->pair, (uint16_t) kind, text, strlen(text), -1, &fault))
        _exit(0);
}

static void
say_list(struct played *played)
{
    char text[512];

    snprintf(text, sizeof(text),
        "[{\"id\":\"count\",\"role\":\"text\",\"label\":\"child %d\",\"value\":\"\",\"state\":[]},"
        "{\"id\":\"begin\",\"role\":\"button\",\"label\":\"Begin\",\"value\":\"\",\"state\":[%s]},"
        "{\"id\":\"page\",\"role\":\"page\",\"label\":\"\",\"value\":\"%s\",\"state\":[\"focused\"]"
        "}"
        "]",
        played->child, played->looks < 2 ? "\"disabled\"" : "", played->written);
    played->looks++;
    say(played, DOOR_LISTED, text);
}

static void
take_input(struct played *played, struct reader body)
{
    uint8_t input = reader_u8(&body);
    size_t length = 0;
    bool named = input != DOOR_UP && input != DOOR_BOUNCE;
    const uint8_t *text = named ? reader_sized(&body, &length) : NULL;

    if (input == DOOR_SHAKEN || input == DOOR_BOUNCE) {
        played->n_shaken += input == DOOR_SHAKEN;
        played->n_bounces += input == DOOR_BOUNCE;
        snprintf(played->written, sizeof(played->written), "%d shaken, %s", played->n_shaken,
            played->n_bounces < played->n_shaken       ? "too few"
            : played->n_bounces > 3 * played->n_shaken ? "too many"
                                                       : "bounced");
    }
    if (input == DOOR_PRESS && length == 5 && memcmp(text, "Begin", 5) == 0 && played->looks < 2) {
        played->looks++;
        say(played, DOOR_FAILED, "it cannot be pressed now");
        return;
    }
    if (input == DOOR_PRESS && length == 4 && memcmp(text, "@end", 4) == 0)
        played->ended = true;
    if (input == DOOR_TYPE)
        snprintf(played->written, sizeof(played->written), "%.*s", (int) length, text);
    say(played, DOOR_DONE, "");
}

static void
take_shot(struct played *played, int descriptor)
{
    if (descriptor < 0 || write(descriptor, "picture", 7) != 7)
        say(played, DOOR_FAILED, "no file");
    else
        say(played, DOOR_DONE, "");
}

_Noreturn static void
be_child(int door, int child)
{
    struct played played = {.child = child};
    struct bytes hello = BYTES_EMPTY;
    struct message message;
    struct fault fault;
    int sockets[2];

    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (!message_pair(sockets, &fault))
        _exit(1);
    bytes_append_u32(&hello, (uint32_t) getpid());
    if (!message_send(door, DOOR_HELLO, hello.data, hello.length, sockets[1], &fault))
        _exit(1);
    close(sockets[1]);
    played.pair = sockets[0];
    while (!played.ended && message_receive(played.pair, &message, &fault)) {
        if (message.kind == DOOR_INPUT)
            take_input(&played, reader_of(message.body.data, message.body.length));
        else if (message.kind == DOOR_LIST)
            say_list(&played);
        else if (message.kind == DOOR_SHOT)
            take_shot(&played, message.descriptor);
        else
            say(&played, DOOR_DONE, "");
        message_destroy(&message);
    }
    _exit(0);
}

/* Forks a child again each time one is gone, as the supervisor does. It takes its signals one by one,
 * so that none comes between looking and waiting. */
static int
supervise(void *context, const char *folder, int door)
{
    sigset_t signals;
    int child = 0;
    int signal = SIGCHLD;

    (void) context;
    (void) folder;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGCHLD);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    while (signal == SIGCHLD) {
        if (fork() == 0)
            be_child(door, child + 1);
        child++;
        if (sigwait(&signals, &signal) != 0)
            return 1;
        while (waitpid(-1, NULL, WNOHANG) > 0)
            ;
    }
    return 0;
}

static int
refuse(void *context, const char *folder, int door)
{
    (void) context;
    (void) folder;
    (void) door;
    return 1;
}

/* ---- playing ---------------------------------------------------------------------*/

static char *folder;

static bool shaking;

static int
play_on(const char *text, int (*supervisor)(void *, const char *, int))
{
    char *path = file_path(folder, "a.tour");
    struct bytes bytes = BYTES_EMPTY;
    struct fault fault;
    char *files[] = {path, NULL};
    struct tour_options options = {.files = files,
        .n_files = 1,
        .data = folder,
        .shots = folder,
        .supervise = supervisor,
        .shaking = shaking,
        .seed = 5};
    int exit_code;

    bytes_append_text(&bytes, text);
    assert_true(file_write(path, &bytes, 0600, &fault));
    exit_code = tour_run(&options);
    bytes_destroy(&bytes);
    free(path);
    return exit_code;
}

static int
play(const char *text)
{
    return play_on(text, supervise);
}

static void
a_tour_presses_types_and_looks(void **state)
{
    (void) state;
    assert_int_equal(play("press \"Begin\"\n"
                          "type \"warm hands\"\n"
                          "expect \"warm\"\n"
                          "expect @page\n"
                          "expect-focus @page\n"
                          "expect-not \"cold\"\n"
                          "touch @page 0.5 0.5\n"
                          "drag 0.2 0.5 0.8 0.5\n"
                          "hold \"Begin\" 10ms\n"
                          "key Tab\n"
                          "wait 10ms\n"),
        0);
}

static void
a_hand_that_shakes_presses_and_touches(void **state)
{
    (void) state;
    shaking = true;
    assert_int_equal(play("press @page\n"
                          "expect \"1 shaken, bounced\"\n"
                          "touch @page 0.5 0.5\n"
                          "touch 0.5 0.5\n"
                          "expect \"3 shaken, bounced\"\n"
                          "drag 0.2 0.5 0.8 0.5\n"
                          "hold @page 10ms\n"
                          "expect \"3 shaken, bounced\"\n"),
        0);
    shaking = false;
}

static void
the_clock_moves_for_all(void **state)
{
    int64_t before_ms;

    (void) state;
    clock_share();
    before_ms = clock_now_ms();
    assert_int_equal(play("clock +20min\n"), 0);
    assert_true(clock_now_ms() - before_ms >= 20 * 60 * 1000);
}

static void
it_follows_from_child_to_child(void **state)
{
    (void) state;
    assert_int_equal(play("expect \"child 1\"\n"
                          "crash\n"
                          "expect \"child 2\"\n"
                          "press @end\n"
                          "expect \"child 3\"\n"
                          "restart\n"
                          "expect \"child 1\"\n"),
        0);
}

static void
a_picture_is_written(void **state)
{
    char *path = file_path(folder, "page.png");
    struct stat status;

    (void) state;
    assert_int_equal(play("shot page\n"), 0);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_size, 7);
    free(path);
}

static void
a_line_that_fails_ends_the_tour(void **state)
{
    (void) state;
    assert_int_equal(play("expect \"a word that is not there\"\nexpect \"child 1\"\n"), 1);
}

/* Without the library nobody would know what to lose. */
static void
power_is_lost_in_the_suite_alone(void **state)
{
    (void) state;
    assert_int_equal(play("lose-power\n"), 1);
}

static void
a_script_that_cannot_be_read_plays_nothing(void **state)
{
    (void) state;
    assert_int_equal(play("lose-everything\n"), 2);
}

static void
a_kiosk_that_does_not_start_is_said(void **state)
{
    (void) state;
    assert_int_equal(play_on("expect \"child 1\"\n", refuse), 1);
}

static int
open_folder(void **state)
{
    (void) state;
    folder = test_folder_make();
    return 0;
}

static int
close_folder(void **state)
{
    (void) state;
    test_folder_remove(folder);
    return 0;
}

int
main(int argc, char **argv)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, open_folder, close_folder)
    const struct CMUnitTest tests[] = {
        ROW(a_tour_presses_types_and_looks),
        ROW(a_hand_that_shakes_presses_and_touches),
        ROW(the_clock_moves_for_all),
        ROW(it_follows_from_child_to_child),
        ROW(a_picture_is_written),
        ROW(a_line_that_fails_ends_the_tour),
        ROW(power_is_lost_in_the_suite_alone),
        ROW(a_script_that_cannot_be_read_plays_nothing),
        ROW(a_kiosk_that_does_not_start_is_said),
    };

    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests_name("tour_play", tests, NULL, NULL);
}
