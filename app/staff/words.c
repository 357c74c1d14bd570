/* Days, causes and names, in words. */
#include "inside.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *const months[] = {N_("January"), N_("February"), N_("March"), N_("April"),
    N_("May"), N_("June"), N_("July"), N_("August"), N_("September"), N_("October"), N_("November"),
    N_("December")};

void
staff_day_words(uint32_t day, char *text, size_t size)
{
    uint32_t today = clock_day();
    int year, month, of_month, weekday, this_year;

    if (day == today) {
        (void) snprintf(text, size, "%s", _("today"));
        return;
    }
    if (day + 1 == today) {
        (void) snprintf(text, size, "%s", _("yesterday"));
        return;
    }
    clock_date(today, &this_year, &month, &of_month, &weekday);
    clock_date(day, &year, &month, &of_month, &weekday);
    if (year == this_year)
        (void) snprintf(text, size, _("%d %s"), of_month, _(months[month - 1]));
    else
        (void) snprintf(text, size, _("%d %s %d"), of_month, _(months[month - 1]), year);
}

void
staff_moment_words(int64_t wall_ms, char *text, size_t size)
{
    char day_text[WORDS_MAX];
    uint32_t day;
    int hour, minute;

    clock_local(wall_ms, &day, &hour, &minute);
    staff_day_words(day, day_text, sizeof(day_text));
    (void) snprintf(text, size, "%s, %02d:%02d", day_text, hour, minute);
}

void
staff_since_words(int64_t wall_ms, char *text, size_t size)
{
    uint32_t day;
    int hour, minute;

    clock_local(wall_ms, &day, &hour, &minute);
    if (day == clock_day())
        (void) snprintf(text, size, "%02d:%02d", hour, minute);
    else
        staff_moment_words(wall_ms, text, size);
}

void
staff_mark_words(unsigned marks, const char *said, char *text, size_t size)
{
    const char *words = "";

    if (said && said[0]) {
        (void) snprintf(text, size, _("“%s”"), said);
        return;
    }
    if (marks & REVIEW_MARK_UNSAFE)
        words = _("asked for someone, or did not feel safe");
    else if (marks & REVIEW_MARK_WORD)
        words = _("asked for a word with someone");
    else if (marks & REVIEW_MARK_THERAPIST)
        words = _("marked for the therapist");
    else if (marks & REVIEW_MARK_PRESCRIBER)
        words = _("marked for the prescriber");
    else if (marks & REVIEW_MARK_LEFT)
        words = _("left before the closing question");
    (void) snprintf(text, size, "%s", words);
}

const char *
staff_fault_words(const struct fault *fault)
{
    switch (fault->kind) {
    case FAULT_DISK_FULL:
        return _("The disk is full. Nothing was changed; please make room on it.");
    case FAULT_DISK_READ_ONLY:
        return _("The disk can't be written. Nothing was changed.");
    case FAULT_DISK:
    case FAULT_STORE_BUSY:
        return _("The disk did not answer. Nothing was changed; please try again.");
    case FAULT_DAMAGED:
    case FAULT_FORGED:
        return _("It is not as it was sealed. Run “afterword check” and keep a backup at hand.");
    case FAULT_ACCESS:
        return _("You do not hold the key for this.");
    case FAULT_NOT_FOUND:
        return _("It is not here any more.");
    case FAULT_MEMORY:
        return _("This kiosk has too little memory free. Please start it again.");
    default:
        return _("Please try again. What was written is safe.");
    }
}

const char *
staff_records_words(const struct fault *fault)
{
    switch (fault->kind) {
    case FAULT_DISK_FULL:
        return _("The disk is full. Make room on it, then start the kiosk again.");
    case FAULT_DISK_READ_ONLY:
        return _("The disk can't be written. See that it is mounted for writing.");
    case FAULT_PERMISSION:
        return _("The data folder is not as it must be: ours alone, mode 0700, on a disk of this "
                 "machine.");
    case FAULT_LOCKED:
    case FAULT_STORE_BUSY:
        return _("Another Afterword works on this data. End that one first.");
    case FAULT_NOT_FOUND:
        return _("There is no clinic in the data folder, or a part of it is gone. Run “afterword "
                 "doctor”, or put the latest backup back.");
    case FAULT_NEWER:
        return _("The data was written by a newer Afterword. Install that one here.");
    case FAULT_FOREIGN:
        return _("The data file is not this clinic's. Put the latest backup back.");
    case FAULT_DAMAGED:
        return _("The data file is damaged. Change nothing; run “afterword check” and put the "
                 "latest backup back.");
    case FAULT_FORGED:
        return _("The data file is older than it was, or a signature does not hold. Change "
                 "nothing; run “afterword check”.");
    case FAULT_MEMORY:
        return _("There is too little locked memory for the keys. Run “afterword doctor”.");
    default:
        return _("The disk did not answer. Run “afterword doctor”.");
    }
}

void
staff_names_join(const struct journal_names *names, struct bytes *text)
{
    for (size_t i = 0; i < names->count; i++) {
        if (i > 0)
            bytes_append_text(text, i + 1 == names->count ? _(" and ") : ", ");
        bytes_append_text(text, names->names[i]);
    }
}

void
staff_first_name(const char *name, char *text, size_t size)
{
    size_t length = strcspn(name, " ");

    // "Dr" and "M." call nobody.
    if (length <= 2 || name[length - 1] == '.')
        length = strlen(name);
    (void) snprintf(text, size, "%.*s", (int) length, name);
}

void
staff_code_words(const char *code, char *text, size_t size)
{
    (void) snprintf(text, size, "%s", code ? code : "");
    text[0] = (char) toupper((unsigned char) text[0]);
}

const char *
staff_patient_name(const struct clinic_patient *patient, char *text, size_t size)
{
    if (patient->name && patient->name[0])
        return patient->name;
    staff_code_words(patient->code, text, size);
    return text;
}
