/* SPDX-License-Identifier: MIT */
/*
 * Edits of a TLS flight (RFC 5246 6.2.1, 7.4) that know its structure: the flight is taken
 * apart into handshake messages and other records, each edit changes one of them, and what
 * is written again has the right lengths everywhere an edit did not ask for a wrong one.
 */
#ifndef TESTS_FUZZ_FLIGHT_EDIT_H
#define TESTS_FUZZ_FLIGHT_EDIT_H

#include "writer.h"

enum flight_edit_op {
    FLIGHT_DELETE,
    FLIGHT_TWICE,
    FLIGHT_SWAP,     /* with the item after it */
    FLIGHT_MOVE,     /* to the end, or to the front */
    FLIGHT_TYPE,     /* of the message or the record */
    FLIGHT_LENGTH,   /* a false one in its head */
    FLIGHT_FLIP,     /* a bit of its contents */
    FLIGHT_CUT,      /* its contents, with a length to match */
    FLIGHT_APPEND,   /* to its contents */
    FLIGHT_ALERT,    /* one before it */
    FLIGHT_RECORD,   /* another record before it */
    FLIGHT_MESSAGE,  /* another handshake message before it */
    FLIGHT_SPLIT,    /* over records of so many octets */
    FLIGHT_JOIN,     /* into the record of the message before it */
    FLIGHT_BREAK,    /* an alert between its records */
    FLIGHT_CHAIN,    /* an edit of the list in a Certificate */
    FLIGHT_VERSION,  /* of its records */
    FLIGHT_COMPRESS, /* a Certificate as CompressedCertificate, RFC 8879 */
    FLIGHT_FLOOD,    /* many of it */
    FLIGHT_END,      /* the flight ends within it */
    FLIGHT_OPS
};

struct flight_edit {
    enum flight_edit_op op;
    unsigned item;
    uint8_t value;
};

/* Appends the flight with the edits done in their order. */
void flight_edit_apply(struct writer *w, struct base_slice flight, const struct flight_edit *edits,
                       size_t n);

#endif
