/* What the files of module store share. */
#ifndef AFTERWORD_STORE_INSIDE_H
#define AFTERWORD_STORE_INSIDE_H

#include <sqlite3.h>

#include "afterword/store.h"

struct store_column {
    const char *name;
    bool is_blob;
};
struct store_table_shape {
    const char *name;
    struct store_column columns[STORE_COLUMNS_MAX];
    size_t n_columns, n_key;
    int indexed; /* a column that is walked by besides the key; -1 for none */
};
extern const struct store_table_shape store_shapes[STORE_TABLES];

struct store {
    sqlite3 *database;
    char *folder;
    enum store_mode mode;
    int failed_syncs;
    bool in_transaction;
    /* Prepared once, by table: put, get, delete. */
    sqlite3_stmt *put[STORE_TABLES], *get[STORE_TABLES], *drop[STORE_TABLES];
};

/* The schema's statements for one table, as sqlite_schema keeps them. */
void
write_create(enum store_table table, struct bytes *sql);
/* Empty where the table has no index of its own. */
void
write_index(enum store_table table, struct bytes *sql);

/* Words a failed call of SQLite's as a fault. */
bool
fail(struct store *store, int code, const char *doing, struct fault *fault);
#define FAIL(store, code, literal, fault) fail((store), (code), "" literal "", (fault))
bool
run(struct store *store, const char *sql, struct fault *fault);
void
finalize_all(struct store *store);

#endif
