/* SPDX-License-Identifier: MIT */
/* The files of roots, issuers and store properties that the options name. */
#ifndef CLI_LOAD_STORE_H
#define CLI_LOAD_STORE_H

#include <assess/policy.h>
#include <assess/store.h>

#include "options.h"

/* Load what the options name. False: why is one line; assess_store_clear all the same. */
bool cli_store_load(struct assess_store *s, const struct cli_options *o, struct base_text *why);

/* On Windows, without --ca-file and --ca-dir: the roots are those of the machine. */
#define CLI_MACHINE_ROOTS "Cert:\\LocalMachine\\Root"
bool cli_roots_of_machine(const struct cli_options *o);

/* What a run judges under: --require or --usage, --opted-out, --at, --expires-within. */
struct assess_policy cli_policy(const struct cli_options *o, const struct assess_store *s,
                                int64_t now_s);

#endif
