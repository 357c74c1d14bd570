#include "inside.h"

#include <string.h>

#include "afterword/patient.h"
#include "afterword/staff.h"

/* ---- what rooms ask of the kiosk -------------------------------------------------*/

static void
tell(const struct kiosk *kiosk, enum link_kind kind, const struct bytes *body)
{
    struct fault fault;

    // Without a supervisor nothing can be told; the ears have heard that too.
    if (!message_send(kiosk->place.link, (uint16_t) kind, body ? body->data : NULL,
            body ? body->length : 0, -1, &fault))
        LOG_FAULT("kiosk", &fault);
}

static void
host_call(void *context, enum clinic_call_kind kind)
{
    const struct kiosk *kiosk = context;
    const struct opened *opened = &kiosk->opened;
    struct bytes body = BYTES_EMPTY;

    bytes_append_byte(&body, (uint8_t) kind);
    bytes_append_u64(&body, (uint64_t) clock_wall_ms());
    // A command that nobody signed is not run; then the call rings in the room alone.
    if (opened->has_help && opened->help.is_signed && opened->help.argv)
        for (char **word = opened->help.argv; *word; word++)
            bytes_append_sized(&body, *word, strlen(*word));
    tell(kiosk, LINK_CALL, &body);
    bytes_destroy(&body);
}

/* The supervisor keeps 95 bytes: cut between two characters. */
static size_t
name_length(const char *name)
{
    size_t length = strlen(name);
    size_t end = sizeof((struct clinic_call){0}.by) - 1;

    if (length <= end)
        return length;
    while (end > 0 && ((unsigned char) name[end] & 0xC0) == 0x80)
        end--;
    return end;
}

static void
host_seen(void *context, const char *name)
{
    struct bytes body = BYTES_EMPTY;

    bytes_append_sized(&body, name, name_length(name));
    tell(context, LINK_SEEN, &body);
    bytes_destroy(&body);
}

static void
host_present(void *context)
{
    tell(context, LINK_PRESENT, NULL);
}

static void
host_forget(void *context)
{
    tell(context, LINK_FORGET, NULL);
}

static void
host_tray(void *context, struct bytes *json)
{
    tell(context, LINK_TRAY, json);
    bytes_wipe(json);
}

/* ---- the patient's room ----------------------------------------------------------*/

static void *
new_patient(struct kiosk *kiosk, uint32_t screen)
{
    const struct opened *opened = &kiosk->opened;
    struct patient_options options = {
        .host = {kiosk, host_call, host_seen, host_present, host_forget},
        .worker = kiosk->worker,
        .records = opened->records,
        .flows = opened->flows,
        .help = opened->has_help ? &opened->help : NULL,
        .settings = &opened->settings,
        .members = opened->has_members ? &opened->members : NULL,
        .tray = kiosk->has_tray ? &kiosk->tray : NULL,
        .kept = kiosk->kept.length > 0 ? &kiosk->kept : NULL,
        .call = kiosk->call,
        .language = language_current(),
        .theme = kiosk->options->theme,
        .text_percent = kiosk->options->text_percent,
        .screen = screen};

    return patient_new(&options);
}

static void
free_patient(void *room)
{
    patient_free(room);
}

static void
frame_patient(void *room, struct ui *ui)
{
    patient_frame(room, ui);
}

static void
done_patient(void *room, struct job *job)
{
    patient_done(room, job);
}

static void
tell_patient(void *room, const struct clinic_call *call)
{
    patient_call_told(room, call);
}

static int64_t
deadline_patient(const void *room)
{
    return patient_deadline(room);
}

static enum room_outcome
outcome_patient(const void *room)
{
    static const enum room_outcome outcomes[] = {[PATIENT_STAYS] = ROOM_STAYS,
        [PATIENT_TO_STAFF] = ROOM_TO_STAFF,
        [PATIENT_ENDED] = ROOM_ENDED};

    return outcomes[patient_outcome(room)];
}

static void
stop_patient(void *room)
{
    patient_stop(room);
}

const struct room_kind kiosk_room_patient = {new_patient, free_patient, frame_patient, done_patient,
    tell_patient, deadline_patient, outcome_patient, stop_patient};

/* ---- the staff's room ------------------------------------------------------------*/

static void *
new_staff(struct kiosk *kiosk, uint32_t screen)
{
    const struct opened *opened = &kiosk->opened;
    struct staff_options options = {.host = {kiosk, host_tray, host_seen},
        .worker = kiosk->worker,
        .records = opened->records,
        .records_fault = opened->records_fault,
        .flows = opened->flows,
        .help = opened->has_help ? &opened->help : NULL,
        .settings = &opened->settings,
        .assets = kiosk->options->assets,
        .call = kiosk->call,
        .language = language_current(),
        .screen = screen};

    return staff_new(&options);
}

static void
free_staff(void *room)
{
    staff_free(room);
}

static void
frame_staff(void *room, struct ui *ui)
{
    staff_frame(room, ui);
}

static void
done_staff(void *room, struct job *job)
{
    staff_done(room, job);
}

static void
tell_staff(void *room, const struct clinic_call *call)
{
    staff_call_told(room, call);
}

static int64_t
deadline_staff(const void *room)
{
    return staff_deadline(room);
}

static enum room_outcome
outcome_staff(const void *room)
{
    static const enum room_outcome outcomes[] = {
        [STAFF_STAYS] = ROOM_STAYS, [STAFF_LEFT] = ROOM_TO_PATIENT, [STAFF_ENDED] = ROOM_ENDED};

    return outcomes[staff_outcome(room)];
}

static void
stop_staff(void *room)
{
    staff_stop(room);
}

const struct room_kind kiosk_room_staff = {new_staff, free_staff, frame_staff, done_staff,
    tell_staff, deadline_staff, outcome_staff, stop_staff};

/* ---- from one to the other -------------------------------------------------------*/

void
room_leave(struct kiosk *kiosk)
{
    if (kiosk->room_kind)
        kiosk->room_kind->free(kiosk->room);
    kiosk->room_kind = NULL;
    kiosk->room = NULL;
}

void
room_enter(struct kiosk *kiosk, const struct room_kind *kind)
{
    room_leave(kiosk);
    // Nobody reaches the staff's room past a tray that waits: here it was refused or used.
    if (kind == &kiosk_room_staff) {
        journal_tray_destroy(&kiosk->tray);
        kiosk->has_tray = false;
    }
    kiosk->room_kind = kind;
    kiosk->room = kind->new (kiosk, ++kiosk->screen);
    kiosk->due = true;
}
