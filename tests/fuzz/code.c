/* A journal's code as a person types it: what is taken folds to itself. */
#include "fuzz.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/base.h"
#include "journal/code.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    char *text = memory_string_of((const char *) data, length);
    char folded[CODE_MAX + 1], again[CODE_MAX + 1];

    if (code_fold(text, folded)) {
        assert(strlen(folded) <= CODE_MAX);
        assert(code_fold(folded, again) && strcmp(folded, again) == 0);
    }
    free(text);
    return 0;
}
