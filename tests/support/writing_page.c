#include "writing_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

struct writing_page page;

static void
describe(void)
{
    struct ui_rect place = page.keys == UI_KEYS_WORDS ? ui_keyboard_rect(page.ui)
                                                      : (struct ui_rect){28, 408, 1220, 288};
    struct ui_keys_pressed now;

    ui_scene(page.ui, place.y);
    page.n_changes +=
        ui_write(page.ui, "answer", (struct ui_rect){32, 184, 952, 208}, page.writing, &page.look);
    now = ui_keyboard(page.ui, "keys", place, page.keys, page.writing);
    page.pressed.done |= now.done;
    page.pressed.back |= now.back;
}

void
page_frame(void)
{
    do {
        ui_begin(page.ui);
        describe();
        page.changed = ui_end(page.ui, &page.n_changed);
    } while (ui_acted(page.ui));
}

int
page_set_up(void **state)
{
    struct ui_options options = {
        .width = 1280,
        .height = 800,
        .px_per_mm = 5.88,
        .comfort = {.theme = UI_DUSK, .text_percent = 100},
        .language = "en",
        .assets = AFTERWORD_SOURCE_DIR "/assets",
    };
    struct fault fault = FAULT_EMPTY;

    (void) state;
    page.ui = ui_new(&options, &fault);
    if (!page.ui)
        return -1;
    page.writing = ui_writing_new();
    page.look = (struct ui_writing_look){.label = "What is still with you?"};
    page.keys = UI_KEYS_WORDS;
    page.pressed = (struct ui_keys_pressed){false, false};
    ui_focus(page.ui, "answer");
    page_frame();
    page_frame();
    clock_advance(1000); // a first page takes no press that comes with it
    page.n_changes = 0;
    return 0;
}

int
page_tear_down(void **state)
{
    (void) state;
    ui_writing_free(page.writing);
    ui_free(page.ui);
    return 0;
}

void
page_expect(const char *text)
{
    assert_string_equal(bytes_text(ui_writing_text(page.writing)), text);
}

void
page_type(const char *text)
{
    SDL_Event event = {.type = SDL_TEXTINPUT};

    (void) snprintf(event.text.text, sizeof(event.text.text), "%s", text);
    (void) ui_event(page.ui, &event);
    page_frame();
}

void
page_key(SDL_Keycode code, int modifiers)
{
    SDL_Event event = {.type = SDL_KEYDOWN};

    event.key.keysym.sym = code;
    event.key.keysym.mod = (Uint16) modifiers;
    (void) ui_event(page.ui, &event);
    page_frame();
}

const struct ui_item *
page_item(const char *id)
{
    size_t count;
    const struct ui_item *items = ui_list(page.ui, &count);

    for (size_t i = 0; i < count; i++) {
        if (strcmp(items[i].id, id) == 0)
            return &items[i];
    }
    fail_msg("nothing is named %s", id);
    return NULL;
}

const struct ui_item *
page_cap(const char *label)
{
    size_t count;
    const struct ui_item *items = ui_list(page.ui, &count);

    for (size_t i = 0; i < count; i++) {
        if (items[i].role == UI_KEY && strcmp(items[i].label, label) == 0)
            return &items[i];
    }
    fail_msg("no key '%s'", label);
    return NULL;
}

void
page_finger(Uint32 type, const SDL_Rect *rect)
{
    SDL_Event event = {.type = type};

    event.tfinger.fingerId = 1;
    event.tfinger.x = ((float) rect->x + (float) rect->w / 2) / 1280;
    event.tfinger.y = ((float) rect->y + (float) rect->h / 2) / 800;
    (void) ui_event(page.ui, &event);
    page_frame();
}

void
page_touch(const struct ui_item *item)
{
    SDL_Rect rect = item->hit;

    clock_advance(1000);
    page_finger(SDL_FINGERDOWN, &rect);
    page_finger(SDL_FINGERUP, &rect);
}

void
page_post_text(const char *text)
{
    SDL_Event event = {.type = SDL_TEXTINPUT};

    (void) snprintf(event.text.text, sizeof(event.text.text), "%s", text);
    (void) ui_event(page.ui, &event);
}

void
page_post_key(SDL_Keycode code, int modifiers, bool repeat)
{
    SDL_Event event = {.type = SDL_KEYDOWN};

    event.key.keysym.sym = code;
    event.key.keysym.mod = (Uint16) modifiers;
    event.key.repeat = repeat;
    (void) ui_event(page.ui, &event);
}
