/* The table of commands: what --help, the manual page and the completion are printed from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "commands/command.h"

/* As many as a kiosk has: a demo takes them behind its own. */
static const struct option kiosk_rows[] = {{"windowed", OPTION_FLAG, NULL, "in a window"}};
static const struct commands_host host = {
    .kiosk_options = kiosk_rows, .n_kiosk_options = COUNT(kiosk_rows)};

static bool
ends_in_a_stop(const char *text)
{
    size_t length = strlen(text);

    return length > 0 && text[length - 1] == '.';
}

static void
check_option(const struct command *command, const struct option *option)
{
    bool plain = option->name[strspn(option->name, "abcdefghijklmnopqrstuvwxyz-")] == '\0';

    if (!plain || strlen(option->name) < 2 || (option->kind == OPTION_FLAG) != !option->value ||
        !option->help[0] || ends_in_a_stop(option->help))
        fail_msg("%s: --%s is no good row", command->name, option->name);
}

static const struct option *
find(const struct command *command, const char *name)
{
    for (size_t i = 0; i < command->n_options; i++)
        if (strcmp(command->options[i].name, name) == 0)
            return &command->options[i];
    return NULL;
}

static void
every_row_can_be_printed(void **state)
{
    (void) state;
    for (size_t i = 0; i < n_commands_table; i++) {
        const struct command *command = commands_table[i];

        assert_true(command->summary[0] && !ends_in_a_stop(command->summary));
        assert_true(!command->more || ends_in_a_stop(command->more));
        assert_true(command->operands_least <= command->operands_most);
        assert_true((command->operands_most == 0) == (command->operands[0] == '\0'));
        assert_true(command->n_options <= OPTIONS_MAX);
        for (size_t j = 0; j < command->n_options; j++) {
            check_option(command, &command->options[j]);
            assert_ptr_equal(find(command, command->options[j].name), &command->options[j]);
        }
    }
}

static void
every_command_stands_once_and_says_where_its_data_lies(void **state)
{
    (void) state;
    for (size_t i = 0; i < n_commands_table; i++) {
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(commands_table[i]->name, commands_table[j]->name);
        assert_non_null(find(commands_table[i], "data"));
    }
}

/* The completion looks at an option's name alone. */
static void
an_option_takes_the_same_in_every_command(void **state)
{
    (void) state;
    for (size_t i = 0; i < n_commands_table; i++)
        for (size_t j = 0; j < commands_table[i]->n_options; j++) {
            const struct option *one = &commands_table[i]->options[j];

            for (size_t k = 0; k < i; k++) {
                const struct option *other = find(commands_table[k], one->name);

                if (other && (other->kind != one->kind ||
                                 (one->value && strcmp(other->value, one->value) != 0)))
                    fail_msg(
                        "--%s takes something else in '%s'", one->name, commands_table[i]->name);
            }
        }
}

/* Who is asked for a passphrase can also say it in a file, and who it is. */
static void
what_opens_something_takes_who_and_how(void **state)
{
    (void) state;
    for (size_t i = 0; i < n_commands_table; i++)
        if (find(commands_table[i], "staff"))
            assert_non_null(find(commands_table[i], "passphrase-file"));
}

static void
a_demo_takes_the_kiosk_s_options_behind_its_own(void **state)
{
    size_t count;
    struct manual *manuals = manuals_make(&host, &count);
    size_t found = 0;

    (void) state;
    assert_int_equal(count, n_commands_table);
    for (size_t i = 0; i < count; i++) {
        const struct option *last = &manuals[i].options[manuals[i].n_options - 1];
        bool is_demo = strcmp(manuals[i].name, "demo") == 0;

        assert_int_equal(strcmp(last->name, "windowed") == 0, is_demo);
        found += is_demo;
    }
    assert_int_equal(found, 1);
    manuals_free(manuals, count);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_can_be_printed),
        cmocka_unit_test(every_command_stands_once_and_says_where_its_data_lies),
        cmocka_unit_test(an_option_takes_the_same_in_every_command),
        cmocka_unit_test(what_opens_something_takes_who_and_how),
        cmocka_unit_test(a_demo_takes_the_kiosk_s_options_behind_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
