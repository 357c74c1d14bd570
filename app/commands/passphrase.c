#include "command.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define PASSPHRASE_FILE_MAX 8192

/* Reads one line byte by byte, so that nothing of it stays in a buffer of stdio's. */
static bool
read_line(int descriptor, struct bytes *line)
{
    char byte;
    ssize_t got;

    while ((got = read(descriptor, &byte, 1)) == 1 && byte != '\n') {
        if (line->length == PASSPHRASE_FILE_MAX)
            return false;
        bytes_append_byte(line, (uint8_t) byte);
    }
    byte = 0;
    return got >= 0 && (got == 1 || line->length > 0);
}

static bool
read_terminal(int terminal, const char *prompt, struct bytes *passphrase)
{
    struct termios before, quiet;
    bool got;

    if (tcgetattr(terminal, &before) != 0)
        return false;
    quiet = before;
    quiet.c_lflag &= (tcflag_t) ~(ECHO | ECHOE | ECHOK | ECHONL);
    if (tcsetattr(terminal, TCSAFLUSH, &quiet) != 0)
        return false;

    dprintf(terminal, "%s", prompt);
    got = read_line(terminal, passphrase);
    dprintf(terminal, "\n");
    // A terminal that can't be set back stays quiet; there is nobody else to tell.
    (void) tcsetattr(terminal, TCSAFLUSH, &before);
    return got;
}

static bool
ask_terminal(const char *prompt, bool twice, struct bytes *passphrase, int *exit_code)
{
    struct bytes again = BYTES_EMPTY;
    int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    bool got = terminal >= 0 && read_terminal(terminal, prompt, passphrase);

    if (!got) {
        fprintf(stderr, "afterword: no passphrase was given and there is no terminal to ask on\n"
                        "hint: give --passphrase-file FILE, or - for standard input\n");
    } else if (twice) {
        got = read_terminal(terminal, "The same once more: ", &again) &&
              bytes_equal(passphrase, &again);
        if (!got)
            fprintf(stderr, "afterword: the two were not the same\n");
    }
    if (!got)
        *exit_code = 2;
    bytes_wipe(&again);
    if (terminal >= 0)
        close(terminal);
    return got;
}

static bool
read_passphrase_file(const char *file, struct bytes *passphrase, int *exit_code)
{
    bool is_standard_input = strcmp(file, "-") == 0;
    int descriptor = is_standard_input ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
    bool got = descriptor >= 0 && read_line(descriptor, passphrase);

    if (!got) {
        *exit_code = 1;
        fprintf(stderr, "afterword: cannot read the passphrase file\n"
                        "hint: its first line is the passphrase, 8,192 bytes at most\n");
    }
    if (descriptor >= 0 && !is_standard_input)
        close(descriptor);
    return got;
}

bool
passphrase_read(
    const char *file, const char *prompt, bool twice, struct bytes *passphrase, int *exit_code)
{
    bool got = file ? read_passphrase_file(file, passphrase, exit_code)
                    : ask_terminal(prompt, twice, passphrase, exit_code);

    if (!got)
        bytes_wipe(passphrase);
    return got;
}
