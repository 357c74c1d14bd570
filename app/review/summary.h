/* Summaries: what a list says of an entry. */
#ifndef AFTERWORD_REVIEW_SUMMARY_H
#define AFTERWORD_REVIEW_SUMMARY_H

#include <jansson.h>

#include "afterword/records.h"
#include "afterword/review.h"

/* Fills a line from an entry's record; `line` is empty before. Whether it was discussed is asked of
 * its leaf. A summary that is no summary makes a damaged line, never a failure. */
bool
summary_line(struct records *records, struct records_session *session,
    const struct records_entry *entry, struct review_entry_line *line, struct fault *fault);
void
line_destroy(struct review_entry_line *line);
/* For qsort: newest first. */
int
line_compare(const void *a, const void *b);
bool
entry_discussed(struct records *records, struct records_session *session,
    const struct records_entry *entry, bool *discussed, struct fault *fault);
/* Whether there may be a mark in it that is not among `known`: seen without reading all of it, by the form
 * in which it is written. */
bool
summary_may_mark(const struct bytes *summary, unsigned known);
/* The same for the words of a mark. */
bool
summary_may_say(const struct bytes *summary);

/* Point and words of an object; words are texts, or objects with a text. */
struct review_mood
mood_read(const json_t *object);
struct review_mood
mood_copy(const struct review_mood *mood);
void
mood_destroy(struct review_mood *mood);

/* Wipes the text before it is freed: a name, or what a patient wrote. NULL is fine. */
void
text_destroy(char **text);
/* A copy of a field's text; NULL where there is none. */
char *
text_copy(const json_t *object, const char *key);

/* Adds the answers of an open body to an entry that has none. What can be read is; false when
 * something could not. */
bool
body_read(struct review_entry *entry, const struct bytes *body);

#endif
