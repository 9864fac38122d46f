/* SPDX-License-Identifier: MIT */
#include "net/clock.h"

#include "cmocka_prelude.h"

#include <uv.h>

#define DAY_US (24u * 3600u * UINT64_C(1000000))

static void
never_goes_back(void **state)
{
    uint64_t last = probe_now_us();

    (void)state;
    for (unsigned i = 0; i < 10000; i++) {
        uint64_t now = probe_now_us();

        assert_true(now >= last);
        last = now;
    }
}

/* The loop's own clock counts nanoseconds. */
static void
counts_microseconds(void **state)
{
    uint64_t before = uv_hrtime() / 1000, now = probe_now_us();

    (void)state;
    assert_true(now >= before && now <= uv_hrtime() / 1000);
}

/* What was a second ago is so by now, and was not long ago. */
static void
tells_how_long_ago(void **state)
{
    int32_t since = probe_since_us(probe_now_us() - 1000000);

    (void)state;
    assert_in_range(since, 1000000, 1000000 + 60 * 1000000);
    assert_in_range(probe_since_us(probe_now_us()), 0, 60 * 1000000);
}

/* Half an hour is all that the number has room for. */
static void
tells_no_more_than_its_limit(void **state)
{
    (void)state;
    assert_int_equal(probe_since_us(probe_now_us() - INT32_MAX), INT32_MAX);
    assert_int_equal(probe_since_us(probe_now_us() - DAY_US), INT32_MAX);
    assert_int_equal(probe_since_us(probe_now_us() - UINT32_MAX - 1), INT32_MAX);
    assert_int_equal(probe_since_us(probe_now_us() + DAY_US), INT32_MAX); /* what is to come */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(never_goes_back),
        cmocka_unit_test(counts_microseconds),
        cmocka_unit_test(tells_how_long_ago),
        cmocka_unit_test(tells_no_more_than_its_limit),
    };

    return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
