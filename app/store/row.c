#include "inside.h"

#include <assert.h>
#include <string.h>

static void
append_columns(const struct store_table_shape *shape, size_t from, size_t to, const char *form,
    struct bytes *sql)
{
    for (size_t i = from; i < to; i++) {
        if (i > from)
            bytes_append_text(sql, ", ");
        bytes_append_text(sql, shape->columns[i].name);
        bytes_append_text(sql, form);
    }
}

/* Overwrites in place what has the same key: slots keep their pages, and the WAL its length. */
static void
write_put(const struct store_table_shape *shape, struct bytes *sql)
{
    bytes_append_format(sql, "INSERT INTO %s VALUES (", shape->name);
    for (size_t i = 0; i < shape->n_columns; i++)
        bytes_append_text(sql, i > 0 ? ", ?" : "?");
    bytes_append_text(sql, ") ON CONFLICT DO UPDATE SET ");
    for (size_t i = shape->n_key; i < shape->n_columns; i++)
        bytes_append_format(sql, "%s%s = excluded.%s", i > shape->n_key ? ", " : "",
            shape->columns[i].name, shape->columns[i].name);
}

static void
write_key(const struct store_table_shape *shape, struct bytes *sql)
{
    for (size_t i = 0; i < shape->n_key; i++)
        bytes_append_format(sql, "%s%s = ?", i > 0 ? " AND " : " WHERE ", shape->columns[i].name);
}

static void
write_select(const struct store_table_shape *shape, size_t n_columns, struct bytes *sql)
{
    bytes_append_text(sql, "SELECT ");
    append_columns(shape, 0, n_columns, "", sql);
    bytes_append_format(sql, " FROM %s", shape->name);
}

static sqlite3_stmt *
prepare(struct store *store, struct bytes *sql, struct fault *fault)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v3(
        store->database, bytes_text(sql), -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);

    bytes_destroy(sql);
    if (code != SQLITE_OK) {
        (void) FAIL(store, code, "prepare a statement", fault);
        return NULL;
    }
    return statement;
}

void
finalize_all(struct store *store)
{
    for (int table = 0; table < STORE_TABLES; table++) {
        (void) sqlite3_finalize(store->put[table]);
        (void) sqlite3_finalize(store->get[table]);
        (void) sqlite3_finalize(store->drop[table]);
        store->put[table] = store->get[table] = store->drop[table] = NULL;
    }
    (void) sqlite3_finalize(store->begin);
    (void) sqlite3_finalize(store->commit);
    store->begin = store->commit = NULL;
}

static void
bind(sqlite3_stmt *statement, int at, const struct store_value *value)
{
    int code;

    if (value->is_blob)
        // A zero-length blob bound from NULL would be SQL's NULL.
        code = sqlite3_bind_blob64(statement, at, value->blob.data ? (void *) value->blob.data : "",
            value->blob.length, SQLITE_STATIC);
    else
        code = sqlite3_bind_int64(statement, at, value->integer);
    if (code != SQLITE_OK && code != SQLITE_TOOBIG)
        memory_exhausted();
    assert(code == SQLITE_OK); // limits are checked by records before
}

static void
read_row(const struct store_table_shape *shape, size_t n_columns, sqlite3_stmt *statement,
    struct store_row *row)
{
    for (size_t i = 0; i < n_columns; i++) {
        int at = (int) i;

        if (shape->columns[i].is_blob)
            store_set_blob(row, i, sqlite3_column_blob(statement, at),
                (size_t) sqlite3_column_bytes(statement, at));
        else
            store_set_integer(row, i, sqlite3_column_int64(statement, at));
    }
}

/* Steps a statement that gives no row. */
static bool
finish(struct store *store, sqlite3_stmt *statement, struct fault *fault)
{
    int code = sqlite3_step(statement);

    (void) sqlite3_reset(statement); // repeats the error of the step
    (void) sqlite3_clear_bindings(statement);
    return code == SQLITE_DONE || FAIL(store, code, "write a row", fault);
}

bool
store_put(
    struct store *store, enum store_table table, const struct store_row *row, struct fault *fault)
{
    const struct store_table_shape *shape = &store_shapes[table];

    assert(store->in_transaction);
    if (!store->put[table]) {
        struct bytes sql = BYTES_EMPTY;

        write_put(shape, &sql);
        store->put[table] = prepare(store, &sql, fault);
        if (!store->put[table])
            return false;
    }
    for (size_t i = 0; i < shape->n_columns; i++) {
        assert(row->values[i].is_blob == shape->columns[i].is_blob);
        bind(store->put[table], (int) i + 1, &row->values[i]);
    }
    return finish(store, store->put[table], fault);
}

bool
store_delete(
    struct store *store, enum store_table table, const struct store_row *key, struct fault *fault)
{
    const struct store_table_shape *shape = &store_shapes[table];

    assert(store->in_transaction);
    if (!store->drop[table]) {
        struct bytes sql = BYTES_EMPTY;

        bytes_append_format(&sql, "DELETE FROM %s", shape->name);
        write_key(shape, &sql);
        store->drop[table] = prepare(store, &sql, fault);
        if (!store->drop[table])
            return false;
    }
    for (size_t i = 0; i < shape->n_key; i++)
        bind(store->drop[table], (int) i + 1, &key->values[i]);
    return finish(store, store->drop[table], fault);
}

/* Takes the one row a statement gives, if any, and readies the statement for the next time. */
static bool
take_row(struct store *store, const struct store_table_shape *shape, sqlite3_stmt *statement,
    struct store_row *row, struct fault *fault)
{
    int code = sqlite3_step(statement);

    if (code == SQLITE_ROW)
        read_row(shape, shape->n_columns, statement, row);
    (void) sqlite3_reset(statement);
    (void) sqlite3_clear_bindings(statement);
    if (code == SQLITE_DONE)
        return FAULT(fault, FAULT_NOT_FOUND, "find a record", 0);
    return code == SQLITE_ROW || FAIL(store, code, "read a row", fault);
}

bool
store_get(struct store *store, enum store_table table, const struct store_row *key,
    struct store_row *row, struct fault *fault)
{
    const struct store_table_shape *shape = &store_shapes[table];

    if (!store->get[table]) {
        struct bytes sql = BYTES_EMPTY;

        write_select(shape, shape->n_columns, &sql);
        write_key(shape, &sql);
        store->get[table] = prepare(store, &sql, fault);
        if (!store->get[table])
            return false;
    }
    for (size_t i = 0; i < shape->n_key; i++)
        bind(store->get[table], (int) i + 1, &key->values[i]);
    return take_row(store, shape, store->get[table], row, fault);
}

/* One row by its place in the key's order, among those that `where` leaves. */
static bool
take_first(struct store *store, enum store_table table, const char *where, const char *order,
    const struct store_value *value, struct store_row *row, struct fault *fault)
{
    const struct store_table_shape *shape = &store_shapes[table];
    struct bytes sql = BYTES_EMPTY;
    sqlite3_stmt *statement;
    bool found;

    write_select(shape, shape->n_columns, &sql);
    if (value)
        bytes_append_format(&sql, " WHERE %s %s ?", shape->columns[0].name, where);
    bytes_append_text(&sql, " ORDER BY ");
    append_columns(shape, 0, shape->n_key, order, &sql);
    bytes_append_text(&sql, " LIMIT 1");
    statement = prepare(store, &sql, fault);
    if (!statement)
        return false;
    if (value)
        bind(statement, 1, value);
    found = take_row(store, shape, statement, row, fault);
    (void) sqlite3_finalize(statement);
    return found;
}

bool
store_last(struct store *store, enum store_table table, struct store_row *row, struct fault *fault)
{
    return take_first(store, table, "", " DESC", NULL, row, fault);
}

bool
store_last_of(struct store *store, enum store_table table, const struct store_row *key,
    struct store_row *row, struct fault *fault)
{
    return take_first(store, table, "=", " DESC", &key->values[0], row, fault);
}

bool
store_first_after(struct store *store, enum store_table table, const struct store_row *key,
    struct store_row *row, struct fault *fault)
{
    return take_first(store, table, ">", "", key ? &key->values[0] : NULL, row, fault);
}

static sqlite3_stmt *
prepare_walk(struct store *store, const struct store_walk *walk, struct fault *fault)
{
    const struct store_table_shape *shape = &store_shapes[walk->table];
    struct bytes sql = BYTES_EMPTY;
    sqlite3_stmt *statement;

    write_select(shape, walk->n_columns, &sql);
    if (walk->value)
        bytes_append_format(&sql, " WHERE %s = ?", shape->columns[walk->column].name);
    bytes_append_text(&sql, " ORDER BY ");
    append_columns(shape, 0, shape->n_key, walk->from_last ? " DESC" : "", &sql);
    statement = prepare(store, &sql, fault);
    if (statement && walk->value)
        bind(statement, 1, walk->value);
    return statement;
}

bool
store_walk(struct store *store, const struct store_walk *walk, store_visit *visit, void *context,
    struct fault *fault)
{
    sqlite3_stmt *statement = prepare_walk(store, walk, fault);
    struct store_row row = {0};
    bool going = true;
    int code = SQLITE_ROW;

    if (!statement)
        return false;
    while (going && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        read_row(&store_shapes[walk->table], walk->n_columns, statement, &row);
        going = visit(context, &row, fault);
    }
    store_row_destroy(&row);
    (void) sqlite3_finalize(statement);
    if (going && code != SQLITE_DONE)
        return FAIL(store, code, "walk a table", fault);
    return going;
}

bool
store_each(struct store *store, enum store_table table, size_t column,
    const struct store_value *value, store_visit *visit, void *context, struct fault *fault)
{
    struct store_walk walk = {
        .table = table, .n_columns = store_columns(table), .column = column, .value = value};

    return store_walk(store, &walk, visit, context, fault);
}

bool
store_count(struct store *store, enum store_table table, uint64_t *count, struct fault *fault)
{
    struct bytes sql = BYTES_EMPTY;
    sqlite3_stmt *statement;
    int code;

    bytes_append_format(&sql, "SELECT count(*) FROM %s", store_shapes[table].name);
    statement = prepare(store, &sql, fault);
    if (!statement)
        return false;
    code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *count = (uint64_t) sqlite3_column_int64(statement, 0);
    (void) sqlite3_finalize(statement);
    return code == SQLITE_ROW || FAIL(store, code, "count a table", fault);
}
