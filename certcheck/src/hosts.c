/* SPDX-License-Identifier: MIT */
/* Host names against a certificate's names (RFC 6125), as a finding only. */
#include <certcheck/names.h>

#include "der.h"
#include "oids.h"

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

static bool
ip_matches(struct base_slice address, struct base_slice host)
{
    char text[64];
    struct base_text t;
    struct certcheck_san san = { .kind = CERTCHECK_SAN_IP, .value = address };

    base_text_init(&t, text, sizeof text);
    certcheck_san_text(&san, &t);
    return base_slice_eq_nocase(base_slice_str(text + strlen("IP:")), host);
}

static bool
is_address(struct base_slice host)
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
            if (der_take_tag(&attribute.body, DER_OID, &oid) && oid_find(oid.body) == OID_CN &&
                der_take(&attribute.body, &value) && dns_matches(value.body, host))
                return true;
    return false;
}

bool
certcheck_host_matches(const struct certcheck_facts *facts, struct base_slice host)
{
    struct base_slice rest = facts->san;
    struct certcheck_san san;
    bool address = is_address(host), named = false;

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
