/* SPDX-License-Identifier: MIT */
/*
 * Name constraints (RFC 5280 4.2.1.10): every name of every certificate below
 * a constrained CA must lie within a permitted subtree of its kind, where
 * there is one, and outside the excluded ones.
 */
#include "judging.h"

#include "der.h"

#include <certcheck/names.h>

#include <string.h>

/* Work is bounded: hostile certificates may pair thousands of names with
 * thousands of subtrees. */
#define COMPARISONS_MAX 20000

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

static struct base_slice
after_at(struct base_slice mail)
{
    const uint8_t *at = mail.len > 0 ? memchr(mail.ptr, '@', mail.len) : NULL;

    if (at == NULL)
        return mail;
    return (struct base_slice){ at + 1, mail.len - (size_t)(at + 1 - mail.ptr) };
}

/* A mailbox, a host, or with a leading dot a domain. */
static bool
mail_within(struct base_slice mail, struct base_slice base)
{
    struct base_slice host = after_at(mail);

    if (base.len > 0 && memchr(base.ptr, '@', base.len) != NULL)
        return base_slice_eq_nocase(mail, base);
    if (base.len > 0 && base.ptr[0] == '.')
        return ends_with(host, base);
    return base_slice_eq_nocase(host, base);
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
    for (to = from; to < uri.len && strchr("/?#", uri.ptr[to]) == NULL; to++)
        continue;
    uri = after_at((struct base_slice){ uri.ptr + from, to - from });
    for (to = 0; to < uri.len && uri.ptr[to] != ':'; to++)
        continue;
    uri.len = to;
    return uri;
}

static bool
uri_within(struct base_slice uri, struct base_slice base)
{
    struct base_slice host = uri_host(uri);

    return base.len > 0 && base.ptr[0] == '.' ? ends_with(host, base)
                                              : base_slice_eq_nocase(host, base);
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

/* The base's RDNs are the first ones of the name. Both with their header. */
static bool
directory_within(struct base_slice name, struct base_slice base)
{
    struct der_item n, b;

    if (!der_only(name, DER_SEQUENCE, &n) || !der_only(base, DER_SEQUENCE, &b))
        return false;
    return n.body.len >= b.body.len &&
           base_slice_eq((struct base_slice){ n.body.ptr, b.body.len }, b.body);
}

static bool
within(const struct certcheck_san *name, const struct certcheck_san *base)
{
    switch (name->kind) {
    case CERTCHECK_SAN_DNS:
        return dns_within(name->value, base->value);
    case CERTCHECK_SAN_EMAIL:
        return mail_within(name->value, base->value);
    case CERTCHECK_SAN_URI:
        return uri_within(name->value, base->value);
    case CERTCHECK_SAN_IP:
        return ip_within(name->value, base->value);
    case CERTCHECK_SAN_DIRECTORY:
        return directory_within(name->value, base->value);
    case CERTCHECK_SAN_OTHER:
        break;
    }
    return false;
}

/* GeneralSubtree: base, minimum [0] DEFAULT 0, maximum [1]. A minimum or
 * maximum is nothing RFC 5280 knows: then false. */
static bool
next_subtree(struct base_slice *rest, struct certcheck_san *base, bool *odd)
{
    struct der_item tree;

    if (!der_take_tag(rest, DER_SEQUENCE, &tree))
        return false;
    if (!certcheck_san_next(&tree.body, base))
        return false;
    *odd = tree.body.len != 0;
    return true;
}

struct check {
    struct judging *j;
    size_t ca, below; /* the constrained CA, and the certificate with the name */
    unsigned comparisons;
    bool unsettled;
};

/* Does any subtree cover the name? *of_kind: any subtree of the name's kind. */
static bool
covered(struct check *c, const struct certcheck_san *name, struct base_slice trees, bool *of_kind)
{
    struct certcheck_san base;
    bool odd, found = false;

    *of_kind = false;
    while (!found && next_subtree(&trees, &base, &odd)) {
        if (++c->comparisons > COMPARISONS_MAX) {
            c->unsettled = true;
            return false;
        }
        if (base.kind != name->kind)
            continue;
        if (odd || name->kind == CERTCHECK_SAN_OTHER) {
            c->unsettled = true;
            continue;
        }
        *of_kind = true;
        found = within(name, &base);
    }
    if (!found && trees.len != 0)
        c->unsettled = true; /* a subtree that cannot be decoded */
    return found;
}

static void
check_name(struct check *c, const struct certcheck_san *name, const struct subtrees *trees)
{
    bool of_kind, bad;
    unsigned status = CERTCHECK_STATUS_HAS_EXCLUDED_NAME_CONSTRAINT;

    bad = covered(c, name, trees->excluded, &of_kind);
    if (!bad && trees->permitted.len > 0) {
        status = CERTCHECK_STATUS_HAS_NOT_PERMITTED_NAME_CONSTRAINT;
        bad = !covered(c, name, trees->permitted, &of_kind) && of_kind;
    }
    if (!bad)
        return;
    if ((c->j->before.status & status) == 0) /* the first name is example enough */
        judging_note_arg(c->j, CERTCHECK_NAME_CONSTRAINTS_VIOLATED, c->below,
                         name->kind == CERTCHECK_SAN_DIRECTORY || name->kind == CERTCHECK_SAN_IP
                             ? base_slice_str("its address or directory name")
                             : name->value,
                         0);
    judging_reject(c->j, status);
}

static void
check_names(struct check *c, const struct subtrees *trees)
{
    const struct certcheck_facts *f = facts_at(c->j, c->below);
    struct certcheck_san name = { .kind = CERTCHECK_SAN_DIRECTORY, .value = f->subject };
    struct base_slice rest = f->san;

    if (f->subject.len > 2)
        check_name(c, &name, trees);
    while (certcheck_san_next(&rest, &name))
        check_name(c, &name, trees);
}

static bool
open_constraints(struct base_slice constraints, struct subtrees *out)
{
    struct der_item permitted = { 0 }, excluded = { 0 };
    bool present;

    if (!der_take_optional(&constraints, DER_CONTEXT_CONSTRUCTED | 0, &permitted, &present) ||
        !der_take_optional(&constraints, DER_CONTEXT_CONSTRUCTED | 1, &excluded, &present))
        return false;
    *out = (struct subtrees){ .permitted = permitted.body, .excluded = excluded.body };
    return constraints.len == 0;
}

void
name_constraints_apply(struct judging *j)
{
    struct check c = { .j = j };
    struct subtrees trees;

    for (c.ca = 1; c.ca < j->out->path.n; c.ca++) {
        const struct certcheck_facts *ca = facts_at(j, c.ca);

        if ((ca->has & CERTCHECK_HAS_NAME_CONSTRAINTS) == 0)
            continue;
        c.unsettled = !open_constraints(ca->name_constraints, &trees);
        for (c.below = 0; !c.unsettled && c.below < c.ca; c.below++)
            if (c.below == 0 || !certcheck_is_self_issued(facts_at(j, c.below)))
                check_names(&c, &trees);
        if (c.unsettled) {
            judging_note(j, CERTCHECK_NAME_CONSTRAINTS_UNSETTLED, c.ca);
            judging_doubt(j);
        }
    }
}
