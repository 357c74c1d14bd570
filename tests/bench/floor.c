/* The floor: the smallest window of SDL2 and SDL2_ttf that shows one page of text, tuned as far as
 * `stack` allows a plain program to be. It sleeps in the event queue and draws each letter that is
 * typed and each press, so that memory, keys and touches have their floor in it too.
 * usage: bench_floor FONT.ttf */
#include <SDL.h>
#include <SDL_ttf.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define LETTER_PX 32
#define MARGIN_PX 40
#define KEY_WIDTH_PX 100
#define KEY_HEIGHT_PX 70

static const char *const page[] = {
    "After the session the room was very quiet, and I",
    "could hear the rain on the roof before I knew that it",
    "was rain. Somebody had put a blanket over my feet.",
    "I thought of the lake, and of the boat that we never",
    "took out, and it did not hurt to think of it.",
    "",
    "There was a door, and I did not have to open it. That",
    "is what I want to keep: I can stand before a door and",
    "leave it as it is, and go back to the others.",
    "",
    "My hands were warm. The light had gone round the",
    "house while I was away.",
};

struct floor {
    SDL_Window *window;
    SDL_Surface *surface;
    TTF_Font *font;
    int line_px;
    int x, y; /* where the next letter goes */
};

static const SDL_Color ink = {232, 222, 200, 255};
static const SDL_Color air = {28, 31, 30, 255};

static SDL_Rect
draw_text(struct floor *floor, const char *text, int x, int y)
{
    SDL_Surface *drawn = TTF_RenderUTF8_Shaded(floor->font, text, ink, air);
    SDL_Rect at = {x, y, 0, 0};

    if (drawn) {
        (void) SDL_BlitSurface(drawn, NULL, floor->surface, &at);
        SDL_FreeSurface(drawn);
    }
    return at;
}

static void
draw_page(struct floor *floor)
{
    (void) SDL_FillRect(
        floor->surface, NULL, SDL_MapRGB(floor->surface->format, air.r, air.g, air.b));
    floor->x = floor->y = MARGIN_PX;
    for (size_t i = 0; i < SDL_arraysize(page); i++, floor->y += floor->line_px)
        if (page[i][0])
            (void) draw_text(floor, page[i], floor->x, floor->y);
    (void) SDL_UpdateWindowSurface(floor->window);
}

static void
draw_letter(struct floor *floor, const char *letter)
{
    SDL_Rect at = draw_text(floor, letter, floor->x, floor->y);

    (void) SDL_UpdateWindowSurfaceRects(floor->window, &at, 1);
    floor->x += at.w;
    if (floor->x < floor->surface->w - 2 * MARGIN_PX)
        return;
    floor->x = MARGIN_PX;
    floor->y += floor->line_px;
    if (floor->y + floor->line_px > floor->surface->h)
        floor->y = MARGIN_PX;
}

/* What is pressed shows it: a field of a key's size, until it is let go. */
static void
draw_press(struct floor *floor, const SDL_MouseButtonEvent *event)
{
    SDL_Rect at = {
        event->x - KEY_WIDTH_PX / 2, event->y - KEY_HEIGHT_PX / 2, KEY_WIDTH_PX, KEY_HEIGHT_PX};
    SDL_Color colour = event->state == SDL_PRESSED ? ink : air;

    (void) SDL_FillRect(
        floor->surface, &at, SDL_MapRGB(floor->surface->format, colour.r, colour.g, colour.b));
    (void) SDL_UpdateWindowSurfaceRects(floor->window, &at, 1);
}

/* Borderless at the display's size: full screen waits for a window manager. Without the hint SDL
 * shows the surface through OpenGL, in software where there is no graphics card. */
static bool
open_floor(struct floor *floor, const char *font)
{
    SDL_DisplayMode mode;

    if (SDL_Init(SDL_INIT_VIDEO) != 0 || TTF_Init() != 0)
        return false;
    if (strcmp(SDL_GetCurrentVideoDriver(), "x11") == 0)
        (void) SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    if (SDL_GetDesktopDisplayMode(0, &mode) != 0)
        return false;
    floor->window = SDL_CreateWindow("floor", 0, 0, mode.w, mode.h, SDL_WINDOW_BORDERLESS);
    if (!floor->window)
        return false;
    floor->surface = SDL_GetWindowSurface(floor->window);
    floor->font = TTF_OpenFont(font, LETTER_PX);
    if (!floor->surface || !floor->font)
        return false;
    floor->line_px = TTF_FontLineSkip(floor->font);
    return true;
}

int
main(int argc, char **argv)
{
    struct floor floor = {0};
    SDL_Event event;

    if (argc != 2 || !open_floor(&floor, argv[1])) {
        (void) fprintf(stderr, "bench: the floor does not open: %s\n", SDL_GetError());
        return 1;
    }
    draw_page(&floor);
    while (SDL_WaitEvent(&event) && event.type != SDL_QUIT)
        if (event.type == SDL_TEXTINPUT)
            draw_letter(&floor, event.text.text);
        else if (event.type == SDL_MOUSEBUTTONDOWN || event.type == SDL_MOUSEBUTTONUP)
            draw_press(&floor, &event.button);
    return 0;
}
