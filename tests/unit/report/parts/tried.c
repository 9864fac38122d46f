/* SPDX-License-Identifier: MIT */
/* What was tried before an error. */
#include "parts/tried.h"

#include <string.h>

#include "cmocka_prelude.h"

static void
is_told(const struct assess_result *r, const char *want)
{
    struct output_bytes out = { .ptr = NULL };
    char buf[256];
    struct base_text t;

    base_text_init(&t, buf, sizeof buf);
    report_tried_text(r, false, &t);
    assert_string_equal(buf, want);
    report_add_tried(&out, r);
    assert_true(base_slice_eq_str(output_bytes_since(&out, 0), want));
    output_bytes_free(&out);
}

static void
ways_are_told_in_the_order_of_their_table(void **state)
{
    struct probe_error e = { .kind = PROBE_CLOSED };
    struct assess_result r = { .error = NULL };

    (void)state;
    is_told(&r, "");
    r.error = &e;
    is_told(&r, "");
    e.tried = 1u << PROBE_TRIED_LISTENED;
    is_told(&r, "listened for its ClientHello");
    e.tried |= 1u << PROBE_TRIED_CLIENT_TLS10;
    is_told(&r, "as TLS client with TLS 1.0; listened for its ClientHello");
    e.tried = 1u << PROBE_TRIEDS; /* of a later version's record */
    is_told(&r, "");
}

/* All of them at once fit the room that there is, or reports would lose the last. */
static void
everything_that_can_be_tried_is_told(void **state)
{
    const struct probe_error e = { .kind = PROBE_CLOSED, .tried = (1u << PROBE_TRIEDS) - 1 };
    const struct assess_result r = { .error = &e };
    const char *last = probe_tried_words((enum probe_tried)(PROBE_TRIEDS - 1));
    struct output_bytes out = { .ptr = NULL };
    size_t separators = 0;

    (void)state;
    report_add_tried(&out, &r);
    for (size_t i = 0; i < out.len; i++)
        separators += out.ptr[i] == ';';
    assert_int_equal(separators, PROBE_TRIEDS - 1);
    assert_true(out.len > strlen(last));
    assert_memory_equal(out.ptr + out.len - strlen(last), last, strlen(last));
    output_bytes_free(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ways_are_told_in_the_order_of_their_table),
        cmocka_unit_test(everything_that_can_be_tried_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
