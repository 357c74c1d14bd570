/* The staff's room on a toolkit without a window. The data folder behind it is played, so that what
 * it is asked can be seen, and refusals come when the test wants them. */
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

#include "afterword/staff.h"

#include "support/played_clinic.h"

#define SCREEN 7
#define WIDTH 1280
#define HEIGHT 800
#define PATIENCE_MS 10000

/* ---- the room ----------------------------------------------------------------------------*/

static struct ui *ui;
static struct staff *staff;
static struct worker *worker;
static struct flow_folder *flows;
static struct job *delivered[32];
static size_t n_delivered;
static struct bytes tray;
static char seen_by[64];
static bool frozen; /* completions wait */

static void
deliver(void *context, struct job *job)
{
    (void) context;
    pthread_mutex_lock(&mutex);
    delivered[n_delivered++] = job;
    pthread_mutex_unlock(&mutex);
}

static struct job *
next_delivered(void)
{
    struct job *job = NULL;

    pthread_mutex_lock(&mutex);
    if (n_delivered > 0) {
        job = delivered[0];
        memmove(delivered, delivered + 1, --n_delivered * sizeof(struct job *));
    }
    pthread_mutex_unlock(&mutex);
    return job;
}

static void
frame(void)
{
    size_t n_changed;

    do {
        ui_begin(ui);
        staff_frame(staff, ui);
        (void) ui_end(ui, &n_changed);
    } while (ui_acted(ui));
}

/* Until nothing is under way. */
static void
settle(void)
{
    struct job *job;

    for (int waited = 0; worker_pending(worker) > 0 && !frozen; waited++) {
        assert_true(waited < PATIENCE_MS);
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
    while (!frozen && (job = next_delivered())) {
        assert_int_equal(job->screen, SCREEN);
        staff_done(staff, job);
        frame();
        // What came of it may ask again.
        while (worker_pending(worker) > 0)
            nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
    frame();
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
touch(Uint32 type, const SDL_Rect *rect)
{
    SDL_Event event = {.type = type};

    event.tfinger.fingerId = 1;
    event.tfinger.x = ((float) rect->x + (float) rect->w / 2) / WIDTH;
    event.tfinger.y = ((float) rect->y + (float) rect->h / 2) / HEIGHT;
    (void) ui_event(ui, &event);
    frame();
}

static void
press(const char *id)
{
    SDL_Rect rect = item(id)->rect;

    clock_advance(1000); // no bounce of a finger
    touch(SDL_FINGERDOWN, &rect);
    touch(SDL_FINGERUP, &rect);
    settle();
}

static void
type(const char *text)
{
    SDL_Event event = {.type = SDL_TEXTINPUT};

    (void) snprintf(event.text.text, sizeof(event.text.text), "%s", text);
    (void) ui_event(ui, &event);
    frame();
}

/* On the keys of the screen, a letter at a time. */
static void
spell(const char *letters)
{
    for (; *letters; letters++) {
        size_t count;
        const struct ui_item *items = ui_list(ui, &count);
        SDL_Rect rect = {0};

        for (size_t i = 0; i < count; i++)
            if (items[i].role == UI_KEY && items[i].label[0] == *letters && !items[i].label[1])
                rect = items[i].rect;
        assert_true(rect.w > 0);
        clock_advance(1000);
        touch(SDL_FINGERDOWN, &rect);
        touch(SDL_FINGERUP, &rect);
    }
}

static void
take_tray(void *context, struct bytes *json)
{
    (void) context;
    bytes_set(&tray, json->data, json->length);
    bytes_wipe(json);
}

static void
take_seen(void *context, const char *name)
{
    (void) context;
    (void) snprintf(seen_by, sizeof(seen_by), "%s", name);
}

static char place[] = "Room 2", languages[] = "en,es";
static const struct clinic_settings settings = {.place = place, .languages = languages};
static const struct clinic_help help = {.is_signed = true, .call_leaves = true};

static void
begin(bool data)
{
    struct ui_options options = {
        .width = WIDTH,
        .height = HEIGHT,
        .px_per_mm = 5.88,
        .comfort = {.theme = UI_DUSK, .text_percent = 130},
        .language = "en",
        .assets = AFTERWORD_SOURCE_DIR "/assets",
    };
    struct staff_options room = {
        .host = {NULL, take_tray, take_seen},
        .worker = worker,
        .records = data ? &records : NULL,
        .records_fault = {FAULT_NEWER, "open the data file", 0},
        .flows = flows,
        .help = &help,
        .settings = &settings,
        .assets = AFTERWORD_SOURCE_DIR "/assets",
        .language = "en",
        .screen = SCREEN,
    };
    struct fault fault = FAULT_EMPTY;

    ui = ui_new(&options, &fault);
    assert_non_null(ui);
    staff = staff_new(&room);
    settle();
}

static int
set_up(void **state)
{
    struct fault fault = FAULT_EMPTY;

    (void) state;
    records = (struct records){.roles = CLINIC_THERAPIST | CLINIC_PLACING,
        .sign_in = {.last_ms = clock_wall_ms() - 60000, .entries_since = 4}};
    frozen = false;
    seen_by[0] = '\0';
    flows = flow_folder_load(AFTERWORD_SOURCE_DIR "/prompts", &fault);
    worker = worker_start(8, deliver, NULL);
    return flows && flows->count > 0 ? 0 : -1;
}

static int
tear_down(void **state)
{
    struct job *job;

    (void) state;
    staff_free(staff);
    worker_stop(worker);
    while ((job = next_delivered()))
        job->free(job);
    ui_free(ui);
    flow_folder_free(flows);
    bytes_wipe(&tray);
    return 0;
}

static void
sign_in(void)
{
    begin(true);
    press("member-0");
    spell("harbcandpeppwindlantmead");
    press("unlock");
    assert_non_null(find("case-0"));
}

/* ---- unlock --------------------------------------------------------------------------------*/

static void
test_names_of_those_who_can_open(void **state)
{
    (void) state;
    begin(true);
    assert_string_equal(item("member-0")->label, "Ana Ruiz");
    assert_string_equal(item("member-1")->label, "Dr Lee");
    assert_null(find("member-2"));
    assert_true(item("unlock")->state & UI_DISABLED);
    assert_int_equal(ui_comfort(ui)->theme, UI_DAY);
}

static void
test_four_letters_name_a_word(void **state)
{
    (void) state;
    sign_in();
    assert_string_equal(records.passphrase, "harbor candle pepper window lantern meadow");
}

static void
test_words_typed_on_keys(void **state)
{
    (void) state;
    begin(true);
    press("member-1");
    type("harbor candle pepper ");
    type("window lant meadow");
    press("unlock");
    assert_string_equal(records.passphrase, "harbor candle pepper window lantern meadow");
}

static void
test_a_passphrase_of_ones_own_goes_as_it_is(void **state)
{
    (void) state;
    begin(true);
    press("member-0");
    type("Hän sanoi: 7 kiveä");
    assert_string_equal(item("passphrase")->value, "");
    press("unlock");
    assert_string_equal(records.passphrase, "Hän sanoi: 7 kiveä");
}

static void
test_one_back_and_back_to_a_word(void **state)
{
    (void) state;
    begin(true);
    press("member-0");
    spell("harbcandx");
    press("keys.back");
    press("keys.back");
    spell("d");
    spell("pepp");
    press("word-1");
    spell("candpeppwindlantmead");
    press("unlock");
    assert_string_equal(records.passphrase, "harbor candle pepper window lantern meadow");
}

static void
test_shown_only_when_asked(void **state)
{
    (void) state;
    begin(true);
    press("member-0");
    type("Hän sanoi");
    assert_false(says("sanoi"));
    press("show");
    assert_true(says("sanoi"));
}

static void
test_a_wrong_one_says_so(void **state)
{
    (void) state;
    records.refuses = (struct fault){FAULT_PASSPHRASE, "unlock", 0};
    begin(true);
    press("member-0");
    spell("harbcandpeppwindlantmead");
    press("unlock");
    assert_true(says("That did not open it"));
    assert_true(item("unlock")->state & UI_DISABLED); // it is empty again
    assert_int_equal(staff_outcome(staff), STAFF_STAYS);
}

static void
test_a_wait_counts_down(void **state)
{
    (void) state;
    records.refuses = (struct fault){FAULT_SLOWED, "unlock", 20000};
    begin(true);
    press("member-0");
    spell("harb");
    press("unlock");
    assert_true(says("Wait 20 seconds") || says("Wait 19 seconds"));
    assert_true(staff_deadline(staff) <= clock_now_ms() + 1000);
    clock_advance(15000);
    frame();
    assert_true(says("Wait 5 seconds") || says("Wait 4 seconds"));
    assert_true(item("unlock")->state & UI_DISABLED);
    clock_advance(6000);
    frame();
    assert_false(item("unlock")->state & UI_DISABLED);
}

static void
test_causes_have_words_of_their_own(void **state)
{
    static const struct {
        enum fault_kind kind;
        const char *words;
    } causes[] = {{FAULT_DAMAGED, "lock of this name is damaged"}, {FAULT_MEMORY, "not counted"},
        {FAULT_FORGED, "not your clinic's"}};

    (void) state;
    begin(true);
    press("member-0");
    spell("harb");
    for (size_t i = 0; i < COUNT(causes); i++) {
        records.refuses = (struct fault){causes[i].kind, "unlock", 0};
        press("unlock");
        assert_true(says(causes[i].words));
    }
}

static void
test_leave(void **state)
{
    (void) state;
    begin(true);
    press("back");
    assert_int_equal(staff_outcome(staff), STAFF_LEFT);
}

static void
test_data_that_did_not_open(void **state)
{
    (void) state;
    begin(false);
    assert_true(says("newer Afterword"));
    assert_null(find("unlock"));
    press("back");
    assert_int_equal(staff_outcome(staff), STAFF_LEFT);
}

static void
test_a_sign_in_behind_the_end_is_signed_out(void **state)
{
    (void) state;
    begin(true);
    press("member-0");
    spell("harbcandpeppwindlantmead");
    records.holds_unlock = frozen = true;
    press("unlock");
    staff_stop(staff);
    pthread_mutex_lock(&mutex);
    records.holds_unlock = false;
    pthread_mutex_unlock(&mutex);
    frozen = false;
    settle();
    assert_int_equal(records.n_locked, 1);
    assert_int_equal(staff_outcome(staff), STAFF_ENDED);
}

/* ---- behind it -----------------------------------------------------------------------------*/

static void
test_what_the_sign_in_tells(void **state)
{
    (void) state;
    records.sign_in.damaged = true;
    records.sign_in.wrong_tries = 2;
    sign_in();
    assert_true(says("4 entries since"));
    assert_non_null(find("damaged"));
    assert_true(says("2 wrong tries"));
    assert_null(find("head-behind"));
}

static void
test_reading_and_discussing(void **state)
{
    struct id entry = id_of(51);

    (void) state;
    sign_in();
    assert_true(strstr(item("case-0")->value, "Yes, for later") != NULL);
    press("case-0");
    press("entry-1");
    assert_true(says("What stayed?"));
    assert_true(says("A lake."));
    assert_true(says("skipped"));
    assert_true(says("kept closed"));
    press("discussed");
    assert_true(id_equal(&records.discussed, &entry));
    assert_true(records.is_discussed);
    press("discussed");
    assert_false(records.is_discussed);
    press("later");
    assert_string_equal(item("title")->label, "Landing");
    press("back");
    press("back");
    assert_non_null(find("case-1"));
}

/* A list that comes late must not put another name over an open journal. */
static void
test_a_late_list_renames_nobody(void **state)
{
    (void) state;
    sign_in();
    press("case-1");
    assert_string_equal(item("title")->label, "Tobias Ferro");
    records.turned = frozen = true;
    press("back");
    press("case-1");
    frozen = false;
    settle();
    assert_string_equal(item("title")->label, "Tobias Ferro");
    assert_non_null(find("entry-0"));
    press("back");
    press("case-1");
    assert_string_equal(item("title")->label, "Mara Lind");
}

static void
test_placing(void **state)
{
    struct id entry = id_of(50), into = id_of(21);

    (void) state;
    sign_in();
    press("unplaced");
    assert_true(says("Mara"));
    assert_null(find("to-2")); // a journal of somebody else's
    assert_true(item("place")->state & UI_DISABLED);
    press("to-1");
    press("place");
    assert_true(id_is_none(&records.placed)); // asked once more
    press("confirm");
    assert_true(id_equal(&records.placed, &entry));
    assert_true(id_equal(&records.placed_into, &into));
    assert_non_null(find("empty"));
}

static void
test_placing_is_a_role(void **state)
{
    (void) state;
    records.roles = CLINIC_THERAPIST;
    sign_in();
    assert_null(find("unplaced"));
    assert_non_null(find("interrupted"));
}

static void
test_interrupted(void **state)
{
    struct id draft = id_of(81);

    (void) state;
    sign_in();
    press("interrupted");
    assert_false(says("Not to be seen"));
    assert_non_null(find("of-others"));
    press("keep");
    assert_true(id_equal(&records.kept, &draft));
    press("hand-back");
    assert_true(id_equal(&records.handed_back, &draft));
    assert_non_null(find("handed-back"));
}

static void
test_hand_over(void **state)
{
    struct journal_tray given = {0};
    struct fault fault = FAULT_EMPTY;
    struct id journal = id_of(20);

    (void) state;
    sign_in();
    press("hand-over");
    assert_null(find("patient-2"));
    press("patient-0");
    press("lang-es");
    press("theme-dusk");
    press("text-130");
    press("less-motion");
    press("left-hand");
    press("shared-room");
    press("give");
    assert_int_equal(staff_outcome(staff), STAFF_ENDED);
    assert_int_equal(records.n_locked, 1);
    assert_true(journal_tray_read(&given, &tray, &fault));
    assert_true(id_equal(&given.journal, &journal));
    assert_string_equal(given.called, "Mara");
    assert_string_equal(given.flow, "landing");
    assert_string_equal(given.language, "es");
    assert_string_equal(given.comfort.theme, "dusk");
    assert_int_equal(given.comfort.text_percent, 130);
    assert_true(given.comfort.less_motion && given.comfort.left_hand && given.shared_room);
    assert_false(given.comfort.steady_hands || given.comfort.plain_letters);
    assert_string_equal(given.names, "Dr Lee and Ana Ruiz");
    assert_string_equal(given.first, "Ana"); // who hands over holds it
    journal_tray_destroy(&given);
}

static void
test_lock(void **state)
{
    (void) state;
    sign_in();
    press("case-0");
    press("lock");
    assert_int_equal(records.n_locked, 1);
    assert_int_equal(staff_outcome(staff), STAFF_ENDED);
    assert_false(says("Mara"));
}

static void
test_a_call_over_a_page(void **state)
{
    struct clinic_call call = {
        CLINIC_CALL_PRESSED, CLINIC_CALL_FAILED, clock_wall_ms() - 60000, ""};
    SDL_Rect lock;

    (void) state;
    sign_in();
    lock = item("lock")->rect;
    staff_call_told(staff, &call);
    frame();
    assert_true(says("Someone is calling"));
    assert_true(says("did not leave the room"));
    assert_memory_equal(&item("lock")->rect, &lock, sizeof(lock));
    press("case-0"); // lies under it
    assert_null(find("entry-0"));
    press("i-am-here");
    assert_string_equal(seen_by, "Ana Ruiz");
    assert_null(find("i-am-here"));
    press("case-0");
    assert_non_null(find("entry-0"));
}

static void
test_a_call_while_locked(void **state)
{
    struct clinic_call call = {CLINIC_CALL_PRESSED, CLINIC_CALL_OPEN, clock_wall_ms(), ""};

    (void) state;
    begin(true);
    staff_call_told(staff, &call);
    frame();
    assert_true(says("is calling"));
    assert_null(find("passphrase"));
    assert_int_equal(ui_comfort(ui)->theme, UI_DUSK);
    press("going-2");
    assert_string_equal(seen_by, "Dr Lee");
    assert_non_null(find("member-1"));
    assert_int_equal(ui_comfort(ui)->theme, UI_DAY);
}

static void
test_unlocking_before_a_call_is_answered(void **state)
{
    struct clinic_call call = {CLINIC_CALL_PRESSED, CLINIC_CALL_OPEN, clock_wall_ms(), ""};

    (void) state;
    begin(true);
    staff_call_told(staff, &call);
    frame();
    press("unlock-first");
    assert_non_null(find("member-1"));
    assert_string_equal(seen_by, "");
}

static void
test_somebody_else_goes(void **state)
{
    struct clinic_call call = {CLINIC_CALL_WORD, CLINIC_CALL_OPEN, clock_wall_ms(), ""};

    (void) state;
    begin(true);
    staff_call_told(staff, &call);
    frame();
    assert_true(says("asks for a word"));
    press("someone-else");
    assert_null(find("called-title"));
}

static void
test_nobody_there(void **state)
{
    (void) state;
    sign_in();
    clock_advance(INT64_C(100) * 1000);
    frame();
    assert_non_null(find("locks-soon"));
    press("case-0"); // somebody is
    assert_null(find("locks-soon"));
    clock_advance(INT64_C(120) * 1000);
    assert_true(staff_deadline(staff) <= clock_now_ms());
    settle();
    settle();
    assert_int_equal(records.n_locked, 1);
    assert_int_equal(staff_outcome(staff), STAFF_ENDED);
}

static void
test_nobody_at_the_lock(void **state)
{
    (void) state;
    begin(true);
    clock_advance(INT64_C(120) * 1000);
    frame();
    assert_int_equal(staff_outcome(staff), STAFF_LEFT);
}

#define ROOM(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROOM(test_names_of_those_who_can_open),
        ROOM(test_four_letters_name_a_word),
        ROOM(test_words_typed_on_keys),
        ROOM(test_a_passphrase_of_ones_own_goes_as_it_is),
        ROOM(test_one_back_and_back_to_a_word),
        ROOM(test_shown_only_when_asked),
        ROOM(test_a_wrong_one_says_so),
        ROOM(test_a_wait_counts_down),
        ROOM(test_causes_have_words_of_their_own),
        ROOM(test_leave),
        ROOM(test_data_that_did_not_open),
        ROOM(test_a_sign_in_behind_the_end_is_signed_out),
        ROOM(test_what_the_sign_in_tells),
        ROOM(test_reading_and_discussing),
        ROOM(test_a_late_list_renames_nobody),
        ROOM(test_placing),
        ROOM(test_placing_is_a_role),
        ROOM(test_interrupted),
        ROOM(test_hand_over),
        ROOM(test_lock),
        ROOM(test_a_call_over_a_page),
        ROOM(test_a_call_while_locked),
        ROOM(test_unlocking_before_a_call_is_answered),
        ROOM(test_somebody_else_goes),
        ROOM(test_nobody_there),
        ROOM(test_nobody_at_the_lock),
    };

    clock_share();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
