#include "command.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#define PASSPHRASE_FILE_MAX 8192

/* Reads one line byte by byte, so that nothing of it stays in a buffer of stdio's. */
static bool
read_line(int descriptor, struct bytes *line, struct fault *fault)
{
    char byte = 0;
    ssize_t got;

    while ((got = read(descriptor, &byte, 1)) == 1 && byte != '\n') {
        if (line->length == PASSPHRASE_FILE_MAX)
            return FAULT(fault, FAULT_LIMIT, "read a passphrase", PASSPHRASE_FILE_MAX);
        if (byte == '\0')
            return FAULT(fault, FAULT_INPUT, "read a passphrase: a zero byte", 0);
        bytes_append_byte(line, (uint8_t) byte);
    }
    byte = 0;
    if (got < 0)
        return FAULT_ERRNO(fault, FAULT_DISK, "read a passphrase");
    if (got == 0 && line->length == 0)
        return FAULT(fault, FAULT_INPUT, "read a passphrase: there is none", 0);
    return true;
}

/* ---- the terminal ------------------------------------------------------------------*/

/* Who gives up at the prompt with a key of theirs gets their terminal back with its echo: the
 * signal is kept until that is done, then it takes its usual way. It is let in only while the
 * terminal is waited for, or it could come just before the wait and be slept over. */
static const int kept_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static volatile sig_atomic_t kept;

static void
keep_signal(int number)
{
    kept = number;
}

struct signals {
    struct sigaction before[COUNT(kept_signals)];
    sigset_t mask;
};

static void
keep_signals(struct signals *signals)
{
    struct sigaction keep = {.sa_handler = keep_signal};
    struct sigaction *before = signals->before;
    sigset_t blocked;

    kept = 0;
    (void) sigemptyset(&keep.sa_mask);
    (void) sigemptyset(&blocked);
    for (size_t i = 0; i < COUNT(kept_signals); i++)
        (void) sigaddset(&blocked, kept_signals[i]);
    (void) sigprocmask(SIG_BLOCK, &blocked, &signals->mask);
    for (size_t i = 0; i < COUNT(kept_signals); i++) {
        (void) sigaction(kept_signals[i], &keep, &before[i]); // fails for no number of these
        if (before[i].sa_handler == SIG_IGN)
            (void) sigaction(kept_signals[i], &before[i], NULL);
    }
}

static void
let_signals_go(const struct signals *signals)
{
    for (size_t i = 0; i < COUNT(kept_signals); i++)
        (void) sigaction(kept_signals[i], &signals->before[i], NULL);
    (void) sigprocmask(SIG_SETMASK, &signals->mask, NULL);
    if (kept)
        (void) raise(kept);
}

/* A terminal gives a whole line at once: what is waited for is its beginning. */
static bool
wait_for_line(int terminal, const struct signals *signals, struct fault *fault)
{
    fd_set readable;

    if (terminal >= FD_SETSIZE)
        return FAULT(fault, FAULT_LIMIT, "ask the terminal", FD_SETSIZE);
    FD_ZERO(&readable);
    FD_SET(terminal, &readable);
    if (!kept && pselect(terminal + 1, &readable, NULL, NULL, NULL, &signals->mask) == 1 && !kept)
        return true;
    return FAULT_ERRNO(fault, FAULT_SYSTEM, "ask the terminal");
}

static bool
read_terminal(int terminal, const char *prompt, struct bytes *passphrase, struct fault *fault)
{
    struct signals signals;
    struct termios before, quiet;
    bool got;

    if (tcgetattr(terminal, &before) != 0)
        return FAULT_ERRNO(fault, FAULT_SYSTEM, "ask the terminal");
    quiet = before;
    quiet.c_lflag &= (tcflag_t) ~(ECHO | ECHOE | ECHOK | ECHONL);
    keep_signals(&signals);
    got = tcsetattr(terminal, TCSAFLUSH, &quiet) == 0;
    if (got) {
        dprintf(terminal, "%s", prompt);
        got = wait_for_line(terminal, &signals, fault) && read_line(terminal, passphrase, fault);
        dprintf(terminal, "\n");
        // A terminal that can't be set back stays quiet; there is nobody else to tell.
        (void) tcsetattr(terminal, TCSAFLUSH, &before);
    } else {
        (void) FAULT_ERRNO(fault, FAULT_SYSTEM, "ask the terminal");
    }
    let_signals_go(&signals);
    return got;
}

static bool
ask_twice(int terminal, const char *prompt, bool twice, struct bytes *passphrase)
{
    struct bytes again = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;
    bool got = read_terminal(terminal, prompt, passphrase, &fault);

    if (got && twice)
        got = read_terminal(terminal, "The same once more: ", &again, &fault);
    if (!got) {
        (void) commands_say_fault("read a passphrase", NULL, &fault);
    } else if (twice && !bytes_equal(passphrase, &again)) {
        fprintf(stderr, "afterword: the two were not the same\n");
        got = false;
    }
    bytes_wipe(&again);
    return got;
}

static bool
ask_terminal(const char *prompt, bool twice, struct bytes *passphrase, int *exit_code)
{
    int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    bool got = false;

    *exit_code = 2;
    if (terminal >= 0) {
        got = ask_twice(terminal, prompt, twice, passphrase);
        close(terminal);
    } else {
        fprintf(stderr, "afterword: no passphrase was given and there is no terminal to ask on\n"
                        "hint: give --passphrase-file FILE, or - for standard input\n");
    }
    return got;
}

/* ---- a file ------------------------------------------------------------------------*/

static bool
read_passphrase_file(const char *file, struct bytes *passphrase, int *exit_code)
{
    bool is_standard_input = strcmp(file, "-") == 0;
    int descriptor = is_standard_input ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
    struct fault fault = FAULT_EMPTY;
    bool got = descriptor >= 0 ? read_line(descriptor, passphrase, &fault)
                               : FAULT_ERRNO(&fault, FAULT_DISK, "open a passphrase file");

    if (!got)
        *exit_code = commands_say_fault(
            "read a passphrase from", is_standard_input ? "standard input" : file, &fault);
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

int
passphrase_refuse(const struct command_call *call, const struct bytes *passphrase)
{
    const char *problem = clinic_passphrase_problem(bytes_text(passphrase), call->host->assets);

    if (!problem)
        return 0;
    fprintf(stderr, "afterword: this passphrase is not taken: %s\n", problem);
    return 2;
}
