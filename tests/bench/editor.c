/* What a full page costs: a key, a paste of as many characters as a page holds, the way back from
 * it and jumps to its ends, each as one turn of the loop does it: events in, the frame described,
 * laid out and painted. Time is the thread's own, so that what else the machine does is not in it.
 * usage: bench_editor ASSETS
 * prints: NAME OURS_MS LIMIT_MS, a line each; ours is the worst of some turns */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "afterword/ui.h"
#include "ui/editor.h"

#define LIMIT_MS 16.0
#define TURNS 5

struct sample {
    const char *name;
    const char *piece;
    const char *between; /* every tenth piece */
};
static const struct sample samples[] = {
    {"paragraph", "a lake and somebody ", "who held the rope. "},
    {"lines", "a lake and somebody ", "who held the rope.\n"},
    {"arabic", "بحيرة وشخص ", "يمسك الحبل. "},
    {"mixed", "a lake بحيرة and ", "somebody, שלום. "},
    {"emoji", "👨‍👩‍👧 lake ", "🌊 rope. "},
    {"letters", "lakerope", "and"},
    {"newlines", "\n", "\n"},
};

struct bench {
    struct ui *ui;
    struct ui_writing *writing;
    struct bytes words; /* as many as a page holds */
};

static double
thread_ms(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now); // cannot fail
    return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static void
frame(struct bench *bench)
{
    static const struct ui_writing_look look = {.label = "What is still with you?"};
    struct ui_rect keys = ui_keyboard_rect(bench->ui);
    size_t n_changed;

    do {
        ui_begin(bench->ui);
        ui_scene(bench->ui, keys.y);
        (void) ui_write(
            bench->ui, "page", (struct ui_rect){32, 184, 952, 208}, bench->writing, &look);
        (void) ui_keyboard(bench->ui, "keys", keys, UI_KEYS_WORDS, bench->writing);
        (void) ui_end(bench->ui, &n_changed);
    } while (ui_acted(bench->ui));
}

/* Until nothing waits any more: what a moment of rest does. */
static void
rest(struct bench *bench)
{
    for (int i = 0; i < 400; i++)
        frame(bench);
}

static void
press(struct bench *bench, SDL_Keycode key, int modifiers)
{
    SDL_Event event = {.type = SDL_KEYDOWN};

    event.key.keysym.sym = key;
    event.key.keysym.mod = (Uint16) modifiers;
    (void) ui_event(bench->ui, &event);
    event.type = SDL_KEYUP;
    (void) ui_event(bench->ui, &event);
}

static void
type(struct bench *bench, const char *text)
{
    SDL_Event event = {.type = SDL_TEXTINPUT};

    (void) snprintf(event.text.text, sizeof(event.text.text), "%s", text);
    (void) ui_event(bench->ui, &event);
}

static void
fill(struct bytes *words, const struct sample *sample)
{
    bytes_clear(words);
    for (size_t i = 0; utf8_count(bytes_text(words), words->length) < EDITOR_CHARACTERS_MAX; i++)
        bytes_append_text(words, i % 10 == 9 ? sample->between : sample->piece);
}

/* ---- what is measured ------------------------------------------------------------ */

enum act { KEY, PASTE, UNDO, REDO, TO_END, TO_BEGIN, KEY_AT_BEGIN, PAGE_UP, BACKSPACE, ACTS };
static const char *const act_names[ACTS] = {
    "key", "paste", "undo", "redo", "end", "begin", "key_at_begin", "page_up", "backspace"};

static void
act(struct bench *bench, enum act act)
{
    switch (act) {
    case PASTE:
        editor_paste(ui_writing_editor(bench->writing), &bench->words);
        break;
    case UNDO:
        press(bench, SDLK_z, KMOD_CTRL);
        break;
    case REDO:
        press(bench, SDLK_y, KMOD_CTRL);
        break;
    case TO_END:
        press(bench, SDLK_END, KMOD_CTRL);
        break;
    case TO_BEGIN:
        press(bench, SDLK_HOME, KMOD_CTRL);
        break;
    case PAGE_UP:
        press(bench, SDLK_PAGEUP, 0);
        break;
    case BACKSPACE:
        press(bench, SDLK_BACKSPACE, 0);
        break;
    case KEY:
    case KEY_AT_BEGIN:
    case ACTS:
        type(bench, "a");
        break;
    }
}

static double
measure(struct bench *bench, enum act what)
{
    double began_ms = thread_ms();

    act(bench, what);
    frame(bench);
    return thread_ms() - began_ms;
}

/* In the order of one life: paste, back and forth, to its ends, and letters there. */
static void
walk(struct bench *bench, double worst[ACTS])
{
    static const enum act order[] = {PASTE, UNDO, REDO, BACKSPACE, KEY, TO_BEGIN, KEY_AT_BEGIN,
        TO_END, PAGE_UP, TO_END, BACKSPACE, KEY};

    for (size_t i = 0; i < COUNT(order); i++) {
        double ms;

        if (order[i] == KEY_AT_BEGIN) {
            press(bench, SDLK_DELETE, 0); // a full page takes no letter
            frame(bench);
        }
        ms = measure(bench, order[i]);
        if (ms > worst[order[i]])
            worst[order[i]] = ms;
        // Half of the turns go on while lines still wait.
        if (i % 2 == 1)
            rest(bench);
    }
}

static void
measure_sample(struct bench *bench, const struct sample *sample)
{
    double worst[ACTS] = {0};

    fill(&bench->words, sample);
    for (int turn = 0; turn < TURNS; turn++) {
        bench->writing = ui_writing_new();
        ui_focus(bench->ui, "page");
        frame(bench);
        walk(bench, worst);
        ui_writing_free(bench->writing);
    }
    for (size_t i = 0; i < ACTS; i++)
        (void) printf("%s_%s %.2f %.0f\n", sample->name, act_names[i], worst[i], LIMIT_MS);
}

int
main(int argc, char **argv)
{
    struct ui_options options = {.width = 1280, .height = 800, .px_per_mm = 5.88};
    struct fault fault = FAULT_EMPTY;
    struct bench bench = {0};

    if (argc != 2) {
        (void) fprintf(stderr, "usage: bench_editor ASSETS\n");
        return EXIT_FAILURE;
    }
    options.comfort = (struct ui_comfort){.theme = UI_DUSK, .text_percent = 100};
    options.language = "en";
    options.assets = argv[1];
    bench.ui = ui_new(&options, &fault);
    if (!bench.ui) {
        (void) fprintf(stderr, "bench_editor: there are no fonts\n");
        return EXIT_FAILURE;
    }
    ui_warm(bench.ui);
    for (size_t i = 0; i < COUNT(samples); i++)
        measure_sample(&bench, &samples[i]);
    bytes_wipe(&bench.words);
    ui_free(bench.ui);
    return EXIT_SUCCESS;
}
