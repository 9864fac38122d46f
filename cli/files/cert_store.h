/* SPDX-License-Identifier: MIT */
/* Names of Windows' certificate stores, wherever a file of certificates may be named:
 * Cert:\LocalMachine\My, Cert:\LocalMachine\My\THUMBPRINT, store:LocalMachine/My. */
#ifndef CLI_CERT_STORE_H
#define CLI_CERT_STORE_H

#include <base/text.h>

#include <stdbool.h>

#include "files.h"

bool cli_is_cert_store(const char *path);

/* What is in it, as a serialised store. False: why is one line, errno as of a file. */
bool cli_cert_store_read(const char *path, struct cli_buffer *out, struct base_text *why);

#endif
