/* SPDX-License-Identifier: MIT */
/* A certificate, or what stands for one, with its fingerprints. */
#include <assess/store.h>

#include <string.h>

_Static_assert(offsetof(struct assess_certificate, facts) == 0,
               "assess_certificate_of relies on it");

const struct assess_certificate *
assess_certificate_of(const struct certcheck_facts *facts)
{
    return (const struct assess_certificate *)(const void *)facts;
}

void
assess_certificate_read(struct assess_store *s, struct base_slice der,
                        struct assess_certificate *out)
{
    const struct certcheck_object o = { .kind = CERTCHECK_KIND_CERTIFICATE, .der = der };

    assess_object_read(s, &o, out);
}

void
assess_object_read(struct assess_store *s, const struct certcheck_object *o,
                   struct assess_certificate *out)
{
    struct base_slice der = o->der;

    out->der = der;
    out->readable = certcheck_read_as(o->kind, der, &out->facts) == CERTCHECK_OK;
    if (out->readable)
        der = out->der = out->facts.der;
    if (o->has_thumbprint)
        der = (struct base_slice){ o->thumbprint, sizeof o->thumbprint };
    if (!certcheck_sha1(s->crypto, der, out->sha1) ||
        !certcheck_sha256(s->crypto, der, out->sha256))
        out->readable = false;
    if (o->has_thumbprint)
        memcpy(out->sha1, o->thumbprint, sizeof out->sha1);
    out->made_sha256 = o->kind != CERTCHECK_KIND_CERTIFICATE && o->kind != CERTCHECK_KIND_REQUEST;
    out->made_sha1 = out->made_sha256 && !o->has_thumbprint;
}
