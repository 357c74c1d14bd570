/* S2: one entry, as it was asked and answered. */
#include "inside.h"

#include <stdio.h>

#define STONES_MAX 12
#define STONE_STEP 40

void
staff_reader_open(struct staff *staff, size_t at_entry)
{
    staff_entry_forget(staff);
    staff->trouble = FAULT_EMPTY;
    staff->at_entry = at_entry;
    staff_ask_about(staff, ASK_ENTRY, &staff->entries.lines[at_entry].entry);
}

/* ---- the leaves ------------------------------------------------------------------------*/

/* The mood that was given before this one, to be its beginning. */
static const struct review_mood *
mood_before(const struct review_entry *entry, size_t n)
{
    while (n-- > 0)
        if (entry->answers[n].kind == FLOW_MOOD && entry->answers[n].mood.placed)
            return &entry->answers[n].mood;
    return NULL;
}

static void
draw_mood(
    struct ui *ui, const struct review_entry *entry, const struct piece *piece, struct ui_rect rect)
{
    const struct review_mood *mood = &entry->answers[piece->answer].mood;
    const struct review_mood *before = mood_before(entry, piece->answer);
    float high = rect.h - 6, wide = high * 1.6f;
    struct ui_rect words = {rect.x + wide + 20, rect.y, rect.w - wide - 20, rect.h};
    char id[32];

    (void) snprintf(id, sizeof(id), "mood-%zu", piece->answer);
    // The first one is a beginning: the open circle.
    staff_mood_picture(ui, id, (struct ui_rect){rect.x, rect.y + 2, wide, high},
        before ? before : mood, before ? mood : NULL, UI_PAGE_FILL);
    if (!mood->words)
        return;
    (void) snprintf(id, sizeof(id), "mood-words-%zu", piece->answer);
    if (ui_text_width(ui, UI_STAFF, mood->words) <= words.w) {
        (void) staff_line_of(ui, id, words, UI_STAFF, UI_INK, mood->words);
    } else {
        float height = ui_text_height(ui, words.w, UI_STAFF, mood->words);

        words.y += height < words.h ? (words.h - height) / 2 : 0;
        (void) ui_text(ui, id, words, UI_STAFF, UI_INK, mood->words);
    }
}

static void
draw_piece(struct ui *ui, const struct review_entry *entry, const struct piece *piece, size_t n,
    struct ui_rect column)
{
    static const struct {
        enum ui_words words;
        enum ui_colour colour;
    } looks[] = {
        [PIECE_QUESTION] = {UI_STAFF_BOOK, UI_SOFT},
        [PIECE_ANSWER] = {UI_STAFF, UI_INK},
        [PIECE_QUIET] = {UI_STAFF, UI_SOFT},
        [PIECE_ALARM] = {UI_STAFF_BOLD, UI_INK},
    };
    struct ui_rect rect = {column.x, column.y + piece->y, column.w, piece->height};
    char id[32];

    if (piece->kind == PIECE_MOOD) {
        draw_mood(ui, entry, piece, rect);
        return;
    }
    (void) snprintf(
        id, sizeof(id), "%s-%zu", piece->kind == PIECE_QUESTION ? "question" : "answer", n);
    if (piece->marked)
        staff_mark_ring(
            ui, rect.x - 20, rect.y + ui_line_height(ui, UI_STAFF_BOOK) / 2, UI_PAGE_FILL);
    (void) ui_text(ui, id, rect, looks[piece->kind].words, looks[piece->kind].colour, piece->text);
}

static size_t
n_leaves(const struct staff *staff, const struct ui *ui)
{
    return staff_pages_of(staff->leaves.columns, staff_leaf_columns(ui));
}

static void
draw_leaves(struct staff *staff, struct ui *ui)
{
    struct ui_rect paper = staff_leaf_paper(ui);
    size_t columns = staff_leaf_columns(ui), first;

    ui_box(ui, paper, 24, UI_PAGE_FILL, UI_RIM, ui_comfort(ui)->theme == UI_CONTRAST ? 3 : 0);
    if (!staff->is_open) {
        (void) staff_page_notice(staff, ui, paper.y + 24, false);
        return;
    }
    staff_leaves_fill(&staff->leaves, ui, &staff->opened);
    if (staff->leaf >= n_leaves(staff, ui))
        staff->leaf = n_leaves(staff, ui) - 1;
    first = staff->leaf * columns;
    if (columns > 1)
        ui_box(ui, (struct ui_rect){paper.x + paper.w / 2 - 1, paper.y + 24, 2, paper.h - 48}, 0,
            UI_STONE_DOWN, UI_STONE_DOWN, 0);
    for (size_t i = 0; i < staff->leaves.count; i++) {
        const struct piece *piece = &staff->leaves.pieces[i];

        if (piece->column >= first && piece->column < first + columns)
            draw_piece(ui, &staff->opened, piece, i, staff_leaf_column(ui, piece->column - first));
    }
}

/* ---- around them -----------------------------------------------------------------------*/

/* The entries of this journal as stones, the oldest first. */
static void
draw_stones(const struct staff *staff, struct ui *ui)
{
    struct place place = staff_place_of(ui);
    size_t count = staff->entries.count, here = count - 1 - staff->at_entry;
    float x = ui_page(ui).w / 2 - STONE_STEP * (float) (count - 1) / 2, y = place.shoreline + 1;

    if (count < 2 || count > STONES_MAX)
        return;
    for (size_t i = 0; i < count; i++, x += STONE_STEP) {
        bool discussed = staff->entries.lines[count - 1 - i].discussed;

        ui_disc(ui, x, y, i == here ? 12 : 9, i == here ? UI_LAMP : UI_INK);
        if (i != here && !discussed)
            ui_disc(ui, x, y, 7, UI_AIR);
    }
}

static void
meta_words(const struct staff *staff, bool brief, char *text, size_t size)
{
    const struct review_case *one = &staff->caseload.cases[staff->at_case];
    const struct review_entry_line *line = &staff->entries.lines[staff->at_entry];
    char code[64], when[WORDS_MAX];
    bool named = one->name && one->name[0];

    staff_code_words(one->code, code, sizeof(code));
    if (line->when_ms > 0)
        staff_moment_words(line->when_ms, when, sizeof(when));
    else
        staff_day_words(line->day, when, sizeof(when));
    if (brief) {
        staff_day_words(line->day, when, sizeof(when));
        (void) snprintf(text, size, "%s   %s", named ? one->name : code, when);
        return;
    }
    (void) snprintf(text, size, "%s%s%s   %s%s%s", named ? one->name : "", named ? "   " : "", code,
        when, line->discussed ? "   " : "", line->discussed ? _("discussed") : "");
}

static void
turn(struct staff *staff, struct ui *ui, struct band *band)
{
    size_t leaves = staff->is_open ? n_leaves(staff, ui) : 1;
    char text[WORDS_MAX];

    if (leaves < 2)
        return;
    (void) snprintf(text, sizeof(text), _("Page on: %zu of %zu"), staff->leaf + 1, leaves);
    // The short words where the long ones do not fit.
    if (staff_band_needs(ui, band, _("Page back")) + staff_band_needs(ui, band, text) >
        band->limit - band->x)
        (void) snprintf(text, sizeof(text), _("On: %zu of %zu"), staff->leaf + 1, leaves);
    if (staff_band_pill(ui, band, "leaf-before", _("Page back"), staff->leaf == 0))
        staff->leaf--;
    if (staff_band_pill(ui, band, "leaf-after", text, staff->leaf + 1 >= leaves))
        staff->leaf++;
}

static void
discuss(struct staff *staff, struct ui *ui, bool discussed, const char *label)
{
    struct asking *asking;

    if (!staff_band_act(ui, "discussed", label, discussed ? UI_ICON_UNDO : UI_ICON_TICK,
            discussed ? UI_STONE_PILL : UI_PRIMARY, !staff->is_open || staff->n_asked > 0))
        return;
    asking = staff_asking_new(staff, ASK_DISCUSSED);
    asking->subject = staff->entries.lines[staff->at_entry].entry;
    asking->on = !discussed;
    staff_asking_post(staff, asking);
}

static void
reader_band(struct staff *staff, struct ui *ui)
{
    size_t count = staff->entries.count, at = staff->at_entry;
    bool discussed = staff->entries.lines[at].discussed;
    bool narrow = staff_place_of(ui).narrow;
    const char *label = discussed ? _("Not discussed")
                        : narrow  ? _("Discussed")
                                  : _("Mark as discussed");
    struct band band = staff_band_of(ui, label);

    // Up to four pills stand beside the act.
    band.tight = staff_band_needs(ui, &band, _("Earlier")) +
                     staff_band_needs(ui, &band, _("Later")) +
                     staff_band_needs(ui, &band, _("Page back")) +
                     staff_band_needs(ui, &band, _("Page on: %zu of %zu")) >
                 band.limit - band.x;
    // A narrow page turns its own leaves; another entry is chosen in the list.
    if (count > 1 && !(narrow && staff->is_open && n_leaves(staff, ui) > 1)) {
        if (staff_band_pill(ui, &band, "earlier", _("Earlier"), at + 1 == count))
            staff_reader_open(staff, at + 1);
        if (staff_band_pill(ui, &band, "later", _("Later"), at == 0))
            staff_reader_open(staff, at - 1);
    }
    turn(staff, ui, &band);
    discuss(staff, ui, discussed, label);
}

void
staff_reader_frame(struct staff *staff, struct ui *ui)
{
    const struct review_entry_line *line = &staff->entries.lines[staff->at_entry];
    char meta[WORDS_MAX * 2];

    meta_words(staff, staff_place_of(ui).narrow, meta, sizeof(meta));
    if (staff_header(staff, ui, line->flow ? line->flow : _("An entry"), meta, true)) {
        staff_entry_forget(staff);
        staff_go(staff, SCREEN_ENTRIES);
        return;
    }
    draw_stones(staff, ui);
    draw_leaves(staff, ui);
    reader_band(staff, ui);
}
