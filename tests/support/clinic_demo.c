#include "clinic_demo.h"

#include <dirent.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "folder.h"

#define FILE_MAX (64u << 20)

static char *made; /* the folder that is copied */

int
clinic_demo_make(void **state)
{
    struct demo_options options = {
        .prompts = AFTERWORD_SOURCE_DIR "/prompts", .assets = AFTERWORD_SOURCE_DIR "/assets"};
    struct fault fault = FAULT_EMPTY;
    char *folder = test_folder_make();

    (void) state;
    options.folder = folder;
    if (!demo_make(&options, &fault)) {
        (void) fprintf(stderr, "no demo clinic: %s (%d)\n", fault.doing, (int) fault.kind);
        test_folder_remove(folder);
        return -1;
    }
    made = folder;
    return 0;
}

int
clinic_demo_remove(void **state)
{
    (void) state;
    test_folder_remove(made);
    made = NULL;
    return 0;
}

/* All but the ballast, which only takes room: the next tidying makes it again. */
static void
copy_folder(const char *from, const char *to)
{
    DIR *folder = opendir(from);
    struct dirent *one;

    assert_non_null(folder);
    while ((one = readdir(folder))) {
        char *source = file_path(from, one->d_name), *target = file_path(to, one->d_name);
        struct bytes bytes = BYTES_EMPTY;
        struct fault fault = FAULT_EMPTY;

        if (one->d_name[0] != '.' && strcmp(one->d_name, "afterword.ballast") != 0) {
            assert_true(file_read(source, FILE_MAX, &bytes, &fault));
            assert_true(file_write(target, &bytes, 0600, &fault));
        }
        bytes_destroy(&bytes);
        free(source);
        free(target);
    }
    (void) closedir(folder);
}

static void
open_records(struct clinic_demo *demo)
{
    char *path = file_path(demo->folder, "afterword.lock");
    struct clinic_place place = {.folder = demo->folder, .link = demo->link[0]};
    struct fault fault = FAULT_EMPTY;

    assert_true(file_lock(path, &demo->lock, &fault));
    place.lock = demo->lock;
    if (!clinic_open(&place, &demo->records, &fault))
        fail_msg("the clinic does not open: %s (%d)", fault.doing, (int) fault.kind);
    free(path);
}

static void
close_records(struct clinic_demo *demo)
{
    clinic_lock(demo->records, demo->session);
    clinic_close(demo->records);
    close(demo->lock);
    demo->session = NULL;
    demo->records = NULL;
}

int
clinic_demo_open(void **state)
{
    struct clinic_demo *demo = memory_new(1, sizeof(*demo));
    struct clinic_members members = {0};
    struct fault fault = FAULT_EMPTY;

    *demo = (struct clinic_demo){.folder = test_folder_make()};
    copy_folder(made, demo->folder);
    assert_true(message_pair(demo->link, &fault));
    open_records(demo);
    assert_true(clinic_members_read(demo->records, &members, &fault));
    assert_int_equal(members.count, 1);
    demo->member = members.members[0].id;
    clinic_members_destroy(&members);
    assert_non_null(clinic_demo_sign_in(demo, &demo->member, DEMO_PASSPHRASE, &fault));
    *state = demo;
    return 0;
}

int
clinic_demo_close(void **state)
{
    struct clinic_demo *demo = *state;

    close_records(demo);
    close(demo->link[0]);
    close(demo->link[1]);
    test_folder_remove(demo->folder);
    free(demo);
    return 0;
}

struct records_session *
clinic_demo_sign_in(
    struct clinic_demo *demo, const struct id *member, const char *passphrase, struct fault *fault)
{
    struct records_session *session = NULL;

    clinic_lock(demo->records, demo->session);
    demo->session = NULL;
    if (clinic_unlock(demo->records, member, passphrase, &session, fault))
        demo->session = session;
    return demo->session;
}

struct bytes
clinic_demo_kept(struct clinic_demo *demo)
{
    struct pollfd waiting = {.fd = demo->link[1], .events = POLLIN};
    struct bytes kept = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;

    while (poll(&waiting, 1, 0) == 1) {
        struct message message = {0};

        assert_true(message_receive(demo->link[1], &message, &fault));
        if (message.kind == LINK_KEEP || message.kind == LINK_BACK)
            bytes_set(&kept, message.body.data, message.body.length);
        message_destroy(&message);
    }
    assert_true(kept.length > 0);
    return kept;
}

void
clinic_demo_restart(struct clinic_demo *demo)
{
    close_records(demo);
    open_records(demo);
}

struct id
clinic_demo_journal(struct clinic_demo *demo, const char *name)
{
    struct clinic_patients patients = {0};
    struct fault fault = FAULT_EMPTY;
    struct id journal = ID_NONE;

    assert_true(clinic_patients_read(demo->records, demo->session, &patients, &fault));
    for (size_t i = 0; i < patients.count; i++)
        if (patients.patients[i].name && strcmp(patients.patients[i].name, name) == 0)
            journal = patients.patients[i].journal;
    clinic_patients_destroy(&patients);
    assert_false(id_is_none(&journal));
    return journal;
}

struct id
clinic_demo_colleague(
    struct clinic_demo *demo, const char *name, unsigned roles, const char *passphrase)
{
    struct fault fault = FAULT_EMPTY;
    struct id id = ID_NONE;

    if (!clinic_staff_add(demo->records, demo->session, name, roles, passphrase, &id, &fault))
        fail_msg("no colleague: %s (%d)", fault.doing, (int) fault.kind);
    return id;
}
