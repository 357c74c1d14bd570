/* JSON of the journal's own: written straight into bytes that can be wiped, read through jansson.
 *
 * The writer makes no copy of what it writes, so a patient's words lie in the caller's bytes and
 * nowhere else. It needs no locale: a decimal point is always a point. Text must be UTF-8 without
 * a zero byte.
 *
 * The readers take an object that came from a disk or a socket: a field that is missing or of
 * another type gives the stated nothing, never a crash.
 */
#ifndef AFTERWORD_JOURNAL_JSON_H
#define AFTERWORD_JOURNAL_JSON_H

#include <jansson.h>

#include "afterword/base.h"

struct json_writer {
    struct bytes *to; /* appended to */
    bool follows;     /* something stands before in this object or array: a comma is due */
};

/* In an array `key` is NULL. */
void
writer_object_begin(struct json_writer *writer, const char *key);
void
writer_object_end(struct json_writer *writer);
void
writer_array_begin(struct json_writer *writer, const char *key);
void
writer_array_end(struct json_writer *writer);
/* NULL is written as "". */
void
writer_text(struct json_writer *writer, const char *key, const char *text);
/* The same, and left out where the text is NULL or "". */
void
writer_text_given(struct json_writer *writer, const char *key, const char *text);
/* Stops at the last whole character that fits: the written text, without its quotes, is at most
 * `limit` bytes. */
void
writer_text_within(struct json_writer *writer, const char *key, const char *text, size_t limit);
/* How many bytes a text is when written, without its quotes. */
size_t
writer_text_size(const char *text, size_t length);
void
writer_integer(struct json_writer *writer, const char *key, int64_t value);
/* Three decimals; NaN and what is past +-10^12 are asserted against. */
void
writer_decimal(struct json_writer *writer, const char *key, double value);
void
writer_flag(struct json_writer *writer, const char *key, bool value);
void
writer_id(struct json_writer *writer, const char *key, const struct id *id);

/* The whole of `text` as one object, or NULL; json_decref it. Keys given twice, zero bytes and
 * wrong UTF-8 are refused. */
json_t *
field_parse(const struct bytes *text);
/* Borrowed from the object; NULL when it is not there. */
const char *
field_text(const json_t *object, const char *key);
/* Within [least, most], else `otherwise`. */
int64_t
field_integer(
    const json_t *object, const char *key, int64_t least, int64_t most, int64_t otherwise);
/* False, and nothing written, when there is no number. */
bool
field_decimal(const json_t *object, const char *key, double *value);
bool
field_flag(const json_t *object, const char *key);
bool
field_id(const json_t *object, const char *key, struct id *id);
/* Exactly `length` bytes as hexadecimal digits. */
bool
field_hex(const json_t *object, const char *key, uint8_t *bytes, size_t length);
/* Where `text` stands in a table of names; `count` when it is none of them (or NULL). */
size_t
name_index(const char *const *names, size_t count, const char *text);

#endif
