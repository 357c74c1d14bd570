/* S0: a name, a passphrase. */
#include "unlock.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct unlock_place
unlock_place_of(const struct staff *staff, const struct ui *ui)
{
    struct ui_page page = ui_page(ui);
    struct unlock_place at = {.place = staff_place_of(ui)};

    if (at.place.compact) {
        at.names_y = 72;
        at.names_h = 52;
        at.chips_y = 130;
        at.chips_h = 52;
        at.under_h = 46;
        at.keys = (struct ui_rect){12, page.h - 240, page.w - 24, 168};
    } else {
        // A page that is wide for its height has its rows nearer to each other.
        float less = fminf(fmaxf((800 - page.h) / 63, 0), 1);

        at.names_y = 120 - 12 * less;
        at.names_h = 72;
        at.chips_y = 232 - 36 * less;
        at.chips_h = 80 - 16 * less;
        at.under_h = 60;
        at.keys = (struct ui_rect){28, page.h - 392, page.w - 60, 288};
    }
    if (staff->typed)
        at.keys = ui_keyboard_rect(ui);
    at.under_y = at.chips_y + at.chips_h + (at.place.compact ? 4 : 12);
    at.shoreline = staff->typed ? at.keys.y : at.keys.y - (at.place.compact ? 6 : 16);
    return at;
}

void
staff_unlock_clear(struct staff *staff)
{
    ui_writing_set(staff->passphrase, "", 0);
}

/* ---- asking ----------------------------------------------------------------------------*/

static bool
is_waiting(const struct staff *staff)
{
    return clock_now_ms() < staff->wait_until_ms;
}

static bool
may_unlock(const struct staff *staff)
{
    return staff->members_read && staff->member < staff->members.count &&
           staff_n_typed(staff) > 0 && !staff->unlocking && !is_waiting(staff);
}

static void
unlock(struct staff *staff)
{
    const char *typed = bytes_text(ui_writing_text(staff->passphrase));
    struct asking *asking = staff_asking_new(staff, ASK_UNLOCK);
    struct chips chips;

    asking->subject = staff->members.members[staff->member].id;
    staff_chips_parse(&staff->words, typed, &chips);
    if (!staff->typed && chips.complete)
        staff_chips_join(&chips, &asking->passphrase);
    else
        bytes_append_text(&asking->passphrase, typed);
    staff->unlocking = true;
    staff->refused = FAULT_EMPTY;
    staff_asking_post(staff, asking);
}

static void
signed_in(struct staff *staff, struct asking *asking)
{
    staff_unlock_clear(staff);
    staff->shown = false;
    staff->name = asking->name;
    asking->name = NULL;
    staff->roles = asking->roles;
    staff->sign_in = asking->sign_in;
    staff_go(staff, SCREEN_CASELOAD);
    staff_caseload_open(staff);
}

static void
keep_members(struct staff *staff, struct clinic_members *read)
{
    size_t kept = 0;

    // Who is revoked opens nothing; the name would only be in the way.
    for (size_t i = 0; i < read->count; i++) {
        if (read->members[i].revoked)
            free(read->members[i].name);
        else
            read->members[kept++] = read->members[i];
    }
    read->count = kept;
    clinic_members_destroy(&staff->members);
    staff->members = *read;
    staff->member = kept == 1 ? 0 : kept; // none is chosen where there is a choice
    *read = (struct clinic_members){NULL, 0};
    staff->members_read = true;
}

void
staff_unlock_done(struct staff *staff, struct asking *asking)
{
    if (asking->job.kind == ASK_MEMBERS) {
        if (asking->job.done)
            keep_members(staff, &asking->members);
        else
            staff->refused = asking->job.fault;
        return;
    }
    staff->unlocking = false;
    if (asking->job.done) {
        signed_in(staff, asking);
        return;
    }
    LOG_FAULT("staff", &asking->job.fault);
    staff->refused = asking->job.fault;
    if (staff->refused.kind == FAULT_SLOWED)
        staff->wait_until_ms = clock_now_ms() + staff->refused.code;
    if (staff->refused.kind == FAULT_PASSPHRASE)
        staff_unlock_clear(staff);
}

/* ---- names -----------------------------------------------------------------------------*/

static float
name_width(struct ui *ui, const struct place *place, const char *name)
{
    return ui_text_width(ui, UI_STAFF, name) + (place->compact ? 64 : 88);
}

/* How many names stand in the row from `from` on. */
static size_t
names_fit(struct staff *staff, struct ui *ui, const struct place *place, size_t from, float width)
{
    float x = 0;
    size_t n = 0;

    for (size_t i = from; i < staff->members.count; i++, n++) {
        x += name_width(ui, place, staff->members.members[i].name) + place->gap;
        if (x - place->gap > width)
            break;
    }
    return n > 0 ? n : 1;
}

static void
names_row(struct staff *staff, struct ui *ui, const struct unlock_place *at)
{
    const struct place *place = &at->place;
    float x = place->text, width = place->right - x;
    const char *more = _("Someone else");
    float more_width = name_width(ui, place, more);
    size_t from = 0, n = names_fit(staff, ui, place, 0, width);

    if (n < staff->members.count) {
        width -= more_width + place->gap;
        for (size_t page = 0; page <= staff->names_page; page++) {
            from = page == 0 ? 0 : from + n;
            if (from >= staff->members.count)
                from = staff->names_page = page = 0;
            n = names_fit(staff, ui, place, from, width);
        }
    }
    for (size_t i = from; i < from + n && i < staff->members.count; i++) {
        const char *name = staff->members.members[i].name;
        float wide = fminf(name_width(ui, place, name), width);
        char id[32];

        (void) snprintf(id, sizeof(id), "member-%zu", i);
        if (ui_pill(ui, &(struct ui_pill){.id = id,
                            .label = name,
                            .rect = {x, at->names_y, wide, at->names_h},
                            .words = UI_STAFF,
                            .choice = true,
                            .chosen = staff->member == i,
                            .disabled = staff->unlocking})) {
            staff->member = i;
            staff->refused = FAULT_EMPTY;
            ui_focus(ui, "passphrase");
        }
        x += wide + place->gap;
    }
    if (n < staff->members.count &&
        ui_pill(ui, &(struct ui_pill){.id = "names",
                        .label = more,
                        .rect = {x, at->names_y, more_width, at->names_h},
                        .words = UI_STAFF}))
        staff->names_page++;
}

/* ---- what it says ----------------------------------------------------------------------*/

static void
refusal(struct staff *staff, char *text, size_t size)
{
    const char *words = "";

    if (is_waiting(staff)) {
        int64_t left_ms = staff->wait_until_ms - clock_now_ms();
        unsigned seconds = (unsigned) ((left_ms + 999) / 1000);

        (void) snprintf(text, size,
            ngettext(
                "Too many tries. Wait %u second.", "Too many tries. Wait %u seconds.", seconds),
            seconds);
        staff->wakes_ms = clock_now_ms() + (left_ms - 1) % 1000 + 1;
        return;
    }
    switch (staff->refused.kind) {
    case FAULT_NONE:
    case FAULT_SLOWED:
        break;
    case FAULT_PASSPHRASE:
        words = _("That did not open it. Please try again.");
        break;
    case FAULT_DAMAGED:
        words = _("The lock of this name is damaged. Somebody else of staff can still open.");
        break;
    case FAULT_MEMORY:
        words = _("Too little memory is free. This was not counted; start the kiosk again.");
        break;
    case FAULT_FORGED:
        words = _("This lock is not your clinic's. Do not type it again; tell who looks after it.");
        break;
    default:
        words = staff_fault_words(&staff->refused);
        break;
    }
    (void) snprintf(text, size, "%s", words);
}

static void
under(struct staff *staff, struct ui *ui, const struct unlock_place *at, float right)
{
    const struct place *place = &at->place;
    const char *show = staff->shown ? _("Hide the words") : _("Show the words");
    float wide = ui_text_width(ui, UI_STAFF, show) + (place->compact ? 40 : 90);
    struct ui_rect words = {
        place->text, at->under_y, right - wide - place->gap - place->text, at->under_h};
    char text[WORDS_MAX];
    enum ui_words size = UI_STAFF;
    bool alarm, alone = false;
    float height;

    refusal(staff, text, sizeof(text));
    alarm = text[0] != '\0';
    if (!alarm)
        (void) snprintf(text, sizeof(text), "%s",
            staff->unlocking                                               ? _("Opening…")
            : staff->member >= staff->members.count && staff->members_read ? _("Touch your name.")
            : staff->typed ? _("Your whole passphrase, as it was set.")
                           : _("Four letters name a word, six words open it."));
    height = ui_text_height(ui, words.w, UI_STAFF, text);
    if (height > at->under_h + 8)
        size = UI_STAFF_SMALL;
    height = ui_text_height(ui, words.w, size, text);
    // What went wrong goes before showing the words, where both have no room.
    if (height > at->under_h + 2) {
        words.w = right - place->text;
        height = ui_text_height(ui, words.w, size, text);
        alone = true;
    }
    (void) ui_text(ui, alarm ? "refused" : "hint",
        (struct ui_rect){
            words.x, words.y + (words.h - height) / 2 - (alone ? 4 : 0), words.w, height},
        size, alarm ? staff_alarm_colour(ui) : UI_SOFT, text);
    if (!alone && ui_pill(ui, &(struct ui_pill){.id = "show",
                                  .label = show,
                                  .rect = {right - wide, at->under_y, wide, at->under_h},
                                  .words = UI_STAFF})) {
        staff->shown = !staff->shown;
        ui_focus(ui, "passphrase");
    }
}

/* ---- the page --------------------------------------------------------------------------*/

static bool
passphrase_has_focus(const struct ui *ui)
{
    size_t count;
    const struct ui_item *items = ui_list(ui, &count);

    for (size_t i = 0; i < count; i++)
        if (strcmp(items[i].id, "passphrase") == 0)
            return (items[i].state & UI_FOCUSED) != 0;
    return true;
}

float
staff_leave_pill(struct staff *staff, struct ui *ui, const struct place *place)
{
    float wide = ui_text_width(ui, UI_STAFF, _("Leave")) + (place->compact ? 64 : 96);

    if (ui_pill(ui, &(struct ui_pill){.id = "back",
                        .label = _("Leave"),
                        .rect = {place->right - wide, place->header_y, wide, place->header_h},
                        .icon = UI_ICON_BACK,
                        .words = UI_STAFF,
                        .disabled = staff->unlocking})) {
        staff_unlock_clear(staff);
        staff->outcome = STAFF_LEFT;
    }
    return place->right - wide;
}

static void
unlock_pill(struct staff *staff, struct ui *ui, struct ui_rect rect, bool by_return)
{
    bool may = may_unlock(staff);

    if (ui_pill(ui, &(struct ui_pill){.id = "unlock",
                        .label = _("Unlock"),
                        .rect = rect,
                        .look = may ? UI_PRIMARY : UI_STONE_PILL,
                        .icon = UI_ICON_LOCK,
                        .words = UI_STAFF,
                        .disabled = !may,
                        .key = by_return ? SDLK_RETURN : 0}))
        unlock(staff);
}

/* The data did not open: why, and what to do. */
static void
closed_page(struct staff *staff, struct ui *ui, const struct unlock_place *at)
{
    const struct place *place = &at->place;
    struct ui_rect rect = {place->text, at->names_y + 24, place->right - place->text, 0};

    rect.y += ui_text(ui, "cause", rect, UI_STAFF_HEAD, UI_INK,
                  staff_records_words(&staff->options.records_fault)) +
              24;
    (void) ui_text(ui, "safe", rect, UI_STAFF, UI_SOFT,
        _("What was sealed stays sealed, and help can still be called from the welcome page."));
}

static void
words_page(struct staff *staff, struct ui *ui, const struct unlock_place *at, bool by_return)
{
    const struct place *place = &at->place;
    struct band band = staff_band_of(ui, _("Unlock"));

    staff_chips_row(staff, ui, at);
    under(staff, ui, at, place->right);
    staff_letters(staff, ui, at);
    if (staff_band_pill(ui, &band, "type-it", _("Not six words: type it"), staff->unlocking)) {
        staff->typed = true;
        ui_focus(ui, "passphrase");
    }
    unlock_pill(staff, ui,
        (struct ui_rect){band.limit + place->gap, place->band_y,
            place->right - band.limit - place->gap, place->band_h},
        by_return);
}

static void
typed_page(struct staff *staff, struct ui *ui, const struct unlock_place *at, bool by_return)
{
    const struct place *place = &at->place;
    float wide = ui_text_width(ui, UI_STAFF, _("Unlock")) + (place->compact ? 72 : 136);
    float six = ui_text_width(ui, UI_STAFF, _("Six words")) + (place->compact ? 40 : 88);
    float room = staff->words.length > 0 ? six + place->gap : 0;
    struct ui_rect field = {
        place->text, at->chips_y, place->right - place->text - room, at->chips_h};
    struct ui_keys_pressed pressed;

    (void) ui_write(ui, "passphrase", field, staff->passphrase,
        &(struct ui_writing_look){
            .masked = !staff->shown, .one_line = true, .field = true, .label = _("Passphrase")});
    if (room > 0 && ui_pill(ui, &(struct ui_pill){.id = "six-words",
                                    .label = _("Six words"),
                                    .rect = {place->right - six, at->chips_y, six, at->chips_h},
                                    .words = UI_STAFF,
                                    .disabled = staff->unlocking})) {
        staff_unlock_clear(staff);
        staff->typed = false;
        ui_focus(ui, "passphrase");
    }
    under(staff, ui, at, place->right - wide - place->gap);
    unlock_pill(staff, ui, (struct ui_rect){place->right - wide, at->under_y, wide, at->under_h},
        by_return);
    pressed = ui_keyboard(ui, "keys", at->keys, UI_KEYS_WORDS, staff->passphrase);
    if (pressed.done && may_unlock(staff))
        unlock(staff);
}

static void
unlock_header(struct staff *staff, struct ui *ui, const struct place *place)
{
    (void) staff_line_of(ui, "title",
        (struct ui_rect){place->text, place->header_y + 2, place->content.w - 200, place->header_h},
        UI_STAFF_TITLE, UI_INK, _("Afterword is locked"));
    (void) staff_leave_pill(staff, ui, place);
}

void
staff_unlock_frame(struct staff *staff, struct ui *ui)
{
    struct unlock_place at = unlock_place_of(staff, ui);
    bool by_return = passphrase_has_focus(ui);

    if (staff_called_alone(staff)) {
        staff_called_frame(staff, ui);
        return;
    }
    ui_scene(ui, staff->options.records ? at.shoreline : at.place.shoreline);
    unlock_header(staff, ui, &at.place);
    if (!staff->options.records) {
        closed_page(staff, ui, &at);
        return;
    }
    names_row(staff, ui, &at);
    if (staff->typed)
        typed_page(staff, ui, &at, by_return);
    else
        words_page(staff, ui, &at, by_return);
}
