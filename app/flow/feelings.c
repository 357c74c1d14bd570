#include "afterword/flow.h"

#include <assert.h>

/* Corner by corner, each spread over its quarter of the pad: outwards for what is strong, inwards
 * for what is faint. The places are ours. */
const struct flow_feeling flow_feelings[] = {
    /* unpleasant, stirred */
    {N_("uneasy"), -0.25, 0.25},
    {N_("tense"), -0.45, 0.55},
    {N_("worried"), -0.50, 0.30},
    {N_("afraid"), -0.75, 0.75},
    {N_("angry"), -0.85, 0.90},
    {N_("hurt"), -0.75, 0.35},
    {N_("overwhelmed"), -0.60, 0.90},
    {N_("restless"), -0.20, 0.65},
    {N_("ashamed"), -0.90, 0.20},
    {N_("frustrated"), -0.60, 0.50},
    {N_("shaken"), -0.35, 0.85},
    {N_("on guard"), -0.15, 0.45},
    /* unpleasant, still */
    {N_("sad"), -0.70, -0.35},
    {N_("tired"), -0.15, -0.60},
    {N_("heavy"), -0.45, -0.55},
    {N_("empty"), -0.65, -0.70},
    {N_("lonely"), -0.80, -0.20},
    {N_("numb"), -0.40, -0.90},
    {N_("lost"), -0.55, -0.20},
    {N_("without hope"), -0.90, -0.60},
    {N_("discouraged"), -0.50, -0.35},
    {N_("foggy"), -0.20, -0.35},
    {N_("flat"), -0.30, -0.75},
    {N_("let down"), -0.35, -0.15},
    /* pleasant, stirred */
    {N_("hopeful"), 0.45, 0.30},
    {N_("curious"), 0.25, 0.40},
    {N_("moved"), 0.35, 0.55},
    {N_("alive"), 0.65, 0.75},
    {N_("amazed"), 0.50, 0.90},
    {N_("glad"), 0.70, 0.35},
    {N_("grateful"), 0.75, 0.20},
    {N_("excited"), 0.75, 0.90},
    {N_("strong"), 0.55, 0.55},
    {N_("free"), 0.85, 0.50},
    {N_("loving"), 0.90, 0.25},
    {N_("playful"), 0.30, 0.75},
    /* pleasant, still */
    {N_("calm"), 0.45, -0.50},
    {N_("safe"), 0.65, -0.30},
    {N_("relieved"), 0.50, -0.15},
    {N_("tender"), 0.30, -0.25},
    {N_("rested"), 0.35, -0.75},
    {N_("content"), 0.75, -0.45},
    {N_("open"), 0.35, -0.10},
    {N_("soft"), 0.20, -0.45},
    {N_("trusting"), 0.70, -0.12},
    {N_("light"), 0.60, -0.55},
    {N_("connected"), 0.85, -0.20},
    {N_("at peace"), 0.80, -0.80},
};
const size_t n_flow_feelings = COUNT(flow_feelings);

static double
distance(const struct flow_feeling *feeling, double valence, double arousal)
{
    double x = feeling->valence - valence, y = feeling->arousal - arousal;

    return x * x + y * y;
}

void
flow_feelings_near(double valence, double arousal, size_t *nearest, size_t count)
{
    size_t found = 0;

    assert(count <= n_flow_feelings);
    // Insertion into the few kept so far; the list is short.
    for (size_t i = 0; i < n_flow_feelings; i++) {
        double far = distance(&flow_feelings[i], valence, arousal);
        size_t at = found < count ? found++ : count;

        for (; at > 0 && far < distance(&flow_feelings[nearest[at - 1]], valence, arousal); at--)
            if (at < count)
                nearest[at] = nearest[at - 1];
        if (at < count)
            nearest[at] = i;
    }
}
