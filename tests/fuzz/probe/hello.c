/* SPDX-License-Identifier: MIT */
/*
 * The hello engine against any bytes, in both roles. The first two bytes choose
 * role, hello, end and cuts; the rest is what the peer sends, once whole and once
 * in pieces: both talks must be the same, and keep the promises of hello.h.
 */
#include "flight.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#define BIT_SERVER 1u
#define BIT_WIDE 2u

static void
must(bool promise)
{
    if (!promise)
        abort();
}

static void
begin(struct probe_hello_engine *e, unsigned how)
{
    if ((how & BIT_SERVER) != 0)
        probe_hello_server(e, &flight_identity, flight_random);
    else
        probe_hello_client(e, (how & BIT_WIDE) != 0 ? PROBE_HELLO_WIDE : PROBE_HELLO_LIGHT,
                           base_slice_str("host.example"), flight_random);
}

static void
end(struct probe_hello_engine *e, unsigned how)
{
    static const enum probe_class ends[] = { PROBE_CLOSED, PROBE_RESET, PROBE_TIMEOUT,
                                             PROBE_INTERRUPTED };

    probe_hello_end(e, ends[how >> 2 & 3]);
}

static void
check_promises(struct probe_hello_engine *e)
{
    struct probe_result r = { 0 };

    must(e->outcome != PROBE_OUTCOME_MORE);
    must(probe_hello_result(e, &r));
    must((e->outcome == PROBE_OUTCOME_DONE) == (r.certificates_n > 0));
    must(e->outcome == PROBE_OUTCOME_DONE || r.error.kind != PROBE_OK);
    must(r.certificates_n <= PROBE_CERTIFICATES_MAX && r.ca_names_n <= PROBE_CA_NAMES_MAX);
    must(e->in.cap <= 2 * (PROBE_CHAIN_MAX + PROBE_HELLO_REQUEST_MAX));
    must(memchr(r.error.text, '\0', sizeof r.error.text) != NULL);
    for (size_t i = 0; i < r.certificates_n; i++)
        must(r.certificates[i].len > 0);
}

/* The last feed of OPENSSL keeps what followed, so only its prefix is the same. */
static void
check_received(const struct probe_hello_engine *e, const uint8_t *data, size_t size)
{
    struct base_slice received = probe_hello_received(e);

    if (e->outcome == PROBE_OUTCOME_OPENSSL && e->server)
        must(received.len <= size && memcmp(received.ptr, data, received.len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char whole[FLIGHT_DIGEST_MAX], cut[FLIGHT_DIGEST_MAX];
    struct probe_hello_engine e;
    unsigned how, lengths;

    if (size < 2)
        return 0;
    how = data[0];
    lengths = data[1];
    data += 2;
    size -= 2;

    begin(&e, how);
    probe_hello_feed(&e, data, size);
    end(&e, how);
    check_promises(&e);
    check_received(&e, data, size);
    flight_digest(&e, whole);
    probe_hello_free(&e);

    begin(&e, how);
    for (size_t at = 0, n; at < size; at += n) {
        n = 1 + (lengths * 7 + at * 13) % (lengths + 1);
        n = n < size - at ? n : size - at;
        probe_hello_feed(&e, data + at, n);
    }
    end(&e, how);
    check_received(&e, data, size);
    flight_digest(&e, cut);
    probe_hello_free(&e);
    must(strcmp(whole, cut) == 0);
    return 0;
}
