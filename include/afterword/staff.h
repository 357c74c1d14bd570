/* staff: the room behind the passphrase.
 *
 * Unlock, caseload, reader, placing, interrupted sittings, hand-over. It ends
 * with the process: on sign-out, on idle, and when a sitting was handed over.
 *
 * Thread: the loop's. The same life as module patient's room.
 */
#ifndef AFTERWORD_STAFF_H
#define AFTERWORD_STAFF_H

#include "afterword/base.h"
#include "afterword/clinic.h"
#include "afterword/flow.h"
#include "afterword/journal.h"
#include "afterword/review.h"
#include "afterword/ui.h"

struct staff_host {
    void *context;
    /* What staff hand over, for the next child. Wiped by the kiosk once it is sent. */
    void (*tray)(void *context, struct bytes *json);
    /* The call is answered, by the name that was touched or signed in. */
    void (*seen)(void *context, const char *name);
};

/* All borrowed, and must outlive the room. */
struct staff_options {
    struct staff_host host;
    struct worker *worker;
    struct records *records; /* NULL: the data file did not open: the page says the cause */
    struct fault records_fault;
    const struct flow_folder *flows;
    const struct clinic_help *help;
    const struct clinic_settings *settings;
    const char *assets; /* folder with words.txt */
    struct clinic_call call;
    const char *language;
    uint32_t screen;
};

enum staff_outcome {
    STAFF_STAYS,
    STAFF_LEFT, /* from the unlock page, nobody was signed in: back to welcome */
    STAFF_ENDED /* signed out, locked or handed over: this process ends */
};

struct staff;

struct staff *
staff_new(const struct staff_options *options);
void
staff_free(struct staff *staff);
void
staff_frame(struct staff *staff, struct ui *ui);
void
staff_done(struct staff *staff, struct job *job);
void
staff_call_told(struct staff *staff, const struct clinic_call *call);
int64_t
staff_deadline(const struct staff *staff);
enum staff_outcome
staff_outcome(const struct staff *staff);
/* The process must end: signs out. */
void
staff_stop(struct staff *staff);

#endif
