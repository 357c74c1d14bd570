#include "inside.h"

/* The design was drawn on 10.1 inches at 1280x800. */
#define DESIGN_PX_PER_MM 5.88
#define DESIGN_SHORT_MM 136.0
#define COMPACT_PX_PER_MM 5.25
#define COMPACT_BELOW_MM 120.0
#define GROWTH_MAX 1.35 /* larger screens get larger type (6.4) */

static double
clamp(double value, double least, double most)
{
    return value < least ? least : value > most ? most : value;
}

void
page_measure(struct ui *ui)
{
    int shorter = ui->width < ui->height ? ui->width : ui->height;
    double px_per_mm = ui->px_per_mm > 0 ? ui->px_per_mm : shorter / DESIGN_SHORT_MM;
    double short_mm = shorter / px_per_mm;
    bool compact = short_mm < COMPACT_BELOW_MM && ui->width > ui->height;
    double text = ui->comfort.text_percent / 100.0;

    ui->scale = (float) (compact ? px_per_mm / COMPACT_PX_PER_MM
                                 : px_per_mm / DESIGN_PX_PER_MM *
                                       clamp(short_mm / DESIGN_SHORT_MM, 1.0, GROWTH_MAX));
    ui->page = (struct ui_page){
        .w = (float) ui->width / ui->scale,
        .h = (float) ui->height / ui->scale,
        .shape = compact                  ? UI_COMPACT
                 : ui->height > ui->width ? UI_PORTRAIT
                                          : UI_STANDARD,
        .text = (float) clamp(text, 1.0, compact ? 1.3 : 2.0),
        .label = (float) (compact || ui->height > ui->width ? 1.0 : clamp(text, 1.0, 1.3)),
    };
    switch (ui->page.shape) {
    case UI_COMPACT:
        ui->page.shoreline = ui->page.h - 100;
        ui->page.content = (struct ui_rect){16, 88, ui->page.w - 32, ui->page.shoreline - 92};
        break;
    case UI_PORTRAIT:
        ui->page.shoreline = ui->page.h - 152;
        ui->page.content = (struct ui_rect){32, 128, ui->page.w - 64, ui->page.shoreline - 144};
        break;
    default:
        // 10 inches at 16:9 are 125 mm high: each row counts.
        ui->page.shoreline = ui->page.h - (ui->page.h < 780 ? 140 : 152);
        ui->page.content = (struct ui_rect){48, 136, ui->page.w - 96, ui->page.shoreline - 160};
        break;
    }
}

struct ui_page
ui_page(const struct ui *ui)
{
    return ui->page;
}

/* Places by shape, from the left (x >= 0) or the right edge, y from the top or (negative) from the
 * bottom. Standard at 130 % has rows of its own: the same-day default is the header that most
 * people meet. */
static const struct {
    float x, y, w, h;
    bool from_right;
} places[4][6] = {
    /* standard, 100 % */
    {
        {32, 20, 216, 88, false},
        {264, 20, 276, 88, false},
        {32, 20, 416, 88, true},
        {32, -124, 240, 100, false},
        {510, -124, 260, 100, false},
        {32, -124, 360, 100, true},
    },
    /* standard, 130 % */
    {
        {32, 20, 260, 88, false},
        {308, 20, 336, 88, false},
        {32, 20, 500, 88, true},
        {32, -124, 260, 100, false},
        {490, -124, 300, 100, false},
        {32, -124, 360, 100, true},
    },
    /* compact */
    {
        {8, 8, 156, 72, false},
        {172, 8, 212, 72, false},
        {8, 8, 368, 72, true},
        {8, -86, 160, 76, false},
        {300, -86, 200, 76, false},
        {8, -86, 220, 76, true},
    },
    /* portrait */
    {
        {16, 20, 156, 88, false},
        {180, 20, 216, 88, false},
        {16, 20, 380, 88, true},
        {16, -124, 200, 100, false},
        {228, -124, 230, 100, false},
        {16, -124, 314, 100, true},
    },
};

struct ui_rect
ui_at(const struct ui *ui, enum ui_place place)
{
    int row = ui->page.shape == UI_COMPACT    ? 2
              : ui->page.shape == UI_PORTRAIT ? 3
              : ui->page.label > 1.15f        ? 1
                                              : 0;
    struct ui_rect rect = {
        places[row][place].x, places[row][place].y, places[row][place].w, places[row][place].h};

    if (places[row][place].from_right)
        rect.x = ui->page.w - rect.x - rect.w;
    // Skip stands in the middle of what is left between its neighbours on a wider page.
    if (place == UI_AT_SKIP && row < 2)
        rect.x = (ui->page.w - rect.w) / 2;
    if (rect.y < 0)
        rect.y += ui->page.h;
    if (ui->comfort.left_hand && place >= UI_AT_BACK)
        rect.x = ui->page.w - rect.x - rect.w;
    return rect;
}

struct ui_rect
ui_nth(struct ui_rect within, size_t n, size_t count, float gap)
{
    float width = (within.w - gap * (float) (count - 1)) / (float) count;

    return (struct ui_rect){within.x + (float) n * (width + gap), within.y, width, within.h};
}

static int
round_px(float value)
{
    return (int) (value + (value < 0 ? -0.5f : 0.5f));
}

SDL_Rect
to_px(const struct ui *ui, struct ui_rect rect)
{
    // Edges are rounded, not sizes: neighbours in units stay neighbours in pixels.
    int x = round_px(rect.x * ui->scale), y = round_px(rect.y * ui->scale);

    return (SDL_Rect){x, y, round_px((rect.x + rect.w) * ui->scale) - x,
        round_px((rect.y + rect.h) * ui->scale) - y};
}
