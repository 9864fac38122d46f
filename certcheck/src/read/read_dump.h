/* SPDX-License-Identifier: MIT */
/* Lines of a dump of certutil (read_dump_lines.c). */
#ifndef CERTCHECK_READ_DUMP_H
#define CERTCHECK_READ_DUMP_H

#include <base/slice.h>

#define DUMP_RULE "================"

enum part { PART_UNKNOWN, PART_CERTIFICATE, PART_REQUEST, PART_CRL };

bool dump_is_row(struct base_slice line);
bool dump_is_extension(struct base_slice line, struct base_slice *oid);
enum part dump_part_of(struct base_slice line); /* the heading of one, or unknown */
bool dump_is_hash(struct base_slice line, struct base_slice *value);

#endif
