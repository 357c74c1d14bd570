/* Keys on a page: a key is a motion, and the same motion moves, selects and deletes. */

#include "ui/editor_view_inside.h"

/* Where a key leads together with Ctrl: motions that need no picture. */
static const struct {
    SDL_Keycode key;
    enum editor_motion motion;
} far_motions[] = {
    {SDLK_HOME, EDITOR_TEXT_BEGIN},
    {SDLK_END, EDITOR_TEXT_END},
    {SDLK_UP, EDITOR_PARAGRAPH_BEGIN},
    {SDLK_DOWN, EDITOR_PARAGRAPH_END},
};

static void
move(struct editor *editor, size_t to, enum text_side side, SDL_Keymod modifiers)
{
    editor_move(editor, to, side, (modifiers & KMOD_SHIFT) != 0);
}

/* Left and right follow the eye, also where letters run leftwards. */
static void
move_sideways(
    struct editor_view *view, struct editor *editor, bool rightwards, SDL_Keymod modifiers)
{
    enum text_side side = TEXT_BEFORE;
    size_t to;

    // Without Shift the first arrow only lets go of what is selected.
    if (editor->anchor != editor->caret && !(modifiers & KMOD_SHIFT))
        to = editor_view_end_beside(view, editor, rightwards);
    else
        to = editor_view_beside(view, editor, rightwards, (modifiers & KMOD_CTRL) != 0, &side);
    view->wanted_x = -1;
    move(editor, to, side, modifiers);
}

static void
move_lines(struct editor_view *view, struct editor *editor, long n_lines, SDL_Keymod modifiers)
{
    enum text_side side;
    size_t to = editor_view_lines_away(view, editor, n_lines, &side);

    move(editor, to, side, modifiers);
}

static void
move_to_edge(struct editor_view *view, struct editor *editor, bool end, SDL_Keymod modifiers)
{
    size_t from, to;

    editor_view_line_ends(view, editor, &from, &to);
    view->wanted_x = -1;
    move(editor, end ? to : from, end ? TEXT_AFTER : TEXT_BEFORE, modifiers);
}

static bool
move_with_control(
    struct editor_view *view, struct editor *editor, SDL_Keycode key, SDL_Keymod modifiers)
{
    for (size_t i = 0; i < COUNT(far_motions); i++) {
        if (far_motions[i].key != key)
            continue;
        view->wanted_x = -1;
        move(editor, editor_motion(editor, far_motions[i].motion, editor->caret), TEXT_BEFORE,
            modifiers);
        return true;
    }
    return false;
}

static bool
move_by_key(struct editor_view *view, struct editor *editor, SDL_Keycode key, SDL_Keymod modifiers)
{
    long page = (long) view->n_visible;

    if (modifiers & KMOD_CTRL && move_with_control(view, editor, key, modifiers))
        return true;
    switch (key) {
    case SDLK_LEFT:
    case SDLK_RIGHT:
        move_sideways(view, editor, key == SDLK_RIGHT, modifiers);
        return true;
    case SDLK_UP:
    case SDLK_DOWN:
        move_lines(view, editor, key == SDLK_DOWN ? 1 : -1, modifiers);
        return true;
    case SDLK_PAGEUP:
    case SDLK_PAGEDOWN:
        move_lines(view, editor, key == SDLK_PAGEDOWN ? page : -page, modifiers);
        return true;
    case SDLK_HOME:
    case SDLK_END:
        move_to_edge(view, editor, key == SDLK_END, modifiers);
        return true;
    default:
        return false;
    }
}

static void
delete_by_key(struct editor_view *view, struct editor *editor, bool backwards, SDL_Keymod modifiers,
    bool repeat, int64_t now_ms)
{
    bool words = (modifiers & KMOD_CTRL) != 0;

    if (!repeat)
        repeat_press(&view->repeat, now_ms);
    else if (!repeat_held(&view->repeat, now_ms))
        return;
    words = words || repeat_takes_words(&view->repeat);
    if (backwards)
        (void) editor_delete(editor, words ? EDITOR_WORD_PREVIOUS : EDITOR_PREVIOUS);
    else
        (void) editor_delete(editor, words ? EDITOR_WORD_NEXT : EDITOR_NEXT);
}

static bool
command(struct editor *editor, SDL_Keycode key, SDL_Keymod modifiers, struct bytes *clipboard)
{
    switch (key) {
    case SDLK_z:
        (void) (modifiers & KMOD_SHIFT ? editor_redo(editor) : editor_undo(editor));
        return true;
    case SDLK_y:
        (void) editor_redo(editor);
        return true;
    case SDLK_a:
        editor_move(editor, 0, TEXT_BEFORE, false);
        editor_move(editor, editor->text.length, TEXT_BEFORE, true);
        return true;
    case SDLK_x:
        (void) editor_cut(editor, clipboard);
        return true;
    case SDLK_c:
        (void) editor_copy(editor, clipboard);
        return true;
    case SDLK_v:
        editor_paste(editor, clipboard);
        return true;
    default:
        return false;
    }
}

/* Right Alt is AltGr: with it Ctrl may be held down by the layout, and letters are text. */
static bool
is_command(SDL_Keymod modifiers)
{
    return (modifiers & KMOD_CTRL) && !(modifiers & (KMOD_ALT | KMOD_MODE));
}

bool
editor_view_key(struct editor_view *view, struct text *text, struct editor *editor, SDL_Keycode key,
    SDL_Keymod modifiers, bool repeat, struct bytes *clipboard, int64_t now_ms)
{
    // More than one key can come in a turn: each sees what the one before it did.
    editor_view_follow(view, text, editor);
    // While an input method composes, keys are its own.
    if (editor->composition.length > 0)
        return true;
    if (key == SDLK_BACKSPACE || key == SDLK_DELETE) {
        delete_by_key(view, editor, key == SDLK_BACKSPACE, modifiers, repeat, now_ms);
        return true;
    }
    if (repeat)
        return true; // nothing else repeats: a hand may rest on a key (N7)
    if (key == SDLK_RETURN || key == SDLK_KP_ENTER) {
        editor_insert(editor, "\n", 1);
        return true;
    }
    if (is_command(modifiers) && command(editor, key, modifiers, clipboard))
        return true;
    if (!move_by_key(view, editor, key, modifiers))
        return false;
    view->touched_ms = now_ms;
    return true;
}
