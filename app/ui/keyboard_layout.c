/* Reading a layout file. What stands in it is checked here, so that the rest may trust it. */

#include "ui/keyboard.h"

#include <stdlib.h>
#include <string.h>

#include "ui/text.h"

static const char *const actions[] = {
    [KEYBOARD_SPACE] = "%space",
    [KEYBOARD_LINE] = "%line",
    [KEYBOARD_DELETE] = "%delete",
    [KEYBOARD_BACK] = "%back",
    [KEYBOARD_DONE] = "%done",
    [KEYBOARD_SHIFT] = "%shift",
    [KEYBOARD_NUMBERS] = "%numbers",
    [KEYBOARD_LETTERS] = "%letters",
    [KEYBOARD_ACCENTS] = "%accents",
    [KEYBOARD_LANGUAGE] = "%language",
    [KEYBOARD_ORDER] = "%order",
};
_Static_assert(COUNT(actions) == KEYBOARD_KEY_KINDS, "every kind of key has its row");

static const char *const pages[] = {"letters", "numbers", "alphabet"};
_Static_assert(COUNT(pages) == KEYBOARD_PAGES, "every page has a name");

/* The lines that say what stands on keys that act, and what may stand there without them. */
static const struct {
    const char *name;
    enum keyboard_mark first;
    size_t count;
} mark_lines[] = {
    {"called", KEYBOARD_MARK_CALLED, 2},
    {"marks", KEYBOARD_MARK_LETTERS, 3},
    {"order", KEYBOARD_MARK_ALPHABET, 2},
};
static const char *const usual_marks[] = {
    [KEYBOARD_MARK_CALLED] = "",
    [KEYBOARD_MARK_NAME] = "",
    [KEYBOARD_MARK_LETTERS] = "abc",
    [KEYBOARD_MARK_NUMBERS] = "123",
    [KEYBOARD_MARK_ACCENTS] = "á",
    [KEYBOARD_MARK_ALPHABET] = "",
    [KEYBOARD_MARK_USUAL] = "",
};
_Static_assert(COUNT(usual_marks) == KEYBOARD_MARKS, "every mark has its row");

struct span {
    const char *text;
    size_t length;
};

/* Where the file is being read. */
struct reading {
    struct keyboard_layout *layout;
    enum { NOWHERE, IN_PAGE, IN_ACCENTS } part;
    enum keyboard_page page;
};

static bool
is(struct span word, const char *text)
{
    return word.length == strlen(text) && memcmp(word.text, text, word.length) == 0;
}

/* Takes the next word off the front of a line; length 0 at its end. */
static struct span
next_word(struct span *line)
{
    struct span word;

    while (line->length > 0 && (*line->text == ' ' || *line->text == '\t')) {
        line->text++;
        line->length--;
    }
    word = (struct span){line->text, 0};
    while (word.length < line->length && word.text[word.length] != ' ' &&
           word.text[word.length] != '\t')
        word.length++;
    line->text += word.length;
    line->length -= word.length;
    return word;
}

static bool
is_typeable(struct span word)
{
    size_t size;

    return word.length > 0 && word.length <= KEYBOARD_TEXT_MAX &&
           !utf8_is_unsafe(utf8_at(word.text, word.length, 0, &size)) &&
           text_border_next(word.text, word.length, 0) == word.length;
}

static void
copy(char text[KEYBOARD_TEXT_MAX + 1], struct span word)
{
    memcpy(text, word.text, word.length);
    text[word.length] = '\0';
}

static bool
read_key(struct span word, struct keyboard_key *key)
{
    *key = (struct keyboard_key){.kind = KEYBOARD_TEXT};
    if (is(word, "_")) {
        key->kind = KEYBOARD_GAP;
        return true;
    }
    for (int kind = KEYBOARD_SPACE; kind < KEYBOARD_KEY_KINDS; kind++) {
        if (is(word, actions[kind])) {
            key->kind = (enum keyboard_key_kind) kind;
            return true;
        }
    }
    if (!is_typeable(word))
        return false;
    copy(key->text, word);
    return true;
}

static bool
read_row(struct reading *reading, struct span line)
{
    size_t *n_rows = &reading->layout->n_rows[reading->page];
    struct keyboard_row *row;
    struct span word;

    if (*n_rows == KEYBOARD_ROWS_MAX)
        return false;
    row = &reading->layout->pages[reading->page][(*n_rows)++];
    while ((word = next_word(&line)).length > 0) {
        if (row->n_keys == KEYBOARD_ROW_KEYS_MAX || !read_key(word, &row->keys[row->n_keys]))
            return false;
        row->n_keys++;
    }
    return true;
}

static bool
read_family(struct reading *reading, struct span line)
{
    struct keyboard_layout *layout = reading->layout;
    struct keyboard_family *family;
    struct span word = next_word(&line);

    if (layout->n_families == KEYBOARD_FAMILIES_MAX || !is_typeable(word))
        return false;
    family = &layout->families[layout->n_families++];
    copy(family->letter, word);
    while ((word = next_word(&line)).length > 0) {
        if (family->n_members == KEYBOARD_FAMILY_MAX || !is_typeable(word))
            return false;
        copy(family->members[family->n_members++], word);
    }
    return family->n_members > 0;
}

static bool
read_mark(struct span word, char mark[KEYBOARD_MARK_MAX + 1])
{
    size_t size;

    if (word.length == 0 || word.length > KEYBOARD_MARK_MAX)
        return false;
    for (size_t at = 0; at < word.length; at += size)
        if (utf8_is_unsafe(utf8_at(word.text, word.length, at, &size)))
            return false;
    memcpy(mark, word.text, word.length);
    mark[word.length] = '\0';
    return true;
}

/* "called", "marks" or "order", before any page. */
static bool
read_marks(struct reading *reading, struct span line, bool *is_marks)
{
    struct span word = next_word(&line);
    size_t n = 0;

    while (n < COUNT(mark_lines) && !is(word, mark_lines[n].name))
        n++;
    *is_marks = reading->part == NOWHERE && n < COUNT(mark_lines);
    if (!*is_marks)
        return true;
    for (size_t i = 0; i < mark_lines[n].count; i++)
        if (!read_mark(next_word(&line), reading->layout->marks[mark_lines[n].first + i]))
            return false;
    return next_word(&line).length == 0;
}

/* "page NAME" or "accents": what the lines after it belong to. */
static bool
read_heading(struct reading *reading, struct span line, bool *is_heading)
{
    struct span rest = line;
    struct span word = next_word(&rest);
    struct span name = next_word(&rest);

    *is_heading = true;
    if (is(word, "accents") && name.length == 0) {
        reading->part = IN_ACCENTS;
        return true;
    }
    if (!is(word, "page")) {
        *is_heading = false;
        return true;
    }
    for (size_t i = 0; i < COUNT(pages); i++) {
        if (is(name, pages[i]) && reading->layout->n_rows[i] == 0) {
            reading->part = IN_PAGE;
            reading->page = (enum keyboard_page) i;
            return true;
        }
    }
    return false;
}

static bool
read_line(struct reading *reading, struct span line)
{
    struct span rest = line;
    bool is_heading, is_marks;

    if (line.length > 0 && *line.text == '#')
        return true;
    if (next_word(&rest).length == 0)
        return true;
    if (!read_heading(reading, line, &is_heading))
        return false;
    if (is_heading)
        return true;
    if (!read_marks(reading, line, &is_marks))
        return false;
    if (is_marks)
        return true;
    if (reading->part == IN_PAGE)
        return read_row(reading, line);
    return reading->part == IN_ACCENTS && read_family(reading, line);
}

static bool
read_lines(const char *string, size_t length, struct keyboard_layout *layout, int64_t *number)
{
    struct reading reading = {.layout = layout};
    size_t at = 0;

    for (size_t i = 0; i < KEYBOARD_MARKS; i++)
        (void) SDL_strlcpy(layout->marks[i], usual_marks[i], sizeof(layout->marks[i]));
    for (*number = 1; at < length; (*number)++) {
        const char *end = memchr(string + at, '\n', length - at);
        size_t to = end ? (size_t) (end - string) : length;

        if (!read_line(&reading, (struct span){string + at, to - at}))
            return false;
        at = to + 1;
    }
    if (layout->n_rows[KEYBOARD_PAGE_ALPHABET] > 0 && !layout->marks[KEYBOARD_MARK_ALPHABET][0])
        return false;
    return layout->n_rows[KEYBOARD_PAGE_LETTERS] > 0;
}

bool
keyboard_layout_read(
    const void *data, size_t length, struct keyboard_layout *layout, struct fault *fault)
{
    struct keyboard_layout *read = memory_new(1, sizeof(*read));
    int64_t number = 0;
    bool good = utf8_valid(data, length, NULL) && read_lines(data, length, read, &number);

    if (good)
        *layout = *read;
    free(read);
    return good || FAULT(fault, FAULT_INPUT, "read a keyboard", number);
}

/* The language without its region, and in the end English. */
static bool
load_simpler(
    const char *folder, const char *language, struct keyboard_layout *layout, struct fault *fault)
{
    size_t length = strcspn(language, "-_");
    char *simpler;
    bool good;

    if (language[length] == '\0')
        return keyboard_layout_load(folder, "en", layout, fault);
    simpler = memory_string_of(language, length);
    good = keyboard_layout_load(folder, simpler, layout, fault);
    free(simpler);
    return good;
}

bool
keyboard_layout_load(
    const char *folder, const char *language, struct keyboard_layout *layout, struct fault *fault)
{
    struct bytes name = BYTES_EMPTY;
    struct bytes content = BYTES_EMPTY;
    char *path;
    bool good;

    bytes_append_format(&name, "%s.txt", language);
    path = file_path(folder, bytes_text(&name));
    good = file_read(path, KEYBOARD_FILE_BYTES_MAX, &content, fault);
    if (good)
        good = keyboard_layout_read(content.data, content.length, layout, fault);
    else if (fault->kind == FAULT_NOT_FOUND && strcmp(language, "en") != 0)
        good = load_simpler(folder, language, layout, fault);
    free(path);
    bytes_destroy(&name);
    bytes_destroy(&content);
    return good;
}
