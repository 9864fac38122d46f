/* SPDX-License-Identifier: MIT */
#include "der/oids.h"

#include <certcheck/names.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Each row: "OID(ID, "name", octets) slash-star dotted star-slash". The octets and the dotted
 * form beside them must agree, or the table lies to whoever checks it by eye. */
static void
octets_agree_with_dotted_form(void **state)
{
    FILE *table = fopen(OIDS_DEF, "r");
    char line[512];
    unsigned n = 0;

    (void)state;
    assert_non_null(table);
    while (fgets(line, sizeof line, table) != NULL) {
        char *dotted = strstr(line, "/* "), *end;
        uint8_t der[64];
        size_t len;

        if (strncmp(line, "OID(", 4) != 0)
            continue;
        assert_non_null(dotted);
        dotted += 3;
        end = strchr(dotted, ' ');
        assert_non_null(end);
        *end = '\0';
        assert_true(certcheck_oid_parse(dotted, der, sizeof der, &len));
        if (!base_slice_eq(oid_row((enum oid)n)->der, (struct base_slice){ der, len }))
            fail_msg("%s: %s", oid_row((enum oid)n)->name, dotted);
        n++;
    }
    fclose(table);
    assert_int_equal(n, OID_COUNT);
}

static void
finds_itself(void **state)
{
    (void)state;
    for (unsigned i = 0; i < OID_COUNT; i++) {
        const struct oid_row *row = oid_row((enum oid)i);

        if (oid_find(row->der) != (enum oid)i)
            fail_msg("%s is twice in the table", row->name);
        for (unsigned k = 0; k < i; k++)
            if (strcmp(row->name, oid_row((enum oid)k)->name) == 0)
                fail_msg("%s names two rows", row->name);
    }
}

static void
finds_nothing_else(void **state)
{
    static const uint8_t longer[] = { 0x55, 0x1d, 0x25, 0x01 };
    static const uint8_t zeros[16] = { 0x55, 0x1d, 0x25 };

    (void)state;
    assert_int_equal(oid_find((struct base_slice){ zeros, 3 }), OID_EKU);
    assert_int_equal(oid_find((struct base_slice){ zeros, 4 }), OID_ANY_EKU);
    for (size_t n = 5; n <= sizeof zeros; n++)
        assert_int_equal(oid_find((struct base_slice){ zeros, n }), OID_COUNT);
    assert_int_equal(oid_find((struct base_slice){ 0 }), OID_COUNT);
    assert_int_equal(oid_find((struct base_slice){ longer, 4 }), OID_COUNT);
    assert_int_equal(oid_find((struct base_slice){ longer, 3 }), OID_EKU);
    assert_int_equal(oid_find((struct base_slice){ longer, 2 }), OID_COUNT);
    assert_true(oid_matches(OID_EKU, (struct base_slice){ longer, 3 }));
    assert_false(oid_matches(OID_EKU, (struct base_slice){ longer, 4 }));
    assert_false(oid_matches(OID_CN, (struct base_slice){ longer, 3 }));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(octets_agree_with_dotted_form),
        cmocka_unit_test(finds_itself),
        cmocka_unit_test(finds_nothing_else),
    };

    return cmocka_run_group_tests_name("oids", tests, NULL, NULL);
}
