/* SPDX-License-Identifier: MIT */
/* Several ports in one place: "8057, 8060-8061"; and lines of a host and its ports. */
#include "internal.h"

#include <string.h>

#define TEXT_MAX 512u

bool
inventory_decimal(struct base_slice s, unsigned max, unsigned *out)
{
    unsigned v = 0;

    if (s.len == 0 || s.len > 5)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        v = v * 10 + (s.ptr[i] - '0');
    }
    *out = v;
    return v <= max;
}

bool
inventory_port_parse(struct base_slice text, struct base_slice thing, uint16_t *out,
                     struct base_text *why)
{
    unsigned v;

    if (!inventory_decimal(text, 65535, &v) || v == 0) {
        char shown[24];
        struct base_text t;

        base_text_init(&t, shown, sizeof shown);
        base_text_safe(&t, text);
        return inventory_fail(why, thing, "'%s' is not a port; a port is a number of 1 to 65535",
                              shown);
    }
    *out = (uint16_t)v;
    return true;
}

/* PowerShell prints a list as {8060, 8061}. */
static bool
is_gap(uint8_t c)
{
    return c != '\0' && strchr(" \t,;|{}", c) != NULL;
}

/* The next word of a list joined by commas, semicolons or blanks. False: no more. */
static bool
next_word(struct base_slice *rest, struct base_slice *word)
{
    size_t from = 0, to;

    while (from < rest->len && is_gap(rest->ptr[from]))
        from++;
    for (to = from; to < rest->len && !is_gap(rest->ptr[to]); to++)
        ;
    *word = base_unquote(inventory_part(*rest, from, to));
    *rest = inventory_part(*rest, to, rest->len);
    return to > from;
}

static bool
add_range(struct base_slice word, struct base_slice thing, struct inventory_ports *out,
          struct base_text *why)
{
    size_t dash = inventory_find(word, 0, '-');
    uint16_t first = 0, last;

    if (!inventory_port_parse(inventory_part(word, 0, dash), thing, &first, why))
        return false;
    last = first;
    if (dash < word.len &&
        !inventory_port_parse(inventory_part(word, dash + 1, word.len), thing, &last, why))
        return false;
    if (first > last)
        return inventory_fail(why, thing, "a range of ports ends before it begins");
    if ((size_t)(last - first) >= INVENTORY_PORTS_MAX - out->n)
        return inventory_fail(why, thing, "more than %u ports; use --ports or several lines",
                              INVENTORY_PORTS_MAX);
    for (unsigned port = first; port <= last; port++)
        out->port[out->n++] = (uint16_t)port;
    return true;
}

/* "8057 - 8061": the blanks belong to the range. */
static struct base_slice
close_ranges(struct base_slice text, char buf[TEXT_MAX])
{
    struct base_text t;

    base_text_init(&t, buf, TEXT_MAX);
    for (size_t i = 0; i < text.len; i++) {
        size_t next = i;

        while (next < text.len && (text.ptr[next] == ' ' || text.ptr[next] == '\t'))
            next++;
        if (next > i &&
            ((next < text.len && text.ptr[next] == '-') || (t.len > 0 && t.buf[t.len - 1] == '-')))
            i = next;
        if (i < text.len)
            base_text_byte(&t, (char)text.ptr[i]);
    }
    return t.cut ? text : (struct base_slice){ (const uint8_t *)buf, t.len };
}

/* "8,057", or "8 057" in French, as a spreadsheet has it: not the ports 8 and 57. */
static bool
is_in_thousands(struct base_slice text)
{
    size_t comma = inventory_find(text, 0, ',');
    unsigned thousands, rest;

    if (comma == text.len)
        comma = inventory_find(text, 0, ' ');
    return comma + 4 == text.len && comma < 3 && text.len > 4 &&
           inventory_decimal(inventory_part(text, 0, comma), 99, &thousands) &&
           inventory_decimal(inventory_part(text, comma + 1, text.len), 999, &rest) &&
           (text.ptr[comma + 1] == '0' ||
            (thousands <= 64 && base_profile_of_port((uint16_t)(1000 * thousands + rest)) !=
                                    base_profile_get(BASE_PROFILE_TLS_SERVER)));
}

bool
inventory_ports_parse(struct base_slice text, struct base_slice thing, struct inventory_ports *out,
                      struct base_text *why)
{
    char buf[TEXT_MAX];
    struct base_slice rest, word;
    unsigned one;

    out->n = 0;
    if (inventory_decimal(text, 65535, &one) && one > 0) { /* as nearly all are */
        out->port[out->n++] = (uint16_t)one;
        return true;
    }
    if (is_in_thousands(text))
        return inventory_fail(why, thing,
                              "one port in thousands, or two? Write one with digits alone, two "
                              "with a comma and a blank");
    rest = close_ranges(text, buf);
    while (next_word(&rest, &word))
        if (!add_range(word, thing, out, why))
            return false;
    return out->n > 0 || inventory_port_parse(text, thing, out->port, why);
}

static bool
is_port_word(struct base_slice word)
{
    for (size_t i = 0; i < word.len; i++)
        if ((word.ptr[i] < '0' || word.ptr[i] > '9') && word.ptr[i] != '-')
            return false;
    return word.len > 0;
}

/* NAME:PORT, with one colon: an IPv6 address has more. */
static size_t
port_of(struct base_slice host)
{
    size_t colon = inventory_find(host, 0, ':');

    if (colon == 0 || colon >= host.len || !is_port_word(inventory_part(host, colon + 1, host.len)))
        return host.len;
    return colon;
}

bool
inventory_line_split(struct base_slice line, struct base_slice *host, struct base_slice *ports,
                     struct base_slice *profile)
{
    struct base_slice rest = line, word;
    size_t from, to, colon;

    if (!next_word(&rest, host) || rest.len == 0)
        return false;
    colon = port_of(*host);
    from = line.len - rest.len;
    if (colon < host->len) {
        from = (size_t)(host->ptr - line.ptr) + colon + 1;
        host->len = colon;
    }
    to = line.len - rest.len;
    *profile = (struct base_slice){ NULL, 0 };
    while (profile->len == 0 && next_word(&rest, &word)) {
        if (is_port_word(word))
            to = line.len - rest.len;
        else if (base_profile_named(word) != NULL)
            *profile = word;
        else
            return false;
    }
    *ports = base_trim(inventory_part(line, from, to));
    return !next_word(&rest, &word) && (ports->len > 0 || profile->len > 0);
}
