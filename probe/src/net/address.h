/* SPDX-License-Identifier: MIT */
/* Numeric addresses: literals, text, the order they are tried in. Pure. */
#ifndef PROBE_ADDRESS_H
#define PROBE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROBE_ADDRESSES_MAX 4 /* tried for one target */
#define PROBE_ADDRESS_TEXT 64

struct probe_address {
    uint8_t ip[16]; /* the first four for IPv4 */
    uint32_t scope; /* IPv6 zone, 0: none */
    uint32_t v6;    /* 0 or 1; all bytes of the struct count in comparisons */
};

/* An IPv4 or IPv6 literal, the latter with or without brackets and zone. */
bool probe_address_parse(const char *text, struct probe_address *out);
void probe_address_format(const struct probe_address *a, char out[PROBE_ADDRESS_TEXT]);
bool probe_address_eq(const struct probe_address *a, const struct probe_address *b);

/* Is it one of the n at all? */
bool probe_address_is_among(const struct probe_address *a, const struct probe_address *all,
                            size_t n);

/*
 * The first PROBE_ADDRESSES_MAX of all, in order, families alternating from
 * the first one's on (RFC 8305 section 4), repeats left out. Returns how many.
 */
size_t probe_addresses_choose(const struct probe_address *all, size_t n,
                              struct probe_address out[PROBE_ADDRESSES_MAX]);

#endif
