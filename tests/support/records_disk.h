/* A disk that fails: SQLite's own file system with a hand between. It stands for every connection
 * that is opened after disk_install. */
#ifndef AFTERWORD_TESTS_RECORDS_DISK_H
#define AFTERWORD_TESTS_RECORDS_DISK_H

#include <stdbool.h>

enum disk_call { DISK_WRITE, DISK_SYNC, DISK_CALLS };

void
disk_install(void);
/* From the nth call on (1: the next), once or for ever, the call fails: a write for want of space, a
 * sync as fsync does. */
void
disk_fail(enum disk_call call, int nth, bool for_ever);
/* Writes fail for want of space while there is a file of this path; NULL: never. Borrowed. */
void
disk_full_beside(const char *path);
/* Calls once, at the nth read from now on; `call` may use SQLite itself. */
void
disk_at_read(int nth, void (*call)(void *context), void *context);
/* Nothing fails any more; counting begins anew. */
void
disk_mend(void);
/* How many calls since disk_mend or disk_fail. */
int
disk_count(enum disk_call call);

#endif
