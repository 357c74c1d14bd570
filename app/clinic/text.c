/* What people type into a clinic: names and lines that screens and terminals show. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

bool
text_is_plain(const char *text, bool lines)
{
    size_t length = strlen(text);
    size_t size;

    if (!utf8_valid(text, length, NULL))
        return false;
    for (size_t at = 0; at < length; at += size) {
        uint32_t character = utf8_at(text, length, at, &size);

        if (utf8_is_unsafe(character) || (character < 0x20 && !lines))
            return false;
    }
    return true;
}

bool
text_is_blank(const char *text)
{
    return !text || text[strspn(text, " \t\r\n")] == '\0';
}

void
json_text(const json_t *json, struct bytes *text)
{
    char *dumped = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);

    if (dumped) {
        bytes_append_text(text, dumped);
        memory_wipe(dumped, strlen(dumped));
        free(dumped);
    } else {
        memory_exhausted();
    }
}
