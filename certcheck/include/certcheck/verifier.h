/* SPDX-License-Identifier: MIT */
/*
 * Verifiers: how one TLS implementation judges the usages of a peer's chain.
 *
 * The updates of May 2017 are the rule of one implementation. Another one that
 * receives the same certificate may accept it: it looks at the leaf alone, or
 * not at anyExtendedKeyUsage, or at key usage bits too. verifiers.def has one row
 * for each. certcheck_verify applies a row to a path and says whether its
 * element's usages let it pass, and by which element and for which reason not.
 *
 * A row is the usage rule only. What is NOT checked here: signatures, dates, names,
 * trust, revocation, policies, and how an implementation builds its path. Where
 * two paths exist and the answers differ, the caller says so
 * (certcheck/path.h). A question that no source settles is CERTCHECK_UNKNOWN.
 *
 * Pure: no I/O, no clock, no allocation. Thread-safe.
 */
#ifndef CERTCHECK_VERIFIER_H
#define CERTCHECK_VERIFIER_H

#include <base/declare.h>
#include <certcheck/judge.h>

#include <assert.h>

BASE_BEGIN_DECLS

enum certcheck_verifier_id {
#define CERTCHECK_VERIFIER(id, ...) CERTCHECK_VERIFIER_##id,
#include <certcheck/verifiers.def>
#undef CERTCHECK_VERIFIER
    CERTCHECK_VERIFIERS
};

/* How well a row is known. */
enum certcheck_basis {
    CERTCHECK_BASIS_INFERRED,
    CERTCHECK_BASIS_DOCUMENTED, /* by the vendor, or in a public report */
    CERTCHECK_BASIS_SOURCE,     /* read in the source */
    CERTCHECK_BASIS_MEASURED,   /* tests/verifiers shows it the certificates */
    CERTCHECK_BASES
};
const char *certcheck_basis_name(enum certcheck_basis basis); /* "measured" */

/* Which certificates of a path: bits. */
enum certcheck_elements {
    CERTCHECK_LEAF = 1u,
    CERTCHECK_CAS = 2u, /* those between the leaf and the root */
    CERTCHECK_ROOT = 4u,
};

/* What a rule makes of a form; the zero value is the usual one. */
enum certcheck_treatment {
    CERTCHECK_REFUSES,
    CERTCHECK_ACCEPTS,
    CERTCHECK_UNSETTLED, /* no source says */
};

/* What it makes of Netscape's certificate type in the leaf. */
enum certcheck_ns_cert_type {
    CERTCHECK_NS_IGNORED,
    CERTCHECK_NS_MUST_FIT, /* its bit must be set, whatever the list says */
    CERTCHECK_NS_ADDS,     /* the bit or the list, whichever is there */
};

/* Where a refusal shows itself; the zero value is the usual one. */
enum certcheck_refused {
    CERTCHECK_REFUSED_IN_TLS,
    CERTCHECK_REFUSED_LATER,  /* the handshake is accepted whatever the certificate */
    CERTCHECK_REFUSED_EITHER, /* by program, or by its settings */
};
#define CERTCHECK_ALERTS 2

struct certcheck_verifier {
    enum certcheck_verifier_id id;
    const char *name;                 /* "openssl": the word of --verifier */
    const char *title;                /* "OpenSSL (default purpose)" */
    const char *used_by;              /* products, in words */
    const char *versions;             /* which ones the row is true of; NULL: all known */
    const char *failure;              /* what the refused side sees */
    uint8_t alerts[CERTCHECK_ALERTS]; /* ... in TLS: these alerts, 0: no more */
    bool closes; /* ... or no alert: the connection ends. Neither: not known. */
    enum certcheck_refused refused;
    const char *text;      /* more for --explain; NULL: nothing */
    const char *source;    /* where the row comes from */
    unsigned usages;       /* base_usage bits it judges; 0: it leaves usages to others */
    unsigned elements;     /* certcheck_elements whose usages must allow it */
    unsigned open;         /* certcheck_elements of which no source says whether they count */
    unsigned present;      /* certcheck_elements that must carry the extension */
    unsigned ca_instead;   /* base_usage bits of which one on a CA stands in for the required one */
    unsigned leaf_instead; /* ... base_usage bits judged instead where the whole path allows them */
    bool application_policies; /* they win over the Enhanced Key Usage (R3) */
    bool sends;                /* the rule of the side that sends its certificate */
    bool any_policy;           /* anyPolicy 2.5.29.32.0 is a wildcard */
    bool sgc_on_cas_alone;     /* what sgc_... say does not hold for the leaf */
    bool key_usage_of_listed;  /* the key usage of what counts must fit all usages it lists */
    bool empty_unreadable; /* a list of no OIDs spoils a certificate whose list does not count */
    enum certcheck_ns_cert_type ns_cert_type;
    enum certcheck_treatment sgc_microsoft; /* Server Gated Crypto for serverAuth: its two OIDs */
    enum certcheck_treatment sgc_netscape;
    enum certcheck_treatment any_leaf;   /* anyExtendedKeyUsage */
    enum certcheck_treatment any_ca;     /* ... on CAs and roots */
    enum certcheck_treatment empty_leaf; /* a list of no OIDs */
    enum certcheck_treatment empty_ca;   /* ... on CAs and roots */
    enum certcheck_treatment unknown_ca; /* on CAs and roots, a list of none but usages that are
                                            neither RFC 5280's nor Netscape's */
    enum certcheck_treatment otherwise;  /* where it would refuse: UNSETTLED for a row that stands
                                            for implementations of which some accept */
    uint16_t key_usage[BASE_USAGES];     /* certcheck_key_usage bits of which the leaf needs one
                                            where the extension is present; 0: not looked at */
    uint16_t key_usage_rsa[BASE_USAGES]; /* ... instead, where its key is RSA; 0: the same */
    uint16_t key_usage_refused;          /* bits that the leaf may not have */
    enum certcheck_basis basis[BASE_USAGES];
};
const struct certcheck_verifier *certcheck_verifier_get(enum certcheck_verifier_id id);
const struct certcheck_verifier *certcheck_verifier_named(struct base_slice name); /* NULL: none */

/* Why, in one word. */
enum certcheck_reason {
    CERTCHECK_REASON_LISTED,      /* accepted: every element that counts lists it or has no list */
    CERTCHECK_REASON_ABSENT,      /* accepted: no element that counts has the extension */
    CERTCHECK_REASON_ANY,         /* anyExtendedKeyUsage decided */
    CERTCHECK_REASON_UNCHECKED,   /* accepted: the row looks at no usages of this kind */
    CERTCHECK_REASON_STANDS_IN,   /* accepted by another usage */
    CERTCHECK_REASON_LEAF,        /* the leaf does not list it */
    CERTCHECK_REASON_CA,          /* an intermediate does not */
    CERTCHECK_REASON_ROOT,        /* the root does not */
    CERTCHECK_REASON_MISSING,     /* the extension must be present */
    CERTCHECK_REASON_EMPTY,       /* an empty list */
    CERTCHECK_REASON_UNDECODABLE, /* the extension cannot be decoded */
    CERTCHECK_REASON_DUPLICATE,   /* the extension is there twice */
    CERTCHECK_REASON_PROPERTY,    /* a Windows store property */
    CERTCHECK_REASON_KEY_USAGE,   /* the key usage bits */
    CERTCHECK_REASON_NS_CERT_TYPE,
    CERTCHECK_REASON_WITHHELD,   /* the sender does not present it */
    CERTCHECK_REASON_UNSETTLED,  /* no source says */
    CERTCHECK_REASON_MAPPINGS,   /* application policy mappings or constraints (R21) */
    CERTCHECK_REASON_INCOMPLETE, /* an issuer was not seen, and roots were given */
    CERTCHECK_REASON_PATHS,      /* several issuers fit, and the answer depends on the choice */
    CERTCHECK_REASONS
};
const char *certcheck_reason_name(enum certcheck_reason reason); /* "key-usage" */

struct certcheck_verification {
    enum certcheck_answer accepted;
    enum certcheck_reason reason;
    int element; /* the one that decided, an index into the path; -1: none */
};

/*
 * Judge the usages of a path by a row.
 *   path   facts, property, n and end of it are read; the rest is not
 *   usage  one base_usage bit
 *   trust  roots were given: an issuer that was not seen leaves the answer open
 */
struct certcheck_verification certcheck_verify(const struct certcheck_verifier *v,
                                               const struct certcheck_path *path, unsigned usage,
                                               bool trust);

#define CERTCHECK_ROOTS_MAX 16

/* The answers for one leaf over all paths that may be taken (certcheck_evaluate_for). */
struct certcheck_verified {
    uint64_t wanted; /* bits by certcheck_verifier_id: shown; the others are not filled in */
    uint64_t needed; /* ... filled in too, for the changes */
    unsigned usages; /* base_usage bits that are asked about */
    uint64_t differ; /* ... whose answers about them are not the same on all paths */
    int quality;     /* of the paths so far; private to the search */
    struct certcheck_path path, other; /* two that differ; other.n is 0: none does */
    const struct certcheck_facts *roots[CERTCHECK_ROOTS_MAX]; /* that the paths end in */
    size_t roots_n;                                           /* roots_cut: there are more */
    bool roots_cut;
    struct certcheck_verification at[CERTCHECK_VERIFIERS][BASE_USAGES];
};
static_assert(CERTCHECK_VERIFIERS <= 64, "a bit each");

/* One more path: of a better quality it takes the place of the others, of the same the
 * answers must agree. The first has quality -1 before it. */
void certcheck_verified_add(struct certcheck_verified *all, const struct certcheck_path *path,
                            int quality, bool trust);
/* Not every path was looked at: nothing is accepted for certain. */
void certcheck_verified_limit(struct certcheck_verified *all);

BASE_END_DECLS

#endif
