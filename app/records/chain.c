/* The order of the log's lines, where more than one kiosk wrote them.
 *
 * A kiosk whose folder was brought back from a backup goes on where the one before it stopped: its
 * first line has the next number and the hash of the last line before it. So all lines are one
 * chain, but the table's key is (kiosk, number) and kiosks have random ids. A part is the run of
 * one kiosk; parts stand in the order of their first number. */
#include "inside.h"

#include <stdlib.h>

struct part {
    struct store_row key; /* the kiosk as it is stored: what somebody put in need not be an id */
    int64_t first;        /* number of its first line */
};
struct parts {
    struct part *parts;
    size_t count;
};

static int
by_first(const void *a, const void *b)
{
    const struct part *left = a, *right = b;

    if (left->first != right->first)
        return left->first < right->first ? -1 : 1;
    return 0;
}

static void
free_parts(struct parts *parts)
{
    for (size_t i = 0; i < parts->count; i++)
        store_row_destroy(&parts->parts[i].key);
    free(parts->parts);
    *parts = (struct parts){NULL, 0};
}

static void
add_part(struct parts *parts, const struct store_row *line)
{
    const struct bytes *kiosk = &line->values[LINE_KIOSK].blob;
    struct part part = {.first = line->values[LINE_SEQ].integer};

    store_set_blob(&part.key, LINE_KIOSK, kiosk->data, kiosk->length);
    parts->parts = memory_resize(parts->parts, parts->count + 1, sizeof(*parts->parts));
    parts->parts[parts->count++] = part;
}

/* A few reads by the key, however many lines there are. */
static bool
read_parts(struct records *records, struct parts *parts, struct fault *fault)
{
    struct store_row line = {0};
    struct fault end = FAULT_EMPTY;
    bool found = store_first_after(records->store, STORE_LINE, NULL, &line, &end);

    *parts = (struct parts){NULL, 0};
    while (found) {
        add_part(parts, &line);
        found = store_first_after(
            records->store, STORE_LINE, &parts->parts[parts->count - 1].key, &line, &end);
    }
    store_row_destroy(&line);
    if (end.kind != FAULT_NOT_FOUND) {
        free_parts(parts);
        return fault_set(fault, end.kind, end.doing, end.code);
    }
    if (parts->count > 1)
        qsort(parts->parts, parts->count, sizeof(*parts->parts), by_first);
    return true;
}

static bool
walk_lines(struct records *records, size_t n_columns, bool from_last, store_visit *visit,
    void *context, struct fault *fault)
{
    struct parts parts;
    bool walked = read_parts(records, &parts, fault);

    if (!walked)
        return false;
    for (size_t i = 0; i < parts.count && walked; i++) {
        struct part *part = &parts.parts[from_last ? parts.count - 1 - i : i];
        struct store_walk walk = {.table = STORE_LINE,
            .n_columns = n_columns,
            .column = LINE_KIOSK,
            .value = &part->key.values[LINE_KIOSK],
            .from_last = from_last};

        walked = store_walk(records->store, &walk, visit, context, fault);
    }
    free_parts(&parts);
    return walked;
}

bool
lines_each(struct records *records, store_visit *visit, void *context, struct fault *fault)
{
    return walk_lines(records, store_columns(STORE_LINE), false, visit, context, fault);
}

bool
lines_heads(
    struct records *records, bool from_last, store_visit *visit, void *context, struct fault *fault)
{
    return walk_lines(records, LINE_DIGEST + 1, from_last, visit, context, fault);
}

bool
line_newest(
    struct records *records, const struct id *kiosk, struct store_row *line, struct fault *fault)
{
    struct store_row key = {0};
    struct parts parts = {NULL, 0};
    bool found = kiosk || read_parts(records, &parts, fault);

    if (found && !kiosk && parts.count == 0)
        found = FAULT(fault, FAULT_NOT_FOUND, "find a line of the log", 0);
    if (found) {
        if (kiosk)
            store_set_id(&key, LINE_KIOSK, kiosk);
        found = store_last_of(records->store, STORE_LINE,
            kiosk ? &key : &parts.parts[parts.count - 1].key, line, fault);
    }
    free_parts(&parts);
    store_row_destroy(&key);
    return found;
}

/* Of every kiosk: a line that somebody put in may be of one that is none. */
bool
records_newest_line_holds(struct records *records, struct fault *fault)
{
    struct parts parts;
    bool holds = read_parts(records, &parts, fault);

    if (!holds)
        return false;
    holds = parts.count > 0 || FAULT(fault, FAULT_NOT_FOUND, "find a line of the log", 0);
    for (size_t i = 0; i < parts.count && holds; i++) {
        struct store_row line = {0};

        holds = store_last_of(records->store, STORE_LINE, &parts.parts[i].key, &line, fault) &&
                line_holds(records, &line, fault);
        store_row_destroy(&line);
    }
    free_parts(&parts);
    return holds;
}
