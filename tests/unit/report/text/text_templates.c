/* SPDX-License-Identifier: MIT */
/* Templates: a table of those for servers, what to change once for all that share it, and the
 * others by name. */
#include "text/text_templates.h"

#include "fixture_build.h"
#include "telling.h"

static struct report_text_templates templates;
static struct report_text_counts counts;

static int
begin(void **state)
{
    templates = (struct report_text_templates){ .files = false };
    counts = (struct report_text_counts){ .templates = 0 };
    return begin_telling(state);
}

static int
end(void **state)
{
    report_text_templates_free(&templates);
    return end_telling(state);
}

static struct assess_template template(const char *name, enum certcheck_verdict as_server,
                                       enum certcheck_verdict as_both)
{
    return (struct assess_template){ .name = name,
                                     .schema_version = 2,
                                     .governs = "eku",
                                     .shows_subject = true,
                                     .supplies_subject = true,
                                     .as_server = as_server,
                                     .as_both = as_both };
}

static void
add(const struct assess_template *t, const char *file, enum certcheck_verdict verdict,
    const struct certcheck_finding *f)
{
    struct assess_result r = {
        .file = file, .as_template = t, .verdict = verdict, .findings = f, .findings_n = f != NULL
    };

    (void)build_shown(&r, 0x2A, t->name, true);
    report_text_templates_add(&context, &templates, &r, &counts);
}

static const char *
told(void)
{
    context.style.width = 1000;
    report_text_templates_print(&context, &templates);
    assert_false(report_text_templates_no_memory(&templates));
    return written();
}

static const struct certcheck_finding lacking = { .code = CERTCHECK_F_EKU_LACKS_CLIENT_AUTH,
                                                  .element = -1 },
                                      note = { .code = CERTCHECK_F_CHAIN_INCOMPLETE,
                                               .element = -1 };

static void
those_for_servers_are_a_table(void **state)
{
    const struct assess_template fits = template("Both\x1B", CERTCHECK_READY, CERTCHECK_READY),
                                 adaptable = template("Web", CERTCHECK_READY, CERTCHECK_BREAKS);
    const char *text;

    (void)state;
    assert_string_equal(told(), "");
    add(&adaptable, "t.txt", CERTCHECK_BREAKS, NULL);
    add(&fits, "t.txt", CERTCHECK_READY, NULL);
    text = told();
    assert_ptr_equal(
        found(text, "\nTEMPLATE  VERSION  VERDICT  FOR SERVERS         USAGES                  "
                    "SUBJECT FROM\n"
                    "Both\\x1b  2        ready    fits                serverAuth, clientAuth  "
                    "the request\n"
                    "Web       2        breaks   can be made to fit  serverAuth, clientAuth  "
                    "the request\n"),
        text);
    assert_int_equal(counts.templates, 2);
    assert_int_equal(counts.verdicts[CERTCHECK_BREAKS], 1);
    assert_int_equal(counts.fits.n[ASSESS_TEMPLATE_FITS_BOTH], 1);
}

/* Where they come from several files, each with its own. */
static void
files_are_told_where_they_differ(void **state)
{
    const struct assess_template t = template("Web", CERTCHECK_READY, CERTCHECK_READY);

    (void)state;
    add(&t, "a.txt", CERTCHECK_READY, NULL);
    lacks(told(), "a.txt");
    add(&t, "b.txt", CERTCHECK_READY, NULL);
    has(told(), "SUBJECT FROM  FILE\n");
    has(told_text, "the request   b.txt\n");
}

static void
those_of_no_use_are_names(void **state)
{
    const struct assess_template user = template("User", CERTCHECK_BREAKS, CERTCHECK_BREAKS),
                                 ca = template("CA", CERTCHECK_BREAKS, CERTCHECK_BREAKS),
                                 part = template("Part", CERTCHECK_INDETERMINATE,
                                                 CERTCHECK_INDETERMINATE);
    const char *text;

    (void)state;
    add(&user, "t.txt", CERTCHECK_BREAKS, &lacking);
    add(&ca, "t.txt", CERTCHECK_BREAKS, &lacking);
    assert_string_equal(told(), "\nNot for servers: User, CA (-v lists each)\n");
    context.style.quiet = true;
    assert_string_equal(told(), "");
    context.style.quiet = false;
    context.style.verbose = 1; /* it was not asked for when they were added */
    has(told(), "User      2        breaks   not for servers");
    add(&part, "t.txt", CERTCHECK_INDETERMINATE, NULL); /* not known stands before of no use */
    text = told();
    assert_true(found(text, "\nPart ") < found(text, "\nUser "));
}

/* Their sentences one by one, then what to do once. */
static void
advice_is_shared(void **state)
{
    const struct assess_template a = template("A", CERTCHECK_READY, CERTCHECK_BREAKS),
                                 b = template("B", CERTCHECK_READY, CERTCHECK_BREAKS);
    const char *text, *rest;

    (void)state;
    add(&a, "t.txt", CERTCHECK_BREAKS, &lacking);
    add(&b, "t.txt", CERTCHECK_BREAKS, &lacking);
    text = behind(told(), "\nA: can be made to fit\n  why        ");
    text = behind(text, " [EKU_LACKS_CLIENT_AUTH]\nB: can be made to fit\n  why        ");
    rest = behind(text, "\n  to do    - ");
    lacks(rest, "to do");
    lacks(rest, "can be made to fit\n");
}

/* Remarks about one that fits are for -v. */
static void
what_fits_has_no_remarks(void **state)
{
    const struct assess_template fits = template("Both", CERTCHECK_READY, CERTCHECK_READY),
                                 web = template("Web", CERTCHECK_READY, CERTCHECK_BREAKS);

    (void)state;
    add(&fits, "t.txt", CERTCHECK_READY, &note);
    lacks(told(), "CHAIN_INCOMPLETE");
    lacks(told_text, "Both: ");
    add(&web, "t.txt", CERTCHECK_BREAKS, &note);
    has(told(), "\nWeb: can be made to fit\n");
    has(told_text, "[CHAIN_INCOMPLETE]");
    context.style.verbose = 1;
    add(&fits, "t.txt", CERTCHECK_READY, &note);
    has(told(), "\nBoth: fits\n  template   schema version 2");
}

static void
fits_have_colours(void **state)
{
    const struct assess_template web = template("Web", CERTCHECK_READY, CERTCHECK_BREAKS);

    (void)state;
    context.style.color = true;
    add(&web, "t.txt", CERTCHECK_BREAKS, &lacking);
    has(told(), "\nWeb: \033[");
    has(told_text, "mcan be made to fit\033[0m\n");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(those_for_servers_are_a_table), CASE(files_are_told_where_they_differ),
        CASE(those_of_no_use_are_names),     CASE(advice_is_shared),
        CASE(what_fits_has_no_remarks),      CASE(fits_have_colours),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
