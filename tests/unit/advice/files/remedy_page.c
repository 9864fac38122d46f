/* SPDX-License-Identifier: MIT */
/* The page about a template: numbered anew under each heading, in lines of a width to be read in a
 * window, commands as they are typed. */
#include "files/remedy_parts.h"

#include <output/width.h>

#include "output_text.h"

static const char *
page(const char *requests)
{
    remedy_template_page(&out, base_slice_str(requests));
    return text_of(&out);
}

static void
titles_are_underlined(void **state)
{
    const char *text = page("");
    static const char title[] = "A certificate template with both usages\n"
                                "=======================================\n\n";

    (void)state;
    assert_memory_equal(text, title, sizeof title - 1);
    assert_non_null(strstr(text, "\n\nOn the server: a new certificate\n"
                                 "--------------------------------\n\n"));
}

static void
steps_are_numbered_under_each_heading(void **state)
{
    const char *text = page("");

    (void)state;
    assert_int_equal(count(text, "\n1.  "), 2);
    assert_int_equal(count(text, "\n2.  "), 2);
    assert_non_null(strstr(text, "\n1.  Open the Certificate Templates console.\n"
                                 "      certtmpl.msc\n\n2.  "));
}

static void
all_but_commands_is_wrapped(void **state)
{
    const char *text = page("");

    (void)state;
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");

        if (n < 6 || memcmp(text, "      ", 6) != 0)
            assert_true(output_width((struct base_slice){ (const uint8_t *)text, n }) <= 78);
        assert_true(n == 0 || text[n - 1] != ' ');
        text += n + 1;
    }
}

/* Requests stand where they are spoken of, and the command for them apart from them. */
static void
requests_are_listed(void **state)
{
    (void)state;
    assert_non_null(strstr(page("request-a.inf\nrequest-b.inf\n"),
                           "\n\n      request-a.inf\n      request-b.inf\n\n"
                           "      certreq -new REQUEST.inf REQUEST.req\n"
                           "      certreq -submit "));
    assert_non_null(strstr(page("request-a.inf"), "\n      request-a.inf\n"));
    assert_int_equal(count(page(""), "\n      request-"), 0);
}

#define CASE(test) cmocka_unit_test_teardown(test, end_output)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(titles_are_underlined),
        CASE(steps_are_numbered_under_each_heading),
        CASE(all_but_commands_is_wrapped),
        CASE(requests_are_listed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
