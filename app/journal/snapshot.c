/* A session as JSON and back: docs/format.md, snapshot.
 *
 * What is read was sealed and signed by this kiosk, yet it is checked as if it were not: a field
 * that is missing has its nothing, a value that no session can have is DAMAGED.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/journal.h"

#include "answer.h"
#include "json.h"
#include "session.h"

#define WORD_LENGTH_MAX 64 /* bytes of a feeling word's id */
#define ROUNDING 0.0005    /* of three decimals: the end of a range may round past it */
#define MINUTES_MAX (INT64_C(60) * 24 * 366) /* a draft is no older */

static const char *const leavings[] = {
    [JOURNAL_LAST_STEP] = "last-step",
    [JOURNAL_ENOUGH] = "enough",
    [JOURNAL_STOP] = "stop",
    [JOURNAL_KEEP_NOTHING] = "keep-nothing",
    [JOURNAL_INTERRUPTED] = "interrupted",
};
static const char *const needs[] = {
    [JOURNAL_NEED_UNSAID] = "unsaid",
    [JOURNAL_NEED_NOTHING] = "nothing",
    [JOURNAL_NEED_WORD] = "word",
    [JOURNAL_NEED_UNSAFE] = "unsafe",
};
static const char *const fates[] = {"open", "closed", "gone"};
_Static_assert(COUNT(fates) == JOURNAL_FATES, "every fate has a name");
static const char *const hows[] = {[JOURNAL_BY_TOUCH] = "touch", [JOURNAL_BY_KEYS] = "keys"};

/* ---- writing ----------------------------------------------------------------------*/

static void
write_mood(struct json_writer *writer, const struct journal_answer *answer)
{
    if (answer->placed) {
        writer_decimal(writer, "valence", answer->valence);
        writer_decimal(writer, "arousal", answer->arousal);
        writer_text(writer, "how", hows[answer->how]);
    }
    writer_array_begin(writer, "words");
    for (size_t i = 0; i < answer->n_words; i++)
        writer_text(writer, NULL, answer->words[i]);
    writer_array_end(writer);
}

static void
write_options(
    struct json_writer *writer, const struct flow_step *step, const struct journal_answer *answer)
{
    writer_array_begin(writer, "options");
    for (size_t i = 0; i < step->n_options; i++)
        if (answer->options >> i & 1)
            writer_text(writer, NULL, step->options[i].id);
    writer_array_end(writer);
}

static void
write_given(
    struct json_writer *writer, const struct flow_step *step, const struct journal_answer *answer)
{
    if (step->kind == FLOW_MOOD)
        write_mood(writer, answer);
    if (step->kind == FLOW_CHOOSE)
        write_options(writer, step, answer);
    if (step->kind == FLOW_SCALE && answer->has_number)
        writer_decimal(writer, "number", answer->number);
    if (step->kind == FLOW_BREATHE)
        writer_integer(writer, "seconds", answer->seconds);
    if (step->kind == FLOW_OPEN || step->kind == FLOW_LETTER)
        writer_text_given(writer, "text", bytes_text(&answer->text));
}

static void
write_answer(struct json_writer *writer, const struct journal_session *session, size_t index)
{
    const struct flow_step *step = &session->flow->steps[index];
    const struct journal_answer *answer = &session->answers[index];

    if (!answer->skipped && !answer->finished && !answer->fate_chosen &&
        !journal_answer_is_given(answer, step))
        return;
    writer_object_begin(writer, NULL);
    writer_text(writer, "step", step->id);
    if (answer->skipped)
        writer_flag(writer, "skipped", true);
    if (answer->finished)
        writer_flag(writer, "finished", true);
    if (answer->fate_chosen)
        writer_text(writer, "fate", fates[answer->fate]);
    write_given(writer, step, answer);
    writer_object_end(writer);
}

void
journal_session_write(const struct journal_session *session, struct bytes *snapshot)
{
    struct json_writer writer = {.to = snapshot};
    const struct flow *flow = session->flow;

    bytes_clear(snapshot);
    writer_object_begin(&writer, NULL);
    writer_text(&writer, "flow", flow->id);
    writer_integer(&writer, "version", flow->version);
    writer_text(&writer, "wording", session->wording.flow);
    writer_text_given(&writer, "translation", session->wording.translation);
    writer_text(&writer, "language", session->language);
    writer_text_given(&writer, "called", session->called);
    writer_flag(&writer, "handed_over", session->handed_over);
    writer_integer(&writer, "begun_ms", session->begun_wall_ms);
    writer_integer(&writer, "minutes", session_minutes(session));
    writer_text(&writer, "place", journal_place_name(session->place));
    writer_text(&writer, "step", flow->steps[session->step].id);
    writer_text(&writer, "leaving", leavings[session->leaving]);
    writer_text(&writer, "need", needs[session->need]);
    writer_array_begin(&writer, "answers");
    for (size_t i = 0; i < flow->n_steps; i++)
        write_answer(&writer, session, i);
    writer_array_end(&writer);
    writer_object_end(&writer);
}

/* ---- reading ----------------------------------------------------------------------*/

static bool
read_name(const json_t *object, const char *key, const char *const *names, size_t count, size_t *at)
{
    *at = name_index(names, count, field_text(object, key));
    return *at < count;
}

static bool
read_words(struct journal_answer *answer, const json_t *object)
{
    const json_t *words = json_object_get(object, "words");

    if (json_array_size(words) > JOURNAL_WORDS_MAX)
        return false;
    for (size_t i = 0; i < json_array_size(words); i++) {
        const char *word = json_string_value(json_array_get(words, i));
        if (!word || !*word || strlen(word) > WORD_LENGTH_MAX)
            return false;
        answer->words[answer->n_words++] = memory_string(word);
    }
    return true;
}

static bool
read_mood(struct journal_answer *answer, const json_t *object)
{
    size_t how;

    if (!read_words(answer, object))
        return false;
    if (!field_decimal(object, "valence", &answer->valence))
        return true;
    if (!field_decimal(object, "arousal", &answer->arousal) ||
        !read_name(object, "how", hows, COUNT(hows), &how))
        return false;
    answer->placed = true;
    answer->how = (enum journal_how) how;
    return answer->valence >= -1 && answer->valence <= 1 && answer->arousal >= -1 &&
           answer->arousal <= 1;
}

static bool
read_options(struct journal_answer *answer, const struct flow_step *step, const json_t *object)
{
    const json_t *options = json_object_get(object, "options");

    for (size_t i = 0; i < json_array_size(options); i++) {
        const char *id = json_string_value(json_array_get(options, i));
        size_t at = id ? flow_option_find(step, id) : step->n_options;
        if (at == step->n_options)
            return false;
        answer->options |= UINT64_C(1) << at;
    }
    return step->many || json_array_size(options) <= 1;
}

static bool
read_number(struct journal_answer *answer, const struct flow_step *step, const json_t *object)
{
    double least = step->from < step->to ? step->from : step->to;
    double most = step->from < step->to ? step->to : step->from;

    answer->has_number = field_decimal(object, "number", &answer->number);
    if (!answer->has_number)
        return true;
    if (answer->number < least - ROUNDING || answer->number > most + ROUNDING)
        return false;
    answer->number = fmin(fmax(answer->number, least), most);
    return true;
}

static bool
read_text(struct journal_answer *answer, const json_t *object)
{
    const char *text = field_text(object, "text");

    if (!text)
        return true;
    size_t length = strlen(text);
    if (utf8_count(text, length) > JOURNAL_TEXT_CHARACTERS_MAX)
        return false;
    bytes_set(&answer->text, text, length);
    return true;
}

static bool
read_given(struct journal_answer *answer, const struct flow_step *step, const json_t *object)
{
    switch (step->kind) {
    case FLOW_BREATHE:
        answer->seconds = (uint32_t) field_integer(object, "seconds", 0, UINT32_MAX, 0);
        return true;
    case FLOW_MOOD:
        return read_mood(answer, object);
    case FLOW_SCALE:
        return read_number(answer, step, object);
    case FLOW_CHOOSE:
        return read_options(answer, step, object);
    case FLOW_OPEN:
    case FLOW_LETTER:
        return read_text(answer, object);
    case FLOW_WORDS:
    case FLOW_BODY:
    case FLOW_SCORE:
    case FLOW_KINDS:
        break;
    }
    return true;
}

static bool
read_answer(struct journal_session *session, const json_t *object)
{
    const char *id = field_text(object, "step");
    size_t index = id ? flow_step_find(session->flow, id) : session->flow->n_steps;
    size_t fate;

    if (index == session->flow->n_steps)
        return false;
    struct journal_answer *answer = &session->answers[index];
    answer_clear(answer);
    answer->skipped = field_flag(object, "skipped");
    answer->finished = field_flag(object, "finished");
    if (json_object_get(object, "fate")) {
        if (!read_name(object, "fate", fates, COUNT(fates), &fate))
            return false;
        answer->fate = (enum journal_fate) fate;
        answer->fate_chosen = true;
    }
    return read_given(answer, &session->flow->steps[index], object);
}

static bool
read_place(struct journal_session *session, const json_t *root)
{
    const char *step = field_text(root, "step");
    const char *place = field_text(root, "place");
    size_t leaving, need;

    session->step = step ? flow_step_find(session->flow, step) : session->flow->n_steps;
    session->place = JOURNAL_PLACES;
    for (enum journal_place i = JOURNAL_WALKING; i < JOURNAL_PLACES; i++)
        if (place && strcmp(place, journal_place_name(i)) == 0)
            session->place = i;
    if (session->place == JOURNAL_PLACES || session->step == session->flow->n_steps ||
        !session->shown[session->step])
        return false;
    if (!read_name(root, "leaving", leavings, COUNT(leavings), &leaving) ||
        !read_name(root, "need", needs, COUNT(needs), &need))
        return false;
    session->leaving = (enum journal_leaving) leaving;
    session->need = (enum journal_need) need;
    return true;
}

/* Word for word: an answer is never shown beside a question that was changed since. */
static bool
is_of_flow(const struct journal_session *session, const json_t *root)
{
    const char *wording = field_text(root, "wording");

    return wording && strcmp(wording, session->wording.flow) == 0;
}

static bool
read_session(struct journal_session *session, const json_t *root)
{
    const json_t *answers = json_object_get(root, "answers");

    if (!is_of_flow(session, root))
        return false;
    for (size_t i = 0; i < json_array_size(answers); i++)
        if (!read_answer(session, json_array_get(answers, i)))
            return false;
    session_refresh(session);
    return read_place(session, root) && session_is_sound(session);
}

struct journal_session *
journal_session_read(const struct flow *flow, const struct bytes *snapshot, struct fault *fault)
{
    struct journal_session *session = NULL;
    json_t *root = field_parse(snapshot);
    const char *language = field_text(root, "language");

    if (root && language) {
        session = journal_session_new(flow, language);
        session->begun_wall_ms =
            field_integer(root, "begun_ms", 0, INT64_MAX, session->begun_wall_ms);
        session->minutes_before = (uint32_t) field_integer(root, "minutes", 0, MINUTES_MAX, 0);
        journal_session_beginning_set(session, &(struct journal_beginning){
                                                   .called = field_text(root, "called"),
                                                   .handed_over = field_flag(root, "handed_over"),
                                               });
        if (!read_session(session, root)) {
            journal_session_free(session);
            session = NULL;
        }
    }
    json_decref(root);
    if (!session)
        FAULT(fault, FAULT_DAMAGED, "read a session's snapshot", 0);
    return session;
}
