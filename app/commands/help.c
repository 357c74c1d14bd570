#include "command.h"

#include <stdio.h>
#include <string.h>

void
print_safely(const char *text)
{
    size_t length = strlen(text);
    size_t size;

    for (size_t at = 0; at < length; at += size) {
        uint32_t character = utf8_at(text, length, at, &size);

        if (utf8_is_unsafe(character))
            putchar('?');
        else
            fwrite(text + at, 1, size, stdout);
    }
}

static void
print_option(const struct option *option)
{
    char left[40];

    snprintf(left, sizeof(left), "--%s%s%s", option->name, option->value ? " " : "",
        option->value ? option->value : "");
    if (strlen(left) < 28)
        printf("  %-28s %s\n", left, option->help);
    else
        printf("  --%s %s\n  %-28s %s\n", option->name, option->value, "", option->help);
}

static void
print_usage(const char *name, const char *operands, const char *summary, const char *more,
    const struct option *options, size_t n_options)
{
    printf("usage: afterword %s%s%s%s\n\n%s\n", name, n_options > 0 ? " [OPTION...]" : "",
        operands[0] ? " " : "", operands, summary);
    if (more)
        printf("\n%s\n", more);
    printf("\noptions:\n");
    for (size_t i = 0; i < n_options; i++)
        print_option(&options[i]);
    print_option(&(struct option){"help", OPTION_FLAG, NULL, "print this"});
}

void
print_help(const struct command_call *call)
{
    print_usage(call->command->name, call->command->operands, call->command->summary,
        call->command->more, call->options, call->n_options);
}

int
commands_help(const struct commands_host *host, const char *name)
{
    for (size_t i = 0; i < host->n_others; i++) {
        const struct commands_other *other = &host->others[i];

        if (strcmp(other->name, name) == 0)
            print_usage(other->name, other->operands, other->summary, NULL, other->options,
                other->n_options);
    }
    return 0;
}

void
print_overview(const struct commands_host *host)
{
    printf("Afterword: a guided integration journal for the room after the medicine session.\n\n"
           "usage: afterword [COMMAND] [OPTION...]\n\n");
    for (size_t i = 0; i < host->n_others; i++)
        printf("  %-20s %s\n", host->others[i].name, host->others[i].summary);
    for (size_t i = 0; i < n_commands_table; i++)
        printf("  %-20s %s\n", commands_table[i]->name, commands_table[i]->summary);
    printf("\n'afterword COMMAND --help' says what a command takes. Without a command the kiosk "
           "starts.\nExit codes: 0 done, 1 could not be done, 2 wrong command line, 3 wrong "
           "passphrase, 4 damaged data.\n");
}

/* ---- the man page ------------------------------------------------------------------*/

/* roff reads a leading dot or quote as a request, a backslash as an escape, and a bare "-" as
 * a hyphen that can't be copied. */
static void
print_roff(const char *text)
{
    if (*text == '.' || *text == '\'')
        printf("\\&");
    for (; *text; text++) {
        if (*text == '\\')
            printf("\\e");
        else if (*text == '-')
            printf("\\-");
        else
            putchar(*text);
    }
}

static void
print_roff_command(const char *name, const char *operands, const char *summary, const char *more,
    const struct option *options, size_t n_options)
{
    printf(".SS \"afterword %s %s\"\n", name, operands);
    print_roff(summary);
    printf(".\n");
    if (more) {
        printf(".PP\n");
        print_roff(more);
        printf("\n");
    }
    for (size_t i = 0; i < n_options; i++) {
        printf(".TP\n\\fB\\-\\-%s\\fR", options[i].name);
        if (options[i].value)
            printf(" \\fI%s\\fR", options[i].value);
        printf("\n");
        print_roff(options[i].help);
        printf(".\n");
    }
}

void
print_man(const struct commands_host *host)
{
    printf(".TH AFTERWORD 1 \"\" \"Afterword %s\" \"User Commands\"\n", host->version);
    printf(".SH NAME\nafterword \\- a guided integration journal on a clinic's kiosk\n"
           ".SH SYNOPSIS\n.B afterword\n[\\fICOMMAND\\fR] [\\fIOPTION\\fR...]\n"
           ".SH DESCRIPTION\nAfterword leads a patient through a quiet reflection after a "
           "medicine session. What they put down is sealed at once; only the staff who hold the "
           "patient's journal can open it, with their passphrase.\n.SH COMMANDS\n");
    for (size_t i = 0; i < host->n_others; i++)
        print_roff_command(host->others[i].name, host->others[i].operands, host->others[i].summary,
            NULL, host->others[i].options, host->others[i].n_options);
    for (size_t i = 0; i < n_commands_table; i++)
        print_roff_command(commands_table[i]->name, commands_table[i]->operands,
            commands_table[i]->summary, commands_table[i]->more, commands_table[i]->options,
            commands_table[i]->n_options);
    printf(".SH EXIT STATUS\n.TP\n0\ndone\n.TP\n1\nit could not be done\n.TP\n2\nthe command line "
           "is wrong\n.TP\n3\nwrong passphrase\n.TP\n4\ndamaged data\n"
           ".SH ENVIRONMENT\n.TP\nAFTERWORD_DATA\nthe data folder, where \\-\\-data is not "
           "given\n");
}

/* ---- completion --------------------------------------------------------------------*/

static void
print_completion_row(const char *name, const struct option *options, size_t n_options)
{
    printf("        '%s') words='", name);
    for (size_t i = 0; i < n_options; i++)
        printf("--%s ", options[i].name);
    printf("--help' ;;\n");
}

void
print_completion(const struct commands_host *host)
{
    printf("# bash completion for afterword\n_afterword()\n{\n"
           "    local here=\"${COMP_WORDS[COMP_CWORD]}\" words\n"
           "    case \"${COMP_WORDS[*]:1:COMP_CWORD-1}\" in\n        '') words='");
    for (size_t i = 0; i < host->n_others; i++)
        printf("%s ", host->others[i].name);
    for (size_t i = 0; i < n_commands_table; i++)
        printf("%.*s ", (int) strcspn(commands_table[i]->name, " "), commands_table[i]->name);
    printf("--help --version' ;;\n");
    for (size_t i = 0; i < n_commands_table; i++) {
        size_t first = strcspn(commands_table[i]->name, " ");

        // The second words of "staff", once, where its first row stands.
        if (!commands_table[i]->name[first] ||
            (i > 0 &&
                strncmp(commands_table[i - 1]->name, commands_table[i]->name, first + 1) == 0))
            continue;
        printf("        '%.*s') words='", (int) first, commands_table[i]->name);
        for (size_t j = i; j < n_commands_table; j++)
            if (strncmp(commands_table[j]->name, commands_table[i]->name, first + 1) == 0)
                printf("%s ", commands_table[j]->name + first + 1);
        printf("' ;;\n");
    }
    for (size_t i = 0; i < host->n_others; i++)
        print_completion_row(
            host->others[i].name, host->others[i].options, host->others[i].n_options);
    for (size_t i = 0; i < n_commands_table; i++) {
        printf("        '%s'*) words='", commands_table[i]->name);
        for (size_t j = 0; j < commands_table[i]->n_options; j++)
            printf("--%s ", commands_table[i]->options[j].name);
        printf("--help' ;;\n");
    }
    printf("    esac\n    COMPREPLY=($(compgen -W \"$words\" -- \"$here\") $(compgen -f -- "
           "\"$here\"))\n}\ncomplete -F _afterword afterword\n");
}
