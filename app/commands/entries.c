#include "command.h"

#include "afterword/review.h"

/* Marks by the names that scripts read. */
static const struct {
    unsigned mark;
    const char *name;
} marks[] = {
    {REVIEW_MARK_THERAPIST, "therapist"},
    {REVIEW_MARK_PRESCRIBER, "prescriber"},
    {REVIEW_MARK_WORD, "word"},
    {REVIEW_MARK_UNSAFE, "unsafe"},
    {REVIEW_MARK_LEFT, "left"},
};

static json_t *
marks_json(unsigned given)
{
    json_t *list = json_array();

    for (size_t i = 0; i < COUNT(marks); i++)
        if (given & marks[i].mark)
            json_array_append_new(list, json_string(marks[i].name));
    return list;
}

static json_t *
day_json(uint32_t day)
{
    int year, month, day_of_month, weekday;
    char text[16];

    clock_date(day, &year, &month, &day_of_month, &weekday);
    snprintf(text, sizeof(text), "%04d-%02d-%02d", year % 10000, month % 100, day_of_month % 100);
    return json_string(text);
}

/* `code` is NULL for what nobody has placed. Recordings stand in no entry of this format yet. */
static json_t *
line_json(const struct review_entry_line *line, const char *code)
{
    char id[ID_TEXT_LENGTH + 1];
    json_t *json;

    id_text(&line->entry, id);
    json = json_pack("{s:s, s:s?, s:o, s:s?, s:s, s:b, s:o, s:i, s:b}", "id", id, "patient", code,
        "day", day_json(line->day), "flow", line->flow, "state",
        line->interrupted ? "interrupted" : "finished", "placed", code != NULL, "marks",
        marks_json(line->marks), "recordings", 0, "discussed", line->discussed);
    if (line->damaged)
        json_object_set_new(json, "damaged", json_true());
    return json;
}

static void
append_lines(json_t *list, const struct review_entries *entries, const char *code)
{
    for (size_t i = 0; i < entries->count; i++)
        json_array_append_new(list, line_json(&entries->lines[i], code));
}

static bool
append_journal(
    json_t *list, struct opened *opened, const struct clinic_patient *patient, struct fault *fault)
{
    struct review_entries entries = {0};

    if (!review_entries_read(opened->records, opened->session, &patient->journal, &entries, fault))
        return false;
    append_lines(list, &entries, patient->code);
    review_entries_destroy(&entries);
    return true;
}

/* What nobody has placed yet, where this session may see it; a therapist who does not place
 * holds no key for it, and that is no error. */
static bool
append_unplaced(json_t *list, struct opened *opened, struct fault *fault)
{
    struct review_entries entries = {0};

    if (!review_unplaced_read(opened->records, opened->session, &entries, fault))
        return fault->kind == FAULT_ACCESS;
    append_lines(list, &entries, NULL);
    review_entries_destroy(&entries);
    return true;
}

static bool
list_all(json_t *list, struct opened *opened, const struct id *journal, struct fault *fault)
{
    struct clinic_patients patients = {0};
    bool read = clinic_patients_read(opened->records, opened->session, &patients, fault);

    for (size_t i = 0; read && i < patients.count; i++)
        if (journal ? id_equal(journal, &patients.patients[i].journal)
                    : patients.patients[i].can_open)
            read = append_journal(list, opened, &patients.patients[i], fault);
    clinic_patients_destroy(&patients);
    return read && (journal || append_unplaced(list, opened, fault));
}

static int
list_entries(struct command_call *call, struct opened *opened)
{
    const char *code = call_option(call, "patient");
    struct fault fault = FAULT_EMPTY;
    json_t *list;
    struct id journal;

    if (code && !opened_journal(opened, code, &journal))
        return 1;
    list = json_array();
    if (!list_all(list, opened, code ? &journal : NULL, &fault)) {
        json_decref(list);
        return commands_say_fault("list the entries", NULL, &fault);
    }
    print_json(list);
    return 0;
}

static json_t *
mood_json(const struct review_mood *mood)
{
    if (!mood->placed && !mood->words)
        return json_null();
    if (!mood->placed)
        return json_pack("{s:s}", "words", mood->words);
    return json_pack("{s:f, s:f, s:s?}", "valence", mood->valence, "arousal", mood->arousal,
        "words", mood->words);
}

static json_t *
answer_json(const struct review_answer *answer)
{
    json_t *row = json_pack("{s:s, s:s, s:s?}", "step", answer->step, "kind",
        flow_kind_name(answer->kind), "question", answer->question);

    if (answer->skipped)
        json_object_set_new(row, "skipped", json_true());
    else if (answer->kind == FLOW_MOOD && !answer->closed)
        json_object_set_new(row, "answer", mood_json(&answer->mood));
    else if (!answer->closed)
        json_object_set_new(row, "answer", answer->text ? json_string(answer->text) : json_null());
    json_object_set_new(row, answer->closed ? "closed" : "open", json_true());
    return row;
}

/* The code of the entry's journal; NULL where it is not placed. Free with free(). */
static char *
find_code(struct opened *opened, const struct id *journal)
{
    struct clinic_patients patients = {0};
    struct fault fault = FAULT_EMPTY;
    char *code = NULL;

    // Without the list the entry is still worth showing: its code is then missing.
    (void) clinic_patients_read(opened->records, opened->session, &patients, &fault);
    for (size_t i = 0; i < patients.count; i++)
        if (id_equal(journal, &patients.patients[i].journal))
            code = memory_string(patients.patients[i].code);
    clinic_patients_destroy(&patients);
    return code;
}

static int
say_no_id(void)
{
    fprintf(stderr, "afterword: an entry's id is 32 hexadecimal digits\n"
                    "hint: afterword entries list\n");
    return 2;
}

static int
say_no_entry(void)
{
    fprintf(stderr, "afterword: there is no entry with this id\n"
                    "hint: afterword entries list\n");
    return 1;
}

static int
show_entry(struct command_call *call, struct opened *opened)
{
    struct review_entry entry = {0};
    struct fault fault = FAULT_EMPTY;
    json_t *shown, *answers;
    struct id id;
    char *code;

    if (!id_from_text(call->values.operands[0], &id))
        return say_no_id();
    if (!review_entry_open(opened->records, opened->session, &id, &entry, &fault)) {
        if (fault.kind != FAULT_NOT_FOUND)
            return commands_say_fault("open", call->values.operands[0], &fault);
        return say_no_entry();
    }

    code = find_code(opened, &entry.line.journal);
    shown = line_json(&entry.line, code);
    answers = json_array();
    for (size_t i = 0; i < entry.count; i++)
        json_array_append_new(answers, answer_json(&entry.answers[i]));
    json_object_set_new(shown, "answers", answers);
    if (entry.parts_missing)
        json_object_set_new(shown, "parts_missing", json_true());
    print_json(shown);

    free(code);
    review_entry_destroy(&entry);
    return 0;
}

static void
print_erased(const struct clinic_erased *erased)
{
    int year, month, day_of_month, weekday, hour, minute;
    uint32_t day;

    if (erased->pending)
        fprintf(stderr, "It is erased; its old pages go when the other program that reads the data "
                        "file has ended.\n");
    for (size_t i = 0; i < erased->n_held; i++) {
        clock_local(erased->held_ms[i], &day, &hour, &minute);
        clock_date(day, &year, &month, &day_of_month, &weekday);
        fprintf(stderr, "The backup of %04d-%02d-%02d %02d:%02d still holds it.\n", year, month,
            day_of_month, hour, minute);
    }
}

/* For good, so the passphrase is asked for a second time. */
static int
erase_entry(struct command_call *call, struct opened *opened)
{
    struct clinic_erased erased = {0};
    struct bytes passphrase = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    struct id id;
    int exit_code = 0;

    (void) id_from_text(call->values.operands[0], &id); // looked at before anything was asked
    if (!passphrase_read(call_option(call, "again-file"),
            "This erases the entry for good. Passphrase once more: ", false, &passphrase,
            &exit_code))
        return exit_code;
    if (clinic_entry_erase(
            opened->records, opened->session, &id, bytes_text(&passphrase), &erased, &fault))
        print_erased(&erased);
    else if (fault.kind == FAULT_NOT_FOUND)
        exit_code = say_no_entry();
    else
        exit_code = commands_say_fault("erase", call->values.operands[0], &fault);
    clinic_erased_destroy(&erased);
    bytes_wipe(&passphrase);
    return exit_code;
}

static int
run_erase(struct command_call *call)
{
    struct id id;

    if (!id_from_text(call->values.operands[0], &id))
        return say_no_id();
    return run_unlocked(call, erase_entry);
}

static int
run_list(struct command_call *call)
{
    return run_unlocked(call, list_entries);
}

static int
run_show(struct command_call *call)
{
    return run_unlocked(call, show_entry);
}

/* It prints nothing else; --json is taken so that a script may say it everywhere. */
static const struct option options_list[] = {OPTION_DATA, OPTION_STAFF, OPTION_PASSPHRASE,
    OPTION_JSON, {"patient", OPTION_TEXT, "CODE", "entries of this journal alone"}};
static const struct option options_show[] = {
    OPTION_DATA, OPTION_STAFF, OPTION_PASSPHRASE, OPTION_JSON};

const struct command command_entries_list = {"entries list", "", 0, 0,
    "list the entries you can open, as JSON", NULL, options_list, COUNT(options_list), run_list};
const struct command command_entries_show = {"entries show", "ID", 1, 1, "print one entry, as JSON",
    "What is kept closed is named and not opened; what is gone is not "
    "there. That it was opened is logged.",
    options_show, COUNT(options_show), run_show};

static const struct option options_erase[] = {OPTION_DATA, OPTION_STAFF, OPTION_PASSPHRASE,
    {"again-file", OPTION_TEXT, "FILE", "read the passphrase once more from FILE"}};

const struct command command_entries_erase = {"entries erase", "ID", 1, 1,
    "erase one entry, for good",
    "By who holds its journal; that there was an entry on that day stays said. It names the "
    "backups "
    "that still hold it, as far as the log knows them.",
    options_erase, COUNT(options_erase), run_erase};
