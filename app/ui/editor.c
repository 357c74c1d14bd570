#include "ui/editor.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "ui/editor_history.h"

#define LINE_SEPARATOR 0x2028
#define PARAGRAPH_SEPARATOR 0x2029
#define NEXT_LINE 0x85

static const char *
string_of(const struct editor *editor)
{
    return bytes_text(&editor->text);
}

static bool
is_border(const struct editor *editor, size_t at)
{
    return text_is_border(string_of(editor), editor->text.length, at);
}

static void
assert_sound(const struct editor *editor)
{
    assert(editor->n_characters <= EDITOR_CHARACTERS_MAX);
    assert(is_border(editor, editor->caret));
    assert(is_border(editor, editor->anchor));
    assert(editor->n_undone <= editor->n_steps);
}

void
editor_init(struct editor *editor)
{
    *editor = (struct editor){0};
}

void
editor_destroy(struct editor *editor)
{
    if (!editor)
        return;
    editor_history_clear(editor);
    free(editor->steps);
    bytes_wipe(&editor->text);
    bytes_wipe(&editor->composition);
    *editor = (struct editor){0};
}

void
editor_set(struct editor *editor, const void *data, size_t length)
{
    editor_compose(editor, NULL, 0, 0);
    editor_replace(editor, 0, editor->text.length, NULL, 0);
    editor_insert(editor, data, length);
    editor_history_clear(editor);
}

/* Widens what the view has not seen yet by one more change. */
static void
note_change(struct editor *editor, size_t from, size_t to, size_t length)
{
    struct editor_change *change = &editor->change;

    editor->revision++;
    if (!change->any) {
        *change = (struct editor_change){true, from, to, from + length};
        return;
    }
    // `to` speaks of the text as the last change left it: what lies behind that one is carried
    // back to where it was before.
    if (to > change->new_to) {
        change->old_to += to - change->new_to;
        change->new_to = to;
    }
    if (from < change->from)
        change->from = from;
    change->new_to += from + length;
    change->new_to -= to;
}

struct editor_change
editor_take_change(struct editor *editor)
{
    struct editor_change change = editor->change;

    editor->change = (struct editor_change){0};
    return change;
}

void
editor_apply(struct editor *editor, size_t from, size_t to, const void *data, size_t length)
{
    assert(from <= to && to <= editor->text.length);
    editor->n_characters -= utf8_count(string_of(editor) + from, to - from);
    editor->n_characters += utf8_count(data, length);
    bytes_replace(&editor->text, from, to - from, data, length);
    note_change(editor, from, to, length);
}

/* A new neighbour can join what stood apart (a letter typed before a mark), so a position is put
 * on the next border. */
size_t
editor_border_after(const struct editor *editor, size_t at)
{
    size_t length = editor->text.length;

    return is_border(editor, at) ? at : text_border_next(string_of(editor), length, at);
}

/* How much of the bytes may come in, to a whole character. */
static size_t
fitting_length(const struct editor *editor, size_t from, size_t to, const char *data, size_t length)
{
    size_t room = EDITOR_CHARACTERS_MAX - editor->n_characters +
                  utf8_count(string_of(editor) + from, to - from);
    size_t at = 0;

    if (utf8_count(data, length) <= room)
        return length;
    for (size_t size; room > 0; room--, at += size)
        (void) utf8_at(data, length, at, &size);
    return text_border_floor(data, length, at);
}

void
editor_replace(struct editor *editor, size_t from, size_t to, const void *data, size_t length)
{
    size_t fitting;

    assert(from <= to && is_border(editor, from) && is_border(editor, to));
    assert(utf8_valid(data, length, NULL));
    fitting = length > 0 ? fitting_length(editor, from, to, data, length) : 0;
    editor->full = fitting < length;
    if (from == to && fitting == 0)
        return;

    editor_history_record(editor, from, to, data, fitting);
    editor_apply(editor, from, to, data, fitting);
    editor->caret = editor->anchor = editor_border_after(editor, from + fitting);
    editor->side = TEXT_BEFORE;
    assert_sound(editor);
}

/* Appends one character as it may stand in a text. */
static void
clean_character(uint32_t character, struct bytes *clean)
{
    switch (character) {
    case '\r':
    case NEXT_LINE:
    case LINE_SEPARATOR:
    case PARAGRAPH_SEPARATOR:
        bytes_append_byte(clean, '\n');
        break;
    case '\t':
        bytes_append_byte(clean, ' ');
        break;
    case '\0':
        break;
    default:
        if (!utf8_is_unsafe(character))
            utf8_append(clean, character);
    }
}

void
editor_clean(const void *data, size_t length, struct bytes *clean)
{
    const char *string = data;
    size_t at = 0;

    while (at < length) {
        size_t good = length - at;

        // A wrong byte is left out; what follows it is looked at anew.
        (void) utf8_valid(string + at, length - at, &good);
        for (size_t end = at + good, size; at < end; at += size) {
            uint32_t character = utf8_at(string, end, at, &size);

            // A carriage return and the line feed after it are one line end.
            if (character == '\r' && at + 1 < end && string[at + 1] == '\n')
                continue;
            clean_character(character, clean);
        }
        at++;
    }
}

/* A newline would part what must stay one paragraph. */
static void
join_lines(struct bytes *clean)
{
    for (size_t i = 0; i < clean->length; i++) {
        if (clean->data[i] == '\n')
            clean->data[i] = ' ';
    }
}

void
editor_insert(struct editor *editor, const void *data, size_t length)
{
    struct bytes clean = BYTES_EMPTY;
    size_t from, to;

    editor_compose(editor, NULL, 0, 0);
    editor_selection(editor, &from, &to);
    editor_clean(data, length, &clean);
    if (editor->one_line)
        join_lines(&clean);
    if (clean.length > 0)
        editor_replace(editor, from, to, clean.data, clean.length);
    bytes_wipe(&clean);
}

void
editor_move(struct editor *editor, size_t to, enum text_side side, bool select)
{
    editor->caret = to;
    editor->side = side;
    if (!select)
        editor->anchor = to;
    editor->step_closed = true;
    assert_sound(editor);
}

void
editor_selection(const struct editor *editor, size_t *from, size_t *to)
{
    bool forwards = editor->anchor <= editor->caret;

    *from = forwards ? editor->anchor : editor->caret;
    *to = forwards ? editor->caret : editor->anchor;
}

bool
editor_delete(struct editor *editor, enum editor_motion motion)
{
    size_t from, to;

    editor_selection(editor, &from, &to);
    if (from == to) {
        size_t other = editor_motion(editor, motion, editor->caret);

        from = other < editor->caret ? other : editor->caret;
        to = other < editor->caret ? editor->caret : other;
    }
    if (from == to)
        return false;
    editor_replace(editor, from, to, NULL, 0);
    return true;
}

bool
editor_copy(const struct editor *editor, struct bytes *clipboard)
{
    size_t from, to;

    editor_selection(editor, &from, &to);
    if (from == to)
        return false;
    bytes_wipe(clipboard);
    bytes_append(clipboard, editor->text.data + from, to - from);
    return true;
}

bool
editor_cut(struct editor *editor, struct bytes *clipboard)
{
    return editor_copy(editor, clipboard) && editor_delete(editor, EDITOR_STAY);
}

void
editor_paste(struct editor *editor, const struct bytes *clipboard)
{
    editor->step_closed = true;
    editor_insert(editor, clipboard->data, clipboard->length);
    editor->step_closed = true;
}

void
editor_compose(struct editor *editor, const void *data, size_t length, size_t caret)
{
    struct bytes clean = BYTES_EMPTY;

    editor->compositions += editor->composition.length > 0 || length > 0;
    bytes_wipe(&editor->composition);
    editor->composition_caret = 0;
    if (length == 0 || length > EDITOR_COMPOSITION_BYTES_MAX)
        return;
    (void) editor_delete(editor, EDITOR_STAY);
    editor_clean(data, length, &clean);
    join_lines(&clean);
    editor->composition = clean;
    editor->composition_caret = text_border_floor(
        bytes_text(&clean), clean.length, caret < clean.length ? caret : clean.length);
}
