/* SPDX-License-Identifier: MIT */
/*
 * Rules R3 to R8 for one certificate, worked out a second time: an oracle for
 * the fuzzer that shares no code with the judge. Strict and slow; reads nothing
 * but the way to the two extensions.
 */
#ifndef SUPPORT_NAIVE_H
#define SUPPORT_NAIVE_H

#include <base/slice.h>

enum naive {
    NAIVE_ALLOWS,
    NAIVE_REFUSES, /* does not list it, or lists something that is no OID */
    NAIVE_ODD,     /* cannot be decoded, is twice there or is not DER: never ready */
};

/* usage is the last arc of 1.3.6.1.5.5.7.3.x: 1 serverAuth, 2 clientAuth. */
enum naive naive_allows(struct base_slice certificate, uint8_t usage);

#endif
