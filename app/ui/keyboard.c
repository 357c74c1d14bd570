#include "ui/keyboard.h"

#include <assert.h>
#include <string.h>

#include "ui/characters.h"

void
keyboard_init(struct keyboard *keyboard, const struct keyboard_layout *layout)
{
    assert(layout->n_rows[KEYBOARD_PAGE_LETTERS] > 0);
    *keyboard = (struct keyboard){.layout = layout};
}

/* The first letter of a layout; its signs may stand before it. */
static uint32_t
first_letter(const struct keyboard_layout *layout)
{
    const struct keyboard_row *row = &layout->pages[KEYBOARD_PAGE_LETTERS][0];

    for (size_t i = 0; i < row->n_keys; i++) {
        const char *text = row->keys[i].text;
        size_t size;
        uint32_t letter = text[0] ? utf8_at(text, strlen(text), 0, &size) : 0;

        if (character_is_letter(letter))
            return letter;
    }
    return 0;
}

bool
keyboard_layout_is_latin(const struct keyboard_layout *layout)
{
    uint32_t letter = first_letter(layout);

    return letter >= 'a' && letter <= 'z';
}

bool
keyboard_layout_is_leftwards(const struct keyboard_layout *layout)
{
    return character_is_leftwards(first_letter(layout));
}

void
keyboard_sentence(struct keyboard *keyboard, bool starts)
{
    if (starts && keyboard->shift == KEYBOARD_SMALL) {
        keyboard->shift = KEYBOARD_CAPITAL;
        keyboard->offered = true;
    } else if (!starts && keyboard->shift == KEYBOARD_CAPITAL && keyboard->offered) {
        keyboard->shift = KEYBOARD_SMALL;
        keyboard->offered = false;
    }
}

/* ---- words ------------------------------------------------------------------------ */

void
keyboard_set_case(const struct keyboard *keyboard, struct keyboard_key *key)
{
    size_t length = strlen(key->text);

    if (key->kind != KEYBOARD_TEXT || keyboard->shift == KEYBOARD_SMALL)
        return;
    // Whose capitals take more room than a key has stays small.
    if (characters_to_capitals(key->text, &length, KEYBOARD_TEXT_MAX))
        key->text[length] = '\0';
}

/* Adds a text to what stands on a key, letter by letter, in capitals if so. */
static void
append_letters(struct keyboard_cap *cap, const char *text, bool capitals)
{
    const struct keyboard shifted = {.shift = KEYBOARD_CAPITALS};
    struct keyboard_key letter;
    size_t size;

    for (size_t at = 0; text[at]; at += size) {
        letter = (struct keyboard_key){.kind = KEYBOARD_TEXT};
        (void) utf8_at(text, strlen(text), at, &size);
        memcpy(letter.text, text + at, size);
        if (capitals)
            keyboard_set_case(&shifted, &letter);
        (void) SDL_strlcat(cap->label, letter.text, sizeof(cap->label));
    }
}

/* Named for what a press leads to; where there is no room, by its first letter in both sizes. */
static const char *
shift_label(const struct keyboard *keyboard, struct keyboard_cap *cap)
{
    const char *letters = keyboard->layout->marks[KEYBOARD_MARK_LETTERS];
    bool capitals = keyboard->shift == KEYBOARD_SMALL;
    char first[KEYBOARD_TEXT_MAX + 1] = "";
    size_t size;

    cap->label[0] = '\0';
    if (!cap->narrow) {
        append_letters(cap, letters, capitals);
        return cap->label;
    }
    (void) utf8_at(letters, strlen(letters), 0, &size);
    memcpy(first, letters, size);
    append_letters(cap, first, capitals);
    append_letters(cap, first, !capitals);
    return cap->label;
}

const char *
keyboard_label(const struct keyboard *keyboard, struct keyboard_cap *cap)
{
    static const char *const words[] = {
        [KEYBOARD_SPACE] = N_("space"),
        [KEYBOARD_LINE] = N_("Line"),
        [KEYBOARD_DELETE] = N_("Delete"),
        [KEYBOARD_BACK] = N_("One back"),
        [KEYBOARD_DONE] = N_("Done"),
    };
    const struct keyboard_layout *layout = keyboard->layout;

    switch (cap->key.kind) {
    case KEYBOARD_TEXT:
        return cap->key.text;
    case KEYBOARD_SHIFT:
        return shift_label(keyboard, cap);
    case KEYBOARD_NUMBERS:
        return layout->marks[KEYBOARD_MARK_NUMBERS];
    case KEYBOARD_LETTERS:
        return layout->marks[KEYBOARD_MARK_LETTERS];
    case KEYBOARD_ACCENTS:
        return layout->marks[KEYBOARD_MARK_ACCENTS];
    case KEYBOARD_ORDER:
        return layout->marks[keyboard->alphabetical ? KEYBOARD_MARK_USUAL : KEYBOARD_MARK_ALPHABET];
    case KEYBOARD_LANGUAGE:
        return keyboard->next->marks[KEYBOARD_MARK_CALLED];
    default:
        assert(words[cap->key.kind]);
        return _(words[cap->key.kind]);
    }
}

const char *
keyboard_state(const struct keyboard *keyboard, const struct keyboard_cap *cap)
{
    static const char *const shifts[] = {
        [KEYBOARD_SMALL] = N_("small letters"),
        [KEYBOARD_CAPITAL] = N_("next letter is a capital"),
        [KEYBOARD_CAPITALS] = N_("capitals"),
    };

    if (cap->key.kind == KEYBOARD_SHIFT)
        return _(shifts[keyboard->shift]);
    if (cap->key.kind == KEYBOARD_ACCENTS && keyboard->accenting)
        return _("now the letter");
    if (cap->key.kind == KEYBOARD_ORDER)
        return keyboard->alphabetical ? _("letters in alphabetical order")
                                      : _("letters in their usual order");
    return cap->key.kind == KEYBOARD_LANGUAGE ? keyboard->next->marks[KEYBOARD_MARK_NAME] : NULL;
}

/* ---- pressing --------------------------------------------------------------------- */

static const struct keyboard_family *
family_of(const struct keyboard *keyboard, const struct keyboard_key *key)
{
    const struct keyboard_layout *layout = keyboard->layout;
    struct keyboard_key letter;

    for (size_t i = 0; i < layout->n_families; i++) {
        letter = (struct keyboard_key){.kind = KEYBOARD_TEXT};
        memcpy(letter.text, layout->families[i].letter, sizeof(letter.text));
        keyboard_set_case(keyboard, &letter);
        if (strcmp(letter.text, key->text) == 0)
            return &layout->families[i];
    }
    return NULL;
}

static struct keyboard_stroke
types(struct keyboard *keyboard, const char *text)
{
    struct keyboard_stroke stroke = {.kind = KEYBOARD_TYPES};

    (void) SDL_strlcpy(stroke.text, text, sizeof(stroke.text));
    keyboard->accenting = false;
    keyboard->family = NULL;
    if (keyboard->shift == KEYBOARD_CAPITAL)
        keyboard->shift = KEYBOARD_SMALL;
    keyboard->offered = false;
    return stroke;
}

/* A letter after the accent key: its one accent at once, or its family to choose from. */
static struct keyboard_stroke
accent(struct keyboard *keyboard, const struct keyboard_key *key)
{
    const struct keyboard_family *family = family_of(keyboard, key);
    struct keyboard_key only = {.kind = KEYBOARD_TEXT};

    keyboard->accenting = false;
    if (!family)
        return types(keyboard, key->text);
    if (family->n_members > 1) {
        keyboard->family = family;
        return (struct keyboard_stroke){.kind = KEYBOARD_NOTHING};
    }
    memcpy(only.text, family->members[0], sizeof(only.text));
    keyboard_set_case(keyboard, &only);
    return types(keyboard, only.text);
}

static void
press_shift(struct keyboard *keyboard)
{
    // A capital that was offered is refused by one press; one that was asked for stays by another.
    if (keyboard->shift == KEYBOARD_SMALL)
        keyboard->shift = KEYBOARD_CAPITAL;
    else if (keyboard->shift == KEYBOARD_CAPITAL && !keyboard->offered)
        keyboard->shift = KEYBOARD_CAPITALS;
    else
        keyboard->shift = KEYBOARD_SMALL;
    keyboard->offered = false;
}

static void
press_accents(struct keyboard *keyboard)
{
    bool waiting = keyboard->accenting || keyboard->family;

    keyboard->family = NULL;
    keyboard->accenting = !waiting;
    keyboard->page = KEYBOARD_PAGE_LETTERS;
}

static void
turn_page(struct keyboard *keyboard, enum keyboard_page page)
{
    keyboard->family = NULL;
    keyboard->accenting = false;
    if (keyboard->layout->n_rows[page] > 0)
        keyboard->page = page;
}

struct keyboard_stroke
keyboard_press(struct keyboard *keyboard, const struct keyboard_cap *cap)
{
    switch (cap->key.kind) {
    case KEYBOARD_TEXT:
        if (keyboard->accenting)
            return accent(keyboard, &cap->key);
        return types(keyboard, cap->key.text);
    case KEYBOARD_SPACE:
        return types(keyboard, " ");
    case KEYBOARD_LINE:
        return types(keyboard, "\n");
    case KEYBOARD_DELETE:
        keyboard->family = NULL;
        return (struct keyboard_stroke){.kind = KEYBOARD_DELETES};
    case KEYBOARD_BACK:
        return (struct keyboard_stroke){.kind = KEYBOARD_GOES_BACK};
    case KEYBOARD_DONE:
        return (struct keyboard_stroke){.kind = KEYBOARD_IS_DONE};
    case KEYBOARD_SHIFT:
        press_shift(keyboard);
        break;
    case KEYBOARD_NUMBERS:
        turn_page(keyboard, KEYBOARD_PAGE_NUMBERS);
        break;
    case KEYBOARD_LETTERS:
        turn_page(keyboard, KEYBOARD_PAGE_LETTERS);
        break;
    case KEYBOARD_ACCENTS:
        press_accents(keyboard);
        break;
    case KEYBOARD_ORDER:
        keyboard->alphabetical = !keyboard->alphabetical;
        turn_page(keyboard, KEYBOARD_PAGE_LETTERS);
        break;
    case KEYBOARD_LANGUAGE:
        return (struct keyboard_stroke){.kind = KEYBOARD_CHANGES_LANGUAGE};
    case KEYBOARD_GAP:
    case KEYBOARD_KEY_KINDS:
        break;
    }
    return (struct keyboard_stroke){.kind = KEYBOARD_NOTHING};
}
