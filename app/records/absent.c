/* What the log says is there and a copy leaves out on purpose: sittings that were under way, and what
 * was erased after the copy was made. Until a kiosk goes on from the copy and says so in the log,
 * this list does. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

static const char absent_magic[] = "AFTWABS1";
#define MAGIC 8

struct absent_row {
    enum store_table table;
    uint32_t day; /* of a tombstone that is to come; else 0 */
    struct bytes subject;
};
struct absent {
    struct absent_row *rows;
    size_t count;
};

void
absent_begin(struct records *records)
{
    if (!records->absent)
        records->absent = memory_new(1, sizeof(*records->absent));
}

void
absent_free(struct records *records)
{
    struct absent *absent = records->absent;

    for (size_t i = 0; absent && i < absent->count; i++)
        bytes_destroy(&absent->rows[i].subject);
    free(absent ? absent->rows : NULL);
    free(absent);
    records->absent = NULL;
}

void
absent_add(
    struct records *records, enum store_table table, uint32_t day, const struct bytes *subject)
{
    struct absent *absent = records->absent;
    struct absent_row row = {.table = table, .day = day};

    bytes_append(&row.subject, subject->data, subject->length);
    absent->rows = memory_resize(absent->rows, absent->count + 1, sizeof(*absent->rows));
    absent->rows[absent->count++] = row;
}

bool
absent_has(const struct records *records, enum store_table table, const struct bytes *subject)
{
    const struct absent *absent = records->absent;

    for (size_t i = 0; absent && i < absent->count; i++)
        if (absent->rows[i].table == table && bytes_equal(&absent->rows[i].subject, subject))
            return true;
    return false;
}

/* A sitting that was interrupted is in every copy: only one that was under way is left out. */
static bool
was_under_way(struct records *records, const struct absent_row *row)
{
    struct store_row line = {0};
    struct fault none = FAULT_EMPTY;
    const struct folded *draft = fold_find(records, STORE_DRAFT, &row->subject, &none);
    bool was = row->table == STORE_DRAFT && draft &&
               !(line_about(records, RECORDS_LINE_INTERRUPTED, &row->subject, &line, &none) &&
                   (uint64_t) line.values[LINE_SEQ].integer > draft->seq);

    store_row_destroy(&line);
    return was;
}

bool
absent_were_under_way(struct records *records)
{
    for (size_t i = 0; i < absent_count(records); i++)
        if (!was_under_way(records, &records->absent->rows[i]))
            return false;
    return true;
}

size_t
absent_count(const struct records *records)
{
    return records->absent ? records->absent->count : 0;
}

void
absent_bytes(const struct records *records, struct bytes *bytes)
{
    bytes_append(bytes, absent_magic, MAGIC);
    for (size_t i = 0; i < absent_count(records); i++) {
        const struct absent_row *row = &records->absent->rows[i];

        bytes_append_byte(bytes, (uint8_t) row->table);
        bytes_append_u32(bytes, row->day);
        bytes_append_sized(bytes, row->subject.data, row->subject.length);
    }
}

bool
absent_take(struct records *records, const struct bytes *bytes, struct fault *fault)
{
    struct reader reader = reader_of(bytes->data, bytes->length);
    const uint8_t *magic = reader_take(&reader, MAGIC);

    absent_begin(records);
    if (!magic || memcmp(magic, absent_magic, MAGIC) != 0)
        return FAULT(fault, FAULT_FOREIGN, "read what a copy leaves out", 0);
    while (reader.ok && reader.left > 0) {
        uint8_t table = reader_u8(&reader);
        uint32_t day = reader_u32(&reader);
        size_t length = 0;
        const uint8_t *data = reader_sized(&reader, &length);
        struct bytes subject = BYTES_EMPTY;

        if (!reader.ok || table == 0 || table >= STORE_TABLES ||
            !is_logged((enum store_table) table))
            return FAULT(fault, FAULT_FOREIGN, "read what a copy leaves out", 1);
        bytes_append(&subject, data, length);
        absent_add(records, (enum store_table) table, day, &subject);
        bytes_destroy(&subject);
    }
    return true;
}

/* The line that stands for one of them; a tombstone's comes with its row. */
static bool
say_absent(struct records *records, const struct absent_row *row, struct fault *fault)
{
    struct reader reader = reader_of(row->subject.data, row->subject.length);
    struct store_row tombstone = {0};
    size_t length = 0;
    const uint8_t *id;
    bool said;

    if (row->table != STORE_TOMBSTONE)
        return line_add(records, RECORDS_LINE_CHANGED, records->acting,
            store_table_name(row->table), row->table, &row->subject, NULL, fault);
    id = reader_sized(&reader, &length);
    if (!reader_at_end(&reader) || length != ID_LENGTH)
        return FAULT(fault, FAULT_FOREIGN, "read what a copy leaves out", 2);
    store_set_blob(&tombstone, TOMBSTONE_ENTRY, id, length);
    store_set_integer(&tombstone, TOMBSTONE_DAY, row->day);
    said = change_put(records, STORE_TOMBSTONE, &tombstone, fault);
    store_row_destroy(&tombstone);
    return said;
}

bool
absent_say(struct records *records, struct fault *fault)
{
    bool said = true;

    for (size_t i = 0; i < absent_count(records) && said; i++)
        said = say_absent(records, &records->absent->rows[i], fault);
    return said;
}
