/* SPDX-License-Identifier: MIT */
#include "endpoint.h"

#include <assess/policy.h>

#include <string.h>

#include "trusted_app.h"

static void
read_certificates(struct assess_endpoint *e, const struct probe_result *probe)
{
    size_t n = probe->certificates_n;

    if (n > PROBE_CERTIFICATES_MAX)
        n = PROBE_CERTIFICATES_MAX;
    for (size_t i = 0; i < n; i++) {
        assess_certificate_read(e->store, probe->certificates[i], &e->certificates[i]);
        if (!e->certificates[i].readable)
            assess_endpoint_add(
                e, (struct certcheck_finding){ .code = CERTCHECK_F_CERTIFICATE_UNDECODABLE,
                                               .element = -1,
                                               .number = (int64_t)i + 1 });
    }
    e->result.certificates = e->certificates;
    e->result.certificates_n = n;
}

/* Our own lack of memory says nothing about the peer. */
static const struct probe_error no_memory = {
    .kind = PROBE_RESOURCE, .stage = PROBE_STAGE_TLS, .alert = -1, .text = "out of memory"
};

/* The name that a client would compare: that of SNI, where one was sent. */
static const char *
name_of(const struct assess_options *o, const char *host)
{
    return o->probe.sni != NULL && o->probe.sni[0] != '\0' ? o->probe.sni : host;
}

static void
judge_leaf(struct assess_endpoint *e)
{
    struct assess_result *r = &e->result;
    struct certcheck_policy policy = assess_policy_for(&e->options->policy, r->profile);
    struct certcheck_judgement *j = &e->judgement;

    if (!e->certificates[0].readable && !certcheck_crypto_failed(e->store->crypto)) {
        r->verdict = CERTCHECK_BROKEN;
        return;
    }
    if (r->profile->names && !e->inbound)
        policy.host = base_slice_str(name_of(e->options, r->host));
    if (!e->certificates[0].readable ||
        !assess_store_offer(e->store, e->certificates, r->certificates_n, CERTCHECK_SOURCE_PEER) ||
        !assess_store_judge(e->store, &policy, r->profile, &e->certificates[0],
                            CERTCHECK_SOURCE_PEER, j, &e->forecast)) {
        r->verdict = CERTCHECK_INDETERMINATE;
        r->error = &no_memory;
        return;
    }
    assess_path_hashes(&j->path, e->hashes);
    r->verdict = j->verdict;
    r->judgement = j;
    r->forecast = &e->forecast;
    r->assumed = assess_forecast_plan(&e->store->forecast, r->profile)->decides &&
                 (policy.required & BASE_USAGE_CLIENT_AUTH) != 0 &&
                 r->probe->peer_role == PROBE_ROLE_SERVER;
    r->path_sha256 = (const uint8_t(*)[CERTCHECK_SHA256_LEN])e->hashes;
    for (size_t i = 0; i < j->findings_n; i++)
        assess_endpoint_add(e, j->findings[i]);
}

/* PSOM ports reverse the TLS roles, and only they. What dials us is a client anyway. */
static void
note_role(struct assess_endpoint *e, const struct assess_member *m)
{
    bool reversed = e->result.profile->reversed;
    enum probe_role expected = reversed ? PROBE_ROLE_CLIENT : PROBE_ROLE_SERVER;

    if (m->read_on != 0 || e->inbound || m->probe.certificates_n == 0 ||
        m->probe.peer_role == expected)
        return;
    assess_endpoint_note(
        e, reversed ? CERTCHECK_F_TLS_ROLE_UNEXPECTED : CERTCHECK_F_TLS_ROLE_REVERSED, NULL);
    /* The peer presents its certificate as a client, and no option asked for fewer usages. */
    if (!reversed && !m->target->profile_named && e->result.verdict == CERTCHECK_READY &&
        (e->result.profile->required & BASE_USAGE_CLIENT_AUTH) == 0)
        e->result.verdict = CERTCHECK_INDETERMINATE;
}

/* The list begins at its wrong end, it seems: what the peer presents itself was not judged. */
static void
note_order(struct assess_endpoint *e)
{
    struct assess_result *r = &e->result;
    const struct certcheck_facts *first = &e->certificates[0].facts;
    bool issued = false;

    if (r->judgement == NULL || !first->ca)
        return;
    for (size_t i = 1; i < r->certificates_n; i++)
        issued = issued || (e->certificates[i].readable &&
                            base_slice_eq(e->certificates[i].facts.issuer, first->subject) &&
                            !base_slice_eq(e->certificates[i].facts.subject, first->subject));
    if (!issued)
        return;
    assess_endpoint_add(e, (struct certcheck_finding){ .code = CERTCHECK_F_CHAIN_STARTS_WITH_CA });
    if (r->verdict == CERTCHECK_READY)
        r->verdict = CERTCHECK_INDETERMINATE;
}

/* RFC 6066 3: the clients that name the server get no further than the alert. */
static void
note_name(struct assess_endpoint *e, const struct probe_result *probe)
{
    struct assess_result *r = &e->result;

    if (!probe->name_refused || r->certificates_n == 0)
        return;
    assess_endpoint_note(e, CERTCHECK_F_SERVER_NAME_REFUSED, NULL);
    if (r->verdict == CERTCHECK_READY)
        r->verdict = CERTCHECK_INDETERMINATE;
}

/* What the peer sent and was not read may hold an issuer that excludes a usage. */
static void
note_rest(struct assess_endpoint *e, const struct probe_result *probe)
{
    struct assess_result *r = &e->result;
    char number[24];
    struct base_text t;

    if (probe->chain_cut)
        assess_endpoint_note(e, CERTCHECK_F_CHAIN_TOO_LARGE, NULL);
    base_text_init(&t, number, sizeof number);
    base_text_u64(&t, r->certificates_n);
    if (probe->chain_partly)
        assess_endpoint_note(e, CERTCHECK_F_CHAIN_CUT_OFF, number);
    if ((probe->chain_cut || probe->chain_partly) && r->verdict == CERTCHECK_READY &&
        r->judgement != NULL && r->judgement->path.end != CERTCHECK_END_ROOT)
        r->verdict = CERTCHECK_INDETERMINATE;
}

static void
note_behaviour(struct assess_endpoint *e, const struct assess_member *m)
{
    const struct probe_result *probe = &m->probe;

    if (probe->injected > 0) {
        char number[24];
        struct base_text t;

        base_text_init(&t, number, sizeof number);
        base_text_u64(&t, probe->injected);
        assess_endpoint_note(e, CERTCHECK_F_BYTES_BEFORE_TLS, number);
    }
    if (probe->srv[0] != '\0')
        assess_endpoint_note(e, CERTCHECK_F_SRV_FOLLOWED, probe->srv);
    note_rest(e, probe);
    note_name(e, probe);
    if (probe->empty_certificate)
        assess_endpoint_note(e, CERTCHECK_F_EMPTY_CERTIFICATE, NULL);
    if (probe->error.kind == PROBE_PEER_REFUSED_US)
        assess_endpoint_note(e, CERTCHECK_F_PEER_REFUSED_US, NULL);
    note_role(e, m);
    note_order(e);
}

/* "timeout on 8057, read on 4443" */
static void
note_fallback(struct assess_endpoint *e, const struct assess_member *m)
{
    char text[64];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    base_text_str(&t, probe_class_name(m->first.kind));
    base_text_str(&t, " on ");
    base_text_u64(&t, m->target->port);
    base_text_str(&t, ", read on ");
    base_text_u64(&t, m->read_on);
    assess_endpoint_note(e, CERTCHECK_F_PSOM_PORT_UNREACHABLE, text);
}

static const struct probe_error *
error_of(const struct assess_member *m)
{
    if (m->read_on != 0)
        return &m->first;
    return m->probe.error.kind != PROBE_OK ? &m->probe.error : NULL;
}

void
assess_endpoint_keep(struct assess_endpoint *e, const struct assess_member *m, const char *product)
{
    e->result.probe = &m->probe;
    e->result.product = product;
    if (e->result.error != &no_memory)
        e->result.error = error_of(m);
}

void
assess_endpoint_judge(struct assess_endpoint *e, const struct assess_member *m,
                      const struct base_profile *profile, const char *product)
{
    const struct probe_result *probe = &m->probe;
    struct assess_result *r = &e->result;
    struct base_text t;

    base_text_init(&t, e->target, sizeof e->target);
    inventory_target_text(m->target, &t);
    base_text_init(&t, e->origin, sizeof e->origin);
    inventory_target_origin(m->target, &t);
    e->remarks_n = 0;
    *r = (struct assess_result){ .target = e->target,
                                 .host = m->target->host,
                                 .port = m->target->port,
                                 .product = product,
                                 .origin = e->origin,
                                 .profile = profile,
                                 .indirect = m->read_on != 0 || profile->indirect,
                                 .probe = probe,
                                 .error = error_of(m),
                                 .findings = e->findings };
    if (!probe->connected || probe->error.kind == PROBE_INTERRUPTED) {
        r->verdict = CERTCHECK_UNREACHABLE;
        return;
    }
    read_certificates(e, probe);
    if (profile->plain)
        assess_trusted_app_judge(e, probe);
    else if (r->certificates_n == 0)
        r->verdict = CERTCHECK_NO_CERTIFICATE;
    else
        judge_leaf(e);
    if (m->read_on != 0)
        note_fallback(e, m);
    note_behaviour(e, m);
}
