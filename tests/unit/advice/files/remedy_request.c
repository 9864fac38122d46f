/* SPDX-License-Identifier: MIT */
/* The INF of a request: both usages, or the client's alone; a key as the wizard makes it. */
#include "files/remedy_parts.h"

#include "fixture_build.h"
#include "output_text.h"

static struct assess_result r;
static struct certcheck_facts facts;

static int
begin(void **state)
{
    (void)state;
    r = *fixture_find(fixture_endpoints(), "edge01.contoso.com:8057");
    facts = r.certificates[0].facts;
    return 0;
}

static const char *
request(void)
{
    remedy_request(&out, &r, &facts);
    return text_of(&out);
}

static void
it_asks_for_both_usages(void **state)
{
    const char *text = request();

    (void)state;
    assert_true(begins(text, "\n[Version]\nSignature = \"$Windows NT$\"\n\n[NewRequest]\n"
                             "Subject = \"CN=edge01.contoso.com, O=Contoso\"\n"
                             "KeyAlgorithm = RSA\nKeyLength = 2048\n"));
    assert_non_null(strstr(text, "OID = 1.3.6.1.5.5.7.3.1\nOID = 1.3.6.1.5.5.7.3.2\n"));
    assert_non_null(strstr(text, "\n[Extensions]\n; subject alternative names\n"
                                 "2.5.29.17 = \"{text}\"\n"
                                 "_continue_ = \"dns=edge01.contoso.com&\"\n"));
}

static void
a_larger_key_stays_larger(void **state)
{
    static const struct {
        enum certcheck_key_alg alg;
        unsigned bits;
        const char *want;
    } rows[] = {
        { CERTCHECK_KEY_RSA, 1024, "KeyLength = 2048\n" },
        { CERTCHECK_KEY_RSA, 2049, "KeyLength = 4096\n" },
        { CERTCHECK_KEY_RSA, 16384, "KeyLength = 4096\n" },
        { CERTCHECK_KEY_EC, 4096, "KeyLength = 2048\n" }, /* the wizard makes RSA keys */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        facts.key.alg = rows[i].alg;
        facts.key.bits = rows[i].bits;
        assert_non_null(strstr(request(), rows[i].want));
    }
}

/* An Edge pool has one key on all its members. */
static void
a_key_is_exportable_on_an_edge(void **state)
{
    (void)state;
    assert_non_null(strstr(request(), "\nExportable = TRUE\n"));
    r.profile = base_profile_get(BASE_PROFILE_FE_PSOM);
    assert_non_null(strstr(request(), "\nExportable = FALSE\n"));
    r.profile = NULL;
    assert_non_null(strstr(request(), "\nExportable = FALSE\n"));
}

/* No section of nothing; what is left out is said all the same. */
static void
names_that_are_none_open_no_section(void **state)
{
    static const uint8_t torn[] = { 0x82, 9, 'x' };
    const char *text;

    (void)state;
    facts.san = (struct base_slice){ NULL, 0 };
    assert_null(strstr(request(), "[Extensions]"));
    facts.san = (struct base_slice){ torn, sizeof torn };
    text = request();
    assert_null(strstr(text, "[Extensions]"));
    assert_non_null(strstr(text, "\n; omitted: alternative names that cannot be decoded\n"));
}

/* A CA that excludes the usage would do so again. */
static void
a_ca_in_the_way_is_told(void **state)
{
    (void)state;
    assert_int_equal(count(request(), "; Send this request to another CA"), 0);
    build_find(&r, CERTCHECK_F_EKU_LACKS_CLIENT_AUTH, 1);
    assert_int_equal(count(request(), "; Send this request to another CA: "), 1);
    assert_true(begins(request(), "; Send"));
}

static void
what_a_renewal_breaks_needs_the_client_alone(void **state)
{
    struct certcheck_forecast forecast = { .changes_n = 1 };

    (void)state;
    assert_false(remedy_is_for_client(&r));
    forecast.changes[0] = (struct certcheck_change_result){ .id = CERTCHECK_CHANGE_RENEWAL,
                                                            .verifier = CERTCHECK_VERIFIER_OPENSSL,
                                                            .verdict = CERTCHECK_BREAKS };
    r.forecast = &forecast;
    assert_true(remedy_is_for_client(&r));
    assert_non_null(strstr(request(), "; Client Authentication alone\nOID = 1.3.6.1.5.5.7.3.2\n"));
    assert_int_equal(count(request(), "1.3.6.1.5.5.7.3.1\n"), 0);
    forecast.changes[0].verdict = CERTCHECK_READY;
    assert_false(remedy_is_for_client(&r));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end_output)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(it_asks_for_both_usages),        CASE(a_larger_key_stays_larger),
        CASE(a_key_is_exportable_on_an_edge), CASE(names_that_are_none_open_no_section),
        CASE(a_ca_in_the_way_is_told),        CASE(what_a_renewal_breaks_needs_the_client_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
