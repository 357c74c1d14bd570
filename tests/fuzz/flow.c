/* A flow's file: what loads can be shown and asked about. */
#include "fuzz.h"

#include "afterword/flow.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct flow_problems problems = {0};
    struct bytes text = BYTES_EMPTY;
    struct flow *flow = flow_load_bytes("try.yaml", data, length, &problems);

    if (flow)
        flow_show(flow, "en", &text);
    else
        flow_problems_print(&problems, &text);
    bytes_destroy(&text);
    flow_problems_destroy(&problems);
    flow_free(flow);
    return 0;
}
