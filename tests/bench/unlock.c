/* From the passphrase's Enter to the caseload on the screen, where the passphrase stands typed in a
 * kiosk's window; and what of it is Argon2id alone. While it is computed, keys are pressed that move
 * the focus: how soon the screen answers.
 * usage: DISPLAY=:N bench_unlock SCREEN DATA PASSPHRASE
 * prints: Enter to caseload, Argon2id alone (the fastest of five), the slowest answer to a key meanwhile, in ms */
#include "bench.h"

#include <X11/Xlib.h>
#include <X11/extensions/XTest.h>
#include <X11/keysym.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#undef COUNT // XI.h's
#include "afterword/store.h"
#include "afterword/vault.h"
#include "records/inside.h"

#define LOOK_US 500
#define STILL_US 4000000 /* more than Argon2id takes */
#define SHOWN_MAX_US 30000000
#define STRETCHES 5
#define KEYS 3
#define KEY_EVERY_US 120000

static void
press(Display *display, KeySym sym)
{
    KeyCode code = XKeysymToKeycode(display, sym);

    XTestFakeKeyEvent(display, code, True, CurrentTime);
    XTestFakeKeyEvent(display, code, False, CurrentTime);
    XFlush(display);
}

/* ---- Argon2id ---------------------------------------------------------------------------*/

struct dearest {
    struct vault_cost cost;
    uint8_t salt[VAULT_SALT];
};

/* A throw-away clinic's own locks are quick; whoever was added to it has a lock as a clinic has. */
static bool
keep_dearest(void *context, const struct store_row *row, struct fault *fault)
{
    struct dearest *dearest = context;
    struct vault_cost cost = {
        (uint32_t) row->values[LOCK_OPS].integer, (uint32_t) row->values[LOCK_MEM].integer};

    (void) fault;
    if ((uint64_t) cost.ops * cost.mem_kib > (uint64_t) dearest->cost.ops * dearest->cost.mem_kib) {
        dearest->cost = cost;
        memcpy(dearest->salt, row->values[LOCK_SALT].blob.data, VAULT_SALT);
    }
    return true;
}

static double
time_stretch(const char *folder, const char *passphrase)
{
    struct dearest dearest = {0};
    struct fault fault = FAULT_EMPTY;
    struct store *store;
    double ms[STRETCHES];

    if (!store_open(folder, STORE_READ, &store, &fault) ||
        !store_each(store, STORE_LOCK, 0, NULL, keep_dearest, &dearest, &fault))
        give_up("no lock can be read");
    store_close(store);
    vault_start();
    for (size_t i = 0; i < STRETCHES; i++) {
        int64_t from_us = now_us();
        struct vault_key *key =
            vault_passphrase_key(passphrase, dearest.salt, dearest.cost, &fault);

        if (!key)
            give_up("too little memory for Argon2id");
        ms[i] = (double) (now_us() - from_us) / 1000;
        vault_key_free(key);
    }
    return share_of(ms, STRETCHES, 0); // what else the machine did is not taken off our time
}

/* ---- the screen -------------------------------------------------------------------------*/

/* False when nothing changes until then. */
static bool
wait_for_change(const struct screen *screen, uint32_t *picture, int64_t until_us)
{
    while (screen_is(screen, picture)) {
        if (now_us() > until_us)
            return false;
        sleep_us(LOOK_US);
    }
    memcpy(picture, (const void *) screen->pixels, screen_bytes(screen));
    return true;
}

/* Follows the screen from Enter until it stands still: the last change is the caseload. */
static double
time_unlock(Display *display, const struct screen *screen, double *slowest_ms)
{
    uint32_t *picture = screen_copy(screen);
    int64_t from_us = now_us(), last_us = from_us;

    *slowest_ms = 0;
    press(display, XK_Return);
    if (!wait_for_change(screen, picture, from_us + SHOWN_MAX_US))
        give_up("Enter shows nothing");
    for (int i = 0; i < KEYS; i++) {
        int64_t key_us = from_us + (i + 1) * KEY_EVERY_US;
        double ms;

        while (now_us() < key_us) // what is shown before it is no answer to it
            (void) wait_for_change(screen, picture, key_us);
        key_us = now_us();
        press(display, XK_Tab);
        if (!wait_for_change(screen, picture, key_us + STILL_US))
            give_up("a key shows nothing");
        ms = (double) (now_us() - key_us) / 1000;
        *slowest_ms = ms > *slowest_ms ? ms : *slowest_ms;
    }
    while (wait_for_change(screen, picture, last_us + STILL_US))
        last_us = now_us();
    free(picture);
    return (double) (last_us - from_us) / 1000;
}

int
main(int argc, char **argv)
{
    Display *display = XOpenDisplay(NULL);
    struct screen screen;
    double unlock_ms, slowest_ms, stretch_ms;

    if (!display || argc != 4)
        give_up("usage: DISPLAY=:N bench_unlock SCREEN DATA PASSPHRASE");
    time_sharply();
    screen = screen_open(argv[1]);
    unlock_ms = time_unlock(display, &screen, &slowest_ms);
    stretch_ms = time_stretch(argv[2], argv[3]);
    XCloseDisplay(display);
    (void) printf("%.1f %.1f %.1f\n", unlock_ms, stretch_ms, slowest_ms);
    return 0;
}
