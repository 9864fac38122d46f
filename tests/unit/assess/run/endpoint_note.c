/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include "run/endpoint.h"

static struct assess_endpoint endpoint;

static void
test_notes_are_bounded(void **state)
{
    (void)state;
    endpoint.result.findings = endpoint.findings;
    for (int i = 0; i < 1000; i++)
        assess_endpoint_note(&endpoint, CERTCHECK_F_SECOND_CERTIFICATE, "10.0.0.1 ready");
    assert_int_equal(endpoint.result.findings_n, ASSESS_ENDPOINT_FINDINGS);
    assert_int_equal(endpoint.remarks_n, ASSESS_ENDPOINT_NOTES);
}

static void
test_the_text_is_copied(void **state)
{
    char text[] = "10.0.0.1 ready";

    (void)state;
    endpoint = (struct assess_endpoint){ .remarks_n = 0 };
    assess_endpoint_note(&endpoint, CERTCHECK_F_SECOND_CERTIFICATE, text);
    memset(text, 'x', sizeof text - 1);
    assert_memory_equal(endpoint.findings[0].arg.ptr, "10.0.0.1 ready", 14);
    assert_int_equal(endpoint.findings[0].element, -1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_notes_are_bounded),
        cmocka_unit_test(test_the_text_is_copied),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
