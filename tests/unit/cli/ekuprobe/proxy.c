/* SPDX-License-Identifier: MIT */
/* --proxy and its variables: what is read of a URL, what is refused, and whose word counts. */
#include "proxy.h"

#include "cmocka_prelude.h"

#include <stdlib.h>
#include <string.h>

static struct cli_proxy proxy;
static struct probe_proxy got;
static char why[512];

/* Empty is as good as none. */
static void
set_environment(const char *all, const char *https, const char *except)
{
    static char rooms[3][64];
    static const char *const names[] = { "all_proxy=", "https_proxy=", "no_proxy=" };
    const char *const values[] = { all, https, except };

    for (size_t i = 0; i < 3; i++) {
        struct base_text t;

        base_text_init(&t, rooms[i], sizeof rooms[i]);
        base_text_str(&t, names[i]);
        base_text_str(&t, values[i]);
        assert_int_equal(putenv(rooms[i]), 0);
    }
}

static bool
read_it(const char *url)
{
    const struct cli_options o = { .program = CLI_EKUPROBE, .proxy = url };

    proxy = (struct cli_proxy){ .note = "" };
    why[0] = '\0';
    return cli_proxy_read(&proxy, &o, &got, BASE_TEXT_IN(why));
}

static int
begin(void **state)
{
    (void)state;
    set_environment("", "", "");
    return 0;
}

static void
urls_name_kind_host_and_port(void **state)
{
    static const struct {
        const char *url;
        enum probe_proxy_kind kind;
        const char *host;
        uint16_t port;
    } rows[] = {
        { "http://proxy:3128", PROBE_PROXY_HTTP, "proxy", 3128 },
        { "http://proxy:3128/", PROBE_PROXY_HTTP, "proxy", 3128 },
        { "http://proxy", PROBE_PROXY_HTTP, "proxy", 1080 },
        { "proxy:8080", PROBE_PROXY_HTTP, "proxy", 8080 },
        { "socks5://10.0.0.1:9050", PROBE_PROXY_SOCKS5, "10.0.0.1", 9050 },
        { "socks5h://proxy", PROBE_PROXY_SOCKS5, "proxy", 1080 },
        { "http://[2001:db8::1]:3128", PROBE_PROXY_HTTP, "2001:db8::1", 3128 },
        { "http://[2001:db8::1]", PROBE_PROXY_HTTP, "2001:db8::1", 1080 },
        { "http://proxy:65535", PROBE_PROXY_HTTP, "proxy", 65535 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!read_it(rows[i].url))
            fail_msg("%s: %s", rows[i].url, why);
        assert_int_equal(got.kind, rows[i].kind);
        assert_string_equal(got.host, rows[i].host);
        assert_int_equal(got.port, rows[i].port);
        assert_null(got.basic);
    }
}

/* The value is not repeated: it may hold a password. */
static void
other_urls_are_refused(void **state)
{
    static const char *const bad[] = {
        "https://proxy:1",
        "ftp://proxy",
        "http://",
        "http://:3128",
        "http://proxy:0",
        "http://proxy:65536",
        "http://proxy:x",
        "http://2001:db8::1",
        "http://a b:1",
        "http://[]:1",
        "http://[a:1",
        "socks5://u:p@a:1",
        "http://u%2:p@a:1",
        "http://u%00:secret@a:1",
        "http://u%zz:p@a:1",
        "http://a<b:1",
        "",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (read_it(bad[i]))
            fail_msg("%s", bad[i]);
        assert_non_null(strstr(why, "--proxy: expected http://[USER:PASSWORD@]HOST:PORT"));
        assert_null(strstr(why, "secret"));
    }
}

static void
users_are_in_base64(void **state)
{
    (void)state;
    assert_true(read_it("http://user:pass@proxy:1"));
    assert_string_equal(got.basic, "dXNlcjpwYXNz");
    assert_string_equal(got.host, "proxy");
    assert_true(read_it("http://us%65r:p@ss@proxy:1")); /* the last @ ends it */
    assert_string_equal(got.basic, "dXNlcjpwQHNz");
    assert_null(strstr(proxy.note, "user"));
}

/* What is meant for this kind of connection, then what is meant for all; an option before both. */
static void
the_environment_names_one(void **state)
{
    (void)state;
    assert_true(read_it(NULL));
    assert_int_equal(got.kind, PROBE_PROXY_NONE);
    assert_string_equal(proxy.note, "");
    set_environment("http://all:1", "", "");
    assert_true(read_it(NULL));
    assert_string_equal(got.host, "all");
    assert_true(got.skips_local);
    set_environment("http://all:1", "http://https:2", "");
    assert_true(read_it(NULL));
    assert_string_equal(got.host, "https");
    assert_true(read_it("http://given:3"));
    assert_string_equal(got.host, "given");
    assert_false(got.skips_local); /* it was asked for */
    assert_true(read_it("none"));
    assert_int_equal(got.kind, PROBE_PROXY_NONE);
    set_environment("", "nonsense://secret", "");
    assert_false(read_it(NULL));
    assert_non_null(strstr(why, "https_proxy: expected"));
    assert_null(strstr(why, "secret"));
}

static void
reports_have_a_note(void **state)
{
    (void)state;
    assert_true(read_it("socks5://a:1"));
    assert_string_equal(proxy.note, "connections go through the SOCKS proxy a:1 (--proxy)");
    set_environment("", "http://b:2", ".local");
    assert_true(read_it(NULL));
    assert_string_equal(proxy.note,
                        "connections go through the HTTP proxy b:2 (https_proxy, except "
                        "for NO_PROXY)");
    assert_string_equal(got.except, ".local");
}

#define CASE(test) cmocka_unit_test_setup(test, begin)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(urls_name_kind_host_and_port), CASE(other_urls_are_refused), CASE(users_are_in_base64),
        CASE(the_environment_names_one),    CASE(reports_have_a_note),
    };

    return cmocka_run_group_tests_name("proxy", tests, NULL, NULL);
}
