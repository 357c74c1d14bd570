/* A translation of a flow: whatever it holds, the flow can be shown in it. */
#include "fuzz.h"

#include "walk.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct flow_problems problems = {0};
    struct bytes text = BYTES_EMPTY;
    struct flow *flow = walk_flow(WALK_SAME_DAY);

    (void) flow_translate(flow, "es", "es/try.yaml", data, length, &problems);
    flow_show(flow, "es", &text);
    flow_problems_print(&problems, &text);
    bytes_destroy(&text);
    flow_problems_destroy(&problems);
    flow_free(flow);
    return 0;
}
