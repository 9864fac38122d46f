/* SPDX-License-Identifier: MIT */
/* Host names against a certificate's names (RFC 6125), as a finding only. */
#include <certcheck/names.h>

#include "der/der.h"
#include "der/oids.h"
#include "text/read_text.h"

#include <string.h>

/* *.example.com covers one label; a wildcard elsewhere is not one. */
static bool
dns_matches(struct base_slice pattern, struct base_slice host)
{
    const uint8_t *dot;

    if (base_slice_eq_nocase(pattern, host))
        return true;
    if (pattern.len < 3 || pattern.ptr[0] != '*' || pattern.ptr[1] != '.' || host.len == 0)
        return false;
    dot = memchr(host.ptr, '.', host.len);
    if (dot == NULL || dot == host.ptr)
        return false;
    return base_slice_eq_nocase((struct base_slice){ pattern.ptr + 1, pattern.len - 1 },
                                (struct base_slice){ dot, host.len - (size_t)(dot - host.ptr) });
}

/* "10.0.0.5", four decimal numbers and nothing else. */
static bool
parse_ipv4(struct base_slice s, uint8_t out[4])
{
    size_t at = 0;

    for (unsigned i = 0; i < 4; i++) {
        unsigned v = 0, digits = 0;

        if (i > 0 && (at == s.len || s.ptr[at++] != '.'))
            return false;
        for (; at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9' && digits < 3; digits++)
            v = v * 10 + (unsigned)(s.ptr[at++] - '0');
        if (digits == 0 || v > 255)
            return false;
        out[i] = (uint8_t)v;
    }
    return at == s.len;
}

/* Groups of s up to eight, at most one "::" among them (RFC 4291 2.2): its place
 * is *gap, the octets before and after it stand together in out. */
static bool
parse_groups(struct base_slice s, uint8_t out[16], size_t *n, size_t *gap)
{
    for (size_t at = 0; at < s.len;) {
        struct base_slice rest = { s.ptr + at, s.len - at };
        unsigned v = 0, digits = 0;

        if (rest.len >= 2 && rest.ptr[0] == ':' && rest.ptr[1] == ':') {
            if (*gap <= 16)
                return false;
            *gap = *n;
            at += 2;
            continue;
        }
        if (*n > 0 && *gap != *n && s.ptr[at++] != ':')
            return false;
        rest = (struct base_slice){ s.ptr + at, s.len - at };
        if (*n <= 12 && parse_ipv4(rest, out + *n)) {
            *n += 4;
            return true;
        }
        for (; at < s.len && digits < 4 && read_hex_digit(s.ptr[at]) >= 0; digits++)
            v = v << 4 | (unsigned)read_hex_digit(s.ptr[at++]);
        if (digits == 0 || *n > 14)
            return false;
        out[(*n)++] = (uint8_t)(v >> 8);
        out[(*n)++] = (uint8_t)v;
    }
    return true;
}

static bool
parse_ipv6(struct base_slice s, uint8_t out[16])
{
    size_t n = 0, gap = SIZE_MAX, tail;

    if (!parse_groups(s, out, &n, &gap) || (gap > 16 ? n != 16 : n == 16))
        return false;
    tail = gap > 16 ? 0 : n - gap;
    memmove(out + 16 - tail, out + n - tail, tail);
    memset(out + n - tail, 0, 16 - n);
    return true;
}

static bool
ip_matches(struct base_slice address, struct base_slice host)
{
    uint8_t octets[16];

    if (address.len == 4)
        return parse_ipv4(host, octets) && memcmp(octets, address.ptr, 4) == 0;
    return address.len == 16 && parse_ipv6(host, octets) && memcmp(octets, address.ptr, 16) == 0;
}

bool
certcheck_is_address(struct base_slice host)
{
    bool digits = host.len > 0;

    for (size_t i = 0; i < host.len; i++) {
        if (host.ptr[i] == ':')
            return true;
        digits = digits && (host.ptr[i] == '.' || (host.ptr[i] >= '0' && host.ptr[i] <= '9'));
    }
    return digits;
}

static bool
cn_matches(struct base_slice name, struct base_slice host)
{
    struct der_item seq, set, attribute, oid, value;

    if (!der_only(name, DER_SEQUENCE, &seq))
        return false;
    while (der_take_tag(&seq.body, DER_SET, &set))
        while (der_take_tag(&set.body, DER_SEQUENCE, &attribute))
            if (der_take_tag(&attribute.body, DER_OID, &oid) && oid_matches(OID_CN, oid.body) &&
                der_take(&attribute.body, &value) && dns_matches(value.body, host))
                return true;
    return false;
}

bool
certcheck_host_matches(const struct certcheck_facts *facts, struct base_slice host)
{
    struct base_slice rest = facts->san;
    struct certcheck_san san;
    bool address = certcheck_is_address(host), named = false;

    if (!address && host.len > 0 && host.ptr[host.len - 1] == '.')
        host.len--;
    while (certcheck_san_next(&rest, &san)) {
        if (san.kind == CERTCHECK_SAN_IP && address && ip_matches(san.value, host))
            return true;
        if (san.kind == CERTCHECK_SAN_DNS && !address && dns_matches(san.value, host))
            return true;
        named = named || san.kind == CERTCHECK_SAN_DNS || san.kind == CERTCHECK_SAN_IP;
    }
    return !named && !address && cn_matches(facts->subject, host);
}
