/* The room: its life, which screen is shown, and where completions go. */
#include "inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_FILE_MAX (64u << 10)

/* ---- moves -----------------------------------------------------------------------------*/

/* From every screen behind the passphrase a lock is one move. */
static const unsigned moves[SCREENS] = {
    [SCREEN_UNLOCK] = BIT(SCREEN_CASELOAD) | BIT(SCREEN_LOCKING),
    [SCREEN_CASELOAD] = BIT(SCREEN_ENTRIES) | BIT(SCREEN_PLACE) | BIT(SCREEN_DRAFTS) |
                        BIT(SCREEN_WHO) | BIT(SCREEN_LOCKING),
    [SCREEN_ENTRIES] =
        BIT(SCREEN_CASELOAD) | BIT(SCREEN_READER) | BIT(SCREEN_WHO) | BIT(SCREEN_LOCKING),
    [SCREEN_READER] = BIT(SCREEN_ENTRIES) | BIT(SCREEN_LOCKING),
    [SCREEN_PLACE] = BIT(SCREEN_CASELOAD) | BIT(SCREEN_LOCKING),
    [SCREEN_DRAFTS] = BIT(SCREEN_CASELOAD) | BIT(SCREEN_LOCKING),
    [SCREEN_WHO] = BIT(SCREEN_CASELOAD) | BIT(SCREEN_HAND_OVER) | BIT(SCREEN_LOCKING),
    [SCREEN_HAND_OVER] = BIT(SCREEN_CASELOAD) | BIT(SCREEN_WHO) | BIT(SCREEN_LOCKING),
    [SCREEN_LOCKING] = 0,
};

bool
staff_screen_may_go(enum screen from, enum screen to)
{
    return (moves[from] & BIT(to)) != 0;
}

void
staff_go(struct staff *staff, enum screen to)
{
    assert(staff_screen_may_go(staff->screen, to));
    staff->screen = to;
    staff->trouble = FAULT_EMPTY;
}

void
staff_trouble(struct staff *staff, const char *in, const struct fault *fault)
{
    LOG_FAULT("staff", fault);
    staff->trouble = *fault;
    staff->trouble_in = in;
}

void
staff_lock(struct staff *staff)
{
    if (staff->screen == SCREEN_LOCKING)
        return;
    staff_forget(staff);
    staff_go(staff, SCREEN_LOCKING);
    staff_ask(staff, ASK_LOCK);
}

/* ---- life ------------------------------------------------------------------------------*/

static void
read_words(struct staff *staff)
{
    char *path = file_path(staff->options.assets, "words.txt");
    struct fault fault = FAULT_EMPTY;

    if (!file_read(path, WORDS_FILE_MAX, &staff->words, &fault))
        LOG_FAULT("staff", &fault);
    // Without the list a passphrase is typed as it is.
    staff->typed = staff->words.length == 0;
    free(path);
}

struct staff *
staff_new(const struct staff_options *options)
{
    struct staff *staff = memory_new(1, sizeof(*staff));

    staff->options = *options;
    staff->hold = memory_new(1, sizeof(*staff->hold));
    staff->hold->records = options->records;
    atomic_init(&staff->hold->n_holding, 1);
    staff->language = memory_string(options->language ? options->language : "en");
    staff->call = options->call;
    staff->passphrase = ui_writing_new();
    staff->began_ms = staff->touched_ms = clock_now_ms();
    staff->wakes_ms = -1;
    read_words(staff);
    if (options->records) {
        staff_ask(staff, ASK_MEMBERS);
        staff_ask(staff, ASK_READY);
    }
    return staff;
}

void
staff_free(struct staff *staff)
{
    if (!staff)
        return;
    staff_forget(staff);
    // Behind everything that was asked. Who has locked is out, and the worker may be gone by now.
    if (staff->screen != SCREEN_LOCKING && (staff->unlocking || staff->name))
        staff_ask(staff, ASK_PART);
    staff_hold_drop(staff->hold);
    clinic_members_destroy(&staff->members);
    ui_writing_free(staff->passphrase);
    bytes_destroy(&staff->words);
    free(staff->name);
    free(staff->language);
    free(staff);
}

void
staff_stop(struct staff *staff)
{
    staff_lock(staff);
}

enum staff_outcome
staff_outcome(const struct staff *staff)
{
    return staff->outcome;
}

void
staff_call_told(struct staff *staff, const struct clinic_call *call)
{
    staff->call = *call;
}

/* ---- idle ------------------------------------------------------------------------------*/

int64_t
staff_deadline(const struct staff *staff)
{
    int64_t locks = staff->touched_ms + IDLE_LOCK_MS, at = locks;

    if (staff->screen == SCREEN_LOCKING)
        return -1;
    if (clock_now_ms() < locks - IDLE_WARNING_MS)
        at = locks - IDLE_WARNING_MS;
    if (staff->wakes_ms >= 0 && staff->wakes_ms < at)
        at = staff->wakes_ms;
    return at;
}

/* True when nobody was here for too long, and the room is left. */
static bool
rest(struct staff *staff, struct ui *ui)
{
    int64_t now_ms = clock_now_ms();

    if (ui_touched(ui) > staff->touched_ms)
        staff->touched_ms = ui_touched(ui);
    if (now_ms < staff->touched_ms + IDLE_LOCK_MS || staff->screen == SCREEN_LOCKING)
        return false;
    if (staff->screen == SCREEN_UNLOCK && !staff->unlocking) {
        staff_unlock_clear(staff);
        staff->outcome = STAFF_LEFT;
    } else {
        staff_lock(staff);
    }
    return true;
}

/* Says that it is about to lock, over the middle of the shoreline. */
static void
warn(const struct staff *staff, struct ui *ui)
{
    const char *words = _("Locks soon. Touch anything to stay.");
    struct ui_page page = ui_page(ui);
    struct place place = staff_place_of(ui);
    float width = ui_text_width(ui, UI_STAFF, words) + 64;
    struct ui_rect box = {(page.w - width) / 2, place.shoreline - 40, width, 64};

    if (staff->screen == SCREEN_UNLOCK || staff->screen == SCREEN_LOCKING ||
        clock_now_ms() < staff->touched_ms + IDLE_LOCK_MS - IDLE_WARNING_MS)
        return;
    ui_box(ui, box, 32, UI_PAGE_FILL, UI_INK, 5);
    (void) staff_line_of(ui, "locks-soon", (struct ui_rect){box.x + 32, box.y, width, box.h},
        UI_STAFF, UI_INK, words);
}

/* ---- a frame ---------------------------------------------------------------------------*/

static void
locking_frame(struct staff *staff, struct ui *ui)
{
    struct place place = staff_place_of(ui);

    (void) staff;
    ui_scene(ui, place.shoreline);
    (void) staff_line_of(ui, "title",
        (struct ui_rect){place.text, place.header_y, place.content.w, place.header_h},
        UI_STAFF_TITLE, UI_INK, _("Locking"));
}

static void (*const frames[SCREENS])(struct staff *staff, struct ui *ui) = {
    [SCREEN_UNLOCK] = staff_unlock_frame,
    [SCREEN_CASELOAD] = staff_caseload_frame,
    [SCREEN_ENTRIES] = staff_entries_frame,
    [SCREEN_READER] = staff_reader_frame,
    [SCREEN_PLACE] = staff_place_frame,
    [SCREEN_DRAFTS] = staff_drafts_frame,
    [SCREEN_WHO] = staff_who_frame,
    [SCREEN_HAND_OVER] = staff_hand_over_frame,
    [SCREEN_LOCKING] = locking_frame,
};

/* Staff read by day, at the size of their own pages, whatever the person before had chosen. A call
 * on a locked kiosk does not light the room. */
static void
dress(struct staff *staff, struct ui *ui)
{
    enum ui_theme theme = staff_called_alone(staff) ? UI_DUSK : UI_DAY;
    struct ui_comfort comfort;

    if (staff->dressed && staff->theme == theme)
        return;
    // Compared byte by byte: what lies between the members counts too.
    memset(&comfort, 0, sizeof(comfort));
    comfort.theme = theme;
    comfort.text_percent = 100;
    ui_comfort_set(ui, &comfort);
    ui_focus(ui, "passphrase");
    staff->theme = theme;
    staff->dressed = true;
}

void
staff_frame(struct staff *staff, struct ui *ui)
{
    enum screen shown;

    dress(staff, ui);
    staff->wants_lock = false;
    staff->wakes_ms = -1;
    (void) rest(staff, ui);
    shown = staff->screen;
    frames[shown](staff, ui);
    if (shown != SCREEN_UNLOCK && shown != SCREEN_LOCKING)
        staff_called_panel(staff, ui);
    warn(staff, ui);
    if (staff->wants_lock && staff->screen != SCREEN_LOCKING)
        staff_lock(staff);
    if (staff_deadline(staff) >= 0)
        ui_wake(ui, staff_deadline(staff));
}
