/* The throw-away clinic: made through the same calls as a real one, and whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "afterword/clinic.h"
#include "afterword/demo.h"
#include "afterword/review.h"

#include "folder.h"

struct open_demo {
    char *folder;
    struct records *records;
    struct records_session *session;
};

static bool
make(const char *folder, size_t entries, size_t team, struct fault *fault)
{
    struct demo_options options = {
        .folder = folder,
        .prompts = AFTERWORD_SOURCE_DIR "/prompts",
        .assets = AFTERWORD_SOURCE_DIR "/assets",
        .entries = entries,
        .team = team,
    };

    return demo_make(&options, fault);
}

static void
open_demo(struct open_demo *demo, const char *name)
{
    char *path = file_path(demo->folder, "afterword.lock");
    struct clinic_place place = {.folder = demo->folder, .link = -1};
    struct clinic_members members = {0};
    struct fault fault = FAULT_EMPTY;

    assert_true(file_lock(path, &place.lock, &fault)); // until the program ends
    assert_true(clinic_open(&place, &demo->records, &fault));
    assert_true(clinic_members_read(demo->records, &members, &fault));
    for (size_t i = 0; i < members.count; i++)
        if (strcmp(members.members[i].name, name) == 0)
            assert_true(clinic_unlock(
                demo->records, &members.members[i].id, DEMO_PASSPHRASE, &demo->session, &fault));
    assert_non_null(demo->session);
    clinic_members_destroy(&members);
    free(path);
}

static void
its_entries_lie_on_days_of_their_own_and_one_is_left_to_place(void **state)
{
    struct open_demo demo = {.folder = test_folder_make()};
    struct review_caseload caseload = {0};
    struct clinic_health health = {0};
    struct fault fault = FAULT_EMPTY;
    uint32_t n_entries = 0, today = clock_day();

    (void) state;
    assert_true(make(demo.folder, 9, 0, &fault));
    assert_int_equal(clock_day(), today); // the clock is where it was
    open_demo(&demo, "Ana Ruiz");
    assert_true(review_caseload_read(demo.records, demo.session, &caseload, &fault));
    assert_int_equal(caseload.count, 7);
    assert_int_equal(caseload.n_unplaced, 1);
    assert_int_equal(caseload.n_interrupted, 0);
    for (size_t i = 0; i < caseload.count; i++) {
        n_entries += caseload.cases[i].n_entries;
        assert_in_range(caseload.cases[i].last_day, today - 9, today - 1);
        for (size_t j = 0; j < i; j++)
            assert_int_not_equal(caseload.cases[i].last_day, caseload.cases[j].last_day);
    }
    assert_int_equal(n_entries, 8);
    assert_true(caseload.cases[0].marks != 0); // there is something to show
    review_caseload_destroy(&caseload);
    clinic_lock(demo.records, demo.session);
    clinic_close(demo.records);

    assert_true(clinic_check(demo.folder, &health, &fault));
    assert_int_equal(health.entries, 9);
    for (size_t i = 0; i < health.count; i++)
        assert_false(health.findings[i].is_damage); // that its locks are quick is advice
    assert_true(health.count > 0);
    clinic_health_destroy(&health);
    test_folder_remove(demo.folder);
}

static void
a_team_opens_with_the_printed_passphrase(void **state)
{
    struct open_demo demo = {.folder = test_folder_make()};
    struct clinic_members members = {0};
    struct review_caseload caseload = {0};
    struct fault fault = FAULT_EMPTY;

    (void) state;
    assert_true(make(demo.folder, 0, 1, &fault));
    open_demo(&demo, "Ben Okafor");
    assert_true(clinic_members_read(demo.records, &members, &fault));
    assert_int_equal(members.count, 2);
    clinic_members_destroy(&members);
    assert_true(review_caseload_read(demo.records, demo.session, &caseload, &fault));
    assert_int_equal(caseload.count, 0); // nobody gave them a journal
    review_caseload_destroy(&caseload);
    clinic_lock(demo.records, demo.session);
    clinic_close(demo.records);
    test_folder_remove(demo.folder);
}

static void
it_is_made_in_no_folder_that_holds_a_clinic(void **state)
{
    char *folder = test_folder_make();
    struct fault fault = FAULT_EMPTY;

    (void) state;
    assert_true(make(folder, 0, 0, &fault));
    assert_false(make(folder, 0, 0, &fault));
    assert_int_equal(fault.kind, FAULT_EXISTS);
    test_folder_remove(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_entries_lie_on_days_of_their_own_and_one_is_left_to_place),
        cmocka_unit_test(a_team_opens_with_the_printed_passphrase),
        cmocka_unit_test(it_is_made_in_no_folder_that_holds_a_clinic),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
