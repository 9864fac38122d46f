/* SPDX-License-Identifier: MIT */
#include <output/intern.h>

#include <stdio.h>

#include "cmocka_prelude.h"

static void
equal_texts_share_a_number(void **state)
{
    struct output_intern f = { 0 };
    char text[32];
    bool fresh;

    (void)state;
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < 5000; i++) {
            (void)snprintf(text, sizeof text, "text %zu", i);
            output_add_str(&f.text, text);
            assert_int_equal(output_intern_end(&f, &fresh), i);
            assert_int_equal(fresh, round == 0);
        }
    assert_int_equal(f.n, 5000);
    assert_memory_equal(output_intern_text(&f, 4999).ptr, "text 4999", 9);
    output_add_str(&f.text, "dropped");
    output_intern_drop(&f);
    assert_int_equal(output_intern_end(&f, &fresh), 5000); /* the empty text */
    output_intern_free(&f);
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(equal_texts_share_a_number) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
