/* What is told about a disk, by how soon it answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include "afterword/clinic.h"

#include "folder.h"

static void
memory_is_no_disk(void **state)
{
    char folder[] = "/dev/shm/afterword-disk-XXXXXX";
    struct clinic_disk disk;
    struct fault fault = FAULT_EMPTY;

    (void) state;
    assert_non_null(mkdtemp(folder));
    assert_true(clinic_disk_measure(folder, &disk, &fault));
    assert_true(disk.in_memory);
    assert_int_equal(clinic_disk_problem(&disk), CLINIC_DISK_MEMORY);
    assert_int_equal(rmdir(folder), 0); // nothing was left in it
}

static void
a_disk_is_measured_and_left_as_it_was(void **state)
{
    char *folder = test_folder_make();
    struct clinic_disk disk = {false, -1};
    struct fault fault = FAULT_EMPTY;

    (void) state;
    assert_true(clinic_disk_measure(folder, &disk, &fault));
    assert_true(disk.sync_ns > 0);
    assert_int_equal(rmdir(folder), 0);
    assert_false(clinic_disk_measure(folder, &disk, &fault));
    assert_int_equal(fault.kind, FAULT_NOT_FOUND);
    free(folder);
}

static void
what_answers_too_soon_is_named(void **state)
{
    static const struct {
        struct clinic_disk disk;
        enum clinic_disk_problem problem;
    } rows[] = {
        {{true, 200}, CLINIC_DISK_MEMORY}, {{true, 200000}, CLINIC_DISK_MEMORY},
        {{false, 200}, CLINIC_DISK_HASTY}, // a call to the kernel and back
        {{false, 9999}, CLINIC_DISK_HASTY},
        {{false, 16000}, CLINIC_DISK_FINE},   // the fastest that are sold
        {{false, 150000}, CLINIC_DISK_FINE},  // a virtual machine's
        {{false, 9000000}, CLINIC_DISK_FINE}, // a disk that turns
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(clinic_disk_problem(&rows[i].disk), rows[i].problem);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_no_disk),
        cmocka_unit_test(a_disk_is_measured_and_left_as_it_was),
        cmocka_unit_test(what_answers_too_soon_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
