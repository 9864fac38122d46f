/* SPDX-License-Identifier: MIT */
/*
 * Recorded flights: what a real peer sent in one talk with the hello engine, and
 * what the engine has to make of it. A file is lines: `# comment`, `key value`,
 * and after a line `---` the bytes in hex. record.sh makes them.
 */
#ifndef TESTS_FLIGHT_H
#define TESTS_FLIGHT_H

#include "hello/hello.h"

#define FLIGHT_MAX 65536

struct flight {
    char path[512];
    bool reversed;          /* peer client: the engine is the TLS server */
    enum probe_hello hello; /* peer server: what it was asked with */
    bool closed;            /* the peer closed after the bytes */
    enum probe_hello_outcome outcome;
    enum probe_class kind;
    int alert;
    uint16_t version, cipher;
    size_t certificates_n, ca_names_n;
    enum probe_answer requested;
    bool empty_certificate;
    size_t len;
    uint8_t bytes[FLIGHT_MAX];
};

/* False with a line on stderr when the file is not as above. */
bool flight_load(const char *path, struct flight *out);

/* Calls each for every *.flight of dir in the order of names; how many; -1: no dir. */
int flight_each(const char *dir, void (*each)(const struct flight *f, void *ctx), void *ctx);

/* The expectations as flight_load reads them, and as words. */
const char *flight_outcome_name(enum probe_hello_outcome o);
const char *flight_class_name(enum probe_class c);

/*
 * The whole of a talk so far as text: two talks are the same when these are
 * equal. Reads every byte of every slice, so that a sanitizer sees one that is
 * out of bounds.
 */
#define FLIGHT_DIGEST_MAX 32768
void flight_digest(struct probe_hello_engine *e, char out[FLIGHT_DIGEST_MAX]);

/* Fixed randoms and a server identity whose signer signs with zeros: nobody on
 * our side of a replay checks. */
extern const uint8_t flight_random[PROBE_HELLO_RANDOM];
extern const struct probe_hello_identity flight_identity;

#endif
