/* Opening the data folder, and what waits until after the first frame. */
#include "inside.h"

#include <stdlib.h>

bool
clinic_open(const struct clinic_place *place, struct records **records, struct fault *fault)
{
    const struct records_place opening = {
        .folder = place->folder,
        .write = place->lock >= 0,
        .link = place->link,
        .revision = place->revision,
    };

    return file_folder_check(place->folder, fault) && records_open(&opening, records, fault);
}

void
clinic_close(struct records *records)
{
    records_close(records);
}

bool
clinic_tidy(struct records *records, const struct id *living, struct fault *fault)
{
    return records_drafts_interrupt(records, living, fault) && records_tidy(records, fault);
}

/* ---- health ----------------------------------------------------------------------*/

void
health_of(const struct records_report *report, struct clinic_health *health)
{
    health->findings = memory_new(report->count, sizeof(*health->findings));
    health->count = report->count;
    health->lines = report->lines;
    health->entries = report->entries;
    for (size_t i = 0; i < report->count; i++)
        health->findings[i] = (struct clinic_finding){
            report->findings[i].is_damage, memory_string(report->findings[i].text)};
}

bool
clinic_check(const char *folder, struct clinic_health *health, struct fault *fault)
{
    struct records_report report = {0};

    *health = (struct clinic_health){0};
    if (!file_folder_check(folder, fault) || !records_check(folder, &report, fault))
        return false;
    health_of(&report, health);
    records_report_destroy(&report);
    return true;
}

void
clinic_health_destroy(struct clinic_health *health)
{
    for (size_t i = 0; i < health->count; i++)
        free(health->findings[i].text);
    free(health->findings);
    *health = (struct clinic_health){0};
}
