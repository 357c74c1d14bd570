/* help.json: who answers a call, the clinic's emergency words, the call's command.
 *
 * It lies beside the data file and is read without it: help works when nothing else does. Its words
 * are shown whoever signed them; its command runs only where an admin of this clinic did. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

#define LABEL "help"
#define SIGNED_LENGTH (ID_LENGTH + 64) /* signer, signature */

static void
append_hex(struct bytes *text, const struct bytes *bytes)
{
    for (size_t i = 0; i < bytes->length; i++)
        bytes_append_format(text, "%02x", bytes->data[i]);
}

static int
digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
read_hex(const char *text, struct bytes *bytes)
{
    for (; text && text[0] && text[1]; text += 2) {
        int high = digit_of(text[0]), low = digit_of(text[1]);

        if (high < 0 || low < 0)
            return false;
        bytes_append_byte(bytes, (uint8_t) (high << 4 | low));
    }
    return bytes->length == SIGNED_LENGTH;
}

/* ---- writing ---------------------------------------------------------------------*/

bool
help_write(struct records *records, struct records_session *admin, const char *emergency,
    const char *answers, const char *const *argv, struct fault *fault)
{
    json_t *root = json_pack("{s:s, s:s, s:[], s:i}", "emergency", emergency, "answers", answers,
        "call", "checked", (int) clock_day());
    struct bytes content = BYTES_EMPTY, is_signed = BYTES_EMPTY, hex = BYTES_EMPTY;
    char *path = file_path(records_folder(records), CLINIC_HELP_FILE);
    bool written;

    if (!root) {
        free(path);
        return FAULT(fault, FAULT_INPUT, "write who answers a call: a text is not UTF-8", 0);
    }
    for (size_t i = 0; argv && argv[i]; i++)
        json_array_append_new(json_object_get(root, "call"), json_string(argv[i]));
    json_text(root, &content);
    records_file_sign(records, admin, LABEL, &content, &is_signed);
    append_hex(&hex, &is_signed);
    json_object_set_new(root, "signed", json_string(bytes_text(&hex)));
    bytes_clear(&content);
    json_text(root, &content);
    bytes_append_byte(&content, '\n');
    written = file_write(path, &content, 0600, fault);
    json_decref(root);
    bytes_destroy(&content);
    bytes_destroy(&is_signed);
    bytes_destroy(&hex);
    free(path);
    return written;
}

/* ---- reading ---------------------------------------------------------------------*/

static char *
text_of(const json_t *root, const char *name)
{
    const char *text = json_string_value(json_object_get(root, name));

    return memory_string(text ? text : "");
}

static char **
argv_of(const json_t *call)
{
    size_t count = json_array_size(call);
    char **argv;

    if (count == 0)
        return NULL;
    argv = memory_new(count + 1, sizeof(*argv));
    for (size_t i = 0; i < count; i++) {
        const char *word = json_string_value(json_array_get(call, i));

        argv[i] = memory_string(word ? word : "");
    }
    return argv;
}

static json_t *
help_load(const char *folder, struct fault *fault)
{
    char *path = file_path(folder, CLINIC_HELP_FILE);
    struct bytes text = BYTES_EMPTY;
    json_t *root = NULL;

    if (file_read(path, CLINIC_HELP_MAX, &text, fault)) {
        root = json_loadb((const char *) text.data, text.length, 0, NULL);
        if (!json_is_string(json_object_get(root, "emergency")) ||
            !json_is_array(json_object_get(root, "call"))) {
            json_decref(root);
            root = NULL;
            FAULT(fault, FAULT_DAMAGED, "read who answers a call", 0);
        }
    }
    bytes_destroy(&text);
    free(path);
    return root;
}

bool
clinic_help_read(const char *folder, struct clinic_help *help, struct fault *fault)
{
    json_t *root = help_load(folder, fault);

    *help = (struct clinic_help){0};
    if (!root)
        return false;
    help->emergency = text_of(root, "emergency");
    help->answers = text_of(root, "answers");
    help->checked_day = (uint32_t) json_integer_value(json_object_get(root, "checked"));
    help->call_leaves = *help->answers != '\0';
    json_decref(root);
    return true;
}

void
clinic_help_trust(struct records *records, struct clinic_help *help)
{
    struct fault fault = FAULT_EMPTY;
    json_t *root = help_load(records_folder(records), &fault);
    struct bytes content = BYTES_EMPTY, is_signed = BYTES_EMPTY;
    bool read;

    help->is_signed = false;
    if (!root)
        return;
    read = read_hex(json_string_value(json_object_get(root, "signed")), &is_signed);
    json_object_del(root, "signed");
    json_text(root, &content);
    if (read && records_file_verify(records, LABEL, &content, &is_signed)) {
        help->is_signed = true;
        if (!help->argv)
            help->argv = argv_of(json_object_get(root, "call"));
    }
    json_decref(root);
    bytes_destroy(&content);
    bytes_destroy(&is_signed);
}

void
clinic_help_destroy(struct clinic_help *help)
{
    for (char **word = help->argv; word && *word; word++)
        free(*word);
    free(help->argv);
    free(help->emergency);
    free(help->answers);
    *help = (struct clinic_help){0};
}
