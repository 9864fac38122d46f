/* SPDX-License-Identifier: MIT */
#include "net/address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static void
literals(void **state)
{
    static const struct {
        const char *text, *want; /* NULL: none */
    } rows[] = {
        { "10.0.0.5", "10.0.0.5" },
        { "::1", "::1" },
        { "[::1]", "::1" },
        { "2001:DB8:0:0::5", "2001:db8::5" },
        { "[fe80::1%1]", "fe80::1%lo" },
        { "fe80::1%lo", "fe80::1%lo" },
        { "fe80::1%4294967295", "fe80::1%4294967295" },
        { "fe80::1%nosuchinterface", NULL },
        { "fe80::1%", NULL },
        { "fe80::1%0", NULL },
        { "10.0.0", NULL },
        { "010.0.0.5", NULL },
        { "256.0.0.1", NULL },
        { "[10.0.0.5]", NULL },
        { "[]", NULL },
        { "[::1", NULL },
        { "edge01", NULL },
        { "", NULL },
        { "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc:dddd:eeee:ffff:0:1", NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct probe_address a;
        char text[PROBE_ADDRESS_TEXT];
        bool ok = probe_address_parse(rows[i].text, &a);

        assert_int_equal(ok, rows[i].want != NULL);
        if (!ok)
            continue;
        probe_address_format(&a, text);
        assert_string_equal(text, rows[i].want);
    }
}

/* The order, as text, of what is chosen from a list of literals. */
static void
choose(const char *const *texts, size_t n, const char *want)
{
    struct probe_address all[16], chosen[PROBE_ADDRESSES_MAX];
    char line[256] = "", one[PROBE_ADDRESS_TEXT];
    size_t len = 0, got;

    for (size_t i = 0; i < n; i++)
        assert_true(probe_address_parse(texts[i], &all[i]));
    got = probe_addresses_choose(all, n, chosen);
    for (size_t i = 0; i < got; i++) {
        probe_address_format(&chosen[i], one);
        len += (size_t)snprintf(line + len, sizeof line - len, "%s%s", i > 0 ? " " : "", one);
    }
    assert_string_equal(line, want);
}

#define CHOOSE(want, ...)                                                                          \
    do {                                                                                           \
        const char *const texts[] = { __VA_ARGS__ };                                               \
        choose(texts, sizeof texts / sizeof *texts, want);                                         \
    } while (0)

static void
families_alternate(void **state)
{
    (void)state;
    CHOOSE("::1 10.0.0.1 ::2 10.0.0.2", "::1", "::2", "::3", "10.0.0.1", "10.0.0.2");
    CHOOSE("10.0.0.1 ::1 10.0.0.2 10.0.0.3", "10.0.0.1", "10.0.0.2", "10.0.0.3", "::1");
    CHOOSE("10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.4", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4",
           "10.0.0.5");
    CHOOSE("10.0.0.1 ::1", "10.0.0.1", "10.0.0.1", "10.0.0.1", "::1", "::1");
    CHOOSE("::1", "::1");
    choose(NULL, 0, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(literals),
        cmocka_unit_test(families_alternate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
