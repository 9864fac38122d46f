/* SPDX-License-Identifier: MIT */
/* What a run gathers for --remedy: where it may write, and which results ask for which files. */
#include "fixture_build.h"
#include "folder.h"

static size_t
written(struct advice_remedy_files *f)
{
    size_t n;

    assert_true(advice_remedy_files_write(f, &n, &why));
    return n;
}

static struct assess_result
breaking(void)
{
    return *fixture_find(fixture_endpoints(), "edge01.contoso.com:8057");
}

/* With a name and a fingerprint of its own. */
static void
add_named(struct advice_remedy_files *f, const char *cn, uint8_t seed)
{
    struct assess_result r = breaking();

    build_shown(&r, seed, cn, false);
    advice_remedy_files_add(f, &r);
}

static void
a_folder_that_stayed_empty_is_removed(void **state)
{
    struct advice_remedy_files *f = advice_remedy_files_open(folder, false, &why);

    (void)state;
    assert_non_null(f);
    assert_int_equal(access(folder, F_OK), 0);
    assert_int_equal(written(f), 0);
    advice_remedy_files_free(f);
    assert_int_not_equal(access(folder, F_OK), 0);
    advice_remedy_files_free(NULL);
    assert_int_equal(os_dir_make(folder), 0); /* one that was there stays */
    advice_remedy_files_free(advice_remedy_files_open(folder, false, &why));
    assert_int_equal(access(folder, F_OK), 0);
}

static void
what_a_run_may_write_is_not_overwritten(void **state)
{
    static const char *const ours[] = { "request-a.inf",    "optout-sfb2015.reg", "optout-x.ps1",
                                        "new-template.txt", "receiver-nginx.txt", "sender-x" },
                             *const others[] = { "request-a.txt", "optout-a.txt", "templates.txt",
                                                 ".inf", "my-request-a.inf" };
    struct advice_remedy_files *f;

    (void)state;
    assert_int_equal(os_dir_make(folder), 0);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        put_file(others[i], "");
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++) {
        put_file(ours[i], "");
        base_text_clear(&why);
        assert_null(advice_remedy_files_open(folder, false, &why));
        assert_non_null(strstr(line, ours[i]));
        assert_non_null(strstr(line, "already exists"));
        f = advice_remedy_files_open(folder, true, &why);
        assert_non_null(f);
        advice_remedy_files_free(f);
        assert_int_equal(unlink(in_folder(ours[i])), 0);
    }
    f = advice_remedy_files_open(folder, false, &why);
    assert_non_null(f);
    advice_remedy_files_free(f);
}

static void
what_is_no_folder_is_told(void **state)
{
    char file[64];

    (void)state;
    assert_int_equal(os_dir_make(folder), 0);
    put_file("a", "");
    (void)snprintf(file, sizeof file, "%s/a", folder);
    assert_null(advice_remedy_files_open(file, false, &why));
    assert_int_equal(strncmp(line, "--remedy: ", 10), 0);
    base_text_clear(&why);
    (void)snprintf(file, sizeof file, "%s/b/c", folder);
    assert_null(advice_remedy_files_open(file, false, &why));
    assert_non_null(strstr(line, "b/c: "));
}

static void
only_what_breaks_asks_for_files(void **state)
{
    struct advice_remedy_files *f = advice_remedy_files_open(folder, false, &why);
    const struct fixture *all = fixture_endpoints();

    (void)state;
    for (size_t i = 0; i < all->n; i++)
        if (all->results[i].verdict != CERTCHECK_BREAKS || all->results[i].certificates_n == 0)
            advice_remedy_files_add(f, &all->results[i]);
    assert_int_equal(written(f), 0);
    advice_remedy_files_free(f);
}

/* A request for each certificate, however many ports show it; names are safe in a file name. */
static void
each_certificate_has_one_request(void **state)
{
    struct advice_remedy_files *f = advice_remedy_files_open(folder, false, &why);
    size_t requests;

    (void)state;
    add_named(f, "EDGE 01/..\\x:*", 0x21);
    add_named(f, "EDGE 01/..\\x:*", 0x21);
    add_named(f, "fe01", 0x22);
    assert_int_equal(written(f), 2 + 3 + 1);
    advice_remedy_files_free(f);
    (void)files_in_folder("request-", &requests);
    assert_int_equal(requests, 2);
    (void)files_in_folder("request-edge-01-..-x-2121212121212121212121212121212121212121.inf",
                          &requests);
    assert_int_equal(requests, 1);
    (void)files_in_folder("request-fe01-2222", &requests);
    assert_int_equal(requests, 1);
}

/* A CA's certificate is not requested, a request is not in use, fields are too little. */
static void
the_kind_decides_what_helps(void **state)
{
    static const struct {
        enum certcheck_kind kind;
        bool ca;
        size_t requests, opt_outs;
    } rows[] = {
        { CERTCHECK_KIND_CERTIFICATE, false, 1, 3 }, { CERTCHECK_KIND_CERTIFICATE, true, 0, 3 },
        { CERTCHECK_KIND_REQUEST, false, 1, 0 },     { CERTCHECK_KIND_TEMPLATE, false, 0, 0 },
        { CERTCHECK_KIND_FIELDS, false, 0, 3 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct advice_remedy_files *f = advice_remedy_files_open(folder, false, &why);
        struct assess_result r = breaking();
        struct assess_certificate *c = build_shown(&r, 0x21, "a", false);
        size_t n;

        c->facts.kind = rows[i].kind;
        c->facts.ca = rows[i].ca;
        advice_remedy_files_add(f, &r);
        (void)written(f);
        advice_remedy_files_free(f);
        (void)files_in_folder("request-", &n);
        assert_int_equal(n, rows[i].requests);
        (void)files_in_folder("optout-", &n);
        assert_int_equal(n, rows[i].opt_outs);
        assert_int_equal(end_folder(state), 0);
    }
}

/* The peers of the script: each once, whatever its ports, and quoted. */
static void
peers_are_named_once(void **state)
{
    struct advice_remedy_files *f = advice_remedy_files_open(folder, false, &why);
    static const char *const hosts[] = { "edge1", "edge1", "edge", "a'b'", "b", NULL };
    char text[32768];
    size_t n;

    (void)state;
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        struct assess_result r = breaking();

        r.host = hosts[i];
        advice_remedy_files_add(f, &r);
    }
    (void)written(f);
    advice_remedy_files_free(f);
    n = get_file("optout-sfb2015.ps1", text, sizeof text);
    assert_true(n < sizeof text - 1);
    assert_non_null(strstr(
        text, "$Peers = @(\r\n    'edge1',\r\n    'edge',\r\n    'a''b''',\r\n    'b'\r\n)"));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_folder, end_folder)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_folder_that_stayed_empty_is_removed),
        CASE(what_a_run_may_write_is_not_overwritten),
        CASE(what_is_no_folder_is_told),
        CASE(only_what_breaks_asks_for_files),
        CASE(each_certificate_has_one_request),
        CASE(the_kind_decides_what_helps),
        CASE(peers_are_named_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
