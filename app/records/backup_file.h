/* What making, reading and restoring a backup share. */
#ifndef AFTERWORD_RECORDS_BACKUP_FILE_H
#define AFTERWORD_RECORDS_BACKUP_FILE_H

#include "inside.h"

/* Behind the last page: these letters, then H(message `backup`: every byte before the digest). */
#define BACKUP_MAGIC "AFTWEND1"
#define BACKUP_MAGIC_LENGTH 8
#define BACKUP_END (BACKUP_MAGIC_LENGTH + VAULT_HASH)

/* Rows of the table `carried`. */
#define CARRIED_PIN "clinic.pin"
#define CARRIED_HELP "help.json"
#define CARRIED_HEAD "kiosk.head"
#define CARRIED_ABSENT "afterword.absent"
#define CARRIED_MADE "made" /* u64 ms */

/* Opens it without following a link and compares the digest of what it opened: from here on the
 * bytes are those that were written. NULL for `digest` where the caller compares it. -1 on false. */
bool
backup_file_open(
    const char *path, int *descriptor, int64_t *length, uint8_t *digest, struct fault *fault);
/* H of the first `length` bytes, copied on the way to `to` where that is not -1. */
bool
backup_digest(
    int descriptor, int64_t length, int to, uint8_t digest[VAULT_HASH], struct fault *fault);
/* The records of a copy, which has its own pin and head. */
bool
backup_records_open(const char *path, bool making, struct records **records, struct fault *fault);
/* Takes pin, head and what is left out from what a copy carries. */
bool
backup_take_carried(struct records *records, struct fault *fault);
/* A folder's pin is the copy's. */
bool
backup_is_of(const struct records *records, const char *folder, struct fault *fault);
/* One row of `carried`. */
bool
backup_carried(struct records *records, const char *name, struct bytes *bytes, struct fault *fault);
/* The path with its folder's links followed: SQLite takes none. free(). */
char *
backup_real_path(const char *path, struct fault *fault);

#endif
