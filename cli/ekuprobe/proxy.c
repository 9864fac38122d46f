/* SPDX-License-Identifier: MIT */
#include "proxy.h"

#include <base/base64.h>
#include <base/error.h>

#include <stdlib.h>
#include <string.h>

/* What the URL of an environment's proxy does not say. curl: of HTTP proxies too. */
#define PORT_DEFAULT 1080

static const struct {
    const char *scheme;
    enum probe_proxy_kind kind;
} schemes[] = {
    { "http://", PROBE_PROXY_HTTP },
    { "socks5://", PROBE_PROXY_SOCKS5 },
    { "socks5h://", PROBE_PROXY_SOCKS5 },
};

/* curl's order: what is meant for this kind of connection, then what is meant for all; a name in
 * small letters first. */
static const char *
from_environment(const char **name)
{
    static const char *const names[] = { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(*name = names[i]);

        if (value != NULL && *value != '\0')
            return value;
    }
    return NULL;
}

static const char *
exceptions(void)
{
    const char *list = getenv("no_proxy");

    return list != NULL ? list : getenv("NO_PROXY");
}

static bool
complain(struct base_text *why, const char *name, const char *text)
{
    return base_complain(why, name, text); /* the value may hold a password */
}

/* What %XX stands for. */
static bool
decode(struct base_slice in, struct base_text *out)
{
    for (size_t i = 0; i < in.len; i++) {
        char digits[3] = { 0 };
        uint8_t byte;
        size_t n;

        if (in.ptr[i] != '%') {
            base_text_byte(out, (char)in.ptr[i]);
            continue;
        }
        if (i + 2 >= in.len)
            return false;
        memcpy(digits, in.ptr + i + 1, 2);
        if (!base_parse_hex(digits, &byte, 1, &n) || n != 1 || byte == 0)
            return false;
        base_text_byte(out, (char)byte);
        i += 2;
    }
    return !out->cut;
}

static bool
read_user(struct cli_proxy *p, struct base_slice user, struct probe_proxy *out)
{
    char plain[160];
    struct base_text t;

    base_text_init(&t, plain, sizeof plain);
    if (out->kind != PROBE_PROXY_HTTP || !decode(user, &t) ||
        BASE_BASE64_LEN(t.len) >= sizeof p->basic)
        return false;
    base_base64_write((struct base_slice){ (const uint8_t *)plain, t.len }, p->basic);
    p->basic[BASE_BASE64_LEN(t.len)] = '\0';
    out->basic = p->basic;
    return true;
}

/* HOST[:PORT], IPv6 in brackets */
static bool
read_place(struct cli_proxy *p, struct base_slice place, struct probe_proxy *out)
{
    const uint8_t *end = place.ptr + place.len, *colon = base_slice_last(place, ':'),
                  *bracket = memchr(place.ptr, ']', place.len), *host = place.ptr;
    size_t n = place.len;
    char number[8];
    struct base_text t;
    uint64_t port = PORT_DEFAULT;

    if (colon != NULL && (bracket == NULL || colon > bracket)) {
        base_text_init(&t, number, sizeof number);
        base_text_bytes(&t, colon + 1, (size_t)(end - colon) - 1);
        if (t.cut || !base_parse_u64(number, 1, 65535, &port))
            return false;
        n = (size_t)(colon - place.ptr);
    }
    if (n > 2 && host[0] == '[' && host[n - 1] == ']') {
        host++;
        n -= 2;
    } else if (memchr(host, ':', n) != NULL) {
        return false;
    }
    base_text_init(&t, p->host, sizeof p->host);
    base_text_bytes(&t, host, n);
    out->host = p->host;
    out->port = (uint16_t)port;
    return n > 0 && !t.cut && strpbrk(p->host, " /?#@<>\"[]") == NULL;
}

static bool
read_url(struct cli_proxy *p, const char *url, struct probe_proxy *out)
{
    struct base_slice rest;
    const uint8_t *at;

    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (strncmp(url, schemes[i].scheme, strlen(schemes[i].scheme)) == 0) {
            out->kind = schemes[i].kind;
            url += strlen(schemes[i].scheme);
        }
    if (out->kind == PROBE_PROXY_NONE && strstr(url, "://") == NULL)
        out->kind = PROBE_PROXY_HTTP; /* as curl takes a bare HOST:PORT */
    if (out->kind == PROBE_PROXY_NONE)
        return false;
    rest = (struct base_slice){ (const uint8_t *)url, strcspn(url, "/") };
    at = base_slice_last(rest, '@');
    if (at != NULL) {
        if (!read_user(p, (struct base_slice){ rest.ptr, (size_t)(at - rest.ptr) }, out))
            return false;
        rest = (struct base_slice){ at + 1, rest.len - (size_t)(at - rest.ptr) - 1 };
    }
    return read_place(p, rest, out);
}

/* Of what is used, wherever it is named. */
static void
mark(struct cli_proxy *p, const struct probe_proxy *proxy)
{
    char place[sizeof p->host + 32];
    struct base_text t;

    base_text_init(&t, place, sizeof place);
    base_text_u64(&t, proxy->kind);
    base_text_str(&t, proxy->skips_local ? " local " : " ");
    base_text_u64(&t, proxy->port);
    base_text_byte(&t, ' ');
    base_text_str(&t, p->host);
    p->mark = base_slice_hash(base_slice_str(place)) +
              base_slice_hash(base_slice_str(proxy->except != NULL ? proxy->except : ""));
}

static void
note(struct cli_proxy *p, const struct probe_proxy *proxy, const char *name)
{
    struct base_text t;

    base_text_init(&t, p->note, sizeof p->note);
    base_text_str(&t, proxy->kind == PROBE_PROXY_HTTP ? "connections go through the HTTP proxy "
                                                      : "connections go through the SOCKS proxy ");
    base_text_safe(&t, base_slice_str(p->host));
    base_text_byte(&t, ':');
    base_text_u64(&t, proxy->port);
    base_text_str(&t, " (");
    base_text_str(&t, name);
    base_text_str(&t,
                  proxy->except != NULL && *proxy->except != '\0' ? ", except for NO_PROXY)" : ")");
}

bool
cli_proxy_read(struct cli_proxy *p, const struct cli_options *o, struct probe_proxy *out,
               struct base_text *why)
{
    const char *name = "--proxy", *url = o->proxy;

    *out = (struct probe_proxy){ .kind = PROBE_PROXY_NONE };
    if (url == NULL)
        url = from_environment(&name);
    if (url == NULL || strcmp(url, "none") == 0)
        return true;
    if (!read_url(p, url, out))
        return complain(why, name,
                        "expected http://[USER:PASSWORD@]HOST:PORT, socks5://HOST:PORT or none");
    out->except = exceptions();
    out->skips_local = o->proxy == NULL;
    mark(p, out);
    note(p, out, name);
    return true;
}
