#include "inside.h"

#include <malloc.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#define JOBS_MAX 64

/* ---- opening, on the worker ------------------------------------------------------
 *
 * Everything the first screen needs to be true, read while the loop's thread opens its window.
 */
struct opening {
    struct job job;
    const struct kiosk_options *options;
    struct clinic_place place;
    struct opened opened;
};

static struct clinic_settings
usual_settings(void)
{
    return (struct clinic_settings){.name = memory_string(""),
        .place = memory_string(""),
        .languages = memory_string("en"),
        .veil_s = 120,
        .ask_s = 300,
        .seal_s = 600,
        .seal_handed_s = 1800,
        .answer_s = 90,
        .desk = memory_string(""),
        .goodbye = memory_string("")};
}

/* What stays usable stays so: help without a data file, welcome without a flow. */
static bool
run_opening(struct job *job, struct fault *fault)
{
    struct opening *opening = (struct opening *) job;
    struct opened *opened = &opening->opened;

    opened->has_help = clinic_help_read(opening->options->folder, &opened->help, fault);
    if (!opened->has_help)
        LOG_FAULT("kiosk", fault);

    if (!clinic_open(&opening->place, &opened->records, &opened->records_fault)) {
        LOG_FAULT("kiosk", &opened->records_fault);
        opened->records = NULL;
    }
    if (!opened->records || !clinic_settings_read(opened->records, &opened->settings, fault))
        opened->settings = usual_settings();
    if (opened->records) {
        if (opened->has_help)
            clinic_help_trust(opened->records, &opened->help);
        opened->has_members = clinic_members_read(opened->records, &opened->members, fault);
    }

    opened->flows = flow_folder_load(opening->options->prompts, fault);
    if (!opened->flows) {
        LOG_FAULT("kiosk", fault);
        opened->flows = memory_new(1, sizeof(*opened->flows));
    }
    return true;
}

static void
free_opening(struct job *job)
{
    free(job); // what it opened is the kiosk's
}

static void
deliver(void *context, struct job *job)
{
    inbox_put(context, &(struct mail){.kind = MAIL_JOB, .job = job});
}

static void
begin_opening(struct kiosk *kiosk)
{
    struct opening *opening = memory_new(1, sizeof(*opening));

    opening->job.run = run_opening;
    opening->job.free = free_opening;
    opening->options = kiosk->options;
    opening->place = (struct clinic_place){
        kiosk->options->folder, kiosk->place.lock, kiosk->place.link, kiosk->place.revision};
    kiosk->worker = worker_start(JOBS_MAX, deliver, kiosk->inbox);
    (void) worker_post(kiosk->worker, &opening->job);
}

/* Keeps what came meanwhile for the loop, in its order. */
static void
end_opening(struct kiosk *kiosk)
{
    struct mail mail, others[16];
    size_t n_others = 0;
    bool opened = false;

    while (!opened) {
        inbox_wait(kiosk->inbox);
        if (!inbox_take(kiosk->inbox, &mail))
            continue;
        opened = mail.kind == MAIL_JOB;
        if (opened) {
            kiosk->opened = ((struct opening *) mail.job)->opened;
            mail.job->free(mail.job);
        } else if (n_others < COUNT(others)) {
            others[n_others++] = mail;
        } else {
            message_destroy(&mail.message); // nobody says so much to a kiosk that has no frame
        }
    }
    for (size_t i = 0; i < n_others; i++)
        inbox_put(kiosk->inbox, &others[i]);
}

/* ---- what the supervisor held for us ---------------------------------------------*/

static void
take_tray(struct kiosk *kiosk, const struct message *message)
{
    struct fault fault;

    kiosk->has_tray = journal_tray_read(&kiosk->tray, &message->body, &fault);
    if (!kiosk->has_tray)
        LOG_FAULT("kiosk", &fault);
}

static void
take_kept(struct kiosk *kiosk, const struct message *message)
{
    bytes_set(&kiosk->kept, message->body.data, message->body.length);
    if (message->body.length >= ID_LENGTH)
        memcpy(kiosk->living.bytes, message->body.data, ID_LENGTH);
}

/* It lies in the link since before our fork: nothing is waited for. */
static void
read_link(struct kiosk *kiosk)
{
    struct pollfd link = {.fd = kiosk->place.link, .events = POLLIN};
    struct message message;
    struct fault fault;

    while (poll(&link, 1, 0) > 0 && message_receive(link.fd, &message, &fault)) {
        if (message.kind == LINK_TRAY)
            take_tray(kiosk, &message);
        else if (message.kind == LINK_RESUME)
            take_kept(kiosk, &message);
        else if (message.kind == LINK_CALLING)
            kiosk_call_told(kiosk, &message);
        message_destroy(&message);
    }
}

/* ---- the window ------------------------------------------------------------------*/

static enum ui_theme
read_theme(const char *name)
{
    if (name && strcmp(name, "day") == 0)
        return UI_DAY;
    if (name && strcmp(name, "contrast") == 0)
        return UI_CONTRAST;
    return UI_DUSK; // after a session light hurts
}

/* What the command line says stands above what staff chose for this person. */
static struct ui_comfort
first_comfort(const struct kiosk *kiosk)
{
    const struct kiosk_options *options = kiosk->options;
    const struct journal_comfort *tray = &kiosk->tray.comfort;
    int percent = options->text_percent ? options->text_percent : tray->text_percent;

    return (struct ui_comfort){.theme = read_theme(options->theme ? options->theme : tray->theme),
        .text_percent = percent ? percent : 100,
        .less_motion = tray->less_motion,
        .steady_hands = tray->steady_hands,
        .left_hand = tray->left_hand,
        .plain_letters = tray->plain_letters};
}

static void
first_language(const struct kiosk *kiosk, char language[16])
{
    const char *languages = kiosk->opened.settings.languages;

    if (kiosk->options->language)
        snprintf(language, 16, "%s", kiosk->options->language);
    else if (kiosk->has_tray && kiosk->tray.language && kiosk->tray.language[0])
        snprintf(language, 16, "%s", kiosk->tray.language);
    else
        snprintf(language, 16, "%.*s", (int) strcspn(languages, ", "), languages);
    if (!language[0])
        snprintf(language, 16, "en");
}

static bool
open_window(struct kiosk *kiosk, struct fault *fault)
{
    const struct kiosk_options *options = kiosk->options;
    struct ui_window_options window = {
        options->windowed, options->width, options->height, "Afterword"};
    struct ui_options ui = {.px_per_mm = options->px_per_mm,
        .comfort = first_comfort(kiosk),
        .language = options->language ? options->language : "en",
        .assets = options->assets};

    kiosk->window = ui_window_open(&window, fault);
    if (!kiosk->window)
        return false;
    ui_window_size(kiosk->window, &ui.width, &ui.height);
    ui.surface = ui_window_surface(kiosk->window);
    kiosk->ui = ui_new(&ui, fault);
    return kiosk->ui != NULL;
}

/* What only the data folder could tell. */
static void
fit_window(struct kiosk *kiosk)
{
    double px_per_mm = kiosk->opened.settings.px_per_mm;
    char language[16];
    int width, height;

    first_language(kiosk, language);
    language_use(language);
    ui_language_set(kiosk->ui, language);
    ui_keyboards_offer(kiosk->ui, kiosk->opened.settings.languages);
    if (kiosk->options->px_per_mm <= 0 && px_per_mm > 0) {
        ui_window_size(kiosk->window, &width, &height);
        ui_resize(kiosk->ui, ui_window_surface(kiosk->window), width, height, px_per_mm);
    }
}

/* False, so that a caller can return it. */
static bool
say_why(const struct fault *fault)
{
    const char *hint = fault_hint(fault->kind);

    if (fault->kind == FAULT_DEVICE && fault->code == 1)
        hint = "start it on a display (X11 or Wayland): 'afterword tour' works without one";
    (void) fprintf(
        stderr, "afterword: cannot %s: %s\n", fault->doing, fault_description(fault->kind));
    if (hint)
        (void) fprintf(stderr, "hint: %s\n", hint);
    return false;
}

/* ---- the start -------------------------------------------------------------------*/

bool
kiosk_start(struct kiosk *kiosk)
{
    const struct kiosk_place *place = &kiosk->place;
    struct fault fault = FAULT_EMPTY;

    kiosk->inbox = inbox_new();
    read_link(kiosk);
    if (!driver_open(&kiosk->driver, place->door, &fault) ||
        !ears_start(kiosk->inbox, place->link, kiosk->driver.pair, &fault))
        return say_why(&fault);

    begin_opening(kiosk);
    if (!open_window(kiosk, &fault)) {
        end_opening(kiosk);
        kiosk_close(kiosk);
        return say_why(&fault);
    }
    end_opening(kiosk);
    fit_window(kiosk);
    inbox_wake_loop(kiosk->inbox);
    room_enter(kiosk, &kiosk_room_patient);
    return true;
}

/* ---- after the first frame -------------------------------------------------------*/

struct tidying {
    struct job job;
    struct records *records;
    struct id living;
};

static bool
run_tidying(struct job *job, struct fault *fault)
{
    const struct tidying *tidying = (const struct tidying *) job;

    bool tidied = clinic_tidy(tidying->records, &tidying->living, fault);

    // The start and the tidying leave holes of a megabyte; from here on the process only waits.
    (void) malloc_trim(0);
    if (!tidied)
        LOG_FAULT("kiosk", fault);
    return tidied;
}

static void
free_block(struct job *job)
{
    free(job);
}

void
kiosk_tidy(struct kiosk *kiosk)
{
    struct tidying *tidying;

    ui_warm(kiosk->ui);
    if (!kiosk->opened.records)
        return;
    tidying = memory_new(1, sizeof(*tidying));
    tidying->job.run = run_tidying;
    tidying->job.free = free_block;
    tidying->records = kiosk->opened.records;
    tidying->living = kiosk->living;
    (void) worker_post(kiosk->worker, &tidying->job);
}

/* ---- the end of the data file ----------------------------------------------------*/

struct closing {
    struct job job;
    struct records *records;
};

static bool
run_closing(struct job *job, struct fault *fault)
{
    (void) fault;
    clinic_close(((struct closing *) job)->records);
    return true;
}

void
kiosk_close(struct kiosk *kiosk)
{
    struct closing *closing = memory_new(1, sizeof(*closing));
    struct mail mail;

    room_leave(kiosk); // it may still post: the data file closes behind that
    closing->job.run = run_closing;
    closing->job.free = free_block;
    closing->records = kiosk->opened.records;
    (void) worker_post(kiosk->worker, &closing->job);
    worker_stop(kiosk->worker);
    kiosk->worker = NULL;
    kiosk->opened.records = NULL;

    // A completion can own what a person wrote: its own free wipes that.
    while (inbox_take(kiosk->inbox, &mail)) {
        if (mail.kind == MAIL_JOB)
            mail.job->free(mail.job);
        else
            message_destroy(&mail.message);
    }
    journal_tray_destroy(&kiosk->tray);
    kiosk->has_tray = false;
    bytes_wipe(&kiosk->kept);
}
