#include "summary.h"

#include <stdlib.h>
#include <string.h>

void
text_destroy(char **text)
{
    if (*text)
        memory_wipe(*text, strlen(*text));
    free(*text);
    *text = NULL;
}

char *
text_copy(const json_t *object, const char *key)
{
    return memory_string(json_string_value(json_object_get(object, key)));
}

/* ---- moods ------------------------------------------------------------------------*/

static const char *
word_text(const json_t *word)
{
    return json_is_object(word) ? json_string_value(json_object_get(word, "text"))
                                : json_string_value(word);
}

static char *
join_words(const json_t *words)
{
    struct bytes joined = BYTES_EMPTY;

    for (size_t i = 0; i < json_array_size(words); i++) {
        const char *word = word_text(json_array_get(words, i));
        if (!word)
            continue;
        if (joined.length > 0)
            bytes_append_text(&joined, ", ");
        bytes_append_text(&joined, word);
    }
    char *text = joined.length > 0 ? memory_string(bytes_text(&joined)) : NULL;
    bytes_wipe(&joined);
    return text;
}

struct review_mood
mood_read(const json_t *object)
{
    const json_t *valence = json_object_get(object, "valence");
    const json_t *arousal = json_object_get(object, "arousal");
    struct review_mood mood = {.words = join_words(json_object_get(object, "words"))};

    if (!json_is_number(valence) || !json_is_number(arousal))
        return mood;
    mood.valence = json_number_value(valence);
    mood.arousal = json_number_value(arousal);
    // A point that is not on the pad is none: nothing can draw it.
    mood.placed =
        mood.valence >= -1 && mood.valence <= 1 && mood.arousal >= -1 && mood.arousal <= 1;
    return mood;
}

struct review_mood
mood_copy(const struct review_mood *mood)
{
    struct review_mood copy = *mood;

    copy.words = memory_string(mood->words);
    return copy;
}

void
mood_destroy(struct review_mood *mood)
{
    text_destroy(&mood->words);
    memory_wipe(mood, sizeof(*mood));
}

/* ---- lines ------------------------------------------------------------------------*/

static const struct {
    const char *name, *quoted;
    unsigned mark;
} marks_told[] = {
    {"therapist", "\"therapist\"", REVIEW_MARK_THERAPIST},
    {"prescriber", "\"prescriber\"", REVIEW_MARK_PRESCRIBER},
    {"word", "\"word\"", REVIEW_MARK_WORD},
    {"unsafe", "\"unsafe\"", REVIEW_MARK_UNSAFE},
};

static unsigned
read_marks(const json_t *summary)
{
    const json_t *tell = json_object_get(summary, "tell");
    const char *need = json_string_value(json_object_get(summary, "need"));
    unsigned marks = 0;

    for (size_t i = 0; i < COUNT(marks_told); i++) {
        for (size_t j = 0; j < json_array_size(tell); j++) {
            const char *who = json_string_value(json_array_get(tell, j));
            if (who && strcmp(who, marks_told[i].name) == 0)
                marks |= marks_told[i].mark;
        }
        if (need && strcmp(need, marks_told[i].name) == 0)
            marks |= marks_told[i].mark;
    }
    if (json_is_true(json_object_get(summary, "care")))
        marks |= REVIEW_MARK_UNSAFE;
    if (json_is_true(json_object_get(summary, "left")))
        marks |= REVIEW_MARK_LEFT;
    return marks;
}

static bool
holds(const struct bytes *text, const char *part)
{
    return text->length > 0 && strstr(bytes_text(text), part);
}

/* Inside a text a quote has a backslash before it, so that what a person wrote is none of these. */
bool
summary_may_mark(const struct bytes *summary, unsigned known)
{
    if (!(known & REVIEW_MARK_UNSAFE) && !holds(summary, "\"care\":false"))
        return true;
    if (!(known & REVIEW_MARK_LEFT) && !holds(summary, "\"left\":false"))
        return true;
    if (holds(summary, "\"tell\":[]") && !holds(summary, "\"need\":"))
        return false;
    for (size_t i = 0; i < COUNT(marks_told); i++)
        if (!(known & marks_told[i].mark) && holds(summary, marks_told[i].quoted))
            return true;
    return false;
}

bool
summary_may_say(const struct bytes *summary)
{
    return holds(summary, "\"said\":\"");
}

static bool
read_summary(struct review_entry_line *line, const struct bytes *text)
{
    json_t *summary =
        json_loadb((const char *) text->data, text->length, JSON_REJECT_DUPLICATES, NULL);
    const json_t *begun = json_object_get(summary, "begun_ms");
    const json_t *minutes = json_object_get(summary, "minutes");
    bool read = json_is_integer(begun) && json_is_integer(minutes);

    if (read) {
        line->when_ms = json_integer_value(begun);
        line->minutes = (uint32_t) json_integer_value(minutes);
        line->flow = text_copy(summary, "title");
        line->called = text_copy(summary, "called");
        line->marks = read_marks(summary);
        line->mark_text = text_copy(summary, "said");
        line->before = mood_read(json_object_get(summary, "before"));
        line->after = mood_read(json_object_get(summary, "after"));
    }
    json_decref(summary);
    return read;
}

/* No leaf yet: not discussed. */
bool
entry_discussed(struct records *records, struct records_session *session,
    const struct records_entry *entry, bool *discussed, struct fault *fault)
{
    struct bytes leaf = BYTES_EMPTY;

    *discussed = false;
    if (!records_leaf_get(
            records, session, &entry->journal, &entry->id, RECORDS_LEAF_DISCUSSED, &leaf, fault)) {
        if (fault->kind != FAULT_NOT_FOUND)
            return false;
        *fault = FAULT_EMPTY;
        return true;
    }
    json_t *root = json_loadb((const char *) leaf.data, leaf.length, 0, NULL);
    *discussed = json_is_true(json_object_get(root, "discussed"));
    json_decref(root);
    bytes_wipe(&leaf);
    return true;
}

bool
summary_line(struct records *records, struct records_session *session,
    const struct records_entry *entry, struct review_entry_line *line, struct fault *fault)
{
    line->entry = entry->id;
    line->journal = entry->journal;
    line->day = entry->day;
    line->interrupted = entry->interrupted;
    line->damaged = entry->damaged || !read_summary(line, &entry->summary);
    return entry_discussed(records, session, entry, &line->discussed, fault);
}

int
line_compare(const void *a, const void *b)
{
    const struct review_entry_line *left = a, *right = b;

    if (left->day != right->day)
        return left->day < right->day ? 1 : -1;
    if (left->when_ms != right->when_ms)
        return left->when_ms < right->when_ms ? 1 : -1;
    return 0;
}

void
line_destroy(struct review_entry_line *line)
{
    text_destroy(&line->flow);
    text_destroy(&line->called);
    text_destroy(&line->mark_text);
    mood_destroy(&line->before);
    mood_destroy(&line->after);
    memory_wipe(line, sizeof(*line));
}
