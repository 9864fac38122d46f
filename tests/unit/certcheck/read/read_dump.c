/* SPDX-License-Identifier: MIT */
/* Whole dumps, in every language, are in tests/dumps; here what a line changes. */
#include "reading.h"

#include <certcheck/facts.h>
#include <certcheck/names.h>

#define RULE "================ Certificate 0 ================\n"
#define ROW "Row 1:\n"
#define X509 "X509 Certificate:\n"
#define PKCS10 "PKCS10 Certificate Request:\n"
#define NAMES "Issuer:\n    CN=Root\nSubject:\n    CN=edge, O=x\n"
#define EXTENSION(oid) "    " oid ": Flags = 0, Length = c\n    Label\n"
#define EKU EXTENSION("2.5.29.37")
#define POLICIES EXTENSION("1.3.6.1.4.1.311.21.10")
#define SERVER "        Server Authentication (1.3.6.1.5.5.7.3.1)\n"
#define CLIENT "        Client Authentication (1.3.6.1.5.5.7.3.2)\n"
#define HEX_SERVER "    0000  30 0a 06 08 2b 06 01 05  05 07 03 01              0...+.......\n"
#define COUNT(n) "Certificate Extensions: " n "\n"
#define CRL_NUMBER EXTENSION("2.5.29.20")
#define SIGNATURE "\nSignature Algorithm:\n"
#define DIGITS "01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 14"
#define HASH "Cert Hash(sha1): " DIGITS "\n"
#define END "CertUtil: -store command completed successfully.\n"

#define CUT "the dump is cut off in this certificate"
#define NAMELESS "the dump lists usages without their OIDs: export the certificate itself"
#define TWICE "the dump lists usages twice for one certificate: export the certificate itself"
#define RESTRICTED                                                                                 \
    "a property of the store restricts the certificate's usages: export the store itself, as a "   \
    ".sst file"

/* "fields CN=edge 1/3 hash, line 1; ...": usages of EKU and of Application Policies; "mention". */
static void
tell(const struct reading *x, struct base_text *out)
{
    for (size_t i = 0; i < x->bundle.n; i++) {
        const struct certcheck_object *o = &x->bundle.at[i];
        struct certcheck_facts f;

        assert_int_equal(certcheck_read_as(o->kind, o->der, &f), CERTCHECK_OK);
        base_text_str(out, o->kind == CERTCHECK_KIND_FIELDS ? "fields " : "request ");
        certcheck_name_text(f.subject, out);
        base_text_byte(out, ' ');
        base_text_u64(out, f.eku.allows);
        base_text_byte(out, '/');
        base_text_u64(out, f.app_policies.allows);
        base_text_str(out, o->has_thumbprint ? " hash" : "");
        (void)certcheck_template_ref_text(&f.template_ref, out);
        base_text_str(out, ", line ");
        base_text_u64(out, o->line);
        base_text_str(out, "; ");
    }
    for (size_t i = 0; i < x->bundle.mentions_n; i++) {
        base_text_str(out, "mention, line ");
        base_text_u64(out, x->bundle.mentions[i].line);
        base_text_str(out, "; ");
    }
    for (unsigned i = 0; i < x->bundle.skipped.crls; i++)
        base_text_str(out, "CRL; ");
}

struct row {
    const char *text, *want, *want_why;
};

static void
check(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct reading x;
        char got[512] = "";
        struct base_text t;

        assert_int_equal(reading_of(&x, read_dump, base_slice_str(rows[i].text)), CERTCHECK_OK);
        base_text_init(&t, got, sizeof got);
        tell(&x, &t);
        if (strcmp(got, rows[i].want) != 0 || strcmp(x.why, rows[i].want_why) != 0)
            fail_msg("row %zu: %s(%s)", i, got, x.why);
        reading_end(&x);
    }
}

static void
reads_certificates(void **state)
{
    static const struct row rows[] = {
        { RULE NAMES EKU SERVER SIGNATURE HASH, "fields CN=edge 1/3 hash, line 1; ", "" },
        { RULE NAMES EKU SERVER CLIENT "\n" POLICIES SERVER SIGNATURE HASH END,
          "fields CN=edge 3/1 hash, line 1; ", "" },
        { RULE NAMES EXTENSION("2.5.29.15") SIGNATURE HASH, "fields CN=edge 3/3 hash, line 1; ",
          "" },
        { RULE NAMES HASH, "mention, line 1; ", "" }, /* without -v there are no extensions */
        { RULE NAMES END, "", "" },
        { RULE NAMES HASH RULE NAMES EKU CLIENT SIGNATURE HASH,
          "fields CN=edge 2/3 hash, line 7; mention, line 1; ", "" },
        { RULE "Cert Hash(sha1): 01 02\n", "", "line 1: a hash that is not 40 hex digits" },
        { "\n" ROW X509 NAMES EKU SERVER SIGNATURE, "fields CN=edge 1/3, line 3; ", "" },
        { X509 NAMES EKU SERVER SIGNATURE "X.509-Zertifikat:\n" NAMES EKU CLIENT SIGNATURE,
          "fields CN=edge 1/3, line 1; fields CN=edge 2/3, line 11; ", "" },
        { "\n\n", "", "" },
        { "", "", "" },
    };

    (void)state;
    check(rows, ROWS(rows));
}

/* A hex dump is exact; names are looked up where their OID stands beside them elsewhere. */
static void
finds_usages_however_they_are_shown(void **state)
{
    static const struct row rows[] = {
        { X509 EKU HEX_SERVER SIGNATURE, "fields  1/3, line 1; ", "" },
        { X509 EKU CLIENT HEX_SERVER SIGNATURE, "fields  1/3, line 1; ", "" },
        { X509 EKU CLIENT "    0000  05 00\n" SIGNATURE, "fields  2/3, line 1; ", "" },
        { X509 EKU "    0000  05 00\n" SIGNATURE, "", "line 1: " NAMELESS },
        { X509 EKU "        Server Authentication\n" SIGNATURE, "", "line 1: " NAMELESS },
        { X509 EKU SIGNATURE, "", "line 1: " NAMELESS },
        { X509 EKU CLIENT "\n" POLICIES "    Policy Identifier=Client Authentication\n" SIGNATURE,
          "fields  2/2, line 1; ", "" },
        { X509 POLICIES "    Policy Identifier=Client Authentication\n" SIGNATURE, "",
          "line 1: " NAMELESS },
        { X509 EKU CLIENT "\n" EKU CLIENT SIGNATURE, "", "line 1: " TWICE },
    };

    (void)state;
    check(rows, ROWS(rows));
}

static void
tells_what_the_dump_left_out(void **state)
{
    static const struct row rows[] = {
        { RULE COUNT("1") EKU SERVER SIGNATURE HASH, "fields  1/3 hash, line 1; ", "" },
        { RULE COUNT("2") EKU SERVER SIGNATURE HASH, "", "line 1: " CUT },
        { RULE EKU SERVER, "", "line 1: " CUT },     /* its hash ends a certificate */
        { ROW X509 EKU SERVER, "", "line 2: " CUT }, /* its signature does */
        { RULE HASH RULE NAMES, "mention, line 1; ", "line 3: " CUT }, /* the last lacks it */
        { RULE EKU SERVER SIGNATURE HASH "  CERT_ENHKEY_USAGE_PROP_ID(9):\n", "",
          "line 1: " RESTRICTED },
        /* the first is told, the rest is read */
        { X509 EKU SIGNATURE X509 EKU SERVER SIGNATURE X509 EKU SIGNATURE, "fields  1/3, line 6; ",
          "line 1: " NAMELESS },
    };

    (void)state;
    check(rows, ROWS(rows));
}

static void
reads_requests_and_passes_crls_over(void **state)
{
    static const struct row rows[] = {
        { PKCS10 NAMES EKU CLIENT, "request CN=edge 2/3, line 1; ", "" },
        { PKCS10 NAMES, "request CN=edge 3/3, line 1; ", "" },      /* none asked for */
        { PKCS10 NAMES HASH, "request CN=edge 3/3, line 1; ", "" }, /* that is its key's */
        { PKCS10 NAMES "  CertificateTemplate:WebServer\\n\n",
          "request CN=edge 3/3WebServer, line 1; ", "" },
        { PKCS10 NAMES
          "  \"CertificateTemplate=Web\"\n" EXTENSION("1.3.6.1.4.1.311.20.2") "        Edge\n",
          "request CN=edge 3/3Edge, line 1; ", "" },
        { PKCS10 NAMES EXTENSION("1.3.6.1.4.1.311.21.7") "        Template=Web(1.3.6.1.4.1.9)\n",
          "request CN=edge 3/31.3.6.1.4.1.9, line 1; ", "" },
        /* what was asked for, when it was issued, is past: but in a row alone */
        { ROW PKCS10 EKU CLIENT SIGNATURE X509 EKU SERVER SIGNATURE, "fields  1/3, line 8; ", "" },
        { PKCS10 EKU CLIENT SIGNATURE X509 EKU SERVER SIGNATURE,
          "request  2/3, line 1; fields  1/3, line 7; ", "" },
        { X509 EKU SERVER SIGNATURE PKCS10 EKU CLIENT,
          "fields  1/3, line 1; request  2/3, line 7; ", "" },
        { X509 " ThisUpdate: 11/1/2026\n" EXTENSION("2.5.29.35") SIGNATURE, "CRL; ", "" },
        { X509 CRL_NUMBER SIGNATURE, "CRL; ", "" },
    };

    (void)state;
    check(rows, ROWS(rows));
}

static void
keeps_thumbprint_and_key_usage(void **state)
{
    static const char text[] =
        RULE EXTENSION("2.5.29.15") "        Digital Signature (a0)\n" SIGNATURE HASH;
    struct certcheck_facts f;
    struct reading x;

    (void)state;
    assert_int_equal(reading_of(&x, read_dump, base_slice_str(text)), CERTCHECK_OK);
    assert_int_equal(x.bundle.n, 1);
    for (uint8_t k = 0; k < CERTCHECK_THUMBPRINT_LEN; k++)
        assert_int_equal(x.bundle.at[0].thumbprint[k], k + 1);
    assert_int_equal(certcheck_read_as(x.bundle.at[0].kind, x.bundle.at[0].der, &f), CERTCHECK_OK);
    assert_int_equal(f.key_usage, CERTCHECK_KU_DIGITAL_SIGNATURE | CERTCHECK_KU_KEY_ENCIPHERMENT);
    reading_end(&x);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_certificates),
        cmocka_unit_test(finds_usages_however_they_are_shown),
        cmocka_unit_test(tells_what_the_dump_left_out),
        cmocka_unit_test(reads_requests_and_passes_crls_over),
        cmocka_unit_test(keeps_thumbprint_and_key_usage),
    };

    return cmocka_run_group_tests_name("read_dump", tests, NULL, NULL);
}
