/* The editor under any input: each byte is something a person may do, or text to do it with. Its
 * own asserts hold after each; the way back leads to the empty page. */
#include "fuzz.h"

#include <assert.h>

#include "ui/editor.h"

#define TEXT_MAX 24 /* bytes of what one act brings */

/* The next bytes as a text; some are no UTF-8. */
static size_t
take(const uint8_t **at, const uint8_t *end, const uint8_t **text)
{
    size_t length = *at < end ? *(*at)++ % TEXT_MAX : 0;

    if (length > (size_t) (end - *at))
        length = (size_t) (end - *at);
    *text = *at;
    *at += length;
    return length;
}

static void
act(struct editor *editor, struct bytes *clipboard, const uint8_t **at, const uint8_t *end)
{
    uint8_t what = *(*at)++, which = what >> 4;
    const uint8_t *text;
    size_t length, from, to;

    switch (what % 9) {
    case 0:
    case 1:
        length = take(at, end, &text);
        editor_insert(editor, text, length);
        break;
    case 2:
        editor_move(editor, editor_motion(editor, which % EDITOR_MOTIONS, editor->caret),
            TEXT_BEFORE, which & 8);
        break;
    case 3:
        (void) editor_delete(editor, which % EDITOR_MOTIONS);
        break;
    case 4:
        (void) (which & 1 ? editor_redo(editor) : editor_undo(editor));
        break;
    case 5:
        length = take(at, end, &text);
        editor_compose(editor, text, length, which);
        break;
    case 6:
        (void) (which & 1 ? editor_cut(editor, clipboard) : editor_copy(editor, clipboard));
        break;
    case 7:
        editor_paste(editor, clipboard);
        break;
    default:
        editor_word_at(editor, editor->caret, &from, &to);
        assert(from <= editor->caret && editor->caret <= to && to <= editor->text.length);
        (void) editor_take_change(editor);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct editor editor;
    struct bytes clipboard = BYTES_EMPTY;

    editor_init(&editor);
    for (const uint8_t *at = data, *end = data + length; at < end;)
        act(&editor, &clipboard, &at, end);
    assert(utf8_valid((const char *) editor.text.data, editor.text.length, NULL));
    while (editor_undo(&editor))
        ;
    assert(editor.text.length == 0);
    editor_destroy(&editor);
    bytes_wipe(&clipboard);
    return 0;
}
