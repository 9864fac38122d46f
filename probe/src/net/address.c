/* SPDX-License-Identifier: MIT */
#include "address.h"

#include <base/text.h>

#include <os/address.h>

#include <stdio.h>
#include <string.h>

/* RFC 4007 section 11: a zone is an interface's name or its number. */
static bool
parse_zone(const char *zone, uint32_t *out)
{
    uint64_t number;

    if (base_parse_u64(zone, 1, UINT32_MAX, &number))
        *out = (uint32_t)number;
    else
        *out = os_interface_number(zone);
    return *out != 0;
}

static bool
parse_v6(const char *text, size_t len, struct probe_address *out)
{
    char buf[OS_ADDRESS_TEXT + OS_INTERFACE_TEXT + 2];
    char *zone;

    if (len >= sizeof buf)
        return false;
    memcpy(buf, text, len);
    buf[len] = '\0';
    zone = strchr(buf, '%');
    if (zone != NULL)
        *zone++ = '\0';
    out->v6 = 1;
    return os_address_parse(buf, out->ip) == 16 && (zone == NULL || parse_zone(zone, &out->scope));
}

bool
probe_address_parse(const char *text, struct probe_address *out)
{
    size_t len = strlen(text);

    *out = (struct probe_address){ 0 };
    if (os_address_parse(text, out->ip) == 4)
        return true;
    if (len >= 2 && text[0] == '[' && text[len - 1] == ']')
        return parse_v6(text + 1, len - 2, out);
    return parse_v6(text, len, out);
}

void
probe_address_format(const struct probe_address *a, char out[PROBE_ADDRESS_TEXT])
{
    char ip[OS_ADDRESS_TEXT] = "", zone[OS_INTERFACE_TEXT];

    os_address_text(a->ip, a->v6 ? 16 : 4, ip);
    if (a->scope == 0)
        (void)snprintf(out, PROBE_ADDRESS_TEXT, "%s", ip);
    else if (os_interface_name(a->scope, zone))
        (void)snprintf(out, PROBE_ADDRESS_TEXT, "%s%%%s", ip, zone);
    else
        (void)snprintf(out, PROBE_ADDRESS_TEXT, "%s%%%u", ip, (unsigned)a->scope);
}

bool
probe_address_eq(const struct probe_address *a, const struct probe_address *b)
{
    return a->v6 == b->v6 && a->scope == b->scope && memcmp(a->ip, b->ip, sizeof a->ip) == 0;
}

bool
probe_address_is_among(const struct probe_address *a, const struct probe_address *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (probe_address_eq(&all[i], a))
            return true;
    return false;
}

/* The next one of a family from *at on that was not chosen yet. */
static const struct probe_address *
next_of(const struct probe_address *all, size_t n, uint32_t v6, size_t *at,
        const struct probe_address *chosen, size_t chosen_n)
{
    while (*at < n) {
        const struct probe_address *a = &all[(*at)++];

        if (a->v6 == v6 && !probe_address_is_among(a, chosen, chosen_n))
            return a;
    }
    return NULL;
}

size_t
probe_addresses_choose(const struct probe_address *all, size_t n,
                       struct probe_address out[PROBE_ADDRESSES_MAX])
{
    size_t at[2] = { 0, 0 }, chosen = 0;
    uint32_t v6 = n > 0 ? all[0].v6 : 0;

    while (chosen < PROBE_ADDRESSES_MAX) {
        const struct probe_address *a = next_of(all, n, v6, &at[v6], out, chosen);

        if (a == NULL)
            a = next_of(all, n, v6 ^ 1u, &at[v6 ^ 1u], out, chosen);
        if (a == NULL)
            break;
        out[chosen++] = *a;
        v6 = a->v6 ^ 1u;
    }
    return chosen;
}
