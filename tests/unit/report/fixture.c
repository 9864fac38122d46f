/* SPDX-License-Identifier: MIT */
#include "fixture_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* serverAuth and 1.3.6.1.4.1.311.10.12.1 (R13) */
static const uint8_t odd_auths[] = { 0x06, 0x08, 0x2B, 6, 1, 5, 5,    7,    3,  1,  0x06,
                                     0x0A, 0x2B, 6,    1, 4, 1, 0x82, 0x37, 10, 12, 1 };
static const uint8_t sha1_rsa[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 5 };

static void
add_working(struct fixture *f)
{
    struct assess_result *r = build_endpoint(f, "edge02.contoso.com:8057", "edge02.contoso.com",
                                             8057, BASE_PROFILE_EDGE_PSOM);
    struct assess_certificate *c = build_shown(r, 0x22, "edge02.contoso.com", true);
    struct certcheck_finding *finding;

    c->facts.not_after_s = NOW + 10 * DAY;
    build_judge(r, CERTCHECK_READY, BASE_USAGE_CLIENT_AUTH);
    finding = build_find(r, CERTCHECK_F_EXPIRES_SOON, 0);
    finding->number = c->facts.not_after_s;
    build_platform(r, "NotValidForUsage");
    build_find(r, CERTCHECK_F_PLATFORM_DISAGREES, -1)->arg =
        base_slice_str("rejects it (NotValidForUsage), but by this judgement it is accepted");

    r = build_endpoint(f, "fe02.contoso.com:8061", "fe02.contoso.com", 8061, BASE_PROFILE_FE_PSOM);
    build_shown(r, 0x32, "fe02.contoso.com", true);
    build_judge(r, CERTCHECK_READY, BASE_USAGE_CLIENT_AUTH);
    build_answered(r, PROBE_YES, -1);
    build_platform(r, NULL);
    build_find(r, CERTCHECK_F_PLATFORM_ANSWER, -1)->arg = base_slice_str("accepts it");
}

static void
add_indirect(struct fixture *f)
{
    struct assess_result *r = build_endpoint(f, "edge03.contoso.com:8057", "edge03.contoso.com",
                                             8057, BASE_PROFILE_EDGE_PSOM);
    struct probe_error *e = build_take(sizeof *e);

    *e = (struct probe_error){ .kind = PROBE_TIMEOUT, .stage = PROBE_STAGE_CONNECT, .alert = -1 };
    build_shown(r, 0x23, "edge03.contoso.com", true);
    build_judge(r, CERTCHECK_READY, BASE_USAGE_CLIENT_AUTH);
    r->indirect = true;
    r->error = e;
    build_find(r, CERTCHECK_F_PSOM_PORT_UNREACHABLE, -1)->arg = base_slice_str("timeout");
}

static void
add_odd(struct fixture *f)
{
    struct assess_result *r =
        build_endpoint(f, "fe03.contoso.com:8060", "fe03.contoso.com", 8060, BASE_PROFILE_FE_PSOM);
    struct assess_certificate *c = build_shown(r, 0x33, "fe03.contoso.com", false);

    c->facts.eku = (struct certcheck_usage_set){ .state = CERTCHECK_SET_UNDECODABLE };
    c->facts.sig_oid = (struct base_slice){ sha1_rsa, sizeof sha1_rsa };
    build_judge(r, CERTCHECK_BROKEN, BASE_USAGE_CLIENT_AUTH);
    build_find(r, CERTCHECK_F_EKU_UNDECODABLE, 0);
    build_find(r, CERTCHECK_F_WEAK_SIGNATURE, 0)->arg = base_slice_str("sha1WithRSAEncryption");
    build_answered(r, PROBE_NO, 48);

    r = build_endpoint(f, "fe04.contoso.com:8060", "fe04.contoso.com", 8060, BASE_PROFILE_FE_PSOM);
    c = build_shown(r, 0x34, "fe04.contoso.com", false);
    c->facts.app_policies = build_list(odd_auths, sizeof odd_auths);
    c->facts.app_policies.doubts = CERTCHECK_DOUBT_ANYAPP;
    build_judge(r, CERTCHECK_INDETERMINATE, BASE_USAGE_CLIENT_AUTH)->path.at[0].allows[1] =
        CERTCHECK_UNKNOWN;
    build_find(r, CERTCHECK_F_ANY_APPLICATION_POLICY_UNSETTLED, 0);
    build_answered(r, PROBE_NO, -1);
}

static void
add_trusted_app(struct fixture *f)
{
    struct assess_result *r =
        build_failed(f, "app01.contoso.com:6000/trusted-app", "app01.contoso.com", 6000,
                     PROBE_PLAIN_TCP, PROBE_STAGE_TLS, "");

    r->profile = base_profile_get(BASE_PROFILE_TRUSTED_APP);
    r->verdict = CERTCHECK_BREAKS;
    build_find(r, CERTCHECK_F_TRUSTED_APP_PLAIN_TCP, -1);
}

static void
add_no_certificate(struct fixture *f)
{
    struct assess_result *r =
        build_failed(f, "edge04.contoso.com:8057", "edge04.contoso.com", 8057,
                     PROBE_PEER_REFUSED_US, PROBE_STAGE_TLS, "alert unknown_ca");
    struct probe_error *e = build_take(sizeof *e);
    struct probe_result *p;

    *e = *r->error;
    e->alert = 48;
    r->error = e;
    build_find(r, CERTCHECK_F_PEER_REFUSED_US, -1);
    r = build_failed(f, "edge05.contoso.com:8057", "edge05.contoso.com", 8057, PROBE_RESET,
                     PROBE_STAGE_TLS, "the peer reset the connection before anything was sent");
    e = build_take(sizeof *e);
    *e = *r->error;
    e->errno_value = 104;
    e->tried = 1u << PROBE_TRIED_CLIENT | 1u << PROBE_TRIED_CLIENT_TLS10;
    r->error = e;
    p = build_take(sizeof *p);
    *p = *r->probe;
    p->last = (struct probe_error){
        .kind = PROBE_CLOSED, .stage = PROBE_STAGE_TLS, .alert = -1, .text = "closed at once"
    };
    r->probe = p;
}

const struct fixture *
fixture_endpoints(void)
{
    static struct fixture f;

    if (f.n > 0)
        return &f;
    build_breaks(&f, "edge10.contoso.com:8057", "edge10.contoso.com", 8057, BASE_PROFILE_EDGE_PSOM,
                 0x2A);
    build_breaks(&f, "edge01.contoso.com:8057", "edge01.contoso.com", 8057, BASE_PROFILE_EDGE_PSOM,
                 0x21);
    build_breaks(&f, "fe01.contoso.com:8060", "fe01.contoso.com", 8060, BASE_PROFILE_FE_PSOM, 0x31);
    build_breaks(&f, "fe01.contoso.com:8061", "fe01.contoso.com", 8061, BASE_PROFILE_FE_PSOM, 0x31);
    add_working(&f);
    add_indirect(&f);
    add_odd(&f);
    add_trusted_app(&f);
    add_no_certificate(&f);
    build_failed(&f, "[2001:db8:85a3:8d3:1319:8a2e:370:7348]:8057",
                 "2001:db8:85a3:8d3:1319:8a2e:370:7348", 8057, PROBE_TIMEOUT, PROBE_STAGE_CONNECT,
                 "");
    build_failed(&f, "nowhere.contoso.com:8057", "nowhere.contoso.com", 8057, PROBE_RESOLVE,
                 PROBE_STAGE_RESOLVE, "Domain name not found");
    build_finish(&f, "ekuprobe");
    return &f;
}

static struct assess_result *
file(struct fixture *f, const char *path, unsigned index, const char *kind)
{
    struct assess_result *r = build_add(f);

    *r = (struct assess_result){ .file = path, .index = index, .kind = kind };
    return r;
}

const struct fixture *
fixture_files(void)
{
    static struct fixture f;
    struct assess_result *r;
    struct certcheck_judgement *g;

    if (f.n > 0)
        return &f;
    r = file(&f, "certs/webserver.pem", 0, "certificate");
    build_shown(r, 0x41, "web.contoso.com", false);
    g = build_judge(r, CERTCHECK_BREAKS, BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH);
    g->by_usage[0] = CERTCHECK_READY;
    g->path.at[0].allows[1] = CERTCHECK_NO;
    build_find(r, CERTCHECK_F_EKU_LACKS_CLIENT_AUTH, 0);
    r = file(&f, "certs/both.pem", 1, "certificate");
    build_shown(r, 0x42, "both.contoso.com", true);
    build_judge(r, CERTCHECK_READY, BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH);
    r = file(&f, "certs/new.req", 0, "request");
    build_shown(r, 0x43, "new.contoso.com", true);
    build_judge(r, CERTCHECK_READY, BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH);
    build_find(r, CERTCHECK_F_REQUEST_IS_A_WISH, 0);
    build_finish(&f, "certcheck");
    f.run.policy.required = BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH;
    f.run.policy.opted_out = false;
    return &f;
}

#define CROWD 60

static const char *const crowd_pools[] = { "topology.xml: pool01.contoso.com",
                                           "topology.xml: pool02.contoso.com", "argument" };

/* 40 Edge Servers, every tenth of which breaks, and 20 Front Ends that all do: in two domains, in
 * two pools and none, from two CAs. */
const struct fixture *
fixture_crowd(void)
{
    static struct fixture f;
    static char hosts[CROWD][32], targets[CROWD][32];

    for (unsigned i = 0; f.n < CROWD; i++) {
        bool edge = i < 40;
        uint16_t port = edge ? 8057 : 8060;
        enum base_profile_id profile = edge ? BASE_PROFILE_EDGE_PSOM : BASE_PROFILE_FE_PSOM;
        struct assess_result *r;

        (void)snprintf(hosts[i], sizeof hosts[i], "%s%u.%s.contoso.com", edge ? "edge" : "fe", i,
                       edge ? "north" : "south");
        (void)snprintf(targets[i], sizeof targets[i], "%s:%u", hosts[i], port);
        if (!edge || i % 10 == 0) {
            r = build_breaks(&f, targets[i], hosts[i], port, profile, (uint8_t)i);
            r->origin = crowd_pools[i % 3];
            continue;
        }
        r = build_endpoint(&f, targets[i], hosts[i], port, profile);
        r->origin = crowd_pools[i % 3];
        build_shown(r, (uint8_t)i, hosts[i], true)->facts.issuer = build_name("Other CA");
        build_judge(r, CERTCHECK_READY, BASE_USAGE_CLIENT_AUTH);
    }
    if (f.run.tool == NULL)
        build_finish(&f, "ekuprobe");
    return &f;
}

const struct assess_result *
fixture_find(const struct fixture *f, const char *wanted)
{
    for (size_t i = 0; i < f->n; i++) {
        const struct assess_result *r = &f->results[i];

        if (strcmp(r->target != NULL ? r->target : r->file, wanted) == 0)
            return r;
    }
    abort();
}
