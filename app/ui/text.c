#include "ui/text.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <hb-ot.h>

#include "afterword/base.h"
#include "ui/text_inside.h"

/* Where a font does not say how high its capitals are: 7 of 10, as in most. */
#define CAP_SHARE 0.7f
#define X_SHARE 0.5f

/* What is painted once before it is needed: the letters of the languages we ship, digits, signs. */
static const char warm_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                   " .,;:!?()'\"-áéíóúüñÁÉÍÓÚÜÑ¿¡";

struct text *
text_open(const char *language, struct fault *fault)
{
    struct text *text;
    uint16_t book, plain;

    if (TTF_Init() != 0) {
        FAULT(fault, FAULT_DEVICE, "start the font library", 0);
        return NULL;
    }
    text = memory_new(1, sizeof(*text));
    (void) SDL_strlcpy(text->language, language ? language : "en", sizeof(text->language));
    text->shaped.bytes_max = TEXT_SHAPED_BYTES_MAX;
    text->painted.bytes_max = TEXT_PAINTED_BYTES_MAX;
    text->buffer = hb_buffer_create();
    book = text_face_for_script(text, TEXT_BOOK, HB_SCRIPT_LATIN);
    plain = text_face_for_script(text, TEXT_PLAIN, HB_SCRIPT_LATIN);
    if (book >= text->n_faces || plain >= text->n_faces) {
        FAULT(fault, FAULT_NOT_FOUND, "find a font", 0);
        text_close(text);
        return NULL;
    }
    return text;
}

void
text_close(struct text *text)
{
    if (!text)
        return;
    text_forget(text);
    text_faces_close(text);
    hb_buffer_destroy(text->buffer);
    free(text);
    TTF_Quit();
}

const char *
text_missing(const struct text *text, size_t n)
{
    return n < text->n_missing ? text->missing[n] : NULL;
}

void
text_window_set(struct text *text, size_t pixels)
{
    text_cache_limit(&text->painted, pixels / 5);
}

void
text_plain_letters(struct text *text, bool plain)
{
    text->plain_letters = plain;
}

static void
warm_style(struct text *text, const struct text_style *style)
{
    uint16_t face = text_face_for_script(text, style->role, HB_SCRIPT_LATIN);
    TTF_Font *font = text_font(text, face, style->em_px);

    // SDL2_ttf keeps the glyphs; the picture of them is not wanted.
    if (font)
        SDL_FreeSurface(TTF_RenderUTF8_Shaded(
            font, warm_letters, (SDL_Color){255, 255, 255, 255}, (SDL_Color){0, 0, 0, 255}));
}

void
text_warm(struct text *text, const struct text_style *styles, size_t n_styles)
{
    const uint32_t smile = 0x1F642;

    for (size_t i = 0; i < n_styles; i++)
        warm_style(text, &styles[i]);
    // The emoji file is opened once, and not while somebody writes.
    (void) text_face_for_characters(text, &smile, 1, true);
}

void
text_forget(struct text *text)
{
    text_cache_clear(&text->shaped);
    text_cache_clear(&text->painted);
    bytes_wipe(&text->key);
    text_joined_free(text);
    // HarfBuzz's buffer holds the characters of the last run.
    hb_buffer_destroy(text->buffer);
    text->buffer = hb_buffer_create();
}

size_t
text_cached_bytes(const struct text *text)
{
    return text->shaped.bytes + text->painted.bytes;
}

static float
share_of_em(const struct face *face, hb_ot_metrics_tag_t tag, float otherwise)
{
    hb_position_t units;

    if (!hb_ot_metrics_get_position(face->hb, tag, &units) || units <= 0)
        return otherwise;
    return (float) units / (float) face->units_per_em;
}

static const struct face *
latin_face(struct text *text, enum text_role role)
{
    return &text->faces[text_face_for_script(text, role, HB_SCRIPT_LATIN)];
}

int
text_em_px(struct text *text, enum text_role role, float cap_px)
{
    float share = share_of_em(latin_face(text, role), HB_OT_METRICS_TAG_CAP_HEIGHT, CAP_SHARE);
    long em_px = lroundf(cap_px / share);

    return (int) SDL_clamp(em_px, 1, TEXT_EM_PX_MAX);
}

struct text_measures
text_measure(struct text *text, const struct text_style *style)
{
    const struct face *face = latin_face(text, style->role);
    float em_px = (float) style->em_px;
    float unit_px = em_px / (float) face->units_per_em;
    hb_font_extents_t extents = {0};

    (void) hb_font_get_h_extents(face->hb, &extents);
    return (struct text_measures){
        .cap_px = em_px * share_of_em(face, HB_OT_METRICS_TAG_CAP_HEIGHT, CAP_SHARE),
        .x_px = em_px * share_of_em(face, HB_OT_METRICS_TAG_X_HEIGHT, X_SHARE),
        .ascent_px = (float) extents.ascender * unit_px,
        .descent_px = (float) -extents.descender * unit_px,
    };
}
