/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#define POOL (1u << 20)
#define NOW 1495000000 /* 2017-05-17 */
#define DAY 86400

static uint8_t pool[POOL];
static size_t pool_used;

static void *
take(size_t n)
{
    uint8_t *p = pool + pool_used;

    n = (n + 15) & ~(size_t)15;
    if (POOL - pool_used < n)
        abort();
    pool_used += n;
    return p;
}

/* tag, length, contents (X.690 8.1) */
static struct base_slice
tlv(uint8_t tag, struct base_slice a, struct base_slice b)
{
    size_t len = a.len + b.len, at = 0;
    uint8_t *p = take(len + 4);

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

    return tlv(0x31, tlv(0x30, type, tlv(0x0C, value, NONE)), NONE);
}

static struct base_slice
name_of(struct base_slice cn)
{
    return tlv(0x30, rdn(10, base_slice_str("Contoso")), rdn(3, cn));
}

static struct base_slice
name(const char *cn)
{
    return name_of(base_slice_str(cn));
}

static struct base_slice
dns(const char *value)
{
    return tlv(0x82, base_slice_str(value), NONE);
}

#define SERVER_AUTH 0x06, 0x08, 0x2B, 6, 1, 5, 5, 7, 3, 1
#define CLIENT_AUTH 0x06, 0x08, 0x2B, 6, 1, 5, 5, 7, 3, 2
#define ANY_APP_POLICY 0x06, 0x0A, 0x2B, 6, 1, 4, 1, 0x82, 0x37, 10, 12, 1
static const uint8_t server_auth[] = { SERVER_AUTH };
static const uint8_t both_auths[] = { SERVER_AUTH, CLIENT_AUTH };
static const uint8_t odd_auths[] = { SERVER_AUTH, ANY_APP_POLICY };
static const uint8_t sha256_rsa[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 11 };
static const uint8_t sha1_rsa[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 5 };

static struct certcheck_usage_set
list(const uint8_t *der, size_t len)
{
    return (struct certcheck_usage_set){ .state = CERTCHECK_SET_LIST, .list = { der, len } };
}

static struct report_certificate *
certificates(size_t n)
{
    struct report_certificate *c = take(n * sizeof *c);

    memset(c, 0, n * sizeof *c);
    return c;
}

static void
fill(struct report_certificate *c, uint8_t seed, struct base_slice subject, const char *issuer)
{
    uint8_t *serial = take(4);

    memcpy(serial, (const uint8_t[]){ 0x61, seed, 0x00, 0x0A }, 4);
    c->readable = true;
    memset(c->sha1, seed, sizeof c->sha1);
    memset(c->sha256, seed, sizeof c->sha256);
    c->facts = (struct certcheck_facts){
        .serial = { serial, 4 },
        .subject = subject,
        .issuer = name(issuer),
        .subject_hash = base_slice_hash(subject),
        .sig_oid = { sha256_rsa, sizeof sha256_rsa },
        .not_before_s = 1462060800, /* 2016-05-01 */
        .not_after_s = 1525132800,  /* 2018-05-01 */
        .version = 3,
        .key = { .alg = CERTCHECK_KEY_RSA, .bits = 2048 },
    };
    c->facts.issuer_hash = base_slice_hash(c->facts.issuer);
}

static void
fill_ca(struct report_certificate *c)
{
    fill(c, 0xCA, name("Contoso Issuing CA 1"), "Contoso Root CA");
    c->facts.ca = true;
}

static struct certcheck_judgement *
judge(struct report_result *r, enum certcheck_verdict verdict, unsigned required)
{
    struct certcheck_judgement *g = take(sizeof *g);
    uint8_t(*hashes)[CERTCHECK_SHA256_LEN] = take(r->certificates_n * sizeof *hashes);
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

static struct certcheck_finding *
find(struct report_result *r, enum certcheck_code code, int element)
{
    struct certcheck_finding *all = take((r->findings_n + 1) * sizeof *all);

    if (r->findings_n > 0)
        memcpy(all, r->findings, r->findings_n * sizeof *all);
    all[r->findings_n] = (struct certcheck_finding){ .code = code, .element = element };
    r->findings = all;
    return &all[r->findings_n++];
}

static struct report_result *
add(struct fixture *f)
{
    if (f->n == FIXTURE_MAX)
        abort();
    return &f->results[f->n++];
}

static struct report_result *
endpoint(struct fixture *f, const char *target, const char *host, uint16_t port,
         enum base_profile_id profile)
{
    struct report_result *r = add(f);
    struct probe_result *p = take(sizeof *p);

    *p = (struct probe_result){
        .address = "10.0.0.5",
        .connected = true,
        .tls = true,
        .peer_role = PROBE_ROLE_CLIENT,
        .version = 0x0301,
        .cipher = 0x002F,
        .client_certificate_requested = PROBE_UNKNOWN,
        .engine = PROBE_ENGINE_OPENSSL,
        .error = { .alert = -1 },
        .timing = { 350, 1200, 9876, 11426 },
        .attempts = 1,
    };
    *r = (struct report_result){ .target = target,
                                 .host = host,
                                 .port = port,
                                 .product = "sfb2015",
                                 .origin = "argument",
                                 .profile = base_profile_get(profile),
                                 .probe = p };
    return r;
}

/* Leaf and issuing CA; the leaf's EKU lists serverAuth and perhaps clientAuth. */
static struct report_certificate *
shown(struct report_result *r, uint8_t seed, const char *cn, bool both)
{
    struct report_certificate *c = certificates(2);

    fill(&c[0], seed, name(cn), "Contoso Issuing CA 1");
    c[0].facts.eku =
        both ? list(both_auths, sizeof both_auths) : list(server_auth, sizeof server_auth);
    c[0].facts.san = dns(cn);
    fill_ca(&c[1]);
    r->certificates = c;
    r->certificates_n = 2;
    return c;
}

static struct report_result *
breaks(struct fixture *f, const char *target, const char *host, uint16_t port,
       enum base_profile_id profile, uint8_t seed)
{
    struct report_result *r = endpoint(f, target, host, port, profile);
    struct certcheck_judgement *g;

    shown(r, seed, host, false);
    g = judge(r, CERTCHECK_BREAKS, BASE_USAGE_CLIENT_AUTH);
    g->path.at[0].allows[1] = CERTCHECK_NO;
    find(r, CERTCHECK_EKU_LACKS_CLIENT_AUTH, 0);
    find(r, CERTCHECK_CHAIN_INCOMPLETE, 1);
    return r;
}

static struct report_result *
failed(struct fixture *f, const char *target, const char *host, uint16_t port,
       enum probe_class class, enum probe_stage stage, const char *text)
{
    struct report_result *r = endpoint(f, target, host, port, BASE_PROFILE_EDGE_PSOM);
    struct probe_result *p = take(sizeof *p);

    *p = *r->probe;
    p->tls = false;
    p->connected = stage == PROBE_STAGE_TLS;
    p->timing = (struct probe_timing){ 350, -1, -1, 5000350 };
    p->error = (struct probe_error){ .class = class, .stage = stage, .alert = -1 };
    memcpy(p->error.text, text, strlen(text));
    if (stage == PROBE_STAGE_RESOLVE)
        p->address[0] = '\0';
    r->verdict = p->connected ? CERTCHECK_NO_CERTIFICATE : CERTCHECK_UNREACHABLE;
    r->probe = p;
    r->error = &p->error;
    return r;
}

static void
finish(struct fixture *f, const char *tool)
{
    static const char *const notes[] = {
        "path judged; AIA, revocation and store properties not consulted",
        "no roots were given (--ca-file, --ca-dir): trust was not judged",
    };

    f->run = (struct report_run){ .tool = tool,
                                  .version = "0.1.0",
                                  .started_s = NOW,
                                  .finished_s = NOW + 3,
                                  .at_s = NOW,
                                  .expires_s = 30 * DAY,
                                  .notes = notes,
                                  .notes_n = 2 };
    for (size_t i = 0; i < f->n; i++)
        report_count(&f->run, &f->results[i]);
}

static void
add_working(struct fixture *f)
{
    struct report_result *r =
        endpoint(f, "edge02.contoso.com:8057", "edge02.contoso.com", 8057, BASE_PROFILE_EDGE_PSOM);
    struct report_certificate *c = shown(r, 0x22, "edge02.contoso.com", true);
    struct certcheck_finding *finding;

    c->facts.not_after_s = NOW + 10 * DAY;
    judge(r, CERTCHECK_READY, BASE_USAGE_CLIENT_AUTH);
    finding = find(r, CERTCHECK_EXPIRES_SOON, 0);
    finding->number = c->facts.not_after_s;

    r = endpoint(f, "fe02.contoso.com:8061", "fe02.contoso.com", 8061, BASE_PROFILE_FE_PSOM);
    shown(r, 0x32, "fe02.contoso.com", true);
    judge(r, CERTCHECK_READY, BASE_USAGE_CLIENT_AUTH);
}

static void
add_indirect(struct fixture *f)
{
    struct report_result *r =
        endpoint(f, "edge03.contoso.com:8057", "edge03.contoso.com", 8057, BASE_PROFILE_EDGE_PSOM);
    struct probe_error *e = take(sizeof *e);

    *e = (struct probe_error){ .class = PROBE_TIMEOUT, .stage = PROBE_STAGE_CONNECT, .alert = -1 };
    shown(r, 0x23, "edge03.contoso.com", true);
    judge(r, CERTCHECK_READY, BASE_USAGE_CLIENT_AUTH);
    r->indirect = true;
    r->error = e;
    find(r, CERTCHECK_PSOM_PORT_UNREACHABLE, -1)->arg = base_slice_str("timeout");
}

static void
add_odd(struct fixture *f)
{
    struct report_result *r =
        endpoint(f, "fe03.contoso.com:8060", "fe03.contoso.com", 8060, BASE_PROFILE_FE_PSOM);
    struct report_certificate *c = shown(r, 0x33, "fe03.contoso.com", false);

    c->facts.eku = (struct certcheck_usage_set){ .state = CERTCHECK_SET_UNDECODABLE };
    c->facts.sig_oid = (struct base_slice){ sha1_rsa, sizeof sha1_rsa };
    judge(r, CERTCHECK_BROKEN, BASE_USAGE_CLIENT_AUTH);
    find(r, CERTCHECK_EKU_UNDECODABLE, 0);
    find(r, CERTCHECK_WEAK_SIGNATURE, 0)->arg = base_slice_str("sha1WithRSAEncryption");

    r = endpoint(f, "fe04.contoso.com:8060", "fe04.contoso.com", 8060, BASE_PROFILE_FE_PSOM);
    c = shown(r, 0x34, "fe04.contoso.com", false);
    c->facts.app_policies = list(odd_auths, sizeof odd_auths);
    c->facts.app_policies.doubts = CERTCHECK_DOUBT_ANYAPP;
    judge(r, CERTCHECK_INDETERMINATE, BASE_USAGE_CLIENT_AUTH)->path.at[0].allows[1] =
        CERTCHECK_UNKNOWN;
    find(r, CERTCHECK_ANY_APPLICATION_POLICY_UNSETTLED, 0);
}

static void
add_trusted_app(struct fixture *f)
{
    struct report_result *r = failed(f, "app01.contoso.com:6000/trusted-app", "app01.contoso.com",
                                     6000, PROBE_PLAIN_TCP, PROBE_STAGE_TLS, "");

    r->profile = base_profile_get(BASE_PROFILE_TRUSTED_APP);
    r->verdict = CERTCHECK_BREAKS;
    find(r, CERTCHECK_TRUSTED_APP_PLAIN_TCP, -1);
}

static void
add_no_certificate(struct fixture *f)
{
    struct report_result *r = failed(f, "edge04.contoso.com:8057", "edge04.contoso.com", 8057,
                                     PROBE_PEER_REFUSED_US, PROBE_STAGE_TLS, "alert unknown_ca");
    struct probe_error *e = take(sizeof *e);

    *e = *r->error;
    e->alert = 48;
    r->error = e;
    find(r, CERTCHECK_PEER_REFUSED_US, -1);
    r = failed(f, "edge05.contoso.com:8057", "edge05.contoso.com", 8057, PROBE_RESET,
               PROBE_STAGE_TLS, "");
    e = take(sizeof *e);
    *e = *r->error;
    e->errno_value = 104;
    r->error = e;
}

const struct fixture *
fixture_endpoints(void)
{
    static struct fixture f;

    if (f.n > 0)
        return &f;
    breaks(&f, "edge10.contoso.com:8057", "edge10.contoso.com", 8057, BASE_PROFILE_EDGE_PSOM, 0x2A);
    breaks(&f, "edge01.contoso.com:8057", "edge01.contoso.com", 8057, BASE_PROFILE_EDGE_PSOM, 0x21);
    breaks(&f, "fe01.contoso.com:8060", "fe01.contoso.com", 8060, BASE_PROFILE_FE_PSOM, 0x31);
    breaks(&f, "fe01.contoso.com:8061", "fe01.contoso.com", 8061, BASE_PROFILE_FE_PSOM, 0x31);
    add_working(&f);
    add_indirect(&f);
    add_odd(&f);
    add_trusted_app(&f);
    add_no_certificate(&f);
    failed(&f, "[2001:db8:85a3:8d3:1319:8a2e:370:7348]:8057",
           "2001:db8:85a3:8d3:1319:8a2e:370:7348", 8057, PROBE_TIMEOUT, PROBE_STAGE_CONNECT, "");
    failed(&f, "nowhere.contoso.com:8057", "nowhere.contoso.com", 8057, PROBE_RESOLVE,
           PROBE_STAGE_RESOLVE, "Domain name not found");
    finish(&f, "ekuprobe");
    return &f;
}

static struct report_result *
file(struct fixture *f, const char *path, unsigned index, const char *kind)
{
    struct report_result *r = add(f);

    *r = (struct report_result){ .file = path, .index = index, .kind = kind };
    return r;
}

const struct fixture *
fixture_files(void)
{
    static struct fixture f;
    struct report_result *r;
    struct certcheck_judgement *g;

    if (f.n > 0)
        return &f;
    r = file(&f, "certs/webserver.pem", 0, "certificate");
    shown(r, 0x41, "web.contoso.com", false);
    g = judge(r, CERTCHECK_BREAKS, BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH);
    g->by_usage[0] = CERTCHECK_READY;
    g->path.at[0].allows[1] = CERTCHECK_NO;
    find(r, CERTCHECK_EKU_LACKS_CLIENT_AUTH, 0);
    r = file(&f, "certs/both.pem", 1, "certificate");
    shown(r, 0x42, "both.contoso.com", true);
    judge(r, CERTCHECK_READY, BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH);
    r = file(&f, "certs/new.req", 0, "request");
    shown(r, 0x43, "new.contoso.com", true);
    judge(r, CERTCHECK_READY, BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH);
    find(r, CERTCHECK_REQUEST_IS_A_WISH, 0);
    finish(&f, "certcheck");
    f.run.required = BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH;
    f.run.opted_out = false;
    return &f;
}

/* What a certificate's names may hold: markup, formulas, controls, broken UTF-8. */
static const char *const evil_names[] = {
    "\"><script>alert(1)</script>",
    "=cmd|'/C calc'!A0",
    "]]>&<!--",
    "line\r\nbreak\x1B[31m\x07\x7F",
    "\xE2\x80\xAEmoc.osotnoc\xE2\x80\xAC \xEF\xBB\xBF",
    "\xC3\x28\xF0\x28\x8C\x28 \xED\xA0\x80 \xC2\x85",
    "\xE8\xA8\xBC\xE6\x98\x8E\xE6\x9B\xB8\xE3\x83\x86\xE3\x82\xB9\xE3\x83\x88 \xF0\x9F\x92\xA3",
    "@SUM(1+1)\t\\\"' ${PATH} `id` %n%s",
};
#define EVIL (sizeof evil_names / sizeof evil_names[0])

static void
add_evil(struct fixture *f, size_t i)
{
    static const char *const targets[EVIL] = {
        "evil0.example:8057", "evil1.example:8057", "evil2.example:8057", "evil3.example:8057",
        "evil4.example:8057", "evil5.example:8057", "evil6.example:8057", "evil7.example:8057",
    };
    struct report_result *r = endpoint(f, targets[i], "evil.example", 8057, BASE_PROFILE_EDGE_PSOM);
    struct report_certificate *c = certificates(3);
    struct probe_result *p = take(sizeof *p);
    struct base_slice *ca_names = take(sizeof *ca_names);

    fill(&c[0], (uint8_t)(0xE0 + i), name(evil_names[i]), evil_names[i]);
    c[0].facts.san = dns(evil_names[i]);
    c[0].facts.eku = list(server_auth, sizeof server_auth);
    fill_ca(&c[1]);
    memset(c[2].sha256, 0xBB, sizeof c[2].sha256); /* not a certificate */
    r->certificates = c;
    r->certificates_n = 2;
    judge(r, CERTCHECK_BREAKS, BASE_USAGE_CLIENT_AUTH)->path.at[0].allows[1] = CERTCHECK_NO;
    r->certificates_n = 3;
    *ca_names = name(evil_names[i]);
    *p = *r->probe;
    p->ca_names = ca_names;
    p->ca_names_n = 1;
    r->probe = p;
    find(r, CERTCHECK_EKU_LACKS_CLIENT_AUTH, 0);
    find(r, CERTCHECK_HOST_NAME_MISMATCH, 0)->arg = base_slice_str(evil_names[i]);
}

const struct fixture *
fixture_hostile(void)
{
    static struct fixture f;

    if (f.n > 0)
        return &f;
    for (size_t i = 0; i < EVIL; i++)
        add_evil(&f, i);
    failed(&f, "=1+1:8057", "=1+1", 8057, PROBE_NOT_TLS, PROBE_STAGE_TLS,
           "220 <b>\x1B[2J\"quoted\" \xFF\xFE ftp ready");
    failed(&f, "<img src=x onerror=alert(1)>:8057", "<img src=x onerror=alert(1)>", 8057,
           PROBE_RESOLVE, PROBE_STAGE_RESOLVE, "");
    finish(&f, "ekuprobe");
    return &f;
}

const struct report_result *
fixture_find(const struct fixture *f, const char *wanted)
{
    for (size_t i = 0; i < f->n; i++) {
        const struct report_result *r = &f->results[i];

        if (strcmp(r->target != NULL ? r->target : r->file, wanted) == 0)
            return r;
    }
    abort();
}
