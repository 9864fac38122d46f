/* SPDX-License-Identifier: MIT */
#include "net/proxy.h"

#include <string.h>

#include "cmocka_prelude.h"

static bool
is_for(const char *host, const char *except, bool skips_local)
{
    const struct probe_options o = { .proxy = { .kind = PROBE_PROXY_HTTP,
                                                .host = "proxy.contoso.com",
                                                .port = 3128,
                                                .except = except,
                                                .skips_local = skips_local } };

    return probe_proxy_is_for(&o, host);
}

static void
exceptions_are_read_as_curl_reads_them(void **state)
{
    static const struct {
        const char *except, *host;
        bool proxied;
    } rows[] = {
        { NULL, "edge01.contoso.com", true },
        { "contoso.com", "contoso.com", false },
        { "contoso.com", "edge01.CONTOSO.com", false },
        { "contoso.com", "edge01.contoso.com.", false },
        { ".contoso.com", "contoso.com", false },
        { "contoso.com", "notcontoso.com", true },
        { "contoso.com", "contoso.com.evil.example", true },
        { "a.example, b.example", "b.example", false },
        { "a.example,,b.example", "b.example", false },
        { "*", "10.0.0.1", false },
        { "*.contoso.com", "edge01.contoso.com", true }, /* no wildcard but * alone */
        { "10.0.0.1", "10.0.0.1", false },
        { "10.0.0.0/8", "10.255.0.1", false },
        { "10.0.0.0/8", "11.0.0.1", true },
        { "10.0.0.0/9", "10.128.0.1", true },
        { "10.0.0.0/33", "10.0.0.1", true },
        { "0.0.0.0/0", "192.0.2.1", false },
        { "2001:db8::/32", "2001:db8::1", false },
        { "2001:db8::/32", "2001:db9::1", true },
        { "10.0.0.0/8", "2001:db8::1", true },
        { "0.0.1", "10.0.0.1", true }, /* an address has no names below it */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(is_for(rows[i].host, rows[i].except, false), rows[i].proxied);
}

static void
this_machine_is_skipped_where_asked(void **state)
{
    (void)state;
    assert_true(is_for("127.0.0.1", NULL, false));
    assert_false(is_for("127.1.2.3", NULL, true));
    assert_false(is_for("localhost", NULL, true));
    assert_false(is_for("::1", NULL, true));
    assert_true(is_for("10.0.0.1", NULL, true));
}

static void
without_a_proxy_nothing_goes_through_one(void **state)
{
    const struct probe_options none = { .proxy = { .kind = PROBE_PROXY_NONE } };

    (void)state;
    assert_false(probe_proxy_is_for(&none, "edge01.contoso.com"));
    assert_null(probe_proxy_script(&none));
}

static void
an_error_names_the_proxy_once(void **state)
{
    const struct probe_options o = {
        .proxy = { .kind = PROBE_PROXY_SOCKS5, .host = "proxy\x1b", .port = 1080 }
    };
    struct probe_error e = { .kind = PROBE_REFUSED, .text = "connection refused" };

    (void)state;
    assert_non_null(probe_proxy_script(&o));
    for (int i = 0; i < 2; i++) {
        probe_proxy_blame(&o, &e);
        assert_string_equal(e.text, "proxy proxy\\x1b:1080: connection refused");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exceptions_are_read_as_curl_reads_them),
        cmocka_unit_test(this_machine_is_skipped_where_asked),
        cmocka_unit_test(without_a_proxy_nothing_goes_through_one),
        cmocka_unit_test(an_error_names_the_proxy_once),
    };

    return cmocka_run_group_tests_name("proxy", tests, NULL, NULL);
}
