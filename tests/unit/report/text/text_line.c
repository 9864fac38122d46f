/* SPDX-License-Identifier: MIT */
/* A label and what wraps behind it. */
#include "text/text_block.h"

#include "telling.h"

static void
line(size_t indent, const char *label, const char *text)
{
    report_text_line(&context, &context.out, indent, label, base_slice_str(text));
}

static void
texts_stand_in_one_column(void **state)
{
    (void)state;
    line(2, "why", "a");
    line(2, "app. pol.", "b");
    line(2, "", "c");
    is_written("  why        a\n"
               "  app. pol.  b\n"
               "             c\n");
}

/* A label that is too long keeps a space. */
static void
long_labels_push_their_text(void **state)
{
    (void)state;
    line(0, "0123456789", "a");
    line(0, "012345678901234", "b");
    is_written("0123456789 a\n"
               "012345678901234 b\n");
}

static void
without_text_there_is_no_line(void **state)
{
    (void)state;
    line(2, "why", "");
    is_written("");
}

static void
lines_wrap_below_their_text(void **state)
{
    (void)state;
    context.style.width = 22;
    assert_int_equal(report_text_width(&context), 22);
    line(2, "why", "aaaa bbbb cccc");
    is_written("  why        aaaa bbbb\n"
               "             cccc\n");
    context.style.width = 0;
    assert_int_equal(report_text_width(&context), 80);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TELLING(texts_stand_in_one_column),
        TELLING(long_labels_push_their_text),
        TELLING(without_text_there_is_no_line),
        TELLING(lines_wrap_below_their_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
