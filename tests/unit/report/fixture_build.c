/* SPDX-License-Identifier: MIT */
#include "fixture_build.h"

#include <stdlib.h>
#include <string.h>

#define POOL (4u << 20)

static uint8_t pool[POOL];
static size_t pool_used;

void *
build_take(size_t n)
{
    uint8_t *p = pool + pool_used;

    n = (n + 15) & ~(size_t)15;
    if (POOL - pool_used < n)
        abort();
    pool_used += n;
    return p;
}

/* tag, length, contents (X.690 8.1) */
struct base_slice
build_tlv(uint8_t tag, struct base_slice a, struct base_slice b)
{
    size_t len = a.len + b.len, at = 0;
    uint8_t *p = build_take(len + 4);

    p[at++] = tag;
    if (len >= 0x80) {
        p[at++] = 0x82;
        p[at++] = (uint8_t)(len >> 8);
    }
    p[at++] = (uint8_t)len;
    if (a.len > 0)
        memcpy(p + at, a.ptr, a.len);
    if (b.len > 0)
        memcpy(p + at + a.len, b.ptr, b.len);
    return (struct base_slice){ p, at + len };
}

#define NONE ((struct base_slice){ NULL, 0 })
#define BYTES(...)                                                                                 \
    ((struct base_slice){ (const uint8_t[]){ __VA_ARGS__ },                                        \
                          sizeof((const uint8_t[]){ __VA_ARGS__ }) })

static struct base_slice
rdn(uint8_t attribute, struct base_slice value)
{
    uint8_t oid[] = { 0x06, 0x03, 0x55, 0x04, attribute };
    struct base_slice type = { oid, sizeof oid };

    return build_tlv(0x31, build_tlv(0x30, type, build_tlv(0x0C, value, NONE)), NONE);
}

static struct base_slice
name_of(struct base_slice cn)
{
    return build_tlv(0x30, rdn(10, base_slice_str("Contoso")), rdn(3, cn));
}

struct base_slice
build_name(const char *cn)
{
    return name_of(base_slice_str(cn));
}

struct base_slice
build_dns(const char *value)
{
    return build_tlv(0x82, base_slice_str(value), NONE);
}

#define SERVER_AUTH 0x06, 0x08, 0x2B, 6, 1, 5, 5, 7, 3, 1
#define CLIENT_AUTH 0x06, 0x08, 0x2B, 6, 1, 5, 5, 7, 3, 2
static const uint8_t server_auth[] = { SERVER_AUTH };
static const uint8_t both_auths[] = { SERVER_AUTH, CLIENT_AUTH };
static const uint8_t sha256_rsa[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 11 };

struct certcheck_usage_set
build_list(const uint8_t *der, size_t len)
{
    return (struct certcheck_usage_set){ .state = CERTCHECK_SET_LIST, .list = { der, len } };
}

struct certcheck_usage_set
build_server_auth(void)
{
    return build_list(server_auth, sizeof server_auth);
}

struct assess_certificate *
build_certificates(size_t n)
{
    struct assess_certificate *c = build_take(n * sizeof *c);

    memset(c, 0, n * sizeof *c);
    return c;
}

void
build_fill(struct assess_certificate *c, uint8_t seed, struct base_slice subject,
           const char *issuer)
{
    uint8_t *serial = build_take(4);

    memcpy(serial, (const uint8_t[]){ 0x61, seed, 0x00, 0x0A }, 4);
    c->readable = true;
    memset(c->sha1, seed, sizeof c->sha1);
    memset(c->sha256, seed, sizeof c->sha256);
    c->facts = (struct certcheck_facts){
        .serial = { serial, 4 },
        .subject = subject,
        .issuer = build_name(issuer),
        .subject_hash = base_slice_hash(subject),
        .sig_oid = { sha256_rsa, sizeof sha256_rsa },
        .not_before_s = 1462060800, /* 2016-05-01 */
        .not_after_s = 1525132800,  /* 2018-05-01 */
        .version = 3,
        .key = { .alg = CERTCHECK_KEY_RSA, .bits = 2048 },
    };
    c->facts.issuer_hash = base_slice_hash(c->facts.issuer);
}

void
build_fill_ca(struct assess_certificate *c)
{
    build_fill(c, 0xCA, build_name("Contoso Issuing CA 1"), "Contoso Root CA");
    c->facts.ca = true;
}

struct certcheck_judgement *
build_judge(struct assess_result *r, enum certcheck_verdict verdict, unsigned required)
{
    struct certcheck_judgement *g = build_take(sizeof *g);
    uint8_t(*hashes)[CERTCHECK_SHA256_LEN] = build_take(r->certificates_n * sizeof *hashes);
    static const enum certcheck_answer before[] = { CERTCHECK_YES, CERTCHECK_UNKNOWN, CERTCHECK_YES,
                                                    CERTCHECK_NO },
                                       after[] = { CERTCHECK_YES, CERTCHECK_UNKNOWN, CERTCHECK_NO,
                                                   CERTCHECK_NO };

    memset(g, 0, sizeof *g);
    g->verdict = r->verdict = verdict;
    g->required = required;
    g->before.accepted = before[verdict];
    g->after.accepted = after[verdict];
    if (verdict == CERTCHECK_BREAKS)
        g->after.status = CERTCHECK_STATUS_NOT_VALID_FOR_USAGE;
    if (verdict == CERTCHECK_BROKEN)
        g->before.status = g->after.status =
            CERTCHECK_STATUS_INVALID_EXTENSION | CERTCHECK_STATUS_INVALID_POLICY_CONSTRAINTS;
    g->by_usage[0] = required == BASE_USAGE_CLIENT_AUTH ? CERTCHECK_READY : verdict;
    g->by_usage[1] = required == BASE_USAGE_SERVER_AUTH ? CERTCHECK_READY : verdict;
    for (size_t i = 0; i < r->certificates_n; i++) {
        g->path.at[i].facts = &r->certificates[i].facts;
        g->path.at[i].allows[0] = CERTCHECK_YES;
        g->path.at[i].allows[1] = CERTCHECK_YES;
        memcpy(hashes[i], r->certificates[i].sha256, sizeof hashes[i]);
    }
    g->path.n = r->certificates_n;
    g->path.end = CERTCHECK_END_UNSEEN;
    r->judgement = g;
    r->path_sha256 = (const uint8_t(*)[CERTCHECK_SHA256_LEN])hashes;
    return g;
}

struct certcheck_finding *
build_find(struct assess_result *r, enum certcheck_code code, int element)
{
    struct certcheck_finding *all = build_take((r->findings_n + 1) * sizeof *all);

    if (r->findings_n > 0)
        memcpy(all, r->findings, r->findings_n * sizeof *all);
    all[r->findings_n] = (struct certcheck_finding){ .code = code, .element = element };
    r->findings = all;
    return &all[r->findings_n++];
}

void
build_platform(struct assess_result *r, const char *status)
{
    struct assess_platform *p = build_take(sizeof *p);

    *p = (struct assess_platform){ .accepted = status == NULL,
                                   .status = { status },
                                   .status_n = status != NULL };
    r->platform = p;
}

struct assess_result *
build_add(struct fixture *f)
{
    if (f->n == FIXTURE_MAX)
        abort();
    return &f->results[f->n++];
}

struct assess_result *
build_endpoint(struct fixture *f, const char *target, const char *host, uint16_t port,
               enum base_profile_id profile)
{
    struct assess_result *r = build_add(f);
    struct probe_result *p = build_take(sizeof *p);

    *p = (struct probe_result){
        .address = "10.0.0.5",
        .connected = true,
        .tls = true,
        .peer_role = PROBE_ROLE_CLIENT,
        .version = 0x0301,
        .cipher = 0x002F,
        .client_certificate_requested = PROBE_UNKNOWN,
        .accepted_us = PROBE_UNKNOWN,
        .engine = PROBE_ENGINE_OPENSSL,
        .error = { .alert = -1 },
        .timing = { 350, 1200, 9876, 11426 },
        .attempts = 1,
    };
    *r = (struct assess_result){ .target = target,
                                 .host = host,
                                 .port = port,
                                 .product = "sfb2015",
                                 .origin = "argument",
                                 .profile = base_profile_get(profile),
                                 .probe = p };
    return r;
}

void
build_answered(struct assess_result *r, enum probe_answer answer, int alert)
{
    struct probe_result *p = build_take(sizeof *p);

    *p = *r->probe;
    p->accepted_us = answer;
    p->error = (struct probe_error){ .kind = answer == PROBE_YES ? PROBE_OK
                                             : alert < 0         ? PROBE_CLOSED
                                                                 : PROBE_ALERT,
                                     .stage = PROBE_STAGE_TLS,
                                     .alert = alert };
    r->probe = p;
    if (answer == PROBE_NO)
        r->error = &p->error;
}

/* Leaf and issuing CA; the leaf's EKU lists serverAuth and perhaps clientAuth. */
struct assess_certificate *
build_shown(struct assess_result *r, uint8_t seed, const char *cn, bool both)
{
    struct assess_certificate *c = build_certificates(2);

    build_fill(&c[0], seed, build_name(cn), "Contoso Issuing CA 1");
    c[0].facts.eku = both ? build_list(both_auths, sizeof both_auths) : build_server_auth();
    c[0].facts.san = build_dns(cn);
    build_fill_ca(&c[1]);
    r->certificates = c;
    r->certificates_n = 2;
    return c;
}

struct assess_result *
build_breaks(struct fixture *f, const char *target, const char *host, uint16_t port,
             enum base_profile_id profile, uint8_t seed)
{
    struct assess_result *r = build_endpoint(f, target, host, port, profile);
    struct certcheck_judgement *g;

    build_shown(r, seed, host, false);
    g = build_judge(r, CERTCHECK_BREAKS, BASE_USAGE_CLIENT_AUTH);
    g->path.at[0].allows[1] = CERTCHECK_NO;
    build_find(r, CERTCHECK_F_EKU_LACKS_CLIENT_AUTH, 0);
    build_find(r, CERTCHECK_F_CHAIN_INCOMPLETE, 1);
    return r;
}

struct assess_result *
build_failed(struct fixture *f, const char *target, const char *host, uint16_t port,
             enum probe_class kind, enum probe_stage stage, const char *text)
{
    struct assess_result *r = build_endpoint(f, target, host, port, BASE_PROFILE_EDGE_PSOM);
    struct probe_result *p = build_take(sizeof *p);

    *p = *r->probe;
    p->tls = false;
    p->connected = stage == PROBE_STAGE_TLS;
    p->timing = (struct probe_timing){ 350, -1, -1, 5000350 };
    p->error = (struct probe_error){ .kind = kind, .stage = stage, .alert = -1 };
    memcpy(p->error.text, text, strlen(text));
    if (stage == PROBE_STAGE_RESOLVE)
        p->address[0] = '\0';
    r->verdict = p->connected ? CERTCHECK_NO_CERTIFICATE : CERTCHECK_UNREACHABLE;
    r->probe = p;
    r->error = &p->error;
    return r;
}

void
build_finish(struct fixture *f, const char *tool)
{
    static const char *const notes[] = {
        "only the certificates given were checked; revocation, AIA downloads and Windows store "
        "settings were not",
        "no roots were given (--ca-file, --ca-dir): trust was not judged",
    };

    f->run = (struct assess_run_info){ .tool = tool,
                                       .version = "0.1.0",
                                       .started_s = NOW,
                                       .finished_s = NOW + 3,
                                       .policy.at_s = NOW,
                                       .policy.expires_s = 30 * DAY,
                                       .notes = notes,
                                       .notes_n = 2 };
    for (size_t i = 0; i < f->n; i++)
        assess_count(&f->run, &f->results[i]);
}
