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

#define STORE_APPLICATION_ID 0x41465457 /* "AFTW" */

/* From one version of the file to the next, as SQL. What it leaves must read as the shapes write it:
 * make the new table under its name and copy the rows, for ALTER TABLE writes another text. */
struct store_step {
    int64_t from;
    const char *const *statements; /* closed by NULL; NULL closes the list of steps */
};
extern const struct store_step store_steps[];

struct store {
    sqlite3 *database;
    char *folder;
    char *path; /* as SQLite is given it */
    enum store_mode mode;
    const struct store_step *steps;
    int failed_syncs;
    bool in_transaction;
    /* Prepared once, by table: put, get, delete. */
    sqlite3_stmt *put[STORE_TABLES], *get[STORE_TABLES], *drop[STORE_TABLES];
    sqlite3_stmt *begin, *commit;
};

/* The schema's statements for one table, as sqlite_schema keeps them. */
void
write_create(enum store_table table, struct bytes *sql);
/* Empty where the table has no index of its own. */
void
write_index(enum store_table table, struct bytes *sql);

/* The schema's statement for the table that a copy has more. */
#define CARRIED_SQL                                                                                \
    "CREATE TABLE carried (name BLOB NOT NULL, content BLOB NOT NULL, PRIMARY KEY (name)) "        \
    "STRICT, "                                                                                     \
    "WITHOUT ROWID"

static inline bool
is_copy(const struct store *store)
{
    return store->mode == STORE_COPY || store->mode == STORE_COPY_MAKE;
}

/* Opens what `store` names; false leaves it to store_close. */
bool
open_database(struct store *store, struct fault *fault);

/* Words a failed call of SQLite's as a fault. */
bool
fail(struct store *store, int code, const char *doing, struct fault *fault);
#define FAIL(store, code, literal, fault) fail((store), (code), "" literal "", (fault))
bool
run(struct store *store, const char *sql, struct fault *fault);
/* The one number that a statement gives. */
bool
ask(struct store *store, const char *sql, int64_t *answer, struct fault *fault);
/* A text of the row a statement stands at; "" for NULL. Borrowed until the next step. */
const char *
text_at(sqlite3_stmt *statement, int column);
bool
create_schema(struct store *store, struct fault *fault);
/* FOREIGN when the file's schema is not word for word ours. */
bool
check_schema(struct store *store, struct fault *fault);
bool
set_version(struct store *store, int64_t version, struct fault *fault);
/* Steps an older file up to STORE_VERSION: a sealed copy first, then one transaction that is checked
 * before it is committed. FOREIGN where no steps lead from it; the file is as it was on false. */
bool
bring_forward(struct store *store, int64_t version, struct fault *fault);
/* Removes the copies that steps made: they hold what may be erased or gone since. */
void
drop_copies(const char *folder);
/* store_open with other steps than ours. */
bool
open_with(const struct store_step *steps, const char *folder, enum store_mode mode,
    struct store **store, struct fault *fault);
void
finalize_all(struct store *store);

#endif
