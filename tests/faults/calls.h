/* Between calls.c, where the program's calls arrive, and device.c, which knows what they mean. */
#ifndef AFTERWORD_TESTS_CALLS_H
#define AFTERWORD_TESTS_CALLS_H

#include "device.h"

/* The name in the folder ("." for itself); NULL when the path is somewhere else. */
const char *
device_name_of(const char *path);
/* True when the descriptor is of the folder. */
bool
device_has(int descriptor);
/* True when the call is to fail: errno is set. May end the process. */
bool
device_refuses(enum device_call call);
/* How much of a write is done before the process ends in it; `length` when it does not. */
size_t
device_part(size_t length);
/* After each call: may end the process. */
void
device_done(void);

void
device_opened(int descriptor, const char *name, bool is_new, bool is_cut);
void
device_closed(int descriptor);
void
device_wrote(int descriptor, const void *data, size_t length, uint64_t at);
void
device_cut(int descriptor, uint64_t size);
void
device_synced(int descriptor);
void
device_renamed(const char *from, const char *to);
void
device_removed(const char *name);
bool
device_starves(void);

#endif
