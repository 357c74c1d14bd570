#define _GNU_SOURCE // CLOCK_BOOTTIME, MAP_ANONYMOUS, tm_gmtoff

#include "afterword/base.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#define SECOND_MS 1000
#define DAY_S 86400

/* Shared with every process that was forked after it was made; NULL where there is no tour. */
static _Atomic int64_t *offset_ms;

static int64_t
read_clock(clockid_t clock)
{
    struct timespec now;

    if (clock_gettime(clock, &now) != 0)
        abort(); // these two clocks exist on every Linux we run on
    return (int64_t) now.tv_sec * SECOND_MS + now.tv_nsec / 1000000 +
           (offset_ms ? atomic_load(offset_ms) : 0);
}

int64_t
clock_now_ms(void)
{
    return read_clock(CLOCK_BOOTTIME);
}

int64_t
clock_wall_ms(void)
{
    return read_clock(CLOCK_REALTIME);
}

/* Rounds towards the past, so that the last day of 1969 is not the first of 1970. */
static int64_t
divide_down(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

void
clock_local(int64_t wall_ms, uint32_t *day, int *hour, int *minute)
{
    time_t seconds = (time_t) divide_down(wall_ms, SECOND_MS);
    struct tm local;
    int64_t days;

    if (!localtime_r(&seconds, &local))
        abort(); // only for a year that does not fit an int
    days = divide_down((int64_t) seconds + local.tm_gmtoff, DAY_S);
    *day = days > 0 ? (uint32_t) days : 0;
    *hour = local.tm_hour;
    *minute = local.tm_min;
}

uint32_t
clock_day(void)
{
    uint32_t day;
    int hour, minute;

    clock_local(clock_wall_ms(), &day, &hour, &minute);
    return day;
}

void
clock_date(uint32_t day, int *year, int *month, int *day_of_month, int *weekday)
{
    time_t seconds = (time_t) day * DAY_S;
    struct tm date;

    if (!gmtime_r(&seconds, &date))
        abort();
    *year = date.tm_year + 1900;
    *month = date.tm_mon + 1;
    *day_of_month = date.tm_mday;
    *weekday = date.tm_wday;
}

void
clock_share(void)
{
    void *page;

    if (offset_ms)
        return;
    page =
        mmap(NULL, sizeof(*offset_ms), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        memory_exhausted();
    offset_ms = page;
    atomic_init(offset_ms, 0);
}

void
clock_advance(int64_t ms)
{
    assert(offset_ms);
    atomic_fetch_add(offset_ms, ms);
}
