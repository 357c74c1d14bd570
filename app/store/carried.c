/* A copy that is carried elsewhere: the data file and what lies beside it, in one file. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

/* SQLite takes the file as it lies there: no lock, and no journal that somebody put beside it. */
static char *
immutable_uri(const char *path)
{
    struct bytes uri = BYTES_EMPTY;

    bytes_append_text(&uri, "file:");
    for (; *path; path++) {
        bool is_plain = (*path >= 'a' && *path <= 'z') || (*path >= 'A' && *path <= 'Z') ||
                        (*path >= '0' && *path <= '9') || strchr("/._-", *path);

        bytes_append_format(&uri, is_plain ? "%c" : "%%%02X", (unsigned char) *path);
    }
    bytes_append_text(&uri, "?immutable=1");
    return (char *) uri.data;
}

bool
store_copy_open(const char *path, bool making, struct store **store, struct fault *fault)
{
    struct store *opened = memory_new(1, sizeof(*opened));

    opened->folder = memory_string("");
    opened->path = making ? memory_string(path) : immutable_uri(path);
    opened->mode = making ? STORE_COPY_MAKE : STORE_COPY;
    opened->steps = store_steps;
    if (!open_database(opened, fault)) {
        store_close(opened);
        return false;
    }
    *store = opened;
    return true;
}

bool
store_carried_make(struct store *store, struct fault *fault)
{
    return run(store, CARRIED_SQL, fault);
}

bool
store_carried_drop(struct store *store, struct fault *fault)
{
    return run(store, "DROP TABLE carried", fault);
}

bool
store_carried_put(
    struct store *store, const char *name, const struct bytes *content, struct fault *fault)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(
        store->database, "INSERT INTO carried VALUES (?, ?)", -1, &statement, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_bind_blob(statement, 1, name, (int) strlen(name), SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = sqlite3_bind_blob64(statement, 2, content->data ? (const void *) content->data : "",
            content->length, SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    (void) sqlite3_finalize(statement); // repeats the error of the step
    return code == SQLITE_DONE || FAIL(store, code, "carry what lies beside the data file", fault);
}

bool
store_carried_get(struct store *store, const char *name, struct bytes *content, struct fault *fault)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(
        store->database, "SELECT content FROM carried WHERE name = ?", -1, &statement, NULL);

    if (code != SQLITE_OK)
        return FAULT(fault, FAULT_FOREIGN, "find what a copy carries", code);
    code = sqlite3_bind_blob(statement, 1, name, (int) strlen(name), SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        bytes_set(content, sqlite3_column_blob(statement, 0),
            (size_t) sqlite3_column_bytes(statement, 0));
    (void) sqlite3_finalize(statement);
    if (code == SQLITE_DONE)
        return FAULT(fault, FAULT_NOT_FOUND, "find a file that a copy carries", 0);
    return code == SQLITE_ROW || FAIL(store, code, "read what a copy carries", fault);
}
