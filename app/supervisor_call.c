#define _GNU_SOURCE // posix_spawn_file_actions_addclosefrom_np, environ

#include "supervisor_inside.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The words of the command, NULL-terminated. NULL where they are malformed or too many. */
static char **
read_words(struct reader *argv, size_t *n_words)
{
    char **words = memory_new(SUPERVISOR_CALL_WORDS_MAX + 1, sizeof(char *));
    size_t count = 0;

    while (argv->left > 0 && argv->ok && count < SUPERVISOR_CALL_WORDS_MAX) {
        size_t length;
        const uint8_t *word = reader_sized(argv, &length);

        if (!word || memchr(word, 0, length))
            break;
        words[count++] = memory_string_of(word, length);
    }
    *n_words = count;
    if (reader_at_end(argv))
        return words;
    while (count > 0)
        free(words[--count]);
    free(words);
    return NULL;
}

static void
free_words(char **words)
{
    for (size_t i = 0; words && words[i]; i++)
        free(words[i]);
    free(words);
}

/* Nothing to read, nowhere to write, none of our descriptors: one of them is the lock. */
static int
set_files(posix_spawn_file_actions_t *actions)
{
    int error = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);

    if (error == 0)
        error = posix_spawn_file_actions_addopen(actions, 1, "/dev/null", O_WRONLY, 0);
    if (error == 0)
        error = posix_spawn_file_actions_addopen(actions, 2, "/dev/null", O_WRONLY, 0);
    if (error == 0)
        error = posix_spawn_file_actions_addclosefrom_np(actions, 3);
    return error;
}

/* It would inherit our blocked signals; a group of its own ends with all it started. */
static int
set_signals(posix_spawnattr_t *attributes)
{
    sigset_t none, all;
    int error;

    sigemptyset(&none);
    sigfillset(&all);
    error = posix_spawnattr_setflags(
        attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    if (error == 0)
        error = posix_spawnattr_setsigmask(attributes, &none);
    if (error == 0)
        error = posix_spawnattr_setsigdefault(attributes, &all);
    if (error == 0)
        error = posix_spawnattr_setpgroup(attributes, 0);
    return error;
}

static int
spawn(char *const *words, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&actions);

    if (error != 0)
        return error;
    error = posix_spawnattr_init(&attributes);
    if (error != 0)
        goto no_attributes;

    error = set_files(&actions);
    if (error == 0)
        error = set_signals(&attributes);
    if (error == 0)
        error = posix_spawnp(pid, words[0], &actions, &attributes, words, environ);

    posix_spawnattr_destroy(&attributes);
no_attributes:
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

bool
call_command_start(struct call_command *command, struct reader *argv, int64_t end_at_ms)
{
    size_t n_words;
    char **words = read_words(argv, &n_words);
    struct fault fault;
    int error = EINVAL;

    assert(command->pid == 0);
    if (words && n_words == 0) {
        free_words(words);
        return true; // staff in the room: nothing leaves it
    }
    if (words)
        error = spawn(words, &command->pid);
    free_words(words);
    if (error != 0) {
        command->pid = 0;
        (void) FAULT(&fault, FAULT_SYSTEM, "run the command of a call", error);
        LOG_FAULT("supervisor", &fault);
        return false;
    }
    command->end_at_ms = end_at_ms;
    return true;
}

void
call_command_kill(struct call_command *command, int signal)
{
    // Its group; ESRCH where all of it has ended and only the reaping is left.
    if (command->pid > 0)
        (void) kill(-command->pid, signal);
}
