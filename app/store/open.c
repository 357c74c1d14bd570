#include "inside.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "afterword.db"
#define BUSY_MS 2000
#define WARM_BYTES "1048576"

/* ---- faults ------------------------------------------------------------------------*/

bool
fail(struct store *store, int code, const char *doing, struct fault *fault)
{
    enum fault_kind kind = FAULT_DISK;

    switch (code & 0xff) {
    case SQLITE_FULL:
        kind = FAULT_DISK_FULL;
        break;
    case SQLITE_READONLY:
        kind = FAULT_DISK_READ_ONLY;
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        kind = FAULT_STORE_BUSY;
        break;
    case SQLITE_NOTADB:
        kind = FAULT_FOREIGN;
        break;
    case SQLITE_CORRUPT:
        kind = FAULT_DAMAGED;
        break;
    case SQLITE_IOERR:
        // SQLite keeps the system's errno apart.
        if (store && store->database && sqlite3_system_errno(store->database) == ENOSPC)
            kind = FAULT_DISK_FULL;
        break;
    case SQLITE_NOMEM:
        memory_exhausted();
    default:
        break;
    }
    return fault_set(fault, kind, doing, code);
}

bool
run(struct store *store, const char *sql, struct fault *fault)
{
    int code = sqlite3_exec(store->database, sql, NULL, NULL, NULL);

    return code == SQLITE_OK || FAIL(store, code, "run a statement", fault);
}

/* ---- the files before SQLite sees them -----------------------------------------------*/

/* A data file that is a link, somebody else's or open to others is not opened at all. */
static bool
check_file(const char *folder, const char *name, bool must_exist, struct fault *fault)
{
    char *path = file_path(folder, name);
    struct stat status;
    bool fine = false;

    if (lstat(path, &status) != 0) {
        fine = errno == ENOENT && !must_exist;
        if (!fine)
            (void) FAULT_ERRNO(fault, FAULT_DISK, "look at the data file");
    } else if (!S_ISREG(status.st_mode)) {
        (void) FAULT(fault, FAULT_PERMISSION, "find a regular data file", 1);
    } else if (status.st_uid != geteuid()) {
        (void) FAULT(fault, FAULT_PERMISSION, "find the data file to be ours", 2);
    } else if (status.st_mode & 077) {
        (void) FAULT(fault, FAULT_PERMISSION, "find the data file closed to others", 3);
    } else if (status.st_nlink != 1) {
        (void) FAULT(fault, FAULT_PERMISSION, "find the data file under one name", 5);
    } else {
        fine = true;
    }
    free(path);
    return fine;
}

static bool
check_files(const char *folder, enum store_mode mode, struct fault *fault)
{
    struct fault missing = FAULT_EMPTY;
    bool exists;

    if (!file_folder_check(folder, fault))
        return false;
    if (mode == STORE_CREATE) {
        exists = check_file(folder, FILE_NAME, true, &missing) || missing.kind != FAULT_NOT_FOUND;
        return !exists || FAULT(fault, FAULT_EXISTS, "make a data file", 0);
    }
    return check_file(folder, FILE_NAME, true, fault) &&
           check_file(folder, FILE_NAME "-wal", false, fault) &&
           check_file(folder, FILE_NAME "-shm", false, fault);
}

/* ---- settings ------------------------------------------------------------------------*/

static const struct {
    const char *pragma;
    const char *set; /* NULL: only asked */
    int64_t expected;
} pragmas[] = {
    {"temp_store", "PRAGMA temp_store=MEMORY", 2}, // Debian's build spills sorts to /var/tmp else
    {"synchronous", "PRAGMA synchronous=FULL", 2},
    {"secure_delete", "PRAGMA secure_delete=ON", 1},
    {"cell_size_check", "PRAGMA cell_size_check=ON", 1},
    {"mmap_size", "PRAGMA mmap_size=0", 0},
    {"foreign_keys", "PRAGMA foreign_keys=ON", 1},
};

static const struct {
    int option, value;
} switches[] = {
    {SQLITE_DBCONFIG_DEFENSIVE, 1},
    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {SQLITE_DBCONFIG_DQS_DML, 0},
    {SQLITE_DBCONFIG_DQS_DDL, 0},
    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
    {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
};

static const struct {
    int limit, value;
} limits[] = {
    {SQLITE_LIMIT_LENGTH, STORE_BLOB_MAX + 4096},
    {SQLITE_LIMIT_SQL_LENGTH, 4096},
    {SQLITE_LIMIT_COLUMN, 32},
    {SQLITE_LIMIT_EXPR_DEPTH, 20},
    {SQLITE_LIMIT_COMPOUND_SELECT, 2},
    {SQLITE_LIMIT_VDBE_OP, 25000},
    {SQLITE_LIMIT_FUNCTION_ARG, 8},
    {SQLITE_LIMIT_ATTACHED, 1}, // VACUUM INTO attaches its file
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
    {SQLITE_LIMIT_WORKER_THREADS, 0},
};

bool
ask(struct store *store, const char *sql, int64_t *answer, struct fault *fault)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *answer = sqlite3_column_int64(statement, 0);
    (void) sqlite3_finalize(statement); // repeats the error of the step
    return code == SQLITE_ROW || FAIL(store, code, "ask the data file", fault);
}

/* Set, and then asserted: a connection that runs with another setting is no connection. */
static bool
apply_settings(struct store *store, struct fault *fault)
{
    char sql[64];

    for (size_t i = 0; i < COUNT(switches); i++) {
        int now = -1;

        if (sqlite3_db_config(store->database, switches[i].option, switches[i].value, &now) !=
                SQLITE_OK ||
            now != switches[i].value)
            return FAULT(fault, FAULT_SYSTEM, "set up SQLite", switches[i].option);
    }
    for (size_t i = 0; i < COUNT(limits); i++)
        (void) sqlite3_limit(store->database, limits[i].limit, limits[i].value);
    for (size_t i = 0; i < COUNT(pragmas); i++) {
        int64_t now = -1;

        if (!run(store, pragmas[i].set, fault))
            return false;
        (void) sqlite3_snprintf(sizeof(sql), sql, "PRAGMA %s", pragmas[i].pragma);
        // mmap_size answers nothing where the build has no memory map.
        if (!ask(store, sql, &now, fault) && strcmp(pragmas[i].pragma, "mmap_size") != 0)
            return false;
        if (now != pragmas[i].expected && !(now == -1 && pragmas[i].expected == 0))
            return FAULT(fault, FAULT_SYSTEM, "find a setting of SQLite's in force", (int) i);
    }
    (void) sqlite3_busy_timeout(store->database, BUSY_MS);
    return true;
}

/* ---- whose file it is -----------------------------------------------------------------*/

static bool
check_identity(struct store *store, struct fault *fault)
{
    int64_t application = 0, version = 0;

    if (!ask(store, "PRAGMA application_id", &application, fault) ||
        !ask(store, "PRAGMA user_version", &version, fault))
        return false;
    if (application != STORE_APPLICATION_ID)
        return FAULT(fault, FAULT_FOREIGN, "find our own mark in the data file", application);
    if (version > STORE_VERSION)
        return FAULT(fault, FAULT_NEWER, "read the data file's version", version);
    if (version < STORE_VERSION)
        return bring_forward(store, version, fault);
    if (store->mode == STORE_WRITE)
        drop_copies(store->folder);
    return check_schema(store, fault);
}

/* A file that was brought back from a copy is not in WAL mode: the writer puts it there. */
static bool
enter_wal(struct store *store, struct fault *fault)
{
    int64_t is_wal = 0;

    return run(store, "PRAGMA journal_mode=WAL", fault) &&
           ask(store, "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'",
               &is_wal, fault) &&
           (is_wal == 1 || FAULT(fault, FAULT_SYSTEM, "find the data file in WAL mode", 0));
}

/* ---- opening -------------------------------------------------------------------------*/

static const int open_flags[] = {
    [STORE_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
    [STORE_WRITE] = SQLITE_OPEN_READWRITE,
    [STORE_READ] = SQLITE_OPEN_READONLY,
    [STORE_COPY] = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
    [STORE_COPY_MAKE] = SQLITE_OPEN_READWRITE,
};

/* As a data file is to be written; a copy in the making leaves no journal beside it. */
static bool
enter_mode(struct store *store, struct fault *fault)
{
    switch (store->mode) {
    case STORE_CREATE:
    case STORE_WRITE:
        return enter_wal(store, fault) && run(store, "PRAGMA wal_autocheckpoint=200", fault);
    case STORE_READ:
        (void) sqlite3_db_config(store->database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        return true;
    case STORE_COPY_MAKE:
        return run(store, "PRAGMA journal_mode=MEMORY", fault);
    case STORE_COPY:
        break;
    }
    return true;
}

bool
open_database(struct store *store, struct fault *fault)
{
    int flags = SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX |
                open_flags[store->mode];
    mode_t before = umask(077);
    int code = sqlite3_open_v2(store->path, &store->database, flags, NULL);
    bool open = code == SQLITE_OK;

    if (!open)
        (void) FAIL(store, code, "open the data file", fault);
    open = open && apply_settings(store, fault);
    if (open && store->mode == STORE_CREATE)
        open = create_schema(store, fault);
    open = open && check_identity(store, fault);
    open = open && enter_mode(store, fault);
    umask(before);
    return open;
}

static void
close_database(struct store *store)
{
    finalize_all(store);
    (void) sqlite3_close(store->database); // nothing is open on it any more
    store->database = NULL;
}

bool
open_with(const struct store_step *steps, const char *folder, enum store_mode mode,
    struct store **store, struct fault *fault)
{
    struct store *opened;

    if (!check_files(folder, mode, fault))
        return false;
    opened = memory_new(1, sizeof(*opened));
    opened->folder = memory_string(folder);
    opened->path = file_path(folder, FILE_NAME);
    opened->mode = mode;
    opened->steps = steps;
    if (!open_database(opened, fault)) {
        store_close(opened);
        return false;
    }
    *store = opened;
    return true;
}

bool
store_open(const char *folder, enum store_mode mode, struct store **store, struct fault *fault)
{
    return open_with(store_steps, folder, mode, store, fault);
}

void
store_close(struct store *store)
{
    if (!store)
        return;
    store_rollback(store);
    close_database(store);
    free(store->folder);
    free(store->path);
    free(store);
}

/* ---- transactions --------------------------------------------------------------------*/

/* Runs a statement that is prepared the first time and kept. SQLite's code. */
static int
run_kept(struct store *store, sqlite3_stmt **kept, const char *sql)
{
    int code = SQLITE_OK;

    if (!*kept)
        code = sqlite3_prepare_v3(store->database, sql, -1, SQLITE_PREPARE_PERSISTENT, kept, NULL);
    if (code != SQLITE_OK)
        return code;
    code = sqlite3_step(*kept);
    (void) sqlite3_reset(*kept); // repeats the error of the step
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

bool
store_begin(struct store *store, struct fault *fault)
{
    int code;

    assert(!store->in_transaction);
    if (store->mode == STORE_READ || store->mode == STORE_COPY)
        return FAULT(fault, FAULT_DISK_READ_ONLY, "write to the data file", 0);
    code = run_kept(store, &store->begin, "BEGIN IMMEDIATE");
    store->in_transaction = code == SQLITE_OK;
    return store->in_transaction || FAIL(store, code, "begin to write", fault);
}

/* Linux may drop the pages that a failed fsync was to write and call the next one a success. So
 * that connection is never synced again. */
static void
reopen(struct store *store)
{
    struct fault fault = FAULT_EMPTY;

    close_database(store);
    if (++store->failed_syncs > 1)
        store->mode = STORE_READ;
    else
        store->mode = STORE_WRITE;
    if (!open_database(store, &fault))
        LOG_FAULT("store", &fault);
}

bool
store_commit(struct store *store, struct fault *fault)
{
    int code = run_kept(store, &store->commit, "COMMIT");

    assert(store->in_transaction);
    if (code == SQLITE_OK) {
        store->in_transaction = false;
        return true;
    }
    (void) FAIL(store, code, "commit", fault);
    store_rollback(store);
    // A copy in the making is given up instead.
    if (!is_copy(store) && (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC))
        reopen(store);
    return false;
}

void
store_rollback(struct store *store)
{
    if (!store || !store->in_transaction)
        return;
    // SQLite may have rolled back by itself; then there is nothing left to undo.
    (void) sqlite3_exec(store->database, "ROLLBACK", NULL, NULL, NULL);
    store->in_transaction = false;
}

bool
store_hold(struct store *store, struct fault *fault)
{
    assert(store->mode == STORE_READ || store->mode == STORE_COPY);
    return run(store, "BEGIN", fault);
}

bool
store_warm(struct store *store, struct fault *fault)
{
    // Random bytes: a zeroblob writes nothing.
    bool warmed = run(store, "UPDATE warm SET filling = randomblob(" WARM_BYTES ")", fault) &&
                  run(store, "UPDATE warm SET filling = zeroblob(1)", fault) &&
                  run(store, "PRAGMA wal_checkpoint(RESTART)", fault);

    // The cache holds pages of noise that nobody reads again.
    (void) sqlite3_db_release_memory(store->database);
    return warmed;
}

bool
store_checkpoint(struct store *store, struct fault *fault)
{
    int64_t busy = 1;

    if (!ask(store, "PRAGMA wal_checkpoint(TRUNCATE)", &busy, fault))
        return false;
    return busy == 0 || FAULT(fault, FAULT_STORE_BUSY, "empty the log of the data file", 0);
}

const char *
text_at(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *) sqlite3_column_text(statement, column);

    // SQLite gives NULL for a text that it had no memory to hand out, too.
    if (!text && sqlite3_errcode(sqlite3_db_handle(statement)) == SQLITE_NOMEM)
        memory_exhausted();
    return text ? text : "";
}

bool
store_quick_check(struct store *store, struct fault *fault)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(store->database, "PRAGMA quick_check(1)", -1, &statement, NULL);
    bool fine;

    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    fine = code == SQLITE_ROW && strcmp(text_at(statement, 0), "ok") == 0;
    (void) sqlite3_finalize(statement);
    return fine || FAULT(fault, FAULT_DAMAGED, "check the pages of the data file", code);
}

bool
store_copy(struct store *store, const char *path, struct fault *fault)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(store->database, "VACUUM INTO ?", -1, &statement, NULL);
    mode_t before = umask(077);

    if (code == SQLITE_OK)
        code = sqlite3_bind_text(statement, 1, path, -1, SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    (void) sqlite3_finalize(statement);
    umask(before);
    return code == SQLITE_DONE || FAIL(store, code, "copy the data file", fault);
}
