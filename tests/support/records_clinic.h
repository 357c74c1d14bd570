/* A clinic for the tests of records: founded once a program at Argon2id's floor, copied for each
 * test. Ana Ruiz founded it (admin, therapist, placing) and holds "maple 14 k" and "heron 3 b"; Dr
 * Lee is a therapist who holds neither. */
#ifndef AFTERWORD_TESTS_RECORDS_CLINIC_H
#define AFTERWORD_TESTS_RECORDS_CLINIC_H

#include "afterword/records.h"

#define ANA_PASSPHRASE "a lamp beside the quiet river"
#define LEE_PASSPHRASE "seven grey stones in the garden"

struct records_clinic {
    char *folder;
    struct records *records; /* NULL while it is closed */
    struct id ana, lee;
    struct id maple, heron; /* journals */
    uint64_t revision;      /* the page shared with a supervisor */
    int link[2];            /* ours, and the supervisor's end; -1 where there is none */
    struct fault fault;     /* of the last call that a test made */
};

/* For cmocka: once a program, and around each test, whose *state is a struct records_clinic *. */
int
records_clinic_found(void **state);
/* The same, with more in it before it is copied: `fill` finds it open. */
int
records_clinic_found_and(void (*fill)(struct records_clinic *clinic));
int
records_clinic_remove(void **state);
int
records_clinic_copy(void **state);
int
records_clinic_drop(void **state);
/* Names in the file that tests ask for or damage, in one place. */
#define TABLE_SEALS "key_seal"
#define SEALS_JOURNAL "owner"
#define SEALS_RECEIVER "receiver"
#define TABLE_GRANTS "grant"
#define GRANTS_STAFF "staff"
#define PIN_SIGN "sign" /* of table meta: the paper's public key that signs */

#define CLINIC_TEST(name)                                                                          \
    cmocka_unit_test_setup_teardown(name, records_clinic_copy, records_clinic_drop)
#define CLINIC_RUN(tests) cmocka_run_group_tests(tests, records_clinic_found, records_clinic_remove)

/* Fails the test with the fault's words where `done` is false. */
#define WORKS(clinic, done) records_clinic_works((clinic), (done), __FILE__, __LINE__)
void
records_clinic_works(const struct records_clinic *clinic, bool done, const char *file, int line);
/* Fails the test where `done` is true or the fault is of another kind. */
#define REFUSED(clinic, done, kind)                                                                \
    records_clinic_refused((clinic), (done), (kind), __FILE__, __LINE__)
void
records_clinic_refused(const struct records_clinic *clinic, bool done, enum fault_kind kind,
    const char *file, int line);

void
records_clinic_close(struct records_clinic *clinic);
/* As the kiosk opens it; records_clinic_look opens what can only be read. */
void
records_clinic_open(struct records_clinic *clinic);
void
records_clinic_look(struct records_clinic *clinic);
/* What the program would say of it at the start; FAULT_NONE when it opens. */
enum fault_kind
records_clinic_opens(struct records_clinic *clinic, bool write);
struct records_session *
records_clinic_sign_in(struct records_clinic *clinic, const struct id *member);
/* A third member of staff. */
struct id
records_clinic_add(struct records_clinic *clinic, struct records_session *admin, const char *name,
    unsigned roles, const char *passphrase);

/* How many lines of a kind the log has. */
int64_t
records_clinic_lines(struct records_clinic *clinic, enum records_line_kind kind);

/* Fails the test unless, since the newest order to erase, the lines about keys (seals, placements)
 * stand before the first about an entry. */
void
records_clinic_keys_went_first(struct records_clinic *clinic);

/* ---- sittings ---------------------------------------------------------------------*/

/* Borrows the text. */
struct bytes
text_bytes(const char *text);
#define assert_text_equal(bytes, text)                                                             \
    assert_string_equal(bytes_text(bytes), text) /* a body is text here */
struct records_draft *
records_clinic_begin(struct records_clinic *clinic, const struct id *journal, const char *snapshot);
/* A whole sitting: begun, saved and closed. `closed` may be NULL. The entry's id. */
struct id
records_clinic_write(
    struct records_clinic *clinic, const struct id *journal, const char *open, const char *closed);
/* What the supervisor was given to keep: the body of LINK_KEEP or LINK_BACK. */
void
records_clinic_kept(struct records_clinic *clinic, struct bytes *kept);
/* The open words of an entry as this session reads them. */
void
records_clinic_read(struct records_clinic *clinic, struct records_session *session,
    const struct id *entry, struct bytes *open);

/* ---- the check ----------------------------------------------------------------------*/

/* Closes the clinic where it is open. The texts of all findings that are damage, a line each. */
char *
records_clinic_findings(struct records_clinic *clinic);
/* Fails the test unless the check finds damage whose text holds `words`. */
void
records_clinic_finds(struct records_clinic *clinic, const char *words);
void
records_clinic_finds_nothing(struct records_clinic *clinic);

/* ---- the file in other hands ----------------------------------------------------------
 *
 * Through a connection of the test's own. The clinic must be closed for what the process would
 * hold in memory; nothing here asserts that. Columns are named in records_clinic.c alone. */

void
file_sql(struct records_clinic *clinic, const char *sql);
int64_t
file_number(struct records_clinic *clinic, const char *sql);
/* The first row's first column, as text. Free with free(). */
char *
file_text(struct records_clinic *clinic, const char *sql);
/* Runs `sql` with an id in place of each %s, as a blob literal. */
void
file_sql_ids(
    struct records_clinic *clinic, const char *sql, const struct id *a, const struct id *b);
/* Runs `sql` with ?1 the blob, ?2 and ?3 the ids; `b` may be NULL. A row must change. */
void
file_set_blob(struct records_clinic *clinic, const char *sql, const void *data, size_t length,
    const struct id *a, const struct id *b);
/* The blob that `sql`, with the id in place of %s, gives in hexadecimal. */
void
file_blob(struct records_clinic *clinic, const char *sql, const struct id *id, uint8_t *blob,
    size_t length);
/* Turns a bit of the middle byte of a column, in every row where `where` holds. */
void
file_flip(struct records_clinic *clinic, const char *table, const char *column, const char *where);
/* Copies of single files of the folder, kept aside and put back. */
void
file_keep(struct records_clinic *clinic, const char *name, struct bytes *kept);
void
file_put_back(struct records_clinic *clinic, const char *name, const struct bytes *kept);
void
file_remove(struct records_clinic *clinic, const char *name);
bool
file_exists(struct records_clinic *clinic, const char *name);

#endif
