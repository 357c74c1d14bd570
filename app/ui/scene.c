#include "inside.h"

#include <stdio.h>
#include <string.h>

/* "Lamp and water": air above, where words are read; water below, where hands work; one shoreline
 * between them. */

void
ui_scene(struct ui *ui, float shoreline)
{
    struct ui_rect air = {0, 0, ui->page.w, shoreline};
    struct ui_rect water = {0, shoreline, ui->page.w, ui->page.h - shoreline};
    SDL_Rect line = to_px(ui, (struct ui_rect){0, shoreline, ui->page.w, 2});

    ui->shoreline = shoreline;
    add_fill(ui, to_px(ui, air), opaque(ui, UI_AIR));
    add_fill(ui, to_px(ui, water), opaque(ui, UI_WATER));
    add_fill(ui, line, opaque(ui, UI_LINE_COLOUR));
}

/* A colour that is not wholly there. */
static uint32_t
faint(const struct ui *ui, enum ui_colour colour, float part)
{
    return (uint32_t) (part * 255 + 0.5f) << 24 | ui_colour(ui, colour);
}

void
ui_fill_faint(struct ui *ui, struct ui_rect rect, enum ui_colour colour, float part)
{
    if (part > 0)
        add_fill(ui, to_px(ui, rect), faint(ui, colour, part));
}

void
ui_fill(struct ui *ui, struct ui_rect rect, enum ui_colour colour)
{
    add_fill(ui, to_px(ui, rect), opaque(ui, colour));
}

void
ui_hairline(struct ui *ui, float x, float y, float w)
{
    // `line` at 38 %: it parts rows without making them boxes.
    add_fill(
        ui, to_px(ui, (struct ui_rect){x, y, w, 2}), 0x61000000u | ui_colour(ui, UI_LINE_COLOUR));
}

void
ui_box(struct ui *ui, struct ui_rect rect, float radius, enum ui_colour fill, enum ui_colour edge,
    float edge_width)
{
    add_box(ui, rect, radius, opaque(ui, fill), opaque(ui, edge), edge_width);
}

void
ui_disc(struct ui *ui, float x, float y, float radius, enum ui_colour colour)
{
    add_disc(ui, x, y, radius, opaque(ui, colour));
}

#define STONES_MAX 12
#define STONE_GAP 40.0f

static void
add_stone(struct ui *ui, float x, float y, size_t at, size_t passed, bool here)
{
    if (at < passed) {
        add_disc(ui, x, y, 9, opaque(ui, UI_INK));
    } else if (at == passed && here) {
        add_disc(ui, x, y, 12, opaque(ui, UI_LAMP));
    } else {
        // The line stops at a stone ahead: its inside is air.
        add_disc(ui, x, y, 9, opaque(ui, UI_LINE_COLOUR));
        add_disc(ui, x, y, 7, opaque(ui, UI_AIR));
    }
}

/* "third of seven": in words, as far as a person counts stones; past that in figures. */
static void
say_place(size_t passed, size_t total, bool here, char *value, size_t size)
{
    static const char *const ordinals[STONES_MAX] = {N_("first"), N_("second"), N_("third"),
        N_("fourth"), N_("fifth"), N_("sixth"), N_("seventh"), N_("eighth"), N_("ninth"),
        N_("tenth"), N_("eleventh"), N_("twelfth")};
    static const char *const cardinals[STONES_MAX] = {N_("one"), N_("two"), N_("three"), N_("four"),
        N_("five"), N_("six"), N_("seven"), N_("eight"), N_("nine"), N_("ten"), N_("eleven"),
        N_("twelve")};

    if (!here)
        snprintf(value, size, "%s", _("all passed"));
    else if (total <= STONES_MAX && passed < total)
        snprintf(value, size, _("%s of %s"), _(ordinals[passed]), _(cardinals[total - 1]));
    else
        snprintf(value, size, "%zu / %zu", passed + 1, total);
}

void
ui_stones(struct ui *ui, size_t passed, size_t total, bool here)
{
    float x = ui->page.w / 2 - STONE_GAP * (float) (total - 1) / 2;
    float y = ui->page.shoreline + 1;
    char value[64];

    if (total == 0)
        return;
    say_place(passed, total, here, value, sizeof(value));
    (void) add_item(ui, "stones", UI_PICTURE, _("Where you are"), value,
        to_px(ui, (struct ui_rect){x - 12, y - 12, STONE_GAP * (float) (total - 1) + 24, 24}), 0);
    if (total > STONES_MAX)
        return;
    if (here)
        motion_add_stone_rings(ui, x + STONE_GAP * (float) passed, y);
    for (size_t i = 0; i < total; i++)
        add_stone(ui, x + STONE_GAP * (float) i, y, i, passed, here);
}

void
ui_lamp_rising(struct ui *ui, float x, float y, float radius, float part)
{
    if (ui->comfort.theme == UI_CONTRAST || part >= 1) {
        ui_lamp(ui, x, y, radius, false);
        return;
    }
    add_disc(ui, x, y, radius * 1.46f, faint(ui, UI_HALO, part));
    add_disc(ui, x, y, radius, faint(ui, UI_GLOW, part));
}

void
ui_lamp(struct ui *ui, float x, float y, float radius, bool lit)
{
    if (ui->comfort.theme == UI_CONTRAST) {
        // An outline only: no large light.
        add_disc(ui, x, y, radius, opaque(ui, UI_GLOW));
        add_disc(ui, x, y, radius - 3, opaque(ui, UI_AIR));
    } else {
        add_disc(ui, x, y, radius * 1.46f, opaque(ui, UI_HALO));
        add_disc(ui, x, y, radius, opaque(ui, UI_GLOW));
    }
    if (lit)
        add_disc(ui, x, y, radius * 0.5f, opaque(ui, UI_LAMP));
}

void
ui_reflections(struct ui *ui, float x, float radius)
{
    static const struct {
        float y, width;
    } bars[] = {{26, 1.6f}, {50, 1.04f}, {74, 0.52f}};

    if (ui->comfort.theme == UI_CONTRAST)
        return;
    for (size_t i = 0; i < COUNT(bars); i++) {
        float width = bars[i].width * radius;

        add_box(ui, (struct ui_rect){x - width / 2, ui->shoreline + bars[i].y, width, 8}, 4,
            opaque(ui, UI_GLOW), 0, 0);
    }
}

/* The halo gives the edge to breathe towards and stands still; the disc moves inside it. */
void
ui_breath(struct ui *ui, float x, float y, float full, const char *word)
{
    float size = ui->page.shape == UI_COMPACT ? 0.55f : 1.0f;
    float radius = (126 + 50 * full) * size;
    bool contrast = ui->comfort.theme == UI_CONTRAST;
    uint32_t ink = ui->comfort.theme == UI_DUSK ? 0xfffff3dcu : opaque(ui, UI_INK);
    struct text_style style = words_style(ui, UI_BREATH);
    struct text_block block = TEXT_BLOCK_EMPTY;

    if (contrast) {
        add_disc(ui, x, y, radius, opaque(ui, UI_GLOW));
        add_disc(ui, x, y, radius - 3, opaque(ui, UI_AIR));
    } else {
        add_disc(ui, x, y, 216 * size, opaque(ui, UI_HALO));
        add_disc(ui, x, y, radius, opaque(ui, UI_GLOW));
    }
    if (!word || !word[0])
        return;
    text_layout(ui->text, &style, word, strlen(word), 0, &block);
    add_block(
        ui, &block, word, x * ui->scale - block.width / 2, y * ui->scale - block.height / 2, ink);
    (void) add_item(ui, "breath", UI_PICTURE, word, "",
        to_px(ui, (struct ui_rect){x - radius, y - radius, 2 * radius, 2 * radius}), 0);
    text_block_destroy(&block);
}
