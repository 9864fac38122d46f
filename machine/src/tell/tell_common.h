/* SPDX-License-Identifier: MIT */
/* What more than one way of telling about a server needs. */
#ifndef MACHINE_TELL_COMMON_H
#define MACHINE_TELL_COMMON_H

#include <machine/server.h>
#include <output/json_writer.h>

/* As machine_version_text. */
void machine_tell_version(const struct machine_version *v, struct output_bytes *out);

#endif
