/* Lists of entries, and what staff do with one. */
#include <stdlib.h>

#include "afterword/review.h"

#include "summary.h"

bool
review_entries_read(struct records *records, struct records_session *session,
    const struct id *journal, struct review_entries *entries, struct fault *fault)
{
    struct records_entries sealed = {0};
    struct review_entries read = {0};
    bool done;

    if (!records_entries(records, session, journal, &sealed, fault))
        return false;
    read.lines = memory_new(sealed.count, sizeof(*read.lines));
    done = true;
    while (done && read.count < sealed.count) {
        done = summary_line(
            records, session, &sealed.entries[read.count], &read.lines[read.count], fault);
        read.count++;
    }
    records_entries_destroy(&sealed);
    if (!done) {
        review_entries_destroy(&read);
        return false;
    }
    qsort(read.lines, read.count, sizeof(*read.lines), line_compare);
    *entries = read;
    return true;
}

bool
review_unplaced_read(struct records *records, struct records_session *session,
    struct review_entries *entries, struct fault *fault)
{
    return review_entries_read(records, session, &records_unplaced, entries, fault);
}

void
review_entries_destroy(struct review_entries *entries)
{
    for (size_t i = 0; i < entries->count; i++)
        line_destroy(&entries->lines[i]);
    free(entries->lines);
    *entries = (struct review_entries){NULL, 0};
}

/* ---- discussed, placed ------------------------------------------------------------*/

static bool
is_in(struct records *records, struct records_session *session, const struct id *journal,
    const struct id *entry, bool *found, struct fault *fault)
{
    struct records_entries entries = {0};

    *found = false;
    if (!records_entries(records, session, journal, &entries, fault))
        return false;
    for (size_t i = 0; i < entries.count && !*found; i++)
        *found = id_equal(&entries.entries[i].id, entry);
    records_entries_destroy(&entries);
    return true;
}

/* The journal that an entry lies in, of those the session holds. Looking is not opening: it leaves
 * no line in the log. */
static bool
find_journal(struct records *records, struct records_session *session, const struct id *entry,
    struct id *journal, struct fault *fault)
{
    struct records_journals journals = {0};
    bool found = false, looked;

    if (!records_journals(records, &journals, fault))
        return false;
    looked = true;
    for (size_t i = 0; i < journals.count && looked && !found; i++) {
        *journal = journals.journals[i].id;
        if (records_session_holds(session, journal))
            looked = is_in(records, session, journal, entry, &found, fault);
    }
    if (looked && !found && records_session_holds(session, &records_unplaced)) {
        *journal = records_unplaced;
        looked = is_in(records, session, journal, entry, &found, fault);
    }
    records_journals_destroy(&journals);
    if (looked && !found)
        return FAULT(fault, FAULT_NOT_FOUND, "find an entry", 0);
    return looked;
}

bool
review_entry_discussed(struct records *records, struct records_session *session,
    const struct id *entry, bool discussed, struct fault *fault)
{
    struct bytes leaf = BYTES_EMPTY;
    struct id journal;

    if (!find_journal(records, session, entry, &journal, fault))
        return false;
    bytes_append_text(&leaf, discussed ? "{\"discussed\":true}" : "{\"discussed\":false}");
    bool put =
        records_leaf_put(records, session, &journal, entry, RECORDS_LEAF_DISCUSSED, &leaf, fault);
    bytes_destroy(&leaf);
    return put;
}

bool
review_entry_place(struct records *records, struct records_session *session, const struct id *entry,
    const struct id *journal, struct fault *fault)
{
    return records_entry_place(records, session, entry, journal, fault);
}
