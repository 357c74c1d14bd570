#include "inside.h"

#include <stdio.h>
#include <stdlib.h>

/* What stands on the screen then is most of what a person needs to mend a tour. */
static void
report(struct stage *stage, const struct tour_script *script, const struct tour_line *line,
    const struct bytes *why)
{
    struct bytes list = BYTES_EMPTY;

    play_describe(stage, &list);
    (void) fprintf(stderr, "%s:%zu: %s\n  %s\n%s", script->file, line->number, line->source,
        bytes_text(why), bytes_text(&list));
    bytes_wipe(&list);
}

static bool
play(const struct tour_options *options, const struct tour_script *script)
{
    struct stage stage;
    struct bytes why = BYTES_EMPTY;
    bool well = stage_open(&stage, options);

    for (size_t i = 0; well && i < script->count; i++) {
        well = play_line(&stage, &script->lines[i], &why);
        if (!well)
            report(&stage, script, &script->lines[i], &why);
    }
    if (!stage_close(&stage) && well) {
        (void) fprintf(stderr, "%s: the kiosk did not end well\n", script->file);
        well = false;
    }
    if (well)
        (void) printf("%s: %zu instructions, all well\n", script->file, script->count);
    (void) fflush(stdout);
    bytes_destroy(&why);
    return well;
}

static bool
read_all(const struct tour_options *options, struct tour_script *scripts)
{
    struct bytes problem = BYTES_EMPTY;
    bool well = true;

    for (size_t i = 0; i < options->n_files; i++) {
        bytes_clear(&problem);
        if (script_read(options->files[i], &scripts[i], &problem))
            continue;
        (void) fprintf(stderr, "%s\n", bytes_text(&problem));
        well = false;
    }
    bytes_destroy(&problem);
    return well;
}

int
tour_run(const struct tour_options *options)
{
    struct tour_script *scripts = memory_new(options->n_files + 1, sizeof(*scripts));
    int exit_code = 0;

    clock_share();
    if (!read_all(options, scripts))
        exit_code = 2;
    for (size_t i = 0; exit_code != 2 && i < options->n_files; i++)
        if (!play(options, &scripts[i]))
            exit_code = 1;

    for (size_t i = 0; i < options->n_files; i++)
        script_destroy(&scripts[i]);
    free(scripts);
    return exit_code;
}
