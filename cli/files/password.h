/* SPDX-License-Identifier: MIT */
/* The one password of a run: from a file, the environment, or asked for. */
#ifndef CLI_PASSWORD_H
#define CLI_PASSWORD_H

#include "files.h"
#include "options.h"

#include <certcheck/bundle.h>

#define CLI_PASSWORD_MAX 1024

struct cli_password {
    char given[CLI_PASSWORD_MAX]; /* wiped by cli_password_clear */
    char asked[CLI_PASSWORD_MAX];
    const char *path; /* what the password is asked for */
    struct certcheck_password password;
};

/* False: the file named cannot be read. */
bool cli_password_load(struct cli_password *p, const struct cli_options *o, struct base_text *why);
void cli_password_clear(struct cli_password *p);

/* Frees a buffer that held a secret. */
void cli_buffer_wipe(struct cli_buffer *b);

#endif
