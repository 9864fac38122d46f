/* SPDX-License-Identifier: MIT */
/* Results of a large run, told by what caused them. */
#include "text/text_causes.h"

#include <stdio.h>

#include "telling.h"

#define ROWS 20

static struct report_text_causes causes;
static struct report_table table;
static struct output_intern whys;
static size_t next[ROWS];

static int
begin(void **state)
{
    causes = (struct report_text_causes){ .of_whys = { .ptr = NULL } };
    table = (struct report_table){ .n = 0 };
    whys = (struct output_intern){ .n = 0 };
    return begin_telling(state);
}

static int
end(void **state)
{
    report_text_causes_free(&causes);
    report_table_free(&table);
    output_intern_free(&whys);
    return end_telling(state);
}

/* A row whose why is this text; one of the chain of all. */
static void
add(const struct assess_result *r, const char *why)
{
    size_t row = report_table_rows(&table), number;
    struct output_bytes *b;

    output_add_str(&whys.text, why);
    number = output_intern_end(&whys, NULL);
    report_text_causes_add(&causes, r, number);
    b = report_table_row(&table, r->verdict, 0, number);
    output_add_str(b, r->target);
    report_table_cell(&table);
    next[row] = SIZE_MAX;
    if (row > 0)
        next[row - 1] = row;
}

static const char *
told(enum certcheck_verdict verdict)
{
    context.style.width = 1000;
    report_text_causes_print(&context, &causes, &table, &whys, 0, next, verdict);
    assert_false(report_text_causes_no_memory(&causes));
    return written();
}

static struct assess_result
breaking(const char *target, const struct certcheck_finding *f)
{
    return (struct assess_result){
        .target = target, .verdict = CERTCHECK_BREAKS, .findings = f, .findings_n = f != NULL
    };
}

static const struct certcheck_finding lacking = { .code = CERTCHECK_F_EKU_LACKS_CLIENT_AUTH },
                                      weak = { .code = CERTCHECK_F_WEAK_KEY };

/* In the order in which causes come; each in a few words where it has several rows. */
static void
rows_are_told_by_cause(void **state)
{
    const struct probe_error e = { .kind = PROBE_REFUSED, .alert = -1 };
    struct assess_result a = breaking("a:1", &lacking), b = breaking("b:1", NULL),
                         c = breaking("c:1", &lacking), d = breaking("d:1", NULL);

    (void)state;
    b.error = d.error = &e;
    add(&a, "why a\n");
    add(&b, "why b\n");
    add(&c, "why c\n");
    add(&d, "why d\n");
    assert_string_equal(told(CERTCHECK_BREAKS),
                        "a:1, c:1: breaks\n"
                        "  why        the certificate lacks Client Authentication "
                        "[EKU_LACKS_CLIENT_AUTH]\n"
                        "b:1, d:1: breaks\n"
                        "why b\n");
}

static void
the_only_one_has_its_own_words(void **state)
{
    const struct assess_result a = breaking("a:1", &lacking);

    (void)state;
    add(&a, "why a\n");
    assert_string_equal(told(CERTCHECK_BREAKS), "a:1: breaks\nwhy a\n");
}

/* Twelve are named, of more the first and the last. */
static void
many_are_counted(void **state)
{
    static char targets[13][8];

    (void)state;
    for (unsigned i = 0; i < 13; i++) {
        struct assess_result r;

        (void)snprintf(targets[i], sizeof targets[i], "e%u:1", i);
        r = breaking(targets[i], &lacking);
        if (i == 12) {
            has(told(CERTCHECK_BREAKS), "e0:1, e1:1, ");
            has(told_text, ", e11:1: breaks\n");
            lacks(told_text, "12 endpoints");
        }
        add(&r, "why\n");
    }
    has(told(CERTCHECK_BREAKS), "13 endpoints, e0:1 to e12:1 (-v lists each): breaks\n");
}

/* What is ready has no reason, but what was remarked first. */
static void
remarks_are_warnings(void **state)
{
    const struct certcheck_finding findings[] = { { .code = CERTCHECK_F_CHAIN_INCOMPLETE },
                                                  { .code = CERTCHECK_F_EXPIRES_SOON },
                                                  { .code = CERTCHECK_F_WEAK_SIGNATURE } };
    struct assess_result a = { .target = "a:1", .findings = findings, .findings_n = 3 }, b = a;

    (void)state;
    b.target = "b:1";
    add(&a, "why a\n");
    add(&b, "why b\n");
    has(told(CERTCHECK_READY), "a:1, b:1: ready\n");
    has(told_text, "the certificate expires soon [EXPIRES_SOON]\n");
    has(told_text, "  warning    ");
}

/* One of a why is enough: its cause is known. */
static void
a_why_has_one_cause(void **state)
{
    const struct assess_result a = breaking("a:1", &lacking), b = breaking("b:1", &weak);

    (void)state;
    add(&a, "why\n");
    add(&b, "why\n");
    assert_int_equal(causes.kinds.n, 1);
    has(told(CERTCHECK_BREAKS), "a:1, b:1: breaks\n");
}

static void
headings_have_verdict_and_colour(void **state)
{
    struct output_bytes names = { .ptr = NULL };

    (void)state;
    output_add_str(&names, "a:1");
    report_text_heading(&context, &names, CERTCHECK_BREAKS);
    is_written("a:1: breaks\n");
    names.len = 0;
    output_add_str(&names, "a:1");
    context.style.color = true;
    report_text_heading(&context, &names, CERTCHECK_BREAKS);
    is_written("\033[1;31ma:1: breaks\033[0m\n");
    names.no_memory = true;
    report_text_heading(&context, &names, CERTCHECK_BREAKS);
    assert_true(context.out.no_memory);
    output_bytes_free(&names);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(rows_are_told_by_cause), CASE(the_only_one_has_its_own_words),
        CASE(many_are_counted),       CASE(remarks_are_warnings),
        CASE(a_why_has_one_cause),    CASE(headings_have_verdict_and_colour),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
