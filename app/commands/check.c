#include "command.h"

#include <inttypes.h>
#include <stdlib.h>

static const struct option options[] = {OPTION_DATA, OPTION_JSON};

bool
has_damage(const struct clinic_health *health)
{
    for (size_t i = 0; i < health->count; i++)
        if (health->findings[i].is_damage)
            return true;
    return false;
}

void
print_health(const struct clinic_health *health)
{
    for (size_t i = 0; i < health->count; i++) {
        printf(health->findings[i].is_damage ? "damage: " : "advice: ");
        write_safely(stdout, health->findings[i].text);
        printf("\n");
    }
    printf("%" PRIu64 " lines of the log and %" PRIu64 " entries checked: %s\n", health->lines,
        health->entries, has_damage(health) ? "damaged" : "whole");
}

json_t *
health_json(const struct clinic_health *health)
{
    json_t *findings = json_array();

    for (size_t i = 0; i < health->count; i++)
        json_array_append_new(findings,
            json_pack("{s:s, s:s}", "kind", health->findings[i].is_damage ? "damage" : "advice",
                "text", health->findings[i].text));
    return json_pack("{s:b, s:I, s:I, s:o}", "whole", !has_damage(health), "lines",
        (json_int_t) health->lines, "entries", (json_int_t) health->entries, "findings", findings);
}

static int
run_check(struct command_call *call)
{
    struct clinic_health health = {0};
    struct fault fault = FAULT_EMPTY;
    int exit_code;
    char *folder = call_folder(call, &exit_code);

    if (!folder)
        return exit_code;
    if (!clinic_check(folder, &health, &fault)) {
        exit_code = commands_say_fault("check", folder, &fault);
    } else {
        if (call_option(call, "json"))
            print_json(health_json(&health));
        else
            print_health(&health);
        exit_code = has_damage(&health) ? 4 : 0;
    }
    clinic_health_destroy(&health);
    free(folder);
    return exit_code;
}

const struct command command_check = {
    .name = "check",
    .operands = "",
    .summary = "check the data file, the signed log and every record",
    .more = "Needs no passphrase, changes nothing and works beside a running kiosk. Exit code 4 "
            "when something is changed, lost, older or forged; advice alone is 0.",
    .options = options,
    .n_options = COUNT(options),
    .run = run_check,
};
