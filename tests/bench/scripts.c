/* Memory after ten minutes of typing in six scripts: a letter, a frame and a picture at a time, five
 * letters a second as people type, without the waiting between them.
 * usage: bench_scripts ASSETS
 * prints: KiB that the text's caches hold at most, and may hold; resident KiB after the first minute
 *         and after the tenth */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ui/inside.h"

#define LETTERS_A_SECOND 5
#define LETTERS_A_MINUTE (60 * LETTERS_A_SECOND)
#define MINUTES 10
#define WIDTH 1280
#define HEIGHT 800

static const char *const lines[] = {
    "A lake, and somebody holding the other end of the rope. ",
    "Una luz cálida sobre el agua, y una mano que se quedó. ",
    "بحيرة في المساء، وشخص يمسك بطرف الحبل الآخر. ",
    "אגם בערב, ומישהו מחזיק בקצה השני של החבל. ",
    "Μια λίμνη το βράδυ, και κάποιος κρατούσε το σκοινί. ",
    "Озеро вечером, и кто-то держал другой конец верёвки. ",
};

struct bench {
    struct ui *ui;
    struct ui_writing *writing;
    size_t most; /* bytes in the caches */
};

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
    if (text_cached_bytes(bench->ui->text) > bench->most)
        bench->most = text_cached_bytes(bench->ui->text);
}

static void
type(struct bench *bench, const char *letter, size_t length)
{
    SDL_Event event = {.type = SDL_TEXTINPUT};

    memcpy(event.text.text, letter, length);
    (void) ui_event(bench->ui, &event);
    frame(bench);
}

static long
resident_kib(void)
{
    FILE *file = fopen("/proc/self/statm", "re");
    long pages = 0;

    if (!file || fscanf(file, "%*s %ld", &pages) != 1)
        pages = 0;
    if (file)
        (void) fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* A line of each script, one after the other. */
static void
type_minute(struct bench *bench, size_t *line, size_t *at)
{
    for (int i = 0; i < LETTERS_A_MINUTE; i++) {
        const char *text = lines[*line];
        size_t next = text_border_next(text, strlen(text), *at);

        type(bench, text + *at, next - *at);
        *at = next;
        if (text[*at] == '\0') {
            *line = (*line + 1) % COUNT(lines);
            *at = 0;
        }
    }
}

int
main(int argc, char **argv)
{
    struct ui_options options = {.width = WIDTH, .height = HEIGHT, .px_per_mm = 5.88};
    struct fault fault = FAULT_EMPTY;
    struct bench bench = {0};
    size_t line = 0, at = 0;
    long first_kib = 0;

    if (argc != 2) {
        (void) fprintf(stderr, "usage: bench_scripts ASSETS\n");
        return EXIT_FAILURE;
    }
    options.comfort = (struct ui_comfort){.theme = UI_DUSK, .text_percent = 100};
    options.language = "en";
    options.assets = argv[1];
    bench.ui = ui_new(&options, &fault);
    if (!bench.ui) {
        (void) fprintf(stderr, "bench_scripts: there are no fonts\n");
        return EXIT_FAILURE;
    }
    bench.writing = ui_writing_new();
    ui_focus(bench.ui, "page");
    frame(&bench);
    for (int minute = 0; minute < MINUTES; minute++) {
        type_minute(&bench, &line, &at);
        first_kib = minute == 0 ? resident_kib() : first_kib;
    }
    (void) printf("%zu %d %ld %ld\n", bench.most / 1024,
        (int) ((TEXT_SHAPED_BYTES_MAX + WIDTH * HEIGHT / 5) / 1024), first_kib, resident_kib());
    ui_writing_free(bench.writing);
    ui_free(bench.ui);
    return EXIT_SUCCESS;
}
