/* SPDX-License-Identifier: MIT */
/* Several looks at one target and one verdict: the worst counts. */
#include "looks.h"

#include <certcheck/names.h>

#include <string.h>

bool
assess_looks_need_all(const struct assess_options *o, const struct base_profile *p)
{
    return o->all_addresses || p->pooled;
}

enum certcheck_verdict
assess_looks_judge_one(struct assess_endpoint *e, const struct assess_member *m, size_t k,
                       const struct base_profile *profile, const char *product,
                       struct assess_member *one)
{
    bool stands = e->stands && k == 0 && e->result.profile == profile &&
                  e->result.host == m->target->host && e->result.port == m->target->port;

    e->stands = false;
    *one = *m;
    one->probe = *assess_member_look(m, k);
    if (stands)
        assess_endpoint_keep(e, one, product);
    else
        assess_endpoint_judge(e, one, profile, product);
    return e->result.verdict;
}

static unsigned
badness(enum certcheck_verdict v)
{
    static const enum certcheck_verdict order[] = {
        CERTCHECK_READY,         CERTCHECK_UNREACHABLE, CERTCHECK_NO_CERTIFICATE,
        CERTCHECK_INDETERMINATE, CERTCHECK_BROKEN,      CERTCHECK_BREAKS,
    };
    unsigned i = 0;

    while (i + 1 < sizeof order / sizeof order[0] && order[i] != v)
        i++;
    return i;
}

static bool
is_v6(const struct probe_result *r)
{
    return strchr(r->address, ':') != NULL;
}

/* How many addresses of a family were looked at, or only those that were reached? */
static size_t
addresses_of(const struct assess_member *m, bool v6, bool reached)
{
    size_t n = 0;

    for (size_t k = 0; k <= m->looks_n; k++) {
        const struct probe_result *r = assess_member_look(m, k);

        n += !assess_member_is_by_key(m, k) && is_v6(r) == v6 && (r->connected || !reached);
    }
    return n;
}

/* An address of the other family that cannot be reached is most likely the same machine, not
 * another one; but a machine has one address of a family: where that has more, one is another. */
static bool
counts(const struct assess_member *m, size_t k)
{
    const struct probe_result *r = assess_member_look(m, k);
    bool v6 = is_v6(&m->probe);

    return k == 0 || r->connected || is_v6(r) == v6 ||
           addresses_of(m, !v6, false) > addresses_of(m, v6, true);
}

struct tally {
    const struct assess_member *m;
    size_t worst;
    enum certcheck_verdict verdict; /* the worst's */
    bool differ, second;
    char text[INVENTORY_TEXT_MAX]; /* "10.0.0.1 ready, 10.0.0.2 breaks" */
    struct base_text t;
};

static void
tell(struct tally *s, size_t k, enum certcheck_verdict v)
{
    base_text_str(&s->t, s->t.len > 0 ? ", " : "");
    base_text_str(&s->t, assess_member_look(s->m, k)->address);
    base_text_str(&s->t, assess_member_is_by_key(s->m, k) ? " (second certificate) " : " ");
    base_text_str(&s->t, certcheck_verdict_name(v));
}

/* An address is as bad as the worst of what it shows. */
static void
add_address(struct assess_endpoint *e, const struct assess_member *m, size_t k,
            enum certcheck_verdict v)
{
    const struct probe_result *r = assess_member_look(m, k);
    const struct probe_error *error = k == 0 && m->read_on != 0 ? &m->first : &r->error;

    for (size_t i = 0; i < e->addresses_n; i++)
        if (strcmp(e->addresses[i].address, r->address) == 0) {
            if (badness(v) > badness(e->addresses[i].verdict))
                e->addresses[i].verdict = v;
            return;
        }
    if (e->addresses_n < PROBE_NAMED_MAX)
        e->addresses[e->addresses_n++] =
            (struct assess_address){ r->address, v, error->kind != PROBE_OK ? error : NULL };
}

static void
count(struct tally *s, struct assess_endpoint *e, size_t k)
{
    const struct assess_member *m = s->m;
    enum certcheck_verdict v = e->result.verdict;
    bool by_key = assess_member_is_by_key(m, k);

    tell(s, k, v);
    add_address(e, m, k, v);
    s->second = s->second || by_key;
    s->differ = s->differ || (k > 0 && v != s->verdict && counts(m, k) && !by_key);
    if (k == 0 || (counts(m, k) && badness(v) > badness(s->verdict))) {
        s->worst = k;
        s->verdict = v;
    }
}

static void
note_seen(const struct tally *s, struct assess_endpoint *e)
{
    char decides[INVENTORY_TEXT_MAX];
    struct base_text t;

    if (s->second)
        assess_endpoint_note(e, CERTCHECK_F_SECOND_CERTIFICATE, s->text);
    if (e->addresses_n < 2)
        return;
    if (!s->differ) {
        assess_endpoint_note(e, CERTCHECK_F_ADDRESSES_PROBED, s->text);
        return;
    }
    base_text_init(&t, decides, sizeof decides);
    base_text_str(&t, assess_member_look(s->m, s->worst)->address);
    base_text_str(&t, " (");
    base_text_str(&t, s->text);
    base_text_str(&t, ")");
    assess_endpoint_note(e, CERTCHECK_F_ADDRESS_DECIDES, decides);
}

static void
note_unseen(struct assess_endpoint *e, const struct assess_member *m,
            const struct base_profile *profile)
{
    char text[64];
    struct base_text t;

    if (m->key_unseen)
        assess_endpoint_note(e, CERTCHECK_F_SECOND_CERTIFICATE_POSSIBLE, NULL);
    if (m->probe.proxied && m->probe.connected &&
        !certcheck_is_address(base_slice_str(e->result.host)))
        assess_endpoint_note(e, CERTCHECK_F_ADDRESS_BY_PROXY, NULL);
    if (m->probe.addresses_n <= e->addresses_n || !m->probe.connected)
        return;
    /* There was no time left for them, or they are too many: what they present is unknown. */
    if (e->result.verdict == CERTCHECK_READY && assess_looks_need_all(e->options, profile))
        e->result.verdict = CERTCHECK_INDETERMINATE;
    base_text_init(&t, text, sizeof text);
    base_text_u64(&t, e->addresses_n);
    base_text_str(&t, " of ");
    base_text_u64(&t, m->probe.addresses_n);
    assess_endpoint_note(e, CERTCHECK_F_MORE_ADDRESSES, text);
}

void
assess_looks_judge(struct assess_endpoint *e, const struct assess_member *m,
                   struct assess_member *one, const struct base_profile *profile,
                   const char *product)
{
    struct tally s = { .m = m };

    base_text_init(&s.t, s.text, sizeof s.text);
    e->addresses_n = 0;
    for (size_t k = 0; k <= m->looks_n; k++) {
        (void)assess_looks_judge_one(e, m, k, profile, product, one);
        if (m->probe.error.kind == PROBE_INTERRUPTED)
            return;
        count(&s, e, k);
    }
    if (s.worst != m->looks_n)
        (void)assess_looks_judge_one(e, m, s.worst, profile, product, one);
    note_seen(&s, e);
    note_unseen(e, m, profile);
    if (e->addresses_n > 1) {
        e->result.addresses = e->addresses;
        e->result.addresses_n = e->addresses_n;
    }
}
