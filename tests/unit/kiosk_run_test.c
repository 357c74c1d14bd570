/* A kiosk child with the real loop, worker, ears, driver and toolkit. The test is its supervisor and
 * its tour; rooms and data folder are played, so that what they are told can be seen. */
#define _GNU_SOURCE // MAP_ANONYMOUS

#include "afterword/clinic.h"
#include "afterword/journal.h"
#include "afterword/kiosk.h"
#include "afterword/patient.h"
#include "afterword/staff.h"

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 10000

/* Shared with the kiosk. */
struct stage {
    int opened, tidied, stopped, jobs_run;
    int closed_after; /* jobs that had run when the data file was closed; -1: it is open */
    bool had_tray, had_kept, had_help;
    char theme[16];
    int told_state;
    char told_by[96];
};
static struct stage *stage;
static bool folder_fails;

/* ---- the data folder that is played -----------------------------------------------*/

bool
clinic_open(const struct clinic_place *place, struct records **records, struct fault *fault)
{
    (void) place;
    if (folder_fails)
        return FAULT(fault, FAULT_DAMAGED, "open the data file", 0);
    stage->opened++;
    *records = (struct records *) stage;
    return true;
}

void
clinic_close(struct records *records)
{
    if (records)
        stage->closed_after = stage->jobs_run;
}

bool
clinic_tidy(struct records *records, const struct id *living, struct fault *fault)
{
    (void) records;
    (void) living;
    (void) fault;
    stage->tidied++;
    return true;
}

bool
clinic_help_read(const char *folder, struct clinic_help *help, struct fault *fault)
{
    static char first[] = "bell", second[] = "room 2";
    static char *argv[] = {first, second, NULL};

    (void) folder;
    (void) fault;
    *help = (struct clinic_help){.argv = argv, .is_signed = true};
    return true;
}

void
clinic_help_trust(struct records *records, struct clinic_help *help)
{
    (void) records;
    assert_true(help->is_signed);
}

bool
clinic_settings_read(struct records *records, struct clinic_settings *settings, struct fault *fault)
{
    (void) records;
    return FAULT(fault, FAULT_NOT_FOUND, "read the settings", 0) && settings;
}

bool
clinic_members_read(struct records *records, struct clinic_members *members, struct fault *fault)
{
    (void) records;
    return FAULT(fault, FAULT_NOT_FOUND, "read the members", 0) && members;
}

struct flow_folder *
flow_folder_load(const char *folder, struct fault *fault)
{
    (void) folder;
    (void) FAULT(fault, FAULT_NOT_FOUND, "read the flows", 0);
    return NULL;
}

/* ---- rooms that are played --------------------------------------------------------*/

struct work {
    struct job job;
    int ms;
};

static void
rest(int ms)
{
    struct timespec time = {ms / 1000, (long) (ms % 1000) * 1000000};

    nanosleep(&time, NULL);
}

static bool
run_work(struct job *job, struct fault *fault)
{
    (void) fault;
    rest(((struct work *) job)->ms);
    stage->jobs_run++;
    return true;
}

static void
free_work(struct job *job)
{
    free(job);
}

static void
post_work(struct worker *worker, uint32_t screen, int ms)
{
    struct work *work = memory_new(1, sizeof(*work));

    work->job = (struct job){.screen = screen, .run = run_work, .free = free_work};
    work->ms = ms;
    (void) worker_post(worker, &work->job);
}

struct patient {
    struct patient_options options;
    enum patient_outcome outcome;
    struct ui_writing *writing;
    int done;
};

struct patient *
patient_new(const struct patient_options *options)
{
    struct patient *room = memory_new(1, sizeof(*room));

    room->options = *options;
    room->writing = ui_writing_new();
    stage->had_tray = options->tray != NULL;
    stage->had_kept = options->kept != NULL;
    stage->had_help = options->help != NULL;
    snprintf(stage->theme, sizeof(stage->theme), "%s", options->theme ? options->theme : "");
    return room;
}

void
patient_free(struct patient *room)
{
    post_work(
        room->options.worker, 0, 0); // as the real one may: what it owned goes behind its jobs
    ui_writing_free(room->writing);
    free(room);
}

static bool
button(struct ui *ui, const char *id, float y)
{
    return ui_answer(ui, id, (struct ui_rect){100, y, 400, 70}, id, NULL, false);
}

static void
describe_record(struct patient *room, struct ui *ui)
{
    char text[40];

    snprintf(text, sizeof(text), "done %d", room->done);
    ui_text(ui, "record", (struct ui_rect){600, 20, 400, 60}, UI_BODY, UI_INK, text);
    ui_write(ui, "page", (struct ui_rect){600, 100, 400, 200}, room->writing,
        &(struct ui_writing_look){.label = "page"});
}

void
patient_frame(struct patient *room, struct ui *ui)
{
    const struct patient_host *host = &room->options.host;

    ui_scene(ui, 600);
    describe_record(room, ui);
    if (button(ui, "staff", 20))
        room->outcome = PATIENT_TO_STAFF;
    if (button(ui, "end", 110))
        room->outcome = PATIENT_ENDED;
    if (button(ui, "work", 200))
        post_work(room->options.worker, room->options.screen, 300);
    if (button(ui, "call", 290))
        host->call(host->context, CLINIC_CALL_PRESSED);
    if (button(ui, "seen", 380))
        host->seen(host->context, "Ana Ruiz");
    if (button(ui, "present", 470))
        host->present(host->context);
    if (button(ui, "forget", 560))
        host->forget(host->context);
}

void
patient_done(struct patient *room, struct job *job)
{
    room->done++;
    job->free(job);
}

void
patient_call_told(struct patient *room, const struct clinic_call *call)
{
    (void) room;
    stage->told_state = (int) call->state;
    memcpy(stage->told_by, call->by, sizeof(stage->told_by));
}

int64_t
patient_deadline(const struct patient *room)
{
    (void) room;
    return -1;
}

enum patient_outcome
patient_outcome(const struct patient *room)
{
    return room->outcome;
}

void
patient_stop(struct patient *room)
{
    stage->stopped++;
    post_work(room->options.worker, 0, 50);
}

struct staff {
    struct staff_options options;
    enum staff_outcome outcome;
};

struct staff *
staff_new(const struct staff_options *options)
{
    struct staff *room = memory_new(1, sizeof(*room));

    room->options = *options;
    return room;
}

void
staff_free(struct staff *room)
{
    free(room);
}

void
staff_frame(struct staff *room, struct ui *ui)
{
    ui_scene(ui, 600);
    if (button(ui, "leave", 20))
        room->outcome = STAFF_LEFT;
    if (button(ui, "hand-over", 110)) {
        struct bytes json = BYTES_EMPTY;

        bytes_append_text(&json, "{\"called\":\"M.\"}");
        room->options.host.tray(room->options.host.context, &json);
        bytes_destroy(&json);
        room->outcome = STAFF_ENDED;
    }
}

void
staff_done(struct staff *room, struct job *job)
{
    (void) room;
    job->free(job);
}

void
staff_call_told(struct staff *room, const struct clinic_call *call)
{
    (void) room;
    (void) call;
}

int64_t
staff_deadline(const struct staff *room)
{
    (void) room;
    return -1;
}

enum staff_outcome
staff_outcome(const struct staff *room)
{
    return room->outcome;
}

void
staff_stop(struct staff *room)
{
    (void) room;
    stage->stopped++;
}

/* ---- the kiosk and its two neighbours -----------------------------------------------*/

static pid_t kiosk;
static int link_end = -1, door_end = -1, pair = -1;

static bool
receive_within(int socket, struct message *message, int ms)
{
    struct pollfd waiting = {.fd = socket, .events = POLLIN};
    struct fault fault;

    return poll(&waiting, 1, ms) > 0 && message_receive(socket, message, &fault);
}

/* Takes messages until one of this kind comes. */
static void
await(int socket, uint16_t kind, struct message *message)
{
    for (;;) {
        assert_true(receive_within(socket, message, PATIENCE_MS));
        if (message->kind == kind)
            return;
        message_destroy(message);
    }
}

static void
await_link(enum link_kind kind)
{
    struct message message;

    await(link_end, (uint16_t) kind, &message);
    message_destroy(&message);
}

_Noreturn static void
be_kiosk(int link, int door)
{
    struct kiosk_options options = {.folder = "/nowhere",
        .prompts = "/nowhere",
        .assets = AFTERWORD_SOURCE_DIR "/assets",
        .theme = "day",
        .width = 1280,
        .height = 800};
    struct kiosk_place place = {link, -1, door, NULL};

    _exit(kiosk_run(&options, &place));
}

static void
fork_kiosk(int links[2], int doors[2])
{
    kiosk = fork();
    if (kiosk == 0) {
        close(links[0]);
        close(doors[0]);
        be_kiosk(links[1], doors[1]);
    }
    close(links[1]);
    close(doors[1]);
    link_end = links[0];
    door_end = doors[0];
}

static void
begin(void (*give)(int link))
{
    int links[2], doors[2];
    struct message hello;
    struct fault fault;

    assert_true(message_pair(links, &fault) && message_pair(doors, &fault));
    if (give)
        give(links[0]);
    fork_kiosk(links, doors);
    await_link(LINK_SHOWN);
    await(door_end, DOOR_HELLO, &hello);
    pair = hello.descriptor;
    hello.descriptor = -1;
    message_destroy(&hello);
}

static int
end(void)
{
    int status = 0;
    pid_t ended = 0;

    for (int i = 0; i < PATIENCE_MS / 10 && ended == 0; i++) {
        rest(10);
        ended = waitpid(kiosk, &status, WNOHANG);
    }
    assert_int_equal(ended, kiosk);
    kiosk = 0;
    return status;
}

static void
ask(enum door_kind kind, const struct bytes *body, int descriptor, struct message *answer)
{
    struct fault fault;

    assert_true(message_send(pair, (uint16_t) kind, body ? body->data : NULL,
        body ? body->length : 0, descriptor, &fault));
    assert_true(receive_within(pair, answer, PATIENCE_MS));
}

static enum door_kind
give_input(enum door_input input, const char *text)
{
    struct bytes body = BYTES_EMPTY;
    struct message answer;
    enum door_kind kind;

    bytes_append_byte(&body, (uint8_t) input);
    bytes_append_sized(&body, text, strlen(text));
    ask(DOOR_INPUT, &body, -1, &answer);
    kind = (enum door_kind) answer.kind;
    message_destroy(&answer);
    bytes_destroy(&body);
    return kind;
}

static void
press(const char *name)
{
    clock_advance(1000); // no bounce of a finger
    assert_int_equal(give_input(DOOR_PRESS, name), DOOR_DONE);
}

static bool
is_on_screen(const char *words)
{
    struct message answer;
    bool found;

    ask(DOOR_LIST, NULL, -1, &answer);
    assert_int_equal(answer.kind, DOOR_LISTED);
    found = strstr(bytes_text(&answer.body), words) != NULL;
    message_destroy(&answer);
    return found;
}

static void
await_rest(void)
{
    struct message answer;

    ask(DOOR_IDLE, NULL, -1, &answer);
    assert_int_equal(answer.kind, DOOR_DONE);
    message_destroy(&answer);
}

/* ---- tests -----------------------------------------------------------------------*/

static void
the_first_frame_is_told_and_then_it_tidies(void **state)
{
    (void) state;
    begin(NULL);
    await_rest();
    assert_int_equal(stage->opened, 1);
    assert_int_equal(stage->tidied, 1);
    assert_true(stage->had_help);
    assert_false(stage->had_tray || stage->had_kept);
    assert_string_equal(stage->theme, "day");
    assert_true(is_on_screen("\"id\":\"staff\""));
}

static void
a_data_file_that_does_not_open_leaves_the_room(void **state)
{
    (void) state;
    folder_fails = true;
    begin(NULL);
    folder_fails = false;
    assert_true(is_on_screen("\"id\":\"staff\""));
    assert_int_equal(stage->tidied, 0);
}

static void
one_room_follows_the_other(void **state)
{
    (void) state;
    begin(NULL);
    press("staff");
    assert_true(is_on_screen("\"id\":\"leave\""));
    assert_false(is_on_screen("\"id\":\"staff\""));
    press("@leave");
    assert_true(is_on_screen("\"id\":\"staff\""));
}

static void
a_session_that_is_over_closes_and_stands_still(void **state)
{
    struct message message;
    int status;

    (void) state;
    begin(NULL);
    press("end");
    await_link(LINK_CLOSED);
    assert_int_equal(stage->closed_after, 1);
    assert_int_equal(stage->stopped, 0);
    assert_false(receive_within(pair, &message, PATIENCE_MS)); // its end, not a message
    rest(50);
    assert_int_equal(waitpid(kiosk, &status, WNOHANG), 0);
}

static void
told_to_end_it_saves_closes_and_leaves(void **state)
{
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP};

    (void) state;
    for (size_t i = 0; i < COUNT(signals); i++) {
        memset(stage, 0, sizeof(*stage));
        stage->closed_after = -1;
        begin(NULL);
        kill(kiosk, signals[i]);
        assert_int_equal(end(), 0);
        assert_int_equal(stage->stopped, 1);
        assert_int_equal(stage->closed_after, 2); // behind the last save and what the room left
    }
}

static void
without_its_supervisor_it_leaves(void **state)
{
    (void) state;
    begin(NULL);
    close(link_end);
    link_end = -1;
    assert_int_equal(end(), 0);
    assert_int_equal(stage->closed_after, 2);
}

static void
it_says_that_it_is_alive(void **state)
{
    struct fault fault;

    (void) state;
    begin(NULL);
    assert_true(message_send(link_end, LINK_ALIVE, NULL, 0, -1, &fault));
    await_link(LINK_ALIVE);
}

static void
a_call_leaves_with_its_signed_command(void **state)
{
    struct message message;
    struct reader body;
    size_t length;

    (void) state;
    begin(NULL);
    press("call");
    await(link_end, LINK_CALL, &message);
    body = reader_of(message.body.data, message.body.length);
    assert_int_equal(reader_u8(&body), CLINIC_CALL_PRESSED);
    assert_true((int64_t) reader_u64(&body) > 1600000000000);
    assert_memory_equal(reader_sized(&body, &length), "bell", 4);
    assert_memory_equal(reader_sized(&body, &length), "room 2", 6);
    assert_true(reader_at_end(&body));
    message_destroy(&message);

    press("seen");
    await(link_end, LINK_SEEN, &message);
    body = reader_of(message.body.data, message.body.length);
    assert_memory_equal(reader_sized(&body, &length), "Ana Ruiz", 8);
    message_destroy(&message);

    press("present");
    await_link(LINK_PRESENT);
    press("forget");
    await_link(LINK_FORGET);
}

static void
a_call_that_is_told_reaches_the_room(void **state)
{
    struct bytes body = BYTES_EMPTY;
    struct fault fault;

    (void) state;
    begin(NULL);
    bytes_append_byte(&body, CLINIC_CALL_PRESSED);
    bytes_append_u64(&body, 1700000000000);
    bytes_append_byte(&body, LINK_CALL_SEEN);
    bytes_append_sized(&body, "Dr Lee", 6);
    assert_true(message_send(link_end, LINK_CALLING, body.data, body.length, -1, &fault));
    assert_true(message_send(link_end, LINK_CALLING, "x", 1, -1, &fault)); // of no form: no harm
    for (int i = 0; i < 200 && stage->told_state != CLINIC_CALL_SEEN; i++)
        rest(10);
    assert_string_equal(stage->told_by, "Dr Lee");
    bytes_destroy(&body);
}

static void
what_staff_hand_over_is_sent(void **state)
{
    struct message message;

    (void) state;
    begin(NULL);
    press("staff");
    press("hand-over");
    await(link_end, LINK_TRAY, &message);
    assert_string_equal(bytes_text(&message.body), "{\"called\":\"M.\"}");
    message_destroy(&message);
    await_link(LINK_CLOSED);
}

static void
give_tray_and_draft(int link)
{
    struct journal_tray tray = {.called = memory_string("M."),
        .flow = memory_string("landing"),
        .language = memory_string("en"),
        .names = memory_string("Ana"),
        .first = memory_string("Ana"),
        .made_ms = clock_wall_ms()};
    uint8_t kept[64] = {7};
    struct bytes json = BYTES_EMPTY;
    struct fault fault;

    memset(&tray.journal, 3, sizeof(tray.journal));
    journal_tray_write(&tray, &json);
    assert_true(message_send(link, LINK_RESUME, kept, sizeof(kept), -1, &fault));
    assert_true(message_send(link, LINK_TRAY, json.data, json.length, -1, &fault));
    bytes_destroy(&json);
    journal_tray_destroy(&tray);
}

static void
what_the_supervisor_held_is_there_for_the_first_frame(void **state)
{
    (void) state;
    begin(give_tray_and_draft);
    assert_true(stage->had_tray);
    assert_true(stage->had_kept);
    press("staff");
    press("leave");
    assert_false(stage->had_tray); // whoever was at the staff's page is past it
    assert_true(stage->had_kept);
}

static void
rest_is_when_no_job_is_under_way(void **state)
{
    (void) state;
    begin(NULL);
    press("work");
    assert_int_equal(stage->jobs_run, 0);
    await_rest();
    assert_int_equal(stage->jobs_run, 1);
    assert_true(is_on_screen("done 1"));
}

static void
a_job_of_a_room_that_has_gone_is_freed(void **state)
{
    (void) state;
    begin(NULL);
    press("work");
    press("staff");
    press("leave");
    await_rest();
    assert_int_equal(stage->jobs_run, 2);
    assert_true(is_on_screen("done 0"));
}

static void
letters_and_keys_keep_their_order(void **state)
{
    (void) state;
    begin(NULL);
    press("page");
    assert_int_equal(give_input(DOOR_TYPE, "soñé x"), DOOR_DONE);
    assert_int_equal(give_input(DOOR_KEY, "Backspace"), DOOR_DONE);
    assert_int_equal(give_input(DOOR_TYPE, "con"), DOOR_DONE);
    assert_int_equal(give_input(DOOR_KEY, "Ctrl+Home"), DOOR_DONE);
    assert_int_equal(give_input(DOOR_TYPE, "ayer "), DOOR_DONE);
    assert_true(is_on_screen("ayer soñé con"));
    assert_int_equal(give_input(DOOR_KEY, "NoSuchKey"), DOOR_FAILED);
}

static void
what_is_not_there_cannot_be_pressed(void **state)
{
    (void) state;
    begin(NULL);
    assert_int_equal(give_input(DOOR_PRESS, "nothing"), DOOR_FAILED);
    assert_int_equal(give_input(DOOR_PRESS, "@record"), DOOR_FAILED);
    assert_int_equal(give_input((enum door_input) 99, "x"), DOOR_FAILED);
}

static void
a_picture_is_a_png(void **state)
{
    char path[] = "/tmp/afterword-shot-XXXXXX";
    int file = mkstemp(path);
    struct message answer;
    uint8_t begins[8];

    (void) state;
    begin(NULL);
    ask(DOOR_SHOT, NULL, file, &answer);
    assert_int_equal(answer.kind, DOOR_DONE);
    message_destroy(&answer);
    assert_int_equal(pread(file, begins, sizeof(begins), 0), (ssize_t) sizeof(begins));
    assert_memory_equal(begins, "\x89PNG\r\n\x1a\n", 8);
    close(file);
    (void) unlink(path);
}

static void
without_a_display_it_says_so(void **state)
{
    int links[2], doors[2], status;
    struct fault fault;

    (void) state;
    unsetenv("SDL_VIDEODRIVER");
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    assert_true(message_pair(links, &fault) && message_pair(doors, &fault));
    fork_kiosk(links, doors);
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    status = end();
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 1);
}

/* ---- each test -------------------------------------------------------------------*/

static int
set_stage(void **state)
{
    (void) state;
    memset(stage, 0, sizeof(*stage));
    stage->closed_after = -1;
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    return 0;
}

static int
clear_stage(void **state)
{
    (void) state;
    if (kiosk > 0) {
        kill(kiosk, SIGKILL);
        waitpid(kiosk, NULL, 0);
    }
    kiosk = 0;
    if (link_end >= 0)
        close(link_end);
    if (door_end >= 0)
        close(door_end);
    if (pair >= 0)
        close(pair);
    link_end = door_end = pair = -1;
    return 0;
}

static void
block_signals(void)
{
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    sigprocmask(SIG_BLOCK, &signals, NULL);
}

int
main(int argc, char **argv)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, set_stage, clear_stage)
    const struct CMUnitTest tests[] = {
        ROW(the_first_frame_is_told_and_then_it_tidies),
        ROW(a_data_file_that_does_not_open_leaves_the_room),
        ROW(one_room_follows_the_other),
        ROW(a_session_that_is_over_closes_and_stands_still),
        ROW(told_to_end_it_saves_closes_and_leaves),
        ROW(without_its_supervisor_it_leaves),
        ROW(it_says_that_it_is_alive),
        ROW(a_call_leaves_with_its_signed_command),
        ROW(a_call_that_is_told_reaches_the_room),
        ROW(what_staff_hand_over_is_sent),
        ROW(what_the_supervisor_held_is_there_for_the_first_frame),
        ROW(rest_is_when_no_job_is_under_way),
        ROW(a_job_of_a_room_that_has_gone_is_freed),
        ROW(letters_and_keys_keep_their_order),
        ROW(what_is_not_there_cannot_be_pressed),
        ROW(a_picture_is_a_png),
        ROW(without_a_display_it_says_so),
    };

    block_signals();
    stage = mmap(NULL, sizeof(*stage), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (stage == MAP_FAILED)
        return 1;
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    clock_share();
    return cmocka_run_group_tests_name("kiosk_run", tests, NULL, NULL);
}
