/* SPDX-License-Identifier: MIT */
/* What rejects with or without the update (R22, R24): dates, signatures, CA
 * rules, critical extensions, trust. And what is only worth knowing. */
#include "judging.h"

#include <certcheck/names.h>

static void
check_dates(struct judging *j, size_t i)
{
    const struct certcheck_facts *f = facts_at(j, i);
    int64_t now_s = j->policy->now_s;

    if (f->kind != CERTCHECK_KIND_CERTIFICATE)
        return;
    if ((f->defects & (CERTCHECK_DEFECT_NOT_BEFORE | CERTCHECK_DEFECT_NOT_AFTER)) != 0) {
        judging_note(j, CERTCHECK_F_VALIDITY_UNREADABLE, i);
        judging_reject(j, CERTCHECK_STATUS_NOT_TIME_VALID);
    } else if (now_s < f->not_before_s) {
        judging_note_arg(j, CERTCHECK_F_NOT_YET_VALID, i, (struct base_slice){ 0 },
                         f->not_before_s);
        judging_reject(j, CERTCHECK_STATUS_NOT_TIME_VALID);
    } else if (now_s > f->not_after_s) {
        judging_note_arg(j, CERTCHECK_F_EXPIRED, i, (struct base_slice){ 0 }, f->not_after_s);
        judging_reject(j, CERTCHECK_STATUS_NOT_TIME_VALID);
    } else if (j->policy->expires_s > 0 && f->not_after_s - now_s < j->policy->expires_s) {
        judging_note_arg(j, CERTCHECK_F_EXPIRES_SOON, i, (struct base_slice){ 0 }, f->not_after_s);
    }
}

/* Windows takes an issuer whose key identifier contradicts where no other fits
 * (dotnet/runtime DynamicChainTests, MismatchKeyIdentifiers). */
static void
note_key_identifiers(struct judging *j, size_t i)
{
    struct base_slice issuer = facts_at(j, is_root(j, i) ? i : i + 1)->ski;

    if (facts_at(j, i)->aki.len > 0 && issuer.len > 0 &&
        !base_slice_eq(facts_at(j, i)->aki, issuer))
        judging_note(j, CERTCHECK_F_KEY_IDENTIFIERS_DIFFER, i);
}

static void
check_signature(struct judging *j, size_t i)
{
    switch (j->out->path.at[i].signed_by_next) {
    case CERTCHECK_NO:
        judging_note(j, CERTCHECK_F_SIGNATURE_INVALID, i);
        judging_reject(j, CERTCHECK_STATUS_NOT_SIGNATURE_VALID);
        break;
    case CERTCHECK_UNKNOWN:
        judging_note(j, CERTCHECK_F_SIGNATURE_UNSUPPORTED, i);
        judging_doubt(j);
        break;
    case CERTCHECK_YES:
        break;
    }
}

/* CA certificates between element i and the leaf, self-issued ones aside
 * (RFC 5280 4.2.1.9). */
static int
cas_below(const struct judging *j, size_t i)
{
    int n = 0;

    for (size_t k = 1; k < i; k++)
        n += !certcheck_is_self_issued(facts_at(j, k));
    return n;
}

static void
check_issuer(struct judging *j, size_t i)
{
    const struct certcheck_facts *f = facts_at(j, i);
    bool constrained = (f->has & CERTCHECK_HAS_BASIC_CONSTRAINTS) != 0;

    /* A root without the extension, as version 1 ones are, is a CA all the same. */
    if (constrained ? !f->ca : !is_root(j, i)) {
        judging_note(j, CERTCHECK_F_CA_WITHOUT_BASIC_CONSTRAINTS, i);
        judging_reject(j, CERTCHECK_STATUS_INVALID_BASIC_CONSTRAINTS);
    }
    if (constrained && f->path_len != CERTCHECK_NO_LIMIT && cas_below(j, i) > f->path_len) {
        judging_note(j, CERTCHECK_F_PATH_LENGTH_EXCEEDED, i);
        judging_reject(j, CERTCHECK_STATUS_INVALID_BASIC_CONSTRAINTS);
    }
    if ((f->has & CERTCHECK_HAS_KEY_USAGE) != 0 &&
        (f->key_usage & CERTCHECK_KU_KEY_CERT_SIGN) == 0) {
        judging_note(j, CERTCHECK_F_CA_KEY_USAGE_LACKS_CERT_SIGN, i);
        judging_reject(j, CERTCHECK_STATUS_NOT_VALID_FOR_USAGE);
    }
}

/* R22, row 61 of the truth table. */
static void
check_leaf(struct judging *j)
{
    const struct certcheck_facts *f = facts_at(j, 0);

    if ((f->has & CERTCHECK_HAS_KEY_USAGE) != 0 && !f->ca &&
        (f->key_usage & CERTCHECK_KU_KEY_CERT_SIGN) != 0 &&
        !(j->out->path.n == 1 && is_root(j, 0))) {
        judging_note(j, CERTCHECK_F_LEAF_KEY_USAGE_CERT_SIGN, 0);
        judging_doubt(j);
    }
    if (j->policy->host.len > 0 && !certcheck_host_matches(f, j->policy->host))
        judging_note_arg(j, CERTCHECK_F_HOST_NAME_MISMATCH, 0, j->policy->host, 0);
}

/* Defects of the encoding that Windows might refuse: they leave the answer open. */
static const struct {
    uint32_t defect;
    const char *text;
} encoding_defects[] = {
    { CERTCHECK_DEFECT_ALGORITHMS_DIFFER, "the two signature algorithms differ" },
    { CERTCHECK_DEFECT_NOT_DER, "a length is not DER" },
    { CERTCHECK_DEFECT_VERSION, "its version is unknown, or too low for its extensions" },
    { CERTCHECK_DEFECT_NAME,
      "its issuer or subject cannot be decoded, or contains invalid strings" },
    { CERTCHECK_DEFECT_SIGNATURE, "its signature is not a whole number of octets" },
    { CERTCHECK_DEFECT_TOO_MANY, "it has more extensions than this program reads" },
    { CERTCHECK_DEFECT_KEY, "the public key cannot be read, or is a point in compressed form" },
    { CERTCHECK_DEFECT_CRITICAL, "an extension that must not be critical is: "
                                 "authorityInfoAccess, subjectInfoAccess or freshestCRL" },
    { CERTCHECK_DEFECT_ALGORITHM, "its signature algorithm has a malformed OID, or data "
                                  "after its parameters" },
    { CERTCHECK_DEFECT_UNIQUE_ID, "a unique identifier is not a BIT STRING, or occurs in "
                                  "version 1" },
    { CERTCHECK_DEFECT_PADDED_SERIAL, "the serial number has superfluous leading octets" },
    { CERTCHECK_DEFECT_OID, "an OID has an arc of more than 32 bits" },
};

static void
check_encoding(struct judging *j, size_t i)
{
    const struct certcheck_facts *f = facts_at(j, i);

    if ((f->defects & CERTCHECK_DEFECT_UNKNOWN_CRITICAL) != 0) {
        judging_note_arg(j, CERTCHECK_F_CRITICAL_EXTENSION_UNKNOWN, i, f->unknown_critical, 0);
        judging_reject(j, CERTCHECK_STATUS_HAS_NOT_SUPPORTED_CRITICAL_EXTENSION);
    }
    if ((f->defects & CERTCHECK_DEFECT_EXTENSION) != 0) {
        judging_note_arg(j, CERTCHECK_F_EXTENSION_UNDECODABLE, i, f->undecodable, 0);
        judging_doubt(j);
    }
    if ((f->defects & CERTCHECK_DEFECT_POLICY) != 0) {
        judging_note_arg(j, CERTCHECK_F_POLICY_EXTENSION_UNDECODABLE, i, f->bad_policy, 0);
        judging_reject(j, CERTCHECK_STATUS_INVALID_EXTENSION |
                              CERTCHECK_STATUS_INVALID_POLICY_CONSTRAINTS);
    }
    if ((f->defects & CERTCHECK_DEFECT_DUPLICATE) != 0) {
        judging_note_arg(j, CERTCHECK_F_EXTENSION_DUPLICATE, i, f->duplicate, 0);
        judging_doubt(j);
    }
    for (size_t k = 0; k < sizeof encoding_defects / sizeof encoding_defects[0]; k++)
        if ((f->defects & encoding_defects[k].defect) != 0) {
            judging_note_arg(j, CERTCHECK_F_ENCODING_DEFECT, i,
                             base_slice_str(encoding_defects[k].text), 0);
            judging_doubt(j);
        }
    if ((f->defects & CERTCHECK_DEFECT_SERIAL) != 0) {
        judging_note_arg(j, CERTCHECK_F_ENCODING_DEFECT, i,
                         base_slice_str("the serial number is negative, empty or too long"), 0);
        if (f->serial.len == 0) /* other implementations do not read the certificate */
            judging_doubt(j);
    }
    if ((f->defects & CERTCHECK_DEFECT_TRAILING) != 0)
        judging_note_arg(j, CERTCHECK_F_ENCODING_DEFECT, i,
                         base_slice_str("bytes follow the certificate"), 0);
}

/* Without roots given trust is not judged and an unseen issuer is a remark. */
static void
check_end(struct judging *j)
{
    const struct certcheck_path *path = &j->out->path;
    size_t last = path->n - 1;

    if (facts_at(j, last)->kind != CERTCHECK_KIND_CERTIFICATE)
        return;
    switch (path->end) {
    case CERTCHECK_END_ROOT:
        if (j->policy->trust && path->at[last].source != CERTCHECK_SOURCE_TRUST) {
            judging_note(j, CERTCHECK_F_UNTRUSTED_ROOT, last);
            judging_reject(j, CERTCHECK_STATUS_UNTRUSTED_ROOT);
        }
        break;
    case CERTCHECK_END_UNSEEN:
        judging_note(
            j, j->policy->trust ? CERTCHECK_F_ISSUER_UNKNOWN : CERTCHECK_F_CHAIN_INCOMPLETE, last);
        if (j->policy->trust) {
            j->before.status |= CERTCHECK_STATUS_PARTIAL_CHAIN;
            judging_doubt(j);
        }
        break;
    case CERTCHECK_END_LIMIT:
        judging_note_arg(j, CERTCHECK_F_PATH_LIMIT, last, (struct base_slice){ 0 },
                         (int64_t)path->n);
        judging_doubt(j);
        break;
    }
}

void
chain_rules_apply(struct judging *j)
{
    size_t n = j->out->path.n;

    check_leaf(j);
    for (size_t i = 0; i < n; i++) {
        check_dates(j, i);
        if (i + 1 < n || is_root(j, i)) {
            check_signature(j, i);
            note_key_identifiers(j, i);
        }
        if (i > 0)
            check_issuer(j, i);
        check_encoding(j, i);
        algorithms_check(j, i);
    }
    check_end(j);
}
