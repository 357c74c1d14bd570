#define _GNU_SOURCE // explicit_bzero

#include "afterword/base.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn void
memory_exhausted(void)
{
    static const char words[] = "afterword: out of memory\n";

    // No stdio: it allocates. There is nobody left to tell when this write fails.
    if (write(STDERR_FILENO, words, sizeof(words) - 1) < 0)
        _exit(1);
    abort();
}

void *
memory_new(size_t count, size_t size)
{
    // calloc checks the product itself; of nothing it may give NULL.
    void *block = calloc(count > 0 ? count : 1, size > 0 ? size : 1);

    if (!block)
        memory_exhausted();
    return block;
}

void *
memory_resize(void *block, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes))
        memory_exhausted();
    block = realloc(block, bytes > 0 ? bytes : 1);
    if (!block)
        memory_exhausted();
    return block;
}

char *
memory_string(const char *text)
{
    char *copy;

    if (!text)
        return NULL;
    copy = strdup(text);
    if (!copy)
        memory_exhausted();
    return copy;
}

char *
memory_string_of(const void *text, size_t length)
{
    char *copy = strndup(text, length);

    if (!copy)
        memory_exhausted();
    return copy;
}

void
memory_wipe(void *block, size_t length)
{
    if (length > 0)
        explicit_bzero(block, length);
}
