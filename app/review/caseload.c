/* Everybody this member of staff sees, those first who need somebody. */
#include <stdlib.h>

#include "afterword/review.h"

#include "summary.h"

static void
read_identity(struct records *records, struct records_session *session, struct review_case *one)
{
    struct bytes json = BYTES_EMPTY;
    struct fault ignored = FAULT_EMPTY; // a row without a name still has its code

    if (!records_identity_get(records, session, &one->journal, &json, &ignored))
        return;
    json_t *root = json_loadb((const char *) json.data, json.length, 0, NULL);
    one->name = text_copy(root, "name");
    one->called = text_copy(root, "called");
    json_decref(root);
    bytes_wipe(&json);
}

/* What the lines so far have said of marks. */
struct marks_so_far {
    unsigned marks;
    bool has_text;
    uint32_t text_day;
};

/* The row says which marks there are, and the words of the newest: another entry of the same marks from
 * before it adds nothing. */
static bool
may_add(const struct records_entry *entry, const struct marks_so_far *so_far)
{
    bool text_stands = so_far->has_text && entry->day < so_far->text_day;

    return summary_may_mark(&entry->summary, so_far->marks) ||
           (!text_stands && summary_may_say(&entry->summary));
}

static void
note_marks(const struct review_entry_line *line, uint32_t day, struct marks_so_far *so_far)
{
    if (line->discussed)
        return;
    so_far->marks |= line->marks;
    if (line->mark_text && !so_far->has_text) {
        so_far->has_text = true;
        so_far->text_day = day;
    }
}

/* Reads what a row is made of: the marks of entries that wait, the moods of the newest. Most entries of
 * a clinic of many years are neither, and to count them is enough. */
static bool
read_lines(struct records *records, struct records_session *session,
    const struct records_entries *sealed, struct review_case *one, struct review_entries *lines,
    struct fault *fault)
{
    struct marks_so_far so_far = {0};
    bool read = true;

    for (size_t i = 0; i < sealed->count && read; i++) {
        const struct records_entry *entry = &sealed->entries[i];
        struct review_entry_line *line = &lines->lines[lines->count];
        bool discussed = false, waits;

        read = entry_discussed(records, session, entry, &discussed, fault);
        waits = read && !discussed;
        one->n_new += waits;
        if (!read || (entry->day != sealed->entries[0].day && !(waits && may_add(entry, &so_far))))
            continue;
        read = summary_line(records, session, entry, line, fault);
        lines->count++;
        note_marks(line, entry->day, &so_far);
    }
    return read;
}

/* The lines are newest first. */
static void
take_lines(struct review_case *one, const struct review_entries *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        const struct review_entry_line *line = &lines->lines[i];

        if (line->discussed)
            continue;
        one->marks |= line->marks;
        if (!one->mark_text)
            one->mark_text = memory_string(line->mark_text);
    }
    if (lines->count == 0)
        return;
    one->last_day = lines->lines[0].day;
    one->before = mood_copy(&lines->lines[0].before);
    one->after = mood_copy(&lines->lines[0].after);
}

static bool
read_entries(struct records *records, struct records_session *session, struct review_case *one,
    struct fault *fault)
{
    struct records_entries sealed = {0};
    struct review_entries lines = {0};
    bool read = records_entries(records, session, &one->journal, &sealed, fault);

    if (read) {
        one->n_entries = (uint32_t) sealed.count;
        lines.lines = memory_new(sealed.count, sizeof(*lines.lines));
        read = read_lines(records, session, &sealed, one, &lines, fault);
    }
    if (read) {
        qsort(lines.lines, lines.count, sizeof(*lines.lines), line_compare);
        take_lines(one, &lines);
    }
    review_entries_destroy(&lines);
    records_entries_destroy(&sealed);
    return read;
}

/* A journal that does not open makes a row that says so, and costs the others nothing. */
static void
read_case(struct records *records, struct records_session *session,
    const struct records_journal *journal, struct review_case *one)
{
    struct fault fault = FAULT_EMPTY;

    one->journal = journal->id;
    one->code = memory_string(journal->code);
    read_identity(records, session, one);
    if (read_entries(records, session, one, &fault))
        return;
    LOG_FAULT("review", &fault);
    one->closed_to_us = true;
    one->n_entries = one->n_new = 0;
}

static int
urgency(const struct review_case *one)
{
    if (one->marks)
        return 2;
    return one->n_new > 0 ? 1 : 0;
}

static int
most_urgent_first(const void *a, const void *b)
{
    const struct review_case *left = a, *right = b;

    if (urgency(left) != urgency(right))
        return urgency(right) - urgency(left);
    if (left->last_day != right->last_day)
        return left->last_day < right->last_day ? 1 : -1;
    return 0;
}

static bool
count_waiting(struct records *records, struct records_session *session,
    struct review_caseload *caseload, struct fault *fault)
{
    struct records_waiting *waiting = NULL;
    struct records_entries unplaced = {0};
    size_t n_waiting = 0;

    if (!records_drafts(records, &waiting, &n_waiting, fault))
        return false;
    for (size_t i = 0; i < n_waiting; i++)
        caseload->n_interrupted += waiting[i].interrupted;
    free(waiting);

    if (!records_session_holds(session, &records_unplaced))
        return true;
    if (!records_entries(records, session, &records_unplaced, &unplaced, fault))
        return false;
    caseload->n_unplaced = (uint32_t) unplaced.count;
    records_entries_destroy(&unplaced);
    return true;
}

bool
review_caseload_read(struct records *records, struct records_session *session,
    struct review_caseload *caseload, struct fault *fault)
{
    struct review_caseload read = {0};
    struct records_journals journals = {0};

    if (!records_journals(records, &journals, fault))
        return false;
    if (!count_waiting(records, session, &read, fault)) {
        records_journals_destroy(&journals);
        return false;
    }
    read.cases = memory_new(journals.count, sizeof(*read.cases));
    for (size_t i = 0; i < journals.count; i++)
        if (records_session_holds(session, &journals.journals[i].id))
            read_case(records, session, &journals.journals[i], &read.cases[read.count++]);
    records_journals_destroy(&journals);
    qsort(read.cases, read.count, sizeof(*read.cases), most_urgent_first);
    *caseload = read;
    return true;
}

void
review_caseload_destroy(struct review_caseload *caseload)
{
    for (size_t i = 0; i < caseload->count; i++) {
        struct review_case *one = &caseload->cases[i];
        text_destroy(&one->code);
        text_destroy(&one->name);
        text_destroy(&one->called);
        text_destroy(&one->mark_text);
        mood_destroy(&one->before);
        mood_destroy(&one->after);
    }
    free(caseload->cases);
    *caseload = (struct review_caseload){NULL, 0, 0, 0};
}
