/* SPDX-License-Identifier: MIT */
#include "facts/synthetic.h"

#include <certcheck/names.h>

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"

#define SERVER "1.3.6.1.5.5.7.3.1"
#define CLIENT "1.3.6.1.5.5.7.3.2"

static struct certcheck_facts
drawn(const struct synthetic *s, uint8_t der[SYNTHETIC_DER_MAX])
{
    struct certcheck_facts f;
    size_t len = synthetic_write(s, der);

    assert_int_not_equal(len, 0);
    assert_int_equal(certcheck_read_as(CERTCHECK_KIND_TEMPLATE,
                                       (struct base_slice){ der + SYNTHETIC_DER_MAX - len, len },
                                       &f),
                     CERTCHECK_OK);
    return f;
}

static void
what_is_drawn_is_read(void **state)
{
    uint8_t der[SYNTHETIC_DER_MAX], key_usage[2] = { 0xa0, 0 };
    struct synthetic s = { .name = base_slice_str("Web"),
                           .key_usage = { key_usage, sizeof key_usage },
                           .ca = true };
    struct certcheck_facts f;
    char name[32];
    struct base_text t;

    (void)state;
    assert_true(synthetic_oids_add(&s.eku, base_slice_str(SERVER)));
    assert_true(synthetic_oids_add(&s.eku, base_slice_str(SERVER))); /* twice is once */
    assert_true(synthetic_oids_add(&s.app_policies, base_slice_str(CLIENT)));
    f = drawn(&s, der);
    assert_int_equal(s.eku.n, 1);
    assert_int_equal(f.eku.allows, BASE_USAGE_SERVER_AUTH);
    assert_int_equal(f.app_policies.allows, BASE_USAGE_CLIENT_AUTH);
    assert_int_equal(f.key_usage, CERTCHECK_KU_DIGITAL_SIGNATURE | CERTCHECK_KU_KEY_ENCIPHERMENT);
    assert_true(f.ca);
    base_text_init(&t, name, sizeof name);
    certcheck_name_text(f.subject, &t);
    assert_string_equal(name, "CN=Web");
}

static void
absent_and_empty_differ(void **state)
{
    uint8_t der[SYNTHETIC_DER_MAX];
    struct synthetic s = { .eku = { .present = false } };
    struct certcheck_facts f;

    (void)state;
    f = drawn(&s, der);
    assert_int_equal(f.eku.state, CERTCHECK_SET_ABSENT);
    assert_int_equal(f.has, 0);
    s.eku.present = true;
    f = drawn(&s, der);
    assert_int_equal(f.eku.state, CERTCHECK_SET_EMPTY);
}

static void
what_does_not_fit_is_said(void **state)
{
    struct synthetic_oids set = { .present = false };
    const char *bad[] = { "", "1", "server", "1.2.3.", "1.2.-3", "3.1.2" };

    (void)state;
    for (size_t i = 0; i < ROWS(bad); i++) {
        set.cut = false;
        assert_false(synthetic_oids_add(&set, base_slice_str(bad[i])));
        assert_true(set.cut);
    }
    for (unsigned i = 0; i <= SYNTHETIC_OIDS_MAX; i++) {
        char dotted[32];
        struct base_text t;

        base_text_init(&t, dotted, sizeof dotted);
        base_text_str(&t, "1.3.6.");
        base_text_u64(&t, i);
        set.cut = false;
        assert_int_equal(synthetic_oids_add(&set, base_slice_str(dotted)), i < SYNTHETIC_OIDS_MAX);
    }
    assert_true(set.cut);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_drawn_is_read),
        cmocka_unit_test(absent_and_empty_differ),
        cmocka_unit_test(what_does_not_fit_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
