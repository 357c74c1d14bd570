#include "tree.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

/* Far more than any map of a flow has; and each new key is compared with those before it. */
#define KEYS_MAX 256

struct loader {
    const char *file;
    const char *data;
    struct flow_problems *problems;
    yaml_parser_t parser;
    size_t nodes;
    bool refused; /* one problem of the file's form is enough: the rest would be its echo */
};

static struct node *
read_node(struct loader *loader, const yaml_event_t *event, int depth);

static bool
refuse(struct loader *loader, yaml_mark_t at, const char *expected)
{
    if (!loader->refused)
        problem_add(loader->problems, loader->file, at.line + 1, at.column + 1, "", "%s", expected);
    loader->refused = true;
    return false;
}

/* Where a byte stands, from 1; the parser's own mark lags behind what it has read. */
static void
place_of_byte(const char *data, size_t offset, size_t *line, size_t *column)
{
    *line = *column = 1;
    for (size_t i = 0; i < offset; i++) {
        if (data[i] == '\n') {
            ++*line;
            *column = 1;
        } else if ((data[i] & 0xc0) != 0x80) {
            ++*column;
        }
    }
}

/* A parser's problem has a mark; a reader's (bytes that are no text) has only an offset. */
static bool
refuse_parser(struct loader *loader)
{
    const yaml_parser_t *parser = &loader->parser;
    size_t line, column;

    if (loader->refused)
        return false;
    if (parser->error == YAML_READER_ERROR) {
        place_of_byte(loader->data, parser->problem_offset, &line, &column);
        problem_add(loader->problems, loader->file, line, column, "",
            "expected UTF-8 text without control characters (byte %zu)", parser->problem_offset);
    } else {
        problem_add(loader->problems, loader->file, parser->problem_mark.line + 1,
            parser->problem_mark.column + 1, "", "expected YAML: %s",
            parser->problem ? parser->problem : "it can't be read");
    }
    loader->refused = true;
    return false;
}

static bool
next_event(struct loader *loader, yaml_event_t *event)
{
    return yaml_parser_parse(&loader->parser, event) ? true : refuse_parser(loader);
}

/* Aliases, anchors and tags make files that are small to read and large to hold, and nothing a
 * clinician writes needs them. */
static bool
is_plain(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return !event->data.scalar.anchor && !event->data.scalar.tag;
    case YAML_SEQUENCE_START_EVENT:
        return !event->data.sequence_start.anchor && !event->data.sequence_start.tag;
    case YAML_MAPPING_START_EVENT:
        return !event->data.mapping_start.anchor && !event->data.mapping_start.tag;
    default:
        return event->type != YAML_ALIAS_EVENT;
    }
}

static struct node *
new_node(const yaml_event_t *event)
{
    struct node *node = memory_new(1, sizeof(*node));

    node->line = event->start_mark.line + 1;
    node->column = event->start_mark.column + 1;
    return node;
}

static struct node *
read_text(struct loader *loader, const yaml_event_t *event)
{
    const char *text = (const char *) event->data.scalar.value;
    struct node *node;

    if (strlen(text) != event->data.scalar.length) {
        (void) refuse(loader, event->start_mark, "expected text without a zero character");
        return NULL;
    }
    node = new_node(event);
    node->kind = NODE_TEXT;
    node->text = memory_string(text);
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    return node;
}

static bool
check_key(struct loader *loader, const struct node *map, const struct node *key)
{
    for (const struct node *child = map->first; child; child = child->next) {
        if (strcmp(child->key->text, key->text) != 0)
            continue;
        if (!loader->refused)
            problem_add(loader->problems, loader->file, key->line, key->column, key->text,
                "expected each key once; it stands in line %zu already", child->key->line);
        loader->refused = true;
        return false;
    }
    return true;
}

/* The key of a map's next pair; takes `event`, which must be text. NULL when refused. */
static struct node *
read_key(struct loader *loader, const struct node *map, const yaml_event_t *event)
{
    struct node *key;

    if (event->type != YAML_SCALAR_EVENT || !is_plain(event)) {
        (void) refuse(loader, event->start_mark, "expected a key that is plain text");
        return NULL;
    }
    key = read_text(loader, event);
    if (key && !check_key(loader, map, key)) {
        tree_free(key);
        return NULL;
    }
    return key;
}

/* Reads the pairs or values of a map or list up to its end. */
static bool
read_children(struct loader *loader, struct node *parent, int depth)
{
    struct node **tail = &parent->first;
    size_t keys = 0;
    yaml_event_t event;

    while (next_event(loader, &event)) {
        struct node *key = NULL;

        if (event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT) {
            yaml_event_delete(&event);
            return true;
        }
        if (parent->kind == NODE_MAP) {
            if (++keys > KEYS_MAX)
                (void) refuse(loader, event.start_mark, "expected at most 256 keys in one place");
            key = keys > KEYS_MAX ? NULL : read_key(loader, parent, &event);
            yaml_event_delete(&event);
            if (!key || !next_event(loader, &event)) {
                tree_free(key);
                return false;
            }
        }
        *tail = read_node(loader, &event, depth + 1);
        yaml_event_delete(&event);
        if (!*tail) {
            tree_free(key);
            return false;
        }
        (*tail)->key = key;
        tail = &(*tail)->next;
    }
    return false;
}

static struct node *
read_node(struct loader *loader, const yaml_event_t *event, int depth)
{
    struct node *node;

    if (!is_plain(event)) {
        (void) refuse(loader, event->start_mark, "aliases, anchors and tags are not taken");
        return NULL;
    }
    if (depth > FLOW_DEPTH_MAX || ++loader->nodes > FLOW_NODES_MAX) {
        (void) refuse(loader, event->start_mark, "expected at most 32 levels and 50,000 values");
        return NULL;
    }
    if (event->type == YAML_SCALAR_EVENT)
        return read_text(loader, event);

    node = new_node(event);
    node->kind = event->type == YAML_MAPPING_START_EVENT ? NODE_MAP : NODE_LIST;
    if (!read_children(loader, node, depth)) {
        tree_free(node);
        return NULL;
    }
    return node;
}

/* Steps over one event of a wanted type. */
static bool
expect_event(struct loader *loader, yaml_event_type_t type, const char *expected)
{
    yaml_event_t event;
    bool is_wanted;

    if (!next_event(loader, &event))
        return false;
    is_wanted = event.type == type;
    if (!is_wanted)
        (void) refuse(loader, event.start_mark, expected);
    yaml_event_delete(&event);
    return is_wanted;
}

static struct node *
read_document(struct loader *loader)
{
    struct node *root = NULL;
    yaml_event_t event;

    if (!expect_event(loader, YAML_STREAM_START_EVENT, "expected YAML") ||
        !expect_event(loader, YAML_DOCUMENT_START_EVENT, "expected a flow, the file is empty") ||
        !next_event(loader, &event))
        return NULL;
    root = read_node(loader, &event, 1);
    yaml_event_delete(&event);
    if (root && (!expect_event(loader, YAML_DOCUMENT_END_EVENT, "expected the end of the file") ||
                    !expect_event(loader, YAML_STREAM_END_EVENT, "expected one document alone"))) {
        tree_free(root);
        root = NULL;
    }
    return root;
}

struct node *
tree_read(const char *file, const void *data, size_t length, struct flow_problems *problems)
{
    // An empty file has no bytes, and libyaml asserts that there are some.
    struct loader loader = {.file = file, .data = data ? data : "", .problems = problems};
    struct node *root;

    if (length > FLOW_BYTES_MAX) {
        problem_add(problems, file, 0, 0, "", "expected at most 1 MiB");
        return NULL;
    }
    if (!yaml_parser_initialize(&loader.parser))
        memory_exhausted();
    // Else a byte-order mark would choose the encoding.
    yaml_parser_set_encoding(&loader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&loader.parser, (const unsigned char *) loader.data, length);
    root = read_document(&loader);
    yaml_parser_delete(&loader.parser);
    return root;
}

void
tree_free(struct node *node)
{
    while (node) {
        struct node *next = node->next;

        tree_free(node->key);
        tree_free(node->first); // as deep as FLOW_DEPTH_MAX at most
        free(node->text);
        free(node);
        node = next;
    }
}

const struct node *
tree_find(const struct node *map, const char *key)
{
    for (const struct node *child = map->first; child; child = child->next)
        if (child->key && strcmp(child->key->text, key) == 0)
            return child;
    return NULL;
}
