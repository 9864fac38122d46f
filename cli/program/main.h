/* SPDX-License-Identifier: MIT */
/* What both programs do first and last. */
#ifndef CLI_MAIN_H
#define CLI_MAIN_H

#include "options.h"

/* The exit status; a why that is not empty is told on standard error. */
typedef int cli_run_fn(const struct cli_options *o, struct base_text *why);

/* status, or 2 (told) where what was printed did not arrive. */
int cli_flushed(enum cli_program program, int status);

/* Further libraries for --version, ", libuv 1.44.2"; by the program that links them. */
typedef void cli_libraries_fn(struct base_text *out);

/* Are these bytes of a file templates, which a report must not replace? */
typedef bool cli_is_template_fn(struct base_slice bytes);

struct cli_parts {
    cli_run_fn *run;
    cli_libraries_fn *libraries;     /* or NULL */
    cli_is_template_fn *is_template; /* NULL: the program reads none */
};

int cli_main(enum cli_program program, int argc, char **argv, const struct cli_parts *parts);

#endif
