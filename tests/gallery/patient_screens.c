/* The patient's room: each of its screens, and how to get there. */
#include "gallery.h"

#include <stdio.h>
#include <string.h>

#include "patient/inside.h"

static struct patient *room;
static struct patient_options options;
static struct journal_tray tray;
static struct clinic_settings settings;
static struct clinic_help help;
static struct clinic_members members;
static char first[] = "Ana Ruiz", second[] = "Dr Lee", third[] = "Ben Okafor",
            fourth[] = "Dr Ingeborg Sandvik", fifth[] = "Priya Raman", sixth[] = "Jo",
            seventh[] = "Tomás Aguirre";

/* ---- the room on the stage --------------------------------------------------------*/

static void
call(void *context, enum clinic_call_kind kind)
{
    struct clinic_call told = {
        .kind = kind, .state = CLINIC_CALL_OPEN, .since_ms = clock_wall_ms()};

    (void) context;
    patient_call_told(room, &told);
}

static void
seen(void *context, const char *name)
{
    (void) context;
    (void) name;
}

static void
nothing(void *context)
{
    (void) context;
}

static void
frame(struct ui *ui)
{
    patient_frame(room, ui);
}

static void
done(struct job *job)
{
    patient_done(room, job);
}

static void
dress(const struct gallery_look *look, struct ui *ui)
{
    (void) ui;
    room->comfort = look->comfort;
    // The day's words do not dim while the gallery looks.
    room->touched_ms = clock_now_ms();
}

static void
end(void)
{
    patient_free(room);
    room = NULL;
}

static const struct gallery_room on_stage = {frame, done, dress, end};

/* ---- what a room begins with --------------------------------------------------------*/

static void
prepare(void)
{
    static struct clinic_member staff[] = {{.name = first}, {.name = second}, {.name = third},
        {.name = fourth}, {.name = fifth}, {.name = sixth}, {.name = seventh}};

    members = (struct clinic_members){staff, 2};
    help = (struct clinic_help){.emergency = "In danger: press the red button by the door.",
        .answers = "Ana",
        .is_signed = true,
        .call_leaves = true};
    settings = (struct clinic_settings){.languages = "en,es",
        .desk = "Please go to the desk, two doors left.",
        .goodbye = "Your ride is at the desk."};
    memset(&tray, 0, sizeof(tray));
    options = (struct patient_options){
        .host = {NULL, call, seen, nothing, nothing},
        .worker = gallery_worker(),
        .records = gallery_records(),
        .flows = gallery_flows(),
        .help = &help,
        .settings = &settings,
        .members = &members,
        .language = gallery_language(),
        .text_percent = 100,
        .screen = 7,
    };
}

static void
begin(void)
{
    room = patient_new(&options);
    gallery_begin(&on_stage);
}

/* What staff hand over: one name reads it, or several. */
static void
hand_over(const char *flow, const char *called, const char *names)
{
    prepare();
    tray.called = (char *) called;
    tray.flow = (char *) flow;
    tray.language = (char *) gallery_language();
    tray.names = (char *) names;
    tray.first = "Ana";
    tray.made_ms = clock_wall_ms();
    options.tray = &tray;
}

static void
walk(const char *flow)
{
    hand_over(flow, "M.", "Ana Ruiz and Dr Lee");
    begin();
    gallery_touch("that-is-me");
}

static void
walk_on(size_t steps)
{
    while (steps-- > 0)
        room_continue(room);
    gallery_settle();
}

/* ---- the door -----------------------------------------------------------------------*/

static void
ready(void)
{
    hand_over("landing", "M.", "Ana Ruiz");
    begin();
}

static void
ready_many(void)
{
    hand_over("landing", "Alexandra", "Ana Ruiz, Ben Okafor, Dr Ingeborg Sandvik and Dr Lee");
    begin();
}

static void
welcome(void)
{
    prepare();
    begin();
}

static void
welcome_five(void)
{
    prepare();
    settings.languages = "en,es,de,fr,pt";
    begin();
}

static void
code_empty(void)
{
    welcome();
    gallery_touch("card");
}

static void
code_typed(void)
{
    code_empty();
    gallery_type("maple 14 k");
}

static void
code_unknown(void)
{
    code_empty();
    gallery_type("maple 15");
    gallery_touch("continue");
}

static void
name_empty(void)
{
    welcome();
    gallery_touch("without");
}

static void
name_typed(void)
{
    name_empty();
    gallery_type("Alexandra");
}

static void
who(void)
{
    code_typed();
    gallery_touch("continue");
}

static void
who_places(void)
{
    name_typed();
    gallery_touch("continue");
}

static void
which(void)
{
    who_places();
    gallery_touch("begin");
}

static void
easier(void)
{
    ready();
    gallery_touch("easier");
}

static void
easier_more(void)
{
    easier();
    gallery_touch("more");
}

static void
resting(void)
{
    prepare();
    options.records = NULL;
    begin();
}

static void
unbegun(void)
{
    ready();
    gallery_played.disk_refuses = true;
    gallery_touch("that-is-me");
}

/* ---- the walk -----------------------------------------------------------------------*/

static void
breathe(void)
{
    walk("landing");
}

static void
breathe_still(void)
{
    breathe();
    gallery_touch("keep-still");
}

static void
senses(void)
{
    breathe();
    gallery_touch("something-else");
}

static void
rest(void)
{
    senses();
    gallery_touch("something-else");
}

static void
mood(void)
{
    walk("landing");
    walk_on(1);
}

static void
mood_placed(void)
{
    mood();
    gallery_touch_at("pad", 0.72f, 0.66f);
    gallery_touch("word-2");
}

static void
mood_corner(void)
{
    mood();
    gallery_touch_at("pad", 0.02f, 0.03f);
    gallery_touch("word-1");
    gallery_touch("word-2");
}

static void
feelings_at(size_t page)
{
    mood_placed();
    gallery_touch("other-word");
    room->step.page = page;
    gallery_settle();
}

static void
feelings_1(void)
{
    feelings_at(0);
}

static void
feelings_2(void)
{
    feelings_at(1);
}

static void
feelings_3(void)
{
    feelings_at(2);
}

static void
feelings_4(void)
{
    feelings_at(3);
}

static void
write_empty(void)
{
    walk("landing");
    walk_on(2);
}

static void
write_short(void)
{
    write_empty();
    gallery_type("A lake.");
    room->step.keys_up = true;
    gallery_settle();
}

#define PARAGRAPH                                                                                  \
    "A lake, and somebody holding the other end of the rope. I was not afraid. The water was "     \
    "warm and there was a light under it, the way a lamp looks through a curtain.\n"

static void
write_long(void)
{
    write_empty();
    gallery_type(PARAGRAPH PARAGRAPH PARAGRAPH);
    room->step.keys_up = true;
    gallery_settle();
}

static void
write_down(void)
{
    write_empty();
    gallery_touch("keys.done");
}

static void
write_down_long(void)
{
    write_long();
    gallery_touch("keys.done");
}

static void
write_touched(void)
{
    write_long();
    gallery_touch_at("page", 0.3f, 0.3f);
}

static void
select_begins(void)
{
    write_touched();
    gallery_touch("select");
}

static void
select_ends(void)
{
    select_begins();
    gallery_touch_at("page", 0.3f, 0.3f);
}

static void
select_place(void)
{
    select_ends();
    gallery_touch("cut");
}

/* A page that holds no more, with keys on the screen where they leave room to say so. */
static void
write_full(void)
{
    struct bytes text = BYTES_EMPTY;

    write_empty();
    while (text.length + strlen(PARAGRAPH) <= JOURNAL_TEXT_CHARACTERS_MAX)
        bytes_append_text(&text, PARAGRAPH);
    ui_writing_set(
        room->writings[journal_session_step(room->session)], bytes_text(&text), text.length);
    bytes_destroy(&text);
    gallery_type(PARAGRAPH);
    room->step.keys_up = true;
    gallery_settle();
}

static void
write_full_down(void)
{
    write_full();
    if (gallery_find("keys.done"))
        gallery_touch("keys.done");
}

static void
holding(void)
{
    write_down_long();
    gallery_played.disk_refuses = true;
    gallery_type(" And on.");
    gallery_wait_s(3);
}

static void
choose(void)
{
    walk("landing");
    walk_on(3);
}

static void
choose_chosen(void)
{
    choose();
    gallery_touch("option-later");
}

static void
choose_body(void)
{
    walk("landing");
    walk_on(4);
}

static void
mood_again(void)
{
    mood_placed();
    walk_on(5);
    gallery_touch_at("pad", 0.3f, 0.3f);
}

static void
words(void)
{
    walk("days");
}

static void
choose_five(void)
{
    walk("days");
    walk_on(1);
    gallery_touch("option-home");
}

static void
choose_five_next(void)
{
    choose_five();
    room->step.page = 1;
    gallery_settle();
}

static void
scale(void)
{
    walk("days");
    walk_on(2);
}

static void
scale_placed(void)
{
    scale();
    gallery_touch_at("scale", 0.6f, 0.5f);
}

static void
choose_more(void)
{
    walk("days");
    walk_on(3);
    gallery_touch("option-nobody");
    gallery_touch("option-both");
}

static void
choose_more_next(void)
{
    choose_more();
    room->step.page = 1;
    gallery_settle();
}

static void
write_question(void)
{
    walk("days");
    walk_on(4);
}

static void
write_question_down(void)
{
    write_question();
    gallery_touch("keys.done");
}

/* ---- over the walk ------------------------------------------------------------------*/

static void
pause_same_day(void)
{
    write_short();
    gallery_touch("pause");
    gallery_wait_s(2);
}

static void
pause_other(void)
{
    words();
    gallery_touch("pause");
}

static void
keep_nothing(void)
{
    pause_other();
    gallery_touch("keep-nothing");
}

static void
veil(void)
{
    write_short();
    gallery_wait_s(121);
}

static void
still_here(void)
{
    veil();
    gallery_wait_s(181);
}

static void
easier_walk(void)
{
    pause_same_day();
    gallery_touch("easier");
}

/* ---- help ---------------------------------------------------------------------------*/

static void
calling(void)
{
    write_short();
    gallery_touch("help");
}

static void
tell(enum clinic_call_state state, const char *by)
{
    struct clinic_call told = {
        .kind = CLINIC_CALL_PRESSED, .state = state, .since_ms = clock_wall_ms()};

    snprintf(told.by, sizeof(told.by), "%s", by);
    patient_call_told(room, &told);
    gallery_settle();
}

static void
call_failed(void)
{
    calling();
    tell(CLINIC_CALL_FAILED, "");
}

static void
call_unanswered(void)
{
    calling();
    gallery_wait_s(91);
}

static void
call_seen(void)
{
    calling();
    tell(CLINIC_CALL_SEEN, "Dr Ingeborg Sandvik");
}

static void
no_way(void)
{
    welcome();
    help.call_leaves = false;
    gallery_touch("help");
}

static void
breathe_waiting(void)
{
    calling();
    gallery_touch("breathe-with-me");
}

static void
name_waiting(void)
{
    calling();
    gallery_touch("name-what-is-here");
}

static void
rest_waiting(void)
{
    calling();
    gallery_touch("just-wait");
}

static void
staff_names(void)
{
    calling();
    gallery_touch("i-am-here");
}

static void
staff_many(void)
{
    calling();
    members.count = 7;
    gallery_touch("i-am-here");
}

/* ---- the end ------------------------------------------------------------------------*/

static void
closing(void)
{
    write_short();
    walk_on(5); // what is asked on the way is passed
}

static void
closing_chosen(void)
{
    closing();
    gallery_touch("need-word");
}

static void
close_with(enum journal_leaving leaving)
{
    write_short();
    journal_session_leave(room->session, leaving);
    room_follow(room);
    gallery_settle();
    gallery_touch("need-none");
    gallery_touch("continue");
}

static void
close_page(void)
{
    close_with(JOURNAL_ENOUGH);
}

static void
close_stopped(void)
{
    close_with(JOURNAL_STOP);
}

static void
what_goes(void)
{
    close_page();
    gallery_touch("choose-what-goes");
}

static void
close_nothing(void)
{
    scale_placed();
    journal_session_leave(room->session, JOURNAL_KEEP_NOTHING);
    room_follow(room);
    gallery_settle();
    gallery_touch("need-none");
    gallery_touch("continue");
}

static void
what_goes_other(void)
{
    scale_placed();
    journal_session_leave(room->session, JOURNAL_ENOUGH);
    room_follow(room);
    gallery_settle();
    gallery_touch("need-none");
    gallery_touch("continue");
    gallery_touch("choose-what-goes");
}

static void
letting(void)
{
    close_nothing();
    gallery_touch("finish");
}

static void
sealing(void)
{
    close_page();
    gallery_played.disk_refuses = true;
    gallery_touch("finish");
}

static void
goodbye(void)
{
    close_page();
    gallery_touch("finish");
}

static void
goodbye_calling(void)
{
    calling();
    gallery_touch("back-to-where");
    journal_session_leave(room->session, JOURNAL_ENOUGH);
    room_follow(room);
    gallery_settle();
    gallery_touch("need-none");
    gallery_touch("continue");
    gallery_touch("finish");
}

static void
care(void)
{
    write_short();
    journal_session_leave(room->session, JOURNAL_ENOUGH);
    room_follow(room);
    gallery_settle();
    gallery_touch("need-unsafe");
    gallery_touch("continue");
}

static void
care_seen(void)
{
    care();
    tell(CLINIC_CALL_SEEN, "Ana");
}

/* ---- after a crash --------------------------------------------------------------------*/

static void
kept(void)
{
    prepare();
    options.kept = gallery_draft("landing", 2, "A lake.");
    begin();
}

static void
proof(void)
{
    kept();
    gallery_touch("card");
}

static void
proof_wrong(void)
{
    proof();
    gallery_type("heron 3 b");
    gallery_touch("continue");
}

static void
kept_staff(void)
{
    kept();
    gallery_touch("staff");
}

static void
passwords(void)
{
    kept_staff();
    gallery_touch("name-1");
    gallery_type("six plain");
}

static void
passwords_keys(void)
{
    passwords();
    gallery_touch("more-keys");
}

static void
passwords_wrong(void)
{
    passwords();
    gallery_touch("continue");
}

static void
resume(void)
{
    proof();
    gallery_type("maple 14 k");
    gallery_touch("continue");
}

const struct gallery_screen gallery_patient[] = {
    {"W0 ready", ready, false},
    {"W0 four names", ready_many, false},
    {"W1 welcome", welcome, false},
    {"W1 five languages", welcome_five, false},
    {"W1a code", code_empty, false},
    {"W1a code typed", code_typed, false},
    {"W1a code unknown", code_unknown, false},
    {"W1a name", name_empty, false},
    {"W1a name typed", name_typed, false},
    {"W1b who reads", who, false},
    {"W1b who places", who_places, false},
    {"W2 easier", easier, false},
    {"W2 easier, more", easier_more, false},
    {"W2 easier, in the walk", easier_walk, false},
    {"W2b which", which, false},
    {"W3 breathe", breathe, true},
    {"W3 breathe, still", breathe_still, true},
    {"W3 senses", senses, true},
    {"W3 rest", rest, true},
    {"W4 mood", mood, true},
    {"W4 mood placed", mood_placed, true},
    {"W4 mood in the corner", mood_corner, true},
    {"W4 second time", mood_again, true},
    {"W4 other words 1", feelings_1, true},
    {"W4 other words 2", feelings_2, true},
    {"W4 other words 3", feelings_3, true},
    {"W4 other words 4", feelings_4, true},
    {"words", words, true},
    {"scale", scale, true},
    {"scale placed", scale_placed, true},
    {"choose", choose, true},
    {"choose, chosen", choose_chosen, true},
    {"choose of two", choose_body, true},
    {"choose of five", choose_five, true},
    {"choose of five, on", choose_five_next, true},
    {"choose with more", choose_more, true},
    {"choose with more, on", choose_more_next, true},
    {"W5 write", write_empty, false},
    {"W5 short", write_short, false},
    {"W5 long", write_long, false},
    {"W5 keys down", write_down, true},
    {"W5 keys down, long", write_down_long, true},
    {"W5 touched", write_touched, false},
    {"W5 select", select_begins, true},
    {"W5 selected", select_ends, true},
    {"W5 cut", select_place, true},
    {"W5 full", write_full, false},
    {"W5 full, keys down", write_full_down, true},
    {"W5 holding", holding, true},
    {"W5 long question", write_question, false},
    {"W5 long question, keys down", write_question_down, true},
    {"pause", pause_same_day, false},
    {"pause, other flow", pause_other, false},
    {"keep nothing", keep_nothing, false},
    {"veil", veil, false},
    {"still here", still_here, false},
    {"W7 calling", calling, false},
    {"W7 failed", call_failed, false},
    {"W7 unanswered", call_unanswered, false},
    {"W7 seen", call_seen, false},
    {"W7 no way", no_way, false},
    {"W7 breathing", breathe_waiting, false},
    {"W7 naming", name_waiting, false},
    {"W7 resting", rest_waiting, false},
    {"W7 names", staff_names, false},
    {"W7 seven names", staff_many, false},
    {"care", care, false},
    {"care, seen", care_seen, false},
    {"W7c closing", closing, true},
    {"W7c closing, chosen", closing_chosen, true},
    {"W8 close", close_page, true},
    {"W8 stopped", close_stopped, true},
    {"W8 nothing kept", close_nothing, true},
    {"what goes", what_goes, true},
    {"what goes, other flow", what_goes_other, true},
    {"letting go", letting, false},
    {"sealing", sealing, false},
    {"W9 goodbye", goodbye, false},
    {"W9 still calling", goodbye_calling, false},
    {"E1 kept", kept, false},
    {"E1 proof", proof, false},
    {"E1 proof wrong", proof_wrong, false},
    {"E1 staff", kept_staff, false},
    {"E1 passphrase", passwords, false},
    {"E1 passphrase, all keys", passwords_keys, false},
    {"E1 passphrase wrong", passwords_wrong, false},
    {"E1 resume", resume, false},
    {"resting", resting, false},
    {"unbegun", unbegun, false},
};
const size_t n_gallery_patient = COUNT(gallery_patient);
