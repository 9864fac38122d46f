/* SPDX-License-Identifier: MIT */
#include "objects_fixture.h"

#include <openssl/ec.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static int
setup(void **state)
{
    const struct assess_objects_options o = { .policy = { .at_s = FIXTURE_AT_S },
                                              .profile = base_profile_get(BASE_PROFILE_MTLS) };

    (void)state;
    open_objects(&o);
    return 0;
}

/* szOID_ENROLL_CERTTYPE_EXTENSION: the template's name as a BMPString. */
static X509_EXTENSION *
template_name(const char *name)
{
    uint8_t der[128] = { 0x1e, (uint8_t)(2 * strlen(name)) };
    ASN1_OBJECT *oid = OBJ_txt2obj("1.3.6.1.4.1.311.20.2", 1);
    ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
    X509_EXTENSION *extension;

    for (size_t i = 0; name[i] != '\0'; i++)
        der[3 + 2 * i] = (uint8_t)name[i];
    assert_int_equal(ASN1_OCTET_STRING_set(value, der, 2 + der[1]), 1);
    extension = X509_EXTENSION_create_by_OBJ(NULL, oid, 0, value);
    ASN1_OCTET_STRING_free(value);
    ASN1_OBJECT_free(oid);
    assert_non_null(extension);
    return extension;
}

static struct base_slice
request(const char *names_template)
{
    static uint8_t der[2048];
    uint8_t *end = der;
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509_REQ *req = X509_REQ_new();
    int len;

    assert_int_equal(X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(req), "CN", MBSTRING_ASC,
                                                (const unsigned char *)"web.contoso.com", -1, -1,
                                                0),
                     1);
    assert_int_equal(X509_REQ_set_pubkey(req, key), 1);
    if (names_template != NULL) {
        STACK_OF(X509_EXTENSION) *all = sk_X509_EXTENSION_new_null();

        (void)sk_X509_EXTENSION_push(all, template_name(names_template));
        assert_int_equal(X509_REQ_add_extensions(req, all), 1);
        sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
    }
    assert_true(X509_REQ_sign(req, key, EVP_sha256()) > 0);
    len = i2d_X509_REQ(req, &end);
    assert_in_range(len, 1, (int)sizeof der);
    X509_REQ_free(req);
    EVP_PKEY_free(key);
    return (struct base_slice){ der, (size_t)len };
}

static void
judge(struct base_slice bytes)
{
    (void)assess_objects_judge(run, &(struct assess_file){ .name = "web.csr", .bytes = bytes });
}

static void
know(const char *ldif)
{
    struct certcheck_templates set = templates_of(ldif);

    assert_true(assess_objects_add_templates(run, &set, "ca.ldf"));
}

static void
test_a_request_alone_is_a_wish(void **state)
{
    (void)state;
    judge(request(NULL));
    assert_int_equal(heard.results, 1);
    assert_true(heard_code(&heard, CERTCHECK_F_REQUEST_IS_A_WISH));
    assert_int_equal(heard.notes, 1);
}

static void
test_the_template_it_names_decides(void **state)
{
    (void)state;
    know(TEMPLATE_SERVER TEMPLATE_BOTH);
    judge(request("WebServer"));
    assert_int_equal(heard.verdict, CERTCHECK_BREAKS);
    assert_true(heard_code(&heard, CERTCHECK_F_TEMPLATE_STAMPS));
    judge(request("OfficeWeb"));
    assert_int_equal(heard.verdict, CERTCHECK_READY);
    assert_int_equal(heard.notes, 0);
}

static void
test_what_the_template_demanded_does_not_settle_is_no_result(void **state)
{
    char line[256];
    struct base_text why;

    (void)state;
    base_text_init(&why, line, sizeof line);
    know(TEMPLATE_SERVER TEMPLATE_BOTH);
    assert_true(assess_objects_demand(run, NULL, &why));
    judge(request(NULL));
    assert_int_equal(heard.results, 0);
    assert_int_equal(heard.faults, 1);
    assert_non_null(strstr(heard.text, "the request names no template; say which of ca.ldf"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_a_request_alone_is_a_wish),
        CASE(test_the_template_it_names_decides),
        CASE(test_what_the_template_demanded_does_not_settle_is_no_result),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
