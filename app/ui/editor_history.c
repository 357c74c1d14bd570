/* Back and forth.
 *
 * A step holds what stood in a place and how long what stands there now is. Taking a step swaps
 * the two, so the same step leads back and then forth, and nothing is kept twice. */

#include "ui/editor_history.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static struct editor_step *
last_step(struct editor *editor)
{
    return editor->n_steps > 0 ? &editor->steps[editor->n_steps - 1] : NULL;
}

static bool
is_gap(char byte)
{
    return byte == ' ' || byte == '\n';
}

/* A script without spaces is taken back in pieces of about a sentence. */
#define TYPED_BYTES_MAX 64

/* Goes on with the last step's typing: right behind it, and not with a new word. */
static bool
continues_typing(
    const struct editor *editor, const struct editor_step *step, size_t from, const char *data)
{
    return step->kind == EDITOR_TYPED && from == step->from + step->length &&
           step->length < TYPED_BYTES_MAX &&
           (!is_gap((char) editor->text.data[from - 1]) || is_gap(*data));
}

/* Goes on with the last step's deleting: right before it (or behind, with the other key), and
 * not past the word. */
static bool
continues_deleting(
    const struct editor *editor, const struct editor_step *step, size_t from, size_t to)
{
    const char *string = bytes_text(&editor->text);

    if (step->kind != EDITOR_DELETED || step->length > 0)
        return false;
    if (to == step->from)
        return !is_gap(bytes_text(&step->was)[0]) || is_gap(string[to - 1]);
    return from == step->from && !is_gap(string[from]);
}

static enum editor_step_kind
kind_of(size_t removed, const char *data, size_t length)
{
    bool is_typing = removed == 0 && length > 0;

    // Letters of one word may come at once where frames are slow. What comes in whole sentences
    // was pasted or spoken by an input method.
    for (size_t i = 1; i < length; i++)
        is_typing = is_typing && !(is_gap(data[i - 1]) && !is_gap(data[i]));
    if (is_typing)
        return EDITOR_TYPED;
    return length == 0 ? EDITOR_DELETED : EDITOR_CHANGED;
}

/* Joins the change to the last step where it goes on with it. */
static bool
join(struct editor *editor, enum editor_step_kind kind, size_t from, size_t to, const char *data,
    size_t length)
{
    struct editor_step *step = last_step(editor);

    if (!step || editor->step_closed || step->kind != kind)
        return false;
    if (kind == EDITOR_TYPED && continues_typing(editor, step, from, data)) {
        step->length += length;
        return true;
    }
    if (kind == EDITOR_DELETED && continues_deleting(editor, step, from, to)) {
        size_t at = to == step->from ? 0 : step->was.length;

        bytes_replace(&step->was, at, 0, editor->text.data + from, to - from);
        step->from = from;
        return true;
    }
    return false;
}

static void
forget_steps(struct editor *editor, size_t first, size_t end)
{
    if (first == end)
        return;
    for (size_t i = first; i < end; i++)
        bytes_wipe(&editor->steps[i].was);
    memmove(&editor->steps[first], &editor->steps[end],
        (editor->n_steps - end) * sizeof(*editor->steps));
    editor->n_steps -= end - first;
}

/* Drops the oldest until what is kept is within its limit. */
static void
keep_within_limit(struct editor *editor)
{
    size_t kept = 0;
    size_t first = editor->n_steps;

    while (first > 0) {
        size_t n_newer = editor->n_steps - first;

        kept += sizeof(*editor->steps) + editor->steps[first - 1].was.capacity;
        if (kept > EDITOR_UNDO_BYTES_MAX && n_newer >= EDITOR_UNDO_STEPS_MIN)
            break;
        first--;
    }
    forget_steps(editor, 0, first);
}

void
editor_history_record(
    struct editor *editor, size_t from, size_t to, const void *data, size_t length)
{
    enum editor_step_kind kind = kind_of(to - from, data, length);
    struct editor_step *step;

    forget_steps(editor, editor->n_steps - editor->n_undone, editor->n_steps);
    editor->n_undone = 0;
    if (!join(editor, kind, from, to, data, length)) {
        if (editor->n_steps == editor->steps_capacity) {
            editor->steps_capacity = editor->steps_capacity * 2 + 16;
            editor->steps =
                memory_resize(editor->steps, editor->steps_capacity, sizeof(*editor->steps));
        }
        step = &editor->steps[editor->n_steps++];
        *step = (struct editor_step){.kind = kind, .from = from, .length = length};
        step->caret = editor->caret;
        step->anchor = editor->anchor;
        if (to > from) // an empty page has no bytes to point at
            bytes_append(&step->was, editor->text.data + from, to - from);
        keep_within_limit(editor);
    }
    editor->step_closed = false;
}

void
editor_history_clear(struct editor *editor)
{
    forget_steps(editor, 0, editor->n_steps);
    editor->n_undone = 0;
    editor->step_closed = true;
}

/* Swaps what stands in the step's place with what stood there. */
static void
take(struct editor *editor, struct editor_step *step)
{
    struct bytes now = BYTES_EMPTY;
    size_t length = step->was.length;

    bytes_append(&now, editor->text.data + step->from, step->length);
    editor_apply(editor, step->from, step->from + step->length, step->was.data, length);
    bytes_wipe(&step->was);
    step->was = now;
    step->length = length;
    editor->step_closed = true;
    editor->side = TEXT_BEFORE;
    editor->full = false;
    bytes_wipe(&editor->composition);
}

bool
editor_undo(struct editor *editor)
{
    struct editor_step *step;

    if (!editor_can_undo(editor))
        return false;
    step = &editor->steps[editor->n_steps - ++editor->n_undone];
    take(editor, step);
    editor->caret = step->caret;
    editor->anchor = step->anchor;
    return true;
}

bool
editor_redo(struct editor *editor)
{
    struct editor_step *step;

    if (!editor_can_redo(editor))
        return false;
    step = &editor->steps[editor->n_steps - editor->n_undone--];
    take(editor, step);
    editor->caret = editor->anchor = editor_border_after(editor, step->from + step->length);
    return true;
}

bool
editor_can_undo(const struct editor *editor)
{
    return editor->n_undone < editor->n_steps;
}

bool
editor_can_redo(const struct editor *editor)
{
    return editor->n_undone > 0;
}
