/* SPDX-License-Identifier: MIT */
/*
 * Name constraints (RFC 5280 4.2.1.10): every name of every certificate below
 * a constrained CA must lie within a permitted subtree of its kind, where
 * there is one, and outside the excluded ones.
 */
#include "judging.h"

#include "der/der.h"
#include "der/oids.h"

#include <certcheck/names.h>

#include <string.h>

struct subtrees {
    struct base_slice permitted, excluded; /* contents of GeneralSubtrees */
};

static bool
ends_with(struct base_slice s, struct base_slice tail)
{
    return s.len >= tail.len &&
           base_slice_eq_nocase((struct base_slice){ s.ptr + s.len - tail.len, tail.len }, tail);
}

/* "example.com" covers itself and what ends in ".example.com"; ".example.com"
 * only the latter; "" everything. */
static bool
dns_within(struct base_slice name, struct base_slice base)
{
    if (base.len == 0)
        return true;
    if (!ends_with(name, base))
        return false;
    return name.len == base.len || base.ptr[0] == '.' || name.ptr[name.len - base.len - 1] == '.';
}

/* A mail address's host: a quoted local part may hold an @ of its own. */
static struct base_slice
after_at(struct base_slice mail)
{
    for (size_t i = mail.len; i-- > 0;)
        if (mail.ptr[i] == '@')
            return (struct base_slice){ mail.ptr + i + 1, mail.len - i - 1 };
    return mail;
}

/* The host of scheme://user@host:port/path. */
static struct base_slice
uri_host(struct base_slice uri)
{
    size_t from = 0, to;

    for (size_t i = 0; i + 2 < uri.len; i++)
        if (memcmp(uri.ptr + i, "://", 3) == 0) {
            from = i + 3;
            break;
        }
    for (to = from; to < uri.len && memchr("/?#", uri.ptr[to], 3) == NULL; to++)
        continue;
    uri = after_at((struct base_slice){ uri.ptr + from, to - from });
    for (to = 0; to < uri.len && uri.ptr[to] != ':'; to++)
        continue;
    uri.len = to;
    return uri;
}

/* A name, and its host where it has one: found once, compared often. */
struct name {
    const struct certcheck_san *san;
    struct base_slice host;
};

static struct name
open_name(const struct certcheck_san *san)
{
    struct name n = { .san = san };

    if (san->kind == CERTCHECK_SAN_EMAIL)
        n.host = after_at(san->value);
    else if (san->kind == CERTCHECK_SAN_URI)
        n.host = uri_host(san->value);
    return n;
}

static enum certcheck_answer
yes_if(bool condition)
{
    return condition ? CERTCHECK_YES : CERTCHECK_NO;
}

/* A host, or with a leading dot a domain. What an empty base means for mail and
 * URIs RFC 5280 does not say. */
static enum certcheck_answer
host_within(struct base_slice host, struct base_slice base)
{
    if (base.len == 0)
        return CERTCHECK_UNKNOWN;
    return yes_if(base.ptr[0] == '.' ? ends_with(host, base) : base_slice_eq_nocase(host, base));
}

static enum certcheck_answer
mail_within(const struct name *mail, struct base_slice base)
{
    if (base.len > 0 && memchr(base.ptr, '@', base.len) != NULL) /* one mailbox */
        return yes_if(base_slice_eq_nocase(mail->san->value, base));
    return host_within(mail->host, base);
}

/* Address and mask of the same family. */
static bool
ip_within(struct base_slice address, struct base_slice base)
{
    if (base.len != 2 * address.len)
        return false;
    for (size_t i = 0; i < address.len; i++)
        if (((address.ptr[i] ^ base.ptr[i]) & base.ptr[address.len + i]) != 0)
            return false;
    return true;
}

static bool
next_visible(struct base_slice *s, uint8_t *c)
{
    while (s->len > 0) {
        *c = *s->ptr;
        s->ptr++;
        s->len--;
        if (*c != ' ' && *c != '\0')
            return true;
    }
    return false;
}

/* Perhaps the same text: another string type, case or spacing (RFC 5280 7.1). */
static bool
is_similar(struct base_slice a, struct base_slice b)
{
    uint8_t x = 0, y = 0;

    while (next_visible(&a, &x))
        if (!next_visible(&b, &y) ||
            !base_slice_eq_nocase((struct base_slice){ &x, 1 }, (struct base_slice){ &y, 1 }))
            return false;
    return !next_visible(&b, &y);
}

/* Compare two RDNs attribute by attribute. No source says how Windows compares names whose bytes
 * differ. */
static enum certcheck_answer
same_rdn(const struct der_item *a, const struct der_item *b)
{
    struct base_slice x = a->body, y = b->body;
    struct der_item p, q, p_oid, q_oid, p_value, q_value;

    if (base_slice_eq(a->all, b->all))
        return CERTCHECK_YES;
    while (der_take_tag(&x, DER_SEQUENCE, &p) && der_take_tag(&y, DER_SEQUENCE, &q))
        if (!der_take_tag(&p.body, DER_OID, &p_oid) || !der_take(&p.body, &p_value) ||
            !der_take_tag(&q.body, DER_OID, &q_oid) || !der_take(&q.body, &q_value) ||
            !base_slice_eq(p_oid.body, q_oid.body) || !is_similar(p_value.body, q_value.body))
            return CERTCHECK_NO;
    return x.len == 0 && y.len == 0 ? CERTCHECK_UNKNOWN : CERTCHECK_NO;
}

/* The base's RDNs are the first ones of the name. Both with their header. */
static enum certcheck_answer
directory_within(struct base_slice name, struct base_slice base)
{
    struct der_item n, b, n_rdn, b_rdn;
    enum certcheck_answer answer = CERTCHECK_YES;

    if (!der_only(name, DER_SEQUENCE, &n) || !der_only(base, DER_SEQUENCE, &b))
        return CERTCHECK_UNKNOWN;
    while (b.body.len > 0 && answer != CERTCHECK_NO) {
        enum certcheck_answer same;

        if (!der_take_tag(&b.body, DER_SET, &b_rdn))
            return CERTCHECK_UNKNOWN;
        if (!der_take_tag(&n.body, DER_SET, &n_rdn))
            return CERTCHECK_NO;
        same = same_rdn(&n_rdn, &b_rdn);
        answer = same == CERTCHECK_YES ? answer : same;
    }
    return answer;
}

static enum certcheck_answer
within(const struct name *name, const struct certcheck_san *base)
{
    switch (name->san->kind) {
    case CERTCHECK_SAN_DNS:
        return yes_if(dns_within(name->san->value, base->value));
    case CERTCHECK_SAN_EMAIL:
        return mail_within(name, base->value);
    case CERTCHECK_SAN_URI:
        return host_within(name->host, base->value);
    case CERTCHECK_SAN_IP:
        return yes_if(ip_within(name->san->value, base->value));
    case CERTCHECK_SAN_DIRECTORY:
        return directory_within(name->san->value, base->value);
    case CERTCHECK_SAN_OTHER:
        break;
    }
    return CERTCHECK_UNKNOWN;
}

/* GeneralSubtree: base, minimum [0] DEFAULT 0, maximum [1]. limits: what stands of
 * the two, neither of which RFC 5280 allows. */
static bool
next_subtree(struct base_slice *rest, struct certcheck_san *base, struct base_slice *limits)
{
    struct der_item tree;

    if (!der_take_tag(rest, DER_SEQUENCE, &tree) || !certcheck_san_next(&tree.body, base))
        return false;
    *limits = tree.body;
    return true;
}

/* The default, written out: BER, but no minimum. */
static bool
is_zero_minimum(struct base_slice limits)
{
    struct der_item minimum;
    int n;

    return der_only(limits, DER_CONTEXT | 0, &minimum) && der_uint(minimum.body, &n) && n == 0;
}

struct check {
    struct judging *j;
    size_t ca, below; /* the constrained CA, and the certificate with the name */
    bool unsettled;
    bool bounded; /* the bound on work is reached */
};

/* Does any subtree cover the name? *of_kind: any subtree of the name's kind. */
static enum certcheck_answer
covered(struct check *c, const struct name *name, struct base_slice trees, bool *of_kind)
{
    struct certcheck_san base;
    struct base_slice limits;
    enum certcheck_answer answer = CERTCHECK_NO, one;

    *of_kind = false;
    while (next_subtree(&trees, &base, &limits)) {
        bool same_kind = base.kind == name->san->kind;

        /* each list is walked once at most */
        if (!judging_charge(c->j, same_kind ? name->san->value.len + base.value.len : 0)) {
            c->bounded = true;
            return CERTCHECK_UNKNOWN;
        }
        if (!same_kind)
            continue;
        *of_kind = true;
        one = limits.len > 0 ? CERTCHECK_UNKNOWN : within(name, &base);
        if (one == CERTCHECK_YES)
            return one;
        answer = one == CERTCHECK_UNKNOWN ? one : answer;
    }
    return answer;
}

static void
violated(struct check *c, const struct certcheck_san *name, unsigned status)
{
    bool text = name->kind != CERTCHECK_SAN_DIRECTORY && name->kind != CERTCHECK_SAN_IP;

    if ((c->j->before.status & status) == 0) /* one name is enough as an example */
        judging_note_arg(c->j, CERTCHECK_F_NAME_CONSTRAINTS_VIOLATED, c->below,
                         text ? name->value : base_slice_str("its address or directory name"), 0);
    judging_reject(c->j, status);
}

static void
check_name(struct check *c, const struct certcheck_san *san, const struct subtrees *trees)
{
    struct name name;
    bool of_kind;
    enum certcheck_answer excluded, permitted;

    c->bounded = c->bounded || !judging_charge(c->j, san->value.len);
    if (c->bounded)
        return;
    name = open_name(san);
    excluded = covered(c, &name, trees->excluded, &of_kind);
    permitted = covered(c, &name, trees->permitted, &of_kind);
    if (permitted == CERTCHECK_NO && !of_kind)
        permitted = CERTCHECK_YES;
    if (excluded == CERTCHECK_YES)
        violated(c, san, CERTCHECK_STATUS_HAS_EXCLUDED_NAME_CONSTRAINT);
    else if (permitted == CERTCHECK_NO)
        violated(c, san, CERTCHECK_STATUS_HAS_NOT_PERMITTED_NAME_CONSTRAINT);
    else if (excluded == CERTCHECK_UNKNOWN || permitted == CERTCHECK_UNKNOWN)
        c->unsettled = true;
}

/* RFC 5280 4.2.1.10: mail constraints reach an address in the subject where the
 * certificate has no alternative names. */
static void
check_subject_mail(struct check *c, const struct subtrees *trees)
{
    const struct certcheck_facts *f = facts_at(c->j, c->below);
    struct der_item seq, set, pair, oid, value;

    if ((f->has & CERTCHECK_HAS_SAN) != 0 || !der_only(f->subject, DER_SEQUENCE, &seq))
        return;
    while (der_take_tag(&seq.body, DER_SET, &set))
        while (der_take_tag(&set.body, DER_SEQUENCE, &pair))
            if (der_take_tag(&pair.body, DER_OID, &oid) && oid_matches(OID_EMAIL, oid.body) &&
                der_take(&pair.body, &value))
                check_name(
                    c, &(struct certcheck_san){ .kind = CERTCHECK_SAN_EMAIL, .value = value.body },
                    trees);
}

static void
check_names(struct check *c, const struct subtrees *trees)
{
    const struct certcheck_facts *f = facts_at(c->j, c->below);
    struct certcheck_san name = { .kind = CERTCHECK_SAN_DIRECTORY, .value = f->subject };
    struct base_slice rest = f->san;

    if (f->subject.len > 2)
        check_name(c, &name, trees);
    check_subject_mail(c, trees);
    while (!c->bounded && certcheck_san_next(&rest, &name))
        check_name(c, &name, trees);
}

/* Minimum and maximum are "not supported" (CERT_TRUST_STATUS). True: one is there. */
static bool
has_limits(struct check *c, struct base_slice trees)
{
    struct certcheck_san base;
    struct base_slice limits;

    while (next_subtree(&trees, &base, &limits)) {
        c->bounded = !judging_charge(c->j, 0);
        if (c->bounded || (limits.len > 0 && !is_zero_minimum(limits)))
            return !c->bounded;
        c->unsettled = c->unsettled || limits.len > 0;
    }
    return false;
}

static bool
open_constraints(struct base_slice constraints, struct subtrees *out)
{
    struct der_item permitted = { 0 }, excluded = { 0 };
    bool present;

    *out = (struct subtrees){ .permitted = { 0 } };
    if (!der_take_optional(&constraints, DER_CONTEXT_CONSTRUCTED | 0, &permitted, &present) ||
        !der_take_optional(&constraints, DER_CONTEXT_CONSTRUCTED | 1, &excluded, &present))
        return false;
    *out = (struct subtrees){ .permitted = permitted.body, .excluded = excluded.body };
    return constraints.len == 0;
}

static void
check_ca(struct check *c)
{
    const struct certcheck_facts *ca = facts_at(c->j, c->ca);
    struct subtrees trees;

    c->unsettled = !open_constraints(ca->name_constraints, &trees);
    if (has_limits(c, trees.permitted) || has_limits(c, trees.excluded)) {
        judging_note(c->j, CERTCHECK_F_NAME_CONSTRAINTS_UNSUPPORTED, c->ca);
        judging_reject(c->j, CERTCHECK_STATUS_HAS_NOT_SUPPORTED_NAME_CONSTRAINT);
        return;
    }
    for (c->below = 0; c->below < c->ca && !c->bounded; c->below++)
        if (c->below == 0 || !certcheck_is_self_issued(facts_at(c->j, c->below)))
            check_names(c, &trees);
    if (c->unsettled || c->bounded) {
        judging_note(c->j, CERTCHECK_F_NAME_CONSTRAINTS_UNSETTLED, c->ca);
        judging_doubt(c->j);
    }
}

void
name_constraints_apply(struct judging *j)
{
    struct check c = { .j = j };

    for (c.ca = 1; c.ca < j->out->path.n; c.ca++)
        if ((facts_at(j, c.ca)->has & CERTCHECK_HAS_NAME_CONSTRAINTS) != 0)
            check_ca(&c);
}
