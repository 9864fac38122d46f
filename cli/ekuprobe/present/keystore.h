/* SPDX-License-Identifier: MIT */
/* Who we are towards peers, from the PKCS#12 file of --pfx. */
#ifndef CLI_KEYSTORE_H
#define CLI_KEYSTORE_H

#include <certcheck/identity.h>
#include <probe/probe.h>

#include "files.h"
#include "options.h"

struct cli_keystore {
    struct probe_keystore probe; /* into what follows */
    struct certcheck_identity identity;
    struct base_slice *chain;
    struct cli_buffer file;
};

/* Without --pfx nothing is read. A certificate store named by --cert, --key, --pfx or
 * --trial-certs is refused. False: why is one line; cli_keystore_clear all the same. */
bool cli_keystore_load(struct cli_keystore *k, const struct cli_options *o, struct base_text *why);
void cli_keystore_clear(struct cli_keystore *k);

#endif
