/* patient: the room in front of the passphrase.
 *
 * Welcome or "Ready for M.", the walk through a flow, help, the close, the
 * goodbye. It can write and never read: it does not know module review.
 *
 * Thread: the loop's. Life: patient_new, then each turn patient_frame and the
 * completions that carry its screen number, until patient_outcome is not
 * PATIENT_STAYS; then patient_free. A screen waits for nothing: what takes time
 * is posted to the worker.
 */
#ifndef AFTERWORD_PATIENT_H
#define AFTERWORD_PATIENT_H

#include "afterword/base.h"
#include "afterword/clinic.h"
#include "afterword/flow.h"
#include "afterword/journal.h"
#include "afterword/ui.h"

/* What the room asks of the kiosk around it. All return at once. */
struct patient_host {
    void *context;
    /* A call for help leaves for the supervisor. */
    void (*call)(void *context, enum clinic_call_kind kind);
    /* Somebody of staff said they are here; `name` is from the list of staff, or "" . */
    void (*seen)(void *context, const char *name);
    /* The person pressed something: the draft key's time starts again. */
    void (*present)(void *context);
    /* The supervisor may forget the draft key: sealed by idle, or ended without a commit. */
    void (*forget)(void *context);
};

/* All borrowed, and must outlive the room. */
struct patient_options {
    struct patient_host host;
    struct worker *worker;
    struct records *records; /* NULL: the data file did not open; help works */
    const struct flow_folder *flows;
    const struct clinic_help *help; /* NULL: help.json can't be read */
    const struct clinic_settings *settings;
    const struct clinic_members *members; /* for "I am here"; may be NULL */
    const struct journal_tray *tray;      /* NULL: nobody handed over */
    struct bytes *kept;                   /* body of a LINK_RESUME; NULL: none. Wiped when used */
    struct clinic_call call;              /* what the supervisor held when this child began */
    const char *language;                 /* to begin with */
    const char *theme;                    /* forced by an option of the command line, or NULL */
    int text_percent;                     /* the same; 0: the room's own default */
    uint32_t screen;                      /* number that its completions carry */
};

enum patient_outcome {
    PATIENT_STAYS,
    PATIENT_TO_STAFF, /* the quiet corner was touched: unlock */
    PATIENT_ENDED     /* a person's session is over: this process ends */
};

struct patient;

struct patient *
patient_new(const struct patient_options *options);
/* Wipes what was written. NULL is fine. */
void
patient_free(struct patient *room);
/* Describes the screen into one frame of `ui`, after acting on what was pressed. */
void
patient_frame(struct patient *room, struct ui *ui);
/* Takes and frees a completion. */
void
patient_done(struct patient *room, struct job *job);
/* The call as the supervisor now holds it. */
void
patient_call_told(struct patient *room, const struct clinic_call *call);
/* When patient_frame must run again without input (clock_now_ms() time); -1 for never. */
int64_t
patient_deadline(const struct patient *room);
enum patient_outcome
patient_outcome(const struct patient *room);
/* The process must end: posts the last save. The kiosk then stops the worker, which runs it. */
void
patient_stop(struct patient *room);

#endif
