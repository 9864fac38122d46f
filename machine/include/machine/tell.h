/* SPDX-License-Identifier: MIT */
/* What was found about a server: for people, in their language, and as JSON
 * (docs/server.schema.json). */
#ifndef MACHINE_TELL_H
#define MACHINE_TELL_H

#include <machine/server.h>
#include <output/json_writer.h>

BASE_BEGIN_DECLS

void machine_tell_text(const struct machine_server *s, struct output_bytes *out);

/* The value of "server". */
void machine_tell_json(const struct machine_server *s, struct output_json *j);

BASE_END_DECLS

#endif
