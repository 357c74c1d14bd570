/* What the kiosk knows with nobody signed in, and the names of staff. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

/* experience.md, N20; from 90 s on a call says that nobody has answered yet. */
#define VEIL_S 120
#define ASK_S 300
#define SEAL_S 600
#define SEAL_HANDED_S 1800
#define ANSWER_S 90

bool
settings_put(struct records *records, struct records_session *admin,
    const struct clinic_setup *setup, struct fault *fault)
{
    char *path = file_path(setup->assets, CLINIC_CODE_WORDS_FILE);
    struct bytes words = BYTES_EMPTY, text = BYTES_EMPTY;
    json_t *root = json_pack("{s:s, s:s, s:s, s:f, s:i, s:i, s:i, s:i, s:i, s:s, s:s}", "name",
        setup->name, "place", setup->place ? setup->place : "", "languages",
        setup->languages ? setup->languages : "en", "px_per_mm", 0.0, "veil", VEIL_S, "ask", ASK_S,
        "seal", SEAL_S, "seal_handed", SEAL_HANDED_S, "answer", ANSWER_S, "desk", "", "goodbye",
        "");
    bool put = root || FAULT(fault, FAULT_INPUT, "store the clinic's settings: not UTF-8", 0);

    if (put) {
        json_text(root, &text);
        put = file_read(path, RECORDS_SETTING_MAX, &words, fault) &&
              records_setting_put(records, admin, SETTING_CODE_WORDS, &words, fault) &&
              records_setting_put(records, admin, SETTING_KIOSK, &text, fault);
    }
    json_decref(root);
    bytes_destroy(&words);
    bytes_destroy(&text);
    free(path);
    return put;
}

static char *
text_of(const json_t *root, const char *name)
{
    const char *text = json_string_value(json_object_get(root, name));

    return memory_string(text ? text : "");
}

/* Seconds of a signed setting; out of its range it is the usual one. */
static int
seconds_of(const json_t *root, const char *name, int usual)
{
    json_int_t seconds = json_integer_value(json_object_get(root, name));

    return seconds >= 5 && seconds <= INT64_C(24) * 3600 ? (int) seconds : usual;
}

bool
clinic_settings_read(struct records *records, struct clinic_settings *settings, struct fault *fault)
{
    struct bytes text = BYTES_EMPTY;
    json_t *root = NULL;

    if (records_setting_get(records, SETTING_KIOSK, &text, fault)) {
        root = json_loadb((const char *) text.data, text.length, 0, NULL);
        if (!root)
            FAULT(fault, FAULT_DAMAGED, "read the clinic's settings", 0);
    }
    bytes_destroy(&text);
    if (!root)
        return false;
    *settings = (struct clinic_settings){
        .name = text_of(root, "name"),
        .place = text_of(root, "place"),
        .languages = text_of(root, "languages"),
        .px_per_mm = json_number_value(json_object_get(root, "px_per_mm")),
        .veil_s = seconds_of(root, "veil", VEIL_S),
        .ask_s = seconds_of(root, "ask", ASK_S),
        .seal_s = seconds_of(root, "seal", SEAL_S),
        .seal_handed_s = seconds_of(root, "seal_handed", SEAL_HANDED_S),
        .answer_s = seconds_of(root, "answer", ANSWER_S),
        .desk = text_of(root, "desk"),
        .goodbye = text_of(root, "goodbye"),
    };
    json_decref(root);
    return true;
}

void
clinic_settings_destroy(struct clinic_settings *settings)
{
    free(settings->name);
    free(settings->place);
    free(settings->languages);
    free(settings->desk);
    free(settings->goodbye);
    *settings = (struct clinic_settings){0};
}

bool
clinic_members_read(struct records *records, struct clinic_members *members, struct fault *fault)
{
    struct records_members read = {0};

    *members = (struct clinic_members){0};
    if (!records_members(records, &read, fault))
        return false;
    members->members = memory_new(read.count, sizeof(*members->members));
    members->count = read.count;
    for (size_t i = 0; i < read.count; i++)
        members->members[i] = (struct clinic_member){read.members[i].id,
            memory_string(read.members[i].name), read.members[i].roles, read.members[i].revoked};
    records_members_destroy(&read);
    return true;
}

void
clinic_members_destroy(struct clinic_members *members)
{
    for (size_t i = 0; i < members->count; i++)
        free(members->members[i].name);
    free(members->members);
    *members = (struct clinic_members){0};
}
