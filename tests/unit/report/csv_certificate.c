/* SPDX-License-Identifier: MIT */
/* The cells of csv that are about the certificate: what cannot be read is empty. */
#include "csv.h"

#include "cmocka_prelude.h"
#include "fixture_build.h"

static struct output_bytes out;
static struct report_context context;
static struct assess_result r;
static struct assess_certificate *leaf;

static int
begin(void **state)
{
    static struct fixture f;

    (void)state;
    f.n = 0;
    out = (struct output_bytes){ .ptr = NULL };
    r = *build_endpoint(&f, "edge01:8057", "edge01", 8057, BASE_PROFILE_EDGE_PSOM);
    leaf = build_shown(&r, 0x2A, "edge01.contoso.com", true);
    return 0;
}

static int
end(void **state)
{
    (void)state;
    output_bytes_free(&out);
    return 0;
}

static void
is(field_fn *field, const char *want)
{
    const struct row row = { &context, &r, &out };

    field(&row);
    output_add_char(&out, '\0');
    assert_string_equal(out.ptr, want);
    out.len = 0;
}

static void
the_leaf_is_told(void **state)
{
    (void)state;
    is(field_subject, "CN=edge01.contoso.com,O=Contoso");
    is(field_issuer, "CN=Contoso Issuing CA 1,O=Contoso");
    is(field_serial, "612a000a");
    is(field_sha1, "2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a");
    is(field_sha256, "2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a");
    is(field_not_before, "2016-05-01T00:00:00Z");
    is(field_not_after, "2018-05-01T00:00:00Z");
    is(field_key, "RSA 2048");
    is(field_signature, "sha256WithRSAEncryption");
    is(field_san, "DNS:edge01.contoso.com");
    is(field_eku, "serverAuth; clientAuth");
    is(field_app_policies, "absent");
}

/* What was presented has its hashes all the same. */
static void
what_cannot_be_read_has_no_facts(void **state)
{
    static field_fn *const facts[] = {
        field_subject, field_issuer,    field_serial, field_not_before,   field_not_after,
        field_key,     field_signature, field_eku,    field_app_policies, field_san,
    };

    (void)state;
    leaf->readable = false;
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
        is(facts[i], "");
    is(field_sha1, "2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a");
    r.certificates_n = 0;
    is(field_sha1, "");
    is(field_sha256, "");
}

/* Keys of ours, that stand for hashes, are never shown. */
static void
hashes_that_were_made_are_not_shown(void **state)
{
    (void)state;
    leaf->made_sha1 = true;
    is(field_sha1, "");
    is(field_sha256, "2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a");
    leaf->made_sha1 = false;
    leaf->made_sha256 = true;
    is(field_sha1, "2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a");
    is(field_sha256, "");
}

static void
dates_that_cannot_be_read_are_empty(void **state)
{
    (void)state;
    leaf->facts.defects = CERTCHECK_DEFECT_NOT_BEFORE;
    is(field_not_before, "");
    is(field_not_after, "2018-05-01T00:00:00Z");
    leaf->facts.defects = CERTCHECK_DEFECT_NOT_AFTER;
    is(field_not_before, "2016-05-01T00:00:00Z");
    is(field_not_after, "");
}

/* By name where an OID has one; where there is none to list, why. */
static void
usages_are_listed_or_their_state_is(void **state)
{
    static const uint8_t oids[] = { 0x06, 0x02, 0x2A, 0x03, 0x06, 0x08, 0x2B, 6, 1, 5, 5, 7, 3, 1 };

    (void)state;
    leaf->facts.eku = build_list(oids, sizeof oids);
    is(field_eku, "1.2.3; serverAuth");
    leaf->facts.app_policies = leaf->facts.eku;
    leaf->facts.eku = (struct certcheck_usage_set){ .state = CERTCHECK_SET_UNDECODABLE };
    is(field_eku, "undecodable");
    is(field_app_policies, "1.2.3; serverAuth");
}

static void
names_are_separated(void **state)
{
    (void)state;
    leaf->facts.san = build_tlv(0x82, base_slice_str("a"), (struct base_slice){ NULL, 0 });
    is(field_san, "DNS:a");
    leaf->facts.san = base_slice_str("\x82\x01"
                                     "a\x87\x04\x0A\x01\x02\x03");
    is(field_san, "DNS:a; IP:10.1.2.3");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_leaf_is_told),
        CASE(what_cannot_be_read_has_no_facts),
        CASE(hashes_that_were_made_are_not_shown),
        CASE(dates_that_cannot_be_read_are_empty),
        CASE(usages_are_listed_or_their_state_is),
        CASE(names_are_separated),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
