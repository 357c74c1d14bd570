/* base: the ground every module stands on.
 *
 * Bytes and UTF-8, faults, files, framed messages, the clock, the log, the
 * language of the interface and one worker thread with its queue. Nothing here
 * knows what Afterword is for. No library beyond C and POSIX.
 *
 * Threads: a function is safe on any thread for distinct objects unless its
 * part says otherwise.
 */
#ifndef AFTERWORD_BASE_H
#define AFTERWORD_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define BIT(n) (1u << (n))

/* ---- memory -------------------------------------------------------------
 *
 * Out of memory ends the process through memory_exhausted(): what was typed is
 * already sealed, and the supervisor starts the program again. So none of
 * these returns NULL.
 */

/* Zeroed memory for `count` things of `size` bytes; the product is checked. Free with free(). */
void *
memory_new(size_t count, size_t size);

/* Grows or shrinks `block` to `count` things of `size` bytes. New bytes are not zeroed. */
void *
memory_resize(void *block, size_t count, size_t size);

/* A copy of a C string; NULL gives NULL. Free with free(). */
char *
memory_string(const char *text);
/* A C string of `length` bytes of text, which end at a zero byte among them. Free with free(). */
char *
memory_string_of(const void *text, size_t length);

/* Says so on standard error, without words of anybody, and ends the process. */
_Noreturn void
memory_exhausted(void);

/* Overwrites in a way the compiler may not leave out. */
void
memory_wipe(void *block, size_t length);

/* ---- faults ---------------------------------------------------------------
 *
 * What the world did. A fault holds a kind, a literal that says what was being
 * done, and a number: it has no room for a word a patient wrote, so none can
 * ride in it to a log. It is copied between threads like a number and never freed.
 * A fault is logged once, where it stops.
 */
enum fault_kind {
    FAULT_NONE,
    FAULT_SYSTEM,         /* a system call; code is errno */
    FAULT_MEMORY,         /* memory for a key or for Argon2id was refused */
    FAULT_DISK,           /* reading or writing failed; code is errno or SQLite's */
    FAULT_DISK_FULL,      /* no space is left */
    FAULT_DISK_READ_ONLY, /* the folder or file can't be written */
    FAULT_STORE_BUSY,     /* another connection holds the data file */
    FAULT_LOCKED,         /* another Afterword works on this data folder */
    FAULT_PERMISSION,     /* owner, mode, link or network file system is not what it must be */
    FAULT_NOT_FOUND,      /* what was asked for is not there */
    FAULT_EXISTS,         /* what was to be made is there already */
    FAULT_FOREIGN,        /* not a file of Afterword's, or of another clinic */
    FAULT_NEWER,          /* written by a newer Afterword */
    FAULT_DAMAGED,        /* the bytes are not what was written */
    FAULT_FORGED,         /* a signature, certificate or chain does not hold */
    FAULT_PASSPHRASE,     /* the passphrase did not open it */
    FAULT_SLOWED,         /* too many wrong tries; code is the wait in ms */
    FAULT_ACCESS,         /* the person signed in holds no key for this */
    FAULT_INPUT,          /* what a person gave is not of the form it must have */
    FAULT_LIMIT,          /* a named limit is reached; code is the limit */
    FAULT_DEVICE,         /* a display or sound device */
    FAULT_STOPPED,        /* the program is ending; the thing was not done */
    FAULT_KINDS
};

struct fault {
    enum fault_kind kind; /* what the world did; screens choose their words by it */
    const char *doing;    /* a string literal: "commit the draft" */
    int64_t code;         /* errno, SQLite's or a library's; 0 where there is none */
};

#define FAULT_EMPTY ((struct fault){FAULT_NONE, "", 0})

/* Fills the fault and is false, so that a caller can return it. Takes literals only. */
#define FAULT(fault, kind, literal, code) fault_set((fault), (kind), "" literal "", (code))

bool
fault_set(struct fault *fault, enum fault_kind kind, const char *doing, int64_t code);

/* Fills the fault from errno: ENOSPC, EROFS, EACCES and ENOENT get kinds of their own, all
 * else is `kind`. False. */
#define FAULT_ERRNO(fault, kind, literal) fault_from_errno((fault), (kind), "" literal "")
bool
fault_from_errno(struct fault *fault, enum fault_kind kind, const char *doing);

/* A short lower-case description for people at a terminal, in English ("the disk is full"). */
const char *
fault_description(enum fault_kind kind);

/* What can be done about it, in English, for the line after `hint:`; NULL where nothing
 * can be said. */
const char *
fault_hint(enum fault_kind kind);

/* Exit code of the command line's contract: 1 could not be done, 2 the input is wrong,
 * 3 wrong passphrase, 4 damaged data. 0 for FAULT_NONE. */
int
fault_exit_code(enum fault_kind kind);

/* ---- bytes ----------------------------------------------------------------
 *
 * A growing run of bytes that owns its memory. Invariant: length <= capacity;
 * data[length] is always a zero byte once data is not NULL, so text can be
 * given to C. Patient text is ended with bytes_wipe, the rest with bytes_destroy.
 */
struct bytes {
    uint8_t *data;
    size_t length;
    size_t capacity; /* without the closing zero */
};

#define BYTES_EMPTY ((struct bytes){NULL, 0, 0})

/* Grows so that `capacity` bytes fit. The old block is wiped when it moves: it may hold a
 * patient's words. */
void
bytes_reserve(struct bytes *bytes, size_t capacity);
void
bytes_append(struct bytes *bytes, const void *data, size_t length);
void
bytes_append_byte(struct bytes *bytes, uint8_t byte);
void
bytes_append_text(struct bytes *bytes, const char *text);
/* printf into the bytes. */
void
bytes_append_format(struct bytes *bytes, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Little endian, fixed width. */
void
bytes_append_u16(struct bytes *bytes, uint16_t value);
void
bytes_append_u32(struct bytes *bytes, uint32_t value);
void
bytes_append_u64(struct bytes *bytes, uint64_t value);
/* A u32 length, then the bytes. */
void
bytes_append_sized(struct bytes *bytes, const void *data, size_t length);
/* Replaces `removed` bytes at `at` by `length` bytes of `data`. */
void
bytes_replace(struct bytes *bytes, size_t at, size_t removed, const void *data, size_t length);
void
bytes_set(struct bytes *bytes, const void *data, size_t length);
/* Length 0, memory kept. */
void
bytes_clear(struct bytes *bytes);
void
bytes_destroy(struct bytes *bytes);
/* Overwrites all of the capacity, then destroys. */
void
bytes_wipe(struct bytes *bytes);
bool
bytes_equal(const struct bytes *a, const struct bytes *b);
/* The text; "" for empty bytes. Borrowed until the bytes change. */
const char *
bytes_text(const struct bytes *bytes);

/* Reads a run of bytes front to back, and never past its end.
 * Invariant: once a read did not fit, `ok` is false and stays so, and all reads give zero. */
struct reader {
    const uint8_t *data;
    size_t left;
    bool ok;
};

struct reader
reader_of(const void *data, size_t length);
uint8_t
reader_u8(struct reader *reader);
uint16_t
reader_u16(struct reader *reader);
uint32_t
reader_u32(struct reader *reader);
uint64_t
reader_u64(struct reader *reader);
/* Borrowed; NULL when it does not fit. */
const uint8_t *
reader_take(struct reader *reader, size_t length);
/* A u32 length, then that many bytes; borrowed. */
const uint8_t *
reader_sized(struct reader *reader, size_t *length);
/* True when every read fitted and nothing is left. */
bool
reader_at_end(const struct reader *reader);

/* An identifier: 16 random bytes, or zero for "none". */
#define ID_LENGTH 16
#define ID_TEXT_LENGTH 32
struct id {
    uint8_t bytes[ID_LENGTH];
};
#define ID_NONE ((struct id){{0}})

bool
id_equal(const struct id *a, const struct id *b);
bool
id_is_none(const struct id *id);
/* 32 lower-case hexadecimal digits and a zero. */
void
id_text(const struct id *id, char text[ID_TEXT_LENGTH + 1]);
bool
id_from_text(const char *text, struct id *id);

/* ---- UTF-8 ----------------------------------------------------------------*/

/* True when all of it is well-formed UTF-8 (no surrogates, nothing over U+10FFFF, no over-long
 * form). A zero byte is well formed. On false, *bad is the offset of the first wrong byte;
 * `bad` may be NULL. */
bool
utf8_valid(const void *text, size_t length, size_t *bad);
/* The character at `at` of well-formed text, and its length in bytes (1-4). */
uint32_t
utf8_at(const char *text, size_t length, size_t at, size_t *size);
/* Appends one character; U+FFFD for what is no character. */
void
utf8_append(struct bytes *bytes, uint32_t character);
/* How many characters. */
size_t
utf8_count(const char *text, size_t length);
/* True for what must not reach a terminal or a label: C0 and C1 controls but tab and newline,
 * bidirectional overrides and isolates (U+202A-202E, U+2066-2069), U+FEFF, U+FFFE, U+FFFF. */
bool
utf8_is_unsafe(uint32_t character);

/* ---- files ----------------------------------------------------------------*/

/* Reads a whole regular file of at most `limit` bytes. Faults: NOT_FOUND, PERMISSION (not a
 * regular file), LIMIT, DISK. */
bool
file_read(const char *path, size_t limit, struct bytes *bytes, struct fault *fault);
/* Replaces a file so that a power cut leaves the old or the new one whole: PATH.part
 * (O_EXCL, O_NOFOLLOW, `mode`), fsync, rename, fsync of the folder. */
bool
file_write(const char *path, const struct bytes *bytes, mode_t mode, struct fault *fault);
/* Makes a folder of mode 0700 and its parents; one that is there is fine. */
bool
file_folder_make(const char *path, struct fault *fault);
/* A folder fit for the data: a real folder (no link), ours, 0700, on no network file system.
 * Fault PERMISSION with code 1 link, 2 owner, 3 mode, 4 network; NOT_FOUND. */
bool
file_folder_check(const char *path, struct fault *fault);
/* Removes a folder and all in it, without following links. */
bool
file_folder_remove(const char *path, struct fault *fault);
/* A file that was made, renamed or removed under `path` is so for good once its folder is synced. */
bool
file_folder_sync(const char *path, struct fault *fault);
/* Takes the lock `path` (O_CLOEXEC, flock): a descriptor that forked children inherit; the lock
 * is free when the last of them is gone. LOCKED when another holds it. */
bool
file_lock(const char *path, int *descriptor, struct fault *fault);
/* folder/name, freshly allocated. Free with free(). */
char *
file_path(const char *folder, const char *name);

/* ---- messages -------------------------------------------------------------
 *
 * Between our own processes, over a SOCK_SEQPACKET pair: one message is one
 * packet (u16 kind, then the body), so two threads may send on the same socket
 * and neither cuts into the other. At most one descriptor rides along (SCM_RIGHTS).
 */
#define MESSAGE_LENGTH_MAX (128u << 10)

struct message {
    uint16_t kind;
    struct bytes body;
    int descriptor; /* -1 for none; the receiver owns it */
};

/* A pair, both ends O_CLOEXEC. */
bool
message_pair(int sockets[2], struct fault *fault);
/* Blocks until it is sent. SYSTEM with EPIPE where nobody reads any more; never raises SIGPIPE.
 * `descriptor` may be -1; it stays the caller's. LIMIT for a longer body. */
bool
message_send(int socket, uint16_t kind, const void *body, size_t length, int descriptor,
    struct fault *fault);
/* Blocks for one whole message. NOT_FOUND when the other end is gone; DAMAGED for a packet that
 * is no message. What the kernel's buffers held is wiped from ours by message_destroy. */
bool
message_receive(int socket, struct message *message, struct fault *fault);
void
message_destroy(struct message *message);

/* The link between the supervisor and its child. The kinds stand here because three modules must
 * agree on them and only base lies under all three: the supervisor and the kiosk, its two ends,
 * and records, which sends KEEP straight from locked memory so that nobody else touches a draft
 * key. "C" goes from the child to the supervisor, "S" the other way. All integers little endian. */
enum link_kind {
    LINK_KEEP = 1, /* C: draft id 16, draft key 32, journal id 16; also marks the time */
    LINK_PRESENT,  /* C: somebody pressed something: the draft key's time starts again */
    LINK_FORGET,   /* C: the draft key dies (sealed, or ended) */
    LINK_TRAY,     /* C: what staff hand over, for the next child; S: the tray, once. Empty: none */
    LINK_CALL,     /* C: u8 call kind, u64 since (wall ms), argv as sized strings (may be none) */
    LINK_SEEN,     /* C: the call was answered: name said (sized text) */
    LINK_CALLING,  /* S: u8 kind, u64 since, u8 enum link_call_state, name said (sized text) */
    LINK_CLOSED,   /* C: file closed, words wiped, plain picture kept: fork the next */
    LINK_SHOWN,    /* C: first frame is on the screen */
    LINK_ALIVE,    /* S: are you there; C: yes */
    LINK_RESUME,   /* S: draft id 16, draft key 32, journal id 16: the one this kiosk was writing */
    LINK_BACK,     /* C: as KEEP, by staff: a sitting that waits for its person in the next child */
    LINK_KINDS
};

/* How a call for help stands. */
enum link_call_state {
    LINK_CALL_OPEN,   /* rings; nobody has answered */
    LINK_CALL_FAILED, /* rings, and the way out of the room did not work */
    LINK_CALL_SEEN,   /* somebody said they are going; told once, then the call is over */
    LINK_CALL_STATES
};

/* The door, through which a tour reaches each child of its supervisor: on the inherited end comes
 * HELLO with a descriptor, the tour's end of a pair of that child's own; its end-of-file is that
 * child's death. On the pair the tour asks, and each request has one answer: DONE, LISTED, or
 * FAILED with a text for people in it. "T" goes from the tour to the child, "C" the other way. */
enum door_kind {
    DOOR_HELLO = 1, /* C: u32 its process id; rides with the descriptor */
    DOOR_INPUT,     /* T: u8 enum door_input, then what that asks for */
    DOOR_LIST,      /* T: the frame's widgets, as JSON */
    DOOR_SHOT,      /* T: rides with a file's descriptor: write the frame into it as PNG */
    DOOR_IDLE,      /* T: answer when no job is under way, nothing moves, and it is drawn */
    DOOR_DONE,      /* C: nothing more to say */
    DOOR_LISTED,    /* C: the JSON */
    DOOR_FAILED,    /* C: why not, in English */
    DOOR_KINDS
};

/* Fractions are of the widget's rectangle, or of the window for a finger that names none; in
 * millionths (u32). A name is a label, or "@" and an id; sized text, empty for none. */
enum door_input {
    DOOR_PRESS = 1, /* name: down and up in its middle */
    DOOR_HOLD,      /* name: down, and stays so until DOOR_UP */
    DOOR_TYPE,      /* sized text, as an input method gives it */
    DOOR_KEY,       /* sized text: SDL's name of a key, with Ctrl+, Alt+, Shift+ before it */
    DOOR_DOWN,      /* name, x, y */
    DOOR_MOVE,      /* name, x, y */
    DOOR_UP,        /* where the finger is */
    DOOR_SHAKEN,    /* name, x, y, u64 a seed: a whole touch by a finger that shakes */
    DOOR_BOUNCE,    /* u64 a seed: it comes down once more where it aimed */
    DOOR_INPUTS
};
#define DOOR_WHOLE 1000000u

/* ---- the clock ------------------------------------------------------------
 *
 * One place to ask the time, so that a tour can move it: clock_share() maps one
 * page (made by a tour before the supervisor starts, inherited by every child)
 * whose offset is added to each answer. Without one the offset is zero.
 */

/* Milliseconds that never go back; counts while the machine sleeps (CLOCK_BOOTTIME). */
int64_t
clock_now_ms(void);
/* Wall clock, milliseconds since 1970-01-01 UTC. */
int64_t
clock_wall_ms(void);
/* Days since 1970-01-01 of the local calendar. */
uint32_t
clock_day(void);
/* Local hour and minute of a wall clock time. */
void
clock_local(int64_t wall_ms, uint32_t *day, int *hour, int *minute);
/* Year, month (1-12), day of month (1-31) and weekday (0 Sunday) of a day number. */
void
clock_date(uint32_t day, int *year, int *month, int *day_of_month, int *weekday);
/* Makes the shared offset page; call once, before any fork. */
void
clock_share(void);
/* Moves every process that shares the page. Asserts that there is one. */
void
clock_advance(int64_t ms);

/* ---- the log --------------------------------------------------------------
 *
 * Standard error, one line a message: what happened, to which module, and the
 * fault's kind, literal and number. Takes literals only, so no word of a person
 * can reach it.
 */
#define LOG(module, literal) log_line(module, "" literal "")
#define LOG_FAULT(module, fault) log_fault(module, (fault))
void
log_line(const char *module, const char *literal);
void
log_fault(const char *module, const struct fault *fault);

/* ---- the interface's language ---------------------------------------------
 *
 * gettext over the catalogues in DIR/<language>/LC_MESSAGES/afterword.mo.
 * Main thread only.
 */
#include <libintl.h>
#define _(text) gettext(text)
/* Marks a string in a table for translation; it is looked up where it is shown. */
#define N_(text) text

/* Where the catalogues lie; once, at start. */
void
language_folder(const char *folder);
/* "en", "es"...; an unknown one shows the program's own English. */
void
language_use(const char *language);
/* The language in use; borrowed until the next language_use. */
const char *
language_current(void);

/* ---- options of a command line ----------------------------------------------
 *
 * One table says what a command takes; parsing, --help, the shell completion and the man page
 * read it, so they can't disagree. "--name VALUE" and "--name=VALUE" are taken; "--" ends the
 * options; an option given twice is an error.
 */
enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_NUMBER, OPTION_CHOICE };

struct option {
    const char *name; /* without the dashes */
    enum option_kind kind;
    const char *value; /* how help names the value: "DIR"; for a choice: "day|dusk|contrast" */
    const char *help;  /* one line, lower case, no full stop */
};

#define OPTIONS_MAX 32
struct option_values {
    const char *given[OPTIONS_MAX]; /* beside the table's rows: the value, "" for a flag, or NULL */
    char **operands;                /* borrowed, the rest of argv in its order; free the array */
    size_t n_operands;
};

/* Reads argv (without the program's and the command's names). On false `problem` says in English
 * what is wrong, safe for a terminal; it holds the option's name and never its value. */
bool
option_parse(const struct option *options, size_t n_options, int argc, char **argv,
    struct option_values *values, struct bytes *problem);
void
option_values_destroy(struct option_values *values);
/* The value of the option `name`, or NULL; asserts that the table has it. */
const char *
option_value(const struct option *options, size_t n_options, const struct option_values *values,
    const char *name);
/* A whole number in [least, most]; false for anything else. */
bool
option_number(const char *text, long least, long most, long *number);

/* ---- the worker -----------------------------------------------------------
 *
 * One thread that owns whatever blocks: the writing SQLite connection, Argon2id,
 * reading and opening records. Jobs run in the order posted. A job's block is
 * made by who posts it, belongs to the worker until it is delivered, and to the
 * receiver from then on.
 *
 * A completion names its receiver by number, never by pointer: the screen may
 * be gone. deliver() runs on the worker's thread and hands the job to the loop
 * (an SDL user event that carries the pointer); the loop calls job->free().
 */
struct job {
    uint32_t screen; /* number of the screen that asked; 0 for none */
    uint32_t kind;   /* the poster's own; its receiver switches on it */
    bool (*run)(struct job *job, struct fault *fault); /* on the worker */
    void (*free)(struct job *job);                     /* frees the whole block; on any thread */
    bool done;                                         /* what run returned; set before delivery */
    struct fault fault;                                /* where not done */
};

struct worker;

/* Starts the thread, with every signal blocked in it. `limit` jobs wait at most. */
struct worker *
worker_start(size_t limit, void (*deliver)(void *context, struct job *job), void *context);
/* Queues a job. A full queue blocks the caller until there is room: no job is ever dropped.
 * After worker_stop began: the job is freed and false is returned. */
bool
worker_post(struct worker *worker, struct job *job);
/* How many jobs are posted and not yet handed to deliver(). */
size_t
worker_pending(struct worker *worker);
/* Runs what is queued to its end, ends and joins the thread; the receiver drains what was
 * delivered. NULL is fine. */
void
worker_stop(struct worker *worker);

#endif
