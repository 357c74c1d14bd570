#include "command.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    unsigned role;
    const char *name;
} roles[] = {
    {CLINIC_THERAPIST, "therapist"},
    {CLINIC_PRESCRIBER, "prescriber"},
    {CLINIC_ADMIN, "admin"},
    {CLINIC_REGISTRAR, "registrar"},
    {CLINIC_PLACING, "placing"},
};

/* "therapist,placing" as bits; 0 when a word is none of them. */
static unsigned
read_roles(const char *text)
{
    char *copy = memory_string(text);
    unsigned read = 0;
    char *rest = NULL;

    for (char *word = strtok_r(copy, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
        unsigned role = 0;

        for (size_t i = 0; i < COUNT(roles); i++)
            if (strcmp(roles[i].name, word) == 0)
                role = roles[i].role;
        if (role == 0) {
            read = 0;
            break;
        }
        read |= role;
    }
    free(copy);
    return read;
}

/* The new passphrase, read and taken. */
static int
read_new(struct command_call *call, const char *prompt, struct bytes *passphrase)
{
    int exit_code;

    if (!passphrase_read(
            call_option(call, "new-passphrase-file"), prompt, true, passphrase, &exit_code))
        return exit_code;
    return passphrase_refuse(call, passphrase);
}

static int
add_member(struct command_call *call, struct opened *opened, unsigned read)
{
    const char *name = call->values.operands[0];
    struct bytes passphrase = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    struct id id;
    int exit_code = read_new(call, "Passphrase for the new member: ", &passphrase);

    if (exit_code == 0 && !clinic_staff_add(opened->records, opened->session, name, read,
                              bytes_text(&passphrase), &id, &fault))
        exit_code = commands_say_fault("add", name, &fault);
    bytes_wipe(&passphrase);
    return exit_code;
}

static int
run_add(struct command_call *call)
{
    const char *given = call_option(call, "roles");
    unsigned read = read_roles(given ? given : "therapist");
    struct opened opened;
    int exit_code;

    if (read == 0) {
        fprintf(stderr, "afterword: '--roles' takes therapist, prescriber, admin, registrar, "
                        "placing, with commas between\n");
        return 2;
    }
    if (!opened_open(call, &opened, &exit_code))
        return exit_code;
    if (opened_unlock(call, &opened, &exit_code))
        exit_code = add_member(call, &opened, read);
    opened_close(&opened);
    return exit_code;
}

static void
print_roles(unsigned member)
{
    for (size_t i = 0; i < COUNT(roles); i++)
        if (member & roles[i].role)
            printf(" %s", roles[i].name);
}

static void
print_members(const struct clinic_members *members)
{
    for (size_t i = 0; i < members->count; i++) {
        write_safely(stdout, members->members[i].name);
        printf(members->members[i].revoked ? ": revoked" : ":");
        print_roles(members->members[i].roles);
        printf("\n");
    }
}

static void
print_members_json(const struct clinic_members *members)
{
    json_t *list = json_array();

    for (size_t i = 0; i < members->count; i++) {
        json_t *row = json_pack(
            "{s:s, s:b}", "name", members->members[i].name, "revoked", members->members[i].revoked);
        json_t *names = json_array();

        for (size_t j = 0; j < COUNT(roles); j++)
            if (members->members[i].roles & roles[j].role)
                json_array_append_new(names, json_string(roles[j].name));
        json_object_set_new(row, "roles", names);
        json_array_append_new(list, row);
    }
    print_json(list);
}

static int
run_list(struct command_call *call)
{
    struct clinic_members members = {0};
    struct fault fault = FAULT_EMPTY;
    struct opened opened;
    int exit_code;

    if (!opened_open(call, &opened, &exit_code))
        return exit_code;
    exit_code = 0;
    if (!clinic_members_read(opened.records, &members, &fault))
        exit_code = commands_say_fault("read the list of staff", NULL, &fault);
    else if (call_option(call, "json"))
        print_members_json(&members);
    else
        print_members(&members);
    clinic_members_destroy(&members);
    opened_close(&opened);
    return exit_code;
}

static int
change_passphrase(struct command_call *call, struct opened *opened)
{
    struct bytes passphrase = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    int exit_code = read_new(call, "New passphrase: ", &passphrase);

    if (exit_code == 0 && !clinic_passphrase_change(
                              opened->records, opened->session, bytes_text(&passphrase), &fault))
        exit_code = commands_say_fault("change the passphrase", NULL, &fault);
    bytes_wipe(&passphrase);
    return exit_code;
}

static int
run_passphrase(struct command_call *call)
{
    return run_unlocked(call, change_passphrase);
}

static int
revoke_member(struct command_call *call, struct opened *opened)
{
    const char *name = call->values.operands[0];
    struct clinic_member member;
    struct fault fault = FAULT_EMPTY;

    if (!opened_member(opened, name, &member))
        return 1;
    if (!clinic_staff_revoke(opened->records, opened->session, &member.id, &fault))
        return commands_say_fault("revoke", name, &fault);
    fprintf(stderr, "What they saw, they saw. From now on nothing is sealed to them.\n");
    return 0;
}

static int
run_revoke(struct command_call *call)
{
    return run_unlocked(call, revoke_member);
}

#define OPTION_NEW_PASSPHRASE                                                                      \
    {                                                                                              \
        "new-passphrase-file", OPTION_TEXT, "FILE",                                                \
            "read the new passphrase from FILE; - for standard input"                              \
    }

static const struct option options_add[] = {
    OPTION_DATA,
    OPTION_STAFF,
    OPTION_PASSPHRASE,
    OPTION_NEW_PASSPHRASE,
    {"roles", OPTION_TEXT, "ROLE,ROLE",
        "therapist (default), prescriber, admin, registrar, placing"},
};
static const struct option options_list[] = {OPTION_DATA, OPTION_JSON};
static const struct option options_change[] = {
    OPTION_DATA, OPTION_STAFF, OPTION_PASSPHRASE, OPTION_NEW_PASSPHRASE};
static const struct option options_revoke[] = {OPTION_DATA, OPTION_STAFF, OPTION_PASSPHRASE};

const struct command command_staff_add = {"staff add", "NAME", 1, 1, "add a member of staff",
    "An admin opens it with --staff and --passphrase-file.", options_add, COUNT(options_add),
    run_add};
const struct command command_staff_list = {"staff list", "", 0, 0, "list the members of staff",
    NULL, options_list, COUNT(options_list), run_list};
const struct command command_staff_passphrase = {"staff passphrase", "", 0, 0,
    "change one's own passphrase", NULL, options_change, COUNT(options_change), run_passphrase};
const struct command command_staff_revoke = {"staff revoke", "NAME", 1, 1, "end a member's access",
    "New words are never sealed to them again. What they saw, they saw.", options_revoke,
    COUNT(options_revoke), run_revoke};
