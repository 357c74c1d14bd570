/* A condition: what is read can be asked with every kind of answer. */
#include "fuzz.h"

#include <stdlib.h>

#include "flow/condition.h"

#define SUBJECTS 3 /* of which the last lies ahead */
#define NUMBERS_MAX 8

static struct flow_given
given(const void *context, size_t step)
{
    const unsigned *answers = context;
    unsigned answer = *answers >> 2 * step & 3;

    return (struct flow_given){
        .skipped = answer == 0, .options = answer, .has_number = step == 1, .number = answer};
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    static char yes[] = "yes", no[] = "no";
    const struct flow_option options[] = {{.id = yes}, {.id = no}};
    const struct condition_subject subjects[SUBJECTS] = {{"branch", options, COUNT(options), false},
        {"line", NULL, 0, true}, {"ahead", options, COUNT(options), false}};
    char *text = memory_string_of((const char *) data, length);
    struct condition_reading reading = {
        .text = text, .subjects = subjects, .n_subjects = SUBJECTS - 1, .n_known = SUBJECTS};
    struct flow_condition *condition = condition_read(&reading);
    bool asked[SUBJECTS] = {false};
    double numbers[NUMBERS_MAX];
    size_t count = 0;

    if (condition) {
        for (unsigned answers = 0; answers < 16; answers++)
            (void) condition_holds(condition, given, &answers);
        condition_subjects(condition, asked);
        condition_numbers(condition, 1, numbers, &count, NUMBERS_MAX);
    }
    condition_free(condition);
    free(text);
    return 0;
}
