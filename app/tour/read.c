#include "inside.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define FILE_BYTES_MAX (1u << 20)

/* What stands behind a verb, a letter each: n a name, m a name that may be missing, w words in
 * quotes, k a key, s a picture's name, p a part, t a time, c a time to come. */
static const struct {
    const char *name, *takes;
} verbs[] = {
    [TOUR_PRESS] = {"press", "n"},
    [TOUR_HOLD] = {"hold", "nt"},
    [TOUR_TOUCH] = {"touch", "mpp"},
    [TOUR_DRAG] = {"drag", "mpppp"},
    [TOUR_TYPE] = {"type", "w"},
    [TOUR_KEY] = {"key", "k"},
    [TOUR_WAIT] = {"wait", "t"},
    [TOUR_CLOCK] = {"clock", "c"},
    [TOUR_EXPECT] = {"expect", "n"},
    [TOUR_EXPECT_NOT] = {"expect-not", "n"},
    [TOUR_EXPECT_FOCUS] = {"expect-focus", "n"},
    [TOUR_SHOT] = {"shot", "s"},
    [TOUR_RESTART] = {"restart", ""},
    [TOUR_CRASH] = {"crash", ""},
    [TOUR_LOSE_POWER] = {"lose-power", ""},
};
_Static_assert(COUNT(verbs) == TOUR_VERBS, "every verb has a row");

/* ---- words of a line -------------------------------------------------------------*/

static void
skip_blanks(const char **at)
{
    while (**at == ' ' || **at == '\t')
        (*at)++;
}

/* The next word up to a blank; NULL at the end. */
static char *
take_word(const char **at)
{
    size_t length;
    char *word;

    skip_blanks(at);
    length = strcspn(*at, " \t");
    if (length == 0)
        return NULL;
    word = memory_string_of(*at, length);
    *at += length;
    return word;
}

/* The text between quotes; NULL where there is none, or it does not end. */
static char *
take_quoted(const char **at)
{
    struct bytes text = BYTES_EMPTY;
    const char *from;

    skip_blanks(at);
    if (**at != '"')
        return NULL;
    bytes_reserve(&text, 1);
    for (from = *at + 1; *from && *from != '"'; from++) {
        if (*from == '\\' && from[1])
            bytes_append_byte(&text, *++from == 'n' ? '\n' : (uint8_t) *from);
        else
            bytes_append_byte(&text, (uint8_t) *from);
    }
    if (*from != '"') {
        bytes_destroy(&text);
        return NULL;
    }
    *at = from + 1;
    return (char *) text.data;
}

static bool
read_number(const char *word, double *number, const char **end)
{
    char *stop;

    if (!word || !(isdigit((unsigned char) word[0]) || word[0] == '.'))
        return false;
    *number = strtod(word, &stop);
    *end = stop;
    return true;
}

static bool
read_time(const char *word, int64_t *time_ms)
{
    static const struct {
        const char *name;
        int64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"min", INT64_C(60) * 1000}, {"h", INT64_C(3600) * 1000}};
    const char *unit;
    double number;

    if (!read_number(word, &number, &unit) || number > 1e6)
        return false;
    for (size_t i = 0; i < COUNT(units); i++) {
        if (strcmp(unit, units[i].name) != 0)
            continue;
        *time_ms = (int64_t) (number * (double) units[i].ms);
        return true;
    }
    return false;
}

static bool
read_part(const char *word, double *part)
{
    const char *end;

    return read_number(word, part, &end) && *end == '\0' && *part <= 1;
}

static bool
is_file_name(const char *word)
{
    return word && word[0] && word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

/* ---- what a verb takes -----------------------------------------------------------*/

/* Why it is not taken; NULL when it is. */
static const char *
take_name(const char **at, struct tour_line *line)
{
    skip_blanks(at);
    line->text = **at == '@' ? take_word(at) : take_quoted(at);
    if (!line->text || strlen(line->text) < (line->text[0] == '@' ? 2 : 1))
        return "a name is expected: a label in quotes, or @ and an id";
    return NULL;
}

static const char *
take_one(char what, const char **at, struct tour_line *line, size_t *n_places)
{
    const char *problem = NULL;
    char *word;

    skip_blanks(at);
    if (what == 'm' && **at != '@' && **at != '"')
        return NULL;
    if (what == 'n' || what == 'm')
        return take_name(at, line);
    if (what == 'w') {
        line->text = take_quoted(at);
        return line->text ? NULL : "words in quotes are expected";
    }

    word = take_word(at);
    if (what == 'k' && !word)
        problem = "a key is expected, such as Tab or Ctrl+Left";
    else if (what == 's' && !is_file_name(word))
        problem = "a name of small letters, digits and hyphens is expected";
    else if (what == 'p' && !read_part(word, &line->places[(*n_places)++]))
        problem = "a part from 0 to 1 is expected";
    else if (what == 't' && !read_time(word, &line->time_ms))
        problem = "a time is expected, such as 2s or 20min";
    else if (what == 'c' && !(word && word[0] == '+' && read_time(word + 1, &line->time_ms)))
        problem = "a time to come is expected, such as +20min";
    if (!problem && (what == 'k' || what == 's')) {
        line->text = word;
        word = NULL;
    }
    free(word);
    return problem;
}

static const char *
parse_line(const char *at, struct tour_line *line)
{
    char *word = take_word(&at);
    const char *problem = NULL;
    size_t n_places = 0;
    size_t verb = 0;

    while (verb < COUNT(verbs) && strcmp(verbs[verb].name, word) != 0)
        verb++;
    free(word);
    if (verb == COUNT(verbs))
        return "the instruction is not known";

    line->verb = (enum tour_verb) verb;
    for (const char *what = verbs[verb].takes; *what && !problem; what++)
        problem = take_one(*what, &at, line, &n_places);
    skip_blanks(&at);
    if (!problem && *at)
        problem = "there is more than this instruction takes";
    if (!line->text)
        line->text = memory_string("");
    return problem;
}

/* ---- a file ----------------------------------------------------------------------*/

static bool
is_instruction(const char *line)
{
    skip_blanks(&line);
    return *line && *line != '#';
}

static bool
add_line(struct tour_script *script, size_t number, char *source, struct bytes *problem)
{
    struct tour_line *line;
    const char *wrong;

    script->lines = memory_resize(script->lines, script->count + 1, sizeof(*script->lines));
    line = &script->lines[script->count++];
    *line = (struct tour_line){.number = number, .source = source};
    wrong = parse_line(source, line);
    if (wrong)
        bytes_append_format(problem, "%s:%zu: %s: %s", script->file, number, source, wrong);
    return wrong == NULL;
}

bool
script_parse(const char *file, const char *text, size_t length, struct tour_script *script,
    struct bytes *problem)
{
    size_t number = 1;

    *script = (struct tour_script){.file = memory_string(file)};
    if (!utf8_valid(text, length, NULL) || memchr(text, 0, length)) {
        bytes_append_format(problem, "%s: it is not text in UTF-8", file);
        goto failed;
    }
    for (size_t at = 0; at < length; number++) {
        const char *end = memchr(text + at, '\n', length - at);
        size_t line_length = end ? (size_t) (end - text) - at : length - at;
        char *source = memory_string_of(text + at, line_length);

        at += line_length + 1;
        if (line_length > 0 && source[line_length - 1] == '\r')
            source[line_length - 1] = '\0';
        if (!is_instruction(source))
            free(source);
        else if (!add_line(script, number, source, problem))
            goto failed;
    }
    return true;

failed:
    script_destroy(script);
    return false;
}

bool
script_read(const char *file, struct tour_script *script, struct bytes *problem)
{
    struct bytes text = BYTES_EMPTY;
    struct fault fault;
    bool done;

    if (!file_read(file, FILE_BYTES_MAX, &text, &fault)) {
        bytes_append_format(problem, "%s: %s", file, fault_description(fault.kind));
        return false;
    }
    done = script_parse(file, bytes_text(&text), text.length, script, problem);
    bytes_destroy(&text);
    return done;
}

void
script_destroy(struct tour_script *script)
{
    for (size_t i = 0; i < script->count; i++) {
        free(script->lines[i].source);
        free(script->lines[i].text);
    }
    free(script->lines);
    free(script->file);
    *script = (struct tour_script){0};
}
