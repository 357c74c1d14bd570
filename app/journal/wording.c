/* A flow as it was worded, kept and found again.
 *
 * The flow's own text is kept byte for byte. A translation is kept as the texts in use, written as
 * JSON, which is YAML too: so it is read back by flow_translate like a file, and only what the
 * person saw has to be kept, not every language that the clinic has. */
#include "wording.h"

#include <stdio.h>
#include <string.h>

#include "afterword/journal.h"

#include "json.h"

static void
write_options(
    struct json_writer *writer, const struct flow *flow, size_t step, const char *language)
{
    writer_object_begin(writer, "options");
    for (size_t i = 0; i < flow->steps[step].n_options; i++) {
        writer_object_begin(writer, flow->steps[step].options[i].id);
        writer_text(writer, "text", flow_option_text(flow, step, i, language));
        writer_text_given(writer, "more", flow_option_more(flow, step, i, language));
        writer_object_end(writer);
    }
    writer_object_end(writer);
}

static void
write_translation(const struct flow *flow, const char *language, struct bytes *text)
{
    struct json_writer writer = {.to = text};

    writer_object_begin(&writer, NULL);
    writer_text(&writer, "title", flow_title(flow, language));
    writer_object_begin(&writer, "steps");
    for (size_t i = 0; i < flow->n_steps; i++) {
        const struct flow_step *step = &flow->steps[i];
        writer_object_begin(&writer, step->id);
        writer_text(&writer, "text", flow_step_text(flow, i, language));
        writer_text_given(&writer, "more", flow_step_more(flow, i, language));
        writer_text_given(&writer, "low", flow_step_low(flow, i, language));
        writer_text_given(&writer, "high", flow_step_high(flow, i, language));
        if (step->kind == FLOW_CHOOSE)
            write_options(&writer, flow, i, language);
        writer_object_end(&writer);
    }
    writer_object_end(&writer);
    writer_object_end(&writer);
}

static void
hash_text(const struct bytes *text, char hex[WORDING_HEX + 1])
{
    uint8_t hash[RECORDS_HASH];

    records_hash(text->data, text->length, hash);
    for (size_t i = 0; i < RECORDS_HASH; i++)
        snprintf(hex + 2 * i, 3, "%02x", hash[i]);
}

static bool
is_own(const struct flow *flow, const char *language)
{
    return strcmp(language, flow->language) == 0;
}

struct wording
wording_of(const struct flow *flow, const char *language)
{
    struct bytes translation = BYTES_EMPTY;
    struct wording wording = {"", ""};

    hash_text(&flow->source, wording.flow);
    if (is_own(flow, language))
        return wording;
    write_translation(flow, language, &translation);
    hash_text(&translation, wording.translation);
    bytes_destroy(&translation);
    return wording;
}

bool
wording_put(
    struct records *records, const struct flow *flow, const char *language, struct fault *fault)
{
    struct bytes translation = BYTES_EMPTY;
    uint8_t hash[RECORDS_HASH];

    if (!records_wording_put(records, &flow->source, hash, fault))
        return false;
    if (is_own(flow, language))
        return true;
    write_translation(flow, language, &translation);
    bool put = records_wording_put(records, &translation, hash, fault);
    bytes_destroy(&translation);
    return put;
}

/* ---- finding it again -------------------------------------------------------------*/

static bool
get_text(struct records *records, const json_t *snapshot, const char *key, struct bytes *text,
    struct fault *fault)
{
    uint8_t hash[RECORDS_HASH];

    if (!field_hex(snapshot, key, hash, sizeof(hash)))
        return FAULT(fault, FAULT_DAMAGED, "read the wording of a draft", 0);
    return records_wording_get(records, hash, text, fault);
}

static bool
translate(struct records *records, const json_t *snapshot, struct flow *flow, struct fault *fault)
{
    struct flow_problems problems = {0};
    struct bytes text = BYTES_EMPTY;
    const char *language = field_text(snapshot, "language");

    if (!json_object_get(snapshot, "translation"))
        return true;
    bool translated =
        language && get_text(records, snapshot, "translation", &text, fault) &&
        (flow_translate(flow, language, "wording", text.data, text.length, &problems) ||
            FAULT(fault, FAULT_DAMAGED, "read the translation of a draft", 0));
    flow_problems_destroy(&problems);
    bytes_destroy(&text);
    return translated;
}

bool
journal_snapshot_flow(
    struct records *records, const struct bytes *snapshot, struct flow **flow, struct fault *fault)
{
    struct flow_problems problems = {0};
    struct bytes text = BYTES_EMPTY;
    struct flow *loaded = NULL;
    json_t *root = field_parse(snapshot);
    bool found = get_text(records, root, "wording", &text, fault);

    if (found) {
        loaded = flow_load_bytes("wording", text.data, text.length, &problems);
        found = loaded ? translate(records, root, loaded, fault)
                       : FAULT(fault, FAULT_DAMAGED, "read the wording of a draft", 0);
    }
    flow_problems_destroy(&problems);
    bytes_destroy(&text);
    json_decref(root);
    if (!found) {
        flow_free(loaded);
        return false;
    }
    *flow = loaded;
    return true;
}
