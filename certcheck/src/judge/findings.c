/* SPDX-License-Identifier: MIT */
/* The tables of names: findings, verdicts, chain status words. */
#include <certcheck/judge.h>

static const struct certcheck_rule rules[CERTCHECK_CODES] = {
#define CERTCHECK_FINDING(code_, severity_, rule_, sentence_, text_, source_)                      \
    [CERTCHECK_F_##code_] = { .code = #code_,                                                      \
                              .severity = CERTCHECK_##severity_,                                   \
                              .rule = rule_,                                                       \
                              .sentence = sentence_,                                               \
                              .text = text_,                                                       \
                              .source = source_ },
#include <certcheck/findings.def>
#undef CERTCHECK_FINDING
};

const struct certcheck_rule *
certcheck_rule_get(enum certcheck_code code)
{
    return (unsigned)code < CERTCHECK_CODES ? &rules[code] : NULL;
}

const char *
certcheck_severity_name(enum certcheck_severity s)
{
    static const char *const names[] = { "info", "warning", "error" };

    return names[s];
}

const char *
certcheck_verdict_name(enum certcheck_verdict v)
{
    static const char *const names[CERTCHECK_VERDICTS] = {
        [CERTCHECK_READY] = "ready",
        [CERTCHECK_INDETERMINATE] = "indeterminate",
        [CERTCHECK_BREAKS] = "breaks",
        [CERTCHECK_BROKEN] = "broken",
        [CERTCHECK_NO_CERTIFICATE] = "no-certificate",
        [CERTCHECK_UNREACHABLE] = "unreachable",
    };

    return names[v];
}

const char *
certcheck_source_name(enum certcheck_source s)
{
    static const char *const names[] = { "peer", "file", "trust" };

    return names[s];
}

const char *
certcheck_chain_status_name(unsigned one_bit)
{
    static const char *const names[CERTCHECK_STATUSES] = {
        "NotTimeValid",
        "NotSignatureValid",
        "NotValidForUsage",
        "UntrustedRoot",
        "InvalidExtension",
        "InvalidPolicyConstraints",
        "InvalidBasicConstraints",
        "InvalidNameConstraints",
        "HasNotPermittedNameConstraint",
        "HasExcludedNameConstraint",
        "PartialChain",
        "NoIssuanceChainPolicy",
        "HasNotSupportedCriticalExtension",
        "HasNotSupportedNameConstraint",
    };

    for (unsigned i = 0; i < CERTCHECK_STATUSES; i++)
        if (one_bit == 1u << i)
            return names[i];
    return "";
}
