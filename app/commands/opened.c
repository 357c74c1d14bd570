#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool
opened_open(struct command_call *call, struct opened *opened, int *exit_code)
{
    struct clinic_place place = {.link = -1};
    struct fault fault = FAULT_EMPTY;
    char *lock = NULL;
    bool open = false;

    *opened = (struct opened){.lock = -1};
    opened->folder = call_folder(call, exit_code);
    if (!opened->folder)
        return false;
    if (!file_folder_check(opened->folder, &fault))
        goto done;

    // Before any passphrase is asked for: a running kiosk is the one writer.
    lock = file_path(opened->folder, "afterword.lock");
    if (!file_lock(lock, &opened->lock, &fault))
        goto done;
    place.folder = opened->folder;
    // Where no kiosk writes yet there is only something to look at.
    place.lock = clinic_is_restored(opened->folder) ? -1 : opened->lock;
    open = clinic_open(&place, &opened->records, &fault);

done:
    free(lock);
    if (!open) {
        *exit_code = commands_say_fault("open", opened->folder, &fault);
        opened_close(opened);
    }
    return open;
}

void
opened_close(struct opened *opened)
{
    clinic_lock(opened->records, opened->session);
    clinic_close(opened->records);
    if (opened->lock >= 0)
        close(opened->lock);
    free(opened->folder);
    *opened = (struct opened){.lock = -1};
}

/* The member `name` means; NULL means the only one there is. */
static bool
choose_member(struct opened *opened, const char *name, struct clinic_member *chosen)
{
    struct clinic_members members = {0};
    struct fault fault = FAULT_EMPTY;
    size_t found = 0;

    if (!clinic_members_read(opened->records, &members, &fault)) {
        (void) commands_say_fault("read the list of staff", NULL, &fault);
        return false;
    }
    for (size_t i = 0; i < members.count; i++) {
        const struct clinic_member *member = &members.members[i];

        if (member->revoked || (name && strcmp(member->name, name) != 0))
            continue;
        *chosen = *member;
        chosen->name = NULL; // owned by the list, which goes
        found++;
    }
    clinic_members_destroy(&members);

    if (found == 0)
        fprintf(stderr, "afterword: there is no member of staff of this name\n"
                        "hint: afterword staff list\n");
    // No two have the same name: only where none was given are there several.
    if (found > 1)
        fprintf(stderr, "afterword: there are several members of staff\n"
                        "hint: say which with --staff NAME\n");
    return found == 1;
}

bool
opened_member(struct opened *opened, const char *name, struct clinic_member *member)
{
    return choose_member(opened, name, member);
}

bool
opened_ask(struct command_call *call, struct opened *opened, struct clinic_member *member,
    struct bytes *passphrase, int *exit_code)
{
    if (!choose_member(opened, call_option(call, "staff"), member)) {
        *exit_code = 1;
        return false;
    }
    return passphrase_read(
        call_option(call, "passphrase-file"), "Passphrase: ", false, passphrase, exit_code);
}

bool
opened_unlock(struct command_call *call, struct opened *opened, int *exit_code)
{
    struct clinic_member member = {0};
    struct bytes passphrase = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    bool open;

    if (!opened_ask(call, opened, &member, &passphrase, exit_code))
        return false;

    open = clinic_unlock(
        opened->records, &member.id, bytes_text(&passphrase), &opened->session, &fault);
    bytes_wipe(&passphrase);
    // An empty one, or one of no letters, was nobody's: for who typed it that is a wrong one.
    if (!open && fault.kind == FAULT_INPUT)
        (void) FAULT(&fault, FAULT_PASSPHRASE, "unlock with what no passphrase can be", 0);
    if (!open)
        *exit_code = commands_say_fault("unlock", call_option(call, "staff"), &fault);
    return open;
}

/* Letters and digits alone, lower case: a code is said and typed in many ways. */
static void
fold_code(const char *code, char *folded, size_t size)
{
    size_t length = 0;

    for (; *code && length + 1 < size; code++) {
        char c = *code;

        if (c >= 'A' && c <= 'Z')
            c = (char) (c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            folded[length++] = c;
    }
    folded[length] = '\0';
}

bool
opened_journal(struct opened *opened, const char *code, struct id *journal)
{
    struct clinic_patients patients = {0};
    struct fault fault = FAULT_EMPTY;
    char wanted[64], has[64];
    bool found = false;

    if (!clinic_patients_read(opened->records, opened->session, &patients, &fault)) {
        (void) commands_say_fault("read the list of patients", NULL, &fault);
        return false;
    }
    fold_code(code, wanted, sizeof(wanted));
    for (size_t i = 0; i < patients.count && !found; i++) {
        fold_code(patients.patients[i].code, has, sizeof(has));
        found = strcmp(wanted, has) == 0;
        if (found)
            *journal = patients.patients[i].journal;
    }
    clinic_patients_destroy(&patients);
    if (!found)
        fprintf(stderr, "afterword: there is no patient with this code\n"
                        "hint: afterword patient list\n");
    return found;
}

int
run_unlocked(struct command_call *call, int (*act)(struct command_call *, struct opened *))
{
    struct opened opened;
    int exit_code;

    if (!opened_open(call, &opened, &exit_code))
        return exit_code;
    if (opened_unlock(call, &opened, &exit_code))
        exit_code = act(call, &opened);
    opened_close(&opened);
    return exit_code;
}
