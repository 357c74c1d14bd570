/* What the shape of the file promises: docs/format.md. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "records_clinic.h"

/* The pin holds R.sign alone, so the paper's box must be what it signed. */
static void
a_swapped_paper_key_is_named(void **state)
{
    struct records_clinic *clinic = *state;
    struct bytes pin = BYTES_EMPTY;

    records_clinic_close(clinic);
    file_keep(clinic, "clinic.pin", &pin);
    assert_int_equal(pin.length, 8 + ID_LENGTH + 32);
    file_flip(clinic, "meta", "box", "1");
    assert_int_equal(records_clinic_opens(clinic, true), FAULT_FORGED);
    assert_int_equal(records_clinic_opens(clinic, false), FAULT_FORGED);
    file_flip(clinic, "meta", "box", "1");
    assert_int_equal(records_clinic_opens(clinic, true), FAULT_NONE);
    bytes_destroy(&pin);
}

static void
a_finding_names_the_whole_id(void **state)
{
    struct records_clinic *clinic = *state;
    struct id entry = records_clinic_write(clinic, &clinic->maple, "{}", NULL);
    char name[ID_TEXT_LENGTH + 1];

    records_clinic_close(clinic);
    file_flip(clinic, "entry", "open", "1");
    id_text(&entry, name);
    records_clinic_finds(clinic, name);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CLINIC_TEST(a_swapped_paper_key_is_named),
        CLINIC_TEST(a_finding_names_the_whole_id),
    };

    return CLINIC_RUN(tests);
}
