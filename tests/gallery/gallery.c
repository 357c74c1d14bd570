/* gallery check SIZE...               every screen in that size, in each text size, language, hand
 * gallery sheet SIZE THEME PERCENT LANGUAGE SIDE OUT.png [COLUMNS WIDTH]
 * gallery shot SIZE THEME PERCENT LANGUAGE SCREEN OUT.png
 * gallery list */
#include "gallery.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const themes[] = {"day", "dusk", "contrast"};

static const struct gallery_size *
size_named(const char *name)
{
    for (size_t i = 0; i < n_gallery_sizes; i++)
        if (strcmp(gallery_sizes[i].name, name) == 0)
            return &gallery_sizes[i];
    fprintf(stderr, "gallery: no size '%s'\n", name);
    exit(2);
}

/* Without gaps between the members: looks are compared byte by byte. */
static struct gallery_look
look_of(const struct gallery_size *size, int theme, int percent, const char *language, bool left)
{
    struct gallery_look look;

    memset(&look, 0, sizeof(look));
    look.size = size;
    look.comfort.theme = (enum ui_theme) theme;
    look.comfort.text_percent = percent;
    look.comfort.less_motion = true;
    look.comfort.left_hand = left;
    look.language = language;
    return look;
}

/* ---- check -----------------------------------------------------------------------------*/

static const int percents[] = {100, 130, 160, 200};
static const char *const languages[] = {"en", "es", "xx"};

static bool
is_asked(const struct gallery_screen *screen)
{
    const char *only = getenv("GALLERY_SCREEN");

    return !only || strstr(screen->name, only);
}

/* Themes change no layout: day stands for dusk, contrast is looked at once. */
static size_t
check_looks(const struct gallery_screen *screen, enum gallery_side side,
    const struct gallery_size *size, const char *language)
{
    bool plain = strcmp(language, "en") == 0;
    size_t n_wrong = 0;

    for (size_t i = 0; i < COUNT(percents); i++)
        for (int left = 0; left < 2; left++) {
            struct gallery_look look =
                look_of(size, left ? UI_CONTRAST : UI_DAY, percents[i], language, left);

            // A small screen stops at 130 %; staff have one size and one hand.
            if ((side == GALLERY_STAFF && (i > 0 || left)) || (size->height < 600 && i > 1))
                continue;
            gallery_show(&look, false);
            n_wrong += gallery_check(screen, side, &look);
            if (plain && i == 0 && !left)
                n_wrong += gallery_touches(screen, &look, 10000);
        }
    return n_wrong;
}

static size_t
check_side(enum gallery_side side, const struct gallery_size *size, size_t *n_screens)
{
    const struct gallery_screen *screens =
        side == GALLERY_PATIENT ? gallery_patient : gallery_staff;
    size_t count = side == GALLERY_PATIENT ? n_gallery_patient : n_gallery_staff, n_wrong = 0;

    for (size_t i = 0; i < count; i++)
        for (size_t l = 0; l < COUNT(languages); l++) {
            if (!is_asked(&screens[i]))
                continue;
            gallery_reach(&screens[i], languages[l]);
            n_wrong += check_looks(&screens[i], side, size, languages[l]);
            ++*n_screens;
        }
    return n_wrong;
}

static int
check(int argc, char **argv)
{
    size_t n_wrong = 0, n_screens = 0;

    for (int i = 0; i < argc; i++) {
        const struct gallery_size *size = size_named(argv[i]);

        n_wrong += check_side(GALLERY_PATIENT, size, &n_screens);
        n_wrong += check_side(GALLERY_STAFF, size, &n_screens);
    }
    printf("%zu screens by language, %zu wrong\n", n_screens, n_wrong);
    return n_wrong == 0 && n_screens > 0 ? 0 : 1;
}

/* ---- pictures ----------------------------------------------------------------------------*/

static struct gallery_look
look_asked(char **argv)
{
    int theme = 0;

    while (theme < 2 && strcmp(themes[theme], argv[1]) != 0)
        theme++;
    return look_of(size_named(argv[0]), theme, atoi(argv[2]), argv[3], false);
}

static int
sheet(int argc, char **argv)
{
    struct gallery_sheet of;

    if (argc < 6)
        return 2;
    of = (struct gallery_sheet){.look = look_asked(argv),
        .side = strcmp(argv[4], "staff") == 0 ? GALLERY_STAFF : GALLERY_PATIENT,
        .path = argv[5],
        .columns = argc > 6 ? atoi(argv[6]) : 6,
        .thumb_width = argc > 7 ? atoi(argv[7]) : 320};
    return gallery_sheet(&of) ? 0 : 1;
}

static int
shot(int argc, char **argv)
{
    struct gallery_look look;
    struct fault fault = FAULT_EMPTY;

    if (argc < 6)
        return 2;
    look = look_asked(argv);
    for (size_t i = 0; i < n_gallery_patient + n_gallery_staff; i++) {
        const struct gallery_screen *screen =
            i < n_gallery_patient ? &gallery_patient[i] : &gallery_staff[i - n_gallery_patient];

        if (strcmp(screen->name, argv[4]) != 0)
            continue;
        gallery_reach(screen, look.language);
        gallery_show(&look, true);
        return ui_shot(gallery_ui(), argv[5], &fault) ? 0 : 1;
    }
    fprintf(stderr, "gallery: no screen '%s'\n", argv[4]);
    return 2;
}

static int
list(int argc, char **argv)
{
    (void) argc;
    (void) argv;
    for (size_t i = 0; i < n_gallery_patient; i++)
        printf("patient %s\n", gallery_patient[i].name);
    for (size_t i = 0; i < n_gallery_staff; i++)
        printf("staff %s\n", gallery_staff[i].name);
    return 0;
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } commands[] = {{"check", check}, {"sheet", sheet}, {"shot", shot}, {"list", list}};
    int code = 2;

    gallery_open();
    for (size_t i = 0; i < COUNT(commands); i++)
        if (argc > 1 && strcmp(argv[1], commands[i].name) == 0)
            code = commands[i].run(argc - 2, argv + 2);
    gallery_close();
    return code;
}
