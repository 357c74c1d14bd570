/* A keyboard's layout: what is read has keys in every place, and each can be pressed. */
#include "fuzz.h"

#include <assert.h>

#include "ui/keyboard.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    static const SDL_Rect area = {0, 400, 1280, 400};
    static struct keyboard_layout layout;
    struct keyboard_cap caps[KEYBOARD_KEYS_MAX];
    struct keyboard keyboard;
    struct fault fault = FAULT_EMPTY;

    if (!keyboard_layout_read(data, length, &layout, &fault)) {
        assert(fault.kind == FAULT_INPUT || fault.kind == FAULT_LIMIT);
        return 0;
    }
    keyboard_init(&keyboard, &layout);
    for (size_t i = 0; i < 2 * KEYBOARD_KEYS_MAX; i++) {
        size_t count = keyboard_caps(&keyboard, &area, 5.88f, caps);

        assert(count <= KEYBOARD_KEYS_MAX);
        if (count == 0)
            break;
        (void) keyboard_label(&keyboard, &caps[i % count]);
        (void) keyboard_state(&keyboard, &caps[i % count]);
        (void) keyboard_press(&keyboard, &caps[i % count]);
    }
    return 0;
}
