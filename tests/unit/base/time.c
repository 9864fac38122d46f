/* SPDX-License-Identifier: MIT */
#include <base/time.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"

static void
knows_the_calendar(void **state)
{
    static const struct {
        struct base_civil c;
        bool want;
        int64_t want_s;
    } rows[] = {
        { { 1970, 1, 1, 0, 0, 0 }, true, 0 },
        { { 1969, 12, 31, 23, 59, 59 }, true, -1 },
        { { 2000, 2, 29, 0, 0, 0 }, true, 951782400 },   /* 400 years: a leap year */
        { { 1900, 2, 28, 0, 0, 0 }, true, -2203977600 }, /* 100 years: none */
        { { 1900, 2, 29, 0, 0, 0 }, false, 0 },
        { { 2100, 2, 29, 0, 0, 0 }, false, 0 },
        { { 2016, 2, 29, 23, 59, 59 }, true, 1456790399 },
        { { 2017, 2, 29, 0, 0, 0 }, false, 0 },
        { { 2017, 5, 9, 0, 0, 0 }, true, 1494288000 },
        { { 2038, 1, 19, 3, 14, 8 }, true, 2147483648 },
        { { 9999, 12, 31, 23, 59, 59 }, true, 253402300799 },
        { { 0, 1, 1, 0, 0, 0 }, true, -62167219200 },
        { { 0, 2, 29, 0, 0, 0 }, true, -62162121600 }, /* proleptic: year 0 is a leap year */
        { { 10000, 1, 1, 0, 0, 0 }, false, 0 },
        { { -1, 1, 1, 0, 0, 0 }, false, 0 },
        { { 2017, 0, 1, 0, 0, 0 }, false, 0 },
        { { 2017, 13, 1, 0, 0, 0 }, false, 0 },
        { { 2017, 1, 0, 0, 0, 0 }, false, 0 },
        { { 2017, 4, 31, 0, 0, 0 }, false, 0 },
        { { 2017, 1, 1, 24, 0, 0 }, false, 0 },
        { { 2017, 1, 1, 0, 60, 0 }, false, 0 },
        { { 2016, 12, 31, 23, 59, 60 }, false, 0 }, /* no leap seconds */
        { { 2017, 1, 1, -1, 0, 0 }, false, 0 },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        int64_t s = 77;
        bool got = base_time_from_civil(&rows[i].c, &s);

        if (got != rows[i].want || s != (got ? rows[i].want_s : 77))
            fail_msg("row %zu: %d, %lld", i, got, (long long)s);
    }
}

/* Both ways over every day of 10,000 years, counted beside by hand. */
static void
counts_every_day(void **state)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int64_t s = -62167219200;

    (void)state;
    for (int y = 0; y <= 9999; y++)
        for (int m = 1; m <= 12; m++) {
            int leap = m == 2 && (y % 400 == 0 || (y % 4 == 0 && y % 100 != 0));

            for (int d = 1; d <= days[m - 1] + leap; d++, s += 86400) {
                struct base_civil in = { y, m, d, 23, 59, 59 }, out;
                int64_t got;

                if (!base_time_from_civil(&in, &got) || got != s + 86399)
                    fail_msg("%d-%d-%d", y, m, d);
                base_time_to_civil(got, &out);
                if (memcmp(&in, &out, sizeof in) != 0)
                    fail_msg("%d-%d-%d and back", y, m, d);
            }
        }
    assert_true(s == 253402300800);
}

static void
formats_rfc3339(void **state)
{
    static const struct {
        int64_t s;
        const char *want;
    } rows[] = {
        { 0, "1970-01-01T00:00:00Z" },
        { -1, "1969-12-31T23:59:59Z" },
        { 1494288000, "2017-05-09T00:00:00Z" },
        { 253402300799, "9999-12-31T23:59:59Z" },
        { -62167219200, "0000-01-01T00:00:00Z" },
        { 253402300800, "9999-01-01T00:00:00Z" }, /* beyond: clamped, never wider */
        { -62167219201, "0000-01-01T00:00:00Z" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        char text[BASE_TIME_TEXT];

        base_time_format(rows[i].s, text);
        assert_string_equal(text, rows[i].want);
    }
}

static const struct {
    const char *text;
    bool want;
    int64_t want_s;
} parses_rfc3339_rows[] = {
    { "2017-05-09T00:00:00Z", true, 1494288000 },
    { "2017-05-09t00:00:00z", true, 1494288000 },
    { "2017-05-09 00:00:00Z", true, 1494288000 }, /* RFC 3339 5.6, note */
    { "2017-05-09", true, 1494288000 },
    { "2017-05-09T02:00:00+02:00", true, 1494288000 },
    { "2017-05-08T18:30:00-05:30", true, 1494288000 },
    { "2017-05-09T00:00:00+00:00", true, 1494288000 },
    { "2017-05-09T00:00:00-00:00", true, 1494288000 },
    { "2016-02-29T12:00:00+14:00", true, 1456696800 },
    { "2017-02-29T12:00:00Z", false, 0 },
    { "2017-05-09T24:00:00Z", false, 0 },
    { "2016-12-31T23:59:60Z", false, 0 },
    { "2017-05-09T00:00:00", false, 0 }, /* whose time? */
    { "2017-05-09T00:00Z", false, 0 },
    { "2017-05-09T00:00:00.5Z", false, 0 },
    { "2017-05-09T00:00:00Zz", false, 0 },
    { "2017-05-09T00:00:00+2:00", false, 0 },
    { "2017-05-09T00:00:00+0200", false, 0 },
    { "2017-05-09T00:00:00+24:00", false, 0 },
    { "2017-05-09T00:00:00+02:60", false, 0 },
    { "2017-05-09T", false, 0 },
    { "2017-05-09T00:00:00+", false, 0 },
    { "2017-5-9", false, 0 },
    { "17-05-09", false, 0 },
    { "2017-05-0", false, 0 },
    { "2017-05-09x", false, 0 },
    { " 2017-05-09", false, 0 },
    { "", false, 0 },
    { "@0", true, 0 },
    { "@1494288000", true, 1494288000 },
    { "@253402300799", true, 253402300799 },
    { "@253402300800", false, 0 },
    { "@-1", false, 0 },
    { "@", false, 0 },
    { "@1x", false, 0 },
};

static void
parses_rfc3339(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(parses_rfc3339_rows); i++) {
        int64_t s = 77;
        bool got = base_time_parse(parses_rfc3339_rows[i].text, &s);

        if (got != parses_rfc3339_rows[i].want || s != (got ? parses_rfc3339_rows[i].want_s : 77))
            fail_msg("\"%s\": %d, %lld", parses_rfc3339_rows[i].text, got, (long long)s);
    }
}

/* What is written can be read, at both ends of the range too. */
static void
parses_what_it_formats(void **state)
{
    (void)state;
    for (int64_t s = -62167219200; s <= 253402300799; s += 86399999 * 7) {
        char text[BASE_TIME_TEXT];
        int64_t back;

        base_time_format(s, text);
        assert_true(base_time_parse(text, &back));
        assert_true(back == s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_the_calendar),     cmocka_unit_test(counts_every_day),
        cmocka_unit_test(formats_rfc3339),        cmocka_unit_test(parses_rfc3339),
        cmocka_unit_test(parses_what_it_formats),
    };

    return cmocka_run_group_tests_name("time", tests, NULL, NULL);
}
