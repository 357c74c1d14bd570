/* The staff's room: each of its screens, and how to get there. */
#include "gallery.h"

#include <stdio.h>
#include <string.h>

#include "staff/inside.h"

static struct staff *staff;
static bool with_data;

static void
frame(struct ui *ui)
{
    staff_frame(staff, ui);
}

static void
done(struct job *job)
{
    staff_done(staff, job);
}

/* The room dresses itself once, and by its own rule: the gallery's look comes after. */
static void
dress(const struct gallery_look *look, struct ui *ui)
{
    (void) look;
    (void) ui;
    staff->dressed = false;
    if (clock_now_ms() < staff->touched_ms + IDLE_LOCK_MS - IDLE_WARNING_MS)
        staff->touched_ms = clock_now_ms();
}

static void
end(void)
{
    staff_free(staff);
    staff = NULL;
}

static const struct gallery_room on_stage = {frame, done, dress, end};

static void
take_tray(void *context, struct bytes *json)
{
    (void) context;
    bytes_wipe(json);
}

static void
take_seen(void *context, const char *name)
{
    (void) context;
    (void) name;
}

static void
begin(void)
{
    static char place[] = "Room 2", languages[] = "en,es";
    static const struct clinic_settings settings = {.place = place, .languages = languages};
    static const struct clinic_help help = {.is_signed = true, .call_leaves = true};
    struct staff_options options = {
        .host = {NULL, take_tray, take_seen},
        .worker = gallery_worker(),
        .records = with_data ? gallery_records() : NULL,
        .records_fault = {FAULT_NEWER, "open the data file", 0},
        .flows = gallery_flows(),
        .help = &help,
        .settings = &settings,
        .assets = AFTERWORD_SOURCE_DIR "/assets",
        .language = gallery_language(),
        .screen = 7,
    };

    staff = staff_new(&options);
    gallery_begin(&on_stage);
}

/* ---- unlock ---------------------------------------------------------------------------*/

static void
locked(void)
{
    with_data = true;
    begin();
}

static void
locked_many(void)
{
    gallery_played.many_names = true;
    locked();
}

static void
words(void)
{
    locked();
    gallery_touch("member-0");
    gallery_type("harbcandpe");
}

static void
words_shown(void)
{
    words();
    gallery_touch("show");
}

static void
typed(void)
{
    words();
    gallery_touch("type-it");
}

static void
typed_own(void)
{
    locked();
    gallery_touch("member-0");
    gallery_touch("type-it");
    gallery_type("A whole sentence of my own, 7 words.");
    gallery_touch("show");
}

static void
refused(void)
{
    gallery_played.unlock_refuses = (struct fault){FAULT_PASSPHRASE, "unlock", 0};
    words();
    gallery_touch("unlock");
}

static void
refused_forged(void)
{
    gallery_played.unlock_refuses = (struct fault){FAULT_FORGED, "unlock", 0};
    words();
    gallery_touch("unlock");
}

static void
waiting(void)
{
    gallery_played.unlock_refuses = (struct fault){FAULT_SLOWED, "unlock", 20000};
    words();
    gallery_touch("unlock");
}

static void
data_closed(void)
{
    with_data = false;
    begin();
}

/* ---- behind it ------------------------------------------------------------------------*/

static void
people(size_t count)
{
    gallery_played.n_people = count;
    words();
    gallery_touch("unlock");
}

static void
people_0(void)
{
    people(0);
}

static void
people_3(void)
{
    people(3);
}

static void
people_9(void)
{
    people(9);
}

static void
people_damaged(void)
{
    gallery_played.damaged = true;
    people(9);
}

static void
trouble(void)
{
    gallery_played.list_refuses = (struct fault){FAULT_DISK, "read the caseload", 5};
    people(3);
}

static void
entries(void)
{
    people(3);
    gallery_touch("case-0");
}

static void
entries_many(void)
{
    gallery_played.n_entries = 11;
    entries();
}

static void
reader(void)
{
    entries();
    gallery_touch("entry-0");
}

static void
reader_long(void)
{
    gallery_played.long_entry = true;
    gallery_played.n_entries = 11;
    entries();
    gallery_touch("entry-1");
}

static void
reader_discussed(void)
{
    gallery_played.n_entries = 11;
    entries();
    gallery_touch("entry-2");
}

static void
place(void)
{
    people(9);
    gallery_touch("unplaced");
}

static void
place_chosen(void)
{
    place();
    gallery_touch("to-2");
}

static void
place_confirm(void)
{
    place_chosen();
    gallery_touch("place");
}

static void
drafts(void)
{
    people(3);
    gallery_touch("interrupted");
}

static void
drafts_given(void)
{
    drafts();
    gallery_touch("hand-back");
}

static void
who(void)
{
    people(9);
    gallery_touch("hand-over");
}

static void
hand_over(void)
{
    gallery_played.many_names = true;
    who();
    gallery_touch("patient-2");
    gallery_touch("lang-es");
}

static void
hand_over_next(void)
{
    hand_over();
    staff->hand_over_page = 1;
    gallery_settle();
}

static void
locks_soon(void)
{
    entries();
    clock_advance(INT64_C(100) * 1000);
    gallery_settle();
}

/* ---- a call -----------------------------------------------------------------------------*/

static void
tell(enum clinic_call_kind kind, enum clinic_call_state state)
{
    struct clinic_call told = {kind, state, clock_wall_ms() - 60000, ""};

    staff_call_told(staff, &told);
    gallery_settle();
}

static void
called_locked(void)
{
    locked();
    tell(CLINIC_CALL_PRESSED, CLINIC_CALL_OPEN);
}

static void
called_locked_many(void)
{
    locked_many();
    tell(CLINIC_CALL_WORD, CLINIC_CALL_FAILED);
}

static void
called_over(void)
{
    people(9);
    tell(CLINIC_CALL_PRESSED, CLINIC_CALL_OPEN);
}

static void
called_reader(void)
{
    reader();
    tell(CLINIC_CALL_PRESSED, CLINIC_CALL_FAILED);
}

const struct gallery_screen gallery_staff[] = {
    {"S0 names", locked, false},
    {"S0 six names", locked_many, false},
    {"S0 six words", words, false},
    {"S0 words shown", words_shown, false},
    {"S0 typed", typed, false},
    {"S0 typed, own", typed_own, false},
    {"S0 refused", refused, false},
    {"S0 forged", refused_forged, false},
    {"S0 waiting", waiting, false},
    {"S0 data closed", data_closed, false},
    {"SA locked", called_locked, false},
    {"SA locked, six names", called_locked_many, false},
    {"SA over people", called_over, false},
    {"SA over the reader", called_reader, false},
    {"S1 nobody", people_0, false},
    {"S1 three people", people_3, false},
    {"S1 nine people", people_9, false},
    {"S1 alarms", people_damaged, false},
    {"S1 trouble", trouble, false},
    {"entries", entries, false},
    {"eleven entries", entries_many, false},
    {"S2 reader", reader, false},
    {"S2 reader, long", reader_long, false},
    {"S2 reader, discussed", reader_discussed, false},
    {"S7 place", place, false},
    {"S7 place, chosen", place_chosen, false},
    {"S7 place, sure", place_confirm, false},
    {"drafts", drafts, false},
    {"drafts, handed back", drafts_given, false},
    {"S8 who", who, false},
    {"S8 hand over", hand_over, false},
    {"S8 hand over, on", hand_over_next, false},
    {"locks soon", locks_soon, false},
};
const size_t n_gallery_staff = COUNT(gallery_staff);
