/* SPDX-License-Identifier: MIT */
/*
 * Bytes a peer might send, for the tests of the hello engine, and talks held with
 * them. A wire is a probe_hello_bytes; free it with hello_bytes_free.
 */
#ifndef TESTS_WIRE_H
#define TESTS_WIRE_H

#include "hello/hello_internal.h"

/* Append. A message gets a record of its own (more than one where it must). */
void wire_hex(struct probe_hello_bytes *w, const char *hex);
void wire_record(struct probe_hello_bytes *w, unsigned type, const void *bytes, size_t len);
void wire_message(struct probe_hello_bytes *w, unsigned type, const void *body, size_t len);
void wire_message_head(struct probe_hello_bytes *w, unsigned type, size_t announced,
                       const void *body, size_t len);
void wire_alert(struct probe_hello_bytes *w, unsigned level, unsigned number);
void wire_server_hello(struct probe_hello_bytes *w, unsigned version, unsigned suite);
void wire_certificates(struct probe_hello_bytes *w, size_t n, size_t each_len);
void wire_request(struct probe_hello_bytes *w, bool schemes, size_t names_n);
void wire_server_done(struct probe_hello_bytes *w);

/* A ClientHello; each list of 16-bit numbers ends with 0; NULL: extension absent. */
struct wire_client_hello {
    unsigned version;
    const uint16_t *suites, *groups, *schemes, *versions;
    bool renegotiation, point_formats, extended_master_secret;
};
void wire_client_hello(struct probe_hello_bytes *w, const struct wire_client_hello *hello);
void wire_v2_client_hello(struct probe_hello_bytes *w, unsigned version, const uint16_t *suites,
                          size_t challenge_len);

/* How a talk is to begin. */
struct wire_part {
    bool server; /* the engine's role */
    enum probe_hello hello;
    const struct probe_hello_identity *identity; /* NULL: flight_identity */
};
void wire_begin(struct probe_hello_engine *e, const struct wire_part *part);

/* flight_digest into a static buffer of the slot (0 or 1). */
const char *wire_digest(struct probe_hello_engine *e, int slot);

/* Feeds bytes split at `split`, ends with why unless it is PROBE_OK; the digest. */
const char *wire_talk(const struct wire_part *part, struct base_slice bytes, size_t split,
                      enum probe_class why, int slot);
const char *wire_talk_bytewise(const struct wire_part *part, struct base_slice bytes,
                               enum probe_class why, int slot);

/* A peer that does not behave, and what it must come to. */
struct wire_hostile {
    const char *name;
    void (*make)(struct probe_hello_bytes *w);
    enum probe_role peer;
    enum probe_class end; /* why no more comes; OK: it is over before that */
    enum probe_hello_outcome outcome;
    enum probe_class kind;
    size_t certificates_n;
    bool chain_cut;
};
#define WIRE_server PROBE_ROLE_SERVER
#define WIRE_client PROBE_ROLE_CLIENT
#define WIRE_HOSTILE(make, peer, end, outcome, kind, certificates_n, cut)                          \
    { #make,        make,           WIRE_##peer, PROBE_##end, PROBE_OUTCOME_##outcome,             \
      PROBE_##kind, certificates_n, cut },

/* Also fed one byte at a time, with the same result. */
void wire_check_hostile(const struct wire_hostile *row);

#endif
