/* The open body of an entry, as staff read it: every answer has a question, and text of its own. */
#include "fuzz.h"

#include <assert.h>

#include "review/summary.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct review_entry entry = {0};
    struct bytes body = BYTES_EMPTY;

    bytes_append(&body, data, length);
    (void) body_read(&entry, &body);
    for (size_t i = 0; i < entry.count; i++)
        assert(entry.answers[i].question && entry.answers[i].step);
    review_entry_destroy(&entry);
    bytes_destroy(&body);
    return 0;
}
