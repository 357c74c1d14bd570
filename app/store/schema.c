/* The schema: written from the tables' shapes, and compared with them. */
#include "inside.h"

#include <string.h>

bool
set_version(struct store *store, int64_t version, struct fault *fault)
{
    char sql[64];

    (void) sqlite3_snprintf(sizeof(sql), sql, "PRAGMA user_version=%lld", (long long) version);
    return run(store, sql, fault);
}

bool
create_schema(struct store *store, struct fault *fault)
{
    struct bytes sql = BYTES_EMPTY;
    bool made = run(store, "PRAGMA page_size=4096", fault) &&
                run(store, "PRAGMA journal_mode=WAL", fault) &&
                run(store, "BEGIN IMMEDIATE", fault);

    for (int table = 1; made && table < STORE_TABLES; table++) {
        bytes_clear(&sql);
        write_create((enum store_table) table, &sql);
        made = run(store, bytes_text(&sql), fault);
        bytes_clear(&sql);
        write_index((enum store_table) table, &sql);
        if (made && sql.length > 0)
            made = run(store, bytes_text(&sql), fault);
    }
    made = made &&
           run(store, "CREATE TABLE warm (one INTEGER PRIMARY KEY, filling BLOB) STRICT", fault) &&
           run(store, "INSERT INTO warm VALUES (1, zeroblob(1))", fault) &&
           run(store, "PRAGMA application_id=1095128151", fault) &&
           set_version(store, STORE_VERSION, fault) && run(store, "COMMIT", fault);
    bytes_destroy(&sql);
    return made;
}
_Static_assert(STORE_APPLICATION_ID == 1095128151, "the number in the statement");

/* True when a statement of sqlite_schema is one of ours. */
static bool
is_ours(const char *statement)
{
    struct bytes sql = BYTES_EMPTY;
    bool found = strcmp(statement, "CREATE TABLE warm (one INTEGER PRIMARY KEY, filling BLOB) "
                                   "STRICT") == 0;

    for (int table = 1; !found && table < STORE_TABLES; table++) {
        bytes_clear(&sql);
        write_create((enum store_table) table, &sql);
        found = strcmp(bytes_text(&sql), statement) == 0;
        bytes_clear(&sql);
        write_index((enum store_table) table, &sql);
        found = found || (sql.length > 0 && strcmp(bytes_text(&sql), statement) == 0);
    }
    bytes_destroy(&sql);
    return found;
}

static size_t
n_statements(void)
{
    size_t count = 1;

    for (int table = 1; table < STORE_TABLES; table++)
        count += store_shapes[table].indexed >= 0 ? 2 : 1;
    return count;
}

/* A table, index, trigger or view more, or one that reads otherwise, is another program's file. */
bool
check_schema(struct store *store, struct fault *fault)
{
    sqlite3_stmt *statement = NULL;
    size_t count = 0;
    bool ours = true;
    int code = sqlite3_prepare_v2(store->database,
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL", -1, &statement, NULL);

    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(statement);
        if (code != SQLITE_ROW)
            break;
        if (is_copy(store) && strcmp(text_at(statement, 0), CARRIED_SQL) == 0)
            continue;
        ours = ours && is_ours(text_at(statement, 0));
        count++;
    }
    (void) sqlite3_finalize(statement);
    if (code != SQLITE_DONE)
        return FAIL(store, code, "read the schema", fault);
    if (!ours || count != n_statements())
        return FAULT(fault, FAULT_FOREIGN, "find our own schema", (int64_t) count);
    return true;
}
