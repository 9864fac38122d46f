/* SPDX-License-Identifier: MIT */
/* What is said of the run as a whole: counts, their nouns, templates apart, notes. */
#include "text/text_summary.h"

#include "telling.h"

static struct assess_run_info run;
static struct report_text_counts apart;

static int
begin(void **state)
{
    run = (struct assess_run_info){ .tool = "ekuprobe", .version = "1.0" };
    apart = (struct report_text_counts){ .templates = 0 };
    return begin_telling(state);
}

static const char *
told(void)
{
    report_text_summary(&context, &run, &apart);
    return written();
}

static void
verdicts_are_counted_worst_first(void **state)
{
    (void)state;
    run.results = 9;
    run.summary[CERTCHECK_READY] = 2;
    run.summary[CERTCHECK_BREAKS] = 1;
    run.summary[CERTCHECK_BROKEN] = 2;
    run.summary[CERTCHECK_UNREACHABLE] = 4;
    context.style.width = 1000;
    assert_string_equal(told(), "\n9 endpoints: 1 breaks, 2 are broken, 4 were not reached, "
                                "2 are ready.\n");
    run = (struct assess_run_info){ .tool = "ekuprobe",
                                    .results = 1,
                                    .summary[CERTCHECK_NO_CERTIFICATE] = 1 };
    assert_string_equal(told(), "\n1 endpoint: 1 has no certificate.\n");
}

/* No line is wider than asked for, and none ends in a space. */
static void
counts_wrap(void **state)
{
    (void)state;
    context.style.width = 42;
    run.results = 20;
    run.summary[CERTCHECK_BREAKS] = 5;
    run.summary[CERTCHECK_BROKEN] = 1;
    run.summary[CERTCHECK_INDETERMINATE] = 1;
    run.summary[CERTCHECK_READY] = 13;
    assert_string_equal(told(), "\n20 endpoints: 5 break, 1 is broken,\n"
                                "  1 could not be judged, 13 are ready.\n");
    context.style.color = true;
    has(told(), ": \033[1;31m5 break\033[0m, \033[31m1 is broken\033[0m,\n  \033[33m1 could");
}

static void
nouns_are_those_of_what_was_judged(void **state)
{
    (void)state;
    run.results = run.of_files = 2;
    run.summary[CERTCHECK_READY] = 2;
    assert_string_equal(told(), "\n2 objects: 2 are ready.\n");
    apart.requests = 2;
    assert_string_equal(told(), "\n2 requests: 2 are ready.\n");
    apart.requests = 1;
    assert_string_equal(told(), "\n2 objects: 2 are ready.\n");
}

static void
templates_are_counted_apart(void **state)
{
    (void)state;
    run.results = run.of_files = 3;
    run.summary[CERTCHECK_READY] = 1;
    run.summary[CERTCHECK_BREAKS] = 2;
    apart.templates = 2;
    apart.fits.n[ASSESS_TEMPLATE_FITS_BOTH] = 1;
    apart.fits.n[ASSESS_TEMPLATE_ADAPTABLE] = 1;
    apart.verdicts[CERTCHECK_BREAKS] = 1;
    apart.verdicts[CERTCHECK_READY] = 1;
    assert_string_equal(told(), "\n2 templates: 1 fits, 1 can be made to fit.\n"
                                "1 object: 1 breaks.\n");
    apart.templates = 3;
    assert_string_equal(told(), "\n3 templates: 1 fits, 1 can be made to fit.\n");
}

static void
interruptions_are_counted_and_told(void **state)
{
    (void)state;
    run.results = 2;
    run.interrupted = 2;
    context.style.width = 1000;
    has(told(), "\n2 endpoints: 2 were interrupted.\n");
    run.targets = 9;
    run.finished = 7;
    has(told(), "7 of 9 targets were finished");
    report_text_interruption(&context, &run);
    has(written(), "7 of 9 targets were finished");
    run = (struct assess_run_info){ .tool = "ekuprobe", .unread = 1 };
    report_text_interruption(&context, &run); /* that is no interruption */
    is_written("");
}

static void
notes_are_indented_below_themselves(void **state)
{
    static const char *const notes[] = { "one two three", "four\x1B" };

    (void)state;
    run.notes = notes;
    run.notes_n = 2;
    context.style.width = 14;
    report_text_notes(&context, &run);
    is_written("Note: one two\n      three\nNote: four\\x1b\n");
    context.style.quiet = true;
    report_text_notes(&context, &run);
    is_written("");
}

/* The words of the Data MCU are explained where it judges something that breaks. */
static void
the_glossary_is_for_what_the_data_mcu_breaks(void **state)
{
    struct assess_result r = { .target = "a:8057",
                               .host = "a",
                               .port = 8057,
                               .verdict = CERTCHECK_BREAKS,
                               .profile = base_profile_get(BASE_PROFILE_EDGE_PSOM) };

    (void)state;
    context.style.width = 1000;
    advice_decision_add(&context.decision, &r);
    report_text_notes(&context, &run);
    has(written(), "Note: PSOM carries");
    context.style.quiet = true;
    report_text_notes(&context, &run);
    is_written("");
}

static void
the_decision_is_bold(void **state)
{
    const struct assess_result r = { .target = "a:1", .verdict = CERTCHECK_READY };
    const char *text;

    (void)state;
    context.style.width = 1000;
    advice_decision_add(&context.decision, &r);
    assess_count(&run, &r);
    report_text_decision(&context, &run);
    text = written();
    lacks(text, "\033");
    assert_non_null(strchr(text, '\n'));
    has(strchr(text, '\n'), "\nScope: ");
    context.style.color = true;
    report_text_decision(&context, &run);
    text = written();
    assert_memory_equal(text, "\033[1m", 4);
    has(text, "\033[0m\nScope: ");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end_telling)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(verdicts_are_counted_worst_first),
        CASE(counts_wrap),
        CASE(nouns_are_those_of_what_was_judged),
        CASE(templates_are_counted_apart),
        CASE(interruptions_are_counted_and_told),
        CASE(notes_are_indented_below_themselves),
        CASE(the_glossary_is_for_what_the_data_mcu_breaks),
        CASE(the_decision_is_bold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
