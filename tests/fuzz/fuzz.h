/* A target: what is done with bytes that anybody may have made. It must come back; a crash, a leak,
 * an assert or a sanitizer's word is a defect. Under the preset `fuzz` libFuzzer makes the bytes;
 * elsewhere feed.c reads them from the corpus. */
#ifndef AFTERWORD_TESTS_FUZZ_H
#define AFTERWORD_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* libFuzzer's name; 0 always. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

#endif
