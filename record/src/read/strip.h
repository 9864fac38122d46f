/* SPDX-License-Identifier: MIT */
/*
 * A line of NDJSON without its bulk. What the certificates' fields say is rendered from their DER,
 * and base64 needs no JSON parser: both would cost the parser more than all the rest.
 */
#ifndef RECORD_STRIP_H
#define RECORD_STRIP_H

#include <base/slice.h>

struct record_strip {
    char *text; /* owned: the line with 0 in place of what is below */
    size_t len, cap;
    /* Into the line, as they are written; empty where the line has none. */
    struct base_slice shown;                           /* "certificates" */
    struct base_slice certificates, issuers, ca_names; /* of "replay" */
};

enum record_strip_status { RECORD_STRIP_OK, RECORD_STRIP_NO_OBJECT, RECORD_STRIP_NO_MEMORY };

enum record_strip_status record_strip_read(struct record_strip *l, struct base_slice line);
void record_strip_free(struct record_strip *l);

#endif
