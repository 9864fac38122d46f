/* SPDX-License-Identifier: MIT */
/* Host names (RFC 1123 2.1), addresses, networks and ranges. */
#include "internal.h"

#include <os/address.h>

#include <string.h>

#define LABEL_MAX 63 /* RFC 1035 2.3.4 */
#define ZONE_MAX 15  /* IF_NAMESIZE without its NUL */

static bool
is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool
is_name_byte(uint8_t c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

static bool
only(struct base_slice s, const char *set)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == '\0' || strchr(set, s.ptr[i]) == NULL)
            return false;
    return s.len > 0;
}

static size_t
address_parse(struct base_slice s, uint8_t out[16])
{
    char text[OS_ADDRESS_TEXT];

    if (s.len == 0 || s.len >= sizeof text || memchr(s.ptr, '\0', s.len) != NULL)
        return 0;
    memcpy(text, s.ptr, s.len);
    text[s.len] = '\0';
    return os_address_parse(text, out);
}

static bool
label_check(struct base_slice l, struct base_slice thing, struct base_text *why)
{
    if (l.len == 0)
        return inventory_fail(why, thing,
                              "the host name has an empty label; write it like "
                              "edge01.contoso.com");
    if (l.len > LABEL_MAX)
        return inventory_fail(why, thing,
                              "a label of the host name has %zu bytes; at most %d are "
                              "allowed between two dots",
                              l.len, LABEL_MAX);
    if (l.ptr[0] == '-' || l.ptr[l.len - 1] == '-')
        return inventory_fail(why, thing,
                              "a label of the host name begins or ends with '-'; only "
                              "letters, digits and '_' may");
    return true;
}

static bool
bytes_check(struct base_slice s, struct base_slice thing, struct base_text *why)
{
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.ptr[i];

        if (c >= 0x80)
            return inventory_fail(why, thing,
                                  "the host name is not ASCII; give an international "
                                  "name in its xn-- form (A-label, RFC 5890)");
        if (!is_name_byte(c) && c != '.' && c > 0x20 && c < 0x7F)
            return inventory_fail(why, thing,
                                  "'%c' is not allowed in a host name; use letters, digits, "
                                  "'-', '_' and '.'",
                                  c);
        if (!is_name_byte(c) && c != '.')
            return inventory_fail(why, thing,
                                  "a blank or control character is not allowed in a host "
                                  "name; give one target per argument or line");
    }
    return true;
}

static bool
name_parse(struct base_slice s, struct base_slice thing, char out[INVENTORY_HOST_MAX + 1],
           struct base_text *why)
{
    if (s.len > 1 && s.ptr[s.len - 1] == '.') /* rooted: the same name */
        s.len--;
    if (!bytes_check(s, thing, why))
        return false;
    if (s.len > INVENTORY_HOST_MAX)
        return inventory_fail(why, thing, "the host name has %zu bytes; at most %d are allowed",
                              s.len, INVENTORY_HOST_MAX);
    for (size_t from = 0, to; from <= s.len; from = to + 1) {
        to = inventory_find(s, from, '.');
        if (!label_check(inventory_part(s, from, to), thing, why))
            return false;
        if (to == s.len && only(inventory_part(s, from, to), "0123456789"))
            return inventory_fail(why, thing,
                                  "not an IPv4 address; write four numbers of 0 to 255 "
                                  "without leading zeros, like 10.0.0.1");
    }
    for (size_t i = 0; i < s.len; i++)
        out[i] = (char)(s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? s.ptr[i] + ('a' - 'A') : s.ptr[i]);
    out[s.len] = '\0';
    return true;
}

/* fe80::1%eth0 (RFC 4007 11): the zone is the local machine's business and kept as it is. */
static bool
zoned_parse(struct base_slice s, size_t percent, struct base_slice thing,
            struct inventory_host *out, struct base_text *why)
{
    struct base_slice zone = inventory_part(s, percent + 1, s.len);
    uint8_t address[16];
    size_t n;

    if (address_parse(inventory_part(s, 0, percent), address) != 16)
        return inventory_fail(why, thing,
                              "not an IPv6 address before '%%'; write it like "
                              "fe80::1%%eth0");
    for (n = 0; n < zone.len && (is_name_byte(zone.ptr[n]) || zone.ptr[n] == '.'); n++)
        ;
    if (n == 0 || n != zone.len || n > ZONE_MAX)
        return inventory_fail(why, thing,
                              "bad zone after '%%'; give an interface name of 1 to %d "
                              "bytes, like fe80::1%%eth0",
                              ZONE_MAX);
    os_address_text(address, sizeof address, out->name);
    n = strlen(out->name);
    out->name[n] = '%';
    memcpy(out->name + n + 1, zone.ptr, zone.len);
    out->name[n + 1 + zone.len] = '\0';
    return true;
}

static bool
network(int bits, struct base_slice thing, struct inventory_host *out, struct base_text *why)
{
    int max = (int)out->address_len * 8;

    if (bits > max)
        return inventory_fail(why, thing,
                              "/%d is too long for this address; a network has 0 to %d "
                              "bits",
                              bits, max);
    for (int bit = bits; bit < max; bit++) {
        uint8_t mask = (uint8_t)(0x80 >> bit % 8);

        out->first[bit / 8] &= (uint8_t)~mask;
        out->last[bit / 8] |= mask;
    }
    return true;
}

/* 10.0.0.1-10.0.0.20, and as scanners take it 10.0.0.1-20. */
static bool
range_parse(struct base_slice s, size_t dash, struct base_slice thing, struct inventory_host *out,
            struct base_text *why)
{
    struct base_slice high = inventory_part(s, dash + 1, s.len);
    size_t first_len = address_parse(inventory_part(s, 0, dash), out->first);
    size_t last_len = address_parse(high, out->last);

    if (first_len == 4 && high.len <= 3 && only(high, "0123456789")) {
        unsigned v = 0;

        for (size_t i = 0; i < high.len; i++)
            v = v * 10 + (high.ptr[i] - '0');
        memcpy(out->last, out->first, 4);
        out->last[3] = (uint8_t)v;
        last_len = v <= 255 ? 4 : 0;
    }
    if (first_len == 0 || first_len != last_len)
        return inventory_fail(why, thing,
                              "not a range of addresses; write it like "
                              "10.0.0.1-10.0.0.20");
    if (memcmp(out->first, out->last, first_len) > 0)
        return inventory_fail(why, thing,
                              "the range ends before it begins; give the lower address "
                              "first");
    out->address_len = first_len;
    return true;
}

/* A '-' makes a range only between addresses: 10.0.0.1-x.contoso.com is a name. */
static bool
is_range(struct base_slice s, size_t dash)
{
    uint8_t address[16];

    return dash < s.len && address_parse(inventory_part(s, 0, dash), address) != 0 &&
           (only(inventory_part(s, dash + 1, s.len), "0123456789.") ||
            inventory_find(s, 0, ':') < s.len);
}

static bool
single_parse(struct base_slice s, struct base_slice thing, struct inventory_host *out,
             struct base_text *why)
{
    size_t percent = inventory_find(s, 0, '%');

    if (percent < s.len && inventory_find(s, 0, ':') < percent)
        return zoned_parse(s, percent, thing, out, why);
    out->address_len = address_parse(s, out->first);
    if (out->address_len != 0) {
        memcpy(out->last, out->first, sizeof out->last);
        return true;
    }
    if (inventory_find(s, 0, ':') < s.len)
        return inventory_fail(why, thing,
                              "not an IPv6 address; write [2001:db8::1]:8057, or "
                              "HOST:PORT with one colon");
    return name_parse(s, thing, out->name, why);
}

bool
inventory_host_parse(struct base_slice text, int bits, struct base_slice thing,
                     struct inventory_host *out, struct base_text *why)
{
    size_t dash = inventory_find(text, 0, '-');

    *out = (struct inventory_host){ .address_len = 0 };
    if (text.len == 0)
        return inventory_fail(why, thing,
                              "the host is empty; write HOST, HOST:PORT or "
                              "HOST:PORT/PROFILE");
    if (is_range(text, dash)) {
        if (bits >= 0)
            return inventory_fail(why, thing, "a range and /%d exclude each other; give one", bits);
        return range_parse(text, dash, thing, out, why);
    }
    if (!single_parse(text, thing, out, why))
        return false;
    if (bits < 0)
        return true;
    if (out->address_len == 0)
        return inventory_fail(why, thing,
                              "/%d needs an address without a zone before it, like "
                              "10.0.0.0/24",
                              bits);
    return network(bits, thing, out, why);
}

uint64_t
inventory_host_count(const struct inventory_host *h)
{
    uint64_t low = 0;
    unsigned borrow = 0;

    if (h->address_len == 0)
        return 1;
    for (size_t i = h->address_len; i-- > 0;) {
        unsigned d = 256u + h->last[i] - h->first[i] - borrow;
        size_t from_end = h->address_len - 1 - i;

        borrow = d < 256;
        if (from_end >= 8 && (d & 255u) != 0)
            return UINT64_MAX;
        if (from_end < 8)
            low |= (uint64_t)(d & 255u) << (8 * from_end);
    }
    return low == UINT64_MAX ? low : low + 1;
}

bool
inventory_host_next(struct inventory_host *h)
{
    size_t i = h->address_len;

    if (i == 0 || memcmp(h->first, h->last, i) == 0)
        return false;
    while (i-- > 0 && ++h->first[i] == 0)
        ;
    return true;
}

void
inventory_host_text(const struct inventory_host *h, char out[INVENTORY_HOST_MAX + 1])
{
    if (h->address_len == 0)
        memcpy(out, h->name, sizeof h->name);
    else
        os_address_text(h->first, h->address_len, out);
}
