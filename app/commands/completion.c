/* The completion for bash, from the same table as --help. */
#include "command.h"

#include <string.h>

static size_t
first_word(const char *name)
{
    return strcspn(name, " ");
}

static bool
same_first_word(const struct manual *one, const struct manual *other)
{
    size_t length = first_word(one->name);

    return first_word(other->name) == length && strncmp(one->name, other->name, length) == 0;
}

/* False where an earlier command begins with the same word. */
static bool
is_new_word(const struct manual *manuals, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (same_first_word(&manuals[i], &manuals[at]))
            return false;
    return true;
}

static void
print_options(const struct manual *manual)
{
    for (size_t i = 0; i < manual->n_options; i++)
        printf("--%s ", manual->options[i].name);
    printf("--help");
}

/* What may stand first: a command, or an option of the kiosk. */
static void
print_first_words(const struct manual *manuals, size_t count)
{
    printf("        1:*) words='");
    for (size_t i = 0; i < count; i++)
        if (is_new_word(manuals, i))
            printf("%.*s ", (int) first_word(manuals[i].name), manuals[i].name);
    print_options(&manuals[0]);
    printf(" --version' ;;\n");
}

static void
print_second_words(const struct manual *manuals, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = first_word(manuals[i].name);

        if (!manuals[i].name[length] || !is_new_word(manuals, i))
            continue;
        printf("        2:%.*s) words='", (int) length, manuals[i].name);
        for (size_t j = i; j < count; j++)
            if (same_first_word(&manuals[i], &manuals[j]))
                printf("%s ", manuals[j].name + length + 1);
        printf("--help' ;;\n");
    }
}

/* A blank ends each pattern: "demo" is one of one word, "staff add" of two. */
static void
print_commands(const struct manual *manuals, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool two = strchr(manuals[i].name, ' ') != NULL;

        printf("        '%s%s words='", manuals[i].name, two ? "')" : " '*)");
        print_options(&manuals[i]);
        printf("' ;;\n");
    }
    printf("        -*) words='");
    print_options(&manuals[0]);
    printf("' ;;\n");
}

static bool
stands_before(const struct manual *manuals, size_t manual, size_t option)
{
    const char *name = manuals[manual].options[option].name;

    for (size_t i = 0; i <= manual; i++)
        for (size_t j = 0; j < (i < manual ? manuals[i].n_options : option); j++)
            if (strcmp(manuals[i].options[j].name, name) == 0)
                return true;
    return false;
}

/* After an option its value: one of its choices, else a file, which the shell completes. */
static void
print_value(const struct option *option)
{
    if (option->kind == OPTION_FLAG)
        return;
    if (option->kind != OPTION_CHOICE) {
        printf("        --%s) return ;;\n", option->name);
        return;
    }
    printf("        --%s) words='", option->name);
    for (const char *at = option->value; *at; at++)
        putchar(*at == '|' ? ' ' : *at);
    printf("' ;;\n");
}

static void
print_values(const struct manual *manuals, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < manuals[i].n_options; j++)
            if (!stands_before(manuals, i, j))
                print_value(&manuals[i].options[j]);
}

void
print_completion(const struct commands_host *host)
{
    size_t count;
    struct manual *manuals = manuals_make(host, &count);

    printf("# bash completion for afterword\n"
           "_afterword()\n{\n"
           "    local here=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
           "    local first=${COMP_WORDS[1]-} second=${COMP_WORDS[2]-} words=\n\n"
           "    COMPREPLY=()\n"
           "    case $before in\n");
    print_values(manuals, count);
    printf("    esac\n    [[ $words ]] || case $COMP_CWORD:$first in\n");
    print_first_words(manuals, count);
    print_second_words(manuals, count);
    printf("    esac\n    [[ $words ]] || case \"$first $second\" in\n");
    print_commands(manuals, count);
    printf("    esac\n"
           "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$here\")\n"
           "}\n"
           "complete -o default -F _afterword afterword\n");
    manuals_free(manuals, count);
}
