/* A session's snapshot: what is read is a session that can be written and closed. "@wording" in the
 * bytes stands for the hash of the flow's wording, which no chance would find. */
#include "fuzz.h"

#include <assert.h>
#include <string.h>

#include "journal/session.h"
#include "walk.h"

static void
put_wording(const struct flow *flow, struct bytes *snapshot)
{
    static const char mark[] = "@wording";
    struct journal_session *session = journal_session_new(flow, "en");
    const char *at = strstr(bytes_text(snapshot), mark);

    if (at)
        bytes_replace(snapshot, (size_t) (at - bytes_text(snapshot)), strlen(mark),
            session->wording.flow, strlen(session->wording.flow));
    journal_session_free(session);
}

/* As it ended, or as it would be kept when nobody comes back to it. */
static void
close_it(struct journal_session *session)
{
    struct journal_bodies bodies = {0};

    if (journal_session_place(session) != JOURNAL_ENDED)
        journal_session_interrupt(session);
    journal_session_bodies(session, &bodies);
    assert(bodies.summary.length <= JOURNAL_SUMMARY_MAX);
    journal_bodies_destroy(&bodies);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    static struct flow *flow; // reading it each time would take most of the time
    struct bytes snapshot = BYTES_EMPTY, again = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    struct journal_session *session;

    if (!flow)
        flow = walk_flow(WALK_SAME_DAY);
    bytes_append(&snapshot, data, length);
    put_wording(flow, &snapshot);
    session = journal_session_read(flow, &snapshot, &fault);
    if (session) {
        journal_session_write(session, &again);
        close_it(session);
        journal_session_free(session);
        // What was written is read.
        session = journal_session_read(flow, &again, &fault);
        assert(session);
        journal_session_free(session);
    }
    bytes_destroy(&again);
    bytes_destroy(&snapshot);
    return 0;
}
