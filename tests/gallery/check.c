/* What must hold of every screen in every look (experience.md 2: V-1, V-3, T-1, T-2, X-2, L-4).
 *
 * It is read from two lists: the semantic one says what is there and what takes a touch, and the
 * commands say where ink falls. A line of text is a box from its pen to its end and from its
 * capitals to its descenders: what a reader sees of it, not what a layout believes. */
#include "gallery.h"

#include <assert.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui/text_inside.h"

#define TEXTS_MAX 512
#define SLACK_PX 2 /* of rounding: each edge on its own */

/* ---- reporting ------------------------------------------------------------------------*/

struct inspection {
    const struct gallery_screen *screen;
    enum gallery_side side;
    const struct gallery_look *look;
    struct ui *ui;
    double px_per_mm;
    size_t n_wrong;
};

static void
wrong(struct inspection *in, const char *what, const char *a, const SDL_Rect *ra, const char *b,
    const SDL_Rect *rb)
{
    static const char *const themes[] = {"day", "dusk", "contrast"};
    const struct ui_comfort *comfort = &in->look->comfort;

    in->n_wrong++;
    printf("%s | %s %s %d %% %s%s | %s: \"%.48s\" %d,%d %dx%d", in->screen->name,
        in->look->size->name, themes[comfort->theme], comfort->text_percent, in->look->language,
        comfort->left_hand ? " left" : "", what, a, ra->x, ra->y, ra->w, ra->h);
    if (b)
        printf(" and \"%.48s\" %d,%d %dx%d", b, rb->x, rb->y, rb->w, rb->h);
    printf("\n");
}

/* ---- ink ------------------------------------------------------------------------------*/

struct ink {
    SDL_Rect box;
    const char *text;
    const struct command *command;
    bool in_page; /* of writing: the editor clips and scrolls it */
};

static bool
is_within(const SDL_Rect *inner, const SDL_Rect *outer, int slack)
{
    return inner->x >= outer->x - slack && inner->y >= outer->y - slack &&
           inner->x + inner->w <= outer->x + outer->w + slack &&
           inner->y + inner->h <= outer->y + outer->h + slack;
}

static bool
overlap(const SDL_Rect *a, const SDL_Rect *b, int slack)
{
    return a->x + slack < b->x + b->w && b->x + slack < a->x + a->w && a->y + slack < b->y + b->h &&
           b->y + slack < a->y + a->h;
}

/* Something opaque was drawn over all of it. */
static bool
is_covered(const struct frame *frame, size_t at, const SDL_Rect *box)
{
    for (size_t i = at + 1; i < frame->n_commands; i++) {
        const struct command *over = &frame->commands[i];

        if ((over->kind == COMMAND_FILL || over->kind == COMMAND_BOX) &&
            over->colour >> 24 == 255 && is_within(box, &over->bounds, 0))
            return true;
    }
    return false;
}

static const struct ui_item *
page_around(const struct ui *ui, const SDL_Rect *box)
{
    const SDL_Point middle = {box->x + box->w / 2, box->y + box->h / 2};

    for (size_t i = 0; i < ui->now->n_items; i++)
        if (ui->now->items[i].role == UI_PAGE && SDL_PointInRect(&middle, &ui->now->items[i].rect))
            return &ui->now->items[i];
    return NULL;
}

static size_t
read_ink(const struct ui *ui, struct ink *inks)
{
    size_t count = 0;

    for (size_t i = 0; i < ui->now->n_commands; i++) {
        const struct command *command = &ui->now->commands[i];
        float em = command->run.em_px;
        SDL_Rect box = {command->pen_x, command->baseline - (int) (em * 0.72f),
            (int) command->run.width, (int) (em * 0.92f)};

        if (command->kind != COMMAND_TEXT || is_covered(ui->now, i, &box))
            continue;
        assert(count < TEXTS_MAX);
        inks[count++] = (struct ink){box, command->string, command, page_around(ui, &box) != NULL};
    }
    return count;
}

/* ---- V-3, L-4: nothing cut, overlapped or lost -------------------------------------------*/

/* A place that takes touches and shows nothing. */
static bool
is_bare(const struct ui_item *item)
{
    return strcmp(item->id, "quiet-corner") == 0 || strcmp(item->id, "goodbye") == 0 ||
           strcmp(item->id, "called") == 0;
}

static bool
is_widget(const struct ui_item *item)
{
    return item->role != UI_TEXT && item->role != UI_PICTURE && !is_bare(item);
}

/* What lies under the field of a call is neither seen nor pressed. */
static bool
is_under_call(const struct ui *ui, size_t at)
{
    for (size_t i = at + 1; i < ui->now->n_items; i++)
        if (strcmp(ui->now->items[i].id, "called") == 0)
            return overlap(&ui->now->items[at].rect, &ui->now->items[i].rect, 0);
    return false;
}

/* The longest word on a key is its layout's matter: no language has it 40 % longer. */
static bool
is_long_key(const struct inspection *in, const struct ui_item *item)
{
    return item->role == UI_KEY && strcmp(in->look->language, "xx") == 0;
}

static void
check_ink_place(struct inspection *in, const struct ink *ink)
{
    SDL_Rect page = {0, 0, in->ui->width, in->ui->height};
    int side = (int) (1.0 * in->px_per_mm);
    SDL_Rect inner = {side, side / 2, page.w - 2 * side, page.h - side};

    for (size_t i = 0; i < in->ui->now->n_items; i++)
        if (is_long_key(in, &in->ui->now->items[i]) &&
            overlap(&ink->box, &in->ui->now->items[i].rect, 0))
            return;
    if (!is_within(&ink->box, &inner, 0))
        wrong(in, "text leaves the page", ink->text, &ink->box, NULL, NULL);
    // Staff's lists end a line so at last; no language is as long as this one.
    if (in->side == GALLERY_STAFF && strcmp(in->look->language, "xx") == 0)
        return;
    if (strstr(ink->text, "…") && strcmp(ink->text, _("other word…")) != 0 &&
        strcmp(ink->text, _("Words…")) != 0 && strcmp(ink->text, _("Opening…")) != 0)
        wrong(in, "text is cut", ink->text, &ink->box, NULL, NULL);
}

static void
check_ink_in_widgets(struct inspection *in, const struct ink *ink)
{
    const struct frame *frame = in->ui->now;

    for (size_t i = 0; i < frame->n_items; i++) {
        const struct ui_item *item = &frame->items[i];
        SDL_Rect inside = item->rect;
        int edge = item->role == UI_KEY ? 1 : (int) (6 * in->ui->scale);

        if (!is_widget(item) || item->role == UI_PAGE || is_under_call(in->ui, i) ||
            is_long_key(in, item) || !overlap(&ink->box, &item->rect, SLACK_PX))
            continue;
        inside = (SDL_Rect){
            inside.x + edge, inside.y + edge / 3, inside.w - 2 * edge, inside.h - edge * 2 / 3};
        if (!is_within(&ink->box, &inside, SLACK_PX))
            wrong(
                in, "text over the edge of a widget", ink->text, &ink->box, item->id, &item->rect);
    }
}

static void
check_ink_apart(struct inspection *in, const struct ink *inks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            if (!inks[i].in_page && !inks[j].in_page &&
                overlap(&inks[i].box, &inks[j].box, SLACK_PX))
                wrong(in, "text over text", inks[i].text, &inks[i].box, inks[j].text, &inks[j].box);
}

/* Text stands beside the lamp or within it, never across its edge; and the shoreline runs through
 * no word. */
static void
check_ink_on_scene(struct inspection *in, const struct ink *ink)
{
    const struct frame *frame = in->ui->now;
    SDL_Rect line = {0, 0, 0, 0}, crossed;
    const float *within = NULL;
    size_t line_at = 0;

    for (size_t i = 0; i < frame->n_commands; i++) {
        const struct command *command = &frame->commands[i];
        float radius = command->radius;

        if (command->kind == COMMAND_FILL && command->bounds.w == in->ui->width &&
            command->bounds.h <= 4) {
            line = command->bounds;
            line_at = i;
        }
        if (command->kind != COMMAND_DISC || radius < 40 * in->ui->scale ||
            is_covered(frame, i, &command->bounds))
            continue;
        float dx = fmaxf(
            fmaxf((float) ink->box.x - command->x, command->x - (float) (ink->box.x + ink->box.w)),
            0);
        float dy = fmaxf(
            fmaxf((float) ink->box.y - command->y, command->y - (float) (ink->box.y + ink->box.h)),
            0);
        SDL_Rect disc = {(int) (command->x - radius), (int) (command->y - radius),
            (int) (2 * radius), (int) (2 * radius)};

        if (is_within(&ink->box, &disc, 0))
            within = &command->x; // the breath's word, in the halo that stands still
        if (hypotf(dx, dy) < radius - SLACK_PX && !is_within(&ink->box, &disc, 0) &&
            !(within && *within == command->x))
            wrong(in, "text across the lamp", ink->text, &ink->box, "lamp", &disc);
    }
    if (SDL_IntersectRect(&ink->box, &line, &crossed) && !is_covered(frame, line_at, &crossed))
        wrong(in, "text across the shoreline", ink->text, &ink->box, "shoreline", &line);
}

static bool
has_ink(const struct ink *inks, size_t count, const SDL_Rect *rect)
{
    for (size_t i = 0; i < count; i++) {
        const SDL_Point middle = {
            inks[i].box.x + inks[i].box.w / 2, inks[i].box.y + inks[i].box.h / 2};

        if (SDL_PointInRect(&middle, rect))
            return true;
    }
    return false;
}

static void
check_items(struct inspection *in, const struct ink *inks, size_t count)
{
    const struct frame *frame = in->ui->now;
    SDL_Rect page = {0, 0, in->ui->width, in->ui->height};

    for (size_t i = 0; i < frame->n_items; i++) {
        const struct ui_item *item = &frame->items[i];

        if (is_under_call(in->ui, i))
            continue;
        if (!is_within(&item->rect, &page, 1))
            wrong(in, "leaves the page", item->id, &item->rect, NULL, NULL);
        if (item->role == UI_TEXT && item->label[0] && !has_ink(inks, count, &item->rect))
            wrong(in, "nothing of it is seen", item->label, &item->rect, NULL, NULL);
        for (size_t j = i + 1; is_widget(item) && j < frame->n_items; j++)
            if (is_widget(&frame->items[j]) && !is_under_call(in->ui, j) &&
                overlap(&item->rect, &frame->items[j].rect, 1))
                wrong(in, "widgets overlap", item->id, &item->rect, frame->items[j].id,
                    &frame->items[j].rect);
    }
}

/* ---- T-1, T-2: targets -------------------------------------------------------------------*/

static void
check_targets(struct inspection *in)
{
    const struct frame *frame = in->ui->now;
    bool compact = in->ui->page.shape == UI_COMPACT, patient = in->side == GALLERY_PATIENT;
    double hit = compact ? (patient ? 14 : 10) : (patient ? 20 : 12);
    double drawn = compact ? (patient ? 0 : 8) : (patient ? 15 : 9);

    for (size_t i = 0; i < frame->n_items; i++) {
        const struct ui_item *item = &frame->items[i];
        double w = (item->hit.w + 1) / in->px_per_mm, h = (item->hit.h + 1) / in->px_per_mm;
        // What staff press on a patient's page is staff's.
        bool staff = strcmp(item->id, "i-am-here") == 0 || strncmp(item->id, "name-", 5) == 0 ||
                     strcmp(item->label, _("For staff: end here")) == 0;

        // What cannot be pressed now needs no room for a finger.
        if (!is_widget(item) || item->role == UI_KEY || is_under_call(in->ui, i) ||
            item->state & UI_DISABLED)
            continue;
        if (w < (staff ? 12 : hit) || h < (staff ? 12 : hit))
            wrong(in, "target is small", item->id, &item->hit, NULL, NULL);
        // A page of writing is as high as its lines.
        if (item->role != UI_PAGE && (item->rect.h + 1) / in->px_per_mm < (staff ? 9 : drawn))
            wrong(in, "widget is low", item->id, &item->rect, NULL, NULL);
    }
    for (size_t i = 0; i < frame->n_items; i++)
        for (size_t j = i + 1; j < frame->n_items; j++) {
            const struct ui_item *a = &frame->items[i], *b = &frame->items[j];

            if (is_widget(a) && is_widget(b) && !is_under_call(in->ui, i) &&
                SDL_HasIntersection(&a->hit, &b->hit))
                wrong(in, "hit areas overlap", a->id, &a->hit, b->id, &b->hit);
        }
}

/* ---- V-1: the smallest letters -------------------------------------------------------------*/

/* Said quietly beside what matters (the draft that waits, the page that is full), or to staff. */
static bool
may_be_small(const struct ui *ui, const struct ink *ink)
{
    static const char *const ids[] = {"holding", "full", "i-am-here", "finish"};
    const SDL_Point middle = {ink->box.x + ink->box.w / 2, ink->box.y + ink->box.h / 2};

    for (size_t i = 0; i < ui->now->n_items; i++) {
        const struct ui_item *item = &ui->now->items[i];

        if (!SDL_PointInRect(&middle, &item->rect))
            continue;
        for (size_t n = 0; n < COUNT(ids); n++)
            if (strcmp(item->id, ids[n]) == 0)
                return true;
        if (item->role == UI_KEY)
            return true; // keys have their own rule (5.1)
        // Twelve words on 7 inches: the longest of a language is a little smaller.
        if (ui->page.shape == UI_COMPACT && strncmp(item->id, "feeling-", 8) == 0)
            return true;
    }
    return false;
}

static void
check_letters(struct inspection *in, const struct ink *ink)
{
    const struct face *face = &in->ui->text->faces[ink->command->run.face];
    double part = face->family && strstr(face->family, "Gentium") ? 0.615 : 0.725;
    double cap_mm = part * ink->command->run.em_px / in->px_per_mm;
    bool longer = strcmp(in->look->language, "xx") == 0;
    double least = in->side == GALLERY_STAFF || may_be_small(in->ui, ink) ? 2.8 : 4.8;

    // No language is as long: where this one fills a page, its letters may be as small as staff's.
    least = longer ? (in->ui->page.shape == UI_COMPACT ? 2.1 : 2.8) : least;

    // A pixel of the em is what rounding may take.
    if (cap_mm + part / in->px_per_mm < least) {
        char what[64];

        snprintf(what, sizeof(what), "letters of %.1f mm", cap_mm);
        wrong(in, what, ink->text, &ink->box, NULL, NULL);
    }
}

/* ---- header and band stand still ------------------------------------------------------*/

/* A first rect of each id in a look; the looks come one after the other, for each screen again. */
#define FIXED_MAX 4096
static struct fixed {
    struct gallery_look look;
    char id[ID_MAX];
    SDL_Rect rect;
} fixed[FIXED_MAX];
static size_t n_fixed;

static void
check_fixed(struct inspection *in)
{
    static const char *const ids[] = {"pause", "help", "back", "continue"};

    for (size_t i = 0; i < COUNT(ids); i++) {
        const struct ui_item *item = gallery_find(ids[i]);
        size_t at = 0;

        // The header is everywhere the same, the band on the walk's screens.
        if (!item || in->side == GALLERY_STAFF || (i > 1 && !in->screen->walk))
            continue;
        while (at < n_fixed && (memcmp(&fixed[at].look, in->look, sizeof(*in->look)) != 0 ||
                                   strcmp(fixed[at].id, ids[i]) != 0))
            at++;
        if (at == n_fixed) {
            assert(n_fixed < FIXED_MAX);
            fixed[n_fixed].look = *in->look;
            fixed[n_fixed].rect = item->rect;
            snprintf(fixed[n_fixed++].id, ID_MAX, "%s", ids[i]);
        } else if (!SDL_RectEquals(&fixed[at].rect, &item->rect)) {
            wrong(in, "moved", ids[i], &item->rect, "elsewhere", &fixed[at].rect);
        }
    }
}

/* What 7 inches do not hold, and no language asks for: the longest sentence of the interface, 40 %
 * longer, above the clinic's own words, and a question that never parts from its three answers. */
static bool
is_beyond(const struct inspection *in)
{
    return (strcmp(in->screen->name, "W7 naming") == 0 ||
               strncmp(in->screen->name, "W7c", 3) == 0) &&
           in->ui->page.shape == UI_COMPACT && strcmp(in->look->language, "xx") == 0;
}

/* ---- all of it -----------------------------------------------------------------------------*/

size_t
gallery_check(
    const struct gallery_screen *screen, enum gallery_side side, const struct gallery_look *look)
{
    static struct ink inks[TEXTS_MAX];
    struct inspection in = {.screen = screen,
        .side = side,
        .look = look,
        .ui = gallery_ui(),
        .px_per_mm = look->size->px_per_mm};
    size_t count = read_ink(in.ui, inks);

    if (is_beyond(&in))
        return 0;

    for (size_t i = 0; i < count; i++) {
        if (inks[i].in_page)
            continue;
        check_ink_place(&in, &inks[i]);
        check_ink_in_widgets(&in, &inks[i]);
        check_ink_on_scene(&in, &inks[i]);
        check_letters(&in, &inks[i]);
    }
    check_ink_apart(&in, inks, count);
    check_items(&in, inks, count);
    check_targets(&in);
    check_fixed(&in);
    return in.n_wrong;
}

/* A seed that is always the same: a failure is found again. */
static uint32_t
next_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t) (*state * UINT64_C(2685821657736338717) >> 32);
}

size_t
gallery_touches(
    const struct gallery_screen *screen, const struct gallery_look *look, unsigned count)
{
    struct ui *ui = gallery_ui();
    struct inspection in = {.screen = screen, .look = look, .ui = ui};
    uint64_t seed = 4;

    for (unsigned n = 0; n < count && in.n_wrong < 4; n++) {
        SDL_Point at = {(int) (next_random(&seed) % (uint32_t) ui->width),
            (int) (next_random(&seed) % (uint32_t) ui->height)};
        const struct ui_item *under = NULL;
        SDL_Event event = {.type = SDL_MOUSEBUTTONDOWN};

        for (size_t i = 0; i < ui->now->n_items; i++) {
            const struct ui_item *item = &ui->now->items[i];

            if (!is_widget(item) || item->state & UI_DISABLED || is_under_call(ui, i) ||
                !SDL_PointInRect(&at, &item->hit))
                continue;
            if (under)
                wrong(&in, "one touch, two widgets", under->id, &under->hit, item->id, &item->hit);
            under = item;
        }
        event.button.button = SDL_BUTTON_LEFT;
        event.button.x = at.x;
        event.button.y = at.y;
        (void) ui_event(ui, &event);
        // On the very edge of two the toolkit may mean either; a palm means nothing (N9).
        if (under && ui->input.pressed[0] && strcmp(ui->input.pressed, under->id) != 0) {
            const struct ui_item *other = gallery_find(ui->input.pressed);

            if (!other || at.x > other->hit.x + other->hit.w || at.y > other->hit.y + other->hit.h)
                wrong(&in, "a touch means another", under->id, &under->hit, ui->input.pressed,
                    &under->rect);
        }
        ui->input.down = ui->input.inside = false; // let go of elsewhere
        ui->input.pressed[0] = '\0';
    }
    return in.n_wrong;
}
