/* store: the data file. It only ever sees sealed bytes and pseudonyms.
 *
 * One SQLite file in WAL mode, one table a kind of record. A row is a list of
 * values, because the log's digest covers every column as stored: what is
 * generic here is generic there. Tables and columns are one table of data
 * (app/store/tables.c), from which the schema is written and checked.
 *
 * Exactly one connection in the world writes or checkpoints; readers open
 * read-only. Everything here blocks and belongs to one thread at a time.
 */
#ifndef AFTERWORD_STORE_H
#define AFTERWORD_STORE_H

#include "afterword/base.h"

#define STORE_VERSION 1
#define STORE_COLUMNS_MAX 16
#define STORE_BLOB_MAX (4u << 20)

/* Tables in the order of docs/format.md; their numbers are of the format (the log's digests name
 * them). Another column, table or number is another STORE_VERSION, with a step that leads there
 * (app/store/migrate.c). */
enum store_table {
    STORE_META = 1, /* one row: whose file this is */
    STORE_STAFF,    /* certificates */
    STORE_KIOSK,
    STORE_JOURNAL,
    STORE_GRANT,
    STORE_REVOCATION,
    STORE_LOCK,     /* a staff seed under a passphrase */
    STORE_KEY_SEAL, /* a key sealed to somebody: a journal's seed, a note's key */
    STORE_IDENTITY,
    STORE_LEAF,
    STORE_SETTING,
    STORE_WORDING,
    STORE_DRAFT,    /* a draft key sealed to its journal */
    STORE_SNAPSHOT, /* two slots a draft; not in the log */
    STORE_CHUNK,    /* a second of sound; not in the log but by its root */
    STORE_ENTRY,
    STORE_PLACEMENT,
    STORE_CACHE, /* entry keys under a journal's cache key; not in the log */
    STORE_NOTE,
    STORE_TOMBSTONE,
    STORE_LINE,  /* the log itself */
    STORE_TRIES, /* wrong passphrases; not in the log's digests */
    STORE_TABLES
};

struct store_value {
    bool is_blob;
    int64_t integer;
    struct bytes blob;
};
/* Values beside the table's columns. */
struct store_row {
    struct store_value values[STORE_COLUMNS_MAX];
};

void
store_row_destroy(struct store_row *row);
void
store_set_integer(struct store_row *row, size_t column, int64_t value);
void
store_set_blob(struct store_row *row, size_t column, const void *data, size_t length);
/* The same without a copy: the bytes become the row's, and `blob` is empty after it. */
void
store_give_blob(struct store_row *row, size_t column, struct bytes *blob);
void
store_set_id(struct store_row *row, size_t column, const struct id *id);
void
store_set_text(struct store_row *row, size_t column, const char *text);
/* The id in a column; none where it is not 16 bytes. */
struct id
store_id(const struct store_row *row, size_t column);

const char *
store_table_name(enum store_table table);
size_t
store_columns(enum store_table table);
/* How many of the first columns are the primary key. */
size_t
store_key_columns(enum store_table table);
bool
store_column_is_blob(enum store_table table, size_t column);

/* ---- the file ---------------------------------------------------------------------*/

struct store;

enum store_mode {
    STORE_CREATE, /* EXISTS when a file is there */
    STORE_WRITE,
    STORE_READ,     /* beside a running kiosk; writes and checkpoints nothing */
    STORE_COPY,     /* a copy under any name, that nobody writes to: store_copy_open */
    STORE_COPY_MAKE /* one in the making */
};

/* Opens FOLDER/afterword.db after checking folder, file, -wal and -shm (no link, ours, closed to
 * others), and after it the schema. A writer brings an older file forward first; a reader refuses
 * one (DISK_READ_ONLY). The file is untouched on false. Faults: NOT_FOUND, EXISTS, PERMISSION,
 * FOREIGN (not SQLite, another application's, another schema), NEWER, DAMAGED, STORE_BUSY, DISK. */
bool
store_open(const char *folder, enum store_mode mode, struct store **store, struct fault *fault);
/* Checkpoints (a writer) and closes. NULL is fine. */
void
store_close(struct store *store);

/* Fills the WAL once to its full length, so that later commits overwrite instead of growing it:
 * a save costs 1.2 writes instead of 2.5. */
bool
store_warm(struct store *store, struct fault *fault);
/* Moves the WAL into the file and empties it. False with STORE_BUSY when a reader holds it: pending,
 * to be tried again. */
bool
store_checkpoint(struct store *store, struct fault *fault);
/* SQLite's own quick check of pages and indexes. DAMAGED. */
bool
store_quick_check(struct store *store, struct fault *fault);
/* A copy of the whole into one new file, or into an empty one. */
bool
store_copy(struct store *store, const char *path, struct fault *fault);

/* ---- a copy that is carried elsewhere --------------------------------------------------
 *
 * One file with one more table, `carried`: what lies beside the data file, by name. A copy may have
 * bytes behind its last page, which SQLite passes over. */

/* The path is of a regular file that the caller looked at. The same faults as store_open. */
bool
store_copy_open(const char *path, bool making, struct store **store, struct fault *fault);
/* Makes the table, within a transaction of a copy in the making. */
bool
store_carried_make(struct store *store, struct fault *fault);
bool
store_carried_put(
    struct store *store, const char *name, const struct bytes *content, struct fault *fault);
/* NOT_FOUND; FOREIGN for a copy without the table. */
bool
store_carried_get(
    struct store *store, const char *name, struct bytes *content, struct fault *fault);
/* Removes the table: what is left is a data file. */
bool
store_carried_drop(struct store *store, struct fault *fault);

/* The file that is given up when the disk is full, so that closing and erasing still work. */
#define STORE_BALLAST (8u << 20)
bool
store_ballast_make(const char *folder, struct fault *fault);
/* False when there was none to drop. */
bool
store_ballast_drop(const char *folder);

/* From here on a reader sees one state of the file, whatever is committed beside it, until it
 * closes. */
bool
store_hold(struct store *store, struct fault *fault);

/* ---- rows ---------------------------------------------------------------------------*/

bool
store_begin(struct store *store, struct fault *fault);
/* Durable when true. On false everything since store_begin is undone; after a failed sync the
 * connection is closed and opened anew, the second time read-only. */
bool
store_commit(struct store *store, struct fault *fault);
/* NULL-safe; undoes what was begun. */
void
store_rollback(struct store *store);

/* Inserts, or overwrites the row of the same key in its place. */
bool
store_put(
    struct store *store, enum store_table table, const struct store_row *row, struct fault *fault);
/* NOT_FOUND when there is none. The key is the first columns of `key`. */
bool
store_get(struct store *store, enum store_table table, const struct store_row *key,
    struct store_row *row, struct fault *fault);
/* One that is not there is fine. */
bool
store_delete(
    struct store *store, enum store_table table, const struct store_row *key, struct fault *fault);

/* Every row whose column `column` equals `value` (both 0/NULL: all rows), in the order of the
 * key. The callback's false ends the walk and is the answer. It must not write. */
typedef bool
store_visit(void *context, const struct store_row *row, struct fault *fault);
bool
store_each(struct store *store, enum store_table table, size_t column,
    const struct store_value *value, store_visit *visit, void *context, struct fault *fault);
/* The same of the first `n_columns` columns alone: what lies behind them is not read from the disk,
 * and empty in the row. */
struct store_walk {
    enum store_table table;
    size_t n_columns;
    size_t column; /* and `value`: as above */
    const struct store_value *value;
    bool from_last; /* in the other order */
};
bool
store_walk(struct store *store, const struct store_walk *walk, store_visit *visit, void *context,
    struct fault *fault);
bool
store_count(struct store *store, enum store_table table, uint64_t *count, struct fault *fault);
/* The row with the highest key; NOT_FOUND in an empty table. */
bool
store_last(struct store *store, enum store_table table, struct store_row *row, struct fault *fault);
/* The same among those whose first column is that of `key`. */
bool
store_last_of(struct store *store, enum store_table table, const struct store_row *key,
    struct store_row *row, struct fault *fault);
/* The first row whose first column is greater than that of `key`; of all rows for NULL. */
bool
store_first_after(struct store *store, enum store_table table, const struct store_row *key,
    struct store_row *row, struct fault *fault);

#endif
