/* SPDX-License-Identifier: MIT */
/* What the html format keeps of results, made by the format itself; the pieces of the page are
 * written from it one by one. */
#ifndef MADE_H
#define MADE_H

#include "html.h"
#include "telling.h"

static struct report_html html;

static inline int
begin_html(void **state)
{
    const struct assess_run_info run = { .tool = "ekuprobe", .version = "1.0" };

    (void)begin_telling(state);
    html = (struct report_html){ .now_s = 0 };
    context.state = &html;
    report_format_html.begin(&context, &run);
    return 0;
}

static inline int
end_html(void **state)
{
    report_format_html.free(&context);
    return end_telling(state);
}

static inline void
add_result(const struct assess_result *r)
{
    report_format_html.result(&context, r);
}

#define OF_HTML(test) cmocka_unit_test_setup_teardown(test, begin_html, end_html)

#endif
