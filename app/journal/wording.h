/* Wordings: a flow's text as it was loaded, kept by its hash, and beside it the texts of the
 * language that a person was asked in. */
#ifndef AFTERWORD_JOURNAL_WORDING_H
#define AFTERWORD_JOURNAL_WORDING_H

#include "afterword/flow.h"
#include "afterword/records.h"

#define WORDING_HEX (2 * RECORDS_HASH)

/* Hashes as hexadecimal digits; the translation's is "" in the flow's own language. */
struct wording {
    char flow[WORDING_HEX + 1];
    char translation[WORDING_HEX + 1];
};
struct wording
wording_of(const struct flow *flow, const char *language);
/* Keeps the texts that wording_of names. */
bool
wording_put(
    struct records *records, const struct flow *flow, const char *language, struct fault *fault);

#endif
