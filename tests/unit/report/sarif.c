/* SPDX-License-Identifier: MIT */
/* sarif: a rule for each code, where a finding is, and what its fingerprint does not change with.
 */
#include "told.h"

#include <advice/sentences.h>

#include "fixture_build.h"

#define PRINT 32

static const struct certcheck_finding weak = { .code = CERTCHECK_F_WEAK_KEY, .element = -1 },
                                      lacking = { .code = CERTCHECK_F_EKU_UNDECODABLE };

static struct assess_result
finding_of(const char *target, const char *host, uint16_t port)
{
    return (struct assess_result){
        .target = target, .host = host, .port = port, .findings = &weak, .findings_n = 1
    };
}

static void
each_code_is_a_rule(void **state)
{
    const struct report_style style = { 0 };
    const struct assess_run_info run = { .tool = "ekuprobe", .version = "1.0" };
    const char *text = told_in("sarif", &style, &run, NULL, 0);
    char part[128];

    (void)state;
    has(text, "'version':'2.1.0','runs':[{'tool':{'driver':{'name':'ekuprobe','version':'1.0',"
              "'rules':[{'id':'");
    for (unsigned i = 0; i < CERTCHECK_CODES; i++) {
        const struct certcheck_rule *rule = certcheck_rule_get((enum certcheck_code)i);
        struct base_text t;
        const char *at;

        base_text_init(&t, part, sizeof part);
        base_text_str(&t, "{'id':'");
        base_text_str(&t, rule->code);
        base_text_str(&t, "','shortDescription':{'text':'");
        at = behind(behind(text, part), "'defaultConfiguration':{'level':'");
        assert_memory_equal(at,
                            rule->severity == CERTCHECK_ERROR     ? "error"
                            : rule->severity == CERTCHECK_WARNING ? "warning"
                                                                  : "none\"",
                            5);
    }
    has(text, "}]}},'results':[],'invocations':[{'executionSuccessful':true,");
    has(text, "'toolExecutionNotifications':[]}],'columnKind':'utf16CodeUnits'}]}\n");
}

static void
a_target_is_a_uri(void **state)
{
    static const struct {
        const char *target, *host, *uri;
    } rows[] = {
        { "edge01:8057", "edge01.contoso.com", "'uri':'tls://edge01.contoso.com:8057'" },
        { "[2001:db8::1]:8057", "2001:db8::1", "'uri':'tls://[2001:db8::1]:8057'" },
        { "a b:8057", "a b", "'uri':'tls:a%20b%3a8057'" },
        { ".a:8057", ".a", "'uri':'tls:.a%3a8057'" },
        { "a..b:8057", "a..b", "'uri':'tls:a..b%3a8057'" },
        { "a.:8057", "a.", "'uri':'tls:a.%3a8057'" },
        { ":8057", "", "'uri':'tls:%3a8057'" },
        { "x:8057", NULL, "'uri':'tls:x%3a8057'" },
        { "A-z_9:8057", "A-z_9", "'uri':'tls://A-z_9:8057'" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct assess_result r = finding_of(rows[i].target, rows[i].host, 8057);

        has(told_of("sarif", &r), rows[i].uri);
    }
}

static void
a_file_is_a_reference_with_a_line(void **state)
{
    struct assess_result r = { .file = "a b/c.pem", .findings = &weak, .findings_n = 1 };

    (void)state;
    has(told_of("sarif", &r), "{'uri':'a%20b/c.pem'},'region':{'startLine':1}}");
    r.file = "/c.pem";
    r.line = 7;
    has(told_of("sarif", &r), "{'uri':'file:///c.pem'},'region':{'startLine':7}}");
    has(told_text, "'logicalLocations':[{'name':'/c.pem','kind':'resource'}]");
}

static void
a_finding_has_its_level(void **state)
{
    const struct certcheck_finding findings[] = {
        { .code = CERTCHECK_F_EKU_UNDECODABLE, .element = -1 },
        { .code = CERTCHECK_F_PATH_CHOSEN, .element = -1 },
    };
    const struct assess_result r = { .target = "a:1",
                                     .profile = base_profile_get(BASE_PROFILE_FE_PSOM),
                                     .verdict = CERTCHECK_BROKEN,
                                     .findings = findings,
                                     .findings_n = 2 };
    const char *text = found(told_of("sarif", &r), "'results':["), *second;

    (void)state;
    second = found(text, "},\n{'ruleId':'PATH_CHOSEN','ruleIndex':");
    has(text, "'results':[\n{'ruleId':'EKU_UNDECODABLE','ruleIndex':");
    assert_int_equal(strtol(behind(text, "'ruleIndex':"), NULL, 10), CERTCHECK_F_EKU_UNDECODABLE);
    has(text, ",'kind':'fail','level':'error','message':{'text':'");
    has(second, ",'kind':'informational','level':'none','message':{'text':'");
    has(second, "'properties':{'verdict':'broken','profile':'fe-psom'}}],'invocations'");
}

static const char *
fingerprint(const struct assess_result *r, char room[PRINT])
{
    const char *at = behind(told_of("sarif", r), "'partialFingerprints':{'finding/v1':'");

    assert_int_equal(strspn(at, "0123456789abcdef"), 16);
    memcpy(room, at, 16);
    room[16] = '\0';
    return room;
}

/* Renewed or not; another endpoint, profile, code or certificate of the path is another. */
static void
fingerprints_stay_for_the_same_thing(void **state)
{
    struct assess_result r = finding_of("a:1", "a", 1), other = r;
    char first[PRINT], second[PRINT];

    (void)state;
    (void)build_shown(&r, 0x2A, "edge01", true);
    (void)build_judge(&r, CERTCHECK_READY, BASE_USAGE_CLIENT_AUTH);
    fingerprint(&r, first);
    assert_string_equal(fingerprint(&other, second), first); /* it is about no certificate */
    r.findings = &lacking;
    fingerprint(&r, first);
    (void)build_shown(&r, 0x2B, "edge01", true);
    (void)build_judge(&r, CERTCHECK_BREAKS, BASE_USAGE_CLIENT_AUTH);
    assert_string_equal(fingerprint(&r, second), first);
    (void)build_shown(&r, 0x2B, "edge02", true);
    (void)build_judge(&r, CERTCHECK_BREAKS, BASE_USAGE_CLIENT_AUTH);
    assert_string_not_equal(fingerprint(&r, second), first);
    fingerprint(&other, first);
    other.profile = base_profile_get(BASE_PROFILE_FE_PSOM);
    assert_string_not_equal(fingerprint(&other, second), first);
    other.profile = NULL;
    other.target = "b:1";
    assert_string_not_equal(fingerprint(&other, second), first);
    other.target = "a:1";
    other.findings = &lacking;
    assert_string_not_equal(fingerprint(&other, second), first);
}

static void
standing_is_told(void **state)
{
    static const char *const want[ASSESS_STANDINGS] = { [ASSESS_NEW] = "'baselineState':'new'",
                                                        [ASSESS_WORSE] =
                                                            "'baselineState':'updated'",
                                                        [ASSESS_KNOWN] =
                                                            "'baselineState':'unchanged'" };
    struct assess_result r = finding_of("a:1", "a", 1);

    (void)state;
    r.excuse = "for \"now\"";
    for (unsigned s = 0; s < ASSESS_STANDINGS; s++) {
        r.standing = (enum assess_standing)s;
        if (want[s] == NULL)
            lacks(told_of("sarif", &r), "baselineState");
        else
            has(told_of("sarif", &r), want[s]);
        assert_int_equal(found(told_text, "'suppressions':[{'kind':'external','justification':"
                                          "'for \\'now\\''}]") != NULL,
                         s == ASSESS_SUPPRESSED);
    }
}

/* Dates that are not known are left out. */
static void
changes_are_properties(void **state)
{
    const struct certcheck_forecast f = { .changes = { { .id = CERTCHECK_CHANGE_RENEWAL,
                                                         .verifier = CERTCHECK_VERIFIER_OPENSSL,
                                                         .verdict = CERTCHECK_BREAKS,
                                                         .from_s = CERTCHECK_NO_DATE,
                                                         .by_s = 86400 },
                                                       { .id = CERTCHECK_CHANGE_S2N,
                                                         .verifier = CERTCHECK_VERIFIER_S2N,
                                                         .verdict = CERTCHECK_READY,
                                                         .from_s = 0,
                                                         .by_s = CERTCHECK_NO_DATE } },
                                          .changes_n = 2 };
    struct assess_result r = finding_of("a:1", "a", 1);

    (void)state;
    r.forecast = &f;
    r.assumed = true;
    has(told_of("sarif", &r),
        "'changes':[{'name':'renewal','verifier':'openssl','verdict':'breaks','by':"
        "'1970-01-02T00:00:00Z'},{'name':'s2n-2025-12','verifier':'s2n','verdict':'ready','from':"
        "'1970-01-01T00:00:00Z'}],'assumed':true}");
}

static void
what_was_not_judged_is_a_notification(void **state)
{
    static const char *const notes[] = { "a note" };
    const struct report_style style = { 0 };
    const struct probe_error e = { .kind = PROBE_REFUSED, .alert = -1 };
    const struct assess_result results[] = {
        { .target = "a:1", .host = "a", .port = 1, .verdict = CERTCHECK_UNREACHABLE, .error = &e },
        { .target = "b:1", .host = "b", .port = 1, .verdict = CERTCHECK_NO_CERTIFICATE },
        { .target = "c:1", .host = "c", .port = 1, .verdict = CERTCHECK_INDETERMINATE },
    };
    const struct assess_run_info run = {
        .tool = "ekuprobe", .version = "1.0", .unread = 1, .notes = notes, .notes_n = 1
    };
    const char *text = told_in("sarif", &style, &run, results, 3), *at;

    (void)state;
    has(text, "'executionSuccessful':false,");
    at = behind(text, "'toolExecutionNotifications':[{'level':'error','message':{'text':"
                      "'unreachable: ");
    at = behind(at, "]},{'level':'error','message':{'text':'no-certificate'},'locations':");
    has(at, "]},{'level':'note','message':{'text':'a note'}},{'level':'error','message':");
    lacks(text, "c:1");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_code_is_a_rule),
        cmocka_unit_test(a_target_is_a_uri),
        cmocka_unit_test(a_file_is_a_reference_with_a_line),
        cmocka_unit_test(a_finding_has_its_level),
        cmocka_unit_test(fingerprints_stay_for_the_same_thing),
        cmocka_unit_test(standing_is_told),
        cmocka_unit_test(changes_are_properties),
        cmocka_unit_test(what_was_not_judged_is_a_notification),
    };

    return cmocka_run_group_tests(tests, NULL, forget);
}
