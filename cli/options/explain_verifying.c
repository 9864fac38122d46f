/* SPDX-License-Identifier: MIT */
#include "explain.h"

#include <base/time.h>
#include <certcheck/forecast.h>
#include <output/translate.h>

#include <string.h>
#include <strings.h>

#define _(text) output_translate(text)
#define DAY_LEN 10

static const char *
treatment(enum certcheck_treatment t)
{
    return t == CERTCHECK_ACCEPTS   ? N_("accepted")
           : t == CERTCHECK_REFUSES ? N_("refused")
                                    : N_("not settled");
}

static void
list_elements(unsigned elements, struct base_text *t)
{
    static const char *const names[] = { N_("the leaf"), N_("the CAs"), N_("the root") };
    const char *comma = "";

    for (unsigned i = 0; i < 3; i++)
        if ((elements & 1u << i) != 0) {
            base_text_str(t, comma);
            base_text_str(t, _(names[i]));
            comma = ", ";
        }
    if (elements == 0)
        base_text_str(t, _(N_("none")));
}

static void
put_elements(FILE *out, const char *label, unsigned elements)
{
    char text[128];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    list_elements(elements, &t);
    explain_put(out, label, text);
}

static void
put_bits(FILE *out, unsigned usage, const char *key, uint16_t bits)
{
    static const char *const names[] = { "digitalSignature", "nonRepudiation", "keyEncipherment",
                                         "dataEncipherment", "keyAgreement",   "keyCertSign" };
    char label[80], text[160];
    struct base_text l, t;

    base_text_init(&l, label, sizeof label);
    base_text_init(&t, text, sizeof text);
    base_text_str(&l, _(N_("Key usage, ")));
    base_text_str(&l, base_usage_name(usage));
    base_text_str(&l, key);
    base_text_byte(&l, ':');
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
        if ((bits & 1u << i) != 0) {
            base_text_str(&t, t.len > 0 ? _(N_(" or ")) : "");
            base_text_str(&t, names[i]);
        }
    explain_put(out, label, text);
}

static void
put_key_usage(FILE *out, const struct certcheck_verifier *v)
{
    for (unsigned u = 0; u < BASE_USAGES; u++) {
        put_bits(out, 1u << u, "", v->key_usage[u]);
        if (v->key_usage_rsa[u] != 0)
            put_bits(out, 1u << u, ", RSA", v->key_usage_rsa[u]);
    }
}

static void
put_rule(FILE *out, const struct certcheck_verifier *v)
{
    explain_put(out, _("Application Policies:"),
                v->application_policies ? N_("take precedence over the Enhanced Key Usage")
                                        : N_("ignored"));
    explain_put(out, _("No extension:"),
                (v->present & CERTCHECK_LEAF) != 0 ? N_("refused") : N_("accepted"));
    explain_put(out, _("Any, leaf:"), treatment(v->any_leaf));
    if ((v->elements & (CERTCHECK_CAS | CERTCHECK_ROOT)) != 0)
        explain_put(out, _("Any, CAs:"), treatment(v->any_ca));
    explain_put(out, _("Empty list:"), treatment(v->empty_leaf));
    if (v->empty_ca != v->empty_leaf)
        explain_put(out, _("Empty, CAs:"), treatment(v->empty_ca));
    put_key_usage(out, v);
    if (v->ns_cert_type == CERTCHECK_NS_MUST_FIT)
        explain_put(out, "nsCertType:", N_("must allow the usage if present"));
    if (v->ns_cert_type == CERTCHECK_NS_ADDS)
        explain_put(out, "nsCertType:", N_("counts in addition to the list"));
}

static void
explain_verifier(const struct certcheck_verifier *v, FILE *out)
{
    fprintf(out, "%s (%s)\n\n", v->name, _(v->title));
    explain_put(out, _("Used by:"), v->used_by);
    explain_put(out, _("Versions:"), v->versions);
    put_elements(out, _("Must allow it:"), v->elements);
    if (v->open != 0)
        put_elements(out, _("Not known:"), v->open);
    if (v->elements != 0)
        put_rule(out, v);
    explain_put(out, _("Refusal:"), v->failure);
    explain_put(out, "", v->text);
    explain_put(out, _("Basis:"), certcheck_basis_name(v->basis[1]));
    explain_put(out, _("Source:"), v->source);
}

static void
explain_change(const struct certcheck_change *c, FILE *out)
{
    fprintf(out, "%s\n\n", c->name);
    explain_say(out, c->title);
    explain_put(out, _("When:"), c->when);
    if (c->kind == CERTCHECK_CHANGE_OF_VERIFIER)
        explain_put(out, _("Verifier:"), certcheck_verifier_get(c->verifier)->name);
    explain_put(out, _("Way back:"), c->switch_back);
    explain_put(out, _("Source:"), c->source);
}

static void
list_verifiers(FILE *out)
{
    fprintf(out, "verifiers\n\n");
    explain_say(out, N_("The rule by which the usages of a certificate are judged: values of "
                        "--verifier."));
    for (unsigned i = 0; i < CERTCHECK_VERIFIERS; i++) {
        const struct certcheck_verifier *v = certcheck_verifier_get((enum certcheck_verifier_id)i);

        explain_put(out, v->name, v->title);
    }
}

static void
list_changes(FILE *out)
{
    fprintf(out, "changes\n\n");
    explain_say(out, N_("What can turn an accepted certificate into a rejected one: values "
                        "of --change."));
    for (unsigned i = 0; i < CERTCHECK_CHANGES; i++) {
        const struct certcheck_change *c = certcheck_change_get((enum certcheck_change_id)i);

        explain_put(out, c->name, c->title);
    }
}

/* ---- public CAs ---- */

static void
put_day(struct base_text *t, int64_t s)
{
    char day[BASE_TIME_TEXT];

    if (s == CERTCHECK_NO_DATE) {
        base_text_str(t, _(N_("not known")));
        return;
    }
    base_time_format(s, day);
    base_text_bytes(t, day, DAY_LEN);
}

static void
explain_owner(const struct certcheck_public_cas *cas, const struct certcheck_public_owner *o,
              FILE *out)
{
    char text[512];
    struct base_text t;

    fprintf(out, "%.*s\n\n", (int)o->name.len, (const char *)o->name.ptr);
    base_text_init(&t, text, sizeof text);
    put_day(&t, cas->as_of_s);
    explain_put(out, _("As of:"), text);
    if (o->dates_n == 0)
        explain_put(out, "",
                    N_("No date of its own is known; 2027-03-15 at the latest (Chrome Root Program "
                       "Policy 1.8)."));
    if (o->dates_n > 1)
        explain_put(out, "", N_("Its sources conflict: the date is between those below."));
    for (size_t i = 0; i < o->dates_n; i++) {
        const struct certcheck_public_date *d = &o->dates[i];

        base_text_init(&t, text, sizeof text);
        put_day(&t, d->ended_s);
        explain_put(out, _("Omitted by default since:"), text);
        base_text_init(&t, text, sizeof text);
        put_day(&t, d->last_s);
        explain_put(out, _("Available on request until:"), text);
        base_text_init(&t, text, sizeof text);
        base_text_safe(&t, d->source);
        base_text_str(&t, " (");
        base_text_safe(&t, d->mark);
        base_text_byte(&t, ')');
        explain_put(out, _("Source:"), text);
    }
}

static void
list_owners(const struct certcheck_public_cas *cas, FILE *out)
{
    fprintf(out, "public-cas\n\n");
    explain_say(out, N_("Public CAs and the date since which each omits Client "
                        "Authentication: --explain with a name lists its dates."));
    for (size_t i = 0; i < cas->owners_n; i++)
        fprintf(out, "%.*s\n", (int)cas->owners[i].name.len, (const char *)cas->owners[i].name.ptr);
}

static bool
explain_public_cas(const char *word, FILE *out)
{
    struct certcheck_public_cas cas;
    char line[80];
    struct base_text why;
    bool known = strcasecmp(word, "public-cas") == 0;

    base_text_init(&why, line, sizeof line);
    if (certcheck_public_cas_read(certcheck_public_cas_builtin(), &cas, &why) != CERTCHECK_OK)
        return false;
    if (known)
        list_owners(&cas, out);
    for (size_t i = 0; i < cas.owners_n && !known; i++) {
        const struct certcheck_public_owner *o = &cas.owners[i];

        known = strlen(word) == o->name.len &&
                strncasecmp(word, (const char *)o->name.ptr, o->name.len) == 0;
        if (known)
            explain_owner(&cas, o, out);
    }
    certcheck_public_cas_free(&cas);
    return known;
}

bool
cli_explain_verifying(const char *word, FILE *out)
{
    const struct certcheck_verifier *v = certcheck_verifier_named(base_slice_str(word));
    const struct certcheck_change *c = certcheck_change_named(base_slice_str(word));

    if (strcmp(word, "verifiers") == 0)
        list_verifiers(out);
    else if (strcmp(word, "changes") == 0)
        list_changes(out);
    else if (v != NULL && c != NULL) { /* ibm-mq-9.4.5 and erlang-25 are both */
        explain_verifier(v, out);
        fputc('\n', out);
        explain_change(c, out);
    } else if (v != NULL)
        explain_verifier(v, out);
    else if (c != NULL)
        explain_change(c, out);
    else
        return explain_public_cas(word, out);
    return true;
}
