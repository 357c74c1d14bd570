#include "inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* The log covers everything: each change of a record adds a line with the record's digest, and
 * folding the lines gives the set of records that must exist. Snapshots are signed by themselves,
 * cache rows can be made anew, and wrong tries are counted by lines of their own. */

bool
is_logged(enum store_table table)
{
    return table != STORE_SNAPSHOT && table != STORE_CHUNK && table != STORE_CACHE &&
           table != STORE_TRIES && table != STORE_LINE;
}

void
message_column(struct vault_message *message, const struct store_row *row, size_t column)
{
    const struct store_value *value = &row->values[column];

    if (value->is_blob)
        vault_message_sized(message, value->blob.data, value->blob.length);
    else
        vault_message_u64(message, (uint64_t) value->integer);
}

void
record_digest(enum store_table table, const struct store_row *row, uint8_t digest[VAULT_HASH])
{
    struct vault_message message = vault_message("record");
    size_t length = message.bytes.length + 1;

    // At once: growing would copy and wipe a large record many times.
    for (size_t i = 0; i < store_columns(table); i++)
        length += sizeof(uint64_t) + row->values[i].blob.length;
    bytes_reserve(&message.bytes, length);
    vault_message_u8(&message, (uint8_t) table);
    for (size_t i = 0; i < store_columns(table); i++)
        message_column(&message, row, i);
    vault_hash(&message, digest);
}

void
record_subject(enum store_table table, const struct store_row *row, struct bytes *subject)
{
    bytes_clear(subject);
    for (size_t i = 0; i < store_key_columns(table); i++) {
        if (row->values[i].is_blob)
            bytes_append_sized(subject, row->values[i].blob.data, row->values[i].blob.length);
        else
            bytes_append_u64(subject, (uint64_t) row->values[i].integer);
    }
}

void
line_hash(const struct store_row *line, uint8_t hash[VAULT_HASH])
{
    struct vault_message message = vault_message("line");
    struct vault_message body = vault_message("line-body");
    uint8_t body_hash[VAULT_HASH];

    message_column(&body, line, LINE_EPOCH);
    message_column(&body, line, LINE_LINE_KEY);
    message_column(&body, line, LINE_BODY);
    vault_hash(&body, body_hash);
    for (size_t i = LINE_KIOSK; i <= LINE_DIGEST; i++)
        message_column(&message, line, i);
    vault_message_fixed(&message, body_hash, sizeof(body_hash));
    message_column(&message, line, LINE_STAFF);
    message_column(&message, line, LINE_WITNESS);
    vault_hash(&message, hash);
}

/* The audit journal's key or, where its chain does not hold, the paper's: without a line nothing can
 * be written, and somebody may be in the middle of a sitting. */
static bool
audit_box(struct records *records, uint32_t *epoch, uint8_t box[VAULT_PUBLIC], struct fault *fault)
{
    if (receiver_of(records, &records_audit, epoch, box, fault))
        return true;
    return (fault->kind == FAULT_FORGED || fault->kind == FAULT_NOT_FOUND) &&
           receiver_of(records, &ID_NONE, epoch, box, fault);
}

/* Who, when exactly and what, for those who may read the audit journal. A fresh key a line, so
 * that handing one line to somebody hands over no other. */
static bool
seal_body(struct records *records, struct records_session *who, const char *what,
    struct store_row *line, struct fault *fault)
{
    uint8_t box[VAULT_PUBLIC];
    uint32_t epoch = 0;
    struct vault_key *key = vault_key_random();
    struct bytes body = BYTES_EMPTY, sealed = BYTES_EMPTY, sealed_key = BYTES_EMPTY;
    char *text;
    json_t *json = json_pack("{s:s, s:I, s:s}", "who", who ? who->name : "", "when",
        (json_int_t) clock_wall_ms(), "what", what);
    struct vault_block of_key =
        block_of(records, VAULT_KIND_LINE_KEY, &records_audit, &records->kiosk, records->seq + 1);
    struct vault_block of_body =
        block_of(records, VAULT_KIND_LINE, &records_audit, &records->kiosk, records->seq + 1);
    bool done = audit_box(records, &epoch, box, fault);

    if (!json)
        memory_exhausted();
    text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
    bytes_append_text(&body, text);
    body_seal(key, &of_body, &body, 1024, &sealed);
    if (done)
        done = vault_seal_key(box, &of_key, key, &sealed_key, fault);
    if (done) {
        store_set_integer(line, LINE_EPOCH, epoch);
        store_set_blob(line, LINE_LINE_KEY, sealed_key.data, sealed_key.length);
        store_set_blob(line, LINE_BODY, sealed.data, sealed.length);
    }
    free(text);
    json_decref(json);
    bytes_wipe(&body);
    bytes_destroy(&sealed);
    bytes_destroy(&sealed_key);
    vault_key_free(key);
    return done;
}

bool
line_is_order(enum records_line_kind kind)
{
    return kind == RECORDS_LINE_SIGN_IN || kind == RECORDS_LINE_SIGN_OUT ||
           kind == RECORDS_LINE_PLACED || kind == RECORDS_LINE_REVOKED ||
           kind == RECORDS_LINE_ERASED || kind == RECORDS_LINE_CONTINUES;
}

struct vault_message
witness_message(const struct store_row *line)
{
    struct vault_message message = vault_message("witness");

    for (size_t i = LINE_KIOSK; i <= LINE_DIGEST; i++)
        message_column(&message, line, i);
    return message;
}

/* The staff's signature over where the chain stands, and over the order: nothing before it can be
 * rewritten by who has the kiosk's key alone. */
static void
add_witness(enum records_line_kind kind, struct records_session *who, struct store_row *line)
{
    uint8_t signature[VAULT_SIGNATURE];
    struct vault_message message;

    store_set_blob(line, LINE_STAFF, "", 0);
    store_set_blob(line, LINE_WITNESS, "", 0);
    if (!who || !line_is_order(kind))
        return;
    message = witness_message(line);
    vault_sign(who->sign, &message, signature);
    store_set_id(line, LINE_STAFF, &who->member);
    store_set_blob(line, LINE_WITNESS, signature, sizeof(signature));
}

bool
line_add(struct records *records, enum records_line_kind kind, struct records_session *who,
    const char *what, enum store_table table, const struct bytes *subject, const uint8_t *digest,
    struct fault *fault)
{
    static const uint8_t none[VAULT_HASH];
    struct store_row line = {0};
    uint8_t hash[VAULT_HASH], signature[VAULT_SIGNATURE];
    struct vault_message message = vault_message("line-signed");
    bool added;

    assert(records->kiosk_sign);
    store_set_id(&line, LINE_KIOSK, &records->kiosk);
    store_set_integer(&line, LINE_SEQ, (int64_t) records->seq + 1);
    store_set_blob(&line, LINE_BEFORE, records->head, VAULT_HASH);
    store_set_integer(&line, LINE_KIND, kind);
    store_set_integer(&line, LINE_DAY, clock_day());
    store_set_integer(&line, LINE_SUBJECT_KIND, subject ? (int64_t) table : 0);
    store_set_blob(
        &line, LINE_SUBJECT, subject ? subject->data : NULL, subject ? subject->length : 0);
    store_set_blob(&line, LINE_DIGEST, digest ? digest : none, VAULT_HASH);
    add_witness(kind, who, &line);
    added = seal_body(records, who, what, &line, fault);
    if (added) {
        line_hash(&line, hash);
        vault_message_fixed(&message, hash, sizeof(hash));
        vault_sign(records->kiosk_sign, &message, signature);
        store_set_blob(&line, LINE_HASH, hash, sizeof(hash));
        store_set_blob(&line, LINE_SIGNATURE, signature, sizeof(signature));
        added = store_put(records->store, STORE_LINE, &line, fault);
    }
    if (added) {
        records->seq++;
        memcpy(records->head, hash, sizeof(hash));
        fold_grow(records, &line);
    }
    bytes_destroy(&message.bytes);
    store_row_destroy(&line);
    return added;
}

/* ---- changes ----------------------------------------------------------------------------*/

bool
change_begin(struct records *records, struct records_session *who, struct fault *fault)
{
    if (!records->write)
        return FAULT(
            fault, FAULT_DISK_READ_ONLY, "change a record in a folder that is only read", 0);
    records->acting = who;
    return store_begin(records->store, fault);
}

bool
log_row(struct records *records, enum store_table table, const struct store_row *row,
    struct fault *fault)
{
    uint8_t digest[VAULT_HASH];
    struct bytes subject = BYTES_EMPTY;
    bool logged;

    record_digest(table, row, digest);
    record_subject(table, row, &subject);
    logged = line_add(records, RECORDS_LINE_CHANGED, records->acting, store_table_name(table),
        table, &subject, digest, fault);
    bytes_destroy(&subject);
    return logged;
}

/* Without a kiosk's key there is no line: what goes from a copy is noted beside it. */
static void
note_absent(struct records *records, enum store_table table, const struct store_row *row)
{
    struct bytes subject = BYTES_EMPTY;
    int64_t day = table == STORE_TOMBSTONE ? row->values[TOMBSTONE_DAY].integer : 0;

    record_subject(table, row, &subject);
    absent_add(records, table, (uint32_t) day, &subject);
    bytes_destroy(&subject);
}

/* What was read for lists is of rows that stand as they stood. */
static void
drop_ready(struct records *records, enum store_table table)
{
    if (table == STORE_ENTRY || table == STORE_PLACEMENT)
        ready_free(records);
}

bool
change_put(struct records *records, enum store_table table, const struct store_row *row,
    struct fault *fault)
{
    drop_ready(records, table);
    if (!records->kiosk_sign) {
        assert(table == STORE_TOMBSTONE);
        note_absent(records, table, row);
        return true;
    }
    return store_put(records->store, table, row, fault) &&
           (!is_logged(table) || log_row(records, table, row, fault));
}

bool
change_delete(struct records *records, enum store_table table, const struct store_row *key,
    struct fault *fault)
{
    struct bytes subject = BYTES_EMPTY;
    bool gone = store_delete(records->store, table, key, fault);

    drop_ready(records, table);
    if (gone && is_logged(table) && !records->kiosk_sign) {
        note_absent(records, table, key);
    } else if (gone && is_logged(table)) {
        record_subject(table, key, &subject);
        // The digest of nothing: all zero.
        gone = line_add(records, RECORDS_LINE_CHANGED, records->acting, store_table_name(table),
            table, &subject, NULL, fault);
    }
    bytes_destroy(&subject);
    return gone;
}

bool
chain_read_tail(struct records *records, struct fault *fault)
{
    struct store_row line = {0};
    // Of this kiosk's own where there is a key: a line that somebody put in is not gone on from.
    bool read = line_newest(records, records->kiosk_sign ? &records->kiosk : NULL, &line, fault);

    records->seq = 0;
    memset(records->head, 0, sizeof(records->head));
    if (read) {
        records->seq = (uint64_t) line.values[LINE_SEQ].integer;
        if (line.values[LINE_HASH].blob.length == VAULT_HASH)
            memcpy(records->head, line.values[LINE_HASH].blob.data, VAULT_HASH);
    }
    store_row_destroy(&line);
    return read || fault->kind == FAULT_NOT_FOUND;
}

void
change_undo(struct records *records)
{
    struct fault fault = FAULT_EMPTY;

    records->acting = NULL;
    store_rollback(records->store);
    // What was counted in memory is counted back from the file.
    if (!chain_read_tail(records, &fault))
        LOG_FAULT("records", &fault);
    fold_undo(records);
}

bool
change_commit(struct records *records, struct fault *fault)
{
    struct fault lag = FAULT_EMPTY;

    if (!store_commit(records->store, fault)) {
        change_undo(records);
        return false;
    }
    records->acting = NULL;
    // The commit decides. A head that could not be written lags, which is allowed; it never leads.
    if (!head_write(records, &lag))
        LOG_FAULT("records", &lag);
    return true;
}

bool
change_again(struct records *records, const struct fault *fault)
{
    if (fault->kind != FAULT_DISK_FULL || !store_ballast_drop(records->folder))
        return false;
    LOG("records", "the disk is full: the ballast was given up");
    return true;
}

bool
records_log(struct records *records, enum records_line_kind kind, struct records_session *who,
    const char *what, struct fault *fault)
{
    if (!change_begin(records, who, fault))
        return false;
    if (!line_add(records, kind, who, what, 0, NULL, NULL, fault)) {
        change_undo(records);
        return false;
    }
    return change_commit(records, fault);
}

/* ---- since the last sign-in -----------------------------------------------------------------*/

struct counting {
    struct records *records;
    struct records_session *session;
    struct records_since *since;
    struct bytes subject; /* of a wrong try with the member's name */
    unsigned n_sign_ins;  /* of the member, from the newest on */
};

/* The digest of a record that went: all zero. */
static bool
is_nothing(const struct bytes *digest)
{
    static const uint8_t nothing[VAULT_HASH];

    return digest->length == VAULT_HASH && memcmp(digest->data, nothing, VAULT_HASH) == 0;
}

/* The head of a line does not say whose it is. */
static bool
is_of_member(struct counting *counting, const struct store_row *head, bool *is, struct fault *fault)
{
    struct store_row line = {0};
    bool read = store_get(counting->records->store, STORE_LINE, head, &line, fault);
    struct id who = store_id(&line, LINE_STAFF);

    *is = id_equal(&who, &counting->session->member);
    store_row_destroy(&line);
    return read;
}

/* From the newest line back to the sign-in before this one, where it ends. */
static bool
count_since(void *context, const struct store_row *line, struct fault *fault)
{
    struct counting *counting = context;
    const struct store_value *values = line->values;
    bool is_ours;

    switch (values[LINE_KIND].integer) {
    case RECORDS_LINE_SIGN_IN:
        if (!is_of_member(counting, line, &is_ours, fault))
            return false;
        counting->n_sign_ins += is_ours;
        // The log says days in the clear; the hour is sealed.
        if (counting->n_sign_ins == 2)
            counting->since->last_ms = values[LINE_DAY].integer * INT64_C(86400000);
        return counting->n_sign_ins < 2;
    case RECORDS_LINE_WRONG_PASSPHRASE:
        counting->since->wrong_tries += bytes_equal(&values[LINE_SUBJECT].blob, &counting->subject);
        return true;
    case RECORDS_LINE_CHANGED:
        // One that was put in: no line about opening, placing or erasing one.
        counting->since->entries += values[LINE_SUBJECT_KIND].integer == STORE_ENTRY &&
                                    !is_nothing(&values[LINE_DIGEST].blob);
        return true;
    default:
        return true;
    }
}

bool
records_since(struct records *records, struct records_session *session, struct records_since *since,
    struct fault *fault)
{
    struct counting counting = {.records = records, .session = session, .since = since};
    bool read;

    *since = (struct records_since){0};
    bytes_append_sized(&counting.subject, session->member.bytes, ID_LENGTH);
    read = lines_heads(records, true, count_since, &counting, fault) || counting.n_sign_ins == 2;
    bytes_destroy(&counting.subject);
    return read;
}
