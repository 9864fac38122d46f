/* SPDX-License-Identifier: MIT */
#include <advice/cause.h>

#include <advice/sentences.h>

/* Warnings that never decide a verdict. */
static const enum certcheck_code remarks[] = {
    CERTCHECK_F_APPLICATION_POLICIES_OVERRIDE_EKU,
    CERTCHECK_F_ANY_POLICY_IS_NO_WILDCARD,
    CERTCHECK_F_SGC_IS_NOT_SERVER_AUTH,
    CERTCHECK_F_ADVISED_USAGE_MISSING,
    CERTCHECK_F_EXPIRES_SOON,
    CERTCHECK_F_HOST_NAME_MISMATCH,
    CERTCHECK_F_WEAK_SIGNATURE,
    CERTCHECK_F_WEAK_KEY,
    CERTCHECK_F_PSOM_PORT_UNREACHABLE,
    CERTCHECK_F_PROFILE_ASSUMED,
    CERTCHECK_F_FRONT_END_PORTS_SILENT,
    CERTCHECK_F_ADDRESS_DECIDES,
    CERTCHECK_F_MORE_ADDRESSES,
    CERTCHECK_F_ADDRESS_BY_PROXY,
    CERTCHECK_F_SECOND_CERTIFICATE_POSSIBLE,
    CERTCHECK_F_BYTES_BEFORE_TLS,
    CERTCHECK_F_POOL_CERTIFICATES_DIFFER,
};

static bool
is_remark(enum certcheck_code code)
{
    for (size_t i = 0; i < sizeof remarks / sizeof remarks[0]; i++)
        if (remarks[i] == code)
            return true;
    return false;
}

static bool
has_error(const struct assess_result *r)
{
    for (size_t i = 0; i < r->findings_n; i++)
        if (advice_rule(&r->findings[i])->severity == CERTCHECK_ERROR)
            return true;
    return false;
}

bool
advice_decides(const struct assess_result *r, const struct certcheck_finding *f)
{
    enum certcheck_severity severity = advice_rule(f)->severity;

    if (r->verdict == CERTCHECK_READY || severity == CERTCHECK_INFO || is_remark(f->code))
        return false;
    if (r->verdict == CERTCHECK_BREAKS || r->verdict == CERTCHECK_BROKEN)
        return severity == CERTCHECK_ERROR || !has_error(r);
    return true;
}

const struct certcheck_finding *
advice_deciding(const struct assess_result *r)
{
    for (size_t i = 0; i < r->findings_n; i++)
        if (advice_decides(r, &r->findings[i]))
            return &r->findings[i];
    return NULL;
}

const char *
advice_cause_words(enum certcheck_code code)
{
    switch (code) {
#define ADVICE_CAUSE(code, words)                                                                  \
    case CERTCHECK_F_##code:                                                                       \
        return words;
#include "causes.def"
#undef ADVICE_CAUSE
    default:
        return NULL;
    }
}
