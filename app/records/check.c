/* The check: SQLite's own, the chain of lines, every record's digest both ways, certificates, the
 * head. Needs no passphrase and changes nothing. */
#include "inside.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines wait until there are enough for every processor to verify some. */
#define BATCH 1024
struct batch {
    struct store_row lines[BATCH];
    struct vault_signed signatures[BATCH];
    size_t count;
};

struct checking {
    struct records *records;
    struct records_report *report;
    uint64_t seq; /* of the line before */
    uint8_t before[VAULT_HASH];
    struct id writer; /* its kiosk */
    enum store_table table;
    struct id kiosk; /* whose certificate was followed last: once a kiosk */
    struct store_row certificate;
    bool followed, certified;
    struct batch *batch;
    uint32_t n_left_out;   /* records that a copy leaves out on purpose */
    uint32_t broken_lines; /* said once: after a break each line is wrong */
};

static void
find(struct checking *checking, bool is_damage, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void
find(struct checking *checking, bool is_damage, const char *format, ...)
{
    struct records_report *report = checking->report;
    char text[256];
    va_list arguments;

    va_start(arguments, format);
    (void) vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    report->findings =
        memory_resize(report->findings, report->count + 1, sizeof(*report->findings));
    report->findings[report->count++] = (struct records_finding){is_damage, memory_string(text)};
}

/* ---- the chain -------------------------------------------------------------------------------*/

static bool
witness_holds(struct records *records, const struct store_row *line)
{
    struct id id = store_id(line, LINE_STAFF);
    struct vault_message message = witness_message(line);
    // Who lets a kiosk go on where another stopped is who may certify one.
    unsigned roles = line->values[LINE_KIND].integer == RECORDS_LINE_CONTINUES ? RECORDS_ADMIN : 0;
    struct fault fault = FAULT_EMPTY;

    return signed_by(records, &id, roles, &message, &line->values[LINE_WITNESS].blob, &fault);
}

/* Another kiosk's lines begin with one that says so, and that somebody of the clinic signed. */
static bool
kiosk_follows(const struct checking *checking, const struct store_row *line)
{
    struct id kiosk = store_id(line, LINE_KIOSK);
    bool is_new = checking->report->lines > 1 && !id_equal(&kiosk, &checking->writer);
    bool continues = line->values[LINE_KIND].integer == RECORDS_LINE_CONTINUES;
    struct bytes before = BYTES_EMPTY;
    bool names_it;

    bytes_append_sized(&before, checking->writer.bytes, ID_LENGTH);
    names_it = bytes_equal(&line->values[LINE_SUBJECT].blob, &before) &&
               line->values[LINE_WITNESS].blob.length > 0;
    bytes_destroy(&before);
    return is_new == continues && (!is_new || names_it);
}

/* What is left to be verified of a line; `holds` is false where something is wrong already. */
static void
take_signature(
    struct checking *checking, const struct store_row *line, struct vault_signed *signature)
{
    struct id kiosk = store_id(line, LINE_KIOSK);
    struct fault broken = FAULT_EMPTY;

    if (!checking->followed || !id_equal(&kiosk, &checking->kiosk)) {
        checking->followed = true;
        checking->kiosk = kiosk;
        checking->certified =
            kiosk_certified(checking->records, &kiosk, &checking->certificate, &broken);
    }
    signature->holds = false;
    if (checking->certified)
        (void) line_signature(line, &checking->certificate, signature, &broken);
}

static void
check_line(struct checking *checking, const struct store_row *line, bool is_signed)
{
    uint64_t seq = (uint64_t) line->values[LINE_SEQ].integer;
    const struct bytes *before = &line->values[LINE_BEFORE].blob;
    const struct bytes *hash = &line->values[LINE_HASH].blob;

    checking->report->lines++;
    if (seq != checking->seq + 1 || before->length != VAULT_HASH ||
        memcmp(before->data, checking->before, VAULT_HASH) != 0) {
        if (checking->broken_lines++ == 0)
            find(checking, true, "the log is broken before line %llu: a line is missing or changed",
                (unsigned long long) seq);
    } else if (!kiosk_follows(checking, line)) {
        find(checking, true, "line %llu of the log is of a kiosk that nobody let go on from there",
            (unsigned long long) seq);
    } else if (!is_signed) {
        find(checking, true, "line %llu of the log was changed outside Afterword",
            (unsigned long long) seq);
    }
    if ((line->values[LINE_WITNESS].blob.length > 0 ||
            line_is_order((enum records_line_kind) line->values[LINE_KIND].integer)) &&
        !witness_holds(checking->records, line))
        find(checking, true, "the staff signature in line %llu of the log does not hold",
            (unsigned long long) seq);
    checking->seq = seq;
    checking->writer = store_id(line, LINE_KIOSK);
    if (hash->length == VAULT_HASH)
        memcpy(checking->before, hash->data, VAULT_HASH);
}

static void
check_batch(struct checking *checking)
{
    struct batch *batch = checking->batch;

    vault_verify_all(batch->signatures, batch->count);
    for (size_t i = 0; i < batch->count; i++)
        check_line(checking, &batch->lines[i], batch->signatures[i].holds);
    batch->count = 0;
}

static bool
batch_line(void *context, const struct store_row *line, struct fault *fault)
{
    struct checking *checking = context;
    struct batch *batch = checking->batch;

    (void) fault;
    row_copy(&batch->lines[batch->count], line, store_columns(STORE_LINE));
    take_signature(checking, line, &batch->signatures[batch->count]);
    if (++batch->count == BATCH)
        check_batch(checking);
    return true;
}

static bool
check_lines(struct checking *checking, struct fault *fault)
{
    bool walked;

    checking->batch = memory_new(1, sizeof(*checking->batch));
    walked = lines_each(checking->records, batch_line, checking, fault);
    if (walked)
        check_batch(checking);
    for (size_t i = 0; i < BATCH; i++)
        store_row_destroy(&checking->batch->lines[i]);
    free(checking->batch);
    checking->batch = NULL;
    return walked;
}

/* ---- records against the log -------------------------------------------------------------------*/

static void
subject_text(const struct bytes *subject, char *text, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    size_t at = 0;

    // The first key column without its length: enough to find it again.
    for (size_t i = 4; i < subject->length && i < 4 + ID_LENGTH && at + 2 < size; i++) {
        text[at++] = digits[subject->data[i] >> 4];
        text[at++] = digits[subject->data[i] & 15];
    }
    text[at] = 0;
}

static bool
check_record(void *context, const struct store_row *row, struct fault *fault)
{
    struct checking *checking = context;
    struct bytes subject = BYTES_EMPTY;
    char name[2 * ID_LENGTH + 1];
    uint8_t digest[VAULT_HASH];
    struct folded *folded;
    struct fault broken = FAULT_EMPTY, lost = FAULT_EMPTY;

    record_subject(checking->table, row, &subject);
    folded = fold_find(checking->records, checking->table, &subject, &broken);
    record_digest(checking->table, row, digest);
    subject_text(&subject, name, sizeof(name));
    if (!folded)
        find(checking, true, "%s %s is in the file and in no line of the log: it is foreign",
            store_table_name(checking->table), name);
    else if (memcmp(folded->digest, digest, VAULT_HASH) != 0)
        find(checking, true, "%s %s was changed outside Afterword",
            store_table_name(checking->table), name);
    if (folded)
        folded->seen = true;
    if (checking->table == STORE_ENTRY) {
        checking->report->entries++;
        if (!recordings_hold(checking->records, row, &lost))
            find(checking, true, "sound of entry %s is missing or was changed outside Afterword",
                name);
    }
    bytes_destroy(&subject);
    // A log that could not be read says nothing about the record.
    return broken.kind == FAULT_NONE || fault_set(fault, broken.kind, broken.doing, broken.code);
}

static bool
check_missing(void *context, struct folded *folded)
{
    struct checking *checking = context;
    char name[2 * ID_LENGTH + 1];

    if (!folded->seen && absent_has(checking->records, folded->table, &folded->subject)) {
        checking->n_left_out++;
    } else if (!folded->seen) {
        subject_text(&folded->subject, name, sizeof(name));
        find(checking, true, "%s %s is missing: line %llu of the log says it was there",
            store_table_name(folded->table), name, (unsigned long long) folded->seq);
    }
    return true;
}

static bool
check_records(struct checking *checking, struct fault *fault)
{
    for (int table = 1; table < STORE_TABLES; table++) {
        checking->table = (enum store_table) table;
        if (is_logged(checking->table) && !store_each(checking->records->store, checking->table, 0,
                                              NULL, check_record, checking, fault))
            return false;
    }
    return fold_each(checking->records, check_missing, checking, fault);
}

/* ---- certificates, drafts ------------------------------------------------------------------------*/

static bool
check_certificates(struct checking *checking, struct fault *fault)
{
    struct records *records = checking->records;
    struct rows rows;
    char name[ID_TEXT_LENGTH + 1];

    if (!rows_of(records, STORE_STAFF, 0, NULL, &rows, fault))
        return false;
    for (size_t i = 0; i < rows.count; i++) {
        struct id id = store_id(&rows.rows[i], STAFF_ID);
        struct store_row row = {0};
        struct fault broken = FAULT_EMPTY;

        id_text(&id, name);
        if (!staff_certified(records, &id, &row, &broken))
            find(checking, true, "staff %s: the certificate does not lead to the clinic's root",
                name);
        store_row_destroy(&row);
    }
    rows_destroy(&rows);
    return true;
}

/* The newest epoch of each journal: its chain, and how many can open it. */
static bool
check_journals(struct checking *checking, struct fault *fault)
{
    struct records *records = checking->records;
    struct rows rows;
    char name[ID_TEXT_LENGTH + 1];
    bool walked = rows_of(records, STORE_JOURNAL, 0, NULL, &rows, fault);

    for (size_t i = 0; i < rows.count && walked; i++) {
        struct id id = store_id(&rows.rows[i], JOURNAL_ID);
        struct id next = i + 1 < rows.count ? store_id(&rows.rows[i + 1], JOURNAL_ID) : ID_NONE;
        struct id *holders = NULL;
        size_t n_holders = 0;
        struct fault broken = FAULT_EMPTY;

        if (id_equal(&id, &next))
            continue;
        id_text(&id, name);
        if (!records_holders(records, &id, &holders, &n_holders, &broken))
            find(checking, true, "journal %s: the certificate does not lead to the clinic's root",
                name);
        else if (n_holders == 0)
            find(checking, false, "journal %s can be opened with the recovery paper alone", name);
        free(holders);
    }
    rows_destroy(&rows);
    return walked;
}

/* Signed by somebody who had the epoch to give. */
static bool
grant_counts(struct records *records, const struct store_row *grant)
{
    struct id journal = store_id(grant, GRANT_JOURNAL), signer = store_id(grant, GRANT_SIGNER);
    struct vault_message message = grant_message(records, grant);
    struct store_row certificate = {0};
    struct fault broken = FAULT_EMPTY;
    bool counts =
        signed_by(records, &signer, 0, &message, &grant->values[GRANT_SIGNATURE].blob, &broken) &&
        epoch_get(records, &journal, grant->values[GRANT_EPOCH].integer, &certificate, &broken) &&
        epoch_was_given(records, &certificate, &signer);

    store_row_destroy(&certificate);
    return counts;
}

static bool
check_grants(struct checking *checking, struct fault *fault)
{
    struct rows rows;
    char name[ID_TEXT_LENGTH + 1];
    bool walked = rows_of(checking->records, STORE_GRANT, 0, NULL, &rows, fault);

    for (size_t i = 0; i < rows.count && walked; i++) {
        struct id id = store_id(&rows.rows[i], GRANT_ID);

        id_text(&id, name);
        if (!grant_counts(checking->records, &rows.rows[i]))
            find(
                checking, true, "grant %s was made by somebody who did not hold the journal", name);
    }
    rows_destroy(&rows);
    return walked;
}

static bool
check_drafts(struct checking *checking, struct fault *fault)
{
    struct records *records = checking->records;
    struct rows rows;
    bool walked = rows_of(records, STORE_DRAFT, 0, NULL, &rows, fault);

    for (size_t i = 0; i < rows.count && walked; i++) {
        struct fault broken = FAULT_EMPTY;

        if (rows.rows[i].values[DRAFT_STATE].integer == DRAFT_INTERRUPTED &&
            !interrupted_stands(records, &rows.rows[i], &broken))
            find(checking, true, "an interrupted sitting of day %lld was changed outside Afterword",
                (long long) rows.rows[i].values[DRAFT_DAY].integer);
    }
    rows_destroy(&rows);
    return walked;
}

/* Snapshots stand in no line: each is signed by itself, and belongs to a draft. */
static bool
check_snapshots(struct checking *checking, struct fault *fault)
{
    struct records *records = checking->records;
    struct rows rows;
    bool walked = rows_of(records, STORE_SNAPSHOT, 0, NULL, &rows, fault);

    for (size_t i = 0; i < rows.count; i++) {
        struct id id = store_id(&rows.rows[i], SNAPSHOT_DRAFT), kiosk;
        struct store_row draft = {0};
        struct fault none = FAULT_EMPTY;

        if (!get_by_id(records, STORE_DRAFT, &id, &draft, &none)) {
            find(checking, true, "a saved state is of no sitting: it was put in the file");
            continue;
        }
        kiosk = store_id(&draft, DRAFT_KIOSK);
        if (!snapshot_signed(records, &kiosk, &rows.rows[i]))
            find(checking, true,
                "a saved state of a sitting of day %lld was changed outside "
                "Afterword",
                (long long) draft.values[DRAFT_DAY].integer);
        store_row_destroy(&draft);
    }
    rows_destroy(&rows);
    return walked;
}

static bool
check_lock(void *context, const struct store_row *row, struct fault *fault)
{
    struct checking *checking = context;

    (void) fault;
    if (row->values[LOCK_OPS].integer == VAULT_COST_FLOOR.ops &&
        row->values[LOCK_MEM].integer == VAULT_COST_FLOOR.mem_kib)
        find(checking, false,
            "a passphrase is guarded at the floor (%d passes, 64 MiB): fit for a demo alone",
            (int) VAULT_COST_FLOOR.ops);
    return true;
}

/* ---- all of it ------------------------------------------------------------------------------------*/

static bool
check_all(struct checking *checking, struct fault *fault)
{
    struct records *records = checking->records;
    struct fault found = FAULT_EMPTY;

    // A kiosk that goes on writing would look as if somebody had changed its records.
    if (!store_hold(records->store, fault) || !chain_read_tail(records, fault))
        return false;
    if (!store_quick_check(records->store, &found))
        find(checking, true, "SQLite finds pages of the data file damaged");
    if (!check_lines(checking, fault) || !check_records(checking, fault) ||
        !check_certificates(checking, fault) || !check_journals(checking, fault) ||
        !check_grants(checking, fault) || !check_drafts(checking, fault) ||
        !check_snapshots(checking, fault) ||
        !store_each(records->store, STORE_LOCK, 0, NULL, check_lock, checking, fault))
        return false;
    if (checking->n_left_out > 0)
        find(checking, false,
            "%u records are left out of this copy: sittings that were under way, or what was "
            "erased since",
            checking->n_left_out);
    if (records->head_missing)
        find(checking, true, "kiosk.head is missing: an older data file could not be told");
    if (!vault_memory_is_locked())
        find(checking, false, "memory for keys can't be locked: raise LimitMEMLOCK");
    return true;
}

bool
check_opened(struct records *records, struct records_report *report, struct fault *fault)
{
    struct checking checking = {.records = records, .report = report};
    bool checked;

    *report = (struct records_report){0};
    checked = check_all(&checking, fault);
    store_row_destroy(&checking.certificate);
    if (!checked)
        records_report_destroy(report);
    return checked;
}

bool
records_check(const char *folder, struct records_report *report, struct fault *fault)
{
    struct records_place place = {.folder = folder, .link = -1};
    struct records *records = NULL;
    bool checked;

    *report = (struct records_report){0};
    if (!records_open(&place, &records, fault))
        return false;
    checked = check_opened(records, report, fault);
    records_close(records);
    return checked;
}

void
records_report_destroy(struct records_report *report)
{
    for (size_t i = 0; i < report->count; i++)
        free(report->findings[i].text);
    free(report->findings);
    *report = (struct records_report){0};
}
