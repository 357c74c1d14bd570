/* Recordings: seconds of sound, sealed one by one, and the roots that tie them to an entry. */
#include "inside.h"

#include <assert.h>
#include <string.h>

/* One recording after another, as the table is walked. */
struct rooting {
    const struct id *entry;
    struct id recording;
    uint32_t count; /* of chunks in `message` */
    struct vault_message message;
    struct bytes *roots;
};

/* Appends the root of the recording that the walk has come to the end of. */
static void
end_recording(struct rooting *rooting)
{
    struct vault_message message;
    uint8_t root[VAULT_HASH];

    if (rooting->count == 0)
        return;
    message = vault_message("recording");
    vault_message_fixed(&message, rooting->entry->bytes, ID_LENGTH);
    vault_message_fixed(&message, rooting->recording.bytes, ID_LENGTH);
    vault_message_u32(&message, rooting->count);
    vault_message_fixed(&message, rooting->message.bytes.data, rooting->message.bytes.length);
    vault_hash(&message, root);
    bytes_append(rooting->roots, rooting->recording.bytes, ID_LENGTH);
    bytes_append_u32(rooting->roots, rooting->count);
    bytes_append(rooting->roots, root, sizeof(root));
    bytes_clear(&rooting->message.bytes);
    rooting->count = 0;
}

static bool
add_chunk(void *context, const struct store_row *row, struct fault *fault)
{
    struct rooting *rooting = context;
    struct id recording = store_id(row, CHUNK_RECORDING);
    uint8_t digest[VAULT_HASH];

    (void) fault;
    if (!id_equal(&recording, &rooting->recording))
        end_recording(rooting);
    record_digest(STORE_CHUNK, row, digest);
    vault_message_fixed(&rooting->message, digest, sizeof(digest));
    rooting->recording = recording;
    rooting->count++;
    return true;
}

bool
recording_roots(
    struct records *records, const struct id *entry, struct bytes *roots, struct fault *fault)
{
    struct rooting rooting = {.entry = entry, .roots = roots};
    bool walked;

    bytes_clear(roots);
    walked = each_of(records, STORE_CHUNK, CHUNK_ENTRY, entry, add_chunk, &rooting, fault);
    if (walked)
        end_recording(&rooting);
    bytes_destroy(&rooting.message.bytes);
    return walked;
}

static const uint8_t *
find_root(const struct bytes *roots, const uint8_t recording[ID_LENGTH])
{
    for (size_t at = 0; at + RECORDING_ROOT <= roots->length; at += RECORDING_ROOT)
        if (memcmp(roots->data + at, recording, ID_LENGTH) == 0)
            return roots->data + at;
    return NULL;
}

bool
recordings_hold(struct records *records, const struct store_row *row, struct fault *fault)
{
    struct id entry = store_id(row, ENTRY_ID);
    const struct bytes *kept = &row->values[ENTRY_RECORDINGS].blob;
    struct bytes roots = BYTES_EMPTY;
    bool hold = kept->length % RECORDING_ROOT == 0;

    if (kept->length > 0 && !recording_roots(records, &entry, &roots, fault))
        hold = false;
    for (size_t at = 0; hold && at < kept->length; at += RECORDING_ROOT) {
        const uint8_t *is = find_root(&roots, kept->data + at);

        hold = is && memcmp(is, kept->data + at, RECORDING_ROOT) == 0;
    }
    bytes_destroy(&roots);
    return hold || FAULT(fault, FAULT_FORGED, "compare an entry's sound with its root", 0);
}
