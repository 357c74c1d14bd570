/* What blocks is done by the worker: each question owns a copy of what it needs and wipes it. */
#include "inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define WRONG_MAX 5 /* codes; the next ones wait */
#define SLOWED_MS 15000

struct ask {
    struct job job; /* first: the worker knows no more of it */
    struct records *records;
    struct bytes words; /* a code or a passphrase */
    struct bytes kept;
    struct id member, journal;
    struct journal_names names;
    struct journal_sitting *sitting;
    struct journal_resumed resumed;
    struct flow *flow;
};

static void
ask_free(struct job *job)
{
    struct ask *ask = (struct ask *) job;

    bytes_wipe(&ask->words);
    bytes_wipe(&ask->kept);
    journal_names_free(&ask->names);
    journal_sitting_free(ask->sitting);
    journal_resumed_destroy(&ask->resumed);
    flow_free(ask->flow);
    free(ask);
}

static void
post(struct patient *room, struct ask *ask, enum ask_kind kind,
    bool (*run)(struct job *job, struct fault *fault))
{
    ask->records = room->options.records;
    ask->job.screen = room->options.screen;
    ask->job.kind = kind;
    ask->job.run = run;
    ask->job.free = ask_free;
    // A worker that is ending frees the job and answers nothing: so does this room end.
    room->asking = worker_post(room->options.worker, &ask->job);
}

static struct ask *
ask_with_field(const struct patient *room)
{
    struct ask *ask = memory_new(1, sizeof(*ask));
    const struct bytes *text = ui_writing_text(room->field);

    bytes_set(&ask->words, text->data, text->length);
    return ask;
}

/* ---- the code --------------------------------------------------------------------*/

static bool
run_code(struct job *job, struct fault *fault)
{
    struct ask *ask = (struct ask *) job;

    return journal_code_find(ask->records, bytes_text(&ask->words), &ask->journal, fault) &&
           journal_holders(ask->records, &ask->journal, &ask->names, fault);
}

void
room_ask_code(struct patient *room)
{
    post(room, ask_with_field(room), ASK_CODE, run_code);
}

/* A wrong code is told in one sentence; after some the next waits. */
static void
note_wrong(struct patient *room, const struct fault *fault)
{
    if (fault->kind != FAULT_INPUT && fault->kind != FAULT_NOT_FOUND)
        LOG_FAULT("patient", fault);
    if (++room->wrong >= WRONG_MAX)
        room->slowed_ms = clock_now_ms() + SLOWED_MS;
    room->field_note = N_("I do not know this code. You can begin without one.");
}

static void
code_answered(struct patient *room, struct ask *ask)
{
    if (room->screen != SCREEN_CODE)
        return;
    if (!ask->job.done) {
        note_wrong(room, &ask->job.fault);
        return;
    }
    room->wrong = 0;
    room->journal = ask->journal;
    free(room->names);
    free(room->first);
    room->names = room_joined(ask->names.names, ask->names.count);
    room->first = ask->names.count > 0 ? memory_string(ask->names.names[0]) : NULL;
    room_field_clear(room);
    room_go(room, SCREEN_WHO);
}

/* ---- what was left by a crash ----------------------------------------------------*/

static bool
run_resume(struct job *job, struct fault *fault)
{
    struct ask *ask = (struct ask *) job;

    ask->sitting = journal_sitting_resume(ask->records, &ask->kept, &ask->resumed, fault);
    return ask->sitting != NULL;
}

void
room_ask_resume(struct patient *room)
{
    struct ask *ask = memory_new(1, sizeof(*ask));

    // The key moves to the worker; no copy of it stays here.
    ask->kept = *room->options.kept;
    *room->options.kept = BYTES_EMPTY;
    post(room, ask, ASK_RESUME, run_resume);
}

static void
resume_answered(struct patient *room, struct ask *ask)
{
    if (!ask->job.done) {
        LOG_FAULT("patient", &ask->job.fault);
        room->options.host.forget(room->options.host.context);
        room_welcome(room);
        return;
    }
    room->sitting = ask->sitting;
    room->resumed = ask->resumed;
    room->resuming = true;
    room->handed_over = room->resumed.handed_over;
    ask->sitting = NULL;
    memset(&ask->resumed, 0, sizeof(ask->resumed));
    room->flow = room->resumed.flow;
    room_comfort_default(room);
}

/* ---- whose it is -----------------------------------------------------------------*/

static bool
run_proof(struct job *job, struct fault *fault)
{
    struct ask *ask = (struct ask *) job;

    return journal_code_find(ask->records, bytes_text(&ask->words), &ask->journal, fault);
}

void
room_ask_proof(struct patient *room)
{
    post(room, ask_with_field(room), ASK_PROOF, run_proof);
}

static void
proof_answered(struct patient *room, struct ask *ask)
{
    if (room->screen != SCREEN_PROOF || !room->resuming)
        return;
    if (ask->job.done && !id_is_none(&room->resumed.journal) &&
        id_equal(&ask->journal, &room->resumed.journal)) {
        room_field_clear(room);
        room_go(room, SCREEN_RESUME);
        return;
    }
    note_wrong(room, &ask->job.fault);
    room->field_note = N_("This code does not open it. A member of staff can.");
}

static bool
run_passphrase(struct job *job, struct fault *fault)
{
    struct ask *ask = (struct ask *) job;

    return clinic_confirm(ask->records, &ask->member, bytes_text(&ask->words), fault);
}

void
room_ask_passphrase(struct patient *room)
{
    struct ask *ask = ask_with_field(room);

    ask->member = room->options.members->members[room->member].id;
    post(room, ask, ASK_PASSPHRASE, run_passphrase);
}

static void
passphrase_answered(struct patient *room, struct ask *ask)
{
    if (room->screen != SCREEN_PASSWORDS)
        return;
    room_field_clear(room);
    if (ask->job.done) {
        room_go(room, SCREEN_RESUME);
        return;
    }
    if (ask->job.fault.kind != FAULT_PASSPHRASE)
        LOG_FAULT("patient", &ask->job.fault);
    room->field_note = ask->job.fault.kind == FAULT_SLOWED
                           ? N_("Too many tries. Please wait a little.")
                           : N_("That did not open it.");
}

/* ---- the end ---------------------------------------------------------------------*/

static bool
run_nothing(struct job *job, struct fault *fault)
{
    (void) job;
    (void) fault;
    return true;
}

void
room_ask_free(struct patient *room, struct flow *flow)
{
    struct ask *ask = memory_new(1, sizeof(*ask));

    ask->flow = flow;
    post(room, ask, ASK_FREE, run_nothing);
}

void
room_asked(struct patient *room, struct job *job)
{
    struct ask *ask = (struct ask *) job;

    room->asking = false;
    switch ((enum ask_kind) job->kind) {
    case ASK_CODE:
        code_answered(room, ask);
        break;
    case ASK_RESUME:
        resume_answered(room, ask);
        break;
    case ASK_PROOF:
        proof_answered(room, ask);
        break;
    case ASK_PASSPHRASE:
        passphrase_answered(room, ask);
        break;
    case ASK_FREE:
        break;
    }
    job->free(job);
}
