/* From a piece of a paragraph (text_pieces.c: most are one piece) to shaped runs.
 *
 * The order of work, over arrays of characters and then of graphemes:
 *
 *   decode   the characters and where each begins
 *   order    FriBidi's embedding levels; where nothing can read leftwards they are all 0
 *   part     graphemes and line breaks by libunistring
 *   script   each grapheme's script; punctuation, digits and spaces take the one before
 *   face     by script, word by word: a word whose script's face lacks one of its letters goes to
 *            another face whole; marks that belong to no script stay where they can
 *   cut      runs of one face, level and script
 *   shape    each run once by HarfBuzz, the whole piece as its context
 *
 * Advances are kept at each grapheme's first byte: a caret or a line end is then a sum, and a
 * ligature is shared out among the graphemes in it. Measuring the prefix of a string instead is
 * wrong by up to a letter inside an Arabic word, and slow. */

#include "ui/text_inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <fribidi.h>
#include <hb-ot.h>
#include <unictype.h>
#include <unigbrk.h>
#include <unilbrk.h>

#include "afterword/base.h"
#include "ui/characters.h"

#define EMOJI_STYLE 0xFE0F
#define TEXT_STYLE 0xFE0E
#define NO_BREAK_SPACE 0xA0
#define NARROW_NO_BREAK_SPACE 0x202F
/* Places at which one ligature is parted. */
#define PARTS_MAX 8

struct cluster {
    size_t first_character;
    size_t n_characters;
    hb_script_t script;
    uint16_t face;
    bool own_script; /* a letter of that script, not one that takes it from the one before */
    bool emoji;
    hb_codepoint_t glyph; /* HarfBuzz put this one here, */
    unsigned n_glyphs;    /* with so many that stand for the grapheme's beginning, */
    float behind;         /* and this advance for what comes in it behind them: a vowel sign */
};

/* What is worked on; all arrays are freed by finish(). */
struct work {
    struct text *text;
    enum text_role role;
    int em_px;
    const struct text_piece *piece;
    const char *string; /* the piece's */
    size_t length;
    uint32_t *characters;
    size_t *at; /* n_characters + 1 */
    size_t n_characters;
    FriBidiLevel *levels;
    char *line_breaks; /* a byte each */
    struct cluster *clusters;
    struct text_grapheme *graphemes;
    size_t n_graphemes;
    struct shaped_run *runs;
    size_t n_runs;
};

static void
finish(struct work *work)
{
    free(work->characters);
    free(work->at);
    free(work->levels);
    free(work->line_breaks);
    free(work->clusters);
    free(work->graphemes);
    free(work->runs);
}

static void
decode(struct work *work)
{
    size_t size;

    work->characters = memory_new(work->length + 1, sizeof(*work->characters));
    work->at = memory_new(work->length + 1, sizeof(*work->at));
    for (size_t at = 0; at < work->length; at += size) {
        work->characters[work->n_characters] = utf8_at(work->string, work->length, at, &size);
        work->at[work->n_characters++] = at;
    }
    work->at[work->n_characters] = work->length;
}

bool
text_type_turns(uint32_t type)
{
    return FRIBIDI_IS_RTL(type) || FRIBIDI_IS_ARABIC(type) || FRIBIDI_IS_EXPLICIT(type) ||
           FRIBIDI_IS_ISOLATE(type);
}

static bool
all_rightwards(const FriBidiCharType *types, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text_type_turns(types[i]))
            return false;
    }
    return true;
}

/* What comes after the piece is laid beside it, so that the spaces at its end know between what
 * they stand. */
static void
order(struct work *work)
{
    size_t count = work->n_characters;
    FriBidiCharType *types = memory_new(count + 1, sizeof(*types));
    FriBidiBracketType *brackets = memory_new(count + 1, sizeof(*brackets));
    FriBidiParType base = work->piece->right_to_left ? FRIBIDI_PAR_RTL : FRIBIDI_PAR_LTR;

    work->levels = memory_new(count + 1, sizeof(*work->levels));
    fribidi_get_bidi_types(work->characters, (FriBidiStrIndex) count, types);
    if (work->piece->followed)
        types[count++] = work->piece->leftwards_follows ? FRIBIDI_TYPE_RTL : FRIBIDI_TYPE_LTR;
    if (!work->piece->right_to_left && all_rightwards(types, count))
        goto done;
    fribidi_get_bracket_types(
        work->characters, (FriBidiStrIndex) work->n_characters, types, brackets);
    // Zero means that FriBidi had no memory.
    if (fribidi_get_par_embedding_levels_ex(
            types, brackets, (FriBidiStrIndex) count, &base, work->levels) == 0)
        memory_exhausted();
done:
    free(types);
    free(brackets);
}

/* Presents itself in colour, or is told to. */
static bool
is_emoji(const uint32_t *characters, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (characters[i] == EMOJI_STYLE)
            return true;
        if (characters[i] == TEXT_STYLE)
            return false;
    }
    return uc_is_property_emoji_presentation(characters[0]);
}

static bool
may_hang(uint32_t character)
{
    return character_is_space(character) && character != NO_BREAK_SPACE &&
           character != NARROW_NO_BREAK_SPACE;
}

static void
part(struct work *work)
{
    char *begins = memory_new(work->length + 1, 1);
    struct cluster *cluster = NULL;

    work->line_breaks = memory_new(work->length + 1, 1);
    work->clusters = memory_new(work->n_characters + 1, sizeof(*work->clusters));
    work->graphemes = memory_new(work->n_characters + 1, sizeof(*work->graphemes));
    u8_grapheme_breaks((const uint8_t *) work->string, work->length, begins);
    u8_possible_linebreaks(
        (const uint8_t *) work->string, work->length, "UTF-8", work->line_breaks);

    for (size_t i = 0; i < work->n_characters; i++) {
        if (i == 0 || begins[work->at[i]]) {
            cluster = &work->clusters[work->n_graphemes];
            cluster->first_character = i;
            work->graphemes[work->n_graphemes++] = (struct text_grapheme){
                .at = work->at[i],
                .level = (uint8_t) work->levels[i],
                .space = may_hang(work->characters[i]),
            };
        }
        // A space that carries a mark is seen.
        if (++cluster->n_characters > 1)
            work->graphemes[work->n_graphemes - 1].space = false;
    }
    work->graphemes[work->n_graphemes].at = work->length;
    free(begins);
}

static bool
is_real(hb_script_t script)
{
    return script != HB_SCRIPT_COMMON && script != HB_SCRIPT_INHERITED &&
           script != HB_SCRIPT_UNKNOWN;
}

static void
find_scripts(struct work *work)
{
    hb_unicode_funcs_t *unicode = hb_unicode_funcs_get_default();
    hb_script_t before = HB_SCRIPT_INVALID;
    size_t n_leading = 0;

    for (size_t i = 0; i < work->n_graphemes; i++) {
        struct cluster *cluster = &work->clusters[i];
        const uint32_t *characters = &work->characters[cluster->first_character];
        hb_script_t script = hb_unicode_script(unicode, characters[0]);

        cluster->emoji = is_emoji(characters, cluster->n_characters);
        cluster->own_script = is_real(script) && !cluster->emoji;
        if (cluster->own_script)
            before = script;
        cluster->script = before;
        n_leading += before == HB_SCRIPT_INVALID;
    }
    // What comes before the first letter belongs to it.
    before = n_leading < work->n_graphemes ? work->clusters[n_leading].script : HB_SCRIPT_LATIN;
    for (size_t i = 0; i < n_leading; i++)
        work->clusters[i].script = before;
}

/* The letters of a word that belong to its script, for asking which face has them all. */
static size_t
own_letters(const struct work *work, size_t first, size_t end, uint32_t *letters)
{
    size_t count = 0;

    for (size_t i = first; i < end; i++) {
        const struct cluster *cluster = &work->clusters[i];

        for (size_t c = 0; cluster->own_script && c < cluster->n_characters; c++) {
            uint32_t character = work->characters[cluster->first_character + c];

            if (!character_is_ignorable(character))
                letters[count++] = character;
        }
    }
    return count;
}

static uint16_t
face_for_word(struct work *work, hb_script_t script, const uint32_t *letters, size_t count)
{
    const enum text_role tries[] = {work->role, TEXT_PLAIN, TEXT_BOOK};
    uint16_t first = text_face_for_script(work->text, work->role, script);
    uint16_t face;

    for (size_t i = 0; i < COUNT(tries); i++) {
        face = text_face_for_script(work->text, tries[i], script);
        if (text_face_covers(&work->text->faces[face], letters, count))
            return face;
    }
    face = text_face_for_characters(work->text, letters, count, false);
    return face == TEXT_FACE_NONE ? first : face;
}

/* Punctuation, digits, signs and emoji: stay with the word where its face has them. */
static uint16_t
face_for_cluster(struct work *work, const struct cluster *cluster, uint16_t word_face)
{
    const uint32_t *characters = &work->characters[cluster->first_character];
    uint16_t latin = text_face_for_script(work->text, work->role, HB_SCRIPT_LATIN);
    uint16_t face = TEXT_FACE_NONE;

    if (cluster->emoji)
        face = text_face_for_characters(work->text, characters, 1, true);
    if (face != TEXT_FACE_NONE)
        return face;
    if (text_face_covers(&work->text->faces[word_face], characters, 1))
        return word_face;
    if (text_face_covers(&work->text->faces[latin], characters, 1))
        return latin;
    face = text_face_for_characters(work->text, characters, 1, false);
    return face == TEXT_FACE_NONE ? word_face : face;
}

/* Spaces, and characters that are never seen, take the face before them. */
static bool
follows(const struct work *work, size_t i)
{
    const struct cluster *cluster = &work->clusters[i];

    return work->graphemes[i].space ||
           character_is_ignorable(work->characters[cluster->first_character]);
}

static void
find_faces_of_word(struct work *work, size_t first, size_t end, uint32_t *letters)
{
    hb_script_t script = work->clusters[first].script;
    size_t count = own_letters(work, first, end, letters);
    uint16_t word_face = face_for_word(work, script, letters, count);

    for (size_t i = first; i < end; i++) {
        struct cluster *cluster = &work->clusters[i];

        if (cluster->own_script || follows(work, i))
            cluster->face = word_face;
        else
            cluster->face = face_for_cluster(work, cluster, word_face);
    }
}

/* A word: up to and with the spaces after it, in one script. */
static size_t
word_end(const struct work *work, size_t first)
{
    hb_script_t script = work->clusters[first].script;
    size_t end = first;

    while (end < work->n_graphemes && work->clusters[end].script == script &&
           !work->graphemes[end].space)
        end++;
    while (end < work->n_graphemes && work->clusters[end].script == script &&
           work->graphemes[end].space)
        end++;
    return end;
}

static void
find_faces(struct work *work)
{
    uint32_t *letters = memory_new(work->n_characters + 1, sizeof(*letters));
    size_t end;

    for (size_t first = 0; first < work->n_graphemes; first = end) {
        end = word_end(work, first);
        find_faces_of_word(work, first, end, letters);
    }
    free(letters);
}

static bool
joins(const struct work *work, const struct shaped_run *run, size_t i)
{
    return work->clusters[i].face == run->face && work->clusters[i].script == run->script &&
           work->graphemes[i].level == run->level;
}

static void
cut(struct work *work)
{
    struct shaped_run *run = NULL;

    work->runs = memory_new(work->n_graphemes + 1, sizeof(*work->runs));
    for (size_t i = 0; i < work->n_graphemes; i++) {
        const struct cluster *cluster = &work->clusters[i];

        if (!run || !joins(work, run, i)) {
            run = &work->runs[work->n_runs++];
            *run = (struct shaped_run){
                .first = i,
                .script = cluster->script,
                .face = cluster->face,
                .em_px = (uint16_t) text_script_em_px(work->em_px, cluster->script),
                .level = work->graphemes[i].level,
            };
        }
        run->end = i + 1;
    }
}

/* The grapheme of the run that holds a byte. */
static size_t
grapheme_at(const struct work *work, const struct shaped_run *run, size_t byte)
{
    size_t low = run->first;
    size_t high = run->end;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (work->graphemes[middle].at <= byte)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Where a ligature is parted, as far from the edge where reading enters it: where the font says
 * so, else evenly. */
static void
ligature_parts(const struct work *work, const struct shaped_run *run, const struct cluster *cluster,
    float whole, size_t count, float parts[PARTS_MAX])
{
    const struct face *face = &work->text->faces[run->face];
    float px = (float) run->em_px / (float) face->units_per_em;
    bool leftwards = run->level & 1;
    hb_position_t carets[PARTS_MAX];
    unsigned n_carets = cluster->n_glyphs == 1 ? PARTS_MAX : 0;

    (void) hb_ot_layout_get_ligature_carets(face->hb,
        leftwards ? HB_DIRECTION_RTL : HB_DIRECTION_LTR, cluster->glyph, 0, &n_carets, carets);
    for (size_t i = 0; i < count; i++) {
        if (n_carets != count)
            parts[i] = whole * (float) (i + 1) / (float) (count + 1);
        else
            parts[i] =
                leftwards ? whole - (float) carets[count - 1 - i] * px : (float) carets[i] * px;
    }
}

/* Shares the first grapheme's advance with those after it that stand in the same ligature. */
static void
share(const struct work *work, const struct shaped_run *run, size_t first, size_t end)
{
    float whole = work->graphemes[first].advance;
    size_t count = SDL_min(end - first - 1, PARTS_MAX);
    float parts[PARTS_MAX];
    float before = 0;

    ligature_parts(work, run, &work->clusters[first], whole, count, parts);
    for (size_t i = 0; first + i < end; i++) {
        float part = i < count ? SDL_clamp(parts[i], before, whole) : whole;

        work->graphemes[first + i].advance = part - before;
        before = part;
    }
}

/* Graphemes that got no glyph of their own stand in a ligature with the one before. */
static void
share_ligatures(const struct work *work, const struct shaped_run *run)
{
    size_t end;

    for (size_t first = run->first; first < run->end; first = end) {
        end = first + 1;
        while (end < run->end && work->clusters[end].n_glyphs == 0)
            end++;
        if (end - first > 1)
            share(work, run, first, end);
    }
    for (size_t i = run->first; i < run->end; i++)
        work->graphemes[i].advance += work->clusters[i].behind;
}

/* Notes a glyph's advance at the grapheme it stands for. */
static void
note_glyph(const struct work *work, const struct shaped_run *run, const hb_glyph_info_t *info,
    float advance)
{
    size_t grapheme = grapheme_at(work, run, info->cluster);
    struct cluster *cluster = &work->clusters[grapheme];

    if (work->graphemes[grapheme].at != info->cluster) {
        cluster->behind += advance;
        return;
    }
    cluster->glyph = info->codepoint;
    cluster->n_glyphs++;
    work->graphemes[grapheme].advance += advance;
}

/* Hands over the run; of a pile of marks only the first, which is all that is seen of it. */
static void
add_to_buffer(const struct work *work, const struct shaped_run *run, hb_buffer_t *buffer)
{
    size_t from = work->graphemes[run->first].at;
    size_t to = work->graphemes[run->end].at;

    for (size_t i = run->first; i < run->end; i++) {
        const struct cluster *cluster = &work->clusters[i];
        size_t shown;

        if (cluster->n_characters <= TEXT_PILE_MAX)
            continue;
        shown = work->at[cluster->first_character + TEXT_PILE_MAX];
        hb_buffer_add_utf8(
            buffer, work->string, (int) work->length, (unsigned) from, (int) (shown - from));
        from = work->graphemes[i + 1].at;
    }
    hb_buffer_add_utf8(
        buffer, work->string, (int) work->length, (unsigned) from, (int) (to - from));
}

static void
shape_run(struct work *work, const struct shaped_run *run)
{
    const struct face *face = &work->text->faces[run->face];
    hb_buffer_t *buffer = work->text->buffer;
    float px = (float) run->em_px / (float) face->units_per_em;
    unsigned count;
    const hb_glyph_info_t *info;
    const hb_glyph_position_t *position;

    hb_buffer_reset(buffer);
    add_to_buffer(work, run, buffer);
    hb_buffer_set_direction(buffer, run->level & 1 ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    hb_buffer_set_script(buffer, run->script);
    hb_buffer_set_cluster_level(buffer, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_CHARACTERS);
    hb_shape(face->hb, buffer, NULL, 0);

    info = hb_buffer_get_glyph_infos(buffer, &count);
    position = hb_buffer_get_glyph_positions(buffer, &count);
    for (unsigned i = 0; i < count; i++)
        note_glyph(work, run, &info[i], (float) position[i].x_advance * px);
    share_ligatures(work, run);
}

uint8_t
text_line_break(const char *breaks, size_t at)
{
    // UC_BREAK_MANDATORY stands on the breaking character itself: the line begins after it.
    if (at > 0 && breaks[at - 1] == UC_BREAK_MANDATORY)
        return TEXT_LINE_MUST_BEGIN;
    return breaks[at] == UC_BREAK_POSSIBLE ? TEXT_LINE_MAY_BEGIN : 0;
}

/* One block, so that the cache can wipe and free it as one. */
static struct paragraph *
pack(const struct work *work, size_t *size)
{
    size_t graphemes_size = (work->n_graphemes + 1) * sizeof(*work->graphemes);
    size_t runs_size = work->n_runs * sizeof(*work->runs);
    struct paragraph *paragraph;

    *size = sizeof(*paragraph) + graphemes_size + runs_size + work->n_graphemes;
    paragraph = memory_new(*size, 1);
    paragraph->n_graphemes = work->n_graphemes;
    paragraph->n_runs = work->n_runs;
    paragraph->right_to_left = work->piece->right_to_left;
    paragraph->graphemes = (struct text_grapheme *) (paragraph + 1);
    paragraph->runs = (struct shaped_run *) (paragraph->graphemes + work->n_graphemes + 1);
    paragraph->line_breaks = (uint8_t *) (paragraph->runs + work->n_runs);
    memcpy(paragraph->graphemes, work->graphemes, graphemes_size);
    if (work->n_runs > 0)
        memcpy(paragraph->runs, work->runs, runs_size);
    for (size_t i = 0; i < work->n_graphemes; i++)
        paragraph->line_breaks[i] = text_line_break(work->line_breaks, work->graphemes[i].at);
    return paragraph;
}

static struct paragraph *
shape(
    struct text *text, enum text_role role, int em_px, const struct text_piece *piece, size_t *size)
{
    struct work work = {.text = text,
        .role = role,
        .em_px = em_px,
        .piece = piece,
        .string = piece->string,
        .length = piece->length};
    struct paragraph *paragraph;

    decode(&work);
    order(&work);
    part(&work);
    find_scripts(&work);
    find_faces(&work);
    cut(&work);
    for (size_t i = 0; i < work.n_runs; i++)
        shape_run(&work, &work.runs[i]);
    paragraph = pack(&work, size);
    finish(&work);
    return paragraph;
}

const struct paragraph *
text_shaped(struct text *text, const struct text_style *style, const struct text_piece *piece)
{
    enum text_role role = text_role_shown(text, style->role);
    struct paragraph *paragraph;
    size_t size;

    bytes_clear(&text->key);
    bytes_append_byte(&text->key, (uint8_t) role);
    bytes_append_u16(&text->key, (uint16_t) style->em_px);
    bytes_append_byte(&text->key,
        (uint8_t) (piece->right_to_left | piece->followed << 1 | piece->leftwards_follows << 2));
    bytes_append(&text->key, piece->string, piece->length);
    paragraph = text_cache_find(&text->shaped, text->key.data, text->key.length);
    if (paragraph)
        return paragraph;

    assert(utf8_valid(piece->string, piece->length, NULL));
    assert(!memchr(piece->string, '\n', piece->length));
    paragraph = shape(text, role, style->em_px, piece, &size);
    text_cache_put(&text->shaped, text->key.data, text->key.length, paragraph, size);
    return paragraph;
}
