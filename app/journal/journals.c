/* Which journal a card's code means, and who can open what goes into a journal. */
#include <stdlib.h>
#include <string.h>

#include "afterword/journal.h"
#include "afterword/records.h"

#include "code.h"

#define CODE_WORD_LEAST 3
#define CODE_DIGITS_MAX 4

/* Only ASCII is asked about: toupper() of other languages has no say here. */
bool
code_fold(const char *code, char folded[CODE_MAX + 1])
{
    size_t length = 0, letters = 0, digits = 0;

    for (const char *at = code; *at; at++) {
        if (*at == ' ' || *at == '\t' || *at == '-' || *at == '\n' || *at == '\r')
            continue; // a hand scanner ends with a new line
        if (length == CODE_MAX)
            return false;
        folded[length++] = *at >= 'A' && *at <= 'Z' ? (char) (*at - 'A' + 'a') : *at;
    }
    folded[length] = 0;

    while (folded[letters] >= 'a' && folded[letters] <= 'z')
        letters++;
    while (folded[letters + digits] >= '0' && folded[letters + digits] <= '9')
        digits++;
    char check = folded[letters + digits];
    return letters >= CODE_WORD_LEAST && digits >= 1 && digits <= CODE_DIGITS_MAX && check >= 'a' &&
           check <= 'z' && length == letters + digits + 1;
}

bool
journal_code_find(
    struct records *records, const char *code, struct id *journal, struct fault *fault)
{
    struct records_journals journals = {0};
    char wanted[CODE_MAX + 1], given[CODE_MAX + 1];
    bool found = false;

    if (!code_fold(code, wanted))
        return FAULT(fault, FAULT_INPUT, "read a journal's code", 0);
    if (!records_journals(records, &journals, fault))
        return false;
    for (size_t i = 0; i < journals.count && !found; i++) {
        const struct records_journal *one = &journals.journals[i];
        found = !one->retired && code_fold(one->code, given) && strcmp(given, wanted) == 0;
        if (found)
            *journal = one->id;
    }
    records_journals_destroy(&journals);
    return found || FAULT(fault, FAULT_NOT_FOUND, "find a journal by its code", 0);
}

static const char *
name_of(const struct records_members *members, const struct id *id)
{
    for (size_t i = 0; i < members->count; i++)
        if (id_equal(&members->members[i].id, id) && !members->members[i].revoked)
            return members->members[i].name;
    return NULL;
}

bool
journal_holders(struct records *records, const struct id *journal, struct journal_names *names,
    struct fault *fault)
{
    const struct id *holding = id_is_none(journal) ? &records_unplaced : journal;
    struct records_members members = {0};
    struct id *holders = NULL;
    size_t n_holders = 0;

    bool read = records_members(records, &members, fault) &&
                records_holders(records, holding, &holders, &n_holders, fault);
    if (read) {
        *names = (struct journal_names){memory_new(n_holders, sizeof(char *)), 0};
        for (size_t i = 0; i < n_holders; i++) {
            const char *name = name_of(&members, &holders[i]);
            if (name)
                names->names[names->count++] = memory_string(name);
        }
    }
    free(holders);
    records_members_destroy(&members);
    return read;
}

void
journal_names_free(struct journal_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->names[i]);
    free(names->names);
    *names = (struct journal_names){NULL, 0};
}
