/* The six words of a passphrase: a chip for each, that fills letter by letter and is not read. */
#include "unlock.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define STONES 4

size_t
staff_n_typed(const struct staff *staff)
{
    return ui_writing_text(staff->passphrase)->length;
}

static void
chip_stones(struct ui *ui, struct ui_rect rect, const struct chip *chip, bool ahead)
{
    float step = fminf(32, (rect.w - 24) / STONES), radius = fminf(9, step * 0.28f);
    float x = rect.x + rect.w / 2 - step * (STONES - 1) / 2, y = rect.y + rect.h / 2;
    size_t filled = !chip ? 0 : chip->word ? STONES : chip->length;

    for (size_t i = 0; i < STONES; i++, x += step) {
        ui_disc(ui, x, y, radius, ahead ? UI_LINE_COLOUR : UI_INK);
        if (i >= filled)
            ui_disc(ui, x, y, radius - 2, ahead ? UI_AIR : UI_PAGE_FILL);
    }
}

/* The letters that were typed in ink, the rest of their word soft. */
static void
chip_words(
    struct ui *ui, struct ui_rect rect, const char *typed, const struct chip *chip, bool here)
{
    char letters[32] = "", rest[32] = "";
    float line = ui_line_height(ui, UI_STAFF), width, rest_width = 0, x;
    float y = rect.y + (rect.h - line) / 2;

    (void) snprintf(letters, sizeof(letters), "%.*s", (int) chip->length, typed + chip->from);
    if (chip->word && chip->word_length > chip->length)
        (void) snprintf(rest, sizeof(rest), "%.*s", (int) (chip->word_length - chip->length),
            chip->word + chip->length);
    width = ui_text_width(ui, UI_STAFF, letters);
    if (rest[0])
        rest_width = ui_text_width(ui, UI_STAFF, rest);
    x = rect.x + (rect.w - width - rest_width) / 2;
    (void) ui_text(ui, NULL, (struct ui_rect){x, y, width + 8, line}, UI_STAFF, UI_INK, letters);
    if (rest[0])
        (void) ui_text(ui, NULL, (struct ui_rect){x + width, y, rest_width + 8, line}, UI_STAFF,
            UI_SOFT, rest);
    if (here)
        ui_box(ui, (struct ui_rect){x + width + 2, y + 4, 4, line - 8}, 2, UI_LAMP, UI_LAMP, 0);
    memory_wipe(letters, sizeof(letters));
    memory_wipe(rest, sizeof(rest));
}

/* Which chip the next letter goes to. */
static size_t
chip_at(const struct chips *chips)
{
    if (chips->count > 0 && !chips->closed)
        return chips->count - 1;
    return chips->count < CHIPS ? chips->count : CHIPS - 1;
}

/* A touch on a word goes back to it; on the next, it ends a word of three letters. */
static void
touch_chip(struct staff *staff, struct ui *ui, struct ui_rect rect, const struct chips *chips,
    size_t n, size_t at)
{
    struct ui_writing *writing = staff->passphrase;
    bool ends = n == at + 1 && at + 1 == chips->count && chips->chips[at].word;
    struct bytes kept = BYTES_EMPTY;
    char id[32];

    if (staff->unlocking || (n >= at && !ends))
        return;
    (void) snprintf(id, sizeof(id), "word-%zu", n);
    if (!ui_corner(ui, id, rect, ends ? _("Next word") : _("Back to this word")))
        return;
    if (ends) {
        bytes_append(&kept, ui_writing_text(writing)->data, staff_n_typed(staff));
        bytes_append_text(&kept, " ");
    } else {
        bytes_append(&kept, ui_writing_text(writing)->data, chips->chips[n].from);
    }
    ui_writing_set(writing, bytes_text(&kept), kept.length);
    bytes_wipe(&kept);
    ui_focus(ui, "passphrase");
}

void
staff_chips_row(struct staff *staff, struct ui *ui, const struct unlock_place *at)
{
    const struct place *place = &at->place;
    struct ui_rect row = {place->text, at->chips_y, place->right - place->text, at->chips_h};
    const char *typed;
    struct chips chips;
    size_t here;

    staff_chips_parse(&staff->words, bytes_text(ui_writing_text(staff->passphrase)), &chips);
    // The field takes keys and touches; what is seen of it are the six words over it. It lies where
    // the next letter goes: the other words are widgets of their own.
    (void) ui_write(ui, "passphrase", ui_nth(row, chip_at(&chips), CHIPS, place->compact ? 10 : 28),
        staff->passphrase,
        &(struct ui_writing_look){
            .masked = true, .one_line = true, .field = true, .label = _("Passphrase")});
    ui_fill(ui, (struct ui_rect){row.x - 2, row.y - 2, row.w + 4, row.h + 4}, UI_AIR);
    typed = bytes_text(ui_writing_text(staff->passphrase));
    staff_chips_parse(&staff->words, typed, &chips);
    if (chips.overflow) {
        staff->typed = true; // typed on keys, and not of the list: as it is, then
        return;
    }
    here = chip_at(&chips);
    for (size_t i = 0; i < CHIPS; i++) {
        struct ui_rect rect = ui_nth(row, i, CHIPS, place->compact ? 10 : 28);
        bool ahead = i >= chips.count && i != here;
        float gap = place->compact ? 6 : 12;

        if (i == here && !chips.complete)
            ui_box(ui,
                (struct ui_rect){rect.x - gap, rect.y - gap, rect.w + 2 * gap, rect.h + 2 * gap},
                24 + gap, UI_AIR, UI_LAMP, place->compact ? 4 : 6);
        ui_box(
            ui, rect, place->compact ? 18 : 24, ahead ? UI_AIR : UI_PAGE_FILL, UI_LINE_COLOUR, 2);
        if (staff->shown && i < chips.count)
            chip_words(ui, rect, typed, &chips.chips[i], i == here);
        else
            chip_stones(ui, rect, i < chips.count ? &chips.chips[i] : NULL, ahead);
        touch_chip(staff, ui, rect, &chips, i, here);
    }
}

/* The fourth letter closes a word: what follows is the next one's, although it may go on with
 * the word itself. */
static void
close_chip(struct staff *staff, size_t before)
{
    const struct bytes *text = ui_writing_text(staff->passphrase);
    struct bytes kept = BYTES_EMPTY;
    struct chips chips;

    if (text->length <= before)
        return;
    bytes_append(&kept, text->data, text->length);
    staff_chips_parse(&staff->words, bytes_text(&kept), &chips);
    if (chips.overflow)
        kept.length = before; // six are there already
    else if (chips.count > 0 && chips.count < CHIPS && chips.closed)
        bytes_append_text(&kept, " ");
    if (kept.length != text->length)
        ui_writing_set(staff->passphrase, (const char *) kept.data, kept.length);
    bytes_wipe(&kept);
}

static void
one_back(struct staff *staff)
{
    const struct bytes *text = ui_writing_text(staff->passphrase);
    struct bytes kept = BYTES_EMPTY;
    size_t length = text->length;

    while (length > 0 && text->data[length - 1] == ' ')
        length--;
    bytes_append(&kept, text->data, length > 0 ? length - 1 : 0);
    ui_writing_set(staff->passphrase, bytes_text(&kept), kept.length);
    bytes_wipe(&kept);
}

void
staff_letters(struct staff *staff, struct ui *ui, const struct unlock_place *at)
{
    size_t before = staff_n_typed(staff);
    struct ui_keys_pressed pressed =
        ui_keyboard(ui, "keys", at->keys, UI_KEYS_LETTERS, staff->passphrase);

    if (pressed.back)
        one_back(staff);
    else
        close_chip(staff, before);
}
