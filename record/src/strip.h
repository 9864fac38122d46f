/* SPDX-License-Identifier: MIT */
/*
 * A line of NDJSON without its bulk. What the certificates' fields say is rendered from their DER,
 * and base64 needs no JSON parser: both would cost the parser more than all the rest.
 */
#ifndef REPORT_LEAN_H
#define REPORT_LEAN_H

#include <base/slice.h>

struct report_lean {
    char *text; /* owned: the line with 0 in place of what is below */
    size_t len, cap;
    /* Into the line, as they are written; empty where the line has none. */
    struct base_slice shown;                           /* "certificates" */
    struct base_slice certificates, issuers, ca_names; /* of "replay" */
};

enum report_lean_status { REPORT_LEAN_OK, REPORT_LEAN_NO_OBJECT, REPORT_LEAN_NO_MEMORY };

enum report_lean_status report_lean_read(struct report_lean *l, struct base_slice line);
void report_lean_free(struct report_lean *l);

#endif
