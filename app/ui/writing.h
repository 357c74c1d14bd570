/* A page of writing as the toolkit's files see it. */
#ifndef AFTERWORD_UI_WRITING_H
#define AFTERWORD_UI_WRITING_H

#include "afterword/ui.h"
#include "ui/editor.h"
#include "ui/editor_view.h"

struct ui_writing {
    struct editor editor;
    struct editor_view view;
    uint32_t told_revision; /* the text that ui_write() last gave word of */
};

#endif
