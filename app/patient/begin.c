/* From the door to the first question: which flow, how it looks, and the first commit. */
#include "inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A flow that may have to call someone is not offered where no call can leave the room. */
static bool
may_offer(const struct patient *room, const struct flow *flow)
{
    const struct clinic_help *help = room->options.help;

    return !flow_needs_care(flow) || (help && help->call_leaves);
}

const struct flow *
room_flow(const struct patient *room, size_t n)
{
    const struct flow_folder *flows = room->options.flows;

    for (size_t i = 0; flows && i < flows->count; i++)
        if (may_offer(room, flows->flows[i]) && n-- == 0)
            return flows->flows[i];
    return NULL;
}

void
room_flow_set(struct patient *room, const struct flow *flow)
{
    room->flow = flow;
    room_comfort_default(room);
}

static enum ui_theme
theme_named(const char *name, enum ui_theme otherwise)
{
    static const char *const names[] = {
        [UI_DAY] = "day", [UI_DUSK] = "dusk", [UI_CONTRAST] = "contrast"};

    for (size_t i = 0; name && i < COUNT(names); i++)
        if (strcmp(names[i], name) == 0)
            return (enum ui_theme) i;
    return otherwise;
}

/* The first hours after medicine are kept dim, large and still; the tray knows better, the
 * command line best. */
void
room_comfort_default(struct patient *room)
{
    const struct journal_tray *tray = room->handed_over ? room->options.tray : NULL;
    bool same_day = room->flow && room->flow->moment == FLOW_SAME_DAY;
    struct ui_comfort comfort = {
        .theme = same_day ? UI_DUSK : UI_DAY,
        .text_percent = same_day ? 130 : 100,
        .less_motion = same_day,
        .steady_hands = same_day,
    };

    if (room->comfort_chosen)
        return;
    if (tray) {
        comfort.theme = theme_named(tray->comfort.theme, comfort.theme);
        if (tray->comfort.text_percent > 0)
            comfort.text_percent = tray->comfort.text_percent;
        comfort.less_motion |= tray->comfort.less_motion;
        comfort.steady_hands |= tray->comfort.steady_hands;
        comfort.left_hand = tray->comfort.left_hand;
        comfort.plain_letters = tray->comfort.plain_letters;
    }
    comfort.theme = theme_named(room->options.theme, comfort.theme);
    if (room->options.text_percent > 0)
        comfort.text_percent = room->options.text_percent;
    room->comfort = comfort;
}

void
room_language_set(struct patient *room, struct ui *ui, const char *language)
{
    char *copy = memory_string(language);

    free(room->language);
    room->language = copy;
    language_use(copy);
    ui_language_set(ui, copy);
}

bool
room_is_beginning(const struct patient *room)
{
    return room->session && room->asking;
}

void
room_begin(struct patient *room)
{
    struct journal_beginning beginning = {
        .journal = room->journal,
        .called = id_is_none(&room->journal) ? room->called : NULL,
        .handed_over = room->handed_over,
    };

    if (room->asking)
        return;
    // Back to the walk that has begun, from the page before it.
    if (room->session && journal_autosave_state(room->autosave) != JOURNAL_UNBEGUN) {
        room_follow(room);
        return;
    }
    assert(room->flow && room->options.records);
    if (!room->session) {
        room->session = journal_session_new(room->flow, room->language);
        room->started_over = room->flow->n_steps;
        room->autosave =
            journal_autosave_new(room->options.worker, room->options.records, room->options.screen);
    }
    room->asking = true;
    journal_autosave_begin(room->autosave, room->session, &beginning);
}
