/* First set-up: it refuses to finish without what a call for help needs. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool
words_read(const char *assets, struct bytes *words, struct fault *fault)
{
    char *path = file_path(assets, CLINIC_WORDS_FILE);
    bool read = file_read(path, CLINIC_WORDS_MAX, words, fault);

    free(path);
    return read;
}

const char *
clinic_passphrase_problem(const char *passphrase, const char *assets)
{
    struct bytes words = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    const char *problem;

    // Without the list six of its words are judged like any other text.
    if (!words_read(assets, &words, &fault))
        LOG_FAULT("clinic", &fault);
    problem = records_passphrase_problem(passphrase, &words);
    bytes_destroy(&words);
    return problem;
}

/* ---- what it needs ---------------------------------------------------------------*/

static int64_t
find_missing(const struct clinic_setup *setup, bool with_passphrase)
{
    if (text_is_blank(setup->name))
        return CLINIC_SETUP_NAME;
    if (text_is_blank(setup->admin))
        return CLINIC_SETUP_ADMIN;
    if (with_passphrase && (!setup->passphrase || !*setup->passphrase))
        return CLINIC_SETUP_PASSPHRASE;
    if (text_is_blank(setup->emergency))
        return CLINIC_SETUP_EMERGENCY;
    if (text_is_blank(setup->answers))
        return CLINIC_SETUP_ANSWERS;
    return 0;
}

static bool
is_line(const char *text)
{
    return strlen(text) <= CLINIC_LINE_MAX && text_is_plain(text, false);
}

static bool
is_plain_call(const char *const *argv)
{
    size_t count = 0;

    for (; argv && argv[count]; count++)
        if (count == CLINIC_CALL_WORDS_MAX || !is_line(argv[count]))
            return false;
    return !argv || count > 0;
}

static int64_t
find_not_plain(const struct clinic_setup *setup)
{
    if (!is_line(setup->name))
        return CLINIC_SETUP_NAME;
    if (!is_line(setup->admin))
        return CLINIC_SETUP_ADMIN;
    if (strlen(setup->emergency) > CLINIC_EMERGENCY_MAX || !text_is_plain(setup->emergency, true))
        return CLINIC_SETUP_EMERGENCY;
    if (!is_line(setup->answers))
        return CLINIC_SETUP_ANSWERS;
    if (!is_plain_call(setup->call_argv))
        return CLINIC_SETUP_CALL;
    if (setup->place && !is_line(setup->place))
        return CLINIC_SETUP_PLACE;
    return 0;
}

int64_t
clinic_setup_problem(const struct clinic_setup *setup, bool with_passphrase)
{
    int64_t missing = find_missing(setup, with_passphrase);

    return missing ? missing : -find_not_plain(setup);
}

bool
clinic_is_there(const char *folder)
{
    return records_are_there(folder);
}

/* ---- making it -------------------------------------------------------------------*/

/* What the clinic says goes in as its first admin says it. */
static bool
store_words(const struct clinic_setup *setup, struct records *records, struct fault *fault)
{
    struct records_members members = {0};
    struct records_session *admin = NULL;
    bool stored = records_members(records, &members, fault) && members.count == 1 &&
                  records_unlock(records, &members.members[0].id, setup->passphrase, &admin, fault);

    if (stored)
        stored =
            settings_put(records, admin, setup, fault) &&
            help_write(records, admin, setup->emergency, setup->answers, setup->call_argv, fault);
    records_lock(records, admin);
    records_members_destroy(&members);
    return stored;
}

bool
clinic_set_up(const struct clinic_setup *setup, struct bytes *recovery, struct fault *fault)
{
    struct records_founding founding = {
        .folder = setup->folder,
        .admin = setup->admin,
        .roles = setup->admin_roles,
        .passphrase = setup->passphrase,
        .quick = setup->quick,
    };
    struct records_place place = {.folder = setup->folder, .write = true, .link = -1};
    struct records *records = NULL;
    int64_t problem = clinic_setup_problem(setup, true);
    bool made;

    if (problem)
        return FAULT(fault, FAULT_INPUT, "set up a clinic", problem);
    made = words_read(setup->assets, &founding.words, fault) &&
           records_found(&founding, recovery, fault);
    bytes_destroy(&founding.words);
    if (!made)
        return false;
    made = records_open(&place, &records, fault) && store_words(setup, records, fault);
    records_close(records);
    if (!made) {
        // A clinic without who answers a call is none.
        records_found_undo(setup->folder);
        bytes_wipe(recovery);
    }
    return made;
}
