/* What a command says: results on standard output, words for people on standard error. Neither
 * carries a character that a terminal would obey. */
#include "command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void
write_text(FILE *to, const char *text, bool one_line)
{
    size_t length = strlen(text);
    size_t size;

    for (size_t at = 0; at < length; at += size) {
        uint32_t character = utf8_at(text, length, at, &size);
        // A byte that is no UTF-8 is one that an 8-bit terminal may still obey.
        bool unsafe = utf8_is_unsafe(character) || (character == 0xfffd && size == 1) ||
                      (one_line && character < 0x20);

        if (unsafe)
            putc('?', to);
        else
            fwrite(text + at, 1, size, to);
    }
}

void
write_safely(FILE *to, const char *text)
{
    write_text(to, text, true);
}

void
print_lines(const char *text)
{
    write_text(stdout, text, false);
}

/* jansson escapes the ASCII controls alone. What else is unsafe stands inside a string, so its
 * escape is the same JSON. */
static void
print_escaped(const char *json)
{
    size_t length = strlen(json);
    size_t size;

    for (size_t at = 0; at < length; at += size) {
        uint32_t character = utf8_at(json, length, at, &size);

        if (utf8_is_unsafe(character))
            printf("\\u%04x", (unsigned) character);
        else
            fwrite(json + at, 1, size, stdout);
    }
    putchar('\n');
}

void
print_json(json_t *value)
{
    char *text = json_dumps(value, JSON_INDENT(2) | JSON_REAL_PRECISION(6));

    if (text) {
        print_escaped(text);
        memory_wipe(text, strlen(text));
        free(text);
    } else {
        memory_exhausted();
    }
    json_decref(value);
}

int
commands_say_wrong(const char *command, const char *problem)
{
    fprintf(stderr, "afterword: %s\n", problem);
    fprintf(stderr, "hint: afterword %s%s--help\n", command, command[0] ? " " : "");
    return 2;
}

int
commands_say_fault(const char *doing, const char *subject, const struct fault *fault)
{
    const char *hint = fault_hint(fault->kind);

    fprintf(stderr, "afterword: cannot %s", doing);
    if (subject) {
        fputs(" '", stderr);
        write_safely(stderr, subject);
        putc('\'', stderr);
    }
    fprintf(stderr, ": %s\n", fault_description(fault->kind));
    if (hint)
        fprintf(stderr, "hint: %s\n", hint);
    return fault_exit_code(fault->kind);
}

int
finish_output(int exit_code)
{
    struct fault fault;

    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return exit_code;
    (void) FAULT_ERRNO(&fault, FAULT_DISK, "write the result");
    (void) commands_say_fault("write", "standard output", &fault);
    return exit_code ? exit_code : 1;
}
