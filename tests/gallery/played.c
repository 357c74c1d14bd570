/* What lies behind both rooms, played: a disk that refuses when it is told to, and people that are
 * made up. The real modules are not linked: their functions are these. */
#include "gallery.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/clinic.h"
#include "afterword/journal.h"
#include "afterword/review.h"

struct records {
    int unused;
};
struct records_session {
    int unused;
};
struct journal_sitting {
    int unused;
};

struct gallery_played gallery_played;

static struct records records;
static struct records_session session;
static struct bytes draft, draft_key;
static const struct flow *draft_flow;

struct records *
gallery_records(void)
{
    return &records;
}

static struct id
id_of(size_t n)
{
    return (struct id){{(unsigned char) n, 1}};
}

/* ---- people -----------------------------------------------------------------------*/

static const char *const members[] = {
    "Ana Ruiz", "Dr Lee", "Ben Okafor", "Dr Ingeborg Sandvik", "Priya Raman", "Jo"};

static const struct {
    const char *code, *name, *called, *said;
} people[] = {
    {"maple 14 k", "Mara Lind", "Mara", "Yes, for later"},
    {"heron 3 b", "Tobias Ferro", "", NULL},
    {"birch 9 d", "Ingrid Halvorsen-Reyes", "Inga", NULL},
    {"otter 21 m", "Sam Okoye", "Sam", NULL},
    {"cedar 7 w", NULL, "Kit", NULL},
    {"lark 40 h", "Yusuf Demir", "", NULL},
    {"fern 12 p", "Noor", "", NULL},
    {"stone 33 c", NULL, "", NULL},
    {"river 5 n", "Agnieszka Wojciechowska", "Aga", NULL},
};

static size_t
n_members(void)
{
    return gallery_played.many_names ? COUNT(members) : 3;
}

bool
clinic_members_read(struct records *from, struct clinic_members *read, struct fault *fault)
{
    (void) from;
    (void) fault;
    read->count = n_members();
    read->members = memory_new(read->count, sizeof(*read->members));
    for (size_t i = 0; i < read->count; i++)
        read->members[i] = (struct clinic_member){
            id_of(i + 1), memory_string(members[i]), CLINIC_THERAPIST, false};
    return true;
}

void
clinic_members_destroy(struct clinic_members *read)
{
    for (size_t i = 0; i < read->count; i++)
        free(read->members[i].name);
    free(read->members);
    *read = (struct clinic_members){NULL, 0};
}

bool
clinic_confirm(
    struct records *from, const struct id *member, const char *passphrase, struct fault *fault)
{
    (void) from;
    (void) member;
    return strcmp(passphrase, "six plain words") == 0 ||
           FAULT(fault, FAULT_PASSPHRASE, "open a lock", 0);
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
    (void) from;
    (void) member;
    (void) passphrase;
    if (gallery_played.unlock_refuses.kind != FAULT_NONE) {
        *fault = gallery_played.unlock_refuses;
        return false;
    }
    *opened = &session;
    return true;
}

void
clinic_lock(struct records *from, struct records_session *locked)
{
    (void) from;
    (void) locked;
}

const char *
clinic_session_name(const struct records_session *of)
{
    (void) of;
    return members[0];
}

unsigned
clinic_session_roles(const struct records_session *of)
{
    (void) of;
    return CLINIC_THERAPIST | CLINIC_PLACING;
}

bool
clinic_sign_in_read(struct records *from, struct records_session *of,
    struct clinic_sign_in *sign_in, struct fault *fault)
{
    (void) from;
    (void) of;
    (void) fault;
    *sign_in = (struct clinic_sign_in){.last_ms = clock_wall_ms() - 86400000, .entries_since = 4};
    sign_in->damaged = gallery_played.damaged;
    sign_in->wrong_tries = gallery_played.damaged ? 2 : 0;
    return true;
}

bool
clinic_patients_read(struct records *from, struct records_session *of,
    struct clinic_patients *patients, struct fault *fault)
{
    (void) from;
    (void) of;
    (void) fault;
    patients->count = gallery_played.n_people;
    patients->patients = memory_new(patients->count + 1, sizeof(*patients->patients));
    for (size_t i = 0; i < patients->count; i++)
        patients->patients[i] =
            (struct clinic_patient){id_of(20 + i), memory_string(people[i].code),
                memory_string(people[i].name), memory_string(people[i].called), false, true};
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

/* ---- journals ---------------------------------------------------------------------*/

bool
journal_code_find(struct records *from, const char *code, struct id *journal, struct fault *fault)
{
    (void) from;
    if (strcmp(code, people[0].code) != 0)
        return FAULT(fault, FAULT_NOT_FOUND, "find a journal", 0);
    *journal = id_of(20);
    return true;
}

bool
journal_holders(struct records *from, const struct id *journal, struct journal_names *names,
    struct fault *fault)
{
    (void) from;
    (void) journal;
    (void) fault;
    names->count = gallery_played.many_names ? 3 : 2;
    names->names = memory_new(names->count, sizeof(*names->names));
    for (size_t i = 0; i < names->count; i++)
        names->names[i] = memory_string(members[i]);
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

struct journal_sitting *
journal_sitting_begin(struct records *from, const struct flow *flow,
    const struct journal_beginning *beginning, const struct bytes *snapshot, struct fault *fault)
{
    (void) from;
    (void) flow;
    (void) beginning;
    (void) snapshot;
    if (!gallery_played.disk_refuses)
        return memory_new(1, sizeof(struct journal_sitting));
    (void) FAULT(fault, FAULT_DISK_FULL, "begin a draft", 0);
    return NULL;
}

bool
journal_sitting_save(
    struct journal_sitting *sitting, const struct bytes *snapshot, struct fault *fault)
{
    (void) sitting;
    (void) snapshot;
    return !gallery_played.disk_refuses || FAULT(fault, FAULT_DISK_FULL, "save a draft", 0);
}

bool
journal_sitting_close(struct journal_sitting *sitting, const struct journal_bodies *bodies,
    bool nothing, struct fault *fault)
{
    (void) bodies;
    (void) nothing;
    if (gallery_played.disk_refuses)
        return FAULT(fault, FAULT_DISK_FULL, "close a draft", 0);
    free(sitting);
    return true;
}

struct bytes *
gallery_draft(const char *flow, size_t step, const char *text)
{
    struct journal_session *left;

    draft_flow = flow_folder_find(gallery_flows(), flow);
    left = journal_session_new(draft_flow, gallery_language());
    while (journal_session_step(left) != step)
        journal_session_forward(left);
    (void) journal_session_text_set(left, step, text, strlen(text));
    journal_session_write(left, &draft);
    journal_session_free(left);
    bytes_set(&draft_key, "draft and key", 13);
    return &draft_key;
}

struct journal_sitting *
journal_sitting_resume(
    struct records *from, struct bytes *kept, struct journal_resumed *resumed, struct fault *fault)
{
    struct flow_problems problems = {0};

    (void) from;
    (void) fault;
    bytes_wipe(kept);
    resumed->journal = id_of(20);
    resumed->flow =
        flow_load_bytes("draft", draft_flow->source.data, draft_flow->source.length, &problems);
    flow_problems_destroy(&problems);
    bytes_set(&resumed->snapshot, draft.data, draft.length);
    bytes_destroy(&draft);
    return memory_new(1, sizeof(struct journal_sitting));
}

void
journal_resumed_destroy(struct journal_resumed *resumed)
{
    bytes_wipe(&resumed->snapshot);
    flow_free(resumed->flow);
    resumed->flow = NULL;
}

void
journal_sitting_free(struct journal_sitting *sitting)
{
    free(sitting);
}

/* ---- what staff read ----------------------------------------------------------------*/

static struct review_mood
mood(double valence, double arousal, const char *words)
{
    return (struct review_mood){true, valence, arousal, memory_string(words)};
}

bool
review_caseload_read(struct records *from, struct records_session *of,
    struct review_caseload *caseload, struct fault *fault)
{
    (void) from;
    (void) of;
    if (gallery_played.list_refuses.kind != FAULT_NONE) {
        *fault = gallery_played.list_refuses;
        return false;
    }
    caseload->count = gallery_played.n_people;
    caseload->cases = memory_new(caseload->count + 1, sizeof(*caseload->cases));
    for (size_t i = 0; i < caseload->count; i++)
        caseload->cases[i] = (struct review_case){.journal = id_of(20 + i),
            .code = memory_string(people[i].code),
            .name = memory_string(people[i].name),
            .called = memory_string(people[i].called),
            .n_entries = i == 7 ? 0 : (uint32_t) (i + 2),
            .n_new = i < 3 ? 1 : 0,
            .marks = i == 0   ? REVIEW_MARK_THERAPIST
                     : i == 1 ? REVIEW_MARK_UNSAFE
                              : 0,
            .mark_text = memory_string(people[i].said),
            .last_day = clock_day() - (uint32_t) (i * 9),
            .before = i == 7 ? (struct review_mood){0} : mood(-0.6, 0.4, NULL),
            .after = i == 7 ? (struct review_mood){0} : mood(0.3, -0.2, NULL)};
    caseload->n_unplaced = 3;
    caseload->n_interrupted = 2;
    return true;
}

void
review_caseload_destroy(struct review_caseload *caseload)
{
    for (size_t i = 0; i < caseload->count; i++) {
        free(caseload->cases[i].code);
        free(caseload->cases[i].name);
        free(caseload->cases[i].called);
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
        entries->lines[i] = (struct review_entry_line){.entry = id_of(50 + i),
            .when_ms = clock_wall_ms() - (int64_t) i * 86400000 * 5,
            .day = clock_day() - (uint32_t) i * 5,
            .minutes = 6,
            .discussed = i > 1,
            .marks = i == 0 ? REVIEW_MARK_THERAPIST : 0,
            .mark_text = memory_string(i == 0 ? "Yes, for later" : NULL),
            .interrupted = i == 1,
            .flow = memory_string(i % 2 == 0 ? "Landing" : "The days after"),
            .before = mood(-0.6, 0.4, NULL),
            .after = mood(0.3, -0.2, NULL)};
}

bool
review_entries_read(struct records *from, struct records_session *of, const struct id *journal,
    struct review_entries *entries, struct fault *fault)
{
    (void) from;
    (void) of;
    (void) journal;
    (void) fault;
    fill_lines(entries, gallery_played.n_entries);
    return true;
}

bool
review_unplaced_read(struct records *from, struct records_session *of,
    struct review_entries *entries, struct fault *fault)
{
    (void) from;
    (void) of;
    (void) fault;
    fill_lines(entries, 3);
    entries->lines[0].called = memory_string("Mara");
    entries->lines[2].called = memory_string("Ingrid Halvorsen");
    return true;
}

static void
free_line(struct review_entry_line *line)
{
    free(line->flow);
    free(line->called);
    free(line->mark_text);
}

void
review_entries_destroy(struct review_entries *entries)
{
    for (size_t i = 0; i < entries->count; i++)
        free_line(&entries->lines[i]);
    free(entries->lines);
    *entries = (struct review_entries){NULL, 0};
}

#define LONG_ANSWER                                                                                \
    "A lake, and somebody holding the other end of the rope. I was not afraid. The water was "     \
    "warm and there was a light under it, the way a lamp looks through a curtain. I wanted to "    \
    "stay, and I knew I would come back. My grandmother was in the kitchen behind it all, and "    \
    "the radio was on. I could hear the rain. Then it went very quiet and I was only breathing."

static const struct review_answer answers[] = {
    {.kind = FLOW_BREATHE, .question = "You are back. Look around.", .text = "52 s"},
    {.kind = FLOW_MOOD,
        .question = "How is it in you right now?",
        .mood = {true, -0.6, 0.4, "tense, tender"}},
    {.kind = FLOW_OPEN,
        .question = "What is still with you from the session?",
        .text = "A lake, and somebody holding the other end of the rope."},
    {.kind = FLOW_CHOOSE,
        .question = "Was anything too much?",
        .text = "Yes, for later",
        .marked = true},
    {.kind = FLOW_CHOOSE,
        .question = "Is there anything in your body someone should know?",
        .skipped = true},
    {.kind = FLOW_OPEN, .question = "What is one thing to carry out of the door?", .closed = true},
    {.kind = FLOW_MOOD, .question = "And now?", .mood = {true, 0.3, -0.2, "calm"}},
};

static void
fill_answer(struct review_answer *answer, const struct review_answer *from)
{
    bool is_long = gallery_played.long_entry && from->kind == FLOW_OPEN && !from->closed;

    *answer = *from;
    answer->question = memory_string(from->question);
    answer->text =
        memory_string(is_long ? LONG_ANSWER "\n" LONG_ANSWER "\n" LONG_ANSWER : from->text);
    answer->mood.words = memory_string(from->mood.words);
}

bool
review_entry_open(struct records *from, struct records_session *of, const struct id *entry,
    struct review_entry *opened, struct fault *fault)
{
    (void) from;
    (void) of;
    (void) fault;
    opened->line.entry = *entry;
    opened->count = gallery_played.long_entry ? COUNT(answers) : 4;
    opened->answers = memory_new(opened->count, sizeof(*opened->answers));
    for (size_t i = 0; i < opened->count; i++)
        fill_answer(&opened->answers[i], &answers[i]);
    return true;
}

void
review_entry_destroy(struct review_entry *entry)
{
    for (size_t i = 0; i < entry->count; i++) {
        free(entry->answers[i].question);
        free(entry->answers[i].text);
        free(entry->answers[i].mood.words);
    }
    free(entry->answers);
    free_line(&entry->line);
    *entry = (struct review_entry){0};
}

bool
review_entry_discussed(struct records *from, struct records_session *of, const struct id *entry,
    bool discussed, struct fault *fault)
{
    (void) from;
    (void) of;
    (void) entry;
    (void) discussed;
    (void) fault;
    return true;
}

bool
review_entry_place(struct records *from, struct records_session *of, const struct id *entry,
    const struct id *journal, struct fault *fault)
{
    (void) from;
    (void) of;
    (void) entry;
    (void) journal;
    (void) fault;
    return true;
}

bool
review_drafts_read(struct records *from, struct records_session *of, struct review_drafts *drafts,
    struct fault *fault)
{
    static const struct review_draft left[] = {
        {.code = "maple 14 k", .called = "Mara", .flow = "Landing", .can_open = true},
        {.called = "Ingrid", .flow = "The days after", .can_open = true},
        {.code = "birch 9 d", .flow = "Landing"},
    };

    (void) from;
    (void) of;
    (void) fault;
    drafts->count = COUNT(left);
    drafts->drafts = memory_new(COUNT(left), sizeof(*drafts->drafts));
    for (size_t i = 0; i < COUNT(left); i++) {
        drafts->drafts[i] = left[i];
        drafts->drafts[i].draft = id_of(80 + i);
        drafts->drafts[i].code = memory_string(left[i].code);
        drafts->drafts[i].called = memory_string(left[i].called);
        drafts->drafts[i].flow = memory_string(left[i].flow);
        drafts->drafts[i].day = clock_day() - (uint32_t) i;
    }
    return true;
}

void
review_drafts_destroy(struct review_drafts *drafts)
{
    for (size_t i = 0; i < drafts->count; i++) {
        free(drafts->drafts[i].code);
        free(drafts->drafts[i].called);
        free(drafts->drafts[i].flow);
    }
    free(drafts->drafts);
    *drafts = (struct review_drafts){NULL, 0};
}

bool
review_draft_keep(
    struct records *from, struct records_session *of, const struct id *kept, struct fault *fault)
{
    (void) from;
    (void) of;
    (void) kept;
    (void) fault;
    return true;
}

bool
review_draft_hand_back(
    struct records *from, struct records_session *of, const struct id *given, struct fault *fault)
{
    (void) from;
    (void) of;
    (void) given;
    (void) fault;
    return true;
}
