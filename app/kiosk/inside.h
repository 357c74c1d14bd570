/* What the kiosk's own files share. */
#ifndef AFTERWORD_KIOSK_INSIDE_H
#define AFTERWORD_KIOSK_INSIDE_H

#include "afterword/kiosk.h"

#include "afterword/clinic.h"
#include "afterword/flow.h"
#include "afterword/journal.h"
#include "afterword/ui.h"

/* ---- the inbox ----------------------------------------------------------------
 *
 * Where worker and ears leave what the loop must take. A pushed SDL event only wakes the loop; the
 * thing itself lies here, because SDL's queue can be full and may drop what it is given.
 */
enum mail_kind {
    MAIL_JOB,  /* a completion */
    MAIL_LINK, /* a message of the supervisor */
    MAIL_DOOR, /* a request of a tour */
    MAIL_END   /* a signal, or the supervisor is gone: seal and leave */
};

struct mail {
    enum mail_kind kind;
    struct job *job;
    struct message message;
};

struct inbox;

struct inbox *
inbox_new(void);
/* Any thread. The inbox owns the mail. */
void
inbox_put(struct inbox *inbox, const struct mail *mail);
/* False when it is empty; the mail is then the caller's. */
bool
inbox_take(struct inbox *inbox, struct mail *mail);
bool
inbox_is_empty(struct inbox *inbox);
/* Blocks until there is mail: before the window can wait for it. */
void
inbox_wait(struct inbox *inbox);
/* From now on each put also pushes an SDL event. */
void
inbox_wake_loop(struct inbox *inbox);

/* ---- the ears -------------------------------------------------------------------*/

/* Starts the thread that listens to the supervisor, to signals and to a tour (`door` -1: none). It
 * ends with the process, which it makes sure of once a signal came. */
bool
ears_start(struct inbox *inbox, int link, int door, struct fault *fault);

/* ---- what was opened at the start -------------------------------------------------*/

struct opened {
    struct records *records;    /* NULL: the data file did not open */
    struct fault records_fault; /* why */
    struct flow_folder *flows;  /* an empty one where the folder can't be read */
    struct clinic_help help;
    struct clinic_settings settings; /* usual ones where they can't be read */
    struct clinic_members members;
    bool has_help, has_members;
};

/* ---- rooms ------------------------------------------------------------------------*/

struct kiosk;

enum room_outcome {
    ROOM_STAYS,
    ROOM_TO_STAFF,
    ROOM_TO_PATIENT,
    ROOM_ENDED /* this process ends */
};

/* What the loop knows of a room. */
struct room_kind {
    void *(*new)(struct kiosk *kiosk, uint32_t screen);
    void (*free)(void *room);
    void (*frame)(void *room, struct ui *ui);
    void (*done)(void *room, struct job *job);
    void (*call_told)(void *room, const struct clinic_call *call);
    int64_t (*deadline)(const void *room);
    enum room_outcome (*outcome)(const void *room);
    void (*stop)(void *room);
};
extern const struct room_kind kiosk_room_patient, kiosk_room_staff;

/* Makes the room and shuts the one before it. */
void
room_enter(struct kiosk *kiosk, const struct room_kind *kind);
void
room_leave(struct kiosk *kiosk);

/* ---- the tour's end of the door ---------------------------------------------------*/

struct driver {
    int pair;  /* our end; -1: no tour */
    int other; /* the tour's, until it has it */
    bool idle_asked;
    int64_t idle_by_ms; /* then it is answered though something moves */
    float x, y;         /* px; where the finger is */
    int64_t lifted_ms;  /* when one that shakes was lifted */
};

/* Makes the pair. Nothing happens without a door. */
bool
driver_open(struct driver *driver, int door, struct fault *fault);
/* Gives the tour its end: from now on it asks. */
void
driver_greet(struct driver *driver, int door);
/* Does what a request asks and answers it. */
void
driver_take(struct kiosk *kiosk, const struct message *request);
/* Answers IDLE once it is true. */
void
driver_answer_idle(struct kiosk *kiosk);
/* The tour sees this child as gone. */
void
driver_close(struct driver *driver);

/* ---- the kiosk --------------------------------------------------------------------*/

enum kiosk_ending {
    KIOSK_GOES_ON,
    KIOSK_CLOSES, /* a session is over: the next child takes the screen */
    KIOSK_ENDS    /* told to, or its window was closed */
};

struct kiosk {
    const struct kiosk_options *options;
    struct kiosk_place place;
    struct inbox *inbox;
    struct worker *worker;
    struct ui_window *window;
    struct ui *ui;
    struct opened opened;
    struct driver driver;

    struct journal_tray tray;
    bool has_tray;
    struct bytes kept; /* body of a RESUME; empty: none */
    struct id living;  /* the draft it is of */
    struct clinic_call call;

    const struct room_kind *room_kind; /* NULL: no room yet */
    void *room;
    uint32_t screen; /* the room's number; completions of another are freed */

    bool due;         /* something happened that a frame must tell */
    bool letter_down; /* a letter's key went down last: its text comes next */
    enum kiosk_ending ending;
};

/* Brings up everything but the first frame. False after saying why on standard error. */
bool
kiosk_start(struct kiosk *kiosk);
/* Work that waits until the first frame is on the screen. */
void
kiosk_tidy(struct kiosk *kiosk);
/* Frees the room, runs what is queued on the worker, closes the data file. */
void
kiosk_close(struct kiosk *kiosk);

/* Gives one event of SDL to the toolkit, with a frame before it where the order matters. */
void
kiosk_event(struct kiosk *kiosk, const SDL_Event *event);
/* Describes and shows the screen as it is now, and follows where the room leads. */
void
kiosk_frame(struct kiosk *kiosk);
/* Takes a LINK_CALLING: the call as the supervisor holds it. */
void
kiosk_call_told(struct kiosk *kiosk, const struct message *message);

#endif
