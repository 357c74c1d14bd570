#include "afterword/demo.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "afterword/clinic.h"
#include "afterword/flow.h"
#include "afterword/journal.h"
#include "afterword/review.h"

/* Everybody and everything here is invented. */
static const char *const team[] = {
    "Ben Okafor", "Dr Lee", "Noor Haddad", "Ilse Brandt", "Sam Whitlock"};

static const struct {
    const char *name, *called;
} people[] = {
    {"Mara Lind", "Mara"},
    {"Tobias Ferro", "Tobias"},
    {"Inés Calder", "Inés"},
    {"Oren Wade", "Oren"},
    {"Priya Nair", "Priya"},
    {"Jonas Beck", "Jonas"},
    {"Lucía Amaro", "Lucía"},
};

struct story {
    double before_valence, before_arousal;
    double after_valence, after_arousal;
    const char *before_word, *after_word;
    const char *too_much; /* option id of the step that asks, where there is one */
    const char *body;
    const char *texts[2];
    enum journal_need need;
};

static const struct story stories[] = {
    {-0.4, 0.6, 0.1, -0.2, "tense", "tender", "later", "no",
        {"A lake, and somebody holding the other end of the rope. I was not afraid.",
            "The rope. I did not have to pull."},
        JOURNAL_NEED_WORD},
    {-0.2, 0.3, 0.3, -0.1, "uneasy", "relieved", "no", "no",
        {"Grey for a long time. Then somebody was in the room, and I could not turn round to see "
         "who.",
            "To call my sister on Sunday."},
        JOURNAL_NEED_NOTHING},
    {0.1, -0.4, 0.4, -0.3, "tired", "calm", "no", "yes", {"Not much. Warm hands.", "Warm hands."},
        JOURNAL_NEED_NOTHING},
    {-0.6, -0.2, -0.3, -0.4, "heavy", "rested", "no", "no",
        {"The old kitchen. The clock was wrong and nobody minded.", "Leave the clock as it is."},
        JOURNAL_NEED_NOTHING},
    {0.2, 0.5, 0.5, 0.2, "curious", "hopeful", "no", "no",
        {"Colours that had a sound. I laughed, I think.", "That I can still laugh."},
        JOURNAL_NEED_NOTHING},
    {-0.5, 0.1, -0.1, -0.1, "lonely", "soft", "later", "no",
        {"My brother's boots by the door. I wanted to pick them up and I could not.",
            "The boots can stay there."},
        JOURNAL_NEED_NOTHING},
};

struct making {
    const struct demo_options *options;
    struct flow_folder *flows;
    struct records *records;
    struct records_session *admin;
    struct id journals[COUNT(people)];
};

/* ---- one sitting, through the same calls as on a screen --------------------------*/

static void
choose(struct journal_answer *answer, const struct flow_step *step, const char *wanted)
{
    for (size_t i = 0; i < step->n_options; i++)
        if (strcmp(step->options[i].id, wanted) == 0)
            answer->options = UINT64_C(1) << i;
}

static void
place_mood(struct journal_answer *answer, double valence, double arousal, const char *word)
{
    answer->placed = true;
    answer->valence = valence;
    answer->arousal = arousal;
    answer->words[0] = memory_string(word);
    answer->n_words = 1;
}

/* The second mood and the second text of a flow get the story's second ones. */
struct telling {
    const struct story *story;
    size_t n_moods, n_texts, n_choices;
};

static void
answer_step(struct journal_session *session, struct telling *telling)
{
    const struct story *story = telling->story;
    size_t at = journal_session_step(session);
    const struct flow_step *step = &journal_session_flow(session)->steps[at];
    struct journal_answer *answer = journal_session_answer(session, at);
    const char *text;

    switch (step->kind) {
    case FLOW_BREATHE:
        answer->seconds = 40;
        break;
    case FLOW_MOOD:
        if (telling->n_moods++ == 0)
            place_mood(answer, story->before_valence, story->before_arousal, story->before_word);
        else
            place_mood(answer, story->after_valence, story->after_arousal, story->after_word);
        break;
    case FLOW_CHOOSE:
        choose(answer, step, telling->n_choices++ == 0 ? story->too_much : story->body);
        break;
    case FLOW_OPEN:
        text = story->texts[telling->n_texts++ == 0 ? 0 : 1];
        (void) journal_session_text_set(session, at, text, strlen(text));
        break;
    default:
        break;
    }
    journal_session_changed(session);
    journal_session_forward(session);
}

static void
tell(struct journal_session *session, const struct story *story)
{
    struct telling telling = {.story = story};

    while (journal_session_place(session) == JOURNAL_WALKING)
        answer_step(session, &telling);
    journal_session_need_set(session, story->need);
    journal_session_close(session);
    if (journal_session_place(session) == JOURNAL_CLOSE)
        journal_session_end(session);
}

static bool
make_entry(struct making *making, const struct id *journal, const char *called,
    const struct story *story, struct fault *fault)
{
    const struct flow *flow = flow_folder_find(making->flows, "landing");
    struct journal_beginning beginning = {*journal, called, !id_is_none(journal)};
    struct journal_session *session;
    struct journal_sitting *sitting;
    struct journal_bodies bodies = {0};
    struct bytes snapshot = BYTES_EMPTY;
    bool made = false;

    if (!flow)
        return FAULT(fault, FAULT_NOT_FOUND, "find the flow of a demo entry", 0);
    session = journal_session_new(flow, "en");
    journal_session_write(session, &snapshot);
    sitting = journal_sitting_begin(making->records, flow, &beginning, &snapshot, fault);
    if (sitting) {
        tell(session, story);
        journal_session_bodies(session, &bodies);
        made = journal_sitting_close(sitting, &bodies, false, fault);
        if (!made)
            journal_sitting_free(sitting);
    }
    journal_bodies_destroy(&bodies);
    bytes_wipe(&snapshot);
    journal_session_free(session);
    return made;
}

/* ---- the clinic ------------------------------------------------------------------*/

static bool
set_up(const struct demo_options *options, struct fault *fault)
{
    struct bytes recovery = BYTES_EMPTY;
    struct clinic_setup setup = {
        .folder = options->folder,
        .name = "Lindenhof (demo)",
        .admin = "Ana Ruiz",
        .admin_roles =
            CLINIC_THERAPIST | CLINIC_PRESCRIBER | CLINIC_ADMIN | CLINIC_REGISTRAR | CLINIC_PLACING,
        .passphrase = DEMO_PASSPHRASE,
        .emergency = "In danger: press the red button by the door.",
        .answers = "the desk",
        .place = "Room 2",
        .languages = "en,es",
        .assets = options->assets,
        .quick = true,
    };
    bool made = clinic_set_up(&setup, &recovery, fault);

    bytes_wipe(&recovery);
    return made;
}

static bool
unlock_admin(struct making *making, struct fault *fault)
{
    struct clinic_members members = {0};
    bool open = clinic_members_read(making->records, &members, fault);

    if (open) {
        assert(members.count == 1);
        open = clinic_unlock(
            making->records, &members.members[0].id, DEMO_PASSPHRASE, &making->admin, fault);
    }
    clinic_members_destroy(&members);
    return open;
}

static bool
add_team(struct making *making, struct fault *fault)
{
    struct id member;

    for (size_t i = 0; i < making->options->team; i++) {
        const char *known = i < COUNT(team) ? team[i] : NULL;
        struct bytes made = BYTES_EMPTY;
        bool added;

        if (!known)
            bytes_append_format(&made, "Member %zu", i + 1);
        added = clinic_staff_add(making->records, making->admin, known ? known : bytes_text(&made),
            CLINIC_THERAPIST, DEMO_PASSPHRASE, &member, fault);
        bytes_destroy(&made);
        if (!added)
            return false;
    }
    return true;
}

static bool
add_people(struct making *making, struct fault *fault)
{
    for (size_t i = 0; i < COUNT(people); i++)
        if (!clinic_patient_add(making->records, making->admin, people[i].name, people[i].called,
                &making->journals[i], fault))
            return false;
    return true;
}

#define DAY_MS (INT64_C(24) * 3600 * 1000)

/* The oldest first, each on a day of its own going back from yesterday; the last one is left for
 * staff to place. The clock is moved for the time of making, so that the log and the entries say
 * those days. */
static bool
add_entries(struct making *making, struct fault *fault)
{
    size_t n = making->options->entries;
    bool made = true;

    for (size_t i = 0; made && i < n; i++) {
        size_t person = i % COUNT(people);
        int64_t back = (int64_t) (n - i) * DAY_MS;
        bool unplaced = n > 1 && i == n - 1;

        // Beyond a year the demo's days stand still: nobody scrolls there.
        if (back > 365 * DAY_MS)
            back = 365 * DAY_MS;
        clock_advance(-back);
        made = make_entry(making, unplaced ? &ID_NONE : &making->journals[person],
            unplaced ? "Robin" : NULL, &stories[i % COUNT(stories)], fault);
        clock_advance(back);
    }
    return made;
}

static bool
open_folder(struct making *making, int *lock, struct fault *fault)
{
    char *path = file_path(making->options->folder, "afterword.lock");
    struct clinic_place place = {.folder = making->options->folder, .link = -1};
    bool open = file_lock(path, lock, fault);

    place.lock = *lock;
    if (open)
        open = clinic_open(&place, &making->records, fault);
    free(path);
    return open;
}

bool
demo_make(const struct demo_options *options, struct fault *fault)
{
    struct making making = {.options = options};
    int lock = -1;
    bool made = false;

    assert(options->entries <= DEMO_ENTRIES_MAX && options->team <= DEMO_TEAM_MAX);
    clock_share();
    making.flows = flow_folder_load(options->prompts, fault);
    if (!making.flows)
        return false;

    if (file_folder_make(options->folder, fault) && set_up(options, fault) &&
        open_folder(&making, &lock, fault) && unlock_admin(&making, fault))
        made =
            add_team(&making, fault) && add_people(&making, fault) && add_entries(&making, fault);

    clinic_lock(making.records, making.admin);
    clinic_close(making.records);
    if (lock >= 0)
        close(lock);
    flow_folder_free(making.flows);
    return made;
}
