/* SPDX-License-Identifier: MIT */
/*
 * The judgement: would SslStream accept this certificate before the .NET
 * Framework updates of May 2017, and after them?
 *
 * What is NOT checked, here or anywhere in this library:
 *   - revocation (SslStream asks for none by default);
 *   - what Windows might fetch or know beyond the bytes given: AIA downloads,
 *     automatic root updates, properties in its stores (rule R18), unless
 *     the caller passes them in;
 *   - whether a validation callback in the application overrides the verdict
 *     (R25), and WCF's own later check (R32);
 *   - the peer's private key, and anything else of the TLS handshake.
 * Trust is judged only where the policy says roots were given.
 *
 * Pure: no I/O, no clock, no allocation, no global state, no OpenSSL type.
 * The rules are numbered R1 to R32 in docs/rules.md; each finding carries its
 * rule. Where no source settles a question the verdict is `indeterminate` and a
 * finding says which question is open.
 */
#ifndef CERTCHECK_JUDGE_H
#define CERTCHECK_JUDGE_H

#include <base/declare.h>
#include <certcheck/facts.h>

BASE_BEGIN_DECLS

enum certcheck_verdict {
    CERTCHECK_READY,          /* accepted before and after */
    CERTCHECK_INDETERMINATE,  /* turns on something no source settles or no byte shows */
    CERTCHECK_BREAKS,         /* accepted before, rejected after */
    CERTCHECK_BROKEN,         /* rejected already before */
    CERTCHECK_NO_CERTIFICATE, /* connected, none was shown (never from the judge) */
    CERTCHECK_UNREACHABLE,    /* never connected (never from the judge) */
    CERTCHECK_VERDICTS
};
const char *certcheck_verdict_name(enum certcheck_verdict v); /* "no-certificate" */

enum certcheck_answer {
    CERTCHECK_NO,
    CERTCHECK_YES,
    CERTCHECK_UNKNOWN,
};

enum certcheck_code {
#define CERTCHECK_FINDING(code, ...) CERTCHECK_F_##code,
#include <certcheck/findings.def>
#undef CERTCHECK_FINDING
    CERTCHECK_CODES
};

enum certcheck_severity {
    CERTCHECK_INFO,
    CERTCHECK_WARNING,
    CERTCHECK_ERROR,
};

/* One row of findings.def. */
struct certcheck_rule {
    const char *code; /* "EKU_LACKS_CLIENT_AUTH" */
    enum certcheck_severity severity;
    const char *rule;     /* "R4", or "" */
    const char *sentence; /* placeholders: see certcheck_finding */
    const char *text;     /* the long text of --explain */
    const char *source;
};
const struct certcheck_rule *certcheck_rule_get(enum certcheck_code code);
const char *certcheck_severity_name(enum certcheck_severity s); /* "warning" */

/*
 * A finding borrows like facts do. Its sentence is made by
 * certcheck_finding_text: %s subject of the element, %o arg as an OID,
 * %t arg as text, %d number as a date, %n number.
 */
struct certcheck_finding {
    enum certcheck_code code;
    int element; /* index into the path; -1: about no certificate */
    struct base_slice arg;
    int64_t number;
};

/* Chain status words as .NET prints them (X509ChainStatusFlags). */
enum certcheck_chain_status {
    CERTCHECK_STATUS_NOT_TIME_VALID = 1u << 0,
    CERTCHECK_STATUS_NOT_SIGNATURE_VALID = 1u << 1,
    CERTCHECK_STATUS_NOT_VALID_FOR_USAGE = 1u << 2,
    CERTCHECK_STATUS_UNTRUSTED_ROOT = 1u << 3,
    CERTCHECK_STATUS_INVALID_EXTENSION = 1u << 4,
    CERTCHECK_STATUS_INVALID_POLICY_CONSTRAINTS = 1u << 5,
    CERTCHECK_STATUS_INVALID_BASIC_CONSTRAINTS = 1u << 6,
    CERTCHECK_STATUS_INVALID_NAME_CONSTRAINTS = 1u << 7,
    CERTCHECK_STATUS_HAS_NOT_PERMITTED_NAME_CONSTRAINT = 1u << 8,
    CERTCHECK_STATUS_HAS_EXCLUDED_NAME_CONSTRAINT = 1u << 9,
    CERTCHECK_STATUS_PARTIAL_CHAIN = 1u << 10,
    CERTCHECK_STATUS_NO_ISSUANCE_CHAIN_POLICY = 1u << 11,
    CERTCHECK_STATUS_HAS_NOT_SUPPORTED_CRITICAL_EXTENSION = 1u << 12,
    CERTCHECK_STATUS_HAS_NOT_SUPPORTED_NAME_CONSTRAINT = 1u << 13,
};
#define CERTCHECK_STATUSES 14
const char *certcheck_chain_status_name(unsigned one_bit); /* "NotValidForUsage" */

/* Where an element came from. A certificate in several places counts as the
 * last of these it is found in. */
enum certcheck_source {
    CERTCHECK_SOURCE_PEER,
    CERTCHECK_SOURCE_FILE,
    CERTCHECK_SOURCE_TRUST, /* --ca-file, --ca-dir */
};
const char *certcheck_source_name(enum certcheck_source s);

/*
 * The Windows store property CERT_ENHKEY_USAGE_PROP_ID of one certificate
 * (R18), as base_usage bits: what the property still allows.
 */
struct certcheck_property {
    unsigned allows;
};

struct certcheck_policy {
    unsigned required;      /* base_usage bits; each judged by itself, the worst wins */
    unsigned advised;       /* base_usage bits whose absence is a warning */
    bool opted_out;         /* R2: no usage is required after the update either */
    bool native;            /* no .NET: the usage was required before the update already, and no
                               opt-out of .NET concerns it */
    bool trust;             /* roots were given: judge trust */
    int64_t now_s;          /* the caller's clock, UTC */
    int64_t expires_s;      /* warn of elements that end within so many seconds; 0 = never */
    struct base_slice host; /* compared with the leaf's names when not empty */
};

/* Longest path considered; a longer one is `indeterminate`, with the finding PATH_LIMIT. */
#define CERTCHECK_PATH_MAX 32
#define CERTCHECK_FINDINGS_MAX 96

struct certcheck_element {
    const struct certcheck_facts *facts;       /* borrowed */
    const struct certcheck_property *property; /* borrowed; NULL: none known */
    enum certcheck_source source;
    enum certcheck_answer signed_by_next; /* by itself where it is the last and self-issued */
    uint8_t allows[BASE_USAGES];          /* certcheck_answer per usage, written by the judge */
};

enum certcheck_path_end {
    CERTCHECK_END_ROOT,   /* a self-signed certificate */
    CERTCHECK_END_UNSEEN, /* the issuer is nowhere, or only in a circle */
    CERTCHECK_END_LIMIT,  /* a bound stopped the search */
};

struct certcheck_path {
    struct certcheck_element at[CERTCHECK_PATH_MAX]; /* leaf first */
    size_t n;
    enum certcheck_path_end end;
};

struct certcheck_outcome {
    enum certcheck_answer accepted;
    unsigned status; /* certcheck_chain_status */
};

struct certcheck_judgement {
    enum certcheck_verdict verdict;
    enum certcheck_verdict by_usage[BASE_USAGES]; /* of the required ones */
    struct certcheck_outcome before, after;
    unsigned required;
    struct certcheck_path path;
    struct certcheck_finding findings[CERTCHECK_FINDINGS_MAX];
    size_t findings_n;
    bool findings_cut; /* more were found than fit */
    char choice[320];  /* what a finding about the choice of an issuer names: its arg points here,
                          so a judgement is not copied */
    char anchors[160]; /* likewise, of the roots of a renewal */
};

/*
 * Judge out->path (filled in by the caller: n >= 1, end, facts, source,
 * signed_by_next). Everything else of out is overwritten.
 * Thread-safe for distinct out.
 */
void certcheck_judge(const struct certcheck_policy *policy, struct certcheck_judgement *out);

/* The design's table: (before, after) to a verdict. */
enum certcheck_verdict certcheck_verdict_of(enum certcheck_answer before,
                                            enum certcheck_answer after);

/* A sentence in another language than English. */
struct certcheck_words {
    const char *sentence;    /* of the rule */
    const char *certificate; /* what stands for %s: "the certificate" */
    const char *nameless;    /* "the certificate without a subject" */
    bool machine;            /* times in RFC 3339, as in JSON; else "2018-01-01 00:00 UTC" */
};

struct base_text;
/* The finding's sentence in English, or in other words when they are not NULL.
 * path may be NULL if element < 0. */
void certcheck_finding_text(const struct certcheck_finding *f, const struct certcheck_path *path,
                            const struct certcheck_words *words, struct base_text *out);

BASE_END_DECLS

#endif
