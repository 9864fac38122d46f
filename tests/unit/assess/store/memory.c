/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <assess/memory.h>

#include <openssl/crypto.h>

static void
test_an_allocation_that_fails_is_noted_for_good(void **state)
{
    void *p;

    (void)state;
    assess_memory_watch();
    p = OPENSSL_malloc(16);
    assert_non_null(p);
    OPENSSL_free(p);
    assert_false(assess_memory_failed());
    assert_null(OPENSSL_malloc(SIZE_MAX / 2));
    assert_true(assess_memory_failed());
    p = OPENSSL_malloc(16);
    OPENSSL_free(p);
    assert_true(assess_memory_failed());
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_allocation_that_fails_is_noted_for_good),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
