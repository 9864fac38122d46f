/* SPDX-License-Identifier: MIT */
/* HOST[:PORT][/PROFILE] and its relatives, from text to targets. */
#include <base/nearest.h>

#include "internal.h"

#include <inttypes.h>
#include <string.h>

#define HTTPS_PORT 443

static const char *
profile_name(const void *ctx, size_t i)
{
    (void)ctx;
    return i < BASE_PROFILE_COUNT ? base_profile_get((enum base_profile_id)i)->name : NULL;
}

/* "; did you mean edge-psom?", or ";". */
static const char *
meant(struct base_slice text, char room[64])
{
    struct base_text t;

    base_text_init(&t, room, 64);
    base_suggest(&t, text, profile_name, NULL);
    if (t.len == 0)
        base_text_byte(&t, ';');
    return room;
}

const struct base_profile *
inventory_profile_parse(struct base_slice text, struct base_slice thing, struct base_text *why)
{
    const struct base_profile *p = base_profile_named(text);
    char shown[32], known[400], room[64];
    struct base_text t;

    if (p != NULL)
        return p;
    base_text_init(&t, known, sizeof known);
    for (int i = 0; i < BASE_PROFILE_COUNT; i++) {
        base_text_str(&t, i == 0 ? "" : ", ");
        base_text_str(&t, base_profile_get((enum base_profile_id)i)->name);
    }
    base_text_init(&t, shown, sizeof shown);
    base_text_safe(&t, text);
    if (text.len > 0 && text.ptr[0] >= '0' && text.ptr[0] <= '9')
        (void)inventory_fail(why, thing,
                             "/%s after the port; the bits of a network stand before "
                             "it, like 10.0.0.0/24:8057",
                             shown);
    else
        (void)inventory_fail(why, thing, "no profile '%s'%s known: %s", shown, meant(text, room),
                             known);
    return NULL;
}

/* What follows the host: [/BITS][:PORT][/PROFILE]. */
static bool
tail_parse(struct base_slice tail, struct base_slice thing, int *bits, struct inventory_spec *out,
           struct base_text *why)
{
    size_t at = 0, to;

    if (tail.len > 1 && tail.ptr[0] == '/' && tail.ptr[1] >= '0' && tail.ptr[1] <= '9') {
        unsigned v;

        for (to = 1; to < tail.len && tail.ptr[to] != ':' && tail.ptr[to] != '/'; to++)
            ;
        if (*bits >= 0 || !inventory_decimal(inventory_part(tail, 1, to), 128, &v))
            return inventory_fail(why, thing,
                                  "bad network length; write ADDRESS/BITS, like "
                                  "10.0.0.0/24 or 2001:db8::/120");
        *bits = (int)v;
        at = to;
    }
    if (at < tail.len && tail.ptr[at] == ':') {
        to = inventory_find(tail, at, '/');
        if (!inventory_ports_parse(inventory_part(tail, at + 1, to), thing, &out->ports, why))
            return false;
        at = to;
    }
    if (at < tail.len && tail.ptr[at] == '/') {
        out->profile = inventory_profile_parse(inventory_part(tail, at + 1, tail.len), thing, why);
        return out->profile != NULL;
    }
    if (at < tail.len)
        return inventory_fail(why, thing,
                              "text after the host that is not a port or profile; write "
                              "HOST:PORT/PROFILE");
    return true;
}

static bool
bracketed_parse(struct base_slice text, struct base_slice thing, struct inventory_spec *out,
                struct base_text *why)
{
    size_t close = inventory_find(text, 0, ']');
    struct base_slice inner = inventory_part(text, 1, close);
    size_t slash = inventory_find(inner, 0, '/');
    unsigned v;
    int bits = -1;

    if (close == text.len)
        return inventory_fail(why, thing, "'[' without ']'; write [2001:db8::1]:8057");
    if (inventory_find(inner, 0, ':') == inner.len)
        return inventory_fail(why, thing,
                              "brackets are for IPv6 addresses, like "
                              "[2001:db8::1]:8057");
    if (slash < inner.len) {
        if (!inventory_decimal(inventory_part(inner, slash + 1, inner.len), 128, &v))
            return inventory_fail(why, thing, "bad network length; write [2001:db8::/120]:8057");
        bits = (int)v;
        inner.len = slash;
    }
    return tail_parse(inventory_part(text, close + 1, text.len), thing, &bits, out, why) &&
           inventory_host_parse(inner, bits, thing, &out->host, why);
}

static bool
plain_parse(struct base_slice text, struct base_slice thing, struct inventory_spec *out,
            struct base_text *why)
{
    size_t end = inventory_find(text, 0, '/');
    size_t colon = inventory_find(text, 0, ':');
    int bits = -1;

    if (text.len > 0 && text.ptr[0] == '[')
        return bracketed_parse(text, thing, out, why);
    if (colon < end && inventory_find(text, colon + 1, ':') >= end)
        end = colon; /* one colon: a port; more: an IPv6 address */
    return tail_parse(inventory_part(text, end, text.len), thing, &bits, out, why) &&
           inventory_host_parse(inventory_part(text, 0, end), bits, thing, &out->host, why);
}

static bool
url_parse(struct base_slice text, size_t scheme_len, struct inventory_spec *out,
          struct base_text *why)
{
    struct base_slice rest = inventory_part(text, scheme_len + 3, text.len);
    size_t slash = inventory_find(rest, 0, '/');

    if (inventory_find(rest, 0, '@') < slash)
        return inventory_fail(why, text,
                              "a user name or password means nothing to TLS; write "
                              "https://HOST:PORT/");
    if (!base_slice_eq_nocase(inventory_part(text, 0, scheme_len), base_slice_str("https")))
        return inventory_fail(why, text,
                              "only https:// can be probed as a URL; else write "
                              "HOST:PORT/PROFILE");
    if (slash + 1 < rest.len)
        return inventory_fail(why, text,
                              "a path means nothing to TLS; write https://HOST:PORT/ or "
                              "HOST:PORT/PROFILE");
    if (!plain_parse(inventory_part(rest, 0, slash), text, out, why))
        return false;
    if (out->ports.n == 0)
        out->ports.port[out->ports.n++] = HTTPS_PORT;
    return true; /* the port decides the profile: people paste PSOM ports as URLs, too */
}

bool
inventory_spec_parse(struct base_slice text, struct inventory_spec *out, struct base_text *why)
{
    size_t colon = inventory_find(text, 0, ':');

    *out = (struct inventory_spec){ .profile = NULL };
    if (text.len - colon >= 3 && text.ptr[colon + 1] == '/' && text.ptr[colon + 2] == '/')
        return url_parse(text, colon, out, why);
    return plain_parse(text, text, out, why);
}

static void
default_ports(const struct base_profile *p, struct inventory_ports *out)
{
    for (size_t i = 0; i < BASE_PROFILE_PORTS; i++)
        if (p->ports[i] != 0)
            out->port[out->n++] = p->ports[i];
}

/* Named in the target, else --ports, else the profile's, else those of a bare host. */
static struct inventory_ports
ports_of(const struct inventory *inv, const struct inventory_spec *spec, bool *named)
{
    struct inventory_ports out = { .n = 0 };

    *named = true;
    if (spec->ports.n > 0)
        return spec->ports;
    if (inv->options.ports.n > 0)
        return inv->options.ports;
    if (spec->profile != NULL) {
        default_ports(spec->profile, &out);
        *named = out.n == 1; /* there is no default to fall back on */
        return out;
    }
    *named = false;
    for (int i = 0; i < BASE_PROFILE_COUNT; i++)
        if (base_profile_get((enum base_profile_id)i)->bare)
            default_ports(base_profile_get((enum base_profile_id)i), &out);
    return out;
}

static bool
fits(const struct inventory *inv, const struct inventory_spec *spec, size_t ports,
     struct base_slice thing, struct base_text *why)
{
    uint64_t hosts = inventory_host_count(&spec->host);

    if (hosts <= inv->options.max_targets / ports)
        return true;
    return inventory_fail(why, thing,
                          "%s%" PRIu64 " addresses on %zu port%s are more than the "
                          "limit of %zu targets; name fewer or raise --max-targets",
                          hosts == UINT64_MAX ? "over " : "", hosts, ports, ports == 1 ? "" : "s",
                          inv->options.max_targets);
}

/* What a port is can depend on the other ports of its host (is it a Front End?), unless both its
 * port and its profile are named. */
static bool
take_group(struct inventory *inv, struct inventory_target *t)
{
    if (!inventory_is_default_port(t) || (t->port_named && t->profile_named))
        return true;
    t->group = inventory_group_of(inv, t->host);
    return t->group != 0;
}

static bool
host_add(struct inventory *inv, const char *host, const struct inventory_ports *ports, bool named,
         bool portless, const struct base_profile *profile, struct base_slice thing,
         struct inventory_source *source, struct base_text *why)
{
    for (size_t i = 0; i < ports->n; i++) {
        struct inventory_target t = {
            .host = host,
            .profile = profile != NULL ? profile : base_profile_of_port(ports->port[i]),
            .port = ports->port[i],
            .port_named = named,
            .profile_named = profile != NULL,
            .portless = portless,
            .guessed = profile == NULL && base_profile_is_guess(ports->port[i]),
        };

        if (!take_group(inv, &t))
            return inventory_fail(why, thing, "out of memory at target %zu", inv->count + 1);
        switch (inventory_put(inv, &t, source)) {
        case INVENTORY_PUT:
            break;
        case INVENTORY_FULL:
            return inventory_fail(why, thing,
                                  "more than the limit of %zu targets; name fewer or "
                                  "raise --max-targets",
                                  inv->options.max_targets);
        case INVENTORY_NO_MEMORY:
            return inventory_fail(why, thing, "out of memory at target %zu", inv->count + 1);
        }
    }
    return true;
}

bool
inventory_spec_add(struct inventory *inv, const struct inventory_spec *spec,
                   struct base_slice thing, struct inventory_source *source, struct base_text *why)
{
    bool named;
    struct inventory_ports ports = ports_of(inv, spec, &named);
    struct inventory_host h = spec->host;
    bool portless = spec->profile != NULL && spec->ports.n == 0 && inv->options.ports.n == 0;
    char text[INVENTORY_HOST_MAX + 1];

    if (ports.n == 0)
        return inventory_fail(why, thing,
                              "the profile %s has no default port; write "
                              "HOST:PORT/%s",
                              spec->profile->name, spec->profile->name);
    if (!fits(inv, spec, ports.n, thing, why))
        return false;
    do {
        inventory_host_text(&h, text);
        if (!host_add(inv, text, &ports, named, portless, spec->profile, thing, source, why))
            return false;
    } while (inventory_host_next(&h));
    return true;
}

bool
inventory_add(struct inventory *inv, const char *target, const char *origin, struct base_text *why)
{
    struct inventory_source source = { .origin = origin };
    struct base_slice text = base_slice_str(target);
    struct inventory_spec spec;

    return inventory_spec_parse(text, &spec, why) &&
           inventory_spec_add(inv, &spec, text, &source, why);
}
