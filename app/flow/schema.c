#include "schema.h"

#include <stddef.h>

#define KIND(kind) BIT(FLOW_##kind)
#define AT(member) offsetof(struct flow_step, member)
#define SCALED (KIND(SCALE))
#define SCORED (KIND(SCORE))

const char *const schema_kinds[] = {
    "words", "breathe", "mood", "scale", "choose", "open", "body", "score", "letter", NULL};
_Static_assert(COUNT(schema_kinds) == FLOW_KINDS + 1, "every kind has a name");

static const char *const moments[] = {"prepare", "same-day", "integration", "later", NULL};
_Static_assert(COUNT(moments) == FLOW_MOMENTS + 1, "every moment has a name");
static const char *const ways[] = {"write", "speak", "draw", NULL};

static const struct schema_key option_keys[] = {
    {"id", VALUE_ID, offsetof(struct flow_option, id), 1, 1, 0, 0, NULL, NULL, 0},
    {"text", VALUE_TEXT, offsetof(struct flow_option, text), 1, 1, 0, 0, NULL, NULL, 0},
    {"more", VALUE_TEXT, offsetof(struct flow_option, more), 0, 1, 0, 0, NULL, NULL, 0},
    {"tell", VALUE_TELL, offsetof(struct flow_option, tell), 0, 1, 0, 0, NULL, NULL, 0},
    {"care", VALUE_CARE, offsetof(struct flow_option, care_now), 0, 1, 0, 0, NULL, NULL, 0},
    {"value", VALUE_DECIMAL, offsetof(struct flow_option, value), 0, 1, -10000, 10000, NULL, NULL,
        0},
};
const struct schema schema_option = {
    option_keys, COUNT(option_keys), sizeof(struct flow_option), FLOW_OPTIONS_MAX};

static const struct schema_key item_keys[] = {
    {"id", VALUE_ID, offsetof(struct flow_item, id), 1, 1, 0, 0, NULL, NULL, 0},
    {"text", VALUE_TEXT, offsetof(struct flow_item, text), 1, 1, 0, 0, NULL, NULL, 0},
    {"reverse", VALUE_FLAG, offsetof(struct flow_item, reverse), 0, 1, 0, 0, NULL, NULL, 0},
    {"scale", VALUE_ID, offsetof(struct flow_item, scale), 0, 1, 0, 0, NULL, NULL, 0},
};
const struct schema schema_item = {
    item_keys, COUNT(item_keys), sizeof(struct flow_item), FLOW_ITEMS_MAX};

static const struct schema_key band_keys[] = {
    {"id", VALUE_ID, offsetof(struct flow_band, id), 1, 1, 0, 0, NULL, NULL, 0},
    {"text", VALUE_TEXT, offsetof(struct flow_band, text), 1, 1, 0, 0, NULL, NULL, 0},
    {"from", VALUE_DECIMAL, offsetof(struct flow_band, from), 1, 1, -1e6, 1e6, NULL, NULL, 0},
    {"to", VALUE_DECIMAL, offsetof(struct flow_band, to), 1, 1, -1e6, 1e6, NULL, NULL, 0},
};
const struct schema schema_band = {band_keys, COUNT(band_keys), sizeof(struct flow_band), 20};

static const struct schema_key rule_keys[] = {
    {"when", VALUE_LATER, 0, 1, 1, 0, 0, NULL, NULL, 0},
    {"tell", VALUE_TELL, offsetof(struct flow_rule, tell), 0, 1, 0, 0, NULL, NULL, 0},
    {"care", VALUE_CARE, offsetof(struct flow_rule, care_now), 0, 1, 0, 0, NULL, NULL, 0},
};
const struct schema schema_rule = {rule_keys, COUNT(rule_keys), sizeof(struct flow_rule), 20};

static const struct schema_key step_keys[] = {
    {"id", VALUE_ID, AT(id), TAKEN_BY_ALL, TAKEN_BY_ALL, 0, 0, NULL, NULL, 0},
    {"kind", VALUE_CHOICE, AT(kind), TAKEN_BY_ALL, TAKEN_BY_ALL, 0, 0, schema_kinds, NULL, 0},
    {"text", VALUE_TEXT, AT(text), TAKEN_BY_ALL, TAKEN_BY_ALL, 0, 0, NULL, NULL, 0},
    {"more", VALUE_TEXT, AT(more), 0, TAKEN_BY_ALL, 0, 0, NULL, NULL, 0},
    {"when", VALUE_LATER, 0, 0, TAKEN_BY_ALL, 0, 0, NULL, NULL, 0},
    {"recall", VALUE_NAME, AT(recall), 0, TAKEN_BY_ALL, 0, 0, NULL, NULL, 0},
    {"seconds", VALUE_WHOLE, AT(seconds), KIND(BREATHE), KIND(BREATHE), 10, 600, NULL, NULL, 0},
    {"in", VALUE_WHOLE, AT(in), KIND(BREATHE), KIND(BREATHE), 1, 20, NULL, NULL, 0},
    {"hold", VALUE_WHOLE, AT(hold), KIND(BREATHE), KIND(BREATHE), 0, 20, NULL, NULL, 0},
    {"out", VALUE_WHOLE, AT(out), KIND(BREATHE), KIND(BREATHE), 1, 20, NULL, NULL, 0},
    {"compare", VALUE_ID, AT(compare), 0, KIND(MOOD), 0, 0, NULL, NULL, 0},
    {"from", VALUE_DECIMAL, AT(from), SCALED, SCALED, -1e6, 1e6, NULL, NULL, 0},
    {"to", VALUE_LATER, 0, SCALED, SCALED | KIND(LETTER), -1e6, 1e6, NULL, NULL, 0},
    {"low", VALUE_TEXT, AT(low), SCALED, SCALED, 0, 0, NULL, NULL, 0},
    {"high", VALUE_TEXT, AT(high), SCALED, SCALED, 0, 0, NULL, NULL, 0},
    {"ways", VALUE_SET, AT(ways), KIND(OPEN), KIND(OPEN) | KIND(LETTER), 0, 0, ways, NULL, 0},
    {"many", VALUE_FLAG, AT(many), 0, KIND(CHOOSE), 0, 0, NULL, NULL, 0},
    {"options", VALUE_MAPS, AT(options), KIND(CHOOSE) | SCORED, KIND(CHOOSE) | SCORED, 0, 0, NULL,
        &schema_option, AT(n_options)},
    {"items", VALUE_MAPS, AT(items), SCORED, SCORED, 0, 0, NULL, &schema_item, AT(n_items)},
    {"bands", VALUE_MAPS, AT(bands), 0, SCORED, 0, 0, NULL, &schema_band, AT(n_bands)},
    {"rules", VALUE_MAPS, AT(rules), 0, SCORED, 0, 0, NULL, &schema_rule, AT(n_rules)},
    {"total", VALUE_MEAN, AT(mean), 0, SCORED, 0, 0, NULL, NULL, 0},
    {"missing", VALUE_MISSING, AT(missing), 0, SCORED, 0, 0, NULL, NULL, 0},
    {"look-back", VALUE_DAYS, AT(look_back_days), 0, SCORED, 1, 366, NULL, NULL, 0},
    {"back", VALUE_NAME, AT(back), KIND(LETTER), KIND(LETTER), 0, 0, NULL, NULL, 0},
};
const struct schema schema_step = {
    step_keys, COUNT(step_keys), sizeof(struct flow_step), FLOW_STEPS_MAX};

#define OF(member) offsetof(struct flow, member)

static const struct schema_key licence_keys[] = {
    {"owner", VALUE_NAME, OF(licence_owner), 1, 1, 0, 0, NULL, NULL, 0},
    {"terms", VALUE_NAME, OF(licence_terms), 1, 1, 0, 0, NULL, NULL, 0},
    {"notice", VALUE_NAME, OF(licence_notice), 0, 1, 0, 0, NULL, NULL, 0},
    {"permission", VALUE_NAME, OF(licence_permission), 0, 1, 0, 0, NULL, NULL, 0},
};
const struct schema schema_licence = {licence_keys, COUNT(licence_keys), 0, 0};

static const struct schema_key approved_keys[] = {
    {"by", VALUE_NAME, OF(approved_by), 1, 1, 0, 0, NULL, NULL, 0},
    {"on", VALUE_NAME, OF(approved_on), 1, 1, 0, 0, NULL, NULL, 0},
};
const struct schema schema_approved = {approved_keys, COUNT(approved_keys), 0, 0};

static const struct schema_key flow_keys[] = {
    {"flow", VALUE_ID, OF(id), 1, 1, 0, 0, NULL, NULL, 0},
    {"version", VALUE_WHOLE, OF(version), 1, 1, 1, 1000000, NULL, NULL, 0},
    {"title", VALUE_TEXT, OF(title), 1, 1, 0, 0, NULL, NULL, 0},
    {"language", VALUE_ID, OF(language), 0, 1, 0, 0, NULL, NULL, 0},
    {"moment", VALUE_CHOICE, OF(moment), 1, 1, 0, 0, moments, NULL, 0},
    {"minutes", VALUE_WHOLE, OF(minutes), 1, 1, 1, 120, NULL, NULL, 0},
    {"due", VALUE_LISTED, OF(due), 0, 1, 0, 0, NULL, NULL, 0},
    {"closes", VALUE_FLAG, OF(closes), 0, 1, 0, 0, NULL, NULL, 0},
    {"licence", VALUE_LICENCE, 0, 0, 1, 0, 0, NULL, NULL, 0},
    {"approved", VALUE_APPROVED, 0, 0, 1, 0, 0, NULL, NULL, 0},
    {"steps", VALUE_MAPS, OF(steps), 1, 1, 0, 0, NULL, &schema_step, OF(n_steps)},
};
const struct schema schema_flow = {flow_keys, COUNT(flow_keys), sizeof(struct flow), 0};
