/* SPDX-License-Identifier: MIT */
/* The view by certificate: what counts as one, and the order of certificates and endpoints. */
#include "parts/by_certificate.h"

#include <base/text.h>

#include <string.h>

#include "cmocka_prelude.h"

/* Names with one CN of two characters. */
#define NAME(text) "\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x03\x0c\x02" text

static struct report_by_certificate b;
static char room[256];

static int
begin(void **state)
{
    (void)state;
    b = (struct report_by_certificate){ .labels.ptr = NULL };
    return 0;
}

static int
end(void **state)
{
    (void)state;
    report_by_certificate_free(&b);
    return 0;
}

static void
add(const char *target, const char *name, uint8_t hash, enum certcheck_verdict verdict)
{
    struct assess_certificate c = { .readable = name != NULL,
                                    .sha256 = { 0xaa, hash },
                                    .sha1 = { 0xbb, hash } };
    const struct assess_result r = {
        .target = target, .verdict = verdict, .certificates = &c, .certificates_n = 1
    };
    struct base_text subject;

    if (name != NULL)
        c.facts.subject = (struct base_slice){ (const uint8_t *)name, 15 };
    base_text_init(&subject, room, sizeof room);
    report_by_certificate_add(&b, &r, &subject);
}

/* A certificate is its hash: one of another's name is another. */
static void
certificates_and_endpoints_have_an_order(void **state)
{
    static const struct {
        const char *endpoint, *subject;
        uint8_t hash;
    } want[] = {
        { "edge2:8057", "CN=w2", 7 },
        { "edge10:8057", "CN=w2", 7 },
        { "edge1:8057", "CN=w2", 9 },
        { "edge3:8057", "CN=w3", 8 },
    };
    const struct report_use *use;
    size_t n, breaks;

    (void)state;
    add("edge3:8057", NAME("w3"), 8, CERTCHECK_READY);
    add("edge1:8057", NAME("w2"), 9, CERTCHECK_BREAKS);
    add("edge10:8057", NAME("w2"), 7, CERTCHECK_BREAKS);
    add("edge2:8057", NAME("w2"), 7, CERTCHECK_READY);
    use = report_by_certificate_sort(&b, &n);
    assert_int_equal(n, 4);
    for (size_t i = 0; i < n; i++) {
        assert_true(base_slice_eq_str(use[i].endpoint, want[i].endpoint));
        assert_true(base_slice_eq_str(use[i].subject, want[i].subject));
        assert_int_equal(use[i].sha256.len, CERTCHECK_SHA256_LEN);
        assert_int_equal(use[i].sha256.ptr[1], want[i].hash);
        assert_int_equal(use[i].sha1.ptr[0], 0xbb);
        assert_int_equal(use[i].sha1.ptr[1], want[i].hash);
    }
    assert_int_equal(report_by_certificate_run(use, use + n, &breaks), 2);
    assert_int_equal(breaks, 1);
    assert_int_equal(report_by_certificate_run(use + 1, use + n, &breaks), 1);
    assert_int_equal(report_by_certificate_run(use + 2, use + n, &breaks), 1);
    assert_int_equal(report_by_certificate_run(use, use + 1, &breaks), 1); /* not behind the end */
    assert_int_equal(breaks, 0);
}

static void
files_and_what_cannot_be_read_do_not_count(void **state)
{
    size_t n;

    (void)state;
    add(NULL, NAME("w1"), 1, CERTCHECK_BREAKS);
    add("edge1:8057", NULL, 1, CERTCHECK_BROKEN);
    (void)report_by_certificate_sort(&b, &n);
    assert_int_equal(n, 0);
    assert_int_equal(b.labels.len, 0);
    assert_false(report_by_certificate_no_memory(&b));
}

/* An error of an element above the leaf: the same CA would do it again. */
static void
another_ca_is_needed_where_an_issuer_refuses(void **state)
{
    const struct certcheck_finding findings[] = {
        { .code = CERTCHECK_F_CA_EKU_EXCLUDES_CLIENT_AUTH, .element = 1 },
        { .code = CERTCHECK_F_EKU_LACKS_CLIENT_AUTH, .element = 0 }
    };
    struct assess_certificate c = { .readable = true, .sha256 = { 1 } };
    struct base_text subject;
    const struct report_use *use;
    size_t n;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const struct assess_result r = { .target = i == 0 ? "a:1" : "b:1",
                                         .verdict = CERTCHECK_BREAKS,
                                         .findings = &findings[i],
                                         .findings_n = 1,
                                         .certificates = &c,
                                         .certificates_n = 1 };

        base_text_init(&subject, room, sizeof room);
        report_by_certificate_add(&b, &r, &subject);
    }
    use = report_by_certificate_sort(&b, &n);
    assert_int_equal(n, 2);
    assert_true(use[0].other_ca);
    assert_false(use[1].other_ca);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(certificates_and_endpoints_have_an_order),
        CASE(files_and_what_cannot_be_read_do_not_count),
        CASE(another_ca_is_needed_where_an_issuer_refuses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
