/* The stage: a toolkit without a window, a worker, and the room that is shown. */
#include "gallery.h"

#include <assert.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DELIVERED_MAX 64

const struct gallery_size gallery_sizes[] = {
    {"800x480", 800, 480, 5.25},
    {"1280x800", 1280, 800, 5.88},
    {"1920x1080-10in", 1920, 1080, 8.62},
    {"1920x1080-15in", 1920, 1080, 5.56},
    {"800x1280", 800, 1280, 5.88},
    {"2560x1440", 2560, 1440, 4.82},
};
const size_t n_gallery_sizes = COUNT(gallery_sizes);

static struct {
    struct ui *ui;
    struct worker *worker;
    const struct gallery_room *room;
    const char *language;
} stage;

static struct {
    pthread_mutex_t lock;
    struct job *jobs[DELIVERED_MAX];
    size_t count;
} delivered = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void
deliver(void *context, struct job *job)
{
    (void) context;
    pthread_mutex_lock(&delivered.lock);
    assert(delivered.count < DELIVERED_MAX);
    delivered.jobs[delivered.count++] = job;
    pthread_mutex_unlock(&delivered.lock);
}

static struct job *
next_delivered(void)
{
    struct job *job = NULL;

    pthread_mutex_lock(&delivered.lock);
    if (delivered.count > 0) {
        job = delivered.jobs[0];
        memmove(delivered.jobs, delivered.jobs + 1, --delivered.count * sizeof(struct job *));
    }
    pthread_mutex_unlock(&delivered.lock);
    return job;
}

/* ---- life ------------------------------------------------------------------------*/

void
gallery_open(void)
{
    struct ui_options options = {
        .width = 1280,
        .height = 800,
        .px_per_mm = 5.88,
        .comfort = {.text_percent = 100},
        .language = "en",
        .assets = AFTERWORD_SOURCE_DIR "/assets",
    };
    struct fault fault = FAULT_EMPTY;

    clock_share();
    language_folder(GALLERY_LOCALE);
    stage.ui = ui_new(&options, &fault);
    if (!stage.ui) {
        fprintf(stderr, "no fonts: run script/setup\n");
        exit(2);
    }
    stage.worker = worker_start(16, deliver, NULL);
}

void
gallery_close(void)
{
    gallery_leave();
    worker_stop(stage.worker);
    ui_free(stage.ui);
    gallery_flows_free();
}

struct ui *
gallery_ui(void)
{
    return stage.ui;
}

struct worker *
gallery_worker(void)
{
    return stage.worker;
}

const char *
gallery_language(void)
{
    return stage.language;
}

/* ---- frames ------------------------------------------------------------------------*/

static void
describe(void)
{
    size_t n_changed;

    do {
        ui_begin(stage.ui);
        stage.room->frame(stage.ui);
        (void) ui_end(stage.ui, &n_changed);
    } while (ui_acted(stage.ui));
}

/* With no cells no place differs from the last frame: nothing is painted. */
static void
paint_nothing(void)
{
    stage.ui->cells_down = 0;
}

void
gallery_settle(void)
{
    const struct timespec moment = {0, 200000};
    bool idle;

    describe();
    do {
        struct job *job;

        idle = worker_pending(stage.worker) == 0;
        job = next_delivered();
        if (job) {
            idle = false;
            stage.room->done(job);
            describe();
        } else if (!idle) {
            nanosleep(&moment, NULL);
        }
    } while (!idle);
}

void
gallery_begin(const struct gallery_room *room)
{
    stage.room = room;
    gallery_settle();
}

void
gallery_leave(void)
{
    struct job *job;

    if (!stage.room)
        return;
    stage.room->end();
    // What was still under way is nobody's any more.
    worker_stop(stage.worker);
    while ((job = next_delivered()))
        job->free(job);
    stage.worker = worker_start(16, deliver, NULL);
    stage.room = NULL;
    ui_forget(stage.ui);
}

void
gallery_reach(const struct gallery_screen *screen, const char *language)
{
    gallery_leave();
    gallery_played = (struct gallery_played){.n_people = 3, .n_entries = 2};
    stage.language = language;
    ui_resize(stage.ui, NULL, 1280, 800, 5.88);
    paint_nothing();
    language_use(language);
    ui_language_set(stage.ui, language);
    screen->reach();
}

void
gallery_show(const struct gallery_look *look, bool paint)
{
    const struct gallery_size *size = look->size;

    if (stage.ui->width != size->width || stage.ui->height != size->height ||
        stage.ui->px_per_mm != size->px_per_mm || paint)
        ui_resize(stage.ui, NULL, size->width, size->height, size->px_per_mm);
    if (!paint)
        paint_nothing();
    stage.room->dress(look, stage.ui);
    describe();
    // What follows the frame before (pictures, leaves) is settled in the second.
    describe();
}

/* ---- fingers -----------------------------------------------------------------------*/

const struct ui_item *
gallery_find(const char *id)
{
    size_t count;
    const struct ui_item *items = ui_list(stage.ui, &count);

    for (size_t i = 0; i < count; i++)
        if (strcmp(items[i].id, id) == 0)
            return &items[i];
    return NULL;
}

static void
finger(Uint32 type, const SDL_Rect *rect, float x, float y)
{
    SDL_Event event = {.type = type};

    event.tfinger.fingerId = 1;
    event.tfinger.x = ((float) rect->x + (float) rect->w * x) / (float) stage.ui->width;
    event.tfinger.y = ((float) rect->y + (float) rect->h * y) / (float) stage.ui->height;
    (void) ui_event(stage.ui, &event);
    gallery_settle();
}

void
gallery_touch_at(const char *id, float x, float y)
{
    const struct ui_item *item = gallery_find(id);
    SDL_Rect rect;

    if (!item) {
        fprintf(stderr, "gallery: nothing is named %s\n", id);
        exit(2);
    }
    rect = item->rect;
    clock_advance(1000); // no bounce of a finger
    finger(SDL_FINGERDOWN, &rect, x, y);
    finger(SDL_FINGERUP, &rect, x, y);
}

void
gallery_touch(const char *id)
{
    gallery_touch_at(id, 0.5f, 0.5f);
}

void
gallery_type(const char *text)
{
    SDL_Event event = {.type = SDL_TEXTINPUT};
    const size_t most = sizeof(event.text.text) - 1;

    for (size_t length = strlen(text), at = 0; at < length; at += most) {
        snprintf(event.text.text, sizeof(event.text.text), "%s", text + at);
        (void) ui_event(stage.ui, &event);
    }
    gallery_settle();
}

void
gallery_wait_s(int seconds)
{
    for (int i = 0; i < seconds; i++) {
        clock_advance(1000);
        gallery_settle();
    }
}
