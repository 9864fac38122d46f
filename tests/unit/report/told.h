/* SPDX-License-Identifier: MIT */
/* What a format tells of results made up for a test, compared as text. In what is wanted ' stands
 * for " too, which reads better in C. */
#ifndef TOLD_H
#define TOLD_H

#include <report/report.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_prelude.h"

static char *told_text; /* what was told last */

static inline int
forget(void **state)
{
    (void)state;
    free(told_text);
    told_text = NULL;
    return 0;
}

/* A whole report; its text is there until the next. */
static inline const char *
told_in(const char *format, const struct report_style *style, const struct assess_run_info *run,
        const struct assess_result *results, size_t n)
{
    char why[256] = "";
    struct report *r = report_open_memory(format, style, BASE_TEXT_IN(why));
    struct base_slice text;

    (void)forget(NULL);
    assert_non_null(r);
    assert_true(report_begin(r, run));
    for (size_t i = 0; i < n; i++)
        assert_true(report_result(r, &results[i]));
    assert_true(report_end(r, run, BASE_TEXT_IN(why)));
    text = report_text(r);
    told_text = malloc(text.len + 1);
    assert_non_null(told_text);
    if (text.len > 0)
        memcpy(told_text, text.ptr, text.len);
    told_text[text.len] = '\0';
    report_free(r);
    return told_text;
}

/* ... of one result, in the usual style, of a run that says no more. */
static inline const char *
told_of(const char *format, const struct assess_result *r)
{
    static const struct report_style style = { .width = 0 };
    struct assess_run_info run = { .tool = "ekuprobe", .version = "1.0" };

    assess_count(&run, r);
    return told_in(format, &style, &run, r, 1);
}

/* Where a part stands in a text; NULL: it does not, or there is no text. */
static inline const char *
found(const char *text, const char *part)
{
    size_t n = strlen(part);

    for (; text != NULL && *text != '\0'; text++) {
        size_t i = 0;

        while (i < n && (text[i] == part[i] || (part[i] == '\'' && text[i] == '"')))
            i++;
        if (i == n)
            return text;
    }
    return NULL;
}

/* Fails with the whole text, which cmocka would cut, where a part is not in it. */
static inline void
has(const char *text, const char *part)
{
    if (found(text, part) != NULL)
        return;
    (void)fprintf(stderr, "%s\n", text == NULL ? "" : text);
    fail_msg("lacks %s", part);
}

static inline void
lacks(const char *text, const char *part)
{
    if (found(text, part) == NULL)
        return;
    (void)fprintf(stderr, "%s\n", text);
    fail_msg("has %s", part);
}

/* The text behind a part, which must be in it. */
static inline const char *
behind(const char *text, const char *part)
{
    const char *at = found(text, part);

    has(text, part);
    return at == NULL ? "" : at + strlen(part);
}

#endif
