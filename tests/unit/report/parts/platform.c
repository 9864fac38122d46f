/* SPDX-License-Identifier: MIT */
/* The second opinion of the machine that ran: said where it was asked, with all its words. */
#include "parts/breaks.h"

#include "cmocka_prelude.h"

static void
is_told(const struct assess_platform *p, const char *want)
{
    const struct assess_result r = { .platform = p };
    struct output_bytes out = { .ptr = NULL };

    report_add_platform(&out, &r);
    output_add_char(&out, '\0');
    assert_string_equal(out.ptr, want);
    output_bytes_free(&out);
}

static void
the_opinion_is_told_with_all_its_words(void **state)
{
    struct assess_platform p = { .accepted = true };

    (void)state;
    is_told(NULL, "");
    is_told(&p, "accepted");
    p = (struct assess_platform){ .status = { "NotTimeValid", "NotValidForUsage" }, .status_n = 1 };
    is_told(&p, "rejected: NotTimeValid");
    p.status_n = 2;
    is_told(&p, "rejected: NotTimeValid+NotValidForUsage");
    p.status_n = 0;
    is_told(&p, "rejected");
    p = (struct assess_platform){ .accepted = true, .status = { "PartialChain" }, .status_n = 1 };
    is_told(&p, "accepted: PartialChain"); /* what it forgave */
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(the_opinion_is_told_with_all_its_words) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
