/* SPDX-License-Identifier: MIT */
/* Hosts as they are typed: names, addresses, networks and ranges, each in one spelling; and what is
 * none says what would be. */
#include "internal.h"

#include <base/error.h>

#include <string.h>

#include "cmocka_prelude.h"

static struct inventory_host host;
static char line[BASE_WHY_MAX];

static bool
parses_bytes(struct base_slice text, int bits)
{
    line[0] = '\0';
    return inventory_host_parse(text, bits, text, &host, BASE_TEXT_IN(line));
}

static bool
parses(const char *text, int bits)
{
    return parses_bytes(base_slice_str(text), bits);
}

static const char *
text_of(void)
{
    static char text[INVENTORY_HOST_MAX + 1];

    inventory_host_text(&host, text);
    return text;
}

static void
hosts_have_one_spelling(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        { "Edge01.CONTOSO.com", "edge01.contoso.com" },
        { "edge01.contoso.com.", "edge01.contoso.com" },
        { "_sip._tcp", "_sip._tcp" },
        { "1and1", "1and1" },
        { "10.0.0.1-x.contoso.com", "10.0.0.1-x.contoso.com" },
        { "10.0.0.1", "10.0.0.1" },
        { "2001:DB8:0:0::1", "2001:db8::1" },
        { "FE80:0::1%Eth0.5", "fe80::1%Eth0.5" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!parses(rows[i].text, -1))
            fail_msg("%s", line);
        assert_string_equal(text_of(), rows[i].want);
        assert_true(inventory_host_count(&host) == 1);
        assert_false(inventory_host_next(&host));
    }
}

static void
what_is_no_host_says_what_would_be(void **state)
{
    static const struct {
        const char *text;
        int bits;
        const char *why;
    } rows[] = {
        { "", -1, "the host is empty" },
        { "a..b", -1, "an empty label" },
        { ".", -1, "an empty label" },
        { "-a.b", -1, "begins or ends with '-'" },
        { "a-.b", -1, "begins or ends with '-'" },
        { "a b", -1, "a blank or control character" },
        { "a\x7f", -1, "a blank or control character" },
        { "a/b", -1, "'/' is not allowed" },
        { "\xC3\xA9.com", -1, "not ASCII" },
        { "10.0.0.256", -1, "not an IPv4 address" },
        { "10.0.0.01", -1, "not an IPv4 address" },
        { "a.1", -1, "not an IPv4 address" },
        { "2001:db8::g", -1, "not an IPv6 address" },
        { "fe80::1%", -1, "bad zone" },
        { "fe80::1%a b", -1, "bad zone" },
        { "fe80::1%abcdefghijklmnop", -1, "bad zone" },
        { "fe80::g%eth0", -1, "not an IPv6 address before '%'" },
        { "10.0.0.0", 33, "0 to 32 bits" },
        { "2001:db8::", 129, "0 to 128 bits" },
        { "a.contoso.com", 24, "needs an address" },
        { "fe80::1%eth0", 64, "needs an address" },
        { "10.0.0.1-20", 24, "exclude each other" },
        { "10.0.0.20-10.0.0.1", -1, "ends before it begins" },
        { "10.0.0.20-1", -1, "ends before it begins" },
        { "10.0.0.1-256", -1, "not a range" },
        { "10.0.0.1-0020", -1, "not a range" },
        { "10.0.0.1-::1", -1, "not a range" },
        { "::1-5", -1, "not a range" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (parses(rows[i].text, rows[i].bits))
            fail_msg("%s is read", rows[i].text);
        if (strstr(line, rows[i].why) == NULL)
            fail_msg("%s: %s", rows[i].text, line);
    }
    assert_false(parses_bytes((struct base_slice){ (const uint8_t *)"10.0.0.1\0", 9 }, -1));
}

/* RFC 1035 2.3.4: labels of 63 bytes, names of 253, a final dot aside. */
static void
names_have_bounds(void **state)
{
    char name[300];

    (void)state;
    memset(name, 'a', sizeof name);
    for (size_t i = 63; i < sizeof name; i += 64)
        name[i] = '.';
    assert_true(parses_bytes((struct base_slice){ (uint8_t *)name, 63 }, -1));
    assert_true(parses_bytes((struct base_slice){ (uint8_t *)name, 253 }, -1));
    assert_int_equal(strlen(text_of()), INVENTORY_HOST_MAX);
    assert_false(parses_bytes((struct base_slice){ (uint8_t *)name, 254 }, -1));
    assert_non_null(strstr(line, "254 bytes"));
    name[63] = 'a';
    assert_false(parses_bytes((struct base_slice){ (uint8_t *)name, 64 }, -1));
    assert_non_null(strstr(line, "64 bytes"));
    name[63] = '.';
    name[253] = '.';
    assert_true(parses_bytes((struct base_slice){ (uint8_t *)name, 254 }, -1));
}

static void
networks_and_ranges_are_gone_through(void **state)
{
    static const struct {
        const char *text;
        int bits;
        uint64_t n;
        const char *first, *last;
    } rows[] = {
        { "10.0.0.77", 32, 1, "10.0.0.77", "10.0.0.77" },
        { "10.0.0.77", 30, 4, "10.0.0.76", "10.0.0.79" },
        { "10.0.1.77", 23, 512, "10.0.0.0", "10.0.1.255" },
        { "2001:db8::ff", 127, 2, "2001:db8::fe", "2001:db8::ff" },
        { "10.0.0.254-10.0.1.1", -1, 4, "10.0.0.254", "10.0.1.1" },
        { "10.0.0.1-3", -1, 3, "10.0.0.1", "10.0.0.3" },
        { "10.0.0.255-255", -1, 1, "10.0.0.255", "10.0.0.255" },
        { "2001:db8::fe-2001:db8::101", -1, 4, "2001:db8::fe", "2001:db8::101" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t n = 1;

        assert_true(parses(rows[i].text, rows[i].bits));
        assert_true(inventory_host_count(&host) == rows[i].n);
        assert_string_equal(text_of(), rows[i].first);
        while (inventory_host_next(&host))
            n++;
        assert_true(n == rows[i].n);
        assert_string_equal(text_of(), rows[i].last);
    }
}

/* No network is too large to be counted: it is a number, if not the number. */
static void
large_networks_saturate(void **state)
{
    static const struct {
        const char *text;
        int bits;
        uint64_t n;
    } rows[] = {
        { "0.0.0.0", 0, UINT64_C(1) << 32 },
        { "::", 65, UINT64_C(1) << 63 },
        { "::", 64, UINT64_MAX },
        { "::", 63, UINT64_MAX },
        { "::", 0, UINT64_MAX },
        { "::1-1::", -1, UINT64_MAX },
        { "::1-0:0:0:1::1", -1, UINT64_MAX },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(parses(rows[i].text, rows[i].bits));
        assert_true(inventory_host_count(&host) == rows[i].n);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hosts_have_one_spelling),
        cmocka_unit_test(what_is_no_host_says_what_would_be),
        cmocka_unit_test(names_have_bounds),
        cmocka_unit_test(networks_and_ranges_are_gone_through),
        cmocka_unit_test(large_networks_saturate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
