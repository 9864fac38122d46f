/* SPDX-License-Identifier: MIT */
#include "trusted_app.h"

#include <string.h>

#define PARTS 4
#define FIXED_IN 235 /* 6.0.9319.N, March 2016 */

/* What the builds of the products begin with, in their order. */
static const struct {
    const char *product;
    unsigned major, minor, build;
} products[] = {
    { "lync2010", 4, 0, 7577 },
    { "lync2013", 5, 0, 8308 },
    { "sfb2015", 6, 0, 9319 },
    { "sfb2019", 7, 0, 2046 },
};
#define PRODUCTS (sizeof products / sizeof products[0])

/* Exactly four numbers with points between them. */
static bool
parse_build(const char *text, unsigned out[PARTS])
{
    for (unsigned i = 0; i < PARTS; i++) {
        size_t n = strcspn(text, ".");
        char part[8];
        struct base_text t;
        uint64_t v;

        base_text_init(&t, part, sizeof part);
        base_text_bytes(&t, text, n);
        if (t.cut || !base_parse_u64(part, 0, 99999, &v) || (text[n] == '\0') != (i + 1 == PARTS))
            return false;
        out[i] = (unsigned)v;
        text += n + 1;
    }
    return true;
}

/* Which product a build is of, by its first three numbers; NULL: none known. */
static const char *
product_of(const unsigned build[PARTS])
{
    for (size_t i = 0; i < PRODUCTS; i++)
        if (products[i].major == build[0] && products[i].minor == build[1] &&
            products[i].build == build[2])
            return products[i].product;
    return NULL;
}

bool
assess_build_check(const char *build, const char *product, struct base_text *why)
{
    unsigned parts[PARTS];
    const char *its;

    if (!parse_build(build, parts) || (its = product_of(parts)) == NULL) {
        base_text_str(why, "expected a build such as 6.0.9319.235");
        return false;
    }
    if (product == NULL || strcmp(its, product) == 0)
        return true;
    base_text_str(why, "a build of ");
    base_text_str(why, its);
    base_text_str(why, ", not of ");
    base_text_str(why, product);
    return false;
}

/* Only Front Ends of Skype for Business Server 2015 are known to crash, before the fix. */
static enum certcheck_verdict
verdict_of_plain(const struct assess_endpoint *e)
{
    const char *product = e->result.product;
    unsigned build[PARTS];
    bool known = e->options->build != NULL && parse_build(e->options->build, build);

    if (product == NULL && known)
        product = product_of(build);
    if (product != NULL && strcmp(product, "sfb2015") != 0)
        return CERTCHECK_READY;
    if (!known || product == NULL || product_of(build) != products[2].product)
        return CERTCHECK_INDETERMINATE;
    return build[3] < FIXED_IN ? CERTCHECK_BREAKS : CERTCHECK_READY;
}

enum speech { TLS, PLAIN, UNCLEAR };

/*
 * A TLS server answers a ClientHello, if only with an alert. What says something else, or waits
 * for more as a server of SIP over TCP does, speaks no TLS. One that hangs up may be either.
 */
static enum speech
speech_of(const struct probe_result *probe)
{
    if (probe->tls || probe->certificates_n > 0)
        return TLS;
    switch (probe->error.kind) {
    case PROBE_ALERT:
    case PROBE_PROTOCOL:
    case PROBE_LIMIT:
    case PROBE_PEER_REFUSED_US:
    case PROBE_EMPTY_CERTIFICATE:
        return TLS;
    case PROBE_NOT_TLS:
    case PROBE_PLAIN_TCP:
    case PROBE_TIMEOUT:
        return PLAIN;
    default:
        return UNCLEAR;
    }
}

void
assess_trusted_app_judge(struct assess_endpoint *e, const struct probe_result *probe)
{
    switch (speech_of(probe)) {
    case TLS:
        e->result.verdict = CERTCHECK_READY;
        assess_endpoint_note(e, CERTCHECK_F_TRUSTED_APP_TLS, NULL);
        break;
    case PLAIN:
        e->result.verdict = verdict_of_plain(e);
        assess_endpoint_note(e, CERTCHECK_F_TRUSTED_APP_PLAIN_TCP, NULL);
        if (probe->ipv6_only)
            assess_endpoint_note(e, CERTCHECK_F_TRUSTED_APP_IPV6, NULL);
        break;
    case UNCLEAR:
        e->result.verdict = CERTCHECK_INDETERMINATE;
        break;
    }
}
