/* SPDX-License-Identifier: MIT */
#include "wire.h"

#include "flight.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

void
wire_hex(struct probe_hello_bytes *w, const char *hex)
{
    uint8_t bytes[256];
    size_t len;

    assert_true(base_parse_hex(hex, bytes, sizeof bytes, &len));
    hello_put(w, bytes, len);
}

void
wire_record(struct probe_hello_bytes *w, unsigned type, const void *bytes, size_t len)
{
    hello_put8(w, type);
    hello_put16(w, VERSION_TLS12);
    hello_put16(w, (unsigned)len);
    hello_put(w, bytes, len);
}

void
wire_message_head(struct probe_hello_bytes *w, unsigned type, size_t announced, const void *body,
                  size_t len)
{
    struct probe_hello_bytes message = { 0 };

    hello_put8(&message, type);
    hello_put24(&message, announced);
    hello_put(&message, body, len);
    for (size_t at = 0, n; at < message.len; at += n) {
        n = message.len - at < 16384 ? message.len - at : 16384;
        wire_record(w, RECORD_HANDSHAKE, message.ptr + at, n);
    }
    hello_bytes_free(&message);
}

void
wire_message(struct probe_hello_bytes *w, unsigned type, const void *body, size_t len)
{
    wire_message_head(w, type, len, body, len);
}

void
wire_alert(struct probe_hello_bytes *w, unsigned level, unsigned number)
{
    uint8_t alert[2] = { (uint8_t)level, (uint8_t)number };

    wire_record(w, RECORD_ALERT, alert, sizeof alert);
}

void
wire_server_hello(struct probe_hello_bytes *w, unsigned version, unsigned suite)
{
    uint8_t body[38] = { (uint8_t)(version >> 8), (uint8_t)version };

    body[35] = (uint8_t)(suite >> 8);
    body[36] = (uint8_t)suite;
    wire_message(w, MESSAGE_SERVER_HELLO, body, sizeof body);
}

void
wire_certificates(struct probe_hello_bytes *w, size_t n, size_t each_len)
{
    struct probe_hello_bytes body = { 0 };
    size_t list = hello_open(&body, 3);

    for (size_t i = 0; i < n; i++) {
        hello_put24(&body, each_len);
        for (size_t j = 0; j < each_len; j++)
            hello_put8(&body, (unsigned)(i + j));
    }
    hello_close(&body, 3, list);
    wire_message(w, MESSAGE_CERTIFICATE, body.ptr, body.len);
    hello_bytes_free(&body);
}

void
wire_request(struct probe_hello_bytes *w, bool schemes, size_t names_n)
{
    struct probe_hello_bytes body = { 0 };
    size_t list;

    hello_put(&body, (uint8_t[]){ 2, 1, 64 }, 3);
    if (schemes)
        hello_put(&body, (uint8_t[]){ 0, 4, 4, 1, 2, 1 }, 6);
    list = hello_open(&body, 2);
    for (size_t i = 0; i < names_n; i++)
        hello_put(&body, (uint8_t[]){ 0, 2, 0x30, (uint8_t)i }, 4);
    hello_close(&body, 2, list);
    wire_message(w, MESSAGE_CERTIFICATE_REQUEST, body.ptr, body.len);
    hello_bytes_free(&body);
}

void
wire_server_done(struct probe_hello_bytes *w)
{
    wire_message(w, MESSAGE_SERVER_HELLO_DONE, NULL, 0);
}

static void
put_list(struct probe_hello_bytes *w, size_t width, const uint16_t *numbers)
{
    size_t list = hello_open(w, width);

    for (; *numbers != 0; numbers++)
        hello_put16(w, *numbers);
    hello_close(w, width, list);
}

static void
put_list_extension(struct probe_hello_bytes *w, unsigned type, size_t width,
                   const uint16_t *numbers)
{
    size_t body;

    if (numbers == NULL)
        return;
    hello_put16(w, type);
    body = hello_open(w, 2);
    put_list(w, width, numbers);
    hello_close(w, 2, body);
}

void
wire_client_hello(struct probe_hello_bytes *w, const struct wire_client_hello *hello)
{
    struct probe_hello_bytes body = { 0 };
    size_t extensions;

    hello_put16(&body, hello->version);
    hello_put(&body, flight_random, sizeof flight_random);
    hello_put8(&body, 0);
    put_list(&body, 2, hello->suites);
    hello_put16(&body, 0x0100);
    extensions = hello_open(&body, 2);
    put_list_extension(&body, EXTENSION_SUPPORTED_GROUPS, 2, hello->groups);
    put_list_extension(&body, EXTENSION_SIGNATURE_ALGORITHMS, 2, hello->schemes);
    put_list_extension(&body, EXTENSION_SUPPORTED_VERSIONS, 1, hello->versions);
    if (hello->renegotiation)
        hello_put(&body, (uint8_t[]){ 0xFF, 1, 0, 1, 0 }, 5);
    if (hello->point_formats)
        hello_put(&body, (uint8_t[]){ 0, 11, 0, 2, 1, 0 }, 6);
    if (hello->extended_master_secret)
        hello_put(&body, (uint8_t[]){ 0, 23, 0, 0 }, 4);
    hello_close(&body, 2, extensions);
    wire_message(w, MESSAGE_CLIENT_HELLO, body.ptr, body.len);
    hello_bytes_free(&body);
}

void
wire_v2_client_hello(struct probe_hello_bytes *w, unsigned version, const uint16_t *suites,
                     size_t challenge_len)
{
    struct probe_hello_bytes body = { 0 };
    size_t n = 0;

    while (suites[n] != 0)
        n++;
    hello_put8(&body, MESSAGE_CLIENT_HELLO);
    hello_put16(&body, version);
    hello_put16(&body, (unsigned)(3 * n));
    hello_put16(&body, 0);
    hello_put16(&body, (unsigned)challenge_len);
    for (size_t i = 0; i < n; i++)
        hello_put24(&body, suites[i]);
    hello_put(&body, flight_random, challenge_len);
    hello_put16(w, (unsigned)(0x8000 | body.len));
    hello_put(w, body.ptr, body.len);
    hello_bytes_free(&body);
}

void
wire_begin(struct probe_hello_engine *e, const struct wire_part *part)
{
    if (part->server)
        probe_hello_server(e, part->identity != NULL ? part->identity : &flight_identity,
                           flight_random);
    else
        probe_hello_client(e, part->hello, base_slice_str("host.example"), flight_random);
}

const char *
wire_digest(struct probe_hello_engine *e, int slot)
{
    static char buf[2][FLIGHT_DIGEST_MAX];

    flight_digest(e, buf[slot]);
    return buf[slot];
}

const char *
wire_talk(const struct wire_part *part, struct base_slice bytes, size_t split, enum probe_class why,
          int slot)
{
    struct probe_hello_engine e;
    const char *digest;

    wire_begin(&e, part);
    probe_hello_feed(&e, bytes.ptr, split);
    if (split < bytes.len)
        probe_hello_feed(&e, bytes.ptr + split, bytes.len - split);
    if (why != PROBE_OK)
        probe_hello_end(&e, why);
    digest = wire_digest(&e, slot);
    probe_hello_free(&e);
    return digest;
}

const char *
wire_talk_bytewise(const struct wire_part *part, struct base_slice bytes, enum probe_class why,
                   int slot)
{
    struct probe_hello_engine e;
    const char *digest;

    wire_begin(&e, part);
    for (size_t i = 0; i < bytes.len; i++)
        probe_hello_feed(&e, bytes.ptr + i, 1);
    if (why != PROBE_OK)
        probe_hello_end(&e, why);
    digest = wire_digest(&e, slot);
    probe_hello_free(&e);
    return digest;
}

static void
check_result(const struct wire_hostile *row, const struct probe_hello_engine *e,
             const struct probe_result *r)
{
    if (e->outcome != row->outcome || r->error.kind != row->kind ||
        r->certificates_n != row->certificates_n || r->chain_cut != row->chain_cut)
        fail_msg("%s: outcome %s, class %s, %zu certificates, cut %d: %s", row->name,
                 flight_outcome_name(e->outcome), flight_class_name(r->error.kind),
                 r->certificates_n, r->chain_cut, r->error.text);
    assert_true(r->error.kind == PROBE_OK || r->error.text[0] != '\0' ||
                r->error.kind == PROBE_EMPTY_CERTIFICATE || row->end != PROBE_OK);
    assert_true(e->in.cap <= 2 * PROBE_CHAIN_MAX);
    assert_true(r->ca_names_n <= PROBE_CA_NAMES_MAX);
    assert_true(r->ca_names_cut == (r->ca_names_n == PROBE_CA_NAMES_MAX));
}

void
wire_check_hostile(const struct wire_hostile *row)
{
    struct wire_part part = { .server = row->peer == PROBE_ROLE_CLIENT,
                              .hello = PROBE_HELLO_LIGHT };
    struct probe_hello_engine e;
    struct probe_hello_bytes w = { 0 };
    struct probe_result r = { 0 };
    struct base_slice bytes;
    const char *whole;

    row->make(&w);
    bytes = (struct base_slice){ w.ptr, w.len };
    wire_begin(&e, &part);
    probe_hello_feed(&e, bytes.ptr, bytes.len);
    if (row->end != PROBE_OK)
        probe_hello_end(&e, row->end);
    assert_true(probe_hello_result(&e, &r));
    check_result(row, &e, &r);
    probe_hello_free(&e);
    whole = wire_talk(&part, bytes, bytes.len, row->end, 0);
    assert_string_equal(whole, wire_talk_bytewise(&part, bytes, row->end, 1));
    hello_bytes_free(&w);
}
