/* The manual page in roff, from the same table as --help. */
#include "command.h"

#include <string.h>

/* roff reads a leading dot or quote as a request, a backslash as an escape, a bare "-" as a
 * hyphen that can't be copied, and a quote as the end of a request's argument. */
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
        else if (*text == '"')
            printf("\\(dq");
        else
            putchar(*text);
    }
}

#define LINE_WIDTH 72

/* Words in lines that an editor shows; roff fills them anew. */
static void
print_filled(const char *text, const char *end)
{
    size_t column = 0;

    while (*text) {
        char word[LINE_WIDTH + 1];
        size_t length = strcspn(text, " ");

        snprintf(word, sizeof(word), "%.*s", (int) length, text);
        if (column > 0) {
            bool is_full = column + 1 + length > LINE_WIDTH;

            putchar(is_full ? '\n' : ' ');
            column = is_full ? 0 : column + 1;
        }
        print_roff(word);
        column += length;
        text += length + (text[length] == ' ');
    }
    printf("%s\n", end);
}

static void
print_manual(const struct manual *manual)
{
    printf(".SS \"afterword ");
    print_roff(manual->name);
    printf("%s", manual->operands[0] ? " " : "");
    print_roff(manual->operands);
    printf("\"\n");
    print_filled(manual->summary, ".");
    if (manual->more) {
        printf(".PP\n");
        print_filled(manual->more, "");
    }
    for (size_t i = 0; i < manual->n_options; i++) {
        printf(".TP\n\\fB\\-\\-");
        print_roff(manual->options[i].name);
        printf("\\fR");
        if (manual->options[i].value) {
            printf(" \\fI");
            print_roff(manual->options[i].value);
            printf("\\fR");
        }
        printf("\n");
        print_filled(manual->options[i].help, ".");
    }
}

static const char before[] =
    ".SH NAME\n"
    "afterword \\- a guided integration journal on a clinic's kiosk\n"
    ".SH SYNOPSIS\n"
    ".B afterword\n"
    "[\\fICOMMAND\\fR] [\\fIOPTION\\fR...]\n"
    ".SH DESCRIPTION\n"
    "Afterword leads a patient through a quiet reflection after a medicine session.\n"
    "What they put down is sealed at once; only the staff who hold the patient's\n"
    "journal can open it, with their passphrase.\n"
    "Without a command the kiosk starts.\n"
    ".PP\n"
    "Results go to standard output, words for people to standard error.\n"
    "A passphrase is read from the terminal without echo, or from the first line\n"
    "of a file; never from an argument or from the environment.\n"
    "Beside a running kiosk the commands\n"
    ".BR check ,\n"
    ".B backup create|verify\n"
    "and\n"
    ".B flow\n"
    "work; the others say so before they ask for a passphrase.\n"
    ".SH OPTIONS\n"
    "Options are written \\fB\\-\\-\\fIname value\\fR or \\fB\\-\\-\\fIname\\fB=\\fIvalue\\fR;\n"
    "\\fB\\-\\-\\fR ends them.\n"
    "Each command takes \\fB\\-\\-help\\fR.\n"
    ".TP\n\\fB\\-\\-version\\fR\nPrint the version.\n"
    ".TP\n\\fB\\-\\-man\\fR\nPrint this page.\n"
    ".TP\n\\fB\\-\\-completion\\fR\nPrint the completion for bash.\n"
    ".SH COMMANDS\n";

static const char after[] =
    ".SH EXIT STATUS\n"
    ".TP\n0\nDone.\n"
    ".TP\n1\nIt could not be done.\n"
    ".TP\n2\nThe command line is wrong, or what it names is not of the right form.\n"
    ".TP\n3\nThe passphrase is wrong.\n"
    ".TP\n4\nThe data is damaged.\n"
    ".SH ENVIRONMENT\n"
    ".TP\n\\fBAFTERWORD_DATA\\fR\nThe data folder, where \\fB\\-\\-data\\fR is not given.\n"
    ".TP\n\\fBXDG_DATA_HOME\\fR\nThe folder in which the data folder lies by default.\n"
    ".SH FILES\n"
    ".TP\n\\fI~/.local/share/afterword\\fR, \\fI/var/lib/afterword\\fR\n"
    "The data folder, of mode 0700 on a local disk: the second one where it\n"
    "belongs to the user whom the kiosk runs as.\n"
    ".SH EXAMPLES\n"
    ".TP\nTry everything with made\\-up people:\n"
    ".B afterword demo\n"
    ".TP\nRead the newest entries as JSON:\n"
    ".B afterword entries list \\-\\-staff \\(dqAna Ruiz\\(dq\n"
    ".TP\nCheck a flow of your own:\n"
    ".B afterword flow check evening.yaml\n";

void
print_man(const struct commands_host *host)
{
    size_t count;
    struct manual *manuals = manuals_make(host, &count);

    printf(".TH AFTERWORD 1 %s \"Afterword %s\" \"User Commands\"\n%s", host->day, host->version,
        before);
    for (size_t i = 0; i < count; i++)
        print_manual(&manuals[i]);
    printf("%s", after);
    manuals_free(manuals, count);
}
