#include "ui/boards.h"

#include <stdlib.h>
#include <string.h>

/* Of a passphrase's letters, between rows, as a share of their pitch. */
#define ROW_GAP_LETTERS (1.0f / 6.0f)

/* Of its own memory: a layout has ten kilobytes, and most people are offered one. NULL where its
 * file cannot be read. */
static struct board *
open_board(const struct ui *ui, const char *name)
{
    char *folder = file_path(ui->assets, "keyboards");
    struct board *board = memory_new(1, sizeof(*board));
    struct fault fault = FAULT_EMPTY;

    if (keyboard_layout_load(folder, name, &board->layout, &fault)) {
        keyboard_init(&board->keyboard, &board->layout);
    } else {
        LOG_FAULT("ui", &fault);
        free(board);
        board = NULL;
    }
    free(folder);
    return board;
}

static bool
is_there(const struct keyboards *keyboards, const struct board *board)
{
    for (size_t i = 0; i < keyboards->n_words; i++)
        if (strcmp(keyboards->words[i]->layout.marks[KEYBOARD_MARK_CALLED],
                board->layout.marks[KEYBOARD_MARK_CALLED]) == 0)
            return true;
    return false;
}

/* Adds the keyboard of a language, unless it is one that is there. */
static void
offer(struct ui *ui, const char *language)
{
    struct keyboards *keyboards = ui->keyboards;
    struct board *board = keyboards->n_words < BOARDS_MAX ? open_board(ui, language) : NULL;

    if (!board)
        return;
    if (is_there(keyboards, board))
        free(board);
    else
        keyboards->words[keyboards->n_words++] = board;
}

static void
offer_all(struct ui *ui, const char *languages)
{
    for (size_t length; *languages; languages += length) {
        char language[sizeof(ui->language)];

        languages += strspn(languages, ", ");
        length = strcspn(languages, ", ");
        if (length == 0 || length >= sizeof(language))
            continue;
        memcpy(language, languages, length);
        language[length] = '\0';
        offer(ui, language);
    }
}

static bool
has_latin(const struct keyboards *keyboards)
{
    for (size_t i = 0; i < keyboards->n_words; i++)
        if (keyboard_layout_is_latin(&keyboards->words[i]->layout))
            return true;
    return false;
}

struct keyboards *
boards_open(struct ui *ui)
{
    struct keyboards *keyboards;

    if (ui->keyboards)
        return ui->keyboards;
    keyboards = ui->keyboards = memory_new(1, sizeof(*ui->keyboards));
    offer(ui, ui->language);
    if (ui->keyboards_offered)
        offer_all(ui, ui->keyboards_offered);
    if (!has_latin(keyboards))
        offer(ui, "en");
    for (size_t i = 0; i < keyboards->n_words && keyboards->n_words > 1; i++)
        keyboards->words[i]->keyboard.next =
            &keyboards->words[(i + 1) % keyboards->n_words]->layout;
    keyboards->letters = open_board(ui, "letters");
    if (keyboards->letters)
        keyboards->letters->keyboard.row_gap = ROW_GAP_LETTERS;
    return keyboards;
}

struct keyboard *
boards_shown(struct keyboards *keyboards, enum ui_keys keys)
{
    if (keys == UI_KEYS_LETTERS)
        return keyboards->letters ? &keyboards->letters->keyboard : NULL;
    return keyboards->n_words > 0 ? &keyboards->words[keyboards->now]->keyboard : NULL;
}

void
boards_change(struct keyboards *keyboards)
{
    struct keyboard *next;

    keyboards->now = (keyboards->now + 1) % keyboards->n_words;
    next = &keyboards->words[keyboards->now]->keyboard;
    next->page = KEYBOARD_PAGE_LETTERS;
    next->accenting = false;
    next->family = NULL;
    next->shift = KEYBOARD_SMALL;
}

void
ui_keyboards_offer(struct ui *ui, const char *languages)
{
    free(ui->keyboards_offered);
    ui->keyboards_offered = memory_string(languages);
    keys_close(ui);
}

void
keys_close(struct ui *ui)
{
    if (!ui->keyboards)
        return;
    for (size_t i = 0; i < ui->keyboards->n_words; i++)
        free(ui->keyboards->words[i]);
    free(ui->keyboards->letters);
    free(ui->keyboards);
    ui->keyboards = NULL;
}
