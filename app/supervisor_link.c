#include "supervisor_inside.h"

#include <assert.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

void
supervisor_tell_call(struct supervisor *supervisor)
{
    struct bytes body = BYTES_EMPTY;
    struct fault fault;

    if (supervisor->current.link < 0)
        return;
    held_call_write(supervisor->held, &body);
    if (!message_send(supervisor->current.link, LINK_CALLING, body.data, body.length, -1, &fault))
        LOG_FAULT("supervisor", &fault); // it is dying; the next one is told
    bytes_destroy(&body);
}

/* ---- what a child says -------------------------------------------------------------
 *
 * Each takes the whole body, and is false for one that is not of its form.
 */

static bool
take_keep(struct supervisor *supervisor, struct reader *body)
{
    return held_draft_keep(supervisor->held, body, supervisor->current.was_handed_over);
}

static bool
take_back(struct supervisor *supervisor, struct reader *body)
{
    return held_draft_back(supervisor->held, body);
}

static bool
take_present(struct supervisor *supervisor, struct reader *body)
{
    held_draft_present(supervisor->held);
    return reader_at_end(body);
}

static bool
take_forget(struct supervisor *supervisor, struct reader *body)
{
    held_draft_forget(supervisor->held);
    return reader_at_end(body);
}

static bool
take_tray(struct supervisor *supervisor, struct reader *body)
{
    return held_tray_set(supervisor->held, body);
}

/* A call that is open is one call, however often a child repeats it: its command runs once. */
static bool
take_call(struct supervisor *supervisor, struct reader *body)
{
    struct held_call *call = &supervisor->held->call;
    uint8_t kind = reader_u8(body);
    uint64_t since = reader_u64(body);
    int64_t end_at_ms = machine_now_ms() + supervisor->options->times.call_ms;

    if (!body->ok || kind == 0)
        return false;
    if (call->kind != 0)
        return true;

    *call = (struct held_call){.kind = kind, .since = since, .state = LINK_CALL_OPEN};
    // The command of a call that is over would be taken for this one's.
    call_command_kill(&supervisor->command, SIGKILL);
    supervisor->command = (struct call_command){0};
    if (!call_command_start(&supervisor->command, body, end_at_ms))
        call->state = LINK_CALL_FAILED;
    supervisor_tell_call(supervisor);
    return true;
}

static bool
take_seen(struct supervisor *supervisor, struct reader *body)
{
    struct held_call *call = &supervisor->held->call;
    size_t length = 0;
    const uint8_t *name = reader_sized(body, &length);

    if (!reader_at_end(body) || length > HELD_NAME_MAX || !utf8_valid(name, length, NULL))
        return false;
    if (call->kind == 0)
        return true;
    memcpy(call->by, name, length);
    call->by_length = length;
    call->state = LINK_CALL_SEEN;
    supervisor_tell_call(supervisor);
    memory_wipe(call, sizeof(*call));
    return true;
}

static bool
take_closed(struct supervisor *supervisor, struct reader *body)
{
    if (supervisor->state != SHOWING && supervisor->state != PARTING)
        return false;
    supervisor_change_child(supervisor);
    return reader_at_end(body);
}

static bool
take_shown(struct supervisor *supervisor, struct reader *body)
{
    const struct supervisor_times *times = &supervisor->options->times;
    int64_t now_ms = machine_now_ms();

    if (supervisor->state != STARTING && supervisor->state != CHANGING)
        return false;
    supervisor->has_shown = true;
    supervisor->refusals = 0;
    supervisor->current.answer_by_ms = -1;
    supervisor->current.ping_at_ms = now_ms + times->ping_ms;
    supervisor->part_at_ms = now_ms + times->part_ms;
    supervisor_move(supervisor, supervisor->state == CHANGING ? PARTING : SHOWING);
    return reader_at_end(body);
}

static bool
take_alive(struct supervisor *supervisor, struct reader *body)
{
    struct child *child = &supervisor->current;

    if (supervisor->state != SHOWING && supervisor->state != PARTING)
        return false; // nobody was asked
    child->answer_by_ms = -1;
    child->ping_at_ms = machine_now_ms() + supervisor->options->times.ping_ms;
    return reader_at_end(body);
}

static bool (*const takers[LINK_KINDS])(struct supervisor *supervisor, struct reader *body) = {
    [LINK_KEEP] = take_keep,
    [LINK_PRESENT] = take_present,
    [LINK_FORGET] = take_forget,
    [LINK_TRAY] = take_tray,
    [LINK_CALL] = take_call,
    [LINK_SEEN] = take_seen,
    [LINK_CLOSED] = take_closed,
    [LINK_SHOWN] = take_shown,
    [LINK_ALIVE] = take_alive,
    [LINK_BACK] = take_back,
};

static void
take(struct supervisor *supervisor, const struct message *message)
{
    struct reader body = reader_of(message->body.data, message->body.length);
    struct child *child = &supervisor->current;

    // Whoever speaks is there, and need not be asked for a while.
    if (child->ping_at_ms >= 0)
        child->ping_at_ms = machine_now_ms() + supervisor->options->times.ping_ms;
    if (message->kind >= LINK_KINDS || !takers[message->kind] ||
        !takers[message->kind](supervisor, &body))
        LOG("supervisor", "a message of the kiosk is passed over: it has no place here");
}

void
supervisor_read_link(struct supervisor *supervisor)
{
    struct child *child = &supervisor->current;
    struct message message;
    struct fault fault;

    assert(child->link >= 0);
    if (message_receive(child->link, &message, &fault)) {
        take(supervisor, &message);
        message_destroy(&message);
    } else if (fault.kind != FAULT_DAMAGED) {
        // It is ending; SIGCHLD says how. Polling on would never sleep again.
        close(child->link);
        child->link = -1;
    } else {
        LOG_FAULT("supervisor", &fault);
    }
}
