/* SPDX-License-Identifier: MIT */
/* Changes in lines, verifiers in a matrix of the usages shown. */
#include "text/text_block.h"

#include "telling.h"

#define BIT(id) ((uint64_t)1 << CERTCHECK_VERIFIER_##id)

static const char *
told(const struct assess_result *r)
{
    context.style.width = 1000;
    report_text_forecast(&context, &context.out, r);
    return written();
}

static void
changes_are_lines(void **state)
{
    const struct certcheck_forecast f = { .changes = { { .id = CERTCHECK_CHANGE_RENEWAL,
                                                         .verifier = CERTCHECK_VERIFIER_OPENSSL,
                                                         .verdict = CERTCHECK_BREAKS,
                                                         .from_s = CERTCHECK_NO_DATE,
                                                         .by_s = CERTCHECK_NO_DATE },
                                                       { .id = CERTCHECK_CHANGE_RENEWAL,
                                                         .verifier = CERTCHECK_VERIFIER_GO,
                                                         .verdict = CERTCHECK_READY } },
                                          .changes_n = 2 };
    struct assess_result r = { .target = "a:1" };

    (void)state;
    assert_string_equal(told(&r), "");
    r.forecast = &f;
    has(told(&r), "  change     renewal, openssl: breaks\n"
                  "  change     renewal, go: ");
    lacks(told_text, "verifiers");
    r.assumed = true;
    has(told(&r), "  change     renewal, openssl: breaks (if this certificate is also presented in "
                  "the client role)\n");
}

/* The rules tell of 2017. */
static void
the_update_alone_is_no_forecast(void **state)
{
    const struct certcheck_forecast f = { .changes = { { .id = CERTCHECK_CHANGE_DOTNET_2017,
                                                         .verifier =
                                                             CERTCHECK_VERIFIER_DOTNET_FRAMEWORK,
                                                         .verdict = CERTCHECK_BREAKS } },
                                          .changes_n = 1 };
    const struct assess_result r = { .target = "a:1", .forecast = &f };

    (void)state;
    assert_string_equal(told(&r), "");
}

static void
verifiers_are_a_matrix(void **state)
{
    struct certcheck_forecast f = { .verified.wanted = BIT(OPENSSL) | BIT(GO),
                                    .verified.usages =
                                        BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH };
    const struct assess_result r = { .target = "a:1", .forecast = &f };
    struct certcheck_verification(*at)[BASE_USAGES] = f.verified.at;

    (void)state;
    at[CERTCHECK_VERIFIER_OPENSSL][0] =
        (struct certcheck_verification){ CERTCHECK_YES, CERTCHECK_REASON_UNCHECKED, -1 };
    at[CERTCHECK_VERIFIER_OPENSSL][1] =
        (struct certcheck_verification){ CERTCHECK_NO, CERTCHECK_REASON_LEAF, 0 };
    at[CERTCHECK_VERIFIER_GO][0] =
        (struct certcheck_verification){ CERTCHECK_UNKNOWN, CERTCHECK_REASON_LEAF, 0 };
    at[CERTCHECK_VERIFIER_GO][1] =
        (struct certcheck_verification){ CERTCHECK_NO, CERTCHECK_REASON_WITHHELD, 0 };
    assert_string_equal(
        told(&r), "  verifiers                        serverAuth                clientAuth\n"
                  "             openssl               not checked               refused (leaf)\n"
                  "             go                    not settled (leaf)        withheld\n");
    f.verified.usages = BASE_USAGE_CLIENT_AUTH;
    f.verified.wanted = BIT(OPENSSL);
    assert_string_equal(told(&r), "  verifiers                        clientAuth\n"
                                  "             openssl               refused (leaf)\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TELLING(changes_are_lines),
        TELLING(the_update_alone_is_no_forecast),
        TELLING(verifiers_are_a_matrix),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
