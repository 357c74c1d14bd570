#include "inside.h"

#include <assert.h>
#include <string.h>

#include "ui/writing.h"

/* Between two frames: what a hand did is on the screen before the rest of the screen was so much as
 * looked at. The words of a page that is written on are described again and take the place of those
 * in the last frame's commands; a widget that is pressed takes its colour for that. So whatever lies
 * over or under them is painted with them. */

void
echo_off(struct ui *ui)
{
    if (ui->echo.writing)
        ui->echo.writing->echoed_by = NULL;
    ui->echo.writing = NULL;
}

void
echo_on(struct ui *ui, const struct echo *echo)
{
    echo_off(ui);
    ui->echo = *echo;
    ui->echo.writing->echoed_by = ui;
}

/* ---- what is typed ---------------------------------------------------------------*/

/* What was typed is for that page, and nothing else came with it. */
static bool
typed_alone(const struct ui *ui)
{
    const struct input *input = &ui->input;

    return ui->echo.writing && is_focused(ui, ui->echo.id) &&
           (input->n_keys > 0 || input->text.length > 0) && !input->down && !input->released &&
           !input->began && input->activated[0] == '\0' &&
           ui_writing_selecting(ui->echo.writing) == UI_SELECTING_NOT;
}

static void
add_bounds(SDL_Rect *all, const struct command *commands, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++)
        SDL_UnionRect(all, &commands[i].bounds, all);
}

/* The same place, the same look: another word, or one with a letter more. */
static bool
is_same_place(const struct command *a, const struct command *b)
{
    return a->kind == COMMAND_TEXT && b->kind == COMMAND_TEXT && a->pen_x == b->pen_x &&
           a->baseline == b->baseline && a->colour == b->colour;
}

/* Where the commands first..end differ from new_first..new_end. */
static SDL_Rect
difference(struct ui *ui, size_t first, size_t end, size_t new_first, size_t new_end)
{
    const struct command *commands = ui->now->commands;
    const struct command *before = &commands[first], *now = &commands[new_first];
    SDL_Rect changed = {0};

    if (first < end && new_first < new_end && is_same_place(before, now)) {
        changed = text_paint_difference(ui->text, &before->run, before->string, &now->run,
            now->string, now->pen_x, now->baseline);
        first++, new_first++;
    }
    add_bounds(&changed, commands, first, end);
    add_bounds(&changed, commands, new_first, new_end);
    return changed;
}

/* The commands from `from` on take the place of the echo's; gives the rectangle in which they
 * differ. What is the same at both ends stays. */
static SDL_Rect
take_place(struct ui *ui, size_t from)
{
    struct command *commands = ui->now->commands, *spare = ui->last->commands;
    size_t first = ui->echo.first, end = ui->echo.end, new_first = from;
    size_t new_end = ui->now->n_commands, n_new;
    SDL_Rect changed;

    while (first < end && new_first < new_end && commands[first].hash == commands[new_first].hash)
        first++, new_first++;
    while (
        first < end && new_first < new_end && commands[end - 1].hash == commands[new_end - 1].hash)
        end--, new_end--;
    n_new = new_end - new_first;
    changed = difference(ui, first, end, new_first, new_end);

    memcpy(spare, &commands[new_first], n_new * sizeof(*commands));
    memmove(&commands[first + n_new], &commands[end], (from - end) * sizeof(*commands));
    memcpy(&commands[first], spare, n_new * sizeof(*commands));
    ui->now->n_commands = from - end + first + n_new;
    ui->echo.end = ui->echo.end - end + first + n_new;
    return changed;
}

static SDL_Rect
echo_typed(struct ui *ui)
{
    size_t from = ui->now->n_commands;

    ui->describing = true;
    writing_echo(ui, &ui->echo);
    ui->describing = false;
    input_take_typed(ui);
    return take_place(ui, from);
}

/* ---- what is pressed -------------------------------------------------------------*/

static bool
pressed_alone(const struct ui *ui)
{
    const struct input *input = &ui->input;

    return input->began && input->down && input->inside && input->activated[0] == '\0' &&
           !input->typed;
}

static SDL_Rect
echo_pressed(struct ui *ui)
{
    const struct ui_item *item = find_item(ui, ui->input.pressed);
    size_t widget = item ? (size_t) (item - ui->now->items) + 1 : 0;
    SDL_Rect changed = {0};

    for (size_t i = 0; widget > 0 && i < ui->now->n_commands; i++) {
        struct command *command = &ui->now->commands[i];

        if (command->widget != widget || command->colour == command->held_colour)
            continue;
        command->colour = command->held_colour;
        seal_command(command, NULL, 0);
        SDL_UnionRect(&changed, &command->bounds, &changed);
    }
    return changed;
}

bool
ui_echo(struct ui *ui, SDL_Rect *changed)
{
    SDL_Rect all = {0, 0, ui->width, ui->height};

    *changed = (SDL_Rect){0};
    if (ui->describing || ui->damage_all || ui->acted || ui->motion.passage != PASSAGE_NONE)
        return false;
    if (typed_alone(ui))
        *changed = echo_typed(ui);
    else if (pressed_alone(ui))
        *changed = echo_pressed(ui);
    if (!SDL_IntersectRect(changed, &all, changed))
        return false;
    paint_rect(ui, changed);
    forget_cells(ui, changed);
    return true;
}
