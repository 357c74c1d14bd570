/* A clinic that is played, for the staff's room: what it is asked can be seen, and it refuses when
 * the test wants. Included by one test, whose program then has no other clinic. */
#ifndef AFTERWORD_TESTS_PLAYED_CLINIC_H
#define AFTERWORD_TESTS_PLAYED_CLINIC_H

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "afterword/clinic.h"
#include "afterword/journal.h"
#include "afterword/review.h"

struct records {
    int n_locked;
    bool holds_unlock; /* the unlock waits until this is false */
    struct fault refuses;
    char passphrase[128];
    struct clinic_sign_in sign_in;
    unsigned roles;
    struct id discussed, placed, placed_into, kept, handed_back;
    bool is_discussed;
    bool turned; /* the caseload comes in another order */
};
struct records_session {
    int unused;
};

static struct records records;
static struct records_session session;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static struct id
id_of(uint8_t n)
{
    return (struct id){{n, 1}};
}

/* ---- the clinic that is played -------------------------------------------------------*/

bool
clinic_members_read(struct records *from, struct clinic_members *members, struct fault *fault)
{
    static const char *const names[] = {"Ana Ruiz", "Somebody Gone", "Dr Lee"};

    (void) from;
    (void) fault;
    members->count = COUNT(names);
    members->members = memory_new(COUNT(names), sizeof(*members->members));
    for (size_t i = 0; i < COUNT(names); i++)
        members->members[i] = (struct clinic_member){
            id_of((uint8_t) (i + 1)), memory_string(names[i]), CLINIC_THERAPIST, i == 1};
    return true;
}

void
clinic_members_destroy(struct clinic_members *members)
{
    for (size_t i = 0; i < members->count; i++)
        free(members->members[i].name);
    free(members->members);
    *members = (struct clinic_members){NULL, 0};
}

static bool
held(struct records *from)
{
    bool holds;

    pthread_mutex_lock(&mutex);
    holds = from->holds_unlock;
    pthread_mutex_unlock(&mutex);
    return holds;
}

bool
clinic_ready(struct records *from, struct fault *fault)
{
    (void) from;
    (void) fault;
    return true;
}

bool
clinic_unlock(struct records *from, const struct id *member, const char *passphrase,
    struct records_session **opened, struct fault *fault)
{
    (void) member;
    while (held(from))
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    (void) snprintf(from->passphrase, sizeof(from->passphrase), "%s", passphrase);
    if (from->refuses.kind != FAULT_NONE) {
        *fault = from->refuses;
        return false;
    }
    *opened = &session;
    return true;
}

void
clinic_lock(struct records *from, struct records_session *locked)
{
    from->n_locked += locked == &session;
}

const char *
clinic_session_name(const struct records_session *of)
{
    (void) of;
    return "Ana Ruiz";
}

unsigned
clinic_session_roles(const struct records_session *of)
{
    (void) of;
    return records.roles;
}

bool
clinic_sign_in_read(struct records *from, struct records_session *of,
    struct clinic_sign_in *sign_in, struct fault *fault)
{
    (void) of;
    (void) fault;
    *sign_in = from->sign_in;
    return true;
}

static const struct {
    const char *code, *name, *called;
} people[] = {{"maple 14 k", "Mara Lind", "Mara"}, {"heron 3 b", "Tobias Ferro", ""},
    {"birch 9 d", "Not Ours", "Nobody"}};

bool
clinic_patients_read(struct records *from, struct records_session *of,
    struct clinic_patients *patients, struct fault *fault)
{
    (void) from;
    (void) of;
    (void) fault;
    patients->count = COUNT(people);
    patients->patients = memory_new(COUNT(people), sizeof(*patients->patients));
    for (size_t i = 0; i < COUNT(people); i++)
        patients->patients[i] = (struct clinic_patient){id_of((uint8_t) (20 + i)),
            memory_string(people[i].code), i == 2 ? NULL : memory_string(people[i].name),
            memory_string(people[i].called), false, i != 2};
    return true;
}

void
clinic_patients_destroy(struct clinic_patients *patients)
{
    for (size_t i = 0; i < patients->count; i++) {
        free(patients->patients[i].code);
        free(patients->patients[i].name);
        free(patients->patients[i].called);
    }
    free(patients->patients);
    *patients = (struct clinic_patients){NULL, 0};
}

bool
journal_holders(struct records *from, const struct id *journal, struct journal_names *names,
    struct fault *fault)
{
    (void) from;
    (void) journal;
    (void) fault;
    names->count = 2;
    names->names = memory_new(2, sizeof(*names->names));
    names->names[0] = memory_string("Dr Lee");
    names->names[1] = memory_string("Ana Ruiz");
    return true;
}

void
journal_names_free(struct journal_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->names[i]);
    free(names->names);
    *names = (struct journal_names){NULL, 0};
}

/* ---- the journals that are played ------------------------------------------------------*/

bool
review_caseload_read(struct records *from, struct records_session *of,
    struct review_caseload *caseload, struct fault *fault)
{
    (void) of;
    (void) fault;
    caseload->count = 2;
    caseload->cases = memory_new(2, sizeof(*caseload->cases));
    for (size_t n = 0; n < 2; n++) {
        size_t i = from->turned ? 1 - n : n;

        caseload->cases[n] = (struct review_case){.journal = id_of((uint8_t) (20 + i)),
            .code = memory_string(people[i].code),
            .name = memory_string(people[i].name),
            .n_entries = 2,
            .n_new = 1,
            .last_day = clock_day()};
    }
    caseload->cases[0].marks = REVIEW_MARK_THERAPIST;
    caseload->cases[0].mark_text = memory_string("Yes, for later");
    caseload->n_unplaced = 1;
    caseload->n_interrupted = 2;
    return true;
}

void
review_caseload_destroy(struct review_caseload *caseload)
{
    for (size_t i = 0; i < caseload->count; i++) {
        free(caseload->cases[i].code);
        free(caseload->cases[i].name);
        free(caseload->cases[i].mark_text);
    }
    free(caseload->cases);
    *caseload = (struct review_caseload){NULL, 0, 0, 0};
}

static void
fill_lines(struct review_entries *entries, size_t count)
{
    entries->count = count;
    entries->lines = memory_new(count, sizeof(*entries->lines));
    for (size_t i = 0; i < count; i++)
        entries->lines[i] = (struct review_entry_line){.entry = id_of((uint8_t) (50 + i)),
            .when_ms = clock_wall_ms(),
            .day = clock_day(),
            .minutes = 6,
            .flow = memory_string(i == 0 ? "Landing" : "Later")};
}

bool
review_entries_read(struct records *from, struct records_session *of, const struct id *journal,
    struct review_entries *entries, struct fault *fault)
{
    (void) from;
    (void) of;
    (void) journal;
    (void) fault;
    fill_lines(entries, 2);
    return true;
}

bool
review_unplaced_read(struct records *from, struct records_session *of,
    struct review_entries *entries, struct fault *fault)
{
    (void) of;
    (void) fault;
    // What was placed is not there any more.
    fill_lines(entries, id_is_none(&from->placed) ? 1 : 0);
    if (entries->count > 0)
        entries->lines[0].called = memory_string("Mara");
    return true;
}

static void
free_line(struct review_entry_line *line)
{
    free(line->flow);
    free(line->called);
}

void
review_entries_destroy(struct review_entries *entries)
{
    for (size_t i = 0; i < entries->count; i++)
        free_line(&entries->lines[i]);
    free(entries->lines);
    *entries = (struct review_entries){NULL, 0};
}

static const struct review_answer answers[] = {
    {.kind = FLOW_OPEN, .question = "What stayed?", .text = "A lake."},
    {.kind = FLOW_CHOOSE, .question = "Too much?", .skipped = true},
    {.kind = FLOW_OPEN, .question = "And what to keep?", .closed = true},
};

bool
review_entry_open(struct records *from, struct records_session *of, const struct id *entry,
    struct review_entry *opened, struct fault *fault)
{
    (void) from;
    (void) of;
    (void) fault;
    opened->line.entry = *entry;
    opened->count = COUNT(answers);
    opened->answers = memory_new(COUNT(answers), sizeof(*opened->answers));
    for (size_t i = 0; i < COUNT(answers); i++) {
        opened->answers[i] = answers[i];
        opened->answers[i].question = memory_string(answers[i].question);
        opened->answers[i].text = memory_string(answers[i].text);
    }
    return true;
}

void
review_entry_destroy(struct review_entry *entry)
{
    for (size_t i = 0; i < entry->count; i++) {
        free(entry->answers[i].question);
        free(entry->answers[i].text);
    }
    free(entry->answers);
    free_line(&entry->line);
    *entry = (struct review_entry){0};
}

bool
review_entry_discussed(struct records *from, struct records_session *of, const struct id *entry,
    bool discussed, struct fault *fault)
{
    (void) of;
    (void) fault;
    from->discussed = *entry;
    from->is_discussed = discussed;
    return true;
}

bool
review_entry_place(struct records *from, struct records_session *of, const struct id *entry,
    const struct id *journal, struct fault *fault)
{
    (void) of;
    (void) fault;
    from->placed = *entry;
    from->placed_into = *journal;
    return true;
}

bool
review_drafts_read(struct records *from, struct records_session *of, struct review_drafts *drafts,
    struct fault *fault)
{
    (void) from;
    (void) of;
    (void) fault;
    drafts->count = 2;
    drafts->drafts = memory_new(2, sizeof(*drafts->drafts));
    drafts->drafts[0] = (struct review_draft){.draft = id_of(80),
        .code = memory_string("birch 9 d"),
        .flow = memory_string("Not to be seen"),
        .day = clock_day()};
    drafts->drafts[1] = (struct review_draft){.draft = id_of(81),
        .code = memory_string("maple 14 k"),
        .flow = memory_string("Landing"),
        .day = clock_day(),
        .can_open = true};
    return true;
}

void
review_drafts_destroy(struct review_drafts *drafts)
{
    for (size_t i = 0; i < drafts->count; i++) {
        free(drafts->drafts[i].code);
        free(drafts->drafts[i].flow);
    }
    free(drafts->drafts);
    *drafts = (struct review_drafts){NULL, 0};
}

bool
review_draft_keep(
    struct records *from, struct records_session *of, const struct id *draft, struct fault *fault)
{
    (void) of;
    (void) fault;
    from->kept = *draft;
    return true;
}

bool
review_draft_hand_back(
    struct records *from, struct records_session *of, const struct id *draft, struct fault *fault)
{
    (void) of;
    (void) fault;
    from->handed_back = *draft;
    return true;
}

#endif
