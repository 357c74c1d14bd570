/* --help, from the table of commands. */
#include "command.h"

#include <stdlib.h>
#include <string.h>

/* ---- the manual -------------------------------------------------------------------*/

static struct manual
manual_of_other(const struct commands_other *other)
{
    return (struct manual){.name = other->name,
        .operands = other->operands,
        .summary = other->summary,
        .more = other->more,
        .options = other->options,
        .n_options = other->n_options};
}

static struct manual
manual_of(const struct commands_host *host, const struct command *command)
{
    struct manual manual = {.name = command->name,
        .operands = command->operands,
        .summary = command->summary,
        .more = command->more,
        .options = command->options,
        .n_options = command->n_options};

    if (command == &command_demo) {
        manual.joined = join_options(command, host, &manual.n_options);
        manual.options = manual.joined;
    }
    return manual;
}

struct manual *
manuals_make(const struct commands_host *host, size_t *count)
{
    struct manual *manuals = memory_new(host->n_others + n_commands_table, sizeof(*manuals));

    *count = 0;
    for (size_t i = 0; i < host->n_others; i++)
        manuals[(*count)++] = manual_of_other(&host->others[i]);
    for (size_t i = 0; i < n_commands_table; i++)
        manuals[(*count)++] = manual_of(host, commands_table[i]);
    return manuals;
}

void
manuals_free(struct manual *manuals, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(manuals[i].joined);
    free(manuals);
}

/* ---- printing ----------------------------------------------------------------------*/

#define LEFT_WIDTH 28
#define LINE_WIDTH 79

static void
print_paragraph(const char *text)
{
    size_t column = 0;

    while (*text) {
        size_t word = strcspn(text, " ");

        if (column > 0 && column + 1 + word > LINE_WIDTH) {
            putchar('\n');
            column = 0;
        } else if (column > 0) {
            putchar(' ');
            column++;
        }
        printf("%.*s", (int) word, text);
        column += word;
        text += word + (text[word] == ' ');
    }
    putchar('\n');
}

static void
print_option(const struct option *option)
{
    struct bytes left = BYTES_EMPTY;

    bytes_append_format(&left, "--%s", option->name);
    if (option->value)
        bytes_append_format(&left, " %s", option->value);
    if (left.length < LEFT_WIDTH)
        printf("  %-*s %s\n", LEFT_WIDTH, bytes_text(&left), option->help);
    else
        printf("  %s\n  %*s %s\n", bytes_text(&left), LEFT_WIDTH, "", option->help);
    bytes_destroy(&left);
}

void
print_help(const struct manual *manual)
{
    printf("usage: afterword %s%s%s%s\n\n%s\n", manual->name,
        manual->n_options > 0 ? " [OPTION...]" : "", manual->operands[0] ? " " : "",
        manual->operands, manual->summary);
    if (manual->more) {
        putchar('\n');
        print_paragraph(manual->more);
    }
    printf("\noptions:\n");
    for (size_t i = 0; i < manual->n_options; i++)
        print_option(&manual->options[i]);
    print_option(&(struct option){"help", OPTION_FLAG, NULL, "print this"});
}

int
commands_help(const struct commands_host *host, const char *name)
{
    size_t count;
    struct manual *manuals = manuals_make(host, &count);

    for (size_t i = 0; i < count; i++)
        if (strcmp(manuals[i].name, name) == 0)
            print_help(&manuals[i]);
    manuals_free(manuals, count);
    return finish_output(0);
}

void
print_overview(const struct commands_host *host, const char *first)
{
    size_t count;
    struct manual *manuals = manuals_make(host, &count);

    printf("Afterword: a guided integration journal for the room after the medicine session.\n\n"
           "usage: afterword [COMMAND] [OPTION...]\n\n");
    for (size_t i = 0; i < count; i++)
        if (strncmp(manuals[i].name, first, strlen(first)) == 0)
            printf("  %-20s %s\n", manuals[i].name, manuals[i].summary);
    printf("\n'afterword COMMAND --help' says what a command takes. Without a command the kiosk "
           "starts.\n");
    if (!first[0])
        printf("'afterword --version' says which one this is; '--man' and '--completion' print "
               "the manual page and\nthe completion for bash.\n");
    printf("Exit codes: 0 done, 1 could not be done, 2 wrong command line, 3 wrong passphrase, "
           "4 damaged data.\n");
    manuals_free(manuals, count);
}
