/* Which font is taken for which letters, on a machine with all of them, with few, with one and
 * with none. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "folder.h"
#include "ui/text_inside.h"

static struct text *text;
static char *folder;
static const struct text_style body = {TEXT_PLAIN, 39, 58};

/* ---- a machine with these fonts ---- */

/* Links the files of families into a folder and makes it the only one there is. */
static void
install(const char *const *families)
{
    char path[512];
    FILE *file;

    folder = test_folder_make();
    for (int i = 0; families[i]; i++) {
        FcPattern *pattern = FcPatternBuild(NULL, FC_FAMILY, FcTypeString, families[i], NULL);
        FcPattern *match;
        FcChar8 *from;
        FcResult result;

        FcConfigSubstitute(NULL, pattern, FcMatchPattern);
        FcDefaultSubstitute(pattern);
        match = FcFontMatch(NULL, pattern, &result);
        assert_int_equal(FcPatternGetString(match, FC_FILE, 0, &from), FcResultMatch);
        (void) snprintf(path, sizeof(path), "%s/%d.ttf", folder, i);
        assert_int_equal(symlink((const char *) from, path), 0);
        FcPatternDestroy(match);
        FcPatternDestroy(pattern);
    }
    (void) snprintf(path, sizeof(path), "%s/fonts.conf", folder);
    file = fopen(path, "w");
    assert_non_null(file);
    (void) fprintf(file,
        "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"urn:fontconfig:fonts.dtd\">"
        "<fontconfig><dir>%s</dir><cachedir>%s/cache</cachedir></fontconfig>\n",
        folder, folder);
    assert_int_equal(fclose(file), 0);
    FcFini();
    assert_int_equal(setenv("FONTCONFIG_FILE", path, 1), 0);
}

static void
uninstall(void)
{
    FcFini();
    assert_int_equal(unsetenv("FONTCONFIG_FILE"), 0);
    test_folder_remove(folder);
}

static void
open_text(void)
{
    struct fault fault = FAULT_EMPTY;

    text = text_open("en", &fault);
    assert_non_null(text);
}

static const char *const samples[] = {
    "A lake, and somebody holding the rope (42).",
    "El niño soñó así: ¿qué más?",
    "كانت بحيرة، وشخص (12) the rope 2024.",
    "אֲגַם, ומישהו (השני) rope 42",
    "Λίμνη, και κάποιος κρατούσε.",
    "Озеро, и кто-то держал.",
    "एक झील, और कोई रस्सी",
    "👨‍👩‍👧 family 👍🏽 🇪🇸",
    "→ ✓ 漢字 ไทย 𝓪",
};

/* Every sample is laid out and leaves ink, be it boxes. */
static void
assert_all_are_painted(void)
{
    struct text_block block = TEXT_BLOCK_EMPTY;

    for (size_t i = 0; i < COUNT(samples); i++) {
        for (int role = 0; role < TEXT_ROLES; role++) {
            struct text_style style = {(enum text_role) role, 30, 45};
            SDL_Surface *surface =
                SDL_CreateRGBSurfaceWithFormat(0, 1000, 90, 32, SDL_PIXELFORMAT_RGB888);
            size_t inked = 0;

            text_layout(text, &style, samples[i], strlen(samples[i]), 0, &block);
            assert_true(block.lines[0].width > 0);
            for (size_t r = 0; r < block.n_runs; r++)
                text_paint(text, surface, NULL, &block.runs[r], samples[i] + block.runs[r].from,
                    20 + (int) block.runs[r].x, 60, 0xFFFFFFFFu);
            for (int p = 0; p < 1000 * 90; p++)
                inked += (((const uint32_t *) surface->pixels)[p] & 0xFFFFFF) != 0;
            assert_true(inked > 100);
            SDL_FreeSurface(surface);
        }
    }
    text_block_destroy(&block);
}

static bool
is_missing(const char *family)
{
    const char *missing;

    for (size_t n = 0; (missing = text_missing(text, n)) != NULL; n++) {
        if (strcmp(missing, family) == 0)
            return true;
    }
    return false;
}

/* ---- all of them ---- */

static const struct {
    enum text_role role;
    const char *string, *family;
} faces[] = {
    {TEXT_BOOK, "What do you remember (now)?", "Gentium Book Plus"},
    {TEXT_PLAIN, "What do you remember (now)?", "Andika"},
    {TEXT_BOOK, "¿Qué recuerdas? ¡Ñandú! 2024", "Gentium Book Plus"},
    {TEXT_BOOK, "Τι θυμάσαι; Ὅ,τι θέλεις", "Gentium Book Plus"},
    {TEXT_PLAIN, "Τι θυμάσαι; Ὅ,τι θέλεις", "Noto Sans"},
    {TEXT_PLAIN_BOLD, "Λίμνη", "Noto Sans"},
    {TEXT_BOOK, "Что ты помнишь?", "Gentium Book Plus"},
    {TEXT_PLAIN, "Что ты помнишь? Ґ", "Andika"},
    {TEXT_BOOK, "ماذا تتذكر؟ 12", "Noto Naskh Arabic"},
    {TEXT_PLAIN, "ماذا تتذكر؟ 12", "Noto Sans Arabic"},
    {TEXT_BOOK, "מה נזכר אֲגַם", "Noto Serif Hebrew"},
    {TEXT_PLAIN, "מה נזכר אֲגַם", "Noto Sans Hebrew"},
    {TEXT_BOOK, "क्या याद है", "Noto Serif Devanagari"},
    {TEXT_PLAIN, "क्या याद है", "Noto Sans Devanagari"},
};

/* Arabic and Hebrew stand at 1.1 of the size beside Latin. */
static int
em_of(const struct text_run *run)
{
    return run->script == HB_SCRIPT_ARABIC || run->script == HB_SCRIPT_HEBREW ? 43 : 39;
}

static void
a_script_is_set_in_its_family(void **state)
{
    struct text_block block = TEXT_BLOCK_EMPTY;

    (void) state;
    open_text();
    for (size_t i = 0; i < COUNT(faces); i++) {
        struct text_style style = {faces[i].role, 39, 58};

        text_layout(text, &style, faces[i].string, strlen(faces[i].string), 0, &block);
        for (size_t r = 0; r < block.n_runs; r++) {
            assert_string_equal(text->faces[block.runs[r].face].family, faces[i].family);
            assert_int_equal(block.runs[r].em_px, em_of(&block.runs[r]));
        }
    }
    assert_null(text_missing(text, 0));
    text_block_destroy(&block);
    text_close(text);
}

/* The letters of scripts we have no table for fill the places of faces; ours still find room. */
static void
many_scripts_leave_room_for_ours(void **state)
{
    static const uint32_t letters[] = {0x531, 0x710, 0x780, 0x7CA, 0x985, 0xA05, 0xA85, 0xB05,
        0xB85, 0xC05, 0xC85, 0xD05, 0xD85, 0xE01, 0xE81, 0xF40, 0x1000, 0x10D0, 0x1200, 0x13A0,
        0x1401, 0x16A0, 0x1780, 0x1820, 0x1900, 0x1950, 0x1A00, 0x1B05, 0x1B83, 0x1C00, 0x1C5A,
        0x2C00, 0x2D30, 0xA000, 0xA4D0, 0xA500, 0xA840, 0xA882, 0xA90A, 0xA930, 0xA984, 0xAA00};
    struct text_block block = TEXT_BLOCK_EMPTY;
    struct bytes string = BYTES_EMPTY;

    (void) state;
    open_text();
    for (size_t i = 0; i < COUNT(letters); i++) {
        utf8_append(&string, letters[i]);
        bytes_append_byte(&string, ' ');
    }
    text_layout(text, &body, bytes_text(&string), string.length, 0, &block);
    assert_int_equal(text->n_chosen, TEXT_FACES_CHOSEN_MAX);
    for (size_t i = 0; i < COUNT(faces); i++) {
        struct text_style style = {faces[i].role, 39, 58};

        text_layout(text, &style, faces[i].string, strlen(faces[i].string), 0, &block);
        for (size_t r = 0; r < block.n_runs; r++)
            assert_string_equal(text->faces[block.runs[r].face].family, faces[i].family);
    }
    assert_all_are_painted();
    bytes_destroy(&string);
    text_block_destroy(&block);
    text_close(text);
}

/* ---- fewer ---- */

static void
a_font_missing_for_a_script_is_named(void **state)
{
    static const char *const few[] = {"Andika", "Gentium Book Plus", "Noto Sans", NULL};

    (void) state;
    install(few);
    open_text();
    assert_false(is_missing("Andika"));
    assert_all_are_painted();
    assert_true(is_missing("Noto Sans Arabic"));
    assert_true(is_missing("Noto Serif Hebrew"));
    assert_false(is_missing("Noto Sans"));
    assert_false(is_missing("Gentium Book Plus"));
    text_warm(text, &body, 1);
    text_close(text);
    uninstall();
}

static void
one_font_has_to_do_for_everything(void **state)
{
    static const char *const one[] = {"Andika", NULL};
    static const char *const other[] = {"Noto Sans Hebrew", NULL};

    (void) state;
    install(one);
    open_text();
    assert_all_are_painted();
    assert_true(is_missing("Gentium Book Plus"));
    text_close(text);
    uninstall();

    // Not even a Latin one: boxes, and measures all the same.
    install(other);
    open_text();
    assert_all_are_painted();
    assert_true(is_missing("Andika"));
    assert_true(text_measure(text, &body).cap_px > 0);
    assert_true(text_em_px(text, TEXT_BOOK, 30) > 0);
    text_close(text);
    uninstall();
}

static void
no_font_at_all_is_a_fault(void **state)
{
    static const char *const none[] = {NULL};
    struct fault fault = FAULT_EMPTY;

    (void) state;
    install(none);
    assert_null(text_open("en", &fault));
    assert_int_equal(fault.kind, FAULT_NOT_FOUND);
    uninstall();
}

/* ---- sizes ---- */

static void
paint_at(SDL_Surface *surface, int em_px)
{
    const struct text_style style = {TEXT_PLAIN, em_px, 2 * em_px};
    struct text_block block = TEXT_BLOCK_EMPTY;

    text_forget(text); // else it is found in a cache
    text_layout(text, &style, "lake", 4, 0, &block);
    text_paint(text, surface, NULL, &block.runs[0], "lake", 10, 60, 0xFFFFFFFFu);
    text_block_destroy(&block);
}

/* A font that painted nothing on this page or the last is closed, and opened again when it is
 * asked for. */
static void
a_size_goes_with_the_page_that_had_it(void **state)
{
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, 200, 90, 32, SDL_PIXELFORMAT_RGB888);
    static uint32_t before[200 * 90];

    (void) state;
    open_text();
    paint_at(surface, 20);
    memcpy(before, surface->pixels, sizeof(before));
    paint_at(surface, 30);
    assert_int_equal(text->n_fonts, 2);
    text_turn(text);
    assert_int_equal(text->n_fonts, 2);
    paint_at(surface, 30);
    text_turn(text);
    assert_int_equal(text->n_fonts, 1);
    assert_int_equal(text->fonts[0].em_px, 30);

    SDL_FillRect(surface, NULL, 0);
    paint_at(surface, 20);
    assert_int_equal(text->n_fonts, 2);
    assert_memory_equal(surface->pixels, before, sizeof(before));
    text_turn(text);
    text_turn(text);
    assert_int_equal(text->n_fonts, 0);
    text_close(text);
    SDL_FreeSurface(surface);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_script_is_set_in_its_family),
        cmocka_unit_test(many_scripts_leave_room_for_ours),
        cmocka_unit_test(a_font_missing_for_a_script_is_named),
        cmocka_unit_test(one_font_has_to_do_for_everything),
        cmocka_unit_test(no_font_at_all_is_a_fault),
        cmocka_unit_test(a_size_goes_with_the_page_that_had_it),
    };

    return cmocka_run_group_tests_name("ui faces", tests, NULL, NULL);
}
