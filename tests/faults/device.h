/* The disk between the program and the kernel: every call that changes a file of one folder goes
 * through here, SQLite's and ours alike, because the test program's own open, pwrite, fdatasync ...
 * stand before libc's. It records them in their order, makes them fail, and ends the process in the
 * middle of one.
 *
 * One folder at a time, with folders in it that are made while it is recorded (their own names last
 * at once); one thread. Files that no restart looks into (the -shm, the ballast, the
 * lock) are counted, not recorded.
 */
#ifndef AFTERWORD_TESTS_DEVICE_H
#define AFTERWORD_TESTS_DEVICE_H

#include "afterword/base.h"

#define DEVICE_NAME 48 /* of a file in the folder */
#define DEVICE_NAMES 32
#define DEVICE_MARK 64 /* bytes of what was acknowledged */

enum device_call {
    DEVICE_OPEN,
    DEVICE_WRITE,
    DEVICE_SYNC,
    DEVICE_CUT,
    DEVICE_RENAME,
    DEVICE_REMOVE,
    DEVICE_CALLS
};

enum device_kind {
    DID_WRITE,
    DID_CUT,
    DID_SYNC,
    DID_NAME,        /* a file got `name` */
    DID_RENAME,      /* ... `to` in place of `name` */
    DID_REMOVE,      /* `name` is nobody's */
    DID_SYNC_FOLDER, /* what was named and removed in it (`name`; empty: the folder) stays so */
    DID_MARK         /* something was acknowledged: `data` says what */
};
struct device_deed {
    enum device_kind kind;
    int file;    /* number of a file, whatever its name */
    uint64_t at; /* offset; for a cut the new size */
    size_t data, length;
    char name[DEVICE_NAME], to[DEVICE_NAME];
};
struct device_name {
    char name[DEVICE_NAME];
    int file;
};
struct device_record {
    struct device_name names[DEVICE_NAMES]; /* when recording began */
    size_t n_names;
    struct bytes *before; /* by number: what a file held then; empty for one made since */
    int n_files;
    struct device_deed *deeds;
    size_t n_deeds;
    struct bytes data;
};

/* Knows from here on which descriptors are of the folder, and forgets the one before. NULL: none. */
void
device_know(const char *folder);
/* Takes what lies in the folder as durable and records each call. */
void
device_record_begin(void);
/* Hands over what was recorded. */
struct device_record
device_record_end(void);
void
device_record_destroy(struct device_record *record);
void
device_mark(const void *mark, size_t length);

/* The nth call of a kind from now on (1: the next) fails with `code`, once or for ever. */
void
device_fail(enum device_call call, int nth, bool for_ever, int code);
/* The process is killed at its nth call of any kind: before it, after it or, of a write, when half
 * of it is done, by nth modulo 3. */
void
device_die(int nth);
/* Neither any more; counting begins anew. */
void
device_mend(void);
int
device_count(enum device_call call);
/* Of every kind. */
int
device_count_all(void);
/* The nth allocation of memory from now on fails, once; 0: none. */
void
device_starve(int nth);
int
device_allocations(void);

#endif
