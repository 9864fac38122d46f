/* SPDX-License-Identifier: MIT */
/*
 * print_fixture endpoints|files|hostile|crowd FORMAT PATH [width=N] [color] [verbose] [quiet]
 * [fail-on=broken,unreachable|none] [translated] [twice]: a fixture through a format, for golden files
 * and for validators. Exit 2 when the report could not be written.
 */
#include <os/start.h>
#include <output/translate.h>
#include <report/report.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

static const struct fixture *
fixture_named(const char *name)
{
    if (strcmp(name, "files") == 0)
        return fixture_files();
    if (strcmp(name, "crowd") == 0)
        return fixture_crowd();
    return strcmp(name, "hostile") == 0 ? fixture_hostile() : fixture_endpoints();
}

static void
set_option(struct report_style *style, const char *option)
{
    if (strncmp(option, "width=", 6) == 0)
        style->width = (int)strtol(option + 6, NULL, 10);
    else if (strcmp(option, "color") == 0)
        style->color = true;
    else if (strcmp(option, "verbose") == 0)
        style->verbose = 1;
    else if (strcmp(option, "quiet") == 0)
        style->quiet = true;
    else if (strcmp(option, "translated") == 0)
        (void)output_translate_open(getenv("TEXTDOMAINDIR"), "");
    else if (strcmp(option, "fail-on=none") == 0)
        style->fail_on = REPORT_FAIL_ON_NONE;
    else if (strcmp(option, "fail-on=broken,unreachable") == 0)
        style->fail_on = 1u << CERTCHECK_BROKEN | 1u << CERTCHECK_UNREACHABLE;
}

int
main(int argc, char **argv)
{
    struct report_style style = { .width = 80 };
    char why[256];
    const struct fixture *f;
    struct report *r;
    bool ok, twice;

    if (!os_start(&argc, &argv) || argc < 4)
        return 64;
    for (int i = 4; i < argc; i++)
        set_option(&style, argv[i]);
    f = fixture_named(argv[1]);
    r = report_open(argv[2], argv[3], &style, BASE_TEXT_IN(why));
    ok = r != NULL && report_begin(r, &f->run);
    twice = strcmp(argv[argc - 1], "twice") == 0;
    for (size_t i = 0; ok && i < (twice ? 2 * f->n : f->n); i++)
        ok = report_result(r, &f->results[i % f->n]);
    if (r != NULL)
        ok = report_end(r, &f->run, BASE_TEXT_IN(why));
    if (!ok)
        (void)fprintf(stderr, "print_fixture: %s\n", why);
    report_free(r);
    return ok ? 0 : 2;
}
