/* SPDX-License-Identifier: MIT */
/* What -v says of a template. */
#include "text/text_template.h"

#include "telling.h"

static void
a_template_is_told_in_two_lines(void **state)
{
    struct assess_template t = { .name = "A",
                                 .schema_version = 2,
                                 .major = 100,
                                 .minor = 3,
                                 .governs = "eku",
                                 .key_usage = 0xA0 };
    const char *text;

    (void)state;
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++)
        t.verdicts[i] = CERTCHECK_BROKEN;
    t.verdicts[BASE_PROFILE_EDGE_PSOM] = CERTCHECK_BREAKS;
    context.style.width = 1000;
    report_text_template(&context, &context.out, &t);
    text = written();
    has(text, "  template   schema version 2, revision 100.3; usages by eku; key usage "
              "keyCertSign, encipherOnly\n"
              "  profiles   edge-psom breaks, fe-psom broken, ");
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++) {
        const struct base_profile *p = base_profile_get((enum base_profile_id)i);
        char word[64];

        (void)snprintf(word, sizeof word, " %s b", p->name);
        assert_int_equal(strstr(text, word) != NULL,
                         p->required != 0 && base_profile_is_of_2017(p));
    }
}

static void
a_subject_is_told_where_it_is_known(void **state)
{
    struct assess_template t = { .name = "A", .governs = "eku", .supplies_subject = true };

    (void)state;
    context.style.width = 1000;
    report_text_template(&context, &context.out, &t);
    has(written(), "usages by eku\n");
    t.shows_subject = true;
    report_text_template(&context, &context.out, &t);
    has(written(), "usages by eku; subject from the request\n");
    t.supplies_subject = false;
    report_text_template(&context, &context.out, &t);
    has(written(), "usages by eku; subject from Active Directory\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TELLING(a_template_is_told_in_two_lines),
        TELLING(a_subject_is_told_where_it_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
