/* A demo clinic for the tests of clinic, review and demo: made once a program, copied for each test,
 * with real files and real keys. */
#ifndef AFTERWORD_TESTS_CLINIC_DEMO_H
#define AFTERWORD_TESTS_CLINIC_DEMO_H

#include "afterword/clinic.h"
#include "afterword/demo.h"

struct clinic_demo {
    char *folder;
    int lock;
    int link[2]; /* the clinic's end, and where the supervisor would listen */
    struct records *records;
    struct id member;                /* Ana Ruiz, who may do everything */
    struct records_session *session; /* hers */
};

/* The group's set-up and tear-down: makes the clinic that each test gets a copy of, with no entry. */
int
clinic_demo_make(void **state);
int
clinic_demo_remove(void **state);
/* A test's set-up and tear-down: *state is its copy, open and unlocked. */
int
clinic_demo_open(void **state);
int
clinic_demo_close(void **state);

/* Signs out, and in with what is given; NULL, and the fault, where that does not open. */
struct records_session *
clinic_demo_sign_in(
    struct clinic_demo *demo, const struct id *member, const char *passphrase, struct fault *fault);
/* The draft key that was sent last, as the supervisor holds it: the body of a LINK_RESUME; wipe it. */
struct bytes
clinic_demo_kept(struct clinic_demo *demo);
/* Closes and opens the data folder, with nobody signed in: as a restart does. */
void
clinic_demo_restart(struct clinic_demo *demo);
/* The journal of somebody by their roster name; asserts that there is one. */
struct id
clinic_demo_journal(struct clinic_demo *demo, const char *name);
/* Adds a member of staff with this passphrase, by the admin. */
struct id
clinic_demo_colleague(
    struct clinic_demo *demo, const char *name, unsigned roles, const char *passphrase);

#endif
