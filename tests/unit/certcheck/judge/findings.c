/* SPDX-License-Identifier: MIT */
#include <certcheck/judge.h>

#include <base/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"

static bool
is_code(const char *s)
{
    for (; *s != '\0'; s++)
        if ((*s < 'A' || *s > 'Z') && *s != '_' && (*s < '0' || *s > '9'))
            return false;
    return true;
}

/* "" or R1 to R32. */
static bool
is_rule(const char *s)
{
    uint64_t n;

    return *s == '\0' || (*s == 'R' && base_parse_u64(s + 1, 1, 32, &n));
}

/* Sentences begin small and end without a full stop: they stand in lists. */
static void
every_row_is_complete(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CERTCHECK_CODES; i++) {
        const struct certcheck_rule *r = certcheck_rule_get((enum certcheck_code)i);

        assert_non_null(r);
        if (!is_code(r->code) || !is_rule(r->rule) || r->severity > CERTCHECK_ERROR)
            fail_msg("%s: code, rule or severity", r->code);
        if (r->sentence[0] == '\0' || r->sentence[strlen(r->sentence) - 1] == '.')
            fail_msg("%s: sentence", r->code);
        if (r->text[0] == '\0' || r->text[strlen(r->text) - 1] != '.')
            fail_msg("%s: text", r->code);
        if (r->source[0] == '\0')
            fail_msg("%s: source", r->code);
        for (unsigned k = 0; k < i; k++)
            if (strcmp(r->code, certcheck_rule_get((enum certcheck_code)k)->code) == 0)
                fail_msg("%s is there twice", r->code);
    }
    assert_null(certcheck_rule_get(CERTCHECK_CODES));
    assert_string_equal(certcheck_rule_get(CERTCHECK_F_EKU_LACKS_CLIENT_AUTH)->code,
                        "EKU_LACKS_CLIENT_AUTH");
}

/* Every placeholder is one that certcheck_finding_text knows. */
static void
every_placeholder_is_known(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CERTCHECK_CODES; i++) {
        const struct certcheck_rule *r = certcheck_rule_get((enum certcheck_code)i);

        for (const char *p = r->sentence; (p = strchr(p, '%')) != NULL; p++)
            if (p[1] == '\0' || strchr("sotdn", p[1]) == NULL)
                fail_msg("%s: %s", r->code, r->sentence);
        if (strstr(r->sentence, "%o") != NULL && strstr(r->sentence, "%t") != NULL)
            fail_msg("%s: one argument as OID and as text", r->code);
        if (strstr(r->sentence, "%d") != NULL && strstr(r->sentence, "%n") != NULL)
            fail_msg("%s: one number as date and as number", r->code);
    }
}

static void
names_words(void **state)
{
    static const char *const verdicts[] = { "ready",  "indeterminate",  "breaks",
                                            "broken", "no-certificate", "unreachable" };
    static const char *const statuses[] = { "NotTimeValid",
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
                                            "HasNotSupportedNameConstraint" };

    (void)state;
    for (unsigned v = 0; v < CERTCHECK_VERDICTS; v++)
        assert_string_equal(certcheck_verdict_name((enum certcheck_verdict)v), verdicts[v]);
    for (unsigned s = 0; s < CERTCHECK_STATUSES; s++)
        assert_string_equal(certcheck_chain_status_name(1u << s), statuses[s]);
    assert_string_equal(certcheck_chain_status_name(0), "");
    assert_string_equal(certcheck_chain_status_name(3), "");
    assert_string_equal(certcheck_chain_status_name(1u << CERTCHECK_STATUSES), "");
    assert_string_equal(certcheck_severity_name(CERTCHECK_INFO), "info");
    assert_string_equal(certcheck_severity_name(CERTCHECK_WARNING), "warning");
    assert_string_equal(certcheck_severity_name(CERTCHECK_ERROR), "error");
    assert_string_equal(certcheck_source_name(CERTCHECK_SOURCE_PEER), "peer");
    assert_string_equal(certcheck_source_name(CERTCHECK_SOURCE_FILE), "file");
    assert_string_equal(certcheck_source_name(CERTCHECK_SOURCE_TRUST), "trust");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_complete),
        cmocka_unit_test(every_placeholder_is_known),
        cmocka_unit_test(names_words),
    };

    return cmocka_run_group_tests_name("findings", tests, NULL, NULL);
}
