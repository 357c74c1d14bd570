/* A person's walk through a flow.
 *
 *      forward, skip, leave              close                end
 *   WALKING --------------> CLOSING ---------------> CLOSE ---------> ENDED
 *      ^                     |   ^ |                   |                ^
 *      +------- back --------+   | +--- close: unsafe -|----------------+
 *                                +------- back --------+
 *
 * Each way out goes through CLOSING. Where an option asked for someone the closing question is not
 * asked: the session goes through CLOSING without resting there, both ways.
 */
#include "session.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "json.h"

#define MINUTE_MS 60000

struct place {
    const char *name;
    unsigned may_go_to;
};

static const struct place places[] = {
    [JOURNAL_WALKING] = {"walking", BIT(JOURNAL_WALKING) | BIT(JOURNAL_CLOSING)},
    [JOURNAL_CLOSING] = {"closing", BIT(JOURNAL_WALKING) | BIT(JOURNAL_CLOSE) | BIT(JOURNAL_ENDED)},
    [JOURNAL_CLOSE] = {"close", BIT(JOURNAL_CLOSING) | BIT(JOURNAL_ENDED)},
    [JOURNAL_ENDED] = {"ended", 0},
};
_Static_assert(COUNT(places) == JOURNAL_PLACES, "every place has a row");

bool
journal_place_may_go(enum journal_place from, enum journal_place to)
{
    return places[from].may_go_to & BIT(to);
}

const char *
journal_place_name(enum journal_place place)
{
    return places[place].name;
}

static bool
answer_is_sound(const struct journal_session *session, size_t index)
{
    const struct journal_answer *answer = &session->answers[index];

    if (answer->skipped && journal_answer_is_given(answer, &session->flow->steps[index]))
        return false;
    return !(answer->fate_chosen && answer->fate == JOURNAL_GONE &&
             journal_session_is_same_day(session));
}

bool
session_is_sound(const struct journal_session *session)
{
    for (size_t i = 0; i < session->flow->n_steps; i++)
        if (!answer_is_sound(session, i))
            return false;
    if (session->leaving == JOURNAL_KEEP_NOTHING && journal_session_is_same_day(session))
        return false;
    if (session->place != JOURNAL_WALKING)
        return true;
    return session->step < session->flow->n_steps && session->shown[session->step] &&
           (session->leaving == JOURNAL_LAST_STEP || session->leaving == JOURNAL_INTERRUPTED);
}

static void
move_to(struct journal_session *session, enum journal_place next)
{
    assert(journal_place_may_go(session->place, next));
    session->place = next;
    session->revision++;
    assert(session_is_sound(session));
}

/* The next shown step from `from` on, or n_steps. */
static size_t
next_shown(const struct journal_session *session, size_t from)
{
    while (from < session->flow->n_steps && !session->shown[from])
        from++;
    return from;
}

static void
close_unasked(struct journal_session *session)
{
    if (journal_session_asked_for_someone(session))
        move_to(session, JOURNAL_CLOSE);
}

struct journal_session *
journal_session_new(const struct flow *flow, const char *language)
{
    struct journal_session *session = memory_new(1, sizeof(*session));

    assert(flow->n_steps > 0);
    session->flow = flow;
    session->language =
        memory_string(flow_has_language(flow, language) ? language : flow->language);
    session->called = memory_string("");
    session->wording = wording_of(flow, session->language);
    session->answers = memory_new(flow->n_steps, sizeof(*session->answers));
    session->shown = memory_new(flow->n_steps, sizeof(*session->shown));
    session->begun_wall_ms = clock_wall_ms();
    session->begun_ms = clock_now_ms();
    session->started_over_step = flow->n_steps;
    session_refresh(session);
    session->step = next_shown(session, 0);
    // With no answer yet a flow that was checked shows its first step.
    assert(session_is_sound(session));
    return session;
}

void
journal_session_free(struct journal_session *session)
{
    if (!session)
        return;
    for (size_t i = 0; i < session->flow->n_steps; i++)
        answer_clear(&session->answers[i]);
    answer_clear(&session->started_over);
    memory_wipe(session->called, strlen(session->called));
    free(session->answers);
    free(session->shown);
    free(session->called);
    free(session->language);
    free(session);
}

void
journal_session_beginning_set(
    struct journal_session *session, const struct journal_beginning *beginning)
{
    const char *called = beginning->called ? beginning->called : "";
    size_t length = strlen(called);

    assert(utf8_valid(called, length, NULL));
    if (length > JOURNAL_CALLED_MAX) {
        length = JOURNAL_CALLED_MAX;
        while (!utf8_valid(called, length, NULL))
            length--;
    }
    char *copy = memory_string_of(called, length);

    memory_wipe(session->called, strlen(session->called));
    free(session->called);
    session->called = copy;
    session->handed_over = beginning->handed_over;
    session->revision++;
}

const struct flow *
journal_session_flow(const struct journal_session *session)
{
    return session->flow;
}

const char *
journal_session_language(const struct journal_session *session)
{
    return session->language;
}

const char *
journal_session_called(const struct journal_session *session)
{
    return session->called;
}

enum journal_place
journal_session_place(const struct journal_session *session)
{
    return session->place;
}

size_t
journal_session_step(const struct journal_session *session)
{
    assert(session->place == JOURNAL_WALKING);
    return session->step;
}

uint64_t
journal_session_revision(const struct journal_session *session)
{
    return session->revision;
}

uint32_t
session_minutes(const struct journal_session *session)
{
    return session->minutes_before + (uint32_t) ((clock_now_ms() - session->begun_ms) / MINUTE_MS);
}

void
journal_session_count(const struct journal_session *session, size_t *passed, size_t *total)
{
    *passed = 0;
    *total = 0;
    for (size_t i = 0; i < session->flow->n_steps; i++) {
        if (!session->shown[i])
            continue;
        ++*total;
        if (i < session->step || session->place != JOURNAL_WALKING)
            ++*passed;
    }
}

/* ---- answering --------------------------------------------------------------------*/

struct journal_answer *
journal_session_answer(struct journal_session *session, size_t index)
{
    assert(index < session->flow->n_steps);
    return &session->answers[index];
}

const struct journal_answer *
journal_session_answer_read(const struct journal_session *session, size_t index)
{
    assert(index < session->flow->n_steps);
    return &session->answers[index];
}

static void
note_changed(struct journal_session *session, size_t index)
{
    struct journal_answer *answer = &session->answers[index];

    answer->finished = false;
    if (journal_answer_is_given(answer, &session->flow->steps[index]))
        answer->skipped = false;
    session_refresh(session);
}

void
journal_session_changed(struct journal_session *session)
{
    assert(session->place == JOURNAL_WALKING);
    note_changed(session, session->step);
    assert(session_is_sound(session));
}

static size_t
written_size_but(const struct journal_session *session, size_t index)
{
    size_t size = 0;

    for (size_t i = 0; i < session->flow->n_steps; i++)
        if (i != index)
            size += writer_text_size(
                bytes_text(&session->answers[i].text), session->answers[i].text.length);
    return size;
}

bool
journal_session_text_set(
    struct journal_session *session, size_t index, const char *text, size_t length)
{
    assert(session->place == JOURNAL_WALKING && index == session->step);
    if (!utf8_valid(text, length, NULL) || memchr(text, 0, length) ||
        utf8_count(text, length) > JOURNAL_TEXT_CHARACTERS_MAX ||
        written_size_but(session, index) + writer_text_size(text, length) > JOURNAL_TEXTS_BYTES_MAX)
        return false;
    bytes_set(&session->answers[index].text, text, length);
    note_changed(session, index);
    return true;
}

void
journal_session_start_over(struct journal_session *session)
{
    struct journal_answer *answer;

    assert(session->place == JOURNAL_WALKING);
    answer = &session->answers[session->step];
    answer_clear(&session->started_over);
    session->started_over = *answer;
    session->started_over_step = session->step;

    // What was given moved over; nothing here owns it any more.
    memset(answer, 0, sizeof(*answer));
    answer->fate = session->started_over.fate;
    answer->fate_chosen = session->started_over.fate_chosen;
    session_refresh(session);
}

bool
journal_session_undo_start_over(struct journal_session *session)
{
    struct journal_answer now;

    if (session->place != JOURNAL_WALKING || session->started_over_step != session->step)
        return false;
    now = session->answers[session->step];
    session->answers[session->step] = session->started_over;
    session->started_over = now;
    session_refresh(session);
    return true;
}

/* ---- walking ----------------------------------------------------------------------*/

static void
go_on(struct journal_session *session)
{
    session_refresh(session);

    size_t next = next_shown(session, session->step + 1);
    if (next < session->flow->n_steps) {
        session->step = next;
        move_to(session, JOURNAL_WALKING);
        return;
    }
    move_to(session, JOURNAL_CLOSING);
    close_unasked(session);
}

void
journal_session_forward(struct journal_session *session)
{
    assert(session->place == JOURNAL_WALKING);
    const struct flow_step *step = &session->flow->steps[session->step];
    struct journal_answer *answer = &session->answers[session->step];

    answer->finished = journal_answer_is_given(answer, step) || !answer_is_asked(step);
    answer->skipped = !answer->finished;
    go_on(session);
}

void
journal_session_skip(struct journal_session *session)
{
    assert(session->place == JOURNAL_WALKING);
    const struct flow_step *step = &session->flow->steps[session->step];
    struct journal_answer *answer = &session->answers[session->step];

    answer_empty(answer);
    answer->finished = !answer_is_asked(step);
    answer->skipped = !answer->finished;
    go_on(session);
}

static bool
step_back(struct journal_session *session)
{
    for (size_t i = session->step; i-- > 0;)
        if (session->shown[i]) {
            session->step = i;
            move_to(session, JOURNAL_WALKING);
            return true;
        }
    return false;
}

/* From CLOSING to the step it was left from. */
static void
walk_again(struct journal_session *session)
{
    session->leaving = JOURNAL_LAST_STEP;
    move_to(session, JOURNAL_WALKING);
}

bool
journal_session_back(struct journal_session *session)
{
    switch (session->place) {
    case JOURNAL_WALKING:
        return step_back(session);
    case JOURNAL_CLOSING:
        walk_again(session);
        return true;
    case JOURNAL_CLOSE:
        move_to(session, JOURNAL_CLOSING);
        if (journal_session_asked_for_someone(session))
            walk_again(session);
        return true;
    case JOURNAL_ENDED:
    case JOURNAL_PLACES:
        return false;
    }
    return false;
}

void
journal_session_leave(struct journal_session *session, enum journal_leaving leaving)
{
    assert(session->place != JOURNAL_ENDED);
    assert(leaving != JOURNAL_INTERRUPTED);
    assert(leaving != JOURNAL_KEEP_NOTHING || !journal_session_is_same_day(session));

    session->leaving = leaving;
    for (size_t i = 0; leaving == JOURNAL_STOP && i < session->flow->n_steps; i++)
        if (session->answers[i].fate == JOURNAL_OPEN)
            session->answers[i].fate_chosen = false;
    session->revision++;
    if (session->place != JOURNAL_WALKING)
        return;
    move_to(session, JOURNAL_CLOSING);
    close_unasked(session);
}

enum journal_leaving
journal_session_leaving(const struct journal_session *session)
{
    return session->leaving;
}

/* ---- closing ----------------------------------------------------------------------*/

enum journal_need
journal_session_need(const struct journal_session *session)
{
    return session->need;
}

void
journal_session_need_set(struct journal_session *session, enum journal_need need)
{
    assert(session->place == JOURNAL_CLOSING);
    session->need = need;
    session->revision++;
}

void
journal_session_close(struct journal_session *session)
{
    assert(session->place == JOURNAL_CLOSING);
    move_to(session, session->need == JOURNAL_NEED_UNSAFE ? JOURNAL_ENDED : JOURNAL_CLOSE);
}

void
journal_session_end(struct journal_session *session)
{
    assert(session->place == JOURNAL_CLOSE);
    move_to(session, JOURNAL_ENDED);
}

void
journal_session_interrupt(struct journal_session *session)
{
    session->leaving = JOURNAL_INTERRUPTED;
    session->revision++;
    assert(session_is_sound(session));
}
