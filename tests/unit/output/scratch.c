/* SPDX-License-Identifier: MIT */
#include <output/scratch.h>

#include <string.h>

#include "cmocka_prelude.h"

static struct output_scratch scratch;

static void
the_room_is_used_again(void **state)
{
    struct base_text t = output_scratch(&scratch);
    struct base_slice s;

    (void)state;
    base_text_str(&t, "first");
    s = output_scratch_done(&t);
    assert_true(base_slice_eq_str(s, "first"));
    t = output_scratch(&scratch);
    assert_int_equal(output_scratch_done(&t).len, 0);
}

/* At each place within a rune of three bytes. */
static void
what_is_cut_ends_in_an_ellipsis_and_never_within_a_rune(void **state)
{
    (void)state;
    for (size_t before = 0; before < 3; before++) {
        struct base_text t = output_scratch(&scratch);
        struct base_slice s;
        size_t at = 0;
        bool valid = true;

        base_text_bytes(&t, "xxx", before);
        while (!t.cut)
            base_text_str(&t, "\xE6\x9D\xB1");
        s = output_scratch_done(&t);
        assert_true(s.len < OUTPUT_SCRATCH);
        assert_memory_equal(s.ptr + s.len - 3, "\xE2\x80\xA6", 3);
        while (at < s.len && valid)
            (void)base_utf8_next(s, &at, &valid);
        assert_true(valid);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_room_is_used_again),
        cmocka_unit_test(what_is_cut_ends_in_an_ellipsis_and_never_within_a_rune),
    };

    return cmocka_run_group_tests_name("scratch", tests, NULL, NULL);
}
