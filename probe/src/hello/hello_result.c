/* SPDX-License-Identifier: MIT */
/* What came whole, and the result. */
#include "hello_internal.h"

#include <stdlib.h>

static struct base_slice
span_slice(const struct probe_hello_engine *e, struct probe_hello_span span)
{
    if (span.len == 0)
        return (struct base_slice){ 0 };
    return (struct base_slice){ e->in.ptr + span.at, span.len };
}

size_t
hello_list_whole(struct hello_cursor c, size_t width, size_t max, struct base_slice *out)
{
    size_t n = 0;

    while (n < max && c.left > 0) {
        struct base_slice item = hello_get_vector(&c, width);

        if (c.bad || item.len == 0)
            break;
        if (out != NULL)
            out[n] = item;
        n++;
    }
    return n;
}

bool
hello_list_is_sound(struct hello_cursor c, size_t width)
{
    while (c.left > 0)
        if (hello_get_vector(&c, width).len == 0)
            return false; /* also when it was cut */
    return true;
}

/* The body of the Certificate, or what has come of it. */
static struct base_slice
chain_body(const struct probe_hello_engine *e)
{
    struct probe_hello_span coming = { e->body_at, e->in.len - e->body_at };

    return span_slice(e, e->event == HELLO_EVENT_CERTIFICATE ? coming : e->chain);
}

size_t
hello_chain_whole(const struct probe_hello_engine *e, struct base_slice *out)
{
    struct hello_cursor c = hello_cursor(chain_body(e));
    size_t len = hello_get(&c, 3);

    if (c.left > len)
        c.left = len;
    return hello_list_whole(c, 3, PROBE_CERTIFICATES_MAX, out);
}

/* Certificates, and not all that the peer was about to send. */
static bool
chain_is_part(const struct probe_hello_engine *e)
{
    struct hello_cursor c = hello_cursor(chain_body(e));
    size_t len = hello_get(&c, 3);

    if (e->chain_cut || hello_chain_whole(e, NULL) == 0)
        return false;
    return c.left != len || !hello_list_is_sound(c, 3);
}

static size_t
names_whole(const struct probe_hello_engine *e, size_t max, struct base_slice *out)
{
    return hello_list_whole(hello_cursor(span_slice(e, e->ca_names)), 2, max, out);
}

struct base_slice
probe_hello_requested_types(const struct probe_hello_engine *e)
{
    return span_slice(e, e->types);
}

struct base_slice
probe_hello_requested_schemes(const struct probe_hello_engine *e)
{
    return span_slice(e, e->schemes);
}

static enum probe_role
peer_role(const struct probe_hello_engine *e)
{
    if (e->server)
        return e->version != 0 || e->outcome == PROBE_OUTCOME_OPENSSL ? PROBE_ROLE_CLIENT
                                                                      : PROBE_ROLE_UNKNOWN;
    if (e->outcome == PROBE_OUTCOME_REVERSED)
        return PROBE_ROLE_CLIENT;
    return e->begun ? PROBE_ROLE_SERVER : PROBE_ROLE_UNKNOWN;
}

/* One allocation for both lists, as long as they are. */
static bool
make_slices(struct probe_hello_engine *e, struct probe_result *out)
{
    size_t certificates_n = hello_chain_whole(e, NULL);
    size_t names_n = names_whole(e, PROBE_CA_NAMES_MAX + 1, NULL);

    out->certificates = out->ca_names = NULL;
    out->certificates_n = out->ca_names_n = 0;
    out->ca_names_cut = names_n > PROBE_CA_NAMES_MAX;
    names_n -= out->ca_names_cut;
    free(e->slices);
    e->slices = NULL;
    if (certificates_n + names_n == 0)
        return true;
    e->slices = malloc((certificates_n + names_n) * sizeof *e->slices);
    if (e->slices == NULL)
        return false;
    out->certificates = e->slices;
    out->certificates_n = hello_chain_whole(e, e->slices);
    out->ca_names = e->slices + certificates_n;
    out->ca_names_n = names_whole(e, names_n, e->slices + certificates_n);
    return true;
}

bool
probe_hello_result(struct probe_hello_engine *e, struct probe_result *out)
{
    struct base_text t;

    out->tls = e->begun;
    out->peer_role = peer_role(e);
    out->version = e->version;
    out->cipher = e->cipher;
    out->speaks_tls13 = e->downgraded;
    out->client_certificate_requested = e->server && e->version != 0 ? PROBE_YES : e->requested;
    out->hello = (enum probe_hello)e->hello;
    out->engine = PROBE_ENGINE_HELLO;
    out->chain_cut = e->chain_cut;
    out->chain_partly = chain_is_part(e);
    out->empty_certificate = e->empty_certificate;
    out->error = e->error;
    if (make_slices(e, out))
        return true;
    out->error.kind = PROBE_RESOURCE;
    base_text_init(&t, out->error.text, sizeof out->error.text);
    base_text_str(&t, "out of memory");
    return false;
}
