/* SPDX-License-Identifier: MIT */
/* What was found about a server: for people, in their language; as JSON
 * (docs/server.schema.json); in lines, for spreadsheets and monitoring. */
#ifndef MACHINE_TELL_H
#define MACHINE_TELL_H

#include <machine/server.h>
#include <output/json_writer.h>

BASE_BEGIN_DECLS

void machine_tell_text(const struct machine_server *s, struct output_bytes *out);

/* The value of "server". */
void machine_tell_json(const struct machine_server *s, struct output_json *j);

void machine_tell_csv(const struct machine_server *s, struct output_bytes *out);
void machine_tell_nagios(const struct machine_server *s, struct output_bytes *out);
void machine_tell_prometheus(const struct machine_server *s, struct output_bytes *out);

BASE_END_DECLS

#endif
