/* SPDX-License-Identifier: MIT */
/* Ports as people and spreadsheets write them, and lines of a host and its ports. */
#include "internal.h"

#include <base/error.h>

#include <string.h>

#include "cmocka_prelude.h"

static struct inventory_ports ports;
static char line[BASE_WHY_MAX];

static bool
parses(const char *text)
{
    line[0] = '\0';
    return inventory_ports_parse(base_slice_str(text), base_slice_str("THING"), &ports,
                                 BASE_TEXT_IN(line));
}

static void
lists_and_ranges_are_ports(void **state)
{
    static const struct {
        const char *text;
        size_t n;
        uint16_t want[4];
    } rows[] = {
        { "8057", 1, { 8057 } },
        { "65535", 1, { 65535 } },
        { "08057", 1, { 8057 } },
        { "8057, 8060-8061", 3, { 8057, 8060, 8061 } },
        { "8057;8060 8061\t1", 4, { 8057, 8060, 8061, 1 } },
        { "{8060, 8061}", 2, { 8060, 8061 } },
        { "\"8057\",\"8060\"", 2, { 8057, 8060 } },
        { "8057 - 8059", 3, { 8057, 8058, 8059 } },
        { "8057 -8058", 2, { 8057, 8058 } },
        { "8057- 8058", 2, { 8057, 8058 } },
        { "7-7", 1, { 7 } },
        { "65534-65535", 2, { 65534, 65535 } },
        { "8057,80600", 0, { 0 } },
        { "80,443", 2, { 80, 443 } },
        { "8, 057", 2, { 8, 57 } },
        { "443,444,445", 3, { 443, 444, 445 } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (parses(rows[i].text) != (rows[i].n > 0))
            fail_msg("%s: %s", rows[i].text, line);
        for (size_t k = 0; k < rows[i].n; k++)
            assert_int_equal(ports.port[k], rows[i].want[k]);
        assert_true(rows[i].n == 0 || ports.n == rows[i].n);
    }
}

static void
what_is_no_port_is_told(void **state)
{
    static const struct {
        const char *text, *why;
    } rows[] = {
        { "", "'' is not a port" },
        { ",;", "',;' is not a port" },
        { "0", "'0' is not a port" },
        { "65536", "'65536' is not a port" },
        { "008057", "'008057' is not a port" },
        { "8057,x", "'x' is not a port" },
        { "-5", "'' is not a port" },
        { "5-", "'' is not a port" },
        { "5-6-7", "'6-7' is not a port" },
        { "+5", "'+5' is not a port" },
        { "a\x1b[2J", "'a\\x1b[2J' is not a port" },
        { "8061-8060", "ends before it begins" },
        { "8,057", "one port in thousands" },
        { "8,060", "one port in thousands" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (parses(rows[i].text))
            fail_msg("%s is read", rows[i].text);
        if (strstr(line, rows[i].why) == NULL || strncmp(line, "'THING': ", 9) != 0)
            fail_msg("%s: %s", rows[i].text, line);
    }
}

/* As many as fit, and not one more: ranges and single ones alike. */
static void
ports_have_a_bound(void **state)
{
    (void)state;
    assert_true(parses("1-64"));
    assert_int_equal(ports.n, INVENTORY_PORTS_MAX);
    assert_false(parses("1-65"));
    assert_non_null(strstr(line, "more than 64 ports"));
    assert_true(parses("1-63,64"));
    assert_false(parses("1-63,64,65"));
    assert_false(parses("1-65535"));
}

static void
decimals_have_five_digits(void **state)
{
    unsigned n = 7;

    (void)state;
    assert_true(inventory_decimal(base_slice_str("00012"), 12, &n));
    assert_int_equal(n, 12);
    assert_false(inventory_decimal(base_slice_str("13"), 12, &n));
    assert_false(inventory_decimal(base_slice_str("000012"), 12, &n));
    assert_false(inventory_decimal(base_slice_str(""), 12, &n));
    assert_false(inventory_decimal(base_slice_str("1 "), 12, &n));
}

/* NULL: not such a line. */
static void
splits(const char *text, const char *want_host, const char *want_ports, const char *want_profile)
{
    struct base_slice host, of, profile;
    bool ok = inventory_line_split(base_slice_str(text), &host, &of, &profile);

    if (ok != (want_host != NULL))
        fail_msg("%s", text);
    if (!ok)
        return;
    if (!base_slice_eq_str(host, want_host) || !base_slice_eq_str(of, want_ports) ||
        !base_slice_eq_str(profile, want_profile))
        fail_msg("%s: %.*s|%.*s|%.*s", text, (int)host.len, (const char *)host.ptr, (int)of.len,
                 (const char *)of.ptr, (int)profile.len, (const char *)profile.ptr);
}

static void
lines_are_split_where_they_have_ports(void **state)
{
    (void)state;
    splits("edge01 8057", "edge01", "8057", "");
    splits("edge01,8057,8060-8061", "edge01", ",8057,8060-8061", ""); /* a list of ports */
    splits("edge01\t8057 8060\tedge-psom", "edge01", "8057 8060", "edge-psom");
    splits("edge01 EDGE-PSOM", "edge01", "", "EDGE-PSOM");
    splits("edge01:8057 8060", "edge01", "8057 8060", "");
    splits("edge01:8057 fe-psom", "edge01", "8057", "fe-psom");
    splits("2001:db8::1 8057", "2001:db8::1", "8057", "");
    splits("edge01", NULL, NULL, NULL);
    splits("edge01:8057", NULL, NULL, NULL); /* a target, not a line of columns */
    splits("", NULL, NULL, NULL);
    splits("edge01 in the cellar", NULL, NULL, NULL);
    splits("edge01 8057 edge-psom 8060", NULL, NULL, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_and_ranges_are_ports),
        cmocka_unit_test(what_is_no_port_is_told),
        cmocka_unit_test(ports_have_a_bound),
        cmocka_unit_test(decimals_have_five_digits),
        cmocka_unit_test(lines_are_split_where_they_have_ports),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
