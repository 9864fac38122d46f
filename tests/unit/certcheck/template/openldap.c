/* SPDX-License-Identifier: MIT */
#include "template/openldap.h"

#include <certcheck/template.h>

#include <stdio.h>
#include <string.h>

#include "cmocka_prelude.h"

static void
takes_every_function(void **state)
{
    char why[128] = "";
    struct base_text t;

    (void)state;
    base_text_init(&t, why, sizeof why);
    assert_true(openldap_load(&t));
    assert_true(openldap_load(&t)); /* once is enough, twice no harm */
    assert_string_equal(why, "");
#define OPENLDAP(function) assert_true(openldap.function != NULL);
#include "template/openldap.def"
#undef OPENLDAP
    assert_string_equal(openldap.ldap_err2string(LDAP_SUCCESS), "Success");
}

static void
names_the_library(void **state)
{
    char told[64] = "", want[64];
    struct base_text t;

    (void)state;
    base_text_init(&t, told, sizeof told);
    certcheck_ldap_library(&t);
    snprintf(want, sizeof want, ", OpenLDAP %d.%d.%d", LDAP_VENDOR_VERSION / 10000,
             LDAP_VENDOR_VERSION / 100 % 100, LDAP_VENDOR_VERSION % 100);
    assert_string_equal(told, want);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_every_function),
        cmocka_unit_test(names_the_library),
    };

    return cmocka_run_group_tests_name("openldap", tests, NULL, NULL);
}
