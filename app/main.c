#define _DEFAULT_SOURCE // realpath

#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "afterword/base.h"
#include "afterword/commands.h"
#include "afterword/kiosk.h"
#include "afterword/supervisor.h"
#include "afterword/tour.h"

/* ---- options ---------------------------------------------------------------------*/

#define KIOSK_ROWS                                                                                 \
    {"windowed", OPTION_FLAG, NULL, "in a window that can be closed"},                             \
        {"size", OPTION_TEXT, "WxH", "of the window, in pixels"},                                  \
        {"prompts", OPTION_TEXT, "DIR", "folder of the flows"},                                    \
        {"lang", OPTION_TEXT, "L", "language to begin with, such as en or es"},                    \
        {"theme", OPTION_CHOICE, "day|dusk|contrast", "colours for everybody"},                    \
        {"text-size", OPTION_CHOICE, "100|130|160|200",                                            \
            "size of letters for everybody (to 130 on a small screen)"},                           \
    {                                                                                              \
        "px-per-mm", OPTION_TEXT, "N", "how many pixels of the screen are a millimetre"            \
    }
#define DATA_ROW                                                                                   \
    {                                                                                              \
        "data", OPTION_TEXT, "DIR", "the data folder"                                              \
    }
#define SHOTS_ROW                                                                                  \
    {                                                                                              \
        "shots", OPTION_TEXT, "DIR", "folder for the pictures"                                     \
    }
#define HAND_ROW                                                                                   \
    {                                                                                              \
        "hand", OPTION_TEXT, "shaking[:SEED]", "presses as a hand that shakes would"               \
    }

/* The data folder last: a demo takes the rows before it. */
static const struct option kiosk_options[] = {KIOSK_ROWS, DATA_ROW};
static const struct option tour_options[] = {KIOSK_ROWS, DATA_ROW, SHOTS_ROW, HAND_ROW};
#define N_KIOSK_ROWS (COUNT(kiosk_options) - 1)

static const struct commands_other others[] = {
    {"kiosk", "", "the kiosk; also what starts without a command",
        "A full screen on X11 or Wayland, or with --windowed a window that can be closed.",
        kiosk_options, COUNT(kiosk_options)},
    {"tour", "FILE...", "play tours on the real screens, each on a fresh demo clinic",
        "Works with no display. A line that fails prints its place and what was on the screen.",
        tour_options, COUNT(tour_options)},
};

#define SIZE_LEAST 240
#define SIZE_MOST 8192
#define LANGUAGE_MAX 15
#define SEED_MOST 1000000000

/* ---- where things lie -------------------------------------------------------------*/

struct places {
    char *assets, *prompts, *locale;
};

/* The folder that the program lies in. */
static char *
own_folder(void)
{
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
    char *slash;

    if (length <= 0)
        return memory_string(AFTERWORD_BUILD_DIR);
    path[length] = '\0';
    slash = strrchr(path, '/');
    if (slash)
        *slash = '\0';
    return memory_string(path);
}

/* Where it was built it reads the sources beside it; else what was installed. */
static struct places
find_places(void)
{
    char *folder = own_folder();
    struct places places;

    if (strcmp(folder, AFTERWORD_BUILD_DIR) == 0) {
        places.assets = file_path(AFTERWORD_SOURCE_DIR, "assets");
        places.prompts = file_path(AFTERWORD_SOURCE_DIR, "prompts");
        places.locale = file_path(AFTERWORD_BUILD_DIR, "locale");
    } else {
        char *share = file_path(folder, AFTERWORD_BIN_TO_SHARE);

        places.assets = file_path(share, "assets");
        places.prompts = file_path(share, "prompts");
        places.locale = file_path(share, "locale");
        free(share);
    }
    free(folder);
    return places;
}

/* X reads its compose table at each start; ours is a hundredth of the usual one. */
static void
use_own_compose(const struct places *places)
{
    char *compose = file_path(places->assets, "compose");

    (void) setenv("XCOMPOSEFILE", compose, 0);
    free(compose);
}

/* X and SDL take the locale from the environment, and in one that knows no UTF-8 (a service has none)
 * dead keys write nothing. */
static void
use_utf8(void)
{
    if (!setlocale(LC_CTYPE, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        (void) setenv("LC_ALL", "C.UTF-8", 1);
}

static void
free_places(struct places *places)
{
    free(places->assets);
    free(places->prompts);
    free(places->locale);
}

/* ---- reading options -------------------------------------------------------------*/

static bool
read_size(const char *text, int *width, int *height)
{
    const char *cross = strchr(text, 'x');
    char first[8] = "";
    long w, h;

    if (!cross || cross - text >= (ptrdiff_t) sizeof(first))
        return false;
    memcpy(first, text, (size_t) (cross - text));
    if (!option_number(first, SIZE_LEAST, SIZE_MOST, &w) ||
        !option_number(cross + 1, SIZE_LEAST, SIZE_MOST, &h))
        return false;
    *width = (int) w;
    *height = (int) h;
    return true;
}

static bool
read_px_per_mm(const char *text, double *px_per_mm)
{
    char *end;

    // strtod would take signs, hexadecimal digits and exponents as well.
    if (text[0] == '.' || text[strspn(text, "0123456789.")] != '\0')
        return false;
    *px_per_mm = strtod(text, &end);
    return end > text && *end == '\0' && *px_per_mm >= 1 && *px_per_mm <= 100;
}

static bool
is_language(const char *text)
{
    size_t length = strlen(text);

    return length >= 2 && length <= LANGUAGE_MAX &&
           strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-") == length;
}

/* "shaking", or "shaking:SEED". */
static bool
read_hand(const char *text, uint64_t *seed)
{
    static const char shaking[] = "shaking";
    size_t length = strlen(shaking);
    long number = 1;

    if (strncmp(text, shaking, length) != 0)
        return false;
    if (text[length] != '\0' &&
        (text[length] != ':' || !option_number(text + length + 1, 0, SEED_MOST, &number)))
        return false;
    *seed = (uint64_t) number;
    return true;
}

static bool
is_folder(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool
is_there(const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0;
}

/* The rows that kiosk, demo and tour share. What is wrong, in words; NULL when nothing is. */
static const char *
read_kiosk(const struct option_values *values, const char *assets, const char *prompts,
    struct kiosk_options *kiosk)
{
#define VALUE(name) option_value(kiosk_options, N_KIOSK_ROWS, values, name)
    long percent = 0;

    kiosk->assets = assets;
    kiosk->prompts = VALUE("prompts") ? VALUE("prompts") : prompts;
    kiosk->windowed = VALUE("windowed") != NULL;
    kiosk->theme = VALUE("theme");
    kiosk->language = VALUE("lang");
    if (VALUE("text-size") && option_number(VALUE("text-size"), 100, 200, &percent))
        kiosk->text_percent = (int) percent;

    if (VALUE("size") && !read_size(VALUE("size"), &kiosk->width, &kiosk->height))
        return "'--size' takes a width and a height from 240 to 8192, such as 1280x800";
    if (VALUE("px-per-mm") && !read_px_per_mm(VALUE("px-per-mm"), &kiosk->px_per_mm))
        return "'--px-per-mm' takes a number from 1 to 100";
    if (kiosk->language && !is_language(kiosk->language))
        return "'--lang' takes a language such as en or es";
    if (!is_folder(kiosk->prompts))
        return "'--prompts' is no folder";
    return NULL;
#undef VALUE
}

static const char *
kiosk_problem(const struct commands_host *host, const struct option_values *values)
{
    struct kiosk_options kiosk = {0};

    return read_kiosk(values, host->assets, host->prompts, &kiosk);
}

/* ---- the kiosk -------------------------------------------------------------------*/

static int
run_child(void *context, const struct supervisor_child *child)
{
    struct kiosk_place place = {child->link, child->lock, child->door, child->revision};

    return kiosk_run(context, &place);
}

static int
supervise(struct kiosk_options *kiosk, int door, struct fault *fault)
{
    char *lock = file_path(kiosk->folder, "afterword.lock");
    struct supervisor_options options = {
        .lock = lock, .door = door, .times = SUPERVISOR_TIMES, .run = run_child, .context = kiosk};
    int exit_code = supervisor_run(&options, fault);

    free(lock);
    return exit_code;
}

static bool
holds_a_clinic(const char *folder)
{
    static const char *const names[] = {"afterword.db", "help.json"};
    bool found = false;

    for (size_t i = 0; i < COUNT(names); i++) {
        char *path = file_path(folder, names[i]);

        found = found || is_there(path);
        free(path);
    }
    return found;
}

static int
start_kiosk(struct kiosk_options *kiosk)
{
    struct fault fault = FAULT_EMPTY;
    int exit_code;

    if (!holds_a_clinic(kiosk->folder)) {
        (void) fputs("afterword: there is no clinic in the data folder\n"
                     "hint: afterword setup makes one; afterword demo shows one\n",
            stderr);
        return 1;
    }
    if (!file_folder_check(kiosk->folder, &fault))
        return commands_say_fault("use", kiosk->folder, &fault);
    exit_code = supervise(kiosk, -1, &fault);
    return fault.kind == FAULT_NONE ? exit_code
                                    : commands_say_fault("start the kiosk", NULL, &fault);
}

/* `data` NULL: as the environment says. */
static int
run_kiosk(const struct option_values *values, const struct places *places, const char *data)
{
    struct kiosk_options kiosk = {0};
    struct fault fault;
    const char *problem = read_kiosk(values, places->assets, places->prompts, &kiosk);
    char *folder;
    int exit_code;

    if (problem)
        return commands_say_wrong("kiosk", problem);
    folder = commands_data_folder(data, &fault);
    if (!folder)
        return commands_say_fault("use as the data folder", data, &fault);
    kiosk.folder = folder;
    exit_code = start_kiosk(&kiosk);
    free(folder);
    return exit_code;
}

/* ---- a tour ----------------------------------------------------------------------*/

static int
supervise_tour(void *context, const char *folder, int door)
{
    struct kiosk_options kiosk = *(const struct kiosk_options *) context;
    struct fault fault = FAULT_EMPTY;
    int exit_code;

    kiosk.folder = folder;
    exit_code = supervise(&kiosk, door, &fault);
    return fault.kind == FAULT_NONE ? exit_code
                                    : commands_say_fault("start the kiosk", NULL, &fault);
}

static int
run_tour(const struct option_values *values, const struct places *places)
{
    struct kiosk_options kiosk = {.width = 1280, .height = 800};
    const char *data = option_value(tour_options, COUNT(tour_options), values, "data");
    const char *shots = option_value(tour_options, COUNT(tour_options), values, "shots");
    const char *hand = option_value(tour_options, COUNT(tour_options), values, "hand");
    struct tour_options tour = {.files = values->operands,
        .n_files = values->n_operands,
        .shots = shots,
        .supervise = supervise_tour,
        .context = &kiosk};
    const char *problem = read_kiosk(values, places->assets, places->prompts, &kiosk);
    struct fault fault;
    char *folder = NULL;
    int exit_code;

    if (!problem && tour.n_files == 0)
        problem = "a tour's file is missing";
    if (!problem && shots && !is_folder(shots))
        problem = "'--shots' is no folder";
    if (!problem && hand && !read_hand(hand, &tour.seed))
        problem = "'--hand' takes shaking, or shaking: and a number";
    if (problem)
        return commands_say_wrong("tour", problem);
    if (data && !(folder = commands_data_folder(data, &fault)))
        return commands_say_fault("use as the data folder", data, &fault);

    // With no display the screens are drawn all the same; pictures show them.
    if (!getenv("DISPLAY") && !getenv("WAYLAND_DISPLAY"))
        (void) setenv("SDL_VIDEODRIVER", "dummy", 0);
    tour.data = folder;
    tour.shaking = hand != NULL;
    tour.assets = kiosk.assets;
    tour.prompts = kiosk.prompts;
    exit_code = tour_run(&tour);
    free(folder);
    return exit_code;
}

/* ---- picking ---------------------------------------------------------------------*/

static bool
asks_for_help(int argc, char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

/* "kiosk", or no command: its options are argv[0] and on. */
static int
pick_kiosk(const struct commands_host *host, const struct places *places, int argc, char **argv)
{
    struct option_values values;
    struct bytes problem = BYTES_EMPTY;
    int exit_code;

    if (asks_for_help(argc, argv))
        return commands_help(host, "kiosk");
    if (!option_parse(kiosk_options, COUNT(kiosk_options), argc, argv, &values, &problem)) {
        exit_code = commands_say_wrong("kiosk", bytes_text(&problem));
        bytes_destroy(&problem);
        return exit_code;
    }
    if (values.n_operands > 0)
        exit_code = commands_say_wrong("", "there is no such command");
    else
        exit_code = run_kiosk(
            &values, places, option_value(kiosk_options, COUNT(kiosk_options), &values, "data"));
    option_values_destroy(&values);
    return exit_code;
}

static int
pick_tour(const struct commands_host *host, const struct places *places, int argc, char **argv)
{
    struct option_values values;
    struct bytes problem = BYTES_EMPTY;
    int exit_code;

    if (asks_for_help(argc, argv))
        return commands_help(host, "tour");
    if (!option_parse(tour_options, COUNT(tour_options), argc, argv, &values, &problem)) {
        exit_code = commands_say_wrong("tour", bytes_text(&problem));
        bytes_destroy(&problem);
        return exit_code;
    }
    exit_code = run_tour(&values, places);
    option_values_destroy(&values);
    return exit_code;
}

static int
pick_command(const struct commands_host *host, const struct places *places, int argc, char **argv)
{
    struct commands_start start;
    struct fault fault;
    int exit_code = commands_run(host, argc, argv, &start);

    if (start.kiosk)
        exit_code = run_kiosk(&start.values, places, start.data);
    if (start.throw_away && start.data && !file_folder_remove(start.data, &fault))
        LOG_FAULT("main", &fault);
    free(start.data);
    return exit_code;
}

/* Only what shows itself to a developer may run on another driver than a display's. */
static bool
takes_any_driver(int argc, char **argv)
{
    if (argc > 1 && (strcmp(argv[1], "tour") == 0 || strcmp(argv[1], "demo") == 0))
        return true;
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--windowed") == 0)
            return true;
    return false;
}

int
main(int argc, char **argv)
{
    struct places places;
    struct commands_host host = {.others = others,
        .n_others = COUNT(others),
        .kiosk_options = kiosk_options,
        .n_kiosk_options = N_KIOSK_ROWS,
        .kiosk_problem = kiosk_problem,
        .version = AFTERWORD_VERSION,
        .day = AFTERWORD_DAY};
    int exit_code;

    supervisor_prepare(takes_any_driver(argc, argv));
    places = find_places();
    use_utf8(); // before the language, which has its own word on it
    language_folder(places.locale);
    use_own_compose(&places);
    host.assets = places.assets;
    host.prompts = places.prompts;

    if (argc > 1 && strcmp(argv[1], "tour") == 0)
        exit_code = pick_tour(&host, &places, argc - 2, argv + 2);
    else if (argc > 1 && strcmp(argv[1], "kiosk") == 0)
        exit_code = pick_kiosk(&host, &places, argc - 2, argv + 2);
    else if (commands_has(&host, argc, argv))
        exit_code = pick_command(&host, &places, argc, argv);
    else
        exit_code = pick_kiosk(&host, &places, argc - 1, argv + 1);
    free_places(&places);
    return exit_code;
}
