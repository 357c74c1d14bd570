/* What an ended session becomes: docs/format.md, summary and bodies.
 *
 * The open body holds the open answers and, in their places, the questions of the closed ones: a
 * reader sees that something is kept, not what. The closed body holds the closed answers. Each
 * answer stands beside its question and options as they were worded, so it can be read for ever,
 * whatever becomes of the flow. A gone answer stands nowhere, and nothing counts it.
 *
 * The summary is what lists are made of, and its record has one size: so each text in it has a
 * limit, and what is closed is in it as a number alone. A mark outlives the closing of its answer
 * (somebody was to be told, and the option said so); the words of a closed answer do not show.
 */
#include <assert.h>
#include <string.h>

#include "afterword/journal.h"

#include "answer.h"
#include "json.h"
#include "session.h"

/* Bytes as written. Together with keys and numbers they stay within JOURNAL_SUMMARY_MAX. */
#define ID_MAX 64
#define LANGUAGE_MAX 16
#define TITLE_MAX 160
#define SAID_MAX 320
#define CALLED_MAX 160
#define FEELING_MAX 32

static const char *const tells[] = {"therapist", "prescriber"}; /* bits of enum flow_tell */

/* A feeling word as the person saw it: in the interface's language. */
static const char *
feeling_text(const char *id)
{
    size_t at = answer_feeling_find(id);

    return at < n_flow_feelings ? _(flow_feelings[at].id) : id;
}

static void
write_tells(struct json_writer *writer, unsigned tell)
{
    writer_array_begin(writer, "tell");
    for (size_t i = 0; i < COUNT(tells); i++)
        if (tell & BIT(i))
            writer_text(writer, NULL, tells[i]);
    writer_array_end(writer);
}

/* ---- an answer --------------------------------------------------------------------*/

static void
write_feelings(struct json_writer *writer, const struct journal_answer *answer)
{
    writer_array_begin(writer, "words");
    for (size_t i = 0; i < answer->n_words; i++) {
        writer_object_begin(writer, NULL);
        writer_text(writer, "id", answer->words[i]);
        writer_text(writer, "text", feeling_text(answer->words[i]));
        writer_object_end(writer);
    }
    writer_array_end(writer);
}

static void
write_mood(struct json_writer *writer, const struct journal_answer *answer)
{
    if (answer->placed) {
        writer_decimal(writer, "valence", answer->valence);
        writer_decimal(writer, "arousal", answer->arousal);
        writer_text(writer, "how", answer->how == JOURNAL_BY_KEYS ? "keys" : "touch");
    }
    write_feelings(writer, answer);
}

static void
write_scale(struct json_writer *writer, const struct journal_session *session, size_t index)
{
    const struct flow_step *step = &session->flow->steps[index];

    writer_decimal(writer, "from", step->from);
    writer_decimal(writer, "to", step->to);
    writer_text(writer, "low", flow_step_low(session->flow, index, session->language));
    writer_text(writer, "high", flow_step_high(session->flow, index, session->language));
    if (session->answers[index].has_number)
        writer_decimal(writer, "number", session->answers[index].number);
}

/* All of them: what else could have been chosen is part of what was. */
static void
write_options(struct json_writer *writer, const struct journal_session *session, size_t index)
{
    const struct flow_step *step = &session->flow->steps[index];

    writer_array_begin(writer, "options");
    for (size_t i = 0; i < step->n_options; i++) {
        writer_object_begin(writer, NULL);
        writer_text(writer, "id", step->options[i].id);
        writer_text(writer, "text", flow_option_text(session->flow, index, i, session->language));
        writer_flag(writer, "chosen", session->answers[index].options >> i & 1);
        if (step->options[i].tell)
            write_tells(writer, step->options[i].tell);
        if (step->options[i].care_now)
            writer_flag(writer, "care", true);
        writer_object_end(writer);
    }
    writer_array_end(writer);
}

static void
write_given(struct json_writer *writer, const struct journal_session *session, size_t index)
{
    const struct journal_answer *answer = &session->answers[index];

    switch (session->flow->steps[index].kind) {
    case FLOW_BREATHE:
        writer_integer(writer, "seconds", answer->seconds);
        break;
    case FLOW_MOOD:
        write_mood(writer, answer);
        break;
    case FLOW_SCALE:
        write_scale(writer, session, index);
        break;
    case FLOW_CHOOSE:
        write_options(writer, session, index);
        break;
    case FLOW_OPEN:
    case FLOW_LETTER:
        writer_text_given(writer, "text", bytes_text(&answer->text));
        break;
    case FLOW_WORDS:
    case FLOW_BODY:
    case FLOW_SCORE:
    case FLOW_KINDS:
        break;
    }
}

static void
write_question(struct json_writer *writer, const struct journal_session *session, size_t index)
{
    const struct flow_step *step = &session->flow->steps[index];

    writer_text(writer, "step", step->id);
    writer_text(writer, "kind", flow_kind_name(step->kind));
    writer_text(writer, "question", flow_step_text(session->flow, index, session->language));
    writer_text_given(writer, "more", flow_step_more(session->flow, index, session->language));
}

static void
write_answer(struct json_writer *writer, const struct journal_session *session, size_t index)
{
    const struct journal_answer *answer = &session->answers[index];

    writer_object_begin(writer, NULL);
    write_question(writer, session, index);
    if (answer->skipped)
        writer_flag(writer, "skipped", true);
    else if (!answer->finished)
        writer_flag(writer, "unfinished", true);
    if (!session->shown[index])
        writer_flag(writer, "hidden", true);
    write_given(writer, session, index);
    writer_object_end(writer);
}

static void
write_closed_place(struct json_writer *writer, const struct journal_session *session, size_t index)
{
    writer_object_begin(writer, NULL);
    write_question(writer, session, index);
    writer_flag(writer, "closed", true);
    writer_object_end(writer);
}

/* ---- bodies -----------------------------------------------------------------------*/

/* Whether the step stands in a body: it was given or skipped, and is not gone. A skipped step that
 * is no longer shown was never asked, as far as anybody may tell. */
static bool
is_kept(const struct journal_session *session, size_t index)
{
    const struct flow_step *step = &session->flow->steps[index];
    const struct journal_answer *answer = &session->answers[index];

    if (!answer_is_asked(step) || journal_session_fate(session, index) == JOURNAL_GONE)
        return false;
    return journal_answer_is_given(answer, step) || (answer->skipped && session->shown[index]);
}

static bool
is_kept_as(const struct journal_session *session, size_t index, enum journal_fate fate)
{
    return is_kept(session, index) && journal_session_fate(session, index) == fate;
}

static void
write_flow(struct json_writer *writer, const struct journal_session *session)
{
    const struct flow *flow = session->flow;

    writer_text(writer, "flow", flow->id);
    writer_integer(writer, "version", flow->version);
    writer_text(writer, "wording", session->wording.flow);
    writer_text(writer, "title", flow_title(flow, session->language));
    writer_text(writer, "moment", flow_moment_name(flow->moment));
    writer_text(writer, "language", session->language);
}

static void
write_body(const struct journal_session *session, enum journal_fate fate, struct bytes *body)
{
    struct json_writer writer = {.to = body};
    size_t n_written = 0;

    bytes_clear(body);
    writer_object_begin(&writer, NULL);
    write_flow(&writer, session);
    writer_array_begin(&writer, "answers");
    for (size_t i = 0; i < session->flow->n_steps; i++) {
        if (!is_kept(session, i))
            continue;
        if (is_kept_as(session, i, fate))
            write_answer(&writer, session, i);
        else if (fate == JOURNAL_OPEN)
            write_closed_place(&writer, session, i);
        else
            continue;
        n_written++;
    }
    writer_array_end(&writer);
    writer_object_end(&writer);
    if (n_written == 0)
        bytes_clear(body);
}

/* ---- summary ----------------------------------------------------------------------*/

static void
write_summary_flow(struct json_writer *writer, const struct journal_session *session)
{
    const struct flow *flow = session->flow;

    writer_text_within(writer, "flow", flow->id, ID_MAX);
    writer_integer(writer, "version", flow->version);
    writer_text_within(writer, "title", flow_title(flow, session->language), TITLE_MAX);
    writer_text(writer, "moment", flow_moment_name(flow->moment));
    writer_text_within(writer, "language", session->language, LANGUAGE_MAX);
}

static void
write_summary_mood(struct json_writer *writer, const struct journal_session *session,
    const char *key, size_t index)
{
    const struct journal_answer *answer;

    if (index == session->flow->n_steps)
        return;
    answer = &session->answers[index];
    writer_object_begin(writer, key);
    if (answer->placed) {
        writer_decimal(writer, "valence", answer->valence);
        writer_decimal(writer, "arousal", answer->arousal);
    }
    writer_array_begin(writer, "words");
    for (size_t i = 0; i < answer->n_words; i++)
        writer_text_within(writer, NULL, feeling_text(answer->words[i]), FEELING_MAX);
    writer_array_end(writer);
    writer_object_end(writer);
}

/* Before is the first mood of its own, after the last that compares itself with one; only what is
 * open and still asked for. */
static void
write_summary_moods(struct json_writer *writer, const struct journal_session *session)
{
    const struct flow *flow = session->flow;
    size_t before = flow->n_steps, after = flow->n_steps;

    for (size_t i = 0; i < flow->n_steps; i++) {
        if (flow->steps[i].kind != FLOW_MOOD || !session_answer_counts(session, i) ||
            !is_kept_as(session, i, JOURNAL_OPEN))
            continue;
        if (flow->steps[i].compare)
            after = i;
        else if (before == flow->n_steps)
            before = i;
    }
    write_summary_mood(writer, session, "before", before);
    write_summary_mood(writer, session, "after", after);
}

/* The first open marked answer, in the words of its option. */
static void
write_said(struct json_writer *writer, const struct journal_session *session)
{
    const struct flow *flow = session->flow;

    for (size_t i = 0; i < flow->n_steps; i++) {
        if (!is_kept_as(session, i, JOURNAL_OPEN) || !session_answer_counts(session, i))
            continue;
        for (size_t j = 0; j < flow->steps[i].n_options; j++) {
            const struct flow_option *option = &flow->steps[i].options[j];
            if (!(session->answers[i].options >> j & 1) || (!option->tell && !option->care_now))
                continue;
            writer_text_within(
                writer, "said", flow_option_text(flow, i, j, session->language), SAID_MAX);
            return;
        }
    }
}

static void
write_marks(struct json_writer *writer, const struct journal_session *session)
{
    unsigned tell = 0;
    bool care = false;

    for (size_t i = 0; i < session->flow->n_steps; i++) {
        if (!is_kept(session, i))
            continue;
        tell |= session_tells(session, i);
        care = care || journal_session_cares_now(session, i);
    }
    write_tells(writer, tell);
    writer_flag(writer, "care", care);
    if (session->need == JOURNAL_NEED_WORD)
        writer_text(writer, "need", "word");
    if (session->need == JOURNAL_NEED_UNSAFE)
        writer_text(writer, "need", "unsafe");
    writer_flag(
        writer, "left", session->place == JOURNAL_WALKING || session->place == JOURNAL_CLOSING);
    write_said(writer, session);
}

static void
write_counts(struct json_writer *writer, const struct journal_session *session)
{
    int64_t n_open = 0, n_closed = 0, n_skipped = 0;

    for (size_t i = 0; i < session->flow->n_steps; i++) {
        if (!is_kept(session, i))
            continue;
        if (journal_session_fate(session, i) == JOURNAL_CLOSED)
            n_closed++;
        else if (session->answers[i].skipped)
            n_skipped++;
        else
            n_open++;
    }
    writer_integer(writer, "open", n_open);
    writer_integer(writer, "closed", n_closed);
    writer_integer(writer, "skipped", n_skipped);
}

static void
write_summary(const struct journal_session *session, struct bytes *summary)
{
    struct json_writer writer = {.to = summary};

    bytes_clear(summary);
    writer_object_begin(&writer, NULL);
    write_summary_flow(&writer, session);
    writer_integer(&writer, "begun_ms", session->begun_wall_ms);
    writer_integer(&writer, "minutes", session_minutes(session));
    if (*session->called)
        writer_text_within(&writer, "called", session->called, CALLED_MAX);
    write_summary_moods(&writer, session);
    write_marks(&writer, session);
    write_counts(&writer, session);
    writer_object_end(&writer);
    assert(summary->length <= JOURNAL_SUMMARY_MAX);
}

void
journal_session_bodies(const struct journal_session *session, struct journal_bodies *bodies)
{
    assert(session->place == JOURNAL_ENDED || session->leaving == JOURNAL_INTERRUPTED);
    assert(session->leaving != JOURNAL_KEEP_NOTHING);

    write_summary(session, &bodies->summary);
    write_body(session, JOURNAL_OPEN, &bodies->open);
    write_body(session, JOURNAL_CLOSED, &bodies->closed);
}

void
journal_bodies_destroy(struct journal_bodies *bodies)
{
    bytes_wipe(&bodies->summary);
    bytes_wipe(&bodies->open);
    bytes_wipe(&bodies->closed);
}
