#include "afterword/base.h"

#include <inttypes.h>
#include <stdio.h>

void
log_line(const char *module, const char *literal)
{
    fprintf(stderr, "afterword: %s: %s\n", module, literal);
}

void
log_fault(const char *module, const struct fault *fault)
{
    fprintf(stderr, "afterword: %s: cannot %s: %s (%" PRId64 ")\n", module, fault->doing,
        fault_description(fault->kind), fault->code);
}
