/* SPDX-License-Identifier: MIT */
/*
 * What one certificate says, read from its DER and from nothing else.
 *
 * Not checked here: signatures, dates against a clock, trust, names against a
 * host. Facts are what the bytes say; certcheck/judge.h draws conclusions.
 *
 * The reader is strict where Windows is known to be strict and remembers
 * where it cannot know: an extension that cannot be decoded is a fact (its
 * state says so), not a reason to refuse the certificate, because the judge
 * must see what OpenSSL refuses to decode (rules R9, R10).
 *
 * Facts borrow: every slice points into the DER the caller passed, which must
 * outlive them. Nothing is allocated. Thread-safe for distinct outputs.
 */
#ifndef CERTCHECK_FACTS_H
#define CERTCHECK_FACTS_H

#include <base/declare.h>
#include <base/profile.h>
#include <base/slice.h>
#include <certcheck/status.h>

BASE_BEGIN_DECLS

/* Most bytes of one certificate; most extensions looked at, EKU and Application
 * Policies aside, which are found wherever they stand. */
#define CERTCHECK_DER_MAX 262144u
#define CERTCHECK_EXTENSIONS_MAX 256u

/* Enhanced Key Usage (2.5.29.37) or Application Policies (1.3.6.1.4.1.311.21.10). */
enum certcheck_set_state {
    CERTCHECK_SET_ABSENT,      /* allows every usage (R5) */
    CERTCHECK_SET_LIST,        /* one or more OIDs */
    CERTCHECK_SET_EMPTY,       /* a well-formed empty list: no usage (R8) */
    CERTCHECK_SET_ANY,         /* a list with anyExtendedKeyUsage in it (R6) */
    CERTCHECK_SET_UNDECODABLE, /* rejected with or without the update (R9) */
    CERTCHECK_SET_DUPLICATE,   /* the extension occurs more than once (R14) */
};

/* Why a set that can be read is not settled: bits of certcheck_usage_set.doubts. */
enum certcheck_doubt {
    CERTCHECK_DOUBT_TRAILING = 1u,  /* bytes after the SEQUENCE (R11) */
    CERTCHECK_DOUBT_BER = 2u,       /* a length that is not DER (R11) */
    CERTCHECK_DOUBT_OID_BODY = 4u,  /* an OID that is malformed or has an arc above 32 bits (R11) */
    CERTCHECK_DOUBT_ANYAPP = 8u,    /* 1.3.6.1.4.1.311.10.12.1 is listed (R13) */
    CERTCHECK_DOUBT_DUPLICATE = 16u /* more than one extension of this kind (R14) */
};

struct certcheck_usage_set {
    enum certcheck_set_state state;
    bool critical;
    bool policies;          /* encoded like certificatePolicies (Application Policies) */
    bool any_policy;        /* anyPolicy 2.5.29.32.0 is listed: no wildcard (R7) */
    bool sgc;               /* a Server Gated Crypto OID is listed: not serverAuth (R12) */
    uint8_t doubts;         /* certcheck_doubt bits */
    uint8_t allows;         /* base_usage bits allowed for certain */
    uint8_t may_allow;      /* ... or possibly, because of a doubt; a superset */
    struct base_slice list; /* contents of the (first) SEQUENCE: see certcheck_oid_next */
};

/* Walk the OIDs of a set: start with rest = set->list. False at the end.
 * oid is the OBJECT IDENTIFIER's contents octets, possibly malformed. */
bool certcheck_oid_next(const struct certcheck_usage_set *set, struct base_slice *rest,
                        struct base_slice *oid);

enum certcheck_key_alg {
    CERTCHECK_KEY_OTHER,
    CERTCHECK_KEY_RSA,
    CERTCHECK_KEY_EC,
    CERTCHECK_KEY_DSA,
    CERTCHECK_KEY_ED25519,
    CERTCHECK_KEY_ED448,
    CERTCHECK_KEY_NONE, /* a template or a dump: there is no key */
};

struct certcheck_key {
    enum certcheck_key_alg alg;
    unsigned bits;         /* modulus, field or curve size; 0 when it cannot be read */
    struct base_slice oid; /* algorithm, for CERTCHECK_KEY_EC the named curve */
};

/* KeyUsage bits as RFC 5280 4.2.1.3 numbers them: bit n is 1u << n. */
enum certcheck_key_usage {
    CERTCHECK_KU_DIGITAL_SIGNATURE = 1u << 0,
    CERTCHECK_KU_NON_REPUDIATION = 1u << 1,
    CERTCHECK_KU_KEY_ENCIPHERMENT = 1u << 2,
    CERTCHECK_KU_DATA_ENCIPHERMENT = 1u << 3,
    CERTCHECK_KU_KEY_AGREEMENT = 1u << 4,
    CERTCHECK_KU_KEY_CERT_SIGN = 1u << 5,
    CERTCHECK_KU_CRL_SIGN = 1u << 6,
};

/* Bits of certcheck_facts.has: the extension is there and was decoded. */
enum certcheck_has {
    CERTCHECK_HAS_BASIC_CONSTRAINTS = 1u << 0,
    CERTCHECK_HAS_KEY_USAGE = 1u << 1,
    CERTCHECK_HAS_SAN = 1u << 2,
    CERTCHECK_HAS_SKI = 1u << 3,
    CERTCHECK_HAS_AKI = 1u << 4,
    CERTCHECK_HAS_NAME_CONSTRAINTS = 1u << 5,
    CERTCHECK_HAS_POLICIES = 1u << 6,
    CERTCHECK_HAS_POLICY_CONSTRAINTS = 1u << 7,
    CERTCHECK_HAS_POLICY_MAPPINGS = 1u << 8,
    CERTCHECK_HAS_INHIBIT_ANY = 1u << 9,
    CERTCHECK_HAS_APP_MAPPINGS = 1u << 10,    /* 1.3.6.1.4.1.311.21.11 (R21) */
    CERTCHECK_HAS_APP_CONSTRAINTS = 1u << 11, /* 1.3.6.1.4.1.311.21.12 (R21) */
    CERTCHECK_HAS_NS_CERT_TYPE = 1u << 12,    /* 2.16.840.1.113730.1.1 (R23) */
};

/* Bits of certcheck_facts.defects: what is wrong with the encoding. */
enum certcheck_defect {
    CERTCHECK_DEFECT_NOT_BEFORE = 1u << 0, /* a date that cannot be read */
    CERTCHECK_DEFECT_NOT_AFTER = 1u << 1,
    CERTCHECK_DEFECT_EXTENSION = 1u << 2,         /* a known extension that cannot be decoded */
    CERTCHECK_DEFECT_DUPLICATE = 1u << 3,         /* an extension other than EKU or AP twice */
    CERTCHECK_DEFECT_UNKNOWN_CRITICAL = 1u << 4,  /* a critical extension nobody here knows */
    CERTCHECK_DEFECT_ALGORITHMS_DIFFER = 1u << 5, /* inner and outer signature algorithm */
    CERTCHECK_DEFECT_TRAILING = 1u << 6,          /* bytes after the certificate */
    CERTCHECK_DEFECT_TOO_MANY = 1u << 7,          /* extensions beyond the bound: unread */
    CERTCHECK_DEFECT_NOT_DER = 1u << 8,           /* a length outside the EKU that is not DER */
    CERTCHECK_DEFECT_VERSION = 1u << 9,           /* none of 1 to 3, or not 3 with extensions */
    CERTCHECK_DEFECT_KEY = 1u << 10,              /* a public key that cannot be read */
    CERTCHECK_DEFECT_SERIAL = 1u << 11,           /* negative, zero-length or over 20 octets */
    CERTCHECK_DEFECT_NAME = 1u << 12,             /* a Name that cannot be decoded */
    CERTCHECK_DEFECT_SIGNATURE = 1u << 13,        /* the signature is not whole octets */
    CERTCHECK_DEFECT_POLICY = 1u << 14,           /* certificatePolicies, policyMappings or
                                                     policyConstraints that cannot be decoded */
    CERTCHECK_DEFECT_CRITICAL = 1u << 15,         /* critical where RFC 5280 forbids it */
    CERTCHECK_DEFECT_ALGORITHM = 1u << 16,        /* an AlgorithmIdentifier that is no such */
    CERTCHECK_DEFECT_UNIQUE_ID = 1u << 17,        /* a unique identifier that is no BIT STRING, or
                                                     in version 1 */
    CERTCHECK_DEFECT_OID = 1u << 18,           /* an OID with an arc above 32 bits, usages aside */
    CERTCHECK_DEFECT_PADDED_SERIAL = 1u << 19, /* octets that change nothing (X.690 8.3.2) */
};

/*
 * What the bytes are. Only a certificate has dates, an issuer and a signature
 * that a path hangs on: the others carry both date defects, no issuer and no
 * serial number, and are judged by their usages alone.
 */
enum certcheck_kind {
    CERTCHECK_KIND_CERTIFICATE,
    CERTCHECK_KIND_REQUEST,        /* PKCS#10 (RFC 2986): a wish */
    CERTCHECK_KIND_TEMPLATE,       /* what a CA would stamp: see certcheck/template.h */
    CERTCHECK_KIND_FIELDS,         /* what a dump shows of a certificate that is not there itself */
    CERTCHECK_KIND_REQUEST_FIELDS, /* ... of a request: read as a REQUEST of usages alone */
    CERTCHECK_KINDS
};
const char *certcheck_kind_name(enum certcheck_kind kind); /* "request" */

/*
 * The certificate template that a request names, by Microsoft's extensions or the
 * attribute of certreq; in a certificate, the one it was issued from. What of it
 * cannot be decoded is as if it were not there.
 */
struct certcheck_template_ref {
    struct base_slice oid;  /* of 1.3.6.1.4.1.311.21.7: OID contents; empty: not there */
    int major, minor;       /* beside it; CERTCHECK_NO_LIMIT: not given */
    struct base_slice name; /* of 1.3.6.1.4.1.311.20.2, else of the attribute: a string with its
                               header (certcheck_string_text); empty: not there */
};

/* path_len, require_explicit, inhibit_*, major, minor: not given. */
#define CERTCHECK_NO_LIMIT (-1)

struct certcheck_facts {
    enum certcheck_kind kind;
    const char *part;         /* the field that was being read: where CERTCHECK_E_DER gave up */
    const uint8_t *part_at;   /* and where it begins */
    struct base_slice der;    /* the whole Certificate, without trailing bytes */
    struct base_slice tbs;    /* tbsCertificate with its header: what is signed */
    struct base_slice serial; /* INTEGER contents */
    struct base_slice issuer, subject;  /* Name with its header: compared byte by byte */
    struct base_slice spki;             /* SubjectPublicKeyInfo with its header */
    struct base_slice sig_alg;          /* AlgorithmIdentifier with its header (outer) */
    struct base_slice sig_oid;          /* its OID contents */
    struct base_slice signature;        /* BIT STRING contents without the unused-bits octet */
    int64_t not_before_s, not_after_s;  /* seconds since the epoch, UTC */
    uint64_t subject_hash, issuer_hash; /* base_slice_hash of the Names */
    uint8_t version;                    /* 1, 2 or 3; 0: another one */
    struct certcheck_key key;

    uint32_t has;      /* certcheck_has */
    uint32_t critical; /* certcheck_has bits whose extension is marked critical */
    uint32_t defects;  /* certcheck_defect */
    struct base_slice undecodable, duplicate, unknown_critical; /* OID contents of the first */
    struct base_slice bad_policy;                               /* extension with that defect */

    struct certcheck_usage_set eku, app_policies;

    bool ca; /* basicConstraints cA */
    int path_len, require_explicit, inhibit_mapping, inhibit_any;
    uint16_t key_usage;                 /* certcheck_key_usage */
    uint8_t ns_cert_type;               /* base_usage bits of nsCertType */
    struct base_slice san;              /* contents of GeneralNames: see certcheck_san_next */
    struct base_slice ski;              /* key identifier octets */
    struct base_slice aki;              /* key identifier octets; may be empty */
    struct base_slice aki_issuer;       /* authorityCertIssuer: a Name with its header */
    struct base_slice aki_serial;       /* authorityCertSerialNumber contents; may be empty */
    struct base_slice name_constraints; /* contents of NameConstraints */
    struct base_slice policies;         /* contents of certificatePolicies */
    struct base_slice policy_mappings;  /* contents of PolicyMappings */
    struct base_slice app_mappings;     /* the same of Application Policy Mappings; ptr NULL: they
                                           cannot be decoded */
    struct certcheck_template_ref template_ref; /* the template it names */
};

/*
 * Read a certificate.
 *   der   borrowed; must outlive out
 *   out   caller-owned, fully overwritten
 * CERTCHECK_OK, also when extensions or dates are defective (see defects), or
 * CERTCHECK_E_DER when the bytes do not have a Certificate's shape, or
 * CERTCHECK_E_LIMIT beyond CERTCHECK_DER_MAX.
 */
CERTCHECK_NODISCARD enum certcheck_status certcheck_facts_read(struct base_slice der,
                                                               struct certcheck_facts *out);

/*
 * The same for a PKCS#10 request. The extensions it asks for (extensionRequest
 * and Microsoft's 1.3.6.1.4.1.311.2.1.14) are its facts; other attributes, such
 * as those of certreq about its CSP, are passed over. The self-signature is
 * not checked.
 */
CERTCHECK_NODISCARD enum certcheck_status certcheck_request_read(struct base_slice der,
                                                                 struct certcheck_facts *out);

/* The one of the two that fits, or the reader of what this library wrote itself (synthetic.h). */
CERTCHECK_NODISCARD enum certcheck_status
certcheck_read_as(enum certcheck_kind kind, struct base_slice der, struct certcheck_facts *out);

/*
 * Why facts_read or request_read refused, as one line: the field and the byte it stands at.
 *   der, facts   as passed to the failed call
 */
struct base_text;
void certcheck_facts_why(struct base_slice der, const struct certcheck_facts *facts,
                         struct base_text *out);

/* Subject and issuer are the same Name (bytes), as in a root. */
bool certcheck_is_self_issued(const struct certcheck_facts *f);

/* The same certificate, byte for byte. */
bool certcheck_is_same(const struct certcheck_facts *a, const struct certcheck_facts *b);

BASE_END_DECLS

#endif
