/* SPDX-License-Identifier: MIT */
#include "flight.h"

#include <base/text.h>

#include <stdlib.h>

static void
put_slices(struct base_text *t, const char *what, const struct base_slice *slices, size_t n)
{
    base_text_str(t, what);
    for (size_t i = 0; i < n; i++) {
        base_text_byte(t, ' ');
        base_text_u64(t, slices[i].len);
        base_text_byte(t, ':');
        base_text_u64(t, base_slice_hash(slices[i]));
    }
}

static void
put_number(struct base_text *t, const char *what, uint64_t v)
{
    base_text_str(t, what);
    base_text_u64(t, v);
}

void
flight_digest(struct probe_hello_engine *e, char out[FLIGHT_DIGEST_MAX])
{
    struct probe_result r = { 0 };
    struct base_slice output = probe_hello_output(e), types = probe_hello_requested_types(e),
                      schemes = probe_hello_requested_schemes(e);
    struct base_text t;

    base_text_init(&t, out, FLIGHT_DIGEST_MAX);
    (void)probe_hello_result(e, &r);
    put_number(&t, "outcome ", e->outcome);
    put_number(&t, " tls ", r.tls);
    put_number(&t, " role ", r.peer_role);
    put_number(&t, " version ", r.version);
    put_number(&t, " cipher ", r.cipher);
    put_number(&t, " requested ", r.client_certificate_requested);
    put_number(&t, " cut ", r.chain_cut);
    put_number(&t, " names cut ", r.ca_names_cut);
    put_number(&t, " empty ", r.empty_certificate);
    put_number(&t, " class ", r.error.kind);
    put_number(&t, " alert ", (uint64_t)(r.error.alert + 1));
    base_text_str(&t, " text ");
    base_text_str(&t, r.error.text);
    put_slices(&t, " certificates", r.certificates, r.certificates_n);
    put_slices(&t, " names", r.ca_names, r.ca_names_n);
    put_slices(&t, " types", &types, 1);
    put_slices(&t, " schemes", &schemes, 1);
    put_slices(&t, " output", &output, 1);
    if (t.cut)
        abort();
}
