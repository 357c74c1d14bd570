#include "afterword/base.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
bytes_reserve(struct bytes *bytes, size_t capacity)
{
    size_t grown = bytes->capacity > 0 ? bytes->capacity : capacity > 32 ? capacity : 32;
    uint8_t *data;

    if (bytes->data && capacity <= bytes->capacity)
        return;
    while (grown < capacity)
        if (__builtin_add_overflow(grown, grown, &grown))
            memory_exhausted();

    // A block of its own, never grown in place: that would leave the old one unwiped behind. Not
    // cleared: nothing behind `length` is read, and the zeros cost more than what is put over them.
    data = memory_resize(NULL, grown + 1, 1);
    data[0] = 0;
    if (bytes->data) {
        memcpy(data, bytes->data, bytes->length + 1);
        memory_wipe(bytes->data, bytes->capacity + 1);
        free(bytes->data);
    }
    bytes->data = data;
    bytes->capacity = grown;
}

void
bytes_append(struct bytes *bytes, const void *data, size_t length)
{
    size_t total;

    if (__builtin_add_overflow(bytes->length, length, &total))
        memory_exhausted();
    bytes_reserve(bytes, total);
    if (length > 0)
        memcpy(bytes->data + bytes->length, data, length);
    bytes->length = total;
    bytes->data[total] = 0;
}

void
bytes_append_byte(struct bytes *bytes, uint8_t byte)
{
    bytes_append(bytes, &byte, 1);
}

void
bytes_append_text(struct bytes *bytes, const char *text)
{
    bytes_append(bytes, text, strlen(text));
}

void
bytes_append_format(struct bytes *bytes, const char *format, ...)
{
    va_list arguments, again;
    int length;

    va_start(arguments, format);
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, arguments);
    assert(length >= 0);
    bytes_reserve(bytes, bytes->length + (size_t) length);
    (void) vsnprintf((char *) bytes->data + bytes->length, (size_t) length + 1, format, again);
    bytes->length += (size_t) length;
    va_end(again);
    va_end(arguments);
}

static void
append_little_endian(struct bytes *bytes, uint64_t value, size_t size)
{
    uint8_t encoded[8];

    for (size_t i = 0; i < size; i++)
        encoded[i] = (uint8_t) (value >> (8 * i));
    bytes_append(bytes, encoded, size);
}

void
bytes_append_u16(struct bytes *bytes, uint16_t value)
{
    append_little_endian(bytes, value, 2);
}

void
bytes_append_u32(struct bytes *bytes, uint32_t value)
{
    append_little_endian(bytes, value, 4);
}

void
bytes_append_u64(struct bytes *bytes, uint64_t value)
{
    append_little_endian(bytes, value, 8);
}

void
bytes_append_sized(struct bytes *bytes, const void *data, size_t length)
{
    assert(length <= UINT32_MAX);
    bytes_append_u32(bytes, (uint32_t) length);
    bytes_append(bytes, data, length);
}

void
bytes_replace(struct bytes *bytes, size_t at, size_t removed, const void *data, size_t length)
{
    size_t tail;

    assert(at <= bytes->length && removed <= bytes->length - at);
    tail = bytes->length - at - removed;
    bytes_reserve(bytes, at + length + tail);
    memmove(bytes->data + at + length, bytes->data + at + removed, tail);
    if (length > 0)
        memcpy(bytes->data + at, data, length);
    // What a shorter text leaves behind its new end was somebody's words.
    if (length < removed)
        memory_wipe(bytes->data + at + length + tail, removed - length);
    bytes->length = at + length + tail;
    bytes->data[bytes->length] = 0;
}

void
bytes_set(struct bytes *bytes, const void *data, size_t length)
{
    bytes_replace(bytes, 0, bytes->length, data, length);
}

void
bytes_clear(struct bytes *bytes)
{
    bytes->length = 0;
    if (bytes->data)
        bytes->data[0] = 0;
}

void
bytes_destroy(struct bytes *bytes)
{
    free(bytes->data);
    *bytes = BYTES_EMPTY;
}

void
bytes_wipe(struct bytes *bytes)
{
    if (bytes->data)
        memory_wipe(bytes->data, bytes->capacity + 1);
    bytes_destroy(bytes);
}

bool
bytes_equal(const struct bytes *a, const struct bytes *b)
{
    return a->length == b->length && (a->length == 0 || memcmp(a->data, b->data, a->length) == 0);
}

const char *
bytes_text(const struct bytes *bytes)
{
    return bytes->data ? (const char *) bytes->data : "";
}

/* ---- reading -----------------------------------------------------------------*/

struct reader
reader_of(const void *data, size_t length)
{
    return (struct reader){data, length, true};
}

const uint8_t *
reader_take(struct reader *reader, size_t length)
{
    const uint8_t *taken = reader->data;

    if (!reader->ok || length > reader->left) {
        reader->ok = false;
        return NULL;
    }
    if (length > 0)
        reader->data += length;
    reader->left -= length;
    return taken;
}

static uint64_t
read_little_endian(struct reader *reader, size_t size)
{
    const uint8_t *encoded = reader_take(reader, size);
    uint64_t value = 0;

    for (size_t i = 0; encoded && i < size; i++)
        value |= (uint64_t) encoded[i] << (8 * i);
    return value;
}

uint8_t
reader_u8(struct reader *reader)
{
    return (uint8_t) read_little_endian(reader, 1);
}

uint16_t
reader_u16(struct reader *reader)
{
    return (uint16_t) read_little_endian(reader, 2);
}

uint32_t
reader_u32(struct reader *reader)
{
    return (uint32_t) read_little_endian(reader, 4);
}

uint64_t
reader_u64(struct reader *reader)
{
    return read_little_endian(reader, 8);
}

const uint8_t *
reader_sized(struct reader *reader, size_t *length)
{
    uint32_t size = reader_u32(reader);
    const uint8_t *taken = reader_take(reader, size);

    *length = taken ? size : 0;
    return taken;
}

bool
reader_at_end(const struct reader *reader)
{
    return reader->ok && reader->left == 0;
}

/* ---- identifiers ---------------------------------------------------------------*/

bool
id_equal(const struct id *a, const struct id *b)
{
    return memcmp(a->bytes, b->bytes, ID_LENGTH) == 0;
}

bool
id_is_none(const struct id *id)
{
    return id_equal(id, &ID_NONE);
}

void
id_text(const struct id *id, char text[ID_TEXT_LENGTH + 1])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < ID_LENGTH; i++) {
        text[2 * i] = digits[id->bytes[i] >> 4];
        text[2 * i + 1] = digits[id->bytes[i] & 15];
    }
    text[ID_TEXT_LENGTH] = '\0';
}

static int
digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
id_from_text(const char *text, struct id *id)
{
    struct id read;

    if (strlen(text) != ID_TEXT_LENGTH)
        return false;
    for (size_t i = 0; i < ID_LENGTH; i++) {
        int high = digit_of(text[2 * i]);
        int low = digit_of(text[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        read.bytes[i] = (uint8_t) (high << 4 | low);
    }
    *id = read;
    return true;
}
