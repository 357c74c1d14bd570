/* A tour's script. */
#include "fuzz.h"

#include <assert.h>

#include "tour/inside.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct tour_script script;
    struct bytes problem = BYTES_EMPTY;

    if (script_parse("try.tour", (const char *) data, length, &script, &problem))
        script_destroy(&script);
    else
        assert(problem.length > 0);
    bytes_destroy(&problem);
    return 0;
}
