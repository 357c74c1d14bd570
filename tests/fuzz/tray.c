/* A tray that staff handed over: what is read is written and read the same. */
#include "fuzz.h"

#include <assert.h>

#include "afterword/journal.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct journal_tray tray = {0};
    struct bytes json = BYTES_EMPTY, again = BYTES_EMPTY;
    struct fault fault = FAULT_EMPTY;

    bytes_append(&json, data, length);
    if (journal_tray_read(&tray, &json, &fault)) {
        bytes_clear(&json);
        journal_tray_write(&tray, &json);
        journal_tray_destroy(&tray);
        if (json.length <= JOURNAL_TRAY_MAX) {
            assert(journal_tray_read(&tray, &json, &fault));
            journal_tray_write(&tray, &again);
            assert(bytes_equal(&json, &again));
        }
    }
    journal_tray_destroy(&tray);
    bytes_destroy(&again);
    bytes_destroy(&json);
    return 0;
}
