/* SPDX-License-Identifier: MIT */
/* --explain of a term or of a class of error. */
#include "explain.h"

#include <advice/reference.h>

#include "shown.h"

#define PATH "unit_cli_explain_terms.txt"

static const char *
term(const char *word)
{
    const struct advice_term *t = advice_term_named(word);
    FILE *file = show_begin(PATH);

    assert_non_null(t);
    cli_explain_term(t, file);
    return show_end(file, PATH);
}

static void
terms_have_title_text_and_source(void **state)
{
    (void)state;
    assert_string_equal(term("ready"),
                        "ready\n\nThe certificate is accepted before the change and after it.\n\n"
                        "Source: docs/rules.md\n");
    has(term("PSOM"), "PSOM: Persistent Shared Object Model\n\n");
    has(shown_text, "\n  [D] "); /* what its marks mean */
}

static void
ports_name_their_profiles(void **state)
{
    (void)state;
    has(term("8057"), "\nProfile: edge-psom\n");
    lacks(shown_text, "fe-psom\n");
    has(term("8061"), "\nProfile: fe-psom\n");
    lacks(term("breaks"), "Profile:");
}

static void
the_opt_out_has_its_keys(void **state)
{
    (void)state;
    has(term("opt-out"), "=dword:00000000\n");
    has(shown_text, "HKEY_LOCAL_MACHINE");
    lacks(term("ready"), "dword");
}

static bool
error(const char *word)
{
    FILE *file = show_begin(PATH);
    bool known = cli_explain_error(word, file);

    (void)show_end(file, PATH);
    return known;
}

/* In any case of letters, but by class alone. */
static void
classes_of_errors_are_known(void **state)
{
    (void)state;
    assert_true(error("Timeout"));
    has(shown_text, "timeout\n\nno answer within the time allowed\n\n");
    has(shown_text, "A class of error (error.class in JSON).");
    has(shown_text, "What to do");
    has(shown_text, "\n  - ");
    assert_false(error("ok"));
    assert_false(error("nonsense"));
    assert_string_equal(shown_text, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_have_title_text_and_source),
        cmocka_unit_test(ports_name_their_profiles),
        cmocka_unit_test(the_opt_out_has_its_keys),
        cmocka_unit_test(classes_of_errors_are_known),
    };

    return cmocka_run_group_tests_name("explain_terms", tests, NULL, NULL);
}
