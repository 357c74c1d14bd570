/* One entry, opened: its open body as a reader sees it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/review.h"

#include "summary.h"

/* ---- an answer in words -----------------------------------------------------------*/

/* "3", "2.5": as many decimals as it needs, and a point in every language. */
static void
append_number(struct bytes *text, double number)
{
    long long thousandths = llround(number * 1000);
    unsigned long long whole = (unsigned long long) thousandths;
    unsigned long long size = thousandths < 0 ? 0 - whole : whole; // the least has no positive twin
    unsigned long long fraction = size % 1000;
    int digits = 3;

    bytes_append_format(text, "%s%llu", thousandths < 0 ? "-" : "", size / 1000);
    if (fraction == 0)
        return;
    for (; fraction % 10 == 0; digits--)
        fraction /= 10;
    bytes_append_format(text, ".%0*llu", digits, fraction);
}

static void
append_end(struct bytes *text, const json_t *answer, const char *value, const char *name)
{
    const char *words = json_string_value(json_object_get(answer, name));

    append_number(text, json_number_value(json_object_get(answer, value)));
    if (words && *words)
        bytes_append_format(text, " %s", words);
}

/* "3 (0 far, 10 near)" */
static void
append_scale(struct bytes *text, const json_t *answer)
{
    const json_t *number = json_object_get(answer, "number");

    if (!json_is_number(number))
        return;
    append_number(text, json_number_value(number));
    bytes_append_text(text, " (");
    append_end(text, answer, "from", "low");
    bytes_append_text(text, ", ");
    append_end(text, answer, "to", "high");
    bytes_append_text(text, ")");
}

static void
append_options(struct bytes *text, const json_t *answer, bool *marked)
{
    const json_t *options = json_object_get(answer, "options");

    for (size_t i = 0; i < json_array_size(options); i++) {
        const json_t *option = json_array_get(options, i);
        const char *words = json_string_value(json_object_get(option, "text"));
        if (!json_is_true(json_object_get(option, "chosen")) || !words)
            continue;
        if (text->length > 0)
            bytes_append_text(text, ", ");
        bytes_append_text(text, words);
        *marked = *marked || json_array_size(json_object_get(option, "tell")) > 0 ||
                  json_is_true(json_object_get(option, "care"));
    }
}

static void
append_text(struct bytes *text, const json_t *answer)
{
    const char *words = json_string_value(json_object_get(answer, "text"));

    if (words)
        bytes_append_text(text, words);
}

static void
append_seconds(struct bytes *text, const json_t *answer)
{
    const json_t *seconds = json_object_get(answer, "seconds");

    if (json_is_integer(seconds) && json_integer_value(seconds) > 0)
        bytes_append_format(text, "%lld s", (long long) json_integer_value(seconds));
}

static void
read_given(struct review_answer *answer, const json_t *object)
{
    struct bytes text = BYTES_EMPTY;

    switch (answer->kind) {
    case FLOW_BREATHE:
        append_seconds(&text, object);
        break;
    case FLOW_MOOD:
        answer->mood = mood_read(object);
        break;
    case FLOW_SCALE:
        append_scale(&text, object);
        break;
    case FLOW_CHOOSE:
        append_options(&text, object, &answer->marked);
        break;
    case FLOW_OPEN:
    case FLOW_LETTER:
        append_text(&text, object);
        break;
    case FLOW_WORDS:
    case FLOW_BODY:
    case FLOW_SCORE:
    case FLOW_KINDS:
        break;
    }
    if (text.length > 0)
        answer->text = memory_string(bytes_text(&text));
    bytes_wipe(&text);
}

/* ---- the open body ----------------------------------------------------------------*/

static bool
read_kind(const json_t *object, enum flow_kind *kind)
{
    const char *name = json_string_value(json_object_get(object, "kind"));

    for (enum flow_kind i = FLOW_WORDS; name && i < FLOW_KINDS; i++)
        if (strcmp(name, flow_kind_name(i)) == 0) {
            *kind = i;
            return true;
        }
    return false;
}

static bool
read_answer(struct review_answer *answer, const json_t *object)
{
    answer->step = text_copy(object, "step");
    answer->question = text_copy(object, "question");
    if (!answer->step || !answer->question || !read_kind(object, &answer->kind))
        return false;
    answer->skipped = json_is_true(json_object_get(object, "skipped"));
    answer->closed = json_is_true(json_object_get(object, "closed"));
    if (!answer->closed && !answer->skipped)
        read_given(answer, object);
    return true;
}

bool
body_read(struct review_entry *entry, const struct bytes *body)
{
    json_t *root =
        json_loadb((const char *) body->data, body->length, JSON_REJECT_DUPLICATES, NULL);
    const json_t *answers = json_object_get(root, "answers");
    bool whole = json_is_array(answers);

    entry->language = text_copy(root, "language");
    entry->answers = memory_new(json_array_size(answers), sizeof(*entry->answers));
    for (size_t i = 0; i < json_array_size(answers); i++) {
        struct review_answer *answer = &entry->answers[entry->count++];
        whole = read_answer(answer, json_array_get(answers, i)) && whole;
        if (!answer->question)
            answer->question = memory_string("");
        if (!answer->step)
            answer->step = memory_string("");
    }
    json_decref(root);
    return whole;
}

static void
answer_destroy(struct review_answer *answer)
{
    text_destroy(&answer->step);
    text_destroy(&answer->question);
    text_destroy(&answer->text);
    mood_destroy(&answer->mood);
}

bool
review_entry_open(struct records *records, struct records_session *session, const struct id *entry,
    struct review_entry *opened, struct fault *fault)
{
    struct records_entry record = {0};
    struct bytes open = BYTES_EMPTY, closed = BYTES_EMPTY;
    struct review_entry read = {0};

    if (!records_entry_open(records, session, entry, false, &record, &open, &closed, fault))
        return false;
    bool lined = summary_line(records, session, &record, &read.line, fault);
    if (lined) {
        // Nothing open at all is whole: a person may give nothing, or leave at once.
        read.parts_missing = read.line.damaged || (open.length > 0 && !body_read(&read, &open));
        *opened = read;
    } else {
        review_entry_destroy(&read);
    }
    bytes_wipe(&record.summary);
    bytes_wipe(&open);
    bytes_wipe(&closed);
    return lined;
}

void
review_entry_destroy(struct review_entry *entry)
{
    for (size_t i = 0; i < entry->count; i++)
        answer_destroy(&entry->answers[i]);
    free(entry->answers);
    free(entry->language);
    line_destroy(&entry->line);
    memset(entry, 0, sizeof(*entry));
}
