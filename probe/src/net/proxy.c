/* SPDX-License-Identifier: MIT */
#include "proxy.h"

#include "address.h"

#include <base/text.h>

#include <string.h>

/* ADDRESS/BITS, both of one family. */
static bool
is_in_network(struct base_slice network, const struct probe_address *host)
{
    const uint8_t *slash = memchr(network.ptr, '/', network.len);
    char address[PROBE_ADDRESS_TEXT], bits_text[8];
    struct probe_address net;
    struct base_text t;
    uint64_t bits;

    if (slash == NULL)
        return false;
    base_text_init(&t, address, sizeof address);
    base_text_bytes(&t, network.ptr, (size_t)(slash - network.ptr));
    base_text_init(&t, bits_text, sizeof bits_text);
    base_text_bytes(&t, slash + 1, network.len - (size_t)(slash - network.ptr) - 1);
    if (!probe_address_parse(address, &net) || net.v6 != host->v6 ||
        !base_parse_u64(bits_text, 0, host->v6 ? 128 : 32, &bits))
        return false;
    for (unsigned i = 0; i < bits; i++)
        if (((net.ip[i / 8] ^ host->ip[i / 8]) & (0x80u >> i % 8)) != 0)
            return false;
    return true;
}

/* As curl reads it: a name (with or without a leading dot) and all names below it; an address; a
 * network; * means all. */
static bool
matches(struct base_slice word, struct base_slice host)
{
    struct probe_address literal;
    char text[256];
    struct base_text t;

    if (base_slice_eq_str(word, "*"))
        return true;
    base_text_init(&t, text, sizeof text);
    base_text_bytes(&t, host.ptr, host.len);
    if (probe_address_parse(text, &literal))
        return base_slice_eq_nocase(word, host) || is_in_network(word, &literal);
    if (word.len > 0 && word.ptr[0] == '.')
        word = (struct base_slice){ word.ptr + 1, word.len - 1 };
    if (word.len == 0 || word.len > host.len)
        return false;
    return base_slice_eq_nocase(word,
                                (struct base_slice){ host.ptr + host.len - word.len, word.len }) &&
           (word.len == host.len || host.ptr[host.len - word.len - 1] == '.');
}

static bool
is_excepted(const char *list, const char *host)
{
    struct base_slice name = base_slice_str(host);

    if (name.len > 0 && name.ptr[name.len - 1] == '.')
        name.len--;
    while (list != NULL && *list != '\0') {
        size_t n = strcspn(list, ", ");

        if (n > 0 && matches((struct base_slice){ (const uint8_t *)list, n }, name))
            return true;
        list += n + (list[n] != '\0');
    }
    return false;
}

bool
probe_proxy_is_for(const struct probe_options *o, const char *host)
{
    static const char local[] = "localhost,127.0.0.0/8,::1";

    return o->proxy.kind != PROBE_PROXY_NONE && !is_excepted(o->proxy.except, host) &&
           !(o->proxy.skips_local && is_excepted(local, host));
}

const struct dialogue_script *
probe_proxy_script(const struct probe_options *o)
{
    switch (o->proxy.kind) {
    case PROBE_PROXY_HTTP:
        return dialogue_http_connect();
    case PROBE_PROXY_SOCKS5:
        return dialogue_socks5();
    case PROBE_PROXY_NONE:
    default:
        return NULL;
    }
}

void
probe_proxy_blame(const struct probe_options *o, struct probe_error *e)
{
    char text[PROBE_TEXT_MAX];
    struct base_text t;

    if (strstr(e->text, "proxy") != NULL)
        return;
    base_text_init(&t, text, sizeof text);
    base_text_str(&t, "proxy ");
    base_text_safe(&t, base_slice_str(o->proxy.host));
    base_text_byte(&t, ':');
    base_text_u64(&t, o->proxy.port);
    base_text_str(&t, ": ");
    base_text_str(&t, e->text);
    memcpy(e->text, text, sizeof text);
}
