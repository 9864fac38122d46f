/* SPDX-License-Identifier: MIT */
/* Lists of certificates and of CA names (RFC 5246 7.4.2, 7.4.4). */
#include "hello_internal.h"

void
hello_on_certificate(struct probe_hello_engine *e, const struct hello_input *in)
{
    struct hello_cursor c = hello_cursor(in->body);
    size_t len = hello_get(&c, 3);

    if (e->chain_cut) {
        hello_fail(e, PROBE_LIMIT, ALERT_CLOSE_NOTIFY, "a Certificate message over 262144 bytes");
    } else if (c.bad || len != c.left || !hello_list_is_sound(c, 3)) {
        hello_fail(e, PROBE_PROTOCOL, ALERT_DECODE_ERROR,
                   "a Certificate list with "
                   "inconsistent lengths");
    } else if (len == 0) {
        e->empty_certificate = true;
        hello_fail(e, PROBE_EMPTY_CERTIFICATE, ALERT_CLOSE_NOTIFY, "");
    } else {
        e->chain_cut =
            hello_list_whole(c, 3, PROBE_CERTIFICATES_MAX + 1, NULL) > PROBE_CERTIFICATES_MAX;
    }
}

static struct probe_hello_span
slice_span(const struct probe_hello_engine *e, struct base_slice s)
{
    if (s.len == 0)
        return (struct probe_hello_span){ 0 };
    return (struct probe_hello_span){ (size_t)(s.ptr - e->in.ptr), s.len };
}

void
hello_on_request(struct probe_hello_engine *e, const struct hello_input *in)
{
    struct hello_cursor c = hello_cursor(in->body);
    struct base_slice names;

    e->types = slice_span(e, hello_get_vector(&c, 1));
    if (e->version >= VERSION_TLS12)
        e->schemes = slice_span(e, hello_get_vector(&c, 2));
    names = hello_get_vector(&c, 2);
    e->ca_names = slice_span(e, names);
    if (c.bad || c.left > 0 || !hello_list_is_sound(hello_cursor(names), 2))
        hello_fail(e, PROBE_PROTOCOL, ALERT_DECODE_ERROR,
                   "a CertificateRequest with inconsistent lengths");
}
