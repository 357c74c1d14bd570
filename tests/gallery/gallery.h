/* The gallery: every single screen of both rooms, described in every size, text size and language
 * without a window, and checked by its semantic list and by the text it draws.
 *
 * A screen is a row of a table: its name and how to get there, on a room of its own with made-up
 * people. Once there, it is described in one look after the other.
 */
#ifndef AFTERWORD_TESTS_GALLERY_H
#define AFTERWORD_TESTS_GALLERY_H

#include "ui/inside.h"

/* ---- looks ---------------------------------------------------------------------*/

struct gallery_size {
    const char *name;
    int width, height;
    double px_per_mm;
};
extern const struct gallery_size gallery_sizes[];
extern const size_t n_gallery_sizes;

struct gallery_look {
    const struct gallery_size *size;
    struct ui_comfort comfort;
    const char *language; /* "xx": every word of the interface 40 % longer */
};

/* ---- screens -------------------------------------------------------------------*/

enum gallery_side { GALLERY_PATIENT, GALLERY_STAFF };

struct gallery_screen {
    const char *name;
    void (*reach)(void);
    bool walk; /* header and band are in their fixed places */
};
extern const struct gallery_screen gallery_patient[], gallery_staff[];
extern const size_t n_gallery_patient, n_gallery_staff;

/* ---- the stage: one toolkit, and one room on it ---------------------------------*/

/* A room's two calls, and what a look does to it. */
struct gallery_room {
    void (*frame)(struct ui *ui);
    void (*done)(struct job *job);
    void (*dress)(const struct gallery_look *look, struct ui *ui);
    void (*end)(void);
};

void
gallery_open(void);
void
gallery_close(void);
struct ui *
gallery_ui(void);
struct worker *
gallery_worker(void);

/* A screen in the language, at 1280x800, on a room of its own; ends the one before. */
void
gallery_reach(const struct gallery_screen *screen, const char *language);
/* Ends the room. */
void
gallery_leave(void);
/* Describes what is there in another look; `paint`: on the canvas too. */
void
gallery_show(const struct gallery_look *look, bool paint);
/* Of the screen that is being reached. */
const char *
gallery_language(void);

/* For the tables. */
void
gallery_begin(const struct gallery_room *room);
/* Until the worker has nothing left and the room took it all. */
void
gallery_settle(void);
const struct ui_item *
gallery_find(const char *id);
void
gallery_touch(const char *id);
void
gallery_touch_at(const char *id, float x, float y);
void
gallery_type(const char *text);
/* The kiosk's loop, for so long. */
void
gallery_wait_s(int seconds);

/* ---- what lies behind both rooms -------------------------------------------------*/

struct gallery_played {
    bool disk_refuses;
    struct fault unlock_refuses, list_refuses;
    size_t n_people, n_entries;
    bool long_entry, many_names, damaged;
};
extern struct gallery_played gallery_played;

struct records *
gallery_records(void);
/* A draft of the flow, left at its n-th step with the text, for the next resume. */
struct bytes *
gallery_draft(const char *flow, size_t step, const char *text);
/* The flows, with a translation into "xx" of each. */
const struct flow_folder *
gallery_flows(void);
void
gallery_flows_free(void);

/* ---- checks ----------------------------------------------------------------------*/

/* Looks at what is described, prints what is wrong, and gives how much. */
size_t
gallery_check(
    const struct gallery_screen *screen, enum gallery_side side, const struct gallery_look *look);
/* `count` touches anywhere: each means at most one widget. */
size_t
gallery_touches(
    const struct gallery_screen *screen, const struct gallery_look *look, unsigned count);

/* ---- contact sheets --------------------------------------------------------------*/

struct gallery_sheet {
    struct gallery_look look;
    enum gallery_side side;
    const char *path;
    int columns, thumb_width;
};
bool
gallery_sheet(const struct gallery_sheet *sheet);

#endif
