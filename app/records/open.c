/* The data folder: the small files beside the database, and opening it all. */
#include "inside.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct id records_audit = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
const struct id records_unplaced = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}};
const struct id records_clinic = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3}};

#define SMALL_FILE_MAX 256
#define ABSENT_MAX (16u << 20)
#define MAGIC 8
static const char pin_magic[] = "AFTWPIN1";
static const char key_magic[] = "AFTWKEY1";
static const char head_magic[] = "AFTWHED1";

/* ---- small files ---------------------------------------------------------------------------*/

static bool
write_small(const struct records *records, const char *name, const struct bytes *bytes, mode_t mode,
    struct fault *fault)
{
    char *path = file_path(records->folder, name);
    bool written = file_write(path, bytes, mode, fault);

    free(path);
    return written;
}

bool
pin_write(const struct records *records, struct fault *fault)
{
    struct bytes bytes = BYTES_EMPTY;
    bool written;

    pin_bytes(records, &bytes);
    written = write_small(records, RECORDS_PIN, &bytes, 0600, fault);
    bytes_destroy(&bytes);
    return written;
}

bool
kiosk_key_write(const struct records *records, struct fault *fault)
{
    struct bytes bytes = BYTES_EMPTY;
    bool written;

    bytes_append(&bytes, key_magic, MAGIC);
    bytes_append(&bytes, records->kiosk.bytes, ID_LENGTH);
    bytes_append(&bytes, vault_key_bytes(records->kiosk_sign), VAULT_KEY);
    written = write_small(records, RECORDS_KIOSK_KEY, &bytes, 0600, fault);
    bytes_wipe(&bytes);
    return written;
}

bool
head_write(struct records *records, struct fault *fault)
{
    struct bytes bytes = BYTES_EMPTY;
    bool written;

    head_bytes(records, &bytes);
    written = write_small(records, RECORDS_HEAD, &bytes, 0600, fault);
    bytes_destroy(&bytes);
    return written;
}

/* Reads a small file of exactly `length` bytes behind its magic. */
static bool
read_small(const struct records *records, const char *name, const char *magic, size_t length,
    struct bytes *bytes, struct fault *fault)
{
    char *path = file_path(records->folder, name);
    bool read = file_read(path, SMALL_FILE_MAX, bytes, fault);

    free(path);
    if (!read)
        return fault->kind == FAULT_LIMIT
                   ? FAULT(fault, FAULT_FOREIGN, "read a small file beside the data file", 0)
                   : false;
    if (bytes->length != MAGIC + length || memcmp(bytes->data, magic, MAGIC) != 0)
        return FAULT(fault, FAULT_FOREIGN, "read a small file beside the data file", 0);
    return true;
}

bool
pin_take(struct records *records, const struct bytes *bytes, struct fault *fault)
{
    if (bytes->length != MAGIC + ID_LENGTH + VAULT_PUBLIC ||
        memcmp(bytes->data, pin_magic, MAGIC) != 0)
        return FAULT(fault, FAULT_FOREIGN, "read the clinic's pin", 0);
    memcpy(records->clinic.bytes, bytes->data + MAGIC, ID_LENGTH);
    memcpy(records->root_sign, bytes->data + MAGIC + ID_LENGTH, VAULT_PUBLIC);
    return true;
}

void
pin_bytes(const struct records *records, struct bytes *bytes)
{
    bytes_append(bytes, pin_magic, MAGIC);
    bytes_append(bytes, records->clinic.bytes, ID_LENGTH);
    bytes_append(bytes, records->root_sign, VAULT_PUBLIC);
}

bool
pin_read(struct records *records, struct fault *fault)
{
    struct bytes bytes = BYTES_EMPTY;
    bool read =
        read_small(records, RECORDS_PIN, pin_magic, ID_LENGTH + VAULT_PUBLIC, &bytes, fault) &&
        pin_take(records, &bytes, fault);

    bytes_destroy(&bytes);
    return read;
}

/* The kiosk's key, and its certificate up to the root: lines that nobody could check are not
 * written. */
static bool
kiosk_key_read(struct records *records, struct fault *fault)
{
    struct bytes bytes = BYTES_EMPTY;
    struct store_row row = {0};
    uint8_t public[VAULT_PUBLIC];
    bool read =
        read_small(records, RECORDS_KIOSK_KEY, key_magic, ID_LENGTH + VAULT_KEY, &bytes, fault);

    if (read) {
        memcpy(records->kiosk.bytes, bytes.data + MAGIC, ID_LENGTH);
        records->kiosk_sign = vault_key_of(bytes.data + MAGIC + ID_LENGTH);
        read = kiosk_certified(records, &records->kiosk, &row, fault);
    }
    if (read) {
        vault_sign_public(records->kiosk_sign, public);
        if (memcmp(public, row.values[KIOSK_SIGN].blob.data, VAULT_PUBLIC) != 0)
            read = FAULT(fault, FAULT_FORGED, "compare the kiosk's key with its certificate", 0);
    }
    bytes_wipe(&bytes);
    store_row_destroy(&row);
    return read;
}

/* A line of the head must be in the file: a file without it is older than its head. */
static bool
line_is(struct records *records, const struct id *kiosk, uint64_t seq, const uint8_t *hash,
    struct fault *fault)
{
    struct store_row key = {0}, line = {0};
    bool is = false;

    store_set_id(&key, LINE_KIOSK, kiosk);
    store_set_integer(&key, LINE_SEQ, (int64_t) seq);
    if (store_get(records->store, STORE_LINE, &key, &line, fault))
        is = line.values[LINE_HASH].blob.length == VAULT_HASH &&
             memcmp(line.values[LINE_HASH].blob.data, hash, VAULT_HASH) == 0;
    store_row_destroy(&key);
    store_row_destroy(&line);
    return is || FAULT(fault, FAULT_DAMAGED, "compare the data file with its head: it is older", 0);
}

/* A look without a head believes the newest line's name of the kiosk: what it signed is verified by
 * that kiosk's certificate. */
static bool
kiosk_guess(struct records *records, struct fault *fault)
{
    struct store_row line = {0};
    bool read = line_newest(records, NULL, &line, fault);

    if (read)
        records->kiosk = store_id(&line, LINE_KIOSK);
    store_row_destroy(&line);
    return read || fault->kind == FAULT_NOT_FOUND;
}

/* A head that another kiosk left, whose last line stands here, is one that this kiosk went on from:
 * it lags by the new kiosk's lines, and no more. */
bool
head_holds(struct records *records, const struct bytes *bytes, struct fault *fault)
{
    struct reader reader = reader_of(bytes->data, bytes->length);
    const uint8_t *magic = reader_take(&reader, MAGIC), *id = reader_take(&reader, ID_LENGTH),
                  *hash;
    struct id kiosk;
    uint64_t seq = reader_u64(&reader);

    hash = reader_take(&reader, VAULT_HASH);
    if (!reader_at_end(&reader) || memcmp(magic, head_magic, MAGIC) != 0)
        return FAULT(fault, FAULT_FOREIGN, "read the head of the log", 0);
    memcpy(kiosk.bytes, id, ID_LENGTH);
    if (!records->kiosk_sign)
        records->kiosk = kiosk; // a look has no key; it believes the head's name
    if (line_is(records, &kiosk, seq, hash, fault))
        return true;
    if (!id_equal(&kiosk, &records->kiosk))
        (void) FAULT(fault, FAULT_FOREIGN, "read the head of another kiosk", 0);
    return false;
}

void
head_bytes(const struct records *records, struct bytes *bytes)
{
    bytes_append(bytes, head_magic, MAGIC);
    bytes_append(bytes, records->kiosk.bytes, ID_LENGTH);
    bytes_append_u64(bytes, records->seq);
    bytes_append(bytes, records->head, VAULT_HASH);
}

bool
head_check(struct records *records, struct fault *fault)
{
    struct bytes bytes = BYTES_EMPTY;
    bool holds;

    if (!read_small(records, RECORDS_HEAD, head_magic, ID_LENGTH + 8 + VAULT_HASH, &bytes, fault)) {
        bytes_destroy(&bytes);
        records->head_missing = fault->kind == FAULT_NOT_FOUND;
        return records->head_missing && (records->kiosk_sign || kiosk_guess(records, fault));
    }
    holds = head_holds(records, &bytes, fault);
    bytes_destroy(&bytes);
    return holds;
}

/* ---- opening ---------------------------------------------------------------------------------*/

/* The clinic and its root are the pinned ones, and the paper's box is what the root signed: so the
 * pin has to hold one key alone. */
static bool
meta_holds(struct records *records, const struct store_row *row, struct fault *fault)
{
    struct id clinic = store_id(row, META_CLINIC);
    const struct bytes *sign = &row->values[META_SIGN].blob, *box = &row->values[META_BOX].blob;
    struct vault_message message;

    if (!id_equal(&clinic, &records->clinic) || sign->length != VAULT_PUBLIC ||
        memcmp(sign->data, records->root_sign, VAULT_PUBLIC) != 0)
        return FAULT(fault, FAULT_FOREIGN, "compare the data file with the clinic's pin", 0);
    message = meta_message(records, row);
    return signed_by(records, &ID_NONE, 0, &message, &row->values[META_SIGNATURE].blob, fault) &&
           (box->length == VAULT_PUBLIC ||
               FAULT(fault, FAULT_FORGED, "read the paper's public key", 0));
}

bool
clinic_is_pinned(struct records *records, struct fault *fault)
{
    struct store_row key = {0}, row = {0};
    bool is;

    store_set_integer(&key, META_ONE, 1);
    is = store_get(records->store, STORE_META, &key, &row, fault) &&
         meta_holds(records, &row, fault);
    if (is)
        memcpy(records->root_box, row.values[META_BOX].blob.data, VAULT_PUBLIC);
    else if (fault->kind == FAULT_NOT_FOUND) // ours by its tables, yet no clinic's
        (void) FAULT(fault, FAULT_DAMAGED, "find the clinic in its data file", 0);
    store_row_destroy(&key);
    store_row_destroy(&row);
    return is;
}

/* An object that lost a field for want of memory would be sealed without it. */
static void *
json_memory(size_t size)
{
    void *memory = malloc(size);

    if (!memory)
        memory_exhausted();
    return memory;
}

static void
start_json(void)
{
    json_set_alloc_funcs(json_memory, free);
}

struct records *
records_new(const struct records_place *place)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct records *records = memory_new(1, sizeof(*records));

    vault_start();
    (void) pthread_once(&once, start_json);
    records->folder = memory_string(place->folder);
    records->write = place->write;
    records->link = place->link;
    records->revision = place->revision;
    return records;
}

/* A restored folder that is only looked at says what it leaves out. */
bool
absent_read(struct records *records, struct fault *fault)
{
    char *path = file_path(records->folder, RECORDS_ABSENT);
    struct bytes bytes = BYTES_EMPTY;
    bool read = file_read(path, ABSENT_MAX, &bytes, fault);

    if (read)
        read = absent_take(records, &bytes, fault);
    else
        read = fault->kind == FAULT_NOT_FOUND;
    bytes_destroy(&bytes);
    free(path);
    return read;
}

bool
records_open(const struct records_place *place, struct records **opened, struct fault *fault)
{
    struct records *records = records_new(place);
    bool open = pin_read(records, fault) &&
                store_open(records->folder, place->write ? STORE_WRITE : STORE_READ,
                    &records->store, fault) &&
                clinic_is_pinned(records, fault);

    // What the last one left in the WAL may be of a sitting that was closed.
    records->pending = place->write;
    if (open && place->write)
        open = kiosk_key_read(records, fault);
    else if (open)
        open = absent_read(records, fault);
    open = open && chain_read_tail(records, fault) && head_check(records, fault);
    if (!open) {
        records_close(records);
        return false;
    }
    *opened = records;
    return true;
}

void
records_close(struct records *records)
{
    if (!records)
        return;
    fold_free(records);
    ready_free(records);
    absent_free(records);
    store_close(records->store);
    vault_key_free(records->kiosk_sign);
    free(records->folder);
    free(records);
}

const char *
records_folder(const struct records *records)
{
    return records->folder;
}

struct id
records_clinic_id(const struct records *records)
{
    return records->clinic;
}

bool
records_memory_is_locked(const struct records *records)
{
    (void) records;
    return vault_memory_is_locked();
}

bool
records_head_was_missing(const struct records *records)
{
    return records->head_missing;
}

void
checkpoint_now_or_later(struct records *records)
{
    struct fault fault = FAULT_EMPTY;

    records->pending = !store_checkpoint(records->store, &fault);
    if (records->pending)
        LOG_FAULT("records", &fault);
}

/* ---- what the other files lean on --------------------------------------------------------------*/

struct vault_block
block_of(const struct records *records, enum vault_kind kind, const struct id *owner,
    const struct id *object, uint64_t n)
{
    return (struct vault_block){kind, records->clinic, *owner, *object, n, NULL};
}

bool
get_by_id(struct records *records, enum store_table table, const struct id *id,
    struct store_row *row, struct fault *fault)
{
    struct store_row key = {0};
    bool got;

    store_set_id(&key, 0, id);
    got = store_get(records->store, table, &key, row, fault);
    store_row_destroy(&key);
    return got;
}

bool
each_of(struct records *records, enum store_table table, size_t column, const struct id *id,
    store_visit *visit, void *context, struct fault *fault)
{
    struct store_value value = {.is_blob = true};
    bool walked;

    bytes_append(&value.blob, id->bytes, ID_LENGTH);
    walked = store_each(records->store, table, column, &value, visit, context, fault);
    bytes_destroy(&value.blob);
    return walked;
}

struct store_row *
rows_add(struct rows *rows)
{
    rows->rows = memory_resize(rows->rows, rows->count + 1, sizeof(*rows->rows));
    memset(&rows->rows[rows->count], 0, sizeof(*rows->rows));
    return &rows->rows[rows->count++];
}

static bool
collect_row(void *context, const struct store_row *row, struct fault *fault)
{
    struct rows *rows = context;

    (void) fault;
    row_copy(rows_add(rows), row, store_columns(rows->table));
    return true;
}

bool
rows_of(struct records *records, enum store_table table, size_t column, const struct id *id,
    struct rows *rows, struct fault *fault)
{
    *rows = (struct rows){table, NULL, 0};
    if (id ? each_of(records, table, column, id, collect_row, rows, fault)
           : store_each(records->store, table, 0, NULL, collect_row, rows, fault))
        return true;
    rows_destroy(rows);
    return false;
}

void
rows_destroy(struct rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        store_row_destroy(&rows->rows[i]);
    free(rows->rows);
    *rows = (struct rows){rows->table, NULL, 0};
}

void
row_copy(struct store_row *to, const struct store_row *from, size_t n_columns)
{
    for (size_t i = 0; i < n_columns; i++) {
        if (from->values[i].is_blob)
            store_set_blob(to, i, from->values[i].blob.data, from->values[i].blob.length);
        else
            store_set_integer(to, i, from->values[i].integer);
    }
}

bool
body_fits(const struct bytes *body, struct fault *fault)
{
    return body->length <= RECORDS_BODY_MAX ||
           FAULT(fault, FAULT_LIMIT, "seal a body", RECORDS_BODY_MAX);
}

int64_t
revision_after(int64_t stored)
{
    return stored < 0 || stored == INT64_MAX ? 1 : stored + 1;
}

void
body_seal(const struct vault_key *key, const struct vault_block *block, const struct bytes *body,
    size_t least, struct bytes *sealed)
{
    struct bytes padded = BYTES_EMPTY;

    bytes_append(&padded, body->data, body->length);
    vault_pad(&padded, least);
    vault_seal(key, block, &padded, sealed);
    bytes_wipe(&padded);
}

bool
body_open(const struct vault_key *key, const struct vault_block *block, const struct bytes *sealed,
    struct bytes *body, struct fault *fault)
{
    if (vault_open(key, block, sealed, body, fault) && vault_unpad(body, fault))
        return true;
    bytes_wipe(body);
    return false;
}
