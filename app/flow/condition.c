#include "condition.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tree.h"

/* A grammar of three lines, read by descent:
 *
 *     either := both ("or" both)*
 *     both   := one ("and" one)*
 *     one    := "not" one | "(" either ")" | ID test
 *     test   := "is" (OPTION | "skipped") | "in" "(" OPTION ("," OPTION)* ")"
 *             | ("<" | "<=" | ">" | ">=") NUMBER
 *
 * There are no loops and nothing is computed, so a condition always ends, and it can name only
 * what lies before it. */
enum condition_kind { EITHER, BOTH, NOT, SKIPPED, CHOSEN, LESS, LESS_OR_SAME, MORE, MORE_OR_SAME };

struct flow_condition {
    enum condition_kind kind;
    struct flow_condition *left, *right; /* EITHER, BOTH; NOT has left alone */
    size_t subject;
    uint64_t options; /* CHOSEN: any of these */
    double number;
};

#define WORD_MAX 64
/* "not not not ..." and brackets descend; nobody writes more. */
#define NESTING_MAX 32

struct lexer {
    struct condition_reading *reading;
    size_t at; /* behind the token */
    size_t token_at;
    char token[WORD_MAX]; /* "" at the end */
    int nesting;
};

static struct flow_condition *
read_either(struct lexer *lexer);

static void *
refuse(struct lexer *lexer, const char *expected, const char *hint)
{
    struct condition_reading *reading = lexer->reading;

    if (reading->problem[0])
        return NULL;
    snprintf(reading->problem, sizeof(reading->problem), "expected %s%s%s%s, not '%s'", expected,
        hint ? " (did you mean '" : "", hint ? hint : "", hint ? "'?)" : "", lexer->token);
    reading->problem_at = lexer->token_at;
    return NULL;
}

static bool
is_word_character(char c)
{
    return isalnum((unsigned char) c) || c == '-' || c == '_' || c == '.';
}

static void
next_token(struct lexer *lexer)
{
    const char *text = lexer->reading->text;
    size_t length = 0;

    while (text[lexer->at] == ' ' || text[lexer->at] == '\n' || text[lexer->at] == '\t')
        lexer->at++;
    lexer->token_at = lexer->at;
    if (is_word_character(text[lexer->at])) {
        while (is_word_character(text[lexer->at + length]))
            length++;
    } else if (text[lexer->at]) {
        length = strchr("<>", text[lexer->at]) && text[lexer->at + 1] == '=' ? 2 : 1;
    }
    snprintf(lexer->token, sizeof(lexer->token), "%.*s",
        (int) (length < WORD_MAX - 1 ? length : WORD_MAX - 1), text + lexer->at);
    lexer->at += length;
}

/* NULL is the id of what was given none: no token is that. */
static bool
is_token(const struct lexer *lexer, const char *token)
{
    return token && strcmp(lexer->token, token) == 0;
}

static struct flow_condition *
new_condition(enum condition_kind kind, struct flow_condition *left, struct flow_condition *right)
{
    struct flow_condition *condition = memory_new(1, sizeof(*condition));

    condition->kind = kind;
    condition->left = left;
    condition->right = right;
    return condition;
}

static bool
find_subject(struct lexer *lexer, size_t *subject)
{
    struct condition_reading *reading = lexer->reading;
    const char *names[FLOW_ITEMS_MAX + FLOW_STEPS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < reading->n_known; i++) {
        if (!is_token(lexer, reading->subjects[i].id)) {
            if (i < reading->n_subjects && count < COUNT(names))
                names[count++] = reading->subjects[i].id;
            continue;
        }
        if (i >= reading->n_subjects) {
            (void) refuse(lexer, "a step that comes before this one", NULL);
            return false;
        }
        *subject = i;
        return true;
    }
    (void) refuse(
        lexer, "the id of a step before this one", nearest_name(lexer->token, names, count));
    return false;
}

/* Adds the option that the token names to *options. */
static bool
read_option(struct lexer *lexer, const struct condition_subject *subject, uint64_t *options)
{
    const char *names[FLOW_OPTIONS_MAX];

    for (size_t i = 0; i < subject->n_options; i++) {
        names[i] = subject->options[i].id;
        if (!is_token(lexer, subject->options[i].id))
            continue;
        *options |= UINT64_C(1) << i;
        next_token(lexer);
        return true;
    }
    (void) refuse(lexer,
        subject->n_options > 0 ? "'skipped' or an option of that step" : "'skipped'",
        nearest_name(lexer->token, names, subject->n_options));
    return false;
}

static struct flow_condition *
read_options(
    struct lexer *lexer, struct flow_condition *test, const struct condition_subject *subject)
{
    if (!is_token(lexer, "("))
        return refuse(lexer, "'(' and options with commas between", NULL);
    do {
        next_token(lexer);
        if (!read_option(lexer, subject, &test->options))
            return NULL;
    } while (is_token(lexer, ","));
    if (!is_token(lexer, ")"))
        return refuse(lexer, "',' or ')'", NULL);
    next_token(lexer);
    return test;
}

static struct flow_condition *
read_number(
    struct lexer *lexer, struct flow_condition *test, const struct condition_subject *subject)
{
    char *end;

    if (!subject->has_number)
        return refuse(lexer, "a step that has a number before '<' or '>'", NULL);
    test->number = strtod(lexer->token, &end);
    if (!lexer->token[0] || *end)
        return refuse(lexer, "a number", NULL);
    next_token(lexer);
    return test;
}

static const struct {
    const char *token;
    enum condition_kind kind;
} comparisons[] = {{"<", LESS}, {"<=", LESS_OR_SAME}, {">", MORE}, {">=", MORE_OR_SAME}};

/* What follows a step's id. Fills `test`, or gives NULL. */
static struct flow_condition *
read_test(struct lexer *lexer, struct flow_condition *test)
{
    const struct condition_subject *subject = &lexer->reading->subjects[test->subject];

    if (is_token(lexer, "is")) {
        next_token(lexer);
        if (is_token(lexer, "skipped")) {
            test->kind = SKIPPED;
            next_token(lexer);
            return test;
        }
        return read_option(lexer, subject, &test->options) ? test : NULL;
    }
    if (is_token(lexer, "in")) {
        next_token(lexer);
        return read_options(lexer, test, subject);
    }
    for (size_t i = 0; i < COUNT(comparisons); i++) {
        if (!is_token(lexer, comparisons[i].token))
            continue;
        test->kind = comparisons[i].kind;
        next_token(lexer);
        return read_number(lexer, test, subject);
    }
    return refuse(lexer, "'is', 'in', '<', '<=', '>' or '>='", NULL);
}

static struct flow_condition *
read_not(struct lexer *lexer);

static struct flow_condition *
read_one(struct lexer *lexer)
{
    struct flow_condition *condition;
    size_t subject;

    if (is_token(lexer, "not"))
        return read_not(lexer);
    if (is_token(lexer, "(")) {
        next_token(lexer);
        condition = read_either(lexer);
        if (condition && !is_token(lexer, ")")) {
            condition_free(condition);
            return refuse(lexer, "')'", NULL);
        }
        next_token(lexer);
        return condition;
    }
    if (!find_subject(lexer, &subject))
        return NULL;
    next_token(lexer);
    condition = new_condition(CHOSEN, NULL, NULL);
    condition->subject = subject;
    if (!read_test(lexer, condition)) {
        condition_free(condition);
        return NULL;
    }
    return condition;
}

static struct flow_condition *
read_not(struct lexer *lexer)
{
    struct flow_condition *condition;

    next_token(lexer);
    if (++lexer->nesting > NESTING_MAX)
        return refuse(lexer, "fewer brackets and 'not'", NULL);
    condition = read_one(lexer);
    lexer->nesting--;
    return condition ? new_condition(NOT, condition, NULL) : NULL;
}

/* A chain of `word` between what `read` reads. */
static struct flow_condition *
read_chain(struct lexer *lexer, const char *word, enum condition_kind kind,
    struct flow_condition *(*read)(struct lexer *lexer))
{
    struct flow_condition *left = read(lexer);

    while (left && is_token(lexer, word)) {
        struct flow_condition *right;

        next_token(lexer);
        right = read(lexer);
        if (!right) {
            condition_free(left);
            return NULL;
        }
        left = new_condition(kind, left, right);
    }
    return left;
}

static struct flow_condition *
read_both(struct lexer *lexer)
{
    return read_chain(lexer, "and", BOTH, read_one);
}

static struct flow_condition *
read_either(struct lexer *lexer)
{
    struct flow_condition *condition;

    if (++lexer->nesting > NESTING_MAX)
        return refuse(lexer, "fewer brackets and 'not'", NULL);
    condition = read_chain(lexer, "or", EITHER, read_both);
    lexer->nesting--;
    return condition;
}

/* A chain is a left-leaning tree: its depth is its length, so the length has a limit. */
#define TEXT_MAX 1000

struct flow_condition *
condition_read(struct condition_reading *reading)
{
    struct lexer lexer = {.reading = reading};
    struct flow_condition *condition;

    reading->problem[0] = '\0';
    if (strlen(reading->text) > TEXT_MAX)
        return refuse(&lexer, "a condition of at most 1,000 characters", NULL);
    next_token(&lexer);
    condition = read_either(&lexer);
    if (condition && lexer.token[0]) {
        condition_free(condition);
        return refuse(&lexer, "'and', 'or' or the end", NULL);
    }
    return condition;
}

void
condition_free(struct flow_condition *condition)
{
    if (!condition)
        return;
    condition_free(condition->left);
    condition_free(condition->right);
    free(condition);
}

void
condition_subjects(const struct flow_condition *condition, bool *asked)
{
    if (!condition)
        return;
    if (condition->kind > NOT)
        asked[condition->subject] = true;
    condition_subjects(condition->left, asked);
    condition_subjects(condition->right, asked);
}

void
condition_numbers(const struct flow_condition *condition, size_t subject, double *numbers,
    size_t *count, size_t limit)
{
    if (!condition)
        return;
    if (condition->kind >= LESS && condition->subject == subject && *count < limit)
        numbers[(*count)++] = condition->number;
    condition_numbers(condition->left, subject, numbers, count, limit);
    condition_numbers(condition->right, subject, numbers, count, limit);
}

/* What was skipped is not less and not more than anything. */
static bool
test_holds(const struct flow_condition *condition, const struct flow_given *given)
{
    switch (condition->kind) {
    case SKIPPED:
        return given->skipped;
    case CHOSEN:
        return !given->skipped && (given->options & condition->options) != 0;
    case LESS:
        return given->has_number && given->number < condition->number;
    case LESS_OR_SAME:
        return given->has_number && given->number <= condition->number;
    case MORE:
        return given->has_number && given->number > condition->number;
    case MORE_OR_SAME:
        return given->has_number && given->number >= condition->number;
    default:
        assert(false && "a test");
        return false;
    }
}

bool
condition_holds(const struct flow_condition *condition, flow_given_of *given, const void *context)
{
    struct flow_given answer;

    switch (condition->kind) {
    case EITHER:
        return condition_holds(condition->left, given, context) ||
               condition_holds(condition->right, given, context);
    case BOTH:
        return condition_holds(condition->left, given, context) &&
               condition_holds(condition->right, given, context);
    case NOT:
        return !condition_holds(condition->left, given, context);
    default:
        answer = given(context, condition->subject);
        return test_holds(condition, &answer);
    }
}

bool
flow_condition_holds(const struct flow_condition *when, flow_given_of *given, const void *context)
{
    return !when || condition_holds(when, given, context);
}
