/* A frame: the list it leaves, and that only what differs is painted. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "afterword/ui.h"
#include "folder.h"
#include "seed.h"

#define WIDTH 640
#define HEIGHT 400

static struct ui *ui;
static const SDL_Rect *changed;
static size_t n_changed;

static struct ui *
open_ui_on(SDL_Surface *surface)
{
    struct ui_options options = {
        .width = WIDTH,
        .height = HEIGHT,
        .px_per_mm = 2.94,
        .surface = surface,
        .comfort = {.theme = UI_DUSK, .text_percent = 100},
        .language = "en",
        .assets = AFTERWORD_SOURCE_DIR "/assets",
    };
    struct fault fault = FAULT_EMPTY;

    return ui_new(&options, &fault);
}

static struct ui *
open_ui(void)
{
    return open_ui_on(NULL);
}

static int
set_up(void **state)
{
    (void) state;
    ui = open_ui();
    return ui ? 0 : -1;
}

static int
tear_down(void **state)
{
    (void) state;
    ui_free(ui);
    return 0;
}

/* Every scene of these tests: a few things at places by numbers. */
struct scene {
    float disc_x, disc_y;
    float box_y;
    bool box_above;
    const char *words;
    uint64_t picture;
    enum ui_colour colour;
};
static const struct scene first = {300, 200, 100, false, "Words", 1, UI_DEEP};
static int n_painted;

static void
paint_plain(const void *data, uint32_t *pixels, int width, int height, int stride)
{
    uint32_t colour = (uint32_t) (*(const uint64_t *) data * 0x40507);

    n_painted++;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            pixels[y * (stride / 4) + x] = colour;
}

static void
describe(struct ui *on, const struct scene *scene)
{
    struct ui_rect box = {80, scene->box_y, 160, 120};

    ui_scene(on, 500);
    if (!scene->box_above)
        ui_box(on, box, 24, UI_STONE, UI_INK, 4);
    ui_disc(on, scene->disc_x, scene->disc_y, 60, scene->colour);
    if (scene->box_above)
        ui_box(on, box, 24, UI_STONE, UI_INK, 4);
    (void) ui_text(on, "words", (struct ui_rect){500, 100, 500, 90}, UI_BODY, UI_INK, scene->words);
    ui_picture(on, "picture", (struct ui_rect){900, 400, 200, 160}, scene->picture, paint_plain,
        &scene->picture);
}

static void
frame(const struct scene *scene)
{
    ui_begin(ui);
    describe(ui, scene);
    changed = ui_end(ui, &n_changed);
}

static long
area(void)
{
    long sum = 0;

    for (size_t i = 0; i < n_changed; i++)
        sum += (long) changed[i].w * changed[i].h;
    return sum;
}

static uint32_t
pixel(struct ui *of, int x, int y)
{
    SDL_Surface *canvas = ui_canvas(of);

    return ((const uint32_t *) canvas->pixels)[y * (canvas->pitch / 4) + x] & 0xffffff;
}

static bool
is_in_changed(int x, int y)
{
    SDL_Point point = {x, y};

    for (size_t i = 0; i < n_changed; i++)
        if (SDL_PointInRect(&point, &changed[i]))
            return true;
    return false;
}

static uint32_t *
copy_pixels(void)
{
    uint32_t *copy = memory_new((size_t) WIDTH * HEIGHT, sizeof(*copy));

    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            copy[y * WIDTH + x] = pixel(ui, x, y);
    return copy;
}

/* ---- painting --------------------------------------------------------------------------------*/

static void
the_first_frame_is_painted_whole(void **state)
{
    (void) state;
    frame(&first);
    assert_int_equal(area(), WIDTH * HEIGHT);
    assert_int_equal(ui_canvas(ui)->w, WIDTH);
    assert_int_equal(ui_canvas(ui)->h, HEIGHT);
    assert_int_equal(pixel(ui, 150, 100), ui_colour(ui, UI_DEEP)); // the disc's middle
    assert_int_equal(pixel(ui, 80, 90), ui_colour(ui, UI_STONE));
}

static void
an_equal_frame_paints_nothing(void **state)
{
    (void) state;
    frame(&first);
    for (int i = 0; i < 5; i++) {
        frame(&first);
        assert_int_equal(n_changed, 0);
    }
}

/* Frames with one thing changed: little is painted, and every pixel that differs lies in it. */
static void
only_what_differs_is_painted(void **state)
{
    struct scene scenes[] = {first, first, first, first, first, first};

    (void) state;
    scenes[0].disc_x += 40;
    scenes[1].colour = UI_ROWAN;
    scenes[2].words = "Other words";
    scenes[3].picture = 2;
    scenes[4].box_y += 2;
    scenes[5].disc_x = 1000;
    for (size_t i = 0; i < COUNT(scenes); i++) {
        uint32_t *before;
        long differ = 0;

        frame(&first);
        before = copy_pixels();
        frame(&scenes[i]);
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++) {
                if (pixel(ui, x, y) == before[y * WIDTH + x])
                    continue;
                differ++;
                assert_true(is_in_changed(x, y));
            }
        assert_true(differ > 0);
        assert_true(area() > 0 && area() < WIDTH * HEIGHT / 5);
        free(before);
    }
}

static void
another_order_is_another_frame(void **state)
{
    struct scene below = first, above = first;

    (void) state;
    below.disc_x = above.disc_x = 200; // they overlap
    above.box_above = true;
    frame(&below);
    assert_int_equal(pixel(ui, 100, 100), ui_colour(ui, UI_DEEP));
    frame(&above);
    assert_true(n_changed > 0);
    assert_int_equal(pixel(ui, 100, 100), ui_colour(ui, UI_STONE));
}

/* Whatever came before, the canvas is what the last frame alone would have painted. */
static void
painting_by_parts_is_painting_whole(void **state)
{
    static const char *const words[] = {
        "One", "Two words", "\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85", " "};
    struct seed seed = {20240607};

    (void) state;
    for (int i = 0; i < 40; i++) {
        struct scene scene = {(float) seed_below(&seed, 1280), (float) seed_below(&seed, 800),
            (float) seed_below(&seed, 700), seed_below(&seed, 2), words[seed_below(&seed, 4)],
            seed_below(&seed, 3), seed_below(&seed, 2) ? UI_ROWAN : UI_DEEP};
        struct ui *fresh = open_ui();
        size_t n_fresh;

        frame(&scene);
        ui_begin(fresh);
        describe(fresh, &scene);
        (void) ui_end(fresh, &n_fresh);
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++)
                if (pixel(ui, x, y) != pixel(fresh, x, y))
                    fail_msg("frame %d differs at %d,%d", i, x, y);
        ui_free(fresh);
    }
}

static void
what_is_asked_for_is_painted_again(void **state)
{
    struct ui_comfort day = {.theme = UI_DAY, .text_percent = 100};

    (void) state;
    frame(&first);
    ui_damage_all(ui);
    frame(&first);
    assert_int_equal(area(), WIDTH * HEIGHT);
    frame(&first);
    assert_int_equal(n_changed, 0);
    ui_forget(ui);
    frame(&first);
    assert_int_equal(area(), WIDTH * HEIGHT);
    ui_comfort_set(ui, &day);
    frame(&first);
    assert_int_equal(pixel(ui, 150, 100), ui_colour(ui, UI_DEEP));
    assert_true(area() > WIDTH * HEIGHT / 2);
    ui_resize(ui, NULL, WIDTH / 2, HEIGHT / 2, 1.47);
    frame(&first);
    assert_int_equal(ui_canvas(ui)->w, WIDTH / 2);
    assert_int_equal(area(), WIDTH * HEIGHT / 4);
}

/* A window's own pixels, in the toolkit's hands. */
static SDL_Surface *
new_surface(int width, int height)
{
    return SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_RGB888);
}

static void
a_lent_surface_is_the_canvas_until_another_is_lent(void **state)
{
    SDL_Surface *lent = new_surface(WIDTH, HEIGHT), *next = new_surface(WIDTH / 2, HEIGHT / 2);

    (void) state;
    frame(&first);
    ui_free(ui);
    ui = open_ui_on(lent);
    assert_ptr_equal(ui_canvas(ui), lent);
    frame(&first);
    assert_int_equal(area(), WIDTH * HEIGHT);
    assert_int_equal(pixel(ui, 150, 100), ui_colour(ui, UI_DEEP));

    ui_resize(ui, next, WIDTH / 2, HEIGHT / 2, 1.47);
    SDL_FreeSurface(lent); // its window has another one
    assert_ptr_equal(ui_canvas(ui), next);
    frame(&first);
    assert_int_equal(area(), WIDTH * HEIGHT / 4);
    assert_int_equal(pixel(ui, 75, 50), ui_colour(ui, UI_DEEP));

    ui_resize(ui, NULL, WIDTH, HEIGHT, 2.94);
    SDL_FreeSurface(next);
    frame(&first);
    assert_int_equal(pixel(ui, 150, 100), ui_colour(ui, UI_DEEP));
}

static void
a_picture_is_painted_when_it_is_another(void **state)
{
    struct scene scene = first;

    (void) state;
    n_painted = 0;
    frame(&scene);
    frame(&scene);
    assert_int_equal(n_painted, 1);
    scene.picture = 2;
    frame(&scene);
    assert_int_equal(n_painted, 2);
    assert_int_equal(pixel(ui, 500, 240), 2 * 0x40507);
    scene.disc_x += 20; // something else
    frame(&scene);
    assert_int_equal(n_painted, 2);
}

/* ---- acting and waking --------------------------------------------------------------------------*/

static void
a_frame_in_which_something_acted_is_described_again(void **state)
{
    struct ui_pill pill = {.id = "one", .label = "One", .rect = {400, 300, 200, 100}};
    SDL_Event enter = {.type = SDL_KEYDOWN};
    struct scene scene = first;
    bool acted;

    (void) state;
    ui_focus(ui, "one");
    ui_begin(ui);
    describe(ui, &scene);
    assert_false(ui_pill(ui, &pill));
    (void) ui_end(ui, &n_changed);
    enter.key.keysym.sym = SDLK_RETURN;
    assert_true(ui_event(ui, &enter));

    ui_begin(ui);
    describe(ui, &scene);
    acted = ui_pill(ui, &pill);
    (void) ui_end(ui, &n_changed);
    assert_true(acted && ui_acted(ui));
    assert_int_equal(n_changed, 0); // nothing is shown that is not described to its end

    scene.words = "Chosen";
    ui_begin(ui);
    describe(ui, &scene);
    acted = ui_pill(ui, &pill);
    changed = ui_end(ui, &n_changed);
    assert_false(acted || ui_acted(ui));
    assert_true(n_changed > 0); // against what stands on the screen
    assert_true(is_in_changed(255, 60));
}

static void
the_soonest_wake_counts(void **state)
{
    (void) state;
    frame(&first);
    assert_int_equal(ui_wakes(ui), -1);
    ui_begin(ui);
    ui_wake(ui, 5000);
    ui_wake(ui, 3000);
    ui_wake(ui, 4000);
    (void) ui_end(ui, &n_changed);
    assert_int_equal(ui_wakes(ui), 3000);
    frame(&first); // and the next frame asks anew
    assert_int_equal(ui_wakes(ui), -1);
}

/* ---- the list ------------------------------------------------------------------------------------*/

static void
the_list_says_what_is_on_the_frame(void **state)
{
    static const struct {
        const char *id;
        enum ui_role role;
        const char *label, *value;
        unsigned state;
    } rows[] = {
        {"title", UI_TEXT, "A title", "", 0},
        {"pill", UI_BUTTON, "Go on", "", 0},
        {"choice", UI_CHOICE, "Dusk", "", UI_CHOSEN},
        {"off", UI_BUTTON, "Later", "", UI_DISABLED},
        {"answer", UI_CHOICE, "Yes", "More of it", 0},
        {"row", UI_CHOICE, "M.", "new", UI_CHOSEN},
        {"way", UI_BUTTON, "Write", "", 0},
        {"corner", UI_BUTTON, "For staff", "", UI_FOCUSED},
    };
    const struct ui_item *items;
    char title[] = "A title";
    size_t count;

    (void) state;
    ui_focus(ui, "corner");
    ui_begin(ui);
    (void) ui_text(ui, "title", (struct ui_rect){0, 0, 600, 80}, UI_TITLE, UI_INK, title);
    (void) ui_text(ui, NULL, (struct ui_rect){0, 80, 600, 80}, UI_BODY, UI_INK, "not named");
    (void) ui_pill(
        ui, &(struct ui_pill){.id = "pill", .label = "Go on", .rect = {0, 200, 200, 90}});
    (void) ui_pill(ui, &(struct ui_pill){.id = "choice",
                           .label = "Dusk",
                           .rect = {300, 200, 200, 90},
                           .choice = true,
                           .chosen = true});
    (void) ui_pill(
        ui, &(struct ui_pill){
                .id = "off", .label = "Later", .rect = {600, 200, 200, 90}, .disabled = true});
    (void) ui_answer(ui, "answer", (struct ui_rect){0, 300, 400, 120}, "Yes", "More of it", false);
    (void) ui_row(ui, "row", (struct ui_rect){0, 450, 400, 90}, "M.", "new", true);
    (void) ui_way(ui, "way", (struct ui_rect){500, 300, 200, 200}, UI_ICON_WRITE, "Write");
    (void) ui_corner(ui, "corner", (struct ui_rect){1200, 0, 80, 80}, "For staff");
    (void) ui_end(ui, &n_changed);
    memset(title, 'x', sizeof(title) - 1); // strings are the frame's own

    items = ui_list(ui, &count);
    assert_int_equal(count, COUNT(rows));
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(items[i].id, rows[i].id);
        assert_int_equal(items[i].role, rows[i].role);
        assert_string_equal(items[i].label, rows[i].label);
        assert_string_equal(items[i].value, rows[i].value);
        assert_int_equal(items[i].state, rows[i].state);
    }
    assert_int_equal(items[1].rect.y, 100); // pixels, half as many as units here
    assert_int_equal(items[1].rect.w, 100);
}

static void
describe_twice(void)
{
    ui_begin(ui);
    (void) ui_corner(ui, "same", (struct ui_rect){0, 0, 80, 80}, "One");
    (void) ui_corner(ui, "same", (struct ui_rect){90, 0, 80, 80}, "Another");
}

static void
describe_long_id(void)
{
    char id[200];

    memset(id, 'x', sizeof(id) - 1);
    id[sizeof(id) - 1] = '\0';
    ui_begin(ui);
    (void) ui_corner(ui, id, (struct ui_rect){0, 0, 80, 80}, "One");
}

static void
describe_outside(void)
{
    (void) ui_corner(ui, "one", (struct ui_rect){0, 0, 80, 80}, "One");
}

static void
describe_fine(void)
{
    ui_begin(ui);
    (void) ui_corner(ui, "one", (struct ui_rect){0, 0, 80, 80}, "One");
    (void) ui_corner(ui, "two", (struct ui_rect){90, 0, 80, 80}, "One");
}

/* True when an assert ends a child that does this. */
static bool
asserts(void (*run)(void))
{
    pid_t child = fork();
    int status = 0;

    assert_true(child >= 0);
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

        (void) dup2(nowhere, STDERR_FILENO);
        (void) signal(SIGABRT, SIG_DFL); // cmocka's own would go on with the tests
        run();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void
a_screen_names_each_widget_once(void **state)
{
    (void) state;
    assert_false(asserts(describe_fine));
    assert_true(asserts(describe_twice));
    assert_true(asserts(describe_long_id));
    assert_true(asserts(describe_outside));
}

/* ---- places and pictures ----------------------------------------------------------------------------*/

static void
a_row_is_shared_evenly(void **state)
{
    const struct ui_rect within = {10, 20, 320, 50};

    (void) state;
    for (size_t i = 0; i < 3; i++) {
        struct ui_rect rect = ui_nth(within, i, 3, 10);

        assert_true(rect.x == 10 + 110 * (float) i && rect.w == 100);
        assert_true(rect.y == 20 && rect.h == 50);
    }
    assert_true(ui_nth(within, 0, 1, 10).w == 320);
}

static void
left_hands_have_continue_at_the_left(void **state)
{
    struct ui_comfort comfort = {.theme = UI_DUSK, .text_percent = 100, .left_hand = true};
    struct ui_rect back = ui_at(ui, UI_AT_BACK), on = ui_at(ui, UI_AT_CONTINUE);
    struct ui_rect pause = ui_at(ui, UI_AT_PAUSE);

    (void) state;
    assert_true(back.x < on.x);
    ui_comfort_set(ui, &comfort);
    assert_true(ui_at(ui, UI_AT_CONTINUE).x < ui_at(ui, UI_AT_BACK).x);
    assert_true(ui_at(ui, UI_AT_CONTINUE).w == on.w);
    assert_true(ui_at(ui, UI_AT_PAUSE).x == pause.x); // the header stays
}

static void
a_shot_is_a_png_of_the_canvas(void **state)
{
    char *folder = test_folder_make(), *path = file_path(folder, "shot.png");
    struct bytes bytes = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;

    (void) state;
    frame(&first);
    assert_true(ui_shot(ui, path, &fault));
    assert_true(file_read(path, 8u << 20, &bytes, &fault));
    assert_memory_equal(bytes.data, "\x89PNG\r\n\x1a\n", 8);
    assert_memory_equal(bytes.data + 16, "\0\0\x02\x80\0\0\x01\x90", 8); // 640x400
    assert_false(ui_shot(ui, "/nowhere/at/all.png", &fault));
    assert_int_equal(fault.kind, FAULT_DISK);
    bytes_destroy(&bytes);
    free(path);
    test_folder_remove(folder);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_first_frame_is_painted_whole),
        TEST(an_equal_frame_paints_nothing),
        TEST(only_what_differs_is_painted),
        TEST(another_order_is_another_frame),
        TEST(painting_by_parts_is_painting_whole),
        TEST(what_is_asked_for_is_painted_again),
        TEST(a_lent_surface_is_the_canvas_until_another_is_lent),
        TEST(a_picture_is_painted_when_it_is_another),
        TEST(a_frame_in_which_something_acted_is_described_again),
        TEST(the_soonest_wake_counts),
        TEST(the_list_says_what_is_on_the_frame),
        TEST(a_screen_names_each_widget_once),
        TEST(a_row_is_shared_evenly),
        TEST(left_hands_have_continue_at_the_left),
        TEST(a_shot_is_a_png_of_the_canvas),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
