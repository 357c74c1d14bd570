#include "inside.h"

/* The tokens of the identity: experience.md 6.3 as amended by the pictures' page. */
static const uint32_t colours[UI_THEMES][UI_COLOURS] = {
    [UI_DAY] =
        {
            [UI_AIR] = 0xE6DFD3,
            [UI_PAGE_FILL] = 0xF3EDE2,
            [UI_WATER] = 0xD3D8CE,
            [UI_INK] = 0x1E2B2A,
            [UI_SOFT] = 0x38443F,
            [UI_LINE_COLOUR] = 0x69726B,
            [UI_RIM] = 0xA0A599,
            [UI_HALO] = 0xE7D3B4,
            [UI_DEEP] = 0x1C504D,
            [UI_DEEP_INK] = 0xF6F1E6,
            [UI_DEEP_DOWN] = 0x133B39,
            [UI_STONE] = 0xF3EDE2,
            [UI_STONE_DOWN] = 0xDAD5C8,
            [UI_LAMP] = 0x8A4E05,
            [UI_GLOW] = 0xEDB95F,
            [UI_ROWAN] = 0x7F3524,
            [UI_ROWAN_INK] = 0xFAF2E8,
        },
    [UI_DUSK] =
        {
            [UI_AIR] = 0x1A1E1C,
            [UI_PAGE_FILL] = 0x242926,
            [UI_WATER] = 0x121615,
            [UI_INK] = 0xE4DAC7,
            [UI_SOFT] = 0xCEC5B4,
            [UI_LINE_COLOUR] = 0x848A81,
            [UI_RIM] = 0x626B65,
            [UI_HALO] = 0x352D20,
            [UI_DEEP] = 0x8FBCB0,
            [UI_DEEP_INK] = 0x0E1D1B,
            [UI_DEEP_DOWN] = 0x6F9C91,
            [UI_STONE] = 0x2F3632,
            [UI_STONE_DOWN] = 0x3C443F,
            [UI_LAMP] = 0xE7AF57,
            [UI_GLOW] = 0x8A6630,
            [UI_ROWAN] = 0x9B5540,
            [UI_ROWAN_INK] = 0xFFF8F0,
        },
    [UI_CONTRAST] =
        {
            [UI_AIR] = 0x000000,
            [UI_PAGE_FILL] = 0x000000,
            [UI_WATER] = 0x000000,
            [UI_INK] = 0xFFFFFF,
            [UI_SOFT] = 0xFFFFFF,
            [UI_LINE_COLOUR] = 0xFFFFFF,
            [UI_RIM] = 0xFFFFFF,
            [UI_HALO] = 0x000000,
            [UI_DEEP] = 0xFFE08A,
            [UI_DEEP_INK] = 0x000000,
            [UI_DEEP_DOWN] = 0xFFFFFF,
            [UI_STONE] = 0x000000,
            [UI_STONE_DOWN] = 0x333333,
            [UI_LAMP] = 0x6FE3FF,
            [UI_GLOW] = 0xFFFFFF,
            [UI_ROWAN] = 0xFFB59E,
            [UI_ROWAN_INK] = 0x000000,
        },
};

/* Each corner mixed 45 % towards the page in OKLab; contrast has no colour there. */
static const uint32_t pads[UI_THEMES][4] = {
    [UI_DAY] = {0xC29B91, 0xE6C493, 0x9DA3AD, 0xB3C8BA},
    [UI_DUSK] = {0x543A34, 0x705831, 0x36404B, 0x435F55},
    [UI_CONTRAST] = {0, 0, 0, 0},
};

uint32_t
ui_colour(const struct ui *ui, enum ui_colour colour)
{
    return colours[ui->comfort.theme][colour];
}

const uint32_t *
ui_pad_corners(const struct ui *ui)
{
    return pads[ui->comfort.theme];
}

uint32_t
opaque(const struct ui *ui, enum ui_colour colour)
{
    return 0xff000000u | ui_colour(ui, colour);
}

/* em sizes in units at 100 %: cap heights of 7.5, 5.2, 4.8 and 3.2 mm through each face's own
 * (0.615 em Gentium, 0.725 em Andika); the staff's titles are 4.8 mm Gentium. */
static const struct {
    enum text_role role;
    float em, leading;
    bool follows_text, follows_label;
} words_table[UI_WORDS] = {
    [UI_TITLE] = {TEXT_BOOK, 72, 1.25f, true, false},
    [UI_PROMPT] = {TEXT_BOOK, 50, 1.3f, true, false},
    [UI_BODY] = {TEXT_PLAIN, 39, 1.4f, true, false},
    [UI_LABEL] = {TEXT_PLAIN, 39, 1.2f, false, true},
    [UI_BREATH] = {TEXT_PLAIN, 44, 1.2f, false, false},
    [UI_LETTERS_100] = {TEXT_PLAIN, 39, 1.2f, false, false},
    [UI_LETTERS_130] = {TEXT_PLAIN, 39 * 1.3f, 1.2f, false, false},
    [UI_LETTERS_160] = {TEXT_PLAIN, 39 * 1.6f, 1.2f, false, false},
    [UI_LETTERS_200] = {TEXT_PLAIN, 39 * 2.0f, 1.2f, false, false},
    [UI_STAFF_TITLE] = {TEXT_BOOK, 46, 1.25f, false, false},
    [UI_STAFF_HEAD] = {TEXT_BOOK, 34, 1.3f, false, false},
    [UI_STAFF_BOOK] = {TEXT_BOOK, 28, 1.3f, false, false},
    [UI_STAFF] = {TEXT_PLAIN, 26, 1.4f, false, false},
    [UI_STAFF_BOLD] = {TEXT_PLAIN_BOLD, 26, 1.4f, false, false},
    [UI_STAFF_SMALL] = {TEXT_PLAIN, 23, 1.35f, false, false},
};

struct text_style
words_style(struct ui *ui, enum ui_words words)
{
    float size = words_table[words].em * ui->scale;
    // The compact page's units are larger, so that its rects are its pixels: 64, 44 and 35 there.
    float compact = ui->page.shape == UI_COMPACT ? 0.893f : 1.0f;

    size *= compact;
    if (words_table[words].follows_text)
        size *= ui->page.text;
    if (words_table[words].follows_label)
        size *= ui->page.label;
    return (struct text_style){words_table[words].role, (int) (size + 0.5f),
        (int) (size * words_table[words].leading + 0.5f)};
}
