/* SPDX-License-Identifier: MIT */
#include "fixture_build.h"

#include <string.h>

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
    struct assess_result *r =
        build_endpoint(f, targets[i], "evil.example", 8057, BASE_PROFILE_EDGE_PSOM);
    struct assess_certificate *c = build_certificates(3);
    struct probe_result *p = build_take(sizeof *p);
    struct base_slice *ca_names = build_take(sizeof *ca_names);

    build_fill(&c[0], (uint8_t)(0xE0 + i), build_name(evil_names[i]), evil_names[i]);
    c[0].facts.san = build_dns(evil_names[i]);
    c[0].facts.eku = build_server_auth();
    build_fill_ca(&c[1]);
    memset(c[2].sha256, 0xBB, sizeof c[2].sha256); /* not a certificate */
    r->certificates = c;
    r->certificates_n = 2;
    build_judge(r, CERTCHECK_BREAKS, BASE_USAGE_CLIENT_AUTH)->path.at[0].allows[1] = CERTCHECK_NO;
    r->certificates_n = 3;
    *ca_names = build_name(evil_names[i]);
    *p = *r->probe;
    p->ca_names = ca_names;
    p->ca_names_n = 1;
    r->probe = p;
    build_find(r, CERTCHECK_F_EKU_LACKS_CLIENT_AUTH, 0);
    build_find(r, CERTCHECK_F_HOST_NAME_MISMATCH, 0)->arg = base_slice_str(evil_names[i]);
}

const struct fixture *
fixture_hostile(void)
{
    static struct fixture f;

    if (f.n > 0)
        return &f;
    for (size_t i = 0; i < EVIL; i++)
        add_evil(&f, i);
    build_failed(&f, "=1+1:8057", "=1+1", 8057, PROBE_NOT_TLS, PROBE_STAGE_TLS,
                 "220 <b>\x1B[2J\"quoted\" \xFF\xFE ftp ready");
    build_failed(&f, "a|b=1;2:8057", "a|b=1;2", 8057, PROBE_REFUSED, PROBE_STAGE_CONNECT, "");
    build_failed(&f, "EDGE-SERVER-OF-THE-CONTOSO-CORPORATION.PERIMETER.CONTOSO.COM:8057",
                 "EDGE-SERVER-OF-THE-CONTOSO-CORPORATION.PERIMETER.CONTOSO.COM", 8057,
                 PROBE_TIMEOUT, PROBE_STAGE_CONNECT, "");
    build_failed(&f, "<img src=x onerror=alert(1)>:8057", "<img src=x onerror=alert(1)>", 8057,
                 PROBE_RESOLVE, PROBE_STAGE_RESOLVE, "");
    build_finish(&f, "ekuprobe");
    return &f;
}
