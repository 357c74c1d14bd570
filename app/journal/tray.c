#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/journal.h"

#include "json.h"

static const char *const themes[] = {"day", "dusk", "contrast"};
static const int text_percents[] = {0, 100, 130, 160, 200};

static void
wipe_text(char **text)
{
    if (*text)
        memory_wipe(*text, strlen(*text));
    free(*text);
    *text = NULL;
}

void
journal_tray_destroy(struct journal_tray *tray)
{
    wipe_text(&tray->called);
    wipe_text(&tray->flow);
    wipe_text(&tray->language);
    wipe_text(&tray->comfort.theme);
    wipe_text(&tray->names);
    wipe_text(&tray->first);
    memory_wipe(tray, sizeof(*tray));
}

static void
write_comfort(struct json_writer *writer, const struct journal_comfort *comfort)
{
    writer_object_begin(writer, "comfort");
    writer_text_given(writer, "theme", comfort->theme);
    writer_integer(writer, "text_percent", comfort->text_percent);
    writer_flag(writer, "less_motion", comfort->less_motion);
    writer_flag(writer, "steady_hands", comfort->steady_hands);
    writer_flag(writer, "left_hand", comfort->left_hand);
    writer_flag(writer, "plain_letters", comfort->plain_letters);
    writer_object_end(writer);
}

void
journal_tray_write(const struct journal_tray *tray, struct bytes *json)
{
    struct json_writer writer = {.to = json};

    assert(!id_is_none(&tray->journal));
    assert(tray->flow);
    bytes_clear(json);
    writer_object_begin(&writer, NULL);
    writer_id(&writer, "journal", &tray->journal);
    writer_text(&writer, "called", tray->called);
    writer_text(&writer, "flow", tray->flow);
    writer_text(&writer, "language", tray->language);
    write_comfort(&writer, &tray->comfort);
    writer_text(&writer, "names", tray->names);
    writer_text(&writer, "first", tray->first);
    writer_flag(&writer, "shared_room", tray->shared_room);
    writer_integer(&writer, "made_ms", tray->made_ms);
    writer_object_end(&writer);
    assert(json->length <= JOURNAL_TRAY_MAX);
}

static bool
read_comfort(struct journal_comfort *comfort, const json_t *object)
{
    const char *theme = field_text(object, "theme");
    int64_t percent = field_integer(object, "text_percent", 0, 200, -1);
    bool known = false;

    if (!json_is_object(object))
        return false;
    if (theme && name_index(themes, COUNT(themes), theme) == COUNT(themes))
        return false;
    for (size_t i = 0; i < COUNT(text_percents); i++)
        known = known || percent == text_percents[i];
    if (!known)
        return false;

    comfort->theme = memory_string(theme);
    comfort->text_percent = (int) percent;
    comfort->less_motion = field_flag(object, "less_motion");
    comfort->steady_hands = field_flag(object, "steady_hands");
    comfort->left_hand = field_flag(object, "left_hand");
    comfort->plain_letters = field_flag(object, "plain_letters");
    return true;
}

/* A text that must be there; it may be "" unless it is an id. */
static bool
read_text(char **text, const json_t *root, const char *key, bool must_say)
{
    *text = memory_string(field_text(root, key));
    return *text && (**text || !must_say);
}

static bool
read_tray(struct journal_tray *tray, const json_t *root)
{
    if (!root || !field_id(root, "journal", &tray->journal) || id_is_none(&tray->journal))
        return false;
    if (!read_text(&tray->called, root, "called", false) ||
        strlen(tray->called) > JOURNAL_CALLED_MAX)
        return false;
    if (!read_text(&tray->flow, root, "flow", true) ||
        !read_text(&tray->language, root, "language", true) ||
        !read_text(&tray->names, root, "names", false) ||
        !read_text(&tray->first, root, "first", false))
        return false;
    tray->shared_room = field_flag(root, "shared_room");
    tray->made_ms = field_integer(root, "made_ms", 0, INT64_MAX, -1);
    return tray->made_ms >= 0 && read_comfort(&tray->comfort, json_object_get(root, "comfort"));
}

bool
journal_tray_read(struct journal_tray *tray, const struct bytes *json, struct fault *fault)
{
    struct journal_tray given = {0};

    if (json->length > JOURNAL_TRAY_MAX)
        return FAULT(fault, FAULT_LIMIT, "read the tray", JOURNAL_TRAY_MAX);

    json_t *root = field_parse(json);
    bool read = read_tray(&given, root);
    json_decref(root);
    if (!read) {
        journal_tray_destroy(&given);
        return FAULT(fault, FAULT_DAMAGED, "read the tray", 0);
    }
    *tray = given;
    return true;
}
