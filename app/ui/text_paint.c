/* Painting a run: SDL2_ttf makes its coverage once, blending is ours.
 *
 * Coverage is kept whatever the colour, so a theme, a fade or a pressed look costs no second copy;
 * and it is kept packed, because two pixels of three around letters are bare. SDL2_ttf may give a
 * surface that begins left of the pen or above the ascent without saying so; HarfBuzz's extents of
 * the same glyphs say it. */

#include "ui/text_inside.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <hb-ot.h>

#include "afterword/base.h"

/* Painted in one piece at most, in pixels: a line of the largest letters on the largest screen. */
#define PAINTED_SIDE_MAX 16384

/* Bare pixels between two that are not, which are cheaper kept than skipped. */
#define BARE_KEPT 2

/* Pixels of one run.
 *
 * In colour: four bytes each, 0xAARRGGBB, not premultiplied. Else coverage, packed: each row is a
 * sequence of how many pixels are bare, how many follow, and the coverage of those, a byte each;
 * two zeros end it. */
struct painted {
    int width, height;
    int left, top; /* of the pixels, from the pen and the baseline */
    bool colour;
    uint8_t pixels[];
};

struct ink {
    float left, top; /* px: left of the pen is negative, above the baseline positive */
};

static struct ink
ink_of(struct text *text, const struct text_run *run, const char *string)
{
    const struct face *face = &text->faces[run->face];
    float px = (float) run->em_px / (float) face->units_per_em;
    struct ink ink = {0, 0};
    float pen = 0;
    unsigned count;
    const hb_glyph_info_t *info;
    const hb_glyph_position_t *position;

    hb_buffer_reset(text->buffer);
    hb_buffer_add_utf8(text->buffer, string, -1, 0, -1);
    hb_buffer_set_direction(text->buffer, run->right_to_left ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    hb_buffer_set_script(text->buffer, run->script);
    hb_shape(face->hb, text->buffer, NULL, 0);
    info = hb_buffer_get_glyph_infos(text->buffer, &count);
    position = hb_buffer_get_glyph_positions(text->buffer, &count);
    for (unsigned i = 0; i < count; i++) {
        hb_glyph_extents_t extents = {0};

        if (hb_font_get_glyph_extents(face->hb, info[i].codepoint, &extents)) {
            float x = pen + (float) (position[i].x_offset + extents.x_bearing) * px;
            float y = (float) (position[i].y_offset + extents.y_bearing) * px;

            ink.left = fminf(ink.left, x);
            ink.top = fmaxf(ink.top, y);
        }
        pen += (float) position[i].x_advance * px;
    }
    return ink;
}

static TTF_Font *
ready_font(struct text *text, const struct text_run *run)
{
    TTF_Font *font = text_font(text, run->face, run->em_px);
    char script[5];

    if (!font)
        return NULL;
    // Both belong to the font and stay from the run before; the library's default draws Arabic
    // backwards.
    hb_tag_to_string(hb_script_to_iso15924_tag((hb_script_t) run->script), script);
    script[4] = '\0';
    (void) TTF_SetFontDirection(font, run->right_to_left ? TTF_DIRECTION_RTL : TTF_DIRECTION_LTR);
    (void) TTF_SetFontScriptName(font, script);
    return font;
}

static void *
row_of(const SDL_Surface *surface, int y)
{
    return (uint8_t *) surface->pixels + (ptrdiff_t) y * surface->pitch;
}

static struct painted *
new_painted(const SDL_Rect *place, size_t length, size_t *size)
{
    struct painted *painted;

    *size = sizeof(*painted) + length;
    painted = memory_new(*size, 1);
    painted->left = place->x;
    painted->top = place->y;
    painted->width = place->w;
    painted->height = place->h;
    return painted;
}

/* Of what SDL2_ttf painted, the part that text_paint() may ever show: a pile of marks may be a
 * hundred times as high. */
static SDL_Rect
shown_part(const struct text_run *run, const SDL_Surface *surface, int left, int top)
{
    const SDL_Rect bounds = text_paint_bounds(run, 0, 0);
    const SDL_Rect all = {left, top, surface->w, surface->h};
    SDL_Rect shown = {left, top, 0, 0};

    (void) SDL_IntersectRect(&all, &bounds, &shown);
    return shown;
}

/* From `at` on, up to where enough bare pixels follow that they are worth a skip. */
static int
covered_end(const uint8_t *row, int width, int at)
{
    int end = at;

    for (int x = at; x < width && x - end <= BARE_KEPT && x - at < UINT8_MAX; x++) {
        if (row[x] != 0)
            end = x + 1;
    }
    return end;
}

static void
pack_row(struct bytes *packed, const uint8_t *row, int width)
{
    int end;

    for (int x = 0; x < width; x = end) {
        int first = x;

        while (first < width && first - x < UINT8_MAX && row[first] == 0)
            first++;
        if (first == width)
            break;
        end = covered_end(row, width, first);
        bytes_append_byte(packed, (uint8_t) (first - x));
        bytes_append_byte(packed, (uint8_t) (end - first));
        bytes_append(packed, row + first, (size_t) (end - first));
    }
    bytes_append_byte(packed, 0);
    bytes_append_byte(packed, 0);
}

static struct painted *
paint_letters(
    struct text *text, const struct text_run *run, TTF_Font *font, const char *string, size_t *size)
{
    const SDL_Color white = {255, 255, 255, 255};
    const SDL_Color black = {0, 0, 0, 255};
    SDL_Surface *surface = TTF_RenderUTF8_Shaded(font, string, white, black);
    struct ink ink = ink_of(text, run, string);
    int left = (int) floorf(fminf(ink.left, 0));
    int top = -SDL_max(TTF_FontAscent(font), (int) ceilf(ink.top));
    struct bytes packed = BYTES_EMPTY;
    struct painted *painted;
    SDL_Rect shown;

    if (!surface)
        return NULL;
    // The palette runs from black to white: an index is a coverage.
    assert(surface->format->BytesPerPixel == 1);
    shown = shown_part(run, surface, left, top);
    for (int y = 0; y < shown.h; y++)
        pack_row(&packed, (const uint8_t *) row_of(surface, shown.y - top + y) + (shown.x - left),
            shown.w);
    painted = new_painted(&shown, packed.length, size);
    if (packed.length > 0)
        memcpy(painted->pixels, packed.data, packed.length);
    bytes_wipe(&packed);
    SDL_FreeSurface(surface);
    return painted;
}

/* The mean of the box of source pixels under one target pixel, weighed by their alpha. */
static uint32_t
mean_of_box(const SDL_Surface *surface, const SDL_Rect *box)
{
    uint32_t sums[4] = {0};
    uint32_t n = (uint32_t) (box->w * box->h);

    for (int y = box->y; y < box->y + box->h; y++) {
        const uint32_t *row = row_of(surface, y);

        for (int x = box->x; x < box->x + box->w; x++) {
            uint32_t alpha = row[x] >> 24;

            sums[3] += alpha;
            for (int c = 0; c < 3; c++)
                sums[c] += (row[x] >> 8 * c & 0xFF) * alpha;
        }
    }
    if (sums[3] == 0)
        return 0;
    return sums[3] / n << 24 | sums[2] / sums[3] << 16 | sums[1] / sums[3] << 8 | sums[0] / sums[3];
}

static SDL_Rect
source_box(const SDL_Surface *surface, const struct painted *painted, int x, int y)
{
    SDL_Rect box = {x * surface->w / painted->width, y * surface->h / painted->height, 1, 1};

    box.w = SDL_max(1, (x + 1) * surface->w / painted->width - box.x);
    box.h = SDL_max(1, (y + 1) * surface->h / painted->height - box.y);
    return box;
}

/* Emoji come at the one size their file holds, whatever was asked for, and are scaled down. */
static struct painted *
paint_emoji(
    struct text *text, const struct text_run *run, TTF_Font *font, const char *string, size_t *size)
{
    SDL_Surface *surface = TTF_RenderUTF8_Blended(font, string, (SDL_Color){255, 255, 255, 255});
    struct painted *painted;
    SDL_Rect place;
    float scale;

    if (!surface)
        return NULL;
    assert(surface->format->BytesPerPixel == 4 && surface->format->Amask == 0xFF000000u);
    scale = run->width / (float) surface->w;
    place = (SDL_Rect){0, -(int) lroundf(ink_of(text, run, string).top),
        SDL_max(1, (int) lroundf((float) surface->w * scale)),
        SDL_max(1, (int) lroundf((float) surface->h * scale))};
    painted = new_painted(&place, (size_t) place.w * (size_t) place.h * 4, size);
    painted->colour = true;
    for (int y = 0; y < painted->height; y++) {
        for (int x = 0; x < painted->width; x++) {
            SDL_Rect box = source_box(surface, painted, x, y);
            uint32_t pixel = mean_of_box(surface, &box);

            memcpy(&painted->pixels[4 * ((ptrdiff_t) y * painted->width + x)], &pixel, 4);
        }
    }
    SDL_FreeSurface(surface);
    return painted;
}

/* The letters of a run as SDL2_ttf is to have them: of a pile of marks only the first, as they were
 * shaped. */
static void
append_shown(struct bytes *shown, const char *string, size_t length)
{
    size_t next, size;

    if (length <= TEXT_PILE_MAX) {
        bytes_append(shown, string, length);
        return;
    }
    for (size_t from = 0; from < length; from = next) {
        size_t to = from;

        next = text_border_next(string, length, from);
        for (size_t n = 0; to < next && n < TEXT_PILE_MAX; n++, to += size)
            (void) utf8_at(string, length, to, &size);
        bytes_append(shown, string + from, to - from);
    }
}

static struct painted *
paint(struct text *text, const struct text_run *run, const char *string, size_t *size)
{
    TTF_Font *font = ready_font(text, run);
    struct bytes copy = BYTES_EMPTY;
    struct painted *painted;

    // A run wider than any screen is no line of ours; SDL's surfaces have their own limit.
    if (!font || run->width > PAINTED_SIDE_MAX || run->em_px > PAINTED_SIDE_MAX / 8)
        return NULL;
    append_shown(&copy, string, run->to - run->from);
    painted = text->faces[run->face].colour
                  ? paint_emoji(text, run, font, bytes_text(&copy), size)
                  : paint_letters(text, run, font, bytes_text(&copy), size);
    bytes_wipe(&copy);
    return painted;
}

/* NULL where the cache has it not; its key stands in `text` then. */
static struct painted *
find_painted(struct text *text, const struct text_run *run, const char *string)
{
    bytes_clear(&text->key);
    bytes_append_u16(&text->key, run->face);
    bytes_append_u16(&text->key, run->em_px);
    bytes_append_u32(&text->key, run->script);
    bytes_append_byte(&text->key, run->right_to_left);
    bytes_append(&text->key, string, run->to - run->from);
    return text_cache_find(&text->painted, text->key.data, text->key.length);
}

static const struct painted *
painted_run(struct text *text, const struct text_run *run, const char *string)
{
    struct painted *painted = find_painted(text, run, string);
    size_t size;

    if (painted)
        return painted;
    painted = paint(text, run, string, &size);
    if (painted)
        text_cache_put(&text->painted, text->key.data, text->key.length, painted, size);
    return painted;
}

/* x / 255, rounded, for x up to 255 * 255. */
static uint32_t
over_255(uint32_t x)
{
    return (x + 128 + ((x + 128) >> 8)) >> 8;
}

static uint32_t
blend(uint32_t under, uint32_t over, uint32_t alpha)
{
    uint32_t rest = 255 - alpha;
    uint32_t red = over_255((over >> 16 & 0xFF) * alpha + (under >> 16 & 0xFF) * rest);
    uint32_t green = over_255((over >> 8 & 0xFF) * alpha + (under >> 8 & 0xFF) * rest);
    uint32_t blue = over_255((over & 0xFF) * alpha + (under & 0xFF) * rest);

    return 0xFF000000u | red << 16 | green << 8 | blue;
}

/* Of pixels that begin at `x`, those from `from` to before `to`. */
static void
blend_covered(
    uint32_t *row, const uint8_t *coverage, int x, int count, int from, int to, uint32_t colour)
{
    int end = SDL_min(count, to - x);

    for (int i = SDL_max(0, from - x); i < end; i++) {
        if (coverage[i] != 0)
            row[x + i] = blend(row[x + i], colour, over_255(coverage[i] * (colour >> 24)));
    }
}

/* One row, packed: what of it lies in the area is blended, if the row does. Gives the next one. */
static const uint8_t *
blend_row(uint32_t *row, const uint8_t *packed, int x, const SDL_Rect *area, uint32_t colour)
{
    while (packed[0] != 0 || packed[1] != 0) {
        x += packed[0];
        if (row)
            blend_covered(row, packed + 2, x, packed[1], area->x, area->x + area->w, colour);
        x += packed[1];
        packed += 2 + packed[1];
    }
    return packed + 2;
}

static void
blend_letters(SDL_Surface *surface, const SDL_Rect *area, const struct painted *painted, int left,
    int top, uint32_t colour)
{
    const uint8_t *packed = painted->pixels;

    for (int y = top; y < area->y + area->h; y++)
        packed = blend_row(y < area->y ? NULL : row_of(surface, y), packed, left, area, colour);
}

static void
blend_emoji(SDL_Surface *surface, const SDL_Rect *area, const struct painted *painted, int left,
    int top, uint32_t alpha)
{
    for (int y = area->y; y < area->y + area->h; y++) {
        uint32_t *row = (uint32_t *) row_of(surface, y) + area->x;
        const uint8_t *pixels =
            &painted->pixels[4 * ((ptrdiff_t) (y - top) * painted->width + area->x - left)];

        for (int x = 0; x < area->w; x++) {
            uint32_t pixel;

            memcpy(&pixel, &pixels[(ptrdiff_t) 4 * x], 4);
            row[x] = blend(row[x], pixel, over_255((pixel >> 24) * alpha));
        }
    }
}

static void
blend_painted(SDL_Surface *surface, const SDL_Rect *clip, const struct painted *painted, int left,
    int top, uint32_t colour)
{
    SDL_Rect whole = {left, top, painted->width, painted->height};
    SDL_Rect area;

    if (!SDL_IntersectRect(&whole, clip, &area))
        return;
    if (painted->colour)
        blend_emoji(surface, &area, painted, left, top, colour >> 24);
    else
        blend_letters(surface, &area, painted, left, top, colour);
}

SDL_Rect
text_paint_bounds(const struct text_run *run, int x, int baseline)
{
    int em = run->em_px;
    int above = em * 7 / 5;
    int below = em * 7 / 10;
    int side = em / 2;

    return (SDL_Rect){
        x - side, baseline - above, (int) ceilf(run->width) + 2 * side, above + below};
}

static const uint8_t *
row_end(const uint8_t *packed)
{
    while (packed[0] != 0 || packed[1] != 0)
        packed += 2 + packed[1];
    return packed + 2;
}

/* The first column at which two packed rows differ, given that they begin at the same one; moves
 * both behind their ends. */
static int
row_difference(const uint8_t **a, const uint8_t **b)
{
    const uint8_t *one = *a, *other = *b;
    int x = 0;

    // Pieces that are the same all through, up to the end of both.
    while (one[0] == other[0] && one[1] == other[1] && memcmp(one + 2, other + 2, one[1]) == 0) {
        if (one[0] == 0 && one[1] == 0) {
            x = INT_MAX;
            break;
        }
        x += one[0] + one[1];
        one += 2 + one[1];
        other += 2 + other[1];
    }
    if (x != INT_MAX) {
        bool ends = (one[0] == 0 && one[1] == 0) || (other[0] == 0 && other[1] == 0);
        int bare = ends ? SDL_max(one[0], other[0]) : SDL_min(one[0], other[0]);
        int same = 0;

        while (one[0] == other[0] && same < one[1] && same < other[1] &&
               one[2 + same] == other[2 + same])
            same++;
        x += bare + same;
    }
    *a = row_end(one);
    *b = row_end(other);
    return x;
}

/* Where two pictures of the same height, placed alike, differ: from a column on, and in which rows. */
struct difference {
    int column, first_row, end_row;
};

static struct difference
find_difference(const struct painted *a, const struct painted *b)
{
    const uint8_t *row_a = a->pixels, *row_b = b->pixels;
    struct difference found = {SDL_max(a->width, b->width), a->height, 0};

    for (int y = 0; y < a->height; y++) {
        int column = row_difference(&row_a, &row_b);

        if (column == INT_MAX)
            continue;
        found.column = SDL_min(found.column, column);
        found.first_row = SDL_min(found.first_row, y);
        found.end_row = y + 1;
    }
    return found;
}

static bool
are_alike(const struct painted *a, const struct painted *b)
{
    return !a->colour && !b->colour && a->left == b->left && a->top == b->top &&
           a->height == b->height;
}

SDL_Rect
text_paint_difference(struct text *text, const struct text_run *before, const char *string_before,
    const struct text_run *now, const char *string_now, int x, int baseline)
{
    SDL_Rect all = text_paint_bounds(before, x, baseline);
    SDL_Rect bounds = text_paint_bounds(now, x, baseline);
    const struct painted *b = painted_run(text, now, string_now);
    const struct painted *a = find_painted(text, before, string_before);
    struct difference found;

    SDL_UnionRect(&all, &bounds, &all);
    if (!a || !b || !are_alike(a, b))
        return all;
    found = find_difference(a, b);
    if (found.end_row == 0)
        return (SDL_Rect){0};
    bounds = (SDL_Rect){x + a->left + found.column, baseline + a->top + found.first_row,
        SDL_max(a->width, b->width) - found.column, found.end_row - found.first_row};
    (void) SDL_IntersectRect(&bounds, &all, &bounds);
    return bounds;
}

void
text_paint(struct text *text, SDL_Surface *surface, const SDL_Rect *clip,
    const struct text_run *run, const char *string, int x, int baseline, uint32_t colour)
{
    const SDL_Rect all = {0, 0, surface->w, surface->h};
    const SDL_Rect bounds = text_paint_bounds(run, x, baseline);
    SDL_Rect within;
    const struct painted *painted;

    assert(surface->format->BytesPerPixel == 4 && surface->format->Rmask == 0xFF0000u);
    assert(run->from < run->to);
    if (!SDL_IntersectRect(&bounds, &all, &within))
        return;
    if (clip && !SDL_IntersectRect(clip, &within, &within))
        return;
    painted = painted_run(text, run, string);
    if (painted)
        blend_painted(
            surface, &within, painted, x + painted->left, baseline + painted->top, colour);
}
