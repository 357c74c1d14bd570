#define _GNU_SOURCE // MAP_ANONYMOUS, MADV_DONTFORK, MADV_DONTDUMP

#include "supervisor_inside.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

struct held *
held_new(const struct supervisor_times *times, struct fault *fault)
{
    struct held *held =
        mmap(NULL, sizeof(*held), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct fault unlocked;

    if (held == MAP_FAILED) {
        (void) FAULT(fault, FAULT_MEMORY, "map the page of the draft key", errno);
        return NULL;
    }
    // A child that inherited the key could not forget it.
    if (madvise(held, sizeof(*held), MADV_DONTFORK) != 0 ||
        madvise(held, sizeof(*held), MADV_DONTDUMP) != 0) {
        (void) FAULT(fault, FAULT_MEMORY, "keep the draft key to ourselves", errno);
        (void) munmap(held, sizeof(*held));
        return NULL;
    }
    // A machine may forbid it; without it the key could reach swap, which `doctor` looks at.
    if (mlock(held, sizeof(*held)) != 0) {
        (void) FAULT(&unlocked, FAULT_MEMORY, "lock the page of the draft key", errno);
        LOG_FAULT("supervisor", &unlocked);
    }
    held->times = *times;
    return held;
}

void
held_free(struct held *held)
{
    if (!held)
        return;
    memory_wipe(held, sizeof(*held));
    (void) munmap(held, sizeof(*held)); // of our own mapping: cannot fail
}

/* ---- the draft key ---------------------------------------------------------------*/

bool
held_draft_keep(struct held *held, struct reader *body, bool was_handed_over)
{
    const uint8_t *taken = reader_take(body, HELD_DRAFT_LENGTH);

    if (!reader_at_end(body))
        return false;
    memcpy(held->draft.body, taken, HELD_DRAFT_LENGTH);
    held->draft.is_kept = true;
    held->draft.was_handed_over = was_handed_over;
    held->draft.for_the_next = false;
    held->draft.present_ms = clock_now_ms();
    return true;
}

bool
held_draft_back(struct held *held, struct reader *body)
{
    // It rests until its person is there: as long as one who was handed over.
    held->draft.for_the_next = held_draft_keep(held, body, true);
    return held->draft.for_the_next;
}

void
held_draft_present(struct held *held)
{
    if (held->draft.is_kept)
        held->draft.present_ms = clock_now_ms();
}

void
held_draft_forget(struct held *held)
{
    memory_wipe(&held->draft, sizeof(held->draft));
}

/* ---- the tray --------------------------------------------------------------------*/

bool
held_tray_set(struct held *held, struct reader *body)
{
    size_t length = body->left;

    if (length > SUPERVISOR_TRAY_MAX)
        return false;
    held_tray_wipe(held);
    if (length == 0)
        return true;
    memcpy(held->tray.json, reader_take(body, length), length);
    held->tray.length = length;
    held->tray.since_ms = clock_now_ms();
    return true;
}

void
held_tray_wipe(struct held *held)
{
    memory_wipe(&held->tray, sizeof(held->tray));
}

/* ---- the call --------------------------------------------------------------------*/

void
held_call_write(const struct held *held, struct bytes *body)
{
    bytes_append_byte(body, held->call.kind);
    bytes_append_u64(body, held->call.since);
    bytes_append_byte(body, (uint8_t) held->call.state);
    bytes_append_sized(body, held->call.by, held->call.by_length);
}

/* ---- time ------------------------------------------------------------------------*/

static int64_t
sooner(int64_t a, int64_t b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

int64_t
held_expire(struct held *held)
{
    int64_t now_ms = clock_now_ms();
    int64_t key_end_ms = -1, tray_end_ms = -1;

    if (held->draft.is_kept)
        key_end_ms = held->draft.present_ms +
                     (held->draft.was_handed_over ? held->times.key_handed_ms : held->times.key_ms);
    if (held->tray.length > 0)
        tray_end_ms = held->tray.since_ms + held->times.tray_ms;

    if (key_end_ms >= 0 && key_end_ms <= now_ms) {
        held_draft_forget(held);
        key_end_ms = -1;
    }
    if (tray_end_ms >= 0 && tray_end_ms <= now_ms) {
        held_tray_wipe(held);
        tray_end_ms = -1;
    }
    return sooner(key_end_ms, tray_end_ms);
}
