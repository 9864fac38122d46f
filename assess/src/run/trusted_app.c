/* SPDX-License-Identifier: MIT */
#include "trusted_app.h"

#include <base/product.h>

#include <string.h>

#define PARTS 4
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

bool
assess_build_check(const char *build, const char *product, struct base_text *why)
{
    unsigned parts[PARTS];
    const struct base_product *its;

    if (!parse_build(build, parts) || (its = base_product_of_build(parts)) == NULL) {
        base_text_str(why, "expected a build such as 6.0.9319.235");
        return false;
    }
    if (product == NULL || strcmp(its->name, product) == 0)
        return true;
    base_text_str(why, "a build of ");
    base_text_str(why, its->name);
    base_text_str(why, ", not of ");
    base_text_str(why, product);
    return false;
}

/* Only Front Ends of Skype for Business Server 2015 are known to crash, before the fix. */
static enum certcheck_verdict
verdict_of_plain(const struct assess_endpoint *e)
{
    const struct base_product *product = NULL, *built = NULL;
    unsigned build[PARTS];

    if (e->options->build != NULL && parse_build(e->options->build, build))
        built = base_product_of_build(build);
    product =
        e->result.product != NULL ? base_product_named(base_slice_str(e->result.product)) : built;
    if (product != NULL && product->plain_fixed_in == 0)
        return CERTCHECK_READY;
    if (product == NULL || built != product)
        return CERTCHECK_INDETERMINATE;
    return build[3] < product->plain_fixed_in ? CERTCHECK_BREAKS : CERTCHECK_READY;
}

enum speech { TLS, PLAIN, UNCLEAR };

/* A TLS server answers a ClientHello, if only with an alert. A peer that says something else, or
 * waits for more as a SIP server on plain TCP does, does not speak TLS. One that hangs up may be
 * either. */
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
