/* Motions: from a position to a position. Nothing here changes the text. */

#include "ui/editor.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <unictype.h>
#include <uniwbrk.h>

#include "ui/characters.h"

/* Words are looked for so far on each side, up to a gap: a paragraph may be the whole text. */
#define WORDS_BYTES 2048

/* A paragraph, or what is near in it, and its word breaks. */
struct words {
    const char *string; /* of the whole text */
    size_t from, to;
    char *breaks;
};

static size_t
paragraph_begin(const struct editor *editor, size_t at)
{
    const char *string = bytes_text(&editor->text);

    while (at > 0 && string[at - 1] != '\n')
        at--;
    return at;
}

static size_t
paragraph_end(const struct editor *editor, size_t at)
{
    const char *string = bytes_text(&editor->text);

    while (at < editor->text.length && string[at] != '\n')
        at++;
    return at;
}

/* A word may always begin behind a space that carries no mark. A run of letters that is longer
 * still is looked at whole. */
static bool
is_certain_break(const struct editor *editor, size_t at)
{
    const char *string = bytes_text(&editor->text);

    return string[at - 1] == ' ' && string[at] != ' ' &&
           text_is_border(string, editor->text.length, at);
}

static size_t
words_begin(const struct editor *editor, size_t at)
{
    size_t begin = paragraph_begin(editor, at);

    for (size_t i = at > WORDS_BYTES ? at - WORDS_BYTES : 0; i > begin; i--) {
        if (is_certain_break(editor, i))
            return i;
    }
    return begin;
}

static size_t
words_end(const struct editor *editor, size_t at)
{
    size_t end = paragraph_end(editor, at);

    for (size_t i = at + WORDS_BYTES; i < end; i++) {
        if (is_certain_break(editor, i))
            return i;
    }
    return end;
}

static void
open_words(struct words *words, const struct editor *editor, size_t at)
{
    words->string = bytes_text(&editor->text);
    words->from = words_begin(editor, at);
    words->to = words_end(editor, at);
    words->breaks = memory_new(words->to - words->from + 1, 1);
    u8_wordbreaks(
        (const uint8_t *) words->string + words->from, words->to - words->from, words->breaks);
}

static bool
is_break(const struct words *words, size_t at)
{
    return at == words->from || at == words->to || words->breaks[at - words->from];
}

static bool
is_word(const struct words *words, size_t at)
{
    size_t size;
    uint32_t character;

    if (at == words->to)
        return false;
    character = utf8_at(words->string, words->to, at, &size);
    return uc_is_property_alphabetic(character) || uc_is_property_numeric(character);
}

static size_t
break_after(const struct words *words, size_t at)
{
    do
        at++;
    while (at < words->to && !is_break(words, at));
    return at;
}

static size_t
break_before(const struct words *words, size_t at)
{
    do
        at--;
    while (at > words->from && !is_break(words, at));
    return at;
}

static size_t
word_next(const struct editor *editor, size_t at)
{
    struct words words;
    bool passed_word = false;

    if (at < editor->text.length && bytes_text(&editor->text)[at] == '\n')
        return at + 1;
    open_words(&words, editor, at);
    while (at < words.to && !passed_word) {
        passed_word = is_word(&words, at);
        at = break_after(&words, at);
    }
    free(words.breaks);
    return at;
}

static size_t
word_previous(const struct editor *editor, size_t at)
{
    struct words words;
    bool passed_word = false;

    if (at > 0 && bytes_text(&editor->text)[at - 1] == '\n')
        return at - 1;
    open_words(&words, editor, at);
    while (at > words.from && !passed_word) {
        at = break_before(&words, at);
        passed_word = is_word(&words, at);
    }
    free(words.breaks);
    return at;
}

bool
editor_is_gap(const struct editor *editor, size_t from, size_t to)
{
    const char *string = bytes_text(&editor->text);
    size_t size;

    for (size_t at = from; at < to; at += size) {
        if (!character_is_space(utf8_at(string, to, at, &size)))
            return false;
    }
    return true;
}

void
editor_word_at(const struct editor *editor, size_t at, size_t *from, size_t *to)
{
    struct words words;
    const char *string = bytes_text(&editor->text);

    open_words(&words, editor, at);
    *from = at;
    while (!is_break(&words, *from))
        (*from)--;
    *to = at == words.to ? at : break_after(&words, at);
    *from = text_border_floor(string, editor->text.length, *from);
    *to = text_border_floor(string, editor->text.length, *to);
    free(words.breaks);
}

/* A word break can lie inside a grapheme: the standard's two sets of rules are not one. */
static size_t
on_border(const struct editor *editor, size_t from, size_t to)
{
    const char *string = bytes_text(&editor->text);
    size_t floor = text_border_floor(string, editor->text.length, to);

    if (floor != to && to > from)
        return text_border_next(string, editor->text.length, floor);
    return floor;
}

size_t
editor_motion(const struct editor *editor, enum editor_motion motion, size_t at)
{
    const char *string = bytes_text(&editor->text);
    size_t length = editor->text.length;

    assert(at <= length);
    switch (motion) {
    case EDITOR_NEXT:
        return text_border_next(string, length, at);
    case EDITOR_PREVIOUS:
        return text_border_previous(string, length, at);
    case EDITOR_WORD_NEXT:
        return on_border(editor, at, word_next(editor, at));
    case EDITOR_WORD_PREVIOUS:
        return on_border(editor, at, word_previous(editor, at));
    case EDITOR_PARAGRAPH_BEGIN:
        return paragraph_begin(editor, at);
    case EDITOR_PARAGRAPH_END:
        return paragraph_end(editor, at);
    case EDITOR_TEXT_BEGIN:
        return 0;
    case EDITOR_TEXT_END:
        return length;
    case EDITOR_STAY:
    case EDITOR_MOTIONS:
        break;
    }
    return at;
}

bool
editor_at_sentence_start(const struct editor *editor)
{
    static const uint32_t openers[] = {'(', '"', '\'', 0xA1, 0xBF, 0xAB, 0x2018, 0x201C};
    static const uint32_t enders[] = {'.', '!', '?', 0x2026};
    const char *string = bytes_text(&editor->text);
    size_t at = editor->caret;
    bool after_gap = false;

    while (at > 0) {
        size_t before = text_border_previous(string, editor->text.length, at);
        size_t size;
        uint32_t character = utf8_at(string, editor->text.length, before, &size);
        bool opens = false;

        for (size_t i = 0; i < COUNT(openers); i++)
            opens = opens || character == openers[i];
        if (character == '\n')
            return true;
        if (character == ' ')
            after_gap = true;
        for (size_t i = 0; i < COUNT(enders); i++) {
            if (character == enders[i])
                return after_gap;
        }
        if (character != ' ' && !opens)
            return false;
        at = before;
    }
    return true;
}
