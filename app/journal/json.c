#include "json.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define DECIMAL_LIMIT 1e12 /* a thousand times it still fits an int64_t exactly */

static size_t
escaped_size(uint8_t byte)
{
    if (byte == '"' || byte == '\\' || byte == '\n')
        return 2;
    return byte < 0x20 || byte == 0x7f ? 6 : 1;
}

static void
append_escaped(struct bytes *to, uint8_t byte)
{
    static const char digits[] = "0123456789abcdef";

    switch (escaped_size(byte)) {
    case 2:
        bytes_append_byte(to, '\\');
        bytes_append_byte(to, byte == '\n' ? 'n' : byte);
        break;
    case 6:
        bytes_append_text(to, "\\u00");
        bytes_append_byte(to, (uint8_t) digits[byte >> 4]);
        bytes_append_byte(to, (uint8_t) digits[byte & 15]);
        break;
    default:
        bytes_append_byte(to, byte);
    }
}

/* Whole characters alone, so that the last one is never half there. */
static void
append_string(struct bytes *to, const char *text, size_t limit)
{
    size_t length = strlen(text);
    size_t size;

    bytes_append_byte(to, '"');
    size_t begin = to->length;
    for (size_t at = 0; at < length; at += size) {
        size_t before = to->length;
        (void) utf8_at(text, length, at, &size);
        for (size_t i = 0; i < size; i++)
            append_escaped(to, (uint8_t) text[at + i]);
        if (to->length - begin > limit) {
            to->length = before;
            break;
        }
    }
    bytes_append_byte(to, '"');
}

static void
begin_value(struct json_writer *writer, const char *key)
{
    if (writer->follows)
        bytes_append_byte(writer->to, ',');
    if (key) {
        append_string(writer->to, key, SIZE_MAX);
        bytes_append_byte(writer->to, ':');
    }
    writer->follows = true;
}

static void
open_with(struct json_writer *writer, const char *key, uint8_t bracket)
{
    begin_value(writer, key);
    bytes_append_byte(writer->to, bracket);
    writer->follows = false;
}

static void
close_with(struct json_writer *writer, uint8_t bracket)
{
    bytes_append_byte(writer->to, bracket);
    writer->follows = true;
}

void
writer_object_begin(struct json_writer *writer, const char *key)
{
    open_with(writer, key, '{');
}

void
writer_object_end(struct json_writer *writer)
{
    close_with(writer, '}');
}

void
writer_array_begin(struct json_writer *writer, const char *key)
{
    open_with(writer, key, '[');
}

void
writer_array_end(struct json_writer *writer)
{
    close_with(writer, ']');
}

void
writer_text(struct json_writer *writer, const char *key, const char *text)
{
    begin_value(writer, key);
    append_string(writer->to, text ? text : "", SIZE_MAX);
}

void
writer_text_given(struct json_writer *writer, const char *key, const char *text)
{
    if (text && *text)
        writer_text(writer, key, text);
}

void
writer_text_within(struct json_writer *writer, const char *key, const char *text, size_t limit)
{
    begin_value(writer, key);
    append_string(writer->to, text, limit);
}

size_t
writer_text_size(const char *text, size_t length)
{
    size_t size = 0;

    for (size_t i = 0; i < length; i++)
        size += escaped_size((uint8_t) text[i]);
    return size;
}

void
writer_integer(struct json_writer *writer, const char *key, int64_t value)
{
    begin_value(writer, key);
    bytes_append_format(writer->to, "%lld", (long long) value);
}

void
writer_decimal(struct json_writer *writer, const char *key, double value)
{
    assert(isfinite(value) && fabs(value) < DECIMAL_LIMIT);

    // Through whole thousandths: printf would write a comma in some languages.
    long long thousandths = llround(value * 1000);
    unsigned long long size = thousandths < 0 ? 0ull - (unsigned long long) thousandths
                                              : (unsigned long long) thousandths;

    begin_value(writer, key);
    bytes_append_format(
        writer->to, "%s%llu.%03llu", thousandths < 0 ? "-" : "", size / 1000, size % 1000);
}

void
writer_flag(struct json_writer *writer, const char *key, bool value)
{
    begin_value(writer, key);
    bytes_append_text(writer->to, value ? "true" : "false");
}

void
writer_id(struct json_writer *writer, const char *key, const struct id *id)
{
    char text[ID_TEXT_LENGTH + 1];

    id_text(id, text);
    writer_text(writer, key, text);
}

json_t *
field_parse(const struct bytes *text)
{
    json_error_t error;
    json_t *root;

    if (text->length == 0)
        return NULL;
    root = json_loadb((const char *) text->data, text->length, JSON_REJECT_DUPLICATES, &error);
    // The error holds a piece of the text: it may be a patient's, and goes nowhere.
    memory_wipe(&error, sizeof(error));
    if (root && !json_is_object(root)) {
        json_decref(root);
        return NULL;
    }
    return root;
}

const char *
field_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

int64_t
field_integer(const json_t *object, const char *key, int64_t least, int64_t most, int64_t otherwise)
{
    const json_t *value = json_object_get(object, key);

    if (!json_is_integer(value))
        return otherwise;
    int64_t given = json_integer_value(value);
    return given >= least && given <= most ? given : otherwise;
}

bool
field_decimal(const json_t *object, const char *key, double *value)
{
    const json_t *field = json_object_get(object, key);

    if (!json_is_number(field))
        return false;
    double given = json_number_value(field);
    if (!isfinite(given) || fabs(given) >= DECIMAL_LIMIT)
        return false;
    *value = given;
    return true;
}

bool
field_flag(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}

bool
field_id(const json_t *object, const char *key, struct id *id)
{
    const char *text = field_text(object, key);

    return text && id_from_text(text, id);
}

static int
digit_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

bool
field_hex(const json_t *object, const char *key, uint8_t *bytes, size_t length)
{
    const char *text = field_text(object, key);

    if (!text || strlen(text) != 2 * length)
        return false;
    for (size_t i = 0; i < length; i++) {
        int high = digit_value(text[2 * i]), low = digit_value(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        bytes[i] = (uint8_t) (high << 4 | low);
    }
    return true;
}

size_t
name_index(const char *const *names, size_t count, const char *text)
{
    for (size_t i = 0; text && i < count; i++)
        if (strcmp(names[i], text) == 0)
            return i;
    return count;
}
