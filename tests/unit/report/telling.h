/* SPDX-License-Identifier: MIT */
/* Parts of a format, told one by one into the context of a report. */
#ifndef TELLING_H
#define TELLING_H

#include "format.h"
#include "told.h"

static struct report_context context;

static inline int
begin_telling(void **state)
{
    (void)state;
    context = (struct report_context){ .first = true, .style = { .width = 80 } };
    return 0;
}

static inline int
end_telling(void **state)
{
    output_bytes_free(&context.out);
    advice_decision_free(&context.decision);
    return forget(state);
}

/* What was told since the last call; it is there until the next. */
static inline const char *
written(void)
{
    (void)forget(NULL);
    told_text = malloc(context.out.len + 1);
    assert_non_null(told_text);
    if (context.out.len > 0)
        memcpy(told_text, context.out.ptr, context.out.len);
    told_text[context.out.len] = '\0';
    context.out.len = 0;
    return told_text;
}

static inline void
is_written(const char *want)
{
    const char *text = written();

    if (found(text, want) == text && strlen(text) == strlen(want))
        return;
    if (*text == *want && *text == '\0')
        return;
    assert_string_equal(text, want);
}

#define TELLING(test) cmocka_unit_test_setup_teardown(test, begin_telling, end_telling)

#endif
