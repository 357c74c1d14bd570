/* The room, from its first frame to its outcome: fingers in, a list of widgets out. The disk is the
 * test's own, behind journal's sittings, so that it can refuse. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "afterword/patient.h"
#include "walk.h"

/* ---- a disk ------------------------------------------------------------------------*/

struct journal_sitting {
    int nothing;
};

static struct {
    bool refuses;
    int begun, saved, closed, resumed;
    bool nothing;
    struct bytes snapshot, open, closed_body;
    struct id journal;
    bool handed_over;
} disk;

/* Only its address is used: it stands for the open folder. */
static int folder;
#define RECORDS ((struct records *) (void *) &folder)

static const struct id mara = {{7}};

struct journal_sitting *
journal_sitting_begin(struct records *records, const struct flow *flow,
    const struct journal_beginning *beginning, const struct bytes *snapshot, struct fault *fault)
{
    (void) records;
    (void) flow;
    if (disk.refuses) {
        (void) FAULT(fault, FAULT_DISK_FULL, "begin a draft", 0);
        return NULL;
    }
    disk.begun++;
    disk.journal = beginning->journal;
    disk.handed_over = beginning->handed_over;
    bytes_set(&disk.snapshot, snapshot->data, snapshot->length);
    return memory_new(1, sizeof(struct journal_sitting));
}

bool
journal_sitting_save(
    struct journal_sitting *sitting, const struct bytes *snapshot, struct fault *fault)
{
    (void) sitting;
    if (disk.refuses)
        return FAULT(fault, FAULT_DISK_FULL, "save a draft", 0);
    disk.saved++;
    bytes_set(&disk.snapshot, snapshot->data, snapshot->length);
    return true;
}

bool
journal_sitting_close(struct journal_sitting *sitting, const struct journal_bodies *bodies,
    bool nothing, struct fault *fault)
{
    if (disk.refuses)
        return FAULT(fault, FAULT_DISK_FULL, "close a draft", 0);
    disk.closed++;
    disk.nothing = nothing;
    bytes_set(&disk.open, bodies->open.data, bodies->open.length);
    bytes_set(&disk.closed_body, bodies->closed.data, bodies->closed.length);
    free(sitting);
    return true;
}

struct journal_sitting *
journal_sitting_resume(struct records *records, struct bytes *kept, struct journal_resumed *resumed,
    struct fault *fault)
{
    (void) records;
    bytes_wipe(kept);
    if (disk.refuses) {
        (void) FAULT(fault, FAULT_DAMAGED, "open a draft", 0);
        return NULL;
    }
    disk.resumed++;
    resumed->journal = mara;
    resumed->flow = walk_flow(WALK_SAME_DAY);
    bytes_set(&resumed->snapshot, disk.snapshot.data, disk.snapshot.length);
    return memory_new(1, sizeof(struct journal_sitting));
}

void
journal_resumed_destroy(struct journal_resumed *resumed)
{
    bytes_wipe(&resumed->snapshot);
    flow_free(resumed->flow);
    resumed->flow = NULL;
}

void
journal_sitting_free(struct journal_sitting *sitting)
{
    free(sitting);
}

bool
journal_code_find(
    struct records *records, const char *code, struct id *journal, struct fault *fault)
{
    (void) records;
    if (strcmp(code, "maple 14 k") != 0)
        return FAULT(fault, FAULT_NOT_FOUND, "find a journal", 0);
    *journal = mara;
    return true;
}

bool
journal_holders(struct records *records, const struct id *journal, struct journal_names *names,
    struct fault *fault)
{
    (void) records;
    (void) journal;
    (void) fault;
    names->names = memory_new(2, sizeof(char *));
    names->names[0] = memory_string("Ana Ruiz");
    names->names[1] = memory_string("Dr Lee");
    names->count = 2;
    return true;
}

void
journal_names_free(struct journal_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->names[i]);
    free(names->names);
    *names = (struct journal_names){NULL, 0};
}

bool
clinic_confirm(
    struct records *records, const struct id *member, const char *passphrase, struct fault *fault)
{
    (void) records;
    (void) member;
    return strcmp(passphrase, "six plain words") == 0 ||
           FAULT(fault, FAULT_PASSPHRASE, "open a lock", 0);
}

/* ---- a kiosk -----------------------------------------------------------------------*/

#define DELIVERED_MAX 64
static struct {
    pthread_mutex_t lock;
    struct job *jobs[DELIVERED_MAX];
    size_t count;
} delivered = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct {
    int calls, seen, present, forgotten;
    enum clinic_call_kind kind;
    char by[96];
} host;

static struct ui *ui;
static struct worker *worker;
static struct patient *room;
static struct patient_options options;
static struct flow_folder flows;
static struct flow *shown[3];
static struct journal_tray tray;
static struct clinic_settings settings;
static struct clinic_help help;
static struct clinic_member member = {.name = "Ana"};
static struct clinic_members members = {&member, 1};
static struct bytes kept;
static int width, height;

static void
deliver(void *context, struct job *job)
{
    (void) context;
    pthread_mutex_lock(&delivered.lock);
    assert_true(delivered.count < DELIVERED_MAX);
    delivered.jobs[delivered.count++] = job;
    pthread_mutex_unlock(&delivered.lock);
}

static void
host_call(void *context, enum clinic_call_kind kind)
{
    (void) context;
    host.calls++;
    host.kind = kind;
}

static void
host_seen(void *context, const char *name)
{
    (void) context;
    host.seen++;
    snprintf(host.by, sizeof(host.by), "%s", name);
}

static void
host_present(void *context)
{
    (void) context;
    host.present++;
}

static void
host_forget(void *context)
{
    (void) context;
    host.forgotten++;
}

static void
frame(void)
{
    size_t n_changed;

    do {
        ui_begin(ui);
        patient_frame(room, ui);
        (void) ui_end(ui, &n_changed);
    } while (ui_acted(ui));
}

/* Until the worker has nothing left and the room took it all. */
static void
settle(void)
{
    const struct timespec moment = {0, 200000};
    bool idle;

    frame();
    do {
        struct job *job = NULL;

        idle = worker_pending(worker) == 0;
        pthread_mutex_lock(&delivered.lock);
        if (delivered.count > 0) {
            job = delivered.jobs[0];
            memmove(&delivered.jobs[0], &delivered.jobs[1],
                --delivered.count * sizeof(delivered.jobs[0]));
        }
        pthread_mutex_unlock(&delivered.lock);
        if (job) {
            idle = false;
            patient_done(room, job);
            frame();
        } else if (!idle) {
            nanosleep(&moment, NULL);
        }
    } while (!idle);
}

/* The kiosk's loop, for so long: it wakes when the room or its screen asks for it. */
static void
wait_s(int seconds)
{
    int64_t until = clock_now_ms() + (int64_t) seconds * 1000;

    while (clock_now_ms() < until && patient_outcome(room) == PATIENT_STAYS) {
        int64_t at = patient_deadline(room), wakes = ui_wakes(ui), now = clock_now_ms();

        at = at < 0 || (wakes >= 0 && wakes < at) ? wakes : at;
        at = at < 0 || at > until ? until : at;
        clock_advance(at > now ? at - now : 1);
        settle();
    }
}

static const struct ui_item *
find(const char *id)
{
    size_t count;
    const struct ui_item *items = ui_list(ui, &count);

    for (size_t i = 0; i < count; i++)
        if (strcmp(items[i].id, id) == 0)
            return &items[i];
    return NULL;
}

static const struct ui_item *
item(const char *id)
{
    const struct ui_item *found = find(id);

    if (!found)
        fail_msg("nothing is named %s", id);
    return found;
}

static bool
says(const char *words)
{
    size_t count;
    const struct ui_item *items = ui_list(ui, &count);

    for (size_t i = 0; i < count; i++)
        if (strstr(items[i].label, words) || strstr(items[i].value, words))
            return true;
    return false;
}

static void
finger(Uint32 type, const SDL_Rect *rect, float x, float y)
{
    SDL_Event event = {.type = type};

    event.tfinger.fingerId = 1;
    event.tfinger.x = ((float) rect->x + (float) rect->w * x) / (float) width;
    event.tfinger.y = ((float) rect->y + (float) rect->h * y) / (float) height;
    (void) ui_event(ui, &event);
    settle();
}

static void
touch_at(const char *id, float x, float y)
{
    SDL_Rect rect = item(id)->rect;

    clock_advance(600); // a hand that shakes presses once
    finger(SDL_FINGERDOWN, &rect, x, y);
    finger(SDL_FINGERUP, &rect, x, y);
}

static void
touch(const char *id)
{
    touch_at(id, 0.5f, 0.5f);
}

static void
type(const char *text)
{
    SDL_Event event = {.type = SDL_TEXTINPUT};
    const size_t most = sizeof(event.text.text) - 1;

    for (size_t length = strlen(text), at = 0; at < length; at += most) {
        snprintf(event.text.text, sizeof(event.text.text), "%s", text + at);
        (void) ui_event(ui, &event);
    }
    settle();
}

static void
begin_room(void)
{
    room = patient_new(&options);
    settle();
}

static void
end_room(void)
{
    patient_free(room);
    room = NULL;
    worker_stop(worker);
    for (size_t i = 0; i < delivered.count; i++)
        delivered.jobs[i]->free(delivered.jobs[i]);
    delivered.count = 0;
    worker = worker_start(16, deliver, NULL);
    options.worker = worker;
}

static void
open_ui(int px_wide, int px_high, double px_per_mm)
{
    struct ui_options ui_look = {
        .width = px_wide,
        .height = px_high,
        .px_per_mm = px_per_mm,
        .comfort = {.theme = UI_DUSK, .text_percent = 100},
        .language = "en",
        .assets = AFTERWORD_SOURCE_DIR "/assets",
    };
    struct fault fault = FAULT_EMPTY;

    ui_free(ui);
    width = px_wide;
    height = px_high;
    ui = ui_new(&ui_look, &fault);
    assert_non_null(ui);
}

static void
hand_over(const char *flow)
{
    tray.journal = mara;
    tray.called = "M.";
    tray.flow = (char *) flow;
    tray.language = (char *) options.language;
    tray.names = "Ana Ruiz and Dr Lee";
    tray.first = "Ana";
    tray.made_ms = clock_wall_ms();
    options.tray = &tray;
}

static int
set_up(void **state)
{
    struct flow_problems problems = {0};

    (void) state;
    memset(&disk, 0, sizeof(disk));
    memset(&host, 0, sizeof(host));
    memset(&tray, 0, sizeof(tray));
    shown[0] = flow_load(AFTERWORD_SOURCE_DIR "/prompts/landing.yaml", &problems);
    flow_problems_destroy(&problems);
    assert_non_null(shown[0]);
    shown[1] = walk_flow(WALK_SAME_DAY);
    shown[2] = walk_flow(WALK_OTHER);
    flows = (struct flow_folder){.flows = shown, .count = 1};
    help = (struct clinic_help){.emergency = "In danger: press the red button by the door.",
        .answers = "Ana",
        .call_leaves = true};
    settings = (struct clinic_settings){.languages = "en,es",
        .desk = "Please go to the desk, two doors left.",
        .goodbye = "Your ride is at the desk."};
    open_ui(1280, 800, 5.88);
    worker = worker_start(16, deliver, NULL);
    options = (struct patient_options){
        .host = {NULL, host_call, host_seen, host_present, host_forget},
        .worker = worker,
        .records = RECORDS,
        .flows = &flows,
        .help = &help,
        .settings = &settings,
        .members = &members,
        .kept = &kept,
        .language = "en",
        .screen = 7,
    };
    return 0;
}

static int
tear_down(void **state)
{
    (void) state;
    end_room();
    worker_stop(worker);
    ui_free(ui);
    ui = NULL;
    for (size_t i = 0; i < COUNT(shown); i++)
        flow_free(shown[i]);
    bytes_destroy(&disk.snapshot);
    bytes_destroy(&disk.open);
    bytes_destroy(&disk.closed_body);
    bytes_destroy(&kept);
    return 0;
}

/* ---- the way in --------------------------------------------------------------------*/

static void
the_first_question_shows_only_after_the_first_commit(void **state)
{
    SDL_Rect rect;

    (void) state;
    hand_over("landing");
    begin_room();
    assert_true(says("Ready for M."));
    assert_true(says("Ana Ruiz and Dr Lee can open it"));
    disk.refuses = true;
    touch("that-is-me");
    assert_null(find("pause"));
    assert_true(says("This screen is resting"));
    assert_non_null(find("help"));
    disk.refuses = false;
    touch("again");
    assert_int_equal(disk.begun, 1);
    assert_true(disk.handed_over);
    assert_true(id_equal(&disk.journal, &mara));
    assert_true(says("You are back."));
    rect = item("enough")->rect;
    assert_in_range(rect.x, 887, 889);
    assert_in_range(rect.w, 359, 361);
    assert_null(find("hear"));
}

/* From "That is me" on: each time another screen stands there. */
static void
the_same_day_walk_is_ten_screens_and_its_words_are_sealed(void **state)
{
    (void) state;
    hand_over("landing");
    begin_room();
    touch("that-is-me");
    touch("enough"); // 1
    touch_at("pad", 0.8f, 0.7f);
    assert_non_null(find("word-1"));
    touch("word-1");
    assert_true(item("word-1")->state & UI_CHOSEN);
    touch("continue"); // 2
    type("A lake, and somebody");
    touch("continue"); // 3
    touch("option-later");
    touch("continue"); // 4
    touch("option-no");
    touch("continue"); // 5
    type("The rope");
    touch("continue"); // 6
    touch_at("pad", 0.7f, 0.6f);
    touch("continue"); // 7
    assert_true(says("before you go?"));
    touch("need-none");
    touch("continue"); // 8
    assert_true(says("This goes to Ana, as you left it."));
    touch("finish"); // 9
    assert_int_equal(disk.closed, 1);
    assert_true(says("It is kept.")); // 10
    assert_true(says("Your ride is at the desk."));
    assert_non_null(strstr(bytes_text(&disk.open), "A lake, and somebody"));
    assert_non_null(strstr(bytes_text(&disk.open), "The rope"));
    assert_int_equal(host.calls, 0);
    assert_true(host.forgotten > 0);
    assert_int_equal(patient_outcome(room), PATIENT_STAYS);
    wait_s(21);
    assert_int_equal(patient_outcome(room), PATIENT_ENDED);
}

static void
a_code_finds_its_journal_and_a_wrong_one_is_told_so(void **state)
{
    (void) state;
    begin_room();
    touch("card");
    type("maple 15");
    touch("continue");
    assert_true(says("I do not know this code."));
    type("x");
    touch("back");
    touch("card");
    assert_string_equal(item("code")->value, "");
    type("maple 14 k");
    touch("keys.done");
    assert_true(says("Who reads this"));
    assert_true(says("Ana Ruiz and Dr Lee can open it"));
    touch("begin");
    assert_true(id_equal(&disk.journal, &mara));
    assert_false(disk.handed_over);
    touch("back");
    assert_true(says("Who reads this"));
    assert_null(find("back"));
    touch("begin");
    assert_non_null(find("enough"));
    assert_int_equal(disk.begun, 1);
}

static void
without_a_code_a_name_is_for_staff_to_place_it_by(void **state)
{
    (void) state;
    flows.count = 3;
    begin_room();
    touch("without");
    type("Mara");
    touch("continue");
    assert_true(says("The staff who place it can open it"));
    touch("begin");
    assert_true(says("Which one would you like?"));
    touch("other");
    touch("begin");
    assert_true(id_is_none(&disk.journal));
    assert_non_null(strstr(bytes_text(&disk.snapshot), "Mara"));
    assert_true(says("Sit as you like."));
}

static void
a_name_that_is_left_standing_is_wiped(void **state)
{
    (void) state;
    begin_room();
    touch("without");
    type("Mara");
    wait_s(121);
    assert_non_null(find("card"));
    touch("without");
    assert_string_equal(item("name")->value, "");
}

static void
a_tray_dies_unused_and_by_not_me(void **state)
{
    (void) state;
    hand_over("landing");
    begin_room();
    wait_s(30 * 60 - 2);
    assert_int_equal(patient_outcome(room), PATIENT_STAYS);
    wait_s(3);
    assert_int_equal(patient_outcome(room), PATIENT_ENDED);
    end_room();
    begin_room();
    assert_null(find("that-is-me"));
    assert_non_null(find("card"));
    end_room();
    hand_over("landing");
    begin_room();
    touch("not-me");
    assert_int_equal(patient_outcome(room), PATIENT_ENDED);
}

static void
with_no_data_file_the_page_is_calm_and_help_works(void **state)
{
    (void) state;
    options.records = NULL;
    begin_room();
    assert_true(says("This screen is resting."));
    assert_null(find("card"));
    touch("help");
    assert_int_equal(host.calls, 1);
    touch("back-to-where");
    assert_true(says("This screen is resting."));
    touch("quiet-corner");
    assert_int_equal(patient_outcome(room), PATIENT_TO_STAFF);
}

static void
a_flow_that_may_call_is_not_offered_where_no_call_leaves(void **state)
{
    (void) state;
    help.call_leaves = false;
    begin_room();
    assert_null(find("card"));
}

/* ---- help --------------------------------------------------------------------------*/

static void
help_says_what_is_true_and_never_closes_by_itself(void **state)
{
    struct clinic_call call = {.kind = CLINIC_CALL_PRESSED, .state = CLINIC_CALL_OPEN};

    (void) state;
    hand_over("landing");
    begin_room();
    touch("that-is-me");
    touch("enough");
    touch("help");
    assert_int_equal(host.calls, 1);
    assert_int_equal(host.kind, CLINIC_CALL_PRESSED);
    call.since_ms = clock_wall_ms();
    patient_call_told(room, &call);
    settle();
    assert_true(says("We are calling someone."));
    assert_true(says("In danger: press the red button by the door."));
    assert_false(says("coming"));
    wait_s(91);
    assert_true(says("No answer yet."));
    assert_true(says("Please go to the desk, two doors left."));
    wait_s(3600);
    assert_non_null(find("call-again"));
    assert_int_equal(patient_outcome(room), PATIENT_STAYS);
    touch("call-again");
    assert_int_equal(host.calls, 2);
    call.state = CLINIC_CALL_SEEN;
    snprintf(call.by, sizeof(call.by), "Ana");
    patient_call_told(room, &call);
    settle();
    assert_true(says("Ana has seen it and is coming."));
    touch("back-to-where");
    assert_non_null(find("pad"));
}

static void
a_call_that_did_not_leave_says_so(void **state)
{
    struct clinic_call call = {.kind = CLINIC_CALL_PRESSED, .state = CLINIC_CALL_FAILED};

    (void) state;
    begin_room();
    touch("help");
    patient_call_told(room, &call);
    settle();
    assert_true(says("The call did not leave this room."));
    assert_true(says("Please go to the desk"));
}

static void
staff_say_they_are_here_with_one_touch_on_their_name(void **state)
{
    (void) state;
    begin_room();
    touch("help");
    touch("i-am-here");
    touch("name-1");
    assert_int_equal(host.seen, 1);
    assert_string_equal(host.by, "Ana");
    assert_true(says("Ana has seen it"));
}

static void
a_call_outlives_the_process_it_was_made_in(void **state)
{
    (void) state;
    options.call = (struct clinic_call){
        .kind = CLINIC_CALL_CARE, .state = CLINIC_CALL_OPEN, .since_ms = clock_wall_ms()};
    begin_room();
    assert_true(says("We are calling someone."));
    assert_int_equal(host.calls, 0);
}

static void
an_option_that_asks_for_someone_calls_once(void **state)
{
    (void) state;
    hand_over("landing");
    begin_room();
    touch("that-is-me");
    touch("enough");
    touch("continue");
    touch("keys.done");
    touch("continue");
    touch("option-now");
    touch("continue");
    assert_int_equal(host.calls, 1);
    assert_int_equal(host.kind, CLINIC_CALL_CARE);
    touch("back-to-where");
    assert_true(says("anything in your body"));
    touch("back");
    touch("continue");
    assert_int_equal(host.calls, 1);
}

/* ---- the ways out ------------------------------------------------------------------*/

static void
to_the_words(void)
{
    begin_room();
    touch("that-is-me");
    touch("enough");
    touch("continue");
    type("half a thought");
}

static void
stop_here_keeps_all_of_it_closed(void **state)
{
    (void) state;
    hand_over("landing");
    to_the_words();
    touch("pause");
    assert_true(says("Ana can read your answers."));
    wait_s(1);
    assert_true(says("Everything so far is kept."));
    assert_null(find("keep-nothing"));
    touch("stop-here");
    touch("need-none");
    touch("continue");
    assert_true(says("All of it stays closed."));
    touch("finish");
    assert_non_null(strstr(bytes_text(&disk.closed_body), "half a thought"));
    assert_null(strstr(bytes_text(&disk.open), "half a thought"));
}

static void
nothing_is_kept_only_after_ten_seconds_in_which_it_is_taken_back(void **state)
{
    (void) state;
    flows.count = 3;
    hand_over("other");
    begin_room();
    touch("that-is-me");
    touch("continue");
    touch("pause");
    touch("keep-nothing");
    assert_true(says("Nothing of today will be kept."));
    touch("keep-nothing");
    touch("need-none");
    touch("continue");
    touch("finish");
    assert_int_equal(disk.closed, 0);
    touch("undo");
    assert_true(says("All of it stays closed."));
    touch("pause");
    touch("keep-nothing");
    touch("keep-nothing");
    touch("finish");
    wait_s(11);
    assert_int_equal(disk.closed, 1);
    assert_true(disk.nothing);
    assert_true(says("Nothing was kept."));
}

static void
who_is_not_safe_stays_on_the_care_page_until_staff_end_it(void **state)
{
    (void) state;
    hand_over("landing");
    to_the_words();
    touch("pause");
    touch("enough-today");
    touch("need-unsafe");
    touch("continue");
    assert_int_equal(host.kind, CLINIC_CALL_CARE);
    assert_int_equal(disk.closed, 1);
    assert_null(find("back-to-where"));
    assert_null(find("finish"));
    wait_s(7200);
    assert_int_equal(patient_outcome(room), PATIENT_STAYS);
    touch("i-am-here");
    touch("name-1");
    touch("finish");
    assert_int_equal(patient_outcome(room), PATIENT_ENDED);
}

static void
a_word_with_someone_calls_and_the_goodbye_waits_for_them(void **state)
{
    struct clinic_call call = {.kind = CLINIC_CALL_WORD, .state = CLINIC_CALL_OPEN};

    (void) state;
    hand_over("landing");
    to_the_words();
    touch("pause");
    touch("enough-today");
    touch("need-word");
    touch("continue");
    assert_int_equal(host.kind, CLINIC_CALL_WORD);
    call.since_ms = clock_wall_ms();
    patient_call_told(room, &call);
    touch("back-to-where");
    touch("finish");
    assert_true(says("Please stay here. We are still calling."));
    wait_s(300);
    assert_int_equal(patient_outcome(room), PATIENT_STAYS);
    call.state = CLINIC_CALL_SEEN;
    patient_call_told(room, &call);
    wait_s(21);
    assert_int_equal(patient_outcome(room), PATIENT_ENDED);
}

static void
what_goes_is_chosen_one_answer_at_a_time(void **state)
{
    (void) state;
    hand_over("landing");
    to_the_words();
    touch("continue");
    touch("pause");
    touch("enough-today");
    touch("need-none");
    touch("continue");
    touch("choose-what-goes");
    assert_null(find("is-gone"));
    assert_true(says("What is still with you"));
    touch("stays-closed");
    touch("continue");
    touch("finish");
    assert_non_null(strstr(bytes_text(&disk.closed_body), "half a thought"));
}

static void
the_goodbye_shows_only_after_the_commit(void **state)
{
    (void) state;
    hand_over("landing");
    to_the_words();
    touch("pause");
    touch("enough-today");
    touch("continue");
    disk.refuses = true;
    touch("finish");
    assert_true(says("This is not kept yet."));
    assert_non_null(find("help"));
    disk.refuses = false;
    wait_s(6);
    assert_true(says("It is kept."));
}

static void
a_disk_that_refuses_is_said_quietly_and_writing_goes_on(void **state)
{
    (void) state;
    hand_over("landing");
    to_the_words();
    assert_null(find("holding"));
    disk.refuses = true;
    type(" more");
    wait_s(2);
    assert_non_null(find("holding"));
    touch("pause");
    assert_false(says("Everything so far is kept."));
    touch("go-on");
    disk.refuses = false;
    wait_s(6);
    assert_null(find("holding"));
    assert_non_null(strstr(bytes_text(&disk.snapshot), "half a thought more"));
}

static void
an_answer_is_started_over_and_brought_back(void **state)
{
    (void) state;
    hand_over("landing");
    to_the_words();
    touch("pause");
    touch("start-over");
    assert_string_equal(item("page")->value, "");
    touch("pause");
    touch("start-over");
    assert_string_equal(item("page")->value, "half a thought");
}

/* ---- walking away ------------------------------------------------------------------*/

static void
the_veil_covers_asks_and_leaves_a_draft(void **state)
{
    (void) state;
    hand_over("landing");
    to_the_words();
    wait_s(119);
    assert_true(says("half a thought"));
    wait_s(2);
    assert_true(says("Your words are covered."));
    assert_false(says("half a thought"));
    assert_null(find("pause"));
    wait_s(180);
    assert_true(says("Still here?"));
    touch("yes");
    assert_true(says("half a thought"));
    wait_s(1799);
    assert_int_equal(patient_outcome(room), PATIENT_STAYS);
    wait_s(2);
    assert_int_equal(patient_outcome(room), PATIENT_ENDED);
    assert_int_equal(disk.closed, 0);
    assert_int_equal(host.forgotten, 1);
    assert_non_null(strstr(bytes_text(&disk.snapshot), "half a thought"));
}

static void
what_the_disk_did_not_take_is_not_let_go_of(void **state)
{
    (void) state;
    hand_over("landing");
    to_the_words();
    disk.refuses = true;
    type(", and the rest");
    wait_s(4000);
    assert_int_equal(patient_outcome(room), PATIENT_STAYS);
    assert_int_equal(host.forgotten, 0);
    disk.refuses = false;
    wait_s(10);
    assert_int_equal(patient_outcome(room), PATIENT_ENDED);
    assert_non_null(strstr(bytes_text(&disk.snapshot), "and the rest"));
}

static void
nothing_happens_while_nothing_moves(void **state)
{
    int64_t now;

    (void) state;
    hand_over("landing");
    begin_room();
    touch("that-is-me");
    touch("enough");
    wait_s(2);
    frame();
    now = clock_now_ms();
    assert_true(ui_wakes(ui) < 0);
    assert_true(patient_deadline(room) > now + 60000);
}

static void
breathing_is_presence(void **state)
{
    (void) state;
    hand_over("landing");
    begin_room();
    touch("that-is-me");
    wait_s(170);
    assert_null(find("go-on"));
    wait_s(140);
    assert_non_null(find("go-on"));
}

static void
words_beside_the_pad_stay_where_they_are(void **state)
{
    char second[32];

    (void) state;
    hand_over("landing");
    begin_room();
    touch("that-is-me");
    touch("enough");
    touch_at("pad", 0.8f, 0.7f);
    snprintf(second, sizeof(second), "%s", item("word-2")->label);
    touch("word-2");
    assert_string_equal(item("word-2")->label, second);
    assert_true(item("word-2")->state & UI_CHOSEN);
    touch("other-word");
    touch("more");
    touch("feeling-1");
    touch("that-is-fine");
    assert_string_equal(item("word-2")->label, second);
    assert_true(item("word-3")->state & UI_CHOSEN);
    touch("word-2");
    assert_false(item("word-2")->state & UI_CHOSEN);
}

static void
who_passed_a_page_of_writing_meets_no_keys_at_the_next(void **state)
{
    (void) state;
    hand_over("landing");
    begin_room();
    touch("that-is-me");
    touch("enough");
    touch("skip");
    assert_null(find("skip"));
    touch("keys.done");
    touch("skip");
    touch("back");
    assert_true(says("What is still with you"));
    touch("skip");
    touch("skip");
    touch("skip");
    assert_true(says("carry out of the door"));
    assert_null(find("keys.done"));
    touch("page");
    assert_non_null(find("keys.done"));
}

static void
undo_reaches_back_past_what_was_saved(void **state)
{
    int saved;

    (void) state;
    hand_over("landing");
    begin_room();
    touch("that-is-me");
    touch("enough");
    touch("skip");
    saved = disk.saved;
    for (int i = 0; i < 3; i++) {
        type(i == 0 ? "lake " : i == 1 ? "rope " : "water ");
        wait_s(3);
    }
    assert_true(disk.saved >= saved + 3);
    assert_true(says("lake rope water"));
    touch("undo");
    touch("undo");
    assert_false(says("rope"));
    wait_s(3);
    touch("redo");
    touch("redo");
    wait_s(3);
    assert_true(says("lake rope water"));
    for (int i = 0; i < 3; i++)
        touch("undo");
    assert_false(says("lake"));
    assert_int_equal(item("undo")->state & UI_DISABLED, UI_DISABLED);
}

/* ---- a window that changes -----------------------------------------------------------*/

static const struct {
    int width, height;
    double px_per_mm;
} windows[] = {
    {800, 1280, 5.88},  // turned
    {800, 480, 5.25},   // small
    {2560, 1440, 4.82}, // on another screen
    {1920, 1080, 8.62}, // denser
    {1280, 800, 5.88},  // and back
};

static void
change_window(size_t n)
{
    width = windows[n].width;
    height = windows[n].height;
    ui_resize(ui, NULL, width, height, windows[n].px_per_mm);
    settle();
}

static void
press_key(SDL_Keycode key)
{
    SDL_Event event = {.type = SDL_KEYDOWN};

    event.key.keysym.sym = key;
    (void) ui_event(ui, &event);
    event.type = SDL_KEYUP;
    (void) ui_event(ui, &event);
    settle();
}

/* In each window one more letter, where the caret was left in the middle of a word. */
static void
a_sentence_and_its_caret_outlive_the_window(void **state)
{
    (void) state;
    hand_over("landing");
    to_the_words();
    for (int i = 0; i < 3; i++)
        press_key(SDLK_LEFT);
    for (size_t i = 0; i < COUNT(windows); i++) {
        change_window(i);
        assert_true(item("page")->state & UI_FOCUSED);
        type((char[]){(char) ('1' + (int) i), '\0'});
    }
    assert_string_equal(item("page")->value, "half a thou12345ght");
    press_key(SDLK_BACKSPACE);
    assert_string_equal(item("page")->value, "half a thou1234ght");
}

/* Keys on the screen stay up, and go on where they were. */
static void
keys_stay_up_while_the_window_changes(void **state)
{
    (void) state;
    hand_over("landing");
    begin_room();
    touch("that-is-me");
    touch("enough");
    touch("continue");
    for (size_t i = 0; i < COUNT(windows); i++) {
        touch("keys.1.0");
        change_window(i);
        assert_non_null(find("keys.done"));
        assert_true(item("page")->state & UI_FOCUSED);
    }
    assert_string_equal(item("page")->value, "Aaaaa");
}

static void
to_the_page(void)
{
    hand_over("landing");
    begin_room();
    touch("that-is-me");
    touch("enough");
    touch("continue");
}

/* Selecting has the page; keys that were up come back behind it. */
static void
selecting_takes_the_keys_away_and_brings_them_back(void **state)
{
    (void) state;
    to_the_page();
    assert_null(find("select"));
    touch("keys.1.0");
    touch("select");
    assert_null(find("keys.done"));
    assert_true(item("select")->state & UI_CHOSEN);
    touch_at("page", 0.05f, 0.1f);
    assert_non_null(find("selected-from"));
    touch("copy");
    touch_at("page", 0.9f, 0.9f);
    touch("paste");
    assert_non_null(find("keys.done"));
    assert_string_equal(item("page")->value, "AA");
    touch("select");
    touch("select");
    assert_non_null(find("keys.done"));
    touch("select");
    type("b");
    assert_null(find("keys.done"));
    assert_false(item("select")->state & UI_CHOSEN);
}

/* Where the keys leave two places beside the page, Select has the question's right after a touch. */
static void
a_touch_in_a_small_page_offers_to_select_there(void **state)
{
    (void) state;
    to_the_page();
    change_window(1);
    touch("keys.1.0");
    assert_null(find("select"));
    touch("page");
    assert_null(find("question"));
    touch("select");
    assert_null(find("keys.done"));
    touch("select");
    assert_non_null(find("question"));
    touch("page");
    touch("keys.1.0");
    assert_non_null(find("question"));
    assert_null(find("select"));
    change_window(4);
}

/* ---- after a crash -----------------------------------------------------------------*/

static void
leave_a_draft(void)
{
    struct journal_session *session = journal_session_new(shown[1], "en");

    walk_to(session, WALK_CARRY);
    walk_write(session, "the rope held");
    journal_session_write(session, &disk.snapshot);
    journal_session_free(session);
    bytes_set(&kept, "draft and key", 13);
}

static void
what_was_left_is_shown_to_who_has_its_code(void **state)
{
    (void) state;
    leave_a_draft();
    begin_room();
    assert_int_equal(kept.length, 0);
    assert_true(says("Something is kept here."));
    assert_false(says("Today"));
    touch("card");
    type("other 11 b");
    touch("continue");
    assert_true(says("This code does not open it."));
    touch("back");
    touch("card");
    type("maple 14 k");
    touch("continue");
    assert_true(says("There is something you began."));
    assert_true(says("Today, begun earlier"));
    touch("go-on");
    assert_string_equal(item("page")->value, "the rope held");
    touch("continue");
    wait_s(2);
    assert_true(disk.saved > 0);
}

static void
staff_open_it_with_any_passphrase_and_it_can_be_sealed(void **state)
{
    (void) state;
    leave_a_draft();
    begin_room();
    touch("staff");
    touch("name-1");
    type("wrong");
    touch("continue");
    assert_true(says("That did not open it."));
    type("six plain");
    touch("space");
    type("wordsx");
    touch("keys.back");
    touch("continue");
    touch("seal-it");
    assert_int_equal(patient_outcome(room), PATIENT_ENDED);
    assert_int_equal(host.forgotten, 1);
    assert_int_equal(disk.closed, 0);
}

static void
what_can_not_be_opened_leaves_the_welcome(void **state)
{
    (void) state;
    leave_a_draft();
    disk.refuses = true;
    begin_room();
    assert_non_null(find("without"));
    assert_int_equal(host.forgotten, 1);
}

/* ---- comfort -----------------------------------------------------------------------*/

static void
comfort_changes_at_once_and_leads_back(void **state)
{
    (void) state;
    hand_over("landing");
    begin_room();
    assert_int_equal(ui_comfort(ui)->theme, UI_DUSK);
    assert_int_equal(ui_comfort(ui)->text_percent, 130);
    touch("easier");
    touch("light-2");
    touch("letters-160");
    assert_int_equal(ui_comfort(ui)->theme, UI_CONTRAST);
    assert_int_equal(ui_comfort(ui)->text_percent, 160);
    touch("more");
    touch("hand-1");
    touch("that-is-fine");
    assert_true(says("Ready for M."));
    assert_true(item("that-is-me")->rect.x < item("easier")->rect.x);
}

static void
a_language_is_chosen_at_the_door(void **state)
{
    (void) state;
    begin_room();
    touch("lang-es");
    assert_true(item("lang-es")->state & UI_CHOSEN);
    touch("lang-en");
    assert_true(item("lang-en")->state & UI_CHOSEN);
}

/* ---- pictures, for looking at --------------------------------------------------------*/

static const char *shots;
static const char *shot_look;

static void
shot(const char *name)
{
    struct fault fault = FAULT_EMPTY;
    char path[512];

    frame();
    snprintf(path, sizeof(path), "%s/patient-%s-%s.png", shots, name, shot_look);
    assert_true(ui_shot(ui, path, &fault));
}

/* Large letters need more pages than one. */
static void
reach(const char *id)
{
    for (int pages = 0; !find(id) && pages < 8; pages++)
        touch("more");
    touch(id);
}

static void
draw_the_door(const char *theme, int percent)
{
    options.theme = theme;
    options.text_percent = percent;
    options.tray = NULL;
    begin_room();
    shot("welcome");
    touch("easier");
    shot("comfort");
    touch("more");
    shot("comfort-more");
    touch("that-is-fine");
    touch("card");
    type("maple 14 k");
    shot("code");
    touch("continue");
    shot("who");
    end_room();
    flows.count = 3;
    begin_room();
    touch("without");
    shot("name");
    touch("continue");
    touch("begin");
    shot("which");
    end_room();
    flows.count = 1;
    options.records = NULL;
    begin_room();
    shot("resting");
    end_room();
    options.records = RECORDS;
}

static void
draw_the_walk(const char *theme, int percent)
{
    options.theme = theme;
    options.text_percent = percent;
    hand_over("landing");
    begin_room();
    shot("ready");
    touch("that-is-me");
    shot("breathe");
    touch("enough");
    shot("mood-empty");
    touch_at("pad", 0.72f, 0.66f);
    if (find("word-2"))
        touch("word-2");
    shot("mood");
    touch("other-word");
    shot("feelings");
    touch("feeling-1");
    touch("that-is-fine");
    shot("mood-words");
    touch("continue");
    shot("write");
    touch("keys.1.3");
    shot("write-letter");
    type("A lake, and somebody holding the other end of the rope. I was not afraid");
    shot("write-down");
    touch("page");
    shot("write-up");
    touch("keys.done");
    disk.refuses = true;
    type(" at all");
    wait_s(2);
    shot("holding");
    disk.refuses = false;
    wait_s(6);
    touch("pause");
    wait_s(1);
    shot("pause");
    touch("go-on");
    touch("continue");
    reach("option-later");
    shot("choose");
    touch("help");
    shot("help");
    touch("breathe-with-me");
    shot("help-breathe");
    touch("name-what-is-here");
    shot("help-name");
    wait_s(91);
    shot("help-unanswered");
    touch("i-am-here");
    shot("names");
    touch("name-1");
    shot("help-seen");
    touch("back-to-where");
    touch("continue");
    shot("choose-body");
    touch("continue");
    touch("keys.done");
    touch("continue");
    touch_at("pad", 0.3f, 0.3f);
    shot("mood-second");
    touch("continue");
    touch("need-word");
    shot("closing");
    touch("need-none");
    touch("continue");
    shot("close");
    touch("choose-what-goes");
    shot("what-goes");
    touch("back");
    wait_s(121);
    shot("veil");
    wait_s(181);
    shot("still-here");
    touch("yes");
    touch("finish");
    shot("goodbye");
    end_room();
}

static void
draw_the_rest(const char *theme, int percent)
{
    options.theme = theme;
    options.text_percent = percent;
    flows.count = 3;
    hand_over("other");
    begin_room();
    touch("that-is-me");
    shot("words");
    touch("pause");
    shot("pause-other");
    touch("keep-nothing");
    shot("nothing");
    touch("go-on");
    touch("continue");
    touch("enough");
    touch("continue");
    touch("continue");
    touch_at("scale", 0.6f, 0.5f);
    shot("scale");
    end_room();
    options.tray = NULL;
    leave_a_draft();
    begin_room();
    shot("kept");
    touch("staff");
    touch("name-1");
    type("secret");
    shot("passphrase");
    touch("more-keys");
    shot("passphrase-keys");
    touch("more-keys");
    touch("back");
    touch("back");
    touch("card");
    type("maple 14 k");
    touch("continue");
    shot("resume");
    end_room();
    flows.count = 1;
}

static void
pictures_are_drawn_where_they_are_asked_for(void **state)
{
    static const struct {
        const char *name;
        int width, height;
        double px_per_mm;
        const char *theme;
        int percent;
    } looks[] = {
        {"1280-dusk", 1280, 800, 5.88, "dusk", 100},
        {"1280-day", 1280, 800, 5.88, "day", 100},
        {"1280-contrast", 1280, 800, 5.88, "contrast", 100},
        {"1280-dusk130", 1280, 800, 5.88, "dusk", 130},
        {"1280-dusk200", 1280, 800, 5.88, "dusk", 200},
        {"800-dusk", 800, 480, 5.25, "dusk", 100},
        {"800-day", 800, 480, 5.25, "day", 100},
        {"800-contrast130", 800, 480, 5.25, "contrast", 130},
        {"1920-dusk", 1920, 1080, 6.52, "dusk", 100},
        {"1920-day130", 1920, 1080, 6.52, "day", 130},
        {"1920-contrast", 1920, 1080, 6.52, "contrast", 100},
        {"portrait-dusk", 800, 1280, 5.88, "dusk", 100},
        {"1280-es130", 1280, 800, 5.88, "dusk", 130},
        {"800-es", 800, 480, 5.25, "day", 100},
    };

    (void) state;
    shots = getenv("AFTERWORD_SHOTS");
    if (!shots)
        skip();
    for (size_t i = 0; i < COUNT(looks); i++) {
        shot_look = looks[i].name;
        open_ui(looks[i].width, looks[i].height, looks[i].px_per_mm);
        options.language = strstr(shot_look, "-es") ? "es" : "en";
        draw_the_door(looks[i].theme, looks[i].percent);
        draw_the_walk(looks[i].theme, looks[i].percent);
        draw_the_rest(looks[i].theme, looks[i].percent);
    }
    begin_room();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_first_question_shows_only_after_the_first_commit),
        TEST(the_same_day_walk_is_ten_screens_and_its_words_are_sealed),
        TEST(a_code_finds_its_journal_and_a_wrong_one_is_told_so),
        TEST(without_a_code_a_name_is_for_staff_to_place_it_by),
        TEST(a_name_that_is_left_standing_is_wiped),
        TEST(a_tray_dies_unused_and_by_not_me),
        TEST(with_no_data_file_the_page_is_calm_and_help_works),
        TEST(a_flow_that_may_call_is_not_offered_where_no_call_leaves),
        TEST(help_says_what_is_true_and_never_closes_by_itself),
        TEST(a_call_that_did_not_leave_says_so),
        TEST(staff_say_they_are_here_with_one_touch_on_their_name),
        TEST(a_call_outlives_the_process_it_was_made_in),
        TEST(an_option_that_asks_for_someone_calls_once),
        TEST(stop_here_keeps_all_of_it_closed),
        TEST(nothing_is_kept_only_after_ten_seconds_in_which_it_is_taken_back),
        TEST(who_is_not_safe_stays_on_the_care_page_until_staff_end_it),
        TEST(a_word_with_someone_calls_and_the_goodbye_waits_for_them),
        TEST(what_goes_is_chosen_one_answer_at_a_time),
        TEST(the_goodbye_shows_only_after_the_commit),
        TEST(a_disk_that_refuses_is_said_quietly_and_writing_goes_on),
        TEST(an_answer_is_started_over_and_brought_back),
        TEST(the_veil_covers_asks_and_leaves_a_draft),
        TEST(what_the_disk_did_not_take_is_not_let_go_of),
        TEST(nothing_happens_while_nothing_moves),
        TEST(breathing_is_presence),
        TEST(words_beside_the_pad_stay_where_they_are),
        TEST(who_passed_a_page_of_writing_meets_no_keys_at_the_next),
        TEST(undo_reaches_back_past_what_was_saved),
        TEST(selecting_takes_the_keys_away_and_brings_them_back),
        TEST(a_touch_in_a_small_page_offers_to_select_there),
        TEST(a_sentence_and_its_caret_outlive_the_window),
        TEST(keys_stay_up_while_the_window_changes),
        TEST(what_was_left_is_shown_to_who_has_its_code),
        TEST(staff_open_it_with_any_passphrase_and_it_can_be_sealed),
        TEST(what_can_not_be_opened_leaves_the_welcome),
        TEST(comfort_changes_at_once_and_leads_back),
        TEST(a_language_is_chosen_at_the_door),
        TEST(pictures_are_drawn_where_they_are_asked_for),
    };

    clock_share();
    language_folder(AFTERWORD_BUILD_DIR "/locale");
    return cmocka_run_group_tests_name("patient room", tests, NULL, NULL);
}
