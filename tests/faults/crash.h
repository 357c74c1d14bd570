/* What a disk may hold after the power went: built from a record, a state a seed. */
#ifndef AFTERWORD_TESTS_CRASH_H
#define AFTERWORD_TESTS_CRASH_H

#include "device.h"

struct crash;

/* `lying`: syncs of SQLite's files did nothing since the record began, those of our own did. Borrows
 * the record. */
struct crash *
crash_new(const struct device_record *record, bool lying);
void
crash_free(struct crash *crash);

/* Chooses one state, and puts the newest mark before it into `mark` (zero where there was none). The
 * power goes at any call; of what no sync had reached by then each write is there, absent, torn at
 * sectors of 512 or 4096 bytes or noise, each name is old or new, and all of it in any order. Returns
 * a hash of all of it, by which equal states are told. */
uint64_t
crash_choose(struct crash *crash, uint64_t seed, uint8_t mark[DEVICE_MARK]);
/* Writes the state that was chosen into `folder`. */
void
crash_build(const struct crash *crash, const char *folder);

#endif
