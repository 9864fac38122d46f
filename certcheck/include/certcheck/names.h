/* SPDX-License-Identifier: MIT */
/*
 * Names out of a certificate: OIDs, distinguished names, subject alternative
 * names, algorithms. Everything is hostile: output is bounded and safe to show
 * (base_text_safe), and nothing is allocated.
 */
#ifndef CERTCHECK_NAMES_H
#define CERTCHECK_NAMES_H

#include <base/declare.h>
#include <base/text.h>
#include <certcheck/facts.h>

BASE_BEGIN_DECLS

/* Dotted decimal with arcs of any size; "malformed:HEX" where the octets are
 * not an OID (X.690 8.19). */
void certcheck_oid_text(struct base_slice oid, struct base_text *out);

/* Is the OID well-formed: not empty, minimal arcs, last octet ends an arc? */
bool certcheck_oid_is_valid(struct base_slice oid);

/* Is every arc below 2^32? Old decoders, Windows' among them, hold an arc in 32 bits. */
bool certcheck_oid_is_modest(struct base_slice oid);

/* The usual short name of an OID ("serverAuth"), or NULL. */
const char *certcheck_oid_name(struct base_slice oid);

/* Contents octets of a dotted OID; false when it is not one or does not fit. */
bool certcheck_oid_parse(const char *dotted, uint8_t *out, size_t cap, size_t *len);

/* Does the Name (with its header) have its shape all the way down to the values
 * (RFC 5280 4.1.2.4)? */
bool certcheck_name_is_valid(struct base_slice name);

/* ... and are its attribute types well-formed OIDs and its values strings that hold
 * what their type says? OpenSSL loads no certificate with another Name. */
bool certcheck_name_is_sound(struct base_slice name);

/* A Name as RFC 4514 (most specific RDN first), escaped; "malformed:HEX" where
 * it is not valid; nothing where there is none, as in a request without issuer. */
void certcheck_name_text(struct base_slice name, struct base_text *out);

/* The first CN of a Name, else the whole name: for headlines. */
void certcheck_name_short(struct base_slice name, struct base_text *out);

/* A string with its header, of whatever type, up to a NUL; safe to show. */
void certcheck_string_text(struct base_slice string, struct base_text *out);

/* The template a request names: "LyncEdge (1.3.6.1.4.1.311.21.8.1, version 100.1)",
 * or what of it there is. False: it names none. */
bool certcheck_template_ref_text(const struct certcheck_template_ref *ref, struct base_text *out);

enum certcheck_san_kind {
    CERTCHECK_SAN_DNS,
    CERTCHECK_SAN_IP,
    CERTCHECK_SAN_EMAIL,
    CERTCHECK_SAN_URI,
    CERTCHECK_SAN_DIRECTORY,
    CERTCHECK_SAN_OTHER,
};

struct certcheck_san {
    enum certcheck_san_kind kind;
    struct base_slice value; /* raw contents */
};

/* Walk the subject alternative names: start with rest = facts->san. */
bool certcheck_san_next(struct base_slice *rest, struct certcheck_san *out);

/* "DNS:edge01.contoso.com", "IP:10.0.0.5", ... */
void certcheck_san_text(const struct certcheck_san *san, struct base_text *out);

/* "RSA 2048", "EC P-256", ... */
void certcheck_key_text(const struct certcheck_key *key, struct base_text *out);

/* "sha256WithRSAEncryption", else the dotted OID. */
void certcheck_signature_text(struct base_slice sig_oid, struct base_text *out);

/*
 * Does the certificate name the host? RFC 6125: DNS and IP subject alternative
 * names, one leftmost wildcard label; the CN only where there is no DNS or IP
 * name at all, as Schannel does. An IP literal matches IP names alone.
 */
bool certcheck_host_matches(const struct certcheck_facts *facts, struct base_slice host);

/* Is it written as an IP address, and no name? */
bool certcheck_is_address(struct base_slice host);

BASE_END_DECLS

#endif
