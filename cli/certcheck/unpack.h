/* SPDX-License-Identifier: MIT */
/* The files in a ZIP archive, as of Export-EkuEvidence. Hostile: bounded in number and size. */
#ifndef CLI_UNPACK_H
#define CLI_UNPACK_H

#include <base/error.h>

/* ", libarchive 3.6.2": what it was compiled for. */
void cli_unpack_library(struct base_text *out);

bool cli_unpack_is(struct base_slice file);

/* False: that is enough. */
typedef bool cli_unpack_fn(void *ctx, const char *name, struct base_slice bytes);

/* Each file in it; name is UTF-8 as the archive has it. False: why, without the archive's name. */
bool cli_unpack_each(struct base_slice file, cli_unpack_fn *fn, void *ctx, struct base_text *why);

#endif
