/* SPDX-License-Identifier: MIT */
/*
 * Recorded flights, edited in their structure, against the hello engine in both roles. The
 * outcome and the result are the same however the octets are cut into feeds, and nothing is
 * told that the flight does not hold: no certificate, no CA name, no empty Certificate, no
 * request and no alert.
 *
 * The first octet chooses the flight, the second its end and the cuts; then an edit for each
 * three octets: operation, item, value.
 */
#include "flight.h"
#include "flight_edit.h"
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EDITS_MAX 8
#define FLIGHTS_MAX 128
#define OCTETS_MAX 32768

static struct {
    struct flight *at[FLIGHTS_MAX];
    size_t n;
} flights;

static void
must_hold(bool promise, const char *text)
{
    if (promise)
        return;
    (void)fprintf(stderr, "broken: %s\n", text);
    abort();
}
#define must(promise) must_hold(promise, #promise)

static void
keep(const struct flight *f, void *ctx)
{
    struct flight *copy = malloc(sizeof *copy);

    (void)ctx;
    must(copy != NULL && flights.n < FLIGHTS_MAX);
    *copy = *f;
    flights.at[flights.n++] = copy;
}

/* ---- what the flight holds, read without the engine ---- */

struct held {
    struct writer handshake, alerts; /* contents of the records, one after the other */
};

static size_t
number(const uint8_t *p, size_t width)
{
    size_t v = 0;

    for (size_t i = 0; i < width; i++)
        v = v << 8 | p[i];
    return v;
}

static struct base_slice
part(struct base_slice s, size_t from, size_t len)
{
    from = from < s.len ? from : s.len;
    return (struct base_slice){ s.ptr + from, len < s.len - from ? len : s.len - from };
}

static void
hold(struct held *h, struct base_slice s)
{
    size_t at = 0;

    if (s.len > 1 && s.ptr[0] >= 0x80)
        at = 2 + (number(s.ptr, 2) & 0x7fff);
    while (at < s.len && s.len - at >= 5) {
        struct base_slice body = part(s, at + 5, number(s.ptr + at + 3, 2));

        if (s.ptr[at] == 22)
            writer_bytes(&h->handshake, body);
        if (s.ptr[at] == 21)
            writer_bytes(&h->alerts, body);
        at += 5 + body.len;
    }
}

/* The body of the next message, or as much of it as came; false: there is none. */
static bool
next_message(const struct held *h, size_t *at, uint8_t *type, struct base_slice *body)
{
    struct base_slice s = writer_slice(&h->handshake);

    if (*at >= s.len || s.len - *at < 4)
        return false;
    *type = s.ptr[*at];
    *body = part(s, *at + 4, number(s.ptr + *at + 1, 3));
    *at += 4 + body->len;
    return true;
}

/* Are the certificates the first entries of this list? */
static bool
list_begins_with(struct base_slice body, const struct base_slice *certificates, size_t n)
{
    size_t at = 3;

    for (size_t i = 0; i < n; i++) {
        const size_t len = certificates[i].len;

        if (at + 3 > body.len || number(body.ptr + at, 3) != len || len > body.len - at - 3 ||
            memcmp(body.ptr + at + 3, certificates[i].ptr, len) != 0)
            return false;
        at += 3 + len;
    }
    return true;
}

static bool
holds_certificates(const struct held *h, const struct base_slice *certificates, size_t n)
{
    struct base_slice body;
    uint8_t type;

    for (size_t at = 0; next_message(h, &at, &type, &body);)
        if (type == 11 && list_begins_with(body, certificates, n))
            return true;
    return n == 0;
}

static bool
holds_empty_certificate(const struct held *h)
{
    struct base_slice body;
    uint8_t type;

    for (size_t at = 0; next_message(h, &at, &type, &body);)
        if (type == 11 && body.len == 3 && number(body.ptr, 3) == 0)
            return true;
    return false;
}

/* A CertificateRequest, with this name if it is not empty. */
static bool
holds_request(const struct held *h, struct base_slice name)
{
    struct base_slice body;
    uint8_t type;

    for (size_t at = 0; next_message(h, &at, &type, &body);) {
        for (size_t i = 0; type == 13 && name.len > 0 && i + 2 + name.len <= body.len; i++)
            if (number(body.ptr + i, 2) == name.len &&
                memcmp(body.ptr + i + 2, name.ptr, name.len) == 0)
                return true;
        if (type == 13 && name.len == 0)
            return true;
    }
    return false;
}

static bool
holds_alert(const struct held *h, int alert)
{
    for (size_t i = 0; i + 2 <= h->alerts.len; i += 2)
        if (h->alerts.at[i + 1] == alert)
            return true;
    return false;
}

/* An SSL 3.0 client without a certificate says so by an alert, RFC 6101 5.4.2. */
#define NO_CERTIFICATE 41

static void
check_held(struct probe_hello_engine *e, const struct held *h, bool is_server)
{
    struct probe_result r = { 0 };

    must(probe_hello_result(e, &r));
    must(holds_certificates(h, r.certificates, r.certificates_n));
    must((e->outcome == PROBE_OUTCOME_DONE) == (r.certificates_n > 0));
    must(e->outcome == PROBE_OUTCOME_DONE || r.error.kind != PROBE_OK);
    must((!r.empty_certificate && r.error.kind != PROBE_EMPTY_CERTIFICATE) ||
         holds_empty_certificate(h) ||
         (is_server && r.version == 0x0300 && holds_alert(h, NO_CERTIFICATE)));
    must(r.error.alert < 0 || holds_alert(h, r.error.alert));
    if (is_server) /* the request is ours */
        return;
    must(r.client_certificate_requested != PROBE_YES || holds_request(h, (struct base_slice){ 0 }));
    for (size_t i = 0; i < r.ca_names_n; i++)
        must(holds_request(h, r.ca_names[i]));
}

/* ---- the same in pieces ---- */

enum cuts { WHOLE, OCTETS, SCATTERED, HALVES, CUTS };

static size_t
next_cut(enum cuts cuts, unsigned seed, size_t at, size_t size)
{
    size_t n = 1;

    if (cuts == WHOLE)
        n = size;
    else if (cuts == SCATTERED)
        n = 1 + (seed * 7 + at * 13) % (seed + 2);
    else if (cuts == HALVES)
        n = (size - at + 1) / 2;
    return n < size - at ? n : size - at;
}

static void
talk(struct probe_hello_engine *e, const struct flight *f, struct base_slice s, enum cuts cuts,
     unsigned how)
{
    static const enum probe_class ends[] = { PROBE_CLOSED, PROBE_RESET, PROBE_TIMEOUT,
                                             PROBE_INTERRUPTED };

    if (f->reversed)
        probe_hello_server(e, &flight_identity, flight_random);
    else
        probe_hello_client(e, f->hello, base_slice_str("host.example"), flight_random);
    for (size_t at = 0, n; at < s.len; at += n) {
        n = next_cut(cuts, how >> 2, at, s.len);
        probe_hello_feed(e, s.ptr + at, n);
    }
    probe_hello_end(e, ends[how & 3]);
}

static void
check(const struct flight *f, struct base_slice s, unsigned how, bool as_recorded)
{
    static char whole[FLIGHT_DIGEST_MAX], cut[FLIGHT_DIGEST_MAX];
    struct held held = { 0 };

    hold(&held, s);
    for (int cuts = WHOLE; cuts < CUTS; cuts++) {
        struct probe_hello_engine e;
        struct probe_result r = { 0 };

        if (cuts == OCTETS && s.len > OCTETS_MAX)
            continue; /* of a long one each octet is too slow */
        talk(&e, f, s, (enum cuts)cuts, how);
        check_held(&e, &held, f->reversed);
        flight_digest(&e, cuts == WHOLE ? whole : cut);
        must(cuts == WHOLE || strcmp(whole, cut) == 0);
        /* Or the promises above would hold for want of certificates. */
        must(!as_recorded || (probe_hello_result(&e, &r) && r.certificates_n == f->certificates_n &&
                              e.outcome == f->outcome));
        probe_hello_free(&e);
    }
    writer_free(&held.handshake);
    writer_free(&held.alerts);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct flight_edit edits[EDITS_MAX];
    struct writer w = { 0 };
    const struct flight *f;
    size_t n = 0;

    if (size < 2 || size > 2 + 3 * EDITS_MAX)
        return 0;
    if (flights.n == 0)
        must(flight_each(FLIGHTS_DIR, keep, NULL) > 0);
    f = flights.at[data[0] % flights.n];
    for (size_t at = 2; at + 3 <= size; at += 3)
        edits[n++] = (struct flight_edit){ .op = (enum flight_edit_op)(data[at] % FLIGHT_OPS),
                                           .item = data[at + 1],
                                           .value = data[at + 2] };
    flight_edit_apply(&w, (struct base_slice){ f->bytes, f->len }, edits, n);
    check(f, writer_slice(&w), data[1], n == 0);
    writer_free(&w);
    return 0;
}
