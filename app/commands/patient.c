#include "command.h"

static int
add_patient(struct command_call *call, struct opened *opened)
{
    struct clinic_patients patients = {0};
    struct fault fault = FAULT_EMPTY;
    struct id journal;

    if (!clinic_patient_add(opened->records, opened->session, call->values.operands[0],
            call_option(call, "called"), &journal, &fault) ||
        !clinic_patients_read(opened->records, opened->session, &patients, &fault))
        return commands_say_fault("add", call->values.operands[0], &fault);

    for (size_t i = 0; i < patients.count; i++)
        if (id_equal(&patients.patients[i].journal, &journal))
            printf("%s\n", patients.patients[i].code);
    clinic_patients_destroy(&patients);
    return 0;
}

static void
print_patients(const struct clinic_patients *patients)
{
    for (size_t i = 0; i < patients->count; i++) {
        const struct clinic_patient *patient = &patients->patients[i];

        printf("%s", patient->code);
        if (patient->can_open && patient->name) {
            printf(": ");
            write_safely(stdout, patient->name);
        }
        printf("%s\n", patient->retired ? " (retired)" : "");
    }
}

static void
print_patients_json(const struct clinic_patients *patients)
{
    json_t *list = json_array();

    for (size_t i = 0; i < patients->count; i++) {
        const struct clinic_patient *patient = &patients->patients[i];

        json_array_append_new(list, json_pack("{s:s, s:s?, s:s?, s:b, s:b}", "code", patient->code,
                                        "name", patient->can_open ? patient->name : NULL, "called",
                                        patient->can_open ? patient->called : NULL, "retired",
                                        patient->retired, "can_open", patient->can_open));
    }
    print_json(list);
}

static int
list_patients(struct command_call *call, struct opened *opened)
{
    struct clinic_patients patients = {0};
    struct fault fault = FAULT_EMPTY;

    if (!clinic_patients_read(opened->records, opened->session, &patients, &fault))
        return commands_say_fault("read the list of patients", NULL, &fault);
    if (call_option(call, "json"))
        print_patients_json(&patients);
    else
        print_patients(&patients);
    clinic_patients_destroy(&patients);
    return 0;
}

/* Assign and release: a code and a member's name. */
static int
change_access(struct command_call *call, struct opened *opened,
    bool (*change)(struct records *, struct records_session *, const struct id *, const struct id *,
        struct fault *))
{
    struct clinic_member member;
    struct fault fault = FAULT_EMPTY;
    struct id journal;

    if (!opened_journal(opened, call->values.operands[0], &journal) ||
        !opened_member(opened, call->values.operands[1], &member))
        return 1;
    if (!change(opened->records, opened->session, &journal, &member.id, &fault))
        return commands_say_fault("change who may open", call->values.operands[0], &fault);
    return 0;
}

static int
assign_patient(struct command_call *call, struct opened *opened)
{
    return change_access(call, opened, clinic_patient_assign);
}

static int
release_patient(struct command_call *call, struct opened *opened)
{
    return change_access(call, opened, clinic_patient_release);
}

static int
retire_patient(struct command_call *call, struct opened *opened)
{
    struct fault fault = FAULT_EMPTY;
    struct id journal;

    if (!opened_journal(opened, call->values.operands[0], &journal))
        return 1;
    if (!clinic_patient_retire(opened->records, opened->session, &journal, &fault))
        return commands_say_fault("retire", call->values.operands[0], &fault);
    return 0;
}

/* Erasing is for good, so the passphrase is asked for a second time (from the terminal, or the
 * same file again). */
static int
erase_patient(struct command_call *call, struct opened *opened)
{
    struct bytes passphrase = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    struct id journal;
    int exit_code = 0;

    if (!opened_journal(opened, call->values.operands[0], &journal))
        return 1;
    if (!passphrase_read(call_option(call, "again-file"),
            "This erases the journal for good. Passphrase once more: ", false, &passphrase,
            &exit_code))
        return exit_code;
    if (!clinic_patient_erase(
            opened->records, opened->session, &journal, bytes_text(&passphrase), &fault))
        exit_code = commands_say_fault("erase", call->values.operands[0], &fault);
    bytes_wipe(&passphrase);
    return exit_code;
}

static int
run_add(struct command_call *call)
{
    return run_unlocked(call, add_patient);
}

static int
run_list(struct command_call *call)
{
    return run_unlocked(call, list_patients);
}

static int
run_assign(struct command_call *call)
{
    return run_unlocked(call, assign_patient);
}

static int
run_release(struct command_call *call)
{
    return run_unlocked(call, release_patient);
}

static int
run_retire(struct command_call *call)
{
    return run_unlocked(call, retire_patient);
}

static int
run_erase(struct command_call *call)
{
    return run_unlocked(call, erase_patient);
}

static const struct option options_add[] = {OPTION_DATA, OPTION_STAFF, OPTION_PASSPHRASE,
    {"called", OPTION_TEXT, "NAME", "what the patient wants to be called"}};
static const struct option options_list[] = {
    OPTION_DATA, OPTION_STAFF, OPTION_PASSPHRASE, OPTION_JSON};
static const struct option options_plain[] = {OPTION_DATA, OPTION_STAFF, OPTION_PASSPHRASE};
static const struct option options_erase[] = {OPTION_DATA, OPTION_STAFF, OPTION_PASSPHRASE,
    {"again-file", OPTION_TEXT, "FILE", "read the passphrase once more from FILE"}};

const struct command command_patient_add = {"patient add", "NAME", 1, 1,
    "make a journal for a patient and print its code", NULL, options_add, COUNT(options_add),
    run_add};
const struct command command_patient_list = {"patient list", "", 0, 0,
    "list the journals; names of those you hold", NULL, options_list, COUNT(options_list),
    run_list};
const struct command command_patient_assign = {"patient assign", "CODE NAME", 2, 2,
    "let a member of staff open a journal", NULL, options_plain, COUNT(options_plain), run_assign};
const struct command command_patient_release = {"patient release", "CODE NAME", 2, 2,
    "end a member's access to a journal", "What they saw, they saw.", options_plain,
    COUNT(options_plain), run_release};
const struct command command_patient_retire = {"patient retire", "CODE", 1, 1,
    "end a journal: no new sittings, nothing erased", NULL, options_plain, COUNT(options_plain),
    run_retire};
const struct command command_patient_erase = {"patient erase", "CODE", 1, 1,
    "erase a journal and all in it, for good", "Older backups still hold it until they are gone.",
    options_erase, COUNT(options_erase), run_erase};
