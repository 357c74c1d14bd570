/* Layout, carets and painting, with the fonts of the machine. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/base.h"
#include "ui/text_inside.h"

static struct text *text;
static const struct text_style body = {TEXT_PLAIN, 39, 58};

static int
open_fonts(void **state)
{
    struct fault fault = FAULT_EMPTY;

    (void) state;
    text = text_open("en", &fault);
    return text ? 0 : -1;
}

static int
close_fonts(void **state)
{
    (void) state;
    text_close(text);
    return 0;
}

static const char *const samples[] = {
    "",
    " ",
    "\n",
    "a\n\nb\n",
    "A lake, and somebody holding the other end of the rope.",
    "El niño soñó así: ¿qué más? Ya está.",
    "كانت بحيرة، وشخص يمسك الطرف (12) من the rope الحبل 2024.",
    "אֲגַם, ומישהו מחזיק את הקצה (השני) של rope החבל. 42",
    "Λίμνη, και κάποιος κρατούσε. Озеро, и кто-то держал.",
    "एक झील, और कोई रस्सी पकड़े हुए। "
    "👨‍👩‍👧 "
    "family "
    "👍🏽 "
    "ok "
    "🇪🇸🇫🇷",
    "Pneumonoultramicroscopicsilicovolcanoconiosisandthensomemoreletters",
    "trailing spaces      \nand more      ",
    "e\xCC\x81\xCC\x81\xCC\x81\xCC\x81 \xCC\x81 fi ffi → ✓ 漢字 \xE2\x80\x8D",
    "abc אבג\nאבג abc\n123 אבג 456",
};
static const float widths[] = {0, 1, 60, 200, 640, 2000};

/* Lines join without gap, runs cover what is seen of them, graphemes have an order. */
static void
assert_whole(const struct text_block *block, const char *string, size_t length)
{
    size_t at = 0;

    assert_true(block->n_lines > 0);
    assert_int_equal(block->graphemes[block->n_graphemes].at, length);
    for (size_t i = 0; i < block->n_graphemes; i++) {
        assert_true(text_is_border(string, length, block->graphemes[i].at));
        assert_true(block->graphemes[i].at < block->graphemes[i + 1].at);
        assert_true(block->graphemes[i].advance >= 0);
    }
    for (size_t i = 0; i < block->n_lines; i++) {
        const struct text_line *line = &block->lines[i];
        size_t covered = 0;

        assert_int_equal(line->from, at);
        at = line->to;
        if (line->ends_paragraph && at < length)
            assert_int_equal(string[at++], '\n');
        for (size_t r = line->first_run; r < line->end_run; r++)
            covered += block->runs[r].to - block->runs[r].from;
        assert_true(covered <= line->to - line->from);
        for (size_t c = line->from + covered; c < line->to; c++)
            assert_true(string[c] == ' ');
    }
    assert_int_equal(at, length);
}

static void
every_layout_is_whole(void **state)
{
    struct text_block block = TEXT_BLOCK_EMPTY;

    (void) state;
    for (size_t i = 0; i < COUNT(samples); i++) {
        for (size_t w = 0; w < COUNT(widths); w++) {
            text_layout(text, &body, samples[i], strlen(samples[i]), widths[w], &block);
            assert_whole(&block, samples[i], strlen(samples[i]));
        }
    }
    text_block_destroy(&block);
}

static void
no_line_is_wider_than_asked(void **state)
{
    struct text_block block = TEXT_BLOCK_EMPTY;

    (void) state;
    for (size_t i = 0; i < COUNT(samples); i++) {
        text_layout(text, &body, samples[i], strlen(samples[i]), 200, &block);
        for (size_t l = 0; l < block.n_lines; l++)
            assert_true(block.lines[l].width <= 200.01f);
    }
    text_block_destroy(&block);
}

static void
leftward_lines_stand_flush_right(void **state)
{
    struct text_block block = TEXT_BLOCK_EMPTY;
    const char *string = "כן";

    (void) state;
    text_layout(text, &body, string, strlen(string), 300, &block);
    assert_true(block.lines[0].right_to_left);
    assert_true(fabsf(block.lines[0].x + block.lines[0].width - 300) < 0.01f);
    // The caret before the first letter is at the right edge, after the last one at its left.
    assert_true(fabsf(text_caret(&block, 0, TEXT_BEFORE).x - 300) < 0.01f);
    assert_true(fabsf(text_caret(&block, 4, TEXT_AFTER).x - block.lines[0].x) < 0.01f);
    text_block_destroy(&block);
}

/* The caret goes on behind a line's last letter, to the side where reading goes. */
static void
spaces_hang_past_the_end_of_a_line(void **state)
{
    struct text_block block = TEXT_BLOCK_EMPTY;
    const struct text_line *line;

    (void) state;
    text_layout(text, &body, "one   ", 6, 300, &block);
    line = &block.lines[0];
    assert_true(line->spaces > 0);
    assert_true(fabsf(text_caret(&block, 3, TEXT_BEFORE).x - line->width) < 0.01f);
    assert_true(fabsf(text_caret(&block, 6, TEXT_AFTER).x - line->width - line->spaces) < 0.01f);

    text_layout(text, &body, "כן   ", 7, 300, &block);
    line = &block.lines[0];
    assert_true(fabsf(text_caret(&block, 4, TEXT_BEFORE).x - line->x) < 0.01f);
    assert_true(fabsf(text_caret(&block, 7, TEXT_AFTER).x - line->x + line->spaces) < 0.01f);
    text_block_destroy(&block);
}

/* From any caret a touch at the caret's place leads back to that place. */
static void
caret_and_hit_are_inverse(void **state)
{
    struct text_block block = TEXT_BLOCK_EMPTY;

    (void) state;
    for (size_t i = 0; i < COUNT(samples); i++) {
        text_layout(text, &body, samples[i], strlen(samples[i]), 400, &block);
        for (size_t g = 0; g <= block.n_graphemes; g++) {
            for (int s = TEXT_BEFORE; s <= TEXT_AFTER; s++) {
                size_t at = block.graphemes[g].at;
                struct text_place place = text_caret(&block, at, (enum text_side) s);
                float y = ((float) place.line + 0.5f) * (float) body.line_px;
                enum text_side side;
                size_t hit = text_hit(&block, place.x, y, &side);
                struct text_place back = text_caret(&block, hit, side);

                assert_int_equal(back.line, place.line);
                if (fabsf(back.x - place.x) > 0.01f)
                    fail_msg(
                        "sample %zu at %zu: %g, not %g", i, at, (double) back.x, (double) place.x);
                hit = text_hit(&block, place.x, y, NULL);
                assert_int_equal(text_caret(&block, hit, TEXT_BEFORE).line, place.line);
            }
        }
    }
    text_block_destroy(&block);
}

static void
a_hit_outside_goes_to_the_nearest_line(void **state)
{
    struct text_block block = TEXT_BLOCK_EMPTY;

    (void) state;
    text_layout(text, &body, "one\ntwo", 7, 400, &block);
    assert_int_equal(text_hit(&block, -50, -50, NULL), 0);
    assert_int_equal(text_hit(&block, 5000, 5000, NULL), 7);
    assert_int_equal(text_hit(&block, 5000, 10, NULL), 3);
    text_block_destroy(&block);
}

static void
spans_cover_what_is_selected(void **state)
{
    struct text_block block = TEXT_BLOCK_EMPTY;
    struct text_span spans[TEXT_SPANS_MAX];

    (void) state;
    for (size_t i = 0; i < COUNT(samples); i++) {
        text_layout(text, &body, samples[i], strlen(samples[i]), 400, &block);
        for (size_t l = 0; l < block.n_lines; l++) {
            const struct text_line *line = &block.lines[l];
            size_t count = text_spans(&block, l, 0, strlen(samples[i]), spans);
            float sum = 0;

            for (size_t s = 0; s < count; s++)
                sum += spans[s].width;
            assert_true(fabsf(sum - line->width - line->spaces) < 0.5f);
        }
    }
    text_layout(text, &body, "one two", 7, 400, &block);
    assert_int_equal(text_spans(&block, 0, 3, 3, spans), 0);
    assert_int_equal(text_spans(&block, 0, 0, 3, spans), 1);
    assert_true(fabsf(spans[0].width - text_width(text, &body, "one", 3)) < 1);
    text_block_destroy(&block);
}

static void
a_mixed_selection_has_several_spans(void **state)
{
    struct text_block block = TEXT_BLOCK_EMPTY;
    struct text_span spans[TEXT_SPANS_MAX];
    const char *string = "abc אבג def";

    (void) state;
    text_layout(text, &body, string, strlen(string), 0, &block);
    // "c א": the letter stands at the far side of its word.
    assert_int_equal(text_spans(&block, 0, 2, 6, spans), 2);
    assert_true(spans[0].x + spans[0].width < spans[1].x);
    text_block_destroy(&block);
}

/* ---- faces ---- */

static size_t
faces_of(const char *string)
{
    struct text_block block = TEXT_BLOCK_EMPTY;
    size_t count = 0;

    text_layout(text, &body, string, strlen(string), 0, &block);
    for (size_t i = 0; i < block.n_runs; i++)
        count += i == 0 || block.runs[i].face != block.runs[i - 1].face;
    text_block_destroy(&block);
    return count;
}

static void
a_word_is_set_in_one_face(void **state)
{
    (void) state;
    // Andika has the alpha but not the lambda: letter by letter this would be two faces.
    assert_int_equal(faces_of("Λίμνη"), 1);
    assert_int_equal(faces_of("lake (2) and more."), 1);
    assert_int_equal(faces_of("Λίμνη lake"), 2);
    // The Arabic face has digits, but not this question mark.
    assert_int_equal(faces_of("بحيرة 12"), 1);
    assert_int_equal(faces_of("بحيرة?"), 2);
}

static void
plain_letters_change_the_book_face(void **state)
{
    const struct text_style book = {TEXT_BOOK, 39, 58};
    float before = text_width(text, &book, "Letters", 7);

    (void) state;
    text_plain_letters(text, true);
    assert_true(fabsf(text_width(text, &book, "Letters", 7) - before) > 1);
    assert_true(fabsf(text_width(text, &book, "Letters", 7) -
                      text_width(text, &body, "Letters", 7)) < 0.01f);
    text_plain_letters(text, false);
    assert_true(fabsf(text_width(text, &book, "Letters", 7) - before) < 0.01f);
}

static void
capitals_are_as_high_as_asked(void **state)
{
    (void) state;
    for (int role = 0; role < TEXT_ROLES; role++) {
        for (float cap_px = 10; cap_px < 100; cap_px += 7) {
            struct text_style style = {(enum text_role) role, 0, 100};

            style.em_px = text_em_px(text, style.role, cap_px);
            assert_true(fabsf(text_measure(text, &style).cap_px - cap_px) <= 0.5f);
        }
    }
}

/* ---- painting ---- */

static void
paint_block(SDL_Surface *surface, const struct text_block *block, const char *string)
{
    for (size_t l = 0; l < block->n_lines; l++) {
        const struct text_line *line = &block->lines[l];

        for (size_t r = line->first_run; r < line->end_run; r++)
            text_paint(text, surface, NULL, &block->runs[r], string + block->runs[r].from,
                100 + (int) lroundf(line->x + block->runs[r].x), (int) lroundf(line->baseline),
                0xFFFFFFFFu);
    }
}

static SDL_Rect
ink_box(SDL_Surface *surface)
{
    SDL_Rect box = {0, 0, 0, 0};

    for (int y = 0; y < surface->h; y++) {
        const uint32_t *row =
            (const uint32_t *) (void *) ((uint8_t *) surface->pixels + y * surface->pitch);

        for (int x = 0; x < surface->w; x++) {
            SDL_Rect point = {x, y, 1, 1};

            if ((row[x] & 0xFFFFFF) == 0)
                continue;
            if (box.w == 0)
                box = point;
            else
                SDL_UnionRect(&box, &point, &box);
        }
    }
    return box;
}

/* What is painted lies where the layout says, in every script: the pen and the ruler agree. */
static void
ink_lies_where_the_layout_says(void **state)
{
    static const char *const strings[] = {
        "Minimum", "hum", "بحيرة وبحيرة", "חבלים", "Λίμνη", "झील"};
    struct text_block block = TEXT_BLOCK_EMPTY;

    (void) state;
    for (size_t i = 0; i < COUNT(strings); i++) {
        SDL_Surface *surface =
            SDL_CreateRGBSurfaceWithFormat(0, 600, 80, 32, SDL_PIXELFORMAT_RGB888);
        SDL_Rect ink;

        text_layout(text, &body, strings[i], strlen(strings[i]), 0, &block);
        paint_block(surface, &block, strings[i]);
        ink = ink_box(surface);
        assert_true(ink.w > 0);
        // Side bearings and overhangs are a few pixels of a 39 px letter.
        assert_true(abs(ink.x - 100) <= 6);
        assert_true(fabsf((float) (ink.x + ink.w) - 100 - block.lines[0].width) <= 7);
        SDL_FreeSurface(surface);
    }
    text_block_destroy(&block);
}

static void
painting_stays_in_its_clip_and_its_bounds(void **state)
{
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, 300, 200, 32, SDL_PIXELFORMAT_RGB888);
    struct text_block block = TEXT_BLOCK_EMPTY;
    const SDL_Rect clip = {110, 60, 30, 20};
    const char *string = "jA\xCC\x88\xCC\x88\xCC\x88\xCC\x88\xCC\x88\xCC\x88\xCC\x88\xCC\x88gf";
    SDL_Rect ink, bounds;

    (void) state;
    text_layout(text, &body, string, strlen(string), 0, &block);
    text_paint(text, surface, NULL, &block.runs[0], string, 100, 150, 0xFFFFFFFFu);
    ink = ink_box(surface);
    bounds = text_paint_bounds(&block.runs[0], 100, 150);
    assert_true(SDL_HasIntersection(&ink, &bounds));
    SDL_UnionRect(&ink, &bounds, &ink);
    assert_true(SDL_RectEquals(&ink, &bounds));

    SDL_FillRect(surface, NULL, 0);
    text_paint(text, surface, &clip, &block.runs[0], string, 100, 80, 0xFFFFFFFFu);
    ink = ink_box(surface);
    SDL_UnionRect(&ink, &clip, &ink);
    assert_true(SDL_RectEquals(&ink, &clip));
    // Far outside nothing happens, in every direction.
    text_paint(text, surface, NULL, &block.runs[0], string, 10000, 10000, 0xFFFFFFFFu);
    text_paint(text, surface, NULL, &block.runs[0], string, -10000, -10000, 0xFFFFFFFFu);
    SDL_FreeSurface(surface);
    text_block_destroy(&block);
}

static void
colour_and_its_alpha_are_kept(void **state)
{
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, 100, 100, 32, SDL_PIXELFORMAT_RGB888);
    struct text_block block = TEXT_BLOCK_EMPTY;
    uint32_t brightest = 0;

    (void) state;
    text_layout(text, &body, "H", 1, 0, &block);
    text_paint(text, surface, NULL, &block.runs[0], "H", 10, 60, 0x80FF0000u);
    for (int i = 0; i < 100 * 100; i++) {
        uint32_t pixel = ((uint32_t *) surface->pixels)[i] & 0xFFFFFF;

        assert_int_equal(pixel & 0xFFFF, 0);
        brightest = pixel > brightest ? pixel : brightest;
    }
    assert_true(brightest >> 16 >= 0x7E && brightest >> 16 <= 0x81);
    SDL_FreeSurface(surface);
    text_block_destroy(&block);
}

/* The rectangle of what is not black, of 32 or of 8 bits a pixel. */
static SDL_Rect
ink_of(const SDL_Surface *surface)
{
    SDL_Rect ink = {0, 0, 0, 0};

    for (int y = 0; y < surface->h; y++)
        for (int x = 0; x < surface->w; x++) {
            const uint8_t *pixel = (const uint8_t *) surface->pixels +
                                   (ptrdiff_t) y * surface->pitch +
                                   (ptrdiff_t) x * surface->format->BytesPerPixel;
            const SDL_Rect one = {x, y, 1, 1};

            if (*pixel != 0)
                SDL_UnionRect(&ink, &one, &ink);
        }
    return ink;
}

static uint8_t
coverage_at(const SDL_Surface *surface, int x, int y)
{
    return ((const uint8_t *) surface->pixels)[(ptrdiff_t) y * surface->pitch +
                                               (ptrdiff_t) x * surface->format->BytesPerPixel];
}

/* Nothing is lost between the library's pixels and ours: white on black is the coverage. */
static void
painted_letters_are_the_librarys(void **state)
{
    static const char *const strings[] = {"jumps over", ". . .", "|", "--- --- ,", "Ñandú, ¿qué?"};
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, 700, 160, 32, SDL_PIXELFORMAT_RGB888);
    struct text_block block = TEXT_BLOCK_EMPTY;

    (void) state;
    for (size_t i = 0; i < COUNT(strings); i++) {
        for (int em_px = 9; em_px <= 90; em_px += 27) {
            const struct text_style style = {TEXT_PLAIN, em_px, 2 * em_px};
            SDL_Surface *theirs;
            SDL_Rect their_ink, our_ink;

            text_layout(text, &style, strings[i], strlen(strings[i]), 0, &block);
            assert_int_equal(block.n_runs, 1);
            theirs = TTF_RenderUTF8_Shaded(text_font(text, block.runs[0].face, em_px), strings[i],
                (SDL_Color){255, 255, 255, 255}, (SDL_Color){0, 0, 0, 255});
            assert_non_null(theirs);
            SDL_FillRect(surface, NULL, 0);
            text_paint(text, surface, NULL, &block.runs[0], strings[i], 20, 110, 0xFFFFFFFFu);
            their_ink = ink_of(theirs);
            our_ink = ink_of(surface);
            assert_int_equal(our_ink.w, their_ink.w);
            assert_int_equal(our_ink.h, their_ink.h);
            for (int y = 0; y < our_ink.h; y++)
                for (int x = 0; x < our_ink.w; x++)
                    assert_int_equal(coverage_at(surface, our_ink.x + x, our_ink.y + y),
                        coverage_at(theirs, their_ink.x + x, their_ink.y + y));
            SDL_FreeSurface(theirs);
        }
    }
    SDL_FreeSurface(surface);
    text_block_destroy(&block);
}

static void
a_line_in_pieces_is_the_whole_line(void **state)
{
    static const char string[] = "A lake, \xF0\x9F\x91\x8D and";
    SDL_Surface *whole = SDL_CreateRGBSurfaceWithFormat(0, 400, 90, 32, SDL_PIXELFORMAT_RGB888);
    SDL_Surface *pieces = SDL_CreateRGBSurfaceWithFormat(0, 400, 90, 32, SDL_PIXELFORMAT_RGB888);
    struct text_block block = TEXT_BLOCK_EMPTY;

    (void) state;
    text_layout(text, &body, string, strlen(string), 0, &block);
    for (size_t i = 0; i < block.n_runs; i++) {
        const struct text_run *run = &block.runs[i];
        int x = 10 + (int) run->x;

        text_paint(text, whole, NULL, run, string + run->from, x, 60, 0xC0FFFFFFu);
        for (int top = 0; top < 90; top += 13)
            for (int left = 0; left < 400; left += 7) {
                const SDL_Rect piece = {left, top, 7, 13};

                text_paint(text, pieces, &piece, run, string + run->from, x, 60, 0xC0FFFFFFu);
            }
    }
    assert_true(ink_of(whole).w > 200);
    for (int i = 0; i < 400 * 90; i++)
        assert_int_equal(((const uint32_t *) whole->pixels)[i] & 0xFFFFFF,
            ((const uint32_t *) pieces->pixels)[i] & 0xFFFFFF);
    SDL_FreeSurface(whole);
    SDL_FreeSurface(pieces);
    text_block_destroy(&block);
}

/* ---- caches ---- */

static void
caches_stay_within_their_limits(void **state)
{
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, 1280, 80, 32, SDL_PIXELFORMAT_RGB888);
    struct text_block block = TEXT_BLOCK_EMPTY;
    char string[64];

    (void) state;
    for (int i = 0; i < 2000; i++) {
        (void) snprintf(string, sizeof(string), "A lake, and somebody holding end %d", i);
        text_layout(text, &body, string, strlen(string), 1200, &block);
        paint_block(surface, &block, string);
        assert_true(text_cached_bytes(text) <= TEXT_PAINTED_BYTES_MAX + TEXT_SHAPED_BYTES_MAX);
    }
    assert_true(text_cached_bytes(text) > TEXT_PAINTED_BYTES_MAX / 2);
    text_window_set(text, 1000);
    assert_true(text_cached_bytes(text) <= 1000 + TEXT_SHAPED_BYTES_MAX);
    assert_true(text->painted.bytes <= 1000);
    text_window_set(text, TEXT_PAINTED_BYTES_MAX);
    text_forget(text);
    assert_int_equal(text_cached_bytes(text), 0);
    SDL_FreeSurface(surface);
    text_block_destroy(&block);
}

static void
many_sizes_are_opened_and_closed(void **state)
{
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, 600, 600, 32, SDL_PIXELFORMAT_RGB888);
    struct text_block block = TEXT_BLOCK_EMPTY;

    (void) state;
    for (int em_px = 1; em_px <= TEXT_EM_PX_MAX; em_px += 5) {
        struct text_style style = {TEXT_BOOK, em_px, em_px * 2};

        text_layout(text, &style, "Ag", 2, 600, &block);
        paint_block(surface, &block, "Ag");
    }
    SDL_FreeSurface(surface);
    text_block_destroy(&block);
}

static void
a_warm_text_paints_the_same(void **state)
{
    (void) state;
    text_warm(text, &body, 1);
    assert_true(text_width(text, &body, "A", 1) > 0);
}

/* Layout in the cache and layout from nothing are one. */
static void
a_layout_from_the_cache_equals_one_from_nothing(void **state)
{
    struct text_block first = TEXT_BLOCK_EMPTY;
    struct text_block again = TEXT_BLOCK_EMPTY;

    (void) state;
    for (size_t i = 0; i < COUNT(samples); i++) {
        size_t length = strlen(samples[i]);

        text_layout(text, &body, samples[i], length, 300, &first);
        text_forget(text);
        text_layout(text, &body, samples[i], length, 300, &again);
        assert_int_equal(first.n_runs, again.n_runs);
        assert_int_equal(first.n_lines, again.n_lines);
        for (size_t g = 0; g <= first.n_graphemes; g++) {
            assert_int_equal(first.graphemes[g].at, again.graphemes[g].at);
            assert_true(text_caret(&first, first.graphemes[g].at, TEXT_BEFORE).x ==
                        text_caret(&again, first.graphemes[g].at, TEXT_BEFORE).x);
        }
    }
    text_block_destroy(&first);
    text_block_destroy(&again);
}

/* Faces are opened without asking fontconfig: what lies in those files must be the family. */
static void
a_face_opened_by_its_usual_place_is_the_family(void **state)
{
    static const hb_script_t scripts[] = {
        HB_SCRIPT_LATIN, HB_SCRIPT_GREEK, HB_SCRIPT_ARABIC, HB_SCRIPT_HEBREW, HB_SCRIPT_DEVANAGARI};

    (void) state;
    for (size_t i = 0; i < COUNT(scripts) * TEXT_ROLES; i++) {
        uint16_t n =
            text_face_for_script(text, (enum text_role)(i % TEXT_ROLES), scripts[i / TEXT_ROLES]);
        const struct face *face = &text->faces[n];
        FcPattern *found = FcFreeTypeQuery((const FcChar8 *) face->path, face->index, NULL, NULL);
        FcChar8 *family;
        int weight, slant;

        assert_non_null(found);
        assert_int_equal(FcPatternGetString(found, FC_FAMILY, 0, &family), FcResultMatch);
        assert_string_equal((const char *) family, face->family);
        assert_int_equal(FcPatternGetInteger(found, FC_WEIGHT, 0, &weight), FcResultMatch);
        assert_int_equal(weight >= FC_WEIGHT_SEMIBOLD, face->bold);
        assert_int_equal(FcPatternGetInteger(found, FC_SLANT, 0, &slant), FcResultMatch);
        assert_int_equal(slant != FC_SLANT_ROMAN, face->italic);
        FcPatternDestroy(found);
    }
}

/* A page of writing, filled to its last line, fits into what is kept for a window of its size. */
static void
a_page_of_writing_is_kept_whole(void **state)
{
    static const char words[] =
        "I could hear the rain on the roof before I knew that it was rain. ";
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, 1280, 800, 32, SDL_PIXELFORMAT_RGB888);
    struct text_block block = TEXT_BLOCK_EMPTY;
    struct bytes page = BYTES_EMPTY;
    size_t lines = (size_t) (800 / body.line_px);

    (void) state;
    while (page.length < 1500)
        bytes_append_text(&page, words);
    text_forget(text);
    text_window_set(text, (size_t) 1280 * 800);
    text_layout(text, &body, bytes_text(&page), page.length, 1100, &block);
    assert_true(block.n_lines >= lines);
    for (size_t i = 0; i < lines; i++) {
        const struct text_run *run = &block.runs[block.lines[i].first_run];

        text_paint(text, surface, NULL, run, bytes_text(&page) + run->from, 90,
            (int) (i + 1) * body.line_px, 0xFFFFFFFFu);
    }
    assert_int_equal(text->painted.n_entries, lines);
    text_window_set(text, TEXT_PAINTED_BYTES_MAX);
    bytes_wipe(&page);
    SDL_FreeSurface(surface);
    text_block_destroy(&block);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_layout_is_whole),
        cmocka_unit_test(no_line_is_wider_than_asked),
        cmocka_unit_test(leftward_lines_stand_flush_right),
        cmocka_unit_test(spaces_hang_past_the_end_of_a_line),
        cmocka_unit_test(caret_and_hit_are_inverse),
        cmocka_unit_test(a_hit_outside_goes_to_the_nearest_line),
        cmocka_unit_test(spans_cover_what_is_selected),
        cmocka_unit_test(a_mixed_selection_has_several_spans),
        cmocka_unit_test(a_word_is_set_in_one_face),
        cmocka_unit_test(a_face_opened_by_its_usual_place_is_the_family),
        cmocka_unit_test(plain_letters_change_the_book_face),
        cmocka_unit_test(capitals_are_as_high_as_asked),
        cmocka_unit_test(ink_lies_where_the_layout_says),
        cmocka_unit_test(painting_stays_in_its_clip_and_its_bounds),
        cmocka_unit_test(painted_letters_are_the_librarys),
        cmocka_unit_test(a_line_in_pieces_is_the_whole_line),
        cmocka_unit_test(colour_and_its_alpha_are_kept),
        cmocka_unit_test(caches_stay_within_their_limits),
        cmocka_unit_test(a_page_of_writing_is_kept_whole),
        cmocka_unit_test(many_sizes_are_opened_and_closed),
        cmocka_unit_test(a_warm_text_paints_the_same),
        cmocka_unit_test(a_layout_from_the_cache_equals_one_from_nothing),
    };

    return cmocka_run_group_tests_name("ui text", tests, open_fonts, close_fonts);
}
