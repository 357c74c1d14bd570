/* Which font for which letters.
 *
 * A face is chosen by script, not by missing glyph: Andika has 20 of the 67 Greek letters, and a
 * fallback letter by letter would mix two faces inside one word. The table says for each script
 * what each role is set in; a script that is not in it goes to whatever fontconfig finds for the
 * characters of the word. */

#include "ui/text_inside.h"

#include <assert.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include <SDL_ttf.h>
#include <fontconfig/fontconfig.h>
#include <hb-ot.h>
#include <unictype.h>

#include "afterword/base.h"

/* The largest share of a fallback question that is looked at: a word. */
#define QUESTION_CHARACTERS_MAX 64

struct script_families {
    hb_script_t script;
    const char *book, *plain;
};

static const struct script_families families[] = {
    {HB_SCRIPT_LATIN, "Gentium Book Plus", "Andika"},
    {HB_SCRIPT_CYRILLIC, "Gentium Book Plus", "Andika"},
    {HB_SCRIPT_GREEK, "Gentium Book Plus", "Noto Sans"},
    {HB_SCRIPT_ARABIC, "Noto Naskh Arabic", "Noto Sans Arabic"},
    {HB_SCRIPT_HEBREW, "Noto Serif Hebrew", "Noto Sans Hebrew"},
    {HB_SCRIPT_DEVANAGARI, "Noto Serif Devanagari", "Noto Sans Devanagari"},
};

/* Where Debian's packages put the faces that are asked for by name. Asking fontconfig for the first
 * time reads its whole configuration and all its caches, and keeps them: a tenth of a start and a
 * megabyte. A file that is not here is asked for all the same. */
#define FONTS "/usr/share/fonts/truetype/"
static const struct {
    const char *family;
    bool bold, italic;
    const char *path;
} usual_files[] = {
    {"Gentium Book Plus", false, false, FONTS "gentiumplus/GentiumBookPlus-Regular.ttf"},
    {"Gentium Book Plus", false, true, FONTS "gentiumplus/GentiumBookPlus-Italic.ttf"},
    {"Andika", false, false, FONTS "andika/Andika-Regular.ttf"},
    {"Andika", true, false, FONTS "andika/Andika-Bold.ttf"},
    {"Noto Sans", false, false, FONTS "noto/NotoSans-Regular.ttf"},
    {"Noto Sans", true, false, FONTS "noto/NotoSans-Bold.ttf"},
    {"Noto Naskh Arabic", false, false, FONTS "noto/NotoNaskhArabic-Regular.ttf"},
    {"Noto Sans Arabic", false, false, FONTS "noto/NotoSansArabic-Regular.ttf"},
    {"Noto Sans Arabic", true, false, FONTS "noto/NotoSansArabic-Bold.ttf"},
    {"Noto Serif Hebrew", false, false, FONTS "noto/NotoSerifHebrew-Regular.ttf"},
    {"Noto Sans Hebrew", false, false, FONTS "noto/NotoSansHebrew-Regular.ttf"},
    {"Noto Sans Hebrew", true, false, FONTS "noto/NotoSansHebrew-Bold.ttf"},
    {"Noto Serif Devanagari", false, false, FONTS "noto/NotoSerifDevanagari-Regular.ttf"},
    {"Noto Sans Devanagari", false, false, FONTS "noto/NotoSansDevanagari-Regular.ttf"},
    {"Noto Sans Devanagari", true, false, FONTS "noto/NotoSansDevanagari-Bold.ttf"},
};
#define EMOJI_FAMILY "Noto Color Emoji"
#define EMOJI_FILE FONTS "noto/NotoColorEmoji.ttf"

struct role_look {
    bool book, bold, italic;
};

static const struct role_look looks[] = {
    [TEXT_BOOK] = {true, false, false},
    [TEXT_BOOK_ITALIC] = {true, false, true},
    [TEXT_PLAIN] = {false, false, false},
    [TEXT_PLAIN_BOLD] = {false, true, false},
};
_Static_assert(COUNT(looks) == TEXT_ROLES, "every role has a look");

enum text_role
text_role_shown(const struct text *text, enum text_role role)
{
    bool book = role == TEXT_BOOK || role == TEXT_BOOK_ITALIC;

    return text->plain_letters && book ? TEXT_PLAIN : role;
}

static bool
load_face(struct face *face)
{
    hb_face_t *hb;

    face->blob = hb_blob_create_from_file_or_fail(face->path);
    if (!face->blob)
        return false;
    hb = hb_face_create(face->blob, (unsigned) face->index & 0xFFFF);
    face->units_per_em = hb_face_get_upem(hb);
    face->hb = hb_font_create(hb);
    hb_font_set_scale(face->hb, (int) face->units_per_em, (int) face->units_per_em);
    hb_face_destroy(hb);
    return hb_blob_get_length(face->blob) > 0;
}

static void
unload_face(struct face *face)
{
    hb_font_destroy(face->hb);
    hb_blob_destroy(face->blob);
    free(face->path);
    *face = (struct face){0};
}

static uint16_t
take_file(struct text *text, const char *path, int index, const struct face *asked)
{
    struct face face = *asked;

    if (text->n_faces == TEXT_FACES_MAX)
        return TEXT_FACE_NONE;
    face.path = memory_string(path);
    face.index = index;
    if (!load_face(&face)) {
        unload_face(&face);
        return TEXT_FACE_NONE;
    }
    text->faces[text->n_faces] = face;
    return (uint16_t) text->n_faces++;
}

/* Whoever names a font configuration of their own has it asked for every face. */
static bool
usual_places_hold(void)
{
    return !getenv("FONTCONFIG_FILE") && !getenv("FONTCONFIG_PATH");
}

static uint16_t
take_usual_file(struct text *text, const struct face *asked)
{
    if (!usual_places_hold())
        return TEXT_FACE_NONE;
    for (size_t i = 0; i < COUNT(usual_files); i++) {
        if (strcmp(usual_files[i].family, asked->family) == 0 &&
            usual_files[i].bold == asked->bold && usual_files[i].italic == asked->italic)
            return take_file(text, usual_files[i].path, 0, asked);
    }
    return TEXT_FACE_NONE;
}

/* Takes the face that fontconfig answered; the same file is taken once. */
static uint16_t
take_match(struct text *text, FcPattern *match, const struct face *asked)
{
    FcChar8 *path = NULL;
    int index = 0;
    FcBool colour = FcFalse;
    struct face face = *asked;
    uint16_t taken;

    if (!match || FcPatternGetString(match, FC_FILE, 0, &path) != FcResultMatch)
        return TEXT_FACE_NONE;
    (void) FcPatternGetInteger(match, FC_INDEX, 0, &index);
    (void) FcPatternGetBool(match, FC_COLOR, 0, &colour);
    for (size_t i = 0; !asked->family && i < text->n_faces; i++) {
        if (strcmp(text->faces[i].path, (const char *) path) == 0 && text->faces[i].index == index)
            return (uint16_t) i;
    }
    if (!asked->family && text->n_chosen == TEXT_FACES_CHOSEN_MAX)
        return TEXT_FACE_NONE;
    face.colour = colour == FcTrue;
    taken = take_file(text, (const char *) path, index, &face);
    text->n_chosen += taken != TEXT_FACE_NONE && !asked->family;
    return taken;
}

static bool
match_is_family(FcPattern *match, const char *family)
{
    FcChar8 *name;

    for (int i = 0; FcPatternGetString(match, FC_FAMILY, i, &name) == FcResultMatch; i++) {
        if (FcStrCmpIgnoreCase(name, (const FcChar8 *) family) == 0)
            return true;
    }
    return false;
}

static void
note_missing(struct text *text, const char *family)
{
    for (size_t i = 0; i < text->n_missing; i++) {
        if (text->missing[i] == family)
            return;
    }
    if (text->n_missing < TEXT_MISSING_MAX)
        text->missing[text->n_missing++] = family;
}

static FcPattern *
match_pattern(FcPattern *pattern)
{
    FcResult result;

    FcConfigSubstitute(NULL, pattern, FcMatchPattern);
    FcDefaultSubstitute(pattern);
    return FcFontMatch(NULL, pattern, &result);
}

/* Of fontconfig: the family, or what stands in for it: DejaVu, or whatever the machine has. */
static uint16_t
find_family(struct text *text, const struct face *asked, const char *stand_in)
{
    FcPattern *pattern = FcPatternCreate();
    FcPattern *match;
    uint16_t face;

    FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *) asked->family);
    FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *) stand_in);
    FcPatternAddInteger(pattern, FC_WEIGHT, asked->bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
    FcPatternAddInteger(pattern, FC_SLANT, asked->italic ? FC_SLANT_ITALIC : FC_SLANT_ROMAN);
    FcPatternAddBool(pattern, FC_SCALABLE, FcTrue);
    FcPatternAddBool(pattern, FC_COLOR, FcFalse);
    match = match_pattern(pattern);
    if (!match || !match_is_family(match, asked->family))
        note_missing(text, asked->family);
    face = take_match(text, match, asked);
    if (match)
        FcPatternDestroy(match);
    FcPatternDestroy(pattern);
    return face;
}

static uint16_t
face_of_family(struct text *text, const char *family, struct role_look look)
{
    const struct face asked = {.family = family, .bold = look.bold, .italic = look.italic};
    uint16_t usual;

    for (size_t i = 0; i < text->n_faces; i++) {
        const struct face *face = &text->faces[i];

        if (face->family && strcmp(face->family, family) == 0 && face->bold == look.bold &&
            face->italic == look.italic)
            return (uint16_t) i;
    }
    usual = take_usual_file(text, &asked);
    return usual != TEXT_FACE_NONE
               ? usual
               : find_family(text, &asked, look.book ? "DejaVu Serif" : "DejaVu Sans");
}

uint16_t
text_face_for_script(struct text *text, enum text_role role, hb_script_t script)
{
    struct role_look look = looks[text_role_shown(text, role)];
    const struct script_families *row = &families[0];
    uint16_t face;

    for (size_t i = 0; i < COUNT(families); i++) {
        if (families[i].script == script)
            row = &families[i];
    }
    // Only Latin and its kin lean.
    if (row != &families[0])
        look.italic = false;
    face = face_of_family(text, look.book ? row->book : row->plain, look);
    // Every table of faces is full, or the file went away: the first one opened has to do.
    return face == TEXT_FACE_NONE ? 0 : face;
}

bool
text_face_covers(const struct face *face, const uint32_t *characters, size_t count)
{
    hb_codepoint_t glyph;

    for (size_t i = 0; i < count; i++) {
        if (!hb_font_get_nominal_glyph(face->hb, characters[i], &glyph))
            return false;
    }
    return true;
}

static uint16_t
ask_fontconfig(struct text *text, const uint32_t *characters, size_t count, bool colour)
{
    const struct face asked = {0};
    FcPattern *pattern = FcPatternCreate();
    FcCharSet *set = FcCharSetCreate();
    FcPattern *match;
    uint16_t face;

    for (size_t i = 0; i < count && i < QUESTION_CHARACTERS_MAX; i++)
        FcCharSetAddChar(set, characters[i]);
    FcPatternAddCharSet(pattern, FC_CHARSET, set);
    FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *) (colour ? EMOJI_FAMILY : "Noto Sans"));
    FcPatternAddBool(pattern, FC_COLOR, colour ? FcTrue : FcFalse);
    match = match_pattern(pattern);
    face = take_match(text, match, &asked);
    if (match)
        FcPatternDestroy(match);
    FcCharSetDestroy(set);
    FcPatternDestroy(pattern);
    return face;
}

/* By its usual place, as the families are. */
static uint16_t
usual_emoji(struct text *text, uint32_t character)
{
    const struct face asked = {.colour = true};
    uint16_t face = TEXT_FACE_NONE;

    if (!usual_places_hold())
        return TEXT_FACE_NONE;
    for (size_t i = 0; i < text->n_faces; i++) {
        if (strcmp(text->faces[i].path, EMOJI_FILE) == 0)
            return TEXT_FACE_NONE; // it is open and lacks this one
    }
    face = take_file(text, EMOJI_FILE, 0, &asked);
    if (face != TEXT_FACE_NONE && !text_face_covers(&text->faces[face], &character, 1))
        face = TEXT_FACE_NONE;
    return face;
}

/* What fontconfig chose for one emoji holds nearly all of them. */
static uint16_t
open_colour_face(const struct text *text, const uint32_t *characters, size_t count)
{
    for (size_t i = 0; i < text->n_faces; i++) {
        if (text->faces[i].colour && text_face_covers(&text->faces[i], characters, count))
            return (uint16_t) i;
    }
    return TEXT_FACE_NONE;
}

/* Characters that nobody has given a meaning are boxes, whatever the machine has. */
static bool
is_assigned(uint32_t character)
{
    return !uc_is_general_category_withtable(character, UC_CATEGORY_MASK_Cn | UC_CATEGORY_MASK_Co);
}

uint16_t
text_face_for_characters(struct text *text, const uint32_t *characters, size_t count, bool colour)
{
    uint16_t face = TEXT_FACE_NONE;
    struct answer *answer;

    assert(count > 0);
    if (colour)
        face = open_colour_face(text, characters, count);
    if (face != TEXT_FACE_NONE)
        return face;
    answer = &text->answers[(2 * characters[0] + colour) % TEXT_ANSWERS_MAX];
    if (answer->character == characters[0] && answer->colour == colour &&
        (answer->face == TEXT_FACE_NONE ||
            text_face_covers(&text->faces[answer->face], characters, count)))
        return answer->face;

    if (colour)
        face = usual_emoji(text, characters[0]);
    if (face == TEXT_FACE_NONE && is_assigned(characters[0]))
        face = ask_fontconfig(text, characters, count, colour);
    if (face != TEXT_FACE_NONE && (text->faces[face].colour != colour ||
                                      !text_face_covers(&text->faces[face], characters, 1)))
        face = TEXT_FACE_NONE;
    *answer = (struct answer){.character = characters[0], .colour = colour, .face = face};
    return face;
}

int
text_script_em_px(int em_px, hb_script_t script)
{
    bool larger = script == HB_SCRIPT_ARABIC || script == HB_SCRIPT_HEBREW;

    return larger ? (em_px * 11 + 5) / 10 : em_px;
}

static TTF_Font *
open_font(const struct face *face, int em_px)
{
    // From the mapping: through a file, a letter that is painted costs four hundred system calls.
    unsigned length;
    const char *data = hb_blob_get_data(face->blob, &length);
    TTF_Font *font =
        TTF_OpenFontIndexRW(SDL_RWFromConstMem(data, (int) length), 1, em_px, face->index);

    if (font)
        TTF_SetFontHinting(font, TTF_HINTING_LIGHT_SUBPIXEL);
    return font;
}

/* Room for one more: an empty place, or that of the font unused for longest. */
static struct font *
font_place(struct text *text)
{
    struct font *oldest = &text->fonts[0];

    if (text->n_fonts < TEXT_FONTS_MAX)
        return &text->fonts[text->n_fonts++];
    for (size_t i = 1; i < text->n_fonts; i++) {
        if (text->fonts[i].used < oldest->used)
            oldest = &text->fonts[i];
    }
    TTF_CloseFont(oldest->ttf);
    return oldest;
}

TTF_Font *
text_font(struct text *text, uint16_t face, int em_px)
{
    TTF_Font *ttf;

    assert(face < text->n_faces && em_px > 0 && em_px <= UINT16_MAX);
    text->now++;
    for (size_t i = 0; i < text->n_fonts; i++) {
        struct font *font = &text->fonts[i];

        if (font->face == face && font->em_px == em_px) {
            font->used = text->now;
            return font->ttf;
        }
    }
    ttf = open_font(&text->faces[face], em_px);
    if (ttf)
        *font_place(text) = (struct font){face, (uint16_t) em_px, text->now, ttf};
    return ttf;
}

void
text_turn(struct text *text)
{
    size_t kept = 0;

    for (size_t i = 0; i < text->n_fonts; i++) {
        if (text->fonts[i].used > text->turned)
            text->fonts[kept++] = text->fonts[i];
        else
            TTF_CloseFont(text->fonts[i].ttf);
    }
    // What was closed lies between what lives, and would stay with the process.
    if (kept < text->n_fonts)
        (void) malloc_trim(0);
    text->n_fonts = kept;
    text->turned = text->now;
}

void
text_faces_close(struct text *text)
{
    for (size_t i = 0; i < text->n_fonts; i++)
        TTF_CloseFont(text->fonts[i].ttf);
    for (size_t i = 0; i < text->n_faces; i++)
        unload_face(&text->faces[i]);
    text->n_fonts = text->n_faces = text->n_chosen = text->n_missing = 0;
}
