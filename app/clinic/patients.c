/* Patients: their journals by code, their names for who holds them. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

#define NAME_MAX_BYTES 120

static void
read_identity(
    struct records *records, struct records_session *session, struct clinic_patient *patient)
{
    struct bytes json = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY; // a row without a name still has its code

    if (!records_identity_get(records, session, &patient->journal, &json, &fault))
        return;
    json_t *root = json_loadb((const char *) json.data, json.length, 0, NULL);
    patient->name = memory_string(json_string_value(json_object_get(root, "name")));
    patient->called = memory_string(json_string_value(json_object_get(root, "called")));
    json_decref(root);
    bytes_wipe(&json);
}

bool
clinic_patients_read(struct records *records, struct records_session *session,
    struct clinic_patients *patients, struct fault *fault)
{
    struct records_journals journals = {0};

    *patients = (struct clinic_patients){0};
    if (!records_journals(records, &journals, fault))
        return false;
    patients->patients = memory_new(journals.count, sizeof(*patients->patients));
    patients->count = journals.count;
    for (size_t i = 0; i < journals.count; i++) {
        struct clinic_patient *patient = &patients->patients[i];

        patient->journal = journals.journals[i].id;
        patient->code = memory_string(journals.journals[i].code);
        patient->retired = journals.journals[i].retired;
        patient->can_open = session && records_session_holds(session, &patient->journal);
        if (patient->can_open)
            read_identity(records, session, patient);
    }
    records_journals_destroy(&journals);
    return true;
}

static void
wipe_text(char *text)
{
    if (text)
        memory_wipe(text, strlen(text));
    free(text);
}

void
clinic_patients_destroy(struct clinic_patients *patients)
{
    for (size_t i = 0; i < patients->count; i++) {
        free(patients->patients[i].code);
        wipe_text(patients->patients[i].name);
        wipe_text(patients->patients[i].called);
    }
    free(patients->patients);
    *patients = (struct clinic_patients){0};
}

static bool
is_name(const char *text)
{
    return strlen(text) <= NAME_MAX_BYTES && text_is_plain(text, false);
}

bool
clinic_patient_add(struct records *records, struct records_session *session, const char *name,
    const char *called, struct id *journal, struct fault *fault)
{
    struct bytes code = BYTES_EMPTY, text = BYTES_EMPTY;
    json_t *root;
    bool added;

    if (text_is_blank(name) || !is_name(name) || (called && !is_name(called)))
        return FAULT(fault, FAULT_INPUT, "name a patient", NAME_MAX_BYTES);
    if (!(records_session_roles(session) &
            (RECORDS_ADMIN | RECORDS_REGISTRAR | RECORDS_THERAPIST | RECORDS_PRESCRIBER)))
        return FAULT(fault, FAULT_ACCESS, "add a patient", 0);
    root = json_pack("{s:s, s:s}", "name", name, "called", called ? called : "");
    json_text(root, &text);
    json_decref(root);
    added = code_make(records, &code, fault) &&
            records_journal_add(records, session, bytes_text(&code), journal, fault) &&
            records_identity_put(records, session, journal, &text, fault);
    bytes_destroy(&code);
    bytes_wipe(&text);
    return added;
}

bool
clinic_patient_assign(struct records *records, struct records_session *session,
    const struct id *journal, const struct id *member, struct fault *fault)
{
    return records_grant(records, session, journal, member, fault);
}

bool
clinic_patient_release(struct records *records, struct records_session *session,
    const struct id *journal, const struct id *member, struct fault *fault)
{
    return records_release(records, session, journal, member, fault);
}

bool
clinic_patient_retire(struct records *records, struct records_session *session,
    const struct id *journal, struct fault *fault)
{
    return records_journal_retire(records, session, journal, fault);
}

/* A backup that holds it still can bring it back: who erases is told which are known. */
static bool
find_backups(struct records *records, const struct id *entry, struct clinic_erased *erased,
    struct fault *fault)
{
    struct records_backups backups = {0};

    if (!records_backups_log(records, fault) ||
        !records_backups_of(records, entry, &backups, fault))
        return false;
    erased->held_ms = memory_new(backups.count, sizeof(*erased->held_ms));
    erased->n_held = backups.count;
    for (size_t i = 0; i < backups.count; i++)
        erased->held_ms[i] = backups.backups[i].made_ms;
    records_backups_destroy(&backups);
    return true;
}

bool
clinic_entry_erase(struct records *records, struct records_session *session, const struct id *entry,
    const char *passphrase, struct clinic_erased *erased, struct fault *fault)
{
    struct id member = records_session_member(session);
    struct fault unknown = FAULT_EMPTY;

    *erased = (struct clinic_erased){0};
    if (!records_confirm(records, &member, passphrase, fault) ||
        !records_entry_erase(records, session, entry, &erased->pending, fault))
        return false;
    // It is erased, whether or not the backups can be named.
    if (!find_backups(records, entry, erased, &unknown))
        LOG_FAULT("clinic", &unknown);
    return true;
}

void
clinic_erased_destroy(struct clinic_erased *erased)
{
    free(erased->held_ms);
    *erased = (struct clinic_erased){0};
}

bool
clinic_patient_erase(struct records *records, struct records_session *session,
    const struct id *journal, const char *passphrase, struct fault *fault)
{
    struct id member = records_session_member(session);

    return records_confirm(records, &member, passphrase, fault) &&
           records_journal_erase(records, session, journal, fault);
}
