#include "inside.h"

#include <assert.h>
#include <string.h>

#define B(name)                                                                                    \
    {                                                                                              \
        name, true                                                                                 \
    }
#define I(name)                                                                                    \
    {                                                                                              \
        name, false                                                                                \
    }

/* The whole schema. Texts are stored as blobs of UTF-8: nothing is compared by a collation. */
const struct store_table_shape store_shapes[STORE_TABLES] = {
    [STORE_META] = {"meta", {I("one"), B("clinic"), I("day"), B("sign"), B("box"), B("signature")},
        6, 1, -1},
    [STORE_STAFF] = {"staff",
        {B("id"), B("name"), B("box"), B("sign"), I("roles"), I("number"), I("day"), B("signer"),
            B("signature")},
        9, 1, -1},
    [STORE_KIOSK] = {"kiosk", {B("id"), B("sign"), I("day"), B("signer"), B("signature")}, 5, 1,
        -1},
    [STORE_JOURNAL] = {"journal",
        {B("id"), I("epoch"), B("box"), B("code"), I("retired"), B("signer"), B("signature")}, 7, 2,
        -1},
    [STORE_GRANT] = {"grant",
        {B("id"), B("journal"), I("epoch"), B("staff"), B("seal_hash"), B("signer"),
            B("signature")},
        7, 1, 1},
    [STORE_REVOCATION] = {"revocation",
        {B("id"), B("subject"), I("day"), B("signer"), B("signature")}, 5, 1, -1},
    [STORE_LOCK] = {"lock",
        {B("staff"), I("slot"), B("salt"), I("ops"), I("mem"), B("checkval"), B("sealed")}, 7, 2,
        -1},
    [STORE_KEY_SEAL] = {"key_seal",
        {B("owner"), B("object"), B("receiver"), I("kind"), I("epoch"), B("sealed")}, 6, 5, 2},
    [STORE_IDENTITY] = {"identity", {B("journal"), B("id"), I("revision"), I("epoch"), B("sealed")},
        5, 1, -1},
    [STORE_LEAF] = {"leaf",
        {B("id"), B("journal"), I("kind"), I("revision"), I("epoch"), B("sealed")}, 6, 1, 1},
    [STORE_SETTING] = {"setting",
        {B("name"), I("revision"), B("value"), B("signer"), B("signature")}, 5, 1, -1},
    [STORE_WORDING] = {"wording", {B("hash"), B("text")}, 2, 1, -1},
    [STORE_DRAFT] = {"draft",
        {B("id"), B("journal"), I("epoch"), I("day"), I("key_revision"), I("state"), B("kiosk"),
            B("sealed")},
        8, 1, -1},
    [STORE_SNAPSHOT] = {"snapshot",
        {B("draft"), I("slot"), I("revision"), B("sealed"), B("signature")}, 5, 2, -1},
    [STORE_CHUNK] = {"chunk", {B("entry"), B("recording"), I("number"), B("sealed")}, 4, 3, -1},
    [STORE_ENTRY] = {"entry",
        {B("id"), I("revision"), I("day"), I("state"), B("recordings"), B("summary"), B("open"),
            B("closed")},
        8, 1, -1},
    [STORE_PLACEMENT] = {"placement",
        {B("entry"), B("id"), I("revision"), B("journal"), I("epoch"), B("sealed")}, 6, 2, 3},
    [STORE_CACHE] = {"cache",
        {B("entry"), B("journal"), I("epoch"), I("revision"), B("plain_hash"), B("sealed")}, 6, 1,
        -1},
    [STORE_NOTE] = {"note", {B("id"), B("entry"), B("author"), I("revision"), B("sealed")}, 5, 1,
        1},
    [STORE_TOMBSTONE] = {"tombstone", {B("entry"), I("day")}, 2, 1, -1},
    [STORE_LINE] = {"line",
        {B("kiosk"), I("seq"), B("before"), I("kind"), I("day"), I("subject_kind"), B("subject"),
            B("digest"), I("epoch"), B("line_key"), B("body"), B("staff"), B("witness"), B("hash"),
            B("signature")},
        15, 2, -1},
    [STORE_TRIES] = {"tries", {B("staff"), I("wrong"), I("since_boot_ms"), B("boot")}, 4, 1, -1},
};

const char *
store_table_name(enum store_table table)
{
    assert(table > 0 && table < STORE_TABLES);
    return store_shapes[table].name;
}

size_t
store_columns(enum store_table table)
{
    return store_shapes[table].n_columns;
}

size_t
store_key_columns(enum store_table table)
{
    return store_shapes[table].n_key;
}

bool
store_column_is_blob(enum store_table table, size_t column)
{
    return store_shapes[table].columns[column].is_blob;
}

void
write_create(enum store_table table, struct bytes *sql)
{
    const struct store_table_shape *shape = &store_shapes[table];

    bytes_append_format(sql, "CREATE TABLE %s (", shape->name);
    for (size_t i = 0; i < shape->n_columns; i++)
        bytes_append_format(sql, "%s %s NOT NULL, ", shape->columns[i].name,
            shape->columns[i].is_blob ? "BLOB" : "INTEGER");
    bytes_append_text(sql, "PRIMARY KEY (");
    for (size_t i = 0; i < shape->n_key; i++)
        bytes_append_format(sql, "%s%s", i > 0 ? ", " : "", shape->columns[i].name);
    bytes_append_text(sql, ")) STRICT, WITHOUT ROWID");
}

void
write_index(enum store_table table, struct bytes *sql)
{
    const struct store_table_shape *shape = &store_shapes[table];

    if (shape->indexed >= 0)
        bytes_append_format(sql, "CREATE INDEX %s_by_%s ON %s (%s)", shape->name,
            shape->columns[shape->indexed].name, shape->name, shape->columns[shape->indexed].name);
}

/* ---- rows --------------------------------------------------------------------------*/

void
store_row_destroy(struct store_row *row)
{
    for (size_t i = 0; i < STORE_COLUMNS_MAX; i++)
        bytes_destroy(&row->values[i].blob);
    memset(row, 0, sizeof(*row));
}

void
store_set_integer(struct store_row *row, size_t column, int64_t value)
{
    row->values[column].is_blob = false;
    row->values[column].integer = value;
}

void
store_set_blob(struct store_row *row, size_t column, const void *data, size_t length)
{
    row->values[column].is_blob = true;
    bytes_set(&row->values[column].blob, data, length);
}

void
store_give_blob(struct store_row *row, size_t column, struct bytes *blob)
{
    row->values[column].is_blob = true;
    bytes_destroy(&row->values[column].blob);
    row->values[column].blob = *blob;
    *blob = BYTES_EMPTY;
}

void
store_set_id(struct store_row *row, size_t column, const struct id *id)
{
    store_set_blob(row, column, id->bytes, ID_LENGTH);
}

void
store_set_text(struct store_row *row, size_t column, const char *text)
{
    store_set_blob(row, column, text, strlen(text));
}

struct id
store_id(const struct store_row *row, size_t column)
{
    struct id id = ID_NONE;

    if (row->values[column].blob.length == ID_LENGTH)
        memcpy(id.bytes, row->values[column].blob.data, ID_LENGTH);
    return id;
}
