/* SPDX-License-Identifier: MIT */
/* -v: what is known is told line by line, and what is not has no line. */
#include "text/text_block.h"

#include "fixture_build.h"
#include "telling.h"

static const char *
told(const struct assess_result *r)
{
    report_text_details(&context, &context.out, r);
    return written();
}

static void
nothing_known_is_nothing_told(void **state)
{
    const struct probe_result p = { .version = 0x0303 };
    const struct assess_result none = { .file = "a" }, empty = { .target = "a:1", .probe = &p };

    (void)state;
    assert_string_equal(told(&none), "");
    assert_string_equal(told(&empty), "");
}

/* From a record it may be anything. */
static void
addresses_are_made_safe(void **state)
{
    const struct probe_result p = { .address = "10.0.0.5\x1B" };
    const struct assess_result r = { .target = "a:1", .probe = &p };

    (void)state;
    assert_string_equal(told(&r), "  address    10.0.0.5\\x1b\n");
}

static void
the_last_error_is_told(void **state)
{
    struct probe_result p = { .last = { .kind = PROBE_CLOSED, .alert = -1, .text = "at once\n" } };
    const struct assess_result r = { .target = "a:1", .probe = &p };

    (void)state;
    assert_string_equal(told(&r), "  at last    closed: at once\\x0a\n");
    p.last.text[0] = '\0';
    assert_string_equal(told(&r), "  at last    closed\n");
}

static void
tls_is_told_as_far_as_it_is_known(void **state)
{
    struct base_slice names[2] = { build_name("A"), build_name("B") };
    struct probe_result p = { .tls = true,
                              .version = 0x0303,
                              .cipher = 0x002F,
                              .peer_role = PROBE_ROLE_SERVER,
                              .client_certificate_requested = PROBE_YES,
                              .accepted_us = PROBE_YES,
                              .ca_names = names,
                              .ca_names_n = 2 };
    const struct assess_result r = { .target = "a:1", .probe = &p };

    (void)state;
    context.style.width = 1000;
    assert_string_equal(told(&r),
                        "  TLS        TLSv1.2, TLS_RSA_WITH_AES_128_CBC_SHA, the peer is the TLS "
                        "server, it requests a client certificate, it accepted our certificate\n"
                        "  CA names   CN=A,O=Contoso\n"
                        "             CN=B,O=Contoso\n");
    p.ca_names_n = 0;
    p.cipher = 0;
    p.accepted_us = PROBE_UNKNOWN;
    p.peer_role = PROBE_ROLE_CLIENT; /* of which we always request one */
    assert_string_equal(told(&r), "  TLS        TLSv1.2, the peer is the TLS client\n");
    p.version = 0;
    p.peer_role = PROBE_ROLE_UNKNOWN;
    assert_string_equal(told(&r), "");
}

static void
certificates_are_told_one_by_one(void **state)
{
    struct assess_result r = { .target = "a:1" };
    struct assess_certificate *c = build_shown(&r, 0x2A, "edge01", true);
    const char *text;

    (void)state;
    context.style.width = 1000;
    c[0].facts.eku.critical = true;
    c[1].readable = false;
    c[1].made_sha1 = true;
    text = told(&r);
    has(text, "  presented\n"
              "    certificate 0\n"
              "      subject    CN=edge01,O=Contoso\n"
              "      issuer     CN=Contoso Issuing CA 1,O=Contoso\n"
              "      serial     612a000a\n"
              "      valid      2016-05-01T00:00:00Z to 2018-05-01T00:00:00Z\n"
              "      key        RSA 2048, sha256WithRSAEncryption\n"
              "      EKU        list, critical: 1.3.6.1.5.5.7.3.1 (serverAuth), "
              "1.3.6.1.5.5.7.3.2 (clientAuth)\n"
              "      app. pol.  absent\n"
              "      SAN        DNS:edge01\n"
              "      SHA-1      2a2a");
    has(text, "    certificate 1: not a certificate\n"
              "      SHA-256    caca");
    c[0].made_sha256 = true;
    c[0].facts.defects = CERTCHECK_DEFECT_NOT_AFTER;
    text = told(&r);
    has(text, "      valid      2016-05-01T00:00:00Z to unreadable\n");
    lacks(text, "SHA-256    2a2a");
    has(text, "SHA-1      2a2a");
    c[0].facts.kind = CERTCHECK_KIND_REQUEST;
    lacks(told(&r), "valid  ");
}

static void
the_path_has_its_usages(void **state)
{
    struct assess_result r = { .target = "a:1" };
    struct certcheck_judgement *g;

    (void)state;
    context.style.width = 1000;
    (void)build_shown(&r, 0x2A, "edge01", true);
    g = build_judge(&r, CERTCHECK_READY, BASE_USAGE_CLIENT_AUTH);
    g->path.at[0].allows[0] = CERTCHECK_NO;
    g->path.at[0].allows[1] = CERTCHECK_UNKNOWN;
    r.certificates_n = 0;
    assert_string_equal(told(&r), "  path       0 CN=edge01,O=Contoso (peer): serverAuth no, "
                                  "clientAuth unsettled\n"
                                  "             1 CN=Contoso Issuing CA 1,O=Contoso (peer): "
                                  "serverAuth yes, clientAuth yes\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TELLING(nothing_known_is_nothing_told),    TELLING(addresses_are_made_safe),
        TELLING(the_last_error_is_told),           TELLING(tls_is_told_as_far_as_it_is_known),
        TELLING(certificates_are_told_one_by_one), TELLING(the_path_has_its_usages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
