#include "afterword/base.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool
is_choice(const char *choices, const char *value)
{
    size_t length = strlen(value);

    for (const char *at = choices; *at;) {
        size_t choice = strcspn(at, "|");

        if (choice == length && strncmp(at, value, length) == 0)
            return true;
        at += choice + (at[choice] == '|');
    }
    return false;
}

/* The row that `argument` ("--name" or "--name=value") names, or n_options. */
static size_t
find_option(const struct option *options, size_t n_options, const char *argument)
{
    const char *name = argument + 2;
    size_t length = strcspn(name, "=");
    size_t i;

    for (i = 0; i < n_options; i++)
        if (strlen(options[i].name) == length && strncmp(options[i].name, name, length) == 0)
            break;
    return i;
}

/* Whatever a person typed may hold escapes; a terminal gets printable ASCII alone. */
static void
append_name(struct bytes *problem, const char *argument)
{
    for (size_t i = 0; argument[i] && argument[i] != '=' && i < 40; i++)
        bytes_append_byte(problem,
            argument[i] > 0x20 && argument[i] < 0x7f ? (uint8_t) argument[i] : (uint8_t) '?');
}

static bool
refuse(struct bytes *problem, const char *before, const char *argument, const char *after)
{
    bytes_clear(problem);
    bytes_append_text(problem, before);
    append_name(problem, argument);
    bytes_append_text(problem, after);
    return false;
}

static bool
check_value(const struct option *option, const char *value, struct bytes *problem)
{
    long number;

    if (option->kind == OPTION_NUMBER && !option_number(value, 0, 1000000000, &number)) {
        (void) refuse(problem, "'--", option->name, "' takes a whole number");
        return false;
    }
    if (option->kind == OPTION_CHOICE && !is_choice(option->value, value)) {
        (void) refuse(problem, "'--", option->name, "' takes one of ");
        bytes_append_text(problem, option->value);
        return false;
    }
    return true;
}

/* Takes argv[*at] and, where its value stands apart, argv[*at + 1]. */
static bool
take_option(const struct option *options, size_t n_options, int argc, char **argv, int *at,
    struct option_values *values, struct bytes *problem)
{
    const char *argument = argv[*at];
    size_t row = find_option(options, n_options, argument);
    const char *value = strchr(argument, '=');

    if (row == n_options)
        return refuse(problem, "unknown option '", argument, "'");
    if (values->given[row])
        return refuse(problem, "option '", argument, "' is given twice");

    if (options[row].kind == OPTION_FLAG) {
        if (value)
            return refuse(problem, "option '", argument, "' takes no value");
        values->given[row] = "";
        return true;
    }
    if (value)
        value++;
    else if (*at + 1 < argc)
        value = argv[++*at];
    else
        return refuse(problem, "option '", argument, "' needs a value");

    values->given[row] = value;
    return check_value(&options[row], value, problem);
}

bool
option_parse(const struct option *options, size_t n_options, int argc, char **argv,
    struct option_values *values, struct bytes *problem)
{
    bool options_end = false;

    assert(n_options <= OPTIONS_MAX);
    *values = (struct option_values){.operands = memory_new((size_t) argc + 1, sizeof(char *))};

    for (int at = 0; at < argc; at++) {
        if (!options_end && strcmp(argv[at], "--") == 0) {
            options_end = true;
        } else if (!options_end && strncmp(argv[at], "--", 2) == 0) {
            if (!take_option(options, n_options, argc, argv, &at, values, problem))
                goto refused;
        } else if (!options_end && argv[at][0] == '-' && argv[at][1]) {
            (void) refuse(problem, "unknown option '", argv[at], "'");
            goto refused;
        } else {
            values->operands[values->n_operands++] = argv[at];
        }
    }
    return true;

refused:
    option_values_destroy(values);
    return false;
}

void
option_values_destroy(struct option_values *values)
{
    free(values->operands);
    *values = (struct option_values){0};
}

const char *
option_value(const struct option *options, size_t n_options, const struct option_values *values,
    const char *name)
{
    for (size_t i = 0; i < n_options; i++)
        if (strcmp(options[i].name, name) == 0)
            return values->given[i];
    assert(false && "the command's table has no such option");
    return NULL;
}

bool
option_number(const char *text, long least, long most, long *number)
{
    char *end;
    long read;

    // strtol would take blanks and signs before the digits.
    if (!(text[0] >= '0' && text[0] <= '9'))
        return false;
    errno = 0;
    read = strtol(text, &end, 10);
    if (errno != 0 || *end != '\0' || read < least || read > most)
        return false;
    *number = read;
    return true;
}
