#define _DEFAULT_SOURCE // madvise

#include "inside.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The window as the smallest SDL program would have it. SDL shows a software-drawn X11 window
 * through OpenGL where it can: without a graphics card that costs two thirds of a core and 68 MB,
 * so it is told to use the framebuffer there. Wayland has no such path in SDL 2.26; there the
 * canvas goes through a texture. */
struct ui_window {
    SDL_Window *window;
    SDL_Surface *surface;   /* lent as the canvas */
    SDL_Renderer *renderer; /* NULL: the window's own surface */
    SDL_Texture *texture;
};

/* Drivers that wait by polling each millisecond, or show nothing, are taken only when asked for
 * by name: a kiosk that runs unseen is worse than one that says why it does not. */
static bool
check_driver(struct fault *fault)
{
    const char *driver = SDL_GetCurrentVideoDriver();
    const char *asked = SDL_getenv("SDL_VIDEODRIVER");
    bool shows = strcmp(driver, "x11") == 0 || strcmp(driver, "wayland") == 0;

    if (strcmp(driver, "KMSDRM") == 0 || (!shows && !(asked && strcmp(asked, driver) == 0)))
        return FAULT(fault, FAULT_DEVICE, "find a display that can be seen", 1);
    return true;
}

static SDL_Window *
make_window(const struct ui_window_options *options)
{
    Uint32 flags = options->windowed ? SDL_WINDOW_RESIZABLE : SDL_WINDOW_BORDERLESS;
    SDL_DisplayMode mode = {0};
    int width = options->width, height = options->height;

    if (SDL_GetDesktopDisplayMode(0, &mode) == 0 && (width == 0 || height == 0)) {
        // Borderless at the display's size: asking for full screen waits for a window manager.
        width = options->windowed ? 1280 : mode.w;
        height = options->windowed ? 800 : mode.h;
    }
    return SDL_CreateWindow(options->title, options->windowed ? SDL_WINDOWPOS_CENTERED : 0,
        options->windowed ? SDL_WINDOWPOS_CENTERED : 0, width, height, flags);
}

/* A surface of the window's own, or a texture where there is none. */
static bool
make_way(struct ui_window *window)
{
    int width, height;

    if (SDL_GetWindowSurface(window->window))
        return true;
    SDL_GetWindowSize(window->window, &width, &height);
    window->renderer = SDL_CreateRenderer(window->window, -1, 0);
    if (window->renderer)
        window->texture = SDL_CreateTexture(
            window->renderer, SDL_PIXELFORMAT_RGB888, SDL_TEXTUREACCESS_STREAMING, width, height);
    return window->texture != NULL;
}

struct ui_window *
ui_window_open(const struct ui_window_options *options, struct fault *fault)
{
    struct ui_window *window = memory_new(1, sizeof(*window));

    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
    SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "0");
    // VIDEO alone: joystick, sensor and audio wake a program that sleeps.
    if (SDL_Init(SDL_INIT_VIDEO) != 0) {
        (void) FAULT(fault, FAULT_DEVICE, "start the display", 0);
        free(window);
        return NULL;
    }
    if (!check_driver(fault)) {
        ui_window_close(window);
        return NULL;
    }
    if (strcmp(SDL_GetCurrentVideoDriver(), "x11") == 0)
        SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    window->window = make_window(options);
    if (!window->window || !make_way(window)) {
        (void) FAULT(fault, FAULT_DEVICE, "open the window", 0);
        ui_window_close(window);
        return NULL;
    }
    SDL_StartTextInput();
    return window;
}

void
ui_window_close(struct ui_window *window)
{
    if (!window)
        return;
    if (window->texture)
        SDL_DestroyTexture(window->texture);
    if (window->renderer)
        SDL_DestroyRenderer(window->renderer);
    if (window->window)
        SDL_DestroyWindow(window->window);
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    free(window);
}

void
ui_window_size(struct ui_window *window, int *width, int *height)
{
    SDL_GetWindowSize(window->window, width, height);
}

/* Brings in all pages at once: the first frame writes each of them, and a thousand faults one by
 * one take many times as long. */
static void
bring_in(const SDL_Surface *surface)
{
    uintptr_t page = (uintptr_t) sysconf(_SC_PAGESIZE);
    uint8_t *from = (uint8_t *) surface->pixels - (uintptr_t) surface->pixels % page;
    uint8_t *to = (uint8_t *) surface->pixels + (ptrdiff_t) surface->pitch * surface->h;

    // Where a kernel does not know how, they come one by one.
    (void) madvise(from, (size_t) (to - from), MADV_POPULATE_WRITE);
}

SDL_Surface *
ui_window_surface(struct ui_window *window)
{
    // With a renderer the surface is none of ours to ask for.
    window->surface = window->renderer ? NULL : SDL_GetWindowSurface(window->window);
    if (window->surface && window->surface->format->format != SDL_PIXELFORMAT_RGB888)
        window->surface = NULL;
    if (window->surface)
        bring_in(window->surface);
    return window->surface;
}

static void
show_on_surface(
    struct ui_window *window, SDL_Surface *canvas, const SDL_Rect *changed, size_t n_changed)
{
    SDL_Surface *surface;

    if (canvas == window->surface) {
        // Between two sizes SDL refuses, because asking it anew would free this canvas. The event
        // of the new size is on its way, and brings a frame.
        (void) SDL_UpdateWindowSurfaceRects(window->window, changed, (int) n_changed);
        return;
    }
    surface = SDL_GetWindowSurface(window->window);
    if (!surface)
        return; // between two sizes there is none for a moment; the next frame has it
    for (size_t i = 0; i < n_changed; i++) {
        SDL_Rect from = changed[i], to = changed[i];

        SDL_BlitSurface(canvas, &from, surface, &to);
    }
    SDL_UpdateWindowSurfaceRects(window->window, changed, (int) n_changed);
}

static void
show_by_texture(
    struct ui_window *window, SDL_Surface *canvas, const SDL_Rect *changed, size_t n_changed)
{
    for (size_t i = 0; i < n_changed; i++)
        SDL_UpdateTexture(window->texture, &changed[i],
            (const uint8_t *) canvas->pixels + (size_t) changed[i].y * (size_t) canvas->pitch +
                (size_t) changed[i].x * 4,
            canvas->pitch);
    SDL_RenderCopy(window->renderer, window->texture, NULL, NULL);
    SDL_RenderPresent(window->renderer);
}

void
ui_window_show(
    struct ui_window *window, SDL_Surface *canvas, const SDL_Rect *changed, size_t n_changed)
{
    if (n_changed == 0)
        return;
    if (window->renderer)
        show_by_texture(window, canvas, changed, n_changed);
    else
        show_on_surface(window, canvas, changed, n_changed);
}
