#include "inside.h"

#include <assert.h>
#include <limits.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A screen that acts is described once more; one that acts each time shall not hold the loop. */
#define FRAMES_MAX 16
/* What is as large goes back to the system when it is freed. */
#define PICTURE_BYTES (128 * 1024)
/* While a tour waits for stillness it is looked for so often. */
#define IDLE_LOOK_MS 10

/* ---- a frame ---------------------------------------------------------------------*/

static void
follow(struct kiosk *kiosk)
{
    switch (kiosk->room_kind->outcome(kiosk->room)) {
    case ROOM_TO_STAFF:
        room_enter(kiosk, &kiosk_room_staff);
        break;
    case ROOM_TO_PATIENT:
        room_enter(kiosk, &kiosk_room_patient);
        break;
    case ROOM_ENDED:
        kiosk->ending = KIOSK_CLOSES;
        break;
    default:
        break;
    }
}

void
kiosk_frame(struct kiosk *kiosk)
{
    int frames = 0;

    kiosk->letter_down = false;
    do {
        const SDL_Rect *changed;
        size_t n_changed;

        kiosk->due = false;
        ui_begin(kiosk->ui);
        kiosk->room_kind->frame(kiosk->room, kiosk->ui);
        changed = ui_end(kiosk->ui, &n_changed);
        ui_window_show(kiosk->window, ui_canvas(kiosk->ui), changed, n_changed);
        follow(kiosk);
    } while ((ui_acted(kiosk->ui) || kiosk->due) && kiosk->ending == KIOSK_GOES_ON &&
             ++frames < FRAMES_MAX);
}

/* ---- events ----------------------------------------------------------------------*/

static void
take_window_event(struct kiosk *kiosk, const SDL_WindowEvent *event)
{
    double px_per_mm = kiosk->options->px_per_mm > 0 ? kiosk->options->px_per_mm
                                                     : kiosk->opened.settings.px_per_mm;
    int width, height;

    if (event->event == SDL_WINDOWEVENT_SIZE_CHANGED) {
        ui_window_size(kiosk->window, &width, &height);
        ui_resize(kiosk->ui, ui_window_surface(kiosk->window), width, height, px_per_mm);
        kiosk->due = true;
    } else if (event->event == SDL_WINDOWEVENT_EXPOSED) {
        ui_damage_all(kiosk->ui);
        kiosk->due = true;
    } else if (ui_event(kiosk->ui, &(SDL_Event){.window = *event})) {
        kiosk->due = true;
    }
}

static bool
is_letter(const SDL_Event *event)
{
    SDL_Keycode key = event->key.keysym.sym;

    return event->type == SDL_KEYDOWN && key > SDLK_SPACE && key < SDLK_DELETE &&
           !(event->key.keysym.mod & (KMOD_CTRL | KMOD_ALT | KMOD_GUI));
}

/* A frame between two things that a person did keeps their order. A letter comes as a key and then
 * as text: one frame. Fingers that only move are one movement. */
static bool
comes_apart(const struct kiosk *kiosk, const SDL_Event *event)
{
    switch (event->type) {
    case SDL_TEXTINPUT:
        return !kiosk->letter_down;
    case SDL_KEYDOWN:
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
    case SDL_FINGERDOWN:
    case SDL_FINGERUP:
        return true;
    default:
        return false;
    }
}

void
kiosk_event(struct kiosk *kiosk, const SDL_Event *event)
{
    if (event->type == SDL_WINDOWEVENT) {
        take_window_event(kiosk, &event->window);
        return;
    }
    if (kiosk->due && comes_apart(kiosk, event))
        kiosk_frame(kiosk);
    if (kiosk->ending != KIOSK_GOES_ON)
        return;
    if (ui_event(kiosk->ui, event)) {
        SDL_Rect changed;

        kiosk->due = true;
        kiosk->letter_down = is_letter(event);
        // What a hand did is shown at once; the rest of the screen follows.
        if (!kiosk->letter_down && ui_echo(kiosk->ui, &changed))
            ui_window_show(kiosk->window, ui_canvas(kiosk->ui), &changed, 1);
    }
}

static void
take_event(struct kiosk *kiosk, const SDL_Event *event)
{
    // On a kiosk nothing closes the window but the supervisor.
    if (event->type != SDL_QUIT)
        kiosk_event(kiosk, event);
    else if (kiosk->options->windowed)
        kiosk->ending = KIOSK_ENDS;
}

/* ---- mail ------------------------------------------------------------------------*/

void
kiosk_call_told(struct kiosk *kiosk, const struct message *message)
{
    struct reader body = reader_of(message->body.data, message->body.length);
    struct clinic_call call = {0};
    uint8_t kind = reader_u8(&body);
    uint64_t since_ms = reader_u64(&body);
    uint8_t state = reader_u8(&body);
    size_t length;
    const uint8_t *by = reader_sized(&body, &length);

    _Static_assert((int) CLINIC_CALL_FAILED == (int) LINK_CALL_FAILED, "the link's own");
    _Static_assert((int) CLINIC_CALL_SEEN == (int) LINK_CALL_SEEN, "the link's own");
    if (!reader_at_end(&body) || length >= sizeof(call.by) || kind > CLINIC_CALL_CARE ||
        state >= LINK_CALL_STATES)
        return;
    call.kind = (enum clinic_call_kind) kind;
    call.state = (enum clinic_call_state) state;
    call.since_ms = (int64_t) since_ms;
    if (length > 0)
        memcpy(call.by, by, length);

    if (kiosk->room_kind)
        kiosk->room_kind->call_told(kiosk->room, &call);
    // Seen is told once; a room that begins later has no call.
    if (call.state == CLINIC_CALL_SEEN)
        memset(&call, 0, sizeof(call));
    kiosk->call = call;
    kiosk->due = true;
}

static void
answer_alive(const struct kiosk *kiosk)
{
    struct fault fault;

    if (!message_send(kiosk->place.link, LINK_ALIVE, NULL, 0, -1, &fault))
        LOG_FAULT("kiosk", &fault);
}

static void
take_job(struct kiosk *kiosk, struct job *job)
{
    if (job->screen != kiosk->screen) {
        job->free(job); // of a room that has gone, or of nobody
        return;
    }
    kiosk->room_kind->done(kiosk->room, job);
    kiosk->due = true;
}

static void
take_mail(struct kiosk *kiosk, struct mail *mail)
{
    switch (mail->kind) {
    case MAIL_JOB:
        take_job(kiosk, mail->job);
        return;
    case MAIL_LINK:
        if (mail->message.kind == LINK_CALLING)
            kiosk_call_told(kiosk, &mail->message);
        else if (mail->message.kind == LINK_ALIVE)
            answer_alive(kiosk);
        break;
    case MAIL_DOOR:
        if (kiosk->due)
            kiosk_frame(kiosk); // a tour asks about what is on the screen now
        if (kiosk->ending == KIOSK_GOES_ON)
            driver_take(kiosk, &mail->message);
        break;
    case MAIL_END:
        kiosk->ending = KIOSK_ENDS;
        return;
    }
    message_destroy(&mail->message);
}

/* ---- a turn ----------------------------------------------------------------------*/

static int64_t
sooner(int64_t a, int64_t b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

static int64_t
deadline(const struct kiosk *kiosk)
{
    return sooner(kiosk->room_kind->deadline(kiosk->room), ui_wakes(kiosk->ui));
}

static bool
wait_for_event(const struct kiosk *kiosk, SDL_Event *event)
{
    int64_t at_ms = deadline(kiosk);
    int64_t left_ms;

    if (at_ms < 0 && !kiosk->driver.idle_asked)
        return SDL_WaitEvent(event);
    left_ms = at_ms < 0 ? INT_MAX : at_ms - clock_now_ms();
    if (kiosk->driver.idle_asked && left_ms > IDLE_LOOK_MS)
        left_ms = IDLE_LOOK_MS;
    if (left_ms > INT_MAX)
        left_ms = INT_MAX;
    return SDL_WaitEventTimeout(event, left_ms > 0 ? (int) left_ms : 0);
}

static void
turn(struct kiosk *kiosk)
{
    SDL_Event event;
    struct mail mail;
    int64_t at_ms;

    for (bool came = wait_for_event(kiosk, &event); came && kiosk->ending == KIOSK_GOES_ON;
         came = SDL_PollEvent(&event))
        take_event(kiosk, &event);
    while (kiosk->ending == KIOSK_GOES_ON && inbox_take(kiosk->inbox, &mail))
        take_mail(kiosk, &mail);
    if (kiosk->ending != KIOSK_GOES_ON)
        return;

    at_ms = deadline(kiosk);
    if (kiosk->due || (at_ms >= 0 && at_ms <= clock_now_ms()))
        kiosk_frame(kiosk);
    if (kiosk->ending == KIOSK_GOES_ON)
        driver_answer_idle(kiosk);
}

/* ---- the end ---------------------------------------------------------------------*/

static void
paint_plain(struct kiosk *kiosk)
{
    struct ui_page page = ui_page(kiosk->ui);
    const SDL_Rect *changed;
    size_t n_changed;

    ui_damage_all(kiosk->ui);
    ui_begin(kiosk->ui);
    ui_fill(kiosk->ui, (struct ui_rect){0, 0, page.w, page.h}, UI_AIR);
    changed = ui_end(kiosk->ui, &n_changed);
    ui_window_show(kiosk->window, ui_canvas(kiosk->ui), changed, n_changed);
}

/* Keeps the picture until the supervisor kills us. Whatever a person does now is for the next one,
 * so it is dropped. */
_Noreturn static void
stand_still(struct kiosk *kiosk)
{
    SDL_Event event;
    struct mail mail;

    while (SDL_WaitEvent(&event)) {
        if (event.type == SDL_WINDOWEVENT && event.window.event == SDL_WINDOWEVENT_EXPOSED)
            paint_plain(kiosk);
        while (inbox_take(kiosk->inbox, &mail)) {
            if (mail.kind == MAIL_END)
                _exit(0);
            message_destroy(&mail.message);
        }
    }
    _exit(1);
}

static int
leave(struct kiosk *kiosk)
{
    struct fault fault;

    if (kiosk->ending == KIOSK_ENDS)
        kiosk->room_kind->stop(kiosk->room);
    kiosk_close(kiosk);
    if (kiosk->ending == KIOSK_ENDS)
        return 0;

    driver_close(&kiosk->driver);
    ui_forget(kiosk->ui);
    paint_plain(kiosk);
    if (!message_send(kiosk->place.link, LINK_CLOSED, NULL, 0, -1, &fault)) {
        LOG_FAULT("kiosk", &fault);
        return 1;
    }
    stand_still(kiosk);
}

int
kiosk_run(const struct kiosk_options *options, const struct kiosk_place *place)
{
    // Never freed: the ears know it as long as the process lives.
    struct kiosk *kiosk = memory_new(1, sizeof(*kiosk));
    struct fault fault;

    // A fixed threshold: else the first picture that is freed teaches malloc to keep its like, and
    // what a page no longer shows stays in the heap.
    (void) mallopt(M_MMAP_THRESHOLD, PICTURE_BYTES);
    // And one arena: loop and worker seldom ask at once, an arena each costs two megabytes.
    (void) mallopt(M_ARENA_MAX, 1);
    kiosk->options = options;
    kiosk->place = *place;
    if (!kiosk_start(kiosk))
        return 1;

    kiosk_frame(kiosk);
    if (!message_send(place->link, LINK_SHOWN, NULL, 0, -1, &fault))
        LOG_FAULT("kiosk", &fault);
    driver_greet(&kiosk->driver, place->door);
    kiosk_tidy(kiosk);

    while (kiosk->ending == KIOSK_GOES_ON)
        turn(kiosk);
    return leave(kiosk);
}
