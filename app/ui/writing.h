/* A page of writing as the toolkit's files see it. */
#ifndef AFTERWORD_UI_WRITING_H
#define AFTERWORD_UI_WRITING_H

#include "afterword/ui.h"
#include "ui/editor.h"
#include "ui/editor_view.h"

struct ui_writing {
    struct ui *echoed_by; /* NULL: none shows what is typed at once; see struct echo */
    struct editor editor;
    struct editor_view view;
    uint32_t told_revision; /* the text that ui_write() last gave word of */
    bool selecting;         /* see enum ui_selecting, which follows from these two */
    bool placing;
    uint32_t select_revision; /* the text as selecting left it: other changes end it */
    bool tapped;              /* in the frame being described */

    /* The press under way. */
    struct writing_press {
        float x, y;          /* px; where it began */
        float far_px;        /* how far it has been from there */
        bool by_handle;      /* it began on one */
        float dx, dy;        /* from the finger to the end it holds */
        long n_scrolled;     /* lines by which it has moved the page */
        int64_t scrolled_ms; /* when an end was last pulled past the page's edge */
    } press;
};

/* writing_touch.c: what touches, a mouse and a pen do on the page, whose words stand in `inner`
 * (px). */
void
writing_touch(struct ui *ui, const char *id, struct ui_writing *writing, const SDL_Rect *inner);
/* The two handles of what is selected; nothing where none are shown. `page` keeps them on it. */
void
writing_handles(
    struct ui *ui, const struct ui_writing *writing, const SDL_Rect *inner, struct ui_rect page);

#endif
