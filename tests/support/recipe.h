/* SPDX-License-Identifier: MIT */
/*
 * Certificates for tests of the judge and of the path search, with signatures
 * that cost nothing: a signature is the name of the key that made it, and
 * recipe_verify compares names. Everything else is real DER.
 */
#ifndef SUPPORT_RECIPE_H
#define SUPPORT_RECIPE_H

#include "writer.h"

#include <certcheck/path.h>

struct recipe {
    const char *subject, *issuer; /* a CN each; NULL: an empty Name. issuer defaults to subject */
    const char *key, *signer;     /* names of keys; default: subject, issuer */
    const char *from, *to;        /* UTCTime; default 2016 to 2046 */
    const char *eku, *ap;         /* "S C CS ANY ANYPOL ANYAPP SGC" or "" for none or "=HEX": the
                                     extension's value; NULL: no extension */
    const char *bc;               /* "ca", "ca 0": a path length, "no"; NULL: no extension */
    const char *ku;               /* hex of the bits, e.g. "04" for keyCertSign */
    const char *ski, *aki;        /* text of the key identifiers */
    const char *aki_issuer;       /* the CN of authorityCertIssuer, with aki_serial */
    unsigned aki_serial;
    const char *san;                /* hex of GeneralNames' contents */
    const char *ext;                /* hex of more Extensions */
    const char *spki, *subject_hex; /* hex of the whole field instead */
    unsigned serial;                /* makes otherwise equal certificates differ */
};

struct made {
    struct writer der;
    struct certcheck_facts facts;
};

/* Ends the test where the result cannot be read. Free with recipe_free. */
void recipe_make(struct made *m, const struct recipe *r);
void recipe_free(struct made *m);

/* DER of a recipe, appended. */
void recipe_write(struct writer *w, const struct recipe *r);

/* A certcheck_verify_fn. ctx counts the calls: unsigned, or NULL. */
enum certcheck_answer recipe_verify(void *ctx, const struct certcheck_facts *subject,
                                    const struct certcheck_facts *issuer);

/* One Extension: dotted OID, hex of the value. */
void recipe_extension(struct writer *w, const char *oid, bool critical, const char *value_hex);

#endif
