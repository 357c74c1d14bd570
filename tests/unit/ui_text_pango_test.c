/* Our lines of text held against Pango's of the same text, a script at a time.
 *
 * Pango is told the faces and sizes of our runs, for those are ours to choose (the rule of script
 * runs); order, shaping, breaks, carets and ink are its own. Prints the worst it found. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <pango/pangocairo.h>

#include "ui/text_inside.h"

/* What may lie between our places and Pango's. */
#define NEAR_PX 1.0
/* Ink is hinted and stands on the pixels of another painter: so far may it lie from ours on the
 * whole, and so much may there be more or less of it. */
#define INK_NEAR_PX 1.0
#define INK_SHARE 0.12

#define WIDE 1400
#define HIGH 120
#define PEN_X 60
#define BASELINE 80

static struct text *text;
static PangoContext *pango;

static int
open_both(void **state)
{
    struct fault fault = FAULT_EMPTY;
    PangoFontMap *map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    cairo_font_options_t *options = cairo_font_options_create();

    (void) state;
    text = text_open("en", &fault);
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72);
    pango = pango_font_map_create_context(map);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_SLIGHT);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(pango, options);
    pango_context_set_round_glyph_positions(pango, FALSE);
    pango_context_set_language(pango, pango_language_from_string("en"));
    cairo_font_options_destroy(options);
    g_object_unref(map);
    return text ? 0 : -1;
}

static int
close_both(void **state)
{
    (void) state;
    text_close(text);
    g_object_unref(pango);
    FcFini();
    return 0;
}

/* ---- the same text in both ---- */

static void
set_over(PangoAttrList *list, PangoAttribute *attribute, const struct text_run *run)
{
    attribute->start_index = (guint) run->from;
    attribute->end_index = (guint) run->to;
    pango_attr_list_insert(list, attribute);
}

/* The face of a run, as fontconfig names what is in its file. */
static PangoFontDescription *
describe(const struct text_run *run)
{
    const struct face *face = &text->faces[run->face];
    PangoFontDescription *description = pango_font_description_new();
    FcPattern *pattern;
    FcChar8 *family;
    int count, slant;

    pattern = FcFreeTypeQuery((const FcChar8 *) face->path, (unsigned) face->index, NULL, &count);
    assert_non_null(pattern);
    assert_int_equal(FcPatternGetString(pattern, FC_FAMILY, 0, &family), FcResultMatch);
    pango_font_description_set_family(description, (const char *) family);
    if (FcPatternGetInteger(pattern, FC_SLANT, 0, &slant) == FcResultMatch && slant > 0)
        pango_font_description_set_style(description, PANGO_STYLE_ITALIC);
    pango_font_description_set_absolute_size(description, run->em_px * PANGO_SCALE);
    FcPatternDestroy(pattern);
    return description;
}

static PangoLayout *
lay_out_in_pango(const struct text_style *style, const char *string, float width)
{
    struct text_block block = TEXT_BLOCK_EMPTY;
    PangoLayout *layout = pango_layout_new(pango);
    PangoAttrList *list = pango_attr_list_new();

    // Neither paints a hyphen that nobody wrote.
    pango_attr_list_insert(list, pango_attr_insert_hyphens_new(FALSE));
    text_layout(text, style, string, strlen(string), 0, &block);
    for (size_t i = 0; i < block.n_runs; i++) {
        PangoFontDescription *description = describe(&block.runs[i]);

        set_over(list, pango_attr_font_desc_new(description), &block.runs[i]);
        set_over(list, pango_attr_fallback_new(FALSE), &block.runs[i]);
        pango_font_description_free(description);
    }
    pango_layout_set_attributes(layout, list);
    pango_attr_list_unref(list);
    pango_layout_set_text(layout, string, -1);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    if (width > 0)
        pango_layout_set_width(layout, (int) (width * PANGO_SCALE));
    text_block_destroy(&block);
    return layout;
}

/* ---- what is held against what ---- */

struct worst {
    double caret_px, edge_px, hit_px, ink_x_px, ink_y_px, ink_share;
    size_t n_carets;
};

static void
keep_worse(double *worst, double now)
{
    *worst = fmax(*worst, fabs(now));
}

/* The left edge of one of Pango's lines. */
static double
line_x(PangoLayout *layout, int number)
{
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    PangoRectangle logical;

    while (number-- > 0)
        assert_true(pango_layout_iter_next_line(iter));
    pango_layout_iter_get_line_extents(iter, NULL, &logical);
    pango_layout_iter_free(iter);
    return (double) logical.x / PANGO_SCALE;
}

static double
pango_caret(PangoLayoutLine *line, size_t at, bool after)
{
    int x;

    pango_layout_line_index_to_x(line, (int) at, after, &x);
    return (double) x / PANGO_SCALE;
}

/* Places where Pango would put a caret too: it skips those inside a Devanagari conjunct. */
static bool
is_pangos(PangoLayout *layout, size_t at)
{
    const char *string = pango_layout_get_text(layout);
    int count;
    const PangoLogAttr *attributes = pango_layout_get_log_attrs_readonly(layout, &count);

    return attributes[g_utf8_pointer_to_offset(string, string + at)].is_cursor_position;
}

/* The caret before each grapheme that is in a run; runs join, so that the ends of all but a line's
 * last are in it. (Spaces at the end of a line hang past it as rule L1 wants; Pango leaves them
 * where they are and takes their width. Behind a letter with a vowel sign Pango has it before the
 * sign.) */
static void
compare_carets(const struct text_block *block, const struct text_run *run, PangoLayout *layout,
    PangoLayoutLine *line, double left, struct worst *worst)
{
    for (size_t g = run->first_grapheme; g < run->end_grapheme; g++) {
        size_t at = block->graphemes[g].at;

        if (!is_pangos(layout, at))
            continue;
        keep_worse(&worst->caret_px,
            text_caret(block, at, TEXT_BEFORE).x - left - pango_caret(line, at, false));
        worst->n_carets++;
    }
}

/* Both edges of a line. */
static void
compare_edges(const struct text_line *ours, PangoLayoutLine *line, double left, struct worst *worst)
{
    PangoRectangle logical;

    pango_layout_line_get_extents(line, NULL, &logical);
    keep_worse(&worst->edge_px, left - ours->x);
    keep_worse(&worst->edge_px, (double) logical.width / PANGO_SCALE - ours->width);
}

/* Touches along a line: Pango's caret is never nearer to them. (With marks on a letter it often is
 * farther: it asks for the nearest part of a character, where no caret can stand.) */
static void
compare_hits(const struct text_block *block, size_t number, PangoLayoutLine *line, double left,
    float line_px, struct worst *worst)
{
    const struct text_line *ours = &block->lines[number];
    float y = ((float) number + 0.5f) * line_px;

    for (int at_px = -10; at_px < (int) ours->width + 10; at_px += 3) {
        float x = ours->x + (float) at_px;
        enum text_side side;
        size_t hit = text_hit(block, x, y, &side);
        double caret = text_caret(block, hit, side).x;
        int index, trailing;

        (void) pango_layout_line_x_to_index(
            line, (int) ((x - left) * PANGO_SCALE), &index, &trailing);
        // Behind several characters at once Pango's place is the one that is not compared above.
        if (trailing > 1)
            continue;
        worst->hit_px = fmax(worst->hit_px,
            fabs(x - caret) - fabs(x - left - pango_caret(line, (size_t) index, trailing > 0)));
    }
}

/* ---- ink ---- */

/* Ink by columns and by rows. */
struct ink_sums {
    double columns[WIDE], rows[HIGH], all;
};

static void
sum_ink(const uint8_t *pixels, int pitch, struct ink_sums *sums)
{
    *sums = (struct ink_sums){.all = 0};
    for (int y = 0; y < HIGH; y++) {
        for (int x = 0; x < WIDE; x++) {
            uint32_t pixel;

            memcpy(&pixel, pixels + (ptrdiff_t) y * pitch + (ptrdiff_t) 4 * x, 4);
            sums->columns[x] += (pixel >> 8 & 0xFF) / 255.0;
            sums->rows[y] += (pixel >> 8 & 0xFF) / 255.0;
        }
    }
    for (int y = 0; y < HIGH; y++)
        sums->all += sums->rows[y];
}

/* How far the ink of one lies from that of the other, in the mean of all of it. */
static double
ink_apart(const double *a, double a_all, const double *b, double b_all, int count)
{
    double apart = 0, ahead = 0;

    for (int i = 0; i < count; i++) {
        ahead += a[i] / a_all - b[i] / b_all;
        apart += fabs(ahead);
    }
    return apart;
}

static void
paint_ours(const struct text_block *block, size_t number, const char *string, struct ink_sums *sums)
{
    SDL_Surface *surface =
        SDL_CreateRGBSurfaceWithFormat(0, WIDE, HIGH, 32, SDL_PIXELFORMAT_RGB888);
    const struct text_line *line = &block->lines[number];

    for (size_t r = line->first_run; r < line->end_run; r++) {
        const struct text_run *run = &block->runs[r];

        text_paint(text, surface, NULL, run, string + run->from,
            PEN_X + (int) lroundf(line->x + run->x), BASELINE, 0xFFFFFFFFu);
    }
    sum_ink(surface->pixels, surface->pitch, sums);
    SDL_FreeSurface(surface);
}

static void
paint_pangos(PangoLayoutLine *line, double left, struct ink_sums *sums)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDE, HIGH);
    cairo_t *cairo = cairo_create(surface);

    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_move_to(cairo, PEN_X + left, BASELINE);
    pango_cairo_show_layout_line(cairo, line);
    cairo_surface_flush(surface);
    sum_ink(cairo_image_surface_get_data(surface), cairo_image_surface_get_stride(surface), sums);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
}

static void
compare_ink(const struct text_block *block, size_t number, PangoLayoutLine *line, double left,
    const char *string, struct worst *worst)
{
    static struct ink_sums ours, theirs;

    if (block->lines[number].width == 0)
        return;
    paint_ours(block, number, string, &ours);
    paint_pangos(line, left, &theirs);
    assert_true(ours.all > 0 && theirs.all > 0);
    keep_worse(
        &worst->ink_x_px, ink_apart(ours.columns, ours.all, theirs.columns, theirs.all, WIDE));
    keep_worse(&worst->ink_y_px, ink_apart(ours.rows, ours.all, theirs.rows, theirs.all, HIGH));
    keep_worse(&worst->ink_share, ours.all / theirs.all - 1);
}

/* ---- scripts ---- */

struct script_row {
    const char *name;
    const char *strings[4];
};

static const struct script_row scripts[] = {
    {"English", {"A lake, and somebody holding the other end of the rope (42) until morning.",
                    "\"Office\" fjords, affine waffles: AVATAR To. Wa 1/2 – it's 2024!"}},
    {"Spanish", {"El niño soñó así: ¿qué más? ¡Ya está! La cigüeña y el pingüino.",
                    "Respiré, y el agua… «volvió» a su sitio, despacio."}},
    {"Arabic", {"كانت بحيرة، وشخص يمسك الطرف الآخر من الحبل حتى الصباح.",
                   "لا أعرف؛ الله أعلم، مُحَمَّدٌ والسلام"}},
    {"Hebrew", {"אֲגַם, ומישהו מחזיק את הקצה (השני) של החבל.", "בְּרֵאשִׁית [שקט] בָּרָא – כן"}},
    {"Greek",
        {"Λίμνη, και κάποιος κρατούσε την άλλη άκρη του σχοινιού.", "Τί ἐστιν; «Ὅ,τι» θέλεις· ᾧ"}},
    {"Cyrillic",
        {"Озеро, и кто-то держал другой конец верёвки до утра.", "Ґанок, їжа, ёлка: №5 «да»"}},
    {"Devanagari", {"एक झील, और कोई रस्सी का दूसरा सिरा पकड़े हुए।", "क्षत्रिय श्री र्क्य ज्ञान द्ध हिन्दी"}},
    {"emoji", {"👨‍👩‍👧 family 👍🏽 ok 🇪🇸🇫🇷 end",
                  "❤️ and 🧑🏽‍🚀🏳️‍🌈 lake"}},
    {"mixed", {"كانت بحيرة (12) من the rope الحبل 2024.", "מחזיק (השני) של rope החבל. 42",
                  "The word בחירה (choice) and بحيرة, 50%.", "abc (אבג) [12] def"}},
};
static const float widths[] = {0, 180, 330, 700};
static const struct text_style styles[] = {
    {TEXT_PLAIN, 39, 58},
    {TEXT_BOOK, 46, 60},
    {TEXT_PLAIN, 23, 34},
};

static void
compare(const struct text_style *style, const char *string, float width, struct worst *worst)
{
    struct text_block block = TEXT_BLOCK_EMPTY;
    PangoLayout *layout = lay_out_in_pango(style, string, width);

    text_layout(text, style, string, strlen(string), width, &block);
    assert_int_equal(pango_layout_get_unknown_glyphs_count(layout), 0);
    if (pango_layout_get_line_count(layout) != (int) block.n_lines)
        fail_msg("'%s' in %g px: %zu lines, Pango %d", string, (double) width, block.n_lines,
            pango_layout_get_line_count(layout));
    for (size_t i = 0; i < block.n_lines; i++) {
        PangoLayoutLine *line = pango_layout_get_line_readonly(layout, (int) i);
        double left = line_x(layout, (int) i);

        assert_int_equal(pango_layout_line_get_start_index(line), block.lines[i].from);
        assert_int_equal(pango_layout_line_get_resolved_direction(line) == PANGO_DIRECTION_RTL,
            block.lines[i].right_to_left);
        compare_edges(&block.lines[i], line, left, worst);
        for (size_t r = block.lines[i].first_run; r < block.lines[i].end_run; r++)
            compare_carets(&block, &block.runs[r], layout, line, left, worst);
        compare_hits(&block, i, line, left, (float) style->line_px, worst);
        compare_ink(&block, i, line, left, string, worst);
    }
    text_block_destroy(&block);
    g_object_unref(layout);
}

static void
lines_stand_as_pango_sets_them(void **state)
{
    const struct script_row *script = *state;
    struct worst worst = {0};

    for (size_t i = 0; i < COUNT(script->strings) && script->strings[i]; i++) {
        for (size_t s = 0; s < COUNT(styles); s++) {
            for (size_t w = 0; w < COUNT(widths); w++)
                compare(&styles[s], script->strings[i], widths[w], &worst);
        }
    }
    print_message("%-10s %zu carets %.3f px, edges %.3f, touches %.3f, ink %.2f across, %.2f up, "
                  "%.0f %% more or less\n",
        script->name, worst.n_carets, worst.caret_px, worst.edge_px, worst.hit_px, worst.ink_x_px,
        worst.ink_y_px, worst.ink_share * 100);
    assert_true(worst.n_carets > 200);
    assert_true(worst.caret_px <= NEAR_PX);
    assert_true(worst.edge_px <= NEAR_PX);
    assert_true(worst.hit_px <= NEAR_PX);
    assert_true(worst.ink_x_px <= INK_NEAR_PX);
    assert_true(worst.ink_y_px <= INK_NEAR_PX);
    assert_true(worst.ink_share <= INK_SHARE);
}

int
main(void)
{
    // cmocka hands states round as if they were to be written.
    struct script_row rows[COUNT(scripts)];
    struct CMUnitTest tests[COUNT(scripts)];

    memcpy(rows, scripts, sizeof(rows));
    for (size_t i = 0; i < COUNT(scripts); i++)
        tests[i] = (struct CMUnitTest){
            scripts[i].name, lines_stand_as_pango_sets_them, NULL, NULL, &rows[i]};
    return cmocka_run_group_tests_name("ui text as Pango sets it", tests, open_both, close_both);
}
