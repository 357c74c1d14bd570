#include "inside.h"
#include "tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a person sees of one problem; more of a file's text than this helps nobody. */
#define EXPECTED_MAX 400
#define PROBLEMS_MAX 1000

/* Whatever stands in a file may hold escapes and overrides: a terminal gets '?' for them. */
static char *
make_safe(const char *text)
{
    struct bytes safe = BYTES_EMPTY;
    size_t length = strlen(text);
    size_t size;

    bytes_reserve(&safe, length);
    for (size_t at = 0; at < length; at += size) {
        uint32_t character = utf8_at(text, length, at, &size);

        if (utf8_is_unsafe(character) || character == '\n' || character == 0xfffd)
            bytes_append_byte(&safe, '?');
        else
            bytes_append(&safe, text + at, size);
    }
    return (char *) safe.data;
}

static void
add(struct flow_problems *problems, struct flow_problem problem, const char *file, const char *key,
    const char *format, va_list arguments) __attribute__((format(printf, 5, 0)));
static void
add(struct flow_problems *problems, struct flow_problem problem, const char *file, const char *key,
    const char *format, va_list arguments)
{
    char expected[EXPECTED_MAX];

    if (problems->count == PROBLEMS_MAX)
        return;
    (void) vsnprintf(expected, sizeof(expected), format, arguments);
    problem.file = make_safe(file);
    problem.key = make_safe(key);
    problem.expected = make_safe(expected);
    problems->problems =
        memory_resize(problems->problems, problems->count + 1, sizeof(*problems->problems));
    problems->problems[problems->count++] = problem;
}

void
problem_add(struct flow_problems *problems, const char *file, size_t line, size_t column,
    const char *key, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(problems, (struct flow_problem){.line = line, .column = column}, file, key, format,
        arguments);
    va_end(arguments);
}

void
problem_note(struct flow_problems *problems, const char *file, size_t line, size_t column,
    const char *key, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(problems, (struct flow_problem){.line = line, .column = column, .is_note = true}, file, key,
        format, arguments);
    va_end(arguments);
}

void
flow_problems_destroy(struct flow_problems *problems)
{
    for (size_t i = 0; i < problems->count; i++) {
        free(problems->problems[i].file);
        free(problems->problems[i].key);
        free(problems->problems[i].expected);
    }
    free(problems->problems);
    *problems = (struct flow_problems){0};
}

bool
flow_problems_refuse(const struct flow_problems *problems)
{
    for (size_t i = 0; i < problems->count; i++)
        if (!problems->problems[i].is_note)
            return true;
    return false;
}

void
flow_problems_print(const struct flow_problems *problems, struct bytes *text)
{
    for (size_t i = 0; i < problems->count; i++) {
        const struct flow_problem *problem = &problems->problems[i];

        bytes_append_text(text, problem->file);
        if (problem->line > 0)
            bytes_append_format(text, ":%zu:%zu", problem->line, problem->column);
        if (problem->key[0])
            bytes_append_format(text, ": %s", problem->key);
        bytes_append_format(text, ": %s%s\n", problem->is_note ? "note: " : "", problem->expected);
    }
}

/* ---- the nearest name ---------------------------------------------------------*/

#define NAME_MAX_COMPARED 40

/* Levenshtein's edit distance, one row at a time. */
static size_t
distance(const char *a, const char *b)
{
    size_t row[NAME_MAX_COMPARED + 1];
    size_t length_a = strlen(a), length_b = strlen(b);

    if (length_a > NAME_MAX_COMPARED || length_b > NAME_MAX_COMPARED)
        return SIZE_MAX;
    for (size_t j = 0; j <= length_b; j++)
        row[j] = j;
    for (size_t i = 1; i <= length_a; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= length_b; j++) {
            size_t least = diagonal + (a[i - 1] != b[j - 1]);

            diagonal = row[j];
            if (row[j] + 1 < least)
                least = row[j] + 1;
            if (row[j - 1] + 1 < least)
                least = row[j - 1] + 1;
            row[j] = least;
        }
    }
    return row[length_b];
}

const char *
nearest_name(const char *wrong, const char *const *names, size_t count)
{
    // A third of the letters wrong is a slip; more is another word.
    size_t length = strlen(wrong), best = length > 1 ? length / 3 + 1 : 0;
    const char *nearest = NULL;

    for (size_t i = 0; i < count; i++) {
        size_t far = names[i] ? distance(wrong, names[i]) : SIZE_MAX; // NULL: it was given no id

        if (far <= best && (far < best || !nearest)) {
            best = far;
            nearest = names[i];
        }
    }
    return nearest;
}

void
problems_move(struct flow_problems *to, struct flow_problems *from)
{
    if (from->count > 0) {
        to->problems = memory_resize(to->problems, to->count + from->count, sizeof(*to->problems));
        memcpy(to->problems + to->count, from->problems, from->count * sizeof(*from->problems));
        to->count += from->count;
    }
    free(from->problems);
    *from = (struct flow_problems){0};
}
